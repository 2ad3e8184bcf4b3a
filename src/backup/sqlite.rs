//! SQLite: a consistent copy of the file, and putting one in its place.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::{PASSING, copy_checked};
use crate::accounts::mails;
use crate::clock::Clock;
use crate::{db, messages};

/// Copies what is committed at this moment, beside writers, into the empty file `into`.
pub async fn save(url: &str, into: &Path) -> Result<()> {
    let options = db::sqlite_options(url)?;
    let name = options.get_filename().display().to_string();
    let mut conn = options
        .connect()
        .await
        .with_context(|| format!("DATABASE_URL: cannot open {name}"))?;
    sqlx::query("VACUUM INTO $1")
        .bind(into.display().to_string())
        .execute(&mut conn)
        .await
        .context("copying the database")?;
    conn.close().await?;
    Ok(())
}

/// Whether the file is a whole database of ours.
pub async fn check(file: &Path) -> Result<()> {
    let mut conn = open(file, true).await?;
    let (verdict,): (String,) = sqlx::query_as("PRAGMA integrity_check(1)")
        .fetch_one(&mut conn)
        .await
        .context("it is no database")?;
    ensure!(verdict == "ok", "it is damaged: {verdict}");
    let (tables,): (i64,) = sqlx::query_as(
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('tenants', 'users', '_sqlx_migrations')",
    )
    .fetch_one(&mut conn)
    .await?;
    ensure!(tables == 3, "it holds something else");
    conn.close().await?;
    Ok(())
}

/// Brings the file to this program's schema and forgets what is passing.
pub async fn migrate(file: &Path) -> Result<()> {
    let mut conn = open(file, false).await?;
    db::SQLITE
        .run(&mut conn)
        .await
        .context("the backup is of a newer program, or of another")?;
    super::files::drop_from(&mut conn).await?;
    for table in PASSING {
        sqlx::query(&format!("DELETE FROM {table}"))
            .execute(&mut conn)
            .await?;
    }
    hold_mail(&mut conn).await?;
    conn.close().await?;
    Ok(())
}

/// What was due when the backup was made, or since, may have been sent meanwhile: it waits in the to-do list for a person
/// to send or forget it. Mails about accounts are asked for anew.
async fn hold_mail(conn: &mut SqliteConnection) -> Result<()> {
    sqlx::query(
        "UPDATE messages SET status = 'failed', last_error = $1, leased_until = NULL, dismissed_at = NULL
         WHERE status = 'queued' AND send_at <= $2",
    )
    .bind(messages::HELD)
    .bind(Clock::system().now())
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM jobs WHERE kind = $1")
        .bind(mails::JOB)
        .execute(&mut *conn)
        .await?;
    Ok(())
}

/// Puts a checked copy in the database's place while nobody else may open it.
pub async fn restore(url: &str, file: &Path, force: bool) -> Result<()> {
    let options = db::sqlite_options(url)?;
    let place = options.get_filename().to_path_buf();
    if let Some(folder) = place
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let _lock = db::lock(&place)?;
    if place.exists() {
        // One that cannot be read may be what the restore is for, but it is not for us to say.
        let is_empty = is_empty(&options).await.unwrap_or(false);
        if !is_empty && !force {
            bail!(
                "{} is not empty: --force puts the backup in its place",
                place.display()
            );
        }
    }
    let partial = copy_checked(file, &place).await?;
    for ending in ["-wal", "-shm"] {
        let mut path = place.clone().into_os_string();
        path.push(ending);
        if let Err(error) = std::fs::remove_file(&path)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(error).context("cannot remove the old database's log");
        }
    }
    partial.become_file(&place)
}

/// Opening and closing it also brings the old log into the old file.
async fn is_empty(options: &SqliteConnectOptions) -> Result<bool> {
    let mut conn = options.connect().await?;
    let (tables,): (i64,) = sqlx::query_as(
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('tenants', 'users')",
    )
    .fetch_one(&mut conn)
    .await?;
    let mut rows = 0;
    if tables == 2 {
        (rows,) =
            sqlx::query_as("SELECT (SELECT COUNT(*) FROM tenants) + (SELECT COUNT(*) FROM users)")
                .fetch_one(&mut conn)
                .await?;
    }
    conn.close().await?;
    Ok(rows == 0)
}

/// As a plain file, without a log beside it.
pub async fn open(file: &Path, read_only: bool) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(read_only)
        .foreign_keys(false);
    options
        .connect()
        .await
        .with_context(|| format!("cannot open {}", file.display()))
}
