//! Reading what is due: the address is asked outside of any transaction, the file is read where it blocks nobody.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Days, TimeDelta, Utc};
use futures_util::future::join_all;
use reqwest::Url;

use super::model::{Mark, Source, SourceKind, Trouble};
use super::store;
use crate::accounts::{Tenant, TenantStatus};
use crate::app::App;
use crate::calendars::caldav::{self, Account};
use crate::calendars::ical::{self, Reading};
use crate::db::On;
use crate::error::{Error, Result};
use crate::id::{AppointmentId, CalendarSourceId, TenantId};
use crate::jobs::apart;
use crate::messages;
use crate::providers::outward::{Question, Reply};
use crate::q;
use crate::schedule::local::{Span, day_bounds};

/// How many are asked at a time.
const AT_ONCE: i64 = 4;
/// A source that is being asked is nobody else's.
const CLAIM: TimeDelta = TimeDelta::minutes(3);
/// How long one may take: less than its claim, and the others wait for it.
const TIME: Duration = Duration::from_secs(120);
/// Even one that says it is unchanged is read whole so often: what repeats goes on into new days.
const WHOLE: TimeDelta = TimeDelta::hours(20);
/// Days behind and ahead that are kept: a little more than can be booked.
const BEHIND: u64 = 7;
const AHEAD: u64 = 400;

/// What was found at an address.
pub enum Found {
    Changed(Reading, Mark),
    Unchanged,
}

/// Reads those that are due, and writes where something happened; how many.
pub async fn tend(app: &App) -> Result<usize> {
    let now = app.clock.now();
    behind(app, now).await?;
    let due = q!(
        &app.db,
        fetch_all: (TenantId, CalendarSourceId),
        "SELECT tenant_id, id FROM calendar_sources WHERE is_on AND next_at <= $1 ORDER BY next_at LIMIT $2",
        now,
        AT_ONCE,
    )?;
    let all = due.iter().map(|(tenant, id)| async move {
        if let Err(error) = apart(one(app, *tenant, *id)).await {
            tracing::warn!(%tenant, source = %id, %error, "calendar not read");
        }
    });
    join_all(all).await;
    Ok(due.len())
}

/// Calendars that are written are due as soon as something happened in the practice. Those that fail wait for their turn.
async fn behind(app: &App, now: DateTime<Utc>) -> Result<()> {
    q!(
        &app.db,
        execute,
        "UPDATE calendar_sources SET next_at = $1, seen_seq = (SELECT h.seq FROM event_heads h
                WHERE h.tenant_id = calendar_sources.tenant_id)
         WHERE is_on AND kind = 'caldav' AND is_written AND trouble IS NULL AND EXISTS (SELECT 1 FROM event_heads h
            WHERE h.tenant_id = calendar_sources.tenant_id AND h.seq > calendar_sources.seen_seq)",
        now,
    )?;
    Ok(())
}

async fn one(app: &App, tenant: TenantId, id: CalendarSourceId) -> Result<()> {
    if !claim(app, tenant, id).await? {
        return Ok(());
    }
    let tenant = Tenant::find(&app.db, tenant).await?;
    if tenant.status == TenantStatus::Closed {
        return Ok(());
    }
    let source = Source::find(&app.db, tenant.id, id).await?;
    // A server that answers everything, and slowly, is too slow all the same. What was done until then is done.
    match tokio::time::timeout(TIME, refresh(app, &tenant, &source)).await {
        Ok(done) => done.map(|_| ()),
        Err(_) => {
            let now = app.clock.now();
            store::failed(&app.db, &source, Trouble::Slow, store::LONGEST, now).await
        }
    }
}

async fn claim(app: &App, tenant: TenantId, id: CalendarSourceId) -> Result<bool> {
    let now = app.clock.now();
    let rows = q!(
        &app.db,
        execute,
        "UPDATE calendar_sources SET next_at = $3 WHERE tenant_id = $1 AND id = $2 AND is_on AND next_at <= $4",
        tenant,
        id,
        now + CLAIM,
        now,
    )?;
    Ok(rows > 0)
}

/// Reads one and writes down what became of it.
pub async fn refresh(app: &App, tenant: &Tenant, source: &Source) -> Result<Option<Trouble>> {
    if source.kind == SourceKind::Caldav {
        let account = Account::find(&app.db, tenant.id, source.id).await?;
        return caldav::sync::run(app, tenant, &account).await;
    }
    let key = app.tenant_key(&app.db, tenant.id).await?;
    let url = source.url(&key)?;
    let now = app.clock.now();
    match fetch(app, tenant, &url, Some(source)).await? {
        Ok(Found::Changed(reading, mark)) => {
            store::store(&app.db, source, &reading, mark, now).await?;
        }
        Ok(Found::Unchanged) => store::unchanged(&app.db, source, now).await?,
        Err(why) => {
            store::failed(&app.db, source, why, store::LONGEST, now).await?;
            return Ok(Some(why));
        }
    }
    Ok(None)
}

