//! What the worker does with a file: the dry run, and the import. The import reads everything first, then writes its cards
//! where nobody sees them ([`super::stage`]) and shows them all in one transaction, so that a wrong row or a fault of ours
//! leaves nothing behind.

use std::collections::HashMap;

use serde_json::{Value, json};
use sqlx::types::Json;

use super::judge::{Judge, Verdict};
use super::row::{Fault, Reader, Row, is_empty};
use super::stage::{self, Stage};
use super::write::Writer;
use super::{Doubles, Import, MAX_FAULTS, RUNNING, Report, RowFault, Status, table, undo};
use crate::accounts::Tenant;
use crate::app::App;
use crate::clients::Field;
use crate::clients::export::safe;
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::Locale;
use crate::id::{ImportId, TenantId, UserId};
use crate::jobs::Job;
use crate::q;

pub const JOB: &str = "client_import";
/// Rows that are dealt with at once.
const CHUNK: usize = 500;
/// Tries; after them the master is told.
const MAX_ATTEMPTS: i64 = 3;

/// Does a job of the queue.
pub async fn run(app: &App, job: &Job) -> Result<()> {
    let tenant = job
        .tenant_id
        .ok_or_else(|| Error::internal("an import of no practice"))?;
    let id: ImportId = job
        .payload
        .get("import")
        .and_then(Value::as_str)
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| Error::internal("no import in the job"))?;
    let undoes: Option<UserId> = job
        .payload
        .get("undo")
        .and_then(Value::as_str)
        .and_then(|user| user.parse().ok());
    if job.attempts > MAX_ATTEMPTS {
        return match undoes {
            Some(_) => undo::give_up(app, tenant, id).await,
            None => fail(app, tenant, id).await,
        };
    }
    // One at a time: each holds a file several times over.
    let _turn = RUNNING
        .acquire()
        .await
        .map_err(|_| Error::Unavailable("stopping".into()))?;
    if let Some(user) = undoes {
        let done = undo::run(app, tenant, user, id).await;
        Import::forget_progress(id);
        return done;
    }
    let done = match Import::find(&app.db, tenant, id).await {
        // Thrown away meanwhile.
        Err(Error::NotFound) => Ok(()),
        Err(error) => Err(error),
        Ok(import) => match import.status {
            Status::Checking => check(app, &import).await,
            Status::Importing => import_all(app, &import).await,
            Status::Mapping | Status::Checked | Status::Done | Status::Failed => Ok(()),
        },
    };
    Import::forget_progress(id);
    match done {
        // Trying again would not help: too many tags, a file that is gone.
        Err(Error::Invalid(_) | Error::Conflict(_) | Error::NotFound) => {
            fail(app, tenant, id).await
        }
        Err(error) if job.attempts >= MAX_ATTEMPTS => {
            tracing::error!(import = %id, %error, "import given up");
            fail(app, tenant, id).await
        }
        other => other,
    }
}

async fn fail(app: &App, tenant: TenantId, id: ImportId) -> Result<()> {
    stage::clear(app, tenant, id).await?;
    q!(
        &app.db,
        execute,
        "UPDATE client_imports SET status = 'failed', updated_at = $3
         WHERE tenant_id = $1 AND id = $2 AND status IN ('checking', 'importing')",
        tenant,
        id,
        app.clock.now(),
    )?;
    Ok(())
}

/// A file's rows, understood.
struct Rows {
    tenant: Tenant,
    right: Vec<Row>,
    report: Report,
    /// The first row, where it names the columns.
    headings: Vec<String>,
    /// Rows with faults as they stand in the file, and why.
    wrong: Vec<(Vec<String>, String)>,
}

