//! What happened to a visit, with the names of who did it.

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
            "SELECT e.*, u.name AS user_name FROM events e
             LEFT JOIN users u ON e.actor_kind = 'user' AND u.id = e.actor_id
             WHERE e.tenant_id = $1 AND e.object_kind = 'appointment' AND e.object_id = $2 ORDER BY e.seq LIMIT 200",
            self.tenant_id,
            self.id,
        )?)
    }
}
