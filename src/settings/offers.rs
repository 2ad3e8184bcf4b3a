//! `/settings/booking/preview`: which times clients are offered on a day, under the rule that holds and under the other one, so
//! that the master sees what each does. Reads only.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{NaiveDate, NaiveTime};

use crate::accounts::{Permission, Tenant};
use crate::app::App;
use crate::calendar::parse_date;
use crate::error::Result;
use crate::places::Places;
use crate::schedule::availability::Availability;
use crate::services::{Choice, Plan, Service};
use crate::web::{self, Page};

#[derive(Template)]
#[template(path = "settings/offers.html")]
struct Show {
    page: Page,
    date: NaiveDate,
    /// Slugs and names.
    services: Vec<(String, String)>,
    /// The slug of the one that is shown; empty: there is none.
    service: String,
    /// The one that holds first.
    offers: Vec<Offered>,
}

/// What one rule gives.
struct Offered {
    /// "all" or "tight".
    rule: &'static str,
    holds: bool,
    /// By the clock, each with whether only this rule gives it.
    times: Vec<(NaiveTime, bool)>,
}

pub(super) async fn show(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let services = Service::all(&app.db, tenant).await?;
    let services: Vec<(String, String)> = services
        .into_iter()
        .filter(|service| service.is_active)
        .map(|service| (service.slug, service.name))
        .collect();
    let asked = page.param("service").unwrap_or_default();
    let is_known = services.iter().any(|(slug, _)| *slug == asked);
    let first = services.first().map(|(slug, _)| slug.clone());
    let service = match is_known {
        true => asked,
        false => first.unwrap_or_default(),
    };
    let today = page.tenant.local_date(now);
    let date = page.param("date").and_then(|date| parse_date(&date));
    let date = date.unwrap_or(today);
    let mut offers = Vec::new();
    if !service.is_empty() {
        let choice = Choice::by_slugs(&app.db, tenant, &service, None, &[]).await?;
        let plan = Plan::one(choice, page.tenant.currency);
        let all = times(&app, &page.tenant, "all", &plan, date).await?;
        let tight = times(&app, &page.tenant, "tight", &plan, date).await?;
        offers.push(Offered::new("all", &page.tenant, &all, &tight));
        offers.push(Offered::new("tight", &page.tenant, &tight, &all));
        offers.sort_by_key(|offered| !offered.holds);
    }
    web::render(&Show {
        page,
        date,
        services,
        service,
        offers,
    })
}

/// As clients would be offered them under a rule.
async fn times(
    app: &App,
    tenant: &Tenant,
    rule: &str,
    plan: &Plan,
    date: NaiveDate,
) -> Result<Vec<NaiveTime>> {
    let mut tenant = tenant.clone();
    tenant.rules.offer = rule.to_owned();
    offered(app, &tenant, plan, date).await
}

/// What clients are offered of a plan on a day, by the clock; at whichever of the practice's own places.
pub(super) async fn offered(
    app: &App,
    tenant: &Tenant,
    plan: &Plan,
    date: NaiveDate,
) -> Result<Vec<NaiveTime>> {
    let now = app.clock.now();
    let places = Places::load(&app.db, tenant.id).await?;
    let mut plan = plan.clone();
    let mut times = BTreeSet::new();
    for place in places.each_or_none(&plan.service_ids()) {
        plan.place = place;
        let day = Availability::load(&app.db, tenant, &plan, date, 1, None, now).await?;
        let slots = day.days().into_iter().flat_map(|day| day.slots);
        times.extend(slots.map(|slot| slot.start.time()));
    }
    Ok(times.into_iter().collect())
}

impl Offered {
    fn new(rule: &'static str, tenant: &Tenant, own: &[NaiveTime], other: &[NaiveTime]) -> Self {
        let times = own.iter().map(|time| (*time, !other.contains(time)));
        Self {
            rule,
            holds: tenant.rules.offer == rule,
            times: times.collect(),
        }
    }

    /// The rule in words.
    fn title(&self, page: &Page) -> String {
        page.t(match self.rule {
            "tight" => "settings-offer-tight",
            _ => "settings-offer-all",
        })
    }
}

impl Show {
    fn clock(&self, time: &NaiveTime) -> String {
        self.page.locale.time(*time)
    }

    /// "Thursday 14 May"
    fn day(&self) -> String {
        self.page.locale.day_long(self.date)
    }
}
