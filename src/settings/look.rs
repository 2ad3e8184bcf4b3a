//! `/settings/look`: the colour and the logo of the public page.

use askama::Template;
use axum::Router;
use axum::extract::multipart::{Field, Multipart, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::look_model::{self, BRANDS, Logo, MAX_LOGO};
use crate::accounts::{Permission, Tenant};
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::web::{self, Errors, Flash, Page};

pub fn routes() -> Router<App> {
    let route = get(edit).post(update);
    // Room for the other fields and what stands between them.
    Router::new().route(
        "/settings/look",
        route.layer(DefaultBodyLimit::max(MAX_LOGO + (64 << 10))),
    )
}

#[derive(Template)]
#[template(path = "settings/look.html")]
struct Edit {
    page: Page,
    errors: Errors,
    /// Name in the palette, and as people call it.
    brands: Vec<(&'static str, String)>,
    brand: String,
    logo: String,
    /// Where it can be seen.
    link: String,
}

impl Edit {
    fn new(app: &App, page: Page, brand: String, errors: Errors) -> Self {
        let brands = BRANDS.iter().map(|(brand, key)| (*brand, page.t(key)));
        Self {
            brands: brands.collect(),
            logo: page.tenant.logo_path(),
            link: format!("{}/{}", app.config.public_url, page.tenant.slug),
            page,
            errors,
            brand,
        }
    }

    fn is_chosen(&self, brand: impl AsRef<str>) -> bool {
        self.brand == brand.as_ref()
    }

    /// What the fields of the radios are called, the first one for who comes from the summary.
    fn id(&self, brand: impl AsRef<str>) -> String {
        match brand.as_ref() {
            "" => "brand".into(),
            brand => format!("brand-{brand}"),
        }
    }
}

async fn edit(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let brand = page.tenant.brand.clone();
    web::render(&Edit::new(&app, page, brand, Errors::default()))
}

/// As sent.
#[derive(Default)]
struct Sent {
    brand: String,
    removes: bool,
    /// Its name and content; none was chosen when it is empty.
    logo: Option<(String, Vec<u8>)>,
}

async fn update(
    page: Page,
    State(app): State<App>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let mut errors = Errors::default();
    let sent = match read(form).await {
        Ok(sent) => sent,
        // Too long to be read to its end: what else was chosen is not known.
        Err(Error::Invalid(key)) => {
            errors.add("logo", key);
            let brand = page.tenant.brand.clone();
            return web::render_invalid(&Edit::new(&app, page, brand, errors));
        }
        Err(error) => return Err(error),
    };
    if !BRANDS.iter().any(|(brand, _)| *brand == sent.brand) {
        errors.add("brand", key!("field-bad-choice"));
    }
    let logo = match sent.logo {
        Some((name, bytes)) => match look_model::develop(&app, name, bytes).await {
            Ok(logo) => Some(logo),
            Err(Error::Invalid(key)) => {
                errors.add("logo", key);
                None
            }
            Err(error) => return Err(error),
        },
        None if sent.removes => Some(Logo::Goes),
        None => Some(Logo::Stays),
    };
    let Some(logo) = logo.filter(|_| errors.is_empty()) else {
        return web::render_invalid(&Edit::new(&app, page, sent.brand, errors));
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let tenant = Tenant::find_for_change(&mut tx, page.tenant.id).await?;
    look_model::save(&mut tx, &tenant, &page.actor(), &sent.brand, logo, now).await?;
    tx.commit().await?;
    let word = page.t("look-saved");
    Ok(web::redirect_with("/settings/look", Flash::ok(word)))
}

async fn read(form: Result<Multipart, MultipartRejection>) -> Result<Sent> {
    let mut form = form.map_err(|_| Error::Invalid("error-form"))?;
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(unread)? {
        match field.name().unwrap_or_default() {
            "brand" => sent.brand = short(field).await?,
            "remove" => sent.removes = short(field).await? == "true",
            "logo" => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let bytes = bytes(field, MAX_LOGO).await?;
                sent.logo = (!bytes.is_empty()).then_some((name, bytes));
            }
            _ => return Err(Error::Invalid("error-form")),
        }
    }
    Ok(sent)
}

async fn short(field: Field<'_>) -> Result<String> {
    let bytes = bytes(field, 100).await?;
    String::from_utf8(bytes).map_err(|_| Error::Invalid("error-form"))
}

async fn bytes(mut field: Field<'_>, most: usize) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    while let Some(bytes) = field.chunk().await.map_err(unread)? {
        if all.len() + bytes.len() > most {
            return Err(Error::Invalid(key!("look-logo-large")));
        }
        all.extend_from_slice(&bytes);
    }
    Ok(all)
}

fn unread(error: MultipartError) -> Error {
    tracing::debug!(%error, "form not read");
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::Invalid(key!("look-logo-large")),
        _ => Error::Invalid("error-form"),
    }
}
