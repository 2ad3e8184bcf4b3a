//! `/services`: what a master sells, put in and changed through the pages.

use aureli::accounts::Role;
use aureli::id::ServiceId;
use aureli::services::{Addon, Choice, Confirmation, Plan, Service, Variant};

use crate::support::factories::Practice;
use crate::support::{Ctx, Visitor, on_both};

const NAMELESS: &str = "01890000-0000-7000-8000-000000000000";

async fn service(ctx: &Ctx, practice: &Practice, slug: &str) -> Service {
    Service::by_slug(&ctx.app.db, practice.tenant.id, slug)
        .await
        .expect(slug)
}

async fn names(ctx: &Ctx, practice: &Practice) -> Vec<String> {
    let all = Service::all(&ctx.app.db, practice.tenant.id)
        .await
        .expect("services");
    all.into_iter()
        .filter(|s| s.is_active)
        .map(|s| s.name)
        .collect()
}

/// Fills in the form as it stands on a new page, some fields changed.
async fn add(owner: &mut Visitor, fields: &[(&str, &str)]) -> crate::support::Answer {
    let id = ServiceId::new().to_string();
    let mut form = vec![
        ("id", id.as_str()),
        ("capacity", "1"),
        ("confirmation", "instant"),
        ("visibility", "public"),
    ];
    form.extend_from_slice(fields);
    owner.post("/services", &form).await
}

#[test]
fn a_service_is_added_with_name_length_and_price() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/services")
            .await
            .expect(200)
            .says("Brow lamination")
            .says("€48")
            .says("1 variant");
        owner
            .get("/services/new")
            .await
            .expect(200)
            .says("New service");
        let answer = add(
            &mut owner,
            &[
                ("name", "Ламинирование ресниц"),
                ("duration", "60"),
                ("price", "52,50"),
            ],
        )
        .await;
        assert_eq!(answer.expect(303).location(), "/services");
        let lift = service(&ctx, &bella, "laminirovanie-resnits").await;
        assert_eq!(
            (lift.price_minor, lift.duration_minutes, lift.is_active),
            (5250, 60, true)
        );
        owner
            .get("/services")
            .await
            .expect(200)
            .says("Ламинирование ресниц")
            .says("€52.50");
    });
}

#[test]
fn a_hint_on_what_goes_well_with_it_is_read_by_who_books_it() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let hint = "A tint makes it last <twice> as long";
        let fields = [("name", "Lash lift"), ("duration", "60"), ("price", "52")];
        let with = |text| [fields.as_slice(), &[("upsell", text)]].concat();
        let long = "x".repeat(201);
        let answer = add(&mut owner, &with(&long)).await.expect(422);
        answer.says("id=\"upsell-e\"").says(&long);
        add(&mut owner, &with(hint)).await.expect(303);
        let lift = service(&ctx, &bella, "lash-lift").await;
        assert_eq!(lift.upsell, hint);
        let shown = "A tint makes it last &#60;twice&#62; as long";
        let page = owner.get(&format!("/services/{}", lift.id)).await;
        page.expect(200).says(shown);
        let mut visitor = ctx.visitor();
        let book = "/bella/book?service=lash-lift";
        visitor.get(book).await.expect(200).says(shown);
        let other = visitor.get("/bella/book?service=shaping").await;
        other
            .expect(200)
            .lacks("class=\"row is-nowrap g-2 upsell\"");
        // The master reads it while booking for a client.
        for (lang, word) in [
            ("en", "Suggest: "),
            ("es", "Sugiere: "),
            ("ru", "Предложите: "),
        ] {
            let path = format!("/appointments/new?what=lash-lift&lang={lang}");
            owner
                .get(&path)
                .await
                .expect(200)
                .says(&format!("{word}{shown}"));
        }
        // It goes with the practice file.
        let file = aureli::practice::export(&ctx.app.db, "bella")
            .await
            .expect("a file");
        let file = serde_json::to_value(&file).expect("JSON");
        let told = file["services"].as_array().expect("services").iter();
        let told: Vec<_> = told.filter_map(|s| s["upsell"].as_str()).collect();
        assert_eq!(told, [hint]);
    });
}

