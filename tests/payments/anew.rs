//! A visit whose invoice was taken back whole is billed anew, with the deposit that stayed.

use aureli::events::Actor;
use aureli::id::InvoiceId;
use aureli::invoices::model::{Credit, Invoice, Status};
use aureli::packages::model::{Ahead, Target};

use super::{bella, on_both, tasks, waiting};
use crate::packages::certificate;
use crate::packages::tax::credit_of;

#[test]
fn a_visit_is_billed_anew_once_its_invoice_was_taken_back() {
    on_both(|ctx, _| async move {
        let practice = bella(&ctx, "EUR").await;
        ctx.legal(&practice).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let visit = waiting(&ctx, &practice, client.id, "2026-05-14T15:00").await;
        let mut owner = practice.sign_in(&ctx).await;
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("way", "cash"), ("amount", "15"), ("key", &*key)];
        let panel = format!("/appointments/{}", visit.id);
        let path = format!("{panel}/payments/new");
        owner.post(&path, &form).await.expect(303);
        let id = visit.id.to_string();
        let form = [("appointment", id.as_str())];
        let made = owner.post("/invoices/new", &form).await.expect(303);
        let first: InvoiceId = made.location().rsplit('/').next().unwrap().parse().unwrap();
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx.package(&practice, None, &offer, 1_000).await;
        let target = Target::Visit(visit.id);
        ctx.redeem(&practice, &gift, target, None).await.unwrap();
        let first = ctx.send(&practice, first).await;
        assert_eq!((first.deposit_minor, first.prepaid_minor), (1_500, 1_000));
        credit_of(&ctx, &practice, &first, Credit::Whole).await;
        assert_eq!(tasks(&ctx, &practice).await, ["overpaid"]);
        assert_eq!(ctx.look(&first).await.prepaid_minor, 0);
        assert_eq!(ctx.again(&gift).await.balance_minor, 1_000);
        let page = format!("/invoices/{}", first.id);
        owner.get(&page).await.expect(200).says("To give back");
        let list = owner.get("/invoices").await.expect(200);
        list.says("Credited");
        // It took place: the cash desk asks for what is left, and the panel for a bill.
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE appointments SET status = 'completed' WHERE id = $1",
            visit.id,
        )
        .unwrap();
        let owed = owner.get("/cash/rows?of=owed").await.expect(200);
        owed.says("€33.00").says("no invoice yet");
        owner.get(&panel).await.expect(200).says("Make the invoice");
        // Used again before there is one, it counts for the next.
        ctx.redeem(&practice, &gift, target, None).await.unwrap();
        assert_eq!(ctx.look(&first).await.prepaid_minor, 0);
        let made = owner.post("/invoices/new", &form).await.expect(303);
        let second: InvoiceId = made.location().rsplit('/').next().unwrap().parse().unwrap();
        assert_ne!(second, first.id);
        let second = ctx.send(&practice, second).await;
        let stands = (second.deposit_minor, second.prepaid_minor, second.to_pay());
        assert_eq!(stands, (1_500, 1_000, 2_300));
        let ahead = Ahead::of(&ctx.app.db, practice.tenant.id, target).await;
        assert_eq!(ahead.unwrap().sums, 1_000);
        assert!(tasks(&ctx, &practice).await.is_empty());
        owner.get(&page).await.expect(200).lacks("To give back");
        // What goes back of the deposit, both learn of.
        let deposit =
            aureli::payments::Payment::of_appointment(&ctx.app.db, practice.tenant.id, visit.id);
        let deposit = deposit.await.unwrap().remove(0);
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("amount", "15"), ("key", key.as_str())];
        let path = format!("/payments/{}/refunds/new", deposit.id);
        owner.post(&path, &form).await.expect(303);
        ctx.run_jobs().await;
        for invoice in [&first, &second] {
            assert_eq!(ctx.look(invoice).await.refunded_minor, 1_500);
        }
        assert_eq!(ctx.look(&first).await.status, Status::Refunded);
    });
}

/// Crediting a part leaves it the visit's invoice.
#[test]
fn a_part_that_is_credited_makes_no_room_for_another_invoice() {
    on_both(|ctx, _| async move {
        let practice = bella(&ctx, "EUR").await;
        ctx.legal(&practice).await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let mut tx = ctx.app.db.begin().await.unwrap();
        let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
        let tenant = &practice.tenant;
        let draft = Invoice::for_visit(&mut tx, tenant, &actor, visit.id, now).await;
        tx.commit().await.unwrap();
        let sent = ctx.send(&practice, draft.unwrap().id).await;
        credit_of(&ctx, &practice, &sent, Credit::Sum(1_999)).await;
        let found = Invoice::of_visit(&ctx.app.db, tenant.id, visit.id).await;
        assert_eq!(found.unwrap().map(|one| one.id), Some(sent.id));
    });
}
