//! The search: part of anything, in either script, mistyped, within one practice; by the index and along the list.

use aureli::clients::{After, Client, Filter, Sought, Subject, Tagged};
use aureli::db::Either;
use aureli::events::Actor;

use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

/// Names in the order in which the list has them.
async fn found(ctx: &Ctx, practice: &Practice, typed: &str) -> Vec<String> {
    let now = ctx.app.clock.now();
    Client::search(&ctx.app.db, practice.tenant.id, typed, true, 20, now)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.name)
        .collect()
}

#[test]
fn any_part_finds_in_either_script_and_mistyped() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let other = ctx.stranger().await;
        for (name, phone) in [
            ("Анна Чернова", "+34612345601"),
            ("Юлия Соловьёва", "+34612345602"),
            ("José Núñez", "+34612345603"),
            ("Kate O’Connor", "+79123456789"),
            ("李 娜", "+34612345605"),
        ] {
            ctx.client(&bella, name, phone).await;
            ctx.client(&other, &format!("{name} Foreign"), phone).await;
        }
        for (typed, name) in [
            ("anna", "Анна Чернова"),
            ("черн", "Анна Чернова"),
            ("ernov", "Анна Чернова"),
            ("а ч", "Анна Чернова"),
            ("chernova anna", "Анна Чернова"),
            ("Julia", "Юлия Соловьёва"),
            ("yuliya", "Юлия Соловьёва"),
            ("solovieva", "Юлия Соловьёва"),
            ("nunez", "José Núñez"),
            ("jose nu", "José Núñez"),
            ("345603", "José Núñez"),
            ("8 912 345", "Kate O’Connor"),
            ("89123456789", "Kate O’Connor"),
            ("789", "Kate O’Connor"),
            ("oconnor", "Kate O’Connor"),
            ("client34612345603@", "José Núñez"),
            ("李", "李 娜"),
            // Mistyped.
            ("chrnova", "Анна Чернова"),
            ("cehrnova", "Анна Чернова"),
            ("черниво", "Анна Чернова"),
            ("solovyeba", "Юлия Соловьёва"),
            ("nunes", "José Núñez"),
        ] {
            assert_eq!(found(&ctx, &bella, typed).await, [name], "{typed}");
        }
        for typed in [
            "zzz",
            "foreign",
            "' OR 1=1 --",
            "\" OR \"",
            "NEAR(a b)",
            "*",
            "-",
            "a AND",
            "%",
            "_",
            "\\",
        ] {
            assert_eq!(found(&ctx, &bella, typed).await, [""; 0], "{typed}");
        }
        assert_eq!(found(&ctx, &bella, "").await.len(), 5);
    });
}

#[test]
fn the_index_follows_every_change() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        let path = format!("/clients/{}/edit", anna.id);
        let seen = anna.updated_at.to_rfc3339();
        owner
            .post(&path, &[("name", "Berta Klein"), ("seen", &seen)])
            .await
            .expect(303);
        assert_eq!(found(&ctx, &bella, "anna").await, [""; 0]);
        assert_eq!(found(&ctx, &bella, "612345678").await, [""; 0]);
        assert_eq!(found(&ctx, &bella, "berta").await, ["Berta Klein"]);
        assert_eq!(found(&ctx, &bella, "brta").await, ["Berta Klein"]);
        assert_eq!(found(&ctx, &bella, "petrva").await, [""; 0]);
    });
}

