//! What the owner sets once: the practice's own data and the rules of booking. And what happened, to look up.
//!
//! Hours, exceptions and blocks are the schedule's (`schedule/pages`); services have their own page; people and the own
//! account are `accounts`.

mod audit;
mod booking;
pub mod card;
mod look;
mod look_model;
mod model;
mod offers;
pub mod options;
mod practice;
pub mod qr;
pub mod simulation;
pub mod trades;
mod widget;
pub mod zones;

use axum::Router;
use axum::routing::get;

pub use look_model::{BRANDS, logo};
pub use model::{Profile, read_phone, save_profile, save_rules, shown_phone};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(look::routes())
        .route("/settings/audit", get(audit::index))
        .route(
            "/settings/booking",
            get(booking::edit).post(booking::update),
        )
        .route("/settings/booking/preview", get(offers::show))
        .route("/settings/booking/simulation", get(simulation::show))
        .route(
            "/settings/booking/simulation/use",
            axum::routing::post(simulation::take_over),
        )
        .route(
            "/settings/practice",
            get(practice::edit).post(practice::update),
        )
        .route("/settings/practice/qr.svg", get(practice::qr))
        .route("/settings/practice/card", get(card::practice))
        .route("/settings/widget", get(widget::edit).post(widget::update))
}
