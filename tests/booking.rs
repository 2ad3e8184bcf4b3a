//! The public site: from the profile to a booked visit, and everything that may get in between.

use aureli::accounts::Role;
use aureli::appointments::{Appointment, NewAppointment, Source, Status};
use aureli::clients::Client;
use aureli::contact::{Email, Phone};
use aureli::events::Actor;
use aureli::id::TenantId;
use aureli::schedule::availability::Availability;

use crate::support::{Answer, Ctx, Visitor, on_both};

const AT: &str = "/bella/book?service=shaping&at=2026-05-14T12:00";

/// The hidden fields and typed values of the page's form.
pub fn form_of(body: &str) -> Vec<(String, String)> {
    let form = body.split("<form id=\"f\"").nth(1).expect("a form");
    let form = form.split("</form>").next().unwrap_or_default();
    form.split("<input")
        .skip(1)
        .map(|tag| tag.split('>').next().unwrap_or_default())
        .filter_map(|tag| Some((attr(tag, "name")?, attr(tag, "value").unwrap_or_default())))
        .collect()
}

pub fn attr(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    let text = rest.split('"').next()?;
    Some(
        text.replace("&#38;", "&")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&#60;", "<")
            .replace("&#62;", ">"),
    )
}

/// Fills the form of a details page.
pub fn filled(page: &Answer, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut form = form_of(&page.body);
    for (name, value) in typed {
        form.retain(|(known, _)| known != name);
        form.push(((*name).to_owned(), (*value).to_owned()));
    }
    form
}

pub async fn send(visitor: &mut Visitor, path: &str, form: &[(String, String)]) -> Answer {
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    visitor.post(path, &form).await
}

const ANNA: [(&str, &str); 3] = [
    ("name", "Anna Petrova"),
    ("phone", "612 345 678"),
    ("email", "anna@example.com"),
];

/// Takes 12:00 on the page and fills it in as Anna.
async fn book(visitor: &mut Visitor) -> Answer {
    let page = visitor.get(AT).await.expect(200);
    let form = filled(&page, &ANNA);
    send(visitor, "/bella/book", &form).await
}

async fn visits(ctx: &Ctx, tenant: TenantId) -> i64 {
    let (count,) = aureli::q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM appointments WHERE tenant_id = $1", tenant).unwrap();
    count
}

#[test]
fn three_taps_and_two_fields_book_a_visit() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut visitor = ctx.visitor();
        let services = visitor
            .get("/bella/book")
            .await
            .expect(200)
            .says("Brow shaping");
        let first = services
            .body
            .split("class=\"choice plain\"")
            .find_map(|tag| attr(tag, "href").filter(|href| href.contains("shaping")))
            .unwrap();
        let times = visitor
            .get(&first)
            .await
            .expect(200)
            .says("Next free times")
            .says("value=\"2026-05-14T11:00\"");
        let at = attr(
            times.body.split("<button class=\"slot").nth(1).unwrap(),
            "value",
        )
        .unwrap();
        let details = visitor
            .get(&format!("{first}&at={at}"))
            .await
            .expect(200)
            .says("Thursday 14 May, 11:00")
            .says("30\u{a0}min")
            .says("€20");
        let form = filled(&details, &[("name", "Anna"), ("phone", "+34 612 345 678")]);
        let done = send(&mut visitor, "/bella/book", &form).await.expect(303);
        let path = done.location().to_owned();
        assert!(path.starts_with("/bella/booked/"), "{path}");
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("See you on Thursday 14 May, 11:00")
            .says("Move or cancel")
            .lacks("Anna")
            .lacks("612");
        // Whoever reads the reference elsewhere sees what, when and where.
        ctx.visitor()
            .get(&path)
            .await
            .expect(200)
            .says("Thursday 14 May, 11:00")
            .lacks("/l/")
            .lacks("Anna")
            .lacks("612");
        let file = ctx
            .visitor()
            .get(&format!("{path}/visit.ics"))
            .await
            .expect(200)
            .says("BEGIN:VEVENT")
            .says("ORGANIZER;CN=")
            .says("URL:")
            .lacks("Anna");
        assert_eq!(file.headers["content-type"], "text/calendar; charset=utf-8");
        ctx.visitor().get("/bella/booked/NOSUCH1").await.expect(404);
        ctx.visitor().get("/bella/booked/%00").await.expect(404);
    });
}

