//! Rate limits. What is written or guessed is counted in the database, so that it survives a restart and holds over
//! several processes; mere reading is counted in memory ([`Reads`]), so that a read writes nothing.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use chrono::{DateTime, TimeDelta, Utc};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::app::App;
use crate::error::{Error, Result};
use crate::q;

/// So many hits within a window that begins at a multiple of its length.
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
pub struct Reads(DefaultKeyedRateLimiter<IpAddr>);

/// Addresses kept before those that have been quiet are forgotten.
const MANY_ADDRESSES: usize = 10_000;

impl Default for Reads {
    fn default() -> Self {
        // A visitor who looks through weeks sends one request a second; a salon's guests share an address.
        let per_minute = NonZeroU32::new(600).unwrap_or(NonZeroU32::MIN);
        Self(RateLimiter::keyed(Quota::per_minute(per_minute)))
    }
}

impl Reads {
    /// Counts a read of `address`; an error once there were too many.
    pub fn hit(&self, address: IpAddr) -> Result<()> {
        let Err(wait) = self.0.check_key(&network(address)) else {
            return Ok(());
        };
        if self.0.len() > MANY_ADDRESSES {
            self.0.retain_recent();
        }
        let wait = wait.wait_time_from(DefaultClock::default().now());
        Err(Error::TooMany {
            retry_after: wait.as_secs() as i64 + 1,
        })
    }
}

/// A household has one IPv4 address, or a whole /64 of IPv6 ones.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// Counts a hit of `who` (an address, an account); an error once there were too many.
pub async fn hit(app: &App, limit: Limit, who: &str) -> Result<()> {
    if !app.config.rate_limits {
        return Ok(());
    }
    let now = app.clock.now();
    let start = window_start(limit, now);
    let (hits,): (i64,) = q!(
        &app.db,
        fetch_one: (i64,),
        "INSERT INTO rate_limits (key, window_start, hits) VALUES ($1, $2, 1)
         ON CONFLICT (key, window_start) DO UPDATE SET hits = rate_limits.hits + 1 RETURNING hits",
        key(limit, who),
        start,
    )?;
    if hits > limit.hits {
        Err(too_many(limit, start, now))
    } else {
        Ok(())
    }
}

/// Counts a hit of each limit, or of none of them and an error when one has had too many; how many there are now.
/// Limits stand in one order with all callers, so that two never wait for each other.
pub async fn hit_all(app: &App, hits: &[(Limit, String)]) -> Result<Vec<i64>> {
    if !app.config.rate_limits {
        return Ok(Vec::new());
    }
    let now = app.clock.now();
    let mut counts = Vec::new();
    let mut tx = app.db.begin().await?;
    for (limit, who) in hits {
        let start = window_start(*limit, now);
        let (count,): (i64,) = q!(
            tx,
            fetch_one: (i64,),
            "INSERT INTO rate_limits (key, window_start, hits) VALUES ($1, $2, 1)
             ON CONFLICT (key, window_start) DO UPDATE SET hits = rate_limits.hits + 1 RETURNING hits",
            key(*limit, who),
            start,
        )?;
        if count > limit.hits {
            return Err(too_many(*limit, start, now));
        }
        counts.push(count);
    }
    tx.commit().await?;
    Ok(counts)
}

/// Takes hits back that turned out not to count.
pub async fn take_back(app: &App, hits: &[(Limit, String)]) -> Result<()> {
    if !app.config.rate_limits {
        return Ok(());
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    for (limit, who) in hits {
        q!(
            tx,
            execute,
            "UPDATE rate_limits SET hits = hits - 1 WHERE key = $1 AND window_start = $2 AND hits > 0",
            key(*limit, who),
            window_start(*limit, now),
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
    let now = app.clock.now();
    let start = window_start(limit, now);
    let hits = q!(
        &app.db,
        fetch_optional: (i64,),
        "SELECT hits FROM rate_limits WHERE key = $1 AND window_start = $2",
        key(limit, who),
        start,
    )?;
    if hits.is_some_and(|(hits,)| hits >= limit.hits) {
        Err(too_many(limit, start, now))
    } else {
        Ok(())
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

fn too_many(limit: Limit, start: DateTime<Utc>, now: DateTime<Utc>) -> Error {
    Error::TooMany {
        retry_after: (start + limit.window - now).num_seconds().max(1),
    }
}
