//! The practice's own pages: connecting, transfers, what was paid at the desk.

use aureli::appointments::Status as Visit;
use aureli::cash::figures::Figures;
use aureli::error::Error;
use aureli::events::Actor;
use aureli::money::{Currency, Money};
use aureli::payments::model::{ByHand, Status, record};
use aureli::payments::{Account, Payment, Subject, Way};
use axum::body::Body;
use axum::http::{Request, header};
use chrono::TimeDelta;

use super::{again, begun, bella, on_both, one, tasks, visit, waiting, with_stripe};
use crate::support::Visitor;
use crate::support::factories::OWNER_PASSWORD;
use crate::support::fakes::yookassa;
use crate::support::pictures;

/// Signed in, with the password just said.
async fn proved(visitor: &mut Visitor) {
    let form = [("password", OWNER_PASSWORD), ("next", "/settings/payments")];
    visitor.post("/password/confirm", &form).await.expect(303);
}

#[test]
fn keys_are_tried_sealed_and_never_shown() {
    on_both(|ctx, fakes| async move {
        let practice = bella(&ctx, "RUB").await;
        let mut owner = practice.sign_in(&ctx).await;
        let page = "/settings/payments/ways/yookassa";
        let to = owner.get(page).await.expect(303);
        assert!(
            to.location().starts_with("/password/confirm"),
            "{}",
            to.location()
        );
        proved(&mut owner).await;
        owner.get(page).await.expect(200);
        let form = |secret: &'static str| {
            vec![
                ("shop", yookassa::SHOP),
                ("secret", secret),
                ("shown", "true"),
                ("vat", "1"),
            ]
        };
        owner
            .post(page, &form("test_wrong"))
            .await
            .expect(422)
            .lacks("test_wrong");
        assert!(
            Account::of(&ctx.app.db, practice.tenant.id, Way::Yookassa)
                .await
                .unwrap()
                .is_none()
        );
        owner.post(page, &form(yookassa::SECRET)).await.expect(303);
        let four = &yookassa::SECRET[yookassa::SECRET.len() - 4..];
        let shown = owner
            .get(page)
            .await
            .expect(200)
            .says(four)
            .says("/hooks/yookassa/");
        shown.lacks(yookassa::SECRET);
        let account = Account::of(&ctx.app.db, practice.tenant.id, Way::Yookassa).await;
        let account = account.unwrap().unwrap();
        let sealed = String::from_utf8_lossy(&account.sealed.clone().unwrap()).into_owned();
        assert!(!sealed.contains(yookassa::SECRET), "sealed");
        owner.post(&format!("{page}/test"), &[]).await.expect(303);
        assert!(
            fakes
                .yookassa
                .calls()
                .iter()
                .filter(|call| *call == "me")
                .count()
                >= 3
        );
        // Only what is no secret: the keys stay, and so does the address.
        let before = super::hook(&ctx, &practice, Way::Yookassa).await;
        owner.post(page, &form("")).await.expect(303);
        assert_eq!(super::hook(&ctx, &practice, Way::Yookassa).await, before);
        owner
            .post(&format!("{page}/disconnection"), &[])
            .await
            .expect(303);
        assert!(
            Account::of(&ctx.app.db, practice.tenant.id, Way::Yookassa)
                .await
                .unwrap()
                .is_none()
        );
        let gone = Account::find(&ctx.app.db, practice.tenant.id, account.id)
            .await
            .unwrap();
        assert!(gone.sealed.is_none(), "forgotten");
        super::tell(&ctx, &before, &serde_json::json!({}), &[])
            .await
            .expect(404);
    });
}

/// A form with a file, as a browser without a script sends it.
async fn send(visitor: &mut Visitor, path: &str, name: &str, file: &[u8]) -> u16 {
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body));
    visitor.send(request.unwrap()).await.status.as_u16()
}

