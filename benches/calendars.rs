//! Reading a calendar of 5,000 entries and keeping what it says: from the file's bytes to the commit, at first and again with
//! one entry more. On SQLite, and on Postgres too when `TEST_POSTGRES_URL` names a cluster.

#![allow(clippy::expect_used, clippy::print_stdout)]

mod support;

use std::fmt::Write;
use std::time::Instant;

use aureli::accounts::Tenant;
use aureli::app::App;
use aureli::calendars::sources::model::SourceDraft;
use aureli::calendars::sources::{Source, work};
use aureli::demo::{self, Options};
use aureli::events::Actor;
use aureli::id::{CalendarSourceId, TenantId, UserId};
use aureli::schedule::model::for_change;
use chrono::{DateTime, TimeDelta, Utc};

fn main() {
    support::on_both(measure);
}

/// Single entries over a year and a half about now, one in twenty repeated every week.
fn file(entries: i64, now: DateTime<Utc>) -> Vec<u8> {
    let mut file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n".to_owned();
    for n in 0..entries {
        let start = now + TimeDelta::minutes((n - entries / 5) * 120);
        let start = start.format("%Y%m%dT%H%M00");
        let rule = if n % 20 == 0 {
            "RRULE:FREQ=WEEKLY;COUNT=10\r\n"
        } else {
            ""
        };
        let _ = write!(
            file,
            "BEGIN:VEVENT\r\nUID:{n}@example.com\r\nSUMMARY:Something {n}\r\nDTSTART;TZID=Europe/Madrid:{start}\r\nDURATION:PT45M\r\n{rule}END:VEVENT\r\n"
        );
    }
    file.push_str("END:VCALENDAR\r\n");
    file.into_bytes()
}

async fn measure(name: &'static str, app: App) {
    let options = Options {
        years: 0,
        ..Options::default()
    };
    demo::fill(&app, &options).await.expect("a practice");
    let (id, user) = aureli::q!(
        &app.db,
        fetch_one: (TenantId, UserId),
        "SELECT tenant_id, user_id FROM memberships WHERE role = 'owner' LIMIT 1"
    )
    .expect("owner");
    let tenant = Tenant::find(&app.db, id).await.expect("a tenant");
    let now = app.clock.now();
    let key = app.tenant_key(&app.db, id).await.expect("a key");
    let mut tx = app.db.begin().await.expect("transaction");
    let resource = for_change(&mut tx, id, None).await.expect("the master");
    let draft = SourceDraft {
        name: "Home".into(),
        resource,
        url: Some("https://example.com/cal.ics".into()),
    };
    let source = CalendarSourceId::new();
    Source::create(
        &mut tx,
        &key,
        id,
        user,
        &Actor::system(),
        source,
        &draft,
        now,
    )
    .await
    .expect("a source");
    tx.commit().await.expect("commit");
    for (what, entries) in [("at first", 5_000), ("one more", 5_001)] {
        let source = Source::find(&app.db, id, source).await.expect("the source");
        let file = file(entries, now);
        let begin = Instant::now();
        let trouble = work::import(&app, &tenant, &source, file)
            .await
            .expect("import");
        let took = begin.elapsed();
        assert_eq!(trouble, None);
        println!("{name}: {entries} entries {what}: {} ms", took.as_millis());
    }
}
