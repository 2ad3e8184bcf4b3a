//! Money that goes back: never more than came, and once.

use aureli::appointments::Status as Visit;
use aureli::error::Error;
use aureli::events::Actor;
use aureli::money::Money;
use aureli::payments::model::refund::Standing;
use aureli::payments::{Account, Payment, Refund, Way};
use chrono::TimeDelta;
use serde_json::Value;

use super::Fakes;
use super::{again, begun, connect, on_both, one, provider_id, tasks, visit, waiting};
use super::{with_stripe, with_yookassa};
use crate::support::Ctx;
use crate::support::factories::Practice;
use crate::support::fakes::{Fault, yookassa};

/// Paid at YooKassa.
async fn paid(ctx: &Ctx, fakes: &Fakes, practice: &Practice) -> Payment {
    let (booked, payment) = one(ctx, practice, Way::Yookassa).await;
    fakes.yookassa.pay(&provider_id(&payment));
    ctx.app.clock.advance(TimeDelta::minutes(4));
    ctx.run_jobs().await;
    assert_eq!(visit(ctx, &booked).await.status, Visit::Confirmed);
    again(ctx, &payment).await
}

async fn ask(
    ctx: &Ctx,
    practice: &Practice,
    payment: &Payment,
    minor: i64,
    key: &str,
) -> Result<Refund, Error> {
    let actor = Actor::user(practice.owner);
    Refund::ask(
        &ctx.app,
        practice.tenant.id,
        payment.id,
        minor,
        "",
        key,
        &actor,
    )
    .await
}

#[test]
fn two_at_once_give_back_no_more_than_was_paid() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        let mut all = tokio::task::JoinSet::new();
        for tab in 0..8 {
            let (ctx, practice, payment) = (ctx.clone(), practice.clone(), payment.clone());
            all.spawn(
                async move { ask(&ctx, &practice, &payment, 900, &format!("tab-{tab}")).await },
            );
        }
        let mut granted = 0;
        while let Some(answer) = all.join_next().await {
            match answer.unwrap() {
                Ok(_) => granted += 1,
                Err(Error::Conflict(key)) => assert_eq!(key, "payments-refund-too-large"),
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(granted, 1, "60 % fits once");
        ctx.run_jobs().await;
        assert_eq!(fakes.yookassa.refunded(&provider_id(&payment)), 900);
        // The rest, and then nothing more; pressed twice it is one.
        for _ in 0..2 {
            ask(&ctx, &practice, &payment, 600, "rest").await.unwrap();
        }
        ctx.run_jobs().await;
        let payment = again(&ctx, &payment).await;
        assert_eq!((payment.held_minor, payment.refunded_minor), (1500, 1500));
        assert!(ask(&ctx, &practice, &payment, 1, "more").await.is_err());
        assert_eq!(fakes.yookassa.refunds(), 2);
    });
}

#[test]
fn the_database_keeps_the_ceiling_and_the_direction() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        let insert = |minor: i64, key: &'static str| {
            let (db, tenant, id) = (ctx.app.db.clone(), practice.tenant.id, payment.id);
            let now = ctx.app.clock.now();
            async move {
                aureli::q!(
                    &db,
                    execute,
                    "INSERT INTO refunds (tenant_id, id, payment_id, status, amount_minor, currency, cause, idempotency_key, created_at)
                     VALUES ($1, $2, $3, 'pending', $4, 'RUB', 'asked', $5, $6)",
                    tenant, uuid::Uuid::now_v7(), id, minor, key, now,
                )
            }
        };
        insert(1000, "a").await.unwrap();
        assert!(insert(501, "b").await.is_err(), "more than is left");
        insert(500, "c").await.unwrap();
        assert!(insert(1, "d").await.is_err());
        macro_rules! refused {
            ($($sql:literal),+ $(,)?) => {$(
                let done = aureli::q!(&ctx.app.db, execute, $sql, practice.tenant.id, payment.id);
                assert!(done.is_err(), $sql);
            )+};
        }
        refused!(
            "UPDATE payments SET status = 'pending' WHERE tenant_id = $1 AND id = $2",
            "UPDATE payments SET status = 'failed' WHERE tenant_id = $1 AND id = $2",
            "UPDATE payments SET amount_minor = 9999 WHERE tenant_id = $1 AND id = $2",
            "UPDATE payments SET currency = 'EUR' WHERE tenant_id = $1 AND id = $2",
            "UPDATE payments SET provider_id = 'x' WHERE tenant_id = $1 AND id = $2",
            "DELETE FROM payments WHERE tenant_id = $1 AND id = $2",
        );
        const BACK: &str = "UPDATE refunds SET status = 'failed' WHERE tenant_id = $1 AND payment_id = $2 AND status = 'pending'";
        aureli::q!(&ctx.app.db, execute, BACK, practice.tenant.id, payment.id).unwrap();
        assert_eq!(
            again(&ctx, &payment).await.held_minor,
            0,
            "what failed can be asked for again"
        );
        const AGAIN: &str =
            "UPDATE refunds SET status = 'succeeded' WHERE tenant_id = $1 AND payment_id = $2";
        assert!(aureli::q!(&ctx.app.db, execute, AGAIN, practice.tenant.id, payment.id).is_err());
    });
}

