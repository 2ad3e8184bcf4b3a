//! The last weeks again, under other rules. Pure: visits, hours and both sets of rules come in, what would have been comes out.
//!
//! Bookings are gone through in the order in which they were made. What clients booked by themselves is judged as the search
//! would have judged it at that moment, among the visits that stood then. What is not offered even under the rules that hold
//! (the hours have changed since, or it was booked past the rules) is left as it was on both sides, so that only the rule makes
//! the difference; so is what the practice booked itself, and what was moved later.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::accounts::BookingRules;
use crate::id::{AppointmentId, ServiceId};
use crate::payments::{Rules as Money, deposits};
use crate::policies::Terms;
use crate::schedule::availability;
use crate::schedule::local::{self, Span};
use crate::schedule::slots::{
    self, Busy, GroupKey, Input, Override, Refusal, Rules, Wanted, WeeklyHours,
};
use crate::services::Service;

/// All rules that a booking meets.
#[derive(Clone, Debug)]
pub struct RuleSet {
    pub practice: BookingRules,
    pub money: Money,
    pub services: BTreeMap<ServiceId, Service>,
}

/// A visit as it was.
#[derive(Clone, Debug)]
pub struct Past {
    pub id: AppointmentId,
    /// Its services with what each cost, in order.
    pub items: Vec<(ServiceId, i64)>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// With its buffers.
    pub busy: Span,
    pub booked_at: DateTime<Utc>,
    /// When its time was given back.
    pub gone_at: Option<DateTime<Utc>>,
    /// When its client cancelled what had been agreed on.
    pub cancelled_at: Option<DateTime<Utc>>,
    pub is_no_show: bool,
    pub took_place: bool,
    pub price_minor: i64,
    /// By the client: what the practice books itself is bound by no rule.
    pub by_client: bool,
    pub is_moved: bool,
}

/// What the replay happens in, as the schedule is now.
#[derive(Clone, Debug)]
pub struct World {
    pub tz: Tz,
    pub hours: Vec<WeeklyHours>,
    pub overrides: Vec<Override>,
    pub blocks: Vec<Span>,
    /// The days looked at.
    pub from: NaiveDate,
    pub until: NaiveDate,
}

/// A booking that would not have been possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its place in the list of visits.
    pub index: usize,
    pub why: Refusal,
    /// The nearest start that would have been offered on its day.
    pub instead: Option<DateTime<Utc>>,
}

/// How it would have been under one set of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Working time that no visit had.
    pub free_minutes: i64,
    /// Of it what lies in gaps shorter than the shortest service.
    pub unusable_minutes: i64,
    /// Cancellations that count as late.
    pub late: i64,
    pub no_shows: i64,
    /// Bookings that a deposit is asked for, and how much in all.
    pub deposits: i64,
    pub deposits_minor: i64,
    /// Of that, what stays after late cancellations and no-shows.
    pub kept_minor: i64,
    /// Of visits that took place.
    pub income_minor: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// In the order in which they were booked.
    pub refused: Vec<Refused>,
    /// Bookings that could be judged.
    pub judged: usize,
    /// Booked by the practice, moved later, or not offered under the rules that hold either.
    pub by_practice: usize,
    pub moved: usize,
    pub unclear: usize,
    pub now: Side,
    pub then: Side,
}

/// Visits by local day, each day's in the order in which they were booked.
struct Days(BTreeMap<NaiveDate, Vec<usize>>);

impl Days {
    fn of(world: &World, visits: &[Past]) -> Self {
        let mut days: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
        for index in in_order(visits) {
            let date = local::date_at(world.tz, visits[index].starts_at);
            days.entry(date).or_default().push(index);
        }
        Self(days)
    }

    /// Of a day and its neighbours.
    fn around(&self, date: NaiveDate) -> impl Iterator<Item = usize> {
        let first = date.pred_opt().unwrap_or(date);
        let last = date.succ_opt().unwrap_or(date);
        self.0
            .range(first..=last)
            .flat_map(|(_, all)| all.iter().copied())
    }
}

fn in_order(visits: &[Past]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..visits.len()).collect();
    order.sort_by_key(|index| (visits[*index].booked_at, visits[*index].id));
    order
}

/// Goes through it all; `present` are the rules that hold, `changed` those to be tried.
pub fn replay(world: &World, visits: &[Past], present: &RuleSet, changed: &RuleSet) -> Outcome {
    let days = Days::of(world, visits);
    let mut outcome = Outcome::default();
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    let none = BTreeSet::new();
    for index in in_order(visits) {
        let visit = &visits[index];
        if !visit.by_client {
            outcome.by_practice += 1;
            continue;
        }
        if visit.is_moved {
            outcome.moved += 1;
            continue;
        }
        let real = Moment::new(world, visits, &days, index, present, present, &none);
        if real.judge().is_err() {
            outcome.unclear += 1;
            continue;
        }
        outcome.judged += 1;
        let tried = Moment::new(world, visits, &days, index, changed, present, &gone);
        if let Err(why) = tried.judge() {
            let instead = tried.nearest();
            outcome.refused.push(Refused {
                index,
                why,
                instead,
            });
            gone.insert(index);
        }
    }
    outcome.now = side(world, visits, present, present, &none);
    outcome.then = side(world, visits, changed, present, &gone);
    outcome
}

