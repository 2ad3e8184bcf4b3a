//! 54-FZ: an invoice that is paid before its visit is a prepayment, closed when the visit has taken place.

use aureli::appointments::Appointment;
use aureli::clients::Client;
use aureli::events::Actor;
use aureli::invoices::business::{Business, TaxRate};
use aureli::invoices::model::{Credit, Draft, DraftLine, Invoice};
use aureli::invoices::totals::TaxMode;
use aureli::packages::model::{OfferDraft, Target};
use aureli::payments::model::begin;
use aureli::payments::{Payment, Subject, Way, work};
use chrono::TimeDelta;
use serde_json::Value;

use super::fiscal::{complete, said, with_receipts};
use super::invoices::of_visit;
use super::{Fakes, again, on_both, provider_id, tasks};
use crate::packages::five_visits;
use crate::packages::selling::sale_of;
use crate::packages::tax::{credit_of, tax};
use crate::support::Ctx;
use crate::support::factories::Practice;

async fn started(ctx: &Ctx, practice: &Practice, invoice: &Invoice) -> Payment {
    let email = "anna@example.com".parse().ok();
    let (subject, locale) = (Subject::Invoice(invoice.id), practice.tenant.locale);
    let payment = begin(
        &ctx.app,
        &practice.tenant,
        subject,
        Way::Yookassa,
        email,
        locale,
    )
    .await
    .unwrap();
    work::look_now(&ctx.app, &payment).await.unwrap();
    again(ctx, &payment).await
}

async fn pay(ctx: &Ctx, fakes: &Fakes, payment: &Payment) {
    fakes.yookassa.pay(&provider_id(payment));
    ctx.app.clock.advance(TimeDelta::minutes(5));
    ctx.run_jobs().await;
}

/// A visit tomorrow, and the practice.
async fn booked(ctx: &Ctx) -> (Practice, Appointment) {
    let practice = with_receipts(ctx).await;
    ctx.legal(&practice).await;
    let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
    (practice, visit)
}

#[test]
fn an_invoice_that_is_paid_before_its_visit_is_closed_when_that_is_over() {
    on_both(|ctx, fakes| async move {
        let (practice, visit) = booked(&ctx).await;
        let invoice = of_visit(&ctx, &practice, visit.id).await;
        let payment = started(&ctx, &practice, &invoice).await;
        pay(&ctx, &fakes, &payment).await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 1, "{receipts:?}");
        let [_, ware, mode, sum] = &said(&receipts[0])[0];
        let first = [ware.as_str(), mode.as_str(), sum.as_str()];
        assert_eq!(first, ["service", "full_prepayment", "20.00"]);
        assert_eq!(receipts[0]["items"][0]["vat_code"], 12);
        complete(&ctx, &practice, &visit).await;
        ctx.app.clock.advance(TimeDelta::minutes(10));
        ctx.run_jobs().await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 2, "{receipts:?}");
        let [_, ware, mode, sum] = &said(&receipts[1])[0];
        let second = [ware.as_str(), mode.as_str(), sum.as_str()];
        assert_eq!(second, ["service", "full_payment", "20.00"]);
        assert_eq!(receipts[1]["items"][0]["vat_code"], 11);
        assert_eq!(receipts[1]["settlements"][0]["type"], "prepayment");
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

/// The receipt is of what is left on the invoice.
#[test]
fn what_was_credited_is_on_no_receipt() {
    on_both(|ctx, fakes| async move {
        let practice = with_receipts(&ctx).await;
        ctx.legal(&practice).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let invoice = sale_of(&ctx, &practice, client.id, &offer, &[1]).await;
        let lines = invoice.items(&ctx.app.db).await.unwrap();
        let line = Credit::Lines(vec![lines[0].id]);
        credit_of(&ctx, &practice, &invoice, line).await;
        let payment = started(&ctx, &practice, &invoice).await;
        pay(&ctx, &fakes, &payment).await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 1, "{receipts:?}");
        let said = said(&receipts[0]);
        assert_eq!(said.len(), 1, "{said:?}");
        assert_eq!((&*said[0][0], &*said[0][3]), ("A brow gel", "10.00"));
    });
}

