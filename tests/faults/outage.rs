//! The database goes away and comes back.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::{Try, book_all, check_history, free_starts};
use crate::support::databases::Database;
use crate::support::server::{Server, busy_practice};

/// How long it is away, at least: long enough for somebody to meet it.
const AWAY: Duration = Duration::from_millis(300);

/// How soon everything works again once the database does.
const FOR_RECOVERY: Duration = Duration::from_secs(5);

/// A cluster of the test's own, which it may stop.
struct Cluster {
    folder: tempfile::TempDir,
}

impl Cluster {
    fn dir(&self) -> PathBuf {
        self.folder.path().join("postgres")
    }

    fn ask(&self, action: &str, mode: &[&str]) -> String {
        let output = Command::new("tests/postgres")
            .arg(action)
            .arg(self.dir())
            .args(mode)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{action}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = Command::new("tests/postgres")
            .arg("stop")
            .arg(self.dir())
            .arg("immediate")
            .output();
    }
}

#[test]
fn postgres_restarted_under_load_comes_back_and_nothing_acknowledged_is_lost() {
    // The cluster's user passes through the folder.
    let folder = tempfile::Builder::new()
        .prefix("aureli-cluster")
        .tempdir_in("/tmp")
        .unwrap();
    std::fs::set_permissions(
        folder.path(),
        std::os::unix::fs::PermissionsExt::from_mode(0o711),
    )
    .unwrap();
    let cluster = Cluster { folder };
    let url = cluster.ask("start", &[]);
    let database = Database::at(&url);
    let mut server = Server::new(&url, database.folder());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        server.apply(&busy_practice()).await;
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
        while progress.load(Ordering::SeqCst) < 150 && !load.is_finished() {
            tokio::time::sleep(Duration::from_millis(7)).await;
        }
        cluster.ask("stop", &["immediate"]);
        tokio::time::sleep(AWAY).await;
        cluster.ask("start", &[]);
        let back = Instant::now();
        let left = 400 - progress.load(Ordering::SeqCst);
        assert!(left >= 50, "the load was over already: {left} left");
        let (outcomes, tries) = load.await.unwrap();
        let troubles: Vec<_> = tries.iter().filter(|one| one.is_trouble()).collect();
        // Who came meanwhile had trouble, or waited until it was over.
        let waited = |one: &Try| one.begin < back && one.end - one.begin >= AWAY;
        assert!(
            tries.iter().any(|one| one.is_trouble() || waited(one)),
            "nobody met the outage"
        );
        for one in &troubles {
            assert!(matches!(one.status, None | Some(503)), "{one:?}");
            assert!(
                one.end < back + FOR_RECOVERY,
                "trouble {:?} after the database was back: {one:?}",
                one.end - back
            );
        }
        let good = tries.iter().filter(|one| !one.is_trouble());
        let first = good.map(|one| one.end).filter(|end| *end > back).min();
        let first = first.expect("a booking after the outage");
        assert!(first < back + FOR_RECOVERY, "{:?}", first - back);
        let slow = tries.iter().filter(|one| one.begin > back);
        let slow = slow.map(|one| one.end - one.begin).max().unwrap();
        assert!(slow < 2 * FOR_RECOVERY, "an answer took {slow:?}");
        check_history(&outcomes, &database).await;
    });
}
