//! What is on a draft: made anew, from a visit, from another invoice; and what it adds up to. Where next: [`super::store`].

use chrono::NaiveDate;
use sqlx::types::Json;

use super::{Buyer, Invoice, Item, ItemKind};
use crate::accounts::Tenant;
use crate::appointments::Appointment;
use crate::clients::Client;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::i18n::{Locale, key};
use crate::id::{AppointmentId, ClientId, ServiceId, TaxRateId};
use crate::invoices::business::{Business, TaxRate};
use crate::invoices::totals::{self, Discount, Fault, Line, ONE, TaxMode, Totals};
use crate::packages::model::ahead::{Ahead, Cost};
use crate::q;

/// Lines on one invoice.
pub const MOST_LINES: usize = 200;

/// A line as it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftLine {
    pub kind: ItemKind,
    pub service_id: Option<ServiceId>,
    pub product_id: Option<uuid::Uuid>,
    pub description: String,
    /// Thousandths.
    pub quantity: i64,
    pub unit_minor: i64,
    pub discount: Discount,
    pub tax: Option<(TaxRateId, String, i64)>,
}

impl DraftLine {
    pub fn text(description: String, unit_minor: i64) -> Self {
        Self {
            kind: ItemKind::Text,
            service_id: None,
            product_id: None,
            description,
            quantity: ONE,
            unit_minor,
            discount: Discount::NONE,
            tax: None,
        }
    }

    /// None for a certificate: it may pay for anything, and is taxed when it does.
    pub fn rate(&self) -> Option<&(TaxRateId, String, i64)> {
        self.tax
            .as_ref()
            .filter(|_| self.kind != ItemKind::Certificate)
    }

    fn reckoned(&self) -> Line {
        Line {
            quantity: self.quantity,
            unit_minor: self.unit_minor,
            discount: self.discount,
            tax_bp: self.rate().map_or(0, |(_, _, bp)| *bp),
            packaged: 0,
        }
    }
}

/// Everything of a draft that can be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub client_id: Option<ClientId>,
    pub appointment_id: Option<AppointmentId>,
    pub buyer: Buyer,
    pub locale: Locale,
    pub served_on: Option<NaiveDate>,
    /// None: the practice's rule counts when it is sent.
    pub due_on: Option<NaiveDate>,
    pub tax_mode: TaxMode,
    pub discount: Discount,
    pub tip_minor: i64,
    pub note: String,
    pub lines: Vec<DraftLine>,
}

impl Fault {
    /// The key of what is wrong.
    pub fn key(self) -> &'static str {
        match self {
            Self::Quantity(_) => key!("invoices-quantity-wrong"),
            Self::Price(_) => key!("invoices-price-wrong"),
            Self::LineDiscount(_) | Self::Discount => key!("invoices-discount-wrong"),
            Self::Rate(_) => key!("field-bad-percent"),
            Self::Tip => key!("field-money-negative"),
            Self::TooLarge => key!("invoices-too-large"),
        }
    }
}

impl Draft {
    /// An empty one, with what the practice begins with.
    pub fn new(business: &Business, locale: Locale) -> Self {
        Self {
            client_id: None,
            appointment_id: None,
            buyer: Buyer::default(),
            locale,
            served_on: None,
            due_on: None,
            tax_mode: business.tax_mode,
            discount: Discount::NONE,
            tip_minor: 0,
            note: business.note.clone(),
            lines: Vec::new(),
        }
    }

    /// For a client: their name, address and language; the tax number as on the latest invoice to them.
    pub async fn to_client(mut on: impl On, business: &Business, client: &Client) -> Result<Self> {
        let last = q!(
            on,
            fetch_optional: (Json<Buyer>,),
            "SELECT buyer FROM invoices WHERE tenant_id = $1 AND client_id = $2 ORDER BY dated_on DESC, id DESC LIMIT 1",
            client.tenant_id,
            client.id,
        )?;
        let last = last.map(|(buyer,)| buyer.0).unwrap_or_default();
        let address = match client.address.is_empty() {
            true => last.address,
            false => client.address.clone(),
        };
        Ok(Self {
            client_id: Some(client.id),
            buyer: Buyer {
                name: client.name.clone(),
                address,
                tax_id: last.tax_id,
            },
            ..Self::new(business, client.locale)
        })
    }

