//! Moving a visit or changing its length: by the form, or by hand in the calendar.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;

use super::super::series::{Scope, Series};
use super::super::{Appointment, Clash, LENGTHS, TooFar};
use super::slots::Free;
use super::{answer, series};
use crate::accounts::{Permission, Tenant};
use crate::app::App;
use crate::appointments::when;
use crate::calendar::{self, Window, parse_date};
use crate::clients::Client;
use crate::db::{On, patiently};
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::schedule::local::Span;
use crate::schedule::outside::{Outside, why_outside};
use crate::web::forms::number;
use crate::web::{Errors, Form, Page, Path, render};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/appointments/{id}/move/new", get(new))
        .route("/appointments/{id}/move", post(create))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: i64,
    #[serde(default)]
    date: String,
    /// A free time that was pressed; counts before what is typed.
    #[serde(default)]
    slot: String,
    #[serde(default)]
    time: String,
    /// Empty: as long as it is.
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    book_over: bool,
    /// To a time that is over already, to put the record right.
    #[serde(default)]
    past: bool,
    /// Of a visit in a series: "one", "following" or "all".
    #[serde(default)]
    scope: String,
    /// What was seen of the series, once its list was shown.
    #[serde(default)]
    mark: String,
    /// "KEY=DECISION" for each visit whose new time is not free.
    #[serde(default)]
    resolve: Vec<String>,
    /// The list was seen: move them.
    #[serde(default)]
    confirmed: bool,
}

/// What was asked for, understood.
struct Wanted {
    starts_at: DateTime<Utc>,
    /// The same by the clock.
    reading: NaiveDateTime,
    minutes: Option<i64>,
}

