//! A credit note for a sent invoice: of all that is left, of chosen lines, or of a sum.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::InvoiceId;
use crate::invoices::mails;
use crate::invoices::model::{Credit, Invoice, Item, credit};
use crate::money::Money;
use crate::web::forms::required;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/invoices/{id}/credit/new", get(new))
        .route("/invoices/{id}/credit", post(create))
}

/// `invoices/credit.html`
#[derive(Template)]
#[template(path = "invoices/credit.html")]
struct New {
    page: Page,
    errors: Errors,
    invoice: Invoice,
    /// Those that no credit note took off yet.
    items: Vec<Item>,
    form: Fields,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    /// "whole", "lines" or "sum".
    what: String,
    line: Vec<String>,
    sum: String,
    reason: String,
    /// The invoice's version that the page showed: the second press credits nothing.
    version: i64,
}

impl Fields {
    fn read(&self, invoice: &Invoice, errors: &mut Errors) -> Option<(Credit, String)> {
        let reason = errors.take("reason", required(&self.reason, 300));
        let what = match self.what.as_str() {
            "whole" => Some(Credit::Whole),
            "lines" => {
                let ids: Vec<_> = self.line.iter().filter_map(|id| id.parse().ok()).collect();
                match ids.is_empty() {
                    true => {
                        errors.add("line", key!("invoices-credit-no-line"));
                        None
                    }
                    false => Some(Credit::Lines(ids)),
                }
            }
            "sum" => errors
                .take("sum", Money::parse(&self.sum, invoice.currency))
                .map(|sum| Credit::Sum(sum.minor)),
            _ => {
                errors.add("what", key!("field-choose"));
                None
            }
        };
        Some((what?, reason?))
    }
}

impl New {
    fn number(&self) -> String {
        self.invoice.reference().unwrap_or_default()
    }

    fn money(&self, minor: &i64) -> String {
        self.page.locale.money(self.invoice.money(*minor))
    }

    fn left(&self) -> String {
        self.money(&(self.invoice.total_minor - self.invoice.credited_minor))
    }

    fn is_chosen(&self, item: &Item) -> bool {
        self.form.line.contains(&item.id.to_string())
    }
}

async fn new(page: Page, State(app): State<App>, Path(id): Path<InvoiceId>) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let invoice = Invoice::find(&app.db, page.tenant.id, id).await?;
    let form = Fields {
        what: "whole".to_owned(),
        version: invoice.version,
        ..Fields::default()
    };
    let items = invoice.items_left(&app.db).await?;
    let errors = Errors::default();
    web::render(&New {
        page,
        errors,
        invoice,
        items,
        form,
    })
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<InvoiceId>,
    Form(mut form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    page.require_active()?;
    let (now, actor) = (app.clock.now(), page.actor());
    let invoice = Invoice::find(&app.db, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let read = form.read(&invoice, &mut errors);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some((what, reason)) = read {
        let done = patiently(|| async {
            let mut tx = app.db.begin().await?;
            let held = Invoice::find_for_change(&mut tx, page.tenant.id, id).await?;
            if form.version != held.version {
                return Err(Error::Conflict(key!("invoices-changed")));
            }
            let note = credit(&mut tx, &page.tenant, &actor, id, &what, &reason, now).await?;
            mails::enqueue(&mut tx, &note, &actor, now).await?;
            tx.commit().await?;
            Ok(note)
        });
        match done.await {
            Ok(note) => {
                app.wake.notify_one();
                let number = note.reference().unwrap_or_default();
                let word = Flash::ok(page.t1("invoices-credit-issued", "number", number));
                return Ok(web::redirect_with(&format!("/invoices/{}", note.id), word));
            }
            Err(Error::Invalid(why)) => errors.add("", why),
            Err(Error::Conflict(why)) => {
                status = StatusCode::CONFLICT;
                errors.add("", why);
            }
            Err(error) => return Err(error),
        }
    }
    let invoice = Invoice::find(&app.db, page.tenant.id, id).await?;
    form.version = invoice.version;
    let items = invoice.items_left(&app.db).await?;
    web::render_status(
        status,
        &New {
            page,
            errors,
            invoice,
            items,
            form,
        },
    )
}
