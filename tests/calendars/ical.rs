//! Files of other calendars: what they mean, and that no file hangs, floods or breaks the reading.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use aureli::calendars::ical::{MAX_SPANS, Reader, Reading, Unread, Why};
use aureli::schedule::local::Span;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Madrid;
use proptest::prelude::*;

const NAME: &str = "018f0000-0000-7000-8000-000000000000@book.example";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn window() -> Span {
    Span::new(at("2026-05-10T22:00:00Z"), at("2027-06-13T22:00:00Z"))
}

fn read_bytes(file: &[u8]) -> Reading {
    let own = HashSet::from([NAME.to_owned()]);
    let reader = Reader {
        home: Madrid,
        window: window(),
        own: &own,
    };
    reader.read(file).expect("a calendar")
}

fn read(entries: &str) -> Reading {
    read_bytes(
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{entries}\r\nEND:VCALENDAR\r\n").as_bytes(),
    )
}

/// One entry with these lines.
fn event(lines: &str) -> Reading {
    read(&format!("BEGIN:VEVENT\r\nUID:1\r\n{lines}\r\nEND:VEVENT"))
}

/// "2026-05-14T08:00 2026-05-14T09:00", a line for each.
fn spans(reading: &Reading) -> Vec<String> {
    let show = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M").to_string();
    let busy = reading.busy.iter();
    busy.map(|one| format!("{} {}", show(one.start), show(one.end)))
        .collect()
}

fn whys(reading: &Reading) -> Vec<Why> {
    reading.unread.iter().map(|one| one.why).collect()
}

#[test]
fn a_time_means_its_own_zone_the_practices_or_the_worlds() {
    for (lines, expected) in [
        (
            "DTSTART:20260514T080000Z\nDTEND:20260514T090000Z",
            "2026-05-14T08:00 2026-05-14T09:00",
        ),
        (
            "DTSTART:20260514T100000\nDTEND:20260514T110000",
            "2026-05-14T08:00 2026-05-14T09:00",
        ),
        (
            "DTSTART;TZID=America/New_York:20260514T100000\nDURATION:PT90M",
            "2026-05-14T14:00 2026-05-14T15:30",
        ),
        (
            "DTSTART;TZID=Russian Standard Time:20260514T100000\nDURATION:PT1H",
            "2026-05-14T07:00 2026-05-14T08:00",
        ),
        (
            "DTSTART;VALUE=DATE:20260514",
            "2026-05-13T22:00 2026-05-14T22:00",
        ),
        (
            "DTSTART;VALUE=DATE:20260514\nDTEND;VALUE=DATE:20260514",
            "2026-05-13T22:00 2026-05-14T22:00",
        ),
        (
            "DTSTART;VALUE=DATE:20260514\nDTEND;VALUE=DATE:20260516",
            "2026-05-13T22:00 2026-05-15T22:00",
        ),
        (
            "DTSTART;TZID=Europe/Berlin:20260514T230000\nDTEND;TZID=Asia/Tokyo:20260515T080000",
            "2026-05-14T21:00 2026-05-14T23:00",
        ),
    ] {
        let reading = event(lines);
        // Pieces end at midnights; what touches is one here.
        let all = spans(&reading);
        let whole = format!(
            "{} {}",
            all[0].split(' ').next().unwrap(),
            all.last().unwrap().split(' ').nth(1).unwrap()
        );
        assert_eq!(whole, expected, "{lines}");
        assert!(reading.unread.is_empty(), "{lines}");
    }
}

#[test]
fn what_takes_no_time_blocks_none() {
    for lines in [
        "DTSTART:20260514T080000Z\nDTEND:20260514T090000Z\nTRANSP:TRANSPARENT",
        "DTSTART:20260514T080000Z\nDTEND:20260514T090000Z\nSTATUS:CANCELLED",
        "DTSTART:20260514T080000Z\nDTEND:20260514T090000Z\nX-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "DTSTART:20260514T080000Z",
        "DTSTART:20260514T080000Z\nDTEND:20260514T080000Z",
        "DTSTART:20200514T080000Z\nDTEND:20200514T090000Z",
    ] {
        let reading = event(lines);
        assert_eq!(spans(&reading), Vec::<String>::new(), "{lines}");
        assert_eq!((reading.events, reading.unread.len()), (1, 0), "{lines}");
    }
    let own = read(&format!(
        "BEGIN:VEVENT\nUID:{NAME}\nDTSTART:20260514T080000Z\nDTEND:20260514T090000Z\nEND:VEVENT"
    ));
    assert!(
        own.busy.is_empty(),
        "our own visits come back through the feed"
    );
    let other = read(
        "BEGIN:VEVENT\nUID:me@book.example\nDTSTART:20260514T080000Z\nDTEND:20260514T090000Z\nEND:VEVENT",
    );
    assert_eq!(other.busy.len(), 1, "nobody else's name begins with an id");
}

