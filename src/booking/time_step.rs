//! The second step: when. The next free times come first; then any day of any week that can be booked.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::Response;
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::catalogue::price;
use super::choosing::{self, key_of};
use super::holds::{Hold, Key};
use super::near::{nearest_beside, nearest_days};
use super::selection::Selection;
use super::site::{Frame, Site};
use super::summary::{Extra, Summary, ZoneNote, extras};
use super::week::{Range, Times, Week, monday, plus_days};
use crate::accounts::Tenant;
use crate::app::App;
use crate::consents::Policy;
use crate::consents::gate::{Gate, Need};
use crate::error::Result;
use crate::i18n::sentence;
use crate::id::AppointmentId;
use crate::invoices::on_top::OnTop;
use crate::places::{Place, Places, Where, kind_key};
use crate::schedule::availability::Availability;
use crate::schedule::slots::{Day, MAX_DAYS};
use crate::services::{Addon, Choice, Plan, Variant};
use crate::web::{View, render_status};

/// Days looked at first; nearly always one of the first two weeks has a free time.
const FIRST_LOOK: u32 = 21;

async fn needs(app: &App, site: &Site, plan: &Plan) -> Result<Vec<String>> {
    let (tenant, locale) = (&site.tenant, site.page.locale);
    let gate = Gate::load(&app.db, tenant.id, &plan.service_ids(), None).await?;
    let told = gate.needs.iter();
    let told = told.filter(|need| need.rules.at_booking != Policy::Off);
    let text = |need: &Need| {
        let (form, hours) = (need.title(locale), need.rules.wait_hours);
        match (need.rules.in_person, hours) {
            (_, 1..) => {
                let length = locale.duration(hours * 60);
                let practice = tenant.name.clone();
                let key = "booking-asks-before";
                locale.t3(key, "form", form, "length", length, "practice", practice)
            }
            (true, _) => {
                let practice = tenant.name.clone();
                locale.t2("booking-asks-there", "form", form, "practice", practice)
            }
            (false, _) => locale.t1("booking-asks", "form", form),
        }
    };
    Ok(told.map(text).collect())
}

