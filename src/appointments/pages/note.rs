//! The master's own note on a visit.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use super::answer::{acted, open};
use super::show::Show;
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::i18n::key;
use crate::id::AppointmentId;
use crate::web::forms::{Problem, text};
use crate::web::{Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/appointments/{id}/note", post(update))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    version: i64,
    note: String,
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Form(form): Form<Note>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let note = match text(&form.note, 2000) {
        Ok(note) => note,
        Err(problem) => {
            return typed(
                &app,
                page,
                id,
                form.note,
                problem,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await;
        }
    };
    let (mut tx, mut visit) = open(&app, &page, id).await?;
    if visit.version != form.version && visit.internal_note != note {
        drop(tx);
        let (both, why) = both(&visit.internal_note, &form.note);
        return typed(&app, page, id, both, why.into(), StatusCode::CONFLICT).await;
    }
    if visit.internal_note != note {
        visit
            .set_note(&mut tx, &page.actor(), note, app.clock.now())
            .await?;
        tx.commit().await?;
    }
    acted(&app, page, id, "saved").await
}

/// What was written meanwhile above what was typed: neither is lost by saving again.
fn both(written: &str, typed: &str) -> (String, &'static str) {
    if written.trim().is_empty() || typed.contains(written.trim()) {
        return (typed.to_owned(), key!("appointment-stale"));
    }
    let both = format!("{}\n\n{}", written.trim_end(), typed.trim_start());
    (both, key!("appointment-note-stale"))
}

/// The panel again, with what was typed and why it was not kept.
async fn typed(
    app: &App,
    page: Page,
    id: AppointmentId,
    note: String,
    problem: Problem,
    status: StatusCode,
) -> Result<Response> {
    let mut show = Show::load(app, page, id).await?;
    show.note = note;
    match status {
        StatusCode::CONFLICT => show.notice = Some(problem.key),
        _ => show.errors.add("note", problem),
    }
    show.answer(app, status).await
}
