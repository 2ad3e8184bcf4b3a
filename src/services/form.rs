//! The forms of a service and of its variants and add-ons: what was typed, and what it means.

use serde::Deserialize;

use super::draft::{PartDraft, ServiceDraft};
use super::parts::{Part, PartKind};
use super::{Confirmation, OwnRules, Service, slug};
use crate::i18n::key;
use crate::money::{Currency, Money};
use crate::schedule::typed;
use crate::settings::BRANDS;
use crate::web::Errors;
use crate::web::forms::{mark, number, required, text};

/// As typed; empty means not given.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServiceForm {
    /// A new service's id, so that sending the form twice makes one.
    pub id: String,
    /// The version that was on the page; see [`Service::version`].
    pub version: String,
    pub name: String,
    pub category: String,
    pub description: String,
    pub duration: String,
    pub price: String,
    pub price_from: String,
    pub buffer_before: String,
    pub buffer_after: String,
    pub material_cost: String,
    pub capacity: String,
    pub notice: String,
    pub horizon: String,
    pub cancel_window: String,
    pub day: Vec<String>,
    pub hours_from: Vec<String>,
    pub hours_to: Vec<String>,
    pub confirmation: String,
    pub visibility: String,
    pub featured: String,
    pub upsell: String,
    /// Its colour in the calendar, or `none`; left out where a practice file says one that the palette lacks.
    pub colour: String,
    pub slug: String,
    pub deposit_kind: String,
    pub deposit: String,
    pub daily_limit: String,
    pub moves: String,
    pub kept_late: String,
    pub kept_no_show: String,
    pub deposit_after: String,
    pub confirm_after: String,
}

impl ServiceForm {
    /// An empty form.
    pub fn blank() -> Self {
        Self {
            id: crate::id::ServiceId::new().to_string(),
            capacity: "1".into(),
            confirmation: "instant".into(),
            visibility: "public".into(),
            deposit_kind: "none".into(),
            colour: "none".to_owned(),
            ..Self::default()
        }
        .with_spare_hours()
    }

    pub fn of(service: &Service, currency: Currency) -> Self {
        let minutes = |value: Option<i64>| value.map(|v| v.to_string()).unwrap_or_default();
        let hours = service.hours.as_ref().map(|hours| hours.0.clone());
        let (from, to): (Vec<_>, Vec<_>) = hours.unwrap_or_default().into_iter().unzip();
        let clocks = |minutes: Vec<u16>| minutes.into_iter().map(typed::clock).collect();
        let tick = |on: bool| if on { "true".to_owned() } else { String::new() };
        Self {
            id: service.id.to_string(),
            version: service.version().to_string(),
            name: service.name.clone(),
            category: service.category.clone(),
            description: service.description.clone(),
            duration: service.duration_minutes.to_string(),
            price: sum(service.price_minor, currency),
            price_from: tick(service.price_from),
            buffer_before: unless_zero(service.buffer_before_minutes),
            buffer_after: unless_zero(service.buffer_after_minutes),
            material_cost: if service.material_cost_minor == 0 {
                String::new()
            } else {
                sum(service.material_cost_minor, currency)
            },
            capacity: service.capacity.to_string(),
            notice: minutes(service.notice_minutes),
            horizon: minutes(service.horizon_days),
            cancel_window: minutes(service.cancel_window_minutes),
            day: service
                .days
                .as_ref()
                .map(|days| days.0.iter().map(u8::to_string).collect())
                .unwrap_or_default(),
            hours_from: clocks(from),
            hours_to: clocks(to),
            confirmation: match service.confirmation {
                Confirmation::Instant => "instant".into(),
                Confirmation::Manual => "manual".into(),
            },
            visibility: service.visibility.clone(),
            featured: tick(service.is_featured),
            upsell: service.upsell.clone(),
            colour: service.colour.clone().unwrap_or_else(|| "none".to_owned()),
            slug: service.slug.clone(),
            deposit_kind: service.deposit_kind.clone(),
            deposit: match service.deposit_kind.as_str() {
                "fixed" => sum(service.deposit_amount, currency),
                "percent" => service.deposit_amount.to_string(),
                _ => String::new(),
            },
            daily_limit: minutes(service.own.daily_limit),
            moves: minutes(service.own.moves_limit),
            kept_late: typed_choice(service.own.kept_late),
            kept_no_show: typed_choice(service.own.kept_no_show),
            deposit_after: minutes(service.own.deposit_after),
            confirm_after: minutes(service.own.confirm_after),
        }
        .with_spare_hours()
    }

