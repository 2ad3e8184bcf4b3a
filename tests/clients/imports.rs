//! Clients from a file and into one: columns, the dry run, all or nothing, doubles, other kinds of files, limits.

use aureli::accounts::Role;
use aureli::clients::{After, Client, Contact, Figures, Filter, Note, Sought, Tag};
use aureli::db::Either;
use aureli::q;
use axum::body::Body;
use axum::http::{Request, header};

use crate::support::actors::Answer;
use crate::support::factories::{OWNER_PASSWORD, Practice};
use crate::support::{Ctx, Visitor, on_both};

/// Chooses a file in the form.
async fn send(visitor: &mut Visitor, name: &str, file: &[u8]) -> Answer {
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    );
    let body = [head.as_bytes(), file, b"\r\n--edge--\r\n"].concat();
    let request = Request::post("/clients/imports")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap();
    visitor.send(request).await
}

/// A file's import, as its path.
pub(super) async fn begun(visitor: &mut Visitor, name: &str, file: &[u8]) -> String {
    let answer = send(visitor, name, file).await.expect(303);
    answer.location().to_owned()
}

/// The form as the page shows it, sent as it stands; `changes` replace fields, or add them.
pub(super) async fn check(
    visitor: &mut Visitor,
    ctx: &Ctx,
    path: &str,
    changes: &[(&str, &str)],
) -> Answer {
    let page = visitor.get(path).await.expect(200);
    let mut form = fields(&page.body);
    for (name, value) in changes {
        match name.strip_prefix("column-") {
            Some(n) => {
                let n: usize = n.parse().unwrap();
                let column = form.iter_mut().filter(|(name, _)| name == "column").nth(n);
                column.unwrap().1 = (*value).to_owned();
            }
            None => {
                form.retain(|(known, _)| known != name);
                form.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
    }
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let answer = visitor.post(&format!("{path}/check"), &form).await;
    ctx.run_jobs().await;
    answer
}

/// What a browser would send of the mapping form.
fn fields(body: &str) -> Vec<(String, String)> {
    let form = body.split("/check\"").nth(1).unwrap();
    let form = form.split("</form>").next().unwrap();
    let mut found = Vec::new();
    for select in form.split("<select").skip(1) {
        let name = between(select, "name=\"");
        let chosen = select.split("<option").find(|option| {
            option
                .split('>')
                .next()
                .is_some_and(|tag| tag.contains(" selected"))
        });
        let chosen = chosen.or_else(|| select.split("<option").nth(1));
        found.push((name, between(chosen.unwrap(), "value=\"")));
    }
    for input in form.split("<input").skip(1) {
        let tag = input.split('>').next().unwrap();
        let kind = between(tag, "type=\"");
        let is_sent = !matches!(kind.as_str(), "radio" | "checkbox") || tag.contains(" checked");
        if is_sent && tag.contains("name=\"") {
            found.push((between(tag, "name=\""), between(tag, "value=\"")));
        }
    }
    found
}

fn between(text: &str, start: &str) -> String {
    let rest = text.split(start).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().to_owned()
}

pub(super) async fn start(visitor: &mut Visitor, ctx: &Ctx, path: &str, leave_out: bool) -> Answer {
    let form: &[(&str, &str)] = if leave_out {
        &[("leave_out", "true")]
    } else {
        &[]
    };
    let answer = visitor.post(&format!("{path}/start"), form).await;
    ctx.run_jobs().await;
    answer
}

pub(super) async fn names(ctx: &Ctx, practice: &Practice) -> Vec<String> {
    let (sought, now) = (Sought::new("", true), ctx.app.clock.now());
    let (filter, after) = (Filter::default(), After::default());
    Client::list(
        &ctx.app.db,
        practice.tenant.id,
        &sought,
        filter,
        &after,
        1000,
        now,
    )
    .await
    .unwrap()
    .into_iter()
    .map(|row| row.name)
    .collect()
}

pub(super) async fn by_name(ctx: &Ctx, practice: &Practice, name: &str) -> Client {
    let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
    let rows = Client::search(&ctx.app.db, tenant, name, true, 2, now)
        .await
        .unwrap();
    Client::find(&ctx.app.db, tenant, rows[0].id).await.unwrap()
}

const RUSSIAN: &str = "Имя;Фамилия;Телефон;Доп. телефон;Почта;Дата рождения;Категории;Примечание;Аллергии;Согласие на рассылку;Размер\r\n\
    Анна;Петрова;612 345 601;;Anna@Example.com;14.05.1990;VIP, Новая;Любит чай;Латекс;да;M\r\n\
    \r\n\
    Ольга;Кузнецова;+7 912 345-67-89;612 345 609;;01.02;;\"Две\nстроки; и точка\";;нет;L\r\n";

#[test]
fn a_list_is_mapped_looked_at_and_imported_once() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner.get("/clients/imports/new").await.expect(200);
        owner
            .post(
                "/settings/client-fields/new",
                &[("name", "Размер"), ("kind", "text")],
            )
            .await
            .expect(303);
        let (file, ..) = encoding_rs::WINDOWS_1251.encode(RUSSIAN);
        let path = begun(&mut owner, "клиенты.csv", &file).await;
        let page = owner.get(&path).await.expect(200);
        page.says("клиенты.csv, 2 rows")
            .says("Анна · Ольга")
            .says("value=\"first_name\" selected")
            .says("value=\"further_phone\" selected")
            .says("value=\"allergies\" selected")
            .says("value=\"windows-1251\" selected");
        owner
            .get("/clients/imports/new")
            .await
            .expect(200)
            .says("клиенты.csv");
        check(&mut owner, &ctx, &path, &[("tag", "Import May")])
            .await
            .expect(303);
        let report = owner.get(&path).await.expect(200);
        report.says("2 new clients").says("Import 2 clients");
        assert_eq!(names(&ctx, &bella).await, [""; 0], "a dry run adds nobody");
        // Pressed twice.
        let again = owner.post(&format!("{path}/start"), &[]).await;
        again.expect(303);
        start(&mut owner, &ctx, &path, false).await.expect(303);
        owner.get(&path).await.expect(200).says("2 clients added");
        start(&mut owner, &ctx, &path, false).await.expect(303);
        assert_eq!(
            names(&ctx, &bella).await,
            ["Анна Петрова", "Ольга Кузнецова"]
        );
        let (db, tenant) = (&ctx.app.db, bella.tenant.id);
        let anna = by_name(&ctx, &bella, "Анна Петрова").await;
        assert_eq!(anna.phone.as_deref(), Some("+34612345601"));
        assert_eq!(anna.email.as_deref(), Some("Anna@Example.com"));
        assert_eq!(
            (anna.birth_year, anna.birth_month, anna.birth_day),
            (Some(1990), Some(5), Some(14))
        );
        assert_eq!(anna.allergies, "Латекс");
        assert!(anna.allows_marketing());
        assert_eq!(
            (anna.source.as_str(), anna.marketing_origin.as_str()),
            ("import", "import")
        );
        let tags = Tag::of(db, tenant, anna.id).await.unwrap();
        let tags: Vec<String> = tags.into_iter().map(|tag| tag.name).collect();
        assert_eq!(tags, ["Import May", "Новая", "VIP"]);
        let olga = by_name(&ctx, &bella, "kuznetsova").await;
        assert_eq!(olga.phone.as_deref(), Some("+79123456789"));
        assert_eq!((olga.birth_year, olga.birth_month), (None, Some(2)));
        assert!(!olga.allows_marketing());
        let contacts = Contact::of(db, tenant, olga.id).await.unwrap();
        assert_eq!(contacts[0].value, "+34612345609");
        let notes = Note::of(db, tenant, olga.id, 5).await.unwrap();
        assert_eq!(notes[0].body, "Две\nстроки; и точка");
        // Found by the further phone, shown on the card with all that came.
        assert_eq!(by_name(&ctx, &bella, "345609").await.id, olga.id);
        let card = owner
            .get(&format!("/clients/{}", anna.id))
            .await
            .expect(200);
        card.says("as the file imported on")
            .says("14 May")
            .says("Любит чай")
            .says("Размер");
        owner
            .get("/settings/audit")
            .await
            .expect(200)
            .says("Clients were imported");
    });
}

