//! A time that a visitor keeps while the form is open; and the code by mail that a practice may ask for before a booking.

use aureli::id::TenantId;
use chrono::TimeDelta;

use crate::booking::{attr, filled, form_of, send};
use crate::support::factories::{Practice, bella_file};
use crate::support::{Answer, Ctx, Visitor, on_both, on_both_with};

const TIMES: &str = "/bella/book?service=shaping&date=2026-05-14";
const HOLD: &str = "/bella/book/hold";

/// The button of a time on a page of times, pressed: the address it leads to.
async fn choose(visitor: &mut Visitor, page: &Answer, at: &str) -> String {
    let form = times_form(page, at);
    let to = send(visitor, HOLD, &form).await.expect(303);
    to.location().to_owned()
}

/// What the form of the times sends for one of them.
fn times_form(page: &Answer, at: &str) -> Vec<(String, String)> {
    let form = page
        .body
        .split("<form class=\"stack g-5\" id=\"slots\"")
        .nth(1);
    let form = form.expect("times").split("</form>").next().unwrap();
    let hidden = form.split("<input").skip(1);
    let hidden = hidden.map(|tag| tag.split('>').next().unwrap());
    let mut fields: Vec<(String, String)> = hidden
        .filter_map(|tag| Some((attr(tag, "name")?, attr(tag, "value").unwrap_or_default())))
        .collect();
    assert!(
        form.contains(&format!("value=\"{at}\"")),
        "{at} is not offered"
    );
    fields.push(("at".into(), at.into()));
    fields
}

/// Chooses a time as somebody new and opens the form.
async fn at_form(visitor: &mut Visitor, at: &str) -> Answer {
    let page = visitor.get(TIMES).await.expect(200);
    let path = choose(visitor, &page, at).await;
    visitor.get(&path).await.expect(200)
}

fn anna(page: &Answer) -> Vec<(String, String)> {
    filled(page, &[("name", "Anna Petrova"), ("phone", "612 345 678")])
}

async fn count(ctx: &Ctx, what: &str, tenant: TenantId) -> i64 {
    let mut db = &ctx.app.db;
    let row: (i64,) = match what {
        "held" => aureli::q!(db, fetch_one: (i64,), "SELECT COUNT(*) FROM appointments WHERE tenant_id = $1 AND status = 'held'", tenant),
        "visits" => aureli::q!(db, fetch_one: (i64,), "SELECT COUNT(*) FROM appointments WHERE tenant_id = $1", tenant),
        "holds" => aureli::q!(db, fetch_one: (i64,), "SELECT COUNT(*) FROM booking_holds WHERE tenant_id = $1", tenant),
        "taken" => aureli::q!(db, fetch_one: (i64,), "SELECT COUNT(*) FROM allocations WHERE tenant_id = $1", tenant),
        "clients" => aureli::q!(db, fetch_one: (i64,), "SELECT COUNT(*) FROM clients WHERE tenant_id = $1", tenant),
        "events" => aureli::q!(db, fetch_one: (i64,), "SELECT COUNT(*) FROM events WHERE tenant_id = $1", tenant),
        _ => aureli::q!(db, fetch_one: (i64,), "SELECT COUNT(*) FROM messages WHERE tenant_id = $1", tenant),
    }
    .unwrap();
    row.0
}

/// Whether the public JSON offers 12:00.
async fn is_offered(ctx: &Ctx) -> bool {
    let path = "/api/v1/public/bella/slots?service=shaping&from=2026-05-14&days=1";
    let answer = ctx.visitor().get(path).await.expect(200);
    answer.body.contains("\"start\":\"2026-05-14T12:00:00")
}

