//! Places: where a visit is held, the way between two of them, and who is told what.

use aureli::appointments::{Appointment, NewAppointment, Source, Status};
use aureli::error::{Error, Result};
use aureli::events::Actor;
use aureli::id::{PlaceId, ServiceId};
use aureli::places::{Places, set_travel};
use aureli::q;
use aureli::schedule::availability::Availability;
use aureli::services::Plan;

use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

/// Half an hour between any two places for which nothing else is said.
async fn half_an_hour(ctx: &Ctx, practice: &Practice, ways: &[(PlaceId, PlaceId, i64)]) {
    let mut tx = ctx.app.db.begin().await.unwrap();
    let (actor, now) = (Actor::system(), ctx.app.clock.now());
    set_travel(&mut tx, practice.tenant.id, &actor, 30, ways, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn home(ctx: &Ctx, practice: &Practice) -> PlaceId {
    let places = Places::load(&ctx.app.db, practice.tenant.id).await.unwrap();
    places.usual().unwrap().id
}

async fn shaping(ctx: &Ctx, practice: &Practice, place: PlaceId) -> Plan {
    let plan = ctx.plan(practice, "shaping").await;
    plan.at(Some(place))
}

async fn offered(ctx: &Ctx, practice: &Practice, plan: &Plan, date: &str) -> Vec<String> {
    let (date, now) = (date.parse().unwrap(), ctx.app.clock.now());
    let found = Availability::load(&ctx.app.db, &practice.tenant, plan, date, 1, None, now)
        .await
        .unwrap();
    let starts = found.days().remove(0).slots;
    let starts = starts
        .iter()
        .map(|slot| slot.start.format("%H:%M").to_string());
    starts.collect()
}

/// As the master books: any time that is free.
async fn book(ctx: &Ctx, practice: &Practice, plan: &Plan, at: &str) -> Result<Appointment> {
    let new = NewAppointment {
        plan,
        client: None,
        starts_at: practice.at(at),
        status: Status::Confirmed,
        source: Source::Master,
        locale: practice.tenant.locale,
        client_note: String::new(),
        internal_note: String::new(),
        book_over: false,
        only_offered: false,
        duration_minutes: None,
        given: None,
    };
    let mut tx = ctx.app.db.begin().await.unwrap();
    let (actor, now) = (Actor::system(), ctx.app.clock.now());
    let booked = Appointment::book(&mut tx, &practice.tenant, &actor, new, now).await?;
    tx.commit().await.unwrap();
    Ok(booked)
}

#[test]
fn with_the_first_place_the_own_address_becomes_one_where_all_visits_were() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let before = ctx.book(&bella, "shaping", "2026-05-14T10:00").await;
        assert_eq!(before.place_id, None);
        ctx.place(&bella, "Hotel", "own").await;
        let places = Places::load(&ctx.app.db, bella.tenant.id).await.unwrap();
        let names: Vec<&str> = places.all.iter().map(|place| place.name.as_str()).collect();
        assert_eq!(names, ["Bella Brows", "Hotel"]);
        assert_eq!(places.get(None).unwrap().name, "Bella Brows");
        let after = ctx.book(&bella, "shaping", "2026-05-14T12:00").await;
        assert_eq!(after.place_id, places.usual().map(|place| place.id));
    });
}

#[test]
fn the_way_between_two_places_is_kept_free_on_both_sides() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let hotel = ctx.place(&bella, "Hotel", "own").await;
        half_an_hour(&ctx, &bella, &[]).await;
        let there = shaping(&ctx, &bella, hotel).await;
        book(&ctx, &bella, &there, "2026-05-14T14:00")
            .await
            .unwrap();
        let here = shaping(&ctx, &bella, home(&ctx, &bella).await).await;
        let starts = offered(&ctx, &bella, &here, "2026-05-14").await;
        let around = |times: &[&str]| -> Vec<bool> {
            times
                .iter()
                .map(|t| starts.iter().any(|s| s == t))
                .collect()
        };
        // 14:00–14:30 there: here until 13:30, and again from 15:00.
        let times = ["13:00", "13:15", "13:30", "14:30", "14:45", "15:00"];
        assert_eq!(around(&times), [true, false, false, false, false, true]);
        // At the same place nothing is kept free.
        let there_too = offered(&ctx, &bella, &there, "2026-05-14").await;
        assert!(there_too.contains(&"13:30".to_owned()) && there_too.contains(&"14:30".to_owned()));
    });
}

