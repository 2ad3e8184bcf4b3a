//! What stands on a card: notes, tags, custom fields, subjects, family, birthdays, the block list.

use aureli::accounts::Role;
use aureli::clients::{Client, Note, Subject, Tag};
use aureli::contact::Phone;

use crate::support::factories::{OWNER_PASSWORD, Practice};
use crate::support::{Ctx, on_both};

/// Anna's card and its path.
async fn anna(ctx: &Ctx, practice: &Practice) -> (Client, String) {
    let anna = ctx.client(practice, "Anna Petrova", "+34612345678").await;
    let path = format!("/clients/{}", anna.id);
    (anna, path)
}

async fn kinds(ctx: &Ctx, client: &Client) -> Vec<String> {
    let object = aureli::events::Object::Client(client.id);
    let events = aureli::events::of_object(&ctx.app.db, client.tenant_id, object);
    let events = events.await.unwrap();
    for event in &events {
        let data = event.data.to_string();
        assert!(
            !data.contains("Petrova") && !data.contains("secret"),
            "{data}"
        );
    }
    events
        .iter()
        .map(|event| event.kind.as_str().to_owned())
        .collect()
}

#[test]
fn notes_are_written_pinned_changed_and_deleted() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (anna, path) = anna(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let notes = format!("{path}/notes");
        owner.get(&format!("{notes}/new")).await.expect(200);
        owner
            .post(&notes, &[("body", "A secret <b>first</b>")])
            .await
            .expect(303);
        ctx.app.clock.advance(chrono::TimeDelta::minutes(1));
        owner.post(&notes, &[("body", "Second")]).await.expect(303);
        let written = Note::of(&ctx.app.db, anna.tenant_id, anna.id, 10)
            .await
            .unwrap();
        assert_eq!(written[0].body, "Second");
        assert_eq!(written[1].author.as_deref(), Some("Marina Sokolova"));
        let first = format!("{notes}/{}", written[1].id);
        owner
            .post(&format!("{first}/pin"), &[("pinned", "true")])
            .await
            .expect(303);
        let card = owner.get(&path).await.expect(200);
        card.says("A secret &#60;b&#62;first")
            .says("Marina Sokolova");
        let written = Note::of(&ctx.app.db, anna.tenant_id, anna.id, 10)
            .await
            .unwrap();
        assert!(written[0].body.contains("first") && written[0].pinned_at.is_some());
        owner.get(&format!("{first}/edit")).await.expect(200);
        owner
            .post(&format!("{first}/edit"), &[("body", " ")])
            .await
            .expect(422)
            .says("href=\"#body\"");
        owner
            .post(&format!("{first}/edit"), &[("body", "Changed")])
            .await
            .expect(303);
        owner
            .post(&format!("{first}/deletion"), &[])
            .await
            .expect(303);
        owner
            .post(&format!("{first}/deletion"), &[])
            .await
            .expect(404);
        let kinds = kinds(&ctx, &anna).await;
        let noted = kinds.iter().filter(|kind| *kind == "client.noted");
        assert_eq!(noted.count(), 6, "{kinds:?}");
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader.get(&path).await.expect(200).lacks("name=\"body\"");
        reader.post(&notes, &[("body", "x")]).await.expect(403);
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger.post(&notes, &[("body", "x")]).await.expect(404);
    });
}

