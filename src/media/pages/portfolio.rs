//! Choosing photos for the public page, the list of those chosen and their order, and the pictures as strangers get them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::gallery::{Draw, Pair};
use super::super::work::sets;
use super::super::{Photo, Size, portfolio};
use super::files::picture;
use crate::accounts::{Permission, Tenant};
use crate::app::App;
use crate::booking::Visitor;
use crate::clients::Client;
use crate::consents;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::id::{ClientId, MediaId};
use crate::web::{self, Flash, Form, Page, Path, redirect_with};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/portfolio", get(index))
        .route("/settings/portfolio/order", post(arrange))
        .route("/clients/{id}/photos/publication", post(update))
        .route("/{slug}/work/{photo}/{size}", get(file))
}

#[derive(Template)]
#[template(path = "settings/portfolio.html")]
struct Index {
    page: Page,
    /// As they stand on the page.
    sets: Vec<Row>,
}

/// A set with its client.
struct Row {
    client: Client,
    /// "" beside any visit.
    visit: String,
    title: String,
    pairs: Vec<Pair>,
    photos: Vec<Photo>,
    /// Whether they are on the page: else the permission has ended.
    is_shown: bool,
    is_first: bool,
    is_last: bool,
    /// Which of its buttons was pressed last: "up", "down" or "".
    focus: &'static str,
}

impl Row {
    /// All its photos, for one act on them.
    fn ids(&self) -> impl Iterator<Item = MediaId> {
        let pairs = self
            .pairs
            .iter()
            .flat_map(|pair| [&pair.before, &pair.after]);
        pairs.chain(&self.photos).map(|photo| photo.media.id)
    }
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::MediaRead)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let found = portfolio::chosen(&app.db, tenant).await?;
    let draw = Draw::new(&app, &page).await?;
    let sets = sets(found, |row| draw.photo(row.media));
    drop(draw);
    let moved = page.param("moved").unwrap_or_default();
    let last = sets.len().saturating_sub(1);
    let mut known: HashMap<ClientId, (Client, bool)> = HashMap::new();
    let mut rows = Vec::new();
    for (n, set) in sets.into_iter().enumerate() {
        let (id, visit) = set.of;
        if let Entry::Vacant(place) = known.entry(id) {
            place.insert((
                Client::find(&app.db, tenant, id).await?,
                consents::may_publish(&app.db, tenant, id, now).await?,
            ));
        }
        let Some((client, is_shown)) = known.get(&id) else {
            continue;
        };
        let visit = visit.map(|visit| visit.to_string()).unwrap_or_default();
        // The same button again, so that one can go on pressing; at the end of the way the other one.
        let focus = match moved.strip_suffix(&format!("-{id}{visit}")) {
            Some("up") if n > 0 => "up",
            Some("up") => "down",
            Some("down") if n < last => "down",
            Some("down") => "up",
            _ => "",
        };
        rows.push(Row {
            client: client.clone(),
            visit,
            title: set.title,
            pairs: set.pairs,
            photos: set.photos,
            is_shown: *is_shown,
            is_first: n == 0,
            is_last: n == last,
            focus,
        });
    }
    web::render(&Index { page, sets: rows })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arranging {
    client: ClientId,
    /// "" beside any visit.
    #[serde(default)]
    visit: String,
    up: bool,
}

/// Moves a set one place.
async fn arrange(
    page: Page,
    State(app): State<App>,
    Form(form): Form<Arranging>,
) -> Result<Response> {
    page.require(Permission::MediaWrite)?;
    let visit = match form.visit.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| Error::Invalid("error-form"))?),
    };
    let (tenant, actor, now) = (page.tenant.id, page.actor(), app.clock.now());
    let set = (form.client, visit);
    patiently(|| async {
        let mut tx = app.db.begin().await?;
        portfolio::arrange(&mut tx, tenant, set, form.up, &actor, now).await?;
        tx.commit().await?;
        Ok(())
    })
    .await?;
    let way = if form.up { "up" } else { "down" };
    Ok(web::redirect(&format!(
        "/settings/portfolio?moved={way}-{}{}",
        form.client, form.visit
    )))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Publication {
    #[serde(default)]
    photo: Vec<MediaId>,
    /// Else they are taken off.
    #[serde(default)]
    show: bool,
    /// Sent from the list of all.
    #[serde(default)]
    list: bool,
    /// How long a link would work: it stands in the same form, and means nothing here.
    #[serde(default, rename = "days")]
    _days: Option<i64>,
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClientId>,
    Form(form): Form<Publication>,
) -> Result<Response> {
    page.require(Permission::MediaWrite)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    Client::in_use(&app.db, tenant, id).await?;
    let back = match form.photo[..] {
        _ if form.list => "/settings/portfolio".to_owned(),
        [one] => format!("/media/{one}"),
        _ => format!("/clients/{id}/photos"),
    };
    let (photos, actor) = (&form.photo, page.actor());
    let mut tx = app.db.begin().await?;
    let done = match form.show {
        true => portfolio::publish(&mut tx, tenant, id, photos, &actor, now).await,
        false => portfolio::withdraw(&mut tx, tenant, id, photos, &actor, now).await,
    };
    let word = match done {
        Err(Error::Invalid(key) | Error::Conflict(key)) => {
            return Ok(redirect_with(&back, Flash::danger(page.t(key))));
        }
        Err(other) => return Err(other),
        Ok(()) if form.show => page.t("media-portfolio-added"),
        Ok(()) => page.t("media-portfolio-removed"),
    };
    tx.commit().await?;
    Ok(redirect_with(&back, Flash::ok(word)))
}

/// A picture of the public page. A browser asks again each time it shows one, so that what was withdrawn is gone at once;
/// what has not changed is not sent again.
async fn file(
    visitor: Visitor,
    State(app): State<App>,
    Path((slug, photo, size)): Path<(String, MediaId, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    visitor.count_read(&app)?;
    let size = Size::shown(&size).ok_or(Error::NotFound)?;
    let tenant = Tenant::by_slug(&app.db, &slug).await?;
    let media = portfolio::find_shown(&app.db, tenant.id, photo, app.clock.now()).await?;
    let tag = format!("\"{photo}-{}\"", size.as_str());
    let is_known = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = match is_known {
        true => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        }
        false => picture(&app, &media, size, 0).await?,
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    let tag = HeaderValue::from_str(&tag).map_err(Error::internal)?;
    headers.insert(header::ETAG, tag);
    Ok(response)
}
