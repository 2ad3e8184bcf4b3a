//! Lists of clients from elsewhere: a CSV file of a spreadsheet or another booking program, or a phone's vCards.
//!
//! A file is kept sealed until it is imported or thrown away, a day at most. The master says what its columns are, sees what
//! would become of every row ([`Report`], a dry run), and only then imports it: all of it, or nothing ([`stage`]).
//! The worker does both ([`run`]); [`Import::progress`] tells how far it is.
//!
//! Where next: `table` and `vcards` (reading), `columns` (what a column is), `row` (what a row says), `judge` (whom we know
//! already), `write`, `stage` (where new cards wait), `undo`.

pub mod columns;
pub mod content;
mod dates;
mod judge;
pub mod programs;
mod row;
mod run;
mod stage;
pub mod table;
mod undo;
pub mod vcards;
mod write;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;
use sqlx::types::Json;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::app::App;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::id::{ImportId, TenantId, UserId};
use crate::jobs::{self, NewJob};
use crate::q;
pub use columns::Column;
pub use dates::{DateOrder, guess_order};
pub use run::{JOB, run, wrong_rows};
pub use stage::WITH_CARD;
pub use table::Shape;
pub use undo::{TOUCHED, Undone, undo};

/// Bytes of a file; 50,000 clients with notes are less.
pub const MAX_BYTES: usize = 20 << 20;
/// Rows of a file.
pub const MAX_ROWS: usize = 100_000;
/// Faults that a report names; the rest is counted.
pub const MAX_FAULTS: usize = 100;
/// How long a file waits for its master.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// How long a list can be taken back.
const UNDOABLE: TimeDelta = TimeDelta::days(30);

/// Files that come in at once: each is held until it is kept.
pub(in crate::clients) static COMING: Semaphore = Semaphore::const_new(3);
/// Files that pages read at once: each takes several times its size.
pub(in crate::clients) static READING: Semaphore = Semaphore::const_new(2);
/// Imports that the worker deals with at once.
static RUNNING: Semaphore = Semaphore::const_new(1);
/// Rows dealt with, by import: where one process serves the page too, noting them in the database would only take turns.
static PROGRESS: LazyLock<Mutex<HashMap<Uuid, i64>>> = LazyLock::new(Mutex::default);

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    /// The master says what the columns are.
    Mapping,
    /// The dry run is under way.
    Checking,
    /// Its report is there.
    Checked,
    Importing,
    Done,
    /// Something on our side went wrong; nothing was imported.
    Failed,
}

impl Status {
    /// The worker has it.
    pub fn is_busy(self) -> bool {
        matches!(self, Self::Checking | Self::Importing)
    }

    /// Its columns may still be changed.
    pub fn has_form(self) -> bool {
        matches!(self, Self::Mapping | Self::Checked | Self::Failed)
    }
}

/// What becomes of a client who is on the list already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubles {
    /// The card stays as it is.
    #[default]
    Leave,
    /// It gets what it lacks; nothing on it is replaced.
    Fill,
}

/// How the file is to be understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub shape: Shape,
    /// A name for each column, as [`Column`] writes itself.
    pub columns: Vec<String>,
    pub dates: DateOrder,
    pub doubles: Doubles,
    /// A tag for all that are imported; "" for none.
    pub tag: String,
    /// The program that wrote it, where it is known.
    pub program: Option<String>,
    /// In which faults are told: the master's when they asked.
    pub locale: Locale,
}

impl Plan {
    pub fn columns(&self) -> Vec<Column> {
        let read = |name: &String| name.parse().unwrap_or(Column::Nothing);
        self.columns.iter().map(read).collect()
    }
}

/// What would become, or became, of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// New cards.
    pub new: i64,
    /// On the list already.
    pub known: i64,
    /// Of these, cards that get something.
    pub filled: i64,
    /// The same person further up in the file.
    pub twice: i64,
    /// Rows with faults.
    pub wrong: i64,
    pub faults: Vec<RowFault>,
    /// It was taken back.
    #[serde(default)]
    pub undone: Option<Undone>,
    /// The worker is taking it back.
    #[serde(default)]
    pub is_going: bool,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// As a spreadsheet counts them, from 1.
    pub row: i64,
    /// The heading, or the column's number.
    pub column: String,
    pub value: String,
    /// What to do, in [`Plan::locale`].
    pub text: String,
}

