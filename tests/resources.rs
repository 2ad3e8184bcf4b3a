//! Rooms, chairs and devices: which ones a visit gets, that no more seats are given than there are, and the pages.

use aureli::appointments::Appointment;
use aureli::db::Either;
use aureli::error::Error;
use aureli::events::Actor;
use aureli::id::{AppointmentId, ResourceId};
use aureli::practice;
use aureli::q;
use aureli::resources::{Resource, ResourceDraft};
use aureli::schedule::availability::Availability;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::factories::{Practice, bella_file};
use crate::support::{Ctx, Visitor, on_both};

/// Bella with these rooms; `shaping` needs what `needs` says.
fn with(resources: Value, needs: Value) -> Value {
    let mut file = bella_file();
    file["resources"] = resources;
    file["services"][1]["resources"] = needs;
    file
}

fn room(slug: &str, capacity: i64) -> Value {
    json!({ "slug": slug, "name": slug, "kind": "room", "capacity": capacity })
}

/// One of two rooms, the first preferred.
fn two_rooms() -> Value {
    with(
        json!([room("one", 1), room("two", 1)]),
        json!([{ "any": ["one", "two"], "quantity": 1 }]),
    )
}

/// What a visit has besides the master: "one", "mats x2".
async fn takes(ctx: &Ctx, visit: &Appointment) -> Vec<String> {
    let all = visit.resources(&ctx.app.db).await.unwrap();
    let text = |(_, name, units): (ResourceId, String, i64)| match units {
        1 => name,
        n => format!("{name} x{n}"),
    };
    all.into_iter().map(text).collect()
}

async fn resource(ctx: &Ctx, practice: &Practice, slug: &str) -> Resource {
    let all = Resource::all(&ctx.app.db, practice.tenant.id)
        .await
        .unwrap();
    all.into_iter().find(|one| one.slug == slug).unwrap()
}

/// The starts of `shaping` that clients are offered on a day, "10:00 10:15 …".
async fn offered(ctx: &Ctx, practice: &Practice, date: &str) -> String {
    let plan = ctx.plan(practice, "shaping").await;
    let (date, now) = (date.parse().unwrap(), ctx.app.clock.now());
    let found = Availability::load(&ctx.app.db, &practice.tenant, &plan, date, 1, None, now)
        .await
        .unwrap();
    let starts = found.days().remove(0).slots;
    let starts = starts
        .iter()
        .map(|slot| slot.start.format("%H:%M").to_string());
    starts.collect::<Vec<_>>().join(" ")
}

/// Writes what a resource gives to a visit past every model.
async fn take(
    ctx: &Ctx,
    practice: &Practice,
    resource: ResourceId,
    visit: AppointmentId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    seats: i64,
) -> Result<u64, sqlx::Error> {
    q!(
        &ctx.app.db,
        execute,
        "INSERT INTO allocations (tenant_id, resource_id, appointment_id, starts_at, ends_at, seats, share_key, is_active)
         VALUES ($1, $2, $3, $4, $5, $6, 'seats', TRUE)",
        practice.tenant.id,
        resource,
        visit,
        from,
        to,
        seats,
    )
}

/// Blocks a resource for an hour from "2026-05-15T15:00" on, as its page does.
async fn block(owner: &mut Visitor, resource: ResourceId, date: &str, from: &str, to: &str) {
    let id = resource.to_string();
    let form = [
        ("resource", id.as_str()),
        ("date", date),
        ("from", from),
        ("to", to),
        ("reason", "other"),
        ("repeat", "once"),
    ];
    owner.post("/settings/blocks", &form).await.expect(303);
}

async fn move_to(
    ctx: &Ctx,
    practice: &Practice,
    visit: &Appointment,
    at: &str,
) -> Result<Appointment, Error> {
    let mut tx = ctx.app.db.begin().await?;
    let mut visit = Appointment::find_for_change(&mut tx, practice.tenant.id, visit.id).await?;
    let (actor, version) = (Actor::user(practice.owner), visit.version);
    let (start, now) = (practice.at(at), ctx.app.clock.now());
    visit
        .move_to(
            &mut tx,
            &practice.tenant,
            &actor,
            start,
            None,
            version,
            false,
            now,
        )
        .await?;
    tx.commit().await?;
    Ok(visit)
}

