//! The accountant's file: the issued documents of some days, with a pair of columns for each tax rate that occurs.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;

use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::events::{self, Kind, Object};
use crate::i18n::key;
use crate::invoices::export;
use crate::web::{Form, Page, download};

pub fn routes() -> Router<App> {
    Router::new().route("/invoices/exports", post(create))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    from: String,
    to: String,
    #[serde(default)]
    delimiter: String,
}

/// Days that one file may span.
const MOST_DAYS: i64 = 3 * 366;

async fn create(page: Page, State(app): State<App>, Form(form): Form<Fields>) -> Result<Response> {
    page.require(Permission::InvoicesRead)?;
    let day = |text: &str| {
        let date = text.parse::<NaiveDate>();
        date.map_err(|_| Error::Invalid(key!("field-bad-date")))
    };
    let (from, to) = (day(&form.from)?, day(&form.to)?);
    if to < from || (to - from).num_days() > MOST_DAYS {
        return Err(Error::Invalid(key!("invoices-export-days")));
    }
    let delimiter = if form.delimiter == "semicolon" {
        b';'
    } else {
        b','
    };
    let tenant = page.tenant.id;
    let file = export::csv(&app, tenant, page.locale, from, to, delimiter).await?;
    let mut tx = app.db.begin().await?;
    let data = json!({ "from": from, "to": to });
    let (actor, now) = (page.actor(), app.clock.now());
    let object = Object::Tenant(tenant);
    events::record(
        &mut tx,
        tenant,
        &actor,
        Kind::InvoicesExported,
        object,
        data,
        now,
    )
    .await?;
    tx.commit().await?;
    download(
        &format!("invoices-{from}-{to}.csv"),
        "text/csv; charset=utf-8",
        file,
    )
}
