//! What an invoice adds up to. Pure: whole minor units in, whole minor units out, no float.
//!
//! The rule:
//! 1. A line's price is quantity × unit price, rounded to the minor unit; its discount comes off it.
//! 2. The discount on the whole is spread over the lines in proportion to what they cost.
//! 3. Tax is reckoned once for each rate on the sum of its lines, and rounded once. In mode [`TaxMode::None`] there is none;
//!    in [`TaxMode::Included`] prices hold it: tax = gross × rate / (1 + rate); in [`TaxMode::Added`] it comes on
//!    top: tax = net × rate.
//!    What a package's visit pays for was taxed when the package was sold: it is taken off the base, so that it is taxed once
//!    (see [`crate::packages`]).
//! 4. total = net + tax + tip. A tip is taxed by nobody. To pay: total − deposit − what came since.
//!
//! Half a minor unit is rounded up. Whatever is spread over lines (2 and the tax of 3) is spread by the running sum: line
//! n gets round(whole × sum₁ₙ / sum) less what the lines before it got. So the parts always add up to the whole exactly,
//! none is below zero, and none exceeds its line.

use crate::i18n::key;

/// The largest sum on an invoice, in minor units: ten thousand million euros.
pub const MOST: i64 = 1_000_000_000_000;
/// The largest quantity, in thousandths.
pub const MOST_QUANTITY: i64 = 1_000_000_000;
/// One, as a quantity.
pub const ONE: i64 = 1000;
/// A whole, in hundredths of a percent.
pub const WHOLE: i64 = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TaxMode {
    None,
    /// Prices hold the tax.
    Included,
    /// The tax comes on top of the prices.
    Added,
}

impl TaxMode {
    pub const ALL: [Self; 3] = [Self::None, Self::Included, Self::Added];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Included => "included",
            Self::Added => "added",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::None => key!("invoices-tax-none"),
            Self::Included => key!("invoices-tax-included"),
            Self::Added => key!("invoices-tax-added"),
        }
    }
}

/// What is taken off, as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discount {
    /// Minor units; 0 is none.
    Sum(i64),
    /// Hundredths of a percent.
    Percent(i64),
}

impl Discount {
    pub const NONE: Self = Self::Sum(0);

    /// As two columns keep it: the percent, when it was given so, and the sum.
    pub fn of(percent: Option<i64>, sum: i64) -> Self {
        percent.map_or(Self::Sum(sum), Self::Percent)
    }

    pub fn percent(self) -> Option<i64> {
        match self {
            Self::Sum(_) => None,
            Self::Percent(bp) => Some(bp),
        }
    }

    /// What it takes off `price`; none when that cannot be.
    fn off(self, price: i128) -> Option<i128> {
        let off = match self {
            Self::Sum(sum) => i128::from(sum),
            Self::Percent(bp) if (0..=WHOLE).contains(&bp) => share(price, bp.into(), WHOLE.into()),
            Self::Percent(_) => return None,
        };
        (0..=price).contains(&off).then_some(off)
    }
}

/// A line, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Thousandths.
    pub quantity: i64,
    pub unit_minor: i64,
    pub discount: Discount,
    /// Hundredths of a percent; counts for nothing where there is no tax.
    pub tax_bp: i64,
    /// What a package's visit pays for, of the line with every discount taken off; more than that counts as that.
    pub packaged: i64,
}

/// A line's part of the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineTotal {
    /// Quantity × unit price.
    pub price: i64,
    /// The line's own discount.
    pub discount: i64,
    /// Its part of the discount on the whole.
    pub share: i64,
    /// Of the net: what is not taxed here.
    pub packaged: i64,
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
}

/// The lines of one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateTotal {
    pub bp: i64,
    /// The base of the tax.
    pub net: i64,
    pub tax: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub lines: Vec<LineTotal>,
    /// By rate, the highest first; empty without taxes.
    pub rates: Vec<RateTotal>,
    /// The lines before the discount on the whole.
    pub sum: i64,
    /// The discount on the whole.
    pub discount: i64,
    pub net: i64,
    pub tax: i64,
    pub tip: i64,
    pub total: i64,
}

/// Why it does not add up. Lines count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Zero or less, or above [`MOST_QUANTITY`].
    Quantity(usize),
    /// Below zero or above [`MOST`].
    Price(usize),
    /// Below zero or above the line's price.
    LineDiscount(usize),
    /// Below zero or above 100 %.
    Rate(usize),
    /// Below zero or above what the lines cost.
    Discount,
    /// Below zero.
    Tip,
    /// Something exceeds [`MOST`].
    TooLarge,
}

