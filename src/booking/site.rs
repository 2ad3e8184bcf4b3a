//! The frame of a practice's public pages: whose they are, in which language, and who looks.

use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::request::Parts;

use super::embed::EMBED;
use super::{Selection, Visitor, is_name};
use crate::accounts::Tenant;
use crate::app::App;
use crate::contact::Phone;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::web::View;

/// Extracted from the path's `{slug}`; a practice that is closed or was never there is not found, one that had the name
/// before is asked for by the name it has now.
pub struct Site {
    /// In the practice's language unless the reader has one of ours.
    pub page: View,
    pub tenant: Tenant,
    pub visitor: Visitor,
    /// The page stands in a frame on another site.
    pub embedded: bool,
}

/// Head and foot of each page.
#[derive(Clone, Debug)]
pub struct Frame {
    pub href: String,
    pub name: String,
    pub initials: String,
    pub tagline: String,
    /// The page's colour and the path of its logo; empty: ours, and none.
    pub brand: String,
    pub logo: String,
    /// Address of the link that calls, and what it says.
    pub call: Option<(String, String)>,
    /// Stands in a frame on another site: what leads elsewhere opens beside it.
    pub is_embedded: bool,
}

impl Site {
    pub fn frame(&self) -> Frame {
        Frame {
            is_embedded: self.embedded,
            ..Frame::new(&self.tenant, self.page.locale)
        }
    }

    /// What the address has chosen.
    pub fn selection(&self) -> Selection {
        let mut selection = Selection::of_query(&self.page.query);
        selection.embedded = self.embedded;
        // Whoever was sent an address has not been sent the time that its writer keeps.
        selection.hold = selection.hold.filter(|_| self.embedded);
        selection
    }
}

impl Frame {
    pub fn new(tenant: &Tenant, locale: Locale) -> Self {
        Self {
            href: format!("/{}", tenant.slug),
            name: tenant.name.clone(),
            initials: tenant.initials(),
            tagline: tagline(&tenant.description),
            brand: tenant.brand.clone(),
            logo: tenant.logo_path(),
            call: phone(tenant, locale),
            is_embedded: false,
        }
    }
}

/// The practice's phone: for `tel:`, and as the reader would dial it.
pub fn phone(tenant: &Tenant, locale: Locale) -> Option<(String, String)> {
    let phone = Phone::parse(tenant.phone.as_deref()?, tenant.country.as_deref()).ok()?;
    Some((phone.tel(), locale.phone(&phone)))
}

/// Where the practice is, on the map that people there use.
pub fn map_link(tenant: &Tenant) -> Option<String> {
    map_of(tenant, &tenant.address)
}

/// Any other address, on the same map.
pub fn map_of(tenant: &Tenant, address: &str) -> Option<String> {
    if address.is_empty() {
        return None;
    }
    let line = address
        .lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(", ");
    let place: String = form_urlencoded::byte_serialize(line.as_bytes()).collect();
    Some(match tenant.country.as_deref() {
        Some("RU" | "BY" | "KZ") => format!("https://yandex.ru/maps/?text={place}"),
        _ => format!("https://www.google.com/maps/search/?api=1&query={place}"),
    })
}

/// The description's first sentence, when it is short enough to stand under the name.
fn tagline(description: &str) -> String {
    let first = description.lines().next().unwrap_or_default();
    let first = first.split_once(". ").map_or(first, |(first, _)| first);
    if first.chars().count() <= 32 {
        first.trim().trim_end_matches('.').to_owned()
    } else {
        String::new()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Site
where
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let app = App::from_ref(state);
        let Ok(visitor) = Visitor::from_request_parts(parts, state).await;
        visitor.count_read(&app)?;
        let Ok(Path(names)) = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await
        else {
            return Err(Error::NotFound);
        };
        let slug = names.into_iter().find(|(name, _)| name == "slug");
        let Some((_, slug)) = slug.filter(|(_, slug)| is_name(slug)) else {
            return Err(Error::NotFound);
        };
        let tenant = Tenant::by_slug(&app.db, &slug).await?;
        let embedded = parts.uri.path().starts_with(EMBED);
        if tenant.slug != slug {
            let here = parts.uri.path_and_query().map_or("", |here| here.as_str());
            let base = if embedded { EMBED } else { "/" };
            let rest = here
                .strip_prefix(base)
                .and_then(|here| here.strip_prefix(&*slug));
            let to = format!("{base}{}{}", tenant.slug, rest.ok_or(Error::NotFound)?);
            return Err(Error::Moved { to });
        }
        let page = visitor.view.clone().for_practice(tenant.locale);
        Ok(Self {
            page,
            tenant,
            visitor,
            embedded,
        })
    }
}