#[test]
fn what_is_offered_and_what_is_accepted_agree_minute_by_minute() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let hotel = ctx.place(&bella, "Hotel", "own").await;
        let visit = ctx.place(&bella, "At your home", "client").await;
        let own = home(&ctx, &bella).await;
        half_an_hour(&ctx, &bella, &[(hotel, own, 20)]).await;
        let there = shaping(&ctx, &bella, hotel).await;
        book(&ctx, &bella, &there, "2026-05-14T14:00")
            .await
            .unwrap();
        for place in [own, visit, hotel] {
            let plan = shaping(&ctx, &bella, place).await;
            let starts = offered(&ctx, &bella, &plan, "2026-05-14").await;
            for n in 0..14 {
                let at = format!("{:02}:{:02}", 12 + n / 4, n % 4 * 15);
                let new = NewAppointment {
                    plan: &plan,
                    client: None,
                    starts_at: bella.at(&format!("2026-05-14T{at}")),
                    status: Status::Confirmed,
                    source: Source::Master,
                    locale: bella.tenant.locale,
                    client_note: String::new(),
                    internal_note: String::new(),
                    book_over: false,
                    only_offered: false,
                    duration_minutes: None,
                    given: None,
                };
                // Taken back each time.
                let mut tx = ctx.app.db.begin().await.unwrap();
                let (actor, now) = (Actor::system(), ctx.app.clock.now());
                let booked = Appointment::book(&mut tx, &bella.tenant, &actor, new, now).await;
                assert_eq!(booked.is_ok(), starts.contains(&at), "{at} {place}");
            }
        }
    });
}

#[test]
fn a_move_to_where_the_way_is_too_long_is_refused_and_may_be_booked_over() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let hotel = ctx.place(&bella, "Hotel", "own").await;
        half_an_hour(&ctx, &bella, &[]).await;
        let there = shaping(&ctx, &bella, hotel).await;
        book(&ctx, &bella, &there, "2026-05-14T14:00")
            .await
            .unwrap();
        let here = shaping(&ctx, &bella, home(&ctx, &bella).await).await;
        let visit = book(&ctx, &bella, &here, "2026-05-14T16:00").await.unwrap();
        for (at, over, is_done) in [
            ("14:30", false, false),
            ("15:00", false, true),
            ("14:45", true, true),
        ] {
            let mut tx = ctx.app.db.begin().await.unwrap();
            let mut moved = Appointment::find_for_change(&mut tx, bella.tenant.id, visit.id)
                .await
                .unwrap();
            let (actor, now) = (Actor::system(), ctx.app.clock.now());
            let (to, version) = (bella.at(&format!("2026-05-14T{at}")), moved.version);
            let done = moved
                .move_to(&mut tx, &bella.tenant, &actor, to, None, version, over, now)
                .await;
            match is_done {
                true => done.unwrap(),
                false => assert!(matches!(done, Err(Error::SlotTaken)), "{at}"),
            }
        }
    });
}

#[test]
fn two_clients_are_never_next_door_and_online_is_never_far() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let zone = ctx.place(&bella, "At your home", "client").await;
        let online = ctx.place(&bella, "Video call", "online").await;
        half_an_hour(&ctx, &bella, &[]).await;
        let there = shaping(&ctx, &bella, zone).await;
        book(&ctx, &bella, &there, "2026-05-14T14:00")
            .await
            .unwrap();
        let starts = offered(&ctx, &bella, &there, "2026-05-14").await;
        assert!(!starts.contains(&"15:00".to_owned()) && starts.contains(&"15:15".to_owned()));
        let online = shaping(&ctx, &bella, online).await;
        let starts = offered(&ctx, &bella, &online, "2026-05-14").await;
        assert!(starts.contains(&"14:30".to_owned()) && starts.contains(&"13:30".to_owned()));
    });
}

