//! For machines: `/healthz` (the process lives), `/readyz` (it can serve), `/metrics` (Prometheus).

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::ClientAddress;
use crate::app::App;
use crate::error::{Error, Result};
use crate::q;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
}

async fn healthz() -> &'static str {
    "ok"
}

async fn readyz(State(app): State<App>) -> Result<Response> {
    if app.stopping.is_cancelled() {
        return Ok((StatusCode::SERVICE_UNAVAILABLE, "stopping").into_response());
    }
    q!(&app.db, fetch_one: (i64,), "SELECT CAST(1 AS BIGINT)")?;
    Ok("ready".into_response())
}

/// Queue lengths are asked for when somebody looks. In production only who comes straight from this machine or its own
/// network: what a proxy passes on may come from anywhere.
async fn metrics(
    State(app): State<App>,
    address: ClientAddress,
    headers: HeaderMap,
) -> Result<String> {
    let passed_on = ["x-forwarded-for", "forwarded", "via"]
        .iter()
        .any(|name| headers.contains_key(*name));
    if !app.config.is_development() && (passed_on || !address.is_near()) {
        return Err(Error::NotFound);
    }
    let (queued,) =
        q!(&app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM messages WHERE status = 'queued'")?;
    let (dead,) =
        q!(&app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM jobs WHERE dead_at IS NOT NULL")?;
    metrics::gauge!("aureli_messages_queued").set(queued as f64);
    metrics::gauge!("aureli_jobs_dead").set(dead as f64);
    Ok(app.metrics.render())
}
