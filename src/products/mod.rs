//! What is sold over the counter: shampoo, oil, a brush.
//!
//! A [`Product`] has a price and a stock; it is put aside, never deleted. Each coming and going is a row of the ledger
//! ([`stock`]), whose sum is the stock: the database lets nothing else change it, nor fall below zero where the product does
//! not allow it. [`sales`] hears what becomes of invoices: goods leave when one is paid and come back when money or lines do.
//! Money that came is never refused for want of goods: a task says what is missing.

mod model;
mod pages;
pub mod picks;
pub mod quantity;
pub mod sales;
pub mod stock;

use axum::Router;

pub use model::{Product, ProductDraft};
pub use sales::on_invoice;
pub use stock::{Act, Movement, MovementKind};

use crate::app::App;

pub fn routes() -> Router<App> {
    pages::routes()
}
