//! Using a package for what stands already: a visit that may wait for its deposit, or an invoice.

use chrono::{DateTime, Utc};

use super::Movement;
use super::ledger::{Target, by_key, take};
use crate::accounts::Tenant;
use crate::db::Tx;
use crate::error::Result;
use crate::events::Actor;
use crate::id::PackageId;
use crate::payments::less_deposit;

/// As [`take`], for what stands already: so much less of a deposit is asked for, and a visit that waited for no more is certain.
///
/// # Errors
/// As [`take`].
#[expect(clippy::too_many_arguments, reason = "what a movement is made of")]
pub async fn redeem(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: &Actor,
    id: PackageId,
    target: Target,
    asked: Option<i64>,
    key: &str,
    now: DateTime<Utc>,
) -> Result<Movement> {
    if let Some(known) = by_key(&mut *tx, tenant.id, key).await? {
        return Ok(known);
    }
    let movement = take(tx, tenant, actor, id, target, asked, key, now).await?;
    if let Target::Visit(visit) = target {
        less_deposit(tx, tenant.id, visit, movement.value_minor, actor, now).await?;
    }
    Ok(movement)
}