#[test]
fn a_visit_gets_the_preferred_that_are_free() {
    on_both(|ctx| async move {
        let names: Vec<String> = (0..10).map(|n| format!("d{n}")).collect();
        let devices: Vec<Value> = names.iter().map(|name| room(name, 1)).collect();
        let needs = json!([{ "any": names, "quantity": 2 }]);
        let bella = ctx.practice(with(json!(devices), needs)).await;
        let first = ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        assert_eq!(takes(&ctx, &first).await, ["d0", "d1"]);
        let over = ctx.book_over(&bella, "shaping", "2026-05-15T10:00").await;
        assert_eq!(takes(&ctx, &over).await, ["d2", "d3"]);
        let mut owner = bella.sign_in(&ctx).await;
        let d1 = resource(&ctx, &bella, "d1").await;
        block(&mut owner, d1.id, "2026-05-15", "12:00", "13:00").await;
        let later = ctx.book(&bella, "shaping", "2026-05-15T12:00").await;
        assert_eq!(takes(&ctx, &later).await, ["d0", "d2"]);
        // Another service of the practice needs none of it.
        let other = ctx.book(&bella, "lamination", "2026-05-15T14:00").await;
        assert_eq!(takes(&ctx, &other).await, [""; 0]);
    });
}

#[test]
fn a_visit_keeps_its_room_where_that_is_free_and_takes_another_where_not() {
    on_both(|ctx| async move {
        let bella = ctx.practice(two_rooms()).await;
        let visit = ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        let moved = move_to(&ctx, &bella, &visit, "2026-05-15T11:00")
            .await
            .unwrap();
        assert_eq!(takes(&ctx, &moved).await, ["one"]);
        let mut owner = bella.sign_in(&ctx).await;
        let one = resource(&ctx, &bella, "one").await;
        block(&mut owner, one.id, "2026-05-15", "15:00", "16:00").await;
        let moved = move_to(&ctx, &bella, &visit, "2026-05-15T15:00")
            .await
            .unwrap();
        assert_eq!(takes(&ctx, &moved).await, ["two"]);
        let moved = move_to(&ctx, &bella, &visit, "2026-05-15T12:00")
            .await
            .unwrap();
        assert_eq!(takes(&ctx, &moved).await, ["two"], "it stays where it is");
        // Cancelled, and taken back when its room is somebody else's by now.
        let path = format!("/appointments/{}", visit.id);
        let cancel = format!("{path}/cancellation");
        let form = [("by", "client"), ("reason", "")];
        owner.post(&cancel, &form).await.expect(303);
        let other = ctx.book(&bella, "lamination", "2026-05-16T12:00").await;
        let two = resource(&ctx, &bella, "two").await;
        let span = (moved.busy_from, moved.busy_to);
        q!(
            &ctx.app.db,
            execute,
            "INSERT INTO allocations (tenant_id, resource_id, appointment_id, starts_at, ends_at, is_active)
             VALUES ($1, $2, $3, $4, $5, TRUE)",
            bella.tenant.id,
            two.id,
            other.id,
            span.0,
            span.1,
        )
        .unwrap();
        owner
            .post(&format!("{path}/restoration"), &[])
            .await
            .expect(303);
        assert_eq!(takes(&ctx, &visit).await, ["one"]);
    });
}