#[test]
fn what_is_paid_after_the_visit_has_one_receipt() {
    on_both(|ctx, fakes| async move {
        let (practice, visit) = booked(&ctx).await;
        complete(&ctx, &practice, &visit).await;
        let invoice = of_visit(&ctx, &practice, visit.id).await;
        let payment = started(&ctx, &practice, &invoice).await;
        pay(&ctx, &fakes, &payment).await;
        ctx.app.clock.advance(TimeDelta::minutes(10));
        ctx.run_jobs().await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 1, "{receipts:?}");
        assert_eq!(said(&receipts[0])[0][2], "full_payment");
    });
}

/// The page was open while the visit took place.
#[test]
fn what_was_begun_before_the_visit_and_paid_after_it_is_closed_as_well() {
    on_both(|ctx, fakes| async move {
        let (practice, visit) = booked(&ctx).await;
        let invoice = of_visit(&ctx, &practice, visit.id).await;
        let payment = started(&ctx, &practice, &invoice).await;
        complete(&ctx, &practice, &visit).await;
        assert_eq!(fakes.yookassa.receipts().len(), 1);
        pay(&ctx, &fakes, &payment).await;
        ctx.app.clock.advance(TimeDelta::minutes(10));
        ctx.run_jobs().await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 2, "{receipts:?}");
        assert_eq!(said(&receipts[1])[0][2], "full_payment");
    });
}

#[test]
fn a_package_on_the_invoice_of_a_visit_is_not_closed_with_the_visit() {
    on_both(|ctx, fakes| async move {
        let (practice, visit) = booked(&ctx).await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        let mut draft = Invoice::for_visit(&mut tx, &practice.tenant, &actor, visit.id, now)
            .await
            .unwrap();
        let mut lines = Draft::of(&draft, &draft.items(&mut tx).await.unwrap());
        let rates = TaxRate::active(&mut tx, practice.tenant.id).await.unwrap();
        lines.lines.push(aureli::packages::selling::line(
            &offer,
            8_000,
            draft.locale,
            draft.tax_mode,
            &rates,
        ));
        let version = draft.version;
        draft
            .save(&mut tx, &actor, &lines, version, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let invoice = ctx.send(&practice, draft.id).await;
        let payment = started(&ctx, &practice, &invoice).await;
        pay(&ctx, &fakes, &payment).await;
        let modes: Vec<String> = said(&fakes.yookassa.receipts()[0])
            .into_iter()
            .map(|[_, _, mode, _]| mode)
            .collect();
        assert_eq!(modes, ["full_prepayment", "full_prepayment"]);
        complete(&ctx, &practice, &visit).await;
        ctx.app.clock.advance(TimeDelta::minutes(10));
        ctx.run_jobs().await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 2, "{receipts:?}");
        let closed = said(&receipts[1]);
        assert_eq!(closed.len(), 1, "{closed:?}");
        assert_eq!([&closed[0][2], &closed[0][3]], ["full_payment", "20.00"]);
    });
}

