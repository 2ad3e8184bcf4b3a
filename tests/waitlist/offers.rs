//! One person after the other, until somebody takes it.

use aureli::waitlist::figures::Figures;
use aureli::waitlist::model::Rules;
use chrono::TimeDelta;

use super::*;
use crate::support::on_both;

#[test]
fn a_full_day_leads_to_the_list_and_a_cancellation_to_a_visit() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        let mut maria = ctx.visitor();
        let times = format!("/bella/book?service=shaping&date={DAY}");
        maria
            .get(&times)
            .await
            .expect(200)
            .says("/bella/waitlist?service=shaping");
        let join = format!("/bella/waitlist?service=shaping&date={DAY}");
        let form = maria
            .get(&join)
            .await
            .expect(200)
            .says("Join the waitlist")
            .says("30 min");
        let key = form.body.split("name=\"key\" value=\"").nth(1).unwrap();
        let key = key.split('"').next().unwrap();
        let typed = [
            ("service", "shaping"),
            ("date", DAY),
            ("from", DAY),
            ("until", DAY),
            ("days", "1"),
            ("parts", "1"),
            ("parts", "2"),
            ("name", "Maria Lopez"),
            ("email", "maria@example.com"),
            ("key", key),
        ];
        let own = maria.post("/bella/waitlist", &typed).await.expect(303);
        let own = own.location().to_owned();
        // A second press is the same wish.
        let again = maria.post("/bella/waitlist", &typed).await.expect(303);
        assert_eq!(again.location(), own);
        maria
            .get(&own)
            .await
            .expect(200)
            .says("You are on the waitlist")
            .says("Brow shaping");
        ctx.run_jobs().await;
        assert_eq!(mails_to(&ctx, "maria@example.com").await.len(), 1);
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(asked(&ctx).await, ["Maria Lopez open"]);
        let mails = mails_to(&ctx, "maria@example.com").await;
        assert_eq!(
            mails[1],
            "A time has opened: Tuesday 19 May, 10:00, Bella Brows"
        );
        // Everybody else sees it taken.
        let mut other = ctx.visitor();
        other
            .get(&times)
            .await
            .expect(200)
            .lacks("2026-05-19T10:00\"");
        let path = offer_path(&ctx, &bella).await;
        for _ in 0..3 {
            let page = maria.get(&path).await.expect(200);
            page.says("Tuesday 19 May, 10:00")
                .says("I’ll take it")
                .lacks("Maria");
        }
        assert_eq!(standing(&ctx).await, ["Maria Lopez held"]);
        let done = maria.post(&format!("{path}/accept"), &[]).await.expect(303);
        assert_eq!(done.location(), path);
        maria.get(&path).await.expect(200).says("It is yours");
        ctx.run_jobs().await;
        assert_eq!(standing(&ctx).await, ["Maria Lopez confirmed"]);
        assert_eq!(opening_status(&ctx).await, ["filled"]);
        // The address ends with the wish: it says so, and no more of what was wanted.
        maria.get(&own).await.expect(410).says("You have a visit");
        let mails = mails_to(&ctx, "maria@example.com").await;
        assert_eq!(mails.len(), 3, "{mails:?}");
        // From the offer's page to the visit's own.
        let to = maria.post(&format!("{path}/visit"), &[]).await.expect(303);
        let to = to.location().to_owned();
        maria
            .get(&to)
            .await
            .expect(200)
            .says("Move to another time");
    });
}

#[test]
fn without_an_answer_the_next_one_is_asked_and_takes_it() {
    on_both(|ctx| async move {
        let (bella, visit, waiting) = ten_o_clock(&ctx, &["Zoe Late"]).await;
        let (_, late) = waiting[0];
        let first = ctx.client(&bella, "Ana First", "+34612345002").await;
        wait_for(&ctx, &bella, first.id, "shaping", any_time(), true).await;
        cancelled(&ctx, &bella, &visit).await;
        // The master's word counts more than having come sooner.
        assert_eq!(asked(&ctx).await, ["Ana First open"]);
        let first_path = offer_path(&ctx, &bella).await;
        ctx.app.clock.advance(TimeDelta::minutes(29));
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana First open"]);
        ctx.app.clock.advance(TimeDelta::minutes(1));
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana First expired", "Zoe Late open"]);
        let mut ana = ctx.visitor();
        ana.get(&first_path)
            .await
            .expect(410)
            .says("time to answer is over");
        let path = format!("{first_path}/accept");
        ana.post(&path, &[]).await.expect(303);
        ana.get(&first_path).await.expect(410);
        let path = offer_path(&ctx, &bella).await;
        ctx.visitor()
            .post(&format!("{path}/accept"), &[])
            .await
            .expect(303);
        assert_eq!(standing(&ctx).await, ["Zoe Late confirmed"]);
        assert_eq!(
            asked(&ctx).await,
            ["Ana First expired", "Zoe Late accepted"]
        );
        assert_eq!(entry_status(&ctx, late).await, "booked");
    });
}

