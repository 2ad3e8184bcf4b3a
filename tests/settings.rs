//! `/settings/practice` and `/settings/booking`.

use aureli::accounts::{Role, Tenant};
use aureli::services::Service;

use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

const PROFILE: [(&str, &str); 10] = [
    ("name", "Студия Бэлла 💅"),
    ("kind", "nails"),
    ("description", "Nails since 2012."),
    ("phone", "612 345 678"),
    ("email", "bella@example.com"),
    ("address", "Calle Mayor 1, València"),
    ("timezone", "Europe/Madrid"),
    ("currency", "EUR"),
    ("locale", "ru"),
    ("slug", "bella"),
];

/// The profile with one field changed.
fn profile<'a>(name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    PROFILE
        .into_iter()
        .map(|(field, usual)| (field, if field == name { value } else { usual }))
        .collect()
}

async fn tenant(ctx: &Ctx, practice: &Practice) -> Tenant {
    Tenant::find(&ctx.app.db, practice.tenant.id)
        .await
        .expect("tenant")
}

#[test]
fn the_practice_says_who_it_is() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/settings/practice")
            .await
            .expect(200)
            .says("Bella Brows")
            .says("Europe/Madrid");
        owner.post("/settings/practice", &PROFILE).await.expect(303);
        let saved = tenant(&ctx, &bella).await;
        assert_eq!(saved.name, "Студия Бэлла 💅");
        assert_eq!(saved.phone.as_deref(), Some("+34612345678"));
        assert_eq!((saved.kind.as_str(), saved.locale.code()), ("nails", "ru"));
        owner
            .get("/settings/practice")
            .await
            .expect(200)
            .says("612 345 678");
        let moved = profile("timezone", "almaty");
        owner.post("/settings/practice", &moved).await.expect(303);
        let saved = tenant(&ctx, &bella).await;
        assert_eq!(
            (saved.tz().name(), saved.country.as_deref()),
            ("Asia/Almaty", Some("KZ"))
        );
    });
}

#[test]
fn wrong_answers_are_said_beside_their_fields() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.stranger().await;
        let mut owner = bella.sign_in(&ctx).await;
        let long = "x".repeat(201);
        for (field, value, word) in [
            ("name", " ", "Fill this in"),
            ("name", long.as_str(), "at most 120"),
            ("phone", "12", "Enter a phone number"),
            ("email", "bella", "Add"),
            ("timezone", "Mars/Olympus", "Choose a place"),
            ("currency", "XXX", "Choose from the list"),
            ("locale", "de", "Choose from the list"),
            ("slug", "Bella Brows", "small Latin letters"),
            ("slug", "settings", "taken"),
            ("slug", "other", "taken"),
        ] {
            owner
                .post("/settings/practice", &profile(field, value))
                .await
                .expect(422)
                .says(word)
                .says(&format!("id=\"{field}-e\""));
        }
        assert_eq!(tenant(&ctx, &bella).await.name, "Bella Brows");
    });
}

#[test]
fn a_new_slug_moves_the_page() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .post("/settings/practice", &profile("slug", "bella-madrid"))
            .await
            .expect(303);
        let mut visitor = ctx.visitor();
        visitor.get("/bella-madrid").await.expect(200);
        visitor.get("/api/v1/public/bella-madrid").await.expect(200);
        // What was printed goes on leading there, with what it asks for.
        for (old, new) in [
            ("/bella", "/bella-madrid"),
            (
                "/bella/book?service=shaping",
                "/bella-madrid/book?service=shaping",
            ),
        ] {
            let answer = visitor.get(old).await.expect(307);
            assert_eq!(answer.location(), new);
            visitor.get(new).await.expect(200);
        }
        let answer = visitor.post("/bella/book", &[("service", "shaping")]).await;
        assert_eq!(answer.expect(307).location(), "/bella-madrid/book");
        let told = visitor.get("/api/v1/public/bella").await.expect(200).json();
        assert_eq!(told["tenant"]["slug"], "bella-madrid");
        let svg = owner.get("/settings/practice/qr.svg").await.expect(200);
        assert!(
            svg.headers["content-disposition"]
                .to_str()
                .unwrap()
                .contains("bella-madrid.svg")
        );
    });
}

