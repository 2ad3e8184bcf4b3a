//! `/certificates/{token}`: what is left on it, the sheet to print, and the way to book with it. Opening it changes nothing.
//! Who has the address has the certificate; it says nothing of whoever bought it, and of visits only that they were.

use askama::Template;
use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use crate::accounts::{Tenant, TenantStatus};
use crate::app::App;
use crate::booking::Frame;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::links::{Closed, Opening, Words};
use crate::packages::card::Line;
use crate::packages::model::Package;
use crate::packages::sheet::Sheet;
use crate::packages::token;
use crate::web::{self, Form, View};

/// The cookie that brings it along to the booking page, and to no other.
const COOKIE: &str = "certificate";
/// A day, in seconds.
const COOKIE_LASTS: i64 = 86_400;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/certificates/{token}", get(show))
        .route("/certificates/{token}/booking", post(booking))
}

const GONE: Words = Words {
    title: key!("packages-gone"),
    text: key!("packages-gone-text"),
};

/// What an address opens.
struct Opened {
    page: View,
    token: String,
    tenant: Tenant,
    package: Package,
}

impl FromRequestParts<App> for Opened {
    type Rejection = Closed;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Closed> {
        let opening = Opening::of(parts, app).await?;
        let found = token::open(app, &opening.token).await;
        let package = opening.known(app, found, GONE).await?;
        let tenant = Tenant::find(&app.db, package.tenant_id).await?;
        let Opening { visitor, token } = opening;
        let page = visitor.view.for_practice(tenant.locale);
        if tenant.status == TenantStatus::Closed {
            return Err(Closed::practice(page, &tenant));
        }
        Ok(Self {
            page,
            token,
            tenant,
            package,
        })
    }
}

/// `packages/certificate.html`
#[derive(Template)]
#[template(path = "packages/certificate.html")]
struct Show {
    page: View,
    frame: Frame,
    line: Line,
    sheet: Sheet,
    token: String,
    may_book: bool,
}

async fn show(State(app): State<App>, opened: Opened) -> Result<Response> {
    let (page, tenant, package) = (opened.page, opened.tenant, opened.package);
    let line = Line::of(&app, &package, page.locale, &tenant);
    web::render(&Show {
        frame: Frame::new(&tenant, page.locale),
        sheet: Sheet::of(&app, &tenant, &package, page.locale).await?,
        may_book: line.is_active && tenant.is_active(),
        line,
        token: opened.token,
        page,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// To the booking page, which then knows the code.
async fn booking(State(app): State<App>, opened: Opened, _: Form<Nothing>) -> Result<Response> {
    let path = format!("/{}/book", opened.tenant.slug);
    let mut response = web::redirect(&path);
    let secure = if app.config.is_secure() {
        "; Secure"
    } else {
        ""
    };
    let token = &opened.token;
    let cookie = format!(
        "{COOKIE}={token}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={COOKIE_LASTS}{secure}"
    );
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// What this browser was brought to the booking page with, if it is this practice's.
pub async fn from_cookie(
    app: &App,
    tenant: &Tenant,
    cookies: &CookieJar,
) -> Result<Option<Package>> {
    let Some(cookie) = cookies.get(COOKIE) else {
        return Ok(None);
    };
    match token::open(app, cookie.value()).await {
        Ok(package) if package.tenant_id == tenant.id => Ok(Some(package)),
        Ok(_) | Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}
