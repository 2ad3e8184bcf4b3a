//! The photos of a visit in its panel, and those on a client's card.

use super::pages::Adding;
use super::{Gallery, Media, pages};
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::{Appointment, Status};
use crate::error::Result;
use crate::id::{AppointmentId, ClientId};
use crate::web::Page;

/// Files that a card looks through for a pair.
const ON_CARD: i64 = 24;

/// What `media/_visit.html` takes.
#[derive(Clone, Debug)]
pub struct VisitPhotos {
    pub visit: AppointmentId,
    pub gallery: Gallery,
    pub count: usize,
    pub adding: Adding,
    /// While the client is there, photos are at hand.
    pub is_open: bool,
}

impl VisitPhotos {
    /// None for a walk-in without a card, and for who may not see photos.
    pub async fn load(app: &App, page: &Page, visit: &Appointment) -> Result<Option<Self>> {
        let Some(client) = visit.client_id.filter(|_| page.can(Permission::MediaRead)) else {
            return Ok(None);
        };
        let found = Media::of_visit(&app.db, page.tenant.id, visit.id).await?;
        let stage = pages::next_stage(Some(visit.id), found.iter().map(|row| &row.media));
        let gallery = Gallery::new(app, page, found).await?;
        let mut adding = Adding::new(client, Some(visit.id), stage);
        adding.refresh = format!("/appointments/{}", visit.id);
        adding.select = "#visit-photos";
        Ok(Some(Self {
            visit: visit.id,
            count: gallery.photos().count(),
            gallery,
            adding,
            is_open: matches!(visit.status, Status::Arrived | Status::InProgress),
        }))
    }
}

/// The photos of a client's card; None for who may not see them.
pub async fn on_card(app: &App, page: &Page, client: ClientId) -> Result<Option<Gallery>> {
    if !page.can(Permission::MediaRead) {
        return Ok(None);
    }
    let before = app.clock.now() + chrono::TimeDelta::days(1);
    let found = Media::of_client(&app.db, page.tenant.id, client, before, ON_CARD).await?;
    Ok(Some(Gallery::new(app, page, found).await?))
}
