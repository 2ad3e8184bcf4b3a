//! What an invoice adds up to: by properties, and what is refused.

use aureli::invoices::totals::{Discount, Fault, Line, MOST, TaxMode, spread, totals};
use proptest::prelude::*;

fn line() -> impl Strategy<Value = Line> {
    let discount = prop_oneof![
        Just(Discount::NONE),
        (0_i64..=10_000).prop_map(Discount::Percent),
        (0_i64..=500).prop_map(Discount::Sum),
    ];
    let rate = prop_oneof![
        Just(0_i64),
        Just(400),
        Just(1000),
        Just(2100),
        Just(2200),
        0_i64..=10_000
    ];
    // Of a package: nothing, a part, more than there is.
    let packaged = prop_oneof![Just(0_i64), 1_i64..=2_000_000, Just(i64::MAX)];
    (1_i64..=5_000, 0_i64..=2_000_000, discount, rate, packaged).prop_map(
        |(quantity, unit_minor, discount, tax_bp, packaged)| Line {
            quantity,
            unit_minor,
            // A sum takes off no more than there is.
            discount: match discount {
                Discount::Sum(sum) => Discount::Sum(sum.min(quantity * unit_minor / 1000)),
                percent => percent,
            },
            tax_bp,
            packaged,
        },
    )
}

fn mode() -> impl Strategy<Value = TaxMode> {
    prop_oneof![
        Just(TaxMode::None),
        Just(TaxMode::Included),
        Just(TaxMode::Added)
    ]
}

/// |a / b − c| ≤ ½, without fractions.
fn is_rounded(a: i128, b: i128, c: i128) -> bool {
    (2 * (a - b * c)).abs() <= b
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn the_parts_are_the_whole(
        mode in mode(),
        lines in prop::collection::vec(line(), 1..40),
        part in 0_i64..=10_000,
        in_money in any::<bool>(),
        tip in 0_i64..=100_000,
    ) {
        let plain = totals(mode, &lines, Discount::NONE, 0).unwrap();
        let discount = match in_money {
            true => Discount::Sum(plain.sum * part / 10_000),
            false => Discount::Percent(part),
        };
        let all = totals(mode, &lines, discount, tip).unwrap();
        let sum = |part: fn(&aureli::invoices::totals::LineTotal) -> i64| all.lines.iter().map(part).sum::<i64>();
        prop_assert_eq!(sum(|line| line.net), all.net);
        prop_assert_eq!(sum(|line| line.tax), all.tax);
        prop_assert_eq!(sum(|line| line.gross), all.net + all.tax);
        prop_assert_eq!(sum(|line| line.share), all.discount);
        prop_assert_eq!(sum(|line| line.price - line.discount), all.sum);
        prop_assert_eq!(all.total, all.net + all.tax + tip);
        let charged = all.sum - all.discount;
        match mode {
            TaxMode::None => prop_assert!(all.tax == 0 && all.net == charged && all.rates.is_empty()),
            TaxMode::Included => prop_assert_eq!(all.net + all.tax, charged),
            TaxMode::Added => prop_assert_eq!(all.net, charged),
        }
        for (line, typed) in all.lines.iter().zip(&lines) {
            // What a package pays for is there once, untaxed, and never more than the line costs.
            let cost = line.price - line.discount - line.share;
            prop_assert_eq!(line.packaged, typed.packaged.min(cost));
            if line.packaged == cost {
                prop_assert_eq!((line.tax, line.gross), (0, cost));
            }
            prop_assert!(line.packaged <= line.net);
            prop_assert!(line.share >= 0 && line.net >= 0 && line.tax >= 0);
            prop_assert!(line.discount + line.share <= line.price);
            prop_assert_eq!(line.gross, line.net + line.tax);
        }
        if mode != TaxMode::None {
            let taxed = all.net - sum(|line| line.packaged);
            prop_assert_eq!(all.rates.iter().map(|rate| rate.net).sum::<i64>(), taxed);
            prop_assert_eq!(all.rates.iter().map(|rate| rate.tax).sum::<i64>(), all.tax);
        }
        for rate in &all.rates {
            let own: Vec<_> = all.lines.iter().zip(&lines).filter(|(_, line)| line.tax_bp == rate.bp).collect();
            prop_assert_eq!(own.iter().map(|(line, _)| line.tax).sum::<i64>(), rate.tax);
            let bp = i128::from(rate.bp);
            let fair = match mode {
                TaxMode::Included => is_rounded(i128::from(rate.net + rate.tax) * bp, 10_000 + bp, rate.tax.into()),
                _ => is_rounded(i128::from(rate.net) * bp, 10_000, rate.tax.into()),
            };
            prop_assert!(fair, "{:?}", rate);
        }
    }

    #[test]
    fn a_discount_in_money_is_spread_to_the_last_cent(
        weights in prop::collection::vec(0_i128..1_000_000, 1..60),
        part in 0_u32..=1000,
    ) {
        let sum: i128 = weights.iter().sum();
        let whole = sum * i128::from(part) / 1000;
        let parts = spread(whole, &weights);
        prop_assert_eq!(parts.iter().sum::<i128>(), whole);
        for (part, weight) in parts.iter().zip(&weights) {
            prop_assert!(*part >= 0 && part <= weight);
        }
    }
}

