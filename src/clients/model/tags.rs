//! Tags: the practice's own words for clients. A tag is made by being used.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::Client;
use crate::clients::search::escaped;
use crate::contact::fold;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
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

/// A tag and how many have it.
#[derive(Clone, Debug, FromRow)]
pub struct TagUse {
    pub id: TagId,
    pub name: String,
    pub clients: i64,
}

impl Tag {
    pub async fn find(mut on: impl On, tenant: TenantId, id: TagId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT id, name FROM tags WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?)
    }

    /// All of a practice with their use, by name.
    pub async fn used(mut on: impl On, tenant: TenantId) -> Result<Vec<TagUse>> {
        Ok(q!(
            on,
            fetch_all: TagUse,
            "SELECT t.id, t.name, (SELECT COUNT(*) FROM client_tags k
                JOIN clients c ON c.tenant_id = k.tenant_id AND c.id = k.client_id AND NOT c.is_merged
                WHERE k.tenant_id = t.tenant_id AND k.tag_id = t.id) AS clients
             FROM tags t WHERE t.tenant_id = $1 ORDER BY t.name_key LIMIT 500",
            tenant,
        )?)
    }

    /// Those that most have, for choosing: tags that nobody has are none of them. Who many have is not counted to the end.
    pub async fn common(mut on: impl On, tenant: TenantId, limit: i64) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT k.id, k.name FROM (SELECT t.id, t.name, t.name_key, (SELECT COUNT(*) FROM (
                    SELECT 1 FROM client_tags c WHERE c.tenant_id = $1 AND c.tag_id = t.id LIMIT 1000) u) AS n
                FROM tags t WHERE t.tenant_id = $1) k
             WHERE k.n > 0 ORDER BY k.n DESC, k.name_key LIMIT $2",
            tenant,
            limit,
        )?)
    }

    /// Gives it another name.
    ///
    /// # Errors
    /// Conflict when another tag has that name: [`Self::join`] makes one of them.
    pub async fn rename(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        name: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if Self::by_name(&mut *tx, tenant, name)
            .await?
            .is_some_and(|other| other.id != self.id)
        {
            return Err(Error::Conflict(key!("client-tag-known")));
        }
        q!(
            tx,
            execute,
            "UPDATE tags SET name = $3, name_key = $4 WHERE tenant_id = $1 AND id = $2",
            tenant,
            self.id,
            name,
            fold(name),
        )?;
        let data = json!({ "tag": self.id, "act": "renamed" });
        self.tell(tx, tenant, actor, data, now).await
    }

    /// Those who have it get the other one instead, and it is gone.
    pub async fn join(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        other: TagId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "INSERT INTO client_tags (tenant_id, client_id, tag_id)
             SELECT tenant_id, client_id, $3 FROM client_tags WHERE tenant_id = $1 AND tag_id = $2
             ON CONFLICT (tenant_id, client_id, tag_id) DO NOTHING",
            tenant,
            self.id,
            other,
        )?;
        let data = json!({ "tag": self.id, "act": "joined", "with": other });
        self.tell(tx, tenant, actor, data, now).await?;
        self.remove(tx, tenant).await
    }

    /// Takes it off everybody, for good.
    pub async fn delete(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let data = json!({ "tag": self.id, "act": "deleted" });
        self.tell(tx, tenant, actor, data, now).await?;
        self.remove(tx, tenant).await
    }

    async fn remove(&self, tx: &mut Tx, tenant: TenantId) -> Result<()> {
        q!(
            tx,
            execute,
            "DELETE FROM client_tags WHERE tenant_id = $1 AND tag_id = $2",
            tenant,
            self.id,
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM tags WHERE tenant_id = $1 AND id = $2",
            tenant,
            self.id,
        )?;
        Ok(())
    }

    async fn tell(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        data: serde_json::Value,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let object = Object::Tenant(tenant);
        events::record(tx, tenant, actor, Kind::TagChanged, object, data, now).await?;
        Ok(())
    }

    pub async fn by_name(mut on: impl On, tenant: TenantId, name: &str) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT id, name FROM tags WHERE tenant_id = $1 AND name_key = $2",
            tenant,
            fold(name),
        )?)
    }

    /// Those that are called as what was typed, or some word of which begins so; the shortest first. One letter says nothing.
    pub async fn called(
        mut on: impl On,
        tenant: TenantId,
        typed: &str,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let typed: String = typed.chars().take(MAX_LENGTH).collect();
        let key = fold(typed.trim().trim_start_matches('#'));
        if key.chars().count() < 2 {
            return Ok(Vec::new());
        }
        let plain = escaped(&key);
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT id, name FROM tags WHERE tenant_id = $1
                AND (name_key LIKE $2 ESCAPE '\\' OR name_key LIKE $3 ESCAPE '\\')
             ORDER BY length(name_key), name_key LIMIT $4",
            tenant,
            format!("{plain}%"),
            format!("% {plain}%"),
            limit,
        )?)
    }

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
