//! Every route of the app, merged from the features.

use axum::Router;

use crate::app::App;
use crate::{
    accounts, api, appointments, booking, calendar, calendars, clients, links, messages, todo, web,
};

/// The whole site with its layers.
pub fn site(app: &App) -> anyhow::Result<Router> {
    let router = Router::new()
        .merge(web::assets::routes())
        .merge(web::drafts::routes())
        .merge(web::health::routes())
        .merge(web::preferences::routes())
        .merge(crate::places::routes())
        .merge(crate::resources::routes())
        .merge(crate::schedule::routes())
        .merge(web::live::routes())
        .merge(crate::services::routes())
        .merge(crate::settings::routes())
        .merge(crate::setup::routes())
        .merge(web::styleguide::routes())
        .merge(accounts::routes())
        .merge(messages::mailbox::routes())
        .merge(messages::routes())
        .merge(todo::routes())
        .merge(api::routes())
        .merge(calendar::routes())
        .merge(calendars::routes())
        .merge(crate::cash::routes())
        .merge(appointments::routes())
        .merge(links::routes())
        .merge(crate::waitlist::routes())
        .merge(crate::consents::routes())
        .merge(crate::invoices::routes())
        .merge(crate::privacy::routes())
        .merge(crate::me::routes())
        .merge(crate::media::routes())
        .merge(crate::packages::routes())
        .merge(crate::payments::routes())
        .merge(crate::products::routes())
        .merge(booking::routes())
        .merge(clients::routes());
    web::layers::wrap(app, router)
}
