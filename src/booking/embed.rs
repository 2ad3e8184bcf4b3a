//! The booking pages in a frame on another site: which sites may show them, and the script that a site's owner pastes.
//!
//! Only `/embed` answers with another `frame-ancestors` than none. Nothing there needs a cookie: what cookies say elsewhere
//! stands in the address, and the payment opens in place of the whole page.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::is_name;
use crate::accounts::Tenant;
use crate::app::App;
use crate::i18n::key;
use crate::web::{Problem, assets};

/// Where such pages are.
pub const EMBED: &str = "/embed/";
/// More sites than that nobody has.
const MOST: usize = 20;
/// How long browsers may use the script before they ask again.
const SCRIPT_CACHE: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Whose pages a path shows in a frame.
pub fn slug_of(path: &str) -> Option<&str> {
    let slug = path.strip_prefix(EMBED)?.split('/').next()?;
    is_name(slug).then_some(slug)
}

/// What `frame-ancestors` says there: the own site, for the look in the settings, and those that the practice allows.
pub async fn ancestors(app: &App, slug: &str) -> String {
    let sites = match Tenant::by_slug(&app.db, slug).await {
        Ok(tenant) => tenant.embed_sites,
        Err(_) => String::new(),
    };
    let sites = sites.lines().map(|site| format!(" {site}"));
    format!("'self'{}", sites.collect::<String>())
}

/// Sites as typed, one a line or with commas between: origins as browsers compare them, one a line. What is no site is
/// told by its number.
pub fn read_sites(typed: &str, is_development: bool) -> Result<String, Problem> {
    let mut sites: Vec<String> = Vec::new();
    let words = typed.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
    let words = words.filter(|word| !word.is_empty());
    for (number, word) in (1..).zip(words) {
        let site = origin(word, is_development).ok_or(Problem::with(
            key!("widget-bad-site"),
            "n",
            number,
        ))?;
        if !sites.contains(&site) {
            sites.push(site);
        }
    }
    if sites.len() > MOST {
        return Err(Problem::with(
            key!("widget-too-many-sites"),
            "max",
            MOST as i64,
        ));
    }
    Ok(sites.join("\n"))
}

/// "example.com/book" is "https://example.com"; "*.example.com" all that end so. In the open only what browsers trust to
/// show the page unchanged: https, but for this machine while somebody develops.
fn origin(typed: &str, is_development: bool) -> Option<String> {
    let lower = typed.to_lowercase();
    let (scheme, rest) = match lower.split_once("://") {
        Some((scheme @ ("https" | "http"), rest)) => (scheme, rest),
        Some(_) => return None,
        None => ("https", lower.as_str()),
    };
    let (wild, rest) = match rest.strip_prefix("*.") {
        Some(rest) => ("*.", rest),
        None => ("", rest),
    };
    let url = reqwest::Url::parse(&format!("{scheme}://{rest}")).ok()?;
    let host = url.host_str()?;
    let is_own = matches!(host, "localhost" | "127.0.0.1");
    let is_near = is_own && is_development;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let is_host = host.bytes().all(plain) && (is_near || (host.contains('.') && !is_own));
    let is_known = url.username().is_empty() && url.password().is_none();
    if !is_host || !is_known || host.ends_with('.') {
        return None;
    }
    // A site that moved to https long ago is still written with http by its owner.
    let scheme = match scheme {
        "http" if is_near => "http",
        _ => "https",
    };
    let port = url.port().map(|port| format!(":{port}"));
    Some(format!(
        "{scheme}://{wild}{host}{}",
        port.unwrap_or_default()
    ))
}

/// The script for other sites, at an address that stays.
pub async fn script() -> Response {
    let Some(body) = assets::content("js/widget.js") else {
        return axum::http::StatusCode::NOT_FOUND.into_response();
    };
    let script = HeaderValue::from_static("text/javascript; charset=utf-8");
    let anywhere = HeaderValue::from_static("cross-origin");
    let headers = [
        (header::CONTENT_TYPE, script),
        (header::CACHE_CONTROL, SCRIPT_CACHE),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            anywhere,
        ),
    ];
    (headers, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Option<String> {
        read_sites(typed, false).ok()
    }

    #[test]
    fn a_site_is_read_however_its_owner_writes_it() {
        for typed in [
            "example.com",
            "https://example.com/",
            "HTTPS://Example.com/contact?a=b#c",
            "http://example.com",
            " example.com , https://example.com",
        ] {
            assert_eq!(
                read(typed).as_deref(),
                Some("https://example.com"),
                "{typed}"
            );
        }
        let two = "www.example.com\nhttps://shop.example.com:8443/x";
        let wanted = "https://www.example.com\nhttps://shop.example.com:8443";
        assert_eq!(read(two).as_deref(), Some(wanted));
        assert_eq!(read("*.tilda.ws").as_deref(), Some("https://*.tilda.ws"));
        assert_eq!(
            read("салон.рф").as_deref(),
            Some("https://xn--80awgdm.xn--p1ai")
        );
        assert_eq!(read("").as_deref(), Some(""));
    }

    #[test]
    fn what_is_no_site_is_refused() {
        for typed in [
            "*",
            "https://*",
            "'self'",
            "javascript:alert(1)",
            "data:text/html,x",
            "example",
            "localhost",
            "https://user:pass@example.com",
            "exa mple",
            "https://",
            "example.com;script-src",
            "file:///etc/passwd",
        ] {
            assert!(read(typed).is_none(), "{typed}: {:?}", read(typed));
        }
        let near = "http://localhost:3000";
        assert_eq!(read_sites(near, true).ok().as_deref(), Some(near));
        let many: Vec<String> = (0..21).map(|n| format!("s{n}.example.com")).collect();
        assert!(read(&many.join(" ")).is_none());
    }
}
