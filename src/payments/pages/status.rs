//! A payment's own page: where the client goes on to the provider and comes back to. It waits with the client, by itself with a
//! script and by plain reload without one; and it takes the receipt of a transfer.

use askama::Template;
use axum::Router;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::TimeDelta;
use serde::Deserialize;

use super::ways::{Ways, ways};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::{Appointment, Status as Visit};
use crate::booking::{Frame, Visitor};
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::invoices::model::Invoice;
use crate::money::Money;
use crate::packages::{self, model::Package};
use crate::payments::model::{Kind, Status, is_put_aside};
use crate::payments::receipts::{self, Upload};
use crate::payments::token::{self, Of};
use crate::payments::{Account, Payment, Subject, Way, deposit_of, work};
use crate::q;
use crate::web::{Flash, Form, Path, View, redirect, redirect_with, render};

/// A photo as phones take them.
const MAX_FORM: usize = 16 << 20;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/pay/status/{token}", get(show).post(look))
        .route(
            "/pay/status/{token}/receipt",
            post(receipt).layer(DefaultBodyLimit::max(MAX_FORM)),
        )
}

#[derive(Template)]
#[template(path = "payments/status.html")]
struct Show {
    page: View,
    frame: Frame,
    path: String,
    title: String,
    text: String,
    amount: String,
    look: &'static str,
    status_text: String,
    /// Asked again by itself.
    waits: bool,
    /// The provider's page.
    pay_url: Option<String>,
    is_trial: bool,
    transfer: Option<Transfer>,
    /// What is still due can be paid so.
    ways: Option<Ways>,
    /// Where it goes on.
    next: Option<(String, String)>,
}

/// Where to transfer to, and what came of the receipt.
struct Transfer {
    details: String,
    receipts: usize,
    waits: bool,
}

/// What an address of this page opens.
enum Opened {
    Payment(Box<Payment>),
    /// Nothing was begun: the ways stand here.
    Subject(Subject),
}

async fn open(app: &App, visitor: &Visitor, text: &str) -> Result<(Tenant, Opened)> {
    visitor.count_read(app)?;
    let found = match token::read(app, text) {
        Some((tenant, Of::Payment(id))) => Payment::find(&app.db, tenant, id)
            .await
            .map(|payment| (tenant, Opened::Payment(Box::new(payment)))),
        Some((tenant, Of::Subject(subject @ Subject::Invoice(_)))) => {
            Ok((tenant, Opened::Subject(subject)))
        }
        _ => Err(Error::NotFound),
    };
    let (tenant, opened) = visitor.count_guess(app, found).await?;
    Ok((Tenant::find(&app.db, tenant).await?, opened))
}

