//! What goes out to people. An event's message is a row in the outbox, written in the event's transaction; the worker
//! claims it, renders it, sends it, and retries or gives up into the master's to-do list.

use crate::app::App;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::Event;
use crate::id::TenantId;
use crate::q;

/// Writes the messages that a change of a visit causes.
pub async fn on_appointment(_tx: &mut Tx, _event: &Event) -> Result<()> {
    Ok(())
}

/// Sends what is due; how many.
pub async fn deliver_due(_app: &App) -> Result<usize> {
    Ok(0)
}

/// What waits for the master: requests to answer, messages that could not be delivered.
pub async fn todo_count(mut on: impl On, tenant: TenantId) -> Result<i64> {
    let (count,) = q!(
        on,
        fetch_one: (i64,),
        "SELECT (SELECT COUNT(*) FROM appointments WHERE tenant_id = $1 AND status = 'pending')
              + (SELECT COUNT(*) FROM messages WHERE tenant_id = $1 AND status = 'failed' AND dismissed_at IS NULL)",
        tenant,
    )?;
    Ok(count)
}
