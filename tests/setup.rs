//! The first run: from an account to a link that clients can book by.

use aureli::accounts::Tenant;
use aureli::services::Service;

use crate::support::factories::Practice;
use crate::support::{Ctx, Visitor, on_both};

async fn fresh(ctx: &Ctx) -> (Practice, Visitor) {
    let mut file = crate::support::factories::bella_file();
    for empty in ["hours", "services"] {
        file[empty] = serde_json::json!([]);
    }
    let practice = ctx.practice(file).await;
    aureli::q!(
        &ctx.app.db,
        execute,
        "UPDATE tenants SET setup_step = 'trade', kind = '' WHERE id = $1",
        practice.tenant.id
    )
    .expect("a new practice");
    let owner = practice.sign_in(ctx).await;
    (practice, owner)
}

async fn tenant(ctx: &Ctx, practice: &Practice) -> Tenant {
    Tenant::find(&ctx.app.db, practice.tenant.id)
        .await
        .expect("tenant")
}

const PLACE: [(&str, &str); 4] = [
    ("phone", "612345678"),
    ("address", ""),
    ("timezone", "Europe/Madrid"),
    ("currency", "EUR"),
];
const HOURS: [(&str, &str); 5] = [
    ("day", "0"),
    ("day", "1"),
    ("day", "4"),
    ("from", "9"),
    ("to", "18"),
];
const SERVICES: [(&str, &str); 11] = [
    ("pick", "0"),
    ("name", "Brow shaping"),
    ("minutes", "30"),
    ("price", "20"),
    ("name", "Lash lift"),
    ("minutes", "60"),
    ("price", ""),
    ("name", "Henna"),
    ("minutes", "40"),
    ("price", "25.50"),
    ("skip", ""),
];

#[test]
fn four_questions_lead_to_a_link_that_works() {
    on_both(|ctx| async move {
        let (practice, mut owner) = fresh(&ctx).await;
        let mut questions = 0;
        let first = owner
            .get("/setup")
            .await
            .expect(200)
            .says("0 of 5 done")
            .says("Brows and lashes");
        assert!(first.body.contains("action=\"/setup/trade\""));
        owner
            .post("/setup/trade", &[("kind", "brows")])
            .await
            .expect(303);
        questions += 1;
        owner
            .get("/setup")
            .await
            .expect(200)
            .says("Europe/Madrid")
            .says("action=\"/setup/place\"");
        owner.post("/setup/place", &PLACE).await.expect(303);
        questions += 1;
        owner
            .get("/setup")
            .await
            .expect(200)
            .says("action=\"/setup/hours\"");
        owner.post("/setup/hours", &HOURS).await.expect(303);
        questions += 1;
        // The usual services, with prices in the practice's currency.
        owner
            .get("/setup")
            .await
            .expect(200)
            .says("Brow lamination")
            .says("value=\"48\"")
            .says("<i>€</i>");
        owner.post("/setup/services", &SERVICES).await.expect(303);
        questions += 1;
        assert!(questions <= 5);

        let done = owner
            .get("/setup")
            .await
            .expect(200)
            .says("http://localhost:8080/bella")
            .says("class=\"qr\"")
            .says("4 of 5 done");
        assert!(!done.body.contains("action=\"/setup/services\""));
        let saved = tenant(&ctx, &practice).await;
        assert_eq!(
            (saved.kind.as_str(), saved.phone.as_deref()),
            ("brows", Some("+34612345678"))
        );
        let services = Service::all(&ctx.app.db, practice.tenant.id)
            .await
            .expect("services");
        let names: Vec<_> = services
            .iter()
            .map(|s| (s.name.as_str(), s.price_minor))
            .collect();
        assert_eq!(names, [("Brow shaping", 2000), ("Henna", 2550)]);
        // And a client finds free times: Friday 15 May from nine.
        ctx.visitor()
            .get("/api/v1/public/bella/slots?service=henna&from=2026-05-15&days=1")
            .await
            .expect(200)
            .says("2026-05-15T09:00:00+02:00");
        assert_eq!(
            owner.post("/setup/link", &[]).await.expect(303).location(),
            "/calendar"
        );
        assert_eq!(tenant(&ctx, &practice).await.setup_step, "done");
        owner
            .get("/setup")
            .await
            .expect(200)
            .says("5 of 5 done")
            .says("/bella");
    });
}

