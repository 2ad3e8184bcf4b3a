//! A source and its verbs, each in the caller's transaction with its event. Its address is a secret: it lies sealed under
//! the practice's key, and only its host is shown.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::calendars::ical::Unread;
use crate::crypto::TenantKey;
use crate::db::live::Topic;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{CalendarSourceId, ResourceId, TenantId, UserId};
use crate::providers::outward::Unreached;
use crate::q;

/// As many a practice may have.
pub const MAX_SOURCES: usize = 20;

/// What the server said of the version that was read, and where the practice was then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    pub etag: Option<String>,
    pub modified: Option<String>,
    pub zone: String,
}

#[derive(Clone, Debug, FromRow)]
pub struct Source {
    pub tenant_id: TenantId,
    pub id: CalendarSourceId,
    pub resource_id: ResourceId,
    /// Who added it, and alone sees what its entries are called.
    pub user_id: Option<UserId>,
    pub name: String,
    pub sealed: Vec<u8>,
    /// What of the address may be shown.
    pub host: String,
    pub is_on: bool,
    pub mark: Json<Mark>,
    pub next_at: DateTime<Utc>,
    pub tried_at: Option<DateTime<Utc>>,
    /// When it was last read whole; and when it was last heard that nothing changed.
    pub read_at: Option<DateTime<Utc>>,
    pub checked_at: Option<DateTime<Utc>>,
    pub failures: i64,
    pub failing_since: Option<DateTime<Utc>>,
    pub trouble: Option<Trouble>,
    pub events: i64,
    pub spans: i64,
    pub unread: Json<Vec<Unread>>,
    pub unread_count: i64,
    pub version: i64,
    pub kind: SourceKind,
}

/// How it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum SourceKind {
    /// A file at an address.
    Address,
    /// A calendar of an account, which is written too.
    Caldav,
}

/// Why it could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Trouble {
    /// No address, or not https.
    Address,
    /// It leads to a network that is nobody's outside.
    Inside,
    Nobody,
    Slow,
    TooLarge,
    Broken,
    /// The server wants somebody to sign in.
    Forbidden,
    Gone,
    /// The server says that it has a problem.
    Server,
    NoCalendar,
    /// The server sends us to strangers.
    Elsewhere,
    /// The server does not take our entries.
    Refused,
}

impl Trouble {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Inside => "inside",
            Self::Nobody => "nobody",
            Self::Slow => "slow",
            Self::TooLarge => "too_large",
            Self::Broken => "broken",
            Self::Forbidden => "forbidden",
            Self::Gone => "gone",
            Self::Server => "server",
            Self::NoCalendar => "no_calendar",
            Self::Elsewhere => "elsewhere",
            Self::Refused => "refused",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Address => key!("calendars-trouble-address"),
            Self::Inside => key!("calendars-trouble-inside"),
            Self::Nobody => key!("calendars-trouble-nobody"),
            Self::Slow => key!("calendars-trouble-slow"),
            Self::TooLarge => key!("calendars-trouble-too-large"),
            Self::Broken => key!("calendars-trouble-broken"),
            Self::Forbidden => key!("calendars-trouble-forbidden"),
            Self::Gone => key!("calendars-trouble-gone"),
            Self::Server => key!("calendars-trouble-server"),
            Self::NoCalendar => key!("calendars-trouble-no-calendar"),
            Self::Elsewhere => key!("calendars-trouble-elsewhere"),
            Self::Refused => key!("calendars-trouble-refused"),
        }
    }
}

impl From<Unreached> for Trouble {
    fn from(why: Unreached) -> Self {
        match why {
            Unreached::Address => Self::Address,
            Unreached::Inside => Self::Inside,
            Unreached::Nobody => Self::Nobody,
            Unreached::Slow => Self::Slow,
            Unreached::TooLarge => Self::TooLarge,
            Unreached::Broken => Self::Broken,
        }
    }
}

/// What a person says about one.
#[derive(Clone, Debug)]
pub struct SourceDraft {
    pub name: String,
    pub resource: ResourceId,
    /// The address; none: it stays.
    pub url: Option<String>,
}

