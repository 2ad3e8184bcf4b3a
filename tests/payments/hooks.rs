//! What providers tell by themselves.

use aureli::appointments::Status as Visit;
use aureli::invoices::model::Status as Standing;
use aureli::payments::Way;
use aureli::payments::hooks::WebhookEvent;
use aureli::payments::model::Status;
use chrono::TimeDelta;
use serde_json::json;

use super::invoices::started;
use super::{again, begun, count, hook, on_both, one, provider_id, tasks, tell, visit, waiting};
use super::{with_stripe, with_yookassa};
use crate::support::fakes::{Fault, stripe};

/// All orders of four things.
fn orders() -> Vec<[usize; 4]> {
    let mut all = Vec::new();
    for a in 0..4 {
        for b in (0..4).filter(|b| *b != a) {
            for c in (0..4).filter(|c| *c != a && *c != b) {
                all.push([a, b, c, 6 - a - b - c]);
            }
        }
    }
    assert_eq!(all.len(), 24);
    all
}

#[test]
fn yookassas_word_confirms_the_visit() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Yookassa).await;
        let id = provider_id(&payment);
        let path = hook(&ctx, &practice, Way::Yookassa).await;
        fakes.yookassa.pay(&id);
        let news = fakes.yookassa.notice("payment.succeeded", &id);
        tell(&ctx, &path, &news, &[]).await.expect(200);
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.status, Status::Succeeded);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        assert_eq!(count(&ctx, &practice, "payment.succeeded").await, 1);
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn all_orders_of_four_events_lead_to_the_same_state() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let path = hook(&ctx, &practice, Way::Yookassa).await;
        for (number, order) in orders().into_iter().enumerate() {
            let phone = format!("+346123456{number:02}");
            let client = ctx.client(&practice, "Anna", &phone).await;
            let (day, hour) = (18 + number / 4, 10 + 2 * (number % 4));
            let at = format!("2026-05-{day}T{hour}:00");
            let booked = waiting(&ctx, &practice, client.id, &at).await;
            let payment = begun(&ctx, &practice, booked.id, Way::Yookassa).await;
            let id = provider_id(&payment);
            // Held, taken, and a part given back on the provider's own pages; "canceled" comes astray.
            fakes.yookassa.pay(&id);
            fakes.yookassa.change(&id, |payment| {
                payment["refunded_amount"] = json!({ "value": "5.00", "currency": "RUB" });
            });
            let refund = json!({ "type": "notification", "event": "refund.succeeded",
                "object": { "id": format!("r-{number}"), "payment_id": id } });
            let news = [
                fakes.yookassa.notice("payment.waiting_for_capture", &id),
                fakes.yookassa.notice("payment.succeeded", &id),
                fakes.yookassa.notice("payment.canceled", &id),
                refund,
            ];
            for place in order {
                tell(&ctx, &path, &news[place], &[]).await.expect(200);
                ctx.run_jobs().await;
            }
            let payment = again(&ctx, &payment).await;
            assert_eq!(payment.status, Status::Succeeded, "{order:?}");
            assert_eq!(
                (payment.held_minor, payment.refunded_minor),
                (500, 500),
                "{order:?}"
            );
            assert_eq!(
                visit(&ctx, &booked).await.status,
                Visit::Confirmed,
                "{order:?}"
            );
        }
        assert_eq!(count(&ctx, &practice, "payment.succeeded").await, 24);
        assert_eq!(count(&ctx, &practice, "refund.succeeded").await, 24);
    });
}

