//! Taking data along, erasing, locking, keeping for so long; and that it stays so after a restore.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use aureli::accounts::Role;
use aureli::app::App;
use aureli::backup;
use aureli::clients::Client;
use aureli::config::Config;
use aureli::consents::Consent;
use aureli::db::Either;
use aureli::events::Actor;
use aureli::id::ClientId;
use aureli::privacy::{self, Fate, Reason, What, tables};
use chrono::TimeDelta;
use serde_json::Value;
use sqlx::Row;

use crate::support::factories::{OWNER_PASSWORD, Practice};
use crate::support::meanwhile::meanwhile;
use crate::support::{Ctx, Visitor, databases, on_both};

const SECRET: &str = "Zinaida Zvereva";
const PHONE: &str = "+34699123777";

/// A client of whom everything is known that can be.
async fn known(ctx: &Ctx, practice: &Practice) -> Client {
    let client = ctx.client(practice, SECRET, PHONE).await;
    let mut owner = practice.sign_in(ctx).await;
    owner
        .post(
            &format!("/clients/{}/notes", client.id),
            &[("body", "Zvereva likes tea")],
        )
        .await
        .expect(303);
    let form = ctx.form(practice, "treatment", &[]).await;
    ctx.signed(practice, &form, client.id).await;
    let photos = ctx.form(practice, "photo", &[]).await;
    ctx.signed(practice, &photos, client.id).await;
    let photo = ctx.photo(practice, client.id).await;
    ctx.shared(practice, client.id, &[photo.id]).await;
    client
}

fn unzip(bytes: &[u8]) -> zip::ZipArchive<Cursor<Vec<u8>>> {
    zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap()
}

fn text(zip: &mut zip::ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    zip.by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

async fn find(ctx: &Ctx, practice: &Practice, id: ClientId) -> Client {
    Client::find(&ctx.app.db, practice.tenant.id, id)
        .await
        .unwrap()
}

/// Every row of the database as text.
async fn everything(app: &App) -> String {
    let mut all = String::new();
    match app.db.pools() {
        Either::Lite(lite) => {
            let names: Vec<(String,)> = sqlx::query_as(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'clients_fts%'",
            )
            .fetch_all(&lite.read)
            .await
            .unwrap();
            for (name,) in names {
                let columns: Vec<(String,)> =
                    sqlx::query_as(&format!("SELECT name FROM pragma_table_info('{name}')"))
                        .fetch_all(&lite.read)
                        .await
                        .unwrap();
                let columns: Vec<String> = columns
                    .into_iter()
                    .map(|(column,)| format!("quote({column})"))
                    .collect();
                let sql = format!(
                    "SELECT group_concat({}, char(10)) FROM {name}",
                    columns.join("||")
                );
                let text: Option<String> = sqlx::query(&sql)
                    .fetch_one(&lite.read)
                    .await
                    .unwrap()
                    .get(0);
                all.push_str(&text.unwrap_or_default());
            }
        }
        Either::Pg(pool) => {
            let names: Vec<(String,)> =
                sqlx::query_as("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'")
                    .fetch_all(pool)
                    .await
                    .unwrap();
            for (name,) in names {
                let sql = format!("SELECT string_agg(t::text, ';') FROM {name} t");
                let text: Option<String> = sqlx::query(&sql).fetch_one(pool).await.unwrap().get(0);
                all.push_str(&text.unwrap_or_default());
            }
        }
    }
    all
}

/// An owner who has just entered the password.
async fn proved(ctx: &Ctx, practice: &Practice) -> Visitor {
    let mut owner = practice.sign_in(ctx).await;
    owner
        .post(
            "/password/confirm",
            &[("password", OWNER_PASSWORD), ("next", "/")],
        )
        .await
        .expect(303);
    owner
}

/// The password is entered at signing in; ten minutes later it is asked for again.
async fn later(ctx: &Ctx, practice: &Practice) -> Visitor {
    let owner = practice.sign_in(ctx).await;
    ctx.app.clock.advance(TimeDelta::minutes(11));
    owner
}

/// Rules of the practice, in place of those that it has.
async fn keep_to(ctx: &Ctx, practice: &Practice, rules: &[(What, i64)]) {
    let (actor, now) = (Actor::system(), ctx.app.clock.now());
    let mut tx = ctx.app.db.begin().await.unwrap();
    privacy::set_rules(&mut tx, practice.tenant.id, &actor, rules, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn every_table_is_thought_of() {
    on_both(|ctx| async move {
        let sql = "SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id'";
        let own: Vec<(String,)> = match ctx.app.db.pools() {
            Either::Pg(pool) => sqlx::query_as(sql).fetch_all(pool).await.unwrap(),
            Either::Lite(lite) => sqlx::query_as(
                "SELECT DISTINCT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
                 WHERE m.type = 'table' AND c.name = 'tenant_id'",
            )
            .fetch_all(&lite.read)
            .await
            .unwrap(),
        };
        let named: BTreeSet<&str> = tables::CLIENT
            .iter()
            .chain(tables::PRACTICE)
            .map(|table| table.name)
            .chain(tables::LEFT_OUT.iter().map(|(name, _)| *name))
            .collect();
        for (name,) in &own {
            assert!(
                name == "jobs" || named.contains(name.as_str()),
                "name {name} in src/privacy/tables.rs, and what erasing a client does with it"
            );
        }
        let there: BTreeSet<&str> = own.iter().map(|(name,)| name.as_str()).collect();
        for name in named {
            // The search's own tables are SQLite's alone.
            assert!(
                there.contains(name) || name.starts_with("client_"),
                "{name} is not there"
            );
        }
    });
}

#[test]
fn a_client_takes_everything_along() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let booked = visit.client_id.unwrap();
        let client = known(&ctx, &practice).await;
        let path = format!("/clients/{}/privacy", client.id);
        // Not without the password.
        let mut owner = later(&ctx, &practice).await;
        let asked = owner.get(&path).await.expect(303);
        assert!(
            asked.location().starts_with("/password/confirm"),
            "{}",
            asked.location()
        );
        let asked = owner
            .post(&format!("/clients/{}/export", client.id), &[])
            .await
            .expect(303);
        assert!(asked.location().starts_with("/password/confirm"));
        owner
            .post(
                "/password/confirm",
                &[("password", "a guess"), ("next", &path)],
            )
            .await
            .expect(422);
        owner
            .post(
                "/password/confirm",
                &[("password", OWNER_PASSWORD), ("next", &path)],
            )
            .await
            .expect(303);
        owner.get(&path).await.expect(200).says("Download ZIP");
        let file = owner
            .post(&format!("/clients/{}/export", client.id), &[])
            .await
            .expect(200);
        assert_eq!(file.headers["content-type"], "application/zip");
        let name = file.headers["content-disposition"].to_str().unwrap();
        assert!(name.contains(".zip"), "{name}");
        let mut zip = unzip(&file.bytes);
        let names: Vec<String> = zip
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect();
        assert!(!names.iter().any(|name| name == "missing.txt"), "{names:?}");
        assert!(
            names.iter().any(|name| name.starts_with("photos/")),
            "{names:?}"
        );
        let data: Value = serde_json::from_str(&text(&mut zip, "client.json")).unwrap();
        assert_eq!(data["clients"][0]["name"], SECRET);
        assert_eq!(data["clients"][0]["is_merged"], false);
        assert_eq!(data["client_notes"][0]["body"], "Zvereva likes tea");
        assert!(data["consents"].as_array().unwrap().len() == 2);
        assert!(
            !data.to_string().contains(&booked.to_string()),
            "another client's data"
        );
        let signed = names
            .iter()
            .find(|name| name.starts_with("consents/"))
            .unwrap();
        let signed: Value = serde_json::from_str(&text(&mut zip, signed)).unwrap();
        assert_eq!(signed["client"]["name"], SECRET);
        assert!(text(&mut zip, "visits.csv").contains("Reference"));
        // Who may not, does not.
        let mut helper = practice.member(&ctx, Role::Operator).await;
        helper.get(&path).await.expect(403);
        helper
            .post(&format!("/clients/{}/export", client.id), &[])
            .await
            .expect(403);
        helper
            .post("/settings/privacy/export", &[])
            .await
            .expect(403);
    });
}

