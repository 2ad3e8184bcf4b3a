//! The third step: who comes. What was typed is kept whatever happens; a time that was lost meanwhile comes back with the
//! nearest others as buttons that send the same form.

use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::response::Response;
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::choosing::{hold_cookie, key_of};
use super::code;
use super::details_page::{Again, draw, draw_asking, lost_key};
use super::holds::{self, Hold, Key, Wish};
use super::model::{Booked, Outcome, Request};
use super::near::nearest_beside;
use super::selection::{Selection, parse_at};
use super::site::Site;
use super::time_step::Lost;
use super::{Contact, booked, clean, paid_ahead, time_step};
use crate::app::App;
use crate::appointments::Source;
use crate::crypto;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::packages;
use crate::places::{Place, Places};
use crate::schedule::availability::Availability;
use crate::services::Plan;
use crate::web::forms::required;
use crate::web::idempotency::Once;
use crate::web::{Errors, redirect};

/// Hands, even with a form that fills itself, take about this long; what comes back sooner waits for the rest of it.
const LEAST_SECONDS: i64 = 2;
/// The form. The hidden fields say what is booked; `website` is a trap that no person sees.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    pub(super) service: String,
    pub(super) variant: String,
    pub(super) addons: String,
    pub(super) date: String,
    pub(super) at: String,
    /// Another time, pressed when the first one was lost.
    pub(super) other: String,
    /// A place's slug, and the client's address of a visit there.
    pub(super) place: String,
    pub(super) address: String,
    pub(super) key: String,
    pub(super) began: String,
    pub(super) website: String,
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) note: String,
    /// Of a package or certificate.
    pub(super) code: String,
    /// What keeps the time; see [`Selection`] for this and the two below.
    pub(super) hold: String,
    pub(super) only: String,
    pub(super) lang: String,
    /// The code that was sent by mail: which one, as typed, and that it did not come.
    pub(super) asked: String,
    pub(super) pin: String,
    pub(super) again: String,
    /// That the address was shown to be one's own.
    pub(super) proof: String,
}

/// What is booked, and when.
pub struct Chosen {
    pub selection: Selection,
    pub plan: Plan,
    pub start: DateTime<Utc>,
}

/// The empty form; if the time is gone already, the times instead, unless it is this visitor who has it.
pub async fn show(
    app: &App,
    site: Site,
    mut chosen: Chosen,
    cookies: &CookieJar,
) -> Result<Response> {
    let now = app.clock.now();
    let (tenant, plan, start) = (&site.tenant, &chosen.plan, chosen.start);
    let key = key_of(&chosen.selection, cookies);
    let hold = match &key {
        Some(key) => Hold::of(&app.db, tenant.id, key, now).await?,
        None => None,
    };
    let at = Hold::chosen_at(hold.as_ref(), plan, start, now);
    let own = hold.as_ref().map(|hold| hold.appointment_id);
    let found = Availability::around(&app.db, tenant, plan, start, own, at).await?;
    if hold.is_some() {
        chosen.selection.hold = key;
    }
    // The form has one from the start, so that the time can be kept from within it.
    if tenant.rules.hold_minutes > 0 {
        chosen.selection.hold.get_or_insert_with(Key::random);
    }
    if let Err(refusal) = found.check(chosen.start) {
        if let Some(path) = own_booking(app, &site, &chosen, cookies).await? {
            return Ok(redirect(&path));
        }
        let lost = Lost {
            start: chosen.start,
            key: lost_key(refusal),
        };
        let mut selection = chosen.selection.without_time();
        selection.hold = selection.hold.filter(|_| site.embedded);
        return time_step::show(app, site, selection, chosen.plan, Some(lost), cookies).await;
    }
    let mut form = Typed::default();
    if let Some(package) = packages::from_cookie(app, &site.tenant, cookies).await? {
        let is_good = package
            .state(site.tenant.local_date(now))
            .refusal()
            .is_none();
        if is_good && package.worth_of_plan(&app.db, &chosen.plan).await? > 0 {
            form.code = package.code(app.db.audit_key()).shown();
        }
    }
    draw(app, site, &chosen, form, None).await
}

