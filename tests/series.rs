//! Series: booked, moved and cancelled as one or not at all, by the clock on the wall, with one word to the client.

use aureli::appointments::Appointment;
use aureli::id::AppointmentId;
use aureli::q;
use chrono::TimeDelta;

use crate::support::factories::Practice;
use crate::support::{Ctx, Visitor, on_both};

type Form = Vec<(&'static str, String)>;

async fn post(visitor: &mut Visitor, path: &str, form: &Form) -> crate::support::actors::Answer {
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    visitor.post(path, &form).await
}

/// Anna's shaping, weekly from a Thursday on.
async fn weekly(ctx: &Ctx, bella: &Practice, date: &str, count: &str) -> Form {
    let client = ctx.client(bella, "Anna Petrova", "+34612345678").await;
    [
        ("client", client.id.to_string()),
        ("what", "shaping".into()),
        ("date", date.into()),
        ("time", "12:00".into()),
        ("repeat", "weekly".into()),
        ("every", "1".into()),
        ("ends", "count".into()),
        ("count", count.into()),
        ("key", format!("{date}-{count}-0123456789")),
    ]
    .into()
}

fn and(form: &Form, more: &[(&'static str, &str)]) -> Form {
    let mut form = form.clone();
    form.extend(more.iter().map(|(k, v)| (*k, (*v).to_owned())));
    form
}

async fn visits(ctx: &Ctx) -> Vec<Appointment> {
    q!(&ctx.app.db, fetch_all: Appointment, "SELECT * FROM appointments ORDER BY starts_at, id")
        .unwrap()
}

/// "2026-05-14 12:00 confirmed" of each visit.
async fn diary(ctx: &Ctx, bella: &Practice) -> Vec<String> {
    let tz = bella.tenant.tz();
    let all = visits(ctx).await;
    let line = |visit: &Appointment| {
        let at = visit.starts_at.with_timezone(&tz).format("%Y-%m-%d %H:%M");
        format!("{at} {}", visit.status.as_str())
    };
    all.iter().map(line).collect()
}

/// How many messages of each kind there are, "reminder 4".
async fn mails(ctx: &Ctx) -> Vec<String> {
    let rows = q!(
        &ctx.app.db,
        fetch_all: (String, i64),
        "SELECT kind, COUNT(*) FROM messages WHERE status <> 'dropped' GROUP BY kind ORDER BY kind",
    )
    .unwrap();
    rows.into_iter()
        .map(|(kind, n)| format!("{kind} {n}"))
        .collect()
}

fn hidden(body: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = body.split(&mark).nth(1).expect(name);
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// Books the series of a form; its first visit.
async fn booked(ctx: &Ctx, owner: &mut Visitor, form: &Form) -> AppointmentId {
    let answer = post(owner, "/appointments", &and(form, &[("confirmed", "true")])).await;
    let answer = answer.expect(303);
    let id = answer.location().rsplit('/').next().unwrap().to_owned();
    let _ = ctx;
    id.parse().unwrap()
}

#[test]
fn a_series_is_shown_first_then_booked_as_one() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        // The clock goes back on 25 October.
        let form = weekly(&ctx, &bella, "2026-10-15", "4").await;
        let shown = post(&mut owner, "/appointments", &form).await.expect(200);
        let shown = shown
            .says("Every week: Thu")
            .says("Thursday 5 November, 12:00");
        shown.says("Book the series").lacks("aria-invalid");
        assert!(visits(&ctx).await.is_empty());
        let first = booked(&ctx, &mut owner, &form).await;
        let all = diary(&ctx, &bella).await;
        let days = ["2026-10-15", "2026-10-22", "2026-10-29", "2026-11-05"];
        assert_eq!(all, days.map(|day| format!("{day} 12:00 confirmed")));
        for visit in visits(&ctx).await {
            assert_eq!(visit.source, aureli::appointments::Source::Series);
        }
        // Pressed twice.
        assert_eq!(booked(&ctx, &mut owner, &form).await, first);
        assert_eq!(visits(&ctx).await.len(), 4);
        assert_eq!(mails(&ctx).await, ["reminder 4", "series_booked 1"]);
        let panel = owner
            .get(&format!("/appointments/{first}"))
            .await
            .expect(200);
        panel
            .says("1 of 4. Every week: Thu")
            .says("Other visits of the series");
        ctx.run_jobs().await;
        let (subject, text, file) = q!(
            &ctx.app.db,
            fetch_one: (String, String, String),
            "SELECT subject, body_text, attachment FROM messages WHERE kind = 'series_booked' AND status = 'sent'",
        )
        .unwrap();
        let text = text.replace('\u{a0}', " ");
        assert_eq!(subject, "Booked: 4 visits, Bella Brows");
        assert_eq!(text.matches("/l/").count(), 5, "{text}");
        assert!(
            text.contains("Visit 4: Thursday 5 November, 12:00"),
            "{text}"
        );
        assert_eq!(file.matches("BEGIN:VEVENT").count(), 4);
        assert!(file.contains("METHOD:PUBLISH"));
    });
}

#[test]
fn what_is_in_the_way_is_decided_visit_by_visit() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let other = ctx.client(&bella, "Sarah Whitcombe", "+34612345670").await;
        for day in ["2026-05-28", "2026-06-04", "2026-06-11"] {
            ctx.book_for(&bella, other.id, "shaping", &format!("{day}T11:45"))
                .await;
        }
        let mut owner = bella.sign_in(&ctx).await;
        let block = [
            ("date", "2026-06-18"),
            ("from", "11:00"),
            ("to", "13:00"),
            ("reason", "training"),
            ("repeat", "once"),
        ];
        owner.post("/settings/blocks", &block).await.expect(303);
        let form = weekly(&ctx, &bella, "2026-05-21", "5").await;
        let shown = post(&mut owner, "/appointments", &form).await.expect(200);
        let shown = shown.says("Taken: Sarah Whitcombe, 11:45–12:15");
        let shown = shown.says("Outside your hours, or blocked");
        // The nearest free time comes first: 12:15, after Sarah.
        let near = "2026-05-28=2026-05-28T10:15Z";
        let shown = shown.says(near).says("Take Thursday 28 May, 12:15");
        assert_eq!(shown.body.matches("Book over it").count(), 3);
        // Nothing decided: nothing booked, and each says so.
        let asked = and(&form, &[("confirmed", "true"), ("resolve", near)]);
        let asked = post(&mut owner, "/appointments", &asked).await.expect(409);
        let asked = asked
            .says("href=\"#r3\"")
            .says("href=\"#r4\"")
            .says("href=\"#r5\"");
        asked
            .lacks("href=\"#r2\"")
            .says(&format!("value=\"{near}\" selected"));
        assert_eq!(visits(&ctx).await.len(), 3);
        let decided = and(
            &form,
            &[
                ("confirmed", "true"),
                ("resolve", near),
                ("resolve", "2026-06-04=skip"),
                ("resolve", "2026-06-11=over"),
                ("resolve", "2026-06-18=over"),
            ],
        );
        post(&mut owner, "/appointments", &decided)
            .await
            .expect(303);
        let mut all = visits(&ctx).await;
        all.retain(|visit| visit.client_id != Some(other.id));
        let tz = bella.tenant.tz();
        let lines: Vec<String> = all
            .iter()
            .map(|visit| {
                let at = visit.starts_at.with_timezone(&tz).format("%m-%d %H:%M");
                format!("{at} {}", visit.is_booked_over)
            })
            .collect();
        let wanted = [
            "05-21 12:00 false",
            "05-28 12:15 false",
            "06-11 12:00 true",
            "06-18 12:00 false",
        ];
        assert_eq!(lines, wanted);
    });
}

