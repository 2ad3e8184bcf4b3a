//! The files of media in the store: their names, and that each is sealed under the practice's key for its own name, so
//! that one put in another's place does not open.

use super::Media;
use crate::app::App;
use crate::crypto::TenantKey;
use crate::error::Result;
use crate::id::{MediaId, TenantId};

/// In which form a photo is asked for; a document has only the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// In full resolution, for download.
    Original,
    Large,
    Medium,
    Small,
}

impl Size {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Large => "large",
            Self::Medium => "medium",
            Self::Small => "small",
        }
    }

    /// Those that a page shows.
    pub fn shown(text: &str) -> Option<Self> {
        [Self::Large, Self::Medium, Self::Small]
            .into_iter()
            .find(|size| size.as_str() == text)
    }
}

/// Where all files of a photo or an upload lie.
pub fn folder(tenant: TenantId, id: MediaId) -> String {
    format!("{tenant}/{id}")
}

pub fn name(tenant: TenantId, id: MediaId, size: Size) -> String {
    format!("{tenant}/{id}/{}", size.as_str())
}

/// Every file that a photo may have; a document has the first only.
pub fn all_names(tenant: TenantId, id: MediaId) -> [String; 4] {
    [Size::Original, Size::Large, Size::Medium, Size::Small].map(|size| name(tenant, id, size))
}

/// What the placeholder, which lies in the database, is sealed for.
pub fn placeholder(tenant: TenantId, id: MediaId) -> String {
    format!("{tenant}/{id}/placeholder")
}

/// A piece of a file on its way.
pub fn part(tenant: TenantId, id: MediaId, number: i64) -> String {
    format!("{tenant}/{id}/part-{number:05}")
}

pub fn seal(key: &TenantKey, name: &str, plain: &[u8]) -> Result<Vec<u8>> {
    key.seal(&format!("media/{name}"), plain)
}

pub fn open(key: &TenantKey, name: &str, sealed: &[u8]) -> Result<Vec<u8>> {
    key.open(&format!("media/{name}"), sealed)
}

/// The full picture, or the document.
pub async fn read_original(app: &App, media: &Media) -> Result<Vec<u8>> {
    let name = name(media.tenant_id, media.id, Size::Original);
    read(app, media.tenant_id, &name).await
}

/// Reads and opens one file.
pub async fn read(app: &App, tenant: TenantId, name: &str) -> Result<Vec<u8>> {
    let key = app.tenant_key(&app.db, tenant).await?;
    let sealed = app.storage.get(name).await?;
    open(&key, name, &sealed)
}
