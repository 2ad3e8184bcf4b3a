//! Mail about visits: the right one, in the right language, once, whatever the mail server does.

mod by_hand;
mod templates;

use aureli::accounts::Tenant;
use aureli::appointments::{Appointment, Cancellation, NewAppointment, Source, Status, Who};
use aureli::clients::{Client, NewClient};
use aureli::contact::{Email, Phone};
use aureli::events::Actor;
use aureli::i18n::Locale;
use aureli::q;
use aureli::services::{Choice, Plan};
use chrono::{DateTime, TimeDelta, Utc};

use crate::support::smtp::{Mood, Smtp};
use crate::support::{Ctx, databases, on_both};

/// Books `slug` for a client who has an e-mail, as the public page would.
async fn book(ctx: &Ctx, tenant: &Tenant, slug: &str, start: &str, locale: Locale) -> Appointment {
    book_for(ctx, tenant, slug, start, locale, "Вера", "vera@example.com").await
}

async fn book_for(
    ctx: &Ctx,
    tenant: &Tenant,
    slug: &str,
    start: &str,
    locale: Locale,
    name: &str,
    email: &str,
) -> Appointment {
    let now = ctx.app.clock.now();
    let actor = Actor::client(None);
    let choice = Choice::by_slugs(&ctx.app.db, tenant.id, slug, None, &[])
        .await
        .unwrap();
    let plan = Plan::one(choice, tenant.currency);
    let status = if plan.needs_confirmation() {
        Status::Pending
    } else {
        Status::Confirmed
    };
    let mut tx = ctx.app.db.begin().await.unwrap();
    let new = NewClient {
        name: name.into(),
        phone: Phone::parse("+34 612 345 678", None).ok(),
        email: Email::parse(email).ok(),
        locale,
        source: "public",
    };
    let client = Client::create(&mut tx, tenant.id, &actor, &new, now)
        .await
        .unwrap();
    let new = NewAppointment {
        plan: &plan,
        client: Some(client.id),
        starts_at: start.parse().unwrap(),
        status,
        source: Source::Public,
        locale,
        client_note: String::new(),
        internal_note: String::new(),
        book_over: false,
        only_offered: false,
        duration_minutes: None,
        given: None,
    };
    let appointment = Appointment::book(&mut tx, tenant, &actor, new, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    appointment
}

async fn move_to(ctx: &Ctx, tenant: &Tenant, appointment: &mut Appointment, start: &str) {
    let mut tx = ctx.app.db.begin().await.unwrap();
    let version = appointment.version;
    let (actor, now) = (Actor::client(appointment.client_id), ctx.app.clock.now());
    let start: DateTime<Utc> = start.parse().unwrap();
    appointment
        .move_to(&mut tx, tenant, &actor, start, None, version, false, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn cancel(ctx: &Ctx, appointment: &mut Appointment) {
    let mut tx = ctx.app.db.begin().await.unwrap();
    let cancellation = Cancellation {
        by: Who::Client,
        reason: String::new(),
        is_late: false,
    };
    let actor = Actor::client(appointment.client_id);
    appointment
        .cancel(&mut tx, &actor, cancellation, ctx.app.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Kinds and states of all messages, by kind.
async fn states(ctx: &Ctx) -> Vec<(String, String)> {
    q!(&ctx.app.db, fetch_all: (String, String), "SELECT kind, status FROM messages ORDER BY kind, created_at, id").unwrap()
}

fn pair(kind: &str, status: &str) -> (String, String) {
    (kind.into(), status.into())
}

#[test]
fn a_booking_tells_the_client_in_their_language_and_the_master_in_theirs() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        book(
            &ctx,
            &practice.tenant,
            "shaping",
            "2026-05-18T08:00:00Z",
            Locale::Ru,
        )
        .await;
        ctx.run_jobs().await;
        let expected = [
            pair("booked", "sent"),
            pair("master_booked", "sent"),
            pair("reminder", "queued"),
        ];
        assert_eq!(states(&ctx).await, expected);
        let mails = q!(
            &ctx.app.db,
            fetch_all: (String, String, String, Option<String>),
            "SELECT recipient, subject, body_text, attachment FROM dev_mails ORDER BY recipient = 'vera@example.com' DESC"
        )
        .unwrap();
        let (_, subject, text, attachment) = &mails[0];
        assert!(subject.contains("понедельник, 18 мая, 10:00"), "{subject}");
        assert!(text.contains("http://localhost:8080/l/"), "{text}");
        let calendar: icalendar::Calendar = attachment.as_deref().unwrap().parse().unwrap();
        assert_eq!(calendar.events().count(), 1);
        let (_, subject, text, _) = &mails[1];
        assert!(
            text.contains("+34 612 345 678") || text.contains("+34 612"),
            "{text}"
        );
        assert!(!subject.contains('\n'));
    });
}

#[test]
fn a_reminder_goes_once_a_day_before_whatever_the_clock_does() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        book(
            &ctx,
            &practice.tenant,
            "shaping",
            "2026-05-18T08:00:00Z",
            Locale::En,
        )
        .await;
        ctx.run_jobs().await;
        for (at, expected) in [
            ("2026-05-17T07:59:00Z", "queued"),
            ("2026-05-17T08:00:00Z", "sent"),
            ("2026-05-17T07:00:00Z", "sent"),
            ("2026-05-17T09:30:00Z", "sent"),
            ("2026-05-18T09:00:00Z", "sent"),
            ("2026-05-17T08:00:00Z", "sent"),
        ] {
            ctx.app.clock.set(at.parse().unwrap());
            ctx.run_jobs().await;
            assert_eq!(
                states(&ctx).await.last().unwrap(),
                &pair("reminder", expected),
                "at {at}"
            );
        }
        let (count,) =
            q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM dev_mails").unwrap();
        assert_eq!(count, 3, "confirmation, the master's, one reminder");
    });
}

