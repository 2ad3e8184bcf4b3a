//! The outbox's rows.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::Json;

use super::words::Own;
use crate::accounts::Permission;
use crate::db::On;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::id::{AppointmentId, ClientId, MessageId, TenantId};
use crate::q;

/// What a message says, and to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    /// To the client: the visit is certain.
    Booked,
    /// What was cancelled stands again.
    Restored,
    /// The master will answer.
    Requested,
    /// A deposit is to be paid, until when.
    DepositAsked,
    /// It did not come in time.
    DepositExpired,
    /// It came when the time was kept no longer, and cannot be had again.
    DepositLate,
    Moved,
    Cancelled,
    /// A request that nobody answered in time.
    Expired,
    /// A day before.
    Reminder,
    /// The same for several visits of a series at once.
    SeriesBooked,
    SeriesMoved,
    SeriesCancelled,
    /// News to many clients; of no visit.
    Mailing,
    /// To the master, about what a client did.
    MasterBooked,
    MasterRequested,
    MasterMoved,
    MasterCancelled,
    /// A client comes after all.
    MasterRestored,
    /// To the client: something is to be signed.
    ConsentAsked,
    /// The way to the copy of what was signed.
    ConsentSigned,
    /// The way to the client's own page.
    OwnPage,
    /// An invoice or a credit note.
    Invoice,
    /// A package or certificate that was paid for.
    Package,
    /// It ends soon.
    PackageEnding,
    /// On the waitlist, with the way to leave it.
    WaitlistJoined,
    /// A time is kept for whoever reads it, until when.
    WaitlistOffer,
}

impl Kind {
    /// The stem of the texts' keys: `{stem}-subject`, `{stem}-title`, `{stem}-lead`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Booked => "mail-booked",
            Self::Restored => "mail-restored",
            Self::Requested => "mail-requested",
            Self::DepositAsked => "mail-deposit-asked",
            Self::DepositExpired => "mail-deposit-expired",
            Self::DepositLate => "mail-deposit-late",
            Self::Moved => "mail-moved",
            Self::Cancelled => "mail-cancelled",
            Self::Expired => "mail-expired",
            Self::Reminder => "mail-reminder",
            Self::SeriesBooked => "mail-series-booked",
            Self::SeriesMoved => "mail-series-moved",
            Self::SeriesCancelled => "mail-series-cancelled",
            Self::Mailing => "mail-mailing",
            Self::MasterBooked => "mail-master-booked",
            Self::MasterRequested => "mail-master-requested",
            Self::MasterMoved => "mail-master-moved",
            Self::MasterCancelled => "mail-master-cancelled",
            Self::MasterRestored => "mail-master-restored",
            Self::ConsentAsked => "mail-consent-asked",
            Self::ConsentSigned => "mail-consent-signed",
            Self::OwnPage => "mail-own-page",
            Self::Invoice => "mail-invoice",
            Self::Package => "mail-package",
            Self::PackageEnding => "mail-package-ending",
            Self::WaitlistJoined => "mail-waitlist-joined",
            Self::WaitlistOffer => "mail-waitlist-offer",
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Restored => "restored",
            Self::Requested => "requested",
            Self::DepositAsked => "deposit_asked",
            Self::DepositExpired => "deposit_expired",
            Self::DepositLate => "deposit_late",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Reminder => "reminder",
            Self::SeriesBooked => "series_booked",
            Self::SeriesMoved => "series_moved",
            Self::SeriesCancelled => "series_cancelled",
            Self::Mailing => "mailing",
            Self::MasterBooked => "master_booked",
            Self::MasterRequested => "master_requested",
            Self::MasterMoved => "master_moved",
            Self::MasterCancelled => "master_cancelled",
            Self::MasterRestored => "master_restored",
            Self::ConsentAsked => "consent_asked",
            Self::ConsentSigned => "consent_signed",
            Self::OwnPage => "own_page",
            Self::Invoice => "invoice",
            Self::Package => "package",
            Self::PackageEnding => "package_ending",
            Self::WaitlistJoined => "waitlist_joined",
            Self::WaitlistOffer => "waitlist_offer",
        }
    }

    pub fn is_for_master(self) -> bool {
        matches!(
            self,
            Self::MasterBooked
                | Self::MasterRequested
                | Self::MasterMoved
                | Self::MasterCancelled
                | Self::MasterRestored
        )
    }

    /// It is about no visit or several, or goes out whatever becomes of the visit.
    pub fn is_apart(self) -> bool {
        matches!(
            self,
            Self::ConsentAsked
                | Self::ConsentSigned
                | Self::OwnPage
                | Self::Invoice
                | Self::Package
                | Self::PackageEnding
                | Self::WaitlistJoined
                | Self::WaitlistOffer
        ) || self.is_of_series()
    }

    /// It is about several visits.
    pub fn is_of_series(self) -> bool {
        matches!(
            self,
            Self::SeriesBooked | Self::SeriesMoved | Self::SeriesCancelled
        )
    }

    /// What it is called: "Reminder".
    pub fn name_key(self) -> String {
        format!("messages-kind-{}", self.as_str().replace('_', "-"))
    }

    /// What a role needs to read one, besides what its list asks.
    pub fn permission(self) -> Option<Permission> {
        match self {
            Self::ConsentAsked | Self::ConsentSigned => Some(Permission::ConsentsRead),
            Self::Invoice | Self::Package | Self::PackageEnding => Some(Permission::InvoicesRead),
            _ => None,
        }
    }

    /// Whether one of them can be kept back and worded anew by itself: a mailing is one message to many, and an offer
    /// keeps a time free for whoever gets it.
    pub fn is_changed_by_hand(self) -> bool {
        !self.is_for_master() && !matches!(self, Self::Mailing | Self::WaitlistOffer)
    }

    /// Whether it only makes sense while the visit lies ahead and is not cancelled.
    pub fn needs_open_visit(self) -> bool {
        matches!(
            self,
            Self::Booked
                | Self::Restored
                | Self::Requested
                | Self::DepositAsked
                | Self::Moved
                | Self::Reminder
        )
    }
}

