//! What about money needs a person. One task for one thing, however often it is found.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::{Payment, Status};
use crate::db::live::Topic;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{PaymentAccountId, PaymentId, PaymentTaskId, TenantId};
use crate::money::Currency;
use crate::q;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum TaskKind {
    /// A client sent a receipt of a transfer.
    Receipt,
    /// The provider's word does not fit.
    Quarantined,
    /// Money for a time that is gone, whichever was first.
    Late,
    /// More money than was asked for.
    Overpaid,
    Disputed,
    /// To be given back by hand: cash, or a transfer.
    ByHand,
    RefundFailed,
    /// A provider does not take the keys any more.
    Keys,
    /// The receipt that closes a prepayment was not taken.
    Fiscal,
}

impl TaskKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Quarantined => "quarantined",
            Self::Late => "late",
            Self::Overpaid => "overpaid",
            Self::Disputed => "disputed",
            Self::ByHand => "by_hand",
            Self::RefundFailed => "refund_failed",
            Self::Keys => "keys",
            Self::Fiscal => "fiscal",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Receipt => key!("payments-task-receipt"),
            Self::Quarantined => key!("payments-task-quarantined"),
            Self::Late => key!("payments-task-late"),
            Self::Overpaid => key!("payments-task-overpaid"),
            Self::Disputed => key!("payments-task-disputed"),
            Self::ByHand => key!("payments-task-by-hand"),
            Self::RefundFailed => key!("payments-task-refund-failed"),
            Self::Keys => key!("payments-task-keys"),
            Self::Fiscal => key!("payments-task-fiscal"),
        }
    }
}

/// With what a list shows of its payment.
#[derive(Clone, Debug, FromRow)]
pub struct Task {
    pub id: PaymentTaskId,
    pub kind: TaskKind,
    pub payment_id: Option<PaymentId>,
    pub payment_status: Option<Status>,
    pub created_at: DateTime<Utc>,
    pub amount_minor: Option<i64>,
    pub currency: Option<Currency>,
    pub client_name: Option<String>,
}

pub async fn open(
    tx: &mut Tx,
    payment: &Payment,
    kind: TaskKind,
    now: DateTime<Utc>,
) -> Result<()> {
    write(tx, Need::of(payment, kind, ""), now).await
}

/// Notes that the provider's word of a payment does not fit, or that it has none. `about` is what that is: what was looked at
/// once is no news, another thing is.
pub async fn put_aside(
    tx: &mut Tx,
    payment: &Payment,
    about: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    write(tx, Need::of(payment, TaskKind::Quarantined, about), now).await
}

/// Notes that a provider refuses the keys.
pub async fn open_keys(
    tx: &mut Tx,
    tenant: TenantId,
    account: PaymentAccountId,
    now: DateTime<Utc>,
) -> Result<()> {
    let need = Need {
        tenant,
        key: format!("keys:{account}"),
        kind: TaskKind::Keys,
        payment: None,
        account: Some(account),
        about: "",
    };
    write(tx, need, now).await
}

/// What a task is for.
struct Need<'a> {
    tenant: TenantId,
    key: String,
    kind: TaskKind,
    payment: Option<PaymentId>,
    account: Option<PaymentAccountId>,
    about: &'a str,
}

impl<'a> Need<'a> {
    fn of(payment: &Payment, kind: TaskKind, about: &'a str) -> Self {
        Self {
            tenant: payment.tenant_id,
            key: format!("{}:{}", kind.as_str(), payment.id),
            kind,
            payment: Some(payment.id),
            account: None,
            about,
        }
    }
}

async fn write(tx: &mut Tx, need: Need<'_>, now: DateTime<Utc>) -> Result<()> {
    // A receipt that comes after the first was looked at is looked at as well; so are keys that were mended once, and what is
    // too much, for a time that is gone again, or to be given back by hand, anew. And what is put aside now, whatever was
    // looked at before; of what is not, what is new.
    let written = q!(
        tx,
        execute,
        "INSERT INTO payment_tasks (tenant_id, id, key, kind, payment_id, account_id, created_at, about)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (tenant_id, key) DO UPDATE SET settled_at = NULL, about = excluded.about, created_at =
                CASE WHEN payment_tasks.settled_at IS NULL THEN payment_tasks.created_at ELSE excluded.created_at END
            WHERE payment_tasks.about <> excluded.about OR (payment_tasks.settled_at IS NOT NULL
                AND (payment_tasks.kind IN ('receipt', 'keys', 'refund_failed', 'overpaid', 'late', 'fiscal', 'by_hand')
                    OR (payment_tasks.kind = 'quarantined' AND EXISTS (SELECT 1 FROM payments p
                        WHERE p.tenant_id = payment_tasks.tenant_id AND p.id = payment_tasks.payment_id
                            AND p.status = 'quarantined'))))",
        need.tenant,
        PaymentTaskId::new(),
        need.key,
        need.kind,
        need.payment,
        need.account,
        now,
        need.about,
    )?;
    if written > 0 {
        tx.signal(need.tenant, Topic::Todo).await?;
    }
    Ok(())
}

