//! Calendars that are read: what of them is offered no more, what becomes of visits that were there before, and servers that
//! are slow, wrong or gone.

use std::sync::{Arc, Mutex};

use aureli::accounts::Role;
use aureli::calendars::sources::{Source, Trouble};
use aureli::id::{AppointmentId, CalendarSourceId};
use aureli::q;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::TimeDelta;

use super::{LOOPBACK, PAGE, later, offered, source};
use crate::support::factories::Practice;
use crate::support::{Ctx, Visitor, fakes, on_both, on_both_with};

/// A server with one calendar.
#[derive(Clone, Default)]
struct Outside(Arc<Mutex<Said>>);

#[derive(Default)]
struct Said {
    file: String,
    status: u16,
    /// How often it was asked, and how often it could say that nothing changed.
    asked: usize,
    unchanged: usize,
}

impl Outside {
    async fn serve(&self) -> String {
        let router = Router::new()
            .route("/cal.ics", get(answer))
            .route("/there.ics", get(|| async { redirect("/cal.ics") }))
            .route(
                "/inside.ics",
                get(|| async { redirect("http://10.0.0.1/cal.ics") }),
            )
            .route("/circle.ics", get(|| async { redirect("/circle.ics") }))
            .route("/huge.ics", get(|| async { vec![b' '; (10 << 20) + 1] }))
            .with_state(self.clone());
        fakes::serve(router).await
    }

    fn says(&self, events: &[(&str, &str, &str)]) {
        let mut said = self.0.lock().unwrap();
        said.status = 200;
        said.file = file(events);
    }

    fn fails(&self, status: u16) {
        self.0.lock().unwrap().status = status;
    }
}

fn redirect(to: &'static str) -> Response {
    (StatusCode::FOUND, [("location", to)]).into_response()
}

async fn answer(State(outside): State<Outside>, headers: HeaderMap) -> Response {
    let mut said = outside.0.lock().unwrap();
    said.asked += 1;
    if said.status != 200 {
        return StatusCode::from_u16(said.status).unwrap().into_response();
    }
    let tag = format!("\"{}\"", said.file.len());
    if headers
        .get("if-none-match")
        .is_some_and(|known| *known == *tag)
    {
        said.unchanged += 1;
        return StatusCode::NOT_MODIFIED.into_response();
    }
    ([("etag", tag)], said.file.clone()).into_response()
}

/// Name, beginning and end, as the practice's clock shows them.
fn file(events: &[(&str, &str, &str)]) -> String {
    let mut file = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
    for (name, from, to) in events {
        file.push_str(&format!(
            "BEGIN:VEVENT\r\nUID:{name}\r\nSUMMARY:{name}\r\nDTSTART:{from}\r\nDTEND:{to}\r\nEND:VEVENT\r\n"
        ));
    }
    file + "END:VCALENDAR\r\n"
}

async fn add(owner: &mut Visitor, url: &str) -> CalendarSourceId {
    let form = [("name", "Home"), ("url", url)];
    let answer = owner
        .post(&format!("{PAGE}/sources"), &form)
        .await
        .expect(303);
    let (_, id) = answer.location().rsplit_once('/').unwrap();
    id.parse().unwrap()
}

