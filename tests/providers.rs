//! Payment providers: what is said to them and what is made of their answers, against stand-ins that are as strict as they.

use aureli::config::Config;
use aureli::i18n::Locale;
use aureli::money::{Currency, Money};
use aureli::providers::payment::stripe::{Stripe, is_signed, session_end};
use aureli::providers::payment::yookassa::YooKassa;
use aureli::providers::payment::{
    Failure, Gateway, Incoming, Mode, NewPayment, NewRefund, Provider, Receipt, ReceiptLine,
    RefundStatus, Refused, RemoteStatus, Subject, Ware,
};
use chrono::{DateTime, TimeDelta, Utc};

use crate::support::NOW;
use crate::support::fakes::{Fault, stripe, yookassa};

fn gateway(yookassa: &str, stripe: &str) -> Gateway {
    aureli::providers::install_ciphers();
    let config = Config::read(|name| match name {
        "YOOKASSA_URL" if !yookassa.is_empty() => Some(yookassa.to_owned()),
        "STRIPE_URL" if !stripe.is_empty() => Some(stripe.to_owned()),
        _ => None,
    });
    Gateway::new(&config.unwrap()).unwrap()
}

fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

fn new(key: &str, minor: i64, currency: Currency) -> NewPayment {
    NewPayment {
        payment: "018f0000-0000-7000-8000-000000000001".into(),
        tenant: "018f0000-0000-7000-8000-000000000002".into(),
        key: key.into(),
        amount: Money::new(minor, currency),
        description: "Brow lamination, Bella Brows".into(),
        return_url: "http://localhost:8080/pay/status/x".into(),
        locale: Locale::Ru,
        email: Some("anna@example.com".into()),
        receipt: None,
        until: Some(session_end(Some(now() + TimeDelta::minutes(15)), now())),
    }
}

fn back(
    payment: &str,
    charge: Option<&str>,
    key: &str,
    minor: i64,
    currency: Currency,
) -> NewRefund {
    NewRefund {
        refund: format!("refund-{key}"),
        key: key.into(),
        payment: payment.into(),
        charge: charge.map(str::to_owned),
        amount: Money::new(minor, currency),
        receipt: None,
    }
}

#[tokio::test]
async fn yookassa_takes_money_holds_it_and_gives_it_back() {
    let fake = yookassa::YooKassa::start().await;
    let provider = YooKassa::new(&gateway(&fake.url(), ""), yookassa::SHOP, yookassa::SECRET);
    let holder = provider.holder().await.unwrap();
    assert_eq!(
        (holder.account.as_str(), holder.is_live),
        (yookassa::SHOP, false)
    );
    let made = provider
        .create(&new("k1", 150_050, Currency::RUB))
        .await
        .unwrap();
    assert_eq!(made.status, RemoteStatus::Pending);
    assert_eq!(made.amount, Some(Money::new(150_050, Currency::RUB)));
    assert_eq!(made.account.as_deref(), Some(yookassa::SHOP));
    assert_eq!(
        made.payment.as_deref(),
        Some("018f0000-0000-7000-8000-000000000001")
    );
    assert!(
        made.pay_url
            .as_deref()
            .unwrap()
            .starts_with("http://127.0.0.1")
    );
    // Pressed again with the same key: the same payment.
    assert_eq!(
        provider
            .create(&new("k1", 150_050, Currency::RUB))
            .await
            .unwrap()
            .id,
        made.id
    );
    let other = provider.create(&new("k1", 150_051, Currency::RUB)).await;
    assert!(matches!(other, Err(Failure::Permanent { .. })), "{other:?}");
    assert_eq!(fake.payments().len(), 1);

    fake.hold(&made.id);
    assert_eq!(
        provider.find(&made.id).await.unwrap().status,
        RemoteStatus::WaitingForCapture
    );
    let yes = provider
        .capture(&made.id, Money::new(150_050, Currency::RUB), "k2")
        .await;
    assert_eq!(yes.unwrap().status, RemoteStatus::Succeeded);
    let half = back(&made.id, None, "r1", 100_000, Currency::RUB);
    assert_eq!(
        provider.refund(&half).await.unwrap().status,
        RefundStatus::Succeeded
    );
    assert_eq!(
        provider.refund(&half).await.unwrap().status,
        RefundStatus::Succeeded
    );
    assert_eq!(
        fake.refunded(&made.id),
        100_000,
        "once, however often it was asked for"
    );
    let more = provider
        .refund(&back(&made.id, None, "r2", 100_000, Currency::RUB))
        .await;
    assert!(matches!(more, Err(Failure::Permanent { .. })), "{more:?}");
    assert_eq!(
        provider.find(&made.id).await.unwrap().refunded_minor,
        100_000
    );

    let second = provider
        .create(&new("k3", 100, Currency::RUB))
        .await
        .unwrap();
    fake.hold(&second.id);
    let no = provider.cancel(&second.id, "k4").await.unwrap();
    assert_eq!(no.status, RemoteStatus::Cancelled);
}

