//! Signing up and in, what guards the door, and the people of a practice.

use std::collections::BTreeSet;
use std::path::Path;

use aureli::accounts::{Place, Role, User, membership, session, slug};
use aureli::id::{TenantId, UserId};
use aureli::q;
use chrono::TimeDelta;

use crate::support::factories::{OWNER_EMAIL, OWNER_PASSWORD};
use crate::support::{Ctx, Visitor, on_both, on_both_with};

const PASSWORD: &str = "four random words here";
/// Limits on, and every visitor's address is what they say.
const GUARDED: &[(&str, &str)] = &[("RATE_LIMITS", "on"), ("TRUSTED_PROXIES", "0.0.0.0")];

impl Ctx {
    /// Subject and text of the last mail to an address, once the worker is through.
    async fn mail_to(&self, address: &str) -> (String, String) {
        self.mails_to(address).await.pop().expect("a mail")
    }

    async fn mails_to(&self, address: &str) -> Vec<(String, String)> {
        self.run_jobs().await;
        q!(
            &self.app.db,
            fetch_all: (String, String),
            "SELECT subject, body_text FROM dev_mails WHERE recipient = $1 ORDER BY id",
            address,
        )
        .expect("mails")
    }

    async fn user(&self, email: &str) -> User {
        User::by_email(&self.app.db, email)
            .await
            .expect("users")
            .expect("a user")
    }

    /// A member of the practice with a role, and no more.
    async fn member(&self, tenant: TenantId, email: &str, role: Role) -> UserId {
        let email = aureli::contact::Email::parse(email).expect("email");
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await.expect("tx");
        let new = aureli::accounts::NewUser {
            email: &email,
            name: "Ines Member",
            password_hash: "$argon2id$none",
            locale: aureli::i18n::Locale::En,
            email_verified_at: Some(now),
        };
        let user = User::claim(&mut tx, &new, now).await.expect("user");
        let user = user.expect("a free address");
        membership::join(&mut tx, tenant, user, role, now)
            .await
            .expect("member");
        tx.commit().await.expect("commit");
        user
    }
}

impl Visitor {
    async fn signs_up(&mut self, email: &str, password: &str) -> crate::support::Answer {
        let form = [
            ("name", "Anna Belova"),
            ("email", email),
            ("password", password),
            ("timezone", "Europe/Madrid"),
        ];
        self.post("/signup", &form).await
    }

    async fn signs_in(&mut self, email: &str, password: &str) -> crate::support::Answer {
        self.post("/login", &[("email", email), ("password", password)])
            .await
    }

    async fn is_in(&mut self) -> bool {
        self.get("/settings/account").await.status == 200
    }

    fn at(&self, address: &str) -> Self {
        self.with_header("x-forwarded-for", address)
    }
}

/// The path of the link in a mail that begins like this.
fn link(text: &str, prefix: &str) -> String {
    let at = text
        .find(&format!("http://localhost:8080{prefix}"))
        .unwrap_or_else(|| panic!("no {prefix} in {text}"));
    text[at + "http://localhost:8080".len()..]
        .split_whitespace()
        .next()
        .unwrap()
        .to_owned()
}

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

