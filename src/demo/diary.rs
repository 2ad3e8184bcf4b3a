//! The demo's visits: years of full days, the last weeks as they were, today as it is, and the weeks ahead thinning out.
//! Visits are laid one after the other in open time, so that none overlaps another.

mod open_ends;

use std::collections::HashSet;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::hours::Hours;
use super::menu::Menu;
use super::people::{self, Person, one_in};
use crate::appointments::{Source, Status, Who};
use crate::id::AppointmentId;
use crate::schedule::local;

/// How far back the diary looks as it does today; before that lie the full years.
pub const RECENT_DAYS: i64 = 28;
const AHEAD_DAYS: u64 = 42;

pub struct Visit {
    pub id: AppointmentId,
    pub reference: String,
    /// None: walked in without a name.
    pub person: Option<usize>,
    pub dish: usize,
    pub status: Status,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub busy_to: DateTime<Utc>,
    pub source: Source,
    pub created_at: DateTime<Utc>,
    /// When the status became what it is.
    pub settled_at: DateTime<Utc>,
    pub cancelled_by: Option<Who>,
    pub client_confirmed_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub client_note: &'static str,
    pub is_recent: bool,
}

/// What is needed while the diary is written.
struct Pen<'a> {
    rng: &'a mut StdRng,
    hours: &'a Hours,
    menu: &'a Menu,
    people: &'a mut Vec<Person>,
    opened: DateTime<Utc>,
    now: DateTime<Utc>,
    visits: Vec<Visit>,
    references: HashSet<String>,
    /// Who has a visit on the date being written.
    on_date: HashSet<usize>,
}

