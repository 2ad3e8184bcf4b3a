//! What the schema promises, read from the catalogs of both databases: no row can point at another tenant's, the two
//! dialects have the same shape, and every statement of the app is understood by both.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aureli::db::Either;
use sqlx::{Executor, Row};

use crate::support::{Ctx, on_both};

/// Tables that belong to the installation: people who sign in, sessions, the queue, counters.
const PLATFORM: [&str; 12] = [
    "_sqlx_migrations",
    "derivations",
    "dev_mails",
    "drafts",
    "jobs",
    "rate_limits",
    "recovery_codes",
    "sessions",
    "tenants",
    "user_sessions",
    "user_tokens",
    "users",
];

/// A table as a catalog describes it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    columns: BTreeSet<String>,
    primary_key: Vec<String>,
    /// Columns of each unique key besides the primary one.
    unique: BTreeSet<Vec<String>>,
    /// Target table, own columns, target columns.
    references: BTreeSet<(String, Vec<String>, Vec<String>)>,
}

#[test]
fn no_row_can_point_at_another_tenants() {
    on_both(|ctx| async move {
        let tables = tables(&ctx).await;
        assert!(tables.len() > 20, "the catalog was not read");
        for (name, table) in tables
            .iter()
            .filter(|(name, _)| !PLATFORM.contains(&name.as_str()))
        {
            assert!(
                table.columns.contains("tenant_id"),
                "{name} belongs to no tenant"
            );
            assert_eq!(
                table.primary_key.first().map(String::as_str),
                Some("tenant_id"),
                "{name}'s primary key"
            );
            for (target, own, theirs) in &table.references {
                if !PLATFORM.contains(&target.as_str()) {
                    let place = theirs.iter().position(|column| column == "tenant_id");
                    let place = place
                        .unwrap_or_else(|| panic!("{name} points at {target} without its tenant"));
                    assert_eq!(
                        own[place], "tenant_id",
                        "{name} points at another tenant's {target}"
                    );
                }
            }
            for unique in &table.unique {
                // A token is unique in the world: it is how its tenant is found.
                let fine = unique.contains(&"tenant_id".to_owned())
                    || unique == &["token_hash".to_owned()];
                assert!(fine, "{name}: {unique:?} is unique over all tenants");
            }
        }
    });
}

#[test]
fn both_databases_have_the_same_shape() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let lite = tables(&Ctx::open(crate::support::databases::sqlite()).await).await;
        let pg = tables(&Ctx::open(crate::support::databases::postgres()).await).await;
        assert_eq!(
            lite.keys().collect::<Vec<_>>(),
            pg.keys().collect::<Vec<_>>()
        );
        for (name, table) in lite.iter().filter(|(name, _)| *name != "_sqlx_migrations") {
            assert_eq!(table, &pg[name], "{name}");
        }
    });
}

#[test]
fn every_statement_of_the_app_is_understood_by_both() {
    on_both(|ctx| async move {
        let mut count = 0;
        for file in sources(Path::new("src")) {
            let text = std::fs::read_to_string(&file).unwrap();
            for (only, sql) in statements(&text) {
                let postgres = ctx.app.db.is_postgres();
                if only.is_some_and(|only| (only == "pg") != postgres) {
                    continue;
                }
                count += 1;
                let prepared = match ctx.app.db.pools() {
                    Either::Lite(lite) => lite.write.prepare(&sql).await.map(drop),
                    Either::Pg(pool) => pool.prepare(&sql).await.map(drop),
                };
                if let Err(error) = prepared {
                    panic!("{}: {error}\n{sql}", file.display());
                }
            }
        }
        assert!(count > 30, "only {count} statements were found");
    });
}

