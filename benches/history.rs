//! Whether the slot search's cost grows with the history: query and search of 28 days, for a master with half a year and
//! with ten years of visits. On SQLite, and on Postgres too when `TEST_POSTGRES_URL` names a cluster.

#![allow(clippy::expect_used)]

use std::hint::black_box;

use aureli::accounts::Tenant;
use aureli::app::App;
use aureli::clock::Clock;
use aureli::config::Config;
use aureli::demo::{self, Options};
use aureli::schedule::availability::Availability;
use aureli::services::{Choice, Plan, Service};
use criterion::{Criterion, criterion_group, criterion_main};
use tokio::runtime::Runtime;

/// An app over a fresh database with this much history.
async fn app(url: &str, folder: &std::path::Path, years: u32) -> App {
    let config = Config::read(|name| match name {
        "DATABASE_URL" => Some(url.to_owned()),
        "DATA_DIR" => Some(folder.display().to_string()),
        "SECRET_KEY" => Some("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=".into()),
        _ => None,
    });
    let app = App::open(config.expect("settings"), Clock::system())
        .await
        .expect("app");
    let options = Options {
        years,
        ..Options::default()
    };
    demo::fill(&app, &options).await.expect("demo");
    app
}

fn measure(c: &mut Criterion, name: &str, url: &str, folder: &std::path::Path, years: u32) {
    let runtime = Runtime::new().expect("runtime");
    let (app, tenant, plan) = runtime.block_on(async {
        let app = app(url, folder, years).await;
        let (id,) = aureli::q!(&app.db, fetch_one: (aureli::id::TenantId,), "SELECT id FROM tenants LIMIT 1").expect("tenant");
        let tenant = Tenant::find(&app.db, id).await.expect("tenant");
        let service = Service::public(&app.db, id).await.expect("services").swap_remove(0);
        let choice = Choice::by_slugs(&app.db, id, &service.slug, None, &[]).await.expect("service");
        let plan = Plan::one(choice, tenant.currency);
        (app, tenant, plan)
    });
    let from = tenant.local_date(app.clock.now());
    c.bench_function(name, |b| {
        b.iter(|| {
            runtime.block_on(async {
                let now = app.clock.now();
                let found = Availability::load(&app.db, &tenant, &plan, from, 28, None, now)
                    .await
                    .expect("availability");
                black_box(found.days())
            })
        });
    });
    runtime.block_on(app.db.close());
}

fn history(c: &mut Criterion) {
    for (name, years) in [
        ("sqlite, 4 weeks of history", 0),
        ("sqlite, 10 years of history", 10),
    ] {
        let folder = tempfile::tempdir().expect("folder");
        let url = format!("sqlite://{}", folder.path().join("bench.db").display());
        measure(c, name, &url, folder.path(), years);
    }
    let Ok(cluster) = std::env::var("TEST_POSTGRES_URL") else {
        return;
    };
    for (name, years) in [
        ("postgres, 4 weeks of history", 0),
        ("postgres, 10 years of history", 10),
    ] {
        let folder = tempfile::tempdir().expect("folder");
        let database = format!("bench_{years}_{}", std::process::id());
        let admin = Runtime::new().expect("runtime");
        admin.block_on(async {
            let pool = sqlx::PgPool::connect(&cluster).await.expect("the cluster");
            sqlx::query(&format!("CREATE DATABASE {database}"))
                .execute(&pool)
                .await
                .expect("a database");
        });
        let (base, _) = cluster
            .rsplit_once('/')
            .expect("a database in TEST_POSTGRES_URL");
        measure(c, name, &format!("{base}/{database}"), folder.path(), years);
        admin.block_on(async {
            let pool = sqlx::PgPool::connect(&cluster).await.expect("the cluster");
            sqlx::query(&format!("DROP DATABASE {database} WITH (FORCE)"))
                .execute(&pool)
                .await
                .expect("dropped");
        });
    }
}

criterion_group!(benches, history);
criterion_main!(benches);
