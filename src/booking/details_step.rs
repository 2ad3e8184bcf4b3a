//! The third step: who comes. What was typed is kept whatever happens; a time that was lost meanwhile comes back with the
//! nearest others as buttons that send the same form.

use std::time::Duration;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::Response;
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::model::{Booked, Outcome, Request, Unsigned};
use super::selection::{Selection, parse_at};
use super::site::{Frame, Site};
use super::summary::{Summary, ZoneNote};
use super::time_step::Lost;
use super::week::{Range, Times, moment};
use super::{Contact, booked, paid_ahead, time_step};
use crate::app::App;
use crate::appointments::Source;
use crate::crypto;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key, sentence};
use crate::invoices::on_top::OnTop;
use crate::packages::{self, model::Package};
use crate::payments::deposits;
use crate::schedule::availability::Availability;
use crate::schedule::slots::{Refusal, Slot};
use crate::services::Plan;
use crate::web::idempotency::Once;
use crate::web::{Errors, View, redirect, render_status};

/// Hands, even with a form that fills itself, take about this long; what comes back sooner waits for the rest of it.
const LEAST_SECONDS: i64 = 2;
/// The form. The hidden fields say what is booked; `website` is a trap that no person sees.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    service: String,
    variant: String,
    addons: String,
    date: String,
    at: String,
    /// Another time, pressed when the first one was lost.
    other: String,
    key: String,
    began: String,
    website: String,
    name: String,
    phone: String,
    email: String,
    note: String,
    /// Of a package or certificate.
    code: String,
}