#[test]
fn a_no_goes_to_the_next_and_the_last_no_leaves_it_free() {
    on_both(|ctx| async move {
        let (bella, visit, waiting) = ten_o_clock(&ctx, &["Ana", "Bea"]).await;
        let (_, ana) = waiting[0];
        cancelled(&ctx, &bella, &visit).await;
        for name in ["Ana", "Bea"] {
            let path = offer_path(&ctx, &bella).await;
            let mut visitor = ctx.visitor();
            for _ in 0..2 {
                visitor
                    .post(&format!("{path}/decline"), &[])
                    .await
                    .expect(303);
            }
            visitor
                .get(&path)
                .await
                .expect(410)
                .says("You passed on this time");
            ctx.run_jobs().await;
            assert!(asked(&ctx).await.contains(&format!("{name} declined")));
        }
        assert_eq!(asked(&ctx).await, ["Ana declined", "Bea declined"]);
        assert_eq!(standing(&ctx).await, [""; 0]);
        assert_eq!(entry_status(&ctx, ana).await, "open");
        let times = format!("/bella/book?service=shaping&date={DAY}");
        ctx.visitor()
            .get(&times)
            .await
            .expect(200)
            .says("2026-05-19T10:00\"");
        // Its hour comes and nobody has it.
        ctx.app.clock.set(bella.at("2026-05-19T10:01"));
        ctx.run_jobs().await;
        assert_eq!(opening_status(&ctx).await, ["past"]);
        let figures = Figures::of(&ctx.app.db, bella.tenant.id, ctx.app.clock.now())
            .await
            .unwrap();
        assert_eq!(
            (figures.filled, figures.empty, figures.rate()),
            (0, 1, Some(0))
        );
    });
}

#[test]
fn twenty_presses_at_once_are_one_visit_and_one_mail() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana"]).await;
        cancelled(&ctx, &bella, &visit).await;
        let path = format!("{}/accept", offer_path(&ctx, &bella).await);
        let mut presses = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (mut visitor, path) = (ctx.visitor(), path.clone());
            presses.spawn(async move { visitor.post(&path, &[]).await.status.as_u16() });
        }
        while let Some(status) = presses.join_next().await {
            assert_eq!(status.unwrap(), 303);
        }
        ctx.run_jobs().await;
        assert_eq!(standing(&ctx).await, ["Ana confirmed"]);
        let mails = mails_to(&ctx, "client34612345001@example.com").await;
        assert_eq!(mails.len(), 2, "{mails:?}");
        let (events,) = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM events WHERE kind = 'waitlist.booked'"
        )
        .unwrap();
        assert_eq!(events, 1);
    });
}

#[test]
fn of_a_late_yes_and_the_next_ones_yes_one_is_a_visit() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana", "Bea"]).await;
        cancelled(&ctx, &bella, &visit).await;
        let ana = offer_path(&ctx, &bella).await;
        ctx.app.clock.advance(TimeDelta::minutes(30));
        ctx.run_jobs().await;
        let bea = offer_path(&ctx, &bella).await;
        assert_ne!(ana, bea);
        let mut presses = tokio::task::JoinSet::new();
        for n in 0..20 {
            let path = format!("{}/accept", if n % 2 == 0 { &ana } else { &bea });
            let mut visitor = ctx.visitor();
            presses.spawn(async move { visitor.post(&path, &[]).await.status.as_u16() });
        }
        while let Some(status) = presses.join_next().await {
            assert_eq!(status.unwrap(), 303);
        }
        ctx.run_jobs().await;
        assert_eq!(standing(&ctx).await, ["Bea confirmed"]);
        assert_eq!(asked(&ctx).await, ["Ana expired", "Bea accepted"]);
    });
}

