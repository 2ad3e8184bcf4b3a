//! A resource and its verbs, each in the caller's transaction with its event.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::FromRow;

use crate::db::{On, Tx, is_foreign_key};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{ResourceId, TenantId};
use crate::q;
use crate::schedule::outside::Coming;
use crate::services::slug;

/// What a resource can be, as the database keeps it; the master is none that could be made.
pub const KINDS: [&str; 4] = ["room", "chair", "device", "vehicle"];

/// The text's key of a kind.
pub fn kind_key(kind: &str) -> &'static str {
    match kind {
        "master" => key!("resources-kind-master"),
        "room" => key!("resources-kind-room"),
        "chair" => key!("resources-kind-chair"),
        "device" => key!("resources-kind-device"),
        _ => key!("resources-kind-vehicle"),
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Resource {
    pub tenant_id: TenantId,
    pub id: ResourceId,
    pub slug: String,
    pub name: String,
    /// One of [`KINDS`], or "master".
    pub kind: String,
    /// Units that can be taken at a time.
    pub capacity: i64,
    pub is_active: bool,
}

/// What the master says about one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceDraft {
    pub name: String,
    pub kind: String,
    pub capacity: i64,
}

impl ResourceDraft {
    pub fn is_stored(&self, resource: &Resource) -> bool {
        (&self.name, &self.kind, self.capacity)
            == (&resource.name, &resource.kind, resource.capacity)
    }
}

impl Resource {
    /// All but the master, those in use first.
    pub async fn all(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM resources WHERE tenant_id = $1 AND kind <> 'master' ORDER BY is_active DESC, name, id",
            tenant,
        )?)
    }

    /// Never the master.
    pub async fn find(mut on: impl On, tenant: TenantId, id: ResourceId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM resources WHERE tenant_id = $1 AND id = $2 AND kind <> 'master'",
            tenant,
            id,
        )?)
    }

    /// As [`Self::find`]; who changes it too, and who books it, waits until the commit.
    pub async fn find_for_change(tx: &mut Tx, tenant: TenantId, id: ResourceId) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM resources WHERE tenant_id = $1 AND id = $2 AND kind <> 'master'",
                pg: "SELECT * FROM resources WHERE tenant_id = $1 AND id = $2 AND kind <> 'master' FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    /// An id that is there already means that the form was sent twice: nothing happens.
    pub async fn create(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: ResourceId,
        draft: &ResourceDraft,
        now: DateTime<Utc>,
    ) -> Result<()> {
        // Two at once would find the same slug free.
        crate::accounts::Tenant::find_for_change(tx, tenant).await?;
        let known = q!(
            tx,
            fetch_all: (ResourceId, String),
            "SELECT id, slug FROM resources WHERE tenant_id = $1",
            tenant,
        )?;
        if known.iter().any(|(known, _)| *known == id) {
            return Ok(());
        }
        let taken: Vec<String> = known.into_iter().map(|(_, slug)| slug).collect();
        let slug = slug::free(slug::from_name(&draft.name, &draft.kind), &taken);
        q!(
            tx,
            execute,
            "INSERT INTO resources (tenant_id, id, slug, name, kind, capacity, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            tenant,
            id,
            slug,
            &draft.name,
            &draft.kind,
            draft.capacity,
            now,
        )?;
        let data = json!({ "change": "created", "capacity": draft.capacity });
        record(tx, tenant, actor, id, data, now).await
    }

    /// The visits that stand in the way when fewer units are wanted than are booked; empty: it is done. Locked by
    /// [`Self::find_for_change`].
    pub async fn update(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        draft: &ResourceDraft,
        now: DateTime<Utc>,
    ) -> Result<Vec<Coming>> {
        if draft.capacity != self.capacity {
            let in_the_way = self.set_capacity(tx, draft.capacity, now).await?;
            if !in_the_way.is_empty() {
                return Ok(in_the_way);
            }
        }
        q!(
            tx,
            execute,
            "UPDATE resources SET name = $3, kind = $4 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            &draft.name,
            &draft.kind,
        )?;
        let data = json!({ "change": "updated", "capacity": [self.capacity, draft.capacity] });
        record(tx, self.tenant_id, actor, self.id, data, now).await?;
        Ok(Vec::new())
    }

    /// To be booked or not; visits that have it keep it. [`Error::Conflict`] while a service in use can have no other.
    pub async fn set_active(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        active: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.is_active == active {
            return Ok(());
        }
        if !active && !self.only_choice_of(&mut *tx).await?.is_empty() {
            return Err(Error::Conflict(key!("resources-needed")));
        }
        q!(
            tx,
            execute,
            "UPDATE resources SET is_active = $3 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            active,
        )?;
        let data = json!({ "change": if active { "activated" } else { "deactivated" } });
        record(tx, self.tenant_id, actor, self.id, data, now).await
    }

    /// Names of the active services that could not be booked without it.
    pub async fn only_choice_of(&self, mut on: impl On) -> Result<Vec<String>> {
        let rows = q!(
            on,
            fetch_all: (String,),
            "SELECT DISTINCT v.name FROM service_resources s
             JOIN services v ON v.tenant_id = s.tenant_id AND v.id = s.service_id AND v.is_active
             WHERE s.tenant_id = $1 AND s.resource_id = $2 AND s.quantity > (
                SELECT COALESCE(SUM(r.capacity), 0) FROM service_resources o
                JOIN resources r ON r.tenant_id = o.tenant_id AND r.id = o.resource_id AND r.is_active
                WHERE o.tenant_id = $1 AND o.service_id = s.service_id AND o.need = s.need AND o.resource_id <> $2)
             ORDER BY v.name",
            self.tenant_id,
            self.id,
        )?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    /// Whether a visit, of any time, or a service has it.
    pub async fn is_used(&self, mut on: impl On) -> Result<bool> {
        let (used,) = q!(
            on,
            fetch_one: (bool,),
            "SELECT EXISTS (SELECT 1 FROM allocations WHERE tenant_id = $1 AND resource_id = $2)
                 OR EXISTS (SELECT 1 FROM service_resources WHERE tenant_id = $1 AND resource_id = $2)",
            self.tenant_id,
            self.id,
        )?;
        Ok(used)
    }

    /// With its hours, exceptions and blocks; [`Error::Conflict`] when anything has it.
    pub async fn delete(&self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        if self.is_used(&mut *tx).await? {
            return Err(Error::Conflict(key!("resources-used")));
        }
        let (tenant, id) = (self.tenant_id, self.id);
        q!(
            tx,
            execute,
            "DELETE FROM working_hours WHERE tenant_id = $1 AND resource_id = $2",
            tenant,
            id
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM date_overrides WHERE tenant_id = $1 AND resource_id = $2",
            tenant,
            id
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM blocks WHERE tenant_id = $1 AND resource_id = $2",
            tenant,
            id
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM resources WHERE tenant_id = $1 AND id = $2",
            tenant,
            id
        )
        .map_err(|error| match is_foreign_key(&error) {
            true => Error::Conflict(key!("resources-used")),
            false => error.into(),
        })?;
        record(tx, tenant, actor, id, json!({ "change": "deleted" }), now).await
    }
}

async fn record(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    resource: ResourceId,
    mut data: Value,
    now: DateTime<Utc>,
) -> Result<()> {
    data["part"] = json!("resources");
    data["resource"] = json!(resource);
    let object = Object::Tenant(tenant);
    events::record(tx, tenant, actor, Kind::ScheduleUpdated, object, data, now).await?;
    Ok(())
}
