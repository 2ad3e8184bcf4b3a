//! Deposits: the time is kept, paid for, lost, taken again; what is kept and what goes back.

use aureli::appointments::{Appointment, Cancellation, Status as Visit, Who};
use aureli::events::Actor;
use aureli::payments::model::{Rules, Status};
use aureli::payments::{Payment, Refund, Way};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Fakes, bella, waiting};
use super::{again, on_both, one, provider_id, tasks, visit, with_stripe, with_yookassa};
use crate::support::factories::Practice;
use crate::support::{Answer, Ctx};

async fn book(ctx: &Ctx, phone: &str, start: &str, key: &str) -> Answer {
    let body = json!({ "service": "lamination", "start": start,
        "client": { "name": "Anna Petrova", "phone": phone, "email": format!("{}@example.com", phone.trim_start_matches('+')) }, "note": "", "addons": [] });
    let headers = [("idempotency-key", key)];
    ctx.visitor()
        .post_json("/api/v1/public/bella/bookings", body, &headers)
        .await
}

async fn find(ctx: &Ctx, practice: &Practice, booked: &Value) -> Appointment {
    let reference = booked["reference"].as_str().unwrap();
    Appointment::by_reference(&ctx.app.db, practice.tenant.id, reference)
        .await
        .unwrap()
}

/// The path of an address of ours.
fn path(url: &Value) -> String {
    url.as_str().unwrap().replace("http://localhost:8080", "")
}

/// Presses a button to pay on a page; where it leads.
async fn press(ctx: &Ctx, page: &str, way: &str) -> String {
    let mut visitor = ctx.visitor();
    let body = visitor.get(page).await.expect(200).body;
    let action = body
        .split("action=\"/pay/start/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let action = format!("/pay/start/{action}");
    visitor
        .post(&action, &[("way", way)])
        .await
        .expect(303)
        .location()
        .to_owned()
}

pub async fn mails(ctx: &Ctx) -> Vec<(String, String)> {
    aureli::q!(
        &ctx.app.db,
        fetch_all: (String, String),
        "SELECT subject, body_text FROM dev_mails ORDER BY sent_at, id",
    )
    .unwrap()
}

#[test]
fn a_time_is_kept_paid_for_and_certain() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let booked = book(&ctx, "+34612345678", "2026-05-18T10:00:00+02:00", "k1").await;
        let booked = booked.expect(201).json();
        assert_eq!(booked["status"], "awaiting_deposit");
        let stored = find(&ctx, &practice, &booked).await;
        assert_eq!(stored.deposit_minor, 1500);
        let until = ctx.app.clock.now() + TimeDelta::minutes(30);
        assert_eq!(stored.expires_at, Some(until));
        let page = path(&booked["payment_url"]);
        let shown = ctx.visitor().get(&page).await.expect(200);
        // 07:30 in London's summer is 09:30 in Madrid.
        shown.says("09:30").says("15.00").says(&until.to_rfc3339());
        ctx.run_jobs().await;
        let mail = mails(&ctx).await;
        assert_eq!(mail.len(), 1, "one mail: {mail:?}");
        assert!(
            mail[0].1.contains("09:30") && mail[0].1.contains(&page),
            "{}",
            mail[0].1
        );

        let status = press(&ctx, &page, "yookassa").await;
        let payment = Payment::of_appointment(&ctx.app.db, practice.tenant.id, stored.id).await;
        let payment = payment.unwrap().remove(0);
        let link = payment.pay_url.clone().unwrap();
        ctx.visitor().get(&status).await.expect(200).says(&link);
        fakes.yookassa.pay(&provider_id(&payment));
        ctx.app.clock.advance(TimeDelta::seconds(10));
        ctx.visitor().post(&status, &[]).await.expect(303);
        ctx.visitor().get(&status).await.expect(200).says("Paid");
        assert_eq!(visit(&ctx, &stored).await.status, Visit::Confirmed);
        ctx.run_jobs().await;
        let mail = mails(&ctx).await;
        assert!(
            mail.iter()
                .any(|(subject, _)| subject.starts_with("Booked")),
            "{mail:?}"
        );
        ctx.visitor()
            .get(&page)
            .await
            .expect(200)
            .lacks("/pay/start/");
        let again = press_again(&ctx, &page).await;
        assert!(again.contains("nothing to pay") || again.is_empty());
    });
}

