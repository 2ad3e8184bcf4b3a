//! Beginning a payment: what is due is worked out here, never taken from a form, and the row is written before anybody is
//! called. A second press finds the first one's payment; changing one's mind ends the other.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Account, Kind, Payment, Settings, Status, Way, deposit_of};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::{Appointment, Status as Visit};
use crate::clients::Client;
use crate::contact::Email;
use crate::db::{On, Tx, patiently};
use crate::error::{Error, Result};
use crate::events::{self, Actor};
use crate::i18n::{Locale, key};
use crate::id::{AppointmentId, ClientId, InvoiceId, PaymentId, TenantId};
use crate::invoices::model::Invoice;
use crate::money::Money;
use crate::payments::receipt_lines::{is_ahead, receipt_lines};
use crate::payments::token;
use crate::providers::payment::stripe::session_end;
use crate::providers::payment::{Mode, NewPayment, Receipt, ReceiptLine, Ware};
use crate::q;

/// How long an invoice's payment page is of use.
const PATIENCE: TimeDelta = TimeDelta::hours(20);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Of a visit that waits for it.
    Deposit(AppointmentId),
    Invoice(InvoiceId),
}

/// What is to be paid now.
#[derive(Clone, Debug)]
pub struct Due {
    pub kind: Kind,
    pub amount: Money,
    pub client: Option<ClientId>,
    pub appointment: Option<AppointmentId>,
    pub invoice: Option<InvoiceId>,
    pub until: DateTime<Utc>,
    /// What stands on the provider's page.
    pub text: String,
    /// What the receipt says: what is paid for, and how.
    lines: Vec<ReceiptLine>,
}

/// Works out what is due, and holds the subject until the transaction ends.
///
/// # Errors
/// Conflict when nothing is, any more.
pub async fn due(
    tx: &mut Tx,
    tenant: &Tenant,
    subject: Subject,
    locale: Locale,
    now: DateTime<Utc>,
) -> Result<Due> {
    match subject {
        Subject::Deposit(id) => deposit_due(tx, tenant, id, locale, now).await,
        Subject::Invoice(id) => invoice_due(tx, tenant, id, locale, now).await,
    }
}

async fn deposit_due(
    tx: &mut Tx,
    tenant: &Tenant,
    id: AppointmentId,
    locale: Locale,
    now: DateTime<Utc>,
) -> Result<Due> {
    let visit = Appointment::find_for_change(tx, tenant.id, id).await?;
    let until = visit.expires_at.filter(|until| *until > now);
    let (Visit::AwaitingDeposit, Some(until)) = (visit.status, until) else {
        return Err(Error::Conflict(key!("payments-nothing-due")));
    };
    let paid = deposit_of(&mut *tx, tenant.id, id).await?;
    let left = visit.deposit_minor - paid.kept_minor();
    if left <= 0 {
        return Err(Error::Conflict(key!("payments-nothing-due")));
    }
    let amount = Money::new(left, visit.currency);
    let line = deposit_line(tenant, &visit, amount, locale);
    Ok(Due {
        kind: Kind::Deposit,
        amount,
        client: visit.client_id,
        appointment: Some(id),
        invoice: None,
        until,
        text: line.text.clone(),
        lines: vec![line],
    })
}

/// What a fiscal receipt says of a deposit.
pub(in crate::payments) fn deposit_line(
    tenant: &Tenant,
    visit: &Appointment,
    amount: Money,
    locale: Locale,
) -> ReceiptLine {
    let text = locale.t3(
        "payments-for-deposit",
        "what",
        visit.title.clone(),
        "practice",
        tenant.name.clone(),
        "reference",
        visit.reference.clone(),
    );
    ReceiptLine {
        text,
        ware: Ware::Service,
        amount,
        mode: match visit.deposit_minor >= visit.price_minor {
            true => Mode::FullPrepayment,
            false => Mode::PartialPrepayment,
        },
        of_visit: true,
        vat: None,
    }
}

