//! A form as a client will see it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::super::super::content::{Piece, pieces};
use super::super::super::signing::filled;
use super::super::super::{Form as ConsentForm, Version};
use super::Language;
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::FormId;
use crate::web::{self, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/settings/forms/{id}/preview", get(preview))
}

/// `settings/form_preview.html`.
#[derive(Template)]
#[template(path = "settings/form_preview.html")]
struct Preview {
    page: Page,
    form: ConsentForm,
    version: Version,
    day: String,
    lang: &'static str,
    title: String,
    pieces: Vec<Piece>,
    /// Label, kind and choices.
    questions: Vec<(String, String, Vec<String>)>,
    statement: String,
    languages: Vec<Language>,
}

async fn preview(page: Page, State(app): State<App>, Path(id): Path<FormId>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let form = ConsentForm::find(&app.db, page.tenant.id, id).await?;
    let versions = form.versions(&app.db).await?;
    let asked: Option<i64> = page.param("version").and_then(|n| n.parse().ok());
    let version = match asked {
        Some(number) => versions.into_iter().find(|v| v.number == number),
        None => versions.into_iter().next(),
    };
    let version = version.ok_or(Error::NotFound)?;
    let content = &version.content.0;
    let asked = page.param("text").and_then(|code| code.parse().ok());
    let locale = asked.unwrap_or(page.tenant.locale);
    let text = content.text(locale).cloned().unwrap_or_default();
    let questions = content
        .fields
        .iter()
        .map(|field| {
            (
                field.label(locale).to_owned(),
                page.t(field.kind.key()),
                field.options(locale).to_vec(),
            )
        })
        .collect();
    let languages = Language::all(&page, content, locale);
    let at = version.published_at.unwrap_or(version.updated_at);
    web::render(&Preview {
        day: page.locale.day_year(page.tenant.local_date(at)),
        lang: locale.code(),
        title: filled(&text.title, &page.tenant),
        pieces: pieces(&filled(&text.body, &page.tenant)),
        statement: filled(&text.statement, &page.tenant),
        questions,
        languages,
        form,
        version,
        page,
    })
}
