//! The cash desk of a day: what came in and went back by each way to be paid, what is still owed, and the closing of the day.
//!
//! A day is a day of the practice's clock. Everything is read for that day alone ([`figures`], [`rows`]), and each figure leads
//! to the rows it is made of. Money on trial counts for nothing. A closed day ([`closing`]) is never changed: the database
//! refuses it, a correction is the next entry of that day, and what came after it was closed is shown beside it.

pub mod closing;
pub mod figures;
mod pages;
mod rows;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    pages::routes()
}
