//! Opening hours, date overrides and blocks as the database keeps them. They belong to a resource: [`Whose`].

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc, Weekday};
use sqlx::FromRow;
use sqlx::types::Json;

use super::blocks::{Block, Moment};
use super::slots::{Override, WeeklyHours};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{BlockId, HoursId, OverrideId, PlaceId, ResourceId, TenantId};
use crate::q;

/// Whose hours, overrides and blocks: a resource's, or (none) the master's, which are the practice's.
pub type Whose = Option<ResourceId>;

/// One interval of the weekly hours. Minutes are local clock minutes after midnight.
#[derive(Clone, Debug, FromRow)]
pub struct HoursRow {
    pub id: HoursId,
    pub resource_id: ResourceId,
    /// 0 is Monday.
    pub weekday: i64,
    pub from_minute: i64,
    pub to_minute: i64,
    pub valid_from: Option<NaiveDate>,
    /// Inclusive.
    pub valid_until: Option<NaiveDate>,
    /// None: for visits at any place.
    pub place_id: Option<PlaceId>,
}

/// The hours of one date instead of the weekly ones.
#[derive(Clone, Debug, FromRow)]
pub struct OverrideRow {
    pub id: OverrideId,
    pub date: NaiveDate,
    /// Empty: closed.
    pub open: Json<Vec<(u16, u16)>>,
    pub note: String,
}

/// A break, once or repeated; either local times, which follow the clock, or instants.
#[derive(Clone, Debug, FromRow)]
pub struct BlockRow {
    pub id: BlockId,
    pub resource_id: ResourceId,
    pub starts_local: Option<NaiveDateTime>,
    pub ends_local: Option<NaiveDateTime>,
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
    pub rrule: Option<String>,
    pub reason: String,
    pub note: String,
    /// First and last local dates it touches; a repeat without end ends in 9999.
    pub first_date: NaiveDate,
    pub last_date: NaiveDate,
}

/// The resource whose schedule is to be changed: who changes it too, and who books by it, waits until the commit.
pub async fn for_change(tx: &mut Tx, tenant: TenantId, whose: Whose) -> Result<ResourceId> {
    let (id,) = q!(
        tx,
        fetch_one: (ResourceId,),
        {
            sqlite: "SELECT id FROM resources WHERE tenant_id = $1 AND (id = $2 OR ($2 IS NULL AND kind = 'master'))",
            pg: "SELECT id FROM resources WHERE tenant_id = $1 AND (id = $2 OR ($2 IS NULL AND kind = 'master'))
                 FOR NO KEY UPDATE",
        },
        tenant,
        whose,
    )?;
    Ok(id)
}

impl HoursRow {
    pub async fn all(mut on: impl On, tenant: TenantId, whose: Whose) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT h.* FROM resources r JOIN working_hours h ON h.tenant_id = r.tenant_id AND h.resource_id = r.id
             WHERE r.tenant_id = $1 AND (r.id = $2 OR ($2 IS NULL AND r.kind = 'master')) ORDER BY h.weekday, h.from_minute",
            tenant,
            whose,
        )?)
    }

    pub fn weekly(&self) -> WeeklyHours {
        WeeklyHours {
            weekday: Weekday::try_from(self.weekday.rem_euclid(7) as u8).unwrap_or(Weekday::Mon),
            from_minute: self.from_minute as u16,
            to_minute: self.to_minute as u16,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        }
    }
}

impl OverrideRow {
    /// Of the dates from `from` to `to`, both included.
    pub async fn between(
        mut on: impl On,
        tenant: TenantId,
        whose: Whose,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT o.* FROM resources r JOIN date_overrides o ON o.tenant_id = r.tenant_id AND o.resource_id = r.id
             WHERE r.tenant_id = $1 AND (r.id = $4 OR ($4 IS NULL AND r.kind = 'master')) AND o.date BETWEEN $2 AND $3 ORDER BY o.date",
            tenant,
            from,
            to,
            whose,
        )?)
    }

    pub fn of_date(&self) -> Override {
        Override {
            date: self.date,
            open: self.open.0.clone(),
        }
    }
}

impl BlockRow {
    /// Blocks that may touch the dates from `from` to `to`, both included; finished ones are not read.
    pub async fn between(
        mut on: impl On,
        tenant: TenantId,
        whose: Whose,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT b.* FROM resources r JOIN blocks b ON b.tenant_id = r.tenant_id AND b.resource_id = r.id
             WHERE r.tenant_id = $1 AND (r.id = $4 OR ($4 IS NULL AND r.kind = 'master'))
               AND b.last_date >= $2 AND b.first_date <= $3
             ORDER BY b.first_date, b.id",
            tenant,
            from,
            to,
            whose,
        )?)
    }

    /// All blocks that are not over on a date, by beginning.
    pub async fn since(
        mut on: impl On,
        tenant: TenantId,
        whose: Whose,
        from: NaiveDate,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT b.* FROM resources r JOIN blocks b ON b.tenant_id = r.tenant_id AND b.resource_id = r.id
             WHERE r.tenant_id = $1 AND (r.id = $3 OR ($3 IS NULL AND r.kind = 'master')) AND b.last_date >= $2
             ORDER BY b.first_date, b.id",
            tenant,
            from,
            whose,
        )?)
    }

    /// None when the row has neither local times nor instants, which the database refuses.
    pub fn block(&self) -> Option<Block> {
        let (start, end) = match (
            self.starts_local,
            self.ends_local,
            self.starts_at,
            self.ends_at,
        ) {
            (Some(start), Some(end), _, _) => (Moment::Local(start), Moment::Local(end)),
            (_, _, Some(start), Some(end)) => (Moment::Instant(start), Moment::Instant(end)),
            _ => return None,
        };
        Some(Block {
            start,
            end,
            rrule: self.rrule.clone(),
        })
    }
}
