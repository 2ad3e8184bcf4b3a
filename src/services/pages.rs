//! A service's form: a new one, changing it, switching it off, deleting it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::Service;
use super::choices::Choices;
use super::form::ServiceForm;
use super::parts::{Part, PartKind};
use crate::accounts::Permission;
use crate::app::App;
use crate::consents;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::ServiceId;
use crate::resources::{NeedsCard, NeedsForm, Resource};
use crate::schedule::pools::Need;
use crate::settings::qr::Qr;
use crate::web::{self, Errors, Flash, Form, Page, Path};

#[derive(Template)]
#[template(path = "services/new.html")]
struct New {
    page: Page,
    errors: Errors,
    form: ServiceForm,
    options: Choices,
}

#[derive(Template)]
#[template(path = "services/edit.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: ServiceForm,
    options: Choices,
    service: Service,
    variants: Vec<PartRow>,
    addons: Vec<PartRow>,
    /// A visit has it, so that it cannot be deleted.
    is_used: bool,
    /// Forms there are to choose from, and those it asks for.
    forms: Vec<(String, String)>,
    asked: Vec<String>,
    /// What a visit takes besides the master.
    needs: NeedsCard,
    /// Where clients book it.
    link: String,
    qr: Qr,
}

/// A variant or an add-on in a list.
pub(super) struct PartRow {
    pub id: uuid::Uuid,
    pub name: String,
    pub facts: String,
    pub is_active: bool,
}

pub(super) async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    page.require_active()?;
    let (form, errors) = (ServiceForm::blank(), Errors::default());
    let options = Choices::load(&app, &page, &form, &errors).await?;
    web::render(&New {
        page,
        errors,
        form,
        options,
    })
}

pub(super) async fn create(
    page: Page,
    State(app): State<App>,
    Form(form): Form<ServiceForm>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    page.require_active()?;
    let mut errors = Errors::default();
    if let Some(draft) = form.read(page.tenant.currency, &mut errors)
        && errors.is_empty()
    {
        let id = form.id.parse().unwrap_or_else(|_| ServiceId::new());
        let mut tx = app.db.begin().await?;
        let now = app.clock.now();
        match Service::create(&mut tx, page.tenant.id, &page.actor(), id, &draft, now).await {
            Ok(()) => {
                tx.commit().await?;
                let word = page.t1("services-added", "name", draft.name);
                return Ok(web::redirect_with("/services", Flash::ok(word)));
            }
            Err(Error::Conflict(key)) => errors.add("slug", key),
            Err(error) => return Err(error),
        }
    }
    let form = form.with_spare_hours();
    let options = Choices::load(&app, &page, &form, &errors).await?;
    web::render_invalid(&New {
        page,
        errors,
        form,
        options,
    })
}

pub(super) async fn edit(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ServiceId>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let service = Service::find(&app.db, page.tenant.id, id).await?;
    let form = ServiceForm::of(&service, page.tenant.currency);
    let edit = Edit::load(&app, page, service, form, Errors::default()).await?;
    web::render(&edit)
}

pub(super) async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ServiceId>,
    Form(form): Form<ServiceForm>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let mut tx = app.db.begin().await?;
    let service = Service::find_for_change(&mut tx, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let draft = form.read(page.tenant.currency, &mut errors);
    let draft = draft.filter(|_| errors.is_empty());
    // Pressed twice: the first press has saved it.
    if let Some(draft) = draft.as_ref().filter(|draft| draft.is_stored(&service)) {
        return Ok(saved(&page, &draft.name));
    }
    if !form.version.is_empty() && form.version != service.version().to_string() {
        // The page that is shown again carries the new version: saving it is then meant.
        errors = Errors::default();
        errors.add("", key!("services-stale"));
        drop(tx);
        let edit = Edit::load(&app, page, service, form.with_spare_hours(), errors).await?;
        return web::render_status(StatusCode::CONFLICT, &edit);
    }
    if let Some(draft) = draft {
        match service
            .update(&mut tx, &page.actor(), &draft, app.clock.now())
            .await
        {
            Ok(()) => {
                tx.commit().await?;
                return Ok(saved(&page, &draft.name));
            }
            Err(Error::Conflict(key)) => errors.add("slug", key),
            Err(Error::Invalid(key)) => errors.add("duration", key),
            Err(error) => return Err(error),
        }
    }
    drop(tx);
    let edit = Edit::load(&app, page, service, form.with_spare_hours(), errors).await?;
    web::render_invalid(&edit)
}

fn saved(page: &Page, name: &str) -> Response {
    let word = page.t1("services-saved", "name", name.to_owned());
    web::redirect_with("/services", Flash::ok(word))
}