#[test]
fn the_practice_takes_everything_along() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let client = known(&ctx, &practice).await;
        let formula = ctx
            .client(&practice, "=HYPERLINK(\"http://evil\")", "+34612000001")
            .await;
        let stranger = ctx.stranger().await;
        let theirs = ctx.client(&stranger, "Somebody Else", "+34612000002").await;
        let mut owner = proved(&ctx, &practice).await;
        let file = owner
            .post("/settings/privacy/export", &[])
            .await
            .expect(200);
        let mut zip = unzip(&file.bytes);
        let names: Vec<String> = zip
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect();
        for table in tables::CLIENT.iter().chain(tables::PRACTICE) {
            let name = format!("data/{}.jsonl", table.name);
            for line in text(&mut zip, &name).lines() {
                let row: Value = serde_json::from_str(line).unwrap();
                assert!(row.is_object(), "{name}");
            }
        }
        let clients = text(&mut zip, "clients.csv");
        assert!(clients.contains(SECRET) && clients.contains(PHONE));
        assert!(clients.contains("'=HYPERLINK"), "{clients}");
        assert!(text(&mut zip, "data/clients.jsonl").contains(&formula.id.to_string()));
        assert!(text(&mut zip, "visits.csv").contains("10:00"));
        assert!(text(&mut zip, "practice.json").contains("shaping"));
        assert!(
            names
                .iter()
                .any(|name| name.starts_with(&format!("photos/{}/", client.id)))
        );
        for name in &names {
            let mut bytes = Vec::new();
            zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(
                !text.contains(&theirs.id.to_string()),
                "{name} has another practice's client"
            );
            assert!(
                !text.contains("token_hash") && !text.contains("password_hash"),
                "{name} has secrets"
            );
        }
    });
}

#[test]
fn an_erased_client_is_nowhere() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = known(&ctx, &practice).await;
        let folder = ctx
            .app
            .storage
            .list_folder(&practice.tenant.id.to_string())
            .await
            .unwrap();
        assert!(!folder.is_empty(), "the photo has files");
        let mut owner = proved(&ctx, &practice).await;
        let path = format!("/clients/{}", client.id);
        owner
            .get(&format!("{path}/privacy"))
            .await
            .expect(200)
            .says("1 note")
            .says("2 signed documents")
            .says("Erase for good");
        owner
            .post(&format!("{path}/erasure"), &[])
            .await
            .expect(422)
            .says("error-summary");
        assert!(find(&ctx, &practice, client.id).await.erased_at.is_none());
        owner
            .post(&format!("{path}/erasure"), &[("confirm", "true")])
            .await
            .expect(303);
        // A second press of the button.
        owner
            .post(&format!("{path}/erasure"), &[("confirm", "true")])
            .await
            .expect(303);
        let all = everything(&ctx.app).await;
        for word in [SECRET, "Zvereva", PHONE, "likes tea", "zvereva"] {
            assert!(!all.contains(word), "{word} is still in the database");
        }
        if !ctx.app.db.is_postgres() {
            // Freed pages, the log and the search's index included.
            let file = ctx
                .app
                .config
                .database_url
                .trim_start_matches("sqlite://")
                .to_owned();
            let file = file.split('?').next().unwrap();
            for file in [file.to_owned(), format!("{file}-wal")] {
                let bytes = std::fs::read(&file).unwrap_or_default();
                for word in [SECRET, "zvereva", "likes tea", PHONE] {
                    let there = bytes
                        .windows(word.len())
                        .any(|part| part == word.as_bytes());
                    assert!(!there, "{word} is still in {file}");
                }
            }
        }
        let folder = ctx
            .app
            .storage
            .list_folder(&practice.tenant.id.to_string())
            .await
            .unwrap();
        assert!(folder.is_empty(), "{folder:?}");
        owner.get(&path).await.expect(410).says("Erased client");
        assert!(
            !owner
                .get("/clients?q=Zvereva")
                .await
                .expect(200)
                .body
                .contains("Zvereva<")
        );
        let consents = Consent::of_client(&ctx.app.db, practice.tenant.id, client.id)
            .await
            .unwrap();
        assert!(
            consents
                .iter()
                .all(|consent| consent.document.is_none() && consent.hash.is_some())
        );
        // A page that was still open sends something for the card.
        owner
            .post(&format!("{path}/notes"), &[("body", "Zvereva called")])
            .await
            .expect(404);
        let form = ctx.form(&practice, "photo", &[]).await.id.to_string();
        owner
            .post(
                &format!("{path}/consents"),
                &[("form", &form), ("how", "send")],
            )
            .await
            .expect(404);
        // It does not come back by writing to the card, and who books with the phone is somebody new.
        let mut tx = ctx.app.db.begin().await.unwrap();
        let mut erased = Client::find_for_change(&mut tx, practice.tenant.id, client.id)
            .await
            .unwrap();
        erased.phone = Some(PHONE.to_owned());
        let back = erased
            .save(&mut tx, &Actor::system(), ctx.app.clock.now())
            .await;
        assert!(back.is_err());
        drop(tx);
        let again = ctx.client(&practice, SECRET, PHONE).await;
        assert_ne!(again.id, client.id);
        owner
            .get("/settings/privacy")
            .await
            .expect(200)
            .says("Erased client")
            .says("on request");
    });
}

