//! The chain of hashes over a tenant's events, and its check. A row that was changed, removed or put in between breaks it.

use sha2::{Digest, Sha256};

use super::Event;
use crate::db::On;
use crate::error::Result;
use crate::id::TenantId;
use crate::q;

/// SHA-256 over the hash before and every column of the row, each with its length before it.
pub fn hash(before: &[u8], event: &Event) -> Vec<u8> {
    let mut sha = Sha256::new();
    let actor = event.actor_id.map(|id| id.to_string()).unwrap_or_default();
    let at = event.at.timestamp_micros().to_string();
    // serde_json's maps are sorted by key, so that the text is the same however a database keeps it.
    let data = event.data.0.to_string();
    let (id, tenant, object) = (
        event.id.to_string(),
        event.tenant_id.to_string(),
        event.object_id.to_string(),
    );
    let seq = event.seq.to_string();
    let parts: [&[u8]; 14] = [
        before,
        tenant.as_bytes(),
        id.as_bytes(),
        seq.as_bytes(),
        event.kind.as_str().as_bytes(),
        event.object_kind.as_bytes(),
        object.as_bytes(),
        event.actor_kind.as_str().as_bytes(),
        actor.as_bytes(),
        at.as_bytes(),
        data.as_bytes(),
        event.request_id.as_bytes(),
        event.address.as_bytes(),
        event.agent.as_bytes(),
    ];
    for part in parts {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part);
    }
    sha.finalize().to_vec()
}

/// What a check of the chain found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All events fit; how many.
    Whole(i64),
    /// The first number that does not fit: changed, missing, or put in between.
    Broken(i64),
}

/// Checks a tenant's chain from its beginning, a thousand rows at a time.
pub async fn verify(mut on: impl On, tenant: TenantId) -> Result<Verdict> {
    let mut before: Vec<u8> = Vec::new();
    let mut seq = 0;
    loop {
        let rows = q!(
            on,
            fetch_all: Event,
            "SELECT * FROM events WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT 1000",
            tenant,
            seq,
        )?;
        if rows.is_empty() {
            break;
        }
        for event in &rows {
            seq += 1;
            if event.seq != seq || event.hash != hash(&before, event) {
                return Ok(Verdict::Broken(seq));
            }
            before.clone_from(&event.hash);
        }
    }
    // Rows cut off at the end leave a chain that fits but ends too early.
    let head = q!(on, fetch_optional: (i64, Vec<u8>), "SELECT seq, hash FROM event_heads WHERE tenant_id = $1", tenant)?;
    let (head_seq, head_hash) = head.unwrap_or_default();
    if head_seq != seq || head_hash != before {
        Ok(Verdict::Broken(seq + 1))
    } else {
        Ok(Verdict::Whole(seq))
    }
}
