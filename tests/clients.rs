//! Clients: the list and its search, the card, its form. Where next: `clients/card.rs` (notes, tags, subjects, family, blocks).

mod birthdays;
mod bulk;
mod card;
mod imports;
mod imports_back;
mod merge;
mod search;

use aureli::accounts::Role;
use aureli::clients::{Client, Figures};
use aureli::db::Either;
use aureli::events::Actor;
use aureli::money::Money;
use aureli::payments::model::{ByHand, record};
use aureli::payments::{Subject, Way};
use chrono::TimeDelta;

use crate::support::factories::Practice;
use crate::support::{Answer, Ctx, Visitor, on_both};

async fn people(ctx: &Ctx, practice: &Practice) {
    for (name, phone) in [
        ("Анна Чернова", "+34612345601"),
        ("José Núñez", "+34612345602"),
        ("Ёлка Щукина", "+34612345603"),
        ("Percy 100%_", "+34612345604"),
    ] {
        ctx.client(practice, name, phone).await;
    }
}

#[test]
fn the_list_finds_people_in_both_scripts_by_phone_and_by_mail() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        people(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let all = owner.get("/clients").await.expect(200).says("4 people");
        all.says("Анна Чернова").says("José Núñez");
        for (typed, found) in [
            ("anna", "Анна Чернова"),
            ("черн анна", "Анна Чернова"),
            ("nunez", "José Núñez"),
            ("елка", "Ёлка Щукина"),
            ("5602", "José Núñez"),
            ("612 345 603", "Ёлка Щукина"),
            ("client34612345601", "Анна Чернова"),
            ("0%25_", "Percy 100%_"),
        ] {
            let typed: String =
                form_urlencoded::byte_serialize(typed.replace("%25", "%").as_bytes()).collect();
            let page = owner
                .get(&format!("/clients?q={typed}"))
                .await
                .expect(200)
                .says(found);
            assert_eq!(page.body.matches("<tr>").count(), 2, "{typed}");
        }
        owner
            .get("/clients?q=nobody")
            .await
            .expect(200)
            .says("Nobody found")
            .says("/clients/new?name=nobody");
        // While typing only the lines come; what was sought stands in the address, unless it is a phone or an e-mail.
        let mut htmx = owner.with_htmx().with_header("hx-target", "client-rows");
        for (typed, address) in [
            ("anna", "/clients?q=anna"),
            ("612 345 60", "/clients"),
            ("client34612345601@example", "/clients"),
        ] {
            let part = htmx.post("/clients/search", &[("q", typed)]).await;
            let part = part.expect(200);
            assert!(
                part.body
                    .trim_start()
                    .starts_with("<div id=\"client-rows\"")
            );
            assert_eq!(part.headers["hx-replace-url"], address);
            part.says("Анна Чернова").lacks("?q=612");
        }
        let typed = [("q", "anna"), ("blocked", "1")];
        let answer = owner.post("/clients/search", &typed).await.expect(303);
        assert_eq!(answer.location(), "/clients?q=anna&blocked=1");
        let typed = [("q", "612345601")];
        let answer = owner.post("/clients/search", &typed).await.expect(200);
        answer.says("Анна Чернова").says("value=\"612345601\"");
    });
}

#[test]
fn a_long_list_is_paged_without_losing_anybody() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        for n in 0..120 {
            // Many of one name: the order among them must be kept over the pages.
            ctx.client(&bella, "Anna Petrova", &format!("+34612345{n:03}"))
                .await;
        }
        let mut owner = bella.sign_in(&ctx).await;
        let mut seen = std::collections::BTreeSet::new();
        let mut next = Some("/clients?q=anna".to_owned());
        let mut pages = 0;
        while let Some(path) = next.take() {
            let page = owner.get(&path).await.expect(200);
            for part in page.body.split("href=\"/clients/").skip(1) {
                let id = &part[..part.find('"').unwrap()];
                if id.len() == 36 {
                    assert!(seen.insert(id.to_owned()), "{id} came twice");
                }
            }
            next = page
                .body
                .split("rel=\"next\" href=\"")
                .nth(1)
                .map(|rest| rest[..rest.find('"').unwrap()].replace("&#38;", "&"));
            pages += 1;
            assert!(pages < 10);
        }
        let (all,) =
            aureli::q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM clients").unwrap();
        assert_eq!(seen.len() as i64, all);
        for odd in [
            "/clients?after=%ff&id=x",
            "/clients?q=%00",
            &format!("/clients?q={}", "я".repeat(500)),
        ] {
            owner.get(odd).await.expect(200);
        }
    });
}

