//! Invoices: paid by a provider's word, paid twice, given back; and the deposit that they credit.

use aureli::appointments::Status as Visit;
use aureli::events::Actor;
use aureli::id::AppointmentId;
use aureli::invoices::model::{Invoice, Status as Standing};
use aureli::payments::model::{Status, begin};
use aureli::payments::{Payment, Refund, Subject, Way, token, work};
use aureli::privacy::{self, Reason};
use chrono::TimeDelta;

use super::{Fakes, again, on_both, one, provider_id, tasks, visit, with_stripe};
use crate::support::Ctx;
use crate::support::factories::Practice;

pub async fn started(
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

/// The payment is held while the invoice is made void, and then the invoice is wanted, as when money comes.
#[test]
fn an_invoice_is_made_void_though_its_payment_is_held_the_other_way_round() {
    on_both(|ctx, _| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let invoice = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let payment = started(&ctx, &practice, invoice.id, Way::Stripe).await;
        let mut owner = practice.sign_in(&ctx).await;
        let mut tx = ctx.app.db.begin().await.unwrap();
        Payment::find_for_change(&mut tx, payment.tenant_id, payment.id)
            .await
            .unwrap();
        let path = format!("/invoices/{}/void", invoice.id);
        let pressed =
            tokio::spawn(async move { owner.post(&path, &[("reason", "A mistake")]).await });
        // Less than Postgres waits until it looks who stands in whose way: the press is stopped, not this.
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        Invoice::find_for_change(&mut tx, payment.tenant_id, invoice.id)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        pressed.await.unwrap().expect(303);
        assert_eq!(ctx.look(&invoice).await.status, Standing::Void);
        assert!(again(&ctx, &payment).await.stopped_at.is_some());
    });
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

/// The invoice of a visit, sent.
pub async fn of_visit(ctx: &Ctx, practice: &Practice, visit: AppointmentId) -> Invoice {
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    let mut tx = ctx.app.db.begin().await.unwrap();
    let draft = Invoice::for_visit(&mut tx, &practice.tenant, &actor, visit, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    ctx.send(practice, draft.id).await
}

async fn give_back(ctx: &Ctx, practice: &Practice, payment: &Payment, minor: i64, key: &str) {
    let (tenant, actor) = (practice.tenant.id, Actor::user(practice.owner));
    Refund::ask(&ctx.app, tenant, payment.id, minor, "", key, &actor)
        .await
        .unwrap();
    ctx.run_jobs().await;
}

/// Paid at the bank, and found out.
async fn pay(ctx: &Ctx, fakes: &Fakes, payment: &Payment) {
    fakes.stripe.pay(&provider_id(payment));
    ctx.app.clock.advance(TimeDelta::minutes(5));
    ctx.run_jobs().await;
}

#[test]
fn what_went_back_before_the_invoice_is_not_owed_again() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let (booked, deposit) = one(&ctx, &practice, Way::Stripe).await;
        pay(&ctx, &fakes, &deposit).await;
        give_back(&ctx, &practice, &deposit, 500, "before").await;
        let invoice = of_visit(&ctx, &practice, booked.id).await;
        assert_eq!((invoice.deposit_minor, invoice.to_pay()), (1000, 3800));
        let rest = started(&ctx, &practice, invoice.id, Way::Stripe).await;
        pay(&ctx, &fakes, &rest).await;
        let paid = ctx.look(&invoice).await;
        assert_eq!((paid.status, paid.refunded_minor), (Standing::Paid, 0));
        assert!(tasks(&ctx, &practice).await.is_empty());
        // What goes back of it from now on counts.
        give_back(&ctx, &practice, &deposit, 300, "after").await;
        let back = ctx.look(&invoice).await;
        assert_eq!(
            (back.status, back.refunded_minor),
            (Standing::PartiallyRefunded, 300)
        );
    });
}

#[test]
fn a_deposit_of_more_than_the_invoice_is_over_is_given_back_and_owes_nothing() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let (booked, deposit) = one(&ctx, &practice, Way::Stripe).await;
        pay(&ctx, &fakes, &deposit).await;
        // Less was done than was booked.
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE appointments SET final_price_minor = 1000 WHERE tenant_id = $1 AND id = $2",
            practice.tenant.id,
            booked.id,
        )
        .unwrap();
        let invoice = of_visit(&ctx, &practice, booked.id).await;
        assert_eq!((invoice.total_minor, invoice.deposit_minor), (1000, 1000));
        assert_eq!(invoice.status, Standing::Paid);
        assert_eq!(tasks(&ctx, &practice).await, ["overpaid"]);
        // Of a part, there is too much still.
        give_back(&ctx, &practice, &deposit, 200, "part").await;
        assert_eq!(tasks(&ctx, &practice).await, ["overpaid"]);
        give_back(&ctx, &practice, &deposit, 300, "rest").await;
        assert!(tasks(&ctx, &practice).await.is_empty());
        let settled = ctx.look(&invoice).await;
        assert_eq!(
            (settled.status, settled.refunded_minor),
            (Standing::Paid, 0)
        );
    });
}

