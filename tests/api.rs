//! The public JSON, as the contract writes it down.

use aureli::id::TenantId;
use serde_json::{Value, json};

use crate::support::{Answer, Ctx, on_both};

const SLOTS: &str = "/api/v1/public/bella/slots";

/// A booking of brow shaping at 12:00 on the test's own day.
fn booking(start: &str) -> Value {
    json!({
        "service": "shaping", "start": start,
        "client": { "name": "Anna Petrova", "phone": "+34 612 345 678", "email": "anna@example.com" },
        "note": "", "variant": null, "addons": [],
    })
}

async fn post(ctx: &Ctx, key: &str, body: Value) -> Answer {
    let headers = [("idempotency-key", key)];
    ctx.visitor()
        .post_json("/api/v1/public/bella/bookings", body, &headers)
        .await
}

async fn count(ctx: &Ctx, table: &str, tenant: TenantId) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE tenant_id = $1");
    let (count,): (i64,) = match ctx.app.db.pools() {
        aureli::db::Either::Lite(lite) => sqlx::query_as(&sql)
            .bind(tenant)
            .fetch_one(&lite.read)
            .await
            .unwrap(),
        aureli::db::Either::Pg(pool) => sqlx::query_as(&sql)
            .bind(tenant)
            .fetch_one(pool)
            .await
            .unwrap(),
    };
    count
}

fn code(answer: &Answer) -> String {
    answer.json()["error"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn fields(answer: &Answer) -> Vec<String> {
    let details = answer.json()["error"]["details"].clone();
    let details = details.as_array().cloned().unwrap_or_default();
    details
        .iter()
        .map(|detail| detail["field"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn a_practice_shows_what_can_be_booked() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let answer = ctx
            .visitor()
            .get("/api/v1/public/bella")
            .await
            .expect(200)
            .json();
        let tenant = json!({
            "slug": "bella", "name": "Bella Brows", "timezone": "Europe/Madrid", "locale": "en", "currency": "EUR",
        });
        assert_eq!(answer["tenant"], tenant);
        let lamination = json!({
            "slug": "lamination", "name": "Brow lamination", "duration_minutes": 75, "price": 4800,
            "currency": "EUR", "deposit": 0,
        });
        assert_eq!(answer["services"][0], lamination);
        assert_eq!(answer["services"].as_array().map(Vec::len), Some(3));
    });
}

#[test]
fn every_day_of_the_range_is_listed_with_its_free_times() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.book(&bella, "lamination", "2026-05-15T10:00").await;
        // Now it is 9:00 on Thursday; two hours' notice leave times from 11:00.
        let path = format!("{SLOTS}?service=lamination&from=2026-05-14&days=4");
        let answer = ctx.visitor().get(&path).await.expect(200).json();
        assert_eq!(answer["timezone"], "Europe/Madrid");
        let days = answer["days"].as_array().unwrap();
        let dates: Vec<_> = days
            .iter()
            .map(|day| day["date"].as_str().unwrap())
            .collect();
        assert_eq!(
            dates,
            ["2026-05-14", "2026-05-15", "2026-05-16", "2026-05-17"]
        );
        let first =
            json!({"start": "2026-05-14T11:00:00+02:00", "end": "2026-05-14T12:15:00+02:00"});
        assert_eq!(days[0]["slots"][0], first);
        // The visit takes 75 minutes and 10 after: the grid's next start is 11:30.
        assert_eq!(days[1]["slots"][0]["start"], "2026-05-15T11:30:00+02:00");
        assert_eq!(days[3]["slots"], json!([]), "closed on Sunday");

        let path = format!("{path}&variant=long&addons=tint");
        let answer = ctx.visitor().get(&path).await.expect(200).json();
        let first =
            json!({"start": "2026-05-14T11:00:00+02:00", "end": "2026-05-14T12:45:00+02:00"});
        assert_eq!(answer["days"][0]["slots"][0], first);
    });
}

