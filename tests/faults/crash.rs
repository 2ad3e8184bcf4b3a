//! The process is killed, or asked to stop, while it works.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::{book_all, check_history, free_starts, on_both_servers};

#[test]
fn killed_ten_times_during_a_thousand_bookings_nothing_acknowledged_is_lost() {
    on_both_servers(|mut server, database| async move {
        server.start().await;
        let starts: Vec<String> = free_starts(&server, 14)
            .await
            .into_iter()
            .take(1000)
            .collect();
        assert_eq!(starts.len(), 1000);
        let progress = Arc::new(AtomicUsize::new(0));
        let load = tokio::spawn(book_all(
            server.url("/api/v1/public/busy/bookings"),
            starts,
            progress.clone(),
        ));
        let mut restarts = Vec::new();
        for kill in 1..=10 {
            while progress.load(Ordering::SeqCst) < kill * 90 && !load.is_finished() {
                tokio::time::sleep(Duration::from_millis(7)).await;
            }
            server.kill();
            restarts.push(server.start().await);
        }
        let (outcomes, _) = load.await.unwrap();
        assert_eq!(outcomes.len(), 1000);
        check_history(&outcomes, &database).await;
        // Two may be slow: that says more about what else the machine had to do.
        restarts.sort();
        let most = restarts[restarts.len() - 3];
        assert!(
            most < Duration::from_secs(2),
            "restart to first answer took {restarts:?}"
        );
    });
}

#[test]
fn asked_to_stop_under_load_it_finishes_what_it_holds() {
    on_both_servers(|mut server, database| async move {
        server.start().await;
        let starts: Vec<String> = free_starts(&server, 7)
            .await
            .into_iter()
            .take(400)
            .collect();
        let progress = Arc::new(AtomicUsize::new(0));
        let load = tokio::spawn(book_all(
            server.url("/api/v1/public/busy/bookings"),
            starts,
            progress.clone(),
        ));
        for stop in 1..=3 {
            while progress.load(Ordering::SeqCst) < stop * 100 && !load.is_finished() {
                tokio::time::sleep(Duration::from_millis(7)).await;
            }
            let asked = Instant::now();
            assert_eq!(server.terminate().await, Some(0));
            let took = asked.elapsed();
            assert!(took < Duration::from_secs(15), "stopping took {took:?}");
            server.start().await;
        }
        let (outcomes, tries) = load.await.unwrap();
        let refusals: Vec<_> = tries
            .iter()
            .filter(|one| one.status.is_some_and(|status| status >= 500))
            .collect();
        assert!(
            refusals.is_empty(),
            "an answer of 5xx while stopping: {refusals:?}"
        );
        check_history(&outcomes, &database).await;
    });
}
