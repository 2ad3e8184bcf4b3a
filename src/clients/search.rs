//! Finding clients by any part of a name, in either script, by the digits of a phone, by e-mail or a messenger's name; with
//! a typing error too; a page at a time.
//!
//! What few have is taken out of the index (SQLite: `clients_fts`, Postgres: `clients_by_part`) and then sorted by name.
//! What many have is given in two parts, neither of which must be sorted: names that begin with what was typed, by name, then
//! the others in the order in which they came. Counting to [`FEW`] tells which. Who is merely alike comes after, from the
//! words of names that are a typing error away ([`similar`]).

mod similar;

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;
use uuid::Uuid;

pub(crate) use similar::share_a_name;
use similar::sound;
pub(super) use similar::{same_name, sounds};

use super::Client;
use super::model::NAME_ENDS;
use crate::appointments::{MAX_SPAN_DAYS, Status};
use crate::contact::fold;
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, ClientId, TagId, TenantId};
use crate::q;

/// So many hits are fetched and sorted; where there are more, a page of the list is soon full.
const FEW: i64 = 1000;
/// Sorts behind every text.
const LAST: &str = "\u{10ffff}";
/// Words that count; who types more has found long since.
const TERMS: usize = 3;

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

/// What was typed: words that must all be there, each in one of two ways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    terms: Vec<Term>,
    /// The words themselves, for judging what is alike; none in a number.
    words: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    /// For LIKE.
    patterns: [String; 2],
    /// For FTS5, one of these: three characters or more each.
    phrases: Vec<String>,
}

impl Sought {
    /// `contacts` for roles that may see phones and e-mails: who sees them masked could else guess them digit by digit,
    /// and finds by names alone.
    pub fn new(typed: &str, contacts: bool) -> Self {
        let mut sought = Self::anywhere(typed);
        if !contacts {
            for pattern in sought.terms.iter_mut().flat_map(|term| &mut term.patterns) {
                // Before the mark that ends the name.
                pattern.push_str(NAME_ENDS);
                pattern.push('%');
            }
        }
        sought
    }

