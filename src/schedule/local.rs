//! Clock readings in a zone, and the instants they stand for.
//!
//! One convention everywhere: a reading that the clock skips means the first instant after the gap, a reading that comes
//! twice means its first occurrence. Nothing here fails: readings beyond the calendar are taken as UTC.

use chrono::{
    DateTime, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};
use chrono_tz::{GapInfo, Tz};

/// A piece of time, half-open: `end` is no longer in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
}

impl Span {
    pub fn new(start: DateTime<Utc>, end: DateTime<Utc>) -> Self {
        Self { start, end }
    }

    pub fn is_empty(&self) -> bool {
        self.end <= self.start
    }

    /// Whether the two share an instant; spans that only touch do not.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    pub fn contains(&self, instant: DateTime<Utc>) -> bool {
        self.start <= instant && instant < self.end
    }
}

/// The instant at which a clock in `tz` shows `reading`.
pub fn resolve(tz: Tz, reading: NaiveDateTime) -> DateTime<Utc> {
    match tz.from_local_datetime(&reading) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => instant.to_utc(),
        LocalResult::None => after_gap(tz, reading),
    }
}

fn after_gap(tz: Tz, reading: NaiveDateTime) -> DateTime<Utc> {
    GapInfo::new(&reading, &tz)
        .and_then(|gap| gap.end)
        .map_or_else(|| reading.and_utc(), |end| end.to_utc())
}

/// The day's first and last instants as the zone counts them: 23, 24 or 25 hours, or none where a whole day was skipped.
pub fn day_bounds(tz: Tz, date: NaiveDate) -> Span {
    let midnight = date.and_time(NaiveTime::MIN);
    let next = midnight.checked_add_days(Days::new(1)).unwrap_or(midnight);
    Span::new(resolve(tz, midnight), resolve(tz, next))
}

/// The date a clock in `tz` shows at `instant`.
pub fn date_at(tz: Tz, instant: DateTime<Utc>) -> NaiveDate {
    reading_at(tz, instant).date()
}

/// What a clock in `tz` shows at `instant`.
pub fn reading_at(tz: Tz, instant: DateTime<Utc>) -> NaiveDateTime {
    use chrono::Offset;
    let offset = tz.offset_from_utc_datetime(&instant.naive_utc()).fix();
    instant
        .naive_utc()
        .checked_add_offset(offset)
        .unwrap_or(instant.naive_utc())
}

/// The reading `minutes` after midnight of `date`; 1440 and more reach into the next days.
pub fn at_minute(date: NaiveDate, minutes: i64) -> NaiveDateTime {
    let midnight = date.and_time(NaiveTime::MIN);
    TimeDelta::try_minutes(minutes)
        .and_then(|delta| midnight.checked_add_signed(delta))
        .unwrap_or(midnight)
}
