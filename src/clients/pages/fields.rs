//! The form of a card: what was typed, and what it means.

use serde::Deserialize;

use super::super::Client;
use crate::contact::{Email, Phone};
use crate::i18n::Locale;
use crate::web::forms::{required, text};
use crate::web::{Errors, Page};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    pub name: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub locale: String,
    #[serde(default)]
    pub allergies: String,
    #[serde(default)]
    pub note: String,
    /// When the card that was edited had last been changed.
    #[serde(default)]
    pub seen: String,
    /// Somebody else has this phone or e-mail, and that is right.
    #[serde(default)]
    pub anyway: bool,
}

/// What the form says, understood.
pub struct Card {
    pub name: String,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub locale: Locale,
    pub allergies: String,
    pub note: String,
}

impl Fields {
    pub fn of(client: &Client, page: &Page) -> Self {
        let phone = client
            .phone
            .as_deref()
            .and_then(|phone| Phone::parse(phone, None).ok());
        Self {
            name: client.name.clone(),
            phone: phone
                .map(|phone| phone.display(page.tenant.country.as_deref()))
                .unwrap_or_default(),
            email: client.email.clone().unwrap_or_default(),
            locale: client.locale.code().to_owned(),
            allergies: client.allergies.clone(),
            note: client.note.clone(),
            seen: client.updated_at.to_rfc3339(),
            anyway: false,
        }
    }

    pub fn read(&self, page: &Page, errors: &mut Errors) -> Option<Card> {
        let name = errors.take("name", required(&self.name, 120));
        let phone = optional(&self.phone, |phone| {
            errors.take("phone", Phone::parse(phone, page.tenant.country.as_deref()))
        });
        let email = optional(&self.email, |email| {
            errors.take("email", Email::parse(email))
        });
        let locale = if self.locale.is_empty() {
            Some(page.tenant.locale)
        } else {
            self.locale.parse().ok()
        };
        let locale = errors.take("locale", locale.ok_or("field-choose"));
        let allergies = errors.take("allergies", text(&self.allergies, 500));
        let note = errors.take("note", text(&self.note, 4000));
        Some(Card {
            name: name?,
            phone: phone?,
            email: email?,
            locale: locale?,
            allergies: allergies?,
            note: note?,
        })
    }
}

/// Nothing typed is nothing, not an error.
fn optional<T>(typed: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    if typed.trim().is_empty() {
        Some(None)
    } else {
        read(typed).map(Some)
    }
}
