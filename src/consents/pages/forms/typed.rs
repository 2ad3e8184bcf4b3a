//! What the editor sends: the whole form with every button, so that nothing typed is lost and no script is needed.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::super::content::{Lack, MAX_FIELDS, MAX_OPTIONS};
use super::super::super::{Content, Field, FieldKind, Text};
use crate::crypto;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::web::forms::text;
use crate::web::{Errors, Problem};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TextForm {
    pub(super) text: String,
    /// The version of the form that was on the page.
    pub(super) seen: String,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) statement: String,
    pub(super) field: Vec<String>,
    pub(super) kind: Vec<String>,
    pub(super) label: Vec<String>,
    pub(super) options: Vec<String>,
    /// Ids of those that must be answered.
    pub(super) required: Vec<String>,
    pub(super) new_kind: String,
    /// The button: "save", "publish", "add", "up:ID", "down:ID", "remove:ID", "text:CODE".
    #[serde(rename = "do")]
    pub(super) act: String,
}

impl TextForm {
    /// What was typed, in the language that is edited; the others stay as they are.
    pub(super) fn content(
        &self,
        before: &Content,
        locale: Locale,
        errors: &mut Errors,
    ) -> Result<Content> {
        let rows = self.field.len();
        let fits = self.kind.len() == rows && self.label.len() == rows;
        if !fits || self.options.len() != rows || rows > MAX_FIELDS {
            return Err(Error::Invalid("error-form"));
        }
        let mut content = before.clone();
        let take = |name: &str, typed: &str, max: usize, errors: &mut Errors| {
            let clean = errors.take(name, text(&typed.replace("\r\n", "\n"), max));
            clean.unwrap_or_else(|| typed.to_owned())
        };
        content.texts.insert(
            locale,
            Text {
                title: take("title", &self.title, 120, errors),
                body: take("body", &self.body, 20_000, errors),
                statement: take("statement", &self.statement, 600, errors),
            },
        );
        content.fields = (0..rows)
            .map(|n| {
                let known = before.fields.iter().find(|field| field.id == self.field[n]);
                let (mut labels, mut options) = match known {
                    Some(field) => (field.labels.clone(), field.options.clone()),
                    None => (BTreeMap::new(), BTreeMap::new()),
                };
                let kind = FieldKind::parse(&self.kind[n]).ok_or(Error::Invalid("error-form"))?;
                let name = format!("label-{n}");
                labels.insert(locale, take(&name, &self.label[n], 300, errors));
                if kind == FieldKind::Choice {
                    let lines: Vec<String> = self.options[n]
                        .lines()
                        .map(str::trim)
                        .filter(|line| !line.is_empty())
                        .map(|line| line.chars().take(120).collect())
                        .take(MAX_OPTIONS)
                        .collect();
                    options.insert(locale, lines);
                } else {
                    options.clear();
                }
                let id: String = self.field[n]
                    .chars()
                    .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
                    .take(40)
                    .collect();
                if id.is_empty() {
                    return Err(Error::Invalid("error-form"));
                }
                Ok(Field {
                    required: self.required.contains(&id),
                    id,
                    kind,
                    labels,
                    options,
                })
            })
            .collect::<Result<_>>()?;
        Ok(content)
    }

    /// Does what the button says; what is to have the focus afterwards, as "CONTROL:ID", or "" for the page's beginning.
    pub(super) fn act(&self, content: &mut Content, errors: &mut Errors) -> Result<String> {
        let (verb, id) = self.act.split_once(':').unwrap_or((&self.act, ""));
        let fields = &mut content.fields;
        let at = fields.iter().position(|field| field.id == id);
        match (verb, at) {
            ("save" | "publish" | "text", _) => Ok(String::new()),
            ("add", _) => {
                if fields.len() >= MAX_FIELDS {
                    errors.add("new_kind", key!("forms-too-many"));
                    return Ok(String::new());
                }
                let kind = FieldKind::parse(&self.new_kind).ok_or(Error::Invalid("error-form"))?;
                let id = format!("q{}", crypto::random_code(6).to_lowercase());
                let place = format!("label:{id}");
                fields.push(Field {
                    id,
                    kind,
                    required: false,
                    labels: BTreeMap::new(),
                    options: BTreeMap::new(),
                });
                Ok(place)
            }
            // The same button again, so that one can go on pressing; at the end of the way the other one.
            ("up", Some(at)) => {
                let to = at.saturating_sub(1);
                fields.swap(at, to);
                Ok(format!("{}:{id}", if to > 0 { "up" } else { "down" }))
            }
            ("down", Some(at)) => {
                let last = fields.len() - 1;
                let to = (at + 1).min(last);
                fields.swap(at, to);
                Ok(format!("{}:{id}", if to < last { "down" } else { "up" }))
            }
            // The question that took its place, else the last one.
            ("remove", Some(at)) => {
                fields.remove(at);
                let next = fields.get(at).or(fields.last());
                Ok(next.map_or("questions".to_owned(), |next| format!("label:{}", next.id)))
            }
            _ => Err(Error::Invalid("error-form")),
        }
    }

    /// What still lacks in the language that is edited, beside its fields; nothing where another language is whole, which is
    /// published then.
    pub(super) fn check_whole(content: &Content, locale: Locale, errors: &mut Errors) {
        if !content.locales().is_empty() {
            return;
        }
        for lack in content.lacks(locale) {
            let n = |at: usize| at as i64 + 1;
            let (name, problem) = match lack {
                Lack::Title => ("title".to_owned(), key!("forms-needs-title").into()),
                Lack::Body => ("body".to_owned(), key!("forms-needs-body").into()),
                Lack::Statement => ("statement".to_owned(), key!("forms-needs-statement").into()),
                Lack::Label(at) => (
                    format!("label-{at}"),
                    Problem::with(key!("forms-needs-label"), "n", n(at)),
                ),
                Lack::Options(at, wanted) => (
                    format!("options-{at}"),
                    Problem::two(
                        key!("forms-needs-options"),
                        ("n", n(at)),
                        ("wanted", wanted as i64),
                    ),
                ),
            };
            errors.add(name, problem);
        }
    }
}
