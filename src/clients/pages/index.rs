//! The list: searched as you type, a page at a time. Names that are sought stand in the address, so that one comes back to
//! what was found; phones and e-mails do not.

use std::collections::HashMap;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::{After, Client, ClientRow, Figures, Filter, Sought, Tag, Tagged};
use crate::accounts::Permission;
use crate::app::App;
use crate::calendar::foreign;
use crate::contact::{Email, Phone};
use crate::error::{Error, Result};
use crate::id::ClientId;
use crate::money::Money;
use crate::web::{self, Form, Page};

const PAGE: usize = 50;
/// Where fewer match, those who are alike are shown too, so many.
const ALIKE_BELOW: usize = 5;
const ALIKE: i64 = 10;
/// Of each tag that is called as what is sought.
const TAGGED: usize = 10;
/// Tags that stand above the list; all of them have a page.
const CHIPS: i64 = 6;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients", get(index))
        .route("/clients/search", post(search))
}

/// The lines of a page and the way to the next one.
pub struct List {
    pub q: String,
    pub filter: Filter,
    /// Completed visits and what was spent.
    pub figures: HashMap<ClientId, (i64, i64)>,
    pub rows: Vec<ClientRow>,
    /// The last one, after whom the next page begins.
    pub next: Option<ClientId>,
    /// Who has a tag that is called so.
    pub tagged: Vec<Tagged>,
    /// Who is a typing error away, where few match.
    pub alike: Vec<ClientRow>,
    pub now: DateTime<Utc>,
}

#[derive(Template)]
#[template(path = "clients/index.html")]
struct Index {
    page: Page,
    list: List,
    /// All clients, counted to a thousand and one.
    count: i64,
    tags: Vec<Tag>,
}

/// What typing in the search field replaces.
#[derive(Template)]
#[template(path = "clients/_rows.html")]
struct Rows {
    page: Page,
    list: List,
}

/// What is asked of the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Asked {
    q: String,
    /// A tag's id.
    tag: String,
    /// "1": the block list.
    blocked: String,
    /// The last client of the page before.
    after: String,
}

impl Asked {
    fn from_address(page: &Page) -> Self {
        let one = |name| page.param(name).unwrap_or_default();
        Self {
            q: one("q"),
            tag: one("tag"),
            blocked: one("blocked"),
            after: one("after"),
        }
    }
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ClientsRead)?;
    let asked = Asked::from_address(&page);
    let list = List::load(&app, &page, asked).await?;
    draw(&app, page, list).await
}

/// As [`index`], with what is sought in the body. It changes nothing.
async fn search(page: Page, State(app): State<App>, Form(asked): Form<Asked>) -> Result<Response> {
    page.require(Permission::ClientsRead)?;
    if !page.htmx && !is_contact(&asked.q) {
        let list = List::of(asked);
        return Ok(web::redirect(&format!(
            "/clients?{}",
            list.query(list.filter)
        )));
    }
    let list = List::load(&app, &page, asked).await?;
    if !page.htmx {
        return draw(&app, page, list).await;
    }
    let address = format!("/clients?{}", list.query(list.filter));
    let address = HeaderValue::from_str(address.trim_end_matches('?')).map_err(Error::internal)?;
    let mut response = web::render(&Rows { page, list })?;
    response.headers_mut().insert("hx-replace-url", address);
    Ok(response)
}

async fn draw(app: &App, page: Page, list: List) -> Result<Response> {
    let count = Client::count(&app.db, page.tenant.id).await?;
    let mut tags = Tag::common(&app.db, page.tenant.id, CHIPS).await?;
    if let Some(id) = list
        .filter
        .tag
        .filter(|id| tags.iter().all(|tag| tag.id != *id))
    {
        tags.extend(Tag::find(&app.db, page.tenant.id, id).await.ok());
    }
    web::render(&Index {
        page,
        list,
        count,
        tags,
    })
}

/// Whether a phone or an e-mail was typed, as far as it is there: no name has an "@" or so many digits.
fn is_contact(q: &str) -> bool {
    q.contains('@') || q.chars().filter(char::is_ascii_digit).count() > 2
}

impl List {
    /// Without its lines.
    fn of(asked: Asked) -> Self {
        Self {
            filter: Filter {
                tag: asked.tag.parse().ok(),
                is_blocked: !asked.blocked.is_empty(),
            },
            q: asked.q,
            figures: HashMap::new(),
            rows: Vec::new(),
            next: None,
            tagged: Vec::new(),
            alike: Vec::new(),
            now: DateTime::default(),
        }
    }

