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
use crate::invoices::business::Business;
use crate::media::Work;
use crate::packages::{self, model::Offer};
use crate::schedule::availability::Availability;
use crate::schedule::slots::WeeklyHours;
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
    let (mut next, mut weekly) = (None, Vec::new());
    if let Some(service) = featured.or(services.first()) {
        let choice = Choice {
            service: service.clone(),
            variant: None,
            addons: Vec::new(),
        };
        let plan = Plan::one(choice, tenant.currency);
        let found = Availability::load(&mut db, tenant, &plan, today, DAYS, None, now).await?;
        weekly = found.hours().to_vec();
        let first = found.first_free();
        next = first.filter(|_| tenant.is_active()).map(|slot| {
            let selection = Selection {
                at: Some(slot.start.naive_local()),
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
    let hours = opening(locale, &weekly, today);
    let url = app.config.link(&format!("/{}", tenant.slug));
    let data = JsonLd::practice(tenant, &catalogue, &hours, &url);
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
        address: tenant.address.clone(),
        map: map_link(tenant),
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

async fn sells(app: &App, mut on: impl On, tenant: &Tenant, business: &Business) -> Result<bool> {
    Ok(
        Offer::any_public(&mut on, tenant.id, tenant.currency).await?
            && packages::is_open(app, on, tenant, business).await?,
    )
}

/// The week's hours as they are today, Monday first; empty when there are none at all.
fn opening(locale: Locale, weekly: &[WeeklyHours], today: NaiveDate) -> Vec<OpenDay> {
    use chrono::Datelike;
    let valid = |hours: &&WeeklyHours| {
        hours.valid_from.is_none_or(|from| from <= today)
            && hours.valid_until.is_none_or(|until| today <= until)
    };
    let weekly: Vec<&WeeklyHours> = weekly.iter().filter(valid).collect();
    if weekly.is_empty() {
        return Vec::new();
    }
    let days = (0..7).filter_map(|n| Weekday::try_from(n).ok());
    days.map(|weekday| {
        let spans = weekly.iter().filter(|hours| hours.weekday == weekday);
        let spans: Vec<(u16, u16)> = spans.map(|h| (h.from_minute, h.to_minute)).collect();
        let texts: Vec<String> = spans
            .iter()
            .map(|(from, to)| format!("{}–{}", clock(*from), clock(*to)))
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
