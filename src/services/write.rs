//! The verbs of a service: create, change, put in order, take away. Each in the caller's transaction, with its event.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::types::Json;

use super::draft::ServiceDraft;
use super::{OwnRules, Service, slug};
use crate::accounts::Tenant;
use crate::db::{On, Tx, is_foreign_key, is_unique};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{ServiceId, TenantId};
use crate::q;

impl Service {
    /// Adds a service at the end of the list. An id that is there already means that the form was sent twice: nothing
    /// happens. [`Error::Conflict`] when the slug is another service's.
    pub async fn create(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: ServiceId,
        draft: &ServiceDraft,
        now: DateTime<Utc>,
    ) -> Result<()> {
        // Two at once would find the same slug free.
        Tenant::find_for_change(tx, tenant).await?;
        let known = slugs(&mut *tx, tenant).await?;
        if known.iter().any(|(known, _)| *known == id) {
            return Ok(());
        }
        let slug = match &draft.slug {
            Some(slug) => slug.clone(),
            None => {
                let taken: Vec<String> = known.into_iter().map(|(_, slug)| slug).collect();
                slug::free(slug::from_name(&draft.name, "service"), &taken)
            }
        };
        q!(
            tx,
            execute,
            "INSERT INTO services (tenant_id, id, slug, category, name, description, duration_minutes,
                buffer_before_minutes, buffer_after_minutes, price_minor, price_from, material_cost_minor, confirmation,
                capacity, notice_minutes, horizon_days, cancel_window_minutes, days, hours, visibility, is_featured,
                upsell, position, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $23,
                (SELECT COALESCE(MAX(position), 0) + 1 FROM services WHERE tenant_id = $1), $22, $22)",
            tenant,
            id,
            slug,
            &draft.category,
            &draft.name,
            &draft.description,
            draft.duration_minutes,
            draft.buffer_before_minutes,
            draft.buffer_after_minutes,
            draft.price_minor,
            draft.price_from,
            draft.material_cost_minor,
            draft.confirmation,
            draft.capacity,
            draft.notice_minutes,
            draft.horizon_days,
            draft.cancel_window_minutes,
            draft.days.clone().map(Json),
            draft.hours.clone().map(Json),
            draft.visibility(),
            draft.is_featured,
            now,
            &draft.upsell,
        )
        .map_err(slug_taken)?;
        set_deposit(tx, tenant, id, draft).await?;
        set_colour(tx, tenant, id, draft).await?;
        set_own_rules(tx, tenant, id, draft.own).await?;
        let data =
            json!({ "duration_minutes": draft.duration_minutes, "price_minor": draft.price_minor });
        let object = Object::Service(id);
        events::record(tx, tenant, actor, Kind::ServiceCreated, object, data, now).await?;
        Ok(())
    }

    /// Takes over everything the draft says; what it is silent about (such as resources) stays.
    /// [`Error::Conflict`] when the slug is another service's, [`Error::Invalid`] when a visit with all its add-ons would be
    /// longer than any may be.
    pub async fn update(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        draft: &ServiceDraft,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let slug = draft.slug.as_ref().unwrap_or(&self.slug);
        q!(
            tx,
            execute,
            "UPDATE services SET slug = $3, category = $4, name = $5, description = $6, duration_minutes = $7,
                buffer_before_minutes = $8, buffer_after_minutes = $9, price_minor = $10, price_from = $11,
                material_cost_minor = $12, confirmation = $13, capacity = $14, notice_minutes = $15, horizon_days = $16,
                cancel_window_minutes = $17, days = $18, hours = $19, visibility = $20, is_featured = $21,
                updated_at = $22, upsell = $23
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            slug,
            &draft.category,
            &draft.name,
            &draft.description,
            draft.duration_minutes,
            draft.buffer_before_minutes,
            draft.buffer_after_minutes,
            draft.price_minor,
            draft.price_from,
            draft.material_cost_minor,
            draft.confirmation,
            draft.capacity,
            draft.notice_minutes,
            draft.horizon_days,
            draft.cancel_window_minutes,
            draft.days.clone().map(Json),
            draft.hours.clone().map(Json),
            draft.visibility(),
            draft.is_featured,
            now,
            &draft.upsell,
        )
        .map_err(slug_taken)?;
        self.require_fit(tx).await?;
        set_deposit(tx, self.tenant_id, self.id, draft).await?;
        set_colour(tx, self.tenant_id, self.id, draft).await?;
        set_own_rules(tx, self.tenant_id, self.id, draft.own).await?;
        let data = json!({
            "duration_minutes": [self.duration_minutes, draft.duration_minutes],
            "price_minor": [self.price_minor, draft.price_minor],
        });
        self.changed(tx, actor, data, now).await
    }

    /// Offered to clients or not; visits that have it keep it.
    pub async fn set_active(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        active: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.is_active == active {
            return Ok(());
        }
        q!(
            tx,
            execute,
            "UPDATE services SET is_active = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            active,
            now,
        )?;
        self.changed(tx, actor, json!({ "is_active": active }), now)
            .await
    }

    /// Whether a visit, of any time, has it.
    pub async fn is_used(&self, mut on: impl On) -> Result<bool> {
        let (used,) = q!(
            on,
            fetch_one: (bool,),
            "SELECT EXISTS (SELECT 1 FROM appointment_items WHERE tenant_id = $1 AND service_id = $2)",
            self.tenant_id,
            self.id,
        )?;
        Ok(used)
    }

    /// Removes a service that no visit has ever had, with its variants and add-ons; [`Error::Conflict`] otherwise.
    pub async fn delete(&self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        if self.is_used(&mut *tx).await? {
            return Err(Error::Conflict(key!("services-used")));
        }
        let (tenant, id) = (self.tenant_id, self.id);
        q!(
            tx,
            execute,
            "DELETE FROM service_variants WHERE tenant_id = $1 AND service_id = $2",
            tenant,
            id
        )
        .map_err(used)?;
        q!(
            tx,
            execute,
            "DELETE FROM service_addons WHERE tenant_id = $1 AND service_id = $2",
            tenant,
            id
        )
        .map_err(used)?;
        q!(
            tx,
            execute,
            "DELETE FROM service_resources WHERE tenant_id = $1 AND service_id = $2",
            tenant,
            id
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM services WHERE tenant_id = $1 AND id = $2",
            tenant,
            id
        )
        .map_err(used)?;
        let object = Object::Service(id);
        events::record(
            tx,
            tenant,
            actor,
            Kind::ServiceDeleted,
            object,
            json!({}),
            now,
        )
        .await?;
        Ok(())
    }

    /// Puts the services in this order; those left out keep their number.
    pub async fn put_in_order(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        order: &[ServiceId],
        now: DateTime<Utc>,
    ) -> Result<()> {
        let ids: Vec<String> = order.iter().map(|id| id.0.simple().to_string()).collect();
        q!(
            tx,
            execute,
            {
                sqlite: "UPDATE services SET position = e.key + 1 FROM json_each($2) e
                         WHERE tenant_id = $1 AND lower(hex(services.id)) = e.value",
                pg: "UPDATE services SET position = e.n
                     FROM jsonb_array_elements_text($2) WITH ORDINALITY AS e (id, n)
                     WHERE tenant_id = $1 AND services.id = e.id::uuid",
            },
            tenant,
            Json(ids),
        )?;
        let data = json!({ "services": "order" });
        let object = Object::Tenant(tenant);
        events::record(tx, tenant, actor, Kind::ServiceUpdated, object, data, now).await?;
        Ok(())
    }

    pub(super) async fn changed(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        data: serde_json::Value,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let object = Object::Service(self.id);
        events::record(
            tx,
            self.tenant_id,
            actor,
            Kind::ServiceUpdated,
            object,
            data,
            now,
        )
        .await?;
        Ok(())
    }
}

