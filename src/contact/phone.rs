//! Phone numbers: any sane way of writing in, E.164 inside, the reader's way out.

use std::fmt::{self, Write};
use std::str::FromStr;

use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, PhoneNumber, country};
use serde::{Deserialize, Serialize};

use crate::i18n::key;
use crate::text_column::text_column;

/// A phone number in E.164: "+34612345678". One that was parsed has a length its country knows.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Phone(String);

text_column!(Phone, Phone::stored, Phone::e164);

/// More digits than any number on earth (E.164 allows 15), with a trunk or exit prefix.
const MAX_DIGITS: usize = 20;

impl Phone {
    /// Reads a number as people write it: spaces, brackets, dashes, `00` for `+`, the Russian `8`, the national form
    /// when `default_country` (ISO 3166, "ES") is known. Fails with a key of the catalogue.
    pub fn parse(text: &str, default_country: Option<&str>) -> Result<Phone, &'static str> {
        let dialled = dialled(text)?;
        if let Some(digits) = dialled.strip_prefix('+') {
            return known(None, &format!("+{digits}"));
        }
        if let Some(digits) = dialled.strip_prefix("00") {
            return known(None, &format!("+{digits}"));
        }
        let Some(country) = default_country.and_then(|code| code.parse::<country::Id>().ok())
        else {
            return Err(key!("field-phone-country"));
        };
        if let Some(phone) = trunk_eight(text, &dialled) {
            return Ok(phone);
        }
        national(country, &dialled).or_else(|error| abroad(country, &dialled).unwrap_or(Err(error)))
    }

    /// "+34612345678": for the database, for gateways, for `tel:`.
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// The address of a link that calls: "tel:+34612345678".
    pub fn tel(&self) -> String {
        format!("tel:{}", self.0)
    }

    /// The number as it is read out: the national form for a reader in the same country (`home`, ISO 3166), else with
    /// the country: "612 345 678", "+34 612 345 678". Russians write theirs with +7 at home too.
    pub fn display(&self, home: Option<&str>) -> String {
        let at_home = home.and_then(|code| code.parse::<country::Id>().ok());
        if let Some(grouped) = self.by_hand(at_home) {
            return grouped;
        }
        self.by_metadata(at_home).unwrap_or_else(|| self.0.clone())
    }

    /// The number with all but its last two digits hidden, for those who may not see it: "+34 ••• ••• 78".
    pub fn masked(&self) -> String {
        let shown = self.display(None);
        let digits = shown.chars().filter(char::is_ascii_digit).count();
        let prefix = shown.find(' ').unwrap_or(1);
        let mut seen = 0;
        shown
            .char_indices()
            .map(|(at, c)| {
                seen += usize::from(c.is_ascii_digit());
                if c.is_ascii_digit() && at > prefix && seen + 2 <= digits {
                    '•'
                } else {
                    c
                }
            })
            .collect()
    }

    /// What the database holds was parsed before; only its shape is looked at.
    fn stored(text: &str) -> Result<Phone, &'static str> {
        let digits = text
            .strip_prefix('+')
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
        digits
            .map(|_| Phone(text.to_owned()))
            .ok_or(key!("field-bad-phone"))
    }

    /// Groups what most of our readers have as they group it (libphonenumber has Spain's otherwise), and without the cost
    /// of a look-up.
    fn by_hand(&self, home: Option<country::Id>) -> Option<String> {
        if let Some([a, b, c, d]) = groups(&self.0, "+7", [3, 3, 2, 2]) {
            return Some(format!("+7 {a} {b}-{c}-{d}"));
        }
        let [a, b, c] = groups(&self.0, "+34", [3, 3, 3])?;
        let country = if home == Some(country::Id::ES) {
            ""
        } else {
            "+34 "
        };
        Some(format!("{country}{a} {b} {c}"))
    }

    fn by_metadata(&self, home: Option<country::Id>) -> Option<String> {
        let number = phonenumber::parse(None, &self.0).ok()?;
        let code = home
            .and_then(|home| DATABASE.by_id(home.as_ref()))
            .map(|country| country.country_code());
        let mode = if code == Some(number.code().value()) {
            Mode::National
        } else {
            Mode::International
        };
        let mut shown = String::new();
        // `to_string` would panic on a number whose country is not known.
        write!(shown, "{}", number.format().mode(mode)).ok()?;
        Some(shown)
    }

    /// Reads the world's numbering plans, once: about 70 ms of CPU and 7 MB that the first booking after a start need not
    /// wait for. From then on reading a number costs 2 to 15 µs.
    pub fn warm_up() {
        for (number, country) in [("+34612345678", "ES"), ("+79123456789", "RU")] {
            // Compiles the patterns; the number itself does not matter.
            let _ = Phone::parse(number, Some(country));
        }
    }
}

/// The digits as they would be dialled, with a leading plus if there was one.
fn dialled(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    if text.is_empty() {
        return Err(key!("field-phone-required"));
    }
    let mut dialled = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' => dialled.push(c),
            // The full-width digits of an East Asian keyboard.
            '０'..='９' => dialled.extend(char::from_digit(c as u32 - '０' as u32, 10)),
            '+' | '＋' if dialled.is_empty() => dialled.push('+'),
            // What stands between digits, and marks that come with a paste.
            '('
            | ')'
            | '.'
            | '/'
            | '-'
            | '‐'..='―'
            | '−'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}' => {}
            '\u{2060}' | '\u{feff}' | '\u{2066}'..='\u{2069}' | '\u{ad}' => {}
            c if c.is_whitespace() => {}
            _ => return Err(key!("field-bad-phone")),
        }
    }
    if dialled.len() > MAX_DIGITS || dialled.len() < 4 {
        return Err(key!("field-bad-phone"));
    }
    Ok(dialled)
}

