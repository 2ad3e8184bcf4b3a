//! Writing down what was paid at the desk: cash, a card on the practice's own device, a transfer that was seen to come.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{AppointmentId, InvoiceId};
use crate::money::Money;
use crate::payments::model::{ByHand, due, record};
use crate::payments::{Subject, Way};
use crate::web::{self, Errors, Flash, Form, Page, Path, forms};

pub fn routes() -> Router<App> {
    Router::new()
        .route(
            "/invoices/{id}/payments/new",
            get(of_invoice).post(for_invoice),
        )
        .route(
            "/appointments/{id}/payments/new",
            get(of_visit).post(for_visit),
        )
}

#[derive(Template)]
#[template(path = "payments/record.html")]
struct New {
    page: Page,
    errors: Errors,
    action: String,
    back: String,
    due: String,
    currency: &'static str,
    form: Typed,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    way: String,
    amount: String,
    note: String,
    key: String,
}

/// What it is for, and the pages around it.
struct Place {
    subject: Subject,
    back: String,
}

impl Place {
    fn invoice(id: InvoiceId) -> Self {
        Self {
            subject: Subject::Invoice(id),
            back: format!("/invoices/{id}"),
        }
    }

    fn visit(id: AppointmentId) -> Self {
        Self {
            subject: Subject::Deposit(id),
            back: format!("/appointments/{id}"),
        }
    }
}

async fn of_invoice(page: Page, app: State<App>, Path(id): Path<InvoiceId>) -> Result<Response> {
    new(page, &app, Place::invoice(id)).await
}

async fn of_visit(page: Page, app: State<App>, Path(id): Path<AppointmentId>) -> Result<Response> {
    new(page, &app, Place::visit(id)).await
}

async fn for_invoice(
    page: Page,
    app: State<App>,
    Path(id): Path<InvoiceId>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    create(page, &app, Place::invoice(id), form).await
}

async fn for_visit(
    page: Page,
    app: State<App>,
    Path(id): Path<AppointmentId>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    create(page, &app, Place::visit(id), form).await
}

/// What is due now; nothing is held.
async fn amount_due(page: &Page, app: &App, place: &Place) -> Result<Money> {
    let mut tx = app.db.begin().await?;
    let due = due(
        &mut tx,
        &page.tenant,
        place.subject,
        page.locale,
        app.clock.now(),
    )
    .await?;
    Ok(due.amount)
}

async fn new(page: Page, app: &App, place: Place) -> Result<Response> {
    page.require(Permission::PaymentsWrite)?;
    let amount = match amount_due(&page, app, &place).await {
        Err(Error::Conflict(key)) => {
            let word = page.t(key);
            return Ok(web::redirect_with(&place.back, Flash::danger(word)));
        }
        other => other?,
    };
    let form = Typed {
        way: Way::Cash.as_str().to_owned(),
        amount: amount.plain(),
        note: String::new(),
        key: uuid::Uuid::new_v4().to_string(),
    };
    web::render(&draw(page, Errors::default(), &place, amount, form))
}

fn draw(page: Page, errors: Errors, place: &Place, amount: Money, form: Typed) -> New {
    New {
        action: format!("{}/payments/new", place.back),
        back: place.back.clone(),
        due: page.locale.money(amount),
        currency: amount.currency.code(),
        page,
        errors,
        form,
    }
}

async fn create(page: Page, app: &App, place: Place, form: Typed) -> Result<Response> {
    page.require(Permission::PaymentsWrite)?;
    if form.key.parse::<uuid::Uuid>().is_err() {
        return Err(Error::Invalid("error-form"));
    }
    let mut errors = Errors::default();
    let currency = match place.subject {
        Subject::Invoice(id) => {
            crate::invoices::model::Invoice::find(&app.db, page.tenant.id, id)
                .await?
                .currency
        }
        Subject::Deposit(id) => {
            crate::appointments::Appointment::find(&app.db, page.tenant.id, id)
                .await?
                .currency
        }
    };
    let amount = Money::parse(&form.amount, currency);
    let amount = errors.take("amount", amount);
    let note = errors.take("note", forms::text(&form.note, 500));
    let way = Way::parse(&form.way).filter(|way| way.is_by_hand());
    if way.is_none() {
        errors.add("way", key!("field-choose"));
    }
    if let (Some(amount), Some(note), Some(way)) = (amount, note, way) {
        let new = ByHand {
            subject: place.subject,
            way,
            amount,
            note,
            key: format!("form:{}", form.key),
        };
        match record(app, &page.tenant, &new, page.user.id, &page.actor()).await {
            Ok(_) => {
                let word = page.t("payments-recorded");
                return Ok(web::redirect_with(&place.back, Flash::ok(word)));
            }
            Err(Error::Conflict(key) | Error::Invalid(key)) => errors.add("amount", key),
            Err(other) => return Err(other),
        }
    }
    let due = match amount_due(&page, app, &place).await {
        Ok(due) => due,
        Err(Error::Conflict(_)) => Money::zero(currency),
        Err(other) => return Err(other),
    };
    web::render_invalid(&draw(page, errors, &place, due, form))
}
