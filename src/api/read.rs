//! Reading what a program sends: names are checked, and everything that is wrong is told at once.

use axum::body::Bytes;
use serde_json::{Map, Value};

use super::Problem;
use crate::crypto;
use crate::i18n::key;
use crate::web::Errors;

/// An object of the body, or the query. `path` stands before the names of its fields ("client.").
pub struct Fields {
    path: &'static str,
    map: Map<String, Value>,
}

impl Fields {
    /// The body of a request.
    pub fn of_body(body: &Bytes, names: &[&str], errors: &mut Errors) -> Result<Self, Problem> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(map)) => Ok(Self::new("", map, names, errors)),
            _ => {
                errors.add("", key!("api-no-object"));
                Err(std::mem::take(errors).into())
            }
        }
    }

    /// The query of an address; a name that comes twice has its last value.
    pub fn of_query(query: &str, names: &[&str], errors: &mut Errors) -> Self {
        let map = form_urlencoded::parse(query.as_bytes())
            .filter(|(name, _)| name != "lang")
            .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
            .collect();
        Self::new("", map, names, errors)
    }

    fn new(
        path: &'static str,
        map: Map<String, Value>,
        names: &[&str],
        errors: &mut Errors,
    ) -> Self {
        for name in map.keys().filter(|name| !names.contains(&name.as_str())) {
            errors.add(format!("{path}{name}"), key!("api-unknown-field"));
        }
        Self { path, map }
    }

    /// An object inside; missing is empty.
    pub fn object(
        &self,
        name: &str,
        path: &'static str,
        names: &[&str],
        errors: &mut Errors,
    ) -> Self {
        match self.map.get(name) {
            Some(Value::Object(map)) => Self::new(path, map.clone(), names, errors),
            other => {
                let key = match other {
                    None | Some(Value::Null) => key!("field-required"),
                    Some(_) => key!("api-no-object"),
                };
                errors.add(self.name(name), key);
                Self::new(path, Map::new(), names, errors)
            }
        }
    }

    /// A text; missing and null are empty.
    pub fn text(&self, name: &str, errors: &mut Errors) -> String {
        match self.map.get(name) {
            Some(Value::String(text)) => plain(text),
            None | Some(Value::Null) => String::new(),
            Some(_) => {
                errors.add(self.name(name), key!("api-no-text"));
                String::new()
            }
        }
    }

    /// A text that must be there.
    pub fn required(&self, name: &str, errors: &mut Errors) -> Option<String> {
        let known = errors.len();
        let text = self.text(name, errors);
        if text.is_empty() && errors.len() == known {
            errors.add(self.name(name), key!("field-required"));
        }
        Some(text).filter(|text| !text.is_empty())
    }

    /// A list of texts; missing and null are empty.
    pub fn texts(&self, name: &str, errors: &mut Errors) -> Vec<String> {
        let all_texts = |list: &Vec<Value>| {
            list.iter()
                .map(|item| item.as_str().map(plain))
                .collect::<Option<Vec<_>>>()
        };
        match self.map.get(name) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(list)) => all_texts(list).unwrap_or_else(|| {
                errors.add(self.name(name), key!("api-no-text"));
                Vec::new()
            }),
            Some(_) => {
                errors.add(self.name(name), key!("api-no-list"));
                Vec::new()
            }
        }
    }

    /// The same for the same content, however it was spaced and ordered.
    pub fn hash(&self) -> Vec<u8> {
        crypto::sha256(Value::Object(self.map.clone()).to_string())
    }

    fn name(&self, name: &str) -> String {
        format!("{}{name}", self.path)
    }
}

/// Without NULs, which the database does not take.
fn plain(text: &str) -> String {
    text.replace('\0', "")
}
