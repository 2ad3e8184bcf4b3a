//! What was signed, as one document.
//!
//! The canonical encoding is the document's own bytes: JSON in UTF-8 without white space between its parts, the members in
//! the order of the structs below, none left out (what is not there is `null`), instants as RFC 3339 in UTC. It is made
//! once, when it is signed; the hash is SHA-256 over exactly these bytes, which are then sealed and never written again.
//! Whoever has the bytes checks them with `sha256sum`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{FieldKind, Kind};
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::id::{
    AppointmentId, ClientId, ConsentFileId, ConsentId, FormId, FormVersionId, TenantId,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Of this encoding: 1.
    pub format: u32,
    pub consent: ConsentId,
    pub practice: Party<TenantId>,
    /// The name on the card; who signed stands in the signature.
    pub client: Party<ClientId>,
    pub appointment: Option<AppointmentId>,
    pub form: FormId,
    pub kind: Kind,
    pub version: FormVersionId,
    pub number: i64,
    pub locale: Locale,
    pub title: String,
    pub text: String,
    pub answers: Vec<Answer>,
    /// The sentence that was ticked.
    pub statement: String,
    pub signature: Signature,
    pub signed_at: DateTime<Utc>,
    pub valid_from: DateTime<Utc>,
    pub valid_until: Option<DateTime<Utc>>,
    /// Signed on the practice's own device, handed over by this user.
    pub on_device_of: Option<String>,
    pub address: String,
    pub agent: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party<T> {
    pub id: T,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub field: String,
    pub kind: FieldKind,
    pub label: String,
    /// As it was read: a choice's words, a date as YYYY-MM-DD, "yes" and "no" for a box, a typed signature's name.
    pub value: Option<String>,
    /// A drawn signature.
    pub drawn: Option<String>,
    pub file: Option<FileRef>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    pub id: ConsentFileId,
    pub name: String,
    /// SHA-256 over the picture's bytes, in hex.
    pub sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub name: String,
    /// SVG path data on a field 600 wide; none when the typed name is the signature.
    pub drawn: Option<String>,
}

impl Document {
    pub fn bytes(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(self).map_err(Error::internal)
    }

    pub fn read(bytes: &[u8]) -> Result<Self> {
        serde_json::from_slice(bytes).map_err(Error::internal)
    }
}
