//! Somebody came in from the street: one press on a service, and the visit begins now.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::super::moving::clash_text;
use super::choice::{self, Line};
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::{Appointment, Clash, NewAppointment, Source, Status};
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::schedule::local::Span;
use crate::services::Plan;
use crate::web::idempotency::{Known, Once};
use crate::web::{self, Errors, Flash, Form, Page};

pub fn routes() -> Router<App> {
    Router::new().route("/appointments/walk-in", get(new).post(create))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    #[serde(default)]
    what: String,
    #[serde(default)]
    book_over: bool,
    /// Makes a second press harmless.
    #[serde(default)]
    key: String,
}

/// `appointments/walk_in.html`.
#[derive(Template)]
#[template(path = "appointments/walk_in.html")]
struct New {
    page: Page,
    lines: Vec<Line>,
    form: Fields,
    errors: Errors,
    clashes: Option<Vec<Clash>>,
    /// What it needs besides the master and cannot have then.
    missing: Vec<String>,
    too_far: Vec<String>,
}

async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    page.require_active()?;
    web::render(&New::load(&app, page, Fields::default()).await?)
}

async fn create(page: Page, State(app): State<App>, Form(form): Form<Fields>) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    page.require_active()?;
    let (tenant, currency) = (page.tenant.id, page.tenant.currency);
    let Some(plan) = choice::plan(&app.db, tenant, currency, &form.what, &[]).await? else {
        let mut new = New::load(&app, page, form).await?;
        new.errors.add("what", "appointment-choose-service");
        return web::render_invalid(&new);
    };
    let now = app.clock.now();
    let starts_at = now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(now);
    let plan = super::spot::now(&app.db, &page, plan, starts_at).await?;
    let begun = patiently(|| begin_once(&app, &page, &form, &plan, starts_at)).await;
    match begun {
        Ok(id) => {
            let word = Flash::ok(page.t("appointment-now-started"));
            Ok(web::redirect_with(&format!("/appointments/{id}"), word))
        }
        Err(Error::SlotTaken) => {
            let busy = TimeDelta::minutes(plan.duration_minutes() + plan.buffer_after_minutes());
            let busy = Span::new(starts_at, starts_at + busy);
            let missing =
                Appointment::missing(&app.db, &page.tenant, &plan, starts_at, None, now).await?;
            let too_far = super::spot::too_far(&app.db, &page, &plan, starts_at).await?;
            let mut new = New::load(&app, page, form).await?;
            new.missing = missing;
            new.too_far = too_far;
            new.clashes = Some(Appointment::clashes(&app.db, tenant, busy, None).await?);
            web::render_status(StatusCode::CONFLICT, &new)
        }
        Err(Error::NeedsConsent(key)) => {
            let mut new = New::load(&app, page, form).await?;
            new.errors.add("what", key);
            web::render_status(StatusCode::CONFLICT, &new)
        }
        Err(error) => Err(error),
    }
}

/// Begins one visit, however often the button was pressed.
async fn begin_once(
    app: &App,
    page: &Page,
    form: &Fields,
    plan: &Plan,
    starts_at: DateTime<Utc>,
) -> Result<AppointmentId> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let once = form.once(page);
    if let Some(once) = &once
        && let Known::Answered(id) = once.claim::<AppointmentId>(&mut tx, app, now).await?
    {
        return Ok(id);
    }
    let new = NewAppointment {
        plan,
        client: None,
        starts_at,
        status: Status::InProgress,
        source: Source::WalkIn,
        locale: page.tenant.locale,
        client_note: String::new(),
        internal_note: String::new(),
        book_over: form.book_over,
        only_offered: false,
        duration_minutes: None,
        given: None,
    };
    let visit = Appointment::book(&mut tx, &page.tenant, &page.actor(), new, now).await?;
    if let Some(once) = &once {
        once.keep(&mut tx, app, &visit.id).await?;
    }
    tx.commit().await?;
    Ok(visit.id)
}

impl Fields {
    /// The form's key: one visit for each time that the page was opened, whichever service was pressed twice.
    fn once(&self, page: &Page) -> Option<Once> {
        let key = Some(self.key.as_str()).filter(|key| (16..=64).contains(&key.len()))?;
        Some(Once {
            tenant: page.tenant.id,
            key: format!("walk-in:{key}"),
            request_hash: Sha256::digest("walk-in").to_vec(),
        })
    }
}

impl New {
    async fn load(app: &App, page: Page, mut form: Fields) -> Result<Self> {
        if form.key.is_empty() {
            form.key = crate::crypto::random_token();
        }
        Ok(Self {
            lines: choice::lines(&app.db, page.tenant.id, page.tenant.currency).await?,
            page,
            form,
            errors: Errors::default(),
            clashes: None,
            missing: Vec::new(),
            too_far: Vec::new(),
        })
    }

    fn clash(&self, clash: &Clash) -> String {
        clash_text(&self.page, clash)
    }
}
