//! One act on many cards, and the same undone: which cards it really changed is kept with it.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;

use super::{Client, Tag};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::Actor;
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
        let mut changed = Vec::new();
        for name in tags {
            let tag = Tag::named(tx, tenant, name, now).await?;
            for id in clients {
                let client = Client::in_use(&mut *tx, tenant, *id).await?;
                let is_changed = match is_removal {
                    true => client.untag(tx, actor, tag.id, now).await?,
                    false => client.tag(tx, actor, tag.id, now).await?,
                };
                if is_changed {
                    changed.push((*id, tag.id));
                }
            }
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
        for (client, tag) in &bulk.changed.0 {
            let client = Client::standing(&mut *tx, tenant, *client).await?;
            if client.is_closed() {
                continue;
            }
            match bulk.is_removal {
                true => client.tag(tx, actor, *tag, now).await?,
                false => client.untag(tx, actor, *tag, now).await?,
            };
        }
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
