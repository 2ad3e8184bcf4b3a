//! What a replay is made of, in four statements whatever the length of the history: the rules, the schedule, the visits of the
//! last weeks and what they consisted of.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::FromRow;

use super::replay::{Past, RuleSet, World};
use crate::accounts::Tenant;
use crate::appointments::{Source, Status, Who};
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, ServiceId, TenantId};
use crate::payments::Rules;
use crate::q;
use crate::schedule::availability::blocked_spans;
use crate::schedule::gathered::{Gathered, Wish};
use crate::schedule::local::{self, Span};
use crate::services::Service;

/// How far back is looked.
pub const DAYS: u64 = 90;
/// Visits that are looked at; of more, the latest.
pub const MOST: i64 = 3000;

/// Everything that a replay needs.
pub struct History {
    pub world: World,
    pub visits: Vec<Past>,
    /// As the list shows it: title and client, by visit.
    pub names: BTreeMap<AppointmentId, (String, Option<String>)>,
    /// There were more than are looked at.
    pub is_cut: bool,
}

#[derive(FromRow)]
struct Row {
    id: AppointmentId,
    status: Status,
    source: Source,
    title: String,
    client_name: Option<String>,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    busy_from: DateTime<Utc>,
    busy_to: DateTime<Utc>,
    price_minor: i64,
    final_price_minor: Option<i64>,
    cancelled_by: Option<Who>,
    cancelled_at: Option<DateTime<Utc>>,
    cancelled_from: Option<Status>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    is_moved: bool,
}

/// The rules that hold.
pub async fn rules(mut on: impl On, tenant: &Tenant) -> Result<RuleSet> {
    let services = Service::all(&mut on, tenant.id).await?;
    Ok(RuleSet {
        practice: tenant.rules.clone(),
        money: Rules::of(on, tenant.id).await?,
        services: services.into_iter().map(|one| (one.id, one)).collect(),
    })
}

/// The last weeks up to yesterday.
pub async fn history(mut on: impl On, tenant: &Tenant, now: DateTime<Utc>) -> Result<History> {
    let until = tenant.local_date(now);
    let from = until.checked_sub_days(Days::new(DAYS)).unwrap_or(until);
    let tz = tenant.tz();
    let window = Span::new(
        local::day_bounds(tz, from).start,
        local::day_bounds(tz, until).start,
    );
    let mut rows = rows(&mut on, tenant.id, window).await?;
    let is_cut = rows.len() as i64 > MOST;
    rows.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    // What was cut off is no free time either.
    let first = match (is_cut, rows.last()) {
        (true, Some(row)) => tenant.local_date(row.starts_at).succ_opt().unwrap_or(from),
        _ => from,
    };
    let window = Span::new(local::day_bounds(tz, first).start, window.end);
    let mut items = items(&mut on, tenant.id, window).await?;
    let world = world(&mut on, tenant, first, until, window, now).await?;
    let mut names = BTreeMap::new();
    let mut visits = Vec::new();
    for row in rows {
        if row.starts_at < window.start {
            continue;
        }
        let of_it = items.remove(&row.id).unwrap_or_default();
        names.insert(row.id, (row.title.clone(), row.client_name.clone()));
        visits.push(row.past(of_it));
    }
    Ok(History {
        world,
        visits,
        names,
        is_cut,
    })
}

async fn rows(mut on: impl On, tenant: TenantId, window: Span) -> Result<Vec<Row>> {
    Ok(q!(
        on,
        fetch_all: Row,
        "SELECT a.id, a.status, a.source, a.title, c.name AS client_name, a.starts_at, a.ends_at, a.busy_from, a.busy_to,
            a.price_minor, a.final_price_minor, a.cancelled_by, a.cancelled_at, a.cancelled_from, a.created_at, a.updated_at,
            EXISTS (SELECT 1 FROM events e WHERE e.tenant_id = a.tenant_id AND e.object_kind = 'appointment'
                AND e.object_id = a.id AND e.kind = 'appointment.moved') AS is_moved
         FROM appointments a LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
         WHERE a.tenant_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3 ORDER BY a.starts_at DESC LIMIT $4",
        tenant,
        window.start,
        window.end,
        MOST + 1,
    )?)
}

async fn items(
    mut on: impl On,
    tenant: TenantId,
    window: Span,
) -> Result<BTreeMap<AppointmentId, Vec<(ServiceId, i64)>>> {
    let mut rows = q!(
        on,
        fetch_all: (AppointmentId, i64, ServiceId, i64),
        "SELECT i.appointment_id, i.position, i.service_id, i.price_minor FROM appointments a
         JOIN appointment_items i ON i.tenant_id = a.tenant_id AND i.appointment_id = a.id
         WHERE a.tenant_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3",
        tenant,
        window.start,
        window.end,
    )?;
    rows.sort_by_key(|(visit, position, ..)| (*visit, *position));
    let mut items: BTreeMap<AppointmentId, Vec<(ServiceId, i64)>> = BTreeMap::new();
    for (visit, _, service, price) in rows {
        items.entry(visit).or_default().push((service, price));
    }
    Ok(items)
}

/// Hours, exceptions and blocks, as they are now.
async fn world(
    on: impl On,
    tenant: &Tenant,
    from: NaiveDate,
    until: NaiveDate,
    window: Span,
    now: DateTime<Utc>,
) -> Result<World> {
    let wish = Wish {
        tenant: tenant.id,
        services: &[],
        first: from,
        last: until,
        // Nothing that is taken: the visits are read by themselves.
        window: Span::new(window.end, window.end),
        without: None,
        now,
    };
    let gathered = Gathered::load(on, wish).await?;
    Ok(World {
        tz: tenant.tz(),
        hours: gathered.hours,
        overrides: gathered.overrides,
        blocks: blocked_spans(&gathered.blocks, tenant.tz(), window),
        from,
        until,
    })
}

impl Row {
    fn past(self, items: Vec<(ServiceId, i64)>) -> Past {
        let ended = self.cancelled_at.unwrap_or(self.updated_at);
        let is_gone = matches!(self.status, Status::Cancelled | Status::Expired);
        // A request that was never answered cannot be cancelled late.
        let was_agreed =
            self.cancelled_at.is_none() || self.cancelled_from == Some(Status::Confirmed);
        let by_client = self.cancelled_by == Some(Who::Client) && was_agreed;
        Past {
            id: self.id,
            items,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            busy: Span::new(self.busy_from, self.busy_to),
            booked_at: self.created_at,
            gone_at: is_gone.then_some(ended),
            cancelled_at: (self.status == Status::Cancelled && by_client).then_some(ended),
            is_no_show: self.status == Status::NoShow,
            took_place: self.status == Status::Completed,
            price_minor: self.final_price_minor.unwrap_or(self.price_minor),
            by_client: matches!(self.source, Source::Public | Source::Api | Source::Voice),
            is_moved: self.is_moved,
        }
    }
}