#[test]
fn a_repeat_keeps_its_clock_and_leaves_out_what_was_taken_back() {
    // The clocks go back on 25 October 2026.
    let weekly = event(
        "DTSTART;TZID=Europe/Madrid:20261012T100000\nDTEND;TZID=Europe/Madrid:20261012T110000\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Europe/Madrid:20261019T100000",
    );
    assert_eq!(
        spans(&weekly),
        [
            "2026-10-12T08:00 2026-10-12T09:00",
            "2026-10-26T09:00 2026-10-26T10:00",
            "2026-11-02T09:00 2026-11-02T10:00"
        ]
    );
    let by_day = event(
        "DTSTART:20260514T080000Z\nDTEND:20260514T090000Z\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20260515\nRDATE:20260520T080000Z",
    );
    assert_eq!(
        spans(&by_day),
        [
            "2026-05-14T08:00 2026-05-14T09:00",
            "2026-05-16T08:00 2026-05-16T09:00",
            "2026-05-20T08:00 2026-05-20T09:00"
        ]
    );
}

#[test]
fn one_of_a_repeat_is_moved_cancelled_or_changes_all_later_ones() {
    let head = "BEGIN:VEVENT\nUID:1\nDTSTART:20260514T080000Z\nDTEND:20260514T090000Z\nRRULE:FREQ=DAILY;COUNT=4\nEND:VEVENT\n";
    let moved = read(&format!(
        "{head}BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20260515T080000Z\nDTSTART:20260515T120000Z\nDTEND:20260515T130000Z\nEND:VEVENT"
    ));
    assert_eq!(moved.busy.len(), 4);
    assert!(spans(&moved).contains(&"2026-05-15T12:00 2026-05-15T13:00".to_owned()));
    assert!(!spans(&moved).contains(&"2026-05-15T08:00 2026-05-15T09:00".to_owned()));
    let cancelled = read(&format!(
        "{head}BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=Europe/Madrid:20260515T100000\nDTSTART:20260515T080000Z\nDTEND:20260515T090000Z\nSTATUS:CANCELLED\nEND:VEVENT"
    ));
    assert_eq!(cancelled.busy.len(), 3);
    let later = read(&format!(
        "{head}BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260516T080000Z\nDTSTART:20260516T093000Z\nDTEND:20260516T100000Z\nEND:VEVENT"
    ));
    assert_eq!(
        spans(&later),
        [
            "2026-05-14T08:00 2026-05-14T09:00",
            "2026-05-15T08:00 2026-05-15T09:00",
            "2026-05-16T09:30 2026-05-16T10:00",
            "2026-05-17T09:30 2026-05-17T10:00"
        ]
    );
    let alone = read(
        "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20260515T080000Z\nDTSTART:20260515T120000Z\nDTEND:20260515T130000Z\nEND:VEVENT",
    );
    assert_eq!(alone.busy.len(), 1);
    let newer = read(
        "BEGIN:VEVENT\nUID:1\nSEQUENCE:1\nDTSTART:20260515T120000Z\nDURATION:PT1H\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\nDTSTART:20260514T120000Z\nDURATION:PT1H\nEND:VEVENT",
    );
    assert_eq!(spans(&newer), ["2026-05-15T12:00 2026-05-15T13:00"]);
}

