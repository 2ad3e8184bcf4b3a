//! Making and reading links.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use crate::crypto;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{AppointmentId, LinkId, MessageId, TenantId};
use crate::q;

/// What a link may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Purpose {
    /// "I am coming."
    Confirm,
    Move,
    Cancel,
    /// The visit's own page, with all that can be done.
    Manage,
}

#[derive(Clone, Debug, FromRow)]
pub struct Link {
    pub tenant_id: TenantId,
    pub id: LinkId,
    pub purpose: Purpose,
    pub appointment_id: AppointmentId,
    pub expires_at: DateTime<Utc>,
    /// From when on it does nothing: a newer one has taken its place.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// How long after the visit its own page can be opened.
const MANAGE_DAYS: i64 = 30;
/// The same for a single act.
const ACT_DAYS: i64 = 1;
/// How long a link outlives the message that replaces it: whoever has just moved the visit has its page open, and reloads.
const GRACE_HOURS: i64 = 1;

impl Purpose {
    /// Until when a link can be opened, for a visit that ends at `ends_at`.
    pub fn expiry(self, ends_at: DateTime<Utc>) -> DateTime<Utc> {
        let days = match self {
            Self::Manage => MANAGE_DAYS,
            Self::Confirm | Self::Move | Self::Cancel => ACT_DAYS,
        };
        ends_at + TimeDelta::days(days)
    }
}

/// A visit's links live by its new end.
pub async fn follow(
    tx: &mut Tx,
    tenant: TenantId,
    appointment: AppointmentId,
    ends_at: DateTime<Utc>,
) -> Result<()> {
    for purpose in [
        Purpose::Manage,
        Purpose::Confirm,
        Purpose::Move,
        Purpose::Cancel,
    ] {
        q!(
            tx,
            execute,
            "UPDATE links SET expires_at = $4
             WHERE tenant_id = $1 AND appointment_id = $2 AND purpose = $3 AND revoked_at IS NULL",
            tenant,
            appointment,
            purpose,
            purpose.expiry(ends_at),
        )?;
    }
    Ok(())
}

/// What a new link leads to, and until when.
#[derive(Clone, Copy, Debug)]
pub struct NewLink {
    pub tenant: TenantId,
    pub purpose: Purpose,
    pub appointment: AppointmentId,
    pub expires_at: DateTime<Utc>,
    /// The message it goes out with: the links before it work until the message has been sent ([`replace`]). Without one
    /// they stop at once.
    pub message: Option<MessageId>,
}

/// Makes a link's path, `/l/{token}`.
pub async fn mint(tx: &mut Tx, new: NewLink, now: DateTime<Utc>) -> Result<String> {
    let token = crypto::random_token();
    if new.message.is_none() {
        q!(
            tx,
            execute,
            "UPDATE links SET revoked_at = $4
             WHERE tenant_id = $1 AND appointment_id = $2 AND purpose = $3 AND revoked_at IS NULL",
            new.tenant,
            new.appointment,
            new.purpose,
            now,
        )?;
    }
    q!(
        tx,
        execute,
        "INSERT INTO links (tenant_id, id, token_hash, purpose, appointment_id, message_id, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        new.tenant,
        LinkId::new(),
        crypto::sha256(&token),
        new.purpose,
        new.appointment,
        new.message,
        new.expires_at,
        now,
    )?;
    Ok(format!("/l/{token}"))
}

/// A message has been sent: its links take the place of older ones of their purpose for the same visit, which work for an
/// hour more.
pub async fn replace(
    tx: &mut Tx,
    tenant: TenantId,
    message: MessageId,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE links SET revoked_at = $3 WHERE tenant_id = $1 AND revoked_at IS NULL
            AND appointment_id IN (SELECT appointment_id FROM messages WHERE tenant_id = $1 AND id = $2)
            AND (message_id IS NULL OR message_id <> $2)
            AND EXISTS (SELECT 1 FROM links n WHERE n.tenant_id = $1 AND n.message_id = $2
                AND n.appointment_id = links.appointment_id AND n.purpose = links.purpose
                AND n.created_at >= links.created_at)",
        tenant,
        message,
        now + TimeDelta::hours(GRACE_HOURS),
    )?;
    Ok(())
}

/// The same of a message that has room for one link, to all that can be done: it takes the place of those of earlier messages
/// like it. What a page gave away stays good.
pub async fn replace_short(
    tx: &mut Tx,
    tenant: TenantId,
    message: MessageId,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE links SET revoked_at = $3 WHERE tenant_id = $1 AND revoked_at IS NULL AND purpose = 'manage'
            AND appointment_id IN (SELECT appointment_id FROM messages WHERE tenant_id = $1 AND id = $2)
            AND message_id <> $2 AND EXISTS (SELECT 1 FROM links n WHERE n.tenant_id = $1 AND n.message_id = $2
                AND n.appointment_id = links.appointment_id AND n.created_at >= links.created_at)",
        tenant,
        message,
        now + TimeDelta::hours(GRACE_HOURS),
    )?;
    Ok(())
}

impl Link {
    /// The link of a token; expired and revoked ones too, so that the page can say why it does nothing.
    pub async fn by_token(mut on: impl On, token: &str) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM links WHERE token_hash = $1",
            crypto::sha256(token),
        )?)
    }

    pub fn is_valid(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none_or(|at| now < at) && now < self.expires_at
    }

    /// Whether the link's page may do this.
    pub fn may(&self, purpose: Purpose) -> bool {
        self.purpose == purpose || self.purpose == Purpose::Manage
    }
}
