//! Text made plain for search: one column, both scripts.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, no accents, Cyrillic in Latin letters, single spaces: "Анна  Чернова" and "anna chernova" fold alike, so do
/// "José" and "jose". Store `fold(name)` beside the name and search it for `fold(what was typed)`; never show it.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    // Composed first, so that й and ё are letters of their own and not и and е with a mark.
    for c in text.nfkc().flat_map(char::to_lowercase) {
        match latin(c) {
            Some(letters) => folded.push_str(letters),
            None if c.is_whitespace() => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            // What is left of a letter without its marks may be one of those again: ӛ is ә with two dots.
            None => std::iter::once(c)
                .nfd()
                .filter(|c| !is_combining_mark(*c) && !c.is_control())
                .for_each(|c| match latin(c) {
                    Some(letters) => folded.push_str(letters),
                    None => folded.push(c),
                }),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Lower-case letters that no removal of accents makes plain Latin. Russian as in passports before 2010 and on maps: ж zh,
/// х kh, й y; signs are dropped.
#[rustfmt::skip]
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'а' => "a", 'б' => "b", 'в' => "v", 'г' => "g", 'д' => "d", 'е' | 'ё' | 'э' => "e", 'ж' => "zh", 'з' => "z",
        'и' => "i", 'й' => "y", 'к' => "k", 'л' => "l", 'м' => "m", 'н' => "n", 'о' => "o", 'п' => "p", 'р' => "r",
        'с' => "s", 'т' => "t", 'у' => "u", 'ф' => "f", 'х' => "kh", 'ц' => "ts", 'ч' => "ch", 'ш' => "sh",
        'щ' => "shch", 'ъ' | 'ь' | '’' | 'ʼ' | '\'' => "", 'ы' => "y", 'ю' => "yu", 'я' => "ya",
        // Ukrainian, Belarusian, Serbian, Macedonian
        'і' | 'ї' => "i", 'є' => "ye", 'ґ' => "g", 'ў' => "u", 'ј' => "j", 'љ' => "lj", 'њ' => "nj", 'ђ' => "dj",
        'ћ' => "c", 'џ' => "dz", 'ѓ' => "g", 'ќ' => "k", 'ѕ' => "dz",
        // Kazakh, Kyrgyz, Tatar
        'ә' => "a", 'ғ' => "g", 'қ' => "k", 'ң' => "n", 'ө' => "o", 'ү' | 'ұ' => "u", 'һ' => "h", 'җ' => "zh",
        // Greek, letter by letter as on signs: η and ι are one sound
        'α' => "a", 'β' => "v", 'γ' => "g", 'δ' => "d", 'ε' => "e", 'ζ' => "z", 'η' | 'ι' => "i", 'θ' => "th", 'κ' => "k",
        'λ' => "l", 'μ' => "m", 'ν' => "n", 'ξ' => "x", 'ο' | 'ω' => "o", 'π' => "p", 'ρ' => "r", 'σ' | 'ς' => "s",
        'τ' => "t", 'υ' => "y", 'φ' => "f", 'χ' => "ch", 'ψ' => "ps",
        // Latin letters without a base under their mark
        'ß' => "ss", 'ø' => "o", 'ł' => "l", 'đ' | 'ð' => "d", 'þ' => "th", 'æ' => "ae", 'œ' => "oe", 'ı' => "i",
        _ => return None,
    })
}
