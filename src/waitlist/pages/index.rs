//! `/waitlist`: what came free, who waits, and how well it goes.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};

use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::i18n::sentence;
use crate::id::{WaitlistEntryId, WaitlistOpeningId};
use crate::waitlist::figures::Figures;
use crate::waitlist::model::{Entry, EntryRow, Offer, OfferRow, Opening, Rules};
use crate::waitlist::texts;
use crate::web::{self, Page};

/// Wishes on the page; more is a sign that a longer day is wanted.
const MOST: i64 = 200;

/// A time that came free.
struct OpeningLine {
    id: WaitlistOpeningId,
    when: String,
    text: String,
    attention: bool,
}

struct EntryLine {
    id: WaitlistEntryId,
    name: String,
    allergies: String,
    title: String,
    days: String,
    parts: String,
    since: String,
    is_first: bool,
    /// What keeps them from being asked; a text's key.
    trouble: &'static str,
    /// A time is kept for them.
    offer: String,
}

#[derive(Template)]
#[template(path = "waitlist/index.html")]
struct Index {
    page: Page,
    openings: Vec<OpeningLine>,
    entries: Vec<EntryLine>,
    figures: Figures,
    rate: String,
    rules: Rules,
    answer: String,
    /// More wait than are shown.
    is_cut: bool,
}

pub async fn show(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    let (tenant, now) = (&page.tenant, app.clock.now());
    let today = tenant.local_date(now);
    let rows = Entry::open(&app.db, tenant.id, today, None, MOST + 1).await?;
    let openings = Opening::ahead(&app.db, tenant.id, now).await?;
    let offers = Offer::waiting(&app.db, tenant.id).await?;
    let figures = Figures::of(&app.db, tenant.id, now).await?;
    let rules = Rules::of(&app.db, tenant.id).await?;
    let openings = openings
        .iter()
        .map(|opening| OpeningLine::new(&page, opening, &offers, now));
    let entries = rows.iter().take(MOST as usize);
    let entries = entries.map(|row| EntryLine::new(&page, row, &offers, now));
    let rate = figures.rate().map(|rate| page.locale.percent(rate));
    let index = Index {
        openings: openings.collect(),
        entries: entries.collect(),
        figures,
        rate: rate.unwrap_or_default(),
        answer: page.locale.duration(rules.answer_minutes),
        rules,
        is_cut: rows.len() as i64 > MOST,
        page,
    };
    web::render(&index)
}

impl OpeningLine {
    fn new(page: &Page, opening: &Opening, offers: &[OfferRow], now: DateTime<Utc>) -> Self {
        let asked = offers.iter().find(|row| row.offer.opening_id == opening.id);
        let text = match asked {
            Some(row) => {
                let until = texts::until(page.locale, &page.tenant, row.offer.expires_at, now);
                page.t2(
                    "waitlist-asked",
                    "name",
                    row.client_name.as_str(),
                    "until",
                    until,
                )
            }
            None if opening.attention => page.t("waitlist-choose"),
            None => match opening.next_at {
                Some(at) if at > now => {
                    let at = texts::until(page.locale, &page.tenant, at, now);
                    page.t1("waitlist-next-at", "at", at)
                }
                Some(_) => page.t("waitlist-next-now"),
                None => page.t("waitlist-nobody-left"),
            },
        };
        Self {
            id: opening.id,
            when: when(page, opening),
            text,
            attention: opening.attention,
        }
    }
}

/// "Thursday 14 May, 10:00–11:15".
pub fn when(page: &Page, opening: &Opening) -> String {
    let (from, to) = opening.local(&page.tenant);
    let day = page.locale.day_long(from.date());
    let times = page.locale.time_range(from.time(), to.time());
    sentence(&page.t2("mail-when", "day", day, "time", times))
}

impl EntryLine {
    fn new(page: &Page, row: &EntryRow, offers: &[OfferRow], now: DateTime<Utc>) -> Self {
        let (locale, entry) = (page.locale, &row.entry);
        let asked = offers.iter().find(|offer| offer.offer.entry_id == entry.id);
        let offer = asked.map(|row| {
            let until = texts::until(locale, &page.tenant, row.offer.expires_at, now);
            page.t1("waitlist-is-asked", "until", until)
        });
        let trouble = if !row.is_offered {
            crate::i18n::key!("waitlist-not-offered")
        } else if row.is_blocked {
            crate::i18n::key!("waitlist-blocked")
        } else if !row.has_address() {
            crate::i18n::key!("waitlist-no-address")
        } else {
            ""
        };
        let waited = (now - entry.created_at).num_days();
        Self {
            id: entry.id,
            name: row.client_name.clone(),
            allergies: row.client_allergies.clone(),
            title: row.title(),
            days: texts::days(locale, &entry.wish),
            parts: texts::parts(locale, &entry.wish),
            since: page.t1("waitlist-waits", "n", waited),
            is_first: entry.priority > 0,
            trouble,
            offer: offer.unwrap_or_default(),
        }
    }
}
