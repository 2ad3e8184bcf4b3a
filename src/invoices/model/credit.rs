//! Credit notes: what takes something off a sent invoice, whole, by lines, or a sum.
//!
//! Together they never take off more than the invoice, nor more of any tax rate than it has: crediting in parts ends at the
//! same minor unit as crediting at once. Sums on a credit note are above zero; it is read as taken off.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::draft::Draft;
use super::store::insert;
use super::{Invoice, Item, ItemKind, Kind, Status, sending, standing};
use crate::accounts::Tenant;
use crate::clients::Client;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor};
use crate::i18n::key;
use crate::id::{InvoiceId, InvoiceItemId, TaxRateId};
use crate::invoices::business::Business;
use crate::invoices::totals::{Discount, ONE, TaxMode, spread};
use crate::packages::model::returning::give_back_credited;
use crate::q;

/// What to take off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credit {
    /// All that is left, the tip included.
    Whole,
    Lines(Vec<InvoiceItemId>),
    /// Minor units, tax included.
    Sum(i64),
}

/// What is left of one tax rate of an invoice.
#[derive(Clone, Debug, FromRow)]
struct Left {
    tax_rate_id: Option<TaxRateId>,
    tax_name: String,
    tax_bp: i64,
    net: i64,
    tax: i64,
}

impl Left {
    fn gross(&self) -> i64 {
        self.net + self.tax
    }

    /// A line's net and tax of this rate; what a package pays for is of none.
    fn of(&self, line: &Item) -> (i64, i64) {
        let is = |name: &str, bp| self.tax_name == name && self.tax_bp == bp;
        let (mut net, mut tax) = (0, 0);
        if is(&line.tax_name, line.tax_bp) {
            (net, tax) = (line.net_minor - line.packaged_minor, line.tax_minor);
        }
        if is("", 0) {
            net += line.packaged_minor;
        }
        (net, tax)
    }
}

