//! The waitlist: joining, offers one after the other, taking one, and what the master sees and does.

mod again;
mod master;
mod offers;
mod people;
mod rest;

use aureli::appointments::Appointment;
use aureli::events::Actor;
use aureli::id::{AppointmentId, ClientId, WaitlistEntryId, WaitlistOfferId, WaitlistOpeningId};
use aureli::q;
use aureli::schedule::local::Span;
use aureli::waitlist::model::{Entry, EntrySource, NewEntry, Opening, OpeningSource, Rules, Wish};
use aureli::waitlist::{candidates, token, work};
use chrono::TimeDelta;

use crate::support::Ctx;
use crate::support::factories::Practice;

/// The Tuesday on which most of it happens.
const DAY: &str = "2026-05-19";

/// A wish for any time of [`DAY`].
fn any_time() -> Wish {
    Wish {
        from_date: DAY.parse().unwrap(),
        until_date: DAY.parse().unwrap(),
        weekdays: 127,
        parts: 7,
    }
}

async fn wait_for(
    ctx: &Ctx,
    practice: &Practice,
    client: ClientId,
    service: &str,
    wish: Wish,
    first: bool,
) -> WaitlistEntryId {
    let plan = ctx.plan(practice, service).await;
    let new = NewEntry {
        choice: plan.choices[0].clone(),
        place: None,
        wish,
        priority: i64::from(first),
        client_note: String::new(),
        note: String::new(),
        source: EntrySource::Master,
        locale: practice.tenant.locale,
        given: None,
    };
    let mut tx = ctx.app.db.begin().await.unwrap();
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    let (entry, _) = Entry::join(&mut tx, &practice.tenant, &actor, client, new, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    entry.id
}

/// Somebody who waits for a shaping on [`DAY`], with an address of their own.
async fn waits(ctx: &Ctx, practice: &Practice, name: &str, n: u32) -> (ClientId, WaitlistEntryId) {
    let client = ctx
        .client(practice, name, &format!("+346123450{n:02}"))
        .await;
    let entry = wait_for(ctx, practice, client.id, "shaping", any_time(), false).await;
    (client.id, entry)
}

/// Bella, a visit at ten on [`DAY`] whose time is to come free, and who waits for it, in this order.
async fn ten_o_clock(
    ctx: &Ctx,
    names: &[&str],
) -> (Practice, Appointment, Vec<(ClientId, WaitlistEntryId)>) {
    let bella = ctx.bella().await;
    let visit = ctx.book(&bella, "shaping", "2026-05-19T10:00").await;
    let mut waiting = Vec::new();
    for (n, name) in (1..).zip(names) {
        waiting.push(waits(ctx, &bella, name, n).await);
    }
    (bella, visit, waiting)
}

/// The latest offer is taken.
async fn accepts(ctx: &Ctx, practice: &Practice) {
    let path = offer_path(ctx, practice).await;
    let mut visitor = ctx.visitor();
    visitor
        .post(&format!("{path}/accept"), &[])
        .await
        .expect(303);
}

/// The master cancels a visit, and nobody thinks better of it.
async fn cancelled(ctx: &Ctx, practice: &Practice, visit: &Appointment) {
    let mut owner = practice.sign_in(ctx).await;
    let path = format!("/appointments/{}/cancellation", visit.id);
    owner
        .post(&path, &[("by", "client"), ("reason", "")])
        .await
        .expect(303);
    ctx.app.clock.advance(TimeDelta::seconds(61));
    ctx.run_jobs().await;
}

/// Who was asked, in order, and how that stands: "Anna open".
async fn asked(ctx: &Ctx) -> Vec<String> {
    let rows = q!(
        &ctx.app.db,
        fetch_all: (String, String),
        "SELECT c.name, o.status FROM waitlist_offers o
         JOIN waitlist_entries e ON e.tenant_id = o.tenant_id AND e.id = o.entry_id
         JOIN clients c ON c.tenant_id = e.tenant_id AND c.id = e.client_id ORDER BY o.created_at, o.id"
    )
    .unwrap();
    rows.iter()
        .map(|(name, status)| format!("{name} {status}"))
        .collect()
}

/// The path of the latest offer.
async fn offer_path(ctx: &Ctx, practice: &Practice) -> String {
    let (id,) = q!(
        &ctx.app.db,
        fetch_one: (WaitlistOfferId,),
        "SELECT id FROM waitlist_offers ORDER BY created_at DESC, id DESC LIMIT 1"
    )
    .unwrap();
    token::offer_path(&ctx.app, practice.tenant.id, id)
}

/// Visits that stand: name and status, by start.
async fn standing(ctx: &Ctx) -> Vec<String> {
    let rows = q!(
        &ctx.app.db,
        fetch_all: (String, String),
        "SELECT c.name, a.status FROM appointments a JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
         WHERE a.status NOT IN ('cancelled', 'expired') ORDER BY a.starts_at, a.id"
    )
    .unwrap();
    rows.iter()
        .map(|(name, status)| format!("{name} {status}"))
        .collect()
}

async fn opening_status(ctx: &Ctx) -> Vec<String> {
    let rows = q!(&ctx.app.db, fetch_all: (String,), "SELECT status FROM waitlist_openings ORDER BY created_at, id").unwrap();
    rows.into_iter().map(|(status,)| status).collect()
}

async fn entry_status(ctx: &Ctx, id: WaitlistEntryId) -> String {
    let (status,) = q!(&ctx.app.db, fetch_one: (String,), "SELECT status FROM waitlist_entries WHERE id = $1", id).unwrap();
    status
}

/// Subjects of what somebody was written, oldest first.
async fn mails_to(ctx: &Ctx, address: &str) -> Vec<String> {
    let rows = q!(
        &ctx.app.db,
        fetch_all: (String,),
        "SELECT subject FROM dev_mails WHERE recipient = $1 ORDER BY id",
        address
    )
    .unwrap();
    rows.into_iter().map(|(subject,)| subject).collect()
}

async fn visit_of(ctx: &Ctx, practice: &Practice, client: ClientId) -> Appointment {
    let (id,) = q!(
        &ctx.app.db,
        fetch_one: (AppointmentId,),
        "SELECT id FROM appointments WHERE client_id = $1 ORDER BY created_at DESC LIMIT 1",
        client
    )
    .unwrap();
    Appointment::find(&ctx.app.db, practice.tenant.id, id)
        .await
        .unwrap()
}

/// One of each for the guards: somebody who waits, a time, an offer.
pub async fn objects(ctx: &Ctx, practice: &Practice, client: ClientId) {
    let (tenant, now) = (&practice.tenant, ctx.app.clock.now());
    let wish = Wish {
        from_date: "2026-05-20".parse().unwrap(),
        until_date: "2026-05-20".parse().unwrap(),
        weekdays: 127,
        parts: 7,
    };
    let entry = wait_for(ctx, practice, client, "shaping", wish, false).await;
    let span = Span::new(
        practice.at("2026-05-20T16:00"),
        practice.at("2026-05-20T17:00"),
    );
    let mut tx = ctx.app.db.begin().await.unwrap();
    let source = OpeningSource::Master;
    let id: WaitlistOpeningId = Opening::open(&mut tx, tenant.id, span, source, None, None, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let opening = Opening::find(&ctx.app.db, tenant.id, id).await.unwrap();
    let found = candidates::find(&ctx.app, tenant, &opening, true, now)
        .await
        .unwrap();
    let one = found.iter().find(|one| one.id() == entry).unwrap();
    let (rules, actor) = (Rules::default(), Actor::user(practice.owner));
    work::ask(&ctx.app, tenant, &opening, one, &rules, true, &actor)
        .await
        .unwrap();
}
