//! The demo practice: believable, whole, the same for the same seed, and only in an empty database.

use std::collections::{BTreeMap, BTreeSet};

use aureli::accounts::{Tenant, password};
use aureli::demo::{self, Options};
use aureli::events::audit::{self, Verdict};
use chrono::{DateTime, Utc};

use crate::support::{Ctx, on_both};

/// Small, and at a moment when somebody sits in the chair.
async fn filled(ctx: &Ctx) -> Tenant {
    ctx.app.clock.set("2026-05-14T10:20:00Z".parse().unwrap());
    let options = Options {
        years: 0,
        clients: Some(60),
        ..Options::default()
    };
    let studios = demo::fill(&ctx.app, &options).await.expect("filled");
    Tenant::by_slug(&ctx.app.db, &studios[0].slug)
        .await
        .expect("tenant")
}

/// What a statement counts.
macro_rules! count {
    ($ctx:expr, $sql:literal) => {
        aureli::q!(&$ctx.app.db, fetch_one: (i64,), $sql).expect("count").0
    };
}

#[test]
fn the_demo_has_visits_in_every_status() {
    on_both(|ctx| async move {
        filled(&ctx).await;
        let rows = aureli::q!(
            &ctx.app.db,
            fetch_all: (String, i64),
            "SELECT status, COUNT(*) FROM appointments GROUP BY status",
        )
        .unwrap();
        let by_status: BTreeMap<String, i64> = rows.into_iter().collect();
        for status in aureli::appointments::Status::ALL {
            let name = status.as_str();
            assert!(
                by_status.contains_key(name),
                "{name} is missing: {by_status:?}"
            );
        }
        assert!(by_status["completed"] > 80, "{by_status:?}");
        assert!(by_status["confirmed"] > 40, "{by_status:?}");
        assert_eq!(by_status["in_progress"], 1);
        let walk_ins = count!(
            ctx,
            "SELECT COUNT(*) FROM appointments WHERE source = 'walk_in'"
        );
        assert!(walk_ins > 0);
    });
}

#[test]
fn nothing_in_the_demo_overlaps_or_lies_outside_the_present() {
    on_both(|ctx| async move {
        filled(&ctx).await;
        let overlaps = count!(
            ctx,
            "SELECT COUNT(*) FROM allocations a JOIN allocations b ON a.tenant_id = b.tenant_id
                AND a.resource_id = b.resource_id AND a.appointment_id < b.appointment_id
                AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
             WHERE a.is_active AND b.is_active"
        );
        assert_eq!(overlaps, 0);
        let now = ctx.app.clock.now();
        let rows = aureli::q!(
            &ctx.app.db,
            fetch_all: (String, DateTime<Utc>, DateTime<Utc>, DateTime<Utc>),
            "SELECT status, starts_at, ends_at, created_at FROM appointments",
        )
        .unwrap();
        for (status, starts_at, ends_at, created_at) in rows {
            assert!(created_at <= now, "{status} is booked in the future");
            match status.as_str() {
                "completed" => assert!(ends_at <= now),
                "confirmed" | "pending" | "held" | "arrived" | "awaiting_deposit" => {
                    assert!(starts_at > now, "{status}")
                }
                "in_progress" => assert!(starts_at <= now && now < ends_at),
                _ => {}
            }
        }
        assert_eq!(
            count!(
                ctx,
                "SELECT COUNT(*) FROM events WHERE at > '2026-05-14T10:20:00Z'"
            ),
            0
        );
    });
}

#[test]
fn the_demo_writes_no_mail_for_what_is_past() {
    on_both(|ctx| async move {
        filled(&ctx).await;
        assert_eq!(count!(ctx, "SELECT COUNT(*) FROM messages"), 0);
    });
}

