//! What a visitor types and chooses, by page or by API, before anything is looked up.

use crate::accounts::Tenant;
use crate::contact::{Email, Phone};
use crate::db::On;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::services::Choice;
use crate::web::{Errors, forms};

const MAX_NAME: usize = 120;
const MAX_NOTE: usize = 1000;
const MAX_ADDONS: usize = 20;

/// Name and contact, checked. A phone or an e-mail is there.
#[derive(Clone, Debug)]
pub struct Contact {
    pub name: String,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub note: String,
}

impl Contact {
    /// Errors stand under "name", "phone", "email" and "note". A phone or an e-mail is enough.
    pub fn parse(
        tenant: &Tenant,
        name: &str,
        phone: &str,
        email: &str,
        note: &str,
        errors: &mut Errors,
    ) -> Option<Self> {
        let name = clean(name);
        let name = match name.is_empty() {
            true => Err(key!("booking-name-needed").into()),
            false => forms::required(&name, MAX_NAME),
        };
        let name = errors.take("name", name);
        let note = errors.take("note", forms::text(&clean(note), MAX_NOTE));
        let (phone, email) = (clean(phone), clean(email));
        if phone.is_empty() && email.is_empty() {
            errors.add("phone", key!("booking-phone-or-email"));
            return None;
        }
        let country = tenant.country.as_deref();
        let phone = optional(&phone)
            .map(|text| errors.take("phone", Phone::parse(text, country)))
            .map_or(Some(None), |phone| phone.map(Some));
        let email = optional(&email)
            .map(|text| errors.take("email", Email::parse(text)))
            .map_or(Some(None), |email| email.map(Some));
        Some(Self {
            name: name?,
            phone: phone?,
            email: email?,
            note: note?,
        })
    }
}

fn optional(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// Without marks that cannot be seen and only mislead (direction overrides, zero-width spaces); those that join letters
/// and emoji stay.
pub fn clean(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| {
            !matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
                | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .collect();
    kept.trim().to_owned()
}

/// Whether text from an address can be the slug of anything; saves the database from the rest.
pub fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !text.is_empty() && text.len() <= 100 && text.bytes().all(plain)
}

/// What was chosen by its slugs; another practice's, switched off or made up: not found.
pub async fn choose(
    on: impl On,
    tenant: &Tenant,
    service: &str,
    variant: Option<&str>,
    addons: &[String],
) -> Result<Choice> {
    let given = |slug: &&str| !slug.is_empty();
    let addons: Vec<String> = addons
        .iter()
        .filter(|slug| !slug.is_empty())
        .cloned()
        .collect();
    let variant = variant.filter(given);
    let names = variant.into_iter().chain(addons.iter().map(String::as_str));
    if addons.len() > MAX_ADDONS || !names.chain([service]).all(is_name) {
        return Err(Error::NotFound);
    }
    Choice::by_slugs(on, tenant.id, service, variant, &addons).await
}
