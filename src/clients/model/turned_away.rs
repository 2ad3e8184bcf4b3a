//! Bookings that a blocked client tried and did not get. The client is not told why; the master is told that.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::Client;
use super::notes::there;
use crate::contact::{Email, Phone};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{Actor, Kind};
use crate::id::{ClientId, RefusalId, TenantId};
use crate::q;

#[derive(Clone, Debug, FromRow)]
pub struct TurnedAway {
    pub id: RefusalId,
    pub client_id: ClientId,
    pub client_name: String,
    /// What they wanted.
    pub title: String,
    pub starts_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
}

impl TurnedAway {
    /// Those the master has not put aside, the latest first.
    pub async fn open(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT r.id, r.client_id, c.name AS client_name, r.title, r.starts_at, r.created_at FROM client_refusals r
             JOIN clients c ON c.tenant_id = r.tenant_id AND c.id = r.client_id
             WHERE r.tenant_id = $1 AND r.dismissed_at IS NULL ORDER BY r.created_at DESC LIMIT 100",
            tenant,
        )?)
    }

    pub async fn dismiss(
        mut on: impl On,
        tenant: TenantId,
        id: RefusalId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        there(q!(
            on,
            execute,
            "UPDATE client_refusals SET dismissed_at = $3 WHERE tenant_id = $1 AND id = $2 AND dismissed_at IS NULL",
            tenant,
            id,
            now,
        )?)
    }

    /// Notes the try for each blocked card with this phone or e-mail, and says whether there is one; the same time
    /// again is noted once.
    pub async fn note(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        contact: (Option<&Phone>, Option<&Email>),
        wanted: (&str, DateTime<Utc>),
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let blocked = Client::blocked_with(&mut *tx, tenant, contact).await?;
        for client in &blocked {
            let added = q!(
                tx,
                execute,
                "INSERT INTO client_refusals (tenant_id, id, client_id, title, starts_at, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, client_id, starts_at) DO NOTHING",
                tenant,
                RefusalId::new(),
                client.id,
                wanted.0,
                wanted.1,
                now,
            )?;
            if added == 1 {
                let data = json!({ "starts_at": wanted.1 });
                client
                    .tell(tx, actor, Kind::ClientRefused, data, now)
                    .await?;
            }
        }
        Ok(!blocked.is_empty())
    }
}

impl Client {
    /// Blocked cards that this phone or e-mail belongs to, first or further.
    pub async fn blocked_with(
        mut on: impl On,
        tenant: TenantId,
        (phone, email): (Option<&Phone>, Option<&Email>),
    ) -> Result<Vec<Self>> {
        let (phone, email) = (
            phone.map(|phone| phone.e164().to_owned()),
            email.map(Email::key),
        );
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM clients WHERE tenant_id = $1 AND blocked_at IS NOT NULL AND NOT is_merged AND id IN (
                SELECT id FROM clients WHERE tenant_id = $1 AND phone = $2
                UNION SELECT id FROM clients WHERE tenant_id = $1 AND email_key = $3
                UNION SELECT client_id FROM client_contacts WHERE tenant_id = $1 AND value_key IN ($2, $3)
             ) LIMIT 10",
            tenant,
            phone,
            email,
        )?)
    }
}
