//! Addresses that were sent, without their tokens: whoever gets hold of an export must not sign, cancel or look in a client's
//! name. Their tables keep hashes only; the words of a message would give them away.

use serde_json::Value;

use crate::web::WITH_TOKEN;

/// A part of a path as long as this is a token; words and numbers are shorter.
const SHORTEST: usize = 20;

/// Whatever texts a value holds.
pub(super) fn value(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(self::text(&text)),
        Value::Array(all) => Value::Array(all.into_iter().map(self::value).collect()),
        Value::Object(map) => {
            let masked = map.into_iter().map(|(key, one)| (key, self::value(one)));
            Value::Object(masked.collect())
        }
        plain => plain,
    }
}

/// A text with "…" where tokens stood.
pub fn text(text: &str) -> String {
    let Some((at, prefix)) = first(text) else {
        return text.to_owned();
    };
    let mut masked = String::with_capacity(text.len());
    let (mut at, mut prefix, mut rest) = (at, prefix, text);
    loop {
        let (before, path) = rest.split_at(at + prefix.len());
        masked.push_str(before);
        let end = path.find(|c: char| !is_of_path(c)).unwrap_or(path.len());
        let (path, after) = path.split_at(end);
        for part in path.split_inclusive(|c: char| !is_of_token(c)) {
            let token = part.trim_end_matches(|c: char| !is_of_token(c));
            match token.len() >= SHORTEST {
                true => masked.push('…'),
                false => masked.push_str(token),
            }
            masked.push_str(&part[token.len()..]);
        }
        rest = after;
        match first(rest) {
            Some((next, its)) => (at, prefix) = (next, its),
            None => break,
        }
    }
    masked.push_str(rest);
    masked
}

/// Where the next of them begins.
fn first(text: &str) -> Option<(usize, &'static str)> {
    let found = WITH_TOKEN
        .iter()
        .filter_map(|prefix| Some((text.find(*prefix)?, *prefix)));
    found.min()
}

fn is_of_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

fn is_of_path(c: char) -> bool {
    is_of_token(c) || matches!(c, '/' | '.' | '~' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_and_words_stay() {
        let token = "Zm9vYmFyYmF6cXV4_Zm9vYmFy-YmF6cXV4";
        let of = |before: &str, after: &str| format!("{before}{token}{after}");
        let masked = |text: String| self::text(&text);
        assert_eq!(
            masked(of(
                "Come: https://a.example/l/",
                ". Or not: https://a.example/marina/book"
            )),
            "Come: https://a.example/l/…. Or not: https://a.example/marina/book"
        );
        assert_eq!(
            masked(format!(
                "/l/consents/{token}/document.json\n/me/{token} /l/of the sea"
            )),
            "/l/consents/…/document.json\n/me/… /l/of the sea"
        );
        assert_eq!(masked(of("/brows/", "")), of("/brows/", ""));
        let deep = serde_json::json!({ "a": [of("/pay/status/", "?x")], "n": 1 });
        assert_eq!(
            value(deep),
            serde_json::json!({ "a": ["/pay/status/…?x"], "n": 1 })
        );
    }
}