#[test]
fn who_is_there_already_is_left_or_gets_what_is_lacking() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345601").await;
        let file = "name,phone,email,address,note\n\
            Petrova Anna,612345601,other@example.com,Calle Mayor 1,Likes tea\n\
            Misha Petrov,612345601,,,\n\
            Misha Petrov,612 345 601,,,\n\
            New One,,client34612345601@example.com,,\n";
        let path = begun(&mut owner, "list.csv", file.as_bytes()).await;
        check(&mut owner, &ctx, &path, &[]).await.expect(303);
        // A child with the mother's phone is somebody else, but only once.
        let report = owner.get(&path).await.expect(200);
        report
            .says("2 new clients")
            .says("1 is on your list already and stays")
            .says("1 row repeats a person");
        check(&mut owner, &ctx, &path, &[("doubles", "fill")])
            .await
            .expect(303);
        owner
            .get(&path)
            .await
            .expect(200)
            .says("gets what the card lacks");
        start(&mut owner, &ctx, &path, false).await.expect(303);
        let done = owner.get(&path).await.expect(200);
        done.says("2 clients added")
            .says("1 card got what it lacked");
        assert_eq!(
            names(&ctx, &bella).await,
            ["Anna Petrova", "Misha Petrov", "New One"]
        );
        let filled = Client::find(&ctx.app.db, bella.tenant.id, anna.id)
            .await
            .unwrap();
        assert_eq!(filled.address, "Calle Mayor 1");
        assert_eq!(
            filled.email, anna.email,
            "what stands there is not replaced"
        );
        let contacts = Contact::of(&ctx.app.db, bella.tenant.id, anna.id)
            .await
            .unwrap();
        assert_eq!(contacts[0].value, "other@example.com");
        // The same file once more: everybody is known, nothing is added twice.
        let path = begun(&mut owner, "list.csv", file.as_bytes()).await;
        check(&mut owner, &ctx, &path, &[("doubles", "fill")])
            .await
            .expect(303);
        owner.get(&path).await.expect(200).says("Nobody new");
        start(&mut owner, &ctx, &path, false).await.expect(303);
        owner
            .get(&path)
            .await
            .expect(200)
            .says("3 cards stayed as they were");
        assert_eq!(names(&ctx, &bella).await.len(), 3);
        let notes = Note::of(&ctx.app.db, bella.tenant.id, anna.id, 5)
            .await
            .unwrap();
        assert_eq!(notes.len(), 1);
    });
}

