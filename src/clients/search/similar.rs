//! Who is merely alike: names a typing error away, or written otherwise in Latin letters (Yulia, Julia, Iuliia).

use std::collections::BTreeSet;

use super::{Found, any_of, words};
use crate::contact::fold;
use crate::db::On;
use crate::error::Result;
use crate::id::TenantId;
use crate::q;

/// Candidates that are looked at.
const MOST: i64 = 200;
/// Words of names that what was typed may have meant.
const MEANT: usize = 8;

/// A folded word as it sounds, near enough: what transliterations differ in is made one.
pub(super) fn sound(word: &str) -> String {
    const ALIKE: [(&str, &str); 18] = [
        ("shch", "sh"),
        ("sch", "sh"),
        ("kh", "h"),
        ("ph", "f"),
        ("th", "t"),
        ("ts", "z"),
        ("tz", "z"),
        ("zh", "z"),
        ("ck", "k"),
        ("iy", "i"),
        ("ij", "i"),
        ("yi", "i"),
        ("yo", "e"),
        ("io", "e"),
        ("ye", "e"),
        ("ie", "e"),
        ("ya", "ia"),
        ("yu", "iu"),
    ];
    let mut sound = word.to_owned();
    for (from, to) in ALIKE {
        if sound.contains(from) {
            sound = sound.replace(from, to);
        }
    }
    let mut plain = String::with_capacity(sound.len());
    let mut letters = sound.chars().peekable();
    while let Some(letter) = letters.next() {
        let letter = match letter {
            'c' if letters.peek() == Some(&'h') => 'c',
            'c' | 'q' => 'k',
            'j' | 'y' => 'i',
            'w' => 'v',
            other => other,
        };
        if letter == 'x' {
            plain.push_str("ks");
        } else if !plain.ends_with(letter) || letter.is_ascii_digit() {
            plain.push(letter);
        }
    }
    plain
}

/// The sounds of a folded name's words that differ from the words, for the text that is searched.
pub(in crate::clients) fn sounds(folded: &str) -> Vec<String> {
    let words = folded.split(' ').filter(|word| word.chars().count() > 2);
    let mut sounds: Vec<String> = Vec::new();
    for word in words {
        let sound = sound(word);
        if sound != word && !sounds.contains(&sound) {
            sounds.push(sound);
        }
    }
    sounds
}

