//! Money that comes by the invoice of a visit whose time is lost, before or after.

use aureli::appointments::{Appointment, Status as Visit, Who};
use aureli::events::Actor;
use aureli::invoices::model::{Invoice, Status as Standing};
use aureli::payments::{Payment, Refund, Way};
use chrono::TimeDelta;

use super::deposits::{cancel, mails};
use super::invoices::{of_visit, started};
use super::{Fakes, asked, on_both, one, provider_id, tasks, visit, with_stripe};
use crate::support::Ctx;
use crate::support::factories::Practice;

/// A lamination whose deposit nobody pays, its invoice, and a payment begun on that.
async fn billed(ctx: &Ctx) -> (Practice, Appointment, Invoice, Payment) {
    let practice = with_stripe(ctx).await;
    ctx.legal(&practice).await;
    let (booked, _) = one(ctx, &practice, Way::Stripe).await;
    let invoice = of_visit(ctx, &practice, booked.id).await;
    let payment = started(ctx, &practice, invoice.id, Way::Stripe).await;
    (practice, booked, invoice, payment)
}

async fn run_out(ctx: &Ctx, booked: &Appointment) {
    ctx.app.clock.advance(TimeDelta::minutes(31));
    ctx.run_jobs().await;
    assert_eq!(visit(ctx, booked).await.status, Visit::Expired);
}

async fn pay(ctx: &Ctx, fakes: &Fakes, payment: &Payment) {
    fakes.stripe.pay(&provider_id(payment));
    ctx.app.clock.advance(TimeDelta::minutes(5));
    ctx.run_jobs().await;
}

/// At the desk.
async fn take(ctx: &Ctx, practice: &Practice, invoice: &Invoice, amount: &str) {
    let mut owner = practice.sign_in(ctx).await;
    let path = format!("/invoices/{}/payments/new", invoice.id);
    let key = uuid::Uuid::new_v4().to_string();
    let form = [("way", "cash"), ("amount", amount), ("key", key.as_str())];
    owner.post(&path, &form).await.expect(303);
}

