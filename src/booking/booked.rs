//! The last step: the confirmation, at an address that can be opened again. The reference alone shows what, when and
//! where, and nobody's name; the way to move or cancel is there for the browser that booked.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::catalogue::price;
use super::is_name;
use super::selection::Selection;
use super::site::{Frame, Site};
use super::summary::{Summary, ZoneNote};
use super::week::moment;
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::{Appointment, Status};
use crate::clients::Client;
use crate::error::{Error, Result};
use crate::i18n::sentence;
use crate::ics;
use crate::invoices::on_top::OnTop;
use crate::links::Link;
use crate::payments::token;
use crate::places::Where;
use crate::policies::Terms;
use crate::web::{Path, View, download, render};

/// The cookie that holds the token of the visit's own page: on the confirmation's path, and the latest one on the booking
/// page's, so that whoever goes back there is not told that their own time is taken.
const COOKIE: &str = "visit";
/// How long after the visit it is kept.
const COOKIE_DAYS: i64 = 30;

#[derive(Template)]
#[template(path = "booking/booked.html")]
struct Booked {
    page: View,
    frame: Frame,
    appointment: Appointment,
    title: String,
    lead: String,
    status_text: String,
    duration: String,
    price: String,
    /// Until when it can be moved or cancelled freely; of a visit to come.
    deadline: Option<String>,
    address: String,
    map: Option<String>,
    /// Where an online visit is joined, for whoever booked it.
    join: String,
    /// The visit's own page, for whoever booked it in this browser.
    manage: Option<String>,
    /// Where the deposit is paid, for the same.
    pay: Option<String>,
    /// How to get there otherwise: this page when no message went out, the link in it, or a call.
    manage_note: String,
    calendar_file: String,
    again: String,
    zone: ZoneNote,
}

pub async fn show(
    app: State<App>,
    site: Site,
    Path((_, reference)): Path<(String, String)>,
    cookies: CookieJar,
) -> Result<Response> {
    let appointment = find(&app, &site, &reference).await?;
    let (tenant, locale) = (&site.tenant, site.page.locale);
    // In a frame the address has what the cookie has elsewhere.
    let of_address = site.page.param("key").filter(|_| site.embedded);
    let key = of_address.or_else(|| Some(cookies.get(COOKIE)?.value().to_owned()));
    let manage = match key {
        Some(key) => own_page(&app, &appointment, &key).await?,
        None => None,
    };
    let when = moment(
        locale,
        appointment
            .starts_at
            .with_timezone(&tenant.tz())
            .fixed_offset(),
    );
    let (title, lead) = match appointment.status {
        Status::AwaitingDeposit => ("booking-done-deposit", "booking-done-deposit-lead"),
        Status::Held | Status::Pending => ("booking-done-requested", "booking-done-requested-lead"),
        Status::Cancelled => ("booking-done-cancelled", "booking-done-cancelled-lead"),
        Status::Expired => ("booking-done-expired", "booking-done-cancelled-lead"),
        _ if appointment.ends_at <= app.clock.now() => {
            ("booking-done-over", "booking-done-over-lead")
        }
        _ => ("booking-done-confirmed", "booking-done-confirmed-lead"),
    };
    let plan = appointment.plan(&app.db).await?;
    let terms = Terms::load(&app.db, tenant, &plan, appointment.client_id).await?;
    let plan = terms.bind(plan);
    let tax = OnTop::of(&app.db, tenant).await?;
    let price = price(tenant, locale, tax, appointment.price().minor, false);
    let summary = Summary::new(
        tenant,
        locale,
        tax,
        &plan,
        Some(appointment.starts_at),
        app.clock.now(),
    );
    let has_mail = match appointment.client_id {
        Some(id) => Client::find(&app.db, tenant.id, id).await?.email.is_some(),
        None => false,
    };
    let manage_note = match (&manage, has_mail) {
        // A page within another one cannot be kept; the visit's own, which opens beside it, can.
        (Some(_), false) if site.embedded => locale.t("booking-manage-keep-own"),
        (Some(_), false) => locale.t("booking-manage-keep"),
        (Some(_), true) => String::new(),
        (None, true) => locale.t("booking-manage-by-link"),
        (None, false) => locale.t1("booking-manage-by-call", "practice", tenant.name.clone()),
    };
    // Whoever booked here sees all of it; the reference alone tells no link and no home.
    let place = Where::of_visit(&app.db, tenant, &appointment).await?;
    let place = match manage.is_some() {
        true => place,
        false => place.for_strangers(),
    };
    let frame = site.frame();
    let lead_text = locale.t1(lead, "practice", tenant.name.clone());
    render(&Booked {
        frame,
        title: sentence(&locale.t1(title, "when", when)),
        lead: match lead {
            "booking-done-confirmed-lead" if has_mail => {
                format!("{lead_text} {}", locale.t("booking-done-mail"))
            }
            _ => lead_text,
        },
        status_text: locale.t(appointment.status.key()),
        duration: locale.duration(appointment.duration_minutes()),
        price: tax.said(locale, price, appointment.price().minor),
        deadline: Some(summary.cancelling).filter(|_| appointment.status == Status::Confirmed),
        join: place.link.clone(),
        address: place.lines(),
        map: place.map,
        pay: manage
            .as_ref()
            .filter(|_| appointment.status == Status::AwaitingDeposit)
            .map(|_| token::deposit_path(&app, tenant.id, appointment.id)),
        manage,
        manage_note,
        calendar_file: format!("{}/visit.ics", path(tenant, &appointment.reference)),
        again: site.selection().start_over().href(tenant),
        zone: ZoneNote::new(tenant.tz(), locale, appointment.starts_at),
        appointment,
        page: site.page,
    })
}

