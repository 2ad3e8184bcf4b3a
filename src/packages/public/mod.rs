//! What stands open: the practice's page where packages and certificates are bought ([`shop`]), and the page of one that was
//! bought, for whoever holds it ([`holder`]).

mod holder;
mod shop;

use axum::Router;

pub use holder::from_cookie;
pub use shop::is_open;

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new().merge(shop::routes()).merge(holder::routes())
}
