//! The form of a new visit, its parts, and the booking.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::super::moving::clash_text;
use super::super::series::Repeats;
use super::super::slots::Free;
use super::choice::{self, Line};
use super::form::{Fields, Whom};
use super::pick::{Pick, picks};
use super::series;
use super::spot::{self, Spots};
use super::whom::{abouts, allergies_of, find_or_make, owner_of, who_comes};
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::{Appointment, Clash, LENGTHS, NewAppointment, Source, Status, lock_time};
use crate::calendar::parse_date;
use crate::clients::Client;
use crate::consents::card::{self, Missing};
use crate::crypto;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::schedule::local::{self, Span};
use crate::services::{Addon, Plan};
use crate::web::idempotency::Known;
use crate::web::{self, Errors, Flash, Form, Page};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/appointments/new", get(new).post(refill))
        .route("/appointments", post(create))
}

/// `appointments/new.html` and its parts.
#[derive(Template)]
#[template(path = "appointments/new.html")]
pub(super) struct New {
    page: Page,
    form: Fields,
    picks: Vec<Pick>,
    lines: Vec<Line>,
    spots: Spots,
    abouts: Vec<(String, String)>,
    addons: Vec<Addon>,
    /// What goes well with the service, for the master to say.
    upsell: String,
    free: Free,
    errors: Errors,
    /// What is at the time that was asked for.
    clashes: Option<Vec<Clash>>,
    /// What it needs besides the master and cannot have then.
    missing: Vec<String>,
    /// From where the way could not be made.
    too_far: Vec<String>,
    /// What the client has not signed for this, and whether that stops the booking.
    unsigned: Vec<(Missing, bool)>,
    /// Of who comes.
    allergies: String,
    /// Whose the new client's phone or e-mail is already.
    owner: Option<Client>,
}

/// What typing in the search field replaces.
#[derive(Template)]
#[template(path = "appointments/_picks.html")]
struct Picks {
    page: Page,
    form: Fields,
    picks: Vec<Pick>,
    errors: Errors,
}

/// What choosing a client, a service or a day replaces.
#[derive(Template)]
#[template(path = "appointments/_plan.html")]
struct PlanPart {
    page: Page,
    form: Fields,
    lines: Vec<Line>,
    spots: Spots,
    abouts: Vec<(String, String)>,
    addons: Vec<Addon>,
    /// What goes well with the service, for the master to say.
    upsell: String,
    free: Free,
    errors: Errors,
    unsigned: Vec<(Missing, bool)>,
    allergies: String,
}

async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    page.require_active()?;
    let form = Fields::from_address(&page);
    web::render(&New::load(&app, page, form, Errors::default()).await?)
}