/// What every practice has for the guards: a source whose busy time came upon a visit.
pub async fn objects(ctx: &Ctx, practice: &Practice, visit: AppointmentId) {
    let now = ctx.app.clock.now();
    let mut owner = practice.sign_in(ctx).await;
    owner.get(PAGE).await.expect(200);
    let (source, busy) = (CalendarSourceId::new(), uuid::Uuid::now_v7());
    let key = ctx
        .app
        .tenant_key(&ctx.app.db, practice.tenant.id)
        .await
        .unwrap();
    let mut tx = ctx.app.db.begin().await.unwrap();
    let resource = aureli::schedule::model::for_change(&mut tx, practice.tenant.id, None)
        .await
        .unwrap();
    let draft = aureli::calendars::sources::model::SourceDraft {
        name: "Home".into(),
        resource,
        url: Some("https://127.0.0.1/cal.ics".into()),
    };
    let actor = aureli::events::Actor::system();
    Source::create(
        &mut tx,
        &key,
        practice.tenant.id,
        practice.owner,
        &actor,
        source,
        &draft,
        now,
    )
    .await
    .unwrap();
    q!(
        &mut tx,
        execute,
        "INSERT INTO busy_times (tenant_id, id, source_id, resource_id, starts_at, ends_at, title)
         SELECT tenant_id, $2, $3, $4, starts_at, ends_at, 'Dentist' FROM appointments WHERE tenant_id = $1 AND id = $5",
        practice.tenant.id,
        busy,
        source,
        resource,
        visit,
    )
    .unwrap();
    q!(
        &mut tx,
        execute,
        "INSERT INTO calendar_clashes (tenant_id, id, busy_id, appointment_id, created_at) VALUES ($1, $2, $3, $4, $5)",
        practice.tenant.id,
        uuid::Uuid::now_v7(),
        busy,
        visit,
        now,
    )
    .unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn nobody_is_offered_a_time_at_which_the_master_is_busy_elsewhere() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let outside = Outside::default();
        outside.says(&[("Dentist", "20260515T110000", "20260515T180000")]);
        let url = outside.serve().await;
        assert!(
            offered(&ctx, "2026-05-15")
                .await
                .contains(&"12:00".to_owned())
        );
        let id = add(&mut owner, &format!("{url}/there.ics")).await;
        assert_eq!(
            offered(&ctx, "2026-05-15").await,
            ["10:00", "10:15", "10:30", "18:00", "18:15", "18:30"]
        );
        let page = owner.get(&format!("{PAGE}/sources/{id}")).await.expect(200);
        page.says("1 entry, 1 busy time").lacks("there.ics");
        owner
            .get(PAGE)
            .await
            .expect(200)
            .says("Home")
            .says("Read, last at 09:00");
        // The calendar shows it, its name to who brought it.
        let day = "/calendar?view=day&date=2026-05-15";
        owner.get(day).await.expect(200).says("Dentist");
        let mut helper = bella.member(&ctx, Role::Manager).await;
        helper
            .get(day)
            .await
            .expect(200)
            .says("Busy elsewhere")
            .lacks("Dentist");
        // It is booked by nobody who held the page open.
        let form = serde_json::json!({ "service": "shaping", "start": "2026-05-15T12:00:00+02:00",
            "client": { "name": "Ana", "phone": "+34612345678", "email": "ana@example.com" } });
        let booked = ctx
            .visitor()
            .post_json(
                "/api/v1/public/bella/bookings",
                form,
                &[("idempotency-key", "k1")],
            )
            .await;
        assert_eq!(booked.status.as_u16(), 409, "{}", booked.body);
        // Switched off, its time is free; on again, it is read again.
        let switch = format!("{PAGE}/sources/{id}/switch");
        owner.post(&switch, &[("on", "false")]).await.expect(303);
        assert!(
            offered(&ctx, "2026-05-15")
                .await
                .contains(&"12:00".to_owned())
        );
        owner.post(&switch, &[("on", "true")]).await.expect(303);
        ctx.run_jobs().await;
        assert!(
            !offered(&ctx, "2026-05-15")
                .await
                .contains(&"12:00".to_owned())
        );
        owner
            .post(&format!("{PAGE}/sources/{id}/removal"), &[])
            .await
            .expect(303);
        assert!(
            offered(&ctx, "2026-05-15")
                .await
                .contains(&"12:00".to_owned())
        );
        owner.get(&format!("{PAGE}/sources/{id}")).await.expect(404);
    });
}