/// Issues a credit note.
///
/// # Errors
/// Conflict for what is no sent invoice, and when more would be taken off than is left; Invalid for nothing.
pub async fn credit(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: &Actor,
    id: InvoiceId,
    what: &Credit,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Invoice> {
    let mut invoice = Invoice::find_for_change(tx, tenant.id, id).await?;
    let is_sent = !matches!(invoice.status, Status::Draft | Status::Void);
    if invoice.kind != Kind::Invoice || !is_sent {
        return Err(Error::Conflict(key!("invoices-not-to-credit")));
    }
    let left = invoice.left_by_rate(&mut *tx).await?;
    let tip = invoice.tip_left(&mut *tx).await?;
    let (items, tip) = invoice.credited_lines(tx, what, &left, tip).await?;
    let net: i64 = items.iter().map(|item| item.net_minor).sum();
    let tax: i64 = items.iter().map(|item| item.tax_minor).sum();
    let total = net + tax + tip;
    if total <= 0 {
        return Err(Error::Invalid(key!("invoices-credit-nothing")));
    }
    let mode = match invoice.tax_mode {
        TaxMode::None => TaxMode::None,
        _ => TaxMode::Included,
    };
    let draft = Draft {
        // Of a client who was erased it stands on no card; the buyer is written on it as on the invoice.
        client_id: Client::not_erased(&mut *tx, tenant.id, invoice.client_id).await?,
        appointment_id: invoice.appointment_id,
        buyer: invoice.buyer.0.clone(),
        locale: invoice.locale,
        served_on: invoice.served_on,
        due_on: None,
        tax_mode: mode,
        discount: Discount::NONE,
        tip_minor: tip,
        note: String::new(),
        lines: Vec::new(),
    };
    let note = InvoiceId::new();
    let (kind, currency) = (Kind::CreditNote, invoice.currency);
    insert(
        tx,
        tenant,
        note,
        kind,
        Some(invoice.id),
        &draft,
        currency,
        now,
    )
    .await?;
    for item in &items {
        item.insert(tx, tenant.id, note).await?;
    }
    q!(
        tx,
        execute,
        "UPDATE invoices SET net_minor = $3, tax_minor = $4, tip_minor = $5, total_minor = $6, served_on = $7, reason = $8
         WHERE tenant_id = $1 AND id = $2",
        tenant.id,
        note,
        net,
        tax,
        tip,
        total,
        draft.served_on,
        reason,
    )?;
    let business = Business::of(&mut *tx, tenant).await?;
    let seller = match (business.missing().is_empty(), &invoice.seller) {
        (false, Some(seller)) => seller.0.clone(),
        _ => business.seller(tenant, invoice.locale),
    };
    let mut note = Invoice::find(&mut *tx, tenant.id, note).await?;
    invoice.credited_minor += total;
    invoice.status = standing(invoice.sums(), invoice.due_on, tenant.local_date(now));
    q!(
        tx,
        execute,
        "UPDATE invoices SET credited_minor = $3, status = $4, version = version + 1, updated_at = $5
         WHERE tenant_id = $1 AND id = $2",
        tenant.id,
        invoice.id,
        invoice.credited_minor,
        invoice.status,
        now,
    )?;
    sending::issue(tx, tenant, actor, &mut note, &items, seller, now).await?;
    let lines: Vec<InvoiceItemId> = items
        .iter()
        .filter_map(|item| item.credited_item_id)
        .collect();
    give_back_credited(tx, tenant, actor, &invoice, &lines, now).await?;
    let invoice = Invoice::find(&mut *tx, tenant.id, invoice.id).await?;
    let data = json!({ "credit_note": note.id, "to": invoice.status.as_str() });
    invoice
        .tell(tx, actor, events::Kind::InvoiceCredited, data, now)
        .await?;
    Ok(note)
}

impl Invoice {
    /// Its credit notes, the earliest first.
    pub async fn credit_notes(&self, mut on: impl On) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM invoices WHERE tenant_id = $1 AND credited_id = $2 ORDER BY id LIMIT 200",
            self.tenant_id,
            self.id,
        )?)
    }

    /// Its lines that credit notes took off whole.
    pub async fn lines_taken_off(&self, mut on: impl On) -> Result<Vec<InvoiceItemId>> {
        let rows = q!(
            on,
            fetch_all: (InvoiceItemId,),
            "SELECT c.credited_item_id FROM invoices n
             JOIN invoice_items c ON c.tenant_id = n.tenant_id AND c.invoice_id = n.id
             WHERE n.tenant_id = $1 AND n.credited_id = $2 AND n.status <> 'draft' AND c.credited_item_id IS NOT NULL",
            self.tenant_id,
            self.id,
        )?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Its lines that no credit note took off.
    pub async fn items_left(&self, mut on: impl On) -> Result<Vec<Item>> {
        let gone = self.lines_taken_off(&mut on).await?;
        let mut items = self.items(on).await?;
        items.retain(|item| !gone.contains(&item.id));
        Ok(items)
    }

    /// What credit notes have left of each rate, the highest first.
    async fn left_by_rate(&self, mut on: impl On) -> Result<Vec<Left>> {
        Ok(q!(
            on,
            fetch_all: Left,
            // What packages pay for stands apart, untaxed.
            {
                sqlite: "SELECT MAX(CASE WHEN k.packaged = 0 THEN t.tax_rate_id END) AS tax_rate_id,
                            CASE WHEN k.packaged = 1 THEN '' ELSE t.tax_name END AS tax_name,
                            CASE WHEN k.packaged = 1 THEN 0 ELSE t.tax_bp END AS tax_bp,
                            SUM(CASE WHEN i.id = $2 THEN 1 ELSE -1 END
                                * CASE WHEN k.packaged = 1 THEN t.packaged_minor ELSE t.net_minor - t.packaged_minor END) AS net,
                            SUM(CASE WHEN i.id = $2 THEN 1 ELSE -1 END
                                * CASE WHEN k.packaged = 1 THEN 0 ELSE t.tax_minor END) AS tax
                         FROM (SELECT id FROM invoices WHERE tenant_id = $1 AND id = $2
                               UNION ALL SELECT id FROM invoices WHERE tenant_id = $1 AND credited_id = $2) i
                         JOIN invoice_items t ON t.tenant_id = $1 AND t.invoice_id = i.id
                         JOIN (SELECT 0 AS packaged UNION ALL SELECT 1) k ON k.packaged = 0 OR t.packaged_minor > 0
                         GROUP BY 2, 3 ORDER BY 3 DESC, 2",
                pg: "SELECT CAST(MAX(CASE WHEN k.packaged = 0 THEN CAST(t.tax_rate_id AS text) END) AS uuid) AS tax_rate_id,
                            CASE WHEN k.packaged = 1 THEN '' ELSE t.tax_name END AS tax_name,
                            CASE WHEN k.packaged = 1 THEN 0 ELSE t.tax_bp END AS tax_bp,
                            CAST(SUM(CASE WHEN i.id = $2 THEN 1 ELSE -1 END
                                * CASE WHEN k.packaged = 1 THEN t.packaged_minor ELSE t.net_minor - t.packaged_minor END) AS bigint) AS net,
                            CAST(SUM(CASE WHEN i.id = $2 THEN 1 ELSE -1 END
                                * CASE WHEN k.packaged = 1 THEN 0 ELSE t.tax_minor END) AS bigint) AS tax
                         FROM (SELECT id FROM invoices WHERE tenant_id = $1 AND id = $2
                               UNION ALL SELECT id FROM invoices WHERE tenant_id = $1 AND credited_id = $2) i
                         JOIN invoice_items t ON t.tenant_id = $1 AND t.invoice_id = i.id
                         JOIN (SELECT 0 AS packaged UNION ALL SELECT 1) k ON k.packaged = 0 OR t.packaged_minor > 0
                         GROUP BY 2, 3 ORDER BY 3 DESC, 2",
            },
            self.tenant_id,
            self.id,
        )?)
    }

    async fn tip_left(&self, mut on: impl On) -> Result<i64> {
        let (credited,) = q!(
            on,
            fetch_one: (i64,),
            "SELECT CAST(COALESCE(SUM(tip_minor), 0) AS bigint) FROM invoices WHERE tenant_id = $1 AND credited_id = $2",
            self.tenant_id,
            self.id,
        )?;
        Ok(self.tip_minor - credited)
    }

    /// The lines of a credit note, and what of the tip it takes off.
    async fn credited_lines(
        &self,
        tx: &mut Tx,
        what: &Credit,
        left: &[Left],
        tip_left: i64,
    ) -> Result<(Vec<Item>, i64)> {
        let too_large = || Error::Conflict(key!("invoices-credit-too-large"));
        let words = self.locale.t1(
            "invoices-credit-line",
            "number",
            self.reference().unwrap_or_default(),
        );
        let rest = |rate: &Left, net, tax| line(words.clone(), rate, net, tax);
        let (mut lines, tip) = match what {
            Credit::Whole if self.credited_minor == 0 => {
                (self.copied(tx, |_| true).await?, tip_left)
            }
            Credit::Whole => {
                let rates = left.iter().filter(|rate| rate.gross() > 0);
                (
                    rates.map(|rate| rest(rate, rate.net, rate.tax)).collect(),
                    tip_left,
                )
            }
            Credit::Lines(ids) => {
                let lines = self.copied(tx, |id| ids.contains(&id)).await?;
                if lines.len() != ids.len() {
                    return Err(Error::NotFound);
                }
                let gone = self.lines_taken_off(&mut *tx).await?;
                if ids.iter().any(|id| gone.contains(id)) {
                    return Err(too_large());
                }
                for rate in left {
                    let own = lines.iter().map(|line| rate.of(line));
                    let (net, tax) = own.fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
                    if net > rate.net || tax > rate.tax {
                        return Err(too_large());
                    }
                }
                (lines, 0)
            }
            Credit::Sum(sum) => {
                let gross: Vec<i128> = left.iter().map(|rate| rate.gross().into()).collect();
                let all = i64::try_from(gross.iter().sum::<i128>()).map_err(Error::internal)?;
                if *sum <= 0 {
                    return Err(Error::Invalid(key!("invoices-credit-nothing")));
                }
                if *sum > all + tip_left {
                    return Err(too_large());
                }
                let parts = spread((*sum).min(all).into(), &gross);
                let mut lines = Vec::new();
                for (rate, part) in left.iter().zip(parts).filter(|(_, part)| *part > 0) {
                    // Of a part of a rate the same part is tax; of all of it, all of the tax.
                    let weights = [part, i128::from(rate.gross()) - part];
                    let tax = spread(rate.tax.into(), &weights)[0];
                    let fit = |amount: i128| i64::try_from(amount).map_err(Error::internal);
                    lines.push(rest(rate, fit(part - tax)?, fit(tax)?));
                }
                (lines, (*sum - all).max(0))
            }
        };
        if lines.is_empty() && tip > 0 {
            // A document has lines; this one says what the tip was for.
            let none = Left {
                tax_rate_id: None,
                tax_name: String::new(),
                tax_bp: 0,
                net: 0,
                tax: 0,
            };
            lines.push(rest(&none, 0, 0));
        }
        for (at, line) in lines.iter_mut().enumerate() {
            line.position = at as i64;
        }
        Ok((lines, tip))
    }

    /// Own lines as lines of a credit note: each one piece at what was charged for it.
    async fn copied(&self, tx: &mut Tx, keep: impl Fn(InvoiceItemId) -> bool) -> Result<Vec<Item>> {
        let items = self.items(&mut *tx).await?;
        let items = items.into_iter().filter(|item| keep(item.id));
        Ok(items
            .map(|item| Item {
                id: InvoiceItemId::new(),
                quantity_milli: ONE,
                unit_minor: item.gross_minor,
                discount_bp: None,
                discount_minor: 0,
                credited_item_id: Some(item.id),
                ..item
            })
            .collect())
    }
}

fn line(description: String, rate: &Left, net: i64, tax: i64) -> Item {
    Item {
        id: InvoiceItemId::new(),
        position: 0,
        kind: ItemKind::Text,
        service_id: None,
        product_id: None,
        description,
        quantity_milli: ONE,
        unit_minor: net + tax,
        discount_bp: None,
        discount_minor: 0,
        tax_rate_id: rate.tax_rate_id,
        tax_name: rate.tax_name.clone(),
        tax_bp: rate.tax_bp,
        net_minor: net,
        tax_minor: tax,
        gross_minor: net + tax,
        packaged_minor: 0,
        credited_item_id: None,
    }
}