async fn rules(ctx: &Ctx, bella: &Practice, set: &[(&str, &str)]) {
    let mut owner = bella.sign_in(ctx).await;
    let page = owner.get("/settings/booking").await.expect(200);
    let mut form: Vec<(String, String)> = [
        ("step", "15"),
        ("notice", "120"),
        ("horizon", "60"),
        ("offer", "all"),
        ("daily_limit", ""),
        ("cancel_window", "1440"),
        ("hold", "10"),
        ("code", "off"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let was = page.body.split("name=\"was\"").nth(1).unwrap();
    form.push((
        "was".into(),
        attr(
            &format!("x name=\"was\"{}", was.split('>').next().unwrap()),
            "value",
        )
        .unwrap(),
    ));
    for (name, value) in set {
        form.retain(|(known, _)| known != name);
        form.push(((*name).into(), (*value).into()));
    }
    send(&mut owner, "/settings/booking", &form)
        .await
        .expect(303);
}

#[test]
fn a_chosen_time_is_taken_for_everybody_else_until_it_is_booked() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let before = count(&ctx, "events", bella.tenant.id).await;
        let mut visitor = ctx.visitor();
        let form = at_form(&mut visitor, "2026-05-14T12:00").await;
        let form = form
            .says("kept for you until 09:10")
            .says("data-countdown=\"2026-05-14T07:10:00")
            .says("I need 10 min more");
        assert!(!is_offered(&ctx).await);
        let other = ctx.visitor().get(TIMES).await.expect(200);
        other.lacks("value=\"2026-05-14T12:00\"");
        ctx.visitor()
            .get("/bella/book?service=shaping&at=2026-05-14T12:00")
            .await
            .expect(200)
            .says("just been taken");
        // The master sees that somebody is at it, and nothing else has happened.
        let mut owner = bella.sign_in(&ctx).await;
        for view in ["day", "week", "agenda"] {
            owner
                .get(&format!("/calendar?view={view}&date=2026-05-14"))
                .await
                .expect(200)
                .says("Somebody is booking this time");
        }
        for what in ["clients", "messages"] {
            assert_eq!(count(&ctx, what, bella.tenant.id).await, 0, "{what}");
        }
        assert_eq!(count(&ctx, "events", bella.tenant.id).await, before);
        let done = send(&mut visitor, "/bella/book", &anna(&form)).await;
        assert!(done.expect(303).location().starts_with("/bella/booked/"));
        assert_eq!(count(&ctx, "visits", bella.tenant.id).await, 1);
        assert_eq!(count(&ctx, "held", bella.tenant.id).await, 0);
        assert_eq!(count(&ctx, "holds", bella.tenant.id).await, 0);
        assert_eq!(count(&ctx, "clients", bella.tenant.id).await, 1);
    });
}

#[test]
fn looking_keeps_nothing() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        for path in [
            TIMES,
            "/bella/book?service=shaping&at=2026-05-14T12:00",
            "/bella/book/hold",
            "/embed/bella?service=shaping&at=2026-05-14T12:00&hold=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            visitor.get(path).await;
        }
        assert_eq!(count(&ctx, "visits", bella.tenant.id).await, 0);
        // Nor does a press on another site's page.
        let page = visitor.get(TIMES).await.expect(200);
        let form = times_form(&page, "2026-05-14T12:00");
        let mut forged = visitor.with_header("sec-fetch-site", "cross-site");
        send(&mut forged, HOLD, &form).await.expect(403);
        assert_eq!(count(&ctx, "visits", bella.tenant.id).await, 0);
    });
}

#[test]
fn another_time_going_back_and_the_end_of_its_time_give_it_back_without_a_trace() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let tenant = bella.tenant.id;
        let mut visitor = ctx.visitor();
        let first = at_form(&mut visitor, "2026-05-14T12:00").await;
        // Back in the browser: the own time is still to be had, and another one gives it up.
        let page = visitor.get(TIMES).await.expect(200);
        let again = choose(&mut visitor, &page, "2026-05-14T12:00").await;
        visitor.get(&again).await.expect(200).says("kept for you");
        assert_eq!(count(&ctx, "held", tenant).await, 1);
        let path = choose(&mut visitor, &page, "2026-05-14T15:00").await;
        let second = visitor.get(&path).await.expect(200).says("kept for you");
        assert!(is_offered(&ctx).await);
        assert_eq!(count(&ctx, "held", tenant).await, 1);
        // The first form, in another tab, books all the same.
        let back = second.body.split("<form id=\"back\"").nth(1).unwrap();
        let back = back.split("</form>").next().unwrap();
        let back: Vec<(String, String)> = back
            .split("<input")
            .skip(1)
            .filter_map(|tag| Some((attr(tag, "name")?, attr(tag, "value")?)))
            .collect();
        let to = send(&mut visitor, "/bella/book/hold/release", &back).await;
        assert!(to.expect(303).location().contains("date=2026-05-14"));
        for what in ["visits", "holds", "taken"] {
            assert_eq!(count(&ctx, what, tenant).await, 0, "{what}");
        }
        send(&mut visitor, "/bella/book", &anna(&first))
            .await
            .expect(303);
        // One that ran out is gone for who wants it, and for the worker.
        let mut late = ctx.visitor();
        at_form(&mut late, "2026-05-14T16:00").await;
        ctx.run_jobs().await;
        let before = count(&ctx, "events", tenant).await;
        ctx.app.clock.advance(TimeDelta::minutes(11));
        ctx.run_jobs().await;
        assert_eq!(count(&ctx, "held", tenant).await, 0);
        assert_eq!(count(&ctx, "holds", tenant).await, 0);
        assert_eq!(count(&ctx, "events", tenant).await, before);
    });
}

