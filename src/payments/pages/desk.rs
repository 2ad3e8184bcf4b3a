//! The practice's payments: the list, one of them with all that happened, and what a person decides about it.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::clients::Client;
use crate::error::Result;
use crate::i18n::{key, sentence};
use crate::id::{PaymentId, PaymentReceiptId, PaymentTaskId, TenantId};
use crate::money::Money;
use crate::payments::model::refund::Standing;
use crate::payments::model::{Status, accept, reject, release};
use crate::payments::receipts::{self, Receipt};
use crate::payments::{Payment, Refund, Task, Way};
use crate::q;
use crate::web::{self, Flash, Form, Page, Path, forms};

const PAGE: i64 = 50;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/payments", get(index))
        .route("/payments/{id}", get(show))
        .route("/payments/{id}/receipts/{receipt}", get(receipt))
        .route("/payments/{id}/acceptance", post(take))
        .route("/payments/{id}/rejection", post(refuse))
        .route("/payments/{id}/release", post(let_go))
        .route("/payment-tasks/{id}/dismissal", post(dismiss))
}

#[derive(Template)]
#[template(path = "payments/index.html")]
struct Index {
    page: Page,
    payments: Vec<Payment>,
    /// Of those who pay.
    names: HashMap<PaymentId, String>,
    next: String,
}

impl Index {
    fn amount(&self, payment: &Payment) -> String {
        self.page.locale.money(payment.amount())
    }

    /// "Anna Petrova · Deposit · Cash · Thursday 14 May at 10:05"
    fn sub(&self, payment: &Payment) -> String {
        let mut parts: Vec<String> = self.names.get(&payment.id).cloned().into_iter().collect();
        parts.push(self.page.t(payment.kind.key()));
        parts.push(self.page.t(payment.provider.key()));
        parts.push(when(&self.page, &payment.created_at));
        parts.join(" · ")
    }
}

/// The names of who pays, of payments that follow one another.
async fn names(
    app: &App,
    tenant: TenantId,
    payments: &[Payment],
) -> Result<HashMap<PaymentId, String>> {
    let ids = payments.iter().map(|payment| payment.id.0);
    let (Some(first), Some(last)) = (ids.clone().min(), ids.max()) else {
        return Ok(HashMap::new());
    };
    let rows = q!(
        &app.db,
        fetch_all: (PaymentId, String),
        "SELECT p.id, c.name FROM payments p JOIN clients c ON c.tenant_id = p.tenant_id AND c.id = p.client_id
         WHERE p.tenant_id = $1 AND p.id >= $2 AND p.id <= $3",
        tenant,
        first,
        last,
    )?;
    Ok(rows.into_iter().collect())
}

/// In the middle of a line.
fn when(page: &Page, at: &DateTime<Utc>) -> String {
    let local = at.with_timezone(&page.tenant.tz());
    let (day, time) = (local.date_naive(), local.time());
    let locale = page.locale;
    locale.t2(
        "mail-when",
        "day",
        locale.day_long(day),
        "time",
        locale.time(time),
    )
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::PaymentsRead)?;
    let before = page.param("before").and_then(|id| id.parse().ok());
    let mut payments = Payment::page(&app.db, page.tenant.id, before, PAGE + 1).await?;
    let more = payments.len() as i64 > PAGE;
    payments.truncate(PAGE as usize);
    let next = payments.last().filter(|_| more);
    let next = next.map(|last| format!("/payments?before={}", last.id));
    web::render(&Index {
        names: names(&app, page.tenant.id, &payments).await?,
        page,
        payments,
        next: next.unwrap_or_default(),
    })
}

#[derive(Template)]
#[template(path = "payments/show.html")]
struct Show {
    page: Page,
    payment: Payment,
    client: Option<Client>,
    refunds: Vec<Refund>,
    receipts: Vec<Receipt>,
    tasks: Vec<Task>,
    why: String,
}

impl Show {
    fn when(&self, at: &DateTime<Utc>) -> String {
        sentence(&when(&self.page, at))
    }

    fn money(&self, minor: &i64) -> String {
        self.page
            .locale
            .money(Money::new(*minor, self.payment.currency))
    }

    fn may_review(&self) -> bool {
        self.payment.provider == Way::Transfer
            && (self.payment.status.is_open() || !self.receipts.is_empty())
            && self.payment.status != Status::Succeeded
            && self.page.can(Permission::PaymentsWrite)
    }

    fn may_release(&self) -> bool {
        self.payment.status == Status::Quarantined && self.page.can(Permission::PaymentsRefund)
    }

    fn may_refund(&self) -> bool {
        self.payment.refundable_minor() > 0 && self.page.can(Permission::PaymentsRefund)
    }

