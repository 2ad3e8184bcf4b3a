//! What is left: of a time that was partly filled, of a wish whose visit came to nothing, of wishes that are over.

use aureli::privacy::{self, What};

use super::*;
use crate::support::on_both;

#[test]
fn the_rest_of_a_time_that_is_partly_filled_is_offered_too() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "lamination", "2026-05-19T10:00").await;
        waits(&ctx, &bella, "Ana", 1).await;
        waits(&ctx, &bella, "Bea", 2).await;
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(asked(&ctx).await, ["Ana open"]);
        accepts(&ctx, &bella).await;
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana accepted", "Bea open"]);
        assert_eq!(opening_status(&ctx).await, ["filled", "open"]);
        let rest = Opening::ahead(&ctx.app.db, bella.tenant.id, ctx.app.clock.now()).await;
        let rest = rest.unwrap();
        assert_eq!(rest[0].starts_at, bella.at("2026-05-19T10:30"));
        assert_eq!(rest[0].ends_at, bella.at("2026-05-19T11:15"));
        assert_eq!(standing(&ctx).await, ["Ana confirmed", "Bea held"]);
    });
}

#[test]
fn what_a_booking_leaves_of_a_time_is_offered_and_too_little_is_not() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "lamination", "2026-05-19T10:00").await;
        waits(&ctx, &bella, "Ana", 1).await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}/cancellation", visit.id);
        owner
            .post(&path, &[("by", "client"), ("reason", "")])
            .await
            .expect(303);
        // Within the minute somebody books a part of it online.
        let vera = ctx.client(&bella, "Vera", "+34612345050").await;
        ctx.book_for(&bella, vera.id, "shaping", "2026-05-19T10:00")
            .await;
        ctx.app.clock.advance(TimeDelta::seconds(121));
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana open"]);
        assert_eq!(standing(&ctx).await, ["Vera confirmed", "Ana held"]);
        accepts(&ctx, &bella).await;
        ctx.run_jobs().await;
        // A quarter of an hour is left, in which nothing that is waited for fits.
        assert_eq!(opening_status(&ctx).await, ["taken", "filled"]);
    });
}

#[test]
fn a_request_that_is_refused_gives_its_wish_back() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        let ana = ctx.client(&bella, "Ana", "+34612345001").await;
        let entry = wait_for(&ctx, &bella, ana.id, "consult", any_time(), false).await;
        cancelled(&ctx, &bella, &visit).await;
        accepts(&ctx, &bella).await;
        assert_eq!(entry_status(&ctx, entry).await, "booked");
        let taken = visit_of(&ctx, &bella, ana.id).await;
        assert_eq!(taken.status.as_str(), "pending");
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}/cancellation", taken.id);
        owner
            .post(&path, &[("by", "master"), ("reason", "")])
            .await
            .expect(303);
        assert_eq!(entry_status(&ctx, entry).await, "open");
        // The same time is not offered once more to who was refused.
        ctx.app.clock.advance(TimeDelta::seconds(121));
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana accepted"]);
    });
}

#[test]
fn who_cancels_what_they_took_waits_no_more() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        let ana = ctx.client(&bella, "Ana", "+34612345001").await;
        let entry = wait_for(&ctx, &bella, ana.id, "consult", any_time(), false).await;
        cancelled(&ctx, &bella, &visit).await;
        accepts(&ctx, &bella).await;
        let taken = visit_of(&ctx, &bella, ana.id).await;
        cancelled(&ctx, &bella, &taken).await;
        assert_eq!(entry_status(&ctx, entry).await, "booked");
    });
}

#[test]
fn a_request_that_nobody_answered_gives_its_wish_back() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-19T18:00").await;
        let ana = ctx.client(&bella, "Ana", "+34612345001").await;
        let entry = wait_for(&ctx, &bella, ana.id, "consult", any_time(), false).await;
        cancelled(&ctx, &bella, &visit).await;
        accepts(&ctx, &bella).await;
        assert_eq!(entry_status(&ctx, entry).await, "booked");
        ctx.app.clock.advance(TimeDelta::hours(49));
        ctx.run_jobs().await;
        assert_eq!(entry_status(&ctx, entry).await, "open");
    });
}

