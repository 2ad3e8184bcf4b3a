//! Signing up: a new master, the proof of the address, names of practices.

use super::*;

#[test]
fn a_new_master_is_signed_in_at_once_and_confirms_the_address_by_mail() {
    on_both(|ctx| async move {
        let mut anna = ctx.visitor();
        anna.get("/signup").await.expect(200);
        let answer = anna
            .signs_up("Anna@Example.com", PASSWORD)
            .await
            .expect(303);
        assert_eq!(answer.location(), "/setup");
        anna.get("/settings").await.expect(200).says("Anna Belova");
        let user = ctx.user("anna@example.com").await;
        let place = Place::of_user(&ctx.app.db, user.id)
            .await
            .unwrap()
            .remove(0);
        assert_eq!(
            (place.slug.as_str(), place.role),
            ("anna-belova", Role::Owner)
        );
        let (subject, text) = ctx.mail_to("Anna@Example.com").await;
        assert_eq!(subject, "Confirm your e-mail");
        let path = link(&text, "/verify/");
        // Opening the link, by a scanner too, changes nothing.
        let mut anybody = ctx.visitor();
        anybody.get(&path).await.expect(200).says("Yes, confirm");
        assert!(!ctx.user("anna@example.com").await.is_verified());
        anybody.post(&path, &[]).await.expect(303);
        assert!(ctx.user("anna@example.com").await.is_verified());
        // Once more does no harm.
        anybody.get(&path).await.expect(200).says("is confirmed");
        anybody.post(&path, &[]).await.expect(303);
        anybody
            .get("/verify/nonsense")
            .await
            .expect(404)
            .says("no longer works");
    });
}

#[test]
fn signing_up_never_tells_whether_the_address_is_known() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut known = ctx.visitor();
        let to_known = known.signs_up(OWNER_EMAIL, PASSWORD).await;
        let to_new = ctx.visitor().signs_up("new@example.com", PASSWORD).await;
        assert_eq!(to_known.status, to_new.status);
        assert_eq!(to_known.location(), to_new.location());
        assert_eq!(to_known.body, to_new.body);
        assert!(known.is_in().await);
        // The owner's own account is as it was, and the new practice not in it.
        let owner = ctx.user(OWNER_EMAIL).await;
        assert_eq!(
            Place::of_user(&ctx.app.db, owner.id).await.unwrap().len(),
            1
        );
        ctx.visitor()
            .signs_in(OWNER_EMAIL, PASSWORD)
            .await
            .expect(422);
        let (subject, text) = ctx.mail_to(OWNER_EMAIL).await;
        assert_eq!(subject, "You already have an account");
        // Whoever has the mailbox may take the practice over.
        prove(&ctx, OWNER_EMAIL).await;
        let path = link(&text, "/verify/");
        known.get(&path).await.expect(200).says("Anna Belova");
        known.post(&path, &[]).await.expect(303);
        assert!(!known.is_in().await, "the second account is closed");
        let names: Vec<_> = Place::of_user(&ctx.app.db, owner.id)
            .await
            .unwrap()
            .into_iter()
            .map(|place| (place.name, place.role))
            .collect();
        assert!(
            names.contains(&("Anna Belova".into(), Role::Owner)),
            "{names:?}"
        );
    });
}

#[test]
fn a_claim_without_proof_gives_way_to_the_one_who_has_the_mailbox() {
    on_both(|ctx| async move {
        let mut squatter = ctx.visitor();
        squatter
            .signs_up("anna@example.com", "squatters secret")
            .await
            .expect(303);
        ctx.run_jobs().await;
        let mut anna = ctx.visitor();
        anna.signs_up("anna@example.com", PASSWORD)
            .await
            .expect(303);
        let (_, text) = ctx.mail_to("anna@example.com").await;
        anna.post(&link(&text, "/verify/"), &[]).await.expect(303);
        ctx.visitor()
            .signs_in("anna@example.com", PASSWORD)
            .await
            .expect(303);
        ctx.visitor()
            .signs_in("anna@example.com", "squatters secret")
            .await
            .expect(422);
    });
}