#[tokio::test]
async fn yookassa_gets_receipts_that_add_up() {
    let fake = yookassa::YooKassa::start().await;
    let provider = YooKassa::new(&gateway(&fake.url(), ""), yookassa::SHOP, yookassa::SECRET);
    let line = |minor, mode| ReceiptLine {
        text: "Ламинирование бровей".into(),
        ware: Ware::Service,
        amount: Money::new(minor, Currency::RUB),
        mode,
        of_visit: false,
        vat: None,
    };
    let mut payment = new("k1", 150_000, Currency::RUB);
    payment.receipt = Some(Receipt {
        email: "anna@example.com".into(),
        tax_system: Some(2),
        vat: 1,
        lines: vec![
            line(100_000, Mode::PartialPrepayment),
            line(50_000, Mode::FullPrepayment),
        ],
    });
    provider.create(&payment).await.unwrap();
    let receipt = &fake.receipts()[0];
    assert_eq!(receipt["items"][0]["amount"]["value"], "1000.00");
    assert_eq!(receipt["items"][0]["payment_mode"], "partial_prepayment");
    assert_eq!(receipt["tax_system_code"], 2);
    payment.key = "k2".into();
    payment.receipt.as_mut().unwrap().lines.pop();
    assert!(
        provider.create(&payment).await.is_err(),
        "a sum that is not the payment's"
    );
}

#[tokio::test]
async fn yookassa_that_fails_is_told_apart() {
    let fake = yookassa::YooKassa::start().await;
    let provider = YooKassa::new(&gateway(&fake.url(), ""), yookassa::SHOP, yookassa::SECRET);
    let payment = new("k1", 1_000, Currency::RUB);
    fake.fail("create", Fault::TooMany, 1);
    let wait = Failure::RetryAfter(TimeDelta::milliseconds(3000));
    assert_eq!(provider.create(&payment).await, Err(wait));
    fake.fail("create", Fault::Error500AfterAccepting, 1);
    assert!(matches!(
        provider.create(&payment).await,
        Err(Failure::Unknown(_))
    ));
    fake.fail("create", Fault::DropAfterAccepting, 1);
    assert!(matches!(
        provider.create(&payment).await,
        Err(Failure::Unknown(_))
    ));
    // The same key finds what was made behind our back.
    provider.create(&payment).await.unwrap();
    assert_eq!(fake.payments().len(), 1);
    fake.fail("create", Fault::Refuse, 1);
    let refused = provider.create(&new("k2", 1_000, Currency::RUB)).await;
    assert!(matches!(refused, Err(Failure::Permanent { .. })));

    let stranger = YooKassa::new(&gateway(&fake.url(), ""), yookassa::SHOP, "test_wrong");
    assert!(stranger.holder().await.unwrap_err().is_about_keys());
    let missing = provider.find("2c85d6b6-0000").await.unwrap_err();
    assert!(missing.is_missing());
    for odd in ["", "../me", "a?b", "a/b", "a%2e"] {
        assert!(provider.find(odd).await.unwrap_err().is_missing(), "{odd}");
    }
    let nobody = YooKassa::new(&gateway("http://127.0.0.1:9", ""), "1", "x");
    assert!(matches!(
        nobody.holder().await,
        Err(Failure::RetryBackoff(_))
    ));
}

