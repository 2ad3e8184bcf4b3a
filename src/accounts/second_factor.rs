//! The second factor's pages: set up by scanning a code, confirmed by a first code, recovery codes shown once. Turning it
//! off takes the password.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use qrcode::{Color, EcLevel, QrCode};
use serde::Deserialize;
use serde_json::json;

use super::mails::{self, Mail};
use super::{Caller, User, membership, password_pages, session, totp};
use crate::app::App;
use crate::error::{Error, Result};
use crate::events::Kind;
use crate::i18n::key;
use crate::web::{self, Errors, Flash, Form, Page};

const PATH: &str = "/settings/account/second-factor";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/account/second-factor", get(show).post(begin))
        .route(
            "/settings/account/second-factor/setup",
            get(new).post(create),
        )
        .route(
            "/settings/account/second-factor/recovery-codes",
            post(renew),
        )
        .route("/settings/account/second-factor/disable", post(disable))
}

#[derive(Template)]
#[template(path = "accounts/second_factor.html")]
struct Show {
    page: Page,
    errors: Errors,
    /// Recovery codes left.
    left: i64,
}

/// The secret as a picture, as a link for an app on the same device, and as text.
#[derive(Template)]
#[template(path = "accounts/second_factor_setup.html")]
struct Setup {
    page: Page,
    errors: Errors,
    /// The dark squares of the picture as an SVG path, and its width in squares.
    squares: String,
    width: usize,
    link: String,
    secret: String,
}

#[derive(Template)]
#[template(path = "accounts/recovery_codes.html")]
struct Codes {
    page: Page,
    codes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    #[serde(default)]
    code: String,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn show(State(app): State<App>, page: Page) -> Result<Response> {
    let left = totp::recovery_left(&app.db, page.user.id).await?;
    web::render(&Show {
        page,
        errors: Errors::default(),
        left,
    })
}

async fn begin(
    State(app): State<App>,
    page: Page,
    caller: Caller,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response> {
    session::require_proof(&app, &caller.session, PATH).await?;
    if page.user.has_second_factor() {
        return Ok(web::redirect(PATH));
    }
    totp::begin(&app, page.user.id).await?;
    Ok(web::redirect("/settings/account/second-factor/setup"))
}

async fn new(State(app): State<App>, page: Page, caller: Caller) -> Result<Response> {
    session::require_proof(&app, &caller.session, PATH).await?;
    if page.user.has_second_factor() {
        return Ok(web::redirect(PATH));
    }
    match setup(&app, page, Errors::default())? {
        Some(setup) => web::render(&setup),
        None => Ok(web::redirect(PATH)),
    }
}

fn setup(app: &App, page: Page, errors: Errors) -> Result<Option<Setup>> {
    let Some(secret) = totp::secret_text(app, &page.user) else {
        return Ok(None);
    };
    let link = otpauth(&page.user, &secret);
    let code = QrCode::with_error_correction_level(link.as_bytes(), EcLevel::M)
        .map_err(Error::internal)?;
    let width = code.width();
    let squares = code
        .to_colors()
        .iter()
        .enumerate()
        .filter(|(_, color)| **color == Color::Dark)
        .map(|(at, _)| format!("M{} {}h1v1h-1z", at % width, at / width))
        .collect();
    let secret = secret
        .as_bytes()
        .chunks(4)
        .map(String::from_utf8_lossy)
        .collect::<Vec<_>>()
        .join(" ");
    Ok(Some(Setup {
        page,
        errors,
        squares,
        width,
        link,
        secret,
    }))
}

/// What authenticator apps read (Key URI format).
fn otpauth(user: &User, secret: &str) -> String {
    let encode = |text: &str| -> String {
        form_urlencoded::byte_serialize(text.as_bytes())
            .collect::<String>()
            .replace('+', "%20")
    };
    let name = user.email.replace(':', "");
    format!(
        "otpauth://totp/{}:{}?secret={secret}&issuer={}&algorithm=SHA1&digits=6&period=30",
        encode("Aureli Solo"),
        encode(&name),
        encode("Aureli Solo"),
    )
}

async fn create(
    State(app): State<App>,
    page: Page,
    caller: Caller,
    Form(form): Form<Code>,
) -> Result<Response> {
    session::require_proof(&app, &caller.session, PATH).await?;
    if page.user.has_second_factor() {
        return Ok(web::redirect(PATH));
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let Some(codes) = totp::enable(&app, &mut tx, &page.user, &form.code, now).await? else {
        drop(tx);
        let mut errors = Errors::default();
        errors.add("code", key!("second-factor-code-wrong"));
        return match setup(&app, page, errors)? {
            Some(setup) => web::render_invalid(&setup),
            None => Ok(web::redirect(PATH)),
        };
    };
    changed(&mut tx, &page, true, now).await?;
    tx.commit().await?;
    app.wake.notify_one();
    session::prove(&app, &caller.session).await?;
    web::render(&Codes { page, codes })
}

/// Ten new recovery codes; the old ones are of no more use.
async fn renew(
    State(app): State<App>,
    page: Page,
    caller: Caller,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response> {
    session::require_proof(&app, &caller.session, PATH).await?;
    if !page.user.has_second_factor() {
        return Ok(web::redirect(PATH));
    }
    let mut tx = app.db.begin().await?;
    let codes = totp::renew_recovery(&app, &mut tx, page.user.id).await?;
    changed(&mut tx, &page, true, app.clock.now()).await?;
    tx.commit().await?;
    app.wake.notify_one();
    web::render(&Codes { page, codes })
}

async fn disable(
    State(app): State<App>,
    page: Page,
    caller: Caller,
    Form(form): Form<Password>,
) -> Result<Response> {
    if let Err(problem) = password_pages::check(&app, &caller, &page.user, &form.password).await? {
        let mut errors = Errors::default();
        errors.add("password", problem);
        let left = totp::recovery_left(&app.db, page.user.id).await?;
        return web::render_invalid(&Show { page, errors, left });
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    totp::disable(&mut tx, page.user.id, now).await?;
    changed(&mut tx, &page, false, now).await?;
    tx.commit().await?;
    app.wake.notify_one();
    session::prove(&app, &caller.session).await?;
    let flash = Flash::ok(page.t("second-factor-disabled"));
    Ok(web::redirect_with(PATH, flash))
}

async fn changed(
    tx: &mut crate::db::Tx,
    page: &Page,
    on: bool,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    let (user, data) = (page.user.id, json!({ "on": on }));
    let kind = Kind::SecondFactorChanged;
    membership::note(tx, user, &page.actor(), kind, data, now).await?;
    mails::enqueue(tx, Mail::SecondFactorChanged { user, on }, now).await
}
