//! The practice's own words for a kind of message, in a language: subject and text with variables in braces. They stand in
//! place of the catalogue's subject, heading and first sentences; facts, links and foot are the message's own.
//!
//! What stands in braces is checked when it is saved ([`Draft::check`]), and put in once: a name that looks like a variable
//! stays a name.

mod draft;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::Kind;
use super::words::Own;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind as EventKind, Object};
use crate::i18n::{Locale, key};
use crate::id::TenantId;
use crate::q;

pub use draft::{Draft, Fault, Variable};

/// The one channel that has words of its own so far.
pub const CHANNEL: &str = "email";

/// The kinds that can have them: what clients hear of one visit.
pub const KINDS: [Kind; 10] = [
    Kind::Booked,
    Kind::Requested,
    Kind::DepositAsked,
    Kind::Reminder,
    Kind::Moved,
    Kind::Cancelled,
    Kind::Restored,
    Kind::Expired,
    Kind::DepositExpired,
    Kind::DepositLate,
];

/// The catalogue's words of a kind, as a template that says the same.
pub fn usual(kind: Kind, locale: Locale) -> Own {
    let part = |part: &str| format!("{}-{part}", kind.key());
    let when = locale.t2(
        "mail-when",
        "day",
        Variable::Date.token(),
        "time",
        Variable::Time.token(),
    );
    let who = Variable::Practice.token();
    let title = locale.t1(&part("title"), "name", Variable::ClientName.token());
    let lead = locale.t2(
        &part("lead"),
        "who",
        who.clone(),
        "service",
        Variable::Service.token(),
    );
    Own {
        subject: locale.t2(&part("subject"), "when", when, "who", who),
        text: format!("{title}\n\n{lead}"),
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Template {
    pub kind: Kind,
    pub locale: Locale,
    pub subject: String,
    pub body: String,
    pub version: i64,
}

impl Template {
    /// The practice's own; none where the usual words stand.
    pub async fn find(
        mut on: impl On,
        tenant: TenantId,
        kind: Kind,
        locale: Locale,
    ) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT kind, locale, subject, body, version FROM message_templates
             WHERE tenant_id = $1 AND kind = $2 AND channel = $3 AND locale = $4",
            tenant,
            kind,
            CHANNEL,
            locale,
        )?)
    }

    pub async fn all(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT kind, locale, subject, body, version FROM message_templates
             WHERE tenant_id = $1 AND channel = $2 ORDER BY kind, locale",
            tenant,
            CHANNEL,
        )?)
    }

    pub fn draft(&self) -> Draft {
        Draft {
            kind: self.kind,
            locale: self.locale,
            own: Own {
                subject: self.subject.clone(),
                text: self.body.clone(),
            },
        }
    }
}

/// Keeps a template; `seen` is the version it was written over, 0 where there was none. False when it says so already.
///
/// # Errors
/// Conflict when somebody else has written another one meanwhile.
pub async fn save(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    draft: &Draft,
    seen: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let stored = Template::find(&mut *tx, tenant, draft.kind, draft.locale).await?;
    if stored
        .as_ref()
        .is_some_and(|stored| stored.draft() == *draft)
    {
        return Ok(false);
    }
    if stored.as_ref().map_or(0, |stored| stored.version) != seen {
        return Err(Error::Conflict(key!("templates-stale")));
    }
    let written = q!(
        tx,
        execute,
        "INSERT INTO message_templates (tenant_id, kind, channel, locale, subject, body, version, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, 1, $7)
         ON CONFLICT (tenant_id, kind, channel, locale) DO UPDATE SET subject = $5, body = $6,
            version = message_templates.version + 1, updated_at = $7 WHERE message_templates.version = $8",
        tenant,
        draft.kind,
        CHANNEL,
        draft.locale,
        &draft.own.subject,
        &draft.own.text,
        now,
        seen,
    )?;
    if written == 0 {
        return Err(Error::Conflict(key!("templates-stale")));
    }
    note(tx, tenant, actor, draft.kind, draft.locale, false, now).await?;
    Ok(true)
}

/// The usual words again; false where they stand already.
pub async fn restore(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    kind: Kind,
    locale: Locale,
    now: DateTime<Utc>,
) -> Result<bool> {
    let gone = q!(
        tx,
        execute,
        "DELETE FROM message_templates WHERE tenant_id = $1 AND kind = $2 AND channel = $3 AND locale = $4",
        tenant,
        kind,
        CHANNEL,
        locale,
    )?;
    if gone == 0 {
        return Ok(false);
    }
    note(tx, tenant, actor, kind, locale, true, now).await?;
    Ok(true)
}

#[expect(
    clippy::too_many_arguments,
    reason = "whose, which, and what became of it"
)]
async fn note(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    kind: Kind,
    locale: Locale,
    is_usual: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let data =
        json!({ "kind": kind.as_str(), "channel": CHANNEL, "locale": locale, "usual": is_usual });
    let object = Object::Tenant(tenant);
    events::record(
        tx,
        tenant,
        actor,
        EventKind::MessageTemplateChanged,
        object,
        data,
        now,
    )
    .await?;
    Ok(())
}