#[test]
fn neither_the_next_pages_address_nor_the_search_tells_a_masked_contact() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        for n in 0..60 {
            ctx.client(&bella, "Anna Petrova", &format!("+34612345{n:03}"))
                .await;
        }
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        for mut member in [bella.sign_in(&ctx).await, reader.clone()] {
            let page = member.get("/clients").await.expect(200);
            let next = page.body.split("rel=\"next\" href=\"").nth(1).unwrap();
            let next = next[..next.find('"').unwrap()].replace("&#38;", "&");
            assert!(
                !next.contains("346123") && !next.contains("example") && !next.contains("anna"),
                "{next}"
            );
            member.get(&next).await.expect(200).says("/clients/");
        }
        for typed in ["34612345", "client346", "example.com", "anna+example"] {
            let path = format!("/clients?q={typed}");
            reader.get(&path).await.expect(200).says("Nobody found");
        }
        reader
            .get("/clients?q=petr+anna")
            .await
            .expect(200)
            .lacks("Nobody found");
    });
}

#[test]
fn phones_are_masked_for_roles_without_personal_data() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        let list = reader
            .get("/clients")
            .await
            .expect(200)
            .says("Anna Petrova");
        list.lacks("612 345 678")
            .lacks("client34612345678@")
            .lacks("/clients/new\"");
        let card = reader
            .get(&format!("/clients/{}", anna.id))
            .await
            .expect(200);
        card.lacks("612 345 678")
            .lacks("tel:")
            .lacks("mailto:")
            .lacks("client34612345678@");
        reader
            .get(&format!("/clients/{}/edit", anna.id))
            .await
            .expect(403);
        reader.get("/clients/new").await.expect(403);
        reader
            .post("/clients/new", &[("name", "X")])
            .await
            .expect(403);
        bella
            .member(&ctx, Role::Content)
            .await
            .get("/clients")
            .await
            .expect(403);
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger
            .get(&format!("/clients/{}", anna.id))
            .await
            .expect(404);
        stranger
            .get(&format!("/clients/{}/edit", anna.id))
            .await
            .expect(404);
        stranger
            .post(&format!("/clients/{}/edit", anna.id), &[("name", "X")])
            .await
            .expect(404);
        stranger
            .get("/clients?q=anna")
            .await
            .expect(200)
            .lacks("Anna Petrova");
    });
}

#[test]
fn a_card_is_made_and_a_double_is_noticed() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = [
            ("name", "Ольга <i>Кузнецова</i>"),
            ("phone", "+34 612 345 699"),
            ("email", ""),
            ("locale", "ru"),
            ("allergies", "PPD"),
            ("note", "Quiet"),
        ];
        let answer = owner.post("/clients/new", &form).await.expect(303);
        let card = owner.get(answer.location()).await.expect(200);
        card.says("Ольга &#60;i&#62;")
            .says("PPD")
            .says("Quiet")
            .says("612 345 699")
            .says("Русский");
        let double = owner
            .post(
                "/clients/new",
                &[("name", "Olga K"), ("phone", "+34612345699")],
            )
            .await
            .expect(409);
        double
            .says("has this phone or e-mail already")
            .says("value=\"Olga K\"");
        owner
            .post(
                "/clients/new",
                &[
                    ("name", "Olga K"),
                    ("phone", "+34612345699"),
                    ("anyway", "true"),
                ],
            )
            .await
            .expect(303);
        for (field, value) in [
            ("name", ""),
            ("phone", "12"),
            ("email", "no at"),
            ("locale", "tlh"),
            ("note", &*"x".repeat(4001)),
        ] {
            let mut form = vec![("name", "Somebody")];
            form.retain(|(name, _)| *name != field);
            form.push((field, value));
            let page = owner.post("/clients/new", &form).await.expect(422);
            page.says("error-summary")
                .says(&format!("href=\"#{field}\""));
        }
    });
}

