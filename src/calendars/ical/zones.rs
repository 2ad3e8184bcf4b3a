//! What a zone's name means: its own, one that other programs use for it, or what the file says about it.

use std::collections::HashMap;
use std::str::FromStr;

use chrono_tz::Tz;

use super::{Notes, Why};

/// The zones a file describes, by name.
#[derive(Debug, Default)]
pub struct Zones {
    described: HashMap<String, Described>,
    /// What was looked up already.
    known: HashMap<String, Option<Tz>>,
}

#[derive(Debug, Default)]
pub struct Described {
    /// `X-LIC-LOCATION`.
    pub location: Option<String>,
    /// Each offset it has at some time of the year.
    pub offsets: Vec<String>,
}

impl Zones {
    pub fn describe(&mut self, name: String, described: Described) {
        self.described.insert(name, described);
    }

    /// The zone of a name; what nobody knows is told once, and taken at home.
    pub fn of(&mut self, name: &str, home: Tz, line: usize, notes: &mut Notes) -> Tz {
        if let Some(known) = self.known.get(name) {
            return known.unwrap_or(home);
        }
        let found = named(name).or_else(|| self.as_described(name));
        if found.is_none() {
            notes.add(name, line, Why::Zone);
        }
        self.known.insert(name.to_owned(), found);
        found.unwrap_or(home)
    }

    fn as_described(&self, name: &str) -> Option<Tz> {
        let described = self.described.get(name)?;
        if let Some(zone) = described.location.as_deref().and_then(named) {
            return Some(zone);
        }
        let first = described.offsets.first()?;
        let is_fixed = described.offsets.iter().all(|offset| offset == first);
        is_fixed.then(|| whole_hours(first)).flatten()
    }
}

fn named(name: &str) -> Option<Tz> {
    if let Ok(zone) = Tz::from_str(name) {
        return Some(zone);
    }
    if let Ok(calcard::common::timezone::Tz::Tz(zone)) =
        calcard::common::timezone::Tz::from_str(name)
    {
        return Some(zone);
    }
    // "/freeassociation.sourceforge.net/Europe/Berlin"
    let parts: Vec<&str> = name.split('/').collect();
    let tails = [3, 2].into_iter().filter(|count| parts.len() > *count);
    let mut tails = tails.map(|count| parts[parts.len() - count..].join("/"));
    tails.find_map(|tail| Tz::from_str(&tail).ok())
}

/// "+0200"; zones of whole hours have names of their own, whose signs are the other way round.
fn whole_hours(offset: &str) -> Option<Tz> {
    let (sign, digits) = offset.split_at_checked(1)?;
    let hours: u8 = digits.get(..2)?.parse().ok()?;
    let is_whole = digits
        .get(2..)
        .is_some_and(|rest| rest.bytes().all(|b| b == b'0'));
    let other = match sign {
        "+" => '-',
        "-" => '+',
        _ => return None,
    };
    match (hours, is_whole) {
        (0, true) => Some(Tz::UTC),
        (_, true) => Tz::from_str(&format!("Etc/GMT{other}{hours}")).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_by_every_name_that_programs_give_it() {
        let mut zones = Zones::default();
        let described = |location: Option<&str>, offsets: &[&str]| Described {
            location: location.map(str::to_owned),
            offsets: offsets.iter().map(|&offset| offset.to_owned()).collect(),
        };
        zones.describe("Mine".into(), described(Some("Europe/Riga"), &[]));
        zones.describe("Fixed".into(), described(None, &["+0300", "+0300"]));
        zones.describe("Odd".into(), described(None, &["+0100", "+0200"]));
        let mut notes = Notes::default();
        for (name, zone) in [
            ("Europe/Madrid", Tz::Europe__Madrid),
            ("W. Europe Standard Time", Tz::Europe__Berlin),
            ("Romance Standard Time", Tz::Europe__Paris),
            (
                "/freeassociation.sourceforge.net/Europe/Berlin",
                Tz::Europe__Berlin,
            ),
            (
                "/mozilla.org/20050126_1/America/Argentina/Buenos_Aires",
                Tz::America__Argentina__Buenos_Aires,
            ),
            ("Mine", Tz::Europe__Riga),
            ("Fixed", Tz::Etc__GMTMinus3),
        ] {
            assert_eq!(
                zones.of(name, Tz::Asia__Tokyo, 1, &mut notes),
                zone,
                "{name}"
            );
        }
        assert_eq!(notes.count, 0);
        assert_eq!(
            zones.of("Odd", Tz::Asia__Tokyo, 7, &mut notes),
            Tz::Asia__Tokyo
        );
        assert_eq!(
            zones.of("Odd", Tz::Asia__Tokyo, 9, &mut notes),
            Tz::Asia__Tokyo
        );
        assert_eq!((notes.count, notes.named[0].line), (1, 7), "told once");
    }
}
