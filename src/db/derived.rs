//! Tables that SQLite fills by triggers out of others: the index for searching clients (migration 0007). They belong in no
//! copy, and are filled anew after a copy that went past the triggers.

use sqlx::SqliteConnection;

/// Whether a table only repeats what others hold.
pub fn is_derived(table: &str) -> bool {
    table.starts_with("clients_fts") || matches!(table, "client_docs" | "client_words")
}

/// Fills them from what the clients' table holds.
pub async fn refill(conn: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO clients_fts (clients_fts) VALUES ('delete-all')")
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM client_docs")
        .execute(&mut *conn)
        .await?;
    sqlx::query("DELETE FROM client_words")
        .execute(&mut *conn)
        .await?;
    sqlx::query("INSERT INTO client_docs (tenant_id, client_id, doc)
            SELECT c.tenant_id, c.id, t.n * 4294967296 + row_number() OVER (PARTITION BY c.tenant_id ORDER BY c.id)
            FROM clients c JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM tenants) t ON t.id = c.tenant_id
            WHERE c.is_merged = 0 OR c.staged_by IS NOT NULL")
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "INSERT INTO clients_fts (rowid, text)
            SELECT d.doc, '  ' || replace(c.search, ' ', '  ') || ' ' FROM client_docs d
            JOIN clients c ON c.tenant_id = d.tenant_id AND c.id = d.client_id",
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query("INSERT INTO client_words (tenant_id, word, clients)
            SELECT c.tenant_id, w.value, count(DISTINCT c.id)
            FROM clients c, json_each('[\"' || replace(replace(replace(c.search, '\\', ''), '\"', ''), ' ', '\",\"') || '\"]') w
            WHERE (c.is_merged = 0 OR c.staged_by IS NOT NULL) AND length(w.value) > 2 AND w.value NOT GLOB '*[0-9@]*'
            GROUP BY c.tenant_id, w.value")
        .execute(&mut *conn)
        .await?;
    Ok(())
}
