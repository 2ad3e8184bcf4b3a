//! The accounts by which a practice writes: whose they are, what they may cost, and what is wrong with them.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;

use crate::crypto::{self, TenantKey};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{self, Actor, Object};
use crate::i18n::key;
use crate::id::TenantId;
use crate::money::Currency;
use crate::q;

/// By what a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Channel {
    Email,
    Sms,
    Telegram,
}

impl Channel {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Telegram => "telegram",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Email => "mail",
            Self::Sms => "smartphone",
            Self::Telegram => "send",
        }
    }
}

/// Who carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Carrier {
    SmsRu,
    Smsc,
    SmsAero,
    Twilio,
    Telegram,
}

impl Carrier {
    pub const SMS: [Self; 4] = [Self::SmsRu, Self::Smsc, Self::SmsAero, Self::Twilio];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::SmsRu => "sms_ru",
            Self::Smsc => "smsc",
            Self::SmsAero => "sms_aero",
            Self::Twilio => "twilio",
            Self::Telegram => "telegram",
        }
    }

    /// By its name in an address.
    pub fn parse(text: &str) -> Option<Self> {
        let mut all = Self::SMS.into_iter();
        all.find(|carrier| carrier.as_str() == text)
    }

    pub fn channel(self) -> Channel {
        match self {
            Self::Telegram => Channel::Telegram,
            _ => Channel::Sms,
        }
    }

    /// Names are the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::SmsRu => "SMS.ru",
            Self::Smsc => "SMSC",
            Self::SmsAero => "SMS Aero",
            Self::Twilio => "Twilio",
            Self::Telegram => "Telegram",
        }
    }

    pub fn about_key(self) -> &'static str {
        match self {
            Self::Twilio => key!("channels-about-world"),
            _ => key!("channels-about-russia"),
        }
    }

    /// What its accounts pay in.
    pub fn currency(self) -> Currency {
        match self {
            Self::Twilio => Currency::USD,
            _ => Currency::RUB,
        }
    }
}

/// What a person must look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Alarm {
    /// They are not taken any more.
    Keys,
    /// The gateway has nothing left to send for.
    Money,
    /// It does not let the account send: a sender's name, a region.
    Refused,
    /// What a day may cost is spent.
    Cap,
}

