//! A calendar that is read and written, against a real server: Radicale on loopback.

use aureli::appointments::Appointment;
use aureli::calendars::caldav::Account;
use aureli::calendars::sources::{Source, Trouble};
use aureli::events::Actor;
use aureli::id::CalendarSourceId;
use aureli::privacy::{self, Reason};
use aureli::q;
use chrono::TimeDelta;

use super::{LOOPBACK, later, offered, source};
use crate::support::factories::{OWNER_PASSWORD, Practice};
use crate::support::radicale::{PASSWORD, Radicale, USER};
use crate::support::{Ctx, Visitor, on_both_with};

const PAGE: &str = "/settings/calendars/accounts";

/// An owner who has just said the password again.
pub async fn proved(ctx: &Ctx, bella: &Practice) -> Visitor {
    let mut owner = bella.sign_in(ctx).await;
    let form = [("password", OWNER_PASSWORD), ("next", "/")];
    owner.post("/password/confirm", &form).await.expect(303);
    owner
}

/// Connects the server's calendar as a person does, and syncs.
async fn connect(ctx: &Ctx, owner: &mut Visitor, server: &Radicale) -> CalendarSourceId {
    connect_at(ctx, owner, &server.url(), &server.calendar()).await
}

pub async fn connect_at(
    ctx: &Ctx,
    owner: &mut Visitor,
    url: &str,
    calendar: &str,
) -> CalendarSourceId {
    let form = [("url", url), ("user", USER), ("password", PASSWORD)];
    let answer = owner.post(PAGE, &form).await.expect(303);
    let page = answer.location().to_owned();
    owner
        .get(&page)
        .await
        .expect(200)
        .says("Phone")
        .lacks(PASSWORD);
    let chosen = [
        ("name", "Phone"),
        ("calendar", calendar),
        ("content", "first_name"),
        ("written", "true"),
    ];
    owner.post(&page, &chosen).await.expect(303);
    ctx.run_jobs().await;
    page.rsplit('/').next().unwrap().parse().unwrap()
}

pub async fn is_offered(ctx: &Ctx, day: &str, time: &str) -> bool {
    offered(ctx, day).await.contains(&time.to_owned())
}

pub fn entry(name: &str, from: &str, to: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\nBEGIN:VEVENT\r\nUID:{name}\r\nDTSTAMP:20260514T070000Z\r\nSUMMARY:{name}\r\nDTSTART:{from}\r\nDTEND:{to}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

#[test]
fn what_stands_in_the_masters_calendar_is_offered_to_nobody() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = proved(&ctx, &bella).await;
        let mut server = Radicale::start().await;
        server
            .put(
                "dentist",
                &entry("Dentist", "20260515T090000Z", "20260515T160000Z"),
            )
            .await;
        let id = connect(&ctx, &mut owner, &server).await;
        assert_eq!(source(&ctx, &bella, id).await.trouble, None);
        assert!(!is_offered(&ctx, "2026-05-15", "12:00").await);
        assert!(is_offered(&ctx, "2026-05-15", "10:00").await);
        // What is new there comes by the token; so does what is gone.
        server
            .put("gym", &entry("Gym", "20260518T080000Z", "20260518T100000Z"))
            .await;
        later(&ctx, 16).await;
        assert!(!is_offered(&ctx, "2026-05-18", "10:00").await);
        server.delete("dentist").await;
        later(&ctx, 16).await;
        assert!(is_offered(&ctx, "2026-05-15", "12:00").await);
        assert!(!is_offered(&ctx, "2026-05-18", "10:00").await);
        // A token that the server has forgotten costs a whole reading, nothing else.
        q!(
            &ctx.app.db,
            execute,
            "UPDATE calendar_sources SET sync_token = 'http://radicale.org/ns/sync/forgotten' WHERE tenant_id = $1",
            bella.tenant.id,
        )
        .unwrap();
        server.delete("gym").await;
        later(&ctx, 16).await;
        assert!(is_offered(&ctx, "2026-05-18", "10:00").await);
        let account = Account::find(&ctx.app.db, bella.tenant.id, id)
            .await
            .unwrap();
        assert!(
            account
                .sync_token
                .is_some_and(|token| !token.ends_with("forgotten"))
        );
        server.stop();
    });
}

