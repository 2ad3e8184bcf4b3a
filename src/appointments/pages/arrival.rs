//! The client is here.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;

use super::super::{Appointment, Status};
use super::answer::{Seen, answer};
use crate::accounts::Permission;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::id::AppointmentId;
use crate::web::{Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/appointments/{id}/arrival", post(create))
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Form(seen): Form<Seen>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let mut tx = app.db.begin().await?;
    let done = act(&mut tx, &app, &page, id, seen).await;
    answer(&app, page, tx, id, done, "appointment-now-arrived").await
}

async fn act(tx: &mut Tx, app: &App, page: &Page, id: AppointmentId, seen: Seen) -> Result<()> {
    let mut visit = Appointment::find(&mut *tx, page.tenant.id, id).await?;
    seen.check(&visit, Status::Arrived)?;
    visit.arrive(tx, &page.actor(), app.clock.now()).await
}
