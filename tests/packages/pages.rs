//! The master's pages, the client's own, the books, joining and erasing.

use aureli::invoices::model::Status;
use aureli::packages::model::{Offer, Target};

use super::{certificate, five_visits};
use crate::support::on_both;

#[test]
fn the_master_offers_sells_and_redeems() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get("/packages/offers/new?kind=certificate")
            .await
            .expect(200)
            .says("Amounts to choose from");
        let id = aureli::id::PackageOfferId::new().to_string();
        let form = |amounts: &'static str, least: &'static str| {
            [
                ("id", id.clone()),
                ("kind", "certificate".to_owned()),
                ("name", "For beauty".to_owned()),
                ("amounts", amounts.to_owned()),
                ("least", least.to_owned()),
                ("most", String::new()),
                ("valid_days", "365".to_owned()),
                ("public", "true".to_owned()),
            ]
        };
        for (amounts, least) in [("", ""), ("0", ""), ("-5; 10", ""), ("30", "20"), ("x", "")] {
            let form = form(amounts, least);
            let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
            owner
                .post("/packages/offers/new", &form)
                .await
                .expect(422)
                .says("For beauty");
        }
        let good = form("30; 50", "");
        let good: Vec<(&str, &str)> = good.iter().map(|(n, v)| (*n, v.as_str())).collect();
        for _ in 0..2 {
            owner.post("/packages/offers/new", &good).await.expect(303);
        }
        let all = Offer::all(&ctx.app.db, practice.tenant.id).await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].amounts.0, [3_000, 5_000]);
        // Two windows: the second is told.
        let edit = format!("/packages/offers/{id}/edit");
        let stale = [good.as_slice(), &[("version", "1")]].concat();
        owner.post(&edit, &stale).await.expect(303);
        owner
            .post(&edit, &stale)
            .await
            .expect(409)
            .says("meanwhile");

        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let client = visit.client_id.unwrap().to_string();
        let sell = format!("/packages/sales/new?client={client}");
        owner.get(&sell).await.expect(200).says("For beauty");
        let key = uuid::Uuid::new_v4().to_string();
        let sale = |amount| {
            [
                ("client", client.as_str()),
                ("offer", id.as_str()),
                ("amount", amount),
                ("recipient_name", "Mum"),
                ("key", key.as_str()),
            ]
        };
        let path = "/packages/sales/new";
        owner
            .post(path, &sale("40"))
            .await
            .expect(422)
            .says("not offered");
        let made = owner.post(path, &sale("50")).await.expect(303);
        let invoice = made.location().to_owned();
        let twice = owner.post(path, &sale("50")).await.expect(303);
        assert_eq!(twice.location(), invoice);
        let page = owner.get(&invoice).await.expect(200);
        let (_, rest) = page.body.split_once("name=\"version\" value=\"").unwrap();
        let version = rest.split('"').next().unwrap().to_owned();
        owner
            .post(&format!("{invoice}/sending"), &[("version", &*version)])
            .await
            .expect(303);
        let key = uuid::Uuid::new_v4().to_string();
        let cash = [("way", "cash"), ("amount", "50"), ("key", key.as_str())];
        owner
            .post(&format!("{invoice}/payments/new"), &cash)
            .await
            .expect(303);
        let card = format!("/clients/{client}");
        owner
            .get(&card)
            .await
            .expect(200)
            .says("€50.00 of €50.00 left");

        let redeem = format!("/appointments/{}/redemptions/new", visit.id);
        let page = owner.get(&redeem).await.expect(200).says("For beauty");
        let (_, rest) = page.body.split_once("name=\"package\" value=\"").unwrap();
        let package = rest.split('"').next().unwrap().to_owned();
        let key = uuid::Uuid::new_v4().to_string();
        let form = |amount| {
            [
                ("package", package.as_str()),
                ("amount", amount),
                ("key", key.as_str()),
            ]
        };
        owner.post(&redeem, &form("20.01")).await.expect(422);
        owner.post(&redeem, &form("0")).await.expect(422);
        owner.post(&redeem, &form("")).await.expect(303);
        owner.post(&redeem, &form("")).await.expect(303);
        owner
            .get(&card)
            .await
            .expect(200)
            .says("€30.00 of €50.00 left");
        let show = format!("/packages/{package}");
        owner
            .get(&show)
            .await
            .expect(200)
            .says("Used")
            .says("Anna Petrova");
        owner
            .get(&format!("{show}/print"))
            .await
            .expect(200)
            .says("For Mum");
        // What cannot be taken back is asked about first.
        for (place, word) in [
            ("cancellation", "this is lost"),
            ("code", "printed sheet stop working"),
        ] {
            let link = format!("{show}/{place}/new");
            owner.get(&show).await.expect(200).says(&link);
            owner.get(&link).await.expect(200).says(word);
        }
        owner
            .get(&format!("/appointments/{}", visit.id))
            .await
            .expect(200)
            .says("€20.00");
        // By its code, as somebody reads it out.
        let id: aureli::id::PackageId = package.parse().unwrap();
        let found = aureli::packages::model::Package::find(&ctx.app.db, practice.tenant.id, id);
        let code = ctx.code(&found.await.unwrap()).replace('-', "");
        let there = owner
            .post("/packages/lookup", &[("code", code.as_str())])
            .await;
        assert_eq!(there.expect(303).location(), show);
        owner
            .post("/packages/lookup", &[("code", "2222 2222 2222")])
            .await
            .expect(422)
            .says("no such code");
    });
}

