//! What gateways tell by themselves: `POST /hooks/sms_ru/{secret}`, `POST /hooks/twilio/{secret}`.
//!
//! What is told is proved by the key, and moves a text's state only forward: told twice, late or out of order it changes
//! nothing. A text that will not arrive goes on by the next way, once.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use chrono::{DateTime, TimeDelta, Utc};

use super::model::{Account, Carrier};
use crate::app::App;
use crate::booking::Visitor;
use crate::config::Config;
use crate::crypto;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::id::{MessageId, TenantId};
use crate::providers::sms::{Delivery, Fields, Forged, Notice, sms_ru_notices, twilio_notices};
use crate::q;
use crate::web::Path;
use crate::web::rate::{self, Limit};

/// What one gateway may tell; more looks like noise.
const BY_ACCOUNT: Limit = Limit::new("channel-hooks", 600, TimeDelta::minutes(1));

pub fn routes() -> Router<App> {
    Router::new()
        .route("/hooks/sms_ru/{secret}", post(sms_ru))
        .route("/hooks/twilio/{secret}", post(twilio))
}

/// Where a gateway is to tell; none where it could not reach us.
pub fn address(config: &Config, carrier: Carrier, hook: &str) -> Option<String> {
    let tells = matches!(carrier, Carrier::SmsRu | Carrier::Twilio);
    let path = format!("/hooks/{}/{hook}", carrier.as_str());
    (tells && config.is_secure()).then(|| config.link(&path))
}

/// The account of an address, with its secrets.
async fn opened(
    app: &App,
    visitor: &Visitor,
    carrier: Carrier,
    token: &str,
) -> Result<(Account, super::Secrets)> {
    let found = Account::by_hook(&app.db, carrier, token).await;
    let account = visitor.count_guess(app, found).await?;
    rate::hit(app, BY_ACCOUNT, &account.tenant_id.to_string()).await?;
    let key = app.tenant_key(&app.db, account.tenant_id).await?;
    let secrets = account.open(&key)?;
    Ok((account, secrets))
}

fn fields(body: &Bytes) -> Fields {
    form_urlencoded::parse(body).into_owned().collect()
}

async fn sms_ru(
    State(app): State<App>,
    visitor: Visitor,
    Path(secret): Path<String>,
    body: Bytes,
) -> Result<Response> {
    let (account, secrets) = opened(&app, &visitor, Carrier::SmsRu, &secret).await?;
    let notices = sms_ru_notices(&secrets.secret, &fields(&body));
    // What it takes for "heard"; else it tells again for days.
    answer(&app, &account, notices, "100").await
}

async fn twilio(
    State(app): State<App>,
    visitor: Visitor,
    Path(secret): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    let (account, secrets) = opened(&app, &visitor, Carrier::Twilio, &secret).await?;
    let signature = headers.get("x-twilio-signature");
    let signature = signature.and_then(|value| value.to_str().ok());
    let urls = urls(&app.config, &format!("/hooks/twilio/{}", secrets.hook));
    let signature = signature.unwrap_or_default();
    let notices = twilio_notices(&secrets.secret, &urls, &fields(&body), signature);
    answer(&app, &account, notices, "").await
}

/// The address as the gateway may have signed it: with the port and without.
fn urls(config: &Config, path: &str) -> Vec<String> {
    let url = &config.public_url;
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let mut urls = vec![format!("{url}{path}")];
    match rest.rsplit_once(':') {
        Some((host, _)) => urls.push(format!("{scheme}://{host}{path}")),
        None => urls.push(format!("{url}:443{path}")),
    }
    urls
}

async fn answer(
    app: &App,
    account: &Account,
    notices: Result<Vec<Notice>, Forged>,
    word: &'static str,
) -> Result<Response> {
    let Ok(notices) = notices else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut is_lost = false;
    for notice in &notices {
        is_lost |= apply(&mut tx, account, notice, now).await?;
    }
    tx.commit().await?;
    if is_lost {
        app.wake.notify_one();
    }
    Ok(word.into_response())
}

/// Moves the text's state forward. Whether it is to go another way now.
async fn apply(
    tx: &mut Tx,
    account: &Account,
    notice: &Notice,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (state, rank) = match notice.delivery {
        Delivery::Passed => ("passed", 1_i64),
        Delivery::Failed => ("failed", 2),
        Delivery::Delivered => ("delivered", 3),
        Delivery::Read => ("read", 4),
    };
    let moved = q!(
        tx,
        fetch_optional: (MessageId,),
        "UPDATE messages SET delivery = $4, delivery_at = $5
         WHERE tenant_id = $1 AND provider_id = $2 AND provider = $3 AND channel = 'sms' AND status = 'sent'
            AND CASE delivery WHEN 'read' THEN 4 WHEN 'delivered' THEN 3 WHEN 'failed' THEN 2 WHEN 'passed' THEN 1 ELSE 0 END < $6
         RETURNING id",
        account.tenant_id,
        &notice.id,
        account.provider,
        state,
        now,
        rank,
    )?;
    match moved {
        Some((id,)) if notice.delivery == Delivery::Failed => {
            go_on(tx, account.tenant_id, id, &notice.why, now).await
        }
        _ => Ok(false),
    }
}

/// It goes out once more by what is left; what is of no more use by then is dropped there.
async fn go_on(
    tx: &mut Tx,
    tenant: TenantId,
    id: MessageId,
    why: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = q!(
        tx,
        execute,
        "UPDATE messages SET status = 'queued', tried = TRIM(tried || ' sms:undelivered'), last_error = $3, sent_at = NULL,
            leased_until = NULL, send_at = $4 WHERE tenant_id = $1 AND id = $2 AND (not_after IS NULL OR not_after > $4)",
        tenant,
        id,
        format!("not delivered: {why}"),
        now,
    )?;
    Ok(changed > 0)
}

impl Account {
    /// By the address that a gateway tells at.
    async fn by_hook(mut on: impl On, carrier: Carrier, token: &str) -> Result<Self> {
        let found = q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM channel_accounts WHERE token_hash = $1 AND provider = $2",
            crypto::sha256(token),
            carrier,
        )?;
        found.ok_or(Error::NotFound)
    }
}