impl Source {
    pub async fn all(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM calendar_sources WHERE tenant_id = $1 ORDER BY created_at, id",
            tenant,
        )?)
    }

    pub async fn find(mut on: impl On, tenant: TenantId, id: CalendarSourceId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM calendar_sources WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?)
    }

    /// Who changes it too waits until the commit.
    pub async fn find_for_change(
        tx: &mut Tx,
        tenant: TenantId,
        id: CalendarSourceId,
    ) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM calendar_sources WHERE tenant_id = $1 AND id = $2",
                pg: "SELECT * FROM calendar_sources WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    /// An id that is there already means that the form was sent twice: nothing happens.
    #[expect(clippy::too_many_arguments, reason = "what a source is made of")]
    pub async fn create(
        tx: &mut Tx,
        key: &TenantKey,
        tenant: TenantId,
        user: UserId,
        actor: &Actor,
        id: CalendarSourceId,
        draft: &SourceDraft,
        now: DateTime<Utc>,
    ) -> Result<()> {
        // Two at once would both be the last that there is room for.
        crate::accounts::Tenant::find_for_change(tx, tenant).await?;
        let all = Self::all(&mut *tx, tenant).await?;
        if all.iter().any(|one| one.id == id) {
            return Ok(());
        }
        if all.len() >= MAX_SOURCES {
            return Err(Error::Conflict(key!("calendars-too-many")));
        }
        let url = draft.url.as_deref().unwrap_or_default();
        q!(
            tx,
            execute,
            "INSERT INTO calendar_sources (tenant_id, id, resource_id, user_id, name, sealed, host, next_at, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8)",
            tenant,
            id,
            draft.resource,
            user,
            &draft.name,
            key.seal(&place(id), url.as_bytes())?,
            host(url),
            now,
        )?;
        record(tx, tenant, actor, id, "added", now).await
    }

    /// Another address, or somebody else's time: what was read is of no use any more and is read anew.
    pub async fn update(
        &self,
        tx: &mut Tx,
        key: &TenantKey,
        actor: &Actor,
        draft: &SourceDraft,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE calendar_sources SET name = $3, updated_at = $4, version = version + 1 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            &draft.name,
            now,
        )?;
        if draft.url.is_some() || draft.resource != self.resource_id {
            self.forget(tx).await?;
            q!(
                tx,
                execute,
                "UPDATE calendar_sources SET resource_id = $3, mark = '{}', next_at = $4, read_at = NULL, checked_at = NULL,
                    failures = 0, failing_since = NULL, trouble = NULL, alarmed_at = NULL, dismissed_at = NULL, events = 0, spans = 0,
                    unread = '[]', unread_count = 0 WHERE tenant_id = $1 AND id = $2",
                self.tenant_id,
                self.id,
                draft.resource,
                now,
            )?;
        }
        if let Some(url) = &draft.url {
            q!(
                tx,
                execute,
                "UPDATE calendar_sources SET sealed = $3, host = $4 WHERE tenant_id = $1 AND id = $2",
                self.tenant_id,
                self.id,
                key.seal(&place(self.id), url.as_bytes())?,
                host(url),
            )?;
        }
        record(tx, self.tenant_id, actor, self.id, "changed", now).await
    }

    /// Switched off, its time is free again; switched on, it is read anew.
    pub async fn switch(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        on: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.is_on == on {
            return Ok(());
        }
        if !on {
            self.forget(tx).await?;
        }
        q!(
            tx,
            execute,
            "UPDATE calendar_sources SET is_on = $3, mark = '{}', sync_token = NULL, read_at = NULL, seen_seq = 0, next_at = $4, failures = 0, failing_since = NULL, trouble = NULL,
                alarmed_at = NULL, dismissed_at = NULL, spans = 0, updated_at = $4, version = version + 1
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            on,
            now,
        )?;
        let change = if on { "on" } else { "off" };
        record(tx, self.tenant_id, actor, self.id, change, now).await
    }

    pub async fn remove(&self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        self.forget(tx).await?;
        q!(
            tx,
            execute,
            "DELETE FROM calendar_forgets WHERE tenant_id = $1 AND source_id = $2",
            self.tenant_id,
            self.id,
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM calendar_sources WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
        )?;
        record(tx, self.tenant_id, actor, self.id, "removed", now).await
    }

    /// Its busy times, with them what they clash with, and what was written there.
    pub(in crate::calendars) async fn forget(&self, tx: &mut Tx) -> Result<()> {
        q!(
            tx,
            execute,
            "DELETE FROM busy_times WHERE tenant_id = $1 AND source_id = $2",
            self.tenant_id,
            self.id,
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM calendar_objects WHERE tenant_id = $1 AND source_id = $2",
            self.tenant_id,
            self.id,
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM calendar_writes WHERE tenant_id = $1 AND source_id = $2",
            self.tenant_id,
            self.id,
        )?;
        tx.signal(self.tenant_id, Topic::Todo).await?;
        Ok(())
    }

    /// Its address.
    pub fn url(&self, key: &TenantKey) -> Result<String> {
        let plain = key.open(&place(self.id), &self.sealed)?;
        String::from_utf8(plain).map_err(Error::internal)
    }

    /// Those that have failed for long, as the to-do list names them.
    pub async fn alarming(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM calendar_sources WHERE tenant_id = $1 AND is_on AND alarmed_at IS NOT NULL AND dismissed_at IS NULL
             ORDER BY alarmed_at",
            tenant,
        )?)
    }

    /// It is known that it fails.
    pub async fn dismiss(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE calendar_sources SET dismissed_at = COALESCE(dismissed_at, $3) WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            now,
        )?;
        tx.signal(self.tenant_id, Topic::Todo).await?;
        Ok(())
    }

    /// Whether what was read can be told by the zone it was read in.
    pub fn is_read_in(&self, zone: Tz) -> bool {
        self.mark.0.zone == zone.name()
    }
}

pub(in crate::calendars) async fn record(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    id: CalendarSourceId,
    change: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({ "part": "calendars", "source": id, "change": change });
    let object = Object::Tenant(tenant);
    events::record(tx, tenant, actor, Kind::ScheduleUpdated, object, data, now).await?;
    Ok(())
}

pub(in crate::calendars) fn place(id: CalendarSourceId) -> String {
    format!("calendar_sources.sealed.{id}")
}

/// "calendar.example.com"
pub(in crate::calendars) fn host(url: &str) -> String {
    let url = reqwest::Url::parse(url).ok();
    let host = url.as_ref().and_then(reqwest::Url::host_str);
    host.unwrap_or_default().to_owned()
}