#[test]
fn a_second_editor_is_told() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/clients/{}/edit", anna.id);
        let form = owner.get(&path).await.expect(200);
        let seen = form.body.split("name=\"seen\" value=\"").nth(1).unwrap();
        let seen = seen[..seen.find('"').unwrap()].replace("&#43;", "+");
        ctx.app.clock.advance(TimeDelta::minutes(1));
        owner
            .post(&path, &[("name", "Anna First"), ("seen", &seen)])
            .await
            .expect(303);
        let stale = owner
            .post(&path, &[("name", "Anna Second"), ("seen", &seen)])
            .await
            .expect(409);
        stale
            .says("Somebody saved this card")
            .says("value=\"Anna Second\"");
        let now = Client::find(&ctx.app.db, bella.tenant.id, anna.id)
            .await
            .unwrap();
        assert_eq!(now.name, "Anna First");
        owner
            .post(
                &path,
                &[
                    ("name", "Anna Second"),
                    ("seen", &now.updated_at.to_rfc3339()),
                ],
            )
            .await
            .expect(303);
    });
}

/// What one tab saved is never lost by another that was opened before.
#[test]
fn two_tabs_lose_no_allergy() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/clients/{}/edit", anna.id);
        let hidden = |body: &str, name: &str| {
            let mark = format!("name=\"{name}\" value=\"");
            let rest = body.split(&mark).nth(1).unwrap();
            rest[..rest.find('"').unwrap()]
                .replace("&#43;", "+")
                .replace("&#34;", "\"")
        };
        let card = async |ctx: &crate::support::Ctx| {
            Client::find(&ctx.app.db, bella.tenant.id, anna.id)
                .await
                .unwrap()
        };
        let opened = owner.get(&path).await.expect(200).body;
        let (seen, base) = (hidden(&opened, "seen"), hidden(&opened, "base"));
        let tab = |allergies: &'static str, address: &'static str, seen: &str, base: &str| {
            vec![
                ("name", "Anna Petrova".to_owned()),
                ("phone", "612 345 678".to_owned()),
                ("locale", anna.locale.code().to_owned()),
                ("allergies", allergies.to_owned()),
                ("address", address.to_owned()),
                ("seen", seen.to_owned()),
                ("base", base.to_owned()),
            ]
        };
        async fn post(owner: &mut Visitor, path: &str, form: &[(&str, String)]) -> Answer {
            let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
            owner.post(path, &form).await
        }
        ctx.app.clock.advance(TimeDelta::minutes(1));
        let answer = post(&mut owner, &path, &tab("Nickel", "", &seen, &base)).await;
        answer.expect(303);
        // The other tab writes the address only: the allergy is shown, and stands in its form.
        ctx.app.clock.advance(TimeDelta::minutes(1));
        let form = tab("", "Calle Mayor 1", &seen, &base);
        let stale = post(&mut owner, &path, &form).await.expect(409);
        let stale = stale
            .says("Saved meanwhile:")
            .says("the form took it over")
            .says("Nickel</textarea>")
            .says("value=\"Calle Mayor 1\"");
        assert_eq!(card(&ctx).await.allergies, "Nickel");
        assert_eq!(card(&ctx).await.address, "");
        let (seen2, base2) = (hidden(&stale.body, "seen"), hidden(&stale.body, "base"));
        let form = tab("Nickel", "Calle Mayor 1", &seen2, &base2);
        post(&mut owner, &path, &form).await.expect(303);
        let now = card(&ctx).await;
        assert_eq!(
            (now.allergies.as_str(), now.address.as_str()),
            ("Nickel", "Calle Mayor 1")
        );
        // Both write of allergies: both words stand in the form. The address that both wrote is asked about.
        ctx.app.clock.advance(TimeDelta::minutes(1));
        let form = tab("Latex", "Gran Vía 2", &seen, &base);
        let stale = post(&mut owner, &path, &form).await.expect(409);
        stale
            .says("Nickel; Latex</textarea>")
            .says("Both stand in the form now")
            .says("value=\"Gran Vía 2\"")
            .says("Calle Mayor 1")
            .says("Saving again replaces it");
        // A note that came meanwhile asks nothing.
        let page = owner.get(&path).await.expect(200).body;
        let (seen, base) = (hidden(&page, "seen"), hidden(&page, "base"));
        let block = [("reason", "Rude")];
        let blocked = format!("/clients/{}/block", anna.id);
        ctx.app.clock.advance(TimeDelta::minutes(1));
        owner.post(&blocked, &block).await.expect(303);
        let form = tab("Nickel", "Calle Mayor 3", &seen, &base);
        post(&mut owner, &path, &form).await.expect(303);
        assert_eq!(card(&ctx).await.address, "Calle Mayor 3");
        assert!(card(&ctx).await.blocked_at.is_some());
    });
}

