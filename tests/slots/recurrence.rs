//! Repetition rules: what is refused, and that the rest says what the `rrule` crate says.

use aureli::schedule::recurrence::{Recurrence, validate_rrule};
use chrono::{NaiveDate, TimeDelta};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use super::practice::{day, reading_of};

const UTC: chrono_tz::Tz = chrono_tz::UTC;

fn dates(rule: &str, first: &str, from: &str, to: &str) -> String {
    let rule = Recurrence::parse(rule).unwrap();
    let dates = rule.dates(UTC, reading_of(first), day(from), day(to));
    dates
        .iter()
        .map(NaiveDate::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn usual_rules_are_understood() {
    let rules = [
        "FREQ=DAILY",
        "RRULE:FREQ=DAILY;INTERVAL=2",
        "freq=weekly;byday=mo,we,fr;wkst=su",
        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=12",
        "FREQ=MONTHLY;BYMONTHDAY=15,-1",
        "FREQ=YEARLY;BYMONTH=8;BYDAY=+2MO;UNTIL=20301231T235959Z",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    ];
    for rule in rules {
        assert_eq!(validate_rrule(rule), Ok(()), "{rule}");
    }
}

#[test]
fn rules_that_flood_a_day_are_refused() {
    for rule in [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=3",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=1,2,3",
    ] {
        assert_eq!(
            validate_rrule(rule),
            Err("schedule-rrule-too-often"),
            "{rule}"
        );
    }
}

#[test]
fn what_is_not_kept_here_is_refused_and_not_ignored() {
    for rule in ["FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYYEARDAY=100"] {
        assert_eq!(
            validate_rrule(rule),
            Err("schedule-rrule-unsupported"),
            "{rule}"
        );
    }
}

#[test]
fn what_is_no_rule_is_refused() {
    let long = format!("FREQ=DAILY;BYMONTH={}1", "1,".repeat(1000));
    let rules = [
        "",
        "every day",
        "FREQ=",
        "FREQ=FORTNIGHTLY",
        "INTERVAL=2",
        "FREQ=DAILY;",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=99999999999999999999",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=3;UNTIL=20260101",
        "FREQ=DAILY;UNTIL=tomorrow",
        "FREQ=DAILY;UNTIL=20260230",
        "FREQ=DAILY;UNTIL=2026-1-1",
        "FREQ=DAILY;BYDAY=1MO",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=é",
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=DAILY\nDTSTART:20260101",
        &long,
    ];
    for rule in rules {
        assert_eq!(
            validate_rrule(rule),
            Err("schedule-rrule-invalid"),
            "{rule}"
        );
    }
}

#[test]
fn what_a_rule_leaves_open_comes_from_the_first_date() {
    let first = "2026-05-14T10:00";
    assert_eq!(
        dates("FREQ=WEEKLY", first, "2026-05-01", "2026-05-30"),
        "2026-05-14 2026-05-21 2026-05-28"
    );
    assert_eq!(
        dates("FREQ=MONTHLY", first, "2026-06-01", "2026-07-31"),
        "2026-06-14 2026-07-14"
    );
    assert_eq!(
        dates("FREQ=YEARLY", first, "2026-06-01", "2028-07-31"),
        "2027-05-14 2028-05-14"
    );
}

#[test]
fn counted_and_plain_weekdays_add_up() {
    let days = dates(
        "FREQ=MONTHLY;BYDAY=2TU,FR",
        "2026-05-01T10:00",
        "2026-05-01",
        "2026-05-16",
    );
    assert_eq!(days, "2026-05-01 2026-05-08 2026-05-12 2026-05-15");
}

#[test]
fn a_day_that_a_month_has_not_is_left_out() {
    let first = "2026-01-31T10:00";
    assert_eq!(
        dates("FREQ=MONTHLY", first, "2026-01-01", "2026-05-31"),
        "2026-01-31 2026-03-31 2026-05-31"
    );
    assert_eq!(
        dates(
            "FREQ=YEARLY",
            "2024-02-29T10:00",
            "2024-01-01",
            "2030-01-01"
        ),
        "2024-02-29 2028-02-29"
    );
    assert_eq!(
        dates(
            "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
            first,
            "2026-01-01",
            "2036-05-31"
        ),
        ""
    );
}

#[test]
fn an_end_is_inclusive_whether_it_is_a_date_a_reading_or_an_instant() {
    let until = |until: &str| {
        dates(
            &format!("FREQ=DAILY;UNTIL={until}"),
            "2026-05-14T10:00",
            "2026-05-15",
            "2026-06-01",
        )
    };
    assert_eq!(until("20260516"), "2026-05-15 2026-05-16");
    assert_eq!(until("20260516T100000"), "2026-05-15 2026-05-16");
    assert_eq!(until("20260516T095959"), "2026-05-15");
    assert_eq!(until("20260516T100000Z"), "2026-05-15 2026-05-16");
    assert_eq!(until("20260516T095959Z"), "2026-05-15");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn dates_are_those_another_reader_of_the_standard_finds(
        rule in rules(),
        first in 0..1_500_i64,
        later in 0..700_i64,
        length in 1..400_i64,
    ) {
        let first = (day("2024-01-01") + TimeDelta::days(first)).and_hms_opt(10, 30, 0).unwrap();
        let from = first.date() + TimeDelta::days(later - 30);
        let to = from + TimeDelta::days(length);
        let ours = Recurrence::parse(&rule);
        prop_assume!(ours.is_ok());
        let theirs = rule.parse::<rrule::RRule<rrule::Unvalidated>>();
        let begin = first.and_utc().with_timezone(&rrule::Tz::UTC);
        let theirs = theirs.ok().and_then(|theirs| theirs.build(begin).ok());
        prop_assume!(theirs.is_some());
        let midnight = |date: NaiveDate| date.and_hms_opt(0, 0, 0).unwrap().and_utc().with_timezone(&rrule::Tz::UTC);
        let window = theirs.unwrap().after(midnight(from)).before(midnight(to + TimeDelta::days(1)));
        let theirs: Vec<NaiveDate> = window.all(2_000).dates.iter().map(|instant| instant.date_naive()).collect();
        prop_assert_eq!(ours.unwrap().dates(UTC, first, from, to), theirs, "{}", rule);
    }
}

fn rules() -> impl Strategy<Value = String> {
    let ordinal = |most: i32| select((-most..=most).filter(|n| *n != 0).collect::<Vec<_>>());
    let weekday = || select(&["MO", "TU", "WE", "TH", "FR", "SA", "SU"][..]);
    let list = |items: Vec<String>| items.join(",");
    let frequency = select(&["DAILY", "WEEKLY", "MONTHLY", "YEARLY"][..]);
    let parts = (
        weighted(0.5, 1..5_u32),
        weighted(
            0.3,
            proptest::collection::vec((1..=12_u32).prop_map(|n| n.to_string()), 1..3)
                .prop_map(list),
        ),
        weighted(
            0.3,
            proptest::collection::vec(ordinal(31).prop_map(|n| n.to_string()), 1..4).prop_map(list),
        ),
        weighted(
            0.5,
            proptest::collection::vec(
                (ordinal(5), weekday()).prop_map(|(n, weekday)| format!("{n}{weekday}")),
                1..4,
            )
            .prop_map(list),
        ),
        weighted(0.2, ordinal(4)),
        weighted(0.3, weekday()),
        prop_oneof![
            Just(String::new()),
            (1..200_u32).prop_map(|n| format!(";COUNT={n}")),
            (1..1_500_i64).prop_map(|n| (day("2028-02-20") + TimeDelta::days(n))
                .format(";UNTIL=%Y%m%dT103000Z")
                .to_string()),
        ],
    );
    (frequency, weighted(0.4, Just(())), parts).prop_map(
        |(
            frequency,
            counted,
            (interval, months, month_days, weekdays, position, week_start, end),
        )| {
            let weekly = frequency == "WEEKLY";
            // "MO,2TU" together is where the other reader finds neither.
            let counted = counted.is_some() && matches!(frequency, "MONTHLY" | "YEARLY");
            let weekdays = weekdays.map(|days| match counted {
                true => days,
                false => days.replace(|letter: char| letter == '-' || letter.is_ascii_digit(), ""),
            });
            let mut rule = format!("FREQ={frequency}");
            let mut add = |name: &str, value: Option<String>| {
                if let Some(value) = value {
                    rule.push_str(&format!(";{name}={value}"));
                }
            };
            let filtered = months.is_some() || month_days.is_some() || weekdays.is_some();
            add("INTERVAL", interval.map(|n| n.to_string()));
            add("BYMONTH", months);
            add("BYMONTHDAY", month_days.filter(|_| !weekly));
            add("BYDAY", weekdays);
            // In a rule's first week the other reader counts positions from the first date, and not from the week's start.
            add(
                "BYSETPOS",
                position
                    .filter(|_| filtered && !weekly)
                    .map(|n| n.to_string()),
            );
            add("WKST", week_start.map(str::to_owned));
            rule + &end
        },
    )
}