#[test]
fn what_ran_out_while_nothing_ran_is_nobodys() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana", "Bea"]).await;
        cancelled(&ctx, &bella, &visit).await;
        let path = offer_path(&ctx, &bella).await;
        // The program was away over the end of it, and the link is pressed before the worker has looked.
        ctx.app.clock.advance(TimeDelta::minutes(45));
        let mut ana = ctx.visitor();
        ana.get(&path).await.expect(410);
        ana.post(&format!("{path}/accept"), &[]).await.expect(303);
        assert_eq!(standing(&ctx).await, ["Ana held"]);
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana expired", "Bea open"]);
        assert_eq!(standing(&ctx).await, ["Bea held"]);
    });
}

#[test]
fn nobody_is_woken_at_night() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana"]).await;
        ctx.app.clock.set(bella.at("2026-05-15T22:30"));
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(asked(&ctx).await, [""; 0]);
        ctx.app.clock.set(bella.at("2026-05-16T07:59"));
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, [""; 0]);
        ctx.app.clock.set(bella.at("2026-05-16T08:00"));
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana open"]);
    });
}

#[test]
fn a_time_that_was_taken_meanwhile_is_offered_to_nobody() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana"]).await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}/cancellation", visit.id);
        owner
            .post(&path, &[("by", "client"), ("reason", "")])
            .await
            .expect(303);
        let vera = ctx.client(&bella, "Vera", "+34612345050").await;
        ctx.book_for(&bella, vera.id, "shaping", "2026-05-19T10:00")
            .await;
        ctx.app.clock.advance(TimeDelta::seconds(61));
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, [""; 0]);
        ctx.app.clock.set(bella.at("2026-05-19T10:01"));
        ctx.run_jobs().await;
        assert_eq!(opening_status(&ctx).await, ["taken"]);
    });
}

#[test]
fn a_cancellation_that_is_taken_back_is_offered_to_nobody() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana"]).await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}", visit.id);
        owner
            .post(
                &format!("{path}/cancellation"),
                &[("by", "client"), ("reason", "")],
            )
            .await
            .expect(303);
        owner
            .post(&format!("{path}/restoration"), &[])
            .await
            .expect(303);
        ctx.app.clock.advance(TimeDelta::seconds(61));
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, [""; 0]);
        assert_eq!(opening_status(&ctx).await, ["taken"]);
    });
}

#[test]
fn a_visit_that_was_taken_and_given_back_is_offered_on() {
    on_both(|ctx| async move {
        let (bella, visit, waiting) = ten_o_clock(&ctx, &["Ana", "Bea"]).await;
        let (ana, _) = waiting[0];
        cancelled(&ctx, &bella, &visit).await;
        let path = offer_path(&ctx, &bella).await;
        ctx.visitor()
            .post(&format!("{path}/accept"), &[])
            .await
            .expect(303);
        let taken = visit_of(&ctx, &bella, ana).await;
        cancelled(&ctx, &bella, &taken).await;
        assert_eq!(asked(&ctx).await, ["Ana accepted", "Bea open"]);
        assert_eq!(opening_status(&ctx).await, ["open"]);
    });
}

#[test]
fn a_visit_that_moves_leaves_its_time() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana"]).await;
        let mut owner = bella.sign_in(&ctx).await;
        ctx.moved(&mut owner, &visit, "2026-05-20", "12:00").await;
        ctx.app.clock.advance(TimeDelta::seconds(61));
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana open"]);
    });
}

#[test]
fn switched_off_the_master_chooses() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/settings/waitlist")
            .await
            .expect(200)
            .says("30 min");
        let form = [("answer", "60")];
        owner.post("/settings/waitlist", &form).await.expect(303);
        let rules = Rules::of(&ctx.app.db, bella.tenant.id).await.unwrap();
        assert_eq!((rules.is_on, rules.answer_minutes), (false, 60));
        owner
            .post("/settings/waitlist", &[("answer", "5")])
            .await
            .expect(422);
        let visit = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        waits(&ctx, &bella, "Ana", 1).await;
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(asked(&ctx).await, [""; 0]);
        owner
            .get("/todo")
            .await
            .expect(200)
            .says("Nobody could be asked by e-mail");
        owner.get("/todo/count").await.expect(200).says("1");
    });
}
