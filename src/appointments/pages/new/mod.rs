//! A new visit, as a master books it with the phone at the ear: whom, what, when. And a walk-in: what, now.

mod choice;
mod create;
mod form;
mod nearest;
mod pick;
mod series;
mod spot;
mod walk_in;
mod whom;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(create::routes())
        .merge(nearest::routes())
        .merge(walk_in::routes())
}
