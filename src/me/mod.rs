//! A client's own page behind a link: visits, what was signed, photos and documents shown to them, preferences, and all of it
//! to take along. Clients have no password; the link comes by mail, lasts a week, and a newer one ends it.
//!
//! Who holds a link may be reading somebody's mail: medical notes, and photos and documents that were not shared, are on no
//! page of it. They are in what is taken along, which wants a link that is an hour old at most; that they were read is
//! recorded.

mod links;
pub mod mails;
mod pages;
mod request;

use axum::Router;

pub use links::{Link, mint};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(pages::routes())
        .merge(request::routes())
}
