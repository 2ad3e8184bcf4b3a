//! One answer per key: a button pressed twice, or a request sent again over a broken network, acts once.
//!
//! The key is claimed first, in the transaction of the act itself: whoever comes second waits for the first one's commit
//! and gets its answer. An act that fails leaves no key, so that it can be tried again.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::types::Json;

use crate::app::App;
use crate::crypto;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::id::TenantId;
use crate::q;

/// A key within a tenant, and the hash of what was sent with it.
#[derive(Clone, Debug)]
pub struct Once {
    pub tenant: TenantId,
    pub key: String,
    pub request_hash: Vec<u8>,
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known<T> {
    /// Nobody used it yet.
    New,
    /// The same request was answered so.
    Answered(T),
    /// It was used for something else.
    OtherRequest,
}

/// A form's hidden key, of which a page makes a new one each time: pressed twice, or sent again because its answer was lost,
/// the form acts once and leads to the same place. Sent with other contents it is meant anew.
#[derive(Clone, Debug, Default)]
pub struct OncePerForm(Option<Once>);

impl OncePerForm {
    /// `act` is what the form does and to what; a form without a key acts each time. The hash is keyed: nobody who reads
    /// the table can try out what was written.
    pub fn new(
        app: &App,
        tenant: TenantId,
        act: &str,
        key: &str,
        form: &impl Serialize,
    ) -> Result<Self> {
        if !(16..=64).contains(&key.len()) {
            return Ok(Self(None));
        }
        let form = serde_json::to_vec(form).map_err(Error::internal)?;
        Ok(Self(Some(Once {
            tenant,
            key: format!("{act}:{key}"),
            request_hash: crypto::hmac(app.secret(), &form),
        })))
    }

    /// Where it led before, if it acted already; else the act is ours to do in this transaction.
    pub async fn claim(
        &mut self,
        tx: &mut Tx,
        app: &App,
        now: DateTime<Utc>,
    ) -> Result<Option<String>> {
        let Some(once) = &self.0 else {
            return Ok(None);
        };
        match once.claim::<String>(tx, app, now).await? {
            Known::New => Ok(None),
            Known::Answered(path) => Ok(Some(path)),
            Known::OtherRequest => {
                self.0 = None;
                Ok(None)
            }
        }
    }

    /// Remembers where it led.
    pub async fn keep(&self, tx: &mut Tx, app: &App, path: &str) -> Result<()> {
        match &self.0 {
            Some(once) => once.keep(tx, app, &path).await,
            None => Ok(()),
        }
    }
}

impl Once {
    /// The answer given before, if any.
    pub async fn look<T: DeserializeOwned>(&self, mut on: impl On, app: &App) -> Result<Known<T>> {
        let row = q!(
            on,
            fetch_optional: (Vec<u8>, Json<Value>),
            "SELECT request_hash, result FROM idempotency_keys WHERE tenant_id = $1 AND key = $2",
            self.tenant,
            &self.key,
        )?;
        match row {
            None => Ok(Known::New),
            Some((hash, _)) if hash != self.request_hash => Ok(Known::OtherRequest),
            Some((_, Json(result))) => Ok(Known::Answered(self.open(app, &result)?)),
        }
    }

    /// Takes the key for this transaction; [`Known::New`] says that the act is ours to do.
    pub async fn claim<T: DeserializeOwned>(
        &self,
        tx: &mut Tx,
        app: &App,
        now: DateTime<Utc>,
    ) -> Result<Known<T>> {
        let taken = q!(
            tx,
            execute,
            "INSERT INTO idempotency_keys (tenant_id, key, request_hash, result, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant_id, key) DO NOTHING",
            self.tenant,
            &self.key,
            &self.request_hash,
            Json(Value::Null),
            now,
        )?;
        match taken {
            0 => self.look(tx, app).await,
            _ => Ok(Known::New),
        }
    }

    /// Keeps the answer, sealed: it may hold a link's token, which is stored nowhere in the open.
    pub async fn keep<T: Serialize>(&self, tx: &mut Tx, app: &App, answer: &T) -> Result<()> {
        let plain = serde_json::to_vec(answer).map_err(Error::internal)?;
        let sealed = crypto::seal(app.secret(), &self.place(), &plain)
            .ok_or_else(|| Error::internal("an answer could not be sealed"))?;
        q!(
            tx,
            execute,
            "UPDATE idempotency_keys SET result = $3 WHERE tenant_id = $1 AND key = $2",
            self.tenant,
            &self.key,
            Json(Value::String(STANDARD.encode(sealed))),
        )?;
        Ok(())
    }

    fn open<T: DeserializeOwned>(&self, app: &App, result: &Value) -> Result<T> {
        let sealed = result.as_str().and_then(|text| STANDARD.decode(text).ok());
        let plain = sealed.and_then(|sealed| crypto::open(app.secret(), &self.place(), &sealed));
        // A changed master key opens nothing: then the answer is lost, and doing the act again would be worse.
        let plain = plain.ok_or_else(|| Error::internal("a kept answer does not open"))?;
        serde_json::from_slice(&plain).map_err(Error::internal)
    }

    fn place(&self) -> String {
        format!("idempotency_keys.result:{}:{}", self.tenant, self.key)
    }
}
