//! A calendar server that takes only some of what it is sent, or nothing for a while: what others wrote there counts all the
//! same, and what it does not take holds up nothing else.

use std::sync::{Arc, Mutex};

use aureli::appointments::Appointment;
use aureli::calendars::sources::Trouble;
use aureli::ics::host_id;
use aureli::q;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::caldav::{connect_at, entry, is_offered, proved};
use super::{LOOPBACK, later, source};
use crate::support::radicale::{Radicale, USER};
use crate::support::{Ctx, Visitor, fakes, on_both_with};

/// Stands before a real server.
#[derive(Clone)]
struct Between {
    server: String,
    /// What is answered instead: to a method, where the path says so.
    instead: Arc<Mutex<Vec<(&'static str, String, u16)>>>,
}

impl Between {
    async fn stand(server: &Radicale) -> (Self, String) {
        let own = Self {
            server: server.url(),
            instead: Arc::default(),
        };
        let router = Router::new().fallback(pass).with_state(own.clone());
        let url = fakes::serve(router).await;
        (own, url)
    }

    fn answers(&self, method: &'static str, path: &str, status: u16) {
        let answer = (method, path.to_owned(), status);
        self.instead.lock().unwrap().push(answer);
    }

    fn is_well(&self) {
        self.instead.lock().unwrap().clear();
    }
}

async fn pass(State(between): State<Between>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let instead = {
        let all = between.instead.lock().unwrap();
        let is_this =
            |one: &&(&str, String, u16)| parts.method.as_str() == one.0 && path.contains(&one.1);
        all.iter().find(is_this).map(|one| one.2)
    };
    if let Some(status) = instead {
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}{}", between.server.trim_end_matches('/'), path);
    let mut headers = parts.headers;
    headers.remove("host");
    headers.remove("content-length");
    let body = to_bytes(body, 20 << 20).await.unwrap();
    let asked = client
        .request(parts.method, url)
        .headers(headers)
        .body(body);
    let answer = asked.send().await.unwrap();
    let mut reply = Response::builder().status(answer.status());
    for name in ["etag", "content-type", "location", "dav"] {
        if let Some(value) = answer.headers().get(name) {
            reply = reply.header(name, value);
        }
    }
    reply
        .body(Body::from(answer.bytes().await.unwrap()))
        .unwrap()
}

async fn connect(ctx: &Ctx, owner: &mut Visitor, url: &str) -> aureli::id::CalendarSourceId {
    let calendar = format!("{url}/{USER}/phone/");
    connect_at(ctx, owner, &format!("{url}/"), &calendar).await
}

#[test]
fn busy_time_counts_though_nothing_can_be_written() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = proved(&ctx, &bella).await;
        let server = Radicale::start().await;
        let (between, url) = Between::stand(&server).await;
        let id = connect(&ctx, &mut owner, &url).await;
        between.answers("PUT", "", 503);
        let visit = ctx.book(&bella, "lamination", "2026-05-19T11:30").await;
        let dentist = entry("Dentist", "20260515T090000Z", "20260515T160000Z");
        server.put("dentist", &dentist).await;
        later(&ctx, 16).await;
        assert_eq!(
            source(&ctx, &bella, id).await.trouble,
            Some(Trouble::Server)
        );
        assert!(!is_offered(&ctx, "2026-05-15", "12:00").await);
        between.is_well();
        later(&ctx, 61).await;
        assert_eq!(source(&ctx, &bella, id).await.trouble, None);
        assert!(server.get(&visit.id.to_string()).await.is_some());
        // A turn that broke off after it had read: the next one takes over what it left.
        q!(
            &ctx.app.db,
            execute,
            "DELETE FROM busy_times WHERE tenant_id = $1",
            bella.tenant.id
        )
        .unwrap();
        q!(
            &ctx.app.db,
            execute,
            "UPDATE calendar_sources SET taken_seq = objects_seq - 1 WHERE tenant_id = $1",
            bella.tenant.id,
        )
        .unwrap();
        assert!(is_offered(&ctx, "2026-05-15", "12:00").await);
        later(&ctx, 16).await;
        assert!(!is_offered(&ctx, "2026-05-15", "12:00").await);
    });
}

#[test]
fn what_was_done_to_a_visit_there_is_put_right_once_it_can_be() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = proved(&ctx, &bella).await;
        let server = Radicale::start().await;
        let (between, url) = Between::stand(&server).await;
        let visit = ctx.book(&bella, "lamination", "2026-05-15T11:30").await;
        connect(&ctx, &mut owner, &url).await;
        let name = visit.id.to_string();
        let file = server.get(&name).await.unwrap();
        let there = file
            .replace("20260515T093000Z", "20260516T100000Z")
            .replace("20260515T104500Z", "20260516T111500Z");
        server.put(&name, &there).await;
        between.answers("PUT", &name, 503);
        later(&ctx, 16).await;
        between.is_well();
        later(&ctx, 61).await;
        let file = server.get(&name).await.unwrap();
        assert!(file.contains("DTSTART:20260515T093000Z"), "{file}");
        owner
            .get("/todo")
            .await
            .expect(200)
            .says("Moved in “Phone” to Saturday 16 May, 12:00");
    });
}

