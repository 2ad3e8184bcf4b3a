//! Pages about payments: where clients pay (`/pay/…`, signed addresses), and the practice's own list.

mod ask;
mod client;
mod desk;
mod record;
mod refunds;
mod status;
mod visit;
pub mod ways;

use axum::Router;

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(client::routes())
        .merge(ask::routes())
        .merge(ways::routes())
        .merge(status::routes())
        .merge(visit::routes())
        .merge(desk::routes())
        .merge(record::routes())
        .merge(refunds::routes())
}
