//! Medical notes: sealed with the practice's own key, so that neither the file of the database nor a copy of it tells them.
//! They are in no search, no log and no event; every reading is an event.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

use super::Client;
use super::notes::there;
use crate::crypto::TenantKey;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{Actor, ActorKind, Kind};
use crate::id::{ClientId, MedicalNoteId, TenantId};
use crate::q;

/// One that was opened. Deliberately without `Debug`: what is in it is printed nowhere.
pub struct MedicalNote {
    pub id: MedicalNoteId,
    pub body: String,
    pub author: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What may be known without reading.
#[derive(Clone, Copy, Debug, Default, FromRow)]
pub struct MedicalState {
    pub count: i64,
    pub last_at: Option<DateTime<Utc>>,
}

/// How many are opened at once.
const PAGE: i64 = 500;

#[derive(FromRow)]
struct Sealed {
    id: MedicalNoteId,
    sealed: Vec<u8>,
    author: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// What the seal is bound to: a note copied into another row does not open.
fn place(tenant: TenantId, id: MedicalNoteId) -> String {
    format!("client_medical_notes.sealed:{tenant}:{id}")
}

impl MedicalState {
    pub async fn of(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT COUNT(*) AS count, MAX(updated_at) AS last_at FROM client_medical_notes
             WHERE tenant_id = $1 AND client_id = $2",
            tenant,
            client,
        )?)
    }
}

impl Client {
    /// Opens the notes, the latest first, and records that they were read: a page of them, those before `before`.
    pub async fn read_medical(
        &self,
        tx: &mut Tx,
        key: &TenantKey,
        actor: &Actor,
        before: Option<&MedicalNote>,
        now: DateTime<Utc>,
    ) -> Result<Vec<MedicalNote>> {
        // Nothing was written later than now.
        let last = (now + TimeDelta::days(1), MedicalNoteId(Uuid::max()));
        let end = before.map_or(last, |note| (note.created_at, note.id));
        let rows = q!(
            tx,
            fetch_all: Sealed,
            "SELECT n.id, n.sealed, u.name AS author, n.created_at, n.updated_at FROM client_medical_notes n
             LEFT JOIN users u ON u.id = n.author_id
             WHERE n.tenant_id = $1 AND n.client_id = $2
                AND (n.created_at < $3 OR (n.created_at = $3 AND n.id < $4))
             ORDER BY n.created_at DESC, n.id DESC LIMIT $5",
            self.tenant_id,
            self.id,
            end.0,
            end.1,
            PAGE,
        )?;
        let mut notes = Vec::with_capacity(rows.len());
        for row in rows {
            let plain = key.open(&place(self.tenant_id, row.id), &row.sealed)?;
            notes.push(MedicalNote {
                id: row.id,
                body: String::from_utf8(plain)
                    .map_err(|_| Error::internal("a medical note is no text"))?,
                author: row.author,
                created_at: row.created_at,
                updated_at: row.updated_at,
            });
        }
        let data = json!({ "notes": notes.len() });
        self.tell(tx, actor, Kind::ClientMedicalRead, data, now)
            .await?;
        Ok(notes)
    }

    pub async fn add_medical(
        &self,
        tx: &mut Tx,
        key: &TenantKey,
        actor: &Actor,
        body: &str,
        now: DateTime<Utc>,
    ) -> Result<MedicalNoteId> {
        let id = MedicalNoteId::new();
        let sealed = key.seal(&place(self.tenant_id, id), body.as_bytes())?;
        q!(
            tx,
            execute,
            "INSERT INTO client_medical_notes (tenant_id, id, client_id, author_id, sealed, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $6)",
            self.tenant_id,
            id,
            self.id,
            actor.id.filter(|_| actor.kind == ActorKind::User),
            sealed,
            now,
        )?;
        self.tell_medical(tx, actor, id, "added", now).await?;
        Ok(id)
    }

    pub async fn change_medical(
        &self,
        tx: &mut Tx,
        key: &TenantKey,
        actor: &Actor,
        id: MedicalNoteId,
        body: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let sealed = key.seal(&place(self.tenant_id, id), body.as_bytes())?;
        there(q!(
            tx,
            execute,
            "UPDATE client_medical_notes SET sealed = $4, updated_at = $5
             WHERE tenant_id = $1 AND client_id = $2 AND id = $3",
            self.tenant_id,
            self.id,
            id,
            sealed,
            now,
        )?)?;
        self.tell_medical(tx, actor, id, "changed", now).await
    }

    pub async fn delete_medical(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: MedicalNoteId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        there(q!(
            tx,
            execute,
            "DELETE FROM client_medical_notes WHERE tenant_id = $1 AND client_id = $2 AND id = $3",
            self.tenant_id,
            self.id,
            id,
        )?)?;
        self.tell_medical(tx, actor, id, "deleted", now).await
    }

    async fn tell_medical(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: MedicalNoteId,
        act: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let data = json!({ "note": id, "act": act });
        self.tell(tx, actor, Kind::ClientMedicalNoted, data, now)
            .await
    }
}
