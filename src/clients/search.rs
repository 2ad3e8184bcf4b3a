//! Finding clients by any part of a name, in either script, by the digits of a phone, or by e-mail; a page at a time.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::Client;
use super::model::NAME_ENDS;
use crate::appointments::Status;
use crate::contact::fold;
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, ClientId, TagId, TenantId};
use crate::q;

/// A line of the list.
#[derive(Clone, Debug, FromRow)]
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

/// What was typed, as patterns that must all match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought([String; 3]);

impl Sought {
    /// `contacts` for roles that may see phones and e-mails: who sees them masked could else guess them digit by digit,
    /// and finds by names alone.
    pub fn new(typed: &str, contacts: bool) -> Self {
        let typed: String = typed.chars().take(100).collect();
        let pattern = |word: &str| match contacts {
            true => pattern(word),
            // Before the mark that ends the name.
            false => format!("{}{NAME_ENDS}%", pattern(word)),
        };
        if let Some(digits) = digits(&typed) {
            return Self([pattern(&digits), "%".into(), "%".into()]);
        }
        let folded = fold(&typed);
        let mut words = folded.split(' ').filter(|word| !word.is_empty());
        Self([0; 3].map(|_| words.next().map_or_else(|| "%".into(), pattern)))
    }
}

/// The digits of what looks like a phone, without the trunk or exit prefix that people dial at home.
fn digits(typed: &str) -> Option<String> {
    let looks = |c: char| c.is_ascii_digit() || " +-().".contains(c);
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() || !typed.chars().all(looks) {
        return None;
    }
    let long = digits.len() > 9;
    Some(if long {
        digits[digits.len() - 9..].to_owned()
    } else {
        digits
    })
}

fn pattern(word: &str) -> String {
    let escaped = word
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{escaped}%")
}

impl Client {
    /// Up to `limit` clients that match, by name, after a line.
    pub async fn list(
        on: impl On,
        tenant: TenantId,
        sought: &Sought,
        after: &After,
        limit: i64,
        now: DateTime<Utc>,
    ) -> Result<Vec<ClientRow>> {
        Self::filtered(on, tenant, sought, Filter::default(), after, limit, now).await
    }

    /// The same, of some only.
    pub async fn filtered(
        mut on: impl On,
        tenant: TenantId,
        sought: &Sought,
        filter: Filter,
        after: &After,
        limit: i64,
        now: DateTime<Utc>,
    ) -> Result<Vec<ClientRow>> {
        let [first, second, third] = &sought.0;
        Ok(q!(
            on,
            fetch_all: ClientRow,
            "SELECT c.id, c.name, c.phone, c.email, c.allergies, c.search, c.blocked_at,
                n.id AS next_id, n.starts_at AS next_at, n.status AS next_status,
                (SELECT a.starts_at FROM appointments a WHERE a.tenant_id = c.tenant_id AND a.client_id = c.id
                    AND a.starts_at <= $8 AND a.status = 'completed' ORDER BY a.starts_at DESC LIMIT 1) AS last_at
             FROM (SELECT * FROM clients WHERE tenant_id = $1 AND (search, id) > ($5, $6) AND NOT is_merged
                     AND ($11 = FALSE OR blocked_at IS NOT NULL)
                     AND (EXISTS (SELECT 1 FROM client_tags t WHERE t.tenant_id = clients.tenant_id AND t.client_id = clients.id
                        AND t.tag_id = $10) OR $10 IS NULL)
                     AND search LIKE $2 ESCAPE '\\' AND search LIKE $3 ESCAPE '\\' AND search LIKE $4 ESCAPE '\\'
                   ORDER BY search, id LIMIT $7) c
             LEFT JOIN appointments n ON n.tenant_id = c.tenant_id AND n.id = (
                SELECT a.id FROM appointments a WHERE a.tenant_id = c.tenant_id AND a.client_id = c.id
                    AND a.ends_at > $8 AND a.starts_at > $9
                    AND a.status IN ('held', 'pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress')
                ORDER BY a.starts_at LIMIT 1)
             ORDER BY c.search, c.id",
            tenant,
            first,
            second,
            third,
            &after.search,
            after.id,
            limit,
            now,
            now - chrono::TimeDelta::days(crate::appointments::MAX_SPAN_DAYS),
            filter.tag,
            filter.is_blocked,
        )?)
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

    /// How many there are, counted up to a thousand and one.
    pub async fn count(mut on: impl On, tenant: TenantId) -> Result<i64> {
        let (count,) = q!(
            on,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM (SELECT 1 FROM clients WHERE tenant_id = $1 AND NOT is_merged LIMIT 1001) c",
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
             JOIN clients c ON c.tenant_id = $1 AND c.id = a.client_id ORDER BY a.starts_at DESC",
            tenant,
            now + chrono::TimeDelta::days(1),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_patterns() {
        let sought = |typed| Sought::new(typed, true).0;
        assert_eq!(sought("Анна Чер"), ["%anna%", "%cher%", "%"]);
        assert_eq!(sought("  "), ["%", "%", "%"]);
        assert_eq!(sought("100%_x\\"), ["%100\\%\\_x\\\\%", "%", "%"]);
        assert_eq!(sought("678"), ["%678%", "%", "%"]);
        assert_eq!(sought("8 (912) 345-67-89"), ["%123456789%", "%", "%"]);
        assert_eq!(sought("+34 612 345 678"), ["%612345678%", "%", "%"]);
        assert_eq!(sought("()"), ["%()%", "%", "%"]);
        let by_name = Sought::new("Анна Чер", false).0;
        assert_eq!(by_name, ["%anna% ! %", "%cher% ! %", "%"]);
    }
}
