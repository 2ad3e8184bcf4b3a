//! Sums as people type and read them.

use aureli::i18n::Locale::{self, En, Es, Ru};
use aureli::money::{Currency, Money};
use proptest::prelude::*;

const EUR: Currency = Currency::EUR;
const RUB: Currency = Currency::RUB;

fn kwd() -> Currency {
    Currency::parse("KWD").unwrap()
}

#[test]
fn people_type_sums_in_many_ways() {
    for (text, minor) in [
        ("48", 4800),
        ("48.5", 4850),
        ("48,5", 4850),
        ("48,50", 4850),
        (" 48.50 € ", 4850),
        ("€48", 4800),
        ("48 EUR", 4800),
        ("1 234,50", 123450),
        ("1\u{a0}234,50\u{a0}€", 123450),
        ("1\u{202f}234,50", 123450),
        ("1,234.50", 123450),
        ("1.234,50", 123450),
        ("1'234.50", 123450),
        ("1.234", 123400),
        ("1,234", 123400),
        ("12.345.678", 1234567800),
        ("1.234.567,8", 123456780),
        ("0", 0),
        ("0,05", 5),
        (",5", 50),
        ("48.", 4800),
        ("007", 700),
        ("92233720368547758,07", i64::MAX),
    ] {
        assert_eq!(
            Money::parse(text, EUR),
            Ok(Money::new(minor, EUR)),
            "{text}"
        );
    }
    assert_eq!(Money::parse("1 200 ₽", RUB), Ok(Money::new(120_000, RUB)));
    assert_eq!(
        Money::parse("¥1,200", Currency::JPY),
        Ok(Money::new(1200, Currency::JPY))
    );
    assert_eq!(Money::parse("1.234", kwd()), Ok(Money::new(1234, kwd())));
}

#[test]
fn what_is_no_sum_is_told_apart() {
    for (text, error) in [
        ("", "field-money-required"),
        (" € ", "field-money-required"),
        ("-5", "field-money-negative"),
        ("−5,00 €", "field-money-negative"),
        ("12.3456", "field-money-decimals"),
        ("0.500", "field-money-decimals"),
        ("1 234,567", "field-money-decimals"),
        ("92233720368547758,08", "field-money-too-large"),
        ("99999999999999999999", "field-money-too-large"),
        ("abc", "field-bad-money"),
        ("-", "field-bad-money"),
        (".", "field-bad-money"),
        ("1,2,3", "field-bad-money"),
        ("1.2,3.4", "field-bad-money"),
        ("12 34", "field-bad-money"),
        ("1 234.567 890", "field-bad-money"),
        ("1 234\u{a0}567", "field-bad-money"),
        ("5 5", "field-bad-money"),
        ("1e3", "field-bad-money"),
        ("+5", "field-bad-money"),
        ("٤٨", "field-bad-money"),
        ("48 $", "field-bad-money"),
        ("½", "field-bad-money"),
        ("5\u{0}", "field-bad-money"),
    ] {
        assert_eq!(Money::parse(text, EUR), Err(error), "{text}");
    }
    assert_eq!(
        Money::parse("12.5", Currency::JPY),
        Err("field-money-decimals")
    );
}

#[test]
fn sums_read_as_each_language_writes_them() {
    for (minor, en, es, ru) in [
        (
            123_450,
            "€1,234.50",
            "1234,50\u{a0}€",
            "1\u{a0}234,50\u{a0}₽",
        ),
        (
            1_234_550,
            "€12,345.50",
            "12.345,50\u{a0}€",
            "12\u{a0}345,50\u{a0}₽",
        ),
        (4800, "€48.00", "48,00\u{a0}€", "48,00\u{a0}₽"),
        (5, "€0.05", "0,05\u{a0}€", "0,05\u{a0}₽"),
        (-4850, "−€48.50", "−48,50\u{a0}€", "−48,50\u{a0}₽"),
    ] {
        assert_eq!(En.money(Money::new(minor, EUR)), en);
        assert_eq!(Es.money(Money::new(minor, EUR)), es);
        assert_eq!(Ru.money(Money::new(minor, RUB)), ru);
    }
    assert_eq!(En.money_short(Money::new(4800, EUR)), "€48");
    assert_eq!(
        Ru.money_short(Money::new(120_000, RUB)),
        "1\u{a0}200\u{a0}₽"
    );
    assert_eq!(Es.money_short(Money::new(4850, EUR)), "48,50\u{a0}€");
    assert_eq!(En.money(Money::new(1200, Currency::JPY)), "¥1,200");
    assert_eq!(En.money(Money::new(1234, kwd())), "KWD\u{a0}1.234");
    let zloty = Money::new(4800, Currency::parse("pln").unwrap());
    assert_eq!(En.money(zloty), "PLN\u{a0}48.00");
    assert_eq!(Es.money(zloty), "48,00\u{a0}zł");
    assert_eq!(
        Es.money(Money::new(i64::MIN, EUR)),
        "−92.233.720.368.547.758,08\u{a0}€"
    );
}