#[test]
fn a_refund_whose_answer_was_lost_is_one_refund() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        fakes
            .yookassa
            .fail("refund", Fault::Error500AfterAccepting, 2);
        fakes.yookassa.fail("refund", Fault::DropAfterAccepting, 1);
        let refund = ask(&ctx, &practice, &payment, 700, "k").await.unwrap();
        for _ in 0..6 {
            ctx.app.clock.advance(TimeDelta::minutes(3));
            ctx.run_jobs().await;
        }
        let refund = Refund::find(&ctx.app.db, practice.tenant.id, refund.id)
            .await
            .unwrap();
        assert_eq!(refund.status, Standing::Succeeded);
        assert_eq!(fakes.yookassa.refunds(), 1);
        assert_eq!(fakes.yookassa.refunded(&provider_id(&payment)), 700);
    });
}

#[test]
fn stripe_replays_its_failure_and_the_refund_is_found() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        let (_, payment) = one(&ctx, &practice, Way::Stripe).await;
        fakes.stripe.pay(&provider_id(&payment));
        ctx.app.clock.advance(TimeDelta::minutes(4));
        ctx.run_jobs().await;
        fakes
            .stripe
            .fail("refund", Fault::Error500AfterAccepting, 1);
        let refund = ask(&ctx, &practice, &payment, 1500, "k").await.unwrap();
        for _ in 0..3 {
            ctx.app.clock.advance(TimeDelta::minutes(3));
            ctx.run_jobs().await;
        }
        let refund = Refund::find(&ctx.app.db, practice.tenant.id, refund.id)
            .await
            .unwrap();
        assert_eq!(refund.status, Standing::Succeeded);
        assert_eq!(fakes.stripe.refunds(), 1);
    });
}

#[test]
fn a_refund_that_is_refused_becomes_a_task() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        fakes.yookassa.fail("refund", Fault::Refuse, 1);
        ask(&ctx, &practice, &payment, 700, "k").await.unwrap();
        ctx.run_jobs().await;
        assert_eq!(tasks(&ctx, &practice).await, ["refund_failed"]);
        assert_eq!(again(&ctx, &payment).await.held_minor, 0);
        for odd in [0, -1, i64::MIN, i64::MAX] {
            assert!(
                ask(&ctx, &practice, &payment, odd, &format!("{odd}"))
                    .await
                    .is_err(),
                "{odd}"
            );
        }
        // On the master's page: a part, by hand of the form.
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/payments/{}/refunds/new", payment.id);
        owner.get(&path).await.expect(200).says("15");
        let key = uuid::Uuid::new_v4().to_string();
        let form =
            |amount: &'static str| vec![("amount", amount), ("note", ""), ("key", key.as_str())];
        for amount in ["", "x", "0", "-5", "15.01", "99999999999999999999"] {
            owner.post(&path, &form(amount)).await.expect(422);
        }
        owner.post(&path, &form("5")).await.expect(303);
        owner.post(&path, &form("5")).await.expect(303);
        ctx.run_jobs().await;
        assert_eq!(
            again(&ctx, &payment).await.refunded_minor,
            500,
            "pressed twice, given back once"
        );
    });
}

