//! What becomes of a time the second time: moved, cancelled again, taken back, booked by another way.

use aureli::appointments::Status;
use aureli::waitlist::model::Rules;
use chrono::{DateTime, TimeDelta, Utc};

use super::master::opening_path;
use super::*;
use crate::support::on_both;

async fn moved(ctx: &Ctx, practice: &Practice, visit: &Appointment, day: &str, time: &str) {
    let mut owner = practice.sign_in(ctx).await;
    ctx.moved(&mut owner, visit, day, time).await;
}

/// Starts of the openings that are open.
async fn open_at(ctx: &Ctx, practice: &Practice) -> Vec<DateTime<Utc>> {
    let now = ctx.app.clock.now();
    let open = Opening::ahead(&ctx.app.db, practice.tenant.id, now).await;
    open.unwrap().iter().map(|one| one.starts_at).collect()
}

#[test]
fn a_taken_visit_that_moved_can_be_cancelled() {
    on_both(|ctx| async move {
        let (bella, visit, waiting) = ten_o_clock(&ctx, &["Ana", "Bea"]).await;
        let (ana, _) = waiting[0];
        cancelled(&ctx, &bella, &visit).await;
        accepts(&ctx, &bella).await;
        let taken = visit_of(&ctx, &bella, ana).await;
        moved(&ctx, &bella, &taken, DAY, "15:00").await;
        assert_eq!(open_at(&ctx, &bella).await, [bella.at("2026-05-19T10:00")]);
        let taken = visit_of(&ctx, &bella, ana).await;
        cancelled(&ctx, &bella, &taken).await;
        let both = [bella.at("2026-05-19T10:00"), bella.at("2026-05-19T15:00")];
        assert_eq!(open_at(&ctx, &bella).await, both);
        assert_eq!(asked(&ctx).await, ["Ana accepted", "Bea open"]);
    });
}

#[test]
fn what_came_free_is_where_the_visit_was_last() {
    on_both(|ctx| async move {
        let (bella, visit, waiting) = ten_o_clock(&ctx, &["Ana", "Bea"]).await;
        let (ana, _) = waiting[0];
        cancelled(&ctx, &bella, &visit).await;
        accepts(&ctx, &bella).await;
        let taken = visit_of(&ctx, &bella, ana).await;
        moved(&ctx, &bella, &taken, DAY, "15:00").await;
        let vera = ctx.client(&bella, "Vera", "+34612345050").await;
        ctx.book_for(&bella, vera.id, "shaping", "2026-05-19T10:00")
            .await;
        let taken = visit_of(&ctx, &bella, ana).await;
        cancelled(&ctx, &bella, &taken).await;
        assert_eq!(open_at(&ctx, &bella).await, [bella.at("2026-05-19T15:00")]);
        assert_eq!(standing(&ctx).await, ["Vera confirmed", "Bea held"]);
    });
}

#[test]
fn a_second_cancellation_of_the_same_time_is_offered() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana"]).await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}/cancellation", visit.id);
        owner
            .post(&path, &[("by", "client"), ("reason", "")])
            .await
            .expect(303);
        let vera = ctx.client(&bella, "Vera", "+34612345050").await;
        let other = ctx
            .book_for(&bella, vera.id, "shaping", "2026-05-19T10:00")
            .await;
        ctx.app.clock.advance(TimeDelta::seconds(61));
        ctx.run_jobs().await;
        assert_eq!(opening_status(&ctx).await, ["taken"]);
        assert_eq!(asked(&ctx).await, [""; 0]);
        cancelled(&ctx, &bella, &other).await;
        assert_eq!(asked(&ctx).await, ["Ana open"]);
    });
}

#[test]
fn a_cancellation_wakes_the_opening_that_is_there() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana"]).await;
        let mut owner = bella.sign_in(&ctx).await;
        let free = [("date", DAY), ("from", "10:00"), ("to", "10:30")];
        owner
            .post("/waitlist/openings/new", &free)
            .await
            .expect(303);
        assert_eq!(visit.ends_at, bella.at("2026-05-19T10:30"));
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(asked(&ctx).await, ["Ana open"]);
        assert_eq!(opening_status(&ctx).await, ["open"]);
    });
}