#[test]
fn a_move_replaces_the_reminder_and_a_cancellation_drops_it() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.clone();
        let mut visit = book(&ctx, &tenant, "shaping", "2026-05-18T08:00:00Z", Locale::Es).await;
        ctx.run_jobs().await;
        move_to(&ctx, &tenant, &mut visit, "2026-05-20T09:00:00Z").await;
        ctx.run_jobs().await;
        let all = states(&ctx).await;
        assert!(
            all.contains(&pair("moved", "sent")) && all.contains(&pair("master_moved", "sent")),
            "{all:?}"
        );
        assert!(
            all.contains(&pair("reminder", "dropped")) && all.contains(&pair("reminder", "queued")),
            "{all:?}"
        );
        cancel(&ctx, &mut visit).await;
        ctx.run_jobs().await;
        let all = states(&ctx).await;
        assert!(!all.contains(&pair("reminder", "queued")), "{all:?}");
        assert!(
            all.contains(&pair("cancelled", "sent"))
                && all.contains(&pair("master_cancelled", "sent")),
            "{all:?}"
        );
        let (attachment,) = q!(
            &ctx.app.db,
            fetch_one: (String,),
            "SELECT attachment FROM messages WHERE kind = 'cancelled'"
        )
        .unwrap();
        assert!(
            attachment.contains("METHOD:CANCEL") && attachment.contains("SEQUENCE:2"),
            "{attachment}"
        );
    });
}

#[test]
fn a_move_that_the_master_takes_back_is_told_to_nobody() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let start = "2026-05-20T08:00:00Z";
        let visit = book(&ctx, &practice.tenant, "shaping", start, Locale::En).await;
        ctx.run_jobs().await;
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/appointments/{}/move", visit.id);
        let moves = [
            ("1", "12:00"),
            ("2", "10:00"),
            ("3", "13:00"),
            ("4", "14:00"),
        ];
        for (version, time) in moves {
            let form = [("version", version), ("date", "2026-05-20"), ("time", time)];
            owner.post(&path, &form).await.expect(303);
            ctx.run_jobs().await;
            if time == "10:00" {
                // Long enough for whatever waited.
                ctx.app.clock.advance(TimeDelta::minutes(1));
                ctx.run_jobs().await;
                let all = states(&ctx).await;
                assert!(!all.contains(&pair("moved", "sent")), "{all:?}");
                assert!(all.contains(&pair("reminder", "queued")), "{all:?}");
            }
        }
        // Moved twice at once: one word, from the time that the client knew.
        ctx.app.clock.advance(TimeDelta::minutes(1));
        ctx.run_jobs().await;
        let told = q!(
            &ctx.app.db,
            fetch_all: (String,),
            "SELECT body_text FROM messages WHERE kind = 'moved' AND status = 'sent'"
        )
        .unwrap();
        let [(text,)] = told.as_slice() else {
            panic!("{:?}", states(&ctx).await)
        };
        assert!(text.contains("10:00") && text.contains("14:00"), "{text}");
        assert!(!text.contains("13:00"), "{text}");
    });
}

