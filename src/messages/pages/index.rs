//! The practice's messages by what became of them, a page at a time.

use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use uuid::Uuid;

use super::super::listed::{Line, State};
use super::line::Shown;
use crate::accounts::Permission;
use crate::app::App;
use crate::clock;
use crate::error::Result;
use crate::web::{self, Page};

/// Lines of a page.
const PAGE: usize = 40;

/// `messages/index.html`
#[derive(Template)]
#[template(path = "messages/index.html")]
struct Index {
    page: Page,
    state: State,
    lines: Vec<Shown>,
    /// Where the next page begins; "" is the end.
    next: String,
}

pub async fn show(page: Page, Shared(app): Shared<App>) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    let now = app.clock.now();
    let state = page.param("state").and_then(|text| State::parse(&text));
    let state = state.unwrap_or_default();
    let from = page.param("from").and_then(|text| place(&text));
    let (db, tenant, limit) = (&app.db, page.tenant.id, PAGE as i64 + 1);
    let mut lines = match state {
        State::Next => {
            let first = (now - TimeDelta::days(3660), Uuid::nil());
            Line::next(db, tenant, from.unwrap_or(first), limit).await?
        }
        _ => {
            let first = (now + TimeDelta::days(3660), Uuid::max());
            Line::ended(db, tenant, state, from.unwrap_or(first), limit).await?
        }
    };
    let has_more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next = lines.last().filter(|_| has_more).map(|line| {
        let at = line.send_at.to_rfc3339_opts(SecondsFormat::Micros, true);
        format!("/messages?state={}&from={at}~{}", state.as_str(), line.id)
    });
    let lines = lines.iter().map(|line| Shown::of(&page, line, now));
    web::render(&Index {
        lines: lines.collect(),
        next: next.unwrap_or_default(),
        page,
        state,
    })
}

/// Where a page begins: messages are ordered by time, then by id.
fn place(text: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let (at, id) = text.split_once('~')?;
    let at: DateTime<Utc> = at.parse().ok().filter(clock::is_of_our_time)?;
    Some((at, id.parse().ok()?))
}

impl Index {
    fn states(&self) -> [State; 4] {
        State::ALL
    }

    fn href(&self, state: &State) -> String {
        match *state {
            State::Next => "/messages".to_owned(),
            state => format!("/messages?state={}", state.as_str()),
        }
    }

    fn is_at(&self, state: &State) -> bool {
        self.state == *state
    }

    /// What an empty list says.
    fn nothing(&self) -> String {
        self.page
            .t(&format!("messages-none-{}", self.state.as_str()))
    }
}
