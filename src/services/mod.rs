//! What is sold by the hour: duration, price, buffers, rules; variants (hair length, car class) and add-ons.
//!
//! A [`Plan`] is what a client chose: services in a row with their variants and add-ons. A service that was used is
//! deactivated, never deleted; what a visit cost when it was booked stays with the visit.

mod choices;
mod draft;
mod form;
mod list;
mod model;
mod pages;
mod parts;
mod parts_pages;
mod plan;
pub mod slug;
mod write;

use axum::Router;
use axum::routing::{get, post};

pub use choices::weekdays;
pub use draft::{PartDraft, ServiceDraft};
pub use form::{choice_of, minutes, optional, price, sum, typed_choice};
pub use model::{Addon, Confirmation, Occupies, OwnRules, Service, Variant};
pub use parts::{Part, PartKind};
pub use plan::{Choice, Item, Plan};

use crate::app::App;

pub fn routes() -> Router<App> {
    let part = "/services/{id}/{noun}/{part}";
    Router::new()
        .route("/services", get(list::index).post(pages::create))
        .route("/services/new", get(pages::new))
        .route("/services/order", post(list::order))
        .route("/services/{id}", get(pages::edit).post(pages::update))
        .route("/services/{id}/activation", post(pages::activate))
        .route("/services/{id}/deletion", post(pages::destroy))
        .route("/services/{id}/needs", post(pages::update_needs))
        .route("/services/{id}/qr.svg", get(pages::qr))
        .route("/services/{id}/card", get(pages::card))
        .route("/services/{id}/{noun}", post(parts_pages::create))
        .route("/services/{id}/{noun}/new", get(parts_pages::new))
        .route(part, get(parts_pages::edit).post(parts_pages::update))
        .route(&format!("{part}/removal"), post(parts_pages::destroy))
        .route(&format!("{part}/return"), post(parts_pages::restore))
}
