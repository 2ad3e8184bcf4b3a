//! The form of blocked time: what was typed, and what it means.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use serde::Deserialize;

use super::model::BlockRow;
use super::repeat::{End, Repeat};
use super::typed;
use super::write::{BlockDraft, REASONS, local_block};
use crate::accounts::Tenant;
use crate::calendar::parse_date;
use crate::i18n::key;
use crate::id::BlockId;
use crate::web::Errors;
use crate::web::forms::{mark, number, text};

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BlockForm {
    /// A new block's id, so that sending the form twice makes one.
    pub id: String,
    /// Of whose time; empty: the practice's.
    pub resource: String,
    /// What was on the page; see [`mark`].
    pub was: String,
    /// Where to go back to.
    pub next: String,
    pub date: String,
    /// Empty: the same day.
    pub last_date: String,
    pub all_day: String,
    pub from: String,
    pub to: String,
    pub reason: String,
    pub note: String,
    /// once, daily, weekly or rule
    pub repeat: String,
    pub every: String,
    pub day: Vec<String>,
    /// never, date or count
    pub ends: String,
    pub end_date: String,
    pub count: String,
    /// A rule that the fields cannot say, kept as it is.
    pub rule: String,
}

impl BlockForm {
    /// A new block with local times as the calendar gives them ("2026-05-14T13:00"), or a day alone; what cannot be read is
    /// left empty.
    pub fn between(from: &str, to: &str, today: NaiveDate, next: String) -> Self {
        let read = |text: &str| {
            ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
                .iter()
                .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
                .filter(|at| parse_date(&at.date().to_string()).is_some())
        };
        let day = parse_date(from).unwrap_or(today);
        let (from, to) = (read(from), read(to));
        let mut form = Self {
            id: BlockId::new().to_string(),
            next,
            date: from.map_or(day, |from| from.date()).to_string(),
            from: from
                .map(|from| from.format("%H:%M").to_string())
                .unwrap_or_default(),
            to: to
                .map(|to| to.format("%H:%M").to_string())
                .unwrap_or_default(),
            reason: "break".into(),
            repeat: "once".into(),
            every: "1".into(),
            ends: "never".into(),
            ..Self::default()
        };
        if let (Some(from), Some(to)) = (from, to)
            && to.date() > from.date() + Days::new(1)
        {
            form.last_date = to.date().to_string();
        }
        form
    }

    /// None when the row has no times, which the database refuses.
    pub fn of(row: &BlockRow, tenant: &Tenant) -> Option<Self> {
        let (start, end) = row.readings(tenant)?;
        let all_day = start.time() == NaiveTime::MIN && end.time() == NaiveTime::MIN;
        let last = if all_day {
            end.date().pred_opt()?
        } else {
            end.date()
        };
        let mut form = Self::between("", "", start.date(), String::new());
        form.id = row.id.to_string();
        if last != start.date() {
            form.last_date = last.to_string();
        }
        if all_day {
            form.all_day = "true".into();
        } else {
            form.from = start.format("%H:%M").to_string();
            form.to = end.format("%H:%M").to_string();
        }
        form.reason = row.reason.clone();
        form.note = row.note.clone();
        let mut put_end = |end: End| match end {
            End::Never => {}
            End::On(date) => {
                form.ends = "date".into();
                form.end_date = date.to_string();
            }
            End::After(count) => {
                form.ends = "count".into();
                form.count = count.to_string();
            }
        };
        match Repeat::of_rule(row.rrule.as_deref(), start.weekday()) {
            Repeat::Once => {}
            Repeat::Daily { every, end } => {
                put_end(end);
                form.repeat = "daily".into();
                form.every = every.to_string();
            }
            Repeat::Weekly { every, days, end } => {
                put_end(end);
                form.repeat = "weekly".into();
                form.every = every.to_string();
                form.day = days.iter().map(u8::to_string).collect();
            }
            Repeat::Rule(rule) => {
                form.repeat = "rule".into();
                form.rule = rule;
            }
        }
        let days = form.day.join(" ");
        form.was = mark(&[
            &form.date,
            &form.last_date,
            &form.all_day,
            &form.from,
            &form.to,
            &form.reason,
            &form.note,
            &form.repeat,
            &form.every,
            &days,
            &form.ends,
            &form.end_date,
            &form.count,
            &form.rule,
        ]);
        Some(form)
    }

