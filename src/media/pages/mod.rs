//! Pages of photos and documents.

mod compare;
mod files;
mod form;
mod index;
mod portfolio;
mod shared;
mod sharing;
mod show;
mod storage;
mod uploads;

use axum::Router;

pub use files::{document as document_of, picture as picture_of};
pub use index::{Adding, next_stage};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(index::routes())
        .merge(form::routes())
        .merge(compare::routes())
        .merge(show::routes())
        .merge(files::routes())
        .merge(uploads::routes())
        .merge(sharing::routes())
        .merge(shared::routes())
        .merge(storage::routes())
        .merge(portfolio::routes())
}
