//! Closing a day: what is counted against what must be there. Written once; a correction is the next entry of that day.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::FromRow;
use sqlx::types::Json;

use super::figures::{Figures, Line};
use crate::accounts::Tenant;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{DeskClosingId, TenantId, UserId};
use crate::money::{Currency, Money};
use crate::q;

/// An entry, with who wrote it.
#[derive(Clone, Debug, FromRow)]
pub struct Closing {
    pub day: NaiveDate,
    /// The first closed the day, the others correct it.
    pub seq: i64,
    pub currency: Currency,
    /// In the drawer before anything came.
    pub opening_minor: i64,
    /// In cash.
    pub came_minor: i64,
    pub back_minor: i64,
    pub expected_minor: i64,
    pub counted_minor: i64,
    pub note: String,
    /// What every way had brought when it was written.
    pub figures: Json<Vec<Line>>,
    pub closed_by: UserId,
    pub user_name: String,
    pub closed_at: DateTime<Utc>,
}

impl Closing {
    /// Above zero: more was there than must be.
    pub fn difference_minor(&self) -> i64 {
        self.counted_minor - self.expected_minor
    }

    /// All entries of a day, the first first.
    pub async fn of_day(mut on: impl On, tenant: TenantId, day: NaiveDate) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT c.day, c.seq, c.currency, c.opening_minor, c.came_minor, c.back_minor, c.expected_minor, c.counted_minor,
                c.note, c.figures, c.closed_by, u.name AS user_name, c.closed_at
             FROM cash_closings c JOIN users u ON u.id = c.closed_by
             WHERE c.tenant_id = $1 AND c.day = $2 ORDER BY c.seq LIMIT 100",
            tenant,
            day,
        )?)
    }

    /// The latest entry of the latest day that was closed before one: what it counted is there in the morning.
    pub async fn before(mut on: impl On, tenant: TenantId, day: NaiveDate) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT c.day, c.seq, c.currency, c.opening_minor, c.came_minor, c.back_minor, c.expected_minor, c.counted_minor,
                c.note, c.figures, c.closed_by, u.name AS user_name, c.closed_at
             FROM cash_closings c JOIN users u ON u.id = c.closed_by
             WHERE c.tenant_id = $1 AND c.day < $2 ORDER BY c.day DESC, c.seq DESC LIMIT 1",
            tenant,
            day,
        )?)
    }
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub day: NaiveDate,
    /// The entry that it is to be: 1 closes the day.
    pub seq: i64,
    /// As the page showed it: what must have come and gone back in cash.
    pub seen: (i64, i64),
    pub opening: Money,
    pub counted: Money,
    pub note: String,
}

/// What came of it; all but the first write nothing, and nothing is to be committed.
#[derive(Clone, Debug)]
pub enum Outcome {
    Written,
    /// The same was written before, by the first of two presses.
    Known,
    /// What came or went back in cash is not what the page showed.
    Moved,
    /// Somebody else wrote this entry.
    Closed,
    /// It does not agree, or corrects an earlier one, and nobody says why. The difference.
    Unexplained(i64),
}

/// Writes an entry. The same one twice is written once.
///
/// # Errors
/// Invalid for a day that is still to come.
pub async fn close(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: &Actor,
    user: UserId,
    count: &Count,
    now: DateTime<Utc>,
) -> Result<Outcome> {
    if count.day > tenant.local_date(now) {
        return Err(Error::Invalid(key!("cash-not-yet")));
    }
    let data = json!({ "day": count.day, "seq": count.seq });
    let object = Object::Tenant(tenant.id);
    // Money that comes meanwhile waits for the chain of events: it is either counted here or comes after.
    events::record(tx, tenant.id, actor, Kind::DeskClosed, object, data, now).await?;
    let entries = Closing::of_day(&mut *tx, tenant.id, count.day).await?;
    if entries.len() as i64 + 1 != count.seq {
        let same = entries.iter().any(|entry| {
            (entry.seq, entry.closed_by, &entry.note) == (count.seq, user, &count.note)
                && (entry.opening_minor, entry.counted_minor)
                    == (count.opening.minor, count.counted.minor)
        });
        return Ok(if same {
            Outcome::Known
        } else {
            Outcome::Closed
        });
    }
    let figures = Figures::of(&mut *tx, tenant, count.day).await?;
    let currency = tenant.currency;
    let (came, back) = figures.cash(currency);
    if (came, back) != count.seen {
        return Ok(Outcome::Moved);
    }
    let expected = count.opening.minor + came - back;
    let difference = count.counted.minor - expected;
    if count.note.is_empty() && (difference != 0 || count.seq > 1) {
        return Ok(Outcome::Unexplained(difference));
    }
    q!(
        tx,
        execute,
        "INSERT INTO cash_closings (tenant_id, id, day, seq, currency, opening_minor, came_minor, back_minor, expected_minor,
            counted_minor, note, figures, closed_by, closed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        tenant.id,
        DeskClosingId::new(),
        count.day,
        count.seq,
        currency,
        count.opening.minor,
        came,
        back,
        expected,
        count.counted.minor,
        &count.note,
        Json(&figures.lines),
        user,
        now,
    )?;
    Ok(Outcome::Written)
}
