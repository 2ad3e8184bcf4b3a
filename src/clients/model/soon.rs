//! Whose birthday comes, by day, a page at a time. The days lie in an index; where the weeks ahead pass the year's end they
//! are two ranges of it, one after the other.

use chrono::{Datelike, Days, NaiveDate};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Birthday, Client};
use crate::db::On;
use crate::error::Result;
use crate::id::{ClientId, TenantId};
use crate::q;

/// Someone whose birthday comes.
#[derive(Clone, Debug, FromRow)]
pub struct Soon {
    pub id: ClientId,
    pub name: String,
    pub phone: Option<String>,
    pub allergies: String,
    pub birth_year: Option<i64>,
    pub birth_month: i64,
    pub birth_day: i64,
}

/// Month and day.
type Day = (i64, i64);

/// Days of the year from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    from: Day,
    to: Day,
}

impl Range {
    /// The days from one date to another, less than a year apart.
    fn of(from: NaiveDate, to: NaiveDate) -> Vec<Self> {
        let day = |date: NaiveDate| (i64::from(date.month()), i64::from(date.day()));
        let mut last = day(to);
        // Who was born on 29 February keeps it on the 28th where there is none.
        if last == (2, 28) && !to.leap_year() {
            last = (2, 29);
        }
        if from.year() == to.year() {
            return vec![Self {
                from: day(from),
                to: last,
            }];
        }
        let old = Self {
            from: day(from),
            to: (12, 31),
        };
        let new = Self {
            from: (1, 1),
            to: last,
        };
        vec![old, new]
    }

    fn has(&self, day: Day) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// The last line of a page: where the next one goes on.
#[derive(Clone, Debug, FromRow)]
struct Place {
    birth_month: i64,
    birth_day: i64,
    search: String,
    id: Uuid,
}

impl Client {
    /// Up to `limit` birthdays of the next `days` days, less than a year, today included, by day and name, after one of them.
    pub async fn birthdays(
        mut on: impl On,
        tenant: TenantId,
        today: NaiveDate,
        days: u64,
        after: Option<ClientId>,
        limit: i64,
    ) -> Result<Vec<(NaiveDate, Soon)>> {
        let mut ranges = Range::of(today, today + Days::new(days.min(300)));
        let mut after = match after {
            Some(id) => place(&mut on, tenant, id).await?,
            None => None,
        };
        if let Some(place) = &after {
            let day = (place.birth_month, place.birth_day);
            // The birthday may have been changed since; then the list begins anew.
            match ranges.iter().position(|range| range.has(day)) {
                Some(at) => drop(ranges.drain(..at)),
                None => after = None,
            }
        }
        let mut found = Vec::new();
        for range in ranges {
            let begin = after.take().unwrap_or(Place {
                birth_month: range.from.0,
                birth_day: range.from.1,
                search: String::new(),
                id: Uuid::nil(),
            });
            let room = limit - found.len() as i64;
            if room > 0 {
                found.extend(of_range(&mut on, tenant, &begin, range.to, room).await?);
            }
        }
        Ok(found
            .into_iter()
            .filter_map(|row: Soon| Some((row.birthday()?.next(today), row)))
            .collect())
    }
}

async fn place(mut on: impl On, tenant: TenantId, id: ClientId) -> Result<Option<Place>> {
    Ok(q!(
        on,
        fetch_optional: Place,
        "SELECT birth_month, birth_day, search, id FROM clients
         WHERE tenant_id = $1 AND id = $2 AND birth_month IS NOT NULL AND birth_day IS NOT NULL",
        tenant,
        id,
    )?)
}

/// Those after a place, up to a day.
async fn of_range(
    mut on: impl On,
    tenant: TenantId,
    after: &Place,
    to: Day,
    limit: i64,
) -> Result<Vec<Soon>> {
    Ok(q!(
        on,
        fetch_all: Soon,
        "SELECT id, name, phone, allergies, birth_year, birth_month, birth_day FROM clients
         WHERE tenant_id = $1 AND birth_month IS NOT NULL AND NOT is_merged
            AND (birth_month, birth_day) >= ($2, $3) AND (birth_month, birth_day) <= ($6, $7)
            AND (birth_month > $2 OR birth_day > $3 OR (search, id) > ($4, $5))
         ORDER BY birth_month, birth_day, search, id LIMIT $8",
        tenant,
        after.birth_month,
        after.birth_day,
        &after.search,
        after.id,
        to.0,
        to.1,
        limit,
    )?)
}

impl Soon {
    pub fn birthday(&self) -> Option<Birthday> {
        let year = self.birth_year.and_then(|year| i32::try_from(year).ok());
        Birthday::new(
            year,
            u32::try_from(self.birth_month).ok()?,
            u32::try_from(self.birth_day).ok()?,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_ahead_pass_the_years_end_and_the_leap_day() {
        let of = |from: &str, to: &str| {
            let ranges = Range::of(from.parse().unwrap(), to.parse().unwrap());
            ranges
                .into_iter()
                .map(|range| (range.from, range.to))
                .collect::<Vec<_>>()
        };
        assert_eq!(of("2026-05-14", "2026-06-28"), [((5, 14), (6, 28))]);
        assert_eq!(
            of("2026-12-10", "2027-01-24"),
            [((12, 10), (12, 31)), ((1, 1), (1, 24))]
        );
        assert_eq!(of("2027-01-14", "2027-02-28"), [((1, 14), (2, 29))]);
        assert_eq!(of("2028-01-14", "2028-02-28"), [((1, 14), (2, 28))]);
    }
}
