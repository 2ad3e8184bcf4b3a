//! A draft as it is typed: fields by name, lines as lists of equal length; and how they are read.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::i18n::{Locale, key};
use crate::id::ServiceId;
use crate::invoices::business::{TaxRate, read_percent};
use crate::invoices::model::{Buyer, Draft, DraftLine, Invoice, ItemKind, MOST_LINES};
use crate::invoices::totals::{Discount, Fault, MOST_QUANTITY, TaxMode};
use crate::money::{Currency, Money};
use crate::packages::model::Ahead;
use crate::web::Errors;
use crate::web::forms::{required, text};

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fields {
    pub version: i64,
    /// Which button: "" or "save", "add", "count".
    pub act: String,
    /// The line to take away, counted from 0.
    pub remove: String,
    /// What to add: "text", a service's id, or "product:" and a product's.
    pub pick: String,
    pub buyer_name: String,
    pub buyer_address: String,
    pub buyer_tax_id: String,
    pub locale: String,
    pub served_on: String,
    pub due_on: String,
    pub tax_mode: String,
    pub discount: String,
    pub tip: String,
    pub note: String,
    pub kind: Vec<String>,
    pub description: Vec<String>,
    pub quantity: Vec<String>,
    pub price: Vec<String>,
    pub off: Vec<String>,
    pub tax: Vec<String>,
    pub service: Vec<String>,
    pub product: Vec<String>,
}

/// A line of the form.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub at: usize,
    pub kind: String,
    pub description: String,
    pub quantity: String,
    pub price: String,
    pub off: String,
    pub tax: String,
    pub service: String,
    pub product: String,
}

impl Row {
    /// The id of a field, which its errors are kept under too.
    pub fn id(&self, field: &str) -> String {
        format!("{field}-{}", self.at)
    }
}

impl Fields {
    pub fn of(invoice: &Invoice, draft: &Draft) -> Self {
        let currency = invoice.currency;
        let money = |minor| Money::new(minor, currency).plain();
        let date = |date: Option<NaiveDate>| date.map(|d| d.to_string()).unwrap_or_default();
        let mut fields = Self {
            version: invoice.version,
            buyer_name: draft.buyer.name.clone(),
            buyer_address: draft.buyer.address.clone(),
            buyer_tax_id: draft.buyer.tax_id.clone(),
            locale: draft.locale.code().to_owned(),
            served_on: date(draft.served_on),
            due_on: date(draft.due_on),
            tax_mode: draft.tax_mode.as_str().to_owned(),
            discount: discount_typed(draft.discount, currency),
            tip: match draft.tip_minor {
                0 => String::new(),
                tip => money(tip),
            },
            note: draft.note.clone(),
            ..Self::default()
        };
        for line in &draft.lines {
            fields.push(line, currency);
        }
        fields
    }

    pub fn push(&mut self, line: &DraftLine, currency: Currency) {
        self.kind.push(kind_name(line.kind).to_owned());
        self.description.push(line.description.clone());
        self.quantity.push(super::super::sheet::quantity_shown(
            Locale::En,
            line.quantity,
        ));
        self.price
            .push(Money::new(line.unit_minor, currency).plain());
        self.off.push(discount_typed(line.discount, currency));
        let tax = line.tax.as_ref().map(|(id, ..)| id.to_string());
        self.tax.push(tax.unwrap_or_default());
        self.service
            .push(line.service_id.map(|id| id.to_string()).unwrap_or_default());
        self.product
            .push(line.product_id.map(|id| id.to_string()).unwrap_or_default());
    }

    pub fn rows(&self) -> Vec<Row> {
        let cell = |list: &Vec<String>, at: usize| list.get(at).cloned().unwrap_or_default();
        (0..self.description.len().min(MOST_LINES + 1))
            .map(|at| Row {
                at,
                kind: cell(&self.kind, at),
                description: cell(&self.description, at),
                quantity: cell(&self.quantity, at),
                price: cell(&self.price, at),
                off: cell(&self.off, at),
                tax: cell(&self.tax, at),
                service: cell(&self.service, at),
                product: cell(&self.product, at),
            })
            .collect()
    }

