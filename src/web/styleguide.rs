//! `/dev/styleguide`: every component in every state, drawn by the macros that pages use. Development only.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::{Errors, View, render};
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;

pub fn routes() -> Router<App> {
    Router::new().route("/dev/styleguide", get(show))
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
