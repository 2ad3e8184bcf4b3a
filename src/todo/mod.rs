//! What waits for the master: requests to answer by their deadline, contacts that no card has, and messages
//! that reached nobody.

mod contacts;
mod pages;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    pages::routes().merge(contacts::routes())
}