#[test]
fn a_certificate_buys_no_certificate() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx
            .package(&practice, Some(client.id), &offer, 10_000)
            .await;
        let invoice = ctx.sale(&practice, client.id, &offer, 5_000).await;
        let refused = ctx
            .redeem(&practice, &gift, Target::Invoice(invoice.id), None)
            .await;
        assert!(refused.is_err());
        assert_eq!(ctx.look(&invoice).await.status, Status::Sent);
    });
}

#[test]
fn the_books_count_the_money_once() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let client = visit.client_id.unwrap();
        let offer = ctx.offer(&practice, &certificate()).await;
        let sold = ctx.sale(&practice, client, &offer, 5_000).await;
        ctx.pay(&sold, 5_000, 0).await;
        let gift = ctx.bought_by(&practice, sold.id).await.remove(0);
        let (actor, now) = (
            aureli::events::Actor::user(practice.owner),
            ctx.app.clock.now(),
        );
        let mut tx = ctx.app.db.begin().await.unwrap();
        let draft = aureli::invoices::model::Invoice::for_visit(
            &mut tx,
            &practice.tenant,
            &actor,
            visit.id,
            now,
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        ctx.redeem(&practice, &gift, Target::Visit(visit.id), None)
            .await
            .unwrap();
        ctx.send(&practice, draft.id).await;
        let mut owner = practice.sign_in(&ctx).await;
        // 50.00 came; 20.00 of it were used: 70.00 were invoiced.
        owner
            .get("/invoices/months?year=2026")
            .await
            .expect(200)
            .says("€70.00")
            .says("€20.00")
            .says("€50.00")
            .says("Paid ahead");
        let form = [("from", "2026-05-01"), ("to", "2026-05-31")];
        let file = owner.post("/invoices/exports", &form).await.expect(200);
        let lines: Vec<&str> = file.body.lines().collect();
        assert!(lines[0].contains("Paid ahead"), "{}", lines[0]);
        assert!(lines.iter().any(|line| line.contains("20.00,0.00,20.00")));
    });
}

#[test]
fn cards_that_are_joined_and_erased_take_theirs_along() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let one = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let two = ctx.client(&practice, "Anna P", "+34612345679").await;
        let package = ctx.package(&practice, Some(two.id), &offer, 8_000).await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE packages SET recipient_name = 'Mum', message = 'With love' WHERE tenant_id = $1",
            practice.tenant.id,
        )
        .unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        let merge = format!("/clients/{}/merge/{}", one.id, two.id);
        owner.post(&merge, &[]).await.expect(303);
        assert_eq!(ctx.again(&package).await.client_id, Some(one.id));
        owner
            .get(&format!("/clients/{}", one.id))
            .await
            .expect(200)
            .says("Five shapings");
        let actor = aureli::events::Actor::user(practice.owner);
        let why = aureli::privacy::Reason::Asked;
        aureli::privacy::erase(&ctx.app, &practice.tenant, one.id, &actor, why)
            .await
            .unwrap();
        let left = ctx.again(&package).await;
        assert_eq!((left.recipient_name, left.message), Default::default());
        assert_eq!(left.balance_visits, 5, "the sums stay");
    });
}

#[test]
fn the_clients_own_page_shows_what_is_left() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let package = ctx.package(&practice, Some(client.id), &offer, 8_000).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        let path = aureli::me::mint(&mut tx, tenant, client.id, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut anna = ctx.visitor();
        anna.get(&path)
            .await
            .expect(200)
            .says("Pay with “Five shapings” (5 visits left)")
            .says("5 visits of 5 visits left")
            .says("/certificates/");
        let (id, key) = (package.id.to_string(), uuid::Uuid::new_v4().to_string());
        let form = [("package", id.as_str()), ("key", key.as_str())];
        let act = format!("{path}/visits/{}/package", visit.id);
        anna.post(&act, &form).await.expect(303);
        anna.post(&act, &form).await.expect(303);
        anna.get(&path)
            .await
            .expect(200)
            .lacks("Pay with")
            .says("4 visits of 5 visits left");
        // Somebody else's visit, or package, is not theirs to use.
        let other = ctx.client(&practice, "Ines", "+34612345670").await;
        let theirs = ctx
            .book_for(&practice, other.id, "shaping", "2026-05-15T12:00")
            .await;
        let act = format!("{path}/visits/{}/package", theirs.id);
        anna.post(&act, &form).await.expect(404);
    });
}
