//! Money: a whole number of minor units (cents, kopecks) in a currency. Never a float, never two currencies in one sum.
//!
//! What people type is read by [`Money::parse`]; how it is shown is `Locale::money` in `i18n/format.rs`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::i18n::key;
use crate::text_column::text_column;

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub struct Currency(Code);

/// One of [`CURRENCIES`]. By a name of its own, since serde takes a plain `&str` for something borrowed from its input.
type Code = &'static str;

text_column!(Currency, Currency::parse, Currency::code);

/// What a practice can charge in: code, digits after the point, sign where there is a well-known one.
#[rustfmt::skip]
const CURRENCIES: &[(&str, u32, Option<&str>)] = &[
    ("AED", 2, None), ("ALL", 2, None), ("AMD", 2, Some("֏")), ("ARS", 2, None), ("AUD", 2, None), ("AZN", 2, Some("₼")),
    ("BAM", 2, None), ("BGN", 2, None), ("BHD", 3, None), ("BOB", 2, None), ("BRL", 2, None), ("BYN", 2, None),
    ("CAD", 2, None), ("CHF", 2, None), ("CLP", 0, None), ("CNY", 2, None), ("COP", 2, None), ("CRC", 2, None),
    ("CZK", 2, Some("Kč")), ("DKK", 2, None), ("DOP", 2, None), ("EGP", 2, None), ("EUR", 2, Some("€")),
    ("GBP", 2, Some("£")), ("GEL", 2, Some("₾")), ("GTQ", 2, None), ("HKD", 2, None), ("HUF", 2, None), ("IDR", 2, None),
    ("ILS", 2, Some("₪")), ("INR", 2, Some("₹")), ("IQD", 3, None), ("ISK", 0, None), ("JOD", 3, None),
    ("JPY", 0, Some("¥")), ("KGS", 2, None), ("KRW", 0, Some("₩")), ("KWD", 3, None), ("KZT", 2, Some("₸")),
    ("LYD", 3, None), ("MAD", 2, None), ("MDL", 2, None), ("MKD", 2, None), ("MXN", 2, None), ("MYR", 2, None),
    ("NOK", 2, None), ("NZD", 2, None), ("OMR", 3, None), ("PAB", 2, None), ("PEN", 2, None), ("PHP", 2, None),
    ("PLN", 2, Some("zł")), ("PYG", 0, None), ("RON", 2, None), ("RSD", 2, None), ("RUB", 2, Some("₽")),
    ("SAR", 2, None), ("SEK", 2, None), ("SGD", 2, None), ("THB", 2, None), ("TJS", 2, None), ("TMT", 2, None),
    ("TND", 3, None), ("TRY", 2, Some("₺")), ("UAH", 2, Some("₴")), ("USD", 2, Some("$")), ("UYU", 2, None),
    ("UZS", 2, None), ("VND", 0, Some("₫")), ("XAF", 0, None), ("XOF", 0, None), ("ZAR", 2, None),
];

impl Currency {
    pub const EUR: Currency = Currency("EUR");
    pub const RUB: Currency = Currency("RUB");
    pub const USD: Currency = Currency("USD");
    pub const GBP: Currency = Currency("GBP");
    pub const JPY: Currency = Currency("JPY");

    /// A currency by its code, in either case.
    pub fn parse(code: &str) -> Result<Currency, UnknownCurrency> {
        let code = code.trim();
        CURRENCIES
            .iter()
            .find(|(known, ..)| known.eq_ignore_ascii_case(code))
            .map(|(known, ..)| Currency(known))
            .ok_or(UnknownCurrency)
    }

    /// Every currency, by code.
    pub fn all() -> impl Iterator<Item = Currency> {
        CURRENCIES.iter().map(|(code, ..)| Currency(code))
    }

    /// "EUR".
    pub const fn code(&self) -> &'static str {
        self.0
    }

    /// Digits after the point: 2 for the euro, 0 for the yen.
    pub fn exponent(&self) -> u32 {
        self.facts().map_or(2, |(_, exponent, _)| *exponent)
    }

    /// "€", where readers know the sign.
    pub fn symbol(&self) -> Option<&'static str> {
        self.facts().and_then(|(.., symbol)| *symbol)
    }

    fn facts(&self) -> Option<&'static (&'static str, u32, Option<&'static str>)> {
        CURRENCIES
            .binary_search_by_key(&self.0, |(code, ..)| code)
            .ok()
            .and_then(|index| CURRENCIES.get(index))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Currency::parse(code)
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Currency::parse(&code)
    }
}

impl From<Currency> for &'static str {
    fn from(currency: Currency) -> Self {
        currency.0
    }
}

/// Not a currency a practice can charge in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a currency code, like EUR")]
pub struct UnknownCurrency;

