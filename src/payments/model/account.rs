//! The ways in which a practice is paid, and the keys of those that have some.
//!
//! Keys lie sealed under the practice's key and are never shown again: their last four characters say which they are.
//! Disconnecting forgets them. Cash, the terminal and the sandbox have a row as soon as they are first used.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::app::App;
use crate::crypto::{self, TenantKey};
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Object};
use crate::i18n::key;
use crate::id::{PaymentAccountId, PaymentId, TenantId};
use crate::money::Currency;
use crate::payments::sweep;
use crate::q;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Way {
    Yookassa,
    Stripe,
    /// Ours: no money moves.
    Sandbox,
    /// From account to account, with a receipt that the master looks at.
    Transfer,
    Cash,
    /// A card on the practice's own device.
    Terminal,
}

impl Way {
    pub const ALL: [Self; 6] = [
        Self::Yookassa,
        Self::Stripe,
        Self::Sandbox,
        Self::Transfer,
        Self::Cash,
        Self::Terminal,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yookassa => "yookassa",
            Self::Stripe => "stripe",
            Self::Sandbox => "sandbox",
            Self::Transfer => "transfer",
            Self::Cash => "cash",
            Self::Terminal => "terminal",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == text)
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Yookassa => key!("payments-way-yookassa"),
            Self::Stripe => key!("payments-way-stripe"),
            Self::Sandbox => key!("payments-way-sandbox"),
            Self::Transfer => key!("payments-way-transfer"),
            Self::Cash => key!("payments-way-cash"),
            Self::Terminal => key!("payments-way-terminal"),
        }
    }

    /// What a client's button says.
    pub fn pay_key(self) -> &'static str {
        match self {
            Self::Transfer => key!("payments-pay-transfer"),
            Self::Sandbox => key!("payments-pay-sandbox"),
            Self::Yookassa => key!("payments-pay-yookassa"),
            _ => key!("payments-pay-card"),
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Transfer => "receipt-text",
            Self::Cash => "banknote",
            _ => "credit-card",
        }
    }

    /// Whether somebody's program says what became of it.
    pub fn is_online(self) -> bool {
        matches!(self, Self::Yookassa | Self::Stripe | Self::Sandbox)
    }

    /// Whether it is opened with keys.
    pub fn has_keys(self) -> bool {
        matches!(self, Self::Yookassa | Self::Stripe)
    }

    /// Whether a person writes it down.
    pub fn is_by_hand(self) -> bool {
        matches!(self, Self::Cash | Self::Terminal | Self::Transfer)
    }

    pub fn takes(self, currency: Currency) -> bool {
        self != Self::Yookassa || currency == Currency::RUB
    }
}

/// What is no secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Whether fiscal receipts (54-FZ) go along.
    pub receipts: bool,
    pub tax_system: Option<i64>,
    /// The code of the rate; 1 is none.
    pub vat: i64,
    /// Take news only from the addresses that YooKassa names.
    pub check_address: bool,
    /// Where to transfer to, in the practice's own words.
    pub details: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Secrets {
    pub secret: String,
    /// What signs Stripe's webhooks.
    pub signing: String,
    /// The part of the webhook's address that nobody guesses.
    pub hook: String,
}

#[derive(Clone, Debug, FromRow)]
pub struct Account {
    pub tenant_id: TenantId,
    pub id: PaymentAccountId,
    pub provider: Way,
    pub account: String,
    pub is_live: bool,
    pub is_shown: bool,
    pub last_four: String,
    pub data: Json<Settings>,
    pub sealed: Option<Vec<u8>>,
    pub checked_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
    pub disconnected_at: Option<DateTime<Utc>>,
    /// Until when it is known what happened there without a word to us.
    pub swept_to: Option<DateTime<Utc>>,
    /// The payment that the last round ended at, where its time was over before all were seen.
    pub swept_past: Option<PaymentId>,
    pub created_at: DateTime<Utc>,
}