#[test]
fn the_profile_says_what_a_visitor_and_a_search_engine_want_to_know() {
    on_both(|ctx| async move {
        let mut file = crate::support::factories::bella_file();
        file["description"] = "Brows & lashes. </script><b>Calm</b>".into();
        file["address"] = "Carrer de Cuba 12, València".into();
        file["phone"] = "+34600000001".into();
        ctx.practice(file).await;
        let page = ctx
            .visitor()
            .get("/bella")
            .await
            .expect(200)
            .says("Bella Brows")
            .says("Brow lamination, Long")
            .says("€56")
            .says("Opening hours")
            .says("10:00–19:00")
            .says("tel:+34600000001")
            .says("query=Carrer+de+Cuba")
            .says("Next free time for Brow lamination")
            .says("Thursday 14 May, 11:00")
            .says("og:title")
            .lacks("<b>Calm");
        let data = page
            .body
            .split("application/ld+json\">")
            .nth(1)
            .unwrap()
            .split("</script>")
            .next()
            .unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["name"], "Bella Brows");
        assert_eq!(data["description"], "Brows & lashes. </script><b>Calm</b>");
        assert_eq!(data["openingHoursSpecification"][0]["opens"], "10:00");
        ctx.visitor()
            .get("/bella?lang=ru")
            .await
            .expect(200)
            .says("Часы работы")
            .says("lang=\"ru\"");
        // A master who reads the own page as a client goes on working in the own language.
        let chosen = ctx.visitor().get("/bella/book?lang=ru").await;
        assert!(
            chosen.headers["set-cookie"]
                .to_str()
                .unwrap()
                .starts_with("lang=ru; Path=/bella;")
        );
        let chosen = ctx.visitor().get("/login?lang=ru").await;
        assert!(
            chosen.headers["set-cookie"]
                .to_str()
                .unwrap()
                .starts_with("lang=ru; Path=/;")
        );
        ctx.visitor().get("/nobody").await.expect(404);
        ctx.visitor().get("/bella%00").await.expect(404);
    });
}

#[test]
fn a_link_that_names_less_or_more_still_leads_on() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        visitor
            .get("/bella/book?service=nothing")
            .await
            .expect(404)
            .says("not offered any more")
            .says("Brow shaping");
        visitor
            .get("/bella/book?service=lamination&variant=long&addons=tint&utm_source=x")
            .await
            .expect(200)
            .says("Brow lamination, Long + Tint")
            .says("1\u{a0}h 45\u{a0}min")
            .says("€66");
        // A link to a service shows its kinds.
        visitor
            .get("/bella/book?service=lamination")
            .await
            .expect(200)
            .says("aria-current=\"true\"><span>Brow lamination</span>")
            .says("variant=long\"><span>Long</span>");
        for odd in [
            "date=tomorrow",
            "date=9999-12-31",
            "date=0000-00-00",
            "at=now",
            "at=2026-02-30T10:00",
            "date=%00",
            "date=2020-01-01",
        ] {
            visitor
                .get(&format!("/bella/book?service=shaping&{odd}"))
                .await
                .expect(200)
                .says("When suits you?");
        }
        for (at, word) in [
            ("2026-05-13T12:00", "is over"),
            ("2026-05-14T10:00", "too close"),
            ("2026-05-17T12:00", "not offered"),
            ("2027-05-14T12:00", "cannot be booked yet"),
            ("9999-12-31T23:59", "cannot be booked yet"),
            ("2026-05-14T12:07", "not offered"),
        ] {
            visitor
                .get(&format!("/bella/book?service=shaping&at={at}"))
                .await
                .expect(200)
                .says(word)
                .says("Closest free times");
        }
        ctx.book(&bella, "shaping", "2026-05-14T12:00").await;
        visitor
            .get(AT)
            .await
            .expect(200)
            .says("has just been taken")
            .says("value=\"2026-05-14T12:30\"");
        // A single service needs no choosing.
        let mut file = crate::support::factories::bella_file();
        file["slug"] = "solo".into();
        file["owner"]["email"] = "solo@example.com".into();
        file["services"] = serde_json::json!([{ "slug": "only", "name": "The only one", "duration_minutes": 30, "price": 1000 }]);
        ctx.practice(file).await;
        visitor
            .get("/solo/book")
            .await
            .expect(200)
            .says("When suits you?")
            .says("The only one");
        // None at all: said kindly.
        let mut file = crate::support::factories::bella_file();
        file["slug"] = "empty".into();
        file["owner"]["email"] = "empty@example.com".into();
        file["services"] = serde_json::json!([]);
        ctx.practice(file).await;
        visitor
            .get("/empty/book")
            .await
            .expect(200)
            .says("No new bookings are taken online");
        visitor
            .get("/empty")
            .await
            .expect(200)
            .says("No new bookings are taken online");
    });
}

#[test]
fn a_week_shows_how_much_is_free_and_a_full_day_what_is_near() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        let page = visitor
            .get("/bella/book?service=shaping&date=2026-05-15")
            .await
            .expect(200)
            .says("May 2026")
            .says("id=\"day-2026-05-15\"")
            .says("aria-current=\"date\"")
            .says("Morning")
            .says("Afternoon")
            .says("Evening")
            .says("18–24 May")
            .says("closed");
        // Friday from 10 to 19 on a grid of a quarter: the last of 30 minutes begins at 18:30.
        assert!(
            page.body.contains("value=\"2026-05-15T18:30\"")
                && !page.body.contains("value=\"2026-05-15T18:45\"")
        );
        assert!(
            page.body.contains("<span>35<span class=\"vh\"> free times"),
            "35 starts"
        );
        let mut file = crate::support::factories::bella_file();
        file["overrides"] =
            serde_json::json!([{ "date": "2026-05-15", "open": [["10:00", "10:30"]] }]);
        ctx.practice(file).await;
        ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        visitor
            .get("/bella/book?service=shaping&date=2026-05-15")
            .await
            .expect(200)
            .says("Friday 15 May is full")
            .says("Closest free times")
            .says("value=\"2026-05-14T")
            .says("value=\"2026-05-16T");
        visitor
            .get("/bella/book?service=shaping&date=2026-05-17")
            .await
            .expect(200)
            .says("Sunday 17 May: closed");
    });
}