/// It needs nobody any more; the same thing is news again.
pub async fn settle(
    tx: &mut Tx,
    tenant: TenantId,
    payment: PaymentId,
    kind: TaskKind,
    now: DateTime<Utc>,
) -> Result<()> {
    let settled = q!(
        tx,
        execute,
        "UPDATE payment_tasks SET settled_at = $4, about = ''
         WHERE tenant_id = $1 AND key = $2 AND kind = $3 AND settled_at IS NULL",
        tenant,
        format!("{}:{payment}", kind.as_str()),
        kind,
        now,
    )?;
    if settled > 0 {
        tx.signal(tenant, Topic::Todo).await?;
    }
    Ok(())
}

pub async fn settle_of_account(
    tx: &mut Tx,
    tenant: TenantId,
    account: PaymentAccountId,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE payment_tasks SET settled_at = $3 WHERE tenant_id = $1 AND key = $2 AND settled_at IS NULL",
        tenant,
        format!("keys:{account}"),
        now,
    )?;
    Ok(())
}

impl Task {
    /// Those that wait, the oldest first.
    pub async fn waiting(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT t.id, t.kind, t.payment_id, p.status AS payment_status, t.created_at, p.amount_minor, p.currency, c.name AS client_name
             FROM payment_tasks t
             LEFT JOIN payments p ON p.tenant_id = t.tenant_id AND p.id = t.payment_id
             LEFT JOIN clients c ON c.tenant_id = p.tenant_id AND c.id = p.client_id
             WHERE t.tenant_id = $1 AND t.settled_at IS NULL ORDER BY t.created_at LIMIT 100",
            tenant,
        )?)
    }

    pub async fn of_payment(
        mut on: impl On,
        tenant: TenantId,
        payment: PaymentId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT t.id, t.kind, t.payment_id, p.status AS payment_status, t.created_at, p.amount_minor, p.currency, c.name AS client_name
             FROM payment_tasks t
             LEFT JOIN payments p ON p.tenant_id = t.tenant_id AND p.id = t.payment_id
             LEFT JOIN clients c ON c.tenant_id = p.tenant_id AND c.id = p.client_id
             WHERE t.tenant_id = $1 AND t.payment_id = $2 AND t.settled_at IS NULL ORDER BY t.created_at",
            tenant,
            payment,
        )?)
    }

    /// Not while its payment is put aside: whoever paid it is told not to pay again until it is closed.
    pub fn may_be_dismissed(&self) -> bool {
        self.kind != TaskKind::Quarantined || self.payment_status != Some(Status::Quarantined)
    }

    /// Looked at, and nothing is to be done.
    ///
    /// # Errors
    /// Conflict where [`Self::may_be_dismissed`] says no.
    pub async fn dismiss(
        tx: &mut Tx,
        tenant: TenantId,
        id: PaymentTaskId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let changed = q!(
            tx,
            execute,
            "UPDATE payment_tasks SET settled_at = COALESCE(settled_at, $3) WHERE tenant_id = $1 AND id = $2
                AND NOT (kind = 'quarantined' AND EXISTS (SELECT 1 FROM payments p
                    WHERE p.tenant_id = payment_tasks.tenant_id AND p.id = payment_tasks.payment_id
                        AND p.status = 'quarantined'))",
            tenant,
            id,
            now,
        )?;
        if changed == 0 {
            let known = q!(
                tx,
                fetch_optional: (PaymentTaskId,),
                "SELECT id FROM payment_tasks WHERE tenant_id = $1 AND id = $2",
                tenant,
                id,
            )?;
            return Err(match known {
                Some(_) => Error::Conflict(key!("payments-task-put-aside")),
                None => Error::NotFound,
            });
        }
        tx.signal(tenant, Topic::Todo).await?;
        Ok(())
    }
}