/// What the history of a card leads to, in its order, and the address of what is older.
fn history(body: &str) -> (Vec<String>, Option<String>) {
    let part = body.split("id=\"history\"").nth(1).expect("a history");
    let part = part.split("</section>").next().unwrap();
    let (list, rest) = part.split_once("id=\"history-more\"").unwrap_or((part, ""));
    let list = list.split("id=\"history-list\"").nth(1).unwrap_or_default();
    let href = |text: &str| text[..text.find('"').unwrap()].to_owned();
    let lines = list.split("<a href=\"").skip(1).map(href).collect();
    let older = rest.split("href=\"").nth(1).map(href);
    (
        lines,
        older.map(|older| {
            let older = older.replace("&#38;", "&");
            older.split('#').next().unwrap().to_owned()
        }),
    )
}

async fn whole_history(visitor: &mut Visitor, path: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let page = visitor.get(&path).await.expect(200);
        let (lines, older) = history(&page.body);
        assert!(lines.len() <= 8, "{} lines on a page", lines.len());
        all.extend(lines);
        next = older;
    }
    all
}

#[test]
fn the_card_shows_what_comes_and_all_that_was_a_page_at_a_time() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut visits = Vec::new();
        for day in 1..=13 {
            let at = format!("2026-04-{day:02}T10:00");
            visits.push(ctx.book(&bella, "shaping", &at).await.id.to_string());
        }
        let next = ctx.book(&bella, "lamination", "2026-05-15T16:45").await;
        let client = next.client_id.unwrap();
        let form = ctx.form(&bella, "treatment", &[]).await;
        // Eleven at the same instant: more than a page has.
        let mut signed = Vec::new();
        for _ in 0..11 {
            signed.push(ctx.signed(&bella, &form, client).await.id.to_string());
        }
        ctx.photo(&bella, client).await;
        ctx.run_jobs().await;
        ctx.app.clock.advance(TimeDelta::hours(1));
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .post(&format!("/consents/{}/withdrawal", signed[0]), &[])
            .await
            .expect(303);
        ctx.legal(&bella).await;
        let invoice = ctx.invoice(&bella, "2026-05-18T10:00").await;
        let cash = ByHand {
            subject: Subject::Invoice(invoice.id),
            way: Way::Cash,
            amount: Money::new(500, invoice.currency),
            note: String::new(),
            key: uuid::Uuid::new_v4().to_string(),
        };
        let actor = Actor::user(bella.owner);
        record(&ctx.app, &bella.tenant, &cash, bella.owner, &actor)
            .await
            .unwrap();
        let path = format!("/clients/{client}");
        let card = owner.get(&path).await.expect(200);
        let card = card
            .says("Tomorrow, 16:45")
            .says("Brow lamination, 1")
            .says("Withdrawn: Consent to treatment")
            .says("Signed: Consent to treatment");
        // Each once, the newest first, none lost between two pages.
        let all = whole_history(&mut owner, &path).await;
        let at = |what: &str| all.iter().filter(|line| line.ends_with(what)).count();
        for visit in &visits {
            assert_eq!(at(visit), 1, "visit {visit}");
        }
        assert_eq!(at(&signed[0]), 2, "signed and withdrawn");
        for consent in &signed[1..] {
            assert_eq!(at(consent), 1, "consent {consent}");
        }
        assert_eq!(at("/photos"), 1);
        let money = all.iter().filter(|line| line.starts_with("/payments/"));
        assert_eq!(money.count(), 1);
        assert!(
            all.iter()
                .position(|line| line.ends_with(&signed[0]))
                .unwrap()
                < 2,
            "the newest"
        );
        assert!(all.last().unwrap().ends_with(&visits[0]), "the oldest");
        assert_eq!(at(&next.id.to_string()), 0, "not what is to come");
        // The next visit stands on the older pages too.
        let older = history(&card.body).1.unwrap();
        owner.get(&older).await.expect(200).says("Tomorrow, 16:45");
        let only = async |owner: &mut Visitor, sort: &str| {
            whole_history(owner, &format!("{path}?history={sort}")).await
        };
        assert_eq!(only(&mut owner, "visits").await.len(), 13);
        assert_eq!(only(&mut owner, "photos").await.len(), 1);
        assert_eq!(only(&mut owner, "money").await.len(), 1);
        for odd in [
            "?before=never",
            "?history=x",
            "?before=2026-01-01T00:00:00Z~x",
            // Older than what Postgres can keep.
            "?before=-9999-01-01T00:00:00Z~00000000-0000-0000-0000-000000000000",
            "?before=-9999-01-01T00:00:00Z~00000000-0000-0000-0000-000000000000&history=money",
            "/photos?before=-9999-01-01T00:00:00Z",
            "/photos?before=%2B99999-01-01T00:00:00Z",
        ] {
            owner.get(&format!("{path}{odd}")).await.expect(200);
        }
        // Who may not see photos and forms finds none of them.
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        let (told, all): (Vec<_>, Vec<_>) = whole_history(&mut reader, &path)
            .await
            .into_iter()
            .partition(|line| line.starts_with("/messages/"));
        assert!(!told.is_empty(), "what the client was told");
        assert_eq!(all.len(), 14, "visits and a payment");
        let hidden = ["/consents/", "/photos"];
        assert!(
            !all.iter()
                .any(|line| hidden.iter().any(|part| line.contains(part)))
        );
        let no_such_sort = only(&mut reader, "photos").await.len();
        assert_eq!(no_such_sort, 14 + told.len());
    });
}