/// Books, or shows the form again.
pub async fn create(
    app: &App,
    site: Site,
    mut form: Typed,
    cookies: &CookieJar,
) -> Result<Response> {
    if let Err(Error::TooMany { retry_after }) = site.visitor.count_attempt(app).await {
        return too_many(app, site, form, retry_after).await;
    }
    let Some(chosen) = find(app, &site, &form).await? else {
        return Err(Error::Invalid(key!("booking-service-gone")));
    };
    let mut errors = Errors::default();
    let contact = Contact::parse(
        &site.tenant,
        &form.name,
        &form.phone,
        &form.email,
        &form.note,
        &mut errors,
    );
    let places = Places::load(&app.db, site.tenant.id).await?;
    if places.get(chosen.plan.place).is_some_and(Place::is_clients) {
        let address = match chosen.plan.address.is_empty() {
            true => Err(key!("places-address-needed").into()),
            false => required(&chosen.plan.address, 300),
        };
        errors.take("address", address);
    }
    let Some(contact) = contact.filter(|_| errors.is_empty()) else {
        return draw(app, site, &chosen, form, Some(Again::Invalid(errors))).await;
    };
    if app.config.rate_limits {
        if !form.website.is_empty() {
            errors.add("", key!("booking-once-more"));
            return draw(app, site, &chosen, form, Some(Again::Invalid(errors))).await;
        }
        tokio::time::sleep(too_early(&form, app.clock.now())).await;
    }
    match code::gate(app, &site, &mut form, &contact, cookies, &mut errors).await {
        Ok(code::Gate::Open) => {}
        Ok(code::Gate::Asked(to)) => {
            return draw(app, site, &chosen, form, Some(Again::Code(to))).await;
        }
        Ok(code::Gate::Wrong(to)) => {
            let again = Again::Invalid(errors);
            return draw_asking(app, site, &chosen, form, Some(again), to).await;
        }
        Err(Error::TooMany { retry_after }) => {
            return too_many(app, site, form, retry_after).await;
        }
        Err(other) => return Err(other),
    }
    let package = match paid_ahead::read_code(app, &site, &chosen, &form.code).await {
        Ok(package) => package,
        Err(Error::Conflict(why)) => {
            errors.add("code", why);
            return draw(app, site, &chosen, form, Some(Again::Invalid(errors))).await;
        }
        Err(Error::TooMany { retry_after }) => {
            return too_many(app, site, form, retry_after).await;
        }
        Err(other) => return Err(other),
    };
    let request = Request {
        package,
        plan: chosen.plan.clone(),
        start: chosen.start,
        contact,
        locale: site.page.locale,
        source: Source::Public,
        actor: site.visitor.actor(),
        network: site.visitor.address.network(),
        once: once(&site, &form, &chosen)?,
        hold: chosen.selection.hold.clone(),
        is_framed: site.embedded,
    };
    let again = match request.book(app, &site.tenant).await {
        Ok(Outcome::Booked(booked)) => return Ok(done(app, &site, &chosen, &form, &booked)),
        Ok(Outcome::Taken(refusal, slots)) => Again::Lost(refusal, slots),
        Ok(Outcome::OtherRequest) => Again::Notice(
            StatusCode::UNPROCESSABLE_ENTITY,
            key!("booking-sent-already"),
        ),
        Ok(Outcome::Unsigned(unsigned)) => Again::Unsigned(unsigned),
        Ok(Outcome::Refused) => {
            Again::Notice(StatusCode::UNPROCESSABLE_ENTITY, key!("booking-refused"))
        }
        // Used up meanwhile, in another window.
        Err(Error::Conflict(why)) if package.is_some() => {
            errors.add("code", why);
            Again::Invalid(errors)
        }
        Err(Error::TooMany { retry_after }) => {
            return too_many(app, site, form, retry_after).await;
        }
        Err(other) => return Err(other),
    };
    // Back, perhaps a word changed, and pressed again: what is in the way is the visitor's own booking.
    if let Some(path) = own_booking(app, &site, &chosen, cookies).await? {
        return Ok(redirect(&path));
    }
    draw(app, site, &chosen, form, Some(again)).await
}