#[test]
fn a_series_without_an_end_or_with_too_many_visits_is_refused() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = weekly(&ctx, &bella, "2026-05-21", "4").await;
        let with = |fields: &[(&'static str, &str)]| {
            let mut form = form.clone();
            form.retain(|(name, _)| !fields.iter().any(|(other, _)| other == name));
            and(&form, fields)
        };
        for (fields, told, field) in [
            (
                vec![("repeat", "rule"), ("rule", "FREQ=WEEKLY")],
                "A series must end, with 60 visits at most",
                "rule",
            ),
            (
                vec![("repeat", "rule"), ("rule", "FREQ=DAILY;COUNT=500")],
                "A series has 60 visits at most",
                "rule",
            ),
            (
                vec![
                    ("repeat", "daily"),
                    ("ends", "date"),
                    ("until", "2027-05-21"),
                ],
                "A series has 60 visits at most",
                "until",
            ),
            (
                vec![("every", "40")],
                "A series reaches two years ahead at most",
                "count",
            ),
            (vec![("count", "61")], "from 2 to 60", "count"),
            (vec![("repeat", "hourly")], "", "repeat"),
        ] {
            let refused = post(&mut owner, "/appointments", &with(&fields))
                .await
                .expect(422);
            refused.says(told).says(&format!("href=\"#{field}\""));
        }
        assert!(visits(&ctx).await.is_empty());
    });
}