    async fn load(app: &App, page: &Page, asked: Asked) -> Result<Self> {
        let after = match asked.after.parse().ok() {
            Some(id) => Client::after(&app.db, page.tenant.id, id).await?,
            None => After::default(),
        };
        let contacts = page.can(Permission::ClientsPii);
        let Self { q, filter, .. } = Self::of(asked);
        let (sought, now, tenant) = (Sought::new(&q, contacts), app.clock.now(), page.tenant.id);
        let limit = PAGE as i64 + 1;
        let mut rows = Client::list(&app.db, tenant, &sought, filter, &after, limit, now).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| more).map(|row| row.id);
        let is_first = after == After::default();
        let mut ids: Vec<ClientId> = rows.iter().map(|row| row.id).collect();
        let (mut tagged, mut alike) = (Vec::new(), Vec::new());
        if is_first && filter == Filter::default() {
            tagged = Tagged::find(&app.db, tenant, &q, &ids, TAGGED, now).await?;
            let found = tagged.iter().flat_map(|tagged: &Tagged| &tagged.rows);
            ids.extend(found.map(|row| row.id));
        }
        if is_first && rows.len() < ALIKE_BELOW && filter == Filter::default() {
            alike = Client::similar(&app.db, tenant, &sought, &ids, ALIKE, now).await?;
            ids.extend(alike.iter().map(|row| row.id));
        }
        let figures = Figures::of_many(&app.db, tenant, &ids, page.tenant.currency).await?;
        Ok(Self {
            q,
            filter,
            figures,
            rows,
            tagged,
            alike,
            next,
            now,
        })
    }

    /// Completed visits, "14"; nothing before the first.
    fn visits(&self, row: &ClientRow) -> String {
        self.figures
            .get(&row.id)
            .map(|(visits, _)| visits.to_string())
            .unwrap_or_default()
    }

    /// "€644"
    fn spent(&self, row: &ClientRow, page: &Page) -> String {
        let spent = self.figures.get(&row.id).map(|(_, minor)| Money {
            minor: *minor,
            currency: page.tenant.currency,
        });
        spent
            .map(|spent| page.locale.money_short(spent))
            .unwrap_or_default()
    }

    /// Whether the list is of these only.
    fn has_tag(&self, tag: &Tag) -> bool {
        self.filter.tag == Some(tag.id)
    }

    fn is_filtered(&self) -> bool {
        self.filter != Filter::default()
    }

    /// What is sought is not for an address.
    fn is_private(&self) -> bool {
        is_contact(&self.q)
    }

    /// The list with other filters, and what is sought kept where it may stand in an address.
    fn query(&self, filter: Filter) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.q.is_empty() && !self.is_private() {
            query.append_pair("q", &self.q);
        }
        if let Some(tag) = filter.tag {
            query.append_pair("tag", &tag.to_string());
        }
        if filter.is_blocked {
            query.append_pair("blocked", "1");
        }
        query.finish()
    }

    fn tag_href(&self, tag: &Tag) -> String {
        let tag = Some(tag.id).filter(|id| self.filter.tag != Some(*id));
        format!("/clients?{}", self.query(Filter { tag, ..self.filter }))
    }

    /// All who have the tag, and not what was typed.
    fn tagged_href(&self, tagged: &Tagged) -> String {
        format!("/clients?tag={}", tagged.tag.id)
    }

    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.tagged.is_empty() && self.alike.is_empty()
    }

    /// One act on all that match.
    fn bulk_href(&self) -> String {
        format!("/clients/bulk?{}", self.query(self.filter))
    }

    fn blocked_href(&self) -> String {
        let is_blocked = !self.filter.is_blocked;
        let filter = Filter {
            is_blocked,
            ..self.filter
        };
        format!("/clients?{}", self.query(filter))
    }

    /// For who does not see the lines change.
    fn found(&self, page: &Page) -> String {
        let tagged: usize = self.tagged.iter().map(|tagged| tagged.rows.len()).sum();
        let n = self.rows.len() + tagged + self.alike.len();
        let has_more = self.next.is_some() || self.tagged.iter().any(|tagged| tagged.more);
        match has_more {
            true => page.t1("clients-found-more", "n", n),
            false => page.t1("clients-found", "n", n),
        }
    }

    /// A new card with what was sought as its name.
    fn new_href(&self) -> String {
        if self.is_private() {
            return "/clients/new".to_owned();
        }
        let name: String = form_urlencoded::byte_serialize(self.q.as_bytes()).collect();
        format!("/clients/new?name={name}")
    }

    fn next_href(&self) -> String {
        let Some(after) = &self.next else {
            return String::new();
        };
        let mut query = form_urlencoded::Serializer::new(self.query(self.filter));
        query.append_pair("after", &after.to_string());
        format!("/clients?{}", query.finish())
    }
}

impl ClientRow {
    pub fn initials(&self) -> String {
        web::initials(&self.name)
    }

    pub fn lang(&self, page: &Page) -> Option<&'static str> {
        foreign(&self.name, page.locale)
    }

    /// The phone, else the e-mail; masked for roles that may not see them.
    pub fn contact(&self, page: &Page) -> String {
        let masked = !page.can(Permission::ClientsPii);
        let phone = self
            .phone
            .as_deref()
            .and_then(|phone| Phone::parse(phone, None).ok());
        if let Some(phone) = phone {
            return if masked {
                phone.masked()
            } else {
                phone.display(page.tenant.country.as_deref())
            };
        }
        let email = self
            .email
            .as_deref()
            .and_then(|email| Email::parse(email).ok());
        match email {
            Some(email) if masked => email.masked(),
            Some(email) => email.as_str().to_owned(),
            None => String::new(),
        }
    }

    /// "today 14:30", "15 May 11:30".
    pub fn next_text(&self, page: &Page, now: &DateTime<Utc>) -> String {
        self.next_at
            .map(|at| moment(page, at, *now))
            .unwrap_or_default()
    }

    /// "3 Apr", with the year when it is another one.
    pub fn last_text(&self, page: &Page, now: &DateTime<Utc>) -> String {
        self.last_at
            .map(|at| day(page, at, *now))
            .unwrap_or_default()
    }
}

/// "today 14:30", "15 May 11:30".
pub fn moment(page: &Page, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let time = page.locale.time(at.with_timezone(&page.tenant.tz()).time());
    if page.tenant.local_date(at) == page.tenant.local_date(now) {
        page.t1("appointment-moment-today", "time", time)
    } else {
        page.t2(
            "appointment-moment",
            "day",
            day(page, at, now),
            "time",
            time,
        )
    }
}

/// "3 Apr", with the year when it is another one.
pub fn day(page: &Page, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    use chrono::Datelike;
    let (date, today) = (page.tenant.local_date(at), page.tenant.local_date(now));
    if date.year() == today.year() {
        page.locale.day_short(date)
    } else {
        page.locale.day_numeric(date)
    }
}