/// Why a message that came back with a backup is not sent by itself.
pub const HELD: &str = "held after a restore";

#[derive(Clone, Debug, FromRow)]
pub struct Message {
    pub tenant_id: TenantId,
    pub id: MessageId,
    pub kind: Kind,
    pub locale: Locale,
    pub recipient: String,
    pub recipient_name: String,
    pub client_id: Option<ClientId>,
    pub appointment_id: Option<AppointmentId>,
    pub data: Json<Value>,
    /// Rendered at the first try.
    pub subject: Option<String>,
    pub body_text: Option<String>,
    pub body_html: Option<String>,
    /// The iCalendar object.
    pub attachment: Option<String>,
    pub status: String,
    pub send_at: DateTime<Utc>,
    /// After this it is of no use.
    pub not_after: Option<DateTime<Utc>>,
    /// Until when a worker has it, or it rests after a try.
    pub leased_until: Option<DateTime<Utc>>,
    /// Tries so far, this one included.
    pub attempts: i64,
    pub last_error: Option<String>,
    pub sent_at: Option<DateTime<Utc>>,
    /// Words for this one in place of the usual ones.
    pub own_subject: Option<String>,
    pub own_text: Option<String>,
    /// Since when it is kept back by hand.
    pub stopped_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

impl Message {
    pub fn own(&self) -> Option<Own> {
        let (subject, text) = self.own_subject.clone().zip(self.own_text.clone())?;
        Some(Own { subject, text })
    }

