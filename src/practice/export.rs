//! A practice as it stands, as a practice file: what is active, never passwords, never clients.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::NaiveDate;

use super::file::{
    AddonFile, BlockFile, BookingFile, DepositFile, HoursFile, OverrideFile, OwnerFile, PlaceFile,
    PracticeFile, ResourceFile, ServiceFile, ServiceResourceFile, TravelFile, VariantFile, WayFile,
};
use super::values::{ClockTime, Day, When};
use crate::accounts::Tenant;
use crate::contact::default_country;
use crate::db::{Db, On};
use crate::error::Result;
use crate::id::{ResourceId, ServiceId, TenantId};
use crate::places::{Place, Places};
use crate::q;
use crate::resources::Resource;
use crate::schedule::model::{BlockRow, HoursRow, OverrideRow};
use crate::schedule::pools::Need;
use crate::services::{Addon, Service, Variant};

/// The practice at this slug.
pub async fn export(db: &Db, slug: &str) -> anyhow::Result<PracticeFile> {
    let tenant = find(db, slug)
        .await?
        .with_context(|| format!("no practice has the slug {slug:?}"))?;
    Ok(load(db, &tenant).await?)
}

/// Closed ones too.
pub(super) async fn find(mut on: impl On, slug: &str) -> Result<Option<Tenant>> {
    Ok(q!(on, fetch_optional: Tenant, "SELECT * FROM tenants WHERE slug = $1", slug)?)
}

/// What the file of this practice would say.
pub async fn load(mut on: impl On, tenant: &Tenant) -> Result<PracticeFile> {
    let owner = owner(&mut on, tenant.id).await?;
    let (first, last) = all_dates();
    let hours = HoursRow::all(&mut on, tenant.id, None).await?;
    let places = Places::load(&mut on, tenant.id).await?;
    let services = services(&mut on, tenant.id).await?;
    let place_files = place_files(tenant, &places, &services);
    let overrides = OverrideRow::between(&mut on, tenant.id, None, first, last).await?;
    let blocks = BlockRow::between(&mut on, tenant.id, None, first, last).await?;
    let rules = &tenant.rules;
    Ok(PracticeFile {
        slug: tenant.slug.clone(),
        name: tenant.name.clone(),
        kind: tenant.kind.clone(),
        description: tenant.description.clone(),
        brand: tenant.brand.clone(),
        timezone: tenant.tz().name().to_owned(),
        locale: tenant.locale,
        currency: tenant.currency,
        country: tenant
            .country
            .clone()
            .filter(|country| default_country(tenant.tz().name()) != Some(country)),
        phone: tenant.phone.clone(),
        email: tenant.email.clone(),
        address: tenant.address.clone(),
        owner,
        travel: travel_file(&places, &place_files),
        places: place_files,
        hours: hours_files(&hours, &places),
        overrides: overrides.iter().map(override_file).collect(),
        blocks: blocks.iter().filter_map(block_file).collect(),
        resources: resources(&mut on, tenant.id).await?,
        booking: BookingFile {
            step_minutes: rules.step_minutes,
            notice_minutes: rules.notice_minutes,
            horizon_days: rules.horizon_days,
            offer: rules.offer.clone(),
            daily_limit: rules.daily_limit,
            cancel_window_minutes: rules.cancel_window_minutes,
            moves_limit: rules.moves_limit,
        },
        services: services.into_iter().map(|(_, file)| file).collect(),
    })
}

/// Every date the database may hold.
pub(super) fn all_dates() -> (NaiveDate, NaiveDate) {
    (
        NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default(),
        NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default(),
    )
}

/// The one who has been owner longest.
async fn owner(mut on: impl On, tenant: TenantId) -> Result<OwnerFile> {
    let (name, email) = q!(
        on,
        fetch_one: (String, String),
        "SELECT u.name, u.email FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.tenant_id = $1 AND m.role = 'owner' ORDER BY m.created_at, m.user_id LIMIT 1",
        tenant,
    )?;
    Ok(OwnerFile {
        name,
        email,
        password: None,
    })
}