#[test]
fn a_form_that_does_not_fit_comes_back_with_what_was_typed() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        let page = visitor.get(AT).await.expect(200).lacks("checked");
        let typed = [
            ("name", ""),
            ("phone", "12"),
            ("email", "anna@"),
            ("note", "<b>sensitive</b> skin"),
        ];
        let again = send(&mut visitor, "/bella/book", &filled(&page, &typed))
            .await
            .expect(422)
            .says("Error: Thursday 14 May, 12:00")
            .says("3 things to fix")
            .says("Enter your name")
            .says("value=\"12\"")
            .says("value=\"anna@\"")
            .says("sensitive")
            .lacks("<b>sensitive");
        // Nothing typed at all: two things are missing.
        send(
            &mut visitor,
            "/bella/book",
            &filled(&again, &[("name", ""), ("phone", ""), ("email", "")]),
        )
        .await
        .expect(422)
        .says("2 things to fix");
        // An e-mail alone is enough.
        let form = filled(
            &again,
            &[
                ("name", "Anna"),
                ("phone", " "),
                ("email", "anna@example.com"),
            ],
        );
        send(&mut visitor, "/bella/book", &form).await.expect(303);
        assert_eq!(visits(&ctx, bella.tenant.id).await, 1);
        // What the form does not show is refused.
        let page = visitor
            .get("/bella/book?service=shaping&at=2026-05-14T13:00")
            .await
            .expect(200);
        for extra in [("price", "1"), ("tenant_id", "x"), ("status", "completed")] {
            let mut form = filled(&page, &ANNA);
            form.push((extra.0.to_owned(), extra.1.to_owned()));
            send(&mut visitor, "/bella/book", &form).await.expect(422);
        }
        for (name, value) in [
            ("service", "nothing"),
            ("key", "1"),
            ("at", "tomorrow"),
            ("at", ""),
        ] {
            send(
                &mut visitor,
                "/bella/book",
                &filled(&page, &[ANNA[0], ANNA[1], ANNA[2], (name, value)]),
            )
            .await
            .expect(422);
        }
        send(
            &mut visitor,
            "/bella/book",
            &filled(&page, &[("name", &"x".repeat(5000)), ANNA[1]]),
        )
        .await
        .expect(422)
        .says("at most 120 characters");
        send(
            &mut visitor,
            "/bella/book",
            &filled(&page, &[("name", "\u{200b}\u{202e}"), ANNA[1]]),
        )
        .await
        .expect(422)
        .says("Enter your name");
        assert_eq!(visits(&ctx, bella.tenant.id).await, 1);
    });
}

#[test]
fn a_lost_time_keeps_what_was_typed_and_offers_the_nearest() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        let page = visitor.get(AT).await.expect(200);
        ctx.book(&bella, "shaping", "2026-05-14T12:00").await;
        let typed = [
            ("name", "Вероника"),
            ("phone", "+34612000144"),
            ("note", "first time"),
        ];
        let lost = send(&mut visitor, "/bella/book", &filled(&page, &typed))
            .await
            .expect(409)
            .says("has just been taken")
            .says("value=\"Вероника\"")
            .says("first time")
            .says("name=\"other\" value=\"2026-05-14T11:30\"")
            .says("name=\"other\" value=\"2026-05-14T12:30\"")
            .lacks("things to fix");
        assert_eq!(lost.body.matches("name=\"other\"").count(), 3);
        let form = filled(
            &lost,
            &[("other", "2026-05-14T12:30"), ("note", "first time")],
        );
        let done = send(&mut visitor, "/bella/book", &form).await.expect(303);
        let path = done.location().to_owned();
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("Thursday 14 May, 12:30");
    });
}

#[test]
fn the_same_form_books_once_however_often_it_is_sent() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        let page = visitor.get(AT).await.expect(200);
        let form = filled(&page, &ANNA);
        let presses: Vec<_> = (0..20)
            .map(|_| {
                let (mut visitor, form) = (visitor.clone(), form.clone());
                tokio::spawn(async move {
                    send(&mut visitor, "/bella/book", &form)
                        .await
                        .expect(303)
                        .location()
                        .to_owned()
                })
            })
            .collect();
        let mut places = Vec::new();
        for press in presses {
            places.push(press.await.unwrap());
        }
        assert!(places.windows(2).all(|two| two[0] == two[1]), "{places:?}");
        ctx.app.clock.advance(chrono::TimeDelta::minutes(10));
        let late = send(&mut visitor, "/bella/book", &form).await.expect(303);
        assert_eq!(late.location(), places[0]);
        assert_eq!(visits(&ctx, bella.tenant.id).await, 1);
        let (mails,) = aureli::q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM messages WHERE tenant_id = $1 AND kind = 'booked'", bella.tenant.id).unwrap();
        assert_eq!(mails, 1);
        // The same key for something else: said, and a new key is in the form.
        let other = filled(
            &page,
            &[
                ("name", "Anna"),
                ("phone", "612345678"),
                ("at", "2026-05-14T15:00"),
            ],
        );
        let again = send(&mut visitor, "/bella/book", &other)
            .await
            .expect(422)
            .says("has made a booking already");
        send(&mut visitor, "/bella/book", &filled(&again, &[]))
            .await
            .expect(303);
        assert_eq!(visits(&ctx, bella.tenant.id).await, 2);
    });
}