    /// Whether it came back with a backup, so that it may have been sent before.
    pub fn is_held(&self) -> bool {
        self.last_error.as_deref() == Some(HELD)
    }
}

/// Messages that could not be delivered and wait for the master, oldest first.
pub async fn failed(mut on: impl On, tenant: TenantId) -> Result<Vec<Message>> {
    Ok(q!(
        on,
        fetch_all: Message,
        "SELECT * FROM messages WHERE tenant_id = $1 AND status = 'failed' AND dismissed_at IS NULL
         ORDER BY created_at LIMIT 100",
        tenant,
    )?)
}

/// Takes a failed message off the master's list.
pub async fn dismiss(
    mut on: impl On,
    tenant: TenantId,
    id: MessageId,
    now: DateTime<Utc>,
) -> Result<()> {
    let changed = q!(
        on,
        execute,
        "UPDATE messages SET dismissed_at = $3 WHERE tenant_id = $1 AND id = $2 AND status = 'failed'",
        tenant,
        id,
        now,
    )?;
    if changed == 0 {
        Err(Error::NotFound)
    } else {
        Ok(())
    }
}

/// Tries a failed message once more, from the beginning.
pub async fn retry(
    mut on: impl On,
    tenant: TenantId,
    id: MessageId,
    now: DateTime<Utc>,
) -> Result<()> {
    let changed = q!(
        on,
        execute,
        "UPDATE messages SET status = 'queued', send_at = $3, created_at = $3, attempts = 0, leased_until = NULL
         WHERE tenant_id = $1 AND id = $2 AND status = 'failed'",
        tenant,
        id,
        now,
    )?;
    if changed == 0 {
        Err(Error::NotFound)
    } else {
        Ok(())
    }
}

/// What waits for the master: requests to answer, messages that could not be delivered, contacts that no card has.
pub async fn todo_count(mut on: impl On, tenant: TenantId) -> Result<i64> {
    let (count,) = q!(
        on,
        fetch_one: (i64,),
        "SELECT (SELECT COUNT(*) FROM appointments WHERE tenant_id = $1 AND status = 'pending')
              + (SELECT COUNT(*) FROM messages WHERE tenant_id = $1 AND status = 'failed' AND dismissed_at IS NULL)
              + (SELECT COUNT(*) FROM appointment_contacts g
                 JOIN appointments a ON a.tenant_id = g.tenant_id AND a.id = g.appointment_id
                 WHERE g.tenant_id = $1 AND g.settled_at IS NULL AND a.status NOT IN ('cancelled', 'expired'))
              + (SELECT COUNT(*) FROM payment_tasks WHERE tenant_id = $1 AND settled_at IS NULL)
              + (SELECT COUNT(*) FROM invoice_tasks WHERE tenant_id = $1 AND settled_at IS NULL)
              + (SELECT COUNT(*) FROM packages WHERE tenant_id = $1 AND attention IN ('refunded', 'lacking'))
              + (SELECT COUNT(*) FROM client_refusals WHERE tenant_id = $1 AND dismissed_at IS NULL)
              + (SELECT COUNT(*) FROM waitlist_openings WHERE tenant_id = $1 AND status = 'open' AND attention)
              + (SELECT COUNT(*) FROM calendar_sources
                 WHERE tenant_id = $1 AND is_on AND alarmed_at IS NOT NULL AND dismissed_at IS NULL)
              + (SELECT COUNT(*) FROM calendar_writes WHERE tenant_id = $1 AND changed IS NOT NULL AND changed_at > '2000-01-01')
              + (SELECT COUNT(*) FROM calendar_clashes k
                 JOIN busy_times b ON b.tenant_id = k.tenant_id AND b.id = k.busy_id
                 JOIN appointments a ON a.tenant_id = k.tenant_id AND a.id = k.appointment_id
                 WHERE k.tenant_id = $1 AND k.dismissed_at IS NULL AND k.created_at > '2000-01-01'
                   AND a.starts_at < b.ends_at AND a.ends_at > b.starts_at
                   AND a.status IN ('pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress'))",
        tenant,
    )?;
    Ok(count)
}