/// Refused once, and asked for again by the person.
#[test]
fn a_refund_that_works_the_second_time_leaves_no_task() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        fakes.yookassa.fail("refund", Fault::Refuse, 1);
        ask(&ctx, &practice, &payment, 700, "k").await.unwrap();
        ctx.run_jobs().await;
        assert_eq!(tasks(&ctx, &practice).await, ["refund_failed"]);
        ask(&ctx, &practice, &payment, 300, "again").await.unwrap();
        assert!(tasks(&ctx, &practice).await.is_empty());
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.refunded_minor, 300);
        assert!(tasks(&ctx, &practice).await.is_empty());
        // One that is decided by a person leaves none either, whatever failed before.
        fakes.yookassa.fail("refund", Fault::OtherAmount, 1);
        let stuck = ask(&ctx, &practice, &payment, 400, "odd").await.unwrap();
        ctx.run_jobs().await;
        assert_eq!(tasks(&ctx, &practice).await, ["refund_failed"]);
        let actor = Actor::user(practice.owner);
        let (id, found) = (stuck.id, again(&ctx, &payment).await);
        Refund::decide(&ctx.app, &found, id, false, &actor)
            .await
            .unwrap();
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn the_form_is_filled_once() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/payments/{}/refunds/new", payment.id);
        let value = |minor| format!("value=\"{}\"", Money::new(minor, payment.currency).plain());
        owner.get(&path).await.expect(200).says(&value(1_500));
        ask(&ctx, &practice, &payment, 500, "k").await.unwrap();
        // Going back to it and pressing does not give the rest back as well.
        owner.get(&path).await.expect(200).lacks(&value(1_000));
    });
}

/// One that fails while another is under way is not forgotten when that is done.
#[test]
fn a_refund_that_fails_beside_one_that_works_stays_a_task() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        fakes.yookassa.fail("refund", Fault::Refuse, 1);
        ask(&ctx, &practice, &payment, 700, "a").await.unwrap();
        ask(&ctx, &practice, &payment, 300, "b").await.unwrap();
        for _ in 0..3 {
            ctx.app.clock.advance(TimeDelta::minutes(1));
            ctx.run_jobs().await;
        }
        let back = again(&ctx, &payment).await.refunded_minor;
        assert!(back == 300 || back == 700, "{back}");
        assert_eq!(tasks(&ctx, &practice).await, ["refund_failed"]);
    });
}

/// Passes so many minutes, half a minute at a time.
async fn pass(ctx: &Ctx, minutes: i64) {
    for _ in 0..minutes * 2 {
        ctx.app.clock.advance(TimeDelta::seconds(30));
        ctx.run_jobs().await;
    }
}

#[test]
fn what_the_shop_gave_back_elsewhere_is_found_within_five_minutes_untold() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        let id = provider_id(&payment);
        pass(&ctx, 20).await;
        // Others first, which are none of ours: the list has more than one page.
        let now = ctx.app.clock.now();
        for (n, kopecks) in [(1, 100), (2, 200), (3, 400)] {
            fakes
                .yookassa
                .give_back(&id, kopecks, now + TimeDelta::seconds(n));
        }
        // A list that does not come is asked for again.
        fakes.yookassa.fail("list_refunds", Fault::Error500, 1);
        pass(&ctx, 9).await;
        let found = again(&ctx, &payment).await;
        assert_eq!((found.held_minor, found.refunded_minor), (400, 400));
        fakes.yookassa.give_back(&id, 900, ctx.app.clock.now());
        pass(&ctx, 5).await;
        let found = again(&ctx, &payment).await;
        assert_eq!((found.held_minor, found.refunded_minor), (900, 900));
        assert_eq!(super::count(&ctx, &practice, "refund.succeeded").await, 2);
    });
}

#[test]
fn what_goes_back_elsewhere_and_takes_its_time_is_found_when_it_is_done() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        let id = provider_id(&payment);
        let now = ctx.app.clock.now();
        let refund = fakes.yookassa.give_back_later(&id, 400, now);
        // Longer than a list is asked for again.
        pass(&ctx, 30).await;
        assert_eq!(again(&ctx, &payment).await.refunded_minor, 0);
        fakes.yookassa.complete(&refund);
        pass(&ctx, 5).await;
        assert_eq!(again(&ctx, &payment).await.refunded_minor, 400);
        // From then on it is left alone.
        pass(&ctx, 20).await;
        let before = fakes.yookassa.calls().len();
        pass(&ctx, 5).await;
        let calls = fakes.yookassa.calls().split_off(before);
        assert!(calls.iter().all(|call| call == "list_refunds"), "{calls:?}");
    });
}