#[test]
fn two_who_prove_one_address_at_once_both_get_an_answer() {
    on_both(|ctx| async move {
        for round in 0..8 {
            let email = format!("anna{round}@example.com");
            let (mut first, mut second) = (ctx.visitor(), ctx.visitor());
            first.signs_up(&email, PASSWORD).await.expect(303);
            ctx.run_jobs().await;
            second
                .signs_up(&email, "another long secret")
                .await
                .expect(303);
            if round % 2 == 0 {
                // Neither has the address for its own.
                q!(
                    &ctx.app.db,
                    execute,
                    "UPDATE users SET email_key = NULL WHERE email = $1",
                    &email
                )
                .unwrap();
            }
            let mails = ctx.mails_to(&email).await;
            let paths: Vec<String> = mails
                .iter()
                .map(|(_, text)| link(text, "/verify/"))
                .collect();
            let [one, two] = &paths[..] else {
                panic!("{paths:?}")
            };
            let presses: Vec<_> = [one, two]
                .into_iter()
                .map(|path| {
                    let (mut visitor, path) = (ctx.visitor(), path.clone());
                    tokio::spawn(async move { visitor.post(&path, &[]).await.expect(303) })
                })
                .collect();
            for press in presses {
                press.await.unwrap();
            }
            // One account has the address and both practices.
            let user = ctx.user(&email).await;
            assert!(user.is_verified());
            let places = Place::of_user(&ctx.app.db, user.id).await.unwrap();
            assert_eq!(places.len(), 2, "round {round}");
        }
    });
}

#[test]
fn a_closed_practice_lets_nobody_in() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner.get("/calendar").await.expect(200);
        let close = |status: &'static str| {
            let (ctx, id) = (ctx.clone(), bella.tenant.id);
            async move {
                q!(
                    &ctx.app.db,
                    execute,
                    "UPDATE tenants SET status = $2 WHERE id = $1",
                    id,
                    status
                )
                .unwrap();
            }
        };
        // A restricted one still looks after what it has.
        close("restricted").await;
        owner.get("/calendar").await.expect(200);
        close("closed").await;
        for path in [
            "/calendar",
            "/clients",
            "/settings/practice",
            "/events",
            "/setup",
        ] {
            let answer = owner.get(path).await.expect(303);
            assert!(answer.location().starts_with("/login"), "{path}");
        }
        owner
            .post("/settings/booking", &[("step", "15")])
            .await
            .expect(303);
        // The account is there, and says where it still belongs.
        let onward = owner.get("/login?next=/calendar").await.expect(303);
        assert_eq!(onward.location(), "/tenants");
        owner.get("/tenants").await.expect(200).lacks("Bella Brows");
        close("active").await;
        owner.get("/calendar").await.expect(200);
    });
}

#[test]
fn pressing_sign_up_twice_makes_one_account() {
    on_both(|ctx| async move {
        let mut anna = ctx.visitor();
        anna.signs_up("anna@example.com", PASSWORD)
            .await
            .expect(303);
        anna.signs_up("anna@example.com", PASSWORD)
            .await
            .expect(303);
        let (users,) = q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM users").unwrap();
        let (tenants,) =
            q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM tenants").unwrap();
        assert_eq!((users, tenants), (1, 1));
        assert!(anna.is_in().await);
    });
}

#[test]
fn a_bad_sign_up_says_what_to_do_and_keeps_what_was_typed() {
    on_both(|ctx| async move {
        let mut visitor = ctx.visitor();
        let form = [("name", "Ольга"), ("email", "olga"), ("password", "short")];
        visitor
            .post("/signup", &form)
            .await
            .expect(422)
            .says("value=\"Ольга\"")
            .says("value=\"olga\"")
            .says("Use at least 10 characters")
            .says("Add the @")
            .lacks("short\"");
        let common = [
            ("name", "O"),
            ("email", "o@example.com"),
            ("password", "1234567890"),
        ];
        visitor
            .post("/signup", &common)
            .await
            .expect(422)
            .says("Many people use");
        let extra = [("name", "O"), ("role", "owner")];
        visitor.post("/signup", &extra).await.expect(422);
        let (users,) = q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM users").unwrap();
        assert_eq!(users, 0);
    });
}

/// Every first segment of a route is taken, so that no practice can hide a page or be hidden by one.
#[test]
fn no_practice_can_have_the_name_of_a_page() {
    let mut segments = BTreeSet::new();
    collect_routes(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
        &mut segments,
    );
    assert!(
        segments.contains("login") && segments.contains("settings"),
        "{segments:?}"
    );
    let free: Vec<_> = segments
        .iter()
        .filter(|name| !slug::is_reserved(name))
        .collect();
    assert!(free.is_empty(), "add to slug::RESERVED: {free:?}");
    assert_eq!(slug::from_name("Студия Анны & Co"), "studiya-anny-co");
    assert_eq!(slug::from_name("美容"), "studio");
    // No word is cut, unless it is the only one.
    let long = "Elka: брови, ресницы — Ольга Константинопольская";
    assert_eq!(slug::from_name(long), "elka-brovi-resnitsy-olga");
    assert_eq!(slug::from_name(&"a".repeat(80)), "a".repeat(40));
    assert_eq!(
        slug::from_name(&format!("{} {}", "a".repeat(40), "b")),
        "a".repeat(40)
    );
    for bad in ["a", "-ab", "ab-", "a--b", "Ab", "a b", "login", ""] {
        assert!(slug::check(bad).is_err(), "{bad}");
    }
}

