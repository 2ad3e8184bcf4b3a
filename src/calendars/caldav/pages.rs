//! `/settings/calendars/accounts`: the account is tried before it is kept; then its calendar is chosen.

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tower_sessions::Session;

use super::client::Client;
use super::discovery::{self, Calendar};
use super::model::{Account, Choice, Content, Secrets};
use crate::accounts::{Permission, session};
use crate::app::App;
use crate::calendars::sources::{Shown, Trouble};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::CalendarSourceId;
use crate::schedule::model::for_change;
use crate::web::forms::required;
use crate::web::{self, Errors, Flash, Form, Page, Path};

/// How long a person is kept waiting for a calendar's server: less than a request may take.
pub(in crate::calendars) const PATIENCE: Duration = Duration::from_secs(20);

const NEW: &str = "/settings/calendars/accounts/new";

#[derive(Template)]
#[template(path = "settings/calendar_account_new.html")]
struct New {
    page: Page,
    errors: Errors,
    form: Typed,
}

/// As typed. The password is never shown again.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Typed {
    id: String,
    url: String,
    user: String,
    password: String,
}

#[derive(Template)]
#[template(path = "settings/calendar_account.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: Chosen,
    one: Shown,
    /// Whether a calendar was chosen already.
    is_begun: bool,
    calendars: Vec<(String, String)>,
    contents: Vec<(&'static str, String)>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Chosen {
    name: String,
    calendar: String,
    content: String,
    written: bool,
}

pub(super) async fn new(page: Page, State(app): State<App>, session: Session) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    session::require_proof(&app, &session, NEW).await?;
    let form = Typed {
        id: CalendarSourceId::new().to_string(),
        ..Typed::default()
    };
    let errors = Errors::default();
    web::render(&New { page, errors, form })
}

pub(super) async fn create(
    page: Page,
    State(app): State<App>,
    session: Session,
    Form(form): Form<Typed>,
) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    session::require_proof(&app, &session, NEW).await?;
    let mut errors = Errors::default();
    let url = errors.take("url", required(&form.url, 2000));
    let user = errors.take("user", required(&form.user, 254));
    if form.password.is_empty() {
        errors.add("password", key!("field-required"));
    }
    let found = match (url, user) {
        (Some(url), Some(user)) if errors.is_empty() => {
            let password = form.password.clone();
            discover(
                &app,
                Secrets {
                    url,
                    user,
                    password,
                },
            )
            .await
        }
        _ => return refused(page, form, errors),
    };
    let (secrets, calendars) = match found {
        Ok(found) => found,
        Err(why) => {
            let field = if why == Trouble::Forbidden {
                "password"
            } else {
                "url"
            };
            let word = match why {
                Trouble::Forbidden => key!("calendars-account-forbidden"),
                Trouble::NoCalendar => key!("calendars-account-none"),
                why => why.key(),
            };
            errors.add(field, word);
            return refused(page, form, errors);
        }
    };
    let id = form.id.parse().unwrap_or_else(|_| CalendarSourceId::new());
    let (tenant, user) = (page.tenant.id, page.user.id);
    let key = app.tenant_key(&app.db, tenant).await?;
    let (mut tx, now) = (app.db.begin().await?, app.clock.now());
    let resource = for_change(&mut tx, tenant, None).await?;
    let made = Account::create(
        &mut tx,
        &key,
        tenant,
        user,
        resource,
        &page.actor(),
        id,
        &secrets,
        &calendars,
        now,
    )
    .await;
    if let Err(Error::Conflict(word)) = made {
        drop(tx);
        errors.add("", word);
        let form = blanked(form);
        return web::render_status(StatusCode::CONFLICT, &New { page, errors, form });
    }
    made?;
    tx.commit().await?;
    let word = page.t("calendars-account-choose");
    let path = format!("/settings/calendars/accounts/{id}");
    Ok(web::redirect_with(&path, Flash::ok(word)))
}

async fn discover(
    app: &App,
    secrets: Secrets,
) -> std::result::Result<(Secrets, Vec<Calendar>), Trouble> {
    let url = app.outward.address(&secrets.url)?;
    let client = Client::new(&app.outward, &secrets.user, &secrets.password);
    // All of its questions together: an answer must come while somebody waits for it.
    let found = tokio::time::timeout(PATIENCE, discovery::calendars(&client, &url));
    let calendars = found.await.map_err(|_| Trouble::Slow)??;
    let url = url.to_string();
    Ok((Secrets { url, ..secrets }, calendars))
}

fn refused(page: Page, form: Typed, errors: Errors) -> Result<Response> {
    let form = blanked(form);
    web::render_invalid(&New { page, errors, form })
}

fn blanked(form: Typed) -> Typed {
    Typed {
        password: String::new(),
        ..form
    }
}

pub(super) async fn edit(
    page: Page,
    State(app): State<App>,
    Path(id): Path<CalendarSourceId>,
) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let account = Account::find(&app.db, page.tenant.id, id).await?;
    let form = Chosen {
        name: account.source.name.clone(),
        calendar: account.collection.clone().unwrap_or_default(),
        content: account.content.as_str().to_owned(),
        written: account.is_written || account.collection.is_none(),
    };
    web::render(&Edit::new(&app, page, &account, form, Errors::default()))
}

pub(super) async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<CalendarSourceId>,
    Form(form): Form<Chosen>,
) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let account = Account::find(&app.db, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let name = errors.take("name", required(&form.name, 80));
    let all = &account.calendars.0;
    let calendar = all.iter().find(|one| one.url == form.calendar);
    if calendar.is_none() {
        errors.add("calendar", key!("field-choose"));
    }
    if form.written && calendar.is_some_and(|one| !one.is_writable) {
        errors.add("calendar", key!("calendars-account-read-only"));
    }
    let content = Content::parse(&form.content);
    if content.is_none() {
        errors.add("content", key!("field-choose"));
    }
    let (Some(name), Some(content), true) = (name, content, errors.is_empty()) else {
        return web::render_invalid(&Edit::new(&app, page, &account, form, errors));
    };
    let choice = Choice {
        name,
        collection: form.calendar,
        content,
        is_written: form.written,
    };
    let (mut tx, now) = (app.db.begin().await?, app.clock.now());
    for_change(&mut tx, page.tenant.id, Some(account.source.resource_id)).await?;
    let account = Account::find(&mut tx, page.tenant.id, id).await?;
    account.choose(&mut tx, &page.actor(), &choice, now).await?;
    tx.commit().await?;
    app.wake.notify_one();
    let word = page.t1("calendars-account-chosen", "name", choice.name);
    Ok(web::redirect_with("/settings/calendars", Flash::ok(word)))
}

impl Edit {
    fn new(app: &App, page: Page, account: &Account, form: Chosen, errors: Errors) -> Self {
        let all = account.calendars.0.iter();
        Self {
            one: Shown::new(&page, &account.source, app.clock.now()),
            is_begun: account.collection.is_some(),
            calendars: all.map(|one| (one.url.clone(), one.name.clone())).collect(),
            contents: Content::ALL
                .into_iter()
                .map(|content| (content.as_str(), page.t(content.key())))
                .collect(),
            page,
            errors,
            form,
        }
    }
}
