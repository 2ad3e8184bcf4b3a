//! The practice file: what is refused, what changes, and that it round-trips.

use aureli::places::Places;
use aureli::practice::{self, PracticeFile};
use serde_json::{Value, json};

use crate::support::factories::bella_file;
use crate::support::{Ctx, on_both};

fn refusal(file: Value) -> String {
    PracticeFile::from_json(file)
        .expect_err("refused")
        .to_string()
}

async fn apply(ctx: &Ctx, file: &Value) -> Vec<String> {
    let file = PracticeFile::from_json(file.clone()).expect("a file");
    let applied = practice::apply(&ctx.app, &file, false)
        .await
        .expect("applied");
    applied.changes.iter().map(ToString::to_string).collect()
}

/// Everything a file can say.
fn full_file() -> Value {
    let mut file = bella_file();
    file["description"] = json!("Brows on a quiet street.");
    file["brand"] = json!("teal");
    file["phone"] = json!("612 345 678");
    file["address"] = json!("Carrer de Cuba 12\nValència");
    file["hours"] = json!([
        { "days": ["mon", "tue"], "from": "10:00", "to": "14:00", "valid_from": "2026-01-01", "valid_until": null },
        { "days": ["mon", "tue"], "from": "15:00", "to": "19:00" },
        { "days": ["fri"], "from": "22:00", "to": "02:00" },
        { "days": ["sat"], "from": "10:00", "to": "00:00" },
    ]);
    file["overrides"] = json!([{ "date": "2026-12-24", "open": [["10:00", "14:00"]] }, { "date": "2026-12-25", "open": [] }]);
    file["blocks"] = json!([
        { "start": "2026-05-14T13:45", "end": "2026-05-14T14:30", "reason": "break", "rrule": "FREQ=DAILY;COUNT=5" },
        { "start": "2026-05-14T08:00:00Z", "end": "2026-05-14T11:00:00+02:00", "reason": "other" },
        { "start": "2026-06-01T12:00", "end": "2026-06-01T12:00:00Z" },
    ]);
    file["resources"] =
        json!([{ "slug": "chair", "name": "Chair", "kind": "chair", "capacity": 1 }]);
    file["services"][0]["resources"] = json!([{ "slug": "chair", "quantity": 1 }]);
    file["services"][0]["deposit"] = json!({ "kind": "fixed", "amount": 1500 });
    file["services"][0]["days"] = json!(["tue", "mon"]);
    file["services"][0]["hours"] = json!([["10:00", "14:00"], ["16:00", "00:00"]]);
    file["services"][1]["notice_minutes"] = json!(0);
    file["services"][1]["visibility"] = json!("link");
    for (rule, value) in [
        ("daily_limit", json!(3)),
        ("moves_limit", json!(0)),
        ("kept_late", json!(true)),
        ("kept_no_show", json!(false)),
        ("deposit_after", json!(2)),
        ("confirm_after", json!(0)),
    ] {
        file["services"][0][rule] = value;
    }
    file
}

/// The same with places of every kind, and hours at one of them.
fn places_file() -> Value {
    let mut file = full_file();
    file["places"] = json!([
        { "slug": "studio", "name": "Studio", "kind": "own", "home": true },
        { "slug": "hotel", "name": "Hotel Arts", "kind": "own", "address": "Marina 19", "services": ["shaping", "lamination"] },
        { "slug": "visit", "name": "At your home", "kind": "client", "travel_minutes": 45 },
        { "slug": "video", "name": "Video call", "kind": "online", "link": "https://meet.example.com/bella" },
    ]);
    file["travel"] =
        json!({ "usual_minutes": 15, "ways": [{ "between": ["studio", "hotel"], "minutes": 40 }] });
    file["hours"][2]["place"] = json!("hotel");
    file
}

