//! Every change of the clock from 2024 to 2030 in more than twenty zones.

use aureli::schedule::local::{Span, day_bounds, resolve};
use aureli::schedule::slots::*;
use chrono::{NaiveDate, TimeDelta, Utc};
use chrono_tz::{Africa, America, Antarctica, Asia, Australia, Europe, Pacific, Tz};

use super::naive;
use super::practice::{day, practice, reading_of};
use super::properties::found;

/// Both hemispheres, half hours, changes at midnight, by two hours, during Ramadan, laws that changed, and none.
pub const ZONES: &[Tz] = &[
    Europe::Madrid,
    Europe::London,
    Europe::Moscow,
    Europe::Chisinau,
    America::New_York,
    America::St_Johns,
    America::Havana,
    America::Sao_Paulo,
    America::Santiago,
    America::Asuncion,
    America::Nuuk,
    Australia::Lord_Howe,
    Australia::Sydney,
    Asia::Tokyo,
    Asia::Kathmandu,
    Asia::Gaza,
    Asia::Beirut,
    Asia::Almaty,
    Africa::Casablanca,
    Africa::Cairo,
    Pacific::Apia,
    Pacific::Chatham,
    Antarctica::Troll,
];

/// The local dates of 2024–2030 within which the zone's clock changes.
pub fn transitions(tz: Tz) -> Vec<NaiveDate> {
    use std::cell::RefCell;
    use std::collections::HashMap;
    thread_local! {
        static KNOWN: RefCell<HashMap<Tz, Vec<NaiveDate>>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        known
            .entry(tz)
            .or_insert_with(|| find_transitions(tz))
            .clone()
    })
}

fn find_transitions(tz: Tz) -> Vec<NaiveDate> {
    use chrono::{Offset, TimeZone};
    let offset =
        |instant: chrono::DateTime<Utc>| tz.offset_from_utc_datetime(&instant.naive_utc()).fix();
    let mut instant = day("2024-01-01").and_hms_opt(0, 0, 0).unwrap().and_utc();
    let mut found = Vec::new();
    while instant < day("2031-01-01").and_hms_opt(0, 0, 0).unwrap().and_utc() {
        let next = instant + TimeDelta::minutes(30);
        if offset(instant) != offset(next) {
            found.push(instant.with_timezone(&tz).date_naive());
        }
        instant = next;
    }
    found
}

#[test]
fn every_change_of_the_clock_in_every_zone_agrees_with_looking_at_every_minute() {
    let hours: [&[(&str, &str)]; 5] = [
        &[("00:00", "24:00")],
        &[("21:40", "06:10")],
        &[("00:30", "01:45"), ("02:00", "03:00"), ("03:20", "04:00")],
        &[("02:30", "05:00"), ("23:30", "00:30")],
        &[("09:00", "02:30")],
    ];
    let visits = [(15, 60, 0), (20, 45, 10), (45, 90, 15)];
    let mut changes = 0;
    for tz in ZONES {
        for date in transitions(*tz) {
            changes += 1;
            for (n, hours) in hours.iter().enumerate() {
                let (step, duration, buffer) = visits[(n + changes) % visits.len()];
                let mut practice = practice(&date.pred_opt().unwrap().to_string());
                practice.tz = *tz;
                practice.days = 2;
                practice.open(hours);
                practice.rules.step_minutes = step;
                practice.rules.offer = Offer::Tight;
                practice.wanted.duration_minutes = duration;
                practice.wanted.buffer_after_minutes = buffer;
                let span = day_bounds(*tz, date);
                for (after, length) in [(70, 25), (200, 35), (285, 5)] {
                    let start = span.start + TimeDelta::minutes(after);
                    let span = Span::new(start, start + TimeDelta::minutes(length));
                    practice.busy.push(Busy {
                        span,
                        group: None,
                        seats: 1,
                        travel_minutes: 0,
                    });
                }
                let input = practice.input();
                assert_eq!(
                    found(&input),
                    naive::search(&input),
                    "{tz} {date} {hours:?} step {step}"
                );
            }
        }
    }
    assert!(
        changes > 200,
        "only {changes} changes of the clock were found"
    );
}

#[test]
fn an_hour_skipped_has_no_slots() {
    let mut practice = practice("2026-03-29");
    practice.open(&[("01:00", "04:00")]);
    assert_eq!(
        practice.offered_with_offset(),
        "01:00+01:00 01:30+01:00 03:00+02:00"
    );
}

#[test]
fn hours_that_lie_in_the_skipped_hour_are_none() {
    let mut practice = practice("2026-03-29");
    practice.open(&[("02:00", "03:00")]);
    assert_eq!(practice.offered(), "");
}

