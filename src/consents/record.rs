//! A request and, once it is signed, the record of it.

use chrono::{DateTime, Datelike, Months, Utc};
use serde_json::json;
use sqlx::FromRow;
use sqlx::types::Json;

use super::{Content, Document, Rules, files};
use crate::accounts::Tenant;
use crate::app::App;
use crate::crypto::{self, TenantKey};
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Object};
use crate::i18n::{Locale, key};
use crate::id::{AppointmentId, ClientId, ConsentId, FormId, FormVersionId, TenantId};
use crate::q;
use crate::schedule::local;

/// What is agreed to. Data processing is always a document of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Treatment,
    Photo,
    Data,
    Marketing,
    Medical,
}

impl Kind {
    pub const ALL: [Self; 5] = [
        Self::Treatment,
        Self::Medical,
        Self::Photo,
        Self::Data,
        Self::Marketing,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Treatment => "treatment",
            Self::Photo => "photo",
            Self::Data => "data",
            Self::Marketing => "marketing",
            Self::Medical => "medical",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Treatment => key!("consents-kind-treatment"),
            Self::Photo => key!("consents-kind-photo"),
            Self::Data => key!("consents-kind-data"),
            Self::Marketing => key!("consents-kind-marketing"),
            Self::Medical => key!("consents-kind-medical"),
        }
    }

    /// Whether its answers tell of somebody's health: who reads them needs a right of their own and is recorded.
    pub fn is_health(self) -> bool {
        matches!(self, Self::Medical | Self::Treatment)
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Consent {
    pub tenant_id: TenantId,
    pub id: ConsentId,
    pub form_id: FormId,
    pub kind: Kind,
    pub client_id: ClientId,
    pub appointment_id: Option<AppointmentId>,
    /// The language it is asked for in, then the one it was signed in.
    pub locale: Locale,
    pub requested_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub dropped_at: Option<DateTime<Utc>>,
    pub version_id: Option<FormVersionId>,
    pub signed_at: Option<DateTime<Utc>>,
    /// Sealed; none before it is signed and after it was erased.
    pub document: Option<Vec<u8>>,
    /// SHA-256 over the document's bytes.
    pub hash: Option<Vec<u8>>,
    pub allows_publishing: bool,
    pub address: String,
    pub agent: String,
    pub valid_from: Option<DateTime<Utc>>,
    /// None: until it is withdrawn.
    pub valid_until: Option<DateTime<Utc>>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub expired_at: Option<DateTime<Utc>>,
    pub erased_at: Option<DateTime<Utc>>,
}

/// A record with what its reader needs to know of its form.
#[derive(Clone, Debug, FromRow)]
pub struct Line {
    #[sqlx(flatten)]
    pub consent: Consent,
    content: Json<Content>,
    pub in_person: bool,
    pub is_archived: bool,
    /// Whose it is, where it is not the reader's own.
    pub of_other: Option<String>,
}

impl Line {
    pub fn title(&self, locale: Locale) -> String {
        self.content.title(locale)
    }
}

/// What a record is worth at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Requested,
    Dropped,
    /// Signed, and counts later: a patch test.
    Waiting,
    Valid,
    Expired,
    Withdrawn,
}

impl State {
    pub fn key(self) -> &'static str {
        match self {
            Self::Requested => key!("consents-state-requested"),
            Self::Dropped => key!("consents-state-dropped"),
            Self::Waiting => key!("consents-state-waiting"),
            Self::Valid => key!("consents-state-valid"),
            Self::Expired => key!("consents-state-expired"),
            Self::Withdrawn => key!("consents-state-withdrawn"),
        }
    }

    /// How its badge looks, in the words of the visits' statuses.
    pub fn look(self) -> &'static str {
        match self {
            Self::Requested => "pending",
            Self::Waiting => "waitlist",
            Self::Valid => "confirmed",
            Self::Dropped | Self::Withdrawn => "cancelled",
            Self::Expired => "no-show",
        }
    }
}

