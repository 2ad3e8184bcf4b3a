//! `/clients`: the list, a card, its form; `/search` for the command palette.

mod fields;
mod index;
mod palette;
mod show;
mod write;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(index::routes())
        .merge(write::routes())
        .merge(show::routes())
        .merge(palette::routes())
}
