//! The practice's page: who it is, what it offers, when it is open, where it is, and the next free time.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{NaiveDate, Weekday};

use super::catalogue::Catalogue;
use super::holds::Key;
use super::json_ld::JsonLd;
use super::selection::Selection;
use super::site::{Frame, Site, map_link};
use super::week::moment;
use crate::accounts::Tenant;
use crate::app::App;
use crate::db::On;
use crate::error::Result;
use crate::i18n::{Locale, sentence};
use crate::id::PlaceId;
use crate::invoices::business::Business;
use crate::media::Work;
use crate::packages::{self, model::Offer};
use crate::places::{Place, Places, Where, kind_key};
use crate::schedule::availability::Availability;
use crate::schedule::model::HoursRow;
use crate::schedule::slots::{Slot, WeeklyHours};
use crate::services::{Choice, Plan};
use crate::web::{View, assets, render};

/// How far the next free time is looked for.
const DAYS: u32 = 21;

#[derive(Template)]
#[template(path = "booking/show.html")]
struct Show {
    page: View,
    frame: Frame,
    description: String,
    /// The same for search engines and chats, which show something in any case.
    summary: String,
    address: String,
    map: Option<String>,
    /// Where visits can be, where that is more than one place; with what kind each is of.
    spots: Vec<(Where, String)>,
    catalogue: Catalogue,
    hours: Vec<OpenDay>,
    /// Photos of what was done.
    work: Work,
    next: Option<Next>,
    /// Whether packages or certificates are sold here.
    sells: bool,
    /// Whether anything can be booked now.
    open: bool,
    /// The page's own address, for those who link to it.
    url: String,
    /// What a messenger shows beside the link.
    picture: String,
    data: JsonLd,
}

