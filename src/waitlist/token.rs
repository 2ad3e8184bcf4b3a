//! Addresses of the waitlist's pages, `/l/offer/{token}` and `/l/waitlist/{token}`: signed, so that nothing is stored and nobody
//! guesses another one. What they may do ends with the offer, or with the wish.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::model::{Entry, Offer};
use crate::app::App;
use crate::crypto;
use crate::error::{Error, Result};
use crate::id::{TenantId, WaitlistEntryId, WaitlistOfferId};

/// For what an address is; one kind opens nothing of the other.
#[derive(Clone, Copy)]
enum Kind {
    Offer,
    Entry,
}

impl Kind {
    fn purpose(self) -> &'static str {
        match self {
            Self::Offer => "waitlist offers v1",
            Self::Entry => "waitlist entries v1",
        }
    }
}

pub fn offer_path(app: &App, tenant: TenantId, id: WaitlistOfferId) -> String {
    format!("/l/offer/{}", text(app, Kind::Offer, tenant, id.0))
}

pub fn entry_path(app: &App, tenant: TenantId, id: WaitlistEntryId) -> String {
    format!("/l/waitlist/{}", text(app, Kind::Entry, tenant, id.0))
}

/// The offer of an address; NotFound for one that is not ours.
pub async fn open_offer(app: &App, text: &str) -> Result<Offer> {
    let (tenant, id) = read(app, Kind::Offer, text)?;
    Offer::find(&app.db, tenant, WaitlistOfferId(id)).await
}

pub async fn open_entry(app: &App, text: &str) -> Result<Entry> {
    let (tenant, id) = read(app, Kind::Entry, text)?;
    Entry::find(&app.db, tenant, WaitlistEntryId(id)).await
}

fn text(app: &App, kind: Kind, tenant: TenantId, id: Uuid) -> String {
    let mut bytes = tenant.0.as_bytes().to_vec();
    bytes.extend_from_slice(id.as_bytes());
    let mac = sign(app, kind, &bytes);
    bytes.extend_from_slice(&mac);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read(app: &App, kind: Kind, text: &str) -> Result<(TenantId, Uuid)> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Error::NotFound)?;
    let (said, mac) = bytes.split_last_chunk::<16>().ok_or(Error::NotFound)?;
    if !crypto::equal(mac, &sign(app, kind, said)) {
        return Err(Error::NotFound);
    }
    let (tenant, id) = said.split_first_chunk::<16>().ok_or(Error::NotFound)?;
    let id = Uuid::from_slice(id).map_err(|_| Error::NotFound)?;
    Ok((TenantId(Uuid::from_bytes(*tenant)), id))
}

fn sign(app: &App, kind: Kind, bytes: &[u8]) -> Vec<u8> {
    let mut mac = crypto::hmac(&crypto::derive(app.secret(), kind.purpose()), bytes);
    mac.truncate(16);
    mac
}
