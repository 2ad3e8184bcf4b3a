//! The time that visits occupy, as the database itself keeps it: how long it may be, who waits for whom.

use std::collections::BTreeMap;
use std::time::Duration;

use aureli::appointments::{Appointment, NewAppointment, Source, Status, expire_due};
use aureli::error::Error;
use aureli::events::Actor;
use aureli::practice::PracticeFile;
use aureli::q;
use aureli::services::{Choice, Plan};
use chrono::TimeDelta;

use crate::support::factories::{Practice, bella_file};
use crate::support::{Ctx, on_both};

fn wanted<'a>(practice: &Practice, plan: &'a Plan, at: &str) -> NewAppointment<'a> {
    NewAppointment {
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
        given: None,
        duration_minutes: None,
    }
}

async fn book(ctx: &Ctx, practice: &Practice, new: NewAppointment<'_>) -> Result<(), Error> {
    let actor = Actor::user(practice.owner);
    let mut tx = ctx.app.db.begin().await?;
    Appointment::book(&mut tx, &practice.tenant, &actor, new, ctx.app.clock.now()).await?;
    Ok(tx.commit().await?)
}

#[test]
fn the_database_takes_no_time_longer_than_its_guard_looks_back() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "lamination", "2026-06-01T10:00").await;
        let stretch = async |days, seconds| {
            q!(
                &ctx.app.db,
                execute,
                "UPDATE allocations SET ends_at = $2 WHERE appointment_id = $1",
                visit.id,
                visit.busy_from + TimeDelta::days(days) + TimeDelta::seconds(seconds),
            )
        };
        stretch(3, 1).await.expect_err("more than three days");
        stretch(4, 0).await.expect_err("four days");
        stretch(3, 0).await.expect("three days");
        // At the far end of the longest one, the guard still sees it.
        let plan = ctx.plan(&bella, "shaping").await;
        let last = wanted(&bella, &plan, "2026-06-04T09:45");
        let taken = book(&ctx, &bella, last).await;
        assert!(matches!(taken, Err(Error::SlotTaken)), "{taken:?}");
        let after = wanted(&bella, &plan, "2026-06-04T10:00");
        book(&ctx, &bella, after).await.expect("it is free again");
    });
}

/// Lamination takes a day, and each of three add-ons another one, as no form lets it be made.
async fn days_long(ctx: &Ctx) -> Practice {
    let mut file = bella_file();
    file["services"][0]["addons"] = serde_json::json!([
        { "slug": "a", "name": "A", "duration_minutes": 0, "price": 0 },
        { "slug": "b", "name": "B", "duration_minutes": 0, "price": 0 },
        { "slug": "c", "name": "C", "duration_minutes": 0, "price": 0 },
    ]);
    let bella = ctx.practice(file).await;
    for sql in [
        "UPDATE services SET duration_minutes = 1440 WHERE slug = 'lamination'",
        "UPDATE service_addons SET duration_minutes = 1440",
    ] {
        let done = match ctx.app.db.pools() {
            aureli::db::Either::Lite(lite) => sqlx::query(sql).execute(&lite.write).await.err(),
            aureli::db::Either::Pg(pool) => sqlx::query(sql).execute(pool).await.err(),
        };
        assert!(done.is_none(), "{done:?}");
    }
    bella
}

#[test]
fn no_visit_is_longer_than_a_day() {
    on_both(|ctx| async move {
        let bella = days_long(&ctx).await;
        let addons = ["a", "b", "c"].map(str::to_owned);
        let tenant = &bella.tenant;
        let choice = Choice::by_slugs(&ctx.app.db, tenant.id, "lamination", None, &addons)
            .await
            .unwrap();
        let plan = Plan::one(choice, tenant.currency);
        let long = wanted(&bella, &plan, "2026-06-01T10:00");
        let refused = book(&ctx, &bella, long).await;
        assert!(
            matches!(refused, Err(Error::Invalid("appointment-bad-length"))),
            "{refused:?}"
        );
        let mut owner = bella.sign_in(&ctx).await;
        let form = [
            ("client", "none"),
            ("what", "lamination"),
            ("addons", "a"),
            ("date", "2026-06-01"),
            ("time", "10:00"),
        ];
        owner
            .post("/appointments", &form)
            .await
            .expect(422)
            .says("A visit lasts from 5 minutes to 24 hours.")
            .says("href=\"#what\"");
        let (visits,) =
            q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM appointments").unwrap();
        assert_eq!(visits, 0);
    });
}

