//! Photos on the practice's public page. Each is there only while its client's photo permission allows it, which is asked
//! anew for every page and every picture: what is withdrawn is gone with the next request. A permission that ends also
//! takes the photos off, so that a later one does not bring them back unasked.
//!
//! They stand in sets, each of one client and one visit, in the order that the master gives them ([`arrange`]).
//!
//! What a permission says is told by [`crate::consents::may_publish`]; [`shown`] says the same for many clients at once.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::Media;
use super::model::MediaRow;
use crate::clients::Client;
use crate::consents;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Event};
use crate::i18n::key;
use crate::id::{AppointmentId, ClientId, MediaId, TenantId};
use crate::q;

/// Photos on the public page, the latest published first; what is beyond is for a visit.
const ON_PAGE: i64 = 24;
/// Photos in the practice's own list.
const IN_LIST: i64 = 200;

/// What stands on the public page now, in the master's order.
pub async fn shown(mut on: impl On, tenant: TenantId, now: DateTime<Utc>) -> Result<Vec<MediaRow>> {
    Ok(q!(
        on,
        fetch_all: MediaRow,
        "SELECT m.*, a.title AS visit_title FROM media m
         LEFT JOIN appointments a ON a.tenant_id = m.tenant_id AND a.id = m.appointment_id
         WHERE m.tenant_id = $1 AND m.published_at IS NOT NULL AND m.deleted_at IS NULL
            AND (SELECT c.allows_publishing FROM consents c WHERE c.tenant_id = m.tenant_id
                    AND c.client_id IN (WITH RECURSIVE cards (id) AS (SELECT m.client_id UNION SELECT g.loser_id FROM cards
                        JOIN client_merges g ON g.tenant_id = m.tenant_id AND g.winner_id = cards.id AND g.undone_at IS NULL)
                        SELECT id FROM cards)
                    AND c.kind = 'photo' AND c.signed_at IS NOT NULL AND c.withdrawn_at IS NULL AND c.valid_from <= $2
                    AND (c.valid_until IS NULL OR c.valid_until > $2)
                 ORDER BY c.signed_at DESC LIMIT 1) = TRUE
         ORDER BY m.portfolio_position, m.published_at DESC, m.id DESC LIMIT $3",
        tenant,
        now,
        ON_PAGE
    )?)
}

/// One of them.
///
/// # Errors
/// NotFound when it is not shown, or not any more.
pub async fn find_shown(
    mut on: impl On,
    tenant: TenantId,
    id: MediaId,
    now: DateTime<Utc>,
) -> Result<Media> {
    let media = Media::find(&mut on, tenant, id).await?;
    let is_shown = media.published_at.is_some()
        && consents::may_publish(&mut on, tenant, media.client_id, now).await?;
    if is_shown {
        Ok(media)
    } else {
        Err(Error::NotFound)
    }
}

/// All that was chosen for the page, shown or not, in the same order.
pub async fn chosen(mut on: impl On, tenant: TenantId) -> Result<Vec<MediaRow>> {
    Ok(q!(
        on,
        fetch_all: MediaRow,
        "SELECT m.*, a.title AS visit_title FROM media m
         LEFT JOIN appointments a ON a.tenant_id = m.tenant_id AND a.id = m.appointment_id
         WHERE m.tenant_id = $1 AND m.published_at IS NOT NULL AND m.deleted_at IS NULL
         ORDER BY m.portfolio_position, m.published_at DESC, m.id DESC LIMIT $2",
        tenant,
        IN_LIST
    )?)
}

/// Photos of one client taken at one visit, or beside any: they are moved together.
pub type SetOf = (ClientId, Option<AppointmentId>);

