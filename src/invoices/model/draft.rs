//! What is on a draft: made anew, from a visit, from another invoice; saved whole; thrown away.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::types::Json;

use super::{Buyer, Invoice, Item, ItemKind, Kind, Status};
use crate::accounts::Tenant;
use crate::appointments::Appointment;
use crate::clients::Client;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Object};
use crate::i18n::{Locale, key};
use crate::id::{
    AppointmentId, ClientId, InvoiceId, InvoiceItemId, ServiceId, TaxRateId, TenantId,
};
use crate::invoices::business::{Business, TaxRate};
use crate::invoices::totals::{self, Discount, Fault, Line, ONE, TaxMode, Totals};
use crate::money::Currency;
use crate::packages::model::prepaid_of_visit;
use crate::payments::deposit_of;
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
        let mut draft = match visit.client_id {
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

    pub fn totals(&self) -> Result<Totals, Fault> {
        let lines: Vec<Line> = self
            .lines
            .iter()
            .map(|line| Line {
                quantity: line.quantity,
                unit_minor: line.unit_minor,
                discount: line.discount,
                tax_bp: line.tax.as_ref().map_or(0, |(_, _, bp)| *bp),
            })
            .collect();
        totals::totals(self.tax_mode, &lines, self.discount, self.tip_minor)
    }
}

/// What a new line is taxed with.
pub fn default_tax(mode: TaxMode, rates: &[TaxRate]) -> Option<(TaxRateId, String, i64)> {
    let rate = rates.iter().find(|rate| rate.is_default)?;
    (mode != TaxMode::None).then(|| (rate.id, rate.name.clone(), rate.rate_bp))
}

impl Invoice {
    /// A new draft.
    pub async fn begin(
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        draft: &Draft,
        currency: Currency,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let id = InvoiceId::new();
        insert(tx, tenant, id, Kind::Invoice, None, draft, currency, now).await?;
        let mut invoice = Self::find(&mut *tx, tenant.id, id).await?;
        invoice.write(tx, draft, now).await?;
        let data = json!({ "appointment": invoice.appointment_id });
        invoice
            .tell(tx, actor, events::Kind::InvoiceCreated, data, now)
            .await?;
        Ok(invoice)
    }

