//! A card: what to mind, how to reach them, what comes and what was.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};

use super::super::Client;
use super::index::moment;
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::Appointment;
use crate::calendar::foreign;
use crate::contact::{Email, Phone};
use crate::error::Result;
use crate::id::ClientId;
use crate::web::{self, Page, Path};

/// Past visits on one page.
const PAGE: usize = 20;

pub fn routes() -> Router<App> {
    Router::new().route("/clients/{id}", get(show))
}

/// `clients/show.html`.
#[derive(Template)]
#[template(path = "clients/show.html")]
struct Show {
    page: Page,
    client: Client,
    next: Vec<Appointment>,
    past: Vec<Appointment>,
    /// There are older ones.
    has_older: bool,
    now: DateTime<Utc>,
}

async fn show(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsRead)?;
    let now = app.clock.now();
    let before = page.param("before").and_then(|text| text.parse().ok());
    let client = Client::find(&app.db, page.tenant.id, id).await?;
    let next = match before {
        None => Appointment::ahead_of_client(&app.db, page.tenant.id, id, now).await?,
        Some(_) => Vec::new(),
    };
    let limit = PAGE as i64 + 1;
    let before = before.unwrap_or(now);
    let mut past =
        Appointment::behind_of_client(&app.db, page.tenant.id, id, before, limit, now).await?;
    let has_older = past.len() > PAGE;
    past.truncate(PAGE);
    web::render(&Show {
        page,
        client,
        next,
        past,
        has_older,
        now,
    })
}

impl Show {
    fn lang(&self) -> Option<&'static str> {
        foreign(&self.client.name, self.page.locale)
    }

    /// "14 visits since March 2024"; nothing before the first.
    fn since(&self) -> String {
        let since = self.page.tenant.local_date(self.client.created_at);
        self.page
            .t1("client-since", "since", self.page.locale.month_year(since))
    }

    fn sees_contacts(&self) -> bool {
        self.page.can(Permission::ClientsPii)
    }

    /// Address of the link, and the number as it is read.
    fn phone(&self) -> Option<(String, String)> {
        let phone = Phone::parse(self.client.phone.as_deref()?, None).ok()?;
        Some(match self.sees_contacts() {
            true => (
                phone.tel(),
                phone.display(self.page.tenant.country.as_deref()),
            ),
            false => (String::new(), phone.masked()),
        })
    }

    fn email(&self) -> Option<(String, String)> {
        let email = Email::parse(self.client.email.as_deref()?).ok()?;
        Some(match self.sees_contacts() {
            true => (
                format!("mailto:{}", email.as_str()),
                email.as_str().to_owned(),
            ),
            false => (String::new(), email.masked()),
        })
    }

    /// "Today, 16:45", "Thursday 14 May, 16:45".
    fn when(&self, visit: &Appointment) -> String {
        let at = visit.starts_at.with_timezone(&self.page.tenant.tz());
        let today = self.page.tenant.local_date(self.now);
        let day = self.page.locale.day_relative(at.date_naive(), today);
        let time = self.page.locale.time(at.time());
        self.page.t2("client-when", "day", day, "time", time)
    }

    /// "Brow lamination, 1 h 15 min, €48.00".
    fn what(&self, visit: &Appointment) -> String {
        let length = self.page.locale.duration(visit.duration_minutes());
        let price = self.page.locale.money(visit.price());
        self.page.t3(
            "client-visit",
            "title",
            visit.title.clone(),
            "length",
            length,
            "price",
            price,
        )
    }

    fn moment(&self, visit: &Appointment) -> String {
        moment(&self.page, visit.starts_at, self.now)
    }

    fn older(&self) -> String {
        let before = self.past.last().map(|visit| visit.starts_at);
        let before = before.map(|at| at.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string());
        format!(
            "/clients/{}?before={}#past",
            self.client.id,
            before.unwrap_or_default()
        )
    }
}