#[test]
fn an_unknown_name_is_refused_with_its_path() {
    let mut file = bella_file();
    file["services"][0]["prise"] = json!(4800);
    let line = refusal(file);
    assert!(
        line.starts_with("services[0].prise: unknown field"),
        "{line}"
    );
    assert!(!line.contains('\n'));
    let mut file = bella_file();
    file["services"][0]["addons"][0]["colour"] = json!("red");
    assert!(refusal(file).starts_with("services[0].addons[0].colour: "));
    let mut file = bella_file();
    file["opening"] = json!([]);
    assert!(refusal(file).starts_with("opening: unknown field"));
}

#[test]
fn a_bad_value_is_refused_with_its_path() {
    for (pointer, value, starts) in [
        (
            "/services/0/price",
            json!(-1),
            "services[0].price: -1 is not between",
        ),
        (
            "/services/0/price",
            json!("48"),
            "services[0].price: invalid type",
        ),
        (
            "/services/0/price",
            json!(48.5),
            "services[0].price: invalid type",
        ),
        (
            "/services/0/duration_minutes",
            json!(0),
            "services[0].duration_minutes: 0 is not",
        ),
        (
            "/services/1/slug",
            json!("lamination"),
            "services[1].slug: \"lamination\" is there twice",
        ),
        (
            "/services/1/slug",
            json!("Brow Shaping"),
            "services[1].slug: ",
        ),
        (
            "/services/0/confirmation",
            json!("later"),
            "services[0].confirmation: ",
        ),
        (
            "/services/0/resources",
            json!([{ "slug": "chair" }]),
            "services[0].resources[0].slug: no resource \"chair\"",
        ),
        ("/services/0/days", json!([]), "services[0].days: "),
        (
            "/hours/0/from",
            json!("9"),
            "hours[0].from: \"9\" is not a time of day",
        ),
        ("/hours/0/to", json!("10:00"), "hours[0].to: "),
        ("/hours/0/days", json!(["monday"]), "hours[0].days[0]: "),
        ("/timezone", json!("Madrid"), "timezone: "),
        ("/currency", json!("EURO"), "currency: "),
        ("/locale", json!("de"), "locale: "),
        (
            "/slug",
            json!("calendar"),
            "slug: \"calendar\" is an address of the app itself",
        ),
        ("/owner/email", json!("marina"), "owner.email: "),
        ("/booking/offer", json!("some"), "booking.offer: "),
        (
            "/booking/step_minutes",
            json!(1),
            "booking.step_minutes: 1 is not between 5 and 240",
        ),
        (
            "/blocks",
            json!([{ "start": "2026-05-14T13:45", "end": "2026-05-14T13:45" }]),
            "blocks[0].end: ",
        ),
        (
            "/blocks",
            json!([{ "start": "tomorrow", "end": "2026-05-14T13:45" }]),
            "blocks[0].start: ",
        ),
        (
            "/blocks",
            json!([{ "start": "2026-05-14T13:00", "end": "2026-05-14T14:00", "rrule": "FREQ=HOURLY" }]),
            "blocks[0].rrule: ",
        ),
        (
            "/overrides",
            json!([{ "date": "2026-02-30", "open": [] }]),
            "overrides[0].date: ",
        ),
        (
            "/services/0/daily_limit",
            json!(0),
            "services[0].daily_limit: 0 is not",
        ),
        ("/places/1/kind", json!("bus"), "places[1].kind: "),
        (
            "/places/1/address",
            json!(""),
            "places[1].address: must not be",
        ),
        (
            "/places/1/services",
            json!(["none"]),
            "places[1].services: no service \"none\"",
        ),
        (
            "/places/1/slug",
            json!("studio"),
            "places[1].slug: \"studio\" is there twice",
        ),
        (
            "/places/1/home",
            json!(true),
            "places: home is said of 2 places",
        ),
        (
            "/places/2/travel_minutes",
            json!(999),
            "places[2].travel_minutes: ",
        ),
        ("/places/3/link", json!("meet"), "places[3].link: "),
        (
            "/travel/ways/0/between",
            json!(["studio", "video"]),
            "travel.ways[0].between: no own place \"video\"",
        ),
        (
            "/hours/2/place",
            json!("beach"),
            "hours[2].place: no place \"beach\"",
        ),
        ("/name", json!("  "), "name: must not be empty"),
        ("/name", json!("a\u{0}b"), "name: has control characters"),
    ] {
        let mut file = places_file();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        file.pointer_mut(parent).unwrap()[name] = value.clone();
        if pointer == "/services/0/resources" {
            file["resources"] = json!([]);
        }
        let line = refusal(file);
        assert!(line.starts_with(starts), "{pointer} = {value}: {line}");
        assert!(!line.contains('\n'));
    }
    assert!(
        PracticeFile::parse("{")
            .unwrap_err()
            .to_string()
            .contains("EOF")
    );
    assert!(
        PracticeFile::parse("")
            .unwrap_err()
            .to_string()
            .contains("missing field `slug`")
    );
}

