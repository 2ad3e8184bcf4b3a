//! Signed links in messages: confirm, move, cancel, or all of it on one page.
//!
//! A link is a random token of which only the hash is stored, for one purpose and one visit, until it expires or a newer
//! one of its purpose takes its place, which is when the newer one's message has been sent. Opening it changes nothing (mail scanners open every link); the act is a POST
//! that asks for the link again. A link that may not do something does not know it: 404.

mod acts;
mod model;
mod opening;
mod pages;
mod visit;

use axum::Router;
use axum::routing::{get, post};

pub use model::{Link, NewLink, Purpose, follow, mint, replace, replace_short};
pub use opening::{Closed, Notice, Opening, Words};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/l/{token}", get(pages::show))
        .route("/l/{token}/confirm", post(acts::confirm))
        .route("/l/{token}/move", post(acts::move_visit))
        .route("/l/{token}/cancel", post(acts::cancel))
        .route("/l/{token}/restore", post(acts::restore))
}