#[test]
fn a_hold_that_ended_books_if_nobody_else_was_there() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (mut one, mut two) = (ctx.visitor(), ctx.visitor());
        let noon = at_form(&mut one, "2026-05-14T12:00").await;
        let three = at_form(&mut two, "2026-05-14T15:00").await;
        ctx.app.clock.advance(TimeDelta::minutes(11));
        let mut third = ctx.visitor();
        let theirs = at_form(&mut third, "2026-05-14T15:00").await;
        send(&mut one, "/bella/book", &anna(&noon))
            .await
            .expect(303);
        send(&mut two, "/bella/book", &anna(&three))
            .await
            .expect(409)
            .says("just been taken")
            .says("value=\"Anna Petrova\"");
        let own = filled(&theirs, &[("name", "Olga"), ("phone", "+34 612 345 600")]);
        send(&mut third, "/bella/book", &own).await.expect(303);
        assert_eq!(count(&ctx, "visits", bella.tenant.id).await, 2);
    });
}

#[test]
fn a_hold_that_ended_fills_no_day() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        rules(&ctx, &bella, &[("daily_limit", "1")]).await;
        let mut visitor = ctx.visitor();
        let form = at_form(&mut visitor, "2026-05-14T12:00").await;
        // Over, and the worker has not been here yet.
        ctx.app.clock.advance(TimeDelta::minutes(11));
        assert!(is_offered(&ctx).await);
        send(&mut visitor, "/bella/book", &anna(&form))
            .await
            .expect(303);
    });
}

#[test]
fn the_notice_that_begins_meanwhile_takes_no_kept_time_away() {
    on_both(|ctx| async move {
        ctx.bella().await;
        // Two hours before: 11:00 is the first that may be booked at 9:00.
        let mut visitor = ctx.visitor();
        let form = at_form(&mut visitor, "2026-05-14T11:00").await;
        ctx.app.clock.advance(TimeDelta::minutes(5));
        ctx.visitor()
            .get(TIMES)
            .await
            .expect(200)
            .lacks("value=\"2026-05-14T11:00\"");
        send(&mut visitor, "/bella/book", &anna(&form))
            .await
            .expect(303);
    });
}

#[test]
fn it_can_be_extended_once_and_what_was_typed_stays() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut visitor = ctx.visitor();
        let form = at_form(&mut visitor, "2026-05-14T12:00").await;
        ctx.app.clock.advance(TimeDelta::minutes(8));
        let longer = "/bella/book/hold/extension";
        let page = send(&mut visitor, longer, &anna(&form))
            .await
            .expect(200)
            .says("kept for you until 09:20")
            .says("value=\"Anna Petrova\"")
            .lacks("I need");
        // Pressed twice, it is not longer.
        let page = send(&mut visitor, longer, &filled(&page, &[]))
            .await
            .expect(200)
            .says("kept for you until 09:20");
        ctx.app.clock.advance(TimeDelta::minutes(13));
        assert!(is_offered(&ctx).await);
        // Over, it can be kept once more while nobody wants it.
        let page = send(&mut visitor, longer, &filled(&page, &[]))
            .await
            .expect(200)
            .says("kept for you until 09:31");
        send(&mut visitor, "/bella/book", &filled(&page, &[]))
            .await
            .expect(303);
    });
}

