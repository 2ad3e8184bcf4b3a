//! The paper: one view of an invoice for the screen, for print and for the client's page. In the invoice's language, whatever
//! the reader's. A draft shows what would be sent.

use crate::accounts::Tenant;
use crate::db::On;
use crate::error::Result;
use crate::i18n::Locale;
use crate::settings::qr::Qr;

use super::business::{Business, LegalForm, rate_shown};
use super::model::{Invoice, Item, ItemKind, Kind, Seller, Status};
use super::totals::{ONE, TaxMode, WHOLE, spread};
use super::{payment_code, words};

/// A line as it is printed.
pub struct SheetLine {
    pub description: String,
    /// "Discount 10 %: −€4.80"
    pub discount: String,
    pub quantity: String,
    pub price: String,
    pub tax: String,
    pub amount: String,
}

/// A row under the lines; the class says how it is drawn: "", "total" or "due".
pub struct SheetSum {
    pub class: &'static str,
    pub label: String,
    pub amount: String,
}

pub struct Sheet {
    pub locale: Locale,
    pub title: String,
    pub number: String,
    pub name: String,
    pub trade: String,
    pub from: Vec<String>,
    pub to: Vec<String>,
    pub facts: Vec<(String, String)>,
    /// The heading of the tax column; none without taxes.
    pub tax: Option<String>,
    pub lines: Vec<SheetLine>,
    pub sums: Vec<SheetSum>,
    pub words: String,
    pub bank: Vec<(String, String)>,
    pub qr: Option<Qr>,
    /// What the code is for: a line in bold, and under it.
    pub qr_note: (String, String),
    /// What the law asks to be said.
    pub legal: Vec<String>,
    pub note: String,
    /// The end of the document's hash, by which a copy is told from another.
    pub fingerprint: String,
}

impl Sheet {
    pub async fn of(mut on: impl On, tenant: &Tenant, invoice: &Invoice) -> Result<Self> {
        let items = invoice.items(&mut on).await?;
        let seller = match &invoice.seller {
            Some(seller) => seller.0.clone(),
            None => Business::of(&mut on, tenant)
                .await?
                .seller(tenant, invoice.locale),
        };
        let credited = match invoice.credited_id {
            Some(id) => Some(Invoice::find(&mut on, tenant.id, id).await?),
            None => None,
        };
        Self::draw(invoice, &items, &seller, credited.as_ref())
    }

    fn draw(
        invoice: &Invoice,
        items: &[Item],
        seller: &Seller,
        credited: Option<&Invoice>,
    ) -> Result<Self> {
        let locale = invoice.locale;
        let form = LegalForm::parse(&seller.form).unwrap_or(LegalForm::Other);
        let is_taxed = invoice.tax_mode != TaxMode::None;
        let number = match invoice.reference() {
            Some(reference) => locale.t1("invoices-sheet-number", "number", reference),
            None => locale.t("invoices-sheet-no-number"),
        };
        let title = match (invoice.kind, invoice.status) {
            (_, Status::Draft) => locale.t("invoices-sheet-draft"),
            (Kind::CreditNote, _) => locale.t("invoices-sheet-credit-note"),
            (Kind::Invoice, Status::Void) => locale.t("invoices-sheet-void"),
            (Kind::Invoice, _) => locale.t("invoices-sheet-invoice"),
        };
        let to_pay = invoice.to_pay();
        let is_bill = invoice.kind == Kind::Invoice && to_pay > 0;
        let purpose = invoice.reference().map(|reference| {
            let day = locale.day_numeric(invoice.dated_on);
            locale.t2("invoices-purpose", "number", reference, "day", day)
        });
        let code = purpose
            .filter(|_| is_bill)
            .and_then(|purpose| payment_code::text(seller, invoice.money(to_pay), &purpose));
        let amount = locale.money(invoice.money(to_pay));
        Ok(Self {
            locale,
            title,
            number,
            name: seller.name.clone(),
            trade: seller.trade.clone(),
            from: from(seller, form, locale),
            to: to(invoice),
            facts: facts(invoice, credited),
            tax: is_taxed.then(|| tax_name(items, locale)),
            lines: items.iter().map(|item| line(invoice, item)).collect(),
            sums: sums(invoice, items),
            words: match locale {
                Locale::Ru => locale.t1(
                    "invoices-sheet-words",
                    "words",
                    words::in_words(invoice.money(invoice.total_minor)),
                ),
                _ => String::new(),
            },
            bank: match is_bill {
                true => bank(seller, form, locale),
                false => Vec::new(),
            },
            qr: code.map(|text| Qr::of(&text)).transpose()?,
            qr_note: (
                locale.t("invoices-qr-title"),
                locale.t1("invoices-qr-text", "amount", amount),
            ),
            legal: legal(invoice, items, form),
            note: invoice.note.clone(),
            fingerprint: invoice.hash.as_deref().map(hex).unwrap_or_default(),
        })
    }
}

