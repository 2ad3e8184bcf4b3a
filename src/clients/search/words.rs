//! The words of a practice's names on Postgres, against which typing errors are judged. SQLite keeps them in a table
//! (`client_words`); there, where many write at once, a row for each word would make them wait for each other.
//!
//! In a small practice they are read each time. In a large one they are remembered for some minutes: who came since is
//! found by what they are called, and by a mistyped name a little later.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::clients::Client;
use crate::db::On;
use crate::error::Result;
use crate::id::TenantId;
use crate::q;

/// Practices with no more clients than this are read each time.
const SMALL: i64 = 1000;
/// How long words are remembered.
const KEPT: Duration = Duration::from_secs(300);
/// Practices whose words are remembered at once.
const MOST: usize = 100;

type Words = Arc<Vec<String>>;
type Known = HashMap<TenantId, (Instant, Words)>;

static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

pub(super) async fn of(mut on: impl On, tenant: TenantId) -> Result<Words> {
    if Client::count(&mut on, tenant).await? <= SMALL {
        return read(on, tenant).await;
    }
    let found = known().get(&tenant).cloned();
    if let Some((_, words)) = found.filter(|(since, _)| since.elapsed() < KEPT) {
        return Ok(words);
    }
    let words = read(on, tenant).await?;
    let mut known = known();
    if known.len() >= MOST {
        known.retain(|_, (since, _)| since.elapsed() < KEPT);
    }
    if known.len() < MOST {
        known.insert(tenant, (Instant::now(), words.clone()));
    }
    Ok(words)
}

fn known() -> std::sync::MutexGuard<'static, Known> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn read(mut on: impl On, tenant: TenantId) -> Result<Words> {
    let rows = q!(
        on,
        fetch_all: (String,),
        {
            // Not asked there.
            sqlite: "SELECT word FROM client_words WHERE tenant_id = $1 AND word = ''",
            pg: "SELECT DISTINCT w.word FROM (
                    SELECT unnest(string_to_array(split_part(search, ' ! ', 1), ' ')) AS word FROM clients
                    WHERE tenant_id = $1 AND NOT is_merged) w
                 WHERE length(w.word) > 2 AND w.word !~ '[0-9@]'",
        },
        tenant,
    )?;
    Ok(Arc::new(rows.into_iter().map(|(word,)| word).collect()))
}
