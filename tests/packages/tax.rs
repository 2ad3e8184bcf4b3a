//! Tax falls once: on a package when it is sold, on what a certificate pays for when it is used (see `aureli::packages`).

use aureli::error::Error;
use aureli::events::Actor;
use aureli::invoices::business::{Business, TaxRate};
use aureli::invoices::model::{Credit, Draft, Invoice, Kind, Status, chain, credit};
use aureli::invoices::totals::TaxMode;
use aureli::packages::model::{Offer, Package, Target};

use super::{certificate, five_visits};
use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

/// Bella, who pays 21 % and no other.
async fn taxed(ctx: &Ctx, mode: TaxMode) -> Practice {
    let practice = ctx.bella().await;
    tax(ctx, &practice, mode).await;
    practice
}

/// 21 % and no other.
pub async fn tax(ctx: &Ctx, practice: &Practice, mode: TaxMode) {
    let business = Business {
        tax_mode: mode,
        ..ctx.legal(practice).await
    };
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    let mut tx = ctx.app.db.begin().await.unwrap();
    let tenant = practice.tenant.id;
    TaxRate::add(&mut tx, tenant, &actor, "IVA", 2_100, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = ctx.app.db.begin().await.unwrap();
    let stored = Business::of(&mut tx, &practice.tenant).await.unwrap();
    let business = Business {
        version: stored.version,
        ..business
    };
    business.save(&mut tx, tenant, &actor, now).await.unwrap();
    tx.commit().await.unwrap();
}

async fn draft_of(ctx: &Ctx, practice: &Practice, target: Target) -> Invoice {
    let Target::Visit(visit) = target else {
        panic!("a visit's")
    };
    let mut tx = ctx.app.db.begin().await.unwrap();
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    let draft = Invoice::for_visit(&mut tx, &practice.tenant, &actor, visit, now).await;
    tx.commit().await.unwrap();
    draft.unwrap()
}

async fn bought(ctx: &Ctx, practice: &Practice, sold: &Invoice) -> Package {
    ctx.pay(sold, sold.total_minor, 0).await;
    ctx.bought_by(practice, sold.id).await.remove(0)
}

pub async fn credit_of(ctx: &Ctx, practice: &Practice, invoice: &Invoice, what: Credit) -> Invoice {
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    let mut tx = ctx.app.db.begin().await.unwrap();
    let note = credit(
        &mut tx,
        &practice.tenant,
        &actor,
        invoice.id,
        &what,
        "Mistake",
        now,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    note
}

/// Net, tax and total of an invoice.
fn sums(invoice: &Invoice) -> (i64, i64, i64) {
    (invoice.net_minor, invoice.tax_minor, invoice.total_minor)
}

#[test]
fn a_package_is_taxed_when_it_is_sold_and_its_visit_is_not() {
    on_both(|ctx| async move {
        // How prices hold the tax; the sale of 80.00; the visit of 20.00 before and after a package pays for it.
        for (mode, sale, before, after) in [
            (
                TaxMode::Included,
                (6_612, 1_388, 8_000),
                (1_653, 347, 2_000),
                (2_000, 0, 2_000),
            ),
            (
                TaxMode::Added,
                (8_000, 1_680, 9_680),
                (2_000, 420, 2_420),
                (2_000, 0, 2_000),
            ),
            (
                TaxMode::None,
                (8_000, 0, 8_000),
                (2_000, 0, 2_000),
                (2_000, 0, 2_000),
            ),
        ] {
            let ctx = ctx.clone();
            let practice = match mode {
                TaxMode::Included => taxed(&ctx, mode).await,
                // The same practice, asked anew.
                _ => again(&ctx, mode).await,
            };
            let at = format!("2026-05-{}T10:00", 15 + mode as i64 * 3);
            let visit = ctx.shaping(&practice, &at).await;
            let offer = ctx.offer_for(&practice, &["shaping"]).await;
            let sold = ctx
                .sale(&practice, visit.client_id.unwrap(), &offer, 8_000)
                .await;
            assert_eq!(sums(&sold), sale, "{mode:?}");
            // Whoever buys it on the practice's page is told what is paid.
            let price = practice.tenant.locale.money_short(sold.money(sale.2));
            let mut buyer = ctx.visitor();
            buyer.get("/bella/packages").await.expect(200).says(&price);
            let package = bought(&ctx, &practice, &sold).await;
            let target = Target::Visit(visit.id);
            let draft = draft_of(&ctx, &practice, target).await;
            assert_eq!(sums(&draft), before, "{mode:?}");
            // Used and given back while it is a draft: the tax goes and comes.
            let used = ctx.redeem(&practice, &package, target, None).await.unwrap();
            let paid = ctx.look(&draft).await;
            assert_eq!(sums(&paid), after, "{mode:?}");
            assert_eq!((paid.to_pay(), paid.version), (0, draft.version));
            let mut owner = practice.sign_in(&ctx).await;
            let back = format!("/packages/{}/movements/{}/return", package.id, used.id);
            owner.post(&back, &[]).await.expect(303);
            assert_eq!(sums(&ctx.look(&draft).await), before, "{mode:?}");
            ctx.redeem(&practice, &package, target, None).await.unwrap();
            let sent = ctx.send(&practice, draft.id).await;
            assert_eq!(sums(&sent), after, "{mode:?}");
            assert_eq!((sent.status, sent.to_pay()), (Status::Paid, 0));
            assert_eq!(ctx.again(&package).await.balance_visits, 4);
            let broken = chain::first_broken(&ctx.app.db, practice.tenant.id, Kind::Invoice).await;
            assert_eq!(broken.unwrap(), None);
        }
    });
}

/// Bella as she stands, with another way of taxing.
async fn again(ctx: &Ctx, mode: TaxMode) -> Practice {
    use aureli::accounts::{Tenant, User};
    let tenant = Tenant::by_slug(&ctx.app.db, "bella").await.unwrap();
    let owner = User::by_email(&ctx.app.db, crate::support::factories::OWNER_EMAIL)
        .await
        .unwrap()
        .unwrap();
    let practice = Practice {
        tenant,
        owner: owner.id,
    };
    let mut tx = ctx.app.db.begin().await.unwrap();
    let stored = Business::of(&mut tx, &practice.tenant).await.unwrap();
    let business = Business {
        tax_mode: mode,
        ..stored
    };
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    business
        .save(&mut tx, practice.tenant.id, &actor, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    practice
}

#[test]
fn what_a_certificate_pays_for_carries_its_tax() {
    on_both(|ctx| async move {
        let practice = taxed(&ctx, TaxMode::Included).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let client = visit.client_id.unwrap();
        let offer = ctx.offer(&practice, &certificate()).await;
        let sold = ctx.sale(&practice, client, &offer, 5_000).await;
        assert_eq!(sums(&sold), (5_000, 0, 5_000));
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get(&format!("/invoices/{}/print", sold.id))
            .await
            .expect(200)
            .says("is charged when it is used")
            .lacks("0%");
        let gift = bought(&ctx, &practice, &sold).await;
        let target = Target::Visit(visit.id);
        ctx.redeem(&practice, &gift, target, None).await.unwrap();
        let draft = draft_of(&ctx, &practice, target).await;
        let sent = ctx.send(&practice, draft.id).await;
        assert_eq!(sums(&sent), (1_653, 347, 2_000));
        assert_eq!((sent.prepaid_minor, sent.status), (2_000, Status::Paid));
        // Whatever is chosen on the page, its sale carries none.
        let mut tx = ctx.app.db.begin().await.unwrap();
        let rates = TaxRate::active(&mut tx, practice.tenant.id).await.unwrap();
        let mut draft = Draft::of(&sold, &sold.items(&mut tx).await.unwrap());
        draft.lines[0].tax = Some((rates[0].id, rates[0].name.clone(), rates[0].rate_bp));
        let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
        let (tenant, currency) = (&practice.tenant, sold.currency);
        let second = Invoice::begin(&mut tx, tenant, &actor, &draft, currency, now).await;
        assert_eq!(sums(&second.unwrap()), (5_000, 0, 5_000));
        tx.commit().await.unwrap();
    });
}

#[test]
fn what_is_paid_in_money_beside_a_package_is_taxed() {
    on_both(|ctx| async move {
        let practice = taxed(&ctx, TaxMode::Added).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let offer = ctx.offer_for(&practice, &["shaping"]).await;
        let package = ctx.package(&practice, visit.client_id, &offer, 8_000).await;
        let target = Target::Visit(visit.id);
        ctx.redeem(&practice, &package, target, None).await.unwrap();
        let mut draft = draft_of(&ctx, &practice, target).await;
        // The visit took longer: 30.00, and a jar for 10.00.
        let items = draft.items(&ctx.app.db).await.unwrap();
        let mut edited = Draft::of(&draft, &items);
        edited.lines[0].unit_minor = 3_000;
        let jar = aureli::invoices::model::DraftLine {
            tax: edited.lines[0].tax.clone(),
            ..aureli::invoices::model::DraftLine::text("Jar".into(), 1_000)
        };
        edited.lines.push(jar);
        let (actor, now, version) = (
            Actor::user(practice.owner),
            ctx.app.clock.now(),
            draft.version,
        );
        let mut tx = ctx.app.db.begin().await.unwrap();
        draft
            .save(&mut tx, &actor, &edited, version, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        // 21 % of the 10.00 that are added and of the jar.
        assert_eq!(sums(&draft), (4_000, 420, 4_420));
        assert_eq!((draft.prepaid_minor, draft.to_pay()), (2_000, 2_420));
        let sent = ctx.send(&practice, draft.id).await;
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get(&format!("/invoices/{}/print", sent.id))
            .await
            .expect(200)
            .says("Of it taxed when the package was sold")
            .says("€4.20");
        // The accountant's base of 21 % is what was taxed.
        let form = [("from", "2026-05-01"), ("to", "2026-05-31")];
        let file = owner.post("/invoices/exports", &form).await.expect(200);
        let row = file.body.lines().last().unwrap().to_owned();
        assert!(row.ends_with("20.00,4.20,20.00,0.00"), "{row}");
        owner
            .get("/invoices/months?year=2026")
            .await
            .expect(200)
            .says("€4.20");
        // All of it is credited to the last cent, in two parts.
        credit_of(&ctx, &practice, &sent, Credit::Sum(1_111)).await;
        let rest = credit_of(&ctx, &practice, &sent, Credit::Whole).await;
        assert_eq!(rest.total_minor, 4_420 - 1_111);
        let file = owner.post("/invoices/exports", &form).await.expect(200);
        let cents = |cell: &str| cell.replace('.', "").parse::<i64>().unwrap();
        let sum = |back: usize| -> i64 {
            let rows = file.body.lines().skip(1);
            let cells = rows.map(|row| row.split(',').rev().nth(back).unwrap().to_owned());
            cells.filter(|c| !c.is_empty()).map(|c| cents(&c)).sum()
        };
        assert_eq!(
            (sum(0), sum(1), sum(2), sum(3)),
            (0, 0, 0, 0),
            "{}",
            file.body
        );
    });
}

#[test]
fn an_invoice_that_went_out_keeps_its_tax_and_takes_no_package() {
    on_both(|ctx| async move {
        let practice = taxed(&ctx, TaxMode::Included).await;
        let one = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let two = ctx.shaping(&practice, "2026-05-15T12:00").await;
        let offer = ctx.offer_for(&practice, &["shaping"]).await;
        let package = ctx.package(&practice, one.client_id, &offer, 8_000).await;
        let target = Target::Visit(one.id);
        let draft = draft_of(&ctx, &practice, target).await;
        let taxed = ctx.send(&practice, draft.id).await;
        let refused = ctx.redeem(&practice, &package, target, None).await;
        assert!(
            matches!(refused, Err(Error::Conflict("packages-taxed-already"))),
            "{refused:?}"
        );
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/appointments/{}/redemptions/new", one.id);
        let key = uuid::Uuid::new_v4().to_string();
        let code = ctx.code(&package);
        let form = [("code", code.as_str()), ("key", key.as_str())];
        owner
            .post(&path, &form)
            .await
            .expect(422)
            .says("taxed twice");
        assert_eq!(sums(&ctx.look(&taxed).await), (1_653, 347, 2_000));
        assert_eq!(ctx.again(&package).await.balance_visits, 5);

        // The other way round: untaxed because of the package, it takes no money instead.
        let target = Target::Visit(two.id);
        let used = ctx.redeem(&practice, &package, target, None).await.unwrap();
        let draft = draft_of(&ctx, &practice, target).await;
        let sent = ctx.send(&practice, draft.id).await;
        let back = format!("/packages/{}/movements/{}/return", package.id, used.id);
        owner.post(&back, &[]).await.expect(303);
        assert_eq!(ctx.look(&sent).await.prepaid_minor, 2_000);
        assert_eq!(ctx.again(&package).await.balance_visits, 4);
        owner
            .get(&format!("/packages/{}", package.id))
            .await
            .expect(200)
            .says("Credit the invoice");
        credit_of(&ctx, &practice, &sent, Credit::Whole).await;
        let over = ctx.look(&sent).await;
        assert_eq!((over.prepaid_minor, over.status), (0, Status::Refunded));
        assert_eq!(ctx.again(&package).await.balance_visits, 5);
    });
}

/// A visit of a lamination, 48.00, and a shaping, 20.00.
async fn both(ctx: &Ctx, practice: &Practice) -> aureli::appointments::Appointment {
    let mut plan = ctx.plan(practice, "lamination").await;
    let other = ctx.plan(practice, "shaping").await;
    plan.choices.extend(other.choices);
    let client = ctx.client(practice, "Anna Petrova", "+34612345678").await;
    ctx.book_plan(practice, client.id, &plan, "2026-05-18T10:00")
        .await
}

async fn offer_of(ctx: &Ctx, practice: &Practice, services: &[&str]) -> Offer {
    match services.is_empty() {
        true => ctx.offer(practice, &five_visits()).await,
        false => ctx.offer_for(practice, services).await,
    }
}

#[test]
fn two_packages_pay_for_two_services_of_a_visit() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let visit = both(&ctx, &practice).await;
        let target = Target::Visit(visit.id);
        for (services, value) in [(&["shaping"][..], 2_000), (&[], 4_800)] {
            let offer = offer_of(&ctx, &practice, services).await;
            let package = ctx.package(&practice, visit.client_id, &offer, 8_000).await;
            let used = ctx.redeem(&practice, &package, target, None).await.unwrap();
            assert_eq!(used.value_minor, value);
        }
        let draft = draft_of(&ctx, &practice, target).await;
        assert_eq!((draft.prepaid_minor, draft.to_pay()), (6_800, 0));
        // A line is credited: its visit goes back, the other's stays.
        let sent = ctx.send(&practice, draft.id).await;
        let items = sent.items(&ctx.app.db).await.unwrap();
        credit_of(&ctx, &practice, &sent, Credit::Lines(vec![items[0].id])).await;
        let now = ctx.look(&sent).await;
        assert_eq!((now.prepaid_minor, now.status), (2_000, Status::Paid));
    });
}

#[test]
fn what_is_credited_goes_back_to_the_certificate() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx.package(&practice, visit.client_id, &offer, 5_000).await;
        let target = Target::Visit(visit.id);
        ctx.redeem(&practice, &gift, target, Some(1_500))
            .await
            .unwrap();
        let draft = draft_of(&ctx, &practice, target).await;
        let sent = ctx.send(&practice, draft.id).await;
        let left = async || ctx.again(&gift).await.balance_minor;
        // 5.00 were still owed: crediting that much takes nothing off what was paid ahead.
        credit_of(&ctx, &practice, &sent, Credit::Sum(500)).await;
        assert_eq!(left().await, 3_500);
        assert_eq!(ctx.look(&sent).await.status, Status::Paid);
        credit_of(&ctx, &practice, &sent, Credit::Sum(600)).await;
        assert_eq!(
            (left().await, ctx.look(&sent).await.prepaid_minor),
            (4_100, 900)
        );
        credit_of(&ctx, &practice, &sent, Credit::Whole).await;
        let over = ctx.look(&sent).await;
        assert_eq!(
            (left().await, over.prepaid_minor, over.status),
            (5_000, 0, Status::Refunded)
        );
        assert_eq!(ctx.ledger(&gift).await, (5_000, 0));
    });
}

