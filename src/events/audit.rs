//! The chain of hashes over a tenant's events, and its check. A row that was changed, removed or put in between breaks it.
//! The hashes are signed under the master key: who can write to the database alone cannot make a chain that fits. Cutting
//! off the newest events together with the chain's end is seen only against a backup.

use super::Event;
use crate::crypto;
use crate::db::Db;
use crate::error::Result;
use crate::id::TenantId;
use crate::q;

/// HMAC-SHA256 over the hash before and every column of the row, each with its length before it.
pub fn hash(key: &[u8; 32], before: &[u8], event: &Event) -> Vec<u8> {
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
    let mut text = Vec::with_capacity(512);
    for part in parts {
        text.extend((part.len() as u64).to_be_bytes());
        text.extend(part);
    }
    crypto::hmac(key, &text)
}

/// What a check of the chain found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All events fit; how many.
    Whole(i64),
    /// The first number that does not fit: changed, missing, or put in between.
    Broken(i64),
}

/// Whether the events were signed under this program's key, by one that begins a chain; there may be none.
pub async fn is_ours(mut db: &Db) -> Result<bool> {
    let first = q!(db, fetch_optional: Event, "SELECT * FROM events WHERE seq = 1 LIMIT 1")?;
    Ok(first.is_none_or(|first| crypto::equal(&first.hash, &hash(db.audit_key(), &[], &first))))
}

/// Checks a tenant's chain from its beginning, a thousand rows at a time, while others go on writing.
pub async fn verify(mut db: &Db, tenant: TenantId) -> Result<Verdict> {
    // The end first: what is recorded meanwhile stands behind it. A practice begins with an event of its own.
    let head = q!(db, fetch_optional: (i64, Vec<u8>), "SELECT seq, hash FROM event_heads WHERE tenant_id = $1", tenant)?;
    let Some((end, end_hash)) = head.filter(|(end, _)| *end > 0) else {
        return Ok(Verdict::Broken(1));
    };
    let mut before: Vec<u8> = Vec::new();
    let mut seq = 0;
    while seq < end {
        let rows = q!(
            db,
            fetch_all: Event,
            "SELECT * FROM events WHERE tenant_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT 1000",
            tenant,
            seq,
            end,
        )?;
        if rows.is_empty() {
            return Ok(Verdict::Broken(seq + 1));
        }
        for event in &rows {
            seq += 1;
            let is_own = crypto::equal(&event.hash, &hash(db.audit_key(), &before, event));
            if event.seq != seq || !is_own {
                return Ok(Verdict::Broken(seq));
            }
            before.clone_from(&event.hash);
        }
    }
    // Rows behind an end that does not know them were put there.
    let (head, last) = q!(
        db,
        fetch_one: (Option<i64>, Option<i64>),
        "SELECT (SELECT seq FROM event_heads WHERE tenant_id = $1), (SELECT MAX(seq) FROM events WHERE tenant_id = $1)",
        tenant,
    )?;
    if before == end_hash && head == last {
        Ok(Verdict::Whole(seq))
    } else {
        Ok(Verdict::Broken(seq + 1))
    }
}
