//! What is being booked and on what terms, as every step after the first shows it.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::catalogue::price;
use super::paid_ahead;
use super::site::map_link;
use crate::accounts::Tenant;
use crate::app::App;
use crate::error::Result;
use crate::i18n::Locale;
use crate::invoices::on_top::OnTop;
use crate::places::Where;
use crate::policies::Terms;
use crate::services::{Choice, Plan};

#[derive(Clone, Debug)]
pub struct Summary {
    pub title: String,
    pub duration: String,
    pub price: String,
    pub address: String,
    pub map: Option<String>,
    /// Until when a visit can be cancelled or moved without it counting as late; none: at any time.
    pub cancelling: String,
    /// The master answers first.
    pub is_request: bool,
    /// What else should be known before booking: deposits, moves, what follows from not coming.
    pub rules: Vec<String>,
}

impl Summary {
    /// `start` when it is chosen already: the deadline then has its date.
    pub fn new(
        tenant: &Tenant,
        locale: Locale,
        tax: OnTop,
        plan: &Plan,
        start: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Self {
        let is_least = plan.choices.iter().any(|choice| choice.service.price_from);
        Self {
            title: plan.title(),
            duration: locale.duration(plan.duration_minutes()),
            price: tax.said(
                locale,
                price(tenant, locale, tax, plan.price().minor, is_least),
                plan.price().minor,
            ),
            address: tenant.address.clone(),
            map: map_link(tenant),
            cancelling: cancelling(tenant, locale, window(tenant, plan), start, now),
            is_request: plan.needs_confirmation(),
            rules: Vec::new(),
        }
    }

    /// With all that should be known before booking.
    pub async fn with_rules(
        self,
        app: &App,
        tenant: &Tenant,
        locale: Locale,
        plan: &Plan,
    ) -> Result<Self> {
        let terms = Terms::load(&app.db, tenant, plan, None).await?;
        let has_deposit = !paid_ahead::deposit(app, tenant, locale, plan)
            .await?
            .is_empty();
        let rules = terms.before_booking(locale, has_deposit);
        Ok(Self { rules, ..self })
    }
}

impl Summary {
    /// Held there.
    pub fn at(self, place: Where) -> Self {
        Self {
            address: place.lines(),
            map: place.map,
            ..self
        }
    }
}

/// The strictest of the services' windows, in minutes.
pub fn window(tenant: &Tenant, plan: &Plan) -> i64 {
    let own = tenant.rules.cancel_window_minutes;
    let services = plan.choices.iter().map(|choice| &choice.service);
    services
        .map(|service| service.cancel_window_minutes.unwrap_or(own))
        .max()
        .unwrap_or(own)
}

fn cancelling(
    tenant: &Tenant,
    locale: Locale,
    window: i64,
    start: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> String {
    match start {
        _ if window == 0 => locale.t("booking-cancel-any"),
        None => locale.t1("booking-cancel-before", "time", span(locale, window)),
        // Booked so late that every change is: no day that is over is named.
        Some(start) if start - TimeDelta::minutes(window) <= now => locale.t("booking-cancel-near"),
        Some(start) => {
            let until = deadline(tenant.tz(), locale, start, window);
            locale.t1("booking-cancel-until", "until", until)
        }
    }
}

/// "Monday 18 May, 11:30", "el lunes, 18 de mayo a las 11:30", "18 мая, 11:30": after "until" in the middle of a sentence.
pub fn deadline(tz: Tz, locale: Locale, start: DateTime<Utc>, window: i64) -> String {
    let until = start - TimeDelta::minutes(window);
    let until = until.with_timezone(&tz);
    let (date, time) = (until.date_naive(), locale.time(until.time()));
    let day = match locale {
        Locale::Ru => locale.day_and_month(date),
        Locale::En | Locale::Es => locale.day_long(date),
    };
    locale.t2("booking-deadline", "day", day, "time", time)
}

/// "24 hours", "2 days", "90 min".
fn span(locale: Locale, minutes: i64) -> String {
    const DAY: i64 = 24 * 60;
    if minutes % DAY == 0 && minutes > DAY {
        locale.t1("days", "n", minutes / DAY)
    } else if minutes % 60 == 0 {
        locale.t1("hours", "n", minutes / 60)
    } else {
        locale.duration(minutes)
    }
}

/// An add-on that can be ticked.
#[derive(Clone, Debug)]
pub struct Extra {
    pub slug: String,
    pub name: String,
    pub text: String,
    pub is_chosen: bool,
}

/// What can be added to a choice: "10 min, €8".
pub fn extras(
    tenant: &Tenant,
    locale: Locale,
    tax: OnTop,
    choice: &Choice,
    all: &[crate::services::Addon],
) -> Vec<Extra> {
    all.iter()
        .filter(|addon| addon.is_active)
        .map(|addon| {
            let cost = price(tenant, locale, tax, addon.price_minor, false);
            let text = match addon.duration_minutes {
                0 => cost,
                minutes => format!("{}, {cost}", locale.duration(minutes)),
            };
            Extra {
                slug: addon.slug.clone(),
                name: addon.name.clone(),
                text,
                is_chosen: choice.addons.iter().any(|chosen| chosen.id == addon.id),
            }
        })
        .collect()
}

/// The practice's clock, named for those who live by another: zone, "Madrid", "UTC+2".
#[derive(Clone, Debug)]
pub struct ZoneNote {
    pub zone: &'static str,
    /// The instant at which the two clocks are compared.
    pub at: String,
    pub text: String,
    /// "That is … on your clock", the time to be filled in where the reader's clock is known.
    pub yours: String,
}

impl ZoneNote {
    pub fn new(tz: Tz, locale: Locale, at: DateTime<Utc>) -> Self {
        let local = at.with_timezone(&tz);
        let zone = tz.name();
        let city = locale.city(tz);
        let offset = format!("UTC{}", local.format("%:z"));
        Self {
            zone,
            at: at.to_rfc3339(),
            text: locale.t2("booking-zone", "city", city, "offset", offset),
            yours: locale.t1("booking-zone-yours", "time", "{time}"),
        }
    }
}