#[test]
fn the_form_keeps_everything_that_is_typed() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .post(
                "/settings/client-fields/new",
                &[
                    ("name", "Curl"),
                    ("kind", "choice"),
                    ("choices", "C\nD\n\nC"),
                ],
            )
            .await
            .expect(303);
        owner
            .post(
                "/settings/client-fields/new",
                &[("name", "Curl"), ("kind", "choice"), ("choices", "C")],
            )
            .await
            .expect(422)
            .says("Enter 2 to 50 choices");
        let form = owner.get("/clients/new").await.expect(200);
        let field = form
            .body
            .split("name=\"field_id\" value=\"")
            .nth(1)
            .unwrap();
        let field = field[..36].to_owned();
        let typed = [
            ("name", "Olga K"),
            ("phone", "+34 612 345 699"),
            ("locale", "ru"),
            ("contact_kind", "phone"),
            ("contact_value", "+34 612 345 600"),
            ("contact_label", "mother"),
            ("contact_kind", "telegram"),
            ("contact_value", "@OlgaK"),
            ("contact_label", ""),
            ("writes_by", "telegram"),
            ("birthday", "9 сентября 1990"),
            ("address", "Calle Mayor 1"),
            ("came_from", "Instagram"),
            ("preferences", "Tea"),
            ("tags", "VIP, Постоянная, vip"),
            ("emergency_name", "Ivan"),
            ("emergency_phone", "+34 612 345 601"),
            ("marketing", "true"),
            ("field_id", &*field),
            ("field_value", "D"),
            ("note", "Likes it quiet"),
        ];
        let answer = owner.post("/clients/new", &typed).await.expect(303);
        let path = answer.location().to_owned();
        let card = owner.get(&path).await.expect(200);
        for text in [
            "612 345 600",
            "mother",
            "https://t.me/olgak",
            "by Telegram",
            "9\u{a0}September, 35",
            "Calle Mayor 1",
            "Instagram",
            "Tea",
            "VIP",
            "Постоянная",
            "Ivan",
            "612 345 601",
            "Allowed on",
            "Curl",
            "Likes it quiet",
        ] {
            assert!(card.body.contains(text), "{text} is not on the card");
        }
        let tags = Tag::all(&ctx.app.db, bella.tenant.id).await.unwrap();
        assert_eq!(tags.len(), 2);
        // What was typed is what the form shows again, and saving it changes nothing.
        let edit = owner.get(&format!("{path}/edit")).await.expect(200);
        for text in [
            "value=\"9.9.1990\"",
            "value=\"@OlgaK\"",
            "value=\"Постоянная, VIP\"",
        ] {
            assert!(edit.body.contains(text), "{text} is not in the form");
        }
        // A further phone finds the card too, for the public page and for the search.
        let phone = Phone::parse("+34612345600", None).unwrap();
        let found = Client::by_contact(&ctx.app.db, bella.tenant.id, Some(&phone), None);
        assert_eq!(found.await.unwrap().unwrap().name, "Olga K");
        for q in ["345600", "olgak"] {
            owner
                .get(&format!("/clients?q={q}"))
                .await
                .expect(200)
                .says("Olga K");
        }
        owner
            .get(&format!("/clients?tag={}", tags[0].id))
            .await
            .expect(200)
            .says("Olga K");
        for (name, value, place) in [
            ("birthday", "30.2", "#birthday"),
            ("contact_value", "12", "#contact-0"),
            ("field_value", "E", "#field-0"),
            ("emergency_phone", "12", "#emergency_phone"),
            ("writes_by", "pigeon", "#writes_by"),
            ("tags", &*"x".repeat(41), "#tags"),
        ] {
            let mut bad = vec![("name", "Somebody"), (name, value)];
            match name {
                "contact_value" => bad.push(("contact_kind", "phone")),
                "field_value" => bad.push(("field_id", &field)),
                _ => {}
            }
            let page = owner.post("/clients/new", &bad).await.expect(422);
            page.says(&format!("href=\"{place}\""));
        }
        owner
            .post("/clients/new", &[("name", "X"), ("tenant_id", "1")])
            .await
            .expect(422);
        let mut operator = bella.member(&ctx, Role::Operator).await;
        operator.get("/settings/client-fields").await.expect(403);
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        let seen = reader.get(&path).await.expect(200);
        seen.lacks("612 345 600").lacks("Calle Mayor").lacks("Ivan");
    });
}

#[test]
fn visits_can_be_about_pets_cars_and_children() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (anna, path) = anna(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let new = format!("{path}/subjects/new");
        owner.get(&new).await.expect(200);
        let car = [
            ("kind", "car"),
            ("name", "Seat"),
            ("plate", "1234 klm"),
            ("vin", "1HGCM82633A004352"),
        ];
        owner.post(&new, &car).await.expect(303);
        owner
            .get(&path)
            .await
            .expect(200)
            .says("1234KLM")
            .says("VIN 1HGCM82633A004352");
        for (field, value) in [
            ("vin", "1HGCM82643A004352"),
            ("name", ""),
            ("kind", "ship"),
            ("born_on", "x"),
        ] {
            let mut form: Vec<(&str, &str)> = car.to_vec();
            form.retain(|(name, _)| *name != field);
            form.push((field, value));
            owner
                .post(&new, &form)
                .await
                .expect(422)
                .says(&format!("href=\"#{field}\""));
        }
        let subject = &Subject::of(&ctx.app.db, anna.tenant_id, anna.id)
            .await
            .unwrap()[0];
        let one = format!("{path}/subjects/{}", subject.id);
        owner
            .post(&format!("{one}/edit"), &[("kind", "pet"), ("name", "Luna")])
            .await
            .expect(303);
        owner
            .post(&format!("{one}/archive"), &[("archived", "true")])
            .await
            .expect(303);
        owner.get(&path).await.expect(200).says("put away");
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger.get(&format!("{one}/edit")).await.expect(404);
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader.post(&new, &car).await.expect(403);
    });
}

