//! Moving a visit to another time, or stretching it. The record and its history stay.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::booking::{expiry, lock_resources_of, release_expired};
use super::{Appointment, LENGTHS, Status};
use crate::accounts::Tenant;
use crate::consents::gate;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, ActorKind, Kind, Object};
use crate::links;
use crate::policies::Terms;
use crate::q;

/// Where to, how long, and how it was seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub starts_at: DateTime<Utc>,
    pub minutes: i64,
    pub version: i64,
    pub book_over: bool,
    /// One of several that move at once: their client hears of all in one message.
    pub is_of_series: bool,
}

impl Appointment {
    /// Moves to `starts_at`, keeping the length unless `minutes` says another. `version` is what the mover saw: when
    /// somebody changed the visit since, it is [`Error::Conflict`]. [`Error::SlotTaken`] when the time is not free.
    #[expect(clippy::too_many_arguments, reason = "a move is these facts")]
    pub async fn move_to(
        &mut self,
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        starts_at: DateTime<Utc>,
        minutes: Option<i64>,
        version: i64,
        book_over: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let change = Move {
            starts_at,
            minutes: minutes.unwrap_or_else(|| self.duration_minutes()),
            version,
            book_over,
            is_of_series: false,
        };
        self.place(tx, tenant, actor, change, now).await
    }

    /// See [`Self::move_to`].
    pub(super) async fn place(
        &mut self,
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        change: Move,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let Move {
            starts_at,
            minutes,
            version,
            book_over,
            is_of_series,
        } = change;
        if !LENGTHS.contains(&minutes) {
            return Err(Error::Invalid("appointment-bad-length"));
        }
        let ends_at = starts_at + TimeDelta::minutes(minutes);
        if !self.status.is_open() {
            return Err(Error::Conflict("appointment-closed"));
        }
        // Pressed twice: the second press finds it where it was to go.
        if (starts_at, ends_at) == (self.starts_at, self.ends_at) {
            return Ok(());
        }
        if version != self.version {
            return Err(Error::Conflict("appointment-stale"));
        }
        let by_client = actor.kind == ActorKind::Client;
        let is_late = by_client && self.is_late(&mut *tx, tenant, now).await?;
        lock_resources_of(tx, self.tenant_id, self.id).await?;
        if starts_at != self.starts_at && starts_at > now {
            gate::check_move(&mut *tx, self, starts_at).await?;
        }
        release_expired(tx, tenant.id, now).await?;
        if actor.kind == ActorKind::Client && self.starts_at != starts_at {
            self.ask_again(tx, tenant, actor, now).await?;
        }
        let (before, after) = (self.starts_at - self.busy_from, self.busy_to - self.ends_at);
        let (old_start, old_end) = (self.starts_at, self.ends_at);
        self.starts_at = starts_at;
        self.ends_at = ends_at;
        self.busy_from = starts_at - before;
        self.busy_to = ends_at + after;
        self.is_booked_over = book_over;
        self.sequence += 1;
        // A request waits for an answer about its new time; a hold lasts as long as it did.
        if self.status == Status::Pending {
            self.expires_at = expiry(self.status, starts_at, now);
        }
        // Nor does a time that waits for its deposit gain any by being moved.
        if self.status == Status::AwaitingDeposit {
            self.expires_at = self.expires_at.map(|at| at.min(starts_at).max(now));
        }
        // A "yes, I am coming" was about the old time.
        if old_start != starts_at {
            self.client_confirmed_at = None;
        }
        self.save(tx, now).await?;
        self.reshare(tx, old_start).await?;
        self.take_again(tx, now).await?;
        links::follow(tx, self.tenant_id, self.id, ends_at).await?;
        let mut data = json!({
            "from": old_start, "from_end": old_end, "to": starts_at, "to_end": ends_at, "booked_over": book_over,
            "late": is_late,
        });
        if is_of_series {
            data["of_series"] = json!(true);
        }
        let object = Object::Appointment(self.id);
        events::record(
            tx,
            self.tenant_id,
            actor,
            Kind::AppointmentMoved,
            object,
            data,
            now,
        )
        .await?;
        Ok(())
    }

    /// The master's yes to a request was about its old time: a client who moves it asks again.
    async fn ask_again(
        &mut self,
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.status != Status::Confirmed || !self.is_answered_by_hand(&mut *tx, tenant).await? {
            return Ok(());
        }
        self.become_status(tx, actor, Status::Pending, json!({}), now)
            .await
    }

    /// Whether the practice answers first: by one of its services' rules, or by what is agreed with its client.
    pub async fn is_answered_by_hand(&self, mut on: impl On, tenant: &Tenant) -> Result<bool> {
        let plan = self.plan(&mut on).await?;
        let terms = Terms::load(on, tenant, &plan, self.client_id).await?;
        Ok(terms.is_by_hand())
    }

    /// A place in a shared visit moves to the group of its new start.
    async fn reshare(&self, tx: &mut Tx, old_start: DateTime<Utc>) -> Result<()> {
        let (old, new) = (
            format!("@{}", old_start.timestamp()),
            format!("@{}", self.starts_at.timestamp()),
        );
        // Inactive while it changes hands, so that the guard judges the final state only.
        q!(
            tx,
            execute,
            "UPDATE allocations SET is_active = $3, share_key = replace(share_key, $4, $5)
             WHERE tenant_id = $1 AND appointment_id = $2 AND share_key IS NOT NULL",
            self.tenant_id,
            self.id,
            false,
            old,
            new,
        )?;
        Ok(())
    }
}
