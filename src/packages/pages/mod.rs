//! The pages of packages, for who may see or change money.

mod deeds;
mod index;
mod offer_form;
mod offers;
mod redemption;
mod sale;
mod show;
mod upkeep;

use axum::Router;

pub use offers::price_shown;

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(index::routes())
        .merge(offers::routes())
        .merge(sale::routes())
        .merge(show::routes())
        .merge(upkeep::routes())
        .merge(deeds::routes())
        .merge(redemption::routes())
}
