//! Calendars outside that are read by their address: when somebody is busy there, no time is offered here.
//!
//! `model` keeps the sources, `work` reads those that are due, `store` writes what was read, `clashes` are visits that busy
//! time came upon, `pages` the settings.

pub mod clashes;
pub mod model;
mod pages;
pub(super) mod store;
pub mod work;

use axum::Router;
use axum::routing::{get, post};

pub use model::{MAX_SOURCES, Source, Trouble};
pub(super) use pages::{Line, Shown};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/calendars/sources", post(pages::create))
        .route("/settings/calendars/sources/new", get(pages::new))
        .route(
            "/settings/calendars/sources/{id}",
            get(pages::edit).post(pages::update),
        )
        .route(
            "/settings/calendars/sources/{id}/refresh",
            post(pages::refresh),
        )
        .route(
            "/settings/calendars/sources/{id}/switch",
            post(pages::switch),
        )
        .route(
            "/settings/calendars/sources/{id}/removal",
            post(pages::remove),
        )
}
