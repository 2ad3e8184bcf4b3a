//! Texts that arrive.

use aureli::channels::Carrier;
use aureli::channels::model::Terms;
use aureli::i18n::Locale;
use aureli::providers::sms::parts;
use chrono::TimeDelta;

use super::{connect, connect_on, likes, mails, on_both, row, rows, terms, without_mail};
use crate::support::Visitor;

/// The path of the link that a text ends with.
fn link(text: &str) -> String {
    let (_, path) = text.rsplit_once("http://localhost:8080").unwrap();
    path.to_owned()
}

#[test]
fn each_gateway_carries_a_booking_and_no_mail_goes_besides() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        for (n, carrier) in Carrier::SMS.into_iter().enumerate() {
            // One phone gets only so many in an hour.
            ctx.app.clock.advance(TimeDelta::minutes(61));
            connect(&ctx, &practice, carrier).await;
            let visit = ctx
                .book(&practice, "shaping", &format!("2026-05-2{}T10:00", n + 1))
                .await;
            ctx.run_jobs().await;
            let sent = sms.sent();
            assert_eq!(sent.len(), n + 1, "{carrier:?}");
            let text = &sent[n];
            assert_eq!(
                (text.gateway, text.to.as_str()),
                (carrier.as_str(), "34612345678")
            );
            assert!(
                text.text
                    .starts_with("Bella Brows: you are booked for Thursday 21 May, 10:00.")
                    || n > 0,
                "{}",
                text.text
            );
            assert!(
                !text.text.contains("shaping"),
                "what it is is nobody else's business"
            );
            assert_eq!(parts(&text.text).parts, 1, "{}", text.text);
            let booked = row(&ctx, visit.id, "booked").await;
            assert_eq!(
                (booked.channel.as_str(), booked.status.as_str()),
                ("sms", "sent")
            );
            assert_eq!(booked.recipient, "+34612345678");
            assert!(
                booked.provider_id.is_some() && booked.tried.is_empty(),
                "{booked:?}"
            );
            let cost = match carrier {
                Carrier::SmsRu => 2_350_000,
                Carrier::Smsc => 5_000_000,
                Carrier::SmsAero => 5_490_000,
                // Two parts, it says, at the price that is set.
                _ => 10_000_000,
            };
            assert_eq!(booked.cost_micros, Some(cost), "{carrier:?}");
            let page = ctx.visitor().get(&link(&text.text)).await.expect(200);
            page.says("10:00");
        }
        assert!(mails(&ctx).await.is_empty());
    });
}

#[test]
fn who_likes_mail_gets_mail() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        connect(&ctx, &practice, Carrier::SmsRu).await;
        let anna = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        likes(&ctx, anna.id, "email").await;
        let visit = ctx
            .book_for(&practice, anna.id, "shaping", "2026-05-20T10:00")
            .await;
        ctx.run_jobs().await;
        assert!(sms.sent().is_empty());
        assert_eq!(mails(&ctx).await.len(), 1);
        assert_eq!(row(&ctx, visit.id, "booked").await.channel, "email");
        // By what she likes when it goes out: the reminder was written while she liked mail.
        likes(&ctx, anna.id, "phone").await;
        ctx.app.clock.set("2026-05-19T08:30:00Z".parse().unwrap());
        ctx.run_jobs().await;
        assert_eq!(row(&ctx, visit.id, "reminder").await.channel, "sms");
        assert_eq!((sms.sent().len(), mails(&ctx).await.len()), (1, 1));
        assert!(
            sms.sent()[0]
                .text
                .contains("see you Wednesday 20 May, 10:00")
        );
    });
}

#[test]
fn a_practice_may_write_mail_first() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        let mail_first = Terms {
            is_first: false,
            ..terms("")
        };
        connect_on(&ctx, &practice, Carrier::SmsRu, &mail_first).await;
        ctx.book(&practice, "shaping", "2026-05-20T10:00").await;
        let boris = ctx.client(&practice, "Boris", "+34612345670").await;
        without_mail(&ctx, boris.id).await;
        ctx.book_for(&practice, boris.id, "shaping", "2026-05-20T12:00")
            .await;
        ctx.run_jobs().await;
        assert_eq!(mails(&ctx).await, ["client34612345678@example.com"]);
        let to: Vec<String> = sms.sent().into_iter().map(|text| text.to).collect();
        assert_eq!(to, ["34612345670"], "there is no mail");
    });
}

#[test]
fn without_a_gateway_nobody_without_mail_is_written_to() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        let boris = ctx.client(&practice, "Boris", "+34612345670").await;
        without_mail(&ctx, boris.id).await;
        let visit = ctx
            .book_for(&practice, boris.id, "shaping", "2026-05-20T12:00")
            .await;
        ctx.run_jobs().await;
        assert!(rows(&ctx, visit.id).await.is_empty() && sms.sent().is_empty());
    });
}

#[test]
fn the_link_in_a_text_confirms_and_an_older_one_stops() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        connect(&ctx, &practice, Carrier::Smsc).await;
        let visit = ctx.book(&practice, "shaping", "2026-05-20T10:00").await;
        ctx.run_jobs().await;
        ctx.app.clock.set("2026-05-19T08:30:00Z".parse().unwrap());
        ctx.run_jobs().await;
        let (booked, reminder) = (link(&sms.sent()[0].text), link(&sms.sent()[1].text));
        let mut client: Visitor = ctx.visitor();
        client.get(&reminder).await.expect(200);
        client
            .post(&format!("{reminder}/confirm"), &[])
            .await
            .expect(303);
        let mine =
            aureli::appointments::Appointment::find(&ctx.app.db, practice.tenant.id, visit.id);
        assert!(mine.await.unwrap().client_confirmed_at.is_some());
        ctx.app.clock.advance(TimeDelta::hours(2));
        client.get(&booked).await.expect(410);
        client.get(&reminder).await.expect(200);
    });
}

#[test]
fn a_text_is_short_in_every_language() {
    on_both(|ctx, sms| async move {
        let practice = ctx.bella().await;
        connect(&ctx, &practice, Carrier::SmsRu).await;
        for (n, locale) in Locale::ALL.into_iter().enumerate() {
            let visit = ctx
                .book(&practice, "shaping", &format!("2026-05-2{}T10:00", n + 1))
                .await;
            aureli::q!(
                &ctx.app.db,
                execute,
                "UPDATE messages SET locale = $2 WHERE appointment_id = $1",
                visit.id,
                locale,
            )
            .unwrap();
        }
        ctx.run_jobs().await;
        let texts: Vec<String> = sms.sent().into_iter().map(|text| text.text).collect();
        assert_eq!(texts.len(), 3);
        for words in ["you are booked", "tienes cita el", "Вы записаны"] {
            let text = texts.iter().find(|text| text.contains(words));
            let text = text.unwrap_or_else(|| panic!("{words} is not in {texts:?}"));
            assert!(text.contains("10:00") && !text.contains('\u{a0}'), "{text}");
            assert!(parts(text).parts <= 2, "{text}");
        }
    });
}
