//! Clients who have a tag that is called as what was typed: said with the tag, behind those who are called so themselves.

use chrono::{DateTime, Utc};

use super::{After, ClientRow, Filter, Sought};
use crate::clients::{Client, Tag};
use crate::db::On;
use crate::error::Result;
use crate::id::{ClientId, TenantId};

/// Tags that are shown at once.
const TAGS: i64 = 3;

/// A tag and some of those who have it, by name.
#[derive(Clone, Debug)]
pub struct Tagged {
    pub tag: Tag,
    pub rows: Vec<ClientRow>,
    /// The list has more of them.
    pub more: bool,
}

impl Tagged {
    /// Up to `limit` of each tag, without those that are `known` already.
    pub async fn find(
        mut on: impl On,
        tenant: TenantId,
        typed: &str,
        known: &[ClientId],
        limit: usize,
        now: DateTime<Utc>,
    ) -> Result<Vec<Self>> {
        let all = Sought::new("", false);
        let mut found: Vec<Self> = Vec::new();
        for tag in Tag::called(&mut on, tenant, typed, TAGS).await? {
            let filter = Filter {
                tag: Some(tag.id),
                ..Filter::default()
            };
            let seen = found.iter().flat_map(|tagged| &tagged.rows);
            let seen: Vec<ClientId> = seen
                .map(|row| row.id)
                .chain(known.iter().copied())
                .collect();
            let most = (limit + seen.len()) as i64 + 1;
            let after = After::default();
            let mut rows = Client::list(&mut on, tenant, &all, filter, &after, most, now).await?;
            if rows.is_empty() {
                continue;
            }
            rows.retain(|row| !seen.contains(&row.id));
            let more = rows.len() > limit;
            rows.truncate(limit);
            found.push(Self { tag, rows, more });
        }
        Ok(found)
    }
}
