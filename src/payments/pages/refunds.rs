//! Giving money back: all that is left, or a part of it; and saying what became of it where the provider does not.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{PaymentId, RefundId};
use crate::money::Money;
use crate::payments::{Payment, Refund};
use crate::web::{self, Errors, Flash, Form, Page, Path, forms};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/payments/{id}/refunds/new", get(new).post(create))
        .route("/payments/{id}/decision", post(decide))
}

#[derive(Template)]
#[template(path = "payments/refund.html")]
struct New {
    page: Page,
    errors: Errors,
    payment: Payment,
    form: Typed,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    amount: String,
    note: String,
    key: String,
}

impl New {
    fn left(&self) -> String {
        let left = Money::new(self.payment.refundable_minor(), self.payment.currency);
        self.page.locale.money(left)
    }

    fn paid(&self) -> String {
        self.page.locale.money(self.payment.amount())
    }
}

async fn new(page: Page, State(app): State<App>, Path(id): Path<PaymentId>) -> Result<Response> {
    page.require(Permission::PaymentsRefund)?;
    let payment = Payment::find(&app.db, page.tenant.id, id).await?;
    let left = Money::new(payment.refundable_minor(), payment.currency);
    // Whoever comes back to the form after a first refund does not give the rest back with one press.
    let amount = match payment.held_minor {
        0 => left.plain(),
        _ => String::new(),
    };
    web::render(&New {
        form: Typed {
            amount,
            note: String::new(),
            key: uuid::Uuid::new_v4().to_string(),
        },
        page,
        errors: Errors::default(),
        payment,
    })
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PaymentId>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    page.require(Permission::PaymentsRefund)?;
    let payment = Payment::find(&app.db, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let amount = errors.take("amount", Money::parse(&form.amount, payment.currency));
    let note = errors.take("note", forms::text(&form.note, 500));
    if form.key.parse::<uuid::Uuid>().is_err() {
        return Err(Error::Invalid("error-form"));
    }
    let (Some(amount), Some(note)) = (amount, note) else {
        return invalid(page, errors, payment, form);
    };
    let key = format!("form:{}", form.key);
    let actor = page.actor();
    let asked = Refund::ask(&app, page.tenant.id, id, amount.minor, &note, &key, &actor).await;
    match asked {
        Ok(_) => {
            let word = page.t("payments-refund-asked");
            Ok(web::redirect_with(
                &format!("/payments/{id}"),
                Flash::ok(word),
            ))
        }
        Err(Error::Conflict(key) | Error::Invalid(key)) => {
            errors.add("amount", key);
            let payment = Payment::find(&app.db, page.tenant.id, id).await?;
            invalid(page, errors, payment, form)
        }
        Err(other) => Err(other),
    }
}

fn invalid(page: Page, errors: Errors, payment: Payment, form: Typed) -> Result<Response> {
    web::render_invalid(&New {
        page,
        errors,
        payment,
        form,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    refund: RefundId,
    /// Whether it went back.
    done: bool,
}

/// What became of one that the provider says nothing fitting of.
async fn decide(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PaymentId>,
    Form(form): Form<Decision>,
) -> Result<Response> {
    page.require(Permission::PaymentsRefund)?;
    let payment = Payment::find(&app.db, page.tenant.id, id).await?;
    let flash = match Refund::decide(&app, &payment, form.refund, form.done, &page.actor()).await {
        Ok(()) => Flash::ok(page.t("payments-refund-decided")),
        Err(Error::Conflict(why)) => Flash::danger(page.t(why)),
        Err(other) => return Err(other),
    };
    Ok(web::redirect_with(&format!("/payments/{id}"), flash))
}
