//! Sending what is due.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tokio::task::JoinSet;

use super::compose::{self, Composed, host};
use super::{Kind, Message, mailing, series};
use crate::accounts::{Tenant, TenantStatus};
use crate::app::App;
use crate::appointments::{Appointment, Status};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind as EventKind, Object};
use crate::ics;
use crate::jobs::{apart, backoff};
use crate::links;
use crate::providers::mail::{Letter, Outcome};
use crate::q;
use crate::{consents, invoices, me, packages, waitlist};

/// How many are on their way at the same time; no more are claimed than can begin now.
const AT_ONCE: usize = 8;
/// How long a worker may hold a message before it counts as lost: longer than sending may take.
pub(super) const LEASE: TimeDelta = TimeDelta::seconds(120);
/// How long a message is tried.
const GIVE_UP: TimeDelta = TimeDelta::hours(24);
/// Tries of one that fails for reasons of our own.
const MAX_FAULTS: i64 = 8;

/// Sends what is due until nothing is; how many messages were dealt with.
pub async fn deliver_due(app: &App) -> Result<usize> {
    let mut going = JoinSet::new();
    let mut count = 0;
    loop {
        // A few at a time: looking through the queue for one costs as much.
        if going.len() <= AT_ONCE / 2 && !app.stopping.is_cancelled() {
            let free = AT_ONCE - going.len();
            for message in claim(&app.db, app.clock.now(), free as i64).await? {
                count += 1;
                let app = app.clone();
                going.spawn(async move { deliver_one(&app, message).await });
            }
        }
        match going.join_next().await {
            None => return Ok(count),
            Some(Ok(())) => {}
            Some(Err(error)) => tracing::warn!(%error, "message not dealt with"),
        }
    }
}

async fn deliver_one(app: &App, message: Message) {
    // One that makes us panic stops no other.
    let Err(error) = apart(deliver(app, &message)).await else {
        return;
    };
    tracing::warn!(message = %message.id, %error, "message not dealt with");
    if let Err(error) = put_off(app, &message, &error.to_string()).await {
        // The lease runs out and another try follows.
        tracing::warn!(message = %message.id, %error, "message not put off");
    }
}

/// Takes due messages for this worker alone, by turns of the tenants: one with ten thousand does not hold up the rest.
async fn claim(mut on: &Db, now: DateTime<Utc>, n: i64) -> Result<Vec<Message>> {
    Ok(q!(
        on,
        fetch_all: Message,
        {
            sqlite: "UPDATE messages SET leased_until = $2, attempts = attempts + 1 WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM (
                    SELECT tenant_id, id, send_at, ROW_NUMBER() OVER (PARTITION BY tenant_id ORDER BY send_at, id) AS turn
                    FROM messages WHERE status = 'queued' AND send_at <= $1 AND (leased_until IS NULL OR leased_until < $1))
                ORDER BY turn, send_at LIMIT $3) RETURNING *",
            pg: "UPDATE messages SET leased_until = $2, attempts = attempts + 1 WHERE (tenant_id, id) IN (
                SELECT m.tenant_id, m.id FROM messages m JOIN (
                    SELECT tenant_id, id, ROW_NUMBER() OVER (PARTITION BY tenant_id ORDER BY send_at, id) AS turn
                    FROM messages WHERE status = 'queued' AND send_at <= $1 AND (leased_until IS NULL OR leased_until < $1)
                ) due ON due.tenant_id = m.tenant_id AND due.id = m.id
                WHERE m.status = 'queued' AND (m.leased_until IS NULL OR m.leased_until < $1)
                ORDER BY due.turn, m.send_at LIMIT $3 FOR UPDATE OF m SKIP LOCKED) RETURNING *",
        },
        now,
        now + LEASE,
        n,
    )?)
}

async fn deliver(app: &App, message: &Message) -> Result<()> {
    let now = app.clock.now();
    if message.kind.is_apart() {
        return deliver_apart(app, message, now).await;
    }
    if message.kind == Kind::Mailing {
        return deliver_mailing(app, message, now).await;
    }
    let Some(id) = message.appointment_id else {
        return settle(app, message, Settled::Dropped("no visit")).await;
    };
    let appointment = Appointment::find(&app.db, message.tenant_id, id).await?;
    if let Some(why) = stale(message, &appointment, now) {
        return settle(app, message, Settled::Dropped(why)).await;
    }
    let tenant = Tenant::find(&app.db, message.tenant_id).await?;
    if tenant.status == TenantStatus::Closed {
        return settle(app, message, Settled::Dropped("the practice is closed")).await;
    }
    let message = render(app, &tenant, &appointment, message, now).await?;
    let letter = letter(app, &tenant, Some(&appointment), &message)?;
    send(app, &message, letter, now).await
}

