//! A card's history: visits, what was signed, messages, photos and money in one line of time, the newest first, a page at a
//! time. What a role may not see is not in it.

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::index::moment;
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::Appointment;
use crate::clock;
use crate::consents::card;
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, ClientId, TenantId};
use crate::messages::{self, Told};
use crate::payments;
use crate::q;
use crate::web::Page;

/// Entries of a page.
const PAGE: usize = 8;
/// Photos of one card that are looked at.
const PHOTOS: i64 = 3000;

/// Only entries of one sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    Visits,
    Photos,
    Money,
}

impl Only {
    pub const ALL: [Self; 3] = [Self::Visits, Self::Photos, Self::Money];

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|only| only.as_str() == text)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Photos => "photos",
            Self::Money => "money",
        }
    }

    pub fn key(self) -> String {
        format!("client-history-{}", self.as_str())
    }
}

/// Where a page begins: entries are ordered by time, then by id, so that none is lost between two of the same instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Before {
    pub at: DateTime<Utc>,
    pub id: Uuid,
}

impl Before {
    /// All there is: what was cancelled of the days ahead too, which stands nowhere else.
    fn all(now: DateTime<Utc>) -> Self {
        Self {
            at: now + TimeDelta::days(3660),
            id: Uuid::max(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('~')?;
        Some(Self {
            at: at.parse().ok().filter(clock::is_of_our_time)?,
            id: id.parse().ok()?,
        })
    }

    fn text(self) -> String {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        format!("{at}~{}", self.id)
    }
}

/// What the card shows of it.
pub struct History {
    pub only: Option<Only>,
    pub entries: Vec<Entry>,
    /// The page begins further back.
    pub is_older: bool,
    next: Option<Before>,
    client: ClientId,
    /// Sorts that the role may see.
    pub sorts: Vec<Only>,
}

/// One line.
pub struct Entry {
    place: Before,
    /// A status, or "".
    pub glyph: &'static str,
    /// A picture, where there is no status.
    pub icon: &'static str,
    pub title: String,
    /// "" leads nowhere.
    pub href: String,
    pub when: String,
    pub iso: String,
    pub sub: String,
}

impl History {
    pub async fn load(app: &App, page: &Page, client: ClientId) -> Result<Self> {
        let now = app.clock.now();
        let mut sorts = vec![Only::Visits];
        if page.can(Permission::MediaRead) {
            sorts.push(Only::Photos);
        }
        if page.can(Permission::PaymentsRead) {
            sorts.push(Only::Money);
        }
        let only = page.param("history").and_then(|text| Only::parse(&text));
        let only = only.filter(|only| sorts.contains(only));
        let all = Before::all(now);
        let begin = page
            .param("before")
            .and_then(|text| Before::parse(&text))
            .filter(|before| *before < all);
        let before = begin.unwrap_or(all);
        let wants = |sort| only.is_none_or(|only| only == sort) && sorts.contains(&sort);
        let find = Find {
            app,
            page,
            client,
            before,
            now,
        };
        let mut entries = Vec::new();
        if wants(Only::Visits) {
            entries.extend(find.visits().await?);
        }
        if wants(Only::Photos) {
            entries.extend(find.photos().await?);
        }
        if wants(Only::Money) {
            entries.extend(find.money().await?);
        }
        if only.is_none() {
            entries.extend(find.signed().await?);
            entries.extend(find.messages().await?);
        }
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.place));
        let has_more = entries.len() > PAGE;
        entries.truncate(PAGE);
        Ok(Self {
            next: entries.last().filter(|_| has_more).map(|entry| entry.place),
            only,
            entries,
            is_older: begin.is_some(),
            client,
            sorts,
        })
    }

    /// Of one sort alone; of all again, where it is shown alone.
    pub fn href(&self, sort: &Only) -> String {
        match self.is_only(sort) {
            true => self.first(),
            false => format!("/clients/{}?history={}#history", self.client, sort.as_str()),
        }
    }

    pub fn is_only(&self, sort: &Only) -> bool {
        self.only == Some(*sort)
    }

    /// From the newest.
    pub fn first(&self) -> String {
        format!("/clients/{}#history", self.client)
    }

    pub fn older(&self) -> Option<String> {
        let before = self.next?.text();
        let only = self.only.map(|only| format!("history={}&", only.as_str()));
        Some(format!(
            "/clients/{}?{}before={before}#history",
            self.client,
            only.unwrap_or_default()
        ))
    }
}

/// What is looked for.
struct Find<'a> {
    app: &'a App,
    page: &'a Page,
    client: ClientId,
    before: Before,
    now: DateTime<Utc>,
}

#[derive(Clone, Debug, FromRow)]
struct Taken {
    id: Uuid,
    appointment_id: Option<AppointmentId>,
    taken_at: DateTime<Utc>,
    title: Option<String>,
}

