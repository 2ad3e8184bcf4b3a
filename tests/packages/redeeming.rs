//! Using what was paid ahead: once, however many press; given back or lost with the visit.

use aureli::appointments::{Appointment, Cancellation, Who};
use aureli::error::Error;
use aureli::events::Actor;
use aureli::invoices::model::{Invoice, Status};
use aureli::packages::model::upkeep::Edit;
use aureli::packages::model::{Movement, MovementKind, State, Target};
use chrono::TimeDelta;

use super::{certificate, five_visits};
use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

async fn draft_of(ctx: &Ctx, practice: &Practice, visit: &Appointment) -> Invoice {
    let mut tx = ctx.app.db.begin().await.unwrap();
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    let draft = Invoice::for_visit(&mut tx, &practice.tenant, &actor, visit.id, now).await;
    tx.commit().await.unwrap();
    draft.unwrap()
}

async fn cancel(ctx: &Ctx, visit: &Appointment, by: Who, is_late: bool) {
    let mut tx = ctx.app.db.begin().await.unwrap();
    let mut visit = Appointment::find_for_change(&mut tx, visit.tenant_id, visit.id)
        .await
        .unwrap();
    let cancellation = Cancellation {
        by,
        is_late,
        reason: String::new(),
    };
    let now = ctx.app.clock.now();
    visit
        .cancel(&mut tx, &Actor::system(), cancellation, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn a_visit_and_its_invoice_are_paid_ahead() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let offer = ctx.offer_for(&practice, &["shaping"]).await;
        let package = ctx.package(&practice, visit.client_id, &offer, 8_000).await;
        let target = Target::Visit(visit.id);
        let done = ctx.redeem(&practice, &package, target, None).await.unwrap();
        assert_eq!((done.visits, done.minor, done.value_minor), (-1, 0, 2_000));
        assert_eq!(ctx.again(&package).await.balance_visits, 4);
        let draft = draft_of(&ctx, &practice, &visit).await;
        assert_eq!((draft.prepaid_minor, draft.to_pay()), (2_000, 0));
        let sent = ctx.send(&practice, draft.id).await;
        // The total stays: it is paid for, not cheaper.
        assert_eq!((sent.total_minor, sent.status), (2_000, Status::Paid));
        let again = ctx.redeem(&practice, &package, target, None).await;
        assert!(matches!(again, Err(Error::Conflict(_))), "nothing is due");
        assert_eq!(ctx.ledger(&package).await, (0, 4));
    });
}

#[test]
fn a_certificate_pays_a_part_and_the_rest_is_due() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx.package(&practice, None, &offer, 5_000).await;
        let draft = draft_of(&ctx, &practice, &visit).await;
        let target = Target::of_invoice(&ctx.app.db, practice.tenant.id, draft.id)
            .await
            .unwrap();
        for (asked, invalid) in [(0, true), (-5, true), (2_001, true), (9_999, true)] {
            let refused = ctx.redeem(&practice, &gift, target, Some(asked)).await;
            assert_eq!(
                matches!(refused, Err(Error::Invalid(_))),
                invalid,
                "{asked}"
            );
        }
        ctx.redeem(&practice, &gift, target, Some(1_500))
            .await
            .unwrap();
        let sent = ctx.send(&practice, draft.id).await;
        assert_eq!((sent.prepaid_minor, sent.to_pay()), (1_500, 500));
        assert_eq!(sent.status, Status::PartiallyPaid);
        // On an invoice that is out already.
        ctx.redeem(&practice, &gift, target, None).await.unwrap();
        let paid = ctx.look(&sent).await;
        assert_eq!((paid.prepaid_minor, paid.status), (2_000, Status::Paid));
        assert_eq!(ctx.again(&gift).await.balance_minor, 3_000);
        assert_eq!(ctx.ledger(&gift).await, (3_000, 0));
        assert_eq!(paid.hash, sent.hash);
    });
}

#[test]
fn the_last_visit_is_redeemed_once_however_many_press() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let mut draft = five_visits();
        draft.visits = Some(1);
        let offer = ctx.offer(&practice, &draft).await;
        let one = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let package = ctx.package(&practice, one.client_id, &offer, 2_000).await;
        let mut racers = Vec::new();
        for n in 0..8 {
            let at = format!("2026-05-15T{:02}:00", 10 + n);
            let visit = match n {
                0 => one.clone(),
                _ => ctx.shaping(&practice, &at).await,
            };
            let (ctx, practice, package) = (ctx.clone(), practice.clone(), package.clone());
            racers.push(tokio::spawn(async move {
                let target = Target::Visit(visit.id);
                ctx.redeem(&practice, &package, target, None).await.is_ok()
            }));
        }
        let mut winners = 0;
        for racer in racers {
            winners += usize::from(racer.await.unwrap());
        }
        assert_eq!(winners, 1);
        assert_eq!(ctx.again(&package).await.balance_visits, 0);
        assert_eq!(ctx.ledger(&package).await, (0, 0));
    });
}

