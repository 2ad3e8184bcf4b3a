//! How many a resource serves at a time, changed while visits have it.
//!
//! A resource for one is taken whole, and the database's exclusion watches over it; of one for more, seats are counted.
//! Visits ahead change from the one to the other along with the capacity.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use super::Resource;
use crate::appointments::MAX_SPAN_DAYS;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::AppointmentId;
use crate::q;
use crate::schedule::gathered::COUNTED;
use crate::schedule::outside::Coming;

/// A visit ahead, or going on, with what it takes of the resource.
#[derive(Clone, Debug, FromRow)]
struct Taken {
    #[sqlx(flatten)]
    visit: Coming,
    busy_from: DateTime<Utc>,
    busy_to: DateTime<Utc>,
    seats: i64,
    share_key: Option<String>,
}

impl Resource {
    /// The visits that stand in the way; empty: it is done.
    pub(crate) async fn set_capacity(
        &self,
        tx: &mut Tx,
        capacity: i64,
        now: DateTime<Utc>,
    ) -> Result<Vec<Coming>> {
        let taken = self.taken(&mut *tx, now).await?;
        let in_the_way = in_the_way(&taken, capacity);
        if !in_the_way.is_empty() {
            return Ok(in_the_way);
        }
        q!(
            tx,
            execute,
            "UPDATE resources SET capacity = $3 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            capacity,
        )?;
        let key = (capacity > 1).then_some(COUNTED);
        let others: Vec<AppointmentId> = taken
            .iter()
            .filter(|taken| taken.is_plain() && taken.share_key.as_deref() != key)
            .map(|taken| taken.visit.id)
            .collect();
        // Two in turn, so that the guard judges none beside one that is yet to change.
        for (key, is_active) in [(key, false), (key, true)] {
            for visit in &others {
                q!(
                    tx,
                    execute,
                    "UPDATE allocations SET share_key = $4, is_active = $5
                     WHERE tenant_id = $1 AND resource_id = $2 AND appointment_id = $3",
                    self.tenant_id,
                    self.id,
                    *visit,
                    key,
                    is_active,
                )?;
            }
        }
        Ok(Vec::new())
    }

    async fn taken(&self, mut on: impl On, now: DateTime<Utc>) -> Result<Vec<Taken>> {
        Ok(q!(
            on,
            fetch_all: Taken,
            "SELECT a.id, a.starts_at, a.ends_at, a.place_id, c.name AS client_name, l.starts_at AS busy_from, l.ends_at AS busy_to,
                l.seats, l.share_key
             FROM allocations l JOIN appointments a ON a.tenant_id = l.tenant_id AND a.id = l.appointment_id
             LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             WHERE l.tenant_id = $1 AND l.resource_id = $2 AND l.is_active AND l.ends_at > $3 AND l.starts_at > $4
             ORDER BY l.starts_at, a.id",
            self.tenant_id,
            self.id,
            now,
            now - TimeDelta::days(MAX_SPAN_DAYS),
        )?)
    }
}

impl Taken {
    /// Not one of a group that has the resource together.
    fn is_plain(&self) -> bool {
        self.share_key.as_deref().is_none_or(|key| key == COUNTED)
    }
}

/// All that meet where more is taken than `capacity`. A group takes a resource for one whole, which no other has.
fn in_the_way(taken: &[Taken], capacity: i64) -> Vec<Coming> {
    let is_over = |one: &&Taken| {
        if !one.is_plain() {
            return capacity > 1;
        }
        let seats_at = |at: DateTime<Utc>| -> i64 {
            let there = taken.iter().filter(|t| t.busy_from <= at && at < t.busy_to);
            there.map(|t| t.seats).sum()
        };
        let begins = taken.iter().map(|t| t.busy_from);
        begins
            .filter(|at| one.busy_from <= *at && *at < one.busy_to)
            .any(|at| seats_at(at) > capacity)
    };
    let over = taken.iter().filter(is_over);
    over.map(|taken| taken.visit.clone()).collect()
}
