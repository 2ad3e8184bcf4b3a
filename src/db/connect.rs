//! Opening the database: pools, pragmas, the lock file, migrations.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use sqlx::PgPool;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::live::Live;
use super::{Db, Either, Lite};

pub(crate) static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
/// Postgres's advisory lock that is held while a backup is put in the database's place.
pub(crate) const RESTORING: i64 = 0x6175_7265_6c69;
pub(crate) static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Opens the database that `url` names and brings its schema up to date. Events are signed under the master key.
pub async fn connect(url: &str, master_key: &[u8; 32]) -> anyhow::Result<Db> {
    let live = Live::default();
    let pools = if url.starts_with("sqlite:") {
        Either::Lite(open_sqlite(url).await?)
    } else {
        let pool = open_postgres(url).await?;
        tokio::spawn(live.clone().listen(pool.clone()));
        Either::Pg(pool)
    };
    Ok(Db {
        pools,
        live,
        audit_key: audit_key(master_key),
    })
}

/// Opens the database only to read, beside whoever is serving: takes no lock and leaves the schema alone.
pub async fn connect_to_read(url: &str, master_key: &[u8; 32]) -> anyhow::Result<Db> {
    let pools = if url.starts_with("sqlite:") {
        let options = sqlite_options(url)?.pragma("query_only", "1");
        let file = options.get_filename().to_path_buf();
        let pool = SqlitePoolOptions::new()
            .max_connections(2)
            .connect_with(options)
            .await
            .with_context(|| format!("DATABASE_URL: cannot open {}", file.display()))?;
        Either::Lite(Lite {
            read: pool.clone(),
            write: pool,
            _lock: None,
        })
    } else {
        let options = postgres_options(url)?.options([("default_transaction_read_only", "on")]);
        let pool = PgPoolOptions::new()
            .max_connections(2)
            .connect_with(options)
            .await
            .context("DATABASE_URL: cannot reach Postgres")?;
        Either::Pg(pool)
    };
    Ok(Db {
        pools,
        live: Live::default(),
        audit_key: audit_key(master_key),
    })
}

fn audit_key(master_key: &[u8; 32]) -> [u8; 32] {
    crate::crypto::derive(master_key, "aureli audit v1")
}

/// Never makes the file.
pub(crate) fn sqlite_options(url: &str) -> anyhow::Result<SqliteConnectOptions> {
    Ok(SqliteConnectOptions::from_str(url)
        .context("DATABASE_URL is not a SQLite address, such as sqlite://data/aureli.db")?
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged booking survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        // Of each connection, in KiB. What is read stays in the system's cache anyway. The file is not mapped: each of the
        // connections would map the whole of it, and a practice of 50,000 clients would take 350 MB.
        .pragma("cache_size", "-8192")
        .pragma("mmap_size", "0")
        .pragma("temp_store", "MEMORY")
        // What is erased is overwritten, not only unlinked.
        .pragma("secure_delete", "ON")
        .statement_cache_capacity(256))
}

async fn open_sqlite(url: &str) -> anyhow::Result<Lite> {
    let options = sqlite_options(url)?.create_if_missing(true);
    let file = options.get_filename().to_path_buf();
    if let Some(folder) = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("DATABASE_URL: cannot make {}", folder.display()))?;
    }
    let lock = Arc::new(lock(&file)?);
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(20))
        .test_before_acquire(false)
        .connect_with(options.clone())
        .await
        .with_context(|| format!("DATABASE_URL: cannot open {}", file.display()))?;
    SQLITE.run(&write).await.context("migrating the database")?;
    // Before the readers open: a connection reads the statistics when it begins.
    let mut conn = write.acquire().await?;
    super::expect_growth(&mut conn).await?;
    drop(conn);
    let readers = std::thread::available_parallelism().map_or(4, |n| n.get() as u32 * 2);
    let read = SqlitePoolOptions::new()
        .max_connections(readers.max(4))
        .test_before_acquire(false)
        .connect_with(options.pragma("query_only", "1"))
        .await?;
    Ok(Lite {
        read,
        write,
        _lock: Some(lock),
    })
}

/// One process a file: a second one would not see the first one's live feed, and would fight it for the writer.
pub(crate) fn lock(file: &Path) -> anyhow::Result<std::fs::File> {
    let mut path = PathBuf::from(file).into_os_string();
    path.push(".lock");
    let lock = std::fs::File::create(&path)
        .with_context(|| format!("DATABASE_URL: cannot write {}", path.display()))?;
    if lock.try_lock().is_err() {
        bail!(
            "DATABASE_URL: {} is in use by another process",
            file.display()
        );
    }
    Ok(lock)
}

pub(crate) fn postgres_options(url: &str) -> anyhow::Result<PgConnectOptions> {
    Ok(PgConnectOptions::from_str(url)
        .context(
            "DATABASE_URL is not a Postgres address, such as postgres://user:password@host/name",
        )?
        .options([
            ("statement_timeout", "30000"),
            ("idle_in_transaction_session_timeout", "30000"),
            // The zone of a session decides how dates are cut; ours are always UTC.
            ("timezone", "UTC"),
            // Lists of instants are read from text (schedule::gathered).
            ("datestyle", "ISO"),
            // Statements are planned once a connection. Left to itself Postgres plans the larger ones anew at each run, for
            // more than it takes to run them, as soon as a practice has a history. A plan for any values needs indexes
            // to cost what they cost on today's disks, or it reads all clients to name those of a week.
            ("plan_cache_mode", "force_generic_plan"),
            ("random_page_cost", "1.1"),
        ])
        .application_name("aureli")
        .statement_cache_capacity(256))
}

async fn open_postgres(url: &str) -> anyhow::Result<PgPool> {
    let options = postgres_options(url)?;
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(10));
    let pool = super::again::asking_rested(pool)
        .connect_with(options)
        .await
        .context("DATABASE_URL: cannot reach Postgres")?;
    let (is_free,): (bool,) = sqlx::query_as("SELECT pg_try_advisory_xact_lock_shared($1)")
        .bind(RESTORING)
        .fetch_one(&pool)
        .await?;
    if !is_free {
        pool.close().await;
        bail!("DATABASE_URL: the database is being restored; start again when that is done");
    }
    POSTGRES
        .run(&pool)
        .await
        .context("migrating the database")?;
    Ok(pool)
}
