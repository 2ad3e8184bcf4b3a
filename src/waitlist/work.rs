//! What time does: the next one is asked, an hour that has come ends its opening, a wish whose last day is over ends.
//!
//! Each opening is dealt with in a transaction of its own that takes the practice's time first, as every booking does: two
//! workers, a visitor and the master want the same hour, and one gets it.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::types::Json;

use super::candidates::{self, Candidate};
use super::mails;
use super::model::{
    Entry, EntrySource, EntryStatus, Offer, OfferStatus, Opening, OpeningStatus, Rules,
};
use super::rest::split;
use crate::accounts::{Tenant, TenantStatus};
use crate::app::App;
use crate::appointments::{Appointment, NewAppointment, Source, Status, lock_time};
use crate::clients::Client;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{
    AppointmentId, ClientId, TenantId, WaitlistEntryId, WaitlistOfferId, WaitlistOpeningId,
};
use crate::jobs::apart;
use crate::places::{Place, Places};
use crate::q;
use crate::schedule::local;
use crate::services::Plan;

/// Nobody is woken by an offer that runs out before they get up: by the practice's clock.
const FROM_HOUR: u32 = 8;
const TO_HOUR: u32 = 21;
/// How many are looked at in one round.
const AT_ONCE: i64 = 50;
/// An offer that leaves less time than this before the visit is none.
const LEAST: TimeDelta = TimeDelta::minutes(10);

/// Does what is due; how much it was.
pub async fn tend(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let mut count = 0;
    for (tenant, id) in undelivered(app).await? {
        match apart(take_back(app, tenant, id, &Actor::system(), true)).await {
            Ok(done) => count += usize::from(done),
            Err(error) => tracing::warn!(%tenant, offer = %id, %error, "offer not taken back"),
        }
    }
    for (tenant, id) in due(app, now).await? {
        match apart(advance(app, tenant, id)).await {
            Ok(()) => count += 1,
            Err(error) => {
                tracing::warn!(%tenant, opening = %id, %error, "nobody was asked");
                put_off(app, tenant, id, now + TimeDelta::minutes(1)).await?;
            }
        }
    }
    count += end_past(app, now).await?;
    count += end_entries(app, now).await?;
    Ok(count)
}

async fn due(app: &App, now: DateTime<Utc>) -> Result<Vec<(TenantId, WaitlistOpeningId)>> {
    Ok(q!(
        &app.db,
        fetch_all: (TenantId, WaitlistOpeningId),
        "SELECT tenant_id, id FROM waitlist_openings WHERE status = 'open' AND next_at <= $1 ORDER BY next_at LIMIT $2",
        now,
        AT_ONCE,
    )?)
}

async fn put_off(
    app: &App,
    tenant: TenantId,
    id: WaitlistOpeningId,
    until: DateTime<Utc>,
) -> Result<()> {
    q!(
        &app.db,
        execute,
        "UPDATE waitlist_openings SET next_at = $3 WHERE tenant_id = $1 AND id = $2 AND status = 'open' AND next_at IS NOT NULL",
        tenant,
        id,
        until,
    )?;
    Ok(())
}

/// Offers whose mail reached nobody, and those to who waits no more: the next one is asked instead.
async fn undelivered(app: &App) -> Result<Vec<(TenantId, WaitlistOfferId)>> {
    Ok(q!(
        &app.db,
        fetch_all: (TenantId, WaitlistOfferId),
        "SELECT o.tenant_id, o.id FROM waitlist_offers o
         JOIN waitlist_entries e ON e.tenant_id = o.tenant_id AND e.id = o.entry_id
         LEFT JOIN messages m ON m.tenant_id = o.tenant_id AND m.id = o.message_id
         WHERE o.status = 'open' AND (m.status = 'failed' OR e.status <> 'open') LIMIT $1",
        AT_ONCE,
    )?)
}

