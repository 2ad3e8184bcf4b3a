//! A package or certificate pays for a visit that waits for its deposit: less is asked for, and nobody pays twice unseen.

use aureli::appointments::Status as Visit;
use aureli::packages::model::Target;
use aureli::payments::Way;
use aureli::payments::model::Status;
use chrono::TimeDelta;

use super::{again, begun, bella, on_both, one, provider_id, tasks, visit, waiting, with_yookassa};
use crate::packages::{certificate, five_visits};

#[test]
fn a_package_makes_a_visit_certain_that_waits_for_its_deposit() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Yookassa).await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let package = ctx
            .package(&practice, booked.client_id, &offer, 8_000)
            .await;
        let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        let client = booked.client_id.unwrap();
        let path = aureli::me::mint(&mut tx, tenant, client, now).await;
        tx.commit().await.unwrap();
        let path = path.unwrap();
        let (id, key) = (package.id.to_string(), uuid::Uuid::new_v4().to_string());
        let form = [("package", id.as_str()), ("key", key.as_str())];
        let mut anna = ctx.visitor();
        anna.get(&path).await.expect(200).says("/pay/visit/");
        let act = format!("{path}/visits/{}/package", booked.id);
        for _ in 0..2 {
            anna.post(&act, &form).await.expect(303);
        }
        anna.get(&path).await.expect(200).lacks("/pay/visit/");
        let certain = visit(&ctx, &booked).await;
        assert_eq!(certain.status, Visit::Confirmed);
        assert_eq!((certain.deposit_minor, certain.expires_at), (0, None));
        assert_eq!(ctx.again(&package).await.balance_visits, 4);
        assert!(again(&ctx, &payment).await.stopped_at.is_some());
        ctx.app.clock.advance(TimeDelta::minutes(31));
        ctx.run_jobs().await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        // The page that was open all the while is paid: a person gives that back.
        fakes.yookassa.pay(&provider_id(&payment));
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.status, Status::Succeeded);
        assert_eq!(tasks(&ctx, &practice).await, ["overpaid"]);
    });
}

#[test]
fn a_certificate_lowers_the_deposit_that_is_waited_for() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, whole) = one(&ctx, &practice, Way::Yookassa).await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx.package(&practice, None, &offer, 1_000).await;
        let target = Target::Visit(booked.id);
        ctx.redeem(&practice, &gift, target, None).await.unwrap();
        let waits = visit(&ctx, &booked).await;
        let left = (waits.status, waits.deposit_minor, waits.expires_at);
        assert_eq!(left, (Visit::AwaitingDeposit, 500, booked.expires_at));
        assert!(again(&ctx, &whole).await.stopped_at.is_some());
        let rest = begun(&ctx, &practice, booked.id, Way::Yookassa).await;
        assert_eq!(rest.amount_minor, 500);
        // It runs out, gives the certificate back, and takes both again when the rest comes late.
        ctx.app.clock.advance(TimeDelta::minutes(31));
        ctx.run_jobs().await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Expired);
        assert_eq!(ctx.again(&gift).await.balance_minor, 1_000);
        fakes.yookassa.pay(&provider_id(&rest));
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        assert_eq!(ctx.again(&gift).await.balance_minor, 0);
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn the_whole_deposit_after_a_certificate_took_a_part_is_a_persons() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, whole) = one(&ctx, &practice, Way::Yookassa).await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx.package(&practice, None, &offer, 1_000).await;
        let target = Target::Visit(booked.id);
        ctx.redeem(&practice, &gift, target, None).await.unwrap();
        fakes.yookassa.pay(&provider_id(&whole));
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &whole).await.status, Status::Succeeded);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        assert_eq!(tasks(&ctx, &practice).await, ["overpaid"]);
    });
}

