//! The practice's own words: written once, read in every message of the kind, in its language, on a real visit.

use aureli::accounts::Role;
use aureli::i18n::Locale;
use aureli::q;
use chrono::TimeDelta;

use super::{book_for, states};
use crate::support::{Ctx, on_both};

async fn last_mail(ctx: &Ctx, to: &str) -> (String, String, String) {
    let (subject, text, html): (String, String, String) = q!(
        &ctx.app.db,
        fetch_one: (String, String, String),
        "SELECT subject, body_text, body_html FROM dev_mails WHERE recipient = $1 ORDER BY sent_at DESC, id DESC LIMIT 1",
        to
    )
    .unwrap();
    // Spaces that do not break a line are as good as others.
    let plain = |text: String| text.replace('\u{a0}', " ");
    (plain(subject), plain(text), plain(html))
}

const BOOKED: &str = "/settings/templates/booked/en";

#[test]
fn own_words_stand_in_place_of_the_usual_ones_in_their_language() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let mut owner = practice.sign_in(&ctx).await;
        let usual = owner.get(BOOKED).await.expect(200);
        usual
            .says("Booked: {date}, {time}, {practice}")
            .says("See you soon, {client_name}")
            .says("name=\"version\" value=\"0\"")
            .lacks("Restore the usual words");
        let words = [
            ("version", "0"),
            (
                "subject",
                "{first_name}, see you on {date}\r\nBcc: all@example.com",
            ),
            (
                "text",
                "Dear {client_name}\r\n\r\n{service} at {time}, {price}.\r\n{place} {link}\r\n\r\n{practice}, {reference}",
            ),
        ];
        owner.post(BOOKED, &words).await.expect(303);
        // Pressed twice.
        owner.post(BOOKED, &words).await.expect(303);
        let (tenant, start) = (&practice.tenant, "2026-05-18T08:00:00Z");
        let (name, to) = ("Anna <i>{date}</i> Smith", "anna@example.com");
        let visit = book_for(&ctx, tenant, "shaping", start, Locale::En, name, to).await;
        let start = "2026-05-18T09:00:00Z";
        book_for(
            &ctx,
            tenant,
            "shaping",
            start,
            Locale::Es,
            "Inés",
            "ines@example.com",
        )
        .await;
        ctx.run_jobs().await;
        let (subject, text, html) = last_mail(&ctx, to).await;
        assert_eq!(
            subject,
            "Anna, see you on Monday 18 May Bcc: all@example.com"
        );
        let begins = "Dear Anna <i>{date}</i> Smith\n\nBrow shaping at 10:00, €20.\n";
        assert!(text.starts_with(begins), "{text}");
        assert!(text.contains(&visit.reference) && text.contains("When: Monday 18 May, 10:00"));
        assert!(!text.contains("See you soon"), "{text}");
        assert!(!html.contains("<i>"), "{html}");
        // The link is the visit's own page.
        let link = text.split("http://localhost:8080").nth(1).unwrap();
        let link = link.split_whitespace().next().unwrap();
        assert!(link.starts_with("/l/"), "{link}");
        ctx.visitor()
            .get(link)
            .await
            .expect(200)
            .says("Brow shaping");
        let (subject, text, _) = last_mail(&ctx, "ines@example.com").await;
        assert!(subject.starts_with("Cita reservada"), "{subject}");
        assert!(text.contains("Hasta pronto, Inés"), "{text}");
        // The words of one message go first.
        let own = owner.get("/settings/templates").await.expect(200);
        own.says("yours");
        let restored = owner.post(&format!("{BOOKED}/restoration"), &[]).await;
        restored.expect(303);
        let start = "2026-05-18T10:00:00Z";
        book_for(
            &ctx,
            tenant,
            "shaping",
            start,
            Locale::En,
            "Jo",
            "jo@example.com",
        )
        .await;
        ctx.app.clock.advance(TimeDelta::seconds(1));
        ctx.run_jobs().await;
        let (subject, ..) = last_mail(&ctx, "jo@example.com").await;
        assert_eq!(subject, "Booked: Monday 18 May, 12:00, Bella Brows");
        let (changes,) = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM events WHERE kind = 'message_template.changed'"
        )
        .unwrap();
        assert_eq!(changes, 2);
        assert!(
            states(&ctx)
                .await
                .iter()
                .all(|(_, status)| status != "failed")
        );
    });
}