/// Adds up an invoice.
pub fn totals(mode: TaxMode, lines: &[Line], whole: Discount, tip: i64) -> Result<Totals, Fault> {
    let mut out = Totals::default();
    let mut after = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let (price, off) = priced(at, line)?;
        out.lines.push(LineTotal {
            price: fit(price)?,
            discount: fit(off)?,
            ..LineTotal::default()
        });
        after.push(price - off);
    }
    let sum: i128 = after.iter().sum();
    out.sum = fit(sum)?;
    let discount = whole.off(sum).ok_or(Fault::Discount)?;
    out.discount = fit(discount)?;
    for (at, part) in spread(discount, &after).into_iter().enumerate() {
        out.lines[at].share = fit(part)?;
        after[at] -= part;
        let packaged = i128::from(lines[at].packaged.max(0)).min(after[at]);
        out.lines[at].packaged = fit(packaged)?;
    }
    let mut rates: Vec<i64> = match mode {
        TaxMode::None => Vec::new(),
        _ => lines.iter().map(|line| line.tax_bp).collect(),
    };
    rates.sort_unstable_by(|a, b| b.cmp(a));
    rates.dedup();
    if mode == TaxMode::None {
        tax_lines(&mut out, mode, &after, 0, |_| true)?;
    }
    for bp in rates {
        let (net, tax) = tax_lines(&mut out, mode, &after, bp, |at| lines[at].tax_bp == bp)?;
        out.rates.push(RateTotal { bp, net, tax });
    }
    if tip < 0 {
        return Err(Fault::Tip);
    }
    out.net = fit(out.lines.iter().map(|line| i128::from(line.net)).sum())?;
    out.tax = fit(out.lines.iter().map(|line| i128::from(line.tax)).sum())?;
    out.tip = fit(tip.into())?;
    out.total = fit(i128::from(out.net) + i128::from(out.tax) + i128::from(tip))?;
    Ok(out)
}

/// A line's price and what its own discount takes off.
fn priced(at: usize, line: &Line) -> Result<(i128, i128), Fault> {
    if !(1..=MOST_QUANTITY).contains(&line.quantity) {
        return Err(Fault::Quantity(at));
    }
    if !(0..=MOST).contains(&line.unit_minor) {
        return Err(Fault::Price(at));
    }
    if !(0..=WHOLE).contains(&line.tax_bp) {
        return Err(Fault::Rate(at));
    }
    let price = share(line.unit_minor.into(), line.quantity.into(), ONE.into());
    fit(price)?;
    let off = line.discount.off(price).ok_or(Fault::LineDiscount(at))?;
    Ok((price, off))
}

/// Taxes the lines of one rate, whose base and tax together it returns.
fn tax_lines(
    out: &mut Totals,
    mode: TaxMode,
    after: &[i128],
    bp: i64,
    is_of: impl Fn(usize) -> bool,
) -> Result<(i64, i64), Fault> {
    let own: Vec<usize> = (0..after.len()).filter(|at| is_of(*at)).collect();
    let packaged = |at: usize| i128::from(out.lines[at].packaged);
    let amounts: Vec<i128> = own.iter().map(|at| after[*at] - packaged(*at)).collect();
    let (sum, rate): (i128, i128) = (amounts.iter().sum(), bp.into());
    let tax = match mode {
        TaxMode::None => 0,
        TaxMode::Included => share(sum, rate, i128::from(WHOLE) + rate),
        TaxMode::Added => share(sum, rate, WHOLE.into()),
    };
    let parts = spread(tax, &amounts);
    for ((at, amount), part) in own.into_iter().zip(amounts).zip(parts) {
        let net = if mode == TaxMode::Included {
            amount - part
        } else {
            amount
        };
        let line = &mut out.lines[at];
        let net = net + i128::from(line.packaged);
        (line.net, line.tax, line.gross) = (fit(net)?, fit(part)?, fit(net + part)?);
    }
    let net = if mode == TaxMode::Included {
        sum - tax
    } else {
        sum
    };
    Ok((fit(net)?, fit(tax)?))
}

/// The tax that comes on top of a net sum.
pub fn on_top(net: i64, bp: i64) -> i64 {
    let tax = share(net.max(0).into(), bp.max(0).into(), WHOLE.into());
    i64::try_from(tax).unwrap_or(i64::MAX)
}

/// Parts a whole by weights, exactly: see the module.
pub fn spread(whole: i128, weights: &[i128]) -> Vec<i128> {
    let sum: i128 = weights.iter().sum();
    let (mut run, mut given) = (0, 0);
    weights
        .iter()
        .map(|weight| {
            run += weight;
            let upto = if sum == 0 { 0 } else { share(whole, run, sum) };
            let part = upto - given;
            given = upto;
            part
        })
        .collect()
}

/// amount × part / whole, half rounded up; none of them is below zero.
fn share(amount: i128, part: i128, whole: i128) -> i128 {
    (2 * amount * part + whole) / (2 * whole)
}

fn fit(amount: i128) -> Result<i64, Fault> {
    i64::try_from(amount)
        .ok()
        .filter(|amount| *amount <= MOST)
        .ok_or(Fault::TooLarge)
}
