//! `aureli serve`: pages and worker in one process, or either alone.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use aureli::app::App;
use aureli::config::Config;
use aureli::contact::Phone;
use aureli::{jobs, routes};

#[derive(clap::Args, Default)]
pub struct Args {
    /// Serve pages only.
    #[arg(long, conflicts_with = "worker_only")]
    no_worker: bool,
    /// Run the worker only.
    #[arg(long)]
    worker_only: bool,
}

pub async fn run(config: Config, args: Args) -> anyhow::Result<()> {
    serve(super::open(config).await?, args).await
}

/// Serves until the process is asked to stop; then finishes what it holds, within ten seconds.
pub async fn serve(app: App, args: Args) -> anyhow::Result<()> {
    let worker = (!args.no_worker).then(|| tokio::spawn(jobs::run_worker(app.clone())));
    let stop = tokio::spawn(stop_on_signal(app.clone()));
    if args.worker_only {
        stop.await?;
    } else {
        let router = routes::site(&app)?;
        let listen = app.config.listen;
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("LISTEN: cannot listen on {listen}"))?;
        tracing::info!(address = %listen, url = app.config.public_url, "serving");
        // The numbering plans take a while to read; the first booking should not wait for that.
        tokio::task::spawn_blocking(Phone::warm_up);
        let stopping = app.stopping.clone();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(listener, service)
            .with_graceful_shutdown(async move { stopping.cancelled().await });
        let deadline = app.stopping.clone();
        tokio::select! {
            done = server => done?,
            () = async { deadline.cancelled().await; tokio::time::sleep(Duration::from_secs(10)).await } => {
                tracing::warn!("some requests took more than ten seconds to finish");
            }
        }
    }
    if let Some(worker) = worker {
        let _ = tokio::time::timeout(Duration::from_secs(10), worker).await;
    }
    app.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn stop_on_signal(app: App) {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} },
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
    tracing::info!("stopping");
    app.stopping.cancel();
}