#[test]
fn a_visit_becomes_the_first_of_a_series() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "lamination", "2026-05-21T10:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        let new = format!("/appointments/{}/series/new", visit.id);
        owner.get(&new).await.expect(200).says("Repeat this visit");
        let path = format!("/appointments/{}/series", visit.id);
        let form = [
            ("version", "1"),
            ("repeat", "weekly"),
            ("every", "2"),
            ("count", "3"),
        ];
        let shown = owner.post(&path, &form).await.expect(200);
        shown
            .says("Every 2 weeks: Thu")
            .says("Thursday 4 June, 10:00")
            .lacks("Thursday 21 May, 10:00</b>");
        let stale = [
            ("version", "9"),
            ("repeat", "weekly"),
            ("count", "3"),
            ("confirmed", "true"),
        ];
        owner
            .post(&path, &stale)
            .await
            .expect(409)
            .says("Somebody changed this visit");
        let sure = [form.as_slice(), &[("confirmed", "true")]].concat();
        owner.post(&path, &sure).await.expect(303);
        owner.post(&path, &sure).await.expect(303);
        let days = ["2026-05-21", "2026-06-04", "2026-06-18"];
        assert_eq!(
            diary(&ctx, &bella).await,
            days.map(|day| format!("{day} 10:00 confirmed"))
        );
        let again = [("version", "1"), ("repeat", "daily"), ("count", "3")];
        owner
            .post(&path, &again)
            .await
            .expect(409)
            .says("belongs to a series already");
        let all = mails(&ctx).await;
        assert!(
            all.contains(&"series_booked 1".into()) && all.contains(&"reminder 3".into()),
            "{all:?}"
        );
        assert!(all.contains(&"booked 1".into()), "{all:?}");
    });
}

/// Four Thursdays at noon from 21 May on; the second visit.
async fn four(ctx: &Ctx, bella: &Practice, owner: &mut Visitor) -> Appointment {
    let form = weekly(ctx, bella, "2026-05-21", "4").await;
    booked(ctx, owner, &form).await;
    ctx.run_jobs().await;
    visits(ctx).await.remove(1)
}