    /// Room for one more interval.
    pub fn with_spare_hours(mut self) -> Self {
        let rows = self.hours_from.len().max(self.hours_to.len());
        self.hours_from.resize(rows, String::new());
        self.hours_to.resize(rows, String::new());
        let is_spare = |n: usize| self.hours_from[n].is_empty() && self.hours_to[n].is_empty();
        if rows < 6 && (rows == 0 || !is_spare(rows - 1)) {
            self.hours_from.push(String::new());
            self.hours_to.push(String::new());
        }
        self
    }

    /// The rows of the hours: id of the field, beginning, end.
    pub fn hour_rows(&self) -> Vec<(String, &str, &str)> {
        let rows = self.hours_from.iter().zip(&self.hours_to).enumerate();
        rows.map(|(n, (from, to))| (format!("hours-{n}"), from.as_str(), to.as_str()))
            .collect()
    }

    pub fn has_colour(&self, colour: &str) -> bool {
        self.colour == colour
    }

    /// Whether anything behind the fold differs from the usual.
    pub fn has_more(&self) -> bool {
        let given = [
            &self.buffer_before,
            &self.buffer_after,
            &self.material_cost,
            &self.notice,
            &self.horizon,
            &self.cancel_window,
            &self.featured,
            &self.upsell,
            &self.daily_limit,
            &self.moves,
            &self.kept_late,
            &self.kept_no_show,
            &self.deposit_after,
            &self.confirm_after,
        ];
        given.into_iter().any(|value| !value.trim().is_empty())
            || !self.day.is_empty()
            || self.hours_from.iter().any(|from| !from.is_empty())
            || !matches!(self.capacity.trim(), "" | "1")
            || !matches!(self.colour.as_str(), "" | "none")
            || self.confirmation == "manual"
            || self.visibility == "link"
            || !matches!(self.deposit_kind.as_str(), "" | "none")
    }

    /// What it means, or what is wrong with it.
    pub fn read(&self, currency: Currency, errors: &mut Errors) -> Option<ServiceDraft> {
        let name = errors.take("name", required(&self.name, 120));
        let category = errors.take("category", text(&self.category, 80));
        let description = errors.take("description", text(&self.description, 2000));
        let duration_minutes = errors.take("duration", minutes(&self.duration, 5));
        let price_minor = errors.take("price", price(&self.price, currency));
        let buffer_before_minutes = errors.take("buffer_before", or_zero(&self.buffer_before));
        let buffer_after_minutes = errors.take("buffer_after", or_zero(&self.buffer_after));
        let material_cost_minor = if self.material_cost.trim().is_empty() {
            Some(0)
        } else {
            errors.take("material_cost", price(&self.material_cost, currency))
        };
        let capacity = match self.capacity.trim() {
            "" => Some(1),
            typed => errors.take("capacity", number(typed, 1..=500)),
        };
        let notice_minutes = errors.take("notice", optional(&self.notice, 0..=43_200));
        let horizon_days = errors.take("horizon", optional(&self.horizon, 1..=730));
        let cancel_window_minutes =
            errors.take("cancel_window", optional(&self.cancel_window, 0..=43_200));
        let days = errors.take("day", days(&self.day));
        let hours = self.hours(errors);
        let confirmation = match self.confirmation.as_str() {
            "instant" | "" => Some(Confirmation::Instant),
            "manual" => Some(Confirmation::Manual),
            _ => {
                errors.add("confirmation", key!("field-bad-choice"));
                None
            }
        };
        let is_public = match self.visibility.as_str() {
            "public" | "" => Some(true),
            "link" => Some(false),
            _ => {
                errors.add("visibility", key!("field-bad-choice"));
                None
            }
        };
        let deposit = self.deposit(currency, errors);
        let typed_slug = self.slug.trim().to_lowercase();
        let slug = if typed_slug.is_empty() {
            Some(None)
        } else {
            errors
                .take("slug", slug::check(&typed_slug))
                .map(|()| Some(typed_slug))
        };
        let upsell = errors.take("upsell", text(&self.upsell, 200));
        let colour = errors.take("colour", colour_of(&self.colour));
        let own = self.own_rules(errors);
        Some(ServiceDraft {
            slug: slug?,
            category: category?,
            name: name?,
            description: description?,
            duration_minutes: duration_minutes?,
            buffer_before_minutes: buffer_before_minutes?,
            buffer_after_minutes: buffer_after_minutes?,
            price_minor: price_minor?,
            price_from: !self.price_from.is_empty(),
            material_cost_minor: material_cost_minor?,
            confirmation: confirmation?,
            capacity: capacity?,
            notice_minutes: notice_minutes?,
            horizon_days: horizon_days?,
            cancel_window_minutes: cancel_window_minutes?,
            days: days?,
            hours: hours?,
            is_public: is_public?,
            is_featured: !self.featured.is_empty(),
            upsell: upsell?,
            colour: colour?,
            deposit: deposit?,
            own: own?,
        })
    }

