//! Taking a provider's word. It is compared with what was asked for before anything moves; what does not fit is put aside for
//! a person and never counts as paid. The same word twice, or an older one after a newer, changes nothing.

use chrono::{DateTime, TimeDelta, Utc};

use super::effects::{self, Retake};
use super::refund::Cause;
use super::{Account, Payment, Refund, Status, TaskKind, Way, task};
use crate::app::App;
use crate::appointments::{Appointment, Status as Visit};
use crate::db::{Tx, patiently};
use crate::error::{Error, Result};
use crate::events::{Actor, Kind as EventKind};
use crate::id::{PaymentId, TenantId};
use crate::money::Money;
use crate::payments::receipts::LOOK_HOURS;
use crate::providers::payment::{Failure, Remote, RemoteStatus};
use crate::q;

/// How long after the last try, in seconds; the last is for good: with the longest round of the worker no more than five minutes
/// pass unseen.
const GAPS: [i64; 11] = [1, 1, 2, 3, 5, 8, 13, 30, 60, 120, 160];
const LAST_GAP: i64 = 160;
/// How long a payment is asked after that its provider might never end.
const GIVE_UP: TimeDelta = TimeDelta::hours(72);

/// What became of the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// It moved the payment.
    New,
    /// It said what is known.
    Known,
    /// It does not fit.
    Odd,
}

impl Word {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "applied",
            Self::Known => "known",
            Self::Odd => "quarantined",
        }
    }
}

/// Locks what a payment touches, in the order in which all do: the visit of a deposit, then the payment.
pub(super) async fn lock(
    tx: &mut Tx,
    tenant: TenantId,
    id: PaymentId,
) -> Result<(Option<Appointment>, Payment)> {
    let seen = Payment::find(&mut *tx, tenant, id).await?;
    let visit = match seen.appointment_id {
        Some(visit) => Some(Appointment::find_for_change(tx, tenant, visit).await?),
        None => None,
    };
    Ok((visit, Payment::find_for_change(tx, tenant, id).await?))
}

/// Takes the word of the provider that was asked for this payment.
pub async fn apply(app: &App, tenant: TenantId, id: PaymentId, remote: &Remote) -> Result<Word> {
    let run = |retake| move || apply_once(app, tenant, id, remote, retake);
    match patiently(run(Retake::IfFree)).await {
        // The time that the money is for is somebody else's: it stays theirs.
        Err(Error::SlotTaken) => patiently(run(Retake::Never)).await,
        other => other,
    }
}

async fn apply_once(
    app: &App,
    tenant: TenantId,
    id: PaymentId,
    remote: &Remote,
    retake: Retake,
) -> Result<Word> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (visit, mut payment) = lock(&mut tx, tenant, id).await?;
    let account = Account::find(&mut tx, tenant, payment.account_id).await?;
    let before = payment.status;
    if let Some(why) = misfit(&payment, &account, remote) {
        quarantine(&mut tx, payment, visit, remote, why, now).await?;
        tx.commit().await?;
        return Ok(Word::Odd);
    }
    // Nobody could be asked for a while, such as without keys: now it is known, and fits.
    if before.is_open() {
        task::settle(&mut tx, tenant, id, TaskKind::Quarantined, now).await?;
    }
    payment.read(remote);
    payment.status = next(&payment, remote);
    payment.check_at = payment.next_check(now);
    match payment.status {
        Status::Succeeded if before != Status::Succeeded => {
            payment.paid_at = Some(now);
            payment.reason = String::new();
        }
        Status::Failed | Status::Cancelled if before.is_open() => {
            payment.reason = remote.reason.clone().unwrap_or_default();
        }
        _ => {}
    }
    let is_disputed = remote.is_disputed && !payment.is_disputed;
    payment.is_disputed |= remote.is_disputed;
    payment.save(&mut tx, now).await?;
    // Closed by nobody yet: also what fits, now, is a person's to see.
    if payment.status == Status::Quarantined {
        task::put_aside(&mut tx, &payment, &told(remote, ""), now).await?;
    }
    let actor = Actor::system();
    if payment.status != before {
        payment
            .tell(&mut tx, &actor, event(payment.status), now)
            .await?;
    }
    if payment.status == Status::Succeeded && before != Status::Succeeded {
        effects::on_paid(&mut tx, &payment, visit, retake, now).await?;
    }
    if is_disputed {
        task::open(&mut tx, &payment, TaskKind::Disputed, now).await?;
        payment
            .tell(&mut tx, &actor, EventKind::PaymentDisputed, now)
            .await?;
    }
    let outside = taken_outside(&mut tx, &payment, remote, now).await?;
    tx.commit().await?;
    app.wake.notify_one();
    let moved = payment.status != before || is_disputed || outside;
    Ok(if moved { Word::New } else { Word::Known })
}

