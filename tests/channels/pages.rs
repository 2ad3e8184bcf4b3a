//! Connecting a gateway, trying it, and forgetting it.

use aureli::accounts::Role;
use aureli::channels::{Account, Carrier, Channel};
use aureli::q;

use super::{account, connect, keys, mails, on_both};
use crate::support::Visitor;
use crate::support::factories::OWNER_PASSWORD;
use crate::support::fakes::sms::Fault;

/// With the password just said.
async fn proved(visitor: &mut Visitor) {
    let form = [("password", OWNER_PASSWORD), ("next", "/settings/channels")];
    visitor.post("/password/confirm", &form).await.expect(303);
}

fn form(carrier: Carrier) -> Vec<(&'static str, &'static str)> {
    let (account, secret, sender) = keys(carrier);
    vec![
        ("account", account),
        ("secret", secret),
        ("sender", sender),
        ("part", "5,49"),
        ("cap", "500"),
        ("first", "true"),
    ]
}

#[test]
fn keys_are_tried_sealed_and_never_shown() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get("/settings")
            .await
            .expect(200)
            .says("/settings/channels");
        for carrier in Carrier::SMS {
            let page = format!("/settings/channels/{}", carrier.as_str());
            if carrier == Carrier::SmsRu {
                let to = owner.get(&page).await.expect(303);
                assert!(to.location().starts_with("/password/confirm"));
                proved(&mut owner).await;
            }
            owner.get(&page).await.expect(200);
            let mut wrong = form(carrier);
            wrong[1].1 = "a-wrong-secret-0001";
            owner
                .post(&page, &wrong)
                .await
                .expect(422)
                .says("does not take these keys")
                .lacks("a-wrong-secret-0001");
            owner.post(&page, &form(carrier)).await.expect(303);
            let own = account(&ctx, &practice).await;
            assert_eq!(own.provider, carrier, "one at a time");
            assert_eq!((own.part_micros, own.cap_micros), (5_490_000, 500_000_000));
            let (_, secret, _) = keys(carrier);
            let shown = owner.get(&page).await.expect(200);
            shown.says(&secret[secret.len() - 4..]).lacks(secret);
            assert!(!String::from_utf8_lossy(&own.sealed).contains(secret));
            let listed = owner.get("/settings/channels").await.expect(200);
            listed.says(carrier.name()).lacks(secret);
            owner.post(&format!("{page}/test"), &[]).await.expect(303);
            // What is no secret changes without the key.
            let mut kept = form(carrier);
            kept[1].1 = "";
            kept[4].1 = "20";
            owner.post(&page, &kept).await.expect(303);
            let now = account(&ctx, &practice).await;
            assert_eq!((now.cap_micros, &now.sealed), (20_000_000, &own.sealed));
        }
        let page = "/settings/channels/twilio";
        // The gateway that is not connected has nothing to try.
        owner
            .post("/settings/channels/smsc/test", &[])
            .await
            .expect(404);
        owner
            .post(&format!("{page}/disconnection"), &[])
            .await
            .expect(303);
        let gone = Account::of(&ctx.app.db, practice.tenant.id, Channel::Sms).await;
        assert!(gone.unwrap().is_none());
        assert!(sms.sent().is_empty(), "trying sends nothing");
        let kinds = q!(
            &ctx.app.db,
            fetch_all: (String,),
            "SELECT DISTINCT kind FROM events WHERE kind LIKE 'channels.%' ORDER BY kind",
        );
        let kinds: Vec<String> = kinds.unwrap().into_iter().map(|(kind,)| kind).collect();
        assert_eq!(
            kinds,
            [
                "channels.changed",
                "channels.connected",
                "channels.disconnected"
            ]
        );
    });
}

#[test]
fn what_is_wrong_is_said_beside_the_field() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        let mut owner = practice.sign_in(&ctx).await;
        proved(&mut owner).await;
        for (carrier, n, value, said) in [
            (Carrier::SmsRu, 1, "", "Enter the secret key"),
            (Carrier::SmsRu, 3, "0", "Enter a sum above zero"),
            (Carrier::SmsRu, 4, "-5", "Enter a sum above zero"),
            (
                Carrier::SmsAero,
                0,
                "bella",
                "Enter the e-mail that you sign in",
            ),
            (Carrier::Twilio, 0, "XX1", "Enter the Account SID"),
            (
                Carrier::Twilio,
                2,
                "Bella",
                "Enter the number that texts come from",
            ),
        ] {
            let mut typed = form(carrier);
            typed[n].1 = value;
            let page = format!("/settings/channels/{}", carrier.as_str());
            owner.post(&page, &typed).await.expect(422).says(said);
        }
        sms.fail("check", Fault::Down, 1);
        owner
            .post("/settings/channels/sms_ru", &form(Carrier::SmsRu))
            .await
            .expect(422)
            .says("could not be reached");
        owner.get("/settings/channels/nobody").await.expect(404);
    });
}

#[test]
fn a_test_reaches_the_phone_and_the_mailbox() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        let mut owner = practice.sign_in(&ctx).await;
        proved(&mut owner).await;
        connect(&ctx, &practice, Carrier::Twilio).await;
        let page = "/settings/channels/twilio";
        owner
            .post(&format!("{page}/trial"), &[("phone", "12")])
            .await
            .expect(422);
        owner
            .post(&format!("{page}/trial"), &[("phone", "+34 612 34 56 78")])
            .await
            .expect(303);
        let sent = sms.sent();
        assert_eq!((sent.len(), sent[0].to.as_str()), (1, "34612345678"));
        assert_eq!(sent[0].text, "Bella Brows: this is a test. SMS works.");
        sms.fail("send", Fault::Number, 1);
        owner
            .post(&format!("{page}/trial"), &[("phone", "+34612345678")])
            .await
            .expect(303);
        owner
            .get(page)
            .await
            .expect(200)
            .says("does not send to this number");
        owner
            .post("/settings/channels/mail/trial", &[])
            .await
            .expect(303);
        let (to, subject) = q!(
            &ctx.app.db,
            fetch_one: (String, String),
            "SELECT recipient, subject FROM dev_mails",
        )
        .unwrap();
        assert_eq!(
            (to.as_str(), subject.as_str()),
            ("marina@example.com", "A test from Bella Brows")
        );
        assert!(mails(&ctx).await.is_empty());
    });
}

#[test]
fn who_may_not_connect_does_not() {
    on_both(|ctx, _| async move {
        let practice = ctx.bella().await;
        connect(&ctx, &practice, Carrier::SmsRu).await;
        let mut operator = practice.member(&ctx, Role::Operator).await;
        for path in ["/settings/channels", "/settings/channels/sms_ru"] {
            operator.get(path).await.expect(403);
        }
        for act in ["test", "trial", "disconnection"] {
            let path = format!("/settings/channels/sms_ru/{act}");
            let form: &[(&str, &str)] = match act {
                "trial" => &[("phone", "+34612345678")],
                _ => &[],
            };
            operator.post(&path, form).await.expect(403);
        }
        operator
            .post("/settings/channels/mail/trial", &[])
            .await
            .expect(403);
        // Another practice sees nothing of it.
        let other = ctx.stranger().await;
        let mut stranger = other.sign_in(&ctx).await;
        stranger
            .post("/settings/channels/sms_ru/test", &[])
            .await
            .expect(404);
        stranger
            .post("/todo/channels/sms_ru/dismissal", &[])
            .await
            .expect(404);
        assert_eq!(account(&ctx, &practice).await.provider, Carrier::SmsRu);
    });
}