/// Intervals that differ in nothing but the weekday stand in one line.
fn hours_files(rows: &[HoursRow], places: &Places) -> Vec<HoursFile> {
    let mut groups: BTreeMap<_, Vec<Day>> = BTreeMap::new();
    for row in rows {
        let key = (
            row.valid_from,
            row.valid_until,
            row.from_minute,
            row.to_minute,
            row.place_id
                .and_then(|id| places.get(Some(id)))
                .map(|place| place.slug.clone()),
        );
        groups
            .entry(key)
            .or_default()
            .push(Day::from_number(row.weekday));
    }
    let mut files: Vec<HoursFile> = groups
        .into_iter()
        .map(|((valid_from, valid_until, from, to, place), mut days)| {
            days.sort();
            days.dedup();
            HoursFile {
                days,
                from: ClockTime(from as u16),
                to: ClockTime(to as u16),
                valid_from,
                valid_until,
                place,
            }
        })
        .collect();
    files.sort_by(|a, b| (a.valid_from, &a.days, a.from).cmp(&(b.valid_from, &b.days, b.from)));
    files
}

/// Those in use; none where the practice works at its own address alone.
fn place_files(
    tenant: &Tenant,
    places: &Places,
    services: &[(ServiceId, ServiceFile)],
) -> Vec<PlaceFile> {
    let slug = |id: ServiceId| {
        let service = services.iter().find(|(own, _)| *own == id);
        service.map(|(_, file)| file.slug.clone())
    };
    let open = places.all.iter().filter(|place| place.is_active);
    let mut files: Vec<PlaceFile> = open
        .filter_map(|place| {
            let mut some: Vec<String> = places.services_of(place.id).filter_map(slug).collect();
            some.sort();
            // Nothing that is offered is held there.
            if !place.is_for_all && some.is_empty() {
                return None;
            }
            Some(PlaceFile {
                slug: place.slug.clone(),
                name: place.name.clone(),
                kind: place.kind.clone(),
                address: place.address.clone(),
                link: place.link.clone(),
                travel_minutes: place.travel_minutes,
                services: (!place.is_for_all).then_some(some),
                home: place.is_home,
                default: place.is_default,
            })
        })
        .collect();
    if let [home] = files.as_slice()
        && home.home
        && home.address.is_empty()
        && home.services.is_none()
        && home.name == tenant.name
    {
        files.clear();
    }
    files
}

/// Between those that the file names.
fn travel_file(places: &Places, files: &[PlaceFile]) -> TravelFile {
    if files.is_empty() {
        return TravelFile::default();
    }
    let is_named = |place: &&Place| {
        let mut own = files.iter().filter(|file| file.kind == "own");
        own.any(|file| file.slug == place.slug)
    };
    let own: Vec<&Place> = places.all.iter().filter(is_named).collect();
    let mut ways = Vec::new();
    for (n, a) in own.iter().enumerate() {
        for b in &own[n + 1..] {
            if let Some(minutes) = places.way(a.id, b.id) {
                ways.push(WayFile {
                    between: (a.slug.clone(), b.slug.clone()),
                    minutes,
                });
            }
        }
    }
    let travel = TravelFile {
        usual_minutes: places.usual_minutes,
        ways,
    };
    travel.sorted()
}

fn override_file(row: &OverrideRow) -> OverrideFile {
    OverrideFile {
        date: row.date,
        open: clock_times(&row.open.0),
        note: row.note.clone(),
    }
}

fn clock_times(minutes: &[(u16, u16)]) -> Vec<(ClockTime, ClockTime)> {
    minutes
        .iter()
        .map(|(from, to)| (ClockTime(*from), ClockTime(*to)))
        .collect()
}

fn block_file(row: &BlockRow) -> Option<BlockFile> {
    let block = row.block()?;
    Some(BlockFile {
        start: When(block.start),
        end: When(block.end),
        reason: row.reason.clone(),
        rrule: block.rrule,
        note: row.note.clone(),
    })
}

