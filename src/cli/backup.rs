//! `aureli backup` and `aureli restore`.

use std::path::PathBuf;

use aureli::backup;
use aureli::config::{Config, MediaUrl};
use aureli::events::audit;
use aureli::privacy;

use super::say;

#[derive(clap::Args)]
pub struct Save {
    /// A new file; it must not be there yet.
    file: PathBuf,
}

#[derive(clap::Args)]
pub struct Restore {
    /// What `aureli backup` wrote, on this database or another.
    file: PathBuf,
    /// Put the backup in the place of a database that is not empty.
    #[arg(long)]
    force: bool,
}

pub async fn save(config: Config, args: Save) -> anyhow::Result<()> {
    backup::save(&config, &args.file).await?;
    say(&format!("Wrote {}.", args.file.display()));
    if let MediaUrl::S3 { bucket, .. } = &config.media_url {
        say(&format!(
            "Photos and documents are not in it: they lie in the bucket {bucket}, which needs a backup of its own."
        ));
    }
    if std::env::var_os("SECRET_KEY").is_none() {
        let key = config.data_dir.join("secret.key");
        say(&format!(
            "It is of use with the secret key only: keep {} elsewhere.",
            key.display()
        ));
    }
    Ok(())
}

pub async fn restore(config: Config, args: Restore) -> anyhow::Result<()> {
    backup::restore(&config, &args.file, args.force).await?;
    say(&format!(
        "Restored {}. Everybody signs in anew; messages that were due wait in the to-do list.",
        args.file.display()
    ));
    // Who was erased since the backup was made.
    let app = super::open(config).await?;
    if !audit::is_ours(&app.db).await? {
        say(
            "SECRET_KEY: the backup was made under another key. Put that key in its place before you serve: health notes, \
             photos and the keys of payment providers cannot be read without it.",
        );
    }
    let again = privacy::replay(&app).await?;
    if again > 0 {
        say(&format!(
            "Clients who had been erased since, and are erased again: {again}."
        ));
    }
    Ok(())
}