#[test]
fn the_time_that_a_form_names_is_kept_though_another_window_chose_another() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut visitor = ctx.visitor();
        let first = at_form(&mut visitor, "2026-05-14T12:00").await;
        let second = at_form(&mut visitor, "2026-05-14T14:00").await;
        second.says("kept for you until 09:10");
        assert!(is_offered(&ctx).await, "one at a time");
        let longer = "/bella/book/hold/extension";
        let page = send(&mut visitor, longer, &anna(&first)).await.expect(200);
        page.says("kept for you until").lacks("not kept for you");
        assert!(!is_offered(&ctx).await);
    });
}

#[test]
fn a_time_that_somebody_else_has_is_called_free_by_no_button() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        let form = at_form(&mut visitor, "2026-05-14T12:00").await;
        ctx.app.clock.advance(TimeDelta::minutes(11));
        ctx.run_jobs().await;
        ctx.book(&bella, "shaping", "2026-05-14T12:00").await;
        let longer = "/bella/book/hold/extension";
        let page = send(&mut visitor, longer, &anna(&form)).await.expect(409);
        page.says("just been taken")
            .says("value=\"Anna Petrova\"")
            .says("name=\"other\"")
            .lacks("not kept for you");
        // Nor by the form, where something else is wrong with it.
        let wrong = filled(&form, &[("name", "Anna Petrova"), ("phone", "1")]);
        let page = send(&mut visitor, "/bella/book", &wrong).await;
        page.says("just been taken").lacks("This time is free");
    });
}

#[test]
fn fifty_visitors_want_one_time_and_one_keeps_it() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let racers: Vec<_> = (0..50)
            .map(|n| {
                let mut visitor = ctx.visitor();
                tokio::spawn(async move {
                    let page = visitor.get(TIMES).await.expect(200);
                    let form = if page.body.contains("value=\"2026-05-14T12:00\"") {
                        times_form(&page, "2026-05-14T12:00")
                    } else {
                        return (0, 409);
                    };
                    // Each of them presses twice.
                    let path = send(&mut visitor, HOLD, &form).await.expect(303);
                    send(&mut visitor, HOLD, &form).await.expect(303);
                    let page = visitor.get(path.location()).await.expect(200);
                    let kept = i32::from(page.body.contains("kept for you until"));
                    if kept == 0 {
                        return (0, 409);
                    }
                    let phone = format!("+346120001{n:02}");
                    let form = filled(&page, &[("name", "Racer"), ("phone", &phone)]);
                    let answer = send(&mut visitor, "/bella/book", &form).await;
                    (kept, answer.status.as_u16())
                })
            })
            .collect();
        let mut outcomes = Vec::new();
        for racer in racers {
            outcomes.push(racer.await.unwrap());
        }
        let kept: i32 = outcomes.iter().map(|(kept, _)| kept).sum();
        let booked = outcomes.iter().filter(|(_, status)| *status == 303).count();
        assert_eq!((kept, booked), (1, 1), "{outcomes:?}");
        assert_eq!(count(&ctx, "visits", bella.tenant.id).await, 1);
        assert_eq!(count(&ctx, "taken", bella.tenant.id).await, 1);
    });
}

