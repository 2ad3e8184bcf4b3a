//! What the master sees and does: who fits and why, asking by hand, taking an offer back, regulars who are due.

use chrono::TimeDelta;

use super::*;
use crate::support::on_both;

pub async fn opening_path(ctx: &Ctx) -> String {
    let (id,) = q!(
        &ctx.app.db,
        fetch_one: (WaitlistOpeningId,),
        "SELECT id FROM waitlist_openings ORDER BY created_at DESC, id DESC LIMIT 1"
    )
    .unwrap();
    format!("/waitlist/openings/{id}")
}

#[test]
fn the_master_sees_why_and_asks_another() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (_, ana) = waits(&ctx, &bella, "Ana", 1).await;
        let bea = ctx.client(&bella, "Bea", "+34612345002").await;
        let bea = wait_for(&ctx, &bella, bea.id, "lamination", any_time(), false).await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/waitlist")
            .await
            .expect(200)
            .says("Ana")
            .says("Bea")
            .says("Brow lamination");
        let free = [("date", DAY), ("from", "10:00"), ("to", "11:15")];
        let made = owner
            .post("/waitlist/openings/new", &free)
            .await
            .expect(303);
        let path = made.location().to_owned();
        let again = owner
            .post("/waitlist/openings/new", &free)
            .await
            .expect(303);
        assert_eq!(again.location(), path);
        let page = owner.get(&path).await.expect(200);
        let page = page
            .says("Fills 100% of the time")
            .says("Fills 40% of the time");
        let page = page
            .says("Brings €48")
            .says("First visit")
            .says("Joined today");
        let (first, second) = (
            page.body.find("Bea").unwrap(),
            page.body.find("Ana").unwrap(),
        );
        assert!(first < second, "the longer visit is worth more");
        let chosen = ana.to_string();
        let form = [("entry", chosen.as_str())];
        owner
            .post(&format!("{path}/offers"), &form)
            .await
            .expect(303);
        assert_eq!(asked(&ctx).await, ["Ana open"]);
        owner
            .get(&path)
            .await
            .expect(200)
            .says("Ana is asked and has until");
        // In another tab: one at a time.
        let other = bea.to_string();
        owner
            .post(&format!("{path}/offers"), &[("entry", other.as_str())])
            .await
            .expect(303);
        assert_eq!(asked(&ctx).await, ["Ana open"]);
        let (id,) =
            q!(&ctx.app.db, fetch_one: (WaitlistOfferId,), "SELECT id FROM waitlist_offers")
                .unwrap();
        let back = format!("/waitlist/holds/{id}/withdrawal");
        for _ in 0..2 {
            owner.post(&back, &[]).await.expect(303);
        }
        ctx.run_jobs().await;
        // What the master began by hand goes on by hand.
        assert_eq!(asked(&ctx).await, ["Ana withdrawn"]);
        assert_eq!(standing(&ctx).await, [""; 0]);
        owner
            .post(&format!("{path}/offers"), &[("entry", other.as_str())])
            .await
            .expect(303);
        assert_eq!(asked(&ctx).await, ["Ana withdrawn", "Bea open"]);
        let wrong = [("date", DAY), ("from", "11:00"), ("to", "10:00")];
        owner
            .post("/waitlist/openings/new", &wrong)
            .await
            .expect(422)
            .says("11:00");
    });
}

