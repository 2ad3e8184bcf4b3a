//! What goes out to clients and what went, as lists show it: one line a message, without its words.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::deliver::LEASE;
use super::{HELD, Kind, Message};
use crate::appointments::Status;
use crate::db::On;
use crate::error::Result;
use crate::i18n::key;
use crate::id::{AppointmentId, ClientId, MessageId, TenantId};
use crate::q;

/// Messages of one visit or of one client that are shown at most.
const FEW: i64 = 40;

/// Which of the practice's messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// The soonest first; the others begin with the latest.
    #[default]
    Next,
    Sent,
    Failed,
    Dropped,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Next, Self::Sent, Self::Failed, Self::Dropped];

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Next => key!("messages-state-next"),
            Self::Sent => key!("messages-state-sent"),
            Self::Failed => key!("messages-state-failed"),
            Self::Dropped => key!("messages-state-dropped"),
        }
    }
}

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has tried yet.
    Waiting,
    /// A worker may have it in hands at this moment.
    OnItsWay,
    /// It was tried, and will be again.
    Resting,
    Sent,
    Failed,
    /// Kept back by hand.
    Stopped,
    /// Of no more use.
    Dropped,
}

#[derive(Clone, Debug, FromRow)]
pub struct Line {
    pub id: MessageId,
    pub kind: Kind,
    pub channel: String,
    pub recipient: String,
    pub recipient_name: String,
    pub client_id: Option<ClientId>,
    pub appointment_id: Option<AppointmentId>,
    pub status: String,
    pub send_at: DateTime<Utc>,
    pub leased_until: Option<DateTime<Utc>>,
    pub attempts: i64,
    pub last_error: Option<String>,
    pub sent_at: Option<DateTime<Utc>>,
    pub stopped_at: Option<DateTime<Utc>>,
    pub visit_title: Option<String>,
    pub visit_at: Option<DateTime<Utc>>,
    pub visit_status: Option<Status>,
}

impl Standing {
    fn of(
        status: &str,
        stopped: bool,
        leased_until: Option<DateTime<Utc>>,
        attempts: i64,
        now: DateTime<Utc>,
    ) -> Self {
        let lease = leased_until.filter(|until| *until > now);
        match status {
            "sent" => Self::Sent,
            "failed" => Self::Failed,
            "dropped" if stopped => Self::Stopped,
            "dropped" => Self::Dropped,
            // A rest after a try may be longer than any try takes; a shorter one looks like a try.
            _ if lease.is_some_and(|until| until <= now + LEASE) => Self::OnItsWay,
            _ if attempts > 0 => Self::Resting,
            _ => Self::Waiting,
        }
    }
}

impl Message {
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        let stopped = self.stopped_at.is_some();
        Standing::of(&self.status, stopped, self.leased_until, self.attempts, now)
    }
}

