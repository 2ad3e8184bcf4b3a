//! Signed links: they show, and act only when pressed.

use aureli::appointments::{Appointment, Status};
use aureli::links::{NewLink, Purpose, mint};
use chrono::TimeDelta;

use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

/// A link for a visit, valid for a month.
async fn link(ctx: &Ctx, visit: &Appointment, purpose: Purpose) -> String {
    let now = ctx.app.clock.now();
    let mut tx = ctx.app.db.begin().await.unwrap();
    let new = NewLink {
        tenant: visit.tenant_id,
        purpose,
        appointment: visit.id,
        expires_at: now + TimeDelta::days(30),
        message: None,
    };
    let path = mint(&mut tx, new, now).await.unwrap();
    tx.commit().await.unwrap();
    path
}

async fn visit_now(ctx: &Ctx, visit: &Appointment) -> Appointment {
    Appointment::find(&ctx.app.db, visit.tenant_id, visit.id)
        .await
        .unwrap()
}

async fn booked(ctx: &Ctx) -> (Practice, Appointment) {
    let bella = ctx.bella().await;
    let visit = ctx.book(&bella, "lamination", "2026-05-19T11:30").await;
    (bella, visit)
}

#[test]
fn opening_a_link_changes_nothing() {
    on_both(|ctx| async move {
        let (_, visit) = booked(&ctx).await;
        let path = link(&ctx, &visit, Purpose::Manage).await;
        let page = ctx
            .visitor()
            .get(&path)
            .await
            .expect(200)
            .says("Tuesday 19 May, 11:30")
            .says("Brow lamination")
            .says("I’m coming")
            .says("Move to another time")
            .says("Cancel the visit")
            .says("until Monday 18 May, 11:30")
            .lacks("Anna")
            .lacks("612345678");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        assert_eq!(page.headers["cache-control"], "no-store");
        for act in ["confirm", "move", "cancel"] {
            let answer = ctx.visitor().get(&format!("{path}/{act}")).await;
            assert_eq!(answer.expect(303).location(), path);
        }
        let head = axum::http::Request::head(path.as_str())
            .body(axum::body::Body::empty())
            .unwrap();
        ctx.visitor().send(head).await.expect(200);
        let now = visit_now(&ctx, &visit).await;
        assert_eq!(
            (now.status, now.version, now.client_confirmed_at),
            (Status::Confirmed, visit.version, None)
        );
    });
}

#[test]
fn the_client_says_that_they_come() {
    on_both(|ctx| async move {
        let (_, visit) = booked(&ctx).await;
        let path = link(&ctx, &visit, Purpose::Confirm).await;
        let mut visitor = ctx.visitor();
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("I’m coming")
            .lacks("/cancel\"")
            .lacks("/move\"");
        for _ in 0..2 {
            let answer = visitor
                .post(&format!("{path}/confirm"), &[])
                .await
                .expect(303);
            assert_eq!(answer.location(), path);
        }
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("You are coming")
            .says("We are expecting you")
            .lacks("I’m coming");
        assert!(visit_now(&ctx, &visit).await.client_confirmed_at.is_some());
        // Another purpose's act is not known to this link.
        for act in ["cancel", "move"] {
            visitor
                .post(
                    &format!("{path}/{act}"),
                    &[("at", "2026-05-20T12:00")][..usize::from(act == "move")],
                )
                .await
                .expect(404);
        }
        assert_eq!(visit_now(&ctx, &visit).await.status, Status::Confirmed);
    });
}

#[test]
fn the_client_cancels_and_can_book_again() {
    on_both(|ctx| async move {
        let (_, visit) = booked(&ctx).await;
        let path = link(&ctx, &visit, Purpose::Cancel).await;
        let mut visitor = ctx.visitor();
        for _ in 0..2 {
            visitor
                .post(
                    &format!("{path}/cancel"),
                    &[("reason", "Ill \u{0}\u{202e}today")],
                )
                .await
                .expect(303);
        }
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("is cancelled")
            .says("/bella/book?service=lamination")
            .lacks("Cancel the visit");
        let now = visit_now(&ctx, &visit).await;
        assert_eq!(
            (now.status, now.is_late_cancel, now.cancel_reason.as_str()),
            (Status::Cancelled, false, "Ill today")
        );
        let slots = "/api/v1/public/bella/slots?service=lamination&from=2026-05-19&days=1";
        ctx.visitor()
            .get(slots)
            .await
            .expect(200)
            .says("2026-05-19T11:30");
    });
}

