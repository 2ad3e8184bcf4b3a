//! Passwords: argon2id with the parameters of OWASP's password storage sheet (19 MiB, 2 passes, 1 lane).

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};

use chrono::{DateTime, Utc};
use serde_json::json;

use super::tokens::Purpose;
use super::{membership, tokens};
use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{Actor, Kind};
use crate::i18n::key;
use crate::id::UserId;
use crate::q;
use crate::web::Problem;

const MIN_CHARS: usize = 10;
/// More is no password but an attempt to keep us busy.
const MAX_BYTES: usize = 256;

/// Hashes off the async threads, two at a time.
pub async fn hash(app: &App, password: String) -> Result<String> {
    run(app, move || {
        let salt = crate::crypto::random_bytes::<16>();
        argon2()?
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(Error::internal)
    })
    .await?
}

/// Compares with a stored hash. Without one (an unknown account) it works as long and says no, so that the time of the
/// answer tells nothing.
pub async fn verify(app: &App, password: String, stored: Option<String>) -> Result<bool> {
    if password.len() > MAX_BYTES {
        return Ok(false);
    }
    const UNKNOWN: &str = "$argon2id$v=19$m=19456,t=2,p=1$YXVyZWxpLXVua25vd24$Y0p6fPJFgmFHQOiSyk9dIDmBKn6JvJkJ1nT3LS7Yz5w";
    run(app, move || {
        let known = stored.is_some();
        let text = stored.unwrap_or_else(|| UNKNOWN.to_owned());
        let hash = PasswordHash::new(&text).map_err(Error::internal)?;
        let matches = argon2()?
            .verify_password(password.as_bytes(), &hash)
            .is_ok();
        Ok(matches && known)
    })
    .await?
}

/// Whether the hash was made with other parameters than ours: made anew at the next sign-in.
pub fn is_outdated(stored: &str) -> bool {
    !stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")
}

/// The rules for a new one: length only, and not among the most used ones.
pub fn check(password: &str) -> Result<(), Problem> {
    if password.chars().count() < MIN_CHARS {
        return Err(Problem::with(
            key!("field-too-short"),
            "min",
            MIN_CHARS as i64,
        ));
    }
    if password.len() > MAX_BYTES {
        return Err(key!("password-too-long").into());
    }
    let folded = password.to_lowercase();
    if include_str!("common_passwords.txt")
        .lines()
        .any(|common| common == folded)
    {
        return Err(key!("password-too-common").into());
    }
    Ok(())
}

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn run<T: Send + 'static>(app: &App, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let permit = app
        .hashing
        .clone()
        .acquire_owned()
        .await
        .map_err(Error::internal)?;
    let answer = tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal);
    drop(permit);
    answer
}

/// Sets a password. Links that would set another one, or lead the mail elsewhere, end; each practice's log says `by` what
/// it was set.
pub async fn set(
    tx: &mut Tx,
    user: UserId,
    hash: &str,
    actor: &Actor,
    by: &'static str,
    now: DateTime<Utc>,
) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE users SET password_hash = $2, updated_at = $3 WHERE id = $1",
        user,
        hash,
        now,
    )?;
    tokens::revoke(&mut *tx, user, Purpose::ResetPassword, now).await?;
    tokens::revoke(&mut *tx, user, Purpose::ChangeEmail, now).await?;
    membership::note(
        tx,
        user,
        actor,
        Kind::PasswordChanged,
        json!({ "by": by }),
        now,
    )
    .await
}
