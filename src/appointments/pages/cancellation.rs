//! Cancelling a visit, or declining a request: who cancels and why, then the time is free again.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::series::{Scope, Series};
use super::super::{Appointment, Cancellation, Status, Who};
use super::answer::{self, Seen, answer};
use super::series;
use crate::accounts::Permission;
use crate::app::App;
use crate::calendar::{self, Window, foreign};
use crate::clients::Client;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::payments::card;
use crate::web::forms::text;
use crate::web::{Errors, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/appointments/{id}/cancellation/new", get(new))
        .route("/appointments/{id}/cancellation", post(create))
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: Option<i64>,
    /// "client" or "master".
    #[serde(default)]
    by: String,
    #[serde(default)]
    reason: String,
    /// Of a visit in a series: "one", "following" or "all".
    #[serde(default)]
    scope: String,
    /// What was seen of the series.
    #[serde(default)]
    mark: String,
}

/// `appointments/cancellation/new.html`.
#[derive(Template)]
#[template(path = "appointments/cancellation/new.html")]
struct New {
    page: Page,
    window: Window,
    visit: Appointment,
    client: Option<Client>,
    /// Cancelled by the client now, it would count as late.
    is_late: bool,
    /// What becomes of money.
    money: Vec<String>,
    form: Fields,
    errors: Errors,
    /// Which visits of its series may be cancelled with it.
    scopes: Vec<(&'static str, String)>,
}

async fn new(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
    let by = if visit.status == Status::Confirmed {
        "client"
    } else {
        "master"
    };
    let form = Fields {
        version: Some(visit.version),
        by: by.into(),
        scope: "one".into(),
        ..Fields::default()
    };
    New::answer(&app, page, visit, form, Errors::default()).await
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let mut errors = Errors::default();
    let reason = errors.take("reason", text(&form.reason, 500));
    let by = match form.by.as_str() {
        "client" => Some(Who::Client),
        "master" => Some(Who::Master),
        _ => {
            errors.add("by", "field-choose");
            None
        }
    };
    let (Some(reason), Some(by)) = (reason, by) else {
        let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
        return New::answer(&app, page, visit, form, errors).await;
    };
    let scope = Scope::parse(&form.scope).ok_or(Error::Invalid("field-bad-choice"))?;
    if scope != Scope::One {
        let done = patiently(|| act_on_many(&app, &page, id, scope, &form, by, &reason)).await;
        return answer(&app, page, id, done, "series-now-cancelled").await;
    }
    let seen = Seen {
        version: form.version,
    };
    let done = patiently(|| act(&app, &page, id, seen, by, &reason)).await;
    answer(&app, page, id, done, "appointment-now-cancelled").await
}

async fn act(
    app: &App,
    page: &Page,
    id: AppointmentId,
    seen: Seen,
    by: Who,
    reason: &str,
) -> Result<()> {
    let now = app.clock.now();
    let (mut tx, mut visit) = answer::open(app, page, id).await?;
    seen.check(&visit, Status::Cancelled)?;
    let is_late = by == Who::Client && visit.is_late(&mut tx, &page.tenant, now).await?;
    let cancellation = Cancellation {
        by,
        reason: reason.to_owned(),
        is_late,
    };
    visit
        .cancel(&mut tx, &page.actor(), cancellation, now)
        .await?;
    Ok(tx.commit().await?)
}

/// This visit and others of its series.
async fn act_on_many(
    app: &App,
    page: &Page,
    id: AppointmentId,
    scope: Scope,
    form: &Fields,
    by: Who,
    reason: &str,
) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let (now, actor) = (app.clock.now(), page.actor());
    let why = (by, reason);
    Series::cancel(
        &mut tx,
        &page.tenant,
        &actor,
        id,
        scope,
        &form.mark,
        why,
        now,
    )
    .await?;
    Ok(tx.commit().await?)
}

impl New {
    async fn answer(
        app: &App,
        page: Page,
        visit: Appointment,
        mut form: Fields,
        errors: Errors,
    ) -> Result<Response> {
        if !visit.status.can_become(Status::Cancelled) {
            let mut show = super::show::Show::load(app, page, visit.id).await?;
            show.notice = Some("appointment-closed");
            return show.answer(app, StatusCode::CONFLICT).await;
        }
        let client = match visit.client_id {
            Some(client) => Some(Client::find(&app.db, page.tenant.id, client).await?),
            None => None,
        };
        let status = if errors.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        let mut scopes = Vec::new();
        if let Some(of) = Series::of_visit(&app.db, page.tenant.id, visit.id).await? {
            scopes = series::scopes(&page, &of, &visit, app.clock.now());
            form.mark = of.mark();
        }
        let is_late = visit
            .is_late(&app.db, &page.tenant, app.clock.now())
            .await?;
        let panel = Self {
            scopes,
            window: answer::window(&page, &visit),
            money: card::before_cancelling(app, &page, &visit, is_late).await?,
            is_late,
            page,
            client,
            form,
            errors,
            visit,
        };
        let (page, window, id) = (panel.page.clone(), panel.window, panel.visit.id);
        calendar::panel_answer(app, page, window, id, status, &panel).await
    }

    fn is_request(&self) -> bool {
        matches!(self.visit.status, Status::Held | Status::Pending)
    }

    fn name(&self) -> String {
        match &self.client {
            Some(client) => client.name.clone(),
            None => self.page.t("appointment-walk-in"),
        }
    }

    fn lang(&self) -> Option<&'static str> {
        foreign(&self.name(), self.page.locale)
    }

    /// "Thursday 14 May, 14:30, Gel manicure".
    fn what(&self) -> String {
        let at = self.visit.starts_at.with_timezone(&self.page.tenant.tz());
        let day = self.page.locale.day_long(at.date_naive());
        let time = self.page.locale.time(at.time());
        let title = self.visit.title.clone();
        self.page
            .t3("appointment-what", "day", day, "time", time, "title", title)
    }

    fn lateness(&self) -> String {
        self.page.t(if self.is_late {
            "appointment-by-client-late"
        } else {
            "appointment-by-client-early"
        })
    }

    fn back(&self) -> String {
        format!("/appointments/{}?{}", self.visit.id, self.window.query())
    }

    /// An e-mail goes out when the client has an address.
    fn tells(&self) -> bool {
        self.client
            .as_ref()
            .is_some_and(|client| client.email.is_some())
    }
}
