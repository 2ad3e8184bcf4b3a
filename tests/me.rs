//! The client's own page: who comes to it, what it shows, what it lets be done.

use aureli::clients::Client;
use aureli::consents::Consent;
use aureli::i18n::Locale;
use aureli::id::ClientId;
use aureli::media::{Done, Stage};
use chrono::TimeDelta;

use crate::support::factories::{OWNER_PASSWORD, Practice};
use crate::support::{Ctx, on_both, on_both_with};

async fn mails(ctx: &Ctx) -> Vec<(String, String)> {
    ctx.run_jobs().await;
    aureli::q!(
        &ctx.app.db,
        fetch_all: (String, String),
        "SELECT recipient, body_text FROM dev_mails ORDER BY sent_at, id"
    )
    .unwrap()
}

/// The link in the latest mail that has one.
async fn link(ctx: &Ctx) -> String {
    let mails = mails(ctx).await;
    let (_, text) = mails
        .iter()
        .rev()
        .find(|(_, text)| text.contains("/me/"))
        .expect("a mail with a link");
    let token = text.split("/me/").nth(1).unwrap();
    let token: String = token.chars().take_while(|c| !c.is_whitespace()).collect();
    format!("/me/{token}")
}

async fn count_links(ctx: &Ctx) -> usize {
    mails(ctx)
        .await
        .iter()
        .filter(|(_, text)| text.contains("/me/"))
        .count()
}

async fn find(ctx: &Ctx, practice: &Practice, id: ClientId) -> Client {
    Client::find(&ctx.app.db, practice.tenant.id, id)
        .await
        .unwrap()
}

#[test]
fn the_link_goes_to_the_cards_address_and_tells_strangers_nothing() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let client = find(&ctx, &practice, visit.client_id.unwrap()).await;
        let email = client.email.clone().unwrap();
        let mut visitor = ctx.visitor();
        visitor
            .get("/bella/me")
            .await
            .expect(200)
            .says("Send me a link");
        visitor
            .post("/bella/me", &[("email", "")])
            .await
            .expect(422)
            .says("error-summary");
        visitor
            .post("/bella/me", &[("email", "no address")])
            .await
            .expect(422)
            .says("no address");
        let known = visitor
            .post("/bella/me", &[("email", &email)])
            .await
            .expect(303);
        let unknown = visitor
            .post("/bella/me", &[("email", "nobody@example.org")])
            .await
            .expect(303);
        assert_eq!(known.location(), unknown.location());
        visitor
            .get(known.location())
            .await
            .expect(200)
            .says("Look into your mail");
        assert_eq!(count_links(&ctx).await, 1);
        let path = link(&ctx).await;
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("Brow shaping")
            .says("15 May 2026")
            .says("Move or cancel");
        ctx.app.clock.advance(TimeDelta::minutes(2));
        visitor
            .post("/bella/me", &[("email", &email)])
            .await
            .expect(303);
        assert_eq!(count_links(&ctx).await, 2);
        // A newer link ends the older.
        visitor.get(&path).await.expect(410).says("Send me a link");
        let path = link(&ctx).await;
        visitor.get(&path).await.expect(200);
        ctx.app.clock.advance(TimeDelta::days(7));
        visitor.get(&path).await.expect(410);
        visitor
            .post(&format!("{path}/export"), &[])
            .await
            .expect(410);
        visitor
            .get("/me/0000000000000000000000000000")
            .await
            .expect(404);
    });
}

/// A mother and her grown daughter, one mailbox: each has a page, and its link says whose it is.
#[test]
fn who_shares_an_address_gets_a_link_each() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let mut cards = Vec::new();
        for (name, phone) in [
            ("Nina Vidal", "+34612345671"),
            ("Olga Vidal", "+34612345672"),
        ] {
            let card = ctx.client(&practice, name, phone).await.id;
            aureli::q!(
                &ctx.app.db,
                execute,
                "UPDATE clients SET email = 'Vidal@example.com', email_key = 'vidal@example.com' WHERE tenant_id = $1 AND id = $2",
                practice.tenant.id,
                card
            )
            .unwrap();
            cards.push(card);
        }
        let mut visitor = ctx.visitor();
        for _ in 0..2 {
            visitor
                .post("/bella/me", &[("email", "vidal@example.com")])
                .await
                .expect(303);
        }
        let mails = mails(&ctx).await;
        let links: Vec<_> = mails
            .iter()
            .filter(|(_, text)| text.contains("/me/"))
            .collect();
        assert_eq!(links.len(), 2, "{links:?}");
        for name in ["Nina Vidal", "Olga Vidal"] {
            let own: Vec<_> = links
                .iter()
                .filter(|(_, text)| text.contains(name))
                .collect();
            assert_eq!(own.len(), 1, "{name}: {links:?}");
        }
    });
}