#[test]
fn by_hand_a_client_is_put_on_the_list_changed_and_taken_off() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let ana = ctx.client(&bella, "Ana", "+34612345001").await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/waitlist")
            .await
            .expect(200)
            .says("Nobody is waiting");
        owner
            .get("/waitlist/new?q=ana")
            .await
            .expect(200)
            .says("Ana");
        let form_path = format!("/waitlist/new?client={}", ana.id);
        owner.get(&form_path).await.expect(200).says("For Ana.");
        let id = ana.id.to_string();
        let mut typed = vec![
            ("client", id.as_str()),
            ("what", "lamination/long"),
            ("from", DAY),
            ("until", "2026-05-30"),
            ("days", "1"),
            ("days", "5"),
            ("parts", "4"),
            ("first", "true"),
            ("note", "only after work"),
            ("key", "0123456789abcdef0123"),
        ];
        for _ in 0..2 {
            owner.post("/waitlist/new", &typed).await.expect(303);
        }
        let (count,) =
            q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM waitlist_entries").unwrap();
        assert_eq!(count, 1);
        owner
            .get("/waitlist")
            .await
            .expect(200)
            .says("Brow lamination, Long")
            .says("Evening");
        typed.retain(|(name, _)| *name != "days");
        let wrong = owner.post("/waitlist/new", &typed).await.expect(422);
        wrong
            .says("Choose at least one day")
            .says("only after work");
        let (entry,) =
            q!(&ctx.app.db, fetch_one: (WaitlistEntryId,), "SELECT id FROM waitlist_entries")
                .unwrap();
        let path = format!("/waitlist/{entry}");
        owner.get(&path).await.expect(200).says("only after work");
        let change = |version| {
            vec![
                ("version", version),
                ("from", DAY),
                ("until", "2026-05-31"),
                ("days", "1"),
                ("parts", "1"),
                ("note", "any day"),
            ]
        };
        owner.post(&path, &change("1")).await.expect(303);
        // The same press again, and another tab that knows the old one.
        owner.post(&path, &change("1")).await.expect(303);
        let mut stale = change("1");
        stale.pop();
        owner
            .post(&path, &stale)
            .await
            .expect(409)
            .says("Somebody else has changed this");
        for _ in 0..2 {
            owner
                .post(&format!("{path}/closure"), &[])
                .await
                .expect(303);
        }
        assert_eq!(entry_status(&ctx, entry).await, "closed");
        owner
            .post(&format!("{path}/reopening"), &[])
            .await
            .expect(303);
        assert_eq!(entry_status(&ctx, entry).await, "open");
        let card = format!("/clients/{}", ana.id);
        owner.get(&card).await.expect(200).says(&path);
    });
}

#[test]
fn regulars_who_are_due_are_proposed_and_asked_only_if_they_agreed() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let due = ctx.client(&bella, "Rita Regular", "+34612345010").await;
        let new = ctx.client(&bella, "Nora New", "+34612345011").await;
        // Every three weeks, the last time five weeks ago.
        for (n, days) in [98, 77, 56, 35].into_iter().enumerate() {
            let at = ctx.app.clock.now() - TimeDelta::days(days);
            let day = bella.tenant.local_date(at);
            let done = ctx
                .book_for(&bella, due.id, "shaping", &format!("{day}T12:00"))
                .await;
            q!(
                &ctx.app.db,
                execute,
                "UPDATE appointments SET status = 'completed' WHERE id = $1",
                done.id
            )
            .unwrap();
            if n == 0 {
                let one = ctx
                    .book_for(&bella, new.id, "shaping", &format!("{day}T14:00"))
                    .await;
                q!(
                    &ctx.app.db,
                    execute,
                    "UPDATE appointments SET status = 'completed' WHERE id = $1",
                    one.id
                )
                .unwrap();
            }
        }
        let mut owner = bella.sign_in(&ctx).await;
        let free = [("date", DAY), ("from", "10:00"), ("to", "11:00")];
        owner
            .post("/waitlist/openings/new", &free)
            .await
            .expect(303);
        let path = opening_path(&ctx).await;
        let page = owner.get(&path).await.expect(200);
        let page = page
            .says("Rita Regular")
            .says("every 21 days")
            .says("35 days ago");
        page.lacks("Nora New")
            .says("Did not agree to news by e-mail");
        let id = due.id.to_string();
        let form = [("client", id.as_str())];
        owner
            .post(&format!("{path}/offers"), &form)
            .await
            .expect(303);
        assert_eq!(asked(&ctx).await, [""; 0]);
        q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET marketing_at = $2 WHERE id = $1",
            due.id,
            ctx.app.clock.now()
        )
        .unwrap();
        owner
            .post(&format!("{path}/offers"), &form)
            .await
            .expect(303);
        assert_eq!(asked(&ctx).await, ["Rita Regular open"]);
        let path = offer_path(&ctx, &bella).await;
        ctx.visitor()
            .post(&format!("{path}/accept"), &[])
            .await
            .expect(303);
        owner
            .get("/waitlist")
            .await
            .expect(200)
            .says("Nobody is waiting");
    });
}

