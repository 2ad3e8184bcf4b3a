//! The files of `static/`, embedded in the binary and cached by browsers for a year: an address carries its content's
//! hash (`/static/tokens.css?v=…`), so a new content is a new address. Stylesheets and modules that name other files are
//! rewritten to name them with their hashes too. In development the files are read from disk and a change shows at once.
//! Compressed once per process, at the best level, when somebody first asks.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::Embed;
use sha2::{Digest, Sha256};

const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/static/{*path}", get(show))
        .route("/sw.js", get(service_worker))
        .route(
            "/favicon.ico",
            get(|| async { Redirect::permanent(&url("img/mark-192.png")) }),
        )
}

/// The address of a file, with its content's hash; without one when there is no such file.
pub fn url(path: &str) -> String {
    match table().0.get(path) {
        Some(asset) => format!("/static/{path}?v={}", asset.hash),
        None => format!("/static/{path}"),
    }
}

/// A file as it is, for an address of its own.
pub fn content(path: &str) -> Option<Bytes> {
    Some(table().0.get(path)?.plain.clone())
}

/// At the root, since a worker serves the pages below its own address.
async fn service_worker(headers: HeaderMap) -> Response {
    show(Path("sw.js".to_owned()), RawQuery(None), headers).await
}

async fn show(Path(path): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let table = table();
    let Some(asset) = table.0.get(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let is_current =
        query.as_deref().and_then(|query| query.strip_prefix("v=")) == Some(&asset.hash);
    let tag = format!("W/\"{}\"", asset.hash);
    let known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        asset.body_for(headers.get(header::ACCEPT_ENCODING))
    };
    let set = response.headers_mut();
    set.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(if is_current { FOREVER } else { ASK_AGAIN }),
    );
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        set.insert(header::ETAG, tag);
    }
    response
}

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/static"]
struct Files;

struct Asset {
    hash: String,
    content_type: &'static str,
    plain: Bytes,
    /// Not worth it for what is compressed already.
    compresses: bool,
    gzip: OnceLock<Option<Bytes>>,
    brotli: OnceLock<Option<Bytes>>,
}

impl Asset {
    fn new(path: &str, content: Vec<u8>) -> Self {
        let (content_type, compresses) = kind(path);
        let mut hash = URL_SAFE_NO_PAD.encode(Sha256::digest(&content));
        hash.truncate(12);
        let plain = Bytes::from(content);
        Self {
            hash,
            content_type,
            plain,
            compresses,
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    fn body_for(&self, accepted: Option<&HeaderValue>) -> Response {
        let accepted = accepted
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let takes = |name: &str| {
            accepted
                .split(',')
                .map(str::trim)
                .any(|one| one.split(';').next() == Some(name) && !one.ends_with(";q=0"))
        };
        let (encoding, body) = if self.compresses && takes("br") {
            ("br", self.brotli.get_or_init(|| brotli(&self.plain)))
        } else if self.compresses && takes("gzip") {
            ("gzip", self.gzip.get_or_init(|| gzip(&self.plain)))
        } else {
            ("", &None)
        };
        let content_type = [(header::CONTENT_TYPE, self.content_type)];
        match body {
            Some(body) => (
                content_type,
                [(header::CONTENT_ENCODING, encoding)],
                body.clone(),
            )
                .into_response(),
            None => (content_type, self.plain.clone()).into_response(),
        }
    }
}

/// Content type, and whether compressing makes it smaller.
fn kind(path: &str) -> (&'static str, bool) {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => ("text/css; charset=utf-8", true),
        Some("js") => ("text/javascript; charset=utf-8", true),
        Some("svg") => ("image/svg+xml", true),
        Some("webmanifest") => ("application/manifest+json", true),
        Some("woff2") => ("font/woff2", false),
        Some("png") => ("image/png", false),
        Some("webp") => ("image/webp", false),
        _ => ("text/plain; charset=utf-8", true),
    }
}

fn gzip(plain: &[u8]) -> Option<Bytes> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(plain).ok()?;
    Some(Bytes::from(writer.finish().ok()?))
}

