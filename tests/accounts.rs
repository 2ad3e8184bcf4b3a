//! Signing up and in, what guards the door, and the people of a practice.

mod members;
mod password;
mod second_factor;
mod sign_in;
mod sign_up;

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