/// Where the tax comes on top, the page where a client pays says the same price as the one where they booked.
#[test]
fn the_page_to_pay_shows_the_price_with_the_tax_on_top() {
    on_both(|ctx, _| async move {
        let practice = with_stripe(&ctx).await;
        let mode = aureli::invoices::totals::TaxMode::Added;
        crate::packages::tax::tax(&ctx, &practice, mode).await;
        let booked = book(&ctx, "+34612345678", "2026-05-18T10:00:00+02:00", "k1").await;
        let page = path(&booked.expect(201).json()["payment_url"]);
        let shown = ctx.visitor().get(&page).await.expect(200);
        shown.says("€58.08 with tax").says("€15.00").lacks("€48");
    });
}

/// A button that was on the page before it was paid.
async fn press_again(ctx: &Ctx, page: &str) -> String {
    let action = page.replace("/pay/visit/", "/pay/start/");
    let mut visitor = ctx.visitor();
    visitor
        .post(&action, &[("way", "yookassa")])
        .await
        .expect(303);
    let body = visitor.get(page).await.expect(200).body;
    if body.contains("nothing to pay") {
        "nothing to pay".into()
    } else {
        String::new()
    }
}

#[test]
fn late_money_takes_a_free_time_again() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Yookassa).await;
        ctx.app.clock.advance(TimeDelta::minutes(31));
        ctx.run_jobs().await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Expired);
        fakes.yookassa.pay(&provider_id(&payment));
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.status, Status::Succeeded);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        assert!(tasks(&ctx, &practice).await.is_empty());
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .post(&format!("/appointments/{}/confirmation", booked.id), &[])
            .await
            .expect(303);
    });
}

#[test]
fn late_money_for_a_time_that_is_gone_is_a_task_and_a_refund() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Yookassa).await;
        ctx.app.clock.advance(TimeDelta::minutes(31));
        ctx.run_jobs().await;
        let other = ctx.book(&practice, "shaping", "2026-05-18T10:30").await;
        fakes.yookassa.pay(&provider_id(&payment));
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.run_jobs().await;
        assert_eq!(again(&ctx, &payment).await.status, Status::Succeeded);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Expired);
        assert_eq!(
            visit(&ctx, &other).await.status,
            Visit::Confirmed,
            "never two"
        );
        assert_eq!(tasks(&ctx, &practice).await, ["late"]);
        let mut owner = practice.sign_in(&ctx).await;
        owner.get("/todo").await.expect(200).says("give it back");
        let path = format!("/payments/{}", payment.id);
        owner.get(&path).await.expect(200).says("/refunds/new");
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("amount", "15"), ("key", key.as_str())];
        owner
            .post(&format!("{path}/refunds/new"), &form)
            .await
            .expect(303);
        ctx.run_jobs().await;
        assert_eq!(fakes.yookassa.refunded(&provider_id(&payment)), 1500);
        assert!(tasks(&ctx, &practice).await.is_empty());
    });
}

#[test]
fn a_session_is_closed_when_the_time_runs_out() {
    on_both(|ctx, fakes| async move {
        let practice = with_stripe(&ctx).await;
        let (_, payment) = one(&ctx, &practice, Way::Stripe).await;
        ctx.app.clock.advance(TimeDelta::minutes(31));
        ctx.run_jobs().await;
        assert_eq!(
            fakes.stripe.session(&provider_id(&payment))["status"],
            "expired"
        );
        assert_eq!(again(&ctx, &payment).await.status, Status::Cancelled);
    });
}

