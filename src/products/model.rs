//! A product and its verbs. Each verb records its event first: whoever waits for a product's row holds the practice's chain of
//! events already, so that no two wait for each other.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use crate::db::{On, Tx, is_unique};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{ProductId, TenantId};
use crate::money::{Currency, Money};
use crate::q;

/// Products that a list shows.
const MOST: i64 = 1000;

#[derive(Clone, Debug, FromRow)]
pub struct Product {
    pub tenant_id: TenantId,
    pub id: ProductId,
    /// The practice's own number of it; unique among those that are offered.
    pub sku: Option<String>,
    pub name: String,
    pub price_minor: i64,
    /// Thousandths.
    pub stock_milli: i64,
    /// From how few on it counts as low; none: never.
    pub low_milli: Option<i64>,
    /// Whether more may be sold than there is.
    pub may_go_below: bool,
    /// The number of its latest movement.
    pub last_seq: i64,
    /// Rises with every change of what is typed; the second of two editors is told.
    pub version: i64,
    pub archived_at: Option<DateTime<Utc>>,
}

/// What of a product is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductDraft {
    pub sku: Option<String>,
    pub name: String,
    pub price_minor: i64,
    pub low_milli: Option<i64>,
    pub may_go_below: bool,
}

impl Product {
    pub async fn find(mut on: impl On, tenant: TenantId, id: ProductId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM products WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// As [`Self::find`], and nobody else changes it until the transaction ends. Locked after the chain of events.
    pub async fn find_for_change(tx: &mut Tx, tenant: TenantId, id: ProductId) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM products WHERE tenant_id = $1 AND id = $2",
                pg: "SELECT * FROM products WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    /// By name: those that are offered, or those that are put aside.
    pub async fn all(mut on: impl On, tenant: TenantId, is_archived: bool) -> Result<Vec<Self>> {
        let mut found = q!(
            on,
            fetch_all: Self,
            "SELECT * FROM products WHERE tenant_id = $1 AND (archived_at IS NOT NULL) = $2 ORDER BY name, id LIMIT $3",
            tenant,
            is_archived,
            MOST,
        )?;
        found.sort_by_key(|product| product.name.to_lowercase());
        Ok(found)
    }

    pub fn price(&self, currency: Currency) -> Money {
        Money::new(self.price_minor, currency)
    }

    pub fn is_low(&self) -> bool {
        self.archived_at.is_none() && self.low_milli.is_some_and(|low| self.stock_milli <= low)
    }

    /// Adds one; none of it is there yet. False when it was added before, by the first of two presses: nothing is to be kept.
    ///
    /// # Errors
    /// Conflict when another one has this number.
    pub async fn create(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: ProductId,
        draft: &ProductDraft,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let data = json!({ "price_minor": draft.price_minor });
        events::record(
            tx,
            tenant,
            actor,
            Kind::ProductCreated,
            Object::Product(id),
            data,
            now,
        )
        .await?;
        let added = q!(
            tx,
            execute,
            "INSERT INTO products (tenant_id, id, sku, name, price_minor, low_milli, may_go_below, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (tenant_id, id) DO NOTHING",
            tenant,
            id,
            &draft.sku,
            &draft.name,
            draft.price_minor,
            draft.low_milli,
            draft.may_go_below,
            now,
        )
        .map_err(sku_taken)?;
        Ok(added > 0)
    }

    /// Takes over what was typed. Saving the same twice is saving it once.
    ///
    /// # Errors
    /// Conflict when it was changed since `version` (`products-stale`) or another one has this number; Invalid when it is not
    /// to go below zero and is there already.
    pub async fn update(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: ProductId,
        draft: &ProductDraft,
        version: i64,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let seen = Self::find(&mut *tx, tenant, id).await?;
        if seen.draft() == *draft {
            return Ok(());
        }
        let data = json!({ "price_minor": draft.price_minor });
        events::record(
            tx,
            tenant,
            actor,
            Kind::ProductUpdated,
            Object::Product(id),
            data,
            now,
        )
        .await?;
        let product = Self::find_for_change(tx, tenant, id).await?;
        if product.version != version {
            return Err(Error::Conflict(key!("products-stale")));
        }
        if product.stock_milli < 0 && !draft.may_go_below {
            return Err(Error::Invalid(key!("products-is-below")));
        }
        q!(
            tx,
            execute,
            "UPDATE products SET sku = $3, name = $4, price_minor = $5, low_milli = $6, may_go_below = $7,
                version = version + 1, updated_at = $8
             WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
            &draft.sku,
            &draft.name,
            draft.price_minor,
            draft.low_milli,
            draft.may_go_below,
            now,
        )
        .map_err(sku_taken)?;
        Ok(())
    }

    /// Puts it aside, or offers it again.
    ///
    /// # Errors
    /// Conflict when another one has taken its number meanwhile.
    pub async fn archive(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: ProductId,
        is_aside: bool,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut product = Self::find(&mut *tx, tenant, id).await?;
        if product.archived_at.is_some() == is_aside {
            return Ok(product);
        }
        let data = json!({ "archived": is_aside });
        events::record(
            tx,
            tenant,
            actor,
            Kind::ProductUpdated,
            Object::Product(id),
            data,
            now,
        )
        .await?;
        product.archived_at = is_aside.then_some(now);
        q!(
            tx,
            execute,
            "UPDATE products SET archived_at = $3, version = version + 1, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
            product.archived_at,
            now,
        )
        .map_err(sku_taken)?;
        Ok(product)
    }

    pub fn draft(&self) -> ProductDraft {
        ProductDraft {
            sku: self.sku.clone(),
            name: self.name.clone(),
            price_minor: self.price_minor,
            low_milli: self.low_milli,
            may_go_below: self.may_go_below,
        }
    }
}

fn sku_taken(error: sqlx::Error) -> Error {
    match is_unique(&error) {
        true => Error::Conflict(key!("products-sku-taken")),
        false => error.into(),
    }
}