#[test]
fn hours_and_blocks_of_a_room_close_its_times() {
    on_both(|ctx| async move {
        let mut file = with(json!([room("one", 1)]), json!([{ "slug": "one" }]));
        file["resources"][0]["hours"] =
            json!([{ "days": ["mon", "fri"], "from": "12:00", "to": "14:00" }]);
        let bella = ctx.practice(file).await;
        let open = "12:00 12:15 12:30 12:45 13:00 13:15 13:30";
        assert_eq!(offered(&ctx, &bella, "2026-05-15").await, open);
        assert_eq!(offered(&ctx, &bella, "2026-05-16").await, "", "a Saturday");
        let mut owner = bella.sign_in(&ctx).await;
        let one = resource(&ctx, &bella, "one").await;
        block(&mut owner, one.id, "2026-05-15", "12:30", "13:15").await;
        assert_eq!(
            offered(&ctx, &bella, "2026-05-15").await,
            "12:00 13:15 13:30"
        );
        // Open for once on a day of the week that it has not.
        let id = one.id.to_string();
        let open = [
            ("resource", id.as_str()),
            ("from", "2026-05-16"),
            ("kind", "open"),
            ("hours_from", "11:00"),
            ("hours_to", "12:00"),
        ];
        owner.post("/settings/overrides", &open).await.expect(303);
        assert_eq!(
            offered(&ctx, &bella, "2026-05-16").await,
            "11:00 11:15 11:30"
        );
        // The master may book there all the same, as outside their own hours.
        let visit = ctx.book(&bella, "shaping", "2026-05-15T17:00").await;
        assert_eq!(takes(&ctx, &visit).await, ["one"]);
        // The practice's own hours are as they were.
        let plain = ctx.plan(&bella, "lamination").await;
        let (date, now) = ("2026-05-18".parse().unwrap(), ctx.app.clock.now());
        let found = Availability::load(&ctx.app.db, &bella.tenant, &plain, date, 1, None, now);
        assert_eq!(found.await.unwrap().days()[0].slots.len(), 32);
    });
}

#[test]
fn fifty_at_once_get_the_three_seats_there_are() {
    on_both(|ctx| async move {
        let mut file = with(json!([room("mats", 3)]), json!([{ "slug": "mats" }]));
        file["services"][1]["capacity"] = 50.into();
        let bella = ctx.practice(file).await;
        let racers: Vec<_> = (0..50)
            .map(|n| {
                let mut visitor = ctx.visitor();
                tokio::spawn(async move {
                    let body = json!({
                        "service": "shaping", "start": "2026-05-15T12:00:00+02:00",
                        "client": { "name": "Racer", "phone": format!("+346120002{n:02}"), "email": null },
                    });
                    let key = uuid::Uuid::new_v4().to_string();
                    let headers = [("idempotency-key", key.as_str())];
                    let path = "/api/v1/public/bella/bookings";
                    visitor.post_json(path, body, &headers).await.status.as_u16()
                })
            })
            .collect();
        let mut statuses = Vec::new();
        for racer in racers {
            statuses.push(racer.await.unwrap());
        }
        let count = |status| statuses.iter().filter(|s| **s == status).count();
        assert_eq!((count(201), count(409)), (3, 47), "{statuses:?}");
        let mats = resource(&ctx, &bella, "mats").await;
        let (seats,) = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT CAST(COALESCE(SUM(seats), 0) AS BIGINT) FROM allocations WHERE tenant_id = $1 AND resource_id = $2 AND is_active",
            bella.tenant.id,
            mats.id,
        )
        .unwrap();
        assert_eq!(seats, 3);
        assert!(!offered(&ctx, &bella, "2026-05-15").await.contains("12:00"));
    });
}

#[test]
fn the_database_counts_seats_at_each_instant() {
    on_both(|ctx| async move {
        let bella = ctx
            .practice(with(json!([room("hall", 3)]), json!([])))
            .await;
        let hall = resource(&ctx, &bella, "hall").await.id;
        let mut visits = Vec::new();
        for hour in 10..18 {
            let at = format!("2026-05-15T{hour}:00");
            visits.push(ctx.book(&bella, "shaping", &at).await.id);
        }
        let span = |from: i64, to: i64| {
            let day = bella.at("2026-05-18T00:00");
            (day + TimeDelta::minutes(from), day + TimeDelta::minutes(to))
        };
        let put = async |n: usize, from, to, seats| {
            take(&ctx, &bella, hall, visits[n], span(from, to), seats).await
        };
        // Two that follow each other and one over both: never more than two at a time, whatever the seats' numbers.
        put(0, 0, 60, 1).await.expect("the first hour");
        put(1, 60, 120, 1).await.expect("the second hour");
        put(2, 30, 90, 1).await.expect("over both");
        put(3, 0, 120, 1)
            .await
            .expect("the third seat, all the time");
        put(4, 20, 40, 1)
            .await
            .expect_err("three are there from 30 on");
        put(4, 0, 30, 1).await.expect("until then there is one");
        put(5, 110, 130, 3)
            .await
            .expect_err("two are there until 120");
        put(5, 120, 130, 3).await.expect("all of them are free");
        put(6, 125, 126, 1).await.expect_err("none is left");
        put(6, 130, 140, 4).await.expect_err("more than there are");
        // A change is counted like a new one.
        let stretch = async |n: usize, to| {
            q!(
                &ctx.app.db,
                execute,
                "UPDATE allocations SET ends_at = $3 WHERE resource_id = $1 AND appointment_id = $2",
                hall,
                visits[n],
                span(0, to).1,
            )
        };
        stretch(4, 31).await.expect_err("into the three");
        stretch(3, 110).await.expect("shorter is always free");
    });
}

