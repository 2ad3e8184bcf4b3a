//! Selling: issued when the invoice is paid, once, whichever way; taken back when the money goes back; bought on the public page.

use aureli::events::Actor;
use aureli::id::ClientId;
use aureli::invoices::business::Business;
use aureli::invoices::model::{Credit, Draft, DraftLine, Invoice, Status};
use aureli::invoices::totals::ONE;
use aureli::packages::model::{Offer, Target};
use chrono::TimeDelta;

use super::tax::credit_of;
use super::{certificate, five_visits};
use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

/// An invoice over so many pieces of an offer on each line, and €10.00 for something else, sent.
pub async fn sale_of(
    ctx: &Ctx,
    practice: &Practice,
    client: ClientId,
    offer: &Offer,
    pieces: &[i64],
) -> Invoice {
    let (tenant, now) = (&practice.tenant, ctx.app.clock.now());
    let mut tx = ctx.app.db.begin().await.unwrap();
    let client = aureli::clients::Client::find(&mut tx, tenant.id, client)
        .await
        .unwrap();
    let business = Business::of(&mut tx, tenant).await.unwrap();
    let mut draft = Draft::to_client(&mut tx, &business, &client).await.unwrap();
    for pieces in pieces {
        let line = aureli::packages::selling::line(offer, 8_000, draft.locale, draft.tax_mode, &[]);
        draft.lines.push(DraftLine {
            quantity: pieces * ONE,
            ..line
        });
    }
    draft
        .lines
        .push(DraftLine::text("A brow gel".into(), 1_000));
    let actor = Actor::user(practice.owner);
    let invoice = Invoice::begin(&mut tx, tenant, &actor, &draft, tenant.currency, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    ctx.send(practice, invoice.id).await
}

#[test]
fn what_a_credit_note_took_off_is_not_issued() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let one = sale_of(&ctx, &practice, client.id, &offer, &[1]).await;
        let lines = one.items(&ctx.app.db).await.unwrap();
        credit_of(&ctx, &practice, &one, Credit::Lines(vec![lines[0].id])).await;
        ctx.pay(&one, 1_000, 0).await;
        assert_eq!(ctx.look(&one).await.status, Status::Paid);
        assert!(ctx.bought_by(&practice, one.id).await.is_empty());
        // Paid for in part before: crediting it makes the invoice paid.
        let other = sale_of(&ctx, &practice, client.id, &offer, &[2, 1]).await;
        let mut owner = practice.sign_in(&ctx).await;
        let page = owner.get(&format!("/invoices/{}", other.id)).await;
        // It takes money, not another package.
        page.expect(200)
            .says("/payments/new")
            .lacks("/redemptions/new");
        ctx.pay(&other, 9_000, 0).await;
        let lines = other.items(&ctx.app.db).await.unwrap();
        credit_of(&ctx, &practice, &other, Credit::Lines(vec![lines[0].id])).await;
        assert_eq!(ctx.look(&other).await.status, Status::Paid);
        let bought = ctx.bought_by(&practice, other.id).await;
        let pieces: Vec<i64> = bought.iter().map(|package| package.piece).collect();
        assert_eq!(pieces, [2], "of the second line");
    });
}