/// A paid deposit on 18 May at ten; now is 14 May.
async fn paid(ctx: &Ctx, fakes: &Fakes, practice: &Practice) -> (Appointment, Payment) {
    let (booked, payment) = one(ctx, practice, Way::Yookassa).await;
    fakes.yookassa.pay(&provider_id(&payment));
    ctx.app.clock.advance(TimeDelta::minutes(4));
    ctx.run_jobs().await;
    (visit(ctx, &booked).await, again(ctx, &payment).await)
}

pub async fn cancel(ctx: &Ctx, visit: &Appointment, by: Who, is_late: bool) {
    let now = ctx.app.clock.now();
    let mut tx = ctx.app.db.begin().await.unwrap();
    let found = Appointment::find_for_change(&mut tx, visit.tenant_id, visit.id).await;
    let cancellation = Cancellation {
        by,
        reason: String::new(),
        is_late,
    };
    let actor = Actor::client(visit.client_id);
    found
        .unwrap()
        .cancel(&mut tx, &actor, cancellation, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn what_becomes_of_it_is_the_practices_rule() {
    on_both(|ctx, fakes| async move {
        for (by, is_late, kept_late, fate) in [
            (Who::Client, false, true, "returned"),
            (Who::Client, true, true, "kept"),
            (Who::Client, true, false, "returned"),
            (Who::Master, true, true, "returned"),
        ] {
            let ctx = Ctx::open_with(
                if ctx.app.db.is_postgres() {
                    crate::support::databases::postgres()
                } else {
                    crate::support::databases::sqlite()
                },
                &[("YOOKASSA_URL", &fakes.yookassa.url())],
            )
            .await;
            let practice = with_yookassa(&ctx).await;
            let rules = Rules {
                is_kept_late: kept_late,
                ..Rules::default()
            };
            let now = ctx.app.clock.now();
            rules
                .save(&ctx.app.db, practice.tenant.id, now)
                .await
                .unwrap();
            let (booked, payment) = paid(&ctx, &fakes, &practice).await;
            cancel(&ctx, &booked, by, is_late).await;
            ctx.run_jobs().await;
            let id = provider_id(&payment);
            assert_eq!(
                fakes.yookassa.refunded(&id),
                0,
                "not while it can be taken back"
            );
            ctx.app.clock.advance(TimeDelta::minutes(17));
            ctx.run_jobs().await;
            let back = if fate == "returned" { 1500 } else { 0 };
            assert_eq!(
                fakes.yookassa.refunded(&id),
                back,
                "{by:?} {is_late} {kept_late}"
            );
            assert_eq!(visit(&ctx, &booked).await.deposit_fate, fate);
            ctx.app.stopping.cancel();
            ctx.app.db.close().await;
        }
    });
}

#[test]
fn who_does_not_come_leaves_the_deposit() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, payment) = paid(&ctx, &fakes, &practice).await;
        ctx.app.clock.advance(TimeDelta::days(5));
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .post(&format!("/appointments/{}/no_show", booked.id), &[])
            .await
            .expect(303);
        ctx.app.clock.advance(TimeDelta::hours(1));
        ctx.run_jobs().await;
        assert_eq!(fakes.yookassa.refunded(&provider_id(&payment)), 0);
        assert_eq!(visit(&ctx, &booked).await.deposit_fate, "kept");
    });
}

/// A press beside the right one, set right at once.
#[test]
fn who_has_come_after_all_keeps_the_deposit_where_it_is() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let rules = Rules {
            is_kept_no_show: false,
            ..Rules::default()
        };
        let now = ctx.app.clock.now();
        let tenant = practice.tenant.id;
        rules.save(&ctx.app.db, tenant, now).await.unwrap();
        let (booked, payment) = paid(&ctx, &fakes, &practice).await;
        ctx.app.clock.advance(TimeDelta::days(5));
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/appointments/{}", booked.id);
        owner
            .post(&format!("{path}/no_show"), &[])
            .await
            .expect(303);
        assert_eq!(again(&ctx, &payment).await.held_minor, 1500);
        owner
            .post(&format!("{path}/completion"), &[])
            .await
            .expect(303);
        ctx.app.clock.advance(TimeDelta::hours(1));
        ctx.run_jobs().await;
        assert_eq!(visit(&ctx, &booked).await.deposit_fate, "");
        assert_eq!(again(&ctx, &payment).await.held_minor, 0);
        assert_eq!(fakes.yookassa.refunded(&provider_id(&payment)), 0);
    });
}

