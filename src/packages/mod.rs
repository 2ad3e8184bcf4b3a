//! What is paid ahead: packages of visits and gift certificates.
//!
//! The master says what is offered ([`model::Offer`]); it is sold by an invoice, at the desk or on the practice's page, and
//! issued when that invoice is paid, whichever way ([`model::issuing`]). It pays for visits and invoices like money that came
//! before ([`model::ledger`]): the invoice's total stays, what is to be paid falls. Balances are sums over a ledger that only
//! grows; the database lets none fall below zero. Whoever holds a code or the address of its page may use it, and nobody is
//! told of somebody else's. Where next: [`code`], [`work`] (expiry), [`public`] (selling, the printed sheet).

pub mod card;
pub mod code;
pub mod mails;
pub mod model;
mod pages;
mod public;
pub mod selling;
mod sheet;
pub mod token;
pub mod work;

use axum::Router;

pub use model::erase_client;
pub use model::issuing::on_invoice;
pub use model::ledger::on_appointment;
pub use pages::price_shown;
pub use public::{from_cookie, is_open};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new().merge(pages::routes()).merge(public::routes())
}
