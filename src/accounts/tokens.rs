//! One-time links in mails about an account. A token is minted when its mail is sent and stored hashed; it expires, works
//! once, and using one ends the others of its kind.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use crate::crypto::{random_token, sha256};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{TokenId, UserId};
use crate::q;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Purpose {
    VerifyEmail,
    ResetPassword,
    ChangeEmail,
}

impl Purpose {
    pub fn lifetime(self) -> TimeDelta {
        match self {
            Self::VerifyEmail => TimeDelta::days(3),
            Self::ResetPassword => TimeDelta::minutes(30),
            Self::ChangeEmail => TimeDelta::hours(24),
        }
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Token {
    pub id: TokenId,
    pub user_id: UserId,
    pub purpose: Purpose,
    /// Of a change of address: the old one and the new one, see [`super::verification::Change`].
    pub data: Option<String>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}

impl Token {
    /// The token of a link, used or not; None when it is unknown or of another purpose.
    pub async fn find(mut on: impl On, purpose: Purpose, token: &str) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM user_tokens WHERE token_hash = $1 AND purpose = $2",
            sha256(token),
            purpose,
        )?)
    }

    pub async fn by_id(mut on: impl On, id: TokenId) -> Result<Option<Self>> {
        Ok(q!(on, fetch_optional: Self, "SELECT * FROM user_tokens WHERE id = $1", id)?)
    }

    pub fn is_alive(&self, now: DateTime<Utc>) -> bool {
        self.used_at.is_none() && self.expires_at > now
    }

    /// Uses it up, and with it all others of the user and purpose. False when somebody was quicker.
    pub async fn spend(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<bool> {
        let rows = q!(
            tx,
            execute,
            "UPDATE user_tokens SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2",
            self.id,
            now,
        )?;
        if rows == 1 {
            revoke(tx, self.user_id, self.purpose, now).await?;
        }
        Ok(rows == 1)
    }
}

/// A new link's token.
pub async fn mint(
    mut on: impl On,
    user: UserId,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<String> {
    let token = random_token();
    insert(&mut on, user, purpose, &token, None, now).await?;
    Ok(token)
}

/// Keeps what a mail will ask about; the mail's own token follows with [`renew`].
pub async fn prepare(
    mut on: impl On,
    user: UserId,
    purpose: Purpose,
    data: &str,
    now: DateTime<Utc>,
) -> Result<TokenId> {
    insert(&mut on, user, purpose, &random_token(), Some(data), now).await
}

/// A fresh token for a prepared row. None when it was used or revoked meanwhile.
pub async fn renew(mut on: impl On, id: TokenId, now: DateTime<Utc>) -> Result<Option<String>> {
    let token = random_token();
    let rows = q!(
        on,
        execute,
        "UPDATE user_tokens SET token_hash = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $3",
        id,
        sha256(&token),
        now,
    )?;
    Ok((rows == 1).then_some(token))
}

/// Ends all links of a purpose that the user was sent.
pub async fn revoke(
    mut on: impl On,
    user: UserId,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        on,
        execute,
        "UPDATE user_tokens SET used_at = $3 WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL",
        user,
        purpose,
        now,
    )?;
    Ok(())
}

async fn insert(
    on: &mut impl On,
    user: UserId,
    purpose: Purpose,
    token: &str,
    data: Option<&str>,
    now: DateTime<Utc>,
) -> Result<TokenId> {
    let id = TokenId::new();
    q!(
        on,
        execute,
        "INSERT INTO user_tokens (id, user_id, purpose, token_hash, data, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id,
        user,
        purpose,
        sha256(token),
        data,
        now + purpose.lifetime(),
        now,
    )?;
    Ok(id)
}
