//! The verbs of blocked time, each in the caller's transaction with its event.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::types::Json;

use super::blocks::{Block, Moment};
use super::model::{BlockRow, Whose, for_change};
use crate::accounts::Tenant;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{BlockId, TenantId};
use crate::q;

/// Why time is blocked, as the database keeps it.
pub const REASONS: [&str; 6] = ["break", "vacation", "sick", "training", "private", "other"];

/// The text's key of a reason.
pub fn reason_key(reason: &str) -> &'static str {
    match reason {
        "break" => key!("schedule-reason-break"),
        "vacation" => key!("schedule-reason-vacation"),
        "sick" => key!("schedule-reason-sick"),
        "training" => key!("schedule-reason-training"),
        "private" => key!("schedule-reason-private"),
        _ => key!("schedule-reason-other"),
    }
}

/// What the master says about a block: local times, which follow the clock.
#[derive(Clone, Debug)]
pub struct BlockDraft {
    pub block: Block,
    /// One of [`REASONS`].
    pub reason: String,
    pub note: String,
}

impl BlockDraft {
    /// Whether it can be kept; the error is the text's key.
    pub fn check(&self, tenant: &Tenant) -> Result<(), &'static str> {
        let (start, end) = (
            self.block.start.reading(tenant.tz()),
            self.block.end.reading(tenant.tz()),
        );
        if end <= start {
            return Err(key!("field-time-order"));
        }
        let longest = match self.block.rrule {
            None => TimeDelta::days(731),
            Some(_) => TimeDelta::days(7),
        };
        if end - start > longest {
            return Err(key!("schedule-block-too-long"));
        }
        self.block.dates(tenant.tz()).map(drop)
    }
}

impl BlockDraft {
    /// Whether the row says the same.
    pub fn is_stored(&self, row: &BlockRow, tenant: &Tenant) -> bool {
        let times = (
            self.block.start.reading(tenant.tz()),
            self.block.end.reading(tenant.tz()),
        );
        row.readings(tenant) == Some(times)
            && row.rrule == self.block.rrule
            && row.reason == self.reason
            && row.note == self.note
    }
}

impl BlockRow {
    pub async fn find(mut on: impl On, tenant: TenantId, id: BlockId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM blocks WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// An id that is there already means that the form was sent twice: nothing happens.
    pub async fn create(
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        whose: Whose,
        id: BlockId,
        draft: &BlockDraft,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let (first_date, last_date) = draft.block.dates(tenant.tz()).map_err(Error::Invalid)?;
        let resource = for_change(tx, tenant.id, whose).await?;
        let written = q!(
            tx,
            execute,
            "INSERT INTO blocks (tenant_id, id, resource_id, starts_local, ends_local, rrule, reason, note, first_date,
                last_date, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (tenant_id, id) DO NOTHING",
            tenant.id,
            id,
            resource,
            draft.block.start.reading(tenant.tz()),
            draft.block.end.reading(tenant.tz()),
            &draft.block.rrule,
            &draft.reason,
            &draft.note,
            first_date,
            last_date,
            now,
        )?;
        if written == 0 {
            return Ok(());
        }
        record(tx, tenant.id, actor, id, "created", now).await
    }

    pub async fn update(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        draft: &BlockDraft,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let (first_date, last_date) = draft.block.dates(tenant.tz()).map_err(Error::Invalid)?;
        q!(
            tx,
            execute,
            "UPDATE blocks SET starts_local = $3, ends_local = $4, starts_at = NULL, ends_at = NULL, rrule = $5, reason = $6,
                note = $7, first_date = $8, last_date = $9 WHERE tenant_id = $1 AND id = $2",
            tenant.id,
            self.id,
            draft.block.start.reading(tenant.tz()),
            draft.block.end.reading(tenant.tz()),
            &draft.block.rrule,
            &draft.reason,
            &draft.note,
            first_date,
            last_date,
        )?;
        record(tx, tenant.id, actor, self.id, "updated", now).await
    }

    pub async fn delete(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let rows = q!(
            tx,
            execute,
            "DELETE FROM blocks WHERE tenant_id = $1 AND id = $2",
            tenant,
            self.id
        )?;
        // The same press twice at once: it went in the other one.
        if rows == 0 {
            return Ok(());
        }
        record(tx, tenant, actor, self.id, "deleted", now).await
    }

    /// Whether the practice had it and took it back, as far as its last changes tell: who presses "undo" twice.
    pub async fn was_deleted(mut on: impl On, tenant: TenantId, id: BlockId) -> Result<bool> {
        let changes = q!(
            on,
            fetch_all: (Json<Value>,),
            "SELECT data FROM events WHERE tenant_id = $1 AND object_kind = 'tenant' AND object_id = $1 AND kind = $2
             ORDER BY seq DESC LIMIT 100",
            tenant,
            Kind::ScheduleUpdated,
        )?;
        let id = id.to_string();
        let is_it =
            |(data,): &(Json<Value>,)| data["block"] == id.as_str() && data["change"] == "deleted";
        Ok(changes.iter().any(is_it))
    }

    /// Beginning and end as the tenant's clock shows them.
    pub fn readings(
        &self,
        tenant: &Tenant,
    ) -> Option<(chrono::NaiveDateTime, chrono::NaiveDateTime)> {
        let block = self.block()?;
        Some((
            block.start.reading(tenant.tz()),
            block.end.reading(tenant.tz()),
        ))
    }
}

/// Between two readings of the tenant's clock.
pub fn local_block(
    start: chrono::NaiveDateTime,
    end: chrono::NaiveDateTime,
    rrule: Option<String>,
) -> Block {
    Block {
        start: Moment::Local(start),
        end: Moment::Local(end),
        rrule,
    }
}

async fn record(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    block: BlockId,
    change: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({ "part": "blocks", "block": block, "change": change });
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