/// A new database plans as a grown one does: no statement reads a practice's whole history where an index leads to the
/// rows. The exceptions are rare acts of the master.
#[test]
fn no_statement_reads_the_whole_history() {
    const GROWING: [&str; 26] = [
        "allocations",
        "appointment_items",
        "appointments",
        "busy_times",
        "calendar_clashes",
        "calendar_writes",
        "client_contacts",
        "client_figures",
        "client_notes",
        "client_tags",
        "client_words",
        "clients",
        "consents",
        "events",
        "invoice_items",
        "invoices",
        "links",
        "media",
        "media_shares",
        "messages",
        "package_movements",
        "packages",
        "payments",
        "refunds",
        "stock_movements",
        "webhook_events",
    ];
    const RARE: [&str; 6] = [
        "/privacy/",
        "/services/",
        "/practice/",
        "/demo/",
        "/web/health.rs",
        "/db/derived.rs",
    ];
    let database = crate::support::databases::sqlite();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let ctx = Ctx::open(database).await;
        let Either::Lite(lite) = ctx.app.db.pools() else {
            panic!()
        };
        let partial: Vec<(String,)> = sqlx::query_as(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'",
        )
        .fetch_all(&lite.read)
        .await
        .unwrap();
        let mut found = Vec::new();
        for file in sources(Path::new("src")) {
            let name = file.display().to_string();
            if RARE.iter().any(|part| name.contains(part)) {
                continue;
            }
            for (_, sql) in statements(&std::fs::read_to_string(&file).unwrap())
                .into_iter()
                .filter(|(only, _)| *only != Some("pg"))
            {
                let plan: Vec<(i64, i64, i64, String)> =
                    sqlx::query_as(&format!("EXPLAIN QUERY PLAN {sql}"))
                        .fetch_all(&lite.read)
                        .await
                        .unwrap();
                for (.., step) in plan {
                    let few = partial
                        .iter()
                        .any(|(name,)| step.contains(&format!("INDEX {name}")));
                    let whole =
                        step.starts_with("SCAN ") || step.ends_with("PRIMARY KEY (tenant_id=?)");
                    let alias = step.split(' ').nth(1).unwrap_or_default();
                    let of =
                        |table: &&str| *table == alias || sql.contains(&format!("{table} {alias}"));
                    if whole && !few && GROWING.iter().any(of) {
                        found.push(format!("{name}: {step}\n{sql}"));
                    }
                }
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n\n"));
        ctx.app.db.close().await;
    });
}

/// A connection holds no more than 8 MB of the file, mapped or copied, however large that is: photos need the room.
#[test]
fn a_connection_holds_little_of_the_file() {
    let database = crate::support::databases::sqlite();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let ctx = Ctx::open(database).await;
        let Either::Lite(lite) = ctx.app.db.pools() else {
            panic!()
        };
        for pool in [&lite.read, &lite.write] {
            let one = async |name: &str| {
                let sql = format!("PRAGMA {name}");
                let (size,): (i64,) = sqlx::query_as(&sql).fetch_one(pool).await.unwrap();
                size
            };
            let (mapped, cached) = (one("mmap_size").await, one("cache_size").await);
            assert!(cached < 0, "in KiB, whatever the size of a page");
            assert!(mapped - cached * 1024 <= 8 << 20, "{mapped} {cached}");
        }
        ctx.app.db.close().await;
    });
}

fn sources(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// String literals that are statements, with "sqlite" or "pg" when they are for one database only.
fn statements(source: &str) -> Vec<(Option<&'static str>, String)> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(start) = rest.find('"') {
        let before = rest[..start].trim_end();
        let body = &rest[start + 1..];
        let mut end = 0;
        let bytes = body.as_bytes();
        while end < bytes.len() && bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let literal = &body[..end.min(body.len())];
        let is_statement = ["SELECT ", "INSERT ", "UPDATE ", "DELETE "]
            .iter()
            .any(|verb| literal.starts_with(verb));
        // Outside the macro a statement is for one database by its very place.
        let by_hand = ["query(", "query_as(", "execute("]
            .iter()
            .any(|call| before.ends_with(call));
        if is_statement
            && !by_hand
            && !literal.contains('{')
            && literal.contains(' ')
            && literal.len() > 20
        {
            let only = if before.ends_with("sqlite:") {
                Some("sqlite")
            } else if before.ends_with("pg:") {
                Some("pg")
            } else {
                None
            };
            found.push((only, literal.replace("\\\n", "\n")));
        }
        rest = body.get(end + 1..).unwrap_or_default();
    }
    found
}

