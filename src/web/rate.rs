//! Rate limits. What is written or guessed is counted in the database, so that it survives a restart and holds over
//! several processes; mere reading is counted in memory ([`Reads`]), so that a read writes nothing.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::ClientAddress;
use crate::app::App;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::q;

/// So many hits within any span as long as the window.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub name: &'static str,
    pub hits: i64,
    pub window: TimeDelta,
}

impl Limit {
    pub const fn new(name: &'static str, hits: i64, window: TimeDelta) -> Self {
        Self { name, hits, window }
    }
}

/// How often one address may read public pages.
pub struct Reads {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    /// Reads since addresses that have been quiet were forgotten.
    since: AtomicU32,
}

/// After so many reads the addresses that have been quiet are forgotten.
const FORGET_EVERY: u32 = 10_000;

impl Default for Reads {
    fn default() -> Self {
        // A visitor who looks through weeks sends one request a second; a salon's guests share an address.
        let per_minute = NonZeroU32::new(600).unwrap_or(NonZeroU32::MIN);
        Self {
            limiter: RateLimiter::keyed(Quota::per_minute(per_minute)),
            since: AtomicU32::new(0),
        }
    }
}

impl Reads {
    /// Counts a read of `address`; an error once there were too many.
    pub fn hit(&self, address: ClientAddress) -> Result<()> {
        if self.since.fetch_add(1, Ordering::Relaxed) >= FORGET_EVERY {
            self.since.store(0, Ordering::Relaxed);
            self.limiter.retain_recent();
        }
        let Err(wait) = self.limiter.check_key(&address.network()) else {
            return Ok(());
        };
        let wait = wait.wait_time_from(DefaultClock::default().now());
        Err(Error::TooMany {
            retry_after: wait.as_secs() as i64 + 1,
        })
    }
}

/// Hits that were counted; can be taken back.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// Key and window of each.
    rows: Vec<(String, DateTime<Utc>)>,
    /// How many there are now, of each limit.
    pub hits: Vec<i64>,
}

/// Counts a hit of `who` (an address, an account); an error once there were too many. What is refused does not count.
pub async fn hit(app: &App, limit: Limit, who: &str) -> Result<()> {
    if app.config.rate_limits {
        count(&app.db, limit, who, app.clock.now()).await?;
    }
    Ok(())
}

/// Counts a hit of each limit, or of none of them and an error when one has had too many.
/// Limits stand in one order with all callers, so that two never wait for each other.
pub async fn hit_all(app: &App, hits: &[(Limit, String)]) -> Result<Counted> {
    let mut tx = app.db.begin().await?;
    let counted = hit_all_in(&mut tx, app, hits).await?;
    tx.commit().await?;
    Ok(counted)
}

/// The same in the transaction of the act itself: an act that fails counts nothing, and many at once are no more than
/// many in a row.
pub async fn hit_all_in(tx: &mut Tx, app: &App, hits: &[(Limit, String)]) -> Result<Counted> {
    let mut counted = Counted::default();
    if !app.config.rate_limits {
        return Ok(counted);
    }
    let now = app.clock.now();
    for (limit, who) in hits {
        counted.hits.push(count(&mut *tx, *limit, who, now).await?);
        counted
            .rows
            .push((key(*limit, who), window_start(*limit, now)));
    }
    Ok(counted)
}

/// Takes hits back that turned out not to count, where they were counted.
pub async fn take_back(app: &App, counted: &Counted) -> Result<()> {
    let mut tx = app.db.begin().await?;
    for (key, start) in &counted.rows {
        q!(
            tx,
            execute,
            "UPDATE rate_limits SET hits = hits - 1 WHERE key = $1 AND window_start = $2 AND hits > 0",
            key,
            start,
        )?;
    }
    tx.commit().await?;
    Ok(())
}

/// Whether `who` has hits left, without counting one: for limits on failures.
pub async fn check(app: &App, limit: Limit, who: &str) -> Result<()> {
    if !app.config.rate_limits {
        return Ok(());
    }
    let window = Window::load(&app.db, limit, who, app.clock.now()).await?;
    if window.carried() + window.hits >= limit.hits {
        Err(window.too_many())
    } else {
        Ok(())
    }
}

