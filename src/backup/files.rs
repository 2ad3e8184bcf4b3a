//! The files of clients in a backup: a table beside the others, sealed as they lie in the store. Only those that a folder
//! of this machine holds; a store elsewhere has its own backups.

use std::path::Path;

use anyhow::{Context, Result};
use sqlx::{Connection, SqliteConnection};
use uuid::Uuid;

use super::sqlite;
use crate::id::{MediaId, TenantId};
use crate::media;

const TABLE: &str = "backup_files";

/// Takes every file along that the backup's rows speak of.
pub async fn save(folder: &Path, backup: &Path) -> Result<()> {
    let mut conn = sqlite::open(backup, false).await?;
    // A database that an older program left.
    if !is_there(&mut conn, "media").await? {
        return Ok(());
    }
    sqlx::query(&format!(
        "CREATE TABLE {TABLE} (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT"
    ))
    .execute(&mut conn)
    .await?;
    let rows: Vec<(Uuid, Uuid)> = sqlx::query_as("SELECT tenant_id, id FROM media")
        .fetch_all(&mut conn)
        .await?;
    sqlx::query("BEGIN").execute(&mut conn).await?;
    for (tenant, id) in rows {
        for name in media::file_names(TenantId(tenant), MediaId(id)) {
            match tokio::fs::read(folder.join(&name)).await {
                Ok(content) => insert(&mut conn, &name, content).await?,
                // A document has one size only; a file may have been removed for good since.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error).with_context(|| format!("cannot read {name}")),
            }
        }
    }
    sqlx::query("COMMIT").execute(&mut conn).await?;
    conn.close().await?;
    Ok(())
}

async fn insert(conn: &mut SqliteConnection, name: &str, content: Vec<u8>) -> Result<()> {
    sqlx::query(&format!(
        "INSERT INTO {TABLE} (name, content) VALUES ($1, $2)"
    ))
    .bind(name)
    .bind(content)
    .execute(conn)
    .await?;
    Ok(())
}

/// Puts the backup's files into the folder.
pub async fn restore(folder: &Path, backup: &Path) -> Result<()> {
    let mut conn = sqlite::open(backup, true).await?;
    if !is_there(&mut conn, TABLE).await? {
        return Ok(());
    }
    let names: Vec<(String,)> = sqlx::query_as(&format!("SELECT name FROM {TABLE}"))
        .fetch_all(&mut conn)
        .await?;
    for (name,) in names {
        // Names are ours, tenant/id/size; a file that says otherwise is not to be written anywhere.
        let parts: Vec<&str> = name.split('/').collect();
        let is_ours = parts.len() == 3
            && parts[..2].iter().all(|part| part.parse::<Uuid>().is_ok())
            && parts[2].chars().all(|c| c.is_ascii_lowercase());
        if !is_ours {
            continue;
        }
        let (content,): (Vec<u8>,) =
            sqlx::query_as(&format!("SELECT content FROM {TABLE} WHERE name = $1"))
                .bind(&name)
                .fetch_one(&mut conn)
                .await?;
        write(&folder.join(&name), &content)
            .with_context(|| format!("the database is restored, but not the file {name}"))?;
    }
    conn.close().await?;
    Ok(())
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    if let Some(parent) = file.parent() {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(parent)?;
    }
    let partial = super::Partial::beside(file)?;
    std::fs::write(&partial.path, content)?;
    partial.become_file(file)
}

/// Takes the table out of a copy that is to become the database.
pub async fn drop_from(conn: &mut SqliteConnection) -> Result<()> {
    if is_there(conn, TABLE).await? {
        sqlx::query(&format!("DROP TABLE {TABLE}"))
            .execute(&mut *conn)
            .await?;
        sqlx::query("VACUUM").execute(&mut *conn).await?;
    }
    Ok(())
}

async fn is_there(conn: &mut SqliteConnection, table: &str) -> Result<bool> {
    let found: Option<(String,)> =
        sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'table' AND name = $1")
            .bind(table)
            .fetch_optional(conn)
            .await?;
    Ok(found.is_some())
}
