//! What waits for the master: requests to answer by their deadline, money that needs a word, invoices that were not paid in
//! time, goods that were sold and not there, calendars outside that clash or cannot be read, contacts that no card has, and messages that reached nobody.

mod calendars;
mod contacts;
mod invoices;
mod pages;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    pages::routes()
        .merge(calendars::routes())
        .merge(contacts::routes())
        .merge(invoices::routes())
}
