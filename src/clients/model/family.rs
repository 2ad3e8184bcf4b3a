//! Who books for whom: a parent for a child that has a card of its own, one partner for the other.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::Client;
use super::notes::there;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{Actor, Kind};
use crate::i18n::key;
use crate::id::{ClientId, TenantId};
use crate::q;

/// What the other one is to the one who books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Relation {
    Child,
    Partner,
    Relative,
    Other,
}

/// Somebody linked to a card.
#[derive(Clone, Debug, FromRow)]
pub struct Relative {
    pub id: ClientId,
    pub name: String,
    pub allergies: String,
    pub relation: Relation,
    /// The card's client books for this one; else it is the other way round.
    pub is_booked_for: bool,
}

impl Relation {
    pub const ALL: [Self; 4] = [Self::Child, Self::Partner, Self::Relative, Self::Other];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::Partner => "partner",
            Self::Relative => "relative",
            Self::Other => "other",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|relation| relation.as_str() == text)
    }

    /// The key of its name.
    pub fn text_key(self) -> &'static str {
        match self {
            Self::Child => key!("client-relation-child"),
            Self::Partner => key!("client-relation-partner"),
            Self::Relative => key!("client-relation-relative"),
            Self::Other => key!("client-relation-other"),
        }
    }

    /// The same, seen from the other side.
    pub fn back_key(self) -> &'static str {
        match self {
            Self::Child => key!("client-relation-parent"),
            other => other.text_key(),
        }
    }
}

impl Relative {
    /// Both sides of the card's links, those booked for first.
    pub async fn of(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<Vec<Self>> {
        let booked_for = q!(
            on,
            fetch_all: Self,
            "SELECT c.id, c.name, c.allergies, l.relation, TRUE AS is_booked_for FROM client_links l
             JOIN clients c ON c.tenant_id = l.tenant_id AND c.id = l.other_id
             WHERE l.tenant_id = $1 AND l.client_id = $2 AND NOT c.is_merged ORDER BY c.search LIMIT 50",
            tenant,
            client,
        )?;
        let bookers = q!(
            on,
            fetch_all: Self,
            "SELECT c.id, c.name, c.allergies, l.relation, FALSE AS is_booked_for FROM client_links l
             JOIN clients c ON c.tenant_id = l.tenant_id AND c.id = l.client_id
             WHERE l.tenant_id = $1 AND l.other_id = $2 AND NOT c.is_merged ORDER BY c.search LIMIT 50",
            tenant,
            client,
        )?;
        Ok([booked_for, bookers].concat())
    }
}

impl Client {
    /// Who books for a client and can be written to, the first who was linked.
    pub async fn booker_with_email(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
    ) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT c.* FROM client_links l JOIN clients c ON c.tenant_id = l.tenant_id AND c.id = l.client_id
             WHERE l.tenant_id = $1 AND l.other_id = $2 AND c.email IS NOT NULL AND NOT c.is_merged
             ORDER BY l.created_at, c.id LIMIT 1",
            tenant,
            client,
        )?)
    }

    /// From now on this one books for the other.
    pub async fn link(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        other: ClientId,
        relation: Relation,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if other == self.id {
            return Err(Error::Invalid(key!("client-family-self")));
        }
        Self::find(&mut *tx, self.tenant_id, other).await?;
        q!(
            tx,
            execute,
            "INSERT INTO client_links (tenant_id, client_id, other_id, relation, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant_id, client_id, other_id) DO UPDATE SET relation = excluded.relation",
            self.tenant_id,
            self.id,
            other,
            relation,
            now,
        )?;
        let data = json!({ "other": other, "relation": relation.as_str() });
        self.tell(tx, actor, Kind::ClientLinked, data, now).await
    }

    /// Takes the link away, whichever of the two books.
    pub async fn unlink(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        other: ClientId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let removed = q!(
            tx,
            execute,
            "DELETE FROM client_links WHERE tenant_id = $1 AND client_id = $2 AND other_id = $3",
            self.tenant_id,
            self.id,
            other,
        )? + q!(
            tx,
            execute,
            "DELETE FROM client_links WHERE tenant_id = $1 AND client_id = $3 AND other_id = $2",
            self.tenant_id,
            self.id,
            other,
        )?;
        there(removed)?;
        let data = json!({ "other": other, "relation": null });
        self.tell(tx, actor, Kind::ClientLinked, data, now).await
    }
}
