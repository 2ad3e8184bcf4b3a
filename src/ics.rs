//! A visit as an iCalendar object (RFC 5545, invitations after RFC 5546): the same UID for the visit's whole life and a
//! SEQUENCE that rises when it is moved or cancelled, so that calendars replace what they have.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

use crate::accounts::Tenant;
use crate::appointments::{Appointment, Status};

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

/// The visit as the client's calendar shows it. Names no client: the file may be forwarded. `host` makes the UID ours.
pub fn visit(
    tenant: &Tenant,
    appointment: &Appointment,
    host: &str,
    url: Option<&str>,
    now: DateTime<Utc>,
) -> String {
    let method = Method::of(appointment);
    let mut event = Event::new();
    event
        .uid(&format!("{}@{host}", appointment.id))
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
    if !tenant.address.is_empty() {
        event.location(&one_line(&tenant.address_line()));
    }
    if let Some(url) = url {
        event.url(url);
    }
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Aureli Solo//EN"))
        .append_property(Property::new("METHOD", method.as_str()))
        .push(event);
    calendar.to_string()
}

/// Line breaks would end the property.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
