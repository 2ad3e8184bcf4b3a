//! Series: visits that are booked as one and can be moved or cancelled as one.
//!
//! Each visit stands for itself; a series only says which belong together. What is in the way is found first ([`standing`])
//! and decided visit by visit; then all of it happens in one transaction ([`booking`], [`changing`]) or nothing does. The
//! client hears of it once. When a series falls: [`rule`].

mod booking;
mod changing;
pub mod rule;
mod standing;

use chrono::{DateTime, NaiveDateTime, Utc};
use sqlx::FromRow;

pub use booking::NewSeries;
pub use changing::Shift;
pub use standing::{Decision, Decisions, Row, Standing};

use super::{Appointment, Status};
use crate::crypto;
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, SeriesId, TenantId};
use crate::q;

/// What is left to be said before anything is written, or what was written.
#[derive(Clone, Debug)]
pub enum Outcome<T> {
    /// The visits as they would be; some wait for a decision.
    Ask(Vec<Row>),
    Done(T),
}

/// Which visits of a series a change is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    #[default]
    One,
    /// This one and those that begin later.
    Following,
    All,
}

impl Scope {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "" | "one" => Some(Self::One),
            "following" => Some(Self::Following),
            "all" => Some(Self::All),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Series {
    pub tenant_id: TenantId,
    pub id: SeriesId,
    /// RFC 5545, as it was booked.
    pub rule: String,
    /// The first start on the practice's clock, as it was booked.
    pub starts_local: NaiveDateTime,
}

/// A visit's series with all its visits by start; cancelled ones too.
#[derive(Clone, Debug)]
pub struct OfVisit {
    pub series: Series,
    pub visits: Vec<Appointment>,
}

impl Series {
    /// None for a visit that belongs to no series.
    pub async fn of_visit(
        mut on: impl On,
        tenant: TenantId,
        visit: AppointmentId,
    ) -> Result<Option<OfVisit>> {
        let series = q!(
            on,
            fetch_optional: Self,
            "SELECT s.* FROM series_visits v JOIN series s ON s.tenant_id = v.tenant_id AND s.id = v.series_id
             WHERE v.tenant_id = $1 AND v.appointment_id = $2",
            tenant,
            visit,
        )?;
        let Some(series) = series else {
            return Ok(None);
        };
        let visits = q!(
            on,
            fetch_all: Appointment,
            "SELECT a.* FROM series_visits v
             JOIN appointments a ON a.tenant_id = v.tenant_id AND a.id = v.appointment_id
             WHERE v.tenant_id = $1 AND v.series_id = $2 ORDER BY a.starts_at, a.id",
            tenant,
            series.id,
        )?;
        Ok(Some(OfVisit { series, visits }))
    }
}

/// Whether a series can begin with the visit: it is certain, or was.
pub fn may_begin(visit: &Appointment) -> bool {
    matches!(
        visit.status,
        Status::Confirmed | Status::Arrived | Status::InProgress | Status::Completed
    )
}

impl OfVisit {
    /// Those that take place or did, as far as anybody knows.
    pub fn counted(&self) -> impl Iterator<Item = &Appointment> {
        let gone =
            |visit: &&Appointment| !matches!(visit.status, Status::Cancelled | Status::Expired);
        self.visits.iter().filter(gone)
    }

    /// Which of how many it is; none for one that is cancelled.
    pub fn place(&self, visit: AppointmentId) -> Option<(usize, usize)> {
        let nth = self.counted().position(|other| other.id == visit)?;
        Some((nth + 1, self.counted().count()))
    }

    /// The visits that a change made at this one is about: itself, and others that can still be changed and lie ahead.
    pub fn within(
        &self,
        scope: Scope,
        visit: &Appointment,
        now: DateTime<Utc>,
    ) -> Vec<Appointment> {
        let is_meant = |other: &&Appointment| {
            let is_in_scope = match scope {
                Scope::One => false,
                Scope::Following => other.starts_at >= visit.starts_at,
                Scope::All => true,
            };
            let is_open = other.status.is_open();
            is_open && (other.id == visit.id || is_in_scope && other.starts_at > now)
        };
        self.visits.iter().filter(is_meant).cloned().collect()
    }

    /// Differs as soon as one of the visits was changed.
    pub fn mark(&self) -> String {
        let visits = self.visits.iter();
        let text: Vec<String> = visits.map(|v| format!("{}:{}", v.id, v.version)).collect();
        let hash = crypto::sha256(text.join(","));
        hash.iter()
            .take(9)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