async fn invoice_due(
    tx: &mut Tx,
    tenant: &Tenant,
    id: InvoiceId,
    locale: Locale,
    now: DateTime<Utc>,
) -> Result<Due> {
    let invoice = Invoice::find_for_change(tx, tenant.id, id).await?;
    let left = invoice.to_pay();
    let reference = invoice.reference().unwrap_or_default();
    if !invoice.is_open() || left <= 0 {
        return Err(Error::Conflict(key!("payments-nothing-due")));
    }
    // What was credited is not what is paid for.
    let items = invoice.items_left(&mut *tx).await?;
    let ahead = is_ahead(&mut *tx, &invoice, None).await?;
    let lines = receipt_lines(&invoice, &items, ahead, locale);
    Ok(Due {
        kind: Kind::Full,
        amount: invoice.money(left),
        client: invoice.client_id,
        appointment: invoice.appointment_id,
        invoice: Some(id),
        until: now + PATIENCE,
        text: locale.t2(
            "payments-for-invoice",
            "reference",
            reference,
            "practice",
            tenant.name.clone(),
        ),
        lines,
    })
}

/// Begins, or finds what was begun before; nobody has been called yet.
///
/// # Errors
/// Conflict when nothing is due or a person looks at what was paid, Invalid when a receipt needs an e-mail that nobody gave,
/// NotFound for a way that is not offered.
pub async fn begin(
    app: &App,
    tenant: &Tenant,
    subject: Subject,
    way: Way,
    email: Option<Email>,
    locale: Locale,
) -> Result<Payment> {
    patiently(|| begin_once(app, tenant, subject, way, email.clone(), locale)).await
}

async fn begin_once(
    app: &App,
    tenant: &Tenant,
    subject: Subject,
    way: Way,
    email: Option<Email>,
    locale: Locale,
) -> Result<Payment> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let due = due(&mut tx, tenant, subject, locale, now).await?;
    let offered = Account::offered(app, &mut tx, tenant.id, due.amount.currency).await?;
    if !offered.contains(&way) {
        return Err(Error::NotFound);
    }
    if is_put_aside(&mut tx, tenant.id, subject).await? {
        return Err(Error::Conflict(key!("payments-put-aside")));
    }
    let account = Account::ensure(&mut tx, tenant.id, way, now).await?;
    let open = open_for(&mut tx, tenant, &due).await?;
    let same = open.into_iter().find(|one| {
        one.account_id == account.id && one.amount() == due.amount && one.stopped_at.is_none()
    });
    if let Some(same) = same {
        return Ok(same);
    }
    let client = match due.client {
        Some(id) => Some(Client::find(&mut tx, tenant.id, id).await?),
        None => None,
    };
    // Of who was erased nothing new is written; money is taken at the desk.
    if client.as_ref().is_some_and(Client::is_closed) {
        return Err(Error::NotFound);
    }
    let email = email
        .map(|email| email.as_str().to_owned())
        .or_else(|| client.and_then(|client| client.email));
    let id = PaymentId::new();
    let new = request(app, tenant, &account, id, &due, email, locale, now)?;
    stop(&mut tx, tenant, &due, None, now).await?;
    let payment = insert(app, &mut tx, tenant, &account, id, &due, &new, now).await?;
    let actor = Actor::client(due.client);
    payment
        .tell(&mut tx, &actor, events::Kind::PaymentCreated, now)
        .await?;
    tx.commit().await?;
    Ok(payment)
}

/// Whether a payment of the same thing waits for a person: whoever paid it is not asked again.
pub async fn is_put_aside(on: impl On, tenant: TenantId, subject: Subject) -> Result<bool> {
    let (all, kind) = match subject {
        Subject::Invoice(id) => (Payment::of_invoice(on, tenant, id).await?, Kind::Full),
        Subject::Deposit(id) => (
            Payment::of_appointment(on, tenant, id).await?,
            Kind::Deposit,
        ),
    };
    let waits = |one: &Payment| one.kind == kind && one.status == Status::Quarantined;
    Ok(all.iter().any(waits))
}

