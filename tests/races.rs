//! Two at once, or one and the same twice: what both want is made once each, nothing is lost, and nobody is told that the
//! house is out of order.

use aureli::accounts::Tenant;
use aureli::i18n::Locale;
use aureli::id::ServiceId;
use aureli::money::Currency;
use aureli::q;
use aureli::services::Service;
use serde_json::json;

use crate::support::factories::{Practice, bella_file};
use crate::support::{Ctx, Visitor, on_both};

/// The value of a hidden field.
fn hidden(body: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = body.split(&mark).nth(1).expect(name);
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// A form to be sent: by whom, where to, and what is typed.
type Press = (Visitor, String, Vec<(String, String)>);

/// All of them at the same moment; the statuses of the answers.
async fn at_once(posts: Vec<Press>) -> Vec<u16> {
    let mut presses = tokio::task::JoinSet::new();
    for (mut visitor, path, form) in posts {
        presses.spawn(async move {
            let form: Vec<(&str, &str)> = form
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            visitor.post(&path, &form).await.status.as_u16()
        });
    }
    let mut statuses = Vec::new();
    while let Some(status) = presses.join_next().await {
        statuses.push(status.unwrap());
    }
    statuses
}

fn owned(form: &[(&str, &str)]) -> Vec<(String, String)> {
    form.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

async fn service(ctx: &Ctx, practice: &Practice, slug: &str) -> Service {
    Service::by_slug(&ctx.app.db, practice.tenant.id, slug)
        .await
        .unwrap()
}

#[test]
fn practices_of_one_name_get_addresses_of_their_own() {
    on_both(|ctx| async move {
        let posts = (0..8)
            .map(|n| {
                let email = format!("anna{n}@example.com");
                let form = [
                    ("name", "Anna Belova"),
                    ("email", &email),
                    ("password", "lamination all day long"),
                    ("timezone", "Europe/Madrid"),
                ];
                (ctx.visitor(), "/signup".to_owned(), owned(&form))
            })
            .collect();
        let statuses = at_once(posts).await;
        assert_eq!(statuses, [303; 8]);
        let slugs = q!(&ctx.app.db, fetch_all: (String,), "SELECT slug FROM tenants ORDER BY slug")
            .unwrap();
        let slugs: Vec<&str> = slugs.iter().map(|(slug,)| slug.as_str()).collect();
        let numbered: Vec<String> = (2..=8).map(|n| format!("anna-belova-{n}")).collect();
        let mut wanted = vec!["anna-belova"];
        wanted.extend(numbered.iter().map(String::as_str));
        assert_eq!(slugs, wanted);
    });
}

#[test]
fn the_same_name_at_once_makes_two_of_everything() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let owner = bella.sign_in(&ctx).await;
        let shaping = service(&ctx, &bella, "shaping").await;
        let variants = format!("/services/{}/variants", shaping.id);
        let of_form = [("name", "Express"), ("duration", "15"), ("price", "9")];
        let posts = ["/services", &variants, "/services", &variants, &variants]
            .map(|path| (owner.clone(), path.to_owned(), owned(&of_form)));
        assert_eq!(at_once(posts.to_vec()).await, [303; 5]);
        let slugs = q!(
            &ctx.app.db,
            fetch_all: (String,),
            "SELECT slug FROM service_variants WHERE service_id = $1 ORDER BY slug",
            shaping.id,
        )
        .unwrap();
        let slugs: Vec<&str> = slugs.iter().map(|(slug,)| slug.as_str()).collect();
        assert_eq!(slugs, ["express", "express-2", "express-3"]);
    });
}

#[test]
fn one_day_closed_by_several_at_once_is_closed_once() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let owner = bella.sign_in(&ctx).await;
        let form = [
            ("from", "2026-08-03"),
            ("until", "2026-08-16"),
            ("kind", "closed"),
        ];
        let posts = vec![(owner, "/settings/overrides".to_owned(), owned(&form)); 6];
        assert_eq!(at_once(posts).await, [303; 6]);
        let (days,) =
            q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM date_overrides").unwrap();
        assert_eq!(days, 14);
    });
}