#[test]
fn it_shows_what_is_theirs_and_nobody_elses() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let id = visit.client_id.unwrap();
        let other = ctx.client(&practice, "Olga Vidal", "+34612345679").await;
        let form = ctx.form(&practice, "treatment", &[]).await;
        let signed = ctx.signed(&practice, &form, id).await;
        let theirs = ctx.signed(&practice, &form, other.id).await;
        let photo = ctx.photo(&practice, id).await;
        let hidden = ctx.photo(&practice, other.id).await;
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .post(&format!("/clients/{id}/own-page"), &[])
            .await
            .expect(303);
        let path = link(&ctx).await;
        let mut visitor = ctx.visitor();
        let page = visitor.get(&path).await.expect(200);
        assert!(!page.body.contains("/photos/"), "not shared yet");
        let size = format!("{path}/photos/{}/large", photo.id);
        visitor.get(&size).await.expect(404);
        ctx.shared(&practice, id, &[photo.id]).await;
        ctx.shared(&practice, other.id, &[hidden.id]).await;
        visitor
            .get(&path)
            .await
            .expect(200)
            .says(&size)
            .says("Consent to treatment");
        visitor.get(&size).await.expect(200);
        visitor
            .get(&format!("{path}/photos/{}/large", hidden.id))
            .await
            .expect(404);
        let to = visitor
            .post(&format!("{path}/visits/{}", visit.id), &[])
            .await
            .expect(303);
        assert!(to.location().starts_with("/l/"));
        visitor
            .get(to.location())
            .await
            .expect(200)
            .says("Brow shaping");
        let to = visitor
            .post(&format!("{path}/consents/{}", signed.id), &[])
            .await
            .expect(303);
        visitor
            .get(to.location())
            .await
            .expect(200)
            .says("Nothing has been changed");
        visitor
            .post(&format!("{path}/consents/{}", theirs.id), &[])
            .await
            .expect(404);
        let strange = ctx
            .book_for(&practice, other.id, "shaping", "2026-05-16T10:00")
            .await
            .id;
        visitor
            .post(&format!("{path}/visits/{strange}"), &[])
            .await
            .expect(404);
        // What was signed can be withdrawn there.
        visitor
            .post(&format!("{}/withdrawal", to.location()), &[])
            .await
            .expect(303);
        let consent = Consent::find(&ctx.app.db, practice.tenant.id, signed.id)
            .await
            .unwrap();
        assert!(consent.withdrawn_at.is_some());
    });
}

#[test]
fn who_books_for_a_child_is_asked_sees_and_signs_for_it() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let form = ctx.form(&practice, "treatment", &["lamination"]).await;
        let own = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let parent = own.client_id.unwrap();
        let child = ctx.client(&practice, "Leo Petrov", "+34612345699").await.id;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET email = NULL, email_key = NULL, phone = NULL WHERE id = $1",
            child
        )
        .unwrap();
        let visit = ctx
            .book_for(&practice, child, "lamination", "2026-05-16T10:00")
            .await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "INSERT INTO appointment_abouts (tenant_id, appointment_id, booker_id) VALUES ($1, $2, $3)",
            practice.tenant.id,
            visit.id,
            parent
        )
        .unwrap();
        ctx.run_jobs().await;
        let open = Consent::open_of_client(&ctx.app.db, practice.tenant.id, child).await;
        let [consent] = open.unwrap().try_into().unwrap();
        assert_eq!(consent.form_id, form.id);
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get(&format!("/appointments/{}", visit.id))
            .await
            .expect(200)
            .says("no link has been sent");
        owner
            .post(&format!("/consents/{}/sending", consent.id), &[])
            .await
            .expect(303);
        ctx.run_jobs().await;
        let asked = mails(&ctx).await;
        let (to, _) = asked
            .iter()
            .rev()
            .find(|(_, text)| text.contains("/l/consents/"))
            .unwrap();
        assert!(to.contains("612345678"), "{to}");
        owner
            .get(&format!("/appointments/{}", visit.id))
            .await
            .expect(200)
            .says("The client was asked");
        owner
            .post(&format!("/clients/{parent}/own-page"), &[])
            .await
            .expect(303);
        let path = link(&ctx).await;
        let mut visitor = ctx.visitor();
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("For Leo Petrov")
            .says("Consent to treatment");
        for what in [
            format!("{path}/visits/{}", visit.id),
            format!("{path}/consents/{}", consent.id),
        ] {
            let to = visitor.post(&what, &[]).await.expect(303);
            visitor.get(to.location()).await.expect(200);
        }
    });
}

