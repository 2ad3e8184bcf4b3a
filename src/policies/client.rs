//! What is agreed with one client, beside what holds for all; and what is known of how they kept to it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;

use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{self, Actor, Kind, Object};
use crate::id::{AppointmentId, ClientId, TenantId};
use crate::payments::Rules;
use crate::q;
use crate::schedule::local::Span;

/// Null, or "service": as the services say.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize)]
pub struct ClientRules {
    /// Of deposits: "service", "always" or "never".
    pub deposit_rule: String,
    /// Whether the practice answers first: "service", "always" or "never".
    pub confirm_rule: String,
    pub notice_minutes: Option<i64>,
    pub horizon_days: Option<i64>,
    pub cancel_window_minutes: Option<i64>,
    /// Their own visits on one day.
    pub daily_limit: Option<i64>,
    pub moves_limit: Option<i64>,
    pub kept_late: Option<bool>,
    pub kept_no_show: Option<bool>,
}

impl Default for ClientRules {
    fn default() -> Self {
        Self {
            deposit_rule: "service".into(),
            confirm_rule: "service".into(),
            notice_minutes: None,
            horizon_days: None,
            cancel_window_minutes: None,
            daily_limit: None,
            moves_limit: None,
            kept_late: None,
            kept_no_show: None,
        }
    }
}

impl ClientRules {
    pub async fn of(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT deposit_rule, confirm_rule, notice_minutes, horizon_days, cancel_window_minutes, daily_limit, moves_limit,
                kept_late, kept_no_show FROM clients WHERE tenant_id = $1 AND id = $2",
            tenant,
            client,
        )?)
    }

    /// Whether anything is agreed at all.
    pub fn is_any(&self) -> bool {
        *self != Self::default()
    }

    /// What is agreed with whom two cards speak of: the stricter, where both say something.
    pub fn filled_from(&self, other: &Self) -> Self {
        fn word(own: &str, other: &str) -> String {
            match (own, other) {
                ("service", other) => other.to_owned(),
                (_, "always") => "always".to_owned(),
                (own, _) => own.to_owned(),
            }
        }
        // Nothing is less than any number.
        let most = |own: Option<i64>, other: Option<i64>| own.max(other);
        let least = |own: Option<i64>, other: Option<i64>| match (own, other) {
            (Some(own), Some(other)) => Some(own.min(other)),
            (own, other) => own.or(other),
        };
        Self {
            deposit_rule: word(&self.deposit_rule, &other.deposit_rule),
            confirm_rule: word(&self.confirm_rule, &other.confirm_rule),
            notice_minutes: most(self.notice_minutes, other.notice_minutes),
            horizon_days: least(self.horizon_days, other.horizon_days),
            cancel_window_minutes: most(self.cancel_window_minutes, other.cancel_window_minutes),
            daily_limit: least(self.daily_limit, other.daily_limit),
            moves_limit: least(self.moves_limit, other.moves_limit),
            kept_late: self.kept_late.max(other.kept_late),
            kept_no_show: self.kept_no_show.max(other.kept_no_show),
        }
    }

    pub async fn save(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        client: ClientId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE clients SET deposit_rule = $3, confirm_rule = $4, notice_minutes = $5, horizon_days = $6,
                cancel_window_minutes = $7, daily_limit = $8, moves_limit = $9, kept_late = $10, kept_no_show = $11,
                updated_at = $12 WHERE tenant_id = $1 AND id = $2",
            tenant,
            client,
            &self.deposit_rule,
            &self.confirm_rule,
            self.notice_minutes,
            self.horizon_days,
            self.cancel_window_minutes,
            self.daily_limit,
            self.moves_limit,
            self.kept_late,
            self.kept_no_show,
            now,
        )?;
        let data = json!({ "deposit_rule": self.deposit_rule, "rules": true });
        let (kind, object) = (Kind::ClientUpdated, Object::Client(client));
        events::record(tx, tenant, actor, kind, object, data, now).await?;
        Ok(())
    }
}

/// Visits that a client missed or cancelled late, ever.
pub async fn missed(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<i64> {
    let (missed,) = q!(
        on,
        fetch_one: (i64,),
        "SELECT COUNT(*) FROM appointments WHERE tenant_id = $1 AND client_id = $2
            AND (status = 'no_show' OR (status = 'cancelled' AND is_late_cancel = $3))",
        tenant,
        client,
        true,
    )?;
    Ok(missed)
}

/// A client's visits that begin within a day, without the one that is moved.
pub async fn visits_within(
    mut on: impl On,
    tenant: TenantId,
    client: ClientId,
    day: Span,
    without: Option<AppointmentId>,
) -> Result<i64> {
    let (count,) = q!(
        on,
        fetch_one: (i64,),
        "SELECT COUNT(*) FROM appointments WHERE tenant_id = $1 AND client_id = $2 AND starts_at >= $3 AND starts_at < $4
            AND status NOT IN ('cancelled', 'expired') AND (id <> $5 OR $5 IS NULL)",
        tenant,
        client,
        day.start,
        day.end,
        without,
    )?;
    Ok(count)
}

/// When the client's visits from a moment on begin.
pub async fn starts_from(
    mut on: impl On,
    tenant: TenantId,
    client: ClientId,
    from: DateTime<Utc>,
    without: Option<AppointmentId>,
) -> Result<Vec<DateTime<Utc>>> {
    let rows = q!(
        on,
        fetch_all: (DateTime<Utc>,),
        "SELECT starts_at FROM appointments WHERE tenant_id = $1 AND client_id = $2 AND starts_at >= $3
            AND status NOT IN ('cancelled', 'expired') AND (id <> $4 OR $4 IS NULL)",
        tenant,
        client,
        from,
        without,
    )?;
    Ok(rows.into_iter().map(|(start,)| start).collect())
}

/// Whether what was paid ahead of a visit stays with the practice: by the client's rule, else by the strictest of its services,
/// else by the practice's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    pub late: bool,
    pub no_show: bool,
}

impl Kept {
    pub async fn of(mut on: impl On, tenant: TenantId, visit: AppointmentId) -> Result<Self> {
        let practice = Rules::of(&mut on, tenant).await?;
        let (services, late, no_show) = q!(
            on,
            fetch_one: (i64, i64, i64),
            "SELECT COUNT(*), COUNT(CASE WHEN COALESCE(c.kept_late, s.kept_late, $3) THEN 1 END),
                COUNT(CASE WHEN COALESCE(c.kept_no_show, s.kept_no_show, $4) THEN 1 END)
             FROM appointment_items i
             JOIN services s ON s.tenant_id = i.tenant_id AND s.id = i.service_id
             JOIN appointments a ON a.tenant_id = i.tenant_id AND a.id = i.appointment_id
             LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             WHERE i.tenant_id = $1 AND i.appointment_id = $2",
            tenant,
            visit,
            practice.is_kept_late,
            practice.is_kept_no_show,
        )?;
        Ok(match services {
            0 => Self {
                late: practice.is_kept_late,
                no_show: practice.is_kept_no_show,
            },
            _ => Self {
                late: late > 0,
                no_show: no_show > 0,
            },
        })
    }
}