/// The moment of one booking: what it asked for, and what was taken then.
struct Moment<'a> {
    world: &'a World,
    visit: &'a Past,
    date: NaiveDate,
    rules: Rules,
    wanted: Wanted,
    busy: Vec<Busy>,
    starts: Vec<DateTime<Utc>>,
    /// A service of it has as many visits on the day as it takes.
    is_full: bool,
}

impl<'a> Moment<'a> {
    fn new(
        world: &'a World,
        visits: &'a [Past],
        days: &Days,
        index: usize,
        set: &RuleSet,
        present: &RuleSet,
        gone: &BTreeSet<usize>,
    ) -> Self {
        let visit = &visits[index];
        let date = local::date_at(world.tz, visit.starts_at);
        let services = set.services_of(visit);
        let rules = availability::rules_of(&set.practice, &services);
        let stood = |other: &usize| {
            let other_visit = &visits[*other];
            *other != index
                && !gone.contains(other)
                && (other_visit.booked_at, other_visit.id) < (visit.booked_at, visit.id)
                && other_visit.gone_at.is_none_or(|at| at > visit.booked_at)
        };
        let others: Vec<&Past> = days
            .around(date)
            .filter(stood)
            .map(|other| &visits[other])
            .collect();
        let mut busy: Vec<Busy> = others
            .iter()
            .map(|other| Busy {
                span: set.busy_of(other, present),
                group: set.group_of(other),
                seats: 1,
                // The way between places is left out, which the page says.
                travel_minutes: 0,
            })
            .collect();
        let reach = Span::new(
            visit.starts_at - TimeDelta::days(2),
            visit.ends_at + TimeDelta::days(2),
        );
        let blocks = world.blocks.iter().filter(|block| block.overlaps(&reach));
        busy.extend(blocks.map(|block| Busy {
            span: *block,
            group: None,
            seats: 1,
            travel_minutes: 0,
        }));
        let starts: Vec<DateTime<Utc>> = others.iter().map(|other| other.starts_at).collect();
        let on_day = |other: &&&Past| local::date_at(world.tz, other.starts_at) == date;
        let is_full = services.iter().any(|service| {
            let has = |other: &&Past| other.items.iter().any(|(id, _)| *id == service.id);
            let limit = service.own.daily_limit;
            let count = others
                .iter()
                .filter(on_day)
                .filter(|other| has(other))
                .count();
            limit.is_some_and(|limit| count as i64 >= limit)
        });
        let own = set.busy_of(visit, present);
        let minutes = |length: TimeDelta| u32::try_from(length.num_minutes()).unwrap_or(0);
        let capacity = match services.as_slice() {
            [only] => u32::try_from(only.capacity).unwrap_or(1),
            _ => 1,
        };
        let first = visit.items.first().map(|(id, _)| id.0).unwrap_or_default();
        Self {
            world,
            visit,
            date,
            rules,
            wanted: Wanted {
                service: first,
                duration_minutes: minutes(visit.ends_at - visit.starts_at),
                buffer_before_minutes: minutes(visit.starts_at - own.start),
                buffer_after_minutes: minutes(own.end - visit.ends_at),
                capacity,
                seats: 1,
            },
            busy,
            starts,
            is_full,
        }
    }

    fn input(&self) -> Input<'_> {
        Input {
            tz: self.world.tz,
            now: self.visit.booked_at,
            from: self.date,
            days: 1,
            hours: &self.world.hours,
            overrides: &self.world.overrides,
            busy: &self.busy,
            visits: &self.starts,
            rules: &self.rules,
            wanted: self.wanted,
            pools: &[],
        }
    }

    fn judge(&self) -> Result<(), Refusal> {
        if self.is_full {
            return Err(Refusal::DailyLimit);
        }
        slots::is_free(&self.input(), self.visit.starts_at)
    }

    /// What would have been offered instead on the same day.
    fn nearest(&self) -> Option<DateTime<Utc>> {
        if self.is_full {
            return None;
        }
        let found = slots::nearest(&self.input(), self.visit.starts_at, 1);
        found.first().map(|slot| slot.start.to_utc())
    }
}

impl RuleSet {
    fn services_of(&self, visit: &Past) -> Vec<&Service> {
        let mut found: Vec<&Service> = Vec::new();
        for (id, _) in &visit.items {
            if found.last().is_none_or(|last| last.id != *id) {
                found.extend(self.services.get(id));
            }
        }
        found
    }

    pub fn terms_of(&self, visit: &Past) -> Terms {
        let services = self.services_of(visit);
        Terms::of(&self.practice, &self.money, &services, None, 0)
    }