/// The form with what was typed so far, or a part of it: who is sought by name or phone, and what is free on a day.
/// Nothing is kept; it is a POST so that a client's name and phone stand in no address.
async fn refill(
    page: Page,
    State(app): State<App>,
    headers: HeaderMap,
    Form(mut form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    page.require_active()?;
    // A press on another day counts before what is typed.
    if !form.to.is_empty() {
        form.date = std::mem::take(&mut form.to);
    }
    // Another client was chosen: what they had last counts, not what stood there.
    if page.param("picked").is_some() {
        form.about.clear();
        form.what.clear();
        form.addons.clear();
    }
    let target = headers.get("hx-target").filter(|_| page.htmx);
    let new = New::load(&app, page, form, Errors::default()).await?;
    match target.and_then(|target| target.to_str().ok()) {
        Some("picks") => web::render(&new.picks_part()),
        Some("plan") => web::render(&new.plan_part()),
        _ => web::render(&new),
    }
}

async fn create(page: Page, State(app): State<App>, Form(form): Form<Fields>) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    page.require_active()?;
    let mut errors = Errors::default();
    let whom = form.whom(&page, &mut errors);
    let plan = choice::plan(
        &app.db,
        page.tenant.id,
        page.tenant.currency,
        &form.what,
        &form.addons,
    )
    .await?;
    let plan = match plan {
        Some(plan) => Some(spot::placed(&app.db, &page, &form, plan).await?),
        None => None,
    };
    let plan = errors.take("what", plan.ok_or("appointment-choose-service"));
    let plan = plan.and_then(|plan| errors.take("what", fits(plan)));
    let starts_at = form.starts_at(&page, &mut errors);
    let note = form.note(&mut errors);
    let (Some(whom), Some(plan), Some(starts_at), Some(note)) = (whom, plan, starts_at, note)
    else {
        return web::render_invalid(&New::load(&app, page, form, errors).await?);
    };
    if let Some(owner) = owner_of(&app, &page, &form, &whom).await? {
        let mut new = New::load(&app, page, form, errors).await?;
        new.owner = Some(owner);
        return web::render_status(StatusCode::CONFLICT, &new);
    }
    if form.typed().is_series() {
        return series::create(&app, page, form, whom, plan, starts_at, note).await;
    }
    let booked = patiently(|| book(&app, &page, &form, &whom, &plan, starts_at, &note)).await;
    match booked {
        Ok(Some(id)) => {
            let past = starts_at < app.clock.now();
            let word = if past {
                "appointment-now-noted"
            } else {
                "appointment-now-booked"
            };
            let word = Flash::ok(page.t(word));
            Ok(web::redirect_with(&format!("/appointments/{id}"), word))
        }
        Ok(None) => {
            // With a key of its own the next press books another one: then it is meant.
            errors.add("", "appointment-form-used");
            let form = Fields {
                key: String::new(),
                ..form
            };
            let new = New::load(&app, page, form, errors).await?;
            web::render_status(StatusCode::CONFLICT, &new)
        }
        Err(Error::SlotTaken) => {
            let clashes = in_the_way(&app, &page, &plan, starts_at).await?;
            let now = app.clock.now();
            let missing =
                Appointment::missing(&app.db, &page.tenant, &plan, starts_at, None, now).await?;
            let too_far = spot::too_far(&app.db, &page, &plan, starts_at).await?;
            let mut new = New::load(&app, page, form, errors).await?;
            new.clashes = Some(clashes);
            new.missing = missing;
            new.too_far = too_far;
            web::render_status(StatusCode::CONFLICT, &new)
        }
        Err(Error::NeedsConsent(key)) => {
            errors.add("client", key);
            let new = New::load(&app, page, form, errors).await?;
            web::render_status(StatusCode::CONFLICT, &new)
        }
        Err(error) => Err(error),
    }
}

/// No visit is longer than a day, whatever is added to it.
fn fits(plan: Plan) -> Result<Plan, &'static str> {
    match LENGTHS.contains(&plan.duration_minutes()) {
        true => Ok(plan),
        false => Err("appointment-bad-length"),
    }
}

/// Books once, however often the button was pressed; none when the form has booked something else already.
async fn book(
    app: &App,
    page: &Page,
    form: &Fields,
    whom: &Whom,
    plan: &Plan,
    starts_at: DateTime<Utc>,
    note: &str,
) -> Result<Option<AppointmentId>> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let once = form.once(page);
    if let Some(once) = &once {
        match once.claim::<AppointmentId>(&mut tx, app, now).await? {
            Known::New => {}
            Known::Answered(id) => return Ok(Some(id)),
            Known::OtherRequest => return Ok(None),
        }
    }
    lock_time(&mut tx, page.tenant.id, plan, now).await?;
    let client = find_or_make(&mut tx, page, form, whom.clone(), now).await?;
    let (client, about) = who_comes(&mut tx, page, form, client).await?;
    let new = NewAppointment {
        plan,
        client: client.as_ref().map(|client| client.id),
        starts_at,
        status: Status::Confirmed,
        source: Source::Master,
        locale: client.map_or(page.tenant.locale, |client| client.locale),
        client_note: String::new(),
        internal_note: note.to_owned(),
        book_over: form.book_over,
        only_offered: false,
        duration_minutes: None,
        given: None,
    };
    let actor = page.actor();
    let booked = Appointment::book_about(&mut tx, &page.tenant, &actor, new, about, now).await?;
    if let Some(once) = &once {
        once.keep(&mut tx, app, &booked.id).await?;
    }
    tx.commit().await?;
    Ok(Some(booked.id))
}

async fn in_the_way(
    app: &App,
    page: &Page,
    plan: &Plan,
    starts_at: DateTime<Utc>,
) -> Result<Vec<Clash>> {
    let minutes = TimeDelta::minutes;
    let busy = Span::new(
        starts_at - minutes(plan.buffer_before_minutes()),
        starts_at + minutes(plan.duration_minutes() + plan.buffer_after_minutes()),
    );
    Appointment::clashes(&app.db, page.tenant.id, busy, None).await
}

