//! Gateways that refuse, fail, or fall silent; money that is spent. One message arrives, and what went wrong is told.

use aureli::channels::model::Terms;
use aureli::channels::{Alarm, Carrier};
use aureli::q;
use chrono::TimeDelta;

use super::{account, connect, connect_on, mails, on_both, row, terms, without_mail};
use crate::support::Ctx;
use crate::support::factories::Practice;
use crate::support::fakes::sms::Fault;

/// Clients with phones of their own, each booked for a time of her own.
async fn booked(ctx: &Ctx, practice: &Practice, n: usize) {
    for n in 0..n {
        let phone = format!("+3461234{:04}", 5000 + n);
        let client = ctx.client(practice, &format!("Client {n}"), &phone).await;
        let (day, hour) = (20 + n / 6, 10 + n % 6);
        let at = format!("2026-05-{day}T{hour}:00");
        ctx.book_for(practice, client.id, "shaping", &at).await;
    }
}

#[test]
fn a_wrong_number_falls_back_and_stands_on_the_card() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        connect(&ctx, &practice, Carrier::SmsRu).await;
        sms.fail("send", Fault::Number, 1);
        let visit = ctx.book(&practice, "shaping", "2026-05-20T10:00").await;
        ctx.run_jobs().await;
        assert!(sms.sent().is_empty());
        assert_eq!(mails(&ctx).await.len(), 1);
        let told = row(&ctx, visit.id, "booked").await;
        assert_eq!(
            (told.channel.as_str(), told.status.as_str()),
            ("email", "sent")
        );
        assert_eq!(told.tried, "sms:wrong_number");
        assert_eq!(told.cost_micros, None, "nothing was sent for it");
        let mut owner = practice.sign_in(&ctx).await;
        let card = format!("/clients/{}", visit.client_id.unwrap());
        owner
            .get(&card)
            .await
            .expect(200)
            .says("No SMS arrives at this number");
        // The phone is left alone from now on.
        ctx.book(&practice, "shaping", "2026-05-21T10:00").await;
        ctx.run_jobs().await;
        assert_eq!((sms.calls("send"), mails(&ctx).await.len()), (1, 2));
        owner.post(&format!("{card}/sms"), &[]).await.expect(303);
        owner.get(&card).await.expect(200).lacks("No SMS arrives");
        ctx.book(&practice, "shaping", "2026-05-22T10:00").await;
        ctx.run_jobs().await;
        assert_eq!((sms.sent().len(), mails(&ctx).await.len()), (1, 2));
    });
}

#[test]
fn who_wants_no_texts_gets_none() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        connect(&ctx, &practice, Carrier::Twilio).await;
        sms.fail("send", Fault::OptedOut, 1);
        let visit = ctx.book(&practice, "shaping", "2026-05-20T10:00").await;
        ctx.run_jobs().await;
        let told = row(&ctx, visit.id, "booked").await;
        assert_eq!(
            (told.channel.as_str(), told.tried.as_str()),
            ("email", "sms:opted_out")
        );
        let mut owner = practice.sign_in(&ctx).await;
        let card = format!("/clients/{}", visit.client_id.unwrap());
        owner
            .get(&card)
            .await
            .expect(200)
            .says("asked for no more texts");
    });
}

#[test]
fn the_days_money_is_spent_and_no_more() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        // Three parts at five each, and not a fourth.
        let poor = Terms {
            cap_micros: 19_000_000,
            ..terms("")
        };
        connect_on(&ctx, &practice, Carrier::Smsc, &poor).await;
        booked(&ctx, &practice, 8).await;
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let app = ctx.app.clone();
                tokio::spawn(async move { while aureli::jobs::run_due(&app).await.unwrap() > 0 {} })
            })
            .collect();
        for worker in workers {
            worker.await.unwrap();
        }
        assert_eq!(sms.sent().len(), 3);
        assert_eq!(mails(&ctx).await.len(), 5, "the others go by mail");
        assert_eq!(account(&ctx, &practice).await.alarm, Some(Alarm::Cap));
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get("/todo")
            .await
            .expect(200)
            .says("SMS through SMSC")
            .says("limit is spent");
        owner
            .post("/todo/channels/smsc/dismissal", &[])
            .await
            .expect(303);
        owner
            .get("/todo")
            .await
            .expect(200)
            .lacks("SMS through SMSC");
        // After midnight in Madrid there is money again.
        ctx.app.clock.set("2026-05-14T22:05:00Z".parse().unwrap());
        ctx.book(&practice, "shaping", "2026-05-28T10:00").await;
        ctx.run_jobs().await;
        assert_eq!(sms.sent().len(), 4);
    });
}

