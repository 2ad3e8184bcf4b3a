//! The invoice itself, and how it is read.

pub mod chain;
mod credit;
mod draft;
mod ending;
mod list;
mod prepaid;
mod sending;
mod settle;
mod standing;
mod store;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use sqlx::types::Json;

pub use credit::{Credit, credit};
pub use draft::{Draft, DraftLine, MOST_LINES, default_tax};
pub use ending::expire_due;
pub use list::{After, Filter, Sum, Which, open_sums};
pub use prepaid::take_over;
pub use sending::{Sending, send};
pub use settle::settle;
pub use standing::{Sums, standing};

use super::totals::{Discount, TaxMode};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::i18n::{Locale, key};
use crate::id::{
    AppointmentId, ClientId, InvoiceId, InvoiceItemId, ServiceId, TaxRateId, TenantId,
};
use crate::money::{Currency, Money};
use crate::q;

/// Each has a series of numbers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Invoice,
    CreditNote,
}

/// Where it stands. All but `Draft` and `Void` follow from the sums and the date ([`standing`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    Draft,
    Sent,
    PartiallyPaid,
    Paid,
    Overdue,
    PartiallyRefunded,
    Refunded,
    Void,
}

impl Status {
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Sent,
        Self::PartiallyPaid,
        Self::Paid,
        Self::Overdue,
        Self::PartiallyRefunded,
        Self::Refunded,
        Self::Void,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::PartiallyPaid => "partially_paid",
            Self::Paid => "paid",
            Self::Overdue => "overdue",
            Self::PartiallyRefunded => "partially_refunded",
            Self::Refunded => "refunded",
            Self::Void => "void",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => key!("invoices-status-draft"),
            Self::Sent => key!("invoices-status-sent"),
            Self::PartiallyPaid => key!("invoices-status-partially-paid"),
            Self::Paid => key!("invoices-status-paid"),
            Self::Overdue => key!("invoices-status-overdue"),
            Self::PartiallyRefunded => key!("invoices-status-partially-refunded"),
            Self::Refunded => key!("invoices-status-refunded"),
            Self::Void => key!("invoices-status-void"),
        }
    }

    /// How its badge looks, in the words of the visits' statuses.
    pub fn look(self) -> &'static str {
        match self {
            Self::Draft => "waitlist",
            Self::Sent => "pending",
            Self::PartiallyPaid => "arrived",
            Self::Paid => "completed",
            Self::Overdue => "no-show",
            Self::PartiallyRefunded | Self::Refunded | Self::Void => "cancelled",
        }
    }

    /// Whether money is waited for.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::PartiallyPaid | Self::Overdue)
    }
}

/// Whom it is made out to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    pub name: String,
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub tax_id: String,
}

/// Who issued it, as it was on that day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    /// What the practice is called, and what it does.
    pub name: String,
    pub trade: String,
    /// "ru_npd", "ru_ip", "es_autonomo" or "other".
    pub form: String,
    pub legal_name: String,
    pub tax_id: String,
    pub registration_id: String,
    pub address: String,
    pub bank_name: String,
    pub bank_account: String,
    pub bank_code: String,
    pub bank_correspondent: String,
}

#[derive(Clone, Debug, FromRow)]
pub struct Invoice {
    pub tenant_id: TenantId,
    pub id: InvoiceId,
    pub kind: Kind,
    pub status: Status,
    /// None until it is sent, as `number`.
    pub year: Option<i64>,
    pub number: Option<i64>,
    pub client_id: Option<ClientId>,
    pub appointment_id: Option<AppointmentId>,
    /// The invoice that a credit note takes something off.
    pub credited_id: Option<InvoiceId>,
    pub currency: Currency,
    pub locale: Locale,
    /// The practice's day of issue; of a draft, the day it was begun.
    pub dated_on: NaiveDate,
    pub served_on: Option<NaiveDate>,
    /// The last day to pay; of a draft, none is what the practice's rule gives.
    pub due_on: Option<NaiveDate>,
    pub tax_mode: TaxMode,
    /// Hundredths of a percent, when the discount was given so.
    pub discount_bp: Option<i64>,
    pub discount_minor: i64,
    pub net_minor: i64,
    pub tax_minor: i64,
    pub tip_minor: i64,
    /// net + tax + tip.
    pub total_minor: i64,
    /// Money that came before the invoice and is credited on it.
    pub deposit_minor: i64,
    /// What packages and certificates took over; no money comes with it.
    pub prepaid_minor: i64,
    /// What came for it since.
    pub paid_minor: i64,
    /// What of all that was given back.
    pub refunded_minor: i64,
    /// What credit notes took off it.
    pub credited_minor: i64,
    pub note: String,
    /// Why it was made void, or why a credit note was issued.
    pub reason: String,
    pub seller: Option<Json<Seller>>,
    pub buyer: Json<Buyer>,
    pub hash: Option<Vec<u8>>,
    pub previous_hash: Option<Vec<u8>>,
    /// Rises with every change; the second of two editors is told.
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub mailed_at: Option<DateTime<Utc>>,
    pub voided_at: Option<DateTime<Utc>>,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    Service,
    Product,
    Text,
    Package,
    Certificate,
}