/// Why what the provider has is not what we asked for.
fn misfit(payment: &Payment, account: &Account, remote: &Remote) -> Option<&'static str> {
    let other_payment = remote.payment.as_deref() != Some(payment.id.to_string().as_str());
    let other_id = payment
        .provider_id
        .as_ref()
        .is_some_and(|id| *id != remote.id);
    let names_account = remote.account.as_ref();
    let other_account = names_account.is_some_and(|name| *name != account.account);
    match remote.amount {
        _ if other_payment || other_id => Some("payment"),
        _ if other_account || remote.is_live != account.is_live => Some("account"),
        Some(Money { currency, .. }) if currency != payment.currency => Some("currency"),
        Some(Money { minor, .. }) if minor == payment.amount_minor => None,
        Some(_) => Some("amount"),
        None => Some("currency"),
    }
}

/// Where the payment goes from here: forward or nowhere.
fn next(payment: &Payment, remote: &Remote) -> Status {
    match (payment.status, remote.status) {
        // A person looks at it, or it is paid.
        (Status::Quarantined | Status::Succeeded, _) => payment.status,
        (_, RemoteStatus::Succeeded) => Status::Succeeded,
        (Status::Failed | Status::Cancelled, _) => payment.status,
        (_, RemoteStatus::WaitingForCapture) => Status::WaitingForCapture,
        (_, RemoteStatus::Cancelled) if ended_by_time(payment, remote) => Status::Cancelled,
        (_, RemoteStatus::Cancelled) => Status::Failed,
        (status, RemoteStatus::Pending) => status,
    }
}

/// Nobody was refused: it ran out, or we ended it.
fn ended_by_time(payment: &Payment, remote: &Remote) -> bool {
    let reason = remote.reason.as_deref().unwrap_or_default();
    payment.stopped_at.is_some()
        || reason.starts_with("expired")
        || matches!(reason, "canceled_by_merchant" | "cancelled")
}

fn event(status: Status) -> EventKind {
    match status {
        Status::Succeeded => EventKind::PaymentSucceeded,
        Status::Failed => EventKind::PaymentFailed,
        Status::Cancelled => EventKind::PaymentCancelled,
        Status::Quarantined => EventKind::PaymentQuarantined,
        Status::Pending | Status::WaitingForCapture => EventKind::PaymentHeld,
    }
}

/// Puts it aside. One that is paid stays paid; a person looks at it all the same, and the visit's time is kept meanwhile.
async fn quarantine(
    tx: &mut Tx,
    mut payment: Payment,
    visit: Option<Appointment>,
    remote: &Remote,
    why: &'static str,
    now: DateTime<Utc>,
) -> Result<()> {
    if payment.status != Status::Quarantined && payment.status != Status::Succeeded {
        // The id is kept, so that whatever else is said of it is known to be about this.
        if payment.provider_id.is_none() && !remote.id.is_empty() {
            payment.provider_id = Some(remote.id.clone());
        }
        payment.status = Status::Quarantined;
        payment.reason = why.to_owned();
        payment.pay_url = None;
        payment.check_at = None;
        payment.save(tx, now).await?;
        let kind = EventKind::PaymentQuarantined;
        payment.tell(tx, &Actor::system(), kind, now).await?;
        if let Some(mut visit) = visit.filter(|visit| visit.status == Visit::AwaitingDeposit) {
            let until = now + TimeDelta::hours(LOOK_HOURS);
            visit.keep_until(tx, until, now).await?;
        }
    }
    task::put_aside(tx, &payment, &told(remote, why), now).await
}

