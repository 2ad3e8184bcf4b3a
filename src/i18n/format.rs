//! Dates, times, durations, money and numbers as each language writes them.
//!
//! Weeks start on Monday and clocks have 24 hours in all three. A number keeps to its unit, and a day to its month, by a
//! no-break space; between a weekday, a date and a year a line may break. Names of days and months stand here, not in the catalogue: they are looked up hundreds of times on a calendar page.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use fluent_templates::fluent_bundle::FluentValue;

use super::Locale;
use crate::contact::Phone;
use crate::money::Money;

/// U+00A0: keeps a number and its unit, a day and its month on one line.
const NBSP: char = '\u{a0}';
const MINUS: char = '−';

type Months = [&'static str; 12];
type Weekdays = [&'static str; 7];

#[rustfmt::skip]
mod names {
    use super::{Months, Weekdays};

    pub const EN_MONTHS: Months = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December"];
    pub const ES_MONTHS: Months = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
        "octubre", "noviembre", "diciembre"];
    pub const RU_MONTHS: Months = ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь",
        "октябрь", "ноябрь", "декабрь"];
    /// Beside a day: "14 мая".
    pub const RU_MONTHS_OF: Months = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
        "октября", "ноября", "декабря"];

    pub const EN_SHORT_MONTHS: Months =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    pub const ES_SHORT_MONTHS: Months =
        ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"];
    pub const RU_SHORT_MONTHS: Months =
        ["янв.", "февр.", "мар.", "апр.", "мая", "июн.", "июл.", "авг.", "сент.", "окт.", "нояб.", "дек."];

    pub const EN_WEEKDAYS: Weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    pub const ES_WEEKDAYS: Weekdays = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
    pub const RU_WEEKDAYS: Weekdays =
        ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"];

    pub const EN_SHORT_WEEKDAYS: Weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    pub const ES_SHORT_WEEKDAYS: Weekdays = ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"];
    pub const RU_SHORT_WEEKDAYS: Weekdays = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"];
}

impl Locale {
    /// "Thursday 14 May", "jueves, 14 de mayo", "четверг, 14 мая".
    pub fn day_long(self, date: NaiveDate) -> String {
        let weekday = self.weekday_long(date.weekday());
        let day = self.day_and_month(date);
        match self {
            Locale::En => format!("{weekday} {day}"),
            Locale::Es | Locale::Ru => format!("{weekday}, {day}"),
        }
    }

    /// [`Self::day_long`] with the year: "Tuesday 3 November 2026", "martes, 3 de noviembre de 2026".
    pub fn day_year(self, date: NaiveDate) -> String {
        self.with_year(self.day_long(date), date.year())
    }

    /// "14 May 2026", "14 de mayo de 2026", "14 мая 2026": for the middle of a sentence, where a weekday would have to be
    /// declined.
    pub fn date_year(self, date: NaiveDate) -> String {
        self.with_year(self.day_and_month(date), date.year())
    }

    /// "14 May", "14 de mayo", "14 мая": the month in full.
    pub fn day_and_month(self, date: NaiveDate) -> String {
        match self {
            Locale::En => format!(
                "{}{NBSP}{}",
                date.day(),
                names::EN_MONTHS[date.month0() as usize]
            ),
            Locale::Es => format!(
                "{}{NBSP}de{NBSP}{}",
                date.day(),
                names::ES_MONTHS[date.month0() as usize]
            ),
            Locale::Ru => format!(
                "{}{NBSP}{}",
                date.day(),
                names::RU_MONTHS_OF[date.month0() as usize]
            ),
        }
    }

    /// "3 Nov", "3 nov", "3 нояб.": for tight places.
    pub fn day_short(self, date: NaiveDate) -> String {
        let months = match self {
            Locale::En => names::EN_SHORT_MONTHS,
            Locale::Es => names::ES_SHORT_MONTHS,
            Locale::Ru => names::RU_SHORT_MONTHS,
        };
        format!("{}{NBSP}{}", date.day(), months[date.month0() as usize])
    }

