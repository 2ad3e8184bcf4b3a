//! What the panel says about the series of its visit.

use chrono::Datelike;

use super::Show;
use crate::appointments::Appointment;
use crate::appointments::series::{may_begin, rule};

impl Show {
    /// "3 of 10, every 2 weeks: Thu".
    pub(super) fn place_in_series(&self) -> Option<String> {
        let of = self.series.as_ref()?;
        let first = of.series.starts_local.date();
        let words = rule::words(&of.series.rule, first, self.page.locale);
        Some(match of.place(self.visit.id) {
            Some((nth, all)) => self
                .page
                .t3("series-place", "n", nth, "all", all, "rule", words),
            None => words,
        })
    }

    /// Its other visits, by start.
    pub(super) fn siblings(&self) -> Vec<&Appointment> {
        let of = self.series.iter();
        let all = of.flat_map(|of| of.visits.iter());
        all.filter(|visit| visit.id != self.visit.id).collect()
    }

    /// "Thu 14 May, 10:00"; with the year where it is another one.
    pub(super) fn sibling(&self, visit: &&Appointment) -> String {
        let (at, today) = (self.local(visit.starts_at), self.local(self.now).date());
        let locale = self.page.locale;
        let day = match at.year() == today.year() {
            true => locale.day_short(at.date()),
            false => locale.date_year(at.date()),
        };
        let weekday = locale.weekday_short(at.weekday());
        let time = locale.time(at.time());
        self.page.t3(
            "series-sibling",
            "weekday",
            weekday,
            "day",
            day,
            "time",
            time,
        )
    }

    /// Whether a series can begin with it.
    pub(super) fn may_repeat(&self) -> bool {
        self.series.is_none() && may_begin(&self.visit)
    }
}
