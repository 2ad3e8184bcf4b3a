//! Forms and their rules. Where next: `versions` (what they say, which of them is signed now).

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;
use sqlx::types::Json;

use super::{Content, Kind, Version};
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Object};
use crate::i18n::key;
use crate::id::{FormId, FormVersionId, ServiceId, TenantId};
use crate::q;

/// What happens where a valid signature is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Policy {
    Off,
    Warn,
    Stop,
}

impl Policy {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Warn => "warn",
            Self::Stop => "stop",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Off, Self::Warn, Self::Stop]
            .into_iter()
            .find(|policy| policy.as_str() == text)
    }
}

/// What a signature is worth, and where one is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Rules {
    /// None: until it is withdrawn.
    pub valid_months: Option<i64>,
    /// It counts from so many hours after signing.
    pub wait_hours: i64,
    /// Signed on the practice's device only, never by link.
    pub in_person: bool,
    pub at_booking: Policy,
    pub at_start: Policy,
}

#[derive(Clone, Debug, FromRow)]
pub struct Form {
    pub tenant_id: TenantId,
    pub id: FormId,
    pub kind: Kind,
    pub position: i64,
    #[sqlx(flatten)]
    pub rules: Rules,
    pub archived_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// Rises with every change; the second of two editors is told.
    pub updated_at: DateTime<Utc>,
}

