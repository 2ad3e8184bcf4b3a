//! Phones and e-mail addresses as people type them, and names as people look for them.

use aureli::contact::{Email, Phone, currency_for, default_country, fold};
use aureli::i18n::Locale;
use aureli::money::Currency;
use proptest::prelude::*;

use crate::support::on_both;

#[test]
fn phones_are_understood_as_typed() {
    for (text, country, e164) in [
        ("+34 612 345 678", None, "+34612345678"),
        ("612345678", Some("ES"), "+34612345678"),
        ("612 34 56 78", Some("ES"), "+34612345678"),
        ("34 612 345 678", Some("ES"), "+34612345678"),
        ("0034612345678", None, "+34612345678"),
        ("0034 612 345 678", Some("RU"), "+34612345678"),
        ("8 (912) 345-67-89", Some("RU"), "+79123456789"),
        ("8 (912) 345-67-89", Some("ES"), "+79123456789"),
        ("8 495 123 45 67", Some("ES"), "+74951234567"),
        ("8 (495) 123-45-67", Some("DE"), "+74951234567"),
        ("8-812-123-45-67", Some("ES"), "+78121234567"),
        ("89123456789", Some("ES"), "+79123456789"),
        ("447400123456", Some("ES"), "+447400123456"),
        ("89123456789", Some("RU"), "+79123456789"),
        ("9123456789", Some("RU"), "+79123456789"),
        ("7 912 345 67 89", Some("RU"), "+79123456789"),
        ("+7 912 345-67-89", Some("ES"), "+79123456789"),
        ("8 701 234 56 78", Some("KZ"), "+77012345678"),
        ("701 234 56 78", Some("KZ"), "+77012345678"),
        ("8 495 123-45-67", Some("RU"), "+74951234567"),
        ("07700 900123", Some("GB"), "+447700900123"),
        ("+44 (0)7700 900123", None, "+447700900123"),
        ("(202) 555-0143", Some("US"), "+12025550143"),
        ("06 12 34 56 78", Some("FR"), "+33612345678"),
        ("030 123456", Some("DE"), "+4930123456"),
        ("+39 06 1234 5678", None, "+390612345678"),
        ("tel:+34612345678", None, "+34612345678"),
        ("\u{202a}+34\u{a0}612‑345‑678\u{202c}", None, "+34612345678"),
        ("＋３４６１２３４５６７８", None, "+34612345678"),
        ("+34 600 000 118", None, "+34600000118"),
        ("93 412 00 00", Some("ES"), "+34934120000"),
    ] {
        assert_eq!(
            Phone::parse(text, country).map(|phone| phone.e164().to_owned()),
            Ok(e164.into()),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_phone_is_told_apart() {
    for (text, country, error) in [
        // Moscow or Vietnam: nobody can tell.
        ("84951234567", Some("ES"), "field-phone-which"),
        ("", Some("ES"), "field-phone-required"),
        ("   ", None, "field-phone-required"),
        ("612345678", None, "field-phone-country"),
        ("612345678", Some("Narnia"), "field-phone-country"),
        ("12", Some("ES"), "field-bad-phone"),
        ("61234567", Some("ES"), "field-bad-phone"),
        ("+999 123 456 789", None, "field-bad-phone"),
        ("+", None, "field-bad-phone"),
        ("+34 612 345 678 ext 5", None, "field-bad-phone"),
        ("1-800-FLOWERS", Some("US"), "field-bad-phone"),
        ("+34612345678;phone-context=é", None, "field-bad-phone"),
        ("++34612345678", None, "field-bad-phone"),
        (
            "+346123456789012345678901234567890",
            None,
            "field-bad-phone",
        ),
        ("📞📞📞📞", Some("ES"), "field-bad-phone"),
    ] {
        assert_eq!(
            Phone::parse(text, country).map(|_| ()),
            Err(error),
            "{text}"
        );
    }
}

#[test]
fn phones_are_shown_as_the_reader_knows_them() {
    for (e164, abroad, home, at_home) in [
        ("+34612345678", "+34 612 345 678", "ES", "612 345 678"),
        ("+79123456789", "+7 912 345-67-89", "RU", "+7 912 345-67-89"),
        ("+447700900123", "+44 7700 900123", "GB", "07700 900123"),
        ("+12025550143", "+1 202-555-0143", "US", "(202) 555-0143"),
    ] {
        let phone = Phone::parse(e164, None).unwrap();
        assert_eq!(phone.display(None), abroad);
        assert_eq!(phone.display(Some("PT")), abroad);
        assert_eq!(phone.display(Some(home)), at_home);
        assert_eq!(Locale::Ru.phone(&phone), abroad);
        assert_eq!(phone.tel(), format!("tel:{e164}"));
    }
    let phone: Phone = serde_json::from_str("\"+34 612 345 678\"").unwrap();
    assert_eq!(serde_json::to_string(&phone).unwrap(), "\"+34612345678\"");
    assert_eq!(phone.masked(), "+34 ••• ••• •78");
    assert_eq!(format!("{phone:?}"), "Phone(…78)");
}

#[test]
fn addresses_are_checked_and_kept_as_typed() {
    let email = Email::parse("  Anna.Belova@Example.com ").unwrap();
    assert_eq!(email.as_str(), "Anna.Belova@Example.com");
    assert_eq!(email.key(), "anna.belova@example.com");
    assert_eq!(email, Email::parse("anna.belova@example.COM").unwrap());
    assert_eq!(format!("{email:?}"), "Email(A•••@Example.com)");
    for good in ["a@b.co", "o'neil+tag@mail.example.org", "анна@пример.рф"] {
        assert!(Email::parse(good).is_ok(), "{good}");
    }
    let long = format!("{}@example.com", "a".repeat(243));
    for (text, error) in [
        ("", "field-email-required"),
        ("anna", "field-email-no-at"),
        ("anna@", "field-email-no-domain"),
        ("anna@localhost", "field-bad-email"),
        ("anna@example.", "field-bad-email"),
        ("@example.com", "field-bad-email"),
        ("anna @example.com", "field-bad-email"),
        ("anna@exa mple.com", "field-bad-email"),
        (
            "anna@example.com\r\nBcc: all@example.com",
            "field-bad-email",
        ),
        ("anna\n@example.com", "field-bad-email"),
        ("Anna <anna@example.com>", "field-bad-email"),
        ("a@example.com,b@example.com", "field-bad-email"),
        (&long, "field-email-too-long"),
    ] {
        assert_eq!(Email::parse(text).map(|_| ()), Err(error), "{text}");
    }
}

#[test]
fn names_are_found_in_either_script() {
    for (text, folded) in [
        ("Анна", "anna"),
        ("  ЁЛКИНА   Ольга ", "elkina olga"),
        ("Е\u{308}лкина", "elkina"),
        ("Щербаков Юрий", "shcherbakov yuriy"),
        ("José Ibáñez", "jose ibanez"),
        ("Júlia Ortí", "julia orti"),
        ("Straße Łódź Ærø", "strasse lodz aero"),
        ("Ａｎｎａ", "anna"),
        ("İpek", "ipek"),
        ("Олена Марчук", "olena marchuk"),
        ("Ελένη Παπαδάκη", "eleni papadaki"),
        ("ΨΑΡΡΆΣ Ξένιος", "psarras xenios"),
        ("+34 612", "+34 612"),
        ("李小龍", "李小龍"),
        ("", ""),
        ("\u{301}\u{200b}", "\u{200b}"),
    ] {
        assert_eq!(fold(text), folded, "{text}");
    }
}

#[test]
fn a_zone_suggests_a_country_and_a_currency() {
    assert_eq!(default_country("Europe/Madrid"), Some("ES"));
    assert_eq!(default_country("Asia/Yekaterinburg"), Some("RU"));
    assert_eq!(default_country("Etc/UTC"), None);
    assert_eq!(currency_for("Europe/Moscow").code(), "RUB");
    assert_eq!(currency_for("Europe/London").code(), "GBP");
    assert_eq!(currency_for("Etc/UTC").code(), "EUR");
    for (zone, country, currency) in aureli::contact::region::all() {
        assert!(zone.parse::<chrono_tz::Tz>().is_ok(), "{zone}");
        assert!(
            country.parse::<phonenumber::country::Id>().is_ok(),
            "{country}"
        );
        assert_eq!(currency_for(zone).code(), currency, "{zone}");
    }
}

proptest! {
    #[test]
    fn no_input_breaks_the_readers(text in "\\PC*|[+0-9() -]{0,30}|[a-z@. ]{0,30}") {
        for country in [None, Some("ES"), Some("RU"), Some("US")] {
            if let Ok(phone) = Phone::parse(&text, country) {
                prop_assert_eq!(Phone::parse(phone.e164(), None), Ok(phone.clone()));
                prop_assert!(phone.e164().len() <= 16, "{}", phone.e164());
                phone.display(country);
                phone.masked();
            }
        }
        let _ = Email::parse(&text);
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded);
    }
}

#[test]
fn what_was_read_is_stored_as_text() {
    on_both(|ctx| async move {
        let phone = Phone::parse("612 345 678", Some("ES")).unwrap();
        let email = Email::parse("Anna@Example.com").unwrap();
        let row: (Phone, Email, Locale, Currency, Option<Phone>, String) = aureli::q!(
            &ctx.app.db,
            fetch_one: (Phone, Email, Locale, Currency, Option<Phone>, String),
            "SELECT $1, $2, $3, $4, $5, $1",
            &phone,
            &email,
            Locale::Ru,
            Currency::RUB,
            None::<Phone>,
        )
        .unwrap();
        assert_eq!(
            row,
            (
                phone,
                email,
                Locale::Ru,
                Currency::RUB,
                None,
                "+34612345678".into()
            )
        );
    });
}
