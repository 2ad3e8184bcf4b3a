//! A time that is kept for somebody until they answer, and what becomes of it: the visit, or nothing.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::booking::{expiry, lock_time};
use super::{Appointment, Source, Status};
use crate::accounts::Tenant;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::i18n::{Locale, key};
use crate::id::AppointmentId;
use crate::payments::deposits::Asked;
use crate::places::Places;
use crate::q;
use crate::schedule::availability::Availability;
use crate::services::{Occupies, Plan};

impl Appointment {
    /// Keeps a time for somebody who is still writing who they are. Nobody is told: there is no client and no event, and
    /// when it ends it leaves no trace. [`Error::SlotTaken`] when the time is not free or not offered.
    pub async fn keep_for_visitor(
        tx: &mut Tx,
        tenant: &Tenant,
        plan: &Plan,
        starts_at: DateTime<Utc>,
        locale: Locale,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let Occupies { master, needed } = lock_time(tx, tenant.id, plan, now).await?;
        Availability::around(&mut *tx, tenant, plan, starts_at, None, now)
            .await?
            .check(starts_at)
            .map_err(|_| Error::SlotTaken)?;
        let ends_at = starts_at + TimeDelta::minutes(plan.duration_minutes());
        let until = now + TimeDelta::minutes(tenant.rules.hold_minutes);
        let places = Places::load(&mut *tx, tenant.id).await?;
        let place = places.settle(plan.place, &plan.service_ids());
        let hold = Self {
            tenant_id: tenant.id,
            id: AppointmentId::new(),
            reference: crate::crypto::random_code(7),
            client_id: None,
            status: Status::Held,
            starts_at,
            ends_at,
            busy_from: starts_at - TimeDelta::minutes(plan.buffer_before_minutes()),
            busy_to: ends_at + TimeDelta::minutes(plan.buffer_after_minutes()),
            source: Source::Public,
            title: plan.title(),
            price_minor: plan.price().minor,
            final_price_minor: None,
            deposit_minor: 0,
            deposit_fate: String::new(),
            currency: plan.currency,
            client_note: String::new(),
            internal_note: String::new(),
            cancel_reason: String::new(),
            cancelled_by: None,
            is_late_cancel: false,
            cancelled_at: None,
            cancelled_from: None,
            is_booked_over: false,
            client_confirmed_at: None,
            expires_at: Some(until.min(starts_at).max(now)),
            no_show_at: None,
            locale,
            place_id: place.map(|place| place.id),
            // Asked for in the form that is open.
            place_address: String::new(),
            sequence: 0,
            version: 1,
            created_at: now,
        };
        hold.insert(tx, now).await?;
        hold.insert_items(tx, plan).await?;
        let has_needs = !needed.is_empty();
        hold.allocate(tx, tenant, master, plan, has_needs, now)
            .await?;
        hold.check_travel(tx, &places).await?;
        Ok(hold)
    }

    /// Whether it is but a time that a visitor keeps while writing.
    pub fn is_visitors(&self) -> bool {
        self.status == Status::Held && self.client_id.is_none() && self.source == Source::Public
    }

    /// Takes away what [`Self::keep_for_visitor`] made.
    pub async fn forget(&self, tx: &mut Tx) -> Result<()> {
        q!(
            tx,
            execute,
            "DELETE FROM booking_holds WHERE tenant_id = $1 AND appointment_id = $2",
            self.tenant_id,
            self.id,
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM allocations WHERE tenant_id = $1 AND appointment_id = $2",
            self.tenant_id,
            self.id,
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM appointment_items WHERE tenant_id = $1 AND appointment_id = $2",
            self.tenant_id,
            self.id,
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM appointments WHERE tenant_id = $1 AND id = $2 AND status = 'held' AND client_id IS NULL",
            self.tenant_id,
            self.id,
        )?;
        Ok(())
    }

    /// The hold becomes the visit: certain, or a request, or waiting for its deposit. A second time changes nothing.
    ///
    /// # Errors
    /// Conflict when it is kept no longer.
    pub async fn take_up(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        is_request: bool,
        asked: Option<Asked>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.status != Status::Held && self.status.takes_time() {
            return Ok(());
        }
        if self.status != Status::Held || self.expires_at.is_none_or(|until| until <= now) {
            return Err(Error::Conflict(key!("waitlist-too-late")));
        }
        let to = match asked {
            _ if is_request => Status::Pending,
            Some(_) => Status::AwaitingDeposit,
            None => Status::Confirmed,
        };
        self.expires_at = expiry(to, self.starts_at, now);
        if let Some(asked) = asked {
            let hold = Some(asked.hold).filter(|_| to == Status::AwaitingDeposit);
            self.ask_deposit(tx, asked.minor, hold, now).await?;
        }
        self.become_status(tx, actor, to, json!({}), now).await
    }

    /// Keeps a hold for so long; of what is left until the visit no more than half, or ten minutes.
    pub async fn hold_for(
        &mut self,
        tx: &mut Tx,
        length: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>> {
        let half = (self.starts_at - now) / 2;
        let length = length.min(half.max(TimeDelta::minutes(10)));
        let until = (now + length).min(self.starts_at);
        self.expires_at = Some(until);
        self.save(tx, now).await?;
        self.update_allocations(tx).await?;
        Ok(until)
    }

    /// Gives a hold back before its time.
    pub async fn let_go(&mut self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        match self.status {
            Status::Held => {
                self.become_status(tx, actor, Status::Expired, json!({}), now)
                    .await
            }
            _ => Ok(()),
        }
    }
}
