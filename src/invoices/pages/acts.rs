//! What is done to an invoice by one press: sending, mailing, a link to copy, a copy, throwing a draft away.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use serde::{Deserialize, Serialize};

use super::show::Show;
use crate::accounts::Permission;
use crate::app::App;
use crate::db;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::InvoiceId;
use crate::invoices::model::{Invoice, Sending, Status, send};
use crate::invoices::{links, mails};
use crate::web::idempotency::OncePerForm;
use crate::web::{self, Flash, Form, Page, Path, redirect_with};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/invoices/{id}/sending", post(sending))
        .route("/invoices/{id}/mail", post(mail))
        .route("/invoices/{id}/link", post(link))
        .route("/invoices/{id}/copy", post(copy))
        .route("/invoices/{id}/removal", post(removal))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Send {
    version: i64,
}

/// Takes the number, and mails it where there is an address.
async fn sending(
    page: Page,
    State(app): State<App>,
    Path(id): Path<InvoiceId>,
    Form(form): Form<Send>,
) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    page.require_active()?;
    let done = db::patiently(|| send_once(&app, &page, id, form.version)).await;
    let (sending, is_mailed) = match done {
        Err(Error::Conflict(why)) => return refused(&app, page, id, why).await,
        other => other?,
    };
    let invoice = match sending {
        Sending::Sent(invoice) => invoice,
        Sending::Empty => return refused(&app, page, id, key!("invoices-empty")).await,
        Sending::Missing(_) => {
            return refused(&app, page, id, key!("invoices-missing-refused")).await;
        }
    };
    app.wake.notify_one();
    let key = match is_mailed {
        true => "invoices-sent-mailed",
        false => "invoices-sent",
    };
    let word = page.t1(key, "number", invoice.reference().unwrap_or_default());
    Ok(redirect_with(&format!("/invoices/{id}"), Flash::ok(word)))
}

async fn send_once(app: &App, page: &Page, id: InvoiceId, version: i64) -> Result<(Sending, bool)> {
    let (now, actor) = (app.clock.now(), page.actor());
    let mut tx = app.db.begin().await?;
    let was_draft = Invoice::find(&mut tx, page.tenant.id, id).await?.status == Status::Draft;
    let sending = send(&mut tx, &page.tenant, &actor, id, Some(version), now).await?;
    let is_mailed = match &sending {
        // Pressed twice: the first press has mailed it.
        Sending::Sent(invoice) if was_draft => {
            mails::enqueue(&mut tx, invoice, &actor, now).await?
        }
        _ => false,
    };
    tx.commit().await?;
    Ok((sending, is_mailed))
}

/// The page again, with why nothing was done.
async fn refused(app: &App, page: Page, id: InvoiceId, why: &'static str) -> Result<Response> {
    let mut show = Show::load(app, page, id).await?;
    show.notice = Some(why);
    web::render_status(StatusCode::CONFLICT, &show)
}

async fn sent(app: &App, page: &Page, id: InvoiceId) -> Result<Invoice> {
    let invoice = Invoice::find(&app.db, page.tenant.id, id).await?;
    match invoice.status {
        Status::Draft | Status::Void => Err(Error::Conflict(key!("invoices-not-sent"))),
        _ => Ok(invoice),
    }
}

async fn mail(
    page: Page,
    State(app): State<App>,
    Path(id): Path<InvoiceId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let invoice = sent(&app, &page, id).await?;
    let mut tx = app.db.begin().await?;
    let is_mailed = mails::enqueue(&mut tx, &invoice, &page.actor(), app.clock.now()).await?;
    tx.commit().await?;
    app.wake.notify_one();
    let flash = match is_mailed {
        true => Flash::ok(page.t("invoices-mail-sent")),
        false => Flash::danger(page.t("invoices-no-address")),
    };
    Ok(redirect_with(&format!("/invoices/{id}"), flash))
}

/// A fresh link for the client, shown once: only its hash is kept.
async fn link(
    page: Page,
    State(app): State<App>,
    Path(id): Path<InvoiceId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let invoice = sent(&app, &page, id).await?;
    let mut tx = app.db.begin().await?;
    let path = links::mint(&mut tx, &invoice, app.clock.now()).await?;
    tx.commit().await?;
    let mut show = Show::load(&app, page, id).await?;
    show.link = Some(app.config.link(&path));
    web::render(&show)
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Copying {
    /// The form's own: a second press leads to the first one's copy.
    #[serde(default)]
    key: String,
}

async fn copy(
    page: Page,
    State(app): State<App>,
    Path(id): Path<InvoiceId>,
    Form(form): Form<Copying>,
) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    page.require_active()?;
    let (tenant, now) = (&page.tenant, app.clock.now());
    let act = format!("invoice-copy:{id}");
    let mut once = OncePerForm::new(&app, tenant.id, &act, &form.key, &form)?;
    let mut tx = app.db.begin().await?;
    let invoice = Invoice::find(&mut tx, tenant.id, id).await?;
    if let Some(path) = once.claim(&mut tx, &app, now).await? {
        return Ok(web::redirect(&path));
    }
    let copy = invoice.copy(&mut tx, tenant, &page.actor(), now).await?;
    let path = format!("/invoices/{}/edit", copy.id);
    once.keep(&mut tx, &app, &path).await?;
    tx.commit().await?;
    Ok(web::redirect(&path))
}

async fn removal(
    page: Page,
    State(app): State<App>,
    Path(id): Path<InvoiceId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let mut tx = app.db.begin().await?;
    let invoice = Invoice::find_for_change(&mut tx, page.tenant.id, id).await?;
    invoice
        .delete(&mut tx, &page.actor(), app.clock.now())
        .await?;
    tx.commit().await?;
    let word = page.t("invoices-removed");
    Ok(redirect_with("/invoices", Flash::ok(word)))
}
