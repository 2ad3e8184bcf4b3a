//! The settings' first page, and the account: name, language, address, password, second factor, sessions.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::limits::{MAILS, MAILS_TO_ONE};
use super::mails::{self, Mail};
use super::tokens::{self, Purpose};
use super::verification;
use super::{Caller, session, typed};
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::q;
use crate::web::{self, Errors, Flash, Form, Page, Path, preferences, rate};

const PATH: &str = "/settings/account";
const SESSIONS: &str = "/settings/account/sessions";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings", get(index))
        .route("/settings/account", get(edit).post(update))
        .route("/settings/account/verify", post(verify))
        .route(
            "/settings/account/email",
            get(edit_email).post(update_email),
        )
        .route("/settings/account/sessions", get(sessions))
        .route("/settings/account/sessions/end-others", post(end_others))
        .route("/settings/account/sessions/{id}/end", post(end))
}

#[derive(Template)]
#[template(path = "settings/index.html")]
struct Index {
    page: Page,
}

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: Profile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    #[serde(default)]
    name: String,
    #[serde(default)]
    locale: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl Edit {
    fn languages(&self) -> Vec<(&'static str, &'static str)> {
        Locale::ALL
            .into_iter()
            .map(|locale| (locale.code(), locale.name()))
            .collect()
    }

    fn themes(&self) -> Vec<(&'static str, String)> {
        let page = &self.page;
        vec![
            ("auto", page.t("theme-auto")),
            ("light", page.t("theme-light")),
            ("dark", page.t("theme-dark")),
        ]
    }
}

async fn index(page: Page) -> Result<Response> {
    web::render(&Index { page })
}

async fn edit(page: Page) -> Result<Response> {
    let form = Profile {
        name: page.user.name.clone(),
        locale: page.user.locale.code().to_owned(),
    };
    web::render(&Edit {
        page,
        errors: Errors::default(),
        form,
    })
}

async fn update(State(app): State<App>, page: Page, Form(form): Form<Profile>) -> Result<Response> {
    let mut errors = Errors::default();
    let name = errors.take("name", typed::name(&form.name));
    let locale = form.locale.parse::<Locale>();
    let locale = errors.take("locale", locale.map_err(|_| key!("field-bad-choice")));
    let (Some(name), Some(locale)) = (name, locale) else {
        return web::render_invalid(&Edit { page, errors, form });
    };
    q!(
        &app.db,
        execute,
        "UPDATE users SET name = $2, locale = $3, updated_at = $4 WHERE id = $1",
        page.user.id,
        name,
        locale,
        app.clock.now(),
    )?;
    let mut response = web::redirect_with(PATH, Flash::ok(locale.t("saved")));
    preferences::keep_lang(&mut response, PATH, locale);
    Ok(response)
}

/// The mail with the link once more.
async fn verify(
    State(app): State<App>,
    page: Page,
    caller: Caller,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response> {
    let (user, now) = (page.user.id, app.clock.now());
    if !page.user.is_verified() {
        rate::hit(&app, MAILS, &caller.network()).await?;
        rate::hit(&app, MAILS_TO_ONE, &page.user.email.to_lowercase()).await?;
        mails::enqueue(&app.db, Mail::VerifyEmail { user }, now).await?;
        app.wake.notify_one();
    }
    let flash = Flash::ok(page.t1("signup-mailed", "email", page.user.email.as_str()));
    Ok(web::redirect_with(PATH, flash))
}

#[derive(Template)]
#[template(path = "accounts/email.html")]
struct EditEmail {
    page: Page,
    errors: Errors,
    form: NewEmail,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct NewEmail {
    #[serde(default)]
    email: String,
}

async fn edit_email(State(app): State<App>, page: Page, caller: Caller) -> Result<Response> {
    session::require_proof(&app, &caller.session, "/settings/account/email").await?;
    web::render(&EditEmail {
        page,
        errors: Errors::default(),
        form: NewEmail::default(),
    })
}

/// The address changes when the link sent to the new one is used; the answer is the same whether or not the new one has
/// an account.
async fn update_email(
    State(app): State<App>,
    page: Page,
    caller: Caller,
    Form(form): Form<NewEmail>,
) -> Result<Response> {
    session::require_proof(&app, &caller.session, "/settings/account/email").await?;
    let mut errors = Errors::default();
    let email = errors.take("email", typed::email(&form.email));
    if email
        .as_ref()
        .is_some_and(|email| email.as_str() == page.user.email)
    {
        errors.add("email", key!("email-same"));
    }
    let (Some(email), true) = (email, errors.is_empty()) else {
        return web::render_invalid(&EditEmail { page, errors, form });
    };
    rate::hit(&app, MAILS, &caller.network()).await?;
    rate::hit(&app, MAILS_TO_ONE, &email.key()).await?;
    let change = verification::Change {
        from: page.user.email.clone(),
        to: email.to_string(),
    };
    let data = serde_json::to_string(&change).map_err(Error::internal)?;
    let (user, now) = (page.user.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    tokens::revoke(&mut tx, user, Purpose::ChangeEmail, now).await?;
    let token = tokens::prepare(&mut tx, user, Purpose::ChangeEmail, &data, now).await?;
    mails::enqueue(&mut tx, Mail::ChangeEmail { token }, now).await?;
    tx.commit().await?;
    app.wake.notify_one();
    let flash = Flash::ok(page.t1("email-mailed", "email", email.as_str()));
    Ok(web::redirect_with(PATH, flash))
}

#[derive(Template)]
#[template(path = "accounts/sessions.html")]
struct Sessions {
    page: Page,
    rows: Vec<session::Row>,
    own: String,
}

impl Sessions {
    /// "Firefox, Windows".
    fn device(&self, row: &session::Row) -> String {
        session::device(&row.agent).unwrap_or_else(|| self.page.t("session-unknown"))
    }

    fn seen(&self, row: &session::Row) -> String {
        let local = row.last_seen_at.with_timezone(&self.page.tenant.tz());
        let locale = self.page.locale;
        self.page.t2(
            "session-seen",
            "day",
            locale.day_short(local.date_naive()),
            "time",
            locale.time(local.time()),
        )
    }
}

async fn sessions(State(app): State<App>, page: Page, caller: Caller) -> Result<Response> {
    let rows = session::list(&app.db, page.user.id, app.clock.now()).await?;
    let own = session::own_id(&caller.session);
    web::render(&Sessions { page, rows, own })
}

async fn end(
    State(app): State<App>,
    page: Page,
    Path(id): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response> {
    if !session::end(&app.db, page.user.id, &id).await? {
        return Err(Error::NotFound);
    }
    let flash = Flash::ok(page.t("session-ended"));
    Ok(web::redirect_with(SESSIONS, flash))
}

async fn end_others(
    State(app): State<App>,
    page: Page,
    caller: Caller,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response> {
    let own = session::own_id(&caller.session);
    session::end_others(&app.db, page.user.id, &own).await?;
    let flash = Flash::ok(page.t("session-others-ended"));
    Ok(web::redirect_with(SESSIONS, flash))
}
