//! The program as an operator runs it: pages and worker apart, one process a file, what it logs.

use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, SqliteConnection};

use crate::support::databases::{self, Database};
use crate::support::server::{Server, busy_practice};

fn on_both<F: AsyncFn(Database)>(test: F) {
    for database in [databases::sqlite as fn() -> Database, databases::postgres] {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(test(database()));
    }
}

/// A number from the database beside the running program.
async fn count(database: &Database, sql: &'static str) -> i64 {
    let (n,): (i64,) = if database.url().starts_with("sqlite:") {
        let mut conn = SqliteConnection::connect(database.url()).await.unwrap();
        sqlx::query_as(sql).fetch_one(&mut conn).await.unwrap()
    } else {
        let mut conn = PgConnection::connect(database.url()).await.unwrap();
        sqlx::query_as(sql).fetch_one(&mut conn).await.unwrap()
    };
    n
}

const QUEUED: &str = "SELECT COUNT(*) FROM messages WHERE status = 'queued'";
const SENT: &str = "SELECT COUNT(*) FROM messages WHERE status = 'sent'";

/// Books the n-th free time of the busy practice; the answer's status and request id.
async fn book(server: &Server, n: usize) -> (u16, String) {
    let client = reqwest::Client::new();
    let from = (chrono::Utc::now() + chrono::TimeDelta::days(2)).date_naive();
    let slots = server.url(&format!(
        "/api/v1/public/busy/slots?service=quarter&from={from}&days=1"
    ));
    let slots: Value = client
        .get(slots)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let start = &slots["days"][0]["slots"][n]["start"];
    let answer = client
        .post(server.url("/api/v1/public/busy/bookings"))
        .header("idempotency-key", format!("key-{n}"))
        .json(&json!({"service": "quarter", "start": start, "client": {
            "name": "Zanzibara Quetzalova", "phone": format!("+346129876{n:02}"), "email": format!("zanzibara{n}@example.com")}}))
        .send()
        .await
        .unwrap();
    let id = answer.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    (answer.status().as_u16(), id)
}

#[test]
fn pages_and_worker_run_apart() {
    on_both(async |database| {
        let mut pages = Server::new(database.url(), database.folder()).args(&["--no-worker"]);
        pages.apply(&busy_practice()).await;
        pages.start().await;
        assert_eq!(book(&pages, 0).await.0, 201);
        // Three turns of a worker's, if there were one.
        tokio::time::sleep(Duration::from_secs(3)).await;
        let queued = count(&database, QUEUED).await;
        assert!(queued >= 1, "nothing waits");
        assert_eq!(count(&database, SENT).await, 0, "sent without a worker");
        if database.url().starts_with("sqlite:") {
            assert_eq!(pages.terminate().await, Some(0));
        }
        let mut worker = Server::new(database.url(), database.folder()).args(&["--worker-only"]);
        worker.spawn();
        // What is due; a reminder goes on waiting for its day.
        for _ in 0..200 {
            if count(&database, SENT).await > 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(count(&database, SENT).await > 0, "the worker sends");
        assert!(count(&database, QUEUED).await < queued);
        let refused = reqwest::get(worker.url("/healthz")).await;
        assert!(
            refused.is_err_and(|why| why.is_connect()),
            "a worker listens"
        );
        assert_eq!(worker.terminate().await, Some(0));
    });
}

#[test]
fn a_second_process_on_the_same_file_is_refused_in_one_line() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = databases::sqlite();
    let mut server = Server::new(database.url(), database.folder());
    runtime.block_on(server.start());
    for args in [&["serve"][..], &["serve", "--worker-only"], &["migrate"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_aureli"))
            .args(args)
            .current_dir(database.folder())
            .env_clear()
            .env("DATABASE_URL", database.url())
            .env("DATA_DIR", database.folder())
            .env("LISTEN", "127.0.0.1:9")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(
            said.starts_with("aureli: DATABASE_URL: ")
                && said.contains("in use by another process"),
            "{said}"
        );
    }
    assert_eq!(runtime.block_on(server.terminate()), Some(0));
}

#[test]
fn limits_survive_a_restart() {
    on_both(async |database| {
        let mut server = Server::new(database.url(), database.folder()).with("RATE_LIMITS", "on");
        server.apply(&busy_practice()).await;
        server.start().await;
        let mut taken = 0;
        while book(&server, taken).await.0 == 201 {
            taken += 1;
            assert!(taken < 50, "nobody stops it");
        }
        assert_eq!(book(&server, taken).await.0, 429);
        server.kill();
        server.start().await;
        assert_eq!(book(&server, taken).await.0, 429, "forgotten");
        assert_eq!(server.terminate().await, Some(0));
    });
}

#[test]
fn each_line_of_the_log_is_json_and_names_the_request_but_nobody() {
    on_both(async |database| {
        let log = database.folder().join("log");
        let mut server = Server::new(database.url(), database.folder())
            .with("LOG_FORMAT", "json")
            .with("RUST_LOG", "info")
            .log(&log);
        server.apply(&busy_practice()).await;
        server.start().await;
        let (status, id) = book(&server, 0).await;
        assert_eq!(status, 201);
        // An id that a visitor sends is not taken over: it could forge lines.
        let client = reqwest::Client::new();
        let sent = client
            .get(server.url("/l/0123456789abcdef0123456789abcdef?email=zanzibara@example.com"))
            .header("x-request-id", "forged\\\"id")
            .send()
            .await
            .unwrap();
        let second = sent.headers()["x-request-id"].to_str().unwrap().to_owned();
        assert!(
            second != id && uuid::Uuid::parse_str(&second).is_ok(),
            "{second}"
        );
        assert_eq!(server.terminate().await, Some(0));

        let text = std::fs::read_to_string(&log).unwrap();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}")))
            .collect();
        for (id, path) in [(&id, "/api/v1/public/busy/bookings"), (&second, "/l/…")] {
            let line = lines
                .iter()
                .find(|line| line["fields"]["message"] == "answered" && line["span"]["id"] == **id);
            let line = line.unwrap_or_else(|| panic!("{id} is not in {text}"));
            assert_eq!(line["span"]["path"], path);
            assert!(line["fields"]["status"].is_u64() && line["fields"]["ms"].is_number());
        }
        for secret in [
            "Zanzibara",
            "zanzibara",
            "6129876",
            "0123456789abcdef",
            "forged",
        ] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
    });
}