/// All that a card can hold names somebody; erased, nothing of it is left in any table.
#[test]
fn whatever_a_card_holds_goes_with_it() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        let mut owner = proved(&ctx, &practice).await;
        let field = [("name", "Curl"), ("kind", "text")];
        owner
            .post("/settings/client-fields/new", &field)
            .await
            .expect(303);
        let form = owner.get("/clients/new").await.expect(200);
        let at = form.body.find("name=\"field_id\" value=\"").unwrap() + 23;
        let field = form.body[at..at + 36].to_owned();
        let typed = [
            ("name", "Zanary Q"),
            ("phone", "+34 612 345 699"),
            ("email", "zanary@example.com"),
            ("contact_kind", "telegram"),
            ("contact_value", "@zanarytg"),
            ("contact_label", "zanary label"),
            ("birthday", "9.9.1990"),
            ("address", "Zanary street"),
            ("came_from", "zanary friend"),
            ("preferences", "zanary tea"),
            ("allergies", "zanary nuts"),
            ("emergency_name", "zanary mother"),
            ("emergency_phone", "+34 612 345 601"),
            ("marketing", "true"),
            ("field_id", &*field),
            ("field_value", "zanary answer"),
            ("note", "zanary note"),
        ];
        let path = owner.post("/clients/new", &typed).await.expect(303);
        let path = path.location().to_owned();
        let client: ClientId = path.trim_start_matches("/clients/").parse().unwrap();
        for (place, form) in [
            ("notes", &[("body", "zanary pinned")][..]),
            ("medical-notes/new", &[("body", "zanary illness")][..]),
            (
                "subjects/new",
                &[
                    ("kind", "pet"),
                    ("name", "Zanarydog"),
                    ("note", "zanary bites"),
                ][..],
            ),
            ("block", &[("reason", "zanary reason")][..]),
        ] {
            let answer = owner.post(&format!("{path}/{place}"), form).await;
            answer.expect(303);
        }
        owner
            .post(&format!("{path}/unblock"), &[])
            .await
            .expect(303);
        // Two more cards, joined.
        for (name, phone) in [
            ("Zanary Two", "+34612345697"),
            ("Zanary Three", "+34612345696"),
        ] {
            let other = ctx.client(&practice, name, phone).await;
            owner
                .post(&format!("{path}/merge/{}", other.id), &[])
                .await
                .expect(303);
        }
        let visit = ctx
            .book_for(&practice, client, "shaping", "2026-05-15T10:00")
            .await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE appointments SET client_note = 'zanary said', internal_note = 'zanary inside' WHERE id = $1",
            visit.id
        )
        .unwrap();
        // For a child they book, and hear of it: before and after.
        let child = ctx.client(&practice, "Leo Petrov", "+34612345695").await.id;
        let of_child = ctx
            .book_for(&practice, child, "shaping", "2026-05-20T10:00")
            .await;
        let sent = [
            ("booked", "sent", "zanary@example.com", "Zanary Q"),
            ("reminder", "queued", "zanary@example.com", "Zanary Q"),
            (
                "moved",
                "sent",
                "client34612345695@example.com",
                "Leo Petrov",
            ),
            // One address on both cards, and the parent's name.
            (
                "cancelled",
                "sent",
                "client34612345695@example.com",
                "Zanary Q",
            ),
        ];
        for (kind, status, address, name) in sent {
            aureli::q!(
                &ctx.app.db,
                execute,
                "INSERT INTO messages (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name,
                    client_id, appointment_id, data, status, send_at, created_at)
                 VALUES ($1, $2, $3, 'email', $4, 'client', 'en', $9, $10, $5, $6, '{}', $7, $8, $8)",
                tenant,
                aureli::id::MessageId::new(),
                format!("test:{kind}"),
                kind,
                child,
                of_child.id,
                status,
                ctx.app.clock.now() + TimeDelta::days(5),
                address,
                name
            )
            .unwrap();
        }
        aureli::q!(
            &ctx.app.db,
            execute,
            "INSERT INTO appointment_abouts (tenant_id, appointment_id, booker_id) VALUES ($1, $2, $3)",
            tenant,
            of_child.id,
            client
        )
        .unwrap();
        aureli::q!(
            &ctx.app.db,
            execute,
            "INSERT INTO appointment_contacts (tenant_id, appointment_id, name, phone, created_at) VALUES ($1, $2, 'Zanary Q', '+34612345699', $3)",
            tenant,
            of_child.id,
            ctx.app.clock.now()
        )
        .unwrap();
        let invoice = owner
            .post("/invoices/new", &[("client", &*client.to_string())])
            .await
            .expect(303);
        assert!(invoice.location().starts_with("/invoices/"));
        owner
            .post(&format!("{path}/own-page"), &[])
            .await
            .expect(303);
        ctx.run_jobs().await;
        // The master's own mailbox is out of reach.
        aureli::q!(
            &ctx.app.db,
            execute,
            "DELETE FROM dev_mails WHERE recipient = 'marina@example.com'"
        )
        .unwrap();
        // It is over by then; the child's stays.
        ctx.app.clock.set("2026-05-16T10:00:00Z".parse().unwrap());
        let before = everything(&ctx.app).await.to_lowercase();
        for part in [
            "zanary q",
            "zanarytg",
            "zanary said",
            "zanary two",
            "zanarydog",
        ] {
            assert!(before.contains(part), "{part} was never there");
        }
        let mut owner = proved(&ctx, &practice).await;
        owner
            .post(&format!("{path}/erasure"), &[("confirm", "true")])
            .await
            .expect(303);
        assert!(find(&ctx, &practice, client).await.erased_at.is_some());
        let all = everything(&ctx.app).await.to_lowercase();
        if let Some(at) = all.find("zanary") {
            let from = all[..at]
                .char_indices()
                .rev()
                .nth(120)
                .map_or(0, |(i, _)| i);
            panic!("still there: {}", &all[from..at + 20]);
        }
        assert!(!all.contains("612345699"), "the phone is still there");
        // Nobody writes to the parent any more; the child's own messages stay.
        ctx.app.clock.set("2026-05-19T12:00:00Z".parse().unwrap());
        ctx.run_jobs().await;
        assert!(!everything(&ctx.app).await.contains("zanary@"));
        let own = aureli::q!(
            &ctx.app.db,
            fetch_all: (String, String, String),
            "SELECT kind, recipient, recipient_name FROM messages WHERE tenant_id = $1 AND client_id = $2 AND audience = 'client'",
            tenant,
            child
        )
        .unwrap();
        let of = |kind: &str| own.iter().filter(|(of, ..)| of == kind).count();
        assert!(of("moved") == 1 && of("reminder") > 0, "{own:?}");
        for (kind, address, name) in &own {
            let theirs = ("client34612345695@example.com", "Leo Petrov");
            assert_eq!((&**address, &**name), theirs, "{kind}");
        }
        let (mails,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM dev_mails WHERE recipient = 'client34612345695@example.com'"
        )
        .unwrap();
        assert!(mails > 0, "the child is reminded instead");
    });
}