#[test]
fn rows_with_mistakes_are_told_and_nothing_is_half_imported() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let file = "Name,Mobile,E-mail,Birthday\n\
            Anna,612345601,anna@example.com,1990-05-14\n\
            \n\
            ,612345602,,\n\
            Berta,12,b@,31.02.1990\n\
            Clara,3.46123E+10,,\n";
        let path = begun(&mut owner, "list.csv", file.as_bytes()).await;
        // A file without a name's column is not even looked at.
        let answer = check(&mut owner, &ctx, &path, &[("column-0", "")])
            .await
            .expect(422);
        answer
            .says("Say which column holds the name")
            .says("aria-invalid");
        check(&mut owner, &ctx, &path, &[("column-1", "email")])
            .await
            .expect(422);
        check(&mut owner, &ctx, &path, &[("tag", "a, b")])
            .await
            .expect(422);
        check(&mut owner, &ctx, &path, &[]).await.expect(303);
        let report = owner.get(&path).await.expect(200);
        report
            .says("3 rows with mistakes")
            .says("<td class=\"n\">4</td>")
            .says("Add a name")
            .says("Enter a phone number")
            .says("Mobile")
            .says("The spreadsheet rounded this number")
            .says("Leave these rows out and import 1 client");
        start(&mut owner, &ctx, &path, false).await.expect(303);
        assert_eq!(names(&ctx, &bella).await, [""; 0]);
        start(&mut owner, &ctx, &path, true).await.expect(303);
        owner.get(&path).await.expect(200).says("3 rows left out");
        assert_eq!(names(&ctx, &bella).await, ["Anna"]);
        // A fault in the midst: 301 tags are too many, and none of the rows before is there.
        let mut many = "name,tags\n".to_owned();
        for n in 0..1000 {
            many.push_str(&format!("Person {n},Tag {n}\n"));
        }
        let path = begun(&mut owner, "many.csv", many.as_bytes()).await;
        check(&mut owner, &ctx, &path, &[]).await.expect(303);
        start(&mut owner, &ctx, &path, false).await.expect(303);
        owner.get(&path).await.expect(200).says("nothing was added");
        assert_eq!(names(&ctx, &bella).await, ["Anna"]);
        assert_eq!(
            Tag::all(&ctx.app.db, bella.tenant.id).await.unwrap().len(),
            0
        );
        // With another column it goes.
        check(&mut owner, &ctx, &path, &[("column-1", "")])
            .await
            .expect(303);
        start(&mut owner, &ctx, &path, false).await.expect(303);
        owner.get(&path).await.expect(200).says("clients added");
    });
}

