//! Regulars who are due: who usually comes every so many weeks, is past that, has nothing booked, and whose usual service fits
//! a time that came free. A suggestion to the master; nobody is written to by itself.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::candidates::{best_start, free_slots};
use super::model::Opening;
use crate::accounts::Tenant;
use crate::app::App;
use crate::clients::{Client, habit_days};
use crate::db::On;
use crate::error::{Error, Result};
use crate::id::{ClientId, TenantId};
use crate::places::Places;
use crate::q;
use crate::services::{Choice, Plan};

/// How far back a habit is read from, and how many visits are looked at.
const BACK: TimeDelta = TimeDelta::days(400);
const MOST_VISITS: i64 = 5000;
/// Whoever has not come for so many times their usual distance has gone.
const GONE: i64 = 4;
/// How many are proposed.
const MOST: usize = 5;

/// Somebody to think of.
#[derive(Clone, Debug)]
pub struct Regular {
    pub client: Client,
    /// The service's slug, with its variant's after a slash.
    pub what: String,
    pub plan: Plan,
    pub start: DateTime<Utc>,
    /// Comes every so many days; the last time was so many days ago.
    pub every: i64,
    pub ago: i64,
}

impl Regular {
    /// Whether a time may be offered by mail: they did not ask for it, so that it is advertising.
    pub fn may_be_written(&self) -> bool {
        self.client.email.is_some() && self.client.allows_marketing()
    }
}

/// Those who fit an opening, the longest overdue first; `without` wait for it already.
pub async fn find(
    app: &App,
    tenant: &Tenant,
    opening: &Opening,
    without: &HashSet<ClientId>,
    now: DateTime<Utc>,
) -> Result<Vec<Regular>> {
    let mut due = overdue(&app.db, tenant.id, now).await?;
    due.retain(|(client, ..)| !without.contains(client));
    let clients: Vec<ClientId> = due.iter().map(|(client, ..)| *client).collect();
    let usual = usual(&app.db, tenant.id, &clients).await?;
    let places = Places::load(&app.db, tenant.id).await?;
    let there = opening.place(&app.db, tenant, &places).await?;
    // Most have one of a few services: each is looked up once.
    let mut known: HashMap<&str, Option<(Plan, DateTime<Utc>)>> = HashMap::new();
    let mut found = Vec::new();
    for (client, every, ago) in due {
        let Some(what) = usual.get(&client) else {
            continue;
        };
        if !known.contains_key(what.as_str()) {
            let plan = plan_of(app, tenant, what).await?;
            let plan = plan.map(|plan| Plan {
                place: places.fitting(there, &plan.service_ids()),
                ..plan
            });
            let at = match plan {
                Some(plan) => earliest(app, tenant, plan, opening, now).await?,
                None => None,
            };
            known.insert(what, at);
        }
        let Some((plan, start)) = known.get(what.as_str()).cloned().flatten() else {
            continue;
        };
        let client = match Client::in_use(&app.db, tenant.id, client).await {
            Ok(client) => client,
            Err(Error::NotFound | Error::Conflict(_)) => continue,
            Err(other) => return Err(other),
        };
        found.push(Regular {
            client,
            what: what.clone(),
            plan,
            start,
            every,
            ago,
        });
        if found.len() >= MOST {
            break;
        }
    }
    Ok(found)
}

/// The start of a service that would fill most of an opening; none where it does not fit.
async fn earliest(
    app: &App,
    tenant: &Tenant,
    plan: Plan,
    opening: &Opening,
    now: DateTime<Utc>,
) -> Result<Option<(Plan, DateTime<Utc>)>> {
    let slots = free_slots(&app.db, tenant, &plan, opening, now).await?;
    let start = best_start(slots.iter(), &plan, opening);
    Ok(start.map(|start| (plan, start)))
}