#[test]
fn a_credit_note_ends_what_its_lines_had_sold() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let client = visit.client_id.unwrap();
        let offer = ctx.offer(&practice, &five_visits()).await;
        let sold = sale_of(&ctx, &practice, client, &offer, &[2, 1]).await;
        ctx.pay(&sold, 25_000, 0).await;
        let bought = ctx.bought_by(&practice, sold.id).await;
        assert_eq!(bought.len(), 3);
        ctx.redeem(&practice, &bought[1], Target::Visit(visit.id), None)
            .await
            .unwrap();
        let lines = sold.items(&ctx.app.db).await.unwrap();
        let line = Credit::Lines(vec![lines[0].id]);
        credit_of(&ctx, &practice, &sold, line).await;
        let unused = ctx.again(&bought[0]).await;
        assert!(unused.cancelled_at.is_some(), "no money went back yet");
        assert_eq!(unused.balance_visits, 0);
        let used = ctx.again(&bought[1]).await;
        assert_eq!((used.balance_visits, &*used.attention), (4, "refunded"));
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/packages/{}/dismissal", used.id);
        owner.post(&path, &[]).await.expect(303);
        // A line is taken off once, and the page does not offer it again.
        let page = format!("/invoices/{}/credit/new", sold.id);
        let page = owner.get(&page).await.expect(200);
        assert!(!page.body.contains(&lines[0].id.to_string()));
        assert!(page.body.contains(&lines[1].id.to_string()));
        // The money for that line goes back: nothing more is in question. Then some for the rest does.
        ctx.pay(&sold, 25_000, 16_000).await;
        assert_eq!(ctx.again(&bought[1]).await.attention, "");
        assert_eq!(ctx.again(&bought[2]).await.attention, "");
        ctx.pay(&sold, 25_000, 17_000).await;
        let rest = ctx.again(&bought[2]).await;
        assert_eq!((rest.balance_visits, &*rest.attention), (5, "refunded"));
    });
}

#[test]
fn what_an_invoice_sells_is_issued_once_it_is_paid() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let invoice = ctx.sale(&practice, client.id, &offer, 8_000).await;
        assert!(ctx.bought_by(&practice, invoice.id).await.is_empty());
        ctx.pay(&invoice, 3_000, 0).await;
        assert!(ctx.bought_by(&practice, invoice.id).await.is_empty());
        for _ in 0..2 {
            ctx.pay(&invoice, 8_000, 0).await;
        }
        // Overpaid: another word about the same invoice.
        ctx.pay(&invoice, 8_500, 0).await;
        let bought = ctx.bought_by(&practice, invoice.id).await;
        assert_eq!(bought.len(), 1);
        let package = &bought[0];
        assert_eq!((package.balance_visits, package.price_minor), (5, 8_000));
        assert_eq!(package.client_id, Some(client.id));
        assert_eq!(package.expires_on.unwrap().to_string(), "2027-05-14");
        ctx.run_jobs().await;
        let soon = (ctx.app.clock.now() + TimeDelta::days(1), uuid::Uuid::max());
        let mail = aureli::messages::told(&ctx.app.db, practice.tenant.id, client.id, soon, 10)
            .await
            .unwrap();
        assert_eq!(mail.len(), 1);
        let subject = mail[0].subject.as_deref().unwrap();
        assert!(subject.contains("package"), "{subject}");
    });
}

/// The money is there whatever became of the buyer; a person gives it back, or hands the package over.
#[test]
fn what_an_erased_buyer_paid_for_is_written_down() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let invoice = ctx.sale(&practice, client.id, &offer, 8_000).await;
        let actor = aureli::events::Actor::user(practice.owner);
        let why = aureli::privacy::Reason::Asked;
        aureli::privacy::erase(&ctx.app, &practice.tenant, client.id, &actor, why)
            .await
            .unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/invoices/{}/payments/new", invoice.id);
        for amount in ["30", "50"] {
            let key = uuid::Uuid::new_v4().to_string();
            let form = [("way", "terminal"), ("amount", amount), ("key", &*key)];
            owner.post(&path, &form).await.expect(303);
        }
        let paid = ctx.look(&invoice).await;
        assert_eq!((paid.status, paid.paid_minor), (Status::Paid, 8_000));
        let bought = ctx.bought_by(&practice, invoice.id).await;
        let kept: Vec<_> = bought
            .iter()
            .map(|package| (package.client_id, package.balance_visits))
            .collect();
        assert_eq!(kept, [(None, 5)]);
        assert_eq!(crate::payments::tasks(&ctx, &practice).await, ["overpaid"]);
        ctx.run_jobs().await;
        owner
            .get(&format!("/packages/{}", bought[0].id))
            .await
            .expect(200);
    });
}

