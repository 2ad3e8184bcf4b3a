//! A package or certificate that was sold, and how it is read.

pub mod ahead;
mod due;
pub mod issuing;
pub mod ledger;
pub mod offer;
mod redeem;
pub mod returning;
pub mod upkeep;
mod visits;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;

pub use ahead::Ahead;
pub use due::{Due, due, require_no_packages};
pub use ledger::{Movement, MovementKind, Target, give_back, is_reversed, open_of, take};
pub use offer::{Offer, OfferDraft};
pub use redeem::redeem;
pub use visits::on_appointment;

use super::code::Code;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::i18n::{Locale, key};
use crate::id::{ClientId, InvoiceId, PackageId, PackageOfferId, ServiceId, TenantId};
use crate::money::{Currency, Money};
use crate::q;
use crate::services::{Choice, Plan};

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    /// So many visits of certain services.
    Package,
    /// A sum for anything.
    Certificate,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::Certificate => "certificate",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "package" => Some(Self::Package),
            "certificate" => Some(Self::Certificate),
            _ => None,
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Package => key!("packages-package"),
            Self::Certificate => key!("packages-certificate"),
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Package => "repeat",
            Self::Certificate => "gift",
        }
    }
}

/// What it is worth on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Active,
    UsedUp,
    Expired,
    Cancelled,
}

impl State {
    pub fn key(self) -> &'static str {
        match self {
            Self::Active => key!("packages-state-active"),
            Self::UsedUp => key!("packages-state-used"),
            Self::Expired => key!("packages-state-expired"),
            Self::Cancelled => key!("packages-state-cancelled"),
        }
    }

    /// How its badge looks, in the words of the visits' statuses.
    pub fn look(self) -> &'static str {
        match self {
            Self::Active => "confirmed",
            Self::UsedUp => "completed",
            Self::Expired => "no-show",
            Self::Cancelled => "cancelled",
        }
    }

    /// Why it cannot be used; none when it can.
    pub fn refusal(self) -> Option<&'static str> {
        match self {
            Self::Active => None,
            Self::UsedUp => Some(key!("packages-used-up")),
            Self::Expired => Some(key!("packages-expired")),
            Self::Cancelled => Some(key!("packages-cancelled")),
        }
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Package {
    pub tenant_id: TenantId,
    pub id: PackageId,
    pub offer_id: Option<PackageOfferId>,
    pub kind: Kind,
    /// As it was offered when it was sold.
    pub name: String,
    pub code_tail: String,
    /// Rises when the code is replaced.
    pub code_turn: i64,
    /// Who bought it.
    pub client_id: Option<ClientId>,
    pub invoice_id: Option<InvoiceId>,
    /// Which of the pieces that the invoice sells, counted line by line.
    pub piece: i64,
    pub currency: Currency,
    pub price_minor: i64,
    pub granted_minor: i64,
    pub granted_visits: i64,
    /// The sum of the ledger.
    pub balance_minor: i64,
    pub balance_visits: i64,
    /// The last day, in the practice's zone; none is for ever.
    pub expires_on: Option<NaiveDate>,
    pub reminded_at: Option<DateTime<Utc>>,
    pub expired_at: Option<DateTime<Utc>>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub recipient_name: String,
    pub message: String,
    /// What a person must look at; "" is nothing.
    pub attention: String,
    /// Rises with every edit; the second of two editors is told.
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

/// Which are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    All,
    /// Something is left on them.
    Active,
    /// Expired, used up or cancelled.
    Over,
}

