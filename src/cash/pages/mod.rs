//! `/cash?date=2026-05-14`: the day, the rows behind its figures, and closing it.

mod closing;
mod index;
mod rows;

use axum::Router;
use axum::routing::get;
use chrono::{DateTime, NaiveDate, Utc};

use crate::app::App;
use crate::web::Page;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/cash", get(index::index))
        .route("/cash/rows", get(rows::index))
        .route(
            "/cash/closings/new",
            get(closing::new).post(closing::create),
        )
}

/// The day that is asked for, or today; and today.
fn day_of(page: &Page, now: DateTime<Utc>) -> (NaiveDate, NaiveDate) {
    let today = page.tenant.local_date(now);
    let asked = page.param("date").and_then(|date| date.parse().ok());
    let first = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
    let asked = asked.filter(|day: &NaiveDate| *day >= first && *day <= today);
    (asked.unwrap_or(today), today)
}

/// "14:05" in the practice's zone.
fn time(page: &Page, at: DateTime<Utc>) -> String {
    page.locale.time(at.with_timezone(&page.tenant.tz()).time())
}
