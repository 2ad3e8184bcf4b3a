//! The numbers by which the law knows people and accounts, and how to tell a mistyped one. Pure.
//!
//! Each takes a number as it was typed and gives it plain, or the key of what is wrong with it.

use crate::i18n::key;

type Checked = Result<String, &'static str>;

/// Digits and capital letters only.
fn plain(typed: &str) -> String {
    let kept = typed.chars().filter(|c| c.is_ascii_alphanumeric());
    kept.map(|c| c.to_ascii_uppercase()).collect()
}

fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

/// Sum of digits times weights.
fn weigh(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(d, w)| d * w).sum()
}

/// The taxpayer's number of a person in Russia: twelve digits, the last two are a check.
pub fn inn(typed: &str) -> Checked {
    let text = plain(typed);
    let wrong = key!("business-inn-wrong");
    let d = digits(&text).filter(|d| d.len() == 12).ok_or(wrong)?;
    let first = weigh(&d[..10], &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    let second = weigh(&d[..11], &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    match (d[10], d[11]) == (first, second) {
        true => Ok(text),
        false => Err(wrong),
    }
}

/// The register's number of a sole trader in Russia: fifteen digits, the last is a check.
pub fn ogrnip(typed: &str) -> Checked {
    let text = plain(typed);
    let wrong = key!("business-ogrnip-wrong");
    let number: u64 = match text.len() {
        15 => text.parse().map_err(|_| wrong)?,
        _ => return Err(wrong),
    };
    match number % 10 == number / 10 % 13 % 10 {
        true => Ok(text),
        false => Err(wrong),
    }
}

/// A bank's number in Russia.
pub fn bik(typed: &str) -> Checked {
    let text = plain(typed);
    match digits(&text) {
        Some(d) if d.len() == 9 => Ok(text),
        _ => Err(key!("business-bik-wrong")),
    }
}

/// A client's account at a bank in Russia: twenty digits that fit the bank's number.
pub fn ru_account(typed: &str, bik: &str) -> Checked {
    let text = plain(typed);
    let wrong = key!("business-account-wrong");
    let own = digits(&text).filter(|d| d.len() == 20).ok_or(wrong)?;
    let bank = digits(bik).filter(|d| d.len() == 9);
    // Without the bank's number there is nothing to check it by.
    let Some(bank) = bank else { return Ok(text) };
    match fits(&bank[6..], &own) {
        true => Ok(text),
        false => Err(wrong),
    }
}

/// The bank's own account at the central bank.
pub fn ru_correspondent(typed: &str, bik: &str) -> Checked {
    let text = plain(typed);
    let wrong = key!("business-correspondent-wrong");
    let own = digits(&text).filter(|d| d.len() == 20).ok_or(wrong)?;
    let bank = digits(bik).filter(|d| d.len() == 9);
    let Some(bank) = bank else { return Ok(text) };
    let of = [0, bank[4], bank[5]];
    match fits(&of, &own) {
        true => Ok(text),
        false => Err(wrong),
    }
}

/// The key of an account: with three digits of the bank in front, weighed by 7, 1, 3, it ends with 0.
fn fits(bank: &[u32], account: &[u32]) -> bool {
    let all: Vec<u32> = bank.iter().chain(account).copied().collect();
    let sum: u32 = all
        .iter()
        .zip([7, 1, 3].into_iter().cycle())
        .map(|(d, w)| d * w % 10)
        .sum();
    sum.is_multiple_of(10)
}

/// An international account number; its check is modulo 97.
pub fn iban(typed: &str) -> Checked {
    let text = plain(typed);
    let wrong = key!("business-iban-wrong");
    let begins = text.chars().take(2).all(|c| c.is_ascii_alphabetic());
    if !(15..=34).contains(&text.len()) || !begins {
        return Err(wrong);
    }
    let (head, rest) = text.split_at(4);
    let mut remainder = 0;
    for c in rest.chars().chain(head.chars()) {
        let value = c.to_digit(36).ok_or(wrong)?;
        let shift = if value > 9 { 100 } else { 10 };
        remainder = (remainder * shift + value) % 97;
    }
    match remainder {
        1 => Ok(text),
        _ => Err(wrong),
    }
}

/// "ES91 2100 0418 4502 0005 1332"
pub fn grouped(account: &str) -> String {
    let letters: Vec<char> = account.chars().collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect());
    groups.collect::<Vec<String>>().join(" ")
}

/// A bank's international code: eight letters and digits, or eleven.
pub fn bic(typed: &str) -> Checked {
    let text = plain(typed);
    let bank = text.chars().take(6).all(|c| c.is_ascii_alphabetic());
    match matches!(text.len(), 8 | 11) && bank {
        true => Ok(text),
        false => Err(key!("business-bic-wrong")),
    }
}

/// The tax number of a person in Spain: DNI (eight digits) or NIE (X, Y, Z and seven), with its letter.
pub fn nif(typed: &str) -> Checked {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let text = plain(typed);
    let wrong = key!("business-nif-wrong");
    let number = match text.chars().next() {
        Some('X') => format!("0{}", &text[1..]),
        Some('Y') => format!("1{}", &text[1..]),
        Some('Z') => format!("2{}", &text[1..]),
        _ => text.clone(),
    };
    if number.len() != 9 {
        return Err(wrong);
    }
    let (number, letter) = number.split_at(8);
    let number: usize = number.parse().map_err(|_| wrong)?;
    match letter.as_bytes().first() == LETTERS.get(number % 23) {
        true => Ok(text),
        false => Err(wrong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_number_is_told_from_a_right_one() {
        assert_eq!(inn("500100732259").as_deref(), Ok("500100732259"));
        assert!(inn("500100732258").is_err());
        assert!(inn("7707083893").is_err(), "a company's");
        assert_eq!(ogrnip("304500116000157").as_deref(), Ok("304500116000157"));
        assert!(ogrnip("304500116000158").is_err());
        assert_eq!(bik("044525225").as_deref(), Ok("044525225"));
        assert!(bik("44525225").is_err());
        let account = "40702810038000000001";
        let own = (0..10).map(|d| format!("408028{d}0{}", &account[8..]));
        assert_eq!(
            own.filter(|a| ru_account(a, "044525225").is_ok()).count(),
            1
        );
        assert!(ru_account("4080281003800000000", "044525225").is_err());
        assert!(ru_correspondent("30101810400000000225", "044525225").is_ok());
        assert!(ru_correspondent("30101810400000000226", "044525225").is_err());
        let iban_ = iban("es91 2100 0418 4502 0005 1332").unwrap();
        assert_eq!(grouped(&iban_), "ES91 2100 0418 4502 0005 1332");
        assert!(iban("ES91 2100 0418 4502 0005 1333").is_err());
        assert!(iban("").is_err());
        assert!(bic("CAIXESBBXXX").is_ok() && bic("CAIX").is_err());
        assert_eq!(nif("12345678-z").as_deref(), Ok("12345678Z"));
        assert!(nif("12345678A").is_err());
        assert!(nif("X1234567L").is_ok() && nif("Y0000000T").is_err());
        assert!(nif("ё2345678Z").is_err());
    }
}