    pub fn remove(&mut self, at: usize) {
        for list in [
            &mut self.kind,
            &mut self.description,
            &mut self.quantity,
            &mut self.price,
            &mut self.off,
            &mut self.tax,
            &mut self.service,
            &mut self.product,
        ] {
            if at < list.len() {
                list.remove(at);
            }
        }
    }

    /// What was typed; none when something cannot be read or does not add up, which `errors` then tells.
    pub fn read(
        &self,
        invoice: &Invoice,
        rates: &[TaxRate],
        was: &Draft,
        errors: &mut Errors,
    ) -> Option<Draft> {
        let currency = invoice.currency;
        let buyer = Buyer {
            name: errors
                .take("buyer_name", text(&self.buyer_name, 120))
                .unwrap_or_default(),
            address: errors
                .take("buyer_address", text(&self.buyer_address, 300))
                .unwrap_or_default(),
            tax_id: errors
                .take("buyer_tax_id", text(&self.buyer_tax_id, 40))
                .unwrap_or_default(),
        };
        let tax_mode = TaxMode::parse(&self.tax_mode).ok_or(key!("field-choose"));
        let tax_mode = errors.take("tax_mode", tax_mode);
        let locale: Result<Locale, _> = self.locale.parse().map_err(|_| key!("field-choose"));
        let locale = errors.take("locale", locale);
        let served_on = errors.take("served_on", read_date(&self.served_on));
        let due_on = errors.take("due_on", read_date(&self.due_on));
        let discount = errors.take("discount", read_discount(&self.discount, currency));
        let tip = match self.tip.trim() {
            "" => Some(0),
            typed => errors
                .take("tip", Money::parse(typed, currency))
                .map(|tip| tip.minor),
        };
        let note = errors.take("note", text(&self.note, 2000));
        let mut lines = Vec::new();
        for row in self.rows() {
            lines.extend(row.read(currency, rates, was, errors));
        }
        if self.description.len() > MOST_LINES {
            errors.add("", key!("invoices-too-many-lines"));
        }
        let draft = Draft {
            client_id: invoice.client_id,
            appointment_id: invoice.appointment_id,
            buyer,
            locale: locale?,
            served_on: served_on?,
            due_on: due_on?,
            tax_mode: tax_mode?,
            discount: discount?,
            tip_minor: tip?,
            note: note?,
            lines,
        };
        if !errors.is_empty() {
            return None;
        }
        match draft.totals(&Ahead::default()) {
            Ok(_) => Some(draft),
            Err(fault) => {
                errors.add(place(fault), fault.key());
                None
            }
        }
    }
}

/// The field that a fault belongs to.
fn place(fault: Fault) -> String {
    match fault {
        Fault::Quantity(at) => format!("quantity-{at}"),
        Fault::Price(at) => format!("price-{at}"),
        Fault::LineDiscount(at) => format!("off-{at}"),
        Fault::Rate(at) => format!("tax-{at}"),
        Fault::Discount => "discount".to_owned(),
        Fault::Tip => "tip".to_owned(),
        Fault::TooLarge => String::new(),
    }
}

impl Row {
    fn read(
        &self,
        currency: Currency,
        rates: &[TaxRate],
        was: &Draft,
        errors: &mut Errors,
    ) -> Option<DraftLine> {
        let description = errors.take(&self.id("description"), required(&self.description, 300));
        let quantity = errors.take(&self.id("quantity"), read_quantity(&self.quantity));
        let price = errors.take(&self.id("price"), Money::parse(&self.price, currency));
        let discount = errors.take(&self.id("off"), read_discount(&self.off, currency));
        let tax = match self.tax.trim() {
            "" => Some(None),
            typed => {
                let rate = rates.iter().find(|rate| rate.id.to_string() == typed);
                let rate = rate.map(|rate| (rate.id, rate.name.clone(), rate.rate_bp));
                // One that is offered no more stays where it was.
                let kept = || {
                    let taxes = was.lines.iter().filter_map(|line| line.tax.clone());
                    let mut taxes = taxes.filter(|(id, ..)| id.to_string() == typed);
                    taxes.next()
                };
                let found = rate.or_else(kept).ok_or(key!("field-choose"));
                errors.take(&self.id("tax"), found).map(Some)
            }
        };
        // A service or product only as it was picked: what the page did not offer is not taken over.
        let service: Option<ServiceId> = self.service.parse().ok();
        let product: Option<uuid::Uuid> = self.product.parse().ok();
        let kind = match self.kind.as_str() {
            "service" if service.is_some() => ItemKind::Service,
            "product" if product.is_some() => ItemKind::Product,
            "package" => ItemKind::Package,
            "certificate" => ItemKind::Certificate,
            _ => ItemKind::Text,
        };
        Some(DraftLine {
            service_id: service.filter(|_| kind == ItemKind::Service),
            product_id: product.filter(|_| kind != ItemKind::Service && kind != ItemKind::Text),
            kind,
            description: description?,
            quantity: quantity?,
            unit_minor: price?.minor,
            discount: discount?,
            tax: tax?,
        })
    }
}

