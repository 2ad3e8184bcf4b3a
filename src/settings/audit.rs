//! `/settings/audit`: what happened in the practice, newest first, for who answers for it. Names stand for people who are
//! there still; the log itself holds ids only.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::Status;
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
    data: Json<Value>,
    /// Of the user or the client who did it, where they are known still.
    user_name: Option<String>,
    client_name: Option<String>,
    /// Of what it was about: the client, of a visit too; the visit; the service.
    object_client: Option<String>,
    object_title: Option<String>,
    object_service: Option<String>,
}

/// What happened on a day of the practice, newest first.
struct Day {
    name: String,
    entries: Vec<Entry>,
}

/// `settings/audit.html`.
#[derive(Template)]
#[template(path = "settings/audit.html")]
struct Index {
    page: Page,
    days: Vec<Day>,
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
    let mut days: Vec<Day> = Vec::new();
    for entry in entries {
        let date = page.tenant.local_date(entry.at);
        let name = sentence(&page.locale.day_year(date));
        match days.last_mut().filter(|day| day.name == name) {
            Some(day) => day.entries.push(entry),
            None => days.push(Day {
                name,
                entries: vec![entry],
            }),
        }
    }
    web::render(&Index { page, days, next })
}

async fn load(mut on: impl On, tenant: TenantId, before: i64) -> Result<Vec<Entry>> {
    Ok(q!(
        on,
        fetch_all: Entry,
        "SELECT e.seq, e.kind, e.object_kind, e.object_id, e.actor_kind, e.at, e.address, e.data, u.name AS user_name, c.name AS client_name,
             o.name AS object_client, a.title AS object_title, s.name AS object_service
         FROM (SELECT * FROM events WHERE tenant_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3) e
         LEFT JOIN users u ON e.actor_kind = 'user' AND u.id = e.actor_id
         LEFT JOIN clients c ON e.actor_kind = 'client' AND c.tenant_id = e.tenant_id AND c.id = e.actor_id
         LEFT JOIN appointments a ON e.object_kind = 'appointment' AND a.tenant_id = e.tenant_id AND a.id = e.object_id
         LEFT JOIN clients o ON o.tenant_id = e.tenant_id
            AND o.id = CASE e.object_kind WHEN 'client' THEN e.object_id ELSE a.client_id END
         LEFT JOIN services s ON e.object_kind = 'service' AND s.tenant_id = e.tenant_id AND s.id = e.object_id
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

    /// Whom or what it was about, and what became of it: "Anna Petrova, Brow shaping, 14 May 10:00 → 15 May 12:00".
    fn about(&self, entry: &Entry) -> String {
        let change = |name: &str| match entry.kind {
            Kind::AppointmentMoved => {
                let at: DateTime<Utc> = entry.data.0[name].as_str()?.parse().ok()?;
                let local = at.with_timezone(&self.page.tenant.tz());
                let locale = self.page.locale;
                let day = locale.day_short(local.date_naive());
                Some(format!("{day} {}", locale.time(local.time())))
            }
            Kind::AppointmentStatusChanged => {
                let status: Status = entry.data.0[name].as_str()?.parse().ok()?;
                Some(self.page.t(status.key()))
            }
            _ => None,
        };
        let change = change("from").zip(change("to"));
        let parts = [
            entry.object_client.clone(),
            entry.object_title.clone(),
            entry.object_service.clone(),
            change.map(|(from, to)| format!("{from} → {to}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(", ")
    }

    fn icon(&self, entry: &Entry) -> &'static str {
        match entry.object_kind.as_str() {
            "appointment" => "calendar-clock",
            "client" => "user-round",
            "service" | "product" => "tag",
            "media" => "camera",
            "form" | "consent" => "file-signature",
            "payment" => "credit-card",
            "user" => "shield-check",
            _ => "settings-2",
        }
    }

    /// "10:00" in the practice's zone.
    fn time(&self, entry: &Entry) -> String {
        let local = entry.at.with_timezone(&self.page.tenant.tz());
        self.page.locale.time(local.time())
    }

    /// The page of what it was about, where there is one that the reader may open.
    fn href(&self, entry: &Entry) -> Option<String> {
        let id = entry.object_id;
        match entry.object_kind.as_str() {
            "appointment" => Some(format!("/appointments/{id}")),
            "client" => Some(format!("/clients/{id}")),
            "payment" => Some(format!("/payments/{id}")),
            "product" => Some(format!("/products/{id}")),
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
