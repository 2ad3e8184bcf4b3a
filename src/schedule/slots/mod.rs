//! The slot search: which start times a client may choose. Pure; `now` and everything taken come in.
//!
//! Local hours mean local hours, spans are elapsed time and are compared as instants, half-open. `opening` finds the
//! hours of a day, `grid` the starts they give, `diary` whether a start is free. The same three answer a whole range
//! (`search`), one start inside a booking (`is_free`) and the way out when it was lost (`nearest`). `pools` knows what
//! else a visit needs, and how much of it is there.

mod diary;
mod grid;
mod opening;
mod pools;
mod types;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, TimeDelta, Utc};

pub use super::local::Span;
use super::local::date_at;
use diary::Diary;
pub use opening::{Interval, intervals as opening_intervals, joined as joined_intervals};
pub use pools::{Room, room};
pub use types::{
    Busy, Day, GroupKey, Input, Limits, Member, Offer, Override, Part, Pool, Refusal, Rules, Slot,
    Wanted, WeeklyHours,
};

/// The longest range that `search` lists.
pub const MAX_DAYS: u32 = 62;

/// Every day of the range in order, with the starts offered on it. A start after midnight stands under the day its
/// opening hours began. At most `MAX_DAYS` days.
pub fn search(input: &Input) -> Vec<Day> {
    let search = Search::new(input);
    let dates = input
        .from
        .iter_days()
        .take(input.days.min(MAX_DAYS) as usize);
    dates.map(|date| search.day(date)).collect()
}

/// The first start offered in the range; looks no further than it must.
pub fn first(input: &Input) -> Option<Slot> {
    let search = Search::new(input);
    let mut dates = input
        .from
        .iter_days()
        .take(input.days.min(MAX_DAYS) as usize);
    dates.find_map(|date| search.day(date).slots.into_iter().next())
}

/// Whether exactly this start would be offered; asked again inside the transaction that books it.
pub fn is_free(input: &Input, start: DateTime<Utc>) -> Result<(), Refusal> {
    Search::new(input).judge(start)
}

/// The `count` offered starts of the input's range that are nearest to `start`, nearest first, the earlier of two.
pub fn nearest(input: &Input, start: DateTime<Utc>, count: usize) -> Vec<Slot> {
    let mut slots: Vec<Slot> = search(input)
        .into_iter()
        .flat_map(|day| day.slots)
        .collect();
    slots.sort_by_key(|slot| ((slot.start.to_utc() - start).abs(), slot.start));
    slots.dedup_by_key(|slot| slot.start);
    slots.truncate(count);
    slots
}

/// What is worked out once for all days.
struct Search<'a> {
    input: &'a Input<'a>,
    diary: Diary,
    /// The earliest start that the notice allows, in seconds since 1970.
    earliest: i64,
    /// The last day within the horizon.
    last_day: NaiveDate,
    today: NaiveDate,
}

impl<'a> Search<'a> {
    fn new(input: &'a Input<'a>) -> Self {
        let today = date_at(input.tz, input.now);
        let horizon = Days::new(input.rules.horizon_days.into());
        Self {
            input,
            diary: Diary::new(input),
            earliest: diary::ceil_seconds(input.now)
                .saturating_add(i64::from(input.rules.notice_minutes) * 60),
            last_day: today.checked_add_days(horizon).unwrap_or(NaiveDate::MAX),
            today,
        }
    }

    fn day(&self, date: NaiveDate) -> Day {
        let intervals = opening::intervals(self.input.hours, self.input.overrides, date);
        let mut day = Day {
            date,
            open: !intervals.is_empty(),
            slots: Vec::new(),
        };
        if !self.in_reach(date) {
            return day;
        }
        for window in opening::windows(self.input, date, &intervals) {
            let starts = grid::starts(&window, self.input, &self.diary, self.earliest);
            day.slots.reserve(starts.len());
            let mut hint = self.diary.position(window.opens);
            for start in starts {
                if self.diary.has_room(start, &mut hint)
                    && !self.diary.day_is_full(window.date_of(start))
                {
                    day.slots.push(window.slot(start, self.diary.duration));
                }
            }
        }
        day.slots.sort_by_key(|slot| slot.start);
        day
    }

    /// Whether the day can have any slot; keeps absurd dates away from the clock arithmetic too.
    fn in_reach(&self, date: NaiveDate) -> bool {
        let yesterday = self.today.pred_opt().unwrap_or(self.today);
        self.diary.duration > 0 && yesterday <= date && date <= self.last_day
    }

    fn judge(&self, instant: DateTime<Utc>) -> Result<(), Refusal> {
        let start = instant.timestamp();
        if instant < self.input.now {
            return Err(Refusal::Past);
        }
        if start < self.earliest {
            return Err(Refusal::Notice);
        }
        let slack = TimeDelta::try_days(i64::from(self.input.rules.horizon_days) + 3);
        if slack.is_some_and(|slack| instant - self.input.now > slack) {
            return Err(Refusal::Horizon);
        }
        let date = date_at(self.input.tz, instant);
        let (mut open, mut offered) = (false, false);
        for date in [date.pred_opt(), Some(date)]
            .into_iter()
            .flatten()
            .filter(|date| self.in_reach(*date))
        {
            let intervals = opening::intervals(self.input.hours, self.input.overrides, date);
            for window in opening::windows(self.input, date, &intervals) {
                if window.opens <= start && start + self.diary.duration <= window.closes {
                    open = true;
                    offered |= grid::starts(&window, self.input, &self.diary, self.earliest)
                        .contains(&start);
                }
            }
        }
        match (open, offered) {
            (false, _) if date > self.last_day => Err(Refusal::Horizon),
            (false, _) => Err(Refusal::Closed),
            _ if !self.diary.has_room(start, &mut self.diary.position(start)) => {
                Err(Refusal::Taken)
            }
            _ if self.diary.day_is_full(diary::day_number(date)) => Err(Refusal::DailyLimit),
            (true, false) => Err(Refusal::OffGrid),
            (true, true) if instant.timestamp_subsec_nanos() != 0 => Err(Refusal::OffGrid),
            (true, true) => Ok(()),
        }
    }
}

fn instant(seconds: i64, offset: FixedOffset) -> DateTime<FixedOffset> {
    DateTime::from_timestamp(seconds, 0)
        .unwrap_or_default()
        .with_timezone(&offset)
}
