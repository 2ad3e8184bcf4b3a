//! A cancellation taken back: the undo of a cancelled visit.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;

use super::super::Status;
use super::answer::{Seen, answer, open};
use crate::accounts::Permission;
use crate::app::App;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::web::{Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/appointments/{id}/restoration", post(create))
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Form(seen): Form<Seen>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let done = patiently(|| act(&app, &page, id, seen)).await;
    answer(&app, page, id, done, "appointment-now-restored").await
}

async fn act(app: &App, page: &Page, id: AppointmentId, seen: Seen) -> Result<()> {
    let (mut tx, mut visit) = open(app, page, id).await?;
    // Pressed twice: it is no longer cancelled.
    if visit.status == Status::Cancelled && seen.version.is_some_and(|it| it != visit.version) {
        return Err(Error::Conflict("appointment-stale"));
    }
    visit
        .restore(&mut tx, &page.actor(), app.clock.now())
        .await?;
    Ok(tx.commit().await?)
}
