//! Messages to clients as the practice sees them: what goes out next, what became of the rest, and what a hand may still do.

use aureli::accounts::Role;
use aureli::appointments::Appointment;
use aureli::id::MessageId;
use aureli::messages;
use aureli::q;
use chrono::TimeDelta;

use super::{cancel, states};
use crate::support::factories::Practice;
use crate::support::{Ctx, Visitor, on_both};

/// The message of a kind that was written last.
async fn of_kind(ctx: &Ctx, kind: &str) -> MessageId {
    let (id,) = q!(
        &ctx.app.db,
        fetch_one: (MessageId,),
        "SELECT id FROM messages WHERE kind = $1 ORDER BY created_at DESC, id DESC LIMIT 1",
        kind
    )
    .unwrap();
    id
}

/// Anna's visit on Monday the 18th at ten; its confirmation has gone, its reminder waits for Sunday at ten.
async fn booked(ctx: &Ctx) -> (Practice, Visitor, Appointment) {
    let practice = ctx.bella().await;
    let visit = ctx.book(&practice, "shaping", "2026-05-18T10:00").await;
    ctx.run_jobs().await;
    let owner = practice.sign_in(ctx).await;
    (practice, owner, visit)
}

/// Subject, text and HTML of what clients got; spaces that do not break a line are as good as others.
async fn mails_to_anna(ctx: &Ctx) -> Vec<(String, String, String)> {
    let mails: Vec<(String, String, String)> = q!(
        &ctx.app.db,
        fetch_all: (String, String, String),
        "SELECT subject, body_text, body_html FROM dev_mails WHERE recipient LIKE 'client%' ORDER BY sent_at, id"
    )
    .unwrap();
    let plain = |text: String| text.replace('\u{a0}', " ");
    let mails = mails.into_iter();
    mails
        .map(|(subject, text, html)| (plain(subject), plain(text), plain(html)))
        .collect()
}

async fn noon_before(ctx: &Ctx) {
    ctx.app.clock.set("2026-05-17T10:00:00Z".parse().unwrap());
    ctx.run_jobs().await;
}

#[test]
fn each_message_stands_with_when_it_goes_and_what_became_of_it() {
    on_both(|ctx| async move {
        let (_, mut owner, mut visit) = booked(&ctx).await;
        let reminder = format!("/messages/{}", of_kind(&ctx, "reminder").await);
        let next = owner.get("/messages").await.expect(200);
        next.says("Goes out: 17 May 10:00")
            .says("Anna Petrova")
            .says(&reminder)
            .lacks("Confirmation");
        let sent = owner.get("/messages?state=sent").await.expect(200);
        sent.says("Confirmation").says("Sent: today 09:00");
        let panel = owner.get(&format!("/appointments/{}", visit.id)).await;
        panel.says(&reminder).says("Goes out: 17 May 10:00");
        let card = format!("/clients/{}", visit.client_id.unwrap());
        let shown = owner.get(&card).await.expect(200);
        shown
            .says(&reminder)
            .says("Goes out: 17 May 10:00")
            .says(&format!("/messages/{}", of_kind(&ctx, "booked").await));
        owner
            .get(&reminder)
            .await
            .expect(200)
            .says("client34612345678@example.com")
            .says("Reminder: Monday 18 May, 10:00, Bella Brows")
            .says("Bella Brows expects you: Brow shaping.")
            .says("http://localhost:8080/l/…");
        cancel(&ctx, &mut visit).await;
        owner
            .get("/messages?state=dropped")
            .await
            .expect(200)
            .says("Not sent: the visit was cancelled");
        owner
            .get("/messages?state=failed")
            .await
            .expect(200)
            .says("Everything was delivered");
    });
}

