//! A forgotten password: a link by mail, good for half an hour and for one use. It ends all sessions and does not sign in.
//! The answer is the same whether or not the address has an account.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::limits::{MAILS, MAILS_TO_ONE};
use super::mails::{self, Mail};
use super::tokens::{Purpose, Token};
use super::verification::dead_link;
use super::{Caller, User, password, session, typed};
use crate::app::App;
use crate::error::Result;
use crate::i18n::key;
use crate::q;
use crate::web::{self, Errors, Flash, Form, Path, View, rate};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/password/reset", get(new).post(create))
        .route("/password/reset/sent", get(sent))
        .route("/password/reset/{token}", get(edit).post(update))
}

#[derive(Template)]
#[template(path = "accounts/reset.html")]
struct New {
    page: View,
    errors: Errors,
    form: Ask,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Ask {
    #[serde(default)]
    email: String,
}

#[derive(Template)]
#[template(path = "accounts/reset_sent.html")]
struct Sent {
    page: View,
}

#[derive(Template)]
#[template(path = "accounts/reset_edit.html")]
struct Edit {
    page: View,
    errors: Errors,
    /// For password managers: whose password it is.
    email: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    #[serde(default)]
    password: String,
    /// The address, there for password managers only.
    #[serde(default, rename = "email")]
    _email: String,
}

async fn new(caller: Caller) -> Result<Response> {
    web::render(&New {
        page: caller.view,
        errors: Errors::default(),
        form: Ask::default(),
    })
}

async fn create(State(app): State<App>, caller: Caller, Form(form): Form<Ask>) -> Result<Response> {
    let mut errors = Errors::default();
    let Some(email) = errors.take("email", typed::email(&form.email)) else {
        return web::render_invalid(&New {
            page: caller.view,
            errors,
            form,
        });
    };
    rate::hit(&app, MAILS, &caller.network()).await?;
    let may = rate::hit(&app, MAILS_TO_ONE, &email.key()).await.is_ok();
    let user = User::by_email(&app.db, &email.key()).await?;
    let user = user.filter(|user| may && user.disabled_at.is_none());
    let mail = Mail::ResetPassword {
        user: user.map(|user| user.id),
    };
    mails::enqueue(&app.db, mail, app.clock.now()).await?;
    app.wake.notify_one();
    Ok(web::redirect("/password/reset/sent"))
}

async fn sent(caller: Caller) -> Result<Response> {
    web::render(&Sent { page: caller.view })
}

async fn edit(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
) -> Result<Response> {
    let Some((_, user)) = find(&app, &token).await? else {
        return dead(caller.view);
    };
    web::render(&Edit {
        page: caller.view,
        errors: Errors::default(),
        email: user.email,
    })
}

async fn update(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
    Form(form): Form<NewPassword>,
) -> Result<Response> {
    let Some((token, user)) = find(&app, &token).await? else {
        return dead(caller.view);
    };
    let mut errors = Errors::default();
    errors.take("password", password::check(&form.password));
    if !errors.is_empty() {
        return web::render_invalid(&Edit {
            page: caller.view,
            errors,
            email: user.email,
        });
    }
    let hash = password::hash(&app, form.password).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !token.spend(&mut tx, now).await? {
        return dead(caller.view);
    }
    // Who has the link has the mailbox.
    q!(
        tx,
        execute,
        "UPDATE users SET email_verified_at = COALESCE(email_verified_at, $2) WHERE id = $1",
        user.id,
        now,
    )?;
    let actor = caller.actor(user.id);
    password::set(&mut tx, user.id, &hash, &actor, "link", now).await?;
    session::end_others(&mut tx, user.id, "").await?;
    mails::enqueue(&mut tx, Mail::PasswordChanged { user: user.id }, now).await?;
    tx.commit().await?;
    app.wake.notify_one();
    let flash = Flash::ok(caller.t("reset-done"));
    Ok(web::redirect_with("/login", flash))
}

async fn find(app: &App, token: &str) -> Result<Option<(Token, User)>> {
    let token = Token::find(&app.db, Purpose::ResetPassword, token).await?;
    let Some(token) = token.filter(|token| token.is_alive(app.clock.now())) else {
        return Ok(None);
    };
    let user = User::find(&app.db, token.user_id).await?;
    Ok(user.disabled_at.is_none().then_some((token, user)))
}

fn dead(page: View) -> Result<Response> {
    let onward = ("/password/reset", page.t("link-dead-renew"));
    dead_link(page, key!("link-dead-reset"), onward)
}
