//! Who is in the chair, or comes next today: what a master between two clients looks for first.

use chrono::{DateTime, Utc};

use super::board::{Board, What};
use super::model::VisitRow;
use super::pages::Calendar;
use crate::accounts::Permission;
use crate::appointments::Status;
use crate::clients::Client;
use crate::contact::Phone;
use crate::db::On;
use crate::error::Result;
use crate::web::{self, Page};

pub struct Next {
    pub row: VisitRow,
    pub client: Option<Client>,
    pub now: DateTime<Utc>,
}

/// What can be done at once: how it is sent, text's key, icon, the button's tone.
pub type Act = (&'static str, &'static str, &'static str, &'static str);

impl Next {
    /// Of today's visits: the one going on, else the next that is not over. None when the board does not show today.
    pub async fn load(
        on: impl On,
        page: &Page,
        board: &Board,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>> {
        let Some(row) = find(board, now) else {
            return Ok(None);
        };
        let client = match row.client_id {
            Some(id) => Some(Client::find(on, page.tenant.id, id).await?),
            None => None,
        };
        let row = row.clone();
        Ok(Some(Self { row, client, now }))
    }

    pub fn initials(&self) -> String {
        web::initials(self.row.client_name.as_deref().unwrap_or("?"))
    }

    pub fn href(&self, cal: &Calendar) -> String {
        format!("/appointments/{}?{}", self.row.id, cal.window.query())
    }

    /// "until 13:00", "at 14:30".
    pub fn when(&self, page: &Page) -> String {
        let clock =
            |at: DateTime<Utc>| page.locale.time(at.with_timezone(&page.tenant.tz()).time());
        if self.row.starts_at <= self.now {
            page.t1("now-until", "until", clock(self.row.ends_at))
        } else {
            page.t1("now-next", "time", clock(self.row.starts_at))
        }
    }

    pub fn allergies(&self) -> &str {
        self.row.client_allergies.as_deref().unwrap_or_default()
    }

    pub fn call(&self, page: &Page) -> Option<(String, String)> {
        let client = self
            .client
            .as_ref()
            .filter(|_| page.can(Permission::ClientsPii))?;
        let phone = Phone::parse(client.phone.as_deref()?, None).ok()?;
        let number = phone.display(page.tenant.country.as_deref());
        let spoken = page.t2(
            "appointment-call",
            "name",
            client.name.as_str(),
            "number",
            number,
        );
        Some((phone.tel(), spoken))
    }

    pub fn write(&self, page: &Page) -> Option<(String, String)> {
        let client = self
            .client
            .as_ref()
            .filter(|_| page.can(Permission::ClientsPii))?;
        let email = client.email.as_deref()?;
        let spoken = page.t1("appointment-write", "name", client.name.as_str());
        Some((format!("mailto:{email}"), spoken))
    }

    pub fn acts(&self) -> Vec<Act> {
        acts(&self.row, self.now)
    }
}

pub fn acts(row: &VisitRow, now: DateTime<Utc>) -> Vec<Act> {
    match row.status {
        Status::Confirmed if row.starts_at <= now => vec![
            ("completion", "appointment-complete", "check", "gold"),
            ("no_show", "appointment-no-show", "user-round-x", ""),
        ],
        Status::Confirmed => vec![("arrival", "appointment-arrive", "user-round-check", "")],
        Status::Arrived => vec![
            ("start", "appointment-start", "play", "gold"),
            ("completion", "appointment-complete", "check", ""),
        ],
        Status::InProgress => vec![("completion", "appointment-complete", "check", "gold")],
        _ => vec![("confirmation", "appointment-confirm", "check", "")],
    }
}

fn find(board: &Board, now: DateTime<Utc>) -> Option<&VisitRow> {
    let today = board.days.iter().find(|day| day.is_today)?;
    let visits = || {
        today.entries.iter().filter_map(|entry| match &entry.what {
            What::Visit { row, .. } => Some(row),
            _ => None,
        })
    };
    let going_on = |row: &&VisitRow| matches!(row.status, Status::InProgress | Status::Arrived);
    let to_come = |row: &&VisitRow| row.status.is_open() && row.ends_at > now && !row.is_visitors();
    visits().find(going_on).or_else(|| visits().find(to_come))
}