    /// What a visit consists of, at its price: where the final price differs from its parts, one line takes it over, and of
    /// several the whole a discount or the first line the rest.
    pub async fn of_visit(tx: &mut Tx, tenant: &Tenant, visit: &Appointment) -> Result<Self> {
        let business = Business::of(&mut *tx, tenant).await?;
        let client = Client::not_erased(&mut *tx, tenant.id, visit.client_id).await?;
        let mut draft = match client {
            Some(client) => {
                let client = Client::find(&mut *tx, tenant.id, client).await?;
                Self::to_client(&mut *tx, &business, &client).await?
            }
            None => Self::new(&business, visit.locale),
        };
        draft.appointment_id = Some(visit.id);
        draft.served_on = Some(tenant.local_date(visit.starts_at));
        let rates = TaxRate::active(&mut *tx, tenant.id).await?;
        let tax = default_tax(draft.tax_mode, &rates);
        for item in visit.items(&mut *tx).await? {
            draft.lines.push(DraftLine {
                kind: ItemKind::Service,
                service_id: Some(item.service_id),
                tax: tax.clone(),
                ..DraftLine::text(item.name, item.price_minor)
            });
        }
        let sum: i64 = draft.lines.iter().map(|line| line.unit_minor).sum();
        let more = visit.price().minor - sum;
        if let [only] = draft.lines.as_mut_slice() {
            only.unit_minor += more;
        } else if more < 0 {
            draft.discount = Discount::Sum(-more);
        } else if let Some(first) = draft.lines.first_mut() {
            first.unit_minor += more;
        }
        Ok(draft)
    }

    /// What is on an invoice, to be edited or begun anew.
    pub fn of(invoice: &Invoice, items: &[Item]) -> Self {
        let lines = items.iter().map(|item| DraftLine {
            kind: item.kind,
            service_id: item.service_id,
            product_id: item.product_id,
            description: item.description.clone(),
            quantity: item.quantity_milli,
            unit_minor: item.unit_minor,
            discount: Discount::of(item.discount_bp, item.discount_minor),
            tax: item
                .tax_rate_id
                .map(|id| (id, item.tax_name.clone(), item.tax_bp)),
        });
        Self {
            client_id: invoice.client_id,
            appointment_id: invoice.appointment_id,
            buyer: invoice.buyer.0.clone(),
            locale: invoice.locale,
            served_on: invoice.served_on,
            due_on: invoice.due_on,
            tax_mode: invoice.tax_mode,
            discount: invoice.discount(),
            tip_minor: invoice.tip_minor,
            note: invoice.note.clone(),
            lines: lines.collect(),
        }
    }

    /// What it adds up to; `ahead` is what packages and certificates pay for.
    pub fn totals(&self, ahead: &Ahead) -> Result<Totals, Fault> {
        let mut lines: Vec<Line> = self.lines.iter().map(DraftLine::reckoned).collect();
        let plain = totals::totals(self.tax_mode, &lines, self.discount, self.tip_minor)?;
        if ahead.visits.is_empty() {
            return Ok(plain);
        }
        let parts = self.lines.iter().zip(&plain.lines);
        let costs: Vec<Cost> = parts
            .map(|(line, part)| (line.service_id, part.price - part.discount - part.share))
            .collect();
        for (line, packaged) in lines.iter_mut().zip(ahead.cover(&costs).parts) {
            line.packaged = packaged;
        }
        totals::totals(self.tax_mode, &lines, self.discount, self.tip_minor)
    }
}

/// What a new line is taxed with.
pub fn default_tax(mode: TaxMode, rates: &[TaxRate]) -> Option<(TaxRateId, String, i64)> {
    let rate = rates.iter().find(|rate| rate.is_default)?;
    (mode != TaxMode::None).then(|| (rate.id, rate.name.clone(), rate.rate_bp))
}
