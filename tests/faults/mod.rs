//! What must hold when things go wrong: races, double presses, killed processes, a database that goes away.
//!
//! The real program runs in a process of its own and is driven over HTTP. A request whose answer was lost is neither done
//! nor failed: it is asked again with the same key, and the database decides.

mod crash;
mod lost;
mod outage;
mod overlaps;
mod race;
mod ways_in;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::databases::{self, Database};
use crate::support::server::{Server, busy_practice};

/// Runs a test of the whole program on SQLite and on Postgres.
fn on_both_servers<F, Fut>(test: F)
where
    F: Fn(Server, Arc<Database>) -> Fut,
    Fut: Future<Output = ()>,
{
    for open in [databases::sqlite as fn() -> Database, databases::postgres] {
        let database = Arc::new(open());
        let server = Server::new(database.url(), database.folder());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            server.apply(&busy_practice()).await;
            test(server, database).await;
        });
    }
}

/// Free starts of the busy practice, from tomorrow on.
async fn free_starts(server: &Server, days: u32) -> Vec<String> {
    let from = chrono::Utc::now().date_naive() + chrono::Days::new(2);
    let url = server.url(&format!(
        "/api/v1/public/busy/slots?service=quarter&from={from}&days={days}"
    ));
    let answer: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    let days = answer["days"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer}"));
    let slots = days.iter().flat_map(|day| day["slots"].as_array().unwrap());
    slots
        .map(|slot| slot["start"].as_str().unwrap().to_owned())
        .collect()
}

/// A booking as a client's phone sends it.
fn booking(start: &str, n: usize) -> Value {
    json!({
        "service": "quarter", "start": start, "note": "", "variant": null, "addons": [],
        "client": {"name": format!("Client {n}"), "phone": format!("+3461{:07}", n), "email": format!("client{n}@example.com")}
    })
}

/// What became of one booking.
#[derive(Clone, Debug)]
struct Outcome {
    status: u16,
    body: Value,
}

/// Sends once. None when the answer was lost.
async fn send(client: &reqwest::Client, url: &str, key: &str, body: &Value) -> Option<Outcome> {
    let request = client
        .post(url)
        .header("idempotency-key", key)
        .timeout(Duration::from_secs(30))
        .json(body);
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    let body = answer.json().await.ok()?;
    Some(Outcome { status, body })
}

/// One sending of a booking, and its answer's status; None when there was none.
#[derive(Clone, Copy, Debug)]
struct Try {
    begin: Instant,
    end: Instant,
    status: Option<u16>,
}

impl Try {
    /// Not the answer that was wanted: none, or one that asks to come again.
    fn is_trouble(&self) -> bool {
        self.status.is_none_or(|status| status >= 500)
    }
}

/// Books every start with eight clients at once, asking again with the same key until there is an answer. 503 is an answer
/// that asks to come again. Gives the outcomes, and every sending on the way to them.
async fn book_all(
    url: String,
    starts: Vec<String>,
    progress: Arc<AtomicUsize>,
) -> (Vec<Outcome>, Vec<Try>) {
    let starts = Arc::new(starts);
    let next = Arc::new(AtomicUsize::new(0));
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (starts, next, url, progress) =
            (starts.clone(), next.clone(), url.clone(), progress.clone());
        clients.spawn(async move {
            let client = reqwest::Client::new();
            let (mut outcomes, mut tries) = (Vec::new(), Vec::new());
            loop {
                let n = next.fetch_add(1, Ordering::SeqCst);
                let Some(start) = starts.get(n) else {
                    return (outcomes, tries);
                };
                let (key, body) = (uuid::Uuid::now_v7().to_string(), booking(start, n));
                let first = Instant::now();
                let outcome = loop {
                    let begin = Instant::now();
                    let answer = send(&client, &url, &key, &body).await;
                    tries.push(Try {
                        begin,
                        end: Instant::now(),
                        status: answer.as_ref().map(|outcome| outcome.status),
                    });
                    if let Some(outcome) = answer.filter(|outcome| outcome.status < 500) {
                        break outcome;
                    }
                    assert!(
                        first.elapsed() < Duration::from_secs(60),
                        "no answer for a minute"
                    );
                    tokio::time::sleep(Duration::from_millis(30)).await;
                };
                progress.fetch_add(1, Ordering::SeqCst);
                outcomes.push(outcome);
            }
        });
    }
    let mut all = (Vec::new(), Vec::new());
    while let Some(done) = clients.join_next().await {
        let (outcomes, tries) = done.unwrap();
        all.0.extend(outcomes);
        all.1.extend(tries);
    }
    all
}

/// References that the database has, with the number of messages written for each visit.
async fn stored(database: &Database) -> Vec<(String, i64)> {
    let sql = "SELECT a.reference, (SELECT COUNT(*) FROM messages m WHERE m.tenant_id = a.tenant_id
        AND m.appointment_id = a.id AND m.kind = 'booked') FROM appointments a";
    if database.url().starts_with("sqlite") {
        let pool = sqlx::SqlitePool::connect(database.url()).await.unwrap();
        let check: (String,) = sqlx::query_as("PRAGMA integrity_check")
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(check.0, "ok");
        sqlx::query_as(sql).fetch_all(&pool).await.unwrap()
    } else {
        let pool = sqlx::PgPool::connect(database.url()).await.unwrap();
        sqlx::query_as(sql).fetch_all(&pool).await.unwrap()
    }
}

/// Every acknowledged booking is there once, with its message, and nothing else is.
async fn check_history(outcomes: &[Outcome], database: &Database) {
    let mut acknowledged: Vec<String> = Vec::new();
    for outcome in outcomes {
        assert_eq!(outcome.status, 201, "{}", outcome.body);
        acknowledged.push(outcome.body["reference"].as_str().unwrap().to_owned());
    }
    acknowledged.sort();
    let mut stored = stored(database).await;
    stored.sort();
    let references: Vec<String> = stored
        .iter()
        .map(|(reference, _)| reference.clone())
        .collect();
    assert_eq!(
        acknowledged, references,
        "acknowledged bookings and stored ones differ"
    );
    assert!(
        stored.iter().all(|(_, messages)| *messages == 1),
        "a visit without its message, or with two"
    );
}