#[test]
fn a_service_has_a_colour_of_the_palette_that_the_calendar_shows() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let shaping = service(&ctx, &bella, "shaping").await;
        ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        let page = format!("/services/{}", shaping.id);
        let hue = "class=\"hue\" data-brand=\"teal\"";
        let save = async |owner: &mut Visitor, colour: Option<&str>| {
            let version = service(&ctx, &bella, "shaping").await.version().to_string();
            let mut form = vec![
                ("version", version.as_str()),
                ("name", "Brow shaping"),
                ("duration", "30"),
                ("price", "20"),
            ];
            form.extend(colour.map(|colour| ("colour", colour)));
            owner.post(&page, &form).await
        };
        let shown = owner.get(&page).await.expect(200);
        shown.says("name=\"colour\" value=\"none\" checked");
        save(&mut owner, Some("teal")).await.expect(303);
        let shown = owner.get(&page).await.expect(200);
        shown.says("name=\"colour\" value=\"teal\" checked");
        for view in ["day", "week", "agenda"] {
            let calendar = format!("/calendar?view={view}&date=2026-05-15");
            owner.get(&calendar).await.expect(200).says(hue);
        }
        // A form that is silent about it leaves it; one that names another colour is refused.
        save(&mut owner, None).await.expect(303);
        save(&mut owner, Some("beige")).await.expect(422);
        let stored = service(&ctx, &bella, "shaping").await.colour;
        assert_eq!(stored.as_deref(), Some("teal"));
        save(&mut owner, Some("none")).await.expect(303);
        assert_eq!(service(&ctx, &bella, "shaping").await.colour, None);
        let calendar = owner.get("/calendar?view=week&date=2026-05-15").await;
        calendar.expect(200).lacks("class=\"hue\"");
    });
}

#[test]
fn every_rule_of_a_service_is_kept() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let id = ServiceId::new().to_string();
        let form = [
            ("id", id.as_str()),
            ("name", "Group lesson"),
            ("category", "Lessons"),
            ("description", "Bring a brush.\nTea is on us."),
            ("duration", "90"),
            ("price", "15"),
            ("price_from", "true"),
            ("buffer_before", "10"),
            ("buffer_after", "20"),
            ("material_cost", "3.20"),
            ("capacity", "6"),
            ("notice", "1440"),
            ("horizon", "30"),
            ("cancel_window", "2880"),
            ("day", "0"),
            ("day", "4"),
            ("hours_from", "10"),
            ("hours_to", "13:30"),
            ("hours_from", "17.00"),
            ("hours_to", "2000"),
            ("confirmation", "manual"),
            ("visibility", "link"),
            ("featured", "true"),
            ("slug", "group-lesson-1"),
        ];
        owner.post("/services", &form).await.expect(303);
        let lesson = service(&ctx, &bella, "group-lesson-1").await;
        assert_eq!(lesson.category, "Lessons");
        assert_eq!(lesson.description, "Bring a brush.\nTea is on us.");
        assert!(lesson.price_from && lesson.is_featured);
        assert_eq!(
            (lesson.buffer_before_minutes, lesson.buffer_after_minutes),
            (10, 20)
        );
        assert_eq!((lesson.material_cost_minor, lesson.capacity), (320, 6));
        assert_eq!(lesson.notice_minutes, Some(1440));
        assert_eq!(
            (lesson.horizon_days, lesson.cancel_window_minutes),
            (Some(30), Some(2880))
        );
        assert_eq!(
            lesson.days.as_ref().map(|days| days.0.clone()),
            Some(vec![0, 4])
        );
        assert_eq!(
            lesson.hours.as_ref().map(|h| h.0.clone()),
            Some(vec![(600, 810), (1020, 1200)])
        );
        assert_eq!(
            (lesson.confirmation, lesson.visibility.as_str()),
            (Confirmation::Manual, "link")
        );
        // The page shows it all again, and saving it untouched changes nothing.
        owner
            .get(&format!("/services/{}", lesson.id))
            .await
            .expect(200)
            .says("13:30")
            .says("value=\"3.20\"");
        owner
            .post(&format!("/services/{}", lesson.id), &form)
            .await
            .expect(303);
        let again = service(&ctx, &bella, "group-lesson-1").await;
        assert_eq!(format!("{again:?}"), format!("{lesson:?}"));
    });
}

