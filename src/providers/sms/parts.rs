//! How many parts a text goes in: each is paid for.
//!
//! Letters of the GSM alphabet take seven bits each, 160 in one part; a few more take two places. One letter outside it, a
//! Cyrillic one perhaps, and the whole text takes sixteen bits a letter: 70. A text that does not fit gives up some of each
//! part to say how they belong together. What takes two places is never torn apart by the end of a part.

/// GSM 03.38, the letters that take one place.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Those that take two.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    Gsm,
    Ucs2,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    pub alphabet: Alphabet,
    /// Places that the text takes.
    pub places: usize,
    /// At least one.
    pub parts: usize,
}

impl Alphabet {
    /// Places of a part that is the only one, and of one among several.
    pub const fn room(self) -> (usize, usize) {
        match self {
            Self::Gsm => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }

    /// The places of a letter; none when this alphabet does not have it.
    fn places(self, letter: char) -> Option<usize> {
        match self {
            Self::Gsm if BASIC.contains(letter) => Some(1),
            Self::Gsm if EXTENDED.contains(letter) => Some(2),
            Self::Gsm => None,
            Self::Ucs2 => Some(letter.len_utf16()),
        }
    }
}

pub fn parts(text: &str) -> Parts {
    let measured = |alphabet: Alphabet| -> Option<Vec<usize>> {
        text.chars().map(|letter| alphabet.places(letter)).collect()
    };
    let (alphabet, letters) = match measured(Alphabet::Gsm) {
        Some(letters) => (Alphabet::Gsm, letters),
        None => {
            let letters = text.chars().map(char::len_utf16).collect();
            (Alphabet::Ucs2, letters)
        }
    };
    let places = letters.iter().sum();
    let (alone, among) = alphabet.room();
    let parts = match places <= alone {
        true => 1,
        false => fill(&letters, among),
    };
    Parts {
        alphabet,
        places,
        parts,
    }
}

/// Parts of so much room that letters fill one after the other.
fn fill(letters: &[usize], room: usize) -> usize {
    let (mut parts, mut left) = (1, room);
    for &places in letters {
        if places > left {
            parts += 1;
            left = room;
        }
        left -= places;
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn count(text: &str) -> usize {
        parts(text).parts
    }

    #[test]
    fn the_ends_of_parts_are_where_the_standard_has_them() {
        for (letter, alone, among) in [('a', 160, 153), ('ж', 70, 67)] {
            let text = |n: usize| letter.to_string().repeat(n);
            assert_eq!(count(&text(0)), 1);
            assert_eq!(count(&text(alone)), 1);
            assert_eq!(count(&text(alone + 1)), 2);
            assert_eq!(count(&text(among * 2)), 2);
            assert_eq!(count(&text(among * 2 + 1)), 3);
        }
        // Two places each, and none is torn: 76 fit in a part of 153, not 76 and a half.
        assert_eq!(count(&"€".repeat(80)), 1);
        assert_eq!(count(&"€".repeat(152)), 2);
        assert_eq!(count(&"€".repeat(153)), 3);
        assert_eq!(count(&"😀".repeat(35)), 1);
        assert_eq!(count(&"😀".repeat(66)), 2);
        assert_eq!(count(&"😀".repeat(67)), 3);
    }

    #[test]
    fn one_letter_outside_makes_the_whole_text_wide() {
        assert_eq!(parts("See you at 10:00").alphabet, Alphabet::Gsm);
        assert_eq!(parts("¡Mañana, Ñ, ü, à, é!").alphabet, Alphabet::Gsm);
        // Spanish has more accents than the alphabet has.
        assert_eq!(parts("Miércoles está").alphabet, Alphabet::Ucs2);
        assert_eq!(parts("До встречи").alphabet, Alphabet::Ucs2);
        assert_eq!(parts("`").alphabet, Alphabet::Ucs2);
    }

    /// Parts as a phone would put them together, letter by letter.
    fn naive(text: &str) -> usize {
        let gsm = text
            .chars()
            .all(|c| BASIC.contains(c) || EXTENDED.contains(c));
        let units = |c: char| match gsm {
            true if EXTENDED.contains(c) => 2,
            true => 1,
            false => c.len_utf16(),
        };
        let (alone, among) = if gsm { (160, 153) } else { (70, 67) };
        if text.chars().map(units).sum::<usize>() <= alone {
            return 1;
        }
        let mut bins: Vec<usize> = vec![0];
        for letter in text.chars() {
            if bins[bins.len() - 1] + units(letter) > among {
                bins.push(0);
            }
            let last = bins.len() - 1;
            bins[last] += units(letter);
        }
        bins.len()
    }

    proptest! {
        #[test]
        fn parts_are_as_a_phone_joins_them(text in "[a-z€\\[\\] ]{0,500}|[a-zа-я😀 ]{0,300}|\\PC{0,200}") {
            prop_assert_eq!(count(&text), naive(&text));
            // A letter more never makes it cheaper, and never adds more than it takes.
            let more = format!("{text}a");
            prop_assert!(count(&more) >= count(&text) && count(&more) <= count(&text) + 1);
        }
    }
}
