//! Wishes as lists show them.

use chrono::NaiveDate;
use sqlx::FromRow;

use super::{Entry, Wish};
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, ClientId, ServiceId, TenantId, WaitlistEntryId};
use crate::q;

/// With what lists say of it.
#[derive(Clone, Debug, FromRow)]
pub struct EntryRow {
    #[sqlx(flatten)]
    pub entry: Entry,
    pub client_name: String,
    pub client_allergies: String,
    pub service_name: String,
    pub variant_name: Option<String>,
    pub place_name: Option<String>,
    /// The service and its variant can be booked.
    pub is_offered: bool,
    pub client_email: Option<String>,
    pub is_blocked: bool,
}

impl EntryRow {
    /// "Brow lamination, long · Studio B".
    pub fn title(&self) -> String {
        let title = match &self.variant_name {
            Some(variant) => format!("{}, {variant}", self.service_name),
            None => self.service_name.clone(),
        };
        match &self.place_name {
            Some(place) => format!("{title} · {place}"),
            None => title,
        }
    }

    /// Whether an offer can be mailed.
    pub fn has_address(&self) -> bool {
        self.entry.given_email.is_some() || self.client_email.is_some()
    }
}

/// What lists say of a wish; the rest says which ones. $1 is true, $2 the practice.
macro_rules! rows {
    ($rest:literal) => {
        concat!(
            "SELECT e.*, c.name AS client_name, c.allergies AS client_allergies, c.email AS client_email,
                c.blocked_at IS NOT NULL AS is_blocked, s.name AS service_name, v.name AS variant_name, p.name AS place_name, s.is_active AND COALESCE(v.is_active, $1) AS is_offered
             FROM waitlist_entries e
             JOIN clients c ON c.tenant_id = e.tenant_id AND c.id = e.client_id
             JOIN services s ON s.tenant_id = e.tenant_id AND s.id = e.service_id
             LEFT JOIN service_variants v ON v.tenant_id = e.tenant_id AND v.id = e.variant_id
             LEFT JOIN places p ON p.tenant_id = e.tenant_id AND p.id = e.place_id ",
            $rest
        )
    };
}

/// Somebody who waits, as far as a gap in the calendar needs to know.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct Waiting {
    #[sqlx(flatten)]
    pub wish: Wish,
    pub minutes: i64,
}

impl Waiting {
    /// Those who wait for some day from `first` to `last`, at most so many.
    pub async fn between(
        mut on: impl On,
        tenant: TenantId,
        first: NaiveDate,
        last: NaiveDate,
        limit: i64,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT e.from_date, e.until_date, e.weekdays, e.parts, COALESCE(v.duration_minutes, s.duration_minutes) AS minutes
             FROM waitlist_entries e
             JOIN services s ON s.tenant_id = e.tenant_id AND s.id = e.service_id AND s.is_active
             LEFT JOIN service_variants v ON v.tenant_id = e.tenant_id AND v.id = e.variant_id
             WHERE e.tenant_id = $1 AND e.status = 'open' AND e.until_date >= $2 AND e.from_date <= $3 LIMIT $4",
            tenant,
            first,
            last,
            limit,
        )?)
    }
}

impl Entry {
    /// The shortest that anybody waits for on a day, in minutes; none: nobody waits.
    pub async fn shortest(
        mut on: impl On,
        tenant: TenantId,
        today: NaiveDate,
        date: NaiveDate,
    ) -> Result<Option<i64>> {
        let (minutes,) = q!(
            on,
            fetch_one: (Option<i64>,),
            "SELECT MIN(COALESCE(v.duration_minutes, s.duration_minutes)) FROM waitlist_entries e
             JOIN services s ON s.tenant_id = e.tenant_id AND s.id = e.service_id
             LEFT JOIN service_variants v ON v.tenant_id = e.tenant_id AND v.id = e.variant_id
             WHERE e.tenant_id = $1 AND e.status = 'open' AND e.until_date >= $2 AND e.from_date <= $3 AND e.until_date >= $3",
            tenant,
            today,
            date,
        )?;
        Ok(minutes)
    }

    /// Whether anybody waits at all.
    pub async fn any_open(mut on: impl On, tenant: TenantId, today: NaiveDate) -> Result<bool> {
        let row = q!(
            on,
            fetch_optional: (WaitlistEntryId,),
            "SELECT id FROM waitlist_entries WHERE tenant_id = $1 AND status = 'open' AND until_date >= $2 LIMIT 1",
            tenant,
            today,
        )?;
        Ok(row.is_some())
    }

    /// Those who wait, the first to come first; on `date` where one is given.
    pub async fn open(
        mut on: impl On,
        tenant: TenantId,
        today: NaiveDate,
        date: Option<NaiveDate>,
        limit: i64,
    ) -> Result<Vec<EntryRow>> {
        Ok(q!(
            on,
            fetch_all: EntryRow,
            rows!(
                "WHERE e.tenant_id = $2 AND e.status = 'open' AND e.until_date >= $3 AND c.erased_at IS NULL AND c.locked_at IS NULL
                    AND ($4 OR (e.from_date <= $5 AND e.until_date >= $5))
                 ORDER BY e.priority DESC, e.created_at, e.id LIMIT $6"
            ),
            true,
            tenant,
            today,
            date.is_none(),
            date.unwrap_or(today),
            limit,
        )?)
    }

    pub async fn row(mut on: impl On, tenant: TenantId, id: WaitlistEntryId) -> Result<EntryRow> {
        Ok(
            q!(on, fetch_one: EntryRow, rows!("WHERE e.tenant_id = $2 AND e.id = $3"), true, tenant, id)?,
        )
    }

    /// A client's, the latest first.
    pub async fn of_client(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
    ) -> Result<Vec<EntryRow>> {
        Ok(q!(
            on,
            fetch_all: EntryRow,
            rows!("WHERE e.tenant_id = $2 AND e.client_id = $3 ORDER BY e.created_at DESC, e.id LIMIT 20"),
            true,
            tenant,
            client,
        )?)
    }

    /// Those that a visit had ended.
    pub async fn of_visit(
        mut on: impl On,
        tenant: TenantId,
        visit: AppointmentId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM waitlist_entries WHERE tenant_id = $1 AND appointment_id = $2 AND status = 'booked'
             ORDER BY id LIMIT 20",
            tenant,
            visit,
        )?)
    }

    /// How many wait for this service on a day, besides those of one client.
    pub async fn ahead(
        mut on: impl On,
        tenant: TenantId,
        service: ServiceId,
        date: NaiveDate,
        today: NaiveDate,
    ) -> Result<i64> {
        let (count,) = q!(
            on,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM waitlist_entries WHERE tenant_id = $1 AND status = 'open' AND until_date >= $4
                AND service_id = $2 AND from_date <= $3 AND until_date >= $3",
            tenant,
            service,
            date,
            today,
        )?;
        Ok(count)
    }

    pub async fn open_of(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM waitlist_entries WHERE tenant_id = $1 AND client_id = $2 AND status = 'open'
             ORDER BY created_at, id LIMIT 20",
            tenant,
            client,
        )?)
    }
}
