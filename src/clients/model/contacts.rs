//! Further ways to reach a client besides the first phone and e-mail.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::Client;
use crate::contact::{Email, Phone};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::i18n::key;
use crate::id::{ClientId, ContactId, TenantId};
use crate::q;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum ContactKind {
    Phone,
    Email,
    Telegram,
    Whatsapp,
    Viber,
    Instagram,
    Other,
}

#[derive(Clone, Debug, FromRow)]
pub struct Contact {
    pub id: ContactId,
    pub kind: ContactKind,
    /// As it is shown; a phone in E.164.
    pub value: String,
    /// As it is compared and searched.
    pub value_key: String,
    /// Whose or where: "mother", "work".
    pub label: String,
}

/// One that was typed and understood.
#[derive(Clone, Debug)]
pub struct TypedContact {
    pub kind: ContactKind,
    pub value: String,
    pub value_key: String,
    pub label: String,
}

impl ContactKind {
    pub const ALL: [Self; 7] = [
        Self::Phone,
        Self::Email,
        Self::Telegram,
        Self::Whatsapp,
        Self::Viber,
        Self::Instagram,
        Self::Other,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Telegram => "telegram",
            Self::Whatsapp => "whatsapp",
            Self::Viber => "viber",
            Self::Instagram => "instagram",
            Self::Other => "other",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The key of its name as a way to be written to: what is written to a phone is an SMS.
    pub fn written_key(self) -> &'static str {
        match self {
            Self::Phone => key!("channels-by-sms"),
            other => other.text_key(),
        }
    }

    /// The key of its name.
    pub fn text_key(self) -> &'static str {
        match self {
            Self::Phone => key!("client-contact-phone"),
            Self::Email => key!("client-contact-email"),
            Self::Telegram => key!("client-contact-telegram"),
            Self::Whatsapp => key!("client-contact-whatsapp"),
            Self::Viber => key!("client-contact-viber"),
            Self::Instagram => key!("client-contact-instagram"),
            Self::Other => key!("client-contact-other"),
        }
    }
}

impl TypedContact {
    pub fn of_phone(phone: &Phone) -> Self {
        Self {
            kind: ContactKind::Phone,
            value: phone.e164().to_owned(),
            value_key: phone.e164().to_owned(),
            label: String::new(),
        }
    }

    pub fn of_email(email: &Email) -> Self {
        Self {
            kind: ContactKind::Email,
            value: email.as_str().to_owned(),
            value_key: email.key(),
            label: String::new(),
        }
    }

    /// The error is a text's key.
    pub fn parse(
        kind: ContactKind,
        typed: &str,
        label: String,
        home: Option<&str>,
    ) -> Result<Self, &'static str> {
        let typed = typed.trim();
        let (value, value_key) = match kind {
            ContactKind::Phone => {
                let phone = Phone::parse(typed, home)?;
                (phone.e164().to_owned(), phone.e164().to_owned())
            }
            ContactKind::Email => {
                let email = Email::parse(typed)?;
                (email.as_str().to_owned(), email.key())
            }
            // WhatsApp and Viber go by the phone, but a name will do.
            ContactKind::Whatsapp | ContactKind::Viber => match Phone::parse(typed, home) {
                Ok(phone) => (phone.e164().to_owned(), phone.e164().to_owned()),
                Err(_) => (typed.to_owned(), handle(typed)),
            },
            ContactKind::Telegram | ContactKind::Instagram | ContactKind::Other => {
                (typed.to_owned(), handle(typed))
            }
        };
        Ok(Self {
            kind,
            value,
            value_key,
            label,
        })
    }
}

/// "@Olga.K" and "olga.k" are one.
fn handle(typed: &str) -> String {
    crate::contact::fold(typed.trim_start_matches('@')).replace(' ', "")
}

impl Contact {
    pub async fn of(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT id, kind, value, value_key, label FROM client_contacts WHERE tenant_id = $1 AND client_id = $2 ORDER BY id",
            tenant,
            client,
        )?)
    }

    /// What it is compared by now; of one that cannot be read as what it is any more, what it was.
    pub(super) fn key_now(&self) -> String {
        let typed = TypedContact::parse(self.kind, &self.value, String::new(), None);
        typed.map_or_else(|_| self.value_key.clone(), |typed| typed.value_key)
    }

    /// Where a press leads: tel:, mailto:, the messenger's own page.
    pub fn href(&self) -> String {
        let digits = self.value_key.trim_start_matches('+');
        let is_number = digits.chars().all(|c| c.is_ascii_digit()) && !digits.is_empty();
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let is_name = self.value_key.chars().all(plain) && !self.value_key.is_empty();
        match self.kind {
            ContactKind::Phone => format!("tel:{}", self.value_key),
            ContactKind::Email => format!("mailto:{}", self.value_key),
            ContactKind::Whatsapp if is_number => format!("https://wa.me/{digits}"),
            ContactKind::Telegram if is_name => format!("https://t.me/{}", self.value_key),
            ContactKind::Instagram if is_name => {
                format!("https://instagram.com/{}", self.value_key)
            }
            _ => String::new(),
        }
    }
}

impl Client {
    /// Makes the further contacts those that were typed; [`Client::save`] must follow, as they are searched too.
    pub async fn set_contacts(
        &self,
        tx: &mut Tx,
        typed: &[TypedContact],
        now: DateTime<Utc>,
    ) -> Result<()> {
        let known = Contact::of(&mut *tx, self.tenant_id, self.id).await?;
        let same = |contact: &Contact, typed: &TypedContact| {
            contact.kind == typed.kind && contact.value_key == typed.value_key
        };
        for contact in &known {
            if !typed.iter().any(|typed| same(contact, typed)) {
                q!(
                    tx,
                    execute,
                    "DELETE FROM client_contacts WHERE tenant_id = $1 AND id = $2",
                    self.tenant_id,
                    contact.id,
                )?;
            }
        }
        for typed in typed {
            match known.iter().find(|contact| same(contact, typed)) {
                Some(contact) => q!(
                    tx,
                    execute,
                    "UPDATE client_contacts SET value = $3, label = $4 WHERE tenant_id = $1 AND id = $2",
                    self.tenant_id,
                    contact.id,
                    &typed.value,
                    &typed.label,
                )?,
                None => q!(
                    tx,
                    execute,
                    "INSERT INTO client_contacts (tenant_id, id, client_id, kind, value, value_key, label, created_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    self.tenant_id,
                    ContactId::new(),
                    self.id,
                    typed.kind,
                    &typed.value,
                    &typed.value_key,
                    &typed.label,
                    now,
                )?,
            };
        }
        Ok(())
    }
}
