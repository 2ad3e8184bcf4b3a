//! `/clients`: the list, a card and what is written on it; `/search` for the command palette; `/settings/client-fields`.

mod birthdays;
mod block;
mod bulk;
mod custom;
mod exports;
mod family;
mod fields;
mod history;
mod imports;
mod index;
mod mailing;
mod medical;
mod merge;
mod notes;
mod palette;
mod show;
mod stale;
mod subjects;
mod tags;
mod unsubscribe;
mod write;

pub(crate) use index::moment;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(index::routes())
        .merge(write::routes())
        .merge(show::routes())
        .merge(notes::routes())
        .merge(subjects::routes())
        .merge(family::routes())
        .merge(block::routes())
        .merge(bulk::routes())
        .merge(tags::routes())
        .merge(medical::routes())
        .merge(merge::routes())
        .merge(mailing::routes())
        .merge(unsubscribe::routes())
        .merge(imports::routes())
        .merge(exports::routes())
        .merge(birthdays::routes())
        .merge(custom::routes())
        .merge(palette::routes())
}