#[test]
fn what_cannot_be_read_is_listed_and_the_rest_is_taken() {
    let reading = read(
        "BEGIN:VEVENT\nUID:a\nSUMMARY:No beginning\nEND:VEVENT
BEGIN:VEVENT\nUID:b\nSUMMARY:Odd\nDTSTART:yesterday\nEND:VEVENT
BEGIN:VEVENT\nUID:c\nSUMMARY:Backwards\nDTSTART:20260514T080000Z\nDTEND:20260514T070000Z\nEND:VEVENT
BEGIN:VEVENT\nUID:d\nSUMMARY:Every second\nDTSTART:20260515T080000Z\nDURATION:PT1H\nRRULE:FREQ=SECONDLY\nEND:VEVENT
BEGIN:VEVENT\nUID:e\nSUMMARY:Far away\nDTSTART;TZID=Mars/Olympus:20260516T100000\nDURATION:PT1H\nEND:VEVENT
BEGIN:VEVENT\nUID:f\nDTSTART:20260517T080000Z\nDURATION:PT1H\nEXDATE:never\nEND:VEVENT
BEGIN:VEVENT\nUID:g\nSUMMARY:Fine\\, with a comma\nDTSTART:20260518T080000Z\nDURATION:PT1H\nBEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT5M\nEND:VALARM\nEND:VEVENT
BEGIN:VFREEBUSY\nFREEBUSY;FBTYPE=BUSY:20260519T080000Z/PT1H,20260519T100000Z/20260519T110000Z\nFREEBUSY;FBTYPE=FREE:20260520T080000Z/PT1H\nEND:VFREEBUSY
BEGIN:VEVENT\nUID:h\nSUMMARY:Cut\nDTSTART:20260521T080000Z\nDURATION:PT1H",
    );
    assert_eq!(
        spans(&reading),
        [
            "2026-05-15T08:00 2026-05-15T09:00",
            "2026-05-16T08:00 2026-05-16T09:00",
            "2026-05-17T08:00 2026-05-17T09:00",
            "2026-05-18T08:00 2026-05-18T09:00",
            "2026-05-19T08:00 2026-05-19T09:00",
            "2026-05-19T10:00 2026-05-19T11:00",
            "2026-05-21T08:00 2026-05-21T09:00"
        ]
    );
    assert_eq!(
        whys(&reading),
        [
            Why::Cut,
            Why::Start,
            Why::Start,
            Why::End,
            Why::Rule,
            Why::Zone,
            Why::Date
        ]
    );
    assert_eq!(
        reading.unread[2],
        Unread {
            what: "Odd".into(),
            line: 7,
            why: Why::Start
        }
    );
    let fine = reading
        .busy
        .iter()
        .find(|one| one.start == at("2026-05-18T08:00:00Z"));
    assert_eq!(&*fine.unwrap().title, "Fine, with a comma");
}

