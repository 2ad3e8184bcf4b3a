//! Two cards of one person become one, and two again when that was a mistake.
//!
//! What hangs on the loser's card moves to the winner's: ids are kept by table in [`Moved`]. What a card has only once
//! (tags, answers, links) is copied where the winner lacks it. Fields the winner lacks are filled in; what they were before
//! and after stands in [`Merge::filled`]. Undoing takes back exactly that, and leaves what was changed since.
//!
//! Where next: `merge/filled` (the card's own fields), `merge/copies` (what it has only once), `merge/leads` (from a card that was
//! joined to the one that stands).
//!
//! A table that points at clients must be named here (in `plain!`, [`COPIED`] or [`LEFT`]): a test reads the catalog.

mod copies;
mod filled;
mod leads;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use copies::copy_sets;
pub use filled::Filled;

use super::Client;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{Actor, Kind};
use crate::i18n::key;
use crate::id::{ClientId, MergeId, TenantId};
use crate::policies::ClientRules;
use crate::q;

/// Tables whose rows move with one plain statement: table, column, key. Who adds a table adds it here.
macro_rules! plain {
    ($do:ident!($($arguments:tt)*)) => {
        $do!(
            $($arguments)*
            "appointments" "client_id" "id",
            "appointment_abouts" "booker_id" "appointment_id",
            "waitlist_entries" "client_id" "id",
            "messages" "client_id" "id",
            "client_notes" "client_id" "id",
            "client_contacts" "client_id" "id",
            "client_subjects" "client_id" "id",
            "client_medical_notes" "client_id" "id",
            "media_uploads" "client_id" "id",
            "media_shares" "client_id" "id",
            "invoices" "client_id" "id",
            "payments" "client_id" "id",
            "packages" "client_id" "id",
        )
    };
}

macro_rules! names {
    ($($table:literal $column:literal $key:literal),+ $(,)?) => {
        &[$(($table, $column)),+, ("media", "client_id"), ("client_refusals", "client_id"), ("client_ways", "client_id")]
    };
}

/// Tables whose rows move: table and column.
pub const MOVED: &[(&str, &str)] = plain!(names!());
/// Tables of which the winner gets what it lacks.
pub const COPIED: &[(&str, &str)] = &[
    ("client_tags", "client_id"),
    ("client_field_values", "client_id"),
    ("client_links", "client_id"),
    ("client_links", "other_id"),
];
/// What stays: the record of merges and erasures, links that end with the card, sums that follow the visits by themselves, and what was signed, which nothing
/// may change: it is read through [`Client::merged_into`].
pub const LEFT: &[(&str, &str)] = &[
    ("consents", "client_id"),
    ("client_figures", "client_id"),
    ("client_erasures", "client_id"),
    ("me_links", "client_id"),
    ("client_merges", "winner_id"),
    ("client_merges", "loser_id"),
];

/// Ids of what was moved or copied, by table.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Moved(pub BTreeMap<String, Vec<Uuid>>);

#[derive(Clone, Debug, FromRow)]
pub struct Merge {
    pub id: MergeId,
    pub winner_id: ClientId,
    pub loser_id: ClientId,
    pub loser_name: String,
    pub moved: Json<Moved>,
    pub filled: Json<Filled>,
    pub created_at: DateTime<Utc>,
}

/// What would move, counted.
#[derive(Clone, Debug, Default, FromRow)]
pub struct MergePreview {
    pub visits: i64,
    pub notes: i64,
    pub photos: i64,
    pub messages: i64,
    pub subjects: i64,
    pub medical: i64,
}

/// Moves the rows of each table and notes their ids.
macro_rules! move_rows {
    ($tx:expr, $moved:expr, $tenant:expr, $from:expr, $to:expr, $($table:literal $column:literal $key:literal),+ $(,)?) => {$(
        let rows = q!(
            $tx,
            fetch_all: (Uuid,),
            concat!("UPDATE ", $table, " SET ", $column, " = $3 WHERE tenant_id = $1 AND ", $column, " = $2 RETURNING ", $key),
            $tenant,
            $from,
            $to,
        )?;
        $moved.note($table, rows);
    )+};
}

