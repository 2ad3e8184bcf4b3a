//! The mail that brings an invoice: what it is for, how much, until when, and the way to its page.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::types::Json;

use super::links;
use super::model::{Invoice, Kind as Series, Status};
use crate::accounts::Tenant;
use crate::app::App;
use crate::clients::Client;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Actor};
use crate::id::{InvoiceId, MessageId};
use crate::messages::{Composed, Kind, Message, Plain};
use crate::q;

fn subject_of(message: &Message) -> Option<InvoiceId> {
    let id = message.data.0.get("invoice").and_then(Value::as_str);
    id.and_then(|id| id.parse().ok())
}

/// Sends it to the client's own address, in the invoice's language; false when there is none.
pub async fn enqueue(
    tx: &mut Tx,
    invoice: &Invoice,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(client) = invoice.client_id else {
        return Ok(false);
    };
    let client = Client::find(&mut *tx, invoice.tenant_id, client).await?;
    let Some(email) = client.email.as_ref().filter(|_| !client.is_merged) else {
        return Ok(false);
    };
    // The minute keeps two presses of the button from being two mails.
    let turn = now.timestamp() / 60;
    let added = q!(
        tx,
        execute,
        "INSERT INTO messages (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name,
            client_id, data, status, send_at, created_at)
         VALUES ($1, $2, $3, 'email', $4, 'client', $5, $6, $7, $8, $9, 'queued', $10, $10)
         ON CONFLICT (tenant_id, dedupe_key) DO NOTHING",
        invoice.tenant_id,
        MessageId::new(),
        format!("invoice:{}:{turn}", invoice.id),
        Kind::Invoice,
        invoice.locale,
        email,
        &client.name,
        client.id,
        Json(json!({ "invoice": invoice.id })),
        now
    )?;
    if added > 0 {
        q!(
            tx,
            execute,
            "UPDATE invoices SET mailed_at = $3 WHERE tenant_id = $1 AND id = $2",
            invoice.tenant_id,
            invoice.id,
            now
        )?;
        invoice
            .tell(tx, actor, events::Kind::InvoiceMailed, json!({}), now)
            .await?;
    }
    Ok(true)
}

/// Why a mail is of no more use.
pub async fn stale(app: &App, message: &Message) -> Result<Option<&'static str>> {
    let Some(id) = subject_of(message) else {
        return Ok(Some("no invoice"));
    };
    let invoice = match Invoice::find(&app.db, message.tenant_id, id).await {
        Err(Error::NotFound) => return Ok(Some("no invoice")),
        other => other?,
    };
    Ok(matches!(invoice.status, Status::Draft | Status::Void).then_some("not valid any more"))
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
    let invoice = Invoice::find(&mut *tx, tenant.id, id).await?;
    let locale = message.locale;
    let path = links::mint(tx, &invoice, now).await?;
    let number = invoice.reference().unwrap_or_default();
    let who = tenant.name.clone();
    let is_note = invoice.kind == Series::CreditNote;
    let to_pay = invoice.to_pay();
    let key = |part: &str| match is_note {
        true => format!("mail-credit-note-{part}"),
        false => format!("mail-invoice-{part}"),
    };
    let money = |minor| locale.money(invoice.money(minor));
    let mut facts = vec![
        (locale.t("invoices-number"), number.clone()),
        (locale.t("invoices-total"), money(invoice.total_minor)),
    ];
    if to_pay > 0 && !is_note {
        facts.push((locale.t("invoices-to-pay"), money(to_pay)));
        if let Some(due) = invoice.due_on {
            facts.push((locale.t("invoices-due"), locale.day_year(due)));
        }
    }
    let lead = match invoice.status {
        Status::Overdue => locale.t2(
            "mail-invoice-lead-overdue",
            "number",
            number.clone(),
            "who",
            who.clone(),
        ),
        _ if to_pay == 0 && !is_note => locale.t2(
            "mail-invoice-lead-paid",
            "number",
            number.clone(),
            "who",
            who.clone(),
        ),
        _ => locale.t2(&key("lead"), "number", number.clone(), "who", who.clone()),
    };
    let action = match to_pay > 0 && !is_note {
        true => locale.t("mail-invoice-action-pay"),
        false => locale.t("mail-invoice-action"),
    };
    let plain = Plain {
        locale,
        from: &tenant.name,
        subject: locale.t2(&key("subject"), "number", number, "who", who),
        title: locale.t1("mail-invoice-title", "name", message.recipient_name.clone()),
        lead,
        facts,
        action: (action, app.config.link(&path)),
        note: locale.t("mail-invoice-note"),
        own: message.own(),
    };
    plain.compose()
}
