//! A member's private feed: the practice's visits, as much of them as the member wants in another program.
//!
//! The address carries whose it is and a proof, so that no secret is stored and nobody guesses one. It ends with its turn,
//! with the membership, and with the role that may see the calendar. Notes and health never leave.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use sqlx::FromRow;
use uuid::Uuid;

use crate::accounts::{Permission, Role, Tenant, TenantStatus, User};
use crate::app::App;
use crate::appointments::Status;
use crate::crypto;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::ics::{host_id, one_line};
use crate::id::{AppointmentId, PlaceId, TenantId, UserId};
use crate::places::Places;
use crate::q;
use crate::web::initials;

/// What is past this long is not asked for any more.
const BEHIND: TimeDelta = TimeDelta::days(90);
const AHEAD: TimeDelta = TimeDelta::days(400);
/// More events than a full diary has in that time; what is soonest comes first.
const MOST: i64 = 5_000;
/// How often programs are asked to look again.
const REFRESH: &str = "PT15M";

/// How much of a visit it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Content {
    /// The time, and the client's initials.
    Initials,
    /// The client's name and the service.
    Names,
}

#[derive(Clone, Debug, FromRow)]
pub struct Feed {
    pub tenant_id: TenantId,
    pub user_id: UserId,
    pub turn: i64,
    pub content: Content,
}

impl Content {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Initials => "initials",
            Self::Names => "names",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Initials, Self::Names]
            .into_iter()
            .find(|content| content.as_str() == text)
    }
}

impl Feed {
    pub async fn find(mut on: impl On, tenant: TenantId, user: UserId) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT tenant_id, user_id, turn, content FROM calendar_feeds WHERE tenant_id = $1 AND user_id = $2",
            tenant,
            user,
        )?)
    }

    /// Makes it, or changes what it tells.
    pub async fn save(
        tx: &mut Tx,
        tenant: TenantId,
        user: UserId,
        content: Content,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "INSERT INTO calendar_feeds (tenant_id, user_id, content, created_at, updated_at, turn) VALUES ($1, $2, $3, $4, $4, $5)
             ON CONFLICT (tenant_id, user_id) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at",
            tenant,
            user,
            content.as_str(),
            now,
            // An address that was taken away never comes back, however often one is made anew.
            now.timestamp_micros(),
        )?;
        Ok(())
    }

    /// A new address; the old one ends.
    pub async fn renew(
        tx: &mut Tx,
        tenant: TenantId,
        user: UserId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE calendar_feeds SET turn = turn + 1, updated_at = $3 WHERE tenant_id = $1 AND user_id = $2",
            tenant,
            user,
            now,
        )?;
        Ok(())
    }

    pub async fn remove(tx: &mut Tx, tenant: TenantId, user: UserId) -> Result<()> {
        q!(
            tx,
            execute,
            "DELETE FROM calendar_feeds WHERE tenant_id = $1 AND user_id = $2",
            tenant,
            user,
        )?;
        Ok(())
    }

    /// The address's path, `/cal/{token}.ics`.
    pub fn path(&self, app: &App) -> String {
        let mut bytes = self.tenant_id.0.as_bytes().to_vec();
        bytes.extend_from_slice(self.user_id.0.as_bytes());
        let mac = sign(app, &bytes, self.turn);
        bytes.extend_from_slice(&mac);
        format!("/cal/{}.ics", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The feed of an address, with its practice and reader; NotFound for one that is none, or not any more.
    pub async fn open(app: &App, file: &str) -> Result<(Self, Tenant, User)> {
        let token = file.strip_suffix(".ics").ok_or(Error::NotFound)?;
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| Error::NotFound)?;
        let (said, mac) = bytes.split_last_chunk::<16>().ok_or(Error::NotFound)?;
        let (tenant, user) = said.split_first_chunk::<16>().ok_or(Error::NotFound)?;
        let tenant = TenantId(Uuid::from_bytes(*tenant));
        let user = UserId(Uuid::from_slice(user).map_err(|_| Error::NotFound)?);
        let feed = Self::find(&app.db, tenant, user).await?;
        let feed = feed.ok_or(Error::NotFound)?;
        if !crypto::equal(mac, &sign(app, said, feed.turn)) {
            return Err(Error::NotFound);
        }
        let (role,) = q!(
            &app.db,
            fetch_one: (Role,),
            "SELECT role FROM memberships WHERE tenant_id = $1 AND user_id = $2",
            tenant,
            user,
        )?;
        let tenant = Tenant::find(&app.db, tenant).await?;
        let user = User::find(&app.db, user).await?;
        let is_closed = tenant.status == TenantStatus::Closed || user.disabled_at.is_some();
        if is_closed || !role.can(Permission::AppointmentsRead) {
            return Err(Error::NotFound);
        }
        Ok((feed, tenant, user))
    }

    /// The file: the same text as long as nothing changes.
    pub async fn text(&self, app: &App, tenant: &Tenant, locale: Locale) -> Result<String> {
        let visits = Visit::around(&app.db, tenant.id, app.clock.now()).await?;
        let mut calendar = Calendar::empty();
        calendar
            .append_property(("VERSION", "2.0"))
            .append_property(("PRODID", "-//Aureli Solo//EN"))
            .append_property(("METHOD", "PUBLISH"))
            .append_property(("X-WR-CALNAME", one_line(&tenant.name).as_str()))
            .append_property(("REFRESH-INTERVAL;VALUE=DURATION", REFRESH))
            .append_property(("X-PUBLISHED-TTL", REFRESH));
        let places = Places::load(&app.db, tenant.id).await?;
        for visit in &visits {
            let place = self.place(tenant, &places, visit);
            calendar.push(self.event(app, visit, &place, locale));
        }
        Ok(calendar.to_string())
    }

    /// Where it is, where the practice has more than one place; the client's own address stands beside the name only.
    fn place(&self, tenant: &Tenant, places: &Places, visit: &Visit) -> String {
        let Some(place) = places.get(visit.place_id) else {
            return String::new();
        };
        let told = place.told(tenant, &visit.place_address);
        one_line(&match self.content {
            Content::Names => told.line(),
            Content::Initials => told.for_strangers().line(),
        })
    }

    fn event(&self, app: &App, visit: &Visit, place: &str, locale: Locale) -> Event {
        let name = visit.client_name.as_deref();
        let who = match (name, self.content) {
            (None, _) => locale.t("appointment-walk-in"),
            (Some(_), _) if visit.is_forgotten => locale.t("privacy-erased-name"),
            (Some(name), Content::Names) => one_line(name),
            (Some(name), Content::Initials) => initials(name),
        };
        let summary = match self.content {
            Content::Names => format!("{who} · {}", one_line(&visit.title)),
            Content::Initials => who,
        };
        let mut event = Event::new();
        event
            .uid(&host_id(&app.config, visit.id))
            .summary(&summary)
            .timestamp(visit.created_at)
            .starts(visit.starts_at)
            .ends(visit.ends_at)
            .sequence(visit.sequence.try_into().unwrap_or(u32::MAX))
            .url(&app.config.link(&format!("/appointments/{}", visit.id)))
            .status(match visit.status {
                Status::Cancelled => EventStatus::Cancelled,
                Status::Held | Status::Pending | Status::AwaitingDeposit => EventStatus::Tentative,
                _ => EventStatus::Confirmed,
            });
        if !place.is_empty() {
            event.location(place);
        }
        event
    }
}

