//! What each gateway's answers mean for what is to be done: sent, later, never, or nobody knows.

use aureli::channels::Carrier;
use aureli::config::Config;
use aureli::providers::Failure;
use aureli::providers::carriers::Carriers;
use aureli::providers::sms::{
    Gateway, INVALID_CREDENTIALS, NO_MONEY, NOT_ALLOWED, NewText, OPTED_OUT, REFUSED, SmsAero,
    SmsRu, Smsc, Twilio, WRONG_NUMBER,
};

use super::keys;
use crate::support::fakes::sms::{Fault, Sms};

fn gateway(sms: &Sms, carrier: Carrier, secret: &str) -> Box<dyn Gateway> {
    aureli::providers::install_ciphers();
    let settings = sms.settings();
    let config = Config::read(|name| {
        let found = settings.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    })
    .unwrap();
    let carriers = Carriers::new(&config).unwrap();
    let (account, _, sender) = keys(carrier);
    match carrier {
        Carrier::SmsRu => Box::new(SmsRu::new(&carriers, secret, sender)),
        Carrier::Smsc => Box::new(Smsc::new(&carriers, account, secret, sender)),
        Carrier::SmsAero => Box::new(SmsAero::new(&carriers, account, secret, sender)),
        _ => Box::new(Twilio::new(&carriers, account, secret, sender)),
    }
}

fn text() -> NewText {
    NewText {
        reference: uuid::Uuid::now_v7(),
        to: "+79123456789".into(),
        text: "До встречи 14 мая в 10:00 & спасибо + €".into(),
        callback: None,
    }
}

#[tokio::test]
async fn what_was_sent_is_what_arrives() {
    for carrier in Carrier::SMS {
        let sms = Sms::start().await;
        let (_, secret, sender) = keys(carrier);
        let open = gateway(&sms, carrier, secret);
        open.standing().await.unwrap();
        let accepted = open.send(&text()).await.unwrap();
        let sent = sms.sent();
        assert_eq!(
            (sent.len(), sent[0].text.as_str()),
            (1, text().text.as_str())
        );
        assert_eq!(
            (sent[0].to.as_str(), sent[0].sender.as_str()),
            ("79123456789", sender)
        );
        assert!(!accepted.id.is_empty(), "{carrier:?}");
        let wrong = gateway(&sms, carrier, "0PwPPoPj5x9Mxh1GRTz5q2YVYMqV6bAx");
        assert!(
            wrong.standing().await.unwrap_err().is_about_keys(),
            "{carrier:?}"
        );
        assert!(
            wrong.send(&text()).await.unwrap_err().is_about_keys(),
            "{carrier:?}"
        );
        assert_eq!(sms.sent().len(), 1);
    }
}

#[tokio::test]
async fn each_refusal_is_of_its_class() {
    use Carrier::{SmsAero as Aero, SmsRu as Ru, Smsc as Sc, Twilio as Tw};
    for (carrier, fault, wanted) in [
        (Ru, Fault::Keys, INVALID_CREDENTIALS),
        (Sc, Fault::Keys, INVALID_CREDENTIALS),
        (Aero, Fault::Keys, INVALID_CREDENTIALS),
        (Tw, Fault::Keys, INVALID_CREDENTIALS),
        (Ru, Fault::Money, NO_MONEY),
        (Sc, Fault::Money, NO_MONEY),
        (Aero, Fault::Money, NO_MONEY),
        (Ru, Fault::Number, WRONG_NUMBER),
        (Sc, Fault::Number, WRONG_NUMBER),
        (Tw, Fault::Number, WRONG_NUMBER),
        (Ru, Fault::OptedOut, OPTED_OUT),
        (Tw, Fault::OptedOut, OPTED_OUT),
        (Ru, Fault::Sender, NOT_ALLOWED),
        (Tw, Fault::Sender, NOT_ALLOWED),
        (Ru, Fault::Text, REFUSED),
        (Sc, Fault::Text, REFUSED),
        (Aero, Fault::Text, REFUSED),
        (Tw, Fault::Text, REFUSED),
    ] {
        let sms = Sms::start().await;
        let open = gateway(&sms, carrier, keys(carrier).1);
        sms.fail("send", fault, 1);
        match open.send(&text()).await {
            Err(Failure::Permanent { code, .. }) => {
                assert_eq!(code, wanted, "{carrier:?} {fault:?}");
            }
            other => panic!("{carrier:?} {fault:?}: {other:?}"),
        }
        assert!(sms.sent().is_empty());
    }
}

#[tokio::test]
async fn what_is_not_known_is_not_called_refused() {
    for carrier in Carrier::SMS {
        let sms = Sms::start().await;
        let open = gateway(&sms, carrier, keys(carrier).1);
        for fault in [Fault::DropAfterAccepting, Fault::Error500AfterAccepting] {
            sms.fail("send", fault, 1);
            let answer = open.send(&text()).await;
            assert!(
                matches!(answer, Err(Failure::Unknown(_))),
                "{carrier:?} {fault:?}: {answer:?}"
            );
        }
        assert_eq!(sms.sent().len(), 2, "it went out");
        sms.fail("send", Fault::TooMany, 1);
        let answer = open.send(&text()).await;
        assert!(
            matches!(answer, Err(Failure::RetryAfter(_))),
            "{carrier:?}: {answer:?}"
        );
        // It says so where it can be asked.
        let found = open.look_for(&text()).await;
        match open.can_look() {
            true => assert!(found.unwrap().is_some(), "{carrier:?}"),
            false => assert!(matches!(found, Err(Failure::Unknown(_)))),
        }
        let another = NewText {
            text: "Another".into(),
            ..text()
        };
        if open.can_look() {
            assert_eq!(open.look_for(&another).await.unwrap(), None);
        }
        assert_eq!(sms.sent().len(), 2);
    }
}

#[tokio::test]
async fn nobody_there_is_tried_again() {
    let sms = Sms::start().await;
    let mut config = Config::read(|_| None).unwrap();
    config.sms_ru_url = "http://127.0.0.1:9".into();
    aureli::providers::install_ciphers();
    let carriers = Carriers::new(&config).unwrap();
    let open = SmsRu::new(&carriers, keys(Carrier::SmsRu).1, "");
    let answer = open.send(&text()).await;
    assert!(
        matches!(answer, Err(Failure::RetryBackoff(_))),
        "{answer:?}"
    );
    assert!(sms.sent().is_empty());
}
