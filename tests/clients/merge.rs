//! Doubles at entry; two cards made one, and two again.

use std::collections::BTreeSet;

use aureli::accounts::Role;
use aureli::clients::{COPIED, Client, LEFT, MOVED, Merge};
use aureli::db::Either;
use aureli::events::Actor;
use aureli::policies::ClientRules;

use crate::support::{Ctx, Visitor, on_both};

/// Every row of the practice that speaks of its clients, as text, without what merging itself writes.
async fn state(ctx: &Ctx) -> Vec<String> {
    let mut rows = Vec::new();
    let tables = MOVED.iter().chain(COPIED).map(|(table, _)| *table);
    let tables: BTreeSet<&str> = tables.chain(["clients", "client_figures"]).collect();
    for table in tables {
        match ctx.app.db.pools() {
            Either::Pg(pool) => {
                let sql =
                    format!("SELECT (to_jsonb(t) - 'updated_at')::text FROM {table} t ORDER BY 1");
                let found: Vec<(String,)> = sqlx::query_as(&sql).fetch_all(pool).await.unwrap();
                rows.extend(found.into_iter().map(|(row,)| format!("{table} {row}")));
            }
            Either::Lite(lite) => {
                let columns: Vec<(String,)> = sqlx::query_as(
                    "SELECT name FROM pragma_table_info($1) WHERE name <> 'updated_at'",
                )
                .bind(table)
                .fetch_all(&lite.read)
                .await
                .unwrap();
                let columns: Vec<String> = columns
                    .iter()
                    .map(|(name,)| format!("quote({name})"))
                    .collect();
                let sql = format!("SELECT {} FROM {table} ORDER BY 1", columns.join("||','||"));
                let found: Vec<(String,)> =
                    sqlx::query_as(&sql).fetch_all(&lite.read).await.unwrap();
                rows.extend(found.into_iter().map(|(row,)| format!("{table} {row}")));
            }
        }
    }
    rows
}

#[test]
fn whoever_looks_alike_is_noticed_at_entry() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.client(&bella, "Юлия Соловьёва", "+34612345601").await;
        ctx.client(&bella, "Anna", "+34612345602").await;
        let mut owner = bella.sign_in(&ctx).await;
        for (name, phone) in [
            ("Yulia Solovyeva", ""),
            ("Julia Soloviova", ""),
            ("Somebody", "+34612345601"),
        ] {
            let answer = owner
                .post("/clients/new", &[("name", name), ("phone", phone)])
                .await;
            answer
                .expect(409)
                .says("Юлия Соловьёва")
                .says("name=\"anyway\"");
        }
        owner
            .post(
                "/clients/new",
                &[("name", "Yulia Solovyeva"), ("anyway", "true")],
            )
            .await
            .expect(303);
        for name in ["Anna", "Anna Solovyeva", "Maria Petrova"] {
            owner
                .post("/clients/new", &[("name", name)])
                .await
                .expect(303);
        }
    });
}

/// Whichever of two cards is opened, the other one is offered.
#[test]
fn two_cards_of_one_contact_are_offered_from_either() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let new = async |owner: &mut Visitor, form: &[(&str, &str)]| {
            let answer = owner.post("/clients/new", form).await.expect(303);
            answer.location().to_owned()
        };
        let anyway = ("anyway", "true");
        let cards = [
            // The same phone, then the same e-mail.
            [
                new(&mut owner, &[("name", "Anna"), ("phone", "+34612345601")]).await,
                new(
                    &mut owner,
                    &[("name", "Berta"), ("phone", "+34612345601"), anyway],
                )
                .await,
            ],
            [
                new(&mut owner, &[("name", "Clara"), ("email", "c@example.com")]).await,
                new(
                    &mut owner,
                    &[("name", "Dora"), ("email", "C@example.com"), anyway],
                )
                .await,
            ],
            // One has as a further contact what is the other's first.
            [
                new(
                    &mut owner,
                    &[
                        ("name", "Elena"),
                        ("contact_kind", "phone"),
                        ("contact_value", "+34612345602"),
                        ("contact_label", ""),
                    ],
                )
                .await,
                new(
                    &mut owner,
                    &[("name", "Fiona"), ("phone", "+34612345602"), anyway],
                )
                .await,
            ],
        ];
        for [older, newer] in &cards {
            for (path, other) in [(older, newer), (newer, older)] {
                owner
                    .get(&format!("{path}/merge"))
                    .await
                    .expect(200)
                    .says(other.trim_start_matches("/clients/"));
            }
        }
        let [[anna, _], [clara, _], _] = &cards;
        owner
            .get(&format!("{anna}/merge"))
            .await
            .expect(200)
            .lacks(clara.trim_start_matches("/clients/"));
    });
}

