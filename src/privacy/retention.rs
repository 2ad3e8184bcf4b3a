//! How long a practice keeps what, and the worker that keeps to it. Without a rule nothing goes by itself.

use chrono::{DateTime, Months, TimeDelta, Utc};
use serde_json::json;

use super::erase::{self, Fate, Preview, Reason};
use super::journal;
use crate::accounts::Tenant;
use crate::app::App;
use crate::consents;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{ClientId, ConsentId, MediaId, MessageId, TenantId};
use crate::media::Media;
use crate::q;

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum What {
    /// The least: while it runs, a card with health records is locked and not erased.
    HealthRecords,
    /// Clients who have not come for so long are erased.
    Clients,
    /// The words of messages.
    Messages,
    Photos,
    /// Signed documents, counted from the day they ended.
    Consents,
}

impl What {
    pub const ALL: [Self; 5] = [
        Self::HealthRecords,
        Self::Clients,
        Self::Messages,
        Self::Photos,
        Self::Consents,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::HealthRecords => "health_records",
            Self::Clients => "clients",
            Self::Messages => "messages",
            Self::Photos => "photos",
            Self::Consents => "consents",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::HealthRecords => key!("privacy-rule-health"),
            Self::Clients => key!("privacy-rule-clients"),
            Self::Messages => key!("privacy-rule-messages"),
            Self::Photos => key!("privacy-rule-photos"),
            Self::Consents => key!("privacy-rule-consents"),
        }
    }

    pub fn hint(self) -> &'static str {
        match self {
            Self::HealthRecords => key!("privacy-rule-health-hint"),
            Self::Clients => key!("privacy-rule-clients-hint"),
            Self::Messages => key!("privacy-rule-messages-hint"),
            Self::Photos => key!("privacy-rule-photos-hint"),
            Self::Consents => key!("privacy-rule-consents-hint"),
        }
    }
}

/// What one round takes of each kind; the next round takes the rest.
const ROUND: i64 = 50;
/// No limit.
const ALL: i64 = 10_000_000;

pub async fn months(mut on: impl On, tenant: TenantId, what: What) -> Result<Option<i64>> {
    let found = q!(
        on,
        fetch_optional: (i64,),
        "SELECT months FROM retention_rules WHERE tenant_id = $1 AND what = $2",
        tenant,
        what
    )?;
    Ok(found.map(|(months,)| months))
}

pub async fn rules(mut on: impl On, tenant: TenantId) -> Result<Vec<(What, i64)>> {
    Ok(q!(
        on,
        fetch_all: (What, i64),
        "SELECT what, months FROM retention_rules WHERE tenant_id = $1",
        tenant
    )?)
}

/// Replaces the rules.
pub async fn set_rules(
    tx: &mut Tx,
    tenant: TenantId,
    actor: &Actor,
    rules: &[(What, i64)],
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "DELETE FROM retention_rules WHERE tenant_id = $1",
        tenant
    )?;
    for (what, months) in rules {
        q!(
            tx,
            execute,
            "INSERT INTO retention_rules (tenant_id, what, months, updated_at) VALUES ($1, $2, $3, $4)",
            tenant,
            *what,
            *months,
            now
        )?;
    }
    let said: Vec<_> = rules
        .iter()
        .map(|(what, months)| json!([what.as_str(), months]))
        .collect();
    let data = json!({ "rules": said });
    let kind = Kind::PrivacyRulesChanged;
    events::record(tx, tenant, actor, kind, Object::Tenant(tenant), data, now).await?;
    Ok(())
}

/// Keeps to every practice's rules, brings back to nothing who a restored backup brought back; how much was done.
pub async fn tend(app: &App) -> Result<usize> {
    let mut count = journal::replay(app).await?;
    let now = app.clock.now();
    let ended = q!(
        &app.db,
        fetch_all: (TenantId, ClientId),
        "SELECT tenant_id, id FROM clients WHERE locked_at IS NOT NULL AND lock_ends_at <= $1 ORDER BY lock_ends_at LIMIT 50",
        now
    )?;
    for (tenant, client) in ended {
        let tenant = Tenant::find(&app.db, tenant).await?;
        let actor = Actor::system();
        let preview = Preview::of(&app.db, tenant.id, client, now).await?;
        let done = erase::carry_out(
            app,
            &tenant,
            client,
            &actor,
            Reason::LockEnded,
            Fate::Erased,
            preview,
        )
        .await;
        match done {
            Ok(()) => count += 1,
            // A visit or money is on its way: after that.
            Err(Error::Conflict(_)) => {}
            // Of one it may fail; the others' time is over all the same.
            Err(error) => tracing::warn!(%client, %error, "a lock that ended was not erased"),
        }
    }
    let rules = q!(
        &app.db,
        fetch_all: (TenantId, What, i64),
        "SELECT tenant_id, what, months FROM retention_rules ORDER BY tenant_id, what"
    )?;
    for (tenant, what, months) in rules {
        let cutoff = u32::try_from(months)
            .ok()
            .and_then(|months| now.checked_sub_months(Months::new(months)));
        if let Some(cutoff) = cutoff {
            count += keep_to(app, tenant, what, cutoff).await?;
        }
    }
    Ok(count)
}

