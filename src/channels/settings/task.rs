//! What is wrong with a channel, taken off the list of what waits for a person.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::channels::model::{Account, Carrier};
use crate::error::{Error, Result};
use crate::web::{self, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/todo/channels/{way}/dismissal", post(dismiss))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn dismiss(
    page: Page,
    State(app): State<App>,
    Path(way): Path<String>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let carrier = Carrier::parse(&way).ok_or(Error::NotFound)?;
    let now = app.clock.now();
    Account::dismiss(&app.db, page.tenant.id, carrier.channel(), now).await?;
    let word = page.t("todo-dismissed");
    Ok(web::redirect_with("/todo", Flash::ok(word)))
}
