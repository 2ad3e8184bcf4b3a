//! A device lent to a client, who signs something on it: the session forgets who is signed in, so that nothing of the app
//! opens, until the same user enters their password. Ending the session elsewhere ends this too.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use axum::{Router, response::IntoResponse};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::{Caller, User, login, password_pages, session};
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::id::{ClientId, TenantId, UserId};
use crate::q;
use crate::web::{self, Errors, Form, Page, SESSION_TENANT, SESSION_USER, View, preferences};

const LENT: &str = "lent";

/// To whom the device is lent, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lent {
    pub user: UserId,
    pub user_name: String,
    pub tenant: TenantId,
    pub client: ClientId,
    /// Where the master goes on.
    pub back: String,
    /// The language the master reads; the client may choose another meanwhile.
    pub locale: Locale,
}

pub fn routes() -> Router<App> {
    Router::new().route("/hand-back", get(ask).post(take_back))
}

/// Gives the device away.
pub async fn lend(session: &Session, page: &Page, client: ClientId, back: String) -> Result<()> {
    let lent = Lent {
        user: page.user.id,
        user_name: page.user.name.clone(),
        tenant: page.tenant.id,
        client,
        back,
        locale: page.locale,
    };
    session.insert(LENT, lent).await?;
    session.remove::<UserId>(SESSION_USER).await?;
    session.remove::<TenantId>(SESSION_TENANT).await?;
    session.save().await?;
    Ok(())
}

/// Whether the request's device is lent. Somebody who signed in meanwhile has it for themselves.
pub async fn lent(session: &Session) -> Result<Option<Lent>> {
    if session.get::<UserId>(SESSION_USER).await?.is_some() {
        return Ok(None);
    }
    Ok(session.get::<Lent>(LENT).await?)
}

#[derive(Template)]
#[template(path = "accounts/hand_back.html")]
struct Ask {
    page: View,
    errors: Errors,
    name: String,
    email: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Password {
    #[serde(default)]
    password: String,
    /// The address, there for password managers only.
    #[serde(default, rename = "email")]
    _email: String,
}

async fn ask(State(app): State<App>, caller: Caller) -> Result<Response> {
    let Some(lent) = lent(&caller.session).await? else {
        return Ok(web::redirect(login::HOME));
    };
    let user = user(&app, &lent).await?;
    let mut page = caller.view;
    page.locale = lent.locale;
    web::render(&Ask {
        page,
        errors: Errors::default(),
        name: lent.user_name,
        email: user.email,
    })
}

async fn take_back(
    State(app): State<App>,
    caller: Caller,
    Form(form): Form<Password>,
) -> Result<Response> {
    let Some(lent) = lent(&caller.session).await? else {
        return Ok(web::redirect(login::HOME));
    };
    let user = user(&app, &lent).await?;
    if let Err(problem) = password_pages::check(&app, &caller, &user, &form.password).await? {
        let mut errors = Errors::default();
        errors.add("password", problem);
        let mut view = caller.view;
        view.locale = lent.locale;
        let page = Ask {
            page: view,
            errors,
            name: lent.user_name,
            email: user.email,
        };
        return Ok(web::render_status(StatusCode::UNPROCESSABLE_ENTITY, &page)?.into_response());
    }
    let session = &caller.session;
    session.insert(SESSION_USER, lent.user).await?;
    session.insert(SESSION_TENANT, lent.tenant).await?;
    session.remove::<Lent>(LENT).await?;
    session::prove(&app, session).await?;
    let mut response = web::redirect(web::safe_next(&lent.back, login::HOME));
    preferences::keep_lang(&mut response, "/", lent.locale);
    Ok(response)
}

async fn user(app: &App, lent: &Lent) -> Result<User> {
    let found = q!(
        &app.db,
        fetch_optional: User,
        "SELECT * FROM users WHERE id = $1 AND disabled_at IS NULL",
        lent.user
    )?;
    found.ok_or(Error::SignIn {
        next: "/calendar".to_owned(),
    })
}
