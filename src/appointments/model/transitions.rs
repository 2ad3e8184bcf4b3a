//! What can happen to a visit. Each verb is checked against the table, idempotent, and writes its event.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::booking::release_expired;
use super::{Appointment, Status};
use crate::accounts::Tenant;
use crate::consents::gate;
use crate::db::{Tx, is_overlap};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::q;

/// Who ended a visit before it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Who {
    Client,
    Master,
    System,
}

impl Who {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Master => "master",
            Self::System => "system",
        }
    }
}

/// Why a visit is cancelled, and whether it counts as late.
#[derive(Clone, Debug)]
pub struct Cancellation {
    pub by: Who,
    pub reason: String,
    pub is_late: bool,
}

/// How long a no-show may be taken back as a mistake.
const MISTAKE_HOURS: i64 = 24;

impl Appointment {
    /// The master's yes to a request, or a hold that became certain.
    pub async fn confirm(&mut self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        if self.owes_deposit(tx).await? {
            return self.await_deposit(tx, actor, now).await;
        }
        if self.status == Status::NoShow {
            let marked = self.no_show_at.unwrap_or(now);
            if now - marked > TimeDelta::hours(MISTAKE_HOURS) {
                return Err(Error::Conflict("appointment-no-show-final"));
            }
            self.no_show_at = None;
            // Its time is wanted again: a hold that has run out is not in the way.
            release_expired(tx, self.tenant_id, now).await?;
        }
        self.expires_at = None;
        self.become_status(tx, actor, Status::Confirmed, json!({}), now)
            .await
    }

    /// The client is here. Like all that follows, only once the visit's day has come.
    pub async fn arrive(
        &mut self,
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.require_due(tenant, now)?;
        self.become_status(tx, actor, Status::Arrived, json!({}), now)
            .await
    }

    /// The client is in the chair; refused while something must be signed first.
    pub async fn start(
        &mut self,
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.require_due(tenant, now)?;
        if self.status != Status::InProgress {
            gate::check_visit_start(&mut *tx, self, now).await?;
        }
        self.become_status(tx, actor, Status::InProgress, json!({}), now)
            .await
    }

    /// Done; `final_price_minor` when it was not the booked price.
    pub async fn complete(
        &mut self,
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        final_price_minor: Option<i64>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.require_due(tenant, now)?;
        if final_price_minor.is_some() {
            self.final_price_minor = final_price_minor;
        }
        let data = json!({ "price_minor": self.final_price_minor.unwrap_or(self.price_minor) });
        self.become_status(tx, actor, Status::Completed, data, now)
            .await?;
        self.free_rest(tx, now).await
    }

    /// The client did not come. Only for a visit that has begun.
    pub async fn no_show(&mut self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        if self.starts_at > now {
            return Err(Error::Conflict("appointment-not-begun"));
        }
        self.no_show_at = Some(now);
        self.become_status(tx, actor, Status::NoShow, json!({}), now)
            .await
    }

    pub async fn cancel(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        cancellation: Cancellation,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.end(tx, actor, cancellation, json!({}), now).await
    }

    /// One of several that are cancelled at once: their client hears of all in one message.
    pub(super) async fn cancel_in_series(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        cancellation: Cancellation,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let data = json!({ "of_series": true });
        self.end(tx, actor, cancellation, data, now).await
    }

    async fn end(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        cancellation: Cancellation,
        mut data: Value,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.status == Status::Cancelled {
            return Ok(());
        }
        self.cancel_reason = cancellation.reason;
        self.cancelled_by = Some(cancellation.by);
        self.is_late_cancel = cancellation.is_late;
        self.cancelled_at = Some(now);
        // A time that was only kept is not taken back: whoever wants it books again.
        let was_kept = matches!(self.status, Status::Held | Status::AwaitingDeposit);
        self.cancelled_from = (!was_kept).then_some(self.status);
        self.sequence += 1;
        data["by"] = json!(cancellation.by.as_str());
        data["late"] = json!(cancellation.is_late);
        self.become_status(tx, actor, Status::Cancelled, data, now)
            .await
    }

    /// A hold, request or unpaid deposit that ran out. What a visitor kept while writing leaves no trace.
    pub async fn expire(&mut self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        if self.is_visitors() {
            return self.forget(tx).await;
        }
        self.become_status(tx, &Actor::system(), Status::Expired, json!({}), now)
            .await
    }

    /// The client pressed "I am coming" in a reminder. Changes no status: a confirmed visit stays confirmed.
    pub async fn client_confirm(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.client_confirmed_at.is_some() {
            return Ok(());
        }
        if self.status != Status::Confirmed {
            return Err(Error::Conflict("appointment-closed"));
        }
        self.client_confirmed_at = Some(now);
        self.save(tx, now).await?;
        let object = Object::Appointment(self.id);
        events::record(
            tx,
            self.tenant_id,
            actor,
            Kind::AppointmentClientConfirmed,
            object,
            json!({}),
            now,
        )
        .await?;
        Ok(())
    }