/// All of it but the file itself.
#[derive(Clone, Debug, FromRow)]
pub struct Import {
    pub tenant_id: TenantId,
    pub id: ImportId,
    pub user_id: UserId,
    pub file_name: String,
    pub plan: Json<Plan>,
    pub status: Status,
    /// Rows without the header.
    pub total: i64,
    pub done: i64,
    pub report: Json<Report>,
    /// Import the rows that are right and leave out the others, as was agreed to.
    pub leaves_out: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Import {
    pub async fn find(mut on: impl On, tenant: TenantId, id: ImportId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT tenant_id, id, user_id, file_name, plan, status, total, done, report, leaves_out, created_at,
                updated_at FROM client_imports WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?)
    }

    /// Those that wait for somebody, the latest first.
    pub async fn open(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT tenant_id, id, user_id, file_name, plan, status, total, done, report, leaves_out, created_at,
                updated_at FROM client_imports WHERE tenant_id = $1 AND status <> 'done' ORDER BY id DESC LIMIT 5",
            tenant,
        )?)
    }

    /// Those that were imported lately, the latest first.
    pub async fn done(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT tenant_id, id, user_id, file_name, plan, status, total, done, report, leaves_out, created_at,
                updated_at FROM client_imports WHERE tenant_id = $1 AND status = 'done' ORDER BY id DESC LIMIT 5",
            tenant,
        )?)
    }

    /// Whether the rows that were left out are still there to be taken along.
    pub async fn has_file(mut on: impl On, tenant: TenantId, id: ImportId) -> Result<bool> {
        let found = q!(
            on,
            fetch_optional: (ImportId,),
            "SELECT id FROM client_imports WHERE tenant_id = $1 AND id = $2 AND sealed IS NOT NULL",
            tenant,
            id,
        )?;
        Ok(found.is_some())
    }

    /// Keeps a file and what was guessed of it.
    ///
    /// # Errors
    /// Invalid when it is no list.
    pub async fn create(
        app: &App,
        tenant: TenantId,
        user: UserId,
        file_name: String,
        file: &[u8],
        plan: &Plan,
    ) -> Result<ImportId> {
        let text = table::decode(file, &plan.shape.encoding);
        let total = plan.shape.records(&text).take(MAX_ROWS + 2).count();
        let total = total.saturating_sub(usize::from(plan.shape.has_header));
        if total == 0 {
            return Err(Error::Invalid(key!("clients-import-empty")));
        }
        if total > MAX_ROWS {
            return Err(Error::Invalid(key!("clients-import-too-long")));
        }
        let (id, now) = (ImportId::new(), app.clock.now());
        let key = app.tenant_key(&app.db, tenant).await?;
        let sealed = key.seal(&place(tenant, id), file)?;
        q!(
            &app.db,
            execute,
            "INSERT INTO client_imports (tenant_id, id, user_id, file_name, sealed, plan, status, total, done, report,
                leaves_out, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'mapping', $7, 0, $8, FALSE, $9, $9)",
            tenant,
            id,
            user,
            file_name,
            sealed,
            Json(plan),
            total as i64,
            Json(Report::default()),
            now,
        )?;
        Ok(id)
    }

    /// The file itself.
    pub async fn file(app: &App, tenant: TenantId, id: ImportId) -> Result<Vec<u8>> {
        let (sealed,) = q!(
            &app.db,
            fetch_one: (Option<Vec<u8>>,),
            "SELECT sealed FROM client_imports WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?;
        let sealed = sealed.ok_or(Error::Conflict(key!("clients-import-gone")))?;
        let key = app.tenant_key(&app.db, tenant).await?;
        key.open(&place(tenant, id), &sealed)
    }

    /// As it is kept.
    async fn seal(&self, app: &App, file: &[u8]) -> Result<Vec<u8>> {
        let key = app.tenant_key(&app.db, self.tenant_id).await?;
        key.seal(&place(self.tenant_id, self.id), file)
    }

    /// Begins the dry run with this plan.
    ///
    /// # Errors
    /// Conflict when it is under way or done already.
    pub async fn check(app: &App, tenant: TenantId, id: ImportId, plan: &Plan) -> Result<()> {
        let mut tx = app.db.begin().await?;
        Self::find(&mut tx, tenant, id).await?;
        let now = app.clock.now();
        let changed = q!(
            tx,
            execute,
            "UPDATE client_imports SET plan = $3, status = 'checking', done = 0, report = $4, leaves_out = FALSE, updated_at = $5
             WHERE tenant_id = $1 AND id = $2 AND status IN ('mapping', 'checked', 'failed')",
            tenant,
            id,
            Json(plan),
            Json(Report::default()),
            now,
        )?;
        begun(changed)?;
        Self::enqueue(&mut tx, tenant, id, now).await?;
        tx.commit().await?;
        app.wake.notify_one();
        Ok(())
    }

    /// Changes the plan without checking it.
    pub async fn replan(app: &App, tenant: TenantId, id: ImportId, plan: &Plan) -> Result<()> {
        let changed = q!(
            &app.db,
            execute,
            "UPDATE client_imports SET plan = $3, status = 'mapping', report = $4, updated_at = $5
             WHERE tenant_id = $1 AND id = $2 AND status IN ('mapping', 'checked', 'failed')",
            tenant,
            id,
            Json(plan),
            Json(Report::default()),
            app.clock.now(),
        )?;
        begun(changed)
    }

    /// Begins the import of what was checked. Pressed twice, it begins once.
    ///
    /// # Errors
    /// Conflict when it was not checked, or has faults and `leaves_out` is not agreed to.
    pub async fn start(app: &App, tenant: TenantId, id: ImportId, leaves_out: bool) -> Result<()> {
        let mut tx = app.db.begin().await?;
        let import = Self::find(&mut tx, tenant, id).await?;
        if matches!(import.status, Status::Importing | Status::Done) {
            return Ok(());
        }
        if import.report.wrong > 0 && !leaves_out {
            return Err(Error::Conflict(key!("clients-import-has-faults")));
        }
        let now = app.clock.now();
        let changed = q!(
            tx,
            execute,
            "UPDATE client_imports SET status = 'importing', done = 0, leaves_out = $3, updated_at = $4
             WHERE tenant_id = $1 AND id = $2 AND status = 'checked'",
            tenant,
            id,
            leaves_out,
            now,
        )?;
        begun(changed)?;
        Self::enqueue(&mut tx, tenant, id, now).await?;
        tx.commit().await?;
        app.wake.notify_one();
        Ok(())
    }

    async fn enqueue(
        tx: &mut Tx,
        tenant: TenantId,
        id: ImportId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let job = NewJob {
            tenant: Some(tenant),
            kind: JOB,
            payload: json!({ "import": id }),
            unique_key: None,
            run_at: now,
        };
        jobs::enqueue(tx, job, now).await
    }

    /// Throws the file away; what was imported stays.
    pub async fn discard(app: &App, tenant: TenantId, id: ImportId) -> Result<()> {
        Self::find(&app.db, tenant, id).await?;
        let gone = q!(
            &app.db,
            execute,
            "DELETE FROM client_imports WHERE tenant_id = $1 AND id = $2 AND status NOT IN ('checking', 'importing')",
            tenant,
            id,
        )?;
        begun(gone)
    }

    /// The worker has it.
    pub fn is_busy(&self) -> bool {
        self.status.is_busy() || self.report.is_going
    }

    /// Rows dealt with so far; of one that is taken back, cards.
    pub fn progress(&self) -> i64 {
        let progress = PROGRESS.lock().unwrap_or_else(PoisonError::into_inner);
        progress
            .get(&self.id.0)
            .copied()
            .unwrap_or(0)
            .max(self.done)
    }

    async fn note_progress(app: &App, tenant: TenantId, id: ImportId, done: i64) -> Result<()> {
        PROGRESS
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id.0, done);
        // Where other processes serve the page.
        if app.db.is_postgres() {
            q!(
                &app.db,
                execute,
                "UPDATE client_imports SET done = $3 WHERE tenant_id = $1 AND id = $2",
                tenant,
                id,
                done,
            )?;
        }
        Ok(())
    }

    fn forget_progress(id: ImportId) {
        PROGRESS
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&id.0);
    }
}

fn begun(changed: u64) -> Result<()> {
    if changed == 0 {
        return Err(Error::Conflict(key!("clients-import-busy")));
    }
    Ok(())
}

fn place(tenant: TenantId, id: ImportId) -> String {
    format!("client_imports.sealed:{tenant}:{id}")
}

/// Throws away what nobody came back for, the rows that were left out, and at last what was told of files that are imported.
pub async fn sweep(app: &App, now: DateTime<Utc>) -> Result<()> {
    stage::sweep(app).await?;
    q!(
        &app.db,
        execute,
        "DELETE FROM client_imports WHERE updated_at < $1 AND (status <> 'done' OR updated_at < $2)",
        now - KEPT,
        now - UNDOABLE,
    )?;
    q!(
        &app.db,
        execute,
        "UPDATE client_imports SET sealed = NULL WHERE updated_at < $1 AND status = 'done' AND sealed IS NOT NULL",
        now - KEPT,
    )?;
    Ok(())
}
