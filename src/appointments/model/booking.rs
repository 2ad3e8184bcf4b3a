//! Booking a visit: the one way in, for the public page, the master, the API and everything later.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::{About, Appointment, Given, LENGTHS, Source, Status};
use crate::accounts::Tenant;
use crate::consents::gate;
use crate::db::{Tx, is_unique};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::Locale;
use crate::id::{AppointmentId, ClientId, ItemId, ResourceId, TenantId};
use crate::places::Places;
use crate::q;
use crate::schedule::availability::Availability;
use crate::services::{Occupies, Plan, Service};

/// How long a request waits for the master's answer before it gives its time back, at most until the visit itself.
const REQUEST_HOURS: i64 = 48;

/// A visit to be booked.
#[derive(Clone, Debug)]
pub struct NewAppointment<'a> {
    pub plan: &'a Plan,
    pub client: Option<ClientId>,
    pub starts_at: DateTime<Utc>,
    pub status: Status,
    pub source: Source,
    pub locale: Locale,
    pub client_note: String,
    pub internal_note: String,
    /// Take the time although another visit has it; only a master may, and it is recorded.
    pub book_over: bool,
    /// Book only what a client would be offered (hours, notice, horizon, limits, grid); a master may book outside.
    pub only_offered: bool,
    /// What the visit takes instead of the plan's own time, when the master stretched it.
    pub duration_minutes: Option<i64>,
    /// What was given and the client's card does not have.
    pub given: Option<Given>,
}

impl Appointment {
    /// Books; [`Error::SlotTaken`] when the time is not free or not offered any more, [`Error::Invalid`] when the visit
    /// would be longer than any may be.
    pub async fn book(
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        new: NewAppointment<'_>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        Self::book_about(tx, tenant, actor, new, About::default(), now).await
    }

    /// The same for a visit about somebody or something besides the client, or booked by another one.
    pub async fn book_about(
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        new: NewAppointment<'_>,
        about: About,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let minutes = new
            .duration_minutes
            .unwrap_or_else(|| new.plan.duration_minutes());
        if !LENGTHS.contains(&minutes) {
            return Err(Error::Invalid("appointment-bad-length"));
        }
        let occupies = lock_time(tx, tenant.id, new.plan, now).await?;
        let services = new.plan.service_ids();
        if new.status == Status::InProgress {
            gate::check_start(&mut *tx, tenant.id, &services, new.client, now).await?;
        } else if new.starts_at > now {
            gate::check_booking(&mut *tx, tenant.id, &services, new.client, new.starts_at).await?;
        }
        if new.only_offered {
            Availability::around(&mut *tx, tenant, new.plan, new.starts_at, None, now)
                .await?
                .check(new.starts_at)
                .map_err(|_| Error::SlotTaken)?;
        }
        let places = Places::load(&mut *tx, tenant.id).await?;
        let place = places.settle(new.plan.place, &services);
        let ends_at = new.starts_at + TimeDelta::minutes(minutes);
        let appointment = Self {
            tenant_id: tenant.id,
            id: AppointmentId::new(),
            reference: crate::crypto::random_code(7),
            client_id: new.client,
            status: new.status,
            starts_at: new.starts_at,
            ends_at,
            busy_from: new.starts_at - TimeDelta::minutes(new.plan.buffer_before_minutes()),
            busy_to: ends_at + TimeDelta::minutes(new.plan.buffer_after_minutes()),
            source: new.source,
            title: new.plan.title(),
            price_minor: new.plan.price().minor,
            final_price_minor: None,
            deposit_minor: 0,
            deposit_fate: String::new(),
            currency: new.plan.currency,
            client_note: new.client_note,
            internal_note: new.internal_note,
            cancel_reason: String::new(),
            cancelled_by: None,
            is_late_cancel: false,
            cancelled_at: None,
            cancelled_from: None,
            is_booked_over: new.book_over,
            client_confirmed_at: None,
            expires_at: expiry(new.status, new.starts_at, now),
            no_show_at: None,
            locale: new.locale,
            place_id: place.map(|place| place.id),
            place_address: place
                .filter(|place| place.is_clients())
                .map(|_| new.plan.address.clone())
                .unwrap_or_default(),
            sequence: 0,
            version: 1,
            created_at: now,
        };
        appointment.insert(tx, now).await?;
        appointment.insert_items(tx, new.plan).await?;
        let Occupies { master, needed } = occupies;
        let has_needs = !needed.is_empty();
        appointment
            .allocate(tx, tenant, master, new.plan, has_needs, now)
            .await?;
        appointment.check_travel(tx, &places).await?;
        about.insert(tx, &appointment).await?;
        if let Some(given) = &new.given {
            given.insert(tx, &appointment, now).await?;
        }
        let data = json!({
            "status": appointment.status.as_str(), "starts_at": appointment.starts_at, "ends_at": appointment.ends_at,
            "source": new.source.key(), "booked_over": new.book_over,
        });
        let object = Object::Appointment(appointment.id);
        events::record(
            tx,
            tenant.id,
            actor,
            Kind::AppointmentCreated,
            object,
            data,
            now,
        )
        .await?;
        Ok(appointment)
    }

