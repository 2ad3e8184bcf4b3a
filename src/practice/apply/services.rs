//! Services with their variants, add-ons and resources.

use sqlx::types::Json;

use super::Work;
use super::schedule::minutes;
use crate::error::{Error, Result};
use crate::events::{Kind, Object};
use crate::id::{AddonId, ServiceId, VariantId};
use crate::practice::changes::{Change, Verb, differences};
use crate::practice::export::resources_of;
use crate::practice::file::{
    AddonFile, DepositFile, ServiceFile, ServiceResourceFile, VariantFile,
};
use crate::practice::values::ClockTime;
use crate::q;
use crate::schedule::pools::Need;
use crate::services::{Addon, Service, Variant};

impl Work<'_> {
    pub(super) async fn apply_services(&mut self) -> Result<()> {
        let rows = Service::all(&mut self.tx, self.tenant.id).await?;
        for (position, want) in self.file.services.iter().enumerate() {
            let row = rows.iter().find(|row| row.slug == want.slug);
            self.apply_service(row, want, position as i64).await?;
        }
        for row in rows.iter().filter(|row| row.is_active) {
            if !self.file.services.iter().any(|want| want.slug == row.slug) {
                self.remove_service(row).await?;
            }
        }
        self.order_services().await
    }

    async fn apply_service(
        &mut self,
        row: Option<&Service>,
        want: &ServiceFile,
        position: i64,
    ) -> Result<()> {
        let before = self.changes.len();
        let have = self
            .have
            .services
            .iter()
            .find(|have| have.slug == want.slug)
            .map(own_part);
        let own = own_part(want);
        let what = format!("service {}", want.slug);
        let change = match (&have, row) {
            (Some(have), _) if *have == own => None,
            (Some(have), _) => Some(Change::changed(what, differences(have, &own))),
            (None, Some(_)) => Some(Change::new(Verb::Activated, what)),
            (None, None) => Some(Change::new(Verb::Added, what)),
        };
        if let Some(change) = change {
            self.write_service(&own, position).await?;
            self.changes.push(change);
        }
        let id = match row {
            Some(row) => row.id,
            None => {
                Service::by_slug(&mut self.tx, self.tenant.id, &want.slug)
                    .await?
                    .id
            }
        };
        self.apply_variants(id, want).await?;
        self.apply_addons(id, want).await?;
        self.apply_service_resources(id, want).await?;
        if self.changes.len() > before {
            let kind = if row.is_some() {
                Kind::ServiceUpdated
            } else {
                Kind::ServiceCreated
            };
            self.record(kind, Object::Service(id)).await?;
        }
        Ok(())
    }

    async fn write_service(&mut self, want: &ServiceFile, position: i64) -> Result<()> {
        let deposit = want.deposit.clone().unwrap_or(DepositFile {
            kind: "none".into(),
            amount: 0,
        });
        let days = want
            .days
            .as_ref()
            .map(|days| Json(days.iter().map(|day| day.number()).collect::<Vec<u8>>()));
        let hours = want.hours.as_ref().map(|hours| {
            Json(
                hours
                    .iter()
                    .map(|(from, to)| minutes(*from, *to))
                    .collect::<Vec<(u16, u16)>>(),
            )
        });
        q!(
            self.tx,
            execute,
            "INSERT INTO services (tenant_id, id, slug, category, name, description, duration_minutes, buffer_before_minutes,
                buffer_after_minutes, price_minor, price_from, material_cost_minor, deposit_kind, deposit_amount,
                confirmation, capacity, notice_minutes, horizon_days, cancel_window_minutes, days, hours, colour,
                visibility, is_featured, position, created_at, updated_at, upsell, daily_limit, moves_limit, kept_late,
                kept_no_show, deposit_after, confirm_after)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                $23, $24, $25, $26, $26, $27, $28, $29, $30, $31, $32, $33)
             ON CONFLICT (tenant_id, slug) DO UPDATE SET category = excluded.category, name = excluded.name,
                description = excluded.description, duration_minutes = excluded.duration_minutes,
                buffer_before_minutes = excluded.buffer_before_minutes,
                buffer_after_minutes = excluded.buffer_after_minutes, price_minor = excluded.price_minor,
                price_from = excluded.price_from, material_cost_minor = excluded.material_cost_minor,
                deposit_kind = excluded.deposit_kind, deposit_amount = excluded.deposit_amount,
                confirmation = excluded.confirmation, capacity = excluded.capacity,
                notice_minutes = excluded.notice_minutes, horizon_days = excluded.horizon_days,
                cancel_window_minutes = excluded.cancel_window_minutes, days = excluded.days, hours = excluded.hours,
                colour = excluded.colour, visibility = excluded.visibility, is_featured = excluded.is_featured,
                upsell = excluded.upsell, daily_limit = excluded.daily_limit, moves_limit = excluded.moves_limit,
                kept_late = excluded.kept_late, kept_no_show = excluded.kept_no_show,
                deposit_after = excluded.deposit_after, confirm_after = excluded.confirm_after,
                is_active = TRUE, updated_at = excluded.updated_at",
            self.tenant.id,
            ServiceId::new(),
            &want.slug,
            &want.category,
            &want.name,
            &want.description,
            want.duration_minutes,
            want.buffer_before_minutes,
            want.buffer_after_minutes,
            want.price,
            want.price_from,
            want.material_cost,
            deposit.kind.as_str(),
            deposit.amount,
            want.confirmation,
            want.capacity,
            want.notice_minutes,
            want.horizon_days,
            want.cancel_window_minutes,
            days.clone(),
            hours.clone(),
            &want.colour,
            &want.visibility,
            want.featured,
            position,
            self.now,
            &want.upsell,
            want.daily_limit,
            want.moves_limit,
            want.kept_late,
            want.kept_no_show,
            want.deposit_after,
            want.confirm_after,
        )?;
        Ok(())
    }

    async fn remove_service(&mut self, row: &Service) -> Result<()> {
        let (is_used,) = q!(
            self.tx,
            fetch_one: (bool,),
            "SELECT EXISTS (SELECT 1 FROM appointment_items WHERE tenant_id = $1 AND service_id = $2)",
            self.tenant.id,
            row.id,
        )?;
        let (tenant, id, now) = (self.tenant.id, row.id, self.now);
        if is_used {
            q!(
                self.tx,
                execute,
                "UPDATE services SET is_active = FALSE, updated_at = $3 WHERE tenant_id = $1 AND id = $2",
                tenant,
                id,
                now
            )?;
        } else {
            q!(
                self.tx,
                execute,
                "DELETE FROM service_resources WHERE tenant_id = $1 AND service_id = $2",
                tenant,
                id
            )?;
            q!(
                self.tx,
                execute,
                "DELETE FROM service_variants WHERE tenant_id = $1 AND service_id = $2",
                tenant,
                id
            )?;
            q!(
                self.tx,
                execute,
                "DELETE FROM service_addons WHERE tenant_id = $1 AND service_id = $2",
                tenant,
                id
            )?;
            q!(
                self.tx,
                execute,
                "DELETE FROM services WHERE tenant_id = $1 AND id = $2",
                tenant,
                id
            )?;
        }
        let verb = if is_used {
            Verb::Deactivated
        } else {
            Verb::Removed
        };
        self.changes
            .push(Change::new(verb, format!("service {}", row.slug)));
        self.record(Kind::ServiceUpdated, Object::Service(id)).await
    }

    /// Services stand in the order of the file; numbers are written only when the order is another.
    async fn order_services(&mut self) -> Result<()> {
        let have: Vec<&str> = self
            .have
            .services
            .iter()
            .map(|service| service.slug.as_str())
            .collect();
        let want: Vec<&str> = self
            .file
            .services
            .iter()
            .map(|service| service.slug.as_str())
            .collect();
        if have == want {
            return Ok(());
        }
        for (position, slug) in want.iter().enumerate() {
            q!(
                self.tx,
                execute,
                "UPDATE services SET position = $3 WHERE tenant_id = $1 AND slug = $2",
                self.tenant.id,
                *slug,
                position as i64,
            )?;
        }
        if is_reordered(&have, &want) {
            self.changes
                .push(Change::new(Verb::Changed, "order of services"));
        }
        Ok(())
    }

    async fn apply_service_resources(
        &mut self,
        service: ServiceId,
        want: &ServiceFile,
    ) -> Result<()> {
        let have = resources_of(&mut self.tx, self.tenant.id, service).await?;
        let needs: Vec<ServiceResourceFile> = want
            .resources
            .iter()
            .map(|need| {
                let slugs = need.slugs().into_iter().map(str::to_owned).collect();
                ServiceResourceFile::new(slugs, need.quantity)
            })
            .collect();
        if have == needs {
            return Ok(());
        }
        let mut written = Vec::with_capacity(needs.len());
        for need in &needs {
            let mut resources = Vec::new();
            for slug in need.slugs() {
                resources.push(self.resource_id(slug).await?.ok_or(Error::NotFound)?);
            }
            written.push(Need {
                quantity: need.quantity,
                resources,
            });
            if !have.contains(need) {
                let what = format!("resource {} of service {}", need.text(), want.slug);
                self.changes.push(Change::new(Verb::Changed, what));
            }
        }
        let is_wanted = |have: &ServiceResourceFile| {
            let mut kept = have.slugs().into_iter();
            kept.any(|slug| needs.iter().any(|need| need.slugs().contains(&slug)))
        };
        for gone in have.iter().filter(|have| !is_wanted(have)) {
            let what = format!("resource {} of service {}", gone.text(), want.slug);
            self.changes.push(Change::new(Verb::Removed, what));
        }
        if needs.iter().all(|need| have.contains(need)) && have.len() == needs.len() {
            let what = format!("order of resources of service {}", want.slug);
            self.changes.push(Change::new(Verb::Changed, what));
        }
        Need::replace_all(&mut self.tx, self.tenant.id, service, &written).await?;
        Ok(())
    }
}

