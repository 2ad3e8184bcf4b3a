//! The account: a source whose address has a name and a password, what was chosen of it, and the entries of others.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use sqlx::types::Json;

use super::client::Entry;
use super::discovery::Calendar;
use crate::calendars::sources::model::{Source, host, place, record};
use crate::crypto::TenantKey;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::i18n::key;
use crate::id::{CalendarSourceId, ResourceId, TenantId, UserId};
use crate::q;

/// How much of a visit an entry tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Content {
    /// That somebody is busy.
    Busy,
    /// The client's first name and the service.
    FirstName,
    FullName,
}

impl Content {
    pub const ALL: [Self; 3] = [Self::FirstName, Self::FullName, Self::Busy];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::FirstName => "first_name",
            Self::FullName => "full_name",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|content| content.as_str() == text)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Busy => key!("calendars-content-busy"),
            Self::FirstName => key!("calendars-content-first-name"),
            Self::FullName => key!("calendars-content-full-name"),
        }
    }
}

/// What opens the account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Secrets {
    pub url: String,
    pub user: String,
    pub password: String,
}

#[derive(Clone, Debug, FromRow)]
pub struct Account {
    #[sqlx(flatten)]
    pub source: Source,
    /// The calendar's address, once it is chosen.
    pub collection: Option<String>,
    pub calendars: Json<Vec<Calendar>>,
    pub content: Content,
    /// Whether visits are written there.
    pub is_written: bool,
    pub sync_token: Option<String>,
    /// Rises with every change among the entries of others; and up to which of them busy time was worked out.
    pub objects_seq: i64,
    pub taken_seq: i64,
}

/// What a person chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub name: String,
    pub collection: String,
    pub content: Content,
    pub is_written: bool,
}

impl Account {
    pub async fn find(mut on: impl On, tenant: TenantId, id: CalendarSourceId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM calendar_sources WHERE tenant_id = $1 AND id = $2 AND kind = 'caldav'",
            tenant,
            id,
        )?)
    }

    /// Made switched off: it begins with the choice of its calendar. An id that is there already means that the form was sent
    /// twice.
    #[expect(clippy::too_many_arguments, reason = "what an account is made of")]
    pub async fn create(
        tx: &mut Tx,
        key: &TenantKey,
        tenant: TenantId,
        user: UserId,
        resource: ResourceId,
        actor: &Actor,
        id: CalendarSourceId,
        secrets: &Secrets,
        calendars: &[Calendar],
        now: DateTime<Utc>,
    ) -> Result<()> {
        crate::accounts::Tenant::find_for_change(tx, tenant).await?;
        let all = Source::all(&mut *tx, tenant).await?;
        if all.iter().any(|one| one.id == id) {
            return Ok(());
        }
        if all.len() >= crate::calendars::sources::MAX_SOURCES {
            return Err(Error::Conflict(key!("calendars-too-many")));
        }
        let plain = serde_json::to_vec(secrets).map_err(Error::internal)?;
        let host = host(&secrets.url);
        q!(
            tx,
            execute,
            "INSERT INTO calendar_sources (tenant_id, id, resource_id, user_id, name, sealed, host, is_on, kind, calendars, is_written,
                next_at, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $5, $7, 'caldav', $8, $7, $9, $9, $9)",
            tenant,
            id,
            resource,
            user,
            &host,
            key.seal(&place(id), &plain)?,
            false,
            Json(calendars),
            now,
        )?;
        record(tx, tenant, actor, id, "added", now).await
    }

    /// Another calendar is read and written from its beginning; what was written in the one before stays there, as the person
    /// sees it.
    pub async fn choose(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        choice: &Choice,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let (tenant, id) = (self.source.tenant_id, self.source.id);
        if self.collection.as_ref() != Some(&choice.collection) {
            self.source.forget(tx).await?;
            q!(
                tx,
                execute,
                "UPDATE calendar_sources SET sync_token = NULL, read_at = NULL, checked_at = NULL, failures = 0, failing_since = NULL,
                    trouble = NULL, alarmed_at = NULL, dismissed_at = NULL, events = 0, spans = 0 WHERE tenant_id = $1 AND id = $2",
                tenant,
                id,
            )?;
        }
        q!(
            tx,
            execute,
            "UPDATE calendar_sources SET name = $3, collection = $4, content = $5, is_written = $6, is_on = $7, next_at = $8,
                updated_at = $8, version = version + 1 WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
            &choice.name,
            &choice.collection,
            choice.content,
            choice.is_written,
            true,
            now,
        )?;
        record(tx, tenant, actor, id, "changed", now).await
    }

    pub fn secrets(&self, key: &TenantKey) -> Result<Secrets> {
        let text = self.source.url(key)?;
        serde_json::from_str(&text).map_err(Error::internal)
    }
}

