//! One act on many: tags undone, a message to those who allowed it, leaving; whose card it is when a phone is shared.

use aureli::accounts::Role;
use aureli::clients::{Client, Tag};
use aureli::events::Actor;
use aureli::q;

use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

async fn tags(ctx: &Ctx, client: &Client) -> Vec<String> {
    let tags = Tag::of(&ctx.app.db, client.tenant_id, client.id)
        .await
        .unwrap();
    tags.into_iter().map(|tag| tag.name).collect()
}

#[test]
fn tags_of_many_are_undone_exactly() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let anna = ctx.client(&bella, "Anna", "+34612345601").await;
        let berta = ctx.client(&bella, "Berta", "+34612345602").await;
        let mut owner = bella.sign_in(&ctx).await;
        let (a, b) = (anna.id.to_string(), berta.id.to_string());
        let path = "/clients/bulk/tags";
        owner
            .post(path, &[("id", &a), ("tags", "VIP")])
            .await
            .expect(303);
        let answer = owner
            .post(path, &[("id", &a), ("id", &b), ("tags", "vip, New")])
            .await
            .expect(303);
        let done = answer.location().to_owned();
        owner
            .get(&done)
            .await
            .expect(200)
            .says("Tags of 2 clients changed")
            .says("Undo");
        assert_eq!(tags(&ctx, &berta).await, ["New", "VIP"]);
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger.get(&done).await.expect(404);
        stranger
            .post(&format!("{done}/undo"), &[])
            .await
            .expect(404);
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader.post(&format!("{done}/undo"), &[]).await.expect(403);
        owner.post(&format!("{done}/undo"), &[]).await.expect(303);
        // Anna was a VIP before.
        assert_eq!(tags(&ctx, &anna).await, ["VIP"]);
        assert_eq!(tags(&ctx, &berta).await, [""; 0]);
        owner
            .post(path, &[("id", &b), ("tags", "New")])
            .await
            .expect(303);
        // Pressed again, it takes nothing away that came later.
        owner.post(&format!("{done}/undo"), &[]).await.expect(303);
        assert_eq!(tags(&ctx, &berta).await, ["New"]);
        owner
            .get(&done)
            .await
            .expect(200)
            .says("Undone")
            .lacks("/undo\"");
        let answer = owner
            .post(path, &[("id", &a), ("tags", "VIP"), ("remove", "true")])
            .await
            .expect(303);
        assert_eq!(tags(&ctx, &anna).await, [""; 0]);
        owner
            .post(&format!("{}/undo", answer.location()), &[])
            .await
            .expect(303);
        assert_eq!(tags(&ctx, &anna).await, ["VIP"]);
    });
}

/// All that match, however many, in one act that is undone as a whole.
#[test]
fn all_that_match_are_tagged_at_once_and_undone() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.client(&bella, "Zoe Other", "+34612345699").await;
        let rows: Vec<serde_json::Value> = (0..620)
            .map(|n| serde_json::json!({ "id": uuid::Uuid::now_v7(), "name": format!("Anna {n:03}") }))
            .collect();
        q!(
            &ctx.app.db,
            execute,
            {
                sqlite: "INSERT INTO clients (tenant_id, id, name, locale, search, source, created_at, updated_at)
                    SELECT $1, unhex(value ->> 'id', '-'), value ->> 'name', 'en', lower(value ->> 'name') || ' ! ', 'master', $3, $3
                    FROM json_each($2)",
                pg: "INSERT INTO clients (tenant_id, id, name, locale, search, source, created_at, updated_at)
                    SELECT $1, id, name, 'en', lower(name) || ' ! ', 'master', $3, $3
                    FROM jsonb_to_recordset($2::jsonb) AS x (id uuid, name text)",
            },
            bella.tenant.id,
            serde_json::Value::Array(rows).to_string(),
            ctx.app.clock.now(),
        )
        .unwrap();
        let mut owner = bella.sign_in(&ctx).await;
        let count = async || {
            let (count,) = q!(
                &ctx.app.db,
                fetch_one: (i64,),
                "SELECT COUNT(*) FROM client_tags WHERE tenant_id = $1",
                bella.tenant.id,
            )
            .unwrap();
            count
        };
        owner
            .get("/clients/bulk?q=anna")
            .await
            .expect(200)
            .says("All 620 that match");
        let form = [("q", "anna"), ("all", "true"), ("tags", "Regular")];
        let answer = owner.post("/clients/bulk/tags", &form).await.expect(303);
        let done = answer.location().to_owned();
        owner
            .get(&done)
            .await
            .expect(200)
            .says("Tags of 620 clients changed");
        assert_eq!(count().await, 620);
        owner.post(&format!("{done}/undo"), &[]).await.expect(303);
        assert_eq!(count().await, 0);
    });
}