#[test]
fn nobody_keeps_a_whole_day() {
    on_both_with(&[("RATE_LIMITS", "on")], |ctx| async move {
        let bella = ctx.bella().await;
        let at = |n: u32| format!("2026-05-14T{:02}:{:02}", 12 + n / 2, n % 2 * 30);
        let mut last = String::new();
        for n in 0..8 {
            let mut visitor = ctx.visitor();
            let page = visitor.get(TIMES).await.expect(200);
            let path = choose(&mut visitor, &page, &at(n)).await;
            last = visitor.get(&path).await.expect(200).body;
        }
        // Three of one address; the others may still book, but nothing is kept for them.
        assert_eq!(count(&ctx, "held", bella.tenant.id).await, 3);
        assert!(last.contains("not kept for you yet"), "{last}");
        // Moving on from one time to the next keeps one.
        ctx.app.clock.advance(TimeDelta::minutes(30));
        let mut visitor = ctx.visitor();
        for n in 0..6 {
            let page = visitor.get(TIMES).await.expect(200);
            choose(&mut visitor, &page, &at(n)).await;
            assert_eq!(count(&ctx, "holds", bella.tenant.id).await, 1);
        }
        // In ten minutes no more than five are begun.
        for _ in 0..6 {
            let mut other = ctx.visitor();
            let page = other.get(TIMES).await.expect(200);
            let path = choose(&mut other, &page, &at(12)).await;
            let form = form_of(&other.get(&path).await.expect(200).body);
            let form: Vec<_> = form
                .into_iter()
                .filter(|(name, _)| ["service", "at", "hold"].contains(&name.as_str()))
                .collect();
            send(&mut other, "/bella/book/hold/release", &form)
                .await
                .expect(303);
        }
        let mut late = ctx.visitor();
        at_form(&mut late, &at(12))
            .await
            .says("not kept for you yet");
        let page = at_form(&mut late, &at(12)).await;
        ctx.app.clock.advance(TimeDelta::seconds(5));
        send(&mut late, "/bella/book", &anna(&page))
            .await
            .expect(303);
    });
}

#[test]
fn more_time_for_a_visit_that_is_near_is_never_less() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        rules(&ctx, &bella, &[("notice", "0"), ("hold", "30")]).await;
        // At 10:25: the hold ends five minutes before the visit begins.
        ctx.app.clock.advance(TimeDelta::minutes(85));
        let mut visitor = ctx.visitor();
        let form = at_form(&mut visitor, "2026-05-14T11:00").await;
        let form = form.says("kept for you until 10:55");
        send(&mut visitor, "/bella/book/hold/extension", &anna(&form))
            .await
            .expect(200)
            .says("kept for you until 11:00");
    });
}

#[test]
fn an_address_that_is_handed_on_takes_no_hold_along() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut visitor = ctx.visitor();
        let page = visitor.get(TIMES).await.expect(200);
        let path = choose(&mut visitor, &page, "2026-05-14T12:00").await;
        assert!(!path.contains("hold="), "{path}");
        let form = visitor.get(&path).await.expect(200).says("kept for you");
        let form = anna(&form);
        let key = form.iter().find(|(name, _)| name == "hold");
        let key = key.expect("a key").1.clone();
        // Neither as it stands nor with what only the form knows.
        for path in [path.clone(), format!("{path}&hold={key}")] {
            let other = ctx.visitor().get(&path).await.expect(200);
            other.says("just been taken");
        }
        send(&mut visitor, "/bella/book", &form).await.expect(303);
        let at = "service=shaping&at=2026-05-14T12:00";
        let framed = format!("/embed/bella?{at}&hold={key}");
        ctx.visitor()
            .get(&framed)
            .await
            .expect(200)
            .says("just been taken");
    });
}

#[test]
fn moving_on_makes_no_hold_younger() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut visitor = ctx.visitor();
        let form = at_form(&mut visitor, "2026-05-14T12:00").await;
        ctx.app.clock.advance(TimeDelta::minutes(8));
        let longer = "/bella/book/hold/extension";
        send(&mut visitor, longer, &anna(&form))
            .await
            .expect(200)
            .says("kept for you until 09:20");
        at_form(&mut visitor, "2026-05-14T15:00")
            .await
            .says("kept for you until 09:18")
            .lacks("I need");
    });
}

#[test]
fn to_and_fro_keeps_no_time_for_a_whole_day() {
    on_both_with(&[("RATE_LIMITS", "on")], |ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        visitor.get("/bella/book?service=shaping").await.expect(200);
        for n in 0..90 {
            let at = ["2026-05-15T12:00", "2026-05-15T15:00"][n % 2];
            let time = [("service", "shaping"), ("at", at)];
            visitor.post(HOLD, &time).await.expect(303);
            let kept = count(&ctx, "held", bella.tenant.id).await;
            assert!(n > 3 || kept == 1, "{n}: {kept}");
            ctx.app.clock.advance(TimeDelta::minutes(9));
        }
        // Forty times were begun: no more are kept today.
        ctx.app.clock.advance(TimeDelta::minutes(11));
        ctx.run_jobs().await;
        let time = [("service", "shaping"), ("at", "2026-05-15T12:00")];
        visitor.post(HOLD, &time).await.expect(303);
        assert_eq!(count(&ctx, "held", bella.tenant.id).await, 0);
    });
}

