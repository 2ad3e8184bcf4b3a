//! Keeping a message back, and letting it go after all.

use axum::extract::State;
use axum::response::Response;

use super::super::Message;
use super::show::{refused, require};
use crate::accounts::Permission;
use crate::app::App;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::id::MessageId;
use crate::web::{self, Flash, Page, Path};

pub async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<MessageId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let done = patiently(|| async {
        let mut tx = app.db.begin().await?;
        let message = Message::find_for_change(&mut tx, page.tenant.id, id).await?;
        require(&page, &message)?;
        message
            .stop(&mut tx, &page.actor(), app.clock.now())
            .await?;
        tx.commit().await?;
        Ok(())
    })
    .await;
    match done {
        Ok(()) => {
            let word = Flash::ok(page.t("messages-was-stopped"));
            let word = word.with_undo(format!("/messages/{id}/release"));
            Ok(web::redirect_with(&format!("/messages/{id}"), word))
        }
        Err(Error::Conflict(why)) => refused(&app, page, id, why).await,
        Err(other) => Err(other),
    }
}

pub async fn destroy(
    page: Page,
    State(app): State<App>,
    Path(id): Path<MessageId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let done = patiently(|| async {
        let mut tx = app.db.begin().await?;
        let message = Message::find_for_change(&mut tx, page.tenant.id, id).await?;
        require(&page, &message)?;
        message
            .release(&mut tx, &page.actor(), app.clock.now())
            .await?;
        tx.commit().await?;
        Ok(())
    })
    .await;
    match done {
        Ok(()) => {
            app.wake.notify_one();
            let word = Flash::ok(page.t("messages-was-released"));
            Ok(web::redirect_with(&format!("/messages/{id}"), word))
        }
        Err(Error::Conflict(why)) => refused(&app, page, id, why).await,
        Err(other) => Err(other),
    }
}
