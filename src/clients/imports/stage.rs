//! Where the cards of a list wait until all of them are there.
//!
//! On SQLite there is one writer, and whoever books must not wait for a list of thousands: so it is written in small
//! transactions, and others take their turn between them. Until the last one its cards are hidden, and found by nothing.
//! Each try has a stage of its own ([`Stage::begin`]), so that two workers at the same list cannot show both their cards.
//! What a try left behind is cleared away by the next one, by giving up, and by the sweep.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::app::App;
use crate::clients::share_a_name;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{ClientId, ImportId, TenantId};
use crate::q;

/// Cards that are cleared away at once.
const PIECE: i64 = 500;

/// One try of one import.
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    pub tenant: TenantId,
    import: ImportId,
    pub id: Uuid,
    /// Ids that are given from now on are greater.
    since: ClientId,
}

impl Stage {
    /// Begins a try; what an earlier one left is cleared away.
    ///
    /// # Errors
    /// Conflict when the import is not under way.
    pub async fn begin(app: &App, tenant: TenantId, import: ImportId) -> Result<Self> {
        clear(app, tenant, import).await?;
        let stage = Self {
            tenant,
            import,
            id: Uuid::now_v7(),
            since: ClientId::new(),
        };
        let begun = q!(
            &app.db,
            execute,
            "UPDATE client_imports SET stage = $3 WHERE tenant_id = $1 AND id = $2 AND status = 'importing'",
            tenant,
            import,
            stage.id,
        )?;
        match begun {
            0 => Err(Error::Conflict(key!("clients-import-busy"))),
            _ => Ok(stage),
        }
    }

    /// Takes off the stage who was added by somebody else meanwhile, under the same phone or e-mail; who is it now.
    pub async fn take_off_known(&self, tx: &mut Tx) -> Result<Vec<(ClientId, ClientId)>> {
        let rows = q!(
            tx,
            fetch_all: (ClientId, String, ClientId, String),
            "SELECT s.id, s.name, c.id, c.name FROM clients c
             JOIN clients s ON s.tenant_id = c.tenant_id AND s.phone = c.phone AND s.staged_by = $2
             WHERE c.tenant_id = $1 AND c.id > $3 AND NOT c.is_merged AND c.phone IS NOT NULL
             UNION
             SELECT s.id, s.name, c.id, c.name FROM clients c
             JOIN clients s ON s.tenant_id = c.tenant_id AND s.email_key = c.email_key AND s.staged_by = $2
             WHERE c.tenant_id = $1 AND c.id > $3 AND NOT c.is_merged AND c.email_key IS NOT NULL",
            self.tenant,
            self.id,
            self.since,
        )?;
        let mut known: Vec<(ClientId, ClientId)> = Vec::new();
        for (staged, name, other, other_name) in rows {
            if share_a_name(&name, &other_name) && known.iter().all(|(id, _)| *id != staged) {
                known.push((staged, other));
            }
        }
        let ids: Vec<ClientId> = known.iter().map(|(id, _)| *id).collect();
        delete(tx, self.tenant, &ids).await?;
        Ok(known)
    }

    /// Shows all its cards at once; how many.
    pub async fn show(&self, tx: &mut Tx) -> Result<u64> {
        Ok(q!(
            tx,
            execute,
            "UPDATE clients SET is_merged = FALSE, staged_by = NULL, import_id = $3 WHERE tenant_id = $1 AND staged_by = $2",
            self.tenant,
            self.id,
            self.import,
        )?)
    }

    /// Whether this is still the try that counts.
    pub async fn is_current(&self, mut on: impl On) -> Result<bool> {
        let found = q!(
            on,
            fetch_optional: (ImportId,),
            "SELECT id FROM client_imports WHERE tenant_id = $1 AND id = $2 AND stage = $3 AND status = 'importing'",
            self.tenant,
            self.import,
            self.id,
        )?;
        Ok(found.is_some())
    }
}

/// Clears away what a try of an import left: its cards, and tags that nobody has.
pub async fn clear(app: &App, tenant: TenantId, import: ImportId) -> Result<()> {
    let found = q!(
        &app.db,
        fetch_optional: (Option<Uuid>, DateTime<Utc>),
        "SELECT stage, updated_at FROM client_imports WHERE tenant_id = $1 AND id = $2",
        tenant,
        import,
    )?;
    let Some((Some(stage), begun)) = found else {
        return Ok(());
    };
    clear_stage(app, tenant, stage).await?;
    q!(
        &app.db,
        execute,
        "DELETE FROM tags WHERE tenant_id = $1 AND created_at >= $2 AND NOT EXISTS (
            SELECT 1 FROM client_tags t WHERE t.tenant_id = tags.tenant_id AND t.tag_id = tags.id)",
        tenant,
        begun,
    )?;
    Ok(())
}

/// Clears away the cards of tries that nobody goes on with.
pub async fn sweep(app: &App) -> Result<()> {
    let left = q!(
        &app.db,
        fetch_all: (TenantId, Uuid),
        "SELECT DISTINCT c.tenant_id, c.staged_by FROM clients c WHERE c.staged_by IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM client_imports i
            WHERE i.tenant_id = c.tenant_id AND i.stage = c.staged_by AND i.status = 'importing')",
    )?;
    for (tenant, stage) in left {
        clear_stage(app, tenant, stage).await?;
    }
    Ok(())
}

async fn clear_stage(app: &App, tenant: TenantId, stage: Uuid) -> Result<()> {
    loop {
        let mut tx = app.db.begin().await?;
        let rows = q!(
            tx,
            fetch_all: (ClientId,),
            "SELECT id FROM clients WHERE tenant_id = $1 AND staged_by = $2 LIMIT $3",
            tenant,
            stage,
            PIECE,
        )?;
        if rows.is_empty() {
            return Ok(());
        }
        let ids: Vec<ClientId> = rows.into_iter().map(|(id,)| id).collect();
        delete(&mut tx, tenant, &ids).await?;
        tx.commit().await?;
    }
}

/// What comes with a card of a list, and goes with it: table and column.
pub const WITH_CARD: &[(&str, &str)] = &[
    ("client_contacts", "client_id"),
    ("client_notes", "client_id"),
    ("client_tags", "client_id"),
    ("client_field_values", "client_id"),
];

/// Deletes cards that nothing has happened to, with [`WITH_CARD`].
pub(super) async fn delete(tx: &mut Tx, tenant: TenantId, ids: &[ClientId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let ids = serde_json::to_string(ids).map_err(Error::internal)?;
    macro_rules! delete_from {
        ($($table:literal $column:literal),+) => {$(
            q!(
                tx,
                execute,
                {
                    sqlite: concat!("DELETE FROM ", $table, " WHERE tenant_id = $1 AND ", $column,
                        " IN (SELECT unhex(value, '-') FROM json_each($2))"),
                    pg: concat!("DELETE FROM ", $table, " WHERE tenant_id = $1 AND ", $column,
                        " IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2::jsonb) e)"),
                },
                tenant,
                &ids,
            )?;
        )+};
    }
    delete_from!(
        "client_contacts" "client_id",
        "client_notes" "client_id",
        "client_tags" "client_id",
        "client_field_values" "client_id",
        "clients" "id"
    );
    Ok(())
}