impl Form {
    pub async fn find(mut on: impl On, tenant: TenantId, id: FormId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM forms WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// All of them, those that are put aside last.
    pub async fn all(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM forms WHERE tenant_id = $1 ORDER BY archived_at IS NOT NULL, position, id",
            tenant
        )?)
    }

    /// A new form with its first draft.
    #[expect(clippy::too_many_arguments, reason = "a form is these facts")]
    pub async fn create(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: FormId,
        kind: Kind,
        rules: Rules,
        content: Content,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let (position,) = q!(
            tx,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM forms WHERE tenant_id = $1",
            tenant
        )?;
        let form = Self {
            tenant_id: tenant,
            id,
            kind,
            position,
            rules,
            archived_at: None,
            created_at: now,
            updated_at: now,
        };
        let added = q!(
            tx,
            execute,
            "INSERT INTO forms (tenant_id, id, kind, position, valid_months, wait_hours, at_booking, at_start, created_at,
                updated_at, in_person) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10) ON CONFLICT (tenant_id, id) DO NOTHING",
            tenant,
            id,
            kind,
            position,
            rules.valid_months,
            rules.wait_hours,
            rules.at_booking,
            rules.at_start,
            now,
            rules.in_person
        )?;
        if added == 0 {
            // The button was pressed twice.
            return Self::find(tx, tenant, id).await;
        }
        form.insert_draft(tx, 1, content, now).await?;
        form.note(tx, actor, events::Kind::FormCreated, json!({}), now)
            .await?;
        Ok(form)
    }

    async fn insert_draft(
        &self,
        tx: &mut Tx,
        number: i64,
        content: Content,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "INSERT INTO form_versions (tenant_id, id, form_id, number, content, updated_at) VALUES ($1, $2, $3, $4, $5, $6)",
            self.tenant_id,
            FormVersionId::new(),
            self.id,
            number,
            Json(content),
            now
        )?;
        Ok(())
    }

    /// All versions, the latest first.
    pub async fn versions(&self, mut on: impl On) -> Result<Vec<Version>> {
        Ok(q!(
            on,
            fetch_all: Version,
            "SELECT * FROM form_versions WHERE tenant_id = $1 AND form_id = $2 ORDER BY number DESC",
            self.tenant_id,
            self.id
        )?)
    }

    /// Writes the draft; where there is none, the next version begins with it.
    pub async fn save_draft(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        content: Content,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let versions = self.versions(&mut *tx).await?;
        match versions.first() {
            Some(latest) if latest.published_at.is_none() => {
                q!(
                    tx,
                    execute,
                    "UPDATE form_versions SET content = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
                    self.tenant_id,
                    latest.id,
                    Json(content),
                    now
                )?;
            }
            Some(latest) if latest.content.0 == content => return Ok(()),
            latest => {
                let number = latest.map_or(1, |latest| latest.number + 1);
                self.insert_draft(tx, number, content, now).await?;
            }
        }
        self.touch(tx, now).await?;
        self.note(tx, actor, events::Kind::FormUpdated, json!({}), now)
            .await
    }

    /// From now on clients sign this version. Nothing to publish is fine: the button was pressed twice.
    ///
    /// # Errors
    /// Conflict with the text's key when the draft is whole in no language.
    pub async fn publish(&self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        let versions = self.versions(&mut *tx).await?;
        let Some(draft) = versions.first().filter(|v| v.published_at.is_none()) else {
            return Ok(());
        };
        if draft.content.0.locales().is_empty() {
            return Err(Error::Conflict(key!("forms-not-whole")));
        }
        q!(
            tx,
            execute,
            "UPDATE form_versions SET published_at = $3 WHERE tenant_id = $1 AND id = $2 AND published_at IS NULL",
            self.tenant_id,
            draft.id,
            now
        )?;
        self.touch(tx, now).await?;
        let data = json!({ "version": draft.number });
        self.note(tx, actor, events::Kind::FormPublished, data, now)
            .await
    }

    pub async fn set_rules(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        rules: Rules,
        services: &[ServiceId],
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE forms SET valid_months = $3, wait_hours = $4, at_booking = $5, at_start = $6, updated_at = $7,
                in_person = $8 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            rules.valid_months,
            rules.wait_hours,
            rules.at_booking,
            rules.at_start,
            now,
            rules.in_person
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM service_forms WHERE tenant_id = $1 AND form_id = $2",
            self.tenant_id,
            self.id
        )?;
        for service in services {
            q!(
                tx,
                execute,
                "INSERT INTO service_forms (tenant_id, service_id, form_id)
                 SELECT $1, id, $3 FROM services WHERE tenant_id = $1 AND id = $2",
                self.tenant_id,
                *service,
                self.id
            )?;
        }
        self.note(tx, actor, events::Kind::FormUpdated, json!({}), now)
            .await
    }

    /// Puts it aside, or back: it is asked for no more, and what was signed stays.
    pub async fn archive(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        aside: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE forms SET archived_at = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            aside.then_some(now),
            now
        )?;
        let data = json!({ "archived": aside });
        self.note(tx, actor, events::Kind::FormUpdated, data, now)
            .await
    }

    /// Services that ask for it.
    pub async fn services(&self, mut on: impl On) -> Result<Vec<ServiceId>> {
        let rows = q!(
            on,
            fetch_all: (ServiceId,),
            "SELECT service_id FROM service_forms WHERE tenant_id = $1 AND form_id = $2",
            self.tenant_id,
            self.id
        )?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    async fn touch(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE forms SET updated_at = $3 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            now
        )?;
        Ok(())
    }

    async fn note(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        kind: events::Kind,
        data: serde_json::Value,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let object = Object::Form(self.id);
        events::record(tx, self.tenant_id, actor, kind, object, data, now).await?;
        Ok(())
    }
}

/// Forms that a service asks for.
pub async fn of_service(
    mut on: impl On,
    tenant: TenantId,
    service: ServiceId,
) -> Result<Vec<FormId>> {
    let rows = q!(
        on,
        fetch_all: (FormId,),
        "SELECT form_id FROM service_forms WHERE tenant_id = $1 AND service_id = $2",
        tenant,
        service
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Replaces what a service asks for.
pub async fn set_of_service(
    tx: &mut Tx,
    tenant: TenantId,
    service: ServiceId,
    forms: &[FormId],
) -> Result<()> {
    q!(
        tx,
        execute,
        "DELETE FROM service_forms WHERE tenant_id = $1 AND service_id = $2",
        tenant,
        service
    )?;
    for form in forms {
        q!(
            tx,
            execute,
            "INSERT INTO service_forms (tenant_id, service_id, form_id)
             SELECT $1, $2, id FROM forms WHERE tenant_id = $1 AND id = $3",
            tenant,
            service,
            *form
        )?;
    }
    Ok(())
}
