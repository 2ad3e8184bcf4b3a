//! Photos as pages show them: in sets by visit, each set's first photo before beside its first after, and so on.

use chrono::NaiveDate;

use super::model::MediaRow;
use super::{Media, Signer, Size, Stage};
use crate::accounts::Tenant;
use crate::app::App;
use crate::crypto::TenantKey;
use crate::db::On;
use crate::error::Result;
use crate::i18n::sentence;
use crate::id::AppointmentId;
use crate::web::{Page, View};

/// One photo with its addresses.
#[derive(Clone, Debug)]
pub struct Photo {
    pub media: Media,
    pub small: String,
    pub medium: String,
    pub large: String,
    /// Stands until the picture is there.
    pub placeholder: Option<String>,
    /// "Before, Thursday 14 May 2026".
    pub alt: String,
}

#[derive(Clone, Debug)]
pub struct Pair {
    pub before: Photo,
    pub after: Photo,
}

/// What was taken at one visit, or on one day beside any.
#[derive(Clone, Debug)]
pub struct Set {
    pub date: NaiveDate,
    pub title: String,
    /// What was done; empty beside a visit.
    pub visit_title: String,
    pub visit: Option<AppointmentId>,
    pub pairs: Vec<Pair>,
    /// All photos, in the order in which they were taken.
    pub photos: Vec<Photo>,
    pub documents: Vec<Media>,
}

/// Sets, the latest first.
#[derive(Clone, Debug, Default)]
pub struct Gallery {
    pub sets: Vec<Set>,
}

impl Gallery {
    /// Lays out what was found, the latest first.
    pub async fn new(app: &App, page: &Page, found: Vec<MediaRow>) -> Result<Self> {
        if found.is_empty() {
            return Ok(Self::default());
        }
        let draw = Draw::new(app, page).await?;
        let mut sets: Vec<(SetKey, Set)> = Vec::new();
        for row in found {
            let date = page.tenant.local_date(row.media.taken_at);
            let key = match row.media.appointment_id {
                Some(visit) => SetKey::Visit(visit),
                None => SetKey::Day(date),
            };
            let at = match sets.iter().position(|(known, _)| *known == key) {
                Some(at) => at,
                None => {
                    sets.push((key, draw.set(&row, date)));
                    sets.len() - 1
                }
            };
            let set = &mut sets[at].1;
            match row.media.is_photo() {
                true => set.photos.insert(0, draw.photo(row.media)),
                false => set.documents.insert(0, row.media),
            }
        }
        let mut sets: Vec<Set> = sets.into_iter().map(|(_, set)| set).collect();
        for set in &mut sets {
            set.pairs = pairs(&set.photos);
        }
        Ok(Self { sets })
    }

    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// The latest before and after, with their set.
    pub fn latest_pair(&self) -> Option<(&Set, &Pair)> {
        let with_pair = self.sets.iter().find(|set| !set.pairs.is_empty())?;
        Some((with_pair, with_pair.pairs.last()?))
    }

    pub fn photos(&self) -> impl Iterator<Item = &Photo> {
        self.sets.iter().flat_map(|set| &set.photos)
    }
}

#[derive(PartialEq, Eq)]
enum SetKey {
    Visit(AppointmentId),
    Day(NaiveDate),
}

/// The first before belongs to the first after: they are taken angle by angle.
pub fn pairs(photos: &[Photo]) -> Vec<Pair> {
    let of = |stage| {
        photos
            .iter()
            .filter(move |photo| photo.media.stage == stage)
    };
    of(Stage::Before)
        .zip(of(Stage::After))
        .map(|(before, after)| Pair {
            before: before.clone(),
            after: after.clone(),
        })
        .collect()
}

/// Where a page's pictures are asked for.
pub enum Place {
    /// By who is signed in.
    Own(Signer),
    /// Below a link's path.
    Link(String),
}

/// What drawing takes.
pub struct Draw<'a> {
    key: TenantKey,
    place: Place,
    view: &'a View,
    tenant: &'a Tenant,
}

impl<'a> Draw<'a> {
    /// For a signed-in page.
    pub async fn new(app: &App, page: &'a Page) -> Result<Self> {
        let place = Place::Own(Signer::new(app, page.tenant.id));
        Self::at(app, &app.db, &page.view, &page.tenant, place).await
    }

    pub async fn at(
        app: &App,
        on: impl On,
        view: &'a View,
        tenant: &'a Tenant,
        place: Place,
    ) -> Result<Self> {
        Ok(Self {
            key: app.tenant_key(on, tenant.id).await?,
            place,
            view,
            tenant,
        })
    }

    fn set(&self, row: &MediaRow, date: NaiveDate) -> Set {
        Set {
            date,
            title: sentence(&self.view.locale.day_year(date)),
            visit_title: row.visit_title.clone().unwrap_or_default(),
            visit: row.media.appointment_id,
            pairs: Vec::new(),
            photos: Vec::new(),
            documents: Vec::new(),
        }
    }

    pub fn photo(&self, media: Media) -> Photo {
        let date = self.tenant.local_date(media.taken_at);
        let url = |size: Size| match &self.place {
            Place::Own(signer) => signer.url(media.id, size),
            Place::Link(path) => format!("{path}/{}/{}", media.id, size.as_str()),
        };
        Photo {
            small: url(Size::Small),
            medium: url(Size::Medium),
            large: url(Size::Large),
            placeholder: media.placeholder_url(&self.key),
            alt: self.view.t2(
                "media-alt",
                "stage",
                self.view.t(media.stage.key()),
                "date",
                self.view.locale.day_year(date),
            ),
            media,
        }
    }
}
