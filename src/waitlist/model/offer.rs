//! A time that is kept for one person until they answer.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;

use super::Opening;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{
    AppointmentId, ClientId, MessageId, TenantId, WaitlistEntryId, WaitlistOfferId,
    WaitlistOpeningId,
};
use crate::q;
use crate::waitlist::score::Reason;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum OfferStatus {
    Open,
    Accepted,
    Declined,
    Expired,
    /// Taken back by the practice, or the mail reached nobody.
    Withdrawn,
}

#[derive(Clone, Debug, FromRow)]
pub struct Offer {
    pub tenant_id: TenantId,
    pub id: WaitlistOfferId,
    pub opening_id: WaitlistOpeningId,
    pub entry_id: WaitlistEntryId,
    /// The hold, which becomes the visit.
    pub appointment_id: AppointmentId,
    pub status: OfferStatus,
    pub score: i64,
    pub reasons: Json<Vec<Reason>>,
    pub is_by_master: bool,
    pub message_id: Option<MessageId>,
    pub expires_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// With whom it was made to.
#[derive(Clone, Debug, FromRow)]
pub struct OfferRow {
    #[sqlx(flatten)]
    pub offer: Offer,
    pub client_id: ClientId,
    pub client_name: String,
    pub client_allergies: String,
    pub starts_at: DateTime<Utc>,
    pub title: String,
}

impl Offer {
    pub async fn find(mut on: impl On, tenant: TenantId, id: WaitlistOfferId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM waitlist_offers WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?)
    }

    /// The one whose hold this visit is, or was.
    pub async fn of_visit(
        mut on: impl On,
        tenant: TenantId,
        visit: AppointmentId,
    ) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM waitlist_offers WHERE tenant_id = $1 AND appointment_id = $2 ORDER BY created_at DESC LIMIT 1",
            tenant,
            visit,
        )?)
    }

    /// Who was asked about an opening, the first first.
    pub async fn of_opening(
        mut on: impl On,
        tenant: TenantId,
        opening: WaitlistOpeningId,
    ) -> Result<Vec<OfferRow>> {
        Ok(q!(
            on,
            fetch_all: OfferRow,
            "SELECT o.*, e.client_id, c.name AS client_name, c.allergies AS client_allergies, a.starts_at, a.title
             FROM waitlist_offers o
             JOIN waitlist_entries e ON e.tenant_id = o.tenant_id AND e.id = o.entry_id
             JOIN clients c ON c.tenant_id = e.tenant_id AND c.id = e.client_id
             JOIN appointments a ON a.tenant_id = o.tenant_id AND a.id = o.appointment_id
             WHERE o.tenant_id = $1 AND o.opening_id = $2 ORDER BY o.created_at, o.id LIMIT 100",
            tenant,
            opening,
        )?)
    }

    /// What somebody was asked, the latest first.
    pub async fn of_entry(
        mut on: impl On,
        tenant: TenantId,
        entry: WaitlistEntryId,
    ) -> Result<Vec<OfferRow>> {
        Ok(q!(
            on,
            fetch_all: OfferRow,
            "SELECT o.*, e.client_id, c.name AS client_name, c.allergies AS client_allergies, a.starts_at, a.title
             FROM waitlist_offers o
             JOIN waitlist_entries e ON e.tenant_id = o.tenant_id AND e.id = o.entry_id
             JOIN clients c ON c.tenant_id = e.tenant_id AND c.id = e.client_id
             JOIN appointments a ON a.tenant_id = o.tenant_id AND a.id = o.appointment_id
             WHERE o.tenant_id = $1 AND o.entry_id = $2 ORDER BY o.created_at DESC, o.id LIMIT 50",
            tenant,
            entry,
        )?)
    }

    /// Whether somebody is being asked about an opening.
    pub async fn is_asked(tx: &mut Tx, opening: &Opening) -> Result<bool> {
        let row = q!(
            tx,
            fetch_optional: (WaitlistOfferId,),
            "SELECT id FROM waitlist_offers WHERE tenant_id = $1 AND opening_id = $2 AND status = 'open'",
            opening.tenant_id,
            opening.id,
        )?;
        Ok(row.is_some())
    }

    /// All that wait for an answer now.
    pub async fn waiting(mut on: impl On, tenant: TenantId) -> Result<Vec<OfferRow>> {
        Ok(q!(
            on,
            fetch_all: OfferRow,
            "SELECT o.*, e.client_id, c.name AS client_name, c.allergies AS client_allergies, a.starts_at, a.title
             FROM waitlist_offers o
             JOIN waitlist_entries e ON e.tenant_id = o.tenant_id AND e.id = o.entry_id
             JOIN clients c ON c.tenant_id = e.tenant_id AND c.id = e.client_id
             JOIN appointments a ON a.tenant_id = o.tenant_id AND a.id = o.appointment_id
             WHERE o.tenant_id = $1 AND o.status = 'open' ORDER BY o.expires_at, o.id LIMIT 100",
            tenant,
        )?)
    }

    pub async fn insert(&self, tx: &mut Tx) -> Result<()> {
        q!(
            tx,
            execute,
            "INSERT INTO waitlist_offers (tenant_id, id, opening_id, entry_id, appointment_id, status, score, reasons,
                is_by_master, message_id, expires_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            self.tenant_id,
            self.id,
            self.opening_id,
            self.entry_id,
            self.appointment_id,
            self.status,
            self.score,
            &self.reasons,
            self.is_by_master,
            self.message_id,
            self.expires_at,
            self.created_at,
        )?;
        Ok(())
    }

    /// Ends an offer that is open; false when it was ended before.
    pub async fn end(&self, tx: &mut Tx, status: OfferStatus, now: DateTime<Utc>) -> Result<bool> {
        let changed = q!(
            tx,
            execute,
            "UPDATE waitlist_offers SET status = $3, ended_at = $4 WHERE tenant_id = $1 AND id = $2 AND status = 'open'",
            self.tenant_id,
            self.id,
            status,
            now,
        )?;
        Ok(changed == 1)
    }

    pub fn is_waiting(&self, now: DateTime<Utc>) -> bool {
        self.status == OfferStatus::Open && self.expires_at > now
    }
}

impl OfferStatus {
    /// The text's key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "waitlist-offer-status-open",
            Self::Accepted => "waitlist-offer-status-accepted",
            Self::Declined => "waitlist-offer-status-declined",
            Self::Expired => "waitlist-offer-status-expired",
            Self::Withdrawn => "waitlist-offer-status-withdrawn",
        }
    }

    /// The name under which the stylesheet and the glyphs know it.
    pub fn look(self) -> &'static str {
        match self {
            Self::Open => "waitlist",
            Self::Accepted => "confirmed",
            Self::Declined | Self::Expired | Self::Withdrawn => "cancelled",
        }
    }
}