#[test]
fn other_files_are_refused_with_a_word_or_read_another_way() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        for (name, file, word) in [
            ("", &b""[..], "Choose a file"),
            ("list.csv", b"", "There is nothing in this file"),
            ("list.csv", b"name,phone\n", "There is nothing in this file"),
            ("list.xlsx", b"PK\x03\x04....", "This is an Excel file"),
            (
                "photo.jpg",
                b"\xff\xd8\xff\xe0\x00\x10JFIF",
                "This is no list",
            ),
        ] {
            let answer = send(&mut owner, name, file).await.expect(422);
            answer.says(word).says("aria-invalid");
        }
        let large = vec![b'a'; (20 << 20) + 1];
        send(&mut owner, "large.csv", &large)
            .await
            .expect(422)
            .says("at most 20 MB");
        let long = "A\n".repeat(100_002);
        send(&mut owner, "long.csv", long.as_bytes())
            .await
            .expect(422)
            .says("100,000 rows");
        // Read with the wrong letters, then with the right ones.
        let (file, ..) = encoding_rs::WINDOWS_1251.encode("Имя|Телефон\nАнна|612345601\n");
        let path = begun(&mut owner, "list.csv", &file).await;
        check(
            &mut owner,
            &ctx,
            &path,
            &[
                ("encoding", "windows-1252"),
                ("delimiter", "comma"),
                ("again", "true"),
            ],
        )
        .await
        .expect(303);
        owner.get(&path).await.expect(200).lacks("Анна");
        check(
            &mut owner,
            &ctx,
            &path,
            &[
                ("encoding", "windows-1251"),
                ("delimiter", "bar"),
                ("again", "true"),
            ],
        )
        .await
        .expect(303);
        owner
            .get(&path)
            .await
            .expect(200)
            .says("Анна")
            .says("value=\"name\" selected");
        check(&mut owner, &ctx, &path, &[("encoding", "klingon")])
            .await
            .expect(422);
        // vCards
        let cards = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Kate O'Connor\r\nTEL:+44 20 7946 0018\r\nBDAY:--0514\r\nEND:VCARD\r\n";
        let path = begun(&mut owner, "contacts.vcf", cards.as_bytes()).await;
        owner.get(&path).await.expect(200).says("vCards of a phone");
        check(&mut owner, &ctx, &path, &[]).await.expect(303);
        start(&mut owner, &ctx, &path, false).await.expect(303);
        let kate = by_name(&ctx, &bella, "kate").await;
        assert_eq!(
            (kate.phone.as_deref(), kate.birth_day),
            (Some("+442079460018"), Some(14))
        );
    });
}

#[test]
fn a_file_is_its_practices_alone_sealed_and_gone_after_a_day() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = begun(
            &mut owner,
            "list.csv",
            b"name,phone\nZanzibara Quetzalova,612345601\n",
        )
        .await;
        let stored: Vec<u8> = match ctx.app.db.pools() {
            Either::Lite(lite) => sqlx::query_scalar("SELECT sealed FROM client_imports")
                .fetch_one(&lite.read)
                .await
                .unwrap(),
            Either::Pg(pool) => sqlx::query_scalar("SELECT sealed FROM client_imports")
                .fetch_one(pool)
                .await
                .unwrap(),
        };
        assert!(!String::from_utf8_lossy(&stored).contains("Zanzibara"));
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        for (method, place) in [
            ("get", ""),
            ("post", "/check"),
            ("post", "/start"),
            ("post", "/discard"),
        ] {
            let place = format!("{path}{place}");
            let answer = match method {
                "get" => stranger.get(&place).await,
                _ => stranger.post(&place, &[]).await,
            };
            answer.expect(404);
        }
        for role in [Role::ReadOnly, Role::Content] {
            let mut member = bella.member(&ctx, role).await;
            member.get("/clients/imports/new").await.expect(403);
            member.get(&path).await.expect(403);
            send(&mut member, "list.csv", b"name\nAnna\n")
                .await
                .expect(403);
        }
        owner
            .post(&format!("{path}/discard"), &[])
            .await
            .expect(303);
        owner.get(&path).await.expect(404);
        let path = begun(&mut owner, "list.csv", b"name,phone\nAnna,612345601\n").await;
        ctx.app.clock.advance(chrono::TimeDelta::hours(25));
        aureli::clients::imports::sweep(&ctx.app, ctx.app.clock.now())
            .await
            .unwrap();
        let mut owner = bella.sign_in(&ctx).await;
        owner.get(&path).await.expect(404);
    });
}