/// The provider's own state moves on between the events, in every order in which it can be looked at.
#[test]
fn all_orders_in_which_stripe_can_be_seen_lead_to_the_same_state() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        let path = hook(&ctx, &practice, Way::Stripe).await;
        for (number, order) in orders().into_iter().enumerate() {
            let phone = format!("+346123456{number:02}");
            let client = ctx.client(&practice, "Anna", &phone).await;
            let (day, hour) = (18 + number / 4, 10 + 2 * (number % 4));
            let at = format!("2026-05-{day}T{hour}:00");
            let booked = waiting(&ctx, &practice, client.id, &at).await;
            let payment = begun(&ctx, &practice, booked.id, Way::Stripe).await;
            let id = provider_id(&payment);
            fakes.stripe.pay(&id);
            fakes.stripe.dispute(&id);
            let kinds = [
                "checkout.session.completed",
                "checkout.session.async_payment_succeeded",
                "checkout.session.expired",
                "charge.dispute.created",
            ];
            let now = ctx.app.clock.now();
            let news = kinds.map(|kind| fakes.stripe.event(kind, &id, now));
            for place in order {
                let (event, signature) = &news[place];
                let headers = [("stripe-signature", signature.as_str())];
                tell(&ctx, &path, event, &headers).await.expect(200);
                ctx.run_jobs().await;
            }
            // A dispute that was told of before anything else is asked for again when the charge is known.
            ctx.app.clock.advance(TimeDelta::minutes(2));
            ctx.run_jobs().await;
            let payment = again(&ctx, &payment).await;
            assert_eq!(payment.status, Status::Succeeded, "{order:?}");
            assert!(payment.is_disputed, "{order:?}");
            assert_eq!(
                visit(&ctx, &booked).await.status,
                Visit::Confirmed,
                "{order:?}"
            );
        }
        assert_eq!(count(&ctx, &practice, "payment.succeeded").await, 24);
        assert_eq!(count(&ctx, &practice, "payment.disputed").await, 24);
        // Each is a person's to answer, once.
        let waiting = tasks(&ctx, &practice).await;
        assert_eq!(waiting, ["disputed"; 24]);
    });
}

#[test]
fn fifty_copies_at_once_have_one_effect() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Stripe).await;
        let id = provider_id(&payment);
        let path = hook(&ctx, &practice, Way::Stripe).await;
        fakes.stripe.pay(&id);
        let now = ctx.app.clock.now();
        let (event, signature) = fakes.stripe.event("checkout.session.completed", &id, now);
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let (ctx, path, event, signature) =
                (ctx.clone(), path.clone(), event.clone(), signature.clone());
            all.spawn(async move {
                let headers = [("stripe-signature", signature.as_str())];
                tell(&ctx, &path, &event, &headers).await.status.as_u16()
            });
        }
        while let Some(status) = all.join_next().await {
            assert_eq!(status.unwrap(), 200);
        }
        // Several workers at once, and the page that waits.
        let (a, b, c) = tokio::join!(
            aureli::payments::work::tend(&ctx.app),
            aureli::payments::work::tend(&ctx.app),
            aureli::payments::work::look_now(&ctx.app, &payment),
        );
        a.unwrap();
        b.unwrap();
        c.unwrap();
        ctx.run_jobs().await;
        let told = WebhookEvent::latest(&ctx.app.db, practice.tenant.id, 100)
            .await
            .unwrap();
        assert_eq!(told.len(), 1, "kept once");
        assert_eq!(count(&ctx, &practice, "payment.succeeded").await, 1);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
    });
}

#[test]
fn forged_stale_and_foreign_news_changes_nothing() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Stripe).await;
        let id = provider_id(&payment);
        let path = hook(&ctx, &practice, Way::Stripe).await;
        let now = ctx.app.clock.now();
        let (event, good) = fakes.stripe.event("checkout.session.completed", &id, now);
        let bytes = event.to_string();
        let old = now - TimeDelta::seconds(301);
        let ahead = now + TimeDelta::seconds(301);
        for signature in [
            String::new(),
            "t=1,v1=00".to_owned(),
            stripe::sign("whsec_other", bytes.as_bytes(), now),
            stripe::sign(stripe::SIGNING, bytes.as_bytes(), old),
            stripe::sign(stripe::SIGNING, bytes.as_bytes(), ahead),
            stripe::sign(stripe::SIGNING, b"{}", now),
        ] {
            let headers = [("stripe-signature", signature.as_str())];
            tell(&ctx, &path, &event, &headers).await.expect(400);
        }
        let headers = [("stripe-signature", good.as_str())];
        let nowhere = format!("/hooks/stripe/{}", "0".repeat(32));
        tell(&ctx, &nowhere, &event, &headers).await.expect(404);
        let other = path.replace("/stripe/", "/yookassa/");
        tell(&ctx, &other, &event, &headers).await.expect(404);
        let before = fakes.stripe.calls().len();
        ctx.run_jobs().await;
        let told = WebhookEvent::latest(&ctx.app.db, practice.tenant.id, 10)
            .await
            .unwrap();
        assert!(told.is_empty(), "nothing of it was kept");
        assert_eq!(fakes.stripe.calls().len(), before, "nobody was asked");

        // True news about a session that is none of ours: nobody is asked about it.
        let (mut event, _) = fakes.stripe.event("checkout.session.completed", &id, now);
        event["data"]["object"]["id"] = json!("cs_test_foreign");
        let signature = stripe::sign(stripe::SIGNING, event.to_string().as_bytes(), now);
        let headers = [("stripe-signature", signature.as_str())];
        tell(&ctx, &path, &event, &headers).await.expect(200);
        ctx.run_jobs().await;
        assert_eq!(fakes.stripe.calls().len(), before);
        assert_eq!(again(&ctx, &payment).await.status, Status::Pending);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::AwaitingDeposit);
    });
}

