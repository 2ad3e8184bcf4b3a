//! Somebody who waits for a time.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::Wish;
use crate::accounts::Tenant;
use crate::appointments::Given;
use crate::clients::Client;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::{Locale, key};
use crate::id::{
    AppointmentId, ClientId, PlaceId, ServiceId, TenantId, VariantId, WaitlistEntryId,
};
use crate::q;
use crate::services::{Addon, Choice, Plan, Service, Variant};

/// Open wishes that one person may have.
const MAX_OPEN: i64 = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum EntrySource {
    /// By themselves, on the booking page.
    Public,
    Master,
    /// Did not ask: comes regularly, was due, and the master offered a time.
    Regular,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum EntryStatus {
    Open,
    /// Has a visit.
    Booked,
    /// Wants it no more.
    Left,
    /// Taken off by the practice.
    Closed,
    /// The last day is over.
    Ended,
}

#[derive(Clone, Debug, FromRow)]
pub struct Entry {
    pub tenant_id: TenantId,
    pub id: WaitlistEntryId,
    pub client_id: ClientId,
    pub service_id: ServiceId,
    pub variant_id: Option<VariantId>,
    /// Slugs with commas.
    pub addons: String,
    /// Where; none: wherever a time comes free.
    pub place_id: Option<PlaceId>,
    #[sqlx(flatten)]
    pub wish: Wish,
    /// 1: asked before others.
    pub priority: i64,
    pub client_note: String,
    pub note: String,
    pub source: EntrySource,
    pub locale: Locale,
    pub given_name: Option<String>,
    pub given_phone: Option<String>,
    pub given_email: Option<String>,
    pub status: EntryStatus,
    /// What it became.
    pub appointment_id: Option<AppointmentId>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// A wish to be written down.
#[derive(Clone, Debug)]
pub struct NewEntry {
    pub choice: Choice,
    pub place: Option<PlaceId>,
    pub wish: Wish,
    pub priority: i64,
    pub client_note: String,
    pub note: String,
    pub source: EntrySource,
    pub locale: Locale,
    pub given: Option<Given>,
}

impl Entry {
    pub async fn find(mut on: impl On, tenant: TenantId, id: WaitlistEntryId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM waitlist_entries WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?)
    }

    pub async fn find_for_change(
        tx: &mut Tx,
        tenant: TenantId,
        id: WaitlistEntryId,
    ) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM waitlist_entries WHERE tenant_id = $1 AND id = $2",
                pg: "SELECT * FROM waitlist_entries WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    /// Writes a wish down. The same one again is the one that is there; whether it is new.
    ///
    /// # Errors
    /// Conflict when the client waits for as much as anybody may.
    pub async fn join(
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        client: ClientId,
        new: NewEntry,
        now: DateTime<Utc>,
    ) -> Result<(Self, bool)> {
        let addons: Vec<&str> = new.choice.addons.iter().map(|a| a.slug.as_str()).collect();
        let entry = Self {
            tenant_id: tenant.id,
            id: WaitlistEntryId::new(),
            client_id: client,
            service_id: new.choice.service.id,
            variant_id: new.choice.variant.as_ref().map(|variant| variant.id),
            addons: addons.join(","),
            place_id: new.place,
            wish: new.wish,
            priority: new.priority,
            client_note: new.client_note,
            note: new.note,
            source: new.source,
            locale: new.locale,
            given_name: new.given.as_ref().map(|given| given.name.clone()),
            given_phone: new.given.as_ref().and_then(|given| given.phone.clone()),
            given_email: new.given.as_ref().and_then(|given| given.email.clone()),
            status: EntryStatus::Open,
            appointment_id: None,
            version: 1,
            created_at: now,
            ended_at: None,
        };
        // Whoever joins for the same client waits for the other to be done.
        Client::find_for_change(tx, tenant.id, client).await?;
        let open = Self::open_of(&mut *tx, tenant.id, client).await?;
        if let Some(same) = open.iter().find(|open| open.is_same(&entry)) {
            return Ok((same.clone(), false));
        }
        if open.len() as i64 >= MAX_OPEN {
            return Err(Error::Conflict(key!("waitlist-too-many")));
        }
        entry.insert(tx).await?;
        entry
            .tell(tx, actor, Kind::WaitlistJoined, json!({}), now)
            .await?;
        Ok((entry, true))
    }

    fn is_same(&self, other: &Self) -> bool {
        self.service_id == other.service_id
            && self.variant_id == other.variant_id
            && self.addons == other.addons
            && self.place_id == other.place_id
            && self.wish == other.wish
            && self.given_email == other.given_email
    }

    async fn insert(&self, tx: &mut Tx) -> Result<()> {
        q!(
            tx,
            execute,
            "INSERT INTO waitlist_entries (tenant_id, id, client_id, service_id, variant_id, addons, from_date, until_date,
                weekdays, parts, priority, client_note, note, source, locale, given_name, given_phone, given_email, status,
                created_at, updated_at, place_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20, $21)",
            self.tenant_id,
            self.id,
            self.client_id,
            self.service_id,
            self.variant_id,
            &self.addons,
            self.wish.from_date,
            self.wish.until_date,
            self.wish.weekdays,
            self.wish.parts,
            self.priority,
            &self.client_note,
            &self.note,
            self.source,
            self.locale,
            &self.given_name,
            &self.given_phone,
            &self.given_email,
            self.status,
            self.created_at,
            self.place_id,
        )?;
        Ok(())
    }

    /// Writes what the master changed; nobody may have changed it since it was read.
    pub async fn save(&mut self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        let changed = q!(
            tx,
            execute,
            "UPDATE waitlist_entries SET from_date = $4, until_date = $5, weekdays = $6, parts = $7, priority = $8, note = $9,
                version = version + 1, updated_at = $10
             WHERE tenant_id = $1 AND id = $2 AND version = $3 AND status = 'open'",
            self.tenant_id,
            self.id,
            self.version,
            self.wish.from_date,
            self.wish.until_date,
            self.wish.weekdays,
            self.wish.parts,
            self.priority,
            &self.note,
            now,
        )?;
        if changed == 0 {
            return Err(Error::Conflict(key!("waitlist-stale")));
        }
        self.version += 1;
        self.tell(tx, actor, Kind::WaitlistChanged, json!({}), now)
            .await
    }

    /// Waits no more, or again. Nothing when it stands so already.
    pub async fn become_status(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        to: EntryStatus,
        visit: Option<AppointmentId>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let from = self.status;
        let ended = (to != EntryStatus::Open).then_some(now);
        let changed = q!(
            tx,
            execute,
            "UPDATE waitlist_entries SET status = $3, appointment_id = $4, ended_at = $5, version = version + 1, updated_at = $6
             WHERE tenant_id = $1 AND id = $2 AND status = $7 AND status <> $3",
            self.tenant_id,
            self.id,
            to,
            visit,
            ended,
            now,
            from,
        )?;
        if changed == 0 {
            return Ok(());
        }
        (self.status, self.appointment_id, self.ended_at) = (to, visit, ended);
        self.version += 1;
        let kind = match to {
            EntryStatus::Open => Kind::WaitlistJoined,
            EntryStatus::Booked => Kind::WaitlistBooked,
            _ => Kind::WaitlistLeft,
        };
        self.tell(tx, actor, kind, json!({ "visit": visit }), now)
            .await
    }

    async fn tell(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        kind: Kind,
        mut data: serde_json::Value,
        now: DateTime<Utc>,
    ) -> Result<()> {
        data["entry"] = json!(self.id);
        let object = Object::Client(self.client_id);
        events::record(tx, self.tenant_id, actor, kind, object, data, now).await?;
        Ok(())
    }

    /// What they wait for as it is sold now; none when it is not offered any more. An add-on that is gone is left out.
    pub async fn plan(&self, mut on: impl On, tenant: &Tenant) -> Result<Option<Plan>> {
        let service = Service::find(&mut on, tenant.id, self.service_id).await?;
        if !service.is_active {
            return Ok(None);
        }
        let variant = match self.variant_id {
            None => None,
            Some(id) => {
                let all = Variant::of_service(&mut on, tenant.id, service.id).await?;
                match all.into_iter().find(|v| v.id == id && v.is_active) {
                    Some(variant) => Some(variant),
                    None => return Ok(None),
                }
            }
        };
        let mut addons = Vec::new();
        if !self.addons.is_empty() {
            addons = Addon::of_service(&mut on, tenant.id, service.id).await?;
            addons.retain(|a| a.is_active && self.addons.split(',').any(|slug| slug == a.slug));
        }
        let choice = Choice {
            service,
            variant,
            addons,
        };
        Ok(Some(Plan {
            place: self.place_id,
            ..Plan::one(choice, tenant.currency)
        }))
    }

    /// What was given at joining and the card does not have.
    pub fn given(&self) -> Option<Given> {
        let is_any = self.given_phone.is_some() || self.given_email.is_some();
        is_any.then(|| Given {
            name: self.given_name.clone().unwrap_or_default(),
            phone: self.given_phone.clone(),
            email: self.given_email.clone(),
        })
    }
}

impl EntryStatus {
    /// The text's key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "waitlist-status-open",
            Self::Booked => "waitlist-status-booked",
            Self::Left => "waitlist-status-left",
            Self::Closed => "waitlist-status-closed",
            Self::Ended => "waitlist-status-ended",
        }
    }
}
