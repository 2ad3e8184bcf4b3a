//! Addresses of pages on which clients pay: signed, so that nothing is stored and nobody guesses another one. Each is for one
//! purpose and one thing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::app::App;
use crate::crypto;
use crate::id::{AppointmentId, InvoiceId, PaymentId, TenantId};

use super::Subject;

/// What the address is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Payment(PaymentId),
    Subject(Subject),
    /// The sandbox's own.
    Sandbox(Uuid),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    fn new(app: &App, tenant: TenantId, of: Of) -> Self {
        let (kind, id) = match of {
            Of::Payment(id) => (b'p', id.0),
            Of::Subject(Subject::Deposit(id)) => (b'd', id.0),
            Of::Subject(Subject::Invoice(id)) => (b'i', id.0),
            Of::Sandbox(id) => (b's', id),
        };
        let mut bytes = vec![kind];
        bytes.extend_from_slice(tenant.0.as_bytes());
        bytes.extend_from_slice(id.as_bytes());
        let mac = sign(app, &bytes);
        bytes.extend_from_slice(&mac);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn status_path(&self) -> String {
        format!("/pay/status/{}", self.0)
    }

    pub fn visit_path(&self) -> String {
        format!("/pay/visit/{}", self.0)
    }

    pub fn start_path(&self) -> String {
        format!("/pay/start/{}", self.0)
    }

    pub fn test_path(&self) -> String {
        format!("/pay/test/{}", self.0)
    }
}

pub fn of_payment(app: &App, tenant: TenantId, id: PaymentId) -> Token {
    Token::new(app, tenant, Of::Payment(id))
}

pub fn of_subject(app: &App, tenant: TenantId, subject: Subject) -> Token {
    Token::new(app, tenant, Of::Subject(subject))
}

/// The page on which a visit's deposit is paid.
pub fn deposit_path(app: &App, tenant: TenantId, visit: AppointmentId) -> String {
    of_subject(app, tenant, Subject::Deposit(visit)).visit_path()
}

pub fn of_sandbox(app: &App, tenant: TenantId, id: Uuid) -> Token {
    Token::new(app, tenant, Of::Sandbox(id))
}

/// What an address is of; None for one that is not ours.
pub fn read(app: &App, text: &str) -> Option<(TenantId, Of)> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (said, mac) = bytes.split_last_chunk::<16>()?;
    if !crypto::equal(mac, &sign(app, said)) {
        return None;
    }
    let (kind, ids) = said.split_first()?;
    let (tenant, id) = ids.split_first_chunk::<16>()?;
    let id = Uuid::from_slice(id).ok()?;
    let of = match kind {
        b'p' => Of::Payment(PaymentId(id)),
        b'd' => Of::Subject(Subject::Deposit(AppointmentId(id))),
        b'i' => Of::Subject(Subject::Invoice(InvoiceId(id))),
        b's' => Of::Sandbox(id),
        _ => return None,
    };
    Some((TenantId(Uuid::from_bytes(*tenant)), of))
}

fn sign(app: &App, bytes: &[u8]) -> Vec<u8> {
    let key = crypto::derive(app.secret(), "payment pages v1");
    let mut mac = crypto::hmac(&key, bytes);
    mac.truncate(16);
    mac
}
