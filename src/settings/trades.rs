//! What people who work alone do: the trades that have a name here. A practice may write its own instead.

use crate::i18n::{Locale, key};

/// Stored name and the text's key, in the order of a list.
const TRADES: [(&str, &str); 10] = [
    ("nails", key!("trade-nails")),
    ("brows", key!("trade-brows")),
    ("cosmetology", key!("trade-cosmetology")),
    ("massage", key!("trade-massage")),
    ("psychology", key!("trade-psychology")),
    ("tutoring", key!("trade-tutoring")),
    ("tattoo", key!("trade-tattoo")),
    ("yoga", key!("trade-yoga")),
    ("repair", key!("trade-repair")),
    ("other", key!("trade-other")),
];

pub fn is_known(kind: &str) -> bool {
    TRADES.iter().any(|(name, _)| *name == kind)
}

/// The trade in words; what a practice wrote itself stays as it is.
pub fn label(locale: Locale, kind: &str) -> String {
    let known = TRADES.iter().find(|(name, _)| *name == kind);
    known.map_or_else(|| kind.to_owned(), |(_, key)| locale.t(key))
}

/// All of them to choose from, with the present one when it is none of these.
pub fn options(locale: Locale, present: &str) -> Vec<(String, String)> {
    let mut options: Vec<_> = TRADES
        .iter()
        .map(|(name, key)| ((*name).to_owned(), locale.t(key)))
        .collect();
    if !is_known(present) {
        let text = if present.is_empty() {
            locale.t("field-choose")
        } else {
            present.to_owned()
        };
        options.insert(0, (present.to_owned(), text));
    }
    options
}
