//! Free times of a day as the master is offered them: no notice, no horizon, no daily limit.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::accounts::Tenant;
use crate::db::On;
use crate::error::Result;
use crate::id::AppointmentId;
use crate::schedule::availability::Availability;
use crate::services::Plan;

/// Local times at which `plan` fits on the date; `moved` is the visit whose own time does not count.
pub async fn free_times(
    on: impl On,
    tenant: &Tenant,
    plan: &Plan,
    date: NaiveDate,
    moved: Option<AppointmentId>,
    now: DateTime<Utc>,
) -> Result<Vec<NaiveTime>> {
    let mut own = tenant.clone();
    own.rules.daily_limit = None;
    let plan = plan.clone().for_master();
    let availability = Availability::load(on, &own, &plan, date, 1, moved, now).await?;
    // A start after midnight stands under the evening before; here it would be taken for the morning.
    let starts = availability.days().into_iter().flat_map(|day| day.slots);
    Ok(starts
        .map(|slot| slot.start)
        .filter(|start| start.date_naive() == date)
        .map(|start| start.time())
        .collect())
}