#[test]
fn hours_that_name_a_place_are_for_visits_there() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let hotel = ctx.place(&bella, "Hotel", "own").await;
        let online = ctx.place(&bella, "Video call", "online").await;
        let mut owner = bella.sign_in(&ctx).await;
        let (hotel_id, own) = (hotel.to_string(), home(&ctx, &bella).await);
        // Thursday at the hotel, Friday anywhere.
        let form = [
            ("period", "_"),
            ("open", "3"),
            ("open", "4"),
            ("day", "3"),
            ("from", "10:00"),
            ("to", "12:00"),
            ("place", &hotel_id),
            ("day", "4"),
            ("from", "10:00"),
            ("to", "12:00"),
            ("place", ""),
        ];
        owner.post("/settings/hours", &form).await.expect(303);
        owner
            .get("/settings/hours")
            .await
            .expect(200)
            .says(&format!("<option value=\"{hotel_id}\" selected>Hotel"));
        for (place, thursday, friday) in [(hotel, 7, 7), (own, 0, 7), (online, 7, 7)] {
            let plan = shaping(&ctx, &bella, place).await;
            assert_eq!(
                offered(&ctx, &bella, &plan, "2026-05-21").await.len(),
                thursday
            );
            assert_eq!(
                offered(&ctx, &bella, &plan, "2026-05-22").await.len(),
                friday
            );
        }
        // An exception stays where its weekday is.
        q!(
            &ctx.app.db,
            execute,
            "INSERT INTO date_overrides (tenant_id, id, resource_id, date, open)
             SELECT tenant_id, id, id, $2, $3 FROM resources WHERE tenant_id = $1 AND kind = 'master'",
            bella.tenant.id,
            "2026-05-21".parse::<chrono::NaiveDate>().unwrap(),
            sqlx::types::Json(vec![(600_u16, 660_u16)]),
        )
        .unwrap();
        for (place, thursday) in [(hotel, 3), (own, 0), (online, 3)] {
            let plan = shaping(&ctx, &bella, place).await;
            assert_eq!(
                offered(&ctx, &bella, &plan, "2026-05-21").await.len(),
                thursday
            );
        }
    });
}

#[test]
fn a_service_is_held_where_its_places_say() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let plan = ctx.plan(&bella, "consult").await;
        let services: Vec<ServiceId> = plan.service_ids();
        let online = ctx
            .place_for(&bella, "Video call", "online", Some(services.clone()))
            .await;
        let places = Places::load(&ctx.app.db, bella.tenant.id).await.unwrap();
        let fitting: Vec<PlaceId> = places
            .for_services(&services)
            .iter()
            .map(|p| p.id)
            .collect();
        assert_eq!(fitting.len(), 2);
        assert!(fitting.contains(&online));
        let shaping = ctx.plan(&bella, "shaping").await.service_ids();
        assert_eq!(places.for_services(&shaping).len(), 1);
        // A strange place in the address is as none.
        let mut visitor = ctx.visitor();
        visitor
            .get("/bella/book?service=shaping&place=video-call")
            .await
            .expect(200)
            .lacks("Video call");
        visitor
            .get("/bella/book?service=consult&place=video-call")
            .await
            .expect(200)
            .says("Video call")
            .says("aria-current=\"true\"");
    });
}

#[test]
fn an_online_visit_tells_its_link_to_who_booked_and_to_nobody_else() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let online = ctx.place(&bella, "Video call", "online").await;
        let client = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        let plan = shaping(&ctx, &bella, online).await;
        let visit = ctx
            .book_plan(&bella, client.id, &plan, "2026-05-14T10:00")
            .await;
        ctx.run_jobs().await;
        let mut visitor = ctx.visitor();
        let link = "https://meet.example.com/bella";
        let booked = format!("/bella/booked/{}", visit.reference);
        visitor
            .get(&booked)
            .await
            .expect(200)
            .says("Video call")
            .lacks(link);
        let file = format!("{booked}/visit.ics");
        let file = visitor.get(&file).await.expect(200);
        assert!(!file.body.replace("\r\n ", "").contains(link));
        for path in ["/bella", "/bella/book?service=shaping"] {
            visitor.get(path).await.expect(200).lacks(link);
        }
        let mut owner = bella.sign_in(&ctx).await;
        let panel = format!("/appointments/{}", visit.id);
        owner
            .get(&panel)
            .await
            .expect(200)
            .says("Video call")
            .says(link);
        let (text, file) = q!(
            &ctx.app.db,
            fetch_one: (String, String),
            "SELECT body_text, attachment FROM messages
             WHERE tenant_id = $1 AND audience = 'client' AND attachment IS NOT NULL",
            bella.tenant.id,
        )
        .unwrap();
        assert!(text.contains(link), "{text}");
        assert!(file.replace("\r\n ", "").contains(link), "{file}");
    });
}

