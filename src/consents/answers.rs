//! What was typed into a form, and the answers it stands for.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::document::{Answer, FileRef};
use super::{Content, Field, FieldKind};
use crate::booking::clean;
use crate::i18n::{Locale, key};
use crate::web::{Errors, forms};

const MAX_TEXT: usize = 300;
const MAX_LONG: usize = 4000;
/// Of a drawn signature; a long one has some three thousand points.
const MAX_DRAWN: usize = 40_000;

/// A posted form by its names; files apart.
#[derive(Clone, Debug, Default)]
pub struct Typed(BTreeMap<String, String>);

impl Typed {
    /// Of names that come twice the last one counts.
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    pub fn insert(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), value);
    }

    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Names the form does not have.
    pub fn unknown(&self, known: &[String]) -> bool {
        self.0.keys().any(|name| !known.contains(name))
    }
}

/// The name of a field's control.
pub fn name_of(field: &Field) -> String {
    format!("f-{}", field.id)
}

/// The hidden field with a drawn signature's lines.
pub fn drawn_of(field: &Field) -> String {
    format!("f-{}-drawn", field.id)
}

/// The hidden field with a photo that came with an earlier try.
pub fn kept_of(field: &Field) -> String {
    format!("f-{}-kept", field.id)
}

/// All names that a form's post may carry.
pub fn names(content: &Content) -> Vec<String> {
    let mut names: Vec<String> = ["agree", "name", "drawn"].map(str::to_owned).to_vec();
    for field in &content.fields {
        names.push(name_of(field));
        names.push(drawn_of(field));
        names.push(kept_of(field));
    }
    names
}

/// The answers, or what is wrong with them. `files` are the photos that are there, by field.
pub fn read(
    content: &Content,
    locale: Locale,
    typed: &Typed,
    files: &BTreeMap<String, FileRef>,
    errors: &mut Errors,
) -> Vec<Answer> {
    let mut answers = Vec::new();
    for field in &content.fields {
        answers.push(answer(field, locale, typed, files, errors));
    }
    answers
}

fn answer(
    field: &Field,
    locale: Locale,
    typed: &Typed,
    files: &BTreeMap<String, FileRef>,
    errors: &mut Errors,
) -> Answer {
    let name = name_of(field);
    let text = clean(typed.get(&name));
    let mut answer = Answer {
        field: field.id.clone(),
        kind: field.kind,
        label: field.label(locale).to_owned(),
        value: None,
        drawn: None,
        file: None,
    };
    let value = match field.kind {
        FieldKind::Photo => {
            answer.file = files.get(&field.id).cloned();
            if field.required && answer.file.is_none() && errors.get(&name).is_none() {
                errors.add(name, key!("consents-photo-needed"));
            }
            return answer;
        }
        FieldKind::Checkbox => {
            let ticked = text == "yes";
            if field.required && !ticked {
                errors.add(name, key!("consents-tick-needed"));
            }
            answer.value = Some(if ticked { "yes" } else { "no" }.to_owned());
            return answer;
        }
        // By hand, by a typed name, or both.
        FieldKind::Signature => {
            answer.drawn = lines(typed.get(&drawn_of(field)));
            answer.value = match text.is_empty() {
                true => None,
                false => errors.take(&name, forms::text(&text, 120)),
            };
            if field.required && text.is_empty() && answer.drawn.is_none() {
                errors.add(name, needed(field.kind));
            }
            return answer;
        }
        _ if text.is_empty() => {
            if field.required {
                errors.add(name, needed(field.kind));
            }
            return answer;
        }
        FieldKind::Text => errors.take(&name, forms::text(&text, MAX_TEXT)),
        FieldKind::LongText => errors.take(&name, forms::text(&text, MAX_LONG)),
        FieldKind::Choice => {
            let chosen = text.parse::<usize>().ok();
            let chosen = chosen.and_then(|n| field.options(locale).get(n).cloned());
            errors.take(&name, chosen.ok_or(key!("field-choose")))
        }
        FieldKind::Date => {
            let date = NaiveDate::parse_from_str(&text, "%Y-%m-%d")
                .ok()
                .or_else(|| crate::calendar::parse_date(&text));
            let date = date.map(|date| date.to_string());
            errors.take(&name, date.ok_or(key!("field-bad-date")))
        }
        // Signed and kept as it was typed.
        FieldKind::Number => errors.take(&name, forms::decimal(&text).map(|_| text)),
    };
    answer.value = value;
    answer
}

fn needed(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Choice => key!("field-choose"),
        FieldKind::Signature => key!("consents-name-needed"),
        _ => key!("consents-answer-needed"),
    }
}

/// A drawn signature, if it is one: moves and lines on a field 600 wide, nothing else.
pub fn lines(path: &str) -> Option<String> {
    let path = path.trim();
    let plain = |c: char| c.is_ascii_digit() || matches!(c, 'M' | 'L' | ' ');
    let fits = path.starts_with('M') && path.contains('L') && path.len() <= MAX_DRAWN;
    (fits && path.chars().all(plain)).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stays_as_it_was_typed() {
        let field: Field = serde_json::from_value(serde_json::json!({
            "id": "ph", "kind": "number", "required": true, "labels": { "ru": "pH" },
        }))
        .unwrap();
        let content = Content {
            fields: vec![field],
            ..Content::default()
        };
        let read = |typed: &str| {
            let typed = Typed::of([("f-ph".to_owned(), typed.to_owned())]);
            let mut errors = Errors::default();
            let answers = read(&content, Locale::Ru, &typed, &BTreeMap::new(), &mut errors);
            (answers[0].value.clone(), errors.is_empty())
        };
        assert_eq!(read("12,5"), (Some("12,5".into()), true));
        assert_eq!(read("12.5"), (Some("12.5".into()), true));
        assert_eq!(read("twelve"), (None, false));
    }

    #[test]
    fn a_signature_counts_by_hand_or_by_name() {
        let field: Field = serde_json::from_value(serde_json::json!({
            "id": "also", "kind": "signature", "required": true,
            "labels": { "en": "Also" },
        }))
        .unwrap();
        let content = Content {
            fields: vec![field],
            ..Content::default()
        };
        let sign = |name: &str, drawn: &str| {
            let mut typed = Typed::default();
            typed.insert("f-also", name.to_owned());
            typed.insert("f-also-drawn", drawn.to_owned());
            let mut errors = Errors::default();
            let answers = read(&content, Locale::En, &typed, &BTreeMap::new(), &mut errors);
            (
                answers[0].value.clone(),
                answers[0].drawn.is_some(),
                errors.is_empty(),
            )
        };
        assert_eq!(sign("", "M1 2L3 4"), (None, true, true));
        assert_eq!(sign("Anna", ""), (Some("Anna".into()), false, true));
        assert_eq!(sign("Anna", "M1 2L3 4"), (Some("Anna".into()), true, true));
        assert_eq!(sign("", "scribble"), (None, false, false));
    }
}
