//! A one-time code by e-mail before a booking is taken, where the practice wants one: six digits that show that the address is
//! the visitor's own.
//!
//! It is asked for whoever is known here or not, so that nobody learns who is a client: "new" goes by the device, which has
//! shown the same address before, and keeps a signed word of that in a cookie. Within the form such a word stands for an hour,
//! so that what comes in between (a lost time, a wrong field) asks for no second code. The code is made when its mail goes out;
//! neither it nor the address stands in a queue.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum_extra::extract::CookieJar;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};

use super::Contact;
use super::code_mail::enqueue;
use super::details_step::Typed;
use super::site::Site;
use crate::app::App;
use crate::contact::Email;
use crate::crypto;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{BookingCodeId, TenantId};
use crate::q;
use crate::web::Errors;
use crate::web::rate::{self, Limit};

/// How long a code may be entered, and how often.
pub(super) const LIFE: TimeDelta = TimeDelta::minutes(15);
const MAX_TRIES: i64 = 5;
/// Pressed again sooner, nothing new is sent: the first one is still on its way.
const PAUSE: TimeDelta = TimeDelta::seconds(30);
/// How long the form needs no second code, and a device none.
const PROVEN_IN_FORM: TimeDelta = TimeDelta::hours(1);
const PROVEN_ON_DEVICE: TimeDelta = TimeDelta::days(180);

const BY_ADDRESS: Limit = Limit::new("code-address", 10, TimeDelta::hours(1));
const BY_MAIL: Limit = Limit::new("code-mail", 5, TimeDelta::hours(1));
const BY_MAIL_A_DAY: Limit = Limit::new("code-mail-day", 10, TimeDelta::days(1));
const BY_PHONE: Limit = Limit::new("code-phone", 5, TimeDelta::hours(1));

const COOKIE: &str = "proven";

/// Whether a booking may go on.
pub(super) enum Gate {
    Open,
    /// A code went to this address; the form comes back with a field for it.
    Asked(String),
    /// Something is wrong with the form; where a code is asked for, to which address it went.
    Wrong(String),
}

pub(super) async fn gate(
    app: &App,
    site: &Site,
    form: &mut Typed,
    contact: &Contact,
    cookies: &CookieJar,
    errors: &mut Errors,
) -> Result<Gate> {
    let (tenant, now) = (&site.tenant, app.clock.now());
    let mode = tenant.rules.email_code.as_str();
    if mode == "off" {
        return Ok(Gate::Open);
    }
    let Some(email) = &contact.email else {
        errors.add("email", key!("booking-code-needs-mail"));
        return Ok(Gate::Wrong(String::new()));
    };
    let of_device = cookies.get(COOKIE).filter(|_| mode == "new");
    let words = [Some(form.proof.as_str()), of_device.map(|c| c.value())];
    let is_proven = |word: &str| is_proof(app, tenant.id, email, word, now);
    if words.into_iter().flatten().any(is_proven) {
        return Ok(Gate::Open);
    }
    let asked: Option<BookingCodeId> = form.asked.parse().ok();
    let known = match asked {
        Some(id) => sent_at(app, tenant.id, id, email).await?,
        None => None,
    };
    let (Some(id), Some(sent)) = (asked, known) else {
        return send_new(app, site, form, contact, email).await;
    };
    let to = email.as_str().to_owned();
    if !form.again.is_empty() {
        form.again.clear();
        form.pin.clear();
        return match now - sent < PAUSE {
            true => Ok(Gate::Asked(to)),
            false => send_new(app, site, form, contact, email).await,
        };
    }
    match try_code(app, tenant.id, id, email, &form.pin, now).await? {
        Tried::Right => {
            form.proof = proof(app, tenant.id, email, now + PROVEN_IN_FORM);
            form.asked.clear();
            form.pin.clear();
            return Ok(Gate::Open);
        }
        Tried::Empty => errors.add("pin", key!("booking-code-enter")),
        Tried::Wrong => errors.add("pin", key!("booking-code-wrong")),
        Tried::Over => errors.add("pin", key!("booking-code-over")),
    }
    form.pin.clear();
    Ok(Gate::Wrong(to))
}

/// Sends one, unless the same press did already.
async fn send_new(
    app: &App,
    site: &Site,
    form: &mut Typed,
    contact: &Contact,
    email: &Email,
) -> Result<Gate> {
    let (tenant, now) = (&site.tenant, app.clock.now());
    // A resend is another one; pressed twice, the form's own key tells the same one.
    let id = match form.asked.is_empty() {
        true => form.key.parse().unwrap_or_else(|_| BookingCodeId::new()),
        false => BookingCodeId::new(),
    };
    // Back in the browser and another address typed: the form's key stands for the first one.
    let id = match is_of_other(app, tenant.id, id, email).await? {
        true => BookingCodeId::new(),
        false => id,
    };
    let place = place(tenant.id, id);
    let sealed = crypto::seal(app.secret(), &place, email.as_str().as_bytes())
        .ok_or_else(|| Error::internal("an address could not be sealed"))?;
    let mut tx = app.db.begin().await?;
    let new = q!(
        tx,
        execute,
        "INSERT INTO booking_codes (tenant_id, id, email, sealed_to, locale, sent_at, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $6) ON CONFLICT (tenant_id, id) DO NOTHING",
        tenant.id,
        id,
        hash(app, tenant.id, email.key().as_bytes()),
        sealed,
        site.page.locale,
        now,
        now + LIFE,
    )?;
    if new == 1 {
        rate::hit_all_in(&mut tx, app, &limits(site, contact, email)).await?;
        enqueue(&mut tx, tenant.id, id, now).await?;
    }
    tx.commit().await?;
    app.wake.notify_one();
    form.asked = id.to_string();
    Ok(Gate::Asked(email.as_str().to_owned()))
}

