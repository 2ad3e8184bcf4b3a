//! What packages and certificates may take over of a visit or an invoice.

use super::ahead::{Ahead, Cost};
use super::ledger::Target;
use super::{Kind, Package};
use crate::appointments::{Appointment, ItemRow, Status as Visit};
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{ServiceId, TenantId};
use crate::invoices::model::{Invoice, Item, ItemKind, Status as Paper};
use crate::money::Currency;
use crate::payments::deposit_of;

/// What is left to pay, and what a visit consists of.
#[derive(Clone, Debug)]
pub struct Due {
    pub minor: i64,
    pub currency: Currency,
    /// Services that no package's visit was taken for yet, and their prices.
    lines: Vec<(ServiceId, i64)>,
    /// It went out with tax: a package's visit, which was taxed when the package was sold, comes too late.
    pub(super) is_taxed: bool,
    /// What it pays for was given: the visit is over, or it is an invoice of no visit.
    pub(super) is_given: bool,
}

impl Due {
    fn new(minor: i64, currency: Currency, priced: Vec<(ServiceId, i64)>, ahead: &Ahead) -> Self {
        let costs: Vec<Cost> = priced.iter().map(|line| (Some(line.0), line.1)).collect();
        let taken = ahead.cover(&costs).line_of;
        let lines = priced.into_iter().enumerate();
        let lines = lines.filter(|(at, _)| !taken.contains(&Some(*at)));
        Self {
            minor: minor.max(0),
            currency,
            lines: lines.map(|(_, line)| line).collect(),
            is_taxed: false,
            is_given: true,
        }
    }

    /// What a package's visit takes over: the next of the services that it is for.
    fn of_visit(&self, services: &[ServiceId]) -> i64 {
        let is_for = |line: &&(ServiceId, i64)| services.is_empty() || services.contains(&line.0);
        let line = self.lines.iter().find(is_for).filter(|_| !self.is_taxed);
        line.map_or(0, |(_, price)| (*price).min(self.minor))
    }

    /// What a package or certificate would take over of it, at most.
    pub async fn worth(&self, on: impl On, package: &Package) -> Result<i64> {
        Ok(match package.kind {
            Kind::Certificate => self.minor.min(package.balance_minor),
            Kind::Package if package.balance_visits == 0 => 0,
            Kind::Package => self.of_visit(&package.services(on).await?),
        })
    }
}

/// What is left to pay; holds the visit and its invoice until the transaction ends.
///
/// # Errors
/// Conflict for what takes no payment: a visit that does not take place, an invoice that is void or sells packages itself.
pub async fn due(tx: &mut Tx, tenant: TenantId, target: Target) -> Result<Due> {
    match target {
        Target::Visit(id) => {
            let visit = Appointment::find_for_change(tx, tenant, id).await?;
            if !visit.status.takes_time() {
                return Err(Error::Conflict(key!("packages-no-visit")));
            }
            let ahead = Ahead::of(&mut *tx, tenant, target).await?;
            let lines = lines_of(&visit.items(&mut *tx).await?, visit.price().minor);
            let is_given = visit.status == Visit::Completed;
            let new = |minor| Due {
                is_given,
                ..Due::new(minor, visit.currency, lines, &ahead)
            };
            let Some(invoice) = Invoice::of_visit(&mut *tx, tenant, id).await? else {
                let deposit = deposit_of(&mut *tx, tenant, id).await?.kept_minor();
                return Ok(new(visit.price().minor - deposit - ahead.worth()));
            };
            let invoice = Invoice::find_for_change(tx, tenant, invoice.id).await?;
            let items = invoice.items(&mut *tx).await?;
            require_no_packages(&items)?;
            Ok(Due {
                is_taxed: went_out_taxed(&invoice, &items),
                ..new(invoice.to_pay())
            })
        }
        Target::Invoice(id) => {
            let invoice = Invoice::find_for_change(tx, tenant, id).await?;
            if !invoice.is_open() {
                return Err(Error::Conflict(key!("packages-not-open")));
            }
            let items = invoice.items(&mut *tx).await?;
            require_no_packages(&items)?;
            let ahead = Ahead::of(&mut *tx, tenant, target).await?;
            let lines = items.iter();
            let lines = lines.filter_map(|item| Some((item.service_id?, item.gross_minor)));
            let new = Due::new(invoice.to_pay(), invoice.currency, lines.collect(), &ahead);
            Ok(Due {
                is_taxed: went_out_taxed(&invoice, &items),
                ..new
            })
        }
    }
}

/// Before any package paid for it; with one it knows what is not taxed.
fn went_out_taxed(invoice: &Invoice, items: &[Item]) -> bool {
    let is_out = invoice.status != Paper::Draft && invoice.tax_minor > 0;
    is_out && items.iter().all(|item| item.packaged_minor == 0)
}

/// Services and their prices, without what was added to them; the only one takes over a price that was agreed on.
fn lines_of(items: &[ItemRow], price: i64) -> Vec<(ServiceId, i64)> {
    if let [only] = items {
        return vec![(only.service_id, price)];
    }
    let services = items.iter().filter(|item| item.addon_id.is_none());
    services
        .map(|item| (item.service_id, item.price_minor))
        .collect()
}

/// What is paid for with money is not paid for with a certificate: it would never end.
pub fn require_no_packages(items: &[Item]) -> Result<()> {
    let sells = |kind| matches!(kind, ItemKind::Package | ItemKind::Certificate);
    match items.iter().any(|item| sells(item.kind)) {
        true => Err(Error::Conflict(key!("packages-not-for-packages"))),
        false => Ok(()),
    }
}
