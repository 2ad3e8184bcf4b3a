//! The accountant's file: the issued documents of some days, with a pair of columns for each tax rate that occurs.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use serde_json::json;

use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::events::{self, Kind, Object};
use crate::i18n::key;
use crate::invoices::export;
use crate::schedule::typed;
use crate::web::{self, Errors, Form, Page, download};

use super::months::Index;

pub fn routes() -> Router<App> {
    Router::new().route("/invoices/exports", post(create))
}

/// As typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    pub from: String,
    pub to: String,
    #[serde(default)]
    pub delimiter: String,
}

impl Fields {
    pub fn of_year(year: i32, semicolon: bool) -> Self {
        let delimiter = if semicolon { "semicolon" } else { "comma" };
        Self {
            from: format!("{year}-01-01"),
            to: format!("{year}-12-31"),
            delimiter: delimiter.to_owned(),
        }
    }

    /// The first and the last day of the file.
    fn days(&self, errors: &mut Errors) -> Option<(NaiveDate, NaiveDate)> {
        let from = errors.take("from", typed::date(&self.from));
        let to = errors.take("to", typed::date(&self.to));
        let (from, to) = (from?, to?);
        if to < from || (to - from).num_days() > MOST_DAYS {
            errors.add("to", key!("invoices-export-days"));
            return None;
        }
        Some((from, to))
    }
}

/// Days that one file may span.
const MOST_DAYS: i64 = 3 * 366;

async fn create(page: Page, State(app): State<App>, Form(form): Form<Fields>) -> Result<Response> {
    page.require(Permission::InvoicesRead)?;
    let mut errors = Errors::default();
    let Some((from, to)) = form.days(&mut errors) else {
        let year = page.tenant.local_date(app.clock.now()).year();
        return web::render_invalid(&Index::load(&app, page, year, form, errors).await?);
    };
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