    pub(super) async fn insert(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        q!(
            tx,
            execute,
            "INSERT INTO appointments (tenant_id, id, reference, client_id, status, starts_at, ends_at, busy_from, busy_to,
                source, title, price_minor, currency, client_note, internal_note, is_booked_over, expires_at, locale,
                place_id, place_address, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $20, $21, $19, $19)",
            self.tenant_id,
            self.id,
            &self.reference,
            self.client_id,
            self.status,
            self.starts_at,
            self.ends_at,
            self.busy_from,
            self.busy_to,
            self.source,
            &self.title,
            self.price_minor,
            self.currency,
            &self.client_note,
            &self.internal_note,
            self.is_booked_over,
            self.expires_at,
            self.locale,
            now,
            self.place_id,
            &self.place_address,
        )
        .map_err(|error| match is_unique(&error) {
            // Somebody has this reference already: the next try draws another.
            true => Error::Collided(error.to_string()),
            false => error.into(),
        })?;
        Ok(())
    }

    pub(super) async fn insert_items(&self, tx: &mut Tx, plan: &Plan) -> Result<()> {
        for (position, item) in plan.items().into_iter().enumerate() {
            q!(
                tx,
                execute,
                "INSERT INTO appointment_items (tenant_id, id, appointment_id, position, service_id, variant_id, addon_id,
                    name, duration_minutes, price_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                self.tenant_id,
                ItemId::new(),
                self.id,
                position as i64,
                item.service_id,
                item.variant_id,
                item.addon_id,
                item.name,
                item.duration_minutes,
                item.price_minor,
            )?;
        }
        Ok(())
    }
}

/// Visits of one service at one start share their time under this key.
pub(super) fn share_key(plan: &Plan, starts_at: DateTime<Utc>) -> String {
    let services: Vec<String> = plan.service_ids().iter().map(ToString::to_string).collect();
    format!("{}@{}", services.join("+"), starts_at.timestamp())
}

/// Until when a status keeps its time without an answer.
pub(super) fn expiry(
    status: Status,
    starts_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    match status {
        Status::Held => Some(now + TimeDelta::minutes(10)),
        Status::Pending | Status::AwaitingDeposit => Some(
            starts_at
                .min(now + TimeDelta::hours(REQUEST_HOURS))
                .max(now),
        ),
        _ => None,
    }
}