#[test]
fn the_client_takes_a_cancellation_or_a_move_back() {
    on_both(|ctx| async move {
        let (bella, visit) = booked(&ctx).await;
        let path = link(&ctx, &visit, Purpose::Manage).await;
        let mut visitor = ctx.visitor();
        visitor
            .post(&format!("{path}/restore"), &[])
            .await
            .expect(303);
        visitor
            .post(&format!("{path}/cancel"), &[])
            .await
            .expect(303);
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("I am coming after all");
        for _ in 0..2 {
            visitor
                .post(&format!("{path}/restore"), &[])
                .await
                .expect(303);
        }
        assert_eq!(visit_now(&ctx, &visit).await.status, Status::Confirmed);
        visitor
            .post(&format!("{path}/move"), &[("at", "2026-05-20T12:00")])
            .await
            .expect(303);
        let page = visitor.get(&path).await.expect(200);
        page.says("Back to Tuesday 19 May, 11:30")
            .says("value=\"2026-05-19T11:30\"");
        visitor
            .post(&format!("{path}/move"), &[("at", "2026-05-19T11:30")])
            .await
            .expect(303);
        assert_eq!(visit_now(&ctx, &visit).await.starts_at, visit.starts_at);
        // Somebody else took the time meanwhile: it stays cancelled, and the page says why.
        visitor
            .post(&format!("{path}/cancel"), &[])
            .await
            .expect(303);
        ctx.book(&bella, "lamination", "2026-05-19T11:30").await;
        visitor
            .post(&format!("{path}/restore"), &[])
            .await
            .expect(303);
        visitor.get(&path).await.expect(200).says("just been taken");
        assert_eq!(visit_now(&ctx, &visit).await.status, Status::Cancelled);
        ctx.app.clock.advance(TimeDelta::minutes(20));
        visitor
            .get(&path)
            .await
            .expect(200)
            .lacks("I am coming after all");
    });
}

#[test]
fn cancelling_late_is_told_before_and_noted() {
    on_both(|ctx| async move {
        let (_, visit) = booked(&ctx).await;
        let path = link(&ctx, &visit, Purpose::Manage).await;
        ctx.app.clock.set("2026-05-18T10:00:00Z".parse().unwrap());
        let mut visitor = ctx.visitor();
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("Cancel anyway")
            .says("was free until Monday 18 May, 11:30");
        visitor
            .post(&format!("{path}/cancel"), &[])
            .await
            .expect(303);
        assert!(visit_now(&ctx, &visit).await.is_late_cancel);
    });
}

#[test]
fn moving_late_is_told_before_and_noted() {
    on_both(|ctx| async move {
        let (bella, visit) = booked(&ctx).await;
        let path = link(&ctx, &visit, Purpose::Manage).await;
        let mut visitor = ctx.visitor();
        let mut owner = bella.sign_in(&ctx).await;
        let panel = format!("/appointments/{}", visit.id);
        // In good time: a move like any other.
        visitor
            .post(&format!("{path}/move"), &[("at", "2026-05-19T12:30")])
            .await
            .expect(303);
        owner.get(&panel).await.expect(200).lacks("Moved late");
        ctx.app.clock.set("2026-05-18T10:31:00Z".parse().unwrap());
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("Moving was free until Monday 18 May, 12:30");
        visitor
            .post(&format!("{path}/move"), &[("at", "2026-05-20T10:00")])
            .await
            .expect(303);
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get(&panel)
            .await
            .expect(200)
            .says("<dt>Moved late</dt><dd>today 12:31</dd>")
            .says("Moved late: 19 May 12:30 → 20 May 10:00");
        // The new time is far enough away again, and a master's own move is never late.
        ctx.app.clock.set("2026-05-20T06:00:00Z".parse().unwrap());
        let mut owner = bella.sign_in(&ctx).await;
        let version = visit_now(&ctx, &visit).await.version.to_string();
        owner
            .post(
                &format!("{panel}/move"),
                &[
                    ("version", &version),
                    ("date", "2026-05-21"),
                    ("time", "10:00"),
                ],
            )
            .await
            .expect(303);
        owner
            .get(&panel)
            .await
            .expect(200)
            .says("Moved: today 10:00 → 21 May 10:00");
    });
}

