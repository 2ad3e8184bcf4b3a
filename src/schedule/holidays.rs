//! Public holidays of a country, reckoned here: nothing is fetched. They are an offer: a day is off only when the master
//! says so ([`super::pages`]). Those of the whole country stand here; of a region, a day moved by decree or one that follows
//! the moon over Mecca, the master adds by hand.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::i18n::key;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    pub date: NaiveDate,
    /// The text's key.
    pub name: &'static str,
}

/// How a holiday's date is found in a year.
#[derive(Clone, Copy)]
enum Rule {
    /// Month and day.
    On(u32, u32),
    /// Days after Easter Sunday.
    Easter(i64),
    /// The same by the Julian calendar.
    Orthodox(i64),
    /// The nth such weekday of a month.
    Nth(u8, Weekday, u32),
    /// The last such weekday of a month.
    Last(Weekday, u32),
}

use Rule::{Easter, Last, Nth, On, Orthodox};
use Weekday::{Mon, Thu};

/// The countries whose holidays are known, each with its list.
#[rustfmt::skip]
const COUNTRIES: &[(&str, &[(Rule, &str)])] = &[
    ("BY", &[
        (On(1, 1), key!("holiday-new-year")), (On(1, 2), key!("holiday-new-year")), (On(1, 7), key!("holiday-christmas")),
        (On(3, 8), key!("holiday-womens-day")), (Orthodox(9), key!("holiday-radunitsa")), (On(5, 1), key!("holiday-labour-day")),
        (On(5, 9), key!("holiday-victory-day")), (On(7, 3), key!("holiday-independence-day")),
        (On(11, 7), key!("holiday-october")), (On(12, 25), key!("holiday-christmas")),
    ]),
    ("DE", &[
        (On(1, 1), key!("holiday-new-year")), (Easter(-2), key!("holiday-good-friday")), (Easter(1), key!("holiday-easter-monday")),
        (On(5, 1), key!("holiday-labour-day")), (Easter(39), key!("holiday-ascension")), (Easter(50), key!("holiday-whit-monday")),
        (On(10, 3), key!("holiday-german-unity")), (On(12, 25), key!("holiday-christmas")), (On(12, 26), key!("holiday-christmas-second")),
    ]),
    ("ES", &[
        (On(1, 1), key!("holiday-new-year")), (On(1, 6), key!("holiday-epiphany")), (Easter(-2), key!("holiday-good-friday")),
        (On(5, 1), key!("holiday-labour-day")), (On(8, 15), key!("holiday-assumption")), (On(10, 12), key!("holiday-national-day")),
        (On(11, 1), key!("holiday-all-saints")), (On(12, 6), key!("holiday-constitution")), (On(12, 8), key!("holiday-immaculate")),
        (On(12, 25), key!("holiday-christmas")),
    ]),
    ("FR", &[
        (On(1, 1), key!("holiday-new-year")), (Easter(1), key!("holiday-easter-monday")), (On(5, 1), key!("holiday-labour-day")),
        (On(5, 8), key!("holiday-victory-day")), (Easter(39), key!("holiday-ascension")), (Easter(50), key!("holiday-whit-monday")),
        (On(7, 14), key!("holiday-national-day")), (On(8, 15), key!("holiday-assumption")), (On(11, 1), key!("holiday-all-saints")),
        (On(11, 11), key!("holiday-armistice")), (On(12, 25), key!("holiday-christmas")),
    ]),
    ("GB", &[
        (On(1, 1), key!("holiday-new-year")), (Easter(-2), key!("holiday-good-friday")), (Easter(1), key!("holiday-easter-monday")),
        (Nth(1, Mon, 5), key!("holiday-early-may")), (Last(Mon, 5), key!("holiday-spring-bank")), (Last(Mon, 8), key!("holiday-summer-bank")),
        (On(12, 25), key!("holiday-christmas")), (On(12, 26), key!("holiday-boxing-day")),
    ]),
    ("IT", &[
        (On(1, 1), key!("holiday-new-year")), (On(1, 6), key!("holiday-epiphany")), (Easter(1), key!("holiday-easter-monday")),
        (On(4, 25), key!("holiday-liberation")), (On(5, 1), key!("holiday-labour-day")), (On(6, 2), key!("holiday-republic")),
        (On(8, 15), key!("holiday-assumption")), (On(10, 4), key!("holiday-francis")), (On(11, 1), key!("holiday-all-saints")),
        (On(12, 8), key!("holiday-immaculate")), (On(12, 25), key!("holiday-christmas")), (On(12, 26), key!("holiday-christmas-second")),
    ]),
    ("KZ", &[
        (On(1, 1), key!("holiday-new-year")), (On(1, 2), key!("holiday-new-year")), (On(1, 7), key!("holiday-christmas")),
        (On(3, 8), key!("holiday-womens-day")), (On(3, 21), key!("holiday-nauryz")), (On(3, 22), key!("holiday-nauryz")),
        (On(3, 23), key!("holiday-nauryz")), (On(5, 1), key!("holiday-peoples-unity")), (On(5, 7), key!("holiday-defenders-day")),
        (On(5, 9), key!("holiday-victory-day")), (On(7, 6), key!("holiday-capital-day")), (On(8, 30), key!("holiday-constitution")),
        (On(10, 25), key!("holiday-republic")), (On(12, 16), key!("holiday-independence-day")),
    ]),
    ("MX", &[
        (On(1, 1), key!("holiday-new-year")), (Nth(1, Mon, 2), key!("holiday-constitution")), (Nth(3, Mon, 3), key!("holiday-juarez")),
        (On(5, 1), key!("holiday-labour-day")), (On(9, 16), key!("holiday-independence-day")), (Nth(3, Mon, 11), key!("holiday-revolution")),
        (On(12, 25), key!("holiday-christmas")),
    ]),
    ("PL", &[
        (On(1, 1), key!("holiday-new-year")), (On(1, 6), key!("holiday-epiphany")), (Easter(1), key!("holiday-easter-monday")),
        (On(5, 1), key!("holiday-labour-day")), (On(5, 3), key!("holiday-constitution")), (Easter(60), key!("holiday-corpus-christi")),
        (On(8, 15), key!("holiday-assumption")), (On(11, 1), key!("holiday-all-saints")), (On(11, 11), key!("holiday-independence-day")),
        (On(12, 24), key!("holiday-christmas-eve")), (On(12, 25), key!("holiday-christmas")), (On(12, 26), key!("holiday-christmas-second")),
    ]),
    ("PT", &[
        (On(1, 1), key!("holiday-new-year")), (Easter(-2), key!("holiday-good-friday")), (On(4, 25), key!("holiday-liberation")),
        (On(5, 1), key!("holiday-labour-day")), (Easter(60), key!("holiday-corpus-christi")), (On(6, 10), key!("holiday-national-day")),
        (On(8, 15), key!("holiday-assumption")), (On(10, 5), key!("holiday-republic")), (On(11, 1), key!("holiday-all-saints")),
        (On(12, 1), key!("holiday-independence-day")), (On(12, 8), key!("holiday-immaculate")), (On(12, 25), key!("holiday-christmas")),
    ]),
    ("RU", &[
        (On(1, 1), key!("holiday-new-year")), (On(1, 2), key!("holiday-new-year")), (On(1, 3), key!("holiday-new-year")),
        (On(1, 4), key!("holiday-new-year")), (On(1, 5), key!("holiday-new-year")), (On(1, 6), key!("holiday-new-year")),
        (On(1, 7), key!("holiday-christmas")), (On(1, 8), key!("holiday-new-year")), (On(2, 23), key!("holiday-defenders-day")),
        (On(3, 8), key!("holiday-womens-day")), (On(5, 1), key!("holiday-labour-day")), (On(5, 9), key!("holiday-victory-day")),
        (On(6, 12), key!("holiday-russia-day")), (On(11, 4), key!("holiday-unity-day")),
    ]),
    ("US", &[
        (On(1, 1), key!("holiday-new-year")), (Nth(3, Mon, 1), key!("holiday-king")), (Nth(3, Mon, 2), key!("holiday-presidents")),
        (Last(Mon, 5), key!("holiday-memorial")), (On(6, 19), key!("holiday-juneteenth")), (On(7, 4), key!("holiday-independence-day")),
        (Nth(1, Mon, 9), key!("holiday-labour-day")), (Nth(2, Mon, 10), key!("holiday-columbus")), (On(11, 11), key!("holiday-veterans")),
        (Nth(4, Thu, 11), key!("holiday-thanksgiving")), (On(12, 25), key!("holiday-christmas")),
    ]),
];

