//! Addresses of pictures on pages: signed, for one picture and size, and over within the hour. Who signed in still needs
//! the right to see photos; the signature keeps an address that was copied from being of use later.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};

use super::Size;
use crate::app::App;
use crate::crypto;
use crate::id::{MediaId, TenantId};
use crate::web::View;

/// Addresses of one half hour are the same, so that a browser keeps its pictures; each lives for 30 to 60 minutes.
const STEP: i64 = 1800;

/// Signs addresses of one practice's pictures at one moment.
#[derive(Clone)]
pub struct Signer {
    key: Vec<u8>,
    tenant: TenantId,
    until: i64,
}

impl Signer {
    pub fn new(app: &App, tenant: TenantId) -> Self {
        Self {
            key: key(app),
            tenant,
            until: (app.clock.now().timestamp() / STEP + 2) * STEP,
        }
    }

    /// The address on a signed-in page.
    pub fn url(&self, id: MediaId, size: Size) -> String {
        format!("/media/{id}/{}?{}", size.as_str(), self.query(id, size))
    }

    fn query(&self, id: MediaId, size: Size) -> String {
        let sign = sign(&self.key, self.tenant, id, size, self.until);
        format!("until={}&sign={sign}", self.until)
    }
}

/// What a signed address carries behind its path.
pub struct Signed {
    until: i64,
    sign: String,
}

impl Signed {
    pub fn of(view: &View) -> Option<Self> {
        Some(Self {
            until: view.param("until")?.parse().ok()?,
            sign: view.param("sign")?,
        })
    }

    pub fn is_valid(&self, app: &App, tenant: TenantId, id: MediaId, size: Size) -> bool {
        self.until > app.clock.now().timestamp()
            && crypto::equal(
                sign(&key(app), tenant, id, size, self.until).as_bytes(),
                self.sign.as_bytes(),
            )
    }

    /// Seconds for which a browser may keep what it got.
    pub fn max_age(&self, now: DateTime<Utc>) -> i64 {
        (self.until - now.timestamp()).clamp(0, 2 * STEP)
    }
}

fn key(app: &App) -> Vec<u8> {
    crypto::hmac(app.secret(), b"aureli media addresses v1")
}

fn sign(key: &[u8], tenant: TenantId, id: MediaId, size: Size, until: i64) -> String {
    let text = format!("{tenant}|{id}|{}|{until}", size.as_str());
    let mut mac = crypto::hmac(key, text.as_bytes());
    mac.truncate(18);
    URL_SAFE_NO_PAD.encode(mac)
}
