//! Forms, signing, what was signed, and what it gates.

use aureli::accounts::Role;
use aureli::consents::{self, Consent, Form, Kind, Policy, Rules, State, Version};
use aureli::db::Either;
use aureli::events::Actor;
use axum::body::Body;
use axum::http::{Request, header};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::Executor;

use crate::support::factories::{OWNER_PASSWORD, Practice};
use crate::support::{Answer, Ctx, Visitor, on_both, pictures};

/// The answers that a treatment form wants, and the rest of a signature.
const SIGNED: &[(&str, &str)] = &[
    ("f-allergy", "0"),
    ("f-skin", "1"),
    ("f-actives", "0"),
    ("f-pregnancy", "0"),
    ("f-more", "Sensitive to the cold"),
    ("agree", "yes"),
    ("name", "Anna Petrova"),
    ("drawn", "M10 20L30 40L50 20"),
];

async fn version(ctx: &Ctx, practice: &Practice, form: &Form) -> Version {
    let found = Version::current(&ctx.app.db, practice.tenant.id, form.id).await;
    found.unwrap().unwrap()
}

async fn find(ctx: &Ctx, practice: &Practice, consent: &Consent) -> Consent {
    Consent::find(&ctx.app.db, practice.tenant.id, consent.id)
        .await
        .unwrap()
}

/// Sends the signature; what is in `more` counts before what is usual.
async fn send(
    visitor: &mut Visitor,
    path: &str,
    version: &Version,
    more: &[(&str, &str)],
) -> Answer {
    let id = version.id.to_string();
    let mut form = vec![("version", id.as_str()), ("locale", "en")];
    for (name, value) in SIGNED {
        if !more.iter().any(|(other, _)| other == name) {
            form.push((name, value));
        }
    }
    form.extend(more);
    form.retain(|(_, value)| *value != "-");
    visitor.post(&format!("{path}/signature"), &form).await
}

async fn execute(ctx: &Ctx, sql: &str) -> Result<(), sqlx::Error> {
    match ctx.app.db.pools() {
        Either::Lite(lite) => lite.write.execute(sql).await.map(drop),
        Either::Pg(pool) => pool.execute(sql).await.map(drop),
    }
}

/// A time of the practice as the slot search gives it.
async fn slots(ctx: &Ctx, practice: &Practice, client: &str, date: &str) -> Vec<String> {
    let mut owner = practice.sign_in(ctx).await;
    let path = format!("/appointments/new?client={client}&what=shaping&date={date}");
    let page = owner.get(&path).await.expect(200).body;
    page.split("name=\"slot\" value=\"")
        .skip(1)
        .map(|rest| rest[..5].to_owned())
        .collect()
}

#[test]
fn a_booking_asks_and_the_client_signs_by_link() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let form = ctx.form(&practice, "treatment", &["lamination"]).await;
        let visit = ctx.book(&practice, "lamination", "2026-05-15T10:00").await;
        let client = visit.client_id.unwrap();
        let open = Consent::open_of_client(&ctx.app.db, practice.tenant.id, client).await;
        let [consent] = open.unwrap().try_into().unwrap();
        assert_eq!(consent.appointment_id, Some(visit.id));
        ctx.run_jobs().await;
        let mails = mails(&ctx).await;
        let mail = mails
            .iter()
            .find(|mail| mail.contains("/l/consents/"))
            .unwrap();
        let token = mail.split("/l/consents/").nth(1).unwrap();
        let token: String = token.chars().take_while(|c| !c.is_whitespace()).collect();
        let path = format!("/l/consents/{token}");

        let mut visitor = ctx.visitor();
        visitor
            .get(&path)
            .await
            .expect(200)
            .says("Consent to treatment")
            .says("Bella Brows has explained")
            .says("Allergy to dye, henna or adhesive")
            // The name is the signature: whoever signs types it.
            .lacks("value=\"Anna");
        let version = version(&ctx, &practice, &form).await;
        // Too little: everything typed is kept.
        send(
            &mut visitor,
            &path,
            &version,
            &[("agree", "-"), ("f-skin", "-")],
        )
        .await
        .expect(422)
        .says("error-summary")
        .says("Sensitive to the cold")
        .says("M10 20L30 40L50 20");
        send(&mut visitor, &path, &version, &[("f-skin", "7")])
            .await
            .expect(422);
        send(&mut visitor, &path, &version, &[("name", " ")])
            .await
            .expect(422);
        send(&mut visitor, &path, &version, &[("f-unknown", "1")])
            .await
            .expect(422);
        let answer = send(&mut visitor, &path, &version, &[]).await.expect(303);
        assert_eq!(answer.location(), path);

        let signed = find(&ctx, &practice, &consent).await;
        let hash = signed.fingerprint();
        visitor
            .get(&path)
            .await
            .expect(200)
            .says(&hash)
            .says("Nothing has been changed")
            .says("Sensitive to the cold");
        let document = visitor
            .get(&format!("{path}/document.json"))
            .await
            .expect(200)
            .body;
        let sum = aureli::crypto::sha256(document.as_bytes());
        assert_eq!(
            Some(sum.as_slice()),
            signed.hash.as_deref(),
            "what is kept is what was hashed"
        );
        for part in [
            "Eczema",
            "\"Yes\"",
            "Anna Petrova",
            "M10 20L30",
            "Bella Brows has explained",
        ] {
            assert!(document.contains(part), "{part} is not in {document}");
        }
        let sealed = String::from_utf8_lossy(signed.document.as_deref().unwrap()).into_owned();
        assert!(!sealed.contains("Anna"), "the document is sealed");

        // Pressed again: nothing changes.
        send(&mut visitor, &path, &version, &[("name", "Somebody Else")])
            .await
            .expect(303);
        assert_eq!(find(&ctx, &practice, &consent).await.hash, signed.hash);
        ctx.run_jobs().await;
        assert!(
            self::mails(&ctx)
                .await
                .iter()
                .any(|mail| mail.contains(&hash)),
            "the copy is mailed"
        );
    });
}

