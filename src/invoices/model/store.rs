//! Keeping a draft: begun, saved whole, thrown away. What is sent is closed: [`super::sending`].

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::types::Json;

use super::draft::{Draft, MOST_LINES};
use super::{Buyer, Invoice, Item, Kind, Status};
use crate::accounts::Tenant;
use crate::appointments::Appointment;
use crate::clients::Client;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Object};
use crate::i18n::key;
use crate::id::{AppointmentId, InvoiceId, InvoiceItemId, TenantId};
use crate::invoices::totals::TaxMode;
use crate::money::Currency;
use crate::packages::model::{Ahead, Target};
use crate::payments::deposit_of;
use crate::q;

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
        invoice.write(tx, draft, 1, now).await?;
        let data = json!({ "appointment": invoice.appointment_id });
        invoice
            .tell(tx, actor, events::Kind::InvoiceCreated, data, now)
            .await?;
        Ok(invoice)
    }

    /// The visit's invoice that counts: the latest of which anything is left. Void, or taken back whole by credit notes, it makes
    /// room for another.
    pub async fn of_visit(
        mut on: impl On,
        tenant: TenantId,
        visit: AppointmentId,
    ) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM invoices WHERE tenant_id = $1 AND appointment_id = $2 AND status <> 'void' AND kind = 'invoice'
                AND (credited_minor = 0 OR credited_minor < total_minor) ORDER BY id DESC LIMIT 1",
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
        let client = Client::not_erased(&mut *tx, tenant.id, draft.client_id).await?;
        if client != draft.client_id {
            // Of who was erased nothing new is written.
            (draft.client_id, draft.buyer) = (None, Buyer::default());
        }
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
        self.write(tx, draft, 1, now).await?;
        self.tell(tx, actor, events::Kind::InvoiceUpdated, json!({}), now)
            .await
    }

    /// Adds a draft up anew with what was paid ahead by now. No edit: an open page of it may still be saved.
    pub async fn refresh(&mut self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        self.require_draft()?;
        let items = self.items(&mut *tx).await?;
        let draft = Draft::of(self, &items);
        self.write(tx, &draft, 0, now).await
    }

    /// The draft of a visit, if there is one, learns what came or went back ahead.
    pub async fn refresh_of(
        tx: &mut Tx,
        tenant: TenantId,
        visit: AppointmentId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let found = Self::of_visit(&mut *tx, tenant, visit).await?;
        let Some(found) = found.filter(|invoice| invoice.status == Status::Draft) else {
            return Ok(());
        };
        let mut draft = Self::find_for_change(tx, tenant, found.id).await?;
        match draft.status == Status::Draft && draft.is_behind(tx).await? {
            true => draft.refresh(tx, now).await,
            false => Ok(()),
        }
    }

    /// Whether money came or went back ahead of its visit since the draft was last saved.
    pub(super) async fn is_behind(&self, tx: &mut Tx) -> Result<bool> {
        let Some(visit) = self.appointment_id else {
            return Ok(false);
        };
        let deposit = deposit_of(&mut *tx, self.tenant_id, visit).await?;
        let credited = deposit.kept_minor().clamp(0, self.total_minor);
        Ok(credited != self.deposit_minor || !self.ahead(tx).await?.visits.is_empty())
    }

    /// What packages and certificates pay for on it.
    pub async fn ahead(&self, on: impl On) -> Result<Ahead> {
        match (self.appointment_id, self.status) {
            (Some(visit), _) => Ahead::of(on, self.tenant_id, Target::Visit(visit)).await,
            // What no visit has is used on an invoice that was sent.
            (None, Status::Draft) => Ok(Ahead::default()),
            (None, _) => Ahead::of(on, self.tenant_id, Target::Invoice(self.id)).await,
        }
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

    /// Stores the draft and what it adds up to; by how much its version rises.
    async fn write(
        &mut self,
        tx: &mut Tx,
        draft: &Draft,
        rise: i64,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if draft.lines.len() > MOST_LINES {
            return Err(Error::Invalid(key!("invoices-too-many-lines")));
        }
        let ahead = self.ahead(&mut *tx).await?;
        let totals = draft
            .totals(&ahead)
            .map_err(|fault| Error::Invalid(fault.key()))?;
        self.clear(tx).await?;
        for (at, (line, parts)) in draft.lines.iter().zip(&totals.lines).enumerate() {
            let (rate, name, bp) = match (line.rate(), draft.tax_mode) {
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
                packaged_minor: parts.packaged,
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
        let packaged: i64 = totals.lines.iter().map(|line| line.packaged).sum();
        let prepaid = (ahead.sums + packaged).clamp(0, totals.total - deposit);
        q!(
            tx,
            execute,
            "UPDATE invoices SET client_id = $3, appointment_id = $4, buyer = $5, locale = $6, served_on = $7, due_on = $8,
                tax_mode = $9, discount_bp = $10, discount_minor = $11, net_minor = $12, tax_minor = $13, tip_minor = $14,
                total_minor = $15, deposit_minor = $16, note = $17, version = version + $20, updated_at = $18,
                prepaid_minor = $19
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
            rise,
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
                gross_minor, credited_item_id, packaged_minor)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
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
            self.packaged_minor,
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