#[test]
fn the_address_of_a_visit_at_the_clients_is_asked_for() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        ctx.place(&bella, "At your home", "client").await;
        let mut visitor = ctx.visitor();
        let at = "service=shaping&place=at-your-home&at=2026-05-15T10:00";
        visitor
            .get(&format!("/bella/book?{at}"))
            .await
            .expect(200)
            .says("name=\"address\"");
        let key = uuid::Uuid::new_v4().to_string();
        let form = |address: &'static str| {
            vec![
                ("service", "shaping".to_owned()),
                ("place", "at-your-home".to_owned()),
                ("at", "2026-05-15T10:00".to_owned()),
                ("key", key.clone()),
                ("began", "1".to_owned()),
                ("name", "Anna Petrova".to_owned()),
                ("phone", "+34612345678".to_owned()),
                ("address", address.to_owned()),
            ]
        };
        let empty = form("");
        let empty: Vec<(&str, &str)> = empty.iter().map(|(a, b)| (*a, b.as_str())).collect();
        let answer = visitor.post("/bella/book", &empty).await.expect(422);
        answer.says("Enter the address we should come to.");
        let full = form("Mayor 7, 3º B");
        let full: Vec<(&str, &str)> = full.iter().map(|(a, b)| (*a, b.as_str())).collect();
        let answer = visitor.post("/bella/book", &full).await.expect(303);
        // Who booked sees it, a stranger with the reference does not.
        let path = answer.location().to_owned();
        visitor.get(&path).await.expect(200).says("Mayor 7");
        ctx.visitor()
            .get(&path)
            .await
            .expect(200)
            .says("At your home")
            .lacks("Mayor 7");
    });
}

#[test]
fn the_pages_of_places_keep_what_was_typed_and_say_what_is_wrong() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/settings/places")
            .await
            .expect(200)
            .says("One address so far");
        owner.get("/settings/places/new").await.expect(200);
        let form = [
            ("name", "Hotel Arts"),
            ("kind", "online"),
            ("link", "meet"),
            ("which", "all"),
        ];
        let answer = owner.post("/settings/places", &form).await.expect(422);
        answer.says("Hotel Arts").says("Enter a whole address");
        let form = [
            ("name", "Hotel Arts"),
            ("kind", "own"),
            ("address", "Marina 19"),
            ("which", "all"),
        ];
        owner.post("/settings/places", &form).await.expect(303);
        let page = owner.get("/settings/places").await.expect(200);
        page.says("Bella Brows – Hotel Arts").says("usual place");
        let own = home(&ctx, &bella).await;
        let places = Places::load(&ctx.app.db, bella.tenant.id).await.unwrap();
        let hotel = places.by_slug("hotel-arts").unwrap();
        let (a, b) = (own.to_string(), hotel.id.to_string());
        let ways = [
            ("usual", "15"),
            ("a", &a),
            ("b", &b),
            ("minutes", "a while"),
        ];
        let answer = owner
            .post("/settings/places/travel", &ways)
            .await
            .expect(422);
        answer.says("a while");
        let ways = [("usual", "15"), ("a", &a), ("b", &b), ("minutes", "40")];
        owner
            .post("/settings/places/travel", &ways)
            .await
            .expect(303);
        let places = Places::load(&ctx.app.db, bella.tenant.id).await.unwrap();
        assert_eq!(places.minutes(Some(own), Some(hotel.id)), 40);
        assert_eq!(places.minutes(Some(hotel.id), Some(own)), 40);
        // The usual place stays, another one can go.
        let off = [("active", "false")];
        let path = format!("/settings/places/{own}/activation");
        owner
            .post(&path, &off)
            .await
            .expect(409)
            .says("usual place first");
        let path = format!("/settings/places/{}/activation", hotel.id);
        owner.post(&path, &off).await.expect(303);
        let path = format!("/settings/places/{}/deletion", hotel.id);
        owner.post(&path, &[]).await.expect(303);
        owner
            .get(&format!("/settings/places/{}", hotel.id))
            .await
            .expect(404);
    });
}

