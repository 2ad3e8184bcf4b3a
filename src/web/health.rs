//! For machines: `/healthz` (the process lives), `/readyz` (it can serve), `/metrics` (Prometheus).

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::app::App;
use crate::error::Result;
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

/// Queue lengths are asked for when somebody looks.
async fn metrics(State(app): State<App>) -> Result<String> {
    let (queued,) =
        q!(&app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM messages WHERE status = 'queued'")?;
    let (dead,) =
        q!(&app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM jobs WHERE dead_at IS NOT NULL")?;
    metrics::gauge!("aureli_messages_queued").set(queued as f64);
    metrics::gauge!("aureli_jobs_dead").set(dead as f64);
    Ok(app.metrics.render())
}
