//! What is paid ahead: packages of visits and gift certificates.
//!
//! The master says what is offered ([`model::Offer`]); it is sold by an invoice, at the desk or on the practice's page, and
//! issued when that invoice is paid, whichever way ([`model::issuing`]). It pays for visits and invoices like money that came
//! before ([`model::ledger`]): the invoice's total stays, what is to be paid falls. Balances are sums over a ledger that only
//! grows; the database lets none fall below zero. Whoever holds a code or the address of its page may use it, and nobody is
//! told of somebody else's. Where next: [`code`], [`work`] (expiry), [`public`] (selling, the printed sheet).
//!
//! **Tax** falls once, as the VAT directive has it for vouchers (2006/112/EC, articles 30a and 30b, added by (EU) 2016/1065):
//! - A package is for known services, so that its tax is known when it is sold: a single-purpose voucher. It is taxed at the sale,
//!   and the visit that it pays for is no supply of its own: what it takes over of a line is off the base there
//!   ([`model::ahead`], [`crate::invoices::totals`]). What a client adds to it in money is taxed as ever.
//! - A certificate may pay for anything: a multi-purpose voucher. Its sale carries no tax; what it pays for carries all of its own.
//!
//! So a package pays for an invoice as long as that is a draft; one that went out with tax on it would tax the visit twice, and
//! one that went out without it takes no money instead of the package.

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
pub use model::on_appointment;
pub use pages::price_shown;
pub use public::{from_cookie, is_open};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new().merge(pages::routes()).merge(public::routes())
}
