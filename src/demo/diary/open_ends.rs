//! What did not come about, and what waits for an answer.

use chrono::{Days, NaiveDate, TimeDelta};
use rand::RngExt;

use super::{Pen, Visit};
use crate::appointments::{Source, Status, Who};
use crate::demo::people::one_in;

impl Pen<'_> {
    /// One that was cancelled, or a request that nobody answered.
    pub(super) fn fallen_through(&mut self, date: NaiveDate, is_recent: bool) {
        let free = self.hours.free(date, is_recent);
        let Some((from, to)) = free
            .get(self.rng.random_range(0..free.len().max(1)))
            .copied()
        else {
            return;
        };
        let Some(dish) = self.menu.pick(self.rng, to - from, is_recent) else {
            return;
        };
        let latest = (to - self.menu.0[dish].minutes - from) / 15;
        let minute = from + 15 * self.rng.random_range(0..=latest);
        let mut visit = self.visit(date, minute, dish, is_recent);
        if visit.person.is_none() {
            visit.person = Some(self.person(visit.starts_at, visit.created_at, is_recent));
        }
        if visit.source == Source::WalkIn {
            visit.source = Source::Public;
            visit.created_at = self.booked_at(visit.starts_at);
        }
        self.cancel(&mut visit);
        self.visits.push(visit);
    }

    fn cancel(&mut self, visit: &mut Visit) {
        let wait = (visit.starts_at.min(self.now) - visit.created_at)
            .num_minutes()
            .max(1);
        visit.settled_at = visit.created_at + TimeDelta::minutes(self.rng.random_range(0..wait));
        visit.client_confirmed_at = None;
        if one_in(self.rng, 12) {
            visit.status = Status::Expired;
            return;
        }
        visit.status = Status::Cancelled;
        visit.cancelled_by = Some(if one_in(self.rng, 5) {
            Who::Master
        } else {
            Who::Client
        });
    }

    /// What waits for an answer: requests, a deposit, a hold; and some who cancelled what lay ahead.
    pub(super) fn open_ends(&mut self, today: NaiveDate) {
        let tomorrow = self.hours.at(today + Days::new(1), 0);
        let mut ahead: Vec<usize> = (0..self.visits.len())
            .filter(|n| {
                let visit = &self.visits[*n];
                visit.status == Status::Confirmed
                    && visit.starts_at > tomorrow
                    && visit.person.is_some()
            })
            .collect();
        ahead.sort_by_key(|n| self.visits[*n].starts_at);
        let now = self.now;
        let asked: Vec<usize> = ahead
            .iter()
            .copied()
            .filter(|n| self.menu.0[self.visits[*n].dish].is_request)
            .collect();
        let others: Vec<usize> = ahead
            .iter()
            .copied()
            .filter(|n| !asked.contains(n))
            .collect();
        let of_others = others.iter().copied().step_by(3).take(8);
        for (place, n) in of_others.enumerate() {
            let visit = &mut self.visits[n];
            visit.source = Source::Public;
            visit.client_confirmed_at = None;
            visit.created_at = now - TimeDelta::minutes(35 + 70 * place as i64);
            visit.settled_at = visit.created_at;
            match place {
                0 => {
                    visit.status = Status::Held;
                    visit.created_at = now - TimeDelta::minutes(2);
                    visit.settled_at = visit.created_at;
                    visit.expires_at = Some(now + TimeDelta::minutes(8));
                }
                1 | 2 => {
                    visit.status = Status::Pending;
                    visit.expires_at =
                        Some(visit.starts_at.min(visit.created_at + TimeDelta::hours(48)));
                }
                3 => {
                    visit.status = Status::AwaitingDeposit;
                    visit.expires_at =
                        Some(visit.starts_at.min(visit.created_at + TimeDelta::hours(24)));
                }
                4 => {
                    visit.status = Status::Expired;
                    visit.created_at = now - TimeDelta::hours(30);
                    visit.settled_at = now - TimeDelta::hours(3);
                }
                _ => {
                    visit.status = Status::Cancelled;
                    visit.cancelled_by = Some(Who::Client);
                    visit.settled_at = now - TimeDelta::minutes(20);
                }
            }
        }
        for n in asked.into_iter().take(2) {
            let visit = &mut self.visits[n];
            visit.status = Status::Pending;
            visit.source = Source::Public;
            visit.created_at = now - TimeDelta::hours(5);
            visit.settled_at = visit.created_at;
            visit.client_confirmed_at = None;
            visit.expires_at = Some(visit.starts_at.min(visit.created_at + TimeDelta::hours(48)));
        }
    }
}
