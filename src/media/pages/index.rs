//! All photos and documents of a client, by visit, with what adds more; and the camera page.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};

use super::super::shares::ShareRow;
use super::super::{Gallery, Media, Photo, Share, Stage, picture};
use super::uploads::check_visit;
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::Appointment;
use crate::calendar::foreign;
use crate::clients::Client;
use crate::clock;
use crate::error::Result;
use crate::id::{AppointmentId, ClientId};
use crate::web::{self, Page, Path};

/// Files on one page.
const PAGE: usize = 96;
/// Files that may be chosen at once; the queue sends them two by two, and has rows for a few.
pub const MAX_AT_ONCE: usize = 1000;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/{id}/photos", get(index))
        .route("/clients/{id}/photos/camera", get(camera))
}

/// What the part that adds photos takes: `media/_add.html`.
#[derive(Clone, Debug)]
pub struct Adding {
    pub client: ClientId,
    pub visit: Option<AppointmentId>,
    pub stage: Stage,
    /// Which page shows what is new, and where on it.
    pub refresh: String,
    pub select: &'static str,
    pub max_bytes: i64,
    pub max_at_once: usize,
    /// On the page of the camera, which asks above the shutter what its photos show.
    pub is_camera: bool,
}

impl Adding {
    pub fn new(client: ClientId, visit: Option<AppointmentId>, stage: Stage) -> Self {
        Self {
            client,
            visit,
            stage,
            refresh: match visit {
                Some(visit) => format!("/clients/{client}/photos?visit={visit}"),
                None => format!("/clients/{client}/photos"),
            },
            select: "#gallery",
            max_bytes: picture::MAX_BYTES,
            max_at_once: MAX_AT_ONCE,
            is_camera: false,
        }
    }
}

#[derive(Template)]
#[template(path = "media/index.html")]
struct Index {
    page: Page,
    client: Client,
    /// The visit that is photographed.
    visit: Option<Appointment>,
    adding: Adding,
    gallery: Gallery,
    deleted: Vec<Media>,
    shares: Vec<ShareRow>,
    /// There are older ones, from then on.
    older: Option<DateTime<Utc>>,
}

async fn index(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::MediaRead)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let client = Client::in_use(&app.db, tenant, id).await?;
    let visit = asked_visit(&app, &page, id).await?;
    let before = page.param("before").and_then(|text| text.parse().ok());
    let before = before.filter(clock::is_of_our_time);
    // A phone's clock may run ahead of ours; what it sent is there all the same.
    let before = before.unwrap_or(now + chrono::TimeDelta::days(1));
    let mut found = Media::of_client(&app.db, tenant, id, before, PAGE as i64 + 1).await?;
    let older = (found.len() > PAGE).then(|| found[PAGE - 1].media.taken_at);
    found.truncate(PAGE);
    let stage = next_stage(
        visit.as_ref().map(|v| v.id),
        found.iter().map(|row| &row.media),
    );
    let adding = Adding::new(id, visit.as_ref().map(|v| v.id), stage);
    web::render(&Index {
        gallery: Gallery::new(&app, &page, found).await?,
        deleted: Media::deleted_of_client(&app.db, tenant, id, now).await?,
        shares: Share::open_of_client(&app.db, tenant, id, now).await?,
        page,
        client,
        visit,
        adding,
        older,
    })
}

/// Before while nothing of the visit is there, after from then on.
pub fn next_stage<'a>(
    visit: Option<AppointmentId>,
    mut photos: impl Iterator<Item = &'a Media>,
) -> Stage {
    match visit {
        None => Stage::Other,
        Some(_) => {
            let begun =
                photos.any(|photo| photo.appointment_id == visit && photo.stage == Stage::Before);
            if begun { Stage::After } else { Stage::Before }
        }
    }
}

async fn asked_visit(app: &App, page: &Page, client: ClientId) -> Result<Option<Appointment>> {
    let Some(id) = page.param("visit").and_then(|text| text.parse().ok()) else {
        return Ok(None);
    };
    check_visit(app, page, client, Some(id)).await?;
    Ok(Some(Appointment::find(&app.db, page.tenant.id, id).await?))
}

impl Index {
    fn lang(&self) -> Option<&'static str> {
        foreign(&self.client.name, self.page.locale)
    }

    fn may_write(&self) -> bool {
        self.page.can(Permission::MediaWrite)
    }

    fn camera(&self) -> String {
        match &self.visit {
            Some(visit) => format!(
                "/clients/{}/photos/camera?visit={}",
                self.client.id, visit.id
            ),
            None => format!("/clients/{}/photos/camera", self.client.id),
        }
    }

    fn day(&self, at: &DateTime<Utc>) -> String {
        let date = self.page.tenant.local_date(*at);
        self.page.locale.day_long(date)
    }

    fn older_href(&self) -> Option<String> {
        let at = self.older?.format("%Y-%m-%dT%H:%M:%S%.fZ");
        Some(format!("/clients/{}/photos?before={at}", self.client.id))
    }

    fn photo_count(&self) -> usize {
        self.gallery.photos().count()
    }
}

#[derive(Template)]
#[template(path = "media/camera.html")]
struct Camera {
    page: Page,
    client: Client,
    adding: Adding,
    /// The photo whose angle is to be repeated.
    ghost: Option<Photo>,
}

async fn camera(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::MediaWrite)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let client = Client::in_use(&app.db, tenant, id).await?;
    let visit = asked_visit(&app, &page, id).await?.map(|visit| visit.id);
    let before = now + chrono::TimeDelta::days(1);
    let found = Media::of_client(&app.db, tenant, id, before, 50).await?;
    let stage = next_stage(visit, found.iter().map(|row| &row.media));
    let gallery = Gallery::new(&app, &page, found).await?;
    let ghost = ghost(&gallery, visit).cloned();
    let mut response = web::render(&Camera {
        adding: Adding {
            is_camera: true,
            ..Adding::new(id, visit, stage)
        },
        page,
        client,
        ghost,
    })?;
    // Only here may the camera be asked for.
    response.headers_mut().insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(web::layers::PERMISSIONS_WITH_CAMERA),
    );
    Ok(response)
}

/// The visit's own photo before, else the latest photo before of an earlier visit, else the latest at all.
fn ghost(gallery: &Gallery, visit: Option<AppointmentId>) -> Option<&Photo> {
    let is_before = |photo: &&Photo| photo.media.stage == Stage::Before;
    let mut own = gallery
        .photos()
        .filter(|photo| visit.is_some() && photo.media.appointment_id == visit);
    own.find(is_before)
        .or_else(|| gallery.photos().find(is_before))
        .or_else(|| gallery.photos().next())
}

impl Camera {
    fn back(&self) -> &str {
        &self.adding.refresh
    }
}
