//! Finding, making and changing clients. Each part of the card that is a list of its own has a file.

mod birthday;
mod bulk;
mod contacts;
mod doubles;
mod family;
mod fields;
mod figures;
mod in_use;
mod medical;
mod merge;
mod notes;
mod refold;
mod searched;
mod soon;
mod subjects;
mod tags;
mod turned_away;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

pub use birthday::Birthday;
pub use bulk::Bulk;
pub use contacts::{Contact, ContactKind, TypedContact};
pub use doubles::Double;
pub use family::{Relation, Relative};
pub use fields::{Field, FieldKind, FieldValue};
pub use figures::{Figures, habit_days};
pub use medical::{MedicalNote, MedicalState};
pub use merge::{COPIED, LEFT, MOVED, Merge, MergePreview};
pub use notes::Note;
pub use refold::{RULES as SEARCH_RULES, refold};
pub(super) use searched::NAME_ENDS;
pub use searched::{push_known_by, search_text};
pub use soon::Soon;
pub use subjects::{Subject, SubjectKind, Vin, plate};
pub use tags::{MAX_TAGS, Tag, TagUse};
pub use turned_away::TurnedAway;

use crate::contact::{Email, Phone};
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
    /// By which of our doors they came in: "public", "master", "api", "import".
    pub source: String,
    /// None where only the day is known.
    pub birth_year: Option<i64>,
    pub birth_month: Option<i64>,
    pub birth_day: Option<i64>,
    pub address: String,
    pub preferences: String,
    /// The channel they like to be written to by; "" is not known.
    pub writes_by: String,
    /// Who or what brought them.
    pub came_from: String,
    pub emergency_name: String,
    pub emergency_phone: String,
    /// When advertising was allowed.
    pub marketing_at: Option<DateTime<Utc>>,
    /// How that was said: "master" (entered by hand), "public" (ticked by the client), "import" (a file said so).
    pub marketing_origin: String,
    /// When it was taken back.
    pub marketing_ended_at: Option<DateTime<Utc>>,
    pub blocked_at: Option<DateTime<Utc>>,
    pub block_reason: String,
    /// Merged into another card, erased or locked: found nowhere.
    pub is_merged: bool,
    /// Since when only what must be kept is there, used for nothing; until `lock_ends_at`.
    pub locked_at: Option<DateTime<Utc>>,
    pub lock_ends_at: Option<DateTime<Utc>>,
    pub erased_at: Option<DateTime<Utc>>,
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

    /// The one with this phone, else with this e-mail, first or further. Where people share a phone, the one who has the
    /// e-mail too; else the oldest.
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
                "SELECT * FROM clients WHERE tenant_id = $1 AND phone = $2 AND NOT is_merged
                 ORDER BY CASE WHEN email_key = $3 THEN 0 ELSE 1 END, id LIMIT 1",
                tenant,
                phone.e164(),
                email.map(Email::key),
            )?;
            if found.is_some() {
                return Ok(found);
            }
            if let Some(found) = Self::by_further_contact(&mut on, tenant, phone.e164()).await? {
                return Ok(Some(found));
            }
        }
        let Some(email) = email else { return Ok(None) };
        let found = q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM clients WHERE tenant_id = $1 AND email_key = $2 AND NOT is_merged ORDER BY id LIMIT 1",
            tenant,
            email.key(),
        )?;
        if found.is_some() {
            return Ok(found);
        }
        Self::by_further_contact(on, tenant, &email.key()).await
    }

    /// Everybody whose first e-mail it is: a family may share one. The oldest cards first.
    pub async fn with_email(mut on: impl On, tenant: TenantId, email: &Email) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM clients WHERE tenant_id = $1 AND email_key = $2 AND NOT is_merged ORDER BY id LIMIT 5",
            tenant,
            email.key(),
        )?)
    }

    async fn by_further_contact(
        mut on: impl On,
        tenant: TenantId,
        key: &str,
    ) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT c.* FROM client_contacts k JOIN clients c ON c.tenant_id = k.tenant_id AND c.id = k.client_id
             WHERE k.tenant_id = $1 AND k.value_key = $2 AND k.kind IN ('phone', 'email') AND NOT c.is_merged
             ORDER BY c.id LIMIT 1",
            tenant,
            key,
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
            source: new.source.to_owned(),
            birth_year: None,
            birth_month: None,
            birth_day: None,
            address: String::new(),
            preferences: String::new(),
            writes_by: String::new(),
            came_from: String::new(),
            emergency_name: String::new(),
            emergency_phone: String::new(),
            marketing_at: None,
            marketing_origin: String::new(),
            marketing_ended_at: None,
            blocked_at: None,
            block_reason: String::new(),
            is_merged: false,
            locked_at: None,
            lock_ends_at: None,
            erased_at: None,
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
            client.search_text(&[], &[]),
            &client.source,
            now,
        )?;
        client
            .tell(tx, actor, Kind::ClientCreated, json!({}), now)
            .await?;
        Ok(client)
    }

    /// Writes what was changed on the card.
    pub async fn save(&self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        let search = self.searched(tx).await?;
        q!(
            tx,
            execute,
            "UPDATE clients SET name = $3, phone = $4, email = $5, email_key = $6, locale = $7, search = $8, allergies = $9,
                birth_year = $10, birth_month = $11, birth_day = $12, address = $13, preferences = $14, writes_by = $15,
                came_from = $16, emergency_name = $17, emergency_phone = $18, marketing_at = $19, marketing_origin = $20,
                marketing_ended_at = $21, blocked_at = $22, block_reason = $23, is_merged = $24, updated_at = $25
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            &self.name,
            &self.phone,
            &self.email,
            self.email_key(),
            self.locale,
            search,
            &self.allergies,
            self.birth_year,
            self.birth_month,
            self.birth_day,
            &self.address,
            &self.preferences,
            &self.writes_by,
            &self.came_from,
            &self.emergency_name,
            &self.emergency_phone,
            self.marketing_at,
            &self.marketing_origin,
            self.marketing_ended_at,
            self.blocked_at,
            &self.block_reason,
            self.is_merged,
            now,
        )?;
        self.tell(tx, actor, Kind::ClientUpdated, json!({}), now)
            .await
    }

    /// Records that something happened to this client.
    pub async fn tell(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        kind: Kind,
        data: serde_json::Value,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let object = Object::Client(self.id);
        events::record(tx, self.tenant_id, actor, kind, object, data, now).await?;
        Ok(())
    }

    /// Keeps them from booking online; nobody tells them. Visits that are booked stay.
    pub async fn block(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        reason: String,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.blocked_at = Some(self.blocked_at.unwrap_or(now));
        self.block_reason = reason;
        self.save_block(tx, now).await?;
        self.tell(tx, actor, Kind::ClientBlocked, json!({}), now)
            .await
    }

    pub async fn unblock(&mut self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        if self.blocked_at.take().is_none() {
            return Ok(());
        }
        self.block_reason.clear();
        self.save_block(tx, now).await?;
        self.tell(tx, actor, Kind::ClientUnblocked, json!({}), now)
            .await
    }

    async fn save_block(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE clients SET blocked_at = $3, block_reason = $4, updated_at = $5 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            self.blocked_at,
            &self.block_reason,
            now,
        )?;
        Ok(())
    }

    /// Erased or locked: there is no card to work with.
    pub fn is_closed(&self) -> bool {
        self.erased_at.is_some() || self.locked_at.is_some()
    }

    /// Whether advertising may be sent.
    pub fn allows_marketing(&self) -> bool {
        self.marketing_at.is_some() && self.marketing_ended_at.is_none()
    }

    /// Allows advertising, or takes that back; nothing when it stands so already.
    pub async fn set_marketing(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        allowed: bool,
        origin: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if allowed == self.allows_marketing() {
            return Ok(());
        }
        if allowed {
            self.marketing_at = Some(now);
            self.marketing_origin = origin.to_owned();
            self.marketing_ended_at = None;
        } else {
            self.marketing_ended_at = Some(now);
        }
        q!(
            tx,
            execute,
            "UPDATE clients SET marketing_at = $3, marketing_origin = $4, marketing_ended_at = $5, updated_at = $6
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            self.marketing_at,
            &self.marketing_origin,
            self.marketing_ended_at,
            now,
        )?;
        let data = json!({ "allowed": allowed, "origin": origin });
        self.tell(tx, actor, Kind::ClientMarketingChanged, data, now)
            .await
    }

    pub(super) fn email_key(&self) -> Option<String> {
        self.email.as_deref().map(str::to_lowercase)
    }

    pub fn initials(&self) -> String {
        crate::web::initials(&self.name)
    }
}
