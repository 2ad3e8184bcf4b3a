//! What is offered: packages of visits at a price, certificates over sums to choose from.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;
use sqlx::types::Json;

use super::Kind;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Object};
use crate::i18n::key;
use crate::id::{PackageOfferId, ServiceId, TenantId};
use crate::money::{Currency, Money};
use crate::q;

/// Sums that one certificate may offer.
pub const MOST_AMOUNTS: usize = 12;

#[derive(Clone, Debug, FromRow)]
pub struct Offer {
    pub tenant_id: TenantId,
    pub id: PackageOfferId,
    pub kind: Kind,
    pub name: String,
    pub description: String,
    pub currency: Currency,
    /// Of a package.
    pub visits: Option<i64>,
    pub price_minor: Option<i64>,
    /// Of a certificate.
    pub amounts: Json<Vec<i64>>,
    /// Between which another sum may be named; none where it may not.
    pub least_minor: Option<i64>,
    pub most_minor: Option<i64>,
    pub valid_days: Option<i64>,
    pub is_public: bool,
    pub archived_at: Option<DateTime<Utc>>,
    pub version: i64,
}

/// What the form says, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferDraft {
    pub kind: Kind,
    pub name: String,
    pub description: String,
    pub visits: Option<i64>,
    pub price_minor: Option<i64>,
    pub amounts: Vec<i64>,
    pub limits: Option<(i64, i64)>,
    pub valid_days: Option<i64>,
    pub is_public: bool,
    /// None named is all.
    pub services: Vec<ServiceId>,
}

impl Offer {
    pub async fn find(mut on: impl On, tenant: TenantId, id: PackageOfferId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM package_offers WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// All, those that are offered first; the master's list.
    pub async fn all(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM package_offers WHERE tenant_id = $1
             ORDER BY CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END, kind DESC, created_at, id LIMIT 200",
            tenant,
        )?)
    }

    /// Those that can be sold in a currency; on the practice's page only what is to stand there.
    pub async fn on_sale(
        on: impl On,
        tenant: TenantId,
        currency: Currency,
        is_public: bool,
    ) -> Result<Vec<Self>> {
        let mut all = Self::all(on, tenant).await?;
        all.retain(|offer| {
            let is_shown = offer.is_public || !is_public;
            offer.archived_at.is_none() && offer.currency == currency && is_shown
        });
        Ok(all)
    }

    /// Whether anything is to stand on the practice's page.
    pub async fn any_public(mut on: impl On, tenant: TenantId, currency: Currency) -> Result<bool> {
        let (any,) = q!(
            on,
            fetch_one: (bool,),
            "SELECT EXISTS (SELECT 1 FROM package_offers
                WHERE tenant_id = $1 AND archived_at IS NULL AND currency = $2 AND is_public)",
            tenant,
            currency,
        )?;
        Ok(any)
    }

    pub async fn services(&self, mut on: impl On) -> Result<Vec<ServiceId>> {
        let rows = q!(
            on,
            fetch_all: (ServiceId,),
            "SELECT service_id FROM package_offer_services WHERE tenant_id = $1 AND offer_id = $2",
            self.tenant_id,
            self.id,
        )?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// A new one. An id that is there already means that the form was sent twice: nothing happens.
    pub async fn create(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: PackageOfferId,
        draft: &OfferDraft,
        currency: Currency,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let (least, most) = draft.limits.unzip();
        let added = q!(
            tx,
            execute,
            "INSERT INTO package_offers (tenant_id, id, kind, name, description, currency, visits, price_minor, amounts,
                least_minor, most_minor, valid_days, is_public, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
             ON CONFLICT (tenant_id, id) DO NOTHING",
            tenant,
            id,
            draft.kind,
            &draft.name,
            &draft.description,
            currency,
            draft.visits,
            draft.price_minor,
            Json(&draft.amounts),
            least,
            most,
            draft.valid_days,
            draft.is_public,
            now,
        )?;
        if added == 0 {
            return Ok(());
        }
        set_services(tx, tenant, id, &draft.services).await?;
        tell(tx, tenant, actor, id, now).await
    }

    /// Takes over everything but the kind. What was sold stays as it was.
    ///
    /// # Errors
    /// Conflict when it was changed since `version`.
    pub async fn update(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        draft: &OfferDraft,
        version: i64,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let (least, most) = draft.limits.unzip();
        let changed = q!(
            tx,
            execute,
            "UPDATE package_offers SET name = $3, description = $4, visits = $5, price_minor = $6, amounts = $7,
                least_minor = $8, most_minor = $9, valid_days = $10, is_public = $11, updated_at = $12, version = version + 1
             WHERE tenant_id = $1 AND id = $2 AND version = $13",
            self.tenant_id,
            self.id,
            &draft.name,
            &draft.description,
            draft.visits,
            draft.price_minor,
            Json(&draft.amounts),
            least,
            most,
            draft.valid_days,
            draft.is_public,
            now,
            version,
        )?;
        if changed == 0 {
            return Err(Error::Conflict(key!("packages-stale")));
        }
        set_services(tx, self.tenant_id, self.id, &draft.services).await?;
        tell(tx, self.tenant_id, actor, self.id, now).await
    }

    /// Offers it no more, or again.
    pub async fn set_archived(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        is_archived: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.archived_at.is_some() == is_archived {
            return Ok(());
        }
        q!(
            tx,
            execute,
            "UPDATE package_offers SET archived_at = $3, updated_at = $4, version = version + 1
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            is_archived.then_some(now),
            now,
        )?;
        tell(tx, self.tenant_id, actor, self.id, now).await
    }

    /// What one piece may cost: of a package its price, of a certificate a sum that it offers.
    ///
    /// # Errors
    /// The key of why a sum is none of them.
    pub fn price(&self, asked: Option<Money>) -> Result<i64, &'static str> {
        if self.kind == Kind::Package {
            return self.price_minor.ok_or(key!("packages-offer-gone"));
        }
        let Some(asked) = asked else {
            return Err(key!("packages-choose-amount"));
        };
        let is_listed = self.amounts.0.contains(&asked.minor);
        let is_free = self
            .least_minor
            .zip(self.most_minor)
            .is_some_and(|(least, most)| (least..=most).contains(&asked.minor));
        match asked.currency == self.currency && asked.minor > 0 && (is_listed || is_free) {
            true => Ok(asked.minor),
            false => Err(key!("packages-amount-not-offered")),
        }
    }

    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }
}

async fn set_services(
    tx: &mut Tx,
    tenant: TenantId,
    id: PackageOfferId,
    services: &[ServiceId],
) -> Result<()> {
    q!(
        tx,
        execute,
        "DELETE FROM package_offer_services WHERE tenant_id = $1 AND offer_id = $2",
        tenant,
        id,
    )?;
    for service in services {
        q!(
            tx,
            execute,
            "INSERT INTO package_offer_services (tenant_id, offer_id, service_id) VALUES ($1, $2, $3)",
            tenant,
            id,
            *service,
        )?;
    }
    Ok(())
}

async fn tell(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    id: PackageOfferId,
    now: DateTime<Utc>,
) -> Result<()> {
    let (kind, object) = (events::Kind::PackageOfferChanged, Object::PackageOffer(id));
    events::record(tx, tenant, actor, kind, object, json!({}), now).await?;
    Ok(())
}
