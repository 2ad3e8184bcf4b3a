//! A user in a practice, seen through the session that asks.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::{Role, Tenant, User};
use crate::db::On;
use crate::error::Result;
use crate::id::{TenantId, UserId};
use crate::q;

pub struct Membership {
    pub user: User,
    pub tenant: Tenant,
    pub role: Role,
    /// How many practices the user belongs to.
    pub tenants: i64,
    pub last_seen_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct SessionRow {
    role: Role,
    tenants: i64,
    last_seen_at: DateTime<Utc>,
    #[sqlx(flatten)]
    user: User,
}

impl Membership {
    /// None when the session was ended or has run out, the user is disabled, or is no member any more.
    pub async fn load(
        mut on: impl On,
        session_id: &str,
        user: UserId,
        tenant: TenantId,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>> {
        let row = q!(
            on,
            fetch_optional: SessionRow,
            "SELECT u.*, m.role, s.last_seen_at,
                    (SELECT COUNT(*) FROM memberships n WHERE n.user_id = u.id) AS tenants
             FROM user_sessions s
             JOIN users u ON u.id = s.user_id
             JOIN memberships m ON m.user_id = u.id AND m.tenant_id = $3
             WHERE s.id = $1 AND s.user_id = $2 AND s.expires_at > $4 AND u.disabled_at IS NULL",
            session_id,
            user,
            tenant,
            now,
        )?;
        let Some(row) = row else { return Ok(None) };
        let tenant = Tenant::find(on, tenant).await?;
        let SessionRow {
            role,
            tenants,
            last_seen_at,
            user,
        } = row;
        Ok(Some(Self {
            user,
            tenant,
            role,
            tenants,
            last_seen_at,
        }))
    }

    /// Notes that the session is in use; at most every ten minutes, so that looking costs no write.
    pub async fn seen(mut on: impl On, session_id: &str, now: DateTime<Utc>) -> Result<()> {
        q!(
            on,
            execute,
            "UPDATE user_sessions SET last_seen_at = $2 WHERE id = $1",
            session_id,
            now
        )?;
        Ok(())
    }
}