#[test]
fn a_request_is_answered_or_runs_out_and_the_client_hears_of_it() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.clone();
        book(&ctx, &tenant, "consult", "2026-05-25T08:00:00Z", Locale::En).await;
        ctx.run_jobs().await;
        assert_eq!(
            states(&ctx).await,
            [pair("master_requested", "sent"), pair("requested", "sent")]
        );
        ctx.app.clock.advance(TimeDelta::hours(49));
        ctx.run_jobs().await;
        assert!(states(&ctx).await.contains(&pair("expired", "sent")));
    });
}

#[test]
fn nobody_hears_of_visits_entered_afterwards_and_a_late_message_is_dropped() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        book(
            &ctx,
            &practice.tenant,
            "shaping",
            "2026-05-13T08:00:00Z",
            Locale::En,
        )
        .await;
        assert_eq!(states(&ctx).await, []);
        book(
            &ctx,
            &practice.tenant,
            "shaping",
            "2026-05-14T12:00:00Z",
            Locale::En,
        )
        .await;
        ctx.app.clock.advance(TimeDelta::hours(12));
        ctx.run_jobs().await;
        assert_eq!(
            states(&ctx).await,
            [pair("booked", "dropped"), pair("master_booked", "sent")]
        );
    });
}

/// A context whose mail goes to a server, on each database.
fn with_smtp<F, Fut>(test: F)
where
    F: Fn(Ctx, Smtp) -> Fut,
    Fut: Future<Output = ()>,
{
    for open in [
        databases::sqlite as fn() -> databases::Database,
        databases::postgres,
    ] {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let smtp = Smtp::start().await;
            let ctx = Ctx::open_with(open(), &[("SMTP_URL", &smtp.url())]).await;
            test(ctx.clone(), smtp).await;
            ctx.app.db.close().await;
        });
    }
}

/// Runs the worker until nothing is due, letting the clock pass over backoffs.
async fn drain(ctx: &Ctx, rounds: usize) {
    for _ in 0..rounds {
        aureli::jobs::run_due(&ctx.app).await.unwrap();
        ctx.app.clock.advance(TimeDelta::minutes(11));
    }
}

#[test]
fn a_mail_server_that_was_busy_gets_each_mail_once() {
    with_smtp(|ctx, smtp| async move {
        let practice = ctx.bella().await;
        smtp.set(Mood::Busy);
        for hour in 8..12 {
            book(
                &ctx,
                &practice.tenant,
                "shaping",
                &format!("2026-06-18T{hour:02}:00:00Z"),
                Locale::En,
            )
            .await;
        }
        drain(&ctx, 5).await;
        assert_eq!(smtp.mails().len(), 0);
        smtp.set(Mood::Accept);
        drain(&ctx, 3).await;
        assert_eq!(
            (smtp.distinct(), smtp.mails().len()),
            (8, 8),
            "four for clients, four for the master"
        );
    });
}