#[test]
fn a_cancellation_that_is_taken_back_keeps_the_money_here() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, payment) = paid(&ctx, &fakes, &practice).await;
        cancel(&ctx, &booked, Who::Master, false).await;
        let now = ctx.app.clock.now();
        let mut tx = ctx.app.db.begin().await.unwrap();
        let found = Appointment::find_for_change(&mut tx, booked.tenant_id, booked.id).await;
        let actor = Actor::user(practice.owner);
        found.unwrap().restore(&mut tx, &actor, now).await.unwrap();
        tx.commit().await.unwrap();
        ctx.app.clock.advance(TimeDelta::minutes(30));
        ctx.run_jobs().await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Confirmed);
        assert_eq!(fakes.yookassa.refunded(&provider_id(&payment)), 0);
        assert_eq!(again(&ctx, &payment).await.held_minor, 0);
    });
}

/// Cash, for a visit that the master cancels.
#[test]
fn a_part_given_back_by_hand_leaves_the_task_of_the_rest() {
    on_both(|ctx, _| async move {
        let practice = with_yookassa(&ctx).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let booked = waiting(&ctx, &practice, client.id, "2026-05-18T10:00").await;
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/appointments/{}/payments/new", booked.id);
        let key = uuid::Uuid::now_v7().to_string();
        let form = [("way", "cash"), ("amount", "15"), ("key", &key)];
        owner.post(&path, &form).await.expect(303);
        cancel(&ctx, &booked, Who::Master, false).await;
        assert_eq!(tasks(&ctx, &practice).await, ["by_hand"]);
        let tenant = practice.tenant.id;
        let payment = Payment::of_appointment(&ctx.app.db, tenant, booked.id).await;
        let payment = payment.unwrap().remove(0);
        let actor = Actor::user(practice.owner);
        for (minor, left) in [(500, 1), (600, 1), (400, 0)] {
            let key = minor.to_string();
            Refund::ask(&ctx.app, tenant, payment.id, minor, "", &key, &actor)
                .await
                .unwrap();
            assert_eq!(tasks(&ctx, &practice).await.len(), left, "{minor}");
        }
    });
}

#[test]
fn leaving_and_booking_again_leads_nowhere() {
    on_both(|ctx, _| async move {
        let practice = with_yookassa(&ctx).await;
        for (n, hour) in [(1, 10), (2, 12)] {
            let start = format!("2026-05-18T{hour}:00:00+02:00");
            let booked = book(&ctx, "+34612345678", &start, &format!("k{n}")).await;
            let booked = booked.expect(201).json();
            assert_eq!(booked["status"], "awaiting_deposit", "asked for again");
            let stored = find(&ctx, &practice, &booked).await;
            // Moving gains no time.
            let until = stored.expires_at;
            let manage = path(&booked["manage_url"]);
            let to = format!("2026-05-19T{hour}:00");
            ctx.visitor()
                .post(&format!("{manage}/move"), &[("at", to.as_str())])
                .await
                .expect(303);
            assert_eq!(visit(&ctx, &stored).await.expires_at, until);
            ctx.app.clock.advance(TimeDelta::minutes(31));
            ctx.run_jobs().await;
            assert_eq!(visit(&ctx, &stored).await.status, Visit::Expired);
        }
        let third = book(&ctx, "+34612345678", "2026-05-18T14:00:00+02:00", "k3").await;
        third.expect(409);
        book(&ctx, "+34612345600", "2026-05-18T14:00:00+02:00", "k4")
            .await
            .expect(201);
        ctx.app.clock.advance(TimeDelta::days(1));
        book(&ctx, "+34612345678", "2026-05-18T16:00:00+02:00", "k5")
            .await
            .expect(201);
    });
}

