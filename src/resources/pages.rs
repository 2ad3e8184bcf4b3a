//! `/settings/resources`: the list, a new one, changing it, switching it off, deleting it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::{KINDS, Resource, ResourceDraft, kind_key};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::ResourceId;
use crate::schedule::outside::Coming;
use crate::web::forms::{mark, number, required};
use crate::web::{self, Errors, Flash, Form, Page};

#[derive(Template)]
#[template(path = "settings/resources.html")]
struct Index {
    page: Page,
    rows: Vec<Row>,
    off: Vec<Row>,
}

struct Row {
    id: ResourceId,
    name: String,
    facts: String,
}

#[derive(Template)]
#[template(path = "settings/resource.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: ResourceForm,
    kinds: Vec<(&'static str, String)>,
    /// None: a new one.
    resource: Option<Resource>,
    /// Nothing has it, so that it can be deleted.
    is_unused: bool,
    /// Services that could not be booked without it.
    needed_by: Vec<String>,
    /// Visits that stand in the way of what was asked: link and text.
    booked: Vec<(String, String)>,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ResourceForm {
    /// A new one's id, so that sending the form twice makes one.
    id: String,
    /// What was on the page; see [`mark`].
    was: String,
    name: String,
    kind: String,
    capacity: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Activation {
    active: bool,
}

pub(super) async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let all = Resource::all(&app.db, page.tenant.id).await?;
    let row = |resource: &Resource| Row::new(&page, resource);
    let rows = all.iter().filter(|one| one.is_active).map(row).collect();
    let off = all.iter().filter(|one| !one.is_active).map(row).collect();
    web::render(&Index { page, rows, off })
}

impl Row {
    fn new(page: &Page, resource: &Resource) -> Self {
        let mut facts = vec![page.t(kind_key(&resource.kind))];
        if resource.capacity > 1 {
            facts.push(page.t1("resources-places", "n", resource.capacity));
        }
        Self {
            id: resource.id,
            name: resource.name.clone(),
            facts: facts.join(" · "),
        }
    }
}

pub(super) async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let form = ResourceForm {
        id: ResourceId::new().to_string(),
        kind: "room".into(),
        capacity: "1".into(),
        ..ResourceForm::default()
    };
    let edit = Edit::load(&app, page, None, form, Errors::default()).await?;
    web::render(&edit)
}

pub(super) async fn create(
    page: Page,
    State(app): State<App>,
    Form(form): Form<ResourceForm>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let mut errors = Errors::default();
    let Some(draft) = form.read(&mut errors) else {
        let edit = Edit::load(&app, page, None, form, errors).await?;
        return web::render_invalid(&edit);
    };
    let id = form.id.parse().unwrap_or_else(|_| ResourceId::new());
    let (mut tx, now) = (app.db.begin().await?, app.clock.now());
    Resource::create(&mut tx, page.tenant.id, &page.actor(), id, &draft, now).await?;
    tx.commit().await?;
    let word = page.t1("resources-added", "name", draft.name);
    Ok(web::redirect_with("/settings/resources", Flash::ok(word)))
}

pub(super) async fn edit(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ResourceId>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let resource = Resource::find(&app.db, page.tenant.id, id).await?;
    let form = ResourceForm::of(&resource);
    let edit = Edit::load(&app, page, Some(resource), form, Errors::default()).await?;
    web::render(&edit)
}

pub(super) async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ResourceId>,
    Form(form): Form<ResourceForm>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let mut tx = app.db.begin().await?;
    let resource = Resource::find_for_change(&mut tx, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let Some(draft) = form.read(&mut errors) else {
        drop(tx);
        let edit = Edit::load(&app, page, Some(resource), form, errors).await?;
        return web::render_invalid(&edit);
    };
    // Pressed twice: the first press has saved it.
    if draft.is_stored(&resource) {
        return Ok(saved(&page, draft.name));
    }
    let stored = ResourceForm::of(&resource).was;
    if !form.was.is_empty() && form.was != stored {
        drop(tx);
        // The page that is shown again knows what is stored: saving it is then meant.
        let form = ResourceForm {
            was: stored,
            ..form
        };
        errors.add("", key!("resources-stale"));
        let edit = Edit::load(&app, page, Some(resource), form, errors).await?;
        return web::render_status(StatusCode::CONFLICT, &edit);
    }
    let booked = resource
        .update(&mut tx, &page.actor(), &draft, app.clock.now())
        .await?;
    if !booked.is_empty() {
        drop(tx);
        errors.add("capacity", key!("resources-booked"));
        let booked = booked
            .iter()
            .take(5)
            .map(|visit| named(&page, visit))
            .collect();
        let mut edit = Edit::load(&app, page, Some(resource), form, errors).await?;
        edit.booked = booked;
        return web::render_invalid(&edit);
    }
    tx.commit().await?;
    Ok(saved(&page, draft.name))
}

