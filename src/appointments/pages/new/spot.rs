//! Where a new visit is held, where the practice has more than one place.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::moving::too_far_text;
use super::form::Fields;
use crate::appointments::Appointment;
use crate::clients::Client;
use crate::db::On;
use crate::error::{Error, Result};
use crate::id::{PlaceId, ServiceId};
use crate::places::{Place, Places};
use crate::schedule::local::Span;
use crate::schedule::model::HoursRow;
use crate::services::Plan;
use crate::web::{Errors, Page};

/// What the form offers; empty where there is one address.
#[derive(Clone, Debug, Default)]
pub struct Spots {
    /// Id and name.
    pub options: Vec<(String, String)>,
    /// The master comes to the client.
    pub asks_address: bool,
}

/// The plan as the form places it.
pub async fn placed(on: impl On, page: &Page, form: &Fields, plan: Plan) -> Result<Plan> {
    let places = Places::load(on, page.tenant.id).await?;
    let wanted = form.place.parse().ok();
    let place = wanted.and_then(|id| places.get(Some(id)));
    let address = form.address.trim().chars().take(300).collect();
    Ok(Plan {
        place: place.map(|place| place.id),
        address,
        ..plan
    })
}

/// The same for the form itself, which says where: as the hours of its day do, else where the services usually are.
pub async fn spots(
    mut on: impl On,
    page: &Page,
    form: &mut Fields,
    plan: Option<Plan>,
) -> Result<(Option<Plan>, Spots)> {
    let places = Places::load(&mut on, page.tenant.id).await?;
    let Some(mut plan) = plan else {
        return Ok((None, Spots::default()));
    };
    if places.is_empty() {
        return Ok((Some(plan), Spots::default()));
    }
    let services = plan.service_ids();
    let wanted = match form.place == form.proposed {
        false => form.place.parse().ok(),
        true => by_hours(&mut on, page, form, &places, &services).await?,
    };
    let place = places.settle(wanted, &services);
    let was_chosen = form.place != form.proposed;
    form.place = place.map(|place| place.id.to_string()).unwrap_or_default();
    form.proposed = match was_chosen {
        true => "-".into(),
        false => form.place.clone(),
    };
    let asks_address = place.is_some_and(Place::is_clients);
    if asks_address
        && form.address.is_empty()
        && let Ok(client) = form.client.parse()
    {
        form.address = match Client::find(&mut on, page.tenant.id, client).await {
            Ok(client) => client.address,
            Err(Error::NotFound) => String::new(),
            Err(error) => return Err(error),
        };
    }
    plan.place = place.map(|place| place.id);
    plan.address.clone_from(&form.address);
    let open = places.all.iter().filter(|one| one.is_active);
    let options = open.map(|one| (one.id.to_string(), one.name.clone()));
    let spots = Spots {
        options: options.collect(),
        asks_address,
    };
    Ok((Some(plan), spots))
}

/// Where somebody who came in from the street is: as the hours of this moment say, if the service is held there.
pub async fn now(mut on: impl On, page: &Page, plan: Plan, at: DateTime<Utc>) -> Result<Plan> {
    let places = Places::load(&mut on, page.tenant.id).await?;
    if places.is_empty() {
        return Ok(plan);
    }
    let rows = HoursRow::all(on, page.tenant.id, None).await?;
    let local = at.with_timezone(&page.tenant.tz()).naive_local();
    // Before the first and after the last of its hours a day is still where it is.
    let there = places.of_moment(&rows, local);
    let there = there.or_else(|| places.of_day(&rows, local.date()));
    let services = plan.service_ids();
    // Nobody walks in at another one's home.
    let own = || {
        let fitting = places.for_services(&services);
        fitting.into_iter().find(|place| place.kind == "own")
    };
    let place = places.fitting(there, &services);
    let place = place.or_else(|| own().map(|place| place.id));
    Ok(Plan { place, ..plan })
}

/// Where the hours of the form's day are, if the services are held there.
async fn by_hours(
    on: impl On,
    page: &Page,
    form: &Fields,
    places: &Places,
    services: &[ServiceId],
) -> Result<Option<PlaceId>> {
    let rows = HoursRow::all(on, page.tenant.id, None).await?;
    let at = form.starts_at(page, &mut Errors::default());
    let local = at.map(|at| at.with_timezone(&page.tenant.tz()).naive_local());
    let usual = match (local, crate::calendar::parse_date(&form.date)) {
        (Some(at), _) => places.of_moment(&rows, at),
        (None, Some(date)) => places.of_day(&rows, date),
        (None, None) => None,
    };
    Ok(places.fitting(usual, services))
}

/// Visits from which, or to which, the way cannot be made.
pub async fn too_far(
    on: impl On,
    page: &Page,
    plan: &Plan,
    starts_at: DateTime<Utc>,
) -> Result<Vec<String>> {
    let minutes = TimeDelta::minutes;
    let busy = Span::new(
        starts_at - minutes(plan.buffer_before_minutes()),
        starts_at + minutes(plan.duration_minutes() + plan.buffer_after_minutes()),
    );
    let far = Appointment::too_far(
        on,
        page.tenant.id,
        plan.place,
        &plan.service_ids(),
        busy,
        None,
    )
    .await?;
    Ok(far.iter().map(|far| too_far_text(page, far)).collect())
}
