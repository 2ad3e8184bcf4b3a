//! How a script sends a file: begin, pieces, end. Each answer says where the file stands, so that it goes on from there
//! after any break.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::upload::{Begun, PATIENCE};
use super::super::{CHUNK, Done, Media, NewUpload, Stage, Upload};
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::Appointment;
use crate::clients::Client;
use crate::error::{Error, Result};
use crate::id::{AppointmentId, ClientId, MediaId};
use crate::web::{Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/{id}/uploads", post(begin))
        .route(
            "/media/uploads/{id}",
            put(append).layer(DefaultBodyLimit::max(CHUNK)),
        )
        .route("/media/uploads/{id}/end", post(finish))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Begin {
    name: String,
    size: i64,
    /// SHA-256 in hexadecimal; empty where the browser cannot tell.
    #[serde(default)]
    hash: String,
    #[serde(default)]
    stage: Stage,
    #[serde(default)]
    visit: Option<AppointmentId>,
}

async fn begin(
    page: Page,
    State(app): State<App>,
    Path(client): Path<ClientId>,
    body: Bytes,
) -> Result<Json<Value>> {
    page.require(Permission::MediaWrite)?;
    Client::in_use(&app.db, page.tenant.id, client).await?;
    let begin: Begin = serde_json::from_slice(&body).map_err(|_| Error::Invalid("error-form"))?;
    check_visit(&app, &page, client, begin.visit).await?;
    let new = NewUpload {
        client,
        visit: begin.visit,
        stage: begin.stage,
        name: clean_name(&begin.name),
        size: begin.size,
        hash: hash(&begin.hash)?,
    };
    Ok(Json(
        match Upload::begin(&app, page.tenant.id, new).await? {
            Begun::There(media) => ended(&Done::There(media)),
            Begun::Send(upload) => standing(&upload),
        },
    ))
}

async fn append(
    page: Page,
    State(app): State<App>,
    Path(id): Path<MediaId>,
    piece: Bytes,
) -> Result<Json<Value>> {
    page.require(Permission::MediaWrite)?;
    let mut upload = Upload::find(&app.db, page.tenant.id, id).await?;
    let offset = page.param("offset").and_then(|text| text.parse().ok());
    let offset = offset.ok_or(Error::Invalid("error-form"))?;
    upload.append(&app, offset, piece.into()).await?;
    Ok(Json(standing(&upload)))
}

async fn finish(
    page: Page,
    State(app): State<App>,
    Path(id): Path<MediaId>,
) -> Result<Json<Value>> {
    page.require(Permission::MediaWrite)?;
    let done = Upload::finish(&app, page.tenant.id, id, &page.actor(), PATIENCE).await?;
    Ok(Json(ended(&done)))
}

fn standing(upload: &Upload) -> Value {
    json!({ "state": "open", "id": upload.id, "offset": upload.received, "chunk": CHUNK })
}

fn ended(done: &Done) -> Value {
    let (state, media): (_, &Media) = match done {
        Done::Added(media) => ("added", media),
        Done::There(media) => ("there", media),
    };
    json!({ "state": state, "id": media.id, "href": format!("/media/{}", media.id) })
}

/// A photo of a visit is of that visit's client.
pub async fn check_visit(
    app: &App,
    page: &Page,
    client: ClientId,
    visit: Option<AppointmentId>,
) -> Result<()> {
    if let Some(visit) = visit {
        let visit = Appointment::find(&app.db, page.tenant.id, visit).await?;
        if visit.client_id != Some(client) {
            return Err(Error::NotFound);
        }
    }
    Ok(())
}

/// Only the last part, without what could break a line.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean = last.chars().filter(|c| !c.is_control());
    clean.take(200).collect::<String>().trim().to_owned()
}

fn hash(text: &str) -> Result<Option<Vec<u8>>> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    let digits = digits
        .filter(|digits| digits.len() == 64)
        .ok_or(Error::Invalid("error-form"))?;
    let bytes = digits.chunks(2).map(|two| two[0] * 16 + two[1]);
    Ok(Some(
        bytes.filter_map(|byte| u8::try_from(byte).ok()).collect(),
    ))
}
