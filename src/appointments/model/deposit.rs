//! The deposit of a visit: asked for when it is booked, waited for while its time is kept. Whether it came is the payments' to
//! say, see [`crate::payments`].

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::types::Json;

use super::booking::release_expired;
use super::{Appointment, Status};
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::i18n::key;
use crate::payments::kept_for;
use crate::q;

/// How long the time is kept for a deposit once the master has said yes to a request.
const AFTER_ANSWER: TimeDelta = TimeDelta::hours(24);

impl Appointment {
    /// Says what is to be paid ahead; and until when the time is kept for it, where that is now.
    pub async fn ask_deposit(
        &mut self,
        tx: &mut Tx,
        minor: i64,
        hold: Option<TimeDelta>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.deposit_minor = minor;
        if let Some(hold) = hold {
            self.expires_at = Some((now + hold).min(self.starts_at).max(now));
        }
        q!(
            tx,
            execute,
            "UPDATE appointments SET deposit_minor = $3, expires_at = $4 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            self.deposit_minor,
            self.expires_at,
        )?;
        self.update_allocations(tx).await
    }

    /// Keeps the time longer, at most until the visit itself; never shorter.
    pub async fn keep_until(
        &mut self,
        tx: &mut Tx,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let until = until.min(self.starts_at);
        if self.expires_at.is_none_or(|at| at >= until) {
            return Ok(());
        }
        self.expires_at = Some(until);
        self.save(tx, now).await?;
        self.update_allocations(tx).await
    }

    /// Keeps the time longer because whoever pays asks for it: once, and while it is kept at all. False when it was done before.
    ///
    /// # Errors
    /// Conflict when nothing is waited for any more.
    pub async fn extend_hold(
        &mut self,
        tx: &mut Tx,
        hold: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let until = self.expires_at.filter(|until| *until > now);
        let (Status::AwaitingDeposit, Some(until)) = (self.status, until) else {
            return Err(Error::Conflict(key!("payments-nothing-due")));
        };
        let first = q!(
            tx,
            execute,
            "UPDATE appointments SET hold_extended_at = $3 WHERE tenant_id = $1 AND id = $2 AND hold_extended_at IS NULL",
            self.tenant_id,
            self.id,
            now,
        )?;
        if first > 0 {
            self.keep_until(tx, until + hold, now).await?;
        }
        Ok(first > 0)
    }

    /// Whether [`Self::extend_hold`] would keep it longer.
    pub async fn may_extend(&self, mut on: impl On, now: DateTime<Utc>) -> Result<bool> {
        let until = self.expires_at.filter(|until| *until > now);
        if self.status != Status::AwaitingDeposit || until.is_none_or(|at| at >= self.starts_at) {
            return Ok(false);
        }
        let (extended,) = q!(
            on,
            fetch_one: (bool,),
            "SELECT hold_extended_at IS NOT NULL FROM appointments WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
        )?;
        Ok(!extended)
    }

    /// Whether the master's yes is to be followed by a deposit.
    pub(super) async fn owes_deposit(&self, tx: &mut Tx) -> Result<bool> {
        if self.status != Status::Pending || self.deposit_minor == 0 {
            return Ok(false);
        }
        // Money on the visit's invoice counts as well.
        let kept = kept_for(tx, self.tenant_id, self.id).await?;
        Ok(kept < self.deposit_minor)
    }

    /// The master's yes: the time is the client's as soon as the deposit is there.
    pub(super) async fn await_deposit(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.expires_at = Some((now + AFTER_ANSWER).min(self.starts_at).max(now));
        self.become_status(tx, actor, Status::AwaitingDeposit, json!({}), now)
            .await
    }

    /// Money came after the time had run out: it takes the time again, which nothing else can.
    ///
    /// # Errors
    /// SlotTaken when somebody else has it.
    pub async fn reopen(&mut self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        release_expired(tx, self.tenant_id, now).await?;
        let data = json!({ "late": true });
        self.return_to(tx, actor, Status::Confirmed, data, now)
            .await
    }

    /// Whether its time ran out while it waited for money, and not for the master's yes.
    pub async fn ran_out_unpaid(&self, mut on: impl On) -> Result<bool> {
        if self.status != Status::Expired {
            return Ok(false);
        }
        let last = q!(
            on,
            fetch_optional: (Json<Value>,),
            "SELECT data FROM events WHERE tenant_id = $1 AND object_kind = 'appointment' AND object_id = $2
                AND kind = 'appointment.status_changed' ORDER BY seq DESC LIMIT 1",
            self.tenant_id,
            self.id,
        )?;
        let from = last.as_ref().and_then(|(data,)| data.0["from"].as_str());
        Ok(from == Some(Status::AwaitingDeposit.as_str()))
    }

    /// Whether nobody else has its time, nor all of what it needs.
    pub async fn could_reopen(&self, mut on: impl On, now: DateTime<Utc>) -> Result<bool> {
        let (others,) = q!(
            on,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM allocations own
             JOIN resources r ON r.tenant_id = own.tenant_id AND r.id = own.resource_id AND r.kind = 'master'
             JOIN allocations o ON o.tenant_id = own.tenant_id AND o.resource_id = own.resource_id
                AND o.starts_at < $4 AND o.starts_at > $5 AND o.ends_at > $3 AND o.is_active = $6
                AND o.appointment_id <> own.appointment_id
                AND (o.share_key IS NULL OR o.share_key IS DISTINCT FROM own.share_key)
             WHERE own.tenant_id = $1 AND own.appointment_id = $2",
            self.tenant_id,
            self.id,
            self.busy_from,
            self.busy_to,
            self.busy_from - TimeDelta::days(super::MAX_SPAN_DAYS),
            true,
        )?;
        Ok(others == 0 && self.could_take_again(on, now).await?)
    }
}
