//! What follows a visit to its new time: how long a request waits, how long links live, whether the master is asked again.

use aureli::appointments::{Appointment, Status};
use aureli::links::{NewLink, Purpose, mint};
use aureli::services::{Choice, Plan};
use chrono::{DateTime, TimeDelta, Utc};

use crate::support::factories::{Practice, bella_file};
use crate::support::{Ctx, on_both};

async fn now(ctx: &Ctx, visit: &Appointment) -> Appointment {
    Appointment::find(&ctx.app.db, visit.tenant_id, visit.id)
        .await
        .unwrap()
}

/// A link to the visit's own page, as its booking makes it.
async fn link(ctx: &Ctx, visit: &Appointment) -> String {
    let at = ctx.app.clock.now();
    let mut tx = ctx.app.db.begin().await.unwrap();
    let new = NewLink {
        tenant: visit.tenant_id,
        purpose: Purpose::Manage,
        appointment: visit.id,
        expires_at: Purpose::Manage.expiry(visit.ends_at),
        message: None,
    };
    let path = mint(&mut tx, new, at).await.unwrap();
    tx.commit().await.unwrap();
    path
}

/// The master moves it by the form.
async fn moved(ctx: &Ctx, practice: &Practice, visit: &Appointment, date: &str, time: &str) {
    let version = now(ctx, visit).await.version.to_string();
    let form = [
        ("version", version.as_str()),
        ("date", date),
        ("time", time),
    ];
    practice
        .sign_in(ctx)
        .await
        .post(&format!("/appointments/{}/move", visit.id), &form)
        .await
        .expect(303);
}

#[test]
fn a_request_that_is_moved_waits_no_longer_than_its_new_start() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "consult", "2026-05-20T12:00").await;
        moved(&ctx, &bella, &visit, "2026-05-15", "10:00").await;
        let nearer = now(&ctx, &visit).await;
        assert_eq!(nearer.expires_at, Some(bella.at("2026-05-15T10:00")));
        let (kept,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (Option<DateTime<Utc>>,),
            "SELECT expires_at FROM allocations WHERE appointment_id = $1",
            visit.id,
        )
        .unwrap();
        assert_eq!(kept, nearer.expires_at);
        moved(&ctx, &bella, &visit, "2026-05-22", "10:00").await;
        let further = now(&ctx, &visit).await;
        let two_days = ctx.app.clock.now() + TimeDelta::hours(48);
        assert_eq!(further.expires_at, Some(two_days));
    });
}

#[test]
fn the_visits_own_page_moves_with_it() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-20T12:00").await;
        let path = link(&ctx, &visit).await;
        moved(&ctx, &bella, &visit, "2026-08-20", "12:00").await;
        ctx.app.clock.advance(TimeDelta::days(60));
        ctx.visitor().get(&path).await.expect(200);
        moved(&ctx, &bella, &visit, "2026-07-15", "12:00").await;
        ctx.app.clock.advance(TimeDelta::days(40));
        ctx.visitor().get(&path).await.expect(410);
    });
}

#[test]
fn a_visit_that_was_answered_by_hand_is_a_request_again_when_its_client_moves_it() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "consult", "2026-05-20T12:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        let confirm = format!("/appointments/{}/confirmation", visit.id);
        owner.post(&confirm, &[]).await.expect(303);
        // The master moves as they like.
        moved(&ctx, &bella, &visit, "2026-05-20", "15:00").await;
        assert_eq!(now(&ctx, &visit).await.status, Status::Confirmed);
        let path = link(&ctx, &visit).await;
        let mut client = ctx.visitor();
        client
            .get(&path)
            .await
            .expect(200)
            .says("Bella Brows confirms the new time");
        let form = [("at", "2026-05-21T10:00")];
        let page = client
            .post(&format!("{path}/move"), &form)
            .await
            .expect(303);
        assert_eq!(page.location(), path);
        let asked = now(&ctx, &visit).await;
        assert_eq!(asked.status, Status::Pending);
        assert_eq!(asked.starts_at, bella.at("2026-05-21T10:00"));
        let two_days = ctx.app.clock.now() + TimeDelta::hours(48);
        assert_eq!(asked.expires_at, Some(two_days));
        let told = aureli::q!(
            &ctx.app.db,
            fetch_all: (String,),
            "SELECT kind FROM messages WHERE appointment_id = $1 AND status = 'queued' ORDER BY kind",
            visit.id,
        )
        .unwrap();
        let told: Vec<&str> = told.iter().map(|(kind,)| kind.as_str()).collect();
        assert!(told.contains(&"requested"), "{told:?}");
        assert!(told.contains(&"master_requested"), "{told:?}");
        assert!(!told.contains(&"reminder"), "{told:?}");
        owner.post(&confirm, &[]).await.expect(303);
        assert_eq!(now(&ctx, &visit).await.status, Status::Confirmed);
        // What books at once also moves at once.
        let visit = ctx.book(&bella, "shaping", "2026-05-20T12:00").await;
        let path = link(&ctx, &visit).await;
        let form = [("at", "2026-05-21T12:00")];
        client
            .post(&format!("{path}/move"), &form)
            .await
            .expect(303);
        assert_eq!(now(&ctx, &visit).await.status, Status::Confirmed);
    });
}

