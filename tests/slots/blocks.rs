//! Blocks, once and repeated, as spans of a window.

use aureli::schedule::blocks::{Block, Moment, expand_blocks};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Madrid;

use super::practice::reading_of;

fn block(start: &str, end: &str, rrule: Option<&str>) -> Block {
    let moment = |text: &str| match text.strip_suffix('Z') {
        Some(text) => Moment::Instant(reading_of(text).and_utc()),
        None => Moment::Local(reading_of(text)),
    };
    Block {
        start: moment(start),
        end: moment(end),
        rrule: rrule.map(str::to_owned),
    }
}

fn utc(text: &str) -> DateTime<Utc> {
    reading_of(text).and_utc()
}

/// The spans as Madrid's clock shows them.
fn spans(block: Block, from: &str, to: &str) -> Vec<String> {
    let spans = expand_blocks(&[block], Madrid, utc(from), utc(to)).unwrap();
    let shown = |instant: DateTime<Utc>| {
        instant
            .with_timezone(&Madrid)
            .format("%d %H:%M%:z")
            .to_string()
    };
    spans
        .iter()
        .map(|span| format!("{} – {}", shown(span.start), shown(span.end)))
        .collect()
}

#[test]
fn a_block_without_offset_is_local_and_one_with_offset_is_an_instant() {
    let local = block("2026-05-14T13:45", "2026-05-14T14:30", None);
    assert_eq!(
        spans(local, "2026-05-14T00:00", "2026-05-15T00:00"),
        ["14 13:45+02:00 – 14 14:30+02:00"]
    );
    let instant = block("2026-05-14T08:00Z", "2026-05-14T09:00Z", None);
    assert_eq!(
        spans(instant, "2026-05-14T00:00", "2026-05-15T00:00"),
        ["14 10:00+02:00 – 14 11:00+02:00"]
    );
}

#[test]
fn a_repeated_break_keeps_its_local_time_when_the_clock_changes() {
    let lunch = block("2026-03-27T13:45", "2026-03-27T14:30", Some("FREQ=DAILY"));
    let expected = [
        "28 13:45+01:00 – 28 14:30+01:00",
        "29 13:45+02:00 – 29 14:30+02:00",
    ];
    assert_eq!(
        spans(lunch, "2026-03-28T00:00", "2026-03-30T00:00"),
        expected
    );
}

#[test]
fn a_repeated_night_keeps_both_its_clock_times() {
    let night = block("2026-10-20T22:00", "2026-10-21T06:00", Some("FREQ=DAILY"));
    let expected = ["24 22:00+02:00 – 25 06:00+01:00"];
    assert_eq!(
        spans(night, "2026-10-24T20:00", "2026-10-25T20:00"),
        expected
    );
}

#[test]
fn a_break_that_falls_into_the_skipped_hour_vanishes() {
    let early = block("2026-03-01T02:15", "2026-03-01T02:45", Some("FREQ=DAILY"));
    assert!(spans(early, "2026-03-29T00:00", "2026-03-29T20:00").is_empty());
}

#[test]
fn five_times_are_five_times() {
    let five = || {
        block(
            "2026-05-14T13:45",
            "2026-05-14T14:30",
            Some("FREQ=DAILY;COUNT=5"),
        )
    };
    assert_eq!(
        spans(five(), "2026-05-01T00:00", "2026-06-01T00:00").len(),
        5
    );
    assert_eq!(
        spans(five(), "2026-05-17T00:00", "2026-06-01T00:00").len(),
        2
    );
    assert!(spans(five(), "2026-05-19T00:00", "2026-06-01T00:00").is_empty());
}

#[test]
fn a_vacation_that_began_before_the_window_reaches_into_it() {
    let summer = block("2020-08-01T00:00", "2020-09-01T00:00", Some("FREQ=YEARLY"));
    assert_eq!(
        spans(summer, "2026-08-30T00:00", "2026-08-31T00:00"),
        ["01 00:00+02:00 – 01 00:00+02:00"]
    );
}

#[test]
fn only_what_shares_time_with_the_window_is_there() {
    let touching = || block("2026-05-14T10:00Z", "2026-05-14T11:00Z", None);
    assert!(spans(touching(), "2026-05-14T11:00", "2026-05-15T00:00").is_empty());
    assert!(spans(touching(), "2026-05-14T09:00", "2026-05-14T10:00").is_empty());
    assert_eq!(
        spans(touching(), "2026-05-14T10:59", "2026-05-15T00:00").len(),
        1
    );
    let backwards = block("2026-05-14T12:00", "2026-05-14T11:00", Some("FREQ=DAILY"));
    assert!(spans(backwards, "2026-05-14T00:00", "2026-06-01T00:00").is_empty());
}

#[test]
fn a_rule_from_long_ago_costs_by_the_window() {
    let old = block("1970-01-01T13:00", "1970-01-01T14:00", Some("FREQ=DAILY"));
    let new = block("2026-04-30T13:00", "2026-04-30T14:00", Some("FREQ=DAILY"));
    let timed = |block: &Block| {
        let from = utc("2026-05-01T00:00");
        let begun = std::time::Instant::now();
        for _ in 0..50 {
            let spans = expand_blocks(
                std::slice::from_ref(block),
                Madrid,
                from,
                from + TimeDelta::days(28),
            )
            .unwrap();
            assert_eq!(spans.len(), 28);
        }
        begun.elapsed()
    };
    let least = |block: &Block| (0..5).map(|_| timed(block)).min().unwrap();
    assert!(
        least(&old) < least(&new) * 10,
        "twenty thousand days are jumped over, not walked"
    );
}

#[test]
fn a_bad_rule_is_an_error_and_not_a_hole_in_the_calendar() {
    let bad = block("2026-05-14T13:45", "2026-05-14T14:30", Some("FREQ=HOURLY"));
    let answer = expand_blocks(
        &[bad],
        Madrid,
        utc("2026-05-14T00:00"),
        utc("2026-05-15T00:00"),
    );
    assert_eq!(answer, Err("schedule-rrule-too-often"));
}
