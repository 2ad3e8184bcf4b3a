//! Calendars outside: the visits as a file that another calendar program fetches, and others' files that are read.
//!
//! `feed` is the address of ours and what it says; `pages` the settings, where it is made, renewed and taken back. `ical`
//! understands files of others, `sources` keeps their addresses and takes from them when
//! somebody is busy; `caldav` reads and writes a calendar that the master already uses.

pub mod caldav;
mod feed;
pub mod ical;
mod pages;
pub mod sources;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;
use crate::error::Result;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/cal/{file}", get(pages::fetch))
        .route("/settings/calendars", get(pages::show))
        .route("/settings/calendars/feed", post(pages::save))
        .route("/settings/calendars/feed/renewal", post(pages::renew))
        .route("/settings/calendars/feed/removal", post(pages::remove))
        .merge(sources::routes())
        .merge(caldav::routes())
}

/// Looks at calendars whose turn it is; how many.
pub async fn tend(app: &App) -> Result<usize> {
    sources::work::tend(app).await
}
