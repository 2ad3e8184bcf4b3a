//! Selling by an invoice: the line that stands on it.

use super::model::{Ahead, Kind, Offer};
use crate::accounts::Tenant;
use crate::db::On;
use crate::error::Result;
use crate::i18n::Locale;
use crate::invoices::business::{Business, TaxRate};
use crate::invoices::model::{Draft, DraftLine, ItemKind, default_tax};
use crate::invoices::totals::TaxMode;

/// One piece. A package is taxed where it is sold: it is known for which services. A certificate is not: what it will pay
/// for is taxed then.
pub fn line(
    offer: &Offer,
    unit_minor: i64,
    locale: Locale,
    mode: TaxMode,
    rates: &[TaxRate],
) -> DraftLine {
    let name = offer.name.clone();
    let description = match (offer.kind, offer.visits) {
        (Kind::Package, Some(visits)) => locale.t2(
            "packages-line",
            "name",
            name,
            "visits",
            locale.t1("packages-visits", "n", visits),
        ),
        _ => locale.t1("packages-line-certificate", "name", name),
    };
    DraftLine {
        kind: match offer.kind {
            Kind::Package => ItemKind::Package,
            Kind::Certificate => ItemKind::Certificate,
        },
        product_id: Some(offer.id.0),
        tax: match offer.kind {
            Kind::Package => default_tax(mode, rates),
            Kind::Certificate => None,
        },
        ..DraftLine::text(description, unit_minor)
    }
}

/// An offer at what is paid for it, where the tax comes on top of prices.
pub async fn with_tax(mut on: impl On, tenant: &Tenant, offer: &Offer) -> Result<Offer> {
    let mut shown = offer.clone();
    let business = Business::of(&mut on, tenant).await?;
    if let (TaxMode::Added, Some(price)) = (business.tax_mode, offer.price_minor) {
        let rates = TaxRate::active(&mut on, tenant.id).await?;
        let (locale, mode) = (tenant.locale, business.tax_mode);
        let mut draft = Draft::new(&business, locale);
        draft.lines.push(line(offer, price, locale, mode, &rates));
        let totals = draft.totals(&Ahead::default()).ok();
        shown.price_minor = totals.map(|totals| totals.total).or(offer.price_minor);
    }
    Ok(shown)
}

/// What a line begins with before a sum is chosen.
pub fn first_price(offer: &Offer) -> i64 {
    let first = offer.amounts.0.first().copied();
    offer
        .price_minor
        .or(first)
        .or(offer.least_minor)
        .unwrap_or_default()
}
