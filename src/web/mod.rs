//! What every page needs: who is looking ([`Page`], [`View`]), forms, assets, and the layers around all routes.

pub mod address;
pub mod assets;
pub mod drafts;
pub mod faults;
pub mod flash;
pub mod forms;
pub mod health;
pub mod idempotency;
pub mod layers;
pub mod live;
pub mod metrics;
mod page;
mod path;
pub mod preferences;
pub mod rate;
pub mod server;
pub mod styleguide;
mod view;

pub use address::ClientAddress;
pub use flash::Flash;
pub use forms::{Errors, Form, Problem};
pub use layers::WITH_TOKEN;
pub use page::{NowBar, Page, SESSION_TENANT, SESSION_USER, initials};
pub use path::Path;
pub use view::{Reader, View};

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::error::{Error, Result};

/// A rendered page.
pub fn render(template: &impl Template) -> Result<Response> {
    Ok(Html(template.render()?).into_response())
}

/// The form again, with its errors: 422.
pub fn render_invalid(template: &impl Template) -> Result<Response> {
    render_status(StatusCode::UNPROCESSABLE_ENTITY, template)
}

pub fn render_status(status: StatusCode, template: &impl Template) -> Result<Response> {
    Ok((status, Html(template.render()?)).into_response())
}

/// Puts a part that htmx got elsewhere than it asked for: errors, which it would not swap in otherwise, too.
pub fn retarget(response: &mut Response, target: &'static str, swap: &'static str) {
    let headers = response.headers_mut();
    headers.insert("hx-retarget", HeaderValue::from_static(target));
    headers.insert("hx-reswap", HeaderValue::from_static(swap));
}

/// 303 after a change: the browser's reload then repeats only the look, not the act.
pub fn redirect(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// 303 with a word that the next page shows.
pub fn redirect_with(path: &str, flash: Flash) -> Response {
    let mut response = redirect(path);
    flash.set(&mut response);
    response
}

/// 303 to a page that comes back to `next` when it is done.
pub fn redirect_with_next(path: &str, next: &str) -> Response {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    redirect(&format!("{path}?next={next}"))
}

/// A path of ours to come back to, or `fallback`: never another site, whatever the request asks for.
pub fn safe_next<'a>(next: &'a str, fallback: &'a str) -> &'a str {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t']);
    if own { next } else { fallback }
}

/// A file to keep.
pub fn download(
    name: &str,
    content_type: &'static str,
    body: impl Into<axum::body::Body>,
) -> Result<Response> {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    let disposition = format!("attachment; filename=\"{name}\"");
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).map_err(Error::internal)?,
    );
    Ok(response)
}