/// Those of a country from one date to another, both included, in order; none where the country (ISO 3166) is not known.
pub fn between(country: &str, from: NaiveDate, until: NaiveDate) -> Vec<Holiday> {
    let known = COUNTRIES.iter().find(|(code, _)| *code == country);
    let rules = known.map(|(_, rules)| *rules).unwrap_or_default();
    let mut found: Vec<Holiday> = (from.year()..=until.year())
        .flat_map(|year| {
            rules
                .iter()
                .map(move |(rule, name)| (rule.date(year), *name))
        })
        .filter_map(|(date, name)| date.map(|date| Holiday { date, name }))
        .collect();
    found.sort_by_key(|holiday| holiday.date);
    if country == "GB" {
        add_substitutes(&mut found);
    }
    found.retain(|holiday| (from..=until).contains(&holiday.date));
    found
}

/// A bank holiday on a weekend is kept on the next working day that is not one itself
/// (<https://www.gov.uk/bank-holidays>).
fn add_substitutes(found: &mut Vec<Holiday>) {
    let is_free = |date: NaiveDate| matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    let on_weekends: Vec<NaiveDate> = found
        .iter()
        .map(|h| h.date)
        .filter(|d| is_free(*d))
        .collect();
    for date in on_weekends {
        let next = date.iter_days().skip(1);
        let substitute = next
            .take(7)
            .find(|day| !is_free(*day) && found.iter().all(|h| h.date != *day));
        found.extend(substitute.map(|date| Holiday {
            date,
            name: key!("holiday-substitute"),
        }));
    }
    found.sort_by_key(|holiday| holiday.date);
}