#[derive(Template)]
#[template(path = "booking/details.html")]
struct Details {
    page: View,
    errors: Errors,
    frame: Frame,
    title: String,
    summary: Summary,
    /// Back to the times.
    change: String,
    action: String,
    fields: Vec<(&'static str, String)>,
    form: Typed,
    /// Why it was not booked, when it is no fault of the form.
    notice: String,
    others: Vec<Times>,
    is_lost: bool,
    /// What is to be paid to have the time.
    deposit: String,
    /// What the certificate takes over that the visitor came with.
    prepaid: String,
    /// Whether there are any that could be used here.
    takes_codes: bool,
    zone: ZoneNote,
}

/// Why the form is shown again.
enum Again {
    Invalid(Errors),
    /// Not booked for a reason of ours; the text's key.
    Notice(StatusCode, &'static str),
    Lost(Refusal, Vec<Slot>),
    /// Something must be signed first.
    Unsigned(Unsigned),
}

/// What is booked, and when.
pub struct Chosen {
    pub selection: Selection,
    pub plan: Plan,
    pub start: DateTime<Utc>,
}

/// The empty form; if the time is gone already, the times instead, unless it is this visitor who has it.
pub async fn show(app: &App, site: Site, chosen: Chosen, cookies: &CookieJar) -> Result<Response> {
    let now = app.clock.now();
    let found =
        Availability::around(&app.db, &site.tenant, &chosen.plan, chosen.start, None, now).await?;
    if let Err(refusal) = found.check(chosen.start) {
        if let Some(path) = booked::own_at(app, &site.tenant, chosen.start, cookies).await? {
            return Ok(redirect(&path));
        }
        let lost = Lost {
            start: chosen.start,
            key: lost_key(refusal),
        };
        let selection = chosen.selection.without_time();
        return time_step::show(app, site, selection, chosen.plan, Some(lost)).await;
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
pub async fn create(app: &App, site: Site, form: Typed, cookies: &CookieJar) -> Result<Response> {
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
    };
    let again = match request.book(app, &site.tenant).await {
        Ok(Outcome::Booked(booked)) => return Ok(done(app, &site, &booked)),
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
    if let Some(path) = booked::own_at(app, &site.tenant, chosen.start, cookies).await? {
        return Ok(redirect(&path));
    }
    draw(app, site, &chosen, form, Some(again)).await
}

/// To the confirmation, with the key to the visit's own page in a cookie: whoever reads the reference over a shoulder
/// has no more than that.
fn done(app: &App, site: &Site, booked: &Booked) -> Response {
    let path = booked::path(&site.tenant, &booked.reference);
    let mut response = redirect(booked.pay_path.as_deref().unwrap_or(&path));
    booked::keep_key(app, &mut response, &site.tenant, booked);
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
        ..Selection::default()
    };
    selection.add(&form.addons);
    let Some(start) = selection.start(site.tenant.tz()) else {
        return Err(Error::Invalid("error-form"));
    };
    match selection.choice(&app.db, &site.tenant).await {
        Ok(choice) => Ok(Some(Chosen {
            selection,
            plan: Plan::one(choice, site.tenant.currency),
            start,
        })),
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
    ];
    let parts = parts.map(|part| format!("{}:{part}", part.len()));
    Ok(Once {
        tenant: site.tenant.id,
        key: format!("form:{key}"),
        request_hash: crypto::sha256(parts.concat()),
    })
}

fn lost_key(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Past => key!("booking-time-over"),
        Refusal::Notice => key!("booking-too-soon"),
        Refusal::Horizon => key!("booking-too-far"),
        Refusal::Taken => key!("booking-just-taken"),
        Refusal::Closed | Refusal::DailyLimit | Refusal::OffGrid => key!("booking-not-offered"),
    }
}

async fn draw(
    app: &App,
    mut site: Site,
    chosen: &Chosen,
    mut form: Typed,
    again: Option<Again>,
) -> Result<Response> {
    // A change of language leads back to this step, also from what a POST drew.
    let href = chosen.selection.href(&site.tenant);
    site.page.query = href
        .split_once('?')
        .map_or("", |(_, query)| query)
        .to_owned();
    let (tenant, locale) = (&site.tenant, site.page.locale);
    let now = app.clock.now();
    let local = chosen.start.with_timezone(&tenant.tz()).fixed_offset();
    // The same key as long as it is the same attempt; a new one once it was used up or the time changes.
    if !matches!(again, Some(Again::Invalid(_))) || form.key.is_empty() {
        form.key = uuid::Uuid::new_v4().to_string();
    }
    if form.began.parse::<i64>().is_err() {
        form.began = now.timestamp().to_string();
    }
    form.website.clear();
    let range = Range {
        locale,
        today: tenant.local_date(now),
        last: tenant.local_date(now),
    };
    let mut errors = Errors::default();
    let (mut status, mut notice, mut others) = (StatusCode::OK, String::new(), Vec::new());
    // Only what this browser was brought here with: nobody tries out codes by sending forms.
    let is_first = again.is_none();
    let is_lost = matches!(again, Some(Again::Lost(..)));
    match again {
        None => {}
        Some(Again::Invalid(found)) => {
            status = StatusCode::UNPROCESSABLE_ENTITY;
            errors = found;
        }
        Some(Again::Notice(code, key)) => {
            status = code;
            notice = locale.t(key);
        }
        Some(Again::Unsigned(unsigned)) => {
            status = StatusCode::CONFLICT;
            notice = unsigned.text(locale, &tenant.name);
        }
        Some(Again::Lost(refusal, slots)) => {
            status = StatusCode::CONFLICT;
            notice = locale.t(lost_key(refusal));
            others = range.by_day(&slots);
        }
    }
    let mut deposit = paid_ahead::deposit(app, tenant, locale, &chosen.plan).await?;
    let prepaid = match is_first {
        true => paid_ahead::prepaid(app, tenant, locale, &chosen.plan, &form.code).await?,
        false => None,
    };
    let prepaid = match prepaid {
        Some((text, worth)) => {
            if worth >= deposits::of_plan(&chosen.plan) {
                deposit.clear();
            }
            text
        }
        None => String::new(),
    };
    let takes_codes = Package::has_any(&app.db, tenant.id).await?;
    let details = Details {
        errors,
        deposit,
        prepaid,
        takes_codes,
        frame: site.frame(),
        title: if is_lost {
            locale.t("booking-lost-title")
        } else {
            sentence(&moment(locale, local))
        },
        summary: Summary::new(
            tenant,
            locale,
            OnTop::of(&app.db, tenant).await?,
            &chosen.plan,
            Some(chosen.start).filter(|_| !is_lost),
        ),
        change: chosen.selection.on(local.date_naive()).href(tenant),
        action: format!("/{}/book", tenant.slug),
        fields: chosen.selection.fields(),
        form,
        notice,
        others,
        is_lost,
        zone: ZoneNote::new(tenant.tz(), locale, chosen.start),
        page: site.page,
    };
    render_status(status, &details)
}

impl Unsigned {
    /// Why it was not booked, and what to do.
    fn text(&self, locale: Locale, practice: &str) -> String {
        let titles = self.titles.join(", ");
        let length = locale.duration(self.wait_hours * 60);
        match (self.in_person, self.wait_hours, self.is_mailed) {
            (true, 1.., _) => locale.t3(
                "booking-needs-test",
                "form",
                titles,
                "length",
                length,
                "practice",
                practice.to_owned(),
            ),
            (true, ..) => locale.t2(
                "booking-needs-visit",
                "form",
                titles,
                "practice",
                practice.to_owned(),
            ),
            (false, _, true) => locale.t1("booking-needs-mailed", "form", titles),
            (false, _, false) => locale.t2(
                "booking-needs-call",
                "form",
                titles,
                "practice",
                practice.to_owned(),
            ),
        }
    }
}
