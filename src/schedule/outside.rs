//! Visits to come that the schedule does not cover any more: hours were changed, a day was closed, time was blocked.
//! They are kept; the master is told.

use std::collections::HashMap;

use chrono::{DateTime, Days, TimeDelta, Utc};
use sqlx::FromRow;

use super::blocks::{Block, expand_blocks};
use super::local::{Span, at_minute, resolve};
use super::model::{BlockRow, HoursRow, OverrideRow, Whose};
use super::slots::{Interval, Override, WeeklyHours, joined_intervals, opening_intervals};
use super::write::reason_key;
use crate::accounts::Tenant;
use crate::appointments::MAX_SPAN_DAYS;
use crate::db::On;
use crate::error::Result;
use crate::i18n::key;
use crate::id::{AppointmentId, PlaceId, ResourceId, TenantId};
use crate::places::Places;
use crate::q;

/// A visit to come, as the notice names it.
#[derive(Clone, Debug, FromRow)]
pub struct Coming {
    pub id: AppointmentId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub client_name: Option<String>,
    pub place_id: Option<PlaceId>,
}

impl Coming {
    /// Those that have a resource.
    async fn with(
        mut on: impl On,
        tenant: TenantId,
        resource: ResourceId,
        now: DateTime<Utc>,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT a.id, a.starts_at, a.ends_at, a.place_id, c.name AS client_name
             FROM allocations l JOIN appointments a ON a.tenant_id = l.tenant_id AND a.id = l.appointment_id
             LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             WHERE l.tenant_id = $1 AND l.resource_id = $2 AND l.is_active AND l.starts_at >= $3 AND a.starts_at >= $3
               AND a.status IN ('held', 'pending', 'awaiting_deposit', 'confirmed')
               AND NOT (a.status = 'held' AND a.client_id IS NULL)
             ORDER BY a.starts_at LIMIT 2000",
            tenant,
            resource,
            now,
        )?)
    }

    async fn all(mut on: impl On, tenant: TenantId, now: DateTime<Utc>) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT a.id, a.starts_at, a.ends_at, a.place_id, c.name AS client_name FROM appointments a
             LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             WHERE a.tenant_id = $1 AND a.starts_at >= $2
               AND a.status IN ('held', 'pending', 'awaiting_deposit', 'confirmed')
               AND NOT (a.status = 'held' AND a.client_id IS NULL)
             ORDER BY a.starts_at LIMIT 2000",
            tenant,
            now,
        )?)
    }
}

/// Visits to come that lie outside the opening hours of the place where they are held.
pub async fn outside_hours(
    mut on: impl On,
    tenant: &Tenant,
    now: DateTime<Utc>,
) -> Result<Vec<Coming>> {
    let visits = Coming::all(&mut on, tenant.id, now).await?;
    let (Some(first), Some(last)) = (visits.first(), visits.last()) else {
        return Ok(visits);
    };
    let span = Span::new(first.starts_at, last.ends_at);
    let places = Places::load(&mut on, tenant.id).await?;
    let (hours, overrides) = rows(on, tenant, span).await?;
    let mut openings: HashMap<Option<PlaceId>, Opening> = HashMap::new();
    let is_outside = |visit: &Coming| {
        let place = visit.place_id;
        let at = || Opening::at(&places, place, &hours, &overrides);
        let opening = openings.entry(place).or_insert_with(at);
        !opening.covers(tenant, Span::new(visit.starts_at, visit.ends_at))
    };
    Ok(visits.into_iter().filter(is_outside).collect())
}

/// The practice's hours about some time.
struct Opening {
    hours: Vec<WeeklyHours>,
    overrides: Vec<Override>,
}

async fn rows(
    mut on: impl On,
    tenant: &Tenant,
    span: Span,
) -> Result<(Vec<HoursRow>, Vec<Override>)> {
    let from = tenant.local_date(span.start) - Days::new(1);
    let to = tenant.local_date(span.end) + Days::new(1);
    let hours = HoursRow::all(&mut on, tenant.id, None).await?;
    let overrides = OverrideRow::between(&mut on, tenant.id, None, from, to).await?;
    Ok((hours, overrides.iter().map(OverrideRow::of_date).collect()))
}

