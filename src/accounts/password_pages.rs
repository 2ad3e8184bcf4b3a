//! Changing the own password, which takes the old one, and entering it again before what only its owner may do.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::limits::Attempt;
use super::mails::{self, Mail};
use super::{Caller, SignedIn, User, login, password, session, totp};
use crate::app::App;
use crate::contact::Email;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::web::{self, Errors, Flash, Form, Page, View, safe_next};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/password", get(edit).post(update))
        .route("/password/confirm", get(ask).post(confirm))
}

#[derive(Template)]
#[template(path = "accounts/password.html")]
struct Edit {
    page: Page,
    errors: Errors,
    end_others: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    end_others: bool,
    /// The address, there for password managers only.
    #[serde(default, rename = "email")]
    _email: String,
}

async fn edit(page: Page) -> Result<Response> {
    web::render(&Edit {
        page,
        errors: Errors::default(),
        end_others: true,
    })
}

async fn update(
    State(app): State<App>,
    page: Page,
    caller: Caller,
    Form(form): Form<Change>,
) -> Result<Response> {
    let mut errors = Errors::default();
    errors.take("password", password::check(&form.password));
    if errors.is_empty()
        && let Err(problem) = check(&app, &caller, &page.user, &form.current).await?
    {
        errors.add("current", problem);
    }
    if !errors.is_empty() {
        return web::render_invalid(&Edit {
            page,
            errors,
            end_others: form.end_others,
        });
    }
    let hash = password::hash(&app, form.password).await?;
    session::prove(&app, &caller.session).await?;
    let (user, now) = (page.user.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    password::set(&mut tx, user, &hash, &page.actor(), "password", now).await?;
    if form.end_others {
        session::end_others(&mut tx, user, &session::own_id(&caller.session)).await?;
    }
    mails::enqueue(&mut tx, Mail::PasswordChanged { user }, now).await?;
    tx.commit().await?;
    app.wake.notify_one();
    let flash = Flash::ok(page.t("password-changed"));
    Ok(web::redirect_with("/settings/account", flash))
}

#[derive(Template)]
#[template(path = "accounts/confirm.html")]
struct Ask {
    page: View,
    errors: Errors,
    email: String,
    next: String,
    /// A code of the app does as well as the password.
    has_code: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
    /// The address, there for password managers only.
    #[serde(default, rename = "email")]
    _email: String,
}

async fn ask(here: SignedIn) -> Result<Response> {
    web::render(&Ask {
        next: here.param("next").unwrap_or_default(),
        has_code: here.user.has_second_factor(),
        email: here.user.email,
        page: here.caller.view,
        errors: Errors::default(),
    })
}

async fn confirm(
    State(app): State<App>,
    here: SignedIn,
    Form(form): Form<Confirm>,
) -> Result<Response> {
    let by_code = form.password.is_empty() && !form.code.is_empty();
    let checked = match by_code {
        true => check_code(&app, &here.caller, &here.user, &form.code).await?,
        false => check(&app, &here.caller, &here.user, &form.password).await?,
    };
    if let Err(problem) = checked {
        let mut errors = Errors::default();
        errors.add(if by_code { "code" } else { "password" }, problem);
        let page = Ask {
            has_code: here.user.has_second_factor(),
            email: here.user.email,
            page: here.caller.view,
            errors,
            next: form.next,
        };
        return web::render_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    session::prove(&app, &here.caller.session).await?;
    Ok(web::redirect(safe_next(&form.next, login::HOME)))
}

/// Whether it is a code of the signed-in user's second factor, used for the first time; guesses count as at the sign-in page.
async fn check_code(
    app: &App,
    caller: &Caller,
    user: &User,
    code: &str,
) -> Result<std::result::Result<(), &'static str>> {
    let email = Email::parse(&user.email).map_err(Error::internal)?;
    let attempt = match Attempt::begin(app, caller, &email.key()).await {
        Err(Error::TooMany { .. }) => return Ok(Err(key!("login-locked"))),
        other => other?,
    };
    if totp::accept(app, user, code).await? {
        attempt.succeed(app).await?;
        return Ok(Ok(()));
    }
    login::failed(app, caller, Some(&email), &attempt).await?;
    Ok(Err(key!("login-code-wrong")))
}

/// Whether it is the signed-in user's password; guesses count as at the sign-in page. The inner error is the text's key.
pub(super) async fn check(
    app: &App,
    caller: &Caller,
    user: &User,
    password: &str,
) -> Result<std::result::Result<(), &'static str>> {
    if password.is_empty() {
        return Ok(Err(key!("password-required")));
    }
    let email = Email::parse(&user.email).map_err(Error::internal)?;
    let attempt = match Attempt::begin(app, caller, &email.key()).await {
        Err(Error::TooMany { .. }) => return Ok(Err(key!("login-locked"))),
        other => other?,
    };
    let stored = Some(user.password_hash.clone());
    if password::verify(app, password.to_owned(), stored).await? {
        attempt.succeed(app).await?;
        return Ok(Ok(()));
    }
    login::failed(app, caller, Some(&email), &attempt).await?;
    Ok(Err(key!("password-wrong")))
}
