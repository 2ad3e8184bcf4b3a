//! `/calendar`: the whole page, the grid alone when htmx refreshes it, an empty panel when it closes one.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};

use super::Sources;
use super::board::{Board, Day, What};
use super::example;
use super::model::VisitRow;
use super::next::{Act, Next, acts};
use super::window::{View, Window};
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::Status;
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::resources::Resource;
use crate::schedule::local::date_at;
use crate::waitlist::model::Waiting;
use crate::web::{self, Page};

/// Who waits, as far as free time is compared with.
const MOST_WAITING: i64 = 500;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/calendar", get(index))
        .route("/calendar/print", get(super::print::show))
        .route("/calendar/search", get(super::search::show))
        .route("/calendar/offline", get(super::offline::show))
        .route("/calendar/example/removal", post(super::example::remove))
}

/// Where the bare address leads: to the first page that a role may see.
async fn home(page: Page) -> Response {
    web::redirect(if page.can(Permission::AppointmentsRead) {
        "/calendar"
    } else {
        "/services"
    })
}

/// What `calendar/_grid.html` draws.
pub struct Calendar {
    pub window: Window,
    pub board: Board,
    pub today: Window,
    /// The days of the week around a single day.
    pub strip: Vec<Day>,
    /// The visit whose panel is open.
    pub open: Option<AppointmentId>,
    /// Who comes next, in an agenda that shows today.
    pub next: Option<Next>,
    /// The day of a new practice that is an example.
    example: Option<NaiveDate>,
    now: DateTime<Utc>,
    /// What can be looked at by itself: rooms, chairs, devices in use.
    pub resources: Vec<Resource>,
}

#[derive(Template)]
#[template(path = "calendar/index.html")]
struct Index {
    page: Page,
    cal: Calendar,
    panel: Html,
}

#[derive(Template)]
#[template(path = "calendar/grid.html")]
struct Grid {
    page: Page,
    cal: Calendar,
}

#[derive(Template)]
#[template(path = "calendar/_closed.html")]
struct Closed;

/// A part of the page that is rendered already.
pub struct Html(String);

impl std::fmt::Display for Html {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

async fn index(page: Page, State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    let target = headers.get("hx-target").filter(|_| page.htmx);
    if target.is_some_and(|target| target == "panel") {
        return web::render(&Closed);
    }
    let today = page.tenant.local_date(app.clock.now());
    let window = Window::asked(&page, &page.agent, today);
    if target.is_some_and(|target| target == "grid") {
        let cal = Calendar::load(&app, &page, window, shown_in(&headers)).await?;
        return web::render(&Grid { page, cal });
    }
    let cal = Calendar::load(&app, &page, window, None).await?;
    let panel = Html(Closed.render()?);
    web::render(&Index { page, cal, panel })
}

/// The visit whose panel is open on the page that asks.
fn shown_in(headers: &HeaderMap) -> Option<AppointmentId> {
    let page: axum::http::Uri = headers.get("hx-current-url")?.to_str().ok()?.parse().ok()?;
    let path = page.path().strip_prefix("/appointments/")?;
    path.split('/').next()?.parse().ok()
}

/// The calendar alone, to be put into another answer.
pub async fn grid(app: &App, page: &Page, window: Window) -> Result<Html> {
    let cal = Calendar::load(app, page, window, None).await?;
    let page = page.clone();
    Ok(Html(Grid { page, cal }.render()?))
}

/// A visit's panel: alone for htmx, else beside its calendar.
pub async fn panel_answer(
    app: &App,
    page: Page,
    window: Window,
    open: AppointmentId,
    status: StatusCode,
    panel: &impl Template,
) -> Result<Response> {
    if page.htmx {
        let mut response = web::render_status(status, panel)?;
        if status.is_client_error() {
            web::retarget(&mut response, "#panel", "outerHTML");
            // What was refused has no address of its own.
            let headers = response.headers_mut();
            headers.insert("hx-push-url", HeaderValue::from_static("false"));
        }
        return Ok(response);
    }
    let cal = Calendar::load(app, &page, window, Some(open)).await?;
    let panel = Html(panel.render()?);
    web::render_status(status, &Index { page, cal, panel })
}

impl Calendar {
    pub async fn load(
        app: &App,
        page: &Page,
        window: Window,
        open: Option<AppointmentId>,
    ) -> Result<Self> {
        let now = app.clock.now();
        // A single day stands under the strip of its week, whose bars need the other days.
        let around = match window.view {
            View::Day => window.viewed(View::Week),
            _ => window,
        };
        let mut db = app.db.reader().await?;
        let mut resources = match page.has_resources {
            true => Resource::all(&mut db, page.tenant.id).await?,
            false => Vec::new(),
        };
        let is_shown = |one: &Resource| Some(one.id) == window.resource;
        if window.resource.is_some() && !resources.iter().any(is_shown) {
            return Err(Error::NotFound);
        }
        resources.retain(|one| one.is_active || is_shown(one));
        let (whose, first, last) = (window.resource, around.first(), around.last());
        let mut sources = Sources::load(&mut db, &page.tenant, whose, first, last).await?;
        if whose.is_none() {
            sources.examples = example::load(&mut db, page, now).await?;
            let today = page.tenant.local_date(now);
            if window.view != View::Month && last >= today && page.may("appointments.write") {
                let from = first.max(today);
                sources.waiting =
                    Waiting::between(&mut db, page.tenant.id, from, last, MOST_WAITING).await?;
            }
        }
        let tz = page.tenant.tz();
        let example = sources.examples.first();
        let example = example.map(|visit| date_at(tz, visit.span.start));
        let board = Board::build(&page.tenant, &sources, window, now);
        let strip = match window.view {
            View::Day => Board::build(&page.tenant, &sources, around, now).days,
            _ => Vec::new(),
        };
        let next = match window.view {
            View::Agenda => Next::load(db, page, &board, now).await?,
            _ => None,
        };
        Ok(Self {
            window,
            next,
            board,
            today: window.at(page.tenant.local_date(now)),
            strip,
            open,
            example,
            now,
            resources,
        })
    }

