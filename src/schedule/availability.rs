//! What the slot search looks at, read from the database: only what meets the days asked for, so that the cost does not
//! grow with the history.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use super::blocks::{Block, expand_blocks};
use super::gathered::{Gathered, Wish};
use super::local::{self, Span};
use super::model::HoursRow;
use super::pools;
use super::slots::{
    self, Busy, Day, Input, Limits, Offer, Override, Pool, Refusal, Rules, Slot, Wanted,
    WeeklyHours,
};
use crate::accounts::{BookingRules, Tenant};
use crate::db::On;
use crate::error::{Error, Result};
use crate::id::{AppointmentId, ServiceId};
use crate::places::Places;
use crate::q;
use crate::services::{Plan, Service};

/// Everything about a practice's time that a search over some days needs.
#[derive(Clone, Debug)]
pub struct Availability {
    tz: Tz,
    now: DateTime<Utc>,
    from: NaiveDate,
    days: u32,
    hours: Vec<WeeklyHours>,
    overrides: Vec<Override>,
    busy: Vec<Busy>,
    visits: Vec<DateTime<Utc>>,
    rules: Rules,
    wanted: Wanted,
    /// What the services need besides the master.
    pools: Vec<Pool>,
    /// A start must lie in one window of each list.
    windows: Vec<Vec<Window>>,
    /// Local days that have as many visits of one of the services as it takes.
    full: BTreeSet<NaiveDate>,
}

/// From when, and until when if it ends.
pub type Window = (DateTime<Utc>, Option<DateTime<Utc>>);

impl Availability {
    /// For `days` days from `from`. `without` is a visit that is being moved: its own time does not count.
    pub async fn load(
        mut on: impl On,
        tenant: &Tenant,
        plan: &Plan,
        from: NaiveDate,
        days: u32,
        without: Option<AppointmentId>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let days = days.clamp(1, slots::MAX_DAYS);
        let until = from
            .checked_add_days(Days::new(days.into()))
            .ok_or(Error::Invalid("field-bad-date"))?;
        let tz = tenant.tz();
        // The day before counts for hours that cross midnight, the day after for what a late visit runs into.
        let first = from.pred_opt().unwrap_or(from);
        let last = until.succ_opt().unwrap_or(until);
        let window = Span::new(
            local::day_bounds(tz, first).start,
            local::day_bounds(tz, last).end,
        );
        let services = plan.service_ids();
        let wish = Wish {
            tenant: tenant.id,
            services: &services,
            first,
            last,
            window,
            without,
            now,
        };
        let gathered = Gathered::load(&mut on, wish).await?;
        let pools = match gathered.has_needs {
            true => pools::Needs::load(&mut on, wish, tz).await?.pools,
            false => Vec::new(),
        };
        let mut gathered = gathered;
        let mut busy = blocked(&gathered.blocks, tz, window);
        match gathered.has_places {
            false => busy.extend(gathered.taken.into_iter().map(|(busy, _)| busy)),
            true => {
                let places = Places::load(&mut on, tenant.id).await?;
                let place = places.settle(plan.place, &services).map(|place| place.id);
                let taken = gathered.taken.into_iter();
                busy.extend(taken.map(|(busy, at)| places.seen_from(place, busy, at)));
                let rows = HoursRow::all(&mut on, tenant.id, None).await?;
                let week = places.hours_at(place, &rows);
                gathered.overrides = places.overrides_at(place, &rows, gathered.overrides);
                gathered.hours = week;
            }
        }
        busy.extend(gathered.elsewhere.into_iter().map(alone));
        let rules = rules(tenant, plan);
        let visits = match rules.daily_limit {
            None => Vec::new(),
            Some(_) => visits(&mut on, tenant, window, without, now).await?,
        };
        Ok(Self {
            tz,
            now,
            from,
            days,
            hours: gathered.hours,
            overrides: gathered.overrides,
            busy,
            visits,
            rules,
            wanted: wanted(plan),
            pools,
            windows: Vec::new(),
            full: full_days(&mut on, tenant, plan, window, without, now).await?,
        })
    }

    /// For the day of one start, as a booking asks.
    pub async fn around(
        on: impl On,
        tenant: &Tenant,
        plan: &Plan,
        start: DateTime<Utc>,
        without: Option<AppointmentId>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        Self::load(on, tenant, plan, tenant.local_date(start), 1, without, now).await
    }