#[test]
fn the_link_can_have_another_name_before_it_is_given_out() {
    on_both(|ctx| async move {
        let (practice, mut owner) = fresh(&ctx).await;
        for question in ["trade", "place", "hours", "services"] {
            let path = format!("/setup/{question}");
            owner.post(&path, &[("skip", "1")]).await.expect(303);
        }
        let page = owner.get("/setup").await.expect(200);
        page.says("action=\"/setup/address\"")
            .says("value=\"bella\"");
        for bad in ["b", "with space", "login", ""] {
            owner
                .post("/setup/address", &[("slug", bad)])
                .await
                .expect(422)
                .says("id=\"slug-e\"")
                .says("<details class=\"fold\" open");
        }
        for word in ["Address changed", "Dirección cambiada", "Адрес изменён"] {
            let locale = match word.chars().next() {
                Some('A') => "en",
                Some('D') => "es",
                _ => "ru",
            };
            owner.set_cookie("lang", locale);
            let answer = owner
                .post("/setup/address", &[("slug", " Bella-Cejas ")])
                .await;
            assert_eq!(answer.expect(303).location(), "/setup?step=link");
            owner
                .get("/setup?step=link")
                .await
                .expect(200)
                .says(word)
                .says("http://localhost:8080/bella-cejas");
        }
        assert_eq!(tenant(&ctx, &practice).await.slug, "bella-cejas");
        assert_eq!(tenant(&ctx, &practice).await.setup_step, "link");
        ctx.visitor().get("/bella").await.expect(307);
    });
}

#[test]
fn what_is_left_is_said_until_all_is_done() {
    on_both(|ctx| async move {
        let (_, mut owner) = fresh(&ctx).await;
        for (done, step, name) in [
            (0, "trade", "What you do"),
            (1, "place", "How clients reach you"),
            (2, "hours", "When you work"),
            (3, "services", "Services and prices"),
            (4, "link", "Your link works"),
        ] {
            for page in ["/calendar", "/todo"] {
                owner
                    .get(page)
                    .await
                    .expect(200)
                    .says(&format!("{done} of 5 done"))
                    .says(&format!("<a href=\"/setup?step={step}\">{name}</a>"));
            }
            owner
                .get(&format!("/setup?step={step}"))
                .await
                .expect(200)
                .says(&format!("action=\"/setup/{step}\""));
            owner
                .post(&format!("/setup/{step}"), &[("skip", "1")])
                .await
                .expect(303);
        }
        for page in ["/calendar", "/todo"] {
            owner.get(page).await.expect(200).lacks("/setup");
        }
    });
}

#[test]
fn every_question_can_be_skipped_and_answered_later() {
    on_both(|ctx| async move {
        let (practice, mut owner) = fresh(&ctx).await;
        for step in ["trade", "place", "hours", "services"] {
            owner
                .post(&format!("/setup/{step}"), &[("skip", "1")])
                .await
                .expect(303);
        }
        owner
            .get("/setup")
            .await
            .expect(200)
            .says("no services yet")
            .says("/bella");
        // Coming back to one moves nothing on.
        owner
            .get("/setup?step=trade")
            .await
            .expect(200)
            .says("action=\"/setup/trade\"");
        owner
            .post("/setup/trade", &[("kind", "massage")])
            .await
            .expect(303);
        let saved = tenant(&ctx, &practice).await;
        assert_eq!(
            (saved.kind.as_str(), saved.setup_step.as_str()),
            ("massage", "link")
        );
        owner
            .get("/setup?step=services")
            .await
            .expect(200)
            .says("Back massage");
        // A step that is not reached yet is not opened.
        let (_, mut other) = {
            aureli::q!(
                &ctx.app.db,
                execute,
                "UPDATE tenants SET setup_step = 'place'"
            )
            .expect("step");
            (0, owner.clone())
        };
        other
            .get("/setup?step=services")
            .await
            .expect(200)
            .says("action=\"/setup/place\"");
    });
}

#[test]
fn wrong_answers_are_kept_and_said() {
    on_both(|ctx| async move {
        let (practice, mut owner) = fresh(&ctx).await;
        owner
            .post("/setup/trade", &[])
            .await
            .expect(422)
            .says("Choose one");
        owner
            .post("/setup/trade", &[("kind", "piracy")])
            .await
            .expect(422)
            .says("Choose one");
        let place = [
            ("phone", "123"),
            ("timezone", "Atlantis"),
            ("currency", "EUR"),
        ];
        owner
            .post("/setup/place", &place)
            .await
            .expect(422)
            .says("Choose a place")
            .says("value=\"123\"");
        owner
            .post("/setup/hours", &[("from", "9"), ("to", "18")])
            .await
            .expect(422)
            .says("Tick at least one day");
        let backwards = [("day", "0"), ("from", "9"), ("to", "9")];
        owner
            .post("/setup/hours", &backwards)
            .await
            .expect(422)
            .says("later than the start");
        let long = "я".repeat(121);
        let services = [
            ("pick", "0"),
            ("name", "Lift"),
            ("minutes", "0"),
            ("price", "-1"),
            ("name", long.as_str()),
            ("minutes", "30"),
            ("price", "1"),
        ];
        owner
            .post("/setup/services", &services)
            .await
            .expect(422)
            .says("from 5 to")
            .says("zero or more")
            .says(&long);
        let none = [
            ("name", "Lift"),
            ("minutes", "60"),
            ("price", "1"),
            ("name", ""),
            ("minutes", ""),
            ("price", ""),
        ];
        owner
            .post("/setup/services", &none)
            .await
            .expect(422)
            .says("Tick at least one service");
        owner
            .post("/setup/services", &[("name", "Lift"), ("minutes", "60")])
            .await
            .expect(422);
        assert_eq!(tenant(&ctx, &practice).await.setup_step, "trade");
        assert!(
            Service::all(&ctx.app.db, practice.tenant.id)
                .await
                .expect("services")
                .is_empty()
        );
    });
}

