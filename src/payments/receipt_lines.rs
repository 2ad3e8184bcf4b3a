//! What a fiscal receipt (54-FZ) says of an invoice. A visit may be paid ahead, and has a second receipt when it has taken place;
//! a package is paid ahead of its visits, a certificate ahead of what nobody knows yet: each use has a receipt of its own (see
//! [`super::fiscal`]).

use chrono::{DateTime, Utc};

use super::model::{Kind, deposit_line};
use super::{Account, Payment, Way};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::{Appointment, Status as Visit};
use crate::db::On;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::invoices::model::{Invoice, Item, ItemKind};
use crate::invoices::totals::TaxMode;
use crate::providers::payment::{
    MOST_LINES, Mode, NewPayment, Receipt, ReceiptLine, Ware, vat_code,
};
use crate::q;

/// Whether an invoice is paid ahead of its visit: now, or at an instant since which the visit may have taken place. Money for one
/// that does not take place is ahead of nothing.
pub async fn is_ahead(on: impl On, invoice: &Invoice, at: Option<DateTime<Utc>>) -> Result<bool> {
    let Some(visit) = invoice.appointment_id else {
        return Ok(false);
    };
    let visit = Appointment::find(on, invoice.tenant_id, visit).await?;
    Ok(match visit.status {
        Visit::Completed => at.is_some_and(|at| at < visit.starts_at),
        Visit::Cancelled | Visit::NoShow => false,
        _ => true,
    })
}

/// What is on an invoice, at what is paid for it; the receipt takes its part of each. Of more lines than fit, those of a kind are
/// said in one.
pub fn receipt_lines(
    invoice: &Invoice,
    items: &[Item],
    is_ahead: bool,
    locale: Locale,
) -> Vec<ReceiptLine> {
    lines_at(invoice, items, invoice.to_pay(), is_ahead, locale)
}

/// The same for a payment of so much.
fn lines_at(
    invoice: &Invoice,
    items: &[Item],
    minor: i64,
    is_ahead: bool,
    locale: Locale,
) -> Vec<ReceiptLine> {
    let line = |text: String, (ware, mode, of_visit), minor| ReceiptLine {
        text,
        ware,
        amount: invoice.money(minor),
        mode,
        of_visit,
        vat: None,
    };
    // Something came before: this is a part of what is paid ahead.
    let ahead = match minor < invoice.total_minor {
        true => Mode::PartialPrepayment,
        false => Mode::FullPrepayment,
    };
    let given = match is_ahead {
        true => (Ware::Service, ahead, true),
        false => (Ware::Service, Mode::FullPayment, false),
    };
    let mut lines: Vec<ReceiptLine> = items
        .iter()
        .map(|item| {
            let sort = match item.kind {
                ItemKind::Product => (Ware::Goods, Mode::FullPayment, false),
                ItemKind::Package => (Ware::Service, ahead, false),
                ItemKind::Certificate => (Ware::Payment, Mode::Advance, false),
                ItemKind::Service | ItemKind::Text => given,
            };
            let paid = item.gross_minor - item.packaged_minor;
            ReceiptLine {
                vat: vat_of(invoice, item),
                ..line(item.description.clone(), sort, paid)
            }
        })
        .collect();
    if invoice.tip_minor > 0 {
        lines.push(line(locale.t("invoices-tip"), given, invoice.tip_minor));
    }
    lines.retain(|line| line.amount.minor > 0);
    if lines.len() <= MOST_LINES {
        return lines;
    }
    let number = invoice.reference().unwrap_or_default();
    let text = locale.t1("invoices-title-number", "number", number);
    let mut few: Vec<ReceiptLine> = Vec::new();
    for one in lines {
        let sort = |line: &ReceiptLine| (line.ware, line.mode, line.of_visit, line.vat);
        let same = |known: &&mut ReceiptLine| sort(known) == sort(&one);
        match few.iter_mut().find(same) {
            Some(known) => known.amount.minor += one.amount.minor,
            None => few.push(ReceiptLine {
                text: text.clone(),
                ..one
            }),
        }
    }
    few
}

/// The rate of a line that has one; the account's stands for what has none.
pub(super) fn vat_of(invoice: &Invoice, item: &Item) -> Option<i64> {
    match invoice.tax_mode {
        TaxMode::None => None,
        _ if item.tax_rate_id.is_none() && item.tax_bp == 0 => None,
        _ => vat_code(item.tax_bp),
    }
}

/// The receipt that a payment had, and its language; none where none are sent. Of an erased client it is made anew of what was
/// sold, and goes to the practice itself: its sums stay, and so does what is owed to the tax office.
pub(super) async fn receipt_of(
    app: &App,
    account: &Account,
    payment: &Payment,
) -> Result<Option<(Receipt, Locale)>> {
    if let Some(sealed) = &payment.sealed {
        let key = app.tenant_key(&app.db, payment.tenant_id).await?;
        let plain = key.open(&format!("payments.sealed:{}", payment.id), sealed)?;
        let new: NewPayment = serde_json::from_slice(&plain).map_err(Error::internal)?;
        return Ok(new.receipt.map(|receipt| (receipt, new.locale)));
    }
    let settings = &account.data.0;
    if !settings.receipts || account.provider != Way::Yookassa {
        return Ok(None);
    }
    let tenant = Tenant::find(&app.db, payment.tenant_id).await?;
    let (lines, locale) = match (payment.kind, payment.appointment_id, payment.invoice_id) {
        (Kind::Deposit, Some(id), _) => {
            let visit = Appointment::find(&app.db, tenant.id, id).await?;
            let line = deposit_line(&tenant, &visit, payment.amount(), visit.locale);
            (vec![line], visit.locale)
        }
        (_, _, Some(id)) => {
            let invoice = Invoice::find(&app.db, tenant.id, id).await?;
            let items = invoice.items(&app.db).await?;
            let locale = invoice.locale;
            let ahead = is_ahead(&app.db, &invoice, payment.paid_at).await?;
            let lines = lines_at(&invoice, &items, payment.amount_minor, ahead, locale);
            (lines, locale)
        }
        (_, _, None) => return Ok(None),
    };
    let whole = Receipt {
        email: address(app, &tenant).await?,
        tax_system: settings.tax_system,
        vat: settings.vat.clamp(1, 12),
        lines,
    };
    Ok(Some((whole.of(payment.amount()), locale)))
}

/// The practice's own; its first owner's where it shows none.
async fn address(app: &App, tenant: &Tenant) -> Result<String> {
    if let Some(email) = &tenant.email {
        return Ok(email.clone());
    }
    let (email,) = q!(
        &app.db,
        fetch_one: (String,),
        "SELECT u.email FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.tenant_id = $1 AND m.role = 'owner' ORDER BY m.created_at, m.user_id LIMIT 1",
        tenant.id,
    )?;
    Ok(email)
}
