//! `/settings/channels`: by what the practice writes, what of it works, and what it may cost.
//!
//! Keys are tried before they are kept, asked for together with the password, and never shown again.

mod keys;
mod mail;
mod task;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};

use super::model::{Account, Carrier, Channel};
use super::spend;
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::money::{Currency, Money};
use crate::web::rate::Limit;
use crate::web::{self, Page};

/// Messages that a person sends to try a channel.
const TRIALS: Limit = Limit::new("channel-trials", 5, TimeDelta::hours(1));

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/channels", get(index))
        .merge(keys::routes())
        .merge(mail::routes())
        .merge(task::routes())
}

/// One gateway, as the page lists it.
struct Row {
    carrier: Carrier,
    about: String,
    status: String,
    look: &'static str,
}

#[derive(Template)]
#[template(path = "channels/index.html")]
struct Index {
    page: Page,
    /// Who mail is from.
    sender: String,
    is_mailbox: bool,
    /// Where answers go.
    replies: String,
    own: String,
    rows: Vec<Row>,
    spent: Option<String>,
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let now = app.clock.now();
    let account = Account::of(&app.db, page.tenant.id, Channel::Sms).await?;
    let spent = match &account {
        Some(account) => Some(spent(&app, &page, account, now).await?),
        None => None,
    };
    let rows = Carrier::SMS.map(|carrier| row(&page, carrier, account.as_ref()));
    web::render(&Index {
        sender: format!("{} <{}>", page.tenant.name, app.config.mail_address()),
        is_mailbox: app.config.smtp_url.is_none(),
        replies: page.tenant.email.clone().unwrap_or_default(),
        own: page.user.email.clone(),
        rows: rows.into(),
        spent,
        page,
    })
}

fn row(page: &Page, carrier: Carrier, account: Option<&Account>) -> Row {
    let own = account.filter(|account| account.provider == carrier);
    let (status, look) = match own {
        Some(own) => match own.alarm {
            Some(alarm) => (page.t(alarm.key()), "no-show"),
            None => (page.t("channels-state-on"), "completed"),
        },
        None => (page.t("channels-state-off"), "cancelled"),
    };
    let about = match own.map(|own| own.last_four.as_str()) {
        Some(four) if !four.is_empty() => page.t1("payments-key-ends", "four", four),
        _ => page.t(carrier.about_key()),
    };
    Row {
        carrier,
        about,
        status,
        look,
    }
}

/// "Today: 12 messages, 65.88 ₽ of 500.00 ₽"
async fn spent(app: &App, page: &Page, account: &Account, now: DateTime<Utc>) -> Result<String> {
    let spent = spend::today(&app.db, &page.tenant, now).await?;
    let currency = account.provider.currency();
    let sum = |micros| shown(page, micros, currency);
    Ok(page.t3(
        "channels-spent",
        "n",
        spent.messages,
        "sum",
        sum(spent.micros),
        "cap",
        sum(account.cap_micros),
    ))
}

fn shown(page: &Page, micros: i64, currency: Currency) -> String {
    let money: Money = spend::money(micros, currency);
    page.locale.money(money)
}
