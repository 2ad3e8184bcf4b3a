//! Time zones and currencies to choose from.

use chrono_tz::{TZ_VARIANTS, Tz};

use crate::i18n::{Locale, key, zone_of};
use crate::money::Currency;

/// Places by their IANA names with the city as the reader calls it.
pub fn named(locale: Locale) -> Vec<(&'static str, String)> {
    let city = |name: &&'static str| name.parse().map(|zone| locale.city(zone));
    let named = all().into_iter();
    named
        .map(|name| (name, city(&name).unwrap_or_default()))
        .collect()
}

/// Places by their IANA names, without the names for machines.
fn all() -> Vec<&'static str> {
    const CONTINENTS: [&str; 10] = [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ];
    TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .filter(|name| {
            name.split_once('/')
                .is_some_and(|(continent, _)| CONTINENTS.contains(&continent))
        })
        .collect()
}

/// The zone of an IANA name, or of the city in it ("madrid", «Мадрид»). The error is the key of a text.
pub fn parse(typed: &str) -> Result<Tz, &'static str> {
    if let Some(zone) = zone_of(typed) {
        return Ok(zone);
    }
    let typed = typed.trim().replace(' ', "_");
    if typed.is_empty() {
        return Err(key!("field-required"));
    }
    if let Ok(zone) = typed.parse() {
        return Ok(zone);
    }
    let is_meant = |name: &str| {
        name.eq_ignore_ascii_case(&typed)
            || name
                .rsplit_once('/')
                .is_some_and(|(_, city)| city.eq_ignore_ascii_case(&typed))
    };
    all()
        .into_iter()
        .find(|name| is_meant(name))
        .and_then(|name| name.parse().ok())
        .ok_or(key!("settings-bad-zone"))
}

/// Currencies by code, with their signs.
pub fn currencies() -> Vec<(&'static str, String)> {
    Currency::all()
        .map(|currency| {
            let text = match currency.symbol() {
                Some(symbol) => format!("{} {symbol}", currency.code()),
                None => currency.code().to_owned(),
            };
            (currency.code(), text)
        })
        .collect()
}
