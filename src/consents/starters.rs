//! Forms to begin with, in all three languages. What a practice takes is a copy of its own, to be changed as it likes.

use serde::Deserialize;

use super::{Content, Kind, Policy, Rules};
use crate::error::{Error, Result};
use crate::i18n::key;

/// One of the forms to begin with.
#[derive(Clone, Copy, Debug)]
pub struct Starter {
    pub name: &'static str,
    /// The text's key that says what it is for.
    pub about: &'static str,
    file: &'static str,
}

pub const STARTERS: [Starter; 6] = [
    Starter {
        name: "treatment",
        about: key!("forms-starter-treatment"),
        file: include_str!("starters/treatment.toml"),
    },
    Starter {
        name: "patch_test",
        about: key!("forms-starter-patch-test"),
        file: include_str!("starters/patch_test.toml"),
    },
    Starter {
        name: "medical",
        about: key!("forms-starter-medical"),
        file: include_str!("starters/medical.toml"),
    },
    Starter {
        name: "photo",
        about: key!("forms-starter-photo"),
        file: include_str!("starters/photo.toml"),
    },
    Starter {
        name: "data",
        about: key!("forms-starter-data"),
        file: include_str!("starters/data.toml"),
    },
    Starter {
        name: "marketing",
        about: key!("forms-starter-marketing"),
        file: include_str!("starters/marketing.toml"),
    },
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: Kind,
    valid_months: Option<i64>,
    #[serde(default)]
    wait_hours: i64,
    #[serde(default)]
    in_person: bool,
    at_booking: String,
    at_start: String,
    content: Content,
}

impl Starter {
    pub fn by_name(name: &str) -> Option<Self> {
        STARTERS.into_iter().find(|starter| starter.name == name)
    }

    /// A fresh copy.
    pub fn read(&self) -> Result<(Kind, Rules, Content)> {
        let mut file: File = toml::from_str(self.file).map_err(Error::internal)?;
        for text in file.content.texts.values_mut() {
            text.body = text.body.trim().to_owned();
        }
        let policy = |text: &str| Policy::parse(text).ok_or_else(|| Error::internal(text));
        let rules = Rules {
            valid_months: file.valid_months,
            wait_hours: file.wait_hours,
            in_person: file.in_person,
            at_booking: policy(&file.at_booking)?,
            at_start: policy(&file.at_start)?,
        };
        Ok((file.kind, rules, file.content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    #[test]
    fn every_starter_is_whole_in_every_language() {
        for starter in STARTERS {
            let (_, _, content) = starter.read().unwrap();
            for locale in Locale::ALL {
                assert_eq!(content.lack(locale), None, "{} {locale:?}", starter.name);
            }
        }
    }
}
