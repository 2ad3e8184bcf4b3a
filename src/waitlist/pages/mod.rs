//! The master's pages: who waits and what came free (`index`), somebody put on the list by hand (`new`), one wish (`entry`), one
//! time with who could have it and why (`opening`), a free time to be filled (`free`), and how it goes on by itself (`settings`).

mod entry;
pub(in crate::waitlist) mod fields;
mod free;
mod index;
mod new;
mod opening;
mod settings;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/waitlist", get(index::show))
        .route("/waitlist/new", get(new::show).post(new::create))
        .route("/waitlist/{id}", get(entry::show).post(entry::update))
        .route("/waitlist/{id}/closure", post(entry::close))
        .route("/waitlist/{id}/reopening", post(entry::reopen))
        .route("/waitlist/openings/new", get(free::new).post(free::create))
        .route("/waitlist/openings/{id}", get(opening::show))
        .route("/waitlist/openings/{id}/offers", post(opening::offer))
        .route("/waitlist/openings/{id}/dismissal", post(opening::dismiss))
        .route("/waitlist/holds/{id}/withdrawal", post(opening::withdraw))
        .route(
            "/settings/waitlist",
            get(settings::edit).post(settings::update),
        )
}