#[test]
fn preferences_are_kept_and_the_data_come_by_a_fresh_link() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let id = visit.client_id.unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .post(&format!("/clients/{id}/own-page"), &[])
            .await
            .expect(303);
        let shown = ctx.photo(&practice, id).await;
        ctx.shared(&practice, id, &[shown.id]).await;
        let hidden = ctx
            .add_file(
                &practice,
                id,
                Stage::After,
                "b.pdf",
                b"%PDF-1.4 x\n%%EOF\n".to_vec(),
            )
            .await
            .unwrap()
            .media();
        let path = link(&ctx).await;
        let mut visitor = ctx.visitor();
        let fields = [
            ("language", "es"),
            ("channel", "whatsapp"),
            ("marketing", "true"),
        ];
        for _ in 0..2 {
            visitor
                .post(&format!("{path}/preferences"), &fields)
                .await
                .expect(303);
        }
        let client = find(&ctx, &practice, id).await;
        assert_eq!(client.locale, Locale::Es);
        assert_eq!(client.writes_by, "whatsapp");
        assert!(client.allows_marketing() && client.marketing_origin == "public");
        visitor
            .post(&format!("{path}/preferences"), &[("language", "es")])
            .await
            .expect(303);
        let client = find(&ctx, &practice, id).await;
        assert!(!client.allows_marketing() && client.writes_by == "whatsapp");
        visitor
            .post(
                &format!("{path}/preferences"),
                &[("language", "es"), ("channel", "pigeon")],
            )
            .await
            .expect(422);
        visitor
            .post(&format!("{path}/preferences"), &[("language", "xx")])
            .await
            .expect(422);
        // A mail to the master that is about them.
        let now = ctx.app.clock.now();
        aureli::q!(
            &ctx.app.db,
            execute,
            "INSERT INTO messages (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name,
                client_id, data, status, send_at, created_at)
             VALUES ($1, $2, 'm', 'email', 'package', 'master', 'en', 'owner@private.example', '', $3, $4, 'sent', $5, $5)",
            practice.tenant.id,
            uuid::Uuid::now_v7(),
            id,
            sqlx::types::Json(serde_json::json!({})),
            now,
        )
        .unwrap();
        let file = visitor
            .post(&format!("{path}/export"), &[])
            .await
            .expect(200);
        assert_eq!(file.headers["content-type"], "application/zip");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file.bytes)).unwrap();
        let mut known = String::new();
        std::io::Read::read_to_string(&mut zip.by_name("client.json").unwrap(), &mut known)
            .unwrap();
        assert!(known.contains(&shown.id.to_string()), "{known}");
        assert!(!known.contains(&hidden.id.to_string()), "not shown to them");
        for internal in [
            "owner@private.example",
            "blocked_at",
            "deposit_rule",
            "kept_late",
        ] {
            assert!(!known.contains(internal), "{internal} is the practice's");
        }
        ctx.app.clock.advance(TimeDelta::hours(2));
        let before = count_links(&ctx).await;
        visitor
            .post(&format!("{path}/export"), &[])
            .await
            .expect(303);
        assert_eq!(count_links(&ctx).await, before + 1);
        let path = link(&ctx).await;
        visitor
            .post(&format!("{path}/export"), &[])
            .await
            .expect(200);
    });
}

