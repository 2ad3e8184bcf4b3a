//! `/settings/payments`: who takes the money, what clients see, what is asked for ahead, and what providers told.
//!
//! Keys are tried before they are kept, asked for together with the password, and never shown again.

mod keys;
mod rules;
mod told;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::Account;
use super::model::{Rules, Way};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::i18n::key;
use crate::web::{self, Page};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/payments", get(index))
        .merge(rules::routes())
        .merge(told::routes())
        .merge(keys::routes())
}

/// One way, as the page lists it.
struct Row {
    way: Way,
    name: String,
    about: String,
    status: String,
    look: &'static str,
}

#[derive(Template)]
#[template(path = "payments/settings.html")]
struct Index {
    page: Page,
    rows: Vec<Row>,
    rules: String,
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let all = Account::all(&app.db, page.tenant.id).await?;
    let offered = Account::offered(&app, &app.db, page.tenant.id, page.tenant.currency).await?;
    let rows = [Way::Yookassa, Way::Stripe, Way::Transfer, Way::Sandbox];
    let rows = rows.map(|way| row(&page, way, &all, offered.contains(&way)));
    let rules = Rules::of(&app.db, page.tenant.id).await?;
    web::render(&Index {
        rules: page.t1("payments-rules-short", "n", rules.hold_minutes),
        page,
        rows: rows.into(),
    })
}

fn row(page: &Page, way: Way, all: &[Account], is_offered: bool) -> Row {
    let account = all.iter().find(|account| account.provider == way);
    let (status, look) = match account {
        Some(account) if account.last_error.is_some() => ("payments-state-refused", "no-show"),
        _ if is_offered => ("payments-state-shown", "completed"),
        Some(_) => ("payments-state-hidden", "waitlist"),
        None => ("payments-state-off", "cancelled"),
    };
    let about = match account.map(|account| account.last_four.as_str()) {
        Some(four) if !four.is_empty() => page.t1("payments-key-ends", "four", four),
        _ => page.t(about(way)),
    };
    Row {
        way,
        name: page.t(way.key()),
        about,
        status: page.t(status),
        look,
    }
}

fn about(way: Way) -> &'static str {
    match way {
        Way::Yookassa => key!("payments-about-yookassa"),
        Way::Stripe => key!("payments-about-stripe"),
        Way::Transfer => key!("payments-about-transfer"),
        Way::Sandbox => key!("payments-about-sandbox"),
        Way::Cash | Way::Terminal => key!("payments-about-desk"),
    }
}
