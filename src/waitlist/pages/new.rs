//! `/waitlist/new`: somebody is put on the list by hand. First who, then what and when; from a client's card only the latter.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::Days;
use serde::{Deserialize, Serialize};

use super::fields::{self, Pick};
use crate::accounts::Permission;
use crate::app::App;
use crate::clients::Client;
use crate::contact::Phone;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::ClientId;
use crate::services::{Choice, Service, Variant};
use crate::waitlist::model::{Entry, EntrySource, NewEntry, Wish};
use crate::web::forms::text;
use crate::web::idempotency::OncePerForm;
use crate::web::{self, Errors, Flash, Form, Page};

const PICKS: usize = 8;

/// A client to choose.
struct Whom {
    id: ClientId,
    name: String,
    allergies: String,
    contact: String,
}

#[derive(Template)]
#[template(path = "waitlist/whom.html")]
struct Choose {
    page: Page,
    q: String,
    picks: Vec<Whom>,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    pub client: String,
    /// A service's slug, with its variant's after a slash.
    pub what: String,
    pub from: String,
    pub until: String,
    pub days: Vec<String>,
    pub parts: Vec<String>,
    pub first: bool,
    pub note: String,
    #[serde(skip_serializing)]
    pub key: String,
}

#[derive(Template)]
#[template(path = "waitlist/new.html")]
struct New {
    page: Page,
    errors: Errors,
    client: Client,
    form: Typed,
    lines: Vec<(String, String)>,
    weekdays: Vec<Pick>,
    parts: Vec<Pick>,
    min: String,
}

pub async fn show(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let chosen = page.param("client").and_then(|id| id.parse().ok());
    let Some(id) = chosen else {
        return choose(&app, page).await;
    };
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    let today = page.tenant.local_date(app.clock.now());
    let until = today.checked_add_days(Days::new(13)).unwrap_or(today);
    let date = page.param("date").and_then(|date| date.parse().ok());
    let date = date.filter(|date| *date >= today);
    let last = crate::waitlist::regulars::last_of(&app.db, page.tenant.id, client.id).await?;
    let form = Typed {
        client: client.id.to_string(),
        what: page.param("what").or(last).unwrap_or_default(),
        from: date.unwrap_or(today).to_string(),
        until: date.unwrap_or(until).to_string(),
        days: (0..7).map(|day| day.to_string()).collect(),
        parts: ["1", "2", "4"].map(str::to_owned).to_vec(),
        key: uuid::Uuid::new_v4().to_string(),
        ..Typed::default()
    };
    let new = New::load(&app, page, client, form, Errors::default()).await?;
    web::render(&new)
}

async fn choose(app: &App, page: Page) -> Result<Response> {
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let q = page.param("q").unwrap_or_default();
    let may_see = page.can(Permission::ClientsPii);
    let whom = |id, name, allergies, phone: Option<String>| {
        let phone = phone.and_then(|phone| phone.parse::<Phone>().ok());
        let contact = phone.map(|phone| match may_see {
            true => phone.display(page.tenant.country.as_deref()),
            false => phone.masked(),
        });
        Whom {
            id,
            name,
            allergies,
            contact: contact.unwrap_or_default(),
        }
    };
    let picks = if q.trim().is_empty() {
        let found = Client::recent(&app.db, tenant, PICKS, now).await?;
        found
            .into_iter()
            .map(|c| whom(c.id, c.name, c.allergies, c.phone))
            .collect()
    } else {
        let found = Client::search(&app.db, tenant, &q, may_see, PICKS as i64, now).await?;
        found
            .into_iter()
            .map(|c| whom(c.id, c.name, c.allergies, c.phone))
            .collect()
    };
    web::render(&Choose { q, picks, page })
}

pub async fn create(
    page: Page,
    State(app): State<App>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    page.require_active()?;
    let id: ClientId = form.client.parse().map_err(|_| Error::NotFound)?;
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let today = page.tenant.local_date(app.clock.now());
    let wish = fields::wish(
        &form.from,
        &form.until,
        &form.days,
        &form.parts,
        today,
        &mut errors,
    );
    let note = errors.take("note", text(&form.note, 1000));
    let choice = choice(&app, &page, &form.what).await?;
    if choice.is_none() {
        errors.add("what", key!("field-choose"));
    }
    let (Some(wish), Some(note), Some(choice)) = (wish, note, choice) else {
        let new = New::load(&app, page, client, form, errors).await?;
        return web::render_invalid(&new);
    };
    let done = patiently(|| join(&app, &page, &client, &choice, wish, &note, &form)).await;
    match done {
        Ok(path) => {
            let word = page.t1("waitlist-added", "name", client.name.as_str());
            Ok(web::redirect_with(&path, Flash::ok(word)))
        }
        Err(Error::Conflict(why)) => {
            errors.add("", why);
            let new = New::load(&app, page, client, form, errors).await?;
            web::render_invalid(&new)
        }
        Err(other) => Err(other),
    }
}

async fn join(
    app: &App,
    page: &Page,
    client: &Client,
    choice: &Choice,
    wish: Wish,
    note: &str,
    form: &Typed,
) -> Result<String> {
    let (mut tx, now) = (app.db.begin().await?, app.clock.now());
    let mut once = OncePerForm::new(app, page.tenant.id, "waitlist-new", &form.key, form)?;
    if let Some(path) = once.claim(&mut tx, app, now).await? {
        return Ok(path);
    }
    let new = NewEntry {
        choice: choice.clone(),
        place: None,
        wish,
        priority: i64::from(form.first),
        client_note: String::new(),
        note: note.to_owned(),
        source: EntrySource::Master,
        locale: client.locale,
        given: None,
    };
    let actor = page.actor();
    Entry::join(&mut tx, &page.tenant, &actor, client.id, new, now).await?;
    let path = "/waitlist".to_owned();
    once.keep(&mut tx, app, &path).await?;
    tx.commit().await?;
    Ok(path)
}

async fn choice(app: &App, page: &Page, what: &str) -> Result<Option<Choice>> {
    let (service, variant) = match what.split_once('/') {
        Some((service, variant)) => (service, Some(variant)),
        None => (what, None),
    };
    match Choice::by_slugs(&app.db, page.tenant.id, service, variant, &[]).await {
        Ok(choice) => Ok(Some(choice)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Each active service and its variants: value and text.
pub(super) async fn lines(app: &App, page: &Page) -> Result<Vec<(String, String)>> {
    let mut lines = Vec::new();
    for service in Service::all(&app.db, page.tenant.id).await? {
        if !service.is_active {
            continue;
        }
        let length = |minutes| page.locale.duration(minutes);
        let text = format!("{}, {}", service.name, length(service.duration_minutes));
        lines.push((service.slug.clone(), text));
        let variants = Variant::of_service(&app.db, page.tenant.id, service.id).await?;
        for variant in variants.into_iter().filter(|variant| variant.is_active) {
            let minutes = length(variant.duration_minutes);
            let text = format!("{}, {}, {minutes}", service.name, variant.name);
            lines.push((format!("{}/{}", service.slug, variant.slug), text));
        }
    }
    Ok(lines)
}

impl New {
    async fn load(
        app: &App,
        page: Page,
        client: Client,
        form: Typed,
        errors: Errors,
    ) -> Result<Self> {
        let today = page.tenant.local_date(app.clock.now());
        Ok(Self {
            lines: lines(app, &page).await?,
            weekdays: fields::weekdays(page.locale, &form.days),
            parts: fields::parts(page.locale, &form.parts),
            min: today.to_string(),
            page,
            errors,
            client,
            form,
        })
    }
}
