//! `/settings/practice`: who the practice is, to clients.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::qr::Qr;
use super::{Profile, read_phone, shown_phone, trades, zones};
use crate::accounts::{Permission, Tenant, slug};
use crate::app::App;
use crate::contact::Email;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::money::Currency;
use crate::web::forms::{mark, required, text};
use crate::web::{self, Errors, Flash, Form, Page};

#[derive(Template)]
#[template(path = "settings/practice.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: ProfileForm,
    trades: Vec<(String, String)>,
    zones: Vec<(&'static str, String)>,
    currencies: Vec<(&'static str, String)>,
    locales: Vec<(&'static str, &'static str)>,
    /// What stands before the slug in the public link.
    base: String,
    link: String,
    qr: Qr,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ProfileForm {
    /// What was on the page; see [`mark`].
    was: String,
    name: String,
    kind: String,
    description: String,
    phone: String,
    email: String,
    address: String,
    timezone: String,
    currency: String,
    locale: String,
    slug: String,
}

impl ProfileForm {
    fn of(tenant: &Tenant) -> Self {
        let mut form = Self {
            was: String::new(),
            name: tenant.name.clone(),
            kind: tenant.kind.clone(),
            description: tenant.description.clone(),
            phone: shown_phone(tenant),
            email: tenant.email.clone().unwrap_or_default(),
            address: tenant.address.clone(),
            timezone: tenant.tz().name().to_owned(),
            currency: tenant.currency.code().to_owned(),
            locale: tenant.locale.code().to_owned(),
            slug: tenant.slug.clone(),
        };
        form.was = mark(&[
            &form.name,
            &form.kind,
            &form.description,
            &form.phone,
            &form.email,
            &form.address,
            &form.timezone,
            &form.currency,
            &form.locale,
            &form.slug,
        ]);
        form
    }

    fn read(&self, tenant: &Tenant, errors: &mut Errors) -> Option<Profile> {
        let name = errors.take("name", required(&self.name, 120));
        let kind = errors.take("kind", required(&self.kind, 60));
        let description = errors.take("description", text(&self.description, 2000));
        let address = errors.take("address", text(&self.address, 300));
        let timezone = errors.take("timezone", zones::parse(&self.timezone));
        let phone = errors.take("phone", read_phone(&self.phone, tenant, timezone));
        let email = match self.email.trim() {
            "" => Some(None),
            typed => errors
                .take("email", Email::parse(typed))
                .map(|email| Some(email.to_string())),
        };
        let currency = errors.take(
            "currency",
            Currency::parse(&self.currency).map_err(|_| key!("field-bad-choice")),
        );
        let locale = errors.take(
            "locale",
            self.locale
                .parse::<Locale>()
                .map_err(|_| key!("field-bad-choice")),
        );
        let typed_slug = self.slug.trim().to_lowercase();
        // An address that is in use stays, even one that new practices may not take any more.
        let slug = if typed_slug == tenant.slug {
            Some(typed_slug)
        } else {
            errors
                .take("slug", slug::check(&typed_slug))
                .map(|()| typed_slug)
        };
        Some(Profile {
            slug: slug?,
            name: name?,
            kind: kind?,
            description: description?,
            phone: phone?,
            email: email?,
            address: address?,
            timezone: timezone?,
            currency: currency?,
            locale: locale?,
        })
    }
}

impl Edit {
    fn new(app: &App, page: Page, form: ProfileForm, errors: Errors) -> Result<Self> {
        let base = format!("{}/", app.config.public_url);
        let link = format!("{base}{}", page.tenant.slug);
        Ok(Self {
            trades: trades::options(page.locale, &form.kind),
            zones: zones::named(page.locale),
            currencies: zones::currencies(),
            locales: Locale::ALL
                .iter()
                .map(|locale| (locale.code(), locale.name()))
                .collect(),
            qr: Qr::of(&link)?,
            base,
            link,
            page,
            errors,
            form,
        })
    }
}

pub(super) async fn edit(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let form = ProfileForm::of(&page.tenant);
    web::render(&Edit::new(&app, page, form, Errors::default())?)
}

pub(super) async fn update(
    mut page: Page,
    State(app): State<App>,
    Form(mut form): Form<ProfileForm>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let (mut errors, now) = (Errors::default(), app.clock.now());
    let mut tx = app.db.begin().await?;
    page.tenant = Tenant::find_for_change(&mut tx, page.tenant.id).await?;
    let stored = ProfileForm::of(&page.tenant).was;
    let profile = form.read(&page.tenant, &mut errors);
    // Pressed twice: the first press has saved it.
    if profile.as_ref() == Some(&Profile::of(&page.tenant)) {
        return Ok(saved(&page));
    }
    if !form.was.is_empty() && form.was != stored {
        drop(tx);
        errors = Errors::default();
        // The page that is shown again knows what is stored: saving it is then meant.
        form.was = stored;
        errors.add("", key!("settings-stale"));
        let edit = Edit::new(&app, page, form, errors)?;
        return web::render_status(StatusCode::CONFLICT, &edit);
    }
    if let Some(profile) = profile {
        match super::save_profile(&mut tx, &page.tenant, &page.actor(), &profile, now).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(saved(&page));
            }
            Err(Error::Conflict(key)) => errors.add("slug", key),
            Err(error) => return Err(error),
        }
    }
    drop(tx);
    web::render_invalid(&Edit::new(&app, page, form, errors)?)
}

fn saved(page: &Page) -> Response {
    let word = page.t("settings-saved");
    web::redirect_with("/settings/practice", Flash::ok(word))
}

/// The public link as a picture to print.
pub(super) async fn qr(page: Page, State(app): State<App>) -> Result<Response> {
    let link = format!("{}/{}", app.config.public_url, page.tenant.slug);
    web::download(
        &format!("{}.svg", page.tenant.slug),
        "image/svg+xml",
        Qr::of(&link)?.svg(),
    )
}
