//! What a client sees by a link: the photos and documents that were chosen, nothing else. Opening it changes nothing; a
//! document is only ever saved, which is noted in the log.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::gallery::{self, Draw, Pair, Place};
use super::super::{Media, Photo, Share, Size};
use super::files::{document, picture};
use crate::accounts::{Tenant, TenantStatus};
use crate::app::App;
use crate::booking::{Frame, Visitor};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::MediaId;
use crate::links::{Closed, Words};
use crate::web::{self, Form, Path, View};

/// How long a browser may keep a picture: ending the link is to be felt soon.
const KEEP: i64 = 60;
/// What a link says that shows nothing any more, or that nobody knows.
const GONE: Words = Words {
    title: key!("media-share-gone-title"),
    text: key!("media-share-gone-text"),
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/l/photos/{token}", get(show))
        .route("/l/photos/{token}/{photo}/{size}", get(file))
        .route("/l/photos/{token}/{photo}/document", post(save))
}

#[derive(Template)]
#[template(path = "media/shared.html")]
struct Shared {
    page: View,
    frame: Frame,
    pairs: Vec<Pair>,
    /// Those that stand in no pair.
    rest: Vec<Photo>,
    documents: Vec<Media>,
    path: String,
    until: String,
}

async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response> {
    let share = match open(&app, &visitor, &token).await {
        Err(Error::NotFound) => return Ok(Closed::unknown(&visitor.view, GONE).into_response()),
        other => other?,
    };
    let tenant = Tenant::find(&app.db, share.tenant_id).await?;
    let page = visitor.view.clone().for_practice(tenant.locale);
    if !is_open(&app, &share, &tenant) {
        return Ok(Closed::gone(page, &tenant, GONE).into_response());
    }
    let path = format!("/l/photos/{token}");
    let draw = Draw::at(&app, &app.db, &page, &tenant, Place::Link(path.clone())).await?;
    let shared = share.media(&app.db).await?;
    let (photos, documents): (Vec<_>, Vec<_>) = shared.into_iter().partition(Media::is_photo);
    let photos: Vec<Photo> = photos.into_iter().map(|media| draw.photo(media)).collect();
    let pairs = gallery::pairs(&photos);
    let in_pair = |photo: &Photo| {
        pairs.iter().any(|pair| {
            pair.before.media.id == photo.media.id || pair.after.media.id == photo.media.id
        })
    };
    let rest = photos.iter().filter(|photo| !in_pair(photo)).cloned();
    let until = tenant.local_date(share.expires_at);
    web::render(&Shared {
        frame: Frame::new(&tenant, page.locale),
        rest: rest.collect(),
        documents,
        path,
        pairs,
        until: page.locale.day_year(until),
        page,
    })
}

async fn open(app: &App, visitor: &Visitor, token: &str) -> Result<Share> {
    visitor.count_read(app)?;
    let found = Share::by_token(&app.db, token).await;
    visitor.count_guess(app, found).await
}

/// Whether it shows anything: a practice that has closed shows nothing any more.
fn is_open(app: &App, share: &Share, tenant: &Tenant) -> bool {
    share.is_valid(app.clock.now()) && tenant.status != TenantStatus::Closed
}

async fn file(
    visitor: Visitor,
    State(app): State<App>,
    Path((token, photo, size)): Path<(String, MediaId, String)>,
) -> Result<Response> {
    let size = Size::shown(&size).ok_or(Error::NotFound)?;
    let share = open(&app, &visitor, &token).await?;
    let tenant = Tenant::find(&app.db, share.tenant_id).await?;
    if !is_open(&app, &share, &tenant) {
        return Err(Error::NotFound);
    }
    let media = share.one(&app.db, photo).await?;
    picture(&app, &media, size, KEEP).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn save(
    visitor: Visitor,
    State(app): State<App>,
    Path((token, media)): Path<(String, MediaId)>,
    _: Form<Nothing>,
) -> Result<Response> {
    let share = open(&app, &visitor, &token).await?;
    let tenant = Tenant::find(&app.db, share.tenant_id).await?;
    if !is_open(&app, &share, &tenant) {
        return Err(Error::NotFound);
    }
    let media = share.one(&app.db, media).await?;
    let actor = visitor.actor_of(Some(share.client_id));
    document(&app, &media, &actor).await
}
