//! What the practice offers, as its pages list it: by category, a service's variants beside it.

use super::selection::Selection;
use crate::accounts::Tenant;
use crate::db::On;
use crate::error::Result;
use crate::i18n::Locale;
use crate::invoices::business::Business;
use crate::invoices::on_top::OnTop;
use crate::money::Money;
use crate::q;
use crate::services::{Service, Variant};

#[derive(Clone, Debug)]
pub struct Catalogue {
    pub groups: Vec<Group>,
    /// The services themselves, in the practice's order.
    pub services: Vec<Service>,
    /// What comes on top of their prices, and is in those that are shown.
    pub tax: OnTop,
    pub business: Business,
}

#[derive(Clone, Debug)]
pub struct Group {
    /// Empty where the practice has no categories.
    pub title: String,
    pub offers: Vec<Offer>,
}

/// One line to tap.
#[derive(Clone, Debug)]
pub struct Offer {
    pub selection: Selection,
    pub href: String,
    pub name: String,
    pub description: String,
    pub price: String,
    pub duration: String,
}

impl Catalogue {
    pub async fn load(mut on: impl On, tenant: &Tenant, locale: Locale) -> Result<Self> {
        let services = Service::public(&mut on, tenant.id).await?;
        let variants = q!(
            on,
            fetch_all: Variant,
            "SELECT * FROM service_variants WHERE tenant_id = $1 AND is_active ORDER BY position, name",
            tenant.id,
        )?;
        let business = Business::of(&mut on, tenant).await?;
        let tax = OnTop::by(&mut on, tenant, &business).await?;
        let mut groups: Vec<Group> = Vec::new();
        for service in &services {
            let mut offers = vec![offer(tenant, locale, tax, service, None)];
            let own = variants.iter().filter(|v| v.service_id == service.id);
            offers.extend(own.map(|variant| offer(tenant, locale, tax, service, Some(variant))));
            match groups
                .iter_mut()
                .find(|group| group.title == service.category)
            {
                Some(group) => group.offers.extend(offers),
                None => groups.push(Group {
                    title: service.category.clone(),
                    offers,
                }),
            }
        }
        Ok(Self {
            groups,
            services,
            tax,
            business,
        })
    }

    /// The same, led on to by a visitor who came in a frame.
    pub fn for_visitor(mut self, tenant: &Tenant, visitor: &Selection) -> Self {
        if visitor.embedded {
            for offer in self.groups.iter_mut().flat_map(|group| &mut group.offers) {
                offer.selection = Selection {
                    service: offer.selection.service.take(),
                    variant: offer.selection.variant.take(),
                    ..visitor.start_over()
                };
                offer.href = offer.selection.href(tenant);
            }
        }
        self
    }

    /// The one thing that can be booked, if there is just one: then nothing needs choosing.
    pub fn only(&self) -> Option<&Selection> {
        match self.groups.as_slice() {
            [group] => match group.offers.as_slice() {
                [only] => Some(&only.selection),
                _ => None,
            },
            _ => None,
        }
    }
}

fn offer(
    tenant: &Tenant,
    locale: Locale,
    tax: OnTop,
    service: &Service,
    variant: Option<&Variant>,
) -> Offer {
    let (minutes, minor) = variant.map_or((service.duration_minutes, service.price_minor), |v| {
        (v.duration_minutes, v.price_minor)
    });
    let selection = Selection {
        service: Some(service.slug.clone()),
        variant: variant.map(|variant| variant.slug.clone()),
        ..Selection::default()
    };
    Offer {
        href: selection.href(tenant),
        selection,
        name: variant.map_or_else(
            || service.name.clone(),
            |variant| format!("{}, {}", service.name, variant.name),
        ),
        description: match variant {
            None => service.description.clone(),
            Some(_) => String::new(),
        },
        price: price(tenant, locale, tax, minor, service.price_from),
        duration: locale.duration(minutes),
    }
}

/// "€48", "from €48", "Free": what is paid for it.
pub fn price(tenant: &Tenant, locale: Locale, tax: OnTop, minor: i64, is_least: bool) -> String {
    let money = locale.money_short(Money::new(tax.to_pay(minor), tenant.currency));
    match (minor, is_least) {
        (0, _) => locale.t("booking-free"),
        (_, true) => locale.t1("booking-price-from", "price", money),
        (_, false) => money,
    }
}
