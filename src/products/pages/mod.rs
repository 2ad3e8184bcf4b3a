//! `/products`: the list, one product with its ledger, its form, and what is written down by hand.

mod form;
mod index;
mod movement;
mod show;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/products", get(index::index))
        .route("/products/new", get(form::new).post(form::create))
        .route("/products/{id}", get(show::show))
        .route("/products/{id}/edit", get(form::edit).post(form::update))
        .route("/products/{id}/archival", post(show::archive))
        .route(
            "/products/{id}/movements/new",
            get(movement::new).post(movement::create),
        )
}
