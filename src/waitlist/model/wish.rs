//! When somebody can come: days of a range, weekdays, parts of the day. Pure.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use sqlx::FromRow;

/// A bit a day, Monday is 1.
pub const ALL_WEEKDAYS: i64 = 127;
/// Morning, afternoon, evening.
pub const ALL_PARTS: i64 = 7;
/// A part's bit and its text's key; the hours are those of the booking page.
pub const PARTS: [(i64, &str); 3] = [
    (1, "booking-morning"),
    (2, "booking-afternoon"),
    (4, "booking-evening"),
];
/// The longest range: who waits for longer joins again.
pub const MAX_DAYS: i64 = 186;

#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Wish {
    pub from_date: NaiveDate,
    /// The last day, included.
    pub until_date: NaiveDate,
    pub weekdays: i64,
    pub parts: i64,
}

impl Wish {
    /// Whether a visit that begins then, by the practice's clock, is one they can come to.
    pub fn takes(&self, start: NaiveDateTime) -> bool {
        self.has_day(start.date()) && self.parts & part_of(start.hour()) != 0
    }

    pub fn has_day(&self, date: NaiveDate) -> bool {
        let weekday = 1_i64 << date.weekday().num_days_from_monday();
        (self.from_date..=self.until_date).contains(&date) && self.weekdays & weekday != 0
    }

    /// Whether a visit of so many minutes could begin in a piece of a day, from minute to minute, at a time they can come.
    pub fn fits(&self, date: NaiveDate, minutes: i64, (from, to): (i64, i64)) -> bool {
        const HOURS: [(i64, i64); 3] = [(0, 12 * 60), (12 * 60, 17 * 60), (17 * 60, 48 * 60)];
        let last = to - minutes;
        let in_part = |((bit, _), (begins, ends)): (&(i64, &str), &(i64, i64))| {
            self.has_part(*bit) && from.max(*begins) <= last.min(ends - 1)
        };
        self.has_day(date) && PARTS.iter().zip(&HOURS).any(in_part)
    }

    pub fn is_any_weekday(&self) -> bool {
        self.weekdays == ALL_WEEKDAYS
    }

    pub fn is_any_part(&self) -> bool {
        self.parts == ALL_PARTS
    }

    pub fn has_weekday(&self, from_monday: u32) -> bool {
        self.weekdays & (1 << from_monday) != 0
    }

    pub fn has_part(&self, bit: i64) -> bool {
        self.parts & bit != 0
    }
}

/// The bit of the part of the day in which an hour lies, as the booking page divides it.
fn part_of(hour: u32) -> i64 {
    match hour {
        0..12 => 1,
        12..17 => 2,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_gap_fits_where_a_visit_could_begin_in_a_part_of_the_day() {
        let date = "2026-05-14".parse().unwrap();
        let wish = Wish {
            from_date: date,
            until_date: date,
            weekdays: ALL_WEEKDAYS,
            // Afternoons.
            parts: 2,
        };
        let hour = |from: i64, to: i64| (from * 60, to * 60);
        assert!(wish.fits(date, 60, hour(12, 13)));
        assert!(wish.fits(date, 60, hour(10, 13)));
        assert!(!wish.fits(date, 60, hour(10, 12)));
        assert!(!wish.fits(date, 90, hour(12, 13)));
        assert!(!wish.fits(date, 60, hour(17, 19)));
        assert!(wish.fits(date, 60, (16 * 60 + 59, 19 * 60)));
        assert!(!wish.fits(date.succ_opt().unwrap(), 60, hour(12, 13)));
    }

    #[test]
    fn a_time_is_taken_within_days_weekdays_and_parts() {
        let wish = Wish {
            from_date: "2026-05-14".parse().unwrap(),
            until_date: "2026-05-24".parse().unwrap(),
            // Thursday and Saturday.
            weekdays: 8 + 32,
            parts: 1 + 4,
        };
        for (time, fits) in [
            ("2026-05-14T09:00:00", true),
            ("2026-05-14T11:59:00", true),
            ("2026-05-14T12:00:00", false),
            ("2026-05-14T16:59:00", false),
            ("2026-05-14T17:00:00", true),
            ("2026-05-15T09:00:00", false),
            ("2026-05-23T23:30:00", true),
            ("2026-05-28T09:00:00", false),
            ("2026-05-09T09:00:00", false),
        ] {
            assert_eq!(wish.takes(at(time)), fits, "{time}");
        }
    }
}