#[test]
fn a_time_kept_at_one_place_is_kept_anew_at_another() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let hotel = ctx.place(&bella, "Hotel", "own").await;
        let places = Places::load(&ctx.app.db, bella.tenant.id).await.unwrap();
        let mut visitor = ctx.visitor();
        visitor.get("/bella/book?service=shaping").await.expect(200);
        for id in [home(&ctx, &bella).await, hotel] {
            let slug = places.get(Some(id)).unwrap().slug.clone();
            let time = [
                ("service", "shaping"),
                ("at", "2026-05-14T12:00"),
                ("place", slug.as_str()),
            ];
            visitor.post("/bella/book/hold", &time).await.expect(303);
            let (held,) = q!(
                &ctx.app.db,
                fetch_one: (Option<PlaceId>,),
                "SELECT place_id FROM appointments WHERE status = 'held'"
            )
            .unwrap();
            assert_eq!(held, Some(id));
        }
    });
}

/// Where the visit is now, and the version that a form of it was drawn for.
async fn now_at(ctx: &Ctx, practice: &Practice, visit: &Appointment) -> Appointment {
    Appointment::find(&ctx.app.db, practice.tenant.id, visit.id)
        .await
        .unwrap()
}

/// Subject, text and calendar file of each word about a move that went out.
async fn words(ctx: &Ctx, practice: &Practice) -> Vec<(String, String, String)> {
    q!(
        &ctx.app.db,
        fetch_all: (String, String, String),
        "SELECT subject, body_text, attachment FROM messages
         WHERE tenant_id = $1 AND kind = 'moved' AND status = 'sent' ORDER BY created_at",
        practice.tenant.id,
    )
    .unwrap()
}

#[test]
fn a_booked_visit_is_held_elsewhere_and_its_client_hears_of_it() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let hotel = ctx.place(&bella, "Hotel", "own").await;
        let zone = ctx.place(&bella, "At your home", "client").await;
        let visit = ctx.book(&bella, "shaping", "2026-05-15T12:00").await;
        ctx.run_jobs().await;
        let mut owner = bella.sign_in(&ctx).await;
        let panel = format!("/appointments/{}", visit.id);
        let path = format!("{panel}/place");
        owner.get(&panel).await.expect(200).says(&path);
        owner
            .get(&path)
            .await
            .expect(200)
            .says("Hotel")
            .says("Tell the client by e-mail");
        let (hotel_id, zone_id) = (hotel.to_string(), zone.to_string());
        let form = [("version", "1"), ("place", &hotel_id), ("told", "true")];
        owner.post(&path, &form).await.expect(303);
        owner.post(&path, &form).await.expect(303);
        owner
            .get(&panel)
            .await
            .expect(200)
            .says("Place: Bella Brows → Hotel");
        let here = now_at(&ctx, &bella, &visit).await;
        assert_eq!((here.place_id, here.sequence), (Some(hotel), 1));
        let (taken,) = q!(
            &ctx.app.db,
            fetch_one: (Option<String>,),
            "SELECT place FROM allocations WHERE tenant_id = $1 AND appointment_id = $2",
            bella.tenant.id,
            visit.id,
        )
        .unwrap();
        assert_eq!(taken, Some(hotel_id.clone()));
        assert!(words(&ctx, &bella).await.is_empty(), "it can be taken back");
        ctx.app.clock.advance(chrono::TimeDelta::seconds(16));
        ctx.run_jobs().await;
        let told = words(&ctx, &bella).await;
        let [(subject, text, file)] = told.as_slice() else {
            panic!("{told:?}");
        };
        assert!(subject.starts_with("Another place: "), "{subject}");
        assert!(
            text.contains("Hotel") && text.contains("Bella Brows"),
            "{text}"
        );
        assert!(
            file.contains("LOCATION:Hotel") && file.contains("SEQUENCE:1"),
            "{file}"
        );
        // To the client's and back before anything left, and once more without a word.
        let there = [("place", zone_id.as_str()), ("address", "Mayor 7")];
        for (place, is_told) in [
            (there, "true"),
            ([("place", &hotel_id), ("address", "")], "true"),
            (there, "false"),
        ] {
            let version = now_at(&ctx, &bella, &visit).await.version.to_string();
            let form = [place[0], place[1], ("version", &version), ("told", is_told)];
            owner.post(&path, &form).await.expect(303);
        }
        ctx.app.clock.advance(chrono::TimeDelta::seconds(16));
        ctx.run_jobs().await;
        assert_eq!(words(&ctx, &bella).await.len(), 1);
        owner.get(&panel).await.expect(200).says("Mayor 7");
        // Another door of the same place is news too.
        let version = now_at(&ctx, &bella, &visit).await.version.to_string();
        let form = [
            ("place", zone_id.as_str()),
            ("address", "Mayor 9"),
            ("version", &version),
            ("told", "true"),
        ];
        owner.post(&path, &form).await.expect(303);
        ctx.app.clock.advance(chrono::TimeDelta::seconds(16));
        ctx.run_jobs().await;
        let told = words(&ctx, &bella).await;
        assert_eq!(told.len(), 2);
        assert!(told[1].1.contains("Mayor 9"), "{told:?}");
    });
}

