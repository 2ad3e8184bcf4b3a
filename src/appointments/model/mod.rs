//! The visit itself and how it is read.

mod about;
mod allocating;
mod booking;
mod clashes;
mod deposit;
mod given;
mod holding;
mod lateness;
mod moving;
mod placing;
mod plan;
mod restoring;
pub mod series;
mod status;
mod timeline;
mod transitions;
mod travel;

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use sqlx::FromRow;

pub use about::{About, AboutRow, ForOther};
pub use allocating::{MemberChoice, PoolChoice};
pub use booking::{NewAppointment, expire_due, lock_time};
pub use clashes::Clash;
pub use given::{Given, GivenRow};
pub use placing::NewPlace;
pub use status::Status;
pub use timeline::Happened;
pub use transitions::{Cancellation, Who};
pub use travel::TooFar;

use crate::accounts::Tenant;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::i18n::Locale;
use crate::id::{
    AddonId, AppointmentId, ClientId, ItemId, PlaceId, ServiceId, TenantId, VariantId,
};
use crate::money::{Currency, Money};
use crate::q;

/// The longest time an allocation may span; bounds every search over the index on starts.
pub const MAX_SPAN_DAYS: i64 = 3;

/// How long a visit may be, in minutes. With the longest buffers it stays within [`MAX_SPAN_DAYS`].
pub const LENGTHS: RangeInclusive<i64> = 5..=24 * 60;

/// Where a booking came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Source {
    Public,
    Master,
    WalkIn,
    Voice,
    Api,
    Import,
    Waitlist,
    Series,
    Demo,
}

