//! The calendar laid out: each day's columns of minutes, what stands side by side, how full the day is. Pure.

use chrono::{DateTime, NaiveDate, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;

use super::example::Example;
use super::lanes::{Lane, lanes};
use super::local_day::LocalDay;
use super::minutes::{DAY, Interval, clip, subtract, total, union};
use super::model::{Blocked, Sources, VisitRow};
use super::window::{View, Window};
use crate::accounts::Tenant;
use crate::appointments::Status;
use crate::schedule::local::{Span, reading_at};
use crate::schedule::slots::opening_intervals;
use crate::waitlist::model::Waiting;

/// Shorter free time is not offered: hardly a service fits.
const SHORTEST_GAP: i64 = 30;

/// Some days side by side.
#[derive(Clone, Debug)]
pub struct Board {
    /// The hours shown: 0..=23 and 1..=24.
    pub from: i64,
    pub to: i64,
    pub days: Vec<Day>,
    /// That took place or will.
    pub visits: usize,
    pub booked_minor: i64,
    /// Open and not taken, from now on.
    pub free_minutes: i64,
}

#[derive(Clone, Debug)]
pub struct Day {
    pub date: NaiveDate,
    pub is_today: bool,
    pub is_past: bool,
    /// No opening hours.
    pub is_closed: bool,
    /// Closed hours, within the hours shown.
    pub off: Vec<Place>,
    /// By start.
    pub entries: Vec<Entry>,
    /// Visits that begin on the day.
    pub visits: usize,
    pub booked_minor: i64,
    pub free_minutes: i64,
    /// How much of the open time is taken, in percent; none when the day has no open time.
    pub load: Option<i64>,
    pub now: Option<Place>,
}

/// Where a block stands, in the numbers the stylesheet knows: hours, five-minute steps, the rest; then its length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub h: i64,
    pub m: i64,
    pub x: i64,
    pub dh: i64,
    pub dm: i64,
    pub dx: i64,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub place: Place,
    pub at: Lane,
    /// What the local clock shows at its ends, on this day or not.
    pub from: NaiveTime,
    pub to: NaiveTime,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    Visit {
        row: VisitRow,
        /// The whole of it is on this day, so that it can be moved by hand.
        is_whole: bool,
        /// Minutes it shares with a visit it was booked over.
        clash: i64,
    },
    Blocked(Blocked),
    Example(Example),
    /// Free time from `from` on.
    Free {
        minutes: i64,
        /// It goes on at this moment, so that somebody can walk in.
        is_now: bool,
        /// How many wait for such a time.
        waiting: usize,
    },
}

impl Place {
    /// "11:42".
    pub fn clock(&self) -> String {
        format!("{:02}:{:02}", self.h, self.m + self.x)
    }
}

impl From<Interval> for Place {
    fn from((from, to): Interval) -> Self {
        let length = to - from;
        Self {
            h: from / 60,
            m: from % 60 - from % 5,
            x: from % 5,
            dh: length / 60,
            dm: length % 60 - length % 5,
            dx: length % 5,
        }
    }
}

impl Board {
    pub fn build(tenant: &Tenant, sources: &Sources, window: Window, now: DateTime<Utc>) -> Self {
        let tz = tenant.tz();
        let sketches: Vec<Sketch> = window
            .dates()
            .map(|date| Sketch::new(tz, date, sources))
            .collect();
        let (from, to) = hours_shown(&sketches);
        let days: Vec<Day> = sketches
            .iter()
            .map(|sketch| sketch.draw(sources, tenant, window.view, (from * 60, to * 60), now))
            .collect();
        Self {
            from,
            to,
            visits: days.iter().map(|day| day.visits).sum(),
            booked_minor: days.iter().map(|day| day.booked_minor).sum(),
            free_minutes: days.iter().map(|day| day.free_minutes).sum(),
            days,
        }
    }

    /// Nothing is open and nobody comes.
    pub fn is_closed(&self) -> bool {
        self.days.iter().all(Day::is_folded)
    }

    /// The hours that are marked at the side.
    pub fn hours(&self) -> impl Iterator<Item = i64> {
        self.from..self.to
    }
}

impl Day {
    /// Nothing is planned.
    pub fn is_empty(&self) -> bool {
        !self
            .entries
            .iter()
            .any(|entry| !matches!(entry.what, What::Free { .. }))
    }

    /// Closed and without visits: drawn narrow.
    pub fn is_folded(&self) -> bool {
        self.is_closed && !self.has_visits()
    }

    pub fn has_visits(&self) -> bool {
        self.entries
            .iter()
            .any(|entry| matches!(entry.what, What::Visit { .. }))
    }
}