/// Who brings a child, has paid for visits ahead or owes something has not stayed away.
#[test]
fn a_rule_forgets_nobody_whom_the_practice_still_deals_with() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        let mut people = Vec::new();
        for (n, name) in ["Gone", "Books", "Mother", "Package", "Owes", "Child"]
            .into_iter()
            .enumerate()
        {
            let phone = format!("+3461234560{n}");
            people.push(ctx.client(&practice, name, &phone).await.id);
        }
        let [gone, books, mother, package, owes, child] = people[..] else {
            panic!("six people")
        };
        ctx.app.clock.set("2028-06-20T10:00:00Z".parse().unwrap());
        let now = ctx.app.clock.now();
        let visit = ctx
            .book_over(&practice, "shaping", "2028-06-21T10:00")
            .await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE appointments SET client_id = $2 WHERE id = $1",
            visit.id,
            child
        )
        .unwrap();
        aureli::q!(
            &ctx.app.db,
            execute,
            "INSERT INTO appointment_abouts (tenant_id, appointment_id, booker_id) VALUES ($1, $2, $3)",
            tenant,
            visit.id,
            books
        )
        .unwrap();
        let mut owner = proved(&ctx, &practice).await;
        owner
            .post(
                &format!("/clients/{mother}/family/new"),
                &[("other", &*child.to_string()), ("relation", "child")],
            )
            .await
            .expect(303);
        aureli::q!(
            &ctx.app.db,
            execute,
            "INSERT INTO packages (tenant_id, id, kind, name, code_hash, code_tail, client_id, currency, price_minor,
                granted_minor, balance_minor, created_at, updated_at)
             VALUES ($1, $2, 'certificate', 'Gift', $3, '1234', $4, 'EUR', 100, 100, 40, $5, $5)",
            tenant,
            aureli::id::PackageId::new(),
            vec![7_u8; 32],
            package,
            now - TimeDelta::days(700)
        )
        .unwrap();
        owner
            .post("/invoices/new", &[("client", &*owes.to_string())])
            .await
            .expect(303);
        let rules = [(What::Clients, 24)];
        keep_to(&ctx, &practice, &rules).await;
        privacy::tend(&ctx.app).await.unwrap();
        for (who, id) in [
            ("books for a child", books),
            ("is a child's mother", mother),
            ("has a certificate", package),
            ("has a bill", owes),
            ("comes", child),
        ] {
            let erased = find(&ctx, &practice, id).await.erased_at;
            assert!(erased.is_none(), "who {who} was erased");
        }
        assert!(find(&ctx, &practice, gone).await.erased_at.is_some());
    });
}

/// A bill that is owed keeps a client, however old; a credit note owes nothing and stands as sent for ever.
#[test]
fn an_old_bill_keeps_a_client_and_an_old_credit_note_does_not() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = &practice.tenant;
        ctx.legal(&practice).await;
        let offer = ctx.offer(&practice, &crate::packages::five_visits()).await;
        let owes = ctx.client(&practice, "Owes", "+34612345601").await.id;
        let credited = ctx.client(&practice, "Credited", "+34612345602").await.id;
        ctx.sale(&practice, owes, &offer, 8_000).await;
        let bill = ctx.sale(&practice, credited, &offer, 8_000).await;
        let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        let whole = aureli::invoices::model::Credit::Whole;
        aureli::invoices::model::credit(&mut tx, tenant, &actor, bill.id, &whole, "Mistake", now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        ctx.app.clock.set("2028-06-20T10:00:00Z".parse().unwrap());
        let rules = [(What::Clients, 24)];
        keep_to(&ctx, &practice, &rules).await;
        assert_eq!(privacy::tend(&ctx.app).await.unwrap(), 1);
        assert!(find(&ctx, &practice, owes).await.erased_at.is_none());
        assert!(find(&ctx, &practice, credited).await.erased_at.is_some());
    });
}

/// What providers were asked for and what a person must look at comes to its end first; the page says what else goes.
#[test]
fn money_that_is_on_its_way_comes_to_its_end_first() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        ctx.legal(&practice).await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let client = visit.client_id.unwrap();
        let offer = ctx.offer(&practice, &crate::packages::five_visits()).await;
        ctx.package(&practice, Some(client), &offer, 8_000).await;
        ctx.sale(&practice, client, &offer, 8_000).await;
        crate::payments::objects(&ctx, &practice, visit.id).await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE payments SET client_id = $2 WHERE tenant_id = $1",
            tenant,
            client
        )
        .unwrap();
        ctx.app.clock.set("2026-05-16T10:00:00Z".parse().unwrap());
        let mut owner = proved(&ctx, &practice).await;
        let path = format!("/clients/{client}");
        owner
            .get(&format!("{path}/privacy"))
            .await
            .expect(200)
            .says("waits for you")
            .says("1 of them is not paid")
            .says("1 package or certificate")
            .lacks("Erase for good");
        let erase = async |owner: &mut Visitor, status| {
            let form = [("confirm", "true")];
            let answer = owner.post(&format!("{path}/erasure"), &form).await;
            answer.expect(status);
        };
        // A receipt of a transfer waits.
        erase(&mut owner, 409).await;
        let (receipts,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM payment_receipts WHERE tenant_id = $1",
            tenant
        )
        .unwrap();
        assert_eq!(receipts, 1);
        let now = ctx.app.clock.now();
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE payments SET status = 'succeeded', paid_at = $2 WHERE tenant_id = $1",
            tenant,
            now
        )
        .unwrap();
        // A refund was asked for.
        aureli::q!(
            &ctx.app.db,
            execute,
            "INSERT INTO refunds (tenant_id, id, payment_id, status, amount_minor, currency, cause, idempotency_key, check_at, created_at)
             SELECT tenant_id, $2, id, 'pending', 50, currency, 'asked', 'k', $3, $3 FROM payments WHERE tenant_id = $1",
            tenant,
            uuid::Uuid::now_v7(),
            now
        )
        .unwrap();
        erase(&mut owner, 409).await;
        assert!(find(&ctx, &practice, client).await.erased_at.is_none());
        let noted = ctx.app.storage.list_folder("erasures").await.unwrap();
        assert!(noted.is_empty(), "{noted:?}");
        let page = owner.get(&format!("{path}/privacy")).await.expect(200);
        page.says("<a class=\"btn\" href=\"/payments/");
        // One that nobody asks about any more keeps nobody.
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE refunds SET check_at = NULL WHERE tenant_id = $1",
            tenant
        )
        .unwrap();
        erase(&mut owner, 303).await;
        assert!(find(&ctx, &practice, client).await.erased_at.is_some());
    });
}