#[test]
fn tags_are_renamed_joined_and_deleted() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let anna = ctx.client(&bella, "Anna", "+34612345601").await;
        let berta = ctx.client(&bella, "Berta", "+34612345602").await;
        let mut owner = bella.sign_in(&ctx).await;
        let (a, b) = (anna.id.to_string(), berta.id.to_string());
        let path = "/clients/bulk/tags";
        owner
            .post(path, &[("id", &a), ("id", &b), ("tags", "Regullar")])
            .await
            .expect(303);
        owner
            .post(path, &[("id", &a), ("tags", "Regular")])
            .await
            .expect(303);
        let all = Tag::all(&ctx.app.db, bella.tenant.id).await.unwrap();
        let wrong = all.iter().find(|tag| tag.name == "Regullar").unwrap();
        let right = all.iter().find(|tag| tag.name == "Regular").unwrap();
        owner
            .get("/clients/tags")
            .await
            .expect(200)
            .says("Regullar")
            .says("2 people");
        let edit = format!("/clients/tags/{}/edit", wrong.id);
        owner.get(&edit).await.expect(200);
        for bad in ["", "one, two"] {
            let answer = owner.post(&edit, &[("name", bad)]).await.expect(422);
            answer.says("href=\"#name\"");
        }
        owner.post(&edit, &[("name", "Regulars")]).await.expect(303);
        assert_eq!(tags(&ctx, &berta).await, ["Regulars"]);
        // The name of another one: asked, then both are one.
        owner
            .post(&edit, &[("name", "regular")])
            .await
            .expect(409)
            .says("1 client has it");
        assert_eq!(tags(&ctx, &anna).await, ["Regular", "Regulars"]);
        let join = right.id.to_string();
        let form = [("name", "regular"), ("join", join.as_str())];
        owner.post(&edit, &form).await.expect(303);
        assert_eq!(tags(&ctx, &anna).await, ["Regular"]);
        assert_eq!(tags(&ctx, &berta).await, ["Regular"]);
        let deletion = format!("/clients/tags/{}/deletion", right.id);
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader.get("/clients/tags").await.expect(200);
        reader.post(&deletion, &[]).await.expect(403);
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger.post(&deletion, &[]).await.expect(404);
        owner.post(&deletion, &[]).await.expect(303);
        assert_eq!(tags(&ctx, &anna).await, [""; 0]);
        assert!(
            Tag::all(&ctx.app.db, bella.tenant.id)
                .await
                .unwrap()
                .is_empty()
        );
    });
}

