//! The decided rules of the contract, each as a sentence.

use aureli::schedule::slots::*;
use chrono::{TimeDelta, Weekday};

use super::practice::{OTHER, OURS, day, minute, practice, weekly};

const DATE: &str = "2026-05-14";

#[test]
fn starts_stand_on_a_grid_from_the_opening_and_the_last_visit_ends_at_closing_time() {
    let practice = practice(DATE);
    assert_eq!(practice.offered(), "10:00 10:30 11:00 11:30 12:00");
}

#[test]
fn slots_are_in_the_tenants_offset_without_buffers() {
    let mut practice = practice(DATE);
    practice.wanted.buffer_after_minutes = 10;
    practice.wanted.duration_minutes = 75;
    let slot = search(&practice.input())[0].slots[0];
    assert_eq!(slot.start.to_rfc3339(), "2026-05-14T10:00:00+02:00");
    assert_eq!(slot.end.to_rfc3339(), "2026-05-14T11:15:00+02:00");
}

#[test]
fn every_day_of_the_range_is_listed_in_order_open_or_not() {
    let mut practice = practice(DATE);
    practice.days = 62;
    practice.hours = vec![weekly(Weekday::Mon, "10:00", "13:00")];
    let days = search(&practice.input());
    assert_eq!(days.len(), 62);
    assert!(
        days.iter()
            .zip(practice.from.iter_days())
            .all(|(day, date)| day.date == date)
    );
    assert_eq!(days.iter().filter(|day| day.open).count(), 9);
    practice.days = 100;
    assert_eq!(search(&practice.input()).len(), 62, "never more");
}

#[test]
fn a_visit_may_start_when_another_ends() {
    let mut practice = practice(DATE);
    practice.taken("10:30", "11:00");
    assert_eq!(practice.offered(), "11:00 11:30 12:00");
}

#[test]
fn the_grid_does_not_move_after_a_booking() {
    let mut practice = practice(DATE);
    practice.taken("10:00", "10:40");
    assert_eq!(practice.offered(), "11:00 11:30 12:00");
}

#[test]
fn each_opening_interval_has_its_own_grid() {
    let mut practice = practice(DATE);
    practice.open(&[("10:00", "11:10"), ("12:10", "14:00")]);
    assert_eq!(practice.offered(), "10:00 12:10 12:40");
}

#[test]
fn intervals_that_touch_are_one_stretch_with_two_grids() {
    let mut practice = practice(DATE);
    practice.open(&[("10:00", "11:10"), ("11:10", "13:00")]);
    assert_eq!(practice.offered(), "10:00 10:30 11:00 11:10 11:40");
}

#[test]
fn a_tight_offer_adds_starts_that_touch_what_is_taken() {
    let mut practice = practice(DATE);
    practice.rules.offer = Offer::Tight;
    practice.taken("11:10", "11:40");
    assert_eq!(practice.offered(), "10:00 10:10 11:40 12:00");
}

#[test]
fn a_tight_offer_keeps_the_buffers_between() {
    let mut practice = practice(DATE);
    practice.rules.offer = Offer::Tight;
    practice.wanted.duration_minutes = 30;
    practice.wanted.buffer_before_minutes = 5;
    practice.wanted.buffer_after_minutes = 10;
    practice.taken("11:10", "11:40");
    assert_eq!(practice.offered(), "10:00 10:30 11:45 12:00 12:30");
    practice.wanted.duration_minutes = 20;
    assert_eq!(practice.offered(), "10:00 10:30 10:40 11:45 12:00 12:30");
}

#[test]
fn a_tight_offer_beside_odd_seconds_takes_the_next_whole_minute() {
    let mut practice = practice(DATE);
    practice.rules.offer = Offer::Tight;
    practice.taken("11:10", "11:40");
    practice.busy[0].span.start += TimeDelta::seconds(20);
    practice.busy[0].span.end += TimeDelta::milliseconds(500);
    assert_eq!(practice.offered(), "10:00 10:10 11:41 12:00");
}

#[test]
fn a_tight_start_too_soon_or_outside_the_hours_is_not_offered() {
    let mut practice = practice(DATE);
    practice.rules.offer = Offer::Tight;
    practice.taken("08:00", "09:50");
    practice.taken("12:10", "15:00");
    assert_eq!(practice.offered(), "10:00 10:30 11:00 11:10");
    practice.now = practice.at("11:05");
    practice.rules.notice_minutes = 10;
    assert_eq!(practice.offered(), "");
}

