//! The chain of what was issued: each document's hash is SHA-256 over the one before it in its series and over what the
//! document says, so that none can be changed, left out or put in between unseen. The order of the fields is part of it.

use chrono::NaiveDate;
use serde::Serialize;
use sqlx::types::Json;

use super::{Buyer, Invoice, Item, ItemKind, Kind, Seller};
use crate::crypto;
use crate::db::On;
use crate::error::Result;
use crate::id::{InvoiceId, TenantId};
use crate::invoices::totals::TaxMode;
use crate::q;

/// What a sent document says.
#[derive(Serialize)]
struct Document<'a> {
    kind: Kind,
    year: Option<i64>,
    number: Option<i64>,
    dated_on: NaiveDate,
    served_on: Option<NaiveDate>,
    due_on: Option<NaiveDate>,
    credited: Option<InvoiceId>,
    currency: &'a str,
    tax_mode: TaxMode,
    discount: i64,
    net: i64,
    tax: i64,
    tip: i64,
    total: i64,
    deposit: i64,
    note: &'a str,
    seller: Option<&'a Seller>,
    buyer: &'a Buyer,
    lines: Vec<DocumentLine<'a>>,
}

#[derive(Serialize)]
struct DocumentLine<'a> {
    kind: ItemKind,
    description: &'a str,
    quantity: i64,
    unit: i64,
    discount: i64,
    tax_name: &'a str,
    tax_bp: i64,
    net: i64,
    tax: i64,
    gross: i64,
    /// Left out where it is nothing: documents from before there were packages are hashed as they were.
    #[serde(skip_serializing_if = "is_nothing")]
    packaged: i64,
}

fn is_nothing(minor: &i64) -> bool {
    *minor == 0
}

/// The hash of a document that is complete but for it.
pub fn hash(previous: &[u8], invoice: &Invoice, items: &[Item]) -> Result<Vec<u8>> {
    let lines = items.iter().map(|item| DocumentLine {
        kind: item.kind,
        description: &item.description,
        quantity: item.quantity_milli,
        unit: item.unit_minor,
        discount: item.discount_minor,
        tax_name: &item.tax_name,
        tax_bp: item.tax_bp,
        net: item.net_minor,
        tax: item.tax_minor,
        gross: item.gross_minor,
        packaged: item.packaged_minor,
    });
    let document = Document {
        kind: invoice.kind,
        year: invoice.year,
        number: invoice.number,
        dated_on: invoice.dated_on,
        served_on: invoice.served_on,
        due_on: invoice.due_on,
        credited: invoice.credited_id,
        currency: invoice.currency.code(),
        tax_mode: invoice.tax_mode,
        discount: invoice.discount_minor,
        net: invoice.net_minor,
        tax: invoice.tax_minor,
        tip: invoice.tip_minor,
        total: invoice.total_minor,
        deposit: invoice.deposit_minor,
        note: &invoice.note,
        seller: invoice.seller.as_ref().map(|Json(seller)| seller),
        buyer: &invoice.buyer.0,
        lines: lines.collect(),
    };
    let said = serde_json::to_vec(&document).map_err(crate::error::Error::internal)?;
    Ok(crypto::sha256([previous, &said].concat()))
}

/// The first document of a series that does not follow from the one before it, or whose number does not; none when all do.
pub async fn first_broken(
    mut on: impl On,
    tenant: TenantId,
    kind: Kind,
) -> Result<Option<InvoiceId>> {
    const PAGE: i64 = 200;
    let (mut year, mut number, mut before) = (0, 0, Vec::new());
    loop {
        let page = q!(
            on,
            fetch_all: Invoice,
            "SELECT * FROM invoices WHERE tenant_id = $1 AND kind = $2 AND (year, number) > ($3, $4)
             ORDER BY year, number LIMIT $5",
            tenant,
            kind,
            year,
            number,
            PAGE,
        )?;
        for invoice in &page {
            let items = invoice.items(&mut on).await?;
            let expected = match invoice.year == Some(year) {
                true => number + 1,
                false => 1,
            };
            let follows = invoice.number == Some(expected)
                && invoice.previous_hash.as_deref() == Some(&before)
                && invoice.hash == Some(hash(&before, invoice, &items)?);
            if !follows {
                return Ok(Some(invoice.id));
            }
            (year, number) = (invoice.year.unwrap_or(year), expected);
            before = invoice.hash.clone().unwrap_or_default();
        }
        if page.len() < PAGE as usize {
            return Ok(None);
        }
    }
}