async fn resources(mut on: impl On, tenant: TenantId) -> Result<Vec<ResourceFile>> {
    let rows = q!(
        on,
        fetch_all: (ResourceId, String, String, String, i64),
        "SELECT id, slug, name, kind, capacity FROM resources WHERE tenant_id = $1 AND kind <> 'master' AND is_active
         ORDER BY created_at, id",
        tenant,
    )?;
    let mut files = Vec::with_capacity(rows.len());
    for (id, slug, name, kind, capacity) in rows {
        let hours = HoursRow::all(&mut on, tenant, Some(id)).await?;
        files.push(ResourceFile {
            slug,
            name,
            kind,
            capacity,
            hours: hours_files(&hours, &Places::default()),
        });
    }
    Ok(files)
}

async fn services(mut on: impl On, tenant: TenantId) -> Result<Vec<(ServiceId, ServiceFile)>> {
    let mut files = Vec::new();
    let services = Service::all(&mut on, tenant).await?;
    for service in services.iter().filter(|service| service.is_active) {
        let variants = Variant::of_service(&mut on, tenant, service.id).await?;
        let addons = Addon::of_service(&mut on, tenant, service.id).await?;
        let resources = resources_of(&mut on, tenant, service.id).await?;
        files.push((
            service.id,
            service_file(service, &variants, &addons, resources),
        ));
    }
    Ok(files)
}

/// What a service needs; resources that are switched off are no choice.
pub(super) async fn resources_of(
    mut on: impl On,
    tenant: TenantId,
    service: ServiceId,
) -> Result<Vec<ServiceResourceFile>> {
    let needs = Need::of_service(&mut on, tenant, service).await?;
    if needs.is_empty() {
        return Ok(Vec::new());
    }
    let known = Resource::all(&mut on, tenant).await?;
    let slug = |id: &ResourceId| {
        let resource = known
            .iter()
            .find(|known| known.id == *id && known.is_active);
        resource.map(|resource| resource.slug.clone())
    };
    let files = needs.iter().map(|need| {
        let slugs: Vec<String> = need.resources.iter().filter_map(slug).collect();
        ServiceResourceFile::new(slugs, need.quantity)
    });
    Ok(files.filter(|file| !file.slugs().is_empty()).collect())
}

fn service_file(
    service: &Service,
    variants: &[Variant],
    addons: &[Addon],
    resources: Vec<ServiceResourceFile>,
) -> ServiceFile {
    ServiceFile {
        slug: service.slug.clone(),
        name: service.name.clone(),
        category: service.category.clone(),
        description: service.description.clone(),
        duration_minutes: service.duration_minutes,
        buffer_before_minutes: service.buffer_before_minutes,
        buffer_after_minutes: service.buffer_after_minutes,
        price: service.price_minor,
        price_from: service.price_from,
        material_cost: service.material_cost_minor,
        deposit: (service.deposit_kind != "none").then(|| DepositFile {
            kind: service.deposit_kind.clone(),
            amount: service.deposit_amount,
        }),
        confirmation: service.confirmation,
        capacity: service.capacity,
        resources,
        notice_minutes: service.notice_minutes,
        horizon_days: service.horizon_days,
        cancel_window_minutes: service.cancel_window_minutes,
        daily_limit: service.own.daily_limit,
        moves_limit: service.own.moves_limit,
        kept_late: service.own.kept_late,
        kept_no_show: service.own.kept_no_show,
        deposit_after: service.own.deposit_after,
        confirm_after: service.own.confirm_after,
        days: service.days.as_ref().map(|days| {
            days.0
                .iter()
                .map(|day| Day::from_number(i64::from(*day)))
                .collect()
        }),
        hours: service.hours.as_ref().map(|hours| clock_times(&hours.0)),
        colour: service.colour.clone(),
        visibility: service.visibility.clone(),
        featured: service.is_featured,
        upsell: service.upsell.clone(),
        variants: variants
            .iter()
            .filter(|variant| variant.is_active)
            .map(|variant| VariantFile {
                slug: variant.slug.clone(),
                name: variant.name.clone(),
                duration_minutes: variant.duration_minutes,
                price: variant.price_minor,
            })
            .collect(),
        addons: addons
            .iter()
            .filter(|addon| addon.is_active)
            .map(|addon| AddonFile {
                slug: addon.slug.clone(),
                name: addon.name.clone(),
                duration_minutes: addon.duration_minutes,
                price: addon.price_minor,
            })
            .collect(),
    }
}