/// Reads every row; `step` hears of each chunk.
async fn read(app: &App, import: &Import) -> Result<Rows> {
    let tenant = Tenant::find(&app.db, import.tenant_id).await?;
    let fields = Field::active(&app.db, tenant.id).await?;
    let file = Import::file(app, tenant.id, import.id).await?;
    let plan = &import.plan.0;
    let text = table::decode(&file, &plan.shape.encoding);
    let columns = plan.columns();
    let reader = Reader {
        columns: &columns,
        fields: &fields,
        dates: plan.dates,
        home: tenant.country.as_deref(),
        today: tenant.local_date(app.clock.now()),
    };
    let is_open = plan.shape.ends_in_quote(&text);
    let mut records = plan.shape.numbered(&text).peekable();
    let headings = match plan.shape.has_header {
        true => records.next().unwrap_or_default().1,
        false => Vec::new(),
    };
    let (mut right, mut wrong, mut report) = (Vec::new(), Vec::new(), Report::default());
    let mut n = 0;
    while let Some((row, cells)) = records.next() {
        n += 1;
        if n % 100 == 0 {
            // Others take their turn on this thread.
            tokio::task::yield_now().await;
        }
        if is_empty(&cells) {
            continue;
        }
        let read = match is_open && records.peek().is_none() {
            true => Err(vec![Fault::of_quote(&cells)]),
            false => reader.read(&cells),
        };
        match read {
            Ok(read) => right.push(read),
            Err(faults) => {
                report.wrong += 1;
                let faults: Vec<RowFault> = faults
                    .into_iter()
                    .map(|fault| told(fault, row, &headings, plan.locale))
                    .collect();
                wrong.push((cells, why(&faults)));
                let room = MAX_FAULTS.saturating_sub(report.faults.len());
                report.faults.extend(faults.into_iter().take(room));
            }
        }
    }
    Ok(Rows {
        tenant,
        right,
        report,
        headings,
        wrong,
    })
}

/// "Phone: Check the number; Email: …"
fn why(faults: &[RowFault]) -> String {
    let texts = faults.iter().map(|fault| match fault.column.as_str() {
        "" => fault.text.clone(),
        column => format!("{column}: {}", fault.text),
    });
    texts.collect::<Vec<_>>().join("; ")
}

/// The rows with faults as a file of their own, to be mended and chosen again: as they stand, and why behind them.
pub async fn wrong_rows(app: &App, import: &Import) -> Result<Vec<u8>> {
    match import.status {
        // They were put aside when the others were imported.
        Status::Done => Import::file(app, import.tenant_id, import.id).await,
        _ => table_of_wrong(&read(app, import).await?, import),
    }
}

fn table_of_wrong(rows: &Rows, import: &Import) -> Result<Vec<u8>> {
    let plan = &import.plan.0;
    let width = rows.wrong.iter().map(|(cells, _)| cells.len()).max();
    let width = width.unwrap_or(0).max(rows.headings.len());
    let mut writer = csv::WriterBuilder::new()
        .delimiter(u8::try_from(plan.shape.delimiter).unwrap_or(b','))
        .from_writer("\u{feff}".as_bytes().to_vec());
    let line = |cells: &[String], last: &str| {
        let mut line: Vec<String> = cells.iter().map(|cell| safe(cell)).collect();
        line.resize(width, String::new());
        line.push(safe(last));
        line
    };
    if !rows.headings.is_empty() {
        let last = plan.locale.t("clients-import-fault");
        let written = writer.write_record(line(&rows.headings, &last));
        written.map_err(Error::internal)?;
    }
    for (cells, why) in &rows.wrong {
        writer
            .write_record(line(cells, why))
            .map_err(Error::internal)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::internal(error.to_string()))
}

fn told(fault: Fault, row: u64, headings: &[String], locale: Locale) -> RowFault {
    let column = fault.column.map(|n| {
        let heading = headings.get(n).filter(|heading| !heading.is_empty());
        heading.cloned().unwrap_or_else(|| (n + 1).to_string())
    });
    RowFault {
        row: row as i64,
        column: column.unwrap_or_default(),
        value: fault.value,
        text: fault.problem.text(locale),
    }
}

async fn check(app: &App, import: &Import) -> Result<()> {
    let Rows {
        tenant,
        right,
        mut report,
        ..
    } = read(app, import).await?;
    let mut judge = Judge::default();
    for (n, rows) in right.chunks(CHUNK).enumerate() {
        let verdicts = judge.judge(&app.db, tenant.id, rows).await?;
        for verdict in verdicts {
            count(&mut report, verdict);
        }
        let done = n * CHUNK + rows.len();
        Import::note_progress(app, tenant.id, import.id, done as i64).await?;
    }
    q!(
        &app.db,
        execute,
        "UPDATE client_imports SET status = 'checked', report = $3, updated_at = $4
         WHERE tenant_id = $1 AND id = $2 AND status = 'checking'",
        tenant.id,
        import.id,
        Json(&report),
        app.clock.now(),
    )?;
    Ok(())
}

