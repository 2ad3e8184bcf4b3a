//! Places: where a visit is held, the way between two of them, and who is told what.

use aureli::appointments::{Appointment, NewAppointment, Source, Status};
use aureli::error::{Error, Result};
use aureli::events::Actor;
use aureli::id::{PlaceId, ServiceId};
use aureli::places::{Place, PlaceDraft, Places, set_travel};
use aureli::schedule::availability::Availability;
use aureli::services::Plan;

use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

fn draft(name: &str, kind: &str) -> PlaceDraft {
    PlaceDraft {
        name: name.into(),
        kind: kind.into(),
        address: if kind == "own" { "Gran 5, Madrid" } else { "" }.into(),
        link: if kind == "online" {
            "https://meet.example.com/bella"
        } else {
            ""
        }
        .into(),
        travel_minutes: (kind == "client").then_some(45),
        services: None,
        is_default: false,
    }
}

async fn add(ctx: &Ctx, practice: &Practice, draft: &PlaceDraft) -> PlaceId {
    let (id, now) = (PlaceId::new(), ctx.app.clock.now());
    let mut tx = ctx.app.db.begin().await.unwrap();
    let actor = Actor::system();
    Place::create(&mut tx, &practice.tenant, &actor, id, draft, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

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
        add(&ctx, &bella, &draft("Hotel", "own")).await;
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
        let hotel = add(&ctx, &bella, &draft("Hotel", "own")).await;
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
        let hotel = add(&ctx, &bella, &draft("Hotel", "own")).await;
        let visit = add(&ctx, &bella, &draft("At your home", "client")).await;
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
        let hotel = add(&ctx, &bella, &draft("Hotel", "own")).await;
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
        let zone = add(&ctx, &bella, &draft("At your home", "client")).await;
        let online = add(&ctx, &bella, &draft("Video call", "online")).await;
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
        let hotel = add(&ctx, &bella, &draft("Hotel", "own")).await;
        let online = add(&ctx, &bella, &draft("Video call", "online")).await;
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
        aureli::q!(
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
        let only = PlaceDraft {
            services: Some(services.clone()),
            ..draft("Video call", "online")
        };
        let online = add(&ctx, &bella, &only).await;
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
        let online = add(&ctx, &bella, &draft("Video call", "online")).await;
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
        let (text, file) = aureli::q!(
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
        add(&ctx, &bella, &draft("At your home", "client")).await;
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
        let hotel = add(&ctx, &bella, &draft("Hotel", "own")).await;
        let places = Places::load(&ctx.app.db, bella.tenant.id).await.unwrap();
        let mut visitor = ctx.visitor();
        for id in [home(&ctx, &bella).await, hotel] {
            let slug = places.get(Some(id)).unwrap().slug.clone();
            let time = [
                ("service", "shaping"),
                ("at", "2026-05-14T12:00"),
                ("place", slug.as_str()),
            ];
            visitor.post("/bella/book/hold", &time).await.expect(303);
            let (held,) = aureli::q!(
                &ctx.app.db,
                fetch_one: (Option<PlaceId>,),
                "SELECT place_id FROM appointments WHERE status = 'held'"
            )
            .unwrap();
            assert_eq!(held, Some(id));
        }
    });
}
