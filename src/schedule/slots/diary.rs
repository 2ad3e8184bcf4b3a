//! What is taken, made ready for many questions: sorted once, with overlaps joined.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::pools::Pools;
use super::{Busy, Input, Wanted};
use crate::schedule::local::{Span, date_at};

pub(super) struct Diary {
    /// Of the visit looked for, in seconds like everything here.
    pub duration: i64,
    pub before: i64,
    pub after: i64,
    seats: u32,
    capacity: u32,
    /// Nobody may share these; apart from each other, by start.
    blocked: Vec<(i64, i64)>,
    /// Visits of the service looked for that others may join, by start of their span.
    groups: Groups,
    pools: Pools,
    daily_limit: Option<u32>,
    /// Visits by local date, in days since 1970.
    visits: BTreeMap<i64, u32>,
}

/// Visits that share with those which start together, by start of their span.
pub(super) struct Groups(Vec<Group>);

struct Group {
    /// Start of the visits, without buffers.
    visit: i64,
    from: i64,
    to: i64,
    seats: u32,
    /// The latest end of this and all groups before it.
    reach: i64,
}

impl Diary {
    pub fn new(input: &Input) -> Self {
        let wanted = &input.wanted;
        let shared = |busy: &Busy| is_shared(busy, wanted);
        let taken = input.busy.iter().filter(|busy| !busy.span.is_empty());
        Self {
            duration: i64::from(wanted.duration_minutes) * 60,
            before: i64::from(wanted.buffer_before_minutes) * 60,
            after: i64::from(wanted.buffer_after_minutes) * 60,
            seats: wanted.seats.max(1),
            capacity: wanted.capacity,
            blocked: joined(
                taken
                    .clone()
                    .filter(|busy| !shared(busy))
                    .map(seconds)
                    .collect(),
            ),
            groups: Groups::new(taken.filter(|busy| shared(busy))),
            pools: Pools::new(input.pools, wanted),
            daily_limit: input.rules.daily_limit,
            visits: visits(input),
        }
    }

    /// Where to begin looking for what concerns a visit at `start` or later.
    pub fn position(&self, start: i64) -> usize {
        let from = start - self.before;
        self.blocked.partition_point(|(_, end)| *end <= from)
    }

    /// Whether the visit fits at `start`. `hint` comes from `position` or an earlier start, and moves along.
    pub fn has_room(&self, start: i64, hint: &mut usize) -> bool {
        let (from, to) = (start - self.before, start + self.duration + self.after);
        while self.blocked.get(*hint).is_some_and(|(_, end)| *end <= from) {
            *hint += 1;
        }
        let blocked = self
            .blocked
            .get(*hint)
            .is_some_and(|(start, _)| *start < to);
        let has_seat = |taken: u32| taken.saturating_add(self.seats) <= self.capacity;
        !blocked
            && self.groups.joined(start, (from, to)).is_some_and(has_seat)
            && self
                .pools
                .have_room(start, start + self.duration, (from, to))
    }

    /// Starts and ends of what is taken and meets `from..to`.
    pub fn edges(&self, from: i64, to: i64) -> impl Iterator<Item = (i64, i64)> {
        let first = self.blocked.partition_point(|(_, end)| *end < from);
        let blocked = self.blocked[first..]
            .iter()
            .copied()
            .take_while(move |(start, _)| *start <= to);
        let groups = &self.groups.0;
        let first = groups.partition_point(|group| group.reach < from);
        let groups = groups[first..].iter().map(|group| (group.from, group.to));
        blocked.chain(groups.take_while(move |(start, _)| *start <= to))
    }

    /// Whether a date, in days since 1970, has its number of visits.
    pub fn day_is_full(&self, date: i64) -> bool {
        self.daily_limit
            .is_some_and(|limit| self.visits.get(&date).copied().unwrap_or(0) >= limit)
    }
}

/// The whole second at or after the instant.
pub(super) fn ceil_seconds(instant: DateTime<Utc>) -> i64 {
    instant.timestamp() + i64::from(instant.timestamp_subsec_nanos() > 0)
}

/// Days since 1970.
pub(super) fn day_number(date: NaiveDate) -> i64 {
    (date - DateTime::<Utc>::UNIX_EPOCH.date_naive()).num_days()
}

/// Rounded outwards; visits start and end on whole seconds, so that changes no answer.
fn seconds(busy: &Busy) -> (i64, i64) {
    let (from, to) = of_span(&busy.span);
    let way = i64::from(busy.travel_minutes) * 60;
    (from - way, to + way)
}

pub(super) fn of_span(span: &Span) -> (i64, i64) {
    (span.start.timestamp(), ceil_seconds(span.end))
}

/// Whether the visit looked for may join this one, if the two start together.
pub(super) fn is_shared(busy: &Busy, wanted: &Wanted) -> bool {
    wanted.capacity > 1
        && busy.travel_minutes == 0
        && busy
            .group
            .is_some_and(|group| group.service == wanted.service)
}

/// Sorted, with those that touch or overlap made one.
pub(super) fn joined(mut spans: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    spans.sort_unstable();
    spans.dedup_by(|next, last| {
        let touches = next.0 <= last.1;
        if touches {
            last.1 = last.1.max(next.1);
        }
        touches
    });
    spans
}

impl Groups {
    pub fn new<'a>(busy: impl Iterator<Item = &'a Busy>) -> Self {
        let groups = busy.filter_map(|busy| {
            let (from, to) = seconds(busy);
            Some(Group {
                visit: busy.group?.start.timestamp(),
                from,
                to,
                seats: busy.seats,
                reach: to,
            })
        });
        let mut groups: Vec<Group> = groups.collect();
        groups.sort_unstable_by_key(|group| group.from);
        let mut reach = i64::MIN;
        for group in &mut groups {
            reach = reach.max(group.to);
            group.reach = reach;
        }
        Self(groups)
    }

    /// How many seats those have taken that a visit at `start` joins; none when one of another start is in the way.
    pub fn joined(&self, start: i64, (from, to): (i64, i64)) -> Option<u32> {
        let first = self.0.partition_point(|group| group.reach <= from);
        let near = self.0[first..].iter().take_while(|group| group.from < to);
        let mut taken = 0_u32;
        for group in near.filter(|group| from < group.to) {
            if group.visit != start {
                return None;
            }
            taken = taken.saturating_add(group.seats);
        }
        Some(taken)
    }
}

fn visits(input: &Input) -> BTreeMap<i64, u32> {
    let mut visits = BTreeMap::new();
    if input.rules.daily_limit.is_some() {
        for start in input.visits {
            *visits
                .entry(day_number(date_at(input.tz, *start)))
                .or_default() += 1;
        }
    }
    visits
}
