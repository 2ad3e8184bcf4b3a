//! The demo's events: what the verbs of a visit would have recorded, in the order of time, with their chain of hashes.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::types::Json;

use super::diary::Visit;
use super::menu::Menu;
use super::people::Person;
use crate::appointments::{Source, Status, Who};
use crate::events::{Actor, Event, Kind, Object, audit};
use crate::id::{EventId, TenantId, UserId};

/// Events after the chain's present end (`seq`, `hash`), each with its number and hash.
pub fn events(
    tenant: TenantId,
    owner: UserId,
    menu: &Menu,
    people: &[Person],
    visits: &[Visit],
    end: (i64, Vec<u8>),
    audit_key: &[u8; 32],
) -> Vec<Event> {
    let mut events = Vec::with_capacity(people.len() + visits.len() * 3);
    for person in people {
        let actor = if person.source == "master" {
            Actor::user(owner)
        } else {
            Actor::client(None)
        };
        events.push(event(
            tenant,
            &actor,
            Kind::ClientCreated,
            Object::Client(person.id),
            json!({}),
            person.since,
        ));
    }
    for visit in visits {
        of_visit(tenant, owner, menu, people, visit, &mut events);
    }
    events.sort_by_key(|event| event.at);
    let (mut seq, mut hash) = end;
    for event in &mut events {
        seq += 1;
        event.seq = seq;
        event.id = EventId(id(event.at, seq));
        event.hash = audit::hash(audit_key, &hash, event);
        hash.clone_from(&event.hash);
    }
    events
}

/// Of its time, in the chain's order.
fn id(at: DateTime<Utc>, seq: i64) -> uuid::Uuid {
    let mut rest = [0; 10];
    rest[2..].copy_from_slice(&seq.to_be_bytes());
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
}

fn of_visit(
    tenant: TenantId,
    owner: UserId,
    menu: &Menu,
    people: &[Person],
    visit: &Visit,
    events: &mut Vec<Event>,
) {
    let client = Actor::client(
        visit
            .person
            .and_then(|n| people.get(n))
            .map(|person| person.id),
    );
    let master = Actor::user(owner);
    let dish = menu.0.get(visit.dish);
    let object = Object::Appointment(visit.id);
    let booker = if visit.source == Source::Public {
        &client
    } else {
        &master
    };
    let first = first_status(visit, dish.is_some_and(|dish| dish.is_request));
    let data = json!({
        "status": first.as_str(), "starts_at": visit.starts_at, "ends_at": visit.ends_at,
        "source": visit.source.key(), "booked_over": false,
    });
    events.push(event(
        tenant,
        booker,
        Kind::AppointmentCreated,
        object,
        data,
        visit.created_at,
    ));
    let mut status = first;
    let mut step = |events: &mut Vec<Event>, actor: &Actor, to: Status, mut data: Value, at| {
        data["from"] = json!(status.as_str());
        data["to"] = json!(to.as_str());
        events.push(event(
            tenant,
            actor,
            Kind::AppointmentStatusChanged,
            object,
            data,
            at,
        ));
        status = to;
    };
    if first == Status::Pending
        && !matches!(
            visit.status,
            Status::Pending | Status::Expired | Status::Cancelled
        )
    {
        step(
            events,
            &master,
            Status::Confirmed,
            json!({}),
            answered_at(visit),
        );
    }
    if let Some(at) = visit.client_confirmed_at {
        events.push(event(
            tenant,
            &client,
            Kind::AppointmentClientConfirmed,
            object,
            json!({}),
            at,
        ));
    }
    match visit.status {
        Status::Completed => {
            if visit.is_recent {
                step(
                    events,
                    &master,
                    Status::InProgress,
                    json!({}),
                    visit.starts_at,
                );
            }
            let price = dish.map_or(0, |dish| dish.price_minor);
            step(
                events,
                &master,
                Status::Completed,
                json!({ "price_minor": price }),
                visit.settled_at,
            );
        }
        Status::Cancelled => {
            let (actor, by) = match visit.cancelled_by {
                Some(Who::Master) => (&master, Who::Master),
                _ => (&client, Who::Client),
            };
            let data = json!({ "by": by.as_str(), "late": is_late(visit) });
            step(events, actor, Status::Cancelled, data, visit.settled_at);
        }
        Status::Expired => step(
            events,
            &Actor::system(),
            Status::Expired,
            json!({}),
            visit.settled_at,
        ),
        to @ (Status::NoShow | Status::Arrived | Status::InProgress) => {
            step(events, &master, to, json!({}), visit.settled_at);
        }
        Status::Held | Status::Pending | Status::AwaitingDeposit | Status::Confirmed => {}
    }
}

/// What it was booked as.
fn first_status(visit: &Visit, is_request: bool) -> Status {
    match visit.status {
        open @ (Status::Held | Status::Pending | Status::AwaitingDeposit) => open,
        Status::Expired => Status::Pending,
        _ if is_request && visit.source == Source::Public => Status::Pending,
        _ => Status::Confirmed,
    }
}

/// When the master said yes to a request.
fn answered_at(visit: &Visit) -> DateTime<Utc> {
    (visit.created_at + TimeDelta::minutes(40)).min(visit.settled_at.max(visit.created_at))
}

/// Within a day of the visit.
pub fn is_late(visit: &Visit) -> bool {
    visit.starts_at - visit.settled_at < TimeDelta::hours(24)
}

/// How often the visit's row was written: its version.
pub fn changes(visit: &Visit, menu: &Menu) -> i64 {
    let is_request = menu.0.get(visit.dish).is_some_and(|dish| dish.is_request);
    let first = first_status(visit, is_request);
    let steps = match visit.status {
        now if now == first => 0,
        Status::Completed if visit.is_recent => 2,
        _ => 1,
    };
    let answered = first == Status::Pending
        && !matches!(
            visit.status,
            Status::Pending | Status::Expired | Status::Cancelled | Status::Confirmed
        );
    steps + i64::from(answered) + i64::from(visit.client_confirmed_at.is_some())
}

fn event(
    tenant: TenantId,
    actor: &Actor,
    kind: Kind,
    object: Object,
    data: Value,
    at: DateTime<Utc>,
) -> Event {
    Event {
        tenant_id: tenant,
        id: EventId(uuid::Uuid::nil()),
        seq: 0,
        kind,
        object_kind: object.kind().to_owned(),
        object_id: object.id(),
        actor_kind: actor.kind,
        actor_id: actor.id,
        at,
        data: Json(data),
        request_id: String::new(),
        address: String::new(),
        agent: String::new(),
        hash: Vec::new(),
    }
}