#[test]
fn the_words_of_one_message_are_changed_and_its_facts_stay() {
    on_both(|ctx| async move {
        let (practice, mut owner, _) = booked(&ctx).await;
        let other = ctx.client(&practice, "Inés Ruiz", "+34612345671").await;
        let edit = format!("/messages/{}/edit", of_kind(&ctx, "reminder").await);
        ctx.book_for(&practice, other.id, "shaping", "2026-05-18T12:00")
            .await;
        let form = owner.get(&edit).await.expect(200);
        form.says("Reminder: Monday 18 May, 10:00, Bella Brows")
            .says("Your visit is coming up, Anna Petrova");
        let words = [
            ("version", "1"),
            ("subject", "Tomorrow!\r\nBcc: all@example.com"),
            (
                "text",
                "See you, <b>Anna</b>\r\n\r\nBring your glasses.\r\nAnd a scarf.",
            ),
        ];
        owner.post(&edit, &words).await.expect(303);
        // Pressed twice.
        owner.post(&edit, &words).await.expect(303);
        noon_before(&ctx).await;
        let mails = mails_to_anna(&ctx).await;
        let own: Vec<_> = mails
            .iter()
            .filter(|(_, text, _)| text.contains("glasses"))
            .collect();
        let [(subject, text, html)] = own.as_slice() else {
            panic!("{mails:#?}")
        };
        assert_eq!(subject, "Tomorrow! Bcc: all@example.com");
        assert!(
            text.starts_with("See you, <b>Anna</b>\n\nBring your glasses.\nAnd a scarf.\n\n"),
            "{text}"
        );
        assert!(
            text.contains("Brow shaping, 30 min") && text.contains("/l/"),
            "{text}"
        );
        assert!(!text.contains("Your visit is coming up"), "{text}");
        assert!(!html.contains("<b>Anna</b>"), "{html}");
        let usual = |(_, text, _): &&(String, String, String)| text.contains("is coming up, Inés");
        ctx.app.clock.advance(TimeDelta::hours(3));
        ctx.run_jobs().await;
        assert_eq!(mails_to_anna(&ctx).await.iter().filter(usual).count(), 1);
        let (changes,) = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM events WHERE kind = 'message.reworded'"
        )
        .unwrap();
        assert_eq!(changes, 1);
        // It has gone: the form is no more.
        owner.get(&edit).await.expect(303);
        let late = [("version", "2"), ("subject", "x"), ("text", "y")];
        owner
            .post(&edit, &late)
            .await
            .expect(409)
            .says("This message has already gone out.");
    });
}

#[test]
fn words_that_cannot_be_sent_stay_in_the_form() {
    on_both(|ctx| async move {
        let (_, mut owner, _) = booked(&ctx).await;
        let edit = format!("/messages/{}/edit", of_kind(&ctx, "reminder").await);
        let long = "x".repeat(3001);
        let form = [("version", "1"), ("subject", " "), ("text", long.as_str())];
        owner
            .post(&edit, &form)
            .await
            .expect(422)
            .says("href=\"#subject\"")
            .says("href=\"#text\"")
            .says("3,000")
            .says(&long);
        let good = [
            ("version", "1"),
            ("subject", "Mine"),
            ("text", "Mine alone"),
        ];
        owner.post(&edit, &good).await.expect(303);
        // Another tab, opened before.
        let stale = [("version", "1"), ("subject", "Theirs"), ("text", "Another")];
        owner
            .post(&edit, &stale)
            .await
            .expect(409)
            .says("Mine alone")
            .says("Another")
            .says("name=\"version\" value=\"2\"");
        let usual = [("version", "2"), ("usual", "true")];
        owner.post(&edit, &usual).await.expect(303);
        owner
            .get(&edit)
            .await
            .expect(200)
            .says("is coming up, Anna Petrova");
    });
}

#[test]
fn a_message_that_is_stopped_does_not_go_until_it_is_let_go() {
    on_both(|ctx| async move {
        let (_, mut owner, _) = booked(&ctx).await;
        let reminder = format!("/messages/{}", of_kind(&ctx, "reminder").await);
        for _ in 0..2 {
            let stop = owner.post(&format!("{reminder}/stop"), &[]).await;
            stop.expect(303);
        }
        owner
            .get(&reminder)
            .await
            .says("Stopped by hand. It was to go out: 17 May 10:00");
        noon_before(&ctx).await;
        assert_eq!(mails_to_anna(&ctx).await.len(), 1, "the confirmation");
        for _ in 0..2 {
            let release = owner.post(&format!("{reminder}/release"), &[]).await;
            release.expect(303);
        }
        ctx.run_jobs().await;
        assert_eq!(mails_to_anna(&ctx).await.len(), 2);
        owner
            .post(&format!("{reminder}/stop"), &[])
            .await
            .expect(409)
            .says("This message has already gone out.");
        let kinds = q!(
            &ctx.app.db,
            fetch_all: (String,),
            "SELECT kind FROM events WHERE kind IN ('message.stopped', 'message.released') ORDER BY seq"
        )
        .unwrap();
        let kinds: Vec<&str> = kinds.iter().map(|(kind,)| kind.as_str()).collect();
        assert_eq!(kinds, ["message.stopped", "message.released"]);
        owner
            .get("/settings/audit")
            .await
            .expect(200)
            .says("A message was stopped");
    });
}