async fn mails(ctx: &Ctx) -> Vec<String> {
    let rows = aureli::q!(
        &ctx.app.db,
        fetch_all: (String,),
        "SELECT body_text FROM dev_mails ORDER BY sent_at, id"
    );
    rows.unwrap().into_iter().map(|(text,)| text).collect()
}

#[test]
fn what_was_signed_cannot_be_changed_by_any_path() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let other = ctx.client(&practice, "Olga Vidal", "+34612345679").await;
        let form = ctx.form(&practice, "treatment", &[]).await;
        let second = ctx.form(&practice, "photo", &[]).await;
        let consent = ctx.signed(&practice, &form, client.id).await;
        let open = ctx.ask(&practice, &second, other.id).await;
        let before = find(&ctx, &practice, &consent).await;
        let lite = !ctx.app.db.is_postgres();
        let literal = |id: uuid::Uuid| match lite {
            true => format!("x'{}'", id.simple()),
            false => format!("'{id}'"),
        };
        let id = literal(consent.id.0);
        let blob = if lite { "x'00'" } else { "'\\x00'::bytea" };
        let past = "'2020-01-01T00:00:00+00:00'";
        let mut tries: Vec<String> = [
            format!("document = {blob}"),
            format!("hash = {blob}"),
            "document = NULL".to_owned(),
            format!("signed_at = {past}"),
            "signed_at = NULL, hash = NULL, version_id = NULL, valid_from = NULL, document = NULL"
                .to_owned(),
            format!("valid_from = {past}"),
            "valid_until = NULL".to_owned(),
            "locale = 'ru'".to_owned(),
            "kind = 'photo'".to_owned(),
            format!("form_id = {}", literal(second.id.0)),
            format!("client_id = {}", literal(other.id.0)),
            "address = 'somewhere'".to_owned(),
            "agent = 'something'".to_owned(),
            format!("dropped_at = {past}"),
            format!("document = NULL, address = '', agent = '', erased_at = {past}"),
            format!("id = {}", literal(uuid::Uuid::now_v7())),
        ]
        .into_iter()
        .map(|set| format!("UPDATE consents SET {set} WHERE id = {id}"))
        .collect();
        tries.push(format!(
            "UPDATE consents SET allows_publishing = {} WHERE id = {id}",
            if lite { "1" } else { "true" }
        ));
        tries.push(format!("DELETE FROM consents WHERE id = {id}"));
        tries.push("DELETE FROM consents".to_owned());
        tries.push(format!(
            "INSERT INTO consent_files (tenant_id, id, consent_id, field, name, hash, sealed, created_at)
             VALUES ({}, {}, {id}, 'f', 'n', {blob}, {blob}, {past})",
            literal(practice.tenant.id.0),
            literal(uuid::Uuid::now_v7())
        ));
        tries.push(format!(
            "UPDATE form_versions SET content = '{{}}' WHERE form_id = {}",
            literal(form.id.0)
        ));
        tries.push(format!(
            "DELETE FROM form_versions WHERE form_id = {}",
            literal(form.id.0)
        ));
        if lite {
            tries.push(format!(
                "INSERT OR REPLACE INTO consents SELECT * FROM consents WHERE id = {id}"
            ));
            tries.push(format!(
                "UPDATE OR REPLACE consents SET id = {id} WHERE id = {}",
                literal(open.id.0)
            ));
            tries.push(format!("INSERT OR REPLACE INTO form_versions SELECT * FROM form_versions WHERE form_id = {}", literal(form.id.0)));
        } else {
            tries.push("TRUNCATE consents CASCADE".to_owned());
            tries.push("TRUNCATE form_versions CASCADE".to_owned());
        }
        for sql in &tries {
            assert!(execute(&ctx, sql).await.is_err(), "let through: {sql}");
        }

        // By pages: everything that takes the record's id.
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/consents/{}", consent.id);
        owner
            .post(&format!("{path}/removal"), &[])
            .await
            .expect(409);
        owner
            .post(&format!("{path}/sending"), &[])
            .await
            .expect(409);
        owner
            .post(&format!("{path}/handover"), &[])
            .await
            .expect(409);
        let link = ctx.link_to(&before).await;
        let version = version(&ctx, &practice, &form).await;
        send(&mut ctx.visitor(), &link, &version, &[("name", "Mallory")])
            .await
            .expect(303);
        let after = find(&ctx, &practice, &consent).await;
        assert_eq!(
            (after.document, after.hash),
            (before.document.clone(), before.hash.clone())
        );
        owner
            .get(&path)
            .await
            .expect(200)
            .says("Nothing has been changed");

        // A document of another record does not open here.
        let copied = Consent {
            id: open.id,
            ..before.clone()
        };
        let key = ctx
            .app
            .tenant_key(&ctx.app.db, practice.tenant.id)
            .await
            .unwrap();
        assert!(copied.open(&key).is_err());
        assert!(before.open(&key).unwrap().1);
        let forged = Consent {
            hash: Some(vec![0; 32]),
            ..before
        };
        assert!(
            !forged.open(&key).unwrap().1,
            "a hash that does not fit is seen"
        );
    });
}

