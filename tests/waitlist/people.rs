//! Who may wait and be asked: the blocked, the erased, the merged; services that are gone; several wishes; leaving.

use aureli::clients::Client;
use aureli::error::Error;
use aureli::privacy::{self, Reason};

use super::*;
use crate::support::on_both;

fn form<'a>(name: &'a str, email: &'a str, phone: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("service", "shaping"),
        ("date", DAY),
        ("from", DAY),
        ("until", DAY),
        ("days", "1"),
        ("parts", "1"),
        ("name", name),
        ("email", email),
        ("phone", phone),
        ("note", "please"),
    ]
}

#[test]
fn what_was_typed_is_kept_and_said_beside_its_field() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut visitor = ctx.visitor();
        let page = visitor
            .post("/bella/waitlist", &form("", "", ""))
            .await
            .expect(422);
        page.says("Enter your name")
            .says("Enter your e-mail")
            .says("please");
        let mut days = form("Ana", "ana@example.com", "");
        days.retain(|(name, _)| *name != "days" && *name != "parts");
        let page = visitor.post("/bella/waitlist", &days).await.expect(422);
        page.says("Choose at least one day")
            .says("Choose at least one time of day")
            .says("ana@example.com");
        let mut gone = form("Ana", "ana@example.com", "");
        gone[0].1 = "nothing";
        visitor.post("/bella/waitlist", &gone).await.expect(422);
        let none = visitor
            .get("/bella/waitlist?service=nothing")
            .await
            .expect(303);
        assert_eq!(none.location(), "/bella/book");
        let (count,) =
            q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM waitlist_entries").unwrap();
        assert_eq!(count, 0);
        for lang in ["es", "ru"] {
            let path = format!("/bella/waitlist?service=shaping&date={DAY}&lang={lang}");
            visitor.get(&path).await.expect(200).lacks("waitlist-");
        }
    });
}

#[test]
fn a_blocked_client_neither_joins_nor_is_asked() {
    on_both(|ctx| async move {
        let (bella, visit, waiting) = ten_o_clock(&ctx, &["Ana"]).await;
        let (ana, _) = waiting[0];
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .post(&format!("/clients/{ana}/block"), &[("reason", "rude")])
            .await
            .expect(303);
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(asked(&ctx).await, [""; 0]);
        let typed = form("Somebody", "client34612345001@example.com", "");
        let page = ctx
            .visitor()
            .post("/bella/waitlist", &typed)
            .await
            .expect(422);
        page.says("Call or write to us").lacks("block");
        owner.get("/todo").await.expect(200).says("Ana");
    });
}

#[test]
fn who_knows_a_phone_is_asked_at_their_own_address() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        let ana = ctx.client(&bella, "Ana", "+34612345001").await;
        let typed = form("Mallory", "mallory@example.com", "+34612345001");
        ctx.visitor()
            .post("/bella/waitlist", &typed)
            .await
            .expect(303);
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(mails_to(&ctx, "mallory@example.com").await.len(), 2);
        assert_eq!(
            mails_to(&ctx, "client34612345001@example.com").await.len(),
            0
        );
        let card = Client::find(&ctx.app.db, bella.tenant.id, ana.id)
            .await
            .unwrap();
        assert_eq!(card.email.as_deref(), Some("client34612345001@example.com"));
    });
}

#[test]
fn several_wishes_of_one_person_are_one_question_at_a_time() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let one = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        let other = ctx.book(&bella, "shaping", "2026-05-19T12:00").await;
        let (ana, shaping) = waits(&ctx, &bella, "Ana", 1).await;
        let consult = wait_for(&ctx, &bella, ana, "consult", any_time(), false).await;
        let same = wait_for(&ctx, &bella, ana, "shaping", any_time(), false).await;
        assert_eq!(shaping, same);
        cancelled(&ctx, &bella, &one).await;
        cancelled(&ctx, &bella, &other).await;
        assert_eq!(asked(&ctx).await, ["Ana open"]);
        let path = offer_path(&ctx, &bella).await;
        ctx.visitor()
            .post(&format!("{path}/accept"), &[])
            .await
            .expect(303);
        let status = (
            entry_status(&ctx, shaping).await,
            entry_status(&ctx, consult).await,
        );
        assert_eq!(status, ("booked".to_owned(), "open".to_owned()));
        // As much as anybody may wait for.
        let plan = ctx.plan(&bella, "lamination").await;
        for day in 20..26 {
            let mut wish = any_time();
            wish.until_date = format!("2026-05-{day}").parse().unwrap();
            let new = NewEntry {
                choice: plan.choices[0].clone(),
                place: None,
                wish,
                priority: 0,
                client_note: String::new(),
                note: String::new(),
                source: EntrySource::Public,
                locale: bella.tenant.locale,
                given: None,
            };
            let mut tx = ctx.app.db.begin().await.unwrap();
            let (actor, now) = (Actor::client(Some(ana)), ctx.app.clock.now());
            let joined = Entry::join(&mut tx, &bella.tenant, &actor, ana, new, now).await;
            tx.commit().await.unwrap();
            assert_eq!(joined.is_ok(), day < 24, "{day}");
            if day >= 24 {
                assert!(matches!(joined, Err(Error::Conflict("waitlist-too-many"))));
            }
        }
    });
}

