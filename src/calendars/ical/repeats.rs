//! Entries understood and unfolded: which of them take time, when, and how often.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::events::{Entry, File, Stamp};
use super::zones::Zones;
use super::{Busy, MAX_WALK, MOST_SPANS, Notes, Reader, Why};
use crate::schedule::local::{Span, reading_at, resolve};
use crate::schedule::recurrence::Recurrence;

/// A time understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    reading: NaiveDateTime,
    zone: Tz,
    /// A date without a time of day.
    is_date: bool,
}

/// An entry understood.
struct Event<'a> {
    entry: &'a Entry,
    start: Moment,
    length: TimeDelta,
    title: Arc<str>,
}

struct Unfolding<'a> {
    reader: &'a Reader<'a>,
    zones: Zones,
    notes: &'a mut Notes,
    found: &'a mut Vec<Busy>,
    /// Days that rules may still walk through.
    walk: u64,
}

/// Adds what is busy; gives how many entries were understood.
pub fn unfold(reader: &Reader<'_>, file: File, notes: &mut Notes, found: &mut Vec<Busy>) -> usize {
    let mut own = Unfolding {
        reader,
        zones: file.zones,
        notes,
        found,
        walk: MAX_WALK,
    };
    let mut groups: BTreeMap<(usize, &str), Vec<&Entry>> = BTreeMap::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (n, entry) in file.entries.iter().enumerate() {
        if reader.own.contains(&entry.uid) {
            continue;
        }
        // What has no name of its own stands for itself.
        let place = match entry.uid.as_str() {
            "" => n,
            uid => *places.entry(uid).or_insert(n),
        };
        groups
            .entry((place, entry.uid.as_str()))
            .or_default()
            .push(entry);
    }
    let mut count = 0;
    for group in groups.into_values() {
        count += own.group(&group);
        if own.found.len() > MOST_SPANS {
            break;
        }
    }
    for stamp in &file.busy {
        count += usize::from(own.free_busy(stamp));
    }
    count
}

