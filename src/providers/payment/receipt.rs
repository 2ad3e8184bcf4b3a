//! What a fiscal receipt says (54-FZ): YooKassa passes it on to the cash register.

use serde::{Deserialize, Serialize};

use crate::invoices::totals::spread;
use crate::money::Money;

/// How the sum relates to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// Paid when the service was given.
    FullPayment,
    /// All of it ahead of the service.
    FullPrepayment,
    /// A part of it ahead: a deposit.
    PartialPrepayment,
    /// Ahead, and nobody knows yet of what: a certificate.
    Advance,
}

impl Mode {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FullPayment => "full_payment",
            Self::FullPrepayment => "full_prepayment",
            Self::PartialPrepayment => "partial_prepayment",
            Self::Advance => "advance",
        }
    }

    /// Whether a second receipt closes it once the service was given.
    pub fn is_ahead(self) -> bool {
        self != Self::FullPayment
    }

    /// The rate as such a receipt names it: of what is paid ahead the tax is a part, 22/122 instead of 22 %.
    fn vat(self, code: i64) -> i64 {
        match (self.is_ahead(), code) {
            (true, 3) => 5,
            (true, 4) => 6,
            (true, 7) => 9,
            (true, 8) => 10,
            (true, 11) => 12,
            _ => code,
        }
    }
}

/// What is sold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ware {
    #[default]
    Service,
    Goods,
    /// Nothing yet: an advance.
    Payment,
}

impl Ware {
    fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Goods => "commodity",
            Self::Payment => "payment",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    /// What was sold: the law asks for its name.
    pub text: String,
    #[serde(default)]
    pub ware: Ware,
    /// Of all of it; a receipt counts one of each.
    pub amount: Money,
    pub mode: Mode,
    /// Paid ahead on the invoice of a visit: closed when that has taken place.
    #[serde(default)]
    pub of_visit: bool,
    /// The rate's code where it is its own.
    #[serde(default)]
    pub vat: Option<i64>,
}

/// The lines' sum is the payment's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Where it is sent to; the provider's own cash register knows mail only.
    pub email: String,
    /// 1 general, 2 simplified (income), 3 simplified (income less costs), 5 farmers, 6 patent.
    pub tax_system: Option<i64>,
    /// Of what names none of its own: 1 is none; 11 is 22 %.
    pub vat: i64,
    pub lines: Vec<ReceiptLine>,
}

/// The code of a rate in hundredths of a percent; none of one that the law does not know.
pub fn vat_code(bp: i64) -> Option<i64> {
    Some(match bp {
        0 => 2,
        500 => 7,
        700 => 8,
        1_000 => 3,
        2_000 => 4,
        2_200 => 11,
        _ => return None,
    })
}

/// Lines that the provider's own cash register takes.
pub const MOST_LINES: usize = 80;

impl Receipt {
    /// The same for another sum: of each line the same part, to the minor unit, and none of nothing.
    pub fn of(mut self, sum: Money) -> Self {
        let weights: Vec<i128> = self
            .lines
            .iter()
            .map(|line| line.amount.minor.into())
            .collect();
        for (line, part) in self
            .lines
            .iter_mut()
            .zip(spread(sum.minor.into(), &weights))
        {
            let minor = i64::try_from(part).unwrap_or(sum.minor);
            line.amount = Money::new(minor, sum.currency);
        }
        self.lines.retain(|line| line.amount.minor > 0);
        self
    }

    /// As the provider takes it: each line once, descriptions cut to 128 characters.
    pub fn json(&self) -> serde_json::Value {
        let items: Vec<_> = self
            .lines
            .iter()
            .map(|line| {
                serde_json::json!({
                    "description": cut(&line.text, 128),
                    "quantity": "1.000",
                    "amount": {
                        "value": super::amounts::decimal(line.amount),
                        "currency": line.amount.currency.code(),
                    },
                    "vat_code": line.mode.vat(line.vat.unwrap_or(self.vat)),
                    "payment_subject": line.ware.as_str(),
                    "payment_mode": line.mode.as_str(),
                })
            })
            .collect();
        let mut receipt =
            serde_json::json!({ "customer": { "email": self.email }, "items": items });
        if let Some(code) = self.tax_system {
            receipt["tax_system_code"] = code.into();
        }
        receipt
    }
}

/// No more than so many characters.
pub fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_paid_ahead_names_the_rate_as_a_part() {
        let ahead = [Mode::FullPrepayment, Mode::PartialPrepayment, Mode::Advance];
        for (rate, part) in [
            (1, 1),
            (2, 2),
            (3, 5),
            (4, 6),
            (7, 9),
            (8, 10),
            (11, 12),
            (12, 12),
        ] {
            assert_eq!(Mode::FullPayment.vat(rate), rate);
            assert!(ahead.iter().all(|mode| mode.vat(rate) == part));
        }
    }
}
