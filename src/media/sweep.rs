//! What goes for good: files that nobody finished sending, what was deleted a week ago, and all of a client who is erased.

use chrono::TimeDelta;

use super::model::UNDO_DAYS;
use super::{Media, Upload, files, usage};
use crate::app::App;
use crate::error::Result;
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
        purge(app, &media).await?;
    }
    Ok(())
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
        purge(app, &media).await?;
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
async fn purge(app: &App, media: &Media) -> Result<()> {
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
    }
    tx.commit().await?;
    Ok(())
}
