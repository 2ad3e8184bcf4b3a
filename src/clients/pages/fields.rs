//! The form of a card: what was typed, and what it means.

use serde::{Deserialize, Serialize};

use super::super::{
    Birthday, Client, Contact, ContactKind, Field, FieldValue, NewClient, Tag, TypedContact,
};
use crate::accounts::Permission;
use crate::contact::{Email, Phone};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::Actor;
use crate::i18n::Locale;
use crate::id::FieldId;
use crate::web::forms::{required, text};
use crate::web::{Errors, Page};
use chrono::{DateTime, NaiveDate, Utc};

/// Further contacts that the form has room for at once.
const CONTACTS: usize = 8;
/// Empty lines for more of them.
const ROOM: usize = 2;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fields {
    pub name: String,
    pub phone: String,
    pub email: String,
    /// Further contacts, line by line.
    pub contact_kind: Vec<String>,
    pub contact_value: Vec<String>,
    pub contact_label: Vec<String>,
    pub locale: String,
    pub writes_by: String,
    pub birthday: String,
    pub address: String,
    pub came_from: String,
    pub allergies: String,
    pub preferences: String,
    pub tags: String,
    pub emergency_name: String,
    pub emergency_phone: String,
    pub marketing: bool,
    /// Custom fields and their answers, line by line.
    pub field_id: Vec<String>,
    pub field_value: Vec<String>,
    /// The first note of a new card.
    pub note: String,
    /// When the card that was edited had last been changed.
    pub seen: String,
    /// What stood in the form when it was opened; see `stale`.
    pub base: String,
    /// Makes a second press harmless.
    pub key: String,
    /// It is another person than the one who looks alike.
    pub anyway: bool,
}

/// What the form says, understood.
pub struct Card {
    pub name: String,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    contacts: Vec<TypedContact>,
    pub locale: Locale,
    writes_by: String,
    birthday: Option<Birthday>,
    address: String,
    came_from: String,
    allergies: String,
    preferences: String,
    tags: Vec<String>,
    emergency_name: String,
    emergency_phone: String,
    marketing: bool,
    answers: Vec<(FieldId, String)>,
    pub note: String,
}

/// A line of the form for a further contact.
pub struct ContactLine {
    pub n: usize,
    pub kind: String,
    pub value: String,
    pub label: String,
}

/// A custom field in the form.
pub struct FieldLine {
    pub n: usize,
    pub field: Field,
    pub value: String,
}