#[test]
fn the_worker_looks_again_and_asks_for_no_more_than_is_new() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let outside = Outside::default();
        outside.says(&[("Dentist", "20260515T110000", "20260515T180000")]);
        let url = outside.serve().await;
        let id = add(&mut owner, &format!("{url}/cal.ics")).await;
        later(&ctx, 5).await;
        assert_eq!(outside.0.lock().unwrap().asked, 1, "it is not its turn");
        later(&ctx, 11).await;
        {
            let said = outside.0.lock().unwrap();
            assert_eq!((said.asked, said.unchanged), (2, 1));
        }
        outside.says(&[("Moved", "20260515T150000", "20260515T190000")]);
        later(&ctx, 16).await;
        let free = offered(&ctx, "2026-05-15").await;
        assert!(free.contains(&"11:00".to_owned()) && !free.contains(&"16:00".to_owned()));
        // A day later it is read whole: what repeats has come nearer.
        later(&ctx, 24 * 60).await;
        assert_eq!(outside.0.lock().unwrap().unchanged, 1);
        assert_eq!(source(&ctx, &bella, id).await.spans, 1);
    });
}

#[test]
fn a_visit_that_busy_time_comes_upon_stays_and_waits_for_a_word() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let visit = ctx.book(&bella, "lamination", "2026-05-15T11:30").await;
        let outside = Outside::default();
        outside.says(&[
            ("Dentist", "20260515T110000", "20260515T120000"),
            ("Gym", "20260516T110000", "20260516T120000"),
        ]);
        let url = outside.serve().await;
        add(&mut owner, &format!("{url}/cal.ics")).await;
        let todo = owner.get("/todo").await.expect(200);
        todo.says("Busy 11:00–12:00 in “Home”: Dentist")
            .says("Petrova");
        owner.get("/todo/count").await.expect(200).says(">1<");
        owner
            .get("/calendar?view=day&date=2026-05-15")
            .await
            .expect(200)
            .says("Petrova")
            .says("Dentist");
        // Gone there, it waits no more; back again, it does.
        outside.says(&[]);
        later(&ctx, 16).await;
        owner.get("/todo").await.expect(200).lacks("Dentist");
        outside.says(&[("Dentist", "20260515T110000", "20260515T120000")]);
        later(&ctx, 16).await;
        owner.get("/todo").await.expect(200).says("Dentist");
        // Moved out of it here, it waits no more either.
        let form = [
            ("version", &*visit.version.to_string()),
            ("date", "2026-05-18"),
            ("time", "12:00"),
        ];
        owner
            .post(&format!("/appointments/{}/move", visit.id), &form)
            .await
            .expect(303);
        owner.get("/todo").await.expect(200).lacks("Dentist");
        owner.get("/todo/count").await.expect(200).says(">0<");
    });
}

#[test]
fn what_is_meant_so_is_asked_about_once() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        ctx.book(&bella, "lamination", "2026-05-15T11:30").await;
        let outside = Outside::default();
        let dentist = ("Dentist", "20260515T110000", "20260515T120000");
        outside.says(&[dentist]);
        let url = outside.serve().await;
        add(&mut owner, &format!("{url}/cal.ics")).await;
        let todo = owner.get("/todo").await.expect(200);
        let (_, rest) = todo.body.split_once("/todo/clashes/").unwrap();
        let id = rest.split('/').next().unwrap();
        owner
            .post(&format!("/todo/clashes/{id}/dismissal"), &[])
            .await
            .expect(303);
        owner.get("/todo").await.expect(200).lacks("Dentist");
        // Something else changes there.
        outside.says(&[dentist, ("Gym", "20260520T110000", "20260520T120000")]);
        later(&ctx, 16).await;
        owner.get("/todo").await.expect(200).lacks("Dentist");
        // A visit that is put there knowingly asks nothing.
        ctx.book_over(&bella, "shaping", "2026-05-20T11:00").await;
        outside.says(&[
            dentist,
            ("Gym", "20260520T110000", "20260520T120000"),
            ("More", "20260521T110000", "20260521T120000"),
        ]);
        later(&ctx, 16).await;
        owner.get("/todo").await.expect(200).lacks("Gym");
    });
}

