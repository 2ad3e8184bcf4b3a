//! A person who signs in.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::db::On;
use crate::error::Result;
use crate::i18n::Locale;
use crate::id::UserId;
use crate::q;

#[derive(Clone, Debug, FromRow)]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub password_hash: String,
    pub locale: Locale,
    pub email_verified_at: Option<DateTime<Utc>>,
    /// Sealed; see [`crate::crypto::seal`].
    pub totp_secret: Option<Vec<u8>>,
    pub totp_enabled_at: Option<DateTime<Utc>>,
    /// The last time step whose code was used: a code works once.
    pub totp_last_step: i64,
    pub disabled_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

impl User {
    pub async fn find(mut on: impl On, id: UserId) -> Result<Self> {
        Ok(q!(on, fetch_one: Self, "SELECT * FROM users WHERE id = $1", id)?)
    }

    /// By e-mail in its folded form.
    pub async fn by_email(mut on: impl On, email_key: &str) -> Result<Option<Self>> {
        Ok(q!(on, fetch_optional: Self, "SELECT * FROM users WHERE email_key = $1", email_key)?)
    }
}
