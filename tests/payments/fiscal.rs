//! The receipt that closes a prepayment when the service was given.

use aureli::appointments::Appointment;
use aureli::events::Actor;
use aureli::invoices::model::{Draft, DraftLine, Invoice};
use aureli::packages::model::returning::give_back_sums;
use aureli::packages::model::{Movement, Offer, OfferDraft, Package, Target, give_back};
use aureli::payments::model::{Settings, Status, begin};
use aureli::payments::{Account, Payment, Refund, Subject, Task, Way, work};
use chrono::TimeDelta;
use serde_json::Value;

use super::with_yookassa;
use super::{Fakes, again, begun, count, on_both, one, provider_id, tasks, waiting};
use crate::packages::{certificate, five_visits};
use crate::support::Ctx;
use crate::support::factories::Practice;
use crate::support::fakes::Fault;

/// A practice whose payments have receipts.
pub async fn with_receipts(ctx: &Ctx) -> Practice {
    let practice = with_yookassa(ctx).await;
    let now = ctx.app.clock.now();
    let mut tx = ctx.app.db.begin().await.unwrap();
    let account = Account::of(&mut tx, practice.tenant.id, Way::Yookassa)
        .await
        .unwrap()
        .unwrap();
    let settings = Settings {
        receipts: true,
        tax_system: Some(1),
        vat: 11,
        ..Settings::default()
    };
    account.update(&mut tx, true, &settings, now).await.unwrap();
    tx.commit().await.unwrap();
    practice
}

/// A lamination whose deposit was paid with a receipt, and which has taken place.
async fn paid_ahead(ctx: &Ctx, fakes: &Fakes) -> (Practice, Appointment, Payment) {
    let practice = with_receipts(ctx).await;
    let (visit, payment) = one(ctx, &practice, Way::Yookassa).await;
    fakes.yookassa.pay(&provider_id(&payment));
    ctx.app.clock.advance(TimeDelta::minutes(5));
    ctx.run_jobs().await;
    (practice, visit, payment)
}

pub async fn complete(ctx: &Ctx, practice: &Practice, visit: &Appointment) {
    complete_unsaid(ctx, practice, visit).await;
    ctx.run_jobs().await;
}

