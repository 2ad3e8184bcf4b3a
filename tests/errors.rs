//! Every refusal and every fault as a page: reached truly, in each language, with a way on.

use aureli::accounts::Role;
use aureli::db::Either;
use aureli::i18n::Locale;
use aureli::id::ServiceId;
use sqlx::Executor;

use crate::support::{Answer, Ctx, Visitor, on_both, on_both_with};

/// The whole page in the reader's language; the text between the heading's tags.
#[track_caller]
fn drawn(answer: Answer, status: u16, locale: Locale) -> String {
    let answer = answer.expect(status);
    let what = format!("{status} in {}", locale.code());
    let kind = answer.headers["content-type"].to_str().unwrap();
    assert_eq!(kind, "text/html; charset=utf-8", "{what}");
    // What a form was answered with stays for "back"; nothing else is kept.
    let kept = match status {
        409 | 422 | 429 => "private, no-cache",
        _ => "no-store",
    };
    assert_eq!(answer.headers["cache-control"], kept, "{what}");
    let id = answer.headers["x-request-id"].to_str().unwrap().to_owned();
    let body = answer.body;
    assert!(
        body.contains(&format!("<html lang=\"{}\"", locale.code())),
        "{what}"
    );
    let (_, rest) = body.split_once("<h1>").expect("a heading");
    let (heading, rest) = rest.split_once("</h1>").expect("its end");
    let title = format!("<title>{heading} · Aureli Solo</title>");
    assert!(body.contains(&title), "{what}: {title}");
    // A text that is missing shows its key.
    for key in [
        "error-4",
        "error-5",
        "error-code",
        "error-to",
        "error-conflict",
        "error-csrf",
    ] {
        assert!(!body.contains(key), "{what}: {key} in {body}");
    }
    // The look is the product's own, and there is a way on.
    assert!(
        body.contains("class=\"fault\"") && body.contains("<svg class=\"art\""),
        "{what}"
    );
    assert!(
        rest.contains("class=\"btn gold\" href=\"/"),
        "{what}: {rest}"
    );
    assert!(rest.contains("href=\"/\""), "{what}: no way to the start");
    assert!(rest.contains(&id), "{what}: the code {id} is not told");
    heading.to_owned()
}

/// What the catalogue says stands on the page, and each language says it in its own words.
#[track_caller]
fn differ(headings: &[String], key: &str) {
    for (locale, heading) in Locale::ALL.into_iter().zip(headings) {
        assert_eq!(*heading, locale.t(key));
    }
    assert!(
        headings[0] != headings[1] && headings[1] != headings[2],
        "{headings:?}"
    );
}

async fn lose_a_table(ctx: &Ctx) {
    let sql = "ALTER TABLE clients RENAME TO clients_elsewhere";
    match ctx.app.db.pools() {
        Either::Lite(lite) => lite.write.execute(sql).await.map(|_| ()),
        Either::Pg(pool) => pool.execute(sql).await.map(|_| ()),
    }
    .unwrap();
}

fn in_language(visitor: &Visitor, locale: Locale) -> Visitor {
    let mut visitor = visitor.clone();
    visitor.set_cookie("lang", locale.code());
    visitor
}

#[test]
fn each_refusal_is_a_page_in_the_readers_language() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.book(&bella, "shaping", "2026-05-20T12:00").await;
        let (used,) = aureli::q!(&ctx.app.db, fetch_one: (ServiceId,), "SELECT id FROM services WHERE slug = 'shaping'").unwrap();
        let deletion = format!("/services/{used}/deletion");
        let owner = bella.sign_in(&ctx).await;
        let reader = bella.member(&ctx, Role::Content).await;
        let mut seen: [Vec<String>; 5] = Default::default();
        for locale in Locale::ALL {
            let mut owner = in_language(&owner, locale);
            let mut reader = in_language(&reader, locale);
            let mut add = |n: usize, heading: String| seen[n].push(heading);
            add(0, drawn(reader.get("/settings/hours").await, 403, locale));
            add(1, drawn(owner.get("/no/such/page").await, 404, locale));
            // A service that visits are of stays.
            add(2, drawn(owner.post(&deletion, &[]).await, 409, locale));
            let unreadable = owner
                .post("/settings/blocks", &[("no-such-field", "x")])
                .await;
            add(3, drawn(unreadable, 422, locale));
            let elsewhere = owner.with_header("sec-fetch-site", "cross-site");
            let forged = elsewhere.clone().post("/logout", &[]).await;
            add(4, drawn(forged, 403, locale));
        }
        let keys = [
            "error-403-title",
            "error-404-title",
            "error-conflict-title",
            "error-422-title",
            "error-csrf-title",
        ];
        for (headings, key) in seen.iter().zip(keys) {
            differ(headings, key);
        }
    });
}