#[derive(Clone, Debug, FromRow)]
pub struct Item {
    pub id: InvoiceItemId,
    pub position: i64,
    pub kind: ItemKind,
    pub service_id: Option<ServiceId>,
    pub product_id: Option<uuid::Uuid>,
    pub description: String,
    /// Thousandths.
    pub quantity_milli: i64,
    pub unit_minor: i64,
    pub discount_bp: Option<i64>,
    /// The line's own discount.
    pub discount_minor: i64,
    pub tax_rate_id: Option<TaxRateId>,
    pub tax_name: String,
    /// Hundredths of a percent.
    pub tax_bp: i64,
    /// The line's parts of the invoice's sums, the whole discount taken off.
    pub net_minor: i64,
    pub tax_minor: i64,
    pub gross_minor: i64,
    /// Of the net: what a package's visit pays for, and what was taxed when that was sold.
    pub packaged_minor: i64,
    /// On a credit note: the line that it takes back whole.
    pub credited_item_id: Option<InvoiceItemId>,
}

impl Invoice {
    pub async fn find(mut on: impl On, tenant: TenantId, id: InvoiceId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM invoices WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// As [`Self::find`], and nobody else changes it until the transaction ends. Locks are taken in this order: visits,
    /// invoices, counters, events.
    pub async fn find_for_change(tx: &mut Tx, tenant: TenantId, id: InvoiceId) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM invoices WHERE tenant_id = $1 AND id = $2",
                pg: "SELECT * FROM invoices WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    pub async fn items(&self, mut on: impl On) -> Result<Vec<Item>> {
        Ok(q!(
            on,
            fetch_all: Item,
            "SELECT * FROM invoice_items WHERE tenant_id = $1 AND invoice_id = $2 ORDER BY position",
            self.tenant_id,
            self.id,
        )?)
    }

    /// "2026-0142"; a credit note's begins with "CN-". None for a draft.
    pub fn reference(&self) -> Option<String> {
        let (year, number) = (self.year?, self.number?);
        Some(match self.kind {
            Kind::Invoice => format!("{year}-{number:04}"),
            Kind::CreditNote => format!("CN-{year}-{number:04}"),
        })
    }

    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// Credit notes took off all there was.
    pub fn is_taken_back(&self) -> bool {
        let is_whole = self.credited_minor > 0 && self.credited_minor >= self.total_minor;
        self.kind == Kind::Invoice && is_whole
    }

    /// What its badge says, and how it looks: what was taken back is not called paid because money is still here.
    pub fn badge(&self) -> (&'static str, &'static str) {
        let credited = matches!(self.status, Status::Paid | Status::PartiallyRefunded);
        match credited && self.is_taken_back() {
            true => (key!("invoices-status-credited"), "cancelled"),
            false => (self.status.key(), self.status.look()),
        }
    }

    pub fn discount(&self) -> Discount {
        Discount::of(self.discount_bp, self.discount_minor)
    }

    pub fn sums(&self) -> Sums {
        Sums {
            total: self.total_minor,
            credited: self.credited_minor,
            deposit: self.deposit_minor,
            prepaid: self.prepaid_minor,
            paid: self.paid_minor,
            refunded: self.refunded_minor,
        }
    }

    /// Whether money is waited for; a credit note asks for none.
    pub fn is_open(&self) -> bool {
        self.kind == Kind::Invoice && self.status.is_open()
    }

    /// What is still waited for; nothing when no money is.
    pub fn to_pay(&self) -> i64 {
        match self.status {
            Status::Draft => self.total_minor - self.deposit_minor - self.prepaid_minor,
            _ if self.is_open() => self.sums().left().max(0),
            _ => 0,
        }
    }
}