    /// "03/11/2026", "03.11.2026": for tables and print.
    pub fn day_numeric(self, date: NaiveDate) -> String {
        let separator = if self == Locale::Ru { '.' } else { '/' };
        format!(
            "{:02}{separator}{:02}{separator}{}",
            date.day(),
            date.month(),
            date.year()
        )
    }

    /// "November 2026", "noviembre de 2026", "ноябрь 2026".
    pub fn month_year(self, date: NaiveDate) -> String {
        let months = match self {
            Locale::En => names::EN_MONTHS,
            Locale::Es => names::ES_MONTHS,
            Locale::Ru => names::RU_MONTHS,
        };
        self.with_year(months[date.month0() as usize].to_owned(), date.year())
    }

    /// "Today", "Tomorrow", "Yesterday", or the day as a heading: "Saturday 16 May", "Суббота, 16 мая".
    pub fn day_relative(self, date: NaiveDate, today: NaiveDate) -> String {
        if date == today {
            self.t("today")
        } else if Some(date) == today.checked_add_days(Days::new(1)) {
            self.t("tomorrow")
        } else if Some(date) == today.checked_sub_days(Days::new(1)) {
            self.t("yesterday")
        } else if date.year() == today.year() {
            sentence(&self.day_long(date))
        } else {
            sentence(&self.day_year(date))
        }
    }