/// Keeps the time for longer, or at all, with all that was typed.
pub async fn keep_longer(app: &App, site: Site, form: Typed) -> Result<Response> {
    if let Err(Error::TooMany { retry_after }) = site.visitor.count_attempt(app).await {
        return too_many(app, site, form, retry_after).await;
    }
    let Some(mut chosen) = find(app, &site, &form).await? else {
        return Err(Error::Invalid(key!("booking-service-gone")));
    };
    let key = chosen.selection.hold.get_or_insert_with(Key::random);
    let key = key.clone();
    let wish = Wish {
        key: &key,
        plan: &chosen.plan,
        start: chosen.start,
        locale: site.page.locale,
        network: site.visitor.address.network(),
    };
    let mut kept = holds::extend(app, &site.tenant, &wish).await?;
    if kept.is_none() {
        kept = wish.keep(app, &site.tenant).await?;
    }
    let again = match kept {
        Some(_) => Again::Kept,
        None => lost(app, &site, &chosen).await?.unwrap_or(Again::Kept),
    };
    let cookie = hold_cookie(app, &site, &key);
    let mut response = draw(app, site, &chosen, form, Some(again)).await?;
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What a form says whose time nobody keeps and somebody else has: None where it is free still.
pub(super) async fn lost(app: &App, site: &Site, chosen: &Chosen) -> Result<Option<Again>> {
    let (tenant, plan, start) = (&site.tenant, &chosen.plan, chosen.start);
    let now = app.clock.now();
    let own = match &chosen.selection.hold {
        Some(key) => Hold::of(&app.db, tenant.id, key, now).await?,
        None => None,
    };
    let at = Hold::chosen_at(own.as_ref(), plan, start, now);
    let own = own.map(|hold| hold.appointment_id);
    let found = Availability::around(&app.db, tenant, plan, start, own, at).await?;
    let Err(refusal) = found.check(start) else {
        return Ok(None);
    };
    let near = nearest_beside(app, tenant, plan, start, own).await?;
    Ok(Some(Again::Lost(refusal, near)))
}

/// The confirmation of what this visitor has booked at exactly this time, going by a cookie; in a frame by the hold's key.
async fn own_booking(
    app: &App,
    site: &Site,
    chosen: &Chosen,
    cookies: &CookieJar,
) -> Result<Option<String>> {
    if !site.embedded {
        return booked::own_at(app, &site.tenant, chosen.start, cookies).await;
    }
    let Some(key) = &chosen.selection.hold else {
        return Ok(None);
    };
    let network = site.visitor.address.network();
    let last = holds::last_booked(app, &site.tenant, key, network).await?;
    let last = last.filter(|booked| booked.starts_at == chosen.start);
    Ok(last.map(|booked| confirmation(site, chosen, &booked)))
}

fn confirmation(site: &Site, chosen: &Chosen, booked: &Booked) -> String {
    match site.embedded {
        true => booked::framed_path(&site.tenant, &chosen.selection, booked),
        false => booked::path(&site.tenant, &booked.reference),
    }
}

/// To the confirmation, with the key to the visit's own page in a cookie: whoever reads the reference over a shoulder
/// has no more than that.
fn done(app: &App, site: &Site, chosen: &Chosen, form: &Typed, booked: &Booked) -> Response {
    let path = confirmation(site, chosen, booked);
    // The payment page shows in no frame: there the confirmation has the button that leads to it.
    let pay = booked.pay_path.as_deref().filter(|_| !site.embedded);
    let mut response = redirect(pay.unwrap_or(&path));
    if !site.embedded {
        booked::keep_key(app, &mut response, &site.tenant, booked);
        code::keep_proof(app, &mut response, site, &form.email, &form.proof);
    }
    response
}

async fn too_many(app: &App, site: Site, form: Typed, retry_after: i64) -> Result<Response> {
    let Some(chosen) = find(app, &site, &form).await? else {
        return Err(Error::TooMany { retry_after });
    };
    let again = Again::Notice(StatusCode::TOO_MANY_REQUESTS, key!("booking-too-many"));
    let mut response = draw(app, site, &chosen, form, Some(again)).await?;
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, retry_after.into());
    Ok(response)
}

/// What the hidden fields name; None when it is not offered any more.
async fn find(app: &App, site: &Site, form: &Typed) -> Result<Option<Chosen>> {
    let mut selection = Selection {
        service: Some(form.service.clone()),
        variant: Some(form.variant.clone()).filter(|variant| !variant.is_empty()),
        at: parse_at(if form.other.is_empty() {
            &form.at
        } else {
            &form.other
        }),
        hold: Key::read(&form.hold),
        embedded: site.embedded,
        only: form.only == "1",
        lang: form.lang.parse().ok(),
        place: Some(form.place.clone()).filter(|place| !place.is_empty()),
        ..Selection::default()
    };
    selection.add(&form.addons);
    let Some(start) = selection.start(site.tenant.tz()) else {
        return Err(Error::Invalid("error-form"));
    };
    match selection.choice(&app.db, &site.tenant).await {
        Ok(choice) => {
            let (mut plan, _) = selection.plan(&app.db, &site.tenant, choice).await?;
            plan.address = clean(&form.address);
            Ok(Some(Chosen {
                selection,
                plan,
                start,
            }))
        }
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// How much sooner the form came back than hands are.
fn too_early(form: &Typed, now: DateTime<Utc>) -> Duration {
    let began: i64 = form.began.parse().unwrap_or(i64::MAX);
    let rest = LEAST_SECONDS.saturating_sub(now.timestamp().saturating_sub(began));
    Duration::from_secs(rest.clamp(0, LEAST_SECONDS).unsigned_abs())
}

/// The form's own key, and everything that makes it this booking.
fn once(site: &Site, form: &Typed, chosen: &Chosen) -> Result<Once> {
    let key: uuid::Uuid = form.key.parse().map_err(|_| Error::Invalid("error-form"))?;
    let at = chosen.start.to_rfc3339();
    let parts = [
        &form.service,
        &form.variant,
        &form.addons,
        &at,
        &form.name,
        &form.phone,
        &form.email,
        &form.note,
        &form.code,
        &form.place,
        &form.address,
    ];
    let parts = parts.map(|part| format!("{}:{part}", part.len()));
    Ok(Once {
        tenant: site.tenant.id,
        key: format!("form:{key}"),
        request_hash: crypto::sha256(parts.concat()),
    })
}
