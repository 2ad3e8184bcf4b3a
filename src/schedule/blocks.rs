//! Time a master keeps for something else: breaks, vacation, training; once or repeated.
//!
//! A repeated block keeps its clock times when the clock changes, at both its ends. Where next: `recurrence`.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::local::{Span, reading_at, resolve};
use super::recurrence::Recurrence;

/// One end of a block: what the tenant's clock shows, or an instant that no clock can move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Local(NaiveDateTime),
    Instant(DateTime<Utc>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub start: Moment,
    pub end: Moment,
    /// `FREQ=…` after RFC 5545; none: once.
    pub rrule: Option<String>,
}

impl Moment {
    pub fn instant(self, tz: Tz) -> DateTime<Utc> {
        match self {
            Moment::Local(reading) => resolve(tz, reading),
            Moment::Instant(instant) => instant,
        }
    }

    pub fn reading(self, tz: Tz) -> NaiveDateTime {
        match self {
            Moment::Local(reading) => reading,
            Moment::Instant(instant) => reading_at(tz, instant),
        }
    }
}

impl Block {
    /// The first and last local dates it touches, repeats included; without an end, 9999-12-31. The error is the key of a
    /// text.
    pub fn dates(&self, tz: Tz) -> Result<(NaiveDate, NaiveDate), &'static str> {
        let (start, end) = (self.start.reading(tz), self.end.reading(tz));
        // Half-open: a block that ends at midnight does not touch the next day.
        let last_of =
            |end: NaiveDateTime| (end - TimeDelta::nanoseconds(1)).date().max(start.date());
        let Some(rule) = &self.rrule else {
            return Ok((start.date(), last_of(end)));
        };
        let forever = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX);
        let last = match Recurrence::parse(rule)?.last_date(tz, start) {
            None => forever,
            Some(date) => last_of(date.and_time(start.time()) + (end - start)).min(forever),
        };
        Ok((start.date(), last))
    }
}

/// The spans of `blocks` that meet `from..to`, unclipped, by start. The error is the key of a text: a rule that
/// `validate_rrule` would have refused.
pub fn expand_blocks(
    blocks: &[Block],
    tz: Tz,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Span>, &'static str> {
    let window = Span::new(from, to);
    let mut spans = Vec::new();
    for block in blocks {
        match &block.rrule {
            None => spans.push(Span::new(block.start.instant(tz), block.end.instant(tz))),
            Some(rule) => repeat(block, &Recurrence::parse(rule)?, tz, window, &mut spans),
        }
    }
    spans.retain(|span| !span.is_empty() && span.overlaps(&window));
    spans.sort_unstable();
    Ok(spans)
}

fn repeat(block: &Block, rule: &Recurrence, tz: Tz, window: Span, spans: &mut Vec<Span>) {
    let (first, first_end) = (block.start.reading(tz), block.end.reading(tz));
    let length = first_end - first;
    if length <= chrono::TimeDelta::zero() {
        return;
    }
    // A block that began before the window may reach into it; a day more covers every change of the clock.
    let reach = Days::new(length.num_days().unsigned_abs() + 2);
    let earliest = reading_at(tz, window.start).date();
    let earliest = earliest.checked_sub_days(reach).unwrap_or(earliest);
    for date in rule.dates(tz, first, earliest, reading_at(tz, window.end).date()) {
        let start = date.and_time(first.time());
        if let Some(end) = start.checked_add_signed(length) {
            spans.push(Span::new(resolve(tz, start), resolve(tz, end)));
        }
    }
}
