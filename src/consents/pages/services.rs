//! What a service asks its clients to sign, on the service's own page.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use super::super::forms::set_of_service;
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::events::{self, Object};
use crate::id::{FormId, ServiceId};
use crate::services::Service;
use crate::web::{Flash, Form, Page, Path, redirect_with};

pub fn routes() -> Router<App> {
    Router::new().route("/services/{id}/forms", post(update))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    #[serde(default)]
    form: Vec<FormId>,
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ServiceId>,
    Form(chosen): Form<Chosen>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    let service = Service::find(&mut tx, tenant, id).await?;
    set_of_service(&mut tx, tenant, id, &chosen.form).await?;
    let data = serde_json::json!({ "forms": chosen.form.len() });
    let kind = events::Kind::ServiceUpdated;
    events::record(
        &mut tx,
        tenant,
        &page.actor(),
        kind,
        Object::Service(id),
        data,
        now,
    )
    .await?;
    tx.commit().await?;
    let word = Flash::ok(page.t1("services-saved", "name", service.name));
    Ok(redirect_with(&format!("/services/{id}#forms"), word))
}
