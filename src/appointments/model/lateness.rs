//! Until when a client may change a visit without it counting as late.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Appointment, Status};
use crate::accounts::Tenant;
use crate::db::On;
use crate::error::Result;
use crate::q;

impl Appointment {
    /// Whether a client who moves or cancels now does so late. Only what was agreed on can be: a request never is.
    pub async fn is_late(&self, on: impl On, tenant: &Tenant, now: DateTime<Utc>) -> Result<bool> {
        if self.status != Status::Confirmed {
            return Ok(false);
        }
        let window = self.cancel_window(on, tenant).await?;
        Ok(window > TimeDelta::zero() && self.starts_at - now <= window)
    }

    /// The client's own window, else the longest of its services; the practice's for those that have none of their own. Zero:
    /// nothing is late.
    async fn cancel_window(&self, mut on: impl On, tenant: &Tenant) -> Result<TimeDelta> {
        let practice = tenant.rules.cancel_window_minutes;
        let (longest,) = q!(
            on,
            fetch_one: (Option<i64>,),
            "SELECT MAX(COALESCE(c.cancel_window_minutes, s.cancel_window_minutes, $3)) FROM appointment_items i
             JOIN services s ON s.tenant_id = i.tenant_id AND s.id = i.service_id
             LEFT JOIN clients c ON c.tenant_id = i.tenant_id AND c.id = $4
             WHERE i.tenant_id = $1 AND i.appointment_id = $2",
            self.tenant_id,
            self.id,
            practice,
            self.client_id,
        )?;
        Ok(TimeDelta::minutes(longest.unwrap_or(practice)))
    }
}
