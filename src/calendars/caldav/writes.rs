//! What is known of our entries there: as what they were written, what was done to them, what the server does not take.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use crate::calendars::sources::model::Source;
use crate::db::live::Topic;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::id::{AppointmentId, TenantId};
use crate::q;

/// What was refused where the server does not let an entry be taken away.
pub const REMOVAL: &str = "-";
/// What the server did not take is tried again so often.
const ANEW: TimeDelta = TimeDelta::hours(20);

/// A visit as it was written there.
#[derive(Clone, Debug, FromRow)]
pub struct Write {
    pub appointment_id: AppointmentId,
    /// Empty where it never stood there.
    pub path: String,
    /// Its version there; empty where it is not known.
    pub mark: String,
    /// What was written, in short.
    pub said: String,
    /// What was done to it there and is not put right yet.
    pub touched: Option<Touch>,
    /// What the server did not take, in short.
    pub refused: Option<String>,
    pub refused_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Touch {
    /// It has another version.
    Other,
    Gone,
}

impl Write {
    pub async fn all(mut on: impl On, source: &Source) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT appointment_id, path, mark, said, touched, refused, refused_at FROM calendar_writes
             WHERE tenant_id = $1 AND source_id = $2",
            source.tenant_id,
            source.id,
        )?)
    }

    /// Kept at once, so that a visit is not written twice if the rest fails. It stands there as it is here.
    pub async fn keep(
        mut on: impl On,
        source: &Source,
        visit: AppointmentId,
        path: &str,
        mark: &str,
        said: &str,
    ) -> Result<()> {
        q!(
            on,
            execute,
            "INSERT INTO calendar_writes (tenant_id, source_id, appointment_id, path, mark, said) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (tenant_id, source_id, appointment_id) DO UPDATE SET path = excluded.path, mark = excluded.mark,
                said = excluded.said, touched = NULL, refused = NULL, refused_at = NULL,
                changed = CASE WHEN calendar_writes.changed = 'refused' THEN NULL ELSE calendar_writes.changed END",
            source.tenant_id,
            source.id,
            visit,
            path,
            mark,
            said,
        )?;
        Ok(())
    }

    /// Whether the server did not take just this, not long ago.
    pub fn is_refused(&self, said: &str, now: DateTime<Utc>) -> bool {
        self.refused.as_deref() == Some(said) && self.refused_at.is_some_and(|at| now - at < ANEW)
    }

    /// The server does not take it; the master is told once.
    pub async fn refuse(
        tx: &mut Tx,
        source: &Source,
        visit: AppointmentId,
        said: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "INSERT INTO calendar_writes (tenant_id, source_id, appointment_id, path, mark, said, refused, refused_at, changed,
                changed_at)
             VALUES ($1, $2, $3, '', '', '', $4, $5, 'refused', $5)
             ON CONFLICT (tenant_id, source_id, appointment_id) DO UPDATE SET
                changed = CASE WHEN calendar_writes.refused = excluded.refused THEN calendar_writes.changed ELSE 'refused' END,
                changed_at = CASE WHEN calendar_writes.refused = excluded.refused THEN calendar_writes.changed_at
                    ELSE excluded.changed_at END,
                refused = excluded.refused, refused_at = excluded.refused_at",
            source.tenant_id,
            source.id,
            visit,
            said,
            now,
        )?;
        tx.signal(source.tenant_id, Topic::Todo).await?;
        Ok(())
    }

    /// Notes what was done to entries of ours there, until they are put right.
    pub async fn touch(tx: &mut Tx, source: &Source, paths: &[&str], touch: Touch) -> Result<()> {
        q!(
            tx,
            execute,
            {
                sqlite: "UPDATE calendar_writes SET touched = $4 WHERE tenant_id = $1 AND source_id = $2
                         AND path IN (SELECT value FROM json_each($3))",
                pg: "UPDATE calendar_writes SET touched = $4 WHERE tenant_id = $1 AND source_id = $2
                     AND path IN (SELECT e.value FROM jsonb_array_elements_text($3::jsonb) e)",
            },
            source.tenant_id,
            source.id,
            serde_json::to_string(paths).map_err(Error::internal)?,
            touch,
        )?;
        Ok(())
    }

    pub async fn remove(&self, mut on: impl On, source: &Source) -> Result<()> {
        q!(
            on,
            execute,
            "DELETE FROM calendar_writes WHERE tenant_id = $1 AND source_id = $2 AND appointment_id = $3",
            source.tenant_id,
            source.id,
            self.appointment_id,
        )?;
        Ok(())
    }
}

/// What somebody did to a visit there, as the to-do list names it.
#[derive(Clone, Debug, FromRow)]
pub struct Changed {
    pub appointment_id: AppointmentId,
    /// "moved", "deleted" or "refused".
    pub changed: String,
    pub changed_to: Option<DateTime<Utc>>,
    pub changed_at: DateTime<Utc>,
    pub starts_at: DateTime<Utc>,
    pub title: String,
    pub client_name: Option<String>,
    pub source_name: String,
}

impl Changed {
    pub async fn open(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT w.appointment_id, w.changed, w.changed_to, w.changed_at, a.starts_at, a.title, c.name AS client_name,
                s.name AS source_name
             FROM calendar_writes w
             JOIN calendar_sources s ON s.tenant_id = w.tenant_id AND s.id = w.source_id
             JOIN appointments a ON a.tenant_id = w.tenant_id AND a.id = w.appointment_id
             LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             WHERE w.tenant_id = $1 AND w.changed IS NOT NULL AND w.changed_at > '2000-01-01' ORDER BY w.changed_at LIMIT 100",
            tenant,
        )?)
    }

    /// Notes it; the visit stays as it is here.
    pub async fn note(
        tx: &mut Tx,
        source: &Source,
        visit: AppointmentId,
        what: &str,
        to: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE calendar_writes SET changed = $4, changed_to = $5, changed_at = $6
             WHERE tenant_id = $1 AND source_id = $2 AND appointment_id = $3",
            source.tenant_id,
            source.id,
            visit,
            what,
            to,
            now,
        )?;
        tx.signal(source.tenant_id, Topic::Todo).await?;
        Ok(())
    }

    /// It was looked at.
    pub async fn dismiss(tx: &mut Tx, tenant: TenantId, visit: AppointmentId) -> Result<()> {
        let rows = q!(
            tx,
            execute,
            "UPDATE calendar_writes SET changed = NULL, changed_to = NULL, changed_at = NULL
             WHERE tenant_id = $1 AND appointment_id = $2",
            tenant,
            visit,
        )?;
        if rows == 0 {
            return Err(Error::NotFound);
        }
        tx.signal(tenant, Topic::Todo).await?;
        Ok(())
    }
}
