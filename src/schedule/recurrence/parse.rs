//! Reads the text of a rule strictly: what is not understood is refused, never ignored.

use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime, Weekday};

use super::{End, Frequency, Recurrence, weekday_bit};

/// Not a rule at all, or one that contradicts itself.
const INVALID: &str = "schedule-rrule-invalid";
/// More than once a day.
const TOO_OFTEN: &str = "schedule-rrule-too-often";
/// A rule, but with parts that are not kept here.
const UNSUPPORTED: &str = "schedule-rrule-unsupported";

/// Longer than any sensible rule; keeps hostile lists short.
const MAX_LENGTH: usize = 500;

type Result<T> = std::result::Result<T, &'static str>;

pub(super) fn recurrence(text: &str) -> Result<Recurrence> {
    if text.len() > MAX_LENGTH {
        return Err(INVALID);
    }
    let text = text.trim().to_ascii_uppercase();
    let parts = parts(text.strip_prefix("RRULE:").unwrap_or(&text))?;
    let part = |name: &str| {
        parts
            .iter()
            .find(|(part, _)| *part == name)
            .map(|(_, value)| *value)
    };
    let frequency = frequency(part("FREQ").ok_or(INVALID)?)?;
    let (weekdays, nth_weekdays) = weekdays(part("BYDAY"))?;
    let rule = Recurrence {
        frequency,
        interval: part("INTERVAL").map_or(Ok(1), |value| number(value, 1, 10_000))?,
        end: end(part("COUNT"), part("UNTIL"))?,
        week_start: part("WKST").map_or(Ok(Weekday::Mon), weekday)?,
        months: numbers(part("BYMONTH"), 1, 12)?
            .iter()
            .fold(0, |bits, month: &u16| bits | 1 << month),
        month_days: signed_numbers(part("BYMONTHDAY"), 31)?,
        weekdays,
        nth_weekdays,
        positions: signed_numbers(part("BYSETPOS"), 366)?,
    };
    check(&rule)?;
    Ok(rule)
}

fn parts(text: &str) -> Result<Vec<(&str, &str)>> {
    let mut parts: Vec<(&str, &str)> = Vec::new();
    for part in text.split(';') {
        let (name, value) = part.split_once('=').ok_or(INVALID)?;
        match name {
            "FREQ" | "INTERVAL" | "COUNT" | "UNTIL" | "WKST" | "BYMONTH" | "BYMONTHDAY"
            | "BYDAY" | "BYSETPOS" => {}
            "BYHOUR" | "BYMINUTE" | "BYSECOND" => return Err(TOO_OFTEN),
            "BYYEARDAY" | "BYWEEKNO" | "BYEASTER" => return Err(UNSUPPORTED),
            _ => return Err(INVALID),
        }
        if parts.iter().any(|(known, _)| *known == name) {
            return Err(INVALID);
        }
        parts.push((name, value));
    }
    Ok(parts)
}

fn frequency(value: &str) -> Result<Frequency> {
    match value {
        "DAILY" => Ok(Frequency::Daily),
        "WEEKLY" => Ok(Frequency::Weekly),
        "MONTHLY" => Ok(Frequency::Monthly),
        "YEARLY" => Ok(Frequency::Yearly),
        "HOURLY" | "MINUTELY" | "SECONDLY" => Err(TOO_OFTEN),
        _ => Err(INVALID),
    }
}

fn end(count: Option<&str>, until: Option<&str>) -> Result<End> {
    match (count, until) {
        (None, None) => Ok(End::Never),
        (Some(count), None) => number(count, 1, 100_000).map(End::Count),
        (None, Some(until)) => self::until(until),
        (Some(_), Some(_)) => Err(INVALID),
    }
}

fn until(value: &str) -> Result<End> {
    if !value
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'T' || byte == b'Z')
    {
        return Err(INVALID);
    }
    let read = |text, format| NaiveDateTime::parse_from_str(text, format).map_err(|_| INVALID);
    match (value.len(), value.strip_suffix('Z')) {
        (8, None) => NaiveDate::parse_from_str(value, "%Y%m%d")
            .map(End::Date)
            .map_err(|_| INVALID),
        (15, None) => read(value, "%Y%m%dT%H%M%S").map(End::Local),
        (16, Some(value)) => {
            read(value, "%Y%m%dT%H%M%S").map(|reading| End::Instant(reading.and_utc()))
        }
        _ => Err(INVALID),
    }
}

/// `MO,2TU,-1FR`: the plain weekdays as bits, the counted ones as a list.
fn weekdays(value: Option<&str>) -> Result<(u8, Vec<(i8, Weekday)>)> {
    let mut plain = 0;
    let mut counted = Vec::new();
    for item in value.into_iter().flat_map(|value| value.split(',')) {
        let (ordinal, name) = item
            .split_at_checked(item.len().saturating_sub(2))
            .ok_or(INVALID)?;
        let weekday = weekday(name)?;
        match ordinal {
            "" => plain |= weekday_bit(weekday),
            ordinal => counted.push((signed_number(ordinal, 53)?, weekday)),
        }
    }
    Ok((plain, counted))
}

fn weekday(name: &str) -> Result<Weekday> {
    match name {
        "MO" => Ok(Weekday::Mon),
        "TU" => Ok(Weekday::Tue),
        "WE" => Ok(Weekday::Wed),
        "TH" => Ok(Weekday::Thu),
        "FR" => Ok(Weekday::Fri),
        "SA" => Ok(Weekday::Sat),
        "SU" => Ok(Weekday::Sun),
        _ => Err(INVALID),
    }
}

fn numbers<T: FromStr + PartialOrd>(value: Option<&str>, least: T, most: T) -> Result<Vec<T>> {
    let items = value.into_iter().flat_map(|value| value.split(','));
    items
        .map(|item| number_between(item, &least, &most))
        .collect()
}

fn number<T: FromStr + PartialOrd>(value: &str, least: T, most: T) -> Result<T> {
    number_between(value, &least, &most)
}

fn number_between<T: FromStr + PartialOrd>(value: &str, least: &T, most: &T) -> Result<T> {
    value
        .parse()
        .ok()
        .filter(|number| least <= number && number <= most)
        .ok_or(INVALID)
}

fn signed_numbers<T: TryFrom<i16>>(value: Option<&str>, most: i16) -> Result<Vec<T>> {
    let items = value.into_iter().flat_map(|value| value.split(','));
    items.map(|item| signed_number(item, most)).collect()
}

/// From `-most` to `most`, but never 0.
fn signed_number<T: TryFrom<i16>>(value: &str, most: i16) -> Result<T> {
    let number = number_between(value, &-most, &most)?;
    if number == 0 {
        Err(INVALID)
    } else {
        T::try_from(number).map_err(|_| INVALID)
    }
}

/// What RFC 5545 forbids together.
fn check(rule: &Recurrence) -> Result<()> {
    let by_period = matches!(rule.frequency, Frequency::Monthly | Frequency::Yearly);
    let in_month = rule.frequency == Frequency::Monthly || rule.months != 0;
    let filtered = rule.months != 0
        || rule.weekdays != 0
        || !rule.month_days.is_empty()
        || !rule.nth_weekdays.is_empty();
    let wrong = (!rule.nth_weekdays.is_empty() && !by_period)
        || (in_month
            && rule
                .nth_weekdays
                .iter()
                .any(|(nth, _)| nth.unsigned_abs() > 5))
        || (rule.frequency == Frequency::Weekly && !rule.month_days.is_empty())
        || (!rule.positions.is_empty() && !filtered);
    if wrong { Err(INVALID) } else { Ok(()) }
}