#[test]
fn a_request_is_never_cancelled_late() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "consult", "2026-05-14T17:30").await;
        let path = link(&ctx, &visit, Purpose::Manage).await;
        let mut visitor = ctx.visitor();
        visitor.get(&path).await.expect(200).lacks("Cancel late");
        visitor
            .post(&format!("{path}/cancel"), &[])
            .await
            .expect(303);
        let now = visit_now(&ctx, &visit).await;
        assert_eq!((now.status, now.is_late_cancel), (Status::Cancelled, false));
    });
}

#[test]
fn the_client_moves_to_a_time_that_is_offered() {
    on_both(|ctx| async move {
        let (bella, visit) = booked(&ctx).await;
        let path = link(&ctx, &visit, Purpose::Move).await;
        let mut visitor = ctx.visitor();
        visitor
            .get(&format!("{path}?date=2026-05-19"))
            .await
            .expect(200)
            // Its own time stands in nobody's way, and is no time to move to.
            .says("value=\"2026-05-19T11:45\"")
            .lacks("value=\"2026-05-19T11:30\"");
        let to = |at: &'static str| [("at", at)];
        let moved = visitor
            .post(&format!("{path}/move"), &to("2026-05-19T11:45"))
            .await
            .expect(303);
        assert_eq!(moved.location(), path);
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("Tuesday 19 May, 11:45")
            .says("is moved");
        // The same press again finds it done.
        visitor
            .post(&format!("{path}/move"), &to("2026-05-19T11:45"))
            .await
            .expect(303);
        assert_eq!(
            visit_now(&ctx, &visit).await.starts_at,
            bella.at("2026-05-19T11:45")
        );
        ctx.book(&bella, "shaping", "2026-05-20T12:00").await;
        visitor
            .post(&format!("{path}/move"), &to("2026-05-20T12:00"))
            .await
            .expect(409)
            .says("just been taken")
            .says("value=\"2026-05-20T12:30\"");
        for odd in [
            "2026-05-20T12:07",
            "2026-05-17T12:00",
            "2020-01-01T12:00",
            "2030-01-01T12:00",
        ] {
            visitor
                .post(&format!("{path}/move"), &to(odd))
                .await
                .expect(409);
        }
        visitor
            .post(&format!("{path}/move"), &to("soon"))
            .await
            .expect(422);
        assert_eq!(
            visit_now(&ctx, &visit).await.starts_at,
            bella.at("2026-05-19T11:45")
        );
    });
}

#[test]
fn a_visit_of_several_parts_keeps_its_length_when_it_moves() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        let page = visitor
            .get("/bella/book?service=lamination&variant=long&addons=tint&at=2026-05-19T10:00")
            .await
            .expect(200);
        let form = crate::booking::filled(&page, &[("name", "Anna"), ("phone", "612345678")]);
        crate::booking::send(&mut visitor, "/bella/book", &form)
            .await
            .expect(303);
        let (id,) = aureli::q!(&ctx.app.db, fetch_one: (aureli::id::AppointmentId,), "SELECT id FROM appointments WHERE tenant_id = $1", bella.tenant.id).unwrap();
        let visit = Appointment::find(&ctx.app.db, bella.tenant.id, id)
            .await
            .unwrap();
        let path = link(&ctx, &visit, Purpose::Manage).await;
        // 105 minutes: the last start of a day that ends at 19:00 is 17:15.
        visitor
            .get(&format!("{path}?date=2026-05-20"))
            .await
            .expect(200)
            .says("value=\"2026-05-20T17:15\"")
            .lacks("value=\"2026-05-20T17:30\"");
        visitor
            .post(&format!("{path}/move"), &[("at", "2026-05-20T17:15")])
            .await
            .expect(303);
        let now = visit_now(&ctx, &visit).await;
        assert_eq!(now.duration_minutes(), 105);
        visitor
            .post(&format!("{path}/cancel"), &[])
            .await
            .expect(303);
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("service=lamination&#38;variant=long&#38;addons=tint");
    });
}

#[test]
fn requests_wait_and_can_be_moved_and_cancelled() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "consult", "2026-05-19T11:30").await;
        let path = link(&ctx, &visit, Purpose::Manage).await;
        let mut visitor = ctx.visitor();
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("has not answered your request yet")
            .lacks("I’m coming");
        visitor
            .post(&format!("{path}/move"), &[("at", "2026-05-19T15:00")])
            .await
            .expect(303);
        let now = visit_now(&ctx, &visit).await;
        assert_eq!(
            (now.status, now.starts_at),
            (Status::Pending, bella.at("2026-05-19T15:00"))
        );
        visitor
            .post(&format!("{path}/cancel"), &[])
            .await
            .expect(303);
        assert_eq!(visit_now(&ctx, &visit).await.status, Status::Cancelled);
    });
}

