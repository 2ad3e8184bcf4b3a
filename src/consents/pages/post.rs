//! Reading a posted form whose fields are the master's own: plain, or in parts when it has photos.

use axum::body::Bytes;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};

use super::super::Typed;
use super::super::files::Upload;
use crate::error::{Error, Result};
use crate::i18n::key;

/// Photos of one form.
const MAX_FILES: usize = 6;
/// Of a whole post: one photo as a phone takes it, or several smaller ones.
pub const MAX_FORM: usize = 32 << 20;
/// Of all that is no file.
const MAX_TEXT: usize = 512 * 1024;

/// What was posted.
#[derive(Default)]
pub struct Posted {
    pub typed: Typed,
    pub uploads: Vec<Upload>,
}

pub async fn read(request: Request) -> Result<Posted> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let in_parts = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    if !in_parts {
        let body = Bytes::from_request(request, &())
            .await
            .map_err(|_| Error::Invalid("error-form"))?;
        if body.len() > MAX_TEXT {
            return Err(Error::Invalid("error-form"));
        }
        let pairs = form_urlencoded::parse(&body).into_owned();
        return Ok(Posted {
            typed: Typed::of(pairs),
            uploads: Vec::new(),
        });
    }
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| Error::Invalid("error-form"))?;
    let mut posted = Posted::default();
    let mut size = 0;
    while let Some(part) = parts.next_field().await.map_err(unread)? {
        let name = part.name().unwrap_or_default().to_owned();
        if let Some(file) = part.file_name().map(str::to_owned) {
            let bytes = part.bytes().await.map_err(unread)?;
            if bytes.is_empty() {
                continue;
            }
            if posted.uploads.len() >= MAX_FILES {
                return Err(Error::Invalid(key!("media-form-large")));
            }
            let field = name.strip_prefix("f-").unwrap_or(&name).to_owned();
            posted.uploads.push(Upload {
                field,
                name: file.chars().take(120).collect(),
                bytes: bytes.to_vec(),
            });
            continue;
        }
        let text = part.text().await.map_err(unread)?;
        size += text.len();
        if size > MAX_TEXT {
            return Err(Error::Invalid("error-form"));
        }
        posted.typed.insert(&name, text);
    }
    Ok(posted)
}

fn unread(error: MultipartError) -> Error {
    tracing::debug!(%error, "form not read");
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::Invalid(key!("media-form-large")),
        _ => Error::Invalid("error-form"),
    }
}