/// What was refused is not noted beside the database: the list there would have it done without asking an hour later.
#[test]
fn what_is_refused_is_not_done_later() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        let client = known(&ctx, &practice).await.id;
        let visit = ctx
            .book_for(&practice, client, "shaping", "2026-06-25T10:00")
            .await;
        let stands = async |status: &str| {
            aureli::q!(
                &ctx.app.db,
                execute,
                "UPDATE appointments SET status = $3 WHERE tenant_id = $1 AND id = $2",
                tenant,
                visit.id,
                status
            )
            .unwrap();
        };
        let rules = [(What::HealthRecords, 1)];
        keep_to(&ctx, &practice, &rules).await;
        stands("cancelled").await;
        let actor = Actor::user(practice.owner);
        let fate = privacy::erase(&ctx.app, &practice.tenant, client, &actor, Reason::Asked).await;
        assert_eq!(fate.unwrap(), Fate::Locked);
        // Taken back: the lock ends before the visit.
        stands("confirmed").await;
        ctx.app.clock.set("2026-06-20T10:00:00Z".parse().unwrap());
        for _ in 0..2 {
            assert_eq!(privacy::tend(&ctx.app).await.unwrap(), 0);
            assert!(find(&ctx, &practice, client).await.erased_at.is_none());
        }
        let noted = ctx.app.storage.list_folder("erasures").await.unwrap();
        assert!(
            !noted.iter().any(|name| name.ends_with("-erased")),
            "{noted:?}"
        );
        ctx.app.clock.set("2026-06-26T10:00:00Z".parse().unwrap());
        assert_eq!(privacy::tend(&ctx.app).await.unwrap(), 1);
        assert!(find(&ctx, &practice, client).await.erased_at.is_some());
    });
}

/// Two cards of one person are locked, taken along and unlocked as one, whichever of them is opened.
#[test]
fn joined_cards_are_locked_and_unlocked_together() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let main = known(&ctx, &practice).await.id;
        let other = ctx
            .client(&practice, "Zina Zvereva", "+34612345670")
            .await
            .id;
        let form = ctx.form(&practice, "medical", &[]).await;
        ctx.signed(&practice, &form, other).await;
        let mut owner = proved(&ctx, &practice).await;
        let (path, joined) = (format!("/clients/{main}"), format!("/clients/{other}"));
        owner
            .post(&format!("{path}/merge/{other}"), &[])
            .await
            .expect(303);
        // The one that was joined is the same person.
        let page = owner.get(&format!("{joined}/privacy")).await.expect(303);
        assert_eq!(page.location(), format!("{path}/privacy"));
        owner
            .post("/settings/privacy", &[("health_records", "60")])
            .await
            .expect(303);
        owner
            .post(&format!("{joined}/erasure"), &[("confirm", "true")])
            .await
            .expect(303);
        for card in [main, other] {
            assert!(find(&ctx, &practice, card).await.locked_at.is_some());
        }
        let page = owner.get(&joined).await.expect(303);
        assert_eq!(page.location(), path);
        let answer = owner.post(&format!("{joined}/unlocking"), &[]).await;
        assert_eq!(answer.expect(303).location(), path);
        let (main, other) = (
            find(&ctx, &practice, main).await,
            find(&ctx, &practice, other).await,
        );
        assert!(main.locked_at.is_none() && other.locked_at.is_none());
        assert!(!main.is_merged && other.is_merged, "one person, one card");
        assert_eq!(privacy::tend(&ctx.app).await.unwrap(), 0);
        let list = owner.get("/clients?q=Zvereva").await.expect(200).body;
        assert!(list.contains(&main.id.to_string()) && !list.contains(&other.id.to_string()));
    });
}

/// A card that was joined with the one that is being erased, a moment after that began, goes with it.
#[test]
fn who_is_joined_while_being_erased_goes_too() {
    on_both(|mut ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        let client = known(&ctx, &practice).await.id;
        let other = ctx
            .client(&practice, "Zina Zvereva", "+34612345670")
            .await
            .id;
        let actor = Actor::user(practice.owner);
        let (app, by) = (ctx.app.clone(), actor.clone());
        meanwhile(&mut ctx, "erasures/", async move {
            let mut tx = app.db.begin().await.unwrap();
            let now = app.clock.now();
            Client::merge(&mut tx, tenant, &by, client, other, now)
                .await
                .unwrap();
            tx.commit().await.unwrap();
        });
        privacy::erase(&ctx.app, &practice.tenant, client, &actor, Reason::Asked)
            .await
            .unwrap();
        assert!(find(&ctx, &practice, other).await.erased_at.is_some());
        assert!(!everything(&ctx.app).await.contains("Zina"));
        let noted = ctx.app.storage.list_folder("erasures").await.unwrap();
        assert_eq!(noted.len(), 2, "{noted:?}");
        // The other way round it is not theirs any more.
        let left = ctx.client(&practice, "Olga Vidal", "+34612345671").await.id;
        let right = ctx.client(&practice, "Olga Vidal", "+34612345672").await.id;
        let app = ctx.app.clone();
        meanwhile(&mut ctx, "erasures/", async move {
            let by = Actor::system();
            let mut tx = app.db.begin().await.unwrap();
            let now = app.clock.now();
            Client::merge(&mut tx, tenant, &by, right, left, now)
                .await
                .unwrap();
            tx.commit().await.unwrap();
        });
        let refused = privacy::erase(&ctx.app, &practice.tenant, left, &actor, Reason::Asked).await;
        assert!(refused.is_err());
        assert_eq!(privacy::tend(&ctx.app).await.unwrap(), 0);
        assert!(find(&ctx, &practice, right).await.erased_at.is_none());
        assert!(find(&ctx, &practice, left).await.erased_at.is_none());
    });
}

