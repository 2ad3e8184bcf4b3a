//! Photos before and after for the clients who come next, sent as the master's phone sends them.

use super::pictures;
use crate::accounts::Tenant;
use crate::app::App;
use crate::clock::Clock;
use crate::consents;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::id::{AppointmentId, ClientId, UserId};
use crate::media::{Begun, CHUNK, NewUpload, Stage, Upload, portfolio};
use crate::q;

/// Clients who have photos; the first of them from several visits.
const CLIENTS: i64 = 4;
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
        CLIENTS
    )?;
    for (place, (client,)) in (0_u64..).zip(clients) {
        let visits = q!(
            &app.db,
            fetch_all: (AppointmentId, chrono::DateTime<chrono::Utc>),
            "SELECT id, ends_at FROM appointments WHERE tenant_id = $1 AND client_id = $2 AND status = 'completed'
                AND starts_at < $3 AND title LIKE 'Brow%' ORDER BY starts_at DESC LIMIT $4",
            tenant.id,
            client,
            now,
            if place == 0 { VISITS_OF_FIRST } else { 1 }
        )?;
        let (actor, mut photos) = (Actor::user(owner), Vec::new());
        for (visit, ended) in visits {
            for stage in [Stage::Before, Stage::After] {
                // The picture is as old as its visit.
                let then = App {
                    clock: Clock::fixed(ended),
                    ..app.clone()
                };
                let file = pictures::brow(seed.wrapping_add(place), stage == Stage::After)?;
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
                let done = Upload::finish(app, tenant.id, upload.id, &actor).await?;
                photos.push(done.media().id);
            }
        }
        let mut tx = app.db.begin().await?;
        let may_publish = consents::may_publish(&mut tx, tenant.id, client, now).await?;
        if may_publish && !photos.is_empty() {
            portfolio::publish(&mut tx, tenant.id, client, &photos, &actor, now).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}
