//! What stands at each time of a series before it is booked, and what the master decided about it.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Days, NaiveDateTime, TimeDelta, Utc};

use super::rule;
use crate::accounts::Tenant;
use crate::appointments::{Appointment, Clash};
use crate::db::On;
use crate::error::Result;
use crate::id::AppointmentId;
use crate::schedule::availability::Availability;
use crate::schedule::local::{Span, date_at};
use crate::schedule::slots::Refusal;
use crate::services::Plan;

/// Days before and after that are looked through for another time.
const NEAR: u64 = 3;
/// Other times that are proposed.
const PROPOSED: usize = 3;

/// How a time stands for one visit of a series.
#[derive(Clone, Debug)]
pub enum Standing {
    Free,
    /// It is over: nothing is in the way, but nobody can come any more.
    Past,
    /// Other visits have it.
    Taken(Vec<Clash>),
    /// Rooms or devices that it needs are not free.
    Missing(Vec<String>),
    /// The master is away or closed.
    Closed,
    /// The clock skips it.
    Skipped,
}

/// What becomes of one visit whose time is not free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Not booked; not moved.
    Skip,
    /// Booked all the same.
    Over,
    /// At another time.
    At(DateTime<Utc>),
}

/// Decisions by the key of their row.
#[derive(Clone, Debug, Default)]
pub struct Decisions(HashMap<String, Decision>);

/// One visit of a series as it would be.
#[derive(Clone, Debug)]
pub struct Row {
    /// What its decision is known by: the date on the clock, or the visit that is moved.
    pub key: String,
    pub starts_at: DateTime<Utc>,
    /// Where it is now.
    pub was: Option<DateTime<Utc>>,
    pub standing: Standing,
    /// Other times, the nearest first; only where the own one is not free.
    pub others: Vec<DateTime<Utc>>,
    pub decision: Option<Decision>,
    pub minutes: i64,
}

impl Standing {
    pub fn is_free(&self) -> bool {
        matches!(self, Self::Free | Self::Past)
    }

    /// Somebody or something else has the time: taking it all the same is recorded.
    pub fn is_over_others(&self) -> bool {
        matches!(self, Self::Taken(_) | Self::Missing(_))
    }
}

impl Decision {
    /// As a form holds it.
    pub fn text(self) -> String {
        match self {
            Self::Skip => "skip".into(),
            Self::Over => "over".into(),
            Self::At(at) => at.format("%Y-%m-%dT%H:%MZ").to_string(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text {
            "skip" => Some(Self::Skip),
            "over" => Some(Self::Over),
            at => NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%MZ")
                .ok()
                // No book reaches further, and reckoning with what does would overflow.
                .filter(|at| (1970..=2199).contains(&at.year()))
                .map(|at| Self::At(at.and_utc())),
        }
    }
}

impl Decisions {
    /// Out of "KEY=DECISION"; what cannot be read is not decided.
    pub fn read(typed: &[String]) -> Self {
        let pairs = typed.iter().filter_map(|text| {
            let (key, decision) = text.split_once('=')?;
            Some((key.to_owned(), Decision::parse(decision)?))
        });
        Self(pairs.collect())
    }

    pub fn of(&self, key: &str) -> Option<Decision> {
        self.0.get(key).copied()
    }
}

impl Row {
    /// Whether it can be written as it stands.
    pub fn is_settled(&self) -> bool {
        match self.decision {
            None => self.standing.is_free(),
            Some(Decision::Over) => !matches!(self.standing, Standing::Skipped),
            Some(Decision::Skip | Decision::At(_)) => true,
        }
    }
}

/// Looks at times for one plan.
pub(super) struct Judge<'a> {
    tenant: Tenant,
    /// As the master may book it.
    plan: Plan,
    now: DateTime<Utc>,
    /// Visits on their way to another time: theirs do not count.
    moving: &'a [AppointmentId],
}

impl<'a> Judge<'a> {
    pub fn new(
        tenant: &Tenant,
        plan: &Plan,
        now: DateTime<Utc>,
        moving: &'a [AppointmentId],
    ) -> Self {
        let mut tenant = tenant.clone();
        tenant.rules.daily_limit = None;
        let plan = plan.clone().for_master();
        Self {
            tenant,
            plan,
            now,
            moving,
        }
    }

    pub fn busy(&self, start: DateTime<Utc>) -> Span {
        let minutes = TimeDelta::minutes;
        Span::new(
            start - minutes(self.plan.buffer_before_minutes()),
            start + minutes(self.plan.duration_minutes() + self.plan.buffer_after_minutes()),
        )
    }