fn kind_name(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Service => "service",
        ItemKind::Product => "product",
        ItemKind::Text => "text",
        ItemKind::Package => "package",
        ItemKind::Certificate => "certificate",
    }
}

fn read_date(typed: &str) -> Result<Option<NaiveDate>, &'static str> {
    match typed.trim() {
        "" => Ok(None),
        typed => match typed.parse::<NaiveDate>() {
            Ok(date) if (2000..=2199).contains(&chrono::Datelike::year(&date)) => Ok(Some(date)),
            _ => Err(key!("field-bad-date")),
        },
    }
}

/// How many, in thousandths: "1", "1,5", "0.125".
///
/// # Errors
/// The key of what is wrong: no number, finer than thousandths, not above zero, too many.
pub fn read_quantity(typed: &str) -> Result<i64, &'static str> {
    let wrong = key!("invoices-quantity-wrong");
    let typed = typed.trim().replace(',', ".");
    let (whole, part) = typed.split_once('.').unwrap_or((&typed, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 7
        || part.len() > 3
        || !is_number(whole)
        || !is_number(part)
    {
        return Err(wrong);
    }
    let milli: i64 = format!("{whole}{part:0<3}").parse().map_err(|_| wrong)?;
    match (1..=MOST_QUANTITY).contains(&milli) {
        true => Ok(milli),
        false => Err(wrong),
    }
}

/// "10 %", "5.00", or nothing.
pub fn read_discount(typed: &str, currency: Currency) -> Result<Discount, &'static str> {
    match typed.trim() {
        "" => Ok(Discount::NONE),
        typed if typed.ends_with('%') => read_percent(typed).map(Discount::Percent),
        typed => Money::parse(typed, currency).map(|sum| Discount::Sum(sum.minor)),
    }
}

fn discount_typed(discount: Discount, currency: Currency) -> String {
    match discount {
        Discount::Sum(0) => String::new(),
        Discount::Sum(sum) => Money::new(sum, currency).plain(),
        Discount::Percent(bp) => {
            let text = format!("{}.{:02}", bp / 100, bp % 100);
            format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoices::totals::ONE;

    #[test]
    fn quantities_and_discounts_are_read_as_people_write_them() {
        assert_eq!(read_quantity("1"), Ok(ONE));
        assert_eq!(read_quantity(" 1,5 "), Ok(1500));
        assert_eq!(read_quantity("0.125"), Ok(125));
        for wrong in [
            "0",
            "-1",
            "",
            "1.2345",
            "x",
            "1e3",
            "10000000",
            "1000000.001",
        ] {
            assert!(read_quantity(wrong).is_err(), "{wrong}");
        }
        let of = |typed| read_discount(typed, Currency::EUR);
        assert_eq!(of(""), Ok(Discount::NONE));
        assert_eq!(of("10 %"), Ok(Discount::Percent(1000)));
        assert_eq!(of("7,5%"), Ok(Discount::Percent(750)));
        assert_eq!(of("5,50"), Ok(Discount::Sum(550)));
        for wrong in ["-5", "101%", "x", "%"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            discount_typed(Discount::Percent(750), Currency::EUR),
            "7.5%"
        );
        assert_eq!(
            discount_typed(Discount::Percent(10_000), Currency::EUR),
            "100%"
        );
        assert_eq!(discount_typed(Discount::Sum(550), Currency::EUR), "5.50");
    }
}
