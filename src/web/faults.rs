//! Every error becomes a page in the reader's language, a part of one for htmx, or the API's JSON: those of handlers, and
//! also the router's 404 and 405, a body that is too long, and a panic. Who is signed in reads the own account's language.

use askama::Template;
use axum::Json;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use super::{Reader, View};
use crate::error::Fault;

/// `errors/show.html`.
#[derive(Template)]
#[template(path = "errors/show.html")]
pub struct Show {
    pub page: View,
    pub code: u16,
    pub title: String,
    pub text: String,
    /// Signed in, or signed in here before: the places of the program are named.
    pub is_known: bool,
}

/// `errors/toast.html`: a word at the page's edge, what was there stays.
#[derive(Template)]
#[template(path = "errors/toast.html")]
struct Toast {
    page: View,
    text: String,
}

/// Draws errors that come back without a page of their own.
pub async fn draw(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let view = View::from_parts(&parts);
    let reader = Reader::from_parts(&parts);
    parts.extensions.insert(reader.clone());
    // A script that asks for JSON reads the word, not a page.
    let asks_json =
        parts.headers.get(header::ACCEPT).map(|v| v.as_bytes()) == Some(b"application/json");
    let is_api = asks_json || parts.uri.path().starts_with("/api/");
    let had_flash = view.flash.is_some();
    let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    reader.keep(&mut response);
    let view = reader.look(view);
    let status = response.status();
    if is_api && (status.is_client_error() || status.is_server_error()) {
        return draw_json(response, &view);
    }
    if let Some(place) = better_place(status, &method, &path).filter(|_| !view.htmx) {
        return Redirect::to(&place).into_response();
    }
    if (status.is_client_error() || status.is_server_error()) && !has_page(&response) {
        return draw_page(response, view, reader.is_known());
    }
    if view.htmx && is_sign_in(&response) {
        return whole_page(response);
    }
    // A word for the reader goes once it has been on a page.
    if had_flash && status == StatusCode::OK && has_page(&response) && !view.htmx {
        super::Flash::clear(&mut response);
    }
    response
}

/// Where an address that has no page leads: one that only takes forms to what they belong to, one with a slash at its end
/// or a capital at its beginning, as a phone's keyboard writes it, to the one that was meant.
fn better_place(status: StatusCode, method: &Method, path: &str) -> Option<String> {
    if method != Method::GET {
        return None;
    }
    match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            let (parent, _) = path.trim_end_matches('/').rsplit_once('/')?;
            Some(if parent.is_empty() { "/" } else { parent }.to_owned())
        }
        StatusCode::NOT_FOUND => {
            let trimmed = path.trim_matches('/');
            let (first, rest) = trimmed.split_at(trimmed.find('/').unwrap_or(trimmed.len()));
            let place = format!("/{}{rest}", first.to_lowercase());
            (place != path && !trimmed.is_empty()).then_some(place)
        }
        _ => None,
    }
}

fn has_page(response: &Response) -> bool {
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    kind.starts_with("text/html")
}

/// Who must sign in first is led to a page; put into a part of another one it would make no sense.
fn is_sign_in(response: &Response) -> bool {
    let fault = response.extensions().get::<Fault>();
    response.status() == StatusCode::SEE_OTHER
        && fault.is_some_and(|fault| fault.code == "UNAUTHORIZED")
}

/// The same redirect, which htmx follows as a page of its own.
fn whole_page(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::OK;
    if let Some(place) = response.headers_mut().remove(header::LOCATION) {
        response.headers_mut().insert("hx-redirect", place);
    }
    response
}

fn draw_page(response: Response, view: View, is_known: bool) -> Response {
    let status = response.status();
    let fault = response.extensions().get::<Fault>().cloned();
    let code = known(status);
    let own = fault.and_then(|fault| fault.text_key);
    let text = match own {
        Some(key) => view.t(key),
        None => view.t(&format!("error-{code}-text")),
    };
    // A fault of ours shows the bar that sends the same again (js/net.js); a refusal is told.
    if view.htmx && status.is_client_error() {
        return draw_toast(response, Toast { page: view, text });
    }
    let title = match own {
        Some("error-csrf") => view.t("error-csrf-title"),
        // What stands in the way is said; nobody need have been quicker.
        Some(_) if code == 409 => view.t("error-conflict-title"),
        _ => view.t(&format!("error-{code}-title")),
    };
    let page = Show {
        page: view,
        code,
        title,
        text,
        is_known,
    };
    let body = page.render().unwrap_or_else(|_| status.to_string());
    finish(response, (status, Html(body)).into_response())
}

fn draw_toast(response: Response, toast: Toast) -> Response {
    let status = response.status();
    let body = toast.render().unwrap_or_else(|_| toast.text.clone());
    let place = [("hx-retarget", "#toasts"), ("hx-reswap", "beforeend")];
    finish(response, (status, place, Html(body)).into_response())
}

fn draw_json(response: Response, view: &View) -> Response {
    let is_json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|v| v == "application/json");
    if is_json {
        return response;
    }
    let status = response.status();
    let fault = response.extensions().get::<Fault>().cloned();
    let code = match &fault {
        Some(fault) if !fault.code.is_empty() => fault.code,
        _ => match status {
            StatusCode::NOT_FOUND => "NOT_FOUND",
            StatusCode::METHOD_NOT_ALLOWED => "METHOD_NOT_ALLOWED",
            StatusCode::PAYLOAD_TOO_LARGE => "TOO_LARGE",
            StatusCode::TOO_MANY_REQUESTS => "RATE_LIMITED",
            s if s.is_server_error() => "INTERNAL_ERROR",
            _ => "VALIDATION_ERROR",
        },
    };
    let fault = fault.unwrap_or_default();
    let message = match (fault.text_key, status) {
        (Some(key), _) => view.t(key),
        (None, StatusCode::NOT_FOUND) => view.t("error-api-404"),
        (None, StatusCode::METHOD_NOT_ALLOWED) => view.t("error-api-405"),
        (None, _) => view.t(&format!("error-{}-text", known(status))),
    };
    let details: Vec<Value> = fault
        .details
        .iter()
        .map(|(field, problem)| json!({"field": field, "issue": view.say(problem)}))
        .collect();
    let mut body = json!({"error": {"code": code, "message": message, "details": details, "request_id": view.request_id}});
    if let Some(body) = body.as_object_mut() {
        body.extend(fault.beside);
    }
    finish(response, (status, Json(body)).into_response())
}

/// The status whose texts fit best.
fn known(status: StatusCode) -> u16 {
    match status.as_u16() {
        code @ (403 | 404 | 409 | 422 | 429 | 500 | 503) => code,
        405 => 404,
        400..=499 => 422,
        502 | 504 | 507 => 503,
        _ => 500,
    }
}

/// Has htmx load the page anew; see [`Error::OtherPractice`].
const REFRESH: header::HeaderName = header::HeaderName::from_static("hx-refresh");

/// Keeps what the first answer said in headers, such as when to come again.
fn finish(old: Response, mut new: Response) -> Response {
    for name in [
        header::RETRY_AFTER,
        header::ALLOW,
        header::SET_COOKIE,
        REFRESH,
    ] {
        for value in old.headers().get_all(&name) {
            new.headers_mut().append(name.clone(), value.clone());
        }
    }
    new
}
