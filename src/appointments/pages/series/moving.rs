//! Moving this visit and others of its series: the list of what would move, then all of it at once.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDateTime;

use super::super::answer;
use super::{RowView, views};
use crate::app::App;
use crate::appointments::Appointment;
use crate::appointments::series::{Decisions, Outcome, Row, Scope, Series, Shift};
use crate::calendar::{self, Window};
use crate::clients::Client;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::schedule::local::reading_at;
use crate::web::{Errors, Page};

/// What the form asks for, understood.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub scope: Scope,
    /// As it stands in the form.
    pub scope_text: String,
    pub version: i64,
    /// Where this visit is to go, by the clock.
    pub to: NaiveDateTime,
    pub minutes: Option<i64>,
    /// What was seen of the series; empty before the list was shown.
    pub mark: String,
    pub resolve: Vec<String>,
    pub confirmed: bool,
}

/// `appointments/series/move.html`.
#[derive(Template)]
#[template(path = "appointments/series/move.html")]
struct New {
    page: Page,
    window: Window,
    visit: Appointment,
    client: Option<Client>,
    wanted: Wanted,
    rows: Vec<RowView>,
    errors: Errors,
}

/// Answers the form of a move that is about more than one visit.
pub async fn create(
    app: &App,
    page: Page,
    id: AppointmentId,
    mut wanted: Wanted,
) -> Result<Response> {
    let mut errors = Errors::default();
    let mut is_final = wanted.confirmed;
    let mut tried = patiently(|| attempt(app, &page, id, &wanted, !wanted.confirmed)).await;
    let again = match tried {
        Err(Error::SlotTaken) => Some("error-slot-taken"),
        Err(Error::Conflict(key @ ("series-stale" | "series-nothing-left"))) => Some(key),
        _ => None,
    };
    // Pressed twice: the first press has moved it.
    if again == Some("series-stale") && is_there(app, &page, id, &wanted).await? {
        return answer::acted(app, page, id, "series-now-moved").await;
    }
    // The list once more, as it is by now.
    if let Some(key) = again {
        errors.add("", key);
        is_final = false;
        tried = patiently(|| attempt(app, &page, id, &wanted, true)).await;
    }
    match tried {
        Ok((Outcome::Done(_), _)) => answer::acted(app, page, id, "series-now-moved").await,
        Ok((Outcome::Ask(rows), mark)) => {
            wanted.mark = mark;
            if rows.is_empty() {
                errors.add("", "series-nothing-left");
            }
            New::answer(app, page, id, wanted, rows, errors, is_final).await
        }
        Err(Error::Conflict(key) | Error::NeedsConsent(key)) => {
            let mut show = super::super::show::Show::load(app, page, id).await?;
            show.notice = Some(key);
            show.answer(app, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

/// Whether the visit stands where it was to go.
async fn is_there(app: &App, page: &Page, id: AppointmentId, wanted: &Wanted) -> Result<bool> {
    let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
    let is_long = |minutes| minutes == visit.duration_minutes();
    Ok(reading_at(page.tenant.tz(), visit.starts_at) == wanted.to
        && wanted.minutes.is_none_or(is_long))
}

/// With the mark of the series as it was seen.
async fn attempt(
    app: &App,
    page: &Page,
    id: AppointmentId,
    wanted: &Wanted,
    only_look: bool,
) -> Result<(Outcome<usize>, String)> {
    let (tenant, now) = (&page.tenant, app.clock.now());
    let mut tx = app.db.begin().await?;
    let of = Series::of_visit(&mut tx, tenant.id, id).await?;
    let of = of.ok_or(Error::Conflict("appointment-stale"))?;
    let visit = of.visits.iter().find(|visit| visit.id == id);
    let visit = visit.ok_or(Error::NotFound)?;
    if !visit.status.is_open() {
        return Err(Error::Conflict("appointment-closed"));
    }
    // Before the list is shown the form knows this visit only.
    if wanted.mark.is_empty() && visit.version != wanted.version {
        return Err(Error::Conflict("appointment-stale"));
    }
    let decisions = Decisions::read(&wanted.resolve);
    let shift = Shift {
        scope: wanted.scope,
        from: reading_at(tenant.tz(), visit.starts_at),
        to: wanted.to,
        minutes: wanted
            .minutes
            .filter(|minutes| *minutes != visit.duration_minutes()),
        decisions: &decisions,
        mark: &wanted.mark,
        only_look,
    };
    let outcome = Series::shift(&mut tx, tenant, &page.actor(), id, shift, now).await?;
    if let Outcome::Done(_) = outcome {
        tx.commit().await?;
    }
    Ok((outcome, of.mark()))
}

impl New {
    async fn answer(
        app: &App,
        page: Page,
        id: AppointmentId,
        wanted: Wanted,
        rows: Vec<Row>,
        mut errors: Errors,
        is_final: bool,
    ) -> Result<Response> {
        let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
        let client = match visit.client_id {
            Some(client) => Some(Client::find(&app.db, page.tenant.id, client).await?),
            None => None,
        };
        let rows = views(&page, &rows, &mut errors, is_final);
        let status = match errors.is_empty() {
            true => StatusCode::OK,
            false => StatusCode::CONFLICT,
        };
        let panel = Self {
            window: answer::window(&page, &visit),
            page,
            visit,
            client,
            wanted,
            rows,
            errors,
        };
        let (page, window, id) = (panel.page.clone(), panel.window, panel.visit.id);
        calendar::panel_answer(app, page, window, id, status, &panel).await
    }

    fn back(&self) -> String {
        format!("/appointments/{}?{}", self.visit.id, self.window.query())
    }

    fn action(&self) -> String {
        format!(
            "/appointments/{}/move?{}",
            self.visit.id,
            self.window.query()
        )
    }

    fn hidden(&self) -> Vec<(&'static str, String)> {
        let wanted = &self.wanted;
        vec![
            ("version", self.visit.version.to_string()),
            ("date", wanted.to.date().to_string()),
            ("time", wanted.to.time().format("%H:%M").to_string()),
            (
                "minutes",
                wanted
                    .minutes
                    .map(|minutes| minutes.to_string())
                    .unwrap_or_default(),
            ),
            ("scope", wanted.scope_text.clone()),
            ("mark", wanted.mark.clone()),
            ("confirmed", "true".into()),
        ]
    }

    /// An e-mail goes out when the client has an address.
    fn tells(&self) -> bool {
        self.client
            .as_ref()
            .is_some_and(|client| client.email.is_some())
    }
}
