//! Codes of the second factor: TOTP (RFC 6238, six digits, 30 s, one step of slack either way) and ten recovery codes.
//! The secret is sealed with the master key; recovery codes are kept as HMACs under it, so that a stolen table is of no
//! use alone. Each code works once.

use chrono::{DateTime, Utc};
use totp_rs::{Builder, Totp};

use crate::app::App;
use crate::crypto::{hmac, open, random_bytes, random_code, seal};
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::q;

use super::User;

const RECOVERY_CODES: usize = 10;
/// Of 31 letters and digits: 49 bits.
const RECOVERY_LENGTH: usize = 10;

/// A new secret, sealed, in place of one that was not confirmed yet.
pub async fn begin(app: &App, user: UserId) -> Result<()> {
    let secret = seal(app.secret(), &place(user), &random_bytes::<20>())
        .ok_or_else(|| Error::internal("sealing failed"))?;
    q!(
        &app.db,
        execute,
        "UPDATE users SET totp_secret = $2, totp_last_step = 0, updated_at = $3 WHERE id = $1 AND totp_enabled_at IS NULL",
        user,
        secret,
        app.clock.now(),
    )?;
    Ok(())
}

/// The secret as apps take it, in base32; None when no set-up was begun.
pub fn secret_text(app: &App, user: &User) -> Option<String> {
    let secret = secret(app, user)?;
    Some(totp_rs::Secret::from(secret).to_base32())
}

/// Turns the second factor on when the code fits the new secret; the recovery codes, to be shown once.
pub async fn enable(
    app: &App,
    tx: &mut Tx,
    user: &User,
    code: &str,
    now: DateTime<Utc>,
) -> Result<Option<Vec<String>>> {
    let Some(step) = step_of(app, user, code, now) else {
        return Ok(None);
    };
    let rows = q!(
        tx,
        execute,
        "UPDATE users SET totp_enabled_at = $2, totp_last_step = $3, updated_at = $2 WHERE id = $1 AND totp_enabled_at IS NULL",
        user.id,
        now,
        step,
    )?;
    if rows == 0 {
        return Ok(None);
    }
    Ok(Some(renew_recovery(app, tx, user.id).await?))
}

/// Turns it off and forgets the secret and the recovery codes.
pub async fn disable(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE users SET totp_secret = NULL, totp_enabled_at = NULL, totp_last_step = 0, updated_at = $2 WHERE id = $1",
        user,
        now,
    )?;
    q!(
        tx,
        execute,
        "DELETE FROM recovery_codes WHERE user_id = $1",
        user
    )?;
    Ok(())
}

/// Whether the code, of the app or for recovery, is right and was not used before; it is used now.
pub async fn accept(app: &App, user: &User, code: &str) -> Result<bool> {
    let now = app.clock.now();
    if !user.has_second_factor() {
        return Ok(false);
    }
    if let Some(step) = step_of(app, user, code, now) {
        let rows = q!(
            &app.db,
            execute,
            "UPDATE users SET totp_last_step = $2 WHERE id = $1 AND totp_last_step < $2",
            user.id,
            step,
        )?;
        return Ok(rows == 1);
    }
    let rows = q!(
        &app.db,
        execute,
        "UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL",
        user.id,
        recovery_hash(app, user.id, code),
        now,
    )?;
    Ok(rows == 1)
}

/// Ten new recovery codes in place of the old ones.
pub async fn renew_recovery(app: &App, tx: &mut Tx, user: UserId) -> Result<Vec<String>> {
    q!(
        tx,
        execute,
        "DELETE FROM recovery_codes WHERE user_id = $1",
        user
    )?;
    let mut codes = Vec::new();
    while codes.len() < RECOVERY_CODES {
        let code = random_code(RECOVERY_LENGTH);
        let rows = q!(
            tx,
            execute,
            "INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            user,
            recovery_hash(app, user, &code),
        )?;
        if rows == 1 {
            let (head, tail) = code.split_at(RECOVERY_LENGTH / 2);
            codes.push(format!("{head}-{tail}"));
        }
    }
    Ok(codes)
}

/// Recovery codes that are left.
pub async fn recovery_left(mut on: impl On, user: UserId) -> Result<i64> {
    let (left,) = q!(
        on,
        fetch_one: (i64,),
        "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL",
        user,
    )?;
    Ok(left)
}

/// The time step whose code it is.
fn step_of(app: &App, user: &User, code: &str, now: DateTime<Utc>) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let is_code = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_code {
        return None;
    }
    let totp = totp(secret(app, user)?)?;
    let step = totp.check(&digits, u64::try_from(now.timestamp()).ok()?)?;
    i64::try_from(step).ok()
}

fn secret(app: &App, user: &User) -> Option<Vec<u8>> {
    open(app.secret(), &place(user.id), user.totp_secret.as_deref()?)
}

fn totp(secret: Vec<u8>) -> Option<Totp> {
    Builder::new().with_secret(secret).build().ok()
}

/// What the sealed secret is bound to.
fn place(user: UserId) -> String {
    format!("users.totp_secret:{user}")
}

/// Typed codes may lack the dash and be in small letters.
fn recovery_hash(app: &App, user: UserId, code: &str) -> Vec<u8> {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    hmac(
        app.secret(),
        format!("recovery code v1:{user}:{plain}").as_bytes(),
    )
}