#[test]
fn health_notes_are_in_what_is_taken_along_and_each_reading_is_recorded() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let id = visit.client_id.unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .post(
                &format!("/clients/{id}/medical-notes/new"),
                &[("body", "asthma since childhood")],
            )
            .await
            .expect(303);
        let form = ctx.form(&practice, "treatment", &[]).await;
        ctx.signed(&practice, &form, id).await;
        let read = |ctx: Ctx| async move {
            let rows: Vec<(String, String)> = aureli::q!(
                &ctx.app.db,
                fetch_all: (String, String),
                "SELECT kind, actor_kind FROM events WHERE kind IN ('client.medical_read', 'consent.read') ORDER BY at, kind",
            )
            .unwrap();
            rows
        };
        owner
            .post(&format!("/clients/{id}/own-page"), &[])
            .await
            .expect(303);
        let path = link(&ctx).await;
        let mut visitor = ctx.visitor();
        visitor.get(&path).await.expect(200).lacks("asthma");
        assert!(read(ctx.clone()).await.is_empty());
        let file = visitor.post(&format!("{path}/export"), &[]).await;
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file.expect(200).bytes)).unwrap();
        let mut notes = String::new();
        std::io::Read::read_to_string(&mut zip.by_name("medical_notes.jsonl").unwrap(), &mut notes)
            .unwrap();
        assert!(notes.contains("asthma since childhood"), "{notes}");
        let kinds = read(ctx.clone()).await;
        assert_eq!(kinds.len(), 2, "{kinds:?}");
        assert!(
            kinds.iter().all(|(_, actor)| actor == "client"),
            "{kinds:?}"
        );
        // The master's export of one client, too, with the password again.
        let proof = [("password", OWNER_PASSWORD), ("next", "/")];
        owner.post("/password/confirm", &proof).await.expect(303);
        let file = owner.post(&format!("/clients/{id}/export"), &[]).await;
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file.expect(200).bytes)).unwrap();
        assert!(zip.by_name("medical_notes.jsonl").is_ok());
        let kinds = read(ctx.clone()).await;
        assert_eq!(kinds.len(), 4, "{kinds:?}");
        assert_eq!(kinds.iter().filter(|(_, actor)| actor == "user").count(), 2);
    });
}

#[test]
fn documents_that_were_shared_are_saved_from_there() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let id = visit.client_id.unwrap();
        let mut documents = Vec::new();
        for n in 0..2 {
            let file = format!("%PDF-1.4 {n}\n%%EOF\n").into_bytes();
            let name = format!("plan-{n}.pdf");
            let added = ctx.add_file(&practice, id, Stage::Other, &name, file).await;
            let Done::Added(media) = added.unwrap() else {
                panic!("it is new")
            };
            documents.push(media.id);
        }
        let (shared, hidden) = (documents[0], documents[1]);
        ctx.shared(&practice, id, &[shared]).await;
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .post(&format!("/clients/{id}/own-page"), &[])
            .await
            .expect(303);
        let path = link(&ctx).await;
        let mut visitor = ctx.visitor();
        let page = visitor.get(&path).await.expect(200);
        page.says("Your documents")
            .says("plan-0.pdf")
            .lacks("plan-1.pdf");
        let save = format!("{path}/documents/{shared}");
        let file = visitor.post(&save, &[]).await.expect(200);
        assert_eq!(file.bytes, b"%PDF-1.4 0\n%%EOF\n");
        assert_eq!(file.headers["content-type"], "application/pdf");
        assert_eq!(file.headers["x-content-type-options"], "nosniff");
        let disposition = file.headers["content-disposition"].to_str().unwrap();
        assert!(disposition.starts_with("attachment"), "{disposition}");
        let save = format!("{path}/documents/{hidden}");
        visitor.post(&save, &[]).await.expect(404);
        let picture = format!("{path}/photos/{shared}/large");
        visitor.get(&picture).await.expect(404);
    });
}