/// How many a rule would take now.
pub async fn due(
    mut on: impl On,
    tenant: TenantId,
    what: What,
    cutoff: DateTime<Utc>,
) -> Result<i64> {
    let (count,) = match what {
        What::HealthRecords => (0,),
        What::Clients => (old_clients(on, tenant, cutoff, ALL).await?.len() as i64,),
        What::Messages => q!(
            on,
            fetch_one: (i64,),
            "SELECT (SELECT COUNT(*) FROM messages WHERE tenant_id = $1 AND created_at < $2
                AND (body_text IS NOT NULL OR recipient <> '') AND status <> 'queued')
                + (SELECT COUNT(*) FROM waitlist_entries WHERE tenant_id = $1 AND status <> 'open' AND ended_at < $2)",
            tenant,
            cutoff
        )?,
        What::Photos => q!(
            on,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM media WHERE tenant_id = $1 AND taken_at < $2 AND deleted_at IS NULL",
            tenant,
            cutoff
        )?,
        What::Consents => q!(
            on,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM consents WHERE tenant_id = $1 AND document IS NOT NULL
                AND (withdrawn_at < $2 OR valid_until < $2)",
            tenant,
            cutoff
        )?,
    };
    Ok(count)
}

async fn keep_to(app: &App, tenant: TenantId, what: What, cutoff: DateTime<Utc>) -> Result<usize> {
    match what {
        What::HealthRecords => Ok(0),
        What::Clients => forget_clients(app, tenant, cutoff).await,
        What::Messages => {
            let wishes = forget_wishes(app, tenant, cutoff).await?;
            Ok(wishes + forget_messages(app, tenant, cutoff).await?)
        }
        What::Photos => forget_photos(app, tenant, cutoff).await,
        What::Consents => forget_consents(app, tenant, cutoff).await,
    }
}