#[test]
fn a_client_or_a_risk_asks_for_more_and_a_friend_for_none() {
    on_both(|ctx, _| async move {
        let practice = with_yookassa(&ctx).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let set = |rule: &'static str| {
            let (db, tenant, id) = (ctx.app.db.clone(), practice.tenant.id, client.id);
            async move {
                const SQL: &str =
                    "UPDATE clients SET deposit_rule = $3 WHERE tenant_id = $1 AND id = $2";
                aureli::q!(&db, execute, SQL, tenant, id, rule).unwrap();
            }
        };
        set("never").await;
        let free = book(&ctx, "+34612345678", "2026-05-18T10:00:00+02:00", "k1").await;
        assert_eq!(free.expect(201).json()["status"], "confirmed");
        set("always").await;
        let half = book(&ctx, "+34612345678", "2026-05-18T12:00:00+02:00", "k2").await;
        let half = find(&ctx, &practice, &half.expect(201).json()).await;
        assert_eq!(half.deposit_minor, 2400, "half of the price");
        set("service").await;
        let rules = Rules {
            risk_visits: 1,
            risk_percent: 100,
            ..Rules::default()
        };
        rules
            .save(&ctx.app.db, practice.tenant.id, ctx.app.clock.now())
            .await
            .unwrap();
        cancel(&ctx, &half, Who::Client, true).await;
        let all = book(&ctx, "+34612345678", "2026-05-18T14:00:00+02:00", "k3").await;
        let all = find(&ctx, &practice, &all.expect(201).json()).await;
        assert_eq!(
            all.deposit_minor, 4800,
            "who cancelled late before pays it all ahead"
        );
    });
}

#[test]
fn the_sandbox_plays_a_bank() {
    on_both(|ctx, _| async move {
        let practice = bella(&ctx, "EUR").await;
        for (n, (act, tell, wanted)) in [
            ("pay", "once", Visit::Confirmed),
            ("pay", "often", Visit::Confirmed),
            ("pay", "never", Visit::Confirmed),
            ("hold", "once", Visit::Confirmed),
            ("decline", "once", Visit::AwaitingDeposit),
            ("less", "once", Visit::AwaitingDeposit),
        ]
        .into_iter()
        .enumerate()
        {
            let (phone, key) = (format!("+3461234560{n}"), format!("k{n}"));
            let start = format!("2026-05-{}T10:00:00+02:00", 18 + n);
            let booked = book(&ctx, &phone, &start, &key).await.expect(201).json();
            let stored = find(&ctx, &practice, &booked).await;
            let page = path(&booked["payment_url"]);
            ctx.visitor()
                .get(&page)
                .await
                .expect(200)
                .says("no money moves");
            let bank = press(&ctx, &page, "sandbox").await;
            assert!(bank.starts_with("/pay/test/"), "{bank}");
            let mut visitor = ctx.visitor();
            visitor.get(&bank).await.expect(200).says("This is a trial");
            let form = [("act", act), ("tell", tell)];
            let back = visitor
                .post(&bank, &form)
                .await
                .expect(303)
                .location()
                .to_owned();
            assert!(back.starts_with("/pay/status/"), "{back}");
            ctx.run_jobs().await;
            if tell == "never" {
                ctx.app.clock.advance(TimeDelta::minutes(5));
                ctx.run_jobs().await;
            }
            assert_eq!(visit(&ctx, &stored).await.status, wanted, "{act} {tell}");
            let word = match act {
                "decline" => "not enough money",
                "less" => "do not pay again",
                _ => "Paid",
            };
            visitor.get(&back).await.expect(200).says(word);
        }
        assert_eq!(tasks(&ctx, &practice).await, ["quarantined"]);
    });
}