/// A client who allowed advertising.
async fn willing(ctx: &Ctx, practice: &Practice, name: &str, phone: &str) -> Client {
    let mut client = ctx.client(practice, name, phone).await;
    let mut tx = ctx.app.db.begin().await.unwrap();
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    client
        .set_marketing(&mut tx, &actor, true, "master", now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    client
}

/// The hidden key of the form.
fn key(body: &str) -> String {
    let rest = body.split("name=\"key\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn a_message_goes_to_those_who_allowed_it_once_and_they_can_leave() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let page = owner.get("/clients/mailings/new").await.expect(200);
        let first = key(&page.body);
        let text = |key: &str| {
            vec![
                ("key".to_owned(), key.to_owned()),
                ("subject".to_owned(), "News for {name}".to_owned()),
                (
                    "body".to_owned(),
                    "Dear {name},\r\n\r\nthe <b>summer</b> is here.".to_owned(),
                ),
                ("tag".to_owned(), String::new()),
            ]
        };
        let send = async |owner: &mut crate::support::Visitor, key: &str, agreed: &str| {
            let mut form = text(key);
            if !agreed.is_empty() {
                form.push(("agreed".to_owned(), agreed.to_owned()));
            }
            let form: Vec<(&str, &str)> =
                form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            owner.post("/clients/mailings", &form).await
        };
        // What would go out as it is typed is refused.
        for (subject, body) in [("News {nme}", "Dear all"), ("News", "Dear {foo},")] {
            let odd = [
                ("key", first.as_str()),
                ("subject", subject),
                ("body", body),
                ("tag", ""),
            ];
            owner
                .post("/clients/mailings", &odd)
                .await
                .expect(422)
                .says("may stand in braces");
        }
        // Nobody allowed it yet.
        ctx.client(&bella, "Silent", "+34612345600").await;
        send(&mut owner, &first, "")
            .await
            .expect(422)
            .says("Nobody here allowed advertising");
        let anna = willing(&ctx, &bella, "Anna Petrova", "+34612345601").await;
        let berta = willing(&ctx, &bella, "Berta", "+34612345602").await;
        let mut blocked = willing(&ctx, &bella, "Blocked", "+34612345603").await;
        let mut tx = ctx.app.db.begin().await.unwrap();
        let (actor, now) = (Actor::user(bella.owner), ctx.app.clock.now());
        blocked
            .block(&mut tx, &actor, String::new(), now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        owner
            .post(
                "/clients/mailings",
                &[("key", &first), ("subject", ""), ("body", "")],
            )
            .await
            .expect(422)
            .says("href=\"#subject\"")
            .says("href=\"#body\"");
        let ask = send(&mut owner, &first, "").await.expect(200);
        ask.says("Send this to 2 clients?")
            .says("News for Anna")
            .says("&#60;b&#62;summer");
        // One more than was agreed to.
        send(&mut owner, &first, "1")
            .await
            .expect(409)
            .says("Send this to 2 clients?");
        send(&mut owner, &first, "2").await.expect(303);
        // Pressed twice.
        send(&mut owner, &first, "2").await.expect(303);
        let queued =
            q!(&ctx.app.db, fetch_all: (String, String), "SELECT kind, status FROM messages")
                .unwrap();
        assert_eq!(queued, vec![("mailing".to_owned(), "queued".to_owned()); 2]);
        // Berta takes it back before her copy goes out.
        let leave = aureli::messages::mailing::unsubscribe_path(
            ctx.app.secret(),
            bella.tenant.id,
            berta.id,
        );
        let mut guest = ctx.visitor();
        guest
            .get(&leave)
            .await
            .expect(200)
            .says("No more news?")
            .says("Bella Brows");
        let still = Client::find(&ctx.app.db, bella.tenant.id, berta.id)
            .await
            .unwrap();
        assert!(still.allows_marketing(), "looking changes nothing");
        guest.post(&leave, &[]).await.expect(303);
        guest
            .get(&leave)
            .await
            .expect(200)
            .says("You get no more news");
        ctx.app.clock.advance(chrono::TimeDelta::minutes(1));
        ctx.run_jobs().await;
        let mails = q!(
            &ctx.app.db,
            fetch_all: (String, String, String, String),
            "SELECT recipient, subject, body_text, body_html FROM dev_mails"
        )
        .unwrap();
        assert_eq!(mails.len(), 1, "{mails:?}");
        let (recipient, subject, text, html) = &mails[0];
        assert_eq!(
            (recipient.as_str(), subject.as_str()),
            ("client34612345601@example.com", "News for Anna")
        );
        assert!(
            text.contains("Dear Anna,\n\nthe <b>summer</b> is here."),
            "{text}"
        );
        assert!(html.contains("the &#60;b&#62;summer"), "{html}");
        let own =
            aureli::messages::mailing::unsubscribe_path(ctx.app.secret(), bella.tenant.id, anna.id);
        assert!(text.contains(&own) && html.contains(&own));
        let left = Client::find(&ctx.app.db, bella.tenant.id, berta.id)
            .await
            .unwrap();
        assert!(!left.allows_marketing());
        // By mistake: back again.
        guest.post(&leave, &[("again", "true")]).await.expect(303);
        let back = Client::find(&ctx.app.db, bella.tenant.id, berta.id)
            .await
            .unwrap();
        assert!(back.allows_marketing());
        guest.get("/unsubscribe/AAAA").await.expect(404);
        guest.post(&format!("{leave}A"), &[]).await.expect(404);
        for role in [Role::ReadOnly, Role::Content] {
            let mut member = bella.member(&ctx, role).await;
            member.get("/clients/mailings/new").await.expect(403);
            member
                .post("/clients/mailings", &[("key", &first)])
                .await
                .expect(403);
        }
        owner
            .get("/clients/mailings/new")
            .await
            .expect(200)
            .says("News for {name}")
            .says("2 people");
        owner
            .get("/settings/audit")
            .await
            .expect(200)
            .says("A message to many clients was sent");
    });
}

#[test]
fn a_mailing_is_checked_kept_to_one_language_and_stopped() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        for n in 1..=3 {
            let phone = format!("+3461234560{n}");
            willing(&ctx, &bella, &format!("Anna {n}"), &phone).await;
        }
        let olga = willing(&ctx, &bella, "Ольга", "+34612345609").await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET locale = 'ru' WHERE tenant_id = $1 AND id = $2",
            bella.tenant.id,
            olga.id,
        )
        .unwrap();
        q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET locale = 'es' WHERE tenant_id = $1 AND id <> $2",
            bella.tenant.id,
            olga.id,
        )
        .unwrap();
        let page = owner.get("/clients/mailings/new").await.expect(200);
        let id = key(&page.body);
        let form = |subject: &'static str, language: &'static str, agreed: &'static str| {
            let form = vec![
                ("key", id.clone()),
                ("subject", subject.to_owned()),
                ("body", "Hello".to_owned()),
                ("language", language.to_owned()),
                ("agreed", agreed.to_owned()),
            ];
            form
        };
        async fn post(
            owner: &mut crate::support::Visitor,
            form: &[(&str, String)],
        ) -> crate::support::Answer {
            let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
            owner.post("/clients/mailings", &form).await
        }
        post(&mut owner, &form("News {nme}", "", ""))
            .await
            .expect(422)
            .says("{nme} means nothing here")
            .says("Did you mean {name}?");
        post(&mut owner, &form("News", "xx", ""))
            .await
            .expect(422)
            .says("href=\"#language");
        post(&mut owner, &form("News", "", ""))
            .await
            .expect(200)
            .says("Send this to 4 clients?")
            .says("Español: 3, Русский: 1");
        post(&mut owner, &form("News", "es", ""))
            .await
            .expect(200)
            .says("Send this to 3 clients?")
            .lacks("Русский: 1");
        post(&mut owner, &form("News", "es", "3")).await.expect(303);
        let stop = format!("/clients/mailings/{id}/stop");
        owner
            .get("/clients/mailings/new")
            .await
            .expect(200)
            .says("0 of 3 sent")
            .says(&stop);
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader.post(&stop, &[]).await.expect(403);
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger.post(&stop, &[]).await.expect(404);
        owner.post(&stop, &[]).await.expect(303);
        ctx.app.clock.advance(chrono::TimeDelta::minutes(1));
        ctx.run_jobs().await;
        let mails = q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM dev_mails");
        assert_eq!(mails.unwrap().0, 0);
        let page = owner.get("/clients/mailings/new").await.expect(200);
        page.lacks(&stop);
    });
}