/// The user has shown that the address is theirs.
async fn prove(ctx: &Ctx, email: &str) {
    q!(
        &ctx.app.db,
        execute,
        "UPDATE users SET email_verified_at = $2 WHERE email_key = $1",
        email,
        ctx.app.clock.now()
    )
    .unwrap();
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
fn a_reset_link_works_once_for_half_an_hour_and_ends_every_session() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut old = bella.sign_in(&ctx).await;
        let ask = [("email", "MARINA@example.com")];
        ctx.visitor()
            .post("/password/reset", &ask)
            .await
            .expect(303);
        let (_, first) = ctx.mail_to(OWNER_EMAIL).await;
        ctx.visitor()
            .post("/password/reset", &ask)
            .await
            .expect(303);
        let (_, second) = ctx.mail_to(OWNER_EMAIL).await;
        let (first, second) = (
            link(&first, "/password/reset/"),
            link(&second, "/password/reset/"),
        );
        let mut visitor = ctx.visitor();
        let page = visitor.get(&second).await.expect(200);
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        visitor
            .post(&second, &[("password", "short")])
            .await
            .expect(422);
        assert!(old.is_in().await, "a refused password changes nothing");
        let answer = visitor
            .post(&second, &[("password", PASSWORD)])
            .await
            .expect(303);
        assert_eq!(answer.location(), "/login");
        assert!(!visitor.is_in().await, "a reset does not sign in");
        assert!(!old.is_in().await);
        for used in [&second, &first] {
            visitor.get(used).await.expect(404);
            visitor
                .post(used, &[("password", "another new one")])
                .await
                .expect(404);
        }
        ctx.visitor()
            .signs_in(OWNER_EMAIL, PASSWORD)
            .await
            .expect(303);
        let (subject, _) = ctx.mail_to(OWNER_EMAIL).await;
        assert_eq!(subject, "Your password was changed");
        ctx.visitor()
            .post("/password/reset", &ask)
            .await
            .expect(303);
        let (_, late) = ctx.mail_to(OWNER_EMAIL).await;
        ctx.app.clock.advance(TimeDelta::minutes(31));
        visitor
            .get(&link(&late, "/password/reset/"))
            .await
            .expect(404);
    });
}

#[test]
fn changing_the_password_takes_the_old_one_and_can_sign_out_elsewhere() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (mut here, mut there) = (bella.sign_in(&ctx).await, bella.sign_in(&ctx).await);
        let wrong = [("current", "not the password"), ("password", PASSWORD)];
        here.post("/password", &wrong)
            .await
            .expect(422)
            .says("not your current");
        let right = [
            ("current", OWNER_PASSWORD),
            ("password", PASSWORD),
            ("end_others", "true"),
        ];
        here.post("/password", &right).await.expect(303);
        assert!(here.is_in().await);
        assert!(!there.is_in().await);
        ctx.visitor()
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(422);
        ctx.visitor()
            .signs_in(OWNER_EMAIL, PASSWORD)
            .await
            .expect(303);
    });
}

/// Turns the second factor on; the secret and the recovery codes.
async fn with_second_factor(owner: &mut Visitor, ctx: &Ctx) -> (totp_rs::Totp, Vec<String>) {
    let path = "/settings/account/second-factor";
    let confirm = owner.post(path, &[]).await.expect(303);
    assert!(
        confirm.location().starts_with("/password/confirm?next="),
        "{}",
        confirm.location()
    );
    let next = [("password", OWNER_PASSWORD), ("next", path)];
    assert_eq!(
        owner
            .post("/password/confirm", &next)
            .await
            .expect(303)
            .location(),
        path
    );
    owner.post(path, &[]).await.expect(303);
    let setup = format!("{path}/setup");
    let page = owner
        .get(&setup)
        .await
        .expect(200)
        .says("<svg class=\"qr\"");
    let secret =
        between(&page.body, "<code class=\"secret\" translate=\"no\">", "<").replace(' ', "");
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    owner.post(&setup, &[("code", "000000")]).await.expect(422);
    let code = code(&totp, ctx);
    let page = owner.post(&setup, &[("code", &code)]).await.expect(200);
    let codes: Vec<String> = page
        .body
        .split("<li><code>")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect();
    assert_eq!(codes.len(), 10);
    (totp, codes)
}

fn code(totp: &totp_rs::Totp, ctx: &Ctx) -> String {
    let now = u64::try_from(ctx.app.clock.now().timestamp()).unwrap();
    totp.generate(now).to_string()
}

fn between(text: &str, start: &str, end: &str) -> String {
    text.split(start)
        .nth(1)
        .unwrap()
        .split(end)
        .next()
        .unwrap()
        .to_owned()
}