#[test]
fn clients_come_in_three_scripts_and_some_have_allergies() {
    on_both(|ctx| async move {
        filled(&ctx).await;
        let names = aureli::q!(&ctx.app.db, fetch_all: (String, String), "SELECT name, allergies FROM clients").unwrap();
        // Scripts, not languages: of letters, each name has one script's alone.
        let script = |c: char| match c {
            'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' => Some("Latin"),
            '\u{370}'..='\u{3ff}' => Some("Greek"),
            '\u{400}'..='\u{52f}' => Some("Cyrillic"),
            _ => None,
        };
        let mut scripts = BTreeMap::<_, usize>::new();
        for (name, _) in &names {
            let of: BTreeSet<_> = name.chars().filter_map(script).collect();
            assert_eq!(of.len(), 1, "{name}");
            *scripts.entry(of.into_iter().next()).or_default() += 1;
        }
        assert_eq!(scripts.len(), 3, "{scripts:?}");
        let has = |test: fn(char) -> bool| names.iter().any(|(name, _)| name.contains(test));
        assert!(
            has(|c| matches!(c, 'Ґ' | 'ґ' | 'і' | 'ї' | 'є')),
            "Ukrainian"
        );
        assert!(
            has(|c| matches!(c, 'í' | 'á' | 'ñ' | 'é')),
            "Spanish accents"
        );
        assert!(
            names
                .iter()
                .filter(|(_, allergies)| !allergies.is_empty())
                .count()
                >= 5
        );
        // Found in the other script too.
        let found = count!(
            ctx,
            "SELECT COUNT(*) FROM clients WHERE search LIKE 'olga kuznetsova%' OR search LIKE 'eleni papadaki%'"
        );
        assert!(found >= 2, "{found}");
        // Each address of theirs can take a mail.
        let mails = aureli::q!(&ctx.app.db, fetch_all: (String,), "SELECT email FROM clients WHERE email IS NOT NULL").unwrap();
        for (mail,) in mails {
            assert!(aureli::contact::Email::parse(&mail).is_ok(), "{mail}");
        }
    });
}

#[test]
fn the_chain_of_events_is_whole_and_a_changed_row_is_found() {
    on_both(|ctx| async move {
        let tenant = filled(&ctx).await;
        let Verdict::Whole(events) = audit::verify(&ctx.app.db, tenant.id).await.unwrap() else {
            panic!("broken");
        };
        assert!(events > 500, "{events}");
        // Append-only: an honest UPDATE is refused, so that whoever changes a row must first take the guard away.
        let changed = aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE events SET kind = 'client.updated' WHERE seq = 100"
        );
        assert!(changed.is_err());
        aureli::q!(
            &ctx.app.db,
            execute,
            { sqlite: "DROP TRIGGER events_no_update", pg: "ALTER TABLE events DISABLE TRIGGER events_append_only" },
        )
        .unwrap();
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE events SET kind = 'client.updated' WHERE seq = 100"
        )
        .unwrap();
        assert_eq!(
            audit::verify(&ctx.app.db, tenant.id).await.unwrap(),
            Verdict::Broken(100)
        );
    });
}

#[test]
fn a_chain_made_anew_without_the_key_or_emptied_is_found_and_one_in_use_is_whole() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let tenant = bella.tenant.id;
        // Others go on writing while it is checked.
        let writing = tokio::spawn({
            let (ctx, bella) = (ctx.clone(), bella.clone());
            async move {
                for n in 0..40 {
                    ctx.client(&bella, "Anna Petrova", &format!("+346123450{n:02}"))
                        .await;
                }
            }
        });
        while !writing.is_finished() {
            let verdict = audit::verify(&ctx.app.db, tenant).await.unwrap();
            assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
        }
        writing.await.unwrap();
        let guards: [&str; 2] = match ctx.app.db.is_postgres() {
            false => [
                "DROP TRIGGER events_no_update",
                "DROP TRIGGER events_no_delete",
            ],
            true => [
                "ALTER TABLE events DISABLE TRIGGER events_append_only",
                "SELECT 1",
            ],
        };
        for sql in guards {
            match ctx.app.db.pools() {
                aureli::db::Either::Lite(lite) => {
                    sqlx::query(sql).execute(&lite.write).await.unwrap();
                }
                aureli::db::Either::Pg(pool) => {
                    sqlx::query(sql).execute(pool).await.unwrap();
                }
            }
        }
        // Whoever can write to the database makes the whole chain anew, with a key of their own.
        let mut before = Vec::new();
        let events = aureli::q!(&ctx.app.db, fetch_all: aureli::events::Event, "SELECT * FROM events WHERE tenant_id = $1 ORDER BY seq", tenant).unwrap();
        for event in &events {
            before = audit::hash(&[0; 32], &before, event);
            aureli::q!(
                &ctx.app.db,
                execute,
                "UPDATE events SET hash = $3 WHERE tenant_id = $1 AND id = $2",
                tenant,
                event.id,
                &before
            )
            .unwrap();
        }
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE event_heads SET hash = $2 WHERE tenant_id = $1",
            tenant,
            &before
        )
        .unwrap();
        assert_eq!(
            audit::verify(&ctx.app.db, tenant).await.unwrap(),
            Verdict::Broken(1)
        );
        // Or takes everything away.
        aureli::q!(
            &ctx.app.db,
            execute,
            "DELETE FROM events WHERE tenant_id = $1",
            tenant
        )
        .unwrap();
        aureli::q!(
            &ctx.app.db,
            execute,
            "DELETE FROM event_heads WHERE tenant_id = $1",
            tenant
        )
        .unwrap();
        assert_eq!(
            audit::verify(&ctx.app.db, tenant).await.unwrap(),
            Verdict::Broken(1)
        );
    });
}