    /// How a time stands; `reading` is what was meant by the clock.
    pub async fn standing(
        &self,
        mut on: impl On,
        start: DateTime<Utc>,
        is_skipped: bool,
    ) -> Result<Standing> {
        if is_skipped {
            return Ok(Standing::Skipped);
        }
        let around = Availability::around(&mut on, &self.tenant, &self.plan, start, None, self.now);
        let refusal = around.await?.check(start).err();
        let is_shared = self.plan.capacity() > 1;
        match refusal {
            None | Some(Refusal::OffGrid | Refusal::DailyLimit | Refusal::Notice) => {
                return Ok(Standing::Free);
            }
            // Those of one group may stand at the same time.
            Some(Refusal::Closed | Refusal::Horizon) if is_shared => return Ok(Standing::Closed),
            _ => {}
        }
        let busy = self.busy(start);
        let mut clashes = Appointment::clashes(&mut on, self.tenant.id, busy, None).await?;
        clashes.retain(|clash| !self.moving.contains(&clash.id));
        let may_share = is_shared && refusal == Some(Refusal::Past);
        if !clashes.is_empty() && !may_share {
            return Ok(Standing::Taken(clashes));
        }
        let (place, services) = (self.plan.place, self.plan.service_ids());
        let far =
            Appointment::too_far(&mut on, self.tenant.id, place, &services, busy, None).await?;
        if !far.is_empty() {
            let visits = far.into_iter().map(|far| far.visit);
            return Ok(Standing::Taken(visits.collect()));
        }
        let tenant = &self.tenant;
        let missing =
            Appointment::missing(&mut on, tenant, &self.plan, start, None, self.now).await?;
        Ok(match refusal {
            _ if !missing.is_empty() => Standing::Missing(missing),
            Some(Refusal::Past) => Standing::Past,
            _ => Standing::Closed,
        })
    }

    /// Free times near one that is not, none of which meets the other visits of the series.
    pub async fn near(
        &self,
        on: impl On,
        start: DateTime<Utc>,
        series: &[DateTime<Utc>],
    ) -> Result<Vec<DateTime<Utc>>> {
        let date = date_at(self.tenant.tz(), start);
        let from = date.checked_sub_days(Days::new(NEAR)).unwrap_or(date);
        let days = 2 * NEAR as u32 + 1;
        let near =
            Availability::load(on, &self.tenant, &self.plan, from, days, None, self.now).await?;
        let slots = near.nearest(start, 400);
        let mut times: Vec<DateTime<Utc>> = slots.iter().map(|slot| slot.start.to_utc()).collect();
        let others: Vec<Span> = series
            .iter()
            .filter(|other| **other != start)
            .map(|other| self.busy(*other))
            .collect();
        times.retain(|time| {
            let busy = self.busy(*time);
            *time != start && !others.iter().any(|other| other.overlaps(&busy))
        });
        // The same day first: who comes on Thursdays comes on Thursdays.
        times.sort_by_key(|time| {
            (
                date_at(self.tenant.tz(), *time) != date,
                (*time - start).abs(),
            )
        });
        times.truncate(PROPOSED);
        Ok(times)
    }

    /// A row with what is in its way, and what was decided about that.
    pub async fn row(
        &self,
        mut on: impl On,
        wanted: Wanted<'_>,
        decisions: &Decisions,
    ) -> Result<Row> {
        let Wanted {
            key,
            reading,
            was,
            series,
        } = wanted;
        let (starts_at, is_skipped) = rule::at(self.tenant.tz(), reading.date(), reading.time());
        let standing = self.standing(&mut on, starts_at, is_skipped).await?;
        let mut row = Row {
            starts_at,
            was,
            others: Vec::new(),
            decision: decisions.of(&key),
            key,
            minutes: self.plan.duration_minutes(),
            standing,
        };
        if row.standing.is_free() {
            // A free time is taken as it is or left.
            row.decision = row.decision.filter(|decision| *decision == Decision::Skip);
            return Ok(row);
        }
        row.others = self.near(&mut on, starts_at, series).await?;
        if let Some(Decision::At(at)) = row.decision
            && !self.standing(&mut on, at, false).await?.is_free()
        {
            // It was taken meanwhile.
            row.decision = None;
        }
        Ok(row)
    }
}

/// A time that is wanted.
pub(super) struct Wanted<'a> {
    pub key: String,
    /// By the clock.
    pub reading: NaiveDateTime,
    pub was: Option<DateTime<Utc>>,
    /// All times of the series.
    pub series: &'a [DateTime<Utc>],
}