#[test]
fn a_practice_may_keep_nothing() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        rules(&ctx, &bella, &[("hold", "0")]).await;
        let mut visitor = ctx.visitor();
        let page = at_form(&mut visitor, "2026-05-14T12:00").await;
        let page = page.lacks("kept for you").lacks("Keep it for");
        assert_eq!(count(&ctx, "visits", bella.tenant.id).await, 0);
        send(&mut visitor, "/bella/book", &anna(&page))
            .await
            .expect(303);
    });
}

#[test]
fn a_group_has_a_place_kept_and_the_master_goes_first() {
    on_both(|ctx| async move {
        let mut file = bella_file();
        file["services"][1]["capacity"] = serde_json::json!(2);
        let bella = ctx.practice(file).await;
        let (mut one, mut two) = (ctx.visitor(), ctx.visitor());
        let first = at_form(&mut one, "2026-05-14T12:00").await;
        assert!(is_offered(&ctx).await);
        let second = at_form(&mut two, "2026-05-14T12:00").await;
        assert!(!is_offered(&ctx).await);
        // Booked over on purpose by the master: the visitors are told, and nobody is booked twice.
        ctx.book_over(&bella, "lamination", "2026-05-14T11:30")
            .await;
        send(&mut one, "/bella/book", &anna(&first))
            .await
            .expect(409);
        send(&mut two, "/bella/book", &anna(&second))
            .await
            .expect(409);
    });
}

#[test]
fn nobody_writes_on_a_hold() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        at_form(&mut visitor, "2026-05-14T12:00").await;
        let (id,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (aureli::id::AppointmentId,),
            "SELECT id FROM appointments WHERE status = 'held'"
        )
        .unwrap();
        let mut owner = bella.sign_in(&ctx).await;
        let before = count(&ctx, "events", bella.tenant.id).await;
        let note = [("version", "1"), ("note", "Who is it?")];
        owner
            .post(&format!("/appointments/{id}/note"), &note)
            .await
            .expect(404);
        assert_eq!(count(&ctx, "events", bella.tenant.id).await, before);
    });
}

#[test]
fn the_masters_own_lists_know_no_hold() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        at_form(&mut visitor, "2026-05-14T12:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        for path in ["/todo", "/clients", "/settings/hours"] {
            owner
                .get(path)
                .await
                .expect(200)
                .lacks("Brow shaping")
                .lacks("Somebody is booking");
        }
        // Elsewhere than in a page it leads to the calendar, which says nothing of this.
        let now = owner.with_htmx().get("/now").await.expect(200);
        assert!(!now.body.contains("12:00"), "{}", now.body);
    });
}

/// The code in the last mail, and how many mails went to the address.
async fn mailed(ctx: &Ctx, to: &str) -> (String, usize) {
    ctx.run_jobs().await;
    let mails = aureli::q!(&ctx.app.db, fetch_all: (String, String), "SELECT subject, body_text FROM dev_mails WHERE recipient = $1 ORDER BY id", to).unwrap();
    let codes: Vec<String> = mails
        .iter()
        .filter_map(|(subject, _)| Some(subject.split_once(": your code")?.0.to_owned()))
        .collect();
    (codes.last().cloned().unwrap_or_default(), codes.len())
}

const MAIL: &str = "anna@example.com";

fn with_mail(page: &Answer, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut typed = vec![
        ("name", "Anna Petrova"),
        ("phone", "612 345 678"),
        ("email", MAIL),
    ];
    typed.extend(more);
    filled(page, &typed)
}

