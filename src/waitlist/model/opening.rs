//! A time that came free while somebody waited.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use crate::accounts::Tenant;
use crate::appointments::Appointment;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{AppointmentId, PlaceId, TenantId, WaitlistOpeningId};
use crate::places::Places;
use crate::q;
use crate::schedule::local::Span;
use crate::schedule::model::HoursRow;

/// How long a cancellation may be thought better of before anybody hears of it.
pub const SETTLES: TimeDelta = TimeDelta::seconds(60);

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum OpeningSource {
    Cancellation,
    Move,
    /// Free time that the master wants filled.
    Master,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum OpeningStatus {
    Open,
    /// From the waitlist.
    Filled,
    /// Somebody else booked it, or who had it came after all.
    Taken,
    /// Nobody came.
    Past,
}

#[derive(Clone, Debug, FromRow)]
pub struct Opening {
    pub tenant_id: TenantId,
    pub id: WaitlistOpeningId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub source: OpeningSource,
    pub appointment_id: Option<AppointmentId>,
    pub status: OpeningStatus,
    /// When the next one is to be asked.
    pub next_at: Option<DateTime<Utc>>,
    /// A person must choose: nobody could be asked by itself.
    pub attention: bool,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

impl Opening {
    pub fn span(&self) -> Span {
        Span::new(self.starts_at, self.ends_at)
    }

    pub fn minutes(&self) -> i64 {
        (self.ends_at - self.starts_at).num_minutes()
    }

    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.status == OpeningStatus::Open && self.starts_at > now
    }

    pub async fn find(mut on: impl On, tenant: TenantId, id: WaitlistOpeningId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM waitlist_openings WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?)
    }

    pub async fn find_for_change(
        tx: &mut Tx,
        tenant: TenantId,
        id: WaitlistOpeningId,
    ) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM waitlist_openings WHERE tenant_id = $1 AND id = $2",
                pg: "SELECT * FROM waitlist_openings WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    /// Those still to come, by start.
    pub async fn ahead(mut on: impl On, tenant: TenantId, now: DateTime<Utc>) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM waitlist_openings WHERE tenant_id = $1 AND starts_at > $2 AND status = 'open'
             ORDER BY starts_at, id LIMIT 50",
            tenant,
            now,
        )?)
    }

    /// Those that wait for the master's choice, by start.
    pub async fn to_choose(
        mut on: impl On,
        tenant: TenantId,
        now: DateTime<Utc>,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM waitlist_openings WHERE tenant_id = $1 AND starts_at > $2 AND status = 'open' AND attention
             ORDER BY starts_at, id LIMIT 50",
            tenant,
            now,
        )?)
    }

    /// A time has come free. The same one twice is one, about which people are asked anew.
    pub async fn open(
        tx: &mut Tx,
        tenant: TenantId,
        span: Span,
        source: OpeningSource,
        visit: Option<AppointmentId>,
        next_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<WaitlistOpeningId> {
        q!(
            tx,
            execute,
            "INSERT INTO waitlist_openings (tenant_id, id, starts_at, ends_at, source, appointment_id, status, next_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8)
             ON CONFLICT (tenant_id, starts_at, ends_at) WHERE status = 'open' DO UPDATE SET
                next_at = COALESCE(excluded.next_at, waitlist_openings.next_at),
                attention = CASE WHEN excluded.next_at IS NULL THEN waitlist_openings.attention ELSE excluded.attention END,
                source = CASE WHEN excluded.next_at IS NULL THEN waitlist_openings.source ELSE excluded.source END,
                appointment_id = COALESCE(excluded.appointment_id, waitlist_openings.appointment_id)",
            tenant,
            WaitlistOpeningId::new(),
            span.start,
            span.end,
            source,
            visit,
            next_at,
            now,
        )?;
        let (id,) = q!(
            tx,
            fetch_one: (WaitlistOpeningId,),
            "SELECT id FROM waitlist_openings WHERE tenant_id = $1 AND starts_at = $2 AND ends_at = $3 AND status = 'open'",
            tenant,
            span.start,
            span.end,
        )?;
        Ok(id)
    }

    /// When the next one is asked; none: nobody is, until a person says so.
    pub async fn go_on(
        &self,
        tx: &mut Tx,
        next_at: Option<DateTime<Utc>>,
        attention: bool,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE waitlist_openings SET next_at = $3, attention = $4 WHERE tenant_id = $1 AND id = $2 AND status = 'open'",
            self.tenant_id,
            self.id,
            next_at,
            attention,
        )?;
        Ok(())
    }

    pub async fn end(&self, tx: &mut Tx, status: OpeningStatus, now: DateTime<Utc>) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE waitlist_openings SET status = $3, next_at = NULL, attention = $5, ended_at = $4
             WHERE tenant_id = $1 AND id = $2 AND status = 'open'",
            self.tenant_id,
            self.id,
            status,
            now,
            false,
        )?;
        Ok(())
    }

    /// It stands for less from now on.
    pub async fn narrow(&self, tx: &mut Tx, span: Span) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE waitlist_openings SET starts_at = $3, ends_at = $4 WHERE tenant_id = $1 AND id = $2 AND status <> 'open'",
            self.tenant_id,
            self.id,
            span.start,
            span.end,
        )?;
        Ok(())
    }

    /// What visits have of its time, with their buffers; what is only kept for somebody is not counted, nor is who sits beside a
    /// seat that came free.
    pub async fn taken(&self, mut on: impl On) -> Result<Vec<Span>> {
        let rows = q!(
            on,
            fetch_all: (DateTime<Utc>, DateTime<Utc>),
            "SELECT a.busy_from, a.busy_to FROM appointments a WHERE a.tenant_id = $1 AND a.starts_at < $3 AND a.starts_at > $4
                AND a.ends_at > $2 AND a.status NOT IN ('held', 'cancelled', 'expired', 'no_show')
                AND NOT (a.starts_at = $2 AND a.ends_at = $3
                    AND EXISTS (SELECT 1 FROM allocations l JOIN resources r ON r.tenant_id = l.tenant_id AND r.id = l.resource_id
                        WHERE l.tenant_id = $1 AND l.appointment_id = a.id AND l.share_key IS NOT NULL AND r.kind = 'master')
                    AND EXISTS (SELECT 1 FROM allocations l JOIN resources r ON r.tenant_id = l.tenant_id AND r.id = l.resource_id
                        WHERE l.tenant_id = $1 AND l.appointment_id = $5 AND l.share_key IS NOT NULL AND r.kind = 'master'))",
            self.tenant_id,
            self.starts_at,
            self.ends_at,
            self.starts_at - TimeDelta::days(crate::appointments::MAX_SPAN_DAYS),
            self.appointment_id,
        )?;
        Ok(rows
            .into_iter()
            .map(|(from, to)| Span::new(from, to))
            .collect())
    }

    /// Whether any visit has some of its time.
    pub async fn is_taken(&self, on: impl On) -> Result<bool> {
        Ok(!self.taken(on).await?.is_empty())
    }

    /// Seats of its group that nobody has; none where it is no group's.
    pub async fn free_seats(&self, mut on: impl On) -> Result<i64> {
        let row = q!(
            on,
            fetch_optional: (i64, i64),
            "SELECT MAX(l.share_limit), CAST(SUM(l.seats) AS bigint) FROM appointments a
             JOIN allocations l ON l.tenant_id = a.tenant_id AND l.appointment_id = a.id AND l.is_active AND l.share_key IS NOT NULL
             JOIN resources r ON r.tenant_id = l.tenant_id AND r.id = l.resource_id AND r.kind = 'master'
             WHERE a.tenant_id = $1 AND a.starts_at = $2 AND a.ends_at = $3 AND EXISTS (SELECT 1 FROM allocations o
                WHERE o.tenant_id = $1 AND o.appointment_id = $4 AND o.resource_id = l.resource_id AND o.share_key IS NOT NULL)
             GROUP BY l.share_key",
            self.tenant_id,
            self.starts_at,
            self.ends_at,
            self.appointment_id,
        )?;
        Ok(row.map_or(0, |(limit, seats)| limit - seats))
    }

    /// Where it is: as its visit was, else as the day's hours say. None where there is one address.
    pub async fn place(
        &self,
        mut on: impl On,
        tenant: &Tenant,
        places: &Places,
    ) -> Result<Option<PlaceId>> {
        if places.is_empty() {
            return Ok(None);
        }
        if let Some(id) = self.appointment_id {
            let visit = Appointment::find(&mut on, self.tenant_id, id).await?;
            if let Some(place) = places.get(visit.place_id).filter(|one| !one.is_clients()) {
                return Ok(Some(place.id));
            }
        }
        let rows = HoursRow::all(on, self.tenant_id, None).await?;
        Ok(places.of_moment(&rows, self.local(tenant).0))
    }

    /// When the first of the times that visitors keep over it ends, if any does: nobody can be asked about what is kept.
    pub async fn kept_until(
        &self,
        mut on: impl On,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>> {
        let row = q!(
            on,
            fetch_optional: (DateTime<Utc>,),
            "SELECT expires_at FROM appointments WHERE tenant_id = $1 AND starts_at < $3 AND starts_at > $4
                AND busy_to > $2 AND status = 'held' AND client_id IS NULL AND expires_at > $5
             ORDER BY expires_at LIMIT 1",
            self.tenant_id,
            self.starts_at,
            self.ends_at,
            self.starts_at - TimeDelta::days(crate::appointments::MAX_SPAN_DAYS),
            now,
        )?;
        Ok(row.map(|(until,)| until))
    }

    /// "Thursday 14 May" and its clock times, by the practice's.
    pub fn local(&self, tenant: &Tenant) -> (chrono::NaiveDateTime, chrono::NaiveDateTime) {
        let at = |at: DateTime<Utc>| at.with_timezone(&tenant.tz()).naive_local();
        (at(self.starts_at), at(self.ends_at))
    }
}