#[test]
fn a_calendar_that_fails_keeps_what_it_said_and_is_told_after_a_day() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let outside = Outside::default();
        outside.says(&[("Dentist", "20260518T110000", "20260518T180000")]);
        let url = outside.serve().await;
        let id = add(&mut owner, &format!("{url}/cal.ics")).await;
        outside.fails(500);
        later(&ctx, 16).await;
        let failing = source(&ctx, &bella, id).await;
        assert_eq!(failing.trouble, Some(Trouble::Server));
        assert!(failing.next_at > ctx.app.clock.now() + TimeDelta::minutes(14));
        assert!(
            !offered(&ctx, "2026-05-18")
                .await
                .contains(&"12:00".to_owned()),
            "busy as it was"
        );
        owner
            .get(PAGE)
            .await
            .expect(200)
            .says("has a problem of its own");
        owner.get("/todo").await.expect(200).lacks("cannot be read");
        let asked = outside.0.lock().unwrap().asked;
        for _ in 0..30 {
            later(&ctx, 60).await;
        }
        let tries = outside.0.lock().unwrap().asked - asked;
        assert!((5..12).contains(&tries), "later each time: {tries}");
        owner
            .get("/todo")
            .await
            .expect(200)
            .says("Home cannot be read");
        owner
            .post(&format!("/todo/calendars/{id}/dismissal"), &[])
            .await
            .expect(303);
        owner
            .get("/todo")
            .await
            .expect(200)
            .lacks("Home cannot be read");
        // Well again, and ill again: that is news.
        outside.says(&[]);
        later(&ctx, 7 * 60).await;
        assert_eq!(source(&ctx, &bella, id).await.trouble, None);
        outside.fails(404);
        for _ in 0..30 {
            later(&ctx, 60).await;
        }
        owner
            .get("/todo")
            .await
            .expect(200)
            .says("no calendar at this address any more");
    });
}

#[test]
fn an_address_that_cannot_be_read_is_refused_with_its_reason() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let outside = Outside::default();
        outside.says(&[]);
        let url = outside.serve().await;
        for (typed, word) in [
            (
                format!("{url}/nothing.ics"),
                "no calendar at this address any more",
            ),
            (format!("{url}/huge.ics"), "larger than 10 MB"),
            (format!("{url}/inside.ics"), "private network"),
            (format!("{url}/circle.ics"), "broke off"),
            ("http://10.1.2.3/cal.ics".into(), "private network"),
            ("http://127.0.0.1:1/cal.ics".into(), "Nobody answers"),
            ("ftp://example.com/cal.ics".into(), "begins with https"),
            (String::new(), "errors-h"),
        ] {
            let form = [("name", "Home"), ("url", typed.as_str())];
            let answer = owner
                .post(&format!("{PAGE}/sources"), &form)
                .await
                .expect(422);
            answer.says(word);
        }
        outside.0.lock().unwrap().file = "<html>Sign in</html>".into();
        let form = [("name", "Home"), ("url", &*format!("{url}/cal.ics"))];
        let answer = owner
            .post(&format!("{PAGE}/sources"), &form)
            .await
            .expect(422);
        answer
            .says("something else than a calendar")
            .says("cal.ics");
        assert!(
            Source::all(&ctx.app.db, bella.tenant.id)
                .await
                .unwrap()
                .is_empty()
        );
    });
}

#[test]
fn no_address_leads_to_the_machine_itself() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let outside = Outside::default();
        outside.says(&[]);
        let url = outside.serve().await;
        let port = url.rsplit(':').next().unwrap();
        for typed in [
            format!("https://127.0.0.1:{port}/cal.ics"),
            format!("https://localhost:{port}/cal.ics"),
            format!("https://[::1]:{port}/cal.ics"),
            format!("https://[::ffff:127.0.0.1]:{port}/cal.ics"),
            format!("https://2130706433:{port}/cal.ics"),
            "https://169.254.169.254/latest/meta-data".into(),
        ] {
            let form = [("name", "Home"), ("url", typed.as_str())];
            let answer = owner
                .post(&format!("{PAGE}/sources"), &form)
                .await
                .expect(422);
            answer.says("private network");
        }
        assert_eq!(outside.0.lock().unwrap().asked, 0);
    });
}

