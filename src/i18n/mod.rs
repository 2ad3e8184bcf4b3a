//! Every word a person reads, in English, Spanish and Russian.
//!
//! Texts are whole sentences in `locales/{en,es,ru}/<feature>.ftl` (Fluent), with `{ $name }` for what varies and a
//! selector for plurals; the build fails when a key lacks in one language or a page asks for one that is not there
//! (`check.rs`). Dates, money and durations are in `format.rs`. A page says `page.t("nav-calendar")`.
//!
//! The plural rules that Fluent brings have no `many` for Spanish: a `[many]` there ("1.000.000 de citas") is written and
//! not yet chosen, so that whole millions read as other numbers do.

mod cities;
mod format;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use fluent_templates::LanguageIdentifier;
use fluent_templates::fluent_bundle::FluentValue;
use serde::{Deserialize, Serialize};

use crate::text_column::text_column;

pub use self::cities::zone_of;
pub use self::format::sentence;

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./src/i18n/locales",
        fallback_language: "en",
        // No invisible marks around what is put in: names stand in plain-text mail and in tests as they are.
        customise: |bundle| {
            bundle.set_use_isolating(false);
            bundle.set_formatter(match bundle.locales.first().map(|tag| tag.language.as_str()) {
                Some("es") => Some(|value, _| format::number_in_text(Locale::Es, value)),
                Some("ru") => Some(|value, _| format::number_in_text(Locale::Ru, value)),
                _ => Some(|value, _| format::number_in_text(Locale::En, value)),
            });
        },
    };
}

/// A language of the product; also how dates, money and numbers are written.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// European English: 14 May, 15:05.
    #[default]
    En,
    Es,
    Ru,
}

text_column!(Locale, Locale::from_str, Locale::as_code);

impl Locale {
    pub const ALL: [Locale; 3] = [Locale::En, Locale::Es, Locale::Ru];

    /// "en", "es" or "ru": for `lang`, links and the database.
    pub const fn code(self) -> &'static str {
        match self {
            Locale::En => "en",
            Locale::Es => "es",
            Locale::Ru => "ru",
        }
    }

    /// The language's own name, as a switch shows it.
    pub const fn name(self) -> &'static str {
        match self {
            Locale::En => "English",
            Locale::Es => "Español",
            Locale::Ru => "Русский",
        }
    }

    /// The best of our languages by an `Accept-Language` header; none when it names no language of ours.
    pub fn from_accept_language(header: &str) -> Option<Locale> {
        let mut best: Option<(f32, Locale)> = None;
        for part in header.split(',').take(32) {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim();
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(Some(1.0), |q| {
                    q.trim()
                        .parse::<f32>()
                        .ok()
                        .filter(|q| (0.0..=1.0).contains(q))
                });
            let language = tag.split(['-', '_']).next().unwrap_or_default();
            let (Some(weight), Ok(locale)) = (weight, language.parse()) else {
                continue;
            };
            if weight > best.map_or(0.0, |(known, _)| known) {
                best = Some((weight, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }

    /// The text of a key.
    pub fn t(self, key: &str) -> String {
        self.look_up(key, None)
    }

    /// The text of a key with one value in it. A number also chooses the plural and is grouped as the language does:
    /// give years and references as text.
    pub fn t1(
        self,
        key: &str,
        name: &'static str,
        value: impl Into<FluentValue<'static>>,
    ) -> String {
        self.text_with(key, [(name, value.into())])
    }

    /// The text of a key with two values in it.
    pub fn t2(
        self,
        key: &str,
        name: &'static str,
        value: impl Into<FluentValue<'static>>,
        name2: &'static str,
        value2: impl Into<FluentValue<'static>>,
    ) -> String {
        self.text_with(key, [(name, value.into()), (name2, value2.into())])
    }

    /// The text of a key with three values in it.
    #[expect(
        clippy::too_many_arguments,
        reason = "three pairs, as the caller thinks of them"
    )]
    pub fn t3(
        self,
        key: &str,
        name: &'static str,
        value: impl Into<FluentValue<'static>>,
        name2: &'static str,
        value2: impl Into<FluentValue<'static>>,
        name3: &'static str,
        value3: impl Into<FluentValue<'static>>,
    ) -> String {
        self.text_with(
            key,
            [
                (name, value.into()),
                (name2, value2.into()),
                (name3, value3.into()),
            ],
        )
    }

    /// The text of a key with any number of values: what `t1` to `t3` are made of.
    pub fn text_with<const N: usize>(
        self,
        key: &str,
        values: [(&'static str, FluentValue<'static>); N],
    ) -> String {
        let values = values
            .into_iter()
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .collect();
        self.look_up(key, Some(&values))
    }

    fn look_up(
        self,
        key: &str,
        values: Option<&HashMap<Cow<'static, str>, FluentValue<'static>>>,
    ) -> String {
        TEXTS
            .lookup_single_language(self.tag(), key, values)
            .unwrap_or_else(|error| {
                // Only a key made at run time, or a value left out, can come here: the build checked the rest.
                tracing::error!(key, locale = self.code(), %error, "a text is missing");
                key.to_owned()
            })
    }

    fn tag(self) -> &'static LanguageIdentifier {
        static TAGS: LazyLock<[LanguageIdentifier; 3]> =
            LazyLock::new(|| Locale::ALL.map(|locale| locale.code().parse().unwrap_or_default()));
        &TAGS[self as usize]
    }

    fn as_code(&self) -> &'static str {
        self.code()
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Locale::ALL
            .into_iter()
            .find(|locale| locale.code().eq_ignore_ascii_case(code))
            .ok_or(UnknownLocale)
    }
}

/// Not a language of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a language: en, es or ru")]
pub struct UnknownLocale;

/// Marks a key that is handed on and looked up elsewhere (a field's error, a status), so that the build checks it:
/// `Err(key!("field-required"))`.
#[macro_export]
macro_rules! key {
    ($key:literal) => {
        $key
    };
}
pub use crate::key;