    /// The name of the resource that is shown.
    pub fn resource(&self) -> Option<&str> {
        let mut all = self.resources.iter();
        let shown = all.find(|one| Some(one.id) == self.window.resource)?;
        Some(&shown.name)
    }

    /// The same days of everybody, and of each resource: link, name (empty: everybody), whether it is this one.
    fn of_resources(&self) -> Vec<(String, &str, bool)> {
        let everybody = (
            self.window.of(None).href(),
            "",
            self.window.resource.is_none(),
        );
        let own = self.resources.iter().map(|one| {
            let id = Some(one.id);
            (
                self.window.of(id).href(),
                one.name.as_str(),
                self.window.resource == id,
            )
        });
        std::iter::once(everybody).chain(own).collect()
    }

    fn is_week(&self) -> bool {
        self.window.view == View::Week
    }

    fn is_month(&self) -> bool {
        self.window.view == View::Month
    }

    /// The days of a month by week, from Monday; none before its first and after its last day.
    fn weeks(&self) -> Vec<Vec<Option<&Day>>> {
        let before = self.window.first().weekday().num_days_from_monday();
        let before = std::iter::repeat_n(None, before as usize);
        let mut cells: Vec<Option<&Day>> = before.chain(self.board.days.iter().map(Some)).collect();
        cells.resize(cells.len().next_multiple_of(7), None);
        cells.chunks(7).map(<[_]>::to_vec).collect()
    }

    /// The weekdays over a month: short and whole.
    fn weekdays(&self, page: &Page) -> [(&'static str, &'static str); 7] {
        let days = [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
            Weekday::Sat,
            Weekday::Sun,
        ];
        days.map(|day| {
            (
                page.locale.weekday_short(day),
                page.locale.weekday_long(day),
            )
        })
    }

    fn is_agenda(&self) -> bool {
        self.window.view == View::Agenda
    }

    /// The same date in another view: link, text's key, icon, whether it is this one.
    fn views(&self) -> [(String, &'static str, &'static str, bool); 4] {
        [
            (View::Day, "calendar-view-day", "calendar-1"),
            (View::Week, "calendar-view-week", "calendar-days"),
            (View::Month, "calendar-view-month", "calendar-range"),
            (View::Agenda, "calendar-view-agenda", "list-todo"),
        ]
        .map(|(view, key, icon)| {
            let window = self.window.viewed(view);
            (window.href(), key, icon, view == self.window.view)
        })
    }

    /// What an agenda asks of a visit that is over and still open: whether it took place.
    fn left_open(&self, row: &VisitRow) -> Vec<Act> {
        let is_next = self.next.as_ref().is_some_and(|next| next.row.id == row.id);
        match row.status {
            Status::Confirmed if row.ends_at <= self.now && !is_next => acts(row, self.now),
            _ => Vec::new(),
        }
    }

    /// On a board that shows the example day, or today: what it is, and where when it is not on the board.
    fn example_note(&self, page: &Page) -> Option<(String, Option<String>)> {
        let day = self.example?;
        let shows = |date| self.window.dates().any(|shown| shown == date);
        let there = match self.window.view {
            View::Month => Some(self.window.at(day).viewed(View::Day)),
            _ => (!shows(day)).then(|| self.window.at(day)),
        };
        let elsewhere = there.map(Window::href);
        let note = page.t1(
            "calendar-example-note",
            "day",
            page.locale.day_and_month(day),
        );
        (shows(day) || shows(self.today.date)).then_some((note, elsewhere))
    }

    fn steps(&self) -> (&'static str, &'static str) {
        match self.window.view {
            View::Day => ("calendar-previous-day", "calendar-next-day"),
            View::Month => ("calendar-previous-month", "calendar-next-month"),
            View::Week | View::Agenda => ("calendar-previous-week", "calendar-next-week"),
        }
    }

    fn day_href(&self, day: &Day) -> String {
        self.window.at(day.date).viewed(View::Day).href()
    }

    fn is_open(&self, id: &AppointmentId) -> bool {
        self.open == Some(*id)
    }
}