impl New {
    /// The form that blocks an hour of the time that was asked for, or of its day.
    fn block_href(&self) -> String {
        let (date, time) = (self.form.date.as_str(), self.form.time.as_str());
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("next", &format!("/calendar?date={date}"));
        let start = NaiveDateTime::parse_from_str(&format!("{date}T{time}"), "%Y-%m-%dT%H:%M");
        let start = start.ok().filter(|_| parse_date(date).is_some());
        match start {
            Some(start) => {
                let end = start + TimeDelta::hours(1);
                query.append_pair("from", &start.format("%Y-%m-%dT%H:%M").to_string());
                query.append_pair("to", &end.format("%Y-%m-%dT%H:%M").to_string());
            }
            None => {
                query.append_pair("from", date);
            }
        }
        format!("/blocks/new?{}", query.finish())
    }

    fn owners(&self, owner: &Client) -> Vec<(&'static str, String)> {
        let own = self
            .page
            .t1("appointment-same-own", "name", owner.name.as_str());
        let other = self
            .page
            .t1("appointment-same-other", "name", self.form.name.as_str());
        vec![("own", own), ("other", other)]
    }

    pub(super) async fn load(
        app: &App,
        page: Page,
        mut form: Fields,
        errors: Errors,
    ) -> Result<Self> {
        let (now, tenant, currency) = (app.clock.now(), page.tenant.id, page.tenant.currency);
        let picks = picks(app, &page, &form, now).await?;
        let lines = choice::lines(&app.db, tenant, currency).await?;
        if form.what.is_empty()
            && let Ok(client) = form.client.parse()
        {
            form.what = choice::last_of(&app.db, tenant, client)
                .await?
                .unwrap_or_default();
        }
        if !lines.iter().any(|line| line.value == form.what) {
            form.what = lines
                .first()
                .map(|line| line.value.clone())
                .unwrap_or_default();
        }
        let (addons, upsell) = choice::addons(&app.db, tenant, &form.what).await?;
        form.addons
            .retain(|slug| addons.iter().any(|addon| addon.slug == *slug));
        let abouts = abouts(app, &page, &form).await?;
        if !abouts.iter().any(|(value, _)| *value == form.about) {
            form.about.clear();
        }
        let date = form.day(page.tenant.local_date(now));
        if form.date.is_empty() {
            form.date = date.to_string();
        }
        if form.key.is_empty() {
            form.key = crypto::random_token();
        }
        form.offer_repeats();
        form.guess_new(&picks);
        let plan = choice::plan(&app.db, tenant, currency, &form.what, &form.addons).await?;
        let mut unsigned = Vec::new();
        let (plan, spots) = spot::spots(&app.db, &page, &mut form, plan).await?;
        // Who comes: the one that the client books for, if it is one.
        let client = form.about.strip_prefix("c:").unwrap_or(&form.client);
        let client = client.parse().ok();
        let allergies = allergies_of(app, tenant, client).await?;
        let free = match plan {
            Some(plan) => {
                // What is asked is whether it counts on that day.
                let at = form
                    .starts_at(&page, &mut Errors::default())
                    .unwrap_or_else(|| local::day_bounds(page.tenant.tz(), date).end);
                let services = plan.service_ids();
                unsigned = card::before_booking(app, &page, &services, client, at).await?;
                Free::load(&app.db, &page.tenant, &plan, date, None, client, now).await?
            }
            None => Free::none(date),
        };
        Ok(Self {
            page,
            form,
            picks,
            lines,
            spots,
            abouts,
            addons,
            upsell,
            free,
            errors,
            clashes: None,
            missing: Vec::new(),
            too_far: Vec::new(),
            unsigned,
            allergies,
            owner: None,
        })
    }

    fn picks_part(self) -> Picks {
        Picks {
            page: self.page,
            form: self.form,
            picks: self.picks,
            errors: self.errors,
        }
    }

    fn plan_part(self) -> PlanPart {
        PlanPart {
            page: self.page,
            form: self.form,
            lines: self.lines,
            spots: self.spots,
            abouts: self.abouts,
            addons: self.addons,
            upsell: self.upsell,
            free: self.free,
            errors: self.errors,
            unsigned: self.unsigned,
            allergies: self.allergies,
        }
    }

    fn clash(&self, clash: &Clash) -> String {
        clash_text(&self.page, clash)
    }

    fn repeats(&self) -> Repeats<'_> {
        Repeats {
            page: &self.page,
            may_be_once: true,
        }
    }
}

impl PlanPart {
    fn repeats(&self) -> Repeats<'_> {
        Repeats {
            page: &self.page,
            may_be_once: true,
        }
    }
}