#[test]
fn an_edit_makes_a_new_version_and_the_old_stays_as_signed() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let form = ctx.form(&practice, "treatment", &[]).await;
        let signed = ctx.signed(&practice, &form, client.id).await;
        let first = version(&ctx, &practice, &form).await;
        let mut owner = practice.sign_in(&ctx).await;
        let path = format!("/settings/forms/{}", form.id);
        let fields: [(&str, &str); 12] = [
            ("text", "en"),
            ("title", "A newer title"),
            ("body", "Newer words."),
            ("statement", "I agree."),
            ("field", "allergy"),
            ("kind", "choice"),
            ("label", "Allergies"),
            ("options", "No\nYes\nPerhaps"),
            ("required", "allergy"),
            ("new_kind", "text"),
            ("seen", ""),
            ("do", "save"),
        ];
        owner.post(&path, &fields).await.expect(303);
        let versions = form.versions(&ctx.app.db).await.unwrap();
        assert_eq!(versions.len(), 2);
        assert_eq!(
            version(&ctx, &practice, &form).await.id,
            first.id,
            "a draft is not signed"
        );
        let with = |act: &'static str| {
            let mut fields = fields.to_vec();
            fields[11].1 = act;
            fields
        };
        // One more question, moved up, then removed, all without a script.
        let added = owner.post(&path, &with("add")).await.expect(303);
        let id = added
            .location()
            .split("at=label:")
            .nth(1)
            .unwrap()
            .to_owned();
        // Its words are what is to be typed next.
        let row = "id=\"label-1\" name=\"label\" rows=\"2\" maxlength=\"300\" autofocus";
        owner.get(added.location()).await.expect(200).says(row);
        let mut two = with("save");
        two.extend([
            ("field", id.as_str()),
            ("kind", "text"),
            ("label", "Second"),
            ("options", ""),
        ]);
        let up = format!("up:{id}");
        two[11].1 = &up;
        let moved = owner.post(&path, &two).await.expect(303);
        // It stands first now: the button that moves it back has the focus.
        assert!(
            moved.location().ends_with(&format!("at=down:{id}")),
            "{}",
            moved.location()
        );
        let draft = form.versions(&ctx.app.db).await.unwrap()[0]
            .content
            .0
            .clone();
        assert_eq!(draft.fields[0].id, id, "it went up");
        let remove = format!("remove:{id}");
        two[11].1 = &remove;
        let removed = owner.post(&path, &two).await.expect(303);
        assert!(
            removed.location().ends_with("at=label:allergy"),
            "{}",
            removed.location()
        );
        owner.post(&path, &with("publish")).await.expect(303);
        let second = version(&ctx, &practice, &form).await;
        assert_eq!((second.number, second.content.0.fields.len()), (2, 1));
        owner.post(&path, &with("wrong")).await.expect(422);
        let mut stale = with("save");
        stale[10].1 = "1";
        owner
            .post(&path, &stale)
            .await
            .expect(409)
            .says("A newer title");

        // Whoever read the old text signs nothing unread.
        let open = ctx.ask(&practice, &form, client.id).await;
        let link = ctx.link_to(&open).await;
        send(&mut ctx.visitor(), &link, &first, &[])
            .await
            .expect(409)
            .says("Newer words.");
        assert!(!find(&ctx, &practice, &open).await.is_signed());
        let page = owner
            .get(&format!("/consents/{}", signed.id))
            .await
            .expect(200);
        page.says("has explained to me")
            .says("Version 1")
            .lacks("Newer words.");
    });
}

