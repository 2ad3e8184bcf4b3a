//! What a fiscal receipt (54-FZ) says of an invoice. A package is paid ahead of its visits, a certificate ahead of what nobody
//! knows yet: each use has a receipt of its own (see [`super::fiscal`]).

use crate::i18n::Locale;
use crate::invoices::model::{Invoice, Item, ItemKind};
use crate::providers::payment::{MOST_LINES, Mode, ReceiptLine, Ware};

/// What is on an invoice, at what is paid for it; the receipt takes its part of each. Of more lines than fit, those of a kind are
/// said in one.
pub fn receipt_lines(invoice: &Invoice, items: &[Item], locale: Locale) -> Vec<ReceiptLine> {
    let line = |text: String, (ware, mode), minor| ReceiptLine {
        text,
        ware,
        amount: invoice.money(minor),
        mode,
    };
    // Something came before: this is a part of what is paid ahead.
    let package = match invoice.to_pay() < invoice.total_minor {
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
