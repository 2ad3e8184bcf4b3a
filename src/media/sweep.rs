//! What goes for good: files that nobody finished sending, what was deleted a week ago, and all of a client who is erased.

use chrono::TimeDelta;
use serde_json::json;

use super::model::UNDO_DAYS;
use super::{Media, Upload, files, usage};
use crate::app::App;
use crate::db::On;
use crate::error::Result;
use crate::events::{self, Actor};
use crate::id::{ClientId, TenantId};
use crate::q;

/// How long the pieces of a file wait for the rest.
const UPLOAD_HOURS: i64 = 24;

/// Some of what is due, often enough for all of it.
pub async fn sweep(app: &App) -> Result<()> {
    let now = app.clock.now();
    let stale = q!(
        &app.db,
        fetch_all: Upload,
        "SELECT * FROM media_uploads WHERE created_at < $1 ORDER BY created_at LIMIT 100",
        now - TimeDelta::hours(UPLOAD_HOURS)
    )?;
    for upload in stale {
        upload.forget(app).await?;
    }
    let gone = q!(
        &app.db,
        fetch_all: Media,
        "SELECT * FROM media WHERE deleted_at < $1 ORDER BY deleted_at LIMIT 200",
        now - TimeDelta::days(UNDO_DAYS)
    )?;
    for media in gone {
        purge(app, &media, None).await?;
    }
    Ok(())
}

/// Whether a photo, a piece of one or a page of them is still there of a client.
pub async fn has_any(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<bool> {
    let row = q!(
        on,
        fetch_optional: (i64,),
        "SELECT CAST(1 AS bigint) WHERE EXISTS (SELECT 1 FROM media WHERE tenant_id = $1 AND client_id = $2)
            OR EXISTS (SELECT 1 FROM media_uploads WHERE tenant_id = $1 AND client_id = $2)
            OR EXISTS (SELECT 1 FROM media_shares WHERE tenant_id = $1 AND client_id = $2)",
        tenant,
        client
    )?;
    Ok(row.is_some())
}

/// Removes every photo and document of a client at once, and what is on its way. May be run again where it broke off.
pub async fn erase_client(app: &App, tenant: TenantId, client: ClientId) -> Result<()> {
    let uploads = q!(
        &app.db,
        fetch_all: Upload,
        "SELECT * FROM media_uploads WHERE tenant_id = $1 AND client_id = $2",
        tenant,
        client
    )?;
    for upload in uploads {
        upload.forget(app).await?;
    }
    let all = q!(
        &app.db,
        fetch_all: Media,
        "SELECT * FROM media WHERE tenant_id = $1 AND client_id = $2",
        tenant,
        client
    )?;
    for media in all {
        purge(app, &media, None).await?;
    }
    let mut tx = app.db.begin().await?;
    q!(
        tx,
        execute,
        "DELETE FROM media_share_items WHERE tenant_id = $1 AND share_id IN (
            SELECT id FROM media_shares WHERE tenant_id = $1 AND client_id = $2)",
        tenant,
        client
    )?;
    q!(
        tx,
        execute,
        "DELETE FROM media_shares WHERE tenant_id = $1 AND client_id = $2",
        tenant,
        client
    )?;
    tx.commit().await?;
    Ok(())
}

/// The files first: without the row nobody would know of them.
/// Noted when somebody does it; what time does was noted when it was deleted.
pub async fn purge(app: &App, media: &Media, actor: Option<&Actor>) -> Result<()> {
    let (tenant, id) = (media.tenant_id, media.id);
    app.storage
        .remove_folder(&files::folder(tenant, id))
        .await?;
    let mut tx = app.db.begin().await?;
    q!(
        tx,
        execute,
        "DELETE FROM media_share_items WHERE tenant_id = $1 AND media_id = $2",
        tenant,
        id
    )?;
    let gone = q!(
        tx,
        execute,
        "DELETE FROM media WHERE tenant_id = $1 AND id = $2",
        tenant,
        id
    )?;
    if gone > 0 {
        usage::subtract(&mut tx, tenant, media.bytes).await?;
        if let Some(actor) = actor {
            let data = json!({ "for_good": true });
            let kind = events::Kind::MediaDeleted;
            media
                .record(&mut tx, actor, kind, data, app.clock.now())
                .await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
