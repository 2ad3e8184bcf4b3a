//! A payment that does not fit is put aside: whoever paid is not asked again while a person looks at it.

use aureli::appointments::Status as Visit;
use aureli::error::Error;
use aureli::events::Actor;
use aureli::invoices::model::Invoice;
use aureli::payments::model::task::{self, TaskKind};
use aureli::payments::model::{Status, begin, release};
use aureli::payments::{Payment, Subject, Task, Way, token};
use chrono::TimeDelta;

use super::invoices::started;
use super::{again, hook, on_both, one, provider_id, tasks, tell, visit, with_stripe};
use crate::support::Ctx;
use crate::support::factories::Practice;
use crate::support::fakes::Fault;

/// The page of an invoice, as its mail leads there.
async fn link(ctx: &Ctx, invoice: &Invoice) -> String {
    let (token, now) = (aureli::crypto::random_token(), ctx.app.clock.now());
    aureli::q!(
        &ctx.app.db,
        execute,
        "INSERT INTO invoice_links (tenant_id, id, token_hash, invoice_id, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        invoice.tenant_id,
        uuid::Uuid::now_v7(),
        aureli::crypto::sha256(&token),
        invoice.id,
        now + TimeDelta::days(9),
        now,
    )
    .unwrap();
    format!("/pay/{token}")
}

async fn begun_again(
    ctx: &Ctx,
    practice: &Practice,
    subject: Subject,
) -> Result<Payment, &'static str> {
    let locale = practice.tenant.locale;
    let begun = begin(
        &ctx.app,
        &practice.tenant,
        subject,
        Way::Stripe,
        None,
        locale,
    )
    .await;
    match begun {
        Ok(payment) => Ok(payment),
        Err(Error::Conflict(why)) => Err(why),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_deposit_that_was_put_aside_is_not_asked_for_again_and_keeps_the_time() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Stripe).await;
        let page = token::deposit_path(&ctx.app, practice.tenant.id, booked.id);
        ctx.visitor()
            .get(&page)
            .await
            .expect(200)
            .says("/pay/start/");
        fakes.stripe.pay(&provider_id(&payment));
        fakes.stripe.fail("find", Fault::OtherAmount, 1);
        ctx.app.clock.advance(TimeDelta::minutes(4));
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.status, Status::Quarantined);
        let shown = ctx.visitor().get(&page).await.expect(200);
        shown
            .says("do not pay again")
            .lacks("/pay/start/")
            .lacks("data-countdown");
        let subject = Subject::Deposit(booked.id);
        let start = token::of_subject(&ctx.app, practice.tenant.id, subject).start_path();
        let form = [("way", "stripe")];
        ctx.visitor().post(&start, &form).await.expect(303);
        let all = Payment::of_appointment(&ctx.app.db, practice.tenant.id, booked.id).await;
        assert_eq!(all.unwrap().len(), 1, "nothing was begun");
        let refused = begun_again(&ctx, &practice, subject).await;
        assert_eq!(refused.err(), Some("payments-put-aside"));
        // Nor is the time lost meanwhile.
        ctx.app.clock.advance(TimeDelta::hours(20));
        ctx.run_jobs().await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::AwaitingDeposit);
        let actor = Actor::user(practice.owner);
        release(&ctx.app, practice.tenant.id, payment.id, &actor)
            .await
            .unwrap();
        ctx.visitor()
            .get(&page)
            .await
            .expect(200)
            .says("/pay/start/");
        assert!(begun_again(&ctx, &practice, subject).await.is_ok());
        ctx.app.clock.advance(TimeDelta::hours(5));
        ctx.run_jobs().await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Expired);
    });
}

/// Whoever has paid is not told that nothing came.
#[test]
fn a_time_that_was_lost_while_its_payment_is_looked_at_says_so() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Stripe).await;
        fakes.stripe.pay(&provider_id(&payment));
        fakes.stripe.fail("find", Fault::OtherAmount, 1);
        ctx.app.clock.advance(TimeDelta::minutes(4));
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.status, Status::Quarantined);
        ctx.app.clock.advance(TimeDelta::hours(25));
        ctx.run_jobs().await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Expired);
        let page = token::deposit_path(&ctx.app, practice.tenant.id, booked.id);
        let shown = ctx.visitor().get(&page).await.expect(200);
        shown
            .says("still being checked")
            .lacks("did not come in time");
    });
}

#[test]
fn an_invoice_whose_payment_was_put_aside_is_not_asked_for_again() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let invoice: Invoice = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let page = link(&ctx, &invoice).await;
        let subject = Subject::Invoice(invoice.id);
        let status = token::of_subject(&ctx.app, practice.tenant.id, subject).status_path();
        // The first was refused: its own page leads on to another.
        let failed = started(&ctx, &practice, invoice.id, Way::Stripe).await;
        fakes.stripe.run_out(&provider_id(&failed));
        ctx.app.clock.advance(TimeDelta::minutes(4));
        ctx.run_jobs().await;
        let old = token::of_payment(&ctx.app, practice.tenant.id, failed.id).status_path();
        let payment = started(&ctx, &practice, invoice.id, Way::Stripe).await;
        for path in [&page, &status, &old] {
            let shown = ctx.visitor().get(path).await.expect(200);
            shown.says("/pay/start/");
        }
        fakes.stripe.pay(&provider_id(&payment));
        fakes.stripe.fail("find", Fault::OtherAmount, 1);
        ctx.app.clock.advance(TimeDelta::minutes(4));
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.status, Status::Quarantined);
        for path in [&page, &status, &old] {
            let shown = ctx.visitor().get(path).await.expect(200);
            shown.says("do not pay again").lacks("/pay/start/");
        }
        let refused = begun_again(&ctx, &practice, subject).await;
        assert_eq!(refused.err(), Some("payments-put-aside"));
        // At the desk it is taken all the same.
        let mut owner = practice.sign_in(&ctx).await;
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("way", "cash"), ("amount", "20"), ("key", key.as_str())];
        let path = format!("/invoices/{}/payments/new", invoice.id);
        owner.post(&path, &form).await.expect(303);
    });
}

