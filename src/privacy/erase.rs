//! Forgetting a client: everything that tells who they were goes, files and the search's words included; visits and sums
//! stay, without a name. Where the practice must keep health records, the card is locked instead: those records and the name
//! they belong to stay out of sight until that time is over, all else goes at once.
//!
//! The wish is first written to the store of files, beside the database ([`super::journal`]): what breaks off is finished,
//! and what an older backup brings back goes again. Every step may be taken twice.
//!
//! Where next: [`super::forget`] (what hangs on the card).

use chrono::{DateTime, Months, Utc};
use serde_json::json;
use sqlx::FromRow;
use sqlx::types::Json;

use super::retention::{self, What};
use super::{forget, journal};
use crate::accounts::Tenant;
use crate::app::App;
use crate::clients::Client;
use crate::consents;
use crate::db::{Either, On, Tx};
use crate::error::{Error, Result};
use crate::events::{Actor, Kind};
use crate::i18n::key;
use crate::id::{ClientId, TenantId};
use crate::media;
use crate::payments::Payment;
use crate::q;

/// What becomes of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    Erased,
    Locked,
}

/// Why it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Reason {
    /// The client asked.
    Asked,
    /// A rule of the practice.
    Rule,
    /// What had to be kept need not be kept any more.
    LockEnded,
    /// It had been done before a backup was restored.
    Restored,
}

/// What is known of a client, counted: what goes, and what stays.
#[derive(Clone, Debug, Default, FromRow)]
pub struct Counts {
    pub contacts: i64,
    pub notes: i64,
    pub subjects: i64,
    pub medical: i64,
    pub photos: i64,
    pub messages: i64,
    /// Wishes on the waitlist.
    pub waits: i64,
    pub signed: i64,
    /// Of those that were signed: answers about health.
    pub health: i64,
    pub visits: i64,
    /// Sent ones: the law keeps them.
    pub invoices: i64,
    /// Of those: not paid yet. The address to pay them at goes.
    pub unpaid: i64,
    /// Packages and certificates that something is left on: whoever has the code uses it.
    pub packages: i64,
    /// Payments and refunds that providers were asked for, and transfers whose receipt waits for a person: they come to their
    /// end first, since what they are made of goes with the client. Those for visits that they booked for others too.
    pub paying: i64,
    /// Booked and not over: they must be cancelled first.
    pub ahead: i64,
    pub last_visit: Option<DateTime<Utc>>,
}

/// What erasing a client would mean.
#[derive(Clone, Debug)]
pub struct Preview {
    pub counts: Counts,
    /// Health records must be kept until then; the card is locked instead.
    pub keep_until: Option<DateTime<Utc>>,
}