#[test]
fn what_does_not_fit_is_named() {
    on_both(|ctx| async move {
        ctx.bella().await;
        ctx.stranger().await;
        let cases = [
            ("/api/v1/public/nobody", 404, vec![]),
            ("/api/v1/public/%00", 404, vec![]),
            (
                "/api/v1/public/nobody/slots?service=lamination&from=2026-05-14&days=1",
                404,
                vec![],
            ),
            (
                "/api/v1/public/bella/slots?service=none&from=2026-05-14&days=1",
                404,
                vec!["service"],
            ),
            (
                "/api/v1/public/bella/slots?service=%00&from=2026-05-14&days=1",
                422,
                vec!["service"],
            ),
            (
                "/api/v1/public/bella/slots?service=lamination&from=2026-05-14&days=1&variant=no",
                404,
                vec!["service"],
            ),
            (
                "/api/v1/public/bella/slots",
                422,
                vec!["service", "from", "days"],
            ),
            (
                "/api/v1/public/bella/slots?service=lamination&from=14.05.2026&days=1",
                422,
                vec!["from"],
            ),
            (
                "/api/v1/public/bella/slots?service=lamination&from=2026-02-30&days=1",
                422,
                vec!["from"],
            ),
            (
                "/api/v1/public/bella/slots?service=lamination&from=2026-05-14&days=0",
                422,
                vec!["days"],
            ),
            (
                "/api/v1/public/bella/slots?service=lamination&from=2026-05-14&days=63",
                422,
                vec!["days"],
            ),
            (
                "/api/v1/public/bella/slots?service=lamination&from=2026-05-14&days=x",
                422,
                vec!["days"],
            ),
            (
                "/api/v1/public/bella/slots?service=lamination&from=2026-05-14&days=1&tenant=1",
                422,
                vec!["tenant"],
            ),
        ];
        for (path, status, named) in cases {
            let answer = ctx.visitor().get(path).await.expect(status);
            assert_eq!(fields(&answer), named, "{path}");
            let error = &answer.json()["error"];
            assert!(
                error["message"]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{path}"
            );
            assert!(
                error["request_id"]
                    .as_str()
                    .is_some_and(|id| id.len() == 36),
                "{path}"
            );
            let expected = if status == 404 {
                "NOT_FOUND"
            } else {
                "VALIDATION_ERROR"
            };
            assert_eq!(code(&answer), expected, "{path}");
        }
        // A range that leaves the calendar's four digits is none.
        let path = format!("{SLOTS}?service=lamination&from=9999-12-31&days=3");
        let answer = ctx.visitor().get(&path).await.expect(422);
        assert_eq!(fields(&answer), ["from"]);
        for path in ["from=9998-12-31", "from=0001-01-01", "from=2020-01-01"] {
            let path = format!("{SLOTS}?service=lamination&{path}&days=62");
            let answer = ctx.visitor().get(&path).await.expect(200).json();
            let slots = answer["days"].as_array().unwrap().iter();
            assert!(slots.clone().all(|day| day["slots"] == json!([])), "{path}");
        }
    });
}

#[test]
fn a_booking_is_made_once() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let first = post(&ctx, "one", booking("2026-05-14T12:00:00+02:00"))
            .await
            .expect(201);
        let body = first.json();
        assert_eq!(body["status"], "confirmed");
        assert_eq!(body["start"], "2026-05-14T12:00:00+02:00");
        assert_eq!(body["end"], "2026-05-14T12:30:00+02:00");
        assert_eq!(body["payment_url"], Value::Null);
        let url = body["manage_url"].as_str().unwrap();
        let path = url
            .strip_prefix("http://localhost:8080")
            .expect("our own address");
        assert!(path.starts_with("/l/"));

        // The same instant written in another zone is another text: another request. The same text is the same one.
        let again = post(&ctx, "one", booking("2026-05-14T12:00:00+02:00"))
            .await
            .expect(201);
        assert_eq!(again.json(), body);
        let other = post(&ctx, "one", booking("2026-05-14T15:00:00+02:00"))
            .await
            .expect(422);
        assert_eq!(code(&other), "IDEMPOTENCY_MISMATCH");
        assert_eq!(count(&ctx, "appointments", bella.tenant.id).await, 1);
        assert_eq!(count(&ctx, "clients", bella.tenant.id).await, 1);

        // A request that the master answers.
        let mut consult = booking("2026-05-14T16:00:00+02:00");
        consult["service"] = json!("consult");
        let pending = post(&ctx, "two", consult).await.expect(201);
        assert_eq!(pending.json()["status"], "pending");
    });
}