#[test]
fn a_payment_that_cannot_be_read_keeps_no_other_from_being_seen() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let odd = paid(&ctx, &fakes, &practice).await;
        let client = ctx.client(&practice, "Vera Orlova", "+34612345679").await;
        let booked = waiting(&ctx, &practice, client.id, "2026-05-19T10:00").await;
        let plain = begun(&ctx, &practice, booked.id, Way::Yookassa).await;
        fakes.yookassa.pay(&provider_id(&plain));
        pass(&ctx, 5).await;
        let now = ctx.app.clock.now();
        let unread = provider_id(&odd);
        fakes.yookassa.give_back(&unread, 100, now);
        fakes.yookassa.give_back(&provider_id(&plain), 400, now);
        let status = |word: &'static str| move |one: &mut Value| one["status"] = word.into();
        fakes.yookassa.change(&unread, status("of another kind"));
        pass(&ctx, 5).await;
        assert_eq!(again(&ctx, &plain).await.refunded_minor, 400);
        // However long it takes, it is looked at in the end.
        pass(&ctx, 20).await;
        assert_eq!(again(&ctx, &odd).await.refunded_minor, 0);
        fakes.yookassa.change(&unread, status("succeeded"));
        pass(&ctx, 5).await;
        assert_eq!(again(&ctx, &odd).await.refunded_minor, 100);
        assert!(tasks(&ctx, &practice).await.is_empty());
        // What the provider will never say of it, a person finds out.
        fakes.yookassa.give_back(&unread, 300, ctx.app.clock.now());
        fakes.yookassa.fail("find", Fault::Refuse, 9);
        pass(&ctx, 5).await;
        let open = tasks(&ctx, &practice).await;
        assert!(!open.is_empty() && open.iter().all(|kind| *kind == "quarantined"));
    });
}

/// More of them hang than are looked at side by side, one after the other: the round ends all the same, and the next one goes on.
#[test]
fn payments_that_hang_end_their_round_in_time_and_keep_no_other_from_being_seen() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let mut all = Vec::new();
        for n in 0..9 {
            let phone = format!("+3461234560{n}");
            let client = ctx.client(&practice, "Anna", &phone).await;
            let at = format!("2026-05-{}T{}:00", 18 + n / 4, 10 + 2 * (n % 4));
            let booked = waiting(&ctx, &practice, client.id, &at).await;
            let payment = begun(&ctx, &practice, booked.id, Way::Yookassa).await;
            fakes.yookassa.pay(&provider_id(&payment));
            all.push(payment);
        }
        pass(&ctx, 5).await;
        let plain = all.pop().unwrap();
        let now = ctx.app.clock.now();
        for hushed in &all {
            fakes.yookassa.give_back(&provider_id(hushed), 100, now);
            fakes.yookassa.hush(&provider_id(hushed));
        }
        fakes.yookassa.give_back(&provider_id(&plain), 400, now);
        for _ in 0..2 {
            ctx.app.clock.advance(TimeDelta::seconds(160));
            let begun = std::time::Instant::now();
            ctx.run_jobs().await;
            // Each hangs for three seconds.
            assert!(begun.elapsed().as_secs() < 9, "{:?}", begun.elapsed());
        }
        assert_eq!(again(&ctx, &plain).await.refunded_minor, 400);
    });
}

#[test]
fn an_account_that_hangs_keeps_no_other_from_being_asked() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        let (way, shop, secret) = (Way::Yookassa, yookassa::SHOP, yookassa::SECRET);
        connect(&ctx, &practice, way, shop, secret, "").await;
        let (_, payment) = one(&ctx, &practice, Way::Stripe).await;
        let id = provider_id(&payment);
        fakes.stripe.pay(&id);
        pass(&ctx, 5).await;
        let silent = Fault::SilentAfterAccepting;
        fakes.yookassa.fail("list_refunds", silent, 1);
        fakes.stripe.give_back(&id, 700, ctx.app.clock.now());
        ctx.app.clock.advance(TimeDelta::seconds(160));
        let worker = tokio::spawn({
            let ctx = ctx.clone();
            async move { ctx.run_jobs().await }
        });
        let mut back = 0;
        // Less than the call that hangs takes until it is given up.
        for _ in 0..26 {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            back = again(&ctx, &payment).await.refunded_minor;
            if back > 0 {
                break;
            }
        }
        worker.abort();
        assert_eq!(back, 700, "the other is asked while the first hangs");
    });
}

