//! What was typed, as patterns for LIKE and as an expression of FTS5.

use super::similar::sound;
use crate::clients::model::NAME_ENDS;
use crate::contact::fold;

/// Words that count; who types more has found long since.
const TERMS: usize = 3;

/// What was typed: words that must all be there, each in one of two ways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    terms: Vec<Term>,
    /// The words themselves, for judging what is alike; none in a number.
    pub(super) words: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    /// For LIKE.
    patterns: [String; 2],
    /// For FTS5, one of these: three characters or more each.
    phrases: Vec<String>,
}

impl Sought {
    /// `contacts` for roles that may see phones and e-mails: who sees them masked could else guess them digit by digit,
    /// and finds by names alone.
    pub fn new(typed: &str, contacts: bool) -> Self {
        let mut sought = Self::anywhere(typed);
        if !contacts {
            for pattern in sought.terms.iter_mut().flat_map(|term| &mut term.patterns) {
                // Before the mark that ends the name.
                pattern.push_str(NAME_ENDS);
                pattern.push('%');
            }
        }
        sought
    }

    fn anywhere(typed: &str) -> Self {
        let typed: String = typed.chars().take(100).collect();
        if let Some(digits) = digits(&typed) {
            return Self {
                terms: Term::of_digits(&digits).into_iter().collect(),
                words: Vec::new(),
            };
        }
        let folded = fold(&typed);
        let words: Vec<String> = folded
            .split(' ')
            .map(|word| word.trim_start_matches('@'))
            .filter(|word| !word.is_empty())
            .take(TERMS)
            .map(str::to_owned)
            .collect();
        // Signs alone are in no index of parts: they are looked for where names begin, which the list's own index tells.
        let are_signs = words
            .iter()
            .all(|word| !word.contains(char::is_alphanumeric));
        Self {
            terms: words
                .iter()
                .map(|word| match are_signs {
                    true => Term::of_sign(word),
                    false => Term::of_word(word),
                })
                .collect(),
            words,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// How many words it has.
    pub(in crate::clients) fn words(&self) -> usize {
        self.words.len()
    }

    /// Two patterns for each of three terms; a term that is not there repeats the first.
    pub(super) fn patterns(&self) -> [&str; TERMS * 2] {
        const ANY: &str = "%";
        std::array::from_fn(|n| {
            self.terms
                .get(n / 2)
                .or(self.terms.first())
                .map_or(ANY, |term| &term.patterns[n % 2])
        })
    }

    /// Patterns of a text in which some word begins as the first one that was typed: who has such a one comes first.
    pub(super) fn openings(&self) -> [String; 2] {
        match self.words.first() {
            Some(word) => {
                let plain = escaped(word);
                [format!("{plain}%"), format!("% {plain}%")]
            }
            None => ["%".to_owned(), "%".to_owned()],
        }
    }

    /// 0 for a text that matches one of [`Self::openings`], else 1.
    pub(super) fn rank(&self, text: &str) -> i64 {
        let begins = |word: &String| {
            text.strip_prefix(word.as_str()).is_some() || text.contains(&format!(" {word}"))
        };
        i64::from(!self.words.first().is_none_or(begins))
    }

    /// The same as an expression of FTS5.
    pub(super) fn expression(&self) -> String {
        let terms = self.terms.iter().map(|term| any_of(&term.phrases));
        terms.collect::<Vec<_>>().join(" AND ")
    }
}

impl Term {
    fn of_word(word: &str) -> Self {
        let plain = escaped(word);
        match word.chars().count() {
            // Anywhere would be half of all; words begin so.
            1 | 2 => Self {
                patterns: [format!("{plain}%"), format!("% {plain}%")],
                phrases: vec![format!("{word:>3}")],
            },
            _ => {
                let sound = sound(word);
                let second = if sound.chars().count() > 2 {
                    &sound
                } else {
                    word
                };
                Self {
                    patterns: [format!("%{plain}%"), format!("%{}%", escaped(second))],
                    phrases: vec![word.to_owned(), second.to_owned()],
                }
            }
        }
    }

    fn of_sign(word: &str) -> Self {
        let begins = format!("{}%", escaped(word));
        Self {
            patterns: [begins.clone(), begins],
            ..Self::of_word(word)
        }
    }

    /// One digit says nothing; two are the end of a number, or its country.
    fn of_digits(digits: &str) -> Option<Self> {
        match digits.len() {
            0 | 1 => None,
            2 => Some(Self {
                patterns: [format!("%{digits} %"), format!("% +{digits}%")],
                phrases: vec![format!("{digits} "), format!("+{digits}")],
            }),
            length => {
                // Dialled at home, with the trunk's 0 or 8 before it.
                let inner = match digits.as_bytes().first() {
                    Some(b'0' | b'8') if length > 3 => &digits[1..],
                    _ => digits,
                };
                Some(Self {
                    patterns: [format!("%{digits}%"), format!("%{inner}%")],
                    phrases: vec![digits.to_owned(), inner.to_owned()],
                })
            }
        }
    }
}

/// The digits of what looks like a phone, without the trunk or exit prefix that people dial at home.
fn digits(typed: &str) -> Option<String> {
    let looks = |c: char| c.is_ascii_digit() || " +-().".contains(c);
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() || !typed.chars().all(looks) {
        return None;
    }
    let long = digits.len() > 9;
    Some(if long {
        digits[digits.len() - 9..].to_owned()
    } else {
        digits
    })
}

/// A word as LIKE takes it literally.
pub(in crate::clients) fn escaped(word: &str) -> String {
    word.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

/// One of several phrases, as FTS5 writes it.
pub(super) fn any_of(phrases: &[String]) -> String {
    let mut quoted: Vec<String> = phrases
        .iter()
        .map(|phrase| format!("\"{}\"", phrase.replace('"', "\"\"")))
        .collect();
    quoted.dedup();
    format!("({})", quoted.join(" OR "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_patterns() {
        let sought = |typed| Sought::new(typed, true).patterns().map(str::to_owned);
        assert_eq!(
            sought("Анна Чер"),
            ["%anna%", "%ana%", "%cher%", "%cher%", "%anna%", "%ana%"]
        );
        assert_eq!(sought("  "), ["%"; 6]);
        assert_eq!(sought("7"), ["%"; 6]);
        assert_eq!(sought("ан")[..2], ["an%", "% an%"]);
        assert_eq!(sought("100%_x\\")[0], "%100\\%\\_x\\\\%");
        assert_eq!(sought("678")[..2], ["%678%", "%678%"]);
        assert_eq!(sought("78")[..2], ["%78 %", "% +78%"]);
        assert_eq!(sought("0612")[..2], ["%0612%", "%612%"]);
        assert_eq!(sought("8 (912) 345-67-89")[0], "%123456789%");
        assert_eq!(sought("+34 612 345 678")[0], "%612345678%");
        assert_eq!(
            Sought::new("anna", false).patterns()[..2],
            ["%anna% ! %", "%ana% ! %"]
        );
        assert_eq!(sought("()")[..2], ["()%", "()%"]);
        assert_eq!(sought("a ()")[2..4], ["()%", "% ()%"]);
    }

    #[test]
    fn the_expression_is_one_for_fts5() {
        let expression = |typed| Sought::new(typed, true).expression();
        assert_eq!(expression("Анна ч"), "(\"anna\" OR \"ana\") AND (\" ch\")");
        assert_eq!(expression("a\"b c"), "(\"a\"\"b\") AND (\"  c\")");
        assert_eq!(expression("56"), "(\"56 \" OR \"+56\")");
    }
}
