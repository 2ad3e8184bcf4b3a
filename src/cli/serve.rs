//! `aureli serve`: pages and worker in one process, or either alone.

use std::time::Duration;

use anyhow::Context;
use aureli::app::App;
use aureli::config::Config;
use aureli::contact::Phone;
use aureli::web::server;
use aureli::{jobs, routes};
use tokio::task::JoinHandle;

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
    app.storage.probe()?;
    let mut worker = (!args.no_worker).then(|| tokio::spawn(jobs::run_worker(app.clone())));
    tokio::spawn(stop_on_signal(app.clone()));
    let work = async {
        if args.worker_only {
            app.stopping.cancelled().await;
            return Ok(());
        }
        let router = routes::site(&app)?;
        let listen = app.config.listen;
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("LISTEN: cannot listen on {listen}"))?;
        tracing::info!(address = %listen, url = app.config.public_url, "serving");
        // The numbering plans take a while to read; the first booking should not wait for that.
        tokio::task::spawn_blocking(Phone::warm_up);
        server::serve(listener, router, app.stopping.clone()).await;
        anyhow::Ok(())
    };
    tokio::pin!(work);
    let alone = tokio::select! {
        done = &mut work => {
            done?;
            if let Some(worker) = &mut worker {
                let _ = tokio::time::timeout(Duration::from_secs(10), worker).await;
            }
            false
        }
        () = ended(worker.as_mut()) => {
            let alone = !app.stopping.is_cancelled();
            app.stopping.cancel();
            work.await?;
            alone
        }
    };
    app.db.close().await;
    // Nobody would send mail or release holds any more: whoever watches over the process starts it anew.
    anyhow::ensure!(!alone, "the worker has ended, which it never should");
    tracing::info!("stopped");
    Ok(())
}

async fn ended(worker: Option<&mut JoinHandle<()>>) {
    match worker {
        Some(worker) => drop(worker.await),
        None => std::future::pending().await,
    }
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