/// Photos go last: where that breaks off, the list of who was erased ends it.
#[test]
fn photos_that_were_left_behind_go_later() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        let client = known(&ctx, &practice).await.id;
        let other = ctx.client(&practice, "Olga Vidal", "+34612345679").await.id;
        ctx.photo(&practice, other).await;
        let actor = Actor::user(practice.owner);
        privacy::erase(&ctx.app, &practice.tenant, client, &actor, Reason::Asked)
            .await
            .unwrap();
        let left = async || {
            let files = ctx.app.storage.list_folder(&tenant.to_string()).await;
            files.unwrap().len()
        };
        assert!(left().await > 0);
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE media SET client_id = $2 WHERE tenant_id = $1",
            tenant,
            client
        )
        .unwrap();
        privacy::tend(&ctx.app).await.unwrap();
        assert_eq!(left().await, 0);
    });
}

#[test]
fn visits_ahead_are_cancelled_first_and_past_ones_keep_their_sums() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let client = visit.client_id.unwrap();
        let mut owner = proved(&ctx, &practice).await;
        let path = format!("/clients/{client}");
        owner
            .get(&format!("{path}/privacy"))
            .await
            .expect(200)
            .says("1 visit lies ahead");
        owner
            .post(&format!("{path}/erasure"), &[("confirm", "true")])
            .await
            .expect(409);
        assert!(find(&ctx, &practice, client).await.erased_at.is_none());
        ctx.app.clock.set("2026-05-16T10:00:00Z".parse().unwrap());
        let mut owner = proved(&ctx, &practice).await;
        owner
            .post(&format!("{path}/erasure"), &[("confirm", "true")])
            .await
            .expect(303);
        let again =
            aureli::appointments::Appointment::find(&ctx.app.db, practice.tenant.id, visit.id)
                .await
                .unwrap();
        assert_eq!(again.price(), visit.price());
        let messages: (i64,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM messages WHERE tenant_id = $1 AND appointment_id = $2",
            practice.tenant.id,
            visit.id
        )
        .unwrap();
        assert_eq!(messages.0, 0);
        owner
            .get(&format!("/appointments/{}", visit.id))
            .await
            .expect(200)
            .says("Erased client");
    });
}

#[test]
fn what_must_be_kept_is_locked_and_then_erased() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        let client = known(&ctx, &practice).await;
        let mut owner = proved(&ctx, &practice).await;
        owner
            .post(
                "/settings/privacy",
                &[("health_records", "60"), ("clients", "12")],
            )
            .await
            .expect(422);
        owner
            .post("/settings/privacy", &[("health_records", "60")])
            .await
            .expect(303);
        let path = format!("/clients/{}", client.id);
        owner
            .get(&format!("{path}/privacy"))
            .await
            .expect(200)
            .says("Erase the rest and lock");
        owner
            .post(&format!("{path}/erasure"), &[("confirm", "true")])
            .await
            .expect(303);
        let locked = find(&ctx, &practice, client.id).await;
        assert!(locked.locked_at.is_some() && locked.is_merged && locked.phone.is_none());
        assert_eq!(locked.name, SECRET);
        let consents = Consent::of_client(&ctx.app.db, tenant, client.id)
            .await
            .unwrap();
        for consent in &consents {
            assert_eq!(consent.document.is_some(), consent.kind.is_health());
        }
        assert!(!everything(&ctx.app).await.contains("likes tea"));
        owner
            .get(&path)
            .await
            .expect(200)
            .says("Locked on")
            .says("Unlock");
        let found = owner.get("/clients?q=Zvereva").await.expect(200).body;
        assert!(!found.contains(&client.id.to_string()));
        // They came back.
        owner
            .post(&format!("{path}/unlocking"), &[])
            .await
            .expect(303);
        let back = find(&ctx, &practice, client.id).await;
        assert!(!back.is_merged && back.locked_at.is_none());
        assert_eq!(
            privacy::tend(&ctx.app).await.unwrap(),
            0,
            "an unlocked card is not locked again"
        );
        assert!(find(&ctx, &practice, client.id).await.locked_at.is_none());
        owner
            .post(&format!("{path}/erasure"), &[("confirm", "true")])
            .await
            .expect(303);
        ctx.app.clock.advance(TimeDelta::days(59 * 30));
        assert_eq!(privacy::tend(&ctx.app).await.unwrap(), 0);
        ctx.app.clock.advance(TimeDelta::days(60));
        assert_eq!(privacy::tend(&ctx.app).await.unwrap(), 1);
        assert!(find(&ctx, &practice, client.id).await.erased_at.is_some());
        assert!(!everything(&ctx.app).await.contains(SECRET));
    });
}

/// A backup from before the erasure brings the client back; the list beside the database erases them again.
#[test]
fn an_erasure_is_done_again_after_a_restore() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        let client = known(&ctx, &practice).await;
        let other = ctx.client(&practice, "Olga Vidal", "+34612345679").await;
        let file = ctx.app.config.data_dir.join("backup.aureli");
        backup::save(&ctx.app.config, &file).await.unwrap();
        let actor = Actor::user(practice.owner);
        let fate = privacy::erase(&ctx.app, &practice.tenant, client.id, &actor, Reason::Asked)
            .await
            .unwrap();
        assert_eq!(fate, Fate::Erased);
        assert_eq!(privacy::tend(&ctx.app).await.unwrap(), 0);
        for database in [
            databases::sqlite as fn() -> databases::Database,
            databases::postgres,
        ] {
            let database = database();
            let config = Config {
                database_url: database.url().to_owned(),
                ..Config::clone(&ctx.app.config)
            };
            backup::restore(&config, &file, false).await.unwrap();
            let app = App::open(config, ctx.app.clock.clone()).await.unwrap();
            let back = Client::find(&app.db, tenant, client.id).await.unwrap();
            assert_eq!(back.name, SECRET, "the backup has them");
            assert_eq!(privacy::tend(&app).await.unwrap(), 1);
            let again = Client::find(&app.db, tenant, client.id).await.unwrap();
            assert!(again.erased_at.is_some());
            assert!(!everything(&app).await.contains(SECRET));
            let files = app.storage.list_folder(&tenant.to_string()).await.unwrap();
            assert!(files.is_empty(), "{files:?}");
            let kept = Client::find(&app.db, tenant, other.id).await.unwrap();
            assert_eq!(kept.name, "Olga Vidal");
            assert_eq!(privacy::tend(&app).await.unwrap(), 0);
            app.stopping.cancel();
            app.db.close().await;
        }
    });
}

