//! `/messages`: what goes out to clients and what went (`index`), one of them (`show`), its words (`edit`), and what keeps it
//! back (`stop`); `/settings/templates`: what each kind says (`templates`). The same lines stand on a visit's panel and on a client's card (`card`).

pub mod card;
mod edit;
mod index;
mod line;
mod show;
mod stop;
mod templates;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/messages", get(index::show))
        .route("/messages/{id}", get(show::show))
        .route("/messages/{id}/edit", get(edit::edit).post(edit::update))
        .route("/messages/{id}/stop", post(stop::create))
        .route("/messages/{id}/release", post(stop::destroy))
        .route("/settings/templates", get(templates::index))
        .route(
            "/settings/templates/{kind}/{language}",
            get(templates::edit).post(templates::update),
        )
        .route(
            "/settings/templates/{kind}/{language}/sample",
            post(templates::look),
        )
        .route(
            "/settings/templates/{kind}/{language}/restoration",
            post(templates::restore),
        )
}
