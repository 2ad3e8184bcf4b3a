//! Erasure on a client's request: what was signed is destroyed, its hash and that it was signed remain. The row in
//! `consent_erasures` is written first: without it the database refuses.

use chrono::{DateTime, Utc};

use super::Consent;
use crate::db::Tx;
use crate::error::Result;
use crate::events::{self, Actor};
use crate::id::{ClientId, TenantId};
use crate::q;

/// Empties all that a client signed, and takes back what they were asked; how many records.
pub async fn erase_client(
    tx: &mut Tx,
    tenant: TenantId,
    client: ClientId,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<usize> {
    let mut count = 0;
    for mut consent in Consent::of_client(&mut *tx, tenant, client).await? {
        if !consent.is_signed() {
            consent.drop_request(tx, actor, now).await?;
            q!(
                tx,
                execute,
                "DELETE FROM consent_files WHERE tenant_id = $1 AND consent_id = $2",
                tenant,
                consent.id
            )?;
            continue;
        }
        if consent.erased_at.is_some() {
            continue;
        }
        count += 1;
        q!(
            tx,
            execute,
            "INSERT INTO consent_erasures (tenant_id, consent_id, erased_at) VALUES ($1, $2, $3)
             ON CONFLICT (tenant_id, consent_id) DO NOTHING",
            tenant,
            consent.id,
            now
        )?;
        q!(
            tx,
            execute,
            "UPDATE consents SET document = NULL, address = '', agent = '', erased_at = $3 WHERE tenant_id = $1 AND id = $2",
            tenant,
            consent.id,
            now
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM consent_files WHERE tenant_id = $1 AND consent_id = $2",
            tenant,
            consent.id
        )?;
        q!(
            tx,
            execute,
            "UPDATE consent_links SET revoked_at = $3 WHERE tenant_id = $1 AND consent_id = $2 AND revoked_at IS NULL",
            tenant,
            consent.id,
            now
        )?;
        consent
            .note(tx, actor, events::Kind::ConsentErased, now)
            .await?;
    }
    Ok(count)
}
