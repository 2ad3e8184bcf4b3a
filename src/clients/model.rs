//! Finding, making and changing clients.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use crate::contact::{Email, Phone, fold};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::Locale;
use crate::id::{ClientId, TenantId};
use crate::q;

#[derive(Clone, Debug, FromRow)]
pub struct Client {
    pub tenant_id: TenantId,
    pub id: ClientId,
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    pub email: Option<String>,
    pub locale: Locale,
    /// Shown as an alert wherever the client is booked.
    pub allergies: String,
    pub note: String,
    pub source: String,
    pub blocked_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// Rises with every change of the card; the second of two editors is told.
    pub updated_at: DateTime<Utc>,
}

/// What is known of a client at entry.
#[derive(Clone, Debug)]
pub struct NewClient {
    pub name: String,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub locale: Locale,
    pub source: &'static str,
}

impl Client {
    pub async fn find(mut on: impl On, tenant: TenantId, id: ClientId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM clients WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// As [`Self::find`], and nobody else changes it until the transaction ends.
    pub async fn find_for_change(tx: &mut Tx, tenant: TenantId, id: ClientId) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM clients WHERE tenant_id = $1 AND id = $2",
                pg: "SELECT * FROM clients WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    /// The one with this phone, else with this e-mail. Where people share a phone, the one who has the e-mail too; else the
    /// oldest.
    pub async fn by_contact(
        mut on: impl On,
        tenant: TenantId,
        phone: Option<&Phone>,
        email: Option<&Email>,
    ) -> Result<Option<Self>> {
        if let Some(phone) = phone {
            let found = q!(
                on,
                fetch_optional: Self,
                "SELECT * FROM clients WHERE tenant_id = $1 AND phone = $2
                 ORDER BY CASE WHEN email_key = $3 THEN 0 ELSE 1 END, id LIMIT 1",
                tenant,
                phone.e164(),
                email.map(Email::key),
            )?;
            if found.is_some() {
                return Ok(found);
            }
        }
        let Some(email) = email else { return Ok(None) };
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM clients WHERE tenant_id = $1 AND email_key = $2 ORDER BY id LIMIT 1",
            tenant,
            email.key(),
        )?)
    }

    /// The client this contact belongs to, or a new one. A card that is there stays as it is: who knows a phone number is
    /// not thereby the person it belongs to.
    pub async fn find_or_create(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        new: &NewClient,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        match Self::by_contact(&mut *tx, tenant, new.phone.as_ref(), new.email.as_ref()).await? {
            Some(client) => Ok(client),
            None => Self::create(tx, tenant, actor, new, now).await,
        }
    }

    pub async fn create(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        new: &NewClient,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let client = Self {
            tenant_id: tenant,
            id: ClientId::new(),
            name: new.name.clone(),
            phone: new.phone.as_ref().map(|phone| phone.e164().to_owned()),
            email: new.email.as_ref().map(|email| email.as_str().to_owned()),
            locale: new.locale,
            allergies: String::new(),
            note: String::new(),
            source: new.source.to_owned(),
            blocked_at: None,
            created_at: now,
            updated_at: now,
        };
        q!(
            tx,
            execute,
            "INSERT INTO clients (tenant_id, id, name, phone, email, email_key, locale, search, source, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
            tenant,
            client.id,
            &client.name,
            &client.phone,
            &client.email,
            client.email_key(),
            client.locale,
            client.search_text(),
            &client.source,
            now,
        )?;
        events::record(
            tx,
            tenant,
            actor,
            Kind::ClientCreated,
            Object::Client(client.id),
            json!({}),
            now,
        )
        .await?;
        Ok(client)
    }

    /// Writes what was changed on the card.
    pub async fn save(&self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE clients SET name = $3, phone = $4, email = $5, email_key = $6, locale = $7, search = $8, allergies = $9,
                note = $10, blocked_at = $11, updated_at = $12 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            &self.name,
            &self.phone,
            &self.email,
            self.email_key(),
            self.locale,
            self.search_text(),
            &self.allergies,
            &self.note,
            self.blocked_at,
            now,
        )?;
        events::record(
            tx,
            self.tenant_id,
            actor,
            Kind::ClientUpdated,
            Object::Client(self.id),
            json!({}),
            now,
        )
        .await?;
        Ok(())
    }

    fn email_key(&self) -> Option<String> {
        self.email.as_deref().map(str::to_lowercase)
    }

    fn search_text(&self) -> String {
        search_text(
            &self.name,
            self.phone.as_deref(),
            self.email_key().as_deref(),
        )
    }

    pub fn initials(&self) -> String {
        crate::web::initials(&self.name)
    }
}

/// What search looks through: folded name, digits of the phone, e-mail.
pub fn search_text(name: &str, phone: Option<&str>, email_key: Option<&str>) -> String {
    [
        &fold(name),
        phone.unwrap_or_default(),
        email_key.unwrap_or_default(),
    ]
    .join(" ")
}