/// The card and those that were merged into it: they are one person.
pub async fn cards(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<Vec<ClientId>> {
    let rows = q!(
        on,
        fetch_all: (ClientId,),
        "SELECT id FROM clients WHERE tenant_id = $1 AND id IN (WITH RECURSIVE cards (id) AS (
            SELECT id FROM clients WHERE tenant_id = $1 AND id = $2 UNION SELECT m.loser_id FROM cards
            JOIN client_merges m ON m.tenant_id = $1 AND m.winner_id = cards.id AND m.undone_at IS NULL) SELECT id FROM cards)
         ORDER BY id",
        tenant,
        client
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

impl Counts {
    async fn of(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT (SELECT COUNT(*) FROM client_contacts WHERE tenant_id = $1 AND client_id = $2) AS contacts,
                (SELECT COUNT(*) FROM client_notes WHERE tenant_id = $1 AND client_id = $2) AS notes,
                (SELECT COUNT(*) FROM client_subjects WHERE tenant_id = $1 AND client_id = $2) AS subjects,
                (SELECT COUNT(*) FROM client_medical_notes WHERE tenant_id = $1 AND client_id = $2) AS medical,
                (SELECT COUNT(*) FROM media WHERE tenant_id = $1 AND client_id = $2) AS photos,
                (SELECT COUNT(*) FROM messages WHERE tenant_id = $1 AND client_id = $2) AS messages,
                (SELECT COUNT(*) FROM waitlist_entries WHERE tenant_id = $1 AND client_id = $2) AS waits,
                (SELECT COUNT(*) FROM consents WHERE tenant_id = $1 AND client_id = $2 AND document IS NOT NULL) AS signed,
                (SELECT COUNT(*) FROM consents WHERE tenant_id = $1 AND client_id = $2 AND document IS NOT NULL
                    AND kind IN ('treatment', 'medical')) AS health,
                (SELECT COUNT(*) FROM appointments WHERE tenant_id = $1 AND client_id = $2) AS visits,
                (SELECT COUNT(*) FROM invoices WHERE tenant_id = $1 AND client_id = $2 AND status <> 'draft') AS invoices,
                (SELECT COUNT(*) FROM invoices WHERE tenant_id = $1 AND client_id = $2 AND kind = 'invoice'
                    AND status IN ('sent', 'partially_paid', 'overdue')) AS unpaid,
                (SELECT COUNT(*) FROM packages WHERE tenant_id = $1 AND client_id = $2 AND cancelled_at IS NULL
                    AND expired_at IS NULL AND (balance_minor > 0 OR balance_visits > 0)) AS packages,
                (SELECT COUNT(*) FROM payments p WHERE p.tenant_id = $1 AND p.id IN (
                    SELECT id FROM payments WHERE tenant_id = $1 AND client_id = $2
                    UNION SELECT b.id FROM appointment_abouts o
                    JOIN payments b ON b.tenant_id = o.tenant_id AND b.appointment_id = o.appointment_id
                    WHERE o.tenant_id = $1 AND o.booker_id = $2)
                    AND p.status IN ('pending', 'waiting_for_capture')
                    AND (p.check_at IS NOT NULL OR EXISTS (SELECT 1 FROM payment_receipts r
                        WHERE r.tenant_id = p.tenant_id AND r.payment_id = p.id)))
                + (SELECT COUNT(*) FROM refunds r JOIN payments p ON p.tenant_id = r.tenant_id AND p.id = r.payment_id
                    WHERE p.tenant_id = $1 AND p.id IN (
                    SELECT id FROM payments WHERE tenant_id = $1 AND client_id = $2
                    UNION SELECT b.id FROM appointment_abouts o
                    JOIN payments b ON b.tenant_id = o.tenant_id AND b.appointment_id = o.appointment_id
                    WHERE o.tenant_id = $1 AND o.booker_id = $2)
                    AND r.status = 'pending' AND r.check_at IS NOT NULL) AS paying,
                (SELECT COUNT(*) FROM appointments WHERE tenant_id = $1 AND client_id = $2 AND ends_at > $3
                    AND status IN ('held', 'pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress')) AS ahead,
                (SELECT MAX(ends_at) FROM appointments WHERE tenant_id = $1 AND client_id = $2
                    AND status IN ('arrived', 'in_progress', 'completed')) AS last_visit",
            tenant,
            client,
            now
        )?)
    }

    /// The payments that must come to their end first, the earliest first.
    pub async fn under_way(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
    ) -> Result<Vec<Payment>> {
        let mut found = Vec::new();
        for card in cards(&mut on, tenant, client).await? {
            found.extend(q!(
                on,
                fetch_all: Payment,
                "SELECT p.* FROM payments p WHERE p.tenant_id = $1 AND p.id IN (
                    SELECT id FROM payments WHERE tenant_id = $1 AND client_id = $2
                    UNION SELECT b.id FROM appointment_abouts o
                    JOIN payments b ON b.tenant_id = o.tenant_id AND b.appointment_id = o.appointment_id
                    WHERE o.tenant_id = $1 AND o.booker_id = $2)
                    AND (p.status IN ('pending', 'waiting_for_capture')
                            AND (p.check_at IS NOT NULL OR EXISTS (SELECT 1 FROM payment_receipts r
                                WHERE r.tenant_id = p.tenant_id AND r.payment_id = p.id))
                        OR EXISTS (SELECT 1 FROM refunds r WHERE r.tenant_id = p.tenant_id AND r.payment_id = p.id
                            AND r.status = 'pending' AND r.check_at IS NOT NULL))
                 ORDER BY p.created_at, p.id LIMIT 10",
                tenant,
                card,
            )?);
        }
        Ok(found)
    }

    async fn of_all(
        mut on: impl On,
        tenant: TenantId,
        cards: &[ClientId],
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut counts = Self::default();
        for card in cards {
            counts.add(&Self::of(&mut on, tenant, *card, now).await?);
        }
        Ok(counts)
    }

    fn add(&mut self, other: &Self) {
        self.contacts += other.contacts;
        self.notes += other.notes;
        self.subjects += other.subjects;
        self.medical += other.medical;
        self.photos += other.photos;
        self.messages += other.messages;
        self.waits += other.waits;
        self.signed += other.signed;
        self.health += other.health;
        self.visits += other.visits;
        self.invoices += other.invoices;
        self.unpaid += other.unpaid;
        self.packages += other.packages;
        self.paying += other.paying;
        self.ahead += other.ahead;
        self.last_visit = self.last_visit.max(other.last_visit);
    }

    /// What must come to its end before the client is forgotten.
    fn refusal(&self) -> Option<&'static str> {
        if self.ahead > 0 {
            return Some(key!("privacy-visits-ahead"));
        }
        match self.paying > 0 {
            true => Some(key!("privacy-money-on-its-way")),
            false => None,
        }
    }

    fn record(&self) -> serde_json::Value {
        json!({
            "contacts": self.contacts, "notes": self.notes, "subjects": self.subjects, "medical": self.medical,
            "photos": self.photos, "messages": self.messages, "signed": self.signed, "visits": self.visits,
        })
    }
}