impl Unfolding<'_> {
    /// What one name stands for: a repeated entry, and those that stand instead of one of its times.
    fn group(&mut self, entries: &[&Entry]) -> usize {
        let newest = entries.iter().filter(|entry| entry.instead_of.is_none());
        let newest = newest.map(|entry| entry.sequence).max();
        let (mut heads, mut others) = (Vec::new(), Vec::new());
        for &entry in entries {
            match entry.instead_of {
                // An older version of the same entry says nothing any more.
                None if Some(entry.sequence) != newest => {}
                None => heads.push(entry),
                Some(_) => others.push(entry),
            }
        }
        let mut count = 0;
        let mut instead = Instead {
            is_alone: heads.is_empty(),
            ..Instead::default()
        };
        for entry in others {
            let Some(stamp) = &entry.instead_of else {
                continue;
            };
            match self.moment(stamp, None) {
                Some(of) => instead.add(of, entry.sequence, entry),
                None => self.notes.add(&entry.title, entry.line, Why::Date),
            }
        }
        for head in heads {
            count += usize::from(self.head(head, &instead));
        }
        let changed: Vec<&Entry> = instead.times.values().map(|(_, entry)| *entry).collect();
        for entry in changed {
            count += usize::from(self.single(entry));
        }
        count
    }

    /// An entry for itself.
    fn single(&mut self, entry: &Entry) -> bool {
        let Some(event) = self.event(entry) else {
            return false;
        };
        if !entry.is_free {
            self.add(&event, event.start.reading);
        }
        true
    }

    fn head(&mut self, entry: &Entry, instead: &Instead<'_>) -> bool {
        let Some(event) = self.event(entry) else {
            return false;
        };
        let mut without = HashSet::new();
        let mut without_days = HashSet::new();
        for stamp in &entry.without {
            match self.moment(stamp, Some(event.start.zone)) {
                // Some programs leave out a day where they mean its time.
                Some(at) if at.is_date => {
                    without_days.insert(at.reading.date());
                }
                Some(at) => {
                    without.insert(at.instant());
                }
                None => self.notes.add(&entry.title, stamp.line, Why::Date),
            }
        }
        for reading in self.readings(&event) {
            let instant = resolve(event.start.zone, reading);
            let is_left_out = without.contains(&instant)
                || without_days.contains(&reading.date())
                || instead.has(instant, reading.date());
            if is_left_out {
                continue;
            }
            match instead.later(instant) {
                None if !entry.is_free => self.add(&event, reading),
                None => {}
                Some((_, changed)) if changed.is_free => {}
                // All later ones are moved as the first of them is.
                Some((of, changed)) => {
                    let Some(changed) = self.event(changed) else {
                        continue;
                    };
                    let shift = changed.start.instant() - of;
                    let moved = reading_at(changed.start.zone, instant + shift);
                    self.add(&changed, moved);
                }
            }
            if self.found.len() > MOST_SPANS {
                break;
            }
        }
        true
    }

    /// The local times at which it begins within the window, each once.
    fn readings(&mut self, event: &Event<'_>) -> BTreeSet<NaiveDateTime> {
        let first = event.start.reading;
        let mut readings = BTreeSet::from([first]);
        for stamp in &event.entry.also {
            let begin = stamp.text.split('/').next().unwrap_or_default();
            let begin = Stamp {
                text: begin.to_owned(),
                ..stamp.clone()
            };
            match self.moment(&begin, Some(event.start.zone)) {
                Some(at) if at.is_date => {
                    readings.insert(at.reading.date().and_time(first.time()));
                }
                Some(at) => {
                    readings.insert(reading_at(event.start.zone, at.instant()));
                }
                None => self.notes.add(&event.entry.title, stamp.line, Why::Date),
            }
        }
        let (from, to) = self.days(event);
        for text in &event.entry.rules {
            let Ok(rule) = Recurrence::parse(text) else {
                self.notes
                    .add(&event.entry.title, event.entry.line, Why::Rule);
                continue;
            };
            // A rule that counts is walked from its beginning.
            let begin = match text.to_ascii_uppercase().contains("COUNT") {
                true => first.date().min(from),
                false => from,
            };
            let cost = (to - begin).num_days().max(0) as u64;
            if cost > self.walk {
                self.notes
                    .add(&event.entry.title, event.entry.line, Why::Endless);
                continue;
            }
            self.walk -= cost;
            let dates = rule.dates(event.start.zone, first, from, to);
            readings.extend(dates.into_iter().map(|date| date.and_time(first.time())));
        }
        readings
    }

    /// Between which days a beginning matters; a day more covers every change of the clock.
    fn days(&self, event: &Event<'_>) -> (NaiveDate, NaiveDate) {
        let window = self.reader.window;
        let reach = Days::new(event.length.num_days().unsigned_abs() + 2);
        let from = reading_at(event.start.zone, window.start).date();
        let to = reading_at(event.start.zone, window.end).date();
        (from.checked_sub_days(reach).unwrap_or(from), to)
    }

    /// Adds one time, if it meets the window.
    fn add(&mut self, event: &Event<'_>, reading: NaiveDateTime) {
        let Some(end) = reading.checked_add_signed(event.length) else {
            return;
        };
        let (start, end) = (
            resolve(event.start.zone, reading),
            resolve(event.start.zone, end),
        );
        let span = Span::new(start, end);
        if !span.is_empty() && span.overlaps(&self.reader.window) {
            self.found.push(Busy {
                start,
                end,
                title: Arc::clone(&event.title),
            });
        }
    }

    fn event<'e>(&mut self, entry: &'e Entry) -> Option<Event<'e>> {
        let start = entry
            .start
            .as_ref()
            .and_then(|stamp| self.moment(stamp, None));
        let Some(start) = start else {
            self.notes.add(&entry.title, entry.line, Why::Start);
            return None;
        };
        let length = match (&entry.end, &entry.duration) {
            (Some(end), _) => self.moment(end, Some(start.zone)).map(|end| {
                // In the beginning's zone, so that a repeat ends by the same clock.
                reading_at(start.zone, end.instant()) - start.reading
            }),
            (None, Some(text)) => duration(text),
            (None, None) if start.is_date => Some(TimeDelta::days(1)),
            (None, None) => Some(TimeDelta::zero()),
        };
        // A whole day that ends on the day it begins is that day.
        let length = length.map(|length| match start.is_date && length.is_zero() {
            true => TimeDelta::days(1),
            false => length,
        });
        let Some(length) = length.filter(|length| *length >= TimeDelta::zero()) else {
            self.notes.add(&entry.title, entry.line, Why::End);
            return None;
        };
        Some(Event {
            entry,
            start,
            length,
            title: entry.title.as_str().into(),
        })
    }

    /// A time; one without a zone is `near`'s, or at home.
    fn moment(&mut self, stamp: &Stamp, near: Option<Tz>) -> Option<Moment> {
        let home = self.reader.home;
        let (text, is_utc) = match stamp.text.strip_suffix(['Z', 'z']) {
            Some(text) => (text, true),
            None => (stamp.text.as_str(), false),
        };
        let bytes = text.as_bytes();
        let date = NaiveDate::from_ymd_opt(
            digits(bytes, 0, 4)? as i32,
            digits(bytes, 4, 2)?,
            digits(bytes, 6, 2)?,
        )?;
        // Long before anybody's calendar, and long after: a mistake, and dear to reckon with.
        if !(1900..=2200).contains(&date.year()) {
            return None;
        }
        if bytes.len() == 8 {
            return Some(Moment {
                reading: date.and_time(NaiveTime::MIN),
                zone: near.unwrap_or(home),
                is_date: true,
            });
        }
        if bytes.len() != 15 || !matches!(bytes[8], b'T' | b't') {
            return None;
        }
        // A leap second is taken as the one before.
        let second = digits(bytes, 13, 2)?.min(59);
        let time = NaiveTime::from_hms_opt(digits(bytes, 9, 2)?, digits(bytes, 11, 2)?, second)?;
        let zone = match (&stamp.zone, is_utc) {
            (_, true) => Tz::UTC,
            (Some(name), false) => self.zones.of(name, home, stamp.line, self.notes),
            (None, false) => near.unwrap_or(home),
        };
        Some(Moment {
            reading: date.and_time(time),
            zone,
            is_date: false,
        })
    }

    /// "20260514T100000Z/PT1H"
    fn free_busy(&mut self, stamp: &Stamp) -> bool {
        let span = self.period(stamp);
        let Some((start, end)) = span.filter(|(start, end)| start <= end) else {
            self.notes.add("", stamp.line, Why::Start);
            return false;
        };
        let span = Span::new(start, end);
        if !span.is_empty() && span.overlaps(&self.reader.window) {
            let title = Arc::from("");
            self.found.push(Busy { start, end, title });
        }
        true
    }

    fn period(&mut self, stamp: &Stamp) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let (from, to) = stamp.text.split_once('/')?;
        let of = |text: &str| Stamp {
            text: text.to_owned(),
            ..stamp.clone()
        };
        let start = self.moment(&of(from), None)?.instant();
        let end = match to.starts_with(['P', '+']) {
            true => start.checked_add_signed(duration(to)?)?,
            false => self.moment(&of(to), None)?.instant(),
        };
        Some((start, end))
    }
}

