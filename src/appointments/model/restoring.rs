//! Taking a cancellation back: for a little while, and only while nobody else has the time.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::types::Json;

use super::booking::{expiry, lock_resources_of, release_expired};
use super::{Appointment, Status};
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::q;

/// How long second thoughts are heard.
const WINDOW: TimeDelta = TimeDelta::minutes(15);

impl Appointment {
    /// Whether [`Self::restore`] is offered.
    pub fn can_be_restored(&self, now: DateTime<Utc>) -> bool {
        self.status == Status::Cancelled
            && self.cancelled_from.is_some()
            && self.cancelled_at.is_some_and(|at| now - at <= WINDOW)
            && self.starts_at > now
    }

    /// Where it was before its client moved it a moment ago; None when it was not, or that time is past.
    pub async fn moved_from(
        &self,
        mut on: impl On,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>> {
        let last = q!(
            on,
            fetch_optional: (Json<Value>,),
            "SELECT data FROM events WHERE tenant_id = $1 AND object_kind = 'appointment' AND object_id = $2
                AND kind = 'appointment.moved' AND actor_kind = 'client' AND at >= $3 ORDER BY seq DESC LIMIT 1",
            self.tenant_id,
            self.id,
            now - WINDOW,
        )?;
        let from = last.as_ref().and_then(|(data,)| data.0["from"].as_str());
        let from = from.and_then(|at| at.parse().ok());
        Ok(from.filter(|at| *at > now && *at != self.starts_at))
    }

    /// What was cancelled a moment ago is again what it was. [`Error::SlotTaken`] when somebody else has the time by now.
    pub async fn restore(&mut self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        // Pressed twice.
        if self.status.takes_time() {
            return Ok(());
        }
        let before = match self.cancelled_from {
            Some(before) if self.can_be_restored(now) => before,
            _ => return Err(Error::Conflict("appointment-final")),
        };
        lock_resources_of(tx, self.tenant_id, self.id).await?;
        release_expired(tx, self.tenant_id, now).await?;
        self.cancel_reason = String::new();
        self.cancelled_by = None;
        self.is_late_cancel = false;
        self.cancelled_at = None;
        self.cancelled_from = None;
        self.expires_at = expiry(before, self.starts_at, now);
        self.sequence += 1;
        self.return_to(tx, actor, before, json!({ "restored": true }), now)
            .await
    }
}