/// Asks the best who can be asked; whoever is left is the master's to choose.
async fn advance(app: &App, tenant: TenantId, id: WaitlistOpeningId) -> Result<()> {
    let now = app.clock.now();
    let tenant = Tenant::find(&app.db, tenant).await?;
    let opening = Opening::find(&app.db, tenant.id, id).await?;
    if !opening.is_open(now) || opening.next_at.is_none_or(|at| at > now) {
        return Ok(());
    }
    if tenant.status == TenantStatus::Closed {
        return rest(app, &opening, None, false).await;
    }
    if opening.is_taken(&app.db).await? {
        return split_taken(app, &tenant, &opening).await;
    }
    if !claim(app, &opening, now).await? {
        return Ok(());
    }
    let rules = Rules::of(&app.db, tenant.id).await?;
    if !rules.is_on || !tenant.is_active() {
        // The master may ask at shorter notice than is booked online.
        let all = candidates::find(app, &tenant, &opening, true, now).await?;
        let next = match all.is_empty() {
            true => opening.kept_until(&app.db, now).await?,
            false => None,
        };
        return rest(app, &opening, next, !all.is_empty()).await;
    }
    let all = candidates::find(app, &tenant, &opening, false, now).await?;
    // Who did not ask to be written to is asked by a person only.
    let is_own = |one: &&Candidate| one.row.entry.source != EntrySource::Regular;
    let can_be_asked = || {
        let free = all.iter().filter(|one| one.hindrance.is_none());
        free.filter(is_own)
    };
    if can_be_asked().next().is_some()
        && let Some(morning) = morning_after(&tenant, now)
    {
        // An early hour is over before anybody could answer.
        if morning + LEAST >= opening.starts_at {
            return rest(app, &opening, None, true).await;
        }
        return rest(app, &opening, Some(morning), false).await;
    }
    for candidate in can_be_asked() {
        match ask(
            app,
            &tenant,
            &opening,
            candidate,
            &rules,
            false,
            &Actor::system(),
        )
        .await
        {
            Ok(_) => return Ok(()),
            // Gone meanwhile, or something must be signed first, or they are asked about another time.
            Err(Error::SlotTaken | Error::NeedsConsent(_) | Error::Conflict(_)) => {}
            Err(other) => return Err(other),
        }
    }
    let is_busy = |one: &Candidate| one.hindrance == Some(candidates::Hindrance::Busy);
    if all.iter().any(is_busy) {
        // Perhaps they do not want the other one.
        return rest(app, &opening, Some(now + TimeDelta::minutes(5)), false).await;
    }
    if let Some(until) = opening.kept_until(&app.db, now).await? {
        // A visitor is at it, and may yet walk away: that leaves no trace which would wake anybody.
        return rest(app, &opening, Some(until), false).await;
    }
    let choosable = |one: &Candidate| {
        !matches!(
            one.hindrance,
            Some(candidates::Hindrance::Asked | candidates::Hindrance::Visit)
        )
    };
    let all = candidates::find(app, &tenant, &opening, true, now).await?;
    rest(app, &opening, None, all.iter().any(choosable)).await
}

/// Takes an opening that is due for oneself; false when another worker has it.
async fn claim(app: &App, opening: &Opening, now: DateTime<Utc>) -> Result<bool> {
    let changed = q!(
        &app.db,
        execute,
        "UPDATE waitlist_openings SET next_at = $4 WHERE tenant_id = $1 AND id = $2 AND status = 'open' AND next_at = $3",
        opening.tenant_id,
        opening.id,
        opening.next_at,
        now + TimeDelta::minutes(1),
    )?;
    Ok(changed == 1)
}