impl Opening {
    /// At any place.
    async fn load(on: impl On, tenant: &Tenant, span: Span) -> Result<Self> {
        let (hours, overrides) = rows(on, tenant, span).await?;
        let hours = hours.iter().map(HoursRow::weekly).collect();
        Ok(Self { hours, overrides })
    }

    fn at(
        places: &Places,
        place: Option<PlaceId>,
        hours: &[HoursRow],
        overrides: &[Override],
    ) -> Self {
        Self {
            hours: places.hours_at(place, hours),
            overrides: places.overrides_at(place, hours, overrides.to_vec()),
        }
    }

    fn covers(&self, tenant: &Tenant, visit: Span) -> bool {
        let date = tenant.local_date(visit.start);
        let instant = |minute| resolve(tenant.tz(), at_minute(date, minute));
        // Nights run into the next day, so its neighbours count.
        let open = (-1..=1).filter_map(|shift| {
            let other = date.checked_add_signed(TimeDelta::days(shift))?;
            let open = opening_intervals(&self.hours, &self.overrides, other);
            Some((shift * 1440, open))
        });
        let open: Vec<Interval> = open
            .flat_map(|(midnight, open)| {
                open.into_iter()
                    .map(move |(from, to)| (midnight + from, midnight + to))
            })
            .collect();
        joined_intervals(&open)
            .into_iter()
            .map(|(from, to)| Span::new(instant(from), instant(to)))
            .any(|span| span.start <= visit.start && visit.end <= span.end)
    }
}

/// Why the schedule would not have offered a time. The master may put a visit there all the same, and is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// Outside the opening hours.
    Closed,
    /// Time that is blocked; the key of the reason's name.
    Blocked(&'static str),
}

/// Why `visit` lies outside the schedule; None when it does not.
pub async fn why_outside(mut on: impl On, tenant: &Tenant, visit: Span) -> Result<Option<Outside>> {
    let (first, last) = (tenant.local_date(visit.start), tenant.local_date(visit.end));
    for row in BlockRow::between(&mut on, tenant.id, None, first, last).await? {
        let blocks: Vec<Block> = row.block().into_iter().collect();
        let spans = expand_blocks(&blocks, tenant.tz(), visit.start, visit.end).unwrap_or_default();
        if spans.iter().any(|span| span.overlaps(&visit)) {
            return Ok(Some(Outside::Blocked(reason_key(&row.reason))));
        }
    }
    if is_elsewhere(&mut on, tenant.id, visit).await? {
        return Ok(Some(Outside::Blocked(key!("schedule-reason-elsewhere"))));
    }
    let opening = Opening::load(on, tenant, visit).await?;
    Ok((!opening.covers(tenant, visit)).then_some(Outside::Closed))
}

/// Whether the master is busy in a calendar outside.
async fn is_elsewhere(mut on: impl On, tenant: TenantId, visit: Span) -> Result<bool> {
    let found = q!(
        on,
        fetch_optional: (i64,),
        "SELECT CAST(1 AS bigint) FROM resources r JOIN busy_times b ON b.tenant_id = r.tenant_id AND b.resource_id = r.id
         WHERE r.tenant_id = $1 AND r.kind = 'master' AND b.starts_at < $3 AND b.ends_at > $2 AND b.starts_at > $4 LIMIT 1",
        tenant,
        visit.start,
        visit.end,
        visit.start - TimeDelta::days(MAX_SPAN_DAYS),
    )?;
    Ok(found.is_some())
}

/// Visits to come that share time with the block.
pub async fn within_block(
    mut on: impl On,
    tenant: &Tenant,
    whose: Whose,
    block: &Block,
    now: DateTime<Utc>,
) -> Result<Vec<Coming>> {
    let visits = match whose {
        None => Coming::all(on, tenant.id, now).await?,
        Some(resource) => Coming::with(&mut on, tenant.id, resource, now).await?,
    };
    let Some(last) = visits.iter().map(|visit| visit.ends_at).max() else {
        return Ok(visits);
    };
    let spans =
        expand_blocks(std::slice::from_ref(block), tenant.tz(), now, last).unwrap_or_default();
    let is_within = |visit: &Coming| {
        let own = Span::new(visit.starts_at, visit.ends_at);
        spans.iter().any(|span| span.overlaps(&own))
    };
    Ok(visits.into_iter().filter(is_within).collect())
}
