//! The entries of a file as they stand there, unfolded and not understood yet.

use std::borrow::Cow;

use super::lines::{Property, unescaped, unfolded};
use super::zones::{Described, Zones};
use super::{Notes, Why, title};

/// A time as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub text: String,
    pub zone: Option<String>,
    pub line: usize,
}

/// One VEVENT.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub line: usize,
    pub uid: String,
    pub title: String,
    pub start: Option<Stamp>,
    pub end: Option<Stamp>,
    pub duration: Option<String>,
    pub rules: Vec<String>,
    /// EXDATE, and RDATE.
    pub without: Vec<Stamp>,
    pub also: Vec<Stamp>,
    /// RECURRENCE-ID: which one of a repeated entry it stands for.
    pub instead_of: Option<Stamp>,
    /// It stands for all later ones too.
    pub and_later: bool,
    pub sequence: i64,
    /// It takes no time: free, or cancelled.
    pub is_free: bool,
}

#[derive(Debug, Default)]
pub struct File {
    pub entries: Vec<Entry>,
    /// Spans of VFREEBUSY, "start/end".
    pub busy: Vec<Stamp>,
    pub zones: Zones,
}

/// Within what a line stands.
enum Part {
    Event(Box<Entry>),
    FreeBusy,
    Zone(String, Described),
    /// Something that is of no interest, by name.
    Other,
}

impl File {
    pub fn gather(text: &str, notes: &mut Notes) -> Self {
        let mut file = Self::default();
        let mut part = Part::Other;
        // Parts within the part: alarms, halves of a zone.
        let mut depth = 0_usize;
        for (number, line) in unfolded(text) {
            let Some(property) = Property::parse(&line) else {
                continue;
            };
            if property.is("BEGIN") {
                let name = property.value.trim();
                if matches!(part, Part::Other) {
                    part = begun(name, number);
                    depth = 0;
                } else if name.eq_ignore_ascii_case("VEVENT") {
                    // The one before was never ended: it is taken as far as it goes.
                    file.end(std::mem::replace(&mut part, begun(name, number)));
                    depth = 0;
                } else {
                    depth += 1;
                }
            } else if property.is("END") {
                if matches!(part, Part::Other) {
                    continue;
                }
                // The calendar ends, and the entry in it never did.
                if let Part::Event(entry) = &part
                    && property.value.trim().eq_ignore_ascii_case("VCALENDAR")
                {
                    notes.add(&entry.title, entry.line, Why::Cut);
                    depth = 0;
                }
                match depth {
                    0 => file.end(std::mem::replace(&mut part, Part::Other)),
                    _ => depth -= 1,
                }
            } else {
                file.take(&mut part, depth, &property, number);
            }
        }
        if let Part::Event(entry) = part {
            notes.add(&entry.title, entry.line, Why::Cut);
            file.entries.push(*entry);
        }
        file
    }

    fn end(&mut self, part: Part) {
        match part {
            Part::Event(entry) => self.entries.push(*entry),
            Part::Zone(name, described) => self.zones.describe(name, described),
            Part::FreeBusy | Part::Other => {}
        }
    }

    fn take(&mut self, part: &mut Part, depth: usize, property: &Property<'_>, number: usize) {
        match part {
            Part::Event(entry) if depth == 0 => entry.take(property, number),
            Part::FreeBusy if depth == 0 && property.is("FREEBUSY") => {
                let is_free = property
                    .param("FBTYPE")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("FREE"));
                if !is_free {
                    self.busy.extend(stamps(property, number));
                }
            }
            Part::Zone(name, described) => {
                if property.is("TZID") && depth == 0 {
                    *name = property.value.trim().to_owned();
                } else if property.is("X-LIC-LOCATION") {
                    described.location = Some(property.value.trim().to_owned());
                } else if property.is("TZOFFSETTO") && described.offsets.len() < 100 {
                    described.offsets.push(property.value.trim().to_owned());
                }
            }
            _ => {}
        }
    }
}

fn begun(name: &str, line: usize) -> Part {
    match name.to_ascii_uppercase().as_str() {
        "VEVENT" => Part::Event(Box::new(Entry {
            line,
            ..Entry::default()
        })),
        "VFREEBUSY" => Part::FreeBusy,
        "VTIMEZONE" => Part::Zone(String::new(), Described::default()),
        _ => Part::Other,
    }
}

impl Entry {
    fn take(&mut self, property: &Property<'_>, number: usize) {
        let value = property.value.trim();
        let says = |word: &str| value.eq_ignore_ascii_case(word);
        let first = || stamps(property, number).next();
        match upper(property.name).as_ref() {
            "UID" => self.uid = value.to_owned(),
            "SUMMARY" => self.title = title(&unescaped(value)),
            "DTSTART" => self.start = first(),
            "DTEND" => self.end = first(),
            "DURATION" => self.duration = Some(value.to_owned()),
            "RRULE" => self.rules.push(value.to_owned()),
            "EXDATE" => self.without.extend(stamps(property, number)),
            "RDATE" => self.also.extend(stamps(property, number)),
            "RECURRENCE-ID" => {
                self.instead_of = first();
                let range = property.param("RANGE");
                self.and_later =
                    range.is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE"));
            }
            "SEQUENCE" => self.sequence = value.parse().unwrap_or(0),
            "TRANSP" if says("TRANSPARENT") => self.is_free = true,
            "STATUS" if says("CANCELLED") => self.is_free = true,
            "X-MICROSOFT-CDO-BUSYSTATUS" if says("FREE") => self.is_free = true,
            _ => {}
        }
    }
}

fn upper(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_lowercase()) {
        true => Cow::Owned(name.to_ascii_uppercase()),
        false => Cow::Borrowed(name),
    }
}

/// The times that a line lists.
fn stamps<'a>(property: &Property<'a>, line: usize) -> impl Iterator<Item = Stamp> + use<'a> {
    let zone = property.param("TZID").map(str::to_owned);
    let texts = property.value.split(',').map(str::trim);
    texts
        .filter(|text| !text.is_empty())
        .map(move |text| Stamp {
            text: text.to_owned(),
            zone: zone.clone(),
            line,
        })
}