#[test]
fn nobody_else_gets_an_address_that_was_given_up() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        for slug in ["bella-madrid", "bella-brows"] {
            let form = profile("slug", slug);
            owner.post("/settings/practice", &form).await.expect(303);
        }
        let other = ctx.stranger().await;
        let mut rival = other.sign_in(&ctx).await;
        rival
            .post("/setup/address", &[("slug", "bella")])
            .await
            .expect(422)
            .says("value=\"bella\"")
            .says("id=\"slug-e\"");
        let mut file = crate::support::factories::bella_file();
        file["slug"] = "bella-madrid".into();
        let file = serde_json::from_value(file).expect("a practice file");
        let refused = aureli::practice::apply(&ctx.app, &file, false).await;
        let why = refused
            .map(drop)
            .expect_err("the address is Bella's")
            .to_string();
        assert!(why.contains("bella-brows"), "{why}");
        let mut tx = ctx.app.db.begin().await.expect("begin");
        let free = aureli::accounts::slug::free(&mut tx, "Bella").await;
        assert_eq!(free.expect("a name"), "bella-2");
        drop(tx);
        // Bella may go back, and then the others lead there.
        let back = profile("slug", "bella");
        owner.post("/settings/practice", &back).await.expect(303);
        let mut visitor = ctx.visitor();
        visitor.get("/bella").await.expect(200);
        for old in ["/bella-madrid", "/bella-brows"] {
            assert_eq!(visitor.get(old).await.expect(307).location(), "/bella");
        }
        // Nobody holds names by going through them.
        for n in 0..12 {
            let slug = format!("bella-{n}0");
            let form = profile("slug", &slug);
            owner.post("/settings/practice", &form).await.expect(303);
            ctx.app.clock.advance(chrono::TimeDelta::minutes(1));
        }
        visitor.get("/bella-madrid").await.expect(404);
        visitor.get("/bella-20").await.expect(307);
    });
}

#[test]
fn prices_keep_their_number_in_another_currency() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let price = || async {
            let lamination = Service::by_slug(&ctx.app.db, bella.tenant.id, "lamination")
                .await
                .expect("service");
            (lamination.price_minor, lamination.material_cost_minor)
        };
        for (currency, minor) in [
            ("USD", (4800, 600)),
            ("JPY", (48, 6)),
            ("BHD", (48_000, 6000)),
            ("EUR", (4800, 600)),
        ] {
            owner
                .post("/settings/practice", &profile("currency", currency))
                .await
                .expect(303);
            assert_eq!(price().await, minor, "{currency}");
        }
    });
}

#[test]
fn the_rules_of_booking_are_set_in_plain_words() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/settings/booking")
            .await
            .expect(200)
            .says("2 hours")
            .says("60 days");
        let form = |limit: &'static str, step: &'static str| {
            [
                ("step", step),
                ("notice", "1440"),
                ("horizon", "14"),
                ("offer", "tight"),
                ("daily_limit", limit),
                ("cancel_window", "0"),
            ]
        };
        owner
            .post("/settings/booking", &form("4", "20"))
            .await
            .expect(303);
        let rules = tenant(&ctx, &bella).await.rules;
        assert_eq!(
            (rules.step_minutes, rules.notice_minutes, rules.horizon_days),
            (20, 1440, 14)
        );
        assert_eq!(
            (
                rules.offer.as_str(),
                rules.daily_limit,
                rules.cancel_window_minutes
            ),
            ("tight", Some(4), 0)
        );
        owner
            .post("/settings/booking", &form("0", "20"))
            .await
            .expect(422)
            .says("from 1 to 100");
        owner
            .post("/settings/booking", &form("", "1"))
            .await
            .expect(422)
            .says("from 5 to 240");
        owner
            .post("/settings/booking", &[("step", "15"), ("offer", "none")])
            .await
            .expect(422);
        owner
            .post("/settings/booking", &form("", "25"))
            .await
            .expect(303);
        // A value that is none of the usual ones stays to be chosen.
        owner
            .get("/settings/booking")
            .await
            .expect(200)
            .says("value=\"25\" selected");
        assert_eq!(tenant(&ctx, &bella).await.rules.daily_limit, None);
    });
}

/// The value of a hidden field.
fn hidden(body: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = body.split(&mark).nth(1).expect("a hidden field");
    rest.split('"').next().unwrap().to_owned()
}

fn rules<'a>(step: &'a str, was: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("step", step),
        ("notice", "60"),
        ("horizon", "30"),
        ("offer", "all"),
        ("cancel_window", "0"),
        ("was", was),
    ]
}