#[test]
fn visits_stand_in_the_masters_calendar_as_they_are() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = proved(&ctx, &bella).await;
        let server = Radicale::start().await;
        let before = ctx.book(&bella, "lamination", "2026-05-15T11:30").await;
        connect(&ctx, &mut owner, &server).await;
        let name = before.id.to_string();
        let file = server.get(&name).await.expect("an entry");
        assert!(file.contains("SUMMARY:Anna · Brow lamination"), "{file}");
        assert!(file.contains("DTSTART:20260515T093000Z"), "{file}");
        assert!(
            !file.contains("Petrova") && !file.contains("+34"),
            "no more than was chosen"
        );
        // A new one, a moved one and a cancelled one follow at once.
        let other = ctx.book(&bella, "shaping", "2026-05-18T10:00").await;
        ctx.moved(&mut owner, &before, "2026-05-16", "12:00").await;
        ctx.run_jobs().await;
        assert_eq!(server.count().await, 2);
        let file = server.get(&name).await.expect("an entry");
        assert!(
            file.contains("DTSTART:20260516T100000Z") && file.contains("SEQUENCE:1"),
            "{file}"
        );
        let now = Appointment::find(&ctx.app.db, bella.tenant.id, other.id)
            .await
            .unwrap();
        let form = [("version", &*now.version.to_string()), ("by", "client")];
        owner
            .post(&format!("/appointments/{}/cancellation", other.id), &form)
            .await
            .expect(303);
        ctx.run_jobs().await;
        assert_eq!(server.get(&other.id.to_string()).await, None);
        // Its own entries block nobody, and nothing of this asks for a word.
        assert!(is_offered(&ctx, "2026-05-15", "12:00").await);
        later(&ctx, 16).await;
        owner.get("/todo/count").await.expect(200).says(">0<");
        // What is over stays there.
        later(&ctx, 4 * 24 * 60).await;
        assert!(server.get(&name).await.is_some());
    });
}

#[test]
fn what_somebody_does_to_a_visit_there_is_told_and_put_right() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = proved(&ctx, &bella).await;
        let server = Radicale::start().await;
        let visit = ctx.book(&bella, "lamination", "2026-05-15T11:30").await;
        connect(&ctx, &mut owner, &server).await;
        let name = visit.id.to_string();
        let file = server.get(&name).await.unwrap();
        // A bell is the master's own business.
        let bell = file.replace("END:VEVENT", "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT");
        server.put(&name, &bell).await;
        later(&ctx, 16).await;
        assert!(server.get(&name).await.unwrap().contains("VALARM"));
        owner.get("/todo/count").await.expect(200).says(">0<");
        let moved_there = bell
            .replace("20260515T093000Z", "20260516T100000Z")
            .replace("20260515T104500Z", "20260516T111500Z");
        server.put(&name, &moved_there).await;
        later(&ctx, 16).await;
        let todo = owner.get("/todo").await.expect(200);
        todo.says("Moved in “Phone” to Saturday 16 May, 12:00");
        assert!(
            server
                .get(&name)
                .await
                .unwrap()
                .contains("DTSTART:20260515T093000Z"),
            "ours wins"
        );
        let dismissal = format!("/todo/calendar-changes/{name}/dismissal");
        owner.post(&dismissal, &[]).await.expect(303);
        owner.get("/todo/count").await.expect(200).says(">0<");
        later(&ctx, 16).await;
        owner.get("/todo/count").await.expect(200).says(">0<");
        server.delete(&name).await;
        later(&ctx, 16).await;
        owner
            .get("/todo")
            .await
            .expect(200)
            .says("Deleted in “Phone”");
        assert!(server.get(&name).await.is_some(), "written again");
        let here = Appointment::find(&ctx.app.db, bella.tenant.id, visit.id)
            .await
            .unwrap();
        assert_eq!(
            (here.starts_at, here.status),
            (visit.starts_at, visit.status)
        );
    });
}

#[test]
fn an_answer_that_was_lost_makes_no_second_entry() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = proved(&ctx, &bella).await;
        let server = Radicale::start().await;
        let visit = ctx.book(&bella, "lamination", "2026-05-15T11:30").await;
        let id = connect(&ctx, &mut owner, &server).await;
        // It was written, and the process ended before it knew.
        q!(
            &ctx.app.db,
            execute,
            "DELETE FROM calendar_writes WHERE tenant_id = $1",
            bella.tenant.id,
        )
        .unwrap();
        later(&ctx, 16).await;
        assert_eq!(source(&ctx, &bella, id).await.trouble, None);
        assert_eq!(server.count().await, 1);
        ctx.moved(&mut owner, &visit, "2026-05-16", "12:00").await;
        ctx.run_jobs().await;
        assert_eq!(server.count().await, 1);
        let file = server.get(&visit.id.to_string()).await.unwrap();
        assert!(file.contains("DTSTART:20260516T100000Z"));
        owner.get("/todo/count").await.expect(200).says(">0<");
    });
}

