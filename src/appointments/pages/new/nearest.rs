//! The nearest free time for a service, at one keystroke: the form of a new visit with its day and time filled in.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::choice;
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::id::PlaceId;
use crate::places::Places;
use crate::schedule::availability::Availability;
use crate::schedule::slots::{MAX_DAYS, Slot};
use crate::web::{self, Flash, Page};

pub fn routes() -> Router<App> {
    Router::new().route("/appointments/nearest", get(show))
}

/// For `?what=` and `?client=`; without a service for the one that was booked last.
async fn show(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    page.require_active()?;
    let (tenant, now) = (&page.tenant, app.clock.now());
    let asked = page.param("what").filter(|what| !what.is_empty());
    let what = match asked {
        Some(what) => Some(what),
        None => choice::booked_last(&app.db, tenant.id, now).await?,
    };
    let what = match what {
        Some(what) => Some(what),
        None => {
            let lines = choice::lines(&app.db, tenant.id, tenant.currency).await?;
            lines.into_iter().next().map(|line| line.value)
        }
    };
    let what = what.unwrap_or_default();
    let plan = choice::plan(&app.db, tenant.id, tenant.currency, &what, &[]).await?;
    let free = match plan {
        None => None,
        Some(plan) => {
            let mut own = tenant.clone();
            own.rules.daily_limit = None;
            let (mut plan, today) = (plan.for_master(), tenant.local_date(now));
            let places = Places::load(&app.db, tenant.id).await?;
            let mut found: Option<(Slot, Option<PlaceId>)> = None;
            // One place or two: each has its own hours, and its own ways.
            for place in places.each_or_none(&plan.service_ids()) {
                plan.place = place;
                let there =
                    Availability::load(&app.db, &own, &plan, today, MAX_DAYS, None, now).await?;
                if let Some(free) = there.first_free()
                    && found
                        .as_ref()
                        .is_none_or(|(best, _)| free.start < best.start)
                {
                    found = Some((free, place));
                }
            }
            found
        }
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(client) = page.param("client") {
        query.append_pair("client", &client);
    }
    query.append_pair("what", &what);
    if let Some((free, place)) = &free {
        if let Some(place) = place {
            query.append_pair("place", &place.to_string());
        }
        query.append_pair("date", &free.start.date_naive().to_string());
        query.append_pair("time", &free.start.format("%H:%M").to_string());
    }
    let path = format!("/appointments/new?{}", query.finish());
    if free.is_some() {
        return Ok(web::redirect(&path));
    }
    let word = page.t("appointment-nearest-none");
    Ok(web::redirect_with(&path, Flash::ok(word)))
}