impl Find<'_> {
    fn most() -> i64 {
        PAGE as i64 + 1
    }

    fn entry(&self, at: DateTime<Utc>, id: Uuid, icon: &'static str) -> Entry {
        Entry {
            place: Before { at, id },
            glyph: "",
            icon,
            title: String::new(),
            href: String::new(),
            when: moment(self.page, at, self.now),
            iso: at.to_rfc3339(),
            sub: String::new(),
        }
    }

    async fn visits(&self) -> Result<Vec<Entry>> {
        let (page, db) = (self.page, &self.app.db);
        let visits = visits(db, page.tenant.id, self.client, self.before, self.now).await?;
        let entries = visits.into_iter().map(|visit| Entry {
            glyph: visit.status.look(),
            href: format!("/appointments/{}", visit.id),
            sub: format!(
                "{} · {}",
                page.t(visit.status.key()),
                page.locale.money(visit.price())
            ),
            title: visit.title.clone(),
            ..self.entry(visit.starts_at, visit.id.0, "")
        });
        Ok(entries.collect())
    }

    /// Photos of one visit, or of one day beside any, are one entry.
    async fn photos(&self) -> Result<Vec<Entry>> {
        let page = self.page;
        let taken = taken(&self.app.db, page.tenant.id, self.client).await?;
        type Of = (Option<AppointmentId>, Option<NaiveDate>);
        let mut groups: Vec<(Of, Taken, i64)> = Vec::new();
        for photo in taken {
            let day = page.tenant.local_date(photo.taken_at);
            let of = match photo.appointment_id {
                Some(visit) => (Some(visit), None),
                None => (None, Some(day)),
            };
            match groups.iter_mut().find(|(known, ..)| *known == of) {
                Some((_, _, n)) => *n += 1,
                None => groups.push((of, photo, 1)),
            }
        }
        let entries = groups.into_iter().map(|(_, newest, n)| Entry {
            title: page.t1("client-history-taken", "n", n),
            href: format!("/clients/{}/photos", self.client),
            sub: newest.title.unwrap_or_default(),
            ..self.entry(newest.taken_at, newest.id, "camera")
        });
        let entries = entries.filter(|entry| entry.place < self.before);
        Ok(entries.take(PAGE + 1).collect())
    }

    async fn money(&self) -> Result<Vec<Entry>> {
        let before = (self.before.at, self.before.id);
        let lines =
            payments::card::of_client(self.app, self.page, self.client, before, Self::most());
        let entries = lines.await?.into_iter().map(|line| Entry {
            title: line.title,
            href: format!("/payments/{}", line.id),
            sub: line.sub,
            ..self.entry(line.at, line.id.0, "banknote")
        });
        Ok(entries.collect())
    }

    async fn signed(&self) -> Result<Vec<Entry>> {
        let page = self.page;
        if !page.can(Permission::ConsentsRead) {
            return Ok(Vec::new());
        }
        let mut entries = Vec::new();
        for signed in card::signed(&self.app.db, page.tenant.id, self.client).await? {
            let title = signed.title(page.locale);
            let acts = [
                (Some(signed.signed_at), "client-history-signed"),
                (signed.withdrawn_at, "client-history-withdrawn"),
            ];
            for (at, key) in acts {
                let Some(at) = at else { continue };
                entries.push(Entry {
                    title: page.t1(key, "form", title.clone()),
                    href: format!("/consents/{}", signed.id),
                    sub: signed.locale.name().to_owned(),
                    ..self.entry(at, signed.id.0, "file-signature")
                });
            }
        }
        entries.retain(|entry| entry.place < self.before);
        Ok(entries)
    }

    async fn messages(&self) -> Result<Vec<Entry>> {
        let page = self.page;
        let before = (self.before.at, self.before.id);
        let db = &self.app.db;
        let told = messages::told(db, page.tenant.id, self.client, before, Self::most()).await?;
        let may_read = |told: &Told| {
            let besides = told.kind.permission().is_none_or(|needed| page.can(needed));
            besides && page.can(Permission::AppointmentsRead)
        };
        let entries = told.into_iter().map(|told| Entry {
            sub: page.t(state(&told)),
            href: match may_read(&told) {
                true => format!("/messages/{}", told.id),
                false => String::new(),
            },
            title: told
                .subject
                .clone()
                .unwrap_or_else(|| page.t(&told.kind.name_key())),
            ..self.entry(told.at, told.id.0, "mail")
        });
        Ok(entries.collect())
    }
}

fn state(told: &Told) -> &'static str {
    match told.status.as_str() {
        "sent" => "client-message-sent",
        "dropped" => "client-message-dropped",
        _ => "client-message-failed",
    }
}

/// What is over, or will not take place.
async fn visits(
    mut on: impl On,
    tenant: TenantId,
    client: ClientId,
    before: Before,
    now: DateTime<Utc>,
) -> Result<Vec<Appointment>> {
    Ok(q!(
        on,
        fetch_all: Appointment,
        "SELECT * FROM appointments WHERE tenant_id = $1 AND client_id = $2 AND starts_at <= $3
            AND (starts_at < $3 OR id < $4)
            AND (ends_at <= $6 OR status IN ('completed', 'cancelled', 'expired', 'no_show'))
         ORDER BY starts_at DESC, id DESC LIMIT $5",
        tenant,
        client,
        before.at,
        before.id,
        Find::most(),
        now,
    )?)
}

async fn taken(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<Vec<Taken>> {
    Ok(q!(
        on,
        fetch_all: Taken,
        "SELECT m.id, m.appointment_id, m.taken_at, a.title FROM media m
         LEFT JOIN appointments a ON a.tenant_id = m.tenant_id AND a.id = m.appointment_id
         WHERE m.tenant_id = $1 AND m.client_id = $2 AND m.kind = 'photo' AND m.deleted_at IS NULL
         ORDER BY m.taken_at DESC, m.id DESC LIMIT $3",
        tenant,
        client,
        PHOTOS,
    )?)
}