#[test]
fn a_time_that_is_gone_comes_with_others() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.book(&bella, "shaping", "2026-05-14T12:00").await;
        let answer = post(&ctx, "one", booking("2026-05-14T12:00:00+02:00"))
            .await
            .expect(409);
        assert_eq!(code(&answer), "SLOT_TAKEN");
        let body = answer.json();
        let starts: Vec<_> = body["alternatives"]
            .as_array()
            .unwrap()
            .iter()
            .map(|slot| slot["start"].as_str().unwrap().to_owned())
            .collect();
        let nearest = [
            "2026-05-14T11:30:00+02:00",
            "2026-05-14T12:30:00+02:00",
            "2026-05-14T11:15:00+02:00",
        ];
        assert_eq!(starts, nearest);
        // A key that booked nothing can be used again.
        post(&ctx, "one", booking("2026-05-14T12:30:00+02:00"))
            .await
            .expect(201);
        // Off the grid, closed, too soon, too far: not to be had, and others are told.
        for start in [
            "2026-05-14T13:07:00+02:00",
            "2026-05-17T12:00:00+02:00",
            "2026-05-14T09:30:00+02:00",
            "2027-05-14T12:00:00+02:00",
        ] {
            let answer = post(&ctx, start, booking(start)).await.expect(409);
            assert_eq!(
                answer.json()["alternatives"].as_array().map(Vec::len),
                Some(3),
                "{start}"
            );
        }
        let past = post(&ctx, "past", booking("2026-05-13T12:00:00+02:00"))
            .await
            .expect(422);
        assert_eq!(fields(&past), ["start"]);
    });
}

#[test]
fn a_booking_that_does_not_fit_is_refused_with_all_its_faults() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visitor = ctx.visitor();
        let path = "/api/v1/public/bella/bookings";
        let start = "2026-05-14T12:00:00+02:00";
        let keyless = visitor
            .clone()
            .post_json(path, booking(start), &[])
            .await
            .expect(422);
        assert_eq!(fields(&keyless), ["Idempotency-Key"]);
        let unknown = json!({ "service": "shaping", "start": start, "price": 1,
            "client": { "name": "A", "phone": "612345678", "tenant_id": "x" } });
        let cases = [
            (json!([]), vec![""]),
            (json!({}), vec!["service", "start", "client", "phone"]),
            (unknown, vec!["price", "client.tenant_id"]),
            (
                json!({ "service": 1, "start": "tomorrow", "client": { "name": "", "email": "anna@" }, "addons": "tint" }),
                vec!["service", "start", "addons", "client.name", "client.email"],
            ),
            (
                json!({ "service": "shaping", "start": start, "client": { "name": "x".repeat(500), "phone": "1" } }),
                vec!["client.name", "client.phone"],
            ),
            (
                json!({ "service": "shaping", "start": "99999-05-14T12:00:00Z", "client": { "name": "A", "phone": "612345678" } }),
                vec!["start"],
            ),
        ];
        for (body, named) in cases {
            let answer = post(&ctx, "k", body.clone()).await.expect(422);
            assert_eq!(code(&answer), "VALIDATION_ERROR");
            let found = fields(&answer);
            for name in named {
                assert!(
                    found
                        .iter()
                        .any(|field| field == name || field.ends_with(&format!(".{name}"))),
                    "{name}: {body}: {found:?}"
                );
            }
        }
        let mut foreign = booking(start);
        foreign["service"] = json!("nobodys");
        let answer = post(&ctx, "k", foreign).await.expect(404);
        assert_eq!(fields(&answer), ["service"]);
        assert_eq!(count(&ctx, "appointments", bella.tenant.id).await, 0);
    });
}

#[test]
fn odd_letters_book_and_come_back_whole() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut body = booking("2026-05-14T12:00:00+02:00");
        body["client"]["name"] = json!("  \u{202e}Ве\u{200b}ро\u{0}ника 👩‍🦰 عائشة ");
        body["note"] = json!("строка\nещё\u{0} 'quoted' \"x\" <b>");
        post(&ctx, "one", body).await.expect(201);
        let (name, note): (String, String) = aureli::q!(
            &ctx.app.db, fetch_one: (String, String),
            "SELECT c.name, a.client_note FROM clients c JOIN appointments a ON a.tenant_id = c.tenant_id AND a.client_id = c.id
             WHERE c.tenant_id = $1",
            bella.tenant.id,
        ).unwrap();
        assert_eq!(name, "Вероника 👩‍🦰 عائشة");
        assert_eq!(note, "строка\nещё 'quoted' \"x\" <b>");
    });
}