    /// Notes written by the master.
    pub async fn set_note(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        note: String,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.internal_note = note;
        self.save(tx, now).await?;
        let object = Object::Appointment(self.id);
        events::record(
            tx,
            self.tenant_id,
            actor,
            Kind::AppointmentUpdated,
            object,
            json!({"note": true}),
            now,
        )
        .await?;
        Ok(())
    }

    fn require_due(&self, tenant: &Tenant, now: DateTime<Utc>) -> Result<()> {
        match self.is_due(tenant, now) {
            true => Ok(()),
            false => Err(Error::Conflict("appointment-not-today")),
        }
    }

    /// The only way a status changes, but for an end that is taken back ([`Self::return_to`]).
    pub(super) async fn become_status(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        to: Status,
        data: Value,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.status == to {
            return Ok(());
        }
        if !self.status.can_become(to) {
            return Err(Error::Conflict("appointment-bad-transition"));
        }
        self.put_status(tx, actor, to, data, now).await
    }

    /// Takes an end back; its own conditions are asked by whoever calls.
    pub(super) async fn return_to(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        to: Status,
        data: Value,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if !self.status.back().contains(&to) {
            return Err(Error::Conflict("appointment-bad-transition"));
        }
        self.put_status(tx, actor, to, data, now).await
    }

    async fn put_status(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        to: Status,
        mut data: Value,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let from = std::mem::replace(&mut self.status, to);
        if !matches!(to, Status::Held | Status::Pending | Status::AwaitingDeposit) {
            self.expires_at = None;
        }
        self.save(tx, now).await?;
        match to.takes_time() && !from.takes_time() {
            true => self.take_again(tx, now).await?,
            false => self.update_allocations(tx).await?,
        }
        data["from"] = json!(from.as_str());
        data["to"] = json!(to.as_str());
        let object = Object::Appointment(self.id);
        events::record(
            tx,
            self.tenant_id,
            actor,
            Kind::AppointmentStatusChanged,
            object,
            data,
            now,
        )
        .await?;
        Ok(())
    }

    /// Writes the row if nobody else did since it was read.
    pub(super) async fn save(&mut self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        let changed = q!(
            tx,
            execute,
            "UPDATE appointments SET status = $4, starts_at = $5, ends_at = $6, busy_from = $7, busy_to = $8,
                final_price_minor = $9, internal_note = $10, cancel_reason = $11, cancelled_by = $12, is_late_cancel = $13,
                is_booked_over = $14, client_confirmed_at = $15, expires_at = $16, no_show_at = $17, sequence = $18,
                cancelled_at = $19, cancelled_from = $20,
                version = version + 1, updated_at = $21
             WHERE tenant_id = $1 AND id = $2 AND version = $3",
            self.tenant_id,
            self.id,
            self.version,
            self.status,
            self.starts_at,
            self.ends_at,
            self.busy_from,
            self.busy_to,
            self.final_price_minor,
            &self.internal_note,
            &self.cancel_reason,
            self.cancelled_by,
            self.is_late_cancel,
            self.is_booked_over,
            self.client_confirmed_at,
            self.expires_at,
            self.no_show_at,
            self.sequence,
            self.cancelled_at,
            self.cancelled_from,
            now,
        )?;
        if changed == 0 {
            return Err(Error::Conflict("appointment-stale"));
        }
        self.version += 1;
        Ok(())
    }

    /// A visit that ends before its time leaves the rest of it to whoever walks in.
    async fn free_rest(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        if now < self.busy_to {
            q!(
                tx,
                execute,
                "UPDATE allocations SET ends_at = $3, is_active = $4 WHERE tenant_id = $1 AND appointment_id = $2",
                self.tenant_id,
                self.id,
                now.max(self.busy_from + TimeDelta::minutes(1)),
                self.busy_from < now,
            )?;
        }
        Ok(())
    }

    /// Takes or gives back the time as the visit now stands.
    pub(super) async fn update_allocations(&self, tx: &mut Tx) -> Result<()> {
        let changed = q!(
            tx,
            execute,
            "UPDATE allocations SET starts_at = $3, ends_at = $4, expires_at = $5, is_override = $6, is_active = $7
             WHERE tenant_id = $1 AND appointment_id = $2",
            self.tenant_id,
            self.id,
            self.busy_from,
            self.busy_to,
            self.expires_at,
            self.is_booked_over,
            self.status.takes_time(),
        );
        match changed {
            Err(error) if is_overlap(&error) => Err(Error::SlotTaken),
            other => Ok(other.map(drop)?),
        }
    }
}
