//! What else stands at a time: named when a booking is refused, and marked where one was booked over.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use super::{Appointment, MAX_SPAN_DAYS};
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, TenantId};
use crate::q;
use crate::schedule::local::Span;

/// The longest buffer a service may have.
const MAX_BUFFER: TimeDelta = TimeDelta::hours(8);

#[derive(Clone, Debug, FromRow)]
pub struct Clash {
    pub id: AppointmentId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub is_booked_over: bool,
    pub client_name: Option<String>,
    /// A time that a visitor keeps while writing.
    pub is_visitors: bool,
}

impl Appointment {
    /// Visits that keep time within `busy` (buffers counted on both sides), by start; `except` is the one that asks.
    pub async fn clashes(
        mut on: impl On,
        tenant: TenantId,
        busy: Span,
        except: Option<AppointmentId>,
    ) -> Result<Vec<Clash>> {
        let rows = q!(
            on,
            fetch_all: Clash,
            "SELECT a.id, a.starts_at, a.ends_at, a.is_booked_over, c.name AS client_name,
                (a.status = 'held' AND a.client_id IS NULL) AS is_visitors FROM appointments a
             LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             WHERE a.tenant_id = $1 AND a.busy_from < $3 AND a.busy_to > $2 AND a.starts_at > $4 AND a.starts_at < $5
               AND a.status NOT IN ('cancelled', 'expired', 'no_show')
             ORDER BY a.starts_at, a.id LIMIT 20",
            tenant,
            busy.start,
            busy.end,
            busy.start - TimeDelta::days(MAX_SPAN_DAYS),
            busy.end + MAX_BUFFER,
        )?;
        Ok(rows
            .into_iter()
            .filter(|row| Some(row.id) != except)
            .collect())
    }

    /// Visits that share time with this one because one of the two was booked over the other, and for how many minutes.
    pub async fn overlaps(&self, on: impl On) -> Result<Vec<(Clash, i64)>> {
        if !self.status.takes_time() {
            return Ok(Vec::new());
        }
        let span = Span::new(self.starts_at, self.ends_at);
        let clashes = Self::clashes(on, self.tenant_id, span, Some(self.id)).await?;
        Ok(clashes
            .into_iter()
            .filter(|other| other.is_booked_over || self.is_booked_over)
            .map(|other| {
                let shared = self.ends_at.min(other.ends_at) - self.starts_at.max(other.starts_at);
                (other, shared.num_minutes())
            })
            .filter(|(_, minutes)| *minutes > 0)
            .collect())
    }

    /// Which visit of its client this is, from 1; cancelled ones do not count.
    pub async fn number(&self, mut on: impl On) -> Result<i64> {
        let (before,) = q!(
            on,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM appointments WHERE tenant_id = $1 AND client_id = $2 AND starts_at < $3
                AND status NOT IN ('cancelled', 'expired', 'no_show')",
            self.tenant_id,
            self.client_id,
            self.starts_at,
        )?;
        Ok(before + 1)
    }
}
