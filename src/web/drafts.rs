//! What was typed into a form after the session had ended: kept sealed for an hour, shown to the same person once they
//! have signed in again, and sent only when they say so. Whose it is says the session that ran out; of one that was ended
//! from another device, a sealed cookie that stays behind. Who signs out on this one leaves nothing on it, not even that.

use askama::Template;
use axum::Router;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::view::cookie;
use super::{SESSION_USER, View, redirect, render, safe_next};
use crate::accounts::SignedIn;
use crate::app::App;
use crate::crypto;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::UserId;
use crate::q;

const PATH: &str = "/draft";
/// The cookie that says who was signed in here last.
const LAST: &str = "last";
/// Longer forms are not kept: no form of ours has as much text.
const MOST_BYTES: u64 = 64 * 1024;
const KEPT: TimeDelta = TimeDelta::hours(1);

pub fn routes() -> Router<App> {
    Router::new()
        .route(PATH, get(show))
        .route("/draft/discard", post(discard))
}

#[derive(Serialize, Deserialize)]
struct Draft {
    /// Where the form was sent.
    action: String,
    fields: Vec<(String, String)>,
}

impl Draft {
    /// The part of the program whose form it was, by its name in the menu.
    fn place(&self) -> Option<&'static str> {
        let first = self
            .action
            .trim_start_matches('/')
            .split(['/', '?'])
            .next()?;
        Some(match first {
            "appointments" | "calendar" => key!("nav-calendar"),
            "clients" => key!("nav-clients"),
            "services" => key!("nav-services"),
            "invoices" => key!("nav-invoices"),
            "settings" | "setup" => key!("nav-settings"),
            "todo" => key!("nav-todo"),
            _ => return None,
        })
    }

    /// What a person typed or chose, as far as it can be told from what a form carries for itself.
    fn words(&self) -> Vec<&str> {
        let is_own = |name: &str| {
            matches!(
                name,
                "key" | "version" | "seen" | "was" | "next" | "id" | "kind"
            ) || name.ends_with("_id")
                || name.contains("password")
        };
        let typed = self.fields.iter().filter(|(name, _)| !is_own(name));
        let values = typed.map(|(_, value)| value.trim());
        values
            .filter(|value| {
                !value.is_empty() && *value != "true" && value.parse::<uuid::Uuid>().is_err()
            })
            .collect()
    }
}

#[derive(Template)]
#[template(path = "drafts/show.html")]
struct Show {
    page: View,
    draft: Draft,
}

/// Keeps the form of a request that is told to sign in first, and leads back to it by way of the sign-in page.
pub async fn keep(
    State(app): State<App>,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    if !is_form(&request) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let last = last_user(&app, &parts);
    let Ok(body) = to_bytes(body, MOST_BYTES as usize).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let action = parts.uri.to_string();
    let request = Request::from_parts(parts, Body::from(body.clone()));
    let mut response = next.run(request).await;
    let user = match session.get::<UserId>(SESSION_USER).await {
        Ok(user) => user,
        Err(error) => {
            tracing::warn!(%error, "session not read");
            None
        }
    };
    if !asks_to_sign_in(&response) {
        if let Some(user) = user.filter(|user| last != Some(*user)) {
            remember(&app, user, &mut response);
        }
        return response;
    }
    match store(&app, user.or(last), action, &body).await {
        Ok(true) => Error::SignIn { next: PATH.into() }.into_response(),
        Ok(false) => response,
        Err(error) => {
            tracing::warn!(%error, "draft not kept");
            response
        }
    }
}

fn is_form(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let length = request.body().size_hint().exact();
    request.method() == Method::POST
        && length.is_some_and(|length| length <= MOST_BYTES)
        && kind.is_some_and(|kind| {
            kind.as_bytes()
                .starts_with(b"application/x-www-form-urlencoded")
        })
}

fn asks_to_sign_in(response: &Response) -> bool {
    let place = response.headers().get(header::LOCATION);
    response.status() == StatusCode::SEE_OTHER
        && place.is_some_and(|place| place.as_bytes().starts_with(b"/login?"))
}

/// Who was signed in here last.
fn last_user(app: &App, parts: &Parts) -> Option<UserId> {
    let sealed = URL_SAFE_NO_PAD.decode(cookie(parts, LAST)?).ok()?;
    let plain = crypto::open(app.secret(), LAST, &sealed)?;
    std::str::from_utf8(&plain).ok()?.parse().ok()
}

fn remember(app: &App, user: UserId, response: &mut Response) {
    let Some(sealed) = crypto::seal(app.secret(), LAST, user.to_string().as_bytes()) else {
        return;
    };
    let secure = if app.config.is_secure() {
        "; Secure"
    } else {
        ""
    };
    let value = URL_SAFE_NO_PAD.encode(sealed);
    let value = format!("{LAST}={value}; Path=/; HttpOnly; SameSite=Strict{secure}");
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// False when nobody knows whose form it was, or there is nothing to keep. What has a password in it is typed again.
async fn store(app: &App, user: Option<UserId>, action: String, body: &[u8]) -> Result<bool> {
    let Some(user) = user else {
        return Ok(false);
    };
    let fields: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    if fields.is_empty() || fields.iter().any(|(name, _)| name.contains("password")) {
        return Ok(false);
    }
    let plain = serde_json::to_vec(&Draft { action, fields }).map_err(Error::internal)?;
    let sealed = crypto::seal(app.secret(), &place(user), &plain)
        .ok_or_else(|| Error::internal("cannot seal a draft"))?;
    q!(
        &app.db,
        execute,
        "INSERT INTO drafts (user_id, sealed, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at",
        user,
        sealed,
        app.clock.now(),
    )?;
    Ok(true)
}

fn place(user: UserId) -> String {
    format!("drafts.{user}")
}

/// What waits to be sent; the calendar when nothing does.
async fn show(State(app): State<App>, here: SignedIn) -> Result<Response> {
    let user = here.user.id;
    let kept = q!(
        &app.db,
        fetch_optional: (Vec<u8>,),
        "SELECT sealed FROM drafts WHERE user_id = $1 AND created_at > $2",
        user,
        app.clock.now() - KEPT,
    )?;
    let draft = kept
        .and_then(|(sealed,)| crypto::open(app.secret(), &place(user), &sealed))
        .and_then(|plain| serde_json::from_slice::<Draft>(&plain).ok());
    let Some(mut draft) = draft else {
        return Ok(redirect("/calendar"));
    };
    draft.action = safe_next(&draft.action, "/calendar").to_owned();
    render(&Show {
        page: here.caller.view,
        draft,
    })
}

async fn discard(State(app): State<App>, here: SignedIn) -> Result<Response> {
    q!(
        &app.db,
        execute,
        "DELETE FROM drafts WHERE user_id = $1",
        here.user.id
    )?;
    Ok(redirect("/calendar"))
}

/// Forgets what nobody came back for.
pub async fn sweep(app: &App, now: DateTime<Utc>) -> Result<()> {
    q!(
        &app.db,
        execute,
        "DELETE FROM drafts WHERE created_at <= $1",
        now - KEPT
    )?;
    Ok(())
}