async fn tables(ctx: &Ctx) -> BTreeMap<String, Table> {
    match ctx.app.db.pools() {
        Either::Lite(lite) => sqlite_tables(&lite.read).await,
        Either::Pg(pool) => postgres_tables(pool).await,
    }
}

async fn sqlite_tables(pool: &sqlx::SqlitePool) -> BTreeMap<String, Table> {
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut tables = BTreeMap::new();
    for row in pool.fetch_all(names).await.unwrap() {
        let name: String = row.get(0);
        let mut table = Table::default();
        let mut keys = Vec::new();
        // The search's own; Postgres has an index instead.
        if aureli::db::is_derived(&name) {
            continue;
        }
        for column in pool
            .fetch_all(format!("PRAGMA table_info({name})").as_str())
            .await
            .unwrap()
        {
            table.columns.insert(column.get("name"));
            if column.get::<i64, _>("pk") > 0 {
                keys.push((column.get::<i64, _>("pk"), column.get::<String, _>("name")));
            }
        }
        keys.sort();
        table.primary_key = keys.into_iter().map(|(_, name)| name).collect();
        for index in pool
            .fetch_all(format!("PRAGMA index_list({name})").as_str())
            .await
            .unwrap()
        {
            if index.get::<i64, _>("unique") == 1 && index.get::<String, _>("origin") != "pk" {
                let columns = format!("PRAGMA index_info('{}')", index.get::<String, _>("name"));
                let columns = pool.fetch_all(columns.as_str()).await.unwrap();
                table
                    .unique
                    .insert(columns.iter().map(|column| column.get("name")).collect());
            }
        }
        let mut references: BTreeMap<i64, (String, Vec<String>, Vec<String>)> = BTreeMap::new();
        for key in pool
            .fetch_all(format!("PRAGMA foreign_key_list({name})").as_str())
            .await
            .unwrap()
        {
            let entry = references.entry(key.get("id")).or_default();
            entry.0 = key.get("table");
            entry.1.push(key.get("from"));
            entry.2.push(key.get("to"));
        }
        table.references = references.into_values().collect();
        tables.insert(name, table);
    }
    tables
}

async fn postgres_tables(pool: &sqlx::PgPool) -> BTreeMap<String, Table> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let columns = "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'";
    for row in pool.fetch_all(columns).await.unwrap() {
        tables
            .entry(row.get(0))
            .or_default()
            .columns
            .insert(row.get(1));
    }
    let indexes = "SELECT c.relname::text, i.indisprimary,
            (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(att, n)
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.att)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace s ON s.oid = c.relnamespace
        WHERE s.nspname = 'public' AND i.indisunique";
    for row in pool.fetch_all(indexes).await.unwrap() {
        let table = tables.get_mut(&row.get::<String, _>(0)).unwrap();
        let columns: Vec<String> = row.get(2);
        if row.get::<bool, _>(1) {
            table.primary_key = columns;
        } else {
            table.unique.insert(columns);
        }
    }
    let keys = "SELECT c.relname::text, t.relname::text,
            (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(f.conkey) WITH ORDINALITY AS k(att, n)
             JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.att),
            (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(f.confkey) WITH ORDINALITY AS k(att, n)
             JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.att)
        FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class t ON t.oid = f.confrelid
        WHERE f.contype = 'f'";
    for row in pool.fetch_all(keys).await.unwrap() {
        let table = tables.get_mut(&row.get::<String, _>(0)).unwrap();
        table
            .references
            .insert((row.get(1), row.get(2), row.get(3)));
    }
    tables
}
