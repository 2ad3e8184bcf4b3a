//! Importing a list of 50,000 clients: the dry run and the import, as the worker does them, with everything that stands on
//! a card. On SQLite, and on Postgres too when `TEST_POSTGRES_URL` names a cluster. `IMPORT_ROWS` sets another number.

#![allow(clippy::expect_used, clippy::print_stdout)]

mod support;

use std::fmt::Write;
use std::time::{Duration, Instant};

use aureli::app::App;
use aureli::clients::imports::{DateOrder, Doubles, Import, Plan, Shape, columns};
use aureli::demo::{self, Options};
use aureli::id::{TenantId, UserId};

fn main() {
    support::on_both(measure);
}

fn list(rows: usize) -> String {
    const FIRST: [&str; 8] = [
        "Анна",
        "Ольга",
        "María",
        "Kate",
        "Юлия",
        "José",
        "Ирина",
        "Lucía",
    ];
    const LAST: [&str; 8] = [
        "Чернова",
        "Кузнецова",
        "García",
        "O'Connor",
        "Соловьёва",
        "Núñez",
        "Щербакова",
        "Ferrer",
    ];
    let mut list = "Name;Phone;Email;Birthday;Address;Tags;Note;Allergies;Marketing\n".to_owned();
    for n in 0..rows {
        let name = format!("{} {} {}", FIRST[n % 8], LAST[n / 8 % 8], n / 64);
        let (day, month, year) = (1 + n % 28, 1 + n % 12, 1950 + n % 55);
        let _ = writeln!(
            list,
            "{name};+34 6{:02} {:03} {:03};client{n}@example.com;{day:02}.{month:02}.{year};\"Calle Mayor {n}, Madrid\";\"{}\";{};{};{}",
            n / 1_000_000 + 10,
            n / 1000 % 1000,
            n % 1000,
            if n % 3 == 0 {
                "VIP, Regular"
            } else {
                "Regular"
            },
            if n % 4 == 0 {
                "Likes the window and a quiet hour"
            } else {
                ""
            },
            if n % 20 == 0 { "Latex" } else { "" },
            if n % 2 == 0 { "yes" } else { "no" },
        );
    }
    list
}

/// How long a small change takes beside the import, again and again.
async fn waits(app: App, tenant: TenantId) -> Vec<Duration> {
    let mut waits = Vec::new();
    while !app.stopping.is_cancelled() {
        let begin = Instant::now();
        let mut tx = app.db.begin().await.expect("transaction");
        let now = app.clock.now();
        aureli::q!(
            tx,
            execute,
            "UPDATE tenants SET updated_at = $2 WHERE id = $1",
            tenant,
            now
        )
        .expect("change");
        tx.commit().await.expect("commit");
        waits.push(begin.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    waits
}

async fn measure(name: &'static str, app: App) {
    let options = Options {
        years: 0,
        ..Options::default()
    };
    demo::fill(&app, &options).await.expect("demo");
    let (tenant, user) = aureli::q!(
        &app.db,
        fetch_one: (TenantId, UserId),
        "SELECT tenant_id, user_id FROM memberships WHERE role = 'owner' LIMIT 1"
    )
    .expect("owner");
    let rows = std::env::var("IMPORT_ROWS")
        .ok()
        .and_then(|n| n.parse().ok());
    let rows = rows.unwrap_or(50_000);
    let file = list(rows);
    let begin = Instant::now();
    let shape = Shape::guess(file.as_bytes(), aureli::i18n::Locale::En);
    let headings = shape.records(&file).next().expect("header");
    let (columns, _) = columns::guess(&headings, &[]);
    let plan = Plan {
        shape,
        columns: columns.iter().map(ToString::to_string).collect(),
        dates: DateOrder::DayFirst,
        doubles: Doubles::Leave,
        tag: String::new(),
        program: None,
        locale: aureli::i18n::Locale::En,
    };
    let id = Import::create(
        &app,
        tenant,
        user,
        "list.csv".into(),
        file.as_bytes(),
        &plan,
    )
    .await
    .expect("import");
    let kept = begin.elapsed();
    let begin = Instant::now();
    Import::check(&app, tenant, id, &plan).await.expect("check");
    aureli::jobs::run_due(&app).await.expect("jobs");
    let checked = begin.elapsed();
    let report = Import::find(&app.db, tenant, id)
        .await
        .expect("import")
        .report
        .0;
    assert_eq!((report.new, report.wrong), (rows as i64, 0), "{report:?}");
    let begin = Instant::now();
    Import::start(&app, tenant, id, false).await.expect("start");
    let beside = tokio::spawn(waits(app.clone(), tenant));
    aureli::jobs::run_due(&app).await.expect("jobs");
    let imported = begin.elapsed();
    app.stopping.cancel();
    let mut waits = beside.await.expect("waits");
    waits.sort();
    let wait = |percent: usize| waits[(waits.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    println!(
        "{name}: whoever wrote beside it took {:.1} ms (p50), {:.0} ms (p95), {:.0} ms at the longest, {} times",
        wait(50),
        wait(95),
        wait(100),
        waits.len()
    );
    let status = Import::find(&app.db, tenant, id)
        .await
        .expect("import")
        .status;
    println!(
        "{name}: {rows} rows, {:.1} MB: kept in {:.2} s, checked in {:.1} s, imported in {:.1} s ({status:?})",
        file.len() as f64 / 1e6,
        kept.as_secs_f64(),
        checked.as_secs_f64(),
        imported.as_secs_f64(),
    );
    app.db.close().await;
}
