//! Payments where they are met: in a client's history, and a deposit on its visit.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::Status;
use super::{Payment, deposit_of, token};
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::{Appointment, Status as Visit};
use crate::error::Result;
use crate::i18n::key;
use crate::id::{ClientId, PaymentId};
use crate::invoices::model::Invoice;
use crate::money::Money;
use crate::packages::model::{Target, open_of};
use crate::policies::Kept;
use crate::q;
use crate::web::Page;

/// A line of a short list.
pub struct Line {
    pub id: PaymentId,
    pub at: DateTime<Utc>,
    /// "€48.00 · Cash"
    pub title: String,
    /// "Deposit · Paid · €5.00 given back"
    pub sub: String,
}

impl Line {
    fn of(page: &Page, payment: &Payment) -> Self {
        let locale = page.locale;
        let at = payment.paid_at.unwrap_or(payment.created_at);
        let mut parts = vec![page.t(payment.kind.key()), page.t(payment.status.key())];
        if payment.refunded_minor > 0 {
            let back = locale.money(Money::new(payment.refunded_minor, payment.currency));
            parts.push(page.t1("payments-given-back", "amount", back));
        }
        Self {
            id: payment.id,
            at,
            title: format!(
                "{} · {}",
                locale.money(payment.amount()),
                page.t(payment.provider.key())
            ),
            sub: parts.join(" · "),
        }
    }
}

/// Those of a client before an instant and an id, the latest first, for who may see money; payments that nobody ever made
/// are left out.
pub async fn of_client(
    app: &App,
    page: &Page,
    client: ClientId,
    before: (DateTime<Utc>, Uuid),
    limit: i64,
) -> Result<Vec<Line>> {
    if !page.can(Permission::PaymentsRead) {
        return Ok(Vec::new());
    }
    let payments = q!(
        &app.db,
        fetch_all: Payment,
        "SELECT * FROM payments WHERE tenant_id = $1 AND client_id = $2 AND status NOT IN ('cancelled', 'failed')
            AND (COALESCE(paid_at, created_at) < $3 OR (COALESCE(paid_at, created_at) = $3 AND id < $4))
         ORDER BY COALESCE(paid_at, created_at) DESC, id DESC LIMIT $5",
        page.tenant.id,
        client,
        before.0,
        before.1,
        limit,
    )?;
    Ok(payments
        .iter()
        .map(|payment| Line::of(page, payment))
        .collect())
}

/// A visit's deposit on its panel.
pub struct OfVisit {
    pub amount: String,
    /// "Paid", "Waiting", "kept", "given back".
    pub state: String,
    pub look: &'static str,
    /// The client's page for it, while it is waited for.
    pub link: Option<String>,
    pub may_record: bool,
}

/// What a visit's panel says of money ahead.
pub enum Ahead {
    /// Something is asked for, or came.
    Deposit(OfVisit),
    /// Nothing is; the master may ask with the answer to the request.
    MayAsk,
}

pub async fn of_visit(app: &App, page: &Page, visit: &Appointment) -> Result<Option<Ahead>> {
    if !page.can(Permission::PaymentsRead) {
        return Ok(None);
    }
    let tenant = page.tenant.id;
    let may_write = page.can(Permission::PaymentsWrite);
    if visit.deposit_minor == 0 {
        let may_ask = visit.status == Visit::Pending
            && visit.price_minor > 0
            && may_write
            && page.can(Permission::AppointmentsWrite);
        return Ok(may_ask.then_some(Ahead::MayAsk));
    }
    let paid = deposit_of(&app.db, tenant, visit.id).await?;
    let waits = visit.status == Visit::AwaitingDeposit;
    let (fate,) = q!(
        &app.db,
        fetch_one: (String,),
        "SELECT deposit_fate FROM appointments WHERE tenant_id = $1 AND id = $2",
        tenant,
        visit.id,
    )?;
    let (key, look) = match (fate.as_str(), paid.kept_minor() >= visit.deposit_minor) {
        ("kept", true) => ("payments-deposit-kept", "completed"),
        ("returned", _) if paid.paid_minor > 0 => ("payments-deposit-returned", "cancelled"),
        (_, true) => (Status::Succeeded.key(), "completed"),
        _ if waits || visit.status == Visit::Pending => (Status::Pending.key(), "pending"),
        _ => ("payments-deposit-not-paid", "cancelled"),
    };
    let path = token::deposit_path(app, tenant, visit.id);
    Ok(Some(Ahead::Deposit(OfVisit {
        amount: page
            .locale
            .money(Money::new(visit.deposit_minor, visit.currency)),
        state: page.t(key),
        look,
        link: waits.then(|| app.config.link(&path)),
        may_record: waits && may_write,
    })))
}

/// What becomes of money if a visit is cancelled now, for whoever may see it; `is_late` where the client does it.
pub async fn before_cancelling(
    app: &App,
    page: &Page,
    visit: &Appointment,
    is_late: bool,
) -> Result<Vec<String>> {
    if !page.can(Permission::PaymentsRead) {
        return Ok(Vec::new());
    }
    let tenant = page.tenant.id;
    let is_kept = is_late && Kept::of(&app.db, tenant, visit.id).await?.late;
    let money = |minor| page.locale.money(Money::new(minor, visit.currency));
    let mut said = Vec::new();
    let deposit = deposit_of(&app.db, tenant, visit.id).await?.kept_minor();
    if deposit > 0 {
        let key = match is_kept {
            true => key!("payments-cancel-kept"),
            false => key!("payments-cancel-back"),
        };
        said.push(page.t1(key, "amount", money(deposit)));
    }
    let taken = open_of(&app.db, tenant, Target::Visit(visit.id)).await?;
    let taken: i64 = taken.iter().map(|movement| movement.value_minor).sum();
    if taken > 0 {
        let key = match is_kept {
            true => key!("payments-cancel-prepaid-kept"),
            false => key!("payments-cancel-prepaid-back"),
        };
        said.push(page.t1(key, "amount", money(taken)));
    }
    let invoice = Invoice::of_visit(&app.db, tenant, visit.id).await?;
    if let Some(number) = invoice.and_then(|invoice| invoice.reference()) {
        said.push(page.t1("payments-cancel-invoice", "number", number));
    }
    Ok(said)
}