#[test]
fn a_mail_that_reaches_nobody_goes_to_the_next() {
    on_both(|ctx| async move {
        let (bella, visit, _) = ten_o_clock(&ctx, &["Ana", "Bea"]).await;
        cancelled(&ctx, &bella, &visit).await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE messages SET status = 'failed' WHERE kind = 'waitlist_offer'"
        )
        .unwrap();
        ctx.run_jobs().await;
        assert_eq!(asked(&ctx).await, ["Ana withdrawn", "Bea open"]);
        let mut owner = bella.sign_in(&ctx).await;
        owner.get("/todo").await.expect(200).says("Ana");
    });
}

#[test]
fn who_has_no_address_is_the_masters_to_call() {
    on_both(|ctx| async move {
        let (bella, visit, waiting) = ten_o_clock(&ctx, &["Ana"]).await;
        let (ana, entry) = waiting[0];
        q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET email = NULL, email_key = NULL WHERE id = $1",
            ana
        )
        .unwrap();
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(asked(&ctx).await, [""; 0]);
        let mut owner = bella.sign_in(&ctx).await;
        let path = opening_path(&ctx).await;
        owner.get("/todo").await.expect(200).says(&path);
        let page = owner.get(&path).await.expect(200).says("No e-mail address");
        page.says("/appointments/new?client=");
        let id = entry.to_string();
        owner
            .post(&format!("{path}/offers"), &[("entry", id.as_str())])
            .await
            .expect(303);
        assert_eq!(asked(&ctx).await, [""; 0]);
        owner
            .post(&format!("{path}/dismissal"), &[])
            .await
            .expect(303);
        owner.get("/todo").await.expect(200).lacks(&path);
        // Booked after a call: they wait no more.
        ctx.book_for(&bella, ana, "shaping", "2026-05-19T10:00")
            .await;
        assert_eq!(entry_status(&ctx, entry).await, "booked");
        assert_eq!(opening_status(&ctx).await, ["filled"]);
    });
}

#[test]
fn the_regular_who_is_shown_is_the_one_who_can_be_asked() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut all = Vec::new();
        for n in 0..6 {
            let name = format!("Regular {n}");
            let one = ctx
                .client(&bella, &name, &format!("+346123450{}", 10 + n))
                .await;
            for days in [98, 77, 56, 35] {
                let day = bella
                    .tenant
                    .local_date(ctx.app.clock.now() - TimeDelta::days(days));
                ctx.book_for(&bella, one.id, "shaping", &format!("{day}T{}:00", 11 + n))
                    .await;
            }
            all.push(one.id);
        }
        q!(
            &ctx.app.db,
            execute,
            "UPDATE appointments SET status = 'completed'"
        )
        .unwrap();
        q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET marketing_at = $1",
            ctx.app.clock.now()
        )
        .unwrap();
        // As many as are proposed wait for it anyway.
        for client in &all[..5] {
            wait_for(&ctx, &bella, *client, "shaping", any_time(), false).await;
        }
        let mut owner = bella.sign_in(&ctx).await;
        let free = [("date", DAY), ("from", "10:00"), ("to", "11:00")];
        owner
            .post("/waitlist/openings/new", &free)
            .await
            .expect(303);
        let path = opening_path(&ctx).await;
        owner.get(&path).await.expect(200).says("every 21 days");
        let last = all[5].to_string();
        owner
            .post(&format!("{path}/offers"), &[("client", last.as_str())])
            .await
            .expect(303);
        assert_eq!(asked(&ctx).await, ["Regular 5 open"]);
    });
}
