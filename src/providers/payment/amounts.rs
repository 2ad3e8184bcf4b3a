//! Money in the words of providers, and back. Whole numbers all the way.

use crate::money::{Currency, Money};

/// "1000.00", as many digits after the point as the currency has.
pub fn decimal(money: Money) -> String {
    let digits = money.currency.exponent() as usize;
    let sign = if money.minor < 0 { "-" } else { "" };
    let text = format!(
        "{:0>width$}",
        money.minor.unsigned_abs(),
        width = digits + 1
    );
    let (whole, rest) = text.split_at(text.len() - digits);
    match digits {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest}"),
    }
}

/// The reverse; None for anything that is not exactly such a number.
pub fn read_decimal(text: &str, currency: &str) -> Option<Money> {
    let currency = Currency::parse(currency).ok()?;
    let digits = currency.exponent() as usize;
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    // Kopecks may be left out, never half said.
    let fits = rest.len() == digits || rest.is_empty();
    if whole.is_empty() || !plain(whole) || !plain(rest) || !fits {
        return None;
    }
    let minor = format!("{whole}{rest:0<digits$}").parse().ok()?;
    Some(Money::new(minor, currency))
}

/// Stripe counts in the smallest unit, and the Icelandic króna in hundredths that nobody has.
pub fn stripe_units(money: Money) -> Option<i64> {
    match money.currency.code() {
        "ISK" => money.minor.checked_mul(100),
        _ => Some(money.minor),
    }
}

pub fn read_stripe_units(units: i64, currency: &str) -> Option<Money> {
    let currency = Currency::parse(currency).ok()?;
    let minor = match currency.code() {
        "ISK" if units % 100 != 0 => return None,
        "ISK" => units / 100,
        _ => units,
    };
    Some(Money::new(minor, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_go_there_and_back() {
        let rub = |minor| Money::new(minor, Currency::RUB);
        for (minor, text) in [
            (100_000, "1000.00"),
            (5, "0.05"),
            (0, "0.00"),
            (1_999, "19.99"),
        ] {
            assert_eq!(decimal(rub(minor)), text);
            assert_eq!(read_decimal(text, "RUB"), Some(rub(minor)));
        }
        assert_eq!(decimal(Money::new(150, Currency::JPY)), "150");
        assert_eq!(
            read_decimal("150", "JPY"),
            Some(Money::new(150, Currency::JPY))
        );
        assert_eq!(read_decimal("15", "RUB"), Some(rub(1_500)));
        for odd in [
            "",
            ".",
            "1.5",
            "1.555",
            "-1.00",
            "1e3",
            "1,00",
            " 1.00",
            "99999999999999999999.00",
        ] {
            assert_eq!(read_decimal(odd, "RUB"), None, "{odd}");
        }
        assert_eq!(read_decimal("1.00", "XXX"), None);
    }

    #[test]
    fn kronur_are_counted_in_hundredths_there() {
        let isk = Money::new(1_500, Currency::parse("ISK").unwrap());
        assert_eq!(stripe_units(isk), Some(150_000));
        assert_eq!(read_stripe_units(150_000, "isk"), Some(isk));
        assert_eq!(read_stripe_units(150_001, "isk"), None);
        assert_eq!(stripe_units(Money::new(150, Currency::JPY)), Some(150));
        assert_eq!(stripe_units(Money::new(i64::MAX, isk.currency)), None);
    }
}