#[test]
fn two_cards_become_one_and_two_again_exactly() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345601").await;
        let anya = ctx.client(&bella, "Анна Петрова", "+34612345602").await;
        let misha = ctx.client(&bella, "Миша", "+34612345603").await;
        ctx.book_for(&bella, anya.id, "shaping", "2026-05-15T10:00")
            .await;
        ctx.book_for(&bella, anna.id, "shaping", "2026-05-15T12:00")
            .await;
        let was = ctx
            .book_for(&bella, anya.id, "shaping", "2026-05-13T12:00")
            .await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE appointments SET status = 'completed' WHERE tenant_id = $1 AND id = $2",
            bella.tenant.id,
            was.id,
        )
        .unwrap();
        ctx.photo(&bella, anya.id).await;
        let path = format!("/clients/{}", anya.id);
        let forms: [(&str, &[(&str, &str)]); 4] = [
            ("notes", &[("body", "Quiet")]),
            ("subjects/new", &[("kind", "pet"), ("name", "Luna")]),
            ("medical-notes/new", &[("body", "asthma")]),
            (
                "family/new",
                &[("other", &misha.id.to_string()), ("relation", "child")],
            ),
        ];
        for (place, form) in forms {
            owner
                .post(&format!("{path}/{place}"), form)
                .await
                .expect(303);
        }
        for (id, tags, allergies) in [(anya.id, "VIP, Regular", "PPD"), (anna.id, "VIP", "Latex")] {
            let client = Client::find(&ctx.app.db, bella.tenant.id, id)
                .await
                .unwrap();
            let seen = client.updated_at.to_rfc3339();
            let phone = client.phone.unwrap();
            let email = client.email.unwrap();
            let form = [
                ("name", client.name.as_str()),
                ("phone", &phone),
                ("email", &email),
                ("locale", "en"),
                ("tags", tags),
                ("allergies", allergies),
                ("birthday", if id == anya.id { "9.9.1990" } else { "" }),
                ("anyway", "true"),
                ("seen", &seen),
            ];
            owner
                .post(&format!("/clients/{id}/edit"), &form)
                .await
                .expect(303);
        }
        let before = state(&ctx).await;
        owner
            .get(&format!("/clients/{}/merge", anna.id))
            .await
            .expect(200)
            .says("Анна Петрова");
        let merge = format!("/clients/{}/merge/{}", anna.id, anya.id);
        let preview = owner.get(&merge).await.expect(200);
        preview
            .says("Latex; PPD")
            .says("2 visits")
            .says("1 photo")
            .says("9 September");
        assert_eq!(state(&ctx).await, before, "a preview changes nothing");
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader.post(&merge, &[]).await.expect(403);
        let stranger = ctx.stranger().await;
        stranger
            .sign_in(&ctx)
            .await
            .post(&merge, &[])
            .await
            .expect(404);
        let foreign = ctx.client(&stranger, "Foreign", "+34612345609").await;
        owner
            .post(&format!("/clients/{}/merge/{}", anna.id, foreign.id), &[])
            .await
            .expect(404);
        owner
            .post(&format!("/clients/{}/merge/{}", anna.id, anna.id), &[])
            .await
            .expect(422);
        let before = state(&ctx).await;
        owner.post(&merge, &[]).await.expect(303);
        let joined = state(&ctx).await;
        // The address leads on, the search finds one, everything is there.
        let answer = owner.get(&path).await.expect(303);
        assert_eq!(answer.location(), format!("/clients/{}", anna.id));
        let card = owner.get(answer.location()).await.expect(200);
        for text in [
            "Latex; PPD",
            "Quiet",
            "Luna",
            "Миша",
            "Regular",
            "612 345 602",
            "9 September",
            "Joined with",
        ] {
            let body = card.body.replace('\u{a0}', " ");
            assert!(body.contains(text), "{text} is not on the card");
        }
        let found = owner.get("/clients?q=petrova").await.expect(200);
        assert_eq!(found.body.matches("<tr>").count(), 2);
        owner
            .get("/clients?q=345602")
            .await
            .expect(200)
            .says("Anna Petrova");
        // Pressed twice.
        owner.post(&merge, &[]).await.expect(303);
        assert_eq!(state(&ctx).await, joined);
        // A visit of hers by the other phone is this card's.
        let phone = aureli::contact::Phone::parse("+34612345602", None).unwrap();
        let same = Client::by_contact(&ctx.app.db, bella.tenant.id, Some(&phone), None).await;
        assert_eq!(same.unwrap().unwrap().id, anna.id);
        let undo = card
            .body
            .split(&format!("/clients/{}/merges/", anna.id))
            .nth(1)
            .unwrap();
        let undo = format!("/clients/{}/merges/{}/undo", anna.id, &undo[..36]);
        stranger
            .sign_in(&ctx)
            .await
            .post(&undo, &[])
            .await
            .expect(404);
        owner.post(&undo, &[]).await.expect(303);
        let after = state(&ctx).await;
        for (was, is) in before.iter().zip(&after) {
            assert_eq!(was, is);
        }
        assert_eq!(before.len(), after.len());
        owner.get(&path).await.expect(200).says("Quiet");
        // Pressed twice.
        owner.post(&undo, &[]).await.expect(303);
        assert_eq!(state(&ctx).await, after);
    });
}

