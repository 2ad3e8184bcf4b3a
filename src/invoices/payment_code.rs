//! What a bank's app reads from the QR code of an invoice: ST00012 (GOST R 56042) for roubles, EPC069-12 for euros. Pure.
//!
//! Both fill in a transfer: to whom, how much, what for. Nothing is paid by the code itself. None where something the
//! format needs is missing.

use super::model::Seller;
use crate::money::Money;

/// The code's text for a sum that is to be paid.
pub fn text(seller: &Seller, sum: Money, purpose: &str) -> Option<String> {
    if sum.minor <= 0 || seller.bank_account.is_empty() {
        return None;
    }
    match sum.currency.code() {
        "RUB" => st00012(seller, sum, purpose),
        "EUR" => epc(seller, sum, purpose),
        _ => None,
    }
}

/// `ST00012`: version 0001, texts in UTF-8 (2); the sum in kopecks.
fn st00012(seller: &Seller, sum: Money, purpose: &str) -> Option<String> {
    let needed = [
        ("Name", &seller.legal_name, 160),
        ("PersonalAcc", &seller.bank_account, 20),
        ("BankName", &seller.bank_name, 45),
        ("BIC", &seller.bank_code, 9),
        ("CorrespAcc", &seller.bank_correspondent, 20),
    ];
    let mut text = "ST00012".to_owned();
    for (name, value, most) in needed {
        let value = clean(value, most);
        if value.is_empty() {
            return None;
        }
        text.push_str(&format!("|{name}={value}"));
    }
    text.push_str(&format!("|Sum={}", sum.minor));
    text.push_str(&format!("|Purpose={}", clean(purpose, 210)));
    if !seller.tax_id.is_empty() {
        text.push_str(&format!("|PayeeINN={}", clean(&seller.tax_id, 12)));
    }
    Some(text)
}

/// Version 002, texts in UTF-8 (1), a plain SEPA transfer; at most 999 999 999.99 €.
fn epc(seller: &Seller, sum: Money, purpose: &str) -> Option<String> {
    let name = clean(&seller.legal_name, 70);
    let is_account = seller
        .bank_account
        .starts_with(|c: char| c.is_ascii_alphabetic());
    if name.is_empty() || !is_account || sum.minor > 99_999_999_999 {
        return None;
    }
    let amount = format!("EUR{}", sum.plain());
    let purpose = clean(purpose, 140);
    let (bic, iban) = (&seller.bank_code, &seller.bank_account);
    let lines = [
        "BCD", "002", "1", "SCT", bic, &name, iban, &amount, "", "", &purpose,
    ];
    Some(lines.join("\n"))
}

/// On one line, without the sign that parts the fields, not too long.
fn clean(value: &str, most: usize) -> String {
    let text: String = value
        .chars()
        .map(|c| if c.is_control() || c == '|' { ' ' } else { c })
        .take(most)
        .collect();
    text.trim().to_owned()
}
