//! One local day, and where instants stand on its clock.

use chrono::{DateTime, LocalResult, NaiveDate, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use super::minutes::{DAY, Interval, union};
use crate::schedule::local::{Span, at_minute, day_bounds, reading_at};

#[derive(Clone, Copy, Debug)]
pub struct LocalDay {
    pub date: NaiveDate,
    tz: Tz,
    pub bounds: Span,
}

impl LocalDay {
    pub fn new(tz: Tz, date: NaiveDate) -> Self {
        Self {
            date,
            tz,
            bounds: day_bounds(tz, date),
        }
    }

    /// The minutes between which a span is drawn; none when it does not meet the day. In a night that shows an hour
    /// twice the clock may be earlier at the end than at the start: then the elapsed time counts.
    pub fn place(&self, span: Span) -> Option<Interval> {
        if !span.overlaps(&self.bounds) {
            return None;
        }
        let (start, end) = (self.minute(span.start), self.minute(span.end));
        if end > start {
            return Some((start, end));
        }
        let elapsed = (span.end - span.start).num_minutes().max(1);
        Some((start.min(DAY - 1), (start + elapsed).clamp(start + 1, DAY)))
    }

    /// The minute the clock shows, kept within the day.
    pub fn minute(&self, at: DateTime<Utc>) -> i64 {
        if at < self.bounds.start {
            0
        } else if at >= self.bounds.end {
            DAY
        } else {
            let time = reading_at(self.tz, at).time();
            i64::from(time.hour() * 60 + time.minute())
        }
    }

    /// Minutes that the clock never shows on this day.
    pub fn skipped(&self) -> Vec<Interval> {
        if self.bounds.end - self.bounds.start >= TimeDelta::hours(24) {
            return Vec::new();
        }
        // Clocks change by quarters of an hour at the finest.
        let missing = (0..DAY).step_by(15).filter(|minute| {
            let reading = at_minute(self.date, *minute);
            matches!(self.tz.from_local_datetime(&reading), LocalResult::None)
        });
        union(missing.map(|minute| (minute, minute + 15)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MADRID: Tz = chrono_tz::Europe::Madrid;

    fn day(date: &str) -> LocalDay {
        LocalDay::new(MADRID, date.parse().unwrap())
    }

    fn span(from: &str, to: &str) -> Span {
        Span::new(from.parse().unwrap(), to.parse().unwrap())
    }

    #[test]
    fn an_hour_that_is_skipped_is_known() {
        assert_eq!(day("2026-03-29").skipped(), [(120, 180)]);
        assert!(day("2026-03-30").skipped().is_empty());
        assert!(day("2026-10-25").skipped().is_empty());
    }

    #[test]
    fn a_visit_over_the_changes_stands_at_its_clock_times() {
        // 01:30 to 03:30 on the clock, an hour in truth.
        let spring = span("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z");
        assert_eq!(day("2026-03-29").place(spring), Some((90, 210)));
        // 02:30 summer time to 02:15 winter time.
        let autumn = span("2026-10-25T00:30:00Z", "2026-10-25T01:15:00Z");
        assert_eq!(day("2026-10-25").place(autumn), Some((150, 195)));
    }

    #[test]
    fn a_visit_over_midnight_stands_on_both_days() {
        let night = span("2026-05-14T21:00:00Z", "2026-05-15T00:00:00Z");
        assert_eq!(day("2026-05-14").place(night), Some((1380, 1440)));
        assert_eq!(day("2026-05-15").place(night), Some((0, 120)));
        assert_eq!(day("2026-05-16").place(night), None);
        let until_midnight = span("2026-05-14T20:00:00Z", "2026-05-14T22:00:00Z");
        assert_eq!(day("2026-05-14").place(until_midnight), Some((1320, 1440)));
        assert_eq!(day("2026-05-15").place(until_midnight), None);
    }
}
