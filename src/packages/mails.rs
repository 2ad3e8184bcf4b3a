//! Mails about packages: here it is, and it ends soon. The address of its page is made when the mail goes out.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::types::Json;

use super::model::{Kind as What, Package};
use super::token;
use crate::accounts::Tenant;
use crate::app::App;
use crate::clients::Client;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::id::{MessageId, PackageId};
use crate::invoices::model::Invoice;
use crate::messages::{Composed, Kind, Message, Plain};
use crate::q;

fn subject_of(message: &Message) -> Option<PackageId> {
    let id = message.data.0.get("package").and_then(Value::as_str);
    id.and_then(|id| id.parse().ok())
}

/// To who bought it: at the address that was typed with the order, else at the card's own.
pub async fn enqueue_issued(
    tx: &mut Tx,
    package: &Package,
    email: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let key = format!("package:{}", package.id);
    enqueue(tx, package, Kind::Package, email, key, now).await
}

pub async fn enqueue_ending(tx: &mut Tx, package: &Package, now: DateTime<Utc>) -> Result<()> {
    let order = match package.invoice_id {
        Some(invoice) => {
            super::model::issuing::Order::of(&mut *tx, package.tenant_id, invoice).await?
        }
        None => None,
    };
    let email = order.map(|order| order.email).unwrap_or_default();
    let day = package.expires_on.map(|day| day.to_string());
    let key = format!("package_ending:{}:{}", package.id, day.unwrap_or_default());
    enqueue(tx, package, Kind::PackageEnding, &email, key, now).await
}

async fn enqueue(
    tx: &mut Tx,
    package: &Package,
    kind: Kind,
    email: &str,
    key: String,
    now: DateTime<Utc>,
) -> Result<()> {
    let client = match package.client_id {
        Some(id) => Some(Client::find(&mut *tx, package.tenant_id, id).await?),
        None => None,
    };
    let client = client.filter(|client| !client.is_merged);
    let own = client.as_ref().and_then(|client| client.email.clone());
    let Some(address) = Some(email.to_owned())
        .filter(|email| !email.is_empty())
        .or(own)
    else {
        return Ok(());
    };
    let locale = language(tx, package, client.as_ref()).await?;
    q!(
        tx,
        execute,
        "INSERT INTO messages (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name,
            client_id, data, status, send_at, created_at)
         VALUES ($1, $2, $3, 'email', $4, 'client', $5, $6, $7, $8, $9, 'queued', $10, $10)
         ON CONFLICT (tenant_id, dedupe_key) DO NOTHING",
        package.tenant_id,
        MessageId::new(),
        key,
        kind,
        locale,
        address,
        client.as_ref().map(|client| client.name.clone()).unwrap_or_default(),
        package.client_id,
        Json(json!({ "package": package.id })),
        now,
    )?;
    Ok(())
}

/// Of the invoice that sold it, else of the client, else of the practice.
async fn language(tx: &mut Tx, package: &Package, client: Option<&Client>) -> Result<Locale> {
    if let Some(invoice) = package.invoice_id {
        return Ok(Invoice::find(&mut *tx, package.tenant_id, invoice)
            .await?
            .locale);
    }
    match client {
        Some(client) => Ok(client.locale),
        None => Ok(Tenant::find(&mut *tx, package.tenant_id).await?.locale),
    }
}

/// Why a mail is of no more use.
pub async fn stale(app: &App, message: &Message) -> Result<Option<&'static str>> {
    let Some(id) = subject_of(message) else {
        return Ok(Some("no package"));
    };
    let package = match Package::find(&app.db, message.tenant_id, id).await {
        Err(Error::NotFound) => return Ok(Some("no package")),
        other => other?,
    };
    let is_empty = package.balance_minor + package.balance_visits == 0;
    Ok(match message.kind {
        _ if package.cancelled_at.is_some() => Some("cancelled"),
        Kind::PackageEnding if is_empty => Some("nothing is left on it"),
        _ => None,
    })
}

pub async fn compose(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    message: &Message,
) -> Result<Composed> {
    let id = subject_of(message).ok_or(Error::NotFound)?;
    let package = Package::find(&mut *tx, tenant.id, id).await?;
    let locale = message.locale;
    let stem = match (message.kind, package.kind) {
        (Kind::PackageEnding, _) => "mail-package-ending",
        (_, What::Certificate) => "mail-certificate",
        (_, What::Package) => "mail-package",
    };
    let key = |part: &str| format!("{stem}-{part}");
    let who = tenant.name.clone();
    let mut facts = vec![
        (locale.t(package.kind.key()), package.name.clone()),
        (locale.t("packages-balance"), package.balance(locale)),
        (
            locale.t("packages-code"),
            package.code(tx.audit_key()).shown(),
        ),
    ];
    if let Some(day) = package.expires_on {
        facts.push((locale.t("packages-last-day"), locale.date_year(day)));
    }
    if !package.recipient_name.is_empty() {
        facts.push((
            locale.t("packages-recipient"),
            package.recipient_name.clone(),
        ));
    }
    let plain = Plain {
        locale,
        from: &tenant.name,
        subject: locale.t1(&key("subject"), "who", who.clone()),
        title: locale.t1(&key("title"), "name", message.recipient_name.clone()),
        lead: locale.t1(&key("lead"), "who", who),
        facts,
        action: (
            locale.t("mail-package-action"),
            app.config.link(&token::path(app, &package)),
        ),
        note: locale.t("mail-package-note"),
        own: message.own(),
    };
    plain.compose()
}