/// The token of the visit's own page, as that page's link to the file has it.
#[derive(Deserialize)]
pub struct Own {
    own: Option<String>,
}

/// The visit as a file for a calendar.
pub async fn calendar_file(
    app: State<App>,
    site: Site,
    Path((_, reference)): Path<(String, String)>,
    Query(query): Query<Own>,
    cookies: CookieJar,
) -> Result<Response> {
    let appointment = find(&app, &site, &reference).await?;
    let now = app.clock.now();
    let token = cookies.get(COOKIE).map(Cookie::value);
    let token = query.own.as_deref().or(token);
    let is_own = match token {
        Some(token) => own_page(&app, &appointment, token).await?.is_some(),
        None => false,
    };
    let place = Where::of_visit(&app.db, &site.tenant, &appointment).await?;
    let place = match is_own {
        true => place,
        false => place.for_strangers(),
    };
    let file = ics::visit(&site.tenant, &appointment, &place, &app.config, now);
    download("visit.ics", "text/calendar; charset=utf-8", file)
}

async fn find(app: &App, site: &Site, reference: &str) -> Result<Appointment> {
    let found = if is_name(reference) {
        Appointment::by_reference(&app.db, site.tenant.id, &reference.to_ascii_uppercase()).await
    } else {
        Err(Error::NotFound)
    };
    site.visitor.count_guess(app, found).await
}

/// Where a booking's confirmation is.
pub fn path(tenant: &Tenant, reference: &str) -> String {
    format!("/{}/booked/{reference}", tenant.slug)
}

/// The same within a frame, with the key to the visit's own page in place of a cookie.
pub fn framed_path(tenant: &Tenant, selection: &Selection, booked: &super::Booked) -> String {
    let token = booked.manage_path.trim_start_matches("/l/");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("key", token);
    for (name, value) in selection.start_over().fields() {
        query.append_pair(name, &value);
    }
    let (slug, reference) = (&tenant.slug, &booked.reference);
    format!("/embed/{slug}/booked/{reference}?{}", query.finish())
}

async fn own_page(app: &App, appointment: &Appointment, token: &str) -> Result<Option<String>> {
    match Link::by_token(&app.db, token).await {
        Ok(link)
            if link.is_valid(app.clock.now())
                && link.tenant_id == appointment.tenant_id
                && link.appointment_id == appointment.id =>
        {
            Ok(Some(format!("/l/{token}")))
        }
        Ok(_) | Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The confirmation of the visit that this browser booked last, when it stands at exactly this time.
pub async fn own_at(
    app: &App,
    tenant: &Tenant,
    start: DateTime<Utc>,
    cookies: &CookieJar,
) -> Result<Option<String>> {
    let Some(cookie) = cookies.get(COOKIE) else {
        return Ok(None);
    };
    let link = match Link::by_token(&app.db, cookie.value()).await {
        Ok(link) if link.tenant_id == tenant.id && link.is_valid(app.clock.now()) => link,
        Ok(_) | Err(Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let appointment = Appointment::find(&app.db, tenant.id, link.appointment_id).await?;
    let is_own = appointment.starts_at == start && appointment.status.takes_time();
    Ok(is_own.then(|| path(tenant, &appointment.reference)))
}

/// Leaves the visit's token with the browser that booked it.
pub fn keep_key(app: &App, response: &mut Response, tenant: &Tenant, booked: &super::Booked) {
    let token = booked.manage_path.trim_start_matches("/l/");
    let secure = if app.config.is_secure() {
        "; Secure"
    } else {
        ""
    };
    let lasting = booked.ends_at - app.clock.now() + TimeDelta::days(COOKIE_DAYS);
    // Browsers keep nothing longer than 400 days.
    let seconds = lasting.num_seconds().clamp(0, 400 * 86_400);
    let confirmation = path(tenant, &booked.reference);
    for path in [confirmation, format!("/{}/book", tenant.slug)] {
        let cookie = format!(
            "{COOKIE}={token}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"
        );
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}
