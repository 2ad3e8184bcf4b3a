//! What applying a file changed, in words for the command line.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub verb: Verb,
    /// What it is, such as "service lamination".
    pub what: String,
    /// "price 4800 → 5600" for each value that changed.
    pub details: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Added,
    Changed,
    /// Was there, switched off, and is in use again.
    Activated,
    /// Vanished from the file; visits still point at it.
    Deactivated,
    Removed,
}

impl Change {
    pub(super) fn new(verb: Verb, what: impl Into<String>) -> Self {
        Self {
            verb,
            what: what.into(),
            details: Vec::new(),
        }
    }

    pub(super) fn changed(what: impl Into<String>, details: Vec<String>) -> Self {
        Self {
            details,
            ..Self::new(Verb::Changed, what)
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.verb {
            Verb::Added => "added",
            Verb::Changed => "changed",
            Verb::Activated => "activated",
            Verb::Deactivated => "deactivated",
            Verb::Removed => "removed",
        };
        write!(f, "{verb} {}", self.what)?;
        if !self.details.is_empty() {
            write!(f, ": {}", self.details.join(", "))?;
        }
        Ok(())
    }
}

/// The names whose values differ, with both values.
pub(super) fn differences<T: Serialize>(have: &T, want: &T) -> Vec<String> {
    let (Ok(Value::Object(have)), Ok(Value::Object(want))) =
        (serde_json::to_value(have), serde_json::to_value(want))
    else {
        return Vec::new();
    };
    let mut names: Vec<&String> = have.keys().chain(want.keys()).collect();
    names.sort();
    names.dedup();
    let value =
        |map: &serde_json::Map<String, Value>, name| map.get(name).cloned().unwrap_or(Value::Null);
    names
        .into_iter()
        .map(|name| (name, value(&have, name), value(&want, name)))
        .filter(|(_, have, want)| have != want)
        .map(|(name, have, want)| format!("{name} {have} → {want}"))
        .collect()
}