#[test]
fn what_is_put_aside_stays_a_task_until_it_is_closed() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let invoice: Invoice = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let page = link(&ctx, &invoice).await;
        let payment = started(&ctx, &practice, invoice.id, Way::Stripe).await;
        // It could not be asked for once, and a person has looked: that says nothing of what comes.
        let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        task::open(&mut tx, &payment, TaskKind::Quarantined, now)
            .await
            .unwrap();
        let first = Task::waiting(&mut tx, tenant).await.unwrap().remove(0);
        Task::dismiss(&mut tx, tenant, first.id, now).await.unwrap();
        tx.commit().await.unwrap();
        assert!(tasks(&ctx, &practice).await.is_empty());
        fakes.stripe.pay(&provider_id(&payment));
        fakes.stripe.fail("find", Fault::OtherAmount, 1);
        ctx.app.clock.advance(TimeDelta::minutes(4));
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.status, Status::Quarantined);
        assert_eq!(tasks(&ctx, &practice).await, ["quarantined"]);
        let mut owner = practice.sign_in(&ctx).await;
        let dismissal = format!("/payment-tasks/{}/dismissal", first.id);
        owner.post(&dismissal, &[]).await.expect(409);
        assert_eq!(tasks(&ctx, &practice).await, ["quarantined"]);
        let todo = owner.get("/todo").await.expect(200);
        todo.says("does not fit").lacks("/payment-tasks/");
        let own = format!("/payments/{}", payment.id);
        let shown = owner.get(&own).await.expect(200);
        shown
            .says(&format!("{own}/release"))
            .lacks("/payment-tasks/");
        let release = format!("{own}/release");
        owner.post(&release, &[]).await.expect(303);
        assert!(tasks(&ctx, &practice).await.is_empty());
        let asked = ctx.visitor().get(&page).await.expect(200);
        asked.says("/pay/start/");
    });
}

/// Paid, and then another word comes of it than of what was paid.
#[test]
fn an_odd_word_of_a_payment_that_was_looked_at_is_a_task_again_when_it_is_another() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        let (_, payment) = one(&ctx, &practice, Way::Stripe).await;
        let id = provider_id(&payment);
        fakes.stripe.pay(&id);
        ctx.app.clock.advance(TimeDelta::minutes(4));
        ctx.run_jobs().await;
        let path = hook(&ctx, &practice, Way::Stripe).await;
        let odd = async |fault: Fault| {
            fakes.stripe.fail("find", fault, 1);
            ctx.app.clock.advance(TimeDelta::seconds(1));
            let now = ctx.app.clock.now();
            let (event, signature) = fakes.stripe.event("charge.updated", &id, now);
            let headers = [("stripe-signature", signature.as_str())];
            tell(&ctx, &path, &event, &headers).await.expect(200);
            ctx.run_jobs().await;
        };
        odd(Fault::OtherAmount).await;
        assert_eq!(tasks(&ctx, &practice).await, ["quarantined"]);
        dismiss(&ctx, &practice).await;
        // The same once more is no news; another currency is.
        odd(Fault::OtherAmount).await;
        assert!(tasks(&ctx, &practice).await.is_empty());
        odd(Fault::OtherCurrency).await;
        assert_eq!(tasks(&ctx, &practice).await, ["quarantined"]);
        assert_eq!(again(&ctx, &payment).await.status, Status::Succeeded);
    });
}

async fn dismiss(ctx: &Ctx, practice: &Practice) {
    let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
    let mut tx = ctx.app.db.begin().await.unwrap();
    for task in Task::waiting(&mut tx, tenant).await.unwrap() {
        Task::dismiss(&mut tx, tenant, task.id, now).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Its task was dismissed when that could still be done.
#[test]
fn what_is_put_aside_is_a_task_again_with_each_word_of_it() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        let (_, payment) = one(&ctx, &practice, Way::Stripe).await;
        let id = provider_id(&payment);
        fakes.stripe.pay(&id);
        fakes.stripe.fail("find", Fault::OtherAmount, 1);
        ctx.app.clock.advance(TimeDelta::minutes(4));
        ctx.run_jobs().await;
        assert_eq!(tasks(&ctx, &practice).await, ["quarantined"]);
        let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE payment_tasks SET settled_at = $2 WHERE tenant_id = $1",
            tenant,
            now,
        )
        .unwrap();
        // What it says now fits what was asked for.
        let path = hook(&ctx, &practice, Way::Stripe).await;
        let (event, signature) = fakes.stripe.event("checkout.session.completed", &id, now);
        let headers = [("stripe-signature", signature.as_str())];
        tell(&ctx, &path, &event, &headers).await.expect(200);
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.status, Status::Quarantined);
        assert_eq!(tasks(&ctx, &practice).await, ["quarantined"]);
    });
}