#[test]
fn a_transfer_is_looked_at_by_a_person() {
    on_both(|ctx, _| async move {
        let practice = bella(&ctx, "EUR").await;
        let mut owner = practice.sign_in(&ctx).await;
        proved(&mut owner).await;
        let page = "/settings/payments/ways/transfer";
        owner.post(page, &[("shown", "true")]).await.expect(422);
        let form = [
            ("shown", "true"),
            ("details", "ES91 2100 0418 4502 0005 1332"),
        ];
        owner.post(page, &form).await.expect(303);
        let (booked, payment) = one(&ctx, &practice, Way::Transfer).await;
        let token = aureli::payments::token::of_payment(&ctx.app, practice.tenant.id, payment.id);
        let mut client = ctx.visitor();
        let status = token.status_path();
        client.get(&status).await.expect(200).says("ES91 2100");
        let path = format!("{status}/receipt");
        let until = visit(&ctx, &booked).await.expires_at;
        send(
            &mut client,
            &path,
            "receipt.html",
            b"<script>alert(1)</script>",
        )
        .await;
        assert!(
            tasks(&ctx, &practice).await.is_empty(),
            "no page is a receipt"
        );
        assert_eq!(
            send(
                &mut client,
                &path,
                "receipt.jpg",
                &pictures::jpeg(300, 400, 1)
            )
            .await,
            303
        );
        assert_eq!(tasks(&ctx, &practice).await, ["receipt"]);
        assert!(
            visit(&ctx, &booked).await.expires_at > until,
            "kept while somebody looks"
        );
        let kept = visit(&ctx, &booked).await.expires_at;
        ctx.app.clock.advance(chrono::TimeDelta::hours(1));
        send(&mut client, &path, "more.jpg", &pictures::jpeg(300, 400, 2)).await;
        assert_eq!(visit(&ctx, &booked).await.expires_at, kept, "once");
        let shown = owner
            .get(&format!("/payments/{}", payment.id))
            .await
            .expect(200)
            .body;
        let at = shown
            .split(&format!("/payments/{}/receipts/", payment.id))
            .nth(1)
            .unwrap();
        let file = format!("/payments/{}/receipts/{}", payment.id, &at[..36]);
        let file = owner.get(&file).await.expect(200);
        assert_eq!(file.headers[header::CONTENT_TYPE], "image/jpeg");
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger
            .get(&format!("/payments/{}", payment.id))
            .await
            .expect(404);
        owner
            .post(&format!("/payments/{}/acceptance", payment.id), &[])
            .await
            .expect(303);
        assert_eq!(again(&ctx, &payment).await.status, Status::Succeeded);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        assert!(tasks(&ctx, &practice).await.is_empty());
        // It is money, and no trial.
        let day = practice.tenant.local_date(ctx.app.clock.now());
        let figures = Figures::of(&ctx.app.db, &practice.tenant, day).await;
        let total = figures.unwrap().total(practice.tenant.currency);
        assert_eq!(total, (1_500, 0));

        let other = ctx.client(&practice, "Olga", "+34612345699").await;
        let second = waiting(&ctx, &practice, other.id, "2026-05-19T10:00").await;
        let payment = begun(&ctx, &practice, second.id, Way::Transfer).await;
        owner
            .post(
                &format!("/payments/{}/rejection", payment.id),
                &[("note", "")],
            )
            .await
            .expect(303);
        assert_eq!(again(&ctx, &payment).await.status, Status::Failed);
        assert_eq!(visit(&ctx, &second).await.status, Visit::AwaitingDeposit);
    });
}

#[test]
fn money_at_the_desk_is_written_down_once() {
    on_both(|ctx, _| async move {
        let practice = bella(&ctx, "EUR").await;
        let client = ctx.client(&practice, "Anna", "+34612345678").await;
        let booked = waiting(&ctx, &practice, client.id, "2026-05-18T10:00").await;
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/appointments/{}/payments/new", booked.id);
        owner.get(&path).await.expect(200).says("15.00");
        let key = uuid::Uuid::new_v4().to_string();
        let form = |way: &'static str, amount: &'static str| {
            vec![
                ("way", way),
                ("amount", amount),
                ("note", ""),
                ("key", key.as_str()),
            ]
        };
        for amount in ["", "0", "-1", "15.01", "1e9", "99999999999999999999"] {
            owner.post(&path, &form("cash", amount)).await.expect(422);
        }
        owner.post(&path, &form("stripe", "15")).await.expect(422);
        let foreign = ByHand {
            subject: Subject::Deposit(booked.id),
            way: Way::Cash,
            amount: Money::new(1_500, Currency::parse("USD").unwrap()),
            note: String::new(),
            key: key.clone(),
        };
        let (actor, tenant) = (Actor::user(practice.owner), &practice.tenant);
        let refused = record(&ctx.app, tenant, &foreign, practice.owner, &actor).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        owner.post(&path, &form("cash", "15")).await.expect(303);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        owner.post(&path, &form("cash", "15")).await.expect(303);
        assert_eq!(super::count(&ctx, &practice, "payment.recorded").await, 1);
        owner
            .get("/payments")
            .await
            .expect(200)
            .says("Anna · Deposit · Cash");
        // A transfer that is written down offers nobody a transfer to nowhere.
        let other = waiting(&ctx, &practice, client.id, "2026-05-19T10:00").await;
        let path = format!("/appointments/{}/payments/new", other.id);
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("way", "transfer"), ("amount", "15"), ("key", key.as_str())];
        owner.post(&path, &form).await.expect(303);
        let (tenant, currency) = (practice.tenant.id, practice.tenant.currency);
        let offered = Account::offered(&ctx.app, &ctx.app.db, tenant, currency).await;
        assert_eq!(offered.unwrap(), [Way::Sandbox]);
    });
}