impl Source {
    /// The text's key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Public => "source-public",
            Self::Master => "source-master",
            Self::WalkIn => "source-walk-in",
            Self::Voice => "source-voice",
            Self::Api => "source-api",
            Self::Import => "source-import",
            Self::Waitlist => "source-waitlist",
            Self::Series => "source-series",
            Self::Demo => "source-demo",
        }
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Appointment {
    pub tenant_id: TenantId,
    pub id: AppointmentId,
    /// What the client is told, such as "K7M4PX".
    pub reference: String,
    pub client_id: Option<ClientId>,
    pub status: Status,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// The time taken, buffers included.
    pub busy_from: DateTime<Utc>,
    pub busy_to: DateTime<Utc>,
    pub source: Source,
    /// What it consists of, in one line.
    pub title: String,
    pub price_minor: i64,
    /// What was asked for in the end, when it differs.
    pub final_price_minor: Option<i64>,
    /// What is to be paid ahead; whether it was is the payments' to say.
    pub deposit_minor: i64,
    /// What became of it when the visit did not take place: "kept", "returned", or "".
    pub deposit_fate: String,
    pub currency: Currency,
    pub client_note: String,
    pub internal_note: String,
    pub cancel_reason: String,
    pub cancelled_by: Option<Who>,
    pub is_late_cancel: bool,
    pub cancelled_at: Option<DateTime<Utc>>,
    /// What it was before it was cancelled, where that can be taken back.
    pub cancelled_from: Option<Status>,
    /// Booked over another visit on purpose.
    pub is_booked_over: bool,
    /// When the client pressed "I am coming".
    pub client_confirmed_at: Option<DateTime<Utc>>,
    /// Until when a hold or a request keeps its time.
    pub expires_at: Option<DateTime<Utc>>,
    pub no_show_at: Option<DateTime<Utc>>,
    /// The language the client booked in; messages about the visit use it.
    pub locale: Locale,
    /// Where it is held; none: at the practice's own address.
    pub place_id: Option<PlaceId>,
    /// The client's, of a visit there.
    pub place_address: String,
    /// Rises with each change of time or cancellation (iCalendar's SEQUENCE).
    pub sequence: i64,
    /// Rises with every change; the second of two editors is told.
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

/// A visit with its client's name, as lists and the calendar show it.
#[derive(Clone, Debug, FromRow)]
pub struct AppointmentRow {
    #[sqlx(flatten)]
    pub appointment: Appointment,
    pub client_name: Option<String>,
    pub client_allergies: Option<String>,
}

/// A line of a visit.
#[derive(Clone, Debug, FromRow)]
pub struct ItemRow {
    pub id: ItemId,
    pub position: i64,
    pub service_id: ServiceId,
    pub variant_id: Option<VariantId>,
    pub addon_id: Option<AddonId>,
    pub name: String,
    pub duration_minutes: i64,
    pub price_minor: i64,
}

impl Appointment {
    pub async fn find(mut on: impl On, tenant: TenantId, id: AppointmentId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM appointments WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// As [`Self::find`], and nobody else changes it until the transaction ends. What it occupies is taken first, as
    /// [`lock_time`] does, so that all who change visits take their locks in one order: resources, visits, events.
    pub async fn find_for_change(tx: &mut Tx, tenant: TenantId, id: AppointmentId) -> Result<Self> {
        booking::lock_resources_of(tx, tenant, id).await?;
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM appointments WHERE tenant_id = $1 AND id = $2",
                pg: "SELECT * FROM appointments WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    pub async fn by_reference(mut on: impl On, tenant: TenantId, reference: &str) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM appointments WHERE tenant_id = $1 AND reference = $2", tenant, reference)?,
        )
    }

    /// Requests that wait for the master's answer, by their deadline.
    pub async fn pending(mut on: impl On, tenant: TenantId) -> Result<Vec<AppointmentRow>> {
        Ok(q!(
            on,
            fetch_all: AppointmentRow,
            "SELECT a.*, c.name AS client_name, c.allergies AS client_allergies FROM appointments a
             LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             WHERE a.tenant_id = $1 AND a.status = 'pending' ORDER BY a.expires_at, a.starts_at LIMIT 100",
            tenant,
        )?)
    }

    /// A client's visits that are still to come or going on, the next first.
    pub async fn ahead_of_client(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        now: DateTime<Utc>,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM appointments WHERE tenant_id = $1 AND client_id = $2 AND starts_at > $4 AND ends_at > $3
                AND status IN ('held', 'pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress')
             ORDER BY starts_at, id LIMIT 20",
            tenant,
            client,
            now,
            now - chrono::TimeDelta::days(MAX_SPAN_DAYS),
        )?)
    }

    /// A client's visits that began before `before` and are not still open, the latest first; cancelled ones too.
    pub async fn behind_of_client(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        before: DateTime<Utc>,
        limit: i64,
        now: DateTime<Utc>,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM appointments WHERE tenant_id = $1 AND client_id = $2 AND starts_at < $3
                AND (ends_at <= $5 OR status IN ('completed', 'cancelled', 'expired', 'no_show'))
             ORDER BY starts_at DESC, id DESC LIMIT $4",
            tenant,
            client,
            before,
            limit,
            now,
        )?)
    }

    /// A client's visits, latest first.
    pub async fn of_client(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        limit: i64,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM appointments WHERE tenant_id = $1 AND client_id = $2 ORDER BY starts_at DESC LIMIT $3",
            tenant,
            client,
            limit,
        )?)
    }

    pub async fn items(&self, mut on: impl On) -> Result<Vec<ItemRow>> {
        Ok(q!(
            on,
            fetch_all: ItemRow,
            "SELECT * FROM appointment_items WHERE tenant_id = $1 AND appointment_id = $2 ORDER BY position",
            self.tenant_id,
            self.id,
        )?)
    }

    /// Whether its day has come by the practice's clock, so that the client may be here and the visit be done.
    pub fn is_due(&self, tenant: &Tenant, now: DateTime<Utc>) -> bool {
        tenant.local_date(self.starts_at) <= tenant.local_date(now)
    }

    /// The final price, or the one at booking.
    pub fn price(&self) -> Money {
        Money {
            minor: self.final_price_minor.unwrap_or(self.price_minor),
            currency: self.currency,
        }
    }

    pub fn duration_minutes(&self) -> i64 {
        (self.ends_at - self.starts_at).num_minutes()
    }
}