/// A request to sign, the way to a signed copy, or to the client's own page.
async fn deliver_apart(app: &App, message: &Message, now: DateTime<Utc>) -> Result<()> {
    let stale = match message.kind {
        Kind::OwnPage => me::mails::stale(app, message).await?,
        Kind::Invoice => invoices::mails::stale(app, message).await?,
        Kind::Package | Kind::PackageEnding => packages::mails::stale(app, message).await?,
        Kind::WaitlistJoined | Kind::WaitlistOffer => {
            waitlist::mails::stale(app, message, now).await?
        }
        kind if kind.is_of_series() => series::stale(app, message, now).await?,
        _ => consents::mails::stale(app, message).await?,
    };
    if let Some(why) = stale {
        return settle(app, message, Settled::Dropped(why)).await;
    }
    let tenant = Tenant::find(&app.db, message.tenant_id).await?;
    if tenant.status == TenantStatus::Closed {
        return settle(app, message, Settled::Dropped("the practice is closed")).await;
    }
    let message = match message.subject {
        Some(_) => message.clone(),
        None => {
            let mut tx = app.db.begin().await?;
            let parts = match message.kind {
                Kind::OwnPage => me::mails::compose(app, &mut tx, &tenant, message, now).await?,
                Kind::Invoice => {
                    invoices::mails::compose(app, &mut tx, &tenant, message, now).await?
                }
                Kind::Package | Kind::PackageEnding => {
                    packages::mails::compose(app, &mut tx, &tenant, message).await?
                }
                Kind::WaitlistJoined | Kind::WaitlistOffer => {
                    waitlist::mails::compose(app, &mut tx, &tenant, message).await?
                }
                kind if kind.is_of_series() => {
                    series::compose(app, &mut tx, &tenant, message, now).await?
                }
                _ => consents::mails::compose(app, &mut tx, &tenant, message, now).await?,
            };
            let message = keep_texts(&mut tx, message, parts).await?;
            tx.commit().await?;
            message
        }
    };
    let letter = letter(app, &tenant, None, &message)?;
    send(app, &message, letter, now).await
}

/// A copy of one message to many, as long as its client allows that.
async fn deliver_mailing(app: &App, message: &Message, now: DateTime<Utc>) -> Result<()> {
    let client = match mailing::may_send(app, message, now).await? {
        Ok(client) => client,
        Err(why) => return settle(app, message, Settled::Dropped(why)).await,
    };
    let tenant = Tenant::find(&app.db, message.tenant_id).await?;
    if tenant.status == TenantStatus::Closed {
        return settle(app, message, Settled::Dropped("the practice is closed")).await;
    }
    let message = match message.subject {
        Some(_) => message.clone(),
        None => {
            let parts = mailing::compose(app, &tenant, &client, message).await?;
            let mut tx = app.db.begin().await?;
            let message = keep_texts(&mut tx, message, parts).await?;
            tx.commit().await?;
            message
        }
    };
    let leave = mailing::unsubscribe_path(app.secret(), tenant.id, client.id);
    let mut letter = letter(app, &tenant, None, &message)?;
    letter.unsubscribe = Some(app.config.link(&leave));
    send(app, &message, letter, now).await
}

async fn send(app: &App, message: &Message, letter: Letter, now: DateTime<Utc>) -> Result<()> {
    if !renew(app, message).await? {
        return Ok(());
    }
    match app.mail.send(&letter).await? {
        Outcome::Sent => settle(app, message, Settled::Sent).await,
        Outcome::Permanent { why } => settle(app, message, Settled::Failed(why)).await,
        // A reminder twice is better than none; both copies carry the same Message-ID.
        Outcome::Retry { why, .. } | Outcome::Unknown { why }
            if now - message.created_at.max(message.send_at) > GIVE_UP =>
        {
            settle(app, message, Settled::Failed(why)).await
        }
        Outcome::Retry { after, why } => again(app, message, after, &why).await,
        Outcome::Unknown { why } => again(app, message, None, &why).await,
    }
}

/// Begins the lease anew, for sending alone. False when it has run out and another worker has the message: what is sent
/// must be sent by one.
async fn renew(app: &App, message: &Message) -> Result<bool> {
    let rows = q!(
        &app.db,
        execute,
        "UPDATE messages SET leased_until = $3 WHERE tenant_id = $1 AND id = $2 AND status = 'queued' AND attempts = $4",
        message.tenant_id,
        message.id,
        app.clock.now() + LEASE,
        message.attempts,
    )?;
    Ok(rows == 1)
}

/// Why a message is of no more use.
fn stale(message: &Message, appointment: &Appointment, now: DateTime<Utc>) -> Option<&'static str> {
    if message.not_after.is_some_and(|until| now >= until) {
        return Some("too late");
    }
    let gone = !appointment.status.takes_time() || appointment.status == Status::Completed;
    if message.kind.needs_open_visit() && gone {
        return Some("the visit is over or cancelled");
    }
    // Moved after the reminder was written, and the move's own reminder is there.
    let at = appointment.starts_at;
    (message.kind == Kind::Reminder && message.not_after != Some(at)).then_some("moved")
}

