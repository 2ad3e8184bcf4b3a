//! `aureli practice apply` and `export`.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use aureli::config::Config;
use aureli::practice::{self, PracticeFile};
use clap::Subcommand;

use super::say;

#[derive(Subcommand)]
pub enum Command {
    /// Creates or updates a practice from a file; doing it again changes nothing. What is not in the file is switched off,
    /// or removed when no visit used it.
    Apply {
        /// JSON or TOML; - reads standard input.
        file: PathBuf,
        /// Tell what would change, and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Prints a practice as a file, without passwords and clients. Works while serving.
    Export { slug: String },
}

pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Apply { file, dry_run } => apply(config, &file, dry_run).await,
        Command::Export { slug } => {
            // What only reads signs nothing.
            let db = aureli::db::connect_to_read(&config.database_url, &[0; 32]).await?;
            let file = practice::export(&db, &slug).await;
            db.close().await;
            say(file?.to_text()?.trim_end());
            Ok(())
        }
    }
}

async fn apply(config: Config, path: &Path, dry_run: bool) -> anyhow::Result<()> {
    let name = path.display();
    let text = read(path).with_context(|| format!("cannot read {name}"))?;
    let file = PracticeFile::parse(&text).with_context(|| format!("{name}"))?;
    let app = super::open(config).await?;
    let applied = practice::apply(&app, &file, dry_run).await;
    app.db.close().await;
    let changes = applied.with_context(|| format!("{name}"))?.changes;
    for change in &changes {
        say(&change.to_string());
    }
    say(match (changes.is_empty(), dry_run) {
        (true, _) => "Nothing to change.",
        (false, true) => "Dry run: nothing was changed.",
        (false, false) => "Done.",
    });
    Ok(())
}

fn read(path: &Path) -> std::io::Result<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(path)
}