fn brotli(plain: &[u8]) -> Option<Bytes> {
    let params = brotli::enc::BrotliEncoderParams {
        // The best level takes seconds in an unoptimized build.
        quality: if cfg!(debug_assertions) { 4 } else { 11 },
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*plain, &mut packed, &params).ok()?;
    Some(Bytes::from(packed))
}

struct Table(HashMap<String, Asset>);

impl Table {
    fn build() -> Self {
        let mut table = Self(HashMap::new());
        for path in Files::iter() {
            table.add(&path, 0);
        }
        table
    }

    /// Adds a file after those it names, whose hashes its own depends on.
    fn add(&mut self, path: &str, depth: u8) -> Option<String> {
        if let Some(asset) = self.0.get(path) {
            return Some(asset.hash.clone());
        }
        let file = Files::get(path)?;
        let mut content = file.data.into_owned();
        let names_others = path.ends_with(".css") || path.starts_with("js/");
        // Modules that import each other in a circle would never end.
        if names_others
            && depth < 8
            && let Ok(text) = std::str::from_utf8(&content)
        {
            content = self.rewrite(path, text, depth).into_bytes();
        }
        let asset = Asset::new(path, content);
        let hash = asset.hash.clone();
        self.0.insert(path.to_owned(), asset);
        Some(hash)
    }

    /// `url("fonts/a.woff2")` and `import "./b.js"` with the hashes of what they name.
    fn rewrite(&mut self, path: &str, text: &str, depth: u8) -> String {
        let folder = path
            .rsplit_once('/')
            .map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let mut rest = text;
        let mut out = String::with_capacity(text.len());
        while let Some(start) = rest.find(['"']) {
            let (before, quoted) = rest.split_at(start + 1);
            out.push_str(before);
            let Some(end) = quoted.find('"') else {
                rest = quoted;
                break;
            };
            let (name, after) = quoted.split_at(end);
            out.push_str(name);
            let is_reference =
                before.ends_with("url(\"") || (name.starts_with("./") && name.ends_with(".js"));
            if is_reference {
                let target = format!("{folder}{}", name.trim_start_matches("./"));
                if let Some(hash) = self.add(&target, depth + 1) {
                    out.push_str("?v=");
                    out.push_str(&hash);
                }
            }
            out.push('"');
            rest = &after[1..];
        }
        out.push_str(rest);
        out
    }
}

#[cfg(not(debug_assertions))]
fn table() -> Arc<Table> {
    static TABLE: OnceLock<Arc<Table>> = OnceLock::new();
    TABLE.get_or_init(|| Arc::new(Table::build())).clone()
}

/// Built anew when a file changed; looked at twice a second at most.
#[cfg(debug_assertions)]
fn table() -> Arc<Table> {
    use std::sync::{Mutex, PoisonError};
    use std::time::{Duration, Instant};

    struct Built {
        looked: Instant,
        newest: Option<std::time::SystemTime>,
        table: Arc<Table>,
    }
    static BUILT: OnceLock<Mutex<Built>> = OnceLock::new();
    let changed = |path: &str| {
        std::fs::metadata(format!("{}/static/{path}", env!("CARGO_MANIFEST_DIR")))
            .ok()?
            .modified()
            .ok()
    };
    let newest = || Files::iter().filter_map(|path| changed(&path)).max();
    let build = || Built {
        looked: Instant::now(),
        newest: newest(),
        table: Arc::new(Table::build()),
    };
    let mut built = BUILT
        .get_or_init(|| Mutex::new(build()))
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if built.looked.elapsed() > Duration::from_millis(500) {
        built.looked = Instant::now();
        if newest() != built.newest {
            *built = build();
        }
    }
    built.table.clone()
}
