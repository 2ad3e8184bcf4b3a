//! A calendar that the master already uses, read and written (CalDAV): what stands there is busy time here, and visits here
//! stand there as entries. For a visit this side wins; what somebody did to it there is told.
//!
//! `xml` and `client` speak with the server, `discovery` finds the calendars, `model` keeps the account and the entries of
//! others, `writes` what is known of ours, `visits` says what is written, `sync` reads and takes over, `writing` writes,
//! `forgetting` takes an erased client's name out of what was written, `pages` the settings.

mod client;
mod discovery;
mod forgetting;
pub mod model;
pub(super) mod pages;
pub mod sync;
mod visits;
mod writes;
mod writing;
mod xml;

use axum::Router;
use axum::routing::{get, post};

pub use forgetting::forget_client;
pub use model::Account;
pub use writes::Changed;

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
