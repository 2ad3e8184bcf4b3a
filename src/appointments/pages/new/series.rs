//! A new visit that repeats: the list of what would be booked, then the booking of all of it at once.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::super::series::{RowView, views};
use super::create::New;
use super::form::{Fields, Whom};
use super::whom::{find_or_make, who_comes};
use crate::app::App;
use crate::appointments::lock_time;
use crate::appointments::series::{Decisions, NewSeries, Outcome, Row, Series, rule};
use crate::clients::Client;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::schedule::local::reading_at;
use crate::services::Plan;
use crate::web::idempotency::Known;
use crate::web::{self, Errors, Flash, Page};

/// `appointments/series/new.html`: the visits as they would be booked.
#[derive(Template)]
#[template(path = "appointments/series/new.html")]
struct Preview {
    page: Page,
    form: Fields,
    rows: Vec<RowView>,
    who: String,
    /// "Brow lamination, 1 h 15 min".
    what: String,
    /// The rule in words.
    rule: String,
    errors: Errors,
}

/// What the form asks for, understood.
struct Wanted {
    whom: Whom,
    plan: Plan,
    starts_at: DateTime<Utc>,
    rule: String,
    note: String,
}

enum Tried {
    Done(AppointmentId),
    Ask(Vec<Row>),
    /// The form has booked something else already.
    Used,
}

pub(super) async fn create(
    app: &App,
    page: Page,
    mut form: Fields,
    whom: Whom,
    plan: Plan,
    starts_at: DateTime<Utc>,
    note: String,
) -> Result<Response> {
    let mut errors = Errors::default();
    let tenant = &page.tenant;
    let first = reading_at(tenant.tz(), starts_at);
    let rule = form.typed().read(first.date(), &mut errors);
    let rule = rule.and_then(|rule| {
        let days = rule::days(
            &rule,
            tenant.tz(),
            first,
            tenant.local_date(app.clock.now()),
        );
        errors.take(form.typed().bound(), days).map(|_| rule)
    });
    let Some(rule) = rule else {
        return web::render_invalid(&New::load(app, page, form, errors).await?);
    };
    let wanted = Wanted {
        whom,
        plan,
        starts_at,
        rule,
        note,
    };
    let mut tried = patiently(|| attempt(app, &page, &form, &wanted, !form.confirmed)).await;
    // What nobody foresaw took a time: the list as it is by now.
    if matches!(tried, Err(Error::SlotTaken)) {
        errors.add("", "error-slot-taken");
        tried = patiently(|| attempt(app, &page, &form, &wanted, true)).await;
    }
    match tried {
        Ok(Tried::Done(id)) => {
            let word = Flash::ok(page.t("series-now-booked"));
            Ok(web::redirect_with(&format!("/appointments/{id}"), word))
        }
        Ok(Tried::Ask(rows)) => {
            let is_final = form.confirmed;
            preview(app, page, form, wanted, &rows, errors, is_final).await
        }
        Ok(Tried::Used) => {
            // With a key of its own the next press books another one: then it is meant.
            form.key = String::new();
            errors.add("", "appointment-form-used");
            let new = New::load(app, page, form, errors).await?;
            web::render_status(StatusCode::CONFLICT, &new)
        }
        Err(Error::NeedsConsent(key)) => {
            errors.add("client", key);
            let new = New::load(app, page, form, errors).await?;
            web::render_status(StatusCode::CONFLICT, &new)
        }
        Err(Error::Conflict("series-nothing-left")) => {
            errors.add("", "series-nothing-left");
            let Tried::Ask(rows) = attempt(app, &page, &form, &wanted, true).await? else {
                return Err(Error::Conflict("series-nothing-left"));
            };
            preview(app, page, form, wanted, &rows, errors, false).await
        }
        Err(error) => Err(error),
    }
}