async fn open_payment(app: &App, visitor: &Visitor, text: &str) -> Result<(Tenant, Payment)> {
    match open(app, visitor, text).await? {
        (tenant, Opened::Payment(payment)) => Ok((tenant, *payment)),
        _ => Err(Error::NotFound),
    }
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Result<Response> {
    let (tenant, opened) = open(&app, &visitor, &text).await?;
    let page = visitor.view.for_practice(tenant.locale);
    match opened {
        Opened::Payment(payment) => draw(&app, page, tenant, &payment, &text).await,
        Opened::Subject(subject) => draw_due(&app, page, tenant, subject, &text).await,
    }
}

async fn draw(
    app: &App,
    page: View,
    tenant: Tenant,
    payment: &Payment,
    text: &str,
) -> Result<Response> {
    let locale = page.locale;
    let waits = payment.status.is_open() && payment.is_online();
    let receipts = receipts::of_payment(&app.db, tenant.id, payment.id)
        .await?
        .len();
    let (title, mut said) = words(payment, receipts);
    let transfer = match payment.provider == Way::Transfer && payment.status.is_open() {
        true => Some(Transfer {
            details: Account::find(&app.db, tenant.id, payment.account_id)
                .await?
                .data
                .0
                .details,
            receipts,
            waits: receipts > 0,
        }),
        false => None,
    };
    let may_again = matches!(payment.status, Status::Failed | Status::Cancelled);
    let again = match subject(payment).filter(|_| may_again) {
        Some(subject) if is_put_aside(&app.db, tenant.id, subject).await? => {
            said = key!("payments-put-aside");
            None
        }
        Some(subject) => left(app, &tenant, subject, locale).await?,
        None => None,
    };
    render(&Show {
        frame: Frame::new(&tenant, locale),
        path: format!("/pay/status/{text}"),
        title: locale.t(title),
        text: locale.t1(said, "practice", tenant.name.clone()),
        amount: locale.money(payment.amount()),
        look: payment.status.look(),
        status_text: locale.t(payment.status.key()),
        waits,
        pay_url: payment
            .pay_url
            .clone()
            .filter(|_| payment.status == Status::Pending),
        is_trial: payment.provider == Way::Sandbox,
        transfer,
        ways: again,
        next: next(app, &tenant, payment, locale).await?,
        page,
    })
}

/// What is due of an invoice, where a payment could not be begun.
async fn draw_due(
    app: &App,
    page: View,
    tenant: Tenant,
    subject: Subject,
    text: &str,
) -> Result<Response> {
    let locale = page.locale;
    let aside = is_put_aside(&app.db, tenant.id, subject).await?;
    let again = match aside {
        true => None,
        false => left(app, &tenant, subject, locale).await?,
    };
    let said = match again {
        Some(_) => "payments-due-text",
        None if aside => "payments-put-aside",
        None => "payments-nothing-due",
    };
    render(&Show {
        frame: Frame::new(&tenant, locale),
        path: format!("/pay/status/{text}"),
        title: locale.t("payments-due-title"),
        text: locale.t1(said, "practice", tenant.name.clone()),
        amount: String::new(),
        look: "pending",
        status_text: String::new(),
        waits: false,
        pay_url: None,
        is_trial: false,
        transfer: None,
        ways: again,
        next: None,
        page,
    })
}

fn subject(payment: &Payment) -> Option<Subject> {
    match (payment.invoice_id, payment.appointment_id) {
        (Some(invoice), _) => Some(Subject::Invoice(invoice)),
        (None, Some(visit)) => Some(Subject::Deposit(visit)),
        (None, None) => None,
    }
}

/// The ways to pay what is still due.
async fn left(
    app: &App,
    tenant: &Tenant,
    subject: Subject,
    locale: Locale,
) -> Result<Option<Ways>> {
    let (amount, client) = match subject {
        Subject::Invoice(id) => {
            let invoice = Invoice::find(&app.db, tenant.id, id).await?;
            let due = if invoice.status.is_open() {
                invoice.to_pay()
            } else {
                0
            };
            (invoice.money(due), invoice.client_id)
        }
        Subject::Deposit(id) => {
            let visit = Appointment::find(&app.db, tenant.id, id).await?;
            let now = app.clock.now();
            let waits = visit.status == Visit::AwaitingDeposit
                && visit.expires_at.is_some_and(|until| until > now);
            let paid = deposit_of(&app.db, tenant.id, id).await?.kept_minor();
            let due = if waits { visit.deposit_minor - paid } else { 0 };
            (Money::new(due, visit.currency), visit.client_id)
        }
    };
    ways(app, tenant, locale, subject, amount, client).await
}

/// Heading and text.
fn words(payment: &Payment, receipts: usize) -> (&'static str, &'static str) {
    match (payment.status, payment.provider) {
        (Status::Pending, Way::Transfer) if receipts > 0 => {
            (key!("payments-sent-title"), key!("payments-sent-text"))
        }
        (Status::Pending, Way::Transfer) => (
            key!("payments-transfer-title"),
            key!("payments-transfer-text"),
        ),
        (Status::Pending, _) if payment.pay_url.is_none() => (
            key!("payments-opening-title"),
            key!("payments-opening-text"),
        ),
        (Status::Pending, _) => (key!("payments-go-title"), key!("payments-go-text")),
        (Status::WaitingForCapture, _) => (key!("payments-held-title"), key!("payments-held-text")),
        (Status::Succeeded, _) => (key!("payments-paid-title"), key!("payments-paid-text")),
        (Status::Failed, Way::Transfer) => (
            key!("payments-rejected-title"),
            key!("payments-rejected-text"),
        ),
        (Status::Failed, _) => (key!("payments-failed-title"), why(&payment.reason)),
        (Status::Cancelled, _) => (
            key!("payments-cancelled-title"),
            key!("payments-cancelled-text"),
        ),
        (Status::Quarantined, _) => (
            key!("payments-quarantined-title"),
            key!("payments-quarantined-text"),
        ),
    }
}

/// A refusal in plain words.
fn why(reason: &str) -> &'static str {
    match reason {
        "insufficient_funds" => key!("payments-why-funds"),
        "card_expired" | "expired_card" => key!("payments-why-expired-card"),
        "3d_secure_failed" | "authentication_required" | "invalid_csc" | "incorrect_cvc" => {
            key!("payments-why-not-proved")
        }
        "invalid_card_number" | "incorrect_number" => key!("payments-why-number"),
        "invalid_credentials" | "disconnected" | "unanswered" => key!("payments-why-ours"),
        _ => key!("payments-why-bank"),
    }
}

