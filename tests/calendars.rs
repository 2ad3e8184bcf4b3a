//! Calendars outside: the private feed, and those that are read.

mod caldav;
mod ical;
mod refusing;
mod sources;

use aureli::accounts::Role;
use aureli::calendars::sources::Source;
use aureli::id::CalendarSourceId;
use aureli::q;
use chrono::TimeDelta;

use crate::support::factories::Practice;
use crate::support::{Answer, Ctx, Visitor, on_both};

pub use sources::objects;

const PAGE: &str = "/settings/calendars";
const LOOPBACK: &[(&str, &str)] = &[("ALLOW_LOOPBACK_FETCH", "true")];

/// Begins of what is offered on a day.
async fn offered(ctx: &Ctx, day: &str) -> Vec<String> {
    let path = format!("/api/v1/public/bella/slots?service=shaping&from={day}&days=1");
    let slots = ctx.visitor().get(&path).await.expect(200).json();
    let slots = slots["days"][0]["slots"].as_array().unwrap().clone();
    slots
        .iter()
        .map(|slot| slot["start"].as_str().unwrap()[11..16].to_owned())
        .collect()
}

async fn source(ctx: &Ctx, bella: &Practice, id: CalendarSourceId) -> Source {
    Source::find(&ctx.app.db, bella.tenant.id, id)
        .await
        .unwrap()
}

/// Lets the worker look after some minutes.
async fn later(ctx: &Ctx, minutes: i64) {
    ctx.app
        .clock
        .set(ctx.app.clock.now() + TimeDelta::minutes(minutes));
    ctx.run_jobs().await;
}

/// The feed's path, as the member's page shows it.
async fn path(member: &mut Visitor) -> String {
    let page = member.get(PAGE).await.expect(200);
    let at = page.body.find("/cal/").expect("an address");
    let rest = &page.body[at..];
    rest[..rest.find('"').unwrap()].to_owned()
}

async fn fetch(ctx: &Ctx, path: &str) -> Answer {
    ctx.visitor().get(path).await
}

async fn make(member: &mut Visitor, content: &str) -> String {
    let form = [("content", content)];
    member
        .post("/settings/calendars/feed", &form)
        .await
        .expect(303);
    path(member).await
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers[name].to_str().expect("text")
}

/// What stands in the file after a property's name, unfolded.
fn values(answer: &Answer, name: &str) -> Vec<String> {
    let text = answer.body.replace("\r\n ", "");
    let lines = text.lines();
    let of_name = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    of_name.map(str::to_owned).collect()
}

async fn bella(ctx: &Ctx) -> (Practice, Visitor) {
    let bella = ctx.bella().await;
    let owner = bella.sign_in(ctx).await;
    (bella, owner)
}

#[test]
fn a_feed_tells_as_much_of_the_visits_as_its_owner_wants() {
    on_both(|ctx| async move {
        let (bella, mut owner) = bella(&ctx).await;
        let visit = ctx.book(&bella, "lamination", "2026-05-15T11:30").await;
        ctx.stranger().await;
        owner.get(PAGE).await.expect(200).lacks("/cal/");
        owner
            .post("/settings/calendars/feed", &[("content", "everything")])
            .await
            .expect(422);
        let path = make(&mut owner, "initials").await;
        let file = fetch(&ctx, &path).await.expect(200);
        assert_eq!(
            header(&file, "content-type"),
            "text/calendar; charset=utf-8"
        );
        assert_eq!(values(&file, "SUMMARY"), ["AP"]);
        assert_eq!(values(&file, "DTSTART"), ["20260515T093000Z"]);
        assert_eq!(values(&file, "STATUS"), ["CONFIRMED"]);
        assert_eq!(values(&file, "METHOD"), ["PUBLISH"]);
        assert!(values(&file, "UID")[0].starts_with(&format!("{}@", visit.id)));
        file.lacks("Petrova").lacks("lamination");
        // Nobody can read the practice's calendar out of a cache.
        let again = fetch(&ctx, &path).await.expect(200);
        assert_eq!(header(&again, "cache-control"), "private, no-cache");

        assert_eq!(make(&mut owner, "names").await, path, "the same address");
        let file = fetch(&ctx, &path).await.expect(200);
        assert_eq!(values(&file, "SUMMARY"), ["Anna Petrova · Brow lamination"]);
    });
}

