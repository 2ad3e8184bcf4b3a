//! The ledger: what is taken off a package, given back, or lost. It only grows, and the balance is its sum.
//!
//! Every movement is written after an event was recorded, and so under the practice's own lock of the chain of events: two
//! who redeem at once come one after the other, and the second finds what the first left. The database refuses a balance
//! below zero whatever happens here. Where next: [`super::redeem`], [`super::due`], [`super::returning`], [`super::visits`].

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::FromRow;

use super::ahead::Ahead;
use super::due::due;
use super::{Kind, Package};
use crate::accounts::Tenant;
use crate::db::live::Topic;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, ActorKind, Kind as EventKind, Object};
use crate::i18n::key;
use crate::id::{AppointmentId, InvoiceId, MovementId, PackageId, TenantId, UserId};
use crate::invoices::model::{Invoice, Status as Paper, take_over};
use crate::payments::fiscal;
use crate::q;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum MovementKind {
    Issued,
    Redeemed,
    Returned,
    /// The visit did not take place, and it stays used by the practice's rules.
    Burned,
    Expired,
    /// It lasts longer again after it had expired.
    Revived,
    Cancelled,
}

impl MovementKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Redeemed => "redeemed",
            Self::Returned => "returned",
            Self::Burned => "burned",
            Self::Expired => "expired",
            Self::Revived => "revived",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Issued => key!("packages-moved-issued"),
            Self::Redeemed => key!("packages-moved-redeemed"),
            Self::Returned => key!("packages-moved-returned"),
            Self::Burned => key!("packages-moved-burned"),
            Self::Expired => key!("packages-moved-expired"),
            Self::Revived => key!("packages-moved-revived"),
            Self::Cancelled => key!("packages-moved-cancelled"),
        }
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Movement {
    pub tenant_id: TenantId,
    pub id: MovementId,
    pub package_id: PackageId,
    pub kind: MovementKind,
    /// What came to the balance, or left it.
    pub minor: i64,
    pub visits: i64,
    /// What of a price it took over; below zero, what it gave back.
    pub value_minor: i64,
    pub appointment_id: Option<AppointmentId>,
    /// Of an invoice without a visit.
    pub invoice_id: Option<InvoiceId>,
    pub reverses_id: Option<MovementId>,
    pub key: String,
    pub recorded_by: Option<UserId>,
    pub created_at: DateTime<Utc>,
}

/// What it pays for: a visit, with or without an invoice, or an invoice of no visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Visit(AppointmentId),
    Invoice(InvoiceId),
}

impl Target {
    fn parts(self) -> (Option<AppointmentId>, Option<InvoiceId>) {
        match self {
            Self::Visit(id) => (Some(id), None),
            Self::Invoice(id) => (None, Some(id)),
        }
    }

    /// An invoice is paid for by its visit, where it has one: a draft may still be thrown away.
    pub async fn of_invoice(on: impl On, tenant: TenantId, id: InvoiceId) -> Result<Self> {
        let invoice = Invoice::find(on, tenant, id).await?;
        Ok(match invoice.appointment_id {
            Some(visit) => Self::Visit(visit),
            None => Self::Invoice(id),
        })
    }
}