#[test]
fn one_phone_is_not_rung_all_day() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        connect(&ctx, &practice, Carrier::SmsRu).await;
        for hour in 10..15 {
            ctx.book(&practice, "shaping", &format!("2026-05-20T{hour}:00"))
                .await;
        }
        ctx.run_jobs().await;
        assert_eq!((sms.sent().len(), mails(&ctx).await.len()), (3, 2));
        ctx.app.clock.advance(TimeDelta::minutes(61));
        ctx.book(&practice, "shaping", "2026-05-21T10:00").await;
        ctx.run_jobs().await;
        assert_eq!(sms.sent().len(), 4);
    });
}

#[test]
fn keys_that_are_refused_are_told_once_and_mail_goes_on() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        for (fault, alarm) in [
            (Fault::Keys, Alarm::Keys),
            (Fault::Money, Alarm::Money),
            (Fault::Sender, Alarm::Refused),
        ] {
            connect(&ctx, &practice, Carrier::SmsRu).await;
            let before = (sms.calls("send"), mails(&ctx).await.len());
            sms.fail("send", fault, 100);
            let hour = 10 + before.1;
            ctx.book(&practice, "shaping", &format!("2026-05-20T{hour}:00"))
                .await;
            ctx.run_jobs().await;
            ctx.book(&practice, "shaping", &format!("2026-05-20T{}:00", hour + 1))
                .await;
            ctx.run_jobs().await;
            assert_eq!(mails(&ctx).await.len(), before.1 + 2, "{fault:?}");
            // What refuses one refuses the next: it is left alone for a while.
            assert_eq!(sms.calls("send"), before.0 + 1, "{fault:?}");
            assert_eq!(account(&ctx, &practice).await.alarm, Some(alarm));
            sms.mend();
        }
        assert!(sms.sent().is_empty());
        ctx.app.clock.advance(TimeDelta::minutes(31));
        ctx.book(&practice, "shaping", "2026-05-21T10:00").await;
        ctx.run_jobs().await;
        assert_eq!(sms.sent().len(), 1, "mended meanwhile");
        assert_eq!(account(&ctx, &practice).await.alarm, None);
    });
}

#[test]
fn a_gateway_that_is_down_is_waited_for_a_while() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        connect(&ctx, &practice, Carrier::SmsRu).await;
        sms.fail("send", Fault::Down, 2);
        let visit = ctx.book(&practice, "shaping", "2026-05-20T10:00").await;
        for _ in 0..4 {
            ctx.run_jobs().await;
            ctx.app.clock.advance(TimeDelta::minutes(1));
        }
        assert_eq!((sms.sent().len(), mails(&ctx).await.len()), (1, 0));
        assert_eq!(row(&ctx, visit.id, "booked").await.status, "sent");
        // Longer than that, and mail goes.
        sms.fail("send", Fault::TooMany, 100);
        let second = ctx.book(&practice, "shaping", "2026-05-21T10:00").await;
        for _ in 0..20 {
            ctx.run_jobs().await;
            ctx.app.clock.advance(TimeDelta::minutes(1));
        }
        assert_eq!((sms.sent().len(), mails(&ctx).await.len()), (1, 1));
        assert_eq!(row(&ctx, second.id, "booked").await.tried, "sms:silent");
    });
}

