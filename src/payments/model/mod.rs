//! A payment, and how it is read.

pub mod account;
mod ahead;
mod anew;
mod apply;
mod begin;
mod by_hand;
mod effects;
mod events;
pub mod refund;
mod reversed;
pub mod rules;
mod sums;
pub mod task;

use chrono::{DateTime, Utc};
use sqlx::FromRow;

pub use account::{Account, Secrets, Settings, Way};
pub use ahead::less_deposit;
pub use apply::{Word, apply, fail};
pub(in crate::payments) use begin::deposit_line;
pub use begin::{Subject, begin, due, is_put_aside};
pub use by_hand::{ByHand, accept, record, reject, release};
pub use effects::{on_appointment, on_invoice, settle_invoice};
pub use refund::{Cause, Refund};
pub use rules::Rules;
pub use sums::{Deposit, deposit_of, kept_for};
pub use task::{Task, TaskKind};

use crate::db::{On, Tx};
use crate::error::Result;
use crate::i18n::key;
use crate::id::{
    AppointmentId, ClientId, InvoiceId, PaymentAccountId, PaymentId, TenantId, UserId,
};
use crate::money::{Currency, Money};
use crate::q;

/// What the money is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    /// Ahead of a visit.
    Deposit,
    /// For an invoice, or a visit.
    Full,
    Tip,
}

impl Kind {
    pub fn key(self) -> &'static str {
        match self {
            Self::Deposit => key!("payments-kind-deposit"),
            Self::Full => key!("payments-kind-full"),
            Self::Tip => key!("payments-kind-tip"),
        }
    }
}

/// Where a payment stands. The database lets it only go forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    Pending,
    /// The provider holds the money until we say yes.
    WaitingForCapture,
    Succeeded,
    /// Refused.
    Failed,
    /// Nobody paid in time, or somebody changed their mind.
    Cancelled,
    /// What the provider says does not fit what was asked for: a person decides.
    Quarantined,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::WaitingForCapture => "waiting_for_capture",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Quarantined => "quarantined",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Pending => key!("payments-status-pending"),
            Self::WaitingForCapture => key!("payments-status-waiting"),
            Self::Succeeded => key!("payments-status-succeeded"),
            Self::Failed => key!("payments-status-failed"),
            Self::Cancelled => key!("payments-status-cancelled"),
            Self::Quarantined => key!("payments-status-quarantined"),
        }
    }

    /// How its badge looks, in the words of the visits' statuses.
    pub fn look(self) -> &'static str {
        match self {
            Self::Pending | Self::WaitingForCapture => "pending",
            Self::Succeeded => "completed",
            Self::Failed | Self::Cancelled => "cancelled",
            Self::Quarantined => "no-show",
        }
    }

    /// Whether money may still come.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::WaitingForCapture)
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Payment {
    pub tenant_id: TenantId,
    pub id: PaymentId,
    pub account_id: PaymentAccountId,
    pub provider: Way,
    pub kind: Kind,
    pub status: Status,
    pub amount_minor: i64,
    pub currency: Currency,
    /// What refunds have taken or may still take.
    pub held_minor: i64,
    /// What has gone back.
    pub refunded_minor: i64,
    pub client_id: Option<ClientId>,
    pub appointment_id: Option<AppointmentId>,
    pub invoice_id: Option<InvoiceId>,
    pub idempotency_key: String,
    /// The provider's; none until it answered.
    pub provider_id: Option<String>,
    /// What the money itself goes by there.
    pub charge_id: Option<String>,
    /// Where the client pays.
    pub pay_url: Option<String>,
    /// By what it was paid: a card, a wallet.
    pub method: String,
    /// Why it failed or is held back.
    pub reason: String,
    pub note: String,
    pub is_live: bool,
    pub is_disputed: bool,
    /// What the provider was asked for.
    pub sealed: Option<Vec<u8>>,
    pub attempts: i64,
    /// When the worker looks at it next.
    pub check_at: Option<DateTime<Utc>>,
    /// Nobody waits for it any more.
    pub stopped_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub paid_at: Option<DateTime<Utc>>,
    pub recorded_by: Option<UserId>,
    pub created_at: DateTime<Utc>,
}

impl Payment {
    pub async fn find(mut on: impl On, tenant: TenantId, id: PaymentId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM payments WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// As [`Self::find`], and nobody else changes it until the transaction ends. Locks are taken in this order:
    /// resources, visits, payments, invoices, events.
    pub async fn find_for_change(tx: &mut Tx, tenant: TenantId, id: PaymentId) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM payments WHERE tenant_id = $1 AND id = $2",
                pg: "SELECT * FROM payments WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    /// By the provider's id, or by what the money goes by there.
    pub async fn by_provider(
        mut on: impl On,
        tenant: TenantId,
        account: PaymentAccountId,
        kind: &str,
        id: &str,
    ) -> Result<Option<Self>> {
        Ok(match kind {
            "charge" => q!(
                on,
                fetch_optional: Self,
                "SELECT * FROM payments WHERE tenant_id = $1 AND account_id = $2 AND charge_id = $3",
                tenant,
                account,
                id,
            )?,
            _ => q!(
                on,
                fetch_optional: Self,
                "SELECT * FROM payments WHERE tenant_id = $1 AND account_id = $2 AND provider_id = $3",
                tenant,
                account,
                id,
            )?,
        })
    }

    /// What was ever begun for an invoice, the latest first.
    pub async fn of_invoice(
        mut on: impl On,
        tenant: TenantId,
        invoice: InvoiceId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM payments WHERE tenant_id = $1 AND invoice_id = $2 ORDER BY created_at DESC, id DESC LIMIT 100",
            tenant,
            invoice,
        )?)
    }

    pub async fn of_appointment(
        mut on: impl On,
        tenant: TenantId,
        appointment: AppointmentId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM payments WHERE tenant_id = $1 AND appointment_id = $2
             ORDER BY created_at DESC, id DESC LIMIT 100",
            tenant,
            appointment,
        )?)
    }

    /// Those that began before a payment, the latest first; all, when there is none.
    pub async fn page(
        mut on: impl On,
        tenant: TenantId,
        before: Option<PaymentId>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT p.* FROM payments p WHERE p.tenant_id = $1 AND p.created_at <= COALESCE(
                    (SELECT b.created_at FROM payments b WHERE b.tenant_id = $1 AND b.id = $2), $4)
                AND ($2 IS NULL OR p.id < $2 OR p.created_at < (
                    SELECT b.created_at FROM payments b WHERE b.tenant_id = $1 AND b.id = $2))
             ORDER BY p.created_at DESC, p.id DESC LIMIT $3",
            tenant,
            before,
            limit,
            DateTime::<Utc>::MAX_UTC.min(far()),
        )?)
    }

    pub fn amount(&self) -> Money {
        Money::new(self.amount_minor, self.currency)
    }

    /// What can still be given back.
    pub fn refundable_minor(&self) -> i64 {
        match self.status {
            Status::Succeeded => self.amount_minor - self.held_minor,
            _ => 0,
        }
    }
}

/// An instant after every one that is stored.
fn far() -> DateTime<Utc> {
    DateTime::from_timestamp(253_370_764_800, 0).unwrap_or_default()
}
