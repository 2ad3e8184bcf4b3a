//! The cash desk: what a day came to and the rows behind it, what is owed, and a closing that stays.

use aureli::accounts::Role;
use aureli::cash::closing::{Count, Outcome, close};
use aureli::cash::figures::Figures;
use aureli::db::{Either, patiently};
use aureli::events::Actor;
use aureli::invoices::model::Invoice;
use aureli::money::Money;
use aureli::payments::model::{ByHand, record};
use aureli::payments::{Payment, Subject, Way};
use chrono::{NaiveDate, TimeDelta};
use sqlx::Executor;

use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

async fn pay(ctx: &Ctx, practice: &Practice, invoice: &Invoice, way: Way, minor: i64) -> Payment {
    let new = ByHand {
        subject: Subject::Invoice(invoice.id),
        way,
        amount: Money::new(minor, invoice.currency),
        note: String::new(),
        key: uuid::Uuid::new_v4().to_string(),
    };
    let actor = Actor::user(practice.owner);
    let id = record(&ctx.app, &practice.tenant, &new, practice.owner, &actor)
        .await
        .unwrap();
    Payment::find(&ctx.app.db, practice.tenant.id, id)
        .await
        .unwrap()
}

fn today(ctx: &Ctx, practice: &Practice) -> NaiveDate {
    practice.tenant.local_date(ctx.app.clock.now())
}

#[test]
fn a_day_is_the_sum_of_its_rows() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let one = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let two = ctx.invoice(&practice, "2026-05-15T11:00").await;
        pay(&ctx, &practice, &one, Way::Cash, 500).await;
        let card = pay(&ctx, &practice, &one, Way::Terminal, 1500).await;
        pay(&ctx, &practice, &two, Way::Cash, 700).await;
        let mut owner = practice.sign_in(&ctx).await;
        let key = uuid::Uuid::new_v4().to_string();
        let form = [("amount", "3"), ("key", key.as_str())];
        let refund = format!("/payments/{}/refunds/new", card.id);
        owner.post(&refund, &form).await.expect(303);
        let day = today(&ctx, &practice);
        let figures = Figures::of(&ctx.app.db, &practice.tenant, day)
            .await
            .unwrap();
        let currency = practice.tenant.currency;
        assert_eq!(figures.total(currency), (2700, 300));
        assert_eq!(figures.cash(currency), (1200, 0));
        owner
            .get("/cash")
            .await
            .expect(200)
            .says("€27.00")
            .says("€12.00")
            .says("−€3.00")
            .says("€24.00");
        let rows = |of: &str, way: &str| format!("/cash/rows?date={day}&of={of}&way={way}");
        owner
            .get(&rows("came", "cash"))
            .await
            .expect(200)
            .says("€5.00")
            .says("€7.00")
            .says("€12.00")
            .lacks("€15.00");
        owner
            .get(&rows("back", "terminal"))
            .await
            .expect(200)
            .says("€3.00");
        // What remains is what came less what went back.
        owner
            .get(&rows("remains", ""))
            .await
            .expect(200)
            .says("€15.00")
            .says("−€3.00")
            .says("€24.00");
        owner
            .get("/cash")
            .await
            .expect(200)
            .says("of=remains")
            .says("of=came&amp;way=cash");
        owner.get(&rows("x", "")).await.expect(404);
        // The next day is another one, in the practice's zone.
        ctx.app.clock.advance(TimeDelta::days(1));
        let next = today(&ctx, &practice);
        let figures = Figures::of(&ctx.app.db, &practice.tenant, next)
            .await
            .unwrap();
        assert!(figures.lines.is_empty());
        owner.get("/cash").await.expect(200).says("Nothing came in");
        owner
            .get("/cash?date=2999-01-01")
            .await
            .expect(200)
            .says("Nothing came in");
        owner
            .get(&format!("/cash?date={day}"))
            .await
            .expect(200)
            .says("€27.00");
        assert_eq!(
            practice
                .member(&ctx, Role::Content)
                .await
                .get("/cash")
                .await
                .status,
            403
        );
        let mut reader = practice.member(&ctx, Role::ReadOnly).await;
        reader.get("/cash").await.expect(200).lacks("Close the day");
    });
}

#[test]
fn what_is_owed_for_the_day_is_seen() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let visit = ctx.book(&practice, "lamination", "2026-05-15T10:00").await;
        let half = ctx.invoice(&practice, "2026-05-15T12:00").await;
        let full = ctx.invoice(&practice, "2026-05-15T14:00").await;
        ctx.app.clock.set("2026-05-15T18:00:00Z".parse().unwrap());
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE appointments SET status = 'completed'"
        )
        .unwrap();
        pay(&ctx, &practice, &half, Way::Cash, 500).await;
        pay(&ctx, &practice, &full, Way::Cash, 2000).await;
        let mut owner = practice.sign_in(&ctx).await;
        // 48.00 without an invoice, and 15.00 of the half paid one.
        owner.get("/cash").await.expect(200).says("€63.00");
        owner
            .get("/cash/rows?of=owed")
            .await
            .expect(200)
            .says("€48.00")
            .says("no invoice yet")
            .says(&format!("/appointments/{}", visit.id))
            .says("€15.00")
            .says(&format!("/invoices/{}", half.id))
            .lacks(&format!("/invoices/{}", full.id));
    });
}

fn count(day: NaiveDate, seq: i64, seen: (i64, i64), counted: i64, note: &str) -> Count {
    let money = |minor| Money::new(minor, aureli::money::Currency::EUR);
    Count {
        day,
        seq,
        seen,
        opening: money(5000),
        counted: money(counted),
        note: note.to_owned(),
    }
}

