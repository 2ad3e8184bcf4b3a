//! Making an invoice void: it says why, and takes nothing back once done.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::InvoiceId;
use crate::invoices::model::Invoice;
use crate::web::forms::required;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/invoices/{id}/void/new", get(new))
        .route("/invoices/{id}/void", post(create))
}

/// `invoices/void.html`
#[derive(Template)]
#[template(path = "invoices/void.html")]
struct New {
    page: Page,
    errors: Errors,
    invoice: Invoice,
    form: Fields,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    reason: String,
}

impl New {
    fn number(&self) -> String {
        self.invoice.reference().unwrap_or_default()
    }

    fn total(&self) -> String {
        self.page
            .locale
            .money(self.invoice.money(self.invoice.total_minor))
    }
}

async fn new(page: Page, State(app): State<App>, Path(id): Path<InvoiceId>) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let invoice = Invoice::find(&app.db, page.tenant.id, id).await?;
    if !invoice.may_be_void() {
        return Err(Error::Conflict(key!("invoices-not-to-void")));
    }
    let (errors, form) = (Errors::default(), Fields::default());
    web::render(&New {
        page,
        errors,
        invoice,
        form,
    })
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<InvoiceId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let mut errors = Errors::default();
    let Some(reason) = errors.take("reason", required(&form.reason, 300)) else {
        let invoice = Invoice::find(&app.db, page.tenant.id, id).await?;
        return web::render_invalid(&New {
            page,
            errors,
            invoice,
            form,
        });
    };
    let (actor, now) = (page.actor(), app.clock.now());
    // Money that comes at this moment holds its payment, and wants the invoice.
    let invoice = patiently(|| async {
        let mut tx = app.db.begin().await?;
        let mut invoice = Invoice::find_for_change(&mut tx, page.tenant.id, id).await?;
        invoice.make_void(&mut tx, &actor, &reason, now).await?;
        tx.commit().await?;
        Ok(invoice)
    })
    .await?;
    let word = page.t1(
        "invoices-voided",
        "number",
        invoice.reference().unwrap_or_default(),
    );
    Ok(web::redirect_with(
        &format!("/invoices/{id}"),
        Flash::ok(word),
    ))
}
