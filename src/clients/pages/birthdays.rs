//! `/clients/birthdays`: who has one in the coming weeks, a page at a time.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;

use super::super::{Client, Soon};
use crate::accounts::Permission;
use crate::app::App;
use crate::calendar::foreign;
use crate::contact::Phone;
use crate::error::Result;
use crate::web::{self, Page};

const DAYS: u64 = 45;
const PAGE: usize = 50;

pub fn routes() -> Router<App> {
    Router::new().route("/clients/birthdays", get(index))
}

/// `clients/birthdays.html`
#[derive(Template)]
#[template(path = "clients/birthdays.html")]
struct Index {
    page: Page,
    rows: Vec<(NaiveDate, Soon)>,
    /// The next page's address; "" is none.
    next: String,
    today: NaiveDate,
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ClientsRead)?;
    let today = page.tenant.local_date(app.clock.now());
    let after = page.param("after").and_then(|id| id.parse().ok());
    let (tenant, limit) = (page.tenant.id, PAGE as i64 + 1);
    let mut rows = Client::birthdays(&app.db, tenant, today, DAYS, after, limit).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().filter(|_| more);
    let next = last.map(|(_, soon)| format!("/clients/birthdays?after={}", soon.id));
    web::render(&Index {
        page,
        rows,
        next: next.unwrap_or_default(),
        today,
    })
}

impl Index {
    /// "Today", "Tomorrow", "Thursday 14 May".
    fn day(&self, date: &NaiveDate) -> String {
        crate::i18n::sentence(&self.page.locale.day_relative(*date, self.today))
    }

    /// "turns 36"
    fn age(&self, date: &NaiveDate, soon: &Soon) -> String {
        soon.birthday()
            .and_then(|birthday| birthday.age_on(*date))
            .map(|age| self.page.t1("client-turns", "n", i64::from(age)))
            .unwrap_or_default()
    }

    fn phone(&self, soon: &Soon) -> Option<(String, String)> {
        let phone = Phone::parse(soon.phone.as_deref()?, None).ok()?;
        self.page.can(Permission::ClientsPii).then(|| {
            (
                phone.tel(),
                phone.display(self.page.tenant.country.as_deref()),
            )
        })
    }

    fn lang(&self, soon: &Soon) -> Option<&'static str> {
        foreign(&soon.name, self.page.locale)
    }
}
