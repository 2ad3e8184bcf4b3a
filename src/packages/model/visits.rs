//! What becomes of a use when something becomes of its visit.

use serde_json::{Value, json};

use super::ledger::{attend, give_back, open_of, take, tell};
use super::{Movement, MovementKind, Package, Target};
use crate::accounts::Tenant;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{Actor, Event, Kind as EventKind};
use crate::id::{AppointmentId, MovementId, TenantId};
use crate::policies::Kept;
use crate::q;

/// Hears of what becomes of visits: what was redeemed for one that does not take place goes back or is lost, as the
/// practice's rules on deposits say; one that is taken back, or takes its time again by late money, redeems again.
pub async fn on_appointment(tx: &mut Tx, event: &Event) -> Result<()> {
    if event.kind != EventKind::AppointmentStatusChanged {
        return Ok(());
    }
    let data = &event.data.0;
    let of = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default();
    let is = |name: &str| data.get(name).and_then(Value::as_bool) == Some(true);
    let (tenant_id, visit) = (event.tenant_id, AppointmentId(event.object_id));
    let ended = matches!(of("to"), "cancelled" | "no_show" | "expired");
    let is_back = is("restored") || (matches!(of("from"), "no_show" | "expired") && !ended);
    if !ended && !is_back {
        return Ok(());
    }
    let all = of_visit(&mut *tx, tenant_id, visit).await?;
    if all.is_empty() {
        return Ok(());
    }
    let tenant = Tenant::find(&mut *tx, tenant_id).await?;
    let actor = Actor::system();
    if is_back {
        return redeem_again(tx, &tenant, &all, event).await;
    }
    let kept = Kept::of(&mut *tx, tenant_id, visit).await?;
    let is_lost = match of("to") {
        "cancelled" => of("by") == "client" && is("late") && kept.late,
        "no_show" => kept.no_show,
        _ => false,
    };
    for movement in open_of(&mut *tx, tenant_id, Target::Visit(visit)).await? {
        if !is_lost {
            give_back(tx, &tenant, &actor, &movement, event.at).await?;
            continue;
        }
        let data = json!({ "appointment": visit });
        let (kind, package) = (EventKind::PackageBurned, movement.package_id);
        tell(tx, tenant_id, &actor, kind, package, data, event.at).await?;
        let burned = Movement {
            id: MovementId::new(),
            kind: MovementKind::Burned,
            minor: 0,
            visits: 0,
            value_minor: 0,
            key: format!("burned:{}:{}", movement.id, event.seq),
            recorded_by: None,
            created_at: event.at,
            ..movement
        };
        burned.insert(tx).await?;
    }
    Ok(())
}

/// What was given back when the visit was called off is taken once more; where it is gone by now, a person is told.
async fn redeem_again(tx: &mut Tx, tenant: &Tenant, all: &[Movement], event: &Event) -> Result<()> {
    let target = Target::Visit(AppointmentId(event.object_id));
    let actor = Actor::system();
    let returned = all
        .iter()
        .filter(|one| one.kind == MovementKind::Returned && one.recorded_by.is_none());
    for movement in returned {
        // What was given back in an earlier round was taken again then.
        let again = format!("again:{}:", movement.id);
        if all.iter().any(|other| other.key.starts_with(&again)) {
            continue;
        }
        let package = Package::find_for_change(tx, tenant.id, movement.package_id).await?;
        let state = package.state(tenant.local_date(event.at));
        let has =
            package.balance_minor >= movement.minor && package.balance_visits >= movement.visits;
        if state.refusal().is_some() || !has {
            attend(tx, &package, "lacking", event.at).await?;
            continue;
        }
        let asked = (movement.minor > 0).then_some(movement.minor);
        let key = format!("{again}{}", event.seq);
        let id = package.id;
        match take(tx, tenant, &actor, id, target, asked, &key, event.at).await {
            Ok(_) => {}
            Err(Error::Conflict(_) | Error::Invalid(_)) => {
                attend(tx, &package, "lacking", event.at).await?;
            }
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// Everything that was ever written for a visit.
async fn of_visit(
    mut on: impl On,
    tenant: TenantId,
    visit: AppointmentId,
) -> Result<Vec<Movement>> {
    Ok(q!(
        on,
        fetch_all: Movement,
        "SELECT * FROM package_movements WHERE tenant_id = $1 AND appointment_id = $2 ORDER BY id",
        tenant,
        visit,
    )?)
}