/// Moves a set one place up or down among those chosen. At the end of the way nothing changes.
///
/// # Errors
/// NotFound when nothing of it is chosen.
pub async fn arrange(
    tx: &mut Tx,
    tenant: TenantId,
    set: SetOf,
    up: bool,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut sets: Vec<SetOf> = Vec::new();
    for row in chosen(&mut *tx, tenant).await? {
        let of = (row.media.client_id, row.media.appointment_id);
        if !sets.contains(&of) {
            sets.push(of);
        }
    }
    let at = sets.iter().position(|of| *of == set);
    let at = at.ok_or(Error::NotFound)?;
    let to = if up { at.saturating_sub(1) } else { at + 1 };
    if to == at || to == sets.len() {
        return Ok(());
    }
    sets.swap(at, to);
    // Those too old for the list stay behind the ones in it.
    q!(
        tx,
        execute,
        "UPDATE media SET portfolio_position = $2 WHERE tenant_id = $1 AND published_at IS NOT NULL AND portfolio_position < $2",
        tenant,
        sets.len() as i64 + 1
    )?;
    for ((client, visit), position) in sets.into_iter().zip(1_i64..) {
        q!(
            tx,
            execute,
            "UPDATE media SET portfolio_position = $4 WHERE tenant_id = $1 AND client_id = $2
                AND appointment_id IS NOT DISTINCT FROM $3 AND published_at IS NOT NULL AND portfolio_position <> $4",
            tenant,
            client,
            visit,
            position
        )?;
    }
    let (kind, object) = (
        events::Kind::PortfolioArranged,
        events::Object::Tenant(tenant),
    );
    events::record(tx, tenant, actor, kind, object, json!({}), now).await?;
    Ok(())
}

/// Puts a client's photos on the page; those that are there stay as they are.
///
/// # Errors
/// Conflict without a permission that allows it; NotFound when one is not a photo of this client.
pub async fn publish(
    tx: &mut Tx,
    tenant: TenantId,
    client: ClientId,
    photos: &[MediaId],
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    if !consents::may_publish(&mut *tx, tenant, client, now).await? {
        return Err(Error::Conflict(key!("media-portfolio-no-consent")));
    }
    for media in of_client(tx, tenant, client, photos).await? {
        if media.published_at.is_none() {
            set(tx, &media, Some(now), actor, now).await?;
        }
    }
    Ok(())
}

/// Takes photos off the page; those that are not there stay as they are.
pub async fn withdraw(
    tx: &mut Tx,
    tenant: TenantId,
    client: ClientId,
    photos: &[MediaId],
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    for media in of_client(tx, tenant, client, photos).await? {
        if media.published_at.is_some() {
            set(tx, &media, None, actor, now).await?;
        }
    }
    Ok(())
}

async fn of_client(
    tx: &mut Tx,
    tenant: TenantId,
    client: ClientId,
    photos: &[MediaId],
) -> Result<Vec<Media>> {
    if photos.is_empty() {
        return Err(Error::Invalid(key!("media-portfolio-pick")));
    }
    let mut found = Vec::new();
    for id in photos {
        let media = Media::find(&mut *tx, tenant, *id).await?;
        if media.client_id != client || !media.is_photo() {
            return Err(Error::NotFound);
        }
        found.push(media);
    }
    Ok(found)
}

/// After a photo permission was signed anew, withdrawn, erased or ran out: without one that allows it, nothing of the
/// client stays chosen.
pub async fn on_consent(tx: &mut Tx, event: &Event) -> Result<()> {
    let data = &event.data.0;
    let client: Option<ClientId> = data["client"].as_str().and_then(|id| id.parse().ok());
    let Some(client) = client.filter(|_| data["kind"] == "photo") else {
        return Ok(());
    };
    let tenant = event.tenant_id;
    // What was signed stays with the card it was signed on; the photos are with the one that stands.
    let client = Client::standing(&mut *tx, tenant, client).await?.id;
    if consents::may_publish(&mut *tx, tenant, client, event.at).await? {
        return Ok(());
    }
    let chosen = q!(
        tx,
        fetch_all: Media,
        "SELECT * FROM media WHERE tenant_id = $1 AND client_id = $2 AND published_at IS NOT NULL",
        tenant,
        client
    )?;
    for media in chosen {
        set(tx, &media, None, &Actor::system(), event.at).await?;
    }
    Ok(())
}

async fn set(
    tx: &mut Tx,
    media: &Media,
    published_at: Option<DateTime<Utc>>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        // With the others of its set, where they stand.
        "UPDATE media SET published_at = $3, portfolio_position = COALESCE((SELECT MIN(m.portfolio_position) FROM media m
                WHERE m.tenant_id = $1 AND m.client_id = $4 AND m.appointment_id IS NOT DISTINCT FROM $5
                    AND m.published_at IS NOT NULL AND m.deleted_at IS NULL), 0)
         WHERE tenant_id = $1 AND id = $2",
        media.tenant_id,
        media.id,
        published_at,
        media.client_id,
        media.appointment_id
    )?;
    let kind = match published_at {
        Some(_) => events::Kind::MediaPublished,
        None => events::Kind::MediaUnpublished,
    };
    media.record(tx, actor, kind, json!({}), now).await
}
