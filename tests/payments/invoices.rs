//! Invoices: paid by a provider's word, paid twice, given back; and the deposit that they credit.

use aureli::invoices::model::Status as Standing;
use aureli::payments::model::{Status, begin};
use aureli::payments::{Payment, Subject, Way, work};
use chrono::TimeDelta;

use super::{again, on_both, one, provider_id, tasks, with_stripe};
use crate::support::Ctx;
use crate::support::factories::Practice;

async fn started(
    ctx: &Ctx,
    practice: &Practice,
    invoice: aureli::id::InvoiceId,
    way: Way,
) -> Payment {
    let (subject, locale) = (Subject::Invoice(invoice), practice.tenant.locale);
    let payment = begin(&ctx.app, &practice.tenant, subject, way, None, locale).await;
    let payment = payment.unwrap();
    work::look_now(&ctx.app, &payment).await.unwrap();
    again(ctx, &payment).await
}

#[test]
fn an_invoice_is_paid_by_the_providers_word_and_given_back() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let invoice = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let payment = started(&ctx, &practice, invoice.id, Way::Stripe).await;
        assert_eq!(payment.amount_minor, 2000);
        fakes.stripe.pay(&provider_id(&payment));
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        let paid = ctx.look(&invoice).await;
        assert_eq!((paid.status, paid.paid_minor), (Standing::Paid, 2000));
        let subject = Subject::Invoice(invoice.id);
        let locale = practice.tenant.locale;
        let more = begin(
            &ctx.app,
            &practice.tenant,
            subject,
            Way::Stripe,
            None,
            locale,
        )
        .await;
        assert!(more.is_err(), "nothing is due any more");

        let mut owner = practice.sign_in(&ctx).await;
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("amount", "5"), ("key", key.as_str())];
        let path = format!("/payments/{}/refunds/new", payment.id);
        owner.post(&path, &form).await.expect(303);
        ctx.run_jobs().await;
        let back = ctx.look(&invoice).await;
        assert_eq!(
            (back.status, back.refunded_minor),
            (Standing::PartiallyRefunded, 500)
        );
    });
}

#[test]
fn an_invoice_that_was_paid_at_the_desk_and_by_card_is_a_task() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let invoice = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let payment = started(&ctx, &practice, invoice.id, Way::Stripe).await;
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/invoices/{}/payments/new", invoice.id);
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("way", "terminal"), ("amount", "20"), ("key", key.as_str())];
        // Paid at the bank before its page could be closed.
        fakes.stripe.pay(&provider_id(&payment));
        owner.post(&path, &form).await.expect(303);
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.status, Status::Succeeded);
        let invoice = ctx.look(&invoice).await;
        assert_eq!((invoice.status, invoice.paid_minor), (Standing::Paid, 4000));
        assert_eq!(tasks(&ctx, &practice).await, ["overpaid"]);
    });
}

#[test]
fn the_invoice_credits_the_deposit() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let (booked, payment) = one(&ctx, &practice, Way::Stripe).await;
        fakes.stripe.pay(&provider_id(&payment));
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        let now = ctx.app.clock.now();
        let actor = aureli::events::Actor::user(practice.owner);
        let mut tx = ctx.app.db.begin().await.unwrap();
        let draft = aureli::invoices::model::Invoice::for_visit(
            &mut tx,
            &practice.tenant,
            &actor,
            booked.id,
            now,
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let invoice = ctx.send(&practice, draft.id).await;
        assert_eq!((invoice.total_minor, invoice.deposit_minor), (4800, 1500));
        assert_eq!(invoice.to_pay(), 3300);
        let rest = started(&ctx, &practice, invoice.id, Way::Stripe).await;
        assert_eq!(rest.amount_minor, 3300);
        fakes.stripe.pay(&provider_id(&rest));
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        assert_eq!(ctx.look(&invoice).await.status, Standing::Paid);
    });
}

#[test]
fn a_deposit_that_comes_or_goes_after_the_draft_counts_when_it_is_sent() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let (booked, payment) = one(&ctx, &practice, Way::Stripe).await;
        let actor = aureli::events::Actor::user(practice.owner);
        let (tenant, now) = (&practice.tenant, ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        let draft =
            aureli::invoices::model::Invoice::for_visit(&mut tx, tenant, &actor, booked.id, now)
                .await
                .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(draft.deposit_minor, 0);
        fakes.stripe.pay(&provider_id(&payment));
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        let paid = ctx.look(&draft).await;
        assert_eq!((paid.deposit_minor, paid.version), (1500, draft.version));
        let invoice = ctx.send(&practice, draft.id).await;
        assert_eq!((invoice.deposit_minor, invoice.to_pay()), (1500, 3300));
        // Credited whole: the deposit is nobody's, and a person gives it back.
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/invoices/{}/credit", invoice.id);
        let version = invoice.version.to_string();
        let form = [
            ("what", "whole"),
            ("reason", "Mistake"),
            ("version", version.as_str()),
        ];
        let note = owner.post(&path, &form).await.expect(303);
        assert_eq!(tasks(&ctx, &practice).await, ["overpaid"]);
        // The note asks for nothing, and stands in no list of what is owed.
        owner
            .get(note.location())
            .await
            .expect(200)
            .says("Credit note")
            .lacks("To pay")
            .lacks("/payments/new");
        let owed = format!("/invoices?client={}&status=open", booked.client_id.unwrap());
        owner.get(&owed).await.expect(200).lacks("CN-2026");
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("amount", "15"), ("key", key.as_str())];
        let path = format!("/payments/{}/refunds/new", payment.id);
        owner.post(&path, &form).await.expect(303);
        ctx.run_jobs().await;
        assert!(tasks(&ctx, &practice).await.is_empty());
        let over = ctx.look(&invoice).await;
        assert_eq!(
            (over.status, over.refunded_minor),
            (Standing::Refunded, 1500)
        );
    });
}
