//! Repeating dates after RFC 5545 (`RRULE`): days, weeks, months and years; the clock time is the block's own.
//!
//! A rule is stepped by periods (a day, week, month, year). The periods before the window are jumped over by arithmetic,
//! so that a rule begun ten years ago costs what one begun yesterday does. Only a `COUNT` with filters has to be walked
//! from its beginning. Rules that would flood a day are refused (`validate_rrule`). The readings are those of `parse`.

mod parse;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, Utc, Weekday};
use chrono_tz::Tz;

use super::local;

/// A rule understood; make it with `parse`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    frequency: Frequency,
    /// Every how many periods; at least 1.
    interval: u32,
    end: End,
    week_start: Weekday,
    /// Bit `n` set: month `n` (1..=12) may be. Empty: any.
    months: u16,
    /// 1..=31, or -1..=-31 counted from the month's end. Empty: any.
    month_days: Vec<i8>,
    /// Bit `n` set: weekday `n` days after Monday may be.
    weekdays: u8,
    /// The n-th such weekday of the month or year, negative from its end.
    nth_weekdays: Vec<(i8, Weekday)>,
    /// Which of a period's dates are meant, 1 the first, -1 the last. Empty: all.
    positions: Vec<i16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// When a rule stops. All are inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Never,
    Count(u32),
    Date(NaiveDate),
    Local(NaiveDateTime),
    Instant(DateTime<Utc>),
}

/// Tells whether the rule can be kept; the error is the key of a text.
pub fn validate_rrule(text: &str) -> Result<(), &'static str> {
    Recurrence::parse(text).map(drop)
}

