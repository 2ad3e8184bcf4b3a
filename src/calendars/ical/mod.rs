//! What another calendar's file (iCalendar, RFC 5545) says about when somebody is busy. Pure: bytes in, spans out.
//!
//! Files come from anywhere. What cannot be read is listed and the rest is taken; whatever a file holds, the work is bounded:
//! by the window, by so many days walked for rules, by so many spans. `lines` takes the text apart, `zones` knows the zones,
//! `events` gathers what belongs together, `repeats` unfolds it.

mod events;
mod lines;
mod repeats;
mod zones;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub use lines::lean;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::i18n::key;
use crate::id::AppointmentId;
use crate::schedule::local::{Span, date_at, day_bounds};

/// Bytes of a file that are read.
pub const MAX_BYTES: usize = 10 << 20;
/// Spans that are kept, the earliest first.
pub const MAX_SPANS: usize = 20_000;
/// Spans that are looked at before the earliest are chosen.
const MOST_SPANS: usize = 200_000;
/// Days that all rules together may walk through.
const MAX_WALK: u64 = 10_000_000;
/// Of what could not be read, how much is named one by one.
const MAX_NAMED: usize = 50;
/// Letters of a title that are kept.
const MAX_TITLE: usize = 120;

/// Somebody is busy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Busy {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub title: Arc<str>,
}

/// What a file says.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// In pieces of two days at most, so that a search need not look back further; by start, none twice.
    pub busy: Vec<Busy>,
    /// How many entries were understood.
    pub events: usize,
    /// The first of those that were not.
    pub unread: Vec<Unread>,
    pub unread_count: usize,
}

/// Something that could not be read, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// The entry's title, or the zone's name.
    pub what: String,
    /// Where it begins in the file.
    pub line: usize,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No beginning, or one that is no time.
    Start,
    /// An end that is none, or lies before the beginning. Left out.
    End,
    /// A rule that is not understood: taken once.
    Rule,
    /// A zone that nobody knows: taken in the practice's.
    Zone,
    /// A date beside the rule that is no date.
    Date,
    /// More repeats than are unfolded: taken once.
    Endless,
    /// More entries than are kept.
    TooMany,
    /// The file ends within an entry.
    Cut,
}

impl Why {
    pub fn key(self) -> &'static str {
        match self {
            Self::Start => key!("calendars-unread-start"),
            Self::End => key!("calendars-unread-end"),
            Self::Rule => key!("calendars-unread-rule"),
            Self::Zone => key!("calendars-unread-zone"),
            Self::Date => key!("calendars-unread-date"),
            Self::Endless => key!("calendars-unread-endless"),
            Self::TooMany => key!("calendars-unread-too-many"),
            Self::Cut => key!("calendars-unread-cut"),
        }
    }
}

/// Not a calendar at all: a page to sign in, say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCalendar;

/// Who reads, and how far.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// Where the practice is: floating times and whole days are there.
    pub home: Tz,
    /// What lies wholly outside is of no interest.
    pub window: Span,
    /// The names of the practice's own visits: subscribed to both ways, they would block themselves.
    pub own: &'a HashSet<String>,
}

/// The names in a file that visits of this installation could have, "id@host", and what their ids would be. Whose visits
/// those are is not for the file to say.
pub fn names(bytes: &[u8], host: &str) -> HashMap<String, AppointmentId> {
    let text = String::from_utf8_lossy(bytes);
    let file = events::File::gather(&text, &mut Notes::default());
    let names = file.entries.into_iter().map(|entry| entry.uid);
    let named = names.filter_map(|name| {
        let id = name.strip_suffix(host)?.strip_suffix('@')?.parse().ok()?;
        Some((name, id))
    });
    named.collect()
}

impl Reader<'_> {
    /// Reads a file; several one after the other are one.
    pub fn read(&self, bytes: &[u8]) -> Result<Reading, NoCalendar> {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let is_calendar = |head: &str| head.eq_ignore_ascii_case("BEGIN:VCALENDAR");
        if !text.get(..15).is_some_and(is_calendar) {
            return Err(NoCalendar);
        }
        let mut notes = Notes::default();
        let file = events::File::gather(text, &mut notes);
        let mut found = Vec::new();
        let events = repeats::unfold(self, file, &mut notes, &mut found);
        Ok(Reading {
            busy: self.pieces(found, &mut notes),
            events,
            unread: notes.named,
            unread_count: notes.count,
        })
    }

    /// Cut to the window and at midnights, in order, none twice.
    fn pieces(&self, found: Vec<Busy>, notes: &mut Notes) -> Vec<Busy> {
        let mut pieces = Vec::with_capacity(found.len());
        for busy in found {
            let end = busy.end.min(self.window.end);
            let mut start = busy.start.max(self.window.start);
            while start < end {
                let day = date_at(self.home, start);
                // Always at the same midnights, whatever day it is read on: a piece stays the same.
                let last = match day.num_days_from_ce() % 2 {
                    0 => day + chrono::Days::new(1),
                    _ => day,
                };
                let cut = day_bounds(self.home, last).end;
                // A clock that stands still must not hold us up.
                let cut = if cut <= start { end } else { cut.min(end) };
                pieces.push(Busy {
                    start,
                    end: cut,
                    title: Arc::clone(&busy.title),
                });
                start = cut;
            }
            if pieces.len() > MOST_SPANS {
                break;
            }
        }
        pieces.sort_unstable();
        pieces.dedup();
        if pieces.len() > MAX_SPANS {
            // Their names are one thing, whether the time is free another.
            pieces = merged(pieces);
        }
        if pieces.len() > MAX_SPANS {
            notes.add("", 0, Why::TooMany);
            pieces.truncate(MAX_SPANS);
        }
        pieces
    }
}

/// Pieces in order, those that overlap as one, without a name; no longer than two days, as they were.
fn merged(pieces: Vec<Busy>) -> Vec<Busy> {
    const LONGEST: TimeDelta = TimeDelta::days(2);
    let mut merged: Vec<Busy> = Vec::new();
    for piece in pieces {
        match merged.last_mut() {
            Some(last) if piece.end <= last.end => last.title = "".into(),
            Some(last) if piece.start <= last.end && piece.end - last.start <= LONGEST => {
                last.end = piece.end;
                last.title = "".into();
            }
            _ => merged.push(piece),
        }
    }
    merged
}

/// What could not be read, as far as it is named.
#[derive(Debug, Default)]
struct Notes {
    named: Vec<Unread>,
    count: usize,
}

impl Notes {
    fn add(&mut self, what: &str, line: usize, why: Why) {
        self.count += 1;
        if self.named.len() < MAX_NAMED {
            self.named.push(Unread {
                what: title(what),
                line,
                why,
            });
        }
    }
}

/// A text in one short line.
fn title(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words
        .filter(|word| !word.is_empty())
        .take(MAX_TITLE)
        .collect();
    words.join(" ").chars().take(MAX_TITLE).collect()
}