/// How many letters were mistyped, at the least, if `typed` was to be the beginning of `word`: missing, wrong, one too many,
/// or two exchanged.
fn distance(typed: &str, word: &str) -> usize {
    let typed: Vec<char> = typed.chars().collect();
    let word: Vec<char> = word.chars().take(typed.len() + 3).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=word.len()).collect();
    for i in 1..=typed.len() {
        let mut row = vec![i; word.len() + 1];
        for j in 1..=word.len() {
            let wrong = last[j - 1] + usize::from(typed[i - 1] != word[j - 1]);
            row[j] = wrong.min(last[j] + 1).min(row[j - 1] + 1);
            let exchanged =
                i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1];
            if exchanged {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last.into_iter().min().unwrap_or(typed.len())
}

/// Whether two names are one and the same but for a typing error, the order of their words or how they are written.
pub(in crate::clients) fn same_name(one: &str, other: &str) -> bool {
    let words = |name: &str| {
        let folded = fold(name);
        let mut words: Vec<String> = folded.split(' ').map(sound).collect();
        words.sort();
        words
    };
    let (one, other) = (words(one), words(other));
    let errors = one.iter().zip(&other).map(|(a, b)| {
        let (a, b) = if a.len() < b.len() { (b, a) } else { (a, b) };
        distance(a, b)
    });
    one.len() == other.len() && errors.sum::<usize>() <= 1
}

/// Whether two names have a word in common, however it is written: "Anna" and "Анна Петрова" may be the same person,
/// "Anna Petrova" and "Misha Petrov" are not.
pub(crate) fn share_a_name(one: &str, other: &str) -> bool {
    let words = |name: &str| -> BTreeSet<String> {
        let folded = fold(name);
        let words = folded.split(' ').filter(|word| !word.is_empty());
        words.map(sound).collect()
    };
    !words(one).is_disjoint(&words(other))
}

/// Errors that a word of this many letters may have; digits are meant as they are.
fn allowed(word: &str) -> usize {
    if word.contains(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    match word.chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Errors in all, if each word that was typed may stand for one of the text's.
pub(super) fn error(words: &[String], text: &str) -> Option<usize> {
    let mut sum = 0;
    for typed in words {
        let near = text
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(|word| distance(typed, word))
            .min()?;
        if near > allowed(typed) {
            return None;
        }
        sum += near;
    }
    Some(sum)
}

/// Clients that may have been meant, unsorted; nobody for a short or empty text.
pub(super) async fn candidates(
    mut on: impl On,
    tenant: TenantId,
    words: &[String],
) -> Result<Vec<Found>> {
    if !words.iter().any(|word| allowed(word) > 0) {
        return Ok(Vec::new());
    }
    let Some(meant) = meant(&mut on, tenant, words).await? else {
        return Ok(Vec::new());
    };
    let expression: Vec<String> = meant.iter().map(|words| any_of(words)).collect();
    let [a, b, c] = std::array::from_fn(|n| {
        let words = meant.get(n).or(meant.first());
        words.map(|words| one_of(words)).unwrap_or_default()
    });
    Ok(q!(
        on,
        fetch_all planned: Found,
        {
            // The last ones only bind.
            sqlite: "SELECT c.id, c.name, c.phone, c.email, c.allergies, c.blocked_at, c.search
                     FROM (SELECT rowid AS doc FROM clients_fts WHERE clients_fts MATCH $2
                            AND rowid BETWEEN (SELECT min(doc) FROM client_docs WHERE tenant_id = $1)
                                          AND (SELECT max(doc) FROM client_docs WHERE tenant_id = $1) LIMIT $3) f
                     CROSS JOIN client_docs d ON d.doc = f.doc AND d.tenant_id = $1
                     CROSS JOIN clients c ON c.tenant_id = d.tenant_id AND c.id = d.client_id
                     WHERE NOT c.is_merged AND ($4 || $5 || $6) <> ''",
            pg: "SELECT id, name, phone, email, allergies, blocked_at, search FROM clients
                 WHERE tenant_id = $1 AND NOT is_merged AND $2 <> '' AND search ~ $4 AND search ~ $5 AND search ~ $6 LIMIT $3",
        },
        tenant,
        expression.join(" AND "),
        MOST,
        a,
        b,
        c,
    )?)
}

/// Each word that was typed as those words of names that it may stand for; none when one stands for nothing.
async fn meant(
    mut on: impl On,
    tenant: TenantId,
    words: &[String],
) -> Result<Option<Vec<Vec<String>>>> {
    let is_postgres = matches!(on.source(true), crate::db::Either::Pg(_));
    let known = match is_postgres {
        true => Some(words::of(&mut on, tenant).await?),
        false => None,
    };
    let mut terms = Vec::new();
    for typed in words {
        let allowed = allowed(typed);
        let least = typed.chars().count().saturating_sub(allowed);
        let mut near: BTreeSet<(usize, String)> = BTreeSet::new();
        let mut look_at = |word: &str| {
            let error = distance(typed, word);
            if error <= allowed {
                near.insert((error, word.to_owned()));
            }
        };
        // Words of names that begin alike and are not much shorter.
        for initial in initials(typed) {
            match &known {
                Some(known) => known
                    .iter()
                    .filter(|word| word.starts_with(initial) && word.chars().count() >= least)
                    .for_each(|word| look_at(word)),
                None => beginning(&mut on, tenant, initial, least)
                    .await?
                    .iter()
                    .for_each(|word| look_at(word)),
            }
        }
        let near: Vec<String> = near.into_iter().take(MEANT).map(|(_, word)| word).collect();
        if near.is_empty() {
            return Ok(None);
        }
        terms.push(near);
    }
    Ok(Some(terms))
}

/// SQLite: words of so many letters at the least that begin with one.
async fn beginning(
    mut on: impl On,
    tenant: TenantId,
    initial: char,
    least: usize,
) -> Result<Vec<String>> {
    let rows = q!(
        on,
        fetch_all: (String,),
        {
            sqlite: "SELECT word FROM client_words WHERE tenant_id = $1 AND word >= $2 AND word < $3 AND length(word) >= $4",
            pg: "SELECT search FROM clients WHERE tenant_id = $1 AND search >= $2 AND search < $3 AND length(search) >= $4 LIMIT 0",
        },
        tenant,
        initial.to_string(),
        char::from_u32(initial as u32 + 1).unwrap_or('\u{10ffff}').to_string(),
        least as i64,
    )?;
    Ok(rows.into_iter().map(|(word,)| word).collect())
}

/// One of several words, as Postgres writes it.
fn one_of(words: &[String]) -> String {
    let plain = |word: &String| {
        word.chars().fold(String::new(), |mut plain, letter| {
            if !letter.is_alphanumeric() {
                plain.push('\\');
            }
            plain.push(letter);
            plain
        })
    };
    words.iter().map(plain).collect::<Vec<_>>().join("|")
}

/// Letters that the word may really begin with: its own and, where two were exchanged, its second.
fn initials(word: &str) -> BTreeSet<char> {
    let mut letters = word.chars();
    [letters.next(), letters.next()]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sound_alike_however_they_are_written() {
        for (one, other) in [
            ("yuliya", "julia"),
            ("alexey", "aleksei"),
            ("kuznetsova", "kuznezova"),
            ("shcherbakova", "scherbakova"),
            ("khomyakova", "homiakova"),
            ("anna", "ana"),
            ("solovyova", "solovieva"),
            ("anna2002", "ana2002"),
        ] {
            assert_eq!(sound(one), sound(other), "{one} {other}");
        }
        assert_ne!(sound("maria"), sound("marta"));
        assert_eq!(sounds("anna ivanova"), ["ana"]);
    }

    #[test]
    fn mistyped_letters_are_counted() {
        assert_eq!(distance("anna", "anna"), 0);
        assert_eq!(distance("chern", "chernova"), 0);
        assert_eq!(distance("chrnova", "chernova"), 1);
        assert_eq!(distance("cehrnova", "chernova"), 1);
        assert_eq!(distance("chermova", "chernova"), 1);
        assert_eq!(distance("cchernova", "chernova"), 1);
        assert_eq!(distance("marta", "chernova"), 5);
        assert_eq!(distance("", "x"), 0);
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(error(&words("ana cherova"), "anna chernova ana"), Some(1));
        assert_eq!(error(&words("ann"), "chernova"), None);
        assert_eq!(error(&words("n0777"), "n0707"), None);
        assert!(same_name("Анна Чернова", "Chernova Anna"));
        assert!(same_name("Julia Petrova", "Yuliya Petrowa"));
        assert!(same_name("Sarah Whitcombe", "Sara Whitcombe"));
        assert!(!same_name("Anna Chernova", "Anna"));
        assert!(!same_name("Maria Garcia", "Marta Garzón"));
        assert!(share_a_name("Anna", "Анна Петрова"));
        assert!(share_a_name("Julia P.", "Юлия Петрова"));
        assert!(!share_a_name("Anna Petrova", "Миша Петров"));
    }
}
