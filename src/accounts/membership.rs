//! A user in a practice: seen through the session that asks, and as one of the user's places.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::FromRow;

use super::{Role, Tenant, TenantStatus, User, session};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{self, Actor, Kind, Object};
use crate::id::{TenantId, UserId};
use crate::q;

pub struct Membership {
    pub user: User,
    pub tenant: Tenant,
    pub role: Role,
    /// How many practices the user belongs to.
    pub tenants: i64,
    /// The practice has rooms, chairs, devices: more to book than the master.
    pub has_resources: bool,
    pub last_seen_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct SessionRow {
    role: Role,
    tenants: i64,
    has_resources: bool,
    last_seen_at: DateTime<Utc>,
    #[sqlx(flatten)]
    user: User,
}

impl Membership {
    /// None when the session was ended or has run out, the user is disabled or no member any more, or the practice is
    /// closed.
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
                    (SELECT COUNT(*) FROM memberships n WHERE n.user_id = u.id) AS tenants,
                    EXISTS (SELECT 1 FROM resources r WHERE r.tenant_id = m.tenant_id AND r.kind <> 'master') AS has_resources
             FROM user_sessions s
             JOIN users u ON u.id = s.user_id
             JOIN memberships m ON m.user_id = u.id AND m.tenant_id = $3
             WHERE s.id = $1 AND s.user_id = $2 AND s.expires_at > $4 AND (s.is_remembered OR s.last_seen_at > $5)
                AND u.disabled_at IS NULL",
            session_id,
            user,
            tenant,
            now,
            session::idle_since(now),
        )?;
        let Some(row) = row else { return Ok(None) };
        let tenant = Tenant::find(on, tenant).await?;
        if tenant.status == TenantStatus::Closed {
            return Ok(None);
        }
        let SessionRow {
            role,
            tenants,
            has_resources,
            last_seen_at,
            user,
        } = row;
        Ok(Some(Self {
            user,
            tenant,
            role,
            tenants,
            has_resources,
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

/// A practice of a user, as lists show it.
#[derive(Clone, Debug, FromRow)]
pub struct Place {
    pub tenant_id: TenantId,
    pub name: String,
    pub slug: String,
    pub role: Role,
    pub setup_step: String,
}

impl Place {
    /// All practices of the user, the last used one first.
    pub async fn of_user(mut on: impl On, user: UserId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT m.tenant_id, t.name, t.slug, m.role, t.setup_step FROM memberships m
             JOIN tenants t ON t.id = m.tenant_id
             WHERE m.user_id = $1 AND t.status <> 'closed' ORDER BY m.used_at DESC NULLS LAST, m.created_at, m.tenant_id",
            user,
        )?)
    }

    pub fn initials(&self) -> String {
        crate::web::initials(&self.name)
    }
}

/// Makes the user a member; one that is one already keeps the role.
pub async fn join(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    role: Role,
    now: DateTime<Utc>,
) -> Result<bool> {
    let rows = q!(
        tx,
        execute,
        "INSERT INTO memberships (tenant_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, user_id) DO NOTHING",
        tenant,
        user,
        role,
        now,
    )?;
    Ok(rows == 1)
}

/// Notes where the next sign-in leads. False when the user is no member there.
pub async fn used(
    mut on: impl On,
    tenant: TenantId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let rows = q!(
        on,
        execute,
        "UPDATE memberships SET used_at = $3 WHERE tenant_id = $1 AND user_id = $2",
        tenant,
        user,
        now,
    )?;
    Ok(rows == 1)
}

/// Records what happened to an account with each practice it belongs to: each keeps its own log.
pub async fn note(
    tx: &mut Tx,
    user: UserId,
    actor: &Actor,
    kind: Kind,
    data: Value,
    now: DateTime<Utc>,
) -> Result<()> {
    // In one order, so that two of these never wait for each other.
    let tenants = q!(
        tx,
        fetch_all: (TenantId,),
        "SELECT tenant_id FROM memberships WHERE user_id = $1 ORDER BY tenant_id",
        user,
    )?;
    for (tenant,) in tenants {
        events::record(
            tx,
            tenant,
            actor,
            kind,
            Object::User(user),
            data.clone(),
            now,
        )
        .await?;
    }
    Ok(())
}