#[test]
fn this_and_the_following_move_together() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let second = four(&ctx, &bella, &mut owner).await;
        let other = ctx.client(&bella, "Sarah Whitcombe", "+34612345670").await;
        ctx.book_for(&bella, other.id, "shaping", "2026-06-12T13:00")
            .await;
        let path = format!("/appointments/{}/move", second.id);
        let asked = owner.get(&format!("{path}/new")).await.expect(200);
        asked
            .says("This and the following: 3 visits")
            .says("All that lie ahead: 4 visits");
        // A day and an hour later: Fridays at one.
        let form: Form = [
            ("version", "1".to_owned()),
            ("date", "2026-05-29".into()),
            ("time", "13:00".into()),
            ("minutes", "30".into()),
            ("scope", "following".into()),
        ]
        .into();
        let shown = post(&mut owner, &path, &form).await.expect(200);
        let shown = shown
            .says("Friday 5 June, 13:00")
            .says("was Thursday 4 June, 12:00");
        let shown = shown
            .says("Taken: Sarah Whitcombe, 13:00–13:30")
            .lacks("Friday 22 May");
        assert!(!mails(&ctx).await.iter().any(|kind| kind.contains("moved")));
        let mark = hidden(&shown.body, "mark");
        let last = visits(&ctx).await.remove(3);
        let stay = format!("{}=skip", last.id);
        let sure = and(
            &form,
            &[("mark", &mark), ("confirmed", "true"), ("resolve", &stay)],
        );
        // Somebody writes a note on one of them meanwhile.
        let third = visits(&ctx).await.remove(2);
        let note = [("version", "1"), ("note", "late")];
        owner
            .post(&format!("/appointments/{}/note", third.id), &note)
            .await
            .expect(303);
        let stale = post(&mut owner, &path, &sure).await.expect(409);
        let stale = stale.says("Somebody changed the series meanwhile");
        let mark = hidden(&stale.body, "mark");
        let sure = and(
            &form,
            &[("mark", &mark), ("confirmed", "true"), ("resolve", &stay)],
        );
        post(&mut owner, &path, &sure).await.expect(303);
        // Pressed twice.
        post(&mut owner, &path, &sure).await.expect(303);
        let wanted = [
            "2026-05-21 12:00 confirmed",
            "2026-05-29 13:00 confirmed",
            "2026-06-05 13:00 confirmed",
            "2026-06-11 12:00 confirmed",
            "2026-06-12 13:00 confirmed",
        ];
        assert_eq!(diary(&ctx, &bella).await, wanted);
        let all = mails(&ctx).await;
        assert!(all.contains(&"series_moved 1".into()), "{all:?}");
        assert!(!all.iter().any(|kind| kind.starts_with("moved")), "{all:?}");
        ctx.app.clock.advance(TimeDelta::seconds(20));
        ctx.run_jobs().await;
        let (subject, text) = q!(
            &ctx.app.db,
            fetch_one: (String, String),
            "SELECT subject, body_text FROM messages WHERE kind = 'series_moved' AND status = 'sent'",
        )
        .unwrap();
        let text = text.replace('\u{a0}', " ");
        assert_eq!(subject, "New times for 2 visits, Bella Brows");
        assert!(
            text.contains("Friday 5 June, 13:00 (it was Thursday 4 June, 12:00)"),
            "{text}"
        );
    });
}

/// A visit that is put back where it stood keeps that time.
#[test]
fn a_visit_that_stays_after_all_keeps_its_time() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let second = four(&ctx, &bella, &mut owner).await;
        let other = ctx.client(&bella, "Sarah Whitcombe", "+34612345670").await;
        ctx.book_for(&bella, other.id, "shaping", "2026-06-04T13:00")
            .await;
        let path = format!("/appointments/{}/move", second.id);
        let form: Form = [
            ("version", "1".to_owned()),
            ("date", "2026-05-28".into()),
            ("time", "13:00".into()),
            ("scope", "following".into()),
        ]
        .into();
        let shown = post(&mut owner, &path, &form).await.expect(200);
        let shown = shown.says("Taken: Sarah Whitcombe");
        let mark = hidden(&shown.body, "mark");
        let third = visits(&ctx).await.remove(2);
        let own = format!("{}=2026-06-04T10:00Z", third.id);
        let sure = and(
            &form,
            &[("mark", &mark), ("confirmed", "true"), ("resolve", &own)],
        );
        post(&mut owner, &path, &sure).await.expect(303);
        let diary = diary(&ctx, &bella).await;
        assert!(
            diary.contains(&"2026-06-04 12:00 confirmed".to_owned()),
            "{diary:?}"
        );
        assert!(
            diary.contains(&"2026-05-28 13:00 confirmed".to_owned()),
            "{diary:?}"
        );
        let (kept,) = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM allocations WHERE appointment_id = $1 AND is_active",
            third.id,
        )
        .unwrap();
        assert_eq!(kept, 1, "its time is its own");
    });
}

