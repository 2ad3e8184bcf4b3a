//! Medical notes. Reading is an act, not a look: it is asked for by a button and recorded, so that a page that is merely
//! opened, or opened again by the browser, shows nothing and records nothing.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};

use super::super::{Client, MedicalNote};
use super::index::day;
use crate::accounts::Permission;
use crate::app::App;
use crate::crypto;
use crate::error::Result;
use crate::id::{ClientId, MedicalNoteId};
use crate::web::forms::required;
use crate::web::idempotency::OncePerForm;
use crate::web::{self, Errors, Flash, Form, Page, Path};
use chrono::{DateTime, Utc};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/{id}/medical-notes/reading", post(read))
        .route("/clients/{id}/medical-notes/new", get(new).post(create))
        .route("/clients/{id}/medical-notes/{note}/revision", post(update))
        .route("/clients/{id}/medical-notes/{note}/deletion", post(destroy))
}

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    body: String,
    /// Makes a second press harmless.
    key: String,
}

/// `clients/medical.html`: the notes as they are read.
#[derive(Template)]
#[template(path = "clients/medical.html")]
struct Show {
    page: Page,
    client: Client,
    notes: Vec<MedicalNote>,
    now: DateTime<Utc>,
}

/// `clients/medical_note.html`: the form alone; nothing that is written already is shown.
#[derive(Template)]
#[template(path = "clients/medical_note.html")]
struct Write {
    page: Page,
    client: Client,
    action: String,
    form: Fields,
    errors: Errors,
}

async fn read(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsMedical)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let client = Client::find(&mut tx, page.tenant.id, id).await?;
    let key = app.tenant_key(&mut tx, page.tenant.id).await?;
    let notes = client
        .read_medical(&mut tx, &key, &page.actor(), None, now)
        .await?;
    tx.commit().await?;
    web::render(&Show {
        page,
        client,
        notes,
        now,
    })
}

async fn new(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsMedical)?;
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    web::render(&Write {
        action: format!("/clients/{id}/medical-notes/new"),
        page,
        client,
        form: Fields {
            key: crypto::random_token(),
            ..Fields::default()
        },
        errors: Errors::default(),
    })
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClientId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    save(page, &app, id, None, form).await
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path((id, note)): Path<(ClientId, MedicalNoteId)>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    save(page, &app, id, Some(note), form).await
}

async fn save(
    page: Page,
    app: &App,
    id: ClientId,
    note: Option<MedicalNoteId>,
    form: Fields,
) -> Result<Response> {
    page.require(Permission::ClientsMedical)?;
    let mut tx = app.db.begin().await?;
    let client = Client::in_use(&mut tx, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let Some(body) = errors.take("body", required(&form.body, 4000)) else {
        let action = match note {
            Some(note) => format!("/clients/{id}/medical-notes/{note}/revision"),
            None => format!("/clients/{id}/medical-notes/new"),
        };
        return web::render_invalid(&Write {
            page,
            client,
            action,
            form,
            errors,
        });
    };
    let key = app.tenant_key(&mut tx, page.tenant.id).await?;
    let (actor, now) = (page.actor(), app.clock.now());
    match note {
        Some(note) => {
            client
                .change_medical(&mut tx, &key, &actor, note, &body, now)
                .await?;
        }
        None => {
            let act = format!("medical-note:{id}");
            let mut once = OncePerForm::new(app, page.tenant.id, &act, &form.key, &form)?;
            if once.claim(&mut tx, app, now).await?.is_none() {
                client
                    .add_medical(&mut tx, &key, &actor, &body, now)
                    .await?;
                once.keep(&mut tx, app, "").await?;
            }
        }
    }
    tx.commit().await?;
    let word = Flash::ok(page.t("saved"));
    Ok(web::redirect_with(&format!("/clients/{id}#medical"), word))
}

async fn destroy(
    page: Page,
    State(app): State<App>,
    Path((id, note)): Path<(ClientId, MedicalNoteId)>,
) -> Result<Response> {
    page.require(Permission::ClientsMedical)?;
    let mut tx = app.db.begin().await?;
    let client = Client::in_use(&mut tx, page.tenant.id, id).await?;
    client
        .delete_medical(&mut tx, &page.actor(), note, app.clock.now())
        .await?;
    tx.commit().await?;
    let word = Flash::ok(page.t("client-note-deleted"));
    Ok(web::redirect_with(&format!("/clients/{id}#medical"), word))
}

impl Show {
    fn signed(&self, note: &MedicalNote) -> String {
        let when = day(&self.page, note.updated_at, self.now);
        match &note.author {
            Some(author) => self
                .page
                .t2("client-note-by", "author", author.as_str(), "day", when),
            None => when,
        }
    }
}
