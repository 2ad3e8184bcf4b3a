//! Services with their variants and add-ons.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;

use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::id::{AddonId, ResourceId, ServiceId, TenantId, VariantId};
use crate::money::{Currency, Money};
use crate::q;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// Booked at once.
    Instant,
    /// A request that the master answers.
    Manual,
}

/// A service's own rules; null: the practice's. See [`crate::policies`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct OwnRules {
    /// Visits of this service a day.
    pub daily_limit: Option<i64>,
    /// How often a client may move one by link.
    pub moves_limit: Option<i64>,
    pub kept_late: Option<bool>,
    pub kept_no_show: Option<bool>,
    /// Missed visits from which on a deposit is asked for; 0: never.
    pub deposit_after: Option<i64>,
    /// Missed visits from which on the practice answers first; 0: never.
    pub confirm_after: Option<i64>,
}

#[derive(Clone, Debug, FromRow)]
pub struct Service {
    pub tenant_id: TenantId,
    pub id: ServiceId,
    pub slug: String,
    pub category: String,
    pub name: String,
    pub description: String,
    pub duration_minutes: i64,
    pub buffer_before_minutes: i64,
    pub buffer_after_minutes: i64,
    pub price_minor: i64,
    /// The price is the least it may cost.
    pub price_from: bool,
    pub material_cost_minor: i64,
    pub deposit_kind: String,
    /// Minor units when fixed, whole percent when percent.
    pub deposit_amount: i64,
    pub confirmation: Confirmation,
    /// Clients served at the same time.
    pub capacity: i64,
    /// Null: the practice's rule.
    pub notice_minutes: Option<i64>,
    pub horizon_days: Option<i64>,
    pub cancel_window_minutes: Option<i64>,
    #[sqlx(flatten)]
    pub own: OwnRules,
    /// Weekdays (0 is Monday) on which it is offered; null: every open day.
    pub days: Option<Json<Vec<u8>>>,
    /// Local minutes between which it is offered; null: all opening hours.
    pub hours: Option<Json<Vec<(u16, u16)>>>,
    pub colour: Option<String>,
    pub position: i64,
    pub visibility: String,
    pub is_featured: bool,
    /// A word to who books it on what goes well with it; empty: none.
    pub upsell: String,
    pub is_active: bool,
    pub updated_at: DateTime<Utc>,
}

/// Another duration and price of the same service.
#[derive(Clone, Debug, FromRow)]
pub struct Variant {
    pub id: VariantId,
    pub service_id: ServiceId,
    pub slug: String,
    pub name: String,
    pub duration_minutes: i64,
    pub price_minor: i64,
    pub position: i64,
    pub is_active: bool,
}

/// What can be had with it, for extra time and money.
#[derive(Clone, Debug, FromRow)]
pub struct Addon {
    pub id: AddonId,
    pub service_id: ServiceId,
    pub slug: String,
    pub name: String,
    pub duration_minutes: i64,
    pub price_minor: i64,
    pub position: i64,
    pub is_active: bool,
}

impl Service {
    pub async fn find(mut on: impl On, tenant: TenantId, id: ServiceId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM services WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// As [`Self::find`], and nobody else changes it or its parts until the transaction ends.
    pub async fn find_for_change(tx: &mut Tx, tenant: TenantId, id: ServiceId) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM services WHERE tenant_id = $1 AND id = $2",
                pg: "SELECT * FROM services WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    pub async fn by_slug(mut on: impl On, tenant: TenantId, slug: &str) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM services WHERE tenant_id = $1 AND slug = $2", tenant, slug)?,
        )
    }

    /// All of them, for the master: active first, in the master's order.
    pub async fn all(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM services WHERE tenant_id = $1 ORDER BY is_active DESC, position, name",
            tenant,
        )?)
    }

    /// What clients may book by themselves.
    pub async fn public(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM services WHERE tenant_id = $1 AND is_active AND visibility = 'public' ORDER BY position, name",
            tenant,
        )?)
    }

    /// How many active variants the services have that have any.
    pub async fn variant_counts(
        mut on: impl On,
        tenant: TenantId,
    ) -> Result<Vec<(ServiceId, i64)>> {
        Ok(q!(
            on,
            fetch_all: (ServiceId, i64),
            "SELECT service_id, COUNT(*) FROM service_variants WHERE tenant_id = $1 AND is_active GROUP BY service_id",
            tenant,
        )?)
    }

    /// Names of categories in use, in order.
    pub async fn categories(mut on: impl On, tenant: TenantId) -> Result<Vec<String>> {
        let rows = q!(
            on,
            fetch_all: (String,),
            "SELECT DISTINCT category FROM services WHERE tenant_id = $1 AND category <> '' ORDER BY category",
            tenant,
        )?;
        Ok(rows.into_iter().map(|(category,)| category).collect())
    }

    /// Rises with every change; the second of two editors is told.
    pub fn version(&self) -> i64 {
        self.updated_at.timestamp_micros()
    }

    pub fn price(&self, currency: Currency) -> Money {
        Money {
            minor: self.price_minor,
            currency,
        }
    }

    /// Resources that a visit may occupy: the master, and what its services name besides.
    pub async fn occupies(
        mut on: impl On,
        tenant: TenantId,
        services: &[ServiceId],
    ) -> Result<Occupies> {
        let rows = q!(
            on,
            fetch_all: (ResourceId, bool, Option<ServiceId>),
            "SELECT r.id, r.kind = 'master', s.service_id FROM resources r
             LEFT JOIN service_resources s ON s.tenant_id = r.tenant_id AND s.resource_id = r.id
             WHERE r.tenant_id = $1 AND (r.kind = 'master' OR s.service_id IS NOT NULL) ORDER BY r.id",
            tenant,
        )?;
        let master = rows.iter().find(|(_, is_master, _)| *is_master);
        let (master, ..) = *master.ok_or(Error::NotFound)?;
        let mut needed: Vec<ResourceId> = rows
            .into_iter()
            .filter(|(id, _, service)| {
                *id != master && service.is_some_and(|service| services.contains(&service))
            })
            .map(|(id, ..)| id)
            .collect();
        needed.dedup();
        Ok(Occupies { master, needed })
    }
}

/// What a visit may occupy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occupies {
    pub master: ResourceId,
    /// Of these it takes as many as its services need; by id.
    pub needed: Vec<ResourceId>,
}

impl Occupies {
    /// By id, as they are locked.
    pub fn in_order(&self) -> Vec<ResourceId> {
        let mut all = self.needed.clone();
        all.push(self.master);
        all.sort_unstable();
        all
    }
}

impl Variant {
    /// Of one service, in order; inactive ones too.
    pub async fn of_service(
        mut on: impl On,
        tenant: TenantId,
        service: ServiceId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM service_variants WHERE tenant_id = $1 AND service_id = $2 ORDER BY position, name",
            tenant,
            service,
        )?)
    }
}

impl Addon {
    /// Of one service, in order; inactive ones too.
    pub async fn of_service(
        mut on: impl On,
        tenant: TenantId,
        service: ServiceId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM service_addons WHERE tenant_id = $1 AND service_id = $2 ORDER BY position, name",
            tenant,
            service,
        )?)
    }
}