#[test]
fn each_reads_the_message_in_their_own_language() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        for (n, (name, locale)) in [("Anna", "en"), ("Lucía", "es"), ("Ольга", "ru")]
            .into_iter()
            .enumerate()
        {
            let client = willing(&ctx, &bella, name, &format!("+3461234560{n}")).await;
            q!(
                &ctx.app.db,
                execute,
                "UPDATE clients SET locale = $3 WHERE tenant_id = $1 AND id = $2",
                bella.tenant.id,
                client.id,
                locale,
            )
            .unwrap();
        }
        let page = owner.get("/clients/mailings/new").await.expect(200);
        let page = page
            .says("name=\"subject_es\"")
            .lacks("name=\"subject_en\"");
        let id = key(&page.body);
        let mut form = vec![
            ("key", id.as_str()),
            ("subject", "News for {name}"),
            ("body", "It is summer."),
            ("subject_es", "Novedades, {name}"),
            ("body_es", ""),
        ];
        // Half a text is none.
        owner
            .post("/clients/mailings", &form)
            .await
            .expect(422)
            .says("href=\"#body_es\"")
            .says("Novedades, {name}");
        form[4].1 = "Es {verano}.";
        owner
            .post("/clients/mailings", &form)
            .await
            .expect(422)
            .says("{verano} means nothing here");
        form[4].1 = "Ya es verano.";
        let ask = owner.post("/clients/mailings", &form).await.expect(200);
        // Each text with its readers; who reads none of their own is named.
        ask.says("Send this to 3 clients?")
            .says("English: 1, Русский: 1")
            .says("Español: 1")
            .says("Ya es verano.")
            .says("Русский: 1: you wrote no text");
        // The first text may be in any of the languages: who reads it lacks nothing.
        let in_russian = [form.clone(), vec![("main", "ru")]].concat();
        let ask = owner
            .post("/clients/mailings", &in_russian)
            .await
            .expect(200);
        ask.says("English: 1: you wrote no text")
            .lacks("Русский: 1: you");
        form.push(("agreed", "3"));
        owner.post("/clients/mailings", &form).await.expect(303);
        ctx.app.clock.advance(chrono::TimeDelta::minutes(1));
        ctx.run_jobs().await;
        let mails = q!(
            &ctx.app.db,
            fetch_all: (String, String),
            "SELECT subject, body_text FROM dev_mails ORDER BY subject"
        )
        .unwrap();
        let subjects: Vec<&str> = mails.iter().map(|mail| mail.0.as_str()).collect();
        assert_eq!(
            subjects,
            ["News for Anna", "News for Ольга", "Novedades, Lucía"]
        );
        assert!(mails[2].1.contains("Ya es verano."));
        assert!(!mails[2].1.contains("It is summer."));
        assert!(mails[1].1.contains("It is summer."));
    });
}