/// A tag's name finds those who have it, said with the tag; nobody twice, nobody of another practice.
#[test]
fn a_tags_name_finds_who_has_it() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let other = ctx.stranger().await;
        let actor = Actor::user(bella.owner);
        let now = ctx.app.clock.now();
        let dogs = ["Comes with a dog".to_owned(), "ВИП".to_owned()];
        let foreign = ["Dog".to_owned()];
        let mut people = Vec::new();
        for n in 0..12 {
            let phone = format!("+346123456{n:02}");
            let client = ctx.client(&bella, &format!("Person {n:02}"), &phone).await;
            people.push((client, &dogs[..1]));
        }
        people.push((
            ctx.client(&bella, "Dora Dogood", "+34612345677").await,
            &dogs,
        ));
        people.push((
            ctx.client(&other, "Foreign", "+34612345678").await,
            &foreign,
        ));
        let mut tx = ctx.app.db.begin().await.unwrap();
        for (client, tags) in people {
            client.set_tags(&mut tx, &actor, tags, now).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut owner = bella.sign_in(&ctx).await;
        for typed in ["dog", "with a dog", "#comes"] {
            let page = owner
                .post("/clients/search", &[("q", typed)])
                .await
                .expect(303);
            let page = owner.get(page.location()).await.expect(200);
            let page = page
                .says("Tag “Comes with a dog”: show all")
                .lacks("Foreign");
            let rows = page.body.matches("class=\"row g-3 plain\"").count();
            // Ten of the tag; Dora is called so herself.
            assert_eq!(rows, if typed == "dog" { 11 } else { 10 }, "{typed}");
            assert_eq!(page.body.matches("Dora Dogood").count(), 1, "{typed}");
        }
        let (rows, tag) = {
            let found = Tagged::find(&ctx.app.db, bella.tenant.id, "вип", &[], 10, now)
                .await
                .unwrap();
            assert_eq!(found.len(), 1);
            (found[0].rows.len(), found[0].tag.name.clone())
        };
        assert_eq!((rows, tag.as_str()), (1, "ВИП"));
        // In the palette too, and in Latin letters.
        for typed in ["вип", "vip"] {
            owner
                .post("/search", &[("q", typed)])
                .await
                .expect(200)
                .says("Dora Dogood")
                .says("<span class=\"sub\">ВИП</span>");
        }
        for typed in ["d", "%", "_og", "nothing"] {
            let found = Tagged::find(&ctx.app.db, bella.tenant.id, typed, &[], 10, now).await;
            assert!(found.unwrap().is_empty(), "{typed}");
        }
    });
}

/// More than the index gives at once: the walk along the list finds the same.
#[test]
fn what_many_have_is_found_along_the_list() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (tenant, now) = (bella.tenant.id, ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        for n in 0..1100 {
            aureli::q!(
                tx,
                execute,
                "INSERT INTO clients (tenant_id, id, name, locale, search, source, created_at, updated_at)
                 VALUES ($1, $2, $3, 'en', $4, 'public', $5, $5)",
                tenant,
                aureli::id::ClientId::new(),
                format!("Anna N{n:04}"),
                aureli::clients::search_text(&format!("Anna N{n:04}"), None, None),
                now,
            )
            .unwrap();
        }
        tx.commit().await.unwrap();
        let names = found(&ctx, &bella, "anna").await;
        assert_eq!(names.len(), 20);
        assert_eq!(names[0], "Anna N0000");
        assert_eq!(found(&ctx, &bella, "anna n0777").await, ["Anna N0777"]);
        // Who has it elsewhere in the name comes behind, on whichever page; nobody twice, nobody left out.
        ctx.client(&bella, "Berta Anna", "+34612345601").await;
        let sought = Sought::new("anna", true);
        let (mut after, mut names) = (After::default(), Vec::new());
        loop {
            let filter = Filter::default();
            let rows = Client::list(&ctx.app.db, tenant, &sought, filter, &after, 300, now);
            let rows = rows.await.unwrap();
            let Some(last) = rows.last() else { break };
            after = Client::after(&ctx.app.db, tenant, last.id).await.unwrap();
            names.extend(rows.into_iter().map(|row| row.name));
        }
        assert_eq!(names.len(), 1101);
        assert_eq!(names[1100], "Berta Anna");
        let sounds = found(&ctx, &bella, "ann").await;
        assert_eq!(sounds[0], "Anna N0000");
        let ends = Sought::new("nna n", true);
        let mut seen = std::collections::BTreeSet::new();
        let mut after = After::default();
        loop {
            let filter = Filter::default();
            let rows = Client::list(&ctx.app.db, tenant, &ends, filter, &after, 300, now);
            let rows = rows.await.unwrap();
            let Some(last) = rows.last() else { break };
            after = Client::after(&ctx.app.db, tenant, last.id).await.unwrap();
            seen.extend(rows.into_iter().map(|row| row.id));
        }
        assert_eq!(seen.len(), 1100, "all whose names do not begin so");
        if let Either::Lite(lite) = ctx.app.db.pools() {
            let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(
                "EXPLAIN QUERY PLAN SELECT 1 FROM clients_fts WHERE clients_fts MATCH '\"ann\"' AND rowid BETWEEN 1 AND 2",
            )
            .fetch_all(&lite.read)
            .await
            .unwrap();
            assert!(plan[0].3.contains("VIRTUAL TABLE INDEX"), "{plan:?}");
            assert!(
                plan[0].3.contains('<') && plan[0].3.contains('>'),
                "{plan:?}"
            );
        }
    });
}

