//! Money that goes back. The database keeps the ceiling: what all refunds of a payment take is never more than was paid,
//! however many ask at once.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use super::apply::lock;
use super::reversed::AGAIN;
use super::{Kind, Payment, TaskKind, Way, anew, effects, task};
use crate::app::App;
use crate::db::{On, Tx, is_unique, patiently};
use crate::error::{Error, Result};
use crate::events::{Actor, ActorKind, Kind as EventKind};
use crate::i18n::key;
use crate::id::{PaymentId, RefundId, TenantId, UserId};
use crate::invoices::model::Invoice;
use crate::money::{Currency, Money};
use crate::providers::payment::{RefundStatus, RemoteRefund};
use crate::q;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Standing {
    Pending,
    Succeeded,
    Failed,
}

impl Standing {
    pub fn key(self) -> &'static str {
        match self {
            Self::Pending => key!("payments-refund-pending"),
            Self::Succeeded => key!("payments-refund-succeeded"),
            Self::Failed => key!("payments-refund-failed"),
        }
    }
}

/// Why it goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Cause {
    /// A person of the practice said so.
    Asked,
    /// The visit was cancelled.
    Cancelled,
    /// The time was gone.
    Late,
    Overpaid,
    /// On the provider's own pages.
    Outside,
}

impl Cause {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Cancelled => "cancelled",
            Self::Late => "late",
            Self::Overpaid => "overpaid",
            Self::Outside => "outside",
        }
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Refund {
    pub tenant_id: TenantId,
    pub id: RefundId,
    pub payment_id: PaymentId,
    pub status: Standing,
    pub amount_minor: i64,
    pub currency: Currency,
    pub cause: Cause,
    pub note: String,
    pub idempotency_key: String,
    pub provider_id: Option<String>,
    pub reason: String,
    pub attempts: i64,
    pub check_at: Option<DateTime<Utc>>,
    pub asked_by: Option<UserId>,
    pub settled_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

impl Refund {
    pub async fn find(mut on: impl On, tenant: TenantId, id: RefundId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM refunds WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    pub async fn of_payment(
        mut on: impl On,
        tenant: TenantId,
        payment: PaymentId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM refunds WHERE tenant_id = $1 AND payment_id = $2 ORDER BY created_at, id",
            tenant,
            payment,
        )?)
    }

    pub fn amount(&self) -> Money {
        Money::new(self.amount_minor, self.currency)
    }

    /// A person gives money back: through the provider, or by hand, which is done when it is written down. The same key
    /// asks once.
    ///
    /// # Errors
    /// Conflict when less than that is left, or when it was never paid.
    pub async fn ask(
        app: &App,
        tenant: TenantId,
        payment: PaymentId,
        amount_minor: i64,
        note: &str,
        key: &str,
        actor: &Actor,
    ) -> Result<Self> {
        let asked = patiently(|| async {
            let now = app.clock.now();
            let mut tx = app.db.begin().await?;
            let (visit, payment) = lock(&mut tx, tenant, payment).await?;
            if let Some(known) = Self::by_key(&mut tx, tenant, key).await? {
                return Ok(known);
            }
            // Where it is too much still when this has gone, that is found again.
            task::settle(&mut tx, tenant, payment.id, TaskKind::Overpaid, now).await?;
            let cause = Cause::Asked;
            let refund = Self::ask_in(
                &mut tx,
                &payment,
                amount_minor,
                cause,
                note,
                key,
                actor,
                now,
            )
            .await?;
            // Of a part, the rest is still to be given back.
            if payment.refundable_minor() == amount_minor {
                for kind in [TaskKind::Late, TaskKind::Overpaid, TaskKind::ByHand] {
                    task::settle(&mut tx, tenant, payment.id, kind, now).await?;
                }
            } else if let Some(visit) = visit.filter(|visit| visit.status.takes_time())
                && effects::has_too_much(&mut tx, &payment, &visit).await?
            {
                task::open(&mut tx, &payment, TaskKind::Overpaid, now).await?;
            }
            // Whoever asks once more has seen what did not work; what is unclear stays so.
            let all = Self::of_payment(&mut tx, tenant, payment.id).await?;
            if !all.iter().any(|one| one.is_stuck() || one.is_reversed()) {
                let kind = TaskKind::RefundFailed;
                task::settle(&mut tx, tenant, payment.id, kind, now).await?;
            }
            tx.commit().await?;
            Ok(refund)
        })
        .await?;
        app.wake.notify_one();
        Ok(asked)
    }

    async fn by_key(tx: &mut Tx, tenant: TenantId, key: &str) -> Result<Option<Self>> {
        Ok(q!(
            tx,
            fetch_optional: Self,
            "SELECT * FROM refunds WHERE tenant_id = $1 AND idempotency_key = $2",
            tenant,
            key,
        )?)
    }

    /// The same in a transaction that holds the payment.
    #[expect(clippy::too_many_arguments, reason = "what a refund is made of")]
    pub(super) async fn ask_in(
        tx: &mut Tx,
        payment: &Payment,
        amount_minor: i64,
        cause: Cause,
        note: &str,
        key: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        if amount_minor <= 0 {
            return Err(Error::Invalid(key!("payments-refund-nothing")));
        }
        if amount_minor > payment.refundable_minor() {
            return Err(Error::Conflict(key!("payments-refund-too-large")));
        }
        let is_by_hand = payment.provider.is_by_hand();
        let refund = Self {
            tenant_id: payment.tenant_id,
            id: RefundId::new(),
            payment_id: payment.id,
            status: match is_by_hand {
                true => Standing::Succeeded,
                false => Standing::Pending,
            },
            amount_minor,
            currency: payment.currency,
            cause,
            note: note.to_owned(),
            idempotency_key: key.to_owned(),
            provider_id: None,
            reason: String::new(),
            attempts: 0,
            check_at: (!is_by_hand).then_some(now),
            asked_by: actor
                .id
                .filter(|_| actor.kind == ActorKind::User)
                .map(UserId),
            settled_at: is_by_hand.then_some(now),
            created_at: now,
        };
        refund.insert(tx).await?;
        refund.tell(tx, actor, EventKind::RefundAsked, now).await?;
        if is_by_hand {
            refund
                .tell(tx, actor, EventKind::RefundSucceeded, now)
                .await?;
            refund.tell_invoice(tx, now).await?;
        }
        Ok(refund)
    }

    /// One that was found to have been made elsewhere.
    pub(super) async fn note_outside(
        tx: &mut Tx,
        payment: &Payment,
        amount_minor: i64,
        cause: Cause,
        key: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let refund = Self {
            tenant_id: payment.tenant_id,
            id: RefundId::new(),
            payment_id: payment.id,
            status: Standing::Succeeded,
            amount_minor,
            currency: payment.currency,
            cause,
            note: String::new(),
            idempotency_key: key.to_owned(),
            provider_id: None,
            reason: String::new(),
            attempts: 0,
            check_at: None,
            asked_by: None,
            settled_at: Some(now),
            created_at: now,
        };
        refund.insert(tx).await?;
        refund
            .tell(tx, &Actor::system(), EventKind::RefundSucceeded, now)
            .await?;
        refund.tell_invoice(tx, now).await
    }

    async fn insert(&self, tx: &mut Tx) -> Result<()> {
        q!(
            tx,
            execute,
            "INSERT INTO refunds (tenant_id, id, payment_id, status, amount_minor, currency, cause, note, idempotency_key,
                check_at, asked_by, settled_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            self.tenant_id,
            self.id,
            self.payment_id,
            self.status,
            self.amount_minor,
            self.currency,
            self.cause,
            &self.note,
            &self.idempotency_key,
            self.check_at,
            self.asked_by,
            self.settled_at,
            self.created_at,
        )
        .map_err(|error| match is_unique(&error) {
            true => Error::Collided(error.to_string()),
            false => error.into(),
        })?;
        Ok(())
    }

    /// Takes the provider's word on a refund.
    pub async fn apply(app: &App, seen: &Self, remote: &RemoteRefund) -> Result<()> {
        if seen.status == Standing::Succeeded {
            let is_back = remote.status == RefundStatus::Failed;
            return patiently(|| Self::hear_again(app, seen, is_back)).await;
        }
        let fits = remote.amount == Some(seen.amount());
        let (status, reason) = match remote.status {
            // It gave another sum than it was asked for: a person looks.
            _ if !fits => (Standing::Pending, "amount".to_owned()),
            RefundStatus::Pending => (Standing::Pending, String::new()),
            RefundStatus::Succeeded => (Standing::Succeeded, String::new()),
            RefundStatus::Failed => (Standing::Failed, remote.reason.clone().unwrap_or_default()),
        };
        let actor = Actor::system();
        Self::become_status(app, seen, status, Some(&remote.id), &reason, fits, &actor).await
    }

    /// It will never be done.
    pub async fn fail(app: &App, seen: &Self, reason: &str) -> Result<()> {
        let actor = Actor::system();
        Self::become_status(app, seen, Standing::Failed, None, reason, true, &actor).await
    }

    /// Nobody asks about it any more: the provider gave another sum, or has not answered for days.
    pub fn is_stuck(&self) -> bool {
        self.status == Standing::Pending && self.check_at.is_none()
    }

    /// Nobody knows what became of it, or it did not work, no person has said so and none asked once more with success.
    fn needs_somebody(&self, all: &[Self]) -> bool {
        let is_known = matches!(self.reason.as_str(), "withdrawn" | "by_hand");
        let later = |one: &Self| self.settled_at.is_none_or(|at| one.created_at >= at);
        let is_mended = || {
            all.iter()
                .any(|one| one.status == Standing::Succeeded && later(one))
        };
        let failed = self.status == Standing::Failed && !is_known && !is_mended();
        self.is_stuck() || self.is_reversed() || failed
    }

    /// A person has seen on the provider's pages whether the money went back. A second time changes nothing.
    ///
    /// # Errors
    /// NotFound for another payment's, Conflict while the provider is asked.
    pub async fn decide(
        app: &App,
        payment: &Payment,
        id: RefundId,
        is_done: bool,
        actor: &Actor,
    ) -> Result<()> {
        let seen = Self::find(&app.db, payment.tenant_id, id).await?;
        if seen.payment_id != payment.id {
            return Err(Error::NotFound);
        }
        if seen.status != Standing::Pending {
            return Ok(());
        }
        if !seen.is_stuck() {
            return Err(Error::Conflict(key!("payments-refund-under-way")));
        }
        let (status, reason) = match is_done {
            true => (Standing::Succeeded, ""),
            false => (Standing::Failed, "by_hand"),
        };
        Self::become_status(app, &seen, status, None, reason, true, actor).await?;
        patiently(|| Self::decided(app, payment)).await
    }

    async fn decided(app: &App, payment: &Payment) -> Result<()> {
        let mut tx = app.db.begin().await?;
        let (tenant, now) = (payment.tenant_id, app.clock.now());
        let all = Self::of_payment(&mut tx, tenant, payment.id).await?;
        // Who looked this one up has seen the others that did not work.
        if !all.iter().any(|one| one.is_stuck() || one.is_reversed()) {
            task::settle(&mut tx, tenant, payment.id, TaskKind::RefundFailed, now).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn become_status(
        app: &App,
        seen: &Self,
        status: Standing,
        provider_id: Option<&str>,
        reason: &str,
        fits: bool,
        actor: &Actor,
    ) -> Result<()> {
        let run = || Self::become_once(app, seen, status, provider_id, reason, fits, actor);
        patiently(run).await
    }

    async fn become_once(
        app: &App,
        seen: &Self,
        status: Standing,
        provider_id: Option<&str>,
        reason: &str,
        fits: bool,
        actor: &Actor,
    ) -> Result<()> {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        let (_, payment) = lock(&mut tx, seen.tenant_id, seen.payment_id).await?;
        let mut refund = Self::find(&mut tx, seen.tenant_id, seen.id).await?;
        if refund.status != Standing::Pending {
            return Ok(());
        }
        let reason: String = reason.chars().take(200).collect();
        let is_there = provider_id.is_some() || refund.provider_id.is_some();
        let check_at = match status {
            Standing::Pending if fits => Some(refund.after_gap(now)),
            Standing::Succeeded if is_there && payment.provider == Way::Stripe => Some(now + AGAIN),
            _ => None,
        };
        q!(
            tx,
            execute,
            "UPDATE refunds SET status = $3, provider_id = COALESCE(provider_id, $4), reason = $5, check_at = $6,
                settled_at = $7 WHERE tenant_id = $1 AND id = $2",
            refund.tenant_id,
            refund.id,
            status,
            provider_id,
            &reason,
            check_at,
            (status != Standing::Pending).then_some(now),
        )?;
        (refund.status, refund.reason) = (status, reason);
        match status {
            Standing::Pending if !fits => {
                task::open(&mut tx, &payment, TaskKind::RefundFailed, now).await?;
            }
            Standing::Pending => {}
            Standing::Succeeded => {
                refund
                    .tell(&mut tx, actor, EventKind::RefundSucceeded, now)
                    .await?;
                refund.tell_invoice(&mut tx, now).await?;
                // Nobody is told any more that it did not work.
                let all = Self::of_payment(&mut tx, payment.tenant_id, payment.id).await?;
                if !all.iter().any(|one| one.needs_somebody(&all)) {
                    let kind = TaskKind::RefundFailed;
                    task::settle(&mut tx, payment.tenant_id, payment.id, kind, now).await?;
                }
            }
            Standing::Failed => {
                refund
                    .tell(&mut tx, actor, EventKind::RefundFailed, now)
                    .await?;
                task::open(&mut tx, &payment, TaskKind::RefundFailed, now).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Not before; a person may think otherwise until then.
    pub(super) async fn wait_until(&self, tx: &mut Tx, at: DateTime<Utc>) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE refunds SET check_at = $3 WHERE tenant_id = $1 AND id = $2 AND status = 'pending'",
            self.tenant_id,
            self.id,
            at,
        )?;
        Ok(())
    }

    /// Takes back refunds that a cancellation caused and nobody was asked for yet.
    pub(super) async fn withdraw(tx: &mut Tx, payment: &Payment, now: DateTime<Utc>) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE refunds SET status = 'failed', reason = 'withdrawn', check_at = NULL, settled_at = $3
             WHERE tenant_id = $1 AND payment_id = $2 AND status = 'pending' AND cause = 'cancelled' AND attempts = 0",
            payment.tenant_id,
            payment.id,
            now,
        )?;
        Ok(())
    }

    pub(in crate::payments) fn after_gap(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let minutes = (self.attempts / 2).clamp(0, 30);
        now + TimeDelta::seconds(if minutes == 0 { 15 } else { 60 * minutes })
    }

    /// An invoice that was paid by it, or that credits it, learns what went back.
    async fn tell_invoice(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        let payment = Payment::find(&mut *tx, self.tenant_id, self.payment_id).await?;
        let invoices = match (payment.invoice_id, payment.kind, payment.appointment_id) {
            (Some(invoice), ..) => vec![invoice],
            (None, Kind::Deposit, Some(visit)) => {
                Invoice::refresh_of(tx, self.tenant_id, visit, now).await?;
                let mut invoices = anew::taken_back(tx, self.tenant_id, visit).await?;
                invoices.extend(effects::invoice_with_deposit(tx, self.tenant_id, visit).await?);
                invoices
            }
            _ => Vec::new(),
        };
        for invoice in invoices {
            effects::settle_invoice(tx, &payment, invoice, now).await?;
        }
        Ok(())
    }
}
