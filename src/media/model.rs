//! A photo or a document, and how they are found and changed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::files;
use crate::crypto::TenantKey;
use crate::db::{On, Tx, is_unique};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Object};
use crate::i18n::key;
use crate::id::{AppointmentId, ClientId, MediaId, TenantId};
use crate::q;

/// How long what was deleted can be had back.
pub const UNDO_DAYS: i64 = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    Photo,
    /// A PDF.
    Document,
}

/// Of which moment of the work a photo is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type, serde::Serialize, serde::Deserialize,
)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Before,
    After,
    #[default]
    Other,
}

impl Stage {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
            Self::Other => "other",
        }
    }

    /// The text's key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Before => key!("media-before"),
            Self::After => key!("media-after"),
            Self::Other => key!("media-other"),
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Before, Self::After, Self::Other]
            .into_iter()
            .find(|stage| stage.as_str() == text)
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Media {
    pub tenant_id: TenantId,
    pub id: MediaId,
    pub client_id: ClientId,
    /// The visit it was taken at.
    pub appointment_id: Option<AppointmentId>,
    pub kind: Kind,
    pub stage: Stage,
    /// As the file was called.
    pub name: String,
    /// Of the original, upright; 0 for a document.
    pub width: i64,
    pub height: i64,
    /// What all its files take in the store.
    pub bytes: i64,
    /// A PNG of a few pixels, sealed.
    pub placeholder: Option<Vec<u8>>,
    pub taken_at: DateTime<Utc>,
    /// Since when it stands on the public page; whether it may is asked each time.
    pub published_at: Option<DateTime<Utc>>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// In a list, with what was done at its visit.
#[derive(Clone, Debug, FromRow)]
pub struct MediaRow {
    #[sqlx(flatten)]
    pub media: Media,
    pub visit_title: Option<String>,
}

impl Media {
    /// Higher than wide, as a phone held upright takes it.
    pub fn is_tall(&self) -> bool {
        self.height > self.width
    }

    /// One that is not deleted.
    pub async fn find(mut on: impl On, tenant: TenantId, id: MediaId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM media WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL",
            tenant,
            id
        )?)
    }

    /// One that is deleted, but not for good.
    pub async fn find_deleted(mut on: impl On, tenant: TenantId, id: MediaId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM media WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NOT NULL",
            tenant,
            id
        )?)
    }

    /// A client's photos and documents, the latest first.
    pub async fn of_client(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        before: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<MediaRow>> {
        Ok(q!(
            on,
            fetch_all: MediaRow,
            "SELECT m.*, a.title AS visit_title FROM media m
             LEFT JOIN appointments a ON a.tenant_id = m.tenant_id AND a.id = m.appointment_id
             WHERE m.tenant_id = $1 AND m.client_id = $2 AND m.taken_at < $3 AND m.deleted_at IS NULL
             ORDER BY m.taken_at DESC, m.id DESC LIMIT $4",
            tenant,
            client,
            before,
            limit
        )?)
    }

    /// Of a visit, the latest first.
    pub async fn of_visit(
        mut on: impl On,
        tenant: TenantId,
        visit: AppointmentId,
    ) -> Result<Vec<MediaRow>> {
        Ok(q!(
            on,
            fetch_all: MediaRow,
            "SELECT m.*, a.title AS visit_title FROM media m
             LEFT JOIN appointments a ON a.tenant_id = m.tenant_id AND a.id = m.appointment_id
             WHERE m.tenant_id = $1 AND m.appointment_id = $2 AND m.deleted_at IS NULL
             ORDER BY m.taken_at DESC, m.id DESC LIMIT 100",
            tenant,
            visit
        )?)
    }

    /// What of a client's can still be had back.
    pub async fn deleted_of_client(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        now: DateTime<Utc>,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM media WHERE tenant_id = $1 AND client_id = $2 AND taken_at <= $4 AND deleted_at > $3
             ORDER BY deleted_at DESC, id LIMIT 100",
            tenant,
            client,
            now - TimeDelta::days(UNDO_DAYS),
            now
        )?)
    }

    /// The same content on the same card.
    pub(super) async fn by_content(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        hash: &[u8],
    ) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM media WHERE tenant_id = $1 AND client_id = $2 AND content_hash = $3 AND deleted_at IS NULL",
            tenant,
            client,
            hash
        )?)
    }

    pub fn is_photo(&self) -> bool {
        self.kind == Kind::Photo
    }

    /// The placeholder as an address that needs no request.
    pub fn placeholder_url(&self, key: &TenantKey) -> Option<String> {
        let name = files::placeholder(self.tenant_id, self.id);
        let plain = files::open(key, &name, self.placeholder.as_ref()?).ok()?;
        Some(format!("data:image/png;base64,{}", STANDARD.encode(plain)))
    }

    /// A name to save it under, of letters that every system takes.
    pub fn file_name(&self) -> String {
        let ending = match self.kind {
            Kind::Photo => "jpg",
            Kind::Document => "pdf",
        };
        format!(
            "{}-{}.{ending}",
            self.taken_at.format("%Y-%m-%d"),
            self.stage.as_str()
        )
    }

    pub async fn set_stage(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        stage: Stage,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.stage == stage {
            return Ok(());
        }
        q!(
            tx,
            execute,
            "UPDATE media SET stage = $3 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            stage
        )?;
        self.stage = stage;
        let data = json!({ "stage": stage.as_str() });
        self.record(tx, actor, events::Kind::MediaUpdated, data, now)
            .await
    }

    /// Out of sight at once, from the public page and shared links too; gone for good after [`UNDO_DAYS`].
    pub async fn delete(&mut self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE media SET deleted_at = $3, published_at = NULL WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            now
        )?;
        self.deleted_at = Some(now);
        self.record(tx, actor, events::Kind::MediaDeleted, json!({}), now)
            .await
    }

    /// Takes a deletion back; one that is not deleted stays as it is.
    ///
    /// # Errors
    /// NotFound when it is gone for good; Conflict when the same photo was added again meanwhile.
    pub async fn restore(
        tx: &mut Tx,
        tenant: TenantId,
        id: MediaId,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut media = q!(
            tx,
            fetch_one: Self,
            "SELECT * FROM media WHERE tenant_id = $1 AND id = $2 AND (deleted_at IS NULL OR deleted_at > $3)",
            tenant,
            id,
            now - TimeDelta::days(UNDO_DAYS)
        )?;
        if media.deleted_at.take().is_none() {
            return Ok(media);
        }
        let done = q!(
            tx,
            execute,
            "UPDATE media SET deleted_at = NULL WHERE tenant_id = $1 AND id = $2",
            tenant,
            id
        );
        match done {
            Err(error) if is_unique(&error) => {
                return Err(Error::Conflict(key!("media-there-again")));
            }
            other => other?,
        };
        media
            .record(tx, actor, events::Kind::MediaRestored, json!({}), now)
            .await?;
        Ok(media)
    }

    /// Notes in the chain of events that something was done with it.
    pub async fn record(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        kind: events::Kind,
        mut data: serde_json::Value,
        now: DateTime<Utc>,
    ) -> Result<()> {
        data["client"] = json!(self.client_id);
        let object = Object::Media(self.id);
        events::record(tx, self.tenant_id, actor, kind, object, data, now).await?;
        Ok(())
    }
}
