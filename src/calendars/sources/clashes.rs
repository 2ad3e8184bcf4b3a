//! Visits that busy time came upon. They are kept; the master is told, until the two share no time any more or it is meant so.
//! A visit that is put over busy time knowingly is none.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::model::Source;
use crate::appointments::MAX_SPAN_DAYS;
use crate::calendars::ical::Busy;
use crate::db::live::Topic;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::id::{AppointmentId, BusyId, ClashId, TenantId, UserId};
use crate::q;
use crate::schedule::local::Span;

/// As many entries of one reading are told of one visit: the others say nothing new.
const MOST_OF_VISIT: usize = 5;

/// As the to-do list names it.
#[derive(Clone, Debug, FromRow)]
pub struct Clash {
    pub id: ClashId,
    pub appointment_id: AppointmentId,
    pub starts_at: DateTime<Utc>,
    pub client_name: Option<String>,
    pub title: String,
    pub busy_from: DateTime<Utc>,
    pub busy_to: DateTime<Utc>,
    pub busy_title: String,
    pub source_name: String,
    /// Who alone sees what the busy time is called.
    pub user_id: Option<UserId>,
}

impl Clash {
    /// Those that wait, the soonest first.
    pub async fn open(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        // The date leads SQLite to the index of those that wait; so does the one in the count of what waits.
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT k.id, k.appointment_id, a.starts_at, c.name AS client_name, a.title, b.starts_at AS busy_from,
                b.ends_at AS busy_to, b.title AS busy_title, s.name AS source_name, s.user_id
             FROM calendar_clashes k
             JOIN busy_times b ON b.tenant_id = k.tenant_id AND b.id = k.busy_id
             JOIN calendar_sources s ON s.tenant_id = b.tenant_id AND s.id = b.source_id
             JOIN appointments a ON a.tenant_id = k.tenant_id AND a.id = k.appointment_id
             LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             WHERE k.tenant_id = $1 AND k.dismissed_at IS NULL AND k.created_at > '2000-01-01'
               AND a.starts_at < b.ends_at AND a.ends_at > b.starts_at
               AND a.status IN ('pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress')
             ORDER BY a.starts_at, k.id LIMIT 100",
            tenant,
        )?)
    }

    /// It is meant so.
    pub async fn dismiss(
        tx: &mut Tx,
        tenant: TenantId,
        id: ClashId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let changed = q!(
            tx,
            execute,
            "UPDATE calendar_clashes SET dismissed_at = COALESCE(dismissed_at, $3) WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
            now,
        )?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        tx.signal(tenant, Topic::Todo).await?;
        Ok(())
    }
}

/// What is over needs nobody.
pub(super) async fn end_past(tx: &mut Tx, source: &Source, now: DateTime<Utc>) -> Result<()> {
    q!(
        tx,
        execute,
        "DELETE FROM calendar_clashes WHERE tenant_id = $1
            AND busy_id IN (SELECT id FROM busy_times WHERE tenant_id = $1 AND source_id = $2 AND ends_at < $3)",
        source.tenant_id,
        source.id,
        now,
    )?;
    Ok(())
}

/// Notes which visits to come share time with what is new.
pub(super) async fn find(
    tx: &mut Tx,
    source: &Source,
    fresh: &[(BusyId, &Busy)],
    now: DateTime<Utc>,
) -> Result<()> {
    if fresh.iter().all(|(_, busy)| busy.end <= now) {
        return Ok(());
    }
    let visits = q!(
        tx,
        fetch_all: (AppointmentId, DateTime<Utc>, DateTime<Utc>),
        "SELECT a.id, a.starts_at, a.ends_at
         FROM allocations l JOIN appointments a ON a.tenant_id = l.tenant_id AND a.id = l.appointment_id
         WHERE l.tenant_id = $1 AND l.resource_id = $2 AND l.is_active AND l.starts_at > $3 AND a.ends_at > $4
           AND a.status IN ('pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress')
         ORDER BY l.starts_at LIMIT 5000",
        source.tenant_id,
        source.resource_id,
        now - TimeDelta::days(MAX_SPAN_DAYS),
        now,
    )?;
    let mut found = Vec::new();
    let mut fresh: Vec<&(BusyId, &Busy)> = fresh.iter().collect();
    fresh.sort_unstable_by_key(|(_, busy)| busy.start);
    for (id, start, end) in &visits {
        let visit = Span::new(*start, *end);
        // No piece is longer than three days.
        let first = fresh.partition_point(|(_, busy)| busy.start <= *start - TimeDelta::days(3));
        let near = fresh[first..]
            .iter()
            .take_while(|(_, busy)| busy.start < *end);
        let over = near.filter(|(_, busy)| busy.end > now);
        let over = over.filter(|(_, busy)| Span::new(busy.start, busy.end).overlaps(&visit));
        let over = over.take(MOST_OF_VISIT);
        found.extend(over.map(|(busy, _)| json!([ClashId::new(), busy, id])));
    }
    for some in found.chunks(2_000) {
        q!(
            tx,
            execute,
            {
                sqlite: "INSERT INTO calendar_clashes (tenant_id, id, busy_id, appointment_id, created_at)
                     SELECT $1, unhex(e.value ->> 0, '-'), unhex(e.value ->> 1, '-'), unhex(e.value ->> 2, '-'), $2 FROM json_each($3) e",
                pg: "INSERT INTO calendar_clashes (tenant_id, id, busy_id, appointment_id, created_at)
                     SELECT $1, CAST(e.value ->> 0 AS uuid), CAST(e.value ->> 1 AS uuid), CAST(e.value ->> 2 AS uuid), $2
                     FROM jsonb_array_elements($3::jsonb) e",
            },
            source.tenant_id,
            now,
            serde_json::to_string(some).map_err(Error::internal)?,
        )?;
    }
    Ok(())
}