#[test]
fn events_cut_off_at_the_end_or_taken_out_are_found() {
    on_both(|ctx| async move {
        let tenant = filled(&ctx).await;
        aureli::q!(
            &ctx.app.db,
            execute,
            { sqlite: "DROP TRIGGER events_no_delete", pg: "ALTER TABLE events DISABLE TRIGGER events_append_only" },
        )
        .unwrap();
        let last = count!(ctx, "SELECT MAX(seq) FROM events");
        aureli::q!(
            &ctx.app.db,
            execute,
            "DELETE FROM events WHERE seq = $1",
            last
        )
        .unwrap();
        assert_eq!(
            audit::verify(&ctx.app.db, tenant.id).await.unwrap(),
            Verdict::Broken(last)
        );
        aureli::q!(&ctx.app.db, execute, "DELETE FROM events WHERE seq = 50").unwrap();
        assert_eq!(
            audit::verify(&ctx.app.db, tenant.id).await.unwrap(),
            Verdict::Broken(50)
        );
    });
}

#[test]
fn the_same_seed_gives_the_same_demo() {
    let mut seen: Vec<Vec<(String, String, DateTime<Utc>)>> = Vec::new();
    let seen = std::sync::Mutex::new(&mut seen);
    // SQLite and Postgres too are told the same.
    on_both(|ctx| {
        let seen = &seen;
        async move {
            filled(&ctx).await;
            let rows = aureli::q!(
                &ctx.app.db,
                fetch_all: (String, String, DateTime<Utc>),
                "SELECT a.reference, COALESCE(c.name, ''), a.starts_at FROM appointments a
                 LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id ORDER BY a.starts_at, a.reference",
            )
            .unwrap();
            seen.lock().unwrap().push(rows);
        }
    });
    let seen = seen.into_inner().unwrap();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0], seen[1]);
}

#[test]
fn the_demo_refuses_a_database_in_use_and_signs_in() {
    on_both(|ctx| async move {
        assert!(demo::existing(&ctx.app).await.unwrap().is_none());
        filled(&ctx).await;
        let studio = demo::existing(&ctx.app).await.unwrap().expect("a demo");
        let again = demo::fill(&ctx.app, &Options::default()).await.unwrap_err();
        assert!(
            again.to_string().starts_with("the database is not empty"),
            "{again}"
        );
        let user = aureli::accounts::User::by_email(&ctx.app.db, &studio.email)
            .await
            .unwrap()
            .expect("owner");
        assert!(
            password::verify(&ctx.app, studio.password, Some(user.password_hash))
                .await
                .unwrap()
        );
    });
}

#[test]
fn several_practices_stand_side_by_side() {
    on_both(|ctx| async move {
        let options = Options {
            tenants: 7,
            years: 0,
            clients: Some(20),
            seed: 3,
        };
        let studios = demo::fill(&ctx.app, &options).await.unwrap();
        assert_eq!(studios.len(), 7);
        for studio in studios {
            let tenant = Tenant::by_slug(&ctx.app.db, &studio.slug).await.unwrap();
            assert!(matches!(
                audit::verify(&ctx.app.db, tenant.id).await.unwrap(),
                Verdict::Whole(_)
            ));
        }
    });
}