#[test]
fn a_patch_test_gates_slots_bookings_and_the_start() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let form = ctx.form(&practice, "patch_test", &["shaping"]).await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let id = client.id.to_string();
        assert!(
            slots(&ctx, &practice, &id, "2026-05-18").await.is_empty(),
            "none without a test"
        );
        let mut owner = practice.sign_in(&ctx).await;
        let booking = |time: &'static str| {
            [
                ("client", id.clone()),
                ("what", "shaping".into()),
                ("date", "2026-05-16".into()),
                ("time", time.into()),
                ("key", format!("0123456789abcdef{time}")),
            ]
        };
        let post = |fields: [(&'static str, String); 5]| {
            let mut owner = owner.clone();
            async move {
                let fields: Vec<(&str, &str)> = fields
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                owner.post("/appointments", &fields).await
            }
        };
        post(booking("11:00"))
            .await
            .expect(409)
            .says("must be signed first")
            .says("Patch test");

        // A visitor is told why, and what to do, whoever they are.
        for phone in ["612345678", "612345000"] {
            let mut visitor = ctx.visitor();
            let page = visitor
                .get("/bella/book?service=shaping&at=2026-05-18T10:00")
                .await
                .expect(200)
                .body;
            let key = page
                .split("name=\"key\" value=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .to_owned();
            let began = (ctx.app.clock.now() - TimeDelta::minutes(1))
                .timestamp()
                .to_string();
            visitor
                .post(
                    "/bella/book",
                    &[
                        ("service", "shaping"),
                        ("at", "2026-05-18T10:00"),
                        ("key", &key),
                        ("began", &began),
                        ("name", "Anna Petrova"),
                        ("phone", phone),
                    ],
                )
                .await
                .expect(409)
                .says("Patch test")
                .says("48 h")
                .says("Anna Petrova");
        }

        // By link it cannot be signed at all.
        let open = ctx.ask(&practice, &form, client.id).await;
        let link = ctx.link_to(&open).await;
        ctx.visitor()
            .get(&link)
            .await
            .expect(200)
            .says("signed at the practice");
        let current = version(&ctx, &practice, &form).await;
        send(&mut ctx.visitor(), &link, &current, &[])
            .await
            .expect(404);

        // 14 May 09:00 in Madrid; it counts from the 16th, 09:00.
        ctx.signed(&practice, &form, client.id).await;
        assert!(
            slots(&ctx, &practice, &id, "2026-05-15").await.is_empty(),
            "not before 48 hours"
        );
        let after = slots(&ctx, &practice, &id, "2026-05-16").await;
        assert_eq!(after.first().map(String::as_str), Some("10:00"));
        post(booking("08:45")).await.expect(409);
        let booked = post(booking("11:00")).await.expect(303);
        let visit = booked.location().split('?').next().unwrap().to_owned();
        // Not to a time at which it does not count.
        let version = ctx_version(&ctx, &visit).await;
        owner
            .post(
                &format!("{visit}/move"),
                &[
                    ("version", &version),
                    ("date", "2026-05-15"),
                    ("time", "11:00"),
                ],
            )
            .await
            .expect(409);

        // Withdrawn before the visit: the visit does not begin.
        ctx.app.clock.advance(TimeDelta::hours(50));
        let signed = Consent::of_client(&ctx.app.db, practice.tenant.id, client.id)
            .await
            .unwrap();
        let signed = signed.into_iter().find(Consent::is_signed).unwrap();
        owner
            .post(&format!("/consents/{}/withdrawal", signed.id), &[])
            .await
            .expect(303);
        owner
            .post(&format!("{visit}/start"), &[])
            .await
            .expect(409)
            .says("cannot begin yet");
        ctx.signed(&practice, &form, client.id).await;
        ctx.app.clock.advance(TimeDelta::hours(49));
        owner.post(&format!("{visit}/start"), &[]).await.expect(303);
    });
}

async fn ctx_version(ctx: &Ctx, path: &str) -> String {
    let id: aureli::id::AppointmentId = path.rsplit('/').next().unwrap().parse().unwrap();
    let (version,) = aureli::q!(&ctx.app.db, fetch_one: (i64,), "SELECT version FROM appointments WHERE id = $1", id).unwrap();
    version.to_string()
}

#[test]
fn a_warning_stops_nothing_and_is_seen_everywhere() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.form(&practice, "medical", &["shaping"]).await;
        let visit = ctx.book(&practice, "shaping", "2026-05-15T10:00").await;
        let client = visit.client_id.unwrap();
        let mut owner = practice.sign_in(&ctx).await;
        let title = "Health questionnaire";
        owner
            .get(&format!("/appointments/{}", visit.id))
            .await
            .expect(200)
            .says(title);
        owner
            .get(&format!("/clients/{client}"))
            .await
            .expect(200)
            .says(title);
        owner
            .get("/todo")
            .await
            .expect(200)
            .says("1 form not signed");
        owner
            .get(&format!("/clients/{client}/consents"))
            .await
            .expect(200)
            .says(title);
        ctx.app.clock.advance(TimeDelta::hours(25));
        owner
            .post(&format!("/appointments/{}/start", visit.id), &[])
            .await
            .expect(303);
        let other = ctx.book(&practice, "shaping", "2026-05-16T10:00").await;
        let open = || Consent::open_of_client(&ctx.app.db, practice.tenant.id, client);
        assert_eq!(
            open().await.unwrap().len(),
            1,
            "asked once, not for each visit"
        );
        owner
            .post(
                &format!("/appointments/{}/cancellation", other.id),
                &[("by", "master"), ("reason", "")],
            )
            .await;
        owner
            .get("/todo")
            .await
            .expect(200)
            .lacks("form not signed");
    });
}

#[test]
fn months_end_by_the_calendar_across_the_change_of_clocks() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let form = ctx.form(&practice, "treatment", &[]).await;
        let now: DateTime<Utc> = "2026-08-31T07:00:00Z".parse().unwrap();
        ctx.app.clock.set(now);
        let rules = Rules {
            valid_months: Some(6),
            wait_hours: 0,
            in_person: false,
            at_booking: Policy::Off,
            at_start: Policy::Off,
        };
        let mut tx = ctx.app.db.begin().await.unwrap();
        let actor = Actor::user(practice.owner);
        form.set_rules(&mut tx, &actor, rules, &[], now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let form = Form::find(&ctx.app.db, practice.tenant.id, form.id)
            .await
            .unwrap();
        let signed = ctx.signed(&practice, &form, client.id).await;
        // February has no 31st; its last day counts whole, in winter time.
        assert_eq!(
            signed.valid_until,
            Some("2027-02-28T23:00:00Z".parse().unwrap())
        );
        let tenant = practice.tenant.id;
        let last = signed.valid_until.unwrap() - TimeDelta::seconds(1);
        assert_eq!(signed.state(last), State::Valid);
        assert_eq!(signed.state(signed.valid_until.unwrap()), State::Expired);
        let valid = |at| consents::has_valid(&ctx.app.db, tenant, client.id, Kind::Treatment, at);
        assert!(valid(last).await.unwrap() && !valid(signed.valid_until.unwrap()).await.unwrap());

        ctx.app.clock.set(last);
        ctx.run_jobs().await;
        assert_eq!(find(&ctx, &practice, &signed).await.expired_at, None);
        ctx.app.clock.set(signed.valid_until.unwrap());
        ctx.run_jobs().await;
        assert!(find(&ctx, &practice, &signed).await.expired_at.is_some());
        let (count,) = aureli::q!(
            &ctx.app.db, fetch_one: (i64,),
            "SELECT COUNT(*) FROM events WHERE tenant_id = $1 AND kind = 'consent.expired'", tenant
        )
        .unwrap();
        assert_eq!(count, 1);
    });
}

