//! What a practice asks of deposits.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use crate::db::On;
use crate::error::Result;
use crate::id::TenantId;
use crate::q;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Rules {
    /// How long a time is kept for whoever pays.
    pub hold_minutes: i64,
    /// Visits missed or cancelled late from which on one is asked for; 0 is never.
    pub risk_visits: i64,
    /// Of the price, from those and from clients who always pay one.
    pub risk_percent: i64,
    /// Kept when a client cancels late; else given back.
    pub is_kept_late: bool,
    pub is_kept_no_show: bool,
    /// Visits missed or cancelled late from which on the practice answers before anything is booked; 0 is never.
    pub confirm_visits: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            hold_minutes: 30,
            risk_visits: 0,
            risk_percent: 50,
            is_kept_late: true,
            is_kept_no_show: true,
            confirm_visits: 0,
        }
    }
}

impl Rules {
    pub async fn of(mut on: impl On, tenant: TenantId) -> Result<Self> {
        let row = q!(
            on,
            fetch_optional: Self,
            "SELECT hold_minutes, risk_visits, risk_percent, is_kept_late, is_kept_no_show, confirm_visits FROM payment_rules
             WHERE tenant_id = $1",
            tenant,
        )?;
        Ok(row.unwrap_or_default())
    }

    pub async fn save(&self, mut on: impl On, tenant: TenantId, now: DateTime<Utc>) -> Result<()> {
        q!(
            on,
            execute,
            "INSERT INTO payment_rules (tenant_id, hold_minutes, risk_visits, risk_percent, is_kept_late, is_kept_no_show,
                confirm_visits, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (tenant_id) DO UPDATE SET hold_minutes = excluded.hold_minutes,
                risk_visits = excluded.risk_visits, risk_percent = excluded.risk_percent,
                is_kept_late = excluded.is_kept_late, is_kept_no_show = excluded.is_kept_no_show,
                confirm_visits = excluded.confirm_visits, updated_at = excluded.updated_at",
            tenant,
            self.hold_minutes,
            self.risk_visits,
            self.risk_percent,
            self.is_kept_late,
            self.is_kept_no_show,
            self.confirm_visits,
            now,
        )?;
        Ok(())
    }

    pub fn hold(&self) -> TimeDelta {
        TimeDelta::minutes(self.hold_minutes)
    }
}
