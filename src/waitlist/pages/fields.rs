//! The fields of a wish: days, weekdays, parts of the day.

use chrono::{NaiveDate, Weekday};

use crate::booking::parse_date;
use crate::i18n::{Locale, key};
use crate::waitlist::model::{ALL_PARTS, MAX_DAYS, PARTS, Wish};
use crate::web::{Errors, Problem};

/// A box to tick.
#[derive(Clone, Debug)]
pub struct Pick {
    pub value: String,
    pub text: String,
    /// For who hears the page.
    pub spoken: String,
    pub is_chosen: bool,
}

/// Reads a wish; errors stand under "from", "until", "days" and "parts".
pub fn wish(
    from: &str,
    until: &str,
    days: &[String],
    parts: &[String],
    today: NaiveDate,
    errors: &mut Errors,
) -> Option<Wish> {
    let date = |text: &str| parse_date(text.trim()).ok_or(key!("field-bad-date"));
    let from = errors.take("from", date(from));
    let until = errors.take("until", date(until));
    let weekdays = days.iter().filter_map(|day| day.parse::<u32>().ok());
    let weekdays = weekdays
        .filter(|day| *day < 7)
        .fold(0_i64, |mask, day| mask | 1 << day);
    let parts = parts.iter().filter_map(|part| part.parse::<i64>().ok());
    let parts = parts.fold(0_i64, |mask, part| mask | part) & ALL_PARTS;
    if weekdays == 0 {
        errors.add("days", key!("waitlist-choose-days"));
    }
    if parts == 0 {
        errors.add("parts", key!("waitlist-choose-parts"));
    }
    let (from, until) = (from?, until?);
    if until < from {
        errors.add("until", key!("waitlist-until-before-from"));
        return None;
    }
    if until < today {
        errors.add("until", key!("waitlist-until-past"));
        return None;
    }
    if (until - from).num_days() > MAX_DAYS || (from - today).num_days() > 730 {
        let problem = Problem::with(key!("waitlist-too-long"), "n", MAX_DAYS);
        errors.add("until", problem);
        return None;
    }
    let wish = Wish {
        from_date: from,
        until_date: until,
        weekdays,
        parts,
    };
    // Thursday to Friday, but Mondays only: no day at all.
    let has_day = from
        .iter_days()
        .take_while(|date| *date <= until)
        .any(|date| wish.has_day(date));
    if weekdays != 0 && !has_day {
        errors.add("days", key!("waitlist-no-such-day"));
        return None;
    }
    (weekdays != 0 && parts != 0).then_some(wish)
}

/// Monday is "0".
pub fn weekdays(locale: Locale, chosen: &[String]) -> Vec<Pick> {
    (0..7_u8)
        .filter_map(|day| Some((day, Weekday::try_from(day).ok()?)))
        .map(|(day, weekday)| {
            let value = day.to_string();
            Pick {
                is_chosen: chosen.contains(&value),
                value,
                text: crate::i18n::sentence(locale.weekday_short(weekday)),
                spoken: locale.weekday_long(weekday).to_owned(),
            }
        })
        .collect()
}

pub fn parts(locale: Locale, chosen: &[String]) -> Vec<Pick> {
    let pick = |(bit, key): &(i64, &str)| Pick {
        value: bit.to_string(),
        text: locale.t(key),
        spoken: String::new(),
        is_chosen: chosen.contains(&bit.to_string()),
    };
    PARTS.iter().map(pick).collect()
}

/// A wish's weekdays and parts as the form sends them.
pub fn typed(wish: &Wish) -> (Vec<String>, Vec<String>) {
    let days = (0..7_u32).filter(|day| wish.has_weekday(*day));
    let parts = PARTS.iter().filter(|(bit, _)| wish.has_part(*bit));
    (
        days.map(|day| day.to_string()).collect(),
        parts.map(|(bit, _)| bit.to_string()).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_without_a_day_is_none() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let all: Vec<String> = vec!["1".into(), "2".into(), "4".into()];
        let read = |from: &str, until: &str, days: &[&str]| {
            let mut errors = Errors::default();
            let days: Vec<String> = days.iter().map(|day| (*day).to_owned()).collect();
            let found = wish(from, until, &days, &all, day("2026-05-14"), &mut errors);
            let first = errors.iter().next().map(|(name, _)| name.to_owned());
            assert_eq!(found.is_some(), first.is_none());
            first
        };
        let error = |text: &str| Some(text.to_owned());
        assert_eq!(read("2026-05-14", "2026-05-14", &["3"]), None);
        assert_eq!(read("2026-05-14", "2026-05-15", &["0"]), error("days"));
        assert_eq!(read("2026-05-14", "2026-05-13", &["3"]), error("until"));
        assert_eq!(read("2026-05-01", "2026-05-13", &["3"]), error("until"));
        assert_eq!(read("2026-05-14", "2027-05-13", &["3"]), error("until"));
        assert_eq!(read("14.05.2026", "2026-05-15", &["3"]), error("from"));
        assert_eq!(read("2026-05-14", "2026-05-14", &["9"]), error("days"));
    }
}