fn simple(unit_minor: i64, tax_bp: i64) -> Line {
    Line {
        quantity: 1000,
        unit_minor,
        discount: Discount::NONE,
        tax_bp,
        packaged: 0,
    }
}

#[test]
fn the_drawn_invoice_adds_up() {
    let lines = [simple(5200, 2100), simple(1400, 2100)];
    let all = totals(TaxMode::Included, &lines, Discount::NONE, 0).unwrap();
    assert_eq!((all.net, all.tax, all.total), (5455, 1145, 6600));
    assert_eq!((all.lines[0].net, all.lines[1].net), (4298, 1157));
}

#[test]
fn what_cannot_be_is_refused() {
    let of = |line: Line| totals(TaxMode::None, &[line], Discount::NONE, 0).unwrap_err();
    let good = simple(1000, 0);
    assert_eq!(
        of(Line {
            quantity: 0,
            ..good
        }),
        Fault::Quantity(0)
    );
    assert_eq!(
        of(Line {
            quantity: -1,
            ..good
        }),
        Fault::Quantity(0)
    );
    assert_eq!(of(simple(-1, 0)), Fault::Price(0));
    assert_eq!(of(simple(MOST + 1, 0)), Fault::Price(0));
    assert_eq!(of(simple(1, 10_001)), Fault::Rate(0));
    let dear = Line {
        quantity: 2000,
        ..simple(MOST, 0)
    };
    assert_eq!(of(dear), Fault::TooLarge);
    let off = |discount| of(Line { discount, ..good });
    assert_eq!(off(Discount::Sum(1001)), Fault::LineDiscount(0));
    assert_eq!(off(Discount::Sum(-1)), Fault::LineDiscount(0));
    assert_eq!(off(Discount::Percent(10_001)), Fault::LineDiscount(0));
    let whole = |discount, tip| totals(TaxMode::None, &[good], discount, tip).unwrap_err();
    assert_eq!(whole(Discount::Sum(1001), 0), Fault::Discount);
    assert_eq!(whole(Discount::NONE, -1), Fault::Tip);
    assert_eq!(whole(Discount::NONE, i64::MAX), Fault::TooLarge);
    let many = [simple(MOST, 0), simple(MOST, 0)];
    assert_eq!(
        totals(TaxMode::None, &many, Discount::NONE, 0),
        Err(Fault::TooLarge)
    );
    let taxed = totals(TaxMode::Added, &[simple(MOST, 1)], Discount::NONE, 0);
    assert_eq!(taxed, Err(Fault::TooLarge));
}
