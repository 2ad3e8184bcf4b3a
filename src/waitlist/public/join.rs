//! `/{slug}/waitlist`: joining, from a day that is full. What was typed is kept whatever happens.

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::appointments::Given;
use crate::booking::{Contact, Frame, Selection, Site, clean, parse_date};
use crate::clients::{Client, NewClient, TurnedAway};
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::places::Places;
use crate::schedule::local;
use crate::services::{Choice, Plan};
use crate::waitlist::model::{Entry, EntrySource, NewEntry, Rules, Wish};
use crate::waitlist::pages::fields::{self, Pick};
use crate::waitlist::{mails, token};
use crate::web::idempotency::OncePerForm;
use crate::web::rate::{self, Limit};
use crate::web::{Errors, Flash, Form, View, redirect, redirect_with, render_status};

/// Wishes from one address; more look like a machine.
const BY_ADDRESS: Limit = Limit::new("waitlist-address", 10, TimeDelta::minutes(10));
const BY_EMAIL: Limit = Limit::new("waitlist-email", 10, TimeDelta::days(1));
/// Hands take about this long; what comes back sooner waits for the rest of it.
const LEAST_SECONDS: i64 = 2;

/// As typed. The hidden fields say what is wanted; `website` is a trap that no person sees.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    service: String,
    variant: String,
    addons: String,
    /// A place's slug.
    place: String,
    /// The day they came from.
    date: String,
    from: String,
    until: String,
    days: Vec<String>,
    parts: Vec<String>,
    name: String,
    phone: String,
    email: String,
    note: String,
    #[serde(skip_serializing)]
    key: String,
    #[serde(skip_serializing)]
    began: String,
    website: String,
}

#[derive(Template)]
#[template(path = "waitlist/join.html")]
struct Join {
    page: View,
    errors: Errors,
    frame: Frame,
    /// "Brow lamination, 1 h 15 min".
    what: String,
    /// How many wait for the day they came from.
    ahead: String,
    answer: String,
    back: String,
    action: String,
    form: Typed,
    weekdays: Vec<Pick>,
    parts: Vec<Pick>,
    min: String,
    notice: String,
}

/// Why the form is shown again.
enum Again {
    Invalid(Errors),
    Notice(StatusCode, &'static str),
}

pub async fn show(State(app): State<App>, site: Site) -> Result<Response> {
    let selection = Selection::of_query(&site.page.query);
    if !site.tenant.is_active() || selection.service.is_none() {
        return Ok(redirect(&format!("/{}/book", site.tenant.slug)));
    }
    let choice = match selection.choice(&app.db, &site.tenant).await {
        Ok(choice) => choice,
        Err(Error::NotFound) => return Ok(redirect(&format!("/{}/book", site.tenant.slug))),
        Err(other) => return Err(other),
    };
    let today = site.tenant.local_date(app.clock.now());
    let date = selection.date.filter(|date| *date >= today);
    let (from, until) = match date {
        Some(date) => (date, date),
        None => (today, plus(today, 13)),
    };
    let form = Typed {
        service: selection.service.clone().unwrap_or_default(),
        variant: selection.variant.clone().unwrap_or_default(),
        addons: selection.addons.join(","),
        place: selection.place.clone().unwrap_or_default(),
        date: date.map(|date| date.to_string()).unwrap_or_default(),
        from: from.to_string(),
        until: until.to_string(),
        days: (0..7).map(|day| day.to_string()).collect(),
        parts: ["1", "2", "4"].map(str::to_owned).to_vec(),
        ..Typed::default()
    };
    draw(&app, site, choice, form, None).await
}

pub async fn create(
    State(app): State<App>,
    site: Site,
    Form(form): Form<Typed>,
) -> Result<Response> {
    if !site.tenant.is_active() {
        return Ok(redirect(&format!("/{}/book", site.tenant.slug)));
    }
    let mut selection = Selection {
        service: Some(form.service.clone()),
        variant: Some(form.variant.clone()).filter(|variant| !variant.is_empty()),
        ..Selection::default()
    };
    selection.add(&form.addons);
    let choice = match selection.choice(&app.db, &site.tenant).await {
        Err(Error::NotFound) => return Err(Error::Invalid(key!("booking-service-gone"))),
        other => other?,
    };
    if let Err(Error::TooMany { retry_after }) = site.visitor.count_attempt(&app).await {
        return too_many(&app, site, choice, form, retry_after).await;
    }
    let now = app.clock.now();
    let mut errors = Errors::default();
    let today = site.tenant.local_date(now);
    let wish = fields::wish(
        &form.from,
        &form.until,
        &form.days,
        &form.parts,
        today,
        &mut errors,
    );
    let contact = contact(&site, &form, &mut errors);
    let (Some(wish), Some(contact)) = (wish, contact) else {
        return draw(&app, site, choice, form, Some(Again::Invalid(errors))).await;
    };
    if app.config.rate_limits {
        if !form.website.is_empty() {
            errors.add("", key!("booking-once-more"));
            return draw(&app, site, choice, form, Some(Again::Invalid(errors))).await;
        }
        tokio::time::sleep(too_early(&form, now)).await;
    }
    match join(&app, &site, &choice, wish, &contact, &form).await {
        Ok(Some(path)) => {
            app.wake.notify_one();
            let word = site.page.t("waitlist-joined");
            Ok(redirect_with(&path, Flash::ok(word)))
        }
        Ok(None) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let again = Again::Notice(status, key!("waitlist-refused"));
            draw(&app, site, choice, form, Some(again)).await
        }
        Err(Error::Conflict(why)) => {
            let again = Again::Notice(StatusCode::CONFLICT, why);
            draw(&app, site, choice, form, Some(again)).await
        }
        Err(Error::TooMany { retry_after }) => {
            too_many(&app, site, choice, form, retry_after).await
        }
        Err(other) => Err(other),
    }
}

