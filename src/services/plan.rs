//! What a visit will consist of: services one after the other, each with its variant and add-ons.

use super::{Addon, Service, Variant};
use crate::db::On;
use crate::error::{Error, Result};
use crate::id::{AddonId, PlaceId, ServiceId, TenantId, VariantId};
use crate::money::{Currency, Money};

/// One service as it was chosen.
#[derive(Clone, Debug)]
pub struct Choice {
    pub service: Service,
    pub variant: Option<Variant>,
    pub addons: Vec<Addon>,
}

/// A visit's contents. Never empty.
#[derive(Clone, Debug)]
pub struct Plan {
    pub choices: Vec<Choice>,
    pub currency: Currency,
    /// Where it is to be held; none: where its services usually are.
    pub place: Option<PlaceId>,
    /// The client's, of a visit there.
    pub address: String,
}

/// A line of the visit, priced at booking.
#[derive(Clone, Debug)]
pub struct Item {
    pub service_id: ServiceId,
    pub variant_id: Option<VariantId>,
    pub addon_id: Option<AddonId>,
    pub name: String,
    pub duration_minutes: i64,
    pub price_minor: i64,
}

impl Choice {
    /// By slugs, as the public page and the API name them; the variant and every add-on must belong to the service and
    /// be active, or it is not found.
    pub async fn by_slugs(
        mut on: impl On,
        tenant: TenantId,
        service: &str,
        variant: Option<&str>,
        addons: &[String],
    ) -> Result<Self> {
        let service = Service::by_slug(&mut on, tenant, service).await?;
        if !service.is_active {
            return Err(Error::NotFound);
        }
        let variant = match variant.filter(|slug| !slug.is_empty()) {
            None => None,
            Some(slug) => Some(
                Variant::of_service(&mut on, tenant, service.id)
                    .await?
                    .into_iter()
                    .find(|variant| variant.slug == slug && variant.is_active)
                    .ok_or(Error::NotFound)?,
            ),
        };
        let mut chosen = Vec::new();
        if !addons.is_empty() {
            let all = Addon::of_service(&mut on, tenant, service.id).await?;
            for slug in addons.iter().filter(|slug| !slug.is_empty()) {
                let addon = all
                    .iter()
                    .find(|addon| addon.slug == *slug && addon.is_active)
                    .ok_or(Error::NotFound)?;
                chosen.push(addon.clone());
            }
            chosen.sort_by_key(|addon| addon.position);
            chosen.dedup_by_key(|addon| addon.id);
        }
        Ok(Self {
            service,
            variant,
            addons: chosen,
        })
    }

    pub fn duration_minutes(&self) -> i64 {
        let base = self
            .variant
            .as_ref()
            .map_or(self.service.duration_minutes, |variant| {
                variant.duration_minutes
            });
        base + self
            .addons
            .iter()
            .map(|addon| addon.duration_minutes)
            .sum::<i64>()
    }

    /// Without what is added to it.
    pub fn base_minor(&self) -> i64 {
        self.variant
            .as_ref()
            .map_or(self.service.price_minor, |variant| variant.price_minor)
    }

    pub fn price_minor(&self) -> i64 {
        self.base_minor()
            + self
                .addons
                .iter()
                .map(|addon| addon.price_minor)
                .sum::<i64>()
    }

    /// "Brow lamination, long + tint".
    pub fn title(&self) -> String {
        let mut title = self.service.name.clone();
        if let Some(variant) = &self.variant {
            title = format!("{title}, {}", variant.name);
        }
        for addon in &self.addons {
            title = format!("{title} + {}", addon.name);
        }
        title
    }
}

impl Plan {
    pub fn one(choice: Choice, currency: Currency) -> Self {
        Self {
            choices: vec![choice],
            currency,
            place: None,
            address: String::new(),
        }
    }

    /// Held there.
    pub fn at(mut self, place: Option<PlaceId>) -> Self {
        self.place = place;
        self
    }

    pub fn duration_minutes(&self) -> i64 {
        self.choices.iter().map(Choice::duration_minutes).sum()
    }

    /// Makes the whole visit this long; the first service gives or takes the difference.
    pub fn stretch_to(&mut self, minutes: i64) {
        let more = minutes - self.duration_minutes();
        if let Some(first) = self.choices.first_mut() {
            let length = match &mut first.variant {
                Some(variant) => &mut variant.duration_minutes,
                None => &mut first.service.duration_minutes,
            };
            *length = (*length + more).max(0);
        }
    }

    /// As the master may book it: at once, as far ahead and on whatever days they like.
    pub fn for_master(mut self) -> Self {
        for choice in &mut self.choices {
            choice.service.own.daily_limit = None;
            choice.service.notice_minutes = Some(0);
            choice.service.horizon_days = Some(730);
            choice.service.days = None;
            choice.service.hours = None;
        }
        self
    }

    pub fn price(&self) -> Money {
        Money {
            minor: self.choices.iter().map(Choice::price_minor).sum(),
            currency: self.currency,
        }
    }

    /// Only the first service's buffer counts before, only the last one's after.
    pub fn buffer_before_minutes(&self) -> i64 {
        self.choices
            .first()
            .map_or(0, |choice| choice.service.buffer_before_minutes)
    }

    pub fn buffer_after_minutes(&self) -> i64 {
        self.choices
            .last()
            .map_or(0, |choice| choice.service.buffer_after_minutes)
    }

    pub fn title(&self) -> String {
        self.choices
            .iter()
            .map(Choice::title)
            .collect::<Vec<_>>()
            .join(", ")
    }

    pub fn service_ids(&self) -> Vec<ServiceId> {
        self.choices
            .iter()
            .map(|choice| choice.service.id)
            .collect()
    }

    /// Whether the master answers first.
    pub fn needs_confirmation(&self) -> bool {
        self.choices
            .iter()
            .any(|choice| choice.service.confirmation == super::Confirmation::Manual)
    }

    /// Places that visits at the same start share; 1 when the visit needs the master alone.
    pub fn capacity(&self) -> i64 {
        match self.choices.as_slice() {
            [only] => only.service.capacity,
            _ => 1,
        }
    }

    pub fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        for Choice {
            service,
            variant,
            addons,
        } in &self.choices
        {
            let name = match variant {
                Some(variant) => format!("{}, {}", service.name, variant.name),
                None => service.name.clone(),
            };
            items.push(Item {
                service_id: service.id,
                variant_id: variant.as_ref().map(|variant| variant.id),
                addon_id: None,
                name,
                duration_minutes: variant
                    .as_ref()
                    .map_or(service.duration_minutes, |v| v.duration_minutes),
                price_minor: variant
                    .as_ref()
                    .map_or(service.price_minor, |v| v.price_minor),
            });
            items.extend(addons.iter().map(|addon| Item {
                service_id: service.id,
                variant_id: None,
                addon_id: Some(addon.id),
                name: addon.name.clone(),
                duration_minutes: addon.duration_minutes,
                price_minor: addon.price_minor,
            }));
        }
        items
    }
}
