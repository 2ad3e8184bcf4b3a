//! Which room, chair or device a visit gets, when the master chooses instead of the services' preference.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::super::{Appointment, MemberChoice, PoolChoice};
use super::answer;
use crate::accounts::Permission;
use crate::app::App;
use crate::calendar::{self, Window};
use crate::error::{Error, Result};
use crate::id::{AppointmentId, ResourceId};
use crate::web::forms::number;
use crate::web::{Errors, Form, Page, Path, Problem};

pub fn routes() -> Router<App> {
    Router::new().route("/appointments/{id}/resources", get(edit).post(update))
}

#[derive(Template)]
#[template(path = "appointments/resources.html")]
struct Edit {
    page: Page,
    window: Window,
    visit: Appointment,
    choices: Vec<PoolChoice>,
    errors: Errors,
    notice: Option<&'static str>,
}

/// Units for each resource, side by side.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: i64,
    #[serde(default)]
    resource: Vec<String>,
    #[serde(default)]
    units: Vec<String>,
}

async fn edit(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    answer(
        &app,
        page,
        id,
        None,
        None,
        Errors::default(),
        StatusCode::OK,
    )
    .await
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let (mut tx, mut visit) = answer::open(&app, &page, id).await?;
    let mut errors = Errors::default();
    let Some(wanted) = form.read(&mut errors) else {
        drop(tx);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return answer(&app, page, id, None, None, errors, status).await;
    };
    let now = app.clock.now();
    let own = visit.resources(&mut tx).await?;
    // Pressed twice: the first press has saved it.
    let mut stored: Vec<(ResourceId, i64)> = own.iter().map(|(id, _, n)| (*id, *n)).collect();
    stored.sort_unstable();
    if stored == wanted {
        drop(tx);
        return answer::acted(&app, page, id, "resources-picked").await;
    }
    let status = StatusCode::CONFLICT;
    if form.version != visit.version {
        drop(tx);
        let notice = Some("appointment-stale");
        return answer(&app, page, id, Some(&wanted), notice, errors, status).await;
    }
    let done = visit
        .take_resources(&mut tx, &page.tenant, &page.actor(), &wanted, now)
        .await;
    match done {
        Ok(()) => {
            tx.commit().await?;
            answer::acted(&app, page, id, "resources-picked").await
        }
        Err(Error::SlotTaken) => {
            drop(tx);
            let notice = Some("resources-pick-taken");
            answer(&app, page, id, Some(&wanted), notice, errors, status).await
        }
        Err(Error::Invalid(_)) => {
            drop(tx);
            let choices = visit.choices(&app.db, &page.tenant, now).await?;
            for (n, choice) in choices.iter().enumerate() {
                let units = |member: &MemberChoice| -> i64 {
                    let asked = wanted.iter().filter(|(id, _)| *id == member.resource);
                    asked.map(|(_, units)| *units).sum()
                };
                if choice.members.iter().map(units).sum::<i64>() != choice.quantity {
                    let problem = Problem::with("resources-pick-sum", "n", choice.quantity);
                    errors.add(format!("pool-{n}"), problem);
                }
            }
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            answer(&app, page, id, Some(&wanted), None, errors, status).await
        }
        Err(Error::Conflict(key)) => {
            drop(tx);
            answer::answer(
                &app,
                page,
                id,
                Err(Error::Conflict(key)),
                "resources-picked",
            )
            .await
        }
        Err(error) => Err(error),
    }
}

/// The form, with what was chosen where that was not kept.
async fn answer(
    app: &App,
    page: Page,
    id: AppointmentId,
    typed: Option<&[(ResourceId, i64)]>,
    notice: Option<&'static str>,
    errors: Errors,
    status: StatusCode,
) -> Result<Response> {
    let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
    let mut choices = visit
        .choices(&app.db, &page.tenant, app.clock.now())
        .await?;
    if let Some(typed) = typed {
        for member in choices.iter_mut().flat_map(|choice| &mut choice.members) {
            let asked = typed.iter().find(|(id, _)| *id == member.resource);
            member.units = asked.map_or(0, |(_, units)| *units);
        }
    }
    let edit = Edit {
        window: answer::window(&page, &visit),
        page: page.clone(),
        visit,
        choices,
        errors,
        notice,
    };
    let window = edit.window;
    calendar::panel_answer(app, page, window, id, status, &edit).await
}

impl Fields {
    /// By id, without those of which nothing is wanted.
    fn read(&self, errors: &mut Errors) -> Option<Vec<(ResourceId, i64)>> {
        if self.resource.len() != self.units.len() {
            errors.add("", "error-form");
            return None;
        }
        let mut wanted = Vec::new();
        for (resource, units) in self.resource.iter().zip(&self.units) {
            let units = match units.trim() {
                "" => Some(0),
                typed => errors.take("", number(typed, 0..=500)),
            };
            match resource.parse() {
                Ok(id) => wanted.push((id, units?)),
                Err(_) => errors.add("", "field-bad-choice"),
            }
        }
        wanted.retain(|(_, units)| *units > 0);
        wanted.sort_unstable();
        errors.is_empty().then_some(wanted)
    }
}

impl Edit {
    fn back(&self) -> String {
        format!("/appointments/{}?{}", self.visit.id, self.window.query())
    }

    fn action(&self) -> String {
        format!(
            "/appointments/{}/resources?{}",
            self.visit.id,
            self.window.query()
        )
    }

    /// Each with the id of its field.
    fn pools(&self) -> Vec<(String, &PoolChoice)> {
        let all = self.choices.iter().enumerate();
        all.map(|(n, choice)| (format!("pool-{n}"), choice))
            .collect()
    }

    /// "Room 2 · taken then".
    fn text(&self, member: &MemberChoice) -> String {
        let state = match (member.room.untaken, member.room.open) {
            (0, _) => self.page.t("resources-is-taken"),
            (_, 0) => self.page.t("resources-is-shut"),
            (_, n) if member.is_counted => self.page.t1("resources-places", "n", i64::from(n)),
            _ => return member.name.clone(),
        };
        format!("{} · {state}", member.name)
    }
}
