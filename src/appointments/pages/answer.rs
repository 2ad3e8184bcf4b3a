//! How every action on a visit ends: the panel as the visit now stands, with a word on what was done or why not.

use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::super::{Appointment, Status};
use super::show::Show;
use crate::app::App;
use crate::calendar::Window;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::web::{self, Flash, Page};

/// What every action sends: the version that its button was drawn for. The now bar and lists send none.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    pub version: Option<i64>,
}

impl Seen {
    /// Refuses to act on a visit that was changed since it was looked at. One that is where the act leads is fine: the
    /// button was pressed twice.
    pub fn check(self, visit: &Appointment, to: Status) -> Result<()> {
        match self.version {
            Some(version) if version != visit.version && visit.status != to => {
                Err(Error::Conflict("appointment-stale"))
            }
            _ => Ok(()),
        }
    }
}

/// The address of a visit's panel over the calendar that the request came from.
pub fn href(page: &Page, id: AppointmentId) -> String {
    if page.query.is_empty() {
        format!("/appointments/{id}")
    } else {
        format!("/appointments/{id}?{}", page.query)
    }
}

/// The visit as it stands, in the transaction that will change it.
pub async fn open(app: &App, page: &Page, id: AppointmentId) -> Result<(Tx, Appointment)> {
    let mut tx = app.db.begin().await?;
    let visit = Appointment::find_for_change(&mut tx, page.tenant.id, id).await?;
    if visit.is_visitors() {
        return Err(Error::NotFound);
    }
    Ok((tx, visit))
}

/// Shows the panel after what was done; or with why it was not done, as 409.
pub async fn answer(
    app: &App,
    page: Page,
    id: AppointmentId,
    done: Result<()>,
    word: &str,
) -> Result<Response> {
    match done {
        Ok(()) => acted(app, page, id, word).await,
        Err(Error::Conflict(key) | Error::NeedsConsent(key)) => refused(app, page, id, key).await,
        Err(Error::SlotTaken) => refused(app, page, id, "error-slot-taken").await,
        Err(error) => Err(error),
    }
}

/// The panel after an act: 303 without htmx, else the panel with a toast, and the calendar is told to look again.
pub async fn acted(app: &App, page: Page, id: AppointmentId, word: &str) -> Result<Response> {
    let text = page.t(word);
    if !page.htmx {
        return Ok(web::redirect_with(&href(&page, id), Flash::ok(text)));
    }
    let mut show = Show::load(app, page, id).await?;
    show.toast = Some(text);
    with_calendar(&show)
}

/// The panel, with the word to the calendar beside it to look again.
pub fn with_calendar(show: &Show) -> Result<Response> {
    let mut response = web::render(show)?;
    let headers = response.headers_mut();
    headers.insert("hx-trigger", HeaderValue::from_static("calendar"));
    Ok(response)
}

async fn refused(app: &App, page: Page, id: AppointmentId, key: &'static str) -> Result<Response> {
    let mut show = Show::load(app, page, id).await?;
    show.notice = Some(key);
    show.answer(app, StatusCode::CONFLICT).await
}

/// The calendar behind the panel: what the address says, else the week of the visit.
pub fn window(page: &Page, visit: &Appointment) -> Window {
    Window::asked(page, &page.agent, page.tenant.local_date(visit.starts_at))
}
