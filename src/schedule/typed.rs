//! Dates and times of day as people type them.

use chrono::{Datelike, NaiveDate};

use crate::i18n::key;

/// A date as an input sends it (2026-05-14) or as people write it (14.5.2026, 14/05/2026). The error is the key of a text.
pub fn date(text: &str) -> Result<NaiveDate, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err(key!("field-date-required"));
    }
    ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"]
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(text, format).ok())
        .filter(|date| (2000..=2100).contains(&date.year()))
        .ok_or(key!("field-bad-date"))
}

/// Minutes after midnight from "9", "9:30", "09.30", "21-00", "930", "9h30", "9 pm"; "24:00" is the day's end, 1440.
/// The error is the key of a text.
pub fn minute_of_day(text: &str) -> Result<u16, &'static str> {
    read(text).ok_or(key!("field-bad-time"))
}

fn read(text: &str) -> Option<u16> {
    let text = text.trim().to_lowercase();
    let (text, half) = half_of_day(&text);
    let text = text.trim_end_matches(['h', 'ч', '.', ' ']);
    let (hours, minutes) = match text.split_once([':', '.', '-', ',', 'h', 'ч', ' ']) {
        Some((hours, minutes)) => (digits(hours)?, digits(minutes.trim())?),
        // "930" and "0930": the last two digits are minutes.
        None if text.len() > 2 && text.is_ascii() => {
            let (hours, minutes) = text.split_at(text.len() - 2);
            (digits(hours)?, digits(minutes)?)
        }
        None => (digits(text)?, 0),
    };
    let hours = match half {
        Some(half) if (1..=12).contains(&hours) => hours % 12 + half * 12,
        Some(_) => return None,
        None => hours,
    };
    match (hours, minutes) {
        (0..=23, 0..=59) | (24, 0) => Some(hours * 60 + minutes),
        _ => None,
    }
}

/// Splits "am" or "pm" off: 0 before noon, 1 after.
fn half_of_day(text: &str) -> (&str, Option<u16>) {
    for (suffix, half) in [("am", 0), ("a.m.", 0), ("pm", 1), ("p.m.", 1)] {
        if let Some(rest) = text.strip_suffix(suffix) {
            return (rest.trim_end(), Some(half));
        }
    }
    (text, None)
}

fn digits(text: &str) -> Option<u16> {
    let is_short = (1..=2).contains(&text.len());
    (is_short && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// "09:30"; 1440 is "24:00".
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The longest time that runs into the next day; more is a slip of the hand, such as 9:00 to 8:00.
pub const LONGEST_NIGHT: u16 = 12 * 60;

/// An interval from two fields: `None` when both are empty. The end may lie on the next day, within
/// [`LONGEST_NIGHT`]; "0:00" as an end is midnight, and a beginning and end that are the same are refused.
pub fn interval(from: &str, to: &str) -> Result<Option<(u16, u16)>, &'static str> {
    if from.trim().is_empty() && to.trim().is_empty() {
        return Ok(None);
    }
    let (from, to) = (minute_of_day(from)?, minute_of_day(to)?);
    let to = if to == 0 { 1440 } else { to };
    if from == 1440 || from == to {
        return Err(key!("field-time-order"));
    }
    if to < from && to + 1440 - from > LONGEST_NIGHT {
        return Err(key!("field-time-night"));
    }
    Ok(Some((from, to)))
}

/// Whether two of the intervals share time, counting those that cross midnight on the same line of a day and the next.
pub fn overlap(intervals: &[(u16, u16)]) -> bool {
    let mut spans: Vec<(u16, u16)> = intervals
        .iter()
        .map(|&(from, to)| (from, if to <= from { to + 1440 } else { to }))
        .collect();
    spans.sort_unstable();
    spans.windows(2).any(|pair| pair[1].0 < pair[0].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_type_them() {
        for (text, minute) in [
            ("9", 540),
            ("9:30", 570),
            ("09.30", 570),
            (" 21-00 ", 1260),
            ("930", 570),
            ("0930", 570),
            ("2130", 1290),
            ("9h30", 570),
            ("9 h", 540),
            ("9ч", 540),
            ("9 pm", 1260),
            ("12 am", 0),
            ("12:15 p.m.", 735),
            ("24:00", 1440),
            ("0", 0),
        ] {
            assert_eq!(minute_of_day(text), Ok(minute), "{text}");
        }
        for text in [
            "", "25", "9:60", "24:01", "nine", "13 pm", "-1", "9:5:3", "９", "12345",
        ] {
            assert!(minute_of_day(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_interval_may_cross_midnight_but_not_stand_still() {
        assert_eq!(interval("22", "2"), Ok(Some((1320, 120))));
        assert_eq!(interval("10", "0:00"), Ok(Some((600, 1440))));
        assert_eq!(interval(" ", ""), Ok(None));
        assert!(interval("10", "10").is_err());
        assert!(interval("24:00", "10").is_err());
        assert!(interval("10", "").is_err());
    }

    #[test]
    fn intervals_that_only_touch_do_not_overlap() {
        assert!(!overlap(&[(540, 720), (720, 1080)]));
        assert!(overlap(&[(540, 721), (720, 1080)]));
        assert!(overlap(&[(1320, 120), (1380, 1440)]));
    }
}
