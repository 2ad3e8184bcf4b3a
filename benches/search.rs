//! Searching as one types, over 50,000 clients: what the list and the choice of a client take in the server, by percentile.
//! On SQLite, and on Postgres too when `TEST_POSTGRES_URL` names a cluster. `SEARCH_CLIENTS` sets another number.

#![allow(clippy::expect_used, clippy::print_stdout)]

mod support;

use std::time::{Duration, Instant};

use aureli::app::App;
use aureli::clients::{After, Client, Figures, Filter, Sought};
use aureli::demo::{self, Options};
use aureli::money::Currency;

/// Letter by letter, as hands do it; mistyped ones too.
const TYPED: &[&str] = &[
    "anna chernova",
    "Анна Ч",
    "кузнецова",
    "lucia ferrer garcia",
    "jose",
    "nunez",
    "600012345",
    "+34 600 04",
    "42",
    "o'connor",
    "zzz",
    "whitcombe.77",
    "chernva",
    "kuznezova olga",
    "begona muñox",
    "Julia",
    "MacLoed",
];
const ROUNDS: usize = 20;

fn main() {
    support::on_both(measure);
}

async fn measure(name: &'static str, app: App) {
    let clients = std::env::var("SEARCH_CLIENTS")
        .ok()
        .and_then(|n| n.parse().ok());
    let options = Options {
        clients: Some(clients.unwrap_or(50_000)),
        ..Options::default()
    };
    let begin = Instant::now();
    demo::fill(&app, &options).await.expect("demo");
    println!(
        "{name}: {} clients filled in {:.1} s",
        options.clients.unwrap_or(0),
        begin.elapsed().as_secs_f64()
    );
    let (tenant,) =
        aureli::q!(&app.db, fetch_one: (aureli::id::TenantId,), "SELECT id FROM tenants LIMIT 1")
            .expect("tenant");
    let currency = Currency::parse("EUR").expect("currency");
    let now = app.clock.now();
    let mut texts: Vec<String> = Vec::new();
    for typed in TYPED {
        let letters: Vec<char> = typed.chars().collect();
        texts.extend((1..=letters.len()).map(|n| letters[..n].iter().collect::<String>()));
    }
    let (mut list, mut choice) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS + 2 {
        for text in &texts {
            let begin = Instant::now();
            let sought = Sought::new(text, true);
            let (filter, after) = (Filter::default(), After::default());
            let rows = Client::list(&app.db, tenant, &sought, filter, &after, 51, now)
                .await
                .expect("list");
            let mut ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            if rows.len() < 5 {
                let alike = Client::similar(&app.db, tenant, &sought, &ids, 10, now)
                    .await
                    .expect("alike");
                ids.extend(alike.iter().map(|row| row.id));
            }
            Figures::of_many(&app.db, tenant, &ids, currency)
                .await
                .expect("figures");
            let took = begin.elapsed();
            let begin = Instant::now();
            Client::search(&app.db, tenant, text, true, 6, now)
                .await
                .expect("choice");
            // The first rounds warm up.
            if round > 1 {
                list.push((took, text.clone()));
                choice.push((begin.elapsed(), text.clone()));
            }
        }
    }
    report(name, "a page of the list", list);
    report(name, "six to choose from", choice);
    app.db.close().await;
}

fn report(name: &str, what: &str, mut took: Vec<(Duration, String)>) {
    took.sort();
    let at = |percent: usize| took[(took.len() - 1) * percent / 100].0.as_secs_f64() * 1000.0;
    println!(
        "{name}, {what}: p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, slowest {:.2} ms ({:?}), {} searches",
        at(50),
        at(95),
        at(99),
        at(100),
        took.last()
            .map(|(_, text)| text.as_str())
            .unwrap_or_default(),
        took.len()
    );
    let mut slow: Vec<&str> = took
        .iter()
        .rev()
        .take(200)
        .map(|(_, text)| text.as_str())
        .collect();
    slow.sort_unstable();
    slow.dedup();
    println!("  the slowest were {slow:?}");
}
