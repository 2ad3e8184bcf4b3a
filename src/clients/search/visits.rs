//! The next and the last visit of those who were found.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use super::{ClientRow, Found};
use crate::appointments::{MAX_SPAN_DAYS, Status};
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, ClientId, TenantId};
use crate::q;

/// A client's next and last visit.
#[derive(FromRow)]
struct Visits {
    client_id: ClientId,
    next_id: Option<AppointmentId>,
    next_at: Option<DateTime<Utc>>,
    next_status: Option<Status>,
    last_at: Option<DateTime<Utc>>,
}

/// The lines with their visits, which are looked up for the lines shown only.
pub(super) async fn with_visits(
    mut on: impl On,
    tenant: TenantId,
    found: Vec<Found>,
    now: DateTime<Utc>,
) -> Result<Vec<ClientRow>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ClientId> = found.iter().map(|row| row.id).collect();
    let ids = serde_json::to_string(&ids).unwrap_or_else(|_| "[]".to_owned());
    let visits = q!(
        on,
        fetch_all: Visits,
        {
            sqlite: "SELECT j.client_id, n.id AS next_id, n.starts_at AS next_at, n.status AS next_status,
                        (SELECT a.starts_at FROM appointments a WHERE a.tenant_id = $1 AND a.client_id = j.client_id
                            AND a.starts_at <= $3 AND a.status = 'completed' ORDER BY a.starts_at DESC LIMIT 1) AS last_at
                     FROM (SELECT unhex(value, '-') AS client_id FROM json_each($2)) j
                     LEFT JOIN appointments n ON n.tenant_id = $1 AND n.id = (
                        SELECT a.id FROM appointments a WHERE a.tenant_id = $1 AND a.client_id = j.client_id
                            AND a.ends_at > $3 AND a.starts_at > $4
                            AND a.status IN ('held', 'pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress')
                        ORDER BY a.starts_at LIMIT 1)",
            pg: "SELECT j.client_id, n.id AS next_id, n.starts_at AS next_at, n.status AS next_status,
                    (SELECT a.starts_at FROM appointments a WHERE a.tenant_id = $1 AND a.client_id = j.client_id
                        AND a.starts_at <= $3 AND a.status = 'completed' ORDER BY a.starts_at DESC LIMIT 1) AS last_at
                 FROM (SELECT CAST(e.value AS uuid) AS client_id FROM jsonb_array_elements_text($2::jsonb) e) j
                 LEFT JOIN LATERAL (
                    SELECT a.id, a.starts_at, a.status FROM appointments a WHERE a.tenant_id = $1 AND a.client_id = j.client_id
                        AND a.ends_at > $3 AND a.starts_at > $4
                        AND a.status IN ('held', 'pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress')
                    ORDER BY a.starts_at LIMIT 1) n ON TRUE",
        },
        tenant,
        ids,
        now,
        now - TimeDelta::days(MAX_SPAN_DAYS),
    )?;
    let mut visits: HashMap<ClientId, Visits> =
        visits.into_iter().map(|row| (row.client_id, row)).collect();
    let line = |row: Found| {
        let visits = visits.remove(&row.id);
        let visits = visits.as_ref();
        ClientRow {
            id: row.id,
            name: row.name,
            phone: row.phone,
            email: row.email,
            allergies: row.allergies,
            blocked_at: row.blocked_at,
            search: row.search,
            next_id: visits.and_then(|visits| visits.next_id),
            next_at: visits.and_then(|visits| visits.next_at),
            next_status: visits.and_then(|visits| visits.next_status),
            last_at: visits.and_then(|visits| visits.last_at),
        }
    };
    Ok(found.into_iter().map(line).collect())
}