#[test]
fn what_must_be_signed_first_is_said_instead_of_asked() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        let form = ctx.form(&bella, "medical", &["shaping"]).await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE forms SET at_booking = 'stop' WHERE id = $1",
            form.id
        )
        .unwrap();
        let (ana, _) = waits(&ctx, &bella, "Ana", 1).await;
        waits(&ctx, &bella, "Bea", 2).await;
        ctx.signed(&bella, &form, ana).await;
        cancelled(&ctx, &bella, &visit).await;
        // Bea waits longer, but only Ana has signed.
        assert_eq!(asked(&ctx).await, ["Ana open"]);
    });
}

#[test]
fn who_was_asked_and_must_sign_first_is_listed_so() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        waits(&ctx, &bella, "Ana", 1).await;
        cancelled(&ctx, &bella, &visit).await;
        ctx.app.clock.advance(TimeDelta::hours(2));
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana expired"]);
        let mut owner = bella.sign_in(&ctx).await;
        let path = super::master::opening_path(&ctx).await;
        let page = owner.get(&path).await.expect(200);
        page.says("Offer the time to Ana by e-mail")
            .says("Was asked about this time before");
        let form = ctx.form(&bella, "medical", &["shaping"]).await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE forms SET at_booking = 'stop' WHERE id = $1",
            form.id
        )
        .unwrap();
        let page = owner.get(&path).await.expect(200);
        page.says("Must sign something first")
            .lacks("Offer the time to Ana by e-mail");
    });
}

#[test]
fn free_time_in_the_calendar_leads_to_who_waits_for_it() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let day = format!("/calendar?view=day&date={DAY}");
        owner.get(&day).await.expect(200).lacks("Offer (");
        waits(&ctx, &bella, "Ana", 1).await;
        ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        let page = owner.get(&day).await.expect(200).says("Offer (1)");
        let free = page.body.split("/waitlist/openings/new").nth(1).unwrap();
        assert!(free.contains("name=\"from\" value=\"10:30\""), "{free}");
        let agenda = format!("/calendar?view=agenda&date={DAY}");
        owner.get(&agenda).await.expect(200).says("Offer (1)");
        let form = [("date", DAY), ("from", "10:30"), ("to", "19:00")];
        let made = owner
            .post("/waitlist/openings/new", &form)
            .await
            .expect(303);
        let path = made.location().to_owned();
        owner.get(&path).await.expect(200).says("Ana");
        // Nobody waits for the day after.
        let next = "/calendar?view=day&date=2026-05-20";
        owner.get(next).await.expect(200).lacks("Offer (");
    });
}

#[test]
fn who_still_waits_is_kept_and_ended_wishes_go_by_the_rule() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let far = Wish {
            from_date: "2026-05-19".parse().unwrap(),
            until_date: "2026-11-10".parse().unwrap(),
            ..any_time()
        };
        let ana = ctx.client(&bella, "Ana", "+34612345001").await;
        let open = wait_for(&ctx, &bella, ana.id, "shaping", far, false).await;
        let (_, over) = waits(&ctx, &bella, "Bea", 2).await;
        let mut tx = ctx.app.db.begin().await.unwrap();
        let (actor, now) = (Actor::user(bella.owner), ctx.app.clock.now());
        let rules = [(What::Clients, 3), (What::Messages, 3)];
        privacy::set_rules(&mut tx, bella.tenant.id, &actor, &rules, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        ctx.app.clock.advance(TimeDelta::days(10));
        ctx.run_jobs().await;
        assert_eq!(entry_status(&ctx, over).await, "ended");
        ctx.app.clock.advance(TimeDelta::days(100));
        privacy::tend(&ctx.app).await.unwrap();
        let left = q!(
            &ctx.app.db,
            fetch_all: (WaitlistEntryId,),
            "SELECT id FROM waitlist_entries"
        )
        .unwrap();
        assert_eq!(left, [(open,)]);
        let (erased,) = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM clients WHERE erased_at IS NOT NULL"
        )
        .unwrap();
        // Bea is gone by the rule, Ana waits.
        assert_eq!(erased, 1);
    });
}