    fn anywhere(typed: &str) -> Self {
        let typed: String = typed.chars().take(100).collect();
        if let Some(digits) = digits(&typed) {
            return Self {
                terms: Term::of_digits(&digits).into_iter().collect(),
                words: Vec::new(),
            };
        }
        let folded = fold(&typed);
        let words: Vec<String> = folded
            .split(' ')
            .map(|word| word.trim_start_matches('@'))
            .filter(|word| !word.is_empty())
            .take(TERMS)
            .map(str::to_owned)
            .collect();
        Self {
            terms: words.iter().map(|word| Term::of_word(word)).collect(),
            words,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// How many words it has.
    pub(super) fn words(&self) -> usize {
        self.words.len()
    }

    /// Two patterns for each of three terms; a term that is not there repeats the first.
    fn patterns(&self) -> [&str; TERMS * 2] {
        const ANY: &str = "%";
        std::array::from_fn(|n| {
            self.terms
                .get(n / 2)
                .or(self.terms.first())
                .map_or(ANY, |term| &term.patterns[n % 2])
        })
    }

    /// The same as an expression of FTS5.
    fn expression(&self) -> String {
        let terms = self.terms.iter().map(|term| any_of(&term.phrases));
        terms.collect::<Vec<_>>().join(" AND ")
    }
}

impl Term {
    fn of_word(word: &str) -> Self {
        let plain = escaped(word);
        match word.chars().count() {
            // Anywhere would be half of all; words begin so.
            1 | 2 => Self {
                patterns: [format!("{plain}%"), format!("% {plain}%")],
                phrases: vec![format!("{word:>3}")],
            },
            _ => {
                let sound = sound(word);
                let second = if sound.chars().count() > 2 {
                    &sound
                } else {
                    word
                };
                Self {
                    patterns: [format!("%{plain}%"), format!("%{}%", escaped(second))],
                    phrases: vec![word.to_owned(), second.to_owned()],
                }
            }
        }
    }

    /// One digit says nothing; two are the end of a number, or its country.
    fn of_digits(digits: &str) -> Option<Self> {
        match digits.len() {
            0 | 1 => None,
            2 => Some(Self {
                patterns: [format!("%{digits} %"), format!("% +{digits}%")],
                phrases: vec![format!("{digits} "), format!("+{digits}")],
            }),
            length => {
                // Dialled at home, with the trunk's 0 or 8 before it.
                let inner = match digits.as_bytes().first() {
                    Some(b'0' | b'8') if length > 3 => &digits[1..],
                    _ => digits,
                };
                Some(Self {
                    patterns: [format!("%{digits}%"), format!("%{inner}%")],
                    phrases: vec![digits.to_owned(), inner.to_owned()],
                })
            }
        }
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

/// A word as LIKE takes it literally.
fn escaped(word: &str) -> String {
    word.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

/// One of several phrases, as FTS5 writes it.
fn any_of(phrases: &[String]) -> String {
    let mut quoted: Vec<String> = phrases
        .iter()
        .map(|phrase| format!("\"{}\"", phrase.replace('"', "\"\"")))
        .collect();
    quoted.dedup();
    format!("({})", quoted.join(" OR "))
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
        let found = if filter.is_blocked {
            blocked(&mut on, tenant, sought, filter, after, limit).await?
        } else if let Some(tag) = filter.tag
            && has_few(&mut on, tenant, tag).await?
        {
            tagged(&mut on, tenant, sought, tag, after, limit).await?
        } else if !sought.is_empty() && are_few(&mut on, tenant, sought).await? {
            few(&mut on, tenant, sought, filter, after, limit).await?
        } else if sought.is_empty() || filter.tag.is_some() {
            walk(&mut on, tenant, sought, filter, (after, LAST), limit).await?
        } else {
            many(&mut on, tenant, sought, after, limit).await?
        };
        with_visits(on, tenant, found, now).await
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

/// Whether the index has no more than [`FEW`] hits.
async fn are_few(mut on: impl On, tenant: TenantId, sought: &Sought) -> Result<bool> {
    let [a1, a2, b1, b2, c1, c2] = sought.patterns();
    let (count,) = q!(
        on,
        fetch_one: (i64,),
        {
            // A tenant's documents are a range of their own, so that only they are read. The last terms only bind.
            sqlite: "SELECT COUNT(*) FROM (SELECT 1 FROM clients_fts WHERE clients_fts MATCH $2
                        AND rowid BETWEEN (SELECT min(doc) FROM client_docs WHERE tenant_id = $1)
                                      AND (SELECT max(doc) FROM client_docs WHERE tenant_id = $1)
                     LIMIT $9) f WHERE ($3 || $4 || $5 || $6 || $7 || $8) <> ''",
            pg: "SELECT COUNT(*) FROM (SELECT 1 FROM clients WHERE tenant_id = $1 AND NOT is_merged AND $2 <> ''
                    AND (search LIKE $3 OR search LIKE $4) AND (search LIKE $5 OR search LIKE $6)
                    AND (search LIKE $7 OR search LIKE $8) LIMIT $9) c",
        },
        tenant,
        sought.expression(),
        a1,
        a2,
        b1,
        b2,
        c1,
        c2,
        FEW + 1,
    )?;
    Ok(count <= FEW)
}

/// Whether no more than [`FEW`] have the tag.
async fn has_few(mut on: impl On, tenant: TenantId, tag: TagId) -> Result<bool> {
    let (count,) = q!(
        on,
        fetch_one: (i64,),
        "SELECT COUNT(*) FROM (SELECT 1 FROM client_tags WHERE tenant_id = $1 AND tag_id = $2 LIMIT $3) t",
        tenant,
        tag,
        FEW + 1,
    )?;
    Ok(count <= FEW)
}

/// Out of the index, then sorted.
async fn few(
    mut on: impl On,
    tenant: TenantId,
    sought: &Sought,
    filter: Filter,
    after: &After,
    limit: i64,
) -> Result<Vec<Found>> {
    let [a1, a2, b1, b2, c1, c2] = sought.patterns();
    Ok(q!(
        on,
        fetch_all: Found,
        {
            sqlite: "SELECT c.id, c.name, c.phone, c.email, c.allergies, c.blocked_at, c.search
                     FROM (SELECT rowid AS doc FROM clients_fts WHERE clients_fts MATCH $2
                            AND rowid BETWEEN (SELECT min(doc) FROM client_docs WHERE tenant_id = $1)
                                          AND (SELECT max(doc) FROM client_docs WHERE tenant_id = $1)) f
                     CROSS JOIN client_docs d ON d.doc = f.doc AND d.tenant_id = $1
                     CROSS JOIN clients c ON c.tenant_id = d.tenant_id AND c.id = d.client_id
                     WHERE (c.search, c.id) > ($9, $10) AND NOT c.is_merged
                       AND (c.search LIKE $3 ESCAPE '\\' OR c.search LIKE $4 ESCAPE '\\')
                       AND (c.search LIKE $5 ESCAPE '\\' OR c.search LIKE $6 ESCAPE '\\')
                       AND (c.search LIKE $7 ESCAPE '\\' OR c.search LIKE $8 ESCAPE '\\')
                       AND ($12 IS NULL OR EXISTS (SELECT 1 FROM client_tags t
                            WHERE t.tenant_id = c.tenant_id AND t.client_id = c.id AND t.tag_id = $12))
                     ORDER BY c.search, c.id LIMIT $11",
            pg: "WITH f AS MATERIALIZED (
                    SELECT id, name, phone, email, allergies, blocked_at, search FROM clients
                    WHERE tenant_id = $1 AND NOT is_merged AND $2 <> ''
                      AND (search LIKE $3 OR search LIKE $4) AND (search LIKE $5 OR search LIKE $6)
                      AND (search LIKE $7 OR search LIKE $8))
                 SELECT f.* FROM f WHERE (f.search, f.id) > ($9, $10)
                   AND (EXISTS (SELECT 1 FROM client_tags t WHERE t.tenant_id = $1 AND t.client_id = f.id AND t.tag_id = $12)
                        OR $12 IS NULL)
                 ORDER BY f.search, f.id LIMIT $11",
        },
        tenant,
        sought.expression(),
        a1,
        a2,
        b1,
        b2,
        c1,
        c2,
        &after.search,
        after.id,
        limit,
        filter.tag,
    )?)
}

/// Names that begin with the first word that was typed, by name; then the others as they came.
async fn many(
    mut on: impl On,
    tenant: TenantId,
    sought: &Sought,
    after: &After,
    limit: i64,
) -> Result<Vec<Found>> {
    let prefix = sought.words.first().map(String::as_str);
    let prefix = prefix.unwrap_or(LAST);
    let end = format!("{prefix}{LAST}");
    let is_first = *after == After::default();
    let is_in_names = prefix <= after.search.as_str() && after.search < end;
    let mut found = Vec::new();
    if is_first || is_in_names {
        let begin = After {
            search: prefix.to_owned(),
            id: Uuid::nil(),
        };
        let after = if is_first { &begin } else { after };
        let filter = Filter::default();
        found = walk(&mut on, tenant, sought, filter, (after, &end), limit).await?;
    }
    let room = limit - found.len() as i64;
    if room > 0 {
        let after = if is_in_names { Uuid::nil() } else { after.id };
        let besides = (prefix, end.as_str());
        found.extend(others(on, tenant, sought, besides, after, room).await?);
    }
    Ok(found)
}

/// Those whose names do not begin so, in the order in which they came, after one of them.
async fn others(
    mut on: impl On,
    tenant: TenantId,
    sought: &Sought,
    (prefix, end): (&str, &str),
    after: Uuid,
    limit: i64,
) -> Result<Vec<Found>> {
    let [a1, a2, b1, b2, c1, c2] = sought.patterns();
    Ok(q!(
        on,
        fetch_all: Found,
        {
            // A document's number rises as clients come.
            sqlite: "SELECT c.id, c.name, c.phone, c.email, c.allergies, c.blocked_at, c.search
                     FROM (SELECT rowid AS doc FROM clients_fts WHERE clients_fts MATCH $2
                            AND rowid > coalesce((SELECT doc FROM client_docs WHERE tenant_id = $1 AND client_id = $9),
                                (SELECT min(doc) - 1 FROM client_docs WHERE tenant_id = $1))
                            AND rowid <= (SELECT max(doc) FROM client_docs WHERE tenant_id = $1)) f
                     CROSS JOIN client_docs d ON d.doc = f.doc AND d.tenant_id = $1
                     CROSS JOIN clients c ON c.tenant_id = d.tenant_id AND c.id = d.client_id
                     WHERE NOT c.is_merged AND NOT (c.search >= $10 AND c.search < $11)
                       AND (c.search LIKE $3 ESCAPE '\\' OR c.search LIKE $4 ESCAPE '\\')
                       AND (c.search LIKE $5 ESCAPE '\\' OR c.search LIKE $6 ESCAPE '\\')
                       AND (c.search LIKE $7 ESCAPE '\\' OR c.search LIKE $8 ESCAPE '\\')
                     LIMIT $12",
            // An expression instead of the column keeps it from the index for parts, which would give all hits at once.
            pg: "SELECT id, name, phone, email, allergies, blocked_at, search FROM clients
                 WHERE tenant_id = $1 AND $2 <> '' AND id > $9 AND NOT is_merged
                   AND NOT (search || '' >= $10 AND search || '' < $11)
                   AND (search || '' LIKE $3 ESCAPE '\\' OR search || '' LIKE $4 ESCAPE '\\')
                   AND (search || '' LIKE $5 ESCAPE '\\' OR search || '' LIKE $6 ESCAPE '\\')
                   AND (search || '' LIKE $7 ESCAPE '\\' OR search || '' LIKE $8 ESCAPE '\\')
                 ORDER BY id LIMIT $12",
        },
        tenant,
        sought.expression(),
        a1,
        a2,
        b1,
        b2,
        c1,
        c2,
        after,
        prefix,
        end,
        limit,
    )?)
}

/// Along the list, from after a line up to a text, until the page is full.
async fn walk(
    mut on: impl On,
    tenant: TenantId,
    sought: &Sought,
    filter: Filter,
    (after, end): (&After, &str),
    limit: i64,
) -> Result<Vec<Found>> {
    let [a1, a2, b1, b2, c1, c2] = sought.patterns();
    // An expression instead of the column keeps Postgres from the index for parts, which would give all hits at once.
    Ok(q!(
        on,
        fetch_all: Found,
        "SELECT id, name, phone, email, allergies, blocked_at, search FROM clients
         WHERE tenant_id = $1 AND (search, id) > ($8, $9) AND search < $12 AND NOT is_merged
           AND (search || '' LIKE $2 ESCAPE '\\' OR search || '' LIKE $3 ESCAPE '\\')
           AND (search || '' LIKE $4 ESCAPE '\\' OR search || '' LIKE $5 ESCAPE '\\')
           AND (search || '' LIKE $6 ESCAPE '\\' OR search || '' LIKE $7 ESCAPE '\\')
           AND (EXISTS (SELECT 1 FROM client_tags t
                WHERE t.tenant_id = clients.tenant_id AND t.client_id = clients.id AND t.tag_id = $11) OR $11 IS NULL)
         ORDER BY search, id LIMIT $10",
        tenant,
        a1,
        a2,
        b1,
        b2,
        c1,
        c2,
        &after.search,
        after.id,
        limit,
        filter.tag,
        end,
    )?)
}

/// Those with a tag that few have.
async fn tagged(
    mut on: impl On,
    tenant: TenantId,
    sought: &Sought,
    tag: TagId,
    after: &After,
    limit: i64,
) -> Result<Vec<Found>> {
    let [a1, a2, b1, b2, c1, c2] = sought.patterns();
    Ok(q!(
        on,
        fetch_all: Found,
        "SELECT c.id, c.name, c.phone, c.email, c.allergies, c.blocked_at, c.search
         FROM client_tags t JOIN clients c ON c.tenant_id = t.tenant_id AND c.id = t.client_id
         WHERE t.tenant_id = $1 AND t.tag_id = $11 AND (c.search, c.id) > ($8, $9) AND NOT c.is_merged
           AND (c.search LIKE $2 ESCAPE '\\' OR c.search LIKE $3 ESCAPE '\\')
           AND (c.search LIKE $4 ESCAPE '\\' OR c.search LIKE $5 ESCAPE '\\')
           AND (c.search LIKE $6 ESCAPE '\\' OR c.search LIKE $7 ESCAPE '\\')
         ORDER BY c.search, c.id LIMIT $10",
        tenant,
        a1,
        a2,
        b1,
        b2,
        c1,
        c2,
        &after.search,
        after.id,
        limit,
        tag,
    )?)
}

/// The block list.
async fn blocked(
    mut on: impl On,
    tenant: TenantId,
    sought: &Sought,
    filter: Filter,
    after: &After,
    limit: i64,
) -> Result<Vec<Found>> {
    let [a1, a2, b1, b2, c1, c2] = sought.patterns();
    Ok(q!(
        on,
        fetch_all: Found,
        "SELECT c.id, c.name, c.phone, c.email, c.allergies, c.blocked_at, c.search FROM clients c
         WHERE c.tenant_id = $1 AND c.blocked_at IS NOT NULL AND (c.search, c.id) > ($8, $9) AND NOT c.is_merged
           AND (c.search LIKE $2 ESCAPE '\\' OR c.search LIKE $3 ESCAPE '\\')
           AND (c.search LIKE $4 ESCAPE '\\' OR c.search LIKE $5 ESCAPE '\\')
           AND (c.search LIKE $6 ESCAPE '\\' OR c.search LIKE $7 ESCAPE '\\')
           AND (EXISTS (SELECT 1 FROM client_tags t
                WHERE t.tenant_id = c.tenant_id AND t.client_id = c.id AND t.tag_id = $11) OR $11 IS NULL)
         ORDER BY c.search, c.id LIMIT $10",
        tenant,
        a1,
        a2,
        b1,
        b2,
        c1,
        c2,
        &after.search,
        after.id,
        limit,
        filter.tag,
    )?)
}

/// A client's next and last visit.
#[derive(FromRow)]
struct Visits {
    client_id: ClientId,
    next_id: Option<AppointmentId>,
    next_at: Option<DateTime<Utc>>,
    next_status: Option<Status>,
    last_at: Option<DateTime<Utc>>,
}

/// The lines with their visits, which are looked up for the lines shown only.
async fn with_visits(
    mut on: impl On,
    tenant: TenantId,
    found: Vec<Found>,
    now: DateTime<Utc>,
) -> Result<Vec<ClientRow>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<ClientId> = found.iter().map(|row| row.id).collect();
    let ids = serde_json::to_string(&ids).unwrap_or_else(|_| "[]".to_owned());
    let visits = q!(
        on,
        fetch_all: Visits,
        {
            sqlite: "SELECT j.client_id, n.id AS next_id, n.starts_at AS next_at, n.status AS next_status,
                        (SELECT a.starts_at FROM appointments a WHERE a.tenant_id = $1 AND a.client_id = j.client_id
                            AND a.starts_at <= $3 AND a.status = 'completed' ORDER BY a.starts_at DESC LIMIT 1) AS last_at
                     FROM (SELECT unhex(value, '-') AS client_id FROM json_each($2)) j
                     LEFT JOIN appointments n ON n.tenant_id = $1 AND n.id = (
                        SELECT a.id FROM appointments a WHERE a.tenant_id = $1 AND a.client_id = j.client_id
                            AND a.ends_at > $3 AND a.starts_at > $4
                            AND a.status IN ('held', 'pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress')
                        ORDER BY a.starts_at LIMIT 1)",
            pg: "SELECT j.client_id, n.id AS next_id, n.starts_at AS next_at, n.status AS next_status,
                    (SELECT a.starts_at FROM appointments a WHERE a.tenant_id = $1 AND a.client_id = j.client_id
                        AND a.starts_at <= $3 AND a.status = 'completed' ORDER BY a.starts_at DESC LIMIT 1) AS last_at
                 FROM (SELECT CAST(e.value AS uuid) AS client_id FROM jsonb_array_elements_text($2::jsonb) e) j
                 LEFT JOIN LATERAL (
                    SELECT a.id, a.starts_at, a.status FROM appointments a WHERE a.tenant_id = $1 AND a.client_id = j.client_id
                        AND a.ends_at > $3 AND a.starts_at > $4
                        AND a.status IN ('held', 'pending', 'awaiting_deposit', 'confirmed', 'arrived', 'in_progress')
                    ORDER BY a.starts_at LIMIT 1) n ON TRUE",
        },
        tenant,
        ids,
        now,
        now - TimeDelta::days(MAX_SPAN_DAYS),
    )?;
    let mut visits: HashMap<ClientId, Visits> =
        visits.into_iter().map(|row| (row.client_id, row)).collect();
    let line = |row: Found| {
        let visits = visits.remove(&row.id);
        let visits = visits.as_ref();
        ClientRow {
            id: row.id,
            name: row.name,
            phone: row.phone,
            email: row.email,
            allergies: row.allergies,
            blocked_at: row.blocked_at,
            search: row.search,
            next_id: visits.and_then(|visits| visits.next_id),
            next_at: visits.and_then(|visits| visits.next_at),
            next_status: visits.and_then(|visits| visits.next_status),
            last_at: visits.and_then(|visits| visits.last_at),
        }
    };
    Ok(found.into_iter().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_patterns() {
        let sought = |typed| Sought::new(typed, true).patterns().map(str::to_owned);
        assert_eq!(
            sought("Анна Чер"),
            ["%anna%", "%ana%", "%cher%", "%cher%", "%anna%", "%ana%"]
        );
        assert_eq!(sought("  "), ["%"; 6]);
        assert_eq!(sought("7"), ["%"; 6]);
        assert_eq!(sought("ан")[..2], ["an%", "% an%"]);
        assert_eq!(sought("100%_x\\")[0], "%100\\%\\_x\\\\%");
        assert_eq!(sought("678")[..2], ["%678%", "%678%"]);
        assert_eq!(sought("78")[..2], ["%78 %", "% +78%"]);
        assert_eq!(sought("0612")[..2], ["%0612%", "%612%"]);
        assert_eq!(sought("8 (912) 345-67-89")[0], "%123456789%");
        assert_eq!(sought("+34 612 345 678")[0], "%612345678%");
        assert_eq!(
            Sought::new("anna", false).patterns()[..2],
            ["%anna% ! %", "%ana% ! %"]
        );
        assert_eq!(sought("()")[..2], ["()%", "% ()%"]);
    }

    #[test]
    fn the_expression_is_one_for_fts5() {
        let expression = |typed| Sought::new(typed, true).expression();
        assert_eq!(expression("Анна ч"), "(\"anna\" OR \"ana\") AND (\" ch\")");
        assert_eq!(expression("a\"b c"), "(\"a\"\"b\") AND (\"  c\")");
        assert_eq!(expression("56"), "(\"56 \" OR \"+56\")");
    }
}
