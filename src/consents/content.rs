//! What a version of a form says: its text in each language, and the questions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::i18n::{Locale, key};

/// Questions of one form; more would never be read.
pub const MAX_FIELDS: usize = 40;
pub const MAX_OPTIONS: usize = 12;

/// Stored as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    #[serde(default)]
    pub texts: BTreeMap<Locale, Text>,
    #[serde(default)]
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub title: String,
    /// Paragraphs stand apart by an empty line; lines that begin with "- " are a list.
    pub body: String,
    /// The sentence that is ticked before signing.
    pub statement: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Names the answer, the same in every version; "publish" in a photo permission allows showing them.
    pub id: String,
    pub kind: FieldKind,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub labels: BTreeMap<Locale, String>,
    /// Of a choice, in each language in the same order.
    #[serde(default)]
    pub options: BTreeMap<Locale, Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    LongText,
    Choice,
    Checkbox,
    Date,
    Number,
    Signature,
    Photo,
}

/// What a form lacks in a language. Questions are named by their place, which counts from nought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    Title,
    Body,
    Statement,
    Label(usize),
    /// So many choices there must be.
    Options(usize, usize),
}

/// The checkbox of a photo permission that allows showing the photos.
pub const PUBLISH: &str = "publish";

impl FieldKind {
    pub const ALL: [Self; 8] = [
        Self::Choice,
        Self::Checkbox,
        Self::Text,
        Self::LongText,
        Self::Date,
        Self::Number,
        Self::Signature,
        Self::Photo,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Choice => "choice",
            Self::Checkbox => "checkbox",
            Self::Date => "date",
            Self::Number => "number",
            Self::Signature => "signature",
            Self::Photo => "photo",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Text => key!("forms-field-text"),
            Self::LongText => key!("forms-field-long-text"),
            Self::Choice => key!("forms-field-choice"),
            Self::Checkbox => key!("forms-field-checkbox"),
            Self::Date => key!("forms-field-date"),
            Self::Number => key!("forms-field-number"),
            Self::Signature => key!("forms-field-signature"),
            Self::Photo => key!("forms-field-photo"),
        }
    }
}

impl Field {
    pub fn label(&self, locale: Locale) -> &str {
        self.labels.get(&locale).map_or("", String::as_str)
    }

    pub fn options(&self, locale: Locale) -> &[String] {
        self.options.get(&locale).map_or(&[], Vec::as_slice)
    }

    /// Few short words: they stand side by side.
    pub fn is_short(&self, locale: Locale) -> bool {
        let options = self.options(locale);
        (2..=3).contains(&options.len())
            && options.iter().all(|option| option.chars().count() <= 12)
    }
}

impl Content {
    pub fn text(&self, locale: Locale) -> Option<&Text> {
        self.texts.get(&locale)
    }

    /// What is missing for the form to be signed in a language, in the order of the page.
    pub fn lacks(&self, locale: Locale) -> Vec<Lack> {
        let none = Text::default();
        let text = self.text(locale).unwrap_or(&none);
        let blank = |text: &str| text.trim().is_empty();
        let mut lacks = Vec::new();
        for (part, lack) in [
            (&text.title, Lack::Title),
            (&text.body, Lack::Body),
            (&text.statement, Lack::Statement),
        ] {
            if blank(part) {
                lacks.push(lack);
            }
        }
        for (at, field) in self.fields.iter().enumerate() {
            if blank(field.label(locale)) {
                lacks.push(Lack::Label(at));
            }
            let most = field.options.values().map(Vec::len).max().unwrap_or(0);
            let wanted = most.max(2);
            if field.kind == FieldKind::Choice && field.options(locale).len() < wanted {
                lacks.push(Lack::Options(at, wanted));
            }
        }
        lacks
    }

    /// Why the form cannot be signed in a language, in short; the text's key.
    pub fn lack(&self, locale: Locale) -> Option<&'static str> {
        Some(match self.lacks(locale).first()? {
            Lack::Title | Lack::Body | Lack::Statement => key!("forms-lacks-text"),
            Lack::Label(_) => key!("forms-lacks-label"),
            Lack::Options(..) => key!("forms-lacks-options"),
        })
    }

    /// The languages it can be signed in.
    pub fn locales(&self) -> Vec<Locale> {
        Locale::ALL
            .into_iter()
            .filter(|locale| self.lack(*locale).is_none())
            .collect()
    }

    /// The reader's language, else the practice's, else any that is whole.
    pub fn best(&self, wanted: Locale, practice: Locale) -> Option<Locale> {
        let whole = self.locales();
        [wanted, practice]
            .into_iter()
            .find(|locale| whole.contains(locale))
            .or(whole.first().copied())
    }

    /// The title in a language, else in any.
    pub fn title(&self, locale: Locale) -> String {
        let own = self.text(locale).map(|text| text.title.as_str());
        own.filter(|title| !title.is_empty())
            .or_else(|| {
                let mut titles = self.texts.values().map(|text| text.title.as_str());
                titles.find(|title| !title.is_empty())
            })
            .unwrap_or_default()
            .to_owned()
    }

    pub fn has_photos(&self) -> bool {
        self.fields
            .iter()
            .any(|field| field.kind == FieldKind::Photo)
    }
}

/// A piece of a form's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Paragraph(String),
    List(Vec<String>),
    Heading(String),
}

/// Text as it is set: paragraphs, lists ("- "), headings ("# ").
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    for part in text.replace("\r\n", "\n").split("\n\n") {
        let mut lines: Vec<&str> = Vec::new();
        let mut items: Vec<String> = Vec::new();
        for line in part.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(item) = line.strip_prefix("- ") {
                if !lines.is_empty() {
                    out.push(Piece::Paragraph(lines.join(" ")));
                    lines.clear();
                }
                items.push(item.to_owned());
                continue;
            }
            if !items.is_empty() {
                out.push(Piece::List(std::mem::take(&mut items)));
            }
            match line.strip_prefix("# ") {
                Some(heading) => out.push(Piece::Heading(heading.to_owned())),
                None => lines.push(line),
            }
        }
        if !items.is_empty() {
            out.push(Piece::List(items));
        }
        if !lines.is_empty() {
            out.push(Piece::Paragraph(lines.join(" ")));
        }
    }
    out
}