#[test]
fn a_service_with_all_its_add_ons_fits_a_day() {
    on_both(|ctx| async move {
        let mut file = bella_file();
        file["services"][0]["variants"][0]["duration_minutes"] = 1430.into();
        let error = PracticeFile::from_json(file.clone())
            .unwrap_err()
            .to_string();
        assert!(error.contains("services[0].addons"), "{error}");
        file["services"][0]["variants"][0]["duration_minutes"] = 1425.into();
        let bella = ctx.practice(file).await;
        let mut owner = bella.sign_in(&ctx).await;
        let plan = ctx.plan(&bella, "lamination").await;
        let service = plan.choices[0].service.id;
        let addon =
            |minutes: &'static str| [("name", "Massage"), ("duration", minutes), ("price", "10")];
        let addons = format!("/services/{service}/addons");
        owner
            .post(&addons, &addon("1"))
            .await
            .expect(422)
            .says("href=\"#duration\"");
        owner.post(&addons, &addon("0")).await.expect(303);
        let variants = format!("/services/{service}/variants");
        let variant = [("name", "Longest"), ("duration", "1426"), ("price", "90")];
        owner
            .post(&variants, &variant)
            .await
            .expect(422)
            .says("href=\"#duration\"");
        let edit = [
            ("name", "Brow lamination"),
            ("duration", "1440"),
            ("price", "48"),
        ];
        owner
            .post(&format!("/services/{service}"), &edit)
            .await
            .expect(422)
            .says("href=\"#duration\"");
    });
}

#[test]
fn a_booking_waits_for_the_worker_that_is_ending_a_request() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.book(&bella, "consult", "2026-05-20T12:00").await;
        ctx.app.clock.advance(TimeDelta::hours(49));
        let mut worker = ctx.app.db.begin().await.unwrap();
        let ended = expire_due(&mut worker, bella.tenant.id, ctx.app.clock.now())
            .await
            .unwrap();
        assert_eq!(ended, 1);
        let (there, practice) = (ctx.clone(), bella.clone());
        let booking = tokio::spawn(async move {
            let plan = there.plan(&practice, "consult").await;
            let new = wanted(&practice, &plan, "2026-05-20T12:00");
            book(&there, &practice, new).await
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        worker.commit().await.unwrap();
        booking.await.unwrap().expect("its time was given back");
    });
}

/// Shaping has four places at a time.
async fn four_seats(ctx: &Ctx) -> Practice {
    let mut file = bella_file();
    file["services"][1]["capacity"] = 4.into();
    ctx.practice(file).await
}

async fn seats(ctx: &Ctx, practice: &Practice, at: &str) -> i64 {
    let (seats,) = q!(
        &ctx.app.db,
        fetch_one: (i64,),
        "SELECT COUNT(*) FROM allocations WHERE tenant_id = $1 AND is_active AND starts_at = $2",
        practice.tenant.id,
        practice.at(at),
    )
    .unwrap();
    seats
}

#[test]
fn five_hundred_want_a_place_in_a_class_of_four_and_four_get_one() {
    on_both(|ctx| async move {
        let bella = four_seats(&ctx).await;
        let mut racers = tokio::task::JoinSet::new();
        for n in 0..500 {
            let mut visitor = ctx.visitor();
            racers.spawn(async move {
                let body = serde_json::json!({
                    "service": "shaping", "start": "2026-05-15T12:00:00+02:00",
                    "client": { "name": format!("Racer {n}"), "phone": format!("+3461200{n:04}"), "email": "" },
                });
                let key = format!("race-{n}");
                let headers = [("idempotency-key", key.as_str())];
                let path = "/api/v1/public/bella/bookings";
                let answer = visitor.post_json(path, body, &headers).await;
                answer.status.as_u16()
            });
        }
        let mut answers = BTreeMap::new();
        while let Some(status) = racers.join_next().await {
            *answers.entry(status.unwrap()).or_insert(0) += 1;
        }
        assert_eq!(answers, BTreeMap::from([(201, 4), (409, 496)]));
        assert_eq!(seats(&ctx, &bella, "2026-05-15T12:00").await, 4);
    });
}