#[test]
fn what_means_nothing_is_refused_with_what_was_meant() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let mut owner = practice.sign_in(&ctx).await;
        let long = "x".repeat(3001);
        for (subject, text, says) in [
            ("Hello", "On {dtae}", "Did you mean {date}?"),
            ("{clientname}", "Hello", "Did you mean {client_name}?"),
            ("Hello", "{Имя}", "{Имя} means nothing here."),
            ("Hello", "On {date", "{date means nothing here."),
            ("Hello", "{deposit}", "means nothing here."),
            ("Hello", long.as_str(), "3,000"),
            ("", "Hello", "href=\"#subject\""),
        ] {
            let words = [("version", "0"), ("subject", subject), ("text", text)];
            let answer = owner.post(BOOKED, &words).await.expect(422);
            answer.says(says).says(text);
        }
        let (kept,) = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM message_templates"
        )
        .unwrap();
        assert_eq!(kept, 0);
        // A deposit is what this one is about.
        let words = [
            ("version", "0"),
            ("subject", "Pay {deposit}"),
            ("text", "Until {pay_until}"),
        ];
        owner
            .post("/settings/templates/deposit_asked/en", &words)
            .await
            .expect(303);
        owner
            .get("/settings/templates/mailing/en")
            .await
            .expect(404);
        owner.get("/settings/templates/booked/de").await.expect(404);
    });
}

#[test]
fn a_text_is_looked_at_on_a_real_visit_and_nothing_is_kept() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let mut owner = practice.sign_in(&ctx).await;
        let sample = format!("{BOOKED}/sample");
        let words = [
            ("subject", "{first_name}!"),
            ("text", "{date}: {dtae} {link}"),
        ];
        let invented = owner.with_htmx().post(&sample, &words).await.expect(200);
        invented
            .says("On an invented visit")
            .says("Friday 15 May: ")
            .lacks("<html");
        ctx.book(&practice, "shaping", "2026-05-18T10:00").await;
        let links = async || {
            let (count,) =
                q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM links").unwrap();
            count
        };
        let before = links().await;
        let words = [
            ("subject", "{first_name}!"),
            ("text", "{date}: {service} {link}"),
        ];
        let real = owner.with_htmx().post(&sample, &words).await.expect(200);
        real.says("On a visit of yours: Anna Petrova, 18 May 10:00")
            .says("<b>Anna!</b>")
            .says("Monday 18 May: Brow shaping http://localhost:8080/l/…")
            .says("Move to another time")
            .lacks("It was:");
        // Without script the page comes back whole, with what was typed.
        let whole = owner.post(&sample, &words).await.expect(200);
        whole.says("<html").says("{date}: {service} {link}");
        for path in [
            "requested",
            "deposit_asked",
            "reminder",
            "moved",
            "cancelled",
            "restored",
        ] {
            for language in ["en", "es", "ru"] {
                let path = format!("/settings/templates/{path}/{language}");
                owner.get(&path).await.expect(200).says("Anna Petrova");
            }
        }
        assert_eq!(links().await, before);
    });
}

#[test]
fn two_who_write_the_same_text_see_each_other() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let mut owner = practice.sign_in(&ctx).await;
        let words = |version: &'static str, text: &'static str| {
            [("version", version), ("subject", "Hello"), ("text", text)]
        };
        owner.post(BOOKED, &words("0", "Mine")).await.expect(303);
        owner
            .post(BOOKED, &words("0", "Theirs"))
            .await
            .expect(409)
            .says("Mine")
            .says("Theirs")
            .says("name=\"version\" value=\"1\"");
        owner.post(BOOKED, &words("1", "Theirs")).await.expect(303);
        owner.get(BOOKED).await.expect(200).says("Theirs");
        let mut operator = practice.member(&ctx, Role::Operator).await;
        operator.get(BOOKED).await.expect(403);
    });
}
