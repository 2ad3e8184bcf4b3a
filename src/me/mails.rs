//! The mail that brings the link.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::types::Json;

use super::links;
use crate::accounts::Tenant;
use crate::app::App;
use crate::clients::Client;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::MessageId;
use crate::messages::{Composed, Kind, Message, Plain};
use crate::q;

/// Sends the link to the card's own address; false when it has none. The link is made when the mail goes out.
pub async fn enqueue(tx: &mut Tx, client: &Client, now: DateTime<Utc>) -> Result<bool> {
    let Some(email) = client.email.as_ref().filter(|_| !client.is_merged) else {
        return Ok(false);
    };
    // The minute keeps two presses of the button from being two mails.
    let turn = now.timestamp() / 60;
    q!(
        tx,
        execute,
        "INSERT INTO messages (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name,
            client_id, data, status, send_at, created_at)
         VALUES ($1, $2, $3, 'email', $4, 'client', $5, $6, $7, $8, $9, 'queued', $10, $10)
         ON CONFLICT (tenant_id, dedupe_key) DO NOTHING",
        client.tenant_id,
        MessageId::new(),
        format!("own_page:{}:{turn}", client.id),
        Kind::OwnPage,
        client.locale,
        email,
        &client.name,
        client.id,
        Json(json!({})),
        now
    )?;
    Ok(true)
}

/// Why a mail is of no more use.
pub async fn stale(app: &App, message: &Message) -> Result<Option<&'static str>> {
    let Some(id) = message.client_id else {
        return Ok(Some("no client"));
    };
    let client = Client::find(&app.db, message.tenant_id, id).await?;
    Ok(client.is_merged.then_some("the card is gone"))
}

/// Renders and mints the link, in the transaction that stores the result.
pub async fn compose(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<Composed> {
    let id = message.client_id.ok_or(Error::NotFound)?;
    let locale = message.locale;
    let path = links::mint(tx, tenant.id, id, now).await?;
    let plain = Plain {
        locale,
        from: &tenant.name,
        subject: locale.t1("mail-own-page-subject", "who", tenant.name.clone()),
        title: locale.t1(
            "mail-own-page-title",
            "name",
            message.recipient_name.clone(),
        ),
        lead: locale.t1("mail-own-page-lead", "who", tenant.name.clone()),
        facts: Vec::new(),
        action: (locale.t("mail-own-page-action"), app.config.link(&path)),
        note: locale.t("mail-own-page-note"),
        own: message.own(),
    };
    plain.compose()
}