impl Consent {
    pub async fn find(mut on: impl On, tenant: TenantId, id: ConsentId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM consents WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// As [`Self::find`], and nobody else changes it until the transaction ends.
    pub async fn find_for_change(tx: &mut Tx, tenant: TenantId, id: ConsentId) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM consents WHERE tenant_id = $1 AND id = $2",
                pg: "SELECT * FROM consents WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    /// A client's, the latest first; those taken back are left out. What was signed on a card stays with it when two cards
    /// are merged: here and below those of merged cards are read with the one that stands.
    pub async fn of_client(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM consents WHERE tenant_id = $1 AND client_id IN (WITH RECURSIVE cards (id) AS (
                SELECT id FROM clients WHERE tenant_id = $1 AND id = $2 UNION SELECT m.loser_id FROM cards
                JOIN client_merges m ON m.tenant_id = $1 AND m.winner_id = cards.id AND m.undone_at IS NULL) SELECT id FROM cards)
             AND dropped_at IS NULL
             ORDER BY COALESCE(signed_at, requested_at) DESC, id DESC LIMIT 500",
            tenant,
            client
        )?)
    }

    /// Requests of a client that wait for a signature, the oldest first.
    pub async fn open_of_client(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM consents WHERE tenant_id = $1 AND client_id IN (WITH RECURSIVE cards (id) AS (
                SELECT id FROM clients WHERE tenant_id = $1 AND id = $2 UNION SELECT m.loser_id FROM cards
                JOIN client_merges m ON m.tenant_id = $1 AND m.winner_id = cards.id AND m.undone_at IS NULL) SELECT id FROM cards)
             AND signed_at IS NULL AND dropped_at IS NULL
             ORDER BY requested_at, id LIMIT 50",
            tenant,
            client
        )?)
    }

    /// What somebody reads and signs for themselves, and the open requests of those whom they book for; the
    /// latest first.
    pub async fn lines_for(
        mut on: impl On,
        tenant: TenantId,
        reader: ClientId,
        now: DateTime<Utc>,
    ) -> Result<Vec<Line>> {
        Ok(q!(
            on,
            fetch_all: Line,
            "SELECT k.*, v.content, f.in_person, f.archived_at IS NOT NULL AS is_archived,
                CASE WHEN k.signed_at IS NULL AND k.client_id IN (SELECT l.other_id FROM client_links l
                    WHERE l.tenant_id = $1 AND l.client_id = $2
                    UNION SELECT a.client_id FROM appointment_abouts b
                    JOIN appointments a ON a.tenant_id = b.tenant_id AND a.id = b.appointment_id
                    WHERE b.tenant_id = $1 AND b.booker_id = $2) THEN c.name ELSE NULL END AS of_other
             FROM consents k
             JOIN clients c ON c.tenant_id = k.tenant_id AND c.id = k.client_id
             JOIN forms f ON f.tenant_id = k.tenant_id AND f.id = k.form_id
             JOIN form_versions v ON v.tenant_id = k.tenant_id AND v.form_id = k.form_id AND (v.id = k.version_id
                OR (k.version_id IS NULL AND v.number = (SELECT MAX(n.number) FROM form_versions n
                    WHERE n.tenant_id = f.tenant_id AND n.form_id = f.id AND n.published_at IS NOT NULL)))
             WHERE k.tenant_id = $1 AND k.dropped_at IS NULL AND k.erased_at IS NULL
                AND (k.client_id IN (WITH RECURSIVE cards (id) AS (
                    SELECT id FROM clients WHERE tenant_id = $1 AND id = $2 UNION SELECT m.loser_id FROM cards
                    JOIN client_merges m ON m.tenant_id = $1 AND m.winner_id = cards.id AND m.undone_at IS NULL) SELECT id FROM cards)
                OR (k.signed_at IS NULL AND k.client_id IN (SELECT l.other_id FROM client_links l
                    WHERE l.tenant_id = $1 AND l.client_id = $2
                    UNION SELECT a.client_id FROM appointment_abouts b
                    JOIN appointments a ON a.tenant_id = b.tenant_id AND a.id = b.appointment_id
                    WHERE b.tenant_id = $1 AND b.booker_id = $2 AND a.ends_at > $3
                        AND a.status IN ('held', 'pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress'))))
             ORDER BY COALESCE(k.signed_at, k.requested_at) DESC, k.id DESC LIMIT 50",
            tenant,
            reader,
            now,
        )?)
    }

    pub fn is_signed(&self) -> bool {
        self.signed_at.is_some()
    }

    pub fn state(&self, at: DateTime<Utc>) -> State {
        let Some(from) = self.valid_from else {
            return match self.dropped_at {
                Some(_) => State::Dropped,
                None => State::Requested,
            };
        };
        if self.withdrawn_at.is_some() {
            State::Withdrawn
        } else if self.valid_until.is_some_and(|until| until <= at) {
            State::Expired
        } else if at < from {
            State::Waiting
        } else {
            State::Valid
        }
    }

    /// Where the sealed document belongs, so that one copied to another row does not open.
    pub(super) fn place(id: ConsentId) -> String {
        format!("consents.document.{id}")
    }

    /// What was signed, byte by byte.
    ///
    /// # Errors
    /// NotFound before it is signed and after it was erased.
    pub fn bytes(&self, key: &TenantKey) -> Result<Vec<u8>> {
        let sealed = self.document.as_deref().ok_or(Error::NotFound)?;
        key.open(&Self::place(self.id), sealed)
    }

    /// What was signed, and whether it still is what the hash says.
    pub fn open(&self, key: &TenantKey) -> Result<(Document, bool)> {
        let bytes = self.bytes(key)?;
        let fits = self.hash.as_deref() == Some(crypto::sha256(&bytes).as_slice());
        Ok((Document::read(&bytes)?, fits))
    }

    /// The hash as it is printed.
    pub fn fingerprint(&self) -> String {
        hex(self.hash.as_deref().unwrap_or_default())
    }

    /// The client takes it back, or the master for them. A second time changes nothing.
    pub async fn withdraw(&mut self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        if !self.is_signed() {
            return Err(Error::Conflict(key!("consents-not-signed")));
        }
        if self.withdrawn_at.is_some() {
            return Ok(());
        }
        self.withdrawn_at = Some(now);
        q!(
            tx,
            execute,
            "UPDATE consents SET withdrawn_at = $3 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            now
        )?;
        self.note(tx, actor, events::Kind::ConsentWithdrawn, now)
            .await
    }

    /// Takes a request back that nobody signed; photos that came with tries to sign it are forgotten.
    pub async fn drop_request(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.is_signed() {
            return Err(Error::Conflict(key!("consents-signed-already")));
        }
        if self.dropped_at.is_some() {
            return Ok(());
        }
        self.dropped_at = Some(now);
        q!(
            tx,
            execute,
            "UPDATE consents SET dropped_at = $3 WHERE tenant_id = $1 AND id = $2 AND signed_at IS NULL",
            self.tenant_id,
            self.id,
            now
        )?;
        files::forget_others(tx, self, &[]).await?;
        self.note(tx, actor, events::Kind::ConsentDropped, now)
            .await
    }

    pub async fn note(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        kind: events::Kind,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let data = json!({
            "client": self.client_id, "form": self.form_id, "kind": self.kind.as_str(),
            "appointment": self.appointment_id,
        });
        let object = Object::Consent(self.id);
        events::record(tx, self.tenant_id, actor, kind, object, data, now).await?;
        Ok(())
    }
}