#[test]
fn a_days_last_place_is_given_to_one_of_those_who_move_there() {
    on_both(|ctx| async move {
        let mut file = bella_file();
        file["booking"]["daily_limit"] = 1.into();
        let bella = ctx.practice(file).await;
        let mut people = tokio::task::JoinSet::new();
        for n in 0..8 {
            let phone = format!("+3461234561{n}");
            let client = ctx.client(&bella, "Guest", &phone).await;
            // From Monday 1 June on; they all want Saturday 30 May, each at an hour of their own.
            let day = [1, 2, 3, 4, 5, 6, 8, 9][n];
            let at = format!("2026-06-{day:02}T12:00");
            let visit = ctx.book_for(&bella, client.id, "shaping", &at).await;
            let path = link(&ctx, &visit).await;
            let mut visitor = ctx.visitor();
            people.spawn(async move {
                let at = format!("2026-05-30T{}:00", 10 + n);
                let path = format!("{path}/move");
                visitor.post(&path, &[("at", &at)]).await.status.as_u16()
            });
        }
        let mut statuses = Vec::new();
        while let Some(status) = people.join_next().await {
            statuses.push(status.unwrap());
        }
        let count = |status| statuses.iter().filter(|found| **found == status).count();
        assert_eq!((count(303), count(409)), (1, 7), "{statuses:?}");
    });
}

#[test]
fn a_visit_that_was_cut_short_fits_where_it_is_as_long_as_it_is() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let addons = ["tint".to_owned()];
        let choice = Choice::by_slugs(&ctx.app.db, bella.tenant.id, "lamination", None, &addons)
            .await
            .unwrap();
        let plan = Plan::one(choice, bella.tenant.currency);
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        let visit = ctx
            .book_plan(&bella, anna.id, &plan, "2026-05-20T12:00")
            .await;
        let form = [
            ("version", "1"),
            ("date", "2026-05-20"),
            ("time", "12:00"),
            ("minutes", "10"),
        ];
        bella
            .sign_in(&ctx)
            .await
            .post(&format!("/appointments/{}/move", visit.id), &form)
            .await
            .expect(303);
        // The service's own buffer is longer by now; the visit keeps the one it was booked with.
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE services SET buffer_after_minutes = 60 WHERE tenant_id = $1",
            bella.tenant.id,
        )
        .unwrap();
        let plan = now(&ctx, &visit).await.plan(&ctx.app.db).await.unwrap();
        assert_eq!(
            (plan.duration_minutes(), plan.buffer_after_minutes()),
            (10, 10)
        );
    });
}

#[test]
fn the_mail_names_the_services_own_window() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE services SET cancel_window_minutes = 2880 WHERE slug = $1",
            "shaping",
        )
        .unwrap();
        ctx.book(&bella, "shaping", "2026-05-20T12:00").await;
        ctx.run_jobs().await;
        let (text,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (String,),
            "SELECT body_text FROM messages WHERE kind = 'booked'",
        )
        .unwrap();
        assert!(text.contains("Monday 18\u{a0}May, 12:00"), "{text}");
    });
}

/// Into the past only on purpose: the client is told nothing of it.
#[test]
fn a_visit_that_lies_ahead_goes_into_the_past_only_when_it_is_meant() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-20T12:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        let version = now(&ctx, &visit).await.version.to_string();
        let path = format!("/appointments/{}/move", visit.id);
        let form = [
            ("version", version.as_str()),
            ("date", "2026-05-12"),
            ("time", "10:00"),
        ];
        owner
            .post(&path, &form)
            .await
            .expect(409)
            .says("That time is over already")
            .says("name=\"past\"")
            .says("value=\"10:00\"");
        assert_eq!(now(&ctx, &visit).await.starts_at, visit.starts_at);
        let meant = [form.as_slice(), &[("past", "true")]].concat();
        owner.post(&path, &meant).await.expect(303);
        let moved = now(&ctx, &visit).await;
        assert_eq!(moved.starts_at, bella.at("2026-05-12T10:00"));
    });
}