#[test]
fn the_list_goes_into_a_file_and_comes_back_whole() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let mut file =
            "name,phone,further phone,email,birthday,address,tags,allergies,note,marketing\n"
                .to_owned();
        file.push_str("\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",612345600,,,,,,,,\n");
        file.push_str("Анна Чернова,612345601,+79123456789,anna@example.com,1990-05-14,\"Calle; Mayor, 1\",\"VIP, Regular\",Latex,\"One\ntwo\",yes\n");
        let path = begun(&mut owner, "list.csv", file.as_bytes()).await;
        check(&mut owner, &ctx, &path, &[]).await.expect(303);
        start(&mut owner, &ctx, &path, false).await.expect(303);
        let ask = owner.get("/clients/exports/new").await.expect(303);
        assert!(
            ask.location().starts_with("/password/confirm"),
            "{}",
            ask.location()
        );
        owner.post("/clients/exports", &[]).await.expect(303);
        let proof = [
            ("password", OWNER_PASSWORD),
            ("next", "/clients/exports/new"),
        ];
        owner.post("/password/confirm", &proof).await.expect(303);
        owner
            .get("/clients/exports/new")
            .await
            .expect(200)
            .says("2 people");
        let answer = owner
            .post(
                "/clients/exports",
                &[("delimiter", "semicolon"), ("tag", "")],
            )
            .await
            .expect(200);
        let disposition = answer.headers["content-disposition"].to_str().unwrap();
        assert!(
            disposition.contains("clients-2026-05-14.csv"),
            "{disposition}"
        );
        assert!(answer.body.starts_with('\u{feff}'));
        for cell in [
            "\"'=HYPERLINK(",
            "'+34612345601",
            "'+79123456789",
            "Анна Чернова;",
        ] {
            assert!(
                answer.body.contains(cell),
                "{cell} is not in {}",
                answer.body
            );
        }
        assert!(!answer.body.contains(";=") && !answer.body.contains("\n="));
        owner
            .get("/settings/audit")
            .await
            .expect(200)
            .says("The list of clients was exported");
        // Into another practice: the same people come out.
        let stranger = ctx.stranger().await;
        let mut other = stranger.sign_in(&ctx).await;
        let path = begun(&mut other, "clients.csv", &answer.bytes).await;
        check(&mut other, &ctx, &path, &[]).await.expect(303);
        other
            .get(&path)
            .await
            .expect(200)
            .says("2 new clients")
            .lacks("with mistakes");
        start(&mut other, &ctx, &path, false).await.expect(303);
        let anna = by_name(&ctx, &stranger, "anna").await;
        assert_eq!(anna.phone.as_deref(), Some("+34612345601"));
        assert_eq!(
            (anna.address.as_str(), anna.allergies.as_str()),
            ("Calle; Mayor, 1", "Latex")
        );
        assert_eq!((anna.birth_year, anna.birth_day), (Some(1990), Some(14)));
        assert!(anna.allows_marketing());
        let notes = Note::of(&ctx.app.db, stranger.tenant.id, anna.id, 5)
            .await
            .unwrap();
        assert_eq!(notes[0].body, "One\ntwo");
        let tags = Tag::of(&ctx.app.db, stranger.tenant.id, anna.id)
            .await
            .unwrap();
        assert_eq!(tags.len(), 2);
        let figures = Figures::of(
            &ctx.app.db,
            stranger.tenant.id,
            anna.id,
            stranger.tenant.currency,
        );
        assert_eq!(figures.await.unwrap().visits, 0);
        for role in [Role::ReadOnly, Role::Content] {
            let mut member = bella.member(&ctx, role).await;
            member.get("/clients/exports/new").await.expect(403);
        }
    });
}

