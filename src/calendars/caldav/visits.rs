//! What is written of visits: which of them, and as what.

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use sqlx::FromRow;

use super::model::{Account, Content};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::Status;
use crate::db::On;
use crate::error::Result;
use crate::i18n::Locale;
use crate::ics::{host_id, one_line};
use crate::id::{AppointmentId, PlaceId, TenantId};
use crate::places::Places;
use crate::q;
use crate::web::forms::mark;

/// What is over so long stays as it was written.
pub const BEHIND: TimeDelta = TimeDelta::days(1);
const AHEAD: TimeDelta = TimeDelta::days(400);
/// What is soonest comes first.
const MOST: i64 = 3_000;

/// A visit as far as an entry tells it.
#[derive(Clone, Debug, FromRow)]
pub struct Visit {
    pub id: AppointmentId,
    pub status: Status,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub title: String,
    pub sequence: i64,
    pub client_name: Option<String>,
    /// The client was erased, or the card is locked: nobody hears the name.
    pub is_forgotten: bool,
    pub place_id: Option<PlaceId>,
    pub place_address: String,
}

impl Visit {
    /// Those that should stand there now.
    pub async fn wanted(
        mut on: impl On,
        account: &Account,
        now: DateTime<Utc>,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT a.id, a.status, a.starts_at, a.ends_at, a.title, a.sequence, a.place_id, a.place_address,
                c.name AS client_name, c.erased_at IS NOT NULL OR c.locked_at IS NOT NULL AS is_forgotten
             FROM allocations l JOIN appointments a ON a.tenant_id = l.tenant_id AND a.id = l.appointment_id
             LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             WHERE l.tenant_id = $1 AND l.resource_id = $2 AND l.is_active AND l.starts_at > $3 AND l.starts_at < $4
               AND a.status IN ('pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress', 'completed')
             ORDER BY l.starts_at LIMIT $5",
            account.source.tenant_id,
            account.source.resource_id,
            now - BEHIND,
            now + AHEAD,
            MOST,
        )?)
    }

    /// As it stands, with the name of a client who was forgotten.
    pub async fn forgotten(
        mut on: impl On,
        tenant: TenantId,
        id: AppointmentId,
    ) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT id, status, starts_at, ends_at, title, sequence, place_id, place_address,
                '' AS client_name, TRUE AS is_forgotten
             FROM appointments WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?)
    }

    /// The entry's title: no more than was chosen, and never a word about health.
    pub fn summary(&self, content: Content, locale: Locale) -> String {
        let name = self.client_name.as_deref().map(one_line);
        let who = match (name, content) {
            (_, Content::Busy) => return locale.t("calendars-written-busy"),
            (Some(_), _) if self.is_forgotten => locale.t("privacy-erased-name"),
            (None, _) => locale.t("appointment-walk-in"),
            (Some(name), Content::FullName) => name,
            (Some(name), Content::FirstName) => {
                let first = name.split(' ').next().unwrap_or_default();
                first.to_owned()
            }
        };
        format!("{who} · {}", one_line(&self.title))
    }

    /// Where it is, where the practice has more than one place: the client's own address only where all of the name is told.
    pub fn place(&self, content: Content, tenant: &Tenant, places: &Places) -> String {
        let Some(place) = places.get(self.place_id) else {
            return String::new();
        };
        let told = place.told(tenant, &self.place_address);
        match content {
            Content::Busy => String::new(),
            Content::FirstName => one_line(&told.for_strangers().line()),
            Content::FullName => one_line(&told.line()),
        }
    }

    fn is_open(&self) -> bool {
        matches!(self.status, Status::Pending | Status::AwaitingDeposit)
    }

    /// What is written, in short: it differs when the entry must be written anew.
    pub fn said(&self, summary: &str, place: &str) -> String {
        let status = if self.is_open() {
            "tentative"
        } else {
            "confirmed"
        };
        let (start, end) = (self.starts_at.to_rfc3339(), self.ends_at.to_rfc3339());
        // Without a place it is as it was before there were any: nothing is written anew for that.
        match place.is_empty() {
            true => mark(&[&start, &end, status, summary]),
            false => mark(&[&start, &end, status, summary, place]),
        }
    }

    /// The entry. METHOD is for mails, not for calendars (RFC 4791 4.1).
    pub fn entry(&self, app: &App, summary: &str, place: &str, now: DateTime<Utc>) -> String {
        let mut event = Event::new();
        event
            .uid(&host_id(&app.config, self.id))
            .summary(summary)
            .timestamp(now)
            .starts(self.starts_at)
            .ends(self.ends_at)
            .sequence(self.sequence.try_into().unwrap_or(u32::MAX))
            .url(&app.config.link(&format!("/appointments/{}", self.id)))
            .status(match self.is_open() {
                true => EventStatus::Tentative,
                false => EventStatus::Confirmed,
            });
        if !place.is_empty() {
            event.location(place);
        }
        let mut calendar = Calendar::empty();
        calendar
            .append_property(("VERSION", "2.0"))
            .append_property(("PRODID", "-//Aureli Solo//EN"));
        calendar.push(event.done());
        calendar.to_string()
    }
}

/// The language of a practice's entries.
pub fn language(tenant: &Tenant) -> Locale {
    tenant.locale
}