#[test]
fn a_photo_permission_is_given_and_withdrawn() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let form = ctx.form(&practice, "photo", &[]).await;
        let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
        let version = version(&ctx, &practice, &form).await;
        let sign = |publish: &'static str| {
            let (ctx, practice, form, version) =
                (ctx.clone(), practice.clone(), form.clone(), version.clone());
            async move {
                let open = ctx.ask(&practice, &form, client.id).await;
                let link = ctx.link_to(&open).await;
                let id = version.id.to_string();
                let fields = [
                    ("version", id.as_str()),
                    ("locale", "en"),
                    ("agree", "yes"),
                    ("name", "Anna"),
                    ("f-publish", publish),
                ];
                ctx.visitor()
                    .post(&format!("{link}/signature"), &fields)
                    .await
                    .expect(303);
                (open, link)
            }
        };
        let has = || consents::has_valid(&ctx.app.db, tenant, client.id, Kind::Photo, now);
        let may = || consents::may_publish(&ctx.app.db, tenant, client.id, now);
        assert!(!has().await.unwrap());
        sign("").await;
        assert!(
            has().await.unwrap() && !may().await.unwrap(),
            "kept, not shown"
        );
        ctx.app.clock.advance(TimeDelta::minutes(1));
        let (_, link) = sign("yes").await;
        let now = ctx.app.clock.now();
        assert!(
            consents::may_publish(&ctx.app.db, tenant, client.id, now)
                .await
                .unwrap()
        );
        let mut visitor = ctx.visitor();
        visitor
            .get(&link)
            .await
            .expect(200)
            .says("Withdraw consent");
        visitor
            .post(&format!("{link}/withdrawal"), &[])
            .await
            .expect(303);
        visitor
            .post(&format!("{link}/withdrawal"), &[])
            .await
            .expect(303);
        visitor.get(&link).await.expect(200).says("Withdrawn");
        assert!(
            !consents::may_publish(&ctx.app.db, tenant, client.id, now)
                .await
                .unwrap()
        );
    });
}

#[test]
fn a_lent_device_opens_nothing_but_the_form() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let form = ctx.form(&practice, "patch_test", &[]).await;
        let mut device = practice.sign_in(&ctx).await;
        let id = form.id.to_string();
        let lent = device
            .post(
                &format!("/clients/{}/consents", client.id),
                &[("form", &id), ("how", "here")],
            )
            .await
            .expect(303);
        let path = lent.location().split('?').next().unwrap().to_owned();
        device
            .get(&path)
            .await
            .expect(200)
            .says("Patch test")
            .says("Anna Petrova");
        // The client reads Spanish; the master does not from then on.
        device
            .get(&format!("{path}?lang=es"))
            .await
            .expect(200)
            .says("Prueba de alergia");
        for page in [
            "/calendar",
            "/todo",
            "/clients",
            "/settings/account",
            "/tenants",
            &format!("/clients/{}", client.id),
        ] {
            let answer = device.get(page).await.expect(303);
            assert!(
                answer.location().starts_with("/login"),
                "{page} leads to {}",
                answer.location()
            );
        }
        let version = version(&ctx, &practice, &form).await;
        let id = version.id.to_string();
        let fields = [
            ("version", id.as_str()),
            ("locale", "en"),
            ("agree", "yes"),
            ("name", "Anna Petrova"),
            ("f-product", "RefectoCil"),
            ("f-place", "0"),
        ];
        device
            .post(&format!("{path}/signature"), &fields)
            .await
            .expect(303);
        device
            .get(&path)
            .await
            .expect(200)
            .says("En el dispositivo de Marina Sokolova")
            .says("/hand-back");
        device
            .get("/hand-back")
            .await
            .expect(200)
            .says("Marina Sokolova");
        device
            .post("/hand-back", &[("password", "a guess")])
            .await
            .expect(422);
        device.get("/calendar").await.expect(303);
        let back = device
            .post("/hand-back", &[("password", OWNER_PASSWORD)])
            .await
            .expect(303);
        assert_eq!(back.location(), format!("/clients/{}", client.id));
        device.get("/calendar").await.expect(200).says("Calendar");
        ctx.visitor().get("/hand-back").await.expect(303);
    });
}

