//! One photo or document, and what can be done with it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::gallery::Draw;
use super::super::{Media, Photo, Stage, sweep};
use crate::accounts::Permission;
use crate::app::App;
use crate::clients::Client;
use crate::consents;
use crate::error::Result;
use crate::id::MediaId;
use crate::web::{self, Errors, Flash, Form, Page, Path, redirect_with};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/media/{id}", get(show).post(update))
        .route("/media/{id}/deletion", post(delete))
        .route("/media/{id}/restoration", post(restore))
        .route("/media/{id}/purge", post(purge))
}

#[derive(Template)]
#[template(path = "media/show.html")]
struct Show {
    page: Page,
    client: Client,
    photo: Photo,
    /// The client signed that it may be shown to strangers.
    may_publish: bool,
    errors: Errors,
}

async fn show(page: Page, State(app): State<App>, Path(id): Path<MediaId>) -> Result<Response> {
    page.require(Permission::MediaRead)?;
    let tenant = page.tenant.id;
    let media = Media::find(&app.db, tenant, id).await?;
    let client = Client::in_use(&app.db, tenant, media.client_id).await?;
    let draw = Draw::new(&app, &page).await?;
    let photo = draw.photo(media);
    let now = app.clock.now();
    let may_publish = consents::may_publish(&app.db, tenant, client.id, now).await?;
    web::render(&Show {
        page,
        client,
        photo,
        may_publish,
        errors: Errors::default(),
    })
}

impl Show {
    fn day(&self) -> String {
        let date = self.page.tenant.local_date(self.photo.media.taken_at);
        self.page.locale.day_year(date)
    }

    /// Since when it stands on the public page.
    fn published(&self) -> Option<String> {
        let since = self.photo.media.published_at?;
        let date = self.page.tenant.local_date(since);
        Some(self.page.locale.day_year(date))
    }

    fn may_write(&self) -> bool {
        self.page.can(Permission::MediaWrite)
    }

    fn back(&self) -> String {
        format!("/clients/{}/photos", self.client.id)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    stage: Stage,
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<MediaId>,
    Form(change): Form<Change>,
) -> Result<Response> {
    page.require(Permission::MediaWrite)?;
    let mut tx = app.db.begin().await?;
    let mut media = Media::find(&mut tx, page.tenant.id, id).await?;
    media
        .set_stage(&mut tx, &page.actor(), change.stage, app.clock.now())
        .await?;
    tx.commit().await?;
    let word = Flash::ok(page.t("saved"));
    Ok(redirect_with(&format!("/media/{id}"), word))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn delete(
    page: Page,
    State(app): State<App>,
    Path(id): Path<MediaId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::MediaWrite)?;
    let mut tx = app.db.begin().await?;
    let mut media = Media::find(&mut tx, page.tenant.id, id).await?;
    media
        .delete(&mut tx, &page.actor(), app.clock.now())
        .await?;
    tx.commit().await?;
    let path = format!("/clients/{}/photos#deleted", media.client_id);
    Ok(redirect_with(&path, Flash::ok(page.t("media-deleted"))))
}

async fn restore(
    page: Page,
    State(app): State<App>,
    Path(id): Path<MediaId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::MediaWrite)?;
    let mut tx = app.db.begin().await?;
    let now = app.clock.now();
    let media = Media::restore(&mut tx, page.tenant.id, id, &page.actor(), now).await?;
    tx.commit().await?;
    let path = format!("/clients/{}/photos", media.client_id);
    Ok(redirect_with(&path, Flash::ok(page.t("media-restored"))))
}

/// For good, of what was deleted before.
async fn purge(
    page: Page,
    State(app): State<App>,
    Path(id): Path<MediaId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::MediaWrite)?;
    let media = Media::find_deleted(&app.db, page.tenant.id, id).await?;
    sweep::purge(&app, &media, Some(&page.actor())).await?;
    let path = format!("/clients/{}/photos", media.client_id);
    Ok(redirect_with(&path, Flash::ok(page.t("media-purged"))))
}