/// Where the tax comes on top, a visitor sees on every page what is paid in the end, and the invoice asks for the same.
#[test]
fn a_visitor_sees_prices_with_the_tax_that_comes_on_top() {
    on_both(|ctx| async move {
        let practice = taxed(&ctx, TaxMode::Added).await;
        let mut visitor = ctx.visitor();
        visitor
            .get("/bella")
            .await
            .expect(200)
            .says("€58.08")
            .says("\"price\":\"58.08\"")
            .says("All prices include tax")
            .lacks("€48");
        // With the add-on: 58.00 and 21 %, rounded once.
        visitor
            .get("/bella/book?service=lamination&addons=tint")
            .await
            .expect(200)
            .says("€70.18 with tax")
            .says("€12.10")
            .lacks("€58 ");
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        visitor
            .get(&format!("/bella/booked/{}", visit.reference))
            .await
            .expect(200)
            .says("€24.20 with tax");
        let draft = draft_of(&ctx, &practice, Target::Visit(visit.id)).await;
        assert_eq!(draft.total_minor, 2_420);
        // In the practice's own list prices are as they were set.
        let mut owner = practice.sign_in(&ctx).await;
        owner.get("/services").await.expect(200).says("€20");
    });
    on_both(|ctx| async move {
        taxed(&ctx, TaxMode::Included).await;
        let page = ctx.visitor().get("/bella").await.expect(200).body;
        assert!(
            page.contains("€48") && !page.contains("include tax"),
            "{page}"
        );
    });
}