impl Preview {
    pub async fn of(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let all = cards(&mut on, tenant, client).await?;
        let counts = Counts::of_all(&mut on, tenant, &all, now).await?;
        let has_records = counts.health > 0 || counts.medical > 0;
        let months = match has_records {
            true => retention::months(&mut on, tenant, What::HealthRecords).await?,
            false => None,
        };
        let from = counts.last_visit.unwrap_or(now);
        let keep_until = months
            .and_then(|months| from.checked_add_months(Months::new(u32::try_from(months).ok()?)))
            .filter(|until| *until > now);
        Ok(Self { counts, keep_until })
    }

    pub fn fate(&self) -> Fate {
        match self.keep_until {
            Some(_) => Fate::Locked,
            None => Fate::Erased,
        }
    }
}

/// Erases, or locks where records must be kept; what it was. A second time changes nothing.
///
/// # Errors
/// Conflict while visits lie ahead: they are cancelled first, so that the client is told. Also while a payment or a refund is
/// on its way, or a transfer's receipt waits to be looked at.
pub async fn erase(
    app: &App,
    tenant: &Tenant,
    client: ClientId,
    actor: &Actor,
    reason: Reason,
) -> Result<Fate> {
    let now = app.clock.now();
    let preview = Preview::of(&app.db, tenant.id, client, now).await?;
    let fate = preview.fate();
    carry_out(app, tenant, client, actor, reason, fate, preview).await?;
    if reason == Reason::Asked {
        forget_search(app).await?;
    }
    Ok(fate)
}

/// Takes out of the search's index what still lies in it of clients who were erased or renamed: SQLite marks it only, until
/// all is written anew. Half a second for 50,000 clients, so that who erases many calls it once.
pub(super) async fn forget_search(app: &App) -> Result<()> {
    if app.db.is_postgres() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    q!(
        tx,
        execute,
        { sqlite: "INSERT INTO clients_fts (clients_fts) VALUES ('optimize')", pg: "SELECT 1" },
    )?;
    tx.commit().await?;
    Ok(())
}

