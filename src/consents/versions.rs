//! The versions of forms: a draft that is written, and those that were published, which nothing changes any more.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;

use super::{Consent, Content};
use crate::db::On;
use crate::error::Result;
use crate::i18n::Locale;
use crate::id::{ConsentId, FormId, FormVersionId, TenantId};
use crate::q;

#[derive(Clone, Debug, FromRow)]
pub struct Version {
    pub tenant_id: TenantId,
    pub id: FormVersionId,
    pub form_id: FormId,
    pub number: i64,
    pub content: Json<Content>,
    pub published_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

impl Version {
    pub async fn find(mut on: impl On, tenant: TenantId, id: FormVersionId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM form_versions WHERE tenant_id = $1 AND id = $2",
            tenant,
            id
        )?)
    }

    /// What clients sign now: the latest published one, if there is any.
    pub async fn current(mut on: impl On, tenant: TenantId, form: FormId) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM form_versions WHERE tenant_id = $1 AND form_id = $2 AND published_at IS NOT NULL
             ORDER BY number DESC LIMIT 1",
            tenant,
            form
        )?)
    }

    /// The current versions of all forms that are in use, in the master's order.
    pub async fn all_current(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT v.* FROM forms f JOIN form_versions v ON v.tenant_id = f.tenant_id AND v.form_id = f.id
             WHERE f.tenant_id = $1 AND f.archived_at IS NULL AND v.number = (SELECT MAX(n.number) FROM form_versions n
                WHERE n.tenant_id = f.tenant_id AND n.form_id = f.id AND n.published_at IS NOT NULL)
             ORDER BY f.position, f.id",
            tenant
        )?)
    }

    /// Of every form the latest version and, where that is a draft, the latest published one before it.
    pub async fn latest_of_all(
        mut on: impl On,
        tenant: TenantId,
    ) -> Result<HashMap<FormId, Vec<Self>>> {
        let rows = q!(
            on,
            fetch_all: Self,
            "SELECT v.* FROM form_versions v WHERE v.tenant_id = $1 AND (
                v.number = (SELECT MAX(n.number) FROM form_versions n WHERE n.tenant_id = v.tenant_id AND n.form_id = v.form_id)
                OR v.number = (SELECT MAX(n.number) FROM form_versions n
                    WHERE n.tenant_id = v.tenant_id AND n.form_id = v.form_id AND n.published_at IS NOT NULL))
             ORDER BY v.number DESC",
            tenant,
        )?;
        let mut found: HashMap<FormId, Vec<Self>> = HashMap::new();
        for version in rows {
            found.entry(version.form_id).or_default().push(version);
        }
        Ok(found)
    }

    /// What each record was signed as, or what is to be signed; nothing where that is not written yet.
    pub async fn of_consents(
        mut on: impl On,
        tenant: TenantId,
        consents: &[Consent],
    ) -> Result<HashMap<ConsentId, Self>> {
        let signed: Vec<_> = consents.iter().filter_map(|one| one.version_id).collect();
        let open = consents.iter().filter(|one| one.version_id.is_none());
        let open: Vec<_> = open.map(|one| one.form_id).collect();
        let rows = q!(
            on,
            fetch_all: Self,
            {
                sqlite: "SELECT v.* FROM form_versions v WHERE v.tenant_id = $1 AND (
                    v.id IN (SELECT unhex(value, '-') FROM json_each($2))
                    OR (v.form_id IN (SELECT unhex(value, '-') FROM json_each($3))
                        AND v.number = (SELECT MAX(n.number) FROM form_versions n
                            WHERE n.tenant_id = v.tenant_id AND n.form_id = v.form_id AND n.published_at IS NOT NULL)))",
                pg: "SELECT v.* FROM form_versions v WHERE v.tenant_id = $1 AND (
                    v.id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2::jsonb) e)
                    OR (v.form_id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($3::jsonb) e)
                        AND v.number = (SELECT MAX(n.number) FROM form_versions n
                            WHERE n.tenant_id = v.tenant_id AND n.form_id = v.form_id AND n.published_at IS NOT NULL)))",
            },
            tenant,
            serde_json::to_string(&signed).unwrap_or_default(),
            serde_json::to_string(&open).unwrap_or_default(),
        )?;
        let version_of = |consent: &Consent| {
            let fits = rows.iter().filter(|version| match consent.version_id {
                Some(id) => version.id == id,
                None => version.form_id == consent.form_id,
            });
            fits.max_by_key(|version| version.number)
        };
        Ok(consents
            .iter()
            .filter_map(|consent| Some((consent.id, version_of(consent)?.clone())))
            .collect())
    }

    pub fn title(&self, locale: Locale) -> String {
        self.content.0.title(locale)
    }
}