impl Moment {
    fn instant(self) -> DateTime<Utc> {
        resolve(self.zone, self.reading)
    }
}

/// Entries that stand instead of some times of a repeated one.
#[derive(Default)]
struct Instead<'a> {
    /// What they would change is not in the file: each stands for itself.
    is_alone: bool,
    /// By the instant they stand for: the newest version.
    times: BTreeMap<(DateTime<Utc>, bool), (i64, &'a Entry)>,
    days: HashSet<NaiveDate>,
    later: BTreeMap<DateTime<Utc>, &'a Entry>,
}

impl<'a> Instead<'a> {
    fn add(&mut self, of: Moment, sequence: i64, entry: &'a Entry) {
        let instant = of.instant();
        if entry.and_later && !self.is_alone {
            self.later.insert(instant, entry);
            return;
        }
        if of.is_date {
            self.days.insert(of.reading.date());
        }
        let known = self
            .times
            .entry((instant, of.is_date))
            .or_insert((sequence, entry));
        if known.0 <= sequence {
            *known = (sequence, entry);
        }
    }

    fn has(&self, instant: DateTime<Utc>, date: NaiveDate) -> bool {
        self.days.contains(&date) || self.times.contains_key(&(instant, false))
    }

    /// From when all later ones are changed, as far as it concerns this one.
    fn later(&self, instant: DateTime<Utc>) -> Option<(DateTime<Utc>, &'a Entry)> {
        let found = self.later.range(..=instant).next_back();
        found.map(|(of, entry)| (*of, *entry))
    }
}

/// `P1DT2H30M`, `P2W`; at most a few years.
fn duration(text: &str) -> Option<TimeDelta> {
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut rest = text.strip_prefix(['P', 'p'])?;
    let (mut seconds, mut in_time, mut any) = (0_i64, false, false);
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix(['T', 't']) {
            (rest, in_time) = (time, true);
            continue;
        }
        let end = rest.bytes().position(|byte| !byte.is_ascii_digit())?;
        let number: i64 = rest.get(..end)?.parse().ok()?;
        let unit = match (rest.as_bytes().get(end)?.to_ascii_uppercase(), in_time) {
            (b'W', false) => 7 * 86_400,
            (b'D', false) => 86_400,
            (b'H', true) => 3_600,
            (b'M', true) => 60,
            (b'S', true) => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(number.checked_mul(unit)?)?;
        any = true;
        rest = rest.get(end + 1..)?;
    }
    let seconds = if is_negative { -seconds } else { seconds };
    let is_sane = any && seconds.abs() <= 4_000 * 86_400;
    is_sane.then(|| TimeDelta::seconds(seconds))
}

fn digits(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let part = bytes.get(at..at + count)?;
    part.iter().try_fold(0, |sum, byte| {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        Some(sum * 10 + digit)
    })
}
