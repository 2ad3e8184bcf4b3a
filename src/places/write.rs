//! The verbs of places, each in the caller's transaction with its event.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{MAX_MINUTES, Place, Places};
use crate::accounts::Tenant;
use crate::appointments::MAX_SPAN_DAYS;
use crate::db::{Tx, is_foreign_key};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{PlaceId, ServiceId, TenantId};
use crate::q;
use crate::services::slug;

/// What the master says about one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceDraft {
    pub name: String,
    pub kind: String,
    pub address: String,
    pub link: String,
    pub travel_minutes: Option<i64>,
    /// Those that can be held there; none: all of them.
    pub services: Option<Vec<ServiceId>>,
    pub is_default: bool,
}

impl Place {
    /// An id that is there already means that the form was sent twice: nothing happens. With the first one the practice's
    /// own address becomes a place too, where all visits were so far.
    pub async fn create(
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        id: PlaceId,
        draft: &PlaceDraft,
        now: DateTime<Utc>,
    ) -> Result<()> {
        // Two at once would find the same slug free, and each be the first.
        let tenant = Tenant::find_for_change(tx, tenant.id).await?;
        let known = Self::all(&mut *tx, tenant.id).await?;
        if known.iter().any(|known| known.id == id) {
            return Ok(());
        }
        let mut taken: Vec<String> = known.iter().map(|known| known.slug.clone()).collect();
        if known.is_empty() {
            taken.push(Self::begin(tx, &tenant, now).await?.slug);
        }
        let slug = slug::free(slug::from_name(&draft.name, &draft.kind), &taken);
        insert(tx, tenant.id, id, &slug, draft, now).await?;
        record(tx, tenant.id, actor, id, "created", now).await
    }

    /// The practice's own address as its first place. Visits to come are held there for good, whichever place becomes the usual
    /// one.
    pub(crate) async fn begin(tx: &mut Tx, tenant: &Tenant, now: DateTime<Utc>) -> Result<Self> {
        let home = PlaceDraft {
            name: tenant.name.clone(),
            kind: "own".into(),
            // It follows the practice's.
            address: String::new(),
            link: String::new(),
            travel_minutes: None,
            services: None,
            is_default: true,
        };
        let own = PlaceId::new();
        let slug = slug::from_name(&home.name, "place");
        insert(tx, tenant.id, own, &slug, &home, now).await?;
        q!(
            tx,
            execute,
            "UPDATE places SET is_home = TRUE WHERE tenant_id = $1 AND id = $2",
            tenant.id,
            own,
        )?;
        q!(
            tx,
            execute,
            "UPDATE appointments SET place_id = $2 WHERE tenant_id = $1 AND starts_at > $3 AND place_id IS NULL",
            tenant.id,
            own,
            now - TimeDelta::days(MAX_SPAN_DAYS),
        )?;
        Self::find(tx, tenant.id, own).await
    }

    /// One with a slug that is known to be free.
    pub(crate) async fn add(
        tx: &mut Tx,
        tenant: TenantId,
        id: PlaceId,
        slug: &str,
        draft: &PlaceDraft,
        now: DateTime<Utc>,
    ) -> Result<()> {
        insert(tx, tenant, id, slug, draft, now).await?;
        record(tx, tenant, &Actor::system(), id, "created", now).await
    }

    pub async fn update(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        draft: &PlaceDraft,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if draft.is_default {
            no_default(tx, self.tenant_id).await?;
        }
        q!(
            tx,
            execute,
            "UPDATE places SET name = $3, kind = $4, address = $5, link = $6, travel_minutes = $7, is_for_all = $8,
                is_default = $9, is_active = (is_active OR $9)
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            &draft.name,
            &draft.kind,
            &draft.address,
            &draft.link,
            draft.travel_minutes,
            draft.services.is_none(),
            // The default one stays so until another is.
            draft.is_default || self.is_default,
        )?;
        set_services(tx, self.tenant_id, self.id, draft).await?;
        record(tx, self.tenant_id, actor, self.id, "updated", now).await
    }

    /// Switched off, no new visit is held there; those that are stay.
    ///
    /// # Errors
    /// Conflict for the default one.
    pub async fn set_active(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        is_active: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if !is_active && self.is_default {
            return Err(Error::Conflict(key!("places-default-stays")));
        }
        q!(
            tx,
            execute,
            "UPDATE places SET is_active = $3 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            is_active,
        )?;
        // Hours that are for visits there alone would be for none.
        if !is_active {
            q!(
                tx,
                execute,
                "UPDATE working_hours SET place_id = NULL WHERE tenant_id = $1 AND place_id = $2",
                self.tenant_id,
                self.id,
            )?;
        }
        let verb = if is_active {
            "activated"
        } else {
            "deactivated"
        };
        record(tx, self.tenant_id, actor, self.id, verb, now).await
    }

