//! `/calendar/offline`: today as a plain list. The service worker (`static/sw.js`) keeps the last one that it could read
//! and shows it when a page cannot be reached. It lies on the device, so that it has no allergies, notes or prices, and
//! goes at sign-out.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::Sources;
use super::model::VisitRow;
use crate::accounts::{Permission, Tenant};
use crate::app::App;
use crate::appointments::MAX_SPAN_DAYS;
use crate::contact::Phone;
use crate::error::Result;
use crate::i18n::sentence;
use crate::id::ClientId;
use crate::q;
use crate::schedule::local::day_bounds;
use crate::web::{self, Page};

#[derive(Template)]
#[template(path = "calendar/offline.html")]
struct Offline {
    page: Page,
    /// "Thursday 14 May".
    day: String,
    /// When it was read.
    as_of: String,
    visits: Vec<Visit>,
}

struct Visit {
    row: VisitRow,
    /// Address of the link, and the number as it is read.
    phone: Option<(String, String)>,
}

pub(super) async fn show(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    let (now, tenant) = (app.clock.now(), &page.tenant);
    let today = tenant.local_date(now);
    let rows = Sources::load(&app.db, tenant, None, today, today)
        .await?
        .visits;
    let phones = match page.can(Permission::ClientsPii) {
        true => phones(&app, tenant, today).await?,
        false => HashMap::new(),
    };
    let home = tenant.country.as_deref();
    let visits = rows.into_iter().map(|row| {
        let phone = row.client_id.and_then(|id| phones.get(&id));
        let phone = phone.and_then(|phone| Phone::parse(phone, None).ok());
        Visit {
            phone: phone.map(|phone| (phone.tel(), phone.display(home))),
            row,
        }
    });
    web::render(&Offline {
        day: sentence(&page.locale.day_long(today)),
        as_of: clock(&page, now),
        visits: visits.collect(),
        page,
    })
}

/// Of those who come on a day.
async fn phones(app: &App, tenant: &Tenant, date: NaiveDate) -> Result<HashMap<ClientId, String>> {
    let day = day_bounds(tenant.tz(), date);
    let rows = q!(
        &app.db,
        fetch_all: (ClientId, String),
        "SELECT c.id, c.phone FROM appointments a JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
         WHERE a.tenant_id = $1 AND a.starts_at < $3 AND a.ends_at > $2 AND a.starts_at > $4 AND c.phone IS NOT NULL",
        tenant.id,
        day.start,
        day.end,
        day.start - TimeDelta::days(MAX_SPAN_DAYS),
    )?;
    Ok(rows.into_iter().collect())
}

fn clock(page: &Page, at: DateTime<Utc>) -> String {
    page.locale.time(at.with_timezone(&page.tenant.tz()).time())
}

impl Offline {
    fn from(&self, visit: &Visit) -> String {
        clock(&self.page, visit.row.starts_at)
    }

    fn until(&self, visit: &Visit) -> String {
        clock(&self.page, visit.row.ends_at)
    }
}
