//! Days and times to tap: a week's strip with free counts, the times of a day by part of the day, and the soonest ones.

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, TimeDelta, Timelike, Utc};

use super::selection::at_value;
use crate::i18n::{Locale, sentence};
use crate::schedule::slots::{Day, Slot};

/// Seven days.
#[derive(Clone, Debug)]
pub struct Week {
    /// "May 2026".
    pub title: String,
    pub previous: Option<Turn>,
    pub next: Option<Turn>,
    pub days: Vec<StripDay>,
}

/// A link to another week: where, and its dates.
#[derive(Clone, Debug)]
pub struct Turn {
    pub href: String,
    pub label: String,
}

#[derive(Clone, Debug)]
pub struct StripDay {
    pub id: String,
    pub href: String,
    pub weekday: &'static str,
    pub number: u32,
    /// How many are free, or why none is.
    pub note: String,
    /// Said after the note.
    pub spoken: String,
    /// "", "is-full" or "is-off".
    pub state: &'static str,
    pub is_current: bool,
}

impl StripDay {
    /// The note is a word, which a narrow screen has no room for.
    pub fn is_word(&self) -> bool {
        self.note.chars().any(char::is_alphabetic)
    }
}

/// Times under one heading: a day, or a part of one.
#[derive(Clone, Debug)]
pub struct Times {
    pub title: String,
    pub times: Vec<FreeTime>,
}

#[derive(Clone, Debug)]
pub struct FreeTime {
    /// As forms send it.
    pub value: String,
    pub text: String,
    /// With its day, for who hears the page.
    pub spoken: String,
}

/// The range within which a reader may look, in their language.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    pub locale: Locale,
    pub today: NaiveDate,
    /// The last day that can be booked.
    pub last: NaiveDate,
}

/// The Monday of a date's week.
pub fn monday(date: NaiveDate) -> NaiveDate {
    date - TimeDelta::days(date.weekday().num_days_from_monday().into())
}

impl Range {
    /// The week of `monday`; `found` is what a search gave, whichever days it covers.
    pub fn week(
        &self,
        monday: NaiveDate,
        found: &[Day],
        chosen: Option<NaiveDate>,
        href: impl Fn(NaiveDate) -> String,
    ) -> Week {
        let dates = monday.iter_days().take(7);
        let days = dates.map(|date| {
            let day = found.iter().find(|day| day.date == date);
            self.strip_day(date, day, chosen == Some(date), href(date))
        });
        let turn = |first: NaiveDate, to: NaiveDate| Turn {
            href: href(to),
            label: self.locale.week_range(first, first + TimeDelta::days(6)),
        };
        let (before, after) = (monday - TimeDelta::days(7), monday + TimeDelta::days(7));
        Week {
            title: sentence(
                &self
                    .locale
                    .month_year(chosen.unwrap_or(monday + TimeDelta::days(3))),
            ),
            previous: (monday > self.today).then(|| turn(before, before.max(self.today))),
            next: (after <= self.last).then(|| turn(after, after)),
            days: days.collect(),
        }
    }

    fn strip_day(
        &self,
        date: NaiveDate,
        day: Option<&Day>,
        is_current: bool,
        href: String,
    ) -> StripDay {
        let t = |key: &str| self.locale.t(key);
        let within = self.today <= date && date <= self.last;
        let (note, spoken, state) = match day {
            Some(day) if !day.slots.is_empty() => {
                let count = day.slots.len() as i64;
                (
                    count.to_string(),
                    self.locale.t1("booking-free-times", "n", count),
                    "",
                )
            }
            Some(day) if day.open && within => (t("booking-full"), String::new(), "is-full"),
            Some(_) if within => (t("booking-closed"), String::new(), "is-off"),
            _ => ("–".to_owned(), t("booking-no-booking"), "is-off"),
        };
        StripDay {
            id: format!("day-{date}"),
            href,
            weekday: self.locale.weekday_short(date.weekday()),
            number: date.day(),
            note,
            spoken,
            state,
            is_current,
        }
    }