/// Variants and add-ons differ in their table only.
macro_rules! options {
    ($apply:ident, $Row:ident, $Id:ident, $File:ident, $list:ident, $noun:literal,
     upsert: $upsert:literal, is_used: $is_used:literal, switch_off: $switch_off:literal, delete: $delete:literal $(,)?) => {
        impl Work<'_> {
            async fn $apply(&mut self, service: ServiceId, want: &ServiceFile) -> Result<()> {
                let rows = $Row::of_service(&mut self.tx, self.tenant.id, service).await?;
                let files: Vec<$File> = rows
                    .iter()
                    .filter(|row| row.is_active)
                    .map(|row| $File {
                        slug: row.slug.clone(),
                        name: row.name.clone(),
                        duration_minutes: row.duration_minutes,
                        price: row.price_minor,
                    })
                    .collect();
                let have_order: Vec<&str> = files.iter().map(|have| have.slug.as_str()).collect();
                let want_order: Vec<&str> = want.$list.iter().map(|option| option.slug.as_str()).collect();
                for (position, option) in want.$list.iter().enumerate() {
                    let have = files.iter().find(|have| have.slug == option.slug);
                    if have == Some(option) && have_order == want_order {
                        continue;
                    }
                    q!(
                        self.tx,
                        execute,
                        $upsert,
                        self.tenant.id,
                        $Id::new(),
                        service,
                        &option.slug,
                        &option.name,
                        option.duration_minutes,
                        option.price,
                        position as i64,
                    )?;
                    let what = format!(concat!($noun, " {} of service {}"), option.slug, want.slug);
                    match have {
                        Some(have) if have == option => {}
                        Some(have) => self.changes.push(Change::changed(what, differences(have, option))),
                        None if rows.iter().any(|row| row.slug == option.slug) => {
                            self.changes.push(Change::new(Verb::Activated, what));
                        }
                        None => self.changes.push(Change::new(Verb::Added, what)),
                    }
                }
                if is_reordered(&have_order, &want_order) {
                    let what = format!(concat!("order of ", $noun, "s of service {}"), want.slug);
                    self.changes.push(Change::new(Verb::Changed, what));
                }
                for row in rows.iter().filter(|row| row.is_active && !want_order.contains(&row.slug.as_str())) {
                    let (is_used,) = q!(
                        self.tx,
                        fetch_one: (bool,),
                        $is_used,
                        self.tenant.id,
                        row.id,
                    )?;
                    if is_used {
                        q!(
                            self.tx,
                            execute,
                            $switch_off,
                            self.tenant.id,
                            row.id,
                        )?;
                    } else {
                        q!(
                            self.tx,
                            execute,
                            $delete,
                            self.tenant.id,
                            row.id,
                        )?;
                    }
                    let verb = if is_used { Verb::Deactivated } else { Verb::Removed };
                    let what = format!(concat!($noun, " {} of service {}"), row.slug, want.slug);
                    self.changes.push(Change::new(verb, what));
                }
                Ok(())
            }
        }
    };
}