/// A day's minutes before it is known which hours are shown.
struct Sketch<'a> {
    day: LocalDay,
    open: Vec<Interval>,
    visits: Vec<(Interval, &'a VisitRow)>,
    blocks: Vec<(Interval, &'a Blocked)>,
    examples: Vec<(Interval, &'a Example)>,
    /// Visits with their buffers, blocks and examples.
    taken: Vec<Interval>,
}

impl<'a> Sketch<'a> {
    fn new(tz: Tz, date: NaiveDate, sources: &'a Sources) -> Self {
        let day = LocalDay::new(tz, date);
        let visits: Vec<_> = sources
            .visits
            .iter()
            .filter_map(|row| Some((day.place(row.span())?, row)))
            .collect();
        let blocks: Vec<_> = sources
            .blocks
            .iter()
            .filter_map(|block| Some((day.place(block.span)?, block)))
            .collect();
        let examples: Vec<_> = sources
            .examples
            .iter()
            .filter_map(|example| Some((day.place(example.span)?, example)))
            .collect();
        let busy = sources.visits.iter().filter(|row| row.status.takes_time());
        let busy = busy.filter_map(|row| day.place(row.busy()));
        let solid = blocks.iter().map(|(at, _)| *at);
        let solid = solid.chain(examples.iter().map(|(at, _)| *at));
        let taken = union(busy.chain(solid).collect());
        let open = subtract(&open_minutes(sources, date), &day.skipped());
        Self {
            day,
            open,
            visits,
            blocks,
            examples,
            taken,
        }
    }

    fn draw(
        &self,
        sources: &Sources,
        tenant: &Tenant,
        view: View,
        shown: Interval,
        now: DateTime<Utc>,
    ) -> Day {
        let today = tenant.local_date(now);
        let minute = self.day.minute(now);
        let free = subtract(&self.open, &self.taken);
        let still_free: Vec<Interval> = free
            .iter()
            .filter_map(|gap| clip(*gap, (minute, DAY)))
            .collect();
        // An example takes no time that clients could have.
        let drawn_only = self.examples.iter();
        let drawn_only: Vec<Interval> = drawn_only
            .filter_map(|(at, _)| clip(*at, (minute, DAY)))
            .collect();
        let begun: Vec<&VisitRow> = self
            .visits
            .iter()
            .map(|(_, row)| *row)
            .filter(|row| self.day.bounds.contains(row.starts_at) && row.status != Status::Held)
            .collect();
        let paid = begun
            .iter()
            .filter(|row| row.status != Status::NoShow && row.currency == tenant.currency);
        let is_today = self.day.date == today;
        let gaps = match view {
            View::Month => Vec::new(),
            View::Week if !is_today => Vec::new(),
            _ => gaps(
                &still_free,
                tenant.rules.step_minutes,
                is_today.then_some(minute),
            ),
        };
        let now_place = (is_today && (shown.0..shown.1).contains(&minute))
            .then(|| Place::from((minute, minute)));
        Day {
            date: self.day.date,
            is_today,
            is_past: self.day.date < today,
            is_closed: self.open.is_empty(),
            off: subtract(&[shown], &self.open)
                .into_iter()
                .map(Place::from)
                .collect(),
            entries: self.entries(sources, tenant.tz(), shown, &gaps),
            visits: begun
                .iter()
                .filter(|row| row.status != Status::NoShow)
                .count(),
            booked_minor: paid.map(|row| row.price().minor).sum(),
            free_minutes: total(&still_free) + total(&union(drawn_only)),
            load: self.load(),
            now: now_place,
        }
    }

    /// Taken of what is open and not blocked.
    fn load(&self) -> Option<i64> {
        let blocked = union(self.blocks.iter().map(|(at, _)| *at).collect());
        let bookable = total(&subtract(&self.open, &blocked));
        let visits = self
            .visits
            .iter()
            .filter(|(_, row)| row.status.takes_time());
        let booked = total(&union(visits.map(|(at, _)| *at).collect()));
        (bookable > 0).then(|| (booked * 100 / bookable).min(100))
    }

    /// `gaps`: free time, and whether it goes on now.
    fn entries(
        &self,
        sources: &Sources,
        tz: Tz,
        shown: Interval,
        gaps: &[(Interval, bool)],
    ) -> Vec<Entry> {
        let visits = self.visits.iter().map(|(at, row)| {
            let what = What::Visit {
                row: (*row).clone(),
                is_whole: self.day.bounds.start <= row.starts_at
                    && row.ends_at <= self.day.bounds.end,
                clash: clash(row, &sources.visits),
            };
            (*at, Some(row.span()), what)
        });
        // A day off has no lunch to keep free.
        let is_off = self.open.is_empty() && self.visits.is_empty();
        let blocks = self.blocks.iter();
        let blocks = blocks.filter(|(_, block)| !(is_off && block.repeats));
        let blocks = blocks.map(|(at, block)| {
            let what = What::Blocked((*block).clone());
            (*at, Some(block.span), what)
        });
        let examples = self.examples.iter().map(|(at, example)| {
            let what = What::Example((*example).clone());
            (*at, Some(example.span), what)
        });
        let mut solid: Vec<(Interval, Option<Span>, What)> = visits
            .chain(examples)
            .filter_map(|(at, span, what)| Some((clip(at, shown)?, span, what)))
            .collect();
        solid.sort_by_key(|(at, _, _)| *at);
        let places: Vec<Interval> = solid.iter().map(|(at, _, _)| *at).collect();
        // What is blocked lies behind the visits, over the whole width: a day off takes no room from those that stay in it.
        let behind = blocks
            .filter_map(|(at, span, what)| Some(((clip(at, shown)?, span, what), Lane::default())));
        let mut entries: Vec<Entry> = behind
            .chain(solid.into_iter().zip(lanes(&places)))
            .map(|((place, span, what), lane)| Entry {
                place: place.into(),
                at: lane,
                from: span.map_or_else(|| clock(place.0), |s| reading_at(tz, s.start).time()),
                to: span.map_or_else(|| clock(place.1), |s| reading_at(tz, s.end).time()),
                what,
            })
            .collect();
        let fits = |gap| move |one: &&Waiting| one.wish.fits(self.day.date, one.minutes, gap);
        entries.extend(gaps.iter().map(|(gap, is_now)| Entry {
            place: (*gap).into(),
            at: Lane::default(),
            from: clock(gap.0),
            to: clock(gap.1),
            what: What::Free {
                minutes: gap.1 - gap.0,
                is_now: *is_now,
                waiting: sources.waiting.iter().filter(fits(*gap)).count(),
            },
        }));
        entries.sort_by_key(|entry| (entry.place.h, entry.place.m, entry.place.x));
        entries
    }
}

/// The day's opening hours, with what the evening before left over midnight.
fn open_minutes(sources: &Sources, date: NaiveDate) -> Vec<Interval> {
    let own = opening_intervals(&sources.hours, &sources.overrides, date);
    let eve = date
        .pred_opt()
        .map(|eve| opening_intervals(&sources.hours, &sources.overrides, eve))
        .unwrap_or_default();
    let late = eve.into_iter().map(|(from, to)| (from - DAY, to - DAY));
    union(
        own.into_iter()
            .chain(late)
            .filter_map(|interval| clip(interval, (0, DAY)))
            .collect(),
    )
}

/// From an hour before the first open hour or visit to an hour after the last.
fn hours_shown(sketches: &[Sketch]) -> Interval {
    let all = || {
        sketches.iter().flat_map(|sketch| {
            let visits = sketch.visits.iter().map(|(at, _)| *at);
            sketch.open.iter().copied().chain(visits)
        })
    };
    let from = all().map(|(from, _)| from).min().unwrap_or(9 * 60);
    let to = all().map(|(_, to)| to).max().unwrap_or(18 * 60);
    ((from / 60 - 1).max(0), ((to + 59) / 60 + 1).min(24))
}

/// Free time long enough to be offered, beginning on the practice's step; and whether it goes on `now`, today's minute.
fn gaps(free: &[Interval], step: i64, now: Option<i64>) -> Vec<(Interval, bool)> {
    let step = step.max(5);
    free.iter()
        .map(|(from, to)| {
            let is_now = now.is_some_and(|now| *from <= now);
            (((from + step - 1) / step * step, *to), is_now)
        })
        .filter(|((from, to), _)| to - from >= SHORTEST_GAP)
        .collect()
}

/// The longest time a visit that was booked over shares with another one.
fn clash(row: &VisitRow, others: &[VisitRow]) -> i64 {
    if !row.is_booked_over || !row.status.takes_time() {
        return 0;
    }
    others
        .iter()
        .filter(|other| other.id != row.id && other.status.takes_time())
        .map(|other| {
            (row.ends_at.min(other.ends_at) - row.starts_at.max(other.starts_at)).num_minutes()
        })
        .max()
        .unwrap_or(0)
        .max(0)
}

fn clock(minute: i64) -> NaiveTime {
    let minute = minute.rem_euclid(DAY) as u32;
    NaiveTime::MIN
        .with_hour(minute / 60)
        .and_then(|time| time.with_minute(minute % 60))
        .unwrap_or(NaiveTime::MIN)
}
