//! Pets, cars and children on a card.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::super::{Client, Subject, SubjectKind, Vin, plate};
use crate::accounts::Permission;
use crate::app::App;
use crate::crypto;
use crate::error::Result;
use crate::i18n::key;
use crate::id::{ClientId, SubjectId};
use crate::web::forms::{required, text};
use crate::web::idempotency::OncePerForm;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/{id}/subjects/new", get(new).post(create))
        .route(
            "/clients/{id}/subjects/{subject}/edit",
            get(edit).post(update),
        )
        .route("/clients/{id}/subjects/{subject}/archive", post(archive))
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    kind: String,
    name: String,
    about: String,
    plate: String,
    vin: String,
    born_on: String,
    note: String,
    /// Makes a second press harmless.
    key: String,
    /// Of the archive's form: put away, or brought back.
    archived: bool,
}

/// `clients/subject.html`
#[derive(Template)]
#[template(path = "clients/subject.html")]
struct Write {
    page: Page,
    client: Client,
    /// None: a new one.
    subject: Option<Subject>,
    form: Fields,
    errors: Errors,
}

async fn new(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    let kind = page.param("kind").unwrap_or_else(|| "pet".to_owned());
    let form = Fields {
        kind,
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
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    Write::new(page, client, None, form).save(&app).await
}

async fn edit(
    page: Page,
    State(app): State<App>,
    Path((id, subject)): Path<(ClientId, SubjectId)>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    let subject = Subject::find(&app.db, page.tenant.id, id, subject).await?;
    let form = Fields {
        kind: subject.kind.as_str().to_owned(),
        name: subject.name.clone(),
        about: subject.about.clone(),
        plate: subject.plate.clone(),
        vin: subject.vin.clone(),
        born_on: subject
            .born_on
            .map(|date| date.to_string())
            .unwrap_or_default(),
        note: subject.note.clone(),
        archived: subject.archived_at.is_some(),
        key: String::new(),
    };
    web::render(&Write::new(page, client, Some(subject), form))
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path((id, subject)): Path<(ClientId, SubjectId)>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    let subject = Subject::find(&app.db, page.tenant.id, id, subject).await?;
    Write::new(page, client, Some(subject), form)
        .save(&app)
        .await
}

async fn archive(
    page: Page,
    State(app): State<App>,
    Path((id, subject)): Path<(ClientId, SubjectId)>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut tx = app.db.begin().await?;
    let client = Client::in_use(&mut tx, page.tenant.id, id).await?;
    let (actor, now) = (page.actor(), app.clock.now());
    client
        .archive_subject(&mut tx, &actor, subject, form.archived, now)
        .await?;
    tx.commit().await?;
    let word = Flash::ok(page.t("saved"));
    Ok(web::redirect_with(&format!("/clients/{id}"), word))
}

/// A day that somebody or something here may be from.
fn born_on(typed: &str, today: NaiveDate) -> Result<NaiveDate, &'static str> {
    let born: NaiveDate = typed.parse().map_err(|_| key!("field-bad-date"))?;
    let is_possible = born <= today && born.year() > today.year() - 130;
    is_possible
        .then_some(born)
        .ok_or(key!("client-birthday-year"))
}

impl Write {
    fn new(page: Page, client: Client, subject: Option<Subject>, form: Fields) -> Self {
        Self {
            page,
            client,
            subject,
            form,
            errors: Errors::default(),
        }
    }

    async fn save(mut self, app: &App) -> Result<Response> {
        let (actor, now) = (self.page.actor(), app.clock.now());
        let today = self.page.tenant.local_date(now);
        let Some(subject) = self.read(today) else {
            return web::render_invalid(&self);
        };
        let tenant = self.page.tenant.id;
        let act = format!("subject:{}", self.client.id);
        let mut once = OncePerForm::new(app, tenant, &act, &self.form.key, &self.form)?;
        let mut tx = app.db.begin().await?;
        if once.claim(&mut tx, app, now).await?.is_none() {
            let others = Subject::of(&mut tx, tenant, self.client.id).await?;
            let has_vin = |other: &Subject| other.id != subject.id && other.vin == subject.vin;
            if !subject.vin.is_empty() && others.iter().any(has_vin) {
                self.errors.add("vin", key!("client-subject-vin-known"));
                return web::render_invalid(&self);
            }
            let is_new = self.subject.is_none();
            self.client
                .save_subject(&mut tx, &actor, &subject, is_new, now)
                .await?;
            once.keep(&mut tx, app, "").await?;
            tx.commit().await?;
        }
        let word = Flash::ok(self.page.t("saved"));
        Ok(web::redirect_with(
            &format!("/clients/{}", self.client.id),
            word,
        ))
    }

    fn read(&mut self, today: NaiveDate) -> Option<Subject> {
        let (form, errors) = (&self.form, &mut self.errors);
        let kind = errors.take("kind", SubjectKind::parse(&form.kind).ok_or("field-choose"));
        let name = errors.take("name", required(&form.name, 80));
        let about = errors.take("about", text(&form.about, 120));
        let vin = match form.vin.trim() {
            "" => Some(String::new()),
            typed => errors
                .take("vin", Vin::parse(typed))
                .map(|vin| vin.as_str().to_owned()),
        };
        let born_on = match form.born_on.trim() {
            "" => Some(None),
            typed => errors.take("born_on", born_on(typed, today)).map(Some),
        };
        let note = errors.take("note", text(&form.note, 1000));
        Some(Subject {
            id: self.subject.as_ref().map_or_else(SubjectId::new, |s| s.id),
            kind: kind?,
            name: name?,
            about: about?,
            plate: plate(&form.plate),
            vin: vin?,
            born_on: born_on?,
            note: note?,
            archived_at: None,
        })
    }

    fn action(&self) -> String {
        match &self.subject {
            Some(subject) => format!("/clients/{}/subjects/{}/edit", self.client.id, subject.id),
            None => format!("/clients/{}/subjects/new", self.client.id),
        }
    }

    fn kinds(&self) -> Vec<(&'static str, String)> {
        SubjectKind::ALL
            .map(|kind| (kind.as_str(), self.page.t(kind.text_key())))
            .to_vec()
    }
}
