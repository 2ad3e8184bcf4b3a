//! Birthdays, with or without the year.

use chrono::{Datelike, NaiveDate};

use super::Client;
use crate::i18n::{Locale, key};

/// A day of the year; the year where it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Birthday {
    pub year: Option<i32>,
    pub month: u32,
    pub day: u32,
}

impl Birthday {
    pub fn new(year: Option<i32>, month: u32, day: u32) -> Option<Self> {
        // A leap year, so that 29 February without a year is a day.
        NaiveDate::from_ymd_opt(year.unwrap_or(2000), month, day)?;
        Some(Self { year, month, day })
    }

    /// "9.9.1990", "9/9", "9 September", "1990-09-09", "9 сентября 1990"; nothing is none. `today` bounds the year.
    pub fn parse(typed: &str, today: NaiveDate) -> Result<Option<Self>, &'static str> {
        let typed = typed.trim().to_lowercase();
        if typed.is_empty() {
            return Ok(None);
        }
        let parts: Vec<&str> = typed
            .split(|c: char| !c.is_alphanumeric())
            .filter(|part| !part.is_empty() && !matches!(*part, "de" | "г" | "года"))
            .collect();
        let number = |part: &str| part.parse::<u32>().ok();
        let found = match parts.as_slice() {
            [year, month, day] if year.len() == 4 && number(year).is_some() => {
                Self::of(number(day), month_of(month), number(year))
            }
            // "September 9"
            [month, day] if number(month).is_none() => Self::of(number(day), month_of(month), None),
            [month, day, year] if number(month).is_none() => {
                Self::of(number(day), month_of(month), number(year))
            }
            [day, month] => Self::of(number(day), month_of(month), None),
            [day, month, year] if year.len() == 4 => {
                Self::of(number(day), month_of(month), number(year))
            }
            _ => None,
        };
        let lived = |birthday: &Self| {
            birthday.year.is_none_or(|year| {
                let born = NaiveDate::from_ymd_opt(year, birthday.month, birthday.day);
                year > today.year() - 130 && born.is_some_and(|born| born <= today)
            })
        };
        match found {
            Some(birthday) if lived(&birthday) => Ok(Some(birthday)),
            Some(_) => Err(key!("client-birthday-year")),
            None => Err(key!("client-birthday-wrong")),
        }
    }

    fn of(day: Option<u32>, month: Option<u32>, year: Option<u32>) -> Option<Self> {
        Self::new(year.and_then(|year| i32::try_from(year).ok()), month?, day?)
    }

    /// As it stands in the form: "9.9.1990".
    pub fn typed(&self) -> String {
        match self.year {
            Some(year) => format!("{}.{}.{year}", self.day, self.month),
            None => format!("{}.{}", self.day, self.month),
        }
    }

    /// "9 September"
    pub fn text(&self, locale: Locale) -> String {
        NaiveDate::from_ymd_opt(2000, self.month, self.day)
            .map(|date| locale.day_and_month(date))
            .unwrap_or_default()
    }

    /// The next one, today included; 29 February is kept on the 28th where there is none.
    pub fn next(&self, today: NaiveDate) -> NaiveDate {
        let of = |year| {
            NaiveDate::from_ymd_opt(year, self.month, self.day)
                .or_else(|| NaiveDate::from_ymd_opt(year, self.month, self.day - 1))
                .unwrap_or(today)
        };
        let this = of(today.year());
        if this < today {
            of(today.year() + 1)
        } else {
            this
        }
    }

    /// How old they become on that day.
    pub fn age_on(&self, date: NaiveDate) -> Option<i32> {
        self.year
            .map(|year| date.year() - year)
            .filter(|age| *age >= 0)
    }
}

/// The month by its number, or by the beginning of its name in any of our languages.
fn month_of(typed: &str) -> Option<u32> {
    if let Ok(number) = typed.parse() {
        return Some(number);
    }
    if typed.chars().count() < 3 {
        return None;
    }
    #[rustfmt::skip]
    const NAMES: [[&str; 3]; 12] = [
        ["january", "enero", "января"], ["february", "febrero", "февраля"], ["march", "marzo", "марта"],
        ["april", "abril", "апреля"], ["may", "mayo", "мая"], ["june", "junio", "июня"], ["july", "julio", "июля"],
        ["august", "agosto", "августа"], ["september", "septiembre", "сентября"], ["october", "octubre", "октября"],
        ["november", "noviembre", "ноября"], ["december", "diciembre", "декабря"],
    ];
    let found = NAMES.iter().position(|names| {
        names
            .iter()
            .any(|name| name.starts_with(typed) || (*name == "may" && typed == "май"))
    });
    found.and_then(|index| u32::try_from(index + 1).ok())
}

impl Client {
    pub fn birthday(&self) -> Option<Birthday> {
        let part = |part: Option<i64>| part.and_then(|part| u32::try_from(part).ok());
        let year = self.birth_year.and_then(|year| i32::try_from(year).ok());
        Birthday::new(year, part(self.birth_month)?, part(self.birth_day)?)
    }

    pub fn set_birthday(&mut self, birthday: Option<Birthday>) {
        self.birth_year = birthday.and_then(|birthday| birthday.year).map(i64::from);
        self.birth_month = birthday.map(|birthday| i64::from(birthday.month));
        self.birth_day = birthday.map(|birthday| i64::from(birthday.day));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn birthdays_are_read_as_people_write_them() {
        let read = |typed| Birthday::parse(typed, date("2026-05-14"));
        let nine = |year| {
            Ok(Some(Birthday {
                year,
                month: 9,
                day: 9,
            }))
        };
        for typed in [
            "9.9",
            "09.09",
            "9/9",
            "9 September",
            "sep 9",
            "9 сентября",
            "9 de septiembre",
            "9 сен",
        ] {
            assert_eq!(read(typed), nine(None), "{typed}");
        }
        for typed in [
            "9.9.1990",
            "1990-09-09",
            "9 сентября 1990 г.",
            "Sep 9, 1990",
            "9-9-1990",
        ] {
            assert_eq!(read(typed), nine(Some(1990)), "{typed}");
        }
        assert_eq!(read(" "), Ok(None));
        assert!(read("29.2").is_ok());
        for typed in [
            "30.2",
            "29.2.1999",
            "9.13",
            "soon",
            "1.1.2030",
            "1.1.1850",
            "9",
            "9.9.90",
        ] {
            assert!(read(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn the_leap_day_is_kept_each_year() {
        let leap = Birthday::new(Some(2000), 2, 29).unwrap();
        assert_eq!(leap.next(date("2027-01-01")), date("2027-02-28"));
        assert_eq!(leap.next(date("2028-01-01")), date("2028-02-29"));
        assert_eq!(leap.next(date("2028-03-01")), date("2029-02-28"));
        assert_eq!(leap.age_on(date("2029-02-28")), Some(29));
    }
}
