//! The verbs of the practice's own data.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;

use crate::accounts::{BookingRules, Tenant, slug};
use crate::contact::{Phone, default_country};
use crate::db::{Tx, is_unique};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::{Locale, key};
use crate::money::Currency;
use crate::q;

/// Who the practice is, to clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub slug: String,
    pub name: String,
    pub kind: String,
    pub description: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: String,
    pub timezone: Tz,
    pub currency: Currency,
    pub locale: Locale,
}

impl Profile {
    pub fn of(tenant: &Tenant) -> Self {
        Self {
            slug: tenant.slug.clone(),
            name: tenant.name.clone(),
            kind: tenant.kind.clone(),
            description: tenant.description.clone(),
            phone: tenant.phone.clone(),
            email: tenant.email.clone(),
            address: tenant.address.clone(),
            timezone: tenant.tz(),
            currency: tenant.currency,
            locale: tenant.locale,
        }
    }

    /// `stored` with what this one has changed since `seen`.
    fn onto(&self, seen: &Self, stored: Self) -> Self {
        fn pick<T: Clone + PartialEq>(wanted: &T, seen: &T, stored: T) -> T {
            if wanted == seen {
                stored
            } else {
                wanted.clone()
            }
        }
        Self {
            slug: pick(&self.slug, &seen.slug, stored.slug),
            name: pick(&self.name, &seen.name, stored.name),
            kind: pick(&self.kind, &seen.kind, stored.kind),
            description: pick(&self.description, &seen.description, stored.description),
            phone: pick(&self.phone, &seen.phone, stored.phone),
            email: pick(&self.email, &seen.email, stored.email),
            address: pick(&self.address, &seen.address, stored.address),
            timezone: pick(&self.timezone, &seen.timezone, stored.timezone),
            currency: pick(&self.currency, &seen.currency, stored.currency),
            locale: pick(&self.locale, &seen.locale, stored.locale),
        }
    }
}

/// Takes over what the profile changes compared with `seen`, from which it was made; what somebody else has changed since
/// stays. Prices keep the number that people read when the currency changes (48.00 € becomes ¥48); what
/// visits were booked for stays in the currency of that time. [`Error::Conflict`] when the slug is another practice's.
pub async fn save_profile(
    tx: &mut Tx,
    seen: &Tenant,
    actor: &Actor,
    profile: &Profile,
    now: DateTime<Utc>,
) -> Result<()> {
    let tenant = &Tenant::find_for_change(tx, seen.id).await?;
    let profile = &profile.onto(&Profile::of(seen), Profile::of(tenant));
    let zone = profile.timezone.name();
    // The country follows the zone; one that was set by hand stays while the zone does.
    let country = if profile.timezone == tenant.tz() {
        tenant.country.as_deref()
    } else {
        default_country(zone)
    };
    q!(
        tx,
        execute,
        "UPDATE tenants SET slug = $2, name = $3, kind = $4, description = $5, phone = $6, email = $7, address = $8,
            timezone = $9, currency = $10, locale = $11, country = $12, updated_at = $13 WHERE id = $1",
        tenant.id,
        &profile.slug,
        &profile.name,
        &profile.kind,
        &profile.description,
        &profile.phone,
        &profile.email,
        &profile.address,
        zone,
        profile.currency,
        profile.locale,
        country,
        now,
    )
    .map_err(|error| match is_unique(&error) {
        true => Error::Conflict(key!("field-slug-taken")),
        false => error.into(),
    })?;
    if profile.slug != tenant.slug {
        slug::moved(tx, tenant.id, &tenant.slug, &profile.slug, now).await?;
    }
    rescale_prices(tx, tenant, profile.currency).await?;
    let changed: Vec<&str> = changes(&Profile::of(tenant), profile);
    let data = json!({ "changed": changed });
    events::record(
        tx,
        tenant.id,
        actor,
        Kind::TenantUpdated,
        Object::Tenant(tenant.id),
        data,
        now,
    )
    .await?;
    Ok(())
}

