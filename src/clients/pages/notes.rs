//! Notes on a card: written, changed, pinned, deleted.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};

use super::super::{Client, Note};
use crate::accounts::Permission;
use crate::app::App;
use crate::crypto;
use crate::error::Result;
use crate::id::{ClientId, NoteId};
use crate::web::forms::required;
use crate::web::idempotency::OncePerForm;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/{id}/notes", post(create))
        .route("/clients/{id}/notes/new", get(new))
        .route("/clients/{id}/notes/{note}/edit", get(edit).post(update))
        .route("/clients/{id}/notes/{note}/pin", post(pin))
        .route("/clients/{id}/notes/{note}/deletion", post(destroy))
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    body: String,
    pinned: bool,
    /// Makes a second press harmless.
    key: String,
}

/// `clients/note.html`
#[derive(Template)]
#[template(path = "clients/note.html")]
struct Write {
    page: Page,
    client: Client,
    /// None: a new one.
    note: Option<Note>,
    form: Fields,
    errors: Errors,
}

async fn new(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    let form = Fields {
        key: crypto::random_token(),
        ..Fields::default()
    };
    web::render(&Write::new(page, client, None, form))
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClientId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut tx = app.db.begin().await?;
    let client = Client::in_use(&mut tx, page.tenant.id, id).await?;
    let mut write = Write::new(page, client, None, form);
    let body = required(&write.form.body, 4000);
    let Some(body) = write.errors.take("body", body) else {
        return web::render_invalid(&write);
    };
    let (actor, now) = (write.page.actor(), app.clock.now());
    let (form, act) = (&write.form, format!("note:{id}"));
    let mut once = OncePerForm::new(&app, write.page.tenant.id, &act, &form.key, form)?;
    if once.claim(&mut tx, &app, now).await?.is_none() {
        let pinned = form.pinned;
        write
            .client
            .add_note(&mut tx, &actor, &body, pinned, now)
            .await?;
        once.keep(&mut tx, &app, "").await?;
        tx.commit().await?;
    }
    Ok(write.done("client-note-added"))
}

async fn edit(
    page: Page,
    State(app): State<App>,
    Path((id, note)): Path<(ClientId, NoteId)>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    let note = Note::find(&app.db, page.tenant.id, id, note).await?;
    let form = Fields {
        body: note.body.clone(),
        pinned: note.pinned_at.is_some(),
        key: String::new(),
    };
    web::render(&Write::new(page, client, Some(note), form))
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path((id, note)): Path<(ClientId, NoteId)>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut tx = app.db.begin().await?;
    let client = Client::in_use(&mut tx, page.tenant.id, id).await?;
    let note = Note::find(&mut tx, page.tenant.id, id, note).await?;
    let (was_pinned, is_pinned) = (note.pinned_at.is_some(), form.pinned);
    let (note_id, was) = (note.id, note.body.clone());
    let mut write = Write::new(page, client, Some(note), form);
    let body = required(&write.form.body, 4000);
    let Some(body) = write.errors.take("body", body) else {
        return web::render_invalid(&write);
    };
    let (actor, now, client) = (write.page.actor(), app.clock.now(), &write.client);
    if body != was {
        client
            .change_note(&mut tx, &actor, note_id, &body, now)
            .await?;
    }
    if was_pinned != is_pinned {
        client
            .pin_note(&mut tx, &actor, note_id, is_pinned, now)
            .await?;
    }
    tx.commit().await?;
    Ok(write.done("saved"))
}

/// Pins, or takes the pin away: `pinned` says which, so that a second press changes nothing.
async fn pin(
    page: Page,
    State(app): State<App>,
    Path((id, note)): Path<(ClientId, NoteId)>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut tx = app.db.begin().await?;
    let client = Client::in_use(&mut tx, page.tenant.id, id).await?;
    let (actor, now) = (page.actor(), app.clock.now());
    client
        .pin_note(&mut tx, &actor, note, form.pinned, now)
        .await?;
    tx.commit().await?;
    Ok(web::redirect(&format!("/clients/{id}#notes")))
}

async fn destroy(
    page: Page,
    State(app): State<App>,
    Path((id, note)): Path<(ClientId, NoteId)>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut tx = app.db.begin().await?;
    let client = Client::in_use(&mut tx, page.tenant.id, id).await?;
    client
        .delete_note(&mut tx, &page.actor(), note, app.clock.now())
        .await?;
    tx.commit().await?;
    let word = Flash::ok(page.t("client-note-deleted"));
    Ok(web::redirect_with(&format!("/clients/{id}#notes"), word))
}

impl Write {
    fn new(page: Page, client: Client, note: Option<Note>, form: Fields) -> Self {
        Self {
            page,
            client,
            note,
            form,
            errors: Errors::default(),
        }
    }

    fn action(&self) -> String {
        match &self.note {
            Some(note) => format!("/clients/{}/notes/{}/edit", self.client.id, note.id),
            None => format!("/clients/{}/notes", self.client.id),
        }
    }

    fn done(&self, key: &str) -> Response {
        let path = format!("/clients/{}#notes", self.client.id);
        web::redirect_with(&path, Flash::ok(self.page.t(key)))
    }
}
