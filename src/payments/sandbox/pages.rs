//! The sandbox's page: what a bank's would be, marked as a trial. One chooses what the bank does and how it tells of it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use uuid::Uuid;

use super::{Book, Sandbox};
use crate::accounts::Tenant;
use crate::app::App;
use crate::booking::{Frame, Visitor};
use crate::error::{Error, Result};
use crate::id::TenantId;
use crate::payments::token::{self, Of};
use crate::payments::{Account, Way};
use crate::q;
use crate::web::{Form, Path, View, redirect, render};

pub fn routes() -> Router<App> {
    Router::new().route("/pay/test/{token}", get(show).post(create))
}

#[derive(Template)]
#[template(path = "payments/test.html")]
struct Show {
    page: View,
    frame: Frame,
    action: String,
    amount: String,
    text: String,
    is_open: bool,
    back: String,
}

/// What the bank is to do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    /// "pay", "decline", "hold", "less".
    act: String,
    /// "once", "often", "never".
    #[serde(default)]
    tell: String,
}

async fn open(app: &App, visitor: &Visitor, text: &str) -> Result<(Tenant, Book)> {
    visitor.count_read(app)?;
    let found = match token::read(app, text) {
        Some((tenant, Of::Sandbox(id))) => find(app, tenant, id).await,
        _ => Err(Error::NotFound),
    };
    visitor.count_guess(app, found).await
}

async fn find(app: &App, tenant: TenantId, id: Uuid) -> Result<(Tenant, Book)> {
    let book = Book::find(&app.db, tenant, id).await?;
    Ok((Tenant::find(&app.db, tenant).await?, book))
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Result<Response> {
    let (tenant, book) = open(&app, &visitor, &text).await?;
    let page = visitor.view.for_practice(tenant.locale);
    render(&Show {
        frame: Frame::new(&tenant, page.locale),
        action: format!("/pay/test/{text}"),
        amount: page.locale.money(book.amount()),
        text: book.description.clone(),
        is_open: book.is_open(),
        back: own_path(&app, &book),
        page,
    })
}

/// Where the client came from, on this site.
fn own_path(app: &App, book: &Book) -> String {
    let path = book.return_url.strip_prefix(&app.config.public_url);
    path.filter(|path| path.starts_with('/'))
        .unwrap_or("/")
        .to_owned()
}

async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
    Form(choice): Form<Choice>,
) -> Result<Response> {
    visitor.count_attempt(&app).await?;
    let (tenant, book) = open(&app, &visitor, &text).await?;
    let (status, told, reason) = match choice.act.as_str() {
        "pay" => ("succeeded", book.amount_minor, ""),
        "less" => ("succeeded", (book.amount_minor / 2).max(1), ""),
        "hold" => ("waiting_for_capture", book.amount_minor, ""),
        "decline" => ("cancelled", book.amount_minor, "insufficient_funds"),
        _ => return Err(Error::Invalid("error-form")),
    };
    let times = match choice.tell.as_str() {
        "never" => 0,
        "often" => 5,
        _ => 1,
    };
    let changed = q!(
        &app.db,
        execute,
        "UPDATE sandbox_payments SET status = $3, told_minor = $4, reason = $5, is_silent = $6
         WHERE tenant_id = $1 AND id = $2 AND status = 'pending'",
        tenant.id,
        book.id,
        status,
        told,
        reason,
        times == 0,
    )?;
    if changed > 0
        && let Some(account) = Account::of(&app.db, tenant.id, Way::Sandbox).await?
    {
        let sandbox = Sandbox::new(&app, &account);
        sandbox
            .tell(&book, &format!("payment.{status}"), times)
            .await?;
    }
    Ok(redirect(&own_path(&app, &book)))
}
