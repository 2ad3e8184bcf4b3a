//! Puts rows on the list: new cards many a statement, what known ones lack one by one.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::row::Row;
use super::stage::Stage;
use crate::clients::{
    Client, Contact, FieldValue, Note, Tag, TypedContact, push_known_by, search_text,
};
use crate::contact::fold;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::i18n::{Locale, key};
use crate::id::{ClientId, ContactId, NoteId, TagId, TenantId};
use crate::q;

/// Different tags that one file may bring.
const MAX_TAGS: usize = 300;

/// Writes into one practice.
pub struct Writer {
    tenant: TenantId,
    /// Where new cards wait.
    stage: Stage,
    locale: Locale,
    /// A tag for all; "" for none.
    tag: String,
    now: DateTime<Utc>,
    /// By folded name.
    tags: HashMap<String, TagId>,
}

impl Writer {
    pub fn new(stage: Stage, locale: Locale, tag: String, now: DateTime<Utc>) -> Self {
        Self {
            tenant: stage.tenant,
            stage,
            locale,
            tag,
            now,
            tags: HashMap::new(),
        }
    }

    async fn tag(&mut self, tx: &mut Tx, name: &str) -> Result<TagId> {
        let folded = fold(name);
        if let Some(id) = self.tags.get(&folded) {
            return Ok(*id);
        }
        if self.tags.len() >= MAX_TAGS {
            return Err(Error::Invalid(key!("clients-import-many-tags")));
        }
        let id = Tag::named(tx, self.tenant, name, self.now).await?.id;
        self.tags.insert(folded, id);
        Ok(id)
    }

    /// A card for each row, on the stage.
    pub async fn create(&mut self, tx: &mut Tx, rows: &[&Row]) -> Result<()> {
        let (mut cards, mut contacts) = (Vec::new(), Vec::new());
        let (mut notes, mut tags, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let id = ClientId::new();
            cards.push(self.card(id, row));
            contacts.extend(row.contacts.iter().map(|contact| {
                json!({ "id": ContactId::new(), "client": id, "kind": contact.kind.as_str(), "value": contact.value,
                    "key": contact.value_key })
            }));
            if !row.note.is_empty() {
                notes.push(json!({ "id": NoteId::new(), "client": id, "body": row.note }));
            }
            for name in self.tag_names(row) {
                let tag = self.tag(tx, &name).await?;
                tags.push(json!({ "client": id, "tag": tag }));
            }
            let row_answers = row.answers.iter().filter(|(_, value)| !value.is_empty());
            answers.extend(
                row_answers
                    .map(|(field, value)| json!({ "client": id, "field": field, "value": value })),
            );
        }
        self.insert_cards(tx, cards).await?;
        self.insert_contacts(tx, contacts).await?;
        self.insert_notes(tx, notes).await?;
        self.insert_tags(tx, tags).await?;
        self.insert_answers(tx, answers).await
    }

