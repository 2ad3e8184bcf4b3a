//! Where the key of each practice is kept: wrapped by the master key ([`TenantKey`]), apart from the practice's own row,
//! which every request reads.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::crypto::TenantKey;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::id::TenantId;
use crate::q;

/// Makes the key of a new practice.
pub(super) async fn create(
    tx: &mut Tx,
    master: &[u8; 32],
    tenant: TenantId,
    now: DateTime<Utc>,
) -> Result<()> {
    let wrapped = TenantKey::random()
        .wrap(master, tenant)
        .ok_or_else(|| Error::internal("cannot wrap a key"))?;
    q!(
        tx,
        execute,
        "INSERT INTO tenant_keys (tenant_id, wrapped, created_at) VALUES ($1, $2, $3)",
        tenant,
        wrapped,
        now,
    )?;
    Ok(())
}

impl App {
    /// The key of a practice.
    ///
    /// # Errors
    /// Internal when the master key is not the one the practice was made under, as after a restore with another.
    pub async fn tenant_key(&self, mut on: impl On, tenant: TenantId) -> Result<TenantKey> {
        let (wrapped,) = q!(
            on,
            fetch_one: (Vec<u8>,),
            "SELECT wrapped FROM tenant_keys WHERE tenant_id = $1",
            tenant
        )?;
        TenantKey::unwrap(self.secret(), tenant, &wrapped).ok_or_else(|| {
            Error::internal("the secret key is not the one that this practice was made under")
        })
    }
}
