//! `/dev/styleguide`: every component in every state, drawn by the macros that pages use. Development only.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::{Errors, Path, View, render};
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/dev/styleguide", get(show))
        .route("/dev/styleguide/errors/{code}", get(fail))
}

#[derive(Template)]
#[template(path = "dev/styleguide.html")]
struct Show {
    page: View,
    errors: Errors,
}

async fn show(State(app): State<App>, page: View) -> Result<Response> {
    if !app.config.is_development() {
        return Err(Error::NotFound);
    }
    let mut errors = Errors::default();
    errors.add("phone", key!("field-phone-country"));
    errors.add("terms", key!("field-required"));
    render(&Show { page, errors })
}

/// The page of an error, drawn as any other error's is ([`super::faults`]).
async fn fail(State(app): State<App>, Path(code): Path<u16>) -> Result<Response> {
    let status = StatusCode::from_u16(code).ok();
    let status = status.filter(|status| status.is_client_error() || status.is_server_error());
    match status {
        Some(status) if app.config.is_development() => Ok(status.into_response()),
        _ => Err(Error::NotFound),
    }
}