#[test]
fn a_code_from_the_mail_is_asked_for_where_the_practice_wants_it() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        rules(&ctx, &bella, &[("code", "all")]).await;
        let mut visitor = ctx.visitor();
        let page = at_form(&mut visitor, "2026-05-14T12:00").await;
        send(&mut visitor, "/bella/book", &anna(&page))
            .await
            .expect(422)
            .says("we send a code there");
        let form = with_mail(&page, &[]);
        let asked = send(&mut visitor, "/bella/book", &form).await.expect(200);
        let asked = asked
            .says("We sent a code to anna@example.com")
            .says("autocomplete=\"one-time-code\"")
            .says("value=\"Anna Petrova\"")
            .says("kept for you until");
        // The same press once more sends nothing more.
        send(&mut visitor, "/bella/book", &form).await.expect(200);
        let (code, mails) = mailed(&ctx, MAIL).await;
        assert_eq!((code.len(), mails), (6, 1));
        assert!(code.bytes().all(|byte| byte.is_ascii_digit()));
        assert_eq!(count(&ctx, "clients", bella.tenant.id).await, 0);
        let wrong = if code == "000000" { "111111" } else { "000000" };
        let page = send(
            &mut visitor,
            "/bella/book",
            &filled(&asked, &[("pin", wrong)]),
        )
        .await
        .expect(422)
        .says("not the code from the e-mail")
        .says("value=\"Anna Petrova\"");
        let page = send(&mut visitor, "/bella/book", &filled(&page, &[("pin", "")]))
            .await
            .expect(422)
            .says("Enter the six digits");
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        send(
            &mut visitor,
            "/bella/book",
            &filled(&page, &[("pin", &spaced)]),
        )
        .await
        .expect(303);
        assert_eq!(count(&ctx, "visits", bella.tenant.id).await, 1);
        // Neither the code nor the address stands in a table.
        let rows = aureli::q!(&ctx.app.db, fetch_all: (Option<Vec<u8>>, Option<Vec<u8>>), "SELECT code, sealed_to FROM booking_codes").unwrap();
        let [(Some(hash), None)] = rows.as_slice() else {
            panic!("{rows:?}");
        };
        assert_ne!(hash, code.as_bytes());
        let jobs = aureli::q!(&ctx.app.db, fetch_all: (String,), { sqlite: "SELECT payload FROM jobs", pg: "SELECT payload::text FROM jobs" }).unwrap();
        assert!(jobs.iter().all(|(payload,)| !payload.contains("anna")));
        // A program has nobody to read the mail.
        let body = serde_json::json!({"service": "shaping", "start": "2026-05-14T15:00:00+02:00", "client": {"name": "A", "email": MAIL}});
        ctx.visitor()
            .post_json(
                "/api/v1/public/bella/bookings",
                body,
                &[("idempotency-key", "k1")],
            )
            .await
            .expect(409);
    });
}

#[test]
fn a_code_has_few_tries_and_ends_and_another_address_needs_another_one() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        rules(&ctx, &bella, &[("code", "all")]).await;
        let mut visitor = ctx.visitor();
        let page = at_form(&mut visitor, "2026-05-14T12:00").await;
        let mut page = send(&mut visitor, "/bella/book", &with_mail(&page, &[]))
            .await
            .expect(200);
        let (code, _) = mailed(&ctx, MAIL).await;
        // The code of one address opens nothing for another.
        let other = filled(&page, &[("email", "olga@example.com"), ("pin", &code)]);
        send(&mut visitor, "/bella/book", &other)
            .await
            .expect(200)
            .says("We sent a code to olga@example.com");
        let wrong = if code == "000000" { "111111" } else { "000000" };
        for _ in 0..5 {
            page = send(
                &mut visitor,
                "/bella/book",
                &filled(&page, &[("pin", wrong)]),
            )
            .await
            .expect(422)
            .says("not the code");
        }
        page = send(
            &mut visitor,
            "/bella/book",
            &filled(&page, &[("pin", &code)]),
        )
        .await
        .expect(422)
        .says("can no longer be used");
        // A new one, not at once.
        let again = filled(&page, &[("again", "1")]);
        send(&mut visitor, "/bella/book", &again).await.expect(200);
        assert_eq!(mailed(&ctx, MAIL).await.1, 1);
        ctx.app.clock.advance(TimeDelta::minutes(1));
        let page = send(&mut visitor, "/bella/book", &again).await.expect(200);
        let (newer, mails) = mailed(&ctx, MAIL).await;
        assert_eq!(mails, 2);
        ctx.app.clock.advance(TimeDelta::minutes(16));
        send(
            &mut visitor,
            "/bella/book",
            &filled(&page, &[("pin", &newer)]),
        )
        .await
        .expect(422)
        .says("can no longer be used");
        assert_eq!(count(&ctx, "clients", bella.tenant.id).await, 0);
    });
}

