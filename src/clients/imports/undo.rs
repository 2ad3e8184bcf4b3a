//! A list taken back: the cards that it made go, but for those that something has happened to since. What it added to cards
//! that were there before stays.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::stage;
use super::{Import, JOB, Report, Status};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{ClientId, ImportId, TenantId, UserId};
use crate::jobs::{self, NewJob};
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

/// Begins to take the import back, which the worker does. Pressed twice, it is done once.
///
/// # Errors
/// Conflict when it is not done.
pub async fn undo(app: &App, tenant: TenantId, user: UserId, id: ImportId) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let import = Import::find(&mut tx, tenant, id).await?;
    if import.status != Status::Done {
        return Err(Error::Conflict(key!("clients-import-busy")));
    }
    if import.is_busy() || import.report.undone.is_some() {
        return Ok(());
    }
    let now = app.clock.now();
    // Of two at once, the second finds the first one's job.
    let unique = format!("{JOB}_undo:{id}");
    let job = NewJob {
        tenant: Some(tenant),
        kind: JOB,
        payload: json!({ "import": id, "undo": user }),
        unique_key: Some(&unique),
        run_at: now,
    };
    jobs::enqueue(&mut tx, job, now).await?;
    mark(&mut tx, &import, true, now).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(())
}

/// Notes that the worker has it, or not any more.
async fn mark(tx: &mut Tx, import: &Import, is_going: bool, now: DateTime<Utc>) -> Result<()> {
    let report = Report {
        is_going,
        ..import.report.0.clone()
    };
    q!(
        tx,
        execute,
        "UPDATE client_imports SET report = $3, done = CASE WHEN $4 THEN 0 ELSE total END, updated_at = $5
         WHERE tenant_id = $1 AND id = $2",
        import.tenant_id,
        import.id,
        Json(&report),
        is_going,
        now,
    )?;
    Ok(())
}

/// What it began stays begun: the master may press again.
pub(super) async fn give_up(app: &App, tenant: TenantId, id: ImportId) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let import = Import::find(&mut tx, tenant, id).await?;
    mark(&mut tx, &import, false, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Takes the import back; where it broke off, the next try goes on.
pub(super) async fn run(app: &App, tenant: TenantId, user: UserId, id: ImportId) -> Result<()> {
    let import = match Import::find(&app.db, tenant, id).await {
        // Thrown away meanwhile.
        Err(Error::NotFound) => return Ok(()),
        found => found?,
    };
    let (mut done, mut after) = (0, ClientId(Uuid::nil()));
    loop {
        let gone = remove_piece(app, tenant, id, after).await?;
        let Some(last) = gone.last() else { break };
        after = *last;
        done += gone.len() as i64;
        Import::note_progress(app, tenant, id, done).await?;
    }
    finish(app, &import, user).await
}

/// What became of the cards, counted and told.
async fn finish(app: &App, import: &Import, user: UserId) -> Result<()> {
    let (tenant, id, now) = (import.tenant_id, import.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    q!(
        tx,
        execute,
        "DELETE FROM tags WHERE tenant_id = $1 AND created_at >= $2 AND NOT EXISTS (
            SELECT 1 FROM client_tags t WHERE t.tenant_id = tags.tenant_id AND t.tag_id = tags.id)",
        tenant,
        import.created_at,
    )?;
    let (there, left, with_visits) = q!(
        tx,
        fetch_one: (i64, i64, i64),
        "SELECT COUNT(*), COUNT(CASE WHEN NOT c.is_merged THEN 1 END), COUNT(CASE WHEN NOT c.is_merged AND EXISTS (
            SELECT 1 FROM appointments a WHERE a.tenant_id = c.tenant_id AND a.client_id = c.id) THEN 1 END)
         FROM clients c WHERE c.tenant_id = $1 AND c.import_id = $2",
        tenant,
        id,
    )?;
    let report = &import.report.0;
    // Of all tries, one of which may have broken off.
    let removed = report.new - there;
    let report = Report {
        undone: Some(Undone {
            removed,
            with_visits,
            changed: left - with_visits,
        }),
        is_going: false,
        ..report.clone()
    };
    q!(
        tx,
        execute,
        "UPDATE client_imports SET report = $3, done = total, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
        tenant,
        id,
        Json(&report),
        now,
    )?;
    let data = json!({ "import": id, "removed": removed, "kept": left });
    let (actor, object) = (Actor::user(user), Object::Tenant(tenant));
    let kind = Kind::ClientsImportUndone;
    events::record(&mut tx, tenant, &actor, kind, object, data, now).await?;
    Ok(tx.commit().await?)
}

/// Tables that name a client to whom something has happened. Who adds one adds it here; a test reads the catalog.
macro_rules! touched {
    ($do:ident!($($arguments:tt)*)) => {
        $do!(
            $($arguments)*
            "appointments" "client_id",
            "appointment_abouts" "booker_id",
            "messages" "client_id",
            "client_ways" "client_id",
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
            " AND c.id > $4 ORDER BY c.id LIMIT $3",
            $lock
        )
    };
}

/// The next cards that go, after one; which they were.
async fn remove_piece(
    app: &App,
    tenant: TenantId,
    id: ImportId,
    after: ClientId,
) -> Result<Vec<ClientId>> {
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
        after,
    )?;
    let ids: Vec<ClientId> = rows.into_iter().map(|(id,)| id).collect();
    stage::delete(&mut tx, tenant, &ids).await?;
    tx.commit().await?;
    Ok(ids)
}