#[test]
fn a_place_that_cannot_be_reached_in_time_is_refused_and_may_be_booked_over() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let hotel = ctx.place(&bella, "Hotel", "own").await;
        let consult = ctx.plan(&bella, "consult").await.service_ids();
        let video = ctx
            .place_for(&bella, "Video call", "online", Some(consult))
            .await;
        half_an_hour(&ctx, &bella, &[]).await;
        let here = shaping(&ctx, &bella, home(&ctx, &bella).await).await;
        book(&ctx, &bella, &here, "2026-05-14T14:00").await.unwrap();
        let visit = book(&ctx, &bella, &here, "2026-05-14T14:30").await.unwrap();
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}/place", visit.id);
        let (hotel_id, video_id) = (hotel.to_string(), video.to_string());
        let form = [("version", "1"), ("place", hotel_id.as_str())];
        owner
            .post(&path, &form)
            .await
            .expect(409)
            .says("The way cannot be made in time")
            .says("30 min");
        let other = [("version", "1"), ("place", video_id.as_str())];
        owner.post(&path, &other).await.expect(422);
        owner
            .post(&path, &[("version", "1"), ("place", "")])
            .await
            .expect(422);
        let stale = [("version", "0"), ("place", hotel_id.as_str())];
        owner
            .post(&path, &stale)
            .await
            .expect(409)
            .says("name=\"version\" value=\"1\"");
        assert_ne!(now_at(&ctx, &bella, &visit).await.place_id, Some(hotel));
        let over = [form[0], form[1], ("book_over", "true")];
        owner.post(&path, &over).await.expect(303);
        let now = now_at(&ctx, &bella, &visit).await;
        assert!(now.place_id == Some(hotel) && now.is_booked_over);
    });
}

#[test]
fn no_visit_and_no_hours_name_a_place_of_another_practice() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let other = ctx.stranger().await;
        let theirs = ctx.place(&other, "Hotel", "own").await;
        let visit = ctx.book(&bella, "shaping", "2026-05-15T12:00").await;
        let of_visit = q!(
            &ctx.app.db,
            execute,
            "UPDATE appointments SET place_id = $3 WHERE tenant_id = $1 AND id = $2",
            bella.tenant.id,
            visit.id,
            theirs,
        );
        let of_hours = q!(
            &ctx.app.db,
            execute,
            "UPDATE working_hours SET place_id = $2 WHERE tenant_id = $1",
            bella.tenant.id,
            theirs,
        );
        for done in [of_visit, of_hours] {
            assert!(done.is_err_and(|error| aureli::db::is_foreign_key(&error)));
        }
    });
}

