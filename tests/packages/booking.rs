//! Booking with a code: credited at once, refused with a word, and never telling a stranger anything.

use aureli::packages::model::Movement;
use serde_json::json;

use super::{certificate, five_visits};
use crate::support::factories::bella_file;
use crate::support::{Answer, Ctx, Visitor, on_both};

async fn book(visitor: &mut Visitor, at: &str, code: &str, phone: &str) -> Answer {
    let key = uuid::Uuid::new_v4().to_string();
    let form = [
        ("service", "lamination"),
        ("at", at),
        ("key", key.as_str()),
        ("began", "0"),
        ("name", "Vera"),
        ("phone", phone),
        ("code", code),
    ];
    visitor.post("/bella/book", &form).await
}

async fn sums(ctx: &Ctx) -> Vec<(i64, String)> {
    aureli::q!(
        &ctx.app.db,
        fetch_all: (i64, String),
        "SELECT deposit_minor, status FROM appointments ORDER BY starts_at",
    )
    .unwrap()
}

#[test]
fn a_code_pays_for_a_booking_as_it_is_typed() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx.package(&practice, None, &offer, 10_000).await;
        let typed = ctx.code(&gift).to_lowercase().replace('-', " ");
        let mut visitor = ctx.visitor();
        let page = "/bella/book?service=lamination&at=2026-05-18T10:00";
        visitor
            .get(page)
            .await
            .expect(200)
            .says("package or certificate code")
            .lacks("pays");
        book(&mut visitor, "2026-05-18T10:00", &typed, "+34612345601")
            .await
            .expect(303);
        assert_eq!(ctx.again(&gift).await.balance_minor, 5_200);
        let ledger = Movement::of(&ctx.app.db, &gift).await.unwrap();
        assert_eq!(ledger[0].value_minor, 4_800);
        // The rest pays for the next one as far as it goes, then nothing is left.
        let at = ["2026-05-19T10:00", "2026-05-20T10:00", "2026-05-21T10:00"];
        book(&mut visitor, at[0], &typed, "+34612345602")
            .await
            .expect(303);
        book(&mut visitor, at[1], &typed, "+34612345603")
            .await
            .expect(303);
        assert_eq!(ctx.again(&gift).await.balance_minor, 0);
        book(&mut visitor, at[2], &typed, "+34612345604")
            .await
            .expect(422)
            .says("Nothing is left on it")
            .says("Vera");
    });
}

#[test]
fn what_is_no_code_here_is_told_alike() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let stranger = ctx.stranger().await;
        let own = ctx.offer(&practice, &five_visits()).await;
        ctx.package(&practice, None, &own, 8_000).await;
        let theirs = ctx.offer(&stranger, &certificate()).await;
        let theirs = ctx.package(&stranger, None, &theirs, 5_000).await;
        let replaced = ctx.package(&practice, None, &own, 8_000).await;
        let old = ctx.code(&replaced);
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/packages/{}/code", replaced.id);
        owner.post(&path, &[]).await.expect(303);
        let mut visitor = ctx.visitor();
        let foreign = ctx.code(&theirs);
        for code in [foreign.as_str(), old.as_str(), "2222-2222-2222", "x", "Ж"] {
            book(&mut visitor, "2026-05-18T10:00", code, "+34612345601")
                .await
                .expect(422)
                .says("There is no such code");
        }
        let other = ctx.offer_for(&practice, &["shaping"]).await;
        let other = ctx.package(&practice, None, &other, 8_000).await;
        let code = ctx.code(&other);
        book(&mut visitor, "2026-05-18T10:00", &code, "+34612345601")
            .await
            .expect(422)
            .says("not for this service");
        assert!(sums(&ctx).await.is_empty(), "nothing was booked");
    });
}