/// Gives the rows that were moved back, those of them that are still there and were not moved on.
macro_rules! move_back {
    ($tx:expr, $moved:expr, $tenant:expr, $from:expr, $to:expr, $($table:literal $column:literal $key:literal),+ $(,)?) => {$(
        if let Some(ids) = $moved.list($table) {
            q!(
                $tx,
                execute,
                {
                    sqlite: concat!("UPDATE ", $table, " SET ", $column, " = $3 WHERE tenant_id = $1 AND ", $column, " = $2 AND ",
                        $key, " IN (SELECT unhex(value, '-') FROM json_each($4))"),
                    pg: concat!("UPDATE ", $table, " SET ", $column, " = $3 WHERE tenant_id = $1 AND ", $column, " = $2 AND ",
                        $key, " IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($4::jsonb) e)"),
                },
                $tenant,
                $from,
                $to,
                ids,
            )?;
        }
    )+};
}

/// Takes away the copies that the winner got.
macro_rules! take_back {
    ($tx:expr, $moved:expr, $tenant:expr, $winner:expr, $($name:literal $table:literal $column:literal $key:literal),+ $(,)?) => {$(
        if let Some(ids) = $moved.list($name) {
            q!(
                $tx,
                execute,
                {
                    sqlite: concat!("DELETE FROM ", $table, " WHERE tenant_id = $1 AND ", $column, " = $2 AND ",
                        $key, " IN (SELECT unhex(value, '-') FROM json_each($3))"),
                    pg: concat!("DELETE FROM ", $table, " WHERE tenant_id = $1 AND ", $column, " = $2 AND ",
                        $key, " IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($3::jsonb) e)"),
                },
                $tenant,
                $winner,
                ids,
            )?;
        }
    )+};
}

impl Moved {
    fn note(&mut self, table: &str, rows: Vec<(Uuid,)>) {
        if !rows.is_empty() {
            let ids = self.0.entry(table.to_owned()).or_default();
            ids.extend(rows.into_iter().map(|(id,)| id));
        }
    }

    fn list(&self, table: &str) -> Option<String> {
        let ids = self.0.get(table).filter(|ids| !ids.is_empty())?;
        serde_json::to_string(ids).ok()
    }
}

