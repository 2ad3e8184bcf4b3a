//! Writing what was read: only what changed, so that a busy time keeps its id, and with it what was said about it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::json;
use sqlx::types::Json;

use super::clashes;
use super::model::{Mark, Source, Trouble};
use crate::calendars::ical::{Busy, Reading};
use crate::db::live::Topic;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::id::{BusyId, TenantId};
use crate::q;
use crate::schedule::model::for_change;

/// Rows of one statement.
const AT_ONCE: usize = 2_000;
/// How long between two looks while all is well.
pub const EVERY: TimeDelta = TimeDelta::minutes(15);
/// The longest pause between two tries.
pub const LONGEST: TimeDelta = TimeDelta::hours(6);
/// After how long somebody is told.
const LONG: TimeDelta = TimeDelta::hours(24);

/// What the file says now. Nothing is written for a source that was changed, switched off or removed meanwhile.
pub async fn store(
    db: &Db,
    was: &Source,
    reading: &Reading,
    mark: Mark,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut tx = db.begin().await?;
    // Who books waits: a time is either seen as busy, or its visit is.
    for_change(&mut tx, was.tenant_id, Some(was.resource_id)).await?;
    let Some(source) = same(&mut tx, was, now).await? else {
        return Ok(());
    };
    put(&mut tx, &source, reading, mark, now).await?;
    well(&mut tx, &source, now).await?;
    tx.commit().await?;
    Ok(())
}

/// What the entries of an account's calendar say, up to a change among them; how the turn went is said at its end.
pub async fn taken(
    db: &Db,
    was: &Source,
    reading: &Reading,
    mark: Mark,
    seq: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut tx = db.begin().await?;
    for_change(&mut tx, was.tenant_id, Some(was.resource_id)).await?;
    let Some(source) = same(&mut tx, was, now).await? else {
        return Ok(());
    };
    put(&mut tx, &source, reading, mark, now).await?;
    q!(
        tx,
        execute,
        "UPDATE calendar_sources SET taken_seq = $3 WHERE tenant_id = $1 AND id = $2",
        source.tenant_id,
        source.id,
        seq,
    )?;
    tx.commit().await?;
    Ok(())
}

async fn put(
    tx: &mut Tx,
    source: &Source,
    reading: &Reading,
    mark: Mark,
    now: DateTime<Utc>,
) -> Result<()> {
    let is_changed = replace(tx, source, &reading.busy, now).await?;
    q!(
        tx,
        execute,
        "UPDATE calendar_sources SET mark = $3, read_at = $4, events = $5, spans = $6, unread = $7, unread_count = $8
         WHERE tenant_id = $1 AND id = $2",
        source.tenant_id,
        source.id,
        Json(mark),
        now,
        reading.events as i64,
        reading.busy.len() as i64,
        Json(&reading.unread),
        reading.unread_count as i64,
    )?;
    if is_changed {
        tx.signal(source.tenant_id, Topic::Calendar).await?;
        tx.signal(source.tenant_id, Topic::Todo).await?;
    }
    Ok(())
}

/// The server said that nothing changed, or all of it is done.
pub async fn unchanged(db: &Db, was: &Source, now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.begin().await?;
    let Some(source) = same(&mut tx, was, now).await? else {
        return Ok(());
    };
    well(&mut tx, &source, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn well(tx: &mut Tx, source: &Source, now: DateTime<Utc>) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE calendar_sources SET next_at = $3, tried_at = $4, checked_at = $4, failures = 0, failing_since = NULL,
            trouble = NULL, alarmed_at = NULL, dismissed_at = NULL WHERE tenant_id = $1 AND id = $2",
        source.tenant_id,
        source.id,
        now + EVERY,
        now,
    )?;
    if source.trouble.is_some() {
        tx.signal(source.tenant_id, Topic::Todo).await?;
    }
    Ok(())
}

