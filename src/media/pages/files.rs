//! The files themselves: sizes for pages by signed addresses, originals and documents to save.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::json;

use super::super::address::Signed;
use super::super::{Kind, Media, Size, files};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::events::{self, Actor};
use crate::id::MediaId;
use crate::web::{Page, Path, download};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/media/{id}/{size}", get(show))
        .route("/media/{id}/original", post(original))
}

async fn show(
    page: Page,
    State(app): State<App>,
    Path((id, size)): Path<(MediaId, String)>,
) -> Result<Response> {
    page.require(Permission::MediaRead)?;
    let tenant = page.tenant.id;
    let size = Size::shown(&size).ok_or(Error::NotFound)?;
    let signed = Signed::of(&page).filter(|signed| signed.is_valid(&app, tenant, id, size));
    let signed = signed.ok_or(Error::NotFound)?;
    let media = Media::find(&app.db, tenant, id).await?;
    picture(&app, &media, size, signed.max_age(app.clock.now())).await
}

/// A picture for a page. Its type is ours, and should a browser open it by itself, nothing in it runs.
pub async fn picture(app: &App, media: &Media, size: Size, max_age: i64) -> Result<Response> {
    if !media.is_photo() {
        return Err(Error::NotFound);
    }
    let name = files::name(media.tenant_id, media.id, size);
    let bytes = files::read(app, media.tenant_id, &name).await?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    let kept = format!("private, max-age={max_age}");
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_str(&kept).map_err(Error::internal)?,
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'"),
    );
    Ok(response)
}

/// The full picture, or the document, to save: noted in the log, so it is no GET.
async fn original(page: Page, State(app): State<App>, Path(id): Path<MediaId>) -> Result<Response> {
    page.require(Permission::MediaRead)?;
    let media = Media::find(&app.db, page.tenant.id, id).await?;
    save(&app, &media, &page.actor()).await
}

/// A document for the client to whom it was shown, to save.
pub async fn document(app: &App, media: &Media, actor: &Actor) -> Result<Response> {
    match media.kind {
        Kind::Document => save(app, media, actor).await,
        Kind::Photo => Err(Error::NotFound),
    }
}

/// The file as an attachment, of a type that is ours: no browser opens it in place, and nothing in it runs.
async fn save(app: &App, media: &Media, actor: &Actor) -> Result<Response> {
    let name = files::name(media.tenant_id, media.id, Size::Original);
    let bytes = files::read(app, media.tenant_id, &name).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let kind = events::Kind::MediaOriginalRead;
    media.record(&mut tx, actor, kind, json!({}), now).await?;
    tx.commit().await?;
    let content_type = match media.kind {
        Kind::Photo => "image/jpeg",
        Kind::Document => "application/pdf",
    };
    let mut response = download(&media.file_name(), content_type, bytes)?;
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'"),
    );
    Ok(response)
}
