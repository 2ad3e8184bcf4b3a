//! The cities that time zones are named after, as people call them.
//!
//! `cities.tsv`: zone, English, Spanish, Russian; from the exemplar cities of the Unicode CLDR (Unicode licence).

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono_tz::Tz;

use super::Locale;

type Names = [&'static str; 3];

static CITIES: LazyLock<HashMap<&'static str, Names>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        let zone = cells.next()?;
        Some((zone, [cells.next()?, cells.next()?, cells.next()?]))
    };
    include_str!("cities.tsv").lines().filter_map(row).collect()
});

impl Locale {
    /// "Madrid", "Мадрид".
    pub fn city(self, zone: Tz) -> String {
        let place = match self {
            Self::En => 0,
            Self::Es => 1,
            Self::Ru => 2,
        };
        match CITIES.get(zone.name()) {
            Some(names) => names[place].to_owned(),
            None => {
                let name = zone.name();
                name.rsplit('/').next().unwrap_or(name).replace('_', " ")
            }
        }
    }
}

/// The zone of a city's name in any of the languages.
pub fn zone_of(city: &str) -> Option<Tz> {
    let wanted = city.trim().to_lowercase();
    let mut zones: Vec<&str> = CITIES
        .iter()
        .filter(|(_, names)| names.iter().any(|name| name.to_lowercase() == wanted))
        .map(|(zone, _)| *zone)
        .collect();
    // Old and new names of one zone share a city; either will do, always the same.
    zones.sort_unstable();
    zones.first().and_then(|zone| zone.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_are_named_and_found_in_three_languages() {
        let moscow: Tz = "Europe/Moscow".parse().unwrap();
        assert_eq!(Locale::Ru.city(moscow), "Москва");
        assert_eq!(Locale::Es.city(moscow), "Moscú");
        assert_eq!(
            Locale::En.city("America/New_York".parse().unwrap()),
            "New York"
        );
        for name in ["москва", "Moscú", " Moscow "] {
            assert_eq!(zone_of(name), Some(moscow), "{name}");
        }
        assert_eq!(zone_of(""), None);
        let unknown = CITIES.keys().filter(|zone| zone.parse::<Tz>().is_err());
        assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&&str>::new());
    }
}