#[test]
fn the_second_of_two_editors_is_told_and_keeps_what_was_typed() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let mut manager = bella.member(&ctx, Role::Manager).await;
        let page = owner.get("/settings/practice").await.expect(200);
        let was = hidden(&page.body, "was");
        manager
            .post("/settings/practice", &profile("description", "By the sea."))
            .await
            .expect(303);
        let mut form = profile("address", "Calle Nueva 2");
        form.push(("was", &was));
        let told = owner
            .post("/settings/practice", &form)
            .await
            .expect(409)
            .says("were changed meanwhile")
            .says("Calle Nueva 2");
        assert_eq!(tenant(&ctx, &bella).await.description, "By the sea.");
        // What is sent from the page that says so is meant.
        let was = hidden(&told.body, "was");
        let mut form = profile("address", "Calle Nueva 2");
        form.push(("was", &was));
        owner.post("/settings/practice", &form).await.expect(303);
        assert_eq!(tenant(&ctx, &bella).await.address, "Calle Nueva 2");

        let page = owner.get("/settings/booking").await.expect(200);
        let was = hidden(&page.body, "was");
        manager
            .post("/settings/booking", &rules("20", &was))
            .await
            .expect(303);
        let told = owner
            .post("/settings/booking", &rules("25", &was))
            .await
            .expect(409)
            .says("were changed meanwhile")
            .says("value=\"25\" selected");
        assert_eq!(tenant(&ctx, &bella).await.rules.step_minutes, 20);
        let was = hidden(&told.body, "was");
        owner
            .post("/settings/booking", &rules("25", &was))
            .await
            .expect(303);
        assert_eq!(tenant(&ctx, &bella).await.rules.step_minutes, 25);
        // The other form's change is no news to this one.
        let page = owner.get("/settings/practice").await.expect(200);
        let mut form = PROFILE.to_vec();
        let was = hidden(&page.body, "was");
        form.push(("was", &was));
        manager
            .post("/settings/booking", &rules("15", ""))
            .await
            .expect(303);
        owner.post("/settings/practice", &form).await.expect(303);
    });
}

#[test]
fn only_owner_and_manager_set_the_practice() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut operator = bella.member(&ctx, Role::Operator).await;
        for path in [
            "/settings/practice",
            "/settings/booking",
            "/settings/practice/qr.svg",
            "/setup",
        ] {
            let expected = if path.ends_with("svg") { 200 } else { 403 };
            operator.get(path).await.expect(expected);
        }
        operator
            .post("/settings/practice", &PROFILE)
            .await
            .expect(403);
        operator
            .post("/settings/booking", &[("step", "15")])
            .await
            .expect(403);
        let mut manager = bella.member(&ctx, Role::Manager).await;
        manager.get("/settings/practice").await.expect(200);
        for lang in ["ru", "es"] {
            manager
                .get(&format!("/settings/practice?lang={lang}"))
                .await
                .expect(200);
            manager
                .get(&format!("/settings/booking?lang={lang}"))
                .await
                .expect(200);
        }
        ctx.visitor().get("/settings/practice").await.expect(303);
    });
}

#[test]
fn the_log_shows_what_happened_to_who_answers_for_it() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        for n in 0..60 {
            ctx.client(&bella, "Anna Petrova", &format!("+346123450{n:02}"))
                .await;
        }
        ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/settings")
            .await
            .expect(200)
            .says("/settings/audit");
        let page = owner
            .get("/settings/audit")
            .await
            .expect(200)
            .says("A visit was booked")
            .says("Anna Petrova")
            .says("/appointments/");
        let next = page.body.split("rel=\"next\" href=\"").nth(1).unwrap();
        let next = next[..next.find('"').unwrap()].to_owned();
        owner
            .get(&next)
            .await
            .expect(200)
            .says("The practice was made")
            .lacks("A visit was booked");
        let mut operator = bella.member(&ctx, aureli::accounts::Role::Operator).await;
        operator.get("/settings/audit").await.expect(403);
        operator
            .get("/settings")
            .await
            .expect(200)
            .lacks("/settings/audit");
        for kind in aureli::events::Kind::ALL {
            for locale in aureli::i18n::Locale::ALL {
                let key = kind.text_key();
                assert_ne!(locale.t(&key), key, "{locale:?} has no text for {key}");
            }
        }
    });
}

#[test]
fn the_preview_shows_what_either_rule_offers_on_a_day() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.book(&bella, "shaping", "2026-05-15T10:05").await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = "/settings/booking/preview?service=shaping&date=2026-05-15";
        let shown = owner.get(path).await.expect(200);
        let shown = shown.says("This rule holds").says("<time>10:45</time>");
        // Right after the visit, off the grid.
        shown.says("<time>10:35</time><small>Only so</small>");
        let sunday = "/settings/booking/preview?service=shaping&date=2026-05-17";
        owner
            .get(sunday)
            .await
            .expect(200)
            .says("No times on Sunday 17 May");
        let odd = "/settings/booking/preview?service=nothing&date=x";
        owner.get(odd).await.expect(200);
    });
}