async fn slugs(mut on: impl On, tenant: TenantId) -> Result<Vec<(ServiceId, String)>> {
    Ok(
        q!(on, fetch_all: (ServiceId, String), "SELECT id, slug FROM services WHERE tenant_id = $1", tenant)?,
    )
}

fn slug_taken(error: sqlx::Error) -> Error {
    if is_unique(&error) {
        Error::Conflict(key!("field-slug-taken"))
    } else {
        error.into()
    }
}

/// A visit that took it between the look and the act holds it by its foreign key.
pub(super) fn used(error: sqlx::Error) -> Error {
    if is_foreign_key(&error) {
        Error::Conflict(key!("services-used"))
    } else {
        error.into()
    }
}

/// What is asked for ahead, where the draft says so.
async fn set_deposit(
    tx: &mut Tx,
    tenant: TenantId,
    id: ServiceId,
    draft: &ServiceDraft,
) -> Result<()> {
    let Some((kind, amount)) = draft.deposit else {
        return Ok(());
    };
    q!(
        tx,
        execute,
        "UPDATE services SET deposit_kind = $3, deposit_amount = $4 WHERE tenant_id = $1 AND id = $2",
        tenant,
        id,
        kind,
        amount,
    )?;
    Ok(())
}

/// In the calendar, where the draft says so.
async fn set_colour(
    tx: &mut Tx,
    tenant: TenantId,
    id: ServiceId,
    draft: &ServiceDraft,
) -> Result<()> {
    let Some(colour) = &draft.colour else {
        return Ok(());
    };
    q!(
        tx,
        execute,
        "UPDATE services SET colour = $3 WHERE tenant_id = $1 AND id = $2",
        tenant,
        id,
        Some(colour.as_str()).filter(|colour| !colour.is_empty()),
    )?;
    Ok(())
}

async fn set_own_rules(tx: &mut Tx, tenant: TenantId, id: ServiceId, own: OwnRules) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE services SET daily_limit = $3, moves_limit = $4, kept_late = $5, kept_no_show = $6, deposit_after = $7,
            confirm_after = $8 WHERE tenant_id = $1 AND id = $2",
        tenant,
        id,
        own.daily_limit,
        own.moves_limit,
        own.kept_late,
        own.kept_no_show,
        own.deposit_after,
        own.confirm_after,
    )?;
    Ok(())
}
