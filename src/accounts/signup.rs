//! Signing up: an account, a practice of its own, and signed in at once, on the way to the first-run set-up.
//!
//! The answer never tells whether the address has an account (security.md A 4), and still a new master need not wait for
//! a mail: who signs up with a known address gets an account and a practice all the same, only without the address. The
//! mail that goes there then says "you already have an account", and its link adds the new practice to that account (see
//! [`super::verification`]). Whoever knows the account's password is signed in to it instead: a second press of the
//! button does no harm. That guess counts like one at the sign-in page.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use axum::{Router, http::StatusCode};
use chrono_tz::Tz;
use serde::Deserialize;

use super::limits::{Attempt, SIGN_UPS};
use super::mails::{self, Mail};
use super::{
    Caller, NewTenant, NewUser, Role, Tenant, User, login, membership, password, slug, typed,
};
use crate::app::App;
use crate::contact::{Email, currency_for};
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::i18n::{Locale, key};
use crate::id::{TenantId, UserId};
use crate::web::{self, Errors, Flash, Form, View, rate};

/// The set-up's first question; see `setup`.
pub const FIRST_STEP: &str = "trade";

pub fn routes() -> Router<App> {
    Router::new().route("/signup", get(new).post(create))
}

#[derive(Template)]
#[template(path = "accounts/signup.html")]
struct New {
    page: View,
    errors: Errors,
    form: SignUp,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct SignUp {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    /// The browser's zone, filled by a script; a guess by language stands in for it.
    #[serde(default)]
    timezone: String,
}

/// What was typed, checked.
struct Valid {
    name: String,
    email: Email,
    password: String,
    timezone: Tz,
    locale: Locale,
}

async fn new(caller: Caller) -> Result<Response> {
    web::render(&New {
        page: caller.view,
        errors: Errors::default(),
        form: SignUp::default(),
    })
}

async fn create(
    State(app): State<App>,
    caller: Caller,
    Form(form): Form<SignUp>,
) -> Result<Response> {
    let mut errors = Errors::default();
    let Some(valid) = check(&form, caller.view.locale, &mut errors) else {
        return again(caller, form, errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    rate::hit(&app, SIGN_UPS, &caller.network()).await?;
    // Never taken back: a try that succeeds looks like one that fails.
    match Attempt::begin(&app, &caller, &valid.email.key()).await {
        Err(Error::TooMany { retry_after }) => {
            errors.add("", key!("login-locked"));
            let mut response = again(caller, form, errors, StatusCode::TOO_MANY_REQUESTS)?;
            response
                .headers_mut()
                .insert("retry-after", retry_after.into());
            return Ok(response);
        }
        other => other?,
    };
    let flash = Flash::ok(caller.t1("signup-mailed", "email", valid.email.as_str()));
    match register(&app, &caller, &valid).await? {
        Registered::New(user, tenant) => {
            super::session::start(&app, &caller, user, Some(tenant), true).await?;
            app.wake.notify_one();
            Ok(web::redirect_with("/setup", flash))
        }
        Registered::Known(user) => login::proceed(&app, &caller, &user, true, "/calendar").await,
    }
}

fn check(form: &SignUp, locale: Locale, errors: &mut Errors) -> Option<Valid> {
    let name = errors.take("name", typed::name(&form.name));
    let email = errors.take("email", typed::email(&form.email));
    let checked = errors.take("password", password::check(&form.password));
    let timezone = zone(&form.timezone, locale);
    checked?;
    Some(Valid {
        name: name?,
        email: email?,
        password: form.password.clone(),
        timezone,
        locale,
    })
}

/// The zone the browser says it is in, or else the one where most readers of the language are.
pub(super) fn zone(browser: &str, locale: Locale) -> Tz {
    browser.parse().unwrap_or(match locale {
        Locale::En => Tz::Europe__London,
        Locale::Es => Tz::Europe__Madrid,
        Locale::Ru => Tz::Europe__Moscow,
    })
}

enum Registered {
    New(UserId, TenantId),
    /// The address has an account already, and this is its password.
    Known(User),
}

/// Takes as long for a known address as for a new one: one hash, one comparison, one commit.
async fn register(app: &App, caller: &Caller, valid: &Valid) -> Result<Registered> {
    let hash = password::hash(app, valid.password.clone()).await?;
    if let Some(made) = patiently(|| write(app, caller, valid, &hash, true)).await? {
        password::verify(app, valid.password.clone(), None).await?;
        return Ok(made);
    }
    let known = User::by_email(&app.db, &valid.email.key()).await?;
    let stored = known.as_ref().map(|user| user.password_hash.clone());
    let is_theirs = password::verify(app, valid.password.clone(), stored).await?;
    match known.filter(|user| is_theirs && user.disabled_at.is_none()) {
        Some(user) => Ok(Registered::Known(user)),
        None => patiently(|| write(app, caller, valid, &hash, false))
            .await?
            .ok_or_else(|| Error::internal("an account without an address was refused")),
    }
}

/// Account, practice, membership and mail in one transaction; None when the address is to be claimed and is taken.
async fn write(
    app: &App,
    caller: &Caller,
    valid: &Valid,
    hash: &str,
    claim: bool,
) -> Result<Option<Registered>> {
    let now = app.clock.now();
    let new = NewUser {
        email: &valid.email,
        name: &valid.name,
        password_hash: hash,
        locale: valid.locale,
        email_verified_at: None,
    };
    let mut tx = app.db.begin().await?;
    let user = if claim {
        User::claim(&mut tx, &new, now).await?
    } else {
        User::without_address(&mut tx, &new, now).await?
    };
    let Some(user) = user else { return Ok(None) };
    let actor = caller.actor(user);
    let tenant = found(app, &mut tx, user, valid, &actor, now).await?;
    mails::enqueue(&mut tx, Mail::VerifyEmail { user }, now).await?;
    tx.commit().await?;
    Ok(Some(Registered::New(user, tenant)))
}

/// A practice of the user's own.
async fn found(
    app: &App,
    tx: &mut crate::db::Tx,
    user: UserId,
    valid: &Valid,
    actor: &Actor,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<TenantId> {
    let slug = slug::free(tx, &valid.name).await?;
    let new = NewTenant {
        slug: &slug,
        name: &valid.name,
        kind: "",
        timezone: valid.timezone,
        locale: valid.locale,
        currency: currency_for(valid.timezone.name()),
        // What clients see is asked for in the set-up; mail to the practice goes to its owner until then.
        email: None,
        phone: None,
        is_demo: false,
        setup_step: FIRST_STEP,
    };
    let tenant = Tenant::create(tx, app.secret(), &new, actor, now).await?;
    membership::join(tx, tenant, user, Role::Owner, now).await?;
    membership::used(tx, tenant, user, now).await?;
    Ok(tenant)
}

fn again(caller: Caller, form: SignUp, errors: Errors, status: StatusCode) -> Result<Response> {
    let page = New {
        page: caller.view,
        errors,
        form,
    };
    web::render_status(status, &page)
}