options!(
    apply_variants, Variant, VariantId, VariantFile, variants, "variant",
    upsert: "INSERT INTO service_variants (tenant_id, id, service_id, slug, name, duration_minutes, price_minor, position)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (tenant_id, service_id, slug) DO UPDATE SET name = excluded.name,
                duration_minutes = excluded.duration_minutes, price_minor = excluded.price_minor,
                position = excluded.position, is_active = TRUE",
    is_used: "SELECT EXISTS (SELECT 1 FROM appointment_items WHERE tenant_id = $1 AND variant_id = $2)",
    switch_off: "UPDATE service_variants SET is_active = FALSE WHERE tenant_id = $1 AND id = $2",
    delete: "DELETE FROM service_variants WHERE tenant_id = $1 AND id = $2",
);

options!(
    apply_addons, Addon, AddonId, AddonFile, addons, "add-on",
    upsert: "INSERT INTO service_addons (tenant_id, id, service_id, slug, name, duration_minutes, price_minor, position)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (tenant_id, service_id, slug) DO UPDATE SET name = excluded.name,
                duration_minutes = excluded.duration_minutes, price_minor = excluded.price_minor,
                position = excluded.position, is_active = TRUE",
    is_used: "SELECT EXISTS (SELECT 1 FROM appointment_items WHERE tenant_id = $1 AND addon_id = $2)",
    switch_off: "UPDATE service_addons SET is_active = FALSE WHERE tenant_id = $1 AND id = $2",
    delete: "DELETE FROM service_addons WHERE tenant_id = $1 AND id = $2",
);

/// The part of a service that stands in its own row, in one spelling.
fn own_part(service: &ServiceFile) -> ServiceFile {
    let whole_day = |(from, to): &(ClockTime, ClockTime)| {
        let (from, to) = minutes(*from, *to);
        (ClockTime(from), ClockTime(to))
    };
    ServiceFile {
        deposit: service
            .deposit
            .clone()
            .filter(|deposit| deposit.kind != "none"),
        days: service.days.clone().map(|mut days| {
            days.sort();
            days.dedup();
            days
        }),
        hours: service
            .hours
            .as_ref()
            .map(|hours| hours.iter().map(whole_day).collect()),
        resources: Vec::new(),
        variants: Vec::new(),
        addons: Vec::new(),
        ..service.clone()
    }
}

/// Whether those that are in both stand in another order.
fn is_reordered(have: &[&str], want: &[&str]) -> bool {
    let have = have.iter().filter(|slug| want.contains(slug));
    let want = want
        .iter()
        .filter(|slug| have.clone().any(|have| have == *slug));
    !have.clone().eq(want)
}
