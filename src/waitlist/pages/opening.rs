//! `/waitlist/openings/{id}`: a time that came free, who could have it and why, and asking somebody by hand.

use std::collections::HashSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::index::when;
use crate::accounts::Permission;
use crate::app::App;
use crate::contact::Phone;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::{key, sentence};
use crate::id::{ClientId, WaitlistEntryId, WaitlistOfferId, WaitlistOpeningId};
use crate::waitlist::candidates::{self, Candidate, Hindrance};
use crate::waitlist::model::{
    ALL_PARTS, ALL_WEEKDAYS, Entry, EntrySource, NewEntry, Offer, OfferRow, Opening, OpeningSource,
    OpeningStatus, Rules, Wish,
};
use crate::waitlist::regulars::{self, Regular};
use crate::waitlist::{texts, work};
use crate::web::{self, Flash, Form, Page, Path};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Whom to ask: somebody who waits, or a regular.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Chosen {
    entry: String,
    client: String,
}

/// Points and what they are for, in words.
struct Point {
    points: String,
    text: String,
}

struct CandidateLine {
    id: WaitlistEntryId,
    /// Where what is missing can be sent for signing; empty: nothing is.
    sign: String,
    name: String,
    allergies: String,
    title: String,
    time: String,
    score: i64,
    reasons: Vec<Point>,
    note: String,
    /// A text's key; "" when they can be asked.
    hindrance: &'static str,
    can_ask: bool,
    /// Booking them without asking, after a call.
    book: String,
    phone: Option<(String, String)>,
}

struct RegularLine {
    client: ClientId,
    name: String,
    allergies: String,
    title: String,
    time: String,
    why: String,
    can_ask: bool,
    book: String,
}

struct Asked {
    name: String,
    allergies: String,
    client: ClientId,
    when: String,
    look: &'static str,
    status: String,
}

/// Who is being asked now.
struct Now {
    id: WaitlistOfferId,
    visit: String,
    text: String,
}

#[derive(Template)]
#[template(path = "waitlist/opening.html")]
struct Show {
    page: Page,
    opening: Opening,
    when: String,
    source: String,
    is_open: bool,
    state: String,
    waiting: Option<Now>,
    candidates: Vec<CandidateLine>,
    regulars: Vec<RegularLine>,
    asked: Vec<Asked>,
    answer: String,
}

pub async fn show(
    page: Page,
    State(app): State<App>,
    Path(id): Path<WaitlistOpeningId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    let (tenant, now) = (&page.tenant, app.clock.now());
    let opening = Opening::find(&app.db, tenant.id, id).await?;
    let offers = Offer::of_opening(&app.db, tenant.id, id).await?;
    let waiting = offers.iter().find(|row| row.offer.is_waiting(now));
    let is_open = opening.is_open(now);
    let rules = Rules::of(&app.db, tenant.id).await?;
    let (mut found, mut regulars) = (Vec::new(), Vec::new());
    if is_open {
        found = candidates::find(&app, tenant, &opening, true, now).await?;
        let known = known(&found, &offers);
        regulars = regulars::find(&app, tenant, &opening, &known, now).await?;
    }
    let may = page.may("appointments.write") && waiting.is_none();
    let mut lines = Vec::new();
    for candidate in &found {
        lines.push(line(&app, &page, candidate, may).await?);
    }
    let show = Show {
        when: when(&page, &opening),
        source: page.t(opening.source.key()),
        is_open,
        state: page.t(opening.status.key()),
        waiting: waiting.map(|row| Now::new(&page, row, now)),
        candidates: lines,
        regulars: regulars
            .iter()
            .map(|one| regular(&page, one, may))
            .collect(),
        asked: offers.iter().map(|row| asked(&page, row)).collect(),
        answer: page.locale.duration(rules.answer_minutes),
        opening,
        page,
    };
    web::render(&show)
}

/// Who waits for it or was asked: no regular who did not think of it.
fn known(found: &[Candidate], offers: &[OfferRow]) -> HashSet<ClientId> {
    let waiting = found.iter().map(|one| one.row.entry.client_id);
    waiting
        .chain(offers.iter().map(|row| row.client_id))
        .collect()
}

impl Now {
    fn new(page: &Page, row: &OfferRow, now: DateTime<Utc>) -> Self {
        let until = texts::until(page.locale, &page.tenant, row.offer.expires_at, now);
        let name = row.client_name.as_str();
        Self {
            id: row.offer.id,
            visit: format!("/appointments/{}", row.offer.appointment_id),
            text: page.t2("waitlist-asked", "name", name, "until", until),
        }
    }
}

