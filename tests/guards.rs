//! What must hold for every route, present and future: generated from the route table.

use std::collections::BTreeMap;

use aureli::appointments::Appointment;
use aureli::db::Either;
use axum::body::Body;
use axum::http::{Request, header};
use sqlx::{Executor, Row};

use crate::support::factories::Practice;
use crate::support::routes::{self, Route, filled};
use crate::support::{Ctx, Visitor, on_both};

/// Open to anybody: the public site, signing in, links in mail, machines.
fn is_public(path: &str) -> bool {
    const OPEN: &[&str] = &[
        "/healthz",
        "/readyz",
        "/metrics",
        "/favicon.ico",
        "/static/",
        "/robots.txt",
        "/sitemap.xml",
        "/login",
        "/signup",
        "/logout",
        "/password/reset",
        "/password/sent",
        "/verify",
        "/invitations",
        "/email",
        "/l/",
        "/hand-back",
        "/api/v1/public/",
        "/dev/",
        "/{slug}",
        "/preferences",
        "/check-mail",
        "/mail-sent",
    ];
    path == "/" || OPEN.iter().any(|open| path.starts_with(open))
}

/// Answers for as long as the page is open.
fn is_stream(path: &str) -> bool {
    path == "/events"
}

fn nobody(name: &str) -> String {
    match name {
        "slug" => "nobody".into(),
        "token" | "reference" => "0".repeat(32),
        _ => uuid::Uuid::now_v7().to_string(),
    }
}

async fn ask(visitor: &mut Visitor, route: &Route, path: &str) -> (u16, String) {
    let request = Request::builder().method(route.method).uri(path);
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = visitor.send(request.body(Body::empty()).unwrap()).await;
    let location = answer.location().to_owned();
    (answer.status.as_u16(), location)
}

#[test]
fn every_change_refuses_a_request_from_another_site() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let mut count = 0;
        for route in routes::all() {
            if route.method == "GET"
                || route.path.starts_with("/api/")
                || route.path.starts_with("/hooks/")
            {
                continue;
            }
            count += 1;
            let path = filled(&route.path, nobody);
            for (name, value) in [
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-site", "same-site"),
                ("origin", "https://evil.example"),
                ("origin", "null"),
            ] {
                let mut owner = practice.sign_in(&ctx).await.with_header(name, value);
                let (status, _) = ask(&mut owner, &route, &path).await;
                assert_eq!(status, 403, "{route:?} with {name}: {value}");
            }
        }
        assert!(count > 15, "only {count} routes change anything");
    });
}

#[test]
fn every_page_that_is_not_public_asks_to_sign_in() {
    on_both(|ctx| async move {
        for route in routes::all() {
            if is_public(&route.path) {
                continue;
            }
            let path = filled(&route.path, nobody);
            let (status, location) = ask(&mut ctx.visitor(), &route, &path).await;
            assert_eq!(status, 303, "{route:?}");
            assert!(
                location.starts_with("/login"),
                "{route:?} leads to {location}"
            );
        }
    });
}

/// Objects of a practice, by the kind that a path names.
async fn objects(
    ctx: &Ctx,
    practice: &Practice,
    visit: &Appointment,
) -> BTreeMap<&'static str, String> {
    let client = visit.client_id.unwrap();
    let photo = ctx.photo(practice, client).await;
    ctx.shared(practice, client, &[photo.id]).await;
    ctx.upload_begun(practice, client).await;
    ctx.asked(practice, client, "treatment").await;
    let mut found = BTreeMap::from([
        ("appointments", visit.id.to_string()),
        ("clients", client.to_string()),
        ("contacts", visit.id.to_string()),
        ("members", practice.owner.to_string()),
        ("family", visit.client_id.unwrap().to_string()),
        ("merge", visit.client_id.unwrap().to_string()),
    ]);
    for (kind, table) in [
        ("services", "services"),
        ("variants", "service_variants"),
        ("addons", "service_addons"),
        ("overrides", "date_overrides"),
        ("blocks", "blocks"),
        ("hours", "working_hours"),
        ("messages", "messages"),
        ("resources", "resources"),
        ("media", "media"),
        ("forms", "forms"),
        ("consents", "consents"),
        ("uploads", "media_uploads"),
        ("shares", "media_shares"),
        ("notes", "client_notes"),
        ("subjects", "client_subjects"),
        ("medical-notes", "client_medical_notes"),
        ("client-fields", "client_fields"),
        ("refusals", "client_refusals"),
    ] {
        let sql = format!("SELECT id FROM {table} WHERE tenant_id = $1 LIMIT 1");
        let id: Option<(uuid::Uuid,)> = match ctx.app.db.pools() {
            Either::Lite(lite) => sqlx::query_as(&sql)
                .bind(practice.tenant.id)
                .fetch_optional(&lite.read)
                .await
                .unwrap(),
            Either::Pg(pool) => sqlx::query_as(&sql)
                .bind(practice.tenant.id)
                .fetch_optional(pool)
                .await
                .unwrap(),
        };
        if let Some((id,)) = id {
            found.insert(kind, id.to_string());
        }
    }
    found
}

