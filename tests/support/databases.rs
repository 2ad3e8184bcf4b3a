//! A database of its own for each test: a file in a temporary folder, or a database on the cluster that
//! `TEST_POSTGRES_URL` names (`tests/run` starts one), dropped afterwards.

use std::path::Path;

use sqlx::{Connection, Executor, PgConnection};

pub struct Database {
    url: String,
    folder: tempfile::TempDir,
    /// Name on the cluster and how to reach it, for dropping.
    on_cluster: Option<(String, String)>,
}

impl Database {
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A database that somebody else keeps.
    pub fn at(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            folder: tempfile::tempdir().expect("folder"),
            on_cluster: None,
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

pub fn sqlite() -> Database {
    let folder = tempfile::tempdir().expect("folder");
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    Database {
        url,
        folder,
        on_cluster: None,
    }
}

pub fn postgres() -> Database {
    let cluster = std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL: run the tests with tests/run");
    let name = format!("test_{}", uuid::Uuid::now_v7().simple());
    in_admin(&cluster, format!("CREATE DATABASE {name}"));
    let (base, _) = cluster
        .rsplit_once('/')
        .expect("a database in TEST_POSTGRES_URL");
    Database {
        url: format!("{base}/{name}"),
        folder: tempfile::tempdir().expect("folder"),
        on_cluster: Some((name, cluster)),
    }
}

/// Runs a statement beside whatever runtime the test is on.
fn in_admin(cluster: &str, sql: String) {
    let cluster = cluster.to_owned();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("runtime");
        runtime.block_on(async {
            let mut conn = PgConnection::connect(&cluster)
                .await
                .expect("the test cluster");
            conn.execute(sql.as_str()).await.expect("the test database");
        });
    })
    .join()
    .expect("admin thread");
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((name, cluster)) = &self.on_cluster {
            in_admin(
                cluster,
                format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            );
        }
    }
}
