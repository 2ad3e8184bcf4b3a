//! Listening: accepts connections and gives each to the routes, within bounds that a slow or greedy peer cannot stretch.
//!
//! A request's head must be there within ten seconds, or the connection is closed; the same for one that rests between two
//! requests. What the handler may take is bounded by the layers ([`super::layers`]).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::middleware::AddExtension;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower::Layer;

/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(10);
/// Open connections at a time; more wait to be accepted.
const MOST: usize = 8_192;
/// How long requests under way may still take once the process is asked to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until `stopping`; then takes no more, and ends once what was under way is answered, or time is up.
pub async fn serve(listener: TcpListener, router: Router, stopping: CancellationToken) {
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(MOST));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    loop {
        let accepted = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = stopping.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                rest_after(&error).await;
                continue;
            }
        };
        let connection = graceful.watch(connect(&http, &router, stream, peer));
        tokio::spawn(async move {
            // Peers come and go; a broken connection is no news.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(GRACE, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests took more than ten seconds to finish");
    }
}

type Service = TowerToHyperService<AddExtension<Router, ConnectInfo<SocketAddr>>>;

fn connect(
    http: &http1::Builder,
    router: &Router,
    stream: TcpStream,
    peer: SocketAddr,
) -> http1::Connection<TokioIo<TcpStream>, Service> {
    // An answer is written whole: waiting to fill a packet only delays its end.
    let _ = stream.set_nodelay(true);
    let service = Extension(ConnectInfo(peer)).layer(router.clone());
    http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
}

/// A connection that was gone before it was taken is its peer's affair; out of files, it takes a moment until there are
/// some again.
async fn rest_after(error: &std::io::Error) {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        tracing::error!(%error, "cannot take a connection");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
