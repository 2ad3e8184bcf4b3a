//! Backup and restore. A backup is one SQLite file with the app's own schema, whichever database is used: SQLite's is a
//! consistent copy, Postgres's is read in one snapshot and written over. So it can be looked into, is checked before it
//! counts, and restores into either database: this is also how a practice moves from one to the other.
//!
//! [`save`] works while serving. [`restore`] refuses a database in use and one that holds anything, unless told. Sessions
//! are not restored: one that was ended since would be open again. Messages that were due are held, since they may have been
//! sent. Who was erased since is erased again (`privacy`). The secret key is not in a backup. The files of clients are,
//! where they lie in a folder ([`files`]).

mod files;
mod portable;
mod sqlite;

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::config::{Config, MediaUrl};

/// Tables that speak of the running house, not of the practice.
const PASSING: &[&str] = &["sessions", "user_sessions", "rate_limits"];

/// Writes a backup to a new file that only its owner may read.
pub async fn save(config: &Config, file: &Path) -> Result<()> {
    ensure!(!file.exists(), "{} is there already", file.display());
    let partial = Partial::beside(file)?;
    if config.is_postgres() {
        portable::save(&config.database_url, &partial.path).await?;
    } else {
        sqlite::save(&config.database_url, &partial.path).await?;
    }
    if let MediaUrl::Folder(folder) = &config.media_url {
        files::save(folder, &partial.path).await?;
    }
    sqlite::check(&partial.path).await?;
    partial.become_file(file)
}

/// Puts a backup in the place of the database; with `force` over what is there.
pub async fn restore(config: &Config, file: &Path, force: bool) -> Result<()> {
    ensure!(file.is_file(), "{} is not there", file.display());
    if config.is_postgres() {
        let folder = std::env::temp_dir().join("aureli");
        let partial = copy_checked(file, &folder).await?;
        portable::restore(&config.database_url, &partial.path, force).await?;
    } else {
        sqlite::restore(&config.database_url, file, force).await?;
    }
    match &config.media_url {
        MediaUrl::Folder(folder) => files::restore(folder, file).await,
        MediaUrl::S3 { .. } => Ok(()),
    }
}

/// A copy beside `place`, proved whole and brought to this program's schema, so that the backup itself stays as it is.
async fn copy_checked(file: &Path, place: &Path) -> Result<Partial> {
    let partial = Partial::beside(place)?;
    std::fs::copy(file, &partial.path)
        .with_context(|| format!("cannot copy {}", file.display()))?;
    sqlite::check(&partial.path)
        .await
        .with_context(|| format!("{} is no backup that can be restored", file.display()))?;
    sqlite::migrate(&partial.path).await?;
    Ok(partial)
}

/// A file that is being written; gone when it does not come about.
struct Partial {
    path: PathBuf,
}

impl Partial {
    fn beside(file: &Path) -> Result<Self> {
        let Some(name) = file.file_name() else {
            bail!("{} is no name of a file", file.display());
        };
        let random = crate::crypto::random_code(8).to_lowercase();
        let path = file.with_file_name(format!(".{}.{random}.partial", name.to_string_lossy()));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(&path)
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { path })
    }

    /// On disk to stay, then under its name.
    fn become_file(self, file: &Path) -> Result<()> {
        let put = || {
            File::open(&self.path)?.sync_all()?;
            std::fs::rename(&self.path, file)?;
            match file
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty())
            {
                Some(folder) => File::open(folder)?.sync_all(),
                None => File::open(".")?.sync_all(),
            }
        };
        put().with_context(|| format!("cannot write {}", file.display()))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // After become_file there is nothing under this name any more.
        for ending in ["", "-journal", "-wal", "-shm"] {
            let mut path = self.path.clone().into_os_string();
            path.push(ending);
            let _ = std::fs::remove_file(path);
        }
    }
}