/// What a visit takes besides the master: another form of the same page.
pub(super) async fn update_needs(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ServiceId>,
    Form(typed): Form<NeedsForm>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let mut tx = app.db.begin().await?;
    let service = Service::find_for_change(&mut tx, page.tenant.id, id).await?;
    let stored = Need::of_service(&mut tx, page.tenant.id, id).await?;
    let known = Resource::all(&mut tx, page.tenant.id).await?;
    let mut errors = Errors::default();
    let wanted = typed.read(&known, &mut errors);
    let (path, now) = (format!("/services/{id}#needs"), app.clock.now());
    let word = page.t1("resources-needs-saved", "name", service.name.clone());
    // Pressed twice: the first press has saved it.
    if wanted.as_ref() == Some(&stored) {
        return Ok(web::redirect_with(&path, Flash::ok(word)));
    }
    let mark = NeedsForm::mark_of(&stored);
    let is_stale = !typed.was.is_empty() && typed.was != mark;
    if let Some(wanted) = wanted.filter(|_| !is_stale) {
        Need::replace_all(&mut tx, page.tenant.id, id, &wanted).await?;
        let data = serde_json::json!({ "needs": [stored.len(), wanted.len()] });
        service.changed(&mut tx, &page.actor(), data, now).await?;
        tx.commit().await?;
        return Ok(web::redirect_with(&path, Flash::ok(word)));
    }
    drop(tx);
    // The page that is shown again knows what is stored: saving it is then meant.
    let typed = NeedsForm { was: mark, ..typed };
    let status = match is_stale {
        true => StatusCode::CONFLICT,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    if is_stale {
        errors = Errors::default();
        errors.add("", key!("resources-needs-stale"));
    }
    let needs = NeedsCard::load(&app.db, &page, id, Some(typed)).await?;
    let form = ServiceForm::of(&service, page.tenant.currency);
    let mut edit = Edit::load(&app, page, service, form, errors).await?;
    edit.needs = needs;
    web::render_status(status, &edit)
}

impl Edit {
    async fn load(
        app: &App,
        page: Page,
        service: Service,
        form: ServiceForm,
        errors: Errors,
    ) -> Result<Self> {
        let options = Choices::load(app, &page, &form, &errors).await?;
        let variants = Part::all(&app.db, PartKind::Variant, &service).await?;
        let addons = Part::all(&app.db, PartKind::Addon, &service).await?;
        let link = booking_link(app, &page, &service.slug);
        Ok(Self {
            options,
            variants: variants
                .iter()
                .map(|part| PartRow::new(&page, part))
                .collect(),
            addons: addons
                .iter()
                .map(|part| PartRow::new(&page, part))
                .collect(),
            forms: consents::card::choices(app, &page).await?,
            asked: consents::card::asked_by(app, &service).await?,
            is_used: service.is_used(&app.db).await?,
            needs: NeedsCard::load(&app.db, &page, service.id, None).await?,
            qr: Qr::of(&link)?,
            link,
            page,
            errors,
            form,
            service,
        })
    }
}

impl PartRow {
    fn new(page: &Page, part: &Part) -> Self {
        let price = page.locale.money_short(crate::money::Money::new(
            part.price_minor,
            page.tenant.currency,
        ));
        let length = page.locale.duration(part.duration_minutes);
        Self {
            id: part.id,
            name: part.name.clone(),
            facts: format!("{length} · {price}"),
            is_active: part.is_active,
        }
    }
}

/// Where clients book this service.
fn booking_link(app: &App, page: &Page, slug: &str) -> String {
    let base = app.config.public_url.trim_end_matches('/');
    format!("{base}/{}/book?service={slug}", page.tenant.slug)
}

/// The link as a picture to print.
pub(super) async fn qr(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ServiceId>,
) -> Result<Response> {
    let service = Service::find(&app.db, page.tenant.id, id).await?;
    let svg = Qr::of(&booking_link(&app, &page, &service.slug))?.svg();
    web::download(&format!("{}.svg", service.slug), "image/svg+xml", svg)
}

/// The same on a card with what it is for.
pub(super) async fn card(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ServiceId>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let service = Service::find(&app.db, page.tenant.id, id).await?;
    let link = booking_link(&app, &page, &service.slug);
    crate::settings::card::service(page, &service, &link)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Activation {
    active: bool,
}

pub(super) async fn activate(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ServiceId>,
    Form(form): Form<Activation>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let mut tx = app.db.begin().await?;
    let service = Service::find(&mut tx, page.tenant.id, id).await?;
    service
        .set_active(&mut tx, &page.actor(), form.active, app.clock.now())
        .await?;
    tx.commit().await?;
    let word = if form.active {
        page.t1("services-activated", "name", service.name)
    } else {
        page.t1("services-deactivated", "name", service.name)
    };
    Ok(web::redirect_with("/services", Flash::ok(word)))
}

pub(super) async fn destroy(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ServiceId>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let mut tx = app.db.begin().await?;
    let service = Service::find(&mut tx, page.tenant.id, id).await?;
    service
        .delete(&mut tx, &page.actor(), app.clock.now())
        .await?;
    tx.commit().await?;
    let word = page.t1("services-deleted", "name", service.name);
    Ok(web::redirect_with("/services", Flash::ok(word)))
}