/// Names of days with a capital where a sentence goes on: after a colon, a comma, an article.
fn misplaced_capitals(body: &str) -> Vec<String> {
    const DAYS: [&str; 14] = [
        "Понедельник",
        "Вторник",
        "Среда",
        "Четверг",
        "Пятница",
        "Суббота",
        "Воскресенье",
        "Lunes",
        "Martes",
        "Miércoles",
        "Jueves",
        "Viernes",
        "Sábado",
        "Domingo",
    ];
    let mut found = Vec::new();
    for day in DAYS {
        for (at, _) in body.match_indices(day) {
            let before: String = body[..at].chars().rev().take(12).collect();
            let before: String = before.chars().rev().collect();
            let last = before.trim_end_matches([' ', '\u{a0}']);
            let goes_on =
                last.ends_with([':', ',', ';', '–']) || last.ends_with(char::is_lowercase);
            if last.len() < before.len() && goes_on {
                found.push(format!("{before}{day}"));
            }
        }
    }
    found
}

#[test]
fn a_date_within_a_sentence_is_written_small() {
    on_both(|ctx| async move {
        let mut file = crate::support::factories::bella_file();
        file["address"] = "Carrer de Cuba 12\n46006 València".into();
        let bella = ctx.practice(file).await;
        let mut owner = bella.sign_in(&ctx).await;
        for lang in ["ru", "es"] {
            let mut visitor = ctx.visitor();
            let hour = if lang == "ru" { 10 } else { 11 };
            let at = format!("/bella/book?service=shaping&at=2026-05-18T{hour}:00&lang={lang}");
            let details = visitor.get(&at).await.expect(200);
            let form = filled(&details, &ANNA);
            let done = send(&mut visitor, "/bella/book", &form).await.expect(303);
            let booked = visitor
                .get(&format!("{}?lang={lang}", done.location()))
                .await
                .expect(200)
                // The address in its lines.
                .says("<span class=\"prose\">Carrer de Cuba 12\n46006 València</span>");
            let token = visitor.cookie("visit").unwrap().to_owned();
            let mut bodies = vec![details.body, booked.body];
            for path in [
                format!("/bella?lang={lang}"),
                format!("/bella/book?service=shaping&lang={lang}"),
                format!("/bella/book?service=shaping&date=2026-05-18&lang={lang}"),
                format!("/bella/book?service=shaping&date=2026-05-17&lang={lang}"),
                format!("/l/{token}?lang={lang}"),
                format!("/l/{token}?date=2026-05-19&lang={lang}"),
            ] {
                bodies.push(visitor.get(&path).await.expect(200).body);
            }
            let visit = ctx.app.clock.now();
            let (id,) = aureli::q!(&ctx.app.db, fetch_one: (aureli::id::AppointmentId,), "SELECT id FROM appointments WHERE tenant_id = $1 AND starts_at > $2 ORDER BY starts_at DESC LIMIT 1", bella.tenant.id, visit).unwrap();
            for path in [
                format!("/appointments/{id}?lang={lang}"),
                format!("/appointments/{id}/move/new?lang={lang}"),
                format!("/appointments/new?date=2026-05-18&what=&lang={lang}"),
                format!("/settings/hours?lang={lang}"),
                format!("/settings/overrides?lang={lang}"),
                format!("/calendar?view=week&lang={lang}"),
                format!("/calendar?view=agenda&lang={lang}"),
                format!("/todo?lang={lang}"),
            ] {
                bodies.push(owner.get(&path).await.expect(200).body);
            }
            for body in bodies {
                assert_eq!(misplaced_capitals(&body), [""; 0]);
            }
        }
        assert_eq!(
            misplaced_capitals("Ждём вас: Суббота, 16 мая"),
            ["Ждём вас: Суббота"]
        );
        ctx.run_jobs().await;
        let texts = aureli::q!(&ctx.app.db, fetch_all: (String, String), "SELECT body_text, subject FROM dev_mails").unwrap();
        assert!(texts.len() >= 3, "{texts:?}");
        for (text, subject) in texts {
            assert_eq!(misplaced_capitals(&text), [""; 0]);
            assert_eq!(misplaced_capitals(&subject), [""; 0]);
            if text.contains("Carrer") {
                assert!(text.contains("Carrer de Cuba 12, 46006 València"), "{text}");
            }
        }
    });
}