#[test]
fn a_feed_says_where_and_the_clients_address_beside_the_name_only() {
    on_both(|ctx| async move {
        let (bella, mut owner) = bella(&ctx).await;
        ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        let path = make(&mut owner, "names").await;
        let file = fetch(&ctx, &path).await.expect(200);
        assert!(values(&file, "LOCATION").is_empty(), "there is one address");
        let hotel = ctx.place(&bella, "Hotel", "own").await;
        let zone = ctx.place(&bella, "At your home", "client").await;
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        for (place, at) in [(hotel, "2026-05-15T12:00"), (zone, "2026-05-15T15:00")] {
            let mut plan = ctx.plan(&bella, "shaping").await.at(Some(place));
            plan.address = "Mayor 7".into();
            ctx.book_plan(&bella, anna.id, &plan, at).await;
        }
        let file = fetch(&ctx, &path).await.expect(200);
        let hotel = "Hotel\\, Gran 5\\, Madrid";
        let said = values(&file, "LOCATION");
        assert_eq!(said, ["Bella Brows", hotel, "At your home\\, Mayor 7"]);
        make(&mut owner, "initials").await;
        let file = fetch(&ctx, &path).await.expect(200);
        let said = values(&file, "LOCATION");
        assert_eq!(said, ["Bella Brows", hotel, "At your home"]);
    });
}

#[test]
fn what_changes_reaches_the_feed_and_what_does_not_is_not_sent_twice() {
    on_both(|ctx| async move {
        let (bella, mut owner) = bella(&ctx).await;
        let visit = ctx.book(&bella, "lamination", "2026-05-15T11:30").await;
        let path = make(&mut owner, "initials").await;
        let file = fetch(&ctx, &path).await.expect(200);
        let (tag, sequence) = (header(&file, "etag"), values(&file, "SEQUENCE"));
        let mut program = ctx.visitor().with_header("if-none-match", tag);
        program.get(&path).await.expect(304);
        let cancel = format!("/appointments/{}/cancellation", visit.id);
        owner
            .post(
                &cancel,
                &[("version", &visit.version.to_string()), ("by", "client")],
            )
            .await
            .expect(303);
        let file = program.get(&path).await.expect(200);
        assert_eq!(values(&file, "STATUS"), ["CANCELLED"]);
        assert!(
            values(&file, "SEQUENCE") > sequence,
            "calendars take the newer one"
        );
        // Long ago, and not to be asked for any more.
        ctx.app.clock.set("2026-09-15T10:00:00Z".parse().unwrap());
        assert!(values(&fetch(&ctx, &path).await.expect(200), "UID").is_empty());
    });
}

#[test]
fn an_address_ends_with_its_turn_its_member_and_its_practice() {
    on_both(|ctx| async move {
        let (bella, mut owner) = bella(&ctx).await;
        let path = make(&mut owner, "initials").await;
        // Pressed twice, there is one; the last one works.
        owner
            .post("/settings/calendars/feed/renewal", &[])
            .await
            .expect(303);
        let renewed = self::path(&mut owner).await;
        assert_ne!(renewed, path);
        fetch(&ctx, &path).await.expect(404);
        fetch(&ctx, &renewed).await.expect(200);
        for other in [
            "/cal/x.ics",
            "/cal/AAAA.ics",
            &renewed.replace(".ics", ""),
            &renewed.replace(".ics", "A.ics"),
        ] {
            fetch(&ctx, other).await.expect(404);
        }
        owner
            .post("/settings/calendars/feed/removal", &[])
            .await
            .expect(303);
        fetch(&ctx, &renewed).await.expect(404);
        // Made anew after it was taken away, it has an address that nobody had.
        ctx.app.clock.advance(TimeDelta::seconds(1));
        let anew = make(&mut owner, "initials").await;
        assert!(anew != path && anew != renewed);
        for old in [&path, &renewed] {
            fetch(&ctx, old).await.expect(404);
        }
        owner
            .post("/settings/calendars/feed/removal", &[])
            .await
            .expect(303);

        let mut helper = bella.member(&ctx, Role::ReadOnly).await;
        let path = make(&mut helper, "names").await;
        fetch(&ctx, &path).await.expect(200);
        q!(
            &ctx.app.db,
            execute,
            "UPDATE memberships SET role = 'content' WHERE role = 'read_only'"
        )
        .expect("another role");
        fetch(&ctx, &path).await.expect(404);
        q!(
            &ctx.app.db,
            execute,
            "DELETE FROM memberships WHERE role = 'content'"
        )
        .expect("gone");
        fetch(&ctx, &path).await.expect(404);
    });
}
