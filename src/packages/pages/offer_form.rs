//! The form of an offer: what was typed, and what it means.

use serde::Deserialize;

use crate::i18n::key;
use crate::id::ServiceId;
use crate::invoices::totals::MOST;
use crate::money::{Currency, Money};
use crate::packages::model::offer::MOST_AMOUNTS;
use crate::packages::model::{Kind, Offer, OfferDraft};
use crate::services::Service;
use crate::web::Errors;
use crate::web::forms::{Problem, required, text};

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    /// A new offer's id, so that sending the form twice makes one.
    pub id: String,
    pub version: i64,
    pub kind: String,
    pub name: String,
    pub description: String,
    pub visits: String,
    pub price: String,
    /// Sums, parted by semicolons or by lines.
    pub amounts: String,
    pub least: String,
    pub most: String,
    pub valid_days: String,
    pub public: String,
    pub service: Vec<String>,
}

impl Typed {
    pub fn of(offer: &Offer, services: &[ServiceId]) -> Self {
        let sum = |minor: Option<i64>| minor.map(|minor| offer.money(minor).plain());
        let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
        let amounts = offer.amounts.0.iter();
        let amounts: Vec<String> = amounts.map(|minor| offer.money(*minor).plain()).collect();
        Self {
            id: offer.id.to_string(),
            version: offer.version,
            kind: offer.kind.as_str().to_owned(),
            name: offer.name.clone(),
            description: offer.description.clone(),
            visits: number(offer.visits),
            price: sum(offer.price_minor).unwrap_or_default(),
            amounts: amounts.join("; "),
            least: sum(offer.least_minor).unwrap_or_default(),
            most: sum(offer.most_minor).unwrap_or_default(),
            valid_days: number(offer.valid_days),
            public: if offer.is_public {
                "true".into()
            } else {
                String::new()
            },
            service: services.iter().map(ServiceId::to_string).collect(),
        }
    }

    /// What was typed; none when something cannot be read, which `errors` then tells.
    pub fn read(
        &self,
        kind: Kind,
        currency: Currency,
        services: &[Service],
        errors: &mut Errors,
    ) -> Option<OfferDraft> {
        let name = errors.take("name", required(&self.name, 80));
        let description = errors.take("description", text(&self.description, 500));
        let valid_days = match self.valid_days.trim() {
            "" => Some(None),
            typed => errors.take("valid_days", whole(typed, 1, 3650)).map(Some),
        };
        let is_package = kind == Kind::Package;
        let visits = match is_package {
            true => errors
                .take("visits", whole(&self.visits, 1, 1000))
                .map(Some),
            false => Some(None),
        };
        let price_minor = match is_package {
            true => errors.take("price", sum(&self.price, currency)).map(Some),
            false => Some(None),
        };
        let amounts = match is_package {
            true => Some(Vec::new()),
            false => errors.take("amounts", sums(&self.amounts, currency)),
        };
        let limits = match is_package {
            true => Some(None),
            false => self.limits(currency, errors),
        };
        let draft = OfferDraft {
            kind,
            name: name?,
            description: description?,
            visits: visits?,
            price_minor: price_minor?,
            amounts: amounts?,
            limits: limits?,
            valid_days: valid_days?,
            is_public: !self.public.is_empty(),
            services: services
                .iter()
                .filter(|service| is_package && self.service.contains(&service.id.to_string()))
                .map(|service| service.id)
                .collect(),
        };
        if !is_package && draft.amounts.is_empty() && draft.limits.is_none() {
            errors.add("amounts", key!("packages-amounts-needed"));
        }
        errors.is_empty().then_some(draft)
    }

    /// Both, or none.
    fn limits(&self, currency: Currency, errors: &mut Errors) -> Option<Option<(i64, i64)>> {
        if self.least.trim().is_empty() && self.most.trim().is_empty() {
            return Some(None);
        }
        let least = errors.take("least", sum(&self.least, currency));
        let most = errors.take("most", sum(&self.most, currency));
        let (least, most) = (least?, most?);
        if most < least {
            errors.add("most", key!("packages-limits-turned"));
            return None;
        }
        Some(Some((least, most)))
    }
}

fn sum(typed: &str, currency: Currency) -> Result<i64, &'static str> {
    match Money::parse(typed, currency)?.minor {
        minor if (1..=MOST).contains(&minor) => Ok(minor),
        0 => Err(key!("packages-worth-nothing")),
        _ => Err(key!("invoices-too-large")),
    }
}

/// "30; 50; 100": each once, in order.
fn sums(typed: &str, currency: Currency) -> Result<Vec<i64>, Problem> {
    // A comma with a space after it parts as well; one without is a decimal comma.
    let typed = typed.replace(", ", ";");
    let parts = typed.split([';', '\n']).map(str::trim);
    let mut all = Vec::new();
    for part in parts.filter(|part| !part.is_empty()) {
        all.push(sum(part, currency).map_err(Problem::new)?);
    }
    all.sort_unstable();
    all.dedup();
    match all.len() > MOST_AMOUNTS {
        true => Err(Problem::with(
            key!("packages-too-many-amounts"),
            "max",
            MOST_AMOUNTS as i64,
        )),
        false => Ok(all),
    }
}

fn whole(typed: &str, least: i64, most: i64) -> Result<i64, Problem> {
    match typed.trim().parse::<i64>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(Problem::range(least, most)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_to_choose_from_are_read_as_people_write_them() {
        let of = |typed| sums(typed, Currency::EUR);
        assert_eq!(of("100; 30;50,5\n30"), Ok(vec![3_000, 5_050, 10_000]));
        assert_eq!(of("30, 50, 100"), Ok(vec![3_000, 5_000, 10_000]));
        assert_eq!(of(" ; "), Ok(Vec::new()));
        for wrong in ["0", "-5", "x", "10; abc", "1.234.5678"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        assert!(of("1;2;3;4;5;6;7;8;9;10;11;12;13").is_err());
    }
}