    /// What is asked for ahead; none where the form does not say.
    fn deposit(
        &self,
        currency: Currency,
        errors: &mut Errors,
    ) -> Option<Option<(&'static str, i64)>> {
        let typed = self.deposit.trim();
        Some(match self.deposit_kind.as_str() {
            "" => None,
            "none" => Some(("none", 0)),
            "full" => Some(("full", 0)),
            "fixed" => Some(("fixed", errors.take("deposit", price(typed, currency))?)),
            "percent" => Some(("percent", errors.take("deposit", number(typed, 1..=100))?)),
            _ => {
                errors.add("deposit_kind", key!("field-bad-choice"));
                return None;
            }
        })
    }

    /// Empty: the practice's, each of them.
    fn own_rules(&self, errors: &mut Errors) -> Option<OwnRules> {
        let daily_limit = errors.take("daily_limit", optional(&self.daily_limit, 1..=100));
        let moves_limit = errors.take("moves", optional(&self.moves, 0..=20));
        let kept_late = errors.take("kept_late", choice_of(&self.kept_late));
        let kept_no_show = errors.take("kept_no_show", choice_of(&self.kept_no_show));
        let deposit_after = errors.take("deposit_after", optional(&self.deposit_after, 0..=100));
        let confirm_after = errors.take("confirm_after", optional(&self.confirm_after, 0..=100));
        Some(OwnRules {
            daily_limit: daily_limit?,
            moves_limit: moves_limit?,
            kept_late: kept_late?,
            kept_no_show: kept_no_show?,
            deposit_after: deposit_after?,
            confirm_after: confirm_after?,
        })
    }

    fn hours(&self, errors: &mut Errors) -> Option<Option<Vec<(u16, u16)>>> {
        if self.hours_from.len() != self.hours_to.len() || self.hours_from.len() > 12 {
            errors.add("hours", key!("error-form"));
            return None;
        }
        let mut intervals = Vec::new();
        let mut all_read = true;
        for (n, (from, to)) in self.hours_from.iter().zip(&self.hours_to).enumerate() {
            match typed::interval(from, to) {
                Ok(Some(interval)) => intervals.push(interval),
                Ok(None) => {}
                Err(key) => {
                    errors.add(format!("hours-{n}"), key);
                    all_read = false;
                }
            }
        }
        if all_read && typed::overlap(&intervals) {
            errors.add("hours-0", key!("schedule-hours-overlap"));
            all_read = false;
        }
        all_read.then(|| (!intervals.is_empty()).then_some(intervals))
    }
}

/// A variant's or an add-on's form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PartForm {
    pub id: String,
    /// What was on the page; see [`mark`].
    pub was: String,
    pub name: String,
    pub duration: String,
    pub price: String,
}

