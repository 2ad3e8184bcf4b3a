//! Issued documents as a file for spreadsheets, in the order of their numbers. Sums are plain numbers; a credit note's are
//! below zero; a void invoice is there with its number and nothing to count.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sqlx::FromRow;

use super::business::rate_named;
use super::model::{Invoice, Kind, Status};
use crate::app::App;
use crate::clients::safe_cell;
use crate::db::On;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::id::{InvoiceId, TenantId};
use crate::q;

/// Documents that are read at once.
const PAGE: i64 = 500;

/// What one document has of one rate. What a package pays for was taxed when that was sold, and is of none.
#[derive(FromRow)]
struct Part {
    invoice_id: InvoiceId,
    tax_name: String,
    tax_bp: i64,
    net: i64,
    tax: i64,
}

type RateName = (i64, String);

/// The whole file.
pub async fn csv(
    app: &App,
    tenant: TenantId,
    locale: Locale,
    from: NaiveDate,
    to: NaiveDate,
    delimiter: u8,
) -> Result<Vec<u8>> {
    let mut parts: BTreeMap<InvoiceId, Vec<Part>> = BTreeMap::new();
    let mut rates: Vec<RateName> = Vec::new();
    for part in parts_of(&app.db, tenant, from, to).await? {
        let rate = (part.tax_bp, part.tax_name.clone());
        if !rates.contains(&rate) {
            rates.push(rate);
        }
        parts.entry(part.invoice_id).or_default().push(part);
    }
    rates.sort_by(|a, b| b.cmp(a));
    // Excel reads UTF-8 only with this in front.
    let out = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    let headings = headings(locale, &rates);
    writer
        .write_record(headings.iter().map(|cell| safe_cell(cell)))
        .map_err(Error::internal)?;
    let mut after = (String::new(), 0, 0);
    loop {
        let page = page(&app.db, tenant, from, to, &after).await?;
        for invoice in &page {
            let own = parts.get(&invoice.id).map_or(&[][..], Vec::as_slice);
            writer
                .write_record(cells(locale, invoice, own, &rates))
                .map_err(Error::internal)?;
            let kind = if invoice.kind == Kind::Invoice {
                "invoice"
            } else {
                "credit_note"
            };
            after = (
                kind.to_owned(),
                invoice.year.unwrap_or_default(),
                invoice.number.unwrap_or_default(),
            );
        }
        if page.len() < PAGE as usize {
            break;
        }
    }
    writer
        .into_inner()
        .map_err(|error| Error::internal(error.to_string()))
}

fn headings(locale: Locale, rates: &[RateName]) -> Vec<String> {
    let mut all: Vec<String> = [
        "invoices-number",
        "invoices-issued",
        "invoices-served",
        "invoices-due",
        "invoices-status",
        "invoices-client",
        "business-tax-id",
        "invoices-currency",
        "invoices-net",
        "invoices-tax",
        "invoices-tip",
        "invoices-total",
        "invoices-deposit",
        "invoices-prepaid",
        "invoices-credited",
        "invoices-paid",
        "invoices-refunded",
        "invoices-to-pay",
    ]
    .map(|key| locale.t(key))
    .into();
    for (bp, name) in rates {
        let rate = rate_named(locale, name, *bp);
        all.push(format!("{} {rate}", locale.t("invoices-net")));
        all.push(rate);
    }
    all
}

fn cells(locale: Locale, invoice: &Invoice, parts: &[Part], rates: &[RateName]) -> Vec<String> {
    let is_void = invoice.status == Status::Void;
    let sign = match invoice.kind {
        Kind::Invoice => 1,
        Kind::CreditNote => -1,
    };
    let sum = |minor: i64| {
        let counted = if is_void { 0 } else { sign * minor };
        invoice.money(counted).plain()
    };
    let day = |date: Option<NaiveDate>| date.map(|d| d.to_string()).unwrap_or_default();
    let to_pay = match invoice.kind {
        Kind::Invoice => invoice.to_pay(),
        Kind::CreditNote => 0,
    };
    let mut all = vec![
        invoice.reference().unwrap_or_default(),
        invoice.dated_on.to_string(),
        day(invoice.served_on),
        day(invoice.due_on),
        locale.t(invoice.badge().0),
        safe_cell(&invoice.buyer.0.name),
        safe_cell(&invoice.buyer.0.tax_id),
        invoice.currency.to_string(),
        sum(invoice.net_minor),
        sum(invoice.tax_minor),
        sum(invoice.tip_minor),
        sum(invoice.total_minor),
        sum(invoice.deposit_minor),
        sum(invoice.prepaid_minor),
        sum(invoice.credited_minor),
        sum(invoice.paid_minor),
        sum(invoice.refunded_minor),
        sum(to_pay),
    ];
    for (bp, name) in rates {
        let own = parts
            .iter()
            .find(|part| part.tax_bp == *bp && part.tax_name == *name);
        all.push(own.map(|part| sum(part.net)).unwrap_or_default());
        all.push(own.map(|part| sum(part.tax)).unwrap_or_default());
    }
    all
}

async fn page(
    mut on: impl On,
    tenant: TenantId,
    from: NaiveDate,
    to: NaiveDate,
    (kind, year, number): &(String, i64, i64),
) -> Result<Vec<Invoice>> {
    Ok(q!(
        on,
        fetch_all: Invoice,
        "SELECT * FROM invoices WHERE tenant_id = $1 AND dated_on BETWEEN $2 AND $3 AND status <> 'draft'
           AND (kind, year, number) > ($4, $5, $6) ORDER BY kind, year, number LIMIT $7",
        tenant,
        from,
        to,
        kind,
        year,
        number,
        PAGE,
    )?)
}

async fn parts_of(
    mut on: impl On,
    tenant: TenantId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Part>> {
    Ok(q!(
        on,
        fetch_all: Part,
        "SELECT t.invoice_id, CASE WHEN k.packaged = 1 THEN '' ELSE t.tax_name END AS tax_name,
            CASE WHEN k.packaged = 1 THEN 0 ELSE t.tax_bp END AS tax_bp,
            CAST(SUM(CASE WHEN k.packaged = 1 THEN t.packaged_minor ELSE t.net_minor - t.packaged_minor END) AS bigint) AS net,
            CAST(SUM(CASE WHEN k.packaged = 1 THEN 0 ELSE t.tax_minor END) AS bigint) AS tax
         FROM invoices i JOIN invoice_items t ON t.tenant_id = i.tenant_id AND t.invoice_id = i.id
         JOIN (SELECT 0 AS packaged UNION ALL SELECT 1) k ON k.packaged = 0 OR t.packaged_minor > 0
         WHERE i.tenant_id = $1 AND i.dated_on BETWEEN $2 AND $3 AND i.status NOT IN ('draft', 'void') AND i.tax_mode <> 'none'
         GROUP BY 1, 2, 3",
        tenant,
        from,
        to,
    )?)
}
