//! Thousands of made-up practices: the search says what the minute-by-minute model says, and `is_free` and `nearest`
//! say what the search says.

use aureli::schedule::local::Span;
use aureli::schedule::slots::*;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::select;

use super::naive;
use super::practice::{OTHER, OURS, Practice};
use super::summer_time::{ZONES, transitions};

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(8_000))]

    #[test]
    fn the_search_agrees_with_looking_at_every_minute(practice in practices()) {
        prop_assert_eq!(found(&practice.input()), naive::search(&practice.input()));
    }
}

proptest! {
    #![proptest_config(cases(1_200))]

    #[test]
    fn a_start_is_free_exactly_when_it_is_offered(practice in practices(), minutes in vec(0..4_320_i64, 12)) {
        let input = practice.input();
        let from = input.from - TimeDelta::days(1);
        let offered = naive::search(&Input { from, days: input.days + 1, ..input });
        let offered: Vec<i64> = offered.into_iter().flat_map(|day| day.2).map(|(start, _)| start).collect();
        let begin = input.from.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp() / 60;
        let of_range = |minute: &i64| {
            let date = naive::clock(input.tz, *minute).div_euclid(1440) - input.from.to_epoch_days() as i64;
            (0..i64::from(input.days)).contains(&date)
        };
        let sampled = minutes.iter().map(|minute| begin + minute).chain(offered.iter().copied());
        for minute in sampled.filter(of_range) {
            let free = is_free(&input, instant(minute));
            prop_assert_eq!(free.is_ok(), offered.contains(&minute), "{:?} at {}", free, instant(minute));
        }
    }

    #[test]
    fn the_nearest_are_those_with_the_least_distance(practice in practices(), minute in 0..4_320_i64) {
        let input = practice.input();
        let lost = input.from.and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::minutes(minute);
        let mut starts: Vec<i64> = naive::search(&input).into_iter().flat_map(|day| day.2).map(|slot| slot.0).collect();
        starts.sort_by_key(|start| ((start - lost.timestamp() / 60).abs(), *start));
        starts.dedup();
        starts.truncate(3);
        let near: Vec<i64> = nearest(&input, lost, 3).iter().map(|slot| slot.start.timestamp() / 60).collect();
        prop_assert_eq!(near, starts);
    }
}

/// The search's answer in the model's terms.
pub fn found(input: &Input) -> Vec<naive::Day> {
    let minutes = |slot: &Slot| {
        assert_eq!(
            slot.start,
            slot.start.with_timezone(&input.tz),
            "shown in the tenant's offset"
        );
        assert_eq!(
            slot.start.naive_local(),
            slot.start.with_timezone(&input.tz).naive_local()
        );
        assert_eq!(
            slot.end.naive_local(),
            slot.end.with_timezone(&input.tz).naive_local()
        );
        (slot.start.timestamp() / 60, slot.end.timestamp() / 60)
    };
    let days = search(input).into_iter();
    days.map(|day| (day.date, day.open, day.slots.iter().map(minutes).collect()))
        .collect()
}

fn instant(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(minute * 60, 0).unwrap()
}

/// Practices of a few days, half of them where the clock changes.
fn practices() -> impl Strategy<Value = Practice> {
    (places(), 1..=3_u32, rules(), wanted()).prop_flat_map(|((tz, from), days, rules, wanted)| {
        let now = (-4_000..3_000_i64, 0..2_i64);
        let hours = vec(weekly(from), 0..6);
        let overrides = vec((-1..3_i64, vec(interval(), 0..3)), 0..2);
        let taken = vec(busy(from, wanted.buffer_before_minutes), 0..8);
        let pools = prop_oneof![3 => Just(Vec::new()), 2 => vec(pool(from), 1..3)];
        (now, hours, overrides, taken, pools).prop_map(
            move |((minutes, seconds), hours, overrides, taken, pools)| {
                let midnight = from.and_hms_opt(0, 0, 0).unwrap().and_utc();
                Practice {
                    tz,
                    now: midnight + TimeDelta::minutes(minutes) + TimeDelta::seconds(seconds * 31),
                    from,
                    days,
                    hours,
                    overrides: overrides
                        .into_iter()
                        .map(|(n, open)| Override {
                            date: from + TimeDelta::days(n),
                            open,
                        })
                        .collect(),
                    visits: taken.iter().map(|busy| busy.span.start).collect(),
                    busy: taken,
                    rules: rules.clone(),
                    wanted,
                    pools,
                }
            },
        )
    })
}

fn places() -> impl Strategy<Value = (Tz, NaiveDate)> {
    (
        select(ZONES),
        any::<bool>(),
        any::<prop::sample::Index>(),
        0..2_400_i64,
        -1..=1_i64,
    )
        .prop_map(|(tz, changing, index, random, shift)| {
            let dates = transitions(tz);
            let date = if changing && !dates.is_empty() {
                dates[index.index(dates.len())]
            } else {
                NaiveDate::from_ymd_opt(2024, 1, 2).unwrap() + TimeDelta::days(random)
            };
            (tz, date + TimeDelta::days(shift))
        })
}