#[test]
fn a_mail_server_that_was_gone_gets_each_mail_once() {
    with_smtp(|ctx, smtp| async move {
        let practice = ctx.bella().await;
        let tenant = &practice.tenant;
        // A connection that is kept, and cut.
        book(&ctx, tenant, "shaping", "2026-06-18T16:00:00Z", Locale::En).await;
        drain(&ctx, 1).await;
        assert_eq!(smtp.mails().len(), 2);
        smtp.stop().await;
        for day in [16, 17, 18] {
            for hour in 8..16 {
                let at = format!("2026-06-{day}T{hour:02}:00:00Z");
                book(&ctx, tenant, "shaping", &at, Locale::En).await;
            }
        }
        drain(&ctx, 4).await;
        assert_eq!(smtp.mails().len(), 2, "nobody is there");
        smtp.start_again().await;
        drain(&ctx, 4).await;
        let (distinct, all) = (smtp.distinct(), smtp.mails().len());
        assert_eq!((distinct, all), (50, 50), "for clients and for the master");
    });
}

#[test]
fn an_address_that_does_not_exist_becomes_something_to_do() {
    with_smtp(|ctx, smtp| async move {
        let practice = ctx.bella().await;
        smtp.set(Mood::Refuse);
        book(
            &ctx,
            &practice.tenant,
            "shaping",
            "2026-06-18T08:00:00Z",
            Locale::En,
        )
        .await;
        drain(&ctx, 1).await;
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get("/todo")
            .await
            .expect(200)
            .says("vera@example.com");
        let failed = aureli::messages::failed(&ctx.app.db, practice.tenant.id)
            .await
            .unwrap();
        assert_eq!(failed.len(), 2);
        owner
            .post(&format!("/todo/messages/{}/dismissal", failed[0].id), &[])
            .await
            .expect(303);
        smtp.set(Mood::Accept);
        owner
            .post(&format!("/todo/messages/{}/retry", failed[1].id), &[])
            .await
            .expect(303);
        drain(&ctx, 1).await;
        assert_eq!(smtp.mails().len(), 1);
        owner
            .get("/todo")
            .await
            .expect(200)
            .lacks("vera@example.com");
    });
}

#[test]
fn an_answer_that_was_lost_gives_a_copy_with_the_same_id_at_most() {
    with_smtp(|ctx, smtp| async move {
        let practice = ctx.bella().await;
        smtp.set(Mood::DropAfterDot);
        book(
            &ctx,
            &practice.tenant,
            "shaping",
            "2026-06-18T08:00:00Z",
            Locale::En,
        )
        .await;
        drain(&ctx, 1).await;
        smtp.set(Mood::Accept);
        drain(&ctx, 2).await;
        assert_eq!(smtp.distinct(), 2, "one for the client, one for the master");
        assert!(
            states(&ctx)
                .await
                .iter()
                .filter(|(kind, _)| kind != "reminder")
                .all(|(_, status)| status == "sent")
        );
    });
}

#[test]
fn a_name_cannot_put_a_header_into_a_mail() {
    with_smtp(|ctx, smtp| async move {
        let practice = ctx.bella().await;
        let name = "Eve\r\nBcc: victim@example.com";
        let start = "2026-06-18T08:00:00Z";
        book_for(
            &ctx,
            &practice.tenant,
            "shaping",
            start,
            Locale::En,
            name,
            "eve@example.com",
        )
        .await;
        drain(&ctx, 2).await;
        for mail in smtp.mails() {
            let head = mail.split("\n\n").next().unwrap_or_default();
            assert!(
                !head
                    .lines()
                    .any(|line| line.to_lowercase().starts_with("bcc:")),
                "{head}"
            );
        }
    });
}

#[test]
fn two_workers_send_each_message_once() {
    with_smtp(|ctx, smtp| async move {
        let practice = ctx.bella().await;
        for day in 1..=20 {
            book(
                &ctx,
                &practice.tenant,
                "shaping",
                &format!("2026-06-{day:02}T08:00:00Z"),
                Locale::En,
            )
            .await;
        }
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let app = ctx.app.clone();
                tokio::spawn(async move { while aureli::jobs::run_due(&app).await.unwrap() > 0 {} })
            })
            .collect();
        for worker in workers {
            worker.await.unwrap();
        }
        assert_eq!((smtp.distinct(), smtp.mails().len()), (40, 40));
    });
}