#[test]
fn what_the_master_takes_back_stays_with_the_master() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana", "Bea"]).await;
        cancelled(&ctx, &bella, &visit).await;
        let (id,) =
            q!(&ctx.app.db, fetch_one: (WaitlistOfferId,), "SELECT id FROM waitlist_offers")
                .unwrap();
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .post(&format!("/waitlist/holds/{id}/withdrawal"), &[])
            .await
            .expect(303);
        ctx.app.clock.advance(TimeDelta::minutes(10));
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana withdrawn"]);
        assert_eq!(standing(&ctx).await, [""; 0]);
        let path = opening_path(&ctx).await;
        owner.get(&path).await.expect(200).says("Leave it free");
    });
}

#[test]
fn a_hold_that_the_master_cancels_goes_to_nobody() {
    on_both(|ctx| async move {
        let (bella, visit, waiting) = ten_o_clock(&ctx, &["Ana", "Bea"]).await;
        let (ana, _) = waiting[0];
        cancelled(&ctx, &bella, &visit).await;
        let hold = visit_of(&ctx, &bella, ana).await;
        cancelled(&ctx, &bella, &hold).await;
        assert_eq!(asked(&ctx).await, ["Ana withdrawn"]);
        let path = opening_path(&ctx).await;
        let mut owner = bella.sign_in(&ctx).await;
        owner.get("/todo").await.expect(200).says(&path);
    });
}

#[test]
fn a_hold_that_was_moved_is_no_offer_any_more() {
    on_both(|ctx| async move {
        let (bella, visit, waiting) = ten_o_clock(&ctx, &["Ana", "Bea"]).await;
        let (ana, entry) = waiting[0];
        cancelled(&ctx, &bella, &visit).await;
        let path = offer_path(&ctx, &bella).await;
        let hold = visit_of(&ctx, &bella, ana).await;
        moved(&ctx, &bella, &hold, "2026-05-20", "15:00").await;
        let mut visitor = ctx.visitor();
        visitor
            .post(&format!("{path}/accept"), &[])
            .await
            .expect(303);
        visitor.get(&path).await.expect(410);
        ctx.run_jobs().await;
        // The time that came free is offered on; nobody is told that a visit was moved.
        assert_eq!(standing(&ctx).await, ["Bea held", "Ana held"]);
        assert_eq!(asked(&ctx).await, ["Ana withdrawn", "Bea open"]);
        assert_eq!(entry_status(&ctx, entry).await, "open");
        let mails = mails_to(&ctx, "client34612345001@example.com").await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        // The master's yes makes a visit of it, and leaves the opening alone.
        let mut tx = ctx.app.db.begin().await.unwrap();
        let (tenant, now) = (bella.tenant.id, ctx.app.clock.now());
        let mut hold = Appointment::find_for_change(&mut tx, tenant, hold.id)
            .await
            .unwrap();
        let actor = Actor::user(bella.owner);
        hold.take_up(&mut tx, &actor, false, None, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(hold.status, Status::Confirmed);
        assert_eq!(opening_status(&ctx).await, ["open"]);
    });
}

#[test]
fn who_books_another_way_keeps_no_second_time() {
    on_both(|ctx| async move {
        let (bella, visit, waiting) = ten_o_clock(&ctx, &["Ana", "Bea"]).await;
        let (ana, entry) = waiting[0];
        cancelled(&ctx, &bella, &visit).await;
        ctx.book_for(&bella, ana, "shaping", "2026-05-19T12:00")
            .await;
        assert_eq!(entry_status(&ctx, entry).await, "booked");
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana withdrawn", "Bea open"]);
        assert_eq!(standing(&ctx).await, ["Bea held", "Ana confirmed"]);
    });
}

#[test]
fn who_was_blocked_meanwhile_takes_nothing() {
    on_both(|ctx| async move {
        let (bella, visit, waiting) = ten_o_clock(&ctx, &["Ana"]).await;
        let (ana, _) = waiting[0];
        cancelled(&ctx, &bella, &visit).await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .post(&format!("/clients/{ana}/block"), &[("reason", "rude")])
            .await
            .expect(303);
        accepts(&ctx, &bella).await;
        assert_eq!(standing(&ctx).await, ["Ana held"]);
        assert_eq!(asked(&ctx).await, ["Ana open"]);
    });
}

#[test]
fn a_late_cancellation_is_the_masters_to_choose() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana"]).await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE services SET notice_minutes = 1440"
        )
        .unwrap();
        ctx.app.clock.set(bella.at("2026-05-18T18:00"));
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(asked(&ctx).await, [""; 0]);
        let path = opening_path(&ctx).await;
        let mut owner = bella.sign_in(&ctx).await;
        owner.get("/todo").await.expect(200).says(&path);
    });
}