/// Payments of the same thing that may still be paid.
async fn open_for(tx: &mut Tx, tenant: &Tenant, due: &Due) -> Result<Vec<Payment>> {
    let all = match (due.invoice, due.appointment) {
        (Some(invoice), _) => Payment::of_invoice(tx, tenant.id, invoice).await?,
        (None, Some(visit)) => Payment::of_appointment(tx, tenant.id, visit).await?,
        (None, None) => Vec::new(),
    };
    let fits = |one: &Payment| one.kind == due.kind && one.status.is_open();
    Ok(all.into_iter().filter(fits).collect())
}

/// Nobody waits for the others any more: their pages are closed where that can be done.
pub(super) async fn stop(
    tx: &mut Tx,
    tenant: &Tenant,
    due: &Due,
    but: Option<PaymentId>,
    now: DateTime<Utc>,
) -> Result<()> {
    for one in open_for(tx, tenant, due).await? {
        if Some(one.id) != but && one.stopped_at.is_none() {
            one.stop(tx, now).await?;
        }
    }
    Ok(())
}

impl Payment {
    /// One that nobody was asked for yet, and one that a person looks at, ends at once.
    pub(super) async fn stop(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        if self.provider == Way::Transfer {
            q!(
                tx,
                execute,
                "UPDATE payments SET stopped_at = $3, status = 'cancelled', updated_at = $3
                 WHERE tenant_id = $1 AND id = $2 AND status = 'pending'",
                self.tenant_id,
                self.id,
                now,
            )?;
            return Ok(());
        }
        q!(
            tx,
            execute,
            "UPDATE payments SET stopped_at = $3, check_at = $3, updated_at = $3
             WHERE tenant_id = $1 AND id = $2 AND status IN ('pending', 'waiting_for_capture')",
            self.tenant_id,
            self.id,
            now,
        )?;
        Ok(())
    }
}

#[expect(clippy::too_many_arguments, reason = "all that a provider is told")]
fn request(
    app: &App,
    tenant: &Tenant,
    account: &Account,
    id: PaymentId,
    due: &Due,
    email: Option<String>,
    locale: Locale,
    now: DateTime<Utc>,
) -> Result<NewPayment> {
    let settings: &Settings = &account.data.0;
    let receipt = match (
        settings.receipts && account.provider == Way::Yookassa,
        &email,
    ) {
        (false, _) => None,
        (true, None) => return Err(Error::Invalid(key!("payments-needs-email"))),
        (true, Some(email)) => {
            let whole = Receipt {
                email: email.clone(),
                tax_system: settings.tax_system,
                vat: settings.vat.clamp(1, 12),
                lines: due.lines.clone(),
            };
            Some(whole.of(due.amount))
        }
    };
    let path = token::of_payment(app, tenant.id, id).status_path();
    Ok(NewPayment {
        payment: id.to_string(),
        tenant: tenant.id.to_string(),
        key: id.to_string(),
        amount: due.amount,
        description: due.text.clone(),
        return_url: app.config.link(&path),
        locale,
        email,
        receipt,
        until: (account.provider == Way::Stripe).then(|| session_end(Some(due.until), now)),
    })
}

#[expect(clippy::too_many_arguments, reason = "all that a row holds")]
async fn insert(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    account: &Account,
    id: PaymentId,
    due: &Due,
    new: &NewPayment,
    now: DateTime<Utc>,
) -> Result<Payment> {
    let key = app.tenant_key(&mut *tx, tenant.id).await?;
    let plain = serde_json::to_vec(new).map_err(Error::internal)?;
    let sealed = key.seal(&format!("payments.sealed:{id}"), &plain)?;
    q!(
        tx,
        execute,
        "INSERT INTO payments (tenant_id, id, account_id, provider, kind, status, amount_minor, currency, client_id,
            appointment_id, invoice_id, idempotency_key, is_live, sealed, check_at, expires_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)",
        tenant.id,
        id,
        account.id,
        account.provider,
        due.kind,
        Status::Pending,
        due.amount.minor,
        due.amount.currency,
        due.client,
        due.appointment,
        due.invoice,
        &new.key,
        // Where no provider says that it only tries, money is money.
        account.is_live || account.provider == Way::Transfer,
        sealed,
        account.provider.is_online().then_some(now),
        due.until,
        now,
    )?;
    Payment::find(tx, tenant.id, id).await
}