#[tokio::test]
async fn yookassas_news_only_names_a_payment() {
    let fake = yookassa::YooKassa::start().await;
    let provider = YooKassa::new(&gateway(&fake.url(), ""), yookassa::SHOP, yookassa::SECRET);
    let made = provider
        .create(&new("k1", 1_000, Currency::RUB))
        .await
        .unwrap();
    let read = |body: &str| {
        provider.notice(Incoming {
            body: body.as_bytes(),
            signature: None,
            now: now(),
        })
    };
    let notice = read(&fake.notice("payment.succeeded", &made.id).to_string()).unwrap();
    assert_eq!(notice.subject, Subject::Payment(made.id.clone()));
    assert_eq!(notice.dedupe, format!("payment.succeeded:{}", made.id));
    assert!(!notice.is_signed);
    let payout = r#"{"type":"notification","event":"payout.succeeded","object":{"id":"p"}}"#;
    assert_eq!(read(payout).unwrap().subject, Subject::Other);
    for odd in [
        "",
        "[]",
        "{}",
        r#"{"type":"x","event":"payment.succeeded","object":{"id":"1"}}"#,
        r#"{"type":"notification","event":"payment.succeeded","object":{"id":"../1"}}"#,
        r#"{"type":"notification","event":"refund.succeeded","object":{"id":"1"}}"#,
    ] {
        assert_eq!(read(odd), Err(Refused::Malformed), "{odd}");
    }
}

#[tokio::test]
async fn stripe_takes_money_and_gives_it_back() {
    let fake = stripe::Stripe::start().await;
    let gateway = gateway("", &fake.url());
    let provider = Stripe::new(&gateway, stripe::SECRET, stripe::SIGNING);
    assert!(
        provider
            .holder()
            .await
            .unwrap()
            .account
            .starts_with("acct_")
    );
    let payment = new("k1", 4_800, Currency::EUR);
    let made = provider.create(&payment).await.unwrap();
    assert_eq!(made.amount, Some(Money::new(4_800, Currency::EUR)));
    assert_eq!(made.payment.as_deref(), Some(payment.payment.as_str()));
    assert_eq!(provider.create(&payment).await.unwrap().id, made.id);
    let mut other = payment.clone();
    other.amount.minor += 1;
    assert!(matches!(
        provider.create(&other).await,
        Err(Failure::Permanent { .. })
    ));
    assert_eq!(fake.sessions().len(), 1);
    fake.promise(&made.id);
    assert_eq!(
        provider.find(&made.id).await.unwrap().status,
        RemoteStatus::Pending
    );
    fake.pay(&made.id);
    let paid = provider.find(&made.id).await.unwrap();
    assert_eq!(paid.status, RemoteStatus::Succeeded);
    assert_eq!(paid.method.as_deref(), Some("card"));
    let charge = paid.charge.as_deref();
    let part = back(&made.id, charge, "r1", 3_000, Currency::EUR);
    assert_eq!(
        provider.refund(&part).await.unwrap().status,
        RefundStatus::Succeeded
    );
    assert!(
        provider
            .refund(&back(&made.id, charge, "r2", 3_000, Currency::EUR))
            .await
            .is_err()
    );
    assert_eq!(provider.find(&made.id).await.unwrap().refunded_minor, 3_000);

    let second = provider
        .create(&new("k2", 100, Currency::JPY))
        .await
        .unwrap();
    assert_eq!(second.amount, Some(Money::new(100, Currency::JPY)));
    assert_eq!(
        provider.cancel(&second.id, "c").await.unwrap().status,
        RemoteStatus::Cancelled
    );
}

#[tokio::test]
async fn stripe_repeats_a_failure_and_the_refund_is_found_all_the_same() {
    let fake = stripe::Stripe::start().await;
    let gateway = gateway("", &fake.url());
    let provider = Stripe::new(&gateway, stripe::SECRET, stripe::SIGNING);
    let made = provider
        .create(&new("k1", 4_800, Currency::EUR))
        .await
        .unwrap();
    fake.pay(&made.id);
    let charge = provider.find(&made.id).await.unwrap().charge;
    let refund = back(&made.id, charge.as_deref(), "r1", 4_800, Currency::EUR);
    assert_eq!(provider.look_for_refund(&refund).await, Ok(None));
    fake.fail("refund", Fault::Error500AfterAccepting, 1);
    for _ in 0..2 {
        assert!(matches!(
            provider.refund(&refund).await,
            Err(Failure::Unknown(_))
        ));
    }
    let found = provider.look_for_refund(&refund).await.unwrap().unwrap();
    assert_eq!(found.status, RefundStatus::Succeeded);
    assert_eq!(fake.refunded(&made.id), 4_800);
    assert_eq!(fake.refunds(), 1);
}