/// What a line of the list of services stands for, as the master may book it.
pub async fn plan_of(app: &App, tenant: &Tenant, what: &str) -> Result<Option<Plan>> {
    let (service, variant) = match what.split_once('/') {
        Some((service, variant)) => (service, Some(variant)),
        None => (what, None),
    };
    match Choice::by_slugs(&app.db, tenant.id, service, variant, &[]).await {
        Ok(choice) => Ok(Some(Plan::one(choice, tenant.currency).for_master())),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Clients with a habit who are past it and have nothing booked: who, how often, how long ago. The longest overdue first.
async fn overdue(
    mut on: impl On,
    tenant: TenantId,
    now: DateTime<Utc>,
) -> Result<Vec<(ClientId, i64, i64)>> {
    let rows = q!(
        on,
        fetch_all: (ClientId, DateTime<Utc>, bool),
        "SELECT a.client_id, a.starts_at, a.status = 'completed' FROM appointments a
         JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id AND c.blocked_at IS NULL AND c.erased_at IS NULL
            AND c.locked_at IS NULL
         WHERE a.tenant_id = $1 AND a.starts_at > $2
            AND (a.status = 'completed' OR (a.starts_at > $3 AND a.status NOT IN ('cancelled', 'expired', 'no_show')))
         ORDER BY a.starts_at DESC LIMIT $4",
        tenant,
        now - BACK,
        now,
        MOST_VISITS,
    )?;
    let booked: HashSet<ClientId> = rows
        .iter()
        .filter(|(_, start, _)| *start > now)
        .map(|(client, ..)| *client)
        .collect();
    let mut visits: std::collections::BTreeMap<ClientId, Vec<DateTime<Utc>>> = Default::default();
    for (client, start, is_done) in rows {
        if is_done && !booked.contains(&client) {
            let own = visits.entry(client).or_default();
            if own.len() < 8 {
                own.push(start);
            }
        }
    }
    let mut due: Vec<(ClientId, i64, i64)> = visits
        .into_iter()
        .filter_map(|(client, own)| {
            let every = habit_days(&own)?;
            let ago = ((now - *own.first()?).num_hours() + 12) / 24;
            (ago > every && ago <= every * GONE).then_some((client, every, ago))
        })
        .collect();
    due.sort_by_key(|(client, every, ago)| (-(ago * 100 / every.max(&1)), *client));
    Ok(due)
}

/// What a client had last and can still be booked.
pub async fn last_of(on: impl On, tenant: TenantId, client: ClientId) -> Result<Option<String>> {
    Ok(usual(on, tenant, &[client]).await?.remove(&client))
}

/// What clients had last and can still be booked: most people come for the same again.
async fn usual(
    mut on: impl On,
    tenant: TenantId,
    clients: &[ClientId],
) -> Result<HashMap<ClientId, String>> {
    let ids = serde_json::to_string(clients).map_err(Error::internal)?;
    let rows = q!(
        on,
        fetch_all: (ClientId, String, Option<String>),
        {
            sqlite: "SELECT client_id, service, variant FROM (
                    SELECT a.client_id, s.slug AS service, v.slug AS variant,
                        ROW_NUMBER() OVER (PARTITION BY a.client_id ORDER BY a.starts_at DESC) AS nth
                    FROM appointments a
                    JOIN appointment_items i ON i.tenant_id = a.tenant_id AND i.appointment_id = a.id AND i.position = 0
                    JOIN services s ON s.tenant_id = i.tenant_id AND s.id = i.service_id
                    LEFT JOIN service_variants v ON v.tenant_id = i.tenant_id AND v.id = i.variant_id AND v.is_active
                    WHERE a.tenant_id = $1 AND a.client_id IN (SELECT unhex(value, '-') FROM json_each($2))
                        AND s.is_active AND a.status NOT IN ('cancelled', 'expired')) had
                 WHERE nth = 1",
            pg: "SELECT client_id, service, variant FROM (
                    SELECT a.client_id, s.slug AS service, v.slug AS variant,
                        ROW_NUMBER() OVER (PARTITION BY a.client_id ORDER BY a.starts_at DESC) AS nth
                    FROM appointments a
                    JOIN appointment_items i ON i.tenant_id = a.tenant_id AND i.appointment_id = a.id AND i.position = 0
                    JOIN services s ON s.tenant_id = i.tenant_id AND s.id = i.service_id
                    LEFT JOIN service_variants v ON v.tenant_id = i.tenant_id AND v.id = i.variant_id AND v.is_active
                    WHERE a.tenant_id = $1 AND s.is_active AND a.status NOT IN ('cancelled', 'expired')
                        AND a.client_id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2::jsonb) e)) had
                 WHERE nth = 1",
        },
        tenant,
        ids,
    )?;
    let named = |(client, service, variant): (ClientId, String, Option<String>)| match variant {
        Some(variant) => (client, format!("{service}/{variant}")),
        None => (client, service),
    };
    Ok(rows.into_iter().map(named).collect())
}