#[test]
fn a_parent_is_linked_to_a_child() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (anna, path) = anna(&ctx, &bella).await;
        let misha = ctx.client(&bella, "Миша Петров", "+34612345601").await;
        let mut owner = bella.sign_in(&ctx).await;
        let new = format!("{path}/family/new");
        owner
            .post(&format!("{path}/family/search"), &[("q", "misha")])
            .await
            .expect(200)
            .says("Миша Петров");
        let id = misha.id.to_string();
        owner
            .post(&new, &[("other", &id), ("relation", "child")])
            .await
            .expect(303);
        owner.get(&path).await.expect(200).says("Миша Петров");
        owner
            .get(&format!("/clients/{id}"))
            .await
            .expect(200)
            .says("Anna Petrova")
            .says("Parent");
        for other in ["", &anna.id.to_string()] {
            owner
                .post(&new, &[("other", other), ("relation", "child")])
                .await
                .expect(422)
                .says("href=\"#other\"");
        }
        let stranger = ctx.stranger().await;
        let foreign = ctx.client(&stranger, "Foreign", "+34612345602").await;
        owner
            .post(
                &new,
                &[("other", &foreign.id.to_string()), ("relation", "child")],
            )
            .await
            .expect(404);
        owner
            .post(&format!("{path}/family/{id}/removal"), &[])
            .await
            .expect(303);
        owner.get(&path).await.expect(200).lacks("Миша Петров");
    });
}

#[test]
fn birthdays_of_the_next_weeks_stand_in_a_list() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        // Today is 14 May 2026.
        for (name, birthday) in [
            ("Soon Sofia", "20.5.1990"),
            ("Today Tom", "14.5"),
            ("Later Lena", "1.9.1980"),
        ] {
            owner
                .post("/clients/new", &[("name", name), ("birthday", birthday)])
                .await
                .expect(303);
        }
        let list = owner.get("/clients/birthdays").await.expect(200);
        let list = list.says("turns 36").lacks("Later Lena");
        let at = |name| list.body.find(name).unwrap();
        assert!(at("Today Tom") < at("Soon Sofia"));
        bella
            .member(&ctx, Role::Content)
            .await
            .get("/clients/birthdays")
            .await
            .expect(403);
    });
}

#[test]
fn a_blocked_client_is_refused_without_a_hint_and_the_master_is_told() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (anna, path) = anna(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .post(&format!("{path}/block"), &[("reason", "Never pays")])
            .await
            .expect(303);
        owner.get(&path).await.expect(200).says("Never pays");
        owner
            .get("/clients?blocked=1")
            .await
            .expect(200)
            .says("Anna Petrova");
        let body = serde_json::json!({
            "service": "shaping", "start": "2026-05-15T10:00:00+02:00",
            "client": {"name": "A", "phone": "+34612345678"},
        });
        for key in ["one-key-of-mine", "two-key-of-mine"] {
            let answer = ctx
                .visitor()
                .post_json(
                    "/api/v1/public/bella/bookings",
                    body.clone(),
                    &[("idempotency-key", key)],
                )
                .await;
            assert!(answer.status.is_client_error(), "{}", answer.body);
            let answer = answer.lacks("block").lacks("Never pays");
            assert!(!answer.body.contains("Anna"));
        }
        let todo = owner.get("/todo").await.expect(200);
        let todo = todo.says("wanted Brow shaping").says("Anna Petrova");
        assert_eq!(todo.body.matches("wanted Brow shaping").count(), 1);
        let dismissal = todo.body.split("action=\"/todo/refusals/").nth(1).unwrap();
        let dismissal = format!(
            "/todo/refusals/{}",
            &dismissal[..dismissal.find('"').unwrap()]
        );
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger.post(&dismissal, &[]).await.expect(404);
        owner.post(&dismissal, &[]).await.expect(303);
        owner.get("/todo").await.expect(200).lacks("wanted Brow");
        owner
            .post(&format!("{path}/unblock"), &[])
            .await
            .expect(303);
        let kinds = kinds(&ctx, &anna).await;
        for kind in ["client.blocked", "client.refused", "client.unblocked"] {
            assert!(kinds.iter().any(|known| known == kind), "{kinds:?}");
        }
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader
            .post(&format!("{path}/block"), &[("reason", "")])
            .await
            .expect(403);
    });
}

