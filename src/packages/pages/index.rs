//! `/packages`: what was sold, what is left on it, and the way to one by its code.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::TimeDelta;
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::money::{Currency, Money};
use crate::packages::card::Line;
use crate::packages::model::{Package, Which};
use crate::q;
use crate::web::rate::{self, Limit};
use crate::web::{self, Errors, Form, Page};

/// Codes that were not there, by one person: somebody guesses.
pub const GUESSES: Limit = Limit::new("package-code", 20, TimeDelta::hours(1));
/// On one page.
const PAGE: usize = 50;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/packages", get(index))
        .route("/packages/lookup", post(lookup))
}

#[derive(Template)]
#[template(path = "packages/index.html")]
struct Index {
    page: Page,
    errors: Errors,
    code: String,
    which: Which,
    lines: Vec<Line>,
    /// Where the next page begins.
    next: String,
    /// What is still to be redeemed: sums by currency, visits.
    open: Vec<String>,
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::InvoicesRead)?;
    web::render(&draw(&app, page, Errors::default(), String::new()).await?)
}

async fn draw(app: &App, page: Page, errors: Errors, code: String) -> Result<Index> {
    let tenant = page.tenant.id;
    let which = match page.param("which").as_deref() {
        Some("active") => Which::Active,
        Some("over") => Which::Over,
        _ => Which::All,
    };
    let before = page.param("before").and_then(|id| id.parse().ok());
    let mut all = Package::page(&app.db, tenant, which, before, PAGE as i64 + 1).await?;
    let has_more = all.len() > PAGE;
    all.truncate(PAGE);
    let next = all.last().filter(|_| has_more).map(|last| {
        let which = page.param("which").unwrap_or_default();
        let which: String = form_urlencoded::byte_serialize(which.as_bytes()).collect();
        format!("/packages?which={which}&before={}", last.id)
    });
    let sums = q!(
        &app.db,
        fetch_all: (Currency, i64, i64),
        "SELECT currency, CAST(SUM(balance_minor) AS bigint), CAST(SUM(balance_visits) AS bigint) FROM packages
         WHERE tenant_id = $1 AND cancelled_at IS NULL AND expired_at IS NULL GROUP BY currency ORDER BY currency",
        tenant,
    )?;
    let visits: i64 = sums.iter().map(|(.., visits)| visits).sum();
    let mut open: Vec<String> = sums
        .iter()
        .filter(|(_, minor, _)| *minor > 0)
        .map(|(currency, minor, _)| page.locale.money(Money::new(*minor, *currency)))
        .collect();
    if visits > 0 {
        open.push(page.t1("packages-visits", "n", visits));
    }
    let line = |package: &Package| Line::of(app, package, page.locale, &page.tenant);
    Ok(Index {
        lines: all.iter().map(line).collect(),
        next: next.unwrap_or_default(),
        which,
        open,
        errors,
        code,
        page,
    })
}

impl Index {
    fn is(&self, which: &str) -> bool {
        match self.which {
            Which::All => which.is_empty(),
            Which::Active => which == "active",
            Which::Over => which == "over",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    #[serde(default)]
    code: String,
}

/// To the page of the one with this code. It is a POST: a code stands in no log and no history.
async fn lookup(page: Page, State(app): State<App>, Form(form): Form<Typed>) -> Result<Response> {
    page.require(Permission::InvoicesRead)?;
    match find(&app, &page, &form.code).await {
        Ok(package) => Ok(web::redirect(&format!("/packages/{}", package.id))),
        Err(Error::NotFound) => {
            let mut errors = Errors::default();
            errors.add("code", key!("packages-unknown-code"));
            web::render_invalid(&draw(&app, page, errors, form.code).await?)
        }
        Err(other) => Err(other),
    }
}

/// By its code; what is not there counts as a guess.
pub async fn find(app: &App, page: &Page, typed: &str) -> Result<Package> {
    let who = page.user.id.to_string();
    rate::check(app, GUESSES, &who).await?;
    let found = Package::by_code(&app.db, app.db.audit_key(), page.tenant.id, typed).await;
    if matches!(found, Err(Error::NotFound)) {
        rate::hit(app, GUESSES, &who).await?;
    }
    found
}
