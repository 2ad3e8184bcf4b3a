//! Theme and language: kept in cookies for a year, so that the server draws the right page at once.

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use super::{Form, redirect, safe_next};
use crate::accounts::slug;
use crate::app::App;
use crate::booking::embed;
use crate::error::Error;
use crate::i18n::Locale;

pub fn routes() -> Router<App> {
    Router::new().route("/preferences", post(update))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Preferences {
    theme: Option<String>,
    lang: Option<String>,
    next: Option<String>,
}

/// Remembers what was chosen and goes back to the page it was chosen on.
async fn update(headers: HeaderMap, Form(form): Form<Preferences>) -> Result<Response, Error> {
    let referer = headers
        .get(header::REFERER)
        .and_then(|v| v.to_str().ok())
        .and_then(path_of);
    let next = form.next.as_deref().or(referer).unwrap_or("/");
    let mut response = redirect(safe_next(next, "/"));
    match form.theme.as_deref() {
        Some(theme @ ("light" | "dark")) => keep(&mut response, "theme", theme),
        Some("auto") => keep(&mut response, "theme", ""),
        _ => {}
    }
    if let Some(locale) = form.lang.and_then(|code| code.parse::<Locale>().ok()) {
        keep_lang(&mut response, safe_next(next, "/"), locale);
    }
    Ok(response)
}

/// The path and query of an absolute address.
fn path_of(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    Some(&rest[rest.find('/')?..])
}

/// Remembers the language chosen on the page at `path`. On the pages of a practice it is theirs alone: a master who reads
/// the own booking page as a client would goes on working in the own language.
pub fn keep_lang(response: &mut Response, path: &str, locale: Locale) {
    let first = path.split(['/', '?']).nth(1).unwrap_or_default();
    let is_practice = slug::check(first).is_ok();
    let scope = match embed::slug_of(path) {
        Some(shown) => format!("embed/{shown}"),
        None if is_practice => first.to_owned(),
        None => String::new(),
    };
    keep_under(response, "lang", locale.code(), &scope);
}

/// Sets a cookie for a year.
fn keep(response: &mut Response, name: &str, value: &str) {
    keep_under(response, name, value, "");
}

fn keep_under(response: &mut Response, name: &str, value: &str, scope: &str) {
    let cookie = format!("{name}={value}; Path=/{scope}; SameSite=Lax; Max-Age=31536000");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