/// `--years 1`: a full year behind the weeks that the smallest demo has, which look the same beside it.
#[test]
fn a_year_of_history_stands_behind_the_same_weeks() {
    on_both(|ctx| async move {
        let now: DateTime<Utc> = "2026-05-14T10:20:00Z".parse().unwrap();
        ctx.app.clock.set(now);
        let options = Options {
            years: 1,
            clients: Some(60),
            ..Options::default()
        };
        let studios = demo::fill(&ctx.app, &options).await.expect("filled");
        let tenant = Tenant::by_slug(&ctx.app.db, &studios[0].slug)
            .await
            .unwrap();
        let visits = aureli::q!(
            &ctx.app.db,
            fetch_all: (DateTime<Utc>, DateTime<Utc>, bool),
            "SELECT starts_at, ends_at, status IN ('completed', 'no_show', 'cancelled', 'expired') FROM appointments ORDER BY starts_at",
        )
        .unwrap();
        let weeks = now - chrono::TimeDelta::days(35);
        let old: Vec<_> = visits.iter().filter(|(start, ..)| *start < weeks).collect();
        let year = demo::VISITS_A_YEAR;
        assert!(
            (year * 8 / 10..=year * 11 / 10).contains(&old.len()),
            "{} visits",
            old.len()
        );
        assert!(
            old.iter().all(|(.., is_over)| *is_over),
            "an old visit is open"
        );
        let age = (now - visits[0].0).num_days();
        assert!((380..=400).contains(&age), "the first was {age} days ago");
        assert!(
            visits.len() - old.len() > 100,
            "nothing is left for these weeks"
        );
        let verdict = audit::verify(&ctx.app.db, tenant.id).await.unwrap();
        assert!(matches!(verdict, Verdict::Whole(_)));
    });
}

#[test]
fn a_practice_that_is_no_demo_is_left_alone() {
    on_both(|ctx| async move {
        ctx.bella().await;
        assert!(demo::existing(&ctx.app).await.unwrap().is_none());
        assert!(demo::fill(&ctx.app, &Options::default()).await.is_err());
    });
}

/// Somebody sits in the chair now, and who came before them is gone with the pause after it.
#[test]
fn it_can_be_filled_at_any_hour() {
    for (time, seed) in [
        ("2026-11-21T11:44:00Z", 1),
        ("2026-11-21T10:10:00Z", 4),
        ("2026-11-20T17:20:00Z", 2),
    ] {
        on_both(|ctx| async move {
            ctx.app.clock.set(time.parse().unwrap());
            let options = Options {
                years: 0,
                clients: Some(60),
                seed,
                ..Options::default()
            };
            demo::fill(&ctx.app, &options).await.expect(time);
        });
    }
}

#[test]
fn payments_stand_behind_what_is_paid() {
    on_both(|ctx| async move {
        filled(&ctx).await;
        let odd = count!(
            ctx,
            "SELECT COUNT(*) FROM invoices i WHERE i.kind = 'invoice' AND i.paid_minor <> (
                SELECT COALESCE(SUM(p.amount_minor), 0) FROM payments p
                WHERE p.tenant_id = i.tenant_id AND p.invoice_id = i.id AND p.status = 'succeeded')"
        );
        assert_eq!(odd, 0);
        let rows = aureli::q!(
            &ctx.app.db,
            fetch_all: (String, i64),
            "SELECT status, COUNT(*) FROM invoices WHERE kind = 'invoice' GROUP BY status",
        )
        .unwrap();
        let by_status: BTreeMap<String, i64> = rows.into_iter().collect();
        for status in [
            "paid",
            "overdue",
            "partially_paid",
            "partially_refunded",
            "draft",
            "void",
        ] {
            assert!(by_status.contains_key(status), "{status}: {by_status:?}");
        }
        assert!(by_status["paid"] > 10, "{by_status:?}");
        let sold = count!(
            ctx,
            "SELECT COUNT(*) FROM stock_movements WHERE kind = 'sale'"
        );
        assert!(sold > 3, "{sold}");
        let left = count!(
            ctx,
            "SELECT COUNT(*) FROM packages WHERE balance_minor + balance_visits > 0"
        );
        assert_eq!(left, 2);
    });
}

#[test]
fn a_regular_has_a_series_that_begins_next_week() {
    on_both(|ctx| async move {
        filled(&ctx).await;
        let ahead = count!(
            ctx,
            "SELECT COUNT(*) FROM series_visits v JOIN appointments a ON a.tenant_id = v.tenant_id AND a.id = v.appointment_id
             WHERE a.status = 'confirmed' AND a.starts_at > '2026-05-21T10:20:00Z'"
        );
        // One of the four falls into the summer holidays, or a feast, and is left out.
        assert!((2..=4).contains(&ahead), "{ahead}");
        let series = count!(ctx, "SELECT COUNT(DISTINCT series_id) FROM series_visits");
        assert_eq!(series, 1);
    });
}
