//! `aureli audit verify`: checks the chain of hashes over the events of one practice or of all. Works while serving.

use anyhow::{Context, bail};
use aureli::config::Config;
use aureli::db::Db;
use aureli::events::audit::{self, Verdict};
use aureli::id::TenantId;
use aureli::invoices::model as invoices;
use clap::Subcommand;

use super::say;

#[derive(Subcommand)]
pub enum Command {
    /// Checks that no recorded event was changed, removed or put in between.
    Verify {
        /// One practice; left out: all.
        slug: Option<String>,
    },
}

pub async fn run(mut config: Config, command: Command) -> anyhow::Result<()> {
    let Command::Verify { slug } = command;
    let key = config.read_secret_key().map_err(anyhow::Error::msg)?;
    let key = key.context("SECRET_KEY: events are signed under it, and there is none")?;
    let db = aureli::db::connect_to_read(&config.database_url, &key).await?;
    let done = verify(&db, slug.as_deref()).await;
    db.close().await;
    done
}

async fn verify(mut db: &Db, slug: Option<&str>) -> anyhow::Result<()> {
    let tenants = aureli::q!(
        db,
        fetch_all: (TenantId, String),
        "SELECT id, slug FROM tenants WHERE slug = COALESCE($1, slug) ORDER BY slug",
        slug,
    )
    .context("reading the database")?;
    if let (Some(slug), []) = (slug, tenants.as_slice()) {
        bail!("no practice has the slug {slug:?}");
    }
    let mut broken = Vec::new();
    for (tenant, slug) in tenants {
        match audit::verify(db, tenant).await? {
            Verdict::Whole(count) => say(&format!("{slug}: {count} events, whole")),
            Verdict::Broken(seq) => broken.push(format!("{slug} at event {seq}")),
        }
        for kind in [invoices::Kind::Invoice, invoices::Kind::CreditNote] {
            if let Some(id) = invoices::chain::first_broken(db, tenant, kind).await? {
                broken.push(format!("{slug} at invoice {id}"));
            }
        }
    }
    if !broken.is_empty() {
        bail!(
            "the chain is broken (changed, removed, put in between, or written under another SECRET_KEY): {}",
            broken.join(", ")
        );
    }
    Ok(())
}
