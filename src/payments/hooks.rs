//! What providers tell by themselves: `POST /hooks/{provider}/{secret}`.
//!
//! The raw bytes are checked, stored once (sealed) and answered; then, from the table, the payment they name is asked for
//! again, and only that answer moves anything. Telling a thing twice, late, out of order or falsely changes nothing.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use sqlx::FromRow;

use super::model::{Way, apply};
use super::{Account, Payment, Refund, provider};
use crate::app::App;
use crate::booking::Visitor;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Object};
use crate::id::{PaymentAccountId, PaymentId, TenantId, WebhookEventId};
use crate::jobs::apart;
use crate::providers::payment::{Incoming, Notice, Refused, Subject};
use crate::q;
use crate::web::Path;
use crate::web::address::Network;
use crate::web::rate::{self, Limit};

/// What one account may be told; more looks like noise.
const BY_ACCOUNT: Limit = Limit::new("hooks", 600, TimeDelta::minutes(1));
/// Tries to find a payment that an event is about: its own answer may still be on the way.
const MAX_UNKNOWN: i64 = 5;
/// How long an event is tried whose payment cannot be asked for.
const GIVE_UP: TimeDelta = TimeDelta::hours(24);
/// How long they are kept.
pub const KEPT_DAYS: i64 = 90;
const AT_ONCE: i64 = 16;
const LEASE: TimeDelta = TimeDelta::seconds(90);

/// From where YooKassa sends, as it says.
const YOOKASSA: [&str; 7] = [
    "185.71.76.0/27",
    "185.71.77.0/27",
    "77.75.153.0/25",
    "77.75.154.128/25",
    "77.75.156.11",
    "77.75.156.35",
    "2a02:5180::/32",
];

pub fn routes() -> Router<App> {
    Router::new().route("/hooks/{provider}/{secret}", post(receive))
}

#[derive(Clone, Debug, FromRow)]
pub struct WebhookEvent {
    pub tenant_id: TenantId,
    pub id: WebhookEventId,
    pub account_id: PaymentAccountId,
    pub provider: Way,
    pub event: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub is_verified: bool,
    pub outcome: String,
    pub payment_id: Option<PaymentId>,
    pub attempts: i64,
    pub last_error: Option<String>,
    pub received_at: DateTime<Utc>,
    pub processed_at: Option<DateTime<Utc>>,
}

async fn receive(
    State(app): State<App>,
    visitor: Visitor,
    Path((name, secret)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    let found = Account::by_hook(&app.db, &name, &secret).await;
    let account = visitor.count_guess(&app, found).await?;
    rate::hit(&app, BY_ACCOUNT, &account.id.to_string()).await?;
    if account.data.0.check_address && !is_yookassa(&visitor) {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    }
    let signature = headers.get("stripe-signature");
    let signature = signature.and_then(|value| value.to_str().ok());
    Ok(take(&app, &account, &body, signature)
        .await?
        .into_response())
}

fn is_yookassa(visitor: &Visitor) -> bool {
    YOOKASSA
        .iter()
        .filter_map(|text| text.parse::<Network>().ok())
        .any(|network| network.contains(visitor.address.0))
}

/// Checks and stores; what the sender is answered.
pub async fn take(
    app: &App,
    account: &Account,
    body: &[u8],
    signature: Option<&str>,
) -> Result<StatusCode> {
    let Some(provider) = provider(app, account).await? else {
        return Err(Error::NotFound);
    };
    let now = app.clock.now();
    let incoming = Incoming {
        body,
        signature,
        now,
    };
    match provider.notice(incoming) {
        Ok(notice) => {
            store(app, account, &notice, body, now).await?;
            app.wake.notify_one();
            Ok(StatusCode::OK)
        }
        Err(Refused::Forged | Refused::Malformed | Refused::OtherWorld) => {
            Ok(StatusCode::BAD_REQUEST)
        }
    }
}

async fn store(
    app: &App,
    account: &Account,
    notice: &Notice,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    let id = WebhookEventId::new();
    let key = app.tenant_key(&app.db, account.tenant_id).await?;
    let (kind, subject) = match &notice.subject {
        Subject::Payment(id) => ("payment", id.as_str()),
        Subject::Charge(id) => ("charge", id.as_str()),
        Subject::Other => ("", ""),
    };
    let is_ours = !kind.is_empty();
    q!(
        &app.db,
        execute,
        "INSERT INTO webhook_events (tenant_id, id, account_id, provider, dedupe_key, event, subject_kind, subject_id, sealed,
            is_verified, outcome, run_at, received_at, processed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (tenant_id, account_id, dedupe_key) DO NOTHING",
        account.tenant_id,
        id,
        account.id,
        account.provider,
        &notice.dedupe,
        &notice.event,
        kind,
        subject,
        key.seal(&place(id), body)?,
        notice.is_signed,
        if is_ours { "" } else { "ignored" },
        is_ours.then_some(now),
        now,
        (!is_ours).then_some(now),
    )?;
    Ok(())
}

fn place(id: WebhookEventId) -> String {
    format!("webhook_events.sealed:{id}")
}

/// Works through what was stored; how much it was.
pub async fn process_due(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let due = q!(
        &app.db,
        fetch_all: WebhookEvent,
        {
            sqlite: "UPDATE webhook_events SET run_at = $2, attempts = attempts + 1 WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM webhook_events WHERE run_at <= $1 ORDER BY run_at LIMIT $3) RETURNING *",
            pg: "UPDATE webhook_events SET run_at = $2, attempts = attempts + 1 WHERE (tenant_id, id) IN (
                SELECT tenant_id, id FROM webhook_events WHERE run_at <= $1 ORDER BY run_at LIMIT $3
                FOR UPDATE SKIP LOCKED) RETURNING *",
        },
        now,
        now + LEASE,
        AT_ONCE,
    )?;
    // All at once: a provider that hangs keeps the news of no other waiting.
    let looks = due.into_iter().map(|event| async move {
        if let Err(error) = apart(process(app, &event)).await {
            tracing::warn!(event = %event.id, %error, "webhook not processed");
            put_off(app, &event, &error.to_string(), now).await?;
        }
        Ok::<(), Error>(())
    });
    let done = join_all(looks).await;
    let count = done.len();
    done.into_iter().collect::<Result<()>>()?;
    Ok(count)
}