fn rules() -> impl Strategy<Value = Rules> {
    let step = select(&[5, 7, 10, 15, 15, 20, 30, 45, 60, 90][..]);
    let notice = prop_oneof![Just(0), 0..2_000_u32];
    let offer = select(&[Offer::All, Offer::Tight][..]);
    let limits = (
        weighted(0.2, vec(0..7_u8, 1..5)),
        weighted(0.3, vec(interval(), 1..3)),
    );
    (
        step,
        notice,
        0..6_u32,
        offer,
        weighted(0.2, 0..4_u32),
        limits,
    )
        .prop_map(
            |(
                step_minutes,
                notice_minutes,
                horizon_days,
                offer,
                daily_limit,
                (weekdays, hours),
            )| Rules {
                step_minutes,
                notice_minutes,
                horizon_days,
                offer,
                daily_limit,
                limits: Limits {
                    weekdays: weekdays
                        .unwrap_or_default()
                        .into_iter()
                        .map(|n| n.try_into().unwrap())
                        .collect(),
                    hours: hours.unwrap_or_default(),
                },
            },
        )
}

fn wanted() -> impl Strategy<Value = Wanted> {
    let buffer = || prop_oneof![Just(0), select(&[5, 10, 15][..]), 0..40_u32];
    (
        1..200_u32,
        buffer(),
        buffer(),
        prop_oneof![Just(1), 1..4_u32],
        1..3_u32,
    )
        .prop_map(
            |(duration_minutes, buffer_before_minutes, buffer_after_minutes, capacity, seats)| {
                Wanted {
                    service: OURS,
                    duration_minutes,
                    buffer_before_minutes,
                    buffer_after_minutes,
                    capacity,
                    seats,
                }
            },
        )
}

/// Units of some rooms, with visits, blocks and closed hours; most of them free, or nothing would ever be found.
fn pool(from: NaiveDate) -> impl Strategy<Value = Pool> {
    let span = move || {
        (-1_500..5_500_i64, 1..400_i64).prop_map(move |(start, length)| {
            let start = from.and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::minutes(start);
            Span::new(start, start + TimeDelta::minutes(length))
        })
    };
    let member = (
        0..4_u32,
        vec(busy(from, 0), 0..6),
        vec(span(), 0..2),
        vec(span(), 0..2),
    );
    let member = member.prop_map(|(capacity, busy, blocked, closed)| Member {
        capacity,
        busy,
        blocked,
        closed,
    });
    let pool = (1..4_u32, vec(member, 1..4));
    pool.prop_map(|(quantity, members)| Pool { quantity, members })
}

/// Minutes of a day: round ones, odd ones, and often the hours in which clocks change.
fn interval() -> impl Strategy<Value = (u16, u16)> {
    let from = || {
        prop_oneof![
            (0..16_u16).prop_map(|n| n * 15),
            (0..48_u16).prop_map(|n| n * 30),
            0..1440_u16
        ]
    };
    prop_oneof![
        1 => (from(), from()),
        2 => (from(), 30..500_u16).prop_map(|(from, length)| (from, (from + length).min(1440))),
        1 => (from(), 30..500_u16).prop_map(|(from, length)| (from, (from + length) % 1440)),
    ]
}

fn weekly(from: NaiveDate) -> impl Strategy<Value = WeeklyHours> {
    let around = || weighted(0.2, -2..4_i64);
    (-1..3_i64, interval(), around(), around()).prop_map(
        move |(n, (from_minute, to_minute), since, until)| {
            let date = |n| from + TimeDelta::days(n);
            WeeklyHours {
                weekday: date(n).weekday(),
                from_minute,
                to_minute,
                valid_from: since.map(date),
                valid_until: until.map(date),
            }
        },
    )
}

/// Taken time, sometimes by a group that starts on a quarter of an hour.
fn busy(from: NaiveDate, before: u32) -> impl Strategy<Value = Busy> {
    let start = prop_oneof![-1_500..5_500_i64, (-100..360_i64).prop_map(|n| n * 15)];
    let group = of((select(&[OURS, OURS, OURS, OTHER][..]), any::<bool>()));
    // At another place now and then, some way off.
    let travel = prop_oneof![4 => Just(0_u32), 1 => 1..90_u32];
    let visit = (start, 0..240_i64, group, 1..3_u32, travel);
    visit.prop_map(move |(start, length, group, seats, travel_minutes)| {
        let start = from.and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::minutes(start);
        let before = TimeDelta::minutes(before.into());
        let buffered = group.is_some_and(|(_, buffered)| buffered);
        let span = Span::new(
            if buffered { start - before } else { start },
            start + TimeDelta::minutes(length),
        );
        Busy {
            span,
            group: group.map(|(service, _)| GroupKey { service, start }),
            seats,
            travel_minutes,
        }
    })
}
