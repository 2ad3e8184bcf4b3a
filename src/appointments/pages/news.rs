//! What an open panel asks when something in the calendar changed elsewhere: whether it was its visit. A panel that
//! nobody types in then takes itself anew (js/panel.js); any other one says it, and what is typed stays.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::super::Appointment;
use super::answer;
use crate::accounts::Permission;
use crate::app::App;
use crate::calendar::Window;
use crate::error::Result;
use crate::id::AppointmentId;
use crate::web::{self, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/appointments/{id}/news", get(show))
}

#[derive(Template)]
#[template(path = "appointments/news.html")]
struct Show {
    page: Page,
    window: Window,
    visit: Appointment,
}

/// 204 while the visit is at the version that the panel shows (`seen`).
async fn show(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
    let window = answer::window(&page, &visit);
    if !page.htmx {
        let panel = format!("/appointments/{id}?{}", window.query());
        return Ok(web::redirect(&panel));
    }
    let seen = page.param("seen").and_then(|seen| seen.parse().ok());
    if seen == Some(visit.version) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    web::render(&Show {
        page,
        window,
        visit,
    })
}

impl Show {
    fn href(&self) -> String {
        format!("/appointments/{}?{}", self.visit.id, self.window.query())
    }

    /// "Confirmed, Thursday 14 May, 15:00".
    fn now(&self) -> String {
        let (page, tz) = (&self.page, self.page.tenant.tz());
        let start = self.visit.starts_at.with_timezone(&tz).naive_local();
        let time = page.locale.time(start.time());
        let status = page.t(self.visit.status.key());
        let day = page.locale.day_long(start.date());
        page.t3(
            "appointment-news",
            "status",
            status,
            "day",
            day,
            "time",
            time,
        )
    }
}