/// `appointments/move/new.html`.
#[derive(Template)]
#[template(path = "appointments/move/new.html")]
struct New {
    page: Page,
    window: Window,
    visit: Appointment,
    client: Option<Client>,
    free: Free,
    form: Fields,
    errors: Errors,
    /// Somebody changed the visit meanwhile.
    is_stale: bool,
    /// What is at the time that was asked for.
    clashes: Option<Vec<Clash>>,
    /// The time that was asked for is over.
    is_past: bool,
    /// What it needs besides the master and cannot have then.
    missing: Vec<String>,
    /// From where the way could not be made.
    too_far: Vec<String>,
    /// Which visits of its series may move with it.
    scopes: Vec<(&'static str, String)>,
}

/// `appointments/move/create.html`: the calendar after a move by hand.
#[derive(Template)]
#[template(path = "appointments/move/create.html")]
struct Moved {
    page: Page,
    window: Window,
    grid: calendar::Html,
    visit: Appointment,
    back: WayBack,
}

/// What a move did, and the form that takes it back.
pub struct WayBack {
    pub text: String,
    /// Where it was, as the form takes it.
    pub date: String,
    pub time: String,
    pub minutes: i64,
    pub is_booked_over: bool,
    pub is_past: bool,
}

async fn new(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
    if !visit.status.is_open() {
        let mut show = super::show::Show::load(&app, page, id).await?;
        show.notice = Some("appointment-closed");
        return show.answer(&app, StatusCode::CONFLICT).await;
    }
    let at = visit.starts_at.with_timezone(&page.tenant.tz());
    let form = Fields {
        version: visit.version,
        date: page
            .param("to")
            .unwrap_or_else(|| at.date_naive().to_string()),
        time: at.format("%H:%M").to_string(),
        minutes: visit.duration_minutes().to_string(),
        scope: "one".into(),
        ..Fields::default()
    };
    let panel = New::load(&app, page, visit, form, Errors::default()).await?;
    panel.answer(&app, StatusCode::OK).await
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let by_hand = page.htmx
        && headers
            .get("hx-target")
            .is_some_and(|target| target == "grid");
    let was = Appointment::find(&app.db, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let Some(wanted) = form.read(&page, &mut errors) else {
        let panel = New::load(&app, page, was, form, errors).await?;
        return panel.answer(&app, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let now = app.clock.now();
    let scope = Scope::parse(&form.scope).ok_or(Error::Invalid("field-bad-choice"))?;
    if scope != Scope::One {
        let wanted = series::moving::Wanted {
            scope,
            scope_text: form.scope,
            version: form.version,
            to: wanted.reading,
            minutes: wanted.minutes,
            mark: form.mark,
            resolve: form.resolve,
            confirmed: form.confirmed,
        };
        return series::moving::create(&app, page, id, wanted).await;
    }
    if !form.past && was.starts_at > now && wanted.starts_at < now {
        let mut panel = New::load(&app, page, was, form, Errors::default()).await?;
        panel.is_past = true;
        return panel.answer(&app, StatusCode::CONFLICT).await;
    }
    let visit = match patiently(|| move_once(&app, &page, id, &form, &wanted)).await {
        Ok(visit) => visit,
        Err(error) => return refused(&app, page, was, form, wanted, error).await,
    };
    if !page.htmx {
        return answer::acted(&app, page, id, "appointment-now-moved").await;
    }
    let back = WayBack::new(&app, &page, &visit, &was).await?;
    if by_hand {
        let window = Window::asked(&page, &page.agent, page.tenant.local_date(visit.starts_at));
        let grid = calendar::grid(&app, &page, window).await?;
        return render(&Moved {
            page,
            window,
            grid,
            visit,
            back,
        });
    }
    let mut show = super::show::Show::load(&app, page, id).await?;
    show.back = Some(back);
    answer::with_calendar(&show)
}

async fn move_once(
    app: &App,
    page: &Page,
    id: AppointmentId,
    form: &Fields,
    wanted: &Wanted,
) -> Result<Appointment> {
    let (mut tx, mut visit) = answer::open(app, page, id).await?;
    visit
        .move_to(
            &mut tx,
            &page.tenant,
            &page.actor(),
            wanted.starts_at,
            wanted.minutes,
            form.version,
            form.book_over,
            app.clock.now(),
        )
        .await?;
    tx.commit().await?;
    Ok(visit)
}

/// The form again, with what is in the way.
async fn refused(
    app: &App,
    page: Page,
    visit: Appointment,
    form: Fields,
    wanted: Wanted,
    error: Error,
) -> Result<Response> {
    let mut too_far = Vec::new();
    let clashes = match error {
        Error::SlotTaken => {
            let minutes = wanted.minutes.unwrap_or_else(|| visit.duration_minutes());
            let busy = Span::new(
                wanted.starts_at - (visit.starts_at - visit.busy_from),
                wanted.starts_at
                    + chrono::TimeDelta::minutes(minutes)
                    + (visit.busy_to - visit.ends_at),
            );
            let (tenant, own) = (page.tenant.id, Some(visit.id));
            let far = Appointment::too_far(&app.db, tenant, visit.place_id, &[], busy, own).await?;
            too_far = far.iter().map(|far| too_far_text(&page, far)).collect();
            Some(Appointment::clashes(&app.db, tenant, busy, own).await?)
        }
        Error::Conflict("appointment-stale") => None,
        Error::Conflict(key) | Error::NeedsConsent(key) => {
            let mut show = super::show::Show::load(app, page, visit.id).await?;
            show.notice = Some(key);
            return show.answer(app, StatusCode::CONFLICT).await;
        }
        error => return Err(error),
    };
    // Look again: what the form was drawn for may not be what is there.
    let visit = Appointment::find(&app.db, page.tenant.id, visit.id).await?;
    let is_stale = clashes.is_none();
    let version = visit.version;
    let missing = match is_stale {
        true => Vec::new(),
        false => {
            let mut plan = visit.plan(&app.db).await?;
            plan.stretch_to(wanted.minutes.unwrap_or_else(|| visit.duration_minutes()));
            let (start, now) = (wanted.starts_at, app.clock.now());
            Appointment::missing(&app.db, &page.tenant, &plan, start, Some(visit.id), now).await?
        }
    };
    let mut panel = New::load(app, page, visit, form, Errors::default()).await?;
    panel.form.version = version;
    // A move by hand says no length, as it keeps it.
    if panel.form.minutes.is_empty() {
        panel.form.minutes = panel.visit.duration_minutes().to_string();
    }
    panel.is_stale = is_stale;
    panel.clashes = clashes;
    panel.missing = missing;
    panel.too_far = too_far;
    panel.answer(app, StatusCode::CONFLICT).await
}

impl Fields {
    fn read(&self, page: &Page, errors: &mut Errors) -> Option<Wanted> {
        let date = errors.take("date", parse_date(&self.date).ok_or("field-bad-date"));
        let typed = if self.slot.is_empty() {
            &self.time
        } else {
            &self.slot
        };
        let time = errors.take("time", when::parse_time(typed));
        let minutes = match self.minutes.trim() {
            "" => None,
            text => Some(errors.take("minutes", number(text, LENGTHS))?),
        };
        let (date, time) = (date?, time?);
        let starts_at = errors.take("time", when::instant(page.tenant.tz(), date, time))?;
        Some(Wanted {
            starts_at,
            reading: date.and_time(time),
            minutes,
        })
    }
}

impl New {
    async fn load(
        app: &App,
        page: Page,
        visit: Appointment,
        form: Fields,
        errors: Errors,
    ) -> Result<Self> {
        let now = app.clock.now();
        let date =
            parse_date(&form.date).unwrap_or_else(|| page.tenant.local_date(visit.starts_at));
        let mut plan = visit.plan(&app.db).await?;
        if let Ok(minutes) = number(&form.minutes, LENGTHS) {
            plan.stretch_to(minutes);
        }
        let mut free = Free::load(
            &app.db,
            &page.tenant,
            &plan,
            date,
            Some(visit.id),
            visit.client_id,
            now,
        )
        .await?;
        // Where it stands already is no time to move to.
        let own = visit.starts_at.with_timezone(&page.tenant.tz());
        free.times
            .retain(|time| date != own.date_naive() || *time != own.time());
        let scopes = match Series::of_visit(&app.db, page.tenant.id, visit.id).await? {
            Some(of) => series::scopes(&page, &of, &visit, now),
            None => Vec::new(),
        };
        let client = match visit.client_id {
            Some(id) => Some(Client::find(&app.db, page.tenant.id, id).await?),
            None => None,
        };
        Ok(Self {
            window: answer::window(&page, &visit),
            scopes,
            client,
            page,
            visit,
            free,
            form,
            errors,
            is_stale: false,
            clashes: None,
            is_past: false,
            missing: Vec::new(),
            too_far: Vec::new(),
        })
    }

    async fn answer(self, app: &App, status: StatusCode) -> Result<Response> {
        let (page, window, id) = (self.page.clone(), self.window, self.visit.id);
        calendar::panel_answer(app, page, window, id, status, &self).await
    }

    fn back(&self) -> String {
        format!("/appointments/{}?{}", self.visit.id, self.window.query())
    }

    /// "Thursday 14 May, 14:30, Gel manicure".
    fn what(&self) -> String {
        let at = self.visit.starts_at.with_timezone(&self.page.tenant.tz());
        let day = self.page.locale.day_long(at.date_naive());
        let time = self.page.locale.time(at.time());
        self.page.t3(
            "appointment-what",
            "day",
            day,
            "time",
            time,
            "title",
            self.visit.title.clone(),
        )
    }

    /// "Sarah Whitcombe, 15:30–16:30".
    fn clash(&self, clash: &Clash) -> String {
        clash_text(&self.page, clash)
    }
}

/// "Sarah Whitcombe, 15:30–16:30".
pub fn clash_text(page: &Page, clash: &Clash) -> String {
    let local = |at: &DateTime<Utc>| at.with_timezone(&page.tenant.tz()).time();
    let time = page
        .locale
        .time_range(local(&clash.starts_at), local(&clash.ends_at));
    let name = clash.client_name.clone();
    let name = name.unwrap_or_else(|| match clash.is_visitors {
        true => page.t("calendar-held-by-visitor"),
        false => page.t("appointment-walk-in"),
    });
    page.t2("appointment-clash", "name", name, "time", time)
}

/// "Too far from Sarah Whitcombe, 15:30–16:30: the way takes 40 min."
pub fn too_far_text(page: &Page, far: &TooFar) -> String {
    let visit = clash_text(page, &far.visit);
    let length = page.locale.duration(far.minutes);
    page.t2("places-too-far", "visit", visit, "length", length)
}

impl WayBack {
    async fn new(app: &App, page: &Page, visit: &Appointment, was: &Appointment) -> Result<Self> {
        let at = was.starts_at.with_timezone(&page.tenant.tz());
        let mut text = moved_text(page, visit, was);
        if let Some(why) = outside(&app.db, &page.tenant, visit).await? {
            let why = outside_text(page, why);
            text = page.t2("appointment-moved-but", "moved", text, "why", why);
        }
        Ok(Self {
            text,
            date: at.date_naive().to_string(),
            time: at.format("%H:%M").to_string(),
            minutes: was.duration_minutes(),
            is_booked_over: was.is_booked_over,
            is_past: was.starts_at < app.clock.now(),
        })
    }
}

/// "Moved to Thursday 14 May, 15:30"; "Now until 18:30" when only the length changed.
fn moved_text(page: &Page, visit: &Appointment, was: &Appointment) -> String {
    if visit.starts_at == was.starts_at {
        let end = visit.ends_at.with_timezone(&page.tenant.tz());
        let until = page.locale.time(end.time());
        return page.t1("appointment-now-until", "until", until);
    }
    let at = visit.starts_at.with_timezone(&page.tenant.tz());
    let day = page.locale.day_long(at.date_naive());
    let time = page.locale.time(at.time());
    page.t2("appointment-moved-to", "day", day, "time", time)
}

/// Why the schedule would not have offered a visit's time.
pub async fn outside(on: impl On, tenant: &Tenant, visit: &Appointment) -> Result<Option<Outside>> {
    why_outside(on, tenant, Span::new(visit.starts_at, visit.ends_at)).await
}

/// "Outside your opening hours".
pub fn outside_text(page: &Page, why: Outside) -> String {
    match why {
        Outside::Closed => page.t("appointment-outside-hours"),
        Outside::Blocked(reason) => page.t1("appointment-outside-block", "reason", page.t(reason)),
    }
}
