//! What is asked for ahead of a visit: as the service says, as the client's card says, or because the client has missed
//! visits before; whichever is most. A client whose card says never pays none.
//!
//! It is worked out anew with every booking, under the lock of the time that is booked, and whoever has let several run out
//! is not given another time to hold: leaving and booking again leads nowhere.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use super::Account;
use super::model::Rules;
use crate::accounts::Tenant;
use crate::app::App;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{ClientId, TenantId};
use crate::policies::Terms;
use crate::q;
use crate::services::{Choice, Plan};

/// Times that were held and not paid for within a day, after which no more are held for the same person.
const MAX_ABANDONED: i64 = 2;
const ABANDONED_WITHIN: TimeDelta = TimeDelta::hours(24);

/// What is asked for, and how long the time is kept for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub minor: i64,
    pub hold: TimeDelta,
}

/// What is known of a client for this.
#[derive(Clone, Debug, FromRow)]
struct Past {
    deposit_rule: String,
    missed: i64,
    abandoned: i64,
}

/// What a service asks for, of what is chosen of it.
pub fn of_choice(choice: &Choice) -> i64 {
    let (service, price) = (&choice.service, choice.price_minor());
    of_service(&service.deposit_kind, service.deposit_amount, price)
}

/// By its rule: a sum, a part of the price, or all of it; never more than the price.
pub fn of_service(kind: &str, amount: i64, price: i64) -> i64 {
    let asked = match kind {
        "fixed" => amount,
        "percent" => percent(price, amount),
        "full" => price,
        _ => 0,
    };
    asked.clamp(0, price.max(0))
}

/// Rounded up to the minor unit: a deposit of nothing is none.
fn percent(price: i64, percent: i64) -> i64 {
    let of = i128::from(price) * i128::from(percent.clamp(0, 100));
    i64::try_from((of + 99) / 100).unwrap_or(price)
}

pub fn of_plan(plan: &Plan) -> i64 {
    plan.choices
        .iter()
        .map(of_choice)
        .fold(0, i64::saturating_add)
}

/// What a booking of this client asks for; none where nothing is asked, or where no way is open to pay it.
pub async fn asked(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    plan: &Plan,
    client: Option<ClientId>,
    now: DateTime<Utc>,
) -> Result<Option<Asked>> {
    let rules = Rules::of(&mut *tx, tenant.id).await?;
    let price = plan.price().minor;
    let past = match client {
        Some(client) => Some(past(&mut *tx, tenant.id, client, now).await?),
        None => None,
    };
    let (rule, missed) = past.as_ref().map_or(("service", 0), |past| {
        (past.deposit_rule.as_str(), past.missed)
    });
    let services: Vec<_> = plan.choices.iter().map(|choice| &choice.service).collect();
    // Whose rule it is does not matter here: a client's own is `rule`.
    let is_risky = Terms::of(&tenant.rules, &rules, &services, None, missed).is_risky();
    let minor = match rule {
        "never" => 0,
        "always" => of_plan(plan).max(percent(price, rules.risk_percent)),
        _ if is_risky => of_plan(plan).max(percent(price, rules.risk_percent)),
        _ => of_plan(plan),
    };
    if minor <= 0 {
        return Ok(None);
    }
    let ways = Account::offered(app, tx, tenant.id, plan.currency).await?;
    Ok((!ways.is_empty()).then_some(Asked {
        minor,
        hold: rules.hold(),
    }))
}

/// Whether this person has let several held times run out: they are asked to call instead.
pub async fn has_abandoned(
    mut on: impl On,
    tenant: TenantId,
    client: ClientId,
    now: DateTime<Utc>,
) -> Result<bool> {
    Ok(past(&mut on, tenant, client, now).await?.abandoned >= MAX_ABANDONED)
}

async fn past(
    mut on: impl On,
    tenant: TenantId,
    client: ClientId,
    now: DateTime<Utc>,
) -> Result<Past> {
    Ok(q!(
        on,
        fetch_one: Past,
        "SELECT c.deposit_rule,
            (SELECT COUNT(*) FROM appointments a WHERE a.tenant_id = c.tenant_id AND a.client_id = c.id
                AND (a.status = 'no_show' OR (a.status = 'cancelled' AND a.is_late_cancel = $4))) AS missed,
            (SELECT COUNT(*) FROM appointments a WHERE a.tenant_id = c.tenant_id AND a.client_id = c.id
                AND a.status = 'expired' AND a.deposit_minor > 0 AND a.updated_at > $3) AS abandoned
         FROM clients c WHERE c.tenant_id = $1 AND c.id = $2",
        tenant,
        client,
        now - ABANDONED_WITHIN,
        true,
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deposit_is_a_part_of_the_price_and_never_more() {
        assert_eq!(of_service("none", 1_500, 4_800), 0);
        assert_eq!(of_service("fixed", 1_500, 4_800), 1_500);
        assert_eq!(of_service("fixed", 9_999, 4_800), 4_800);
        assert_eq!(of_service("fixed", -5, 4_800), 0);
        assert_eq!(of_service("percent", 30, 4_800), 1_440);
        assert_eq!(of_service("percent", 33, 101), 34);
        assert_eq!(of_service("percent", 500, 101), 101);
        assert_eq!(of_service("full", 0, 4_800), 4_800);
        assert_eq!(of_service("full", 0, 0), 0);
        assert_eq!(of_service("percent", 100, i64::MAX), i64::MAX);
    }
}
