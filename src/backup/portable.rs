//! Postgres in and out of a SQLite file: every table, column by column, through the types that both databases are read
//! and written with everywhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use futures_util::TryStreamExt;
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{
    ConnectOptions, Connection, PgConnection, Postgres, QueryBuilder, Row, Sqlite, SqliteConnection,
};
use uuid::Uuid;

use super::{PASSING, sqlite};
use crate::db;

/// Values a statement may carry: SQLite's bound, which is the lower one.
const MAX_VALUES: usize = 30_000;

/// A table in an order in which every row finds the rows it points at.
struct Table {
    name: String,
    columns: Vec<(String, Kind)>,
}

/// How a column is read and written on both.
#[derive(Clone, Copy)]
enum Kind {
    Uuid,
    Text,
    Int,
    Bool,
    Bytes,
    Json,
    /// An instant.
    Time,
    /// A clock reading.
    Local,
    Date,
}

enum Cell {
    Uuid(Option<Uuid>),
    Text(Option<String>),
    Int(Option<i64>),
    Bool(Option<bool>),
    Bytes(Option<Vec<u8>>),
    Json(Option<Json<Value>>),
    Time(Option<DateTime<Utc>>),
    Local(Option<NaiveDateTime>),
    Date(Option<NaiveDate>),
}

/// Reads a row of either database by the kinds of its columns.
macro_rules! cells {
    ($row:expr, $table:expr) => {{
        let mut cells = Vec::with_capacity($table.columns.len());
        for (index, (_, kind)) in $table.columns.iter().enumerate() {
            cells.push(match kind {
                Kind::Uuid => Cell::Uuid($row.try_get(index)?),
                Kind::Text => Cell::Text($row.try_get(index)?),
                Kind::Int => Cell::Int($row.try_get(index)?),
                Kind::Bool => Cell::Bool($row.try_get(index)?),
                Kind::Bytes => Cell::Bytes($row.try_get(index)?),
                Kind::Json => Cell::Json($row.try_get(index)?),
                Kind::Time => Cell::Time($row.try_get(index)?),
                Kind::Local => Cell::Local($row.try_get(index)?),
                Kind::Date => Cell::Date($row.try_get(index)?),
            });
        }
        cells
    }};
}

/// One multi-row INSERT on either database.
macro_rules! insert {
    ($Database:ty, $conn:expr, $table:expr, $rows:expr) => {{
        let mut query = QueryBuilder::<$Database>::new($table.insert());
        query.push_values(std::mem::take(&mut $rows), |mut values, cells| {
            for cell in cells {
                match cell {
                    Cell::Uuid(value) => values.push_bind(value),
                    Cell::Text(value) => values.push_bind(value),
                    Cell::Int(value) => values.push_bind(value),
                    Cell::Bool(value) => values.push_bind(value),
                    Cell::Bytes(value) => values.push_bind(value),
                    Cell::Json(value) => values.push_bind(value),
                    Cell::Time(value) => values.push_bind(value),
                    Cell::Local(value) => values.push_bind(value),
                    Cell::Date(value) => values.push_bind(value),
                };
            }
        });
        query.build().persistent(false).execute(&mut $conn).await?;
    }};
}

/// Copies all rows of a table from one connection to the other.
macro_rules! copy {
    ($from:expr => $Database:ty, $to:expr, $table:expr) => {{
        let select = $table.select();
        let most = MAX_VALUES / $table.columns.len().max(1);
        let mut found = sqlx::query(&select).persistent(false).fetch(&mut $from);
        let mut rows = Vec::new();
        while let Some(row) = found.try_next().await? {
            rows.push(cells!(row, $table));
            if rows.len() == most {
                insert!($Database, $to, $table, rows);
            }
        }
        if !rows.is_empty() {
            insert!($Database, $to, $table, rows);
        }
    }};
}

/// Writes what Postgres holds at this moment into the empty file `into`.
pub async fn save(url: &str, into: &Path) -> Result<()> {
    let mut pg = connect(url).await?;
    sqlx::query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .execute(&mut pg)
        .await?;
    let mut lite = sqlite::open(into, false).await?;
    db::SQLITE
        .run(&mut lite)
        .await
        .context("making the backup's tables")?;
    let tables = tables(&mut lite, &mut pg).await?;
    sqlx::query("BEGIN").execute(&mut lite).await?;
    // They judge visits in the order in which they were booked, which is not the order of this copy.
    let triggers: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            .fetch_all(&mut lite)
            .await?;
    for (name, _) in &triggers {
        sqlx::query(&format!("DROP TRIGGER {name}"))
            .execute(&mut lite)
            .await?;
    }
    for table in tables.iter().filter(|table| !table.is_passing()) {
        copy!(pg => Sqlite, lite, table);
    }
    for (_, sql) in &triggers {
        sqlx::query(sql).execute(&mut lite).await?;
    }
    db::refill(&mut lite).await?;
    let lost = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(&mut lite)
        .await?;
    ensure!(lost.is_empty(), "the copy misses rows that others point at");
    sqlx::query("COMMIT").execute(&mut lite).await?;
    lite.close().await?;
    pg.close().await?;
    Ok(())
}

