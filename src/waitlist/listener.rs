//! What the events of visits mean for the waitlist: a hold that becomes a visit fills its opening, one that ends asks the next
//! person, a visit that is cancelled or moved leaves an opening, and who has a visit waits no more.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::model::{
    Entry, EntrySource, EntryStatus, Offer, OfferStatus, Opening, OpeningSource, OpeningStatus,
    Rules, SETTLES,
};
use super::rest;
use crate::accounts::Tenant;
use crate::appointments::{Appointment, MAX_SPAN_DAYS, Status, Who};
use crate::db::Tx;
use crate::error::Result;
use crate::events::{Actor, ActorKind, Event, Kind};
use crate::id::{AppointmentId, MessageId};
use crate::q;
use crate::schedule::local::Span;

/// Hears of a visit's events.
pub async fn on_appointment(tx: &mut Tx, event: &Event) -> Result<()> {
    let id = AppointmentId(event.object_id);
    match event.kind {
        Kind::AppointmentStatusChanged => status_changed(tx, event, id).await,
        Kind::AppointmentMoved => moved(tx, event, id).await,
        Kind::AppointmentCreated => {
            let visit = Appointment::find(&mut *tx, event.tenant_id, id).await?;
            match visit.status {
                Status::Confirmed | Status::Pending | Status::AwaitingDeposit => {
                    took(tx, event, &visit).await
                }
                _ => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

fn text<'a>(event: &'a Event, name: &str) -> &'a str {
    event
        .data
        .0
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

async fn status_changed(tx: &mut Tx, event: &Event, id: AppointmentId) -> Result<()> {
    let tenant = event.tenant_id;
    let visit = Appointment::find(&mut *tx, tenant, id).await?;
    if text(event, "from") == Status::Held.as_str()
        && let Some(offer) = Offer::of_visit(&mut *tx, tenant, id).await?
    {
        return answered(tx, event, &offer, &visit).await;
    }
    let is_gone = matches!(visit.status, Status::Cancelled | Status::Expired);
    if is_gone {
        waits_again(tx, event, &visit).await?;
        return came_free(tx, event, &visit).await;
    }
    if event.data.0["restored"] == true {
        // Whoever had it comes after all.
        for opening in openings_of(tx, &visit).await? {
            opening.end(tx, OpeningStatus::Taken, event.at).await?;
        }
    }
    Ok(())
}

/// A hold of ours has ended, one way or the other.
async fn answered(tx: &mut Tx, event: &Event, offer: &Offer, visit: &Appointment) -> Result<()> {
    let tenant = event.tenant_id;
    if visit.status.takes_time() && offer.status != OfferStatus::Open {
        // It had been moved: a visit like any other, and the opening goes its own way.
        return took(tx, event, visit).await;
    }
    let opening = Opening::find_for_change(tx, tenant, offer.opening_id).await?;
    if visit.status.takes_time() {
        offer.end(tx, OfferStatus::Accepted, event.at).await?;
        let mut entry = Entry::find_for_change(tx, tenant, offer.entry_id).await?;
        let actor = actor_of(event);
        let (to, id) = (EntryStatus::Booked, Some(visit.id));
        Box::pin(entry.become_status(tx, &actor, to, id, event.at)).await?;
        let practice = Tenant::find(&mut *tx, tenant).await?;
        let status = OpeningStatus::Filled;
        rest::split(tx, &practice, &opening, status, event.at, event.at).await?;
        return took(tx, event, visit).await;
    }
    // Whoever said no has been noted already; without a word it has run out, and by a person's it is taken back.
    let status = match visit.status {
        // A mail that never left is not left unanswered.
        Status::Expired if was_sent(tx, offer).await? => OfferStatus::Expired,
        _ => OfferStatus::Withdrawn,
    };
    offer.end(tx, status, event.at).await?;
    // A person who cancels the hold wants the time.
    let by_hand = visit.status == Status::Cancelled && event.actor_kind == ActorKind::User;
    ask_on(tx, event, &opening, by_hand).await
}

/// The next one is to be asked, or a person chooses: what the master began by hand goes on by hand.
async fn ask_on(tx: &mut Tx, event: &Event, opening: &Opening, by_hand: bool) -> Result<()> {
    let is_open = opening.is_open(event.at);
    if Offer::is_asked(tx, opening).await? {
        return Ok(());
    }
    let goes_on = is_open && !by_hand && opening.source != OpeningSource::Master;
    let next = match goes_on && Rules::of(&mut *tx, opening.tenant_id).await?.is_on {
        true => Some(event.at),
        false => None,
    };
    opening.go_on(tx, next, next.is_none() && is_open).await
}

/// Whether the mail of an offer went out, as far as is known.
async fn was_sent(tx: &mut Tx, offer: &Offer) -> Result<bool> {
    let row = q!(
        tx,
        fetch_optional: (MessageId,),
        "SELECT id FROM messages WHERE tenant_id = $1 AND id = $2 AND sent_at IS NULL",
        offer.tenant_id,
        offer.message_id,
    )?;
    Ok(row.is_none())
}

/// A visit that never came to be (its deposit was not paid, or the practice said no) gives its wish back to the list, while
/// its days are not over. Whoever cancelled it wants it no more.
async fn waits_again(tx: &mut Tx, event: &Event, visit: &Appointment) -> Result<()> {
    let was: Option<Status> = text(event, "from").parse().ok();
    let was_open = matches!(was, Some(Status::Pending | Status::AwaitingDeposit));
    if !was_open || visit.cancelled_by == Some(Who::Client) {
        return Ok(());
    }
    let entries = Entry::of_visit(&mut *tx, event.tenant_id, visit.id).await?;
    if entries.is_empty() {
        return Ok(());
    }
    let tenant = Tenant::find(&mut *tx, event.tenant_id).await?;
    let today = tenant.local_date(event.at);
    for mut entry in entries {
        // Who was only thought of never waited.
        if entry.wish.until_date < today || entry.source == EntrySource::Regular {
            continue;
        }
        let (actor, to) = (actor_of(event), EntryStatus::Open);
        Box::pin(entry.become_status(tx, &actor, to, None, event.at)).await?;
    }
    Ok(())
}

/// The time of a visit that will not be.
async fn came_free(tx: &mut Tx, event: &Event, visit: &Appointment) -> Result<()> {
    let was: Option<Status> = text(event, "from").parse().ok();
    let took_time = was.is_some_and(Status::takes_time);
    if !took_time || visit.starts_at <= event.at || visit.is_booked_over {
        return Ok(());
    }
    // One that had been filled is open again, where it is the same time still: whoever gave it back is not asked once more.
    if let Some(offer) = Offer::of_visit(&mut *tx, event.tenant_id, visit.id).await? {
        let again = q!(
            tx,
            execute,
            "UPDATE waitlist_openings SET status = 'open', next_at = $3, ended_at = NULL
             WHERE tenant_id = $1 AND id = $2 AND status = 'filled' AND starts_at < $5 AND ends_at > $4 AND starts_at > $6
                AND NOT EXISTS (SELECT 1 FROM waitlist_openings o WHERE o.tenant_id = $1 AND o.status = 'open'
                    AND o.starts_at = waitlist_openings.starts_at AND o.ends_at = waitlist_openings.ends_at)",
            event.tenant_id,
            offer.opening_id,
            event.at + SETTLES,
            visit.starts_at,
            visit.ends_at,
            event.at,
        )?;
        if again == 1 {
            return Ok(());
        }
    }
    let span = Span::new(visit.starts_at, visit.ends_at);
    let source = OpeningSource::Cancellation;
    open(tx, event, span, source, visit).await
}

async fn moved(tx: &mut Tx, event: &Event, id: AppointmentId) -> Result<()> {
    let visit = Appointment::find(&mut *tx, event.tenant_id, id).await?;
    let at = |name: &str| text(event, name).parse::<DateTime<Utc>>().ok();
    let (Some(from), Some(to)) = (at("from"), at("from_end")) else {
        return Ok(());
    };
    if visit.status == Status::Held {
        // Moved by hand: it is not the time that somebody was written about.
        if let Some(offer) = Offer::of_visit(&mut *tx, event.tenant_id, id).await?
            && offer.end(tx, OfferStatus::Withdrawn, event.at).await?
        {
            let opening = Opening::find_for_change(tx, event.tenant_id, offer.opening_id).await?;
            ask_on(tx, event, &opening, false).await?;
        }
        return Ok(());
    }
    if visit.status.takes_time() {
        cover(tx, event, &visit, OpeningStatus::Taken).await?;
    }
    if from <= event.at || from == visit.starts_at {
        return Ok(());
    }
    // What the visit still has of it is not free.
    let span = if visit.starts_at < to && visit.ends_at > from {
        match visit.starts_at > from {
            true => Span::new(from, visit.starts_at),
            false => Span::new(visit.ends_at.min(to), to),
        }
    } else {
        Span::new(from, to)
    };
    if span.is_empty() || (span.end - span.start).num_minutes() < 10 {
        return Ok(());
    }
    open(tx, event, span, OpeningSource::Move, &visit).await
}

async fn open(
    tx: &mut Tx,
    event: &Event,
    span: Span,
    source: OpeningSource,
    visit: &Appointment,
) -> Result<()> {
    let tenant = Tenant::find(&mut *tx, event.tenant_id).await?;
    let today = tenant.local_date(event.at);
    if !Entry::any_open(&mut *tx, tenant.id, today).await? {
        return Ok(());
    }
    let next = Some(event.at + SETTLES);
    Opening::open(tx, tenant.id, span, source, Some(visit.id), next, event.at).await?;
    Ok(())
}

/// A visit stands: its client waits no more, and the openings whose time it has are over.
async fn took(tx: &mut Tx, event: &Event, visit: &Appointment) -> Result<()> {
    let status = match has_visit(tx, event, visit).await? {
        true => OpeningStatus::Filled,
        false => OpeningStatus::Taken,
    };
    cover(tx, event, visit, status).await
}

/// Ends the openings that a visit has some of, where nobody is being asked; what it leaves is offered on.
async fn cover(
    tx: &mut Tx,
    event: &Event,
    visit: &Appointment,
    status: OpeningStatus,
) -> Result<()> {
    let met = q!(
        tx,
        fetch_all: Opening,
        {
            sqlite: "SELECT * FROM waitlist_openings WHERE tenant_id = $1 AND status = 'open' AND starts_at < $3 AND ends_at > $2
                AND starts_at > $4 AND NOT EXISTS (SELECT 1 FROM waitlist_offers o WHERE o.tenant_id = $1
                    AND o.opening_id = waitlist_openings.id AND o.status = 'open') ORDER BY id",
            pg: "SELECT * FROM waitlist_openings WHERE tenant_id = $1 AND status = 'open' AND starts_at < $3 AND ends_at > $2
                AND starts_at > $4 AND NOT EXISTS (SELECT 1 FROM waitlist_offers o WHERE o.tenant_id = $1
                    AND o.opening_id = waitlist_openings.id AND o.status = 'open') ORDER BY id FOR NO KEY UPDATE",
        },
        visit.tenant_id,
        visit.starts_at,
        visit.ends_at,
        visit.starts_at - TimeDelta::days(MAX_SPAN_DAYS),
    )?;
    if met.is_empty() {
        return Ok(());
    }
    let tenant = Tenant::find(&mut *tx, visit.tenant_id).await?;
    for opening in met {
        // A seat beside it is free still.
        if opening.free_seats(&mut *tx).await? > 0 {
            continue;
        }
        let next = event.at + SETTLES;
        rest::split(tx, &tenant, &opening, status, next, event.at).await?;
    }
    Ok(())
}

/// Whoever has a visit for what they waited for, on a day they waited for, waits no more; whether anybody did.
async fn has_visit(tx: &mut Tx, event: &Event, visit: &Appointment) -> Result<bool> {
    let Some(client) = visit.client_id else {
        return Ok(false);
    };
    let open = Entry::open_of(&mut *tx, event.tenant_id, client).await?;
    if open.is_empty() {
        return Ok(false);
    }
    let mut waited = false;
    let tenant = Tenant::find(&mut *tx, event.tenant_id).await?;
    let date = tenant.local_date(visit.starts_at);
    let items = visit.items(&mut *tx).await?;
    for mut entry in open {
        let same = items.iter().any(|item| item.service_id == entry.service_id);
        let wish = entry.wish;
        if !same || !(wish.from_date..=wish.until_date).contains(&date) {
            continue;
        }
        let (actor, to) = (actor_of(event), EntryStatus::Booked);
        Box::pin(entry.become_status(tx, &actor, to, Some(visit.id), event.at)).await?;
        waited = true;
    }
    Ok(waited)
}

/// What came free of a visit and is open still.
async fn openings_of(tx: &mut Tx, visit: &Appointment) -> Result<Vec<Opening>> {
    Ok(q!(
        tx,
        fetch_all: Opening,
        {
            sqlite: "SELECT * FROM waitlist_openings WHERE tenant_id = $1 AND appointment_id = $2 AND status = 'open' ORDER BY id",
            pg: "SELECT * FROM waitlist_openings WHERE tenant_id = $1 AND appointment_id = $2 AND status = 'open' ORDER BY id
                FOR NO KEY UPDATE",
        },
        visit.tenant_id,
        visit.id,
    )?)
}

/// Who caused the event, for what follows from it.
fn actor_of(event: &Event) -> Actor {
    Actor {
        kind: event.actor_kind,
        id: event.actor_id,
        address: event.address.clone(),
        agent: event.agent.clone(),
        request_id: event.request_id.clone(),
    }
}
