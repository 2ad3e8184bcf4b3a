//! A list taken back: the cards that it made go, but for those that something has happened to since. What it added to cards
//! that were there before stays.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;

use super::stage;
use super::{Import, Status};
use crate::app::App;
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{ClientId, ImportId, TenantId};
use crate::q;

/// Cards that go at once, so that others take their turn in between.
const PIECE: i64 = 500;

/// What became of the cards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    pub removed: i64,
    /// Of those that stay: they have visits.
    pub with_visits: i64,
    /// Something else was written on them, sent to them or kept for them.
    pub changed: i64,
}

/// Takes the import back; pressed again it goes on where it broke off.
///
/// # Errors
/// Conflict when it is not done.
pub async fn undo(
    app: &App,
    tenant: TenantId,
    actor: &Actor,
    id: ImportId,
    now: DateTime<Utc>,
) -> Result<Undone> {
    let import = Import::find(&app.db, tenant, id).await?;
    if import.status != Status::Done {
        return Err(Error::Conflict(key!("clients-import-busy")));
    }
    let mut removed = 0;
    loop {
        let gone = remove_piece(app, tenant, id).await?;
        if gone == 0 {
            break;
        }
        removed += gone;
    }
    let mut tx = app.db.begin().await?;
    q!(
        tx,
        execute,
        "DELETE FROM tags WHERE tenant_id = $1 AND created_at >= $2 AND NOT EXISTS (
            SELECT 1 FROM client_tags t WHERE t.tenant_id = tags.tenant_id AND t.tag_id = tags.id)",
        tenant,
        import.created_at,
    )?;
    let (left, with_visits) = q!(
        tx,
        fetch_one: (i64, i64),
        "SELECT COUNT(*), COUNT(CASE WHEN EXISTS (
            SELECT 1 FROM appointments a WHERE a.tenant_id = c.tenant_id AND a.client_id = c.id) THEN 1 END)
         FROM clients c WHERE c.tenant_id = $1 AND c.import_id = $2 AND NOT c.is_merged",
        tenant,
        id,
    )?;
    let mut report = Import::find(&mut tx, tenant, id).await?.report.0;
    let before = report.undone.map_or(0, |undone| undone.removed);
    let undone = Undone {
        removed: before + removed,
        with_visits,
        changed: left - with_visits,
    };
    report.undone = Some(undone);
    q!(
        tx,
        execute,
        "UPDATE client_imports SET report = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
        tenant,
        id,
        Json(&report),
        now,
    )?;
    let data = json!({ "import": id, "removed": removed, "kept": left });
    let object = Object::Tenant(tenant);
    events::record(
        &mut tx,
        tenant,
        actor,
        Kind::ClientsImportUndone,
        object,
        data,
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(undone)
}

/// Tables that name a client to whom something has happened. Who adds one adds it here; a test reads the catalog.
macro_rules! touched {
    ($do:ident!($($arguments:tt)*)) => {
        $do!(
            $($arguments)*
            "appointments" "client_id",
            "appointment_abouts" "booker_id",
            "messages" "client_id",
            "client_subjects" "client_id",
            "client_medical_notes" "client_id",
            "client_links" "client_id",
            "client_links" "other_id",
            "client_merges" "winner_id",
            "client_merges" "loser_id",
            "client_refusals" "client_id",
            "client_figures" "client_id",
            "client_erasures" "client_id",
            "media" "client_id",
            "media_uploads" "client_id",
            "media_shares" "client_id",
            "consents" "client_id",
            "me_links" "client_id",
            "invoices" "client_id",
            "payments" "client_id",
            "packages" "client_id",
            "waitlist_entries" "client_id",
        )
    };
}

macro_rules! names {
    ($($table:literal $column:literal),+ $(,)?) => { &[$(($table, $column)),+] };
}

/// As above: table and column.
pub const TOUCHED: &[(&str, &str)] = touched!(names!());

/// Cards "c" to which nothing has happened since they came.
macro_rules! untouched {
    ($lock:literal, $($table:literal $column:literal),+ $(,)?) => {
        concat!(
            "SELECT c.id FROM clients c WHERE c.tenant_id = $1 AND c.import_id = $2 AND NOT c.is_merged
                AND c.updated_at = c.created_at AND c.erased_at IS NULL AND c.locked_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM events e WHERE e.tenant_id = c.tenant_id AND e.object_kind = 'client' AND e.object_id = c.id)",
            $(" AND NOT EXISTS (SELECT 1 FROM ", $table, " t WHERE t.tenant_id = c.tenant_id AND t.", $column, " = c.id)",)+
            " LIMIT $3",
            $lock
        )
    };
}

async fn remove_piece(app: &App, tenant: TenantId, id: ImportId) -> Result<i64> {
    let mut tx = app.db.begin().await?;
    let rows = q!(
        tx,
        fetch_all: (ClientId,),
        {
            sqlite: touched!(untouched!("",)),
            // Nobody books for them until they are gone; who is just being booked stays.
            pg: touched!(untouched!(" FOR UPDATE OF c SKIP LOCKED",)),
        },
        tenant,
        id,
        PIECE,
    )?;
    let ids: Vec<ClientId> = rows.into_iter().map(|(id,)| id).collect();
    stage::delete(&mut tx, tenant, &ids).await?;
    tx.commit().await?;
    Ok(ids.len() as i64)
}