#[test]
fn toml_says_the_same() {
    let text = r#"
        slug = "bella"
        name = "Bella Brows"
        kind = "brows"
        timezone = "Europe/Madrid"
        currency = "EUR"
        owner = { name = "Marina", email = "marina@example.com", password = "lamination all day long" }
        [[hours]]
        days = ["mon"]
        from = "10:00"
        to = "19:00"
        [[overrides]]
        date = 2026-12-25
        open = []
        [[blocks]]
        start = 2026-05-14T13:45:00
        end = "2026-05-14T14:30"
    "#;
    let file = PracticeFile::parse(text).unwrap();
    assert_eq!(String::from(file.blocks[0].start), "2026-05-14T13:45");
    let unknown = text.replace("[[hours]]", "[[hours]]\nopens = 1");
    let line = PracticeFile::parse(&unknown).unwrap_err().to_string();
    assert!(line.starts_with("hours[0].opens: unknown field"), "{line}");
}

#[test]
fn applying_twice_changes_nothing() {
    on_both(|ctx| async move {
        let first = apply(&ctx, &full_file()).await;
        assert!(
            first.contains(&"added practice bella".to_owned()),
            "{first:?}"
        );
        assert!(
            first.contains(&"added service lamination".to_owned()),
            "{first:?}"
        );
        assert_eq!(apply(&ctx, &full_file()).await, Vec::<String>::new());
    });
}

#[test]
fn an_exported_practice_applies_without_change() {
    on_both(|ctx| async move {
        apply(&ctx, &places_file()).await;
        let exported = practice::export(&ctx.app.db, "bella").await.unwrap();
        let text = exported.to_text().unwrap();
        assert!(!text.contains("password"), "{text}");
        let again = PracticeFile::parse(&text).unwrap();
        assert_eq!(again, exported);
        let applied = practice::apply(&ctx.app, &again, false).await.unwrap();
        assert_eq!(applied.changes, Vec::new());
        // Elsewhere it makes the same practice.
        let mut elsewhere: Value = serde_json::from_str(&text).unwrap();
        elsewhere["slug"] = json!("copy");
        apply(&ctx, &elsewhere).await;
        let mut copy = practice::export(&ctx.app.db, "copy").await.unwrap();
        copy.slug = "bella".into();
        assert_eq!(copy, exported);
    });
}

#[test]
fn a_dry_run_tells_and_keeps_nothing() {
    on_both(|ctx| async move {
        let file = PracticeFile::from_json(full_file()).unwrap();
        let applied = practice::apply(&ctx.app, &file, true).await.unwrap();
        assert!(!applied.changes.is_empty());
        assert!(practice::export(&ctx.app.db, "bella").await.is_err());
        let (users,) =
            aureli::q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM users").unwrap();
        assert_eq!(users, 0);
    });
}