    /// What it means, or what is wrong with it.
    pub fn read(&self, tenant: &Tenant, errors: &mut Errors) -> Option<BlockDraft> {
        let times = self.times(errors);
        let repeat = times.and_then(|(start, _)| self.repeat(start.date(), errors));
        let reason = match REASONS.contains(&self.reason.as_str()) {
            true => Some(self.reason.clone()),
            false => {
                errors.add("reason", key!("field-choose"));
                None
            }
        };
        let note = errors.take("note", text(&self.note, 200));
        if !errors.is_empty() {
            return None;
        }
        let (start, end) = times?;
        let draft = BlockDraft {
            block: local_block(start, end, repeat?.rule()),
            reason: reason?,
            note: note?,
        };
        match draft.check(tenant) {
            Ok(()) => Some(draft),
            Err(key) => {
                let field = if key.starts_with("schedule-rrule") {
                    "repeat"
                } else {
                    "to"
                };
                errors.add(field, key);
                None
            }
        }
    }

    /// Beginning and end on the tenant's clock. Without a last day, an end before the beginning is on the next day.
    fn times(&self, errors: &mut Errors) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let date = errors.take("date", typed::date(&self.date));
        let last = match self.last_date.trim() {
            "" => date,
            typed => errors.take("last_date", typed::date(typed)),
        };
        if let (Some(date), Some(last)) = (date, last)
            && last < date
        {
            errors.add("last_date", key!("schedule-dates-order"));
        }
        let is_all_day = !self.all_day.is_empty();
        let (from, to) = if is_all_day {
            (Some(0), Some(1440))
        } else {
            (
                errors.take("from", typed::minute_of_day(&self.from)),
                errors.take("to", typed::minute_of_day(&self.to)),
            )
        };
        let (date, last, from, to) = (date?, last?, from?, to?);
        let at = |date: NaiveDate, minute: u16| super::local::at_minute(date, minute.into());
        let start = at(date, from);
        let mut end = at(last, to);
        if end < start && last == date {
            if to + 1440 - from > typed::LONGEST_NIGHT {
                errors.add("to", key!("field-time-night"));
                return None;
            }
            end = at(last.succ_opt()?, to);
        }
        Some((start, end))
    }

    fn repeat(&self, first: NaiveDate, errors: &mut Errors) -> Option<Repeat> {
        let before = errors.len();
        let is_weekly = match self.repeat.as_str() {
            "once" | "" => return Some(Repeat::Once),
            "rule" => return Some(Repeat::Rule(self.rule.trim().to_owned())),
            "daily" => false,
            "weekly" => true,
            _ => {
                errors.add("repeat", key!("field-choose"));
                return None;
            }
        };
        let every = match self.every.trim() {
            "" => Some(1),
            typed => errors.take("every", number(typed, 1..=52)),
        };
        let end = match self.ends.as_str() {
            "never" | "" => Some(End::Never),
            "date" => errors
                .take("end_date", typed::date(&self.end_date))
                .map(End::On),
            "count" => errors
                .take("count", number(&self.count, 1..=1000))
                .map(|count| End::After(count as u32)),
            _ => {
                errors.add("ends", key!("field-choose"));
                None
            }
        };
        if let Some(End::On(date)) = end
            && date < first
        {
            errors.add("end_date", key!("schedule-dates-order"));
        }
        let mut days: Vec<u8> = self.day.iter().filter_map(|day| day.parse().ok()).collect();
        days.sort_unstable();
        days.dedup();
        if days.len() != self.day.len() || days.iter().any(|day| *day > 6) {
            errors.add("day", key!("field-bad-choice"));
        }
        if errors.len() > before {
            return None;
        }
        if days.is_empty() {
            days.push(first.weekday().num_days_from_monday() as u8);
        }
        let (every, end) = (every? as u32, end?);
        Some(if is_weekly {
            Repeat::Weekly { every, days, end }
        } else {
            Repeat::Daily { every, end }
        })
    }
}
