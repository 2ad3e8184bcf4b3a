//! `/calendar/search`: a client's visits, wherever in the calendar they stand.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;

use super::window::{View, Window};
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::Status;
use crate::clients::Client;
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, ClientId, TenantId};
use crate::q;
use crate::schedule::local::date_at;
use crate::web::{self, Page};

/// Clients that one word may find, and visits that are shown.
const MOST_CLIENTS: i64 = 20;
const MOST: usize = 60;

#[derive(Template)]
#[template(path = "calendar/search.html")]
struct Search {
    page: Page,
    q: String,
    back: String,
    coming: Vec<Found>,
    past: Vec<Found>,
}

#[derive(Clone, Debug, FromRow)]
struct Row {
    id: AppointmentId,
    status: Status,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    title: String,
    client_name: String,
}

struct Found {
    href: String,
    name: String,
    when: String,
    title: String,
    look: &'static str,
    status: &'static str,
}

pub async fn show(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    page.require(Permission::ClientsRead)?;
    let now = app.clock.now();
    let q = page.param("q").unwrap_or_default();
    let q: String = q.trim().chars().take(100).collect();
    let rows = match q.is_empty() {
        true => Vec::new(),
        false => {
            let contacts = page.can(Permission::ClientsPii);
            let tenant = page.tenant.id;
            let clients = Client::search(&app.db, tenant, &q, contacts, MOST_CLIENTS, now).await?;
            let clients: Vec<ClientId> = clients.into_iter().map(|client| client.id).collect();
            visits(&app.db, tenant, &clients).await?
        }
    };
    let (mut coming, past): (Vec<Row>, Vec<Row>) =
        rows.into_iter().partition(|row| row.ends_at > now);
    coming.reverse();
    let found = |rows: Vec<Row>| -> Vec<Found> {
        rows.into_iter().map(|row| Found::new(&page, row)).collect()
    };
    let (coming, past) = (found(coming), found(past));
    let today = page.tenant.local_date(now);
    let back = Window::asked(&page, &page.agent, today).href();
    web::render(&Search {
        page,
        q,
        back,
        coming,
        past,
    })
}

/// Of these clients, the latest first; cancelled ones too.
async fn visits(mut on: impl On, tenant: TenantId, clients: &[ClientId]) -> Result<Vec<Row>> {
    let ids: Vec<String> = clients.iter().map(|id| id.0.simple().to_string()).collect();
    Ok(q!(
        on,
        fetch_all: Row,
        {
            sqlite: "SELECT a.id, a.status, a.starts_at, a.ends_at, a.title, c.name AS client_name
                     FROM json_each($2) e
                     JOIN clients c ON c.tenant_id = $1 AND c.id = unhex(e.value)
                     JOIN appointments a ON a.tenant_id = $1 AND a.client_id = c.id
                     ORDER BY a.starts_at DESC, a.id LIMIT $3",
            pg: "SELECT a.id, a.status, a.starts_at, a.ends_at, a.title, c.name AS client_name
                 FROM jsonb_array_elements_text($2) e(value)
                 JOIN clients c ON c.tenant_id = $1 AND c.id = e.value::uuid
                 JOIN appointments a ON a.tenant_id = $1 AND a.client_id = c.id
                 ORDER BY a.starts_at DESC, a.id LIMIT $3",
        },
        tenant,
        Json(&ids),
        MOST as i64,
    )?)
}

impl Search {
    fn groups(&self) -> [(&'static str, &[Found]); 2] {
        [
            ("calendar-search-coming", &self.coming),
            ("calendar-search-past", &self.past),
        ]
    }
}

impl Found {
    fn new(page: &Page, row: Row) -> Self {
        let tz = page.tenant.tz();
        let local = row.starts_at.with_timezone(&tz);
        let window = Window {
            view: View::Day,
            date: date_at(tz, row.starts_at),
            resource: None,
        };
        let day = page.locale.day_numeric(local.date_naive());
        let weekday = page.locale.weekday_short(chrono::Datelike::weekday(&local));
        let time = page.locale.time(local.time());
        Self {
            href: format!("/appointments/{}?{}", row.id, window.query()),
            name: row.client_name,
            when: format!("{weekday} {day}, {time}"),
            title: row.title,
            look: row.status.look(),
            status: row.status.key(),
        }
    }
}
