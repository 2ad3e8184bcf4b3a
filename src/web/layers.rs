//! The layers around all routes, from the outside in: request id, log, headers, compression, error pages, panics, limits,
//! odd addresses, CSRF, session.

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time;
use tower_sessions::{Expiry, SessionManagerLayer};
use tracing::Instrument;

use super::{View, faults, forms, metrics};
use crate::app::App;
use crate::booking::embed;
use crate::db::sessions::Sessions;
use crate::error::{Error, Fault};

/// What a page may load. Nothing inline, nothing from elsewhere.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
    connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
    manifest-src 'self'; worker-src 'self'";

/// What a page may ask the device for. The camera is given to the one page that shows it, see [`crate::media`].
const PERMISSIONS: &str =
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()";
pub const PERMISSIONS_WITH_CAMERA: &str =
    "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()";

const FORM_LIMIT: usize = 256 * 1024;

pub fn wrap(app: &App, router: Router<App>) -> anyhow::Result<Router> {
    let sessions = Sessions::new(&app.db).map_err(anyhow::Error::msg)?;
    let session_layer = SessionManagerLayer::new(sessions)
        .with_name(if app.config.is_secure() {
            "__Host-sid"
        } else {
            "sid"
        })
        .with_secure(app.config.is_secure())
        .with_http_only(true)
        // Strict would sign out whoever comes back from a mail's link or a payment page.
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::days(30)));
    let request_id = HeaderName::from_static("x-request-id");
    let compress = SizeAbove::new(512)
        .and(NotForContentType::new("text/event-stream"))
        .and(NotForContentType::new("font/woff2"))
        .and(NotForContentType::new("application/zip"))
        .and(NotForContentType::new("image/png"))
        .and(NotForContentType::new("image/webp"))
        .and(NotForContentType::new("image/jpeg"));
    // Each call wraps what stands above it: the last one is the outermost.
    Ok(router
        .route_layer(from_fn(metrics::count))
        .layer(from_fn_with_state(app.clone(), super::drafts::keep))
        .layer(session_layer)
        .layer(from_fn_with_state(app.clone(), csrf))
        .layer(from_fn(without_nul))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(from_fn(in_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(faults::draw))
        .layer(CompressionLayer::new().compress_when(compress))
        .layer(from_fn_with_state(app.clone(), headers))
        .layer(PropagateRequestIdLayer::new(request_id.clone()))
        .layer(from_fn(log))
        .layer(SetRequestIdLayer::new(request_id, MakeRequestUuid))
        .layer(from_fn(own_request_id))
        .with_state(app.clone()))
}

/// A request's id is ours: what the visitor sends could forge lines in the log.
async fn own_request_id(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove("x-request-id");
    next.run(request).await
}

/// One line a request, without its query or any name: links carry tokens, forms carry people.
async fn log(request: Request, next: Next) -> Response {
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let path = masked(request.uri().path());
    let span = tracing::info_span!("request", id, method = %request.method(), %path);
    let start = Instant::now();
    async move {
        let response = next.run(request).await;
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        tracing::info!(status = response.status().as_u16(), ms, "answered");
        response
    }
    .instrument(span)
    .await
}

/// Where paths begin that hold a token: whoever has one may do what it is for.
pub const WITH_TOKEN: [&str; 11] = [
    "/l/",
    "/pay/",
    "/me/",
    "/cal/",
    "/certificates/",
    "/hooks/",
    "/verify/",
    "/password/reset/",
    "/invitations/",
    "/email/",
    "/unsubscribe/",
];

/// A path without the token it may carry.
fn masked(path: &str) -> String {
    match WITH_TOKEN.iter().find(|prefix| path.starts_with(**prefix)) {
        Some(prefix) => format!("{prefix}…"),
        None => path.to_owned(),
    }
}

/// How long a form with files may take.
pub const FILES_IN_TIME: Duration = Duration::from_secs(600);

