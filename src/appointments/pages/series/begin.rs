//! A series out of a visit that is booked already: it becomes the first one.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::answer;
use super::super::show::Show;
use super::{Repeats, RowView, views};
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::series::rule::{self, Typed};
use crate::appointments::series::{Decisions, NewSeries, Outcome, Series, may_begin};
use crate::appointments::{About, Appointment};
use crate::calendar::{self, Window};
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::schedule::local::reading_at;
use crate::web::{Errors, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/appointments/{id}/series/new", get(new))
        .route("/appointments/{id}/series", post(create))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: i64,
    #[serde(default)]
    repeat: String,
    #[serde(default)]
    every: String,
    #[serde(default)]
    day: Vec<String>,
    #[serde(default)]
    ends: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    count: String,
    #[serde(default)]
    rule: String,
    /// "KEY=DECISION" for each visit whose time is not free.
    #[serde(default)]
    resolve: Vec<String>,
    /// The list was seen: book it.
    #[serde(default)]
    confirmed: bool,
}

/// `appointments/series/begin.html`: the form, then the list of what would be booked.
#[derive(Template)]
#[template(path = "appointments/series/begin.html")]
struct New {
    page: Page,
    window: Window,
    visit: Appointment,
    form: Fields,
    errors: Errors,
    /// The rule in words, and the visits, once the form can be read.
    list: Option<(String, Vec<RowView>)>,
}

async fn new(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    page.require_active()?;
    let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
    let of = Series::of_visit(&app.db, page.tenant.id, id).await?;
    if let Some(key) = refusal(&visit, of.is_some()) {
        return notice(&app, page, id, key).await;
    }
    let form = Fields {
        version: visit.version,
        repeat: "weekly".into(),
        every: "1".into(),
        ends: "count".into(),
        count: "10".into(),
        ..Fields::default()
    };
    New::answer(
        &app,
        page,
        visit,
        form,
        Errors::default(),
        None,
        StatusCode::OK,
    )
    .await
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    page.require_active()?;
    let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let Some(rule) = form.read(&page, &visit, &app, &mut errors) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return New::answer(&app, page, visit, form, errors, None, status).await;
    };
    if let Some(of) = Series::of_visit(&app.db, page.tenant.id, id).await? {
        // Pressed twice: the first press has made it.
        if of.series.rule == rule && form.confirmed {
            return answer::acted(&app, page, id, "series-now-booked").await;
        }
        return notice(&app, page, id, "series-is-one").await;
    }
    if let Some(key) = refusal(&visit, false) {
        return notice(&app, page, id, key).await;
    }
    let mut tried = patiently(|| attempt(&app, &page, id, &form, &rule, !form.confirmed)).await;
    // What nobody foresaw took a time: the list as it is by now.
    let mut is_late = false;
    if matches!(tried, Err(Error::SlotTaken)) {
        is_late = true;
        tried = patiently(|| attempt(&app, &page, id, &form, &rule, true)).await;
    }
    match tried {
        Ok(Outcome::Done(_)) => answer::acted(&app, page, id, "series-now-booked").await,
        Ok(Outcome::Ask(rows)) => {
            let list = views(&page, &rows, &mut errors, form.confirmed);
            if is_late {
                errors.add("", "error-slot-taken");
            }
            let first = page.tenant.local_date(visit.starts_at);
            let words = rule::words(&rule, first, page.locale);
            let status = match errors.is_empty() {
                true => StatusCode::OK,
                false => StatusCode::CONFLICT,
            };
            New::answer(&app, page, visit, form, errors, Some((words, list)), status).await
        }
        Err(Error::Conflict(key) | Error::NeedsConsent(key)) => notice(&app, page, id, key).await,
        Err(error) => Err(error),
    }
}

