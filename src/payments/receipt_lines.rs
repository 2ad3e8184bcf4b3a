//! What a fiscal receipt (54-FZ) says of an invoice. A package is paid ahead of its visits, a certificate ahead of what nobody
//! knows yet: each use has a receipt of its own (see [`super::fiscal`]).

use super::model::{Kind, deposit_line};
use super::{Account, Payment, Way};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::Appointment;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::invoices::model::{Invoice, Item, ItemKind};
use crate::providers::payment::{MOST_LINES, Mode, NewPayment, Receipt, ReceiptLine, Ware};
use crate::q;

/// What is on an invoice, at what is paid for it; the receipt takes its part of each. Of more lines than fit, those of a kind are
/// said in one.
pub fn receipt_lines(invoice: &Invoice, items: &[Item], locale: Locale) -> Vec<ReceiptLine> {
    lines_at(invoice, items, invoice.to_pay(), locale)
}

/// The same for a payment of so much.
fn lines_at(invoice: &Invoice, items: &[Item], minor: i64, locale: Locale) -> Vec<ReceiptLine> {
    let line = |text: String, (ware, mode), minor| ReceiptLine {
        text,
        ware,
        amount: invoice.money(minor),
        mode,
    };
    // Something came before: this is a part of what is paid ahead.
    let package = match minor < invoice.total_minor {
        true => Mode::PartialPrepayment,
        false => Mode::FullPrepayment,
    };
    let mut lines: Vec<ReceiptLine> = items
        .iter()
        .map(|item| {
            let sort = match item.kind {
                ItemKind::Product => (Ware::Goods, Mode::FullPayment),
                ItemKind::Package => (Ware::Service, package),
                ItemKind::Certificate => (Ware::Payment, Mode::Advance),
                _ => (Ware::Service, Mode::FullPayment),
            };
            let paid = item.gross_minor - item.packaged_minor;
            line(item.description.clone(), sort, paid)
        })
        .collect();
    if invoice.tip_minor > 0 {
        let sort = (Ware::Service, Mode::FullPayment);
        lines.push(line(locale.t("invoices-tip"), sort, invoice.tip_minor));
    }
    lines.retain(|line| line.amount.minor > 0);
    if lines.len() <= MOST_LINES {
        return lines;
    }
    let number = invoice.reference().unwrap_or_default();
    let text = locale.t1("invoices-title-number", "number", number);
    let mut few: Vec<ReceiptLine> = Vec::new();
    for one in lines {
        let same = |known: &&mut ReceiptLine| (known.ware, known.mode) == (one.ware, one.mode);
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
            let lines = lines_at(&invoice, &items, payment.amount_minor, locale);
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
