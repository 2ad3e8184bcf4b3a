//! The clock is handed to whoever needs the time; nothing else reads it. Tests set it and move it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Utc};

/// Whether a time that stands in an address can be one of ours. Postgres keeps no time of 5000 years ago, chrono reads it.
pub fn is_of_our_time(at: &DateTime<Utc>) -> bool {
    (1900..2500).contains(&at.year())
}

/// The time, to the microsecond (what Postgres keeps).
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Microseconds added to the system's clock; moved by tests.
    shift: Arc<AtomicI64>,
    /// Microseconds since 1970 when the clock stands still; 0 when it runs.
    fixed: Arc<AtomicI64>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still until it is moved.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        let clock = Self::default();
        clock.set(at);
        clock
    }

    pub fn now(&self) -> DateTime<Utc> {
        let fixed = self.fixed.load(Ordering::Relaxed);
        let shift = self.shift.load(Ordering::Relaxed);
        let base = if fixed == 0 {
            Utc::now()
        } else {
            DateTime::from_timestamp_micros(fixed).unwrap_or_default()
        };
        let now = base + TimeDelta::microseconds(shift);
        now.duration_trunc(TimeDelta::microseconds(1))
            .unwrap_or(now)
    }

    /// Stops the clock at an instant.
    pub fn set(&self, at: DateTime<Utc>) {
        self.shift.store(0, Ordering::Relaxed);
        self.fixed.store(at.timestamp_micros(), Ordering::Relaxed);
    }

    /// Moves the clock, forward or back.
    pub fn advance(&self, by: TimeDelta) {
        self.shift
            .fetch_add(by.num_microseconds().unwrap_or(0), Ordering::Relaxed);
    }
}