#[test]
fn a_visit_ends_when_the_skipped_hour_begins() {
    let mut practice = practice("2026-03-29");
    practice.open(&[("00:30", "02:00")]);
    let last = search(&practice.input())[0].slots.last().copied().unwrap();
    assert_eq!(last.start.to_rfc3339(), "2026-03-29T01:00:00+01:00");
    assert_eq!(last.end.to_rfc3339(), "2026-03-29T03:00:00+02:00");
}

#[test]
fn a_repeated_hour_is_offered_once_at_its_first_occurrence() {
    let mut practice = practice("2026-10-25");
    practice.open(&[("01:30", "04:00")]);
    assert_eq!(
        practice.offered_with_offset(),
        "01:30+02:00 02:00+02:00 02:30+02:00 03:00+01:00"
    );
}

#[test]
fn a_visit_over_the_repeated_hour_takes_elapsed_time_and_ends_by_the_clock() {
    let mut practice = practice("2026-10-25");
    practice.open(&[("01:00", "04:00")]);
    practice.wanted.duration_minutes = 150;
    assert_eq!(
        practice.offered_with_offset(),
        "01:00+02:00 01:30+02:00 02:00+02:00 02:30+02:00"
    );
    let slots = &search(&practice.input())[0].slots;
    assert_eq!(slots[3].end.to_rfc3339(), "2026-10-25T04:00:00+01:00");
}

#[test]
fn ten_o_clock_stays_ten_o_clock_across_the_change() {
    let mut practice = practice("2026-03-28");
    practice.days = 3;
    let starts = search(&practice.input())
        .into_iter()
        .map(|day| day.slots[0].start.to_rfc3339());
    let expected = [
        "2026-03-28T10:00:00+01:00",
        "2026-03-29T10:00:00+02:00",
        "2026-03-30T10:00:00+02:00",
    ];
    assert_eq!(starts.collect::<Vec<_>>(), expected);
}

#[test]
fn a_half_hour_change_loses_half_an_hour() {
    let mut practice = practice("2026-10-04");
    practice.tz = Australia::Lord_Howe;
    practice.open(&[("01:00", "04:00")]);
    assert_eq!(
        practice.offered_with_offset(),
        "01:00+10:30 01:30+10:30 02:30+11:00 03:00+11:00"
    );
}

#[test]
fn a_reading_that_is_skipped_means_the_first_instant_after_and_one_shown_twice_its_first() {
    let instant = |reading| resolve(Europe::Madrid, reading_of(reading)).to_rfc3339();
    assert_eq!(instant("2026-03-29T01:59"), "2026-03-29T00:59:00+00:00");
    assert_eq!(instant("2026-03-29T02:00"), "2026-03-29T01:00:00+00:00");
    assert_eq!(instant("2026-03-29T02:59"), "2026-03-29T01:00:00+00:00");
    assert_eq!(instant("2026-10-25T02:30"), "2026-10-25T00:30:00+00:00");
    assert_eq!(instant("2026-10-25T03:00"), "2026-10-25T02:00:00+00:00");
}

#[test]
fn a_day_lasts_as_long_as_the_zone_says() {
    let hours = |tz, date| {
        let bounds = day_bounds(tz, day(date));
        (bounds.end - bounds.start).num_hours()
    };
    assert_eq!(hours(Europe::Madrid, "2026-03-29"), 23);
    assert_eq!(hours(Europe::Madrid, "2026-10-25"), 25);
    assert_eq!(
        hours(Pacific::Apia, "2011-12-30"),
        0,
        "the day Samoa left out"
    );
    assert_eq!(
        hours(Africa::Cairo, "2026-04-24"),
        23,
        "the day begins at one o'clock"
    );
}

#[test]
fn dates_beyond_the_calendar_have_no_slots_and_do_no_harm() {
    for date in [
        NaiveDate::MIN,
        NaiveDate::MAX,
        day("9999-12-31"),
        day("-9999-01-01"),
    ] {
        for tz in [Europe::Madrid, Pacific::Chatham] {
            let mut practice = practice("2026-05-14");
            practice.tz = tz;
            practice.from = date;
            practice.days = u32::MAX;
            practice.rules.horizon_days = u32::MAX;
            assert!(search(&practice.input()).len() <= 62);
            let instant = date.and_hms_opt(12, 0, 0).unwrap().and_utc();
            assert!(
                is_free(&practice.input(), instant).is_err() || date.to_string() == "9999-12-31"
            );
            practice.now = instant;
            assert!(search(&practice.input()).len() <= 62);
            let _ = is_free(&practice.input(), instant);
            day_bounds(tz, date);
        }
    }
}