#[test]
fn a_sum_is_redeemed_once_and_the_same_form_acts_once() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx.package(&practice, None, &offer, 3_000).await;
        let mut racers = Vec::new();
        for n in 0..6 {
            let at = format!("2026-05-15T{:02}:00", 10 + n / 2);
            // Two press for each visit, with one form.
            let visit = match n % 2 {
                0 => ctx.shaping(&practice, &at).await,
                _ => continue,
            };
            for _ in 0..2 {
                let (ctx, practice, gift) = (ctx.clone(), practice.clone(), gift.clone());
                let (target, key) = (Target::Visit(visit.id), format!("form:{}", visit.id));
                racers.push(tokio::spawn(async move {
                    let done = ctx.redeem_with(&practice, &gift, target, Some(2_000), &key);
                    done.await.map(|movement| movement.id).ok()
                }));
            }
        }
        let mut done = Vec::new();
        for racer in racers {
            done.extend(racer.await.unwrap());
        }
        done.sort();
        done.dedup();
        assert_eq!(done.len(), 1, "30.00 pays one visit of 20.00");
        assert_eq!(ctx.again(&gift).await.balance_minor, 1_000);
    });
}

#[test]
fn the_database_refuses_a_balance_below_zero_and_keeps_the_ledger() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx.package(&practice, None, &offer, 3_000).await;
        let actor = Actor::user(practice.owner);
        let mut tx = ctx.app.db.begin().await.unwrap();
        let (kind, now) = (MovementKind::Expired, ctx.app.clock.now());
        let below = Movement::of_package(&gift, kind, (-3_001, 0), "k".into(), &actor, now);
        let refused = below.insert(&mut tx).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        drop(tx);
        for sql in [
            "UPDATE package_movements SET minor = 1",
            "DELETE FROM package_movements",
        ] {
            let done = match ctx.app.db.pools() {
                aureli::db::Either::Lite(lite) => {
                    sqlx::query(sql).execute(&lite.write).await.map(drop)
                }
                aureli::db::Either::Pg(pool) => sqlx::query(sql).execute(pool).await.map(drop),
            };
            assert!(done.is_err(), "{sql}");
        }
        assert_eq!(ctx.again(&gift).await.balance_minor, 3_000);
    });
}

#[test]
fn a_visit_that_does_not_take_place_gives_back_or_burns_by_the_rules() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let visit = ctx.shaping(&practice, "2026-05-18T10:00").await;
        let package = ctx.package(&practice, visit.client_id, &offer, 8_000).await;
        let left = async || ctx.again(&package).await.balance_visits;
        let target = Target::Visit(visit.id);
        ctx.redeem(&practice, &package, target, None).await.unwrap();
        cancel(&ctx, &visit, Who::Client, false).await;
        assert_eq!(left().await, 5, "in time: it goes back");
        // Taken back a moment later, it is used again.
        let now = ctx.app.clock.now();
        let mut tx = ctx.app.db.begin().await.unwrap();
        let mut found = Appointment::find_for_change(&mut tx, practice.tenant.id, visit.id)
            .await
            .unwrap();
        found.restore(&mut tx, &Actor::system(), now).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(left().await, 4);
        cancel(&ctx, &visit, Who::Client, true).await;
        assert_eq!(left().await, 4, "late: it is lost");
        let ledger = Movement::of(&ctx.app.db, &package).await.unwrap();
        assert_eq!(ledger[0].kind, MovementKind::Burned);

        let other = ctx.shaping(&practice, "2026-05-18T12:00").await;
        let target = Target::Visit(other.id);
        ctx.redeem(&practice, &package, target, None).await.unwrap();
        cancel(&ctx, &other, Who::Master, true).await;
        assert_eq!(left().await, 4, "the master called it off: it goes back");
        assert_eq!(ctx.ledger(&package).await, (0, 4));
    });
}

#[test]
fn what_is_given_back_is_owed_again() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx.package(&practice, visit.client_id, &offer, 5_000).await;
        let target = Target::Visit(visit.id);
        let used = ctx.redeem(&practice, &gift, target, None).await.unwrap();
        let draft = draft_of(&ctx, &practice, &visit).await;
        let sent = ctx.send(&practice, draft.id).await;
        assert_eq!(sent.status, Status::Paid);
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/packages/{}/movements/{}/return", gift.id, used.id);
        owner.post(&path, &[]).await.expect(303);
        owner.post(&path, &[]).await.expect(303);
        let owed = ctx.look(&sent).await;
        assert_eq!((owed.prepaid_minor, owed.status), (0, Status::Sent));
        assert_eq!(ctx.again(&gift).await.balance_minor, 5_000);
    });
}

