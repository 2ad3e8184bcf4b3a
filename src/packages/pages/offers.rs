//! `/packages/offers`: what is offered, and its form.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::offer_form::Typed;
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::PackageOfferId;
use crate::packages::model::{Kind, Offer};
use crate::services::Service;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/packages/offers", get(index))
        .route("/packages/offers/new", get(new).post(create))
        .route("/packages/offers/{id}/edit", get(edit).post(update))
        .route("/packages/offers/{id}/archival", post(archival))
}

#[derive(Template)]
#[template(path = "packages/offers.html")]
struct Index {
    page: Page,
    offers: Vec<Offer>,
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::InvoicesRead)?;
    let offers = Offer::all(&app.db, page.tenant.id).await?;
    web::render(&Index { page, offers })
}

impl Index {
    fn price(&self, offer: &Offer) -> String {
        price_shown(&self.page, offer)
    }

    fn lasts(&self, offer: &Offer) -> String {
        match offer.valid_days {
            Some(days) => self.page.t1("packages-lasts", "n", days),
            None => self.page.t("packages-no-end"),
        }
    }
}

/// "10 visits, €400.00"; "€30, €50, €100"; "€20 – €500".
pub fn price_shown(page: &web::View, offer: &Offer) -> String {
    let money = |minor: i64| page.locale.money_short(offer.money(minor));
    if let (Some(visits), Some(price)) = (offer.visits, offer.price_minor) {
        let visits = page.t1("packages-visits", "n", visits);
        return format!("{visits}, {}", money(price));
    }
    let mut parts: Vec<String> = offer.amounts.0.iter().map(|minor| money(*minor)).collect();
    if let (Some(least), Some(most)) = (offer.least_minor, offer.most_minor) {
        parts.push(page.t2(
            "packages-from-to",
            "least",
            money(least),
            "most",
            money(most),
        ));
    }
    parts.join(", ")
}

#[derive(Template)]
#[template(path = "packages/offer.html")]
struct Edit {
    page: Page,
    errors: Errors,
    kind: Kind,
    /// None for a new one.
    offer: Option<Offer>,
    form: Typed,
    services: Vec<(String, String)>,
}

impl Edit {
    fn action(&self) -> String {
        match &self.offer {
            Some(offer) => format!("/packages/offers/{}/edit", offer.id),
            None => "/packages/offers/new".to_owned(),
        }
    }

    fn title(&self) -> String {
        match (&self.offer, self.kind) {
            (Some(offer), _) => offer.name.clone(),
            (None, Kind::Package) => self.page.t("packages-new-package"),
            (None, Kind::Certificate) => self.page.t("packages-new-certificate"),
        }
    }

    fn currency(&self) -> &'static str {
        let own = self.offer.as_ref().map(|offer| offer.currency);
        own.unwrap_or(self.page.tenant.currency).code()
    }
}

fn draw(
    page: Page,
    all: &[Service],
    errors: Errors,
    offer: Option<Offer>,
    kind: Kind,
    form: Typed,
) -> Edit {
    let is_shown =
        |service: &&Service| service.is_active || form.service.contains(&service.id.to_string());
    let services = all.iter().filter(is_shown);
    let services = services
        .map(|service| (service.id.to_string(), service.name.clone()))
        .collect();
    Edit {
        page,
        errors,
        kind,
        offer,
        form,
        services,
    }
}

async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let kind = page.param("kind").and_then(|kind| Kind::parse(&kind));
    let kind = kind.unwrap_or(Kind::Package);
    let form = Typed {
        id: PackageOfferId::new().to_string(),
        kind: kind.as_str().to_owned(),
        valid_days: "365".to_owned(),
        public: "true".to_owned(),
        ..Typed::default()
    };
    let services = Service::all(&app.db, page.tenant.id).await?;
    web::render(&draw(page, &services, Errors::default(), None, kind, form))
}

async fn create(page: Page, State(app): State<App>, Form(form): Form<Typed>) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    page.require_active()?;
    let id: PackageOfferId = form.id.parse().map_err(|_| Error::Invalid("error-form"))?;
    let kind = Kind::parse(&form.kind).ok_or(Error::Invalid("error-form"))?;
    let services = Service::all(&app.db, page.tenant.id).await?;
    let (mut errors, currency) = (Errors::default(), page.tenant.currency);
    let Some(draft) = form.read(kind, currency, &services, &mut errors) else {
        return web::render_invalid(&draw(page, &services, errors, None, kind, form));
    };
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    Offer::create(&mut tx, tenant, &page.actor(), id, &draft, currency, now).await?;
    tx.commit().await?;
    Ok(web::redirect_with(
        "/packages/offers",
        Flash::ok(page.t("saved")),
    ))
}

async fn edit(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PackageOfferId>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let offer = Offer::find(&app.db, page.tenant.id, id).await?;
    let form = Typed::of(&offer, &offer.services(&app.db).await?);
    let services = Service::all(&app.db, page.tenant.id).await?;
    let kind = offer.kind;
    web::render(&draw(
        page,
        &services,
        Errors::default(),
        Some(offer),
        kind,
        form,
    ))
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PackageOfferId>,
    Form(mut form): Form<Typed>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let offer = Offer::find(&app.db, page.tenant.id, id).await?;
    let services = Service::all(&app.db, page.tenant.id).await?;
    let (mut errors, kind) = (Errors::default(), offer.kind);
    let Some(draft) = form.read(kind, offer.currency, &services, &mut errors) else {
        return web::render_invalid(&draw(page, &services, errors, Some(offer), kind, form));
    };
    let mut tx = app.db.begin().await?;
    let now = app.clock.now();
    match offer
        .update(&mut tx, &page.actor(), &draft, form.version, now)
        .await
    {
        Ok(()) => tx.commit().await?,
        Err(Error::Conflict(why)) => {
            drop(tx);
            // The page that is shown again knows what is stored: saving it is then meant.
            form.version = Offer::find(&app.db, page.tenant.id, id).await?.version;
            errors.add("", why);
            let edit = draw(page, &services, errors, Some(offer), kind, form);
            return web::render_status(StatusCode::CONFLICT, &edit);
        }
        Err(other) => return Err(other),
    }
    Ok(web::redirect_with(
        "/packages/offers",
        Flash::ok(page.t("saved")),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Archival {
    #[serde(default)]
    aside: bool,
}

async fn archival(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PackageOfferId>,
    Form(form): Form<Archival>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let mut tx = app.db.begin().await?;
    let offer = Offer::find(&mut tx, page.tenant.id, id).await?;
    let now = app.clock.now();
    offer
        .set_archived(&mut tx, &page.actor(), form.aside, now)
        .await?;
    tx.commit().await?;
    Ok(web::redirect_with(
        "/packages/offers",
        Flash::ok(page.t("saved")),
    ))
}