#[test]
fn rules_forget_what_is_old_and_nothing_else() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        let old = known(&ctx, &practice).await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        ctx.run_jobs().await;
        // One that nobody got: its words were never written, whom it was for is.
        let dropped = aureli::q!(
            &ctx.app.db,
            execute,
            "INSERT INTO messages (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name, data,
                status, last_error, send_at, created_at)
             VALUES ($1, $2, 'test:never', 'email', 'reminder', 'client', 'en', 'nobody@example.com', 'Olga', '{}', 'dropped',
                'no such mailbox nobody@example.com', $3, $3)",
            tenant,
            aureli::id::MessageId::new(),
            ctx.app.clock.now()
        );
        assert_eq!(dropped.unwrap(), 1);
        ctx.app.clock.set("2027-05-20T10:00:00Z".parse().unwrap());
        let fresh = ctx.client(&practice, "Olga Vidal", "+34612345679").await;
        assert_eq!(
            privacy::tend(&ctx.app).await.unwrap(),
            0,
            "without a rule nothing goes"
        );
        let rules = [(What::Messages, 12), (What::Photos, 12)];
        keep_to(&ctx, &practice, &rules).await;
        assert!(privacy::tend(&ctx.app).await.unwrap() > 1);
        assert_eq!(privacy::tend(&ctx.app).await.unwrap(), 0);
        let bodies: (i64,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM messages WHERE tenant_id = $1 AND (body_text IS NOT NULL OR recipient <> '' OR last_error <> '')
                AND status <> 'queued'",
            tenant
        )
        .unwrap();
        assert_eq!(bodies.0, 0);
        let rules = [(What::Clients, 24)];
        keep_to(&ctx, &practice, &rules).await;
        assert_eq!(privacy::tend(&ctx.app).await.unwrap(), 0);
        ctx.app.clock.set("2028-06-20T10:00:00Z".parse().unwrap());
        assert_eq!(privacy::tend(&ctx.app).await.unwrap(), 2);
        assert!(find(&ctx, &practice, old.id).await.erased_at.is_some());
        assert!(
            find(&ctx, &practice, visit.client_id.unwrap())
                .await
                .erased_at
                .is_some()
        );
        assert!(find(&ctx, &practice, fresh.id).await.erased_at.is_none());
    });
}

/// A rule that takes something at once says how much, and waits for a tick.
#[test]
fn a_rule_that_would_forget_at_once_asks_first() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        known(&ctx, &practice).await;
        ctx.app.clock.advance(TimeDelta::days(70));
        let mut owner = proved(&ctx, &practice).await;
        let rules = [("clients", "1"), ("photos", "1")];
        owner
            .post("/settings/privacy", &rules)
            .await
            .expect(422)
            .says("within a day")
            .says("name=\"confirm\"");
        let stands = retention_rules(&ctx).await;
        assert_eq!(stands, 0);
        let agreed = [("clients", "1"), ("photos", "1"), ("confirm", "true")];
        owner.post("/settings/privacy", &agreed).await.expect(303);
        assert_eq!(retention_rules(&ctx).await, 2);
        // What stands already is not asked about again, nor what takes nothing.
        let longer = [("clients", "1"), ("photos", "1"), ("messages", "600")];
        owner.post("/settings/privacy", &longer).await.expect(303);
    });
}

async fn retention_rules(ctx: &Ctx) -> i64 {
    let (count,) = aureli::q!(
        &ctx.app.db,
        fetch_one: (i64,),
        "SELECT COUNT(*) FROM retention_rules"
    )
    .unwrap();
    count
}

/// A table is written piece by piece: every row once, whatever its key is made of.
#[test]
fn long_tables_are_taken_along_whole() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Anna", "+34612345601").await;
        let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
        aureli::q!(
            &ctx.app.db,
            execute,
            {
                sqlite: "INSERT INTO tags (tenant_id, id, name, name_key, created_at)
                    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1201)
                    SELECT $1, randomblob(16), 'tag ' || n, 'tag ' || n, $2 FROM n",
                pg: "INSERT INTO tags (tenant_id, id, name, name_key, created_at)
                    SELECT $1, gen_random_uuid(), 'tag ' || n, 'tag ' || n, $2 FROM generate_series(1, 1201) n",
            },
            tenant,
            now,
        )
        .unwrap();
        aureli::q!(
            &ctx.app.db,
            execute,
            "INSERT INTO client_tags (tenant_id, client_id, tag_id) SELECT tenant_id, $2, id FROM tags WHERE tenant_id = $1",
            tenant,
            client.id,
        )
        .unwrap();
        let mut owner = proved(&ctx, &practice).await;
        let file = owner.post("/settings/privacy/export", &[]).await;
        let mut zip = unzip(&file.expect(200).bytes);
        for (name, key) in [("tags", "id"), ("client_tags", "tag_id")] {
            let lines = text(&mut zip, &format!("data/{name}.jsonl"));
            let ids: BTreeSet<String> = lines
                .lines()
                .map(|line| serde_json::from_str::<Value>(line).unwrap()[key].to_string())
                .collect();
            assert_eq!((ids.len(), lines.lines().count()), (1201, 1201), "{name}");
        }
    });
}

/// More than are read at once.
#[test]
fn all_medical_notes_of_a_client_are_taken_along() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Anna", "+34612345601").await;
        let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        let key = ctx.app.tenant_key(&mut tx, practice.tenant.id).await;
        let key = key.unwrap();
        for n in 0..1_003 {
            let body = format!("note {n}");
            // Several of one moment.
            let at = now + TimeDelta::seconds(n / 7);
            client
                .add_medical(&mut tx, &key, &actor, &body, at)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        let mut owner = proved(&ctx, &practice).await;
        for path in [
            "/settings/privacy/export".to_owned(),
            format!("/clients/{}/export", client.id),
        ] {
            let file = owner.post(&path, &[]).await;
            let mut zip = unzip(&file.expect(200).bytes);
            let lines = text(&mut zip, "medical_notes.jsonl");
            let bodies: BTreeSet<String> = lines
                .lines()
                .map(|line| serde_json::from_str::<Value>(line).unwrap()["body"].to_string())
                .collect();
            assert_eq!(
                (bodies.len(), lines.lines().count()),
                (1_003, 1_003),
                "{path}"
            );
        }
    });
}

