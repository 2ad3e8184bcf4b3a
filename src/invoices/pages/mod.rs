//! The pages of invoices, for who may see or change money.

mod acts;
mod credit;
mod edit;
mod export;
mod fields;
mod index;
mod months;
mod new;
mod show;
mod void;

use axum::Router;

pub(crate) use fields::read_quantity;

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(index::routes())
        .merge(months::routes())
        .merge(export::routes())
        .merge(new::routes())
        .merge(show::routes())
        .merge(edit::routes())
        .merge(acts::routes())
        .merge(void::routes())
        .merge(credit::routes())
}