/// Who was joined is found by the name on the other card as well, until the join is undone; also over two joins.
#[test]
fn a_joined_card_is_found_by_its_other_name() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut cards = Vec::new();
        for (n, name) in ["Anna Sol", "Nyura Petrova", "Анна Кравец"]
            .into_iter()
            .enumerate()
        {
            let client = ctx.client(&bella, name, &format!("+3461234560{n}")).await;
            cards.push(client.id);
        }
        let found = async |typed: &str| {
            let sought = aureli::clients::Sought::new(typed, true);
            let (filter, after) = (Default::default(), Default::default());
            let (db, now) = (&ctx.app.db, ctx.app.clock.now());
            let rows = Client::list(db, bella.tenant.id, &sought, filter, &after, 9, now).await;
            let names: Vec<String> = rows.unwrap().into_iter().map(|row| row.name).collect();
            names
        };
        let (actor, now) = (Actor::user(bella.owner), ctx.app.clock.now());
        let mut merges = Vec::new();
        for (into, other) in [(1, 2), (0, 1)] {
            let (into, other) = (cards[into], cards[other]);
            let mut tx = ctx.app.db.begin().await.unwrap();
            let merge = Client::merge(&mut tx, bella.tenant.id, &actor, into, other, now);
            merges.push(merge.await.unwrap());
            tx.commit().await.unwrap();
        }
        for typed in ["nyura", "Петрова", "кравец"] {
            assert_eq!(found(typed).await, ["Anna Sol"], "{typed}");
        }
        let mut tx = ctx.app.db.begin().await.unwrap();
        Merge::undo(&mut tx, bella.tenant.id, &actor, merges[1], now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(found("кравец").await, ["Nyura Petrova"]);
        assert_eq!(found("anna").await, ["Anna Sol", "Nyura Petrova"]);
    });
}

