//! `/settings/audit`: what happened in the practice, newest first, for who answers for it. Names stand for people who are
//! there still; the log itself holds ids only.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::accounts::Permission;
use crate::app::App;
use crate::db::On;
use crate::error::Result;
use crate::events::{ActorKind, Kind};
use crate::i18n::sentence;
use crate::id::TenantId;
use crate::q;
use crate::web::{self, Page};

const PAGE: usize = 50;

#[derive(FromRow)]
struct Entry {
    seq: i64,
    kind: Kind,
    object_kind: String,
    object_id: uuid::Uuid,
    actor_kind: ActorKind,
    at: DateTime<Utc>,
    address: String,
    /// Of the user or the client who did it, where they are known still.
    user_name: Option<String>,
    client_name: Option<String>,
}

/// `settings/audit.html`.
#[derive(Template)]
#[template(path = "settings/audit.html")]
struct Index {
    page: Page,
    entries: Vec<Entry>,
    /// The number before which the next page begins.
    next: Option<i64>,
}

pub(super) async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AuditRead)?;
    let before = page.param("before").and_then(|seq| seq.parse().ok());
    let mut entries = load(&app.db, page.tenant.id, before.unwrap_or(i64::MAX)).await?;
    let more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let next = entries.last().filter(|_| more).map(|entry| entry.seq);
    web::render(&Index {
        page,
        entries,
        next,
    })
}

async fn load(mut on: impl On, tenant: TenantId, before: i64) -> Result<Vec<Entry>> {
    Ok(q!(
        on,
        fetch_all: Entry,
        "SELECT e.seq, e.kind, e.object_kind, e.object_id, e.actor_kind, e.at, e.address, u.name AS user_name, c.name AS client_name
         FROM (SELECT * FROM events WHERE tenant_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3) e
         LEFT JOIN users u ON e.actor_kind = 'user' AND u.id = e.actor_id
         LEFT JOIN clients c ON e.actor_kind = 'client' AND c.tenant_id = e.tenant_id AND c.id = e.actor_id
         ORDER BY e.seq DESC",
        tenant,
        before,
        PAGE as i64 + 1,
    )?)
}

impl Index {
    fn what(&self, entry: &Entry) -> String {
        self.page.t(&entry.kind.text_key())
    }

    fn who(&self, entry: &Entry) -> String {
        let name = entry
            .user_name
            .clone()
            .or_else(|| entry.client_name.clone());
        name.unwrap_or_else(|| {
            self.page.t(match entry.actor_kind {
                ActorKind::User => "audit-by-user",
                ActorKind::Client => "audit-by-client",
                ActorKind::System => "audit-by-system",
                ActorKind::Api => "audit-by-api",
            })
        })
    }

    /// "Thursday 14 May, 10:00" in the practice's zone.
    fn when(&self, entry: &Entry) -> String {
        let (local, locale) = (
            entry.at.with_timezone(&self.page.tenant.tz()),
            self.page.locale,
        );
        let (day, time) = (
            locale.day_year(local.date_naive()),
            locale.time(local.time()),
        );
        sentence(&locale.t2("mail-when", "day", day, "time", time))
    }

    /// The page of what it was about, where there is one that the reader may open.
    fn href(&self, entry: &Entry) -> Option<String> {
        let id = entry.object_id;
        match entry.object_kind.as_str() {
            "appointment" => Some(format!("/appointments/{id}")),
            "client" => Some(format!("/clients/{id}")),
            "service" if entry.kind != Kind::ServiceDeleted => Some(format!("/services/{id}")),
            _ => None,
        }
    }

    fn next_href(&self) -> String {
        self.next
            .map(|seq| format!("/settings/audit?before={seq}"))
            .unwrap_or_default()
    }
}