#[test]
fn a_dispute_that_nobody_told_of_becomes_a_task_within_five_minutes() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        let (_, payment) = one(&ctx, &practice, Way::Stripe).await;
        let id = provider_id(&payment);
        fakes.stripe.pay(&id);
        pass(&ctx, 5).await;
        assert!(tasks(&ctx, &practice).await.is_empty());
        let now = ctx.app.clock.now();
        fakes.stripe.give_back(&id, 500, now);
        fakes.stripe.give_back(&id, 700, now);
        fakes.stripe.dispute_at(&id, now);
        pass(&ctx, 5).await;
        let found = again(&ctx, &payment).await;
        assert!(found.is_disputed);
        assert_eq!(found.refunded_minor, 700);
        assert_eq!(tasks(&ctx, &practice).await, ["disputed"]);
    });
}

#[test]
fn what_stripe_gives_back_elsewhere_and_takes_its_time_is_found_when_it_is_done() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        let (_, payment) = one(&ctx, &practice, Way::Stripe).await;
        let id = provider_id(&payment);
        fakes.stripe.pay(&id);
        pass(&ctx, 5).await;
        let refund = fakes.stripe.give_back_later(&id, 400, ctx.app.clock.now());
        // Longer than a list is asked for again.
        pass(&ctx, 30).await;
        assert_eq!(again(&ctx, &payment).await.refunded_minor, 0);
        fakes.stripe.complete(&id, &refund);
        pass(&ctx, 5).await;
        assert_eq!(again(&ctx, &payment).await.refunded_minor, 400);
    });
}

async fn look(ctx: &Ctx, refund: &Refund) -> Refund {
    Refund::find(&ctx.app.db, refund.tenant_id, refund.id)
        .await
        .unwrap()
}

/// A key is known for a day. Whether the money left is asked of the list after that.
#[test]
fn a_refund_goes_once_though_its_key_is_forgotten() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        let id = provider_id(&payment);
        // Others of the same payment stand before it in the list.
        let now = ctx.app.clock.now();
        fakes.yookassa.give_back(&id, 100, now);
        fakes.yookassa.give_back(&id, 200, now);
        pass(&ctx, 5).await;
        fakes
            .yookassa
            .fail("refund", Fault::Error500AfterAccepting, 1);
        let refund = ask(&ctx, &practice, &payment, 700, "k").await.unwrap();
        ctx.run_jobs().await;
        assert_eq!(fakes.yookassa.refunds(), 3);
        fakes.yookassa.forget_keys();
        ctx.app.clock.advance(TimeDelta::hours(25));
        pass(&ctx, 5).await;
        assert_eq!(look(&ctx, &refund).await.status, Standing::Succeeded);
        assert_eq!(fakes.yookassa.refunds(), 3);
        assert_eq!(fakes.yookassa.refunded(&id), 900);
    });
}

/// A backup may be older than the answer, and than the try.
#[test]
fn what_was_given_back_before_a_restore_is_not_given_back_again() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        let refund = ask(&ctx, &practice, &payment, 700, "k").await.unwrap();
        // As it stands in the backup: asked for, and nobody called yet.
        let (key, at) = (refund.id.to_string(), ctx.app.clock.now());
        let id = provider_id(&payment);
        fakes.yookassa.give_back_for(&id, 700, at, &key);
        ctx.app.clock.advance(TimeDelta::hours(30));
        pass(&ctx, 5).await;
        assert_eq!(look(&ctx, &refund).await.status, Standing::Succeeded);
        assert_eq!(fakes.yookassa.refunds(), 1);
        assert_eq!(again(&ctx, &payment).await.refunded_minor, 700);
    });
}