/// As [`erase`], with what it is to be.
pub(super) async fn carry_out(
    app: &App,
    tenant: &Tenant,
    client: ClientId,
    actor: &Actor,
    reason: Reason,
    fate: Fate,
    preview: Preview,
) -> Result<()> {
    let now = app.clock.now();
    let mut all = cards(&app.db, tenant.id, client).await?;
    // Nothing is noted or removed of a client who is not to be forgotten yet.
    let mut tx = app.db.begin().await?;
    may_go(&mut tx, tenant.id, client, &all, reason, now).await?;
    drop(tx);
    for card in &all {
        journal::write(app, tenant.id, *card, fate, preview.keep_until).await?;
    }
    let mut tx = app.db.begin().await?;
    // Booked or paid since.
    let allowed = may_go(&mut tx, tenant.id, client, &all, reason, now).await;
    if let Err(Error::Conflict(_)) = &allowed {
        drop(tx);
        for card in &all {
            journal::forget(app, tenant.id, *card, fate).await?;
        }
        return allowed.map(|_| ());
    }
    let main = allowed?;
    if main.erased_at.is_some() || (main.locked_at.is_some() && fate == Fate::Locked) {
        return Ok(());
    }
    // Joined with it since; nothing more is, while its card is locked.
    for card in cards(&mut tx, tenant.id, client).await? {
        if !all.contains(&card) {
            journal::write(app, tenant.id, card, fate, preview.keep_until).await?;
            all.push(card);
        }
    }
    for card in &all {
        let card = Client::find_for_change(&mut tx, tenant.id, *card).await?;
        if card.erased_at.is_some() {
            continue;
        }
        forget::all(&mut tx, tenant.id, &card).await?;
        consents::erase_client(
            &mut tx,
            tenant.id,
            card.id,
            actor,
            fate == Fate::Locked,
            now,
        )
        .await?;
        match fate {
            Fate::Erased => empty(&mut tx, tenant, card.id, now).await?,
            Fate::Locked => lock(&mut tx, tenant.id, card.id, preview.keep_until, now).await?,
        }
        note(
            &mut tx,
            tenant.id,
            card.id,
            fate,
            reason,
            &preview.counts,
            now,
        )
        .await?;
        let kind = match fate {
            Fate::Erased => Kind::ClientErased,
            Fate::Locked => Kind::ClientLocked,
        };
        card.tell(&mut tx, actor, kind, preview.counts.record(), now)
            .await?;
    }
    if fate == Fate::Erased {
        for card in &all {
            q!(
                tx,
                execute,
                "DELETE FROM client_merges WHERE tenant_id = $1 AND (winner_id = $2 OR loser_id = $2)",
                tenant.id,
                *card
            )?;
        }
    } else {
        for card in &all {
            q!(
                tx,
                execute,
                "UPDATE client_merges SET filled = '{\"before\": {}, \"after\": {}}' WHERE tenant_id = $1 AND (winner_id = $2 OR loser_id = $2)",
                tenant.id,
                *card
            )?;
        }
    }
    tx.commit().await?;
    // Where this breaks off, the list of who was erased ends it.
    for card in &all {
        media::erase_client(app, tenant.id, *card).await?;
    }
    settle_file(app).await
}

/// The card, locked, if nothing keeps it. Whoever was erased before a backup was restored is erased whatever it brought back.
async fn may_go(
    tx: &mut Tx,
    tenant: TenantId,
    client: ClientId,
    all: &[ClientId],
    reason: Reason,
    now: DateTime<Utc>,
) -> Result<Client> {
    let main = Client::find_for_change(tx, tenant, client).await?;
    if main.is_merged && !main.is_closed() && reason != Reason::Restored {
        // What hung on it hangs on the other card now.
        return Err(Error::Conflict(key!("client-joined")));
    }
    let counts = Counts::of_all(&mut *tx, tenant, all, now).await?;
    match counts.refusal() {
        Some(why) if reason != Reason::Restored => Err(Error::Conflict(why)),
        _ => Ok(main),
    }
}