#[test]
fn the_set_up_sent_twice_changes_prices_once() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE tenants SET setup_step = 'place' WHERE id = $1",
            bella.tenant.id,
        )
        .unwrap();
        let owner = bella.sign_in(&ctx).await;
        let form = [
            ("phone", ""),
            ("address", ""),
            ("timezone", "Asia/Tokyo"),
            ("currency", "JPY"),
        ];
        let posts = vec![(owner, "/setup/place".to_owned(), owned(&form)); 6];
        assert_eq!(at_once(posts).await, [303; 6]);
        let lamination = service(&ctx, &bella, "lamination").await;
        assert_eq!(lamination.price_minor, 48);
        let tenant = Tenant::find(&ctx.app.db, bella.tenant.id).await.unwrap();
        assert_eq!(tenant.currency, Currency::parse("JPY").unwrap());
    });
}

#[test]
fn an_answer_of_the_set_up_keeps_what_another_window_saved() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let seen = Tenant::find(&ctx.app.db, bella.tenant.id).await.unwrap();
        let (now, actor) = (
            ctx.app.clock.now(),
            aureli::events::Actor::user(bella.owner),
        );
        let save = async |profile: aureli::settings::Profile| {
            let mut tx = ctx.app.db.begin().await.unwrap();
            aureli::settings::save_profile(&mut tx, &seen, &actor, &profile, now)
                .await
                .unwrap();
            tx.commit().await.unwrap();
        };
        save(aureli::settings::Profile {
            currency: Currency::parse("JPY").unwrap(),
            ..aureli::settings::Profile::of(&seen)
        })
        .await;
        save(aureli::settings::Profile {
            locale: Locale::Es,
            ..aureli::settings::Profile::of(&seen)
        })
        .await;
        let stored = Tenant::find(&ctx.app.db, bella.tenant.id).await.unwrap();
        let jpy = Currency::parse("JPY").unwrap();
        assert_eq!((stored.currency, stored.locale), (jpy, Locale::Es));
        assert_eq!(service(&ctx, &bella, "lamination").await.price_minor, 48);
    });
}

/// Opens a form, has somebody else save it, and sends it twice: once too late, and once more from the page that says so.
/// Then a press that repeats itself.
async fn edited_by_two(
    owner: &mut Visitor,
    page: &str,
    post: &str,
    common: &[(&str, &str)],
    field: &str,
) {
    let form = |was: &str, value: &str| {
        let mut form = owned(common);
        form.push(("was".to_owned(), was.to_owned()));
        form.push((field.to_owned(), value.to_owned()));
        form
    };
    let was = hidden(&owner.get(page).await.expect(200).body, "was");
    let mut send = async |form: Vec<(String, String)>| {
        let form: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        owner.post(post, &form).await
    };
    send(form(&was, "First")).await.expect(303);
    // The same press again.
    send(form(&was, "First")).await.expect(303);
    let told = send(form(&was, "Second")).await.expect(409);
    let told = told.says("changed meanwhile").says("Second");
    let was = hidden(&told.body, "was");
    send(form(&was, "Second")).await.expect(303);
}

#[test]
fn the_second_editor_of_a_block_a_day_and_an_add_on_is_told() {
    on_both(|ctx| async move {
        let mut file = bella_file();
        file["blocks"] =
            json!([{ "start": "2026-05-18T13:00", "end": "2026-05-18T14:00", "reason": "break" }]);
        file["overrides"] = json!([{ "date": "2026-12-25", "open": [] }]);
        let bella = ctx.practice(file).await;
        let mut owner = bella.sign_in(&ctx).await;
        let (block,) =
            q!(&ctx.app.db, fetch_one: (aureli::id::BlockId,), "SELECT id FROM blocks").unwrap();
        let page = format!("/settings/blocks/{block}");
        let fields = [
            ("date", "2026-05-18"),
            ("from", "13:00"),
            ("to", "14:00"),
            ("reason", "break"),
            ("repeat", "once"),
        ];
        edited_by_two(&mut owner, &page, &page, &fields, "note").await;
        let fields = [
            ("was_from", "2026-12-25"),
            ("was_until", "2026-12-25"),
            ("from", "2026-12-25"),
            ("kind", "closed"),
        ];
        let page = "/settings/overrides/edit?from=2026-12-25&until=2026-12-25";
        edited_by_two(&mut owner, page, "/settings/overrides", &fields, "note").await;
        let lamination = service(&ctx, &bella, "lamination").await;
        for table in ["variants", "addons"] {
            let page = part_page(&ctx, lamination.id, table).await;
            let fields = [("duration", "20"), ("price", "12")];
            edited_by_two(&mut owner, &page, &page, &fields, "name").await;
        }
    });
}