#[test]
fn many_race_for_one_time_and_one_has_it() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let racers = (0..60).map(|n| {
            let ctx = ctx.clone();
            tokio::spawn(async move {
                let mut body = booking("2026-05-14T12:00:00+02:00");
                body["client"]["phone"] = json!(format!("+34612000{n:03}"));
                body["client"]["email"] = json!(format!("racer{n}@example.com"));
                let answer = post(&ctx, &format!("race-{n}"), body).await;
                if answer.status == 409 {
                    assert_eq!(code(&answer), "SLOT_TAKEN");
                    assert_eq!(
                        answer.json()["alternatives"].as_array().map(Vec::len),
                        Some(3)
                    );
                }
                answer.status.as_u16()
            })
        });
        let racers: Vec<_> = racers.collect();
        let mut statuses = Vec::new();
        for racer in racers {
            statuses.push(racer.await.unwrap());
        }
        let made = statuses.iter().filter(|status| **status == 201).count();
        let lost = statuses.iter().filter(|status| **status == 409).count();
        assert_eq!((made, lost), (1, 59), "{statuses:?}");
        assert_eq!(count(&ctx, "appointments", bella.tenant.id).await, 1);
        assert_eq!(count(&ctx, "clients", bella.tenant.id).await, 1);
    });
}

#[test]
fn the_same_request_twenty_times_at_once_books_once() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let presses: Vec<_> = (0..20)
            .map(|_| {
                let ctx = ctx.clone();
                tokio::spawn(async move {
                    post(&ctx, "same", booking("2026-05-14T12:00:00+02:00"))
                        .await
                        .expect(201)
                        .json()
                })
            })
            .collect();
        let mut answers = Vec::new();
        for press in presses {
            answers.push(press.await.unwrap());
        }
        assert!(answers.windows(2).all(|two| two[0] == two[1]));
        assert_eq!(count(&ctx, "appointments", bella.tenant.id).await, 1);
        assert_eq!(count(&ctx, "clients", bella.tenant.id).await, 1);
        assert_eq!(count(&ctx, "links", bella.tenant.id).await, 1);
    });
}

#[test]
fn one_person_has_only_so_many_requests_open_and_a_blocked_one_none() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        for (n, hour) in [11, 12, 13, 14].into_iter().enumerate() {
            let mut body = booking(&format!("2026-05-15T{hour}:00:00+02:00"));
            body["service"] = json!("consult");
            let answer = post(&ctx, &format!("k{n}"), body).await;
            assert_eq!(answer.status, if n < 3 { 201 } else { 409 });
        }
        let blocked = ctx.client(&bella, "Bob", "+34600111222").await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE clients SET blocked_at = $3 WHERE tenant_id = $1 AND id = $2",
            bella.tenant.id,
            blocked.id,
            ctx.app.clock.now()
        )
        .unwrap();
        let mut body = booking("2026-05-15T17:00:00+02:00");
        body["client"] = json!({ "name": "B", "phone": "+34600111222" });
        let answer = post(&ctx, "blocked", body.clone()).await.expect(409);
        assert_eq!(code(&answer), "CONFLICT");
        // The e-mail of somebody who is not wanted is no way around.
        body["client"] = json!({ "name": "B", "phone": "+34600111999", "email": "client34600111222@example.com" });
        post(&ctx, "blocked2", body).await.expect(409);
    });
}

#[test]
fn a_restricted_practice_shows_itself_and_books_nothing() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE tenants SET status = 'restricted' WHERE id = $1",
            bella.tenant.id
        )
        .unwrap();
        ctx.visitor().get("/api/v1/public/bella").await.expect(200);
        let path = format!("{SLOTS}?service=shaping&from=2026-05-14&days=2");
        let answer = ctx.visitor().get(&path).await.expect(200).json();
        assert_eq!(answer["days"][1]["slots"], json!([]));
        post(&ctx, "one", booking("2026-05-14T12:00:00+02:00"))
            .await
            .expect(409);
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE tenants SET status = 'closed' WHERE id = $1",
            bella.tenant.id
        )
        .unwrap();
        ctx.visitor().get("/api/v1/public/bella").await.expect(404);
    });
}

#[test]
fn an_answer_stays_when_the_service_is_not_offered_any_more() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let body = booking("2026-05-14T12:00:00+02:00");
        let first = post(&ctx, "kept", body.clone()).await.expect(201);
        for sql in [
            "UPDATE services SET is_active = FALSE WHERE slug = 'shaping'",
            "UPDATE tenants SET status = 'restricted'",
        ] {
            let failed = match ctx.app.db.pools() {
                aureli::db::Either::Lite(lite) => sqlx::query(sql).execute(&lite.write).await.err(),
                aureli::db::Either::Pg(pool) => sqlx::query(sql).execute(pool).await.err(),
            };
            assert!(failed.is_none(), "{failed:?}");
            let again = post(&ctx, "kept", body.clone()).await.expect(201);
            assert_eq!(again.json(), first.json());
        }
        assert_eq!(count(&ctx, "appointments", bella.tenant.id).await, 1);
    });
}
