//! The answers as typed, and what they mean.

use serde::Deserialize;

use super::presets::Proposal;
use crate::accounts::{Tenant, slug};
use crate::i18n::key;
use crate::money::Currency;
use crate::schedule::periods::{Interval, Period};
use crate::schedule::typed;
use crate::services::{ServiceDraft, minutes, price, sum};
use crate::settings::{Profile, read_phone, shown_phone, trades, zones};
use crate::web::Errors;
use crate::web::forms::required;

/// A press on "Skip".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TradeForm {
    pub kind: String,
    pub skip: String,
}

impl TradeForm {
    pub fn read(&self, tenant: &Tenant, errors: &mut Errors) -> Option<Profile> {
        if !trades::is_known(&self.kind) {
            errors.add("kind", key!("field-choose"));
            return None;
        }
        Some(Profile {
            kind: self.kind.clone(),
            ..Profile::of(tenant)
        })
    }
}

/// The page's name in its address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AddressForm {
    pub slug: String,
}

impl AddressForm {
    pub fn read(&self, tenant: &Tenant, errors: &mut Errors) -> Option<Profile> {
        let typed = self.slug.trim().to_lowercase();
        if typed != tenant.slug {
            errors.take("slug", slug::check(&typed))?;
        }
        Some(Profile {
            slug: typed,
            ..Profile::of(tenant)
        })
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlaceForm {
    pub phone: String,
    pub address: String,
    pub timezone: String,
    pub currency: String,
    pub skip: String,
}

impl PlaceForm {
    pub fn of(tenant: &Tenant) -> Self {
        Self {
            phone: shown_phone(tenant),
            address: tenant.address.clone(),
            timezone: tenant.tz().name().to_owned(),
            currency: tenant.currency.code().to_owned(),
            skip: String::new(),
        }
    }

    pub fn read(&self, tenant: &Tenant, errors: &mut Errors) -> Option<Profile> {
        let timezone = errors.take("timezone", zones::parse(&self.timezone));
        let currency = errors.take(
            "currency",
            Currency::parse(&self.currency).map_err(|_| key!("field-bad-choice")),
        );
        let phone = errors.take("phone", read_phone(&self.phone, tenant, timezone));
        let address = errors.take("address", crate::web::forms::text(&self.address, 300));
        Some(Profile {
            phone: phone?,
            address: address?,
            timezone: timezone?,
            currency: currency?,
            ..Profile::of(tenant)
        })
    }
}

/// The same hours on some weekdays; what differs by day is set in the settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HoursForm {
    pub day: Vec<String>,
    pub from: String,
    pub to: String,
    pub skip: String,
}

impl HoursForm {
    /// None when the hours are already of a kind that this form cannot say.
    pub fn of(periods: &[Period]) -> Option<Self> {
        let [Period { week, .. }] = periods else {
            return None;
        };
        let Some(first) = week.first() else {
            return Some(Self {
                day: (0..5).map(|day| day.to_string()).collect(),
                from: "10:00".into(),
                to: "19:00".into(),
                skip: String::new(),
            });
        };
        let alike = week
            .iter()
            .all(|other| (other.from, other.to) == (first.from, first.to));
        alike.then(|| Self {
            day: week
                .iter()
                .map(|interval| interval.weekday.to_string())
                .collect(),
            from: typed::clock(first.from),
            to: typed::clock(first.to),
            skip: String::new(),
        })
    }

    /// `hours` is what the summary calls the two times.
    pub fn read(&self, hours: String, errors: &mut Errors) -> Option<Vec<Interval>> {
        let mut days: Vec<u8> = self
            .day
            .iter()
            .filter_map(|day| day.parse().ok())
            .filter(|day| *day < 7)
            .collect();
        days.sort_unstable();
        days.dedup();
        if days.is_empty() {
            errors.add("day", key!("setup-days-missing"));
        }
        errors.call("from", hours);
        let interval = errors.take("from", typed::interval(&self.from, &self.to));
        if interval == Some(None) {
            errors.add("from", key!("field-required"));
        }
        let (from, to) = interval??;
        // Who works through the night says so in the settings; here the two fields were taken for one another.
        if to < from {
            errors.add("from", key!("setup-hours-order"));
        }
        let week = days
            .into_iter()
            .map(|weekday| Interval {
                weekday,
                from,
                to,
                place: None,
            })
            .collect();
        errors.is_empty().then_some(week)
    }
}

/// Lines of three lists; `pick` holds the numbers of the ticked ones.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServicesForm {
    pub pick: Vec<String>,
    pub name: Vec<String>,
    pub minutes: Vec<String>,
    pub price: Vec<String>,
    pub skip: String,
}

/// A line of the form.
#[derive(Clone, Debug)]
pub struct ServiceRow {
    pub number: usize,
    pub name: String,
    pub minutes: String,
    pub price: String,
    pub is_picked: bool,
    /// The person writes the name.
    pub is_own: bool,
}

impl ServicesForm {
    /// All ticked, and a line for one's own.
    pub fn of(proposals: &[Proposal], currency: Currency) -> Self {
        let mut form = Self {
            pick: (0..proposals.len()).map(|n| n.to_string()).collect(),
            ..Self::default()
        };
        for proposal in proposals {
            form.name.push(proposal.name.clone());
            form.minutes.push(proposal.minutes.to_string());
            form.price.push(
                proposal
                    .price_minor
                    .map(|minor| sum(minor, currency))
                    .unwrap_or_default(),
            );
        }
        form.name.push(String::new());
        form.minutes.push(String::new());
        form.price.push(String::new());
        form
    }

    pub fn rows(&self) -> Vec<ServiceRow> {
        let last = self.name.len().saturating_sub(1);
        let lines = self
            .name
            .iter()
            .zip(self.minutes.iter().zip(&self.price))
            .enumerate();
        lines
            .map(|(number, (name, (minutes, price)))| ServiceRow {
                number,
                name: name.clone(),
                minutes: minutes.clone(),
                price: price.clone(),
                is_picked: self.pick.contains(&number.to_string()),
                is_own: number == last,
            })
            .collect()
    }

    /// The ticked ones, and the own one when it has a name; errors stand at `name-n`, `minutes-n`, `price-n`.
    pub fn read(&self, currency: Currency, errors: &mut Errors) -> Option<Vec<ServiceDraft>> {
        let rows = self.rows();
        if rows.len() != self.name.len() || rows.len() > 30 {
            errors.add("", key!("error-form"));
            return None;
        }
        let wanted = rows.iter().filter(|row| {
            if row.is_own {
                !row.name.trim().is_empty()
            } else {
                row.is_picked
            }
        });
        let mut drafts = Vec::new();
        for row in wanted {
            let n = row.number;
            if !row.name.trim().is_empty() {
                errors.call(format!("minutes-{n}"), row.name.trim());
                errors.call(format!("price-{n}"), row.name.trim());
            }
            let name = errors.take(&format!("name-{n}"), required(&row.name, 120));
            let length = errors.take(&format!("minutes-{n}"), minutes(&row.minutes, 5));
            let price = errors.take(&format!("price-{n}"), price(&row.price, currency));
            if let (Some(name), Some(length), Some(price)) = (name, length, price) {
                drafts.push(ServiceDraft::plain(name, String::new(), length, price));
            }
        }
        if errors.is_empty() && drafts.is_empty() {
            errors.add("pick-0", key!("setup-services-missing"));
        }
        errors.is_empty().then_some(drafts)
    }
}
