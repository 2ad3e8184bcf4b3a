//! How many: typed and shown by people, kept in thousandths.

use crate::i18n::{Locale, key};
use crate::invoices::{quantity_shown, read_quantity};

/// "3", "0,5", "−2".
pub fn shown(locale: Locale, milli: i64) -> String {
    match milli {
        0.. => quantity_shown(locale, milli),
        _ => format!("\u{2212}{}", quantity_shown(locale, -milli)),
    }
}

/// The same with a plus where something came.
pub fn change(locale: Locale, milli: i64) -> String {
    match milli {
        0.. => format!("+{}", shown(locale, milli)),
        _ => shown(locale, milli),
    }
}

/// As it is typed into a field again.
pub fn typed(milli: i64) -> String {
    quantity_shown(Locale::En, milli)
}

/// How many there are: also none.
///
/// # Errors
/// The key of what is wrong.
pub fn read(text: &str) -> Result<i64, &'static str> {
    let is_zero =
        !text.trim().is_empty() && text.trim().chars().all(|c| matches!(c, '0' | '.' | ','));
    match is_zero {
        true => Ok(0),
        false => read_quantity(text).map_err(|_| key!("products-count-wrong")),
    }
}

/// How many came: at least something.
///
/// # Errors
/// The key of what is wrong.
pub fn read_some(text: &str) -> Result<i64, &'static str> {
    read_quantity(text).map_err(|_| key!("invoices-quantity-wrong"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_and_shown() {
        assert_eq!(read("0"), Ok(0));
        assert_eq!(read("0,00"), Ok(0));
        assert_eq!(read("2,5"), Ok(2500));
        assert!(read("").is_err() && read("-1").is_err() && read("x").is_err());
        assert!(read_some("0").is_err());
        assert_eq!(change(Locale::Ru, -1500), "\u{2212}1,5");
        assert_eq!(change(Locale::En, 3000), "+3");
    }
}