#[test]
fn an_entry_that_the_server_does_not_take_is_told_and_holds_up_nothing() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = proved(&ctx, &bella).await;
        let server = Radicale::start().await;
        let (between, url) = Between::stand(&server).await;
        let id = connect(&ctx, &mut owner, &url).await;
        let first = ctx.book(&bella, "lamination", "2026-05-15T11:30").await;
        let second = ctx.book(&bella, "lamination", "2026-05-19T11:30").await;
        let (one, two) = (first.id.to_string(), second.id.to_string());
        between.answers("PUT", &one, 415);
        let lunch = entry("Lunch", "20260518T080000Z", "20260518T120000Z");
        server.put("lunch", &lunch).await;
        later(&ctx, 16).await;
        assert_eq!(source(&ctx, &bella, id).await.trouble, None);
        assert!(
            server.get(&two).await.is_some(),
            "the later one stands there"
        );
        assert!(!is_offered(&ctx, "2026-05-18", "12:00").await);
        let todo = owner.get("/todo").await.expect(200);
        todo.says("“Phone” does not take the entry of this visit");
        let dismissal = format!("/todo/calendar-changes/{one}/dismissal");
        owner.post(&dismissal, &[]).await.expect(303);
        later(&ctx, 16).await;
        owner.get("/todo/count").await.expect(200).says(">0<");
        // It is tried again as soon as there is something else to say.
        ctx.moved(&mut owner, &first, "2026-05-16", "12:00").await;
        ctx.run_jobs().await;
        owner.get("/todo/count").await.expect(200).says(">1<");
        between.is_well();
        ctx.moved(&mut owner, &first, "2026-05-16", "13:00").await;
        ctx.run_jobs().await;
        assert!(server.get(&one).await.is_some());
        owner.get("/todo/count").await.expect(200).says(">0<");
        // One that is refused and cancelled is simply gone.
        between.answers("PUT", "", 415);
        let third = ctx.book(&bella, "shaping", "2026-05-20T10:00").await;
        ctx.run_jobs().await;
        owner.get("/todo/count").await.expect(200).says(">1<");
        cancel(&ctx, &mut owner, &bella.tenant.id, &third).await;
        owner.get("/todo/count").await.expect(200).says(">0<");
    });
}

async fn cancel(
    ctx: &Ctx,
    owner: &mut Visitor,
    tenant: &aureli::id::TenantId,
    visit: &Appointment,
) {
    let now = Appointment::find(&ctx.app.db, *tenant, visit.id)
        .await
        .unwrap();
    let form = [("version", &*now.version.to_string()), ("by", "client")];
    owner
        .post(&format!("/appointments/{}/cancellation", visit.id), &form)
        .await
        .expect(303);
    ctx.run_jobs().await;
}

#[test]
fn a_visit_that_was_put_there_out_of_a_mail_is_the_same_one() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = proved(&ctx, &bella).await;
        let server = Radicale::start().await;
        let visit = ctx.book(&bella, "lamination", "2026-05-15T11:30").await;
        let other = ctx.book(&bella, "lamination", "2026-05-19T11:30").await;
        let uid = host_id(&ctx.app.config, visit.id);
        let file = entry(&uid, "20260515T093000Z", "20260515T104500Z");
        server.put("imported", &file).await;
        let url = server.url();
        let id = connect_at(&ctx, &mut owner, &url, &server.calendar()).await;
        assert_eq!(source(&ctx, &bella, id).await.trouble, None);
        assert!(server.get(&other.id.to_string()).await.is_some());
        assert_eq!(server.count().await, 2);
        ctx.moved(&mut owner, &visit, "2026-05-16", "12:00").await;
        ctx.run_jobs().await;
        let file = server.get("imported").await.unwrap();
        assert!(file.contains("DTSTART:20260516T100000Z"), "{file}");
        assert!(file.contains("SUMMARY:Anna"), "{file}");
        cancel(&ctx, &mut owner, &bella.tenant.id, &visit).await;
        assert_eq!(server.get("imported").await, None);
        owner.get("/todo/count").await.expect(200).says(">0<");
    });
}

#[test]
fn of_an_entry_is_kept_what_says_when_somebody_is_busy() {
    on_both_with(LOOPBACK, |ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = proved(&ctx, &bella).await;
        let server = Radicale::start().await;
        let picture = "AAAA\r\n ".repeat(20_000);
        let picture = format!("ATTACH;ENCODING=BASE64;VALUE=BINARY:{picture}AAAA\r\nEND:VEVENT");
        let file = entry("Gym", "20260515T090000Z", "20260515T160000Z");
        let file = file.replace("END:VEVENT", &picture);
        server.put("gym", &file).await;
        connect_at(&ctx, &mut owner, &server.url(), &server.calendar()).await;
        assert!(!is_offered(&ctx, "2026-05-15", "12:00").await);
        let (bytes,) = q!(
            &ctx.app.db,
            fetch_one: (i64,),
            "SELECT CAST(SUM(LENGTH(sealed)) AS bigint) FROM calendar_objects WHERE tenant_id = $1",
            bella.tenant.id,
        )
        .unwrap();
        assert!(bytes < 2_000, "{bytes}");
    });
}