#[test]
fn a_regular_is_asked_by_a_person_only() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana"]).await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE waitlist_entries SET source = 'regular'"
        )
        .unwrap();
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(asked(&ctx).await, [""; 0]);
    });
}

#[test]
fn nobody_keeps_a_time_longer_than_half_of_what_is_left() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-19T14:00").await;
        waits(&ctx, &bella, "Ana", 1).await;
        let rules = Rules {
            is_on: true,
            answer_minutes: 720,
        };
        let mut tx = ctx.app.db.begin().await.unwrap();
        let (actor, now) = (Actor::user(bella.owner), ctx.app.clock.now());
        rules
            .save(&mut tx, bella.tenant.id, &actor, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        ctx.app.clock.set(bella.at("2026-05-19T10:00"));
        cancelled(&ctx, &bella, &visit).await;
        let (until,) =
            q!(&ctx.app.db, fetch_one: (DateTime<Utc>,), "SELECT expires_at FROM waitlist_offers")
                .unwrap();
        assert!(until <= bella.at("2026-05-19T12:01"), "{until}");
    });
}

#[test]
fn what_must_be_signed_is_asked_for_with_the_yes() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        ctx.form(&bella, "medical", &["shaping"]).await;
        let (ana, _) = waits(&ctx, &bella, "Ana", 1).await;
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(asked(&ctx).await, ["Ana open"]);
        for expected in [0, 1] {
            let (count,) = q!(
                &ctx.app.db,
                fetch_one: (i64,),
                "SELECT COUNT(*) FROM consents WHERE client_id = $1",
                ana
            )
            .unwrap();
            assert_eq!(count, expected);
            accepts(&ctx, &bella).await;
        }
    });
}

#[test]
fn a_mail_that_never_left_is_not_left_unanswered() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana", "Bea"]).await;
        cancelled(&ctx, &bella, &visit).await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE messages SET sent_at = NULL WHERE kind = 'waitlist_offer'"
        )
        .unwrap();
        ctx.app.clock.advance(TimeDelta::minutes(30));
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana withdrawn", "Bea open"]);
    });
}

#[test]
fn several_workers_ask_one() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana", "Bea"]).await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}/cancellation", visit.id);
        owner
            .post(&path, &[("by", "client"), ("reason", "")])
            .await
            .expect(303);
        ctx.app.clock.advance(TimeDelta::seconds(61));
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let app = ctx.app.clone();
            workers.spawn(async move { work::tend(&app).await.unwrap() });
        }
        while let Some(done) = workers.join_next().await {
            done.unwrap();
        }
        assert_eq!(asked(&ctx).await, ["Ana open"]);
        let path = opening_path(&ctx).await;
        owner.get("/todo").await.expect(200).lacks(&path);
    });
}

#[test]
fn an_early_hour_that_comes_free_at_night_is_the_masters_to_choose() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE working_hours SET from_minute = 480"
        )
        .unwrap();
        let visit = ctx.book(&bella, "shaping", "2026-05-19T08:00").await;
        waits(&ctx, &bella, "Ana", 1).await;
        ctx.app.clock.set(bella.at("2026-05-18T22:30"));
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(asked(&ctx).await, [""; 0]);
        let path = opening_path(&ctx).await;
        let mut owner = bella.sign_in(&ctx).await;
        owner.get("/todo").await.expect(200).says(&path);
    });
}