#[test]
fn a_deposit_that_comes_after_the_invoice_is_paid_on_it() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let (booked, deposit) = one(&ctx, &practice, Way::Stripe).await;
        let invoice = of_visit(&ctx, &practice, booked.id).await;
        assert_eq!((invoice.deposit_minor, invoice.to_pay()), (0, 4800));
        pay(&ctx, &fakes, &deposit).await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        let less = ctx.look(&invoice).await;
        assert_eq!((less.paid_minor, less.to_pay()), (1500, 3300));
        // Who paid is led on to the visit.
        let page = token::of_payment(&ctx.app, practice.tenant.id, deposit.id).status_path();
        let booking = format!("/booked/{}", booked.reference);
        ctx.visitor().get(&page).await.expect(200).says(&booking);
        give_back(&ctx, &practice, &deposit, 500, "k").await;
        let back = ctx.look(&invoice).await;
        assert_eq!((back.refunded_minor, back.to_pay()), (500, 3800));
    });
}

#[test]
fn a_deposit_that_comes_when_all_was_paid_at_the_desk_is_a_task() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let (booked, deposit) = one(&ctx, &practice, Way::Stripe).await;
        let invoice = of_visit(&ctx, &practice, booked.id).await;
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/invoices/{}/payments/new", invoice.id);
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("way", "cash"), ("amount", "48"), ("key", key.as_str())];
        // Paid at the bank before its page could be closed.
        fakes.stripe.pay(&provider_id(&deposit));
        owner.post(&path, &form).await.expect(303);
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        assert!(again(&ctx, &deposit).await.paid_at.is_some());
        let invoice = ctx.look(&invoice).await;
        assert_eq!((invoice.status, invoice.paid_minor), (Standing::Paid, 4800));
        assert_eq!(tasks(&ctx, &practice).await, ["overpaid"]);
    });
}

#[test]
fn who_pays_as_much_on_the_invoice_keeps_the_time_without_the_deposit() {
    on_both(|ctx, _| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let (booked, _) = one(&ctx, &practice, Way::Stripe).await;
        let invoice = of_visit(&ctx, &practice, booked.id).await;
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/invoices/{}/payments/new", invoice.id);
        for (amount, status) in [("10", Visit::AwaitingDeposit), ("5", Visit::Confirmed)] {
            let key = uuid::Uuid::new_v4().to_string();
            let form = [("way", "cash"), ("amount", amount), ("key", key.as_str())];
            owner.post(&path, &form).await.expect(303);
            assert_eq!(visit(&ctx, &booked).await.status, status, "{amount}");
        }
        ctx.app.clock.advance(TimeDelta::days(1));
        ctx.run_jobs().await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
    });
}

/// Made void, or covered otherwise: the page on which one could pay is closed.
#[test]
fn an_invoice_that_is_owed_no_more_closes_its_payment_pages() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let first = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let second = ctx.invoice(&practice, "2026-05-15T12:00").await;
        let of_void = started(&ctx, &practice, first.id, Way::Stripe).await;
        let of_covered = started(&ctx, &practice, second.id, Way::Stripe).await;
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/invoices/{}/void", first.id);
        let form = [("reason", "Mistake")];
        owner.post(&path, &form).await.expect(303);
        ctx.settled(&second, 2000, 0).await;
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        for payment in [&of_void, &of_covered] {
            let session = fakes.stripe.session(&provider_id(payment));
            assert_eq!(session["status"], "expired");
            assert_eq!(again(&ctx, payment).await.status, Status::Cancelled);
        }
    });
}

/// The page of a payment is signed, and works for ever: it begins nothing for who was erased.
#[test]
fn nothing_is_begun_for_an_erased_client() {
    on_both(|ctx, _| async move {
        let practice = with_stripe(&ctx).await;
        ctx.legal(&practice).await;
        let invoice = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let client = invoice.client_id.unwrap();
        let subject = Subject::Invoice(invoice.id);
        let token = token::of_subject(&ctx.app, practice.tenant.id, subject);
        let page = token.status_path();
        let start = token.start_path();
        ctx.visitor().get(&page).await.expect(200).says(&start);
        ctx.app.clock.set("2026-05-16T10:00:00Z".parse().unwrap());
        let actor = Actor::user(practice.owner);
        privacy::erase(&ctx.app, &practice.tenant, client, &actor, Reason::Asked)
            .await
            .unwrap();
        ctx.visitor().get(&page).await.expect(200).lacks(&start);
        let form = [("way", "stripe"), ("email", "anna@example.com")];
        ctx.visitor().post(&start, &form).await.expect(303);
        let begun = Payment::of_invoice(&ctx.app.db, practice.tenant.id, invoice.id).await;
        assert!(begun.unwrap().is_empty());
        // At the desk it is taken all the same.
        let mut owner = practice.sign_in(&ctx).await;
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("way", "cash"), ("amount", "20"), ("key", key.as_str())];
        let path = format!("/invoices/{}/payments/new", invoice.id);
        owner.post(&path, &form).await.expect(303);
        assert_eq!(ctx.look(&invoice).await.status, Standing::Paid);
        // The same again goes to nobody.
        let path = format!("/invoices/{}/copy", invoice.id);
        let copy = owner.post(&path, &[]).await.expect(303);
        let id = copy.location().split('/').nth(2).unwrap().parse().unwrap();
        let copy = Invoice::find(&ctx.app.db, practice.tenant.id, id).await;
        let copy = copy.unwrap();
        assert_eq!((copy.client_id, copy.total_minor), (None, 2000));
        assert_eq!(copy.buyer.0.name, "");
    });
}