#[test]
fn what_yookassa_is_said_to_say_is_not_believed() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Yookassa).await;
        let id = provider_id(&payment);
        let path = hook(&ctx, &practice, Way::Yookassa).await;
        let mut news = fakes.yookassa.notice("payment.succeeded", &id);
        news["object"]["status"] = json!("succeeded");
        news["object"]["paid"] = json!(true);
        tell(&ctx, &path, &news, &[]).await.expect(200);
        ctx.run_jobs().await;
        assert_eq!(
            again(&ctx, &payment).await.status,
            Status::Pending,
            "it was asked, and is not paid"
        );
        assert_eq!(visit(&ctx, &booked).await.status, Visit::AwaitingDeposit);
        // The same news later, when it is true: it was kept once and is known; the worker finds out by itself.
        fakes.yookassa.pay(&id);
        tell(&ctx, &path, &news, &[]).await.expect(200);
        ctx.app.clock.advance(TimeDelta::minutes(4));
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.status, Status::Succeeded);
    });
}

#[test]
fn a_silent_provider_is_found_out_within_five_minutes() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Yookassa).await;
        // A quarter of an hour of looking in vain: the gaps have grown.
        for _ in 0..15 {
            ctx.app.clock.advance(TimeDelta::minutes(1));
            ctx.run_jobs().await;
        }
        fakes.yookassa.pay(&provider_id(&payment));
        let paid_at = ctx.app.clock.now();
        while again(&ctx, &payment).await.status != Status::Succeeded {
            ctx.app.clock.advance(TimeDelta::seconds(30));
            ctx.run_jobs().await;
            assert!(
                ctx.app.clock.now() - paid_at <= TimeDelta::minutes(5),
                "not found"
            );
        }
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
    });
}

#[test]
fn a_call_that_hangs_keeps_no_other_payment_waiting() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let mut all = Vec::new();
        for n in 0..2 {
            let phone = format!("+3461234560{n}");
            let client = ctx.client(&practice, "Anna", &phone).await;
            let at = format!("2026-05-{}T10:00", 18 + n);
            let booked = waiting(&ctx, &practice, client.id, &at).await;
            let payment = begun(&ctx, &practice, booked.id, Way::Yookassa).await;
            fakes.yookassa.pay(&provider_id(&payment));
            all.push(payment);
        }
        fakes.yookassa.fail("find", Fault::SilentAfterAccepting, 1);
        ctx.app.clock.advance(TimeDelta::minutes(4));
        let worker = tokio::spawn({
            let ctx = ctx.clone();
            async move { ctx.run_jobs().await }
        });
        let mut paid = 0;
        // Less than the call that hangs takes until it is given up.
        for _ in 0..26 {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            paid = count(&ctx, &practice, "payment.succeeded").await;
            if paid > 0 {
                break;
            }
        }
        worker.abort();
        assert_eq!(paid, 1, "the other is heard of while the first hangs");
    });
}