#[tokio::test]
async fn stripes_news_must_be_signed() {
    let fake = stripe::Stripe::start().await;
    let gateway = gateway("", &fake.url());
    let provider = Stripe::new(&gateway, stripe::SECRET, stripe::SIGNING);
    let made = provider
        .create(&new("k1", 4_800, Currency::EUR))
        .await
        .unwrap();
    fake.pay(&made.id);
    let (event, signature) = fake.event("checkout.session.completed", &made.id, now());
    let body = event.to_string();
    let read = |provider: &Stripe, body: &str, signature: Option<&str>, now| {
        provider.notice(Incoming {
            body: body.as_bytes(),
            signature,
            now,
        })
    };
    let notice = read(&provider, &body, Some(&signature), now()).unwrap();
    assert_eq!(notice.subject, Subject::Payment(made.id.clone()));
    assert_eq!((notice.dedupe.as_str(), notice.is_signed), ("evt_1", true));
    assert_eq!(read(&provider, &body, None, now()), Err(Refused::Forged));
    let changed = body.replacen("evt_1", "evt_2", 1);
    assert_eq!(
        read(&provider, &changed, Some(&signature), now()),
        Err(Refused::Forged)
    );
    let late = now() + TimeDelta::seconds(301);
    assert_eq!(
        read(&provider, &body, Some(&signature), late),
        Err(Refused::Forged)
    );
    let early = now() - TimeDelta::seconds(301);
    assert_eq!(
        read(&provider, &body, Some(&signature), early),
        Err(Refused::Forged)
    );
    let unsigned = Stripe::new(&gateway, stripe::SECRET, "");
    assert_eq!(
        read(&unsigned, &body, Some(&signature), now()),
        Err(Refused::Forged)
    );
    let live = Stripe::new(&gateway, "sk_live_1", stripe::SIGNING);
    assert_eq!(
        read(&live, &body, Some(&signature), now()),
        Err(Refused::OtherWorld)
    );
    let (event, signature) = fake.event("charge.refunded", &made.id, now());
    let notice = read(&provider, &event.to_string(), Some(&signature), now()).unwrap();
    assert!(matches!(notice.subject, Subject::Charge(_)));
    assert!(is_signed(
        stripe::SIGNING,
        &signature,
        event.to_string().as_bytes(),
        now()
    ));
    // "Thin" events are none that we asked for.
    let thin = r#"{"id":"evt_9","object":"v2.core.event","type":"x","livemode":false}"#;
    let signature = stripe::sign(stripe::SIGNING, thin.as_bytes(), now());
    assert_eq!(
        read(&provider, thin, Some(&signature), now()),
        Err(Refused::Malformed)
    );
}

#[test]
fn providers_are_reached_over_https_only() {
    for (url, environment, fine) in [
        ("http://127.0.0.1:4000/v3", "development", true),
        ("http://localhost:4000/v3/", "development", true),
        ("https://pay.example.com/v3", "development", true),
        ("https://pay.example.com/v3", "production", true),
        ("http://pay.example.com/v3", "development", false),
        ("http://127.0.0.1:4000", "production", false),
        ("https://127.0.0.1:4000", "production", false),
        ("https://user@pay.example.com", "development", false),
        ("pay.example.com", "development", false),
        ("https://", "development", false),
    ] {
        let config = Config::read(|name| match name {
            "YOOKASSA_URL" => Some(url.to_owned()),
            "AURELI_ENV" => Some(environment.to_owned()),
            "PUBLIC_URL" => Some("https://book.example.com".to_owned()),
            "SMTP_URL" => Some("smtp://localhost".to_owned()),
            _ => None,
        });
        assert_eq!(config.is_ok(), fine, "{url} in {environment}");
    }
}