#[test]
fn no_file_takes_more_than_its_share() {
    let begun = Instant::now();
    let mut file = String::from("BEGIN:VCALENDAR\n");
    let mut n = 0;
    while file.len() < 10 << 20 {
        n += 1;
        file.push_str(&format!(
            "BEGIN:VEVENT\nUID:{n}\nDTSTART:20200101T{:02}{:02}00Z\nDURATION:PT1M\nRRULE:FREQ=DAILY\nEND:VEVENT\n",
            n % 24,
            n % 60
        ));
    }
    let reading = read_bytes(file.as_bytes());
    assert_eq!(reading.busy.len(), MAX_SPANS, "the soonest of them");
    assert!(whys(&reading).contains(&Why::TooMany));
    for hostile in [
        // A rule that counts from long ago, one that never comes, one that never ends.
        "DTSTART:19000101T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=100000;BYMONTH=1"
            .to_owned(),
        "DTSTART:20260101T080000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
            .to_owned(),
        "DTSTART:20260101T080000Z\nDURATION:P9999D\nRRULE:FREQ=DAILY".to_owned(),
        "DTSTART:00010101T080000Z\nDTEND:99991231T080000Z".to_owned(),
        format!("DTSTART:20260514T080000Z\nDURATION:P{}D", "9".repeat(400)),
        format!(
            "DTSTART:20260514T080000Z\nDURATION:PT1H\nEXDATE:{}",
            "x,".repeat(500_000)
        ),
        format!("SUMMARY:{}", "a\r\n ".repeat(500_000)),
        format!(
            "DTSTART:20260514T080000Z{}",
            "\r\nBEGIN:VALARM".repeat(100_000)
        ),
    ] {
        let reading = event(&hostile);
        assert!(reading.busy.len() <= MAX_SPANS && reading.unread.len() <= 50);
        assert!(
            reading
                .unread
                .iter()
                .all(|one| one.what.chars().count() <= 120)
        );
    }
    assert!(
        begun.elapsed() < Duration::from_secs(60),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn what_is_no_calendar_is_not_taken_for_an_empty_one() {
    let reader = Reader {
        home: Madrid,
        window: window(),
        own: &HashSet::new(),
    };
    for page in [
        "",
        "<!doctype html><title>Sign in</title>",
        "BEGIN:VCARD\nEND:VCARD",
        "\u{0}\u{1}",
    ] {
        assert!(reader.read(page.as_bytes()).is_err(), "{page}");
    }
    assert!(
        reader
            .read("\u{feff}\r\nbegin:vcalendar\r\nend:vcalendar".as_bytes())
            .is_ok()
    );
}

#[test]
fn of_more_than_can_be_kept_the_time_counts_and_the_names_go() {
    let many = |at: &dyn Fn(usize) -> DateTime<Utc>| {
        let entries = (0..MAX_SPANS + 5_000).map(|n| {
            let start = at(n).format("%Y%m%dT%H%M%SZ");
            format!(
                "BEGIN:VEVENT\nUID:{n}\nSUMMARY:{n}\nDTSTART:{start}\nDURATION:PT2H\nEND:VEVENT\n"
            )
        });
        read(&entries.collect::<String>())
    };
    // All of them over each other, within two weeks: nothing of that time is left out.
    let reading = many(&|n| at("2026-05-14T08:00:00Z") + TimeDelta::minutes(n as i64 % 20_000));
    assert!(reading.busy.len() < 20 && reading.unread_count == 0);
    let last = at("2026-05-14T08:00:00Z") + TimeDelta::minutes(19_999 + 120);
    assert_eq!(reading.busy.last().unwrap().end, last);
    let gaps = reading
        .busy
        .windows(2)
        .filter(|two| two[0].end < two[1].start);
    assert_eq!(gaps.count(), 0);
}

/// Lines as files have them, whole and broken.
fn line() -> impl Strategy<Value = String> {
    let time = prop_oneof![
        "2026(0[1-9]|1[0-2])[0-3][0-9]T[0-2][0-9][0-5][0-9]00Z?",
        "[0-9]{8}",
        "[0-9TZ]{0,20}",
        "\\PC{0,12}",
    ];
    let zone = prop_oneof![
        Just(String::new()),
        Just(";TZID=Europe/Madrid".into()),
        ";[A-Z]{1,6}=\\PC{0,8}"
    ];
    let named = prop_oneof![
        Just("DTSTART"),
        Just("DTEND"),
        Just("EXDATE"),
        Just("RDATE"),
        Just("RECURRENCE-ID"),
        Just("DURATION")
    ];
    prop_oneof![
        (named, zone, time).prop_map(|(name, zone, time)| format!("{name}{zone}:{time}")),
        "RRULE:FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY|HOURLY)(;INTERVAL=[0-9]{1,3})?(;COUNT=[0-9]{1,4})?(;BYDAY=-?[0-9]?(MO|SU))?",
        "DURATION:-?P[0-9]{0,4}[WDT][0-9]{0,3}[HMS]?",
        "(BEGIN|END):(VEVENT|VALARM|VTIMEZONE|VFREEBUSY|VCALENDAR|X)",
        "UID:[ab]",
        "\\PC{0,30}",
        "[ \t]\\PC{0,10}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn whatever_a_file_holds_spans_are_sound(lines in prop::collection::vec(line(), 0..60), noise in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut file = format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{}", lines.join("\r\n")).into_bytes();
        file.extend(noise);
        let reading = read_bytes(&file);
        for pair in reading.busy.windows(2) {
            prop_assert!(pair[0] < pair[1], "in order, none twice");
        }
        for busy in &reading.busy {
            prop_assert!(busy.start < busy.end);
            prop_assert!(busy.end - busy.start <= TimeDelta::days(3));
            prop_assert!(window().start <= busy.start && busy.end <= window().end);
        }
        // The same file says the same twice.
        prop_assert_eq!(spans(&reading), spans(&read_bytes(&file)));
    }

    /// However a line is folded, and whatever ends it, it means the same.
    #[test]
    fn folding_changes_nothing(width in 2_usize..75, day in 11_u32..28, hour in 0_u32..23) {
        let lines = [
            "BEGIN:VCALENDAR".to_owned(), "BEGIN:VEVENT".into(), "UID:1".into(), "SUMMARY:Зубной, ещё раз".into(),
            format!("DTSTART;TZID=Europe/Madrid:202605{day:02}T{hour:02}0000"), "DURATION:PT45M".into(),
            "RRULE:FREQ=WEEKLY;COUNT=5".into(), "END:VEVENT".into(), "END:VCALENDAR".into(),
        ];
        let folded = lines.iter().skip(1).map(|line| {
            let letters: Vec<char> = line.chars().collect();
            let parts: Vec<String> = letters.chunks(width).map(|part| part.iter().collect()).collect();
            parts.join("\r\n ")
        });
        let folded = std::iter::once(lines[0].clone()).chain(folded).collect::<Vec<_>>().join("\r\n");
        let plain = read_bytes(lines.join("\n").as_bytes());
        prop_assert_eq!(&plain.busy, &read_bytes(folded.as_bytes()).busy);
        prop_assert_eq!(plain.busy.len(), 5);
    }
}
