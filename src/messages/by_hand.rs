//! What a person does with a message before it goes: other words for this one, keeping it back, letting it go after all.
//!
//! A worker takes a message by raising its `attempts` under the same row's lock, so that either the person or the worker is
//! first. What a worker may have in hands is left to it.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::Message;
use super::listed::Standing;
use super::words::Own;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{MessageId, TenantId};
use crate::q;

impl Message {
    /// One to a client.
    pub async fn find(mut on: impl On, tenant: TenantId, id: MessageId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM messages WHERE tenant_id = $1 AND id = $2 AND audience = 'client'",
            tenant,
            id,
        )?)
    }

    /// The same, kept from the workers until the transaction ends.
    pub async fn find_for_change(tx: &mut Tx, tenant: TenantId, id: MessageId) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM messages WHERE tenant_id = $1 AND id = $2 AND audience = 'client'",
                pg: "SELECT * FROM messages WHERE tenant_id = $1 AND id = $2 AND audience = 'client' FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    /// Whether its words are still the practice's to choose: it may have arrived once it was tried.
    pub fn may_be_reworded(&self, now: DateTime<Utc>) -> bool {
        let standing = self.standing(now);
        self.kind.is_changed_by_hand()
            && self.attempts == 0
            && matches!(standing, Standing::Waiting | Standing::Stopped)
    }

    pub fn may_be_stopped(&self, now: DateTime<Utc>) -> bool {
        let standing = self.standing(now);
        self.kind.is_changed_by_hand() && matches!(standing, Standing::Waiting | Standing::Resting)
    }

    pub fn may_be_released(&self, now: DateTime<Utc>) -> bool {
        self.stopped_at.is_some() && self.not_after.is_none_or(|until| now < until)
    }

    /// Gives it words of its own; none: the usual ones again. What was rendered for a try that failed is rendered anew.
    ///
    /// # Errors
    /// Conflict when it has gone, is going, or has been tried.
    pub async fn reword(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        own: Option<&Own>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if !self.may_be_reworded(now) {
            return Err(Error::Conflict(self.hindrance(now)));
        }
        q!(
            tx,
            execute,
            "UPDATE messages SET own_subject = $3, own_text = $4, version = version + 1,
                subject = NULL, body_text = NULL, body_html = NULL, attachment = NULL
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            own.map(|own| own.subject.as_str()),
            own.map(|own| own.text.as_str()),
        )?;
        self.note(tx, actor, Kind::MessageReworded, now).await
    }

    /// Keeps it back; false when it is kept back already.
    ///
    /// # Errors
    /// Conflict when it has gone or is going.
    pub async fn stop(&self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<bool> {
        if self.standing(now) == Standing::Stopped {
            return Ok(false);
        }
        if !self.may_be_stopped(now) {
            return Err(Error::Conflict(self.hindrance(now)));
        }
        q!(
            tx,
            execute,
            "UPDATE messages SET status = 'dropped', last_error = 'stopped', stopped_at = $3, leased_until = NULL,
                version = version + 1
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            now,
        )?;
        self.note(tx, actor, Kind::MessageStopped, now).await?;
        Ok(true)
    }

    /// Lets it go after all, at its time or at once when that has passed; false when nothing keeps it back.
    ///
    /// # Errors
    /// Conflict when it is of no more use, or has gone.
    pub async fn release(&self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<bool> {
        match self.standing(now) {
            Standing::Waiting | Standing::Resting | Standing::OnItsWay => return Ok(false),
            Standing::Stopped if self.may_be_released(now) => {}
            Standing::Stopped => return Err(Error::Conflict(key!("messages-too-late"))),
            _ => return Err(Error::Conflict(self.hindrance(now))),
        }
        q!(
            tx,
            execute,
            "UPDATE messages SET status = 'queued', last_error = NULL, stopped_at = NULL, send_at = $3, version = version + 1
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            self.send_at.max(now),
        )?;
        self.note(tx, actor, Kind::MessageReleased, now).await?;
        Ok(true)
    }

    /// Why it cannot be changed any more; a text's key.
    fn hindrance(&self, now: DateTime<Utc>) -> &'static str {
        match self.standing(now) {
            _ if !self.kind.is_changed_by_hand() => key!("messages-not-here"),
            Standing::OnItsWay => key!("messages-is-going"),
            Standing::Sent => key!("messages-has-gone"),
            Standing::Failed => key!("messages-has-failed"),
            Standing::Dropped => key!("messages-was-dropped"),
            Standing::Waiting | Standing::Resting | Standing::Stopped => key!("messages-was-tried"),
        }
    }

    async fn note(&self, tx: &mut Tx, actor: &Actor, kind: Kind, now: DateTime<Utc>) -> Result<()> {
        let object = match (self.appointment_id, self.client_id) {
            (Some(visit), _) => Object::Appointment(visit),
            (None, Some(client)) => Object::Client(client),
            (None, None) => Object::Tenant(self.tenant_id),
        };
        let data = json!({ "message": self.id, "kind": self.kind.as_str() });
        events::record(tx, self.tenant_id, actor, kind, object, data, now).await?;
        Ok(())
    }
}
