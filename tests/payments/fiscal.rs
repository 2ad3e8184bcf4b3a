//! The receipt that closes a prepayment when the service was given.

use aureli::appointments::Appointment;
use aureli::events::Actor;
use aureli::invoices::model::{Draft, DraftLine, Invoice};
use aureli::payments::model::{Settings, begin};
use aureli::payments::{Account, Payment, Refund, Subject, Way, work};
use chrono::TimeDelta;

use super::{Fakes, again, on_both, one, provider_id, tasks, with_yookassa};
use crate::support::Ctx;
use crate::support::factories::Practice;
use crate::support::fakes::Fault;

/// A lamination whose deposit was paid with a receipt, and which has taken place.
async fn paid_ahead(ctx: &Ctx, fakes: &Fakes) -> (Practice, Appointment, Payment) {
    let practice = with_yookassa(ctx).await;
    let now = ctx.app.clock.now();
    let mut tx = ctx.app.db.begin().await.unwrap();
    let account = Account::of(&mut tx, practice.tenant.id, Way::Yookassa)
        .await
        .unwrap()
        .unwrap();
    let settings = Settings {
        receipts: true,
        tax_system: Some(2),
        vat: 1,
        ..Settings::default()
    };
    account.update(&mut tx, true, &settings, now).await.unwrap();
    tx.commit().await.unwrap();
    let (visit, payment) = one(ctx, &practice, Way::Yookassa).await;
    fakes.yookassa.pay(&provider_id(&payment));
    ctx.app.clock.advance(TimeDelta::minutes(5));
    ctx.run_jobs().await;
    (practice, visit, payment)
}

async fn complete(ctx: &Ctx, practice: &Practice, visit: &Appointment) {
    ctx.app.clock.set(visit.ends_at);
    let mut tx = ctx.app.db.begin().await.unwrap();
    let mut visit = Appointment::find_for_change(&mut tx, visit.tenant_id, visit.id)
        .await
        .unwrap();
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    visit
        .complete(&mut tx, &practice.tenant, &actor, None, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    ctx.run_jobs().await;
}

#[test]
fn a_completed_visit_closes_its_prepayment_once() {
    on_both(|ctx, fakes| async move {
        let (practice, visit, _) = paid_ahead(&ctx, &fakes).await;
        assert_eq!(fakes.yookassa.receipts().len(), 1);
        // The first answer is lost: the same key makes no second one.
        fakes
            .yookassa
            .fail("receipt", Fault::Error500AfterAccepting, 1);
        complete(&ctx, &practice, &visit).await;
        ctx.app.clock.advance(TimeDelta::minutes(10));
        ctx.run_jobs().await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 2, "{receipts:?}");
        let item = &receipts[1]["items"][0];
        assert_eq!(
            receipts[0]["items"][0]["payment_mode"],
            "partial_prepayment"
        );
        assert_eq!(item["payment_mode"], "full_payment");
        assert_eq!(item["amount"]["value"], "15.00");
        assert_eq!(receipts[1]["settlements"][0]["type"], "prepayment");
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn what_went_back_is_not_closed_and_a_refusal_is_a_task() {
    on_both(|ctx, fakes| async move {
        let (practice, visit, payment) = paid_ahead(&ctx, &fakes).await;
        let actor = Actor::user(practice.owner);
        Refund::ask(
            &ctx.app,
            practice.tenant.id,
            payment.id,
            500,
            "",
            "k",
            &actor,
        )
        .await
        .unwrap();
        ctx.run_jobs().await;
        fakes.yookassa.fail("receipt", Fault::Refuse, 1);
        complete(&ctx, &practice, &visit).await;
        assert_eq!(tasks(&ctx, &practice).await, ["fiscal"]);
        // The refund of a part had one of its own.
        assert_eq!(fakes.yookassa.receipts().len(), 2);
    });
}

#[test]
fn a_receipt_names_what_was_paid_for() {
    on_both(|ctx, fakes| async move {
        let (practice, visit, _) = paid_ahead(&ctx, &fakes).await;
        ctx.legal(&practice).await;
        let (tenant, now) = (&practice.tenant, ctx.app.clock.now());
        let actor = Actor::user(practice.owner);
        let mut tx = ctx.app.db.begin().await.unwrap();
        let mut draft = Invoice::for_visit(&mut tx, tenant, &actor, visit.id, now)
            .await
            .unwrap();
        let mut lines = Draft::of(&draft, &draft.items(&mut tx).await.unwrap());
        lines.lines.push(DraftLine::text("Brow gel".into(), 1_000));
        lines.tip_minor = 200;
        let version = draft.version;
        draft
            .save(&mut tx, &actor, &lines, version, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let sent = ctx.send(&practice, draft.id).await;
        assert_eq!((sent.total_minor, sent.to_pay()), (6_000, 4_500));
        let (subject, locale) = (Subject::Invoice(sent.id), tenant.locale);
        let payment = begin(&ctx.app, tenant, subject, Way::Yookassa, None, locale)
            .await
            .unwrap();
        work::look_now(&ctx.app, &payment).await.unwrap();
        // 15.00 were paid ahead, with a receipt of their own: three quarters of each line are left.
        let receipts = fakes.yookassa.receipts();
        let items = receipts.last().unwrap()["items"]
            .as_array()
            .unwrap()
            .clone();
        let said: Vec<(&str, &str)> = items
            .iter()
            .map(|item| {
                let text = item["description"].as_str().unwrap();
                (text, item["amount"]["value"].as_str().unwrap())
            })
            .collect();
        let expected = [
            ("Brow lamination", "36.00"),
            ("Brow gel", "7.50"),
            ("Tip", "1.50"),
        ];
        assert_eq!(said, expected);
        // What goes back of it is a part of each.
        fakes
            .yookassa
            .pay(&provider_id(&again(&ctx, &payment).await));
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        Refund::ask(&ctx.app, tenant.id, payment.id, 1_500, "", "k", &actor)
            .await
            .unwrap();
        ctx.run_jobs().await;
        let receipts = fakes.yookassa.receipts();
        let items = receipts.last().unwrap()["items"]
            .as_array()
            .unwrap()
            .clone();
        assert_eq!(items[0]["amount"]["value"], "12.00");
        assert_eq!(items.len(), 3);
    });
}
