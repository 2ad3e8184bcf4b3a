//! A visit's panel and what can be done in it; new visits. One action a file.

mod answer;
mod arrival;
mod cancellation;
mod completion;
mod confirmation;
mod moving;
mod new;
mod news;
mod no_show;
mod note;
mod place;
mod resources;
mod restoration;
mod series;
mod show;
mod slots;
mod start;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(show::routes())
        .merge(confirmation::routes())
        .merge(arrival::routes())
        .merge(start::routes())
        .merge(completion::routes())
        .merge(no_show::routes())
        .merge(cancellation::routes())
        .merge(restoration::routes())
        .merge(moving::routes())
        .merge(news::routes())
        .merge(note::routes())
        .merge(place::routes())
        .merge(resources::routes())
        .merge(series::routes())
        .merge(new::routes())
        .merge(super::now_bar::routes())
}
