//! `/{slug}/book`: which step comes next is decided by what the address has chosen already.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;

use super::catalogue::Catalogue;
use super::details_step::{self, Chosen, Typed};
use super::holds::Key;
use super::service_step;
use super::site::Site;
use super::time_step;
use crate::app::App;
use crate::error::{Error, Result};
use crate::web::{Form, redirect};

pub async fn show(app: State<App>, site: Site, cookies: CookieJar) -> Result<Response> {
    if !site.tenant.is_active() {
        return service_step::closed(site, StatusCode::OK);
    }
    let mut selection = site.selection();
    if site.embedded && selection.hold.is_none() {
        // Whoever goes back within a frame, where there are no cookies, is known by the address.
        selection.hold = Some(Key::random());
        return Ok(redirect(&selection.href(&site.tenant)));
    }
    if selection.service.is_none() {
        let catalogue = Catalogue::load(&app.db, &site.tenant, site.page.locale).await?;
        match catalogue.only() {
            Some(only) => {
                selection.service.clone_from(&only.service);
                selection.variant.clone_from(&only.variant);
            }
            None if catalogue.services.is_empty() => {
                return service_step::closed(site, StatusCode::OK);
            }
            None => {
                let catalogue = catalogue.for_visitor(&site.tenant, &selection);
                return service_step::show(site, catalogue, false);
            }
        }
    }
    let choice = match selection.choice(&app.db, &site.tenant).await {
        Ok(choice) => choice,
        Err(Error::NotFound) => {
            let catalogue = Catalogue::load(&app.db, &site.tenant, site.page.locale).await?;
            let catalogue = catalogue.for_visitor(&site.tenant, &selection);
            return service_step::show(site, catalogue, true);
        }
        Err(other) => return Err(other),
    };
    let (plan, _) = selection.plan(&app.db, &site.tenant, choice).await?;
    match selection.start(site.tenant.tz()) {
        Some(start) => {
            let chosen = Chosen {
                selection,
                plan,
                start,
            };
            details_step::show(&app, site, chosen, &cookies).await
        }
        None => time_step::show(&app, site, selection, plan, None, &cookies).await,
    }
}

pub async fn create(
    app: State<App>,
    site: Site,
    cookies: CookieJar,
    Form(form): Form<Typed>,
) -> Result<Response> {
    if !site.tenant.is_active() {
        return service_step::closed(site, StatusCode::CONFLICT);
    }
    details_step::create(&app, site, form, &cookies).await
}
