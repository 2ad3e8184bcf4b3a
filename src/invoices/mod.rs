//! Invoices and credit notes.
//!
//! A draft is edited freely ([`pages`]). Sending it takes the next number of its series ([`model`]), fixes who issued it to
//! whom ([`business`]), and closes a hash chain; from then on the database refuses every change but of where it stands. What it
//! adds up to is [`totals`]'s rule; [`sheet`] is the paper, and [`pay`] the client's page with it. What was paid comes from the
//! payments, through [`model::settle`].

pub mod business;
pub mod card;
mod export;
pub mod legal;
mod links;
pub mod mails;
pub mod model;
mod months;
pub mod on_top;
mod pages;
pub mod pay;
pub mod payment_code;
mod settings;
mod sheet;
pub mod tasks;
pub mod totals;
pub mod words;

use axum::Router;

pub use links::mint;
pub(crate) use pages::read_quantity;
pub(crate) use sheet::quantity_shown;

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(pages::routes())
        .merge(settings::routes())
        .merge(pay::routes())
}
