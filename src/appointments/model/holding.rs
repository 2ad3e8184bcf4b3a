//! A time that is kept for somebody until they answer, and what becomes of it: the visit, or nothing.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::booking::expiry;
use super::{Appointment, Status};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::i18n::key;
use crate::payments::deposits::Asked;

impl Appointment {
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
