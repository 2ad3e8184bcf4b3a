//! Any two photos of a client, one over the other.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::super::gallery::Draw;
use super::super::{Media, Photo};
use crate::accounts::Permission;
use crate::app::App;
use crate::clients::Client;
use crate::error::{Error, Result};
use crate::id::{ClientId, MediaId};
use crate::web::{self, Flash, Page, Path, redirect_with};

pub fn routes() -> Router<App> {
    Router::new().route("/clients/{id}/photos/compare", get(show))
}

#[derive(Template)]
#[template(path = "media/compare.html")]
struct Compare {
    page: Page,
    client: Client,
    before: Photo,
    after: Photo,
}

/// The older one is shown as before.
async fn show(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::MediaRead)?;
    let tenant = page.tenant.id;
    let client = Client::in_use(&app.db, tenant, id).await?;
    let chosen = form_urlencoded::parse(page.query.as_bytes())
        .filter(|(name, _)| name == "photo")
        .map(|(_, value)| value.parse::<MediaId>().map_err(|_| Error::NotFound));
    let chosen: Vec<MediaId> = chosen.collect::<Result<_>>()?;
    let [one, two] = chosen[..] else {
        let word = Flash::danger(page.t("media-compare-two"));
        return Ok(redirect_with(&format!("/clients/{id}/photos"), word));
    };
    let mut photos = Vec::new();
    for photo in [one, two] {
        let media = Media::find(&app.db, tenant, photo).await?;
        if media.client_id != id || !media.is_photo() {
            return Err(Error::NotFound);
        }
        photos.push(media);
    }
    photos.sort_by_key(|media| (media.taken_at, media.id));
    let draw = Draw::new(&app, &page).await?;
    let mut photos: Vec<Photo> = photos.into_iter().map(|media| draw.photo(media)).collect();
    let (Some(after), Some(before)) = (photos.pop(), photos.pop()) else {
        return Err(Error::NotFound);
    };
    web::render(&Compare {
        page,
        client,
        before,
        after,
    })
}

impl Compare {
    fn day(&self, photo: &Photo) -> String {
        let date = self.page.tenant.local_date(photo.media.taken_at);
        self.page.locale.day_year(date)
    }
}