#[test]
fn with_a_second_factor_the_password_alone_does_not_sign_in() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let (totp, recovery) = with_second_factor(&mut owner, &ctx).await;
        let mut visitor = ctx.visitor();
        let answer = visitor
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        assert_eq!(answer.location(), "/login/code");
        assert!(!visitor.is_in().await);
        // The code that confirmed the set-up has been used.
        visitor
            .post("/login/code", &[("code", &code(&totp, &ctx))])
            .await
            .expect(422);
        ctx.app.clock.advance(TimeDelta::seconds(30));
        let now = code(&totp, &ctx);
        visitor
            .post("/login/code", &[("code", &now)])
            .await
            .expect(303);
        assert!(visitor.is_in().await);
        // Nor does it work a second time within its window.
        let mut other = ctx.visitor();
        other
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        other
            .post("/login/code", &[("code", &now)])
            .await
            .expect(422);
        let typed = recovery[0].to_lowercase().replace('-', " ");
        let form = [("code", typed.as_str()), ("recovery", "true")];
        other.post("/login/code", &form).await.expect(303);
        assert!(other.is_in().await);
        let mut third = ctx.visitor();
        third
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        third.post("/login/code", &form).await.expect(422);
        // The password's word is good for ten minutes.
        ctx.app.clock.advance(TimeDelta::minutes(11));
        let late = [("code", recovery[1].as_str())];
        assert_eq!(
            third
                .post("/login/code", &late)
                .await
                .expect(303)
                .location(),
            "/login"
        );
        // The secret is not in the table as it is.
        let user = bella.user(&ctx).await;
        assert!(user.totp_secret.unwrap().len() > 20 + 12);
    });
}

#[test]
fn turning_the_second_factor_off_takes_the_password() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        with_second_factor(&mut owner, &ctx).await;
        let path = "/settings/account/second-factor/disable";
        owner
            .post(path, &[("password", "not the password")])
            .await
            .expect(422);
        assert!(bella.user(&ctx).await.has_second_factor());
        owner
            .post(path, &[("password", OWNER_PASSWORD)])
            .await
            .expect(303);
        assert!(!bella.user(&ctx).await.has_second_factor());
        ctx.visitor()
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        assert!(
            ctx.visitor()
                .get("/login/code")
                .await
                .expect(303)
                .location()
                == "/login"
        );
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

#[test]
fn the_address_changes_when_the_new_one_is_proved() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut owner = ctx.visitor();
        owner
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        let path = "/settings/account/email";
        owner
            .post(path, &[("email", "m@example.org")])
            .await
            .expect(303);
        let (_, text) = ctx.mail_to("m@example.org").await;
        let token = link(&text, "/email/");
        ctx.visitor().get(&token).await.expect(200);
        assert_eq!(ctx.user(OWNER_EMAIL).await.email, OWNER_EMAIL);
        ctx.visitor().post(&token, &[]).await.expect(303);
        ctx.visitor().post(&token, &[]).await.expect(404);
        assert_eq!(ctx.user("m@example.org").await.email, "m@example.org");
        let (subject, _) = ctx.mail_to(OWNER_EMAIL).await;
        assert_eq!(subject, "Your e-mail was changed");
        // The page asks for the password again after ten minutes.
        ctx.app.clock.advance(TimeDelta::minutes(11));
        let answer = owner.get(path).await.expect(303);
        assert!(answer.location().starts_with("/password/confirm"));
        let wrong = [("password", "not the password"), ("next", path)];
        owner.post("/password/confirm", &wrong).await.expect(422);
        let away = [("password", OWNER_PASSWORD), ("next", "//evil.example")];
        let answer = owner.post("/password/confirm", &away).await.expect(303);
        assert_eq!(answer.location(), "/calendar");
    });
}