/// Takes the resources that a plan may get until the commit, and gives back what has run out; which resources they are.
/// Whoever writes something else before the visit itself, such as its client, calls this first, so that all take their
/// locks in one order.
pub async fn lock_time(
    tx: &mut Tx,
    tenant: TenantId,
    plan: &Plan,
    now: DateTime<Utc>,
) -> Result<Occupies> {
    let occupies = Service::occupies(&mut *tx, tenant, &plan.service_ids()).await?;
    lock_resources(tx, tenant, &occupies.in_order()).await?;
    release_expired(tx, tenant, now).await?;
    Ok(occupies)
}

/// Takes what a visit occupies, or did, and what else it could have instead.
pub(super) async fn lock_resources_of(
    tx: &mut Tx,
    tenant: TenantId,
    id: AppointmentId,
) -> Result<()> {
    if !tx.is_postgres() {
        return Ok(());
    }
    let resources = q!(
        tx,
        fetch_all: (ResourceId,),
        "SELECT resource_id FROM allocations WHERE tenant_id = $1 AND appointment_id = $2
         UNION
         SELECT s.resource_id FROM appointment_items i
            JOIN service_resources s ON s.tenant_id = i.tenant_id AND s.service_id = i.service_id
            WHERE i.tenant_id = $1 AND i.appointment_id = $2
         ORDER BY resource_id",
        tenant,
        id,
    )?;
    let resources: Vec<ResourceId> = resources.into_iter().map(|(id,)| id).collect();
    lock_resources(tx, tenant, &resources).await
}

/// Racers queue here instead of deadlocking in the exclusion constraint. SQLite's one writer is the queue.
pub(super) async fn lock_resources(
    tx: &mut Tx,
    tenant: TenantId,
    resources: &[ResourceId],
) -> Result<()> {
    if !tx.is_postgres() {
        return Ok(());
    }
    for resource in resources {
        q!(
            tx,
            fetch_optional: (ResourceId,),
            { sqlite: "SELECT id FROM resources WHERE tenant_id = $1 AND id = $2",
              pg: "SELECT id FROM resources WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE" },
            tenant,
            *resource,
        )?;
    }
    Ok(())
}

/// Gives back the time of holds, requests and unpaid deposits that have run out, for one who needs it now. What somebody
/// else is about to end, such as the worker, is waited for.
pub(super) async fn release_expired(
    tx: &mut Tx,
    tenant: TenantId,
    now: DateTime<Utc>,
) -> Result<()> {
    let expired = q!(
        tx,
        fetch_all: Appointment,
        {
            sqlite: "SELECT * FROM appointments WHERE tenant_id = $1
                AND status IN ('held', 'pending', 'awaiting_deposit') AND expires_at <= $2 ORDER BY id",
            pg: "SELECT * FROM appointments WHERE tenant_id = $1
                AND status IN ('held', 'pending', 'awaiting_deposit') AND expires_at <= $2 ORDER BY id
                FOR NO KEY UPDATE",
        },
        tenant,
        now,
    )?;
    expire(tx, expired, now).await.map(drop)
}

/// The same for the worker, which needs none of it: what somebody holds is theirs to end. How many were ended.
pub async fn expire_due(tx: &mut Tx, tenant: TenantId, now: DateTime<Utc>) -> Result<usize> {
    let expired = q!(
        tx,
        fetch_all: Appointment,
        {
            sqlite: "SELECT * FROM appointments WHERE tenant_id = $1
                AND status IN ('held', 'pending', 'awaiting_deposit') AND expires_at <= $2 ORDER BY id LIMIT 100",
            pg: "SELECT * FROM appointments WHERE tenant_id = $1
                AND status IN ('held', 'pending', 'awaiting_deposit') AND expires_at <= $2 ORDER BY id LIMIT 100
                FOR NO KEY UPDATE SKIP LOCKED",
        },
        tenant,
        now,
    )?;
    expire(tx, expired, now).await
}

async fn expire(tx: &mut Tx, expired: Vec<Appointment>, now: DateTime<Utc>) -> Result<usize> {
    let count = expired.len();
    for mut appointment in expired {
        appointment.expire(tx, now).await?;
    }
    Ok(count)
}
