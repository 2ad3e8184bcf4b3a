//! `GET /events`: tells an open page by server-sent events that something it shows has changed. Events carry no data:
//! the page asks again for what it shows, and is authorised as for any other request.
//!
//! `calendar`: a visit, a block or opening hours; `todo`: what waits for a person; `now`: another minute.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, interval, sleep, sleep_until};
use tokio_stream::wrappers::ReceiverStream;

use super::Page;
use crate::app::App;
use crate::db::live::Topic;
use crate::error::{Error, Result};
use crate::id::{TenantId, UserId};

/// Open pages of one user at a time; more than a person keeps open.
const MOST: usize = 24;

/// After this the browser comes again, so that one who was signed out is noticed.
const LIFE: Duration = Duration::from_secs(15 * 60);

/// Changes that come together are told together.
const PAUSE: Duration = Duration::from_millis(150);

pub fn routes() -> Router<App> {
    Router::new().route("/events", get(stream))
}

async fn stream(page: Page, State(app): State<App>) -> Result<impl IntoResponse> {
    let seat = Seat::take(page.user.id)?;
    let (sender, receiver) = mpsc::channel(8);
    // From before the answer begins: who sees the line open may rely on it.
    let live = app.db.live().subscribe();
    tokio::spawn(async move {
        tell(&app, page.tenant.id, live, sender).await;
        drop(seat);
    });
    Ok(Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::default()))
}

/// Until the page is closed, the program stops, or the stream's life is over.
async fn tell(
    app: &App,
    tenant: TenantId,
    mut live: broadcast::Receiver<(TenantId, Topic)>,
    sender: mpsc::Sender<Result<Event, Infallible>>,
) {
    let mut minute = interval(Duration::from_secs(60));
    minute.tick().await;
    let end = sleep(LIFE);
    tokio::pin!(end);
    // What changed, and when that is told.
    let mut topics: Vec<&'static str> = Vec::new();
    let mut due: Option<Instant> = None;
    loop {
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = sender.closed() => return,
            () = &mut end => return,
            _ = minute.tick() => {
                topics.push("now");
                due = Some(Instant::now());
            }
            () = wait_until(due) => {
                due = None;
                for name in topics.drain(..) {
                    // A browser takes an event without data for none.
                    if sender.send(Ok(Event::default().event(name).data("-"))).await.is_err() {
                        return;
                    }
                }
            }
            heard = live.recv() => {
                match heard {
                    Ok((of, _)) if of != tenant => continue,
                    Ok((_, topic)) => add(&mut topics, topic),
                    // Some were missed: any of them may have been ours.
                    Err(RecvError::Lagged(_)) => {
                        add(&mut topics, Topic::Calendar);
                        add(&mut topics, Topic::Todo);
                    }
                    Err(RecvError::Closed) => return,
                }
                due = due.or_else(|| Some(Instant::now() + PAUSE));
            }
        }
    }
}

fn add(topics: &mut Vec<&'static str>, topic: Topic) {
    if !topics.contains(&topic.as_str()) {
        topics.push(topic.as_str());
    }
}

async fn wait_until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

/// How many streams each user has open in this process.
static SEATS: LazyLock<Mutex<HashMap<UserId, usize>>> = LazyLock::new(Mutex::default);

/// One open stream; given back when it ends.
struct Seat(UserId);

impl Seat {
    fn take(user: UserId) -> Result<Self> {
        let mut seats = SEATS.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = seats.entry(user).or_default();
        if *taken >= MOST {
            return Err(Error::TooMany { retry_after: 60 });
        }
        *taken += 1;
        Ok(Self(user))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = SEATS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = seats.get_mut(&self.0) {
            *taken -= 1;
            if *taken == 0 {
                seats.remove(&self.0);
            }
        }
    }
}
