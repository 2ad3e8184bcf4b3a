//! Forms: reading them with names checked, and the errors that stand beside their fields.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::i18n::{Locale, key};

/// A posted form (repeated names become lists). A body that does not fit the struct is 422.
/// Structs deny unknown fields, so that nothing is taken over that the form does not show.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        let body = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
        let Ok(body) = body else {
            return Err(Error::Invalid("error-form"));
        };
        let request = Request::from_parts(parts, without_nul(&body).into());
        match axum_extra::extract::Form::from_request(request, state).await {
            Ok(axum_extra::extract::Form(form)) => Ok(Self(form)),
            Err(rejection) => {
                tracing::debug!(%rejection, "form not read");
                Err(Error::Invalid("error-form"))
            }
        }
    }
}

/// An encoded text without its NULs: no text of ours holds one, and Postgres takes none.
pub fn without_nul(encoded: &[u8]) -> Vec<u8> {
    let mut clean = Vec::with_capacity(encoded.len());
    for byte in encoded.iter().filter(|byte| **byte != 0) {
        clean.push(*byte);
        // What stands around one may make another.
        if clean.ends_with(b"%00") {
            clean.truncate(clean.len() - 3);
        }
    }
    clean
}

/// Why a field's value is not taken: a text's key, and the numbers that stand in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    pub key: &'static str,
    numbers: [Option<(&'static str, i64)>; 2],
}

impl Problem {
    pub const fn new(key: &'static str) -> Self {
        Self {
            key,
            numbers: [None; 2],
        }
    }

    /// A text that takes one number, such as `$max`.
    pub const fn with(key: &'static str, name: &'static str, number: i64) -> Self {
        Self {
            key,
            numbers: [Some((name, number)), None],
        }
    }

    /// A text that takes two numbers.
    pub const fn two(
        key: &'static str,
        one: (&'static str, i64),
        two: (&'static str, i64),
    ) -> Self {
        Self {
            key,
            numbers: [Some(one), Some(two)],
        }
    }

    /// Neither less than `min` nor more than `max`.
    pub const fn range(min: i64, max: i64) -> Self {
        Self::two(key!("field-number-range"), ("min", min), ("max", max))
    }

    pub fn text(&self, locale: Locale) -> String {
        match self.numbers {
            [Some((name, n)), Some((name2, n2))] => locale.t2(self.key, name, n, name2, n2),
            [Some((name, n)), None] => locale.t1(self.key, name, n),
            _ => locale.t(self.key),
        }
    }
}

impl From<&'static str> for Problem {
    fn from(key: &'static str) -> Self {
        Self::new(key)
    }
}

/// The errors of a form by field.
#[derive(Clone, Debug, Default)]
pub struct Errors {
    problems: Vec<(String, Problem)>,
    /// What the summary calls a field, where several have the same kind of error: "Monday".
    names: Vec<(String, String)>,
}

impl Errors {
    pub fn add(&mut self, field: impl Into<String>, problem: impl Into<Problem>) {
        self.problems.push((field.into(), problem.into()));
    }

    /// Takes a parsed value, or notes why there is none.
    pub fn take<T>(&mut self, field: &str, value: Result<T, impl Into<Problem>>) -> Option<T> {
        value.map_err(|problem| self.add(field, problem)).ok()
    }

    /// Says what the summary is to call a field.
    pub fn call(&mut self, field: impl Into<String>, name: impl Into<String>) {
        self.names.push((field.into(), name.into()));
    }

    pub fn name(&self, field: &str) -> Option<&str> {
        let named = self.names.iter().find(|(other, _)| other == field);
        named.map(|(_, name)| name.as_str())
    }

    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    pub fn len(&self) -> usize {
        self.problems.len()
    }

    /// Whether what is wrong is about the form as a whole: no field is to be mended.
    pub fn only_whole(&self) -> bool {
        self.problems.iter().all(|(name, _)| name.is_empty())
    }

    /// The first error of a field.
    pub fn get(&self, field: &str) -> Option<Problem> {
        self.problems
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, problem)| *problem)
    }

    /// All of them, for the summary.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Problem)> {
        self.problems
            .iter()
            .map(|(field, problem)| (field.as_str(), *problem))
    }
}

/// Text that a person typed: trimmed, without control characters, not longer than `max` characters.
pub fn text(value: &str, max: usize) -> Result<String, Problem> {
    let clean: String = value
        .trim()
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect();
    if clean.chars().count() > max {
        Err(Problem::with(key!("field-too-long"), "max", max as i64))
    } else {
        Ok(clean)
    }
}

/// As [`text`], but something must be there.
pub fn required(value: &str, max: usize) -> Result<String, Problem> {
    let clean = text(value, max)?;
    if clean.is_empty() {
        Err(key!("field-required").into())
    } else {
        Ok(clean)
    }
}

/// A whole number within bounds.
pub fn number(value: &str, range: std::ops::RangeInclusive<i64>) -> Result<i64, Problem> {
    let number: i64 = value.trim().parse().map_err(|_| key!("field-bad-number"))?;
    if range.contains(&number) {
        Ok(number)
    } else {
        Err(Problem::range(*range.start(), *range.end()))
    }
}

/// A number with a decimal comma or point, with spaces between thousands or without, as it is stored: "1200.5".
pub fn decimal(value: &str) -> Result<String, Problem> {
    let plain: String = value
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            ',' => '.',
            '\u{2212}' => '-',
            other => other,
        })
        .collect();
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let parts: Vec<&str> = digits.split('.').collect();
    let are_digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if parts.len() <= 2 && parts.iter().all(are_digits) && plain.len() <= 20 {
        Ok(plain)
    } else {
        Err(key!("field-bad-decimal").into())
    }
}

/// What a form was filled with, in short: it differs as soon as somebody else has saved other values.
pub fn mark(fields: &[&str]) -> String {
    let parts: Vec<String> = fields
        .iter()
        .map(|field| format!("{}:{field}", field.len()))
        .collect();
    URL_SAFE_NO_PAD.encode(&crate::crypto::sha256(parts.concat())[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_read_with_comma_or_point() {
        for (typed, read) in [
            ("12,5", "12.5"),
            ("12.5", "12.5"),
            ("1 200", "1200"),
            ("1\u{a0}200,5", "1200.5"),
            ("\u{2212}3", "-3"),
            ("0", "0"),
        ] {
            assert_eq!(decimal(typed).as_deref(), Ok(read), "{typed}");
        }
        for wrong in ["", "1,2,3", "1e5", "inf", "NaN", ",5", "5,", "12 cm", "--3"] {
            assert!(decimal(wrong).is_err(), "{wrong}");
        }
    }
}
