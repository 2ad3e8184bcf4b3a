//! `/clients/{id}/privacy`: one client's data; `/settings/privacy`: the practice's.

mod client;
mod settings;

use axum::Router;
use chrono::TimeDelta;

pub use client::closed_card;

use crate::app::App;
use crate::error::Result;
use crate::web::Page;
use crate::web::rate::{self, Limit};

/// Exports read everything; nobody needs more.
const EXPORTS: Limit = Limit::new("export", 20, TimeDelta::hours(1));

pub fn routes() -> Router<App> {
    Router::new()
        .merge(client::routes())
        .merge(settings::routes())
}

async fn count_export(app: &App, page: &Page) -> Result<()> {
    rate::hit(app, EXPORTS, &page.tenant.id.to_string()).await
}