/// A visit as far as a feed tells it.
#[derive(Clone, Debug, FromRow)]
struct Visit {
    id: AppointmentId,
    status: Status,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    title: String,
    sequence: i64,
    created_at: DateTime<Utc>,
    client_name: Option<String>,
    /// The client was erased, or the card is locked: nobody hears the name.
    is_forgotten: bool,
    place_id: Option<PlaceId>,
    place_address: String,
}

impl Visit {
    /// Cancelled ones stay, so that programs take them away.
    async fn around(mut on: impl On, tenant: TenantId, now: DateTime<Utc>) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT a.id, a.status, a.starts_at, a.ends_at, a.title, a.sequence, a.created_at, a.place_id, a.place_address,
                c.name AS client_name, c.erased_at IS NOT NULL OR c.locked_at IS NOT NULL AS is_forgotten
             FROM appointments a LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             WHERE a.tenant_id = $1 AND a.starts_at > $2 AND a.starts_at < $3 AND a.status <> 'expired'
               AND NOT (a.status = 'held' AND a.client_id IS NULL)
             ORDER BY a.starts_at, a.id LIMIT $4",
            tenant,
            now - BEHIND,
            now + AHEAD,
            MOST,
        )?)
    }
}

fn sign(app: &App, bytes: &[u8], turn: i64) -> Vec<u8> {
    let key = crypto::derive(app.secret(), "calendar feeds v1");
    let said = [bytes, turn.to_be_bytes().as_slice()].concat();
    let mut mac = crypto::hmac(&key, &said);
    mac.truncate(16);
    mac
}