#[test]
fn a_shared_phone_asks_whose_visit_it_is() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345601").await;
        let mut owner = bella.sign_in(&ctx).await;
        let count = async || -> i64 {
            let count = q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM clients");
            count.unwrap().0
        };
        let page = owner.get("/appointments/new").await.expect(200);
        let service = page.body.split("name=\"what\">").nth(1).unwrap();
        let service = service.split("value=\"").nth(1).unwrap();
        let service = service.split('"').next().unwrap().to_owned();
        let book = |name: &'static str, same: &'static str, time: &'static str| {
            vec![
                ("client", "new"),
                ("name", name),
                ("phone", "612 345 601"),
                ("date", "2026-05-15"),
                ("time", time),
                ("same", same),
            ]
        };
        for (name, same, time, status) in [
            ("Misha", "", "10:00", 409),
            ("Misha", "own", "10:00", 303),
            ("Misha", "", "12:00", 409),
            ("Misha", "other", "12:00", 303),
            ("Анна", "", "14:00", 303),
        ] {
            let mut form = book(name, same, time);
            form.push(("what", &service));
            let answer = owner.post("/appointments", &form).await.expect(status);
            if status == 409 {
                answer
                    .says("is on the card of Anna Petrova")
                    .says("Misha, somebody else");
            }
        }
        assert_eq!(count().await, 2);
        let visits = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM appointments WHERE tenant_id = $1 AND client_id = $2",
            bella.tenant.id,
            anna.id,
        );
        assert_eq!(visits.unwrap().0, 2);
    });
}
