//! The practice's tags: who has them; renamed, joined with another one, deleted.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::{Tag, TagUse};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::TagId;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/tags", get(index))
        .route("/clients/tags/{id}/edit", get(edit).post(update))
        .route("/clients/tags/{id}/deletion", post(destroy))
}

/// `clients/tags.html`
#[derive(Template)]
#[template(path = "clients/tags.html")]
struct Index {
    page: Page,
    tags: Vec<TagUse>,
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ClientsRead)?;
    let tags = Tag::used(&app.db, page.tenant.id).await?;
    web::render(&Index { page, tags })
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    name: String,
    /// The tag that has this name already, once it is agreed to make one of both.
    join: String,
}

/// `clients/tag.html`
#[derive(Template)]
#[template(path = "clients/tag.html")]
struct Edit {
    page: Page,
    tag: TagUse,
    form: Fields,
    /// Has the typed name already.
    other: Option<TagUse>,
    errors: Errors,
}

impl Edit {
    async fn load(app: &App, page: Page, id: TagId) -> Result<Self> {
        let tags = Tag::used(&app.db, page.tenant.id).await?;
        let tag = tags.into_iter().find(|tag| tag.id == id);
        let tag = tag.ok_or(Error::NotFound)?;
        Ok(Self {
            form: Fields {
                name: tag.name.clone(),
                join: String::new(),
            },
            page,
            tag,
            other: None,
            errors: Errors::default(),
        })
    }
}

async fn edit(page: Page, State(app): State<App>, Path(id): Path<TagId>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    web::render(&Edit::load(&app, page, id).await?)
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<TagId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut edit = Edit::load(&app, page, id).await?;
    edit.form = form;
    let names = edit.errors.take("name", Tag::names(&edit.form.name));
    let name = match names.as_deref() {
        Some([name]) => name.clone(),
        Some([]) => {
            edit.errors.add("name", key!("field-required"));
            return web::render_invalid(&edit);
        }
        Some(_) => {
            edit.errors.add("name", key!("clients-import-one-tag"));
            return web::render_invalid(&edit);
        }
        None => return web::render_invalid(&edit),
    };
    let (tenant, actor, now) = (edit.page.tenant.id, edit.page.actor(), app.clock.now());
    let mut tx = app.db.begin().await?;
    let tag = Tag::find(&mut tx, tenant, id).await?;
    let other = Tag::by_name(&mut tx, tenant, &name).await?;
    let other = other.filter(|other| other.id != id);
    let word = match other {
        Some(other) if edit.form.join == other.id.to_string() => {
            tag.join(&mut tx, tenant, &actor, other.id, now).await?;
            edit.page.t1("clients-tag-joined", "name", other.name)
        }
        Some(other) => {
            let tags = Tag::used(&mut tx, tenant).await?;
            edit.other = tags.into_iter().find(|tag| tag.id == other.id);
            return web::render_status(StatusCode::CONFLICT, &edit);
        }
        None => {
            tag.rename(&mut tx, tenant, &actor, &name, now).await?;
            edit.page.t("saved")
        }
    };
    tx.commit().await?;
    Ok(web::redirect_with("/clients/tags", Flash::ok(word)))
}

async fn destroy(page: Page, State(app): State<App>, Path(id): Path<TagId>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let (tenant, actor, now) = (page.tenant.id, page.actor(), app.clock.now());
    let mut tx = app.db.begin().await?;
    let tag = Tag::find(&mut tx, tenant, id).await?;
    tag.delete(&mut tx, tenant, &actor, now).await?;
    tx.commit().await?;
    let word = page.t1("clients-tag-deleted", "name", tag.name);
    Ok(web::redirect_with("/clients/tags", Flash::ok(word)))
}