#[test]
fn strangers_see_nothing_and_roles_see_what_is_theirs() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let health = ctx.form(&practice, "medical", &[]).await;
        let plain = ctx.form(&practice, "photo", &[]).await;
        let secret = ctx.signed(&practice, &health, client.id).await;
        let photo = ctx.signed(&practice, &plain, client.id).await;
        let open = ctx.ask(&practice, &health, client.id).await;
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        for path in [
            format!("/consents/{}", secret.id),
            format!("/clients/{}/consents", client.id),
            format!("/settings/forms/{}", plain.id),
        ] {
            stranger.get(&path).await.expect(404);
        }
        for path in [
            "reading",
            "document",
            "withdrawal",
            "sending",
            "handover",
            "removal",
        ] {
            stranger
                .post(&format!("/consents/{}/{path}", open.id), &[])
                .await
                .expect(404);
        }
        let question = "Blood thinners";
        let mut operator = practice.member(&ctx, Role::Operator).await;
        operator
            .get(&format!("/consents/{}", photo.id))
            .await
            .expect(200)
            .says("portfolio");
        operator
            .get(&format!("/consents/{}", secret.id))
            .await
            .expect(200)
            .lacks(question);
        operator
            .post(&format!("/consents/{}/reading", secret.id), &[])
            .await
            .expect(403);
        operator
            .post(&format!("/consents/{}/document", secret.id), &[])
            .await
            .expect(403);
        operator.get("/settings/forms").await.expect(403);
        let mut reader = practice.member(&ctx, Role::ReadOnly).await;
        reader
            .get(&format!("/consents/{}", photo.id))
            .await
            .expect(403);
        reader
            .get(&format!("/clients/{}", client.id))
            .await
            .expect(200)
            .lacks("Permission for photos");
        let mut content = practice.member(&ctx, Role::Content).await;
        content
            .post(&format!("/consents/{}/withdrawal", photo.id), &[])
            .await
            .expect(403);

        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get(&format!("/consents/{}", secret.id))
            .await
            .expect(200)
            .lacks(question)
            .says("Show answers");
        let reads = || async {
            let tenant = practice.tenant.id;
            let found = aureli::q!(
                &ctx.app.db, fetch_one: (i64,),
                "SELECT COUNT(*) FROM events WHERE tenant_id = $1 AND kind = 'consent.read'", tenant
            );
            found.unwrap().0
        };
        assert_eq!(reads().await, 0);
        owner
            .post(&format!("/consents/{}/reading", secret.id), &[])
            .await
            .expect(200)
            .says(question);
        owner
            .post(&format!("/consents/{}/document", secret.id), &[])
            .await
            .expect(200)
            .says(question);
        assert_eq!(reads().await, 2, "each reading is recorded");
    });
}

/// Who signed reads their copy after the practice has closed; nothing new is signed for it.
#[test]
fn nothing_is_signed_for_a_practice_that_has_closed() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let form = ctx.form(&practice, "data", &[]).await;
        let signed = ctx.signed(&practice, &form, client.id).await;
        let copy = ctx.link_to(&signed).await;
        let other = ctx.form(&practice, "photo", &[]).await;
        let asked = ctx.ask(&practice, &other, client.id).await;
        let request = ctx.link_to(&asked).await;
        let mut visitor = ctx.visitor();
        visitor.get(&request).await.expect(200);
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE tenants SET status = 'closed' WHERE id = $1",
            practice.tenant.id
        )
        .unwrap();
        visitor.get(&copy).await.expect(200);
        visitor.get(&request).await.expect(410);
        visitor
            .post(&format!("{request}/signature"), &[("agree", "yes")])
            .await
            .expect(410);
    });
}

#[test]
fn what_was_not_answered_is_no_no() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let form = ctx.form(&practice, "treatment", &[]).await;
        let mut device = practice.sign_in(&ctx).await;
        let open = ctx.ask(&practice, &form, client.id).await;
        let lent = device
            .post(&format!("/consents/{}/handover", open.id), &[])
            .await
            .expect(303);
        let path = lent.location().split('?').next().unwrap().to_owned();
        let version = version(&ctx, &practice, &form).await;
        send(&mut device, &path, &version, &[("f-more", "-")])
            .await
            .expect(303);
        device
            .get(&path)
            .await
            .expect(200)
            .says(">Not answered</span>")
            .lacks(">None<");
    });
}

/// A try with a mistake leaves its photo for the next one: for a week, and not once the request is taken back.
#[test]
fn a_photo_of_a_try_goes_with_its_request() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let form = ctx.form(&practice, "patch_test", &[]).await;
        let mut owner = practice.sign_in(&ctx).await;
        let version = version(&ctx, &practice, &form).await.id.to_string();
        let left = async || {
            let rows =
                aureli::q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM consent_files");
            rows.unwrap().0
        };
        let attempt = async || {
            let open = ctx.ask(&practice, &form, client.id).await;
            let mut device = practice.sign_in(&ctx).await;
            let lent = device
                .post(&format!("/consents/{}/handover", open.id), &[])
                .await
                .expect(303);
            let path = lent.location().split('?').next().unwrap().to_owned();
            let fields = [
                ("version", version.clone()),
                ("locale", "en".into()),
                ("agree", "no".into()),
                ("name", "Anna".into()),
                ("f-product", "Henna".into()),
                ("f-place", "1".into()),
            ];
            let photo = pictures::jpeg(400, 300, 7);
            let answer = device
                .send(parts(&path, &fields, Some(("arm.jpg", photo))))
                .await;
            answer.expect(422);
            open
        };
        let open = attempt().await;
        assert_eq!(left().await, 1);
        owner
            .post(&format!("/consents/{}/removal", open.id), &[])
            .await
            .expect(303);
        assert_eq!(left().await, 0);
        // One that is asked for still.
        attempt().await;
        let now = ctx.app.clock.now();
        for (days, stays) in [(6, 1), (8, 0)] {
            aureli::consents::forget_tries(&ctx.app.db, now + chrono::TimeDelta::days(days))
                .await
                .unwrap();
            assert_eq!(left().await, stays, "after {days} days");
        }
        attempt().await;
        assert_eq!(left().await, 1);
        let actor = aureli::events::Actor::user(practice.owner);
        let why = aureli::privacy::Reason::Asked;
        aureli::privacy::erase(&ctx.app, &practice.tenant, client.id, &actor, why)
            .await
            .unwrap();
        assert_eq!(left().await, 0);
    });
}