impl Rule {
    fn date(self, year: i32) -> Option<NaiveDate> {
        match self {
            On(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            Easter(days) => shifted(easter(year)?, days),
            Orthodox(days) => shifted(orthodox_easter(year)?, days),
            Nth(n, weekday, month) => NaiveDate::from_weekday_of_month_opt(year, month, weekday, n),
            Last(weekday, month) => NaiveDate::from_weekday_of_month_opt(year, month, weekday, 5)
                .or_else(|| NaiveDate::from_weekday_of_month_opt(year, month, weekday, 4)),
        }
    }
}

fn shifted(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    let by = Days::new(days.unsigned_abs());
    if days < 0 {
        date.checked_sub_days(by)
    } else {
        date.checked_add_days(by)
    }
}

/// Easter Sunday by the Gregorian calendar (Meeus, Jones and Butcher).
fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let day = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(
        year,
        (day / 31).try_into().ok()?,
        (day % 31 + 1).try_into().ok()?,
    )
}

/// Easter Sunday by the Julian calendar, as the Gregorian one names the day; right from 1900 to 2099.
fn orthodox_easter(year: i32) -> Option<NaiveDate> {
    let d = (19 * (year % 19) + 15) % 30;
    let e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
    let day = d + e + 114;
    let julian = NaiveDate::from_ymd_opt(
        year,
        (day / 31).try_into().ok()?,
        (day % 31 + 1).try_into().ok()?,
    );
    julian?.checked_add_days(Days::new(13))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn easter_falls_where_the_churches_keep_it() {
        for (year, month, day) in [
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
        ] {
            assert_eq!(easter(year), Some(ymd(year, month, day)));
        }
        for (year, month, day) in [
            (2024, 5, 5),
            (2025, 4, 20),
            (2026, 4, 12),
            (2027, 5, 2),
            (2030, 4, 28),
        ] {
            assert_eq!(orthodox_easter(year), Some(ymd(year, month, day)));
        }
    }

    #[test]
    fn moving_holidays_are_found() {
        let days = |country: &str, name: &str| -> Vec<NaiveDate> {
            let year = between(country, ymd(2026, 1, 1), ymd(2026, 12, 31));
            year.iter()
                .filter(|h| h.name == name)
                .map(|h| h.date)
                .collect()
        };
        assert_eq!(days("ES", "holiday-good-friday"), [ymd(2026, 4, 3)]);
        assert_eq!(days("DE", "holiday-whit-monday"), [ymd(2026, 5, 25)]);
        assert_eq!(days("GB", "holiday-spring-bank"), [ymd(2026, 5, 25)]);
        assert_eq!(days("GB", "holiday-summer-bank"), [ymd(2026, 8, 31)]);
        assert_eq!(days("US", "holiday-thanksgiving"), [ymd(2026, 11, 26)]);
        assert_eq!(days("PL", "holiday-corpus-christi"), [ymd(2026, 6, 4)]);
        assert_eq!(days("BY", "holiday-radunitsa"), [ymd(2026, 4, 21)]);
        assert!(between("AQ", ymd(2026, 1, 1), ymd(2026, 12, 31)).is_empty());
    }

    #[test]
    fn a_bank_holiday_on_a_weekend_is_kept_on_the_next_working_day() {
        let substitutes = |year: i32| -> Vec<NaiveDate> {
            let found = between("GB", ymd(year, 1, 1), ymd(year, 12, 31));
            let found = found.iter().filter(|h| h.name == "holiday-substitute");
            found.map(|h| h.date).collect()
        };
        assert_eq!(substitutes(2026), [ymd(2026, 12, 28)]);
        assert_eq!(substitutes(2027), [ymd(2027, 12, 27), ymd(2027, 12, 28)]);
        assert_eq!(substitutes(2022), [ymd(2022, 1, 3), ymd(2022, 12, 27)]);
        assert_eq!(substitutes(2025), []);
    }

    #[test]
    fn a_span_over_new_year_is_in_order_and_has_both_ends() {
        let found = between("RU", ymd(2026, 11, 4), ymd(2027, 1, 7));
        let dates: Vec<_> = found.iter().map(|h| h.date).collect();
        assert_eq!(dates.first(), Some(&ymd(2026, 11, 4)));
        assert_eq!(dates.last(), Some(&ymd(2027, 1, 7)));
        assert!(dates.is_sorted());
    }
}
