//! Calendars outside: the visits as a file that another calendar program fetches.
//!
//! `feed` is the address and what it says; `pages` the settings, where it is made, renewed and taken back.

mod feed;
mod pages;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/cal/{file}", get(pages::fetch))
        .route("/settings/calendars", get(pages::show))
        .route("/settings/calendars/feed", post(pages::save))
        .route("/settings/calendars/feed/renewal", post(pages::renew))
        .route("/settings/calendars/feed/removal", post(pages::remove))
}