#[test]
fn late_money_on_the_invoice_takes_a_free_time_again() {
    on_both(|ctx, fakes| async move {
        let (practice, booked, invoice, payment) = billed(&ctx).await;
        run_out(&ctx, &booked).await;
        pay(&ctx, &fakes, &payment).await;
        assert_eq!(ctx.look(&invoice).await.status, Standing::Paid);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn late_money_on_the_invoice_of_a_time_that_is_gone_is_a_task_and_a_refund() {
    on_both(|ctx, fakes| async move {
        let (practice, booked, invoice, payment) = billed(&ctx).await;
        run_out(&ctx, &booked).await;
        let other = ctx.book(&practice, "shaping", "2026-05-18T10:30").await;
        pay(&ctx, &fakes, &payment).await;
        assert_eq!(ctx.look(&invoice).await.status, Standing::Paid);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Expired);
        assert_eq!(visit(&ctx, &other).await.status, Visit::Confirmed);
        assert_eq!(tasks(&ctx, &practice).await, ["late"]);
        ctx.run_jobs().await;
        let told = mails(&ctx).await;
        let late = told
            .iter()
            .filter(|(subject, _)| subject.contains("came late"));
        assert_eq!(late.count(), 1, "{told:?}");
        let mut owner = practice.sign_in(&ctx).await;
        owner.get("/todo").await.expect(200).says("give it back");
        let (tenant, actor) = (practice.tenant.id, Actor::user(practice.owner));
        Refund::ask(&ctx.app, tenant, payment.id, 4800, "", "k", &actor)
            .await
            .unwrap();
        ctx.run_jobs().await;
        assert_eq!(fakes.stripe.refunded(&provider_id(&payment)), 4800);
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn a_part_on_the_invoice_is_a_task_when_the_time_runs_out_and_counts_when_the_rest_comes() {
    on_both(|ctx, fakes| async move {
        let (practice, booked, invoice, _) = billed(&ctx).await;
        take(&ctx, &practice, &invoice, "10").await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::AwaitingDeposit);
        run_out(&ctx, &booked).await;
        assert_eq!(tasks(&ctx, &practice).await, ["late"]);
        let rest = started(&ctx, &practice, invoice.id, Way::Stripe).await;
        assert_eq!(rest.amount_minor, 3800);
        pay(&ctx, &fakes, &rest).await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn a_part_of_the_deposit_is_a_task_when_the_time_runs_out_and_counts_when_the_rest_comes() {
    on_both(|ctx, fakes| async move {
        let (practice, booked, invoice, _) = billed(&ctx).await;
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/appointments/{}/payments/new", booked.id);
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("way", "cash"), ("amount", "5"), ("key", key.as_str())];
        owner.post(&path, &form).await.expect(303);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::AwaitingDeposit);
        assert!(tasks(&ctx, &practice).await.is_empty());
        run_out(&ctx, &booked).await;
        assert_eq!(tasks(&ctx, &practice).await, ["late"]);
        // The invoice counts it, and its rest takes the time again.
        let rest = started(&ctx, &practice, invoice.id, Way::Stripe).await;
        assert_eq!(rest.amount_minor, 4300);
        pay(&ctx, &fakes, &rest).await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn what_was_paid_on_the_invoice_of_a_cancelled_visit_is_a_task_where_it_is_not_kept() {
    on_both(|ctx, _| async move {
        let (practice, booked, invoice, _) = billed(&ctx).await;
        take(&ctx, &practice, &invoice, "48").await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        cancel(&ctx, &booked, Who::Client, false).await;
        assert_eq!(tasks(&ctx, &practice).await, ["late"]);
        // Taken back, and cancelled once more.
        let now = ctx.app.clock.now();
        let actor = Actor::user(practice.owner);
        let mut tx = ctx.app.db.begin().await.unwrap();
        let found = Appointment::find_for_change(&mut tx, booked.tenant_id, booked.id).await;
        found.unwrap().restore(&mut tx, &actor, now).await.unwrap();
        tx.commit().await.unwrap();
        assert!(tasks(&ctx, &practice).await.is_empty());
        cancel(&ctx, &booked, Who::Master, false).await;
        assert_eq!(tasks(&ctx, &practice).await, ["late"]);
    });
}

#[test]
fn what_is_kept_and_what_is_asked_for_afterwards_is_no_task() {
    on_both(|ctx, fakes| async move {
        let (practice, booked, invoice, _) = billed(&ctx).await;
        take(&ctx, &practice, &invoice, "48").await;
        // Too late, by the practice's rules.
        cancel(&ctx, &booked, Who::Client, true).await;
        assert!(tasks(&ctx, &practice).await.is_empty());
        // A time that was cancelled is billed on purpose.
        let other = ctx.book(&practice, "shaping", "2026-05-19T10:00").await;
        cancel(&ctx, &other, Who::Client, true).await;
        ctx.app.clock.advance(TimeDelta::minutes(5));
        let fee = of_visit(&ctx, &practice, other.id).await;
        let payment = started(&ctx, &practice, fee.id, Way::Stripe).await;
        pay(&ctx, &fakes, &payment).await;
        assert_eq!(ctx.look(&fee).await.status, Standing::Paid);
        assert!(tasks(&ctx, &practice).await.is_empty());
        // One that was sent before is paid by mistake.
        let third = ctx.book(&practice, "shaping", "2026-05-20T10:00").await;
        let sent = of_visit(&ctx, &practice, third.id).await;
        ctx.app.clock.advance(TimeDelta::minutes(5));
        cancel(&ctx, &third, Who::Client, false).await;
        let payment = started(&ctx, &practice, sent.id, Way::Stripe).await;
        pay(&ctx, &fakes, &payment).await;
        assert_eq!(tasks(&ctx, &practice).await, ["late"]);
    });
}

#[test]
fn nobody_is_promised_what_the_rules_keep_of_a_late_cancellation() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        for (day, is_late, promised) in [(20, true, 0), (21, false, 1)] {
            let at = format!("2026-05-{day}T10:00");
            let booked = ctx.book(&practice, "shaping", &at).await;
            let sent = of_visit(&ctx, &practice, booked.id).await;
            ctx.app.clock.advance(TimeDelta::minutes(5));
            cancel(&ctx, &booked, Who::Client, is_late).await;
            let payment = started(&ctx, &practice, sent.id, Way::Stripe).await;
            pay(&ctx, &fakes, &payment).await;
            // A person decides of both.
            assert_eq!(tasks(&ctx, &practice).await.len(), promised + 1);
            ctx.run_jobs().await;
            let told = mails(&ctx).await;
            let late = told
                .iter()
                .filter(|(subject, _)| subject.contains("came late"));
            assert_eq!(late.count(), promised, "{told:?}");
        }
    });
}

/// A request with a deposit that the master answers by hand, and its invoice.
async fn requested(ctx: &Ctx) -> (Practice, Appointment, Invoice) {
    let practice = with_stripe(ctx).await;
    ctx.legal(&practice).await;
    let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
    let (at, pending) = ("2026-05-18T10:00", Visit::Pending);
    let booked = asked(ctx, &practice, client.id, at, pending).await;
    let invoice = of_visit(ctx, &practice, booked.id).await;
    (practice, booked, invoice)
}

#[test]
fn money_on_the_invoice_of_a_request_that_nobody_answered_is_a_task_and_no_yes() {
    on_both(|ctx, fakes| async move {
        let (practice, booked, invoice) = requested(&ctx).await;
        ctx.app.clock.advance(TimeDelta::hours(49));
        ctx.run_jobs().await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Expired);
        let payment = started(&ctx, &practice, invoice.id, Way::Stripe).await;
        pay(&ctx, &fakes, &payment).await;
        assert_eq!(ctx.look(&invoice).await.status, Standing::Paid);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Expired);
        assert_eq!(tasks(&ctx, &practice).await, ["late"]);
    });
}

#[test]
fn a_request_whose_invoice_was_paid_owes_no_deposit_with_the_masters_yes() {
    on_both(|ctx, _| async move {
        let (practice, booked, invoice) = requested(&ctx).await;
        take(&ctx, &practice, &invoice, "48").await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Pending);
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/appointments/{}/confirmation", booked.id);
        owner.post(&path, &[]).await.expect(303);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}
