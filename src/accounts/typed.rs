//! What people type about themselves; an empty field is told what belongs into it.

use crate::contact::Email;
use crate::i18n::key;
use crate::web::Problem;
use crate::web::forms::required;

pub fn email(text: &str) -> Result<Email, Problem> {
    if text.trim().is_empty() {
        Err(key!("email-required").into())
    } else {
        Email::parse(text).map_err(Problem::new)
    }
}

/// A person's or a practice's name.
pub fn name(text: &str) -> Result<String, Problem> {
    if text.trim().is_empty() {
        Err(key!("name-required").into())
    } else {
        required(text, 120)
    }
}
