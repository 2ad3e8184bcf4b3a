//! What the measurements share: an app on an empty database of each kind.

use aureli::app::App;
use aureli::clock::Clock;
use aureli::config::Config;
use sqlx::{Connection, Executor};

/// Measures on a SQLite file, and on a database of its own where `TEST_POSTGRES_URL` names a cluster.
pub fn on_both<F, Fut>(measure: F)
where
    F: Fn(&'static str, App) -> Fut,
    Fut: Future<Output = ()>,
{
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("folder");
        let file = format!("sqlite://{}", folder.path().join("bench.db").display());
        measure("SQLite", open(&file, folder.path()).await).await;
        if let Ok(cluster) = std::env::var("TEST_POSTGRES_URL") {
            let name = format!("bench_{}", uuid::Uuid::now_v7().simple());
            let mut admin = sqlx::PgConnection::connect(&cluster)
                .await
                .expect("cluster");
            let sql = format!("CREATE DATABASE {name}");
            admin.execute(sql.as_str()).await.expect("database");
            let (base, _) = cluster.rsplit_once('/').expect("a database in the address");
            let app = open(&format!("{base}/{name}"), folder.path()).await;
            measure("Postgres", app).await;
            let sql = format!("DROP DATABASE {name} WITH (FORCE)");
            admin.execute(sql.as_str()).await.expect("database");
        }
    });
}

async fn open(url: &str, folder: &std::path::Path) -> App {
    let config = Config::read(|name| match name {
        "DATABASE_URL" => Some(url.to_owned()),
        "DATA_DIR" => Some(folder.display().to_string()),
        "SECRET_KEY" => Some("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=".into()),
        _ => None,
    });
    App::open(config.expect("settings"), Clock::system())
        .await
        .expect("app")
}
