//! Free times as JSON, written by hand: four weeks have a thousand instants, and the general way spends most of the
//! request's time on them.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Offset, TimeZone, Timelike};

use crate::schedule::slots::Day;

/// `{"timezone":…,"place":…,"days":[{"date":…,"slots":[{"start":…,"end":…}]}]}`, the place where one was asked for.
/// Neither a zone's name nor a slug needs escaping.
pub fn write(timezone: &str, place: Option<&str>, days: &[Day]) -> String {
    let slots: usize = days.iter().map(|day| day.slots.len()).sum();
    let mut out = String::with_capacity(64 + days.len() * 40 + slots * 80);
    out.push_str("{\"timezone\":\"");
    out.push_str(timezone);
    if let Some(place) = place {
        out.push_str("\",\"place\":\"");
        out.push_str(place);
    }
    out.push_str("\",\"days\":[");
    for (n, day) in days.iter().enumerate() {
        out.push_str(if n > 0 {
            ",{\"date\":\""
        } else {
            "{\"date\":\""
        });
        push_date(&mut out, day.date);
        out.push_str("\",\"slots\":[");
        for (n, slot) in day.slots.iter().enumerate() {
            out.push_str(if n > 0 {
                ",{\"start\":\""
            } else {
                "{\"start\":\""
            });
            push_instant(&mut out, slot.start);
            out.push_str("\",\"end\":\"");
            push_instant(&mut out, slot.end);
            out.push_str("\"}");
        }
        out.push_str("]}");
    }
    out.push_str("]}");
    out
}

/// "2026-05-14T10:00:00+02:00".
pub fn instant<Tz: TimeZone>(at: DateTime<Tz>) -> String {
    let mut out = String::with_capacity(25);
    push_instant(&mut out, at.fixed_offset());
    out
}

fn push_instant(out: &mut String, at: DateTime<FixedOffset>) {
    let local = at.naive_local();
    push_date(out, local.date());
    let time = local.time();
    out.push('T');
    push_two(out, time.hour());
    out.push(':');
    push_two(out, time.minute());
    out.push(':');
    push_two(out, time.second());
    let offset = at.offset().fix().local_minus_utc();
    out.push(if offset < 0 { '-' } else { '+' });
    let minutes = offset.unsigned_abs() / 60;
    push_two(out, minutes / 60);
    out.push(':');
    push_two(out, minutes % 60);
}

/// Years have four digits: a search reaches no further than two years ahead.
fn push_date(out: &mut String, date: NaiveDate) {
    let year = date.year().clamp(0, 9999).unsigned_abs();
    push_two(out, year / 100);
    push_two(out, year % 100);
    out.push('-');
    push_two(out, date.month());
    out.push('-');
    push_two(out, date.day());
}

fn push_two(out: &mut String, number: u32) {
    out.push(char::from(b'0' + (number / 10 % 10) as u8));
    out.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_as_chrono_does() {
        for text in [
            "2026-05-14T10:00:00+02:00",
            "2026-12-31T23:59:59-03:30",
            "2027-01-01T00:00:00+00:00",
        ] {
            let at = DateTime::parse_from_rfc3339(text).unwrap();
            assert_eq!(instant(at), at.to_rfc3339());
            assert_eq!(instant(at), text);
        }
    }
}