#[test]
fn unused_it_goes_with_the_money_and_used_it_is_a_persons() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let client = visit.client_id.unwrap();
        let offer = ctx.offer(&practice, &five_visits()).await;
        let (one, two) = (
            ctx.sale(&practice, client, &offer, 8_000).await,
            ctx.sale(&practice, client, &offer, 8_000).await,
        );
        ctx.pay(&one, 8_000, 0).await;
        ctx.pay(&two, 8_000, 0).await;
        let unused = ctx.bought_by(&practice, one.id).await.remove(0);
        let used = ctx.bought_by(&practice, two.id).await.remove(0);
        ctx.redeem(&practice, &used, Target::Visit(visit.id), None)
            .await
            .unwrap();
        ctx.pay(&one, 8_000, 8_000).await;
        ctx.pay(&two, 8_000, 8_000).await;
        let unused = ctx.again(&unused).await;
        assert!(unused.cancelled_at.is_some());
        assert_eq!((unused.balance_visits, unused.attention.as_str()), (0, ""));
        let used = ctx.again(&used).await;
        assert!(used.cancelled_at.is_none());
        assert_eq!(
            (used.balance_visits, used.attention.as_str()),
            (4, "refunded")
        );
        let mut owner = practice.sign_in(&ctx).await;
        owner.get("/todo").await.expect(200).says("Five shapings");
        let path = format!("/packages/{}", used.id);
        owner
            .post(&format!("{path}/dismissal"), &[])
            .await
            .expect(303);
        owner.get("/todo").await.expect(200).lacks("Five shapings");
        owner
            .post(&format!("{path}/cancellation"), &[])
            .await
            .expect(303);
        assert_eq!(ctx.again(&used).await.balance_visits, 0);
    });
}

#[test]
fn what_cannot_be_issued_is_not_sent() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let stranger = ctx.stranger().await;
        let theirs = ctx.offer(&stranger, &certificate()).await;
        let own = ctx.offer(&practice, &certificate()).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let mut owner = practice.sign_in(&ctx).await;
        let id = client.id.to_string();
        let made = owner
            .post("/invoices/new", &[("client", id.as_str())])
            .await;
        let edit = made.expect(303).location().to_owned();
        let (own, theirs) = (own.id.to_string(), theirs.id.to_string());
        for (product, quantity, price, word) in [
            (theirs.as_str(), "1", "50", "no longer offered"),
            (own.as_str(), "1.5", "50", "whole pieces"),
            (own.as_str(), "51", "50", "whole pieces"),
            (own.as_str(), "1", "0", "above zero"),
        ] {
            let page = owner.get(&edit).await.expect(200);
            let version = version(&page.body);
            let form = [
                ("version", version.as_str()),
                ("kind", "certificate"),
                ("product", product),
                ("service", ""),
                ("description", "Gift"),
                ("quantity", quantity),
                ("price", price),
                ("off", ""),
                ("tax", ""),
                ("tax_mode", "none"),
                ("locale", "en"),
            ];
            owner.post(&edit, &form).await.expect(303);
            let show = edit.trim_end_matches("/edit");
            let page = owner.get(show).await.expect(200);
            let version = self::version(&page.body);
            let send = format!("{show}/sending");
            owner
                .post(&send, &[("version", version.as_str())])
                .await
                .expect(409)
                .says(word);
        }
    });
}