#[test]
fn whoever_pays_can_ask_for_more_time_once() {
    on_both(|ctx, _| async move {
        let practice = with_stripe(&ctx).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let booked = super::waiting(&ctx, &practice, client.id, "2026-05-18T10:00").await;
        let until = visit(&ctx, &booked).await.expires_at.unwrap();
        let page = aureli::payments::token::deposit_path(&ctx.app, practice.tenant.id, booked.id);
        let mut visitor = ctx.visitor();
        visitor
            .get(&page)
            .await
            .expect(200)
            .says("I need more time");
        let more = format!("{page}/extension");
        visitor.post(&more, &[]).await.expect(303);
        let later = visit(&ctx, &booked).await.expires_at.unwrap();
        assert_eq!(later, until + TimeDelta::minutes(30));
        visitor
            .get(&page)
            .await
            .expect(200)
            .lacks("I need more time");
        visitor.post(&more, &[]).await.expect(303);
        assert_eq!(visit(&ctx, &booked).await.expires_at, Some(later));
        // The time is kept as long as the page says.
        ctx.app.clock.set(until + TimeDelta::minutes(1));
        ctx.run_jobs().await;
        assert_eq!(visit(&ctx, &booked).await.status, Visit::AwaitingDeposit);
        ctx.app.clock.set(later + TimeDelta::minutes(1));
        ctx.run_jobs().await;
        visitor.post(&more, &[]).await.expect(303);
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Expired);
    });
}

#[test]
fn who_pays_for_a_time_that_is_gone_is_told() {
    on_both(|ctx, fakes| async move {
        let practice = with_yookassa(&ctx).await;
        let (booked, payment) = one(&ctx, &practice, Way::Yookassa).await;
        ctx.app.clock.advance(TimeDelta::minutes(31));
        ctx.run_jobs().await;
        ctx.book(&practice, "shaping", "2026-05-18T10:30").await;
        fakes.yookassa.pay(&provider_id(&payment));
        for _ in 0..3 {
            ctx.app.clock.advance(TimeDelta::minutes(5));
            ctx.run_jobs().await;
        }
        assert_eq!(visit(&ctx, &booked).await.status, Visit::Expired);
        assert_eq!(tasks(&ctx, &practice).await, ["late"]);
        let told = mails(&ctx).await;
        let late = told
            .iter()
            .filter(|(subject, _)| subject.contains("came late"));
        assert_eq!(late.count(), 1, "{told:?}");
    });
}

#[test]
fn the_master_asks_for_a_deposit_with_the_answer() {
    on_both(|ctx, _| async move {
        let mut file = crate::support::factories::bella_file();
        file["services"][0]["confirmation"] = json!("manual");
        let practice = ctx.practice(file).await;
        let booked = ctx.book(&practice, "lamination", "2026-05-18T10:00").await;
        let mut owner = practice.sign_in(&ctx).await;
        let panel = format!("/appointments/{}", booked.id);
        owner
            .get(&panel)
            .await
            .expect(200)
            .says("Ask for a deposit");
        let ask = format!("{panel}/deposit/new");
        owner.get(&ask).await.expect(200).says("24.00");
        owner
            .post(&ask, &[("amount", "50")])
            .await
            .expect(422)
            .says("no more than the price");
        owner.post(&ask, &[("amount", "15")]).await.expect(303);
        owner.post(&ask, &[("amount", "15")]).await.expect(303);
        let asked = visit(&ctx, &booked).await;
        assert_eq!(
            (asked.status, asked.deposit_minor),
            (Visit::AwaitingDeposit, 1500)
        );
        owner
            .get(&panel)
            .await
            .expect(200)
            .says("€15.00")
            .says("/pay/visit/");
        ctx.run_jobs().await;
        let told = mails(&ctx).await;
        assert!(
            told.iter()
                .any(|(subject, _)| subject.contains("Pay the deposit"))
        );
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger.post(&ask, &[("amount", "15")]).await.expect(404);
    });
}