/// A direct debit says for days that it is under way.
#[test]
fn money_that_takes_days_is_found_untold() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let first = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let second = ctx.invoice(&practice, "2026-05-15T12:00").await;
        let good = started(&ctx, &practice, first.id, Way::Stripe).await;
        let bad = started(&ctx, &practice, second.id, Way::Stripe).await;
        for payment in [&good, &bad] {
            fakes.stripe.promise(&provider_id(payment));
        }
        for _ in 0..6 {
            ctx.app.clock.advance(TimeDelta::hours(20));
            ctx.run_jobs().await;
        }
        assert_eq!(again(&ctx, &good).await.status, Status::Pending);
        fakes.stripe.pay(&provider_id(&good));
        fakes.stripe.bounce(&provider_id(&bad));
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &good).await.status, Status::Succeeded);
        assert_eq!(again(&ctx, &bad).await.status, Status::Failed);
        assert_eq!(ctx.look(&first).await.status, Standing::Paid);
        assert_eq!(again(&ctx, &good).await.check_at, None);
    });
}

#[test]
fn another_sum_currency_account_or_payment_is_put_aside_by_stripe_too() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        let faults = [
            (Fault::OtherAmount, "amount"),
            (Fault::OtherCurrency, "currency"),
            (Fault::OtherAccount, "account"),
            (Fault::OtherPayment, "payment"),
        ];
        for (number, (fault, why)) in faults.into_iter().enumerate() {
            let phone = format!("+3461234560{number}");
            let client = ctx.client(&practice, "Anna", &phone).await;
            let at = format!("2026-05-{}T10:00", 18 + number);
            let booked = waiting(&ctx, &practice, client.id, &at).await;
            let payment = begun(&ctx, &practice, booked.id, Way::Stripe).await;
            fakes.stripe.pay(&provider_id(&payment));
            fakes.stripe.fail("find", fault, 1);
            ctx.app.clock.advance(TimeDelta::minutes(4));
            ctx.run_jobs().await;
            let payment = again(&ctx, &payment).await;
            let odd = (payment.status, payment.reason.as_str());
            assert_eq!(odd, (Status::Quarantined, why));
            let waits = visit(&ctx, &booked).await.status;
            assert_eq!(waits, Visit::AwaitingDeposit, "{why}");
            assert_eq!(tasks(&ctx, &practice).await.len(), number + 1);
        }
        assert_eq!(count(&ctx, &practice, "payment.succeeded").await, 0);
    });
}

#[test]
fn another_sum_currency_account_or_payment_is_put_aside() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let faults = [
            (Fault::OtherAmount, "amount"),
            (Fault::OtherCurrency, "currency"),
            (Fault::OtherAccount, "account"),
            (Fault::OtherPayment, "payment"),
        ];
        for (number, (fault, why)) in faults.into_iter().enumerate() {
            let phone = format!("+3461234560{number}");
            let client = ctx.client(&practice, "Anna", &phone).await;
            let at = format!("2026-05-{}T10:00", 18 + number);
            let booked = waiting(&ctx, &practice, client.id, &at).await;
            let payment = begun(&ctx, &practice, booked.id, Way::Yookassa).await;
            fakes.yookassa.pay(&provider_id(&payment));
            fakes.yookassa.fail("find", fault, 1);
            ctx.app.clock.advance(TimeDelta::minutes(4));
            ctx.run_jobs().await;
            let payment = again(&ctx, &payment).await;
            assert_eq!(
                (payment.status, payment.reason.as_str()),
                (Status::Quarantined, why)
            );
            assert_eq!(
                visit(&ctx, &booked).await.status,
                Visit::AwaitingDeposit,
                "{why}"
            );
            assert_eq!(tasks(&ctx, &practice).await.len(), number + 1);
            // Nor does anything that is said later make it paid: a person looks.
            let path = hook(&ctx, &practice, Way::Yookassa).await;
            let news = fakes
                .yookassa
                .notice("payment.succeeded", &provider_id(&payment));
            tell(&ctx, &path, &news, &[]).await.expect(200);
            ctx.run_jobs().await;
            assert_eq!(again(&ctx, &payment).await.status, Status::Quarantined);
        }
        assert_eq!(count(&ctx, &practice, "payment.succeeded").await, 0);
    });
}