async fn process(app: &App, event: &WebhookEvent) -> Result<()> {
    let now = app.clock.now();
    let (tenant, account) = (event.tenant_id, event.account_id);
    let kind = event.subject_kind.as_str();
    let found = Payment::by_provider(&app.db, tenant, account, kind, &event.subject_id).await?;
    let Some(payment) = found else {
        // Nobody is asked about what we never began.
        return match event.attempts < MAX_UNKNOWN {
            true => put_off(app, event, "no such payment yet", now).await,
            false => finish(app, event, "unknown", None, false).await,
        };
    };
    let account = Account::find(&app.db, tenant, account).await?;
    let Some(provider) = provider(app, &account).await? else {
        return finish(app, event, "disconnected", Some(payment.id), false).await;
    };
    let id = payment.provider_id.clone().unwrap_or_default();
    match provider.find(&id).await {
        Ok(remote) => {
            let word = apply(app, tenant, payment.id, &remote).await?;
            if event.event == "refund.failed" {
                Refund::check_soon(&app.db, &payment, now).await?;
                app.wake.notify_one();
            }
            finish(app, event, word.as_str(), Some(payment.id), true).await
        }
        Err(failure) if failure.is_missing() => {
            finish(app, event, "not_there", Some(payment.id), false).await
        }
        Err(_) if now - event.received_at > GIVE_UP => {
            finish(app, event, "unanswered", Some(payment.id), false).await
        }
        Err(failure) => put_off(app, event, &failure.to_string(), now).await,
    }
}

async fn finish(
    app: &App,
    event: &WebhookEvent,
    outcome: &str,
    payment: Option<PaymentId>,
    is_true: bool,
) -> Result<()> {
    q!(
        &app.db,
        execute,
        "UPDATE webhook_events SET outcome = $3, payment_id = $4, is_verified = $5, processed_at = $6, run_at = NULL,
            last_error = NULL WHERE tenant_id = $1 AND id = $2",
        event.tenant_id,
        event.id,
        outcome,
        payment,
        is_true || event.is_verified,
        app.clock.now(),
    )?;
    Ok(())
}

async fn put_off(app: &App, event: &WebhookEvent, why: &str, now: DateTime<Utc>) -> Result<()> {
    let wait = TimeDelta::seconds(5 * (1 << event.attempts.clamp(0, 6)));
    q!(
        &app.db,
        execute,
        "UPDATE webhook_events SET run_at = $3, last_error = $4 WHERE tenant_id = $1 AND id = $2",
        event.tenant_id,
        event.id,
        now + wait,
        why,
    )?;
    Ok(())
}

/// Forgets what providers told long ago and what came of it is done: no provider repeats itself for so long, and what a payment
/// has become stands with the payment.
pub async fn sweep(app: &App, now: DateTime<Utc>) -> Result<()> {
    let tenants = q!(
        &app.db,
        fetch_all: (TenantId,),
        "SELECT DISTINCT tenant_id FROM payment_accounts WHERE provider IN ('yookassa', 'stripe', 'sandbox')",
    )?;
    for (tenant,) in tenants {
        q!(
            &app.db,
            execute,
            "DELETE FROM webhook_events WHERE (tenant_id, id) IN (
                SELECT w.tenant_id, w.id FROM webhook_events w
                WHERE w.tenant_id = $1 AND w.received_at < $2 AND w.run_at IS NULL ORDER BY w.received_at LIMIT 1000)",
            tenant,
            now - TimeDelta::days(KEPT_DAYS),
        )?;
    }
    Ok(())
}

impl WebhookEvent {
    /// The latest first.
    pub async fn latest(mut on: impl On, tenant: TenantId, limit: i64) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM webhook_events WHERE tenant_id = $1 ORDER BY received_at DESC, id DESC LIMIT $2",
            tenant,
            limit,
        )?)
    }

    /// Works through an event once more, as if it had just come.
    pub async fn replay(
        tx: &mut Tx,
        tenant: TenantId,
        id: WebhookEventId,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let changed = q!(
            tx,
            execute,
            "UPDATE webhook_events SET attempts = 0, last_error = NULL WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        // What is about nothing of ours leads to nothing again.
        q!(
            tx,
            execute,
            "UPDATE webhook_events SET run_at = $3 WHERE tenant_id = $1 AND id = $2 AND subject_kind <> ''",
            tenant,
            id,
            now,
        )?;
        let data = serde_json::json!({ "event": id });
        let object = Object::Tenant(tenant);
        events::record(
            tx,
            tenant,
            actor,
            events::Kind::WebhookReplayed,
            object,
            data,
            now,
        )
        .await?;
        Ok(())
    }

    /// What was sent, to the letter.
    pub async fn raw(app: &App, tenant: TenantId, id: WebhookEventId) -> Result<Vec<u8>> {
        let (sealed,) = q!(
            &app.db,
            fetch_one: (Vec<u8>,),
            "SELECT sealed FROM webhook_events WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
        )?;
        if sealed.is_empty() {
            return Ok(sealed);
        }
        let key = app.tenant_key(&app.db, tenant).await?;
        key.open(&place(id), &sealed)
    }
}
