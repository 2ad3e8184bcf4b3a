//! What is free near a time that cannot be had.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::accounts::Tenant;
use crate::app::App;
use crate::error::Result;
use crate::id::AppointmentId;
use crate::schedule::availability::Availability;
use crate::schedule::slots::{Day, MAX_DAYS, Slot};
use crate::services::Plan;

/// The free times nearest to one that cannot be had: of the days around it, else of all that can be booked.
pub async fn nearest(
    app: &App,
    tenant: &Tenant,
    plan: &Plan,
    start: DateTime<Utc>,
) -> Result<Vec<Slot>> {
    nearest_beside(app, tenant, plan, start, None).await
}

/// The same for somebody who keeps a time already, which is free to them.
pub async fn nearest_beside(
    app: &App,
    tenant: &Tenant,
    plan: &Plan,
    start: DateTime<Utc>,
    own: Option<AppointmentId>,
) -> Result<Vec<Slot>> {
    const WANTED: usize = 3;
    let date = tenant.local_date(start);
    let near = around(app, tenant, plan, date, own).await?;
    let found = near.nearest(start, WANTED);
    if found.len() == WANTED {
        return Ok(found);
    }
    Ok(all(app, tenant, plan, own).await?.nearest(start, WANTED))
}

/// The first free times of the nearest other days, by day: this one is full for whoever asks, and so are some others.
pub async fn other_days(
    app: &App,
    tenant: &Tenant,
    plan: &Plan,
    start: DateTime<Utc>,
    own: Option<AppointmentId>,
    full: &BTreeSet<NaiveDate>,
) -> Result<Vec<Slot>> {
    let date = tenant.local_date(start);
    let days = nearest_days(app, tenant, plan, date, own).await?;
    let is_other = |day: &Day| day.date != date && !full.contains(&day.date);
    let others = days.into_iter().filter(is_other);
    let firsts = others.filter_map(|day| day.slots.into_iter().next());
    let mut found: Vec<Slot> = firsts.take(3).collect();
    found.sort_by_key(|slot| slot.start);
    Ok(found)
}

/// Days with free times, those nearest to a date that has none first.
pub async fn nearest_days(
    app: &App,
    tenant: &Tenant,
    plan: &Plan,
    date: NaiveDate,
    own: Option<AppointmentId>,
) -> Result<Vec<Day>> {
    let free = |found: Availability| {
        let mut days = found.days();
        days.retain(|day| !day.slots.is_empty());
        days.sort_by_key(|day| (day.date - date).abs());
        days
    };
    let near = free(around(app, tenant, plan, date, own).await?);
    if !near.is_empty() {
        return Ok(near);
    }
    Ok(free(all(app, tenant, plan, own).await?))
}

/// A week before and after a date, as far as it can be booked.
async fn around(
    app: &App,
    tenant: &Tenant,
    plan: &Plan,
    date: NaiveDate,
    own: Option<AppointmentId>,
) -> Result<Availability> {
    let now = app.clock.now();
    let today = tenant.local_date(now);
    let last = today + TimeDelta::days(tenant.rules.horizon_days);
    let from = (date.clamp(today, last) - TimeDelta::days(7)).max(today);
    Availability::load(&app.db, tenant, plan, from, 15, own, now).await
}

async fn all(
    app: &App,
    tenant: &Tenant,
    plan: &Plan,
    own: Option<AppointmentId>,
) -> Result<Availability> {
    let now = app.clock.now();
    let today = tenant.local_date(now);
    Availability::load(&app.db, tenant, plan, today, MAX_DAYS, own, now).await
}