#[test]
fn an_invited_person_makes_an_account_and_is_in() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = [("email", "ines@example.com"), ("role", "operator")];
        owner.post("/settings/members", &form).await.expect(303);
        let (subject, text) = ctx.mail_to("ines@example.com").await;
        assert_eq!(subject, "Invitation to Bella Brows");
        let path = link(&text, "/invitations/");
        let mut ines = ctx.visitor();
        ines.get(&path)
            .await
            .expect(200)
            .says("Join Bella Brows")
            .says("ines@example.com");
        ines.post(&path, &[("name", ""), ("password", "x")])
            .await
            .expect(422);
        let form = [("name", "Ines"), ("password", PASSWORD)];
        assert_eq!(
            ines.post(&path, &form).await.expect(303).location(),
            "/calendar"
        );
        assert!(ines.is_in().await);
        let user = ctx.user("ines@example.com").await;
        assert!(user.is_verified());
        // The link has been used.
        ctx.visitor().get(&path).await.expect(404);
        ctx.visitor().post(&path, &form).await.expect(404);
        // The owner takes the role away again.
        let member = format!("/settings/members/{}", user.id);
        owner.get(&member).await.expect(200).says("Ines");
        owner
            .post(&member, &[("role", "read_only")])
            .await
            .expect(303);
        owner
            .post(&format!("{member}/remove"), &[])
            .await
            .expect(303);
        assert!(!ines.is_in().await);
        assert_eq!(ines.get("/login").await.expect(303).location(), "/tenants");
        ines.get("/tenants").await.expect(200).says("no practice");
    });
}

#[test]
fn an_invitation_is_accepted_by_the_account_that_is_there() {
    on_both(|ctx| async move {
        let (bella, other) = (ctx.bella().await, ctx.stranger().await);
        prove(&ctx, "olga@example.com").await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = [("email", "olga@example.com"), ("role", "manager")];
        owner.post("/settings/members", &form).await.expect(303);
        let (_, text) = ctx.mail_to("olga@example.com").await;
        let path = link(&text, "/invitations/");
        let sign_in = ctx.visitor().post(&path, &[]).await.expect(303);
        assert!(
            sign_in
                .location()
                .starts_with("/login?next=%2Finvitations%2F")
        );
        let mut olga = other.sign_in(&ctx).await;
        olga.get(&path).await.expect(200).says("Olga Stranger");
        olga.post(&path, &[]).await.expect(303);
        let places = Place::of_user(&ctx.app.db, other.owner).await.unwrap();
        assert_eq!(places.len(), 2);
        olga.get("/settings").await.expect(200).says("Bella Brows");
        // And back again.
        let back = format!("/tenants/{}/switch", other.tenant.id);
        olga.post(&back, &[]).await.expect(303);
        olga.get("/settings").await.expect(200).says("Other Nails");
        let foreign = format!("/tenants/{}/switch", other.tenant.id);
        owner.post(&foreign, &[]).await.expect(404);
        owner
            .post("/tenants/nonsense/switch", &[])
            .await
            .expect(404);
        owner.get("/settings").await.expect(200).says("Bella Brows");
    });
}

#[test]
fn an_invitation_can_be_withdrawn_and_runs_out() {
    on_both(|ctx| async move {
        let (bella, other) = (ctx.bella().await, ctx.stranger().await);
        let mut owner = bella.sign_in(&ctx).await;
        let form = [("email", "ines@example.com"), ("role", "operator")];
        owner.post("/settings/members", &form).await.expect(303);
        let (_, text) = ctx.mail_to("ines@example.com").await;
        let page = owner.get("/settings/members").await.expect(200).body;
        let id = between(&page, "/settings/members/invitations/", "/revoke");
        let revoke = format!("/settings/members/invitations/{id}/revoke");
        other
            .sign_in(&ctx)
            .await
            .post(&revoke, &[])
            .await
            .expect(404);
        ctx.visitor()
            .get(&link(&text, "/invitations/"))
            .await
            .expect(200);
        owner.post(&revoke, &[]).await.expect(303);
        ctx.visitor()
            .get(&link(&text, "/invitations/"))
            .await
            .expect(404);
        owner.post("/settings/members", &form).await.expect(303);
        let (_, text) = ctx.mail_to("ines@example.com").await;
        ctx.app.clock.advance(TimeDelta::days(8));
        ctx.visitor()
            .get(&link(&text, "/invitations/"))
            .await
            .expect(404);
        let mut owner = bella.sign_in(&ctx).await;
        let bad = [("email", "ines@example.com"), ("role", "owner")];
        owner.post("/settings/members", &bad).await.expect(422);
        let here = [("email", OWNER_EMAIL), ("role", "operator")];
        owner
            .post("/settings/members", &here)
            .await
            .expect(422)
            .says("here already");
    });
}