impl Fields {
    /// As the card stands.
    pub async fn of(mut on: impl On, client: &Client, page: &Page) -> Result<Self> {
        let tenant = client.tenant_id;
        let home = page.tenant.country.as_deref();
        let shown = |phone: &str| {
            Phone::parse(phone, None)
                .map(|phone| phone.display(home))
                .ok()
        };
        let contacts = Contact::of(&mut on, tenant, client.id).await?;
        let tags = Tag::of(&mut on, tenant, client.id).await?;
        let values = FieldValue::of(&mut on, tenant, client.id).await?;
        let mut fields = Self {
            key: String::new(),
            base: String::new(),
            name: client.name.clone(),
            phone: client.phone.as_deref().and_then(shown).unwrap_or_default(),
            email: client.email.clone().unwrap_or_default(),
            contact_kind: contacts
                .iter()
                .map(|contact| contact.kind.as_str().to_owned())
                .collect(),
            contact_value: contacts
                .iter()
                .map(|contact| shown(&contact.value).unwrap_or_else(|| contact.value.clone()))
                .collect(),
            contact_label: contacts
                .iter()
                .map(|contact| contact.label.clone())
                .collect(),
            locale: client.locale.code().to_owned(),
            writes_by: client.writes_by.clone(),
            birthday: client
                .birthday()
                .map(|birthday| birthday.typed())
                .unwrap_or_default(),
            address: client.address.clone(),
            came_from: client.came_from.clone(),
            allergies: client.allergies.clone(),
            preferences: client.preferences.clone(),
            tags: tags
                .iter()
                .map(|tag| tag.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            emergency_name: client.emergency_name.clone(),
            emergency_phone: shown(&client.emergency_phone)
                .unwrap_or_else(|| client.emergency_phone.clone()),
            marketing: client.allows_marketing(),
            field_id: values
                .iter()
                .map(|value| value.field_id.to_string())
                .collect(),
            field_value: values
                .iter()
                .map(|value| value.typed(page.locale))
                .collect(),
            note: String::new(),
            seen: client.updated_at.to_rfc3339(),
            anyway: false,
        };
        fields.base = fields.snapshot();
        Ok(fields)
    }

    pub fn read(
        &self,
        page: &Page,
        fields: &[Field],
        today: NaiveDate,
        errors: &mut Errors,
    ) -> Option<Card> {
        let home = page.tenant.country.as_deref();
        let name = errors.take("name", required(&self.name, 120));
        let phone = optional(&self.phone, |phone| {
            errors.take("phone", Phone::parse(phone, home))
        });
        let email = optional(&self.email, |email| {
            errors.take("email", Email::parse(email))
        });
        let contacts = self.read_contacts(home, errors);
        let locale = if self.locale.is_empty() {
            Some(page.tenant.locale)
        } else {
            self.locale.parse().ok()
        };
        let locale = errors.take("locale", locale.ok_or("field-choose"));
        let writes_by = Some(self.writes_by.as_str())
            .filter(|by| by.is_empty() || ContactKind::parse(by).is_some())
            .map(str::to_owned);
        let writes_by = errors.take("writes_by", writes_by.ok_or("field-choose"));
        let birthday = errors.take("birthday", Birthday::parse(&self.birthday, today));
        let address = errors.take("address", text(&self.address, 300));
        let came_from = errors.take("came_from", text(&self.came_from, 120));
        let allergies = errors.take("allergies", text(&self.allergies, 500));
        let preferences = errors.take("preferences", text(&self.preferences, 1000));
        let tags = errors.take("tags", Tag::names(&self.tags));
        let emergency_name = errors.take("emergency_name", text(&self.emergency_name, 120));
        let emergency_phone = optional(&self.emergency_phone, |phone| {
            errors.take("emergency_phone", Phone::parse(phone, home))
        });
        let answers = self.read_answers(fields, errors);
        let note = errors.take("note", text(&self.note, 4000));
        if !errors.is_empty() {
            return None;
        }
        Some(Card {
            name: name?,
            phone: phone?,
            email: email?,
            contacts,
            locale: locale?,
            writes_by: writes_by?,
            birthday: birthday?,
            address: address?,
            came_from: came_from?,
            allergies: allergies?,
            preferences: preferences?,
            tags: tags?,
            emergency_name: emergency_name?,
            emergency_phone: emergency_phone?
                .map(|phone| phone.e164().to_owned())
                .unwrap_or_default(),
            marketing: self.marketing,
            answers,
            note: note?,
        })
    }

    fn read_contacts(&self, home: Option<&str>, errors: &mut Errors) -> Vec<TypedContact> {
        let mut contacts: Vec<TypedContact> = Vec::new();
        for line in self.contact_lines() {
            if line.value.trim().is_empty() {
                continue;
            }
            let name = format!("contact-{}", line.n);
            let value = errors.take(&name, text(&line.value, 120));
            let label = errors.take(&name, text(&line.label, 60));
            let kind = errors.take(&name, ContactKind::parse(&line.kind).ok_or("field-choose"));
            let (Some(value), Some(label), Some(kind)) = (value, label, kind) else {
                continue;
            };
            if let Some(typed) = errors.take(&name, TypedContact::parse(kind, &value, label, home))
                && !contacts
                    .iter()
                    .any(|known| known.kind == typed.kind && known.value_key == typed.value_key)
            {
                contacts.push(typed);
            }
        }
        contacts
    }

    fn read_answers(&self, fields: &[Field], errors: &mut Errors) -> Vec<(FieldId, String)> {
        let mut answers = Vec::new();
        for line in self.field_lines(fields) {
            let name = format!("field-{}", line.n);
            if let Some(value) = errors.take(&name, line.field.read(&line.value)) {
                answers.push((line.field.id, value));
            }
        }
        answers
    }

    /// What was typed, and room for more.
    pub fn contact_lines(&self) -> Vec<ContactLine> {
        let at = |list: &[String], n: usize| list.get(n).cloned().unwrap_or_default();
        let filled = self
            .contact_value
            .iter()
            .rposition(|value| !value.is_empty())
            .map_or(0, |last| last + 1);
        (0..(filled + ROOM).min(CONTACTS.max(filled)))
            .map(|n| ContactLine {
                n,
                kind: at(&self.contact_kind, n),
                value: at(&self.contact_value, n),
                label: at(&self.contact_label, n),
            })
            .collect()
    }

    pub fn field_lines(&self, fields: &[Field]) -> Vec<FieldLine> {
        let value = |field: &Field| {
            let id = field.id.to_string();
            let at = self.field_id.iter().position(|known| *known == id)?;
            self.field_value.get(at).cloned()
        };
        let lines = fields.iter().enumerate().map(|(n, field)| FieldLine {
            n,
            value: value(field).unwrap_or_default(),
            field: field.clone(),
        });
        lines.collect()
    }
}

impl Card {
    pub fn new_client(&self) -> NewClient {
        NewClient {
            name: self.name.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            locale: self.locale,
            source: "master",
        }
    }

    /// Writes everything to the card; what a role may not see it does not change either.
    pub async fn write_to(
        self,
        tx: &mut Tx,
        actor: &Actor,
        client: &mut Client,
        page: &Page,
        now: DateTime<Utc>,
    ) -> Result<()> {
        client.name = self.name;
        client.phone = self.phone.map(|phone| phone.e164().to_owned());
        client.email = self.email.map(|email| email.as_str().to_owned());
        client.locale = self.locale;
        client.writes_by = self.writes_by;
        client.set_birthday(self.birthday);
        client.address = self.address;
        client.came_from = self.came_from;
        client.allergies = self.allergies;
        client.preferences = self.preferences;
        client.emergency_name = self.emergency_name;
        client.emergency_phone = self.emergency_phone;
        if page.can(Permission::ClientsPii) {
            client.set_contacts(tx, &self.contacts, now).await?;
        }
        client.set_fields(tx, &self.answers).await?;
        client.save(tx, actor, now).await?;
        client.set_tags(tx, actor, &self.tags, now).await?;
        client
            .set_marketing(tx, actor, self.marketing, "master", now)
            .await?;
        if !self.note.is_empty() {
            client.add_note(tx, actor, &self.note, true, now).await?;
        }
        Ok(())
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