impl Alarm {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Money => "money",
            Self::Refused => "refused",
            Self::Cap => "cap",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Keys => key!("channels-alarm-keys"),
            Self::Money => key!("channels-alarm-money"),
            Self::Refused => key!("channels-alarm-refused"),
            Self::Cap => key!("channels-alarm-cap"),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Secrets {
    pub secret: String,
    /// The part of the address for its news that nobody guesses.
    pub hook: String,
}

#[derive(Clone, Debug, FromRow)]
pub struct Account {
    pub tenant_id: TenantId,
    pub channel: Channel,
    pub provider: Carrier,
    pub account: String,
    pub sender: String,
    pub last_four: String,
    pub sealed: Vec<u8>,
    /// Before e-mail, for clients who have not said what they like.
    pub is_first: bool,
    pub currency: String,
    /// Millionths of the currency: of one part, and in a day.
    pub part_micros: i64,
    pub cap_micros: i64,
    pub checked_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
    pub alarm: Option<Alarm>,
    pub alarmed_at: Option<DateTime<Utc>>,
}

/// What is no secret, as the form has it.
#[derive(Clone, Debug)]
pub struct Terms {
    pub sender: String,
    pub is_first: bool,
    pub part_micros: i64,
    pub cap_micros: i64,
}

/// How long an account is left alone that refused: it will refuse the next one too.
const REST: TimeDelta = TimeDelta::minutes(30);
/// After which the same trouble is news again.
const AGAIN: TimeDelta = TimeDelta::hours(20);

impl Account {
    pub async fn of(mut on: impl On, tenant: TenantId, channel: Channel) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM channel_accounts WHERE tenant_id = $1 AND channel = $2",
            tenant,
            channel,
        )?)
    }

    /// As [`Self::of`], and nobody else spends of it until the transaction ends.
    pub async fn of_for_change(
        tx: &mut Tx,
        tenant: TenantId,
        channel: Channel,
    ) -> Result<Option<Self>> {
        Ok(q!(
            tx,
            fetch_optional: Self,
            {
                sqlite: "SELECT * FROM channel_accounts WHERE tenant_id = $1 AND channel = $2",
                pg: "SELECT * FROM channel_accounts WHERE tenant_id = $1 AND channel = $2 FOR NO KEY UPDATE",
            },
            tenant,
            channel,
        )?)
    }

    pub async fn all(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM channel_accounts WHERE tenant_id = $1 ORDER BY channel",
            tenant,
        )?)
    }

    /// Those that a person must look at.
    pub async fn alarming(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM channel_accounts WHERE tenant_id = $1 AND alarm IS NOT NULL AND dismissed_at IS NULL ORDER BY channel",
            tenant,
        )?)
    }

    pub fn open(&self, key: &TenantKey) -> Result<Secrets> {
        let plain = key.open(&place(self.tenant_id, self.channel), &self.sealed)?;
        serde_json::from_slice(&plain).map_err(crate::error::Error::internal)
    }

    /// Whether it has refused a moment ago, for reasons that concern every message.
    pub fn rests(&self, now: DateTime<Utc>) -> bool {
        let is_broken = self.alarm.is_some_and(|alarm| alarm != Alarm::Cap);
        is_broken && self.alarmed_at.is_some_and(|at| now - at < REST)
    }

    /// Takes keys that were tried. Another account of the same channel makes place.
    #[expect(clippy::too_many_arguments, reason = "what an account is made of")]
    pub async fn connect(
        tx: &mut Tx,
        key: &TenantKey,
        tenant: TenantId,
        carrier: Carrier,
        account: &str,
        secret: &str,
        terms: &Terms,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let channel = carrier.channel();
        let before = Self::of(&mut *tx, tenant, channel).await?;
        let same = before.filter(|one| one.provider == carrier && one.account == account);
        let hook = match &same {
            Some(same) => same.open(key)?.hook,
            None => crypto::random_token(),
        };
        let secrets = Secrets {
            secret: secret.to_owned(),
            hook,
        };
        let plain = serde_json::to_vec(&secrets).map_err(crate::error::Error::internal)?;
        let letters: Vec<char> = secret.chars().collect();
        let last_four: String = letters[letters.len().saturating_sub(4)..].iter().collect();
        q!(
            tx,
            execute,
            "INSERT INTO channel_accounts (tenant_id, channel, provider, account, sender, last_four, sealed, token_hash, is_first,
                currency, part_micros, cap_micros, checked_at, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $13)
             ON CONFLICT (tenant_id, channel) DO UPDATE SET provider = excluded.provider, account = excluded.account,
                sender = excluded.sender, last_four = excluded.last_four, sealed = excluded.sealed,
                token_hash = excluded.token_hash, is_first = excluded.is_first, currency = excluded.currency,
                part_micros = excluded.part_micros, cap_micros = excluded.cap_micros, checked_at = excluded.checked_at,
                last_error = NULL, alarm = NULL, alarmed_at = NULL, dismissed_at = NULL, updated_at = excluded.updated_at",
            tenant,
            channel,
            carrier,
            account,
            &terms.sender,
            last_four,
            key.seal(&place(tenant, channel), &plain)?,
            crypto::sha256(&secrets.hook),
            terms.is_first,
            carrier.currency().code(),
            terms.part_micros,
            terms.cap_micros,
            now,
        )?;
        tell(
            tx,
            tenant,
            carrier,
            actor,
            events::Kind::ChannelsConnected,
            now,
        )
        .await
    }

    /// What is no secret changes. A new cap answers for the one that was reached.
    pub async fn update(
        &self,
        tx: &mut Tx,
        terms: &Terms,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE channel_accounts SET sender = $3, is_first = $4, part_micros = $5, cap_micros = $6, updated_at = $7,
                dismissed_at = CASE WHEN alarm = 'cap' THEN $7 ELSE dismissed_at END
             WHERE tenant_id = $1 AND channel = $2",
            self.tenant_id,
            self.channel,
            &terms.sender,
            terms.is_first,
            terms.part_micros,
            terms.cap_micros,
            now,
        )?;
        let kind = events::Kind::ChannelsChanged;
        tell(tx, self.tenant_id, self.provider, actor, kind, now).await
    }

    /// Forgets the keys: the row is gone.
    pub async fn disconnect(&self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        let gone = q!(
            tx,
            execute,
            "DELETE FROM channel_accounts WHERE tenant_id = $1 AND channel = $2 AND provider = $3",
            self.tenant_id,
            self.channel,
            self.provider,
        )?;
        if gone == 0 {
            return Ok(());
        }
        let kind = events::Kind::ChannelsDisconnected;
        tell(tx, self.tenant_id, self.provider, actor, kind, now).await
    }

    /// A try went well: what was wrong with the keys is over.
    pub async fn note_fine(&self, mut on: impl On, now: DateTime<Utc>) -> Result<()> {
        q!(
            on,
            execute,
            "UPDATE channel_accounts SET checked_at = $3, last_error = NULL,
                alarmed_at = CASE WHEN alarm = 'cap' THEN alarmed_at ELSE NULL END,
                alarm = CASE WHEN alarm = 'cap' THEN alarm ELSE NULL END
             WHERE tenant_id = $1 AND channel = $2",
            self.tenant_id,
            self.channel,
            now,
        )?;
        Ok(())
    }

    pub async fn note_error(&self, mut on: impl On, why: &str, now: DateTime<Utc>) -> Result<()> {
        q!(
            on,
            execute,
            "UPDATE channel_accounts SET checked_at = $3, last_error = $4 WHERE tenant_id = $1 AND channel = $2",
            self.tenant_id,
            self.channel,
            now,
            why,
        )?;
        Ok(())
    }

    /// Somebody must look at it. What was put aside comes back only when it is something else, or a day later.
    pub async fn alarm(
        &self,
        tx: &mut Tx,
        alarm: Alarm,
        why: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE channel_accounts SET last_error = COALESCE($4, last_error),
                dismissed_at = CASE WHEN alarm = $3 AND alarmed_at > $6 THEN dismissed_at ELSE NULL END,
                alarmed_at = $5, alarm = $3
             WHERE tenant_id = $1 AND channel = $2",
            self.tenant_id,
            self.channel,
            alarm,
            why,
            now,
            now - AGAIN,
        )?;
        tx.signal(self.tenant_id, crate::db::live::Topic::Todo)
            .await?;
        Ok(())
    }

    /// Takes it off the list.
    pub async fn dismiss(
        mut on: impl On,
        tenant: TenantId,
        channel: Channel,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let changed = q!(
            on,
            execute,
            "UPDATE channel_accounts SET dismissed_at = $3 WHERE tenant_id = $1 AND channel = $2 AND alarm IS NOT NULL",
            tenant,
            channel,
            now,
        )?;
        match changed {
            0 => Err(crate::error::Error::NotFound),
            _ => Ok(()),
        }
    }
}

async fn tell(
    tx: &mut Tx,
    tenant: TenantId,
    carrier: Carrier,
    actor: &Actor,
    kind: events::Kind,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({ "provider": carrier.as_str() });
    events::record(tx, tenant, actor, kind, Object::Tenant(tenant), data, now).await?;
    Ok(())
}

fn place(tenant: TenantId, channel: Channel) -> String {
    format!("channel_accounts.sealed:{tenant}:{}", channel.as_str())
}