/// Takes a visit, or a sum, off a package for what is to be paid. None asked for is as much as there is. The same key takes once.
/// What is asked for ahead of a visit stays: whoever books knows of the package by then.
///
/// # Errors
/// Conflict when nothing is due or left, or it has ended; Invalid for a sum that cannot be.
#[expect(clippy::too_many_arguments, reason = "what a movement is made of")]
pub async fn take(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: &Actor,
    id: PackageId,
    target: Target,
    asked: Option<i64>,
    key: &str,
    now: DateTime<Utc>,
) -> Result<Movement> {
    if let Some(known) = by_key(&mut *tx, tenant.id, key).await? {
        return Ok(known);
    }
    let due = due(tx, tenant.id, target).await?;
    let (visit, invoice) = target.parts();
    let data = json!({ "appointment": visit, "invoice": invoice });
    tell(
        tx,
        tenant.id,
        actor,
        EventKind::PackageRedeemed,
        id,
        data,
        now,
    )
    .await?;
    // From here on nobody else redeems in this practice.
    if by_key(&mut *tx, tenant.id, key).await?.is_some() {
        return Err(Error::Collided("redeemed meanwhile".to_owned()));
    }
    let package = Package::find_for_change(tx, tenant.id, id).await?;
    if let Some(why) = package.state(tenant.local_date(now)).refusal() {
        return Err(Error::Conflict(why));
    }
    if package.currency != due.currency {
        return Err(Error::Conflict(key!("packages-other-currency")));
    }
    if due.minor == 0 {
        return Err(Error::Conflict(key!("payments-nothing-due")));
    }
    if package.kind == Kind::Package && due.is_taxed {
        return Err(Error::Conflict(key!("packages-taxed-already")));
    }
    let value = due.worth(&mut *tx, &package).await?;
    if value <= 0 {
        return Err(Error::Conflict(key!("packages-not-for-this")));
    }
    let (minor, visits) = match (package.kind, asked) {
        (Kind::Package, _) => (0, -1),
        (Kind::Certificate, None) => (-value, 0),
        (Kind::Certificate, Some(asked)) if asked <= 0 => {
            return Err(Error::Invalid(key!("payments-bad-amount")));
        }
        (Kind::Certificate, Some(asked)) if asked > due.minor => {
            return Err(Error::Invalid(key!("payments-too-much")));
        }
        (Kind::Certificate, Some(asked)) if asked > package.balance_minor => {
            return Err(Error::Conflict(key!("packages-too-little")));
        }
        (Kind::Certificate, Some(asked)) => (-asked, 0),
    };
    let movement = Movement {
        tenant_id: tenant.id,
        id: MovementId::new(),
        package_id: id,
        kind: MovementKind::Redeemed,
        minor,
        visits,
        value_minor: if visits < 0 { value } else { -minor },
        appointment_id: visit,
        invoice_id: invoice,
        reverses_id: None,
        key: key.to_owned(),
        recorded_by: by(actor),
        created_at: now,
    };
    movement.insert(tx).await?;
    tell_invoice(tx, tenant, target, actor, now).await?;
    if due.is_given {
        fiscal::on_used(tx, &package, movement.id, now).await?;
    }
    Ok(movement)
}

/// Gives back what was redeemed. A second time changes nothing.
pub async fn give_back(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: &Actor,
    movement: &Movement,
    now: DateTime<Utc>,
) -> Result<()> {
    if movement.kind != MovementKind::Redeemed {
        return Err(Error::NotFound);
    }
    let target = match (movement.appointment_id, movement.invoice_id) {
        (Some(visit), _) => Target::Visit(visit),
        (None, Some(invoice)) => Target::Invoice(invoice),
        (None, None) => return Err(Error::NotFound),
    };
    let (tenant_id, package) = (tenant.id, movement.package_id);
    let data = json!({ "appointment": movement.appointment_id, "invoice": movement.invoice_id });
    if is_reversed(&mut *tx, movement).await? {
        return Ok(());
    }
    tell(
        tx,
        tenant_id,
        actor,
        EventKind::PackageReturned,
        package,
        data,
        now,
    )
    .await?;
    if is_reversed(&mut *tx, movement).await? {
        return Err(Error::Collided("given back meanwhile".to_owned()));
    }
    let back = Movement {
        id: MovementId::new(),
        kind: MovementKind::Returned,
        minor: -movement.minor,
        visits: -movement.visits,
        value_minor: -movement.value_minor,
        reverses_id: Some(movement.id),
        key: format!("back:{}", movement.id),
        recorded_by: by(actor),
        created_at: now,
        ..movement.clone()
    };
    back.insert(tx).await?;
    fiscal::on_returned(tx, movement, now).await?;
    tell_invoice(tx, tenant, target, actor, now).await
}

/// Whether it was given back.
pub async fn is_reversed(mut on: impl On, movement: &Movement) -> Result<bool> {
    let row = q!(
        on,
        fetch_optional: (MovementId,),
        "SELECT id FROM package_movements WHERE tenant_id = $1 AND reverses_id = $2",
        movement.tenant_id,
        movement.id,
    )?;
    Ok(row.is_some())
}