#[test]
fn a_practice_always_keeps_an_owner() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let me = format!("/settings/members/{}", bella.owner);
        owner
            .post(&me, &[("role", "manager")])
            .await
            .expect(422)
            .says("needs an owner");
        owner
            .post(&format!("{me}/remove"), &[])
            .await
            .expect(422)
            .says("needs an owner");
        let second = ctx
            .member(bella.tenant.id, "two@example.com", Role::Owner)
            .await;
        // Both leave at once: one stays.
        let mut other = ctx.signed_in(second, bella.tenant.id).await;
        let (mine, theirs) = (
            format!("{me}/remove"),
            format!("/settings/members/{second}/remove"),
        );
        let answers = tokio::join!(owner.post(&mine, &[]), other.post(&theirs, &[]));
        let statuses = BTreeSet::from([answers.0.status.as_u16(), answers.1.status.as_u16()]);
        assert_eq!(statuses, BTreeSet::from([303, 422]));
    });
}

#[test]
fn only_the_owner_sees_and_changes_the_people() {
    on_both(|ctx| async move {
        let (bella, other) = (ctx.bella().await, ctx.stranger().await);
        let me = format!("/settings/members/{}", bella.owner);
        for role in Role::ALL {
            let email = format!("{}@example.com", role.as_str());
            let user = ctx.member(bella.tenant.id, &email, role).await;
            let mut member = ctx.signed_in(user, bella.tenant.id).await;
            let expected = if role == Role::Owner { 200 } else { 403 };
            member.get("/settings/members").await.expect(expected);
            member.get(&me).await.expect(expected);
            member.get("/settings").await.expect(200);
            member.get("/settings/account").await.expect(200);
            if role != Role::Owner {
                member.post(&me, &[("role", "manager")]).await.expect(403);
                member.post(&format!("{me}/remove"), &[]).await.expect(403);
                let invite = [("email", "x@example.com"), ("role", "manager")];
                member.post("/settings/members", &invite).await.expect(403);
            }
        }
        let mut stranger = other.sign_in(&ctx).await;
        stranger.get(&me).await.expect(404);
        stranger.post(&me, &[("role", "manager")]).await.expect(404);
        stranger
            .post(&format!("{me}/remove"), &[])
            .await
            .expect(404);
        stranger.get("/settings/members/nonsense").await.expect(404);
        let mut nobody = ctx.visitor();
        assert!(
            nobody
                .get(&me)
                .await
                .expect(303)
                .location()
                .starts_with("/login")
        );
    });
}

#[test]
fn forms_take_nothing_they_do_not_show() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        for path in [
            "/signup",
            "/login",
            "/login/code",
            "/password",
            "/password/confirm",
            "/password/reset",
            "/tenants",
            "/settings/account",
            "/settings/account/email",
            "/settings/account/verify",
            "/settings/account/second-factor",
            "/settings/account/second-factor/setup",
            "/settings/account/sessions/end-others",
            "/settings/members",
        ] {
            owner.post(path, &[("tenant_id", "x")]).await.expect(422);
        }
    });
}