impl Merge {
    /// The merges of a card that can be undone, the last first.
    pub async fn of(mut on: impl On, tenant: TenantId, winner: ClientId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT m.id, m.winner_id, m.loser_id, c.name AS loser_name, m.moved, m.filled, m.created_at FROM client_merges m
             JOIN clients c ON c.tenant_id = m.tenant_id AND c.id = m.loser_id
             WHERE m.tenant_id = $1 AND m.winner_id = $2 AND m.undone_at IS NULL ORDER BY m.created_at DESC, m.id DESC LIMIT 20",
            tenant,
            winner,
        )?)
    }

    /// One that was not undone.
    pub async fn find(mut on: impl On, tenant: TenantId, id: MergeId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT m.id, m.winner_id, m.loser_id, c.name AS loser_name, m.moved, m.filled, m.created_at FROM client_merges m
             JOIN clients c ON c.tenant_id = m.tenant_id AND c.id = m.loser_id
             WHERE m.tenant_id = $1 AND m.id = $2 AND m.undone_at IS NULL",
            tenant,
            id,
        )?)
    }

    /// The card that came out of one that was undone; None where it was not.
    pub async fn undone(
        mut on: impl On,
        tenant: TenantId,
        id: MergeId,
    ) -> Result<Option<ClientId>> {
        let row = q!(
            on,
            fetch_optional: (ClientId,),
            "SELECT loser_id FROM client_merges WHERE tenant_id = $1 AND id = $2 AND undone_at IS NOT NULL",
            tenant,
            id,
        )?;
        Ok(row.map(|(id,)| id))
    }

    /// The merge that must be undone before this one: the one that took this card into another, else the last one of the
    /// card. None: this one is the last.
    pub async fn later(&self, mut on: impl On, tenant: TenantId) -> Result<Option<Self>> {
        let into = q!(
            on,
            fetch_optional: Self,
            "SELECT m.id, m.winner_id, m.loser_id, c.name AS loser_name, m.moved, m.filled, m.created_at FROM client_merges m
             JOIN clients c ON c.tenant_id = m.tenant_id AND c.id = m.loser_id
             WHERE m.tenant_id = $1 AND m.loser_id = $2 AND m.undone_at IS NULL ORDER BY m.created_at DESC LIMIT 1",
            tenant,
            self.winner_id,
        )?;
        if into.is_some() {
            return Ok(into);
        }
        let merges = Self::of(on, tenant, self.winner_id).await?;
        Ok(merges.into_iter().next().filter(|last| last.id != self.id))
    }

    async fn find_for_change(tx: &mut Tx, tenant: TenantId, id: MergeId) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT m.id, m.winner_id, m.loser_id, c.name AS loser_name, m.moved, m.filled, m.created_at FROM client_merges m
                     JOIN clients c ON c.tenant_id = m.tenant_id AND c.id = m.loser_id
                     WHERE m.tenant_id = $1 AND m.id = $2 AND m.undone_at IS NULL",
                pg: "SELECT m.id, m.winner_id, m.loser_id, c.name AS loser_name, m.moved, m.filled, m.created_at FROM client_merges m
                     JOIN clients c ON c.tenant_id = m.tenant_id AND c.id = m.loser_id
                     WHERE m.tenant_id = $1 AND m.id = $2 AND m.undone_at IS NULL FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    /// Two cards again. The last merge of a card is undone first.
    pub async fn undo(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        id: MergeId,
        now: DateTime<Utc>,
    ) -> Result<ClientId> {
        let merge = Self::find_for_change(tx, tenant, id).await?;
        let mut winner = Client::find_for_change(tx, tenant, merge.winner_id).await?;
        let last = Self::of(&mut *tx, tenant, winner.id).await?;
        if winner.is_merged || last.first().is_none_or(|last| last.id != id) {
            return Err(Error::Conflict(key!("client-merge-later")));
        }
        let (from, to) = (merge.winner_id, merge.loser_id);
        let moved = &merge.moved.0;
        plain!(move_back!(tx, moved, tenant, from, to,));
        move_back!(tx, moved, tenant, from, to, "media" "client_id" "id", "client_refusals" "client_id" "id",
            "client_ways" "client_id" "id");
        take_back!(
            tx, moved, tenant, from,
            "client_tags" "client_tags" "client_id" "tag_id",
            "client_field_values" "client_field_values" "client_id" "field_id",
            "client_links" "client_links" "client_id" "other_id",
            "client_links back" "client_links" "other_id" "client_id",
            "new contacts" "client_contacts" "client_id" "id",
        );
        winner.take_back(&merge.filled)?;
        winner.save(tx, actor, now).await?;
        // What was agreed on since stays.
        if let Some((before, after)) = &merge.filled.rules
            && ClientRules::of(&mut *tx, tenant, winner.id).await? == *after
        {
            before.save(tx, tenant, actor, winner.id, now).await?;
        }
        let mut loser = Client::find_for_change(tx, tenant, to).await?;
        loser.is_merged = false;
        loser.save(tx, actor, now).await?;
        q!(
            tx,
            execute,
            "UPDATE client_merges SET undone_at = $3 WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
            now,
        )?;
        winner.renew_search(tx).await?;
        let data = json!({ "merge": id, "other": to });
        winner
            .tell(tx, actor, Kind::ClientUnmerged, data, now)
            .await?;
        Ok(to)
    }
}

impl MergePreview {
    pub async fn of(mut on: impl On, tenant: TenantId, loser: ClientId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT (SELECT COUNT(*) FROM appointments WHERE tenant_id = $1 AND client_id = $2) AS visits,
                (SELECT COUNT(*) FROM client_notes WHERE tenant_id = $1 AND client_id = $2) AS notes,
                (SELECT COUNT(*) FROM media WHERE tenant_id = $1 AND client_id = $2 AND deleted_at IS NULL) AS photos,
                (SELECT COUNT(*) FROM messages WHERE tenant_id = $1 AND client_id = $2) AS messages,
                (SELECT COUNT(*) FROM client_subjects WHERE tenant_id = $1 AND client_id = $2) AS subjects,
                (SELECT COUNT(*) FROM client_medical_notes WHERE tenant_id = $1 AND client_id = $2) AS medical",
            tenant,
            loser,
        )?)
    }
}

