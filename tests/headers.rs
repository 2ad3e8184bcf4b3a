//! What every answer carries for the browser's own protection, over all routes (security.md A 23, 27, 29, 30), and doors
//! that are shut in production.

use crate::support::routes::{self, filled};
use crate::support::{Ctx, Visitor, on_both, on_both_with};

const SECURE: &[(&str, &str)] = &[
    ("AURELI_ENV", "production"),
    ("PUBLIC_URL", "https://book.example.com"),
    ("SMTP_URL", "smtp://127.0.0.1:1"),
    ("RATE_LIMITS", "on"),
];
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
    connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
    manifest-src 'self'; worker-src 'self'";

/// An owner in a browser, under either name of the cookie.
async fn owner(ctx: &Ctx) -> Visitor {
    let bella = ctx.bella().await;
    let mut owner = bella.sign_in(ctx).await;
    let sid = owner.cookie("sid").unwrap().to_owned();
    owner.set_cookie("__Host-sid", &sid);
    owner
}

async fn look_everywhere(ctx: &Ctx, is_secure: bool) {
    let mut owner = owner(ctx).await;
    let mut seen = 0;
    for route in routes::all() {
        if route.method != "GET" || route.path == "/events" {
            continue;
        }
        let path = filled(&route.path, |name| match name {
            "slug" => "bella".into(),
            "token" | "file" => "0".repeat(32),
            _ => uuid::Uuid::now_v7().to_string(),
        });
        for visitor in [&mut owner, &mut ctx.visitor()] {
            let answer = visitor.get(&path).await;
            seen += 1;
            let header = |name: &str| {
                let values: Vec<_> = answer.headers.get_all(name).iter().collect();
                assert!(values.len() < 2, "{name} twice on {path}");
                values.first().map(|value| value.to_str().unwrap())
            };
            // Shown by other sites, as far as the practice allows; one page shows such a page itself.
            let is_framed = path.starts_with("/embed/bella");
            let is_script = path == "/embed/widget.js";
            let csp = match path.as_str() {
                _ if is_framed => CSP.replace("ancestors 'none'", "ancestors 'self'"),
                "/settings/widget" if answer.status == 200 => format!("{CSP}; frame-src 'self'"),
                _ => CSP.to_owned(),
            };
            assert_eq!(header("content-security-policy"), Some(&*csp), "{path}");
            assert_eq!(header("x-content-type-options"), Some("nosniff"), "{path}");
            let frames = (!is_framed).then_some("DENY");
            assert_eq!(header("x-frame-options"), frames, "{path}");
            assert_eq!(
                header("cross-origin-opener-policy"),
                Some("same-origin"),
                "{path}"
            );
            assert_eq!(
                header("cross-origin-resource-policy"),
                Some(match is_framed || is_script {
                    true => "cross-origin",
                    false => "same-origin",
                }),
                "{path}"
            );
            let asks = header("permissions-policy").unwrap();
            assert!(
                asks.ends_with(
                    "microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"
                ),
                "{path}"
            );
            let sts = is_secure.then_some("max-age=63072000; includeSubDomains");
            assert_eq!(header("strict-transport-security"), sts, "{path}");
            let has_token = route.path.contains("{token}") || route.path.starts_with("/cal/");
            let policy = header("referrer-policy").unwrap();
            // Own pages may know where a framed page came from; nobody else.
            let is_strict = policy == "no-referrer" || is_framed && policy == "same-origin";
            assert!(
                is_strict || policy == "strict-origin-when-cross-origin",
                "{path}"
            );
            assert!(is_strict || !has_token, "{path} tells others its token");
            assert_eq!(header("server"), None, "{path}");
            assert_eq!(header("access-control-allow-origin"), None, "{path}");
            let is_page = header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
            if is_page && answer.status == 200 {
                assert_eq!(header("cache-control"), Some("no-store"), "{path}");
            }
        }
    }
    assert!(seen > 250, "{seen} looks");
}

#[test]
fn every_answer_carries_the_protective_headers() {
    on_both(|ctx| async move { look_everywhere(&ctx, false).await });
}

#[test]
fn over_tls_every_answer_asks_for_tls_and_the_cookie_is_the_hosts_own() {
    on_both_with(SECURE, |ctx| async move {
        look_everywhere(&ctx, true).await;
        let mut visitor = ctx.visitor();
        let form = [
            ("email", crate::support::factories::OWNER_EMAIL),
            ("password", crate::support::factories::OWNER_PASSWORD),
        ];
        let answer = visitor.post("/login", &form).await.expect(303);
        let cookies = answer.headers.get_all("set-cookie").iter();
        let cookies: Vec<&str> = cookies.map(|cookie| cookie.to_str().unwrap()).collect();
        let sid = cookies
            .iter()
            .find(|cookie| cookie.starts_with("__Host-sid="));
        let sid = sid.unwrap_or_else(|| panic!("{cookies:?}"));
        for attribute in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(sid.contains(attribute), "{attribute} is not in {sid}");
        }
        assert!(!sid.contains("Domain="), "{sid}");
        assert!(
            cookies.iter().all(|cookie| cookie.contains("Secure")),
            "{cookies:?}"
        );
    });
}

/// The mailbox holds every link in clear.
#[test]
fn the_doors_of_development_are_shut_in_production() {
    on_both_with(SECURE, |ctx| async move {
        let mut owner = owner(&ctx).await;
        let doors = routes::all();
        let doors = doors.iter().filter(|route| route.path.starts_with("/dev/"));
        let mut count = 0;
        for door in doors {
            count += 1;
            let path = filled(&door.path, |_| uuid::Uuid::now_v7().to_string());
            let answer = match door.method {
                "GET" => owner.get(&path).await,
                _ => owner.post(&path, &[]).await,
            };
            assert_eq!(answer.status, 404, "{door:?}");
        }
        assert!(count >= 3, "{count} doors");
    });
}
