//! Messages on a visit's panel and on a client's card.

use super::super::listed::Line;
pub use super::line::Shown;
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::id::{AppointmentId, ClientId};
use crate::web::Page;

/// All about a visit, but for what a newer one took the place of.
pub async fn of_visit(app: &App, page: &Page, visit: AppointmentId) -> Result<Vec<Shown>> {
    let now = app.clock.now();
    let lines = Line::of_visit(&app.db, page.tenant.id, visit).await?;
    let is_news = |line: &&Line| {
        let is_replaced = line.last_error.as_deref() == Some("superseded");
        !is_replaced || line.visit_status.is_none_or(|status| !status.is_open())
    };
    let lines = lines.iter().filter(is_news);
    Ok(lines.map(|line| Shown::of(page, line, now)).collect())
}

/// What a client is still to get.
pub async fn of_client(app: &App, page: &Page, client: ClientId) -> Result<Vec<Shown>> {
    if !page.can(Permission::AppointmentsRead) {
        return Ok(Vec::new());
    }
    let now = app.clock.now();
    let lines = Line::ahead_of_client(&app.db, page.tenant.id, client).await?;
    Ok(lines
        .iter()
        .map(|line| Shown::of(page, line, now))
        .collect())
}
