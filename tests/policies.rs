//! Rules of a practice, a service and a client: the narrower holds, is said before it touches anybody, and with whose it is.

use aureli::appointments::{Appointment, Status};
use aureli::links::{NewLink, Purpose, mint};
use aureli::payments::Rules;
use aureli::policies::{Kept, Level, Terms};
use aureli::q;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::factories::Practice;
use crate::support::{Answer, Ctx, on_both};

const ANNA: &str = "+34612345678";

async fn book(ctx: &Ctx, service: &str, start: &str, phone: &str) -> Answer {
    let body = json!({ "service": service, "start": start, "client": { "name": "Anna Petrova", "phone": phone,
        "email": format!("client{}@example.com", phone.trim_start_matches('+')) }, "note": "", "addons": [] });
    let key = format!("{service}{start}{phone}");
    let headers = [("idempotency-key", key.as_str())];
    ctx.visitor()
        .post_json("/api/v1/public/bella/bookings", body, &headers)
        .await
}

/// How many times are offered on a day.
async fn offered(ctx: &Ctx, service: &str, date: &str) -> usize {
    let path = format!("/api/v1/public/bella/slots?service={service}&from={date}&days=1");
    let found: Value = ctx.visitor().get(&path).await.expect(200).json();
    found["days"][0]["slots"].as_array().unwrap().len()
}

async fn link(ctx: &Ctx, visit: &Appointment) -> String {
    let at = ctx.app.clock.now();
    let mut tx = ctx.app.db.begin().await.unwrap();
    let new = NewLink {
        tenant: visit.tenant_id,
        purpose: Purpose::Manage,
        appointment: visit.id,
        expires_at: Purpose::Manage.expiry(visit.ends_at),
        message: None,
    };
    let path = mint(&mut tx, new, at).await.unwrap();
    tx.commit().await.unwrap();
    path
}

async fn found(ctx: &Ctx, practice: &Practice, visit: &Appointment) -> Appointment {
    Appointment::find(&ctx.app.db, practice.tenant.id, visit.id)
        .await
        .unwrap()
}

#[test]
fn what_is_agreed_with_a_client_holds_for_them_alone_and_is_shown() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let anna = ctx.client(&bella, "Anna Petrova", ANNA).await;
        let mut owner = bella.sign_in(&ctx).await;
        let card = format!("/clients/{}", anna.id);
        owner.get(&card).await.expect(200).says("As for everybody");
        let edit = format!("{card}/deposit/edit");
        let wrong = [("rule", "service"), ("moves", "99")];
        owner
            .post(&edit, &wrong)
            .await
            .expect(422)
            .says("value=\"99\"");
        let form = [
            ("rule", "service"),
            ("confirm", "always"),
            ("cancel_window", "2880"),
            ("moves", "1"),
            ("daily_limit", "1"),
            ("kept_late", "false"),
        ];
        for _ in 0..2 {
            owner.post(&edit, &form).await.expect(303);
        }
        let page = owner.get(&card).await.expect(200);
        let page = page
            .says("Agreed with this client")
            .says("Confirmed by hand");
        let page = page
            .says("A change counts as late from 2 days before")
            .says("Moved by link once");
        page.says("One visit a day for this client");
        let booked = book(&ctx, "shaping", "2026-05-19T10:00:00+02:00", ANNA).await;
        assert_eq!(booked.expect(201).json()["status"], "pending");
        // Anybody else is booked at once.
        let other = book(&ctx, "shaping", "2026-05-19T12:00:00+02:00", "+34612345600").await;
        assert_eq!(other.expect(201).json()["status"], "confirmed");
        // One visit a day: the same day is full for her, the next one is not.
        let second = book(&ctx, "shaping", "2026-05-19T14:00:00+02:00", ANNA).await;
        second.expect(409);
        let next = book(&ctx, "shaping", "2026-05-20T14:00:00+02:00", ANNA).await;
        assert_eq!(next.expect(201).json()["status"], "pending");
        let (id,) = q!(
            &ctx.app.db,
            fetch_one: (aureli::id::AppointmentId,),
            "SELECT id FROM appointments WHERE client_id = $1 ORDER BY starts_at LIMIT 1",
            anna.id
        )
        .unwrap();
        let panel = owner.get(&format!("/appointments/{id}")).await.expect(200);
        panel
            .says("Rules for this visit")
            .says("Agreed with this client")
            .says("Cancelled late: the deposit goes back");
    });
}

#[test]
fn a_clients_longer_notice_is_told_with_the_times_they_can_have() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let anna = ctx.client(&bella, "Anna Petrova", ANNA).await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET notice_minutes = 2880 WHERE id = $1",
            anna.id
        )
        .unwrap();
        let refused = book(&ctx, "shaping", "2026-05-15T12:00:00+02:00", ANNA).await;
        let told = refused.expect(409).json();
        let first = told["error"]["alternatives"][0]["start"]
            .as_str()
            .or(told["alternatives"][0]["start"].as_str())
            .unwrap_or_default()
            .to_owned();
        // Saturday nine o'clock is two days from now; Bella opens at ten.
        assert!(first.as_str() >= "2026-05-16T10:00", "{told}");
        let other = book(&ctx, "shaping", "2026-05-15T12:00:00+02:00", "+34612345600").await;
        other.expect(201);
    });
}