/// From when until when a signature of `at` counts. Hours are elapsed time; months are the practice's calendar: the last
/// day counts whole, however many hours it has, and the 31st is the last day of a shorter month.
pub fn validity(
    tenant: &Tenant,
    rules: &Rules,
    at: DateTime<Utc>,
) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
    let from = at + chrono::TimeDelta::hours(rules.wait_hours);
    let until = rules.valid_months.and_then(|months| {
        let months = u32::try_from(months).ok()?;
        let last = tenant
            .local_date(at)
            .checked_add_months(Months::new(months))?;
        (last.year() < 9999).then(|| local::day_bounds(tenant.tz(), last).end)
    });
    (from, until)
}

/// Whether a client has a valid consent of a kind.
pub async fn has_valid(
    mut on: impl On,
    tenant: TenantId,
    client: ClientId,
    kind: Kind,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (count,) = q!(
        on,
        fetch_one: (i64,),
        "SELECT COUNT(*) FROM consents WHERE tenant_id = $1 AND client_id IN (WITH RECURSIVE cards (id) AS (
                SELECT id FROM clients WHERE tenant_id = $1 AND id = $2 UNION SELECT m.loser_id FROM cards
                JOIN client_merges m ON m.tenant_id = $1 AND m.winner_id = cards.id AND m.undone_at IS NULL) SELECT id FROM cards)
             AND kind = $3 AND signed_at IS NOT NULL
            AND withdrawn_at IS NULL AND valid_from <= $4 AND (valid_until IS NULL OR valid_until > $4)",
        tenant,
        client,
        kind,
        now
    )?;
    Ok(count > 0)
}

/// Whether a client's photos may be shown: the latest valid photo permission says so.
pub async fn may_publish(
    mut on: impl On,
    tenant: TenantId,
    client: ClientId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let found = q!(
        on,
        fetch_optional: (bool,),
        "SELECT allows_publishing FROM consents WHERE tenant_id = $1 AND client_id IN (WITH RECURSIVE cards (id) AS (
                SELECT id FROM clients WHERE tenant_id = $1 AND id = $2 UNION SELECT m.loser_id FROM cards
                JOIN client_merges m ON m.tenant_id = $1 AND m.winner_id = cards.id AND m.undone_at IS NULL) SELECT id FROM cards)
             AND kind = 'photo'
            AND signed_at IS NOT NULL AND withdrawn_at IS NULL AND valid_from <= $3
            AND (valid_until IS NULL OR valid_until > $3) ORDER BY signed_at DESC LIMIT 1",
        tenant,
        client,
        now
    )?;
    Ok(found.is_some_and(|(allowed,)| allowed))
}

/// Notes those that have run out, for whoever listens; how many. Whether one counts is told by its time alone.
pub async fn expire_due(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let due = q!(
        &app.db,
        fetch_all: (TenantId, ConsentId),
        "SELECT tenant_id, id FROM consents WHERE valid_until <= $1 AND expired_at IS NULL ORDER BY valid_until LIMIT 50",
        now
    )?;
    let count = due.len();
    for (tenant, id) in due {
        let mut tx = app.db.begin().await?;
        let consent = Consent::find_for_change(&mut tx, tenant, id).await?;
        if consent.expired_at.is_none() {
            q!(
                tx,
                execute,
                "UPDATE consents SET expired_at = $3 WHERE tenant_id = $1 AND id = $2",
                tenant,
                id,
                now
            )?;
            if consent.withdrawn_at.is_none() {
                let kind = events::Kind::ConsentExpired;
                consent.note(&mut tx, &Actor::system(), kind, now).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(count)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
