//! What visits tell of a client, counted over their own visits only.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::db::On;
use crate::error::Result;
use crate::id::{ClientId, TenantId};
use crate::money::{Currency, Money};
use crate::q;

#[derive(Clone, Debug, Default, FromRow)]
pub struct Figures {
    /// Completed ones.
    pub visits: i64,
    pub spent_minor: i64,
    pub no_shows: i64,
    /// Cancelled by the client too late.
    pub late_cancels: i64,
    pub first_at: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
}

impl Figures {
    pub async fn of(
        mut on: impl On,
        tenant: TenantId,
        client: ClientId,
        currency: Currency,
    ) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT COUNT(CASE WHEN status = 'completed' THEN 1 END) AS visits,
                CAST(COALESCE(SUM(CASE WHEN status = 'completed' AND currency = $3
                    THEN COALESCE(final_price_minor, price_minor) END), 0) AS bigint) AS spent_minor,
                COUNT(CASE WHEN status = 'no_show' THEN 1 END) AS no_shows,
                COUNT(CASE WHEN is_late_cancel AND cancelled_by = 'client' THEN 1 END) AS late_cancels,
                MIN(CASE WHEN status = 'completed' THEN starts_at END) AS first_at,
                MAX(CASE WHEN status = 'completed' THEN starts_at END) AS last_at
             FROM appointments WHERE tenant_id = $1 AND client_id = $2",
            tenant,
            client,
            currency,
        )?)
    }

    /// Visits and money of some clients, for a page of the list: from the sums that the database keeps (migration 0011).
    pub async fn of_many(
        mut on: impl On,
        tenant: TenantId,
        clients: &[ClientId],
        currency: Currency,
    ) -> Result<HashMap<ClientId, (i64, i64)>> {
        let ids = serde_json::to_string(clients).unwrap_or_else(|_| "[]".to_owned());
        let rows = q!(
            on,
            fetch_all: (ClientId, i64, i64),
            {
                sqlite: "SELECT f.client_id, CAST(SUM(f.visits) AS bigint),
                        CAST(SUM(CASE WHEN f.currency = $3 THEN f.spent_minor ELSE 0 END) AS bigint)
                     FROM json_each($2) j CROSS JOIN client_figures f ON f.tenant_id = $1 AND f.client_id = unhex(j.value, '-')
                     GROUP BY f.client_id",
                pg: "SELECT f.client_id, CAST(SUM(f.visits) AS bigint),
                        CAST(SUM(CASE WHEN f.currency = $3 THEN f.spent_minor ELSE 0 END) AS bigint)
                     FROM jsonb_array_elements_text($2::jsonb) j
                     JOIN client_figures f ON f.tenant_id = $1 AND f.client_id = j.value::uuid
                     GROUP BY f.client_id",
            },
            tenant,
            ids,
            currency,
        )?;
        Ok(rows
            .into_iter()
            .map(|(client, visits, spent)| (client, (visits, spent)))
            .collect())
    }

    pub fn spent(&self, currency: Currency) -> Money {
        Money {
            minor: self.spent_minor,
            currency,
        }
    }

    /// What a visit cost on average.
    pub fn usual(&self, currency: Currency) -> Option<Money> {
        (self.visits > 0).then(|| Money {
            minor: (self.spent_minor + self.visits / 2) / self.visits,
            currency,
        })
    }
}

/// The days between two visits of somebody who comes regularly: the median of what lay between the latest ones, the latest
/// first. None before the fourth visit, and where half of the gaps differ by more than the median.
pub fn habit_days(visits: &[DateTime<Utc>]) -> Option<i64> {
    let mut gaps: Vec<i64> = visits
        .windows(2)
        .map(|pair| ((pair[0] - pair[1]).num_hours() + 12) / 24)
        .filter(|days| *days > 0)
        .collect();
    if gaps.len() < 3 {
        return None;
    }
    gaps.sort_unstable();
    let at = |quarter: usize| gaps[(gaps.len() - 1) * quarter / 4];
    (at(3) - at(1) <= at(2)).then(|| at(2))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_habit_is_told_of_who_has_one() {
        let habit = |days: &[i64]| {
            let visits = days
                .iter()
                .map(|day| DateTime::UNIX_EPOCH + TimeDelta::days(*day));
            habit_days(&visits.collect::<Vec<_>>())
        };
        assert_eq!(habit(&[]), None);
        assert_eq!(habit(&[42, 21, 0]), None);
        assert_eq!(habit(&[64, 42, 21, 0]), Some(21));
        // A holiday between, then as before.
        assert_eq!(habit(&[180, 159, 138, 62, 42, 21, 0]), Some(21));
        // Five visits in a week, then silence.
        assert_eq!(habit(&[90, 6, 5, 2, 1]), None);
        assert_eq!(habit(&[200, 190, 100, 95, 0]), None);
    }
}