/// What is said of a payment, and what of that does not fit: by this it is known whether it was said before.
fn told(remote: &Remote, why: &str) -> String {
    let amount = remote.amount.map(|amount| amount.minor);
    format!(
        "{why}:{:?}:{amount:?}:{}",
        remote.status, remote.refunded_minor
    )
}

/// Money that went back by another door, such as the provider's own pages; or did not, after all.
async fn taken_outside(
    tx: &mut Tx,
    payment: &Payment,
    remote: &Remote,
    now: DateTime<Utc>,
) -> Result<bool> {
    let is_paid = payment.status == Status::Succeeded && payment.provider == Way::Stripe;
    if is_paid && remote.refunded_minor < payment.refunded_minor {
        Refund::less_went_back(tx, payment, now).await?;
    }
    let more = remote.refunded_minor - payment.held_minor;
    if payment.status != Status::Succeeded || more <= 0 || more > payment.refundable_minor() {
        return Ok(false);
    }
    let key = format!("outside:{}:{}", payment.id, remote.refunded_minor);
    Refund::note_outside(tx, payment, more, Cause::Outside, &key, now).await?;
    Ok(true)
}

/// The provider will never do it.
pub async fn fail(app: &App, payment: &Payment, failure: &Failure) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (_, mut payment) = lock(&mut tx, payment.tenant_id, payment.id).await?;
    if failure.is_about_keys() {
        let account = Account::find(&mut tx, payment.tenant_id, payment.account_id).await?;
        account
            .note(&mut tx, Some(&failure.to_string()), now)
            .await?;
        task::open_keys(&mut tx, payment.tenant_id, account.id, now).await?;
    }
    if payment.status == Status::Pending && payment.provider_id.is_none() {
        payment.status = Status::Failed;
        payment.reason = match failure {
            Failure::Permanent { code, .. } => code.chars().take(100).collect(),
            _ => "unanswered".to_owned(),
        };
        payment.check_at = None;
        payment.save(&mut tx, now).await?;
        let kind = EventKind::PaymentFailed;
        payment.tell(&mut tx, &Actor::system(), kind, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

impl Payment {
    /// Takes over what the provider says besides the status.
    fn read(&mut self, remote: &Remote) {
        if self.provider_id.is_none() {
            self.provider_id = Some(remote.id.clone());
        }
        self.charge_id = remote.charge.clone().or(self.charge_id.take());
        let may_pay = remote.status == RemoteStatus::Pending;
        self.pay_url = match may_pay {
            true => remote.pay_url.clone().or(self.pay_url.take()),
            false => None,
        };
        if let Some(method) = &remote.method {
            self.method = method.chars().take(40).collect();
        }
    }

    /// When to look again; none when nothing more is to come.
    fn next_check(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        // What nobody pays, these end within a day or so themselves; what is under way for longer is a direct debit or the like.
        let ends = matches!(self.provider, Way::Stripe | Way::Yookassa);
        match self.status {
            Status::WaitingForCapture => Some(now),
            Status::Pending if ends || now < self.created_at + GIVE_UP => Some(self.after_gap(now)),
            _ => None,
        }
    }

    pub(in crate::payments) fn after_gap(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let tries = usize::try_from(self.attempts).unwrap_or(usize::MAX);
        let gap = GAPS.get(tries).copied().unwrap_or(LAST_GAP);
        now + TimeDelta::seconds(gap)
    }

    pub(super) async fn save(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE payments SET status = $3, provider_id = $4, charge_id = $5, pay_url = $6, method = $7, reason = $8,
                note = $9, is_disputed = $10, check_at = $11, paid_at = $12, updated_at = $13
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            self.status,
            &self.provider_id,
            &self.charge_id,
            &self.pay_url,
            &self.method,
            &self.reason,
            &self.note,
            self.is_disputed,
            self.check_at,
            self.paid_at,
            now,
        )?;
        Ok(())
    }

    /// Whether somebody's program can be asked about it.
    pub fn is_online(&self) -> bool {
        self.provider.is_online() && self.provider != Way::Transfer
    }
}
