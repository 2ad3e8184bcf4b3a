//! What clients see of the waitlist: joining it from a full day, the page of their wish, and the time that is kept for them.
//! Opening a page changes nothing; each act is a button.

mod join;
mod offer;
mod opened;
mod own;

use axum::Router;
use axum::routing::{get, post};

use super::model::{Entry, EntryStatus};
use super::{texts, token};
use crate::accounts::Tenant;
use crate::app::App;
use crate::error::Result;
use crate::i18n::Locale;
use crate::id::ClientId;

/// A wish as the client's own page names it.
#[derive(Clone, Debug)]
pub struct Line {
    pub title: String,
    pub days: String,
    pub parts: String,
    pub href: String,
}

/// What somebody waits for now.
pub async fn lines(
    app: &App,
    tenant: &Tenant,
    client: ClientId,
    locale: Locale,
) -> Result<Vec<Line>> {
    let all = Entry::of_client(&app.db, tenant.id, client).await?;
    let today = tenant.local_date(app.clock.now());
    let open = all
        .into_iter()
        .filter(|row| row.entry.status == EntryStatus::Open && row.entry.wish.until_date >= today);
    Ok(open
        .map(|row| Line {
            title: row.title(),
            days: texts::days(locale, &row.entry.wish),
            parts: texts::parts(locale, &row.entry.wish),
            href: token::entry_path(app, tenant.id, row.entry.id),
        })
        .collect())
}

pub fn routes() -> Router<App> {
    Router::new()
        .route("/{slug}/waitlist", get(join::show).post(join::create))
        .route("/l/waitlist/{token}", get(own::show))
        .route("/l/waitlist/{token}/leave", post(own::leave))
        .route("/l/waitlist/{token}/return", post(own::come_back))
        .route("/l/offer/{token}", get(offer::show))
        .route("/l/offer/{token}/accept", post(offer::accept))
        .route("/l/offer/{token}/decline", post(offer::decline))
        .route("/l/offer/{token}/visit", post(offer::visit))
}