/// The control: without the guards, what they refuse is written.
#[test]
fn nothing_but_the_guard_keeps_the_seats() {
    on_both(|ctx| async move {
        let bella = ctx
            .practice(with(json!([room("hall", 1)]), json!([])))
            .await;
        let hall = resource(&ctx, &bella, "hall").await.id;
        let first = ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        let second = ctx.book(&bella, "shaping", "2026-05-15T11:00").await;
        let span = (first.busy_from, first.busy_to);
        take(&ctx, &bella, hall, first.id, span, 1).await.unwrap();
        take(&ctx, &bella, hall, second.id, span, 1)
            .await
            .expect_err("the guard");
        let off = match ctx.app.db.pools() {
            Either::Lite(lite) => sqlx::query("DROP TRIGGER allocations_guard_insert")
                .execute(&lite.write)
                .await
                .err(),
            Either::Pg(pool) => {
                sqlx::query("ALTER TABLE allocations DISABLE TRIGGER allocations_guard")
                    .execute(pool)
                    .await
                    .err()
            }
        };
        assert!(off.is_none(), "{off:?}");
        take(&ctx, &bella, hall, second.id, span, 1)
            .await
            .expect("nothing else refuses it");
    });
}

#[test]
fn fewer_seats_than_are_booked_are_refused_with_the_visits_named() {
    on_both(|ctx| async move {
        let mut file = with(json!([room("mats", 3)]), json!([{ "slug": "mats" }]));
        file["services"][1]["capacity"] = 5.into();
        let bella = ctx.practice(file.clone()).await;
        for (n, name) in ["Ana", "Berta"].iter().enumerate() {
            let client = ctx.client(&bella, name, &format!("+3461234560{n}")).await;
            ctx.book_for(&bella, client.id, "shaping", "2026-05-15T12:00")
                .await;
        }
        let mats = resource(&ctx, &bella, "mats").await;
        let path = format!("/settings/resources/{}", mats.id);
        let mut owner = bella.sign_in(&ctx).await;
        let form = |capacity| [("name", "Mats"), ("kind", "device"), ("capacity", capacity)];
        owner
            .post(&path, &form("1"))
            .await
            .expect(422)
            .says("Move these visits first")
            .says("Ana")
            .says("Berta");
        assert_eq!(resource(&ctx, &bella, "mats").await.capacity, 3);
        owner.post(&path, &form("2")).await.expect(303);
        let stored = resource(&ctx, &bella, "mats").await;
        assert_eq!((stored.capacity, stored.name.as_str()), (2, "Mats"));
        // The practice file is told the same.
        file["resources"][0]["capacity"] = 1.into();
        let file = practice::PracticeFile::from_json(file).unwrap();
        let refused = practice::apply(&ctx.app, &file, false).await.unwrap_err();
        let refused = refused.to_string();
        assert!(
            refused.starts_with("resources[0].capacity: 1 is less than is booked"),
            "{refused}"
        );
    });
}

