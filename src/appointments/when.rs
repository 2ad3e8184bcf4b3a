//! Local times as a person types them, and the instants they mean.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// "14:30", "14.30", "1430", "9".
pub fn parse_time(text: &str) -> Result<NaiveTime, &'static str> {
    const WRONG: &str = "field-bad-time";
    let text = text.trim();
    let digits = |part: &str| -> Result<u32, &'static str> {
        let plain = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if plain {
            part.parse().map_err(|_| WRONG)
        } else {
            Err(WRONG)
        }
    };
    let (hour, minute) = match text.split_once([':', '.', ' ', 'h']) {
        // Browsers may send seconds.
        Some((hour, rest)) => (
            digits(hour)?,
            digits(rest.split(':').next().unwrap_or_default())?,
        ),
        None if text.len() > 2 && text.is_ascii() => {
            let (hour, minute) = text.split_at(text.len() - 2);
            (digits(hour)?, digits(minute)?)
        }
        None => (digits(text)?, 0),
    };
    NaiveTime::from_hms_opt(hour, minute, 0).ok_or(WRONG)
}

/// The instant of a local time. One that the clock skips is refused with a word on why; of one that comes twice the
/// first is meant.
pub fn instant(tz: Tz, date: NaiveDate, time: NaiveTime) -> Result<DateTime<Utc>, &'static str> {
    match tz.from_local_datetime(&NaiveDateTime::new(date, time)) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Ok(at.to_utc()),
        LocalResult::None => Err("appointment-time-skipped"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let read = |text| parse_time(text).map(|time| time.format("%H:%M").to_string());
        for (text, time) in [
            ("14:30", "14:30"),
            ("14:30:00", "14:30"),
            ("9.05", "09:05"),
            ("1430", "14:30"),
            ("930", "09:30"),
            ("9", "09:00"),
            (" 0:00 ", "00:00"),
        ] {
            assert_eq!(read(text), Ok(time.into()), "{text}");
        }
        for text in [
            "", "24:00", "14:60", "-1:30", "٣:٠٠", "14:3a", "noon", "99999", "é0",
        ] {
            assert_eq!(read(text), Err("field-bad-time"), "{text}");
        }
    }

    #[test]
    fn skipped_times_are_refused_and_repeated_ones_are_the_first() {
        let tz = chrono_tz::Europe::Madrid;
        let at =
            |date: &str, time: &str| instant(tz, date.parse().unwrap(), parse_time(time).unwrap());
        assert_eq!(at("2026-03-29", "02:30"), Err("appointment-time-skipped"));
        assert_eq!(
            at("2026-03-29", "03:00"),
            Ok("2026-03-29T01:00:00Z".parse().unwrap())
        );
        assert_eq!(
            at("2026-10-25", "02:30"),
            Ok("2026-10-25T00:30:00Z".parse().unwrap())
        );
    }
}