#[test]
fn what_was_stopped_is_too_late_once_its_visit_begins() {
    on_both(|ctx| async move {
        let (_, mut owner, _) = booked(&ctx).await;
        let reminder = format!("/messages/{}", of_kind(&ctx, "reminder").await);
        owner
            .post(&format!("{reminder}/stop"), &[])
            .await
            .expect(303);
        ctx.app.clock.set("2026-05-18T08:00:00Z".parse().unwrap());
        owner
            .post(&format!("{reminder}/release"), &[])
            .await
            .expect(409)
            .says("It is too late for this message");
    });
}

/// The client heard of none of it, so that the next word about the visit begins where they think it is.
#[test]
fn a_stopped_word_about_a_move_was_never_said() {
    on_both(|ctx| async move {
        let (_, mut owner, visit) = booked(&ctx).await;
        let old = format!("/messages/{}", of_kind(&ctx, "reminder").await);
        owner.post(&format!("{old}/stop"), &[]).await.expect(303);
        let path = format!("/appointments/{}/move", visit.id);
        let to = |version: &'static str, time: &'static str| {
            [("version", version), ("date", "2026-05-18"), ("time", time)]
        };
        owner.post(&path, &to("1", "12:00")).await.expect(303);
        // The reminder of the time that is no more cannot be let go; the new time has its own.
        owner
            .post(&format!("{old}/release"), &[])
            .await
            .expect(409)
            .says("what it was about has changed");
        let moved = format!("/messages/{}", of_kind(&ctx, "moved").await);
        owner.post(&format!("{moved}/stop"), &[]).await.expect(303);
        ctx.app.clock.advance(TimeDelta::minutes(1));
        ctx.run_jobs().await;
        owner.post(&path, &to("2", "13:00")).await.expect(303);
        owner
            .post(&format!("{moved}/release"), &[])
            .await
            .expect(409);
        ctx.app.clock.advance(TimeDelta::minutes(1));
        ctx.run_jobs().await;
        let mails = mails_to_anna(&ctx).await;
        let (subject, text, _) = mails.last().unwrap();
        assert!(subject.contains("18 May, 13:00"), "{subject}");
        assert!(text.contains("It was: Monday 18 May, 10:00"), "{text}");
        assert!(!text.contains("12:00"), "{text}");
        let waiting = states(&ctx).await;
        let waiting = waiting.iter().filter(|(_, status)| status == "queued");
        assert_eq!(waiting.count(), 1, "one reminder");
    });
}

#[test]
fn a_stopped_word_about_a_cancellation_that_is_taken_back_was_never_said() {
    on_both(|ctx| async move {
        let (_, mut owner, visit) = booked(&ctx).await;
        let path = |verb: &str| format!("/appointments/{}/{verb}", visit.id);
        let cancel = [("version", "1"), ("by", "master"), ("reason", "")];
        owner.post(&path("cancellation"), &cancel).await.expect(303);
        let cancelled = format!("/messages/{}", of_kind(&ctx, "cancelled").await);
        owner
            .post(&format!("{cancelled}/stop"), &[])
            .await
            .expect(303);
        owner.post(&path("restoration"), &[]).await.expect(303);
        ctx.app.clock.advance(TimeDelta::minutes(1));
        ctx.run_jobs().await;
        assert_eq!(mails_to_anna(&ctx).await.len(), 1, "the confirmation");
    });
}

#[test]
fn what_a_worker_may_have_in_hands_is_left_to_it() {
    on_both(|ctx| async move {
        let (_, mut owner, _) = booked(&ctx).await;
        let id = of_kind(&ctx, "reminder").await;
        let (stop, edit) = (
            format!("/messages/{id}/stop"),
            format!("/messages/{id}/edit"),
        );
        let words = [("version", "1"), ("subject", "x"), ("text", "y")];
        let lease = async |minutes: i64| {
            q!(
                &ctx.app.db,
                execute,
                "UPDATE messages SET attempts = 1, leased_until = $2 WHERE id = $1",
                id,
                ctx.app.clock.now() + TimeDelta::minutes(minutes),
            )
            .unwrap()
        };
        lease(1).await;
        for answer in [
            owner.post(&stop, &[]).await,
            owner.post(&edit, &words).await,
        ] {
            answer.expect(409).says("is being sent right now");
        }
        // It rests after a try: its words may have arrived, but it need not be tried again.
        lease(9).await;
        owner
            .get(&format!("/messages/{id}"))
            .await
            .says("Tried once, next try: today 09:09");
        owner
            .post(&edit, &words)
            .await
            .expect(409)
            .says("has been tried with these words");
        owner.post(&stop, &[]).await.expect(303);
        noon_before(&ctx).await;
        assert_eq!(mails_to_anna(&ctx).await.len(), 1, "the confirmation");
    });
}

