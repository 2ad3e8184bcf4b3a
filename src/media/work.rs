//! The photos on the practice's public page, as strangers see them: what was done, to nobody in particular.

use super::Photo;
use super::gallery::{self, Draw, Pair, Place};
use super::model::MediaRow;
use super::portfolio::{self, SetOf};
use crate::accounts::Tenant;
use crate::app::App;
use crate::db::On;
use crate::error::Result;
use crate::web::View;

/// What `media/_work.html` takes.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// What was done, and how it looked before and after.
    pub pairs: Vec<(String, Pair)>,
    /// Those that stand in no pair.
    pub photos: Vec<Photo>,
}

/// Photos of one client and one visit, and what was done then.
pub(super) struct WorkSet {
    pub of: SetOf,
    pub title: String,
    pub pairs: Vec<Pair>,
    /// Those that stand in no pair.
    pub photos: Vec<Photo>,
}

impl Work {
    pub async fn load(app: &App, mut on: impl On, view: &View, tenant: &Tenant) -> Result<Self> {
        let found = portfolio::shown(&mut on, tenant.id, app.clock.now()).await?;
        if found.is_empty() {
            return Ok(Self::default());
        }
        let place = Place::Link(format!("/{}/work", tenant.slug));
        let draw = Draw::at(app, on, view, tenant, place).await?;
        let draw = |row: MediaRow| {
            let title = row.visit_title.unwrap_or_default();
            let mut photo = draw.photo(row.media);
            let stage = view.t(photo.media.stage.key());
            // Not the day: who was there then may be known.
            photo.alt = match title.as_str() {
                "" => stage,
                what => view.t2("media-work-alt", "stage", stage, "what", what),
            };
            photo
        };
        let mut work = Self::default();
        for set in sets(found, draw) {
            let pairs = set.pairs.into_iter();
            work.pairs
                .extend(pairs.map(|pair| (set.title.clone(), pair)));
            work.photos.extend(set.photos);
        }
        Ok(work)
    }

    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty() && self.photos.is_empty()
    }
}

/// The sets in the order of their first photos; in each the photos as they were taken.
pub(super) fn sets(found: Vec<MediaRow>, draw: impl Fn(MediaRow) -> Photo) -> Vec<WorkSet> {
    let mut sets: Vec<WorkSet> = Vec::new();
    for row in found {
        let of = (row.media.client_id, row.media.appointment_id);
        let title = row.visit_title.clone().unwrap_or_default();
        let photo = draw(row);
        match sets.iter_mut().find(|set| set.of == of) {
            Some(set) => set.photos.push(photo),
            None => sets.push(WorkSet {
                of,
                title,
                pairs: Vec::new(),
                photos: vec![photo],
            }),
        }
    }
    for set in &mut sets {
        let taken = |photo: &Photo| (photo.media.taken_at, photo.media.id);
        set.photos.sort_by_key(taken);
        set.pairs = gallery::pairs(&set.photos);
        let in_pair = |photo: &Photo| {
            let mut both = set
                .pairs
                .iter()
                .flat_map(|pair| [&pair.before, &pair.after]);
            both.any(|one| one.media.id == photo.media.id)
        };
        set.photos.retain(|photo| !in_pair(photo));
    }
    sets
}