#[test]
fn a_room_for_one_becomes_a_room_for_several_and_back() {
    on_both(|ctx| async move {
        let bella = ctx.practice(two_rooms()).await;
        let visit = ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        let one = resource(&ctx, &bella, "one").await;
        let (actor, now) = (Actor::user(bella.owner), ctx.app.clock.now());
        let set = async |capacity| {
            let mut tx = ctx.app.db.begin().await.unwrap();
            let one = Resource::find_for_change(&mut tx, bella.tenant.id, one.id)
                .await
                .unwrap();
            let draft = ResourceDraft {
                name: one.name.clone(),
                kind: one.kind.clone(),
                capacity,
            };
            let in_the_way = one.update(&mut tx, &actor, &draft, now).await.unwrap();
            tx.commit().await.unwrap();
            in_the_way.len()
        };
        let other = ctx.book(&bella, "lamination", "2026-05-16T12:00").await;
        let span = (visit.busy_from, visit.busy_to);
        assert_eq!(set(2).await, 0);
        take(&ctx, &bella, one.id, other.id, span, 1)
            .await
            .expect("the other half of the room");
        assert_eq!(set(1).await, 2, "two are there");
        q!(
            &ctx.app.db,
            execute,
            "DELETE FROM allocations WHERE resource_id = $1 AND appointment_id = $2",
            one.id,
            other.id
        )
        .unwrap();
        assert_eq!(set(1).await, 0);
        take(&ctx, &bella, one.id, other.id, span, 1)
            .await
            .expect_err("it is taken whole again");
    });
}

#[test]
fn a_practice_file_says_what_services_need() {
    on_both(|ctx| async move {
        let mut file = with(
            json!([room("one", 1), room("two", 1), room("mats", 4)]),
            json!([{ "any": ["two", "one"], "quantity": 1 }, { "slug": "mats", "quantity": 2 }]),
        );
        file["resources"][2]["hours"] =
            json!([{ "days": ["mon"], "from": "10:00", "to": "12:00" }]);
        let bella = ctx.practice(file.clone()).await;
        let exported = practice::export(&ctx.app.db, "bella").await.unwrap();
        let text: Value = serde_json::from_str(&exported.to_text().unwrap()).unwrap();
        let needs =
            json!([{ "any": ["two", "one"], "quantity": 1 }, { "slug": "mats", "quantity": 2 }]);
        assert_eq!(text["services"][1]["resources"], needs);
        assert_eq!(text["resources"][2]["capacity"], 4);
        assert_eq!(text["resources"][2]["hours"][0]["from"], "10:00");
        assert!(text["resources"][0].get("hours").is_none());
        let again = practice::PracticeFile::from_json(file.clone()).unwrap();
        let applied = practice::apply(&ctx.app, &again, false).await.unwrap();
        assert!(applied.changes.is_empty(), "{:?}", applied.changes);
        // The preference turned round is a change, and all that was needed can be taken away again.
        file["services"][1]["resources"][0]["any"] = json!(["one", "two"]);
        let turned = practice::PracticeFile::from_json(file.clone()).unwrap();
        let applied = practice::apply(&ctx.app, &turned, false).await.unwrap();
        assert_eq!(applied.changes.len(), 1, "{:?}", applied.changes);
        let visit = ctx.book(&bella, "shaping", "2026-05-18T10:00").await;
        assert_eq!(takes(&ctx, &visit).await, ["mats x2", "one"]);
        file["services"][1]["resources"] = json!([]);
        file["resources"] = json!([]);
        let none = practice::PracticeFile::from_json(file).unwrap();
        practice::apply(&ctx.app, &none, false).await.unwrap();
        let left: Vec<_> = Resource::all(&ctx.app.db, bella.tenant.id)
            .await
            .unwrap()
            .into_iter()
            .map(|one| (one.slug, one.is_active))
            .collect();
        // What a visit has is kept, switched off; the rest is gone.
        let off = |slug: &str| (slug.to_owned(), false);
        assert_eq!(left, [off("mats"), off("one")]);
    });
}