/// A groomer knows the dog, a workshop the car, a club the number of the card; who sees contacts masked finds by names alone.
#[test]
fn a_client_is_found_by_whom_they_bring_and_by_short_answers() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        ctx.client(&bella, "Berta Klein", "+34612345679").await;
        let path = format!("/clients/{}", anna.id);
        let car = [
            ("kind", "car"),
            ("name", "Красный Seat"),
            ("plate", "1234 klm"),
            ("vin", "1HGCM82633A004352"),
        ];
        owner
            .post(&format!("{path}/subjects/new"), &car)
            .await
            .expect(303);
        for typed in ["krasny", "красный", "1234klm", "A00435"] {
            assert_eq!(
                found(&ctx, &bella, typed).await,
                ["Anna Petrova"],
                "{typed}"
            );
        }
        let sought = Sought::new("1234klm", false);
        let filter = Filter::default();
        let masked = Client::matching(&ctx.app.db, bella.tenant.id, &sought, filter, 9).await;
        assert_eq!(masked.unwrap(), []);
        let subject = &Subject::of(&ctx.app.db, anna.tenant_id, anna.id)
            .await
            .unwrap()[0];
        owner
            .post(
                &format!("{path}/subjects/{}/archive", subject.id),
                &[("archived", "true")],
            )
            .await
            .expect(303);
        assert_eq!(found(&ctx, &bella, "1234klm").await, [""; 0]);

        for (name, kind) in [("Club card", "text"), ("Trusted", "yes_no")] {
            let field = [("name", name), ("kind", kind)];
            owner
                .post("/settings/client-fields/new", &field)
                .await
                .expect(303);
        }
        let edit = format!("{path}/edit");
        let form = owner.get(&edit).await.expect(200);
        let ids = form.body.split("name=\"field_id\" value=\"").skip(1);
        let ids: Vec<String> = ids.map(|rest| rest[..36].to_owned()).collect();
        let seen = form.body.split("name=\"seen\" value=\"").nth(1).unwrap();
        let seen = seen.split('"').next().unwrap().to_owned();
        let answers = [
            ("name", "Anna Petrova"),
            ("seen", &*seen),
            ("field_id", &*ids[0]),
            ("field_value", "Клуб 77-1347"),
            ("field_id", &*ids[1]),
            ("field_value", "yes"),
        ];
        owner.post(&edit, &answers).await.expect(303);
        assert_eq!(found(&ctx, &bella, "1347").await, ["Anna Petrova"]);
        assert_eq!(found(&ctx, &bella, "klub").await, ["Anna Petrova"]);
        assert_eq!(found(&ctx, &bella, "yes").await, [""; 0]);
    });
}

/// Whose word begins as what was typed stands before who only has it inside, page after page.
#[test]
fn who_is_called_so_comes_before_who_only_sounds_so() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        for (n, name) in [
            "Aitana Font",
            "Анна Орлова",
            "Bea Anna",
            "Susana Gil",
            "Anna Berg",
        ]
        .iter()
        .enumerate()
        {
            ctx.client(&bella, name, &format!("+3461234560{n}")).await;
        }
        let expected = [
            "Anna Berg",
            "Анна Орлова",
            "Bea Anna",
            "Aitana Font",
            "Susana Gil",
        ];
        assert_eq!(found(&ctx, &bella, "anna").await, expected);
        let (now, sought) = (ctx.app.clock.now(), Sought::new("anna", true));
        let (mut names, mut after) = (Vec::new(), After::default());
        loop {
            let filter = Filter::default();
            let rows = Client::list(
                &ctx.app.db,
                bella.tenant.id,
                &sought,
                filter,
                &after,
                2,
                now,
            )
            .await
            .unwrap();
            let Some(last) = rows.last() else { break };
            after = Client::after(&ctx.app.db, bella.tenant.id, last.id)
                .await
                .unwrap();
            names.extend(rows.into_iter().map(|row| row.name));
        }
        assert_eq!(names, expected);
    });
}