#[test]
fn what_is_paid_ahead_is_no_deposit_any_more() {
    on_both(|ctx| async move {
        let mut file = bella_file();
        file["services"][0]["deposit"] = json!({ "kind": "fixed", "amount": 1500 });
        let practice = ctx.practice(file).await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let all = ctx.package(&practice, None, &offer, 10_000).await;
        let part = ctx.package(&practice, None, &offer, 1_000).await;
        let mut visitor = ctx.visitor();
        let (all_code, part_code) = (ctx.code(&all), ctx.code(&part));
        for (at, code, phone) in [
            ("2026-05-18T10:00", all_code.as_str(), "+34612345601"),
            ("2026-05-19T10:00", part_code.as_str(), "+34612345602"),
            ("2026-05-20T10:00", "", "+34612345603"),
        ] {
            book(&mut visitor, at, code, phone).await.expect(303);
        }
        let sums = sums(&ctx).await;
        assert_eq!(sums[0], (0, "confirmed".to_owned()));
        assert_eq!(sums[1], (500, "awaiting_deposit".to_owned()));
        assert_eq!(sums[2], (1_500, "awaiting_deposit".to_owned()));
        // A time that was held and not paid for gives the certificate back.
        ctx.app.clock.advance(chrono::TimeDelta::hours(2));
        ctx.run_jobs().await;
        assert_eq!(ctx.again(&part).await.balance_minor, 1_000);
        assert_eq!(ctx.again(&all).await.balance_minor, 5_200);
    });
}

#[test]
fn whose_phone_it_is_says_nothing_of_what_they_have() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let anna = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let package = ctx.package(&practice, Some(anna.id), &offer, 8_000).await;
        let mut visitor = ctx.visitor();
        let done = book(&mut visitor, "2026-05-18T10:00", "", "+34612345678").await;
        let path = done.expect(303).location().to_owned();
        let page = visitor.get(&path).await.expect(200).lacks("Five shapings");
        assert!(!page.body.contains("/certificates/"));
        assert_eq!(ctx.again(&package).await.balance_visits, 5);
    });
}

#[test]
fn the_page_of_a_certificate_leads_to_booking_with_it() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let offer = ctx.offer(&practice, &five_visits()).await;
        let package = ctx.package(&practice, None, &offer, 8_000).await;
        let mut visitor = ctx.visitor();
        let path = aureli::packages::token::path(&ctx.app, &package);
        visitor.get(&path).await.expect(200).says("5 visits");
        let book = visitor.post(&format!("{path}/booking"), &[]).await;
        assert_eq!(book.expect(303).location(), "/bella/book");
        let code = ctx.code(&package);
        visitor
            .get("/bella/book?service=lamination&at=2026-05-18T10:00")
            .await
            .expect(200)
            .says(&code)
            .says("pays €48 of this visit");
    });
}

/// A deposit or none: what a code paid is kept by the rules of deposits, and that is said before.
#[test]
fn whoever_pays_with_a_code_is_told_when_it_is_lost() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let offer = ctx.offer(&practice, &certificate()).await;
        let gift = ctx.package(&practice, None, &offer, 10_000).await;
        let mut visitor = ctx.visitor();
        let page = "/bella/book?service=lamination&at=2026-05-18T10:00";
        visitor
            .get(page)
            .await
            .expect(200)
            .says("If you cancel late or do not come, what a package or certificate paid is not given back");
        let code = ctx.code(&gift);
        let done = book(&mut visitor, "2026-05-18T10:00", &code, "+34612345601");
        done.await.expect(303);
        let visits = aureli::q!(
            &ctx.app.db,
            fetch_all: (aureli::id::AppointmentId, chrono::DateTime<chrono::Utc>),
            "SELECT id, ends_at FROM appointments",
        );
        let (visit, ends_at) = visits.unwrap()[0];
        let mut tx = ctx.app.db.begin().await.unwrap();
        let link = aureli::links::NewLink {
            tenant: practice.tenant.id,
            purpose: aureli::links::Purpose::Manage,
            appointment: visit,
            expires_at: ends_at,
            message: None,
        };
        let path = aureli::links::mint(&mut tx, link, ctx.app.clock.now()).await;
        tx.commit().await.unwrap();
        let path = path.unwrap();
        let shown = visitor.get(&path).await.expect(200);
        shown.says("€48.00 goes back to the package or certificate");
        ctx.app.clock.advance(chrono::TimeDelta::days(4));
        ctx.app.clock.advance(-chrono::TimeDelta::hours(3));
        let late = visitor.get(&path).await.expect(200);
        late.says("€48.00 was paid with a package or certificate. If you cancel now, it is not given back");
    });
}
