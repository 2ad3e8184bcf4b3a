//! `/{slug}/logo/{mark}`: the practice's logo. The mark changes with the picture, so that browsers keep it.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::Site;
use crate::app::App;
use crate::error::{Error, Result};
use crate::settings;
use crate::web::Path;

pub async fn show(
    site: Site,
    State(app): State<App>,
    Path((_, mark)): Path<(String, String)>,
) -> Result<Response> {
    if mark.is_empty() || mark != site.tenant.logo {
        return Err(Error::NotFound);
    }
    let picture = settings::logo(&app.db, site.tenant.id).await?;
    let mut response = picture.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    headers.insert(header::CACHE_CONTROL, kept);
    Ok(response)
}