    fn input(&self) -> Input<'_> {
        Input {
            tz: self.tz,
            now: self.now,
            from: self.from,
            days: self.days,
            hours: &self.hours,
            overrides: &self.overrides,
            busy: &self.busy,
            visits: &self.visits,
            rules: &self.rules,
            wanted: self.wanted,
            pools: &self.pools,
        }
    }

    /// The weekly hours, past and future ones too.
    pub fn hours(&self) -> &[WeeklyHours] {
        &self.hours
    }

    /// The last day that can be booked at all.
    pub fn last_day(&self) -> NaiveDate {
        let today = local::date_at(self.tz, self.now);
        let horizon = Days::new(self.rules.horizon_days.into());
        today.checked_add_days(horizon).unwrap_or(NaiveDate::MAX)
    }

    /// Offers only starts that lie in one window of each list: times at which what must be signed counts.
    pub fn within(mut self, windows: Vec<Vec<Window>>) -> Self {
        self.windows = windows;
        self
    }

    /// Leaves out days on which who asks may have no more.
    pub fn without_days(mut self, days: BTreeSet<NaiveDate>) -> Self {
        self.full.extend(days);
        self
    }

    /// Whether the search's own answer is the whole one.
    fn is_plain(&self) -> bool {
        self.windows.is_empty() && self.full.is_empty()
    }

    fn is_full(&self, start: DateTime<Utc>) -> bool {
        !self.full.is_empty() && self.full.contains(&local::date_at(self.tz, start))
    }

    fn is_within(&self, start: DateTime<Utc>) -> bool {
        let holds = |(from, until): &Window| *from <= start && until.is_none_or(|end| start < end);
        self.windows.iter().all(|list| list.iter().any(holds))
    }

    /// The first free start of the range.
    pub fn first_free(&self) -> Option<Slot> {
        if self.is_plain() {
            return slots::first(&self.input());
        }
        self.days().into_iter().flat_map(|day| day.slots).next()
    }

    /// Every day of the range with its free starts.
    pub fn days(&self) -> Vec<Day> {
        let mut days = slots::search(&self.input());
        if !self.is_plain() {
            for day in &mut days {
                day.slots.retain(|slot| {
                    let start = slot.start.to_utc();
                    self.is_within(start) && !self.is_full(start)
                });
            }
        }
        days
    }

    /// Whether exactly this start is offered.
    pub fn check(&self, start: DateTime<Utc>) -> Result<(), Refusal> {
        if !self.is_within(start) {
            return Err(Refusal::Closed);
        }
        if self.is_full(start) {
            return Err(Refusal::DailyLimit);
        }
        slots::is_free(&self.input(), start)
    }

    /// The offered starts of the range nearest to `start`.
    pub fn nearest(&self, start: DateTime<Utc>, count: usize) -> Vec<Slot> {
        if self.is_plain() {
            return slots::nearest(&self.input(), start, count);
        }
        let mut found: Vec<Slot> = self.days().into_iter().flat_map(|day| day.slots).collect();
        found.sort_by_key(|slot| (slot.start.to_utc() - start).abs());
        found.truncate(count);
        found.sort_by_key(|slot| slot.start);
        found
    }
}

/// The practice's rules, with the services' own where they are stricter to have: the longest notice, the nearest horizon.
fn rules(tenant: &Tenant, plan: &Plan) -> Rules {
    let services: Vec<&Service> = plan.choices.iter().map(|choice| &choice.service).collect();
    rules_of(&tenant.rules, &services)
}

/// The same for services in a row.
pub(crate) fn rules_of(own: &BookingRules, services: &[&Service]) -> Rules {
    let services = || services.iter();
    let notice = services()
        .map(|s| s.notice_minutes.unwrap_or(own.notice_minutes))
        .max();
    let horizon = services()
        .map(|s| s.horizon_days.unwrap_or(own.horizon_days))
        .min();
    let weekday = |day: &u8| chrono::Weekday::try_from(*day).ok();
    // A plan with several services follows the first one's days and hours: the visit begins with it.
    let first = services().next();
    Rules {
        step_minutes: own.step_minutes as u32,
        notice_minutes: notice.unwrap_or(own.notice_minutes) as u32,
        horizon_days: horizon.unwrap_or(own.horizon_days) as u32,
        offer: if own.offer == "tight" {
            Offer::Tight
        } else {
            Offer::All
        },
        daily_limit: own.daily_limit.map(|limit| limit as u32),
        limits: Limits {
            weekdays: first
                .and_then(|s| s.days.as_ref())
                .map(|days| days.0.iter().filter_map(weekday).collect())
                .unwrap_or_default(),
            hours: first
                .and_then(|s| s.hours.as_ref())
                .map(|hours| hours.0.clone())
                .unwrap_or_default(),
        },
    }
}

