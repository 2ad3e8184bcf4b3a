//! What SQLite's planner should expect. It plans by statistics, and a new database has none: it then takes the key's first
//! column, the tenant, for a good enough filter and reads a whole practice where an index leads to ten rows. So each index
//! that begins with the tenant is given figures of a grown practice, until ANALYZE finds real ones.
//!
//! Postgres gathers its own (autovacuum).

use sqlx::SqliteConnection;

/// Tables that grow with the practice's history; the others hold what one person can oversee.
const GROWING: &[&str] = &[
    "allocations",
    "appointment_items",
    "appointments",
    "client_contacts",
    "client_docs",
    "client_figures",
    "client_notes",
    "client_tags",
    "client_words",
    "clients",
    "events",
    "idempotency_keys",
    "links",
    "messages",
];

#[derive(sqlx::FromRow)]
struct Index {
    table_name: String,
    index_name: String,
    is_unique: bool,
    is_partial: bool,
    /// The key of a table without row ids stands in the statistics under the table's name.
    is_key: bool,
    columns: i64,
}

/// Fills in what is not known yet; what ANALYZE found stays.
pub async fn expect_growth(conn: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    // Makes the table of statistics where there is none, and reads it.
    sqlx::query("ANALYZE sqlite_schema")
        .execute(&mut *conn)
        .await?;
    let indexes: Vec<Index> = sqlx::query_as(
        "SELECT t.name AS table_name, i.name AS index_name, i.\"unique\" AS is_unique, i.partial AS is_partial,
            i.origin = 'pk' AS is_key, (SELECT COUNT(*) FROM pragma_index_info(i.name)) AS columns
         FROM sqlite_master t JOIN pragma_index_list(t.name) i
         WHERE t.type = 'table' AND (SELECT c.name FROM pragma_index_info(i.name) c WHERE c.seqno = 0) = 'tenant_id'
            AND t.name NOT IN (SELECT s.tbl FROM sqlite_stat1 s WHERE s.idx IS NOT NULL)",
    )
    .fetch_all(&mut *conn)
    .await?;
    for index in indexes {
        let name = if index.is_key {
            &index.table_name
        } else {
            &index.index_name
        };
        sqlx::query("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)")
            .bind(&index.table_name)
            .bind(name)
            .bind(figures(&index))
            .execute(&mut *conn)
            .await?;
    }
    sqlx::query("ANALYZE sqlite_schema")
        .execute(&mut *conn)
        .await?;
    Ok(())
}

/// Rows in all, then how many are alike in the first column, in the first two, and so on.
fn figures(index: &Index) -> String {
    let is_growing = GROWING.contains(&index.table_name.as_str());
    let rows: i64 = match (is_growing, index.is_partial) {
        (true, false) => 100_000,
        (true, true) => 10_000,
        (false, _) => 60,
    };
    let mut alike = rows / 2;
    let mut figures = vec![rows.to_string()];
    for column in 1..=index.columns {
        if column == index.columns && index.is_unique {
            alike = 1;
        }
        figures.push(alike.to_string());
        alike = (alike / 1_000).max(2).min(alike);
    }
    figures.join(" ")
}