/// What was written by older rules is found by the new ones too, without anybody doing anything.
#[test]
fn cards_of_older_rules_are_written_anew() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let typed = [
            ("name", "Ελένη Παπαδάκη"),
            ("phone", "612345601"),
            ("contact_kind", "telegram"),
            ("contact_value", "@Ελένη"),
            ("contact_label", ""),
            ("tags", "Νύφη"),
        ];
        owner.post("/clients/new", &typed).await.expect(303);
        let gone = ctx.client(&bella, "Νίκος", "+34612345602").await.id;
        // As an older program left them.
        for sql in [
            "UPDATE clients SET search = 'ελενη παπαδακη ! +34612345601 ελενη ' WHERE phone = '+34612345601'",
            "UPDATE clients SET search = '', is_merged = TRUE WHERE phone = '+34612345602'",
            "UPDATE client_contacts SET value_key = 'ελενη'",
            "UPDATE tags SET name_key = 'νυφη'",
            "DELETE FROM derivations",
        ] {
            match ctx.app.db.pools() {
                Either::Pg(pool) => sqlx::query(sql).execute(pool).await.map(drop),
                Either::Lite(lite) => sqlx::query(sql).execute(&lite.write).await.map(drop),
            }
            .unwrap();
        }
        assert!(found(&ctx, &bella, "eleni").await.is_empty());
        let mut pieces = 0;
        while aureli::clients::refold(&ctx.app).await.unwrap() > 0 {
            pieces += 1;
        }
        assert_eq!(pieces, 1);
        for typed in ["eleni", "Ελένη", "papadaki", "345601"] {
            assert_eq!(
                found(&ctx, &bella, typed).await,
                ["Ελένη Παπαδάκη"],
                "{typed}"
            );
        }
        let key =
            aureli::q!(&ctx.app.db, fetch_one: (String,), "SELECT value_key FROM client_contacts")
                .unwrap();
        assert_eq!(key.0, "eleni");
        let key =
            aureli::q!(&ctx.app.db, fetch_one: (String,), "SELECT name_key FROM tags").unwrap();
        assert_eq!(key.0, "nyfi");
        let hidden = aureli::q!(
            &ctx.app.db,
            fetch_one: (String,),
            "SELECT search FROM clients WHERE id = $1",
            gone
        );
        assert_eq!(hidden.unwrap().0, "", "what is found nowhere stays so");
        // Once: what is wrong by then is not looked at again.
        let version =
            aureli::q!(&ctx.app.db, fetch_one: (i64,), "SELECT version FROM derivations").unwrap();
        assert_eq!(version.0, aureli::clients::SEARCH_RULES);
        assert_eq!(aureli::clients::refold(&ctx.app).await.unwrap(), 0);
    });
}

/// A sign that is in no index is found all the same.
#[test]
fn signs_are_found_like_letters() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.client(&bella, "Anna 100%", "+34612345601").await;
        ctx.client(&bella, "★ Olga", "+34612345602").await;
        ctx.client(&bella, "% Nina", "+34612345603").await;
        assert_eq!(found(&ctx, &bella, "%").await, ["% Nina"]);
        assert_eq!(found(&ctx, &bella, "★").await, ["★ Olga"]);
        assert_eq!(found(&ctx, &bella, "100%").await, ["Anna 100%"]);
        assert!(found(&ctx, &bella, "☂").await.is_empty());
        // Within a name beside a word of it, alone where it begins.
        ctx.client(&bella, "Zara & Co", "+34612345604").await;
        assert_eq!(found(&ctx, &bella, "zara &").await, ["Zara & Co"]);
        assert!(found(&ctx, &bella, "&").await.is_empty());
    });
}
