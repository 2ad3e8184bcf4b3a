//! Choosing a time: it is kept from then on. A press, not a look: who fetches pages ahead, or follows the links of a mail,
//! keeps nothing.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::details_step::{self, Typed};
use super::holds::{self, Key, Wish};
use super::selection::{Selection, parse_at, parse_date};
use super::service_step;
use super::site::Site;
use crate::accounts::Tenant;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::web::{Form, redirect};

/// The cookie that holds the key of what is kept, on the booking pages only; a frame on another site does without.
const COOKIE: &str = "hold";
/// As long as a time could be kept, and extended.
const COOKIE_SECONDS: i64 = 2 * 3600;

/// What the buttons of the times send.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Chosen {
    service: String,
    variant: String,
    addons: String,
    date: String,
    at: String,
    hold: String,
    only: String,
    lang: String,
    /// A place's slug.
    place: String,
}

impl Chosen {
    fn selection(&self, site: &Site) -> Selection {
        let mut selection = Selection {
            service: Some(self.service.clone()),
            variant: Some(self.variant.clone()).filter(|variant| !variant.is_empty()),
            date: parse_date(&self.date),
            at: parse_at(&self.at),
            hold: Key::read(&self.hold),
            embedded: site.embedded,
            only: self.only == "1",
            lang: self.lang.parse().ok(),
            place: Some(self.place.clone()).filter(|place| !place.is_empty()),
            ..Selection::default()
        };
        selection.add(&self.addons);
        selection
    }
}

/// Keeps the time if it can be kept, and opens the form; what has become of the time is told there.
pub async fn hold(
    app: State<App>,
    site: Site,
    cookies: CookieJar,
    Form(form): Form<Chosen>,
) -> Result<Response> {
    if !site.tenant.is_active() {
        return service_step::closed(site, StatusCode::CONFLICT);
    }
    let mut selection = form.selection(&site);
    let Some(start) = selection.start(site.tenant.tz()) else {
        return Err(Error::Invalid("error-form"));
    };
    let choice = match selection.choice(&app.db, &site.tenant).await {
        Ok(choice) => choice,
        Err(Error::NotFound) => return Err(Error::Invalid(key!("booking-service-gone"))),
        Err(other) => return Err(other),
    };
    selection.date = None;
    if site.tenant.rules.hold_minutes == 0 {
        selection.hold = selection.hold.filter(|_| site.embedded);
        return Ok(redirect(&selection.href(&site.tenant)));
    }
    let key = key_of(&selection, &cookies).unwrap_or_else(Key::random);
    // Whoever presses without end keeps nothing more, and may still book.
    if site.visitor.count_attempt(&app).await.is_ok() {
        let (plan, _) = selection.plan(&app.db, &site.tenant, choice).await?;
        let wish = Wish {
            key: &key,
            plan: &plan,
            start,
            locale: site.page.locale,
            network: site.visitor.address.network(),
        };
        wish.keep(&app, &site.tenant).await?;
    }
    selection.hold = Some(key.clone());
    let cookie = hold_cookie(&app, &site, &key);
    let mut response = if !site.embedded && cookies.iter().next().is_none() {
        // Not even what the times left is sent: nothing but the form itself could say that the time is this visitor's own.
        let choice = selection.choice(&app.db, &site.tenant).await?;
        let (plan, _) = selection.plan(&app.db, &site.tenant, choice).await?;
        let chosen = details_step::Chosen {
            selection,
            plan,
            start,
        };
        details_step::show(&app, site, chosen, &cookies).await?
    } else {
        redirect(&selection.href(&site.tenant))
    };
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Keeps it for longer, or again; what was typed stays.
pub async fn extend(app: State<App>, site: Site, Form(form): Form<Typed>) -> Result<Response> {
    if !site.tenant.is_active() {
        return service_step::closed(site, StatusCode::CONFLICT);
    }
    details_step::keep_longer(&app, site, form).await
}

/// Back to the times: what was kept is free again.
pub async fn release(
    app: State<App>,
    site: Site,
    cookies: CookieJar,
    Form(form): Form<Chosen>,
) -> Result<Response> {
    let selection = form.selection(&site);
    if let Some(key) = key_of(&selection, &cookies) {
        holds::release(&app, site.tenant.id, &key).await?;
    }
    let back = Selection {
        at: None,
        hold: selection.hold.clone().filter(|_| site.embedded),
        ..selection
    };
    Ok(redirect(&back.href(&site.tenant)))
}

/// The key that this visitor has: of the form or a frame's address, else of the cookie.
pub fn key_of(selection: &Selection, cookies: &CookieJar) -> Option<Key> {
    let of_cookie = || Key::read(cookies.get(COOKIE)?.value());
    selection.hold.clone().or_else(of_cookie)
}

/// What the times leave with a browser that sent nothing: who chooses and does not send it back keeps no cookies.
pub(super) fn probe(app: &App, site: &Site, cookies: &CookieJar) -> Option<HeaderValue> {
    if site.embedded || site.tenant.rules.hold_minutes == 0 || cookies.iter().next().is_some() {
        return None;
    }
    let secure = if app.config.is_secure() {
        "; Secure"
    } else {
        ""
    };
    let slug = &site.tenant.slug;
    let cookie = format!("keeps=1; Path=/{slug}/book; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&cookie).ok()
}

/// What leaves the key with the browser; nothing in a frame.
pub(super) fn hold_cookie(app: &App, site: &Site, key: &Key) -> Option<HeaderValue> {
    if site.embedded {
        return None;
    }
    let secure = if app.config.is_secure() {
        "; Secure"
    } else {
        ""
    };
    let Tenant { slug, .. } = &site.tenant;
    let cookie = format!(
        "{COOKIE}={}; Path=/{slug}/book; HttpOnly; SameSite=Lax; Max-Age={COOKIE_SECONDS}{secure}",
        key.as_str()
    );
    HeaderValue::from_str(&cookie).ok()
}