impl Recurrence {
    /// Reads `FREQ=WEEKLY;BYDAY=MO,TH`, with or without `RRULE:`. The error is the key of a text.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        parse::recurrence(text)
    }

    /// The dates within `from..=to` on which a block first started at `first` starts again, in order.
    pub fn dates(
        &self,
        tz: Tz,
        first: NaiveDateTime,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Vec<NaiveDate> {
        let rule = self.completed(first.date());
        let last = rule.last_reading(tz);
        let mut left = if let End::Count(count) = rule.end {
            u64::from(count)
        } else {
            u64::MAX
        };
        let mut found = Vec::new();
        let mut period = rule.periods_before(first.date(), from);
        left = left.saturating_sub(rule.dates_before(first.date(), &mut period));
        let mut dates = Vec::new();
        while let Some(start) = rule
            .period(first.date(), period)
            .filter(|start| *start <= to)
        {
            rule.dates_of(start, &mut dates);
            for date in dates.drain(..).filter(|date| *date >= first.date()) {
                if left == 0
                    || date > to
                    || last.is_some_and(|last| date.and_time(first.time()) > last)
                {
                    return found;
                }
                left -= 1;
                if date >= from {
                    found.push(date);
                }
            }
            period += 1;
        }
        found
    }

    /// The last date on which a block first started at `first` starts; none when it never ends. A rule that ends before it
    /// begins has its first date.
    pub fn last_date(&self, tz: Tz, first: NaiveDateTime) -> Option<NaiveDate> {
        let until = match self.end {
            End::Never => return None,
            End::Count(_) => NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX),
            End::Date(_) | End::Local(_) | End::Instant(_) => self.last_reading(tz)?.date(),
        };
        let dates = self.dates(tz, first, first.date(), until);
        Some(dates.last().copied().unwrap_or(first.date()))
    }

    /// What the rule leaves open is taken from the first date.
    fn completed(&self, first: NaiveDate) -> Self {
        let mut rule = self.clone();
        if rule.weekdays != 0 || !rule.nth_weekdays.is_empty() || !rule.month_days.is_empty() {
            return rule;
        }
        let day = i8::try_from(first.day()).unwrap_or(1);
        match rule.frequency {
            Frequency::Daily => {}
            Frequency::Weekly => rule.weekdays = weekday_bit(first.weekday()),
            Frequency::Monthly => rule.month_days = vec![day],
            Frequency::Yearly => {
                rule.month_days = vec![day];
                if rule.months == 0 {
                    rule.months = 1 << first.month();
                }
            }
        }
        rule
    }

    fn last_reading(&self, tz: Tz) -> Option<NaiveDateTime> {
        match self.end {
            End::Never | End::Count(_) => None,
            End::Date(date) => date.and_hms_opt(23, 59, 59),
            End::Local(reading) => Some(reading),
            End::Instant(instant) => Some(local::reading_at(tz, instant)),
        }
    }

    /// How many periods lie wholly before `from`.
    fn periods_before(&self, first: NaiveDate, from: NaiveDate) -> u64 {
        let whole = match self.frequency {
            Frequency::Daily => (from - first).num_days(),
            Frequency::Weekly => (from - self.week_of(first)).num_days().div_euclid(7),
            Frequency::Monthly => (months(from) - months(first)).into(),
            Frequency::Yearly => (from.year() - first.year()).into(),
        };
        u64::try_from(whole).unwrap_or(0) / u64::from(self.interval)
    }

    /// How many dates the periods before `period` gave, as far as arithmetic tells; else goes back to the first period.
    fn dates_before(&self, first: NaiveDate, period: &mut u64) -> u64 {
        if !matches!(self.end, End::Count(_)) || *period == 0 {
            return 0;
        }
        let bare = self.months == 0 && self.month_days.is_empty() && self.positions.is_empty();
        match self.frequency {
            Frequency::Daily if bare && self.weekdays == 0 => *period,
            Frequency::Weekly if bare => {
                let mut week = Vec::new();
                self.dates_of(self.week_of(first), &mut week);
                let of_first = week.iter().filter(|date| **date >= first).count();
                (*period - 1) * u64::from(self.weekdays.count_ones()) + of_first as u64
            }
            _ => {
                *period = 0;
                0
            }
        }
    }

    /// The first date of the rule's n-th period; `None` beyond the calendar.
    fn period(&self, first: NaiveDate, n: u64) -> Option<NaiveDate> {
        let steps = n.checked_mul(self.interval.into())?;
        let months = |months: u64| u32::try_from(months).ok().map(Months::new);
        match self.frequency {
            Frequency::Daily => first.checked_add_days(Days::new(steps)),
            Frequency::Weekly => self
                .week_of(first)
                .checked_add_days(Days::new(steps.checked_mul(7)?)),
            Frequency::Monthly => first.with_day(1)?.checked_add_months(months(steps)?),
            Frequency::Yearly => first
                .with_ordinal(1)?
                .checked_add_months(months(steps.checked_mul(12)?)?),
        }
    }

    fn week_of(&self, date: NaiveDate) -> NaiveDate {
        date.week(self.week_start)
            .checked_first_day()
            .unwrap_or(date)
    }

    /// The dates that the period beginning at `start` gives, in order.
    fn dates_of(&self, start: NaiveDate, dates: &mut Vec<NaiveDate>) {
        let length = match self.frequency {
            Frequency::Daily => 1,
            Frequency::Weekly => 7,
            Frequency::Monthly => start.num_days_in_month().into(),
            Frequency::Yearly => days_in_year(start),
        };
        dates.extend(
            start
                .iter_days()
                .take(length)
                .filter(|date| self.allows(*date)),
        );
        if !self.positions.is_empty() {
            self.keep_positions(dates);
        }
    }

    fn allows(&self, date: NaiveDate) -> bool {
        (self.months == 0 || self.months & (1 << date.month()) != 0)
            && (self.month_days.is_empty() || self.allows_month_day(date))
            && (self.weekdays == 0 && self.nth_weekdays.is_empty() || self.allows_weekday(date))
    }

    fn allows_month_day(&self, date: NaiveDate) -> bool {
        let day = date.day0() as i32 + 1;
        let from_end = day - i32::from(date.num_days_in_month()) - 1;
        self.month_days
            .iter()
            .any(|wanted| i32::from(*wanted) == day || i32::from(*wanted) == from_end)
    }

    fn allows_weekday(&self, date: NaiveDate) -> bool {
        if self.weekdays & weekday_bit(date.weekday()) != 0 {
            return true;
        }
        // "The 2nd Tuesday" is counted within the month, unless a yearly rule names no month.
        let (day0, length) = if self.frequency == Frequency::Yearly && self.months == 0 {
            (date.ordinal0() as usize, days_in_year(date))
        } else {
            (date.day0() as usize, date.num_days_in_month().into())
        };
        let (nth, from_end) = (day0 / 7 + 1, (length - 1 - day0) / 7 + 1);
        self.nth_weekdays.iter().any(|(wanted, weekday)| {
            let same =
                usize::from(wanted.unsigned_abs()) == if *wanted > 0 { nth } else { from_end };
            same && *weekday == date.weekday()
        })
    }

    fn keep_positions(&self, dates: &mut Vec<NaiveDate>) {
        let count = dates.len() as i64;
        let mut position = 0;
        dates.retain(|_| {
            position += 1;
            self.positions.iter().any(|wanted| {
                let wanted = i64::from(*wanted);
                wanted == position || wanted == position - count - 1
            })
        });
    }
}

fn weekday_bit(weekday: Weekday) -> u8 {
    1 << weekday.num_days_from_monday()
}

fn months(date: NaiveDate) -> i32 {
    date.year() * 12 + date.month0() as i32
}

fn days_in_year(date: NaiveDate) -> usize {
    if date.leap_year() { 366 } else { 365 }
}