#[test]
fn a_move_finds_a_place_in_a_group_that_has_one_and_none_in_a_full_one() {
    on_both(|ctx| async move {
        let bella = four_seats(&ctx).await;
        let mut last = None;
        for (n, at) in [12, 12, 12, 12, 14, 14, 14].into_iter().enumerate() {
            let client = ctx
                .client(&bella, "Guest", &format!("+3461234561{n}"))
                .await;
            let at = format!("2026-05-15T{at}:00");
            last = Some(ctx.book_for(&bella, client.id, "shaping", &at).await);
        }
        let visit = last.unwrap();
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}/move", visit.id);
        let form = |time: &'static str, version: &'static str| {
            [("version", version), ("date", "2026-05-15"), ("time", time)]
        };
        owner.post(&path, &form("12:00", "1")).await.expect(409);
        owner.post(&path, &form("11:45", "1")).await.expect(409);
        assert_eq!(seats(&ctx, &bella, "2026-05-15T14:00").await, 3);
        // A place of the full group is given back: then it fits.
        let (other,) = q!(
            &ctx.app.db,
            fetch_one: (aureli::id::AppointmentId,),
            "SELECT id FROM appointments WHERE tenant_id = $1 AND starts_at = $2 ORDER BY id LIMIT 1",
            bella.tenant.id,
            bella.at("2026-05-15T12:00"),
        )
        .unwrap();
        owner
            .post(
                &format!("/appointments/{other}/cancellation"),
                &[("by", "master")],
            )
            .await
            .expect(303);
        owner.post(&path, &form("12:00", "1")).await.expect(303);
        assert_eq!(seats(&ctx, &bella, "2026-05-15T12:00").await, 4);
        assert_eq!(seats(&ctx, &bella, "2026-05-15T14:00").await, 2);
        // And back into the group it left.
        owner.post(&path, &form("14:00", "2")).await.expect(303);
        assert_eq!(seats(&ctx, &bella, "2026-05-15T14:00").await, 3);
    });
}

#[test]
fn a_service_needs_no_more_than_there_is() {
    let refusal = |file| PracticeFile::from_json(file).unwrap_err().to_string();
    let mut file = bella_file();
    file["resources"] =
        serde_json::json!([{ "slug": "chair", "name": "Chair", "kind": "chair", "capacity": 0 }]);
    assert!(refusal(file.clone()).starts_with("resources[0].capacity: 0 is not between 1 and 500"));
    file["resources"][0]["capacity"] = 2.into();
    for (needs, told) in [
        (
            serde_json::json!([{ "slug": "chair", "quantity": 3 }]),
            "[0].quantity: 3 is more than the 2",
        ),
        (
            serde_json::json!([{ "slug": "chair", "quantity": 0 }]),
            "[0].quantity: 0 is less than one",
        ),
        (
            serde_json::json!([{ "quantity": 1 }]),
            "[0]: name either one",
        ),
        (
            serde_json::json!([{ "slug": "chair", "any": ["chair"] }]),
            "[0]: name either one",
        ),
        (
            serde_json::json!([{ "any": ["sofa"] }]),
            "[0].any: no resource \"sofa\"",
        ),
        (
            serde_json::json!([{ "slug": "chair" }, { "any": ["chair"] }]),
            "[1].any: \"chair\" is there twice",
        ),
    ] {
        file["services"][0]["resources"] = needs;
        let told = format!("services[0].resources{told}");
        let refusal = refusal(file.clone());
        assert!(refusal.starts_with(&told), "{refusal}");
    }
    file["services"][0]["resources"] = serde_json::json!([{ "any": ["chair"], "quantity": 2 }]);
    PracticeFile::from_json(file).unwrap();
}
