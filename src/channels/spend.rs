//! What SMS may cost: a sum in a day for the whole practice, and so many to one phone. It is set aside before anything is sent,
//! under a lock of the account, so that many at once spend no more than many in a row.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::model::{Account, Alarm};
use crate::accounts::Tenant;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{MessageId, TenantId};
use crate::money::{Currency, Money};
use crate::q;
use crate::schedule::local;

/// To one phone: whoever types a stranger's number into a form must not ring it all day.
const IN_AN_HOUR: i64 = 3;
const IN_A_DAY: i64 = 10;

/// Why nothing is set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The day's sum is spent.
    Cap,
    /// This phone had enough.
    Often,
}

impl Refusal {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cap => "cap",
            Self::Often => "often",
        }
    }
}

/// What went out today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Spent {
    pub micros: i64,
    pub messages: i64,
}

/// Sets aside what a text of so many parts costs, with the message's row; told apart from what was set aside at an earlier try.
pub async fn set_aside(
    tx: &mut Tx,
    tenant: &Tenant,
    account: &Account,
    message: MessageId,
    to: &str,
    parts: i64,
    now: DateTime<Utc>,
) -> Result<Result<(), Refusal>> {
    let cost = account.part_micros.saturating_mul(parts);
    let (spent, hour, day) = q!(
        tx,
        fetch_one: (i64, i64, i64),
        "SELECT CAST(COALESCE(SUM(CASE WHEN charged_at >= $3 THEN cost_micros END), 0) AS bigint),
            COUNT(CASE WHEN recipient = $4 AND charged_at > $5 THEN 1 END),
            COUNT(CASE WHEN recipient = $4 AND charged_at > $6 THEN 1 END)
         FROM messages WHERE tenant_id = $1 AND charged_at > $2 AND id <> $7",
        tenant.id,
        now - TimeDelta::hours(26),
        day_start(tenant, now),
        to,
        now - TimeDelta::hours(1),
        now - TimeDelta::days(1),
        message,
    )?;
    if spent.saturating_add(cost) > account.cap_micros {
        account.alarm(tx, Alarm::Cap, None, now).await?;
        return Ok(Err(Refusal::Cap));
    }
    if hour >= IN_AN_HOUR || day >= IN_A_DAY {
        return Ok(Err(Refusal::Often));
    }
    q!(
        tx,
        execute,
        "UPDATE messages SET parts = $3, cost_micros = $4, cost_currency = $5, charged_at = $6
         WHERE tenant_id = $1 AND id = $2",
        tenant.id,
        message,
        parts,
        cost,
        &account.currency,
        now,
    )?;
    Ok(Ok(()))
}

/// Nothing was sent: what was set aside is free again.
pub async fn give_back(mut on: impl On, tenant: TenantId, message: MessageId) -> Result<()> {
    q!(
        on,
        execute,
        "UPDATE messages SET parts = NULL, cost_micros = NULL, cost_currency = NULL, charged_at = NULL
         WHERE tenant_id = $1 AND id = $2",
        tenant,
        message,
    )?;
    Ok(())
}

/// Since midnight on the practice's clock.
pub async fn today(mut on: impl On, tenant: &Tenant, now: DateTime<Utc>) -> Result<Spent> {
    Ok(q!(
        on,
        fetch_one: Spent,
        "SELECT CAST(COALESCE(SUM(cost_micros), 0) AS bigint) AS micros, COUNT(*) AS messages
         FROM messages WHERE tenant_id = $1 AND charged_at >= $2",
        tenant.id,
        day_start(tenant, now),
    )?)
}

fn day_start(tenant: &Tenant, now: DateTime<Utc>) -> DateTime<Utc> {
    let midnight = tenant.local_date(now).and_time(NaiveTime::MIN);
    local::resolve(tenant.tz(), midnight)
}

/// Millionths as money, rounded up: what is shown is never less than what was spent.
pub fn money(micros: i64, currency: Currency) -> Money {
    let unit = 10_i64.pow(6 - currency.exponent().min(6));
    Money::new((micros + unit - 1).div_euclid(unit), currency)
}