async fn rest(
    app: &App,
    opening: &Opening,
    next: Option<DateTime<Utc>>,
    attention: bool,
) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let opening = Opening::find_for_change(&mut tx, opening.tenant_id, opening.id).await?;
    // Somebody was asked meanwhile: their answer goes on from there.
    let (next, attention) = match Offer::is_asked(&mut tx, &opening).await? {
        true => (None, false),
        false => (next, attention),
    };
    opening.go_on(&mut tx, next, attention).await?;
    if attention {
        tx.signal(opening.tenant_id, crate::db::live::Topic::Todo)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Somebody else has some of it: what they leave is an opening of its own, which the next round looks at.
async fn split_taken(app: &App, tenant: &Tenant, opening: &Opening) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let opening = Opening::find_for_change(&mut tx, tenant.id, opening.id).await?;
    if opening.is_open(now) && !Offer::is_asked(&mut tx, &opening).await? {
        split(&mut tx, tenant, &opening, OpeningStatus::Taken, now, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// When people are up again; none while they are.
fn morning_after(tenant: &Tenant, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let local = now.with_timezone(&tenant.tz()).naive_local();
    let hour = chrono::Timelike::hour(&local);
    let date: NaiveDate = match hour {
        0..FROM_HOUR => local.date(),
        FROM_HOUR..TO_HOUR => return None,
        _ => local.date().checked_add_days(Days::new(1))?,
    };
    let at = date.and_time(NaiveTime::from_hms_opt(FROM_HOUR, 0, 0)?);
    Some(local::resolve(tenant.tz(), at)).filter(|at| *at > now)
}

/// Keeps the time for one person and writes to them.
///
/// # Errors
/// SlotTaken when it is not free any more, NeedsConsent when something must be signed first, Conflict when somebody is being
/// asked already.
pub async fn ask(
    app: &App,
    tenant: &Tenant,
    opening: &Opening,
    candidate: &Candidate,
    rules: &Rules,
    by_master: bool,
    actor: &Actor,
) -> Result<WaitlistOfferId> {
    patiently(|| ask_once(app, tenant, opening, candidate, rules, by_master, actor)).await
}

async fn ask_once(
    app: &App,
    tenant: &Tenant,
    opening: &Opening,
    candidate: &Candidate,
    rules: &Rules,
    by_master: bool,
    actor: &Actor,
) -> Result<WaitlistOfferId> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    lock_time(&mut tx, tenant.id, &candidate.plan, now).await?;
    let entry = Entry::find_for_change(&mut tx, tenant.id, candidate.id()).await?;
    let opening = Opening::find_for_change(&mut tx, tenant.id, opening.id).await?;
    if entry.status != EntryStatus::Open || !opening.is_open(now) {
        return Err(Error::SlotTaken);
    }
    if candidate.start - now < LEAST {
        return Err(Error::SlotTaken);
    }
    if is_asking(&mut tx, &opening, &entry, now).await? {
        return Err(Error::Conflict(key!("waitlist-offered-already")));
    }
    let plan = addressed(&mut tx, tenant.id, &candidate.plan, entry.client_id).await?;
    let new = NewAppointment {
        plan: &plan,
        client: Some(entry.client_id),
        starts_at: candidate.start,
        status: Status::Held,
        source: Source::Waitlist,
        locale: entry.locale,
        client_note: entry.client_note.clone(),
        internal_note: String::new(),
        book_over: false,
        only_offered: true,
        duration_minutes: None,
        given: entry.given(),
    };
    let mut hold = Appointment::book(&mut tx, tenant, actor, new, now).await?;
    let length = TimeDelta::minutes(rules.answer_minutes);
    let expires_at = hold.hold_for(&mut tx, length, now).await?;
    let mut offer = Offer {
        tenant_id: tenant.id,
        id: WaitlistOfferId::new(),
        opening_id: opening.id,
        entry_id: entry.id,
        appointment_id: hold.id,
        status: OfferStatus::Open,
        score: candidate.score,
        reasons: Json(candidate.reasons.clone()),
        is_by_master: by_master,
        message_id: None,
        expires_at,
        created_at: now,
        ended_at: None,
    };
    offer.message_id = mails::enqueue_offer(&mut tx, &entry, &offer, now).await?;
    if offer.message_id.is_none() {
        // Nobody would know of it.
        return Err(Error::SlotTaken);
    }
    offer.insert(&mut tx).await?;
    opening.go_on(&mut tx, None, false).await?;
    let data =
        json!({ "offer": offer.id, "opening": opening.id, "entry": entry.id, "until": expires_at });
    let object = Object::Appointment(hold.id);
    events::record(
        &mut tx,
        tenant.id,
        actor,
        Kind::WaitlistOffered,
        object,
        data,
        now,
    )
    .await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(offer.id)
}

/// A visit at the client's is at the address of their card; without one it is a person's to ask for it.
async fn addressed(
    tx: &mut crate::db::Tx,
    tenant: TenantId,
    plan: &Plan,
    client: ClientId,
) -> Result<Plan> {
    let places = Places::load(&mut *tx, tenant).await?;
    let place = places.settle(plan.place, &plan.service_ids());
    if !place.is_some_and(Place::is_clients) {
        return Ok(plan.clone());
    }
    let address = Client::find(&mut *tx, tenant, client).await?.address;
    if address.trim().is_empty() {
        return Err(Error::Conflict(key!("waitlist-no-home")));
    }
    Ok(Plan {
        address,
        ..plan.clone()
    })
}

/// Whether somebody is asked about this time, or this person about any, and the answer may still come.
async fn is_asking(
    tx: &mut crate::db::Tx,
    opening: &Opening,
    entry: &Entry,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (count,) = q!(
        tx,
        fetch_one: (i64,),
        "SELECT COUNT(*) FROM waitlist_offers o JOIN waitlist_entries e ON e.tenant_id = o.tenant_id AND e.id = o.entry_id
         WHERE o.tenant_id = $1 AND o.status = 'open' AND o.expires_at > $4 AND (o.opening_id = $2 OR e.client_id = $3)",
        opening.tenant_id,
        opening.id,
        entry.client_id,
        now,
    )?;
    Ok(count > 0)
}

/// Takes an offer back; false when it was answered or over. `goes_on`: the next one is asked, else a person chooses.
pub async fn take_back(
    app: &App,
    tenant: TenantId,
    id: WaitlistOfferId,
    actor: &Actor,
    goes_on: bool,
) -> Result<bool> {
    end_offer(app, tenant, id, actor, OfferStatus::Withdrawn, goes_on).await
}

/// Ends an offer before its time, and gives the time back; the next one is asked, unless `goes_on` says otherwise.
pub async fn end_offer(
    app: &App,
    tenant: TenantId,
    id: WaitlistOfferId,
    actor: &Actor,
    status: OfferStatus,
    goes_on: bool,
) -> Result<bool> {
    let offer = Offer::find(&app.db, tenant, id).await?;
    if offer.status != OfferStatus::Open {
        return Ok(false);
    }
    patiently(|| async {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        let visit: AppointmentId = offer.appointment_id;
        let mut hold = Appointment::find_for_change(&mut tx, tenant, visit).await?;
        if hold.status != Status::Held || !offer.end(&mut tx, status, now).await? {
            return Ok(false);
        }
        hold.let_go(&mut tx, actor, now).await?;
        if !goes_on {
            let opening = Opening::find_for_change(&mut tx, tenant, offer.opening_id).await?;
            opening.go_on(&mut tx, None, true).await?;
        }
        if status == OfferStatus::Declined {
            let data = json!({ "offer": offer.id, "entry": offer.entry_id });
            let object = Object::Appointment(visit);
            events::record(
                &mut tx,
                tenant,
                actor,
                Kind::WaitlistDeclined,
                object,
                data,
                now,
            )
            .await?;
        }
        tx.commit().await?;
        app.wake.notify_one();
        Ok(true)
    })
    .await
}

/// Openings whose hour has come: somebody has the time, or nobody.
async fn end_past(app: &App, now: DateTime<Utc>) -> Result<usize> {
    let past = q!(
        &app.db,
        fetch_all: Opening,
        "SELECT * FROM waitlist_openings WHERE status = 'open' AND starts_at <= $1 ORDER BY starts_at LIMIT $2",
        now,
        AT_ONCE,
    )?;
    let mut count = 0;
    for opening in past {
        match apart(end_opening(app, &opening, now)).await {
            Ok(()) => count += 1,
            Err(error) => {
                let tenant = opening.tenant_id;
                tracing::warn!(%tenant, opening = %opening.id, %error, "opening not ended")
            }
        }
    }
    Ok(count)
}

async fn end_opening(app: &App, opening: &Opening, now: DateTime<Utc>) -> Result<()> {
    let status = match opening.is_taken(&app.db).await? {
        true => OpeningStatus::Taken,
        false => OpeningStatus::Past,
    };
    let mut tx = app.db.begin().await?;
    opening.end(&mut tx, status, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Wishes whose last day is over by their practice's clock.
async fn end_entries(app: &App, now: DateTime<Utc>) -> Result<usize> {
    // Over everywhere: who shows or asks them looks at the practice's own day.
    let latest = (now - TimeDelta::hours(12)).date_naive();
    let rows = q!(
        &app.db,
        fetch_all: (TenantId, WaitlistEntryId, NaiveDate),
        "SELECT tenant_id, id, until_date FROM waitlist_entries WHERE status = 'open' AND until_date < $1
         ORDER BY until_date LIMIT $2",
        latest,
        AT_ONCE,
    )?;
    let mut count = 0;
    for (tenant, id, until) in rows {
        match apart(end_entry(app, tenant, id, until, now)).await {
            Ok(done) => count += usize::from(done),
            Err(error) => tracing::warn!(%tenant, entry = %id, %error, "wish not ended"),
        }
    }
    Ok(count)
}

async fn end_entry(
    app: &App,
    tenant: TenantId,
    id: WaitlistEntryId,
    until: NaiveDate,
    now: DateTime<Utc>,
) -> Result<bool> {
    let mut tx = app.db.begin().await?;
    let mut entry = Entry::find_for_change(&mut tx, tenant, id).await?;
    if entry.status != EntryStatus::Open || entry.wish.until_date != until {
        return Ok(false);
    }
    let (actor, to) = (Actor::system(), EntryStatus::Ended);
    entry.become_status(&mut tx, &actor, to, None, now).await?;
    tx.commit().await?;
    Ok(true)
}
