//! What can be booked: every active service, each variant a line of its own, and the add-ons of the chosen one.

use chrono::{DateTime, TimeDelta, Utc};

use crate::db::On;
use crate::error::{Error, Result};
use crate::id::{ClientId, TenantId};
use crate::money::{Currency, Money};
use crate::q;
use crate::services::{Addon, Choice, Plan, Service, Variant};
use crate::web::Page;

/// A line of the list of services.
#[derive(Clone, Debug)]
pub struct Line {
    /// The service's slug, with its variant's after a slash.
    pub value: String,
    pub name: String,
    pub minutes: i64,
    pub price: Money,
}

impl Line {
    /// "Brow lamination, 1 h 15 min, €48".
    pub fn text(&self, page: &Page) -> String {
        page.t3(
            "client-visit",
            "title",
            self.name.as_str(),
            "length",
            page.locale.duration(self.minutes),
            "price",
            page.locale.money_short(self.price),
        )
    }

    /// "1 h 15 min".
    pub fn length(&self, page: &Page) -> String {
        page.locale.duration(self.minutes)
    }

    /// "€48".
    pub fn price_text(&self, page: &Page) -> String {
        page.locale.money_short(self.price)
    }
}

/// All that may be booked, by-link services too, in the master's order.
pub async fn lines(mut on: impl On, tenant: TenantId, currency: Currency) -> Result<Vec<Line>> {
    let services = Service::all(&mut on, tenant).await?;
    let variants = q!(
        on,
        fetch_all: Variant,
        "SELECT * FROM service_variants WHERE tenant_id = $1 AND is_active ORDER BY position, name",
        tenant,
    )?;
    let mut lines = Vec::new();
    for service in services.into_iter().filter(|service| service.is_active) {
        let line = |value, name, minutes, minor| Line {
            value,
            name,
            minutes,
            price: Money { minor, currency },
        };
        lines.push(line(
            service.slug.clone(),
            service.name.clone(),
            service.duration_minutes,
            service.price_minor,
        ));
        for variant in variants
            .iter()
            .filter(|variant| variant.service_id == service.id)
        {
            lines.push(line(
                format!("{}/{}", service.slug, variant.slug),
                format!("{}, {}", service.name, variant.name),
                variant.duration_minutes,
                variant.price_minor,
            ));
        }
    }
    Ok(lines)
}

/// What a line stands for with its add-ons; none when there is no such thing any more.
pub async fn plan(
    mut on: impl On,
    tenant: TenantId,
    currency: Currency,
    what: &str,
    addons: &[String],
) -> Result<Option<Plan>> {
    let (service, variant) = match what.split_once('/') {
        Some((service, variant)) => (service, Some(variant)),
        None => (what, None),
    };
    match Choice::by_slugs(&mut on, tenant, service, variant, addons).await {
        Ok(choice) => Ok(Some(Plan::one(choice, currency))),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The add-ons of a line's service, and what is said to go well with it.
pub async fn addons(mut on: impl On, tenant: TenantId, what: &str) -> Result<(Vec<Addon>, String)> {
    let slug = what.split('/').next().unwrap_or_default();
    let service = match Service::by_slug(&mut on, tenant, slug).await {
        Ok(service) => service,
        Err(Error::NotFound) => return Ok((Vec::new(), String::new())),
        Err(error) => return Err(error),
    };
    let mut addons = Addon::of_service(&mut on, tenant, service.id).await?;
    addons.retain(|addon| addon.is_active);
    Ok((addons, service.upsell))
}

/// What the client had last: most people come for the same again.
pub async fn last_of(
    mut on: impl On,
    tenant: TenantId,
    client: ClientId,
) -> Result<Option<String>> {
    let row = q!(
        on,
        fetch_optional: (String, Option<String>),
        "SELECT s.slug, v.slug FROM appointments a
         JOIN appointment_items i ON i.tenant_id = a.tenant_id AND i.appointment_id = a.id AND i.position = 0
         JOIN services s ON s.tenant_id = i.tenant_id AND s.id = i.service_id
         LEFT JOIN service_variants v ON v.tenant_id = i.tenant_id AND v.id = i.variant_id AND v.is_active
         WHERE a.tenant_id = $1 AND a.client_id = $2 AND s.is_active ORDER BY a.starts_at DESC LIMIT 1",
        tenant,
        client,
    )?;
    Ok(row.map(|(service, variant)| match variant {
        Some(variant) => format!("{service}/{variant}"),
        None => service,
    }))
}

/// What was booked last at all, of the visits around now.
pub async fn booked_last(
    mut on: impl On,
    tenant: TenantId,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    let row = q!(
        on,
        fetch_optional: (String, Option<String>),
        "SELECT s.slug, v.slug FROM appointments a
         JOIN appointment_items i ON i.tenant_id = a.tenant_id AND i.appointment_id = a.id AND i.position = 0
         JOIN services s ON s.tenant_id = i.tenant_id AND s.id = i.service_id
         LEFT JOIN service_variants v ON v.tenant_id = i.tenant_id AND v.id = i.variant_id AND v.is_active
         WHERE a.tenant_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3 AND s.is_active ORDER BY a.id DESC LIMIT 1",
        tenant,
        now - TimeDelta::days(30),
        now + TimeDelta::days(60),
    )?;
    Ok(row.map(|(service, variant)| match variant {
        Some(variant) => format!("{service}/{variant}"),
        None => service,
    }))
}