/// One at 10 %, one at 22 %, and a tip at what the practice's receipts say.
async fn taxed(ctx: &Ctx, practice: &Practice, visit: &Appointment) -> Invoice {
    tax(ctx, practice, TaxMode::Included).await;
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    let tenant = practice.tenant.id;
    let mut tx = ctx.app.db.begin().await.unwrap();
    for (name, bp) in [("VAT 10", 1_000), ("VAT 22", 2_200)] {
        TaxRate::add(&mut tx, tenant, &actor, name, bp, now)
            .await
            .unwrap();
    }
    let rates = TaxRate::active(&mut tx, tenant).await.unwrap();
    let mut draft = Invoice::for_visit(&mut tx, &practice.tenant, &actor, visit.id, now)
        .await
        .unwrap();
    let mut lines = Draft::of(&draft, &draft.items(&mut tx).await.unwrap());
    lines.lines.clear();
    for (text, bp) in [("Balm", 1_000), ("Shaping", 2_200), ("Gel", 1_000)] {
        let rate = rates.iter().find(|rate| rate.rate_bp == bp).unwrap();
        let line = DraftLine::text(text.into(), 1_000);
        lines.lines.push(DraftLine {
            tax: Some((rate.id, rate.name.clone(), bp)),
            ..line
        });
    }
    lines.tip_minor = 200;
    let version = draft.version;
    draft
        .save(&mut tx, &actor, &lines, version, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    ctx.send(practice, draft.id).await
}

fn codes(receipt: &Value) -> Vec<i64> {
    let items = receipt["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["vat_code"].as_i64().unwrap())
        .collect()
}

#[test]
fn a_receipt_names_the_rate_of_each_line() {
    on_both(|ctx, fakes| async move {
        let (practice, visit) = booked(&ctx).await;
        complete(&ctx, &practice, &visit).await;
        let invoice = taxed(&ctx, &practice, &visit).await;
        let payment = started(&ctx, &practice, &invoice).await;
        pay(&ctx, &fakes, &payment).await;
        assert_eq!(codes(&fakes.yookassa.receipts()[0]), [3, 11, 3, 11]);
    });
}

/// The tip has no rate of its own: both receipts say the practice's.
#[test]
fn what_was_paid_ahead_is_closed_at_the_rates_it_was_paid_at() {
    on_both(|ctx, fakes| async move {
        let (practice, visit) = booked(&ctx).await;
        let invoice = taxed(&ctx, &practice, &visit).await;
        let payment = started(&ctx, &practice, &invoice).await;
        pay(&ctx, &fakes, &payment).await;
        complete(&ctx, &practice, &visit).await;
        ctx.app.clock.advance(TimeDelta::minutes(10));
        ctx.run_jobs().await;
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 2, "{receipts:?}");
        assert_eq!(codes(&receipts[0]), [5, 12, 5, 12]);
        assert_eq!(codes(&receipts[1]), [3, 11, 3, 11]);
    });
}

/// A sale of two packages, one at 10 %, the other at 22 %.
async fn two_packages(ctx: &Ctx, practice: &Practice) -> Invoice {
    tax(ctx, practice, TaxMode::Included).await;
    let client = ctx.client(practice, "Vera Orlova", "+34612345677").await;
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    let tenant = &practice.tenant;
    let mut offers = Vec::new();
    for name in ["Five shapings", "Five balms"] {
        let draft = OfferDraft {
            name: name.into(),
            ..five_visits()
        };
        offers.push(ctx.offer(practice, &draft).await);
    }
    let mut tx = ctx.app.db.begin().await.unwrap();
    for (name, bp) in [("VAT 10", 1_000), ("VAT 22", 2_200)] {
        TaxRate::add(&mut tx, tenant.id, &actor, name, bp, now)
            .await
            .unwrap();
    }
    let rates = TaxRate::active(&mut tx, tenant.id).await.unwrap();
    let client = Client::find(&mut tx, tenant.id, client.id).await.unwrap();
    let business = Business::of(&mut tx, tenant).await.unwrap();
    let mut draft = Draft::to_client(&mut tx, &business, &client).await.unwrap();
    for (offer, bp) in offers.iter().zip([1_000, 2_200]) {
        let (locale, mode) = (draft.locale, draft.tax_mode);
        let line = aureli::packages::selling::line(offer, 8_000, locale, mode, &rates);
        let rate = rates.iter().find(|rate| rate.rate_bp == bp).unwrap();
        draft.lines.push(DraftLine {
            tax: Some((rate.id, rate.name.clone(), bp)),
            ..line
        });
    }
    let sale = Invoice::begin(&mut tx, tenant, &actor, &draft, tenant.currency, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    ctx.send(practice, sale.id).await
}

#[test]
fn each_use_of_a_package_is_closed_at_the_rate_that_package_was_sold_at() {
    on_both(|ctx, fakes| async move {
        let practice = with_receipts(&ctx).await;
        ctx.legal(&practice).await;
        let sale = two_packages(&ctx, &practice).await;
        let payment = started(&ctx, &practice, &sale).await;
        pay(&ctx, &fakes, &payment).await;
        assert_eq!(codes(&fakes.yookassa.receipts()[0]), [5, 12]);
        let packages = ctx.bought_by(&practice, sale.id).await;
        for (package, hour) in packages.iter().rev().zip([10, 12]) {
            let at = format!("2026-05-15T{hour}:00");
            let visit = ctx.shaping(&practice, &at).await;
            let target = Target::Visit(visit.id);
            ctx.redeem(&practice, package, target, None).await.unwrap();
            complete(&ctx, &practice, &visit).await;
        }
        let receipts = fakes.yookassa.receipts();
        assert_eq!(receipts.len(), 3, "{receipts:?}");
        assert_eq!([codes(&receipts[1]), codes(&receipts[2])], [[11], [3]]);
    });
}
