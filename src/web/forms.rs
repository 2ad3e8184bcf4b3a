//! Forms: reading them with names checked, and the errors that stand beside their fields.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::error::Error;

/// A posted form (repeated names become lists). A body that does not fit the struct is 422, one that is too long 413.
/// Structs deny unknown fields, so that nothing is taken over that the form does not show.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        match axum_extra::extract::Form::from_request(request, state).await {
            Ok(axum_extra::extract::Form(form)) => Ok(Self(form)),
            Err(rejection) => {
                tracing::debug!(%rejection, "form not read");
                Err(Error::Invalid("error-form"))
            }
        }
    }
}

/// The errors of a form by field; the text's key each.
#[derive(Clone, Debug, Default)]
pub struct Errors(Vec<(String, &'static str)>);

impl Errors {
    pub fn add(&mut self, field: impl Into<String>, key: &'static str) {
        self.0.push((field.into(), key));
    }

    /// Takes a parsed value, or notes why there is none.
    pub fn take<T>(&mut self, field: &str, value: Result<T, &'static str>) -> Option<T> {
        value.map_err(|key| self.add(field, key)).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The first error of a field.
    pub fn get(&self, field: &str) -> Option<&'static str> {
        self.0
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, key)| *key)
    }

    /// All of them, for the summary: field, text's key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.0.iter().map(|(field, key)| (field.as_str(), *key))
    }
}

/// Text that a person typed: trimmed, without control characters, not longer than `max` characters.
pub fn text(value: &str, max: usize) -> Result<String, &'static str> {
    let clean: String = value
        .trim()
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect();
    if clean.chars().count() > max {
        Err("field-too-long")
    } else {
        Ok(clean)
    }
}

/// As [`text`], but something must be there.
pub fn required(value: &str, max: usize) -> Result<String, &'static str> {
    let clean = text(value, max)?;
    if clean.is_empty() {
        Err("field-required")
    } else {
        Ok(clean)
    }
}

/// A whole number within bounds.
pub fn number(value: &str, range: std::ops::RangeInclusive<i64>) -> Result<i64, &'static str> {
    let number: i64 = value.trim().parse().map_err(|_| "field-bad-number")?;
    if range.contains(&number) {
        Ok(number)
    } else {
        Err("field-out-of-range")
    }
}