fn changes(before: &Profile, after: &Profile) -> Vec<&'static str> {
    [
        ("slug", before.slug != after.slug),
        ("name", before.name != after.name),
        ("kind", before.kind != after.kind),
        ("description", before.description != after.description),
        ("phone", before.phone != after.phone),
        ("email", before.email != after.email),
        ("address", before.address != after.address),
        ("timezone", before.timezone != after.timezone),
        ("currency", before.currency != after.currency),
        ("locale", before.locale != after.locale),
    ]
    .into_iter()
    .filter_map(|(name, changed)| changed.then_some(name))
    .collect()
}

/// 4800 minor units of a currency with cents are 48 of one without.
async fn rescale_prices(tx: &mut Tx, tenant: &Tenant, currency: Currency) -> Result<()> {
    let (old, new) = (tenant.currency.exponent(), currency.exponent());
    if old == new {
        return Ok(());
    }
    let (times, by) = (
        10_i64.pow(new.saturating_sub(old)),
        10_i64.pow(old.saturating_sub(new)),
    );
    q!(
        tx,
        execute,
        "UPDATE services SET price_minor = price_minor * $2 / $3, material_cost_minor = material_cost_minor * $2 / $3,
            deposit_amount = CASE deposit_kind WHEN 'fixed' THEN deposit_amount * $2 / $3 ELSE deposit_amount END
         WHERE tenant_id = $1",
        tenant.id,
        times,
        by,
    )?;
    q!(
        tx,
        execute,
        "UPDATE service_variants SET price_minor = price_minor * $2 / $3 WHERE tenant_id = $1",
        tenant.id,
        times,
        by,
    )?;
    q!(
        tx,
        execute,
        "UPDATE service_addons SET price_minor = price_minor * $2 / $3 WHERE tenant_id = $1",
        tenant.id,
        times,
        by,
    )?;
    Ok(())
}

pub async fn save_rules(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: &Actor,
    rules: &BookingRules,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE tenants SET step_minutes = $2, notice_minutes = $3, horizon_days = $4, offer = $5, daily_limit = $6,
            cancel_window_minutes = $7, hold_minutes = $8, email_code = $9, moves_limit = $10, updated_at = $11 WHERE id = $1",
        tenant.id,
        rules.step_minutes,
        rules.notice_minutes,
        rules.horizon_days,
        &rules.offer,
        rules.daily_limit,
        rules.cancel_window_minutes,
        rules.hold_minutes,
        &rules.email_code,
        rules.moves_limit,
        now,
    )?;
    let data = json!({ "changed": ["booking"] });
    events::record(
        tx,
        tenant.id,
        actor,
        Kind::TenantUpdated,
        Object::Tenant(tenant.id),
        data,
        now,
    )
    .await?;
    Ok(())
}

/// Which sites may show the booking pages within theirs.
pub async fn save_sites(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: &Actor,
    sites: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE tenants SET embed_sites = $2, updated_at = $3 WHERE id = $1",
        tenant.id,
        sites,
        now,
    )?;
    let data = json!({ "changed": ["embed_sites"] });
    let object = Object::Tenant(tenant.id);
    let kind = Kind::TenantUpdated;
    events::record(tx, tenant.id, actor, kind, object, data, now).await?;
    Ok(())
}

/// The practice's number as its owner reads it.
pub fn shown_phone(tenant: &Tenant) -> String {
    match tenant
        .phone
        .as_deref()
        .map(|phone| Phone::parse(phone, None))
    {
        Some(Ok(phone)) => phone.display(tenant.country.as_deref()),
        _ => tenant.phone.clone().unwrap_or_default(),
    }
}

/// A number as typed, written the way of the practice's country: that of the zone chosen with it, if any. One that was
/// left as it was shown stays, also when the zone moves to another country.
pub fn read_phone(
    typed: &str,
    tenant: &Tenant,
    zone: Option<Tz>,
) -> Result<Option<String>, &'static str> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    if typed == shown_phone(tenant) {
        return Ok(tenant.phone.clone());
    }
    let country = zone.and_then(|zone| default_country(zone.name()));
    let phone = Phone::parse(typed, country.or(tenant.country.as_deref()))?;
    Ok(Some(phone.e164().to_owned()))
}
