//! Custom fields: what a practice wants to know besides.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::FromRow;
use sqlx::types::Json;

use super::Client;
use super::notes::there;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::{Locale, key};
use crate::id::{ClientId, FieldId, TenantId};
use crate::q;
use crate::web::Problem;
use crate::web::forms::{decimal, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Number,
    Date,
    Choice,
    YesNo,
}

#[derive(Clone, Debug, FromRow)]
pub struct Field {
    pub id: FieldId,
    pub name: String,
    pub kind: FieldKind,
    /// Of a choice.
    pub choices: Json<Vec<String>>,
    pub position: i64,
    /// Asked no more; what was answered stays on the cards.
    pub archived_at: Option<DateTime<Utc>>,
}

/// What stands on a card.
#[derive(Clone, Debug, FromRow)]
pub struct FieldValue {
    pub field_id: FieldId,
    pub name: String,
    pub kind: FieldKind,
    pub value: String,
}

impl FieldKind {
    pub const ALL: [Self; 5] = [
        Self::Text,
        Self::Number,
        Self::Date,
        Self::Choice,
        Self::YesNo,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Choice => "choice",
            Self::YesNo => "yes_no",
        }
    }

    /// Whether search looks through its answers ([`Client::save`]).
    pub fn is_searched(self) -> bool {
        matches!(self, Self::Text | Self::Number)
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The key of its name.
    pub fn text_key(self) -> &'static str {
        match self {
            Self::Text => key!("client-field-text"),
            Self::Number => key!("client-field-number"),
            Self::Date => key!("client-field-date"),
            Self::Choice => key!("client-field-choice"),
            Self::YesNo => key!("client-field-yes-no"),
        }
    }
}

impl Field {
    /// Those that are asked, in the practice's order.
    pub async fn active(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM client_fields WHERE tenant_id = $1 AND archived_at IS NULL ORDER BY position, id LIMIT 100",
            tenant,
        )?)
    }

    pub async fn find(mut on: impl On, tenant: TenantId, id: FieldId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM client_fields WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?)
    }

    pub async fn create(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        name: &str,
        kind: FieldKind,
        choices: Vec<String>,
        now: DateTime<Utc>,
    ) -> Result<FieldId> {
        let id = FieldId::new();
        q!(
            tx,
            execute,
            "INSERT INTO client_fields (tenant_id, id, name, kind, choices, position, created_at)
             SELECT $1, $2, $3, $4, $5, coalesce(max(position), 0) + 1, $6 FROM client_fields WHERE tenant_id = $1",
            tenant,
            id,
            name,
            kind,
            Json(choices),
            now,
        )?;
        tell(tx, tenant, actor, id, "added", now).await?;
        Ok(id)
    }

    /// Its kind stays: what was answered would not fit another one.
    pub async fn change(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: FieldId,
        name: &str,
        choices: Vec<String>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let changed = q!(
            tx,
            execute,
            "UPDATE client_fields SET name = $3, choices = $4 WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
            name,
            Json(choices),
        )?;
        there(changed)?;
        tell(tx, tenant, actor, id, "changed", now).await
    }

    pub async fn archive(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: FieldId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let changed = q!(
            tx,
            execute,
            "UPDATE client_fields SET archived_at = $3 WHERE tenant_id = $1 AND id = $2 AND archived_at IS NULL",
            tenant,
            id,
            now,
        )?;
        there(changed)?;
        tell(tx, tenant, actor, id, "archived", now).await
    }

    /// What was typed as it is stored; "" is no answer.
    pub fn read(&self, typed: &str) -> Result<String, Problem> {
        let typed = text(typed, 500)?;
        if typed.is_empty() {
            return Ok(typed);
        }
        match self.kind {
            FieldKind::Text => Ok(typed),
            FieldKind::Number => decimal(&typed),
            FieldKind::Date => {
                let date: NaiveDate = typed.parse().map_err(|_| key!("field-bad-date"))?;
                Ok(date.to_string())
            }
            FieldKind::Choice if self.choices.contains(&typed) => Ok(typed),
            FieldKind::YesNo if matches!(typed.as_str(), "yes" | "no") => Ok(typed),
            FieldKind::Choice | FieldKind::YesNo => Err(key!("field-choose").into()),
        }
    }
}

async fn tell(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    id: FieldId,
    act: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({ "field": id, "act": act });
    let object = Object::Tenant(tenant);
    events::record(
        tx,
        tenant,
        actor,
        Kind::ClientFieldsChanged,
        object,
        data,
        now,
    )
    .await?;
    Ok(())
}

impl FieldValue {
    pub async fn of(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT v.field_id, f.name, f.kind, v.value FROM client_field_values v
             JOIN client_fields f ON f.tenant_id = v.tenant_id AND f.id = v.field_id
             WHERE v.tenant_id = $1 AND v.client_id = $2 ORDER BY f.position, f.id",
            tenant,
            client,
        )?)
    }

    pub fn text(&self, locale: Locale) -> String {
        match (self.kind, self.value.as_str()) {
            (FieldKind::YesNo, "yes") => locale.t("yes"),
            (FieldKind::YesNo, _) => locale.t("no"),
            (FieldKind::Date, date) => date
                .parse()
                .map_or_else(|_| date.to_owned(), |date| locale.day_year(date)),
            (FieldKind::Number, number) => locale.decimal(number),
            (_, value) => value.to_owned(),
        }
    }

    /// As it stands in the form.
    pub fn typed(&self, locale: Locale) -> String {
        match self.kind {
            FieldKind::Number => locale.decimal(&self.value),
            _ => self.value.clone(),
        }
    }
}

impl Client {
    /// Writes the answers given to some fields; an empty one is taken away. [`Client::save`] announces it.
    pub async fn set_fields(&self, tx: &mut Tx, answers: &[(FieldId, String)]) -> Result<()> {
        for (field, value) in answers {
            if value.is_empty() {
                q!(
                    tx,
                    execute,
                    "DELETE FROM client_field_values WHERE tenant_id = $1 AND client_id = $2 AND field_id = $3",
                    self.tenant_id,
                    self.id,
                    *field,
                )?;
            } else {
                q!(
                    tx,
                    execute,
                    "INSERT INTO client_field_values (tenant_id, client_id, field_id, value) VALUES ($1, $2, $3, $4)
                     ON CONFLICT (tenant_id, client_id, field_id) DO UPDATE SET value = excluded.value",
                    self.tenant_id,
                    self.id,
                    *field,
                    value,
                )?;
            }
        }
        Ok(())
    }
}
