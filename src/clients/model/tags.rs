//! Tags: the practice's own words for clients. A tag is made by being used.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::Client;
use crate::contact::fold;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{Actor, Kind};
use crate::i18n::key;
use crate::id::{ClientId, TagId, TenantId};
use crate::q;
use crate::web::Problem;

/// Tags of one client.
pub const MAX_TAGS: usize = 20;
const MAX_LENGTH: usize = 40;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Tag {
    pub id: TagId,
    pub name: String,
}

impl Tag {
    /// All of a practice, by name.
    pub async fn all(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT id, name FROM tags WHERE tenant_id = $1 ORDER BY name_key LIMIT 500",
            tenant,
        )?)
    }

    pub async fn of(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT t.id, t.name FROM client_tags c JOIN tags t ON t.tenant_id = c.tenant_id AND t.id = c.tag_id
             WHERE c.tenant_id = $1 AND c.client_id = $2 ORDER BY t.name_key",
            tenant,
            client,
        )?)
    }

    /// "VIP, comes with a dog" as names: trimmed, each once.
    pub fn names(typed: &str) -> Result<Vec<String>, Problem> {
        let mut names: Vec<String> = Vec::new();
        for name in typed.split([',', ';', '\n']) {
            let name = name.trim().trim_start_matches('#').trim();
            if name.chars().count() > MAX_LENGTH {
                return Err(Problem::with(
                    key!("field-too-long"),
                    "max",
                    MAX_LENGTH as i64,
                ));
            }
            if !name.is_empty() && names.iter().all(|known| fold(known) != fold(name)) {
                names.push(name.to_owned());
            }
        }
        if names.len() > MAX_TAGS {
            return Err(Problem::with(
                key!("client-tags-too-many"),
                "max",
                MAX_TAGS as i64,
            ));
        }
        Ok(names)
    }

    /// The tag of this name, made when there is none.
    pub async fn named(
        tx: &mut Tx,
        tenant: TenantId,
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        q!(
            tx,
            execute,
            "INSERT INTO tags (tenant_id, id, name, name_key, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant_id, name_key) DO NOTHING",
            tenant,
            TagId::new(),
            name,
            fold(name),
            now,
        )?;
        Ok(q!(
            tx,
            fetch_one: Self,
            "SELECT id, name FROM tags WHERE tenant_id = $1 AND name_key = $2",
            tenant,
            fold(name),
        )?)
    }
}

impl Client {
    /// Makes the tags those named; new names become tags.
    pub async fn set_tags(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        names: &[String],
        now: DateTime<Utc>,
    ) -> Result<()> {
        let known = Tag::of(&mut *tx, self.tenant_id, self.id).await?;
        let keys: Vec<String> = names.iter().map(|name| fold(name)).collect();
        for tag in &known {
            if !keys.contains(&fold(&tag.name)) {
                self.untag(tx, actor, tag.id, now).await?;
            }
        }
        for name in names {
            if !known.iter().any(|tag| fold(&tag.name) == fold(name)) {
                let tag = Tag::named(tx, self.tenant_id, name, now).await?;
                self.tag(tx, actor, tag.id, now).await?;
            }
        }
        Ok(())
    }

    /// Whether it was not there before.
    pub async fn tag(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        tag: TagId,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let added = q!(
            tx,
            execute,
            "INSERT INTO client_tags (tenant_id, client_id, tag_id) VALUES ($1, $2, $3)
             ON CONFLICT (tenant_id, client_id, tag_id) DO NOTHING",
            self.tenant_id,
            self.id,
            tag,
        )?;
        if added == 1 {
            let data = json!({ "tag": tag, "added": true });
            self.tell(tx, actor, Kind::ClientTagged, data, now).await?;
        }
        Ok(added == 1)
    }

    /// Whether it was there.
    pub async fn untag(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        tag: TagId,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let removed = q!(
            tx,
            execute,
            "DELETE FROM client_tags WHERE tenant_id = $1 AND client_id = $2 AND tag_id = $3",
            self.tenant_id,
            self.id,
            tag,
        )?;
        if removed == 1 {
            let data = json!({ "tag": tag, "added": false });
            self.tell(tx, actor, Kind::ClientTagged, data, now).await?;
        }
        Ok(removed == 1)
    }
}