/// The version that a page's form carries.
fn version(body: &str) -> String {
    let (_, rest) = body.split_once("name=\"version\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn a_certificate_is_bought_on_the_practices_page() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let path = format!("/bella/packages/{}", offer.id);
        let mut buyer = ctx.visitor();
        // Without legal details nothing can be sold.
        buyer
            .get("/bella/packages")
            .await
            .expect(200)
            .says("Nothing is sold here");
        buyer.get(&path).await.expect(404);
        ctx.legal(&practice).await;
        buyer
            .get("/bella/packages")
            .await
            .expect(200)
            .says("For beauty");
        buyer
            .get("/bella")
            .await
            .expect(200)
            .says("/bella/packages");
        let key = uuid::Uuid::new_v4().to_string();
        let form = |amount, email| {
            [
                ("amount", amount),
                ("other", ""),
                ("name", "Olga"),
                ("email", email),
                ("recipient_name", "Mum"),
                ("message", "With love"),
                ("key", key.as_str()),
            ]
            .map(|(name, value): (&str, &str)| (name.to_owned(), value.to_owned()))
        };
        async fn send(
            buyer: &mut crate::support::Visitor,
            path: &str,
            form: &[(String, String)],
        ) -> crate::support::Answer {
            let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (&**n, &**v)).collect();
            buyer.post(path, &form).await
        }
        for (amount, email, word) in [
            ("0", "olga@example.com", "not offered"),
            ("-50", "olga@example.com", ""),
            ("1999.99", "olga@example.com", "not offered"),
            ("19.99", "olga@example.com", "not offered"),
            ("", "olga@example.com", "Choose an amount"),
            ("50", "", "e-mail"),
            ("50", "nonsense", ""),
        ] {
            let again = send(&mut buyer, &path, &form(amount, email)).await;
            again.expect(422).says(word).says("With love");
        }
        let done = send(&mut buyer, &path, &form("50.00", "olga@example.com")).await;
        let pay = done.expect(303).location().to_owned();
        let twice = send(&mut buyer, &path, &form("50.00", "olga@example.com")).await;
        assert_eq!(twice.expect(303).location(), pay, "one press, one invoice");
        buyer.get(&pay).await.expect(200).says("€50.00");

        let (id,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (aureli::id::InvoiceId,),
            "SELECT invoice_id FROM package_orders WHERE tenant_id = $1",
            practice.tenant.id,
        )
        .unwrap();
        let invoice = aureli::invoices::model::Invoice::find(&ctx.app.db, practice.tenant.id, id)
            .await
            .unwrap();
        assert_eq!(invoice.status, Status::Sent);
        ctx.pay(&invoice, 5_000, 0).await;
        let gift = ctx.bought_by(&practice, id).await.remove(0);
        assert_eq!(gift.recipient_name, "Mum");
        let page = buyer.get(&pay).await.expect(200).says("/certificates/");
        let (_, rest) = page.body.split_once("href=\"/certificates/").unwrap();
        let link = format!("/certificates/{}", rest.split('"').next().unwrap());
        let code = ctx.code(&gift);
        buyer
            .get(&link)
            .await
            .expect(200)
            .says(&code)
            .says("For Mum")
            .says("With love")
            .lacks("Olga");
        ctx.run_jobs().await;
        let soon = (ctx.app.clock.now() + TimeDelta::days(1), uuid::Uuid::max());
        let told = aureli::messages::told(
            &ctx.app.db,
            practice.tenant.id,
            gift.client_id.unwrap(),
            soon,
            10,
        );
        assert_eq!(told.await.unwrap().len(), 1);
        // Another letter in the address leads nowhere.
        let wrong = link.replace("/certificates/", "/certificates/A");
        buyer.get(&wrong).await.expect(404);
    });
}

#[test]
fn an_order_that_nobody_pays_ends_by_itself() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let path = format!("/bella/packages/{}", offer.id);
        let form = [("name", "Olga"), ("email", "olga@example.com")];
        ctx.visitor().post(&path, &form).await.expect(303);
        let all = async || {
            aureli::q!(
                &ctx.app.db,
                fetch_all: (String,),
                "SELECT status FROM invoices WHERE tenant_id = $1",
                practice.tenant.id,
            )
            .unwrap()
        };
        assert_eq!(all().await, [("sent".to_owned(),)]);
        ctx.app.clock.advance(TimeDelta::days(16));
        ctx.run_jobs().await;
        assert_eq!(all().await, [("void".to_owned(),)]);
    });
}

#[test]
fn who_types_another_ones_phone_learns_nothing_and_changes_nothing() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let anna = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let path = format!("/bella/packages/{}", offer.id);
        let form = [
            ("name", "Olga"),
            ("email", "olga@example.com"),
            ("phone", "+34612345678"),
        ];
        ctx.visitor().post(&path, &form).await.expect(303);
        let (client,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (aureli::id::ClientId,),
            "SELECT client_id FROM invoices WHERE tenant_id = $1",
            practice.tenant.id,
        )
        .unwrap();
        assert_ne!(client, anna.id);
    });
}
