//! Photos and documents shown to their client by a link that ends. Opening it shows them and changes nothing; the master withdraws it
//! at any time. Only the hash of its token is kept.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::Media;
use crate::crypto;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Object};
use crate::i18n::key;
use crate::id::{ClientId, MediaId, ShareId, TenantId};
use crate::q;

/// Photos and documents that one link may show.
pub const MAX_ITEMS: usize = 100;

#[derive(Clone, Debug, FromRow)]
pub struct Share {
    pub tenant_id: TenantId,
    pub id: ShareId,
    pub client_id: ClientId,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// A link in a list, with how much it shows.
#[derive(Clone, Debug, FromRow)]
pub struct ShareRow {
    #[sqlx(flatten)]
    pub share: Share,
    pub photos: i64,
}

impl Share {
    /// Makes the link's path, `/l/photos/{token}`, which cannot be read again later.
    ///
    /// # Errors
    /// NotFound when one of the photos is not this client's; Invalid when none is chosen.
    pub async fn create(
        tx: &mut Tx,
        tenant: TenantId,
        client: ClientId,
        photos: &[MediaId],
        expires_at: DateTime<Utc>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(Self, String)> {
        if photos.is_empty() || photos.len() > MAX_ITEMS {
            return Err(Error::Invalid(key!("media-share-none")));
        }
        let token = crypto::random_token();
        let share = Self {
            tenant_id: tenant,
            id: ShareId::new(),
            client_id: client,
            expires_at,
            revoked_at: None,
            created_at: now,
        };
        q!(
            tx,
            execute,
            "INSERT INTO media_shares (tenant_id, id, client_id, token_hash, expires_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            tenant,
            share.id,
            client,
            crypto::sha256(&token),
            expires_at,
            now
        )?;
        for id in photos {
            let media = Media::find(&mut *tx, tenant, *id).await?;
            if media.client_id != client {
                return Err(Error::NotFound);
            }
            q!(
                tx,
                execute,
                "INSERT INTO media_share_items (tenant_id, share_id, media_id) VALUES ($1, $2, $3)
                 ON CONFLICT (tenant_id, share_id, media_id) DO NOTHING",
                tenant,
                share.id,
                id
            )?;
        }
        let data = json!({ "share": share.id, "photos": photos.len(), "until": expires_at });
        let object = Object::Client(client);
        events::record(
            tx,
            tenant,
            actor,
            events::Kind::MediaShared,
            object,
            data,
            now,
        )
        .await?;
        Ok((share, format!("/l/photos/{token}")))
    }

    pub async fn find(mut on: impl On, tenant: TenantId, id: ShareId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM media_shares WHERE tenant_id = $1 AND id = $2",
            tenant,
            id
        )?)
    }

    /// The link of a token; one that has ended too, so that the page can say so.
    pub async fn by_token(mut on: impl On, token: &str) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM media_shares WHERE token_hash = $1",
            crypto::sha256(token)
        )?)
    }

    pub fn is_valid(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// Links that still show something, the latest first.
    pub async fn open_of_client(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        now: DateTime<Utc>,
    ) -> Result<Vec<ShareRow>> {
        Ok(q!(
            on,
            fetch_all: ShareRow,
            "SELECT s.*, (SELECT COUNT(*) FROM media_share_items i WHERE i.tenant_id = s.tenant_id AND i.share_id = s.id)
                AS photos
             FROM media_shares s WHERE s.tenant_id = $1 AND s.client_id = $2 AND s.expires_at > $3 AND s.revoked_at IS NULL
             ORDER BY s.created_at DESC LIMIT 20",
            tenant,
            client,
            now
        )?)
    }

    /// What the open links of a client show, each photo and document once, in the order in which they were taken.
    pub async fn open_media_of_client(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        now: DateTime<Utc>,
    ) -> Result<Vec<Media>> {
        Ok(q!(
            on,
            fetch_all: Media,
            "SELECT m.* FROM media m WHERE m.tenant_id = $1 AND m.client_id = $2 AND m.deleted_at IS NULL AND m.id IN (
                SELECT i.media_id FROM media_shares s
                JOIN media_share_items i ON i.tenant_id = s.tenant_id AND i.share_id = s.id
                WHERE s.tenant_id = $1 AND s.client_id = $2 AND s.expires_at > $3 AND s.revoked_at IS NULL)
             ORDER BY m.taken_at, m.id LIMIT 200",
            tenant,
            client,
            now,
        )?)
    }

    /// What was ever shown to a client, by links that have ended too.
    pub async fn ever_shown(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
    ) -> Result<Vec<MediaId>> {
        let rows = q!(
            on,
            fetch_all: (MediaId,),
            "SELECT DISTINCT i.media_id FROM media_shares s
             JOIN media_share_items i ON i.tenant_id = s.tenant_id AND i.share_id = s.id
             WHERE s.tenant_id = $1 AND s.client_id = $2",
            tenant,
            client,
        )?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// What it shows: what was deleted drops out by itself, and what is another person's again since a join was undone.
    pub async fn media(&self, mut on: impl On) -> Result<Vec<Media>> {
        Ok(q!(
            on,
            fetch_all: Media,
            "SELECT m.* FROM media_share_items i JOIN media m ON m.tenant_id = i.tenant_id AND m.id = i.media_id
             WHERE i.tenant_id = $1 AND i.share_id = $2 AND m.deleted_at IS NULL AND m.client_id IN (WITH RECURSIVE cards (id) AS (
                SELECT id FROM clients WHERE tenant_id = $1 AND id = $3 UNION SELECT g.loser_id FROM cards
                JOIN client_merges g ON g.tenant_id = $1 AND g.winner_id = cards.id AND g.undone_at IS NULL) SELECT id FROM cards)
             ORDER BY m.taken_at, m.id",
            self.tenant_id,
            self.id,
            self.client_id
        )?)
    }

    /// One of its photos or documents.
    pub async fn one(&self, mut on: impl On, id: MediaId) -> Result<Media> {
        Ok(q!(
            on,
            fetch_one: Media,
            "SELECT m.* FROM media_share_items i JOIN media m ON m.tenant_id = i.tenant_id AND m.id = i.media_id
             WHERE i.tenant_id = $1 AND i.share_id = $2 AND i.media_id = $3 AND m.deleted_at IS NULL AND m.client_id IN (WITH RECURSIVE cards (id) AS (
                SELECT id FROM clients WHERE tenant_id = $1 AND id = $4 UNION SELECT g.loser_id FROM cards
                JOIN client_merges g ON g.tenant_id = $1 AND g.winner_id = cards.id AND g.undone_at IS NULL) SELECT id FROM cards)",
            self.tenant_id,
            self.id,
            id,
            self.client_id
        )?)
    }

    /// Ends it; one that has ended stays so.
    pub async fn revoke(&mut self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        let ended = q!(
            tx,
            execute,
            "UPDATE media_shares SET revoked_at = $3 WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL",
            self.tenant_id,
            self.id,
            now
        )?;
        if ended > 0 {
            self.revoked_at = Some(now);
            let data = json!({ "share": self.id });
            let object = Object::Client(self.client_id);
            let kind = events::Kind::MediaShareRevoked;
            events::record(tx, self.tenant_id, actor, kind, object, data, now).await?;
        }
        Ok(())
    }
}