#[test]
fn wrong_input_is_said_beside_the_field_and_nothing_typed_is_lost() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let long = "я".repeat(201);
        for (fields, word) in [
            (
                vec![("name", ""), ("duration", "60"), ("price", "10")],
                "Fill this in",
            ),
            (
                vec![("name", long.as_str()), ("duration", "60"), ("price", "10")],
                "at most 120 characters",
            ),
            (
                vec![("name", "Lift"), ("duration", "60"), ("price", "-5")],
                "zero or more",
            ),
            (
                vec![("name", "Lift"), ("duration", "60"), ("price", "free")],
                "Enter an amount",
            ),
            (
                vec![
                    ("name", "Lift"),
                    ("duration", "60"),
                    ("price", "99999999999999"),
                ],
                "smaller amount",
            ),
            (
                vec![("name", "Lift"), ("duration", "0"), ("price", "10")],
                "from 5 to",
            ),
            (
                vec![("name", "Lift"), ("duration", "1500"), ("price", "10")],
                "from 5 to",
            ),
            (
                vec![("name", "Lift"), ("duration", "x"), ("price", "10")],
                "whole number",
            ),
            (
                vec![
                    ("name", "Lift"),
                    ("duration", "60"),
                    ("price", "10"),
                    ("slug", "Ä b"),
                ],
                "small Latin letters",
            ),
            (
                vec![
                    ("name", "Lift"),
                    ("duration", "60"),
                    ("price", "10"),
                    ("slug", "shaping"),
                ],
                "taken",
            ),
            (
                vec![
                    ("name", "Lift"),
                    ("duration", "60"),
                    ("price", "10"),
                    ("day", "7"),
                ],
                "Choose from the list",
            ),
            (
                vec![
                    ("name", "Lift"),
                    ("duration", "60"),
                    ("price", "10"),
                    ("hours_from", "10"),
                    ("hours_to", "12"),
                    ("hours_from", "11"),
                    ("hours_to", "13"),
                ],
                "overlap",
            ),
            (
                vec![
                    ("name", "Lift"),
                    ("duration", "60"),
                    ("price", "10"),
                    ("hours_from", "25"),
                    ("hours_to", "26"),
                ],
                "Enter a time",
            ),
        ] {
            let answer = add(&mut owner, &fields)
                .await
                .expect(422)
                .says(word)
                .says("error-summary");
            for (_, typed) in fields
                .iter()
                .filter(|(name, _)| matches!(*name, "name" | "price"))
            {
                assert!(answer.body.contains(typed), "{typed} is lost");
            }
        }
        // What the form does not show is not taken over.
        add(
            &mut owner,
            &[
                ("name", "Lift"),
                ("duration", "60"),
                ("price", "10"),
                ("is_active", "false"),
            ],
        )
        .await
        .expect(422);
        assert_eq!(names(&ctx, &bella).await.len(), 3);
    });
}