#[test]
fn medical_notes_are_sealed_and_every_reading_is_recorded() {
    on_both(|ctx| async move {
        const SECRET: &str = "epilepsy canary 7731";
        let bella = ctx.bella().await;
        let (anna, path) = anna(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let notes = format!("{path}/medical-notes");
        owner.get(&format!("{notes}/new")).await.expect(200);
        owner
            .post(&format!("{notes}/new"), &[("body", " ")])
            .await
            .expect(422)
            .says("href=\"#body\"");
        owner
            .post(&format!("{notes}/new"), &[("body", SECRET)])
            .await
            .expect(303);
        // The card says that there is one, and no more; looking records nothing.
        owner
            .get(&path)
            .await
            .expect(200)
            .says("medical-notes/reading")
            .lacks(SECRET);
        owner
            .get("/clients?q=epilepsy")
            .await
            .expect(200)
            .lacks("Anna Petrova");
        let read = |kinds: &[String]| {
            kinds
                .iter()
                .filter(|kind| *kind == "client.medical_read")
                .count()
        };
        assert_eq!(read(&kinds(&ctx, &anna).await), 0);
        let shown = owner
            .post(&format!("{notes}/reading"), &[])
            .await
            .expect(200)
            .says(SECRET);
        let cache = shown.headers.get("cache-control").unwrap();
        assert!(cache.to_str().unwrap().contains("no-store"));
        assert_eq!(read(&kinds(&ctx, &anna).await), 1);
        let rows = aureli::q!(
            &ctx.app.db,
            fetch_all: (aureli::id::MedicalNoteId, Vec<u8>),
            "SELECT id, sealed FROM client_medical_notes WHERE tenant_id = $1",
            bella.tenant.id,
        )
        .unwrap();
        let (id, sealed) = &rows[0];
        assert!(!sealed.windows(8).any(|part| part == b"epilepsy"));
        let events = aureli::q!(&ctx.app.db, fetch_all: (sqlx::types::Json<serde_json::Value>,), "SELECT data FROM events").unwrap();
        assert!(
            events
                .iter()
                .all(|(data,)| !data.to_string().contains("canary"))
        );
        let one = format!("{notes}/{id}");
        owner
            .post(&format!("{one}/revision"), &[("body", "all well")])
            .await
            .expect(303);
        let mut manager = bella.member(&ctx, Role::Manager).await;
        manager
            .post(&format!("{notes}/reading"), &[])
            .await
            .expect(200)
            .says("all well");
        for role in [Role::Operator, Role::ReadOnly, Role::Finance] {
            let mut member = bella.member(&ctx, role).await;
            member.get(&path).await.expect(200).lacks("medical-notes");
            member
                .post(&format!("{notes}/reading"), &[])
                .await
                .expect(403);
            member.get(&format!("{notes}/new")).await.expect(403);
            member
                .post(&format!("{one}/revision"), &[("body", "x")])
                .await
                .expect(403);
        }
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger
            .post(&format!("{notes}/reading"), &[])
            .await
            .expect(404);
        stranger
            .post(&format!("{one}/revision"), &[("body", "x")])
            .await
            .expect(404);
        // Another row's seal does not open here.
        let other = ctx.client(&bella, "Other", "+34612345602").await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "INSERT INTO client_medical_notes (tenant_id, id, client_id, sealed, created_at, updated_at)
             SELECT tenant_id, $2, $3, sealed, created_at, updated_at FROM client_medical_notes WHERE tenant_id = $1",
            bella.tenant.id,
            aureli::id::MedicalNoteId::new(),
            other.id,
        )
        .unwrap();
        owner
            .post(&format!("/clients/{}/medical-notes/reading", other.id), &[])
            .await
            .expect(500)
            .lacks("all well");
        owner
            .post(&format!("{one}/deletion"), &[])
            .await
            .expect(303);
        owner.get(&path).await.expect(200).says("No medical notes.");
    });
}