/// The next free time of the first service, and where it is booked.
struct Next {
    service: String,
    /// Where the press goes that chooses it, and what it carries.
    action: String,
    fields: Vec<(&'static str, String)>,
    when: String,
}

/// A weekday's hours; empty text when closed.
#[derive(Clone, Debug)]
pub struct OpenDay {
    pub weekday: Weekday,
    pub name: String,
    pub spans: Vec<(u16, u16)>,
    pub text: String,
    pub is_today: bool,
}

pub async fn show(app: State<App>, site: Site) -> Result<Response> {
    let (tenant, locale) = (&site.tenant, site.page.locale);
    let mut db = app.db.reader().await?;
    let catalogue = Catalogue::load(&mut db, tenant, locale).await?;
    let now = app.clock.now();
    let today = tenant.local_date(now);
    // What the practice puts first.
    let services = &catalogue.services;
    let featured = services.iter().find(|service| service.is_featured);
    let places = Places::load(&mut db, tenant.id).await?;
    let (mut next, mut weekly) = (None, Vec::new());
    if let Some(service) = featured.or(services.first()) {
        let choice = Choice {
            service: service.clone(),
            variant: None,
            addons: Vec::new(),
        };
        let mut plan = Plan::one(choice, tenant.currency);
        let mut first: Option<(Slot, Option<PlaceId>)> = None;
        for place in places.each_or_none(&plan.service_ids()) {
            plan.place = place;
            let found = Availability::load(&mut db, tenant, &plan, today, DAYS, None, now).await?;
            if places.is_empty() {
                let hours = found.hours().iter().cloned();
                weekly = hours.map(|hours| (hours, String::new())).collect();
            }
            if let Some(free) = found.first_free()
                && first
                    .as_ref()
                    .is_none_or(|(best, _)| free.start < best.start)
            {
                first = Some((free, place));
            }
        }
        next = first.filter(|_| tenant.is_active()).map(|(slot, place)| {
            let place = place.and_then(|id| places.get(Some(id)));
            let selection = Selection {
                at: Some(slot.start.naive_local()),
                place: place.map(|place| place.slug.clone()),
                hold: Some(Key::random()),
                ..Selection::of_choice(&plan.choices[0])
            };
            Next {
                service: plan.title(),
                action: format!("{}/hold", selection.base(tenant)),
                fields: selection.fields(),
                when: sentence(&moment(locale, slot.start)),
            }
        });
    }
    if !places.is_empty() {
        let rows = HoursRow::all(&mut db, tenant.id, None).await?;
        let named = |row: &HoursRow| {
            let place = row.place_id.and_then(|id| places.get(Some(id)));
            (
                row.weekly(),
                place.map_or_else(String::new, |place| place.name.clone()),
            )
        };
        weekly = rows.iter().map(named).collect();
    }
    let spots = spots(&site, &places);
    let hours = opening(locale, &weekly, today);
    let url = app.config.link(&format!("/{}", tenant.slug));
    let data = JsonLd::practice(tenant, &catalogue, &hours, &spots, &url);
    let sells = sells(&app, &mut db, tenant, &catalogue.business).await?;
    let work = Work::load(&app, db, &site.page, tenant).await?;
    render(&Show {
        sells,
        work,
        frame: site.frame(),
        summary: match tenant.description.trim() {
            "" => site
                .page
                .t1("booking-title", "practice", tenant.name.as_str()),
            told => told.to_owned(),
        },
        description: tenant.description.clone(),
        // The places have their own.
        address: match spots.is_empty() {
            true => tenant.address.clone(),
            false => String::new(),
        },
        map: map_link(tenant),
        spots,
        open: tenant.is_active() && !catalogue.services.is_empty(),
        catalogue,
        hours,
        next,
        picture: match tenant.logo.as_str() {
            "" => app.config.link(&assets::url("img/mark-512.png")),
            _ => app.config.link(&tenant.logo_path()),
        },
        url,
        data,
        page: site.page,
    })
}

/// What strangers are told of the places that are open; nothing where there is one.
fn spots(site: &Site, places: &Places) -> Vec<(Where, String)> {
    let open: Vec<&Place> = places.all.iter().filter(|place| place.is_active).collect();
    if open.len() < 2 {
        return Vec::new();
    }
    let told = |place: &Place| {
        let kind = match place.kind.as_str() {
            "own" => String::new(),
            kind => site.page.t(kind_key(kind)),
        };
        (place.told(&site.tenant, "").for_strangers(), kind)
    };
    open.into_iter().map(told).collect()
}

async fn sells(app: &App, mut on: impl On, tenant: &Tenant, business: &Business) -> Result<bool> {
    Ok(
        Offer::any_public(&mut on, tenant.id, tenant.currency).await?
            && packages::is_open(app, on, tenant, business).await?,
    )
}

/// The week's hours as they are today, Monday first, with the names of their places; empty when there are none at all.
fn opening(locale: Locale, weekly: &[(WeeklyHours, String)], today: NaiveDate) -> Vec<OpenDay> {
    use chrono::Datelike;
    let valid = |(hours, _): &&(WeeklyHours, String)| {
        hours.valid_from.is_none_or(|from| from <= today)
            && hours.valid_until.is_none_or(|until| today <= until)
    };
    let weekly: Vec<&(WeeklyHours, String)> = weekly.iter().filter(valid).collect();
    if weekly.is_empty() {
        return Vec::new();
    }
    let days = (0..7).filter_map(|n| Weekday::try_from(n).ok());
    days.map(|weekday| {
        let of_day = || weekly.iter().filter(|(hours, _)| hours.weekday == weekday);
        let spans = of_day().map(|(h, _)| (h.from_minute, h.to_minute));
        let spans: Vec<(u16, u16)> = spans.collect();
        let texts: Vec<String> = of_day()
            .map(|(h, place)| {
                let text = format!("{}–{}", clock(h.from_minute), clock(h.to_minute));
                match place.is_empty() {
                    true => text,
                    false => format!("{text} · {place}"),
                }
            })
            .collect();
        OpenDay {
            weekday,
            name: sentence(locale.weekday_long(weekday)),
            text: texts.join(", "),
            spans,
            is_today: weekday == today.weekday(),
        }
    })
    .collect()
}

/// "09:30"; the end of a day is "24:00".
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