#[test]
fn a_photo_in_an_answer_is_kept_through_mistakes_and_sealed() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let form = ctx.form(&practice, "patch_test", &[]).await;
        let mut device = practice.sign_in(&ctx).await;
        let open = ctx.ask(&practice, &form, client.id).await;
        let lent = device
            .post(&format!("/consents/{}/handover", open.id), &[])
            .await
            .expect(303);
        let path = lent.location().split('?').next().unwrap().to_owned();
        let version = version(&ctx, &practice, &form).await.id.to_string();
        let text = |agree: &'static str| {
            vec![
                ("version", version.clone()),
                ("locale", "en".into()),
                ("agree", agree.into()),
                ("name", "Anna".into()),
                ("f-product", "Henna".into()),
                ("f-place", "1".into()),
            ]
        };
        let pdf = parts(
            &path,
            &text("yes"),
            Some(("a.pdf", b"%PDF-1.7\n%%EOF".to_vec())),
        );
        device.send(pdf).await.expect(422).says("Choose a photo");
        let svg = parts(
            &path,
            &text("yes"),
            Some(("a.jpg", b"<svg onload=alert(1)>".to_vec())),
        );
        device.send(svg).await.expect(422);
        let photo = pictures::jpeg(400, 300, 7);
        let page = device
            .send(parts(&path, &text("no"), Some(("arm.jpg", photo))))
            .await
            .expect(422)
            .says("arm.jpg")
            .body;
        let kept = page
            .split("name=\"f-photo-kept\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let mut fields = text("yes");
        fields.push(("f-photo-kept", kept));
        device.send(parts(&path, &fields, None)).await.expect(303);
        device
            .get(&path)
            .await
            .expect(200)
            .says("data:image/jpeg;base64,");
        let signed = find(&ctx, &practice, &open).await;
        let stored = aureli::q!(
            &ctx.app.db, fetch_all: (Vec<u8>,), "SELECT sealed FROM consent_files WHERE consent_id = $1", signed.id
        )
        .unwrap();
        assert_eq!(stored.len(), 1);
        assert!(!stored[0].0.starts_with(&[0xff, 0xd8]), "sealed");
        assert!(execute(&ctx, "DELETE FROM consent_files").await.is_err());
    });
}

/// A post in parts, as a form with files is sent.
fn parts(path: &str, fields: &[(&str, String)], file: Option<(&str, Vec<u8>)>) -> Request<Body> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .as_bytes(),
        );
    }
    if let Some((name, bytes)) = file {
        body.extend_from_slice(format!("--x\r\ncontent-disposition: form-data; name=\"f-photo\"; filename=\"{name}\"\r\n\r\n").as_bytes());
        body.extend_from_slice(&bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--x--\r\n");
    Request::post(format!("{path}/signature"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap()
}

/// Two cards become one: what was signed on the other one counts for the one that stands, through several merges.
/// Asked for on a card that was joined with another one since: the visit's mail still leads there.
#[test]
fn what_was_asked_of_a_joined_card_is_in_the_visits_mail() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        let form = ctx.form(&practice, "treatment", &["lamination"]).await;
        let stays = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let goes = ctx.client(&practice, "Anya Petrova", "+34612345679").await;
        ctx.ask(&practice, &form, goes.id).await;
        let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        aureli::clients::Client::merge(&mut tx, tenant, &actor, stays.id, goes.id, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let visit = ctx
            .book_for(&practice, stays.id, "lamination", "2026-05-15T10:00")
            .await;
        let mut tx = ctx.app.db.begin().await.unwrap();
        let locale = aureli::i18n::Locale::En;
        let actions = consents::mails::actions_for(
            &ctx.app,
            &mut tx,
            &practice.tenant,
            visit.id,
            locale,
            now,
        )
        .await
        .unwrap();
        assert_eq!(actions.len(), 1, "one request, one link");
    });
}

#[test]
fn what_was_signed_on_a_merged_card_counts_for_the_one_that_stands() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.id;
        let form = ctx.form(&practice, "photo", &[]).await;
        let first = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let second = ctx.client(&practice, "Anya Petrova", "+34612345679").await;
        let third = ctx.client(&practice, "Anna P.", "+34612345670").await;
        let signed = ctx.signed(&practice, &form, first.id).await;
        let now = ctx.app.clock.now();
        let has = |client| consents::has_valid(&ctx.app.db, tenant, client, Kind::Photo, now);
        assert!(has(first.id).await.unwrap());
        assert!(!has(third.id).await.unwrap());
        for (winner, loser) in [(&second, &first), (&third, &second)] {
            aureli::q!(
                &ctx.app.db,
                execute,
                "INSERT INTO client_merges (tenant_id, id, winner_id, loser_id, moved, filled, created_at)
                 VALUES ($1, $2, $3, $4, '{}', '{}', $5)",
                tenant,
                uuid::Uuid::now_v7(),
                winner.id,
                loser.id,
                now
            )
            .unwrap();
        }
        assert!(has(third.id).await.unwrap());
        assert!(
            consents::may_publish(&ctx.app.db, tenant, third.id, now)
                .await
                .unwrap()
        );
        let of = Consent::of_client(&ctx.app.db, tenant, third.id).await;
        assert_eq!(of.unwrap()[0].id, signed.id);
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE client_merges SET undone_at = $2 WHERE tenant_id = $1",
            tenant,
            now
        )
        .unwrap();
        assert!(!has(third.id).await.unwrap());
    });
}