#[test]
fn a_parent_books_for_a_child_and_a_visit_is_about_a_pet() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (anna, path) = anna(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .post(
                "/clients/new",
                &[("name", "Миша Петров"), ("allergies", "Latex")],
            )
            .await
            .expect(303);
        let misha = aureli::q!(
            &ctx.app.db,
            fetch_one: (aureli::id::ClientId,),
            "SELECT id FROM clients WHERE name = 'Миша Петров'",
        )
        .unwrap()
        .0;
        let child = misha.to_string();
        owner
            .post(
                &format!("{path}/family/new"),
                &[("other", &child), ("relation", "child")],
            )
            .await
            .expect(303);
        owner
            .post(
                &format!("{path}/subjects/new"),
                &[("kind", "pet"), ("name", "Luna"), ("about", "spaniel")],
            )
            .await
            .expect(303);
        let new = format!("/appointments/new?client={}", anna.id);
        let form = owner.get(&new).await.expect(200);
        let form = form
            .says("Миша Петров, Child")
            .says("Latex")
            .says("About Luna, spaniel");
        let subject = form.body.split("value=\"s:").nth(1).unwrap()[..36].to_owned();
        let (for_child, about_pet) = (format!("c:{child}"), format!("s:{subject}"));
        let id = anna.id.to_string();
        let book = |about: &str, time: &str| {
            [
                ("client", id.clone()),
                ("about", about.to_owned()),
                ("what", "shaping".to_owned()),
                ("date", "2026-05-15".to_owned()),
                ("time", time.to_owned()),
            ]
        };
        for (about, time) in [(&for_child, "10:00"), (&about_pet, "12:00")] {
            let typed = book(about, time);
            let typed: Vec<(&str, &str)> = typed
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let answer = owner.post("/appointments", &typed).await.expect(303);
            let panel = owner.get(answer.location()).await.expect(200);
            if about.starts_with("c:") {
                // The child comes, the parent is told.
                panel.says("Booked by").says("Anna Petrova").says("Latex");
            } else {
                panel.says("Luna, spaniel");
            }
        }
        let to = aureli::q!(
            &ctx.app.db,
            fetch_all: (aureli::id::ClientId, String),
            "SELECT client_id, recipient FROM messages WHERE kind = 'booked' ORDER BY created_at, id",
        )
        .unwrap();
        assert_eq!(to.len(), 2);
        assert!(to.iter().any(|(client, _)| *client == misha));
        assert!(
            to.iter()
                .all(|(_, address)| *address == anna.email.clone().unwrap())
        );
        // Nobody else's child or pet.
        let stranger = ctx.client(&bella, "Somebody", "+34612345609").await;
        for about in [
            format!("c:{}", stranger.id),
            format!("s:{}", stranger.id),
            "s:x".into(),
        ] {
            let typed = book(&about, "14:00");
            let typed: Vec<(&str, &str)> = typed
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            owner.post("/appointments", &typed).await.expect(404);
        }
    });
}

#[test]
fn many_are_tagged_at_once() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (anna, _) = anna(&ctx, &bella).await;
        let berta = ctx.client(&bella, "Berta", "+34612345602").await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = owner.get("/clients/bulk").await.expect(200);
        form.says("Anna Petrova").says("Berta");
        owner
            .get("/clients/bulk?q=anna")
            .await
            .expect(200)
            .lacks("Berta");
        let (a, b) = (anna.id.to_string(), berta.id.to_string());
        let path = "/clients/bulk/tags";
        owner
            .post(path, &[("id", &a)])
            .await
            .expect(422)
            .says("href=\"#tags\"");
        owner
            .post(path, &[("tags", "VIP")])
            .await
            .expect(422)
            .says("Tick at least one");
        owner
            .post(path, &[("id", &a), ("id", &b), ("tags", "VIP, New")])
            .await
            .expect(303);
        owner
            .post(path, &[("id", &a), ("tags", "new"), ("remove", "true")])
            .await
            .expect(303);
        let of = async |client: &Client| {
            let tags = Tag::of(&ctx.app.db, client.tenant_id, client.id)
                .await
                .unwrap();
            tags.into_iter().map(|tag| tag.name).collect::<Vec<_>>()
        };
        assert_eq!(of(&anna).await, ["VIP"]);
        assert_eq!(of(&berta).await, ["New", "VIP"]);
        let stranger = ctx.stranger().await;
        let foreign = ctx.client(&stranger, "Foreign", "+34612345609").await;
        owner
            .post(path, &[("id", &foreign.id.to_string()), ("tags", "VIP")])
            .await
            .expect(404);
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader
            .post(path, &[("id", &a), ("tags", "VIP")])
            .await
            .expect(403);
    });
}