/// A path with the objects' real ids: each `{…}` is of the kind that stands before it.
fn with_objects(path: &str, objects: &BTreeMap<&'static str, String>) -> Option<String> {
    let mut out = Vec::new();
    let mut kind = "";
    for part in path.split('/') {
        if part.starts_with('{') {
            out.push(objects.get(kind)?.clone());
        } else {
            kind = part;
            out.push(part.to_owned());
        }
    }
    Some(out.join("/"))
}

#[test]
fn another_practices_objects_are_not_there() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let objects = objects(&ctx, &practice, &visit).await;
        let stranger = ctx.stranger().await;
        let before = dump(&ctx).await;
        let mut count = 0;
        for route in routes::all() {
            if is_public(&route.path) || !route.path.contains('{') {
                continue;
            }
            let Some(path) = with_objects(&route.path, &objects) else {
                continue;
            };
            count += 1;
            let (status, _) = ask(&mut stranger.sign_in(&ctx).await, &route, &path).await;
            // 422: the form was empty, which is told before anything is looked up.
            assert!(matches!(status, 404 | 422), "{route:?}: {status}");
        }
        assert!(count > 8, "only {count} routes name an object");
        assert_eq!(before, dump(&ctx).await, "a stranger changed something");
    });
}

#[test]
fn looking_changes_nothing() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let objects = objects(&ctx, &practice, &visit).await;
        let mut owner = practice.sign_in(&ctx).await;
        let before = dump(&ctx).await;
        let mut pages = 0;
        for route in routes::all() {
            if route.method != "GET" || is_stream(&route.path) {
                continue;
            }
            let path = with_objects(&route.path, &objects).unwrap_or_else(|| {
                filled(&route.path, |name| {
                    if name == "slug" {
                        "bella".into()
                    } else {
                        nobody(name)
                    }
                })
            });
            let (status, _) = ask(&mut owner, &route, &path).await;
            assert!(status < 500, "{route:?}: {status}");
            pages += usize::from(status == 200);
        }
        assert!(pages > 15, "only {pages} pages were seen");
        assert_eq!(
            before,
            dump(&ctx).await,
            "looking at pages changed something"
        );
    });
}

/// Every row of every table but those that count visits to the door.
async fn dump(ctx: &Ctx) -> BTreeMap<String, String> {
    const MOVING: &[&str] = &[
        "sessions",
        "user_sessions",
        "rate_limits",
        "_sqlx_migrations",
    ];
    let mut rows = BTreeMap::new();
    match ctx.app.db.pools() {
        Either::Lite(lite) => {
            let names =
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            for table in lite.read.fetch_all(names).await.unwrap() {
                let name: String = table.get(0);
                // An index that keeps no rows; its own tables are read.
                if name == "clients_fts" {
                    continue;
                }
                let columns = lite
                    .read
                    .fetch_all(format!("PRAGMA table_info({name})").as_str())
                    .await
                    .unwrap();
                let columns: Vec<String> = columns
                    .iter()
                    .map(|column| format!("quote({})", column.get::<String, _>("name")))
                    .collect();
                let sql = format!(
                    "SELECT group_concat(row, ';') FROM (SELECT {} AS row FROM {name} ORDER BY 1)",
                    columns.join("||")
                );
                let text: Option<String> = lite.read.fetch_one(sql.as_str()).await.unwrap().get(0);
                rows.insert(name, text.unwrap_or_default());
            }
        }
        Either::Pg(pool) => {
            let names = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
            for table in pool.fetch_all(names).await.unwrap() {
                let name: String = table.get(0);
                let sql = format!("SELECT string_agg(t::text, ';' ORDER BY t::text) FROM {name} t");
                let text: Option<String> = pool.fetch_one(sql.as_str()).await.unwrap().get(0);
                rows.insert(name, text.unwrap_or_default());
            }
        }
    }
    rows.retain(|name, _| !MOVING.contains(&name.as_str()));
    rows
}
