//! Variants and add-ons: the same shape in two tables. One that a visit has had is put aside, never deleted.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::draft::PartDraft;
use super::{Addon, Service, Variant, slug};
use crate::appointments::LENGTHS;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::i18n::key;
use crate::q;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    Variant,
    Addon,
}

/// Either of the two, as the master's pages show it.
#[derive(Clone, Debug)]
pub struct Part {
    pub id: uuid::Uuid,
    pub slug: String,
    pub name: String,
    pub duration_minutes: i64,
    pub price_minor: i64,
    pub is_active: bool,
}

impl PartKind {
    /// The part of the address: "variants".
    pub fn noun(self) -> &'static str {
        match self {
            Self::Variant => "variants",
            Self::Addon => "addons",
        }
    }

    /// A variant takes the service's place, so it needs a length; an add-on may take no time.
    pub fn least_minutes(self) -> i64 {
        match self {
            Self::Variant => 5,
            Self::Addon => 0,
        }
    }
}

impl Part {
    /// Of a service, in order; those put aside too.
    pub async fn all(on: impl On, kind: PartKind, service: &Service) -> Result<Vec<Self>> {
        Ok(match kind {
            PartKind::Variant => Variant::of_service(on, service.tenant_id, service.id)
                .await?
                .into_iter()
                .map(Self::from)
                .collect(),
            PartKind::Addon => Addon::of_service(on, service.tenant_id, service.id)
                .await?
                .into_iter()
                .map(Self::from)
                .collect(),
        })
    }

    pub async fn find(
        on: impl On,
        kind: PartKind,
        service: &Service,
        id: uuid::Uuid,
    ) -> Result<Self> {
        Self::all(on, kind, service)
            .await?
            .into_iter()
            .find(|part| part.id == id)
            .ok_or(Error::NotFound)
    }

    /// Adds one at the end; an id that is there already means that the form was sent twice. [`Error::Invalid`], here and
    /// below, when a visit with all of it would be longer than any may be.
    pub async fn create(
        tx: &mut Tx,
        kind: PartKind,
        service: &Service,
        actor: &Actor,
        id: uuid::Uuid,
        draft: &PartDraft,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let known = Self::all(&mut *tx, kind, service).await?;
        if known.iter().any(|part| part.id == id) {
            return Ok(());
        }
        let position = known.len() as i64 + 1;
        let taken: Vec<String> = known.into_iter().map(|part| part.slug).collect();
        let slug = slug::free(slug::from_name(&draft.name, kind.noun()), &taken);
        match kind {
            PartKind::Variant => q!(
                tx,
                execute,
                "INSERT INTO service_variants (tenant_id, id, service_id, slug, name, duration_minutes, price_minor,
                    position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                service.tenant_id,
                id,
                service.id,
                slug,
                &draft.name,
                draft.duration_minutes,
                draft.price_minor,
                position,
            )?,
            PartKind::Addon => q!(
                tx,
                execute,
                "INSERT INTO service_addons (tenant_id, id, service_id, slug, name, duration_minutes, price_minor,
                    position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                service.tenant_id,
                id,
                service.id,
                slug,
                &draft.name,
                draft.duration_minutes,
                draft.price_minor,
                position,
            )?,
        };
        service.require_fit(tx).await?;
        let data = json!({ kind.noun(): id, "change": "created" });
        service.changed(tx, actor, data, now).await
    }

    pub async fn update(
        &self,
        tx: &mut Tx,
        kind: PartKind,
        service: &Service,
        actor: &Actor,
        draft: &PartDraft,
        now: DateTime<Utc>,
    ) -> Result<()> {
        match kind {
            PartKind::Variant => q!(
                tx,
                execute,
                "UPDATE service_variants SET name = $3, duration_minutes = $4, price_minor = $5
                 WHERE tenant_id = $1 AND id = $2",
                service.tenant_id,
                self.id,
                &draft.name,
                draft.duration_minutes,
                draft.price_minor,
            )?,
            PartKind::Addon => q!(
                tx,
                execute,
                "UPDATE service_addons SET name = $3, duration_minutes = $4, price_minor = $5
                 WHERE tenant_id = $1 AND id = $2",
                service.tenant_id,
                self.id,
                &draft.name,
                draft.duration_minutes,
                draft.price_minor,
            )?,
        };
        service.require_fit(tx).await?;
        let data = json!({ kind.noun(): self.id, "change": "updated" });
        service.changed(tx, actor, data, now).await
    }

