//! How the waitlist goes on by itself.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{self, Actor, Kind, Object};
use crate::id::TenantId;
use crate::q;

#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Rules {
    /// Whether times that come free are offered without the master.
    pub is_on: bool,
    /// How long one person may think before the next one is asked.
    pub answer_minutes: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            is_on: true,
            answer_minutes: 30,
        }
    }
}

impl Rules {
    /// How long the answer may take, in minutes.
    pub const ANSWER: &[i64] = &[15, 30, 60, 120, 240, 720];

    pub async fn of(mut on: impl On, tenant: TenantId) -> Result<Self> {
        let row = q!(
            on,
            fetch_optional: Self,
            "SELECT is_on, answer_minutes FROM waitlist_rules WHERE tenant_id = $1",
            tenant,
        )?;
        Ok(row.unwrap_or_default())
    }

    pub async fn save(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "INSERT INTO waitlist_rules (tenant_id, is_on, answer_minutes, updated_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (tenant_id) DO UPDATE SET is_on = $2, answer_minutes = $3, updated_at = $4",
            tenant,
            self.is_on,
            self.answer_minutes,
            now,
        )?;
        let data =
            json!({ "waitlist": { "is_on": self.is_on, "answer_minutes": self.answer_minutes } });
        let (kind, object) = (Kind::TenantUpdated, Object::Tenant(tenant));
        events::record(tx, tenant, actor, kind, object, data, now).await?;
        Ok(())
    }
}