    /// "Thursday", "jueves", "четверг".
    pub const fn weekday_long(self, day: Weekday) -> &'static str {
        let names = match self {
            Locale::En => names::EN_WEEKDAYS,
            Locale::Es => names::ES_WEEKDAYS,
            Locale::Ru => names::RU_WEEKDAYS,
        };
        names[day as usize]
    }

    /// "Thu", "jue", "чт".
    pub const fn weekday_short(self, day: Weekday) -> &'static str {
        let names = match self {
            Locale::En => names::EN_SHORT_WEEKDAYS,
            Locale::Es => names::ES_SHORT_WEEKDAYS,
            Locale::Ru => names::RU_SHORT_WEEKDAYS,
        };
        names[day as usize]
    }

    /// The first day of a calendar's week.
    pub const fn week_start(self) -> Weekday {
        Weekday::Mon
    }

    /// Two dates, both inside: "11–17 May", "27 April – 3 May", "28 December 2026 – 3 January 2027".
    pub fn week_range(self, from: NaiveDate, to: NaiveDate) -> String {
        if from.year() != to.year() {
            let [from, to] =
                [from, to].map(|date| self.with_year(self.day_and_month(date), date.year()));
            format!("{from}{NBSP}– {to}")
        } else if from.month() != to.month() {
            let [from, to] = [from, to].map(|date| self.day_and_month(date));
            format!("{from}{NBSP}– {to}")
        } else {
            format!("{}–{}", from.day(), self.day_and_month(to))
        }
    }

    /// [`Self::week_range`] with the year where it is not the one of `today`; one day is named as [`Self::day_relative`].
    pub fn days_range(self, from: NaiveDate, to: NaiveDate, today: NaiveDate) -> String {
        if from == to {
            self.day_relative(from, today)
        } else if from.year() == to.year() && from.year() != today.year() {
            self.with_year(self.week_range(from, to), to.year())
        } else {
            self.week_range(from, to)
        }
    }

    /// "15:05".
    pub fn time(self, time: NaiveTime) -> String {
        time.format("%H:%M").to_string()
    }

    /// "10:00–11:15".
    pub fn time_range(self, from: NaiveTime, to: NaiveTime) -> String {
        format!("{}–{}", self.time(from), self.time(to))
    }

    /// A length in minutes: "45 min", "1 h", "1 h 15 min", "1 ч 15 мин"; no-break spaces throughout.
    pub fn duration(self, minutes: i64) -> String {
        let (hour, minute) = if self == Locale::Ru {
            ("ч", "мин")
        } else {
            ("h", "min")
        };
        let sign = if minutes < 0 { "−" } else { "" };
        let (hours, rest) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
        match (hours, rest) {
            (0, _) => format!("{sign}{rest}{NBSP}{minute}"),
            (_, 0) => format!("{sign}{hours}{NBSP}{hour}"),
            _ => format!("{sign}{hours}{NBSP}{hour}{NBSP}{rest}{NBSP}{minute}"),
        }
    }

    /// "€1,234.50", "1234,50 €" (grouped from five digits), "1 234,50 ₽".
    pub fn money(self, money: Money) -> String {
        self.write_money(money, money.currency.exponent())
    }

    /// [`Self::money`] without the cents when there are none: "€48".
    pub fn money_short(self, money: Money) -> String {
        let scale = 10_i64.pow(money.currency.exponent());
        let decimals = if money.minor % scale == 0 {
            0
        } else {
            money.currency.exponent()
        };
        self.write_money(money, decimals)
    }

    /// A whole number in groups: "12,345", "12.345", "12 345".
    pub fn number(self, number: i64) -> String {
        let digits = self.grouped(&number.unsigned_abs().to_string());
        if number < 0 {
            format!("{MINUS}{digits}")
        } else {
            digits
        }
    }

    /// "86%", "86 %".
    pub fn percent(self, percent: i64) -> String {
        match self {
            Locale::En => format!("{}%", self.number(percent)),
            Locale::Es | Locale::Ru => format!("{}{NBSP}%", self.number(percent)),
        }
    }

    /// A phone number as it is read out, with its country: "+34 612 345 678". Where the reader's country is known,
    /// [`Phone::display`] leaves the country out.
    pub fn phone(self, phone: &Phone) -> String {
        phone.display(None)
    }

    fn with_year(self, day: String, year: i32) -> String {
        match self {
            Locale::Es => format!("{day} de {year}"),
            Locale::En | Locale::Ru => format!("{day} {year}"),
        }
    }

    /// A stored number ("12.5") with the language's decimal sign.
    pub fn decimal(self, number: &str) -> String {
        match self {
            Locale::En => number.to_owned(),
            Locale::Es | Locale::Ru => number.replace('.', ","),
        }
    }

    fn write_money(self, money: Money, decimals: u32) -> String {
        let scale = 10_u64.pow(money.currency.exponent());
        let (whole, rest) = (
            money.minor.unsigned_abs() / scale,
            money.minor.unsigned_abs() % scale,
        );
        let mut digits = self.grouped(&whole.to_string());
        if decimals > 0 {
            digits.push(if self == Locale::En { '.' } else { ',' });
            digits.push_str(&format!("{rest:0width$}", width = decimals as usize));
        }
        let sign = if money.minor < 0 { "−" } else { "" };
        match (self, money.currency.symbol()) {
            (Locale::En, Some(symbol)) if !symbol.starts_with(char::is_alphabetic) => {
                format!("{sign}{symbol}{digits}")
            }
            (Locale::En, _) => format!("{sign}{}{NBSP}{digits}", money.currency),
            (_, symbol) => format!(
                "{sign}{digits}{NBSP}{}",
                symbol.unwrap_or(money.currency.code())
            ),
        }
    }

    /// Digits in threes. Spanish begins at five digits: 1234, 12.345.
    fn grouped(self, digits: &str) -> String {
        let separator = match self {
            Locale::En => ',',
            Locale::Es => '.',
            Locale::Ru => NBSP,
        };
        if digits.len() < 4 || (self == Locale::Es && digits.len() < 5) {
            return digits.to_owned();
        }
        let mut text = String::with_capacity(digits.len() * 3 / 2);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(separator);
            }
            text.push(digit);
        }
        text
    }
}

/// The text with its first letter in upper case: a day that begins a heading.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// How Fluent writes a number inside a sentence.
pub(super) fn number_in_text(locale: Locale, value: &FluentValue) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let plain = number.as_string();
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain.as_ref()), |digits| ("−", digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = if number.options.use_grouping {
        locale.grouped(whole)
    } else {
        whole.to_owned()
    };
    Some(match (decimals, locale) {
        ("", _) => format!("{sign}{whole}"),
        (_, Locale::En) => format!("{sign}{whole}.{decimals}"),
        (_, Locale::Es | Locale::Ru) => format!("{sign}{whole},{decimals}"),
    })
}