    /// A visit's time with its buffers: its own, but where the rules that are tried have others.
    fn busy_of(&self, visit: &Past, present: &Self) -> Span {
        let ids = || visit.items.iter().map(|(id, _)| id);
        let changed = |id: Option<&ServiceId>, of: fn(&Service) -> i64| {
            let id = id?;
            let (then, now) = (of(self.services.get(id)?), of(present.services.get(id)?));
            (then != now).then(|| TimeDelta::minutes(then))
        };
        let before = changed(ids().next(), |service| service.buffer_before_minutes);
        let after = changed(ids().next_back(), |service| service.buffer_after_minutes);
        Span::new(
            before.map_or(visit.busy.start, |before| visit.starts_at - before),
            after.map_or(visit.busy.end, |after| visit.ends_at + after),
        )
    }

    fn group_of(&self, visit: &Past) -> Option<GroupKey> {
        let services = self.services_of(visit);
        match services.as_slice() {
            [only] if only.capacity > 1 => Some(GroupKey {
                service: only.id.0,
                start: visit.starts_at,
            }),
            _ => None,
        }
    }

    /// What these rules ask for ahead of a visit.
    fn deposit_of(&self, visit: &Past) -> i64 {
        let mut sums: Vec<(ServiceId, i64)> = Vec::new();
        for (id, price) in &visit.items {
            match sums.last_mut() {
                Some((last, sum)) if last == id => *sum = sum.saturating_add(*price),
                _ => sums.push((*id, *price)),
            }
        }
        let asked = sums.iter().filter_map(|(id, price)| {
            let service = self.services.get(id)?;
            Some(deposits::of_service(
                &service.deposit_kind,
                service.deposit_amount,
                *price,
            ))
        });
        asked.fold(0, i64::saturating_add)
    }

    /// The shortest time that anything on offer takes, buffers included.
    fn shortest_minutes(&self) -> i64 {
        let active = self.services.values().filter(|service| service.is_active);
        let needs = active.map(|service| {
            service.duration_minutes + service.buffer_before_minutes + service.buffer_after_minutes
        });
        needs.min().unwrap_or(0)
    }
}

fn side(
    world: &World,
    visits: &[Past],
    set: &RuleSet,
    present: &RuleSet,
    gone: &BTreeSet<usize>,
) -> Side {
    let mut side = Side::default();
    let stands = |index: &usize| !gone.contains(index);
    for visit in (0..visits.len()).filter(stands).map(|index| &visits[index]) {
        let terms = set.terms_of(visit);
        let deposit = match visit.by_client {
            true => set.deposit_of(visit),
            false => 0,
        };
        if deposit > 0 {
            side.deposits += 1;
            side.deposits_minor = side.deposits_minor.saturating_add(deposit);
        }
        let window = TimeDelta::minutes(terms.window.value);
        let lead = visit.cancelled_at.map(|at| visit.starts_at - at);
        let is_late = terms.window.value > 0 && lead.is_some_and(|lead| lead <= window);
        side.late += i64::from(is_late);
        side.no_shows += i64::from(visit.is_no_show);
        let is_kept =
            (is_late && terms.kept_late.value) || (visit.is_no_show && terms.kept_no_show.value);
        if is_kept {
            side.kept_minor = side.kept_minor.saturating_add(deposit);
        }
        if visit.took_place {
            side.income_minor = side.income_minor.saturating_add(visit.price_minor);
        }
    }
    let standing = (0..visits.len())
        .filter(stands)
        .map(|index| &visits[index])
        .filter(|visit| visit.gone_at.is_none());
    let mut taken: Vec<Span> = standing.map(|visit| set.busy_of(visit, present)).collect();
    taken.extend(world.blocks.iter().copied());
    let gaps = gaps(world, taken);
    let shortest = set.shortest_minutes();
    side.free_minutes = gaps.iter().sum();
    side.unusable_minutes = gaps.iter().filter(|gap| **gap < shortest).sum();
    side
}

/// Lengths of the pieces of working time that nothing has, in minutes.
fn gaps(world: &World, taken: Vec<Span>) -> Vec<i64> {
    let taken = apart(taken);
    let mut gaps = Vec::new();
    let mut date = world.from;
    while date < world.until {
        let open = slots::opening_intervals(&world.hours, &world.overrides, date);
        for (from, to) in slots::joined_intervals(&open) {
            let at = |minute| local::resolve(world.tz, local::at_minute(date, minute));
            let (mut free, end) = (at(from), at(to));
            let first = taken.partition_point(|span| span.end <= free);
            for span in &taken[first..] {
                if span.start >= end {
                    break;
                }
                if span.start > free {
                    gaps.push((span.start - free).num_minutes());
                }
                free = free.max(span.end);
            }
            if end > free {
                gaps.push((end - free).num_minutes());
            }
        }
        let Some(next) = date.succ_opt() else { break };
        date = next;
    }
    gaps.retain(|gap| *gap > 0);
    gaps
}

/// Sorted, those that touch or overlap made one.
fn apart(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    spans.sort_unstable();
    spans.dedup_by(|next, last| {
        let touches = next.start <= last.end;
        if touches {
            last.end = last.end.max(next.end);
        }
        touches
    });
    spans
}

#[cfg(test)]
mod tests;
