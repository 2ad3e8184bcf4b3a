//! `/services`: the list, by category, and its order.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::{Confirmation, Service};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::ServiceId;
use crate::web::{self, Form, Page};

#[derive(Template)]
#[template(path = "services/index.html")]
struct Index {
    page: Page,
    groups: Vec<Group>,
    inactive: Vec<Row>,
    /// Arrows instead of links.
    ordering: bool,
}

/// The services of one category, in order.
struct Group {
    category: String,
    rows: Vec<Row>,
}

struct Row {
    id: ServiceId,
    name: String,
    price: String,
    /// Length, number of variants, and what sets it apart.
    facts: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct IndexQuery {
    order: Option<String>,
}

pub(super) async fn index(
    page: Page,
    State(app): State<App>,
    Query(query): Query<IndexQuery>,
) -> Result<Response> {
    let services = Service::all(&app.db, page.tenant.id).await?;
    let counts: HashMap<ServiceId, i64> = Service::variant_counts(&app.db, page.tenant.id)
        .await?
        .into_iter()
        .collect();
    let row = |service: &Service| Row::new(&page, service, counts.get(&service.id).copied());
    let inactive = services
        .iter()
        .filter(|service| !service.is_active)
        .map(row)
        .collect();
    let groups = grouped(&services)
        .into_iter()
        .map(|(category, services)| Group {
            category,
            rows: services.into_iter().map(row).collect(),
        })
        .collect();
    let ordering = query.order.is_some() && page.can(Permission::ServicesWrite);
    web::render(&Index {
        groups,
        inactive,
        ordering,
        page,
    })
}

/// Active services by category; a category stands where its first service stands.
fn grouped(services: &[Service]) -> Vec<(String, Vec<&Service>)> {
    let mut groups: Vec<(String, Vec<&Service>)> = Vec::new();
    for service in services.iter().filter(|service| service.is_active) {
        match groups
            .iter_mut()
            .find(|(category, _)| *category == service.category)
        {
            Some((_, group)) => group.push(service),
            None => groups.push((service.category.clone(), vec![service])),
        }
    }
    groups
}

impl Row {
    fn new(page: &Page, service: &Service, variants: Option<i64>) -> Self {
        let mut facts = vec![page.locale.duration(service.duration_minutes)];
        if let Some(n) = variants {
            facts.push(page.t1("services-n-variants", "n", n));
        }
        if service.capacity > 1 {
            facts.push(page.t1("services-n-places", "n", service.capacity));
        }
        if service.confirmation == Confirmation::Manual {
            facts.push(page.t("services-by-request"));
        }
        if service.visibility == "link" {
            facts.push(page.t("services-by-link"));
        }
        Self {
            id: service.id,
            name: service.name.clone(),
            price: price_text(page, service),
            facts,
        }
    }
}

fn price_text(page: &Page, service: &Service) -> String {
    let price = page.locale.money_short(service.price(page.tenant.currency));
    if service.price_from {
        page.t1("services-price-from", "price", price)
    } else {
        price
    }
}

/// One step up or down: of a service within its category, or of a whole category.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    id: Option<ServiceId>,
    category: Option<String>,
    to: Direction,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Direction {
    Up,
    Down,
}

pub(super) async fn order(
    page: Page,
    State(app): State<App>,
    Form(step): Form<Step>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let mut tx = app.db.begin().await?;
    let services = Service::all(&mut tx, page.tenant.id).await?;
    let mut groups: Vec<Vec<ServiceId>> = Vec::new();
    let mut place = None;
    for (category, group) in grouped(&services) {
        if step.id.is_none() && step.category.as_ref() == Some(&category) {
            place = Some((groups.len(), None));
        }
        let ids: Vec<ServiceId> = group.iter().map(|service| service.id).collect();
        if let Some(at) = ids.iter().position(|id| Some(*id) == step.id) {
            place = Some((groups.len(), Some(at)));
        }
        groups.push(ids);
    }
    match place.ok_or(Error::NotFound)? {
        (group, Some(at)) => shift(&mut groups[group], at, step.to),
        (group, None) => shift(&mut groups, group, step.to),
    }
    Service::put_in_order(
        &mut tx,
        page.tenant.id,
        &page.actor(),
        &groups.concat(),
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    let place = step.id.map(|id| format!("#s-{id}")).unwrap_or_default();
    Ok(web::redirect(&format!("/services?order=1{place}")))
}

/// Changes places with the neighbour, if there is one.
fn shift<T>(list: &mut [T], at: usize, to: Direction) {
    let other = match to {
        Direction::Up => at.checked_sub(1),
        Direction::Down => Some(at + 1).filter(|next| *next < list.len()),
    };
    if let Some(other) = other {
        list.swap(at, other);
    }
}