async fn part_page(ctx: &Ctx, service: ServiceId, noun: &str) -> String {
    let (variant, addon) = q!(
        &ctx.app.db,
        fetch_one: (uuid::Uuid, uuid::Uuid),
        "SELECT v.id, a.id FROM service_variants v JOIN service_addons a ON a.service_id = v.service_id
         WHERE v.service_id = $1",
        service,
    )
    .unwrap();
    let part = if noun == "variants" { variant } else { addon };
    format!("/services/{service}/{noun}/{part}")
}

#[test]
fn a_press_that_repeats_itself_is_no_second_editor() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let was = hidden(
            &owner.get("/settings/booking").await.expect(200).body,
            "was",
        );
        let rules = [
            ("was", was.as_str()),
            ("step", "20"),
            ("notice", "120"),
            ("horizon", "60"),
            ("offer", "all"),
            ("daily_limit", ""),
            ("cancel_window", "1440"),
        ];
        owner.post("/settings/booking", &rules).await.expect(303);
        owner.post("/settings/booking", &rules).await.expect(303);
        let was = hidden(
            &owner.get("/settings/practice").await.expect(200).body,
            "was",
        );
        let profile = [
            ("was", was.as_str()),
            ("name", "Bella"),
            ("kind", "brows"),
            ("description", ""),
            ("phone", "612 345 678"),
            ("email", ""),
            ("address", ""),
            ("timezone", "Europe/Madrid"),
            ("currency", "EUR"),
            ("locale", "en"),
            ("slug", "bella"),
        ];
        owner.post("/settings/practice", &profile).await.expect(303);
        owner.post("/settings/practice", &profile).await.expect(303);
        let shaping = service(&ctx, &bella, "shaping").await;
        let version = shaping.version().to_string();
        ctx.app.clock.advance(chrono::TimeDelta::seconds(1));
        let form = [
            ("version", version.as_str()),
            ("name", "Shaping one"),
            ("duration", "30"),
            ("price", "20"),
        ];
        let page = format!("/services/{}", shaping.id);
        owner.post(&page, &form).await.expect(303);
        owner.post(&page, &form).await.expect(303);
    });
}

#[test]
fn a_reference_that_is_taken_is_drawn_again() {
    on_both(|ctx| async move {
        // Only Postgres has a counter that a rolled back transaction leaves behind, so that the second try differs.
        let aureli::db::Either::Pg(pool) = ctx.app.db.pools() else {
            return;
        };
        let bella = ctx.bella().await;
        ctx.book(&bella, "shaping", "2026-05-20T10:00").await;
        let sql = "UPDATE appointments SET reference = 'AAAAAAA';
            CREATE SEQUENCE tries;
            CREATE FUNCTION again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF nextval('tries') = 1 THEN NEW.reference = 'AAAAAAA'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER again BEFORE INSERT ON appointments FOR EACH ROW EXECUTE FUNCTION again();";
        sqlx::raw_sql(sql).execute(pool).await.unwrap();
        let body = json!({
            "service": "shaping", "start": "2026-05-20T12:00:00+02:00",
            "client": { "name": "Anna Petrova", "phone": "+34 612 345 678", "email": "" },
        });
        ctx.visitor()
            .post_json(
                "/api/v1/public/bella/bookings",
                body,
                &[("idempotency-key", "one")],
            )
            .await
            .expect(201);
    });
}
