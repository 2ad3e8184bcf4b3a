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
use crate::id::AppointmentId;
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
            "SELECT a.id, a.status, a.starts_at, a.ends_at, a.title, a.sequence, c.name AS client_name
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

    /// The entry's title: no more than was chosen, and never a word about health.
    pub fn summary(&self, content: Content, locale: Locale) -> String {
        let name = self.client_name.as_deref().map(one_line);
        let who = match (name, content) {
            (_, Content::Busy) => return locale.t("calendars-written-busy"),
            (None, _) => locale.t("appointment-walk-in"),
            (Some(name), Content::FullName) => name,
            (Some(name), Content::FirstName) => {
                let first = name.split(' ').next().unwrap_or_default();
                first.to_owned()
            }
        };
        format!("{who} · {}", one_line(&self.title))
    }

    fn is_open(&self) -> bool {
        matches!(self.status, Status::Pending | Status::AwaitingDeposit)
    }

    /// What is written, in short: it differs when the entry must be written anew.
    pub fn said(&self, summary: &str) -> String {
        let status = if self.is_open() {
            "tentative"
        } else {
            "confirmed"
        };
        let (start, end) = (self.starts_at.to_rfc3339(), self.ends_at.to_rfc3339());
        mark(&[&start, &end, status, summary])
    }

    /// The entry. METHOD is for mails, not for calendars (RFC 4791 4.1).
    pub fn entry(&self, app: &App, summary: &str, now: DateTime<Utc>) -> String {
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