fn saved(page: &Page, name: String) -> Response {
    let word = page.t1("resources-saved", "name", name);
    web::redirect_with("/settings/resources", Flash::ok(word))
}

/// The link to a visit and how it is called.
fn named(page: &Page, visit: &Coming) -> (String, String) {
    let local = visit.starts_at.with_timezone(&page.tenant.tz());
    let name = visit.client_name.clone();
    let text = page.t3(
        "schedule-visit-at",
        "name",
        name.unwrap_or_else(|| page.t("schedule-walk-in")),
        "date",
        page.locale.day_short(local.date_naive()),
        "time",
        page.locale.time(local.time()),
    );
    (format!("/appointments/{}", visit.id), text)
}

pub(super) async fn activate(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ResourceId>,
    Form(form): Form<Activation>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let mut tx = app.db.begin().await?;
    let resource = Resource::find_for_change(&mut tx, page.tenant.id, id).await?;
    let done = resource
        .set_active(&mut tx, &page.actor(), form.active, app.clock.now())
        .await;
    if let Err(Error::Conflict(key)) = done {
        drop(tx);
        let mut errors = Errors::default();
        errors.add("", key);
        let form = ResourceForm::of(&resource);
        let edit = Edit::load(&app, page, Some(resource), form, errors).await?;
        return web::render_status(StatusCode::CONFLICT, &edit);
    }
    done?;
    tx.commit().await?;
    let word = match form.active {
        true => page.t1("resources-activated", "name", resource.name),
        false => page.t1("resources-deactivated", "name", resource.name),
    };
    Ok(web::redirect_with("/settings/resources", Flash::ok(word)))
}

pub(super) async fn destroy(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ResourceId>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let mut tx = app.db.begin().await?;
    let resource = Resource::find_for_change(&mut tx, page.tenant.id, id).await?;
    resource
        .delete(&mut tx, &page.actor(), app.clock.now())
        .await?;
    tx.commit().await?;
    let word = page.t1("resources-deleted", "name", resource.name);
    Ok(web::redirect_with("/settings/resources", Flash::ok(word)))
}

impl ResourceForm {
    fn of(resource: &Resource) -> Self {
        let capacity = resource.capacity.to_string();
        Self {
            id: resource.id.to_string(),
            was: mark(&[&resource.name, &resource.kind, &capacity]),
            name: resource.name.clone(),
            kind: resource.kind.clone(),
            capacity,
        }
    }

    fn read(&self, errors: &mut Errors) -> Option<ResourceDraft> {
        let name = errors.take("name", required(&self.name, 120));
        let kind = match KINDS.contains(&self.kind.as_str()) {
            true => Some(self.kind.clone()),
            false => {
                errors.add("kind", key!("field-choose"));
                None
            }
        };
        let capacity = match self.capacity.trim() {
            "" => Some(1),
            typed => errors.take("capacity", number(typed, 1..=500)),
        };
        Some(ResourceDraft {
            name: name?,
            kind: kind?,
            capacity: capacity?,
        })
    }
}

impl Edit {
    async fn load(
        app: &App,
        page: Page,
        resource: Option<Resource>,
        form: ResourceForm,
        errors: Errors,
    ) -> Result<Self> {
        let (is_unused, needed_by) = match &resource {
            None => (false, Vec::new()),
            Some(resource) => (
                !resource.is_used(&app.db).await?,
                resource.only_choice_of(&app.db).await?,
            ),
        };
        Ok(Self {
            kinds: KINDS
                .iter()
                .map(|kind| (*kind, page.t(kind_key(kind))))
                .collect(),
            page,
            errors,
            form,
            resource,
            is_unused,
            needed_by,
            booked: Vec::new(),
        })
    }
}