/// It is over, and the worker has not looked yet.
async fn complete_unsaid(ctx: &Ctx, practice: &Practice, visit: &Appointment) {
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
        // The tax is a part of what is paid ahead, and comes on what was given.
        assert_eq!(receipts[0]["items"][0]["vat_code"], 12);
        assert_eq!(item["vat_code"], 11);
        assert_eq!(item["amount"]["value"], "15.00");
        assert_eq!(receipts[1]["settlements"][0]["type"], "prepayment");
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn a_closing_receipt_that_hangs_keeps_no_other_and_no_money_waiting() {
    on_both(|ctx, fakes| async move {
        let (practice, first, _) = paid_ahead(&ctx, &fakes).await;
        let mut clients = Vec::new();
        for n in 0..2 {
            let phone = format!("+3461234560{n}");
            clients.push(ctx.client(&practice, "Anna", &phone).await);
        }
        let second = waiting(&ctx, &practice, clients[0].id, "2026-05-19T10:00").await;
        let payment = begun(&ctx, &practice, second.id, Way::Yookassa).await;
        fakes.yookassa.pay(&provider_id(&payment));
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        assert_eq!(count(&ctx, &practice, "payment.succeeded").await, 2);
        for visit in [&first, &second] {
            complete_unsaid(&ctx, &practice, visit).await;
        }
        let third = waiting(&ctx, &practice, clients[1].id, "2026-05-20T10:00").await;
        let payment = begun(&ctx, &practice, third.id, Way::Yookassa).await;
        fakes.yookassa.pay(&provider_id(&payment));
        fakes
            .yookassa
            .fail("receipt", Fault::SilentAfterAccepting, 1);
        ctx.app.clock.advance(TimeDelta::minutes(4));
        let worker = tokio::spawn({
            let ctx = ctx.clone();
            async move { ctx.run_jobs().await }
        });
        let (mut closed, mut paid) = (0, 0);
        // Less than the call that hangs takes until it is given up.
        for _ in 0..24 {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            let statuses = reckoned(&ctx, &practice).await;
            closed = statuses.iter().filter(|(is, _)| is == "sent").count();
            paid = count(&ctx, &practice, "payment.succeeded").await;
            if (closed, paid) == (1, 3) {
                break;
            }
        }
        worker.abort();
        assert_eq!((closed, paid), (1, 3));
    });
}

/// What the provider calls the closing receipts of a practice.
async fn known(ctx: &Ctx, practice: &Practice) -> Vec<Option<String>> {
    let rows = aureli::q!(
        &ctx.app.db,
        fetch_all: (Option<String>,),
        "SELECT provider_id FROM fiscal_receipts WHERE tenant_id = $1 ORDER BY id",
        practice.tenant.id,
    );
    rows.unwrap().into_iter().map(|(id,)| id).collect()
}

/// A day later no key is known any more. What was not registered is; what was is found, and told from others like it.
#[test]
fn a_receipt_whose_answer_was_lost_is_found_a_day_later_and_registered_once() {
    on_both(|ctx, fakes| async move {
        let practice = with_receipts(&ctx).await;
        ctx.legal(&practice).await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let package = sold(&ctx, &fakes, &practice, &offer, 8_000).await;
        let lost = [
            None,
            Some(Fault::DropAfterAccepting),
            Some(Fault::Error500),
            Some(Fault::DropAfterAccepting),
        ];
        for (hour, fault) in [10, 12, 14, 16].into_iter().zip(lost) {
            let at = format!("2026-05-15T{hour}:00");
            let visit = ctx.shaping(&practice, &at).await;
            let target = Target::Visit(visit.id);
            ctx.redeem(&practice, &package, target, None).await.unwrap();
            if let Some(fault) = fault {
                fakes.yookassa.fail("receipt", fault, 1);
            }
            complete_unsaid(&ctx, &practice, &visit).await;
            let before = fakes.yookassa.calls().len();
            ctx.run_jobs().await;
            let calls = fakes.yookassa.calls().split_off(before);
            assert!(calls.iter().any(|call| call == "receipt"), "{calls:?}");
            // Nobody asks again before the keys are forgotten.
            aureli::q!(
                &ctx.app.db,
                execute,
                "UPDATE fiscal_receipts SET check_at = $2 WHERE tenant_id = $1 AND status = 'pending'",
                practice.tenant.id,
                ctx.app.clock.now() + TimeDelta::hours(25),
            )
            .unwrap();
        }
        assert_eq!(fakes.yookassa.receipts().len(), 4, "three of four uses");
        fakes.yookassa.forget_keys();
        // Those that are alike may be found for each other at first: the next look tells them apart.
        for hours in [33, 1, 1] {
            ctx.app.clock.advance(TimeDelta::hours(hours));
            ctx.run_jobs().await;
        }
        assert_eq!(fakes.yookassa.receipts().len(), 5);
        let mut ids = known(&ctx, &practice).await;
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 4, "{ids:?}");
        assert!(ids.iter().all(Option::is_some));
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

/// An invoice that sells one of it, paid through YooKassa.
async fn sold(ctx: &Ctx, fakes: &Fakes, practice: &Practice, offer: &Offer, minor: i64) -> Package {
    let client = ctx.client(practice, "Anna Petrova", "+34612345678").await;
    let invoice = ctx.sale(practice, client.id, offer, minor).await;
    let (tenant, subject) = (&practice.tenant, Subject::Invoice(invoice.id));
    let email = "anna@example.com".parse().ok();
    let payment = begin(
        &ctx.app,
        tenant,
        subject,
        Way::Yookassa,
        email,
        tenant.locale,
    )
    .await
    .unwrap();
    work::look_now(&ctx.app, &payment).await.unwrap();
    fakes
        .yookassa
        .pay(&provider_id(&again(ctx, &payment).await));
    ctx.app.clock.advance(TimeDelta::minutes(5));
    ctx.run_jobs().await;
    ctx.bought_by(practice, invoice.id).await.remove(0)
}

/// What the receipts say: description, subject, mode, sum.
pub fn said(receipt: &Value) -> Vec<[String; 4]> {
    let items = receipt["items"].as_array().unwrap();
    let one = |item: &Value| {
        let of = |value: &Value| value.as_str().unwrap().to_owned();
        [
            of(&item["description"]),
            of(&item["payment_subject"]),
            of(&item["payment_mode"]),
            of(&item["amount"]["value"]),
        ]
    };
    items.iter().map(one).collect()
}

#[test]
fn each_use_of_a_package_closes_its_part_of_what_was_paid_ahead() {
    on_both(|ctx, fakes| async move {
        let practice = with_receipts(&ctx).await;
        ctx.legal(&practice).await;
        // Three visits for 100.00: thirds, and together the whole.
        let offer = ctx
            .offer(
                &practice,
                &OfferDraft {
                    visits: Some(3),
                    price_minor: Some(10_000),
                    ..five_visits()
                },
            )
            .await;
        let package = sold(&ctx, &fakes, &practice, &offer, 10_000).await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 1);
        let sale = &said(&receipts[0])[0];
        assert_eq!(sale[1..], ["service", "full_prepayment", "100.00"]);
        // Taken for a visit to come: nothing was given yet. Another is used after its visit.
        let one = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let two = ctx.shaping(&practice, "2026-05-15T12:00").await;
        let three = ctx.shaping(&practice, "2026-05-15T14:00").await;
        let (target, other) = (Target::Visit(one.id), Target::Visit(two.id));
        ctx.redeem(&practice, &package, target, None).await.unwrap();
        ctx.redeem(&practice, &package, other, None).await.unwrap();
        ctx.run_jobs().await;
        assert_eq!(fakes.yookassa.receipts().len(), 1);
        // The first answer is lost: the same key makes no second one.
        fakes
            .yookassa
            .fail("receipt", Fault::Error500AfterAccepting, 1);
        complete(&ctx, &practice, &one).await;
        ctx.app.clock.advance(TimeDelta::minutes(10));
        ctx.run_jobs().await;
        complete(&ctx, &practice, &two).await;
        complete(&ctx, &practice, &three).await;
        let third = Target::Visit(three.id);
        ctx.redeem(&practice, &package, third, None).await.unwrap();
        ctx.run_jobs().await;
        let receipts = fakes.yookassa.receipts();
        let said: Vec<_> = receipts[1..]
            .iter()
            .map(|one| said(one).remove(0))
            .collect();
        let sums: Vec<&str> = said.iter().map(|one| one[3].as_str()).collect();
        assert_eq!(sums, ["33.33", "33.33", "33.34"]);
        assert!(
            said.iter()
                .all(|one| one[0] == "Brow shaping" && one[2] == "full_payment")
        );
        assert!(
            receipts[1..]
                .iter()
                .all(|one| one["settlements"][0]["type"] == "prepayment")
        );
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn a_certificate_is_an_advance_and_what_it_paid_for_is_named_when_it_is_given() {
    on_both(|ctx, fakes| async move {
        let practice = with_receipts(&ctx).await;
        ctx.legal(&practice).await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let card = sold(&ctx, &fakes, &practice, &offer, 5_000).await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(said(&receipts[0])[0][1..], ["payment", "advance", "50.00"]);
        assert_eq!(receipts[0]["items"][0]["vat_code"], 12);
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        complete(&ctx, &practice, &visit).await;
        let target = Target::Visit(visit.id);
        let used = ctx.redeem(&practice, &card, target, Some(1_200)).await;
        let used = used.unwrap();
        // Taken back before it was said: nobody hears of it.
        give(&ctx, &practice, &used).await;
        ctx.run_jobs().await;
        assert_eq!(fakes.yookassa.receipts().len(), 1);
        let used = ctx.redeem(&practice, &card, target, Some(1_500)).await;
        ctx.run_jobs().await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 2);
        let [_, subject, mode, sum] = &said(&receipts[1])[0];
        let closed = [subject.as_str(), mode.as_str(), sum.as_str()];
        assert_eq!(closed, ["service", "full_payment", "15.00"]);
        assert_eq!(receipts[1]["items"][0]["vat_code"], 11);
        assert!(tasks(&ctx, &practice).await.is_empty());
        // After it was said, a person takes it back at the register.
        give(&ctx, &practice, &used.unwrap()).await;
        assert_eq!(tasks(&ctx, &practice).await, ["fiscal"]);
    });
}

async fn give(ctx: &Ctx, practice: &Practice, used: &Movement) {
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    let mut tx = ctx.app.db.begin().await.unwrap();
    give_back(&mut tx, &practice.tenant, &actor, used, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// What was reckoned for each use, and what became of it.
async fn reckoned(ctx: &Ctx, practice: &Practice) -> Vec<(String, Option<i64>)> {
    aureli::q!(
        &ctx.app.db,
        fetch_all: (String, Option<i64>),
        "SELECT status, amount_minor FROM fiscal_receipts WHERE tenant_id = $1 ORDER BY id",
        practice.tenant.id,
    )
    .unwrap()
}

#[test]
fn what_was_taken_back_after_its_receipt_is_closed_anew() {
    on_both(|ctx, fakes| async move {
        let practice = with_receipts(&ctx).await;
        ctx.legal(&practice).await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let card = sold(&ctx, &fakes, &practice, &offer, 5_000).await;
        let visits = ["10:00", "12:00", "14:00"].map(|at| format!("2026-05-15T{at}"));
        let mut booked = Vec::new();
        for at in &visits {
            booked.push(ctx.shaping(&practice, at).await);
        }
        complete(&ctx, &practice, &booked[0]).await;
        let target = Target::Visit(booked[0].id);
        let used = ctx.redeem(&practice, &card, target, Some(1_500)).await;
        ctx.run_jobs().await;
        give(&ctx, &practice, &used.unwrap()).await;
        let open = Task::waiting(&ctx.app.db, practice.tenant.id).await;
        let mut tx = ctx.app.db.begin().await.unwrap();
        for task in open.unwrap() {
            Task::dismiss(&mut tx, practice.tenant.id, task.id, ctx.app.clock.now())
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        // All of it is used now: 20.00, 20.00 and 10.00.
        for (at, visit) in booked.iter().enumerate() {
            if at > 0 {
                complete(&ctx, &practice, visit).await;
            }
            let target = Target::Visit(visit.id);
            ctx.redeem(&practice, &card, target, None).await.unwrap();
            ctx.run_jobs().await;
        }
        let of = |status: &str, minor| (status.to_owned(), Some(minor));
        let expected = [
            of("sent", 1_500),
            of("sent", 2_000),
            of("failed", 2_000),
            of("sent", 1_000),
        ];
        assert_eq!(reckoned(&ctx, &practice).await, expected);
        // To the provider it is more than was paid: a person registers it by hand.
        assert_eq!(tasks(&ctx, &practice).await, ["fiscal"]);
    });
}

#[test]
fn after_a_part_went_back_the_rest_of_a_package_is_closed() {
    on_both(|ctx, fakes| async move {
        let practice = with_receipts(&ctx).await;
        ctx.legal(&practice).await;
        let draft = OfferDraft {
            visits: Some(4),
            ..five_visits()
        };
        let offer = ctx.offer(&practice, &draft).await;
        let package = sold(&ctx, &fakes, &practice, &offer, 8_000).await;
        let mut visits = Vec::new();
        for at in ["10:00", "12:00", "14:00", "16:00"] {
            let visit = ctx.shaping(&practice, &format!("2026-05-15T{at}")).await;
            let target = Target::Visit(visit.id);
            ctx.redeem(&practice, &package, target, None).await.unwrap();
            visits.push(visit);
        }
        complete(&ctx, &practice, &visits[0]).await;
        complete(&ctx, &practice, &visits[1]).await;
        let (tenant, invoice) = (practice.tenant.id, package.invoice_id.unwrap());
        let paid = Payment::of_invoice(&ctx.app.db, tenant, invoice).await;
        let paid = paid.unwrap().remove(0).id;
        let actor = Actor::user(practice.owner);
        Refund::ask(&ctx.app, tenant, paid, 3_000, "", "k", &actor)
            .await
            .unwrap();
        ctx.run_jobs().await;
        // 50.00 are kept and 40.00 closed: three quarters of them are none to close, all of them are 10.00.
        complete(&ctx, &practice, &visits[2]).await;
        complete(&ctx, &practice, &visits[3]).await;
        let of = |status: &str, minor| (status.to_owned(), Some(minor));
        let expected = [
            of("sent", 2_000),
            of("sent", 2_000),
            of("none", 0),
            of("sent", 1_000),
        ];
        assert_eq!(reckoned(&ctx, &practice).await, expected);
    });
}

#[test]
fn what_is_kept_of_a_use_has_its_receipt() {
    on_both(|ctx, fakes| async move {
        let practice = with_receipts(&ctx).await;
        ctx.legal(&practice).await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let card = sold(&ctx, &fakes, &practice, &offer, 5_000).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        complete(&ctx, &practice, &visit).await;
        let target = Target::Visit(visit.id);
        let used = ctx.redeem(&practice, &card, target, Some(1_500)).await;
        used.unwrap();
        // A third of it was too much.
        let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        give_back_sums(&mut tx, &practice.tenant, &actor, target, 500, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        ctx.run_jobs().await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 2, "{receipts:?}");
        assert_eq!(said(&receipts[1])[0][3], "10.00");
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn what_a_person_registered_by_hand_a_person_takes_back() {
    on_both(|ctx, fakes| async move {
        let practice = with_receipts(&ctx).await;
        ctx.legal(&practice).await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let card = sold(&ctx, &fakes, &practice, &offer, 5_000).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        complete(&ctx, &practice, &visit).await;
        fakes.yookassa.fail("receipt", Fault::Refuse, 1);
        let target = Target::Visit(visit.id);
        let used = ctx.redeem(&practice, &card, target, Some(1_500)).await;
        ctx.run_jobs().await;
        assert_eq!(tasks(&ctx, &practice).await, ["fiscal"]);
        let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        let task = Task::waiting(&mut tx, tenant).await.unwrap().remove(0);
        Task::dismiss(&mut tx, tenant, task.id, now).await.unwrap();
        tx.commit().await.unwrap();
        give(&ctx, &practice, &used.unwrap()).await;
        assert_eq!(tasks(&ctx, &practice).await, ["fiscal"]);
    });
}

/// What payments hold of a client goes, as when the client is erased.
async fn forget(ctx: &Ctx, payment: &Payment) {
    let (tenant, client) = (payment.tenant_id, payment.client_id.unwrap());
    let mut tx = ctx.app.db.begin().await.unwrap();
    aureli::payments::erase_client(&mut tx, tenant, client)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(again(ctx, payment).await.sealed.is_none());
}

#[test]
fn of_an_erased_client_receipts_go_to_the_practice() {
    on_both(|ctx, fakes| async move {
        let (mut practice, visit, payment) = paid_ahead(&ctx, &fakes).await;
        practice.tenant.email = Some("hello@bella.example".into());
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE tenants SET email = 'hello@bella.example' WHERE id = $1",
            practice.tenant.id,
        )
        .unwrap();
        // The provider is down when the visit is over, and then the client is erased.
        fakes.yookassa.fail("receipt", Fault::Error500, 1);
        complete(&ctx, &practice, &visit).await;
        forget(&ctx, &payment).await;
        ctx.app.clock.advance(TimeDelta::minutes(10));
        ctx.run_jobs().await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 2, "{receipts:?}");
        assert_ne!(receipts[0]["customer"]["email"], "hello@bella.example");
        assert_eq!(receipts[1]["customer"]["email"], "hello@bella.example");
        let told = (&said(&receipts[0])[0], &said(&receipts[1])[0]);
        assert_eq!((&told.0[0], &told.0[3]), (&told.1[0], &told.1[3]));
        // So does that of a part that goes back.
        let (tenant, actor) = (practice.tenant.id, Actor::user(practice.owner));
        Refund::ask(&ctx.app, tenant, payment.id, 500, "", "k", &actor)
            .await
            .unwrap();
        ctx.run_jobs().await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 3, "{receipts:?}");
        assert_eq!(receipts[2]["customer"]["email"], "hello@bella.example");
        let [_, _, mode, sum] = &said(&receipts[2])[0];
        assert_eq!(
            [mode.as_str(), sum.as_str()],
            ["partial_prepayment", "5.00"]
        );
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn a_certificate_of_an_erased_buyer_is_closed_when_it_is_used() {
    on_both(|ctx, fakes| async move {
        let practice = with_receipts(&ctx).await;
        ctx.legal(&practice).await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let card = sold(&ctx, &fakes, &practice, &offer, 5_000).await;
        let invoice = card.invoice_id.unwrap();
        let paid = Payment::of_invoice(&ctx.app.db, practice.tenant.id, invoice).await;
        forget(&ctx, &paid.unwrap().remove(0)).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        complete(&ctx, &practice, &visit).await;
        let target = Target::Visit(visit.id);
        let used = ctx.redeem(&practice, &card, target, Some(1_500)).await;
        used.unwrap();
        ctx.run_jobs().await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 2, "{receipts:?}");
        assert_eq!(said(&receipts[1])[0][3], "15.00");
        // The practice shows no address: it is its owner's.
        let email = &receipts[1]["customer"]["email"];
        assert_eq!(email, crate::support::factories::OWNER_EMAIL);
    });
}

#[test]
fn a_payment_that_was_never_begun_ends_with_its_client() {
    on_both(|ctx, fakes| async move {
        let practice = with_receipts(&ctx).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let visit = waiting(&ctx, &practice, client.id, "2026-05-18T10:00").await;
        let (tenant, subject) = (&practice.tenant, Subject::Deposit(visit.id));
        let locale = tenant.locale;
        let payment = begin(&ctx.app, tenant, subject, Way::Yookassa, None, locale)
            .await
            .unwrap();
        forget(&ctx, &payment).await;
        ctx.run_jobs().await;
        let payment = again(&ctx, &payment).await;
        assert_eq!((payment.status, payment.check_at), (Status::Failed, None));
        assert!(fakes.yookassa.payments().is_empty());
    });
}