#[test]
fn the_master_says_what_a_service_needs_and_which_room_a_visit_gets() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        for (name, capacity) in [("Room 1", "1"), ("Room 2", "1"), ("Mats", "3")] {
            let form = [("name", name), ("kind", "room"), ("capacity", capacity)];
            owner.post("/settings/resources", &form).await.expect(303);
        }
        owner
            .get("/settings/resources")
            .await
            .expect(200)
            .says("Room 2")
            .says("3 places");
        let (one, two, mats) = (
            resource(&ctx, &bella, "room-1").await.id.to_string(),
            resource(&ctx, &bella, "room-2").await.id.to_string(),
            resource(&ctx, &bella, "mats").await.id.to_string(),
        );
        let plan = ctx.plan(&bella, "shaping").await;
        let path = format!("/services/{}/needs", plan.choices[0].service.id);
        let twice = [
            ("quantity", "1"),
            ("quantity", "4"),
            ("line", "0"),
            ("resource", one.as_str()),
            ("line", "0"),
            ("resource", one.as_str()),
            ("line", "1"),
            ("resource", mats.as_str()),
        ];
        owner
            .post(&path, &twice)
            .await
            .expect(422)
            .says("It stands in another line already.")
            .says("There are only 3 of them.");
        let needs = [
            ("quantity", "1"),
            ("line", "0"),
            ("resource", two.as_str()),
            ("line", "0"),
            ("resource", one.as_str()),
            ("line", "0"),
            ("resource", ""),
        ];
        owner.post(&path, &needs).await.expect(303);
        owner.post(&path, &needs).await.expect(303);
        let visit = ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        assert_eq!(takes(&ctx, &visit).await, ["Room 2"]);
        let panel = format!("/appointments/{}", visit.id);
        owner.get(&panel).await.expect(200).says("Room 2");
        let pick = format!("{panel}/resources");
        owner.get(&pick).await.expect(200).says("Room 1");
        let choose = |version, id| [("version", version), ("resource", id), ("units", "1")];
        let odd = choose("1", mats.as_str());
        owner
            .post(&pick, &odd)
            .await
            .expect(422)
            .says("Choose 1 in all.");
        owner.post(&pick, &choose("1", &one)).await.expect(303);
        owner.post(&pick, &choose("1", &one)).await.expect(303);
        assert_eq!(takes(&ctx, &visit).await, ["Room 1"]);
        owner.post(&pick, &choose("1", &two)).await.expect(409);
        // A room's own day shows who is in it.
        let day = |id: &str| format!("/calendar?view=day&date=2026-05-15&resource={id}");
        let busy = owner.get(&day(&one)).await.expect(200);
        busy.says("Anna Petrova").says("Room 1 ·");
        owner
            .get(&day(&two))
            .await
            .expect(200)
            .lacks("Anna Petrova");
        owner
            .get(&day("018f0000-0000-7000-8000-000000000000"))
            .await
            .expect(404);
        // What is needed cannot be switched off, what is used not be deleted.
        let off = [("active", "false")];
        let state = |id: &str| format!("/settings/resources/{id}/activation");
        owner.post(&state(&one), &off).await.expect(303);
        owner
            .post(&state(&two), &off)
            .await
            .expect(409)
            .says("A service cannot be booked without it.");
        let delete = |id: &str| format!("/settings/resources/{id}/deletion");
        owner.post(&delete(&one), &[]).await.expect(409);
        owner.post(&delete(&mats), &[]).await.expect(303);
        // One that is switched off is given to nobody.
        let next = ctx.book(&bella, "shaping", "2026-05-15T11:00").await;
        assert_eq!(takes(&ctx, &next).await, ["Room 2"]);
    });
}

#[test]
fn the_master_is_told_what_is_missing_and_may_book_over() {
    on_both(|ctx| async move {
        let bella = ctx
            .practice(with(json!([room("bed", 1)]), json!([{ "slug": "bed" }])))
            .await;
        let first = ctx.book(&bella, "lamination", "2026-05-15T10:00").await;
        let bed = resource(&ctx, &bella, "bed").await;
        let noon = (bella.at("2026-05-15T12:00"), bella.at("2026-05-15T13:00"));
        q!(
            &ctx.app.db,
            execute,
            "INSERT INTO allocations (tenant_id, resource_id, appointment_id, starts_at, ends_at, is_active)
             VALUES ($1, $2, $3, $4, $5, TRUE)",
            bella.tenant.id,
            bed.id,
            first.id,
            noon.0,
            noon.1,
        )
        .unwrap();
        assert!(!offered(&ctx, &bella, "2026-05-15").await.contains("12:30"));
        let mut owner = bella.sign_in(&ctx).await;
        let mut form = vec![
            ("client", "none"),
            ("what", "shaping"),
            ("date", "2026-05-15"),
            ("time", "12:30"),
        ];
        owner
            .post("/appointments", &form)
            .await
            .expect(409)
            .says("Not free then: bed.");
        form.push(("book_over", "true"));
        owner.post("/appointments", &form).await.expect(303);
        let (over,) = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM allocations WHERE resource_id = $1 AND is_override",
            bed.id
        )
        .unwrap();
        assert_eq!(over, 1);
    });
}
