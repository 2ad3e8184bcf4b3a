//! Photos before and after for the clients who come next, sent as the master's phone sends them.

use super::pictures;
use crate::accounts::Tenant;
use crate::app::App;
use crate::clock::Clock;
use crate::consents;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::id::{AppointmentId, ClientId, MediaId, UserId};
use crate::media::{Begun, CHUNK, NewUpload, PATIENCE, Stage, Upload, portfolio};
use crate::q;

/// How many of the next clients are looked at, and how many of them have photos: the public page shows as much whatever
/// the length of the history.
const NEXT: i64 = 40;
const PUBLISHED: usize = 2;
const PRIVATE: usize = 2;
/// The first client whose photos are private has them from several visits.
const VISITS_OF_FIRST: i64 = 2;

pub async fn add(app: &App, tenant: &Tenant, owner: UserId, seed: u64) -> Result<()> {
    let now = app.clock.now();
    let clients = q!(
        &app.db,
        fetch_all: (ClientId,),
        "SELECT client_id FROM appointments WHERE tenant_id = $1 AND starts_at > $2 AND client_id IS NOT NULL
            AND status = 'confirmed' GROUP BY client_id ORDER BY MIN(starts_at), client_id LIMIT $3",
        tenant.id,
        now,
        NEXT
    )?;
    let (mut published, mut private) = (0, 0);
    for (place, (client,)) in (0_u64..).zip(clients) {
        let mut tx = app.db.begin().await?;
        let is_public = consents::may_publish(&mut tx, tenant.id, client, now).await?;
        tx.commit().await?;
        let (count, most) = if is_public {
            (&mut published, PUBLISHED)
        } else {
            (&mut private, PRIVATE)
        };
        if *count == most {
            continue;
        }
        let visits = if !is_public && *count == 0 {
            VISITS_OF_FIRST
        } else {
            1
        };
        let photos =
            of_client(app, tenant, owner, client, visits, seed.wrapping_add(place)).await?;
        if photos.is_empty() {
            continue;
        }
        *count += 1;
        if is_public {
            let mut tx = app.db.begin().await?;
            portfolio::publish(
                &mut tx,
                tenant.id,
                client,
                &photos,
                &Actor::user(owner),
                now,
            )
            .await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// A pair of photos from each of the last `visits` of a client.
async fn of_client(
    app: &App,
    tenant: &Tenant,
    owner: UserId,
    client: ClientId,
    visits: i64,
    seed: u64,
) -> Result<Vec<MediaId>> {
    let visits = q!(
        &app.db,
        fetch_all: (AppointmentId, chrono::DateTime<chrono::Utc>),
        "SELECT id, ends_at FROM appointments WHERE tenant_id = $1 AND client_id = $2 AND status = 'completed'
            AND starts_at < $3 AND title LIKE 'Brow%' ORDER BY starts_at DESC LIMIT $4",
        tenant.id,
        client,
        app.clock.now(),
        visits
    )?;
    let mut photos = Vec::new();
    for (visit, ended) in visits {
        for stage in [Stage::Before, Stage::After] {
            // The picture is as old as its visit.
            let then = App {
                clock: Clock::fixed(ended),
                ..app.clone()
            };
            let file = pictures::brow(seed, stage == Stage::After)?;
            // The same brow at another visit is another photo.
            let file = [file, ended.to_rfc3339().into_bytes()].concat();
            let new = NewUpload {
                client,
                visit: Some(visit),
                stage,
                name: format!("{}.jpg", stage.as_str()),
                size: i64::try_from(file.len()).map_err(Error::internal)?,
                hash: None,
            };
            let Begun::Send(mut upload) = Upload::begin(&then, tenant.id, new).await? else {
                continue;
            };
            for piece in file.chunks(CHUNK) {
                let offset = upload.received;
                upload.append(&then, offset, piece.to_vec()).await?;
            }
            let done =
                Upload::finish(app, tenant.id, upload.id, &Actor::user(owner), PATIENCE).await?;
            photos.push(done.media().id);
        }
    }
    Ok(photos)
}
