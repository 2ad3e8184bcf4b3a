//! Notes: who wrote what and when; pinned ones stand first.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::Client;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{Actor, ActorKind, Kind};
use crate::id::{ClientId, NoteId, TenantId};
use crate::q;

#[derive(Clone, Debug, FromRow)]
pub struct Note {
    pub id: NoteId,
    pub body: String,
    pub pinned_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// Later than `created_at` when it was changed.
    pub updated_at: DateTime<Utc>,
    /// None when it was there before notes had authors, or came by import.
    pub author: Option<String>,
}

impl Note {
    /// Pinned ones, then the latest.
    pub async fn of(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        limit: i64,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT n.id, n.body, n.pinned_at, n.created_at, n.updated_at, u.name AS author FROM client_notes n
             LEFT JOIN users u ON u.id = n.author_id
             WHERE n.tenant_id = $1 AND n.client_id = $2
             ORDER BY (n.pinned_at IS NULL), n.created_at DESC, n.id DESC LIMIT $3",
            tenant,
            client,
            limit,
        )?)
    }

    pub async fn find(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        id: NoteId,
    ) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT n.id, n.body, n.pinned_at, n.created_at, n.updated_at, u.name AS author FROM client_notes n
             LEFT JOIN users u ON u.id = n.author_id WHERE n.tenant_id = $1 AND n.client_id = $2 AND n.id = $3",
            tenant,
            client,
            id,
        )?)
    }
}

impl Client {
    pub async fn add_note(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        body: &str,
        is_pinned: bool,
        now: DateTime<Utc>,
    ) -> Result<NoteId> {
        let id = NoteId::new();
        let author = actor.id.filter(|_| actor.kind == ActorKind::User);
        q!(
            tx,
            execute,
            "INSERT INTO client_notes (tenant_id, id, client_id, author_id, body, pinned_at, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
            self.tenant_id,
            id,
            self.id,
            author,
            body,
            is_pinned.then_some(now),
            now,
        )?;
        self.tell_note(tx, actor, id, "added", now).await?;
        Ok(id)
    }

    pub async fn change_note(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: NoteId,
        body: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let changed = q!(
            tx,
            execute,
            "UPDATE client_notes SET body = $4, updated_at = $5 WHERE tenant_id = $1 AND client_id = $2 AND id = $3",
            self.tenant_id,
            self.id,
            id,
            body,
            now,
        )?;
        there(changed)?;
        self.tell_note(tx, actor, id, "changed", now).await
    }

    pub async fn pin_note(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: NoteId,
        is_pinned: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let changed = q!(
            tx,
            execute,
            "UPDATE client_notes SET pinned_at = $4 WHERE tenant_id = $1 AND client_id = $2 AND id = $3",
            self.tenant_id,
            self.id,
            id,
            is_pinned.then_some(now),
        )?;
        there(changed)?;
        let act = if is_pinned { "pinned" } else { "unpinned" };
        self.tell_note(tx, actor, id, act, now).await
    }

    pub async fn delete_note(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: NoteId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let changed = q!(
            tx,
            execute,
            "DELETE FROM client_notes WHERE tenant_id = $1 AND client_id = $2 AND id = $3",
            self.tenant_id,
            self.id,
            id,
        )?;
        there(changed)?;
        self.tell_note(tx, actor, id, "deleted", now).await
    }

    async fn tell_note(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: NoteId,
        act: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let data = json!({ "note": id, "act": act });
        self.tell(tx, actor, Kind::ClientNoted, data, now).await
    }
}

/// A change that met no row was of something that is not there.
pub(super) fn there(changed: u64) -> Result<()> {
    if changed == 0 {
        Err(Error::NotFound)
    } else {
        Ok(())
    }
}