/// A form with files, as a browser sends it.
fn multipart(
    fields: &[(&str, &str)],
    logo: Option<(&str, &[u8])>,
) -> axum::http::Request<axum::body::Body> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    let (name, bytes) = logo.unwrap_or_default();
    let head = format!(
        "--edge\r\ncontent-disposition: form-data; name=\"logo\"; filename=\"{name}\"\r\ncontent-type: image/png\r\n\r\n"
    );
    body.extend(head.into_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    axum::http::Request::post("/settings/look")
        .header("content-type", "multipart/form-data; boundary=edge")
        .body(body.into())
        .expect("a request")
}

fn png() -> Vec<u8> {
    let picture = image::RgbaImage::from_pixel(600, 400, image::Rgba([200, 30, 60, 128]));
    let mut file = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut file, image::ImageFormat::Png)
        .expect("a picture");
    file.into_inner()
}

#[test]
fn the_public_page_wears_the_practices_colour_and_logo() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let mut visitor = ctx.visitor();
        visitor
            .get("/bella")
            .await
            .expect(200)
            .lacks("data-brand")
            .lacks("<img class=\"avatar\"");
        owner
            .get("/settings/look")
            .await
            .expect(200)
            .says("id=\"brand-navy\"");
        let picture = png();
        let logo = Some(("logo.png", picture.as_slice()));
        owner
            .send(multipart(&[("brand", "navy")], logo))
            .await
            .expect(303);
        let saved = tenant(&ctx, &bella).await;
        let address = format!("/bella/logo/{}", saved.logo);
        for path in ["/bella", "/bella/book?service=shaping"] {
            let page = visitor.get(path).await.expect(200);
            let page = page.says("data-brand=\"navy\"").says("/static/brand.css");
            page.says(&format!("<img class=\"avatar\" src=\"{address}\""));
        }
        visitor
            .get("/bella")
            .await
            .says(&format!("content=\"http://localhost:8080{address}\""));
        let shown = visitor.get(&address).await.expect(200);
        assert_eq!(shown.headers["content-type"], "image/jpeg");
        assert!(
            shown.headers["cache-control"]
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        let shown = image::load_from_memory(&shown.bytes).expect("a picture");
        assert_eq!((shown.width(), shown.height()), (320, 214));
        // Sent again: nothing happens twice. Without a file the logo stays.
        let before = saved.clone();
        owner
            .send(multipart(&[("brand", "navy")], logo))
            .await
            .expect(303);
        owner
            .send(multipart(&[("brand", "rose")], None))
            .await
            .expect(303);
        let saved = tenant(&ctx, &bella).await;
        assert_eq!((saved.brand.as_str(), saved.logo), ("rose", before.logo));
        visitor
            .get("/bella/logo/0123456789abcdef")
            .await
            .expect(404);
        owner
            .send(multipart(&[("brand", ""), ("remove", "true")], None))
            .await
            .expect(303);
        visitor.get(&address).await.expect(404);
        visitor.get("/bella").await.expect(200).lacks("data-brand");
    });
}

#[test]
fn what_is_no_logo_is_said_beside_the_field() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let huge = vec![0_u8; (5 << 20) + 1];
        for (fields, logo, field) in [
            (
                ("brand", "navy"),
                Some(("a.png", b"not a picture".as_slice())),
                "logo",
            ),
            (
                ("brand", "navy"),
                Some(("a.pdf", b"%PDF-1.7 small".as_slice())),
                "logo",
            ),
            (("brand", "navy"), Some(("a.png", huge.as_slice())), "logo"),
            (("brand", "no-such-colour"), None, "brand"),
        ] {
            let answer = owner.send(multipart(&[fields], logo)).await.expect(422);
            answer.says(&format!("id=\"{field}-e\""));
        }
        let saved = tenant(&ctx, &bella).await;
        assert_eq!((saved.brand.as_str(), saved.logo.as_str()), ("", ""));
        for lang in ["en", "es", "ru"] {
            let page = owner.get(&format!("/settings/look?lang={lang}")).await;
            page.expect(200).lacks("look-");
        }
        let mut operator = bella.member(&ctx, Role::Operator).await;
        operator
            .send(multipart(&[("brand", "navy")], None))
            .await
            .expect(403);
    });
}