/// An entry of somebody else's, without its text.
#[derive(Clone, Debug, FromRow)]
pub struct Object {
    pub path: String,
    pub mark: String,
}

impl Object {
    pub async fn all(mut on: impl On, source: &Source) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT path, mark FROM calendar_objects WHERE tenant_id = $1 AND source_id = $2",
            source.tenant_id,
            source.id,
        )?)
    }

    /// All their texts, one after the other.
    pub async fn texts(mut on: impl On, key: &TenantKey, source: &Source) -> Result<Vec<u8>> {
        let rows = q!(
            on,
            fetch_all: (String, Vec<u8>),
            "SELECT path, sealed FROM calendar_objects WHERE tenant_id = $1 AND source_id = $2 ORDER BY path",
            source.tenant_id,
            source.id,
        )?;
        // An empty calendar is one too.
        let mut all = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".to_vec();
        for (path, sealed) in rows {
            all.extend(key.open(&object_place(source, &path), &sealed)?);
            all.extend(b"\r\n");
        }
        Ok(all)
    }

    /// Sealed, as it is kept: path, version, text.
    pub fn seal(
        key: &TenantKey,
        source: &Source,
        entry: Entry,
    ) -> Result<(String, String, Vec<u8>)> {
        let sealed = key.seal(&object_place(source, &entry.path), entry.body.as_bytes())?;
        Ok((entry.path, entry.version, sealed))
    }

    pub async fn save(
        tx: &mut Tx,
        source: &Source,
        (path, mark, sealed): (String, String, Vec<u8>),
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "INSERT INTO calendar_objects (tenant_id, source_id, path, mark, sealed) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant_id, source_id, path) DO UPDATE SET mark = excluded.mark, sealed = excluded.sealed",
            source.tenant_id,
            source.id,
            path,
            mark,
            sealed,
        )?;
        Ok(())
    }

    /// Bytes that all of them have.
    pub async fn weight(mut on: impl On, source: &Source) -> Result<usize> {
        let (bytes,) = q!(
            on,
            fetch_one: (i64,),
            "SELECT COALESCE(SUM(LENGTH(sealed)), 0) FROM calendar_objects WHERE tenant_id = $1 AND source_id = $2",
            source.tenant_id,
            source.id,
        )?;
        Ok(bytes as usize)
    }

    pub async fn remove(tx: &mut Tx, source: &Source, paths: &[String]) -> Result<()> {
        q!(
            tx,
            execute,
            {
                sqlite: "DELETE FROM calendar_objects WHERE tenant_id = $1 AND source_id = $2
                         AND path IN (SELECT value FROM json_each($3))",
                pg: "DELETE FROM calendar_objects WHERE tenant_id = $1 AND source_id = $2
                     AND path IN (SELECT e.value FROM jsonb_array_elements_text($3::jsonb) e)",
            },
            source.tenant_id,
            source.id,
            serde_json::to_string(paths).map_err(Error::internal)?,
        )?;
        Ok(())
    }
}

fn object_place(source: &Source, path: &str) -> String {
    format!("calendar_objects.sealed.{}.{path}", source.id)
}