/// Asks an address and reads what it says.
pub async fn fetch(
    app: &App,
    tenant: &Tenant,
    url: &str,
    known: Option<&Source>,
) -> Result<std::result::Result<Found, Trouble>> {
    let now = app.clock.now();
    let Ok(url) = Url::parse(url) else {
        return Ok(Err(Trouble::Address));
    };
    let mut question = Question::get(url, ical::MAX_BYTES);
    question
        .headers
        .push(("accept", "text/calendar, */*;q=0.1".into()));
    let fresh = known.filter(|source| source.is_read_in(tenant.tz()));
    let fresh = fresh.filter(|source| source.read_at.is_some_and(|at| now - at < WHOLE));
    if let Some(source) = fresh {
        let mark = &source.mark.0;
        let named = [
            ("if-none-match", &mark.etag),
            ("if-modified-since", &mark.modified),
        ];
        for (name, value) in named {
            if let Some(value) = value {
                question.headers.push((name, value.clone()));
            }
        }
    }
    let is_asked_shortly = question.headers.len() > 1;
    let reply = match app.outward.ask(question).await {
        Ok(reply) => reply,
        Err(why) => return Ok(Err(why.into())),
    };
    if reply.status.as_u16() == 304 && is_asked_shortly {
        return Ok(Ok(Found::Unchanged));
    }
    if let Some(why) = refused(&reply) {
        return Ok(Err(why));
    }
    let mark = Mark {
        etag: reply.header("etag"),
        modified: reply.header("last-modified"),
        zone: tenant.tz().name().to_owned(),
    };
    let Some(reading) = read(app, tenant, reply.body, now).await? else {
        return Ok(Err(Trouble::NoCalendar));
    };
    Ok(Ok(Found::Changed(reading, mark)))
}

/// Takes a file as if it had been found at the source's address.
pub async fn import(
    app: &App,
    tenant: &Tenant,
    source: &Source,
    file: Vec<u8>,
) -> Result<Option<Trouble>> {
    let now = app.clock.now();
    let Some(reading) = read(app, tenant, file, now).await? else {
        return Ok(Some(Trouble::NoCalendar));
    };
    let mark = Mark {
        zone: tenant.tz().name().to_owned(),
        ..Mark::default()
    };
    store::store(&app.db, source, &reading, mark, now).await?;
    Ok(None)
}

fn refused(reply: &Reply) -> Option<Trouble> {
    match reply.status.as_u16() {
        200..=299 => None,
        401 | 403 | 407 => Some(Trouble::Forbidden),
        404 | 410 => Some(Trouble::Gone),
        408 | 425 | 429 | 500..=599 => Some(Trouble::Server),
        _ => Some(Trouble::NoCalendar),
    }
}

/// None: it is no calendar.
pub async fn read(
    app: &App,
    tenant: &Tenant,
    file: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<Option<Reading>> {
    let (home, window) = (tenant.tz(), window(tenant, now));
    let file = Arc::new(file);
    let host = messages::host(&app.config.public_url).to_owned();
    let named = Arc::clone(&file);
    let named = tokio::task::spawn_blocking(move || ical::names(&named, &host));
    let own = own(&app.db, tenant.id, named.await.map_err(Error::internal)?).await?;
    let reading = tokio::task::spawn_blocking(move || {
        let own = &own;
        ical::Reader { home, window, own }.read(&file)
    });
    Ok(reading.await.map_err(Error::internal)?.ok())
}

/// Those names that visits of this practice have: another one's of the same installation are somebody else's time.
async fn own(
    mut on: impl On,
    tenant: TenantId,
    named: HashMap<String, AppointmentId>,
) -> Result<HashSet<String>> {
    if named.is_empty() {
        return Ok(HashSet::new());
    }
    let ids: Vec<&AppointmentId> = named.values().collect();
    let rows = q!(
        on,
        fetch_all: (AppointmentId,),
        {
            sqlite: "SELECT id FROM appointments WHERE tenant_id = $1 AND id IN (SELECT unhex(value, '-') FROM json_each($2))",
            pg: "SELECT id FROM appointments WHERE tenant_id = $1
                 AND id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2::jsonb) e)",
        },
        tenant,
        serde_json::to_string(&ids).map_err(Error::internal)?,
    )?;
    let ours: HashSet<AppointmentId> = rows.into_iter().map(|(id,)| id).collect();
    let names = named.into_iter().filter(|(_, id)| ours.contains(id));
    Ok(names.map(|(name, _)| name).collect())
}

/// What of a calendar is of interest: whole days.
pub fn window(tenant: &Tenant, now: DateTime<Utc>) -> Span {
    let (tz, today) = (tenant.tz(), tenant.local_date(now));
    let first = today.checked_sub_days(Days::new(BEHIND)).unwrap_or(today);
    let last = today.checked_add_days(Days::new(AHEAD)).unwrap_or(today);
    Span::new(day_bounds(tz, first).start, day_bounds(tz, last).start)
}