fn asked(page: &Page, row: &OfferRow) -> Asked {
    Asked {
        name: row.client_name.clone(),
        allergies: row.client_allergies.clone(),
        client: row.client_id,
        when: sentence(&texts::when(
            page.locale,
            &page.tenant,
            row.offer.created_at,
        )),
        look: row.offer.status.look(),
        status: page.t(row.offer.status.key()),
    }
}

/// "10:00–11:15".
fn times(page: &Page, from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    let local = |at: DateTime<Utc>| at.with_timezone(&page.tenant.tz()).time();
    page.locale.time_range(local(from), local(to))
}

/// The form of a new visit with all that is known.
fn book_href(page: &Page, client: ClientId, what: &str, start: DateTime<Utc>) -> String {
    let local = start.with_timezone(&page.tenant.tz());
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("client", &client.to_string());
    query.append_pair("what", what);
    query.append_pair("date", &local.date_naive().to_string());
    query.append_pair("time", &local.format("%H:%M").to_string());
    format!("/appointments/new?{}", query.finish())
}

async fn line(app: &App, page: &Page, one: &Candidate, may: bool) -> Result<CandidateLine> {
    let entry = &one.row.entry;
    let choice = one.plan.choices.first();
    let what = choice.map(|choice| match &choice.variant {
        Some(variant) => format!("{}/{}", choice.service.slug, variant.slug),
        None => choice.service.slug.clone(),
    });
    let client = crate::clients::Client::find(&app.db, page.tenant.id, entry.client_id).await?;
    let phone = client.phone.filter(|_| page.can(Permission::ClientsPii));
    let phone = phone.and_then(|phone| phone.parse::<Phone>().ok());
    let reasons = one.reasons.iter().map(|reason| Point {
        points: texts::points(reason.points),
        text: texts::reason(page.locale, &page.tenant, reason),
    });
    let hindrance = one.hindrance_to_master();
    let is_unsigned = hindrance == Some(Hindrance::Unsigned);
    let sign = match is_unsigned && page.may("clients.write") {
        true => format!("/clients/{}#consents", entry.client_id),
        false => String::new(),
    };
    Ok(CandidateLine {
        id: entry.id,
        sign,
        name: one.row.client_name.clone(),
        allergies: one.row.client_allergies.clone(),
        title: one.plan.title(),
        time: times(page, one.start, one.ends_at()),
        score: one.score,
        reasons: reasons.collect(),
        note: [entry.note.as_str(), entry.client_note.as_str()]
            .into_iter()
            .filter(|note| !note.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        hindrance: hindrance.or(one.hindrance).map_or("", Hindrance::key),
        can_ask: may && hindrance.is_none() && one.row.has_address(),
        book: book_href(page, entry.client_id, &what.unwrap_or_default(), one.start),
        phone: phone.map(|phone| (phone.tel(), phone.display(page.tenant.country.as_deref()))),
    })
}

fn regular(page: &Page, one: &Regular, may: bool) -> RegularLine {
    let end = one.start + chrono::TimeDelta::minutes(one.plan.duration_minutes());
    RegularLine {
        client: one.client.id,
        name: one.client.name.clone(),
        allergies: one.client.allergies.clone(),
        title: one.plan.title(),
        time: times(page, one.start, end),
        why: page.t2("waitlist-regular-why", "every", one.every, "ago", one.ago),
        can_ask: may && one.may_be_written(),
        book: book_href(page, one.client.id, &one.what, one.start),
    }
}

/// Asks the one who was chosen.
pub async fn offer(
    page: Page,
    State(app): State<App>,
    Path(id): Path<WaitlistOpeningId>,
    Form(form): Form<Chosen>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let path = format!("/waitlist/openings/{id}");
    let opening = Opening::find(&app.db, page.tenant.id, id).await?;
    page.require_active()?;
    let now = app.clock.now();
    let wanted: WaitlistEntryId = match form.client.parse::<ClientId>() {
        Ok(client) => match of_regular(&app, &page, &opening, client, now).await {
            Ok(Some(entry)) => entry,
            Ok(None) => return Ok(refused(&page, &path, key!("waitlist-fits-no-more"))),
            Err(Error::Conflict(why)) => return Ok(refused(&page, &path, why)),
            Err(other) => return Err(other),
        },
        Err(_) => form.entry.parse().map_err(|_| Error::NotFound)?,
    };
    let found = candidates::find(&app, &page.tenant, &opening, true, now).await?;
    let Some(candidate) = found.into_iter().find(|one| one.id() == wanted) else {
        Entry::find(&app.db, page.tenant.id, wanted).await?;
        return Ok(refused(&page, &path, key!("waitlist-fits-no-more")));
    };
    if let Some(hindrance) = candidate.hindrance_to_master() {
        return Ok(refused(&page, &path, hindrance.key()));
    }
    if !candidate.row.has_address() {
        return Ok(refused(&page, &path, key!("waitlist-no-address")));
    }
    let rules = Rules::of(&app.db, page.tenant.id).await?;
    let (actor, tenant) = (page.actor(), &page.tenant);
    match work::ask(&app, tenant, &opening, &candidate, &rules, true, &actor).await {
        Ok(_) => {
            let name = candidate.row.client_name.as_str();
            let word = page.t1("waitlist-offer-sent", "name", name);
            Ok(web::redirect_with(&path, Flash::ok(word)))
        }
        Err(Error::SlotTaken) => Ok(refused(&page, &path, key!("waitlist-fits-no-more"))),
        Err(Error::Conflict(why) | Error::NeedsConsent(why)) => Ok(refused(&page, &path, why)),
        Err(other) => Err(other),
    }
}

fn refused(page: &Page, path: &str, why: &'static str) -> Response {
    web::redirect_with(path, Flash::danger(page.t(why)))
}

/// A regular's wish for this very day, which makes them one of those who wait.
async fn of_regular(
    app: &App,
    page: &Page,
    opening: &Opening,
    client: ClientId,
    now: DateTime<Utc>,
) -> Result<Option<WaitlistEntryId>> {
    // The same ones that the page proposed.
    let waiting = candidates::find(app, &page.tenant, opening, true, now).await?;
    let offers = Offer::of_opening(&app.db, page.tenant.id, opening.id).await?;
    let mut known = known(&waiting, &offers);
    known.remove(&client);
    let found = regulars::find(app, &page.tenant, opening, &known, now).await?;
    let Some(one) = found.into_iter().find(|one| one.client.id == client) else {
        return Ok(None);
    };
    let choice = one.plan.choices.first().cloned();
    let Some(choice) = choice.filter(|_| one.may_be_written()) else {
        return Ok(None);
    };
    let date = page.tenant.local_date(opening.starts_at);
    let entry = patiently(|| async {
        let mut tx = app.db.begin().await?;
        let new = NewEntry {
            choice: choice.clone(),
            place: None,
            wish: Wish {
                from_date: date,
                until_date: date,
                weekdays: ALL_WEEKDAYS,
                parts: ALL_PARTS,
            },
            priority: 0,
            client_note: String::new(),
            note: String::new(),
            source: EntrySource::Regular,
            locale: one.client.locale,
            given: None,
        };
        let actor = page.actor();
        let (entry, _) = Entry::join(&mut tx, &page.tenant, &actor, client, new, now).await?;
        tx.commit().await?;
        Ok(entry.id)
    })
    .await?;
    Ok(Some(entry))
}

/// Nobody is to be asked any more: the time stays free.
pub async fn dismiss(
    page: Page,
    State(app): State<App>,
    Path(id): Path<WaitlistOpeningId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let mut tx = app.db.begin().await?;
    let opening = Opening::find_for_change(&mut tx, page.tenant.id, id).await?;
    opening.go_on(&mut tx, None, false).await?;
    tx.commit().await?;
    let word = page.t("waitlist-left-free");
    Ok(web::redirect_with("/waitlist", Flash::ok(word)))
}

/// Takes an offer back: the time is free again, and whom to ask is chosen by hand from then on.
pub async fn withdraw(
    page: Page,
    State(app): State<App>,
    Path(id): Path<WaitlistOfferId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let offer = Offer::find(&app.db, page.tenant.id, id).await?;
    let path = format!("/waitlist/openings/{}", offer.opening_id);
    match work::take_back(&app, page.tenant.id, id, &page.actor(), false).await? {
        true => {
            let word = page.t("waitlist-taken-back");
            Ok(web::redirect_with(&path, Flash::ok(word)))
        }
        false => Ok(refused(&page, &path, key!("waitlist-answered-already"))),
    }
}

impl OpeningSource {
    /// The text's key.
    fn key(self) -> &'static str {
        match self {
            Self::Cancellation => "waitlist-source-cancellation",
            Self::Move => "waitlist-source-move",
            Self::Master => "waitlist-source-master",
        }
    }
}

impl OpeningStatus {
    /// The text's key.
    fn key(self) -> &'static str {
        match self {
            Self::Open => "waitlist-state-open",
            Self::Filled => "waitlist-state-filled",
            Self::Taken => "waitlist-state-taken",
            Self::Past => "waitlist-state-past",
        }
    }
}
