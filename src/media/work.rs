//! The photos on the practice's public page, as strangers see them: what was done, to nobody in particular.

use super::gallery::{self, Draw, Pair, Place};
use super::{Photo, portfolio};
use crate::accounts::Tenant;
use crate::app::App;
use crate::error::Result;
use crate::id::{AppointmentId, ClientId};
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
struct Set {
    of: (ClientId, Option<AppointmentId>),
    title: String,
    photos: Vec<Photo>,
}

impl Work {
    pub async fn load(app: &App, view: &View, tenant: &Tenant) -> Result<Self> {
        let found = portfolio::shown(&app.db, tenant.id, app.clock.now()).await?;
        if found.is_empty() {
            return Ok(Self::default());
        }
        let place = Place::Link(format!("/{}/work", tenant.slug));
        let draw = Draw::at(app, view, tenant, place).await?;
        let mut sets: Vec<Set> = Vec::new();
        for row in found {
            let of = (row.media.client_id, row.media.appointment_id);
            let title = row.visit_title.unwrap_or_default();
            let mut photo = draw.photo(row.media);
            let stage = view.t(photo.media.stage.key());
            // Not the day: who was there then may be known.
            photo.alt = match title.as_str() {
                "" => stage,
                what => view.t2("media-work-alt", "stage", stage, "what", what),
            };
            match sets.iter_mut().find(|set| set.of == of) {
                Some(set) => set.photos.push(photo),
                None => sets.push(Set {
                    of,
                    title,
                    photos: vec![photo],
                }),
            }
        }
        let mut work = Self::default();
        for set in sets {
            work.add(set);
        }
        Ok(work)
    }

    fn add(&mut self, mut set: Set) {
        set.photos
            .sort_by_key(|photo| (photo.media.taken_at, photo.media.id));
        let pairs = gallery::pairs(&set.photos);
        let in_pairs: Vec<_> = pairs
            .iter()
            .flat_map(|pair| [pair.before.media.id, pair.after.media.id])
            .collect();
        self.pairs
            .extend(pairs.into_iter().map(|pair| (set.title.clone(), pair)));
        let rest = set.photos.into_iter();
        self.photos
            .extend(rest.filter(|photo| !in_pairs.contains(&photo.media.id)));
    }

    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty() && self.photos.is_empty()
    }
}