#[test]
fn buffers_of_neighbours_are_added() {
    let mut practice = practice(DATE);
    practice.wanted.buffer_before_minutes = 30;
    // A visit until 10:30 with its own half hour after it.
    practice.taken("09:30", "11:00");
    assert_eq!(practice.offered(), "11:30 12:00");
}

#[test]
fn buffers_may_lie_outside_opening_hours() {
    let mut practice = practice(DATE);
    practice.wanted.buffer_before_minutes = 45;
    practice.wanted.buffer_after_minutes = 45;
    assert_eq!(practice.offered(), "10:00 10:30 11:00 11:30 12:00");
    practice.taken("13:30", "14:00");
    assert_eq!(
        practice.offered(),
        "10:00 10:30 11:00 11:30",
        "but they are kept from what is taken there"
    );
}

#[test]
fn notice_is_inclusive_and_leaves_the_grid_where_it_is() {
    let mut practice = practice(DATE);
    practice.open(&[("10:00", "20:00")]);
    practice.now = practice.at("14:30");
    practice.rules.notice_minutes = 240;
    assert_eq!(practice.offered(), "18:30 19:00");
    practice.now += TimeDelta::microseconds(1);
    assert_eq!(practice.offered(), "19:00");
}

#[test]
fn the_horizon_counts_whole_days_after_today() {
    let mut practice = practice(DATE);
    practice.days = 4;
    practice.rules.horizon_days = 2;
    let slots: Vec<usize> = search(&practice.input())
        .iter()
        .map(|day| day.slots.len())
        .collect();
    assert_eq!(slots, [5, 5, 0, 0], "asked the day before");
}

#[test]
fn hours_that_cross_midnight_belong_to_the_day_they_start() {
    let mut practice = practice(DATE);
    practice.hours = vec![weekly(Weekday::Thu, "22:00", "02:00")];
    practice.days = 2;
    let days = search(&practice.input());
    let thursday: Vec<String> = days[0]
        .slots
        .iter()
        .map(|slot| slot.start.format("%d %H:%M").to_string())
        .collect();
    let expected = [
        "14 22:00", "14 22:30", "14 23:00", "14 23:30", "15 00:00", "15 00:30", "15 01:00",
    ];
    assert_eq!(thursday, expected);
    assert!(!days[1].open && days[1].slots.is_empty());
    assert_eq!(practice.asked("2026-05-15T00:30"), Ok(()));
    assert_eq!(practice.asked("2026-05-14T00:30"), Err(Refusal::Closed));
}

#[test]
fn an_override_replaces_the_hours_of_its_date_with_all_that_crosses_midnight() {
    let mut practice = practice(DATE);
    practice.hours = vec![
        weekly(Weekday::Thu, "22:00", "02:00"),
        weekly(Weekday::Fri, "10:00", "11:00"),
    ];
    practice.overrides = vec![Override {
        date: practice.from,
        open: vec![],
    }];
    practice.days = 2;
    let days = search(&practice.input());
    assert!(!days[0].open);
    assert_eq!(days[1].slots.len(), 1);
    practice.overrides = vec![Override {
        date: practice.from,
        open: vec![(minute("12:00"), minute("13:30"))],
    }];
    assert_eq!(practice.offered(), "12:00 12:30");
}

#[test]
fn hours_hold_from_their_first_to_their_last_day() {
    let mut practice = practice(DATE);
    practice.days = 4;
    for hours in &mut practice.hours {
        hours.valid_from = Some(day("2026-05-15"));
        hours.valid_until = Some(day("2026-05-16"));
    }
    let open: Vec<bool> = search(&practice.input())
        .iter()
        .map(|day| day.open)
        .collect();
    assert_eq!(open, [false, true, true, false]);
}

#[test]
fn a_service_has_its_own_weekdays_and_hours_but_no_own_grid() {
    let mut practice = practice(DATE);
    practice.rules.limits.hours = vec![(minute("10:50"), minute("12:30"))];
    assert_eq!(practice.offered(), "11:00 11:30");
    practice.rules.limits.weekdays = vec![Weekday::Fri];
    assert_eq!(practice.offered(), "");
    assert_eq!(practice.asked("11:00"), Err(Refusal::Closed));
    assert!(
        search(&practice.input())[0].open,
        "the practice is open all the same"
    );
}