#[test]
fn changes_are_told_one_by_one() {
    on_both(|ctx| async move {
        apply(&ctx, &full_file()).await;
        let mut file = full_file();
        file["name"] = json!("Bella & Co");
        file["services"][0]["price"] = json!(5000);
        file["services"][0]["variants"][0]["price"] = json!(5700);
        file["services"][0]["addons"] = json!([]);
        file["hours"].as_array_mut().unwrap().pop();
        file["overrides"].as_array_mut().unwrap().pop();
        file["blocks"].as_array_mut().unwrap().pop();
        file["services"].as_array_mut().unwrap().swap(1, 2);
        assert_eq!(
            apply(&ctx, &file).await,
            [
                "changed practice bella: name \"Bella Brows\" → \"Bella & Co\"",
                "changed service lamination: price 4800 → 5000",
                "changed variant long of service lamination: price 5600 → 5700",
                "removed add-on tint of service lamination",
                "changed order of services",
                "removed hours sat 10:00–24:00",
                "removed override 2026-12-25",
                "removed block 2026-06-01 other",
            ]
        );
        assert_eq!(apply(&ctx, &file).await, Vec::<String>::new());
    });
}

#[test]
fn places_come_change_and_go_by_the_file() {
    on_both(|ctx| async move {
        let bella = ctx.practice(full_file()).await;
        let come = apply(&ctx, &places_file()).await;
        for line in [
            "added place studio",
            "added place hotel",
            "added hours fri 22:00–02:00 at hotel",
            "removed hours fri 22:00–02:00",
        ] {
            assert!(come.iter().any(|change| change == line), "{line}: {come:?}");
        }
        assert_eq!(apply(&ctx, &places_file()).await, Vec::<String>::new());
        let places = Places::load(&ctx.app.db, bella.tenant.id).await.unwrap();
        let id = |slug: &str| places.by_slug(slug).map(|place| place.id);
        assert_eq!(places.minutes(id("hotel"), id("studio")), 40);
        assert_eq!(places.minutes(id("visit"), id("studio")), 45);
        assert!(
            places
                .usual()
                .is_some_and(|usual| usual.slug == "studio" && usual.is_home)
        );
        let lamination = ctx.plan(&bella, "lamination").await.at(id("hotel"));
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        ctx.book_plan(&bella, anna.id, &lamination, "2026-05-18T10:00")
            .await;
        // Another usual place; one that was never used goes, one with a visit is switched off.
        let mut file = places_file();
        file["places"] = json!([file["places"][0], file["places"][2]]);
        file["places"][1]["default"] = json!(true);
        file["travel"] = json!({ "usual_minutes": 15 });
        file["hours"][2]["place"] = json!(null);
        let gone = apply(&ctx, &file).await;
        for line in [
            "changed place studio: default true → null",
            "changed place visit: default null → true",
            "deactivated place hotel",
            "removed place video",
        ] {
            assert!(gone.iter().any(|change| change == line), "{line}: {gone:?}");
        }
        assert_eq!(apply(&ctx, &file).await, Vec::<String>::new());
        let back = apply(&ctx, &places_file()).await;
        assert!(
            back.contains(&"activated place hotel".to_owned()),
            "{back:?}"
        );
        // Without places the practice is at its own address again.
        apply(&ctx, &full_file()).await;
        assert_eq!(apply(&ctx, &full_file()).await, Vec::<String>::new());
        let left = practice::export(&ctx.app.db, "bella").await.unwrap();
        assert!(left.places.is_empty() && left.hours.iter().all(|hours| hours.place.is_none()));
    });
}