/// Where it goes on once it is paid.
async fn next(
    app: &App,
    tenant: &Tenant,
    payment: &Payment,
    locale: Locale,
) -> Result<Option<(String, String)>> {
    if let (Some(invoice), Status::Succeeded) = (payment.invoice_id, payment.status) {
        // What was bought with it: whoever paid holds it.
        let sold = Package::of_invoice(&app.db, tenant.id, invoice).await?;
        let first = sold.iter().find(|package| package.cancelled_at.is_none());
        if let Some(first) = first {
            let path = packages::token::path(app, first);
            return Ok(Some((path, locale.t("packages-to-it"))));
        }
    }
    let is_ahead = payment.kind == Kind::Deposit || payment.invoice_id.is_none();
    let Some(visit) = payment.appointment_id.filter(|_| is_ahead) else {
        return Ok(None);
    };
    let visit = Appointment::find(&app.db, tenant.id, visit).await?;
    Ok(Some(match visit.status {
        Visit::AwaitingDeposit => (
            token::deposit_path(app, tenant.id, visit.id),
            locale.t("payments-to-deposit"),
        ),
        _ => (
            format!("/{}/booked/{}", tenant.slug, visit.reference),
            locale.t("payments-to-visit"),
        ),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Asks the provider now, if nobody did in the last moment.
async fn look(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
    _: Form<Nothing>,
) -> Result<Response> {
    let (tenant, payment) = open_payment(&app, &visitor, &text).await?;
    let now = app.clock.now();
    q!(
        &app.db,
        execute,
        "UPDATE payments SET check_at = $3, updated_at = $3
         WHERE tenant_id = $1 AND id = $2 AND check_at > $3 AND updated_at < $4",
        tenant.id,
        payment.id,
        now,
        now - TimeDelta::seconds(3),
    )?;
    work::look_now(&app, &payment).await?;
    if visitor.view.htmx {
        let payment = Payment::find(&app.db, tenant.id, payment.id).await?;
        let page = visitor.view.for_practice(tenant.locale);
        return draw(&app, page, tenant, &payment, &text).await;
    }
    Ok(redirect(&format!("/pay/status/{text}")))
}

async fn receipt(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response> {
    visitor.count_attempt(&app).await?;
    let (tenant, payment) = open_payment(&app, &visitor, &text).await?;
    let locale = visitor.view.clone().for_practice(tenant.locale).locale;
    let path = format!("/pay/status/{text}");
    let mut form = form.map_err(|_| Error::Invalid("error-form"))?;
    let mut upload = None;
    while let Some(field) = form
        .next_field()
        .await
        .map_err(|_| Error::Invalid("error-form"))?
    {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await;
            let bytes = bytes.map_err(|_| Error::Invalid(key!("media-too-large")))?;
            let bytes = bytes.to_vec();
            upload = Some(Upload { name, bytes });
        }
    }
    let upload = upload.ok_or(Error::Invalid("error-form"))?;
    let flash = match receipts::add(&app, tenant.id, payment.id, upload).await {
        Ok(()) => Flash::ok(locale.t("payments-receipt-taken")),
        Err(Error::Invalid(key) | Error::Conflict(key) | Error::Full(key) | Error::Away(key)) => {
            Flash::danger(locale.t(key))
        }
        Err(other) => return Err(other),
    };
    Ok(redirect_with(&path, flash))
}