#[test]
fn another_address_in_the_same_form_gets_a_code_of_its_own() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        rules(&ctx, &bella, &[("code", "all")]).await;
        let mut visitor = ctx.visitor();
        let page = at_form(&mut visitor, "2026-05-14T12:00").await;
        let wrong = with_mail(&page, &[("email", "ana@example.com")]);
        send(&mut visitor, "/bella/book", &wrong).await.expect(200);
        // Back in the browser: the form as it was, with its own key.
        let asked = send(&mut visitor, "/bella/book", &with_mail(&page, &[])).await;
        let asked = asked.expect(200).says("We sent a code to anna@example.com");
        let (code, mails) = mailed(&ctx, MAIL).await;
        assert_eq!(mails, 1);
        let form = filled(&asked, &[("pin", &code)]);
        send(&mut visitor, "/bella/book", &form).await.expect(303);
    });
}

#[test]
fn a_device_that_showed_the_address_is_not_asked_again() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        rules(&ctx, &bella, &[("code", "new")]).await;
        let mut visitor = ctx.visitor();
        let page = at_form(&mut visitor, "2026-05-14T12:00").await;
        let page = send(&mut visitor, "/bella/book", &with_mail(&page, &[]))
            .await
            .expect(200);
        let (code, _) = mailed(&ctx, MAIL).await;
        send(
            &mut visitor,
            "/bella/book",
            &filled(&page, &[("pin", &code)]),
        )
        .await
        .expect(303);
        let page = at_form(&mut visitor, "2026-05-14T15:00").await;
        send(&mut visitor, "/bella/book", &with_mail(&page, &[]))
            .await
            .expect(303);
        // Another address on it is, and so is a stranger who types what the client would: who is known is told nobody.
        let page = at_form(&mut visitor, "2026-05-14T16:00").await;
        let olga = with_mail(&page, &[("email", "olga@example.com")]);
        send(&mut visitor, "/bella/book", &olga).await.expect(200);
        let mut stranger = ctx.visitor();
        let page = at_form(&mut stranger, "2026-05-14T17:00").await;
        send(&mut stranger, "/bella/book", &with_mail(&page, &[]))
            .await
            .expect(200)
            .says("We sent a code");
    });
}

#[test]
fn codes_flood_nobodys_mailbox() {
    on_both_with(&[("RATE_LIMITS", "on")], |ctx| async move {
        let bella = ctx.bella().await;
        rules(&ctx, &bella, &[("code", "all"), ("hold", "0")]).await;
        let mut statuses = Vec::new();
        for _ in 0..7 {
            let mut visitor = ctx.visitor();
            let page = at_form(&mut visitor, "2026-05-14T12:00").await;
            ctx.app.clock.advance(TimeDelta::seconds(40));
            let form: Vec<_> = with_mail(&page, &[]);
            let form: Vec<_> = form
                .into_iter()
                .filter(|(name, _)| name != "phone")
                .collect();
            let answer = send(&mut visitor, "/bella/book", &form).await;
            if answer.status == 429 {
                assert!(answer.headers.contains_key("retry-after"));
                assert!(answer.body.contains("value=\"Anna Petrova\""));
            }
            statuses.push(answer.status.as_u16());
            ctx.app.clock.advance(TimeDelta::minutes(1));
        }
        assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 429]);
        assert_eq!(mailed(&ctx, MAIL).await.1, 5);
    });
}

#[test]
fn who_keeps_no_cookie_can_book_too() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let page = ctx.visitor().get(TIMES).await.expect(200);
        let form = times_form(&page, "2026-05-14T12:00");
        // Each time a browser that knows nothing of the time before.
        let page = send(&mut ctx.visitor(), HOLD, &form).await.expect(200);
        let page = page.says("kept for you until 09:10");
        assert!(!is_offered(&ctx).await);
        let done = send(&mut ctx.visitor(), "/bella/book", &anna(&page)).await;
        assert!(done.expect(303).location().starts_with("/bella/booked/"));
    });
}