#[test]
fn erasing_a_client_destroys_the_document_and_keeps_the_hash() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let form = ctx.form(&practice, "treatment", &[]).await;
        let signed = ctx.signed(&practice, &form, client.id).await;
        let link = ctx.link_to(&signed).await;
        let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        let actor = Actor::user(practice.owner);
        let count = consents::erase_client(&mut tx, tenant, client.id, &actor, false, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(count, 1);
        let erased = find(&ctx, &practice, &signed).await;
        assert_eq!((erased.document, erased.hash), (None, signed.hash.clone()));
        ctx.visitor().get(&link).await.expect(410);
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get(&format!("/consents/{}", signed.id))
            .await
            .expect(200)
            .says(&signed.fingerprint());
        assert!(
            execute(&ctx, "DELETE FROM consents").await.is_err(),
            "that it was signed remains"
        );
    });
}

#[test]
fn what_lacks_is_said_beside_its_field_and_nothing_typed_is_lost() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let mut owner = practice.sign_in(&ctx).await;
        let key = uuid::Uuid::now_v7().to_string();
        let begin = [("from", "medical"), ("key", key.as_str())];
        let added = owner.post("/settings/forms", &begin).await.expect(303);
        let path = added.location().to_owned();
        let fields = [
            ("text", "en"),
            ("title", "Before we begin"),
            ("body", ""),
            ("statement", "I have read it."),
            ("field", "one"),
            ("kind", "text"),
            ("label", "Anything to know?"),
            ("options", ""),
            ("field", "two"),
            ("kind", "choice"),
            ("label", ""),
            ("options", "Only one"),
            ("new_kind", "text"),
            ("do", "publish"),
        ];
        let page = owner.post(&path, &fields).await.expect(422);
        page.says("href=\"#body\"")
            .says("Write what the client reads")
            .says("href=\"#label-1\"")
            .says("Write what question 2 asks")
            .says("href=\"#options-1\"")
            .says("Question 2 needs 2 choices")
            .says("aria-describedby=\"label-1-e\"")
            .says("aria-describedby=\"options-1-e\"")
            .says("Before we begin")
            .says("Only one")
            .lacks("href=\"#label-0\"")
            .lacks("href=\"#title\"");
        let form: aureli::id::FormId = path.rsplit('/').next().unwrap().parse().unwrap();
        let current = Version::current(&ctx.app.db, practice.tenant.id, form).await;
        assert!(current.unwrap().is_none(), "nothing is signed yet");
        // Whole in one language: published, and said where it is not.
        let mut whole = fields;
        whole[2].1 = "All of it.";
        whole[10].1 = "Which one?";
        whole[11].1 = "This\nThat";
        owner.post(&path, &whole).await.expect(303);
        whole[0].1 = "es";
        whole[1].1 = "";
        let published = owner.post(&path, &whole).await.expect(303);
        owner
            .get(published.location())
            .await
            .expect(200)
            .says("Published in English. Español is not complete");
    });
}

#[test]
fn forms_begin_with_three_languages_and_unwhole_ones_are_not_published() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get("/settings/forms")
            .await
            .expect(200)
            .says("Patch test");
        let key = uuid::Uuid::now_v7().to_string();
        let added = owner
            .post("/settings/forms", &[("from", "data"), ("key", &key)])
            .await
            .expect(303);
        let again = owner
            .post("/settings/forms", &[("from", "data"), ("key", &key)])
            .await
            .expect(303);
        assert_eq!(
            added.location(),
            again.location(),
            "pressed twice, added once"
        );
        let path = added.location().to_owned();
        owner
            .get(&format!("{path}?text=ru"))
            .await
            .expect(200)
            .says("Согласие на обработку");
        owner
            .get(&format!("{path}/preview?text=es"))
            .await
            .expect(200)
            .says("Responsable");
        owner
            .post("/settings/forms", &[("from", "nonsense"), ("key", &key)])
            .await
            .expect(422);
        let key = uuid::Uuid::now_v7().to_string();
        let empty = owner
            .post("/settings/forms", &[("from", "marketing_"), ("key", &key)])
            .await;
        empty.expect(422);
        let blank = owner
            .post("/settings/forms", &[("from", "medical"), ("key", &key)])
            .await
            .expect(303);
        let path = blank.location().to_owned();
        let fields = [
            ("text", "en"),
            ("title", ""),
            ("body", ""),
            ("statement", ""),
            ("do", "publish"),
        ];
        owner.post(&path, &fields).await.expect(303);
        let form = path.rsplit('/').next().unwrap().parse().unwrap();
        let current = Version::current(&ctx.app.db, practice.tenant.id, form)
            .await
            .unwrap()
            .unwrap();
        // English is empty now; the other languages are whole without questions.
        assert!(current.content.0.fields.is_empty());
        for (name, value) in [
            ("valid_months", "0"),
            ("wait_hours", "9999"),
            ("at_booking", "perhaps"),
        ] {
            let mut rules = vec![
                ("valid_months", "6"),
                ("wait_hours", "48"),
                ("at_booking", "stop"),
                ("at_start", "stop"),
            ];
            rules
                .iter_mut()
                .filter(|(key, _)| *key == name)
                .for_each(|field| field.1 = value);
            owner
                .post(&format!("{path}/rules"), &rules)
                .await
                .expect(422)
                .says("error-summary");
        }
        owner
            .post(&format!("{path}/archival"), &[("aside", "true")])
            .await
            .expect(303);
        let client = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let id = path.rsplit('/').next().unwrap();
        owner
            .get(&format!("/clients/{}", client.id))
            .await
            .expect(200)
            .lacks(id);
    });
}