#[test]
fn going_back_to_the_own_booking_leads_to_its_confirmation() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        let page = visitor.get(AT).await.expect(200);
        let form = filled(&page, &ANNA);
        let done = send(&mut visitor, "/bella/book", &form).await.expect(303);
        let confirmation = done.location().to_owned();
        // The cookie goes to the booking page and to the confirmation, and nowhere else.
        let paths: Vec<String> = done
            .headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|cookie| cookie.to_str().ok())
            .filter(|cookie| cookie.starts_with("visit="))
            .filter_map(|cookie| {
                cookie
                    .split("; ")
                    .find_map(|part| part.strip_prefix("Path="))
            })
            .map(str::to_owned)
            .collect();
        assert_eq!(paths, [confirmation.as_str(), "/bella/book"]);
        // Reloaded, pressed again, pressed again with another word in it.
        let back = visitor.get(AT).await.expect(303);
        assert_eq!(back.location(), confirmation);
        let again = send(&mut visitor, "/bella/book", &form).await.expect(303);
        assert_eq!(again.location(), confirmation);
        let changed = filled(&page, &[("name", "Anna P."), ("phone", "612 345 678")]);
        let again = send(&mut visitor, "/bella/book", &changed)
            .await
            .expect(303);
        assert_eq!(again.location(), confirmation);
        assert_eq!(visits(&ctx, bella.tenant.id).await, 1);
        // Anybody else finds the time taken, and so does whoever had it when it is another's by now.
        ctx.visitor()
            .get(AT)
            .await
            .expect(200)
            .says("has just been taken");
        let visit = Appointment::by_reference(
            &ctx.app.db,
            bella.tenant.id,
            confirmation.rsplit('/').next().unwrap(),
        )
        .await
        .unwrap();
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .post(
                &format!("/appointments/{}/cancellation", visit.id),
                &[("version", "1"), ("by", "master")],
            )
            .await
            .expect(303);
        visitor.get(AT).await.expect(200).says("id=\"f\"");
        ctx.book(&bella, "shaping", "2026-05-14T12:00").await;
        visitor
            .get(AT)
            .await
            .expect(200)
            .says("has just been taken");
    });
}

/// Recipients of the mails about visits, with what they say, oldest first; the master's left out.
async fn mails(ctx: &Ctx) -> Vec<(String, String)> {
    ctx.run_jobs().await;
    let all = aureli::q!(&ctx.app.db, fetch_all: (String, String), "SELECT recipient, body_text FROM dev_mails ORDER BY id").unwrap();
    let owner = crate::support::factories::OWNER_EMAIL;
    all.into_iter().filter(|(to, _)| to != owner).collect()
}

#[test]
fn who_knows_a_phone_cannot_hang_an_address_on_its_owners_card() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        for (n, (name, email)) in [
            ("Mallory", "mallory@example.com"),
            ("Vera", "vera@example.com"),
        ]
        .into_iter()
        .enumerate()
        {
            let at = format!("/bella/book?service=shaping&at=2026-05-18T1{n}:00");
            let mut visitor = ctx.visitor();
            let page = visitor.get(&at).await.expect(200);
            let typed = [("name", name), ("phone", "612 345 678"), ("email", email)];
            let form = filled(&page, &typed);
            let done = send(&mut visitor, "/bella/book", &form).await.expect(303);
            visitor.get(done.location()).await.expect(200).lacks("Anna");
        }
        // The card is as it was; each visit's mail went to the address given for it, and says nothing of Anna.
        let card = Client::find(&ctx.app.db, bella.tenant.id, anna.id)
            .await
            .unwrap();
        assert_eq!(card.email, anna.email);
        let sent = mails(&ctx).await;
        let mut to: Vec<&str> = sent.iter().map(|(to, _)| to.as_str()).collect();
        to.sort_unstable();
        assert_eq!(to, ["mallory@example.com", "vera@example.com"]);
        assert!(
            sent.iter().all(|(_, text)| !text.contains("Anna")),
            "{sent:?}"
        );
        // What is Anna's own goes to Anna alone.
        ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
        let sent = mails(&ctx).await;
        assert_eq!(sent.len(), 3);
        assert_eq!(Some(&sent[2].0), anna.email.as_ref());

        // The master says who they are.
        let mut owner = bella.sign_in(&ctx).await;
        let todo = owner
            .get("/todo")
            .await
            .expect(200)
            .says("mallory@example.com")
            .says("vera@example.com")
            .says("2 things wait for you");
        let ids: Vec<String> = todo
            .body
            .split("/todo/contacts/")
            .skip(1)
            .filter(|rest| rest[36..].starts_with("/person"))
            .map(|rest| rest[..36].to_owned())
            .collect();
        let [mallory, vera] = &ids[..] else {
            panic!("{ids:?}")
        };
        bella
            .member(&ctx, Role::ReadOnly)
            .await
            .get("/todo")
            .await
            .expect(200)
            .lacks("vera@example.com")
            .lacks("/todo/contacts/");
        owner
            .post(&format!("/todo/contacts/{mallory}/dismissal"), &[])
            .await
            .expect(303);
        for _ in 0..2 {
            owner
                .post(&format!("/todo/contacts/{vera}/person"), &[])
                .await
                .expect(303);
        }
        owner.get("/todo").await.expect(200).says("Nothing waits");
        owner
            .get(&format!("/appointments/{vera}"))
            .await
            .expect(200)
            .says("Vera");
        let visits = |client| Appointment::of_client(&ctx.app.db, bella.tenant.id, client, 9);
        assert_eq!(visits(anna.id).await.unwrap().len(), 2);
        // Vera books again with the shared phone and her own address: her card is found.
        let phone = Phone::parse("+34612345678", None).unwrap();
        let email = Email::parse("Vera@example.com").unwrap();
        let found = Client::by_contact(&ctx.app.db, bella.tenant.id, Some(&phone), Some(&email))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.name, "Vera");
        assert_eq!(visits(found.id).await.unwrap().len(), 1);
    });
}