    /// The visit's invoice that counts: the latest that is not void.
    pub async fn of_visit(
        mut on: impl On,
        tenant: TenantId,
        visit: AppointmentId,
    ) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM invoices WHERE tenant_id = $1 AND appointment_id = $2 AND status <> 'void' AND kind = 'invoice'
             ORDER BY id DESC LIMIT 1",
            tenant,
            visit,
        )?)
    }

    /// The visit's invoice, or a new draft of it: pressing twice makes one.
    pub async fn for_visit(
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        visit: AppointmentId,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let visit = Appointment::find_for_change(tx, tenant.id, visit).await?;
        if let Some(found) = Self::of_visit(&mut *tx, tenant.id, visit.id).await? {
            return Ok(found);
        }
        let draft = Draft::of_visit(tx, tenant, &visit).await?;
        Self::begin(tx, tenant, actor, &draft, visit.currency, now).await
    }

    /// A new draft with the same lines to the same person, of no visit.
    pub async fn copy(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let items = self.items(&mut *tx).await?;
        let mut draft = Draft::of(self, &items);
        (draft.appointment_id, draft.served_on, draft.due_on) = (None, None, None);
        Self::begin(tx, tenant, actor, &draft, self.currency, now).await
    }

    /// Takes over what was edited. Saving the same twice is saving it once.
    ///
    /// # Errors
    /// Conflict when it is no draft any more, or was changed since `version`; Invalid when it does not add up.
    pub async fn save(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        draft: &Draft,
        version: i64,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.require_draft()?;
        let items = self.items(&mut *tx).await?;
        if Draft::of(self, &items) == *draft {
            return Ok(());
        }
        if self.version != version {
            return Err(Error::Conflict(key!("invoices-stale")));
        }
        self.write(tx, draft, now).await?;
        self.tell(tx, actor, events::Kind::InvoiceUpdated, json!({}), now)
            .await
    }

    /// Throws a draft away: it never had a number.
    pub async fn delete(&self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        self.require_draft()?;
        self.clear(tx).await?;
        q!(
            tx,
            execute,
            "DELETE FROM invoice_links WHERE tenant_id = $1 AND invoice_id = $2",
            self.tenant_id,
            self.id,
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM package_orders WHERE tenant_id = $1 AND invoice_id = $2",
            self.tenant_id,
            self.id,
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM invoices WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
        )?;
        self.tell(tx, actor, events::Kind::InvoiceDeleted, json!({}), now)
            .await
    }

    pub fn require_draft(&self) -> Result<()> {
        match self.status {
            Status::Draft => Ok(()),
            _ => Err(Error::Conflict(key!("invoices-sent-already"))),
        }
    }

    async fn clear(&self, tx: &mut Tx) -> Result<()> {
        q!(
            tx,
            execute,
            "DELETE FROM invoice_items WHERE tenant_id = $1 AND invoice_id = $2",
            self.tenant_id,
            self.id,
        )?;
        Ok(())
    }

    /// Stores the draft and what it adds up to.
    async fn write(&mut self, tx: &mut Tx, draft: &Draft, now: DateTime<Utc>) -> Result<()> {
        if draft.lines.len() > MOST_LINES {
            return Err(Error::Invalid(key!("invoices-too-many-lines")));
        }
        let totals = draft
            .totals()
            .map_err(|fault| Error::Invalid(fault.key()))?;
        self.clear(tx).await?;
        for (at, (line, parts)) in draft.lines.iter().zip(&totals.lines).enumerate() {
            let (rate, name, bp) = match (&line.tax, draft.tax_mode) {
                (Some((id, name, bp)), TaxMode::Included | TaxMode::Added) => {
                    (Some(*id), name.as_str(), *bp)
                }
                _ => (None, "", 0),
            };
            let item = Item {
                id: InvoiceItemId::new(),
                position: at as i64,
                kind: line.kind,
                service_id: line.service_id,
                product_id: line.product_id,
                description: line.description.clone(),
                quantity_milli: line.quantity,
                unit_minor: line.unit_minor,
                discount_bp: line.discount.percent(),
                discount_minor: parts.discount,
                tax_rate_id: rate,
                tax_name: name.to_owned(),
                tax_bp: bp,
                net_minor: parts.net,
                tax_minor: parts.tax,
                gross_minor: parts.gross,
                credited_item_id: None,
            };
            item.insert(tx, self.tenant_id, self.id).await?;
        }
        // What came ahead of the visit and stayed.
        let deposit = match draft.appointment_id {
            Some(visit) => deposit_of(&mut *tx, self.tenant_id, visit)
                .await?
                .kept_minor(),
            None => 0,
        };
        let deposit = deposit.clamp(0, totals.total);
        let prepaid = match draft.appointment_id {
            Some(visit) => prepaid_of_visit(&mut *tx, self.tenant_id, visit).await?,
            None => 0,
        };
        let prepaid = prepaid.clamp(0, totals.total - deposit);
        q!(
            tx,
            execute,
            "UPDATE invoices SET client_id = $3, appointment_id = $4, buyer = $5, locale = $6, served_on = $7, due_on = $8,
                tax_mode = $9, discount_bp = $10, discount_minor = $11, net_minor = $12, tax_minor = $13, tip_minor = $14,
                total_minor = $15, deposit_minor = $16, note = $17, version = version + 1, updated_at = $18, prepaid_minor = $19
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            draft.client_id,
            draft.appointment_id,
            Json(&draft.buyer),
            draft.locale,
            draft.served_on,
            draft.due_on,
            draft.tax_mode,
            draft.discount.percent(),
            totals.discount,
            totals.net,
            totals.tax,
            totals.tip,
            totals.total,
            deposit,
            &draft.note,
            now,
            prepaid,
        )?;
        *self = Self::find(&mut *tx, self.tenant_id, self.id).await?;
        Ok(())
    }

    pub(in crate::invoices) async fn tell(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        kind: events::Kind,
        data: serde_json::Value,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let object = Object::Invoice(self.id);
        events::record(tx, self.tenant_id, actor, kind, object, data, now).await?;
        Ok(())
    }
}

impl Item {
    pub(super) async fn insert(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        invoice: InvoiceId,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "INSERT INTO invoice_items (tenant_id, id, invoice_id, position, kind, service_id, product_id, description,
                quantity_milli, unit_minor, discount_bp, discount_minor, tax_rate_id, tax_name, tax_bp, net_minor, tax_minor,
                gross_minor, credited_item_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
            tenant,
            self.id,
            invoice,
            self.position,
            self.kind,
            self.service_id,
            self.product_id,
            &self.description,
            self.quantity_milli,
            self.unit_minor,
            self.discount_bp,
            self.discount_minor,
            self.tax_rate_id,
            &self.tax_name,
            self.tax_bp,
            self.net_minor,
            self.tax_minor,
            self.gross_minor,
            self.credited_item_id,
        )?;
        Ok(())
    }
}

/// The row of a new draft, without its lines.
#[expect(clippy::too_many_arguments, reason = "one statement's values")]
pub(super) async fn insert(
    tx: &mut Tx,
    tenant: &Tenant,
    id: InvoiceId,
    kind: Kind,
    credited: Option<InvoiceId>,
    draft: &Draft,
    currency: Currency,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "INSERT INTO invoices (tenant_id, id, kind, status, client_id, appointment_id, credited_id, currency, locale, dated_on,
            tax_mode, note, buyer, version, created_at, updated_at)
         VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $13)",
        tenant.id,
        id,
        kind,
        draft.client_id,
        draft.appointment_id,
        credited,
        currency,
        draft.locale,
        tenant.local_date(now),
        draft.tax_mode,
        &draft.note,
        Json(&draft.buyer),
        now,
    )?;
    Ok(())
}
