//! `/search`: clients for the command palette, as lines that lead to their cards.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::{Client, ClientRow};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::web::{self, Form, Page};

const MOST: i64 = 6;

pub fn routes() -> Router<App> {
    Router::new().route("/search", post(show))
}

/// `clients/_found.html`.
#[derive(Template)]
#[template(path = "clients/_found.html")]
struct Found {
    page: Page,
    rows: Vec<ClientRow>,
    now: DateTime<Utc>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    q: String,
}

/// Changes nothing; a POST so that a phone that is typed stands in no address.
async fn show(page: Page, State(app): State<App>, Form(typed): Form<Typed>) -> Result<Response> {
    page.require(Permission::ClientsRead)?;
    let now = app.clock.now();
    let rows = match typed.q.trim() {
        "" => Vec::new(),
        typed => {
            let contacts = page.can(Permission::ClientsPii);
            Client::search(&app.db, page.tenant.id, typed, contacts, MOST, now).await?
        }
    };
    web::render(&Found { page, rows, now })
}