/// One more of `who`, if there is room; how many there are then.
async fn count(mut on: impl On, limit: Limit, who: &str, now: DateTime<Utc>) -> Result<i64> {
    let window = Window::load(&mut on, limit, who, now).await?;
    let room = limit.hits - window.carried();
    if room < 1 {
        return Err(window.too_many());
    }
    let hits = q!(
        on,
        fetch_optional: (i64,),
        "INSERT INTO rate_limits (key, window_start, hits) VALUES ($1, $2, 1)
         ON CONFLICT (key, window_start) DO UPDATE SET hits = rate_limits.hits + 1 WHERE rate_limits.hits < $3 RETURNING hits",
        key(limit, who),
        window.start,
        room,
    )?;
    match hits {
        Some((hits,)) => Ok(window.carried() + hits),
        None => Err(window.too_many()),
    }
}

/// The window that is running, and the one before it. The hits of the one before weigh by how much of it the last
/// `limit.window` still covers, so that a limit cannot be had twice around a boundary.
struct Window {
    limit: Limit,
    start: DateTime<Utc>,
    now: DateTime<Utc>,
    before: i64,
    hits: i64,
}

impl Window {
    async fn load(mut on: impl On, limit: Limit, who: &str, now: DateTime<Utc>) -> Result<Self> {
        let start = window_start(limit, now);
        let rows = q!(
            on,
            fetch_all: (DateTime<Utc>, i64),
            "SELECT window_start, hits FROM rate_limits WHERE key = $1 AND window_start >= $2",
            key(limit, who),
            start - limit.window,
        )?;
        let of = |at| {
            rows.iter()
                .find(|(start, _)| *start == at)
                .map_or(0, |(_, hits)| *hits)
        };
        let (before, hits) = (of(start - limit.window), of(start));
        Ok(Self {
            limit,
            start,
            now,
            before,
            hits,
        })
    }

    fn carried(&self) -> i64 {
        let (length, passed) = (
            self.limit.window.num_seconds(),
            (self.now - self.start).num_seconds(),
        );
        self.before * (length - passed).max(0) / length.max(1)
    }

    /// Until the hits weigh little enough for one more: in this window, or in the next one, when these weigh less.
    fn too_many(&self) -> Error {
        let length = self.limit.window.num_seconds();
        let end = self.start + self.limit.window;
        // The weight before * left / length falls below what is free once left is small enough.
        let wait = |before: i64, free: i64, end: DateTime<Utc>| {
            let left = (free * length - 1) / before.max(1);
            (end - self.now).num_seconds() - left
        };
        let free = self.limit.hits - self.hits;
        let seconds = if free > 0 && self.before > 0 {
            wait(self.before, free, end)
        } else {
            wait(self.hits, self.limit.hits, end + self.limit.window)
        };
        Error::TooMany {
            retry_after: seconds.max(1) + 1,
        }
    }
}

/// Forgets windows that are over; called by the worker.
pub async fn sweep(app: &App) -> Result<()> {
    q!(
        &app.db,
        execute,
        "DELETE FROM rate_limits WHERE window_start < $1",
        app.clock.now() - TimeDelta::days(2)
    )?;
    Ok(())
}

/// The address or account is hashed: the table names nobody.
fn key(limit: Limit, who: &str) -> String {
    let hash = crate::crypto::sha256(who);
    format!(
        "{}:{}",
        limit.name,
        hash[..12]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    )
}

fn window_start(limit: Limit, now: DateTime<Utc>) -> DateTime<Utc> {
    let seconds = limit.window.num_seconds().max(1);
    DateTime::from_timestamp(now.timestamp() / seconds * seconds, 0).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    #[test]
    fn quiet_addresses_are_forgotten_without_a_refusal() {
        let reads = Reads::default();
        let read = |n: u32| reads.hit(ClientAddress(IpAddr::V4(Ipv4Addr::from_bits(n))));
        for n in 0..FORGET_EVERY {
            read(n).unwrap();
        }
        // One read is made up for after a tenth of a second.
        std::thread::sleep(std::time::Duration::from_millis(200));
        read(1).unwrap();
        assert!(
            reads.limiter.len() < 100,
            "{} are kept",
            reads.limiter.len()
        );
    }
}