    /// "Wednesday 12 May at 14:05 · Colour had faded · The bank refused it"
    fn sub(&self, refund: &Refund) -> String {
        let reason = match (refund.status, refund.reason.as_str()) {
            (Standing::Pending, "amount") => self.page.t("payments-reason-other-sum"),
            (Standing::Succeeded, _) if refund.is_reversed() => {
                self.page.t("payments-reason-reversed")
            }
            (Standing::Succeeded, _) => String::new(),
            (_, reason) => reason_text(&self.page, reason),
        };
        let parts = [self.when(&refund.created_at), refund.note.clone(), reason];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    }

    fn may_decide(&self, refund: &Refund) -> bool {
        refund.is_stuck() && self.page.can(Permission::PaymentsRefund)
    }
}

/// Why nothing came of it, in plain words; what providers call it where we know none.
fn reason_text(page: &Page, reason: &str) -> String {
    let key = match reason {
        "" => return String::new(),
        "insufficient_funds" => "payments-reason-funds",
        "card_expired" | "expired_card" => "payments-reason-expired-card",
        "3d_secure_failed" | "authentication_required" | "invalid_csc" | "incorrect_cvc" => {
            "payments-reason-not-proved"
        }
        "invalid_card_number" | "incorrect_number" => "payments-reason-number",
        "general_decline" | "card_declined" | "generic_decline" | "rejected_by_payee" => {
            "payments-reason-bank"
        }
        "rejected" => "payments-reason-no-transfer",
        "cancelled" | "canceled_by_merchant" => "payments-reason-ended",
        "invalid_credentials" | "disconnected" => "payments-reason-keys",
        "unanswered" => "payments-reason-unanswered",
        "withdrawn" => "payments-reason-withdrawn",
        // Put aside for it once, and closed by a person.
        "amount" => "payments-odd-amount",
        "currency" => "payments-odd-currency",
        "account" => "payments-odd-account",
        "payment" => "payments-odd-payment",
        "by_hand" => "payments-reason-by-hand",
        ran_out if ran_out.starts_with("expired") => "payments-reason-ran-out",
        other => return other.to_owned(),
    };
    page.t(key)
}

async fn show(page: Page, State(app): State<App>, Path(id): Path<PaymentId>) -> Result<Response> {
    page.require(Permission::PaymentsRead)?;
    let tenant = page.tenant.id;
    let payment = Payment::find(&app.db, tenant, id).await?;
    let client = match payment.client_id {
        Some(client) => Some(Client::find(&app.db, tenant, client).await?),
        None => None,
    };
    let why = match (payment.status, payment.reason.as_str()) {
        (Status::Quarantined, "amount") => page.t("payments-odd-amount"),
        (Status::Quarantined, "currency") => page.t("payments-odd-currency"),
        (Status::Quarantined, "account") => page.t("payments-odd-account"),
        (Status::Quarantined, _) => page.t("payments-odd-payment"),
        (_, reason) => reason_text(&page, reason),
    };
    web::render(&Show {
        refunds: Refund::of_payment(&app.db, tenant, id).await?,
        receipts: receipts::of_payment(&app.db, tenant, id).await?,
        tasks: Task::of_payment(&app.db, tenant, id).await?,
        page,
        payment,
        client,
        why,
    })
}

async fn receipt(
    page: Page,
    State(app): State<App>,
    Path((id, receipt)): Path<(PaymentId, PaymentReceiptId)>,
) -> Result<Response> {
    page.require(Permission::PaymentsRead)?;
    receipts::show(&app, page.tenant.id, id, receipt).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refusal {
    #[serde(default)]
    note: String,
}

fn back(page: &Page, id: PaymentId, key: &'static str) -> Response {
    web::redirect_with(&format!("/payments/{id}"), Flash::ok(page.t(key)))
}

async fn take(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PaymentId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::PaymentsWrite)?;
    accept(&app, page.tenant.id, id, &page.actor()).await?;
    Ok(back(&page, id, key!("payments-accepted")))
}

async fn refuse(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PaymentId>,
    Form(form): Form<Refusal>,
) -> Result<Response> {
    page.require(Permission::PaymentsWrite)?;
    let note = forms::text(&form.note, 500).unwrap_or_default();
    reject(&app, page.tenant.id, id, &note, &page.actor()).await?;
    Ok(back(&page, id, key!("payments-refused")))
}

async fn let_go(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PaymentId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::PaymentsRefund)?;
    release(&app, page.tenant.id, id, &page.actor()).await?;
    Ok(back(&page, id, key!("payments-released")))
}

async fn dismiss(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PaymentTaskId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::PaymentsWrite)?;
    let mut tx = app.db.begin().await?;
    Task::dismiss(&mut tx, page.tenant.id, id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(web::redirect_with(
        "/todo",
        Flash::ok(page.t("todo-dismissed")),
    ))
}