#[test]
fn two_workers_and_a_slow_server_send_each_message_once() {
    with_smtp(|ctx, smtp| async move {
        let practice = ctx.bella().await;
        for day in 1..=20 {
            let start = format!("2026-06-{day:02}T08:00:00Z");
            book(&ctx, &practice.tenant, "shaping", &start, Locale::En).await;
        }
        smtp.set(Mood::Slow);
        // Each mail takes about 50 s of the app's clock: more than a lease for whoever waits behind some others.
        let ticking = {
            let clock = ctx.app.clock.clone();
            tokio::spawn(async move {
                loop {
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                    clock.advance(TimeDelta::seconds(10));
                }
            })
        };
        let workers: Vec<_> = (0..2)
            .map(|_| {
                let app = ctx.app.clone();
                tokio::spawn(async move { while aureli::jobs::run_due(&app).await.unwrap() > 0 {} })
            })
            .collect();
        for worker in workers {
            worker.await.unwrap();
        }
        ticking.abort();
        assert_eq!((smtp.distinct(), smtp.mails().len()), (40, 40));
    });
}

#[test]
fn links_work_until_their_replacement_has_been_sent() {
    with_smtp(|ctx, smtp| async move {
        let practice = ctx.bella().await;
        let start = "2026-05-20T08:00:00Z";
        book(&ctx, &practice.tenant, "shaping", start, Locale::En).await;
        drain(&ctx, 1).await;
        let link = |text: &str| {
            // Quoted-printable folds long lines with a "=" at the end.
            let text = text.replace("=\n", "");
            let at = text.find("localhost:8080/l/").expect("a link") + "localhost:8080".len();
            text[at..].chars().take(35).collect::<String>()
        };
        let first = smtp
            .mails()
            .iter()
            .find(|mail| mail.contains("/l/"))
            .map(|mail| link(mail))
            .unwrap();
        ctx.visitor().get(&first).await.expect(200);
        // The reminder is written, and the server is away.
        smtp.set(Mood::Busy);
        ctx.app.clock.set("2026-05-19T08:01:00Z".parse().unwrap());
        drain(&ctx, 1).await;
        assert!(states(&ctx).await.contains(&pair("reminder", "queued")));
        ctx.visitor().get(&first).await.expect(200);
        smtp.set(Mood::Accept);
        drain(&ctx, 2).await;
        assert!(states(&ctx).await.contains(&pair("reminder", "sent")));
        // Who has its page open may reload it.
        ctx.app.clock.advance(TimeDelta::minutes(30));
        ctx.visitor().get(&first).await.expect(200);
        ctx.app.clock.advance(TimeDelta::minutes(31));
        ctx.visitor().get(&first).await.expect(410);
    });
}

#[test]
fn one_practice_that_cannot_be_read_holds_up_no_other() {
    on_both(|ctx| async move {
        let (bella, other) = (ctx.bella().await, ctx.stranger().await);
        for practice in [&bella, &other] {
            let start = "2026-05-25T08:00:00Z";
            book(&ctx, &practice.tenant, "consult", start, Locale::En).await;
        }
        // As a faulty release might leave it.
        for tenant in [bella.tenant.id] {
            q!(
                &ctx.app.db,
                execute,
                "UPDATE appointments SET locale = 'xx' WHERE tenant_id = $1",
                tenant
            )
            .unwrap();
        }
        let now = ctx.app.clock.now();
        for kind in ["no_such_kind", "account_mail"] {
            let job = aureli::jobs::NewJob {
                tenant: None,
                kind,
                payload: serde_json::json!({}),
                unique_key: None,
                run_at: now,
            };
            aureli::jobs::enqueue(&ctx.app.db, job, now).await.unwrap();
        }
        ctx.app.clock.advance(TimeDelta::hours(49));
        aureli::jobs::run_due(&ctx.app).await.unwrap();
        let expired = q!(
            &ctx.app.db,
            fetch_all: (aureli::id::TenantId,),
            "SELECT tenant_id FROM appointments WHERE status = 'expired'"
        )
        .unwrap();
        assert_eq!(expired, [(other.tenant.id,)]);
        assert!(states(&ctx).await.contains(&pair("expired", "sent")));
    });
}