#[test]
fn a_part_that_came_stays_the_deposit_beside_a_package() {
    on_both(|ctx, _| async move {
        let practice = with_yookassa(&ctx).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let booked = waiting(&ctx, &practice, client.id, "2026-05-18T10:00").await;
        let mut owner = practice.sign_in(&ctx).await;
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("way", "cash"), ("amount", "5"), ("key", &*key)];
        let path = format!("/appointments/{}/payments/new", booked.id);
        owner.post(&path, &form).await.expect(303);
        let offer = ctx.offer(&practice, &five_visits()).await;
        let package = ctx.package(&practice, Some(client.id), &offer, 8_000).await;
        let used = ctx
            .redeem(&practice, &package, Target::Visit(booked.id), None)
            .await;
        assert_eq!(used.unwrap().value_minor, 4_300);
        let certain = visit(&ctx, &booked).await;
        let stands = (certain.status, certain.deposit_minor);
        assert_eq!(stands, (Visit::Confirmed, 500));
    });
}

/// Before the master cancels, what becomes of the money is said.
#[test]
fn the_master_is_told_what_becomes_of_the_money() {
    on_both(|ctx, _| async move {
        let practice = bella(&ctx, "EUR").await;
        ctx.legal(&practice).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let booked = waiting(&ctx, &practice, client.id, "2026-05-18T10:00").await;
        let mut owner = practice.sign_in(&ctx).await;
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("way", "cash"), ("amount", "15"), ("key", &*key)];
        let path = format!("/appointments/{}/payments/new", booked.id);
        owner.post(&path, &form).await.expect(303);
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx.package(&practice, None, &offer, 1_000).await;
        let target = Target::Visit(booked.id);
        ctx.redeem(&practice, &gift, target, None).await.unwrap();
        let id = booked.id.to_string();
        let made = owner.post("/invoices/new", &[("appointment", &id)]).await;
        let made = made.expect(303).location().to_owned();
        let invoice = made.rsplit('/').next().unwrap().parse().unwrap();
        let sent = ctx.send(&practice, invoice).await;
        let page = format!("/appointments/{id}/cancellation/new");
        let shown = owner.get(&page).await.expect(200);
        shown
            .says("The deposit of €15.00 goes back.")
            .says("€10.00 goes back to the package or certificate.")
            .says(&format!("Invoice {} stays", sent.reference().unwrap()));
        ctx.app
            .clock
            .advance(TimeDelta::days(3) + TimeDelta::hours(20));
        let mut owner = practice.sign_in(&ctx).await;
        let shown = owner.get(&page).await.expect(200);
        shown
            .says("The deposit of €15.00 is kept if the client cancels")
            .says("€10.00 of a package or certificate is kept if the client cancels");
    });
}

/// What was paid on the visit's invoice keeps its time beside a certificate.
#[test]
fn money_on_the_invoice_counts_beside_a_certificate() {
    on_both(|ctx, _| async move {
        let practice = bella(&ctx, "EUR").await;
        ctx.legal(&practice).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let booked = waiting(&ctx, &practice, client.id, "2026-05-18T10:00").await;
        let mut owner = practice.sign_in(&ctx).await;
        let id = booked.id.to_string();
        let made = owner.post("/invoices/new", &[("appointment", &id)]).await;
        let made = made.expect(303).location().to_owned();
        let invoice = made.rsplit('/').next().unwrap().parse().unwrap();
        let sent = ctx.send(&practice, invoice).await;
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("way", "cash"), ("amount", "5"), ("key", &*key)];
        let path = format!("/invoices/{}/payments/new", sent.id);
        owner.post(&path, &form).await.expect(303);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::AwaitingDeposit);
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx.package(&practice, None, &offer, 1_000).await;
        let target = Target::Visit(booked.id);
        ctx.redeem(&practice, &gift, target, None).await.unwrap();
        let certain = visit(&ctx, &booked).await;
        let stands = (certain.status, certain.deposit_minor);
        assert_eq!(stands, (Visit::Confirmed, 500));
    });
}