async fn attempt(
    app: &App,
    page: &Page,
    id: AppointmentId,
    form: &Fields,
    rule: &str,
    only_look: bool,
) -> Result<Outcome<AppointmentId>> {
    let (tenant, now) = (&page.tenant, app.clock.now());
    let (mut tx, visit) = answer::open(app, page, id).await?;
    if visit.version != form.version {
        return Err(Error::Conflict("appointment-stale"));
    }
    let first = reading_at(tenant.tz(), visit.starts_at);
    let days = rule::days(rule, tenant.tz(), first, tenant.local_date(now));
    let days = days.map_err(|problem| Error::Conflict(problem.key))?;
    let plan = visit.plan_anew(&mut tx).await?;
    let decisions = Decisions::read(&form.resolve);
    let new = NewSeries {
        plan: &plan,
        minutes: Some(visit.duration_minutes()),
        rule,
        days: &days,
        first,
        begun: Some(id),
        client: visit.client_id,
        about: About::of(&mut tx, tenant.id, id).await?,
        locale: visit.locale,
        note: String::new(),
        decisions: &decisions,
    };
    let outcome = Series::book(&mut tx, tenant, &page.actor(), new, only_look, now).await?;
    if let Outcome::Done(_) = outcome {
        tx.commit().await?;
    }
    Ok(outcome)
}

/// Why a visit cannot begin a series.
fn refusal(visit: &Appointment, is_in_one: bool) -> Option<&'static str> {
    match (is_in_one, may_begin(visit)) {
        (true, _) => Some("series-is-one"),
        (_, false) => Some("appointment-closed"),
        _ => None,
    }
}

async fn notice(app: &App, page: Page, id: AppointmentId, key: &'static str) -> Result<Response> {
    let mut show = Show::load(app, page, id).await?;
    show.notice = Some(key);
    show.answer(app, StatusCode::CONFLICT).await
}

impl Fields {
    fn typed(&self) -> Typed<'_> {
        Typed {
            repeat: &self.repeat,
            every: &self.every,
            days: &self.day,
            ends: &self.ends,
            count: &self.count,
            until: &self.until,
            rule: &self.rule,
        }
    }

    fn read(
        &self,
        page: &Page,
        visit: &Appointment,
        app: &App,
        errors: &mut Errors,
    ) -> Option<String> {
        let tenant = &page.tenant;
        let first = reading_at(tenant.tz(), visit.starts_at);
        let rule = self.typed().read(first.date(), errors)?;
        let days = rule::days(
            &rule,
            tenant.tz(),
            first,
            tenant.local_date(app.clock.now()),
        );
        errors.take(self.typed().bound(), days).map(|_| rule)
    }
}

impl New {
    async fn answer(
        app: &App,
        page: Page,
        visit: Appointment,
        form: Fields,
        errors: Errors,
        list: Option<(String, Vec<RowView>)>,
        status: StatusCode,
    ) -> Result<Response> {
        let panel = Self {
            window: answer::window(&page, &visit),
            page,
            visit,
            form,
            errors,
            list,
        };
        let (page, window, id) = (panel.page.clone(), panel.window, panel.visit.id);
        calendar::panel_answer(app, page, window, id, status, &panel).await
    }

    fn repeats(&self) -> Repeats<'_> {
        Repeats {
            page: &self.page,
            may_be_once: false,
        }
    }

    fn back(&self) -> String {
        format!("/appointments/{}?{}", self.visit.id, self.window.query())
    }

    fn action(&self) -> String {
        let (id, query) = (self.visit.id, self.window.query());
        format!("/appointments/{id}/series?{query}")
    }

    /// The form again, from the list.
    fn again(&self) -> String {
        let (id, query) = (self.visit.id, self.window.query());
        format!("/appointments/{id}/series/new?{query}")
    }

    /// What the list sends on.
    fn hidden(&self) -> Vec<(&'static str, String)> {
        let form = &self.form;
        let mut fields = vec![
            ("version", form.version.to_string()),
            ("repeat", form.repeat.clone()),
            ("every", form.every.clone()),
            ("ends", form.ends.clone()),
            ("until", form.until.clone()),
            ("count", form.count.clone()),
            ("rule", form.rule.clone()),
        ];
        fields.extend(form.day.iter().map(|day| ("day", day.clone())));
        fields
    }

    /// "Thursday 14 May, 10:00, Brow lamination".
    fn what(&self) -> String {
        let title = self.visit.title.clone();
        let at = super::when(&self.page, self.visit.starts_at, None);
        format!("{at}, {title}")
    }
}
