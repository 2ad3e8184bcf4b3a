//! One act on many cards, in a few statements however many they are, and the same undone: which cards it really changed is
//! kept with it.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;
use sqlx::types::Json;

use super::{Client, Tag};
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::id::{BulkId, ClientId, TagId, TenantId};
use crate::q;

/// What was done.
#[derive(Clone, Debug, FromRow)]
pub struct Bulk {
    pub id: BulkId,
    /// Tags were taken away; else they were given.
    pub is_removal: bool,
    /// Which tag of whom.
    pub changed: Json<Vec<(ClientId, TagId)>>,
    pub created_at: DateTime<Utc>,
    pub undone_at: Option<DateTime<Utc>>,
}

impl Bulk {
    pub async fn find(mut on: impl On, tenant: TenantId, id: BulkId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT id, is_removal, changed, created_at, undone_at FROM client_bulks WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?)
    }

    /// Gives each client each tag, or takes them away.
    pub async fn tag(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        clients: &[ClientId],
        tags: &[String],
        is_removal: bool,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let ids = serde_json::to_string(clients).map_err(Error::internal)?;
        let mut changed: Vec<(ClientId, TagId)> = Vec::new();
        for name in tags {
            let tag = Tag::named(tx, tenant, name, now).await?;
            let rows = match is_removal {
                true => taken(tx, tenant, tag.id, &ids).await?,
                false => given(tx, tenant, tag.id, &ids).await?,
            };
            changed.extend(rows.into_iter().map(|(client,)| (client, tag.id)));
        }
        let bulk = Self {
            id: BulkId::new(),
            is_removal,
            changed: Json(changed),
            created_at: now,
            undone_at: None,
        };
        q!(
            tx,
            execute,
            "INSERT INTO client_bulks (tenant_id, id, is_removal, changed, created_at) VALUES ($1, $2, $3, $4, $5)",
            tenant,
            bulk.id,
            bulk.is_removal,
            &bulk.changed,
            now,
        )?;
        tell(tx, tenant, actor, &bulk, false, now).await?;
        Ok(bulk)
    }

    /// Takes back what the act changed; a second time there is nothing left to do.
    pub async fn undo(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: BulkId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let bulk = Self::find(&mut *tx, tenant, id).await?;
        let undone = q!(
            tx,
            execute,
            "UPDATE client_bulks SET undone_at = $3 WHERE tenant_id = $1 AND id = $2 AND undone_at IS NULL",
            tenant,
            id,
            now,
        )?;
        if undone == 0 {
            return Ok(());
        }
        let mut by_tag: BTreeMap<TagId, Vec<ClientId>> = BTreeMap::new();
        let leads = joined_since(tx, tenant, &bulk.changed.0).await?;
        for (client, tag) in &bulk.changed.0 {
            let client = leads.get(client).copied().unwrap_or(*client);
            by_tag.entry(*tag).or_default().push(client);
        }
        for (tag, clients) in by_tag {
            let ids = serde_json::to_string(&clients).map_err(Error::internal)?;
            match bulk.is_removal {
                // A tag that was deleted meanwhile does not come back.
                true if Tag::find(&mut *tx, tenant, tag).await.is_err() => Vec::new(),
                true => given(tx, tenant, tag, &ids).await?,
                false => taken(tx, tenant, tag, &ids).await?,
            };
        }
        tell(tx, tenant, actor, &bulk, true, now).await?;
        Ok(())
    }

    /// Clients whose tags it changed.
    pub fn count(&self) -> usize {
        let mut clients: Vec<ClientId> = self.changed.iter().map(|(client, _)| *client).collect();
        clients.sort_unstable();
        clients.dedup();
        clients.len()
    }
}

/// Gives the tag to those who lack it and can be worked with; to whom.
async fn given(tx: &mut Tx, tenant: TenantId, tag: TagId, ids: &str) -> Result<Vec<(ClientId,)>> {
    Ok(q!(
        tx,
        fetch_all: (ClientId,),
        {
            sqlite: "INSERT INTO client_tags (tenant_id, client_id, tag_id)
                SELECT c.tenant_id, c.id, $2 FROM clients c WHERE c.tenant_id = $1 AND NOT c.is_merged
                    AND c.id IN (SELECT unhex(value, '-') FROM json_each($3))
                ON CONFLICT (tenant_id, client_id, tag_id) DO NOTHING RETURNING client_id",
            pg: "INSERT INTO client_tags (tenant_id, client_id, tag_id)
                SELECT c.tenant_id, c.id, $2 FROM clients c WHERE c.tenant_id = $1 AND NOT c.is_merged
                    AND c.id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($3::jsonb) e)
                ON CONFLICT (tenant_id, client_id, tag_id) DO NOTHING RETURNING client_id",
        },
        tenant,
        tag,
        ids,
    )?)
}

/// Takes the tag away; from whom.
async fn taken(tx: &mut Tx, tenant: TenantId, tag: TagId, ids: &str) -> Result<Vec<(ClientId,)>> {
    Ok(q!(
        tx,
        fetch_all: (ClientId,),
        {
            sqlite: "DELETE FROM client_tags WHERE tenant_id = $1 AND tag_id = $2
                AND client_id IN (SELECT unhex(value, '-') FROM json_each($3)) RETURNING client_id",
            pg: "DELETE FROM client_tags WHERE tenant_id = $1 AND tag_id = $2
                AND client_id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($3::jsonb) e) RETURNING client_id",
        },
        tenant,
        tag,
        ids,
    )?)
}

/// Cards of the act that were joined with others since, and what leads on from them.
async fn joined_since(
    tx: &mut Tx,
    tenant: TenantId,
    changed: &[(ClientId, TagId)],
) -> Result<HashMap<ClientId, ClientId>> {
    let ids: Vec<ClientId> = changed.iter().map(|(client, _)| *client).collect();
    let ids = serde_json::to_string(&ids).map_err(Error::internal)?;
    let rows = q!(
        tx,
        fetch_all: (ClientId,),
        {
            sqlite: "SELECT id FROM clients WHERE tenant_id = $1 AND is_merged
                AND id IN (SELECT unhex(value, '-') FROM json_each($2))",
            pg: "SELECT id FROM clients WHERE tenant_id = $1 AND is_merged
                AND id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2::jsonb) e)",
        },
        tenant,
        &ids,
    )?;
    let mut leads = HashMap::new();
    for (id,) in rows {
        leads.insert(id, Client::standing(&mut *tx, tenant, id).await?.id);
    }
    Ok(leads)
}

/// One event for all: who exactly is kept with the act.
async fn tell(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    bulk: &Bulk,
    is_undone: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({
        "bulk": bulk.id,
        "clients": bulk.count(),
        "added": !bulk.is_removal,
        "undone": is_undone,
    });
    let object = Object::Tenant(tenant);
    events::record(tx, tenant, actor, Kind::ClientsTagged, object, data, now).await?;
    Ok(())
}