/// An allergy stands wherever a visit could be given, something sold or written for its client.
#[test]
fn an_allergy_is_told_wherever_the_client_appears() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        let (tenant, client) = (bella.tenant.id, visit.client_id.unwrap());
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET allergies = 'Latex gloves' WHERE tenant_id = $1 AND id = $2",
            tenant,
            client,
        )
        .unwrap();
        let (name,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (String,),
            "SELECT name FROM clients WHERE tenant_id = $1 AND id = $2",
            tenant,
            client,
        )
        .unwrap();
        ctx.legal(&bella).await;
        let offer = ctx.offer(&bella, &crate::packages::five_visits()).await;
        let package = ctx.package(&bella, Some(client), &offer, 8_000).await;
        let sold = ctx.sale(&bella, client, &offer, 8_000).await;
        crate::payments::objects(&ctx, &bella, visit.id).await;
        let (payment,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (aureli::id::PaymentId,),
            "UPDATE payments SET client_id = $2 WHERE tenant_id = $1 RETURNING id",
            tenant,
            client,
        )
        .unwrap();
        let mut owner = bella.sign_in(&ctx).await;
        let wish = [
            ("client", &*client.to_string()),
            ("what", "shaping"),
            ("from", "2026-05-19"),
            ("until", "2026-05-20"),
            ("days", "1"),
            ("parts", "1"),
            ("key", "0123456789abcdef0123"),
        ];
        let put = owner.post("/waitlist/new", &wish).await.expect(303);
        assert!(
            put.location().starts_with("/waitlist"),
            "{}",
            put.location()
        );
        let (entry,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (aureli::id::WaitlistEntryId,),
            "SELECT id FROM waitlist_entries WHERE tenant_id = $1",
            tenant,
        )
        .unwrap();
        let free = [("date", "2026-05-19"), ("from", "10:00"), ("to", "14:00")];
        let opening = owner.post("/waitlist/openings/new", &free).await;
        let opening = opening.expect(303).location().to_owned();
        let proof = [("password", OWNER_PASSWORD), ("next", "/")];
        owner.post("/password/confirm", &proof).await.expect(303);
        owner
            .get(&format!("/clients/{client}/privacy"))
            .await
            .expect(200)
            .says("1 wish on the waitlist");
        for path in [
            "/waitlist".to_owned(),
            format!("/waitlist/new?q={}", name.split(' ').next().unwrap()),
            format!("/waitlist/new?client={client}"),
            format!("/waitlist/{entry}"),
            opening,
            format!("/packages/sales/new?client={client}"),
            format!("/packages/{}", package.id),
            format!("/appointments/{}/move/new", visit.id),
            format!("/clients/{client}/privacy"),
            format!("/clients/{client}/deposit/edit"),
            format!("/invoices?client={client}"),
            format!("/invoices/{}", sold.id),
            format!("/payments/{payment}"),
        ] {
            let page = owner.get(&path).await;
            assert!(page.expect(200).body.contains("Latex gloves"), "{path}");
        }
    });
}

/// What is owed stands on the card, and leads to its invoices.
#[test]
fn the_balance_stands_on_the_card() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.legal(&bella).await;
        let (anna, path) = anna(&ctx, &bella).await;
        let offer = ctx.offer(&bella, &crate::packages::five_visits()).await;
        let mut owner = bella.sign_in(&ctx).await;
        let paid = owner.get(&path).await.expect(200);
        paid.says("Balance")
            .says("€0.00 <span class=\"s quiet\">due</span>");
        ctx.sale(&bella, anna.id, &offer, 8_000).await;
        ctx.package(&bella, Some(anna.id), &offer, 8_000).await;
        let rows = format!("/invoices?client={}&amp;status=open", anna.id);
        owner
            .get(&path)
            .await
            .expect(200)
            .says(&format!("<a class=\"plain-link\" href=\"{rows}\">€80.00"))
            .says("5 visits of 5 visits left");
        owner
            .get(&rows.replace("&amp;", "&"))
            .await
            .expect(200)
            .says("2026-0001");
    });
}