/// What was redeemed for something and not given back, the latest last.
pub async fn open_of(mut on: impl On, tenant: TenantId, target: Target) -> Result<Vec<Movement>> {
    Ok(match target {
        Target::Visit(id) => q!(
            on,
            fetch_all: Movement,
            "SELECT m.* FROM package_movements m WHERE m.tenant_id = $1 AND m.appointment_id = $2 AND m.kind = 'redeemed'
               AND NOT EXISTS (SELECT 1 FROM package_movements b WHERE b.tenant_id = $1 AND b.reverses_id = m.id)
             ORDER BY m.id",
            tenant,
            id,
        )?,
        Target::Invoice(id) => q!(
            on,
            fetch_all: Movement,
            "SELECT m.* FROM package_movements m WHERE m.tenant_id = $1 AND m.invoice_id = $2 AND m.kind = 'redeemed'
               AND NOT EXISTS (SELECT 1 FROM package_movements b WHERE b.tenant_id = $1 AND b.reverses_id = m.id)
             ORDER BY m.id",
            tenant,
            id,
        )?,
    })
}

/// The invoice learns what was paid ahead of it.
pub(super) async fn tell_invoice(
    tx: &mut Tx,
    tenant: &Tenant,
    target: Target,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let invoice = match target {
        Target::Visit(visit) => Invoice::last_of_visit(&mut *tx, tenant.id, visit).await?,
        Target::Invoice(id) => Some(Invoice::find(&mut *tx, tenant.id, id).await?),
    };
    let Some(invoice) = invoice.filter(|invoice| invoice.status != Paper::Void) else {
        return Ok(());
    };
    let ahead = Ahead::of(&mut *tx, tenant.id, target).await?;
    take_over(tx, tenant, invoice.id, &ahead, actor, now).await
}

/// Puts it on the list of what a person must look at.
pub async fn attend(
    tx: &mut Tx,
    package: &Package,
    why: &'static str,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE packages SET attention = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
        package.tenant_id,
        package.id,
        why,
        now,
    )?;
    Ok(tx.signal(package.tenant_id, Topic::Todo).await?)
}

pub(super) async fn by_key(
    mut on: impl On,
    tenant: TenantId,
    key: &str,
) -> Result<Option<Movement>> {
    Ok(q!(
        on,
        fetch_optional: Movement,
        "SELECT * FROM package_movements WHERE tenant_id = $1 AND key = $2",
        tenant,
        key,
    )?)
}

pub(super) fn by(actor: &Actor) -> Option<UserId> {
    let user = actor.id.filter(|_| actor.kind == ActorKind::User);
    user.map(UserId)
}

pub async fn tell(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    kind: EventKind,
    package: PackageId,
    data: Value,
    now: DateTime<Utc>,
) -> Result<()> {
    events::record(tx, tenant, actor, kind, Object::Package(package), data, now).await?;
    Ok(())
}

impl Movement {
    /// One that is about the package alone: it was issued, has ended, was cancelled.
    pub fn of_package(
        package: &Package,
        kind: MovementKind,
        (minor, visits): (i64, i64),
        key: String,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            tenant_id: package.tenant_id,
            id: MovementId::new(),
            package_id: package.id,
            kind,
            minor,
            visits,
            value_minor: 0,
            appointment_id: None,
            invoice_id: None,
            reverses_id: None,
            key,
            recorded_by: by(actor),
            created_at: now,
        }
    }

    pub async fn find(mut on: impl On, package: &Package, id: MovementId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM package_movements WHERE tenant_id = $1 AND package_id = $2 AND id = $3",
            package.tenant_id,
            package.id,
            id,
        )?)
    }

    /// Of whatever package.
    pub async fn find_any(mut on: impl On, tenant: TenantId, id: MovementId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM package_movements WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// A package's ledger, the latest first.
    pub async fn of(mut on: impl On, package: &Package) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM package_movements WHERE tenant_id = $1 AND package_id = $2 ORDER BY created_at DESC, id DESC LIMIT 500",
            package.tenant_id,
            package.id,
        )?)
    }

    pub async fn insert(&self, tx: &mut Tx) -> Result<()> {
        let written = q!(
            tx,
            execute,
            "INSERT INTO package_movements (tenant_id, id, package_id, kind, minor, visits, value_minor, appointment_id,
                invoice_id, reverses_id, key, recorded_by, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            self.tenant_id,
            self.id,
            self.package_id,
            self.kind,
            self.minor,
            self.visits,
            self.value_minor,
            self.appointment_id,
            self.invoice_id,
            self.reverses_id,
            &self.key,
            self.recorded_by,
            self.created_at,
        );
        match written {
            Ok(_) => Ok(()),
            Err(error) if crate::db::is_check(&error) => {
                Err(Error::Conflict(key!("packages-used-up")))
            }
            Err(error) if crate::db::is_unique(&error) => Err(Error::Collided(error.to_string())),
            Err(error) => Err(error.into()),
        }
    }
}