async fn closed(ctx: &Ctx, practice: &Practice, count: &Count) -> Outcome {
    let actor = Actor::user(practice.owner);
    patiently(|| async {
        let now = ctx.app.clock.now();
        let mut tx = ctx.app.db.begin().await?;
        let user = practice.owner;
        let outcome = close(&mut tx, &practice.tenant, &actor, user, count, now).await?;
        if matches!(outcome, Outcome::Written) {
            tx.commit().await?;
        }
        Ok(outcome)
    })
    .await
    .unwrap()
}

#[test]
fn a_day_is_closed_once_and_stays() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let invoice = ctx.invoice(&practice, "2026-05-15T10:00").await;
        pay(&ctx, &practice, &invoice, Way::Cash, 1200).await;
        let day = today(&ctx, &practice);
        let mut owner = practice.sign_in(&ctx).await;
        let form = "/cash/closings/new";
        owner.get(form).await.expect(200).says("€12.00");
        let date = day.to_string();
        let typed =
            |seq: &'static str, came: &'static str, counted: &'static str, note: &'static str| {
                [
                    ("date", date.as_str()),
                    ("seq", seq),
                    ("came", came),
                    ("back", "0"),
                    ("opening", "50"),
                    ("counted", counted),
                    ("note", note),
                ]
            };
        owner
            .post(form, &typed("1", "1200", "", ""))
            .await
            .expect(422)
            .says("Enter an amount");
        owner
            .post(form, &typed("1", "1200", "60", ""))
            .await
            .expect(422)
            .says("€2.00 less than must be there")
            .says("value=\"60\"");
        // Money that came while the drawer was counted.
        pay(&ctx, &practice, &invoice, Way::Cash, 100).await;
        owner
            .post(form, &typed("1", "1200", "62", ""))
            .await
            .expect(409)
            .says("count again")
            .says("€13.00");
        owner
            .post(form, &typed("1", "1300", "60", "Gave wrong change"))
            .await
            .expect(303);
        owner
            .post(form, &typed("1", "1300", "60", "Gave wrong change"))
            .await
            .expect(303);
        owner
            .post(form, &typed("1", "1300", "61", "Other"))
            .await
            .expect(409)
            .says("correction");
        let path = format!("/cash?date={day}");
        owner
            .get(&path)
            .await
            .expect(200)
            .says("Gave wrong change")
            .says("−€3.00")
            .says("Marina Sokolova")
            .lacks("After the day was closed");
        // Its figures lead to the rows that were counted.
        let rows = |of: &str| format!("/cash/rows?date={day}&of={of}&way=cash&entry=1");
        owner
            .get(&path)
            .await
            .expect(200)
            .says("of=came&#38;way=cash&#38;entry=1")
            .says("of=remains&#38;way=cash&#38;entry=1");
        // Late money of a closed day.
        ctx.app.clock.advance(TimeDelta::minutes(1));
        pay(&ctx, &practice, &invoice, Way::Cash, 200).await;
        owner
            .get(&path)
            .await
            .expect(200)
            .says("After the day was closed, cash changed by +€2.00");
        owner
            .get(&rows("came"))
            .await
            .expect(200)
            .says("€12.00")
            .says("€13.00")
            .lacks("€2.00")
            .lacks("The closing counted");
        // What was in the drawer before is one of them: together they are what must be there.
        owner
            .get(&rows("remains"))
            .await
            .expect(200)
            .says("€50.00")
            .says("€63.00")
            .lacks("The closing counted");
        owner
            .get(&rows("back"))
            .await
            .expect(200)
            .says("Nothing here");
        let none = format!("/cash/rows?date={day}&of=came&entry=7");
        owner.get(&none).await.expect(404);
        owner
            .post(form, &typed("2", "1500", "65", ""))
            .await
            .expect(422)
            .says("what is corrected");
        owner
            .post(form, &typed("2", "1500", "65", "Paid after"))
            .await
            .expect(303);
        owner
            .get(&path)
            .await
            .expect(200)
            .says("Correction 1")
            .says("agrees")
            .lacks("After the day was closed");
        // The next day begins with what was counted.
        ctx.app.clock.advance(TimeDelta::days(1));
        owner.get(form).await.expect(200).says("value=\"65.00\"");
        let tomorrow = (today(&ctx, &practice) + TimeDelta::days(1)).to_string();
        let mut future = typed("1", "0", "50", "");
        future[0].1 = &tomorrow;
        owner.post(form, &future).await.expect(422);
        for sql in [
            "UPDATE cash_closings SET counted_minor = 0",
            "DELETE FROM cash_closings",
        ] {
            let done = match ctx.app.db.pools() {
                Either::Lite(lite) => lite.write.execute(sql).await.map(drop),
                Either::Pg(pool) => pool.execute(sql).await.map(drop),
            };
            assert!(done.is_err(), "{sql}");
        }
        let reader = practice.member(&ctx, Role::ReadOnly).await.get(form).await;
        assert_eq!(reader.status, 403);
    });
}

#[test]
fn of_many_who_close_a_day_at_once_one_does() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let day = today(&ctx, &practice);
        let counts: Vec<Count> = (0..8)
            .map(|n| count(day, 1, (0, 0), 5000 + n, "so"))
            .collect();
        let tries = counts.iter().map(|count| closed(&ctx, &practice, count));
        let outcomes = futures_util::future::join_all(tries).await;
        let written = outcomes
            .iter()
            .filter(|one| matches!(one, Outcome::Written))
            .count();
        assert_eq!(written, 1, "{outcomes:?}");
        let again = closed(&ctx, &practice, &count(day, 2, (0, 0), 5000, "")).await;
        assert!(matches!(again, Outcome::Unexplained(0)), "{again:?}");
    });
}