/// The card itself. What stands in place of the name is said in the practice's language.
async fn empty(tx: &mut Tx, tenant: &Tenant, client: ClientId, now: DateTime<Utc>) -> Result<()> {
    q!(
        tx,
        execute,
        "DELETE FROM client_medical_notes WHERE tenant_id = $1 AND client_id = $2",
        tenant.id,
        client
    )?;
    q!(
        tx,
        execute,
        "UPDATE clients SET name = $3, phone = NULL, email = NULL, email_key = NULL, search = '', allergies = '', note = '',
            birth_year = NULL, birth_month = NULL, birth_day = NULL, address = '', preferences = '', writes_by = '',
            came_from = '', emergency_name = '', emergency_phone = '', marketing_at = NULL, marketing_origin = '',
            marketing_ended_at = NULL, blocked_at = NULL, block_reason = '', is_merged = $5, locked_at = NULL,
            lock_ends_at = NULL, erased_at = $4, updated_at = $4
         WHERE tenant_id = $1 AND id = $2",
        tenant.id,
        client,
        tenant.locale.t("privacy-erased-name"),
        now,
        true
    )?;
    Ok(())
}

/// Keeps the name, the date of birth and what must be kept with them.
async fn lock(
    tx: &mut Tx,
    tenant: TenantId,
    client: ClientId,
    until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE clients SET phone = NULL, email = NULL, email_key = NULL, search = '', note = '', address = '',
            preferences = '', writes_by = '', came_from = '', emergency_name = '', emergency_phone = '',
            marketing_at = NULL, marketing_origin = '', marketing_ended_at = NULL, is_merged = $5, locked_at = $4,
            lock_ends_at = $3, updated_at = $4
         WHERE tenant_id = $1 AND id = $2",
        tenant,
        client,
        until,
        now,
        true
    )?;
    Ok(())
}

async fn note(
    tx: &mut Tx,
    tenant: TenantId,
    client: ClientId,
    fate: Fate,
    reason: Reason,
    counts: &Counts,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "INSERT INTO client_erasures (tenant_id, client_id, what, reason, counts, erased_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant_id, client_id) DO UPDATE SET what = $3, reason = $4, counts = $5, erased_at = $6",
        tenant,
        client,
        fate,
        reason,
        Json(counts.record()),
        now
    )?;
    Ok(())
}

/// Ends a lock: the card is found again with what was kept. One that is not locked stays as it is.
pub async fn unlock(app: &App, tenant: TenantId, client: ClientId, actor: &Actor) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut client = Client::find_for_change(&mut tx, tenant, client).await?;
    if client.locked_at.is_none() || client.erased_at.is_some() {
        return Ok(());
    }
    let all = cards(&mut tx, tenant, client.id).await?;
    for card in &all {
        q!(
            tx,
            execute,
            "UPDATE clients SET locked_at = NULL, lock_ends_at = NULL WHERE tenant_id = $1 AND id = $2",
            tenant,
            *card
        )?;
        q!(
            tx,
            execute,
            "DELETE FROM client_erasures WHERE tenant_id = $1 AND client_id = $2",
            tenant,
            *card
        )?;
    }
    // Those that were merged into it stay so.
    client.is_merged = false;
    client.save(&mut tx, actor, now).await?;
    client
        .tell(&mut tx, actor, Kind::ClientUnlocked, json!({}), now)
        .await?;
    tx.commit().await?;
    for card in all {
        journal::forget(app, tenant, card, Fate::Locked).await?;
    }
    Ok(())
}

/// What was deleted lies in the log of SQLite until it is written back; pages that were freed are overwritten
/// (secure_delete).
pub(super) async fn settle_file(app: &App) -> Result<()> {
    if let Either::Lite(lite) = app.db.pools() {
        // Readers may hold it up; the next one, or the end of the program, does it then.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&lite.write)
            .await?;
    }
    Ok(())
}

/// A line of the list of what was done.
#[derive(Clone, Debug, FromRow)]
pub struct Done {
    pub client_id: ClientId,
    pub what: Fate,
    pub reason: Reason,
    pub erased_at: DateTime<Utc>,
    /// Of a locked card only.
    pub name: String,
    pub lock_ends_at: Option<DateTime<Utc>>,
}

impl Done {
    /// The latest first.
    pub async fn list(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT e.client_id, e.what, e.reason, e.erased_at, c.name, c.lock_ends_at FROM client_erasures e
             JOIN clients c ON c.tenant_id = e.tenant_id AND c.id = e.client_id
             WHERE e.tenant_id = $1 ORDER BY e.erased_at DESC LIMIT 100",
            tenant
        )?)
    }
}
