//! The visit is done; what was asked for in the end may differ from the booked price.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use super::super::{Appointment, Status};
use super::answer::{Seen, answer, open};
use super::show::Show;
use crate::accounts::Permission;
use crate::app::App;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::money::Money;
use crate::web::{Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/appointments/{id}/completion", post(create))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Completion {
    version: Option<i64>,
    /// Empty or absent: as booked.
    #[serde(default)]
    price: String,
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Form(form): Form<Completion>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
    let price = match form.price.trim() {
        "" => None,
        // The currency of the booking: the practice may have another one by now.
        text => match Money::parse(text, visit.currency) {
            Ok(price) => Some(price.minor),
            Err(key) => {
                let mut show = Show::load(&app, page, id).await?;
                show.errors.add("price", key);
                show.final_price = form.price;
                return show.answer(&app, StatusCode::UNPROCESSABLE_ENTITY).await;
            }
        },
    };
    let seen = Seen {
        version: form.version,
    };
    let done = patiently(|| act(&app, &page, id, seen, price)).await;
    answer(&app, page, id, done, "appointment-now-completed").await
}

async fn act(
    app: &App,
    page: &Page,
    id: AppointmentId,
    seen: Seen,
    price: Option<i64>,
) -> Result<()> {
    let (mut tx, mut visit) = open(app, page, id).await?;
    seen.check(&visit, Status::Completed)?;
    // Completed meanwhile, for another amount: that is no second press.
    let charged = visit.final_price_minor.unwrap_or(visit.price_minor);
    if visit.status == Status::Completed && price.is_some_and(|minor| minor != charged) {
        return Err(Error::Conflict("appointment-stale"));
    }
    let price = price.filter(|minor| *minor != visit.price_minor);
    visit
        .complete(&mut tx, &page.tenant, &page.actor(), price, app.clock.now())
        .await?;
    Ok(tx.commit().await?)
}