/// How long a request may take; a form with files comes over a phone's network.
async fn in_time(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let has_files = request.method() == Method::POST
        && (path.ends_with("/photos/form")
            || path.starts_with("/l/consents/")
            || (path.starts_with("/pay/status/") && path.ends_with("/receipt"))
            || path == "/clients/imports"
            || path == "/settings/look");
    let limit = match has_files {
        true => FILES_IN_TIME,
        false => Duration::from_secs(30),
    };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// No text of ours holds a NUL, and Postgres takes none: a path with it leads nowhere, a query loses it as it loses other
/// odd letters. Forms: [`super::Form`].
async fn without_nul(mut request: Request, next: Next) -> Response {
    let uri = request.uri();
    if uri.path().contains("%00") {
        return Error::NotFound.into_response();
    }
    if uri.query().is_some_and(|query| query.contains("%00")) {
        let query = forms::without_nul(uri.query().unwrap_or_default().as_bytes());
        let clean = format!("{}?{}", uri.path(), String::from_utf8_lossy(&query));
        let Ok(clean) = clean.parse() else {
            return StatusCode::BAD_REQUEST.into_response();
        };
        *request.uri_mut() = clean;
    }
    next.run(request).await
}

fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    Error::Internal("a handler panicked".into()).into_response()
}

/// Refuses a change that another site's page asks for. Browsers say where a request comes from (Sec-Fetch-Site, or
/// Origin before 2023); one that says neither is refused, and of other sub-domains none is trusted. That is the whole
/// defence, beside SameSite cookies and no change on GET; forms carry no token: OWASP's CSRF Prevention cheat sheet takes
/// Fetch Metadata with a fall-back to Origin as a complete alternative to tokens (https://cheatsheetseries.owasp.org/
/// cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html#fetch-metadata-headers). It stands on PUBLIC_URL
/// being https (or loopback): browsers send Sec-Fetch-Site to no other, and Origin decides there. Exempt are the paths that prove themselves by other means:
/// the API (no cookie counts there) and webhooks.
async fn csrf(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let path = request.uri().path();
    if safe || path.starts_with("/api/") || path.starts_with("/hooks/") {
        return next.run(request).await;
    }
    if is_own(request.headers(), &app.config.public_url) {
        return next.run(request).await;
    }
    let mut response = StatusCode::FORBIDDEN.into_response();
    response.extensions_mut().insert(Fault {
        code: "FORBIDDEN",
        text_key: Some("error-csrf"),
        ..Fault::default()
    });
    response
}

fn is_own(headers: &HeaderMap, public_url: &str) -> bool {
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match (header("sec-fetch-site"), header("origin")) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => origin == public_url,
        (None, None) => false,
    }
}

/// The policy of a page that shows a frame with a page of ours.
pub fn policy_with_own_frames() -> HeaderValue {
    let policy = format!("{CSP}; frame-src 'self'");
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(CSP))
}

/// The policy of a page that other sites may show.
fn framed(ancestors: &str) -> Option<HeaderValue> {
    let said = format!("frame-ancestors {ancestors}");
    HeaderValue::from_str(&CSP.replace("frame-ancestors 'none'", &said)).ok()
}

/// The headers of every answer, errors included.
async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let lang = View::asked_lang(request.uri());
    let mut response = next.run(request).await;
    let framed = match embed::slug_of(&path) {
        Some(slug) => framed(&embed::ancestors(&app, slug).await),
        None => None,
    };
    if let Some(locale) = lang {
        super::preferences::keep_lang(&mut response, &path, locale);
    }
    // A form shown again stays in the browser's own memory, whatever cookie came meanwhile: "back" shows it as it was
    // instead of asking to send it twice. Signing out clears it.
    let is_shown_again = matches!(
        response.status(),
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS
    );
    let headers = response.headers_mut();
    let is_framed = framed.is_some();
    if let Some(policy) = framed {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let mut set = |name: &'static str, value: &'static str| {
        headers
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("content-security-policy", CSP);
    if is_framed {
        // Their addresses say what cookies say elsewhere; and the older header knows no list of sites.
        set("referrer-policy", "same-origin");
        set("cross-origin-resource-policy", "cross-origin");
    } else {
        set("x-frame-options", "DENY");
    }
    let has_token = masked(&path) != path;
    set(
        "referrer-policy",
        if has_token {
            "no-referrer"
        } else {
            "strict-origin-when-cross-origin"
        },
    );
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", PERMISSIONS);
    if app.config.is_secure() {
        set(
            "strict-transport-security",
            "max-age=63072000; includeSubDomains",
        );
    }
    // Pages name people; only assets say otherwise.
    set(
        "cache-control",
        if is_shown_again {
            "private, no-cache"
        } else {
            "no-store"
        },
    );
    if !is_shown_again
        && headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
    {
        headers.append(
            header::VARY,
            HeaderValue::from_static("hx-request, cookie, accept-language"),
        );
    }
    response
}
