//! The live feed: a page hears of changes of its own practice, and of nobody else's.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use tokio::time::timeout;
use tokio_stream::StreamExt;
use tower::ServiceExt;

use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

/// Opens the feed as the practice's owner.
async fn listen(ctx: &Ctx, practice: &Practice) -> BodyDataStream {
    let sid = practice
        .sign_in(ctx)
        .await
        .cookie("sid")
        .unwrap()
        .to_owned();
    let request = Request::get("/events")
        .header("cookie", format!("sid={sid}"))
        .header("accept", "text/event-stream")
        .body(Body::empty())
        .unwrap();
    let response = ctx.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response.into_body().into_data_stream()
}

/// What comes within two seconds of the first word.
async fn heard(feed: &mut BodyDataStream) -> String {
    let mut text = String::new();
    while let Ok(Some(Ok(bytes))) = timeout(Duration::from_secs(2), feed.next()).await {
        text.push_str(&String::from_utf8_lossy(&bytes));
        if text.contains("event: todo") {
            break;
        }
    }
    text
}

#[test]
fn a_booking_is_heard_by_its_own_practice_only() {
    on_both(|ctx| async move {
        let (bella, other) = (ctx.bella().await, ctx.stranger().await);
        let mut ours = listen(&ctx, &bella).await;
        let mut theirs = listen(&ctx, &other).await;
        ctx.book(&bella, "lamination", "2026-05-14T11:00").await;
        let text = heard(&mut ours).await;
        assert!(
            text.contains("event: calendar") && text.contains("event: todo"),
            "{text}"
        );
        assert_eq!(text.matches("event: calendar").count(), 1, "{text}");
        assert!(!text.contains("Anna"), "an event carries no data");
        assert_eq!(heard(&mut theirs).await, "");
    });
}

#[test]
fn the_feed_ends_when_the_program_stops() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut feed = listen(&ctx, &bella).await;
        ctx.app.stopping.cancel();
        let end = timeout(Duration::from_secs(2), feed.next()).await;
        assert!(matches!(end, Ok(None)), "{end:?}");
    });
}

#[test]
fn nobody_listens_without_end() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.visitor().get("/events").await.expect(303);
        let mut feeds = Vec::new();
        for _ in 0..24 {
            feeds.push(listen(&ctx, &bella).await);
        }
        bella.sign_in(&ctx).await.get("/events").await.expect(429);
        drop(feeds);
        tokio::time::sleep(Duration::from_millis(100)).await;
        drop(listen(&ctx, &bella).await);
    });
}
