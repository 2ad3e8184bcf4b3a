//! Finding clients by any part of a name, in either script, by the digits of a phone, by e-mail or a messenger's name; with
//! a typing error too; a page at a time.
//!
//! What few have is taken out of the index (SQLite: `clients_fts`, Postgres: `clients_by_part`) and then sorted by name.
//! What many have is given in two parts, neither of which must be sorted: names that begin with what was typed, by name, then
//! the others in the order in which they came. Counting to [`FEW`] tells which. Who is merely alike comes after, from the
//! words of names that are a typing error away ([`similar`]).

mod list;
mod similar;
mod sought;
mod tagged;
mod visits;
mod words;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;
use uuid::Uuid;

pub(crate) use similar::share_a_name;
pub(super) use similar::{same_name, sounds};
pub use sought::Sought;
use sought::any_of;
pub(super) use sought::escaped;
pub use tagged::Tagged;
use visits::with_visits;

use super::Client;
use super::model::NAME_ENDS;
use crate::appointments::Status;
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, ClientId, TagId, TenantId};
use crate::q;

/// So many hits are fetched and sorted; where there are more, a page of the list is soon full.
const FEW: i64 = 1000;
/// Sorts behind every text.
const LAST: &str = "\u{10ffff}";

/// A line of the list.
#[derive(Clone, Debug)]
pub struct ClientRow {
    pub id: ClientId,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub allergies: String,
    pub blocked_at: Option<DateTime<Utc>>,
    /// The folded text that the list is sorted by.
    pub search: String,
    pub next_id: Option<AppointmentId>,
    pub next_at: Option<DateTime<Utc>>,
    pub next_status: Option<Status>,
    pub last_at: Option<DateTime<Utc>>,
}

/// A line without its visits.
#[derive(Clone, Debug, FromRow)]
struct Found {
    id: ClientId,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    allergies: String,
    blocked_at: Option<DateTime<Utc>>,
    search: String,
}

/// The last line of a page: where the next one goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct After {
    pub search: String,
    pub id: Uuid,
}

/// Which clients a list is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those with this tag.
    pub tag: Option<TagId>,
    /// Those on the block list.
    pub is_blocked: bool,
}

impl Client {
    /// Up to `limit` clients that match, by name, after a line.
    pub async fn list(
        mut on: impl On,
        tenant: TenantId,
        sought: &Sought,
        filter: Filter,
        after: &After,
        limit: i64,
        now: DateTime<Utc>,
    ) -> Result<Vec<ClientRow>> {
        let found = Self::found(&mut on, tenant, sought, filter, after, limit).await?;
        with_visits(on, tenant, found, now).await
    }

    /// All that a list would show, page after page; no more than `limit`.
    pub async fn matching(
        on: impl On,
        tenant: TenantId,
        sought: &Sought,
        filter: Filter,
        limit: i64,
    ) -> Result<Vec<ClientId>> {
        let after = After::default();
        let found = Self::found(on, tenant, sought, filter, &after, limit).await?;
        Ok(found.into_iter().map(|row| row.id).collect())
    }

    async fn found(
        mut on: impl On,
        tenant: TenantId,
        sought: &Sought,
        filter: Filter,
        after: &After,
        limit: i64,
    ) -> Result<Vec<Found>> {
        Ok(if filter.is_blocked {
            list::blocked(&mut on, tenant, sought, filter, after, limit).await?
        } else if let Some(tag) = filter.tag
            && list::has_few(&mut on, tenant, tag).await?
        {
            list::tagged(&mut on, tenant, sought, tag, after, limit).await?
        } else if sought.is_empty() {
            list::walk(&mut on, tenant, sought, filter, (after, LAST), limit).await?
        } else {
            match list::hits(&mut on, tenant, sought).await? {
                // What has no trigram, such as a lone "%", is looked for in every row: not a second time.
                0 => Vec::new(),
                1..=FEW => list::few(&mut on, tenant, sought, filter, after, limit).await?,
                _ if filter.tag.is_some() => {
                    list::walk(&mut on, tenant, sought, filter, (after, LAST), limit).await?
                }
                _ => list::many(&mut on, tenant, sought, after, limit).await?,
            }
        })
    }

    /// The first `limit` that match what was typed, then who is alike: for choosing somebody.
    pub async fn search(
        mut on: impl On,
        tenant: TenantId,
        typed: &str,
        contacts: bool,
        limit: i64,
        now: DateTime<Utc>,
    ) -> Result<Vec<ClientRow>> {
        let sought = Sought::new(typed, contacts);
        let (filter, after) = (Filter::default(), After::default());
        let mut rows = Self::list(&mut on, tenant, &sought, filter, &after, limit, now).await?;
        let room = limit - rows.len() as i64;
        if room > 0 {
            let known: Vec<ClientId> = rows.iter().map(|row| row.id).collect();
            rows.extend(Self::similar(on, tenant, &sought, &known, room, now).await?);
        }
        Ok(rows)
    }

    /// Clients whose names are a typing error away from what was sought, the nearest first.
    pub async fn similar(
        mut on: impl On,
        tenant: TenantId,
        sought: &Sought,
        known: &[ClientId],
        limit: i64,
        now: DateTime<Utc>,
    ) -> Result<Vec<ClientRow>> {
        let mut found = similar::candidates(&mut on, tenant, &sought.words).await?;
        found.retain(|row| !known.contains(&row.id));
        let mut judged: Vec<(usize, Found)> = found
            .into_iter()
            .filter_map(|row| {
                let name = row.search.split(NAME_ENDS).next()?;
                Some((similar::error(&sought.words, name)?, row))
            })
            .collect();
        judged.sort_by(|(a, x), (b, y)| (a, &x.search, x.id).cmp(&(b, &y.search, y.id)));
        judged.truncate(usize::try_from(limit).unwrap_or(0));
        let nearest = judged.into_iter().map(|(_, row)| row).collect();
        with_visits(on, tenant, nearest, now).await
    }

    /// Where a page goes on after this client; from the beginning when there is none. The place is looked up, since the
    /// text that the list is sorted by holds phone and e-mail and has no business in an address.
    pub async fn after(mut on: impl On, tenant: TenantId, id: ClientId) -> Result<After> {
        let found = q!(
            on,
            fetch_optional: (String,),
            "SELECT search FROM clients WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?;
        Ok(found.map_or_else(After::default, |(search,)| After { search, id: id.0 }))
    }

    /// How many there are.
    pub async fn count(mut on: impl On, tenant: TenantId) -> Result<i64> {
        let (count,) = q!(
            on,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM clients WHERE tenant_id = $1 AND NOT is_merged",
            tenant,
        )?;
        Ok(count)
    }

    /// Those whose visits lie nearest to now, the latest first: who is on the phone is most likely one of them.
    pub async fn recent(
        mut on: impl On,
        tenant: TenantId,
        count: usize,
        now: DateTime<Utc>,
    ) -> Result<Vec<Client>> {
        let rows = q!(
            on,
            fetch_all: Client,
            "SELECT c.* FROM (SELECT client_id, starts_at FROM appointments
                WHERE tenant_id = $1 AND starts_at < $2 AND client_id IS NOT NULL ORDER BY starts_at DESC LIMIT 40) a
             JOIN clients c ON c.tenant_id = $1 AND c.id = a.client_id AND NOT c.is_merged ORDER BY a.starts_at DESC",
            tenant,
            now + TimeDelta::days(1),
        )?;
        let mut recent: Vec<Client> = Vec::new();
        for client in rows {
            if recent.len() < count && recent.iter().all(|known| known.id != client.id) {
                recent.push(client);
            }
        }
        Ok(recent)
    }
}
