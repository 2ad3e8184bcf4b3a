//! Being signed in. The cookie's session says who and where; the row in `user_sessions` says until when, and deleting it
//! ends the session at once. The id changes whenever somebody signs in or proves who they are.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;
use tower_sessions::{Expiry, Session};

use super::{Caller, User};
use crate::app::App;
use crate::db::On;
use crate::db::sessions::stored_id;
use crate::error::{Error, Result};
use crate::id::{TenantId, UserId};
use crate::q;
use crate::web::{SESSION_TENANT, SESSION_USER};

/// How long at most: on an own device, and on one that others use.
const REMEMBERED: TimeDelta = TimeDelta::days(30);
const SHARED: TimeDelta = TimeDelta::hours(24);
/// How long a device that others use may rest.
const IDLE: TimeDelta = TimeDelta::hours(12);
/// How long an entered password counts for what asks for it again.
const PROOF: TimeDelta = TimeDelta::minutes(10);

/// Names within the cookie's session.
const REMEMBER: &str = "remember";
const PROVED_AT: &str = "proved_at";

/// Whom a cookie's session belongs to.
pub struct Current {
    pub id: String,
    pub user: User,
    pub tenant: Option<TenantId>,
}

/// A line of the list of own sessions.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    pub id: String,
    pub address: String,
    pub agent: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
}

/// Signs the user in: a new id, and nothing left of what the session held before.
pub async fn start(
    app: &App,
    caller: &Caller,
    user: UserId,
    tenant: Option<TenantId>,
    remember: bool,
) -> Result<()> {
    let session = &caller.session;
    let before = session.id().map(|id| stored_id(&id));
    session.clear().await;
    session.cycle_id().await?;
    let now = app.clock.now();
    session.insert(SESSION_USER, user).await?;
    if let Some(tenant) = tenant {
        session.insert(SESSION_TENANT, tenant).await?;
    }
    session.insert(REMEMBER, remember).await?;
    session.insert(PROVED_AT, now).await?;
    let id = save(session, remember).await?;
    let expires_at = now + if remember { REMEMBERED } else { SHARED };
    let mut tx = app.db.begin().await?;
    if let Some(before) = before {
        q!(
            tx,
            execute,
            "DELETE FROM user_sessions WHERE id = $1",
            before
        )?;
    }
    q!(
        tx,
        execute,
        "INSERT INTO user_sessions (id, user_id, address, agent, is_remembered, created_at, last_seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
        id,
        user,
        caller.address.0.to_string(),
        &caller.agent,
        remember,
        now,
        expires_at,
    )?;
    tx.commit().await?;
    Ok(())
}

/// Who is signed in with the session; None when nobody is, it was ended or has run out, or the user is disabled.
pub async fn current(app: &App, session: &Session) -> Result<Option<Current>> {
    let Some(user) = session.get::<UserId>(SESSION_USER).await? else {
        return Ok(None);
    };
    let Some(id) = session.id().map(|id| stored_id(&id)) else {
        return Ok(None);
    };
    let user = q!(
        &app.db,
        fetch_optional: User,
        "SELECT u.* FROM user_sessions s JOIN users u ON u.id = s.user_id
         WHERE s.id = $1 AND s.user_id = $2 AND s.expires_at > $3 AND (s.is_remembered OR s.last_seen_at > $4)
            AND u.disabled_at IS NULL",
        &id,
        user,
        app.clock.now(),
        idle_since(app.clock.now()),
    )?;
    let tenant = session.get::<TenantId>(SESSION_TENANT).await?;
    Ok(user.map(|user| Current { id, user, tenant }))
}

/// A session of a shared device that was last seen before this has ended.
pub fn idle_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - IDLE
}

/// The id under which the request's own session stands in the list.
pub fn own_id(session: &Session) -> String {
    session.id().map(|id| stored_id(&id)).unwrap_or_default()
}

/// From here on the session is at this practice.
pub async fn enter(session: &Session, tenant: TenantId) -> Result<()> {
    session.insert(SESSION_TENANT, tenant).await?;
    let remember = session.get(REMEMBER).await?.unwrap_or(false);
    save(session, remember).await?;
    Ok(())
}

/// The password has just been entered. The session goes on under a new id.
pub async fn prove(app: &App, session: &Session) -> Result<()> {
    let before = own_id(session);
    session.insert(PROVED_AT, app.clock.now()).await?;
    session.cycle_id().await?;
    let remember = session.get(REMEMBER).await?.unwrap_or(false);
    let id = save(session, remember).await?;
    q!(
        &app.db,
        execute,
        "UPDATE user_sessions SET id = $2 WHERE id = $1",
        before,
        id
    )?;
    Ok(())
}

/// What only the person may do who knows the password: refuses, and leads to the page that asks for it, unless it was
/// entered within the last ten minutes. `next` is the page to come back to.
pub async fn require_proof(app: &App, session: &Session, next: &str) -> Result<()> {
    let proved: Option<DateTime<Utc>> = session.get(PROVED_AT).await?;
    let age = proved.map(|at| app.clock.now() - at);
    if age.is_some_and(|age| (TimeDelta::zero()..=PROOF).contains(&age)) {
        Ok(())
    } else {
        Err(Error::StepUp {
            next: next.to_owned(),
        })
    }
}

/// Signs out: the row, the stored session and what it held.
pub async fn finish(app: &App, session: &Session) -> Result<()> {
    let id = own_id(session);
    q!(
        &app.db,
        execute,
        "DELETE FROM user_sessions WHERE id = $1",
        id
    )?;
    session.flush().await?;
    Ok(())
}

/// The user's sessions that are alive, the last used one first.
pub async fn list(mut on: impl On, user: UserId, now: DateTime<Utc>) -> Result<Vec<Row>> {
    Ok(q!(
        on,
        fetch_all: Row,
        "SELECT * FROM user_sessions WHERE user_id = $1 AND expires_at > $2 AND (is_remembered OR last_seen_at > $3)
         ORDER BY last_seen_at DESC, id",
        user,
        now,
        idle_since(now),
    )?)
}

/// Ends one of the user's sessions. False when it is not there, or another's.
pub async fn end(mut on: impl On, user: UserId, id: &str) -> Result<bool> {
    let rows = q!(
        on,
        execute,
        "DELETE FROM user_sessions WHERE user_id = $1 AND id = $2",
        user,
        id
    )?;
    if rows == 1 {
        q!(on, execute, "DELETE FROM sessions WHERE id = $1", id)?;
    }
    Ok(rows == 1)
}

/// Ends all of the user's sessions but `keep` ("" keeps none); how many.
pub async fn end_others(mut on: impl On, user: UserId, keep: &str) -> Result<u64> {
    q!(
        on,
        execute,
        "DELETE FROM sessions WHERE id IN (SELECT id FROM user_sessions WHERE user_id = $1 AND id <> $2)",
        user,
        keep,
    )?;
    Ok(q!(
        on,
        execute,
        "DELETE FROM user_sessions WHERE user_id = $1 AND id <> $2",
        user,
        keep
    )?)
}

/// Writes the session; its id as the table has it. A session of a shared device ends with the browser.
async fn save(session: &Session, remember: bool) -> Result<String> {
    if !remember {
        session.set_expiry(Some(Expiry::OnSessionEnd));
    }
    session.save().await?;
    Ok(own_id(session))
}

/// What a browser says it is: "Firefox, Windows". None when it says nothing we know.
pub fn device(agent: &str) -> Option<String> {
    let find = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    // Those that pretend to be others come before them.
    let browser = find(&[
        ("YaBrowser/", "Yandex"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => Some(format!("{browser}, {system}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}
