//! The second step of signing in: a code of the app, or a recovery code. Who knows the password has ten minutes for it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use tower_sessions::Expiry;

use super::limits::Attempt;
use super::{Caller, User, login, totp};
use crate::app::App;
use crate::contact::Email;
use crate::crypto::sha256;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::UserId;
use crate::web::{self, Errors, Form, View};

/// The name of [`Pending`] within the cookie's session.
const PENDING: &str = "second_step";
const TIME_LEFT: TimeDelta = TimeDelta::minutes(10);

pub fn routes() -> Router<App> {
    Router::new().route("/login/code", get(new).post(create))
}

/// The password was right; who it was and where they were going.
#[derive(Serialize, Deserialize)]
struct Pending {
    user: UserId,
    remember: bool,
    next: String,
    at: DateTime<Utc>,
    /// The password that was entered, as a hash of its hash: with another one this step is void.
    password: Vec<u8>,
}

#[derive(Template)]
#[template(path = "accounts/login_code.html")]
struct New {
    page: View,
    errors: Errors,
    /// A recovery code is asked for, not the app's.
    recovery: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    #[serde(default)]
    code: String,
    #[serde(default)]
    recovery: bool,
}

/// Leads to the page that asks for the code.
pub(super) async fn ask(
    app: &App,
    caller: &Caller,
    user: &User,
    remember: bool,
    next: &str,
) -> Result<Response> {
    let session = &caller.session;
    if super::session::current(app, session).await?.is_some() {
        super::session::finish(app, session).await?;
    }
    session.clear().await;
    session.cycle_id().await?;
    // Its hash may just have been made anew.
    let user = User::find(&app.db, user.id).await?;
    let pending = Pending {
        user: user.id,
        remember,
        next: next.to_owned(),
        at: app.clock.now(),
        password: sha256(&user.password_hash),
    };
    session.insert(PENDING, pending).await?;
    session.set_expiry(Some(Expiry::OnSessionEnd));
    Ok(web::redirect("/login/code"))
}

async fn new(State(app): State<App>, caller: Caller) -> Result<Response> {
    match pending(&app, &caller).await? {
        None => Ok(web::redirect("/login")),
        Some(_) => web::render(&New {
            recovery: caller.param("with").as_deref() == Some("recovery"),
            page: caller.view,
            errors: Errors::default(),
        }),
    }
}

async fn create(
    State(app): State<App>,
    caller: Caller,
    Form(form): Form<Code>,
) -> Result<Response> {
    let Some((pending, user)) = pending(&app, &caller).await? else {
        return Ok(web::redirect("/login"));
    };
    let email = Email::parse(&user.email).map_err(Error::internal)?;
    let again = |key: &'static str, status: StatusCode| {
        let mut errors = Errors::default();
        errors.add("code", key);
        let page = New {
            page: caller.view.clone(),
            errors,
            recovery: form.recovery,
        };
        web::render_status(status, &page)
    };
    let attempt = match Attempt::begin(&app, &caller, &email.key()).await {
        Err(Error::TooMany { retry_after }) => {
            let mut response = again(key!("login-locked"), StatusCode::TOO_MANY_REQUESTS)?;
            response
                .headers_mut()
                .insert("retry-after", retry_after.into());
            return Ok(response);
        }
        other => other?,
    };
    if !totp::accept(&app, &user, &form.code).await? {
        login::failed(&app, &caller, Some(&email), &attempt).await?;
        return again(key!("login-code-wrong"), StatusCode::UNPROCESSABLE_ENTITY);
    }
    attempt.succeed(&app).await?;
    login::enter(&app, &caller, &user, pending.remember, &pending.next).await
}

/// Who is at this step, while the time for it runs and the password is still the one that was entered.
async fn pending(app: &App, caller: &Caller) -> Result<Option<(Pending, User)>> {
    let Some(pending) = caller.session.get::<Pending>(PENDING).await? else {
        return Ok(None);
    };
    let user = User::find(&app.db, pending.user).await?;
    let in_time = (TimeDelta::zero()..=TIME_LEFT).contains(&(app.clock.now() - pending.at));
    let same = pending.password == sha256(&user.password_hash);
    Ok((in_time && same && user.disabled_at.is_none()).then_some((pending, user)))
}