impl Line {
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        let stopped = self.stopped_at.is_some();
        Standing::of(&self.status, stopped, self.leased_until, self.attempts, now)
    }

    /// Why it was not sent or not delivered; a text's key.
    pub fn why(&self) -> &'static str {
        let is_failed = self.status == "failed";
        match self.last_error.as_deref().unwrap_or_default() {
            HELD => key!("messages-why-held"),
            why if is_failed && why.starts_with("permanent error") => {
                key!("messages-why-refused")
            }
            _ if is_failed => key!("messages-why-undelivered"),
            "too late" => key!("messages-why-late"),
            "moved" => key!("messages-why-changed"),
            "cancelled" if self.visit_status.is_none() => key!("messages-why-gone"),
            "superseded" | "cancelled" | "the visit is over or cancelled" => {
                match self.visit_status {
                    Some(Status::Cancelled) => key!("messages-why-cancelled"),
                    Some(Status::Expired) => key!("messages-why-expired"),
                    Some(status) if status.is_open() => key!("messages-why-changed"),
                    _ => key!("messages-why-over"),
                }
            }
            "the visits are over or changed" => key!("messages-why-over"),
            "the practice is closed" => key!("messages-why-closed"),
            "advertising is not allowed any more" => key!("messages-why-marketing"),
            "the card is gone" | "no client" => key!("messages-why-card"),
            "signed already" => key!("messages-why-signed"),
            "nobody waits" => key!("messages-why-waitlist"),
            "stopped" => key!("messages-why-stopped"),
            _ => key!("messages-why-gone"),
        }
    }

    pub async fn find(mut on: impl On, tenant: TenantId, id: MessageId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT m.id, m.kind, m.channel, m.recipient, m.recipient_name, m.client_id, m.appointment_id, m.status, m.send_at,
                m.leased_until, m.attempts, m.last_error, m.sent_at, m.stopped_at,
                a.title AS visit_title, a.starts_at AS visit_at, a.status AS visit_status
             FROM messages m LEFT JOIN appointments a ON a.tenant_id = m.tenant_id AND a.id = m.appointment_id
             WHERE m.tenant_id = $1 AND m.id = $2 AND m.audience = 'client'",
            tenant,
            id,
        )?)
    }

    /// What goes out after an instant and an id, the soonest first.
    pub async fn next(
        mut on: impl On,
        tenant: TenantId,
        after: (DateTime<Utc>, Uuid),
        limit: i64,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT m.id, m.kind, m.channel, m.recipient, m.recipient_name, m.client_id, m.appointment_id, m.status, m.send_at,
                m.leased_until, m.attempts, m.last_error, m.sent_at, m.stopped_at,
                a.title AS visit_title, a.starts_at AS visit_at, a.status AS visit_status
             FROM messages m LEFT JOIN appointments a ON a.tenant_id = m.tenant_id AND a.id = m.appointment_id
             WHERE m.tenant_id = $1 AND m.audience = 'client' AND m.kind <> 'mailing' AND m.status = 'queued'
                AND m.send_at >= $2 AND (m.send_at > $2 OR m.id > $3)
             ORDER BY m.send_at, m.id LIMIT $4",
            tenant,
            after.0,
            after.1,
            limit,
        )?)
    }

    /// What was sent, failed or was dropped, before an instant and an id, the latest first.
    pub async fn ended(
        mut on: impl On,
        tenant: TenantId,
        state: State,
        before: (DateTime<Utc>, Uuid),
        limit: i64,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT m.id, m.kind, m.channel, m.recipient, m.recipient_name, m.client_id, m.appointment_id, m.status, m.send_at,
                m.leased_until, m.attempts, m.last_error, m.sent_at, m.stopped_at,
                a.title AS visit_title, a.starts_at AS visit_at, a.status AS visit_status
             FROM messages m LEFT JOIN appointments a ON a.tenant_id = m.tenant_id AND a.id = m.appointment_id
             WHERE m.tenant_id = $1 AND m.audience = 'client' AND m.kind <> 'mailing' AND m.status = $2
                AND m.send_at <= $3 AND (m.send_at < $3 OR m.id < $4)
             ORDER BY m.send_at DESC, m.id DESC LIMIT $5",
            tenant,
            state.as_str(),
            before.0,
            before.1,
            limit,
        )?)
    }

    /// Those about a visit, in the order they go.
    pub async fn of_visit(
        mut on: impl On,
        tenant: TenantId,
        visit: AppointmentId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT m.id, m.kind, m.channel, m.recipient, m.recipient_name, m.client_id, m.appointment_id, m.status, m.send_at,
                m.leased_until, m.attempts, m.last_error, m.sent_at, m.stopped_at,
                a.title AS visit_title, a.starts_at AS visit_at, a.status AS visit_status
             FROM messages m LEFT JOIN appointments a ON a.tenant_id = m.tenant_id AND a.id = m.appointment_id
             WHERE m.tenant_id = $1 AND m.appointment_id = $2 AND m.audience = 'client'
             ORDER BY m.send_at, m.id LIMIT $3",
            tenant,
            visit,
            FEW,
        )?)
    }

    /// What a client is still to get, and what is kept back from them by hand.
    pub async fn ahead_of_client(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT m.id, m.kind, m.channel, m.recipient, m.recipient_name, m.client_id, m.appointment_id, m.status, m.send_at,
                m.leased_until, m.attempts, m.last_error, m.sent_at, m.stopped_at,
                a.title AS visit_title, a.starts_at AS visit_at, a.status AS visit_status
             FROM messages m LEFT JOIN appointments a ON a.tenant_id = m.tenant_id AND a.id = m.appointment_id
             WHERE m.tenant_id = $1 AND m.client_id = $2 AND m.audience = 'client'
                AND (m.status = 'queued' OR m.stopped_at IS NOT NULL)
             ORDER BY m.send_at, m.id LIMIT $3",
            tenant,
            client,
            FEW,
        )?)
    }
}

/// A message as the history of a client's card names it.
#[derive(Clone, Debug, FromRow)]
pub struct Told {
    pub id: MessageId,
    pub kind: Kind,
    pub subject: Option<String>,
    pub status: String,
    /// When it went out, or was to.
    pub at: DateTime<Utc>,
}

/// What became of messages to a client, before an instant and an id, the newest first. What a newer one took the place of is
/// no news, and what was kept back by hand stands among what is still to come.
pub async fn told(
    mut on: impl On,
    tenant: TenantId,
    client: ClientId,
    before: (DateTime<Utc>, Uuid),
    limit: i64,
) -> Result<Vec<Told>> {
    Ok(q!(
        on,
        fetch_all: Told,
        "SELECT id, kind, subject, status, COALESCE(sent_at, send_at) AS at FROM messages
         WHERE tenant_id = $1 AND client_id = $2 AND audience = 'client' AND stopped_at IS NULL
            AND (status IN ('sent', 'failed') OR status = 'dropped' AND last_error <> 'superseded')
            AND (COALESCE(sent_at, send_at) < $3 OR (COALESCE(sent_at, send_at) = $3 AND id < $4))
         ORDER BY COALESCE(sent_at, send_at) DESC, id DESC LIMIT $5",
        tenant,
        client,
        before.0,
        before.1,
        limit,
    )?)
}
