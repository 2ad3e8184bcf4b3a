//! Where files lie: a folder of this machine, or any S3-compatible store. It holds sealed bytes under names of ours and
//! knows nothing of what they are.
//!
//! A write that came back is on disk to stay. Failures are told in words: the disk is full, or the store is away.

mod objects;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use async_trait::async_trait;

use crate::config::{Config, MediaUrl};
use crate::error::{Error, Result};
use crate::i18n::key;

/// What must stay free on the disk: the database lives there too.
const RESERVE: u64 = 256 << 20;

/// A store of files by name. Names are made of letters, digits, `-` and `/`.
#[async_trait]
pub trait Store: Send + Sync {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<()>;

    /// # Errors
    /// NotFound when there is no such file.
    async fn get(&self, name: &str) -> Result<Vec<u8>>;

    /// Removes a file; one that is not there is fine.
    async fn remove(&self, name: &str) -> Result<()>;

    /// Removes every file whose name begins with `folder/`; none is fine.
    async fn remove_folder(&self, folder: &str) -> Result<()>;

    /// The names of all files that begin with `folder/`.
    async fn list_folder(&self, folder: &str) -> Result<Vec<String>>;
}

/// The store that the settings name. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    store: Arc<dyn Store>,
    /// Of a store on this machine.
    folder: Option<PathBuf>,
}

impl Storage {
    pub fn open(config: &Config) -> anyhow::Result<Self> {
        Ok(match &config.media_url {
            MediaUrl::Folder(folder) => Self {
                store: Arc::new(objects::Objects::folder(folder)?),
                folder: Some(folder.clone()),
            },
            MediaUrl::S3 {
                bucket,
                prefix,
                settings,
            } => Self::new(Arc::new(objects::Objects::s3(bucket, prefix, settings)?)),
        })
    }

    /// Tries to write into a folder on this machine, so that not the first photo is who finds out. The error is one line.
    pub fn probe(&self) -> anyhow::Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let told = || format!("MEDIA_URL: cannot write in {}", folder.display());
        let probe = folder.join(format!(".probe-{}", std::process::id()));
        std::fs::write(&probe, b"").with_context(told)?;
        std::fs::remove_file(&probe).with_context(told)
    }

    /// Any other store, such as one of a test that fails.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            folder: None,
        }
    }

    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        self.check_room(bytes.len() as u64)?;
        self.store.put(name, bytes).await
    }

    pub async fn get(&self, name: &str) -> Result<Vec<u8>> {
        self.store.get(name).await
    }

    pub async fn remove(&self, name: &str) -> Result<()> {
        self.store.remove(name).await
    }

    pub async fn remove_folder(&self, folder: &str) -> Result<()> {
        self.store.remove_folder(folder).await
    }

    pub async fn list_folder(&self, folder: &str) -> Result<Vec<String>> {
        self.store.list_folder(folder).await
    }

    /// Whether a store on this machine can take so much more and leave room for the database.
    ///
    /// # Errors
    /// Full when it cannot.
    pub fn check_room(&self, bytes: u64) -> Result<()> {
        match self.free() {
            Some(free) if free < bytes.saturating_add(RESERVE) => {
                tracing::warn!(free, "the media disk is full");
                Err(Error::Full(key!("media-disk-full")))
            }
            _ => Ok(()),
        }
    }

    /// Free bytes where the folder is; None for a store elsewhere, and where it cannot be told.
    pub fn free(&self) -> Option<u64> {
        let folder = self.folder.as_ref()?;
        let place = folder.ancestors().find(|place| place.exists())?;
        let stat = rustix::fs::statvfs(place).ok()?;
        Some(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    /// The folder on this machine, which a backup takes along.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_deref()
    }
}
