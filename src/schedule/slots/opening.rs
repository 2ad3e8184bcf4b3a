//! The opening hours of one day: from weekly hours or an override to windows of instants.
//!
//! Intervals that touch or overlap are one stretch to work in, but each keeps its own grid. A window is such a stretch
//! within the service's hours.

use chrono::{
    DateTime, Datelike, FixedOffset, LocalResult, NaiveDate, NaiveTime, Offset, TimeZone,
};
use chrono_tz::Tz;

use super::{Input, Override, Slot, WeeklyHours, instant};
use crate::schedule::local::{at_minute, resolve};

const DAY: i64 = 1440;

/// `from..to` in minutes after the date's midnight; `to` may be on the next day.
pub type Interval = (i64, i64);

/// A stretch of instants in which a visit may lie wholly.
pub(super) struct Window {
    tz: Tz,
    /// Seconds since 1970, as are all instants here.
    pub opens: i64,
    pub closes: i64,
    /// The zone's offset when the clock does not change within the window.
    steady: Option<FixedOffset>,
    pub grids: Vec<Grid>,
}

/// Starts every step from `anchor`, within `from..to`. In seconds since 1970 as a local clock would count them.
pub(super) struct Grid {
    pub anchor: i64,
    pub from: i64,
    pub to: i64,
}

/// The opening intervals of the date, by start; those that cross midnight end after 1440.
pub fn intervals(hours: &[WeeklyHours], overrides: &[Override], date: NaiveDate) -> Vec<Interval> {
    let mut intervals = Vec::new();
    let mut replaced = false;
    for over in overrides.iter().filter(|over| over.date == date) {
        replaced = true;
        intervals.extend(over.open.iter().map(interval));
    }
    if !replaced {
        let weekday = date.weekday();
        let hours = hours.iter().filter(|hours| {
            hours.weekday == weekday
                && hours.valid_from.is_none_or(|from| from <= date)
                && hours.valid_until.is_none_or(|until| date <= until)
        });
        intervals.extend(hours.map(|hours| interval(&(hours.from_minute, hours.to_minute))));
    }
    intervals.sort_unstable();
    intervals.dedup();
    intervals
}

/// The windows of the date, by start.
pub(super) fn windows(input: &Input, date: NaiveDate, intervals: &[Interval]) -> Vec<Window> {
    let limits = &input.rules.limits;
    if !limits.weekdays.is_empty() && !limits.weekdays.contains(&date.weekday()) {
        return Vec::new();
    }
    let mut stretches = joined(intervals);
    if !limits.hours.is_empty() {
        stretches = common(&stretches, &joined(&every_day(&limits.hours)));
    }
    stretches
        .iter()
        .map(|stretch| Window::new(input.tz, date, *stretch, intervals))
        .collect()
}

fn interval(&(from, to): &(u16, u16)) -> Interval {
    let (from, to) = (i64::from(from), i64::from(to));
    if to <= from {
        (from, to + DAY)
    } else {
        (from, to)
    }
}

/// A service's hours hold each day, so those of the day before and after count for what crosses midnight.
fn every_day(hours: &[(u16, u16)]) -> Vec<Interval> {
    let once = hours.iter().map(interval);
    let mut all: Vec<Interval> = once
        .flat_map(|(from, to)| [-DAY, 0, DAY].map(|shift| (from + shift, to + shift)))
        .collect();
    all.sort_unstable();
    all
}

/// Sorted intervals with those that touch or overlap made one.
pub fn joined(intervals: &[Interval]) -> Vec<Interval> {
    let mut joined: Vec<Interval> = Vec::with_capacity(intervals.len());
    for &(from, to) in intervals {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

fn common(ours: &[Interval], theirs: &[Interval]) -> Vec<Interval> {
    let pairs = ours
        .iter()
        .flat_map(|a| theirs.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
    pairs.filter(|(from, to)| from < to).collect()
}

impl Window {
    fn new(tz: Tz, date: NaiveDate, (from, to): Interval, intervals: &[Interval]) -> Self {
        let midnight = date.and_time(NaiveTime::MIN).and_utc().timestamp();
        let clock = |minute: i64| midnight + minute * 60;
        let (opens, closes) = (resolve_minute(tz, date, from), resolve_minute(tz, date, to));
        let unchanged = opens.1 == closes.1
            && [(from, &opens), (to, &closes)]
                .iter()
                .all(|(minute, (instant, offset))| {
                    clock(*minute) - instant == i64::from(offset.local_minus_utc())
                });
        let grids = intervals
            .iter()
            .filter(|(start, end)| *start < to && from < *end)
            .map(|(start, end)| Grid {
                anchor: clock(*start),
                from: clock(*start.max(&from)),
                to: clock(*end.min(&to)),
            });
        Self {
            tz,
            opens: opens.0,
            closes: closes.0,
            steady: unchanged.then_some(opens.1),
            grids: grids.collect(),
        }
    }

    /// The offset that holds at all instants of the window, if there is one.
    pub fn steady_offset(&self) -> Option<i64> {
        self.steady.map(|offset| offset.local_minus_utc().into())
    }

    fn offset_at(&self, seconds: i64) -> FixedOffset {
        self.steady.unwrap_or_else(|| {
            let instant = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
            self.tz.offset_from_utc_datetime(&instant.naive_utc()).fix()
        })
    }

    /// What a local clock shows at the instant, counted like `Grid`.
    pub fn clock_at(&self, seconds: i64) -> i64 {
        seconds + i64::from(self.offset_at(seconds).local_minus_utc())
    }

    /// The instant at which a local clock first shows this, if it ever does.
    pub fn first_showing(&self, clock: i64) -> Option<i64> {
        let reading = DateTime::from_timestamp(clock, 0)?.naive_utc();
        match self.tz.from_local_datetime(&reading) {
            LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => {
                Some(instant.timestamp())
            }
            LocalResult::None => None,
        }
    }

    /// The local date of the instant, in days since 1970.
    pub fn date_of(&self, seconds: i64) -> i64 {
        self.clock_at(seconds).div_euclid(DAY * 60)
    }

    pub fn slot(&self, start: i64, duration: i64) -> Slot {
        let end = start + duration;
        Slot {
            start: instant(start, self.offset_at(start)),
            end: instant(end, self.offset_at(end)),
        }
    }
}

/// The instant of a minute of the day, and the offset that holds from then on.
fn resolve_minute(tz: Tz, date: NaiveDate, minute: i64) -> (i64, FixedOffset) {
    let instant = resolve(tz, at_minute(date, minute));
    (
        instant.timestamp(),
        tz.offset_from_utc_datetime(&instant.naive_utc()).fix(),
    )
}