/// Keys that are changed just then say nothing of what was done with the old ones.
#[test]
fn keys_that_are_refused_leave_a_refund_open() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        fakes
            .yookassa
            .fail("refund", Fault::Error500AfterAccepting, 1);
        let refund = ask(&ctx, &practice, &payment, 700, "k").await.unwrap();
        ctx.run_jobs().await;
        let (way, shop) = (Way::Yookassa, yookassa::SHOP);
        connect(&ctx, &practice, way, shop, "test_of_yesterday", "").await;
        pass(&ctx, 3).await;
        assert_eq!(tasks(&ctx, &practice).await, ["keys"]);
        assert_eq!(look(&ctx, &refund).await.status, Standing::Pending);
        assert_eq!(again(&ctx, &payment).await.held_minor, 700);
        connect(&ctx, &practice, way, shop, yookassa::SECRET, "").await;
        pass(&ctx, 12).await;
        assert_eq!(look(&ctx, &refund).await.status, Standing::Succeeded);
        assert_eq!(fakes.yookassa.refunds(), 1);
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn a_shop_that_is_connected_again_gives_back_what_it_was_paid_before() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        // Done, and the answer was lost.
        fakes.yookassa.fail("refund", Fault::DropAfterAccepting, 1);
        let unheard = ask(&ctx, &practice, &payment, 300, "lost").await.unwrap();
        ctx.run_jobs().await;
        // Another one waits for its money meanwhile.
        let client = ctx.client(&practice, "Vera Orlova", "+34612345679").await;
        let booked = waiting(&ctx, &practice, client.id, "2026-05-19T10:00").await;
        let other = begun(&ctx, &practice, booked.id, Way::Yookassa).await;
        let hook = super::hook(&ctx, &practice, Way::Yookassa).await;
        let (tenant, way, actor) = (practice.tenant.id, Way::Yookassa, Actor::system());
        let mut tx = ctx.app.db.begin().await.unwrap();
        Account::disconnect(&mut tx, tenant, way, &actor, ctx.app.clock.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        pass(&ctx, 2).await;
        assert_eq!(again(&ctx, &other).await.check_at, None);
        // It may be done: nobody asks for it anew before a person has looked, and its sum stays held.
        let held = look(&ctx, &unheard).await;
        assert_eq!((held.status, held.check_at), (Standing::Pending, None));
        let waiting = ["quarantined", "refund_failed"];
        assert_eq!(tasks(&ctx, &practice).await, waiting);
        let (shop, secret) = (yookassa::SHOP, yookassa::SECRET);
        let account = connect(&ctx, &practice, way, shop, secret, "").await;
        assert_eq!(account.id, payment.account_id);
        assert_ne!(super::hook(&ctx, &practice, way).await, hook);
        fakes.yookassa.pay(&provider_id(&other));
        let refund = ask(&ctx, &practice, &payment, 700, "k").await.unwrap();
        pass(&ctx, 1).await;
        assert_eq!(look(&ctx, &refund).await.status, Standing::Succeeded);
        assert_eq!(look(&ctx, &unheard).await.status, Standing::Succeeded);
        assert_eq!(again(&ctx, &payment).await.refunded_minor, 1000);
        assert!(again(&ctx, &other).await.paid_at.is_some());
        // It worked after all: nobody gives it back once more.
        assert!(tasks(&ctx, &practice).await.is_empty());
        // Another shop is another account.
        let account = connect(&ctx, &practice, way, "999999", secret, "").await;
        assert_ne!(account.id, payment.account_id);
    });
}

/// What the provider says of a refund does not fit: a person looks it up and says what became of it.
#[test]
fn a_refund_that_nobody_asks_about_any_more_is_decided_by_a_person() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let payment = paid(&ctx, &fakes, &practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        let page = format!("/payments/{}", payment.id);
        let path = format!("{page}/decision");
        let mut refunds = Vec::new();
        for key in ["a", "b"] {
            fakes.yookassa.fail("refund", Fault::OtherAmount, 1);
            let refund = ask(&ctx, &practice, &payment, 300, key).await.unwrap();
            // It is asked about still.
            let id = refund.id.to_string();
            let form = [("refund", id.as_str()), ("done", "true")];
            owner.post(&path, &form).await.expect(303);
            assert_eq!(look(&ctx, &refund).await.status, Standing::Pending);
            ctx.run_jobs().await;
            refunds.push(refund);
        }
        assert_eq!(tasks(&ctx, &practice).await, ["refund_failed"]);
        let shown = owner.get(&page).await.expect(200);
        shown.says("It went back").says("another sum");
        for (refund, done) in refunds.iter().zip(["true", "false"]) {
            let id = refund.id.to_string();
            let form = [("refund", id.as_str()), ("done", done)];
            // As long as one is left, its sum is held and somebody must look.
            assert_eq!(tasks(&ctx, &practice).await, ["refund_failed"]);
            owner.post(&path, &form).await.expect(303);
            owner.post(&path, &form).await.expect(303);
        }
        assert_eq!(look(&ctx, &refunds[0]).await.status, Standing::Succeeded);
        assert_eq!(look(&ctx, &refunds[1]).await.status, Standing::Failed);
        let back = again(&ctx, &payment).await;
        assert_eq!((back.held_minor, back.refunded_minor), (300, 300));
        assert!(tasks(&ctx, &practice).await.is_empty());
        let shown = owner.get(&page).await.expect(200);
        shown.lacks("It went back").says("Looked up by hand");
    });
}