/// An e-mail is needed: that is how a time is offered.
fn contact(site: &Site, form: &Typed, errors: &mut Errors) -> Option<Contact> {
    if clean(&form.email).is_empty() {
        if clean(&form.name).is_empty() {
            errors.add("name", key!("booking-name-needed"));
        }
        errors.add("email", key!("waitlist-email-needed"));
        return None;
    }
    let before = errors.len();
    let contact = Contact::parse(
        &site.tenant,
        &form.name,
        &form.phone,
        &form.email,
        &form.note,
        errors,
    );
    contact.filter(|_| errors.len() == before)
}

/// The page of the wish, where it is new; none for somebody whom the practice does not want. Pressed twice, it is one wish.
async fn join(
    app: &App,
    site: &Site,
    choice: &Choice,
    wish: Wish,
    contact: &Contact,
    form: &Typed,
) -> Result<Option<String>> {
    let tenant = &site.tenant;
    let email = contact.email.as_ref().map(|email| email.key());
    let limits = [
        (
            BY_ADDRESS,
            format!("{} {}", tenant.id, site.visitor.address.network()),
        ),
        (
            BY_EMAIL,
            format!("{} {}", tenant.id, email.unwrap_or_default()),
        ),
    ];
    for (limit, who) in &limits {
        rate::check(app, *limit, who).await?;
    }
    patiently(|| async {
        let (mut tx, now) = (app.db.begin().await?, app.clock.now());
        let actor = site.visitor.actor();
        let (title, from) = (
            Plan::one(choice.clone(), tenant.currency).title(),
            wish.from_date,
        );
        let wanted = (title.as_str(), local::day_bounds(tenant.tz(), from).start);
        let who = (contact.phone.as_ref(), contact.email.as_ref());
        if TurnedAway::note(&mut tx, tenant.id, &actor, who, wanted, now).await? {
            tx.commit().await?;
            return Ok(None);
        }
        let mut once = OncePerForm::new(app, tenant.id, "waitlist", &form.key, form)?;
        if let Some(path) = once.claim(&mut tx, app, now).await? {
            return Ok(Some(path));
        }
        rate::hit_all_in(&mut tx, app, &limits).await?;
        let new = NewClient {
            name: contact.name.clone(),
            phone: contact.phone.clone(),
            email: contact.email.clone(),
            locale: site.page.locale,
            source: "public",
        };
        let client = Client::find_or_create(&mut tx, tenant.id, &actor, &new, now).await?;
        let given = Given::beside(
            &client,
            &contact.name,
            contact.phone.as_ref(),
            contact.email.as_ref(),
        );
        let places = Places::load(&mut tx, tenant.id).await?;
        let place = places.by_slug(&form.place).map(|place| place.id);
        let new = NewEntry {
            choice: choice.clone(),
            place: places.fitting(place, &[choice.service.id]),
            wish,
            priority: 0,
            client_note: contact.note.clone(),
            note: String::new(),
            source: EntrySource::Public,
            locale: site.page.locale,
            given,
        };
        let actor = site.visitor.actor_of(Some(client.id));
        let (entry, is_new) = Entry::join(&mut tx, tenant, &actor, client.id, new, now).await?;
        mails::enqueue_joined(&mut tx, &entry, is_new, now).await?;
        // A wish that was there may be another one's, whose address was typed: its page goes to that address only.
        let path = match is_new {
            true => token::entry_path(app, tenant.id, entry.id),
            false => Selection::of_choice(choice).href(tenant),
        };
        once.keep(&mut tx, app, &path).await?;
        tx.commit().await?;
        Ok(Some(path))
    })
    .await
}

