//! What the events of visits mean for the waitlist: a hold that becomes a visit fills its opening, one that ends asks the next
//! person, a visit that is cancelled or moved leaves an opening, and who has a visit waits no more.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::model::{
    Entry, EntryStatus, Offer, OfferStatus, Opening, OpeningSource, OpeningStatus, Rules, SETTLES,
};
use crate::accounts::Tenant;
use crate::appointments::{Appointment, Status};
use crate::db::Tx;
use crate::error::Result;
use crate::events::{Actor, Event, Kind};
use crate::id::{AppointmentId, WaitlistOpeningId};
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
                    has_visit(tx, event, &visit).await
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
        return came_free(tx, event, &visit).await;
    }
    if event.data.0["restored"] == true {
        // Whoever had it comes after all.
        if let Some(opening) = opening_of(tx, &visit).await? {
            opening.end(tx, OpeningStatus::Taken, event.at).await?;
        }
    }
    Ok(())
}

/// A hold of ours has ended, one way or the other.
async fn answered(tx: &mut Tx, event: &Event, offer: &Offer, visit: &Appointment) -> Result<()> {
    let tenant = event.tenant_id;
    let opening = Opening::find_for_change(tx, tenant, offer.opening_id).await?;
    if visit.status.takes_time() {
        offer.end(tx, OfferStatus::Accepted, event.at).await?;
        opening.end(tx, OpeningStatus::Filled, event.at).await?;
        let mut entry = Entry::find_for_change(tx, tenant, offer.entry_id).await?;
        let actor = actor_of(event);
        let (to, id) = (EntryStatus::Booked, Some(visit.id));
        Box::pin(entry.become_status(tx, &actor, to, id, event.at)).await?;
        return has_visit(tx, event, visit).await;
    }
    // Whoever said no has been noted already; without a word it has run out, and by a person's it is taken back.
    let status = match visit.status {
        Status::Expired => OfferStatus::Expired,
        _ => OfferStatus::Withdrawn,
    };
    offer.end(tx, status, event.at).await?;
    // What the master began by hand goes on by hand.
    let goes_on = opening.is_open(event.at) && opening.source != OpeningSource::Master;
    let next = match goes_on && Rules::of(&mut *tx, tenant).await?.is_on {
        true => Some(event.at),
        false => None,
    };
    opening
        .go_on(tx, next, next.is_none() && opening.is_open(event.at))
        .await
}

/// The time of a visit that will not be.
async fn came_free(tx: &mut Tx, event: &Event, visit: &Appointment) -> Result<()> {
    let was: Option<Status> = text(event, "from").parse().ok();
    let took_time = was.is_some_and(Status::takes_time);
    if !took_time || visit.starts_at <= event.at || visit.is_booked_over {
        return Ok(());
    }
    // One that had been filled is open again: it is the same time, and whoever gave it back is not asked once more.
    if let Some(offer) = Offer::of_visit(&mut *tx, event.tenant_id, visit.id).await? {
        let again = q!(
            tx,
            execute,
            "UPDATE waitlist_openings SET status = 'open', next_at = $3, ended_at = NULL
             WHERE tenant_id = $1 AND id = $2 AND status = 'filled'",
            event.tenant_id,
            offer.opening_id,
            event.at + SETTLES,
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
        if let Some(offer) = Offer::of_visit(&mut *tx, event.tenant_id, id).await? {
            offer.end(tx, OfferStatus::Withdrawn, event.at).await?;
        }
        return Ok(());
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

/// Whoever has a visit for what they waited for, on a day they waited for, waits no more.
async fn has_visit(tx: &mut Tx, event: &Event, visit: &Appointment) -> Result<()> {
    let Some(client) = visit.client_id else {
        return Ok(());
    };
    let open = Entry::open_of(&mut *tx, event.tenant_id, client).await?;
    if open.is_empty() {
        return Ok(());
    }
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
    }
    Ok(())
}

async fn opening_of(tx: &mut Tx, visit: &Appointment) -> Result<Option<Opening>> {
    let row = q!(
        tx,
        fetch_optional: (WaitlistOpeningId,),
        "SELECT id FROM waitlist_openings WHERE tenant_id = $1 AND appointment_id = $2 AND status = 'open' LIMIT 1",
        visit.tenant_id,
        visit.id,
    )?;
    match row {
        Some((id,)) => Ok(Some(
            Opening::find_for_change(tx, visit.tenant_id, id).await?,
        )),
        None => Ok(None),
    }
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
