//! What providers told, what came of it, and going through it again.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::id::WebhookEventId;
use crate::payments::hooks::{KEPT_DAYS, WebhookEvent};
use crate::web::{self, Flash, Form, Page, Path};

const EVENTS: i64 = 100;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/payments/events", get(told))
        .route("/settings/payments/events/{id}/replay", post(replay))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Template)]
#[template(path = "payments/events.html")]
struct Told {
    page: Page,
    events: Vec<WebhookEvent>,
}

impl Told {
    fn when(&self, at: &DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.page.tenant.tz());
        let locale = self.page.locale;
        let day = locale.day_short(local.date_naive());
        locale.t2("mail-when", "day", day, "time", locale.time(local.time()))
    }

    fn kept_days(&self) -> i64 {
        KEPT_DAYS
    }

    fn outcome(&self, event: &WebhookEvent) -> String {
        self.page
            .t(match (event.processed_at, event.outcome.as_str()) {
                (None, _) => "payments-outcome-waits",
                (_, "applied") => "payments-outcome-applied",
                (_, "known") => "payments-outcome-known",
                (_, "quarantined") => "payments-outcome-quarantined",
                (_, "ignored") => "payments-outcome-ignored",
                (_, "unknown" | "not_there") => "payments-outcome-unknown",
                _ => "payments-outcome-failed",
            })
    }
}

async fn told(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let events = WebhookEvent::latest(&app.db, page.tenant.id, EVENTS).await?;
    web::render(&Told { page, events })
}

async fn replay(
    page: Page,
    State(app): State<App>,
    Path(id): Path<WebhookEventId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let mut tx = app.db.begin().await?;
    WebhookEvent::replay(&mut tx, page.tenant.id, id, &page.actor(), app.clock.now()).await?;
    tx.commit().await?;
    app.wake.notify_one();
    let word = page.t("payments-replayed");
    Ok(web::redirect_with(
        "/settings/payments/events",
        Flash::ok(word),
    ))
}
