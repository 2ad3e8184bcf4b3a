//! The slot search as one would explain it: look at every minute, one after the other. Slow and plain; shares nothing
//! with the real one but its types. Knows whole minutes only.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use aureli::schedule::local::Span;
use aureli::schedule::slots::{Busy, GroupKey, Input, Member, Offer, Pool};
use chrono::{DateTime, Datelike, NaiveDate, Offset, TimeDelta, TimeZone, Weekday};
use chrono_tz::Tz;

/// Minutes since 1970: of instants, or of what a clock shows.
pub type Minute = i64;

const DAY: i64 = 1440;

/// A date, whether it has hours, the starts and ends.
pub type Day = (NaiveDate, bool, Vec<(Minute, Minute)>);

/// Each day asked for.
pub fn search(input: &Input) -> Vec<Day> {
    let dates = (0..input.days).map(|n| input.from + TimeDelta::days(n.into()));
    dates
        .map(|date| {
            (
                date,
                !intervals(input, date).is_empty(),
                starts(input, date),
            )
        })
        .collect()
}

fn starts(input: &Input, date: NaiveDate) -> Vec<(Minute, Minute)> {
    let today = DateTime::from_timestamp(input.now.timestamp(), 0)
        .unwrap()
        .with_timezone(&input.tz)
        .date_naive();
    if date > today + TimeDelta::days(input.rules.horizon_days.into()) {
        return Vec::new();
    }
    let intervals = intervals(input, date);
    let workable: Vec<bool> = (0..3 * DAY)
        .map(|minute| is_workable(input, date, &intervals, minute))
        .collect();
    let midnight = date.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp() / 60;
    let duration = i64::from(input.wanted.duration_minutes);
    let mut starts = Vec::new();
    let clock = Clock::around(input.tz, midnight);
    // No zone is more than 15 hours off, and what begins on a day begins within two days of its midnight.
    for start in midnight - 15 * 60..midnight + 2 * DAY + 15 * 60 {
        let minute = clock.at(start) - midnight;
        let open = (0..3 * DAY).contains(&minute) && workable[minute as usize];
        if open
            && (on_grid(input, &intervals, minute) || touches(input, start))
            && start * 60 >= input.now.timestamp() + i64::from(input.rules.notice_minutes) * 60
            && !shown_before(&clock, start)
            && ends_in_time(&clock, start, duration, &workable, midnight)
            && has_room(input, start)
            && !day_is_full(input, start)
        {
            starts.push((start, start + duration));
        }
    }
    starts
}

/// What a clock in the zone shows at each minute of some days around a date; looking up each is slow, so it is kept.
struct Clock {
    first: Minute,
    readings: Readings,
}

type Readings = Rc<Vec<Minute>>;

impl Clock {
    fn around(tz: Tz, midnight: Minute) -> Self {
        thread_local! {
            static KNOWN: RefCell<HashMap<(Tz, Minute), Readings>> = RefCell::default();
        }
        let first = midnight - DAY;
        let readings = KNOWN.with_borrow_mut(|known| {
            let minutes = first..first + 5 * DAY;
            let readings = known
                .entry((tz, first))
                .or_insert_with(|| Rc::new(minutes.map(|at| clock(tz, at)).collect()));
            Rc::clone(readings)
        });
        Self { first, readings }
    }

    fn at(&self, instant: Minute) -> Minute {
        self.readings[(instant - self.first) as usize]
    }
}

/// What a clock in the zone shows at the instant.
pub fn clock(tz: Tz, instant: Minute) -> Minute {
    instant + offset(tz, instant)
}

fn offset(tz: Tz, instant: Minute) -> i64 {
    let instant = DateTime::from_timestamp(instant * 60, 0)
        .unwrap()
        .naive_utc();
    i64::from(
        tz.offset_from_utc_datetime(&instant)
            .fix()
            .local_minus_utc(),
    ) / 60
}

fn intervals(input: &Input, date: NaiveDate) -> Vec<(i64, i64)> {
    let mut found = Vec::new();
    let overrides: Vec<_> = input
        .overrides
        .iter()
        .filter(|over| over.date == date)
        .collect();
    for over in &overrides {
        found.extend(over.open.clone());
    }
    for hours in input.hours {
        let since = hours.valid_from.unwrap_or(NaiveDate::MIN);
        let until = hours.valid_until.unwrap_or(NaiveDate::MAX);
        if overrides.is_empty() && hours.weekday == date.weekday() && since <= date && date <= until
        {
            found.push((hours.from_minute, hours.to_minute));
        }
    }
    let next_day = |from: u16, to: u16| {
        if to <= from {
            i64::from(to) + DAY
        } else {
            to.into()
        }
    };
    found
        .into_iter()
        .map(|(from, to)| (from.into(), next_day(from, to)))
        .collect()
}

