//! Signing in and out. An unknown address and a wrong password get the same answer in the same time; with a second factor
//! the password leads to the page that asks for a code ([`super::login_code`]).

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::limits::{Attempt, WARNINGS};
use super::mails::{self, Mail};
use super::{
    Caller, Membership, Place, SignedIn, User, login_code, membership, password, session, typed,
};
use crate::app::App;
use crate::contact::Email;
use crate::error::{Error, Result};
use crate::events::Kind;
use crate::i18n::key;
use crate::q;
use crate::web::{self, Errors, Form, View, rate, safe_next};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/login", get(new).post(create))
        .route("/logout", post(destroy))
}

/// Where one goes who asked for no page.
pub const HOME: &str = "/calendar";

#[derive(Template)]
#[template(path = "accounts/login.html")]
struct New {
    page: View,
    errors: Errors,
    form: SignIn,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct SignIn {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    remember: bool,
    #[serde(default)]
    next: String,
}

async fn new(State(app): State<App>, caller: Caller) -> Result<Response> {
    let next = caller.param("next").unwrap_or_default();
    if let Some(here) = SignedIn::load(&app, caller.clone()).await? {
        return Ok(web::redirect(onward(&app, &here, &next).await?));
    }
    web::render(&New {
        page: caller.view,
        errors: Errors::default(),
        form: SignIn {
            remember: false,
            next,
            ..SignIn::default()
        },
    })
}

/// Where somebody goes who is signed in already: back, or to their practices when the session is at none of them.
async fn onward<'a>(app: &App, here: &SignedIn, next: &'a str) -> Result<&'a str> {
    let Some(tenant) = here.tenant else {
        return Ok("/tenants");
    };
    let (user, now) = (here.user.id, app.clock.now());
    match Membership::load(&app.db, &here.session_id, user, tenant, now).await? {
        Some(_) => Ok(safe_next(next, HOME)),
        None => Ok("/tenants"),
    }
}

async fn create(
    State(app): State<App>,
    caller: Caller,
    Form(form): Form<SignIn>,
) -> Result<Response> {
    let mut errors = Errors::default();
    let email = errors.take("email", typed::email(&form.email));
    if form.password.is_empty() {
        errors.add("password", key!("password-required"));
    }
    let (Some(email), true) = (email, errors.is_empty()) else {
        return again(caller, form, errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let attempt = match Attempt::begin(&app, &caller, &email.key()).await {
        Err(Error::TooMany { retry_after }) => return too_many(caller, form, retry_after),
        other => other?,
    };
    let user = User::by_email(&app.db, &email.key()).await?;
    let stored = user.as_ref().map(|user| user.password_hash.clone());
    let matches = password::verify(&app, form.password.clone(), stored).await?;
    match user.filter(|user| matches && user.disabled_at.is_none()) {
        Some(user) => {
            attempt.succeed(&app).await?;
            refresh_hash(&app, &user, &form.password).await?;
            proceed(&app, &caller, &user, form.remember, &form.next).await
        }
        None => {
            failed(&app, &caller, Some(&email), &attempt).await?;
            errors.add("", key!("login-wrong"));
            again(caller, form, errors, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// The password was right: in, or on to the second factor.
pub(super) async fn proceed(
    app: &App,
    caller: &Caller,
    user: &User,
    remember: bool,
    next: &str,
) -> Result<Response> {
    if user.has_second_factor() {
        login_code::ask(app, caller, user, remember, next).await
    } else {
        enter(app, caller, user, remember, next).await
    }
}

/// Signs in, at the practice last used.
pub(super) async fn enter(
    app: &App,
    caller: &Caller,
    user: &User,
    remember: bool,
    next: &str,
) -> Result<Response> {
    let place = Place::of_user(&app.db, user.id).await?.into_iter().next();
    let tenant = place.map(|place| place.tenant_id);
    session::start(app, caller, user.id, tenant, remember).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if let Some(tenant) = tenant {
        membership::used(&mut tx, tenant, user.id, now).await?;
    }
    let data = serde_json::json!({ "second_factor": user.has_second_factor() });
    let actor = caller.actor(user.id);
    membership::note(&mut tx, user.id, &actor, Kind::SignedIn, data, now).await?;
    tx.commit().await?;
    let next = if tenant.is_some() {
        safe_next(next, HOME)
    } else {
        "/tenants"
    };
    Ok(web::redirect(next))
}

/// Leaves the rest to the worker, for a known address and for an unknown one, so that both answers take the same time.
pub(super) async fn failed(
    app: &App,
    caller: &Caller,
    email: Option<&Email>,
    attempt: &Attempt,
) -> Result<()> {
    let who = email.map(Email::key).unwrap_or_default();
    let warn = attempt.is_last && rate::hit(app, WARNINGS, &who).await.is_ok();
    let user = User::by_email(&app.db, &who).await?.map(|user| user.id);
    let mail = Mail::SignInFailed {
        user,
        address: caller.address.0.to_string(),
        at: app.clock.now(),
        warn,
    };
    mails::enqueue(&app.db, mail, app.clock.now()).await?;
    app.wake.notify_one();
    Ok(())
}

/// Made with older parameters: made anew while the password is at hand.
async fn refresh_hash(app: &App, user: &User, password: &str) -> Result<()> {
    if !password::is_outdated(&user.password_hash) {
        return Ok(());
    }
    let hash = password::hash(app, password.to_owned()).await?;
    q!(
        &app.db,
        execute,
        "UPDATE users SET password_hash = $2 WHERE id = $1 AND password_hash = $3",
        user.id,
        hash,
        &user.password_hash,
    )?;
    Ok(())
}

fn again(caller: Caller, form: SignIn, errors: Errors, status: StatusCode) -> Result<Response> {
    let page = New {
        page: caller.view,
        errors,
        form,
    };
    web::render_status(status, &page)
}

fn too_many(caller: Caller, form: SignIn, retry_after: i64) -> Result<Response> {
    let mut errors = Errors::default();
    errors.add("", key!("login-locked"));
    let mut response = again(caller, form, errors, StatusCode::TOO_MANY_REQUESTS)?;
    response
        .headers_mut()
        .insert("retry-after", retry_after.into());
    Ok(response)
}

/// Signs out; the browser forgets what it kept of the pages.
async fn destroy(State(app): State<App>, caller: Caller) -> Result<Response> {
    let mut locale = caller.view.locale;
    if let Some(here) = SignedIn::load(&app, caller.clone()).await? {
        locale = here.caller.view.locale;
        let (actor, now) = (here.actor(), app.clock.now());
        let mut tx = app.db.begin().await?;
        let (user, nothing) = (here.user.id, serde_json::json!({}));
        membership::note(&mut tx, user, &actor, Kind::SignedOut, nothing, now).await?;
        tx.commit().await?;
    }
    session::finish(&app, &caller.session).await?;
    // The cookies go too, so that the language goes along in the address.
    let mut response = web::redirect(&format!("/login?lang={}", locale.code()));
    response.headers_mut().insert(
        "clear-site-data",
        HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""),
    );
    Ok(response)
}
