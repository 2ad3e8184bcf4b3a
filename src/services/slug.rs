//! A service's name in addresses: `?service=brow-lamination`. Unique within its practice.

use crate::contact::fold;
use crate::i18n::key;

const MAX: usize = 60;

/// Whether a person may choose it; the error is the text's key.
pub fn check(slug: &str) -> Result<(), &'static str> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_well_made = (2..=MAX).contains(&slug.len())
        && slug.chars().all(plain)
        && !slug.starts_with('-')
        && !slug.ends_with('-')
        && !slug.contains("--");
    if is_well_made {
        Ok(())
    } else {
        Err(key!("field-bad-slug"))
    }
}

/// "Ламинирование бровей" gives "laminirovanie-brovey"; a name without a letter that can be written gives `fallback`.
pub fn from_name(name: &str, fallback: &str) -> String {
    let mut slug = String::new();
    for c in fold(name).chars() {
        if slug.len() >= 48 {
            break;
        }
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.len() < 2 {
        fallback.to_owned()
    } else {
        slug
    }
}

/// `base`, or the first of `base-2`, `base-3`, … that is not `taken`.
pub fn free(base: String, taken: &[String]) -> String {
    let is_taken = |slug: &str| taken.iter().any(|known| known == slug);
    if !is_taken(&base) {
        return base;
    }
    // One of so many candidates is free, since there are fewer that are taken.
    (2..=taken.len() + 2)
        .map(|n| format!("{base}-{n}"))
        .find(|slug| !is_taken(slug))
        .unwrap_or(base)
}
