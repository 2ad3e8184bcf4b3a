//! `/services`: the list, the form, the order.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::form::ServiceForm;
use super::parts::{Part, PartKind};
use super::{Confirmation, Service};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::id::ServiceId;
use crate::settings::options::{self, Options};
use crate::settings::qr::Qr;
use crate::web::{self, Errors, Flash, Form, Page};

#[derive(Template)]
#[template(path = "services/index.html")]
struct Index {
    page: Page,
    groups: Vec<Group>,
    inactive: Vec<Row>,
    /// Arrows instead of links.
    ordering: bool,
}

/// The services of one category, in order.
struct Group {
    category: String,
    rows: Vec<Row>,
}

struct Row {
    id: ServiceId,
    name: String,
    price: String,
    /// Length, number of variants, and what sets it apart.
    facts: Vec<String>,
}

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

/// What the form's lists offer.
struct Choices {
    categories: Vec<String>,
    currency: &'static str,
    notice: Options,
    horizon: Options,
    cancel_window: Options,
    weekdays: Vec<(String, String)>,
    /// Opened when something in it is set or wrong.
    more_open: bool,
}

#[derive(Deserialize)]
pub(super) struct IndexQuery {
    order: Option<String>,
}

pub(super) async fn index(
    page: Page,
    State(app): State<App>,
    Query(query): Query<IndexQuery>,
) -> Result<Response> {
    let services = Service::all(&app.db, page.tenant.id).await?;
    let counts: HashMap<ServiceId, i64> = Service::variant_counts(&app.db, page.tenant.id)
        .await?
        .into_iter()
        .collect();
    let row = |service: &Service| Row::new(&page, service, counts.get(&service.id).copied());
    let inactive = services
        .iter()
        .filter(|service| !service.is_active)
        .map(row)
        .collect();
    let groups = grouped(&services)
        .into_iter()
        .map(|(category, services)| Group {
            category,
            rows: services.into_iter().map(row).collect(),
        })
        .collect();
    let ordering = query.order.is_some() && page.can(Permission::ServicesWrite);
    web::render(&Index {
        groups,
        inactive,
        ordering,
        page,
    })
}

/// Active services by category; a category stands where its first service stands.
fn grouped(services: &[Service]) -> Vec<(String, Vec<&Service>)> {
    let mut groups: Vec<(String, Vec<&Service>)> = Vec::new();
    for service in services.iter().filter(|service| service.is_active) {
        match groups
            .iter_mut()
            .find(|(category, _)| *category == service.category)
        {
            Some((_, group)) => group.push(service),
            None => groups.push((service.category.clone(), vec![service])),
        }
    }
    groups
}

impl Row {
    fn new(page: &Page, service: &Service, variants: Option<i64>) -> Self {
        let mut facts = vec![page.locale.duration(service.duration_minutes)];
        if let Some(n) = variants {
            facts.push(page.t1("services-n-variants", "n", n));
        }
        if service.capacity > 1 {
            facts.push(page.t1("services-n-places", "n", service.capacity));
        }
        if service.confirmation == Confirmation::Manual {
            facts.push(page.t("services-by-request"));
        }
        if service.visibility == "link" {
            facts.push(page.t("services-by-link"));
        }
        Self {
            id: service.id,
            name: service.name.clone(),
            price: price_text(page, service),
            facts,
        }
    }
}

fn price_text(page: &Page, service: &Service) -> String {
    let price = page.locale.money_short(service.price(page.tenant.currency));
    if service.price_from {
        page.t1("services-price-from", "price", price)
    } else {
        price
    }
}

pub(super) async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
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
            is_used: service.is_used(&app.db).await?,
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

/// One step up or down: of a service within its category, or of a whole category.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    id: Option<ServiceId>,
    category: Option<String>,
    to: Direction,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Direction {
    Up,
    Down,
}

pub(super) async fn order(
    page: Page,
    State(app): State<App>,
    Form(step): Form<Step>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let mut tx = app.db.begin().await?;
    let services = Service::all(&mut tx, page.tenant.id).await?;
    let mut groups: Vec<Vec<ServiceId>> = Vec::new();
    let mut place = None;
    for (category, group) in grouped(&services) {
        if step.id.is_none() && step.category.as_ref() == Some(&category) {
            place = Some((groups.len(), None));
        }
        let ids: Vec<ServiceId> = group.iter().map(|service| service.id).collect();
        if let Some(at) = ids.iter().position(|id| Some(*id) == step.id) {
            place = Some((groups.len(), Some(at)));
        }
        groups.push(ids);
    }
    match place.ok_or(Error::NotFound)? {
        (group, Some(at)) => shift(&mut groups[group], at, step.to),
        (group, None) => shift(&mut groups, group, step.to),
    }
    Service::put_in_order(
        &mut tx,
        page.tenant.id,
        &page.actor(),
        &groups.concat(),
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    let place = step.id.map(|id| format!("#s-{id}")).unwrap_or_default();
    Ok(web::redirect(&format!("/services?order=1{place}")))
}

/// Changes places with the neighbour, if there is one.
fn shift<T>(list: &mut [T], at: usize, to: Direction) {
    let other = match to {
        Direction::Up => at.checked_sub(1),
        Direction::Down => Some(at + 1).filter(|next| *next < list.len()),
    };
    if let Some(other) = other {
        list.swap(at, other);
    }
}

impl Choices {
    async fn load(app: &App, page: &Page, form: &ServiceForm, errors: &Errors) -> Result<Self> {
        let (locale, rules) = (page.locale, &page.tenant.rules);
        let own = |length: String| {
            vec![(
                String::new(),
                page.t1("services-as-practice", "length", length),
            )]
        };
        let at_once = page.t("settings-notice-none");
        let until_start = page.t("settings-cancel-any");
        let of_practice = |minutes: i64, zero: &str| match minutes {
            0 => zero.to_lowercase(),
            _ => options::length(locale, minutes),
        };
        let mut notice = own(of_practice(rules.notice_minutes, &at_once));
        notice.extend(options::minutes(
            locale,
            options::NOTICE,
            &form.notice,
            &at_once,
        ));
        let mut horizon = own(page.t1("days", "n", rules.horizon_days));
        horizon.extend(options::days(locale, options::HORIZON, &form.horizon));
        let mut cancel_window = own(of_practice(rules.cancel_window_minutes, &until_start));
        cancel_window.extend(options::minutes(
            locale,
            options::CANCEL_WINDOW,
            &form.cancel_window,
            &until_start,
        ));
        Ok(Self {
            categories: Service::categories(&app.db, page.tenant.id).await?,
            currency: page
                .tenant
                .currency
                .symbol()
                .unwrap_or(page.tenant.currency.code()),
            notice,
            horizon,
            cancel_window,
            weekdays: weekdays(locale),
            more_open: form.has_more() || errors.iter().any(|(field, _)| !BASICS.contains(&field)),
        })
    }
}

/// Fields that stand before the fold.
const BASICS: [&str; 5] = ["name", "category", "duration", "price", "description"];

/// Monday is "0".
pub fn weekdays(locale: Locale) -> Vec<(String, String)> {
    (0..7u8)
        .filter_map(|day| Some((day, chrono::Weekday::try_from(day).ok()?)))
        .map(|(day, weekday)| {
            let name = crate::i18n::sentence(locale.weekday_long(weekday));
            (day.to_string(), name)
        })
        .collect()
}
