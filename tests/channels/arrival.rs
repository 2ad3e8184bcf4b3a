//! What gateways tell of a text: it moves forward only, and nobody is believed without the key.

use aureli::channels::Carrier;
use aureli::crypto;
use axum::body::Body;
use axum::http::{Request, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{account, connect, mails, on_both_with, row};
use crate::support::factories::Practice;
use crate::support::fakes::sms::{KEY, TOKEN};
use crate::support::{Answer, Ctx};

/// Where the world reaches us.
const WORLD: [(&str, &str); 2] = [
    ("PUBLIC_URL", "https://book.example.com"),
    ("AURELI_ENV", "development"),
];

async fn hook(ctx: &Ctx, practice: &Practice) -> String {
    let account = account(ctx, practice).await;
    let key = ctx.app.tenant_key(&ctx.app.db, practice.tenant.id).await;
    let secrets = account.open(&key.unwrap()).unwrap();
    format!("/hooks/{}/{}", account.provider.as_str(), secrets.hook)
}

async fn post(ctx: &Ctx, path: &str, form: &[(&str, &str)], signature: &str) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("x-twilio-signature", signature)
        .body(Body::from(body));
    ctx.visitor().send(request.unwrap()).await
}

/// As Twilio tells it, signed with this token.
async fn tell(ctx: &Ctx, path: &str, token: &str, id: &str, status: &str) -> Answer {
    let form = [
        ("MessageSid", id),
        ("MessageStatus", status),
        ("To", "+34612345678"),
    ];
    let fields: String = form
        .iter()
        .map(|(name, value)| format!("{name}{value}"))
        .collect();
    let signed = format!("https://book.example.com{path}{fields}");
    let signature = STANDARD.encode(crypto::hmac_sha1(token.as_bytes(), signed.as_bytes()));
    post(ctx, path, &form, &signature).await
}

/// As SMS.ru tells it.
async fn tell_ru(ctx: &Ctx, path: &str, key: &str, id: &str, code: i64) -> Answer {
    let data = format!("sms_status\n{id}\n{code}\n1747206000");
    let hash: String = crypto::sha256(format!("{key}{data}"))
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    post(ctx, path, &[("data[0]", &data), ("hash", &hash)], "").await
}

#[test]
fn a_text_that_arrived_says_so_and_never_goes_back() {
    on_both_with(&WORLD, |ctx, sms| async move {
        let practice = ctx.bella().await;
        connect(&ctx, &practice, Carrier::Twilio).await;
        let visit = ctx.book(&practice, "shaping", "2026-05-20T10:00").await;
        ctx.run_jobs().await;
        let path = hook(&ctx, &practice).await;
        let sent = sms.sent().remove(0);
        assert_eq!(sent.callback, format!("https://book.example.com{path}"));
        for (status, wanted) in [
            ("sent", "passed"),
            ("delivered", "delivered"),
            ("delivered", "delivered"),
            ("sent", "delivered"),
            ("failed", "delivered"),
            ("read", "read"),
            ("queued", "read"),
        ] {
            tell(&ctx, &path, TOKEN, &sent.id, status).await.expect(200);
            let told = row(&ctx, visit.id, "booked").await;
            assert_eq!(told.delivery.as_deref(), Some(wanted), "after {status}");
            assert_eq!(told.status, "sent");
        }
        ctx.run_jobs().await;
        assert!(mails(&ctx).await.is_empty());
    });
}

#[test]
fn a_text_that_does_not_arrive_goes_by_mail_once() {
    on_both_with(&WORLD, |ctx, sms| async move {
        let practice = ctx.bella().await;
        for (n, carrier) in [Carrier::Twilio, Carrier::SmsRu].into_iter().enumerate() {
            connect(&ctx, &practice, carrier).await;
            let at = format!("2026-05-2{}T10:00", n + 1);
            let visit = ctx.book(&practice, "shaping", &at).await;
            ctx.run_jobs().await;
            let path = hook(&ctx, &practice).await;
            let id = sms.sent()[n].id.clone();
            for _ in 0..3 {
                match carrier {
                    Carrier::Twilio => {
                        tell(&ctx, &path, TOKEN, &id, "undelivered")
                            .await
                            .expect(200);
                    }
                    _ => {
                        let answer = tell_ru(&ctx, &path, KEY, &id, 105).await.expect(200);
                        assert_eq!(answer.body, "100");
                    }
                }
                ctx.run_jobs().await;
            }
            let told = row(&ctx, visit.id, "booked").await;
            assert_eq!(
                (told.channel.as_str(), told.status.as_str()),
                ("email", "sent")
            );
            assert_eq!(told.tried, "sms:undelivered");
            assert_eq!((mails(&ctx).await.len(), sms.sent().len()), (n + 1, n + 1));
        }
    });
}

#[test]
fn what_is_forged_changes_nothing() {
    on_both_with(&WORLD, |ctx, sms| async move {
        let practice = ctx.bella().await;
        let other = ctx.stranger().await;
        for carrier in [Carrier::SmsRu, Carrier::Twilio] {
            connect(&ctx, &practice, carrier).await;
            connect(&ctx, &other, carrier).await;
            let day = 21 + sms.sent().len();
            let at = format!("2026-05-{day}T10:00");
            let visit = ctx.book(&practice, "shaping", &at).await;
            ctx.run_jobs().await;
            let id = sms.sent().last().unwrap().id.clone();
            let (path, others) = (hook(&ctx, &practice).await, hook(&ctx, &other).await);
            let nowhere = format!("/hooks/{}/{}", carrier.as_str(), "x".repeat(32));
            match carrier {
                Carrier::Twilio => {
                    tell(&ctx, &path, "another token", &id, "failed")
                        .await
                        .expect(400);
                    // The signature is good, and the text is not theirs.
                    tell(&ctx, &others, TOKEN, &id, "failed").await.expect(200);
                    tell(&ctx, &nowhere, TOKEN, &id, "failed").await.expect(404);
                    post(&ctx, &path, &[], "").await.expect(400);
                }
                _ => {
                    tell_ru(&ctx, &path, "another key", &id, 105)
                        .await
                        .expect(400);
                    tell_ru(&ctx, &others, KEY, &id, 105).await.expect(200);
                    tell_ru(&ctx, &nowhere, KEY, &id, 105).await.expect(404);
                    post(&ctx, &path, &[], "").await.expect(400);
                }
            }
            ctx.run_jobs().await;
            let told = row(&ctx, visit.id, "booked").await;
            assert_eq!((told.channel.as_str(), told.delivery), ("sms", None));
        }
        assert!(mails(&ctx).await.is_empty());
    });
}