#[test]
fn a_new_address_of_the_same_person_goes_on_the_card_when_the_master_says_so() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        let mut visitor = ctx.visitor();
        let page = visitor
            .get("/bella/book?service=shaping&at=2026-05-18T10:00")
            .await
            .expect(200);
        // Found by the address; the number is new.
        let email = anna.email.clone().unwrap();
        let typed = [
            ("name", "Anna"),
            ("phone", "612 000 111"),
            ("email", &email),
        ];
        send(&mut visitor, "/bella/book", &filled(&page, &typed))
            .await
            .expect(303);
        let sent = mails(&ctx).await;
        assert_eq!(sent[0].0, email);
        let mut owner = bella.sign_in(&ctx).await;
        let todo = owner.get("/todo").await.expect(200).says("612 000 111");
        let id = todo.body.split("/todo/contacts/").nth(1).unwrap()[..36].to_owned();
        owner
            .get(&format!("/appointments/{id}"))
            .await
            .expect(200)
            .says("Given at booking");
        owner
            .post(&format!("/todo/contacts/{id}/card"), &[])
            .await
            .expect(303);
        let card = Client::find(&ctx.app.db, bella.tenant.id, anna.id)
            .await
            .unwrap();
        assert_eq!(card.phone.as_deref(), Some("+34612000111"));
        assert_eq!(card.email, anna.email);
        owner.get("/todo").await.expect(200).says("Nothing waits");
        // Nothing is asked where the card has it all, or less was given.
        for (hour, email) in [("11", email.as_str()), ("12", "")] {
            let at = format!("/bella/book?service=shaping&at=2026-05-18T{hour}:00");
            let page = visitor.get(&at).await.expect(200);
            let typed = [("name", "Anna"), ("phone", "612 000 111"), ("email", email)];
            send(&mut visitor, "/bella/book", &filled(&page, &typed))
                .await
                .expect(303);
        }
        owner.get("/todo").await.expect(200).says("Nothing waits");
    });
}

#[test]
fn a_group_with_a_room_counts_each_seat_once() {
    on_both(|ctx| async move {
        let mut file = crate::support::factories::bella_file();
        file["resources"] =
            serde_json::json!([{ "slug": "hall", "name": "Hall", "kind": "room", "capacity": 1 }]);
        file["services"][1]["capacity"] = 3.into();
        file["services"][1]["resources"] = serde_json::json!([{ "slug": "hall", "quantity": 1 }]);
        let bella = ctx.practice(file).await;
        let plan = ctx.plan(&bella, "shaping").await;
        let start = bella.at("2026-05-14T12:00");
        let now = ctx.app.clock.now();
        for seat in 1..=4 {
            let found = Availability::around(&ctx.app.db, &bella.tenant, &plan, start, None, now)
                .await
                .unwrap();
            let has_room = seat <= 3;
            assert_eq!(
                found.check(start).is_ok(),
                has_room,
                "the search, seat {seat}"
            );
            let client = ctx
                .client(&bella, "Guest", &format!("+3461234560{seat}"))
                .await;
            let new = NewAppointment {
                plan: &plan,
                client: Some(client.id),
                starts_at: start,
                status: Status::Confirmed,
                source: Source::Master,
                locale: bella.tenant.locale,
                client_note: String::new(),
                internal_note: String::new(),
                book_over: false,
                // Only the database is asked.
                only_offered: false,
                duration_minutes: None,
                given: None,
            };
            let mut tx = ctx.app.db.begin().await.unwrap();
            let actor = Actor::user(bella.owner);
            let booked = Appointment::book(&mut tx, &bella.tenant, &actor, new, now).await;
            assert_eq!(booked.is_ok(), has_room, "the guard, seat {seat}");
            if has_room {
                tx.commit().await.unwrap();
            }
        }
        // A visit that wants the hall alone finds it taken, and so it is for the group's neighbours.
        let beside = bella.at("2026-05-14T12:15");
        let found = Availability::around(&ctx.app.db, &bella.tenant, &plan, beside, None, now)
            .await
            .unwrap();
        assert!(found.check(beside).is_err());
    });
}