fn hex(hash: &[u8]) -> String {
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn from(seller: &Seller, form: LegalForm, locale: Locale) -> Vec<String> {
    let mut lines = vec![match seller.legal_name.is_empty() {
        true => seller.name.clone(),
        false => seller.legal_name.clone(),
    }];
    lines.extend(seller.address.lines().map(str::to_owned));
    if !seller.tax_id.is_empty() {
        lines.push(format!("{} {}", locale.t(form.tax_id_key()), seller.tax_id));
    }
    if !seller.registration_id.is_empty() {
        lines.push(format!(
            "{} {}",
            locale.t("business-ogrnip"),
            seller.registration_id
        ));
    }
    lines
}

fn to(invoice: &Invoice) -> Vec<String> {
    let (buyer, locale) = (&invoice.buyer.0, invoice.locale);
    let mut lines = vec![match buyer.name.is_empty() {
        true => locale.t("invoices-sheet-no-buyer"),
        false => buyer.name.clone(),
    }];
    lines.extend(buyer.address.lines().map(str::to_owned));
    if !buyer.tax_id.is_empty() {
        lines.push(format!("{} {}", locale.t("business-tax-id"), buyer.tax_id));
    }
    lines
}

/// "14 May 2026", for a paper that is read in other years.
pub fn day(locale: Locale, date: chrono::NaiveDate) -> String {
    match locale {
        Locale::Es => locale.day_numeric(date),
        _ => {
            use chrono::Datelike;
            format!("{}\u{a0}{}", locale.day_and_month(date), date.year())
        }
    }
}

fn facts(invoice: &Invoice, credited: Option<&Invoice>) -> Vec<(String, String)> {
    let locale = invoice.locale;
    let mut facts = vec![(locale.t("invoices-issued"), day(locale, invoice.dated_on))];
    if let Some(served) = invoice.served_on {
        facts.push((locale.t("invoices-served"), day(locale, served)));
    }
    if let Some(due) = invoice.due_on {
        facts.push((locale.t("invoices-due"), day(locale, due)));
    }
    if let Some(credited) = credited {
        let text = locale.t2(
            "invoices-sheet-credits",
            "number",
            credited.reference().unwrap_or_default(),
            "day",
            day(locale, credited.dated_on),
        );
        facts.push((locale.t("invoices-sheet-to-invoice"), text));
        if !invoice.reason.is_empty() {
            facts.push((locale.t("invoices-reason"), invoice.reason.clone()));
        }
    }
    facts
}

/// "IVA" where all lines have the same tax, else "Tax".
fn tax_name(items: &[Item], locale: Locale) -> String {
    let mut names = items
        .iter()
        .map(|item| item.tax_name.as_str())
        .filter(|name| !name.is_empty());
    match names.next() {
        Some(first) if names.all(|name| name == first) => first.to_owned(),
        _ => locale.t("invoices-tax"),
    }
}

/// Net prices and net amounts, as they add up to the net sum: every discount is taken off the amount.
fn line(invoice: &Invoice, item: &Item) -> SheetLine {
    let locale = invoice.locale;
    let is_untaxed = is_untaxed(item);
    let price = match invoice.tax_mode {
        TaxMode::Included if !is_untaxed => {
            let weights = [WHOLE.into(), item.tax_bp.into()];
            let net = spread(item.unit_minor.into(), &weights)[0];
            i64::try_from(net).unwrap_or(item.unit_minor)
        }
        _ => item.unit_minor,
    };
    let discount = match (item.discount_minor, item.discount_bp) {
        (0, _) => String::new(),
        (sum, Some(bp)) => locale.t2(
            "invoices-sheet-discount-percent",
            "percent",
            rate_shown(locale, bp),
            "sum",
            locale.money(invoice.money(-sum)),
        ),
        (sum, None) => locale.t1(
            "invoices-sheet-discount",
            "sum",
            locale.money(invoice.money(-sum)),
        ),
    };
    SheetLine {
        description: item.description.clone(),
        discount,
        quantity: quantity_shown(locale, item.quantity_milli),
        price: locale.money(invoice.money(price)),
        tax: match is_untaxed {
            true => "\u{2014}".to_owned(),
            false => rate_shown(locale, item.tax_bp),
        },
        amount: locale.money(invoice.money(item.net_minor)),
    }
}

/// What no tax is reckoned on here: a line without a rate, and what a package pays for, whose price is the price.
fn is_untaxed(item: &Item) -> bool {
    let is_packaged = item.packaged_minor > 0 && item.packaged_minor == item.net_minor;
    is_packaged || item.tax_name.is_empty()
}

/// "1", "1.5", "0,125".
pub fn quantity_shown(locale: Locale, milli: i64) -> String {
    let (whole, rest) = (milli / ONE, milli % ONE);
    let point = if locale == Locale::En { '.' } else { ',' };
    match rest {
        0 => whole.to_string(),
        _ => format!(
            "{whole}{point}{}",
            format!("{rest:03}").trim_end_matches('0')
        ),
    }
}

fn sums(invoice: &Invoice, items: &[Item]) -> Vec<SheetSum> {
    let locale = invoice.locale;
    let mut sums = Vec::new();
    let mut add = |class, label: String, minor| {
        sums.push(SheetSum {
            class,
            label,
            amount: locale.money(invoice.money(minor)),
        });
    };
    let is_taxed = invoice.tax_mode != TaxMode::None;
    if is_taxed || invoice.tip_minor > 0 {
        add("", locale.t("invoices-net"), invoice.net_minor);
    }
    let packaged: i64 = items.iter().map(|item| item.packaged_minor).sum();
    if is_taxed && packaged > 0 {
        add("", locale.t("invoices-packaged"), packaged);
    }
    let mut rates: Vec<(&str, i64, i64)> = Vec::new();
    for item in items.iter().filter(|item| is_taxed && !is_untaxed(item)) {
        match rates
            .iter_mut()
            .find(|rate| rate.0 == item.tax_name && rate.1 == item.tax_bp)
        {
            Some(rate) => rate.2 += item.tax_minor,
            None => rates.push((&item.tax_name, item.tax_bp, item.tax_minor)),
        }
    }
    rates.sort_by_key(|rate| std::cmp::Reverse(rate.1));
    for (name, bp, tax) in rates {
        let name = if name.is_empty() {
            locale.t("invoices-tax")
        } else {
            name.to_owned()
        };
        add("", format!("{name} {}", rate_shown(locale, bp)), tax);
    }
    if invoice.tip_minor > 0 {
        add("", locale.t("invoices-tip"), invoice.tip_minor);
    }
    add("total", locale.t("invoices-total"), invoice.total_minor);
    if invoice.kind == Kind::CreditNote || invoice.status == Status::Void {
        return sums;
    }
    for (key, minor) in [
        ("invoices-deposit", -invoice.deposit_minor),
        ("invoices-prepaid", -invoice.prepaid_minor),
        ("invoices-credited", -invoice.credited_minor),
        ("invoices-paid", -invoice.paid_minor),
        ("invoices-refunded", invoice.refunded_minor),
    ] {
        if minor != 0 {
            add("", locale.t(key), minor);
        }
    }
    add("due", locale.t("invoices-to-pay"), invoice.to_pay());
    sums
}

fn bank(seller: &Seller, form: LegalForm, locale: Locale) -> Vec<(String, String)> {
    let account = Business::account_shown(&seller.bank_account);
    let (code, number) = match form.is_russian() {
        true => ("business-bik", "business-account"),
        false => ("business-bic", "business-iban"),
    };
    [
        ("business-bank", seller.bank_name.clone()),
        (number, account),
        (code, seller.bank_code.clone()),
        ("business-correspondent", seller.bank_correspondent.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| (locale.t(key), value))
    .collect()
}

fn legal(invoice: &Invoice, items: &[Item], form: LegalForm) -> Vec<String> {
    let locale = invoice.locale;
    let mut lines = Vec::new();
    match form {
        LegalForm::RuNpd => lines.push(locale.t("invoices-legal-npd")),
        LegalForm::RuIp if invoice.tax_mode == TaxMode::None => {
            lines.push(locale.t("invoices-legal-no-vat"));
        }
        _ => {}
    }
    let is_taxed = invoice.tax_mode != TaxMode::None;
    if is_taxed && items.iter().any(|item| item.kind == ItemKind::Certificate) {
        lines.push(locale.t("invoices-legal-certificate"));
    }
    if invoice.discount_minor > 0 {
        let sum = locale.money(invoice.money(invoice.discount_minor));
        lines.push(match invoice.discount_bp {
            Some(bp) => locale.t2(
                "invoices-legal-discount-percent",
                "percent",
                rate_shown(locale, bp),
                "sum",
                sum,
            ),
            None => locale.t1("invoices-legal-discount", "sum", sum),
        });
    }
    if invoice.status == Status::Void {
        lines.push(locale.t1("invoices-legal-void", "reason", invoice.reason.clone()));
    }
    lines
}