#[test]
fn a_clients_shorter_notice_is_said_to_hold_for_moves_only() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let anna = ctx.client(&bella, "Anna Petrova", ANNA).await;
        let mut owner = bella.sign_in(&ctx).await;
        let card = format!("/clients/{}", anna.id);
        let only = "it holds for moving by link only";
        for (minutes, is_wider) in [(2880_i64, false), (0, true)] {
            q!(
                &ctx.app.db,
                execute,
                "UPDATE clients SET notice_minutes = $2 WHERE id = $1",
                anna.id,
                minutes,
            )
            .unwrap();
            let page = owner.get(&card).await.expect(200);
            assert_eq!(page.body.contains(only), is_wider, "{minutes}");
        }
        let edit = owner.get(&format!("{card}/deposit/edit")).await;
        edit.expect(200)
            .says("a new booking online keeps to the general rules");
        // And so it is: two hours before for anybody, one hour is too late for her as well.
        let late = book(&ctx, "shaping", "2026-05-14T10:00:00+02:00", ANNA).await;
        late.expect(409);
    });
}

#[test]
fn who_has_missed_a_visit_sends_requests_from_then_on() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = [
            ("hold", "30"),
            ("risk_visits", "0"),
            ("risk_percent", "50"),
            ("confirm_visits", "1"),
        ];
        owner
            .post("/settings/payments/rules", &form)
            .await
            .expect(303);
        owner
            .get("/settings/payments/rules")
            .await
            .expect(200)
            .says("Confirm by hand after so many missed visits");
        let anna = ctx.client(&bella, "Anna Petrova", ANNA).await;
        let booked = book(&ctx, "shaping", "2026-05-15T10:00:00+02:00", ANNA).await;
        assert_eq!(booked.expect(201).json()["status"], "confirmed");
        // The page says so before anybody books.
        ctx.visitor()
            .get("/bella/book?service=shaping&at=2026-05-19T12:00")
            .await
            .expect(200)
            .says("we confirm further bookings by hand");
        q!(
            &ctx.app.db,
            execute,
            "UPDATE appointments SET status = 'no_show' WHERE client_id = $1",
            anna.id
        )
        .unwrap();
        let again = book(&ctx, "shaping", "2026-05-19T10:00:00+02:00", ANNA).await;
        assert_eq!(again.expect(201).json()["status"], "pending");
        let card = owner
            .get(&format!("/clients/{}", anna.id))
            .await
            .expect(200);
        card.says("Confirmed by hand after one missed visit")
            .says("The practice’s rule")
            .says("1 visit missed or cancelled late");
    });
}

#[test]
fn a_services_own_limit_closes_the_day_for_it_alone() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let (id,) = q!(
            &ctx.app.db,
            fetch_one: (aureli::id::ServiceId,),
            "SELECT id FROM services WHERE slug = 'shaping'"
        )
        .unwrap();
        let path = format!("/services/{id}");
        owner
            .get(&path)
            .await
            .expect(200)
            .says("As in the practice: it is kept");
        let mut form = vec![
            ("name", "Brow shaping"),
            ("duration", "30"),
            ("price", "20"),
            ("daily_limit", "1"),
            ("moves", "2"),
            ("kept_late", "false"),
            ("deposit_after", "3"),
            ("confirm_after", "0"),
        ];
        owner.post(&path, &form).await.expect(303);
        let page = owner.get(&path).await.expect(200);
        page.says("name=\"daily_limit\"")
            .says("value=\"false\" selected");
        assert!(offered(&ctx, "shaping", "2026-05-19").await > 0);
        book(&ctx, "shaping", "2026-05-19T10:00:00+02:00", ANNA)
            .await
            .expect(201);
        assert_eq!(offered(&ctx, "shaping", "2026-05-19").await, 0);
        assert!(offered(&ctx, "shaping", "2026-05-20").await > 0);
        assert!(offered(&ctx, "lamination", "2026-05-19").await > 0);
        let full = book(&ctx, "shaping", "2026-05-19T14:00:00+02:00", "+34612345600").await;
        full.expect(409);
        form[3].1 = "0";
        owner
            .post(&path, &form)
            .await
            .expect(422)
            .says("from 1 to 100");
    });
}

