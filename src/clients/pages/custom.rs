//! `/settings/client-fields`: what cards ask besides.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::{Field, FieldKind};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::i18n::key;
use crate::id::FieldId;
use crate::web::forms::required;
use crate::web::{self, Errors, Flash, Form, Page, Path};

const PLACE: &str = "/settings/client-fields";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/client-fields", get(index))
        .route("/settings/client-fields/new", get(new).post(create))
        .route("/settings/client-fields/{id}/edit", get(edit).post(update))
        .route("/settings/client-fields/{id}/archive", post(archive))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    name: String,
    kind: String,
    /// One a line.
    choices: String,
}

/// `settings/client_fields.html`
#[derive(Template)]
#[template(path = "settings/client_fields.html")]
struct Index {
    page: Page,
    fields: Vec<Field>,
}

/// `settings/client_field.html`
#[derive(Template)]
#[template(path = "settings/client_field.html")]
struct Write {
    page: Page,
    /// None: a new one.
    field: Option<Field>,
    form: Fields,
    errors: Errors,
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let fields = Field::active(&app.db, page.tenant.id).await?;
    web::render(&Index { page, fields })
}

async fn new(page: Page) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let form = Fields {
        kind: "text".to_owned(),
        ..Fields::default()
    };
    web::render(&Write::new(page, None, form))
}

async fn create(page: Page, State(app): State<App>, Form(form): Form<Fields>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let mut write = Write::new(page, None, form);
    let kind = FieldKind::parse(&write.form.kind);
    let kind = write.errors.take("kind", kind.ok_or("field-choose"));
    let (Some((name, choices)), Some(kind)) = (write.read(kind), kind) else {
        return web::render_invalid(&write);
    };
    let (tenant, actor, now) = (write.page.tenant.id, write.page.actor(), app.clock.now());
    let mut tx = app.db.begin().await?;
    Field::create(&mut tx, tenant, &actor, &name, kind, choices, now).await?;
    tx.commit().await?;
    Ok(web::redirect_with(PLACE, Flash::ok(write.page.t("saved"))))
}

async fn edit(page: Page, State(app): State<App>, Path(id): Path<FieldId>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let field = Field::find(&app.db, page.tenant.id, id).await?;
    let form = Fields {
        name: field.name.clone(),
        kind: field.kind.as_str().to_owned(),
        choices: field.choices.join("\n"),
    };
    web::render(&Write::new(page, Some(field), form))
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<FieldId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let field = Field::find(&app.db, page.tenant.id, id).await?;
    let kind = field.kind;
    let mut write = Write::new(page, Some(field), form);
    // It stays what it was made as; the page knows by it which fields to show.
    write.form.kind = kind.as_str().to_owned();
    let Some((name, choices)) = write.read(Some(kind)) else {
        return web::render_invalid(&write);
    };
    let (tenant, actor, now) = (write.page.tenant.id, write.page.actor(), app.clock.now());
    let mut tx = app.db.begin().await?;
    Field::change(&mut tx, tenant, &actor, id, &name, choices, now).await?;
    tx.commit().await?;
    Ok(web::redirect_with(PLACE, Flash::ok(write.page.t("saved"))))
}

async fn archive(page: Page, State(app): State<App>, Path(id): Path<FieldId>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let mut tx = app.db.begin().await?;
    let (tenant, actor, now) = (page.tenant.id, page.actor(), app.clock.now());
    Field::archive(&mut tx, tenant, &actor, id, now).await?;
    tx.commit().await?;
    let word = Flash::ok(page.t("client-field-archived"));
    Ok(web::redirect_with(PLACE, word))
}

impl Write {
    fn new(page: Page, field: Option<Field>, form: Fields) -> Self {
        Self {
            page,
            field,
            form,
            errors: Errors::default(),
        }
    }

    fn read(&mut self, kind: Option<FieldKind>) -> Option<(String, Vec<String>)> {
        let name = self.errors.take("name", required(&self.form.name, 60));
        let mut choices: Vec<String> = Vec::new();
        if kind == Some(FieldKind::Choice) {
            for line in self.form.choices.lines().map(str::trim) {
                if !line.is_empty() && !choices.iter().any(|known| known == line) {
                    choices.push(line.chars().take(80).collect());
                }
            }
            if !(2..=50).contains(&choices.len()) {
                self.errors.add("choices", key!("client-field-choices-few"));
                return None;
            }
        }
        Some((name?, choices))
    }

    fn action(&self) -> String {
        match &self.field {
            Some(field) => format!("{PLACE}/{}/edit", field.id),
            None => format!("{PLACE}/new"),
        }
    }

    fn kinds(&self) -> Vec<(&'static str, String)> {
        FieldKind::ALL
            .map(|kind| (kind.as_str(), self.page.t(kind.text_key())))
            .to_vec()
    }
}