/// Puts the rows of a checked file in the place of what Postgres holds, in one transaction.
pub async fn restore(url: &str, file: &Path, force: bool) -> Result<()> {
    let mut pg = connect(url).await?;
    // Whoever starts from here on is turned away; who was there before is seen.
    let (is_ours,): (bool,) = sqlx::query_as("SELECT pg_try_advisory_lock($1)")
        .bind(db::RESTORING)
        .fetch_one(&mut pg)
        .await?;
    ensure!(
        is_ours,
        "DATABASE_URL: the database is being restored by another process"
    );
    wait_until_alone(&mut pg).await?;
    db::POSTGRES
        .run(&mut pg)
        .await
        .context("migrating the database")?;
    let (rows,): (i64,) =
        sqlx::query_as("SELECT (SELECT COUNT(*) FROM tenants) + (SELECT COUNT(*) FROM users)")
            .fetch_one(&mut pg)
            .await?;
    ensure!(
        rows == 0 || force,
        "the database is not empty: --force puts the backup in its place"
    );
    let mut lite = sqlite::open(file, true).await?;
    let tables = tables(&mut lite, &mut pg).await?;
    let mut tx = pg.begin().await?;
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    for name in &names {
        sqlx::query(&format!("ALTER TABLE {name} DISABLE TRIGGER USER"))
            .execute(&mut *tx)
            .await?;
    }
    sqlx::query(&format!("TRUNCATE {}", names.join(", ")))
        .execute(&mut *tx)
        .await?;
    for table in tables.iter().filter(|table| !table.is_passing()) {
        copy!(lite => Postgres, *tx, table);
    }
    // What is checked at the end only (a row that points at a later one of its own table) is checked now: a table that
    // waits for a check cannot be altered.
    sqlx::query("SET CONSTRAINTS ALL IMMEDIATE")
        .execute(&mut *tx)
        .await?;
    for name in &names {
        sqlx::query(&format!("ALTER TABLE {name} ENABLE TRIGGER USER"))
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    sqlx::query("ANALYZE").execute(&mut pg).await?;
    lite.close().await?;
    pg.close().await?;
    Ok(())
}

/// Connections of a process that has just stopped take a moment to go.
async fn wait_until_alone(pg: &mut PgConnection) -> Result<()> {
    for _ in 0..20 {
        let (others,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'aureli' AND pid <> pg_backend_pid()",
        )
        .fetch_one(&mut *pg)
        .await?;
        if others == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("DATABASE_URL: the database is in use by another process");
}

/// One connection that may take its time.
async fn connect(url: &str) -> Result<PgConnection> {
    let options = db::postgres_options(url)?.options([
        ("statement_timeout", "0"),
        ("idle_in_transaction_session_timeout", "0"),
    ]);
    options
        .connect()
        .await
        .context("DATABASE_URL: cannot reach Postgres")
}

impl Table {
    fn is_passing(&self) -> bool {
        PASSING.contains(&self.name.as_str())
    }

    fn columns(&self) -> String {
        let names: Vec<String> = self
            .columns
            .iter()
            .map(|(name, _)| format!("\"{name}\""))
            .collect();
        names.join(", ")
    }

    fn select(&self) -> String {
        format!("SELECT {} FROM {}", self.columns(), self.name)
    }

    fn insert(&self) -> String {
        format!("INSERT INTO {} ({}) ", self.name, self.columns())
    }
}

/// Every table of ours: its columns from Postgres, which knows their types; what points where from SQLite.
async fn tables(lite: &mut SqliteConnection, pg: &mut PgConnection) -> Result<Vec<Table>> {
    let names: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            AND name <> '_sqlx_migrations' ORDER BY name",
    )
    .fetch_all(&mut *lite)
    .await?;
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let names = names.into_iter().filter(|(name,)| !db::is_derived(name));
    for (name,) in names {
        let targets: Vec<(String,)> =
            sqlx::query_as("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1)")
                .bind(&name)
                .fetch_all(&mut *lite)
                .await?;
        let targets = targets
            .into_iter()
            .map(|(target,)| target)
            .filter(|target| *target != name);
        needs.insert(name.clone(), targets.collect());
    }
    let mut tables = Vec::new();
    while !needs.is_empty() {
        let ready: Vec<String> = needs
            .iter()
            .filter(|(_, targets)| targets.iter().all(|target| !needs.contains_key(target)))
            .map(|(name, _)| name.clone())
            .collect();
        ensure!(!ready.is_empty(), "tables point at each other in a circle");
        for name in ready {
            needs.remove(&name);
            let columns = columns(pg, &name).await?;
            tables.push(Table { name, columns });
        }
    }
    Ok(tables)
}

async fn columns(pg: &mut PgConnection, table: &str) -> Result<Vec<(String, Kind)>> {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT column_name::text, data_type::text FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
    )
    .bind(table)
    .fetch_all(pg)
    .await?;
    ensure!(!columns.is_empty(), "Postgres has no table {table}");
    let kind = |(name, data_type): (String, String)| {
        let kind = match data_type.as_str() {
            "uuid" => Kind::Uuid,
            "text" => Kind::Text,
            "bigint" => Kind::Int,
            "boolean" => Kind::Bool,
            "bytea" => Kind::Bytes,
            "jsonb" => Kind::Json,
            "timestamp with time zone" => Kind::Time,
            "timestamp without time zone" => Kind::Local,
            "date" => Kind::Date,
            other => bail!("{table}.{name} is {other}, which a backup cannot hold"),
        };
        Ok((name, kind))
    };
    columns.into_iter().map(kind).collect()
}