/// Whom the practice has had nothing to do with since: no visit of theirs, of those they book for or are family of; nothing
/// bought or paid, nothing owed, no package or certificate that still counts; who does not wait for a time either.
async fn old_clients(
    mut on: impl On,
    tenant: TenantId,
    cutoff: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<(ClientId,)>> {
    Ok(q!(
        on,
        fetch_all: (ClientId,),
        "SELECT c.id FROM clients c WHERE c.tenant_id = $1 AND NOT c.is_merged AND c.created_at < $2
            AND NOT EXISTS (SELECT 1 FROM appointments a
                WHERE a.tenant_id = c.tenant_id AND a.client_id = c.id AND a.starts_at >= $2)
            AND NOT EXISTS (SELECT 1 FROM appointment_abouts b
                JOIN appointments a ON a.tenant_id = b.tenant_id AND a.id = b.appointment_id
                WHERE b.tenant_id = c.tenant_id AND b.booker_id = c.id AND a.starts_at >= $2)
            AND NOT EXISTS (SELECT 1 FROM client_links l
                JOIN appointments a ON a.tenant_id = l.tenant_id AND a.client_id = l.other_id
                WHERE l.tenant_id = c.tenant_id AND l.client_id = c.id AND a.starts_at >= $2)
            AND NOT EXISTS (SELECT 1 FROM waitlist_entries w
                WHERE w.tenant_id = c.tenant_id AND w.client_id = c.id AND w.status = 'open')
            AND NOT EXISTS (SELECT 1 FROM packages p WHERE p.tenant_id = c.tenant_id AND p.client_id = c.id
                AND (p.created_at >= $2 OR (p.cancelled_at IS NULL AND p.expired_at IS NULL
                    AND (p.balance_minor > 0 OR p.balance_visits > 0))))
            AND NOT EXISTS (SELECT 1 FROM payments y
                WHERE y.tenant_id = c.tenant_id AND y.client_id = c.id AND y.created_at >= $2)
            AND NOT EXISTS (SELECT 1 FROM invoices i WHERE i.tenant_id = c.tenant_id AND i.client_id = c.id
                AND (i.created_at >= $2
                    OR (i.kind = 'invoice' AND i.status IN ('sent', 'partially_paid', 'overdue'))))
         ORDER BY c.id LIMIT $3",
        tenant,
        cutoff,
        limit
    )?)
}

async fn forget_clients(app: &App, tenant: TenantId, cutoff: DateTime<Utc>) -> Result<usize> {
    let rows = old_clients(&app.db, tenant, cutoff, ROUND).await?;
    let tenant = Tenant::find(&app.db, tenant).await?;
    let mut count = 0;
    for (client,) in rows {
        let done = erase::erase(app, &tenant, client, &Actor::system(), Reason::Rule).await;
        match done {
            Ok(_) => count += 1,
            // Booked at this moment, or money is on its way.
            Err(Error::Conflict(_)) => {}
            Err(error) => tracing::warn!(%client, %error, "an old client was not erased"),
        }
    }
    if count > 0 {
        erase::forget_search(app).await?;
    }
    Ok(count)
}

/// That a message went out stays, without its words and address; of one that was never sent, too.
async fn forget_messages(app: &App, tenant: TenantId, cutoff: DateTime<Utc>) -> Result<usize> {
    let rows = q!(
        &app.db,
        fetch_all: (MessageId,),
        "SELECT id FROM messages WHERE tenant_id = $1 AND created_at < $2
            AND (body_text IS NOT NULL OR recipient <> '') AND status <> 'queued'
         ORDER BY created_at LIMIT 500",
        tenant,
        cutoff
    )?;
    let count = rows.len();
    let mut tx = app.db.begin().await?;
    for (id,) in rows {
        q!(
            tx,
            execute,
            "UPDATE messages SET subject = NULL, body_text = NULL, body_html = NULL, attachment = NULL, recipient = '',
                recipient_name = '', own_subject = NULL, own_text = NULL, stopped_at = NULL, last_error = NULL WHERE tenant_id = $1 AND id = $2",
            tenant,
            id
        )?;
    }
    tx.commit().await?;
    Ok(count)
}

/// Wishes on the waitlist that ended before, with what they were offered. How often times were filled stands with the times.
async fn forget_wishes(app: &App, tenant: TenantId, cutoff: DateTime<Utc>) -> Result<usize> {
    let mut tx = app.db.begin().await?;
    q!(
        tx,
        execute,
        "DELETE FROM waitlist_offers WHERE tenant_id = $1 AND status <> 'open' AND entry_id IN (
            SELECT id FROM waitlist_entries WHERE tenant_id = $1 AND status <> 'open' AND ended_at < $2)",
        tenant,
        cutoff
    )?;
    let gone = q!(
        tx,
        execute,
        "DELETE FROM waitlist_entries WHERE tenant_id = $1 AND status <> 'open' AND ended_at < $2
            AND NOT EXISTS (SELECT 1 FROM waitlist_offers o
                WHERE o.tenant_id = waitlist_entries.tenant_id AND o.entry_id = waitlist_entries.id)",
        tenant,
        cutoff
    )?;
    tx.commit().await?;
    Ok(usize::try_from(gone).unwrap_or(0))
}

/// Deleted as by hand: the sweep removes the files.
async fn forget_photos(app: &App, tenant: TenantId, cutoff: DateTime<Utc>) -> Result<usize> {
    let rows = q!(
        &app.db,
        fetch_all: (MediaId,),
        "SELECT id FROM media WHERE tenant_id = $1 AND taken_at < $2 AND deleted_at IS NULL ORDER BY taken_at LIMIT $3",
        tenant,
        cutoff,
        ROUND
    )?;
    let count = rows.len();
    for (id,) in rows {
        let mut tx = app.db.begin().await?;
        let mut media = Media::find(&mut tx, tenant, id).await?;
        media
            .delete(&mut tx, &Actor::system(), app.clock.now())
            .await?;
        tx.commit().await?;
    }
    Ok(count)
}

/// Documents that ended so long ago; health records not before their least time is over.
async fn forget_consents(app: &App, tenant: TenantId, cutoff: DateTime<Utc>) -> Result<usize> {
    let least = months(&app.db, tenant, What::HealthRecords).await?;
    let now = app.clock.now();
    let health = least
        .and_then(|months| now.checked_sub_months(Months::new(u32::try_from(months).ok()?)))
        .unwrap_or(now + TimeDelta::days(1))
        .min(cutoff);
    let rows = q!(
        &app.db,
        fetch_all: (ConsentId,),
        "SELECT id FROM consents WHERE tenant_id = $1 AND document IS NOT NULL
            AND COALESCE(withdrawn_at, valid_until) < $2
            AND (kind NOT IN ('treatment', 'medical') OR COALESCE(withdrawn_at, valid_until) < $3)
         ORDER BY id LIMIT $4",
        tenant,
        cutoff,
        health,
        ROUND
    )?;
    let count = rows.len();
    for (id,) in rows {
        let mut tx = app.db.begin().await?;
        consents::erase_one(&mut tx, tenant, id, &Actor::system(), now).await?;
        tx.commit().await?;
    }
    Ok(count)
}
