//! `/settings/calendars`: a member's own feed; and the feed itself.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::feed::{Content, Feed};
use super::sources::{Line, MAX_SOURCES};
use crate::accounts::Permission;
use crate::app::App;
use crate::crypto;
use crate::error::Result;
use crate::i18n::key;
use crate::web::{self, Errors, Flash, Form, Page, Path};

#[derive(Template)]
#[template(path = "settings/calendars.html")]
struct Show {
    page: Page,
    errors: Errors,
    /// The address, and the same for a program that subscribes by a click; None: there is no feed.
    link: Option<(String, String)>,
    content: &'static str,
    /// Calendars that are read; None for who may not change when the practice is open.
    sources: Option<Vec<Line>>,
}

impl Show {
    async fn load(app: &App, page: Page, errors: Errors) -> Result<Self> {
        let feed = Feed::find(&app.db, page.tenant.id, page.user.id).await?;
        let content = feed.as_ref().map_or(Content::Initials, |feed| feed.content);
        let link = feed.map(|feed| {
            let link = app.config.link(&feed.path(app));
            let webcal = link.split_once("://");
            let webcal = webcal.map_or(String::new(), |(_, rest)| format!("webcal://{rest}"));
            (link, webcal)
        });
        let sources = match page.can(Permission::ScheduleWrite) {
            true => Some(Line::all(app, &page).await?),
            false => None,
        };
        Ok(Self {
            sources,
            page,
            errors,
            link,
            content: content.as_str(),
        })
    }
}

pub(super) async fn show(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    web::render(&Show::load(&app, page, Errors::default()).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FeedForm {
    #[serde(default)]
    content: String,
}

pub(super) async fn save(
    page: Page,
    State(app): State<App>,
    Form(form): Form<FeedForm>,
) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    let Some(content) = Content::parse(&form.content) else {
        let mut errors = Errors::default();
        errors.add("content", key!("field-choose"));
        return web::render_invalid(&Show::load(&app, page, errors).await?);
    };
    let mut tx = app.db.begin().await?;
    Feed::save(
        &mut tx,
        page.tenant.id,
        page.user.id,
        content,
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(back(&page, key!("calendars-feed-saved")))
}

pub(super) async fn renew(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    let mut tx = app.db.begin().await?;
    Feed::renew(&mut tx, page.tenant.id, page.user.id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(back(&page, key!("calendars-feed-renewed")))
}

pub(super) async fn remove(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    let mut tx = app.db.begin().await?;
    Feed::remove(&mut tx, page.tenant.id, page.user.id).await?;
    tx.commit().await?;
    Ok(back(&page, key!("calendars-feed-removed")))
}

fn back(page: &Page, word: &'static str) -> Response {
    web::redirect_with("/settings/calendars", Flash::ok(page.t(word)))
}

/// `/cal/{token}.ics`, for programs that ask every few minutes: what they have already is not sent again.
pub(super) async fn fetch(
    State(app): State<App>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let (feed, tenant, user) = Feed::open(&app, &file).await?;
    let text = feed.text(&app, &tenant, user.locale).await?;
    let tag = URL_SAFE_NO_PAD.encode(&crypto::sha256(&text)[..16]);
    let tag = format!("\"{tag}\"");
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .any(|value| value.to_str().is_ok_and(|tags| tags.contains(&tag)));
    let fixed = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (
            header::CONTENT_TYPE,
            "text/calendar; charset=utf-8".to_owned(),
        ),
    ];
    Ok(match known {
        true => (StatusCode::NOT_MODIFIED, fixed).into_response(),
        false => (fixed, text).into_response(),
    })
}
