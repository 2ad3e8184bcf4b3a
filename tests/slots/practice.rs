//! A small practice to ask for slots, for tests that read like sentences.

use aureli::schedule::local::{Span, resolve};
use aureli::schedule::slots::*;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use uuid::Uuid;

pub const OURS: Uuid = Uuid::from_u128(1);
pub const OTHER: Uuid = Uuid::from_u128(2);

#[derive(Clone, Debug)]
pub struct Practice {
    pub tz: Tz,
    pub now: DateTime<Utc>,
    pub from: NaiveDate,
    pub days: u32,
    pub hours: Vec<WeeklyHours>,
    pub overrides: Vec<Override>,
    pub busy: Vec<Busy>,
    pub visits: Vec<DateTime<Utc>>,
    pub rules: Rules,
    pub wanted: Wanted,
    pub pools: Vec<Pool>,
}

/// Open that day 10:00–13:00 in Madrid, a visit of an hour every half hour; asked at noon the day before.
pub fn practice(date: &str) -> Practice {
    let tz = chrono_tz::Europe::Madrid;
    let from = day(date);
    let mut practice = Practice {
        tz,
        now: resolve(
            tz,
            (from - TimeDelta::days(1)).and_hms_opt(12, 0, 0).unwrap(),
        ),
        from,
        days: 1,
        hours: Vec::new(),
        overrides: Vec::new(),
        busy: Vec::new(),
        visits: Vec::new(),
        rules: Rules {
            step_minutes: 30,
            notice_minutes: 0,
            horizon_days: 60,
            offer: Offer::All,
            daily_limit: None,
            limits: Limits::default(),
        },
        wanted: Wanted {
            service: OURS,
            duration_minutes: 60,
            buffer_before_minutes: 0,
            buffer_after_minutes: 0,
            capacity: 1,
            seats: 1,
        },
        pools: Vec::new(),
    };
    practice.open(&[("10:00", "13:00")]);
    practice
}

impl Practice {
    /// These hours on every day of the week, in place of any others.
    pub fn open(&mut self, hours: &[(&str, &str)]) {
        self.hours = Vec::new();
        for n in 0..7 {
            self.hours.extend(
                hours
                    .iter()
                    .map(|(from, to)| weekly(Weekday::try_from(n).unwrap(), from, to)),
            );
        }
    }

    pub fn taken(&mut self, from: &str, to: &str) {
        let span = Span::new(self.at(from), self.at(to));
        self.busy.push(Busy {
            span,
            group: None,
            seats: 1,
            travel_minutes: 0,
        });
    }

    /// A visit in a group of `service`, without buffers.
    pub fn seat_taken(&mut self, service: Uuid, from: &str, to: &str, seats: u32) {
        let span = Span::new(self.at(from), self.at(to));
        self.busy.push(Busy {
            span,
            group: Some(GroupKey {
                service,
                start: span.start,
            }),
            seats,
            travel_minutes: 0,
        });
    }

    /// `10:00` of the first day asked for, or `2026-05-14T10:00`, as the practice's clock shows it.
    pub fn at(&self, reading: &str) -> DateTime<Utc> {
        let reading = match reading.len() {
            5 => format!("{}T{reading}", self.from),
            _ => reading.to_owned(),
        };
        resolve(self.tz, reading_of(&reading))
    }

    pub fn input(&self) -> Input<'_> {
        Input {
            tz: self.tz,
            now: self.now,
            from: self.from,
            days: self.days,
            hours: &self.hours,
            overrides: &self.overrides,
            busy: &self.busy,
            visits: &self.visits,
            rules: &self.rules,
            wanted: self.wanted,
            pools: &self.pools,
        }
    }

    /// The starts of the first day, as `10:00 11:30`.
    pub fn offered(&self) -> String {
        self.shown("%H:%M")
    }

    /// The starts of the first day with their offset, as `02:30+02:00`.
    pub fn offered_with_offset(&self) -> String {
        self.shown("%H:%M%:z")
    }

    fn shown(&self, format: &str) -> String {
        let days = search(&self.input());
        let starts = days[0]
            .slots
            .iter()
            .map(|slot| slot.start.format(format).to_string());
        starts.collect::<Vec<_>>().join(" ")
    }

    pub fn asked(&self, reading: &str) -> Result<(), Refusal> {
        is_free(&self.input(), self.at(reading))
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn reading_of(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

pub fn weekly(weekday: Weekday, from: &str, to: &str) -> WeeklyHours {
    WeeklyHours {
        weekday,
        from_minute: minute(from),
        to_minute: minute(to),
        valid_from: None,
        valid_until: None,
    }
}

pub fn minute(text: &str) -> u16 {
    let (hours, minutes) = text.split_once(':').unwrap();
    hours.parse::<u16>().unwrap() * 60 + minutes.parse::<u16>().unwrap()
}