#[test]
fn names_in_any_script_with_emoji_make_their_own_links() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        for (name, slug) in [
            ("💅🏽✨", "service"),
            ("💅", "service-2"),
            ("Маникюр 💅🏽 + дизайн", "manikyur-dizayn"),
            ("Уход «Тишина» <b>", "ukhod-tishina-b"),
            ("Brow shaping", "brow-shaping"),
            ("Brow  SHAPING!", "brow-shaping-2"),
            ("美甲", "service-3"),
        ] {
            add(
                &mut owner,
                &[("name", name), ("duration", "30"), ("price", "0")],
            )
            .await
            .expect(303);
            assert_eq!(service(&ctx, &bella, slug).await.name, name);
        }
        owner
            .get("/services")
            .await
            .expect(200)
            .says("💅🏽✨")
            .lacks("<b>\"")
            .says("&#60;b&#62;");
    });
}

#[test]
fn the_form_sent_twice_makes_one_service() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let id = ServiceId::new().to_string();
        let form = [
            ("id", id.as_str()),
            ("name", "Lash lift"),
            ("duration", "60"),
            ("price", "52"),
        ];
        owner.post("/services", &form).await.expect(303);
        owner.post("/services", &form).await.expect(303);
        assert_eq!(
            names(&ctx, &bella)
                .await
                .iter()
                .filter(|name| *name == "Lash lift")
                .count(),
            1
        );
    });
}

#[test]
fn a_used_service_is_put_aside_and_an_unused_one_deleted() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        ctx.book(&bella, "shaping", "2026-05-14T11:00").await;
        let shaping = service(&ctx, &bella, "shaping").await;
        let page = format!("/services/{}", shaping.id);
        owner.get(&page).await.expect(200).lacks("/deletion");
        owner
            .post(&format!("{page}/deletion"), &[])
            .await
            .expect(409)
            .says("can’t be deleted");
        owner
            .post(&format!("{page}/activation"), &[("active", "false")])
            .await
            .expect(303);
        assert!(!service(&ctx, &bella, "shaping").await.is_active);
        owner
            .get("/services")
            .await
            .expect(200)
            .says("Not offered now: 1");
        owner
            .post(&format!("{page}/activation"), &[("active", "true")])
            .await
            .expect(303);
        assert!(service(&ctx, &bella, "shaping").await.is_active);

        let lamination = service(&ctx, &bella, "lamination").await;
        owner
            .get(&format!("/services/{}", lamination.id))
            .await
            .expect(200)
            .says("/deletion");
        owner
            .post(&format!("/services/{}/deletion", lamination.id), &[])
            .await
            .expect(303);
        assert!(
            Service::find(&ctx.app.db, bella.tenant.id, lamination.id)
                .await
                .is_err()
        );
        owner
            .post(&format!("/services/{}/deletion", lamination.id), &[])
            .await
            .expect(404);
    });
}

#[test]
fn the_order_is_changed_one_step_at_a_time() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let id = service(&ctx, &bella, "shaping").await.id.to_string();
        owner
            .get("/services?order=1")
            .await
            .expect(200)
            .says("Move Brow shaping up");
        owner
            .post("/services/order", &[("id", &id), ("to", "up")])
            .await
            .expect(303);
        assert_eq!(
            names(&ctx, &bella).await,
            ["Brow shaping", "Brow lamination", "Consultation"]
        );
        // Already the first of its category: nothing moves.
        owner
            .post("/services/order", &[("id", &id), ("to", "up")])
            .await
            .expect(303);
        assert_eq!(
            names(&ctx, &bella).await,
            ["Brow shaping", "Brow lamination", "Consultation"]
        );
        owner
            .post("/services/order", &[("category", "Advice"), ("to", "up")])
            .await
            .expect(303);
        assert_eq!(
            names(&ctx, &bella).await,
            ["Consultation", "Brow shaping", "Brow lamination"]
        );
        owner
            .post("/services/order", &[("id", NAMELESS), ("to", "up")])
            .await
            .expect(404);
        owner
            .post("/services/order", &[("id", &id), ("to", "sideways")])
            .await
            .expect(422);
    });
}

