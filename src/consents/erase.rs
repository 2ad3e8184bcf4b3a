//! Erasure on a client's request: what was signed is destroyed, its hash and that it was signed remain. The row in
//! `consent_erasures` is written first: without it the database refuses.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Consent;
use crate::db::Tx;
use crate::error::Result;
use crate::events::{self, Actor};
use crate::id::{ClientId, ConsentId, TenantId};
use crate::q;

/// Empties all that a client signed, and takes back what they were asked; how many records. `keep_health` leaves those that
/// tell of their health.
pub async fn erase_client(
    tx: &mut Tx,
    tenant: TenantId,
    client: ClientId,
    actor: &Actor,
    keep_health: bool,
    now: DateTime<Utc>,
) -> Result<usize> {
    let mut count = 0;
    let mut after = ConsentId(Uuid::nil());
    loop {
        let piece = not_erased(tx, tenant, client, after).await?;
        let Some(last) = piece.last() else {
            return Ok(count);
        };
        after = last.id;
        for mut consent in piece {
            if !consent.is_signed() {
                consent.drop_request(tx, actor, now).await?;
            } else if !(keep_health && consent.kind.is_health())
                && destroy(tx, &consent, actor, now).await?
            {
                count += 1;
            }
            end_links(tx, &consent, now).await?;
        }
    }
}

/// What a card has, however much it is, a piece at a time: what is kept for its health's sake is met once.
async fn not_erased(
    tx: &mut Tx,
    tenant: TenantId,
    client: ClientId,
    after: ConsentId,
) -> Result<Vec<Consent>> {
    Ok(q!(
        tx,
        fetch_all: Consent,
        "SELECT * FROM consents WHERE tenant_id = $1 AND client_id = $2 AND id > $3 AND dropped_at IS NULL
            AND erased_at IS NULL
         ORDER BY id LIMIT 100",
        tenant,
        client,
        after
    )?)
}

/// Empties one record, because its time is over.
pub async fn erase_one(
    tx: &mut Tx,
    tenant: TenantId,
    id: ConsentId,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let consent = Consent::find_for_change(tx, tenant, id).await?;
    destroy(tx, &consent, actor, now).await?;
    end_links(tx, &consent, now).await
}

/// False when there was nothing left to destroy.
async fn destroy(
    tx: &mut Tx,
    consent: &Consent,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<bool> {
    if consent.document.is_none() {
        return Ok(false);
    }
    q!(
        tx,
        execute,
        "INSERT INTO consent_erasures (tenant_id, consent_id, erased_at) VALUES ($1, $2, $3)
         ON CONFLICT (tenant_id, consent_id) DO NOTHING",
        consent.tenant_id,
        consent.id,
        now
    )?;
    q!(
        tx,
        execute,
        "UPDATE consents SET document = NULL, address = '', agent = '', erased_at = $3 WHERE tenant_id = $1 AND id = $2",
        consent.tenant_id,
        consent.id,
        now
    )?;
    forget_files(tx, consent).await?;
    consent
        .note(tx, actor, events::Kind::ConsentErased, now)
        .await?;
    Ok(true)
}

async fn forget_files(tx: &mut Tx, consent: &Consent) -> Result<()> {
    q!(
        tx,
        execute,
        "DELETE FROM consent_files WHERE tenant_id = $1 AND consent_id = $2",
        consent.tenant_id,
        consent.id
    )?;
    Ok(())
}

async fn end_links(tx: &mut Tx, consent: &Consent, now: DateTime<Utc>) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE consent_links SET revoked_at = $3 WHERE tenant_id = $1 AND consent_id = $2 AND revoked_at IS NULL",
        consent.tenant_id,
        consent.id,
        now
    )?;
    Ok(())
}
