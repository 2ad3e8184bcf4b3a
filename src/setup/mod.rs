//! The first run: from an account to a link that clients can book by, in four questions.
//!
//! What you do, where you are, when you work, what it costs. Each can be skipped and changed later; `tenants.setup_step`
//! keeps the first one that is still open. The answers are the practice's own settings, written by their own verbs.

mod forms;
mod pages;
mod presets;
mod steps;

use axum::Router;
use axum::routing::{get, post};

pub use presets::{Proposal, proposals};
pub use steps::{Left, Step};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/setup", get(pages::show))
        .route("/setup/trade", post(pages::save_trade))
        .route("/setup/place", post(pages::save_place))
        .route("/setup/hours", post(pages::save_hours))
        .route("/setup/services", post(pages::save_services))
        .route("/setup/address", post(pages::save_address))
        .route("/setup/link", post(pages::finish))
}
