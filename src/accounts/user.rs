//! A person who signs in.
//!
//! An address belongs to the account that claimed it first, until another one proves it by a link sent there: a claim
//! without proof gives way (see [`super::verification`]). An account that signed up with an address of another's has none
//! to sign in with (`email_key` is null) until then.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::contact::Email;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::i18n::Locale;
use crate::id::UserId;
use crate::q;

#[derive(Clone, Debug, FromRow)]
pub struct User {
    pub id: UserId,
    /// As its owner writes it.
    pub email: String,
    /// The address to sign in with, folded; None while it is another account's.
    pub email_key: Option<String>,
    pub name: String,
    pub password_hash: String,
    pub locale: Locale,
    pub email_verified_at: Option<DateTime<Utc>>,
    /// Sealed; see [`crate::crypto::seal`]. Set and not enabled: being set up.
    pub totp_secret: Option<Vec<u8>>,
    pub totp_enabled_at: Option<DateTime<Utc>>,
    /// The last time step whose code was used: a code works once.
    pub totp_last_step: i64,
    pub disabled_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

pub struct NewUser<'a> {
    pub email: &'a Email,
    pub name: &'a str,
    pub password_hash: &'a str,
    pub locale: Locale,
    pub email_verified_at: Option<DateTime<Utc>>,
}

impl User {
    pub async fn find(mut on: impl On, id: UserId) -> Result<Self> {
        Ok(q!(on, fetch_one: Self, "SELECT * FROM users WHERE id = $1", id)?)
    }

    /// By e-mail in its folded form.
    pub async fn by_email(mut on: impl On, email_key: &str) -> Result<Option<Self>> {
        Ok(q!(on, fetch_optional: Self, "SELECT * FROM users WHERE email_key = $1", email_key)?)
    }

    /// A new account that signs in with its address; None, and nothing written, when the address is taken.
    pub async fn claim(
        tx: &mut Tx,
        new: &NewUser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Option<UserId>> {
        insert(tx, new, Some(new.email.key()), now).await
    }

    /// A new account beside the one that has its address.
    pub async fn without_address(
        tx: &mut Tx,
        new: &NewUser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Option<UserId>> {
        insert(tx, new, None, now).await
    }

    pub fn is_verified(&self) -> bool {
        self.email_verified_at.is_some()
    }

    pub fn has_second_factor(&self) -> bool {
        self.totp_enabled_at.is_some()
    }
}

async fn insert(
    tx: &mut Tx,
    new: &NewUser<'_>,
    email_key: Option<String>,
    now: DateTime<Utc>,
) -> Result<Option<UserId>> {
    let id = UserId::new();
    let rows = q!(
        tx,
        execute,
        "INSERT INTO users (id, email, email_key, name, password_hash, locale, email_verified_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (email_key) DO NOTHING",
        id,
        new.email.as_str(),
        email_key,
        new.name,
        new.password_hash,
        new.locale,
        new.email_verified_at,
        now,
    )?;
    Ok((rows == 1).then_some(id))
}