/// The earlier of two joins names the later one and leads to its undo, whichever way that one went.
#[test]
fn an_earlier_join_leads_to_the_later_one() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let mut people = Vec::new();
        for (n, name) in ["Anna", "Berta", "Clara", "Dora"].into_iter().enumerate() {
            let client = ctx.client(&bella, name, &format!("+3461234560{n}")).await;
            people.push(client.id);
        }
        let [anna, berta, clara, dora] = people[..] else {
            panic!()
        };
        let mut merges = Vec::new();
        for (into, other) in [(anna, berta), (anna, clara), (dora, anna)] {
            let (actor, now) = (Actor::user(bella.owner), ctx.app.clock.now());
            let mut tx = ctx.app.db.begin().await.unwrap();
            let merge = Client::merge(&mut tx, bella.tenant.id, &actor, into, other, now);
            merges.push((into, merge.await.unwrap()));
            tx.commit().await.unwrap();
            ctx.app.clock.advance(chrono::TimeDelta::days(1));
            if merges.len() == 2 {
                let mut card = owner.get(&format!("/clients/{anna}")).await.expect(200);
                for (_, merge) in &merges {
                    card = card.says(&format!("/clients/{anna}/merges/{merge}/undo"));
                }
            }
        }
        let path = |n: usize| format!("/clients/{}/merges/{}/undo", merges[n].0, merges[n].1);
        // Her card itself was joined into another one since.
        for answer in [
            owner.post(&path(0), &[]).await.expect(409),
            owner.get(&path(0)).await.expect(200),
        ] {
            answer
                .says("the card of Anna was joined into the card of Dora")
                .says(&format!("href=\"{}\"", path(2)));
        }
        owner
            .get(&path(2))
            .await
            .expect(200)
            .lacks("Undo that join first");
        owner.post(&path(2), &[]).await.expect(303);
        owner
            .post(&path(0), &[])
            .await
            .expect(409)
            .says("the card of Clara was joined into the card of Anna")
            .says(&format!("href=\"{}\"", path(1)));
        owner.post(&path(1), &[]).await.expect(303);
        owner.post(&path(0), &[]).await.expect(303);
        for (id, name) in [(anna, "Anna"), (berta, "Berta"), (clara, "Clara")] {
            owner
                .get(&format!("/clients/{id}"))
                .await
                .expect(200)
                .says(name);
        }
        let mut reader = bella.member(&ctx, aureli::accounts::Role::ReadOnly).await;
        reader.get(&path(0)).await.expect(403);
    });
}

/// Whoever adds a table that points at clients says what a merge does with it.
#[test]
fn merging_knows_every_table_that_points_at_clients() {
    on_both(|ctx| async move {
        let Either::Lite(lite) = ctx.app.db.pools() else {
            return;
        };
        let found: Vec<(String, String)> = sqlx::query_as(
            "SELECT t.name, f.\"from\" FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f
             WHERE t.type = 'table' AND f.\"table\" = 'clients' AND f.\"to\" = 'id'",
        )
        .fetch_all(&lite.read)
        .await
        .unwrap();
        assert!(found.len() > 10);
        for (table, column) in found {
            let known = MOVED.iter().chain(COPIED).chain(LEFT);
            let known = known.map(|(table, column)| ((*table).to_owned(), (*column).to_owned()));
            assert!(
                known
                    .collect::<Vec<_>>()
                    .contains(&(table.clone(), column.clone())),
                "what does merging two clients do with {table}.{column}? See src/clients/model/merge.rs"
            );
        }
    });
}

/// The stricter of what was agreed with either holds for both, is said before, and is taken back with the rest.
#[test]
fn what_is_agreed_with_one_card_holds_for_the_joined_one() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let tenant = bella.tenant.id;
        let anna = ctx.client(&bella, "Anna", "+34612345601").await;
        let anya = ctx.client(&bella, "Anya", "+34612345602").await;
        let own = ClientRules {
            notice_minutes: Some(120),
            daily_limit: Some(1),
            kept_late: Some(false),
            ..ClientRules::default()
        };
        let theirs = ClientRules {
            deposit_rule: "always".into(),
            notice_minutes: Some(60),
            daily_limit: Some(3),
            kept_late: Some(true),
            ..ClientRules::default()
        };
        let (actor, now) = (Actor::user(bella.owner), ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        for (client, rules) in [(anna.id, &own), (anya.id, &theirs)] {
            let saved = rules.save(&mut tx, tenant, &actor, client, now).await;
            saved.unwrap();
        }
        tx.commit().await.unwrap();
        let before = state(&ctx).await;
        let mut owner = bella.sign_in(&ctx).await;
        let merge = format!("/clients/{}/merge/{}", anna.id, anya.id);
        let preview = owner.get(&merge).await.expect(200);
        preview
            .says("Rules for this client")
            .says("Always a deposit");
        owner.post(&merge, &[]).await.expect(303);
        let joined = ClientRules::of(&ctx.app.db, tenant, anna.id).await.unwrap();
        let strictest = ClientRules {
            deposit_rule: "always".into(),
            kept_late: Some(true),
            ..own
        };
        assert_eq!(joined, strictest);
        let merges = aureli::clients::Merge::of(&ctx.app.db, tenant, anna.id).await;
        let undo = format!("/clients/{}/merges/{}/undo", anna.id, merges.unwrap()[0].id);
        owner.post(&undo, &[]).await.expect(303);
        assert_eq!(state(&ctx).await, before);
    });
}
