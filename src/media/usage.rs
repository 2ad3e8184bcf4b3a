//! What a practice's files take, and how much they may.

use sqlx::FromRow;

use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::TenantId;
use crate::q;

/// Of a practice that has no limit of its own: some three thousand photos.
const LIMIT_BYTES: i64 = 5 << 30;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Usage {
    pub bytes: i64,
    pub files: i64,
    pub limit_bytes: Option<i64>,
}

impl Usage {
    pub async fn of(mut on: impl On, tenant: TenantId) -> Result<Self> {
        let found = q!(
            on,
            fetch_optional: Self,
            "SELECT bytes, files, limit_bytes FROM media_usage WHERE tenant_id = $1",
            tenant
        )?;
        Ok(found.unwrap_or_default())
    }

    pub fn limit(&self) -> i64 {
        self.limit_bytes.unwrap_or(LIMIT_BYTES)
    }

    /// # Errors
    /// Full when so much more is over the limit.
    pub fn check(&self, bytes: i64) -> Result<()> {
        if self.bytes.saturating_add(bytes) > self.limit() {
            Err(Error::Full(key!("media-limit")))
        } else {
            Ok(())
        }
    }
}

/// Counts a file in, under the row's lock: many that come at once cannot pass the limit together.
pub(super) async fn add(tx: &mut Tx, tenant: TenantId, bytes: i64) -> Result<()> {
    q!(
        tx,
        execute,
        "INSERT INTO media_usage (tenant_id) VALUES ($1) ON CONFLICT (tenant_id) DO NOTHING",
        tenant
    )?;
    let fits = q!(
        tx,
        execute,
        "UPDATE media_usage SET bytes = bytes + $2, files = files + 1
         WHERE tenant_id = $1 AND bytes + $2 <= COALESCE(limit_bytes, $3)",
        tenant,
        bytes,
        LIMIT_BYTES
    )?;
    if fits == 0 {
        return Err(Error::Full(key!("media-limit")));
    }
    Ok(())
}

pub(super) async fn subtract(tx: &mut Tx, tenant: TenantId, bytes: i64) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE media_usage SET bytes = bytes - $2, files = files - 1 WHERE tenant_id = $1",
        tenant,
        bytes
    )?;
    Ok(())
}
