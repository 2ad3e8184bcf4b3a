//! Links between cards: who books for whom.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::{Client, ClientRow, Relation};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::ClientId;
use crate::web::{self, Errors, Flash, Form, Page, Path};

const MOST: i64 = 8;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/{id}/family/new", get(new).post(create))
        .route("/clients/{id}/family/search", post(search))
        .route("/clients/{id}/family/{other}/removal", post(destroy))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    q: String,
    other: String,
    relation: String,
    /// The other one books for this one.
    reverse: bool,
}

/// `clients/family.html`
#[derive(Template)]
#[template(path = "clients/family.html", blocks = ["found"])]
struct New {
    page: Page,
    client: Client,
    form: Fields,
    rows: Vec<ClientRow>,
    errors: Errors,
}

async fn new(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let form = Fields {
        relation: "child".to_owned(),
        ..Fields::default()
    };
    web::render(&New::load(&app, page, id, form, Errors::default()).await?)
}

/// The form with whom the typed name or phone finds. It changes nothing.
async fn search(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClientId>,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let is_part = page.htmx
        && headers
            .get("hx-target")
            .is_some_and(|target| target == "found");
    let new = New::load(&app, page, id, form, Errors::default()).await?;
    if is_part {
        return web::render(&new.as_found());
    }
    web::render(&new)
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClientId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut errors = Errors::default();
    let other: Option<ClientId> = errors.take(
        "other",
        form.other.parse().map_err(|_| "client-family-choose"),
    );
    let relation = Relation::parse(&form.relation);
    let relation = errors.take("relation", relation.ok_or("field-choose"));
    let (Some(other), Some(relation)) = (other, relation) else {
        return web::render_invalid(&New::load(&app, page, id, form, errors).await?);
    };
    let (actor, now) = (page.actor(), app.clock.now());
    let mut tx = app.db.begin().await?;
    let client = Client::in_use(&mut tx, page.tenant.id, id).await?;
    let second = Client::in_use(&mut tx, page.tenant.id, other).await?;
    let linked = if form.reverse {
        second.link(&mut tx, &actor, id, relation, now).await
    } else {
        client.link(&mut tx, &actor, other, relation, now).await
    };
    match linked {
        Ok(()) => {}
        Err(Error::Invalid(key)) => {
            drop(tx);
            errors.add("other", key);
            return web::render_invalid(&New::load(&app, page, id, form, errors).await?);
        }
        Err(error) => return Err(error),
    }
    tx.commit().await?;
    let word = Flash::ok(page.t("saved"));
    Ok(web::redirect_with(&format!("/clients/{id}"), word))
}

async fn destroy(
    page: Page,
    State(app): State<App>,
    Path((id, other)): Path<(ClientId, ClientId)>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut tx = app.db.begin().await?;
    let client = Client::in_use(&mut tx, page.tenant.id, id).await?;
    client
        .unlink(&mut tx, &page.actor(), other, app.clock.now())
        .await?;
    tx.commit().await?;
    let word = Flash::ok(page.t("client-family-removed"));
    Ok(web::redirect_with(&format!("/clients/{id}"), word))
}

impl New {
    async fn load(
        app: &App,
        page: Page,
        id: ClientId,
        form: Fields,
        errors: Errors,
    ) -> Result<Self> {
        let tenant = page.tenant.id;
        let client = Client::in_use(&app.db, tenant, id).await?;
        let mut rows = Vec::new();
        if !form.q.trim().is_empty() {
            let (contacts, now) = (page.can(Permission::ClientsPii), app.clock.now());
            rows = Client::search(&app.db, tenant, &form.q, contacts, MOST, now).await?;
            rows.retain(|row| row.id != id);
        }
        Ok(Self {
            page,
            client,
            form,
            rows,
            errors,
        })
    }

    fn relations(&self) -> Vec<(&'static str, String)> {
        Relation::ALL
            .map(|relation| (relation.as_str(), self.page.t(relation.text_key())))
            .to_vec()
    }
}
