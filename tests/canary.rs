//! Nothing that names a person, and no token, reaches the log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use aureli::channels::Carrier;
use aureli::channels::model::Terms;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::channels;
use crate::support::fakes::sms::{self, Fault, Sms};
use crate::support::smtp::{Mood, Smtp};
use crate::support::{Ctx, databases};

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

const NAME: &str = "Zanzibara Quetzalova";
const PHONE: &str = "612987654";
const MAIL: &str = "zanzibara.canary";
const NOTE: &str = "allergic to canaries";
const PASSWORD: &str = "seventeen yellow birds";

#[test]
fn no_person_and_no_token_is_ever_logged() {
    // With one subscriber alone, a line that another thread reaches first would count as switched off for all threads.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    for database in [
        databases::sqlite as fn() -> databases::Database,
        databases::postgres,
    ] {
        // One thread: what is logged on it goes to our writer, and no other test's does.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let log = Log::default();
        let filter = "debug,sqlx=info,hyper=info,h2=info";
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(log.clone())
            .finish();
        let secrets =
            tracing::subscriber::with_default(subscriber, || runtime.block_on(walk(database())));
        let text = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
        assert!(text.contains("answered"), "nothing was logged");
        for secret in secrets
            .iter()
            .map(String::as_str)
            .chain([NAME, PHONE, MAIL, NOTE, PASSWORD])
        {
            let line = text.lines().find(|line| line.contains(secret));
            assert!(line.is_none(), "{secret:?} is logged: {line:?}");
        }
    }
}

/// A booking, its mails, its links, accounts, and what goes wrong with each; the tokens that were met.
async fn walk(database: databases::Database) -> Vec<String> {
    let (smtp, carrier) = (Smtp::start().await, Sms::start().await);
    let (mail, gateways) = (smtp.url(), carrier.settings());
    let mut settings = vec![("SMTP_URL", mail.as_str())];
    settings.extend(gateways.iter().map(|(name, url)| (*name, url.as_str())));
    let ctx = Ctx::open_with(database, &settings).await;
    let bella = ctx.bella().await;
    // A mail that is refused becomes a text, which goes wrong too before it goes out.
    let mail_first = Terms {
        is_first: false,
        ..channels::terms("")
    };
    channels::connect_on(&ctx, &bella, Carrier::SmsRu, &mail_first).await;
    carrier.fail("send", Fault::Down, 1);
    let body = json!({
        "service": "shaping", "start": "2026-05-18T12:00:00+02:00", "note": NOTE,
        "client": {"name": NAME, "phone": format!("+34{PHONE}"), "email": format!("{MAIL}@example.com")},
    });
    let mut visitor = ctx.visitor();
    let path = "/api/v1/public/bella/bookings";
    let booked = visitor
        .post_json(path, body.clone(), &[("idempotency-key", "one")])
        .await
        .expect(201)
        .json();
    let manage = booked["manage_url"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    visitor
        .post_json(path, body, &[("idempotency-key", "two")])
        .await
        .expect(409);
    visitor.get(&format!("/l/{manage}")).await.expect(200);
    visitor
        .get(&format!("/l/{manage}?q={PHONE}"))
        .await
        .expect(200);
    visitor
        .post(&format!("/l/{manage}/move"), &[("at", NAME)])
        .await
        .expect(422);
    for mood in [Mood::Busy, Mood::Refuse, Mood::DropAfterDot, Mood::Accept] {
        smtp.set(mood);
        visitor
            .post(
                "/signup",
                &[
                    ("name", NAME),
                    ("email", &format!("{MAIL}-{mood:?}@example.com")),
                    ("password", PASSWORD),
                    ("timezone", "Europe/Madrid"),
                ],
            )
            .await
            .expect(303);
        visitor = ctx.visitor();
        visitor
            .post("/password/reset", &[("email", "marina@example.com")])
            .await
            .expect(303);
        for _ in 0..3 {
            aureli::jobs::run_due(&ctx.app).await.unwrap();
            ctx.app.clock.advance(chrono::TimeDelta::minutes(11));
        }
    }
    visitor
        .post(
            "/login",
            &[
                ("email", &format!("{MAIL}@example.com")),
                ("password", PASSWORD),
            ],
        )
        .await;
    let mut owner = bella.sign_in(&ctx).await;
    owner.get(&format!("/clients?q={PHONE}")).await.expect(200);
    owner
        .get(&format!("/clients/new?name={}", NAME.replace(' ', "+")))
        .await
        .expect(200);
    owner
        .post(
            "/clients/new",
            &[("name", NAME), ("phone", "not a phone"), ("email", MAIL)],
        )
        .await
        .expect(422);
    owner
        .post("/clients/new", &[("name", NAME), ("unknown", NOTE)])
        .await
        .expect(422);
    assert!(carrier.calls("send") > 1, "no text was tried");
    let mut tokens = vec![manage, sms::KEY.to_owned()];
    for mail in smtp.mails() {
        let mail = mail.replace("=\n", "");
        for part in mail.split("localhost:8080/").skip(1) {
            let path: String = part
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || "/-_".contains(*c))
                .collect();
            if let Some(token) = path.rsplit('/').next().filter(|token| token.len() == 32) {
                tokens.push(token.to_owned());
                ctx.visitor().get(&format!("/{path}")).await;
            }
        }
    }
    assert!(tokens.len() > 4, "few tokens were met: {tokens:?}");
    ctx.app.db.close().await;
    tokens
}
