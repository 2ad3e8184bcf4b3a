//! `/settings/calendars/sources`: adding a calendar by its address, how it goes, changing it, switching it off, removing it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::model::{Source, SourceDraft, SourceKind, Trouble};
use super::{store, work};
use crate::accounts::{Permission, Tenant};
use crate::app::App;
use crate::calendars::caldav::pages::PATIENCE;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{CalendarSourceId, ResourceId};
use crate::resources::Resource;
use crate::schedule::model::for_change;
use crate::web::forms::required;
use crate::web::{self, Errors, Flash, Form, Page, Path};

const BACK: &str = "/settings/calendars";

/// One of the list.
pub struct Line {
    pub href: String,
    pub name: String,
    /// "Read today at 10:15", "Switched off", why it cannot be read.
    pub state: String,
    pub tone: &'static str,
}

#[derive(Template)]
#[template(path = "settings/calendar_source.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: SourceForm,
    /// Whose time: the master's, or a resource's. Empty: there is nothing to choose.
    whose: Vec<(String, String)>,
    /// None: a new one.
    source: Option<Shown>,
}

/// How a source goes.
pub struct Shown {
    pub id: CalendarSourceId,
    pub name: String,
    pub host: String,
    pub is_on: bool,
    pub state: String,
    pub tone: &'static str,
    /// "42 entries, 17 busy times ahead"
    pub figures: Option<String>,
    /// When the next look is.
    pub next: Option<String>,
    /// What could not be read: what, and why.
    pub unread: Vec<(String, String)>,
    pub unread_more: usize,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SourceForm {
    /// A new one's id, so that sending the form twice makes one.
    id: String,
    name: String,
    url: String,
    whose: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Switch {
    on: bool,
}

impl Line {
    pub async fn all(app: &App, page: &Page) -> Result<Vec<Self>> {
        let all = Source::all(&app.db, page.tenant.id).await?;
        let now = app.clock.now();
        Ok(all.iter().map(|one| Self::new(page, one, now)).collect())
    }

    fn new(page: &Page, source: &Source, now: DateTime<Utc>) -> Self {
        let (state, tone) = state(page, source, now);
        Self {
            href: href(source),
            name: source.name.clone(),
            state,
            tone,
        }
    }
}

/// Where it is looked at and changed.
pub fn href(source: &Source) -> String {
    match source.kind {
        SourceKind::Address => format!("{BACK}/sources/{}", source.id),
        SourceKind::Caldav => format!("{BACK}/accounts/{}", source.id),
    }
}

/// How it goes, in words, and the tone to say it in.
fn state(page: &Page, source: &Source, now: DateTime<Utc>) -> (String, &'static str) {
    if !source.is_on {
        return (page.t("calendars-source-off"), "");
    }
    if let Some(trouble) = source.trouble {
        return (page.t(trouble.key()), "danger");
    }
    match source.checked_at {
        None => (page.t("calendars-source-not-yet"), ""),
        Some(at) => {
            let when = when(page, at, now);
            let key = match source.unread_count {
                0 => key!("calendars-source-read"),
                _ => key!("calendars-source-read-partly"),
            };
            let tone = if source.unread_count > 0 { "gold" } else { "" };
            (page.t1(key, "when", when), tone)
        }
    }
}

/// "10:15" today, else "14 May, 10:15".
fn when(page: &Page, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let local = at.with_timezone(&page.tenant.tz());
    let time = page.locale.time(local.time());
    match local.date_naive() == page.tenant.local_date(now) {
        true => time,
        false => page.t2(
            "mail-when",
            "day",
            page.locale.day_short(local.date_naive()),
            "time",
            time,
        ),
    }
}

impl Shown {
    pub fn new(page: &Page, source: &Source, now: DateTime<Utc>) -> Self {
        let (state, tone) = state(page, source, now);
        let figures = source.read_at.filter(|_| source.is_on);
        let figures = figures.map(|_| {
            let entries = page.t1("calendars-source-entries", "n", source.events);
            let times = page.t1("calendars-source-times", "n", source.spans);
            format!("{entries}, {times}")
        });
        // What entries are called is for who brought them.
        let is_mine = source.user_id == Some(page.user.id);
        let unread = source.unread.0.iter().map(|one| {
            let what = match one.what.is_empty() || !is_mine {
                true => page.t1("calendars-unread-line", "n", one.line as i64),
                false => one.what.clone(),
            };
            (what, page.t(one.why.key()))
        });
        let unread: Vec<_> = unread.collect();
        Self {
            id: source.id,
            name: source.name.clone(),
            host: source.host.clone(),
            is_on: source.is_on,
            state,
            tone,
            figures,
            next: (source.is_on && source.trouble.is_some())
                .then(|| when(page, source.next_at, now)),
            unread_more: (source.unread_count as usize).saturating_sub(unread.len()),
            unread,
        }
    }
}

impl Edit {
    async fn load(
        app: &App,
        page: Page,
        source: Option<&Source>,
        form: SourceForm,
        errors: Errors,
    ) -> Result<Self> {
        let resources = match page.has_resources {
            true => Resource::all(&app.db, page.tenant.id).await?,
            false => Vec::new(),
        };
        let mut whose = Vec::new();
        if !resources.is_empty() {
            whose.push((String::new(), page.t("calendars-source-master")));
            whose.extend(
                resources
                    .into_iter()
                    .map(|one| (one.id.to_string(), one.name)),
            );
        }
        let now = app.clock.now();
        Ok(Self {
            source: source.map(|source| Shown::new(&page, source, now)),
            page,
            errors,
            form,
            whose,
        })
    }
}

pub(super) async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let form = SourceForm {
        id: CalendarSourceId::new().to_string(),
        ..SourceForm::default()
    };
    web::render(&Edit::load(&app, page, None, form, Errors::default()).await?)
}

/// The address is tried before it is kept: what is wrong with it is told beside it.
pub(super) async fn create(
    page: Page,
    State(app): State<App>,
    Form(form): Form<SourceForm>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let mut errors = Errors::default();
    let name = errors.take("name", required(&form.name, 80));
    let url = address(&app, &form.url, &mut errors);
    let (Some(name), Some(url)) = (name, url) else {
        return web::render_invalid(&Edit::load(&app, page, None, form, errors).await?);
    };
    let found = match work::fetch(&app, &page.tenant, &url, None).await? {
        Ok(found) => found,
        Err(why) => {
            errors.add("url", why.key());
            return web::render_invalid(&Edit::load(&app, page, None, form, errors).await?);
        }
    };
    let id = form.id.parse().unwrap_or_else(|_| CalendarSourceId::new());
    let key = app.tenant_key(&app.db, page.tenant.id).await?;
    let (mut tx, now) = (app.db.begin().await?, app.clock.now());
    let resource = whose(&mut tx, &page.tenant, &form.whose).await?;
    let url = Some(url);
    let draft = SourceDraft {
        name,
        resource,
        url,
    };
    let (tenant, user) = (page.tenant.id, page.user.id);
    let made = Source::create(&mut tx, &key, tenant, user, &page.actor(), id, &draft, now).await;
    if let Err(Error::Conflict(key)) = made {
        drop(tx);
        errors.add("", key);
        let edit = Edit::load(&app, page, None, form, errors).await?;
        return web::render_status(axum::http::StatusCode::CONFLICT, &edit);
    }
    made?;
    tx.commit().await?;
    let source = Source::find(&app.db, tenant, id).await?;
    if let work::Found::Changed(reading, mark) = found {
        store::store(&app.db, &source, &reading, mark, now).await?;
    }
    let word = page.t1("calendars-source-added", "name", draft.name);
    let path = format!("{BACK}/sources/{id}");
    Ok(web::redirect_with(&path, Flash::ok(word)))
}

/// An address as typed; None, with its error noted, when it is none.
fn address(app: &App, typed: &str, errors: &mut Errors) -> Option<String> {
    let typed = errors.take("url", required(typed, 2000))?;
    match app.outward.address(&typed) {
        Ok(url) => Some(url.to_string()),
        Err(why) => {
            errors.add("url", Trouble::from(why).key());
            None
        }
    }
}

async fn whose(tx: &mut crate::db::Tx, tenant: &Tenant, typed: &str) -> Result<ResourceId> {
    let resource = match typed {
        "" => None,
        id => Some(id.parse().map_err(|_| Error::NotFound)?),
    };
    for_change(tx, tenant.id, resource).await
}

pub(super) async fn edit(
    page: Page,
    State(app): State<App>,
    Path(id): Path<CalendarSourceId>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let source = Source::find(&app.db, page.tenant.id, id).await?;
    if source.kind == SourceKind::Caldav {
        return Ok(web::redirect(&href(&source)));
    }
    let form = SourceForm {
        name: source.name.clone(),
        whose: source.resource_id.to_string(),
        ..SourceForm::default()
    };
    web::render(&Edit::load(&app, page, Some(&source), form, Errors::default()).await?)
}

/// An address that is left empty stays.
pub(super) async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<CalendarSourceId>,
    Form(form): Form<SourceForm>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let source = Source::find(&app.db, page.tenant.id, id).await?;
    if source.kind == SourceKind::Caldav {
        return Err(Error::NotFound);
    }
    let mut errors = Errors::default();
    let name = errors.take("name", required(&form.name, 80));
    let url = match form.url.trim() {
        "" => None,
        typed => address(&app, typed, &mut errors),
    };
    let mut found = None;
    if let Some(url) = url.as_ref().filter(|_| errors.is_empty()) {
        match work::fetch(&app, &page.tenant, url, None).await? {
            Ok(new) => found = Some(new),
            Err(why) => errors.add("url", why.key()),
        }
    }
    let Some(name) = name.filter(|_| errors.is_empty()) else {
        let edit = Edit::load(&app, page, Some(&source), form, errors).await?;
        return web::render_invalid(&edit);
    };
    let key = app.tenant_key(&app.db, page.tenant.id).await?;
    let (mut tx, now) = (app.db.begin().await?, app.clock.now());
    let resource = whose(&mut tx, &page.tenant, &form.whose).await?;
    let source = Source::find_for_change(&mut tx, page.tenant.id, id).await?;
    let draft = SourceDraft {
        name,
        resource,
        url,
    };
    source
        .update(&mut tx, &key, &page.actor(), &draft, now)
        .await?;
    tx.commit().await?;
    if let Some(work::Found::Changed(reading, mark)) = found {
        let source = Source::find(&app.db, page.tenant.id, id).await?;
        store::store(&app.db, &source, &reading, mark, now).await?;
    }
    app.wake.notify_one();
    let path = format!("{BACK}/sources/{id}");
    Ok(web::redirect_with(
        &path,
        Flash::ok(page.t("settings-saved")),
    ))
}

