//! What happened to a visit and to its money, with the names of who did it.

use sqlx::FromRow;

use super::Appointment;
use crate::db::On;
use crate::error::Result;
use crate::events::Event;
use crate::q;

#[derive(Clone, Debug, FromRow)]
pub struct Happened {
    #[sqlx(flatten)]
    pub event: Event,
    /// Of the member who did it; none for clients, the worker, programs.
    pub user_name: Option<String>,
}

impl Appointment {
    /// Oldest first.
    pub async fn timeline(&self, mut on: impl On) -> Result<Vec<Happened>> {
        Ok(q!(
            on,
            fetch_all: Happened,
            "SELECT e.*, u.name AS user_name FROM (
                SELECT 'appointment' AS kind, a.id FROM appointments a WHERE a.tenant_id = $1 AND a.id = $2
                UNION ALL SELECT 'invoice', i.id FROM invoices i WHERE i.tenant_id = $1 AND i.appointment_id = $2
                UNION ALL SELECT 'payment', p.id FROM payments p WHERE p.tenant_id = $1 AND p.appointment_id = $2
             ) o
             JOIN events e ON e.tenant_id = $1 AND e.object_kind = o.kind AND e.object_id = o.id
             LEFT JOIN users u ON e.actor_kind = 'user' AND u.id = e.actor_id
             ORDER BY e.seq LIMIT 300",
            self.tenant_id,
            self.id,
        )?)
    }
}
