//! The demo's open time, in minutes of a day.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;

use crate::accounts::Tenant;
use crate::app::App;
use crate::error::Result;
use crate::schedule::blocks::{Block, expand_blocks};
use crate::schedule::local;
use crate::schedule::model::{BlockRow, HoursRow, OverrideRow};
use crate::schedule::slots::{Override, WeeklyHours, opening_intervals};

/// When the practice is open and nothing blocks it.
pub struct Hours {
    pub tz: Tz,
    weekly: Vec<WeeklyHours>,
    overrides: Vec<Override>,
    blocks: Vec<Block>,
}

impl Hours {
    pub async fn load(app: &App, tenant: &Tenant, now: DateTime<Utc>) -> Result<Self> {
        let (first, last) = (
            NaiveDate::from_ymd_opt(1970, 1, 1),
            now.date_naive() + Days::new(366),
        );
        let first = first.unwrap_or(last);
        let weekly = HoursRow::all(&app.db, tenant.id, None).await?;
        let overrides = OverrideRow::between(&app.db, tenant.id, None, first, last).await?;
        let blocks = BlockRow::between(&app.db, tenant.id, None, first, last).await?;
        Ok(Self {
            tz: tenant.tz(),
            weekly: weekly.iter().map(HoursRow::weekly).collect(),
            overrides: overrides.iter().map(OverrideRow::of_date).collect(),
            blocks: blocks.iter().filter_map(BlockRow::block).collect(),
        })
    }

    /// Free pieces of a date in minutes after midnight. In the full years the days were longer.
    pub fn free(&self, date: NaiveDate, is_recent: bool) -> Vec<(i64, i64)> {
        let mut free = opening_intervals(&self.weekly, &self.overrides, date);
        if let (false, [(from, to)]) = (is_recent, free.as_mut_slice()) {
            *from = 9 * 60;
            *to = if date.weekday() == Weekday::Sat {
                18 * 60
            } else {
                20 * 60
            };
        }
        let day = local::day_bounds(self.tz, date);
        for span in expand_blocks(&self.blocks, self.tz, day.start, day.end).unwrap_or_default() {
            let (from, to) = (
                self.minute(span.start.max(day.start), date),
                self.minute(span.end.min(day.end), date),
            );
            free = free
                .into_iter()
                .flat_map(|(start, end)| [(start, end.min(from)), (start.max(to), end)])
                .collect();
            free.retain(|(start, end)| end - start >= 15);
        }
        free
    }

    pub fn minute(&self, at: DateTime<Utc>, date: NaiveDate) -> i64 {
        (local::reading_at(self.tz, at) - date.and_hms_opt(0, 0, 0).unwrap_or_default())
            .num_minutes()
    }

    pub fn at(&self, date: NaiveDate, minute: i64) -> DateTime<Utc> {
        local::resolve(self.tz, local::at_minute(date, minute))
    }
}