/// Whoever signed at each visit of many years has more than a page of the card shows.
#[test]
fn however_many_documents_were_signed_all_go() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        let client = ctx.client(&practice, SECRET, PHONE).await.id;
        let form = ctx.form(&practice, "photo", &[]).await;
        let consent = ctx.signed(&practice, &form, client).await;
        let copied = aureli::q!(
            &ctx.app.db,
            execute,
            {
                sqlite: "INSERT INTO consents (tenant_id, id, form_id, kind, client_id, locale, requested_at, version_id,
                        signed_at, document, hash, address, agent, valid_from)
                    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 520)
                    SELECT tenant_id, randomblob(16), form_id, kind, client_id, locale, requested_at, version_id, signed_at,
                        document, hash, '192.0.2.7', agent, valid_from
                    FROM consents, n WHERE tenant_id = $1 AND id = $2",
                pg: "INSERT INTO consents (tenant_id, id, form_id, kind, client_id, locale, requested_at, version_id,
                        signed_at, document, hash, address, agent, valid_from)
                    SELECT tenant_id, gen_random_uuid(), form_id, kind, client_id, locale, requested_at, version_id, signed_at,
                        document, hash, '192.0.2.7', agent, valid_from
                    FROM consents, generate_series(1, 520) n WHERE tenant_id = $1 AND id = $2",
            },
            tenant,
            consent.id,
        );
        assert_eq!(copied.unwrap(), 520);
        let actor = Actor::user(practice.owner);
        privacy::erase(&ctx.app, &practice.tenant, client, &actor, Reason::Asked)
            .await
            .unwrap();
        let (left,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM consents WHERE tenant_id = $1 AND (document IS NOT NULL OR address <> '')",
            tenant,
        )
        .unwrap();
        assert_eq!(left, 0);
    });
}

/// A mother pays the deposit of a child's visit: with her goes her e-mail, in whatever the payment left.
#[test]
fn a_payment_for_a_child_forgets_the_parent() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let parent = ctx.client(&practice, SECRET, PHONE).await.id;
        crate::payments::objects(&ctx, &practice, visit.id).await;
        let now = ctx.app.clock.now();
        let mut tx = ctx.app.db.begin().await.unwrap();
        aureli::q!(
            tx,
            execute,
            "INSERT INTO appointment_abouts (tenant_id, appointment_id, booker_id) VALUES ($1, $2, $3)",
            tenant,
            visit.id,
            parent
        )
        .unwrap();
        aureli::q!(
            tx,
            execute,
            "UPDATE payments SET client_id = $2, sealed = $3, note = 'Zvereva paid' WHERE tenant_id = $1",
            tenant,
            visit.client_id,
            b"Zvereva's e-mail".to_vec()
        )
        .unwrap();
        aureli::q!(
            tx,
            execute,
            "UPDATE webhook_events SET payment_id = (SELECT id FROM payments WHERE tenant_id = $1) WHERE tenant_id = $1",
            tenant
        )
        .unwrap();
        tx.commit().await.unwrap();
        ctx.app.clock.set("2026-05-16T10:00:00Z".parse().unwrap());
        let actor = Actor::user(practice.owner);
        let erase = async || {
            privacy::erase(&ctx.app, &practice.tenant, parent, &actor, Reason::Asked).await
        };
        // Her receipt waits for a person, and the page leads there.
        assert!(erase().await.is_err());
        let mut owner = proved(&ctx, &practice).await;
        owner
            .get(&format!("/clients/{parent}/privacy"))
            .await
            .expect(200)
            .says("<a class=\"btn\" href=\"/payments/");
        let mut tx = ctx.app.db.begin().await.unwrap();
        aureli::q!(
            tx,
            execute,
            "UPDATE payments SET status = 'succeeded', paid_at = $2 WHERE tenant_id = $1",
            tenant,
            now
        )
        .unwrap();
        aureli::q!(
            tx,
            execute,
            "INSERT INTO refunds (tenant_id, id, payment_id, status, amount_minor, currency, cause, note, idempotency_key,
                check_at, created_at)
             SELECT tenant_id, $2, id, 'pending', 50, currency, 'asked', 'Zvereva asked', 'k', $3, $3 FROM payments
             WHERE tenant_id = $1",
            tenant,
            uuid::Uuid::now_v7(),
            now
        )
        .unwrap();
        tx.commit().await.unwrap();
        assert!(erase().await.is_err(), "a refund is on its way");
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE refunds SET check_at = NULL WHERE tenant_id = $1",
            tenant
        )
        .unwrap();
        assert_eq!(erase().await.unwrap(), Fate::Erased);
        let (told,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT (SELECT COUNT(*) FROM payments WHERE tenant_id = $1 AND (sealed IS NOT NULL OR note <> ''))
                + (SELECT COUNT(*) FROM refunds WHERE tenant_id = $1 AND note <> '')
                + (SELECT COUNT(*) FROM webhook_events WHERE tenant_id = $1 AND LENGTH(sealed) > 0)
                + (SELECT COUNT(*) FROM payment_receipts WHERE tenant_id = $1)",
            tenant,
        )
        .unwrap();
        assert_eq!(told, 0);
        assert!(!everything(&ctx.app).await.contains("Zvereva"));
    });
}

/// Whoever gets hold of an export must not sign or cancel with the links that were mailed.
#[test]
fn no_export_carries_a_link_that_works() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let path = format!("/clients/{}", visit.client_id.unwrap());
        let mut owner = proved(&ctx, &practice).await;
        let sent = owner.post(&format!("{path}/own-page"), &[]).await;
        sent.expect(303);
        ctx.run_jobs().await;
        let words = aureli::q!(
            &ctx.app.db,
            fetch_all: (String,),
            "SELECT body_text FROM messages WHERE tenant_id = $1 AND body_text IS NOT NULL",
            practice.tenant.id,
        )
        .unwrap();
        let words: String = words.into_iter().map(|(text,)| text).collect();
        let mut tokens = Vec::new();
        for prefix in ["/l/", "/me/"] {
            let (_, after) = words.split_once(prefix).expect("a link was mailed");
            let of_token = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            let end = after.find(|c| !of_token(c)).unwrap_or(after.len());
            assert!(end >= 20, "{after}");
            tokens.push(after[..end].to_owned());
        }
        for place in [format!("{path}/export"), "/settings/privacy/export".into()] {
            let file = owner.post(&place, &[]).await.expect(200);
            let mut zip = unzip(&file.bytes);
            let mut all = String::new();
            for at in 0..zip.len() {
                let mut bytes = Vec::new();
                zip.by_index(at).unwrap().read_to_end(&mut bytes).unwrap();
                all.push_str(&String::from_utf8_lossy(&bytes));
            }
            assert!(all.contains("/l/…"), "{place}: what was written is there");
            for token in &tokens {
                assert!(!all.contains(token), "{place}");
            }
        }
    });
}