async fn too_many(
    app: &App,
    site: Site,
    choice: Choice,
    form: Typed,
    retry_after: i64,
) -> Result<Response> {
    let again = Again::Notice(StatusCode::TOO_MANY_REQUESTS, key!("booking-too-many"));
    let mut response = draw(app, site, choice, form, Some(again)).await?;
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, retry_after.into());
    Ok(response)
}

/// How much sooner the form came back than hands are.
fn too_early(form: &Typed, now: DateTime<Utc>) -> Duration {
    let began: i64 = form.began.parse().unwrap_or(i64::MAX);
    let rest = LEAST_SECONDS.saturating_sub(now.timestamp().saturating_sub(began));
    Duration::from_secs(rest.clamp(0, LEAST_SECONDS).unsigned_abs())
}

fn plus(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(date)
}

async fn draw(
    app: &App,
    mut site: Site,
    choice: Choice,
    mut form: Typed,
    again: Option<Again>,
) -> Result<Response> {
    let (tenant, locale, now) = (&site.tenant, site.page.locale, app.clock.now());
    let today = tenant.local_date(now);
    let date = parse_date(&form.date).filter(|date| *date >= today);
    let selection = Selection {
        date,
        place: Some(form.place.clone()).filter(|place| !place.is_empty()),
        ..Selection::of_choice(&choice)
    };
    let back = selection.href(tenant);
    // A change of language leads back to this step, also from what a POST drew.
    site.page.query = back
        .split_once('?')
        .map_or("", |(_, query)| query)
        .to_owned();
    // The same key as long as it is the same attempt.
    if !matches!(again, Some(Again::Invalid(_))) || form.key.is_empty() {
        form.key = uuid::Uuid::new_v4().to_string();
    }
    if form.began.parse::<i64>().is_err() {
        form.began = now.timestamp().to_string();
    }
    form.website.clear();
    let (status, errors, notice) = match again {
        None => (StatusCode::OK, Errors::default(), String::new()),
        Some(Again::Invalid(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors, String::new()),
        Some(Again::Notice(status, key)) => (status, Errors::default(), locale.t(key)),
    };
    let ahead = match date {
        None => String::new(),
        Some(date) => {
            let service = choice.service.id;
            let day = locale.day_long(date);
            match Entry::ahead(&app.db, tenant.id, service, date, today).await? {
                0 => String::new(),
                count => locale.t2("waitlist-ahead", "n", count, "day", day),
            }
        }
    };
    let rules = Rules::of(&app.db, tenant.id).await?;
    let join = Join {
        errors,
        frame: site.frame(),
        what: format!(
            "{}, {}",
            choice.title(),
            locale.duration(choice.duration_minutes())
        ),
        ahead,
        answer: locale.duration(rules.answer_minutes),
        back,
        action: format!("/{}/waitlist", tenant.slug),
        weekdays: fields::weekdays(locale, &form.days),
        parts: fields::parts(locale, &form.parts),
        min: today.to_string(),
        notice,
        form,
        page: site.page,
    };
    render_status(status, &join)
}