#[test]
fn seats_are_shared_by_visits_of_the_same_service_that_start_together() {
    let mut practice = practice(DATE);
    practice.wanted.capacity = 3;
    practice.seat_taken(OURS, "11:00", "12:00", 1);
    assert_eq!(practice.offered(), "10:00 11:00 12:00");
    practice.seat_taken(OURS, "11:00", "12:00", 1);
    assert_eq!(practice.offered(), "10:00 11:00 12:00");
    practice.wanted.seats = 2;
    assert_eq!(practice.offered(), "10:00 12:00");
    practice.wanted.seats = 1;
    practice.seat_taken(OURS, "11:00", "12:00", 1);
    assert_eq!(practice.offered(), "10:00 12:00");
}

#[test]
fn a_group_of_another_service_shares_nothing() {
    let mut practice = practice(DATE);
    practice.wanted.capacity = 3;
    practice.seat_taken(OTHER, "11:00", "12:00", 1);
    assert_eq!(practice.offered(), "10:00 12:00");
}

#[test]
fn a_full_day_offers_nothing_more() {
    let mut practice = practice(DATE);
    practice.days = 2;
    practice.rules.daily_limit = Some(2);
    practice.visits = vec![practice.at("08:00"), practice.at("23:59")];
    let slots: Vec<usize> = search(&practice.input())
        .iter()
        .map(|day| day.slots.len())
        .collect();
    assert_eq!(slots, [0, 5]);
    assert_eq!(practice.asked("10:00"), Err(Refusal::DailyLimit));
}

#[test]
fn the_day_of_a_visit_is_the_local_one() {
    let mut practice = practice(DATE);
    practice.rules.daily_limit = Some(1);
    // Still the 14th by UTC, the 15th in Madrid.
    practice.visits = vec![practice.at("2026-05-15T00:30")];
    assert_eq!(practice.offered(), "10:00 10:30 11:00 11:30 12:00");
}

#[test]
fn a_move_ignores_the_visits_own_time() {
    let mut practice = practice(DATE);
    practice.taken("10:00", "13:00");
    assert_eq!(practice.offered(), "");
    practice.busy.clear();
    assert_eq!(practice.asked("10:30"), Ok(()), "the caller leaves it out");
}

#[test]
fn several_services_run_one_after_the_other_within_the_outer_buffers() {
    let part = |duration_minutes, before, after| Part {
        service: OURS,
        duration_minutes,
        buffer_before_minutes: before,
        buffer_after_minutes: after,
    };
    let wanted = Wanted::in_a_row(&[part(30, 5, 10), part(45, 20, 20), part(15, 10, 25)]).unwrap();
    assert_eq!(
        (
            wanted.duration_minutes,
            wanted.buffer_before_minutes,
            wanted.buffer_after_minutes
        ),
        (90, 5, 25)
    );
    assert_eq!(Wanted::in_a_row(&[]), None);
}

#[test]
fn a_refusal_says_why() {
    let mut practice = practice(DATE);
    practice.now = practice.at("10:10");
    practice.rules.notice_minutes = 30;
    practice.rules.horizon_days = 5;
    practice.taken("12:00", "12:30");
    let reasons = [
        ("10:00", Err(Refusal::Past)),
        ("10:30", Err(Refusal::Notice)),
        ("10:40", Err(Refusal::OffGrid)),
        ("11:00", Ok(())),
        ("11:30", Err(Refusal::Taken)),
        ("12:30", Err(Refusal::Closed)),
        ("15:00", Err(Refusal::Closed)),
        ("2026-05-19T10:00", Ok(())),
        ("2026-05-20T10:00", Err(Refusal::Horizon)),
        ("2036-05-20T10:00", Err(Refusal::Horizon)),
    ];
    for (start, reason) in reasons {
        assert_eq!(practice.asked(start), reason, "{start}");
    }
    let start = practice.at("11:00") + TimeDelta::milliseconds(1);
    assert_eq!(is_free(&practice.input(), start), Err(Refusal::OffGrid));
}

#[test]
fn the_nearest_free_starts_come_first() {
    let mut practice = practice(DATE);
    practice.days = 2;
    practice.taken("10:30", "11:30");
    let near = nearest(&practice.input(), practice.at("11:00"), 3);
    let starts: Vec<String> = near
        .iter()
        .map(|slot| slot.start.format("%d %H:%M").to_string())
        .collect();
    assert_eq!(starts, ["14 11:30", "14 12:00", "15 10:00"]);
}