    /// Deletes one that no visit has had and puts another aside; tells whether it is gone.
    pub async fn remove(
        &self,
        tx: &mut Tx,
        kind: PartKind,
        service: &Service,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let deleted = match kind {
            PartKind::Variant => q!(
                tx,
                execute,
                "DELETE FROM service_variants WHERE tenant_id = $1 AND id = $2 AND NOT EXISTS (
                    SELECT 1 FROM appointment_items i WHERE i.tenant_id = $1 AND i.variant_id = $2)",
                service.tenant_id,
                self.id,
            ),
            PartKind::Addon => q!(
                tx,
                execute,
                "DELETE FROM service_addons WHERE tenant_id = $1 AND id = $2 AND NOT EXISTS (
                    SELECT 1 FROM appointment_items i WHERE i.tenant_id = $1 AND i.addon_id = $2)",
                service.tenant_id,
                self.id,
            ),
        }
        .map_err(super::write::used)?
            > 0;
        if !deleted {
            self.mark(tx, kind, service, false).await?;
        }
        let data = json!({ kind.noun(): self.id, "change": "removed" });
        service.changed(tx, actor, data, now).await?;
        Ok(deleted)
    }

    /// Offers again what was put aside.
    pub async fn restore(
        &self,
        tx: &mut Tx,
        kind: PartKind,
        service: &Service,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.is_active {
            return Ok(());
        }
        self.mark(tx, kind, service, true).await?;
        service.require_fit(tx).await?;
        let data = json!({ kind.noun(): self.id, "change": "restored" });
        service.changed(tx, actor, data, now).await
    }

    async fn mark(
        &self,
        tx: &mut Tx,
        kind: PartKind,
        service: &Service,
        active: bool,
    ) -> Result<()> {
        match kind {
            PartKind::Variant => q!(
                tx,
                execute,
                "UPDATE service_variants SET is_active = $3 WHERE tenant_id = $1 AND id = $2",
                service.tenant_id,
                self.id,
                active,
            )?,
            PartKind::Addon => q!(
                tx,
                execute,
                "UPDATE service_addons SET is_active = $3 WHERE tenant_id = $1 AND id = $2",
                service.tenant_id,
                self.id,
                active,
            )?,
        };
        Ok(())
    }
}

impl Service {
    /// Refuses what was written in this transaction if a visit could become longer than any may be: the service or its
    /// longest variant, with every add-on. What was put aside does not count.
    pub(super) async fn require_fit(&self, tx: &mut Tx) -> Result<()> {
        let service = Self::find(&mut *tx, self.tenant_id, self.id).await?;
        let variants = Variant::of_service(&mut *tx, self.tenant_id, self.id).await?;
        let addons = Addon::of_service(&mut *tx, self.tenant_id, self.id).await?;
        let longest = variants
            .iter()
            .filter(|variant| variant.is_active)
            .map(|variant| variant.duration_minutes)
            .fold(service.duration_minutes, i64::max);
        let added: i64 = addons
            .iter()
            .filter(|addon| addon.is_active)
            .map(|addon| addon.duration_minutes)
            .sum();
        match longest + added > *LENGTHS.end() {
            true => Err(Error::Invalid(key!("services-too-long"))),
            false => Ok(()),
        }
    }
}

impl From<Variant> for Part {
    fn from(variant: Variant) -> Self {
        Self {
            id: variant.id.0,
            slug: variant.slug,
            name: variant.name,
            duration_minutes: variant.duration_minutes,
            price_minor: variant.price_minor,
            is_active: variant.is_active,
        }
    }
}

impl From<Addon> for Part {
    fn from(addon: Addon) -> Self {
        Self {
            id: addon.id.0,
            slug: addon.slug,
            name: addon.name,
            duration_minutes: addon.duration_minutes,
            price_minor: addon.price_minor,
            is_active: addon.is_active,
        }
    }
}