/// The list's sums are kept by the database: they follow whatever happens to a visit.
#[test]
fn kept_sums_are_what_counting_gives() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (tenant, db) = (bella.tenant.id, &ctx.app.db);
        let one = ctx.client(&bella, "Anna", "+34612345601").await.id;
        let two = ctx.client(&bella, "Berta", "+34612345602").await.id;
        let mut visits = Vec::new();
        for day in 1..=4 {
            let at = format!("2026-04-{day:02}T10:00");
            visits.push(ctx.book_for(&bella, one, "shaping", &at).await.id);
        }
        let agree = async |expected: [(i64, i64); 2]| {
            let both = [one, two];
            let kept = Figures::of_many(db, tenant, &both, bella.tenant.currency);
            let kept = kept.await.unwrap();
            for (client, expected) in [one, two].into_iter().zip(expected) {
                let counted = Figures::of(db, tenant, client, bella.tenant.currency);
                let counted = counted.await.unwrap();
                assert_eq!((counted.visits, counted.spent_minor), expected);
                assert_eq!(kept.get(&client).copied().unwrap_or_default(), expected);
            }
        };
        agree([(0, 0), (0, 0)]).await;
        let change = async |sql: &str, visit: usize, expected| {
            match db.pools() {
                Either::Lite(lite) => {
                    let query = sqlx::query(sql).bind(tenant).bind(visits[visit]);
                    let query = query.bind(two);
                    query.execute(&lite.write).await.unwrap();
                }
                Either::Pg(pool) => {
                    let query = sqlx::query(sql).bind(tenant).bind(visits[visit]);
                    query.bind(two).execute(pool).await.unwrap();
                }
            }
            agree(expected).await;
        };
        const THIS: &str = "WHERE tenant_id = $1 AND id = $2 AND client_id IS DISTINCT FROM";
        let set = |what: &str| format!("UPDATE appointments SET {what} {THIS} $3");
        change(&set("status = 'completed'"), 0, [(1, 2000), (0, 0)]).await;
        change(&set("status = 'completed'"), 1, [(2, 4000), (0, 0)]).await;
        change(&set("status = 'no_show'"), 2, [(2, 4000), (0, 0)]).await;
        change(&set("final_price_minor = 2500"), 0, [(2, 4500), (0, 0)]).await;
        change(&set("internal_note = 'x'"), 0, [(2, 4500), (0, 0)]).await;
        change(&set("client_id = $3"), 0, [(1, 2000), (1, 2500)]).await;
        // Another currency is a visit, and no money of ours.
        change(&set("currency = 'USD'"), 1, [(1, 0), (1, 2500)]).await;
        change(&set("status = 'confirmed'"), 1, [(0, 0), (1, 2500)]).await;
        change(&set("client_id = NULL"), 2, [(0, 0), (1, 2500)]).await;
        let mut owner = bella.sign_in(&ctx).await;
        let list = owner.get("/clients").await.expect(200);
        list.says("€25");
    });
}