/// It could not be read, or written: what was read last counts on, the next try comes later each time, up to `longest`, and
/// after a day somebody is told.
pub async fn failed(
    db: &Db,
    was: &Source,
    why: Trouble,
    longest: TimeDelta,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut tx = db.begin().await?;
    let Some(source) = same(&mut tx, was, now).await? else {
        return Ok(());
    };
    let since = source.failing_since.unwrap_or(now);
    let alarm = (now - since >= LONG).then_some(now);
    q!(
        tx,
        execute,
        "UPDATE calendar_sources SET next_at = $3, tried_at = $4, failures = failures + 1, failing_since = $5, trouble = $6,
            alarmed_at = COALESCE(alarmed_at, $7) WHERE tenant_id = $1 AND id = $2",
        source.tenant_id,
        source.id,
        now + pause(source.failures).min(longest),
        now,
        since,
        why,
        alarm,
    )?;
    if alarm.is_some() {
        tx.signal(source.tenant_id, Topic::Todo).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A quarter of an hour, doubled with each failure.
fn pause(failures: i64) -> TimeDelta {
    EVERY * (1 << failures.clamp(0, 10))
}

/// The source, locked, if it is still as it was.
pub(in crate::calendars) async fn same(
    tx: &mut Tx,
    was: &Source,
    now: DateTime<Utc>,
) -> Result<Option<Source>> {
    let source = match Source::find_for_change(tx, was.tenant_id, was.id).await {
        Err(Error::NotFound) => return Ok(None),
        found => found?,
    };
    if !source.is_on || source.version != was.version {
        return Ok(None);
    }
    clashes::end_past(tx, &source, now).await?;
    Ok(Some(source))
}

/// Whether anything was changed.
pub(crate) async fn replace(
    tx: &mut Tx,
    source: &Source,
    busy: &[Busy],
    now: DateTime<Utc>,
) -> Result<bool> {
    let rows = q!(
        tx,
        fetch_all: (BusyId, DateTime<Utc>, DateTime<Utc>, String),
        "SELECT id, starts_at, ends_at, title FROM busy_times WHERE tenant_id = $1 AND source_id = $2",
        source.tenant_id,
        source.id,
    )?;
    let mut known: HashMap<(DateTime<Utc>, DateTime<Utc>, &str), BusyId> = HashMap::new();
    for (id, start, end, title) in &rows {
        known.insert((*start, *end, title), *id);
    }
    let mut kept = HashSet::new();
    let mut fresh = Vec::new();
    for one in busy {
        match known.get(&(one.start, one.end, &*one.title)) {
            Some(id) => {
                kept.insert(*id);
            }
            None => fresh.push((BusyId::new(), one)),
        }
    }
    let ids = rows.iter().map(|row| row.0);
    let gone: Vec<BusyId> = ids.filter(|id| !kept.contains(id)).collect();
    // What is over is forgotten with its day, but that changes nothing that anybody looks at.
    delete(tx, source.tenant_id, &gone).await?;
    insert(tx, source, &fresh).await?;
    clashes::find(tx, source, &fresh, now).await?;
    Ok(!gone.is_empty() || !fresh.is_empty())
}

async fn delete(tx: &mut Tx, tenant: TenantId, gone: &[BusyId]) -> Result<()> {
    for some in gone.chunks(AT_ONCE) {
        q!(
            tx,
            execute,
            {
                sqlite: "DELETE FROM busy_times WHERE tenant_id = $1 AND id IN (SELECT unhex(value, '-') FROM json_each($2))",
                pg: "DELETE FROM busy_times WHERE tenant_id = $1
                     AND id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2::jsonb) e)",
            },
            tenant,
            serde_json::to_string(some).map_err(Error::internal)?,
        )?;
    }
    Ok(())
}

async fn insert(tx: &mut Tx, source: &Source, fresh: &[(BusyId, &Busy)]) -> Result<()> {
    // As sqlx writes instants to SQLite.
    let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, false);
    for some in fresh.chunks(AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|(id, busy)| json!([id, instant(busy.start), instant(busy.end), &*busy.title]))
            .collect();
        q!(
            tx,
            execute,
            {
                sqlite: "INSERT INTO busy_times (tenant_id, id, source_id, resource_id, starts_at, ends_at, title)
                     SELECT $1, unhex(e.value ->> 0, '-'), $2, $3, e.value ->> 1, e.value ->> 2, e.value ->> 3 FROM json_each($4) e",
                pg: "INSERT INTO busy_times (tenant_id, id, source_id, resource_id, starts_at, ends_at, title)
                     SELECT $1, CAST(e.value ->> 0 AS uuid), $2, $3, CAST(e.value ->> 1 AS timestamptz),
                        CAST(e.value ->> 2 AS timestamptz), e.value ->> 3 FROM jsonb_array_elements($4::jsonb) e",
            },
            source.tenant_id,
            source.id,
            source.resource_id,
            serde_json::to_string(&rows).map_err(Error::internal)?,
        )?;
    }
    Ok(())
}