fn national(country: country::Id, dialled: &str) -> Result<Phone, &'static str> {
    // Eleven digits from an 8 are a Russian or Kazakh trunk call, never a number that begins with 8.
    if matches!(country, country::Id::RU | country::Id::KZ)
        && let Some(digits) = dialled
            .strip_prefix('8')
            .filter(|digits| digits.len() == 10)
    {
        return known(None, &format!("+7{digits}"));
    }
    // Kazakh numbers begin with the very 7 that is their country's code, which must not be taken for it.
    if country == country::Id::KZ && dialled.len() == 10 && dialled.starts_with('7') {
        return known(None, &format!("+7{dialled}"));
    }
    known(Some(country), dialled)
}

/// A number that is none at home: the country's code without its plus, which is a common slip ("34 612 345 678" typed in
/// Spain), or a Russian one behind its 8. A number that could be two people's is not taken.
fn abroad(home: country::Id, dialled: &str) -> Option<Result<Phone, &'static str>> {
    match (russian(dialled), without_plus(home, dialled)) {
        (Some(_), Some(_)) => Some(Err(key!("field-phone-which"))),
        (Some(phone), None) | (None, Some(phone)) => Some(Ok(phone)),
        (None, None) => None,
    }
}

/// "8 912 345-67-89", "8 495 123-45-67", as Russians write theirs wherever they live.
fn russian(dialled: &str) -> Option<Phone> {
    let digits = dialled
        .strip_prefix('8')
        .filter(|digits| digits.len() == 10)?;
    let e164 = format!("+7{digits}");
    let number = phonenumber::parse(None, &e164).ok()?;
    // There are new ranges of mobiles each year.
    let is_one = number.is_valid() || digits.starts_with('9');
    is_one.then_some(Phone(e164))
}

/// A number before which an 8 stands apart: "8 495 123-45-67", "8(812)123-45-67". As the country of +84 none is written so,
/// and towns and mobiles of Russia begin with one of four digits.
fn trunk_eight(text: &str, dialled: &str) -> Option<Phone> {
    let rest = text.trim().strip_prefix('8')?;
    let digits = dialled.strip_prefix('8')?;
    let is_one = rest.starts_with(|c: char| !c.is_ascii_digit())
        && digits.len() == 10
        && digits.starts_with(['3', '4', '8', '9']);
    is_one.then(|| Phone(format!("+7{digits}")))
}

/// Of another country only what it has given out: else digits that are merely mistyped would become somebody's number.
fn without_plus(home: country::Id, dialled: &str) -> Option<Phone> {
    let dialled = format!("+{dialled}");
    let number = phonenumber::parse(None, &dialled).ok()?;
    let own = DATABASE.by_id(home.as_ref())?.country_code();
    (number.code().value() == own || number.is_valid())
        .then(|| known(None, &dialled).ok())
        .flatten()
}

/// A number is taken if its country could have it by length: new ranges appear faster than tables of them, and a client
/// whose real number is refused cannot book.
fn known(country: Option<country::Id>, dialled: &str) -> Result<Phone, &'static str> {
    let mut number = phonenumber::parse(country, dialled).map_err(|_| key!("field-bad-phone"))?;
    if !number.is_valid() && !is_possible(&number) {
        // "+44 (0)7700 …": only the country's own rules say that the zero is to be dropped.
        let home = main_country(number.code().value()).ok_or(key!("field-bad-phone"))?;
        number = phonenumber::parse(Some(home), dialled).map_err(|_| key!("field-bad-phone"))?;
        if !is_possible(&number) {
            return Err(key!("field-bad-phone"));
        }
    }
    let mut e164 = String::with_capacity(16);
    write!(e164, "{}", number.format().mode(Mode::E164)).map_err(|_| key!("field-bad-phone"))?;
    Phone::stored(&e164)
}

fn main_country(code: u16) -> Option<country::Id> {
    DATABASE.by_code(&code)?.first()?.id().parse().ok()
}

fn is_possible(number: &PhoneNumber) -> bool {
    let length = number.national().to_string().len() as u16;
    let regions = DATABASE.by_code(&number.code().value()).unwrap_or_default();
    regions.iter().any(|region| {
        let kinds = region.descriptors();
        [
            kinds.mobile(),
            kinds.fixed_line(),
            kinds.voip(),
            kinds.uan(),
        ]
        .into_iter()
        .flatten()
        .any(|kind| kind.possible_length().contains(&length))
    })
}

/// The digits after a country code in groups of the given sizes; none when the number is not that long.
fn groups<'a, const N: usize>(
    e164: &'a str,
    code: &str,
    sizes: [usize; N],
) -> Option<[&'a str; N]> {
    let mut rest = e164
        .strip_prefix(code)
        .filter(|rest| rest.len() == sizes.iter().sum::<usize>())?;
    Some(sizes.map(|size| {
        let (group, tail) = rest.split_at(size);
        rest = tail;
        group
    }))
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display(None))
    }
}

/// A phone number is personal: logs show its end only.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Phone(…{})",
            self.0
                .get(self.0.len().saturating_sub(2)..)
                .unwrap_or_default()
        )
    }
}

impl FromStr for Phone {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Phone::parse(text, None)
    }
}

impl TryFrom<String> for Phone {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Phone::parse(&text, None)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}
