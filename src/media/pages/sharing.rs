//! Making and ending links that show photos to their client.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use chrono::TimeDelta;
use serde::Deserialize;

use super::super::Share;
use crate::accounts::Permission;
use crate::app::App;
use crate::clients::Client;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{ClientId, MediaId, ShareId};
use crate::web::{self, Flash, Form, Page, Path, redirect_with};

/// For how long a link may show.
const DAYS: [i64; 3] = [7, 30, 90];

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/{id}/photos/share", post(create))
        .route("/media/shares/{id}/end", post(end))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sharing {
    #[serde(default)]
    photo: Vec<MediaId>,
    #[serde(default)]
    days: Option<i64>,
}

/// `media/shared_link.html`: the one time that the link can be read.
#[derive(Template)]
#[template(path = "media/link.html")]
struct Link {
    page: Page,
    client: Client,
    photos: usize,
    url: String,
    until: String,
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClientId>,
    Form(form): Form<Sharing>,
) -> Result<Response> {
    page.require(Permission::MediaWrite)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let days = form.days.unwrap_or(DAYS[1]);
    if !DAYS.contains(&days) {
        return Err(Error::Invalid("error-form"));
    }
    let client = Client::in_use(&app.db, tenant, id).await?;
    if form.photo.is_empty() {
        let word = Flash::danger(page.t(key!("media-share-none")));
        return Ok(redirect_with(&format!("/clients/{id}/photos"), word));
    }
    let until = now + TimeDelta::days(days);
    let mut tx = app.db.begin().await?;
    let (_, path) =
        Share::create(&mut tx, tenant, id, &form.photo, until, &page.actor(), now).await?;
    tx.commit().await?;
    let date = page.tenant.local_date(until);
    web::render(&Link {
        client,
        photos: form.photo.len(),
        url: app.config.link(&path),
        until: page.locale.day_year(date),
        page,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn end(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ShareId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::MediaWrite)?;
    let mut tx = app.db.begin().await?;
    let mut share = Share::find(&mut tx, page.tenant.id, id).await?;
    share
        .revoke(&mut tx, &page.actor(), app.clock.now())
        .await?;
    tx.commit().await?;
    let path = format!("/clients/{}/photos", share.client_id);
    let word = Flash::ok(page.t("media-share-ended"));
    Ok(redirect_with(&path, word))
}
