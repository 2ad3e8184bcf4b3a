//! Mails of the waitlist: you are on it, and a time is kept for you. Each address is of a page that only shows; what is done
//! there is a button.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::types::Json;

use super::model::{Entry, EntryStatus, Offer};
use super::{texts, token};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::Appointment;
use crate::clients::Client;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::i18n::sentence;
use crate::id::{MessageId, WaitlistEntryId, WaitlistOfferId};
use crate::invoices::on_top::OnTop;
use crate::messages::{Composed, Kind, Message, Plain};
use crate::places::Where;
use crate::q;

fn offer_of(message: &Message) -> Option<WaitlistOfferId> {
    let id = message.data.0.get("offer").and_then(Value::as_str);
    id.and_then(|id| id.parse().ok())
}

fn entry_of(message: &Message) -> Option<WaitlistEntryId> {
    let id = message.data.0.get("entry").and_then(Value::as_str);
    id.and_then(|id| id.parse().ok())
}

/// To who joined, at the address they gave; who joins again is told so, once a day. Not where there is none.
pub async fn enqueue_joined(
    tx: &mut Tx,
    entry: &Entry,
    is_new: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let key = match is_new {
        true => format!("waitlist_joined:{}", entry.id),
        false => format!("waitlist_joined:{}:{}", entry.id, now.date_naive()),
    };
    let data = json!({ "entry": entry.id });
    enqueue(tx, entry, Kind::WaitlistJoined, key, data, None, now).await?;
    Ok(())
}

/// The mail's id; none where there is no address to write to.
pub async fn enqueue_offer(
    tx: &mut Tx,
    entry: &Entry,
    offer: &Offer,
    now: DateTime<Utc>,
) -> Result<Option<MessageId>> {
    let key = format!("waitlist_offer:{}", offer.id);
    let data = json!({ "offer": offer.id, "entry": entry.id });
    let until = Some(offer.expires_at);
    enqueue(tx, entry, Kind::WaitlistOffer, key, data, until, now).await
}

async fn enqueue(
    tx: &mut Tx,
    entry: &Entry,
    kind: Kind,
    key: String,
    data: Value,
    not_after: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Option<MessageId>> {
    let client = Client::find(&mut *tx, entry.tenant_id, entry.client_id).await?;
    // Whoever gave another address is called by the name they gave: the card's may be another person's.
    let given = entry.given_email.clone();
    let name = match (&given, &entry.given_name) {
        (Some(_), Some(name)) => name.clone(),
        _ => client.name.clone(),
    };
    let Some(email) = given
        .or(client.email)
        .filter(|_| client.erased_at.is_none())
    else {
        return Ok(None);
    };
    let id = MessageId::new();
    let added = q!(
        tx,
        execute,
        "INSERT INTO messages (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name,
            client_id, data, status, send_at, not_after, created_at)
         VALUES ($1, $2, $3, 'email', $4, 'client', $5, $6, $7, $8, $9, 'queued', $10, $11, $10)
         ON CONFLICT (tenant_id, dedupe_key) DO NOTHING",
        entry.tenant_id,
        id,
        key,
        kind,
        entry.locale,
        email,
        name,
        entry.client_id,
        Json(data),
        now,
        not_after,
    )?;
    Ok((added == 1).then_some(id))
}

/// Why a mail is of no more use.
pub async fn stale(
    app: &App,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<Option<&'static str>> {
    let found = match message.kind {
        Kind::WaitlistOffer => match offer_of(message) {
            None => None,
            Some(id) => match Offer::find(&app.db, message.tenant_id, id).await {
                Ok(offer) => return Ok((!offer.is_waiting(now)).then_some("the offer is over")),
                Err(Error::NotFound) => None,
                Err(other) => return Err(other),
            },
        },
        _ => match entry_of(message) {
            None => None,
            Some(id) => match Entry::find(&app.db, message.tenant_id, id).await {
                Ok(entry) => Some(entry.status),
                Err(Error::NotFound) => None,
                Err(other) => return Err(other),
            },
        },
    };
    Ok(match found {
        Some(EntryStatus::Open) => None,
        _ => Some("nobody waits"),
    })
}

pub async fn compose(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    message: &Message,
) -> Result<Composed> {
    match message.kind {
        Kind::WaitlistOffer => compose_offer(app, tx, tenant, message).await,
        _ => compose_joined(app, tx, tenant, message).await,
    }
}

async fn compose_joined(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    message: &Message,
) -> Result<Composed> {
    let id = entry_of(message).ok_or(Error::NotFound)?;
    let row = Entry::row(&mut *tx, tenant.id, id).await?;
    let (locale, who) = (message.locale, tenant.name.clone());
    let plain = Plain {
        locale,
        from: &tenant.name,
        subject: locale.t1("mail-waitlist-joined-subject", "who", who.clone()),
        title: locale.t1(
            "mail-waitlist-joined-title",
            "name",
            message.recipient_name.clone(),
        ),
        lead: locale.t1("mail-waitlist-joined-lead", "who", who),
        facts: vec![
            (locale.t("mail-fact-what"), row.title()),
            (
                locale.t("waitlist-days"),
                texts::days(locale, &row.entry.wish),
            ),
            (
                locale.t("waitlist-parts"),
                texts::parts(locale, &row.entry.wish),
            ),
        ],
        action: (
            locale.t("mail-waitlist-joined-action"),
            app.config.link(&token::entry_path(app, tenant.id, id)),
        ),
        note: locale.t("mail-waitlist-joined-note"),
        own: message.own(),
    };
    plain.compose()
}

async fn compose_offer(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    message: &Message,
) -> Result<Composed> {
    let id = offer_of(message).ok_or(Error::NotFound)?;
    let offer = Offer::find(&mut *tx, tenant.id, id).await?;
    let visit = Appointment::find(&mut *tx, tenant.id, offer.appointment_id).await?;
    let (locale, who) = (message.locale, tenant.name.clone());
    let when = texts::when(locale, tenant, visit.starts_at);
    let until = texts::until(locale, tenant, offer.expires_at, offer.created_at);
    let price = OnTop::of(&mut *tx, tenant)
        .await?
        .shown(locale, visit.price());
    let length = locale.duration(visit.duration_minutes());
    let mut facts = vec![
        (locale.t("mail-fact-when"), sentence(&when)),
        (
            locale.t("mail-fact-what"),
            format!("{}, {length}", visit.title),
        ),
        (locale.t("mail-fact-price"), price),
    ];
    let place = Where::of_visit(&mut *tx, tenant, &visit).await?;
    if !place.is_empty() {
        facts.push((locale.t("mail-fact-where"), place.line()));
    }
    let leave = token::entry_path(app, tenant.id, offer.entry_id);
    let plain = Plain {
        locale,
        from: &tenant.name,
        subject: locale.t2(
            "mail-waitlist-offer-subject",
            "who",
            who.clone(),
            "when",
            when,
        ),
        title: locale.t1(
            "mail-waitlist-offer-title",
            "name",
            message.recipient_name.clone(),
        ),
        lead: locale.t2("mail-waitlist-offer-lead", "who", who, "until", until),
        facts,
        action: (
            locale.t("mail-waitlist-offer-action"),
            app.config.link(&token::offer_path(app, tenant.id, id)),
        ),
        note: locale.t("mail-waitlist-offer-note"),
        own: message.own(),
    };
    let leave = (locale.t("waitlist-leave"), app.config.link(&leave));
    plain.compose_with(Vec::new(), vec![leave])
}
