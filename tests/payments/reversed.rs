//! Refunds that were done and came back: the bank did not take them, and the money lies with the provider.

use aureli::events::Actor;
use aureli::payments::model::refund::Standing;
use aureli::payments::{Payment, Refund, Task, Way};
use chrono::TimeDelta;

use super::{Fakes, again, hook, on_both, one, provider_id, tasks, tell, with_stripe};
use crate::support::Ctx;
use crate::support::factories::Practice;

async fn paid(ctx: &Ctx, fakes: &Fakes) -> (Practice, Payment) {
    let practice = with_stripe(ctx).await;
    let (_, payment) = one(ctx, &practice, Way::Stripe).await;
    fakes.stripe.pay(&provider_id(&payment));
    ctx.app.clock.advance(TimeDelta::minutes(4));
    ctx.run_jobs().await;
    (practice, again(ctx, &payment).await)
}

/// Given back, and done as far as anybody knows.
async fn given_back(ctx: &Ctx, practice: &Practice, payment: &Payment, minor: i64) -> Refund {
    let (tenant, actor) = (practice.tenant.id, Actor::user(practice.owner));
    let key = format!("of-{minor}");
    let refund = Refund::ask(&ctx.app, tenant, payment.id, minor, "", &key, &actor)
        .await
        .unwrap();
    ctx.run_jobs().await;
    look(ctx, &refund).await
}

async fn look(ctx: &Ctx, refund: &Refund) -> Refund {
    Refund::find(&ctx.app.db, refund.tenant_id, refund.id)
        .await
        .unwrap()
}

async fn told(ctx: &Ctx, fakes: &Fakes, practice: &Practice, payment: &Payment) {
    let path = hook(ctx, practice, Way::Stripe).await;
    let (id, now) = (provider_id(payment), ctx.app.clock.now());
    let (event, signature) = fakes.stripe.event("refund.failed", &id, now);
    let headers = [("stripe-signature", signature.as_str())];
    tell(ctx, &path, &event, &headers).await.expect(200);
    ctx.run_jobs().await;
}

#[test]
fn a_refund_that_fails_after_it_was_done_is_a_task_once() {
    on_both(|ctx, fakes| async move {
        let (practice, payment) = paid(&ctx, &fakes).await;
        let refund = given_back(&ctx, &practice, &payment, 1500).await;
        assert_eq!(refund.status, Standing::Succeeded);
        let id = provider_id(&payment);
        let made = fakes.stripe.refund_ids().remove(0);
        // It does not matter whether the charge shows it.
        ctx.app.clock.advance(TimeDelta::hours(5));
        fakes.stripe.reverse(&id, &made);
        fakes.stripe.change(&id, |session| {
            session["payment_intent"]["latest_charge"]["amount_refunded"] = 1500.into();
        });
        told(&ctx, &fakes, &practice, &payment).await;
        assert_eq!(tasks(&ctx, &practice).await, ["refund_failed"]);
        // It is still to go back: the sums stay.
        let same = again(&ctx, &payment).await;
        assert_eq!((same.held_minor, same.refunded_minor), (1500, 1500));
        assert!(look(&ctx, &refund).await.is_reversed());
        let mut owner = practice.sign_in(&ctx).await;
        let page = format!("/payments/{}", payment.id);
        owner
            .get(&page)
            .await
            .expect(200)
            .says("It came back later");
        // Looked at once, it is no news a second time.
        let task = Task::waiting(&ctx.app.db, practice.tenant.id)
            .await
            .unwrap()
            .remove(0);
        let mut tx = ctx.app.db.begin().await.unwrap();
        Task::dismiss(&mut tx, practice.tenant.id, task.id, ctx.app.clock.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        told(&ctx, &fakes, &practice, &payment).await;
        ctx.app.clock.advance(TimeDelta::days(2));
        ctx.run_jobs().await;
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn a_refund_that_fails_untold_is_found_within_a_day() {
    on_both(|ctx, fakes| async move {
        let (practice, payment) = paid(&ctx, &fakes).await;
        let refund = given_back(&ctx, &practice, &payment, 700).await;
        ctx.app.clock.advance(TimeDelta::days(5));
        ctx.run_jobs().await;
        assert!(tasks(&ctx, &practice).await.is_empty());
        let made = fakes.stripe.refund_ids().remove(0);
        fakes.stripe.reverse(&provider_id(&payment), &made);
        ctx.app.clock.advance(TimeDelta::hours(25));
        ctx.run_jobs().await;
        assert_eq!(tasks(&ctx, &practice).await, ["refund_failed"]);
        assert_eq!(look(&ctx, &refund).await.check_at, None);
    });
}

/// After a month nobody asks any more.
#[test]
fn a_refund_that_stays_is_left_alone_after_a_month() {
    on_both(|ctx, fakes| async move {
        let (practice, payment) = paid(&ctx, &fakes).await;
        let refund = given_back(&ctx, &practice, &payment, 700).await;
        assert!(refund.check_at.is_some());
        ctx.app.clock.advance(TimeDelta::days(32));
        ctx.run_jobs().await;
        assert_eq!(look(&ctx, &refund).await.check_at, None);
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn what_went_back_on_stripes_pages_and_came_back_is_a_task() {
    on_both(|ctx, fakes| async move {
        let (practice, payment) = paid(&ctx, &fakes).await;
        let id = provider_id(&payment);
        fakes.stripe.give_back(&id, 400, ctx.app.clock.now());
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.refunded_minor, 400);
        ctx.app.clock.advance(TimeDelta::days(3));
        ctx.run_jobs().await;
        assert!(tasks(&ctx, &practice).await.is_empty());
        let made = fakes.stripe.refund_ids().remove(0);
        fakes.stripe.reverse(&id, &made);
        told(&ctx, &fakes, &practice, &payment).await;
        assert_eq!(tasks(&ctx, &practice).await, ["refund_failed"]);
    });
}
