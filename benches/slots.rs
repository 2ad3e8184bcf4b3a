//! How long the pure part of a slot search takes: 28 days of one service with a busy master.

#![allow(clippy::expect_used)]

use std::hint::black_box;

use aureli::schedule::blocks::{Block, Moment, expand_blocks};
use aureli::schedule::local::{Span, at_minute, resolve};
use aureli::schedule::slots::{
    Busy, Input, Limits, Member, Offer, Pool, Rules, Wanted, WeeklyHours, is_free, search,
};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::{Europe::Madrid, Tz};
use criterion::{Criterion, criterion_group, criterion_main};
use uuid::Uuid;

const TZ: Tz = Madrid;
const DAYS: u32 = 28;

struct Master {
    from: NaiveDate,
    hours: Vec<WeeklyHours>,
    busy: Vec<Busy>,
    rules: Rules,
}

/// Works six days of nine hours; two visits of three are taken on most days. The clock changes within the range.
fn master() -> Master {
    let from = NaiveDate::from_ymd_opt(2026, 10, 5).expect("a date");
    let weekdays = (0..6).filter_map(|n| Weekday::try_from(n).ok());
    let hours = weekdays.flat_map(|weekday| {
        [(9 * 60, 13 * 60), (14 * 60, 19 * 60)].map(|(from_minute, to_minute)| WeeklyHours {
            weekday,
            from_minute,
            to_minute,
            valid_from: None,
            valid_until: None,
        })
    });
    let visit = |date: NaiveDate, hour: i64| {
        let start = resolve(TZ, at_minute(date, hour * 60));
        let span = Span::new(start, start + TimeDelta::minutes(55));
        Busy {
            span,
            group: None,
            seats: 1,
            travel_minutes: 0,
        }
    };
    let dates = from.iter_days().take(DAYS as usize);
    let busy = dates.flat_map(|date| {
        let taken = (9..19).filter(move |hour| (i64::from(date.day()) + hour) % 3 != 0);
        taken.map(move |hour| visit(date, hour))
    });
    Master {
        from,
        hours: hours.collect(),
        busy: busy.collect(),
        rules: Rules {
            step_minutes: 15,
            notice_minutes: 120,
            horizon_days: 60,
            offer: Offer::All,
            daily_limit: None,
            limits: Limits::default(),
        },
    }
}

impl Master {
    fn input<'a>(&'a self, busy: &'a [Busy]) -> Input<'a> {
        Input {
            tz: TZ,
            now: resolve(TZ, at_minute(self.from, 0)),
            from: self.from,
            days: DAYS,
            hours: &self.hours,
            overrides: &[],
            busy,
            visits: &[],
            rules: &self.rules,
            wanted: Wanted {
                service: Uuid::from_u128(1),
                duration_minutes: 45,
                buffer_before_minutes: 0,
                buffer_after_minutes: 10,
                capacity: 1,
                seats: 1,
            },
            pools: &[],
        }
    }
}

/// Two of ten devices, each for two at a time, busy with other visits for most of the day and shut at night and over lunch.
fn devices(master: &Master) -> Pool {
    let device = |n: usize| {
        let busy = master
            .busy
            .iter()
            .enumerate()
            .filter(|(m, _)| !(m + n).is_multiple_of(4));
        let busy = busy.flat_map(|(_, busy)| {
            let later = TimeDelta::minutes(20);
            let span = Span::new(busy.span.start + later, busy.span.end + later);
            [*busy, Busy { span, ..*busy }]
        });
        let dates = master.from.iter_days().take(DAYS as usize);
        let closed = dates.flat_map(|date| {
            [(0, 9), (13, 14), (19, 24)].map(|(from, to)| {
                let at = |hour: i64| resolve(TZ, at_minute(date, hour * 60));
                Span::new(at(from), at(to))
            })
        });
        Member {
            capacity: 2,
            busy: busy.collect(),
            blocked: Vec::new(),
            closed: closed.collect(),
        }
    };
    Pool {
        quantity: 2,
        members: (0..10).map(device).collect(),
    }
}

/// Lunch every day, training every other Wednesday, accounts on the last Friday of the month: all for ten years.
fn blocks() -> Vec<Block> {
    let date = NaiveDate::from_ymd_opt(2016, 10, 5).expect("a date");
    let rules = [
        "FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
        "FREQ=MONTHLY;BYDAY=-1FR",
    ];
    let block = |rule: &str| Block {
        start: Moment::Local(at_minute(date, 13 * 60)),
        end: Moment::Local(at_minute(date, 14 * 60)),
        rrule: Some(rule.to_owned()),
    };
    rules.map(block).to_vec()
}

fn slots(criterion: &mut Criterion) {
    let master = master();
    criterion.bench_function("28 days, busy", |bencher| {
        bencher.iter(|| search(black_box(&master.input(&master.busy))))
    });
    criterion.bench_function("28 days, empty", |bencher| {
        bencher.iter(|| search(black_box(&master.input(&[]))))
    });
    let pools = [devices(&master)];
    criterion.bench_function("28 days, two of ten resources", |bencher| {
        bencher.iter(|| {
            let input = Input {
                pools: &pools,
                ..master.input(&[])
            };
            search(black_box(&input))
        })
    });
    let mut tight = self::master();
    tight.rules.offer = Offer::Tight;
    criterion.bench_function("28 days, busy, tight", |bencher| {
        bencher.iter(|| search(black_box(&tight.input(&tight.busy))))
    });
    let start: DateTime<Utc> = resolve(TZ, at_minute(master.from, 12 * 60));
    criterion.bench_function("one start", |bencher| {
        bencher.iter(|| is_free(black_box(&master.input(&master.busy)), start))
    });
    let blocks = blocks();
    let from = resolve(TZ, at_minute(master.from, 0));
    criterion.bench_function("28 days of blocks, begun ten years ago", |bencher| {
        bencher.iter(|| expand_blocks(black_box(&blocks), TZ, from, from + TimeDelta::days(28)))
    });
}

criterion_group!(benches, slots);
criterion_main!(benches);
