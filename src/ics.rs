//! A visit as an iCalendar object (RFC 5545, invitations after RFC 5546): the same UID for the visit's whole life and a
//! SEQUENCE that rises when it is moved or cancelled, so that calendars replace what they have.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

use crate::accounts::Tenant;
use crate::appointments::{Appointment, Status};
use crate::booking;
use crate::config::Config;
use crate::id::AppointmentId;
use crate::messages;
use crate::places::{Places, Where};

/// What the object asks of the calendar that reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A file to keep: no answer is wanted.
    Publish,
    /// Gone.
    Cancel,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Cancel => "CANCEL",
        }
    }

    /// What fits the visit as it stands.
    pub fn of(appointment: &Appointment) -> Self {
        match appointment.status {
            Status::Cancelled | Status::Expired => Self::Cancel,
            _ => Self::Publish,
        }
    }
}

/// The visit as the client's calendar shows it, with its page. Names no client: the file may be forwarded. The organizer,
/// without whom a calendar may not cancel (RFC 5546 3.2), is the practice, or who sends its mail.
pub fn visit(
    tenant: &Tenant,
    appointment: &Appointment,
    place: &Where,
    config: &Config,
    now: DateTime<Utc>,
) -> String {
    let method = Method::of(appointment);
    calendar(method, vec![event(tenant, appointment, place, config, now)])
}

/// Several visits in one file to keep; those that are gone say so.
pub fn visits(
    tenant: &Tenant,
    appointments: &[Appointment],
    places: &Places,
    config: &Config,
    now: DateTime<Utc>,
) -> String {
    let events = appointments.iter();
    let events = events.map(|visit| {
        let place = places.where_is(tenant, visit);
        event(tenant, visit, &place, config, now)
    });
    calendar(Method::Publish, events.collect())
}

fn event(
    tenant: &Tenant,
    appointment: &Appointment,
    place: &Where,
    config: &Config,
    now: DateTime<Utc>,
) -> Event {
    let url = config.link(&booking::booked_path(tenant, &appointment.reference));
    let organizer = tenant
        .email
        .as_deref()
        .map_or_else(|| config.mail_address(), str::to_owned);
    let method = Method::of(appointment);
    let mut event = Event::new();
    event
        .uid(&host_id(config, appointment.id))
        .summary(&format!(
            "{} · {}",
            one_line(&appointment.title),
            one_line(&tenant.name)
        ))
        .timestamp(now)
        .starts(appointment.starts_at)
        .ends(appointment.ends_at)
        .sequence(appointment.sequence.try_into().unwrap_or(u32::MAX))
        .status(match (method, appointment.status) {
            (Method::Cancel, _) => EventStatus::Cancelled,
            (_, Status::Held | Status::Pending | Status::AwaitingDeposit) => EventStatus::Tentative,
            _ => EventStatus::Confirmed,
        });
    if !place.is_empty() {
        event.location(&one_line(&place.line()));
    }
    event.url(&url);
    event.append_property(
        Property::new("ORGANIZER", format!("mailto:{}", one_line(&organizer)))
            .add_parameter("CN", &one_line(&tenant.name).replace('"', ""))
            .done(),
    );
    event.done()
}

fn calendar(method: Method, events: Vec<Event>) -> String {
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Aureli Solo//EN"))
        .append_property(Property::new("METHOD", method.as_str()));
    for event in events {
        calendar.push(event);
    }
    calendar.to_string()
}

/// What names a visit in every calendar, for its whole life.
pub fn host_id(config: &Config, id: AppointmentId) -> String {
    format!("{id}@{}", messages::host(&config.public_url))
}

/// Line breaks would end the property.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