impl Package {
    pub async fn find(mut on: impl On, tenant: TenantId, id: PackageId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM packages WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// As [`Self::find`], and nobody else changes it until the transaction ends. It comes last of all locks, after the
    /// events': whoever takes it has recorded one.
    pub async fn find_for_change(tx: &mut Tx, tenant: TenantId, id: PackageId) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM packages WHERE tenant_id = $1 AND id = $2",
                pg: "SELECT * FROM packages WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    /// By its code as it was typed; NotFound for another practice's, a replaced one and what was made up: all look alike.
    pub async fn by_code(
        mut on: impl On,
        key: &[u8; 32],
        tenant: TenantId,
        typed: &str,
    ) -> Result<Self> {
        let code = Code::read(typed).ok_or(crate::error::Error::NotFound)?;
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM packages WHERE tenant_id = $1 AND code_hash = $2",
            tenant,
            code.hash(key, tenant),
        )?)
    }

    /// A client's, the latest first.
    pub async fn of_client(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM packages WHERE tenant_id = $1 AND client_id = $2 ORDER BY created_at DESC, id DESC LIMIT 50",
            tenant,
            client,
        )?)
    }

    /// What an invoice sold.
    pub async fn of_invoice(
        mut on: impl On,
        tenant: TenantId,
        invoice: InvoiceId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM packages WHERE tenant_id = $1 AND invoice_id = $2 ORDER BY piece",
            tenant,
            invoice,
        )?)
    }

    /// The latest first, so many before one.
    pub async fn page(
        mut on: impl On,
        tenant: TenantId,
        which: Which,
        before: Option<PackageId>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let active = match which {
            Which::All => None,
            Which::Active => Some(true),
            Which::Over => Some(false),
        };
        // After every instant that is stored.
        let far = DateTime::from_timestamp(253_370_764_800, 0).unwrap_or_default();
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT p.* FROM packages p WHERE p.tenant_id = $1 AND p.created_at <= COALESCE(
                    (SELECT b.created_at FROM packages b WHERE b.tenant_id = $1 AND b.id = $2), $5)
               AND ($2 IS NULL OR p.id < $2)
               AND ($3 = (p.cancelled_at IS NULL AND p.expired_at IS NULL AND p.balance_minor + p.balance_visits > 0) OR $3 IS NULL)
             ORDER BY p.created_at DESC, p.id DESC LIMIT $4",
            tenant,
            before,
            active,
            limit,
            far,
        )?)
    }

    /// What a person must look at, the oldest first.
    pub async fn to_look_at(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT p.* FROM packages p WHERE p.tenant_id = $1 AND p.id IN (
                SELECT b.id FROM packages b WHERE b.tenant_id = $1 AND b.attention IN ('refunded', 'lacking'))
             ORDER BY p.updated_at LIMIT 100",
            tenant,
        )?)
    }

    /// Whether this practice has sold any.
    pub async fn has_any(mut on: impl On, tenant: TenantId) -> Result<bool> {
        let row = q!(
            on,
            fetch_optional: (PackageId,),
            "SELECT id FROM packages WHERE tenant_id = $1 ORDER BY created_at, id LIMIT 1",
            tenant,
        )?;
        Ok(row.is_some())
    }

    /// Services its visits are of; none is all.
    pub async fn services(&self, mut on: impl On) -> Result<Vec<ServiceId>> {
        let rows = q!(
            on,
            fetch_all: (ServiceId,),
            "SELECT service_id FROM package_services WHERE tenant_id = $1 AND package_id = $2",
            self.tenant_id,
            self.id,
        )?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Their names.
    pub async fn service_names(&self, mut on: impl On) -> Result<Vec<String>> {
        let rows = q!(
            on,
            fetch_all: (String,),
            "SELECT s.name FROM package_services p JOIN services s ON s.tenant_id = p.tenant_id AND s.id = p.service_id
             WHERE p.tenant_id = $1 AND p.package_id = $2 ORDER BY s.position, s.name",
            self.tenant_id,
            self.id,
        )?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    /// What of a visit's price it would take over.
    pub async fn worth_of_plan(&self, on: impl On, plan: &Plan) -> Result<i64> {
        if plan.currency != self.currency {
            return Ok(0);
        }
        let price = plan.price().minor;
        if self.kind == Kind::Certificate {
            return Ok(price.min(self.balance_minor));
        }
        let services = self.services(on).await?;
        let is_for =
            |choice: &&Choice| services.is_empty() || services.contains(&choice.service.id);
        let choice = plan.choices.iter().find(is_for);
        Ok(match choice {
            Some(choice) if self.balance_visits > 0 => choice.base_minor().min(price),
            _ => 0,
        })
    }

    pub fn code(&self, key: &[u8; 32]) -> Code {
        Code::of(key, self.tenant_id, self.id, self.code_turn)
    }

    pub fn state(&self, today: NaiveDate) -> State {
        if self.cancelled_at.is_some() {
            State::Cancelled
        } else if self.expires_on.is_some_and(|last| last < today) {
            State::Expired
        } else if self.balance_minor + self.balance_visits == 0 {
            State::UsedUp
        } else {
            State::Active
        }
    }

    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// Nothing was taken off it yet.
    pub fn is_untouched(&self) -> bool {
        self.balance_minor == self.granted_minor && self.balance_visits == self.granted_visits
    }

    /// "€50.00", "7 visits".
    pub fn balance(&self, locale: Locale) -> String {
        self.amount(locale, self.balance_minor, self.balance_visits)
    }

    pub fn granted(&self, locale: Locale) -> String {
        self.amount(locale, self.granted_minor, self.granted_visits)
    }

    pub fn amount(&self, locale: Locale, minor: i64, visits: i64) -> String {
        match self.kind {
            Kind::Package => locale.t1("packages-visits", "n", visits),
            Kind::Certificate => locale.money(self.money(minor)),
        }
    }

    /// "until 14 May 2027", "without an end".
    pub fn until(&self, locale: Locale) -> String {
        match self.expires_on {
            Some(day) => locale.t1("packages-until", "day", locale.date_year(day)),
            None => locale.t("packages-no-end"),
        }
    }
}

/// Forgets for whom a client's were, and what was written with them. What was bought and used stays, as the sums do.
pub async fn erase_client(tx: &mut Tx, tenant: TenantId, client: ClientId) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE packages SET recipient_name = '', message = '' WHERE tenant_id = $1 AND client_id = $2",
        tenant,
        client,
    )?;
    q!(
        tx,
        execute,
        "DELETE FROM package_orders WHERE tenant_id = $1 AND invoice_id IN (
            SELECT id FROM invoices WHERE tenant_id = $1 AND client_id = $2 AND status = 'draft')",
        tenant,
        client,
    )?;
    q!(
        tx,
        execute,
        "UPDATE package_orders SET email = '', recipient_name = '', message = '' WHERE tenant_id = $1 AND invoice_id IN (
            SELECT id FROM invoices WHERE tenant_id = $1 AND client_id = $2)",
        tenant,
        client,
    )?;
    Ok(())
}