impl PartForm {
    pub fn blank() -> Self {
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            ..Self::default()
        }
    }

    pub fn of(part: &Part, currency: Currency) -> Self {
        let mut form = Self {
            id: part.id.to_string(),
            was: String::new(),
            name: part.name.clone(),
            duration: part.duration_minutes.to_string(),
            price: sum(part.price_minor, currency),
        };
        form.was = mark(&[&form.name, &form.duration, &form.price]);
        form
    }

    pub fn read(
        &self,
        kind: PartKind,
        currency: Currency,
        errors: &mut Errors,
    ) -> Option<PartDraft> {
        let name = errors.take("name", required(&self.name, 120));
        let least = kind.least_minutes();
        let duration_minutes = match (self.duration.trim(), kind) {
            ("", PartKind::Addon) => Some(0),
            (typed, _) => errors.take("duration", minutes(typed, least)),
        };
        let price_minor = match (self.price.trim(), kind) {
            ("", PartKind::Addon) => Some(0),
            (typed, _) => errors.take("price", price(typed, currency)),
        };
        Some(PartDraft {
            name: name?,
            duration_minutes: duration_minutes?,
            price_minor: price_minor?,
        })
    }
}

/// A sum for an input: "48" or "48.50".
pub fn sum(minor: i64, currency: Currency) -> String {
    let plain = Money::new(minor, currency).plain();
    let whole = plain
        .split_once('.')
        .filter(|(_, cents)| cents.bytes().all(|b| b == b'0'));
    whole.map_or(plain.clone(), |(whole, _)| whole.to_owned())
}

/// Beyond any price; keeps every total within 64 bits.
const MAX_SUM: i64 = 1_000_000_000_000;

/// A price in minor units.
pub fn price(typed: &str, currency: Currency) -> Result<i64, &'static str> {
    let minor = Money::parse(typed, currency)?.minor;
    if minor > MAX_SUM {
        return Err(key!("field-money-too-large"));
    }
    Ok(minor)
}

/// A length of at least so many minutes, a day at most.
pub fn minutes(typed: &str, least: i64) -> Result<i64, crate::web::Problem> {
    if typed.trim().is_empty() {
        return Err(key!("field-minutes-required").into());
    }
    number(typed, least..=1440)
}

fn unless_zero(minutes: i64) -> String {
    if minutes == 0 {
        String::new()
    } else {
        minutes.to_string()
    }
}

/// A buffer.
fn or_zero(typed: &str) -> Result<i64, crate::web::Problem> {
    match typed.trim() {
        "" => Ok(0),
        typed => number(typed, 0..=480),
    }
}

/// "true" and "false" as a list of a form sends them; "" is neither.
pub fn choice_of(typed: &str) -> Result<Option<bool>, &'static str> {
    match typed {
        "" => Ok(None),
        "true" => Ok(Some(true)),
        "false" => Ok(Some(false)),
        _ => Err(key!("field-bad-choice")),
    }
}

/// One of the palette, or an empty one for none; None where nothing was said.
fn colour_of(typed: &str) -> Result<Option<String>, &'static str> {
    match typed {
        "" => Ok(None),
        "none" => Ok(Some(String::new())),
        typed if BRANDS.iter().any(|(colour, _)| *colour == typed) => Ok(Some(typed.to_owned())),
        _ => Err(key!("field-bad-choice")),
    }
}

/// See [`choice_of`].
pub fn typed_choice(value: Option<bool>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

pub fn optional(
    typed: &str,
    range: std::ops::RangeInclusive<i64>,
) -> Result<Option<i64>, crate::web::Problem> {
    match typed.trim() {
        "" => Ok(None),
        typed => number(typed, range).map(Some),
    }
}

/// None ticked, or all of them: every open day.
fn days(ticked: &[String]) -> Result<Option<Vec<u8>>, &'static str> {
    let mut days = Vec::new();
    for day in ticked {
        match day.parse::<u8>() {
            Ok(day @ 0..=6) => days.push(day),
            _ => return Err(key!("field-bad-choice")),
        }
    }
    days.sort_unstable();
    days.dedup();
    Ok((!days.is_empty() && days.len() < 7).then_some(days))
}