/// `target` visits in the full years, then the weeks around today. Those are drawn from `seed`, day
/// by day: they look the same however long the history, so that what a page costs with a month and with ten years of it
/// can be compared.
#[expect(clippy::too_many_arguments, reason = "one call")]
pub fn write(
    rng: &mut StdRng,
    hours: &Hours,
    menu: &Menu,
    people: &mut Vec<Person>,
    target: usize,
    seed: u64,
    opened: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Vec<Visit> {
    let mut pen = Pen {
        rng,
        hours,
        menu,
        people,
        opened,
        now,
        visits: Vec::new(),
        references: HashSet::new(),
        on_date: HashSet::new(),
    };
    let today = local::date_at(hours.tz, now);
    let recent = today - TimeDelta::days(RECENT_DAYS);
    let first = local::date_at(hours.tz, opened) + Days::new(1);
    pen.full_years(first, recent, target);
    for date in recent
        .iter_days()
        .take(RECENT_DAYS as usize + AHEAD_DAYS as usize)
    {
        *pen.rng = StdRng::seed_from_u64(
            seed.wrapping_mul(1 << 16)
                .wrapping_add_signed((date - today).num_days()),
        );
        pen.recent_day(date, today);
    }
    pen.open_ends(today);
    pen.visits
}

impl Pen<'_> {
    fn full_years(&mut self, first: NaiveDate, until: NaiveDate, target: usize) {
        let days: Vec<NaiveDate> = first.iter_days().take_while(|date| *date < until).collect();
        for (n, date) in days.iter().enumerate() {
            self.on_date.clear();
            // What is still to come is spread over what is left, so that no year is fuller than another.
            let by_now = target * 19 / 20 * (n + 1) / days.len();
            for (from, to) in self.hours.free(*date, false) {
                let mut at = from;
                while self.visits.len() < by_now.max(1)
                    && let Some(dish) = self.menu.pick(self.rng, to - at, false)
                {
                    let visit = self.visit(*date, at, dish, false);
                    at += self.length(dish);
                    self.visits.push(visit);
                }
            }
        }
        // Those that did not come about take no time, so they may stand anywhere.
        let open: Vec<&NaiveDate> = days
            .iter()
            .filter(|date| !self.hours.free(**date, false).is_empty())
            .collect();
        while self.visits.len() < target && !open.is_empty() {
            let date = *open[self.rng.random_range(0..open.len())];
            self.on_date.clear();
            self.fallen_through(date, false);
        }
    }

    fn recent_day(&mut self, date: NaiveDate, today: NaiveDate) {
        self.on_date.clear();
        let weeks_ahead = (date - today).num_days().max(0) / 7;
        let taken = [80, 50, 36, 24, 14, 8][weeks_ahead.clamp(0, 5) as usize];
        let mut free = self.hours.free(date, true);
        if date == today {
            free = self.now_in_chair(date, free);
        }
        for (from, to) in free {
            let mut at = from;
            while to - at >= 20 {
                if self.rng.random_range(0..100) >= taken {
                    at += 15 * self.rng.random_range(2..5);
                    continue;
                }
                let Some(dish) = self.menu.pick(self.rng, to - at, true) else {
                    break;
                };
                let visit = self.visit(date, at, dish, true);
                self.visits.push(visit);
                at = (at + self.length(dish) + 14) / 15 * 15;
            }
        }
        if date < today && one_in(self.rng, 3) {
            self.fallen_through(date, true);
        }
    }

    /// Within opening hours someone sits in the chair, and the next one has come. Returns the time that is left.
    fn now_in_chair(&mut self, date: NaiveDate, free: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
        let now = self.hours.minute(self.now, date);
        let mut left = Vec::new();
        for (from, to) in free {
            if !(from..to).contains(&now) {
                left.push((from, to));
                continue;
            }
            // Begun long enough ago to end within a quarter of an hour, if the day is old enough.
            let wanted = (0..self.menu.0.len())
                .filter(|dish| self.menu.0[*dish].minutes >= 30)
                .map(|dish| {
                    (
                        dish,
                        ((now + 15 - self.menu.0[dish].minutes).div_euclid(15) * 15).max(from),
                    )
                })
                .filter(|(dish, at)| {
                    let end = at + self.menu.0[*dish].minutes;
                    *at <= now && end > now && end <= to
                })
                .max_by_key(|(dish, at)| {
                    (
                        at + self.menu.0[*dish].minutes - now <= 15,
                        self.menu.0[*dish].minutes,
                        *dish,
                    )
                });
            let Some((dish, at)) = wanted else {
                left.push((from, to));
                continue;
            };
            let mut visit = self.visit(date, at, dish, true);
            visit.status = Status::InProgress;
            visit.settled_at = visit.starts_at;
            let mut rest = (at + self.length(dish) + 14) / 15 * 15;
            self.visits.push(visit);
            if rest - now <= 30
                && let Some(dish) = self.menu.pick(self.rng, to - rest, true)
            {
                let mut visit = self.visit(date, rest, dish, true);
                if visit.starts_at > self.now {
                    visit.status = Status::Arrived;
                    visit.settled_at = self.now - TimeDelta::minutes(3);
                }
                self.visits.push(visit);
                rest = (rest + self.length(dish) + 14) / 15 * 15;
            }
            // Whoever came before is gone with the pause after it.
            let pause = self.menu.0.iter().map(|dish| dish.after).max();
            left.push((from, at - pause.unwrap_or(0)));
            left.push((rest, to));
        }
        left
    }

    /// With the pause after it.
    fn length(&self, dish: usize) -> i64 {
        self.menu.0[dish].minutes + self.menu.0[dish].after
    }

    /// A visit as it went, or as it stands.
    fn visit(&mut self, date: NaiveDate, minute: i64, dish: usize, is_recent: bool) -> Visit {
        let starts_at = self.hours.at(date, minute);
        let ends_at = starts_at + TimeDelta::minutes(self.menu.0[dish].minutes);
        let chance = self.rng.random_range(0..100);
        let walked_in = starts_at <= self.now && chance < 4;
        let booked = if walked_in {
            starts_at
        } else {
            self.booked_at(starts_at)
        };
        let person = (!walked_in || chance < 2).then(|| self.person(starts_at, booked, is_recent));
        let status = match ends_at <= self.now {
            true if person.is_some() && chance >= 96 => Status::NoShow,
            true => Status::Completed,
            false => Status::Confirmed,
        };
        let settled_at = match status {
            Status::Completed => ends_at,
            Status::NoShow => (starts_at + TimeDelta::minutes(20)).min(self.now),
            _ => booked,
        };
        let source = match chance {
            _ if walked_in => Source::WalkIn,
            0..38 => Source::Master,
            _ => Source::Public,
        };
        let is_soon = status == Status::Confirmed && starts_at - self.now < TimeDelta::hours(24);
        let client_note = match (is_recent && source == Source::Public, chance) {
            (true, 40..43) => "Можно в этот раз чуть темнее?",
            (true, 43..46) => "¿Puedo llegar cinco minutos tarde?",
            (true, 46..49) => "Same colour as last time, please.",
            _ => "",
        };
        Visit {
            id: AppointmentId(super::id(self.rng, booked)),
            reference: self.reference(),
            person,
            dish,
            status,
            starts_at,
            ends_at,
            busy_to: ends_at + TimeDelta::minutes(self.menu.0[dish].after),
            source,
            created_at: booked,
            settled_at,
            cancelled_by: None,
            client_confirmed_at: (is_soon && chance % 2 == 0)
                .then(|| (starts_at - TimeDelta::hours(23)).clamp(booked, self.now)),
            expires_at: None,
            client_note,
            is_recent,
        }
    }

    fn person(
        &mut self,
        starts_at: DateTime<Utc>,
        booked: DateTime<Utc>,
        is_recent: bool,
    ) -> usize {
        let span = (self.now - self.opened).num_minutes().max(1) as f64;
        let progress = ((starts_at - self.opened).num_minutes() as f64 / span).clamp(0.0, 1.0);
        let mut index = people::pick(self.rng, self.people.len(), progress, is_recent);
        // Nobody comes twice on a day, unless the demo has hardly anybody.
        for _ in 0..20 {
            if self.on_date.insert(index) {
                break;
            }
            index = people::pick(self.rng, self.people.len(), progress, is_recent);
        }
        people::met(&mut self.people[index], booked, self.opened);
        index
    }

    /// Some days before, in waking hours; never in the future.
    fn booked_at(&mut self, starts_at: DateTime<Utc>) -> DateTime<Utc> {
        let days = self.rng.random_range(1..22);
        let minute = self.rng.random_range(8 * 60..22 * 60);
        let date = local::date_at(self.hours.tz, starts_at) - TimeDelta::days(days);
        let at = self.hours.at(date, minute);
        let latest = self.now - TimeDelta::minutes(self.rng.random_range(5..5000));
        at.min(latest).max(self.opened)
    }

    fn reference(&mut self) -> String {
        const LETTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
        loop {
            let text: String = (0..7)
                .map(|_| char::from(LETTERS[self.rng.random_range(0..LETTERS.len())]))
                .collect();
            if self.references.insert(text.clone()) {
                return text;
            }
        }
    }
}