#[test]
fn a_server_that_is_gone_is_asked_again_and_told_after_a_day() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = proved(&ctx, &bella).await;
        let mut server = Radicale::start().await;
        server
            .put(
                "dentist",
                &entry("Dentist", "20260525T090000Z", "20260525T160000Z"),
            )
            .await;
        let id = connect(&ctx, &mut owner, &server).await;
        server.stop();
        let visit = ctx.book(&bella, "lamination", "2026-05-26T11:30").await;
        ctx.run_jobs().await;
        assert_eq!(
            source(&ctx, &bella, id).await.trouble,
            Some(Trouble::Nobody)
        );
        assert!(
            !is_offered(&ctx, "2026-05-25", "12:00").await,
            "busy as it was"
        );
        for _ in 0..30 {
            later(&ctx, 60).await;
        }
        owner
            .get("/todo")
            .await
            .expect(200)
            .says("Phone cannot be read");
        server.wake().await;
        later(&ctx, 7 * 60).await;
        assert_eq!(source(&ctx, &bella, id).await.trouble, None);
        assert!(
            server.get(&visit.id.to_string()).await.is_some(),
            "what was left is written"
        );
        owner
            .get("/todo")
            .await
            .expect(200)
            .lacks("Phone cannot be read");
        // Another password there.
        server.stop();
        server.change_password("changed");
        server.wake().await;
        later(&ctx, 16).await;
        assert_eq!(
            source(&ctx, &bella, id).await.trouble,
            Some(Trouble::Forbidden)
        );
    });
}

#[test]
fn a_wrong_password_or_address_is_told_and_nothing_is_kept() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        ctx.app.clock.advance(TimeDelta::minutes(11));
        owner.get(&format!("{PAGE}/new")).await.expect(303);
        let mut owner = proved(&ctx, &bella).await;
        let server = Radicale::start().await;
        let url = server.url();
        for (url, password, word) in [
            (
                url.as_str(),
                "wrong",
                "does not take this name and password",
            ),
            ("http://127.0.0.1:1/", PASSWORD, "Nobody answers"),
            ("https://10.0.0.1/", PASSWORD, "private network"),
            (url.as_str(), "", "errors-h"),
        ] {
            let form = [("url", url), ("user", USER), ("password", password)];
            let answer = owner.post(PAGE, &form).await.expect(422);
            answer.says(word).lacks("value=\"wrong\"");
        }
        assert!(
            Source::all(&ctx.app.db, bella.tenant.id)
                .await
                .unwrap()
                .is_empty()
        );
        let id = connect(&ctx, &mut owner, &server).await;
        let kept = source(&ctx, &bella, id).await;
        assert!(!String::from_utf8_lossy(&kept.sealed).contains(PASSWORD));
    });
}

#[test]
fn an_erased_client_is_named_in_no_entry_there() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = proved(&ctx, &bella).await;
        let mut server = Radicale::start().await;
        let over = ctx.book(&bella, "lamination", "2026-05-15T11:30").await;
        let last = ctx.book(&bella, "shaping", "2026-05-18T10:00").await;
        let other = ctx.client(&bella, "Bea Vidal", "+34612345670").await;
        let others = ctx
            .book_for(&bella, other.id, "shaping", "2026-05-18T18:00")
            .await;
        connect(&ctx, &mut owner, &server).await;
        // One visit is over and known to nobody here, one was written today.
        later(&ctx, 4 * 24 * 60 + 120).await;
        let names = [over.id.to_string(), last.id.to_string()];
        for name in &names {
            assert!(server.get(name).await.unwrap().contains("Anna"));
        }
        server.stop();
        let actor = Actor::user(bella.owner);
        let client = over.client_id.unwrap();
        privacy::erase(&ctx.app, &bella.tenant, client, &actor, Reason::Asked)
            .await
            .unwrap();
        ctx.run_jobs().await;
        server.wake().await;
        later(&ctx, 7 * 60).await;
        later(&ctx, 16).await;
        for name in &names {
            let file = server.get(name).await.expect("it stays");
            assert!(!file.contains("Anna"), "{file}");
            assert!(file.contains("Brow "), "{file}");
        }
        let file = server.get(&others.id.to_string()).await.unwrap();
        assert!(file.contains("SUMMARY:Bea"), "{file}");
        let (left,) = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM calendar_forgets"
        )
        .unwrap();
        assert_eq!(left, 0);
        owner.get("/todo/count").await.expect(200).says(">0<");
        server.stop();
    });
}
