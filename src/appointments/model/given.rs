//! What was given at booking and the client's card does not have. The card stays as it is, or whoever knows a phone number
//! could hang an address of their own on it and read what is meant for somebody else. The visit's own mail goes to the
//! address given for it; the master says whose it is.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::Appointment;
use crate::clients::Client;
use crate::contact::{Email, Phone};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{self, Actor, Kind, Object};
use crate::id::{AppointmentId, ClientId, TenantId};
use crate::q;

/// The contact as it was given, whole.
#[derive(Clone, Debug, PartialEq, FromRow)]
pub struct Given {
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// One that waits for the master's word, with the visit and the card it was matched to.
#[derive(Clone, Debug, FromRow)]
pub struct GivenRow {
    #[sqlx(flatten)]
    pub given: Given,
    pub appointment_id: AppointmentId,
    pub starts_at: DateTime<Utc>,
    pub title: String,
    pub client_id: ClientId,
    pub client_name: String,
    pub client_phone: Option<String>,
    pub client_email: Option<String>,
}

impl Given {
    /// None when the card has all of it.
    pub fn beside(
        client: &Client,
        name: &str,
        phone: Option<&Phone>,
        email: Option<&Email>,
    ) -> Option<Self> {
        let given = Self {
            name: name.to_owned(),
            phone: phone.map(|phone| phone.e164().to_owned()),
            email: email.map(|email| email.as_str().to_owned()),
        };
        let (phone, email) = given.news(client.phone.as_deref(), client.email.as_deref());
        (phone.is_some() || email.is_some()).then_some(given)
    }

    /// The phone and the e-mail that a card with these does not have.
    pub fn news(&self, phone: Option<&str>, email: Option<&str>) -> (Option<&str>, Option<&str>) {
        let key = |email: &str| email.to_lowercase();
        (
            self.phone.as_deref().filter(|given| Some(*given) != phone),
            self.email
                .as_deref()
                .filter(|given| Some(key(given)) != email.map(key)),
        )
    }

    pub(super) async fn insert(
        &self,
        tx: &mut Tx,
        appointment: &Appointment,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "INSERT INTO appointment_contacts (tenant_id, appointment_id, name, phone, email, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            appointment.tenant_id,
            appointment.id,
            &self.name,
            &self.phone,
            &self.email,
            now,
        )?;
        Ok(())
    }

    /// What was given for a visit; none when the card has it.
    pub async fn of(mut on: impl On, tenant: TenantId, id: AppointmentId) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT name, phone, email FROM appointment_contacts WHERE tenant_id = $1 AND appointment_id = $2",
            tenant,
            id,
        )?)
    }

    /// Those of visits that stand, oldest first.
    pub async fn open(mut on: impl On, tenant: TenantId) -> Result<Vec<GivenRow>> {
        Ok(q!(
            on,
            fetch_all: GivenRow,
            "SELECT g.name, g.phone, g.email, a.id AS appointment_id, a.starts_at, a.title,
                c.id AS client_id, c.name AS client_name, c.phone AS client_phone, c.email AS client_email
             FROM appointment_contacts g
             JOIN appointments a ON a.tenant_id = g.tenant_id AND a.id = g.appointment_id
             JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             WHERE g.tenant_id = $1 AND g.settled_at IS NULL AND a.status NOT IN ('cancelled', 'expired')
             ORDER BY g.created_at, a.id LIMIT 100",
            tenant,
        )?)
    }

    /// It stays with its visit, and the master has seen it.
    pub async fn settle(tx: &mut Tx, visit: &Appointment, now: DateTime<Utc>) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE appointment_contacts SET settled_at = $3
             WHERE tenant_id = $1 AND appointment_id = $2 AND settled_at IS NULL",
            visit.tenant_id,
            visit.id,
            now,
        )?;
        Ok(())
    }

    /// It goes where it belongs. False when somebody was quicker.
    pub async fn remove(tx: &mut Tx, visit: &Appointment) -> Result<bool> {
        let removed = q!(
            tx,
            execute,
            "DELETE FROM appointment_contacts WHERE tenant_id = $1 AND appointment_id = $2",
            visit.tenant_id,
            visit.id,
        )?;
        Ok(removed == 1)
    }
}

impl Appointment {
    /// It is this client's, and so is what was written about it.
    pub async fn give_to(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        client: ClientId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE appointments SET client_id = $3, version = version + 1, updated_at = $4
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            client,
            now,
        )?;
        q!(
            tx,
            execute,
            "UPDATE messages SET client_id = $3 WHERE tenant_id = $1 AND appointment_id = $2",
            self.tenant_id,
            self.id,
            client,
        )?;
        self.client_id = Some(client);
        self.version += 1;
        let (object, data) = (Object::Appointment(self.id), json!({ "client": client }));
        let kind = Kind::AppointmentUpdated;
        events::record(tx, self.tenant_id, actor, kind, object, data, now).await?;
        Ok(())
    }
}