#[test]
fn sending_the_services_twice_adds_them_once() {
    on_both(|ctx| async move {
        let (practice, mut owner) = fresh(&ctx).await;
        for _ in 0..2 {
            owner.post("/setup/services", &SERVICES).await.expect(303);
        }
        assert_eq!(
            Service::all(&ctx.app.db, practice.tenant.id)
                .await
                .expect("services")
                .len(),
            2
        );
    });
}

#[test]
fn hours_set_with_care_are_not_flattened() {
    on_both(|ctx| async move {
        let (_, mut owner) = fresh(&ctx).await;
        let careful = [
            ("period", "_"),
            ("open", "0"),
            ("day", "0"),
            ("from", "9"),
            ("to", "13"),
            ("open", "1"),
            ("day", "1"),
            ("from", "12"),
            ("to", "20"),
        ];
        owner.post("/settings/hours", &careful).await.expect(303);
        for step in ["trade", "place"] {
            owner
                .post(&format!("/setup/{step}"), &[("skip", "1")])
                .await
                .expect(303);
        }
        owner
            .get("/setup")
            .await
            .expect(200)
            .says("Your hours differ by day")
            .lacks("name=\"day\"");
    });
}

#[test]
fn the_first_run_speaks_every_language() {
    on_both(|ctx| async move {
        let (_, mut owner) = fresh(&ctx).await;
        for (lang, word) in [
            ("ru", "Чем вы занимаетесь"),
            ("es", "A qué te dedicas"),
            ("en", "What you do"),
        ] {
            owner
                .get(&format!("/setup?lang={lang}"))
                .await
                .expect(200)
                .says(word);
        }
    });
}

#[test]
fn a_stranger_to_the_house_has_a_working_link_after_signing_up() {
    on_both(|ctx| async move {
        let mut visitor = ctx.visitor();
        let account = [
            ("name", "Ольга Иванова"),
            ("email", "olga.new@example.com"),
            ("password", "tea at five o'clock"),
            ("timezone", "Asia/Almaty"),
        ];
        assert_eq!(
            visitor
                .post("/signup", &account)
                .await
                .expect(303)
                .location(),
            "/setup"
        );
        let mut questions = 0;
        for form in ["trade", "place", "hours", "services"] {
            let page = visitor
                .get("/setup")
                .await
                .expect(200)
                .says(&format!("action=\"/setup/{form}\""));
            let fields: Vec<(&str, &str)> = match form {
                "trade" => vec![("kind", "massage")],
                "place" => vec![
                    ("phone", "701 234 56 78"),
                    ("timezone", "Asia/Almaty"),
                    ("currency", "KZT"),
                ],
                "hours" => vec![
                    ("day", "0"),
                    ("day", "1"),
                    ("day", "2"),
                    ("day", "3"),
                    ("day", "4"),
                    ("from", "10"),
                    ("to", "19"),
                ],
                _ => {
                    assert!(page.body.contains("₸"));
                    vec![
                        ("pick", "0"),
                        ("name", "Массаж спины"),
                        ("minutes", "40"),
                        ("price", "8500"),
                        ("name", ""),
                        ("minutes", ""),
                        ("price", ""),
                    ]
                }
            };
            visitor
                .post(&format!("/setup/{form}"), &fields)
                .await
                .expect(303);
            questions += 1;
        }
        assert!(questions <= 5);
        visitor
            .get("/setup")
            .await
            .expect(200)
            .says("http://localhost:8080/olga-ivanova");
        ctx.visitor()
            .get("/api/v1/public/olga-ivanova/slots?service=massazh-spiny&from=2026-05-15&days=1")
            .await
            .expect(200)
            .says("2026-05-15T10:00:00+05:00");
    });
}