#[test]
fn who_has_no_other_way_is_a_task() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        connect(&ctx, &practice, Carrier::SmsAero).await;
        let boris = ctx.client(&practice, "Boris", "+34612345670").await;
        without_mail(&ctx, boris.id).await;
        sms.fail("send", Fault::Text, 1);
        let visit = ctx
            .book_for(&practice, boris.id, "shaping", "2026-05-20T12:00")
            .await;
        ctx.run_jobs().await;
        assert_eq!(row(&ctx, visit.id, "booked").await.status, "failed");
        let mut owner = practice.sign_in(&ctx).await;
        owner.get("/todo").await.expect(200).says("Boris");
        let (id,) = q!(
            &ctx.app.db,
            fetch_one: (aureli::id::MessageId,),
            "SELECT id FROM messages WHERE appointment_id = $1 AND status = 'failed'",
            visit.id,
        )
        .unwrap();
        // Once more, from the beginning.
        owner
            .post(&format!("/todo/messages/{id}/retry"), &[])
            .await
            .expect(303);
        ctx.run_jobs().await;
        assert_eq!(row(&ctx, visit.id, "booked").await.status, "sent");
        assert_eq!(sms.sent().len(), 1);
    });
}

#[test]
fn a_lost_answer_is_looked_for_and_nothing_comes_twice() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        for (n, carrier) in [Carrier::Twilio, Carrier::SmsAero].into_iter().enumerate() {
            for (m, fault) in [Fault::DropAfterAccepting, Fault::Error500AfterAccepting]
                .into_iter()
                .enumerate()
            {
                connect(&ctx, &practice, carrier).await;
                let before = sms.sent().len();
                sms.fail("send", fault, 1);
                sms.fail("look", Fault::Down, 1);
                let at = format!("2026-05-2{}T1{m}:00", n + 1);
                let visit = ctx.book(&practice, "shaping", &at).await;
                for _ in 0..5 {
                    ctx.run_jobs().await;
                    ctx.app.clock.advance(TimeDelta::minutes(20));
                }
                assert_eq!(sms.sent().len(), before + 1, "{carrier:?} {fault:?}");
                let told = row(&ctx, visit.id, "booked").await;
                assert_eq!(
                    (told.channel.as_str(), told.status.as_str()),
                    ("sms", "sent")
                );
                assert_eq!(told.provider_id.as_ref(), Some(&sms.sent()[before].id));
                sms.mend();
            }
        }
        assert!(mails(&ctx).await.is_empty(), "it may have arrived");
    });
}

#[test]
fn where_nobody_can_be_asked_only_a_reminder_may_come_twice() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        connect(&ctx, &practice, Carrier::SmsRu).await;
        sms.fail("send", Fault::DropAfterAccepting, 1);
        let visit = ctx.book(&practice, "shaping", "2026-05-20T10:00").await;
        for _ in 0..3 {
            ctx.run_jobs().await;
            ctx.app.clock.advance(TimeDelta::minutes(20));
        }
        assert_eq!((sms.sent().len(), mails(&ctx).await.len()), (1, 0));
        let told = row(&ctx, visit.id, "booked").await;
        assert_eq!(
            (told.status.as_str(), told.delivery.as_deref()),
            ("sent", Some("unsure"))
        );
        ctx.app.clock.set("2026-05-19T08:30:00Z".parse().unwrap());
        sms.fail("send", Fault::DropAfterAccepting, 2);
        for _ in 0..5 {
            ctx.run_jobs().await;
            ctx.app.clock.advance(TimeDelta::minutes(20));
        }
        assert_eq!(sms.sent().len(), 3, "twice and no more");
        assert_eq!(
            row(&ctx, visit.id, "reminder").await.delivery.as_deref(),
            Some("unsure")
        );
    });
}

#[test]
fn a_gateway_that_is_taken_away_meanwhile_leaves_mail() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        connect(&ctx, &practice, Carrier::SmsRu).await;
        let visit = ctx.book(&practice, "shaping", "2026-05-20T10:00").await;
        let mut tx = ctx.app.db.begin().await.unwrap();
        let actor = aureli::events::Actor::user(practice.owner);
        let own = account(&ctx, &practice).await;
        own.disconnect(&mut tx, &actor, ctx.app.clock.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        ctx.run_jobs().await;
        assert!(sms.sent().is_empty());
        assert_eq!(row(&ctx, visit.id, "booked").await.channel, "email");
        assert_eq!(mails(&ctx).await.len(), 1);
    });
}