    /// A day's times: morning, afternoon, evening.
    pub fn parts(&self, day: &Day) -> Vec<Times> {
        let mut parts: Vec<Times> = Vec::new();
        for slot in &day.slots {
            let key = match slot.start.hour() {
                0..12 => "booking-morning",
                12..17 => "booking-afternoon",
                _ => "booking-evening",
            };
            let title = self.locale.t(key);
            let time = self.time(slot);
            match parts.last_mut().filter(|part| part.title == title) {
                Some(part) => part.times.push(time),
                None => parts.push(Times {
                    title,
                    times: vec![time],
                }),
            }
        }
        parts
    }

    /// The next six times, at most three of a day: two days usually, more where the practice is nearly full.
    pub fn soonest(&self, days: &[Day]) -> Vec<Times> {
        let mut soonest = self.first_times(days, 6, 3);
        let mut missing: usize = 6;
        for day in &mut soonest {
            day.times.truncate(missing);
            missing -= day.times.len();
        }
        soonest.retain(|day| !day.times.is_empty());
        soonest
    }

    /// Some times of the first days that have any, in the days' order in time; an hour apart where the day allows it.
    pub fn first_times(&self, days: &[Day], most_days: usize, most_times: usize) -> Vec<Times> {
        let free = days.iter().filter(|day| !day.slots.is_empty());
        let mut free: Vec<&Day> = free.take(most_days).collect();
        free.sort_by_key(|day| day.date);
        free.into_iter()
            .map(|day| Times {
                title: self.locale.day_relative(day.date, self.today),
                times: spread(&day.slots, most_times)
                    .map(|slot| self.time(slot))
                    .collect(),
            })
            .collect()
    }

    /// Single times under their days, such as those nearest to one that was lost.
    pub fn by_day(&self, slots: &[Slot]) -> Vec<Times> {
        let mut slots: Vec<&Slot> = slots.iter().collect();
        slots.sort_by_key(|slot| slot.start);
        let mut days: Vec<(NaiveDate, Times)> = Vec::new();
        for slot in slots {
            let date = slot.start.date_naive();
            let time = self.time(slot);
            match days.last_mut().filter(|(last, _)| *last == date) {
                Some((_, day)) => day.times.push(time),
                None => days.push((
                    date,
                    Times {
                        title: self.locale.day_relative(date, self.today),
                        times: vec![time],
                    },
                )),
            }
        }
        days.into_iter().map(|(_, times)| times).collect()
    }

    fn time(&self, slot: &Slot) -> FreeTime {
        let local = slot.start.naive_local();
        FreeTime {
            value: at_value(local),
            text: self.locale.time(local.time()),
            spoken: self.spoken(slot.start),
        }
    }

    /// "Tuesday 19 May, 11:30".
    pub fn spoken(&self, at: DateTime<FixedOffset>) -> String {
        moment(self.locale, at)
    }
}

/// "Tuesday 19 May, 11:30", "вторник, 19 мая, 11:30": for the middle of a sentence.
pub fn moment(locale: Locale, at: DateTime<FixedOffset>) -> String {
    let day = locale.day_long(at.date_naive());
    locale.t2(
        "booking-moment",
        "day",
        day,
        "time",
        locale.time(at.naive_local().time()),
    )
}

/// The first slot and the next ones at least an hour later each; where that gives too few, the first ones there are.
fn spread(slots: &[Slot], count: usize) -> impl Iterator<Item = &Slot> {
    let mut chosen: Vec<&Slot> = Vec::new();
    for slot in slots {
        let far = chosen
            .last()
            .is_none_or(|last| slot.start - last.start >= TimeDelta::hours(1));
        if far && chosen.len() < count {
            chosen.push(slot);
        }
    }
    if chosen.len() < count {
        chosen = slots.iter().take(count).collect();
    }
    chosen.into_iter()
}

/// The day after, or the same at the end of the calendar.
pub fn plus_days(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(date)
}

/// The free times of some days nearest to an instant, nearest first.
pub fn nearest_of(days: &[Day], to: DateTime<Utc>, count: usize) -> Vec<Slot> {
    let mut slots: Vec<Slot> = days.iter().flat_map(|day| day.slots.clone()).collect();
    slots.sort_by_key(|slot| ((slot.start.to_utc() - to).abs(), slot.start));
    slots.truncate(count);
    slots
}