/// A child has no page of its own: whoever books for it sees its visits, and signs for it.
#[test]
fn a_parent_sees_what_they_booked_for_a_child() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let parent = ctx.client(&practice, "Olga Vidal", "+34612345679").await;
        let child = ctx.client(&practice, "Misha Vidal", "+34612345680").await;
        let stranger = ctx.client(&practice, "Ines Sol", "+34612345681").await;
        let mut owner = practice.sign_in(&ctx).await;
        let linked = [
            ("other", child.id.to_string()),
            ("relation", "child".into()),
        ];
        let linked: Vec<(&str, &str)> = linked.iter().map(|(a, b)| (*a, b.as_str())).collect();
        owner
            .post(&format!("/clients/{}/family/new", parent.id), &linked)
            .await
            .expect(303);
        let about = format!("c:{}", child.id);
        let parent_id = parent.id.to_string();
        let visit = [
            ("client", parent_id.as_str()),
            ("about", &about),
            ("what", "shaping"),
            ("date", "2026-05-15"),
            ("time", "10:00"),
        ];
        owner.post("/appointments", &visit).await.expect(303);
        let form = ctx.form(&practice, "treatment", &[]).await;
        let asked = ctx.ask(&practice, &form, child.id).await;
        let theirs = ctx.ask(&practice, &form, stranger.id).await;
        owner
            .post(&format!("/clients/{}/own-page", parent.id), &[])
            .await
            .expect(303);
        let path = link(&ctx).await;
        let mut visitor = ctx.visitor();
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("Misha Vidal")
            .says("Brow shaping")
            .says(&format!("/consents/{}", asked.id))
            .lacks(&theirs.id.to_string());
        let (visit,) = aureli::q!(
            &ctx.app.db,
            fetch_one: (aureli::id::AppointmentId,),
            "SELECT id FROM appointments"
        )
        .unwrap();
        let to = visitor.post(&format!("{path}/visits/{visit}"), &[]).await;
        assert!(to.expect(303).location().starts_with("/l/"));
        let to = visitor
            .post(&format!("{path}/consents/{}", asked.id), &[])
            .await
            .expect(303);
        visitor.get(to.location()).await.expect(200);
        visitor
            .post(&format!("{path}/consents/{}", theirs.id), &[])
            .await
            .expect(404);
    });
}

/// What ran out is signed again from there: beside what waits for a child's signature, and where an older card signed it.
#[test]
fn what_ran_out_is_signed_again() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let form = ctx.form(&practice, "treatment", &[]).await;
        let old = ctx.client(&practice, "O. Vidal", "+34612345671").await;
        ctx.signed(&practice, &form, old.id).await;
        let parent = ctx.client(&practice, "Olga Vidal", "+34612345679").await;
        let child = ctx.client(&practice, "Misha Vidal", "+34612345680").await;
        let mut owner = practice.sign_in(&ctx).await;
        let joined = format!("/clients/{}/merge/{}", parent.id, old.id);
        owner.post(&joined, &[]).await.expect(303);
        ctx.app.clock.advance(TimeDelta::days(400));
        let mut owner = practice.sign_in(&ctx).await;
        let link_child = [("other", &*child.id.to_string()), ("relation", "child")];
        owner
            .post(&format!("/clients/{}/family/new", parent.id), &link_child)
            .await
            .expect(303);
        ctx.ask(&practice, &form, child.id).await;
        owner
            .post(&format!("/clients/{}/own-page", parent.id), &[])
            .await
            .expect(303);
        let path = link(&ctx).await;
        let mut visitor = ctx.visitor();
        let page = visitor.get(&path).await.expect(200);
        let page = page.says("For Misha Vidal").says("Sign again");
        let (at, _) = page.body.match_indices("name=\"renew\"").next().unwrap();
        let act = page.body[..at].rsplit("action=\"").next().unwrap();
        let act = act[..act.find('"').unwrap()].to_owned();
        let to = visitor.post(&act, &[("renew", "true")]).await.expect(303);
        visitor
            .get(to.location())
            .await
            .expect(200)
            .says("Olga Vidal")
            .says("Consent to treatment");
        let open = Consent::open_of_client(&ctx.app.db, practice.tenant.id, parent.id).await;
        let [asked] = open.unwrap().try_into().unwrap();
        assert_eq!(asked.client_id, parent.id, "on the card that stands");
        // Asked once: what waits now is signed, not asked for again.
        visitor.get(&path).await.expect(200).lacks("Sign again");
    });
}

/// At most three an hour to one address, whoever asks; the answer is the same.
#[test]
fn nobody_fills_a_mailbox_with_links() {
    on_both_with(&[("RATE_LIMITS", "on")], |ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Olga Vidal", "+34612345679").await;
        let email = client.email.unwrap();
        for _ in 0..6 {
            ctx.app.clock.advance(TimeDelta::minutes(2));
            let answer = ctx.visitor().post("/bella/me", &[("email", &email)]).await;
            assert_eq!(answer.expect(303).location(), "/bella/me?sent=1");
        }
        assert_eq!(count_links(&ctx).await, 3);
    });
}