#[test]
fn sixty_visitors_want_one_time_and_one_gets_it() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let page = ctx.visitor().get(AT).await.expect(200);
        let racers: Vec<_> = (0..60)
            .map(|n| {
                let key = uuid::Uuid::new_v4().to_string();
                let phone = format!("+346120001{n:02}");
                let form = filled(
                    &page,
                    &[("name", "Racer"), ("phone", &phone), ("key", &key)],
                );
                let mut visitor = ctx.visitor();
                tokio::spawn(async move {
                    let answer = send(&mut visitor, "/bella/book", &form).await;
                    if answer.status == 409 {
                        assert_eq!(answer.body.matches("name=\"other\"").count(), 3);
                    }
                    answer.status.as_u16()
                })
            })
            .collect();
        let mut statuses = Vec::new();
        for racer in racers {
            statuses.push(racer.await.unwrap());
        }
        let count = |status| statuses.iter().filter(|found| **found == status).count();
        assert_eq!((count(303), count(409)), (1, 59), "{statuses:?}");
        assert_eq!(visits(&ctx, bella.tenant.id).await, 1);
    });
}

#[test]
fn a_request_says_that_it_is_one() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut visitor = ctx.visitor();
        let page = visitor
            .get("/bella/book?service=consult&at=2026-05-14T12:00")
            .await
            .expect(200)
            .says("Send request")
            .says("Free");
        let done = send(&mut visitor, "/bella/book", &filled(&page, &ANNA))
            .await
            .expect(303);
        let path = done.location().to_owned();
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("Your request for Thursday 14 May, 12:00 is sent")
            .says("Awaiting confirmation");
    });
}

#[test]
fn nobody_learns_who_is_a_client_or_why_they_are_refused() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let known = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        let mut visitor = ctx.visitor();
        let page = visitor.get(AT).await.expect(200);
        let typed = [("name", "Somebody Else"), ("phone", "612345678")];
        let done = send(&mut visitor, "/bella/book", &filled(&page, &typed))
            .await
            .expect(303);
        let path = done.location().to_owned();
        visitor
            .get(&path)
            .await
            .expect(200)
            .lacks("Anna")
            .lacks("Petrova");
        let note = aureli::q!(&ctx.app.db, fetch_one: (String,), "SELECT internal_note FROM appointments WHERE tenant_id = $1", bella.tenant.id).unwrap();
        assert_eq!(note.0, "Booked under the name “Somebody Else”.");
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET blocked_at = $3 WHERE tenant_id = $1 AND id = $2",
            bella.tenant.id,
            known.id,
            ctx.app.clock.now()
        )
        .unwrap();
        let page = visitor
            .get("/bella/book?service=shaping&at=2026-05-14T15:00")
            .await
            .expect(200);
        send(&mut visitor, "/bella/book", &filled(&page, &ANNA))
            .await
            .expect(422)
            .says("We can’t take this booking online")
            .says("value=\"Anna Petrova\"")
            .lacks("block");
        assert_eq!(visits(&ctx, bella.tenant.id).await, 1);
    });
}

#[test]
fn a_restricted_practice_says_so_kindly() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        let page = visitor.get(AT).await.expect(200);
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE tenants SET status = 'restricted' WHERE id = $1",
            bella.tenant.id
        )
        .unwrap();
        visitor
            .get("/bella/book")
            .await
            .expect(200)
            .says("No new bookings are taken online");
        visitor
            .get("/bella")
            .await
            .expect(200)
            .says("No new bookings are taken online");
        send(&mut visitor, "/bella/book", &filled(&page, &ANNA))
            .await
            .expect(409);
        assert_eq!(visits(&ctx, bella.tenant.id).await, 0);
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE tenants SET status = 'closed' WHERE id = $1",
            bella.tenant.id
        )
        .unwrap();
        visitor.get("/bella").await.expect(404);
    });
}

#[test]
fn times_are_local_and_the_language_stays_with_the_visit() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        let page = visitor
            .get(&format!("{AT}&lang=ru"))
            .await
            .expect(200)
            .says("Четверг, 14 мая, 12:00")
            .says("Madrid")
            .says("UTC+02:00");
        let done = send(&mut visitor, "/bella/book", &filled(&page, &ANNA))
            .await
            .expect(303);
        let path = done.location().to_owned();
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("Ждём вас: четверг, 14 мая, 12:00");
        let (locale, at) =
            aureli::q!(&ctx.app.db, fetch_one: (String, chrono::DateTime<chrono::Utc>),
            "SELECT locale, starts_at FROM appointments WHERE tenant_id = $1", bella.tenant.id)
            .unwrap();
        assert_eq!(locale, "ru");
        assert_eq!(at, bella.at("2026-05-14T12:00"));
        let (mails,) = aureli::q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM messages WHERE tenant_id = $1 AND audience = 'client' AND locale = 'ru'", bella.tenant.id).unwrap();
        assert!(mails > 0);
    });
}