#[test]
fn what_has_begun_or_is_over_is_shown_and_left_alone() {
    on_both(|ctx| async move {
        let (bella, visit) = booked(&ctx).await;
        let path = link(&ctx, &visit, Purpose::Manage).await;
        ctx.app.clock.set("2026-05-19T09:30:00Z".parse().unwrap());
        let mut visitor = ctx.visitor();
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("has begun")
            .lacks("Cancel the visit")
            .lacks("I’m coming");
        for (act, form) in [
            ("cancel", &[][..]),
            ("move", &[("at", "2026-05-20T12:00")][..]),
        ] {
            let answer = visitor
                .post(&format!("{path}/{act}"), form)
                .await
                .expect(303);
            assert_eq!(answer.location(), path);
        }
        assert_eq!(visit_now(&ctx, &visit).await.status, Status::Confirmed);
        let mut tx = ctx.app.db.begin().await.unwrap();
        let mut done = Appointment::find(&mut tx, visit.tenant_id, visit.id)
            .await
            .unwrap();
        done.complete(
            &mut tx,
            &bella.tenant,
            &aureli::events::Actor::system(),
            None,
            ctx.app.clock.now(),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("is over")
            .says("Book again");
    });
}

#[test]
fn links_that_are_wrong_old_or_replaced_do_nothing() {
    on_both(|ctx| async move {
        let (_, visit) = booked(&ctx).await;
        let old = link(&ctx, &visit, Purpose::Manage).await;
        let new = link(&ctx, &visit, Purpose::Manage).await;
        let mut visitor = ctx.visitor();
        visitor
            .get("/l/nobody-knows-this")
            .await
            .expect(404)
            .says("leads nowhere");
        visitor.get("/l/%00").await.expect(404);
        visitor
            .post("/l/nobody-knows-this/cancel", &[])
            .await
            .expect(404);
        visitor
            .get(&old)
            .await
            .expect(410)
            .says("has done its work")
            .says("/bella/book");
        visitor
            .post(&format!("{old}/cancel"), &[])
            .await
            .expect(410);
        ctx.app.clock.advance(TimeDelta::days(31));
        visitor
            .get(&new)
            .await
            .expect(410)
            .says("has done its work");
        visitor
            .post(&format!("{new}/cancel"), &[])
            .await
            .expect(410);
        assert_eq!(visit_now(&ctx, &visit).await.status, Status::Confirmed);
    });
}

#[test]
fn one_links_holder_cannot_reach_another_practice() {
    on_both(|ctx| async move {
        let (_, visit) = booked(&ctx).await;
        let stranger = ctx.stranger().await;
        let theirs = ctx.book(&stranger, "lamination", "2026-05-19T11:30").await;
        let path = link(&ctx, &theirs, Purpose::Manage).await;
        ctx.visitor()
            .post(&format!("{path}/cancel"), &[])
            .await
            .expect(303);
        assert_eq!(visit_now(&ctx, &visit).await.status, Status::Confirmed);
        assert_eq!(visit_now(&ctx, &theirs).await.status, Status::Cancelled);
        // A reference is known at its own practice only.
        ctx.visitor()
            .get(&format!("/other/booked/{}", visit.reference))
            .await
            .expect(404);
    });
}

#[test]
fn a_closed_practices_links_say_so_and_do_nothing() {
    on_both(|ctx| async move {
        let (bella, visit) = booked(&ctx).await;
        let path = link(&ctx, &visit, Purpose::Manage).await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE tenants SET status = 'closed' WHERE id = $1",
            bella.tenant.id
        )
        .unwrap();
        let mut client = ctx.visitor();
        client
            .get(&path)
            .await
            .expect(410)
            .says("Bella Brows is closed")
            .lacks("<form method=\"post\"")
            .lacks("/bella");
        for (act, form) in [
            ("confirm", &[][..]),
            ("cancel", &[("reason", "")]),
            ("move", &[("at", "2026-05-20T11:30")]),
        ] {
            client
                .post(&format!("{path}/{act}"), form)
                .await
                .expect(410);
        }
        let now = visit_now(&ctx, &visit).await;
        assert_eq!((now.status, now.version), (visit.status, visit.version));
        ctx.run_jobs().await;
        let (sent,) =
            aureli::q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM dev_mails").unwrap();
        assert_eq!(sent, 0, "a closed practice writes to nobody");
    });
}