fn is_workable(input: &Input, date: NaiveDate, intervals: &[(i64, i64)], minute: i64) -> bool {
    let limits = &input.rules.limits;
    let open = intervals
        .iter()
        .any(|(from, to)| (*from..*to).contains(&minute));
    let weekdays: &[Weekday] = &limits.weekdays;
    let clock = minute % DAY;
    let in_hours = |(from, to): &(u16, u16)| {
        let (from, to) = (i64::from(*from), i64::from(*to));
        if from < to {
            from <= clock && clock < to
        } else {
            from <= clock || clock < to
        }
    };
    open && (weekdays.is_empty() || weekdays.contains(&date.weekday()))
        && (limits.hours.is_empty() || limits.hours.iter().any(in_hours))
}

fn on_grid(input: &Input, intervals: &[(i64, i64)], minute: i64) -> bool {
    let step = i64::from(input.rules.step_minutes);
    intervals
        .iter()
        .any(|(from, to)| (*from..*to).contains(&minute) && (minute - from) % step == 0)
}

fn touches(input: &Input, start: Minute) -> bool {
    let (from, to) = surroundings(input, start);
    input.rules.offer == Offer::Tight
        && input
            .busy
            .iter()
            .filter(|busy| span(busy).0 < span(busy).1)
            .any(|busy| with_way(busy).1 == from || with_way(busy).0 == to)
}

/// No clock was ever put back by more than three hours in the years tested.
fn shown_before(clock: &Clock, instant: Minute) -> bool {
    (instant - 180..instant).any(|before| clock.at(before) == clock.at(instant))
}

/// Never while the visit lasts does the clock show the closing time or later.
fn ends_in_time(
    clock: &Clock,
    start: Minute,
    duration: i64,
    workable: &[bool],
    midnight: Minute,
) -> bool {
    let mut closing = clock.at(start) - midnight;
    while workable
        .get(closing as usize)
        .is_some_and(|workable| *workable)
    {
        closing += 1;
    }
    (start..start + duration).all(|minute| clock.at(minute) - midnight < closing)
}

fn surroundings(input: &Input, start: Minute) -> (Minute, Minute) {
    let wanted = &input.wanted;
    let end = start + i64::from(wanted.duration_minutes) + i64::from(wanted.buffer_after_minutes);
    (start - i64::from(wanted.buffer_before_minutes), end)
}

fn span(busy: &Busy) -> (Minute, Minute) {
    (
        busy.span.start.timestamp() / 60,
        busy.span.end.timestamp() / 60,
    )
}

/// Until one is there from its place, and from when one must leave for it.
fn with_way(busy: &Busy) -> (Minute, Minute) {
    let way = i64::from(busy.travel_minutes);
    (span(busy).0 - way, span(busy).1 + way)
}

fn has_room(input: &Input, start: Minute) -> bool {
    let (from, to) = surroundings(input, start);
    let mut seats = input.wanted.seats;
    for busy in input.busy {
        let (taken_from, taken_to) = with_way(busy);
        let is_empty = span(busy).0 >= span(busy).1;
        if is_empty || !(from..to).any(|minute| taken_from <= minute && minute < taken_to) {
            continue;
        }
        let joined = busy.travel_minutes == 0
            && busy.group.is_some_and(|group| {
                group.service == input.wanted.service && group.start.timestamp() == start * 60
            });
        if !joined {
            return false;
        }
        seats += busy.seats;
    }
    seats <= input.wanted.capacity
        && input
            .pools
            .iter()
            .all(|pool| free_units(input, pool, start) >= pool.quantity)
}

/// Units that each member has at every single minute, added up.
fn free_units(input: &Input, pool: &Pool, start: Minute) -> u32 {
    let (from, to) = surroundings(input, start);
    let end = start + i64::from(input.wanted.duration_minutes);
    let within = |span: &Span, minute: &Minute| {
        span.start.timestamp() / 60 <= *minute && *minute < span.end.timestamp() / 60
    };
    let at = |member: &Member, minute: Minute| {
        let closed = (start..end).contains(&minute)
            && member.closed.iter().any(|span| within(span, &minute));
        let blocked = member.blocked.iter().any(|span| within(span, &minute));
        let mut free = if closed || blocked {
            0
        } else {
            member.capacity
        };
        for busy in member
            .busy
            .iter()
            .filter(|busy| within(&busy.span, &minute))
        {
            let is_joined = |group: GroupKey| {
                input.wanted.capacity > 1
                    && busy.travel_minutes == 0
                    && group.service == input.wanted.service
                    && group.start.timestamp() == start * 60
            };
            free = match busy.group {
                Some(group) if is_joined(group) => free,
                Some(_) => 0,
                None => free.saturating_sub(busy.seats),
            };
        }
        free
    };
    let members = pool.members.iter();
    members
        .map(|member| {
            (from..to)
                .map(|minute| at(member, minute))
                .min()
                .unwrap_or(0)
        })
        .sum()
}

fn day_is_full(input: &Input, start: Minute) -> bool {
    let date = |instant: Minute| clock(input.tz, instant).div_euclid(DAY);
    let visits = input
        .visits
        .iter()
        .filter(|visit| date(visit.timestamp() / 60) == date(start))
        .count();
    input
        .rules
        .daily_limit
        .is_some_and(|limit| visits >= limit as usize)
}