#[test]
fn the_palette_finds_clients() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        people(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let found = owner.with_htmx().post("/search", &[("q", "anna")]).await;
        let found = found.expect(200);
        found
            .says("role=\"option\"")
            .says("Анна Чернова")
            .lacks("José");
        assert_eq!(
            owner
                .with_htmx()
                .post("/search", &[("q", "")])
                .await
                .expect(200)
                .body
                .trim(),
            ""
        );
        // Enter leads to the list.
        let answer = owner.post("/clients/search", &[("q", "a&b")]).await;
        assert_eq!(answer.expect(303).location(), "/clients?q=a%26b");
    });
}

/// A button pressed four times, and two people who add the same client at the same moment.
#[test]
fn the_same_client_is_made_once() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let page = owner.get("/clients/new").await.expect(200).body;
        let key = page.split("name=\"key\" value=\"").nth(1).unwrap();
        let key = key.split('"').next().unwrap().to_owned();
        let form = |key: &str| {
            [
                ("name", "Zoe Bell".to_owned()),
                ("phone", "+34612345699".to_owned()),
                ("key", key.to_owned()),
            ]
        };
        let mut presses = Vec::new();
        for key in [key.as_str(), &key, &key, "", ""] {
            let mut visitor = bella.sign_in(&ctx).await;
            let form = form(key);
            presses.push(tokio::spawn(async move {
                let form: Vec<(&str, &str)> = form
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                let answer = visitor.post("/clients/new", &form).await;
                (answer.status.as_u16(), answer.location().to_owned())
            }));
        }
        let mut led = std::collections::BTreeSet::new();
        for press in presses {
            let (status, to) = press.await.unwrap();
            assert!(matches!(status, 303 | 409), "{status}");
            if status == 303 {
                led.insert(to);
            }
        }
        assert_eq!(led.len(), 1, "{led:?}");
        let (count,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM clients WHERE name = 'Zoe Bell'"
        )
        .unwrap();
        assert_eq!(count, 1);
        // The same note twice by one form, and another one by the same form after a step back.
        let card = led.pop_first().unwrap();
        let page = owner.get(&card).await.expect(200).body;
        let key = page.split("name=\"key\" value=\"").nth(1).unwrap();
        let key = key.split('"').next().unwrap();
        for body in ["Likes tea", "Likes tea", "No milk"] {
            let note = [("body", body), ("key", key)];
            owner
                .post(&format!("{card}/notes"), &note)
                .await
                .expect(303);
        }
        let page = owner.get(&card).await.expect(200).body;
        assert_eq!(page.matches("Likes tea").count(), 1);
        assert_eq!(page.matches("No milk").count(), 1);
    });
}
