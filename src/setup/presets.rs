//! What a trade usually offers, to begin with: names, lengths, prices of about the right size.

use crate::i18n::{Locale, key};
use crate::money::Currency;

/// A service to tick or leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub name: String,
    pub minutes: i64,
    /// None where the price level of the currency is not known.
    pub price_minor: Option<i64>,
}

/// The text's key, minutes, price in euros.
type Preset = (&'static str, i64, i64);

const NAILS: &[Preset] = &[
    (key!("preset-manicure"), 60, 25),
    (key!("preset-gel-manicure"), 90, 38),
    (key!("preset-pedicure"), 75, 40),
    (key!("preset-gel-removal"), 30, 10),
];
const BROWS: &[Preset] = &[
    (key!("preset-brow-shaping"), 30, 18),
    (key!("preset-brow-tint"), 45, 28),
    (key!("preset-brow-lamination"), 75, 48),
    (key!("preset-lash-lift"), 60, 52),
];
const COSMETOLOGY: &[Preset] = &[
    (key!("preset-facial"), 75, 55),
    (key!("preset-peeling"), 60, 50),
    (key!("preset-face-massage"), 45, 40),
    (key!("preset-consultation"), 30, 20),
];
const MASSAGE: &[Preset] = &[
    (key!("preset-back-massage"), 40, 35),
    (key!("preset-body-massage"), 60, 50),
    (key!("preset-long-massage"), 90, 70),
    (key!("preset-sports-massage"), 60, 55),
];
const PSYCHOLOGY: &[Preset] = &[
    (key!("preset-first-meeting"), 60, 50),
    (key!("preset-session"), 50, 60),
    (key!("preset-couple-session"), 90, 90),
];
const TUTORING: &[Preset] = &[
    (key!("preset-trial-lesson"), 30, 0),
    (key!("preset-lesson"), 60, 25),
    (key!("preset-long-lesson"), 90, 35),
    (key!("preset-exam"), 90, 40),
];
const TATTOO: &[Preset] = &[
    (key!("preset-consultation"), 30, 0),
    (key!("preset-small-tattoo"), 120, 100),
    (key!("preset-long-tattoo"), 240, 250),
    (key!("preset-tattoo-correction"), 60, 50),
];
const YOGA: &[Preset] = &[
    (key!("preset-private-class"), 60, 45),
    (key!("preset-pair-class"), 75, 60),
    (key!("preset-home-class"), 60, 60),
];
const REPAIR: &[Preset] = &[
    (key!("preset-diagnosis"), 60, 30),
    (key!("preset-small-repair"), 60, 40),
    (key!("preset-installation"), 120, 80),
];
const OTHER: &[Preset] = &[
    (key!("preset-consultation"), 30, 20),
    (key!("preset-visit"), 60, 40),
    (key!("preset-long-visit"), 90, 55),
];

/// What an amount of one euro becomes: hundredths of the currency's unit, and the step prices are rounded to. About what
/// such services cost there, not an exchange rate.
#[rustfmt::skip]
const LEVELS: &[(&str, i64, i64)] = &[
    ("AED", 500, 10), ("AMD", 26_000, 500), ("AUD", 170, 5), ("AZN", 130, 5), ("BRL", 400, 5), ("BYN", 160, 5), ("CAD", 160, 5),
    ("CHF", 160, 5), ("CLP", 65_000, 1000), ("COP", 250_000, 5000), ("CZK", 2200, 50), ("DKK", 800, 25), ("EUR", 100, 1),
    ("GBP", 90, 1), ("GEL", 200, 5), ("HUF", 35_000, 500), ("ILS", 400, 10), ("INR", 3000, 50), ("JPY", 13_000, 500),
    ("KGS", 5000, 50), ("KRW", 130_000, 1000), ("KZT", 25_000, 500), ("MDL", 1300, 50), ("MXN", 1400, 10), ("NOK", 1200, 50),
    ("NZD", 180, 5), ("PEN", 250, 5), ("PLN", 400, 5), ("RON", 400, 10), ("RSD", 8000, 100), ("RUB", 5500, 100),
    ("SEK", 1100, 50), ("THB", 2500, 50), ("TRY", 3000, 50), ("UAH", 2200, 50), ("USD", 120, 5), ("UZS", 600_000, 5000),
];

/// What the trade usually offers, in the practice's language and currency.
pub fn proposals(kind: &str, locale: Locale, currency: Currency) -> Vec<Proposal> {
    let presets = match kind {
        "nails" => NAILS,
        "brows" => BROWS,
        "cosmetology" => COSMETOLOGY,
        "massage" => MASSAGE,
        "psychology" => PSYCHOLOGY,
        "tutoring" => TUTORING,
        "tattoo" => TATTOO,
        "yoga" => YOGA,
        "repair" => REPAIR,
        _ => OTHER,
    };
    presets
        .iter()
        .map(|(key, minutes, euros)| Proposal {
            name: locale.t(key),
            minutes: *minutes,
            price_minor: price(*euros, currency),
        })
        .collect()
}

fn price(euros: i64, currency: Currency) -> Option<i64> {
    let (_, hundredths, step) = LEVELS.iter().find(|(code, ..)| *code == currency.code())?;
    let whole = euros * hundredths / 100;
    let rounded = (whole + step / 2) / step * step;
    Some(rounded * 10_i64.pow(currency.exponent()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_of_the_size_of_their_currency() {
        let gel = |code: &str| price(38, Currency::parse(code).unwrap());
        assert_eq!(gel("EUR"), Some(3800));
        assert_eq!(gel("RUB"), Some(210_000));
        assert_eq!(gel("JPY"), Some(5000));
        assert_eq!(gel("BHD"), None);
        assert_eq!(price(0, Currency::EUR), Some(0));
    }

    #[test]
    fn every_trade_has_proposals_in_every_language() {
        for (kind, _) in crate::settings::trades::options(Locale::En, "nails") {
            for locale in Locale::ALL {
                let found = proposals(&kind, locale, Currency::RUB);
                assert!(found.len() >= 3, "{kind}");
                assert!(
                    found
                        .iter()
                        .all(|p| !p.name.starts_with("preset-") && p.minutes >= 5)
                );
            }
        }
    }
}