impl Client {
    /// Takes over everything of `other`, whose card then leads here.
    pub async fn merge(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        winner: ClientId,
        other: ClientId,
        now: DateTime<Utc>,
    ) -> Result<MergeId> {
        if winner == other {
            return Err(Error::Invalid(key!("client-merge-self")));
        }
        // In the order of ids, whichever of the two is to stay.
        let (first, second) = (winner.min(other), winner.max(other));
        let first = Self::find_for_change(tx, tenant, first).await?;
        let second = Self::find_for_change(tx, tenant, second).await?;
        let (before, mut loser) = if first.id == winner {
            (first, second)
        } else {
            (second, first)
        };
        if before.is_merged || loser.is_merged {
            return Err(Error::Conflict(key!("client-merge-gone")));
        }
        let after = before.filled_from(&loser);
        let mut moved = Moved::default();
        copy_sets(tx, &mut moved, tenant, loser.id, winner).await?;
        plain!(move_rows!(tx, moved, tenant, loser.id, winner,));
        // The same file, or the same refused time, is there once.
        let rows = q!(
            tx,
            fetch_all: (Uuid,),
            "UPDATE media SET client_id = $3 WHERE tenant_id = $1 AND client_id = $2 AND NOT EXISTS (
                SELECT 1 FROM media m WHERE m.tenant_id = $1 AND m.client_id = $3 AND m.content_hash = media.content_hash
             ) RETURNING id",
            tenant,
            loser.id,
            winner,
        )?;
        moved.note("media", rows);
        let rows = q!(
            tx,
            fetch_all: (Uuid,),
            "UPDATE client_refusals SET client_id = $3 WHERE tenant_id = $1 AND client_id = $2 AND starts_at NOT IN (
                SELECT r.starts_at FROM client_refusals r WHERE r.tenant_id = $1 AND r.client_id = $3
             ) RETURNING id",
            tenant,
            loser.id,
            winner,
        )?;
        moved.note("client_refusals", rows);
        // One way of a kind: the winner's own stays.
        let rows = q!(
            tx,
            fetch_all: (Uuid,),
            "UPDATE client_ways SET client_id = $3 WHERE tenant_id = $1 AND client_id = $2 AND channel NOT IN (
                SELECT w.channel FROM client_ways w WHERE w.tenant_id = $1 AND w.client_id = $3
             ) RETURNING id",
            tenant,
            loser.id,
            winner,
        )?;
        moved.note("client_ways", rows);
        after.keep_contacts_of(tx, &mut moved, &loser, now).await?;
        let own = ClientRules::of(&mut *tx, tenant, winner).await?;
        let theirs = ClientRules::of(&mut *tx, tenant, loser.id).await?;
        let rules = own.filled_from(&theirs);
        let filled = Filled {
            before: before.own()?,
            after: after.own()?,
            rules: (rules != own).then(|| (own, rules.clone())),
        };
        after.save(tx, actor, now).await?;
        if filled.rules.is_some() {
            rules.save(tx, tenant, actor, winner, now).await?;
        }
        loser.is_merged = true;
        loser.save(tx, actor, now).await?;
        let id = MergeId::new();
        q!(
            tx,
            execute,
            "INSERT INTO client_merges (tenant_id, id, winner_id, loser_id, moved, filled, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            tenant,
            id,
            winner,
            loser.id,
            Json(&moved),
            Json(&filled),
            now,
        )?;
        // By the other name too.
        after.renew_search(tx).await?;
        let data = json!({ "merge": id, "other": loser.id });
        after.tell(tx, actor, Kind::ClientMerged, data, now).await?;
        Ok(id)
    }
}
