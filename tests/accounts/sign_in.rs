//! Signing in and out: guesses, sessions, what was typed when one ran out.

use super::*;

#[test]
fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let wrong = ctx
            .visitor()
            .signs_in(OWNER_EMAIL, "not the password")
            .await
            .expect(422);
        let unknown = ctx
            .visitor()
            .signs_in("nobody@example.com", "not the password")
            .await
            .expect(422);
        assert_eq!(
            wrong.body.replace(OWNER_EMAIL, ""),
            unknown.body.replace("nobody@example.com", "")
        );
        let known = ctx
            .visitor()
            .post("/password/reset", &[("email", OWNER_EMAIL)])
            .await;
        let unknown = ctx
            .visitor()
            .post("/password/reset", &[("email", "nobody@example.com")])
            .await;
        assert_eq!(
            (known.status, known.location(), &known.body),
            (unknown.status, unknown.location(), &unknown.body)
        );
        assert!(ctx.mails_to("nobody@example.com").await.is_empty());
    });
}

#[test]
fn signing_in_leads_back_to_pages_of_ours_only() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let answer = ctx.visitor().get("/settings/account?x=1").await.expect(303);
        assert_eq!(
            answer.location(),
            "/login?next=%2Fsettings%2Faccount%3Fx%3D1"
        );
        for (next, leads) in [
            ("", "/calendar"),
            ("/clients?q=a", "/clients?q=a"),
            ("//evil.example", "/calendar"),
            ("/\\evil.example", "/calendar"),
            ("https://evil.example/", "/calendar"),
            ("javascript:alert(1)", "/calendar"),
        ] {
            let form = [
                ("email", OWNER_EMAIL),
                ("password", OWNER_PASSWORD),
                ("next", next),
            ];
            let mut owner = ctx.visitor();
            assert_eq!(
                owner.post("/login", &form).await.expect(303).location(),
                leads
            );
            // Who is signed in already goes on, by the same rule.
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            let answer = owner.get(&format!("/login?next={next}")).await.expect(303);
            assert_eq!(answer.location(), leads);
        }
    });
}

#[test]
fn a_session_gets_a_new_id_at_sign_in_and_ends_at_sign_out() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut owner = ctx.visitor();
        owner
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        let first = owner.cookie("sid").unwrap().to_owned();
        owner
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        let second = owner.cookie("sid").unwrap().to_owned();
        assert_ne!(first, second);
        let mut thief = ctx.visitor();
        thief.set_cookie("sid", &first);
        assert!(!thief.is_in().await);
        let answer = owner.post("/logout", &[]).await.expect(303);
        let clear = answer.headers.get("clear-site-data").unwrap();
        assert_eq!(clear, "\"cache\", \"cookies\", \"storage\"");
        thief.set_cookie("sid", &second);
        assert!(!thief.is_in().await);
    });
}

#[test]
fn a_session_on_a_shared_device_lasts_half_a_day_an_own_one_a_month() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut shared = ctx.visitor();
        let answer = shared.signs_in(OWNER_EMAIL, OWNER_PASSWORD).await;
        let cookie = answer.headers.get("set-cookie").unwrap().to_str().unwrap();
        assert!(!cookie.contains("Max-Age"), "{cookie}");
        let mut own = ctx.visitor();
        let form = [
            ("email", OWNER_EMAIL),
            ("password", OWNER_PASSWORD),
            ("remember", "true"),
        ];
        own.post("/login", &form).await.expect(303);
        ctx.app.clock.advance(TimeDelta::hours(13));
        assert!(!shared.is_in().await);
        assert!(own.is_in().await);
        ctx.app.clock.advance(TimeDelta::days(30));
        assert!(!own.is_in().await);
    });
}

