//! Rooms, chairs, devices and vehicles: what a visit takes besides the master.
//!
//! A resource has a capacity, and may have hours, exceptions and blocks of its own; without hours it is always open. A service
//! [needs](crate::schedule::pools::Need) so many units out of some resources, the preferred first; a booking takes
//! concrete ones (`appointments/model/allocating.rs`). One that was used is switched off, never deleted.

mod capacity;
mod model;
mod needs;
mod pages;

use axum::Router;
use axum::routing::{get, post};

pub use model::{KINDS, Resource, ResourceDraft, kind_key};
pub use needs::{NeedsCard, NeedsForm};

use crate::app::App;

pub fn routes() -> Router<App> {
    let one = "/settings/resources/{id}";
    Router::new()
        .route("/settings/resources", get(pages::index).post(pages::create))
        .route("/settings/resources/new", get(pages::new))
        .route(one, get(pages::edit).post(pages::update))
        .route(&format!("{one}/activation"), post(pages::activate))
        .route(&format!("{one}/deletion"), post(pages::destroy))
}
