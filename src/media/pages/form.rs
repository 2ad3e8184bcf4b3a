//! The same by a plain form, without a script: the files go the same way as they come in, none is held whole.

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::multipart::{Field, Multipart, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;

use super::super::upload::Begun;
use super::super::{CHUNK, Done, NewUpload, Stage, Upload, picture};
use super::uploads::{check_visit, clean_name};
use crate::accounts::Permission;
use crate::app::App;
use crate::clients::Client;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{AppointmentId, ClientId};
use crate::web::{Flash, Page, Path, redirect_with};

/// Files of one form.
const MAX_FILES: usize = 20;
/// How long all files of a form together may wait for their turns, reckoned from its beginning: nobody but this request asks
/// for them again, and the request itself ends after ten minutes.
const PATIENCE: Duration = Duration::from_secs(480);
/// All of them together; a browser without a script sends them in one request.
const MAX_FORM: usize = 100 << 20;

pub fn routes() -> Router<App> {
    Router::new().route(
        "/clients/{id}/photos/form",
        post(create).layer(DefaultBodyLimit::max(MAX_FORM)),
    )
}

/// What became of the files.
#[derive(Default)]
struct Outcome {
    added: usize,
    there: usize,
    /// Name and why not.
    refused: Vec<(String, String)>,
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(client): Path<ClientId>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response> {
    page.require(Permission::MediaWrite)?;
    Client::in_use(&app.db, page.tenant.id, client).await?;
    let begun = Instant::now();
    let mut form = form.map_err(|_| Error::Invalid("error-form"))?;
    let (mut visit, mut stage) = (None, Stage::default());
    let mut outcome = Outcome::default();
    while let Some(field) = form.next_field().await.map_err(unread)? {
        match field.name().unwrap_or_default() {
            "visit" => {
                let text = field.text().await.map_err(unread)?;
                visit = text.parse::<AppointmentId>().ok();
                check_visit(&app, &page, client, visit).await?;
            }
            "stage" => {
                let text = field.text().await.map_err(unread)?;
                stage = Stage::parse(&text).unwrap_or_default();
            }
            "file" => {
                let name = clean_name(field.file_name().unwrap_or_default());
                if outcome.count() >= MAX_FILES {
                    let why = page.t1("media-form-many", "max", MAX_FILES);
                    outcome.refused.push((name, why));
                    break;
                }
                let new = NewUpload {
                    client,
                    visit,
                    stage,
                    name: name.clone(),
                    size: picture::MAX_BYTES,
                    hash: None,
                };
                match take(&app, &page, new, field, begun).await {
                    Ok(None) => {}
                    Ok(Some(Done::Added(_))) => outcome.added += 1,
                    Ok(Some(Done::There(_))) => outcome.there += 1,
                    Err(
                        Error::Invalid(key)
                        | Error::Full(key)
                        | Error::Away(key)
                        | Error::Conflict(key),
                    ) => outcome.refused.push((name, page.t(key))),
                    Err(other) => return Err(other),
                }
            }
            _ => return Err(Error::Invalid("error-form")),
        }
    }
    let path = match visit {
        Some(visit) => format!("/clients/{client}/photos?visit={visit}"),
        None => format!("/clients/{client}/photos"),
    };
    Ok(redirect_with(&path, outcome.flash(&page)))
}

fn unread(error: MultipartError) -> Error {
    tracing::debug!(%error, "form not read");
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::Invalid(key!("media-form-large")),
        _ => Error::Invalid("error-form"),
    }
}

/// How long the form still waits, so long after its beginning. At zero a file is taken only if nobody is before it.
fn left(passed: Duration) -> Duration {
    PATIENCE.saturating_sub(passed)
}

/// One file, piece by piece; None when the field was left empty.
async fn take(
    app: &App,
    page: &Page,
    new: NewUpload,
    mut field: Field<'_>,
    begun: Instant,
) -> Result<Option<Done>> {
    let (mut piece, mut upload) = (Vec::new(), None);
    let mut sent = Ok(());
    while let Some(bytes) = field.chunk().await.map_err(unread)? {
        if sent.is_err() {
            // The rest is read past, so that the form's other files still come.
            continue;
        }
        piece.extend_from_slice(&bytes);
        while piece.len() >= CHUNK && sent.is_ok() {
            let rest = piece.split_off(CHUNK);
            let full = std::mem::replace(&mut piece, rest);
            sent = send(app, page, &new, &mut upload, full).await;
        }
    }
    if piece.is_empty() && upload.is_none() && new.name.is_empty() {
        return Ok(None);
    }
    if sent.is_ok() && !(piece.is_empty() && upload.is_some()) {
        sent = send(app, page, &new, &mut upload, piece).await;
    }
    let Some(upload) = upload else {
        return sent.map(|()| None);
    };
    let done = match sent {
        Ok(()) => {
            upload.end_here(app).await?;
            let patience = left(begun.elapsed());
            Upload::finish(app, page.tenant.id, upload.id, &page.actor(), patience).await
        }
        Err(error) => Err(error),
    };
    if done.is_err() {
        // Nobody comes back for it: the next try sends it anew.
        upload.forget(app).await?;
    }
    done.map(Some)
}

async fn send(
    app: &App,
    page: &Page,
    new: &NewUpload,
    upload: &mut Option<Upload>,
    piece: Vec<u8>,
) -> Result<()> {
    if piece.is_empty() {
        return Err(Error::Invalid(key!("media-empty-file")));
    }
    let mut begun = match upload.take() {
        Some(begun) => begun,
        // How long it is shows only at its end: room is asked for a whole one.
        None => match Upload::begin(app, page.tenant.id, new.clone()).await? {
            Begun::Send(begun) => begun,
            Begun::There(_) => return Err(Error::internal("a file without a hash is known")),
        },
    };
    let room = usize::try_from(begun.size - begun.received).unwrap_or_default();
    let offset = begun.received;
    let sent = match piece.len() > room {
        true => Err(Error::Invalid(key!("media-too-large"))),
        false => begun.append(app, offset, piece).await,
    };
    *upload = Some(begun);
    sent
}

impl Outcome {
    fn count(&self) -> usize {
        self.added + self.there + self.refused.len()
    }

    fn flash(&self, page: &Page) -> Flash {
        let mut words = Vec::new();
        if self.added > 0 {
            words.push(page.t1("media-added", "n", self.added));
        }
        if self.there > 0 {
            words.push(page.t1("media-were-there", "n", self.there));
        }
        for (name, why) in self.refused.iter().take(3) {
            let (name, why) = (name.as_str(), why.as_str());
            words.push(page.t2("media-not-taken", "name", name, "why", why));
        }
        if words.is_empty() {
            words.push(page.t("media-choose-first"));
        }
        let text = words.join(" ");
        match self.refused.is_empty() && self.count() > 0 {
            true => Flash::ok(text),
            false => Flash::danger(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::layers::FILES_IN_TIME;

    /// Files that each wait out a busy queue end together, before the request does.
    #[test]
    fn all_files_of_a_form_share_one_deadline() {
        let mut passed = Duration::from_secs(20);
        for _ in 0..MAX_FILES {
            passed += left(passed);
        }
        assert_eq!(passed, PATIENCE);
        assert_eq!(left(Duration::from_secs(500)), Duration::ZERO);
        assert!(passed < FILES_IN_TIME);
    }
}
