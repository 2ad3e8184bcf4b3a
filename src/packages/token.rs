//! The address of a package's page, `/certificates/{token}`: signed, so that nothing is stored and nobody guesses another one.
//! It ends with the code's turn.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::model::Package;
use crate::app::App;
use crate::crypto;
use crate::error::{Error, Result};
use crate::id::{PackageId, TenantId};

/// The page's path.
pub fn path(app: &App, package: &Package) -> String {
    format!("/certificates/{}", text(app, package))
}

pub fn text(app: &App, package: &Package) -> String {
    let mut bytes = package.tenant_id.0.as_bytes().to_vec();
    bytes.extend_from_slice(package.id.0.as_bytes());
    let mac = sign(app, &bytes, package.code_turn);
    bytes.extend_from_slice(&mac);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The package that an address is of; NotFound for one that is not ours, or not any more.
pub async fn open(app: &App, text: &str) -> Result<Package> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Error::NotFound)?;
    let (said, mac) = bytes.split_last_chunk::<16>().ok_or(Error::NotFound)?;
    let (tenant, id) = said.split_first_chunk::<16>().ok_or(Error::NotFound)?;
    let tenant = TenantId(Uuid::from_bytes(*tenant));
    let id = PackageId(Uuid::from_slice(id).map_err(|_| Error::NotFound)?);
    let package = Package::find(&app.db, tenant, id).await?;
    match crypto::equal(mac, &sign(app, said, package.code_turn)) {
        true => Ok(package),
        false => Err(Error::NotFound),
    }
}

fn sign(app: &App, bytes: &[u8], turn: i64) -> Vec<u8> {
    let key = crypto::derive(app.secret(), "package pages v1");
    let said = [bytes, turn.to_be_bytes().as_slice()].concat();
    let mut mac = crypto::hmac(&key, &said);
    mac.truncate(16);
    mac
}
