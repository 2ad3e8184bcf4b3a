//! E-mail addresses: what was typed, trimmed and checked, and a key to compare by.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::i18n::key;
use crate::text_column::text_column;

/// An e-mail address as its owner writes it: "Anna.Belova@example.com". Two are the same person's when their
/// [`Email::key`]s are equal.
#[derive(Clone, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Email(String);

text_column!(Email, Email::stored, Email::as_str);

/// RFC 5321: a path of 256 less its angle brackets.
const MAX_BYTES: usize = 254;

impl Email {
    /// Reads an address: trimmed, with a domain of at least two parts, no control characters. Fails with a key of the
    /// catalogue.
    pub fn parse(text: &str) -> Result<Email, &'static str> {
        let text = text.trim();
        if text.is_empty() {
            return Err(key!("field-email-required"));
        }
        if text.len() > MAX_BYTES {
            return Err(key!("field-email-too-long"));
        }
        let Some((_, domain)) = text.rsplit_once('@') else {
            return Err(key!("field-email-no-at"));
        };
        if domain.is_empty() {
            return Err(key!("field-email-no-domain"));
        }
        // Also quoted local parts, which may hold spaces and brackets: legal, never a client's.
        let odd = |c: char| {
            c.is_control() || c.is_whitespace() || matches!(c, '"' | '<' | '>' | ',' | ';')
        };
        let named = domain.split('.').count() > 1 && domain.split('.').all(|part| !part.is_empty());
        if text.contains(odd) || !named || text.parse::<lettre::Address>().is_err() {
            return Err(key!("field-bad-email"));
        }
        Ok(Email(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address in lower case: for unique indexes and look-ups.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// The address with most of its name hidden, for those who may not see it: "a•••@example.com".
    pub fn masked(&self) -> String {
        let (name, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let first: String = name.chars().take(1).collect();
        format!("{first}•••@{domain}")
    }

    /// What the database holds was parsed before.
    fn stored(text: &str) -> Result<Email, std::convert::Infallible> {
        Ok(Email(text.to_owned()))
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Email) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Email {}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An address is personal: logs show its masked form only.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({})", self.masked())
    }
}

impl FromStr for Email {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Email::parse(text)
    }
}

impl TryFrom<String> for Email {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Email::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}