#[test]
fn a_hand_and_a_worker_never_both_have_a_message() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let mut visits = Vec::new();
        for hour in 10..18 {
            for minute in ["00", "30"] {
                let at = format!("2026-05-18T{hour}:{minute}");
                visits.push(ctx.book(&practice, "shaping", &at).await);
            }
        }
        ctx.run_jobs().await;
        let reminders = q!(
            &ctx.app.db,
            fetch_all: (MessageId,),
            "SELECT id FROM messages WHERE kind = 'reminder' ORDER BY send_at"
        )
        .unwrap();
        ctx.app.clock.set("2026-05-17T20:00:00Z".parse().unwrap());
        let worker = {
            let app = ctx.app.clone();
            tokio::spawn(async move { messages::deliver_due(&app).await.unwrap() })
        };
        let mut hands = tokio::task::JoinSet::new();
        for (id,) in reminders.into_iter().rev() {
            let mut owner = practice.sign_in(&ctx).await;
            hands.spawn(async move { owner.post(&format!("/messages/{id}/stop"), &[]).await });
        }
        let answers = hands.join_all().await;
        worker.await.unwrap();
        ctx.run_jobs().await;
        let stopped = answers
            .iter()
            .filter(|answer| answer.status.as_u16() == 303);
        let stopped = stopped.count() as i64;
        let (kept, sent, mails) = q!(
            &ctx.app.db,
            fetch_one: (i64, i64, i64),
            "SELECT COUNT(CASE WHEN stopped_at IS NOT NULL THEN 1 END), COUNT(CASE WHEN status = 'sent' THEN 1 END),
                (SELECT COUNT(*) FROM dev_mails WHERE subject LIKE 'Reminder%') FROM messages WHERE kind = 'reminder'"
        )
        .unwrap();
        assert_eq!((kept, sent, mails), (stopped, 16 - stopped, 16 - stopped));
    });
}

#[test]
fn who_may_only_look_sees_no_address_and_no_button() {
    on_both(|ctx| async move {
        let (practice, _, _) = booked(&ctx).await;
        let reminder = format!("/messages/{}", of_kind(&ctx, "reminder").await);
        let mut reader = practice.member(&ctx, Role::ReadOnly).await;
        reader
            .get(&reminder)
            .await
            .expect(200)
            .says("c•••@example.com")
            .lacks("client34612345678@example.com")
            .lacks("/stop")
            .lacks("/edit");
        // What somebody is asked to sign is for those who may see what is signed.
        let id = of_kind(&ctx, "booked").await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE messages SET kind = 'consent_asked' WHERE id = $1",
            id
        )
        .unwrap();
        let mut finance = practice.member(&ctx, Role::Finance).await;
        finance.get(&format!("/messages/{id}")).await.expect(403);
        finance
            .get("/messages?state=sent")
            .await
            .expect(200)
            .says("Request to sign")
            .lacks(&format!("/messages/{id}"));
    });
}

#[test]
fn a_list_goes_on_where_its_page_ended() {
    on_both(|ctx| async move {
        let (practice, mut owner, _) = booked(&ctx).await;
        // Several at one instant: the id tells them apart.
        for n in 0..45 {
            q!(
                &ctx.app.db,
                execute,
                "INSERT INTO messages (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name,
                    data, status, send_at, created_at)
                 SELECT tenant_id, $2, $3, channel, kind, audience, locale, recipient, $3, data, status, send_at, created_at
                 FROM messages WHERE tenant_id = $1 AND kind = 'reminder' AND recipient_name = 'Anna Petrova'",
                practice.tenant.id,
                MessageId::new(),
                format!("Person {n:02}."),
            )
            .unwrap();
        }
        let first = owner.get("/messages").await.expect(200);
        let next = first.body.split("rel=\"next\" href=\"").nth(1).unwrap();
        let next = next.split('"').next().unwrap().replace("&#38;", "&");
        let second = owner.get(&next).await.expect(200);
        for n in 0..45 {
            let name = format!("Person {n:02}.");
            let times = [&first, &second].map(|page| page.body.matches(&name).count());
            assert_eq!(times.iter().sum::<usize>(), 1, "{name}: {times:?}");
        }
        assert!(!second.body.contains("rel=\"next\""));
    });
}
