//! `/api/v1`: JSON for other programs. Every error has one form ([`Problem`]):
//! `{"error":{"code","message","details":[{"field","issue"}],"request_id"}}`; what can help stands beside it.
//!
//! The practice's public pages as data need no token: [`public`].

mod problem;
mod public;
mod read;
mod slots_json;

pub use problem::Problem;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    public::routes()
}
