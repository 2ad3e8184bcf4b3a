//! A word that the next page shows once ("Visit moved"), carried over the redirect by a short-lived cookie.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// "ok" or "danger".
    pub tone: &'static str,
    pub text: String,
    /// Where a press takes it back: a path of ours that takes an empty form. Empty: there is no way back.
    pub undo: String,
}

impl Flash {
    pub fn ok(text: impl Into<String>) -> Self {
        Self {
            tone: "ok",
            text: text.into(),
            undo: String::new(),
        }
    }

    pub fn danger(text: impl Into<String>) -> Self {
        Self {
            tone: "danger",
            text: text.into(),
            undo: String::new(),
        }
    }

    pub fn with_undo(mut self, path: impl Into<String>) -> Self {
        self.undo = path.into();
        self
    }

    pub fn set(&self, response: &mut Response) {
        let value = URL_SAFE_NO_PAD.encode(format!("{}|{}|{}", self.tone, self.undo, self.text));
        let cookie = format!("flash={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }

    /// Removes the cookie once it has been shown.
    pub fn clear(response: &mut Response) {
        let value = HeaderValue::from_static("flash=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
        response.headers_mut().append(header::SET_COOKIE, value);
    }

    pub fn decode(value: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(value).ok()?).ok()?;
        let (tone, rest) = text.split_once('|')?;
        let (undo, text) = rest.split_once('|')?;
        let tone = if tone == "danger" { "danger" } else { "ok" };
        Some(Self {
            tone,
            text: text.chars().take(300).collect(),
            undo: super::safe_next(undo, "").to_owned(),
        })
    }
}
