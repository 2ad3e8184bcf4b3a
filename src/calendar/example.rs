//! The example day: how a day with visits looks, in a practice that has had none yet.
//!
//! It is drawn, never stored: it takes no time, nobody is written to, and the booking page knows nothing of it. It stands
//! on the first open day until the owner removes it or the first visit is booked, whichever comes first.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::window::Window;
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::Status;
use crate::db::On;
use crate::error::Result;
use crate::i18n::key;
use crate::money::Money;
use crate::q;
use crate::schedule::local::{Span, at_minute, resolve};
use crate::schedule::model::{HoursRow, OverrideRow};
use crate::schedule::slots::{Interval, opening_intervals};
use crate::services::Service;
use crate::setup::proposals;
use crate::web::{self, Flash, Page};

/// A visit that nobody booked.
#[derive(Clone, Debug)]
pub struct Example {
    pub span: Span,
    pub client: String,
    pub title: String,
    pub price: Option<Money>,
    pub status: Status,
}

impl Example {
    /// "Manicure · €25".
    pub fn priced_title(&self, page: &Page) -> String {
        match self.price {
            Some(price) => format!("{} · {}", self.title, page.locale.money_short(price)),
            None => self.title.clone(),
        }
    }
}

/// Days from today on that are looked through for an open one.
const AHEAD: u64 = 14;
/// Minutes between two visits; the longest free time is where a lunch would be.
const PAUSES: [i64; 3] = [60, 15, 75];
const CLIENTS: [(&str, Status); 3] = [
    (key!("calendar-example-first"), Status::Confirmed),
    (key!("calendar-example-second"), Status::Pending),
    (key!("calendar-example-third"), Status::Confirmed),
];

/// Of the practice of `page`; empty when it was removed, a visit was ever booked, or the reader could not remove it.
pub async fn load(mut on: impl On, page: &Page, now: DateTime<Utc>) -> Result<Vec<Example>> {
    let tenant = &page.tenant;
    if !tenant.has_example_day || !page.can(Permission::SettingsWrite) {
        return Ok(Vec::new());
    }
    let (is_used,) = q!(
        on,
        fetch_one: (bool,),
        "SELECT EXISTS (SELECT 1 FROM appointments WHERE tenant_id = $1 AND client_id IS NOT NULL)
            OR EXISTS (SELECT 1 FROM appointments WHERE tenant_id = $1 AND client_id IS NULL AND status <> 'held')",
        tenant.id,
    )?;
    if is_used {
        return Ok(Vec::new());
    }
    let today = tenant.local_date(now);
    let last = today + Days::new(AHEAD);
    let hours = HoursRow::all(&mut on, tenant.id, None).await?;
    let hours: Vec<_> = hours.iter().map(HoursRow::weekly).collect();
    let overrides = OverrideRow::between(&mut on, tenant.id, None, today, last).await?;
    let overrides: Vec<_> = overrides.iter().map(OverrideRow::of_date).collect();
    let first_open = today
        .iter_days()
        .take_while(|date| *date <= last)
        .find_map(|date| {
            let open = opening_intervals(&hours, &overrides, date);
            open.first().map(|stretch| (date, *stretch))
        });
    let Some((date, stretch)) = first_open else {
        return Ok(Vec::new());
    };
    let offered = offered(&mut on, page).await?;
    Ok(day(page, date, stretch, &offered))
}

/// What is sold, or what the trade usually sells: name, minutes, price.
async fn offered(on: impl On, page: &Page) -> Result<Vec<(String, i64, Option<Money>)>> {
    let tenant = &page.tenant;
    let services = Service::all(on, tenant.id).await?;
    let own: Vec<_> = services
        .into_iter()
        .filter(|service| service.is_active)
        .map(|service| {
            let price = service.price(tenant.currency);
            (service.name, service.duration_minutes, Some(price))
        })
        .collect();
    if !own.is_empty() {
        return Ok(own);
    }
    let proposals = proposals(&tenant.kind, tenant.locale, tenant.currency);
    Ok(proposals
        .into_iter()
        .map(|proposal| {
            let price = proposal
                .price_minor
                .map(|minor| Money::new(minor, tenant.currency));
            (proposal.name, proposal.minutes, price)
        })
        .collect())
}

/// As many visits as the stretch of opening hours has room for.
fn day(
    page: &Page,
    date: NaiveDate,
    (open, close): Interval,
    offered: &[(String, i64, Option<Money>)],
) -> Vec<Example> {
    let mut from = open;
    let mut visits = Vec::new();
    let services = offered.iter().cycle();
    for (((client, status), pause), (title, minutes, price)) in
        CLIENTS.into_iter().zip(PAUSES).zip(services)
    {
        let start = from + pause;
        let end = start + minutes;
        if end > close {
            break;
        }
        let at = |minute| resolve(page.tenant.tz(), at_minute(date, minute));
        visits.push(Example {
            span: Span::new(at(start), at(end)),
            client: page.t(client),
            title: title.clone(),
            price: *price,
            status,
        });
        from = end;
    }
    visits
}

/// `POST /calendar/example/removal`: for good.
pub(super) async fn remove(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let now = app.clock.now();
    q!(
        &app.db,
        execute,
        "UPDATE tenants SET has_example_day = $2, updated_at = $3 WHERE id = $1",
        page.tenant.id,
        false,
        now,
    )?;
    let window = Window::asked(&page, &page.agent, page.tenant.local_date(now));
    let word = page.t("calendar-example-removed");
    Ok(web::redirect_with(&window.href(), Flash::ok(word)))
}
