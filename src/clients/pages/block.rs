//! The block list: who may not book online.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::{Client, TurnedAway};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::id::{ClientId, RefusalId};
use crate::web::forms::text;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/{id}/block", get(new).post(create))
        .route("/clients/{id}/unblock", post(destroy))
        .route("/todo/refusals/{id}/dismissal", post(dismiss))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    reason: String,
}

/// `clients/block.html`
#[derive(Template)]
#[template(path = "clients/block.html")]
struct New {
    page: Page,
    client: Client,
    form: Fields,
    errors: Errors,
}

async fn new(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    let form = Fields {
        reason: client.block_reason.clone(),
    };
    web::render(&New {
        page,
        client,
        form,
        errors: Errors::default(),
    })
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClientId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut tx = app.db.begin().await?;
    let mut client = Client::in_use_for_change(&mut tx, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let Some(reason) = errors.take("reason", text(&form.reason, 300)) else {
        return web::render_invalid(&New {
            page,
            client,
            form,
            errors,
        });
    };
    client
        .block(&mut tx, &page.actor(), reason, app.clock.now())
        .await?;
    tx.commit().await?;
    let word = Flash::ok(page.t("client-block-done"));
    Ok(web::redirect_with(&format!("/clients/{id}"), word))
}

async fn destroy(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut tx = app.db.begin().await?;
    let mut client = Client::in_use_for_change(&mut tx, page.tenant.id, id).await?;
    client
        .unblock(&mut tx, &page.actor(), app.clock.now())
        .await?;
    tx.commit().await?;
    let word = Flash::ok(page.t("client-unblock-done"));
    Ok(web::redirect_with(&format!("/clients/{id}"), word))
}

async fn dismiss(
    page: Page,
    State(app): State<App>,
    Path(id): Path<RefusalId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    TurnedAway::dismiss(&app.db, page.tenant.id, id, app.clock.now()).await?;
    let word = Flash::ok(page.t("todo-dismissed"));
    Ok(web::redirect_with("/todo", word))
}