    /// The row's own tags and the one for all, each once.
    fn tag_names(&self, row: &Row) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in row.tags.iter().chain([&self.tag]) {
            if !name.is_empty() && names.iter().all(|known| fold(known) != fold(name)) {
                names.push(name.clone());
            }
        }
        names
    }

    fn card(&self, id: ClientId, row: &Row) -> Value {
        let phone = row.phone.as_ref().map(|phone| phone.e164());
        let email = row.email.as_ref().map(|email| email.as_str());
        let email_key = row.email.as_ref().map(|email| email.key());
        let mut search = search_text(&row.name, phone, email_key.as_deref());
        for contact in &row.contacts {
            search.push_str(&contact.value_key);
            search.push(' ');
        }
        for words in &row.known_by {
            push_known_by(&mut search, words);
        }
        let birthday = row.birthday;
        json!({
            "id": id, "name": row.name, "phone": phone, "email": email, "email_key": email_key, "search": search,
            "locale": row.locale.unwrap_or(self.locale).code(), "allergies": row.allergies, "address": row.address,
            "preferences": row.preferences, "came_from": row.came_from, "emergency_name": row.emergency_name,
            "emergency_phone": row.emergency_phone, "marketing": i64::from(row.marketing),
            "birth_year": birthday.and_then(|birthday| birthday.year),
            "birth_month": birthday.map(|birthday| birthday.month),
            "birth_day": birthday.map(|birthday| birthday.day),
        })
    }

    async fn insert_cards(&self, tx: &mut Tx, cards: Vec<Value>) -> Result<()> {
        q!(
            tx,
            execute,
            {
                sqlite: "INSERT INTO clients (tenant_id, id, name, phone, email, email_key, locale, search, source, allergies, address,
                        preferences, came_from, emergency_name, emergency_phone, birth_year, birth_month, birth_day, marketing_at,
                        marketing_origin, created_at, updated_at, is_merged, staged_by)
                    SELECT $1, unhex(value ->> 'id', '-'), value ->> 'name', value ->> 'phone', value ->> 'email',
                        value ->> 'email_key', value ->> 'locale', value ->> 'search', 'import', value ->> 'allergies',
                        value ->> 'address', value ->> 'preferences', value ->> 'came_from', value ->> 'emergency_name',
                        value ->> 'emergency_phone', value ->> 'birth_year', value ->> 'birth_month', value ->> 'birth_day',
                        CASE WHEN value ->> 'marketing' = 1 THEN $3 END,
                        CASE WHEN value ->> 'marketing' = 1 THEN 'import' ELSE '' END, $3, $3, 1, $4
                    FROM json_each($2)",
                pg: "INSERT INTO clients (tenant_id, id, name, phone, email, email_key, locale, search, source, allergies, address,
                        preferences, came_from, emergency_name, emergency_phone, birth_year, birth_month, birth_day, marketing_at,
                        marketing_origin, created_at, updated_at, is_merged, staged_by)
                    SELECT $1, id, name, phone, email, email_key, locale, search, 'import', allergies, address, preferences,
                        came_from, emergency_name, emergency_phone, birth_year, birth_month, birth_day,
                        CASE WHEN marketing = 1 THEN $3::timestamptz END, CASE WHEN marketing = 1 THEN 'import' ELSE '' END, $3, $3, TRUE, $4
                    FROM jsonb_to_recordset($2::jsonb) AS x (id uuid, name text, phone text, email text, email_key text, locale text,
                        search text, allergies text, address text, preferences text, came_from text, emergency_name text,
                        emergency_phone text, birth_year bigint, birth_month bigint, birth_day bigint, marketing bigint)",
            },
            self.tenant,
            Value::Array(cards).to_string(),
            self.now,
            self.stage.id,
        )?;
        Ok(())
    }

    async fn insert_contacts(&self, tx: &mut Tx, contacts: Vec<Value>) -> Result<()> {
        q!(
            tx,
            execute,
            {
                sqlite: "INSERT INTO client_contacts (tenant_id, id, client_id, kind, value, value_key, label, created_at)
                    SELECT $1, unhex(value ->> 'id', '-'), unhex(value ->> 'client', '-'), value ->> 'kind', value ->> 'value',
                        value ->> 'key', '', $3 FROM json_each($2)",
                pg: "INSERT INTO client_contacts (tenant_id, id, client_id, kind, value, value_key, label, created_at)
                    SELECT $1, id, client, kind, value, key, '', $3
                    FROM jsonb_to_recordset($2::jsonb) AS x (id uuid, client uuid, kind text, value text, key text)",
            },
            self.tenant,
            Value::Array(contacts).to_string(),
            self.now,
        )?;
        Ok(())
    }

    async fn insert_notes(&self, tx: &mut Tx, notes: Vec<Value>) -> Result<()> {
        q!(
            tx,
            execute,
            {
                sqlite: "INSERT INTO client_notes (tenant_id, id, client_id, body, created_at, updated_at)
                    SELECT $1, unhex(value ->> 'id', '-'), unhex(value ->> 'client', '-'), value ->> 'body', $3, $3
                    FROM json_each($2)",
                pg: "INSERT INTO client_notes (tenant_id, id, client_id, body, created_at, updated_at)
                    SELECT $1, id, client, body, $3, $3
                    FROM jsonb_to_recordset($2::jsonb) AS x (id uuid, client uuid, body text)",
            },
            self.tenant,
            Value::Array(notes).to_string(),
            self.now,
        )?;
        Ok(())
    }

    async fn insert_tags(&self, tx: &mut Tx, tags: Vec<Value>) -> Result<()> {
        q!(
            tx,
            execute,
            {
                sqlite: "INSERT INTO client_tags (tenant_id, client_id, tag_id)
                    SELECT $1, unhex(value ->> 'client', '-'), unhex(value ->> 'tag', '-') FROM json_each($2) WHERE TRUE
                    ON CONFLICT (tenant_id, client_id, tag_id) DO NOTHING",
                pg: "INSERT INTO client_tags (tenant_id, client_id, tag_id)
                    SELECT $1, client, tag FROM jsonb_to_recordset($2::jsonb) AS x (client uuid, tag uuid)
                    ON CONFLICT (tenant_id, client_id, tag_id) DO NOTHING",
            },
            self.tenant,
            Value::Array(tags).to_string(),
        )?;
        Ok(())
    }

    async fn insert_answers(&self, tx: &mut Tx, answers: Vec<Value>) -> Result<()> {
        q!(
            tx,
            execute,
            {
                sqlite: "INSERT INTO client_field_values (tenant_id, client_id, field_id, value)
                    SELECT $1, unhex(value ->> 'client', '-'), unhex(value ->> 'field', '-'), value ->> 'value'
                    FROM json_each($2) WHERE TRUE ON CONFLICT (tenant_id, client_id, field_id) DO NOTHING",
                pg: "INSERT INTO client_field_values (tenant_id, client_id, field_id, value)
                    SELECT $1, client, field, value
                    FROM jsonb_to_recordset($2::jsonb) AS x (client uuid, field uuid, value text)
                    ON CONFLICT (tenant_id, client_id, field_id) DO NOTHING",
            },
            self.tenant,
            Value::Array(answers).to_string(),
        )?;
        Ok(())
    }

    /// Gives a card what it lacks; whether there was anything. Nothing that stands on it is replaced.
    pub async fn fill(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        id: ClientId,
        row: &Row,
    ) -> Result<bool> {
        let before = Client::in_use_for_change(tx, self.tenant, id).await?;
        let known = Contact::of(&mut *tx, self.tenant, id).await?;
        let mut client = before.clone();
        let mut contacts: Vec<TypedContact> = known.iter().map(typed).collect();
        let mut more = |contact: TypedContact| {
            let is_first = client_has(&before, &contact.value_key);
            let is_there = contacts
                .iter()
                .any(|known| known.kind == contact.kind && known.value_key == contact.value_key);
            if !is_first && !is_there {
                contacts.push(contact);
            }
        };
        row.contacts.iter().cloned().for_each(&mut more);
        if let Some(phone) = &row.phone {
            match &client.phone {
                None => client.phone = Some(phone.e164().to_owned()),
                Some(_) => more(TypedContact::of_phone(phone)),
            }
        }
        if let Some(email) = &row.email {
            match &client.email {
                None => client.email = Some(email.as_str().to_owned()),
                Some(_) => more(TypedContact::of_email(email)),
            }
        }
        if client.birth_month.is_none() {
            client.set_birthday(row.birthday);
        }
        for (own, new) in [
            (&mut client.address, &row.address),
            (&mut client.preferences, &row.preferences),
            (&mut client.came_from, &row.came_from),
            (&mut client.emergency_name, &row.emergency_name),
            (&mut client.emergency_phone, &row.emergency_phone),
        ] {
            if own.is_empty() {
                own.clone_from(new);
            }
        }
        // No warning is lost.
        if !row.allergies.is_empty() && !fold(&client.allergies).contains(&fold(&row.allergies)) {
            if !client.allergies.is_empty() {
                client.allergies.push_str("; ");
            }
            client.allergies.push_str(&row.allergies);
        }
        let mut is_filled = contacts.len() > known.len() || !same(&before, &client);
        if is_filled {
            client.set_contacts(tx, &contacts, self.now).await?;
            client.save(tx, actor, self.now).await?;
        }
        is_filled |= self.fill_lists(tx, actor, &client, row).await?;
        let never_said = client.marketing_at.is_none() && client.marketing_ended_at.is_none();
        if row.marketing && never_said {
            client
                .set_marketing(tx, actor, true, "import", self.now)
                .await?;
            is_filled = true;
        }
        Ok(is_filled)
    }

    /// Tags, answers and the note.
    async fn fill_lists(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        client: &Client,
        row: &Row,
    ) -> Result<bool> {
        let mut is_filled = false;
        for name in self.tag_names(row) {
            let tag = self.tag(tx, &name).await?;
            is_filled |= client.tag(tx, actor, tag, self.now).await?;
        }
        let known = FieldValue::of(&mut *tx, self.tenant, client.id).await?;
        let lacking = row.answers.iter().filter(|(field, value)| {
            !value.is_empty()
                && !known
                    .iter()
                    .any(|known| known.field_id == *field && !known.value.is_empty())
        });
        let lacking: Vec<Value> = lacking
            .map(|(field, value)| json!({ "client": client.id, "field": field, "value": value }))
            .collect();
        if !lacking.is_empty() {
            is_filled = true;
            self.insert_answers(tx, lacking).await?;
            client.renew_search(tx).await?;
        }
        if !row.note.is_empty() {
            let notes = Note::of(&mut *tx, self.tenant, client.id, 200).await?;
            if notes.iter().all(|note| note.body != row.note) {
                client
                    .add_note(tx, actor, &row.note, false, self.now)
                    .await?;
                is_filled = true;
            }
        }
        Ok(is_filled)
    }
}

fn client_has(client: &Client, key: &str) -> bool {
    client.phone.as_deref() == Some(key)
        || client.email.as_deref().map(str::to_lowercase).as_deref() == Some(key)
}

fn typed(contact: &Contact) -> TypedContact {
    TypedContact {
        kind: contact.kind,
        value: contact.value.clone(),
        value_key: contact.value_key.clone(),
        label: contact.label.clone(),
    }
}

/// Whether nothing that a row can fill differs.
fn same(one: &Client, other: &Client) -> bool {
    let parts = |client: &Client| {
        (
            client.phone.clone(),
            client.email.clone(),
            (client.birth_month, client.birth_day),
            client.allergies.clone(),
            client.address.clone(),
            client.preferences.clone(),
            client.came_from.clone(),
            client.emergency_name.clone(),
            client.emergency_phone.clone(),
        )
    };
    parts(one) == parts(other)
}
