//! What clients see of the waitlist: joining it from a full day, the page of their wish, and the time that is kept for them.
//! Opening a page changes nothing; each act is a button.

mod join;
mod offer;
mod own;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/{slug}/waitlist", get(join::show).post(join::create))
        .route("/l/waitlist/{token}", get(own::show))
        .route("/l/waitlist/{token}/leave", post(own::leave))
        .route("/l/waitlist/{token}/return", post(own::come_back))
        .route("/l/offer/{token}", get(offer::show))
        .route("/l/offer/{token}/accept", post(offer::accept))
        .route("/l/offer/{token}/decline", post(offer::decline))
        .route("/l/offer/{token}/visit", post(offer::visit))
}