/// Books once, however often the button was pressed; or looks, and leaves nothing behind.
async fn attempt(
    app: &App,
    page: &Page,
    form: &Fields,
    wanted: &Wanted,
    only_look: bool,
) -> Result<Tried> {
    let (tenant, now) = (&page.tenant, app.clock.now());
    let mut tx = app.db.begin().await?;
    let once = form.once(page);
    if let Some(once) = &once {
        match once.claim::<AppointmentId>(&mut tx, app, now).await? {
            Known::New => {}
            Known::Answered(id) => return Ok(Tried::Done(id)),
            Known::OtherRequest if only_look => {}
            Known::OtherRequest => return Ok(Tried::Used),
        }
    }
    lock_time(&mut tx, tenant.id, &wanted.plan, now).await?;
    let client = find_or_make(&mut tx, page, form, wanted.whom.clone(), now).await?;
    let (client, about) = who_comes(&mut tx, page, form, client).await?;
    let first = reading_at(tenant.tz(), wanted.starts_at);
    let days = rule::days(&wanted.rule, tenant.tz(), first, tenant.local_date(now));
    let days = days.map_err(|problem| Error::Conflict(problem.key))?;
    let decisions = Decisions::read(&form.resolve);
    let new = NewSeries {
        plan: &wanted.plan,
        minutes: None,
        rule: &wanted.rule,
        days: &days,
        first,
        begun: None,
        client: client.as_ref().map(|client| client.id),
        about,
        locale: client.map_or(tenant.locale, |client| client.locale),
        note: wanted.note.clone(),
        decisions: &decisions,
    };
    match Series::book(&mut tx, tenant, &page.actor(), new, only_look, now).await? {
        // Nothing of it stays: neither the key nor a new client.
        Outcome::Ask(rows) => Ok(Tried::Ask(rows)),
        Outcome::Done(id) => {
            if let Some(once) = &once {
                once.keep(&mut tx, app, &id).await?;
            }
            tx.commit().await?;
            Ok(Tried::Done(id))
        }
    }
}

async fn preview(
    app: &App,
    page: Page,
    form: Fields,
    wanted: Wanted,
    rows: &[Row],
    mut errors: Errors,
    is_final: bool,
) -> Result<Response> {
    let rows = views(&page, rows, &mut errors, is_final);
    let who = match &wanted.whom {
        Whom::Known(id) => Client::find(&app.db, page.tenant.id, *id).await?.name,
        Whom::New { name, .. } => name.clone(),
        Whom::Nobody => page.t("appointment-walk-in"),
    };
    let length = page.locale.duration(wanted.plan.duration_minutes());
    let what = format!("{}, {length}", wanted.plan.title());
    let first = page.tenant.local_date(wanted.starts_at);
    let preview = Preview {
        rule: rule::words(&wanted.rule, first, page.locale),
        page,
        form,
        rows,
        who,
        what,
        errors,
    };
    let status = match preview.errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::CONFLICT,
    };
    web::render_status(status, &preview)
}

impl Preview {
    /// What was filled in, sent on.
    fn hidden(&self) -> Vec<(&'static str, String)> {
        let form = &self.form;
        // The form that is shown again has one field for the time.
        let time = match form.slot.as_str() {
            "" => form.time.as_str(),
            slot => slot,
        };
        let time = time.to_owned();
        let mut fields: Vec<(&'static str, String)> = [
            ("client", &form.client),
            ("q", &form.q),
            ("guessed", &form.guessed),
            ("name", &form.name),
            ("phone", &form.phone),
            ("email", &form.email),
            ("what", &form.what),
            ("place", &form.place),
            ("proposed", &form.proposed),
            ("address", &form.address),
            ("date", &form.date),
            ("time", &time),
            ("note", &form.note),
            ("about", &form.about),
            ("same", &form.same),
            ("key", &form.key),
            ("repeat", &form.repeat),
            ("every", &form.every),
            ("ends", &form.ends),
            ("until", &form.until),
            ("count", &form.count),
            ("rule", &form.rule),
        ]
        .into_iter()
        .map(|(name, value)| (name, value.clone()))
        .collect();
        fields.extend(form.addons.iter().map(|slug| ("addons", slug.clone())));
        fields.extend(form.day.iter().map(|day| ("day", day.clone())));
        fields
    }
}