#[test]
fn machines_are_slowed_and_people_lose_nothing() {
    for database in [
        crate::support::databases::sqlite as fn() -> _,
        crate::support::databases::postgres,
    ] {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let ctx = Ctx::open_with(database(), &[("RATE_LIMITS", "on")]).await;
            let bella = ctx.bella().await;
            let mut visitor = ctx.visitor();
            let page = visitor.get(AT).await.expect(200);
            let [name, phone, email] = ANNA;
            let trap = ("website", "http://spam.example");
            let trapped = filled(&page, &[name, phone, email, trap]);
            let trapped = send(&mut visitor, "/bella/book", &trapped)
                .await
                .expect(422)
                .says("press the button again")
                .says("value=\"Anna Petrova\"")
                .lacks("spam.example");
            // Sent in the same second: it takes as long as hands would have.
            let begun = std::time::Instant::now();
            send(&mut visitor, "/bella/book", &filled(&trapped, &[]))
                .await
                .expect(303);
            assert!(begun.elapsed().as_secs() >= 2);
            for n in 0..5 {
                let page = visitor
                    .get(&format!(
                        "/bella/book?service=shaping&at=2026-05-15T1{n}:00"
                    ))
                    .await
                    .expect(200);
                ctx.app.clock.advance(chrono::TimeDelta::seconds(5));
                let answer = send(&mut visitor, "/bella/book", &filled(&page, &ANNA)).await;
                if n < 4 {
                    answer.expect(303);
                } else {
                    let answer = answer
                        .expect(429)
                        .says("several bookings")
                        .says("value=\"Anna Petrova\"");
                    assert!(answer.headers.contains_key("retry-after"));
                }
            }
            assert_eq!(visits(&ctx, bella.tenant.id).await, 5);
            ctx.app.stopping.cancel();
            ctx.app.db.close().await;
        });
    }
}

#[test]
fn book_answers_every_page_without_a_change() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visitor = ctx.visitor();
        let done = book(&mut visitor).await.expect(303);
        let booked = done.location().to_owned();
        let dump = |ctx: Ctx| async move {
            let rows: (i64, i64, i64, i64) = aureli::q!(&ctx.app.db, fetch_one: (i64, i64, i64, i64),
                "SELECT (SELECT COUNT(*) FROM appointments), (SELECT COUNT(*) FROM clients), (SELECT COUNT(*) FROM events), (SELECT COUNT(*) FROM idempotency_keys)").unwrap();
            rows
        };
        let before = dump(ctx.clone()).await;
        let ics = format!("{booked}/visit.ics");
        for path in [
            "/bella",
            "/bella/book",
            AT,
            "/bella/book?service=shaping&date=2026-05-20",
            &booked,
            &ics,
        ] {
            visitor.get(path).await;
            let head = axum::http::Request::head(path)
                .body(axum::body::Body::empty())
                .unwrap();
            visitor.send(head).await;
        }
        assert_eq!(dump(ctx.clone()).await, before);
        // Another site's page cannot book in somebody's name.
        let page = visitor
            .get("/bella/book?service=shaping&at=2026-05-14T16:00")
            .await
            .expect(200);
        let mut stranger = visitor.with_header("sec-fetch-site", "cross-site");
        send(&mut stranger, "/bella/book", &filled(&page, &ANNA))
            .await
            .expect(403);
        assert_eq!(visits(&ctx, bella.tenant.id).await, 1);
    });
}

#[test]
fn search_engines_and_chats_are_told_which_pages_there_are_and_how_they_look() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut hidden = crate::support::factories::bella_file();
        hidden["slug"] = "without-services".into();
        hidden["owner"] = serde_json::json!({"name": "Olga", "email": "olga@example.com", "password": "quite another one"});
        hidden["services"] = serde_json::json!([]);
        ctx.practice(hidden).await;
        let mut anybody = ctx.visitor();
        anybody
            .get("/robots.txt")
            .await
            .expect(200)
            .says("Sitemap: http://localhost:8080/sitemap.xml")
            .says("Disallow: /l/");
        let map = anybody.get("/sitemap.xml").await.expect(200);
        assert_eq!(map.headers["content-type"], "application/xml");
        assert!(map.body.starts_with("<?xml version=\"1.0\""));
        assert_eq!(map.body.matches("<loc>").count(), 1, "{}", map.body);
        map.says("<loc>http://localhost:8080/bella</loc>");

        let page = anybody.get("/bella").await.expect(200).body;
        let told = |name: &str| {
            let (_, rest) = page
                .split_once(&format!("<meta property=\"og:{name}\" content=\""))
                .unwrap_or_else(|| panic!("no og:{name}"));
            rest.split_once('"').unwrap().0.to_owned()
        };
        assert_eq!(told("title"), "Bella Brows");
        assert_eq!(told("type"), "website");
        assert_eq!(told("url"), "http://localhost:8080/bella");
        assert_eq!(told("description"), "Booking with Bella Brows");
        // Chats take no address without a host.
        let picture = told("image");
        let path = picture
            .strip_prefix("http://localhost:8080")
            .expect("absolute");
        let file = anybody.get(path).await.expect(200);
        assert_eq!(file.headers["content-type"], "image/png");
        assert!(file.bytes.starts_with(b"\x89PNG"));
    });
}

/// No day that is over is named as the last one to cancel on.
#[test]
fn a_visit_that_is_too_near_to_cancel_freely_says_so() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let mut visitor = ctx.visitor();
        let far = "/bella/book?service=lamination&at=2026-05-18T10:00";
        let far = visitor.get(far).await.expect(200);
        far.says("freely until").lacks("counts as late");
        let near = "/bella/book?service=lamination&at=2026-05-14T15:00";
        let near = visitor.get(near).await.expect(200);
        near.says("counts as late").lacks("freely until");
    });
}