#[test]
fn guessing_is_stopped_and_the_owner_still_gets_in_from_elsewhere() {
    on_both_with(GUARDED, |ctx| async move {
        ctx.bella().await;
        let mut guesser = ctx.visitor().at("203.0.113.9");
        for _ in 0..5 {
            guesser
                .signs_in(OWNER_EMAIL, "not the password")
                .await
                .expect(422);
        }
        let stopped = guesser
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(429);
        let wait: i64 = stopped.headers["retry-after"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        // Tries weigh less and less over the next quarter of an hour.
        assert!((1..=910).contains(&wait), "{wait}");
        // Saying one comes from elsewhere counts only where a proxy of ours says it.
        let mut owner = ctx.visitor().at("198.51.100.7");
        owner
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        let warnings: Vec<_> = ctx
            .mails_to(OWNER_EMAIL)
            .await
            .into_iter()
            .filter(|(subject, _)| subject == "Somebody is trying to sign in")
            .collect();
        assert_eq!(warnings.len(), 1);
        let (failures,) = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM events WHERE kind = 'user.sign_in_failed'"
        )
        .unwrap();
        assert_eq!(failures, 5);
        ctx.app.clock.advance(TimeDelta::minutes(16));
        guesser
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
    });
}

#[test]
fn many_guesses_at_once_are_no_more_than_many_in_a_row() {
    on_both_with(GUARDED, |ctx| async move {
        ctx.bella().await;
        let tries = (0..12).map(|_| {
            let mut guesser = ctx.visitor().at("203.0.113.9");
            async move {
                guesser
                    .signs_in(OWNER_EMAIL, "not the password")
                    .await
                    .status
                    .as_u16()
            }
        });
        let answers = futures_util::future::join_all(tries).await;
        assert_eq!(
            answers.iter().filter(|status| **status == 422).count(),
            5,
            "{answers:?}"
        );
        assert_eq!(answers.iter().filter(|status| **status == 429).count(), 7);
    });
}

#[test]
fn an_address_has_twenty_failures_a_minute_and_successes_do_not_count() {
    on_both_with(GUARDED, |ctx| async move {
        ctx.bella().await;
        for _ in 0..25 {
            let mut owner = ctx.visitor().at("203.0.113.9");
            owner
                .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
                .await
                .expect(303);
        }
        for n in 0..20 {
            let email = format!("guess{n}@example.com");
            let mut guesser = ctx.visitor().at("203.0.113.9");
            guesser
                .signs_in(&email, "not the password")
                .await
                .expect(422);
        }
        let mut guesser = ctx.visitor().at("203.0.113.9");
        guesser
            .signs_in("guess99@example.com", "not the password")
            .await
            .expect(429);
    });
}

#[test]
fn guesses_from_everywhere_do_not_keep_the_owner_out() {
    on_both_with(GUARDED, |ctx| async move {
        ctx.bella().await;
        let mut owner = ctx.visitor().at("198.51.100.7");
        owner
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        for n in 0..100 {
            let mut bot = ctx.visitor().at(&format!("203.0.113.{n}"));
            bot.signs_in(OWNER_EMAIL, "not the password")
                .await
                .expect(422);
        }
        let mut bot = ctx.visitor().at("203.0.113.200");
        bot.signs_in(OWNER_EMAIL, OWNER_PASSWORD).await.expect(429);
        let mut again = ctx.visitor().at("198.51.100.7");
        again
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
    });
}

#[test]
fn each_session_can_be_ended_but_not_anothers() {
    on_both(|ctx| async move {
        let (bella, other) = (ctx.bella().await, ctx.stranger().await);
        let (mut here, mut there) = (bella.sign_in(&ctx).await, bella.sign_in(&ctx).await);
        let mut stranger = other.sign_in(&ctx).await;
        let path = "/settings/account/sessions";
        let now = ctx.app.clock.now();
        let of = async |user| session::list(&ctx.app.db, user, now).await.unwrap();
        let foreign = of(other.owner).await[0].id.clone();
        here.post(&format!("{path}/{foreign}/end"), &[])
            .await
            .expect(404);
        assert!(stranger.is_in().await);
        let page = here.get(path).await.expect(200).body;
        let end = between(&page, &format!("action=\"{path}/"), "/end\"");
        here.post(&format!("{path}/{end}/end"), &[])
            .await
            .expect(303);
        assert!(here.is_in().await);
        assert!(!there.is_in().await);
        let mut third = bella.sign_in(&ctx).await;
        here.post(&format!("{path}/end-others"), &[])
            .await
            .expect(303);
        assert!(here.is_in().await && !third.is_in().await && stranger.is_in().await);
    });
}

