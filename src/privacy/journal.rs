//! Who was erased, written beside the database: in the store of files, one small file a client with ids and times only. A
//! backup that is older than an erasure brings the client back; the worker reads this list and erases them again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::erase::{self, Counts, Fate, Preview, Reason};
use crate::accounts::Tenant;
use crate::app::App;
use crate::clients::Client;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::id::{ClientId, TenantId};
use crate::media;

const FOLDER: &str = "erasures";

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    tenant: TenantId,
    client: ClientId,
    fate: Fate,
    /// Of a locked card.
    until: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
}

fn name(tenant: TenantId, client: ClientId, fate: Fate) -> String {
    let fate = match fate {
        Fate::Erased => "erased",
        Fate::Locked => "locked",
    };
    format!("{FOLDER}/{tenant}/{client}-{fate}")
}

pub async fn write(
    app: &App,
    tenant: TenantId,
    client: ClientId,
    fate: Fate,
    until: Option<DateTime<Utc>>,
) -> Result<()> {
    let entry = Entry {
        tenant,
        client,
        fate,
        until,
        at: app.clock.now(),
    };
    let bytes = serde_json::to_vec(&entry).map_err(Error::internal)?;
    app.storage.put(&name(tenant, client, fate), bytes).await
}

/// A lock that was lifted is not to come back, nor what was refused at the last moment to be done.
pub async fn forget(app: &App, tenant: TenantId, client: ClientId, fate: Fate) -> Result<()> {
    app.storage.remove(&name(tenant, client, fate)).await
}

/// Erases again who came back; how many. What was locked and then erased is erased.
pub async fn replay(app: &App) -> Result<usize> {
    let mut names = app.storage.list_folder(FOLDER).await?;
    // "-erased" before "-locked".
    names.sort();
    let mut count = 0;
    for name in names {
        match again(app, &name).await {
            Ok(done) => count += usize::from(done),
            // One that cannot be read keeps no other from being erased.
            Err(error) => {
                tracing::warn!(%error, "an entry of the list of erasures was not followed")
            }
        }
    }
    if count > 0 {
        erase::forget_search(app).await?;
    }
    Ok(count)
}

/// What the name of an entry says.
fn read_name(name: &str) -> Option<(TenantId, ClientId, Fate)> {
    let (tenant, rest) = name
        .strip_prefix(FOLDER)?
        .strip_prefix('/')?
        .split_once('/')?;
    let (client, fate) = rest.rsplit_once('-')?;
    let fate = match fate {
        "erased" => Fate::Erased,
        "locked" => Fate::Locked,
        _ => return None,
    };
    Some((tenant.parse().ok()?, client.parse().ok()?, fate))
}

async fn again(app: &App, name: &str) -> Result<bool> {
    let Some((tenant, client, fate)) = read_name(name) else {
        return Ok(false);
    };
    let client = match Client::find(&app.db, tenant, client).await {
        // The backup is older than the client.
        Err(Error::NotFound) => return Ok(false),
        other => other?,
    };
    let is_done = match fate {
        Fate::Erased => client.erased_at.is_some(),
        Fate::Locked => client.erased_at.is_some() || client.locked_at.is_some(),
    };
    if is_done {
        // The photos go last: perhaps it broke off there.
        if media::has_any(&app.db, tenant, client.id).await? {
            media::erase_client(app, tenant, client.id).await?;
        }
        return Ok(false);
    }
    let entry = app.storage.get(name).await?;
    let entry: Entry = serde_json::from_slice(&entry).map_err(Error::internal)?;
    let tenant = Tenant::find(&app.db, tenant).await?;
    let preview = Preview {
        counts: Counts::default(),
        keep_until: entry.until,
    };
    let actor = Actor::system();
    erase::carry_out(
        app,
        &tenant,
        client.id,
        &actor,
        Reason::Restored,
        fate,
        preview,
    )
    .await?;
    Ok(true)
}
