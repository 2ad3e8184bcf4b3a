//! The house with a door: an app on either database, clocks to set, actors who press things.
//!
//! `on_both(|ctx| async move { … })` runs a test on SQLite and on Postgres. A context is a fresh database and an app whose
//! clock stands at [`NOW`]; requests go through the real router with all its layers.

#![allow(dead_code, reason = "each test takes from the house what it needs")]

pub mod actors;
pub mod databases;
pub mod factories;
pub mod fakes;
pub mod meanwhile;
pub mod pictures;
pub mod radicale;
pub mod routes;
pub mod s3;
pub mod server;
pub mod smtp;

use std::collections::HashMap;
use std::sync::Arc;

use aureli::app::App;
use aureli::clock::Clock;
use aureli::config::Config;
use aureli::db::sessions::{Sessions, stored_id};
use aureli::id::{TenantId, UserId};
use aureli::web::{SESSION_TENANT, SESSION_USER};
use axum::Router;
use chrono::{DateTime, Utc};
use tower_sessions::SessionStore;
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::session::{Id, Record};

#[allow(unused_imports, reason = "named by tests that keep an answer")]
pub use actors::{Answer, Visitor};

/// Where every test's clock stands at first: a Thursday morning in Madrid.
pub const NOW: &str = "2026-05-14T07:00:00Z";

/// A fresh app and what holds its database.
#[derive(Clone)]
pub struct Ctx {
    pub app: App,
    pub router: Router,
    _database: Arc<databases::Database>,
}

impl Ctx {
    pub async fn open(database: databases::Database) -> Self {
        Self::open_with(database, &[]).await
    }

    /// With settings besides the test's own.
    pub async fn open_with(database: databases::Database, settings: &[(&str, &str)]) -> Self {
        let folder = database.folder().to_path_buf();
        let url = database.url().to_owned();
        let config = Config::read(|name| {
            if let Some((_, value)) = settings.iter().find(|(key, _)| *key == name) {
                return Some((*value).to_owned());
            }
            match name {
                "DATABASE_URL" => Some(url.clone()),
                "DATA_DIR" => Some(folder.display().to_string()),
                "PUBLIC_URL" => Some("http://localhost:8080".into()),
                "SECRET_KEY" => Some("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=".into()),
                "RATE_LIMITS" => Some("off".into()),
                _ => None,
            }
        })
        .expect("settings");
        let now: DateTime<Utc> = NOW.parse().expect("now");
        let app = App::open(config, Clock::fixed(now)).await.expect("app");
        let router = aureli::routes::site(&app).expect("router");
        Self {
            app,
            router,
            _database: Arc::new(database),
        }
    }

    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.router.clone())
    }

    /// A browser in which `user` is signed in at `tenant`, without the sign-in page.
    pub async fn signed_in(&self, user: UserId, tenant: TenantId) -> Visitor {
        let sessions = Sessions::new(&self.app.db).expect("sessions");
        let mut record = Record {
            id: Id::default(),
            data: HashMap::from([
                (SESSION_USER.to_owned(), serde_json::json!(user)),
                (SESSION_TENANT.to_owned(), serde_json::json!(tenant)),
            ]),
            expiry_date: OffsetDateTime::now_utc() + Duration::days(1),
        };
        sessions.create(&mut record).await.expect("session");
        let (now, id) = (self.app.clock.now(), stored_id(&record.id));
        aureli::q!(
            &self.app.db,
            execute,
            "INSERT INTO user_sessions (id, user_id, is_remembered, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $4, $5)",
            id,
            user,
            true,
            now,
            now + chrono::TimeDelta::days(3650),
        )
        .expect("session row");
        let mut visitor = self.visitor();
        visitor.set_cookie("sid", &record.id.to_string());
        visitor
    }

    /// Does all work that is due: jobs, mail, what has run out.
    pub async fn run_jobs(&self) {
        for _ in 0..100 {
            if aureli::jobs::run_due(&self.app).await.expect("jobs") == 0 {
                return;
            }
        }
        panic!("the worker never comes to rest");
    }
}

/// Runs a test on SQLite and on Postgres.
pub fn on_both<F, Fut>(test: F)
where
    F: Fn(Ctx) -> Fut,
    Fut: Future<Output = ()>,
{
    on_both_with(&[], test);
}

/// The same, with settings besides the test's own.
pub fn on_both_with<F, Fut>(settings: &[(&str, &str)], test: F)
where
    F: Fn(Ctx) -> Fut,
    Fut: Future<Output = ()>,
{
    for database in [
        databases::sqlite as fn() -> databases::Database,
        databases::postgres,
    ] {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("runtime");
        runtime.block_on(async {
            let ctx = Ctx::open_with(database(), settings).await;
            // A test that names only a field of the context takes just that field: the rest must not be dropped yet.
            let held = ctx.clone();
            test(ctx).await;
            held.app.stopping.cancel();
            held.app.db.close().await;
        });
    }
}