#[test]
fn what_an_invoice_has_no_room_for_goes_back_to_the_certificate() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx.package(&practice, visit.client_id, &offer, 5_000).await;
        let target = Target::Visit(visit.id);
        ctx.redeem(&practice, &gift, target, None).await.unwrap();
        let mut draft = draft_of(&ctx, &practice, &visit).await;
        let items = draft.items(&ctx.app.db).await.unwrap();
        let mut edited = aureli::invoices::model::Draft::of(&draft, &items);
        edited.lines[0].unit_minor = 1_200;
        let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        let version = draft.version;
        draft
            .save(&mut tx, &actor, &edited, version, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(draft.prepaid_minor, 1_200);
        let sent = ctx.send(&practice, draft.id).await;
        assert_eq!((sent.prepaid_minor, sent.status), (1_200, Status::Paid));
        assert_eq!(ctx.again(&gift).await.balance_minor, 3_800);
    });
}

#[test]
fn it_ends_with_its_last_day_where_the_practice_is() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let mut draft = certificate();
        draft.valid_days = Some(10);
        let offer = ctx.offer(&practice, &draft).await;
        let gift = ctx.package(&practice, None, &offer, 5_000).await;
        assert_eq!(gift.expires_on.unwrap().to_string(), "2026-05-24");
        // 23:30 in Madrid on the last day, then half past midnight.
        let last: chrono::DateTime<chrono::Utc> = "2026-05-24T21:30:00Z".parse().unwrap();
        ctx.app.clock.advance(last - ctx.app.clock.now());
        ctx.run_jobs().await;
        let visit = ctx.shaping(&practice, "2026-05-25T10:00").await;
        let target = Target::Visit(visit.id);
        ctx.redeem(&practice, &gift, target, Some(100))
            .await
            .unwrap();
        ctx.app.clock.advance(TimeDelta::hours(1));
        let late = ctx.redeem(&practice, &gift, target, Some(100)).await;
        assert!(matches!(late, Err(Error::Conflict("packages-expired"))));
        ctx.run_jobs().await;
        ctx.run_jobs().await;
        let over = ctx.again(&gift).await;
        assert_eq!(over.balance_minor, 0);
        let today = practice.tenant.local_date(ctx.app.clock.now());
        assert_eq!(over.state(today), State::Expired);
        // The master is kind.
        let edit = Edit {
            expires_on: None,
            recipient_name: String::new(),
            message: String::new(),
        };
        let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        over.edit(&mut tx, &practice.tenant, &actor, &edit, over.version, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ctx.again(&gift).await.balance_minor, 4_900);
        ctx.redeem(&practice, &gift, target, Some(100))
            .await
            .unwrap();
        assert_eq!(ctx.ledger(&gift).await, (4_800, 0));
    });
}

#[test]
fn a_package_is_for_its_services() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let offer = ctx.offer_for(&practice, &["lamination"]).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let package = ctx.package(&practice, visit.client_id, &offer, 8_000).await;
        let target = Target::Visit(visit.id);
        let refused = ctx.redeem(&practice, &package, target, None).await;
        assert!(matches!(
            refused,
            Err(Error::Conflict("packages-not-for-this"))
        ));
        assert_eq!(ctx.again(&package).await.balance_visits, 5);
        let stranger = ctx.stranger().await;
        let theirs = ctx.shaping(&stranger, "2026-05-15T10:00").await;
        let foreign = ctx
            .redeem(&stranger, &package, Target::Visit(theirs.id), None)
            .await;
        assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    });
}

#[test]
fn a_visit_on_a_package_is_not_owed_at_the_desk() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let visit = ctx.shaping(&practice, "2026-05-15T10:00").await;
        let other = ctx.shaping(&practice, "2026-05-15T12:00").await;
        let offer = ctx.offer_for(&practice, &["shaping"]).await;
        let package = ctx.package(&practice, visit.client_id, &offer, 8_000).await;
        let target = Target::Visit(visit.id);
        ctx.redeem(&practice, &package, target, None).await.unwrap();
        ctx.app.clock.set("2026-05-15T18:00:00Z".parse().unwrap());
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE appointments SET status = 'completed'"
        )
        .unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get("/cash/rows?of=owed")
            .await
            .expect(200)
            .says(&format!("/appointments/{}", other.id))
            .lacks(&format!("/appointments/{}", visit.id));
    });
}