#[test]
fn variants_and_addons_are_added_changed_removed_and_offered_again() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let shaping = service(&ctx, &bella, "shaping").await;
        let page = format!("/services/{}", shaping.id);
        owner
            .get(&format!("{page}/variants/new"))
            .await
            .expect(200)
            .says("New variant");
        owner
            .get(&format!("{page}/addons/new"))
            .await
            .expect(200)
            .says("New add-on");
        owner.get(&format!("{page}/colours/new")).await.expect(404);
        let variant = [
            ("id", ""),
            ("name", "Длинные"),
            ("duration", "45"),
            ("price", "25"),
        ];
        owner
            .post(&format!("{page}/variants"), &variant)
            .await
            .expect(303);
        owner
            .post(
                &format!("{page}/addons"),
                &[("name", "Mask"), ("duration", ""), ("price", "5")],
            )
            .await
            .expect(303);
        let all = Variant::of_service(&ctx.app.db, bella.tenant.id, shaping.id)
            .await
            .expect("variants");
        assert_eq!(
            (all.len(), all[0].slug.as_str(), all[0].price_minor),
            (1, "dlinnye", 2500)
        );
        let addons = Addon::of_service(&ctx.app.db, bella.tenant.id, shaping.id)
            .await
            .expect("addons");
        assert_eq!(
            (addons[0].duration_minutes, addons[0].price_minor),
            (0, 500)
        );

        owner
            .post(
                &format!("{page}/variants"),
                &[("name", "Odd"), ("duration", "2"), ("price", "-1")],
            )
            .await
            .expect(422)
            .says("from 5 to")
            .says("zero or more");
        let part = format!("{page}/variants/{}", all[0].id);
        owner.get(&part).await.expect(200).says("Длинные");
        owner
            .post(
                &part,
                &[("name", "Long"), ("duration", "50"), ("price", "26")],
            )
            .await
            .expect(303);
        owner.get(&page).await.expect(200).says("50\u{a0}min · €26");
        owner
            .post(&part, &[("name", ""), ("duration", "50"), ("price", "26")])
            .await
            .expect(422);
        owner
            .post(&format!("{part}/removal"), &[])
            .await
            .expect(303);
        owner.get(&part).await.expect(404);

        // One that a visit has stays, out of sight of clients.
        let choice = Choice::by_slugs(
            &ctx.app.db,
            bella.tenant.id,
            "lamination",
            Some("long"),
            &[],
        )
        .await
        .expect("long");
        let plan = Plan::one(choice, bella.tenant.currency);
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        ctx.book_plan(&bella, anna.id, &plan, "2026-05-14T12:00")
            .await;
        let lamination = service(&ctx, &bella, "lamination").await;
        let all = Variant::of_service(&ctx.app.db, bella.tenant.id, lamination.id)
            .await
            .expect("variants");
        let part = format!("/services/{}/variants/{}", lamination.id, all[0].id);
        owner
            .post(&format!("{part}/removal"), &[])
            .await
            .expect(303);
        let all = Variant::of_service(&ctx.app.db, bella.tenant.id, lamination.id)
            .await
            .expect("variants");
        assert!(!all[0].is_active);
        owner.post(&format!("{part}/return"), &[]).await.expect(303);
        let all = Variant::of_service(&ctx.app.db, bella.tenant.id, lamination.id)
            .await
            .expect("variants");
        assert!(all[0].is_active);
    });
}

#[test]
fn the_booking_link_is_shown_with_a_code_to_print() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let shaping = service(&ctx, &bella, "shaping").await;
        owner
            .get(&format!("/services/{}", shaping.id))
            .await
            .expect(200)
            .says("http://localhost:8080/bella/book?service=shaping");
        let svg = owner
            .get(&format!("/services/{}/qr.svg", shaping.id))
            .await
            .expect(200);
        assert_eq!(svg.headers["content-type"], "image/svg+xml");
        svg.says("<svg");
    });
}

