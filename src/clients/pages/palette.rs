//! `/search`: clients for the command palette, as lines that lead to their cards.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::{Client, ClientRow, Tagged};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::id::ClientId;
use crate::web::{self, Form, Page};

const MOST: i64 = 6;
const OF_A_TAG: usize = 3;

pub fn routes() -> Router<App> {
    Router::new().route("/search", post(show))
}

/// `clients/_found.html`.
#[derive(Template)]
#[template(path = "clients/_found.html")]
struct Found {
    page: Page,
    rows: Vec<ClientRow>,
    /// Who has a tag that is called so.
    tagged: Vec<Tagged>,
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
    let (mut rows, mut tagged) = (Vec::new(), Vec::new());
    let typed = typed.q.trim();
    if !typed.is_empty() {
        let (tenant, contacts) = (page.tenant.id, page.can(Permission::ClientsPii));
        rows = Client::search(&app.db, tenant, typed, contacts, MOST, now).await?;
        let known: Vec<ClientId> = rows.iter().map(|row| row.id).collect();
        tagged = Tagged::find(&app.db, tenant, typed, &known, OF_A_TAG, now).await?;
    }
    web::render(&Found {
        page,
        rows,
        tagged,
        now,
    })
}