#[test]
fn a_visit_moves_by_link_as_often_as_the_rule_says() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        q!(&ctx.app.db, execute, "UPDATE tenants SET moves_limit = 1").unwrap();
        ctx.visitor()
            .get("/bella/book?service=shaping&at=2026-05-19T12:00")
            .await
            .expect(200)
            .says("You can move the visit once by yourself.");
        let visit = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        let path = link(&ctx, &visit).await;
        let mut anna = ctx.visitor();
        anna.get(&path)
            .await
            .expect(200)
            .says("You can move the visit once by yourself.");
        let to = format!("{path}/move");
        anna.post(&to, &[("at", "2026-05-19T12:00")])
            .await
            .expect(303);
        let noon = bella.at("2026-05-19T12:00");
        assert_eq!(found(&ctx, &bella, &visit).await.starts_at, noon);
        // Not a second time, but back to where it was a moment ago; and that was no move.
        anna.post(&to, &[("at", "2026-05-19T15:00")])
            .await
            .expect(303);
        assert_eq!(found(&ctx, &bella, &visit).await.starts_at, noon);
        anna.get(&path)
            .await
            .expect(200)
            .says("as often as it can be by link");
        anna.post(&to, &[("at", "2026-05-19T10:00")])
            .await
            .expect(303);
        assert_eq!(found(&ctx, &bella, &visit).await.starts_at, visit.starts_at);
        anna.post(&to, &[("at", "2026-05-19T15:00")])
            .await
            .expect(303);
        ctx.app.clock.advance(TimeDelta::minutes(20));
        anna.post(&to, &[("at", "2026-05-19T10:00")])
            .await
            .expect(303);
        let three = bella.at("2026-05-19T15:00");
        assert_eq!(found(&ctx, &bella, &visit).await.starts_at, three);
        let page = anna.get(&path).await.expect(200);
        page.says("as often as it can be by link")
            .says("Bella Brows");
    });
}

#[test]
fn what_becomes_of_a_deposit_is_the_narrowest_rules_to_say() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        let tenant = bella.tenant.id;
        let kept = async || Kept::of(&ctx.app.db, tenant, visit.id).await.unwrap();
        assert!(kept().await.late && kept().await.no_show);
        q!(
            &ctx.app.db,
            execute,
            "UPDATE services SET kept_late = $1 WHERE slug = 'shaping'",
            false
        )
        .unwrap();
        assert!(!kept().await.late && kept().await.no_show);
        q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET kept_late = $2, kept_no_show = $3 WHERE id = $1",
            visit.client_id,
            true,
            false
        )
        .unwrap();
        assert!(kept().await.late && !kept().await.no_show);
        let plan = visit.plan(&ctx.app.db).await.unwrap();
        let terms = Terms::load(&ctx.app.db, &bella.tenant, &plan, visit.client_id)
            .await
            .unwrap();
        assert_eq!(terms.kept_late.level, Level::Client);
        assert!(terms.kept_late.value && !terms.kept_no_show.value);
        let rules = Rules::of(&ctx.app.db, tenant).await.unwrap();
        assert!(rules.is_kept_no_show);
    });
}

#[test]
fn a_client_is_told_what_their_deposit_costs_before_they_cancel() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        let path = link(&ctx, &visit).await;
        // Late for everybody, but not for who may cancel up to an hour before.
        ctx.app.clock.advance(TimeDelta::hours(20));
        let late = "it will be noted as late";
        ctx.visitor().get(&path).await.expect(200).says(late);
        q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET cancel_window_minutes = 60 WHERE id = $1",
            visit.client_id
        )
        .unwrap();
        ctx.visitor().get(&path).await.expect(200).lacks(late);
        ctx.visitor()
            .post(&format!("{path}/cancel"), &[("reason", "")])
            .await
            .expect(303);
        let gone = found(&ctx, &bella, &visit).await;
        assert_eq!(gone.status, Status::Cancelled);
        assert!(!gone.is_late_cancel);
    });
}

#[test]
fn a_day_that_is_full_for_a_client_is_offered_to_them_nowhere() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let anna = ctx.client(&bella, "Anna Petrova", ANNA).await;
        let mut owner = bella.sign_in(&ctx).await;
        let edit = format!("/clients/{}/deposit/edit", anna.id);
        let form = [("rule", "service"), ("daily_limit", "1")];
        owner.post(&edit, &form).await.expect(303);
        let visit = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        ctx.book(&bella, "shaping", "2026-05-20T10:00").await;
        let path = link(&ctx, &visit).await;
        let mut visitor = ctx.visitor();
        let full = format!("{path}?date=2026-05-20");
        visitor
            .get(&full)
            .await
            .expect(200)
            .lacks("value=\"2026-05-20T12:00");
        let other = format!("{path}?date=2026-05-21");
        visitor
            .get(&other)
            .await
            .expect(200)
            .says("value=\"2026-05-21T12:00");
        // Nor is it proposed instead of another full one.
        let page = visitor
            .get("/bella/book?service=shaping&at=2026-05-19T14:00")
            .await
            .expect(200);
        let form =
            crate::booking::filled(&page, &[("name", "Anna Petrova"), ("phone", "612 345 678")]);
        let lost = crate::booking::send(&mut visitor, "/bella/book", &form).await;
        lost.expect(409).lacks("2026-05-20T").says("2026-05-21T");
    });
}
