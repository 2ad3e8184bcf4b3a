//! Mails that ask for a signature, and the one that brings the signed copy.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::types::Json;

use super::{Consent, Form, Version, links};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::Appointment;
use crate::clients::Client;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::id::{AppointmentId, ConsentId, FormId, MessageId};
use crate::messages::{Composed, Kind, Message, Plain};
use crate::q;

/// Which request a message is about.
pub fn subject_of(message: &Message) -> Option<ConsentId> {
    let id = message.data.0.get("consent").and_then(Value::as_str);
    id.and_then(|id| id.parse().ok())
}

/// Sends the request's link by mail, to the client or to who books for them; false when neither has an address.
pub async fn enqueue_request(
    tx: &mut Tx,
    consent: &Consent,
    client: &Client,
    now: DateTime<Utc>,
) -> Result<bool> {
    // The minute keeps two presses of the button from being two mails.
    let turn = now.timestamp() / 60;
    let is_sent = enqueue(tx, consent, client, Kind::ConsentAsked, turn, now).await?;
    if is_sent {
        note_sent(tx, consent, now).await?;
    }
    Ok(is_sent)
}

async fn note_sent(tx: &mut Tx, consent: &Consent, now: DateTime<Utc>) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE consents SET sent_at = $3 WHERE tenant_id = $1 AND id = $2 AND signed_at IS NULL",
        consent.tenant_id,
        consent.id,
        now
    )?;
    Ok(())
}

/// Sends the way to the signed copy.
pub(super) async fn enqueue_copy(
    tx: &mut Tx,
    consent: &Consent,
    client: &Client,
    now: DateTime<Utc>,
) -> Result<bool> {
    enqueue(tx, consent, client, Kind::ConsentSigned, 0, now).await
}

async fn enqueue(
    tx: &mut Tx,
    consent: &Consent,
    client: &Client,
    kind: Kind,
    turn: i64,
    now: DateTime<Utc>,
) -> Result<bool> {
    let booker = match &client.email {
        Some(_) => None,
        None => Client::booker_of(&mut *tx, client, now).await?,
    };
    let reader = booker.as_ref().unwrap_or(client);
    let Some(email) = &reader.email else {
        return Ok(false);
    };
    q!(
        tx,
        execute,
        "INSERT INTO messages (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name,
            client_id, data, status, send_at, created_at)
         VALUES ($1, $2, $3, 'email', $4, 'client', $5, $6, $7, $8, $9, 'queued', $10, $10)
         ON CONFLICT (tenant_id, dedupe_key) DO NOTHING",
        consent.tenant_id,
        MessageId::new(),
        format!("{}:{}:{turn}", kind.as_str(), consent.id),
        kind,
        consent.locale,
        email,
        &reader.name,
        reader.id,
        Json(json!({ "consent": consent.id })),
        now
    )?;
    Ok(true)
}

/// Why a mail is of no more use.
pub async fn stale(app: &App, message: &Message) -> Result<Option<&'static str>> {
    let Some(id) = subject_of(message) else {
        return Ok(Some("no consent"));
    };
    let consent = match Consent::find(&app.db, message.tenant_id, id).await {
        Err(Error::NotFound) => return Ok(Some("no consent")),
        other => other?,
    };
    let asks = message.kind == Kind::ConsentAsked;
    Ok(
        if consent.erased_at.is_some() || consent.dropped_at.is_some() {
            Some("taken back")
        } else if asks && consent.is_signed() {
            Some("signed already")
        } else {
            None
        },
    )
}

/// Renders and mints the link, in the transaction that stores the result.
pub async fn compose(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<Composed> {
    let id = subject_of(message).ok_or(Error::NotFound)?;
    let consent = Consent::find(&mut *tx, tenant.id, id).await?;
    let locale = message.locale;
    let version = match consent.version_id {
        Some(version) => Some(Version::find(&mut *tx, tenant.id, version).await?),
        None => Version::current(&mut *tx, tenant.id, consent.form_id).await?,
    };
    let form = version.map(|v| v.title(locale)).unwrap_or_default();
    let path = links::mint(tx, &consent, now).await?;
    let key = |part: &str| format!("{}-{part}", message.kind.key());
    let who = tenant.name.clone();
    let mut facts = vec![(locale.t("consents-mail-form"), form.clone())];
    if consent.is_signed() {
        facts.push((locale.t("consents-hash"), consent.fingerprint()));
    }
    let plain = Plain {
        locale,
        from: &tenant.name,
        subject: locale.t2(&key("subject"), "form", form.clone(), "who", who.clone()),
        title: locale.t1(&key("title"), "name", message.recipient_name.clone()),
        lead: locale.t2(&key("lead"), "form", form, "who", who),
        facts,
        action: (locale.t(&key("action")), app.config.link(&path)),
        note: locale.t(&key("note")),
        own: message.own(),
    };
    plain.compose()
}

/// What a visit's mail adds: for each request of the visit, and each older one that its services ask for, its words and
/// its link.
pub async fn actions_for(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    visit: AppointmentId,
    locale: Locale,
    now: DateTime<Utc>,
) -> Result<Vec<(String, String)>> {
    let Some(client) = Appointment::find(&mut *tx, tenant.id, visit)
        .await?
        .client_id
    else {
        return Ok(Vec::new());
    };
    let asked = q!(
        tx,
        fetch_all: (FormId,),
        "SELECT s.form_id FROM appointment_items i
         JOIN service_forms s ON s.tenant_id = i.tenant_id AND s.service_id = i.service_id
         WHERE i.tenant_id = $1 AND i.appointment_id = $2",
        tenant.id,
        visit
    )?;
    let is_asked = |open: &Consent| {
        open.appointment_id == Some(visit) || asked.iter().any(|(form,)| *form == open.form_id)
    };
    // Of cards that were joined into this one too.
    let mut open = Consent::open_of_client(&mut *tx, tenant.id, client).await?;
    open.retain(is_asked);
    let mut actions = Vec::new();
    for consent in open {
        let form = Form::find(&mut *tx, tenant.id, consent.form_id).await?;
        if form.rules.in_person {
            continue;
        }
        let Some(version) = Version::current(&mut *tx, tenant.id, consent.form_id).await? else {
            continue;
        };
        let path = links::mint(tx, &consent, now).await?;
        note_sent(tx, &consent, now).await?;
        let text = locale.t1("consents-mail-sign", "form", version.title(locale));
        actions.push((text, app.config.link(&path)));
    }
    Ok(actions)
}