#[test]
fn the_account_speaks_the_language_that_was_chosen() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = [("name", "Марина"), ("locale", "ru")];
        owner.post("/settings/account", &form).await.expect(303);
        owner
            .get("/settings/account")
            .await
            .expect(200)
            .says("Ваша учётная запись")
            .says("Марина");
        let bad = [("name", ""), ("locale", "xx")];
        owner
            .post("/settings/account", &bad)
            .await
            .expect(422)
            .says("Выберите из списка");
        for lang in ["en", "es", "ru"] {
            let mut visitor = ctx.visitor();
            for path in [
                "/signup",
                "/login",
                "/password/reset",
                "/password/reset/sent",
            ] {
                let page = visitor
                    .get(&format!("{path}?lang={lang}"))
                    .await
                    .expect(200);
                page.says(&format!("<html lang=\"{lang}\""));
            }
            for path in [
                "/settings",
                "/settings/members",
                "/settings/account/sessions",
                "/tenants",
                "/password",
                "/password/confirm",
                "/settings/account/second-factor",
            ] {
                owner.get(&format!("{path}?lang={lang}")).await.expect(200);
            }
        }
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
fn an_unproved_account_invites_nobody() {
    on_both(|ctx| async move {
        let mut anna = ctx.visitor();
        anna.signs_up("anna@example.com", PASSWORD)
            .await
            .expect(303);
        let form = [("email", "victim@example.com"), ("role", "operator")];
        anna.post("/settings/members", &form)
            .await
            .expect(422)
            .says("Prove your e-mail address first");
        assert!(ctx.mails_to("victim@example.com").await.is_empty());
        let (_, text) = ctx.mail_to("anna@example.com").await;
        let path = link(&text, "/verify/");
        anna.post(&path, &[]).await.expect(303);
        anna.post("/settings/members", &form).await.expect(303);
        assert_eq!(ctx.mails_to("victim@example.com").await.len(), 1);
    });
}

#[test]
fn a_restricted_practice_keeps_what_it_has_and_makes_nothing_new() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE tenants SET status = 'restricted' WHERE id = $1",
            bella.tenant.id
        )
        .unwrap();
        let mut owner = bella.sign_in(&ctx).await;
        for (path, form) in [
            (
                "/appointments",
                &[
                    ("client", "none"),
                    ("what", "shaping"),
                    ("date", "2026-05-18"),
                    ("time", "12:00"),
                    ("key", "k1"),
                ][..],
            ),
            ("/appointments/walk-in", &[("what", "shaping")]),
            ("/clients/new", &[("name", "Ines")]),
            ("/services", &[("name", "Tint"), ("duration", "30")]),
            (
                "/settings/members",
                &[("email", "ines@example.com"), ("role", "operator")],
            ),
        ] {
            owner
                .post(path, form)
                .await
                .expect(422)
                .says("restricted at the moment");
        }
        owner.get("/appointments/new").await.expect(422);
        owner
            .get(&format!("/appointments/{}", visit.id))
            .await
            .expect(200);
        owner.get("/calendar").await.expect(200);
        let form = [("version", visit.version.to_string())];
        let form: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = owner
            .post(&format!("/appointments/{}/arrival", visit.id), &form)
            .await;
        assert_ne!(answer.status, 422, "{}", answer.body);
        let (visits,) =
            q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM appointments").unwrap();
        assert_eq!(visits, 1);
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

#[test]
fn a_new_password_voids_the_second_step_that_the_old_one_opened() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE users SET totp_enabled_at = $2 WHERE id = $1",
            bella.owner,
            ctx.app.clock.now()
        )
        .unwrap();
        let mut thief = ctx.visitor();
        let answer = thief
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        assert_eq!(answer.location(), "/login/code");
        thief.get("/login/code").await.expect(200);
        let mut owner = ctx.visitor();
        owner
            .post("/password/reset", &[("email", OWNER_EMAIL)])
            .await
            .expect(303);
        let (_, text) = ctx.mail_to(OWNER_EMAIL).await;
        owner
            .post(&link(&text, "/password/reset/"), &[("password", PASSWORD)])
            .await
            .expect(303);
        let answer = thief.get("/login/code").await.expect(303);
        assert_eq!(answer.location(), "/login");
        thief
            .post("/login/code", &[("code", "123456")])
            .await
            .expect(303);
    });
}