fn limits(site: &Site, contact: &Contact, email: &Email) -> Vec<(Limit, String)> {
    let tenant = site.tenant.id;
    let mail = format!("{tenant} {}", email.key());
    let network = site.visitor.address.network();
    let mut limits = vec![
        (BY_ADDRESS, format!("{tenant} {network}")),
        (BY_MAIL, mail.clone()),
        (BY_MAIL_A_DAY, mail),
    ];
    if let Some(phone) = &contact.phone {
        limits.push((BY_PHONE, format!("{tenant} {}", phone.e164())));
    }
    limits
}

/// When a code went to this address; None for another one.
async fn sent_at(
    app: &App,
    tenant: TenantId,
    id: BookingCodeId,
    email: &Email,
) -> Result<Option<DateTime<Utc>>> {
    let row = q!(
        &app.db,
        fetch_optional: (DateTime<Utc>,),
        "SELECT sent_at FROM booking_codes WHERE tenant_id = $1 AND id = $2 AND email = $3",
        tenant,
        id,
        hash(app, tenant, email.key().as_bytes()),
    )?;
    Ok(row.map(|(at,)| at))
}

/// Whether this one went to another address.
async fn is_of_other(
    app: &App,
    tenant: TenantId,
    id: BookingCodeId,
    email: &Email,
) -> Result<bool> {
    let row = q!(
        &app.db,
        fetch_optional: (Vec<u8>,),
        "SELECT email FROM booking_codes WHERE tenant_id = $1 AND id = $2",
        tenant,
        id,
    )?;
    let own = hash(app, tenant, email.key().as_bytes());
    Ok(row.is_some_and(|(email,)| email != own))
}

enum Tried {
    Right,
    Wrong,
    Empty,
    Over,
}

/// Counts the try before it looks: many at once are no more than many in a row.
async fn try_code(
    app: &App,
    tenant: TenantId,
    id: BookingCodeId,
    email: &Email,
    typed: &str,
    now: DateTime<Utc>,
) -> Result<Tried> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return Ok(Tried::Empty);
    }
    let row = q!(
        &app.db,
        fetch_optional: (Option<Vec<u8>>,),
        "UPDATE booking_codes SET tries = tries + 1 WHERE tenant_id = $1 AND id = $2 AND email = $3 AND expires_at > $4
            AND tries < $5 RETURNING code",
        tenant,
        id,
        hash(app, tenant, email.key().as_bytes()),
        now,
        MAX_TRIES,
    )?;
    let Some((code,)) = row else {
        return Ok(Tried::Over);
    };
    let is_right = code.is_some_and(|code| crypto::equal(&code, &code_hash(app, id, &digits)));
    Ok(match is_right {
        true => Tried::Right,
        false => Tried::Wrong,
    })
}

/// Forgets codes that are over; called by the worker.
pub async fn sweep(app: &App, now: DateTime<Utc>) -> Result<()> {
    q!(
        &app.db,
        execute,
        "DELETE FROM booking_codes WHERE expires_at < $1",
        now - TimeDelta::hours(1),
    )?;
    Ok(())
}

/// Leaves word of the proof with the browser that booked.
pub(super) fn keep_proof(app: &App, response: &mut Response, site: &Site, email: &str, word: &str) {
    let (tenant, now) = (&site.tenant, app.clock.now());
    let Ok(email) = Email::parse(&super::clean(email)) else {
        return;
    };
    if !is_proof(app, tenant.id, &email, word, now) {
        return;
    }
    let secure = if app.config.is_secure() {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!(
        "{COOKIE}={}; Path=/{}/book; HttpOnly; SameSite=Lax; Max-Age={}{secure}",
        proof(app, tenant.id, &email, now + PROVEN_ON_DEVICE),
        tenant.slug,
        PROVEN_ON_DEVICE.num_seconds(),
    );
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// A signed word that the address was shown to be one's own, good until then.
fn proof(app: &App, tenant: TenantId, email: &Email, until: DateTime<Utc>) -> String {
    let until = until.timestamp();
    let said = format!("{tenant} {} {until}", email.key());
    let key = crypto::derive(app.secret(), "booking proofs v1");
    let mac = URL_SAFE_NO_PAD.encode(crypto::hmac(&key, said.as_bytes()));
    format!("{until}.{mac}")
}

fn is_proof(app: &App, tenant: TenantId, email: &Email, word: &str, now: DateTime<Utc>) -> bool {
    let until = word
        .split_once('.')
        .and_then(|(until, _)| until.parse().ok());
    let until = until.and_then(|until| DateTime::from_timestamp(until, 0));
    until.is_some_and(|until| {
        let own = proof(app, tenant, email, until);
        until > now && crypto::equal(own.as_bytes(), word.as_bytes())
    })
}

pub(super) fn place(tenant: TenantId, id: BookingCodeId) -> String {
    format!("booking_codes.sealed_to:{tenant}:{id}")
}

pub(super) fn code_hash(app: &App, id: BookingCodeId, code: &str) -> Vec<u8> {
    let key = crypto::derive(app.secret(), "booking codes v1");
    crypto::hmac(&key, format!("{id} {code}").as_bytes())
}

fn hash(app: &App, tenant: TenantId, email: &[u8]) -> Vec<u8> {
    let key = crypto::derive(app.secret(), "booking code addresses v1");
    crypto::hmac(&key, &[tenant.0.as_bytes().as_slice(), email].concat())
}