#[test]
fn a_stranger_finds_nothing_and_a_reader_may_change_nothing() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let other = ctx.stranger().await;
        let shaping = service(&ctx, &bella, "shaping").await;
        let lamination = service(&ctx, &bella, "lamination").await;
        let variant = Variant::of_service(&ctx.app.db, bella.tenant.id, lamination.id)
            .await
            .expect("variants")[0]
            .id;
        let base = format!("/services/{}", shaping.id);
        let part = format!("/services/{}/variants/{variant}", lamination.id);
        let id = shaping.id.to_string();
        let form = [("name", "X"), ("duration", "30"), ("price", "1")];
        let posts: [(String, Vec<(&str, &str)>); 9] = [
            (base.clone(), form.to_vec()),
            (format!("{base}/activation"), vec![("active", "false")]),
            (format!("{base}/deletion"), vec![]),
            (format!("{base}/variants"), form.to_vec()),
            (format!("{base}/addons"), form.to_vec()),
            (part.clone(), form.to_vec()),
            (format!("{part}/removal"), vec![]),
            (format!("{part}/return"), vec![]),
            (
                "/services/order".into(),
                vec![("id", id.as_str()), ("to", "up")],
            ),
        ];
        let gets = [
            base.clone(),
            format!("{base}/qr.svg"),
            format!("{base}/variants/new"),
            part.clone(),
        ];

        let mut stranger = other.sign_in(&ctx).await;
        for path in &gets {
            stranger.get(path).await.expect(404);
        }
        for (path, form) in &posts {
            stranger.post(path, form).await.expect(404);
        }
        // Another service's variant is none of this one's.
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get(&format!("{base}/variants/{variant}"))
            .await
            .expect(404);

        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader
            .get("/services")
            .await
            .expect(200)
            .says("Brow shaping")
            .lacks("/services/new");
        reader.get("/services/new").await.expect(403);
        reader.get(&base).await.expect(403);
        for (path, form) in &posts {
            reader.post(path, form).await.expect(403);
        }
        reader.post("/services", &form).await.expect(403);
        let mut content = bella.member(&ctx, Role::Content).await;
        content.get(&base).await.expect(200);

        ctx.visitor().get("/services").await.expect(303);
        assert_eq!(names(&ctx, &bella).await.len(), 3);
        assert_eq!(service(&ctx, &bella, "shaping").await.name, "Brow shaping");
    });
}

#[test]
fn the_pages_speak_every_language() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let shaping = service(&ctx, &bella, "shaping").await;
        for (lang, word) in [("ru", "Длительность"), ("es", "Duración"), ("en", "Length")]
        {
            owner
                .get(&format!("/services?lang={lang}"))
                .await
                .expect(200);
            owner
                .get(&format!("/services/new?lang={lang}"))
                .await
                .expect(200)
                .says(word);
            owner
                .get(&format!("/services/{}?lang={lang}", shaping.id))
                .await
                .expect(200)
                .says(word);
        }
    });
}

#[test]
fn the_second_of_two_editors_is_told_and_keeps_the_text() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let shaping = service(&ctx, &bella, "shaping").await;
        let page = format!("/services/{}", shaping.id);
        let stale = shaping.version().to_string();
        owner
            .get(&page)
            .await
            .expect(200)
            .says(&format!("value=\"{stale}\""));
        ctx.app.clock.advance(chrono::TimeDelta::seconds(1));
        let form = |version: &'static str, name: &'static str| {
            [
                ("version", version),
                ("name", name),
                ("duration", "30"),
                ("price", "20"),
            ]
        };
        let first: &'static str = stale.leak();
        owner
            .post(&page, &form(first, "Shaping one"))
            .await
            .expect(303);
        owner
            .post(&page, &form(first, "Shaping two"))
            .await
            .expect(409)
            .says("changed meanwhile")
            .says("Shaping two");
        let fresh = service(&ctx, &bella, "shaping").await;
        assert_eq!(fresh.name, "Shaping one");
        owner
            .post(
                &page,
                &form(fresh.version().to_string().leak(), "Shaping two"),
            )
            .await
            .expect(303);
    });
}
