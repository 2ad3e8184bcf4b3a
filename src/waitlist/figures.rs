//! How many of the times that came free found somebody: the fill rate.

use chrono::{DateTime, TimeDelta, Utc};

use crate::db::On;
use crate::error::Result;
use crate::id::TenantId;
use crate::q;

/// How far back is counted.
pub const DAYS: i64 = 90;

/// Times that came free while somebody waited: filled, or their hour has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub filled: i64,
    /// Somebody else booked them.
    pub taken: i64,
    pub empty: i64,
}

impl Figures {
    pub async fn of(mut on: impl On, tenant: TenantId, now: DateTime<Utc>) -> Result<Self> {
        let (filled, taken, empty) = q!(
            on,
            fetch_one: (i64, i64, i64),
            "SELECT COUNT(CASE WHEN status = 'filled' THEN 1 END), COUNT(CASE WHEN status = 'taken' THEN 1 END),
                COUNT(CASE WHEN status = 'past' THEN 1 END)
             FROM waitlist_openings WHERE tenant_id = $1 AND starts_at > $2",
            tenant,
            now - TimeDelta::days(DAYS),
        )?;
        Ok(Self {
            filled,
            taken,
            empty,
        })
    }

    /// How many days back they were counted.
    pub fn days(&self) -> i64 {
        DAYS
    }

    pub fn total(&self) -> i64 {
        self.filled + self.taken + self.empty
    }

    /// In percent, rounded; none before the first.
    pub fn rate(&self) -> Option<i64> {
        let total = self.total();
        (total > 0).then(|| (self.filled * 100 + total / 2) / total)
    }
}