#[test]
fn a_payment_whose_answer_was_lost_is_one_payment() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let client = ctx.client(&practice, "Anna", "+34612345678").await;
        let booked = waiting(&ctx, &practice, client.id, "2026-05-18T10:00").await;
        for fault in [
            Fault::Error500AfterAccepting,
            Fault::DropAfterAccepting,
            Fault::SilentAfterAccepting,
            Fault::TooMany,
        ] {
            fakes.yookassa.fail("create", fault, 1);
        }
        let payment = begun(&ctx, &practice, booked.id, Way::Yookassa).await;
        assert_eq!(payment.provider_id, None, "no answer was read");
        for _ in 0..10 {
            ctx.app.clock.advance(TimeDelta::seconds(10));
            ctx.run_jobs().await;
        }
        let payment = again(&ctx, &payment).await;
        assert!(payment.pay_url.is_some(), "{payment:?}");
        assert_eq!(fakes.yookassa.payments().len(), 1);
        // Pressed again: the same payment, nothing new anywhere.
        let same = begun(&ctx, &practice, booked.id, Way::Yookassa).await;
        assert_eq!(same.id, payment.id);
        assert_eq!(fakes.yookassa.payments().len(), 1);
    });
}

#[test]
fn a_refusal_is_told_and_another_way_is_open() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Yookassa).await;
        fakes
            .yookassa
            .decline(&provider_id(&payment), "insufficient_funds");
        ctx.app.clock.advance(TimeDelta::minutes(4));
        ctx.run_jobs().await;
        let payment = again(&ctx, &payment).await;
        assert_eq!(payment.status, Status::Failed);
        assert_eq!(payment.reason, "insufficient_funds");
        let second = begun(&ctx, &practice, booked.id, Way::Yookassa).await;
        assert_ne!(second.id, payment.id);
        fakes.yookassa.pay(&provider_id(&second));
        ctx.app.clock.advance(TimeDelta::minutes(4));
        ctx.run_jobs().await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
    });
}

#[test]
fn held_money_is_taken_while_the_time_is_kept_and_let_go_after() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Yookassa).await;
        fakes.yookassa.hold(&provider_id(&payment));
        ctx.app.clock.advance(TimeDelta::minutes(4));
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.status, Status::Succeeded);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        assert_eq!(
            fakes.yookassa.payment(&provider_id(&payment))["status"],
            "succeeded"
        );

        let client = ctx.client(&practice, "Olga", "+34612345699").await;
        let second = waiting(&ctx, &practice, client.id, "2026-05-19T10:00").await;
        let payment = begun(&ctx, &practice, second.id, Way::Yookassa).await;
        ctx.app.clock.advance(TimeDelta::minutes(31));
        ctx.run_jobs().await;
        ctx.book(&practice, "shaping", "2026-05-19T10:30").await;
        fakes.yookassa.hold(&provider_id(&payment));
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        assert_eq!(
            fakes.yookassa.payment(&provider_id(&payment))["status"],
            "canceled"
        );
        assert_eq!(again(&ctx, &payment).await.status, Status::Cancelled);
        assert!(
            tasks(&ctx, &practice).await.is_empty(),
            "no money was taken"
        );
    });
}

#[test]
fn news_can_be_gone_through_again() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Yookassa).await;
        let id = provider_id(&payment);
        let path = hook(&ctx, &practice, Way::Yookassa).await;
        tell(
            &ctx,
            &path,
            &fakes.yookassa.notice("payment.succeeded", &id),
            &[],
        )
        .await
        .expect(200);
        ctx.run_jobs().await;
        fakes.yookassa.pay(&id);
        let told = WebhookEvent::latest(&ctx.app.db, practice.tenant.id, 10)
            .await
            .unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get("/settings/payments/events")
            .await
            .expect(200)
            .says("payment.succeeded");
        let replay = format!("/settings/payments/events/{}/replay", told[0].id);
        for _ in 0..2 {
            owner.post(&replay, &[]).await.expect(303);
            ctx.run_jobs().await;
        }
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        assert_eq!(count(&ctx, &practice, "payment.succeeded").await, 1);
        let raw = WebhookEvent::raw(&ctx.app, practice.tenant.id, told[0].id)
            .await
            .unwrap();
        assert!(
            String::from_utf8(raw).unwrap().contains(&id),
            "kept to the letter"
        );
    });
}
