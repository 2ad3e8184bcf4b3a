//! Dates as other programs write them.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::clients::Birthday;

/// In which order dates without a four-digit year in front name day and month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    #[default]
    DayFirst,
    MonthFirst,
}

pub(super) enum Date {
    /// A spreadsheet's way of saying nothing.
    None,
    Found(Birthday),
    Other,
}

/// Dates in figures as programs write them: with a time behind, the year short, or missing.
pub(super) fn date_parts(typed: &str, order: DateOrder, today: NaiveDate) -> Date {
    let typed = typed.trim();
    let is_without_year = typed.starts_with("--");
    let typed = typed.trim_start_matches("--");
    let date = match typed.split_once(['T', ' ']) {
        Some((date, time)) if time.contains(':') => date,
        _ => typed,
    };
    // As machines write them: 19900514, and 0514 behind two dashes.
    if date.len() == 8
        && date.bytes().all(|b| b.is_ascii_digit())
        && let Ok(date) = NaiveDate::parse_from_str(date, "%Y%m%d")
    {
        let (month, day) = (date.month(), date.day());
        return Birthday::new(Some(date.year()), month, day).map_or(Date::Other, Date::Found);
    }
    if is_without_year && date.len() == 4 && date.is_ascii() {
        let parts = (date[..2].parse(), date[2..].parse());
        let (Ok(month), Ok(day)) = parts else {
            return Date::Other;
        };
        return Birthday::new(None, month, day).map_or(Date::Other, Date::Found);
    }
    let numbers: Option<Vec<u32>> = date
        .split(['.', '/', '-'])
        .map(|part| part.trim().parse().ok())
        .collect();
    let Some(numbers) = numbers else {
        return Date::Other;
    };
    let is_short = |part: Option<&str>| part.is_some_and(|part| part.trim().len() <= 2);
    let year_first = date
        .split(['.', '/', '-'])
        .next()
        .is_some_and(|part| part.trim().len() == 4);
    let (year, month, day) = match (numbers.as_slice(), order) {
        ([0, ..], _) | ([_, 0, ..], _) => return Date::None,
        ([y, m, d], _) if year_first => (Some(*y), *m, *d),
        ([m, d], _) if is_without_year => (None, *m, *d),
        ([d, m, y], DateOrder::DayFirst) | ([m, d, y], DateOrder::MonthFirst) => {
            let is_short = is_short(date.rsplit(['.', '/', '-']).next());
            let this = today.year().rem_euclid(100).unsigned_abs();
            let century = today.year().unsigned_abs() / 100 * 100;
            let year = match is_short {
                true if *y > this => century - 100 + y,
                true => century + y,
                false => *y,
            };
            (Some(year), *m, *d)
        }
        ([d, m], DateOrder::DayFirst) | ([m, d], DateOrder::MonthFirst) => (None, *m, *d),
        _ => return Date::Other,
    };
    if year.is_some_and(|year| year < 2) {
        return Date::None;
    }
    // Phones write 1604 where nobody knows it.
    let year = year.filter(|year| *year > 1604);
    let year = year.and_then(|year| i32::try_from(year).ok());
    Birthday::new(year, month, day).map_or(Date::Other, Date::Found)
}

/// Which order the dates of a column have: the month is first when no other reading is possible.
pub fn guess_order<'a>(cells: impl Iterator<Item = &'a str>) -> DateOrder {
    let (mut day_first, mut month_first) = (0, 0);
    for cell in cells {
        let parts: Vec<&str> = cell
            .split([' ', 'T'])
            .next()
            .unwrap_or("")
            .split(['/', '.', '-'])
            .collect();
        if let [a, b, c] = parts.as_slice()
            && a.len() < 3
            && c.len() > 1
            && let (Ok(a), Ok(b)) = (a.parse::<u32>(), b.parse::<u32>())
        {
            day_first += usize::from(a > 12 && a < 32 && b < 13);
            month_first += usize::from(b > 12 && a < 13);
        }
    }
    if month_first > day_first {
        DateOrder::MonthFirst
    } else {
        DateOrder::DayFirst
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 5, 14).unwrap()
    }

    fn birthday(typed: &str, order: DateOrder) -> String {
        match date_parts(typed, order, today()) {
            Date::None => "none".to_owned(),
            Date::Found(birthday) => birthday.typed(),
            Date::Other => "other".to_owned(),
        }
    }

    #[test]
    fn dates_of_other_programs_are_read() {
        use DateOrder::{DayFirst, MonthFirst};
        for (typed, order, read) in [
            ("14.05.1990", DayFirst, "14.5.1990"),
            ("14.05.90", DayFirst, "14.5.1990"),
            ("14.05.12", DayFirst, "14.5.2012"),
            ("14.05.00", DayFirst, "14.5.2000"),
            ("0001-01-01", DayFirst, "none"),
            ("05/14/1990", MonthFirst, "14.5.1990"),
            ("1990-05-14", MonthFirst, "14.5.1990"),
            ("1990-05-14T00:00:00", DayFirst, "14.5.1990"),
            ("14.05.1990 0:00", DayFirst, "14.5.1990"),
            ("--05-14", DayFirst, "14.5"),
            ("--0514", DayFirst, "14.5"),
            ("19900514", DayFirst, "14.5.1990"),
            ("14.05", DayFirst, "14.5"),
            ("05/14", MonthFirst, "14.5"),
            ("1604-05-14", DayFirst, "14.5"),
            ("0000-00-00", DayFirst, "none"),
            ("00.00.0000", DayFirst, "none"),
            ("31.02.1990", DayFirst, "other"),
            ("14 мая 1990", DayFirst, "other"),
        ] {
            assert_eq!(birthday(typed, order), read, "{typed}");
        }
        assert_eq!(
            guess_order(["05/14/1990", "01/02/1990"].into_iter()),
            MonthFirst
        );
        assert_eq!(
            guess_order(["14/05/1990", "01/02/1990"].into_iter()),
            DayFirst
        );
        assert_eq!(guess_order(["1990-05-14"].into_iter()), DayFirst);
    }
}