#[test]
fn the_address_is_kept_as_a_secret_and_sent_twice_makes_one() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let outside = Outside::default();
        outside.says(&[]);
        let url = format!("{}/cal.ics?key=s3cr3t", outside.serve().await);
        let id = CalendarSourceId::new().to_string();
        let form = [("id", id.as_str()), ("name", "Home"), ("url", &url)];
        owner
            .post(&format!("{PAGE}/sources"), &form)
            .await
            .expect(303);
        owner
            .post(&format!("{PAGE}/sources"), &form)
            .await
            .expect(303);
        let all = Source::all(&ctx.app.db, bella.tenant.id).await.unwrap();
        assert_eq!(all.len(), 1);
        assert!(!String::from_utf8_lossy(&all[0].sealed).contains("s3cr3t"));
        let page = format!("{PAGE}/sources/{id}");
        owner
            .get(&page)
            .await
            .expect(200)
            .lacks("s3cr3t")
            .says("127.0.0.1");
        // Left empty, it stays.
        let asked = outside.0.lock().unwrap().asked;
        owner
            .post(&page, &[("name", "House"), ("url", "")])
            .await
            .expect(303);
        owner
            .post(&format!("{page}/refresh"), &[])
            .await
            .expect(303);
        assert_eq!(outside.0.lock().unwrap().asked, asked + 1);
        owner.get(PAGE).await.expect(200).says("House");
    });
}

/// What it takes is measured in `benches/calendars.rs`.
#[test]
fn a_calendar_of_five_thousand_entries_is_read_at_once() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        objects(&ctx, &bella, visit.id).await;
        let source = Source::all(&ctx.app.db, bella.tenant.id)
            .await
            .unwrap()
            .remove(0);
        let mut text = String::from("BEGIN:VCALENDAR\n");
        for n in 0..5_000 {
            let start = ctx.app.clock.now() + TimeDelta::minutes(n * 100);
            let start = start.format("%Y%m%dT%H%M00Z");
            text.push_str(&format!(
                "BEGIN:VEVENT\nUID:{n}\nSUMMARY:Entry {n}\nDTSTART:{start}\nDURATION:PT45M\nEND:VEVENT\n"
            ));
        }
        text.push_str("END:VCALENDAR\n");
        let import = aureli::calendars::sources::work::import;
        import(&ctx.app, &bella.tenant, &source, text.clone().into_bytes())
            .await
            .unwrap();
        let source = Source::find(&ctx.app.db, bella.tenant.id, source.id)
            .await
            .unwrap();
        assert_eq!((source.events, source.unread_count), (5_000, 0));
        assert!(source.spans >= 5_000);
    });
}

#[test]
fn only_the_practices_own_visits_block_nobody() {
    on_both_with(LOOPBACK, |ctx| async move {
        let (bella, other) = (ctx.bella().await, ctx.stranger().await);
        let own = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        let theirs = ctx.book(&other, "shaping", "2026-05-19T12:00").await;
        let name = |id| aureli::ics::host_id(&ctx.app.config, id);
        let (own, theirs) = (name(own.id), name(theirs.id));
        let outside = Outside::default();
        let url = outside.serve().await;
        outside.says(&[
            (own.as_str(), "20260515T100000", "20260515T103000"),
            (theirs.as_str(), "20260515T120000", "20260515T123000"),
        ]);
        let mut owner = bella.sign_in(&ctx).await;
        add(&mut owner, &format!("{url}/cal.ics")).await;
        let times = offered(&ctx, "2026-05-15").await;
        assert!(times.contains(&"10:00".to_owned()), "{times:?}");
        assert!(!times.contains(&"12:00".to_owned()), "{times:?}");
    });
}