#[test]
fn the_addresses_end_with_the_wish_and_with_the_visit() {
    on_both(|ctx| async move {
        let (bella, visit, waiting) = ten_o_clock(&ctx, &["Ana"]).await;
        let (_, entry) = waiting[0];
        let own = token::entry_path(&ctx.app, bella.tenant.id, entry);
        let mut ana = ctx.visitor();
        ana.get(&own).await.expect(200).says("Brow shaping");
        cancelled(&ctx, &bella, &visit).await;
        accepts(&ctx, &bella).await;
        ana.get(&own).await.expect(410).lacks("<dl");
        let offer = offer_path(&ctx, &bella).await;
        ana.get(&offer).await.expect(200);
        ctx.app.clock.set(bella.at("2026-05-19T12:00"));
        ana.get(&offer).await.expect(410);
        let to = ana.post(&format!("{offer}/visit"), &[]).await.expect(303);
        assert_eq!(to.location(), offer);
    });
}

#[test]
fn a_time_that_a_visitor_kept_and_left_is_offered_after_all() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana"]).await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}/cancellation", visit.id);
        owner
            .post(&path, &[("by", "client"), ("reason", "")])
            .await
            .expect(303);
        // Within the minute somebody chooses it online, and writes nothing.
        let time = [("service", "shaping"), ("at", "2026-05-19T10:00")];
        let mut visitor = ctx.visitor();
        visitor.get("/bella/book?service=shaping").await.expect(200);
        let chosen = visitor.post("/bella/book/hold", &time).await;
        chosen.expect(303);
        ctx.app.clock.advance(TimeDelta::seconds(61));
        ctx.run_jobs().await;
        assert!(asked(&ctx).await.is_empty());
        ctx.app.clock.advance(TimeDelta::minutes(11));
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana open"]);
    });
}

#[test]
fn a_seat_of_a_group_that_comes_free_is_offered() {
    on_both(|ctx| async move {
        let mut file = crate::support::factories::bella_file();
        file["services"][1]["capacity"] = serde_json::json!(3);
        let bella = ctx.practice(file).await;
        let mut seats = Vec::new();
        for (n, name) in (20..).zip(["Eva", "Ida", "Una"]) {
            let client = ctx.client(&bella, name, &format!("+346123450{n}")).await;
            let at = "2026-05-19T10:00";
            seats.push(ctx.book_for(&bella, client.id, "shaping", at).await);
        }
        waits(&ctx, &bella, "Ana", 1).await;
        waits(&ctx, &bella, "Bea", 2).await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}/cancellation", seats[0].id);
        owner
            .post(&path, &[("by", "client"), ("reason", "")])
            .await
            .expect(303);
        cancelled(&ctx, &bella, &seats[1]).await;
        assert_eq!(asked(&ctx).await, ["Ana open"]);
        accepts(&ctx, &bella).await;
        ctx.run_jobs().await;
        // Two came free at once: the second one too.
        assert_eq!(asked(&ctx).await, ["Ana accepted", "Bea open"]);
        accepts(&ctx, &bella).await;
        ctx.run_jobs().await;
        assert_eq!(
            standing(&ctx).await,
            ["Una confirmed", "Ana confirmed", "Bea confirmed"]
        );
        assert_eq!(opening_status(&ctx).await, ["filled", "filled"]);
    });
}

#[test]
fn what_somebody_else_does_beside_a_seat_takes_it() {
    on_both(|ctx| async move {
        let mut file = crate::support::factories::bella_file();
        file["services"][1]["capacity"] = serde_json::json!(2);
        let bella = ctx.practice(file).await;
        let at = "2026-05-19T10:00";
        let eva = ctx.client(&bella, "Eva", "+34612345020").await;
        let ida = ctx.client(&bella, "Ida", "+34612345021").await;
        let seat = ctx.book_for(&bella, eva.id, "shaping", at).await;
        ctx.book_for(&bella, ida.id, "shaping", at).await;
        waits(&ctx, &bella, "Ana", 1).await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}/cancellation", seat.id);
        owner
            .post(&path, &[("by", "client"), ("reason", "")])
            .await
            .expect(303);
        // Within the minute somebody takes the seat.
        let vera = ctx.client(&bella, "Vera", "+34612345050").await;
        ctx.book_for(&bella, vera.id, "shaping", at).await;
        ctx.app.clock.advance(TimeDelta::seconds(121));
        ctx.run_jobs().await;
        assert!(asked(&ctx).await.is_empty());
        assert_eq!(opening_status(&ctx).await, ["taken"]);
    });
}
