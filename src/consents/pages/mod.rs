//! Pages of consents: what the client sees by a link, what the practice sees, and the forms in the settings.

mod ask;
mod client;
mod forms;
mod opened;
mod paper;
mod post;
mod services;
mod show;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(client::routes())
        .merge(ask::routes())
        .merge(show::routes())
        .merge(forms::routes())
        .merge(services::routes())
}
