//! Days that are unlike their weekday: closed, or open at other hours. One row a date; the pages show neighbours that are
//! alike as one exception.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::json;
use sqlx::types::Json;

use super::model::{OverrideRow, Whose, for_change};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{self, Actor, Kind, Object};
use crate::id::{OverrideId, ResourceId, TenantId};
use crate::q;

/// The longest exception, in days.
pub const MAX_DAYS: u64 = 366;

/// Dates in a row with the same hours and note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    pub from: NaiveDate,
    /// Inclusive.
    pub until: NaiveDate,
    /// Local minutes after midnight; empty: closed.
    pub open: Vec<(u16, u16)>,
    pub note: String,
}

impl Exception {
    /// Those that are not over on `today`, by date.
    pub async fn upcoming(
        on: impl On,
        tenant: TenantId,
        whose: Whose,
        today: NaiveDate,
    ) -> Result<Vec<Self>> {
        let last = today
            .checked_add_days(Days::new(4 * MAX_DAYS))
            .unwrap_or(NaiveDate::MAX);
        let rows = OverrideRow::between(on, tenant, whose, today, last).await?;
        let mut exceptions: Vec<Self> = Vec::new();
        for row in rows {
            match exceptions.last_mut() {
                Some(last)
                    if last.until.succ_opt() == Some(row.date)
                        && last.open == row.open.0
                        && last.note == row.note =>
                {
                    last.until = row.date;
                }
                _ => exceptions.push(Self {
                    from: row.date,
                    until: row.date,
                    open: row.open.0,
                    note: row.note,
                }),
            }
        }
        Ok(exceptions)
    }

    pub fn is_closed(&self) -> bool {
        self.open.is_empty()
    }

    /// Writes it over whatever these dates had, and clears the dates of the one it replaces.
    pub async fn write(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        whose: Whose,
        replaces: Option<(NaiveDate, NaiveDate)>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let resource = for_change(tx, tenant, whose).await?;
        if let Some((from, until)) = replaces {
            clear(tx, tenant, resource, from, until).await?;
        }
        clear(tx, tenant, resource, self.from, self.until).await?;
        let dates: Vec<_> = self
            .from
            .iter_days()
            .take_while(|date| *date <= self.until)
            .take(MAX_DAYS as usize)
            .map(|date| json!({ "id": OverrideId::new().0.simple().to_string(), "date": date }))
            .collect();
        q!(
            tx,
            execute,
            {
                sqlite: "INSERT INTO date_overrides (tenant_id, id, resource_id, date, open, note)
                         SELECT $1, unhex(e.value->>'id'), $2, e.value->>'date', $4, $5 FROM json_each($3) e",
                pg: "INSERT INTO date_overrides (tenant_id, id, resource_id, date, open, note)
                     SELECT $1, (e->>'id')::uuid, $2, (e->>'date')::date, $4, $5 FROM jsonb_array_elements($3) e",
            },
            tenant,
            resource,
            Json(&dates),
            Json(&self.open),
            &self.note,
        )?;
        record(tx, tenant, actor, self.from, self.until, now).await
    }

    /// Lets the weekly hours hold again on these dates; tells whether any was an exception.
    pub async fn remove(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        whose: Whose,
        from: NaiveDate,
        until: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let resource = for_change(tx, tenant, whose).await?;
        let found = clear(tx, tenant, resource, from, until).await? > 0;
        if found {
            record(tx, tenant, actor, from, until, now).await?;
        }
        Ok(found)
    }
}

async fn clear(
    tx: &mut Tx,
    tenant: TenantId,
    resource: ResourceId,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<u64> {
    Ok(q!(
        tx,
        execute,
        "DELETE FROM date_overrides WHERE tenant_id = $1 AND resource_id = $4 AND date BETWEEN $2 AND $3",
        tenant,
        from,
        until,
        resource,
    )?)
}

async fn record(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    from: NaiveDate,
    until: NaiveDate,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({ "part": "overrides", "from": from, "until": until });
    events::record(
        tx,
        tenant,
        actor,
        Kind::ScheduleUpdated,
        Object::Tenant(tenant),
        data,
        now,
    )
    .await?;
    Ok(())
}