#[test]
fn programs_are_told_of_places_and_book_at_one() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let api = "/api/v1/public/bella";
        let answer = ctx.visitor().get(api).await.expect(200).json();
        assert_eq!(answer.get("places"), None, "there is one address");
        ctx.place(&bella, "At your home", "client").await;
        let shaping = ctx.plan(&bella, "shaping").await.service_ids();
        ctx.place_for(&bella, "Video call", "online", Some(shaping))
            .await;
        let answer = ctx.visitor().get(api).await.expect(200);
        let answer = answer.lacks("meet.example.com").json();
        let places = answer["places"].as_array().unwrap();
        let slugs: Vec<&str> = places
            .iter()
            .filter_map(|one| one["slug"].as_str())
            .collect();
        assert_eq!(slugs, ["bella-brows", "video-call", "at-your-home"]);
        assert_eq!(
            answer["services"][0]["places"],
            serde_json::json!(["bella-brows", "at-your-home"])
        );
        // The way to the client takes 45 minutes.
        ctx.book(&bella, "shaping", "2026-05-15T12:00").await;
        let slots = format!("{api}/slots?service=shaping&from=2026-05-15&days=1");
        let at_home = ctx.visitor().get(&slots).await.expect(200);
        at_home.says("T12:30:00").lacks("place");
        let there = ctx
            .visitor()
            .get(&format!("{slots}&place=at-your-home"))
            .await
            .expect(200);
        there
            .says("\"place\":\"at-your-home\"")
            .lacks("T12:30:00")
            .says("T13:15:00");
        for strange in ["beach", "video-call"] {
            let path =
                format!("{api}/slots?service=lamination&from=2026-05-15&days=1&place={strange}");
            ctx.visitor().get(&path).await.expect(404);
        }
        let body = |address: &str| {
            serde_json::json!({
                "service": "shaping", "start": "2026-05-15T13:15:00+02:00", "place": "at-your-home", "address": address,
                "client": { "name": "Olga Vidal", "phone": "+34 612 345 670", "email": "" },
            })
        };
        let bookings = format!("{api}/bookings");
        let key = [("idempotency-key", "one")];
        let refused = ctx.visitor().post_json(&bookings, body(""), &key).await;
        let refused = refused.expect(422).json();
        assert_eq!(refused["error"]["details"][0]["field"], "address");
        for _ in 0..2 {
            let booked = ctx
                .visitor()
                .post_json(&bookings, body("Mayor 7"), &key)
                .await;
            assert_eq!(booked.expect(201).json()["place"], "at-your-home");
        }
        let (address,) = q!(
            &ctx.app.db,
            fetch_one: (String,),
            "SELECT place_address FROM appointments WHERE tenant_id = $1 AND place_address <> ''",
            bella.tenant.id,
        )
        .unwrap();
        assert_eq!(address, "Mayor 7");
    });
}

/// Tuesdays at the hotel, from ten to two; the rest of the week at home.
async fn tuesdays_at_the_hotel(ctx: &Ctx) -> (Practice, PlaceId, crate::support::Visitor) {
    let bella = ctx.bella().await;
    let hotel = ctx.place(&bella, "Hotel", "own").await;
    half_an_hour(ctx, &bella, &[]).await;
    let mut owner = bella.sign_in(ctx).await;
    let (there, here) = (hotel.to_string(), home(ctx, &bella).await.to_string());
    let mut form = vec![("period", "_")];
    for day in ["0", "1", "2", "3", "4"] {
        let place = if day == "1" {
            there.as_str()
        } else {
            here.as_str()
        };
        form.extend([
            ("open", day),
            ("day", day),
            ("from", "10:00"),
            ("to", "14:00"),
        ]);
        form.push(("place", place));
    }
    owner.post("/settings/hours", &form).await.expect(303);
    (bella, hotel, owner)
}

