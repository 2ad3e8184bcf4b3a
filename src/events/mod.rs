//! Domain events: the one stream of what happened. A verb that changes state records one in its own transaction; who
//! listens ([`listeners`]) writes what follows in the same transaction, so that neither can be without the other.
//!
//! Each tenant's events are a chain: gap-free numbers, and a hash over the row and the hash before it ([`audit`]). The
//! end of the chain is a locked row, so that numbers rise in the order of commits.
//! No personal data stands in an event: it names objects by id, and what must be forgettable stays on the object.

mod actor;
pub mod audit;
mod kinds;
mod listeners;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::Json;

pub use actor::{Actor, ActorKind};
pub use kinds::{Kind, Object};

use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{EventId, TenantId};
use crate::q;

/// What happened, to which object, by whom.
#[derive(Clone, Debug, FromRow)]
pub struct Event {
    pub tenant_id: TenantId,
    pub id: EventId,
    pub seq: i64,
    pub kind: Kind,
    pub object_kind: String,
    pub object_id: uuid::Uuid,
    pub actor_kind: ActorKind,
    pub actor_id: Option<uuid::Uuid>,
    pub at: DateTime<Utc>,
    pub data: Json<Value>,
    pub request_id: String,
    pub address: String,
    pub agent: String,
    pub hash: Vec<u8>,
}

/// Writes an event and lets the listeners act on it.
pub async fn record(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    kind: Kind,
    object: Object,
    data: Value,
    now: DateTime<Utc>,
) -> Result<Event> {
    let (seq, before) = lock_head(tx, tenant).await?;
    let mut event = Event {
        tenant_id: tenant,
        id: EventId::new(),
        seq: seq + 1,
        kind,
        object_kind: object.kind().to_owned(),
        object_id: object.id(),
        actor_kind: actor.kind,
        actor_id: actor.id,
        at: now,
        data: Json(data),
        request_id: actor.request_id.clone(),
        address: actor.address.clone(),
        agent: actor.agent.clone(),
        hash: Vec::new(),
    };
    event.hash = audit::hash(tx.audit_key(), &before, &event);
    q!(
        tx,
        execute,
        "INSERT INTO events (tenant_id, id, seq, kind, object_kind, object_id, actor_kind, actor_id, at, data, request_id,
            address, agent, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        tenant,
        event.id,
        event.seq,
        kind,
        &event.object_kind,
        event.object_id,
        event.actor_kind,
        event.actor_id,
        event.at,
        &event.data,
        &event.request_id,
        &event.address,
        &event.agent,
        &event.hash,
    )?;
    q!(
        tx,
        execute,
        "UPDATE event_heads SET seq = $2, hash = $3 WHERE tenant_id = $1",
        tenant,
        event.seq,
        &event.hash
    )?;
    listeners::hear(tx, &event).await?;
    Ok(event)
}

/// Takes the tenant's chain until the commit. SQLite's one writer has it already.
async fn lock_head(tx: &mut Tx, tenant: TenantId) -> Result<(i64, Vec<u8>)> {
    q!(
        tx,
        execute,
        "INSERT INTO event_heads (tenant_id, seq, hash) VALUES ($1, 0, $2) ON CONFLICT (tenant_id) DO NOTHING",
        tenant,
        Vec::<u8>::new(),
    )?;
    Ok(q!(
        tx,
        fetch_one: (i64, Vec<u8>),
        {
            sqlite: "SELECT seq, hash FROM event_heads WHERE tenant_id = $1",
            pg: "SELECT seq, hash FROM event_heads WHERE tenant_id = $1 FOR UPDATE",
        },
        tenant,
    )?)
}

/// What happened to an object, oldest first: its timeline.
pub async fn of_object(mut on: impl On, tenant: TenantId, object: Object) -> Result<Vec<Event>> {
    Ok(q!(
        on,
        fetch_all: Event,
        "SELECT * FROM events WHERE tenant_id = $1 AND object_kind = $2 AND object_id = $3 ORDER BY seq LIMIT 200",
        tenant,
        object.kind(),
        object.id(),
    )?)
}
