//! Limits: so many within any span of their length, however the requests fall.

use aureli::web::rate::{self, Limit};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Ctx, on_both_with};

const LIMIT: Limit = Limit::new("test", 10, TimeDelta::minutes(10));
const GUARDED: &[(&str, &str)] = &[("RATE_LIMITS", "on"), ("TRUSTED_PROXIES", "0.0.0.0")];

async fn hits(ctx: &Ctx, n: usize) -> usize {
    let mut taken = 0;
    for _ in 0..n {
        taken += usize::from(rate::hit(&ctx.app, LIMIT, "somebody").await.is_ok());
    }
    taken
}

#[test]
fn a_limit_cannot_be_had_twice_around_a_boundary() {
    on_both_with(GUARDED, |ctx| async move {
        // The clock stands at a whole hour, where a window begins.
        ctx.app.clock.advance(TimeDelta::seconds(590));
        assert_eq!(hits(&ctx, 20).await, 10);
        ctx.app.clock.advance(TimeDelta::seconds(20));
        assert!(
            hits(&ctx, 20).await <= 1,
            "the same again across a boundary"
        );
        // What was refused does not count: it is over when the limit's span is.
        ctx.app.clock.advance(TimeDelta::minutes(15));
        assert!(hits(&ctx, 20).await >= 9);
    });
}

#[test]
fn who_waits_as_long_as_told_is_let_in() {
    on_both_with(GUARDED, |ctx| async move {
        for advance in [0, 100, 599] {
            ctx.app.clock.advance(TimeDelta::hours(1));
            ctx.app.clock.advance(TimeDelta::seconds(advance));
            hits(&ctx, 20).await;
            for _ in 0..5 {
                let Err(aureli::error::Error::TooMany { retry_after }) =
                    rate::hit(&ctx.app, LIMIT, "somebody").await
                else {
                    panic!("let in too early");
                };
                ctx.app.clock.advance(TimeDelta::seconds(retry_after));
                assert_eq!(hits(&ctx, 1).await, 1, "after {retry_after} s");
                hits(&ctx, 20).await;
            }
        }
    });
}

#[test]
fn a_hit_is_taken_back_where_it_was_counted() {
    on_both_with(GUARDED, |ctx| async move {
        ctx.app.clock.advance(TimeDelta::seconds(599));
        let counted = rate::hit_all(&ctx.app, &[(LIMIT, "somebody".to_owned())])
            .await
            .unwrap();
        ctx.app.clock.advance(TimeDelta::seconds(2));
        assert_eq!(hits(&ctx, 1).await, 1);
        rate::take_back(&ctx.app, &counted).await.unwrap();
        let rows = aureli::q!(&ctx.app.db, fetch_all: (i64,), "SELECT hits FROM rate_limits ORDER BY window_start").unwrap();
        assert_eq!(rows, [(0,), (1,)]);
    });
}

fn booking(n: usize) -> Value {
    let (hour, minute) = (10 + n / 2, n % 2 * 30);
    json!({
        "service": "shaping", "start": format!("2026-05-{}T{hour:02}:{minute:02}:00+02:00", 18 + n % 3),
        "client": { "name": "Anna Petrova", "phone": format!("+346123456{n:02}"), "email": format!("anna{n}@example.com") },
    })
}

/// Bookings sent at once; how many were taken.
async fn at_once(ctx: &Ctx, n: usize, address: impl Fn(usize) -> String) -> usize {
    let sent = (0..n).map(|n| {
        let mut visitor = ctx.visitor().with_header("x-forwarded-for", &address(n));
        async move {
            let key = format!("key-{n}");
            visitor
                .post_json(
                    "/api/v1/public/bella/bookings",
                    booking(n),
                    &[("idempotency-key", &key)],
                )
                .await
                .status
                .as_u16()
        }
    });
    let answers = futures_util::future::join_all(sent).await;
    assert!(
        answers.iter().all(|status| [201, 429].contains(status)),
        "{answers:?}"
    );
    answers.iter().filter(|status| **status == 201).count()
}

#[test]
fn many_bookings_at_once_are_no_more_than_many_in_a_row() {
    on_both_with(GUARDED, |ctx| async move {
        ctx.bella().await;
        let taken = at_once(&ctx, 16, |_| "203.0.113.5".into()).await;
        assert_eq!(taken, 5);
    });
}

#[test]
fn a_visitor_is_as_many_as_networks_not_as_addresses() {
    on_both_with(GUARDED, |ctx| async move {
        ctx.bella().await;
        let taken = at_once(&ctx, 16, |n| format!("2001:db8:1:2::{n}")).await;
        assert_eq!(taken, 5);
    });
}
