//! The code on a certificate: twelve letters and digits that cannot be taken for one another, in groups of four.
//!
//! It is reckoned from the package's id, its turn (a new turn makes the old code worthless) and the installation's key, so it
//! stands nowhere: the database keeps a keyed hash to find it by. Whoever has a copy of the database has no code.

use uuid::Uuid;

use crate::crypto;
use crate::id::{PackageId, TenantId};

const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH: usize = 12;

/// A code without its hyphens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    pub fn of(key: &[u8; 32], tenant: TenantId, id: PackageId, turn: i64) -> Self {
        let mac = keyed(key, "package codes v1", tenant, id.0, &turn.to_be_bytes());
        let letters = mac.chunks_exact(2).take(LENGTH).map(|pair| {
            let number = usize::from(pair[0]) * 256 + usize::from(pair[1]);
            char::from(ALPHABET[number % ALPHABET.len()])
        });
        Self(letters.collect())
    }

    /// As people type it: in small letters, with spaces or without, on a Cyrillic keyboard. None for what no code can be.
    pub fn read(typed: &str) -> Option<Self> {
        let mut text = String::with_capacity(LENGTH);
        for c in typed.chars().flat_map(char::to_uppercase) {
            let c = match c {
                'А' => 'A',
                'В' => 'B',
                'Е' | 'Ё' => 'E',
                'К' => 'K',
                'М' => 'M',
                'Н' => 'H',
                'Р' => 'P',
                'С' => 'C',
                'Т' => 'T',
                'У' => 'Y',
                'Х' => 'X',
                'З' => '3',
                c if c.is_whitespace() || c.is_ascii_punctuation() || is_dash(c) => continue,
                c => c,
            };
            if !c.is_ascii() || !ALPHABET.contains(&(c as u8)) || text.len() == LENGTH {
                return None;
            }
            text.push(c);
        }
        (text.len() == LENGTH).then_some(Self(text))
    }

    /// What the database finds it by.
    pub fn hash(&self, key: &[u8; 32], tenant: TenantId) -> Vec<u8> {
        let text = self.0.as_bytes();
        keyed(key, "package code hashes v1", tenant, Uuid::nil(), text)
    }

    /// "7KDM-24XP-HHT9"
    pub fn shown(&self) -> String {
        let text = &self.0;
        format!("{}-{}-{}", &text[..4], &text[4..8], &text[8..])
    }

    /// The last four.
    pub fn tail(&self) -> String {
        self.0[LENGTH - 4..].to_owned()
    }
}

/// Dashes of every length, and marks that cannot be seen.
fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

fn keyed(key: &[u8; 32], purpose: &str, tenant: TenantId, id: Uuid, rest: &[u8]) -> Vec<u8> {
    let key = crypto::derive(key, purpose);
    let said = [tenant.0.as_bytes().as_slice(), id.as_bytes(), rest].concat();
    crypto::hmac(&key, &said)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let (tenant, id) = (TenantId::new(), PackageId::new());
        let code = Code::of(&KEY, tenant, id, 1);
        let shown = code.shown();
        assert_eq!(shown.len(), 14);
        let cyrillic = shown.replace('A', "а").replace('K', "к").replace('X', "х");
        let spaced = shown.replace('-', "  ").to_lowercase();
        let dashed = shown.replace('-', "\u{2013}");
        for typed in [&shown, &cyrillic, &spaced, &dashed, &format!(" {shown}\t")] {
            assert_eq!(Code::read(typed).as_ref(), Some(&code), "{typed}");
        }
        for wrong in [
            "",
            "-",
            "7KDM-24XP",
            "7KDM-24XP-HHT9-A",
            "7KDM-24XP-HHTЖ",
            "0OIL-1111-AAAA",
        ] {
            assert_eq!(Code::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_turn_and_practice_has_a_code_of_its_own() {
        let (tenant, id) = (TenantId::new(), PackageId::new());
        let code = Code::of(&KEY, tenant, id, 1);
        assert_eq!(code, Code::of(&KEY, tenant, id, 1));
        assert_ne!(code, Code::of(&KEY, tenant, id, 2));
        assert_ne!(code, Code::of(&KEY, TenantId::new(), id, 1));
        assert_ne!(code, Code::of(&[8; 32], tenant, id, 1));
        assert_ne!(code.hash(&KEY, tenant), code.hash(&KEY, TenantId::new()));
        assert_eq!(code.hash(&KEY, tenant).len(), 32);
    }
}