/// Whoever works here goes on from where they are; to a stranger the places of the program say nothing.
#[test]
fn a_page_that_is_not_there_names_the_places_of_whoever_is_signed_in() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner.get("/calendar").await.expect(200);
        let places = ["href=\"/todo\"", "href=\"/clients\""];
        for path in ["/no/such/page", "/clients/none", "/nobody"] {
            let shown = owner.get(path).await.expect(404);
            places.iter().fold(shown, |shown, place| shown.says(place));
            let shown = ctx.visitor().get(path).await;
            places.iter().fold(shown, |shown, place| shown.lacks(place));
        }
    });
}

#[test]
fn who_is_too_fast_reads_when_to_come_again() {
    on_both_with(&[("RATE_LIMITS", "on")], |ctx| async move {
        ctx.bella().await;
        let form = [("email", "marina@example.com")];
        let mut visitor = ctx.visitor();
        let mut tries = 0;
        while visitor.post("/password/reset", &form).await.status != 429 {
            tries += 1;
            assert!(tries < 100, "nobody stops it");
        }
        let mut headings = Vec::new();
        for locale in Locale::ALL {
            let answer = in_language(&visitor, locale)
                .post("/password/reset", &form)
                .await;
            let wait = answer.headers["retry-after"].to_str().unwrap();
            assert!(wait.parse::<u32>().unwrap() > 0, "{wait}");
            headings.push(drawn(answer, 429, locale));
        }
        differ(&headings, "error-429-title");
    });
}

#[test]
fn a_fault_of_ours_and_a_lost_database_are_told_without_their_insides() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let owner = bella.sign_in(&ctx).await;
        lose_a_table(&ctx).await;
        let mut faults = Vec::new();
        for locale in Locale::ALL {
            let answer = in_language(&owner, locale).get("/clients").await;
            assert!(
                !answer.body.contains("clients_elsewhere")
                    && !answer.body.contains("no such table")
            );
            faults.push(drawn(answer, 500, locale));
        }
        differ(&faults, "error-500-title");
        ctx.app.db.close().await;
        let mut away = Vec::new();
        for locale in Locale::ALL {
            let answer = in_language(&owner, locale).get("/calendar").await;
            assert_eq!(answer.headers["retry-after"], "5");
            away.push(drawn(answer, 503, locale));
        }
        differ(&away, "error-503-title");
        // The process lives, and whoever sends it visitors hears that it cannot serve them.
        ctx.visitor().get("/healthz").await.expect(200).says("ok");
        ctx.visitor().get("/readyz").await.expect(503);
    });
}

/// Who is signed in reads their own language, whatever the browser asks for, also where no page found out who they are.
#[test]
fn errors_speak_the_language_of_the_account_and_wear_its_theme() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let before = bella.sign_in(&ctx).await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE users SET locale = 'ru' WHERE id = $1",
            bella.owner
        )
        .unwrap();
        let mut owner = before.with_header("accept-language", "es-ES,es;q=0.9");
        owner.set_cookie("theme", "dark");
        owner
            .get("/calendar")
            .await
            .expect(200)
            .says("<html lang=\"ru\"");
        let own = Locale::Ru;
        let missing = owner.get("/no/such/page").await;
        assert!(missing.body.contains("data-theme=\"dark\""));
        assert_eq!(drawn(missing, 404, own), own.t("error-404-title"));
        let unknown = format!("/clients/{}", uuid::Uuid::now_v7());
        drawn(owner.get(&unknown).await, 404, own);
        let unreadable = [("no-such-field", "x")];
        drawn(owner.post("/settings/blocks", &unreadable).await, 422, own);
        let mut elsewhere = owner.with_header("sec-fetch-site", "cross-site");
        drawn(elsewhere.post("/settings/blocks", &[]).await, 403, own);
        let word = owner.with_htmx().get(&unknown).await.expect(404);
        word.says(&own.t("error-404-text"));
        // A language that was chosen on the way goes first.
        drawn(owner.get("/no/such/page?lang=en").await, 404, Locale::En);
        owner.set_cookie("lang", "");
        // Without the account the browser's language counts again.
        let mut stranger = ctx.visitor().with_header("accept-language", "es-ES");
        drawn(stranger.get("/no/such/page").await, 404, Locale::Es);
        lose_a_table(&ctx).await;
        drawn(owner.get("/clients").await, 500, own);
        ctx.app.db.close().await;
        drawn(owner.get("/calendar").await, 503, own);
    });
}