#[test]
fn a_series_moves_over_its_own_times() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let second = four(&ctx, &bella, &mut owner).await;
        let path = format!("/appointments/{}/move", second.id);
        // A week later: each comes where the next one was.
        let form: Form = [
            ("version", "1".to_owned()),
            ("date", "2026-06-04".into()),
            ("time", "12:00".into()),
            ("scope", "all".into()),
        ]
        .into();
        let shown = post(&mut owner, &path, &form)
            .await
            .expect(200)
            .lacks("Taken:");
        let mark = hidden(&shown.body, "mark");
        let sure = and(&form, &[("mark", &mark), ("confirmed", "true")]);
        post(&mut owner, &path, &sure).await.expect(303);
        let days = ["2026-05-28", "2026-06-04", "2026-06-11", "2026-06-18"];
        assert_eq!(
            diary(&ctx, &bella).await,
            days.map(|day| format!("{day} 12:00 confirmed"))
        );
        // The time it left can be had, the ones it has cannot.
        let taken = ctx.plan(&bella, "shaping").await;
        let now = ctx.app.clock.now();
        let free = async |at: &str| {
            let start = bella.at(at);
            aureli::schedule::availability::Availability::around(
                &ctx.app.db,
                &bella.tenant,
                &taken,
                start,
                None,
                now,
            )
            .await
            .unwrap()
            .check(start)
            .is_ok()
        };
        assert!(free("2026-05-21T12:00").await);
        assert!(!free("2026-06-18T12:00").await);
    });
}

#[test]
fn this_and_the_following_are_cancelled_at_once() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let second = four(&ctx, &bella, &mut owner).await;
        let path = format!("/appointments/{}/cancellation", second.id);
        let asked = owner.get(&format!("{path}/new")).await.expect(200);
        let mark = hidden(&asked.body, "mark");
        let form = [("version", "1"), ("by", "master"), ("scope", "following")];
        let wrong = [form.as_slice(), &[("mark", "x")]].concat();
        owner
            .post(&path, &wrong)
            .await
            .expect(409)
            .says("Somebody changed the series");
        let sure = [form.as_slice(), &[("mark", &mark)]].concat();
        owner.post(&path, &sure).await.expect(303);
        owner.post(&path, &sure).await.expect(303);
        let wanted = [
            "2026-05-21 12:00 confirmed",
            "2026-05-28 12:00 cancelled",
            "2026-06-04 12:00 cancelled",
            "2026-06-11 12:00 cancelled",
        ];
        assert_eq!(diary(&ctx, &bella).await, wanted);
        ctx.app.clock.advance(TimeDelta::seconds(20));
        ctx.run_jobs().await;
        let kinds = q!(
            &ctx.app.db,
            fetch_all: (String, String, Option<String>),
            "SELECT kind, status, attachment FROM messages WHERE kind LIKE '%cancelled'",
        )
        .unwrap();
        let [(kind, status, file)] = &kinds[..] else {
            panic!("{kinds:?}")
        };
        assert_eq!(
            (kind.as_str(), status.as_str()),
            ("series_cancelled", "sent")
        );
        assert_eq!(
            file.as_ref().unwrap().matches("STATUS:CANCELLED").count(),
            3
        );
        let first = visits(&ctx).await.remove(0);
        let panel = owner
            .get(&format!("/appointments/{}", first.id))
            .await
            .expect(200);
        panel.says("1 of 1. Every week: Thu");
    });
}

#[test]
fn one_visit_of_a_series_can_still_be_moved_alone() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let second = four(&ctx, &bella, &mut owner).await;
        let path = format!("/appointments/{}/move", second.id);
        let form = [
            ("version", "1"),
            ("date", "2026-05-29"),
            ("time", "15:00"),
            ("scope", "one"),
        ];
        owner.post(&path, &form).await.expect(303);
        let all = diary(&ctx, &bella).await;
        assert_eq!(all[1], "2026-05-29 15:00 confirmed");
        assert_eq!(all[2], "2026-06-04 12:00 confirmed");
        assert!(mails(&ctx).await.contains(&"moved 1".into()));
    });
}

#[test]
fn of_two_series_for_the_same_hours_one_is_booked_whole_and_the_other_not_at_all() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut racers = tokio::task::JoinSet::new();
        for n in 0..6 {
            let mut owner = bella.sign_in(&ctx).await;
            let mut form = weekly(&ctx, &bella, "2026-05-21", "8").await;
            form.retain(|(name, _)| *name != "key");
            let key = format!("racer-{n}-0123456789");
            let form = and(&form, &[("key", &key), ("confirmed", "true")]);
            racers.spawn(async move {
                post(&mut owner, "/appointments", &form)
                    .await
                    .status
                    .as_u16()
            });
        }
        let mut statuses = racers.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409, 409, 409, 409, 409]);
        assert_eq!(visits(&ctx).await.len(), 8);
        let (series,) = q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM series").unwrap();
        assert_eq!(series, 1);
    });
}
