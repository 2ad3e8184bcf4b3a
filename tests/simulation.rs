//! What another rule would have done to the last weeks: shown without changing anything, and taken over on purpose.

use aureli::accounts::{Role, Tenant};
use aureli::appointments::Appointment;
use aureli::q;
use chrono::TimeDelta;

use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

const PATH: &str = "/settings/booking/simulation";

/// The value of a hidden field.
fn hidden(body: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = body.split(&mark).nth(1).expect("a hidden field");
    rest.split('"').next().unwrap().to_owned()
}

async fn tenant(ctx: &Ctx, practice: &Practice) -> Tenant {
    Tenant::find(&ctx.app.db, practice.tenant.id).await.unwrap()
}

/// Three visits: one booked three hours before, one five days before, one by the practice itself; and they are over.
async fn weeks(ctx: &Ctx, practice: &Practice) -> (Appointment, Appointment) {
    let soon = ctx.book(practice, "shaping", "2026-05-14T12:00").await;
    let ahead = ctx.book(practice, "shaping", "2026-05-19T12:00").await;
    let own = ctx.book(practice, "shaping", "2026-05-14T13:00").await;
    q!(
        &ctx.app.db,
        execute,
        "UPDATE appointments SET source = 'master' WHERE id = $1",
        own.id
    )
    .unwrap();
    q!(
        &ctx.app.db,
        execute,
        "UPDATE appointments SET status = 'completed'"
    )
    .unwrap();
    ctx.app.clock.advance(TimeDelta::days(7));
    (soon, ahead)
}

#[test]
fn a_longer_notice_shows_what_it_would_have_refused_and_changes_nothing() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (soon, ahead) = weeks(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        owner.get("/settings/booking").await.expect(200).says(PATH);
        let empty = owner.get(PATH).await.expect(200);
        empty.says("Try out a rule").lacks("Use this rule");
        let page = owner.get(&format!("{PATH}?notice=1440")).await.expect(200);
        let page = page
            .says("1 booking would not have been possible")
            .says("2 bookings by clients were looked at")
            .says("1 visit that you booked yourself")
            .says("Booked too shortly before")
            .says(&format!("/appointments/{}", soon.id));
        let page = page.lacks(&format!("/appointments/{}", ahead.id));
        // Three visits of twenty, and two without the one.
        page.says("€60").says("€40").says("Use this rule");
        let same = owner.get(&format!("{PATH}?notice=60")).await.expect(200);
        same.says("Every booking would have been possible all the same");
        assert_eq!(tenant(&ctx, &bella).await.rules.notice_minutes, 120);
        for lang in ["es", "ru"] {
            q!(&ctx.app.db, execute, "UPDATE users SET locale = $1", lang).unwrap();
            let page = owner.get(&format!("{PATH}?notice=1440")).await.expect(200);
            page.lacks("simulation-").lacks("policy-");
        }
    });
}

#[test]
fn only_the_last_ninety_days_are_looked_at() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        weeks(&ctx, &bella).await;
        ctx.app.clock.advance(TimeDelta::days(84));
        let mut owner = bella.sign_in(&ctx).await;
        let page = owner.get(&format!("{PATH}?notice=1440")).await.expect(200);
        page.says("1 booking by a client was looked at")
            .says("Every booking would have been possible");
    });
}

#[test]
fn a_limit_of_the_day_offers_what_was_free_on_another_rule() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        weeks(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("{PATH}?service=shaping&daily_limit=1&date=2026-05-25");
        let page = owner.get(&path).await.expect(200);
        page.says("Every booking would have been possible")
            .says("Brow shaping: the offer of Monday");
        let buffers = owner
            .get(&format!("{PATH}?buffer_after=45&step=30&offer=tight"))
            .await;
        buffers.expect(200).says("Rule as it is");
        let wrong = owner.get(&format!("{PATH}?notice=x")).await.expect(422);
        wrong.lacks("Use this rule");
        owner
            .get(&format!("{PATH}?deposit_kind=percent&deposit=0"))
            .await
            .expect(422);
    });
}

#[test]
fn a_rule_holds_once_the_master_says_so_and_not_over_another_ones() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        weeks(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let tried = format!("{PATH}?notice=1440&kept_late=false&deposit_kind=percent&deposit=20");
        let page = owner.get(&tried).await.expect(200);
        let was = hidden(&page.body, "was");
        let form = [
            ("notice", "1440"),
            ("kept_late", "false"),
            ("deposit_kind", "percent"),
            ("deposit", "20"),
            ("was", was.as_str()),
        ];
        let to = format!("{PATH}/use");
        // Somebody else has changed the rules since they were looked at.
        q!(&ctx.app.db, execute, "UPDATE tenants SET horizon_days = 30").unwrap();
        let stale = owner.post(&to, &form).await.expect(409);
        stale.says("The rules have changed since you looked");
        assert_eq!(tenant(&ctx, &bella).await.rules.notice_minutes, 120);
        let page = owner.get(&tried).await.expect(200);
        let was = hidden(&page.body, "was");
        let mut form = form;
        form[4].1 = was.as_str();
        for _ in 0..2 {
            owner.post(&to, &form).await.expect(303);
        }
        assert_eq!(tenant(&ctx, &bella).await.rules.notice_minutes, 1440);
        let rows = q!(
            &ctx.app.db,
            fetch_all: (String, i64),
            "SELECT deposit_kind, deposit_amount FROM services ORDER BY slug"
        )
        .unwrap();
        let percent = ("percent".to_owned(), 20);
        assert_eq!(rows, vec![percent.clone(), percent.clone(), percent]);
        let (kept,) =
            q!(&ctx.app.db, fetch_one: (bool,), "SELECT is_kept_late FROM payment_rules").unwrap();
        assert!(!kept);
        // One service alone.
        let one = format!("{PATH}?service=shaping&buffer_after=20&daily_limit=3");
        let page = owner.get(&one).await.expect(200);
        let was = hidden(&page.body, "was");
        let form = [
            ("service", "shaping"),
            ("buffer_after", "20"),
            ("daily_limit", "3"),
            ("was", was.as_str()),
        ];
        owner.post(&to, &form).await.expect(303);
        let rows = q!(
            &ctx.app.db,
            fetch_all: (String, i64, Option<i64>),
            "SELECT slug, buffer_after_minutes, daily_limit FROM services ORDER BY slug"
        )
        .unwrap();
        let row = |slug: &str, buffer, limit| (slug.to_owned(), buffer, limit);
        assert_eq!(
            rows,
            [
                row("consult", 0, None),
                row("lamination", 10, None),
                row("shaping", 20, Some(3))
            ]
        );
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader.get(PATH).await.expect(403);
        reader.post(&to, &form).await.expect(403);
    });
}