/// A sum of money; may be below zero (a refund, a correction).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Cents, kopecks; whole yen.
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Money {
        Money { minor: 0, currency }
    }

    /// The sum, or none when it does not fit or the currencies differ.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.same_currency(other)
            .and_then(|minor| self.minor.checked_add(minor))
            .map(|minor| Money { minor, ..self })
    }

    /// The difference, or none when it does not fit or the currencies differ.
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.same_currency(other)
            .and_then(|minor| self.minor.checked_sub(minor))
            .map(|minor| Money { minor, ..self })
    }

    /// So many times the sum, or none when it does not fit.
    pub fn checked_mul(self, times: i64) -> Option<Money> {
        self.minor
            .checked_mul(times)
            .map(|minor| Money { minor, ..self })
    }

    /// A part of the sum in whole percent, half a minor unit rounded away from zero; none when it does not fit.
    pub fn percent(self, percent: u32) -> Option<Money> {
        let hundredths = i128::from(self.minor) * i128::from(percent);
        let rounded = (hundredths + 50 * hundredths.signum()) / 100;
        i64::try_from(rounded)
            .ok()
            .map(|minor| Money { minor, ..self })
    }

    fn same_currency(self, other: Money) -> Option<i64> {
        (self.currency == other.currency).then_some(other.minor)
    }

    /// Reads what a person typed: "48", "48.5", "1 234,50", "1,234.50", "1.234,50 €".
    ///
    /// One comma or point is the decimal one, unless exactly three digits follow and the currency has fewer: "1.234" is
    /// one thousand two hundred and thirty-four euros. Fails with a key of the catalogue, also below zero.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, &'static str> {
        let text = strip_currency(text, currency);
        if text.is_empty() {
            return Err(key!("field-money-required"));
        }
        if text.starts_with(['-', MINUS]) && text.contains(|c: char| c.is_ascii_digit()) {
            return Err(key!("field-money-negative"));
        }
        let (whole, decimals) =
            split_decimals(text, currency.exponent()).ok_or(key!("field-bad-money"))?;
        let whole = ungroup(whole).ok_or(key!("field-bad-money"))?;
        if !decimals.bytes().all(|digit| digit.is_ascii_digit())
            || (whole.is_empty() && decimals.is_empty())
        {
            return Err(key!("field-bad-money"));
        }
        let exponent = currency.exponent() as usize;
        if decimals.len() > exponent {
            return Err(key!("field-money-decimals"));
        }
        // All digits by now, so the only fault left is that there are too many.
        format!("{whole}{decimals:0<exponent$}")
            .parse()
            .map(|minor| Money { minor, currency })
            .map_err(|_| key!("field-money-too-large"))
    }

    /// The plain form for an input field and for machines: "1234.50".
    pub fn plain(self) -> String {
        let scale = 10_u64.pow(self.currency.exponent());
        let sign = if self.minor < 0 { "-" } else { "" };
        let (whole, rest) = (
            self.minor.unsigned_abs() / scale,
            self.minor.unsigned_abs() % scale,
        );
        match self.currency.exponent() as usize {
            0 => format!("{sign}{whole}"),
            width => format!("{sign}{whole}.{rest:0width$}"),
        }
    }
}

const MINUS: char = '−';

/// The number without the currency's own sign or code around it.
fn strip_currency(text: &str, currency: Currency) -> &str {
    let mut text = text.trim();
    for mark in currency.symbol().into_iter().chain([currency.code()]) {
        text = text
            .strip_prefix(mark)
            .or_else(|| text.strip_suffix(mark))
            .unwrap_or(text)
            .trim();
    }
    text
}

/// Parts the digits before and after the decimal comma or point; none when there are two that cannot be.
fn split_decimals(text: &str, exponent: u32) -> Option<(&str, &str)> {
    let marks: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| matches!(c, ',' | '.'))
        .collect();
    let Some(&(last, mark)) = marks.last() else {
        return Some((text, ""));
    };
    let (whole, decimals) = (&text[..last], &text[last + 1..]);
    let same = marks.iter().filter(|(_, other)| *other == mark).count();
    if same > 1 {
        // "1.234.567": the mark repeats, so it groups, and no other may be there.
        return (same == marks.len()).then_some((text, ""));
    }
    let groups = marks.len() == 1
        && decimals.len() == 3
        && exponent < 3
        && (1..=3).contains(&whole.len())
        && !whole.starts_with('0');
    Some(if groups {
        (text, "")
    } else {
        (whole, decimals)
    })
}

/// The digits of "1 234 567"; none unless groups are of three and parted by one kind of mark.
fn ungroup(whole: &str) -> Option<String> {
    let mut marks = whole.chars().filter(|c| !c.is_ascii_digit());
    let Some(mark) = marks.next() else {
        return Some(whole.to_owned());
    };
    let known = mark.is_whitespace() || matches!(mark, ',' | '.' | '\'' | '’');
    if !known || marks.any(|other| other != mark) {
        return None;
    }
    let mut groups = whole.split(mark);
    let first = groups
        .next()
        .filter(|group| (1..=3).contains(&group.len()))?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}
