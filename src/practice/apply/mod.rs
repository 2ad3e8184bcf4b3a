//! Makes the database look like a practice file, in one transaction.

mod places;
mod practice;
mod schedule;
mod services;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::changes::Change;
use super::export;
use super::file::PracticeFile;
use crate::accounts::Tenant;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::events::{self, Actor, Kind, Object};
use crate::id::{ResourceId, TenantId, UserId};

/// The slug of the resource that is the master.
pub const MASTER: &str = "master";

/// What came of it.
#[derive(Debug)]
pub struct Applied {
    pub tenant: TenantId,
    pub owner: UserId,
    /// Empty when the database looked like the file already.
    pub changes: Vec<Change>,
}

/// What every step needs.
struct Work<'a> {
    tx: Tx,
    file: &'a PracticeFile,
    tenant: Tenant,
    is_new: bool,
    /// What the file of the practice would have said before.
    have: PracticeFile,
    master: ResourceId,
    now: DateTime<Utc>,
    changes: Vec<Change>,
}

/// Creates or updates the practice; with `dry_run` nothing is kept. The file is the whole truth: what is not in it is
/// switched off or removed. Accounts are the exception: an owner who has one keeps their name and password, and no owner
/// is removed.
pub async fn apply(app: &App, file: &PracticeFile, dry_run: bool) -> anyhow::Result<Applied> {
    file.check()?;
    let now = app.clock.now();
    // Before the transaction: hashing takes time that a writer should not.
    let password_hash = practice::password_hash(app, file, dry_run).await?;
    let mut tx = app.db.begin().await?;
    let mut changes = Vec::new();
    let owner = practice::owner(&mut tx, file, password_hash, now, &mut changes).await?;
    let (tenant, is_new) = practice::tenant(app, &mut tx, file, owner, now, &mut changes).await?;
    let master = practice::master(&mut tx, tenant.id).await?;
    let have = export::load(&mut tx, &tenant).await?;
    let mut work = Work {
        tx,
        file,
        tenant,
        is_new,
        have,
        master,
        now,
        changes,
    };
    work.apply_practice().await?;
    work.apply_resources().await?;
    work.apply_services().await?;
    work.apply_places().await?;
    work.apply_schedule().await?;
    work.remove_resources().await?;
    let applied = Applied {
        tenant: work.tenant.id,
        owner,
        changes: work.changes,
    };
    if !dry_run {
        work.tx.commit().await?;
    }
    Ok(applied)
}

impl Work<'_> {
    async fn record(&mut self, kind: Kind, object: Object) -> Result<()> {
        let data = json!({ "by": "practice file" });
        events::record(
            &mut self.tx,
            self.tenant.id,
            &Actor::system(),
            kind,
            object,
            data,
            self.now,
        )
        .await?;
        Ok(())
    }
}