fn collect_routes(folder: &Path, segments: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_routes(&path, segments);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            for rest in source.split(".route(").skip(1) {
                let Some(route) = rest.trim_start().strip_prefix("\"/") else {
                    continue;
                };
                let first = route.split(['/', '"']).next().unwrap();
                if !first.is_empty() && !first.contains(['{', '.']) {
                    segments.insert(first.to_owned());
                }
            }
        }
    }
}

#[test]
fn a_name_that_is_taken_gets_a_number() {
    on_both(|ctx| async move {
        for (email, wanted) in [
            ("one@example.com", "anna-belova"),
            ("two@example.com", "anna-belova-2"),
        ] {
            ctx.visitor().signs_up(email, PASSWORD).await.expect(303);
            let user = ctx.user(email).await;
            let place = Place::of_user(&ctx.app.db, user.id)
                .await
                .unwrap()
                .remove(0);
            assert_eq!(place.slug, wanted);
        }
    });
}

#[test]
fn each_practice_has_a_key_of_its_own() {
    on_both(|ctx| async move {
        let one = ctx.bella().await.tenant.id;
        let other = ctx.stranger().await.tenant.id;
        let key = ctx.app.tenant_key(&ctx.app.db, one).await.expect("key");
        let sealed = key.seal("notes.1", b"a rash in May").expect("sealed");
        assert_eq!(
            key.open("notes.1", &sealed).expect("opened"),
            b"a rash in May"
        );
        assert!(
            key.open("notes.2", &sealed).is_err(),
            "copied to another row"
        );
        let foreign = ctx.app.tenant_key(&ctx.app.db, other).await.expect("key");
        assert!(
            foreign.open("notes.1", &sealed).is_err(),
            "another practice's key"
        );
        let again = ctx.app.tenant_key(&ctx.app.db, one).await.expect("key");
        assert!(again.open("notes.1", &sealed).is_ok());
    });
}

/// ux 25: the calendar of a new practice is not empty, and nobody else sees why.
#[test]
fn a_new_practice_has_an_example_day() {
    on_both(|ctx| async move {
        let mut anna = ctx.visitor();
        anna.signs_up("anna@example.com", PASSWORD)
            .await
            .expect(303);
        let days: Vec<_> = (0..7).map(|day: u8| day.to_string()).collect();
        let mut hours = vec![("from", "9"), ("to", "18")];
        hours.extend(days.iter().map(|day| ("day", day.as_str())));
        anna.post("/setup/trade", &[("kind", "brows")])
            .await
            .expect(303);
        let place = [
            ("phone", "612345678"),
            ("address", ""),
            ("timezone", "Europe/Madrid"),
            ("currency", "EUR"),
        ];
        anna.post("/setup/place", &place).await.expect(303);
        anna.post("/setup/hours", &hours).await.expect(303);
        anna.get("/calendar?view=day&date=2026-05-14")
            .await
            .expect(200)
            .says("is-example")
            .says("Remove the example");
        ctx.bella()
            .await
            .sign_in(&ctx)
            .await
            .get("/calendar?view=day&date=2026-05-14")
            .await
            .expect(200)
            .lacks("is-example");
    });
}

#[test]
fn an_owner_whose_address_is_not_confirmed_is_told_until_it_is() {
    on_both(|ctx| async move {
        let mut anna = ctx.visitor();
        anna.signs_up("anna@example.com", PASSWORD)
            .await
            .expect(303);
        q!(
            &ctx.app.db,
            execute,
            "UPDATE tenants SET setup_step = $1",
            "done"
        )
        .expect("the first run");
        let told = "No mail about bookings goes to anna@example.com";
        for path in ["/calendar", "/todo", "/setup?step=done"] {
            anna.get(path)
                .await
                .expect(200)
                .says(told)
                .says("action=\"/settings/account/verify\"");
        }
        let (_, text) = ctx.mail_to("anna@example.com").await;
        let path = link(&text, "/verify/");
        anna.post(&path, &[]).await.expect(303);
        for path in ["/calendar", "/todo", "/setup?step=done"] {
            anna.get(path).await.expect(200).lacks(told);
        }
    });
}