fn count(report: &mut Report, verdict: Verdict) {
    match verdict {
        Verdict::New => report.new += 1,
        Verdict::Known(_) => report.known += 1,
        Verdict::Twice => report.twice += 1,
    }
}

async fn import_all(app: &App, import: &Import) -> Result<()> {
    let stage = Stage::begin(app, import.tenant_id, import.id).await?;
    let done = write_all(app, import, stage).await;
    if done.is_err() {
        stage::clear(app, import.tenant_id, import.id).await?;
    }
    done
}

async fn write_all(app: &App, import: &Import, stage: Stage) -> Result<()> {
    let rows = read(app, import).await?;
    // What is left out is put aside for a day; the rest of the file is of no more use here.
    let aside = match rows.wrong.is_empty() {
        true => None,
        false => Some(import.seal(app, &table_of_wrong(&rows, import)?).await?),
    };
    let Rows {
        tenant,
        right,
        mut report,
        ..
    } = rows;
    let (plan, now) = (&import.plan.0, app.clock.now());
    let actor = Actor::user(import.user_id);
    let mut judge = Judge::default();
    let mut writer = Writer::new(stage, tenant.locale, plan.tag.clone(), now);
    let mut known = HashMap::new();
    for (n, rows) in right.chunks(CHUNK).enumerate() {
        let mut tx = app.db.begin().await?;
        let verdicts = judge.judge(&mut tx, tenant.id, rows).await?;
        let mut new = Vec::with_capacity(rows.len());
        for (row, verdict) in rows.iter().zip(verdicts) {
            count(&mut report, verdict);
            match verdict {
                Verdict::New => new.push(row),
                Verdict::Known(id) if plan.doubles == Doubles::Fill => {
                    known.insert(id, row);
                }
                Verdict::Known(_) | Verdict::Twice => {}
            }
        }
        writer.create(&mut tx, &new).await?;
        tx.commit().await?;
        let done = n * CHUNK + rows.len();
        Import::note_progress(app, tenant.id, import.id, done as i64).await?;
    }
    // From here to the end nobody else writes; it is kept short.
    let mut tx = app.db.begin().await?;
    if !stage.is_current(&mut tx).await? {
        return Err(Error::Conflict(crate::i18n::key!("clients-import-busy")));
    }
    let met = stage.take_off_known(&mut tx).await?.len() as i64;
    report.new -= met;
    report.known += met;
    stage.show(&mut tx).await?;
    for (id, row) in known {
        let is_filled = match writer.fill(&mut tx, &actor, id, row).await {
            // Erased, locked or joined with another one since it was looked at.
            Err(Error::NotFound | Error::Conflict(_)) => false,
            other => other?,
        };
        report.filled += i64::from(is_filled);
    }
    let data = json!({ "import": import.id, "new": report.new, "filled": report.filled });
    let object = Object::Tenant(tenant.id);
    events::record(
        &mut tx,
        tenant.id,
        &actor,
        Kind::ClientsImported,
        object,
        data,
        now,
    )
    .await?;
    // What was wrong was told before.
    report.faults.clear();
    let settled = q!(
        tx,
        execute,
        "UPDATE client_imports SET status = 'done', sealed = $7, stage = NULL, report = $3, done = total, updated_at = $4
         WHERE tenant_id = $1 AND id = $2 AND status = 'importing' AND stage = $6 AND (leaves_out OR $5 = 0)",
        tenant.id,
        import.id,
        Json(&report),
        now,
        report.wrong,
        stage.id,
        aside,
    )?;
    // Another worker was first, or the rules for a row changed since it was checked: nothing is imported.
    if settled == 0 {
        return Err(Error::Conflict(crate::i18n::key!("clients-import-busy")));
    }
    tx.commit().await?;
    Ok(())
}