/// The message with its texts, which are stored at the first try so that later tries are the same.
async fn render(
    app: &App,
    tenant: &Tenant,
    appointment: &Appointment,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<Message> {
    if message.subject.is_some() {
        return Ok(message.clone());
    }
    let mut tx = app.db.begin().await?;
    let parts = compose::compose(app, &mut tx, tenant, appointment, message, now).await?;
    let message = keep_texts(&mut tx, message, parts).await?;
    tx.commit().await?;
    Ok(message)
}

async fn keep_texts(tx: &mut Tx, message: &Message, parts: Composed) -> Result<Message> {
    q!(
        tx,
        execute,
        "UPDATE messages SET subject = $3, body_text = $4, body_html = $5, attachment = $6 WHERE tenant_id = $1 AND id = $2",
        message.tenant_id,
        message.id,
        &parts.subject,
        &parts.text,
        &parts.html,
        &parts.attachment,
    )?;
    Ok(Message {
        subject: Some(parts.subject),
        body_text: Some(parts.text),
        body_html: Some(parts.html),
        attachment: parts.attachment,
        ..message.clone()
    })
}

fn letter(
    app: &App,
    tenant: &Tenant,
    appointment: Option<&Appointment>,
    message: &Message,
) -> Result<Letter> {
    let part = |text: &Option<String>| {
        text.clone()
            .ok_or_else(|| Error::internal("a message without its text"))
    };
    Ok(Letter {
        message_id: format!("<{}@{}>", message.id, host(&app.config.public_url)),
        to: message.recipient.clone(),
        to_name: message.recipient_name.clone(),
        reply_to: (!message.kind.is_for_master())
            .then(|| tenant.email.clone())
            .flatten(),
        from_name: Some(tenant.name.clone()),
        subject: part(&message.subject)?,
        text: part(&message.body_text)?,
        html: part(&message.body_html)?,
        calendar: message.attachment.clone().map(|text| {
            (
                text,
                appointment
                    .map_or(ics::Method::Publish, ics::Method::of)
                    .as_str(),
            )
        }),
        unsubscribe: None,
    })
}

/// How a message ended.
enum Settled {
    Sent,
    Failed(String),
    Dropped(&'static str),
}

async fn settle(app: &App, message: &Message, settled: Settled) -> Result<()> {
    let now = app.clock.now();
    let (status, why, event) = match settled {
        Settled::Sent => ("sent", None, Some(EventKind::MessageSent)),
        Settled::Failed(why) => ("failed", Some(why), Some(EventKind::MessageFailed)),
        Settled::Dropped(why) => ("dropped", Some(why.to_owned()), None),
    };
    let mut tx = app.db.begin().await?;
    let changed = q!(
        tx,
        execute,
        "UPDATE messages SET status = $3, last_error = $4, sent_at = $5, leased_until = NULL
         WHERE tenant_id = $1 AND id = $2 AND status = 'queued' AND attempts = $6",
        message.tenant_id,
        message.id,
        status,
        why,
        (status == "sent").then_some(now),
        message.attempts,
    )?;
    if status == "sent" && changed == 1 {
        links::replace(&mut tx, message.tenant_id, message.id, now).await?;
    }
    let object = match message.kind {
        Kind::Mailing => message.client_id.map(Object::Client),
        _ => message.appointment_id.map(Object::Appointment),
    };
    if let (Some(kind), Some(object), 1) = (event, object, changed) {
        let data = json!({ "message": message.id, "kind": message.kind.as_str() });
        events::record(
            &mut tx,
            message.tenant_id,
            &Actor::system(),
            kind,
            object,
            data,
            now,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn again(app: &App, message: &Message, after: Option<TimeDelta>, why: &str) -> Result<()> {
    let next = app.clock.now() + after.unwrap_or_else(|| backoff(message.attempts));
    // The lease is what keeps it back: send_at stays, so that "how long has it been tried" can be told.
    q!(
        &app.db,
        execute,
        "UPDATE messages SET leased_until = $3, last_error = $4
         WHERE tenant_id = $1 AND id = $2 AND status = 'queued' AND attempts = $5",
        message.tenant_id,
        message.id,
        next,
        why,
        message.attempts,
    )?;
    Ok(())
}

/// After a fault of our own (a database that was away, a text that cannot be rendered): a few more tries, then it is the
/// master's to know.
async fn put_off(app: &App, message: &Message, why: &str) -> Result<()> {
    if message.attempts >= MAX_FAULTS {
        return settle(app, message, Settled::Failed(why.to_owned())).await;
    }
    again(app, message, None, why).await
}