/// Cancelled, taken back, cancelled again: each time somebody must hand the money over.
#[test]
fn what_goes_back_by_hand_is_asked_for_each_time() {
    on_both(|ctx, _| async move {
        let practice = bella(&ctx, "EUR").await;
        let client = ctx.client(&practice, "Anna", "+34612345678").await;
        let booked = waiting(&ctx, &practice, client.id, "2026-05-18T10:00").await;
        let new = ByHand {
            subject: Subject::Deposit(booked.id),
            way: Way::Cash,
            amount: Money::new(1_500, practice.tenant.currency),
            note: String::new(),
            key: "form:one".into(),
        };
        let (actor, tenant) = (Actor::user(practice.owner), &practice.tenant);
        record(&ctx.app, tenant, &new, practice.owner, &actor)
            .await
            .unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        for _ in 0..2 {
            for (what, left) in [("cancellation", &["by_hand"][..]), ("restoration", &[])] {
                let version = visit(&ctx, &booked).await.version.to_string();
                let mut form = vec![("version", version.as_str())];
                if what == "cancellation" {
                    form.extend([("by", "master"), ("reason", "")]);
                }
                let path = format!("/appointments/{}/{what}", booked.id);
                owner.post(&path, &form).await.expect(303);
                ctx.run_jobs().await;
                assert_eq!(tasks(&ctx, &practice).await, left, "{what}");
            }
        }
    });
}

/// Times and ids need not be in one order: two workers have two clocks.
#[test]
fn the_pages_of_the_list_leave_no_payment_out() {
    on_both(|ctx, _| async move {
        let practice = with_stripe(&ctx).await;
        let tenant = practice.tenant.id;
        let mut all = Vec::new();
        for n in 0..4_i64 {
            let phone = format!("+3461234560{n}");
            let client = ctx.client(&practice, "Anna", &phone).await;
            let at = format!("2026-05-{}T10:00", 18 + n);
            let booked = waiting(&ctx, &practice, client.id, &at).await;
            let payment = begun(&ctx, &practice, booked.id, Way::Stripe).await;
            // The later the id, the earlier the time; but for the last, which has the first one's.
            let at = ctx.app.clock.now() - TimeDelta::minutes(n % 3);
            aureli::q!(
                &ctx.app.db,
                execute,
                "UPDATE payments SET created_at = $3 WHERE tenant_id = $1 AND id = $2",
                tenant,
                payment.id,
                at,
            )
            .unwrap();
            all.push(payment.id);
        }
        let mut seen = Vec::new();
        let mut before = None;
        while let Some(one) = Payment::page(&ctx.app.db, tenant, before, 1)
            .await
            .unwrap()
            .pop()
        {
            before = Some(one.id);
            seen.push(one.id);
            assert!(seen.len() <= 4, "{seen:?}");
        }
        assert_eq!(seen, [all[3], all[0], all[1], all[2]]);
    });
}

/// Both presses are told that it is done, whichever was first.
#[test]
fn two_presses_at_once_write_the_money_down_once() {
    on_both(|ctx, _| async move {
        let practice = bella(&ctx, "EUR").await;
        let client = ctx.client(&practice, "Anna", "+34612345678").await;
        let booked = waiting(&ctx, &practice, client.id, "2026-05-18T10:00").await;
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let (ctx, practice) = (ctx.clone(), practice.clone());
            let new = ByHand {
                subject: Subject::Deposit(booked.id),
                way: Way::Cash,
                amount: Money::new(1_500, practice.tenant.currency),
                note: String::new(),
                key: "form:one".into(),
            };
            all.spawn(async move {
                let (actor, tenant) = (Actor::user(practice.owner), &practice.tenant);
                record(&ctx.app, tenant, &new, practice.owner, &actor).await
            });
        }
        let mut ids = Vec::new();
        while let Some(done) = all.join_next().await {
            ids.push(done.unwrap().unwrap());
        }
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        assert_eq!(super::count(&ctx, &practice, "payment.recorded").await, 1);
    });
}
