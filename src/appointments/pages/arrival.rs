//! The client is here.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;

use super::super::Status;
use super::answer::{Seen, answer, open};
use crate::accounts::Permission;
use crate::app::App;
use crate::db::patiently;
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
    let done = patiently(|| act(&app, &page, id, seen)).await;
    answer(&app, page, id, done, "appointment-now-arrived").await
}

async fn act(app: &App, page: &Page, id: AppointmentId, seen: Seen) -> Result<()> {
    let (mut tx, mut visit) = open(app, page, id).await?;
    seen.check(&visit, Status::Arrived)?;
    visit
        .arrive(&mut tx, &page.tenant, &page.actor(), app.clock.now())
        .await?;
    Ok(tx.commit().await?)
}
