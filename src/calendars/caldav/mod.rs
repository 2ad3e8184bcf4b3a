//! A calendar that the master already uses, read and written (CalDAV): what stands there is busy time here, and visits here
//! stand there as entries. For a visit this side wins; what somebody did to it there is told.
//!
//! `xml` and `client` speak with the server, `discovery` finds the calendars, `model` keeps the account, `visits` says what is
//! written, `sync` does both ways, `forgetting` takes an erased client's name out of what was written, `pages` the settings.

mod client;
mod discovery;
mod forgetting;
pub mod model;
mod pages;
pub mod sync;
mod visits;
mod xml;

use axum::Router;
use axum::routing::{get, post};

pub use forgetting::forget_client;
pub use model::{Account, Changed};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/calendars/accounts", post(pages::create))
        .route("/settings/calendars/accounts/new", get(pages::new))
        .route(
            "/settings/calendars/accounts/{id}",
            get(pages::edit).post(pages::update),
        )
}