#[test]
fn sums_never_wrap_nor_mix() {
    let most = Money::new(i64::MAX, EUR);
    let cent = Money::new(1, EUR);
    assert_eq!(most.checked_add(cent), None);
    assert_eq!(most.checked_mul(2), None);
    assert_eq!(most.percent(101), None);
    assert_eq!(Money::new(i64::MIN, EUR).checked_sub(cent), None);
    assert_eq!(cent.checked_add(Money::new(1, RUB)), None);
    assert_eq!(cent.checked_add(cent), Some(Money::new(2, EUR)));
    assert_eq!(
        Money::new(4805, EUR).percent(30),
        Some(Money::new(1442, EUR))
    );
    assert_eq!(
        Money::new(-4805, EUR).percent(30),
        Some(Money::new(-1442, EUR))
    );
}

#[test]
fn currencies_are_known_by_code() {
    assert_eq!(Currency::parse(" eur "), Ok(EUR));
    assert!(Currency::parse("XXX").is_err());
    assert_eq!(Currency::JPY.exponent(), 0);
    assert_eq!(kwd().exponent(), 3);
    assert_eq!(serde_json::from_str::<Currency>("\"RUB\"").unwrap(), RUB);
    assert_eq!(serde_json::to_string(&RUB).unwrap(), "\"RUB\"");
    assert!(
        Currency::all().is_sorted(),
        "facts are found by binary search"
    );
}

proptest! {
    #[test]
    fn what_is_shown_can_be_typed(minor in 0..=i64::MAX, at in 0..Currency::all().count(), locale in 0..3_usize) {
        let currency = Currency::all().nth(at).unwrap();
        let money = Money::new(minor, currency);
        let locale = Locale::ALL[locale];
        prop_assert_eq!(Money::parse(&money.plain(), currency), Ok(money));
        prop_assert_eq!(Money::parse(&locale.money(money), currency), Ok(money));
        // Three decimals make "1,234 KD" mean two things; with two or none, no cents is as good as with.
        if currency.exponent() < 3 {
            prop_assert_eq!(Money::parse(&locale.money_short(money), currency), Ok(money));
        }
    }

    #[test]
    fn no_input_breaks_the_reader(text in "\\PC*|[0-9., '€-]{0,30}") {
        let _ = Money::parse(&text, EUR);
    }
}

/// The files of a folder, and of those in it.
fn files(path: &std::path::Path) -> Vec<std::path::PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).unwrap();
    entries
        .flat_map(|entry| files(&entry.unwrap().path()))
        .collect()
}

#[test]
fn no_sum_is_a_float_anywhere() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = [
        "src/money.rs",
        "src/invoices",
        "src/payments",
        "src/packages",
        "src/products",
        "src/cash",
        "src/services",
        "src/providers/payment",
        "migrations",
    ];
    let floats = ["f32", "f64", "real", "double", "float", "float8", "numeric"];
    let mut read = 0;
    for file in places.iter().flat_map(|place| files(&root.join(place))) {
        let text = std::fs::read_to_string(&file).unwrap();
        for line in text.lines() {
            let code = line.split("//").next().unwrap().split("--").next().unwrap();
            let code = code.split('"').step_by(2).collect::<String>();
            let mut words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
            let found = words.any(|word| floats.contains(&word.to_lowercase().as_str()));
            assert!(!found, "{}: {line}", file.display());
        }
        read += 1;
    }
    assert!(read > 150, "{read} files");
}