#[test]
fn the_master_hears_only_at_an_address_that_is_proved() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let set = async |sql: &'static str| {
            // Two statements that each test one rule.
            match sql {
                "practice" => q!(
                    &ctx.app.db,
                    execute,
                    "UPDATE tenants SET email = 'stranger@example.com' WHERE id = $1",
                    practice.tenant.id
                ),
                _ => q!(
                    &ctx.app.db,
                    execute,
                    "UPDATE users SET email_verified_at = NULL WHERE id = $1",
                    practice.owner
                ),
            }
            .unwrap();
        };
        let masters = async || {
            q!(
                &ctx.app.db,
                fetch_all: (String,),
                "SELECT recipient FROM messages WHERE audience = 'master' ORDER BY created_at, id"
            )
            .unwrap()
        };
        set("practice").await;
        book(
            &ctx,
            &practice.tenant,
            "shaping",
            "2026-06-18T08:00:00Z",
            Locale::En,
        )
        .await;
        assert_eq!(masters().await, [("marina@example.com".to_owned(),)]);
        set("owner").await;
        book(
            &ctx,
            &practice.tenant,
            "shaping",
            "2026-06-19T08:00:00Z",
            Locale::En,
        )
        .await;
        assert_eq!(masters().await.len(), 1, "nobody has proved an address");
    });
}

/// Who comes after all is no new visit; and each mail names the clock that it goes by.
#[test]
fn a_cancellation_taken_back_is_told_as_such() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let start = "2026-05-18T08:00:00Z";
        let mut visit = book(&ctx, &bella.tenant, "shaping", start, Locale::Es).await;
        ctx.run_jobs().await;
        cancel(&ctx, &mut visit).await;
        ctx.run_jobs().await;
        let actor = Actor::client(visit.client_id);
        let mut tx = ctx.app.db.begin().await.unwrap();
        visit
            .restore(&mut tx, &actor, ctx.app.clock.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        ctx.run_jobs().await;
        let sent = states(&ctx).await;
        assert!(sent.contains(&pair("master_restored", "sent")), "{sent:?}");
        assert!(sent.contains(&pair("restored", "sent")), "{sent:?}");
        assert_eq!(
            sent.iter()
                .filter(|(kind, _)| kind == "master_booked")
                .count(),
            1
        );
        let mails = q!(&ctx.app.db, fetch_all: (String, String), "SELECT recipient, body_text FROM dev_mails").unwrap();
        for (recipient, text) in mails {
            assert!(text.contains("Madrid"), "{recipient}: {text}");
        }
    });
}

/// Moved, cancelled, and the cancellation taken back before a word of any of it had left.
#[test]
fn a_move_is_told_though_the_visit_was_cancelled_for_a_moment() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-18T10:00").await;
        ctx.run_jobs().await;
        let mut owner = bella.sign_in(&ctx).await;
        ctx.moved(&mut owner, &visit, "2026-05-18", "12:00").await;
        let path = format!("/appointments/{}", visit.id);
        let by = [("by", "client"), ("reason", "")];
        owner
            .post(&format!("{path}/cancellation"), &by)
            .await
            .expect(303);
        owner
            .post(&format!("{path}/restoration"), &[])
            .await
            .expect(303);
        ctx.app.clock.advance(TimeDelta::seconds(16));
        ctx.run_jobs().await;
        let all = states(&ctx).await;
        assert!(all.contains(&pair("moved", "sent")), "{all:?}");
        assert!(!all.contains(&pair("cancelled", "sent")), "{all:?}");
        // Cancelled for good, nobody hears of the move.
        ctx.moved(&mut owner, &visit, "2026-05-18", "14:00").await;
        owner
            .post(&format!("{path}/cancellation"), &by)
            .await
            .expect(303);
        ctx.app.clock.advance(TimeDelta::seconds(16));
        ctx.run_jobs().await;
        let all = states(&ctx).await;
        let moved = all.iter().filter(|one| **one == pair("moved", "sent"));
        assert_eq!(moved.count(), 1);
        assert!(all.contains(&pair("cancelled", "sent")), "{all:?}");
    });
}