    /// Whether no visit was ever held there.
    pub async fn is_unused(&self, mut on: impl crate::db::On) -> Result<bool> {
        let (is_used,) = q!(
            on,
            fetch_one: (bool,),
            "SELECT EXISTS (SELECT 1 FROM appointments WHERE tenant_id = $1 AND place_id = $2)",
            self.tenant_id,
            self.id,
        )?;
        Ok(!is_used && !self.is_default && !self.is_home)
    }

    pub async fn delete(&self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        if !self.is_unused(&mut *tx).await? {
            return Err(Error::Conflict(key!("places-used")));
        }
        self.set_active(tx, actor, false, now).await?;
        let gone = q!(
            tx,
            execute,
            "DELETE FROM places WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
        );
        match gone {
            Err(error) if is_foreign_key(&error) => Err(Error::Conflict(key!("places-used"))),
            other => {
                other?;
                record(tx, self.tenant_id, actor, self.id, "deleted", now).await
            }
        }
    }
}

async fn insert(
    tx: &mut Tx,
    tenant: TenantId,
    id: PlaceId,
    slug: &str,
    draft: &PlaceDraft,
    now: DateTime<Utc>,
) -> Result<()> {
    if draft.is_default {
        no_default(tx, tenant).await?;
    }
    q!(
        tx,
        execute,
        "INSERT INTO places (tenant_id, id, slug, name, kind, address, link, travel_minutes, is_for_all, is_default, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        tenant,
        id,
        slug,
        &draft.name,
        &draft.kind,
        &draft.address,
        &draft.link,
        draft.travel_minutes,
        draft.services.is_none(),
        draft.is_default,
        now,
    )?;
    set_services(tx, tenant, id, draft).await
}

async fn no_default(tx: &mut Tx, tenant: TenantId) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE places SET is_default = FALSE WHERE tenant_id = $1 AND is_default",
        tenant,
    )?;
    Ok(())
}

async fn set_services(
    tx: &mut Tx,
    tenant: TenantId,
    id: PlaceId,
    draft: &PlaceDraft,
) -> Result<()> {
    q!(
        tx,
        execute,
        "DELETE FROM place_services WHERE tenant_id = $1 AND place_id = $2",
        tenant,
        id,
    )?;
    for service in draft.services.iter().flatten() {
        q!(
            tx,
            execute,
            "INSERT INTO place_services (tenant_id, place_id, service_id) VALUES ($1, $2, $3)",
            tenant,
            id,
            *service,
        )?;
    }
    Ok(())
}

/// The ways between own places, none said for those that are left out, and the figure for all others.
pub async fn set_travel(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    usual: i64,
    ways: &[(PlaceId, PlaceId, i64)],
    now: DateTime<Utc>,
) -> Result<()> {
    let places = Places::load(&mut *tx, tenant).await?;
    let is_own = |id: PlaceId| places.all.iter().any(|place| place.id == id);
    q!(
        tx,
        execute,
        "UPDATE tenants SET travel_minutes = $2 WHERE id = $1",
        tenant,
        usual.clamp(0, MAX_MINUTES),
    )?;
    q!(
        tx,
        execute,
        "DELETE FROM place_travel WHERE tenant_id = $1",
        tenant
    )?;
    for (a, b, minutes) in ways {
        if a == b || !is_own(*a) || !is_own(*b) {
            return Err(Error::NotFound);
        }
        q!(
            tx,
            execute,
            "INSERT INTO place_travel (tenant_id, from_id, to_id, minutes) VALUES ($1, $2, $3, $4)",
            tenant,
            *a.min(b),
            *a.max(b),
            (*minutes).clamp(0, MAX_MINUTES),
        )?;
    }
    let data = json!({ "part": "travel", "usual": usual, "ways": ways.len() });
    told(tx, tenant, actor, data, now).await
}

async fn record(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    id: PlaceId,
    verb: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({ "part": "places", "place": id, "verb": verb });
    told(tx, tenant, actor, data, now).await
}

async fn told(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    data: Value,
    now: DateTime<Utc>,
) -> Result<()> {
    let object = Object::Tenant(tenant);
    events::record(tx, tenant, actor, Kind::ScheduleUpdated, object, data, now).await?;
    Ok(())
}
