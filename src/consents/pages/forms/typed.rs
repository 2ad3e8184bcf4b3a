//! What the editor sends: the whole form with every button, so that nothing typed is lost and no script is needed.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::super::content::{MAX_FIELDS, MAX_OPTIONS};
use super::super::super::{Content, Field, FieldKind, Text};
use crate::crypto;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::web::Errors;
use crate::web::forms::text;

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

    /// Does what the button says; the place on the page to come back to.
    pub(super) fn act(&self, content: &mut Content, errors: &mut Errors) -> Result<String> {
        let (verb, id) = self.act.split_once(':').unwrap_or((&self.act, ""));
        let at = content.fields.iter().position(|field| field.id == id);
        match (verb, at) {
            ("save" | "publish" | "text", _) => Ok(String::new()),
            ("add", _) => {
                if content.fields.len() >= MAX_FIELDS {
                    errors.add("new_kind", key!("forms-too-many"));
                    return Ok(String::new());
                }
                let kind = FieldKind::parse(&self.new_kind).ok_or(Error::Invalid("error-form"))?;
                let id = format!("q{}", crypto::random_code(6).to_lowercase());
                content.fields.push(Field {
                    id: id.clone(),
                    kind,
                    required: false,
                    labels: BTreeMap::new(),
                    options: BTreeMap::new(),
                });
                Ok(format!("#field-{id}"))
            }
            ("up", Some(at)) => {
                if at > 0 {
                    content.fields.swap(at, at - 1);
                }
                Ok(format!("#field-{id}"))
            }
            ("down", Some(at)) => {
                if at + 1 < content.fields.len() {
                    content.fields.swap(at, at + 1);
                }
                Ok(format!("#field-{id}"))
            }
            ("remove", Some(at)) => {
                content.fields.remove(at);
                Ok("#fields".to_owned())
            }
            _ => Err(Error::Invalid("error-form")),
        }
    }
}
