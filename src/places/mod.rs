//! Where visits are held: at places of the practice, at the client's, or online.
//!
//! A practice without a row in `places` works at its own address, and nothing here concerns it. With the first place its
//! address becomes one of them, and every visit has a place: the one that was asked for, else the default one, else the
//! first at which its services are held. The way between two visits at different places counts as buffer.
//!
//! Weekly hours may name a place: then they are for visits there, and for online ones, which are held anywhere. A day that
//! is open by way of exception stays where its weekday is.

mod model;
mod pages;
mod travel;
mod write;

use axum::Router;
use axum::routing::{get, post};

pub use model::{KINDS, MAX_MINUTES, Place, Where, kind_key, link};
pub use travel::Places;
pub use write::{PlaceDraft, set_travel};

use crate::app::App;

pub fn routes() -> Router<App> {
    let one = "/settings/places/{id}";
    Router::new()
        .route("/settings/places", get(pages::index).post(pages::create))
        .route("/settings/places/new", get(pages::new))
        .route("/settings/places/travel", post(pages::travel))
        .route(one, get(pages::edit).post(pages::update))
        .route(&format!("{one}/activation"), post(pages::activate))
        .route(&format!("{one}/deletion"), post(pages::destroy))
}