#[test]
fn what_a_visit_used_is_switched_off_and_comes_back() {
    on_both(|ctx| async move {
        let bella = ctx.practice(full_file()).await;
        ctx.book(&bella, "lamination", "2026-05-18T10:00").await;
        let mut file = full_file();
        file["services"] = json!([]);
        file["resources"] = json!([]);
        assert_eq!(
            apply(&ctx, &file).await,
            [
                "deactivated service lamination",
                "removed service shaping",
                "removed service consult",
                "deactivated resource chair",
            ]
        );
        assert_eq!(apply(&ctx, &file).await, Vec::<String>::new());
        let back = apply(&ctx, &full_file()).await;
        for line in [
            "activated resource chair",
            "activated service lamination",
            "added service shaping",
        ] {
            assert!(back.iter().any(|change| change == line), "{line}: {back:?}");
        }
        assert_eq!(apply(&ctx, &full_file()).await, Vec::<String>::new());
    });
}

#[test]
fn an_owner_with_an_account_keeps_their_password() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let before = bella.user(&ctx).await.password_hash;
        let mut file = bella_file();
        file["slug"] = json!("second");
        file["owner"]["email"] = json!("Marina@Example.com");
        file["owner"]["password"] = json!("another password");
        let second = ctx.practice(file.clone()).await;
        assert_eq!(second.owner, bella.owner);
        assert_eq!(bella.user(&ctx).await.password_hash, before);
        // Someone new needs one.
        file["owner"] = json!({ "name": "Nobody", "email": "nobody@example.com" });
        let file = PracticeFile::from_json(file).unwrap();
        let error = practice::apply(&ctx.app, &file, false).await.unwrap_err();
        assert!(error.to_string().starts_with("owner.password: "), "{error}");
    });
}

#[test]
fn blocks_know_their_first_and_last_date() {
    on_both(|ctx| async move {
        let mut file = bella_file();
        file["blocks"] = json!([
            { "start": "2026-05-14T13:45", "end": "2026-05-14T14:30", "rrule": "FREQ=DAILY;COUNT=5" },
            { "start": "2026-05-15T13:45", "end": "2026-05-15T14:30", "rrule": "FREQ=WEEKLY" },
            { "start": "2026-05-16T22:00", "end": "2026-05-17T02:00", "rrule": "FREQ=WEEKLY;UNTIL=20260601" },
            { "start": "2026-05-17T00:00", "end": "2026-05-18T00:00" },
        ]);
        let bella = ctx.practice(file).await;
        let rows = aureli::q!(
            &ctx.app.db,
            fetch_all: (chrono::NaiveDate, chrono::NaiveDate),
            "SELECT first_date, last_date FROM blocks WHERE tenant_id = $1 ORDER BY first_date",
            bella.tenant.id,
        )
        .unwrap();
        let text: Vec<String> = rows
            .iter()
            .map(|(first, last)| format!("{first} {last}"))
            .collect();
        assert_eq!(
            text,
            [
                "2026-05-14 2026-05-18",
                "2026-05-15 9999-12-31",
                "2026-05-16 2026-05-31",
                "2026-05-17 2026-05-17"
            ]
        );
    });
}

#[test]
fn a_strangers_unproved_claim_does_not_get_the_practice() {
    on_both(|ctx| async move {
        let form = [
            ("name", "Mallory"),
            ("email", "marina@example.com"),
            ("password", "four random words here"),
            ("timezone", "Europe/Madrid"),
        ];
        let mut stranger = ctx.visitor();
        stranger.post("/signup", &form).await.expect(303);
        let claim = aureli::accounts::User::by_email(&ctx.app.db, "marina@example.com")
            .await
            .unwrap()
            .unwrap();
        let bella = ctx.bella().await;
        assert_ne!(bella.owner, claim.id);
        let owner = aureli::accounts::User::find(&ctx.app.db, bella.owner)
            .await
            .unwrap();
        assert!(owner.is_verified());
        let members = aureli::q!(
            &ctx.app.db,
            fetch_all: (aureli::id::UserId,),
            "SELECT user_id FROM memberships WHERE tenant_id = $1",
            bella.tenant.id
        )
        .unwrap();
        assert_eq!(members, [(bella.owner,)]);
    });
}
