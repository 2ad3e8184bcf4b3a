//! What calendars outside need a person for: a visit that somebody's busy time came upon, a calendar that cannot be read.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;

use super::pages::Index;
use crate::accounts::Permission;
use crate::app::App;
use crate::calendars::caldav::Changed;
use crate::calendars::sources::Source;
use crate::calendars::sources::clashes::Clash;
use crate::error::Result;
use crate::id::{AppointmentId, CalendarSourceId, ClashId};
use crate::web::{self, Flash, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/todo/clashes/{id}/dismissal", post(dismiss_clash))
        .route("/todo/calendars/{id}/dismissal", post(dismiss_source))
        .route(
            "/todo/calendar-changes/{id}/dismissal",
            post(dismiss_change),
        )
}

async fn dismiss_clash(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClashId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let mut tx = app.db.begin().await?;
    Clash::dismiss(&mut tx, page.tenant.id, id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(back(&page))
}

async fn dismiss_source(
    page: Page,
    State(app): State<App>,
    Path(id): Path<CalendarSourceId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let mut tx = app.db.begin().await?;
    let source = Source::find_for_change(&mut tx, page.tenant.id, id).await?;
    source.dismiss(&mut tx, app.clock.now()).await?;
    tx.commit().await?;
    Ok(back(&page))
}

async fn dismiss_change(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let mut tx = app.db.begin().await?;
    Changed::dismiss(&mut tx, page.tenant.id, id).await?;
    tx.commit().await?;
    Ok(back(&page))
}

fn back(page: &Page) -> Response {
    let word = page.t("todo-dismissed");
    web::redirect_with("/todo", Flash::ok(word))
}

impl Index {
    /// "Anna Petrova · Brow lamination"
    pub(super) fn clash_who(&self, clash: &Clash) -> String {
        let name = clash.client_name.clone();
        let name = name.unwrap_or_else(|| self.page.t("appointment-walk-in"));
        format!("{name} · {}", clash.title)
    }

    /// "Busy in “Home” 10:00–11:00: Dentist"; what it is called is for who brought the calendar.
    pub(super) fn clash_about(&self, clash: &Clash) -> String {
        let page = &self.page;
        let tz = page.tenant.tz();
        let clock = |at: &chrono::DateTime<chrono::Utc>| at.with_timezone(&tz).time();
        let time = page
            .locale
            .time_range(clock(&clash.busy_from), clock(&clash.busy_to));
        let about = page.t2(
            "todo-clash-about",
            "calendar",
            clash.source_name.as_str(),
            "time",
            time,
        );
        match clash.user_id == Some(page.user.id) && !clash.busy_title.is_empty() {
            true => format!("{about}: {}", clash.busy_title),
            false => about,
        }
    }

    pub(super) fn change_who(&self, change: &Changed) -> String {
        let name = change.client_name.clone();
        let name = name.unwrap_or_else(|| self.page.t("appointment-walk-in"));
        format!("{name} · {}", change.title)
    }

    /// "Moved in “Phone” to Friday 15 May, 12:00. Here it stays as it is."
    pub(super) fn change_about(&self, change: &Changed) -> String {
        let page = &self.page;
        let calendar = change.source_name.as_str();
        match (change.changed.as_str(), &change.changed_to) {
            ("refused", _) => page.t1("todo-change-refused", "calendar", calendar),
            ("deleted", _) => page.t1("todo-change-deleted", "calendar", calendar),
            (_, Some(to)) => page.t2(
                "todo-change-moved",
                "calendar",
                calendar,
                "when",
                self.when(to),
            ),
            (_, None) => page.t1("todo-change-changed", "calendar", calendar),
        }
    }

    /// Why, and since when.
    pub(super) fn source_about(&self, source: &Source) -> String {
        let page = &self.page;
        let why = source
            .trouble
            .map(|why| page.t(why.key()))
            .unwrap_or_default();
        match source.failing_since {
            None => why,
            Some(since) => page.t2("todo-calendar-since", "why", why, "when", self.when(&since)),
        }
    }
}