pub(crate) fn wanted(plan: &Plan) -> Wanted {
    Wanted {
        service: plan
            .service_ids()
            .first()
            .copied()
            .unwrap_or_else(|| ServiceId(uuid::Uuid::nil()))
            .0,
        duration_minutes: plan.duration_minutes() as u32,
        buffer_before_minutes: plan.buffer_before_minutes() as u32,
        buffer_after_minutes: plan.buffer_after_minutes() as u32,
        capacity: plan.capacity() as u32,
        seats: 1,
    }
}

fn blocked(blocks: &[Block], tz: Tz, window: Span) -> Vec<Busy> {
    let spans = blocked_spans(blocks, tz, window);
    spans.into_iter().map(alone).collect()
}

/// Time that is shared with nobody.
fn alone(span: Span) -> Busy {
    Busy {
        span,
        group: None,
        seats: 1,
        travel_minutes: 0,
    }
}

/// Blocks of the window. One whose rule cannot be read any more keeps its first time, and the log says so.
pub(crate) fn blocked_spans(blocks: &[Block], tz: Tz, window: Span) -> Vec<Span> {
    let mut spans = Vec::new();
    for block in blocks {
        match expand_blocks(std::slice::from_ref(block), tz, window.start, window.end) {
            Ok(found) => spans.extend(found),
            Err(key) => {
                tracing::error!(key, "a block's rule cannot be read");
                let once = Block {
                    rrule: None,
                    ..block.clone()
                };
                spans.extend(
                    expand_blocks(&[once], tz, window.start, window.end).unwrap_or_default(),
                );
            }
        }
    }
    spans
}

/// Starts of the visits that count towards the daily limit; what was kept until now counts no more.
async fn visits(
    mut on: impl On,
    tenant: &Tenant,
    window: Span,
    without: Option<AppointmentId>,
    now: DateTime<Utc>,
) -> Result<Vec<DateTime<Utc>>> {
    let rows = q!(
        on,
        fetch_all: (DateTime<Utc>, AppointmentId),
        "SELECT starts_at, id FROM appointments
         WHERE tenant_id = $1 AND starts_at >= $2 AND starts_at < $3 AND status NOT IN ('cancelled', 'expired')
           AND (expires_at IS NULL OR expires_at > $4)",
        tenant.id,
        window.start,
        window.end,
        now,
    )?;
    Ok(rows
        .into_iter()
        .filter(|(_, id)| Some(*id) != without)
        .map(|(start, _)| start)
        .collect())
}

/// Days on which a service of the plan has as many visits as it takes; read only where one has such a rule.
async fn full_days(
    mut on: impl On,
    tenant: &Tenant,
    plan: &Plan,
    window: Span,
    without: Option<AppointmentId>,
    now: DateTime<Utc>,
) -> Result<BTreeSet<NaiveDate>> {
    let services = plan.choices.iter().map(|choice| &choice.service);
    let limits: BTreeMap<ServiceId, i64> = services
        .filter_map(|service| Some((service.id, service.own.daily_limit?)))
        .collect();
    if limits.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows = q!(
        on,
        fetch_all: (ServiceId, DateTime<Utc>, AppointmentId),
        "SELECT i.service_id, a.starts_at, a.id FROM appointments a
         JOIN appointment_items i ON i.tenant_id = a.tenant_id AND i.appointment_id = a.id AND i.addon_id IS NULL
         WHERE a.tenant_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3 AND a.status NOT IN ('cancelled', 'expired')
           AND (a.expires_at IS NULL OR a.expires_at > $4)",
        tenant.id,
        window.start,
        window.end,
        now,
    )?;
    let mut counts: BTreeMap<(ServiceId, NaiveDate), i64> = BTreeMap::new();
    for (service, start, id) in rows {
        if Some(id) != without && limits.contains_key(&service) {
            *counts
                .entry((service, tenant.local_date(start)))
                .or_default() += 1;
        }
    }
    let full = counts
        .into_iter()
        .filter(|((service, _), count)| limits.get(service).is_some_and(|limit| count >= limit));
    Ok(full.map(|((_, date), _)| date).collect())
}