#[test]
fn leaving_takes_no_more_than_one_press_and_can_be_taken_back() {
    on_both(|ctx| async move {
        let (bella, visit, waiting) = ten_o_clock(&ctx, &["Ana"]).await;
        let (_, entry) = waiting[0];
        let path = token::entry_path(&ctx.app, bella.tenant.id, entry);
        let mut ana = ctx.visitor();
        for _ in 0..2 {
            ana.get(&path)
                .await
                .expect(200)
                .says("You are on the waitlist");
        }
        assert_eq!(entry_status(&ctx, entry).await, "open");
        for _ in 0..2 {
            ana.post(&format!("{path}/leave"), &[]).await.expect(303);
        }
        ana.get(&path)
            .await
            .expect(200)
            .says("You have left the waitlist");
        assert_eq!(entry_status(&ctx, entry).await, "left");
        ana.post(&format!("{path}/return"), &[]).await.expect(303);
        assert_eq!(entry_status(&ctx, entry).await, "open");
        // With a time kept for them, leaving gives it back.
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(standing(&ctx).await, ["Ana held"]);
        ana.get(&path)
            .await
            .expect(200)
            .says("A time is kept for you");
        ana.post(&format!("{path}/leave"), &[]).await.expect(303);
        ctx.run_jobs().await;
        assert_eq!(standing(&ctx).await, [""; 0]);
        assert_eq!(asked(&ctx).await, ["Ana declined"]);
        // Another one's address opens nothing.
        let (head, last) = path.split_at(path.len() - 1);
        let wrong = format!("{head}{}", if last == "A" { "B" } else { "A" });
        ana.get(&wrong).await.expect(404);
        let offer = path.replace("/l/waitlist/", "/l/offer/");
        ana.get(&offer).await.expect(404);
    });
}

#[test]
fn a_service_that_is_gone_is_offered_to_nobody() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "lamination", "2026-05-19T10:00").await;
        let (_, entry) = waits(&ctx, &bella, "Ana", 1).await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE services SET is_active = FALSE WHERE slug = 'shaping'"
        )
        .unwrap();
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(asked(&ctx).await, [""; 0]);
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/waitlist")
            .await
            .expect(200)
            .says("not offered any more");
        let path = token::entry_path(&ctx.app, bella.tenant.id, entry);
        ctx.visitor()
            .get(&path)
            .await
            .expect(200)
            .says("does not offer this any more");
    });
}

#[test]
fn an_erased_client_is_forgotten_and_a_merged_one_waits_on() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (ana, gone) = waits(&ctx, &bella, "Ana", 1).await;
        let (bea, kept) = waits(&ctx, &bella, "Bea", 2).await;
        let carla = ctx.client(&bella, "Carla", "+34612345003").await;
        let path = token::entry_path(&ctx.app, bella.tenant.id, gone);
        let actor = Actor::user(bella.owner);
        privacy::erase(&ctx.app, &bella.tenant, ana, &actor, Reason::Asked)
            .await
            .unwrap();
        ctx.visitor().get(&path).await.expect(404);
        let mut tx = ctx.app.db.begin().await.unwrap();
        let now = ctx.app.clock.now();
        Client::merge(&mut tx, bella.tenant.id, &actor, carla.id, bea, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let entry = Entry::find(&ctx.app.db, bella.tenant.id, kept)
            .await
            .unwrap();
        assert_eq!(entry.client_id, carla.id);
        let visit = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        cancelled(&ctx, &bella, &visit).await;
        assert_eq!(asked(&ctx).await, ["Carla open"]);
    });
}

#[test]
fn a_wish_ends_with_its_last_day() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (_, entry) = waits(&ctx, &bella, "Ana", 1).await;
        ctx.app.clock.set(bella.at("2026-05-19T23:59"));
        ctx.run_jobs().await;
        assert_eq!(entry_status(&ctx, entry).await, "open");
        // Over everywhere; whoever shows it looks at the practice's own day.
        ctx.app.clock.set(bella.at("2026-05-20T15:00"));
        ctx.run_jobs().await;
        assert_eq!(entry_status(&ctx, entry).await, "ended");
    });
}

#[test]
fn who_knows_an_address_does_not_see_its_wish() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let typed = form("Maria", "maria@example.com", "");
        let own = ctx
            .visitor()
            .post("/bella/waitlist", &typed)
            .await
            .expect(303);
        assert!(own.location().starts_with("/l/waitlist/"));
        ctx.run_jobs().await;
        assert_eq!(mails_to(&ctx, "maria@example.com").await.len(), 1);
        for _ in 0..2 {
            let typed = form("Mallory", "maria@example.com", "");
            let to = ctx
                .visitor()
                .post("/bella/waitlist", &typed)
                .await
                .expect(303);
            assert!(
                to.location().starts_with("/bella/book"),
                "{}",
                to.location()
            );
            ctx.run_jobs().await;
        }
        // She gets the way to her page again, once.
        assert_eq!(mails_to(&ctx, "maria@example.com").await.len(), 2);
        let (count,) =
            q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM waitlist_entries").unwrap();
        assert_eq!(count, 1);
    });
}
