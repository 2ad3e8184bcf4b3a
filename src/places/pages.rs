//! `/settings/places`: the list with the ways between them, a new one, changing it, switching it off, deleting it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::{KINDS, MAX_MINUTES, Place, PlaceDraft, Places, kind_key, link, set_travel};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{PlaceId, ServiceId};
use crate::services::Service;
use crate::web::forms::{number, required, text};
use crate::web::{self, Errors, Flash, Form, Page};

#[derive(Template)]
#[template(path = "settings/places.html")]
struct Index {
    page: Page,
    errors: Errors,
    rows: Vec<Row>,
    off: Vec<Row>,
    ways: Vec<Way>,
    usual: String,
}

struct Row {
    id: PlaceId,
    name: String,
    facts: String,
}

/// The way between two own places, as typed.
struct Way {
    a: PlaceId,
    b: PlaceId,
    id: String,
    /// "Studio – Hotel".
    name: String,
    minutes: String,
}

#[derive(Template)]
#[template(path = "settings/place.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: PlaceForm,
    kinds: Vec<(&'static str, String)>,
    services: Vec<(String, String)>,
    /// None: a new one.
    place: Option<Place>,
    is_unused: bool,
    /// What the practice's own address is, for the place that it is.
    home: String,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PlaceForm {
    /// A new one's id, so that sending the form twice makes one.
    id: String,
    name: String,
    kind: String,
    address: String,
    link: String,
    travel: String,
    /// "all" or "some".
    which: String,
    service: Vec<String>,
    is_default: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TravelForm {
    usual: String,
    a: Vec<String>,
    b: Vec<String>,
    minutes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Activation {
    active: bool,
}

pub(super) async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    web::render(&Index::load(&app, page, None, Errors::default()).await?)
}

impl Index {
    async fn load(
        app: &App,
        page: Page,
        form: Option<&TravelForm>,
        errors: Errors,
    ) -> Result<Self> {
        let places = Places::load(&app.db, page.tenant.id).await?;
        let row = |place: &&Place| Row::new(&page, place);
        let all = places.all.iter();
        let rows = all.clone().filter(|one| one.is_active);
        let rows: Vec<Row> = rows.map(|one| row(&one)).collect();
        let off = all.filter(|one| !one.is_active);
        let off: Vec<Row> = off.map(|one| row(&one)).collect();
        let usual = match form {
            Some(form) => form.usual.clone(),
            None => places.usual_minutes.to_string(),
        };
        let ways = ways(&places, form);
        Ok(Self {
            page,
            errors,
            rows,
            off,
            ways,
            usual,
        })
    }
}

/// Every pair of own places in use.
fn ways(places: &Places, form: Option<&TravelForm>) -> Vec<Way> {
    let own = places.all.iter();
    let own: Vec<&Place> = own
        .filter(|one| one.is_active && one.kind == "own")
        .collect();
    let mut ways = Vec::new();
    for (n, a) in own.iter().enumerate() {
        for b in &own[n + 1..] {
            let typed = form.and_then(|form| form.typed(a.id, b.id));
            let stored = places.way(a.id, b.id).map(|minutes| minutes.to_string());
            ways.push(Way {
                a: a.id,
                b: b.id,
                id: format!("way-{}", ways.len()),
                name: format!("{} – {}", a.name, b.name),
                minutes: typed.or(stored).unwrap_or_default(),
            });
        }
    }
    ways
}

impl TravelForm {
    fn typed(&self, a: PlaceId, b: PlaceId) -> Option<String> {
        let (a, b) = (a.to_string(), b.to_string());
        let pairs = self.a.iter().zip(&self.b).zip(&self.minutes);
        let mut same = pairs.filter(|((x, y), _)| **x == a && **y == b);
        same.next().map(|(_, minutes)| minutes.clone())
    }
}

impl Row {
    fn new(page: &Page, place: &Place) -> Self {
        let mut facts = vec![page.t(kind_key(&place.kind))];
        if place.is_default {
            facts.push(page.t("places-default"));
        }
        Self {
            id: place.id,
            name: place.name.clone(),
            facts: facts.join(" · "),
        }
    }
}

pub(super) async fn travel(
    page: Page,
    State(app): State<App>,
    Form(form): Form<TravelForm>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    if form.a.len() != form.b.len() || form.a.len() != form.minutes.len() {
        return Err(Error::Invalid("error-form"));
    }
    let mut errors = Errors::default();
    let usual = errors.take("usual", number(&form.usual, 0..=MAX_MINUTES));
    let mut ways = Vec::new();
    for (n, ((a, b), typed)) in form.a.iter().zip(&form.b).zip(&form.minutes).enumerate() {
        let (Ok(a), Ok(b)) = (a.parse(), b.parse()) else {
            return Err(Error::Invalid("error-form"));
        };
        if typed.trim().is_empty() {
            continue;
        }
        let field = format!("way-{n}");
        if let Some(minutes) = errors.take(&field, number(typed, 0..=MAX_MINUTES)) {
            ways.push((a, b, minutes));
        }
    }
    let (Some(usual), true) = (usual, errors.is_empty()) else {
        let index = Index::load(&app, page, Some(&form), errors).await?;
        return web::render_invalid(&index);
    };
    let mut tx = app.db.begin().await?;
    let (actor, now) = (page.actor(), app.clock.now());
    set_travel(&mut tx, page.tenant.id, &actor, usual, &ways, now).await?;
    tx.commit().await?;
    let word = page.t("places-travel-saved");
    Ok(web::redirect_with("/settings/places", Flash::ok(word)))
}

pub(super) async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let form = PlaceForm {
        id: PlaceId::new().to_string(),
        kind: "own".into(),
        which: "all".into(),
        ..PlaceForm::default()
    };
    let edit = Edit::load(&app, page, None, form, Errors::default()).await?;
    web::render(&edit)
}

pub(super) async fn create(
    page: Page,
    State(app): State<App>,
    Form(form): Form<PlaceForm>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let services = Service::all(&app.db, page.tenant.id).await?;
    let mut errors = Errors::default();
    let Some(draft) = form.read(&services, false, &mut errors) else {
        let edit = Edit::load(&app, page, None, form, errors).await?;
        return web::render_invalid(&edit);
    };
    let id = form.id.parse().unwrap_or_else(|_| PlaceId::new());
    let (mut tx, now) = (app.db.begin().await?, app.clock.now());
    Place::create(&mut tx, &page.tenant, &page.actor(), id, &draft, now).await?;
    tx.commit().await?;
    let word = page.t1("places-added", "name", draft.name);
    Ok(web::redirect_with("/settings/places", Flash::ok(word)))
}

pub(super) async fn edit(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PlaceId>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let place = Place::find(&app.db, page.tenant.id, id).await?;
    let places = Places::load(&app.db, page.tenant.id).await?;
    let form = PlaceForm::of(&place, &places);
    let edit = Edit::load(&app, page, Some(place), form, Errors::default()).await?;
    web::render(&edit)
}

pub(super) async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PlaceId>,
    Form(form): Form<PlaceForm>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let services = Service::all(&app.db, page.tenant.id).await?;
    let mut tx = app.db.begin().await?;
    let place = Place::find_for_change(&mut tx, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let Some(draft) = form.read(&services, place.is_home, &mut errors) else {
        drop(tx);
        let edit = Edit::load(&app, page, Some(place), form, errors).await?;
        return web::render_invalid(&edit);
    };
    place
        .update(&mut tx, &page.actor(), &draft, app.clock.now())
        .await?;
    tx.commit().await?;
    let word = page.t1("places-saved", "name", draft.name);
    Ok(web::redirect_with("/settings/places", Flash::ok(word)))
}

pub(super) async fn activate(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PlaceId>,
    Form(form): Form<Activation>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let (mut tx, now) = (app.db.begin().await?, app.clock.now());
    let place = Place::find_for_change(&mut tx, page.tenant.id, id).await?;
    let actor = page.actor();
    match place.set_active(&mut tx, &actor, form.active, now).await {
        Err(Error::Conflict(key)) => {
            drop(tx);
            return stays(&app, page, place, key).await;
        }
        other => other?,
    }
    tx.commit().await?;
    let word = match form.active {
        true => page.t1("places-activated", "name", place.name),
        false => page.t1("places-deactivated", "name", place.name),
    };
    Ok(web::redirect_with("/settings/places", Flash::ok(word)))
}

pub(super) async fn destroy(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PlaceId>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let (mut tx, now) = (app.db.begin().await?, app.clock.now());
    let place = Place::find_for_change(&mut tx, page.tenant.id, id).await?;
    match place.delete(&mut tx, &page.actor(), now).await {
        Err(Error::Conflict(key)) => {
            drop(tx);
            return stays(&app, page, place, key).await;
        }
        other => other?,
    }
    tx.commit().await?;
    let word = page.t1("places-deleted", "name", place.name);
    Ok(web::redirect_with("/settings/places", Flash::ok(word)))
}

/// The page again, with why nothing was done.
async fn stays(app: &App, page: Page, place: Place, key: &'static str) -> Result<Response> {
    let mut errors = Errors::default();
    errors.add("", key);
    let places = Places::load(&app.db, page.tenant.id).await?;
    let form = PlaceForm::of(&place, &places);
    let edit = Edit::load(app, page, Some(place), form, errors).await?;
    web::render_status(StatusCode::CONFLICT, &edit)
}

impl PlaceForm {
    fn of(place: &Place, places: &Places) -> Self {
        let services = places.services_of(place.id);
        Self {
            id: place.id.to_string(),
            name: place.name.clone(),
            kind: place.kind.clone(),
            address: place.address.clone(),
            link: place.link.clone(),
            travel: place
                .travel_minutes
                .map(|n| n.to_string())
                .unwrap_or_default(),
            which: if place.is_for_all { "all" } else { "some" }.into(),
            service: services.map(|id| id.to_string()).collect(),
            is_default: place.is_default,
        }
    }

    fn read(&self, services: &[Service], is_home: bool, errors: &mut Errors) -> Option<PlaceDraft> {
        let name = errors.take("name", required(&self.name, 120));
        let kind = match self.kind.as_str() {
            // The practice's own address stays one.
            _ if is_home => Some("own".to_owned()),
            kind if KINDS.contains(&kind) => Some(kind.to_owned()),
            _ => {
                errors.add("kind", key!("field-choose"));
                None
            }
        };
        let is = |wanted: &str| kind.as_deref() == Some(wanted);
        let address = match is("own") && !is_home {
            true => errors.take("address", required(&self.address, 300)),
            false => errors.take("address", text(&self.address, 300)),
        };
        let link = match is("online") {
            true => errors.take("link", link(&self.link)),
            false => Some(String::new()),
        };
        let travel = match self.travel.trim() {
            typed if is("client") && !typed.is_empty() => {
                errors.take("travel", number(typed, 0..=MAX_MINUTES).map(Some))
            }
            _ => Some(None),
        };
        let chosen = services.iter().map(|service| service.id);
        let chosen = chosen.filter(|id: &ServiceId| self.service.contains(&id.to_string()));
        let chosen = Some(chosen.collect::<Vec<_>>()).filter(|_| self.which == "some");
        if chosen.as_ref().is_some_and(Vec::is_empty) {
            errors.add("service", key!("field-choose"));
        }
        let is_own = is("own");
        let draft = PlaceDraft {
            name: name?,
            kind: kind?,
            address: address.map(|address| if is_own { address } else { String::new() })?,
            link: link?,
            travel_minutes: travel?,
            services: chosen,
            is_default: self.is_default,
        };
        errors.is_empty().then_some(draft)
    }
}

impl Edit {
    async fn load(
        app: &App,
        page: Page,
        place: Option<Place>,
        form: PlaceForm,
        errors: Errors,
    ) -> Result<Self> {
        let services = Service::all(&app.db, page.tenant.id).await?;
        let services = services.into_iter().filter(|service| service.is_active);
        let is_unused = match &place {
            None => false,
            Some(place) => place.is_unused(&app.db).await?,
        };
        let kinds = KINDS.iter().map(|kind| (*kind, page.t(kind_key(kind))));
        Ok(Self {
            kinds: kinds.collect(),
            services: services
                .map(|service| (service.id.to_string(), service.name))
                .collect(),
            home: page.tenant.address_line(),
            page,
            errors,
            form,
            place,
            is_unused,
        })
    }

    fn is_home(&self) -> bool {
        self.place.as_ref().is_some_and(|place| place.is_home)
    }
}
