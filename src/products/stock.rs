//! The ledger of stock: rows are added, never changed, and their sum is what there is. Numbered by product under its lock, so
//! that two never stand on the same balance.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::Product;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{InvoiceId, ProductId, StockMovementId, TenantId, UserId};
use crate::q;

/// Why goods came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum MovementKind {
    /// Bought in.
    Delivery,
    /// Counted, used, broken.
    Correction,
    /// On a paid invoice.
    Sale,
    /// Brought back, by an invoice's refund or by hand.
    Return,
}

impl MovementKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Correction => "correction",
            Self::Sale => "sale",
            Self::Return => "return",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Delivery => key!("products-kind-delivery"),
            Self::Correction => key!("products-kind-correction"),
            Self::Sale => key!("products-kind-sale"),
            Self::Return => key!("products-kind-return"),
        }
    }
}

/// A row of the ledger, with the number of its invoice and who wrote it.
#[derive(Clone, Debug, FromRow)]
pub struct Movement {
    pub id: StockMovementId,
    pub seq: i64,
    pub kind: MovementKind,
    pub change_milli: i64,
    /// What there is after it.
    pub balance_milli: i64,
    pub reason: String,
    pub invoice_id: Option<InvoiceId>,
    pub year: Option<i64>,
    pub number: Option<i64>,
    pub user_name: Option<String>,
    pub created_at: DateTime<Utc>,
}

impl Movement {
    /// The latest first, before one.
    pub async fn page(
        mut on: impl On,
        tenant: TenantId,
        product: ProductId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT m.id, m.seq, m.kind, m.change_milli, m.balance_milli, m.reason, m.invoice_id, i.year, i.number,
                u.name AS user_name, m.created_at
             FROM stock_movements m
             LEFT JOIN invoices i ON i.tenant_id = m.tenant_id AND i.id = m.invoice_id
             LEFT JOIN users u ON u.id = m.user_id
             WHERE m.tenant_id = $1 AND m.product_id = $2 AND m.seq < $3 ORDER BY m.seq DESC LIMIT $4",
            tenant,
            product,
            before.unwrap_or(i64::MAX),
            limit,
        )?)
    }
}

/// What is written.
pub(super) struct NewMovement<'a> {
    pub kind: MovementKind,
    pub change_milli: i64,
    pub reason: &'a str,
    pub invoice: Option<InvoiceId>,
    pub user: Option<UserId>,
    pub key: &'a str,
}

/// Adds a row to the ledger of a product that is locked.
pub(super) async fn write(
    tx: &mut Tx,
    product: &mut Product,
    new: NewMovement<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    product.last_seq += 1;
    product.stock_milli = (product.stock_milli)
        .checked_add(new.change_milli)
        .ok_or(Error::Invalid(key!("products-too-many")))?;
    q!(
        tx,
        execute,
        "INSERT INTO stock_movements (tenant_id, id, product_id, seq, kind, change_milli, balance_milli, reason, invoice_id,
            user_id, key, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        product.tenant_id,
        StockMovementId::new(),
        product.id,
        product.last_seq,
        new.kind,
        new.change_milli,
        product.stock_milli,
        new.reason,
        new.invoice,
        new.user,
        new.key,
        now,
    )?;
    Ok(())
}

/// What a person writes down; thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// So many came.
    Delivered(i64),
    /// So many were brought back.
    Returned(i64),
    /// So many are there; as the page showed it when the ledger ended with this number.
    Counted(i64, i64),
}

impl Act {
    fn kind(self) -> MovementKind {
        match self {
            Self::Delivered(_) => MovementKind::Delivery,
            Self::Returned(_) => MovementKind::Return,
            Self::Counted(..) => MovementKind::Correction,
        }
    }
}

/// A movement by hand. The same key writes one; a count that agrees writes none.
///
/// # Errors
/// Conflict when something was sold or came since the count began; Invalid for more than can be.
#[expect(clippy::too_many_arguments, reason = "what a movement is made of")]
pub async fn move_by_hand(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    user: UserId,
    id: ProductId,
    act: Act,
    reason: &str,
    key: &str,
    now: DateTime<Utc>,
) -> Result<Product> {
    let known = q!(
        tx,
        fetch_optional: (i64,),
        "SELECT seq FROM stock_movements WHERE tenant_id = $1 AND key = $2",
        tenant,
        key,
    )?;
    let seen = Product::find(&mut *tx, tenant, id).await?;
    let agrees =
        matches!(act, Act::Counted(n, seq) if n == seen.stock_milli && seq == seen.last_seq);
    if known.is_some() || agrees {
        return Ok(seen);
    }
    let data = json!({ "kind": act.kind().as_str() });
    events::record(
        tx,
        tenant,
        actor,
        Kind::StockMoved,
        Object::Product(id),
        data,
        now,
    )
    .await?;
    let mut product = Product::find_for_change(tx, tenant, id).await?;
    let change_milli = match act {
        Act::Delivered(n) | Act::Returned(n) => n,
        Act::Counted(n, seq) if seq == product.last_seq => n - product.stock_milli,
        Act::Counted(..) => return Err(Error::Conflict(key!("products-moved"))),
    };
    if change_milli == 0 {
        return Ok(product);
    }
    let new = NewMovement {
        kind: act.kind(),
        change_milli,
        reason,
        invoice: None,
        user: Some(user),
        key,
    };
    write(tx, &mut product, new, now).await?;
    Ok(product)
}
