//! `/search`: clients for the command palette, as lines that lead to their cards.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};

use super::super::{Client, ClientRow};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::web::{self, Page};

const MOST: i64 = 6;

pub fn routes() -> Router<App> {
    Router::new().route("/search", get(show))
}

/// `clients/_found.html`.
#[derive(Template)]
#[template(path = "clients/_found.html")]
struct Found {
    page: Page,
    rows: Vec<ClientRow>,
    now: DateTime<Utc>,
}

async fn show(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ClientsRead)?;
    let q = page.param("q").unwrap_or_default();
    if !page.htmx {
        let q: String = form_urlencoded::byte_serialize(q.as_bytes()).collect();
        return Ok(web::redirect(&format!("/clients?q={q}")));
    }
    let now = app.clock.now();
    let rows = match q.trim() {
        "" => Vec::new(),
        typed => {
            let contacts = page.can(Permission::ClientsPii);
            Client::search(&app.db, page.tenant.id, typed, contacts, MOST, now).await?
        }
    };
    web::render(&Found { page, rows, now })
}