impl Account {
    pub async fn find(mut on: impl On, tenant: TenantId, id: PaymentAccountId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM payment_accounts WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    pub async fn of(mut on: impl On, tenant: TenantId, way: Way) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM payment_accounts WHERE tenant_id = $1 AND provider = $2 AND disconnected_at IS NULL",
            tenant,
            way,
        )?)
    }

    pub async fn all(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM payment_accounts WHERE tenant_id = $1 AND disconnected_at IS NULL ORDER BY created_at",
            tenant,
        )?)
    }

    /// By the address that a webhook was sent to.
    pub async fn by_hook(mut on: impl On, provider: &str, token: &str) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT * FROM payment_accounts WHERE token_hash = $1 AND provider = $2 AND disconnected_at IS NULL",
            crypto::sha256(token),
            provider,
        )?)
    }

    /// The row of a way without keys, made at its first use.
    pub async fn ensure(
        tx: &mut Tx,
        tenant: TenantId,
        way: Way,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        if let Some(found) = Self::of(&mut *tx, tenant, way).await? {
            return Ok(found);
        }
        if way.has_keys() {
            return Err(Error::NotFound);
        }
        q!(
            tx,
            execute,
            "INSERT INTO payment_accounts (tenant_id, id, provider, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)
             ON CONFLICT DO NOTHING",
            tenant,
            PaymentAccountId::new(),
            way,
            now,
        )?;
        Self::of(tx, tenant, way).await?.ok_or(Error::NotFound)
    }

    /// What a client may choose from, in the order in which it is offered; a transfer only where it is said whereto. The sandbox
    /// stands in while no keys are set: by itself while the program is being tried out, in real use only where the practice
    /// switched it on.
    pub async fn offered(
        app: &App,
        mut on: impl On,
        tenant: TenantId,
        currency: Currency,
    ) -> Result<Vec<Way>> {
        let all = Self::all(&mut on, tenant).await?;
        let is_connected = all.iter().any(|account| account.provider.has_keys());
        let leads =
            |one: &Self| one.provider != Way::Transfer || !one.data.0.details.trim().is_empty();
        let shown = |way: Way| {
            all.iter()
                .any(|one| one.provider == way && one.is_shown && leads(one))
        };
        let known = |way: Way| all.iter().any(|one| one.provider == way);
        let mut ways = Vec::new();
        for way in [Way::Yookassa, Way::Stripe, Way::Sandbox, Way::Transfer] {
            let offered = match way {
                Way::Sandbox if is_connected => false,
                Way::Sandbox if !known(way) => app.config.is_development(),
                way => shown(way),
            };
            if offered && way.takes(currency) {
                ways.push(way);
            }
        }
        Ok(ways)
    }

    /// Its secrets; nothing once it is disconnected.
    pub fn open(&self, key: &TenantKey) -> Result<Option<Secrets>> {
        let Some(sealed) = &self.sealed else {
            return Ok(None);
        };
        let plain = key.open(&place(self.id), sealed)?;
        serde_json::from_slice(&plain)
            .map_err(Error::internal)
            .map(Some)
    }

    /// The row of an account whose keys were forgotten: what was paid by them is of that row.
    async fn of_before(
        mut on: impl On,
        tenant: TenantId,
        way: Way,
        account: &str,
        is_live: bool,
    ) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM payment_accounts WHERE tenant_id = $1 AND provider = $2 AND account = $3 AND is_live = $4
                AND disconnected_at IS NOT NULL ORDER BY created_at DESC LIMIT 1",
            tenant,
            way,
            account,
            is_live,
        )?)
    }

    /// Takes keys that were tried. The same account keeps its row, and while its keys are not forgotten the address of its
    /// webhook: what was paid by it can be given back and looked at again. Another one gets a new.
    #[expect(clippy::too_many_arguments, reason = "what an account is made of")]
    pub async fn connect(
        tx: &mut Tx,
        key: &TenantKey,
        tenant: TenantId,
        way: Way,
        holder: (&str, bool),
        mut secrets: Secrets,
        settings: Settings,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let (account, is_live) = holder;
        let before = Self::of(&mut *tx, tenant, way).await?;
        let same = before.filter(|before| before.account == account && before.is_live == is_live);
        let same = match same {
            None => Self::of_before(&mut *tx, tenant, way, account, is_live).await?,
            same => same,
        };
        let id = same
            .as_ref()
            .map_or_else(PaymentAccountId::new, |one| one.id);
        if let Some(same) = &same {
            secrets.hook = same.open(key)?.unwrap_or_default().hook;
        }
        if same
            .as_ref()
            .is_none_or(|one| one.disconnected_at.is_some())
        {
            Self::forget(tx, tenant, way, now).await?;
        }
        if secrets.hook.is_empty() {
            secrets.hook = crypto::random_token();
        }
        let plain = serde_json::to_vec(&secrets).map_err(Error::internal)?;
        let last_four: String = {
            let letters: Vec<char> = secrets.secret.chars().collect();
            letters[letters.len().saturating_sub(4)..].iter().collect()
        };
        q!(
            tx,
            execute,
            "INSERT INTO payment_accounts (tenant_id, id, provider, account, is_live, last_four, data, sealed, token_hash,
                checked_at, sweep_at, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10, $10)
             ON CONFLICT (tenant_id, id) DO UPDATE SET last_four = excluded.last_four, data = excluded.data,
                sealed = excluded.sealed, token_hash = excluded.token_hash, checked_at = excluded.checked_at,
                sweep_at = excluded.sweep_at, disconnected_at = NULL, last_error = NULL, updated_at = excluded.updated_at",
            tenant,
            id,
            way,
            account,
            is_live,
            last_four,
            Json(settings),
            key.seal(&place(id), &plain)?,
            crypto::sha256(&secrets.hook),
            now,
            now + sweep::EVERY,
        )?;
        // What nobody could be asked about meanwhile; an odd sum stays a person's.
        q!(
            tx,
            execute,
            {
                sqlite: "UPDATE refunds SET check_at = $3 WHERE (tenant_id, id) IN (SELECT r.tenant_id, r.id FROM payment_tasks t
                    CROSS JOIN payments p ON p.tenant_id = t.tenant_id AND p.id = t.payment_id AND p.account_id = $2
                    CROSS JOIN refunds r ON r.tenant_id = t.tenant_id AND r.payment_id = t.payment_id
                    WHERE t.tenant_id = $1 AND t.kind = 'refund_failed' AND t.settled_at IS NULL
                        AND r.status = 'pending' AND r.check_at IS NULL AND r.reason = '')",
                pg: "UPDATE refunds SET check_at = $3 WHERE (tenant_id, id) IN (SELECT r.tenant_id, r.id FROM payment_tasks t
                    JOIN payments p ON p.tenant_id = t.tenant_id AND p.id = t.payment_id AND p.account_id = $2
                    JOIN refunds r ON r.tenant_id = t.tenant_id AND r.payment_id = t.payment_id
                    WHERE t.tenant_id = $1 AND t.kind = 'refund_failed' AND t.settled_at IS NULL
                        AND r.status = 'pending' AND r.check_at IS NULL AND r.reason = '')",
            },
            tenant,
            id,
            now,
        )?;
        q!(
            tx,
            execute,
            "UPDATE payments SET check_at = $3 WHERE tenant_id = $1 AND account_id = $2 AND check_at IS NULL
                AND provider_id IS NOT NULL AND status IN ('pending', 'waiting_for_capture')",
            tenant,
            id,
            now,
        )?;
        let data = json!({ "provider": way.as_str(), "live": is_live });
        let object = Object::Tenant(tenant);
        events::record(
            tx,
            tenant,
            actor,
            events::Kind::PaymentsConnected,
            object,
            data,
            now,
        )
        .await?;
        super::task::settle_of_account(tx, tenant, id, now).await?;
        Self::find(tx, tenant, id).await
    }

    /// Forgets the keys. What was paid by them stays; what is not paid yet is looked at by hand.
    pub async fn disconnect(
        tx: &mut Tx,
        tenant: TenantId,
        way: Way,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if Self::forget(tx, tenant, way, now).await? {
            let data = json!({ "provider": way.as_str() });
            let object = Object::Tenant(tenant);
            events::record(
                tx,
                tenant,
                actor,
                events::Kind::PaymentsDisconnected,
                object,
                data,
                now,
            )
            .await?;
        }
        Ok(())
    }

    async fn forget(tx: &mut Tx, tenant: TenantId, way: Way, now: DateTime<Utc>) -> Result<bool> {
        let gone = q!(
            tx,
            execute,
            "UPDATE payment_accounts SET disconnected_at = $3, sealed = NULL, token_hash = NULL, sweep_at = NULL, updated_at = $3
             WHERE tenant_id = $1 AND provider = $2 AND disconnected_at IS NULL",
            tenant,
            way,
            now,
        )?;
        Ok(gone > 0)
    }

    /// Whether clients see it, and what is no secret.
    pub async fn update(
        &self,
        tx: &mut Tx,
        is_shown: bool,
        settings: &Settings,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE payment_accounts SET is_shown = $3, data = $4, updated_at = $5 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            is_shown,
            Json(settings),
            now,
        )?;
        Ok(())
    }

    /// What came of a try: nothing wrong, or what the provider said.
    pub async fn note(
        &self,
        mut on: impl On,
        error: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            on,
            execute,
            "UPDATE payment_accounts SET checked_at = $3, last_error = $4 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            now,
            error,
        )?;
        Ok(())
    }
}

fn place(id: PaymentAccountId) -> String {
    format!("payment_accounts.sealed:{id}")
}