#[derive(Template)]
#[template(path = "booking/time.html")]
struct Time {
    page: View,
    frame: Frame,
    title: String,
    summary: Summary,
    /// Back to the list of services; empty where only one is offered.
    change: String,
    /// Where the form of what is added goes, and with what is chosen besides.
    action: String,
    /// Where a time goes that is chosen, and what it carries besides.
    choose: String,
    fields: Vec<(&'static str, String)>,
    /// The same without add-ons, for the form that chooses them.
    plain_fields: Vec<(&'static str, String)>,
    /// Where a service comes in several kinds: itself and its variants.
    kinds: Vec<KindOf>,
    /// Where the service is held at more than one place: each of them.
    spots: Vec<KindOf>,
    extras: Vec<Extra>,
    extras_open: bool,
    /// What the practice says goes well with it.
    upsell: String,
    notice: String,
    /// What must be signed before such a visit can be booked: told before anybody chooses a time.
    needs: Vec<String>,
    /// The next free times, or those nearest to a day or a time that is full.
    soon: Vec<Times>,
    soon_title: String,
    /// Nothing is free within reach.
    is_empty: bool,
    week: Week,
    /// The chosen day and its times.
    day_title: String,
    parts: Vec<Times>,
    zone: ZoneNote,
    /// Where a visitor joins the waitlist, with the day that is looked at.
    waitlist: String,
}

/// A link to the times of one of a service's kinds.
struct KindOf {
    href: String,
    name: String,
    /// "1 h 15 min, €48".
    text: String,
    is_chosen: bool,
}

/// A time that was asked for and cannot be had.
#[derive(Clone, Copy, Debug)]
pub struct Lost {
    pub start: DateTime<Utc>,
    pub key: &'static str,
}

pub async fn show(
    app: &App,
    site: Site,
    selection: Selection,
    plan: Plan,
    lost: Option<Lost>,
    cookies: &CookieJar,
) -> Result<Response> {
    let (tenant, locale) = (&site.tenant, site.page.locale);
    let now = app.clock.now();
    let today = tenant.local_date(now);
    let choice = &plan.choices[0];
    let addons = Addon::of_service(&app.db, tenant.id, choice.service.id).await?;
    let tax = OnTop::of(&app.db, tenant).await?;
    let extras = extras(tenant, locale, tax, choice, &addons);
    let chosen = selection
        .date
        .filter(|date| (today..=plus_days(today, u64::from(MAX_DAYS) * 12)).contains(date));
    // What this visitor keeps already is free to them, and goes when another time is chosen.
    let key = key_of(&selection, cookies);
    let own = match &key {
        Some(key) => Hold::of(&app.db, tenant.id, key, now).await?,
        None => None,
    };
    let own = own.map(|hold| hold.appointment_id);
    let found = look(app, &site, &plan, chosen, today, own, now).await?;
    let range = Range {
        locale,
        today,
        last: found.last,
    };
    let chosen = chosen.filter(|date| *date <= found.last);
    let day = chosen.and_then(|date| found.days.iter().find(|day| day.date == date));
    let is_full = day.is_some_and(|day| day.slots.is_empty());
    let soon = match (lost, chosen) {
        (Some(lost), _) => {
            let near = nearest_beside(app, tenant, &plan, lost.start, own).await?;
            range.by_day(&near)
        }
        (None, Some(date)) if is_full => {
            let days = nearest_days(app, tenant, &plan, date, own).await?;
            range.first_times(&days, 3, 2)
        }
        (None, Some(_)) => Vec::new(),
        (None, None) => range.soonest(&found.days),
    };
    let links = selection.without_time();
    let week = range.week(found.monday, &found.days, chosen, |date| {
        links.on(date).href(tenant)
    });
    let is_closed = day.is_some_and(|day| !day.open);
    let title = match chosen {
        Some(date) if is_full => {
            let day = sentence(&locale.day_long(date));
            let key = if is_closed {
                "booking-day-closed"
            } else {
                "booking-day-full"
            };
            locale.t1(key, "day", day)
        }
        _ => locale.t("booking-when"),
    };
    let soon_title = match (lost, chosen) {
        (None, None) => locale.t("booking-soonest"),
        _ => locale.t("booking-nearest"),
    };
    let notice = lost.map(|lost| locale.t(lost.key)).unwrap_or_default();
    let needs = needs(app, &site, &plan).await?;
    // Pressed twice, the same key keeps the same time.
    let fields = Selection {
        hold: Some(key.unwrap_or_else(Key::random)),
        ..links.clone()
    };
    let fields = fields.fields();
    let places = Places::load(&app.db, tenant.id).await?;
    let spots = spots(&site, &places, &links, &plan);
    // Who waits, waits for the place whose times are shown.
    let spot = places.get(plan.place).map(|place| place.slug.clone());
    let place = match places.get(plan.place) {
        Some(place) => place.told(tenant, "").for_strangers(),
        None => Where::of_practice(tenant),
    };
    let change = match links.only {
        true => String::new(),
        false => links.start_over().href(tenant),
    };
    let probe = choosing::probe(app, &site, cookies);
    let time = Time {
        frame: site.frame(),
        title,
        summary: Summary::new(tenant, locale, tax, &plan, None, app.clock.now())
            .with_rules(app, tenant, locale, &plan)
            .await?
            .at(place),
        spots,
        change,
        action: links.base(tenant),
        choose: format!("{}/hold", links.base(tenant)),
        plain_fields: {
            let plain = Selection {
                addons: Vec::new(),
                date: chosen,
                ..links.clone()
            };
            plain.fields()
        },
        fields,
        kinds: kinds(app, &site, tax, &links, choice).await?,
        upsell: choice.service.upsell.clone(),
        extras_open: extras.iter().any(|extra| extra.is_chosen),
        extras,
        notice,
        needs,
        is_empty: soon.is_empty() && day.is_none_or(|day| day.slots.is_empty()),
        soon,
        soon_title,
        week,
        day_title: chosen.map(|date| locale.day_long(date)).unwrap_or_default(),
        parts: day.map(|day| range.parts(day)).unwrap_or_default(),
        waitlist: waitlist_href(tenant, &links, chosen, spot),
        zone: ZoneNote {
            yours: String::new(),
            ..ZoneNote::new(tenant.tz(), locale, now)
        },
        page: site.page,
    };
    let mut response = render_status(StatusCode::OK, &time)?;
    if let Some(probe) = probe {
        response.headers_mut().append(header::SET_COOKIE, probe);
    }
    Ok(response)
}

fn waitlist_href(
    tenant: &Tenant,
    links: &Selection,
    chosen: Option<NaiveDate>,
    place: Option<String>,
) -> String {
    let wanted = Selection {
        place,
        date: chosen,
        hold: None,
        embedded: false,
        ..links.clone()
    };
    let href = wanted.href(tenant);
    let query = href.split_once('?').map_or("", |(_, query)| query);
    format!("/{}/waitlist?{query}", tenant.slug)
}

/// None where there is nothing to choose.
fn spots(site: &Site, places: &Places, links: &Selection, plan: &Plan) -> Vec<KindOf> {
    let fitting = places.for_services(&plan.service_ids());
    if fitting.len() < 2 {
        return Vec::new();
    }
    let spot = |place: &&Place| {
        let there = Selection {
            place: Some(place.slug.clone()),
            ..links.clone()
        };
        let told = place.told(&site.tenant, "").for_strangers();
        KindOf {
            href: there.href(&site.tenant),
            name: place.name.clone(),
            text: match told.address.is_empty() {
                true => site.page.t(kind_key(&place.kind)),
                false => told.address.lines().collect::<Vec<_>>().join(", "),
            },
            is_chosen: plan.place == Some(place.id),
        }
    };
    fitting.iter().map(spot).collect()
}

/// None for a service without variants. What was added stays, so does the day.
async fn kinds(
    app: &App,
    site: &Site,
    tax: OnTop,
    selection: &Selection,
    choice: &Choice,
) -> Result<Vec<KindOf>> {
    let (tenant, locale, service) = (&site.tenant, site.page.locale, &choice.service);
    let mut variants = Variant::of_service(&app.db, tenant.id, service.id).await?;
    variants.retain(|variant| variant.is_active);
    if variants.is_empty() || selection.variant.is_none() && selection.service.is_none() {
        return Ok(Vec::new());
    }
    let kind = |variant: Option<&Variant>| {
        let (name, minutes, minor, is_from) = match variant {
            Some(v) => (&v.name, v.duration_minutes, v.price_minor, false),
            None => (
                &service.name,
                service.duration_minutes,
                service.price_minor,
                service.price_from,
            ),
        };
        let selection = Selection {
            variant: variant.map(|variant| variant.slug.clone()),
            ..selection.clone()
        };
        KindOf {
            href: selection.href(tenant),
            name: name.clone(),
            text: format!(
                "{}, {}",
                locale.duration(minutes),
                price(tenant, locale, tax, minor, is_from)
            ),
            is_chosen: variant.map(|variant| variant.id)
                == choice.variant.as_ref().map(|variant| variant.id),
        }
    };
    let all = std::iter::once(None).chain(variants.iter().map(Some));
    Ok(all.map(kind).collect())
}

/// The days that a page of times is made of.
struct Found {
    days: Vec<Day>,
    /// Of the week to show.
    monday: NaiveDate,
    /// The last day that can be booked.
    last: NaiveDate,
}

/// With a day chosen, its week. Without one, from today until the week of the first free time.
async fn look(
    app: &App,
    site: &Site,
    plan: &Plan,
    chosen: Option<NaiveDate>,
    today: NaiveDate,
    own: Option<AppointmentId>,
    now: DateTime<Utc>,
) -> Result<Found> {
    let tenant = &site.tenant;
    let (from, count) = match chosen {
        Some(date) => (monday(date).max(today), 7),
        None => (today, FIRST_LOOK),
    };
    let mut availability = Availability::load(&app.db, tenant, plan, from, count, own, now).await?;
    let mut days = availability.days();
    let first_free = |days: &[Day]| {
        days.iter()
            .find(|day| !day.slots.is_empty())
            .map(|day| day.date)
    };
    let seen_until = today + Days::new(FIRST_LOOK.into());
    let shown_until = |date: NaiveDate| monday(date) + Days::new(7);
    if chosen.is_none() && first_free(&days).is_none_or(|date| shown_until(date) > seen_until) {
        availability = Availability::load(&app.db, tenant, plan, today, MAX_DAYS, own, now).await?;
        days = availability.days();
    }
    let shown = chosen.or(first_free(&days)).unwrap_or(today);
    Ok(Found {
        days,
        monday: monday(shown),
        last: availability.last_day(),
    })
}