#[test]
fn who_waits_is_offered_what_comes_free_where_it_comes_free() {
    on_both(async |ctx| {
        let (bella, hotel, mut owner) = tuesdays_at_the_hotel(&ctx).await;
        let plan = shaping(&ctx, &bella, hotel).await;
        let visit = book(&ctx, &bella, &plan, "2026-05-19T10:00").await.unwrap();
        // Joined from the hotel's times; and put on the list by the master, for wherever there is one.
        let mut maria = ctx.visitor();
        let times = "/bella/book?service=shaping&place=hotel&date=2026-05-19";
        let page = maria.get(times).await.expect(200);
        page.says("/bella/waitlist?").says("place=hotel");
        let join = "/bella/waitlist?service=shaping&place=hotel&date=2026-05-19";
        let page = maria.get(join).await.expect(200);
        page.says("name=\"place\" value=\"hotel\"");
        let key = uuid::Uuid::new_v4().to_string();
        let typed = [
            ("service", "shaping"),
            ("place", "hotel"),
            ("date", "2026-05-19"),
            ("from", "2026-05-19"),
            ("until", "2026-05-19"),
            ("days", "1"),
            ("parts", "1"),
            ("name", "Maria Lopez"),
            ("email", "maria@example.com"),
            ("key", key.as_str()),
        ];
        maria.post("/bella/waitlist", &typed).await.expect(303);
        owner
            .get("/waitlist")
            .await
            .expect(200)
            .says("Brow shaping · Hotel");
        let path = format!("/appointments/{}/cancellation", visit.id);
        owner
            .post(&path, &[("by", "client"), ("reason", "")])
            .await
            .expect(303);
        ctx.app.clock.advance(chrono::TimeDelta::seconds(61));
        ctx.run_jobs().await;
        let held = aureli::q!(
            &ctx.app.db,
            fetch_all: (Option<PlaceId>,),
            "SELECT a.place_id FROM waitlist_offers o
             JOIN appointments a ON a.tenant_id = o.tenant_id AND a.id = o.appointment_id WHERE o.tenant_id = $1",
            bella.tenant.id,
        )
        .unwrap();
        assert_eq!(held, [(Some(hotel),)]);
    });
}

#[test]
fn the_place_of_a_day_is_what_the_master_is_shown_and_given() {
    on_both(async |ctx| {
        let (bella, hotel, mut owner) = tuesdays_at_the_hotel(&ctx).await;
        // The preview shows what clients are offered there.
        let preview = "/settings/booking/preview?service=shaping&date=2026-05-19";
        let page = owner.get(preview).await.expect(200);
        page.says("10:00");
        // A visit at home on a Tuesday lies outside the hours.
        let here = shaping(&ctx, &bella, home(&ctx, &bella).await).await;
        let there = shaping(&ctx, &bella, hotel).await;
        let outside = book(&ctx, &bella, &here, "2026-05-26T10:00").await.unwrap();
        let within = book(&ctx, &bella, &there, "2026-05-26T13:00")
            .await
            .unwrap();
        let page = owner.get("/settings/hours").await.expect(200);
        page.says(&format!("/appointments/{}", outside.id))
            .lacks(&format!("/appointments/{}", within.id));
        // Tuesday, a little before ten: the nearest free time is there, and whoever walks in is there.
        ctx.app.clock.set(bella.at("2026-05-19T09:58"));
        let mut owner = bella.sign_in(&ctx).await;
        let nearest = owner.get("/appointments/nearest?what=shaping").await;
        let nearest = nearest.expect(303);
        let to = nearest.location();
        assert!(to.contains("date=2026-05-19"), "{to}");
        assert!(to.contains(&format!("place={hotel}")), "{to}");
        ctx.app.clock.set(bella.at("2026-05-19T10:07"));
        let begun = owner
            .post("/appointments/walk-in", &[("what", "shaping")])
            .await
            .expect(303);
        let id = begun.location().rsplit('/').next().unwrap();
        let visit = Appointment::find(&ctx.app.db, bella.tenant.id, id.parse().unwrap())
            .await
            .unwrap();
        assert_eq!(visit.place_id, Some(hotel));
    });
}

#[test]
fn the_practices_page_names_every_place_and_its_hours() {
    on_both(async |ctx| {
        let (bella, _, _) = tuesdays_at_the_hotel(&ctx).await;
        ctx.place(&bella, "Video call", "online").await;
        let page = ctx.visitor().get("/bella").await.expect(200);
        page.says("10:00–14:00 · Hotel")
            .says("10:00–14:00 · Bella Brows")
            .says("Gran 5, Madrid")
            .says("Video call")
            .says("\"dayOfWeek\":\"Tuesday\"")
            .says("\"name\":\"Hotel\"")
            .lacks("meet.example.com");
    });
}