/// Until the whole list is there nobody sees any of it; what a try left behind is cleared away by the next one.
#[test]
fn a_list_waits_unseen_and_a_try_that_broke_off_leaves_nothing() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let file =
            "name,phone,note,tags\nInes Sol,+34612345671,Tea,VIP\nJana Mar,+34612345672,,VIP\n";
        let path = begun(&mut owner, "list.csv", file.as_bytes()).await;
        check(&mut owner, &ctx, &path, &[]).await.expect(303);
        let id: uuid::Uuid = path.rsplit('/').next().unwrap().parse().unwrap();
        // A try that broke off: one card of it lies on the stage.
        let (stage, card) = (uuid::Uuid::now_v7(), uuid::Uuid::now_v7());
        let (tenant, now) = (bella.tenant.id, ctx.app.clock.now());
        q!(
            &ctx.app.db,
            execute,
            "INSERT INTO clients (tenant_id, id, name, phone, locale, search, source, created_at, updated_at, is_merged, staged_by)
             VALUES ($1, $2, 'Ines Sol', '+34612345671', 'en', 'ines sol ! +34612345671 ', 'import', $3, $3, $4, $5)",
            tenant,
            card,
            now,
            true,
            stage,
        )
        .unwrap();
        q!(
            &ctx.app.db,
            execute,
            "INSERT INTO client_notes (tenant_id, id, client_id, body, created_at, updated_at) VALUES ($1, $2, $2, 'Tea', $3, $3)",
            tenant,
            card,
            now,
        )
        .unwrap();
        q!(
            &ctx.app.db,
            execute,
            "UPDATE client_imports SET stage = $3 WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
            stage,
        )
        .unwrap();
        assert!(names(&ctx, &bella).await.is_empty());
        for q in ["ines", "612345671"] {
            let page = owner.get(&format!("/clients?q={q}")).await.expect(200);
            page.lacks("Ines Sol");
        }
        owner.get(&format!("/clients/{card}")).await.expect(404);
        start(&mut owner, &ctx, &path, false).await;
        assert_eq!(names(&ctx, &bella).await, ["Ines Sol", "Jana Mar"]);
        macro_rules! count {
            ($sql:literal) => {
                q!(&ctx.app.db, fetch_one: (i64,), $sql).unwrap().0
            };
        }
        assert_eq!(count!("SELECT COUNT(*) FROM clients"), 2);
        assert_eq!(count!("SELECT COUNT(*) FROM client_notes"), 1);
        assert_eq!(
            count!("SELECT COUNT(*) FROM clients WHERE staged_by IS NOT NULL OR is_merged"),
            0
        );
        for (typed, found) in [("ines", "Ines Sol"), ("jnaa+mar", "Jana Mar")] {
            let page = owner.get(&format!("/clients?q={typed}")).await.expect(200);
            page.says(found);
        }
        // Nobody goes on with a try: the sweep clears it away.
        q!(
            &ctx.app.db,
            execute,
            "INSERT INTO clients (tenant_id, id, name, locale, search, source, created_at, updated_at, is_merged, staged_by)
             VALUES ($1, $2, 'Nadia', 'en', 'nadia ! ', 'import', $3, $3, $4, $5)",
            tenant,
            uuid::Uuid::now_v7(),
            now,
            true,
            stage,
        )
        .unwrap();
        aureli::clients::imports::sweep(&ctx.app, now)
            .await
            .unwrap();
        assert_eq!(count!("SELECT COUNT(*) FROM clients"), 2);
    });
}

#[test]
fn a_quote_that_is_never_closed_swallows_nobody_in_silence() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        for (file, word) in [
            (
                "Name,Phone\n\"Anna,612000114\nBoris,612000115\nC,612000116\n",
                "never closed",
            ),
            (
                "Name,Phone\n\"Anna,612000114\nBoris\",612000115\nC,612000116\n",
                "line break in the name",
            ),
        ] {
            let path = begun(&mut owner, "list.csv", file.as_bytes()).await;
            check(&mut owner, &ctx, &path, &[]).await.expect(303);
            owner.get(&path).await.expect(200).says(word);
        }
        assert!(names(&ctx, &bella).await.is_empty());
    });
}