pub(super) async fn refresh(
    page: Page,
    State(app): State<App>,
    Path(id): Path<CalendarSourceId>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let source = Source::find(&app.db, page.tenant.id, id).await?;
    let path = href(&source);
    if !source.is_on {
        return Ok(web::redirect(&path));
    }
    // What it has done until then is done; the worker goes on.
    let done = tokio::time::timeout(PATIENCE, work::refresh(&app, &page.tenant, &source));
    let done = match done.await {
        Ok(done) => done?,
        Err(_) => Some(Trouble::Slow),
    };
    let flash = match done {
        None => Flash::ok(page.t("calendars-source-refreshed")),
        Some(why) => Flash::danger(page.t(why.key())),
    };
    Ok(web::redirect_with(&path, flash))
}

pub(super) async fn switch(
    page: Page,
    State(app): State<App>,
    Path(id): Path<CalendarSourceId>,
    Form(form): Form<Switch>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let mut tx = app.db.begin().await?;
    let source = Source::find(&mut tx, page.tenant.id, id).await?;
    for_change(&mut tx, page.tenant.id, Some(source.resource_id)).await?;
    let source = Source::find_for_change(&mut tx, page.tenant.id, id).await?;
    source
        .switch(&mut tx, &page.actor(), form.on, app.clock.now())
        .await?;
    tx.commit().await?;
    app.wake.notify_one();
    let path = href(&source);
    let word = match form.on {
        true => page.t1("calendars-source-switched-on", "name", source.name),
        false => page.t1("calendars-source-switched-off", "name", source.name),
    };
    Ok(web::redirect_with(&path, Flash::ok(word)))
}

pub(super) async fn remove(
    page: Page,
    State(app): State<App>,
    Path(id): Path<CalendarSourceId>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let mut tx = app.db.begin().await?;
    let source = Source::find(&mut tx, page.tenant.id, id).await?;
    for_change(&mut tx, page.tenant.id, Some(source.resource_id)).await?;
    source
        .remove(&mut tx, &page.actor(), app.clock.now())
        .await?;
    tx.commit().await?;
    let word = page.t1("calendars-source-removed", "name", source.name);
    Ok(web::redirect_with(BACK, Flash::ok(word)))
}