/// Ended from another device: the session is gone, and with it who it was.
#[test]
fn what_was_typed_when_the_session_was_ended_waits_for_its_writer() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = ctx.visitor();
        owner
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        q!(&ctx.app.db, execute, "DELETE FROM user_sessions").expect("ended");
        q!(&ctx.app.db, execute, "DELETE FROM sessions").expect("ended");
        let form = [("name", "Vera Typed"), ("locale", "en")];
        let answer = owner.post("/clients/new", &form).await.expect(303);
        assert_eq!(answer.location(), "/login?next=%2Fdraft");
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger.get("/draft").await.expect(303);
        let mut again = bella.sign_in(&ctx).await;
        again.get("/draft").await.expect(200).says("Vera Typed");
        // Who was never here leaves nothing behind.
        let nobody = ctx.visitor().post("/clients/new", &form).await.expect(303);
        assert!(
            !nobody.location().contains("draft"),
            "{}",
            nobody.location()
        );
    });
}

#[test]
fn what_was_typed_when_the_session_ran_out_waits_for_its_writer() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE user_sessions SET expires_at = created_at"
        )
        .expect("expired");
        let form = [("name", "Vera <i>Typed</i>"), ("locale", "en")];
        let answer = owner.post("/clients/new", &form).await.expect(303);
        assert_eq!(answer.location(), "/login?next=%2Fdraft");
        let (clients,): (i64,) =
            q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM clients").expect("count");
        assert_eq!(clients, 0, "nothing is done for who is not signed in");

        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        assert_eq!(
            stranger.get("/draft").await.expect(303).location(),
            "/calendar"
        );
        let mut again = bella.sign_in(&ctx).await;
        again
            .get("/draft")
            .await
            .expect(200)
            .says("action=\"/clients/new\"")
            .says("It was for: Clients.")
            .says("value=\"Vera &#60;i&#62;Typed&#60;/i&#62;\"");
        again.post("/clients/new", &form).await.expect(303);

        again.post("/draft/discard", &[]).await.expect(303);
        assert_eq!(
            again.get("/draft").await.expect(303).location(),
            "/calendar"
        );
        // A password is typed again.
        q!(
            &ctx.app.db,
            execute,
            "UPDATE user_sessions SET expires_at = created_at"
        )
        .expect("expired");
        let secret = [("password", "brows-and-coffee")];
        let answer = again.post("/clients/new", &secret).await.expect(303);
        assert_eq!(answer.location(), "/login?next=%2Fcalendar");
    });
}

#[test]
fn a_shared_device_that_rests_half_a_day_is_signed_out_and_one_in_use_is_not() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut shared = ctx.visitor();
        shared
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        for _ in 0..2 {
            ctx.app.clock.advance(TimeDelta::hours(11));
            shared.get("/calendar").await.expect(200);
        }
        // A page that lies open asks for its parts by itself.
        let mut open = ctx.visitor();
        open.signs_in(OWNER_EMAIL, OWNER_PASSWORD).await.expect(303);
        ctx.app.clock.advance(TimeDelta::hours(11));
        open.with_htmx().get("/todo/count").await.expect(200);
        ctx.app.clock.advance(TimeDelta::hours(2));
        open.get("/calendar").await.expect(303);
        shared.get("/calendar").await.expect(303);
    });
}
